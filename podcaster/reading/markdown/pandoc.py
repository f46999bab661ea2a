"""Convert pandoc's own Markdown to common Markdown: tables, marked spans, citations, lines of verse."""

from __future__ import annotations

import re
from itertools import pairwise

from podcaster.model import LeftOut, Omission
from podcaster.reading.assemble import one_line

_BORDER = re.compile(r"\s{0,3}\+(?:[-=:]{2,}\+)+\s*$")
_RULE = re.compile(r"\s{0,3}-{2,}(?:\s+-{2,})+\s*$")
_FULL = re.compile(r"\s{0,3}-{10,}\s*$")
_HEAD, _ROWS = 10, 400  # lines of the head and of the rows of a table, at most
_BLOCK = re.compile(
    r"%[ \t]+(\S[^\n]*(?:\n[ \t]+\S[^\n]*){0,5})\n(?:%[ \t]*([^\n]*(?:\n[ \t]+\S[^\n]*){0,20})\n)?"
    r"(?:%[ \t]*([^\n]*)\n)?(?=\s*\n|\Z)"
)
_DEFINITION = re.compile(r"( {0,3}[:~][ \t]{1,4}|Table:[ \t]+)(\S.*)$")
_EXAMPLE = re.compile(r"\(@([\w-]{0,40})\)[ \t]+(?=\S)")
_REFERENCE = re.compile(r"\(@([\w-]{1,40})\)")
_WRITER = re.compile(r"(?<![\w@./;\[-])@([a-z]{2,30})[_:-]?((?:1[89]|20)\d\d)[a-z]?(?![\w])(?! ?[,\]])")
_VERSE = re.compile(r"\| ?([^|\n]*)$")
_SPAN = re.compile(r"\[([^\[\]\n]{1,500})\]\{[.#][^}\n]{0,200}\}")
_CODE = re.compile(r"\ue001\{[.#=][^}\n`]{0,200}\}")
_CITED = re.compile(r" ?\[(?:[^\[\]\n@]{0,80}[\s-]|-)?@[A-Za-z0-9_][^\[\]\n]{0,300}\](?![(\[:{])")
_SUB = re.compile(r"(?<=[^\s~])~([^\s~]{1,12})~(?!~)")
_SUPER = re.compile(r"(?<=[\w)])\^([^\s^\[\]$]{1,12})\^(?!\w)")


def inline(text: str, gone: list[LeftOut]) -> str:
    """Prose without citations and the marks of spans; sub- and superscripts become tags that the parser knows."""
    if "]{" in text:
        text = _SPAN.sub(r"\1", text)
    if "\ue001{" in text:  # behind a code span, which is hidden while prose is changed
        text = _CODE.sub("\ue001", text)
    if "(@" in text:
        text = _numbered_examples(text)
    if "[@" in text or "[-@" in text:
        text = _WRITER.sub(lambda match: f"{match[1].capitalize()} {match[2]}", text)
    if "@" in text and "[" in text:
        text = _CITED.sub(lambda match: _cited(match, text, gone), text)
    if "$" not in text and "\\(" not in text:
        if "~" in text:
            text = _SUB.sub(r"<sub>\1</sub>", text)
        if "^" in text:
            text = _SUPER.sub(r"<sup>\1</sup>", text)
    return text


def _numbered_examples(text: str) -> str:
    """Examples are numbered in their order, and the text refers to them by their numbers."""
    labels: dict[str, str] = {}
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if match := _EXAMPLE.match(line):
            number = str(len(labels) + 1)
            labels[match[1] or f" {number}"] = number
            lines[at] = f"{number}. {line[match.end() :]}"
    return _REFERENCE.sub(lambda match: f"({labels[match[1]]})" if match[1] in labels else match[0], "\n".join(lines))


def title_block(text: str) -> tuple[dict[str, object], str] | None:
    """The fields of the lines with a "%" that a text begins with, and the text behind them; None if there are none."""
    match = _BLOCK.match(text)
    if match is None:
        return None
    title, authors, date = (" ".join((part or "").split()) for part in match.groups())
    people = [name.strip() for name in re.split(r";|\n", match[2] or "") if name.strip()]
    fields: dict[str, object] = {"title": title, "author": people if authors else [], "date": date}
    return {name: value for name, value in fields.items() if value}, text[match.end() :]


def definition(line: str, done: list[str]) -> str:
    """The text of a definition, below its term, or of a caption, below its table; "" for any other line."""
    match = _DEFINITION.match(line)
    above = next((text for text in reversed(done[-3:]) if text.strip()), "") if match else ""
    if match is None or not above or above.lstrip().startswith(("#", ">", "```")):
        return ""
    return match[2] if above.startswith("|") or not match[1].startswith("Table") else ""


def _cited(match: re.Match[str], text: str, gone: list[LeftOut]) -> str:
    if f"\n{match[0].strip()}:" in text:  # the label of a link
        return match[0]
    gone.append(LeftOut(one_line(match[0]), Omission.FOOTNOTE))
    return ""


def table(lines: list[str], at: int, done: list[str]) -> tuple[list[str], int]:
    """A table that begins in line *at* as one with bars, and the line behind it; nothing if there is none."""
    if _BORDER.match(lines[at]):
        return _grid(lines, at)
    if _FULL.match(lines[at]) and not (done and done[-1].strip()):
        return _multiline(lines, at)
    if _RULE.match(lines[at]):
        return _simple(lines, at, done)
    return [], at


def _grid(lines: list[str], at: int) -> tuple[list[str], int]:
    rows: list[list[str]] = []
    head = 0
    row: list[str] = []
    width = lines[at].count("+") - 1
    while at < len(lines) and lines[at].strip()[:1] in ("+", "|"):
        line = lines[at].strip()
        at += 1
        if line.startswith("+"):
            if row:
                rows.append(row)
            row = []
            head = len(rows) if "=" in line and not head else head
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        cells = [*cells[:width], *[""] * (width - len(cells))]
        row = [f"{a} {b}".strip() for a, b in zip(row or [""] * width, cells, strict=True)]
    if row:
        rows.append(row)
    return (_bars(rows, head == 1), at) if rows else ([], at)


def _multiline(lines: list[str], at: int) -> tuple[list[str], int]:
    """A table between two rules, whose rows have several lines and are parted by blank ones."""
    rule = next((n for n in range(at + 1, min(at + _HEAD, len(lines))) if _RULE.match(lines[n])), 0)
    end = next((n for n in range(rule + 1, min(rule + _ROWS, len(lines))) if _FULL.match(lines[n])), 0) if rule else 0
    if not end:
        return [], at
    bounds = [0, *[match.start() for match in re.finditer(r"-{2,}", lines[rule])][1:], 10_000]
    rows: list[list[str]] = [[""] * (len(bounds) - 1)]
    for line in [*lines[at + 1 : rule], "", *lines[rule + 1 : end]]:
        if not line.strip():
            rows.append([""] * (len(bounds) - 1))
            continue
        cells = [line[a:b].strip() for a, b in pairwise(bounds)]
        rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
    return _bars([row for row in rows if any(row)], has_head=True), end + 1


def _simple(lines: list[str], at: int, done: list[str]) -> tuple[list[str], int]:
    """Columns whose places are given by dashes below their heads or above the first row."""
    spans = [match.span() for match in re.finditer(r"-{2,}", lines[at])]
    bounds = [0, *(start for start, _ in spans[1:]), 10_000]
    head = done[-1] if done and done[-1].strip() and (len(done) < 2 or not done[-2].strip()) else ""
    end = at + 1
    while end < len(lines) and lines[end].strip() and not _RULE.match(lines[end]):
        end += 1
    body = [line for line in lines[at + 1 : end] if not re.fullmatch(r"\s*-+\s*", line)]
    if not body or "|" in "".join([head, *body]):
        return [], at
    if head:
        done.pop()
    if end < len(lines) and _RULE.match(lines[end]):
        end += 1
    rows = [[line[a:b].strip() for a, b in pairwise(bounds)] for line in ([head] if head else []) + body]
    return _bars(rows, bool(head)), end


def _bars(rows: list[list[str]], has_head: bool) -> list[str]:
    width = len(rows[0])
    rows = rows if has_head else [[""] * width, *rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return ["", lines[0], "|" + " --- |" * width, *lines[1:], ""]


def verse(line: str) -> str | None:
    """A line of verse (marked by a bar before it), with a line break at its end; None for any other line."""
    match = _VERSE.match(line)
    return f"{match[1]}  " if match and match[1].strip() else None
