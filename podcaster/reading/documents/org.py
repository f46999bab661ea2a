"""Org, the outlines of Emacs: converted line by line to HTML.

Comments, drawers, planning lines and the results of code are not read. Nothing is included from other files.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from podcaster.model import Article, LeftOut, Omission
from podcaster.reading import assemble, safe, unpublished
from podcaster.reading.assemble import Facts
from podcaster.reading.documents import finish
from podcaster.reading.documents.lines import Lists, table
from podcaster.reading.documents.org_outline import BEGIN, HEAD, KEYWORD, TAGGED, TODO, Outline

_PRIORITY = re.compile(r"^\[#[A-Z0-9]\][ \t]*")
_COOKIE = re.compile(r"[ \t]*\[\d{0,4}(?:/\d{0,4}|%)\]")
_PLANNING = re.compile(r"^[ \t]*(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):[ \t]*[\[<].*$")
_DRAWER = re.compile(r"^[ \t]*:([\w-]{1,40}):[ \t]*$")
_ITEM = re.compile(r"^([ \t]*)([-+]|\d{1,4}[.)]|[A-Za-z][.)](?=[ \t])|(?<=[ \t])\*)(?:[ \t]+(.*))?$")
_NOTE = re.compile(r"^\[fn:([^\]:\s]{1,60})\][ \t]*(.*)$")
_PUBLISHED = ("published", "done", "public", "")


def read(text: str, source: str, *, folder: Path | None = None) -> Article:
    """An article from Org. Pictures are looked for in *folder* and below, nowhere else."""
    return safe.run_limited(_article, text, source, folder, seconds=40, memory_mb=1024)


def _article(text: str, source: str, folder: Path | None) -> Article:
    outline = Outline()
    lines = outline.chosen(text.expandtabs(8).splitlines())
    reader = _Reader(lines)
    html = reader.html()
    said = outline.said
    date = assemble.parse_date(re.sub(r"[<>\[\]]", " ", said.get("date", "")))
    tags = re.findall(r"[\w@#%-]+", said.get("filetags", "").replace(":", " "))
    marks = [mark for tag in tags if (mark := tag.lower()) in ("draft", "private")]
    facts = Facts(
        title=_plain(said.get("title", "")),
        authors=[name for name in re.split(r"\s*;\s*|\s+and\s+|,\s+(?=\w+\s+\w)", said.get("author", "")) if name],
        date=date,
        due=date,
        language=said.get("language", ""),
        description=said.get("description", ""),
        tags=tags,
        unpublished=unpublished.why(said.get("status", ""), _PUBLISHED)
        or (
            unpublished.STATUSES["draft"]
            if said.get("hugo_draft", said.get("draft", "")).lower() in ("true", "t")
            else ""
        )
        or (unpublished.STATUSES[marks[0]] if marks else ""),
    )
    html += finish.footnotes(reader.noted())
    return finish.article(html, facts, source, left_out=[*outline.gone, *reader.gone], folder=folder)


def _plain(text: str) -> str:
    return re.sub(r"\[\[[^\]]{1,500}\]\[([^\]]{1,500})\]\]", r"\1", text).strip()


@dataclass(slots=True)
class _Reader:
    """Turns lines into HTML."""

    lines: list[str]
    at: int = 0
    out: list[str] = field(default_factory=list)
    lists: Lists = field(default_factory=Lists)
    words: list[str] = field(default_factory=list)  # of the paragraph that is being read
    notes: dict[str, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)  # labels of notes with their numbers, as they are met
    gone: list[LeftOut] = field(default_factory=list)
    caption: str = ""
    ends: dict[str, list[int]] | None = None  # by its mark, the lines that end something

    def html(self) -> str:
        while self.at < len(self.lines):
            self._line(self.lines[self.at])
        self._end()
        return "".join(self.out)

    def noted(self) -> list[tuple[str, str]]:
        return [(str(number), self.notes.get(label, "")) for label, number in self.order.items()]

    def _line(self, line: str) -> None:
        if (head := HEAD.match(line)) is not None:
            self._heading(len(head[1]), head[2])
        elif (begin := BEGIN.match(line)) is not None:
            self._block(begin[1].lower(), begin[2] or "")
        elif _DRAWER.match(line) and self._skip_drawer():
            pass
        elif (keyword := KEYWORD.match(line)) is not None:
            self._paragraph()
            if keyword[1].lower().startswith("caption"):
                self.caption = keyword[2]
            self.at += 1
        elif re.match(r"^[ \t]*#(?:[ \t]|$|\+)", line) or _PLANNING.match(line) or re.match(r"^-{5,}[ \t]*$", line):
            self.at += 1
        elif re.match(r"^[ \t]*:(?:[ \t]|$)", line):
            self._example()
        elif re.match(r"^[ \t]*\|", line):
            self._table()
        elif (note := _NOTE.match(line)) is not None:
            self._note(note[1], note[2])
        elif not line.strip():
            self._paragraph()
            self.at += 1
        else:
            self._text(line)

    def _text(self, line: str) -> None:
        item = _ITEM.match(line)
        indent = len(line) - len(line.lstrip())
        if item is not None:
            self._paragraph()
            content = re.sub(r"^\[(?:[ Xx-])\][ \t]+|^\[@\d+\][ \t]*", "", item[3] or "").replace(" :: ", ": ", 1)
            self.out.append(self.lists.item(len(item[1]), item[2]))
            self.words.append(content)
        else:
            if not self.words and self.lists.depth and indent <= self.lists.indent:
                self.out.append(self.lists.close())
            self.words.append(line.strip())
        self.at += 1

    def _paragraph(self) -> None:
        words, self.words = " ".join(self.words), []
        picture = re.fullmatch(r"\[\[(?:file:)?([^\]\[]{1,500}\.(?:png|jpe?g|gif|webp|svg))\]\]", words.strip(), re.I)
        if picture:
            inner = f'<img src="{escape(picture[1])}" alt="{escape(self.caption)}">'
            caption = finish.tag("figcaption", self.inline(self.caption)) if self.caption else ""
            self.out.append(finish.tag("figure", inner + caption))
        elif words.strip():
            self.out.append(finish.tag("p", self.inline(words)))
        if words.strip():
            self.caption = ""

    def _end(self) -> None:
        self._paragraph()
        self.out.append(self.lists.close())

    def _heading(self, depth: int, text: str) -> None:
        self._end()
        text = _PRIORITY.sub("", TODO.sub("", _COOKIE.sub("", TAGGED.sub("", text))))
        self.at += 1
        if text.strip().lower() in ("footnotes", "footnote"):
            return
        self.out.append(finish.tag(f"h{min(depth, 6)}", self.inline(text)))

    def _end_of(self, mark: str) -> int | None:
        """The next line with this mark of an end, which is in lower case."""
        if self.ends is None:
            self.ends = {}
            for number, line in enumerate(self.lines):
                if (text := line.strip().lower()).startswith((":end:", "#+end_")):
                    self.ends.setdefault(text, []).append(number)
        there = self.ends.get(mark, [])
        place = bisect_right(there, self.at)
        return there[place] if place < len(there) else None

    def _skip_drawer(self) -> bool:
        """Skip the lines up to the end of a drawer, if it has one: no heading and no other drawer is in it."""
        end = self._end_of(":end:")
        if end is None or end >= self.at + 2000:
            return False
        if any(HEAD.match(line) or _DRAWER.match(line) for line in self.lines[self.at + 1 : end]):
            return False
        self.at = end + 1
        return True

    def _inner(self, name: str) -> list[str]:
        """The lines inside a block whose first line has been read."""
        start = self.at + 1
        end = self._end_of(f"#+end_{name}")
        if end is None:
            end = next((n for n in range(start, len(self.lines)) if not self.lines[n].strip()), len(self.lines))
        self.at = end + 1
        inner = self.lines[start:end]
        indent = min((len(line) - len(line.lstrip()) for line in inner if line.strip()), default=0)
        return [line[indent:] for line in inner]

    def _block(self, name: str, about: str) -> None:
        self._paragraph()
        inner = self._inner(name)
        if name in ("comment", "export", "ascii", "html", "latex"):
            return
        if name in ("src", "example"):
            language = about.split(maxsplit=1)[0] if name == "src" and about.split() else ""
            if re.search(r":exports[ \t]+(?:none|results)", about):
                self.gone.append(LeftOut(" ".join(" ".join(inner).split()), Omission.HIDDEN))
                return
            code = "\n".join(re.sub(r"^,(?=[*#])", "", line) for line in inner)
            self.out.append(
                finish.tag("pre", finish.tag("code", escape(code), class_=language and f"language-{language}"))
            )
            self._without_results()
            return
        if name == "verse":
            self.out.append(finish.tag("blockquote", "<br>".join(self.inline(line) for line in inner)))
            return
        nested = _Reader(inner, notes=self.notes, order=self.order)
        html = nested.html()
        self.out.append(finish.tag("blockquote" if name == "quote" else "div", html))

    def _without_results(self) -> None:
        """Skip the output of a program, which follows the code."""
        at = self.at
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        if at >= len(self.lines) or not re.match(r"^[ \t]*#\+results", self.lines[at], re.I):
            return
        self.at = at + 1
        first = self.lines[self.at] if self.at < len(self.lines) else ""
        if (begin := BEGIN.match(first)) is not None:
            self._inner(begin[1].lower())
        elif not (_DRAWER.match(first) and self._skip_drawer()):
            while self.at < len(self.lines) and self.lines[self.at].strip() and not HEAD.match(self.lines[self.at]):
                self.at += 1

    def _example(self) -> None:
        self._paragraph()
        lines = []
        while self.at < len(self.lines) and re.match(r"^[ \t]*:(?:[ \t]|$)", self.lines[self.at]):
            lines.append(re.sub(r"^[ \t]*: ?", "", self.lines[self.at]))
            self.at += 1
        self.out.append(finish.tag("pre", finish.tag("code", escape("\n".join(lines)))))

    def _table(self) -> None:
        self._paragraph()
        rows = []
        while self.at < len(self.lines) and self.lines[self.at].lstrip().startswith("|"):
            rows.append(self.lines[self.at].strip())
            self.at += 1
        cells = [[] if row.startswith("|-") else [c.strip() for c in row.strip("|").split("|")] for row in rows]
        caption, self.caption = self.caption, ""
        self.out.append(table(cells, self.inline, caption=self.inline(caption), rule_is_head=True))

    def _note(self, label: str, text: str) -> None:
        self._end()
        words = [text]
        self.at += 1
        while self.at < len(self.lines) and self.lines[self.at].strip() and not _NOTE.match(self.lines[self.at]):
            if HEAD.match(self.lines[self.at]):
                break
            words.append(self.lines[self.at].strip())
            self.at += 1
        self.notes[label] = finish.tag("p", self.inline(" ".join(words)))

    # ------------------------------------------------------------ inside a line

    def inline(self, text: str) -> str:
        """The words of a line as HTML."""
        parts = []
        at = 0
        for match in _INLINE.finditer(text):
            parts.append(_marks(text[at : match.start()]))
            parts.append(self._special(match))
            at = match.end()
        return "".join([*parts, _marks(text[at:])])

    def _special(self, match: re.Match[str]) -> str:
        if match["code"]:
            return escape(match["before"]) + finish.tag("code", escape(match["code"][1:-1]))
        if match["link"]:
            target, words = match["link"], match["words"]
            if re.search(r"\.(?:png|jpe?g|gif|webp)$", target, re.I) and not words:
                return f'<img src="{escape(target.removeprefix("file:"))}" alt="">'
            shown = _marks(words or re.sub(r"^(?:file|id|\*|#):?", "", target))
            return finish.tag("a", shown, href=target) if re.match(r"https?:|mailto:", target) else shown
        if match["math"]:
            return finish.formula(match["math"][2:-2].strip())
        label = match["label"] or f"inline {len(self.order)}"
        if match["inline"]:
            self.notes[label] = finish.tag("p", _marks(match["inline"]))
        return finish.reference(self.order.setdefault(label, len(self.order) + 1))


_INLINE = re.compile(
    r"\[\[(?P<link>[^\]\[]{1,1000})\](?:\[(?P<words>[^\]\[]{1,1000})\])?\]|"
    r"\[fn:(?P<label>[^\]\[:\s]{0,60})(?::(?P<inline>[^\]\[]{1,2000}))?\]|"
    r"(?P<math>\\\([^\n]{1,500}?\\\))|"
    r"(?P<before>^|[\s({'\"-])(?P<code>=[^\s=](?:[^=\n]{0,300}[^\s=])?=|~[^\s~](?:[^~\n]{0,300}[^\s~])?~)(?=[\s.,;:!?)}'\"-]|$)"
)
_STAMP = re.compile(r"[<\[](\d{4}-\d\d-\d\d)(?:[ \t][^>\]\n]{0,40})?[>\]]")
_TARGET = re.compile(r"<<<?[^<>\n]{1,200}>>>?|@@\w{1,10}:[^@]{0,300}@@|\{\{\{[^{}]{0,300}\}\}\}")
_MARKED = tuple(
    (re.compile(rf"(^|[\s({{'\"-]){sign}(\S|\S[^\n]{{0,500}}?\S){sign}(?=[\s.,;:!?)}}'\"-]|$)"), name)
    for sign, name in ((r"\*", "strong"), ("/", "em"), ("_", "u"), (r"\+", "s"))
)


def _marks(text: str) -> str:
    text = escape(_STAMP.sub(r"\1", _TARGET.sub("", text)), quote=False)
    for pattern, name in _MARKED:
        text = pattern.sub(rf"\1<{name}>\2</{name}>", text)
    return text.replace("\\\\", "<br>")
