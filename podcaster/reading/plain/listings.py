"""Listings in plain text: code that a converter indented by four columns, or whose lines have numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent

from podcaster.reading.spaces import is_han_kana

_INDENT = 4  # columns
_AT_MARGIN = 0.6  # of the other lines; a text browser indents all of them
SIGNED = 0.5  # of a listing's lines
LONGEST = 400  # lines
_APART = 3  # lines of a listing have at most two blank ones between them
_SIGN = re.compile(
    r"[{};]\s*$|^\s*(?:[$>#]|//)\s|\w\(\S|\)\s*[{:]$|[=!<>]=|=>|->|:=|^\s*[\w.\[\]]+ = \S+$|</|::|&&|\|\||"
    r"\s--?\w|\s\./\w|^\s*[\])}]|^\s*from \S+ import\b|"
    r"^\s*(?:import|using|def|class|return|const|let|var|public|func|fn|namespace)\s"
)


def blocks(lines: Sequence[str]) -> dict[int, tuple[int, str]]:
    """Where listings begin: for each, the line behind it and its text."""
    found = dict(_runs(lines))
    inside = {n for start, end in found.items() for n in range(start, end)}
    others = [line for n, line in enumerate(lines) if n not in inside and line.strip()]
    at_margin = sum(not line[0].isspace() for line in others)
    if not found or at_margin < _AT_MARGIN * len(others):
        return {}
    texts = {start: (end, dedent("\n".join(lines[start:end])).strip("\n")) for start, end in found.items()}
    return {start: (end, text) for start, (end, text) in texts.items() if _is_code(text)}


def _runs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches of indented lines between blank ones, none of them at the beginning."""
    out: list[tuple[int, int]] = []
    start = last = -1
    for number, line in enumerate((*lines, "end")):
        if not line.strip():
            continue
        indented = line.startswith(" " * _INDENT)
        if start >= 0 and (not indented or number - last > _APART):
            if last < number - 1 and last - start < LONGEST:  # a blank line stands behind it
                out.append((start, last + 1))
            start = -1
        if indented:
            start = number if start < 0 and number and not lines[number - 1].strip() else start
            last = number
    return out


def _is_code(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(map(is_signed, lines)) >= SIGNED * len(lines)


def is_signed(line: str) -> bool:
    """Whether a line has a sign of code: a bracket at its end, an arrow, a prompt, an assignment."""
    return _SIGN.search(line) is not None


_NUMBER = re.compile(r" *(\d{1,4}) *")
_NUMBERED = re.compile(r"( *)(\d{1,4})(?: +(.*)| *)")
_FEWEST_NUMBERS = 3  # below each other; two, if code stands behind them


def numbered(lines: Sequence[str]) -> tuple[dict[int, tuple[int, str]], set[int]]:
    """Listings whose lines have numbers, as `blocks` has them, and the lines that are only such numbers.

    Text browsers write the numbers before the lines of code, or all of them above it.
    """
    found: dict[int, tuple[int, str]] = {}
    numbers: set[int] = set()
    at = 0
    while at < len(lines):
        count = _counted(lines, at)
        beside = 0 if count > 1 else _numbered_lines(lines, at)
        if count > 1:
            begin = at + count
            begin += begin < len(lines) and not lines[begin].strip()
            end = _end_of_code(lines, begin, begin + count)
            code = dedent("\n".join(lines[begin:end])).strip("\n")
            if code and _is_code(code):
                numbers.update(range(at, at + count))
                found[begin] = (end, code)
            elif count >= _FEWEST_NUMBERS:
                numbers.update(range(at, at + count))
        elif beside > 1:
            code = _without_numbers(lines[at : at + beside])
            if code and _is_code(code):
                found[at] = (at + beside, code)
            else:
                beside = 0
        at += max(1, count if count > 1 else beside)
    return found, numbers


def _end_of_code(lines: Sequence[str], begin: int, most: int) -> int:
    """The line behind code that begins here: sentences behind a blank line are none, however many numbers there are."""
    for at in range(begin + 1, min(most, len(lines))):
        if not lines[at - 1].strip() and _is_sentence(lines[at]) and not is_signed(lines[at]):
            return at
    return min(most, len(lines))


_SENTENCE_WORDS = 7


def _is_sentence(line: str) -> bool:
    return len(line.split()) >= _SENTENCE_WORDS and line.rstrip().endswith((".", "!", "?", "…", "。", "！", "？"))


def _without_numbers(lines: Sequence[str]) -> str:
    """Code without the numbers before its lines.

    Empty if the texts do not begin in one column behind all numbers, as in a list, or are mostly Chinese or Japanese.
    """
    starts: dict[int, int] = {}  # the first column of the texts behind numbers that end at a column
    for match in map(_NUMBERED.fullmatch, lines):
        if match and match[3]:
            end = len(match[1]) + len(match[2])
            starts[end] = min(match.start(3), starts.get(end, match.start(3)))
    width = min(starts.values())
    if width <= max(starts):
        return ""
    code = "\n".join(line[width:].rstrip() for line in lines).strip("\n")
    return "" if is_han_kana(code) else code  # code has Chinese in its comments only


def _counted(lines: Sequence[str], start: int) -> int:
    """How many lines from here on are the numbers 1, 2, 3 and nothing else."""
    count = 0
    while (
        start + count < len(lines) and (match := _NUMBER.fullmatch(lines[start + count])) and match[1] == str(count + 1)
    ):
        count += 1
    return count


def _numbered_lines(lines: Sequence[str], start: int) -> int:
    """How many lines from here on begin with the numbers 1, 2, 3, of which one at least has text behind it."""
    count = text = 0
    while (
        start + count < len(lines)
        and (match := _NUMBERED.fullmatch(lines[start + count]))
        and match[2] == str(count + 1)
    ):
        count += 1
        text += bool(match[3])
    return count if text else 0
