"""Parts of a Markdown file that its author has marked as not for the ear: by comments, or by elements of HTML."""

from __future__ import annotations

import re
from collections.abc import Callable

from podcaster.model import LeftOut, Omission
from podcaster.reading.assemble import one_line
from podcaster.reading.html.ear import COMMENT, skips

_START, _END = "\ue002", "\ue003"  # private characters for the marks, so that a part may hold code
_PART = re.compile(f"{_START}[^{_END}]*(?:{_END}|$)")
_OPENING = re.compile(r"<([a-z][a-z0-9]{0,14})\s([^<>]{0,500})>", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_MARK = re.compile(r"\bdata-podcaster\s*=\s*[\"']?skip\b", re.IGNORECASE)


def taken_out(text: str, outside_code: Callable[[str, Callable[[str], str]], str], gone: list[LeftOut]) -> str:
    """*text* without those parts, which go to *gone*. *outside_code* applies a function to what is not code."""
    if "audio" not in text and "data-podcaster" not in text:
        return text
    text = outside_code(text.replace(_START, "").replace(_END, ""), _with_marks)

    def leave(match: re.Match[str]) -> str:
        words = one_line(match[0].replace(_START, " ").replace(_END, " "))
        if words:
            gone.append(LeftOut(words, Omission.AUTHOR))
        return ""

    return _PART.sub(leave, text)


def _with_marks(part: str) -> str:
    part = COMMENT.sub(lambda m: _START if m[1].lower() == "skip" else _END, part)
    out, at = [], 0
    for opening in _OPENING.finditer(part):
        if opening.start() < at or not _is_skipped(opening[2]):
            continue
        end = _end(part, opening)
        if end is None:
            continue
        out += [part[at : opening.start()], _START, part[opening.end() : end[0]], _END]
        at = end[1]
    return "".join([*out, part[at:]])


def _is_skipped(attributes: str) -> bool:
    named = _CLASS.search(attributes)
    classes = (named[1] or named[2] or named[3] or "") if named else ""
    return skips(classes, "skip" if _MARK.search(attributes) else None)


def _end(part: str, opening: re.Match[str]) -> tuple[int, int] | None:
    """Where the end tag of an element begins and ends."""
    depth = 1
    for tag in re.finditer(rf"<(/?){opening[1]}\b[^<>]{{0,500}}>", part[opening.end() :], re.IGNORECASE):
        depth += -1 if tag[1] else 1
        if not depth:
            return opening.end() + tag.start(), opening.end() + tag.end()
    return None
