"""Texts of LibreOffice and OpenOffice (.odt, .fodt): converted from XML to HTML by our own code.

Of tracked changes the accepted text is read; annotations, hidden text and indexes are not.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from typing import IO, Any

from podcaster.errors import InputError, NoTextError, UnreadableError, UnsupportedError
from podcaster.model import Article, LeftOut, Omission
from podcaster.reading import assemble, safe
from podcaster.reading.assemble import Facts
from podcaster.reading.containers.members import PICTURE, Zip
from podcaster.reading.documents import finish
from podcaster.reading.documents.office_xml import attribute, local, parse, text_of

Element = Any
MIMETYPE = "application/vnd.oasis.opendocument.text"
_TOTAL = 200 * safe.MB
_PART = 40 * safe.MB
_DEEPEST = 150
_PICTURES = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "webp": "webp"}
_QUOTES = re.compile(r"(?:intense )?quot(?:e|ations?)|block ?text")
_CODE = re.compile(r"(?:html )?preformatted(?: text)?|source ?code|code")
_SILENT: dict[str, Omission | None] = {
    **dict.fromkeys(("annotation", "annotation-end", "tracked-changes", "script", "forms", "sequence-decls",
                     "variable-decls", "user-field-decls", "dde-connection-decls", "ruby-text", "page-number",
                     "soft-page-break", "event-listeners", "desc", "title", "change", "linenumbering-configuration")),
    **dict.fromkeys(("hidden-text", "hidden-paragraph"), Omission.HIDDEN),
    **dict.fromkeys(("table-of-content", "illustration-index", "table-index", "object-index", "user-index",
                     "alphabetical-index"), Omission.NAVIGATION),
    "placeholder": Omission.CONTROL,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How a style changes the way its text is read."""

    name: str = ""  # as the user sees it
    parent: str = ""
    hidden: bool = False
    marks: tuple[str, ...] = ()
    level: int = 0


def read(stream: IO[bytes], source: str) -> Article:
    """The article of a text document in a zip."""
    stream.seek(0)
    data = safe.read_stream(stream, safe.HTML_LIMIT, source, "a document")
    return safe.run_limited(_zipped, data, source, seconds=60, memory_mb=2048)


def read_flat(data: bytes, source: str) -> Article:
    """The article of a text document that is one file of XML."""
    return safe.run_limited(_flat, data, source, seconds=60, memory_mb=2048)


def _zipped(data: bytes, source: str) -> Article:
    members = Zip(io.BytesIO(data), source, total=_TOTAL, count=10_000)
    if b"encryption-data" in _member(members, "META-INF/manifest.xml"):
        raise UnsupportedError("protected by a password", about=source, hint="save it without one")
    if "content.xml" not in members.names:
        raise UnreadableError("a damaged document: its text is missing", about=source, hint="save it again")
    content = parse(members.read("content.xml", _PART), "content.xml")
    roots = [content]
    for name in ("styles.xml", "meta.xml"):
        if found := _member(members, name):
            roots.append(parse(found, name))
    return _article(roots, lambda name: _member(members, name), source)


def _member(members: Zip, name: str) -> bytes:
    try:
        return members.read(name, _PART)
    except (KeyError, InputError):
        return b""


def _flat(data: bytes, source: str) -> Article:
    root = parse(data, source)
    if next(root.iter("{*}text"), None) is None:
        raise UnsupportedError("an OpenDocument file, but not a text", about=source, hint="save it as a text document")
    return _article([root], lambda _: b"", source)


def _article(roots: list[Element], member: Callable[[str], bytes], source: str) -> Article:
    body = next((text for b in roots[0].iter("{*}body") for text in b if local(text) == "text"), None)
    if body is None:
        raise NoTextError("a document without a text", about=source)
    walk = _Walk(_styles(roots), _numbered(roots), member)
    html = walk.inside(body) + finish.footnotes(walk.notes)
    meta = next((m for root in reversed(roots) for m in root.iter("{*}meta") if len(m)), None)
    properties = Facts()
    if meta is not None:
        properties = Facts(
            title=text_of(meta, "title"),
            authors=(text_of(meta, "initial-creator") or text_of(meta, "creator"),),
            date=assemble.parse_date(text_of(meta, "creation-date")),
            language=text_of(meta, "language"),
        )
    return finish.article(html, Facts(title=" ".join(walk.title)), source, properties=properties, left_out=walk.gone)


def _styles(roots: list[Element]) -> dict[str, Style]:
    """The styles of paragraphs and of words, by their names."""
    found: dict[str, Style] = {}
    for root in reversed(roots):  # the automatic ones of the text are read last
        for element in root.iter("{*}style"):
            name = attribute(element, "name")
            level = attribute(element, "default-outline-level")
            style = Style(
                attribute(element, "display-name") or name.replace("_20_", " "),
                attribute(element, "parent-style-name"),
                level=int(level) if level.isdecimal() and len(level) < 2 else 0,
            )
            for properties in element.iter("{*}text-properties"):
                style = replace(style, hidden=attribute(properties, "display") == "none", marks=_marks(properties))
            found[f"{attribute(element, 'family')}:{name}"] = style
    return found


def _marks(properties: Element) -> tuple[str, ...]:
    marks = []
    if attribute(properties, "font-style") in ("italic", "oblique"):
        marks.append("em")
    if attribute(properties, "font-weight") in ("bold", "700", "800", "900"):
        marks.append("strong")
    if attribute(properties, "text-line-through-style") not in ("", "none"):
        marks.append("s")
    raised = attribute(properties, "text-position").split(" ")[0]
    if raised.startswith("sub") or (raised.startswith("-") and raised != "-0%"):
        marks.append("sub")
    elif raised.startswith("super") or (raised.rstrip("%").isdecimal() and raised != "0%"):
        marks.append("sup")
    return tuple(marks)


def _numbered(roots: list[Element]) -> set[tuple[str, int]]:
    """The levels of the styles of lists at which items have numbers."""
    return {
        (attribute(style, "name"), int(attribute(level, "level") or 1))
        for root in roots
        for style in root.iter("{*}list-style")
        for level in style.iter("{*}list-level-style-number")
        if attribute(level, "num-format") and (attribute(level, "level") or "1").isdecimal()
    }


@dataclass(slots=True)
class _Walk:
    """Turns elements into HTML, in reading order."""

    styles: dict[str, Style]
    numbered: set[tuple[str, int]]
    member: Callable[[str], bytes]
    notes: list[tuple[str, str]] = field(default_factory=list)
    gone: list[LeftOut] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)  # the styles of those that are open
    depth: int = 0

    def style(self, family: str, name: str) -> Style:
        """A style, including what it inherits."""
        out, seen = self.styles.get(f"{family}:{name}", Style(name.replace("_20_", " "))), {name}
        names = [out.name]
        parent = out.parent
        while parent and parent not in seen:
            seen.add(parent)
            above = self.styles.get(f"{family}:{parent}", Style(parent.replace("_20_", " ")))
            names.append(above.name)
            out = replace(
                out, hidden=out.hidden or above.hidden, marks=out.marks or above.marks, level=out.level or above.level
            )
            parent = above.parent
        # An automatic style ("P12") has no name that people know: that of its parent counts.
        return replace(
            out, name=(names[1] if re.fullmatch(r"[A-Z]{1,3}\d+", names[0]) and len(names) > 1 else names[0]).lower()
        )

    def inside(self, element: Element) -> str:
        """The content of an element; paragraphs of the same kind share the element around them."""
        parts: list[str] = [escape(element.text or "")]
        for child in element:
            parts.append(self.element(child) + escape(child.tail or ""))
        joined = "".join(parts)
        return joined.replace("</blockquote><blockquote>", "").replace("</code></pre><pre><code>", "\n")

    def element(self, element: Element) -> str:
        name = local(element)
        if not name:
            return ""
        if name == "note":
            return self.note(element)
        if name in _SILENT:
            if (reason := _SILENT[name]) is not None:
                self.leave(element, reason)
            return ""
        self.depth += 1
        try:
            if self.depth > _DEEPEST:
                raise UnsupportedError("nested too deeply", hint="save it again")
            handler = getattr(self, f"on_{name.replace('-', '_')}", None)
            return handler(element) if handler is not None else self.inside(element)
        finally:
            self.depth -= 1

    def leave(self, element: Element, reason: Omission) -> None:
        text = " ".join(" ".join(element.itertext()).split())
        if safe.has_words(text):
            self.gone.append(LeftOut(text, reason))

    def note(self, element: Element) -> str:
        body = next((e for e in element if local(e) == "note-body"), None)
        number = str(len(self.notes) + 1)
        self.notes.append((number, ""))
        self.notes[int(number) - 1] = (number, self.inside(body) if body is not None else "")
        return finish.reference(number)

    # ------------------------------------------------------------ a method for each element

    def on_p(self, element: Element) -> str:
        style = self.style("paragraph", attribute(element, "style-name"))
        if style.hidden:
            self.leave(element, Omission.HIDDEN)
            return ""
        inner = self.inside(element)
        if style.name == "title" and not self.lists and (text := " ".join("".join(element.itertext()).split())):
            self.title.append(text)
            self.gone.append(LeftOut(text, Omission.METADATA))
            return ""
        if style.level:
            return finish.tag(f"h{min(style.level, 6)}", inner)
        if _CODE.fullmatch(style.name):
            return f"<pre><code>{inner}</code></pre>"
        if _QUOTES.fullmatch(style.name):
            return f"<blockquote><p>{inner}</p></blockquote>"
        return finish.tag("p", inner)

    def on_h(self, element: Element) -> str:
        if self.style("paragraph", attribute(element, "style-name")).hidden:
            self.leave(element, Omission.HIDDEN)
            return ""
        level = attribute(element, "outline-level")
        return finish.tag(f"h{min(int(level), 6) if level.isdecimal() and level != '0' else 1}", self.inside(element))

    def on_span(self, element: Element) -> str:
        style = self.style("text", attribute(element, "style-name"))
        if style.hidden:
            self.leave(element, Omission.HIDDEN)
            return ""
        inner = self.inside(element)
        for mark in (*style.marks, *(("code",) if style.name in ("source text", "verbatim char", "teletype") else ())):
            inner = finish.tag(mark, inner)
        return inner

    def on_a(self, element: Element) -> str:
        return finish.tag("a", self.inside(element), href=attribute(element, "href"))

    def on_s(self, element: Element) -> str:
        count = attribute(element, "c")
        return " " * (min(int(count), 200) if count.isdecimal() and len(count) < 6 else 1)

    def on_tab(self, _: Element) -> str:
        return "\t"

    def on_line_break(self, _: Element) -> str:
        return "<br>"

    def on_section(self, element: Element) -> str:
        if attribute(element, "display") == "none":
            self.leave(element, Omission.HIDDEN)
            return ""
        return self.inside(element)

    def on_list(self, element: Element) -> str:
        name = attribute(element, "style-name") or (self.lists[-1] if self.lists else "")
        self.lists.append(name)
        kind = "ol" if (name, len(self.lists)) in self.numbered else "ul"
        inner = "".join(finish.tag("li", self.inside(e)) for e in element if local(e) in ("list-item", "list-header"))
        self.lists.pop()
        return finish.tag(kind, inner)

    def on_table(self, element: Element) -> str:
        rows = []
        for row in element.iter("{*}table-row"):
            head = local(row.getparent()) == "table-header-rows"
            cells = [c for c in row if local(c) in ("table-cell", "covered-table-cell")]
            rows.append(finish.tag("tr", "".join(finish.tag("th" if head else "td", self.inside(c)) for c in cells)))
        return finish.tag("table", "".join(rows[:20_000]))

    def on_frame(self, element: Element) -> str:
        alt = " ".join(text_of(element, name) for name in ("title", "desc")).strip()
        for child in element:
            name = local(child)
            address = attribute(child, "href").removeprefix("./")
            if name == "object" and b"<math" in (formula := self.member(f"{address}/content.xml")).replace(
                b"math:", b""
            ):
                text = formula.decode("utf-8", "replace").replace("math:", "")
                return text[text.index("<math") :]
            if name == "image":
                return self.picture(child, address, alt)
            if name == "text-box":
                return self.inside(child)
        return ""

    def picture(self, element: Element, address: str, alt: str) -> str:
        kind = _PICTURES.get(address.rpartition(".")[2].lower(), "")
        data = self.member(address) if kind else b""
        inline = next((e for e in element if local(e) == "binary-data"), None)
        if inline is not None:
            encoded, kind = "".join((inline.text or "").split()), "png"
        else:
            encoded = base64.b64encode(data[:PICTURE]).decode()
        source = f"data:image/{kind};base64,{encoded}" if encoded else address if "://" in address else ""
        return f'<img src="{escape(source)}" alt="{escape(alt)}">' if source or alt else ""
