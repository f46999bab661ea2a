"""German: gender of numbers before units, ordinals that agree with the word before, Uhr, Komma, Quadrat."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.ordinals import gender, is_ordinal
from podcaster.script.sentences import words
from podcaster.script.speakable.common import Rule, alternatives, forms, just_before, roman_value, rule, tables
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


# Jeder dritte, jedes dritte; der erste und der zweite. After a preposition "jeder" is another case.
SUBJECT = re.compile(
    r"(?i)(?<!\bin )(?<!\ban )(?<!\bmit )(?<!\bvon )(?<!\bbei )(?<!\bnach )(?<!\bvor )(?<!\bzu )(?<!\bauf )(?<!\baus )\b(?:jede[rs]|(?<=und )der|(?<=oder )der)\s+$"
)


def ordinal(n: int, before: str = "") -> str:
    """3. -> dritter; after der: dritte; after am: dritten."""
    stem = _stem(n)
    if SUBJECT.search(before):
        return stem + "e"
    if re.search(
        r"(?i)\b(?:am|im|vom|zum|beim|dem|den|des|(?:[kmds]?ein|ihr|unser|eur|dies|jed|jen)e[mnrs]|ab|bis|seit|zur|(?:in|an|auf|aus|bei|mit|nach|von|vor|während|hinter|unter) der|der .* der|(?:am|vom|bis|zum|ab|seit|den|dem|nächsten|kommenden) (?:(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch),?)\s+$",
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
    rule(r"(?<=\d)\s?ff?\.(?!\w)", " und folgende"),
    rule(r"& Co\.(?=\s+(?:[a-zäöü]|KG|OHG|GmbH))", "& Co"),
    rule(r"\bSt\.-(?=[A-ZÄÖÜ])", "Sankt-"),
    rule(r"\b(Abs\. \d{1,2}[a-z]?,?) S\. (?=\d)", r"\1 Satz "),
    rule(r"\bS\. (?=\d)", "Seite "),
    rule(r"\bArt\. (?=\d)", "Artikel "),
    rule(r"(?<=[a-zäöüß])(?:str)\.(?=\s|,|$)", "straße"),
    rule(r"\b([A-ZÄÖÜ][a-zäöüß-]* )Str\.(?=\s|,|$)", r"\1Straße"),
    rule(SHORT.pattern, SHORT.expanded),
)
TRIGGER = re.compile(
    rf"\b[IVX]{{2,}}\b|\b[A-ZÄÖÜ][a-zäöüß]+ [IVX]+\b|\b[IVX]+\. [A-ZÄÖÜ]|{SHORT.pattern}|[Ss]tr\.|[a-zäöüß] [aiobv]\. ?[A-Zd]"
)
NAMES = tables("de")["monarch"]
QUEENS = frozenset({"Elisabeth", "Katharina", "Maria", "Margarethe", "Christina", "Anna", "Isabella"})
PARTS = "Weltkrieg|Vatikanum|Kapitel|Teil|Band|Akt|Phase|Typ|Stufe|Klasse|Abschnitt|Buch|Folge|Anhang|Satz"
RANK = r"\s(?:[A-ZÄÖÜ][\wäöüß]+\s){0,3}$"
DATIVE = re.compile(
    rf"(?i:\b(?:von|mit|bei|nach|zu|unter|aus|seit|neben|vor|vom|zum|beim|dem|gegenüber)|\bder (?:König|Kaiser|Zar)in){RANK}"
)
ACCUSATIVE = re.compile(rf"(?i:\b(?:für|durch|gegen|ohne|um|über|den)){RANK}")


def _roman(m: re.Match[str]) -> str:
    """Friedrich II. -> Friedrich der Zweite; von Friedrich II. -> von Friedrich dem Zweiten."""
    n, name, before = roman_value(m[2]), m[1], m.string[max(0, m.start() - 80) : m.start()]
    if not n:
        return m[0]
    king = name.removesuffix("s") if name not in NAMES else name
    if king not in NAMES:
        return f"{name} {num2words(n, 'de')}"
    stem = _stem(n).capitalize()
    woman = king in QUEENS
    if king != name and not king.endswith("s"):
        return f"{name} {'der' if woman else 'des'} {stem}en"
    if DATIVE.search(before) and not re.search(r"^[Dd]er ", before[-4:]):
        return f"{name} {'der' if woman else 'dem'} {stem}en"
    if ACCUSATIVE.search(before):
        return f"{name} {'die' if woman else 'den'} {stem}{'e' if woman else 'en'}"
    return f"{name} {'die' if woman else 'der'} {stem}e"


def _roman_ordinal(m: re.Match[str]) -> str:
    """im III. Reich -> im dritten Reich."""
    n, before, after = roman_value(m[1]), *_around(m)
    if not n or not is_ordinal(before, str(n), after, words("de", "starter")):
        return m[0]
    return _ordinal(n, before, after)


def _around(m: re.Match[str]) -> tuple[str, str]:
    """What stands near a match."""
    return m.string[max(0, m.start() - 80) : m.start()], m.string[m.end() : m.end() + 80]


def _with_stop(m: re.Match[str]) -> str:
    before, after = _around(m)
    if not is_ordinal(before, m[1], after, words("de", "starter")):
        return m[0]
    return _ordinal(int(m[1]), CHAIN.sub("", before), after)


def _ordinal(n: int, before: str, after: str) -> str:
    said = ordinal(n, before)
    if said.endswith("er"):  # the noun decides: drittes Quartal, ein drittes Mal
        said = said[:-1] + {"n": "s", "f": ""}.get(gender(after), "r")
    return said


def _short_date(m: re.Match[str]) -> str:
    d, month = int(m[1]), int(m[2])
    return date(d, month, None, just_before(m)) if 1 <= d <= 31 and 1 <= month <= 12 else m[0]


CHAIN = re.compile(r"(?:\b\d{1,3}\.(?:(?:,| und| oder| bis| sowie)\s|\s?[-–/]\s?))+$")
ORDINALS: tuple[Rule, ...] = (
    rule(r"^(\d+)\.$", lambda m: ordinal(int(m[1]))),
    rule(r"(?<![\w.,])(\d+)(?:te|ste)([mnrs]?)\b", lambda m: ordinal(int(m[1]), "der ") + m[2]),
    rule(rf"\b({PARTS}|(?:{alternatives(NAMES)})s?) ([IVX]+)(?!\w)\.?", _roman),
    rule(r"(?<![\w.])([IVX]+)\.(?= [A-ZÄÖÜ])", _roman_ordinal),
)
NAMES = tables("de")["monarch"]


def _hours(h: int, m: int) -> str:
    """2:45 h -> zwei Stunden fünfundvierzig Minuten."""
    said = f"{cardinal(h, 'f')} Stunde{'n' if h != 1 else ''}"
    return said + (f" {cardinal(m, 'f')} Minute{'n' if m != 1 else ''}" if m else "")


HALVES = {
    "halber": "l|L|ml|dl|Liter|TL|EL|Teelöffel|Esslöffel|Becher|Bund|Meter|km|Kilometer|Tag|Monat|Apfel|Würfel",
    "halbe": "Mio\\.?|Mrd\\.?|Tasse|Zwiebel|Stunde|Std\\.?|Minute|Dose|Packung|Pck\\.|Pkg\\.|Zitrone|Orange|Gurke|Paprika|Portion|Flasche|Seite|Woche|Tonne|Million|Milliarde",
    "halbes": "kg|Kilo|Kilogramm|Pfund|g|Gramm|Glas|Jahr|Dutzend|Prozent|Brot|Päckchen",
}
CASES = {"n": "halben", "m": "halben", "e": "halbe"}  # einen, einem, eine


def _named(unit: str) -> str:
    """TL -> Teelöffel; what is no unit stays."""
    known = tables("de")["unit"].get(unit) or tables("de")["scale"].get(unit)
    return forms(known)[0] if known else tables("de")["abbreviation"].get(unit, unit)


def _half(m: re.Match[str]) -> str:
    """½ TL -> ein halber TL; einen ½ TL -> einen halben TL; 1/2 Tasse -> eine halbe Tasse."""
    form = next(form for form, nouns in HALVES.items() if re.fullmatch(nouns, m[2]))
    article = (m[1] or "").strip()
    if not article:
        article = "eine" if form == "halbe" else "ein"
    return f"{article} {CASES.get(article[-1].lower(), form) if article.lower() != 'ein' else form} {_named(m[2])}"


# What ends in -e is feminine, but for these; and these do not end in it.
NOT_FEMININE = "Käse|Name|Junge|Kunde|Neffe|Löwe|Hase|Affe|Buchstabe|Gedanke|Ende|Auge|Interesse|Kollege|Experte|Zeuge|Gebäude|Gemüse|Gewürze|Getränke|Zitat|Teile|Tage|Jahre|Monate"
FEMININE = "Msp|Pkg|Zwiebel|Kartoffel|Paprika|Zucchini|Chili|Gabel|Schüssel|Stadt|Nacht|Hand|Frau|Person|Million|Uhr|Kugel|Regel|Tafel|Nudel|Mandel|Muschel|Wurzel|Insel|Feder|Mauer|Schwester|Tochter|Mutter|Handvoll|Butter|Ziffer"


def _lasted(m: re.Match[str]) -> str:
    """3:42:10 h -> drei Stunden zweiundvierzig Minuten und zehn Sekunden."""
    h, minutes, s = int(m[1]), int(m[2]), int(m[3])
    return f"{_hours(h, minutes)} und {cardinal(s, 'f')} Sekunde{'n' if s != 1 else ''}"


BEFORE: tuple[Rule, ...] = (
    rule(
        r"\b((?i:kostet|kosten|kostete|für|um|zahlt|zahlte|bezahlt)(?: (?:nur|etwa|rund|genau|gerade|noch|nur noch|je))?) 1 (?=€|Euro\b|Cent\b|\$|US-Dollar\b|Dollar\b|Franken\b)",
        r"\1 einen ",
    ),
    rule(
        r"\b(auf|um|für) ([$€]) ?1(?!\d|[.,]\d)",
        lambda m: f"{m[1]} einen {'Dollar' if m[2] == '$' else 'Euro'}",
    ),
    rule(r"(?<=[€R$])\s?/\s?Std\b\.?", " pro Stunde"),
    rule(
        r"\b((?i:von|mit|aus|bei|zu|nach|seit)) 1 (Mio|Mrd|Million|Milliarde|Billion)\b\.?",
        lambda m: f"{m[1]} einer {_named(m[2])}",
    ),
    rule(r"(?<![\w.,])([1-9]|1\d)er\b", lambda m: f"{cardinal(int(m[1]), 'm').capitalize()}er"),
    rule(r"\b([Gg]rößen?) (\d\d)/(\d\d)(?!\d)", r"\1 \2, \3"),
    rule(r"\bStr\. (?=(?:d(?:es|er)|am|an|im|zu[mr])\b)", "Straße "),
    rule(r"(?<=[a-zäöüß]-)Str\.(?=\s|,|$)", "Straße"),
    rule(r"(?<=[a-zäöüß]{3})pl\. (?=\d)", "platz "),
    rule(r"(?<=[a-zäöüß]) v\. ?d\. ?(H\.|Höhe)", " vor der Höhe"),
    rule(r"(?<=[a-zäöüß]{2}) b\. (?=[A-ZÄÖÜ][a-zäöüß]{2})", " bei "),
    rule(r"(?<=[a-zäöüß]) a\. (?=(?:Rhein|Main|Neckar|Inn|Bodensee|See|Harz|Kaiserstuhl)\b)", " am "),
    # Frankfurt a. M., Linz a. d. Donau
    rule(r"(?<=[a-zäöüß]) a\. ?d\. (?=[A-ZÄÖÜ])", " an der "),
    rule(r"(?<=[a-zäöüß]) o\. ?d\. ?T\.", " ob der Tauber"),
    rule(r"(?<=[a-zäöüß]) i\. ?Br\.", " im Breisgau"),
    rule(r"(?<=[a-zäöüß]) (?:a\. ?M\.|a/M)(?!\w)", " am Main"),
    rule(r"(?<=[a-zäöüß]) a\. ?Rh\.", " am Rhein"),
    rule(r"(?<=[a-zäöüß]) i\. ?d\. ?(?:OPf|Opf)\.", " in der Oberpfalz"),
    rule(r"(?<=[a-zäöüß]) i\. ?(?:Allg|Allgäu)\.", " im Allgäu"),
    rule(r"(?<![\w.,-])1-(?=[A-ZÄÖÜ][a-zäöüß])", "Ein-"),
    rule(r"\b(Az\.:? (?:[\w.-]{1,6} ){0,3}\d{1,5})/(?=\d\d(?!\d))", r"\1 aus "),
    rule(r"(?<![\w.,:])(\d{1,2}):([0-5]\d):([0-5]\d) (?:h|Std\.?|Stunden)(?!\w)", _lasted),
    rule(r"\b((?i:um|gegen|ab|bis|von|seit) (?:ca\. )?)(\d{1,2})h(?!\w)", r"\1\2 Uhr"),
    rule(r"(?<![\w.,:])(\d{1,2})\.([0-5]\d)(?= (?:bis|und|–|-) \d{1,2}[.:][0-5]\d Uhr)", r"\1:\2"),
    rule(
        r"(?<![\w.,])(\d{1,3})\.(?= (?:und|oder|bis|sowie) (?:dem|den|der|die|das|zum|zur|im|am) \d{1,3}\. [A-ZÄÖÜ])",
        lambda m: ordinal(int(m[1]), just_before(m)),
    ),
    rule(
        r"\b([Ee]in(?:en|em)?) 1/(\d{1,2}) (l|L|kg|Liter|Kilo|Pfund|Tasse)\b",
        lambda m: f"{m[1]} {_stem(int(m[2]))}el {_named(m[3])}" if int(m[2]) > 2 else m[0],
    ),
    rule(rf"(?:\b([Ee]ine?[nm]? ))?(?<![\d.,/])(?<!\d )(?:½|1/2) ({'|'.join(HALVES.values())})(?!\w)", _half),
    rule(r"(?<![\w.,])(\d{1,3})\.\s?[-–]\s?(?=\d{1,3}\.(?!\d))", r"\1. bis "),
    rule(r"(?<![\w.,])(\d{1,4})\.(?=\s+\S|\s?[-–/]\s?\d)", _with_stop),
    # A date without a year needs a preposition before it, or nothing: elsewhere 2.3 is a version.
    rule(
        r"(?:^|(?<=\b[Aa]m )|(?<=\b[Vv]om )|(?<=\b[Bb]is )|(?<=\b[Zz]um )|(?<=\b[Aa]b )|(?<=\b[Ss]eit )|(?<=\bden )|(?<=\bdem ))(\d{1,2})\.(\d{1,2})(?:\.(?!\d)|(?=\s|,|$))",
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
        r"(?<![\w.,/])(\d+)(?: 1/2| ?½)(?= )",
        lambda m: f"{'ein' if m[1] == '1' else num2words(int(m[1]), 'de')}einhalb",
    ),
    rule(
        rf"(?:^|(?<=[a-zäöüß,;:(–-] )|(?<=\())1 (?=(?!(?:{NOT_FEMININE})\b)(?:[A-ZÄÖÜ][a-zäöüß]+(?:e|ung|heit|keit|ion|tät|schaft|frau|mark|nacht|kraft|uhr|zwiebel|kartoffel)|{FEMININE})\b)",
        "eine ",
    ),
    rule(
        r"(?:^|(?<=[a-zäöüß,;:(–-] )|(?<=\())1 (?=[A-ZÄÖÜ][a-zäöüß]+\b)(?!(?:Mio|Mrd|Million|Milliarde|Billion|Tonne|Minute|Sekunde)\b)",
        "ein ",
    ),
    rule(r"(?<![\w.,])(\d+)x\b", lambda m: f"{cardinal(int(m[1]), 'm')} mal"),
    rule(
        r"\b((?i:in|nach|unter|über|von|dauert|dauerte|dauer:?)) (\d|1[0-2]):([0-5]\d) (?:h|Std\.?)(?!\w)",
        lambda m: f"{m[1]} {_hours(int(m[2]), int(m[3]))}",
    ),
    rule(
        r"\b((?i:unter|telefon|tel\.|nummer|hotline|notruf|rufnummer|fax|mobil|anruf)(?: der| die)?(?: Nummer| Rufnummer)?:?) (\d{5,})(?![\w,.]\d|\s?[€%]|\w| (?:Euro|Menschen|Einwohner|Stück))",
        lambda m: f"{m[1]} {' '.join(cardinal(int(c)) for c in m[2])}",
    ),
)


TONGUE = Tongue(
    code="de", cardinal=cardinal, year=year, decimals=decimals, fraction=fraction,
    date=date, clock=clock, before=BEFORE, ordinals=ORDINALS, abbreviations=ABBREVIATIONS, trigger=TRIGGER,
    time_pattern=r"(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?: (?:Uhr|h)\b)?",
)  # fmt: skip
speak = Speaker(TONGUE).speak
