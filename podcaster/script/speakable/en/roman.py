"""Roman numerals, by the word before them: ordinals for kings, cardinals for wars and chapters; Malcolm X is a name."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, just_before, rule, run, tables
from podcaster.script.speakable.common import roman_value as value
from podcaster.script.speakable.en.numbers import cardinal, ordinal, year

# Nouns with a number: World War Two, Chapter Four. SMALL: also with small letters (act iii, page xiv).
COUNTED = alternatives(tables("en")["counted"])
COUNTED_PATTERN = rf"(?:{COUNTED})"
SMALL = alternatives(tables("en")["counted small"])

# First names of people with ordinals: monarchs, popes, and sons named after their fathers.
MONARCHS = frozenset(tables("en")["monarch"])

# What is numbered in order, with the number before it: III Corps.
ORDERED = alternatives(tables("en")["counted in order"])

_N = r"(?P<r>[IVXLCDM]+)"


def _king(m: re.Match[str]) -> str:
    n = value(m["r"])
    first = m["name"].split()[-1]
    if not n or n > 40 or (len(m["r"]) == 1 and m["r"] in "CDLM"):
        return m[0]
    if m["r"] == "X" and first == "Malcolm":
        return m[0]
    if m["r"] == "I" and not _sure_first(m):
        return m[0]
    return f"{m['name']} the {ordinal(n)}{m['s'] or ''}"


def _sure_first(m: re.Match[str]) -> bool:
    """Elizabeth I reigned — but not: Elizabeth, I think / Henry and I / I told Mary I would."""
    if m["s"]:
        return True
    after = m.string[m.end() : m.end() + 24]
    before = just_before(m)
    if re.match(
        r"\s*(?:['’](?:m|ve|d|ll)\b|(?:am|was a|think|know|would|will|have|had|could|can|should|do|did|don't|mean|love|like|want|said|told|saw|met|feel|believe|need|guess|hope|went|got)\b)",
        after,
    ):
        return False
    return bool(
        re.search(
            r"\b(?:[Kk]ing|[Qq]ueen|[Pp]ope|[Ee]mperor|[Ee]mpress|[Tt]sar|[Cc]zar|[Kk]aiser|of|under|by) $", before
        )
        or re.match(
            r"(?:['’]s|,|\.|\)|--|—|-|\s+(?:of|was|is|and|to|became|ruled|reigned|died|in|had|ordered|married|succeeded|the)\b|$)",
            after,
        )
    )


def _counted(m: re.Match[str]) -> str:
    n = value(m["r"])
    if not n or (len(m["r"]) == 1 and m["r"] in "CDLMcdlm" and not re.match(r"Book|Chapter", m["noun"])):
        return m[0]
    if m["r"] == "X" and m.string[: m.start()].endswith("Xbox "):
        return m[0]
    if m["noun"] in {"OS", "iPhone"} and m["r"] != "X":
        return m[0]
    if m["r"] == "X" and m["noun"] in {"Generation", "Gen", "Factor", "Windows", "Model", "Project"}:
        return m[0]
    if m["r"] in {"I", "i"} and re.match(
        r" (?:am|was|have|had|think|will|would|could|can|don't|want|need|read|wrote|like|love|know|did|do|saw|got|went|should)\b",
        m.string[m.end() :],
    ):
        return m[0]
    noun = {"Mk": "Mark", "Mk.": "Mark", "Vol.": "Volume", "vol.": "volume", "Gen": "Gen"}.get(m["noun"], m["noun"])
    number = cardinal(n).title() if noun == "World War" else cardinal(n)
    return f"{noun} {number}{m['s'] or ''}"


def _range(m: re.Match[str]) -> str:
    a, b = value(m["a"]), value(m["b"])
    return (
        f"{m['noun']} {cardinal(a)} {'and' if m['j'].strip() in {'and', '&'} else 'to'} {cardinal(b)}"
        if a and b
        else m[0]
    )


def _century(m: re.Match[str]) -> str:
    n = value(m[1])
    return ordinal(n) + m[2] if n else m[0]


def _loose(m: re.Match[str]) -> str:
    """A numeral of two or more letters that is unlikely to be anything else: XIV, VIII, IX, XVI."""
    text = m["r"]
    n = value(text)
    if not n:
        return m[0]
    before = just_before(m)
    if n >= 1000 and len(text) > 3:
        return year(n)
    if set(text) & set("LCDM"):  # with no noun before it, an acronym: CLI, MCC, DVI
        return m[0]
    name = re.search(r"(?:^|[\s(“\"])((?:[A-Z][a-zà-ÿ'’-]+ )+)$", before)
    if name and name[1].split()[-1] in MONARCHS:
        return f"the {ordinal(n)}{m['s'] or ''}"
    return cardinal(n) + (m["s"] or "")


SHORT = tables("en")["counted short"]


def _short(m: re.Match[str]) -> str:
    """ch. xi -> chapter eleven."""
    n = value(m[2])
    return f"{SHORT[m[1]]} {cardinal(n)}" if n else m[0]


RULES: tuple[Rule, ...] = (
    rule(r"\b(ch|chap|vol|pp|p|sec|fig|bk|art|pt)\. ([ivxl]+|[IVXL]+)\b(?!\.\w)", _short),
    rule(
        r"\b[IVX]+(?:, [IVX]+)*,? (?:and|or|&) [IVX]{2,}\b",
        lambda m: re.sub(r"\b[IVX]+\b", lambda r: cardinal(value(r[0])) if value(r[0]) else r[0], m[0]),
    ),
    rule(r"\bWW(I{1,3})\b", lambda m: "World War " + ("One", "Two", "Three")[len(m[1]) - 1]),
    rule(r"\bWW([12])\b", lambda m: "World War " + ("One", "Two")[int(m[1]) - 1]),
    rule(
        rf"\b(?P<noun>(?:{COUNTED}|{SMALL})s?) (?P<a>[IVXLC]+|[ivxlc]+)(?P<j>\s?[-–—]\s?| to | through | and | & )(?P<b>[IVXLC]+|[ivxlc]+)\b(?!['’]\w)",
        _range,
    ),
    rule(rf"\b(?P<noun>{COUNTED_PATTERN}) (?P<r>[IVXLCDM]+)\b(?P<s>['’]s)?(?![.]\w)(?!-\w*[a-z])", _counted),
    rule(rf"\b(?P<noun>{SMALL}|Act|Scene|Part|Page|Chapter) (?P<r>[ivxl]+)\b(?P<s>['’]s)?(?!['’.]\w)", _counted),
    rule(rf"\b(?P<noun>{SMALL}) (?P<r>[IVXLCDM]+)\b(?P<s>['’]s)?(?!['’.]\w)", _counted),
    rule(r"\b([IVXL]+)(?:th|st|nd|rd)?( [Cc]entur(?:y|ies)\b)", _century),
    # the IIIrd Reich · the XVIII Dynasty
    rule(r"\b([IVXLC]+)(?:th|st|nd|rd)(\b)", _century),
    rule(rf"\b([IVXLC]+)(?= (?:[A-Z][a-z]+ )?(?:{ORDERED})\b)()", _century),
    rule(
        rf"\b(?P<name>(?:(?:[A-Z][\w'’-]+) )?(?:{'|'.join(sorted(MONARCHS, key=len, reverse=True))})) {_N}\b(?P<s>['’]s)?(?!\.\w)",
        _king,
    ),
    rule(
        rf"\b(?P<name>(?:[Kk]ing|[Qq]ueen|[Pp]ope|[Ee]mperor|[Tt]sar|[Cc]zar|[Kk]aiser|[Pp]rince|[Ss]ultan|[Pp]haraoh|[Ss]aint) (?:[A-Z][\w'’-]+ ){{0,2}}[A-Z][\w'’-]+) {_N}\b(?P<s>['’]s)?(?!\.\w)",
        _king,
    ),
    rule(
        r"(?<=[a-z.] )(?P<r>II|III|IV)(?P<s>['’]s)?(?=,? (?:of|was|is|and|died|has|had|who|won|said|told)\b|[,.;)]|$)",
        lambda m: (
            (
                "the " + ordinal(value(m["r"]))
                if re.search(r"(?:[A-Z][\w.'’-]+ ){2}$", just_before(m))
                else cardinal(value(m["r"]))
            )
            + (m["s"] or "")
        ),
    ),
    rule(
        r"(?<![\w.'’&/-])(?P<r>(?=[IVXLCDM]{2})(?!(?:MIX|DIM|MIC|CIV|MID|MIL|DC|CD|MC|MD|CI|DI|MI|LI|XL|XXL|MM|MDX|DM|CC|CV|IM|ID|IC|IL|LL|LC|VC|VI|DVI|CCC|XXX|XX|DLC|CDC|CCD|ICC|MDM|VM|CM|ML|DL|DX|CDL|MCC|LM|MV|XD|XC|XI|DD|LV|II|III|IV|LCD|MMC|DMV|VCI|MMI|CMI|LLM)\b)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?P<s>['’]s)?(?![\w/-]|\.\w)",
        _loose,
    ),
    rule(
        r"(?<=[A-Z][a-z] )(?P<r>III?|IV|VI|XI)(?P<s>['’]s)?(?![\w.-])",
        lambda m: cardinal(value(m["r"])) + (m["s"] or ""),
    ),
    rule(
        r"(?<=[a-z] )(?P<r>III?|IV|VI|IX|VII|VIII|XI|XII)(?P<s>)(?= (?:[a-z]+)|[,.;)]|$)",
        lambda m: cardinal(value(m["r"])),
    ),
    rule(
        r"^\(?(?P<r>[ivx]{2,5}|[IVX]{2,5})[.)](?= )",
        lambda m: (cardinal(value(m["r"])) + ".") if value(m["r"]) else m[0],
    ),
)
TRIGGER = re.compile(
    r"\b(?:ch|chap|vol|pp|p|sec|fig|bk|art|pt)\. [ivxl]|"
    r"\b[IVXLCDM]{1,8}\b(?<!\bI)|\b[A-Z][\w.'’-]* I\b|\b(?:[a-z]+|Act|Scene|Part|Page|Chapter|vol\.) [ivxl]+\b|\bWW(?:I|1|2)|\bI[-–]|^\(?[ivx]{2,5}[.)]",
    re.MULTILINE,
)


def apply(text: str) -> str:
    """Roman numerals in words."""
    return run(RULES, text) if TRIGGER.search(text) else text
