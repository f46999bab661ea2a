"""AsciiDoc: converted line by line to HTML. It reads the syntax that blogs use; nothing is included from other files.

Comments, passthroughs (raw HTML) and conditional parts are not read. Attributes are replaced by their values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from podcaster.model import Article, LeftOut, Omission
from podcaster.reading import assemble, safe, unpublished
from podcaster.reading.assemble import Facts
from podcaster.reading.documents import finish
from podcaster.reading.documents.asciidoc_head import ATTRIBUTE, Head, put_in
from podcaster.reading.documents.asciidoc_inline import inline
from podcaster.reading.documents.lines import Lists, table
from podcaster.reading.markdown import front as front_matter

_SECTION = re.compile(r"^(={1,6}|#{1,6})[ \t]+(\S.*?)(?:[ \t]+\1)?$")
_BLOCK = re.compile(r"^(-{4,}|={4,}|\*{4,}|_{4,}|\.{4,}|\+{4,}|/{4,}|--|\|===|,===|:===|!===|`{3,}(\w{0,30}))[ \t]*$")
_STYLE = re.compile(r"^\[([^\]\n]{0,400})\]$")
_TITLE = re.compile(r"^\.([^\s.].*)$")
_ITEM = re.compile(r"^[ \t]*(\*{1,6}|-|\.{1,6}|\d{1,4}[.)]|<(?:\d{1,2}|\.)>|[A-Za-z]\.)[ \t]+(\S.*)$")
_TERM = re.compile(r"^[ \t]*(\S.{0,300}?)(:{2,4}|;;)(?:[ \t]+(.*))?$")
_MACRO = re.compile(
    r"^(image|video|audio|include|toc|ifdef|ifndef|ifeval|endif)::([^\[\n]{0,1000})\[([^\]\n]{0,1000})\]$"
)
_ADMONITION = re.compile(r"^(NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")
_CALLOUT = re.compile(r"[ \t]*(?://|#|;;|--)?[ \t]*(?:<\d{1,2}>[ \t]*)+$", re.M)
_PUBLISHED = ("published", "public", "post", "")
_RULE = re.compile(r"^(?:'{3,}|<{3,}|-{3}|\*{3}|\[\[[^\]\n]{1,200}\]\])$")
_DEEPEST = 30


def read(text: str, source: str, *, folder: Path | None = None) -> Article:
    """An article from AsciiDoc. Pictures are looked for in *folder* and below, nowhere else."""
    return safe.run_limited(_article, text, source, folder, seconds=40, memory_mb=1024)


def _article(text: str, source: str, folder: Path | None) -> Article:
    front, text = front_matter.split(text.lstrip("\ufeff"), source)
    head = Head()
    lines = head.take(text.expandtabs(4).splitlines())
    reader = _Reader(lines, head.said)
    html = reader.html()
    said = head.said
    status = said.get("status", said.get("jbake-status", ""))
    date = front.date or assemble.parse_date(said.get("revdate") or said.get("page-date") or said.get("date", ""))
    tags = said.get("page-tags") or said.get("tags") or said.get("jbake-tags") or said.get("keywords", "")
    facts = Facts(
        title=front.title or head.title,
        authors=front.authors or head.authors,
        date=date,
        due=front.due or date,
        language=front.language or said.get("lang", ""),
        site=front.site,
        address=front.address,
        description=front.description or said.get("description", ""),
        tags=front.tags or [tag.strip() for tag in tags.strip("[]").split(",") if tag.strip()],
        unpublished=front.unpublished
        or unpublished.why(status, _PUBLISHED)
        or (
            unpublished.STATUSES["draft"]
            if "draft" in said or "page-draft" in said or said.get("page-published") == "false"
            else ""
        )
        or unpublished.by_folder(source),
    )
    html += finish.footnotes((str(n), note) for n, note in enumerate(reader.notes, 1))
    gone = [*([LeftOut(head.title, Omission.METADATA)] if head.title else []), *reader.gone]
    return finish.article(html, facts, source, left_out=gone, folder=folder)


@dataclass(slots=True)
class _Reader:
    """Turns lines into HTML."""

    lines: list[str]
    said: dict[str, str]
    depth: int = 0  # of blocks
    at: int = 0
    out: list[str] = field(default_factory=list)
    lists: Lists = field(default_factory=Lists)
    marks: list[str] = field(default_factory=list)  # of the lists that are open
    words: list[str] = field(default_factory=list)  # of the paragraph that is being read
    style: str = ""  # "[source,python]" before a block
    title: str = ""  # ".Title" before a block
    notes: list[str] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)  # footnotes that have names
    gone: list[LeftOut] = field(default_factory=list)

    def html(self) -> str:
        while self.at < len(self.lines):
            self._line(self.lines[self.at])
        self._end()
        return "".join(self.out)

    def text(self, words: str) -> str:
        return inline(put_in(words, self.said), self.notes, self.named)

    def _line(self, line: str) -> None:
        if not line.strip():
            self._paragraph()
            self._after_blank()
        elif line.startswith("//") and not line.startswith("///"):
            self.at += 1
        elif (block := _BLOCK.match(line)) is not None:
            self._block(block[1], block[2] or "")
        elif (macro := _MACRO.match(line)) is not None:
            self._macro(macro[1], macro[2], macro[3])
        elif not self.words and self._about_a_block(line):
            self.at += 1
        elif not self.words and (section := _SECTION.match(line)) is not None:
            self._end()
            self.out.append(finish.tag(f"h{min(max(1, len(section[1]) - 1), 6)}", self.text(section[2])))
            self._forget()
            self.at += 1
        elif not self.words and line[0] == " " and _ITEM.match(line) is None and not self.lists.depth:
            self._literal()
        else:
            self._words(line)

    def _about_a_block(self, line: str) -> bool:
        if (attribute := ATTRIBUTE.match(line)) is not None:
            self.said[attribute[1].lower()] = (attribute[2] or "").strip()
        elif (style := _STYLE.match(line)) is not None:
            self.style = style[1] if not style[1].startswith(("#", "[")) else self.style
        elif (title := _TITLE.match(line)) is not None and _ITEM.match(line) is None:
            self.title = title[1]
        else:
            return _RULE.match(line) is not None
        return True

    def _words(self, line: str) -> None:
        item, term = _ITEM.match(line), _TERM.match(line)
        if item is not None:
            self._paragraph()
            if not self.lists.depth:
                self._titled()
            mark = item[1] if item[1][0] in "*-." else "1."
            if mark in self.marks:
                del self.marks[self.marks.index(mark) + 1 :]
            else:
                self.marks.append(mark)
            number = f"{digits}." if (digits := item[1].strip("<>.)")).isdecimal() else ""
            self.out.append(
                self.lists.item(len(self.marks), number or ("." if mark[0] == "." or mark == "1." else "-"))
            )
            self.words.append(re.sub(r"^\[[ xX*]\][ \t]+", "", item[2]))
        elif term is not None and not self.words and "://" not in term[1]:
            self._end()
            self.out.append(finish.tag("p", f"<strong>{self.text(term[1])}</strong>"))
            if term[3]:
                self.words.append(term[3])
        elif line.strip() == "+" and self.lists.depth:
            self._paragraph()
        else:
            self.words.append(line.strip())
        self.at += 1

    def _after_blank(self) -> None:
        """A paragraph after an empty line is not part of the item before it."""
        self.at += 1
        while self.at < len(self.lines) and not self.lines[self.at].strip():
            self.at += 1
        behind = self.lines[self.at] if self.at < len(self.lines) else ""
        if self.lists.depth and _ITEM.match(behind) is None and behind.strip() != "+":
            self._end()

    def _paragraph(self) -> None:
        lines, self.words = self.words, []
        if not lines:
            return
        kind, *more = self.style.split(",")
        hard = "%hardbreaks" in self.style or "hardbreaks-option" in self.said
        words = ("<br>" if hard else " ").join(
            self.text(line[:-2]) + "<br>" if line.endswith(" +") else self.text(line) for line in lines
        )
        if kind in ("source", "listing", "literal"):
            self._put_code(lines, more[0].strip() if more else "")
        elif kind in ("quote", "verse"):
            self._quote(finish.tag("p", ("<br>" if kind == "verse" else " ").join(map(self.text, lines))), more)
        elif kind in ("comment", "pass", "stem", "latexmath"):
            if kind in ("stem", "latexmath"):
                self.out.append(finish.formula(" ".join(lines), display=True))
        else:
            self._titled()
            self.out.append(finish.tag("p", _ADMONITION.sub("", words)))
        self._forget()

    def _titled(self) -> None:
        if self.title:
            self.out.append(finish.tag("p", self.text(self.title)))
            self.title = ""

    def _forget(self) -> None:
        self.style = self.title = ""

    def _end(self) -> None:
        self._paragraph()
        self.out.append(self.lists.close())
        self.marks.clear()

    def _literal(self) -> None:
        lines = []
        while self.at < len(self.lines) and self.lines[self.at].strip():
            lines.append(self.lines[self.at])
            self.at += 1
        self._put_code(lines, "")

    def _put_code(self, lines: list[str], language: str) -> None:
        code = _CALLOUT.sub("", "\n".join(lines))
        self._titled()
        name = re.sub(r"[^\w+#.-]", "", language)[:30]
        self.out.append(finish.tag("pre", finish.tag("code", escape(code), class_=name and f"language-{name}")))
        self._forget()

    def _quote(self, html: str, about: list[str]) -> None:
        by = ", ".join(part.strip().strip('"') for part in about[:2] if part.strip())
        self._titled()
        self.out.append(finish.tag("blockquote", html + (finish.tag("footer", self.text(by)) if by else "")))
        self._forget()

    def _macro(self, name: str, target: str, about: str) -> None:
        self._paragraph()
        self.at += 1
        if name == "image":
            alt = re.sub(r"^alt=", "", about.split(",", maxsplit=1)[0].strip()).strip('"')
            caption = finish.tag("figcaption", self.text(self.title)) if self.title else ""
            picture = f'<img src="{escape(put_in(target, self.said))}" alt="{escape(alt)}">'
            self.out.append(finish.tag("figure", picture + caption))
            self._forget()
        elif name in ("ifdef", "ifndef", "ifeval") and not about.strip():
            known = any(part.strip().lower() in self.said for part in re.split(r"[,+]", target))
            if name == "ifeval" or known == (name == "ifndef"):
                start = self.at
                while self.at < len(self.lines) and not self.lines[self.at].startswith("endif::"):
                    self.at += 1
                text = " ".join(" ".join(self.lines[start : self.at]).split())
                if safe.has_words(text):
                    self.gone.append(LeftOut(text, Omission.HIDDEN))
        elif name == "include":
            self._forget()

    # ------------------------------------------------------------ blocks between two lines

    def _block(self, fence: str, language: str) -> None:
        self._paragraph()
        start = self.at + 1
        closing = "```" if fence.startswith("```") else fence
        end = next((n for n in range(start, len(self.lines)) if self.lines[n].rstrip() == closing), len(self.lines))
        inner = self.lines[start:end]
        self.at = end + 1
        kind, *more = self.style.split(",")
        if fence[0] == "/" or kind == "comment":
            self._forget()
        elif fence[0] == "+" or kind == "pass":
            if kind in ("stem", "latexmath"):
                self.out.append(finish.formula("\n".join(inner), display=True))
            elif safe.has_words(" ".join(inner)):
                self.gone.append(LeftOut(" ".join(" ".join(inner).split()), Omission.MARKUP))
            self._forget()
        elif fence[-3:] == "===" and fence[0] in "|,:!":
            self._table(inner, fence[0])
        elif fence[0] == "`" or fence.startswith("----") or (fence == "--" and kind == "source") or fence[0] == ".":
            self._put_code(inner, language or (more[0].strip() if more and kind in ("source", "") else ""))
        elif kind == "verse":
            self._quote("<br>".join(self.text(line) for line in inner), more)
        else:
            self._nested(fence, kind, more, inner)

    def _nested(self, fence: str, kind: str, more: list[str], inner: list[str]) -> None:
        nested = _Reader(inner, self.said, self.depth + 1, notes=self.notes, named=self.named)
        title, self.title = self.title, ""
        if self.depth > _DEEPEST:
            return
        html = nested.html()
        self.gone += nested.gone
        if fence[0] == "_" or kind == "quote":
            self.title = title
            self._quote(html, more)
            return
        head = finish.tag("p", self.text(title)) if title else ""
        self.out.append(finish.tag("div", head + html))
        self._forget()

    def _table(self, lines: list[str], sign: str) -> None:
        separator = {"!": "!", ",": ",", ":": ":"}.get(sign, "|")
        columns, rows = _columns(self.style), _rows(lines, separator)
        flat = [cell for row in rows for cell in row]
        first = next((row for row in rows if row), [])
        width = columns or len(first) or 1
        cells: list[list[str]] = [flat[at : at + width] for at in range(0, len(flat), width)]
        has_head = "header" in self.style or (
            len(lines) > 2 and lines[0].strip() != "" and lines[1].strip() == "" and len(first) == width
        )
        if has_head and cells:
            cells.insert(1, [])
        caption, self.title = self.title, ""
        self.out.append(table(cells, self.text, caption=self.text(caption), rule_is_head=has_head))
        self._forget()


def _columns(style: str) -> int:
    """How many columns `cols="1,2"` or `cols=2*` names; 0 if it names none."""
    match = re.search(r"cols=\"?([\d,*<^>.a-z%~ ]{1,100})", style)
    if match is None:
        return 0
    return sum(
        int(m[1]) if (m := re.match(r"\s*(\d{1,3})\*", part)) else 1 for part in match[1].rstrip(", ").split(",")
    )


def _rows(lines: list[str], separator: str) -> list[list[str]]:
    """The cells of each line. A line without a separator continues the cell before it."""
    rows: list[list[str]] = []
    for line in lines:
        if separator in (",", ":"):
            if line.strip():
                rows.append([cell.strip().strip('"') for cell in line.split(separator)])
            continue
        parts = re.split(rf"(?:(?<=\s)|^)(?:[\d.+*]{{0,8}}[<^>.]{{0,3}}[a-z]?)?(?<!\\)\{separator}", line)
        if len(parts) == 1:
            if rows and rows[-1] and line.strip():
                rows[-1][-1] = f"{rows[-1][-1]} {line.strip()}".strip()
            continue
        rows.append([part.strip() for part in parts[1:]])
    return rows
