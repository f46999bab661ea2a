"""Shortcodes and templates in Markdown: Hugo's {{< >}}, Liquid's and Nunjucks' {% %} and {{ }}. Their text is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podcaster.model import LeftOut, Omission
from podcaster.reading.assemble import one_line

_INNER = r"(?:[^{}]|\{[^{}]{0,300}\}){0,2000}?"
_TAG = re.compile(
    r"\{\{([<%]?)-?\s*(?!/\*)([/\w.-]*)(" + _INNER + r")-?[%>]?\}\}|\{%-?\s*([/\w.-]*)(" + _INNER + r")-?%\}"
)
_ARGUMENT = re.compile(r"([\w-]+)\s*[=:]\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s,\"']+))")
_POSITIONAL = re.compile(r"(?:^|[\s,(])(?:\"([^\"\n]{1,300})\"|'([^'\n]{1,300})')")
_SHOWN = re.compile(r"\{\{[<%]-?\s*/\*.{0,2000}?\*/\s*-?[>%]\}\}")  # how a shortcode is quoted
_COMMENTS = (("<!--", "-->"), ("%%", "%%"), ("{{/*", "*/}}"), ("{{- /*", "*/ -}}"))  # of HTML, Obsidian, Hugo
_NUNJUCKS = re.compile(r"\{#-?\s.{0,1000}?#\}", re.S)
_ASSIGN = re.compile(
    r"\{%-?\s*(?:assign|set)\s+(\w{1,60})\s*=\s*(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})'|(\d[\d.]*))\s*-?%\}"
)
_VALUE = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+))\s*((?:\|[^|]*)*)$")
_DEPTH = 4  # quotations in quotations, and conditions in conditions
_AHEAD = 300  # tags among which the end of one is looked for

_EMBEDS = {"youtube", "vimeo", "tweet", "twitter", "x", "instagram", "gist", "spotify", "soundcloud", "video", "audio"}
_FIGURES = {"figure", "figure.html", "image", "img", "image.html", "picture", "responsive-image", "fig"}
_RAW = {"raw", "verbatim"}
_CUT = {"comment", "for", "capture", "macro", "css", "js", "style", "javascript", "schema", "setblock"}
_DRAWN = {"mermaid", "plantuml", "graphviz", "goat", "chart", "echarts", "markmap"}
_QUOTES = {"quote", "blockquote", "pullquote", "epigraph"}
_TITLED = {
    *("tab", "details", "notice", "callout", "admonition", "alert", "expand", "accordion", "collapse", "card", "step"),
    *("panel", "note", "tip", "warning", "info", "hint", "spoiler", "toggle", "aside", "box", "tabitem", "caution"),
}
_KINDS = {"note", "tip", "info", "warning", "danger", "caution", "success", "primary", "secondary", "default", "error"}
_IF, _ELSE = {"if", "unless"}, {"else", "elsif", "elif", "elseif"}
_CONDITION = re.compile(r"\s*(not\s+|!)?([\w.-]+)\s*(?:(==|!=)\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+)))?\s*")
_INLINE = {"sup", "sub", "abbr", "kbd", "mark", "tooltip", "term", "glossary_tooltip", "small", "button", "icon-text"}
_SAME = {"upcase", "downcase", "upper", "lower", "capitalize", "title", "safe", "escape", "markdownify", "strip", "t"}


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str  # without "end" and "/"
    closes: bool
    rest: str
    prints: bool  # {{ value }}: of a template, not of Hugo's shortcodes

    @classmethod
    def of(cls, match: re.Match[str]) -> _Tag:
        name, rest = (match[2] or match[4] or "").lower(), match[3] or match[5] or ""
        prints = match[4] is None and not match[1]
        if name == "include":
            first, _, rest = rest.strip().partition(" ")
            name = first.rsplit("/", 1)[-1].lower()
        if name == "set" and "=" not in rest:
            name = "setblock"
        closes = name.startswith("/") or (match[4] is not None and name.startswith("end") and len(name) > 3)
        if closes:
            name = name.removeprefix("/") if name.startswith("/") else name[3:]
            name = "setblock" if name == "set" else name
        return cls(name, closes, rest, prints)


def plain(text: str, gone: list[LeftOut], values: Mapping[str, str]) -> str:
    """*text*, which has no code, as Markdown. *values*: what names in templates stand for."""
    for opening, closing in _COMMENTS:
        text = cut_out(text, opening, closing)
    if "{#" in text and "#}" in text:
        text = _NUNJUCKS.sub("", text)
    if "{{" not in text and "{%" not in text:
        return text
    known = {**values, **{m[1]: m[2] or m[3] or m[4] or "" for m in _ASSIGN.finditer(text)}}
    return _written(_SHOWN.sub("", text), gone, known)


def _written(text: str, gone: list[LeftOut], known: Mapping[str, str], depth: int = 0) -> str:
    found = [*_TAG.finditer(text)]
    tags = [_Tag.of(match) for match in found]
    closed = {tag.name for tag in tags if tag.closes}
    out: list[str] = []
    at = number = 0
    while number < len(found):
        match, tag = found[number], tags[number]
        out.append(text[at : match.start()])
        at, number = match.end(), number + 1
        last = _end(tags, number, tag.name) if tag.name in closed and not tag.closes and not tag.prints else -1
        if last >= 0 and tag.name in _IF and depth < _DEPTH:
            branch = _branch(found, tags, number - 1, last, known)
            gone.append(LeftOut(one_line(match[0]), Omission.MARKUP))
            gone += [
                LeftOut(one_line(text[start:end]), Omission.MARKUP) for start, end in _others(at, branch, found[last])
            ]
            out.append(_written(text[branch.start : branch.stop], gone, known, depth + 1))
            at, number = found[last].end(), last + 1
            continue
        if last < 0 or tag.name not in _RAW | _CUT | _DRAWN | _QUOTES:
            out.append(_said(tag, match[0], last >= 0, gone, known))
            continue
        body = text[at : found[last].start()]
        if tag.name in _RAW:
            out.append(body)
        elif tag.name in _CUT:
            gone.append(LeftOut(one_line(body) or one_line(match[0]), Omission.MARKUP))
        elif tag.name in _DRAWN:
            out.append(f"\n\n```{tag.name}\n{body.strip()}\n```\n\n")
        else:
            out.append(_quoted(tag, _written(body, gone, known, depth + 1) if depth < _DEPTH else body))
        at, number = found[last].end(), last + 1
    return "".join([*out, text[at:]])


def _end(tags: Sequence[_Tag], number: int, name: str) -> int:
    """Where the tag that closes *name* is; -1 if it is not there."""
    depth = 1
    for at in range(number, min(len(tags), number + _AHEAD)):
        if tags[at].name == name and not tags[at].prints:
            depth += -1 if tags[at].closes else 1
            if not depth:
                return at
    return -1


def _branch(
    found: Sequence[re.Match[str]], tags: Sequence[_Tag], number: int, last: int, known: Mapping[str, str]
) -> range:
    """The part that is shown between *number*, an "if", and its end at *last*: the first not known to be hidden."""
    depth, at = 0, number
    marks = [number]
    for at in range(number + 1, last):
        if tags[at].name in _IF and not tags[at].prints:
            depth += -1 if tags[at].closes else 1
        elif tags[at].name in _ELSE and not tags[at].prints and not depth:
            marks.append(at)
    for at, end in zip(marks, [*marks[1:], last], strict=True):
        holds = True if tags[at].name == "else" else _holds(tags[at].rest, known)
        if holds is None or holds is not (tags[at].name == "unless"):
            return range(found[at].end(), found[end].start())
    return range(found[last].start(), found[last].start())


def _holds(condition: str, known: Mapping[str, str]) -> bool | None:
    """Whether a condition of a template is true; None if that cannot be told."""
    match = _CONDITION.fullmatch(condition)
    value = known.get(match[2]) if match else None
    if match is None or value is None:
        return None
    if match[3]:
        other = next((text for text in match.group(4, 5, 6) if text is not None), "")
        equal = value == other
        return equal is not bool(match[1]) if match[3] == "==" else equal is bool(match[1])
    return (value.lower() not in ("", "false", "none", "nil")) is not bool(match[1])


def _others(start: int, branch: range, end: re.Match[str]) -> list[tuple[int, int]]:
    """The stretches of an "if" before and behind the branch that is shown."""
    return [(a, b) for a, b in ((start, branch.start), (branch.stop, end.start())) if a < b]


def _quoted(tag: _Tag, body: str) -> str:
    said = _arguments(tag.rest)
    author = said.get("author") or said.get("by") or said.get("cite") or said.get("source") or _first(tag.rest)
    lines = [*body.strip().splitlines(), *(["", f"— {author}"] if author else [])]
    return "\n\n" + "\n".join(f"> {line}" for line in lines) + "\n\n"


def _said(tag: _Tag, written: str, paired: bool, gone: list[LeftOut], known: Mapping[str, str]) -> str:
    """The text that replaces a tag: a picture, a title, a value, or nothing."""
    if tag.prints:
        value = _value(f"{tag.name}{tag.rest}", known)
        if value is not None:
            return value
    elif not tag.closes:
        said = _arguments(tag.rest)
        if (tag.name in _FIGURES or tag.name.startswith("fig")) and (figure := _figure(said)):
            return figure
        if tag.name in _INLINE and (text := said.get("text") or _first(tag.rest)):
            return text
        if tag.name in _TITLED and paired and (title := _title(tag.rest, said)):
            return f"\n\n**{title}**\n\n"
    reason = Omission.EMBED if tag.name in _EMBEDS else Omission.MARKUP
    if not tag.closes or tag.name not in _RAW:
        gone.append(LeftOut(one_line(written), reason))
    return ""


def _arguments(rest: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ARGUMENT.finditer(rest)}


def _first(rest: str) -> str:
    match = _POSITIONAL.search(rest)
    return (match[1] or match[2]).strip() if match else ""


def _title(rest: str, said: Mapping[str, str]) -> str:
    for name in ("title", "summary", "label", "header", "name", "heading"):
        if said.get(name):
            return said[name].strip()
    quoted = [(m[1] or m[2]).strip() for m in _POSITIONAL.finditer(rest)]
    return next((text for text in reversed(quoted) if text.lower() not in _KINDS and not text.startswith("/")), "")


def _figure(said: Mapping[str, str]) -> str:
    address = said.get("src") or said.get("image_path") or said.get("url") or said.get("path") or ""
    if not address:
        return ""
    quoted = (said.get("caption") or said.get("title") or "").replace('"', "”")
    alt = re.sub(r"[\[\]]", "", said.get("alt", ""))
    return f'\n\n![{alt}](<{address}> "{quoted}")\n\n'


def _value(expression: str, known: Mapping[str, str]) -> str | None:
    """What a template prints: a text in quotes, or a value of the front matter; None if that is not known."""
    match = _VALUE.match(expression)
    if not match:
        return None
    filters = [name.strip().split(":")[0].split("(")[0].strip() for name in match[4].split("|")[1:]]
    if any(name not in _SAME for name in filters):
        return None
    return known.get(match[3]) if match[3] else match[1] or match[2] or ""


def cut_out(text: str, opening: str, closing: str) -> str:
    """The text without the parts between the two marks; an opening mark without an end is kept."""
    parts, at = [], 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
        parts.append(text[at:start])
        at = end + len(closing)
    return "".join([*parts, text[at:]])


def values_of(front: Mapping[str, object]) -> dict[str, str]:
    """What names in templates stand for: the short values of the front matter, under the names of all generators."""
    found: dict[str, str] = {}
    for key, value in front.items():
        if isinstance(value, (str, int, float)) and len(str(value)) <= 200:
            said = str(value).lower() if isinstance(value, bool) else str(value)
            for prefix in ("", "page.", "frontmatter.", ".", ".page.", ".params.", "metadata."):
                found[f"{prefix}{key}".lower()] = found[f"{prefix}{key}"] = said
    return found
