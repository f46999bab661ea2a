"""Rich text (RTF) of Word, WordPad, TextEdit, LibreOffice and Scrivener.

Of tracked changes the accepted text is read; comments, hidden text, headers and everything else in a group of its own
(fonts, colours, pictures, fields' codes) are not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape

from podcaster.errors import HostileError, NoTextError
from podcaster.model import Article, LeftOut, Omission
from podcaster.reading import safe
from podcaster.reading.assemble import Facts
from podcaster.reading.documents import finish
from podcaster.reading.documents.rtf_layout import Layout, Line, Look
from podcaster.reading.documents.rtf_tokens import CHARSETS, SIGNS, SPECIAL, Sort, Token, code_page, tokens

_DEEPEST = 500
_SILENT = frozenset((
    "colortbl", "listtable", "listoverridetable", "rsidtbl", "generator", "header", "headerl", "headerr", "headerf",
    "footer", "footerl", "footerr", "footerf", "annotation", "atnid", "atnauthor", "atnref", "atndate", "atnicn",
    "pict", "objdata", "object", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl",
    "bkmkstart", "bkmkend", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "nonshppict",
    "filetbl", "revtbl", "template", "operator", "company", "manager", "doccomm", "xe", "tc", "private", "stylesheet",
    "nesttableprops", "fldtype", "shpinst", "sp", "sn", "sv", "pgptbl", "userprops", "docvar", "mmathPr",
))  # fmt: skip
_ASIDE = frozenset(("title", "author", "subject", "fonttbl", "fldinst", "creatim", "revtim", "listtext", "pntext"))
_DAY = ("yr", "mo", "dy")
_LINK = re.compile(r'HYPERLINK\s+(?:\\[lL]\s+)?"([^"]{1,2000})"|HYPERLINK\s+([^\s"\\]{4,2000})')
_CONTENTS = re.compile(r"\s*(?:TOC|INDEX)\b")
_STYLE = re.compile(r"\{(?:\\\*)?\\s(\d{1,5})(?=[\\ ;])([^{}]{0,2000})\}")
_CONTROL = re.compile(r"\\[A-Za-z]{1,32}-?\d{0,10} ?")
_HEX = re.compile(r"\\'([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class _State:
    """The state that applies to the text of a group."""

    silent: bool = False
    aside: str = ""  # a destination whose text is kept: title, author, fonts, the code of a field
    hidden: bool = False
    deleted: bool = False
    marks: frozenset[str] = frozenset()
    font: int = -1
    skip: int = 1  # characters after \u, for readers that do not know \u
    note: bool = False
    link: str = ""
    contents: bool = False
    size: int = 24  # of letters, in half points


_MARKS = {"b": "strong", "i": "em", "strike": "s", "striked": "s", "super": "sup", "sub": "sub"}


def read(data: bytes, source: str) -> Article:
    """The article of a rich text document."""
    return safe.run_limited(_article, data, source, seconds=60, memory_mb=1024)


def _article(data: bytes, source: str) -> Article:
    reader = _Reader(_styles(data))
    for token in tokens(data):
        reader.take(token)
    html = reader.layout.html()
    if not safe.has_words(re.sub(r"<[^>]*>", "", html)):
        raise NoTextError("there are no words in it", about=source)
    said = reader.said
    properties = Facts(title=said.get("title", ""), authors=(said.get("author", ""),), date=reader.created())
    gone = [LeftOut(" ".join(text.split()), reason) for reason, text in reader.gone.items() if safe.has_words(text)]
    return finish.article(html, Facts(), source, properties=properties, left_out=gone)


def _styles(data: bytes) -> dict[int, str]:
    """The names of the styles of paragraphs, by their numbers."""
    at = data.find(b"\\stylesheet")
    if at < 0:
        return {}
    text = data[at : at + 200_000].decode("latin-1")
    found: dict[int, str] = {}
    for match in _STYLE.finditer(text):
        name = _CONTROL.sub("", _HEX.sub(lambda byte: chr(int(byte[1], 16)), match[2]))
        found.setdefault(int(match[1]), name.strip(" ;").lower())
    return found


@dataclass(slots=True)
class _Reader:
    """Follows the groups of a document, and collects its lines."""

    styles: dict[int, str]
    state: _State = _State()
    stack: list[_State] = field(default_factory=list)
    layout: Layout = field(default_factory=Layout)
    page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    typed: set[int] = field(default_factory=set)  # fonts in which all letters are equally wide
    said: dict[str, str] = field(default_factory=dict)
    gone: dict[Omission, str] = field(default_factory=dict)
    pending: bytearray = field(default_factory=bytearray)  # of a character of several bytes
    skipping: int = 0
    optional: bool = False  # behind \*
    opened: bool = False  # a group has just begun
    day: list[int] = field(default_factory=lambda: [0, 0, 0])
    font: int = -1  # that is being described
    high: int = 0  # half of a character beyond the first 65,536

    def take(self, token: Token) -> None:
        if token.sort is not Sort.BYTES:
            self._decode()
        opened, self.opened = self.opened, False
        match token.sort:
            case Sort.OPEN:
                self.stack.append(self.state)
                if len(self.stack) > _DEEPEST:
                    raise HostileError("groups nested too deeply", hint="save it again")
                self.opened = True
            case Sort.CLOSE:
                self._close()
            case Sort.SIGN if token.name == "*":
                self.optional = self.opened = True
            case Sort.SIGN:
                if token.name in SIGNS and not self._skipped():
                    self._text(SIGNS[token.name])
            case Sort.WORD:
                self._word(token.name, token.number, opened)
            case Sort.BYTES:
                self._bytes(token.data)

    def _close(self) -> None:
        if not self.stack:
            return
        before, self.state = self.state, self.stack.pop()
        self.skipping, self.optional = 0, False
        if before.aside == "fldinst" and self.state.aside != "fldinst":
            code = self.said.pop("fldinst", "")
            if found := _LINK.search(code):
                self.state = replace(self.state, link=found[1] or found[2])
            elif _CONTENTS.match(code):
                self.state = replace(self.state, contents=True)
        if before.aside in ("listtext", "pntext") and not self.state.aside:
            self.layout.line.marker = self.said.pop(before.aside, "").strip()
        if before.note and not self.state.note:
            self.layout.end_note()

    def _word(self, name: str, number: int | None, opened: bool) -> None:
        if name == "u" and number is not None:
            self._unicode(number)
            return
        if self._skipped():
            return
        if opened and self._destination(name):
            return
        self.optional = False
        state = self.state
        if name in SPECIAL:
            self._text(SPECIAL[name])
        elif name in ("ansicpg", "mac", "pc", "pca"):
            self.page = code_page(number if name == "ansicpg" else {"mac": 10000, "pc": 437, "pca": 850}[name])
        elif name in ("fcharset", "cpg"):
            self.fonts[self.font] = CHARSETS.get(number or 0, self.page) if name == "fcharset" else code_page(number)
        elif name == "fmodern" and state.aside == "fonttbl":
            self.typed.add(self.font)
        elif name in _DAY and state.aside == "creatim":
            self.day[_DAY.index(name)] = number or 0
        elif (look := _looks(state, name, number)) is not None:
            self.state = look
            if name == "f":
                self.font = look.font
        elif not (state.silent or state.aside):
            self._paragraph(name, number)

    def _destination(self, name: str) -> bool:
        """Whether a control word gives the purpose of a group that has just begun."""
        optional, self.optional = self.optional, False
        if name in _ASIDE:
            self.state = replace(self.state, aside=name)
        elif name in _SILENT:
            self.state = replace(self.state, silent=True)
        elif name == "footnote":
            if not (self.state.silent or self.state.hidden or self.state.deleted or self.state.note):
                self.layout.begin_note()
                self.state = replace(_State(font=self.state.font, skip=self.state.skip), note=True)
        elif name in ("fldrslt", "shppict", "shptxt", "shp", "field", "info", "ud", "upr"):
            if name == "shptxt":
                self.state = replace(self.state, silent=False)
        elif optional:
            self.state = replace(self.state, silent=True)
        else:
            return False
        return True

    def _paragraph(self, name: str, number: int | None) -> None:
        layout = self.layout
        match name:
            case "par" | "sect" | "page":
                layout.end_line()
            case "line":
                layout.add("<br>")
            case "pard":
                layout.line = Line(text=layout.line.text, looks=layout.line.looks, marker=layout.line.marker)
            case "s":
                layout.line.style = self.styles.get(number or 0, "")
            case "outlinelevel" if number is not None and number < 6:
                layout.line.level = number + 1
            case "ls":
                layout.line.list = number or 0
            case "ilvl" | "pnlvl":
                layout.line.depth = max(0, min(number or 0, 8))
            case "intbl":
                layout.line.in_table = True
            case "cell" | "nestcell":
                layout.end_cell()
            case "row" | "nestrow":
                layout.end_row()
            case _:
                pass

    # ------------------------------------------------------------ text

    def _skipped(self) -> bool:
        if self.skipping:
            self.skipping -= 1
            return True
        return False

    def _unicode(self, number: int) -> None:
        code = number % 65536
        self.skipping = self.state.skip
        if 0xD800 <= code < 0xDC00:
            self.high = code
        elif 0xDC00 <= code < 0xE000:
            if self.high:
                self._text(chr(0x10000 + (self.high - 0xD800) * 1024 + code - 0xDC00))
            self.high = 0
        elif code >= 32:
            self._text(chr(code))

    def _bytes(self, data: bytes) -> None:
        if self.skipping:
            cut = min(self.skipping, len(data))
            self.skipping -= cut
            data = data[cut:]
        if data:
            self.pending += data
            if len(data) > 1:
                self._decode()

    def _decode(self) -> None:
        if self.pending:
            data, self.pending = self.pending, bytearray()
            self._text(data.decode(self.fonts.get(self.state.font, self.page), "replace"))

    def _text(self, text: str) -> None:
        state = self.state
        if state.aside:
            self.said[state.aside] = (self.said.get(state.aside, "") + text)[:4000]
        elif state.silent or state.deleted:
            return
        elif state.hidden or state.contents:
            reason = Omission.HIDDEN if state.hidden else Omission.NAVIGATION
            self.gone[reason] = self.gone.get(reason, "") + text
        else:
            # Japanese fonts count as monospaced too; code is ASCII.
            look = Look(state.size, state.font in self.typed and text.isascii())
            self.layout.add(_marked(escape(text), sorted(state.marks), state.link), len(text.strip()), look)

    def created(self) -> dt.date | None:
        """The day on which the document was created."""
        try:
            return dt.date(*self.day)
        except ValueError:
            return None


def _looks(state: _State, name: str, number: int | None) -> _State | None:
    """The state behind a word about the look of letters; None for all other words."""
    on = number != 0
    if name in _MARKS:
        return replace(state, marks=state.marks | {_MARKS[name]} if on else state.marks - {_MARKS[name]})
    match name:
        case "nosupersub":
            return replace(state, marks=state.marks - {"sup", "sub"})
        case "plain":
            return replace(state, marks=frozenset(), hidden=False, deleted=False, size=24)
        case "v" | "webhidden":
            return replace(state, hidden=on)
        case "deleted":
            return replace(state, deleted=on)
        case "f":
            return replace(state, font=number or 0)
        case "fs":
            return replace(state, size=max(2, min(number or 24, 400)))
        case "uc":
            return replace(state, skip=max(0, min(number or 0, 16)))
    return None


def _marked(html: str, marks: Sequence[str], link: str) -> str:
    if html.strip():
        for mark in marks:
            html = finish.tag(mark, html)
        if link.startswith(("http://", "https://", "mailto:")):
            html = finish.tag("a", html, href=link)
    return html
