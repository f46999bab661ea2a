"""MDX: Markdown with imports, components and expressions of JavaScript in it. Their text is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from podcaster.model import LeftOut, Omission
from podcaster.reading.assemble import one_line

_IMPORT = re.compile(r"^import\b[^'\"\n;]{0,300}(?:\n[^'\"\n;]{0,300}){0,40}['\"][^'\"\n]{1,300}['\"];?[ \t]*$", re.M)
_EXPORT = re.compile(r"^export\s+(?:default|const|let|var|function|async|class|\{|\*)", re.M)
_FIRST = re.compile(r"\s*import\s[^\n]{1,300}['\"]", re.S)
_COMPONENT = re.compile(r"</?(?:[A-Z][\w.]*|)(?=[\s/>])")
_LITERAL = re.compile(r"\{\s*(?:'([^'\n]*)'|\"([^\"\n]*)\"|(\ue000\d+\ue001))\s*\}")  # the last: a hidden code span
_CONSTANT = re.compile(
    r"^export const (\w{1,60})\s*=\s*(?:'([^'\n]{0,300})'|\"([^\"\n]{0,300})\"|(\d[\d.]*))\s*;?[ \t]*$", re.M
)
_TITLE = re.compile(r"\b(?:title|label|summary|header)\s*=\s*(?:\{\s*)?(?:\"([^\"]{1,200})\"|'([^']{1,200})')")
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_LONG = 10_000  # characters of one expression or tag
_FAILURES = 60  # brackets that are never closed, after which the rest is text


def is_mdx(body: str, source: str) -> bool:
    """By its name, or by the import that it begins with."""
    return source.lower().endswith(".mdx") or _FIRST.match(body[:2000]) is not None


def plain(text: str, gone: list[LeftOut], values: Mapping[str, str]) -> str:
    """*text*, which has no code blocks, as Markdown. *values*: of the front matter, as `frontmatter.title`."""
    known = {**values, **{m[1]: m[2] or m[3] or m[4] or "" for m in _CONSTANT.finditer(text)}}
    text = _IMPORT.sub(lambda m: _left(m[0], gone), text)
    out: list[str] = []
    at = 0
    export = _EXPORT.search(text)
    failures = 0
    while at < len(text) and failures < _FAILURES:
        if export and at >= export.start():
            end = _statement(text, at)
            _left(text[at:end], gone)
            at, export = end, _EXPORT.search(text, end)
            continue
        char = text[at]
        end = at
        if char == "\\" and text[at + 1 : at + 2] in ("{", "}", "<"):
            out.append(text[at : at + 2])
            at += 2
            continue
        if char == "{" and _is_expression(text, at):
            end = _balanced(text, at)
            literal = _LITERAL.fullmatch(text, at, end) if end > at else None
            if literal:
                out.append(literal[1] or literal[2] or literal[3] or "")
            elif end > at and (name := text[at + 1 : end - 1].strip()) in known:
                out.append(known[name])
            elif end > at:
                _left(text[at:end], gone)
        elif char == "<" and _COMPONENT.match(text, at):
            end = _tag(text, at)
            if end > at:
                out.append(_said(text, at, end, gone))
        if end == at:
            failures += (char == "{" and _is_expression(text, at)) or (
                char == "<" and _COMPONENT.match(text, at) is not None
            )
            out.append(char)
            end = at + 1
        at = end
    return "".join([*out, text[at:]])


def _left(source: str, gone: list[LeftOut]) -> str:
    gone.append(LeftOut(one_line(source), Omission.MARKUP))
    return ""


def _is_expression(text: str, at: int) -> bool:
    """Whether a brace opens one, and not a shortcode, or the attributes of a heading, of a span or of a fenced part."""
    if text[at + 1 : at + 2] in ("{", "%", "#", ".", ":", "<"):
        return False
    return not text[text.rfind("\n", 0, at) + 1 : at].lstrip().startswith(":::")


def _said(text: str, start: int, end: int, gone: list[LeftOut]) -> str:
    """The text that replaces a component's tag: its title. The content of the component is read as Markdown."""
    tag = text[start:end]
    _left(tag, gone)
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip() and text[end : end + 1] in ("\n", "")
    title = None if tag.endswith("/>") else _TITLE.search(tag)
    said = f"**{(title[1] or title[2]).strip()}**" if title and alone else ""
    return f"\n\n{said}\n\n" if alone else said


def _statement(text: str, at: int) -> int:
    """Where a statement ends: at the end of its line, or of the line with its last bracket."""
    while at < len(text) and text[at] != "\n":
        inner = _balanced(text, at) if text[at] in _PAIRS else at + 1
        if inner == at:
            end = text.find("\n", at)
            return end if end >= 0 else len(text)
        at = inner
    return at


def _tag(text: str, start: int) -> int:
    """The end of a tag; *start* if it has none. What is within quotes and braces does not close it."""
    at = start + 1
    while at < min(len(text), start + _LONG):
        char = text[at]
        if char == ">":
            return at + 1
        if char in "\"'":
            end = text.find(char, at + 1, start + _LONG)
            at = end if end > 0 else at
        elif char == "{":
            end = _balanced(text, at)
            if end == at:
                return start
            at = end - 1
        at += 1
    return start


def _balanced(text: str, start: int) -> int:
    """The end of what the bracket at *start* opens; *start* if it is never closed. A blank line within is no matter."""
    closing = [_PAIRS[text[start]]]
    for at in range(start + 1, min(len(text), start + _LONG)):
        char = text[at]
        if char in _PAIRS:
            closing.append(_PAIRS[char])
        elif char == closing[-1]:
            closing.pop()
            if not closing:
                return at + 1
        elif char in ")]}":
            return start
    return start
