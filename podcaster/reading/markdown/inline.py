"""Inline Markdown: the parser's own rules for notes, wiki links and formulas, and tokens to text with spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from podcaster.model import Image, Span, SpanKind
from podcaster.reading.html import ear, ruby
from podcaster.reading.html.account import Account
from podcaster.reading.html.inline import Inline, cut

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_DOLLAR = re.compile(
    r"\$\$(?!\s)([^$]{1,2000}?)\$\$|\$(?![\s$])((?:[^$\\\n]|\\.){0,500}?(?:[^\s$\\]|\\.))\$(?!\d)", re.S
)
_PAREN = re.compile(r"\\\((.{1,500}?)\\\)")
_TEX = re.compile(r"[\\^_={}<>+|]|^[^\W\d_]{1,2}$|^[\d\s.,]*[^\W\d_]{0,2}[\d\s.,]*$|\w\s?[-*/]\s?\w|\w\(\w")
_NOTE_REF = re.compile(r"\[\^([^\]\s]{1,60})\]")
_WIKI = re.compile(r"(!?)\[\[([^\[\]\n|]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
_INLINE_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\]){1,2000})\]")
_HIGHLIGHTED = re.compile(r"==(?=\S)([^=\n]{1,500}?)==")
_EMOJI_NAME = re.compile(r"(?<![\w:]):(?=[a-z_]*[a-z])[a-z0-9_+-]{2,40}:(?![\w:])")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp")
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)([^>]*)>", re.S)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_TAG_SPANS = {
    "em": SpanKind.EMPHASIS, "i": SpanKind.EMPHASIS, "strong": SpanKind.EMPHASIS, "b": SpanKind.EMPHASIS,
    "mark": SpanKind.EMPHASIS, "cite": SpanKind.EMPHASIS, "u": SpanKind.EMPHASIS, "ins": SpanKind.EMPHASIS,
    "del": SpanKind.STRUCK, "s": SpanKind.STRUCK, "strike": SpanKind.STRUCK,
    "sup": SpanKind.SUPERSCRIPT, "sub": SpanKind.SUBSCRIPT,
    "code": SpanKind.CODE, "kbd": SpanKind.CODE, "samp": SpanKind.CODE, "tt": SpanKind.CODE, "a": SpanKind.LINK,
}  # fmt: skip

_SILENT_TAGS = ("script", "style", "iframe", "svg", "template", "rt", "rp")
# Where an end tag was forgotten, as <rt> allows.
_ENDS = {name: re.compile(r"</?(?:rt|rp|rb|ruby)\b", re.IGNORECASE) for name in ("rt", "rp")} | {
    name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in _SILENT_TAGS[:-2]
}
# Tags whose attributes tell a narrator something.
TOLD = frozenset(("span", "abbr", "time", "phoneme", "ruby", "sub", "code", "kbd", "b", "strong", "i", "em", "q"))


@cache
def parser(*, indented_code: bool = True) -> MarkdownIt:
    """CommonMark with tables, strikethrough, notes, wiki links and formulas. Shared by all: do not change it."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    # Every address makes a link, or "[x](javascript:…)" would be left as text; Reader.whole decides where links lead.
    made.validateLink = lambda _: True  # type: ignore[method-assign,assignment]
    for name, rule in (("formula", _formula), ("tex", _tex)):
        made.inline.ruler.before("escape", name, rule)
    for name, rule in (("note_ref", _note_ref), ("inline_note", _inline_note), ("wiki", _wiki), ("marked", _marked)):
        made.inline.ruler.before("link", name, rule)
    if not indented_code:
        made.disable("code")
    made.parse("A *first* line.")  # compiles the rules, which two threads must not do at once
    return made


def _push(state: StateInline, silent: bool, kind: str, content: str, end: int, **meta: str) -> bool:
    if not silent:
        token = state.push(kind, "", 0)
        token.content = content
        token.meta = meta
    state.pos = end
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    match = _DOLLAR.match(state.src, state.pos) if state.src[state.pos] == "$" else None
    if not match:
        return False
    before = state.src[state.pos - 1 : state.pos]
    tex = match[1] or match[2]
    if before.isalnum() or before == "\\" or not _TEX.search(tex) or (match[2] and re.match(r"[\d.,]+\s", tex)):
        return False  # "$5 and $6": money
    return _push(state, silent, "formula", tex.strip(), match.end())


def _tex(state: StateInline, silent: bool) -> bool:
    match = _PAREN.match(state.src, state.pos) if state.src.startswith("\\(", state.pos) else None
    return bool(match) and _push(state, silent, "formula", match[1].strip(), match.end())  # type: ignore[index,union-attr]


def _note_ref(state: StateInline, silent: bool) -> bool:
    match = _NOTE_REF.match(state.src, state.pos) if state.src.startswith("[^", state.pos) else None
    if not match or match[1] not in state.env.get("notes", ()):
        return False
    return _push(state, silent, "note_ref", match[1], match.end())


def _inline_note(state: StateInline, silent: bool) -> bool:
    match = _INLINE_NOTE.match(state.src, state.pos) if state.src.startswith("^[", state.pos) else None
    return bool(match) and _push(state, silent, "inline_note", match[1], match.end())  # type: ignore[index,union-attr]


def _wiki(state: StateInline, silent: bool) -> bool:
    match = _WIKI.match(state.src, state.pos) if state.src[state.pos] in "[!" else None
    if not match:
        return False
    picture = bool(match[1]) and match[2].split("#")[0].lower().endswith(_PICTURES)
    return _push(
        state,
        silent,
        "wiki",
        match[3] or "",
        match.end(),
        target=match[2].strip(),
        embed="picture" if picture else match[1],
    )


def _marked(state: StateInline, silent: bool) -> bool:
    match = _HIGHLIGHTED.match(state.src, state.pos) if state.src.startswith("==", state.pos) else None
    return bool(match) and _push(state, silent, "marked", match[1], match.end())  # type: ignore[index,union-attr]


@dataclass(slots=True)
class Line:
    """What a paragraph came to: its lines (split at hard breaks), its pictures."""

    parts: list[tuple[str, tuple[Span, ...]]]
    images: list[tuple[Image, str]]  # and the caption
    hidden: list[str] = field(default_factory=list)
    only_emphasis: bool = False


@dataclass(slots=True)
class Reader:
    """Turns the tokens of one document; notes are numbered in the order in which they are referred to."""

    picture: Callable[[str, str], Image]
    address: str = ""
    labels: dict[str, str] = field(default_factory=dict)  # label of a note -> its mark
    inline_notes: list[tuple[str, str]] = field(default_factory=list)  # mark, Markdown
    numeric: bool = True  # all labels are numbers, and are kept
    account: Account = field(default_factory=lambda: Account(0))  # of the words for the ear
    attributes: list[dict[str, str]] = field(default_factory=list)  # of the tags that were opened
    readings: list[str] = field(default_factory=list)  # in the <ruby> that is open

    def mark_of(self, label: str) -> str:
        if label not in self.labels:
            self.labels[label] = label if self.numeric else str(len(self.labels) + 1)
        return self.labels[label]

    def read(self, tokens: Sequence[Token]) -> Line:  # noqa: PLR0912 - a branch for each kind of token
        inline, line = Inline(), Line([], [])
        opened: list[tuple[str, int, str]] = []  # what, where it began, its value
        breaks: list[int] = []
        silent = ""  # inside <script> or <style>
        for at, token in enumerate(tokens):
            kind = token.type
            if silent and not (kind == "html_inline" and _ENDS[silent].match(token.content)):
                if silent == "rt":
                    self.readings.append(token.content)
                line.hidden.append(token.content)
                continue
            if kind == "text":
                inline.add(_EMOJI_NAME.sub("", token.content))
            elif kind == "softbreak":
                inline.add("" if _is_compound(tokens[at - 1], tokens[at + 1 : at + 2]) else "\n")
            elif kind == "hardbreak":
                breaks.append(inline.length)
                inline.add(" ")
            elif kind == "code_inline":
                _add(inline, token.content, SpanKind.CODE)
            elif kind == "formula":
                _add(inline, token.content, SpanKind.FORMULA, token.content)
            elif kind == "marked":
                _add(inline, token.content, SpanKind.EMPHASIS)
            elif kind == "note_ref":
                mark = self.mark_of(token.content)
                _add(inline, mark, SpanKind.NOTE_REF, mark)
            elif kind == "inline_note":
                self.labels[f"^{len(self.labels)}"] = mark = str(len(self.labels) + 1)
                self.inline_notes.append((mark, token.content))
                _add(inline, mark, SpanKind.NOTE_REF, mark)
            elif kind == "wiki":
                self.wiki(token, inline, line)
            elif kind == "image":
                alt = "".join(c.content for c in token.children or () if c.type in ("text", "code_inline"))
                title = str(token.attrs.get("title") or "")
                line.images.append((self.picture(str(token.attrs.get("src") or ""), alt), title))
            elif kind == "html_inline":
                silent = self.tag(token.content, inline, opened, breaks, line)
            elif kind.endswith("_open"):
                opened.append((kind[:-5], inline.length, str(token.attrs.get("href") or "")))
            elif kind.endswith("_close"):
                self.close(kind[:-6], inline, opened)
        text, spans = inline.finish()
        line.only_emphasis = bool(text) and any(
            s.kind is SpanKind.EMPHASIS and s.start == 0 and s.end == len(text) for s in spans
        )
        for start, end in zip([0, *breaks], [*breaks, len(text)], strict=True):
            part = cut(text, spans, start, end)
            if part[0]:
                line.parts.append(part)
        return line

    def wiki(self, token: Token, inline: Inline, line: Line) -> None:
        target, kind = token.meta["target"], token.meta["embed"]
        if kind == "picture":
            size = re.fullmatch(r"\d+(x\d+)?", token.content.strip())
            line.images.append((self.picture(target, "" if size else token.content), ""))
        elif kind == "!":
            line.hidden.append(f"![[{target}]]")  # another note, transcluded: it did not travel with this one
        else:
            page, _, part = target.partition("#")
            inline.add(token.content or page.rsplit("/", 1)[-1] or part.lstrip("^"))

    def tag(self, html: str, inline: Inline, opened: list[tuple[str, int, str]], breaks: list[int], line: Line) -> str:
        """An HTML tag within a paragraph. Returns the name of an element whose content is not text."""
        match = _TAG.match(html)
        if not match:
            return ""
        closing, name = match[1] == "/", match[2].lower()
        values = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(match[3])}
        if name == "br":
            breaks.append(inline.length)
            inline.add(" ")
        elif name == "img":
            line.images.append((self.picture(values.get("src", ""), values.get("alt", "")), values.get("title", "")))
        elif name in _SILENT_TAGS and not closing and not match[3].endswith("/"):
            return name
        elif name in TOLD:
            self.told(name, values, inline, opened, closing=closing)
        if name in _TAG_SPANS:
            if closing:
                self.close(name, inline, opened)
            else:
                opened.append((name, inline.length, values.get("href", "")))
        return ""

    def told(
        self, name: str, values: dict[str, str], inline: Inline, opened: list[tuple[str, int, str]], *, closing: bool
    ) -> None:
        """What the attributes of a tag tell a narrator, once its text is known."""
        if not closing:
            self.attributes.append(values)
            opened.append((f"told {name}", inline.length, str(len(self.attributes) - 1)))
            return
        at = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == f"told {name}"), None)
        if at is None:
            return
        _, start, number = opened.pop(at)
        given = self.attributes[int(number)]
        # Not all text, each time: a paragraph may have thousands of such tags.
        text = inline.since(start) if given or name in ("ruby", "time") else ""
        if name == "ruby" and (reading := ruby.of(text, self.readings)):
            inline.mark(SpanKind.READING, start, reading)
        self.readings.clear()
        for kind, value in ear.told(name, given, text, self.account):
            inline.mark(kind, start, value)

    def close(self, name: str, inline: Inline, opened: list[tuple[str, int, str]]) -> None:
        at = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == name), None)
        if at is None:
            return
        _, start, value = opened.pop(at)
        kind = _TAG_SPANS.get({"link": "a"}.get(name, name))
        if kind is SpanKind.LINK:
            value = self.whole(value)
            if value:
                inline.mark(kind, start, value)
        elif kind is not None:
            inline.mark(kind, start)

    def whole(self, address: str) -> str:
        """A link's absolute address, "" if it is not a web, mail or in-page address."""
        try:
            address = urljoin(self.address, address.strip())
        except ValueError:
            return ""
        return address if address.startswith(("http://", "https://", "mailto:", "#")) and len(address) < 4000 else ""


def _is_compound(before: Token, after: Sequence[Token]) -> bool:
    """Whether a line break stands behind the hyphen of a compound word."""
    if not after or before.type != "text" or after[0].type != "text":
        return False
    word, follows = before.content[-2:], after[0].content
    return (
        bool(re.match(r"[^\W\d_]-", word))
        and bool(re.match(r"(?!(?:and|or|to|und|oder|et|y)\b)[^\W\d_]", follows))
        and (follows[:1].islower())
    )


def _add(inline: Inline, text: str, kind: SpanKind, value: str = "") -> None:
    start = inline.length
    inline.add(text)
    inline.mark(kind, start, value)
