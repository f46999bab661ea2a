"""Italian: un and una, primo of the month, e mezza, secolo ordinals."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, roman_value, rule
from podcaster.script.speakable.european import Speaker
from podcaster.script.speakable.tongue import (
    Abbreviations,
    Tongue,
    after_article,
    counted,
    digits_or_number,
    num2words,
    telephones,
)
from podcaster.text.dates import months

MONTHS = months("it")


def cardinal(n: int, gender: str = "") -> str:
    """1 -> uno, un before a masculine noun, una before a feminine one."""
    if n == 1 and gender:
        return "una" if gender == "f" else "un"
    words = num2words(n, "it").replace("dicotto", "diciotto")
    return words[:-1] + "é" if n > 3 and words.endswith("tre") else words


def ordinal(n: int, gender: str = "m") -> str:
    """3 -> terzo, terza."""
    words = num2words(n, "it", "ordinal").replace("dicotto", "diciotto")
    return words[:-1] + "a" if gender == "f" else words


def decimals(text: str) -> str:
    """14 -> quattordici, 05 -> zero cinque."""
    return digits_or_number(text, cardinal, "zero", 3)


def fraction(top: int, bottom: int) -> str:
    """3/4 -> tre quarti."""
    if bottom < 2:
        return f"{cardinal(top)} su {cardinal(bottom)}"
    if bottom == 2:
        return "mezzo" if top == 1 else f"{cardinal(top)} mezzi"
    name = ordinal(bottom)
    return f"{cardinal(top, 'm')} {name if top == 1 else name[:-1] + 'i'}"


def date(d: int, m: int, y: int | None, _before: str) -> str:
    """1 marzo 2024 -> primo marzo duemilaventiquattro."""
    return f"{'primo' if d == 1 else cardinal(d)} {MONTHS[m - 1]}" + (f" {cardinal(y)}" if y else "")


def clock(h: int, m: int, s: int | None, _after: str) -> str:
    """14:30 -> quattordici e trenta."""
    said = ("una" if h == 1 else cardinal(h)) + (f" e {cardinal(m)}" if m else "")
    return said + (f" e {cardinal(s)} secondi" if s else "")


SHORT = Abbreviations("it", {"before name": r"\s[A-ZÀÈ]", "before number": r"\s?[\dIVX]"}, closing=r"\"'”’»)\]")
ABBREVIATIONS: tuple[Rule, ...] = (
    rule(r"\bpp\. ?(\d+)\s?[-–]\s?(\d+)", lambda m: f"pagine da {cardinal(int(m[1]))} a {cardinal(int(m[2]))}"),
    rule(r"\bpp\. ?(?=\d)", "pagine "),
    rule(r"\bp\. ?(?=\d)", "pagina "),
    rule(SHORT.pattern, SHORT.expanded),
)
TRIGGER = re.compile(rf"{SHORT.pattern}|\b[IVXL]{{2,}}\b|\b[A-Z][a-zàèéìòù]+ [IVX]+\b")
ORDINALS: tuple[Rule, ...] = (
    *after_article("it", ordinal),
    rule(
        r"(?<![\w.,])(\d{1,4})(?:º|o\b|ª|a\b)(?!\w)",
        lambda m: ordinal(int(m[1]), "f" if m[0][-1] in "ªa" else "m"),
    ),
    rule(r"\b([IVXL]+)(?= secolo\b)", lambda m: ordinal(roman_value(m[1]))),
    rule(
        r"\b([Ss]ecolo|Vaticano|[Cc]apitolo|[Vv]olume|[Aa]tto|[Tt]itolo|[Ll]ibro|[Tt]omo|(?:Luigi|Enrico|Carlo|Giovanni|Paolo|Pio|Leone|Benedetto|Napoleone|Vittorio Emanuele|Umberto|Federico|Francesco|Filippo|Giorgio|Edoardo|Gregorio|Innocenzo|Clemente|Alessandro|Guglielmo)(?: (?:Paolo|Emanuele))?) ([IVXL]+)\b",
        lambda m: counted(m, ordinal),
    ),
    rule(
        r"\b([Pp]arte|[Ss]cena|[Ss]ezione|[Ff]ase|Elisabetta|Caterina|Maria|[Gg]uerra [Mm]ondiale) ([IVXL]+)\b",
        lambda m: counted(m, lambda n: ordinal(n, "f")),
    ),
    rule(r"\b(II?) [Gg]uerra [Mm]ondiale", lambda m: ("Seconda" if m[1] == "II" else "Prima") + " guerra mondiale"),
)


def _before_verb(m: re.Match[str]) -> str:
    return cardinal(int(m[1].replace(".", "")))


# Feminine nouns in -e, masculine ones in -a, and words that are no nouns.
FEMININE = re.compile(
    r".*(?:zione|sione|gione|tà|tù|trice|ice|udine)|notte|parte|chiave|classe|mente|gente|fonte|ponte|rete|sede|neve|nave|voce|luce|croce|carne|arte|morte|mano|foto|moto|auto|radio|moglie|madre|serie|specie|torre|febbre|legge"
)
MASCULINE = re.compile(
    r".*(?:ema|amma|oma|ista|asma)|clima|poeta|pilota|pianeta|papa|cinema|ponte|gorilla|duca|sosia|vaglia|pigiama"
)
NO_NOUN = frozenset({"per", "con", "che", "come", "alla", "alle", "allo", "dalla", "della", "delle", "nella", "sulla", "contro", "ogni", "era", "sono", "fino", "dopo", "prima", "volte", "meno"})  # fmt: skip


def _one(m: re.Match[str]) -> str:
    """1 cipolla -> una cipolla, 1 spicchio -> uno spicchio."""
    noun = m[1]
    if noun in NO_NOUN or noun[-1] not in "aeoàù":
        return m[0]
    if FEMININE.fullmatch(noun) or (noun.endswith("a") and not MASCULINE.fullmatch(noun)):
        return "una "
    return "uno " if re.match(r"s[^aeiouàèéìòù]|z|gn|ps|pn|x|y|i[aeou]", noun) else "un "


BEFORE: tuple[Rule, ...] = (
    telephones(r"telefon|\btel\b|cellular|chiam|numero|whatsapp|\bfax\b|centralino|contatt|prenota", cardinal),
    rule(r"^1° (?=[a-z]{3})", "primo "),
    # After a number, "ha" is a verb unless "di" or the end of the phrase follows.
    rule(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+|\d+)(?= ha (?!di\b)[^\W\d_])", _before_verb),
    rule(r"(?<![\w.,/])(?:½|1/2) (?=[a-zà-ù]{3,}a\b)", "mezza "),
    rule(
        r"\b((?:al)?le|alle ore|ore|dalle|delle) ([01]?\d|2[0-4])[.:]([0-5]\d)\b",
        lambda m: f"{m[1]} {clock(int(m[2]), int(m[3]), None, '')}",
    ),
    rule(
        r"(?<![\w.,/])(\d+)\s?(?:½|1/2) (ore|ora|settimane)\b", lambda m: f"{cardinal(int(m[1]), 'f')} {m[2]} e mezza"
    ),
    rule(r"\banni ['’]?(\d0)\b", lambda m: f"anni {cardinal(int(m[1]))}"),
    rule(r"(?<![\w.,])(\d+)x\b", lambda m: f"{cardinal(int(m[1]))} volte"),
    rule(r"(?<![\w.,/:])1 (?=([a-zàèéìòù]{3,30})(?![\w/]))", _one),
    rule(r"\b(\d{1,2})enn([ei])\b", lambda m: f"{cardinal(int(m[1])).rstrip('eioé')}enn{m[2]}"),
    rule(
        r"\b((?i:arrivat|classificat|piazzat|finit|giunt))([oaie]) (\d{1,3})[°º](?!\w)",
        lambda m: f"{m[1]}{m[2]} {ordinal(int(m[3]), 'f' if m[2] in 'ae' else 'm')}",
    ),
    rule(r"\b((?:[Aa]rt\.|[Aa]rticolo) \d{1,4}(?:-?bis|-?ter)?,?) (?:c|co)\. (?=\d)", r"\1 comma "),
    rule(r"\b([IVXL]+) sec\.", r"\1 secolo"),
    rule(
        r"(?<![\w.,])([1-4](?=T)|[12])([TS])(?: ?(?:del )?(20\d\d|\d\d))?(?![\w]|[.,]\d)",
        lambda m: (
            f"{ordinal(int(m[1]))} {'trimestre' if m[2] == 'T' else 'semestre'}"
            + (f" {cardinal(int(m[3]) % 2000 + 2000)}" if m[3] else "")
        ),
    ),
    rule(
        r"\b([IV]{1,3}|[1-4][°º]) (?:(trim)|(sem))\.",
        lambda m: f"{ordinal(roman_value(m[1]) or int(m[1][0]))} {'trimestre' if m[2] else 'semestre'}",
    ),
    rule(
        r"\b((?i:ore|alle|dalle|le)) ([01]?\d|2[0-4]),([0-5]\d)(?![\d,])(?! (?:euro|per|metri|milioni|chil|litri)|\s?[%€$])",
        r"\1 \2:\3",
    ),
    rule(r"(?<![\w.,])(?:h|H)\.? (?=(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?![\d.,:]))", "ore "),
)
TONGUE = Tongue(
    code="it", cardinal=cardinal, year=cardinal, decimals=decimals, fraction=fraction, date=date, clock=clock,
    before=BEFORE, ordinals=ORDINALS, abbreviations=ABBREVIATIONS, trigger=TRIGGER,
)  # fmt: skip
_speaker = Speaker(TONGUE)


def speak(text: str, _language: str = "it") -> str:
    """Italian text as words."""
    return _speaker.speak(text).replace("una ora ", "un'ora ")
