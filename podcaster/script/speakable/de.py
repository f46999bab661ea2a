"""German: gender of numbers before units, ordinals that agree with the word before, Uhr, Komma, Quadrat."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.ordinals import gender, is_ordinal
from podcaster.script.sentences import words
from podcaster.script.speakable.common import Rule, roman_value, rule, tables
from podcaster.script.speakable.european import Speaker
from podcaster.script.speakable.tongue import Abbreviations, Tongue, num2words
from podcaster.text.dates import months

MONTHS = months("de")
GENDER = {"m": "ein", "n": "ein", "f": "eine"}


def cardinal(n: int, gender: str = "") -> str:
    """1 -> eins, ein or eine."""
    words = num2words(n, "de")
    if gender and words.endswith("eins"):
        return words[:-1] if n > 1 else GENDER[gender]
    return words


def _stem(n: int) -> str:
    stem = num2words(n, "de", "ordinal").removesuffix("e")
    return "ein" + stem if n in {100, 1000} else stem


def ordinal(n: int, before: str = "") -> str:
    """3. -> dritter; after der: dritte; after am: dritten."""
    stem = _stem(n)
    if re.search(
        r"(?i)\b(?:am|im|vom|zum|beim|dem|den|des|(?:[kmds]?ein|ihr|unser|eur|dies|jed|jen)e[mnrs]|ab|bis|seit|zur|(?:in|an|auf|aus|bei|mit|nach|von|vor|während|hinter|unter) der|der .* der)\s+$",
        before,
    ):
        return stem + "en"
    if re.search(r"(?i)\b(?:der|die|das|dieser|diese|dieses|jede|jeder|ins|ans|aufs|fürs|durchs|übers)\s+$", before):
        return stem + "e"
    if re.search(r"(?i)\b(?:[kmds]?eine|ihre|unsere|eure)\s+$", before):
        return stem + "e"
    return stem + "er"


def year(n: int) -> str:
    """1985 -> neunzehnhundertfünfundachtzig."""
    if 1200 <= n < 2000:
        rest = n % 100
        return f"{num2words(n // 100, 'de')}hundert{num2words(rest, 'de') if rest else ''}"
    return num2words(n, "de")


def decimals(text: str) -> str:
    """14 -> eins vier."""
    return " ".join(num2words(int(c), "de") for c in text)


def fraction(top: int, bottom: int) -> str:
    """3/4 -> drei Viertel."""
    if bottom == 1:
        return f"{cardinal(top, 'm')} durch eins"
    if bottom == 2:
        return "ein halb" if top == 1 else f"{cardinal(top, 'n')} halbe"
    if bottom == 0:
        return f"{cardinal(top)} Nulltel"
    name = _stem(bottom) + "el"
    return f"{cardinal(top, 'n')} {name[0].upper()}{name[1:]}"


def date(d: int, m: int, y: int | None, before: str) -> str:
    """am 2. März 2003 -> am zweiten März zweitausenddrei."""
    return f"{ordinal(d, before)} {MONTHS[m - 1]}" + (f" {year(y)}" if y else "")


def clock(h: int, m: int, s: int | None, _after: str) -> str:
    """14:05 -> vierzehn Uhr fünf."""
    said = f"{cardinal(h, 'm')} Uhr" + (f" {cardinal(m)}" if m else "")
    if s:
        said += f" und {cardinal(s, 'f')} Sekunde{'n' if s > 1 else ''}"
    return said


SHORT = Abbreviations("de", {"before name": r"\s[A-ZÄÖÜ]", "before number": r"\s[\da-zA-Z]"}, closing=r"\"'”“’)\]")
ABBREVIATIONS: tuple[Rule, ...] = (
    rule(r"\bS\. (?=\d)", "Seite "),
    rule(r"\bArt\. (?=\d)", "Artikel "),
    rule(r"(?<=[a-zäöüß])(?:str)\.(?=\s|,|$)", "straße"),
    rule(r"\b([A-ZÄÖÜ][a-zäöüß-]* )Str\.(?=\s|,|$)", r"\1Straße"),
    rule(SHORT.pattern, SHORT.expanded),
)
TRIGGER = re.compile(
    rf"\b(?:II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XXIII)\b|{SHORT.pattern}|[Ss]tr\."
)


def _roman(m: re.Match[str]) -> str:
    n = roman_value(m[2])
    if m[1] in NAMES:
        return f"{m[1]} der {ordinal(n, 'der ').capitalize()}"
    return (
        f"{m[1]} {num2words(n, 'de')}"
        if m[1] in {"Weltkrieg", "Kapitel", "Teil", "Band", "Akt", "Phase", "Typ", "Stufe", "Klasse"}
        else m[0]
    )


def _with_stop(m: re.Match[str]) -> str:
    before, after = m.string[: m.start()], m.string[m.end() :]
    if not is_ordinal(before, m[1], after, words("de", "starter")):
        return m[0]
    said = ordinal(int(m[1]), CHAIN.sub("", before))
    if said.endswith("er"):  # the noun decides: drittes Quartal, ein drittes Mal
        said = said[:-1] + {"n": "s", "f": ""}.get(gender(after), "r")
    return said


def _short_date(m: re.Match[str]) -> str:
    d, month = int(m[1]), int(m[2])
    return date(d, month, None, m.string[: m.start()]) if 1 <= d <= 31 and 1 <= month <= 12 else m[0]


CHAIN = re.compile(r"(?:\b\d{1,3}\.(?:(?:,| und| oder| bis| sowie)\s|\s?[-–/]\s?))+$")
ORDINALS: tuple[Rule, ...] = (
    rule(r"^(\d+)\.$", lambda m: ordinal(int(m[1]))),
    rule(r"(?<![\w.,])(\d+)(?:te|ste)([mnrs]?)\b", lambda m: ordinal(int(m[1]), "der ") + m[2]),
    rule(
        r"\b([A-ZÄÖÜ][a-zäöüß]+) (II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XXIII)\.?(?!\w)",
        _roman,
    ),
)
NAMES = tables("de")["monarch"]

BEFORE: tuple[Rule, ...] = (
    rule(r"(?<![\w.,])(\d{1,3})\.\s?[-–]\s?(?=\d{1,3}\.(?!\d))", r"\1. bis "),
    rule(r"(?<![\w.,])(\d{1,4})\.(?=\s+\S|\s?[-–/]\s?\d)", _with_stop),
    # A date without a year needs a preposition before it, or nothing: elsewhere 2.3 is a version.
    rule(
        r"(?:^|(?<=\bam )|(?<=\bvom )|(?<=\bbis )|(?<=\bzum )|(?<=\bab )|(?<=\bseit )|(?<=\bden )|(?<=\bdem ))(\d{1,2})\.(\d{1,2})(?:\.(?!\d)|(?=\s|,|$))",
        _short_date,
    ),
    rule(r"\b(\d{1,2})\.(\d{2})(?= Uhr\b)", r"\1:\2"),
    rule(r"(?<![\d:.,])(\d{1,2}) Uhr (?=\d)", lambda m: f"{cardinal(int(m[1]), 'm')} Uhr "),
    rule(r"(?<![\d:.,])(\d{1,2}) Uhr\b", lambda m: f"{cardinal(int(m[1]), 'm')} Uhr"),
    rule(
        r"\b(?:der|die|den|das|in den) (\d0)er(n?)\b",
        lambda m: m[0][: m.start(1) - m.start()] + f"{num2words(int(m[1]), 'de')}er{m[2]}",
    ),
    rule(r"\b(1[1-9]\d0|20\d0)er(n?)\b", lambda m: f"{year(int(m[1]))}er{m[2]}"),
    rule(r"\b(\d0)er(n?)\b", lambda m: f"{num2words(int(m[1]), 'de')}er{m[2]}"),
    rule(
        r"(?<![\w.,:])(\d{1,2}):(\d)(?![\d:])",
        lambda m: f"{num2words(int(m[1]), 'de')} zu {num2words(int(m[2]), 'de')}",
    ),
    rule(
        r"(?<![\w.,/])(\d+)(?: 1/2|½)(?= )", lambda m: f"{'ein' if m[1] == '1' else num2words(int(m[1]), 'de')}einhalb"
    ),
    rule(
        r"(?:^|(?<=[\sa-z] ))1 (?=[A-ZÄÖÜ][a-zäöüß]+(?:e|ung|heit|keit|ion|tät|schaft|frau|mark|nacht|kraft|uhr)\b)",
        "eine ",
    ),
    rule(
        r"(?:^|(?<=[a-zäöüß] ))1 (?=[A-ZÄÖÜ][a-zäöüß]+\b)(?!1 (?:Mio|Mrd|Million|Milliarde|Billion|Tonne|Minute|Sekunde))",
        "ein ",
    ),
    rule(r"(?<![\w.,])(\d+)x\b", lambda m: f"{cardinal(int(m[1]), 'm')} mal"),
)


TONGUE = Tongue(
    code="de", cardinal=cardinal, year=year, decimals=decimals, fraction=fraction,
    date=date, clock=clock, before=BEFORE, ordinals=ORDINALS, abbreviations=ABBREVIATIONS, trigger=TRIGGER,
    time_pattern=r"(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?: Uhr\b)?",
)  # fmt: skip
speak = Speaker(TONGUE).speak
