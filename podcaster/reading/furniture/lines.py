"""Lines of text around an article that are not part of it. The rules are tables: see rules.py."""

from __future__ import annotations

import re
from functools import lru_cache

from podcaster.model import Omission
from podcaster.reading import rules
from podcaster.reading.rules import Rule, Table

_END = r"\s*[:.!…»›→>*|]*\s*"  # what may follow a line


def _whole(rule: Rule) -> str:
    """A rule for a whole line; a credit may stand in parentheses."""
    framed = rule.kind == Omission.CREDIT
    return (r"[(\[]?%s[)\].]?" if framed else "%s") + _END


def _behind(rule: Rule) -> str:
    """A rule for the end of a caption."""
    return r"[(\[|]\s*%s[)\]|]?\.?\s*$" if rule.kind == "bracket" else r"\s%s\.?$"


LINES = Table("lines", _whole, lowered=True)
EDGES = Table("edges", lambda _: "(?s:.*?)%s", re.Pattern.match, lowered=True)
CREDITS = Table("credits", _behind, re.Pattern.search)
ENDS = Table("ends")

# Of a numbered step, not these: "3. Save the file.", "4. Open the page where you subscribe to the newsletter."
OF_STEPS = (Omission.SHARING, Omission.NAVIGATION, Omission.METADATA, Omission.CREDIT, Omission.NEWSLETTER)

_LONGEST_CAPTION = 800  # characters
LONGEST_EDGE = 420  # characters
LONGEST_LINE = 320  # characters; a longer paragraph is prose, whatever it begins with
LONGEST_END = 1000  # characters
_LONG_FAREWELL = 200  # characters
_SENTENCE = 12  # words: a sentence of this length before an appeal is text of its own
# Adverts hide from filters behind Cyrillic letters that look like Latin ones; nobody else mixes the two.
_MASKED = re.compile(r"[a-z][\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458]{1,4}[a-z]")
_MASKS = 5  # in a paragraph
_DECORATION = re.compile(r"[\W_]*")


@lru_cache(maxsize=4096)
def edge(text: str) -> Omission | None:
    """Why the first or last paragraph of an article is left out; None if it is part of the article."""
    if len(text) > LONGEST_EDGE:
        return None
    text = re.sub(r"\s+", " ", text).strip()
    kind = EDGES.first(text)
    # A long farewell that ends in "leave a comment" is still the author speaking.
    if kind in (Omission.COMMENTS, Omission.RELATED) and (len(text) > _LONG_FAREWELL or _begins_with_prose(text)):
        return None
    return Omission(kind) if kind else None


def _begins_with_prose(text: str) -> bool:
    """Whether a whole sentence of the author's stands before the appeal."""
    first = re.match(r"[^.!?]+[.!?](?=\s)", text)
    return first is not None and len(first[0].split()) >= _SENTENCE and EDGES.first(first[0]) == ""


def credit_behind(text: str) -> int:
    """Where the credit at the end of a caption begins; -1 if there is none."""
    if len(text) > _LONGEST_CAPTION:
        return -1
    match = rules.compiled(CREDITS).search(text)
    return match.start() if match else -1


def bare(text: str) -> str:
    """A text as one line, without bullets and other signs around it."""
    return re.sub(r"\s+", " ", text).strip(" \t•*·-–—|>›■▶►✓✔#")


@lru_cache(maxsize=4096)
def line(text: str) -> Omission | None:
    """Why a paragraph with this text is left out of an article; None if it can be part of one."""
    text = bare(text)
    if len(text) > LONGEST_LINE:
        return None
    if _DECORATION.fullmatch(text):
        return Omission.DECORATION
    if len(_MASKED.findall(text)) >= _MASKS:
        return Omission.ADVERT
    if is_date(text):
        return Omission.METADATA
    kind = LINES.first(text)
    return Omission(kind) if kind else None


def ends(text: str, save: str) -> bool:
    """Whether a rule of ends.tsv matches a line; *save*: the first column of the rule."""
    return len(text) <= LONGEST_END and ENDS.match(save, text) is not None


@lru_cache(maxsize=1)
def _dates() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for what a line with a date contains, and for all that it may consist of."""
    has = rules.expanded(r"\d{4}|{month}|\d+[./]\d+[./]\d+")
    # A word ends before a sign, a digit, or the capital of a word that is glued to it: "6:03 pmMay".
    end = r"(?:(?![^\W\d_])|(?-i:(?<=[a-z])(?=[A-Z])))"
    part = (
        rf"\d{{4}}-\d\d-\d\dt[\d:.z+-]++|({{timely}}|{{day}}|{{month}}){end}|\d{{1,4}}(?!\d)(st|nd|rd|th)?|"
        r"[年月日년월일]|[(（][月火水木金土日월화수목금토일][)）]|[\s,.:：;/|•·–—-]"
    )
    only = rf"((?:{rules.expanded(part)})\s*+)++"
    return re.compile(has, re.IGNORECASE), re.compile(only, re.IGNORECASE)


def is_date(text: str) -> bool:
    """Whether a line contains a date and nothing else."""
    if len(text) >= 90 or not any(map(str.isdigit, text)):
        return False
    has, only = _dates()
    return only.fullmatch(text) is not None and has.search(text) is not None  # most text fails the first at once
