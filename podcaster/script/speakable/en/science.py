"""English words for doses, blood pressure, coordinates and food labels."""

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, rule, run
from podcaster.script.speakable.en.numbers import say

_WINDS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_WINDS |= {"NE": "northeast", "NW": "northwest", "SE": "southeast", "SW": "southwest"}
_EACH = {"d": "day", "h": "hour", "hr": "hour", "min": "minute", "wk": "week"}


def _place(m: re.Match[str]) -> str:
    """40°26'46"N -> forty degrees, twenty-six minutes, forty-six seconds north."""
    parts = [f"{say(m['d'])} degrees"]
    parts += [f"{say(m[g])} {name}" for g, name in (("m", "minutes"), ("s", "seconds")) if m[g]]
    return f"{', '.join(parts)} {_WINDS[m['w']]}"


RULES: tuple[Rule, ...] = (
    rule(
        r"(?<![\w.])(?P<d>\d{1,3}(?:\.\d+)?)\s?°\s?(?:(?P<m>\d{1,2}(?:\.\d+)?)\s?[′'’]\s?(?:(?P<s>\d{1,2}(?:\.\d+)?)\s?(?:[″\"”]|''))?)?\s?(?P<w>[NSEW])\b(?![.’'])",
        _place,
    ),
    rule(
        r"(?<=\d)( ?(?:km|mi|miles?|kilometers?|kilometres?|m)) (N|S|E|W|NE|NW|SE|SW)(?= of\b)",
        lambda m: f"{m[1]} {_WINDS[m[2]]}",
    ),
    rule(r"(?<![\w.,/])(1|\d*[½⅓⅔¼¾⅛]|\d/\d) c\. (?=[a-z]{3})", r"\1 cup "),
    rule(r"(?<![\w.,/])(\d{1,2}(?: \d/\d)?) c\. (?=[a-z]{3})", r"\1 cups "),
    # 5 mg/kg/day · 2 x 500 mg · 120/80 mmHg
    rule(r"(?<=[a-zµμ]/kg)/(day|d|hour|h|hr|min|week|wk)\b", lambda m: f" per {_EACH.get(m[1], m[1])}"),
    rule(
        r"(?<![\w.])(\d{1,2}) ?[x×] ?(?=\d+(?:\.\d+)? ?(?:mg|mcg|µg|ml|mL|g|kg|oz)\b)", lambda m: f"{say(m[1])} times "
    ),
    rule(r"(?<![\w/.])(\d{2,3})/(\d{2,3}) ?mm ?Hg\b", lambda m: f"{say(m[1])} over {say(m[2])} millimeters of mercury"),
    rule(
        r"\b((?:[Bb]lood pressure|BP)(?: reading)?(?: (?:was|is|of|at|to))?) (\d{2,3})/(\d{2,3})(?![\w/])",
        lambda m: f"{m[1]} {say(m[2])} over {say(m[3])}",
    ),
    rule(r"\breq/s(?:ec)?\b", "requests per second"),
    # Calories250Fat12gProtein8g: a label whose table cells were joined
    rule(
        r"(?<!\w)(?:[A-Z][a-z]{2,}(?: [a-z]+)?\d+(?:\.\d+)?(?:kcal|mcg|mg|kJ|g|%)?){2,}(?!\w)",
        lambda m: re.sub(r"([a-z])(\d+(?:\.\d+)?(?:kcal|mcg|mg|kJ|g|%)?)(?=[A-Z]|$)", r"\1 \2, ", m[0]).removesuffix(
            ", "
        ),
    ),
)


def apply(text: str) -> str:
    """Doses, coordinates and labels in words, or in a form that the rules for numbers read."""
    return run(RULES, text)
