"""English words for marks of items and for short names with numbers: (iii), a), 10-K, 1:1s, a[0], [2], a 404, 737 MAX."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, roman_value, rule, run
from podcaster.script.speakable.en.numbers import cardinal, pairs, plural, serial

_CITES = r"(?:\b(?:[Ii]n|[Ss]ee|[Ff]rom|[Bb]y|[Oo]f|[Tt]o|[Tt]han|[Uu]sing|[Cc]f\.|[Ww]ith) )"
_MARK = r"\[\d{1,3}\]"


def _roman(m: re.Match[str]) -> str:
    """(iii) -> (three); (i) and (v), which are letters too, only beside others."""
    if len(m[1]) == 1 and not re.search(r"\((?:ii|iv|vi|ix|xi)\)", m.string):
        return m[0]
    n = roman_value(m[1])
    return f"({cardinal(n)})" if n else m[0]


def _cited(m: re.Match[str]) -> str:
    """in [2] -> in reference two; see [3], [4] and [7]."""
    numbers = re.sub(r"\[(\d+)\]", lambda n: cardinal(int(n[1])), m["marks"])
    return f"{m['word']}reference{'s' if m['marks'].count('[') > 1 else ''} {numbers}"


def _item(m: re.Match[str]) -> str:
    """a[0] -> a of zero; x[i][j] -> x of i, j."""
    inner = [cardinal(int(i)) if i.isdecimal() else i for i in re.findall(r"\w+", m["at"])]
    return f"{m['name']} of {', '.join(inner)}"


def _hundred(m: re.Match[str]) -> str:
    """52/48: two parts of a hundred."""
    a, b = int(m[1]), int(m[2])
    return f"{cardinal(a)} {cardinal(b)}" if a + b == 100 else m[0]


def _chip(m: re.Match[str]) -> str:
    """i9-14900K -> i nine fourteen nine hundred K."""
    n = int(m[2])
    said = f"{cardinal(n // 1000)} {cardinal(n % 1000)}" if n > 9999 else pairs(n)
    return f"{m[1][0]} {cardinal(int(m[1][1]))} {said}{m[3] and ' ' + m[3]}"


# Before footnote marks are removed
FIRST: tuple[Rule, ...] = (
    rule(rf"(?P<word>{_CITES})(?P<marks>{_MARK}(?:(?:, and |, | and | or ){_MARK})*)", _cited),
    rule(rf"^(?P<word>)(?P<marks>{_MARK})(?= (?:[a-z]+s|is|was|has|had|and|also)\b)", lambda m: _cited(m).capitalize()),
    rule(r"(?<![\w\]])(?P<name>[A-Za-z])(?P<at>\[(?:\d{1,3}|[a-z])\](?:\[(?:\d{1,3}|[a-z])\])?)(?!\w|\()", _item),
    rule(r"(?<![\w\]])(?P<name>[A-Za-z_]\w*)(?P<at>\[(?:0|[ijkn])\](?:\[(?:\d{1,3}|[a-z])\])?)(?!\w|\()", _item),
)
RULES: tuple[Rule, ...] = (
    rule(r"\(([ivx]{1,5})\)", _roman),
    # a) and (a) are letters, not the article
    rule(r"(?:(?<=\()(?<!\w\()|^|(?<=[;:,.] ))([a-h])\)(?= )", lambda m: f"{m[1].upper()})"),
    rule(r"(?<![\w.,$€£-])(\d{1,3})-([A-Z])(?![\w-])", lambda m: f"{cardinal(int(m[1]))} {m[2]}"),
    rule(r"(?<![\w:.])1:1s\b", "one-on-ones"),
    rule(
        r"(?<![\w:.])1:1(?= (?:meetings?|calls?|chats?|sessions?|conversations?|interviews?|coaching|time|with)\b)|\b(?<=weekly )1:1(?![\w:])|(?<=\b[aA] )1:1(?=[.,;!?]|$| (?:every|each|on|at|last|next|this))",
        "one-on-one",
    ),
    rule(r"\b(i[3579])-(\d{4,5})([A-Z]{0,3})\b", _chip),
    rule(
        r"(?<![\w.,-])(7[0-8]7)(?=(?:s|-\d{1,4}\w*)?\b(?: (?:MAX|Max|jets?|airliners?|aircraft|planes?|Dreamliners?))|-\d{3})",
        lambda m: serial(m[1]),
    ),
    rule(r"(?<![\w.,-])(7[0-8]7)s\b", lambda m: plural(serial(m[1]))),
    rule(
        r"\b([Aa]n? )(4\d\d|50\d)(?=[.,;:!?)\"”](?!\d)|$| (?:from|when|on|because|instead|and|or|if|for|in|is|was|with|at|every|again|error|page|response|status)\b)",
        lambda m: m[1] + serial(m[2]),
    ),
    rule(
        r"\b([Ee]mergency(?: number| line| services)?(?: on| at| is)?,? )(\d{3})(?![\w.,]\d|\w)",
        lambda m: m[1] + " ".join(cardinal(int(c)) for c in m[2]),
    ),
    rule(r"(?<![\w./])(\d{2})/(\d{2})(?![\w/]|\.\d)", _hundred),
    rule(r"\b([Aa]n?) (https?)://(?=[\s.,;]|$)", lambda m: f"{m[1][0]}n {m[2].upper()}"),
    rule(r"(?<!\S)(https?)://(?=[\s.,;]|$)", lambda m: m[1].upper()),
    rule(
        r"(?<![\w.'’‘\"“])(\d{1,2})['’](?= (?!s\b)[a-z]+\b|\s?[×x]\s?\d)(?<!'\d')(?<!'\d\d')",
        lambda m: m[0] if re.search(r"(?:^|[\s(])['‘]\w", m.string[: m.start()]) else f"{m[1]}′",
    ),
)


def early(text: str) -> str:
    """Marks in brackets that are part of the sentence. Must run before the others are removed."""
    return run(FIRST, text) if "[" in text else text


def apply(text: str) -> str:
    """Labels in words."""
    return run(RULES, text)
