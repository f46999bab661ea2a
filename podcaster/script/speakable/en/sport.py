"""English words for sports results: records, sets, laps, overs, lap times."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, rule, run
from podcaster.script.speakable.en.numbers import cardinal, digits, say


def _sets(m: re.Match[str]) -> str:
    """6-4, 3-6, 7-6(5) -> six four, three six, seven six, five in the tie-break."""
    said = []
    for one in re.finditer(r"(\d{1,2})[-–](\d{1,2})(?: ?\((\d{1,2})(?:[-–](\d{1,2}))?\))?", m[0]):
        tie = " ".join(cardinal(int(n)) for n in one.groups()[2:] if n)
        said.append(f"{say(one[1])} {say(one[2])}" + (f", {tie} in the tie-break" if tie else ""))
    return ", ".join(said)


def _lap(m: re.Match[str]) -> str:
    rest = digits(m["f"]) if len(m["f"]) != 2 or m["f"][0] == "0" else cardinal(int(m["f"]))
    seconds = f"oh {cardinal(int(m['s']))}" if m["s"][0] == "0" else cardinal(int(m["s"]))
    return f"{cardinal(int(m['m']))} {seconds} point {rest}"


RULES: tuple[Rule, ...] = (
    rule(
        r"(?<![\w.,/-])\d{1,2}[-–]\d{1,2}(?: ?\(\d{1,2}(?:[-–]\d{1,2})?\))?(?:, \d{1,2}[-–]\d{1,2}(?: ?\(\d{1,2}(?:[-–]\d{1,2})?\))?){1,4}(?![\w/%]|[.,-]\d|,? (?:and|or)\b| [a-z]+s\b)(?=[\s.,;)]|$)",
        _sets,
    ),
    # 12-4 as a record of wins and losses
    rule(
        r"\b((?:improved|improves?|fell|falls?|dropped|drops?|moved|moves?) to|record (?:of|to|was|is)(?: an?)?) (\d{1,3})[-–](\d{1,3})(?:[-–](\d{1,3}))?(?![\w/%]|[.,-]\d)",
        lambda m: f"{m[1]} {say(m[2])}{', ' + say(m[3]) if m[4] else ''} and {say(m[4] or m[3])}",
    ),
    # 3-for-4 · 1-on-1
    rule(r"(?<![\w-])(\d{1,2})-(for|of|on|to|by|in)-(\d{1,3})(?![\w-])", r"\1 \2 \3"),
    rule(
        r"\b([Ll]ap|[Ss]tage|[Dd]ay|[Gg]ame|[Rr]ound|[Ww]eek|[Pp]age|[Pp]art|[Ss]tep|[Ee]pisode|[Mm]atch|[Rr]ace|[Ss]lide|[Ii]ssue) (\d{1,4})/(\d{1,4})(?![\w/])",
        r"\1 \2 of \3",
    ),
    # cricket: 245/6 after 48 overs
    rule(
        r"(?<![\w/.])(\d{1,3})/(\d)(?= (?:after|in|off|from|when) |d\b| declared)(?=.{0,40}\b(?:overs?|declared|stumps|innings|lunch|tea)\b)",
        r"\1 for \2",
    ),
    rule(r"(?<![\w.:,])(?P<m>\d{1,2}):(?P<s>[0-5]\d)\.(?P<f>\d{1,3})(?![\w:]|\.\d)", _lap),
)


def apply(text: str) -> str:
    """Results and records in words."""
    return run(RULES, text)
