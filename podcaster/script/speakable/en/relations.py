"""English words for signs that compare or bound: ≤, ≥, ≠, <, >, ±, ≈, ~, and a minus or a plus before a number."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

from podcaster.script.speakable.common import Rule, rule, run

_NAMES = {
    "<=": "less than or equal to",
    "≤": "less than or equal to",
    "⩽": "less than or equal to",
    ">=": "greater than or equal to",
    "≥": "greater than or equal to",
    "⩾": "greater than or equal to",
    "!=": "not equal to",
    "≠": "not equal to",
    "<": "less than",
    ">": "greater than",
    "=": "equal to",
    "≈": "approximately",
    "≪": "much less than",
    "≫": "much greater than",
    "∝": "proportional to",
    "≡": "equivalent to",
}
_SIGN = r"(?:<=|>=|!=|≠|≤|≥|⩽|⩾|≪|≫|≈|∝|≡|[<>=](?![<>=]))"
# Words after which the sign is only a comparison: "is ≥ 40" must not become "is is".
_BE = r"(?:is|are|was|were|be|been|being|isn['’]t|aren['’]t|wasn['’]t|not|always|never|still|usually|remains?|remained|stays?|stayed|becomes?|became)"
# Words after which it bounds a quantity: "in ≤ 5 days".
_OF = (
    r"(?:for|in|with|of|at|after|before|within|over|under|from|to|by|on|about|until|per|between|and|or|but|than|has|have|had|needs?|required?|requires|takes?|took|gets?|got|"
    r"supports?|contains?|uses?|used|wants?|allows?|spent|earn(?:s|ed)?|saw|see|plus|including|only|just|took|lasts?|lasted|costs?|weighs?|pays?|paid|reached|reach|add|adds)"
)
_BOUND = {"<": "less than", ">": "more than", "≤": "at most", "<=": "at most", "≥": "at least", ">=": "at least"}
_BOUND |= {"⩽": "at most", "⩾": "at least"}
_QUANTITY = r"(?=[$€£]?\.?\d)"

RULES: tuple[Rule, ...] = (
    rule(r"(?<=\d),(?=[<>≤≥])", ", "),
    rule(rf"\b({_BE}) ?(?!≈ ?[$€£.]?\d)({_SIGN}) ?(?=[\w$€£(√∞.+−-])", lambda m: f"{m[1]} {_NAMES[m[2]]} "),
    rule(rf"\b({_OF}) ?(<=|>=|[<>≤≥⩽⩾]) ?{_QUANTITY}", lambda m: f"{m[1]} {_BOUND[m[2]]} "),
    # (p < 0.05) · with n > 30
    rule(rf"(?:(?<=\()|(?<=\bwith )|(?<=\bhad ))([pPnN]) ?([<>]) ?{_QUANTITY}", lambda m: f"{m[1]} {_NAMES[m[2]]} "),
    rule(r"(?<![\w~])[~≈∼]\s?(?=[$€£¥]?\.?\d)", "about "),
    rule(r"(?<=\d)\s?±\s?(?=\d)", " plus or minus "),
    rule(r"(?<![\w.,])\+/?[-−–]\s?(?=\d)", "plus or minus "),
    rule(r"(?<=[\w)\]%])\s?(?:<=|≤|⩽)\s?(?=[\w$€£(-])", " is less than or equal to "),
    rule(r"(?<=[\w)\]%])\s?(?:>=|≥|⩾)\s?(?=[\w$€£(-])", " is greater than or equal to "),
    rule(r"(?<=[\w)\]%])\s?(?:!=|≠)\s?(?=[\w$€£(-])", " is not equal to "),
    rule(r"(?<=[\w)\]%]) < (?=[\w$€£(-])", " is less than "),
    rule(r"(?<=[\w)\]%]) > (?=[\w$€£(-])", " is greater than "),
    rule(r"(?<![\w<])<\s?(?=[$€£]?\d)", "less than "),
    rule(r"(?<![\w>=-])>\s?(?=[$€£]?\d)", "more than "),
    rule(r"(?<![\w])(?:≤|<=)\s?(?=[$€£]?\d)", "at most "),
    rule(r"(?<![\w])(?:≥|>=)\s?(?=[$€£]?\d)", "at least "),
    rule(r"(?<!\w)#(?=\d)", "number "),
    rule(r"(?<!\w)#s?(?= of\b)", "number"),
    rule(r"^(?:-|–|−)(?=\.?\d)", "minus "),
    rule(r"(?<=[\s(=,:\[])[-−–](?=\.?\d)(?<!\d [-–])", "minus "),
    rule(r"(?<=[\s(])\+(?=\.?\d)(?!\d{1,3}[ -]\(?\d{2,5}\)?[ -]?\d{3})(?<!\d \+)(?<!\w \+)", "plus "),
    rule(r"(?<![^\s(])([+−-])\s?(?=∞)", lambda m: "plus " if m[1] == "+" else "minus "),
)


def apply(text: str) -> str:
    """Comparisons in words."""
    return run(RULES, text)
