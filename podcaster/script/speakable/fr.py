"""French: decimals read in groups, the first of the month, deux heures, abbreviations with raised letters."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, just_before, roman_value, rule
from podcaster.script.speakable.european import Speaker
from podcaster.script.speakable.tongue import Abbreviations, Tongue, after_article, counted, digits_or_number, num2words
from podcaster.text.dates import months

MONTHS = months("fr")


def cardinal(n: int, gender: str = "") -> str:
    """21 -> vingt et un, or vingt et une."""
    words = num2words(n, "fr").replace(",", "")
    return words + "e" if gender == "f" and words.endswith("un") else words


def ordinal(n: int, gender: str = "m") -> str:
    """1 -> premier, 3 -> troisième, a milliard -> un milliardième."""
    if n == 1:
        return "première" if gender == "f" else "premier"
    if n >= 10**6 and n in {10**6, 10**9, 10**12}:
        return cardinal(n) + "ième"
    return num2words(n, "fr", "ordinal")


def decimals(text: str) -> str:
    """14 -> quatorze, 05 -> zéro cinq, longer ones digit by digit."""
    return digits_or_number(text, cardinal, "zéro", 3)


def fraction(top: int, bottom: int) -> str:
    """3/4 -> trois quarts."""
    name = {2: "demi", 3: "tiers", 4: "quart"}.get(bottom) or (ordinal(bottom) if bottom > 1 else "")
    if not name or bottom == 0:
        return f"{cardinal(top)} sur {cardinal(bottom)}"
    if top > 1 and not name.endswith("s"):
        name += "s"
    return f"{cardinal(top)} {name}"


def date(d: int, m: int, y: int | None, _before: str) -> str:
    """le 1er mars 2024 -> le premier mars deux mille vingt-quatre."""
    return f"{'premier' if d == 1 else cardinal(d)} {MONTHS[m - 1]}" + (f" {cardinal(y)}" if y else "")


def clock(h: int, m: int, s: int | None, _after: str) -> str:
    """14h05 -> quatorze heures cinq."""
    said = f"{cardinal(h, 'f')} heure{'s' if h > 1 else ''}" + (f" {cardinal(m, 'f')}" if m else "")
    if s:
        said += f" et {cardinal(s, 'f')} seconde{'s' if s > 1 else ''}"
    return said


SHORT = Abbreviations(
    "fr",
    {
        "before name": r"[\s-]\s?[A-ZÉÈÀ]",
        "before number": r"\s?\d",
        "before street": r"\s(?:de|du|des|d['’]|[A-ZÉ])",
    },
    closing=r"\"'”’»)\]\s",
    pattern=r"(?<![\w.'’-])(?:%s)(?![\w-])",
)


def _initial(m: re.Match[str]) -> str:
    """Gonçalo M. Tavares: a letter between names, not Monsieur. A word that begins a sentence may be no name."""
    begins = re.search(r"(?:^|[.!?…:]\s|[«“\"(]\s?)$", just_before(m))
    return m[0] if begins and m[1].lower() in BEGINNINGS else f"{m[1]} M "


BEGINNINGS = frozenset(
    [
        "selon", "pour", "avec", "hier", "et", "mais", "quand", "si", "que", "lorsque", "comme", "car", "donc", "or",
        "chez", "sans", "sous", "sur", "contre", "après", "avant", "depuis", "pendant", "puis", "ensuite", "enfin",
        "ici", "alors", "aussi", "cependant", "ainsi", "cher", "bonjour", "merci", "voici", "voilà", "ni", "ou", "où",
        "puisque", "quant", "malgré", "entre", "vers", "dans", "en", "par", "de", "à", "aujourd'hui", "demain",
        "pourtant", "toutefois", "même", "outre", "suivant", "dès", "hormis", "sauf", "bref", "oui", "non",
    ]
)  # fmt: skip
ABBREVIATIONS: tuple[Rule, ...] = (
    rule(r"\bpp?\. ?(?=\d)", "page "),
    rule(r"\b([Ll])['’]art\. ?(?=\d)", r"\1'article "),
    rule(r"\b([Ll])['’]av\. (?=[A-ZÉ]|d[eu]s? |d['’])", r"\1'avenue "),
    rule(r"\bSt(es?|s?)-(?=[A-ZÀ-Ý])", r"Saint\1-"),
    rule(r"\b([A-ZÀ-Ý][a-zà-ÿ]{1,30}(?:-[A-ZÀ-Ý][a-zà-ÿ]{1,30})?) M\. (?=[A-ZÀ-Ý][a-zà-ÿ])", _initial),
    rule(SHORT.pattern, SHORT.expanded),
)
TRIGGER = re.compile(
    rf"{SHORT.pattern}|\b[XVI]+(?:es?|er|re|ère|ème)\b|\b(?:[XVI]{{2,}})\b|\b[A-ZÉ][\w-]+ [XVI]\b|\bSte?s?-[A-ZÉ]|['’]av\."
)


def _ordinal(m: re.Match[str]) -> str:
    n = int(re.sub(r"\D", "", m[1]))
    feminine = m[2] in {"ère", "re", "ʳᵉ", "nde"}
    if m[2] in {"nd", "nde"} and n == 2:
        return "seconde" if feminine else "second"
    return ordinal(n, "f" if feminine else "m") + m[3]


def _roman(m: re.Match[str]) -> str:
    """IIIe -> troisième, Ire -> première."""
    n = roman_value(m[1])
    return ordinal(n, "f" if m[2] in {"re", "ère", "ʳᵉ"} else "m") + ("s" if m[2] == "es" else "") if n else m[0]


ORDINALS: tuple[Rule, ...] = (
    rule(r"^(\d{1,3})°$", lambda m: ordinal(int(m[1]))),
    rule(
        r"(?<![\w.,])(\d{1,3}(?:[  .]\d{3})*)(er|ère|re|e|è|ème|eme|ième|ieme|nd|nde|ᵉ|ᵉʳ|ᵉᵐᵉ|ʳᵉ|º)(s?)(?![\w])",
        _ordinal,
    ),
    rule(r"(?<![\w.])([XVI]+)(er|re|ère|ᵉʳ|ʳᵉ|es|e|ème|ᵉ|ᵉᵐᵉ)(?!\w)", _roman),
    rule(
        r"\b((?:Vatican|Louis|Henri|Charles|François|Napoléon|Jean-Paul|Jean|Philippe|Benoît|Pie|Léon|Élisabeth|Elisabeth|Elizabeth|Victor-Emmanuel|Albert|Léopold|Baudouin|Alphonse|Clément|Innocent|George|Guillaume|Paul|Grégoire|Frédéric|Alexandre|Nicolas|Catherine|Ramsès)) ([IVX]+)(?:er|e)?\b",
        lambda m: f"{m[1]} {'premier' if m[2] == 'I' else cardinal(roman_value(m[2]))}",
    ),
    rule(
        r"\b((?:[Cc]hapitre|[Pp]artie|[Tt]ome|[Vv]olume|[Aa]cte|[Ss]cène|[Aa]rticle|[Tt]itre|[Gg]uerre mondiale|[Ll]ivre|[Tt]ype|[Pp]hase)) ([IVX]+)\b",
        lambda m: counted(m, cardinal),
    ),
)


def _spoons(m: re.Match[str]) -> str:
    """2 c. à s. -> deux cuillères à soupe."""
    many = "s" if int(m[1]) > 1 else ""
    return f"{cardinal(int(m[1]), 'f')} cuillère{many} à {'soupe' if m[2][0] == 's' else 'café'}"


def _pairs(text: str) -> str:
    return ", ".join(("zéro " if p[0] == "0" else "") + cardinal(int(p)) for p in re.findall(r"\d\d", text))


def _international(m: re.Match[str]) -> str:
    return f"plus trente-trois, {cardinal(int(m[1]))}, {_pairs(m[2])}"


def _mark(text: str) -> str:
    """15,5 -> quinze virgule cinq."""
    whole, _, rest = text.partition(",")
    return cardinal(int(whole)) + (f" virgule {decimals(rest)}" if rest else "")


FEMININE = r"(?!(?:mille|grade|stade|silence|squelette|musée|lycée|trophée|gorille|chimpanzé|modèle|vermicelle|intermédiaire)s?\b)[a-zà-ÿ]{2,30}(?:tion|sion|ette|elle|esse|ence|ance|ille|euse|trice|ade|ée)|gousse|cuillère|tasse|boîte|tranche|carotte|pomme|tomate|échalote|feuille|branche|botte|noix|voix|raison|œuvre|bière|poire|fraise|olive|crème|orange|banane|épice|herbe|main|fin|fleur|peur|sœur|mère|grand-mère|dame|école|église|rue|route|lettre|guerre|loi|saison|mission|maladie|victime|heure|minute|seconde|semaine|année|journée|nuit|personne|fois|page|tonne|livre|part|partie|chose|femme|fille|ville|ligne|image|vidéo|version|question|réponse|étape|chance|voiture|maison|pièce|table|étoile|place|entreprise|équipe"
BEFORE: tuple[Rule, ...] = (
    # 06.12.34.56.78 · 0 800 123 456
    rule(r"(?<![\w.])0\d(?:[.-]\d\d){4}(?![\w.-]\d|\w)", lambda m: _pairs(m[0])),
    rule(
        r"(?<![\w.+])0 ?(8\d\d) (\d{3}) (\d{3})(?! ?\d)",
        lambda m: "zéro " + ", ".join(cardinal(int(part)) for part in m.groups()),
    ),
    # a mark of twenty
    rule(
        r"(?<![\w/.,])(\d{1,2}(?:,\d{1,2})?)/20(?![\w/]|[.,]\d)",
        lambda m: f"{_mark(m[1])} sur vingt",
    ),
    rule(r"\b([XVI]+)(e|ᵉ|er) s\.", r"\1\2 siècle"),
    rule(r"\b(\d{1,2}) h ½", lambda m: f"{cardinal(int(m[1]), 'f')} heure{'s' if m[1] != '1' else ''} et demie"),
    after_article("fr", ordinal)[0],
    rule(r"(?<![\w.,/])(\d+) (?:c\. ?|cuil\. ?)à ?(s|c|soupe|café)\b\.?", _spoons),
    rule(
        r"(?<![\w.,/])(?:½|1/2) (?:c\. ?|cuil\. ?)à ?(s|c|soupe|café)\b\.?",
        lambda m: f"une demi-cuillère à {'soupe' if m[1][0] == 's' else 'café'}",
    ),
    rule(r"(?<=\d) M (?=d['’e])", " millions "),
    rule(
        r"(?<![\w.,/])(\d+)\s?(?:½|1/2) (heures?|années?|journées?|minutes?)\b",
        lambda m: f"{cardinal(int(m[1]), 'f')} {m[2]} et demie",
    ),
    rule(rf"(?<![\w.,/])(1|\d*[02-9]1) (?=(?:{FEMININE})s?\b)", lambda m: f"{cardinal(int(m[1]), 'f')} "),
    rule(r"\+33[ .](?:\(0\) ?)?(\d)((?:[ .]\d\d){4})(?![ .]?\d)", _international),
    rule(
        r"(?<![\w.])(\d\d(?: \d\d){4})(?! ?\d)",
        lambda m: _pairs(m[1]),
    ),
    rule(r"\b([nN])ᵒ(ˢ?)(?!\w)", r"\1°"),
    rule(
        r"\b(\d{1,2})((?:[-/,]\d{1,2}){1,12})(?= (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b)",
        lambda m: " ".join("premier" if d == "1" else cardinal(int(d)) for d in re.findall(r"\d+", m[0])),
    ),
    rule(r"\bannées (\d0)\b", lambda m: f"années {cardinal(int(m[1])).removesuffix('s')}"),
    rule(r"\bannées (\d{4})\b", lambda m: f"années {cardinal(int(m[1]))}"),
    rule(r"(?<![\w.,])(\d+)x\b", lambda m: f"{cardinal(int(m[1]))} fois"),
)
TONGUE = Tongue(
    code="fr", cardinal=cardinal, year=cardinal, decimals=decimals, fraction=fraction,
    date=date, clock=clock, one_below_two=True, before=BEFORE, ordinals=ORDINALS, abbreviations=ABBREVIATIONS, trigger=TRIGGER,
    time_pattern=r"(?P<h>[01]?\d|2[0-4])(?:\s?[hH]\s?(?P<m>[0-5]\d)?(?:\s?(?:min|m)\b)?|:(?P<m2>[0-5]\d)(?::(?P<s>[0-5]\d))?)",
)  # fmt: skip
_speaker = Speaker(TONGUE)


def speak(text: str, _language: str = "fr") -> str:
    """French text as words."""
    return _speaker.speak(text).replace(" de euros", " d'euros")
