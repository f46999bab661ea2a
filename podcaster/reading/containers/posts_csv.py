"""Tables of posts, as beehiiv, Buttondown, Wix and Webflow export them: a row is a post. Any other table is refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from podcaster.errors import NoTextError, UnpublishedError, UnreadableError, UnsupportedError
from podcaster.model import Article, Doubt
from podcaster.reading import assemble, delimited, markdown, safe, unpublished
from podcaster.reading.containers.exports import fragment_of
from podcaster.reading.delimited import COLUMNS
from podcaster.reading.encodings import decode
from podcaster.reading.safe import Report

_PUBLIC = ("confirmed", "published", "publish", "sent", "live", "public", "imported", "active", "everyone", "true", "")
_SWITCHES = {"draft": "it is a draft", "archived": "it is archived", "isdraft": "it is a draft"}
_WORDS = 20  # at least; tables of other things have less
_FIELD = 20 * safe.MB
_MARKUP = re.compile(r"<(p|div|br|h[1-6]|ul|ol|table|figure|blockquote|html|section|span|a)\b[^>]*>", re.I)
_HINT = (
    "tables of posts are read, as beehiiv, Buttondown, Wix and Webflow export them, with a column for the title and "
    "one for the text; save an article as HTML or text"
)
_WHOLE = "it is part of a Substack export: give podcaster the whole folder or zip"
_PAID = (Doubt.PAYWALL, "it was published for paying subscribers only")


def read(data: bytes, source: str, report: Report) -> Iterator[Article]:
    """The published posts of a table."""
    text = decode(data, source).replace("\0", "").lstrip("\ufeff")
    csv.field_size_limit(_FIELD)
    head = text.lstrip().split("\n", 1)[0]
    try:
        names, *rows = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimited.delimiter(head))
    except (csv.Error, ValueError) as error:
        raise UnreadableError(f"a damaged table: {error}", about=source, hint="export it again") from error
    table = _Table(tuple(map(delimited.plain_name, names)))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    body = table.body(rows)
    if body < 0 or table.at("title") < 0:
        if "!" in source:  # in an archive, tables stand beside what was written
            raise UnpublishedError("a table, not an article")
        part = {"postid", "ispublished"} <= set(table.columns)
        raise UnsupportedError("a table, not an article", about=source, hint=_WHOLE if part else _HINT)
    for number, row in enumerate(rows, start=1):
        where = f"{source}!{table.cell(row, 'name') or number}"
        with safe.member(where, report):
            yield _post(table, row, body, where)


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[str, ...]

    def at(self, kind: str) -> int:
        return next((self.columns.index(name) for name in COLUMNS[kind] if name in self.columns), -1)

    def cell(self, row: Sequence[str], kind: str) -> str:
        """The first of the columns of this kind that has something in this row."""
        found = (self.columns.index(name) for name in COLUMNS[kind] if name in self.columns)
        return next((row[at].strip() for at in found if at < len(row) and row[at].strip()), "")

    def body(self, rows: Sequence[Sequence[str]]) -> int:
        """The column with the texts; -1 if no column has any."""
        for name in COLUMNS["body"]:
            if name in self.columns:
                at = self.columns.index(name)
                if any(_is_text(row[at]) for row in rows if at < len(row)):
                    return at
        return -1

    def why(self, row: Sequence[str]) -> str:
        """Why a post is not published; "" if it is."""
        said: Mapping[str, str] = dict(zip(self.columns, (cell.strip().lower() for cell in row), strict=False))
        for name, reason in _SWITCHES.items():
            if said.get(name) in ("true", "1", "yes"):
                return reason
        if said.get("ispublished", said.get("published", "true")) in ("false", "0", "no"):
            return "it is a draft"
        return unpublished.why(self.cell(row, "status"), _PUBLIC)


def _is_text(cell: str) -> bool:
    """Whether a cell holds the text of a post: in HTML, or long enough, and no data."""
    return _MARKUP.search(cell) is not None or (len(cell.split()) >= _WORDS and cell.lstrip()[:1] != "{")


def _post(table: _Table, row: Sequence[str], body: int, where: str) -> Article:
    why = table.why(row)
    text = row[body].strip() if body < len(row) else ""
    if not text and why:
        raise UnpublishedError(why)
    if not text:
        raise NoTextError("no text in this post", about=where)
    date = assemble.parse_date(table.cell(row, "date"))
    facts = assemble.Facts(
        title=table.cell(row, "title"),
        authors=[name for name in re.split(r"\s*[;,]\s*", table.cell(row, "author")) if name],
        date=date,
        due=date,
        address=table.cell(row, "address"),
        description=table.cell(row, "summary"),
        tags=re.split(r"\s*[;,]\s*", table.cell(row, "tags").strip("[]")),
        unpublished=why,
    )
    paid = (_PAID,) if re.search(r"\b(premium|paid|members?)\b", table.cell(row, "audience"), re.I) else ()
    if _MARKUP.search(text):
        found = fragment_of(text, base=facts.address)
        return assemble.article(found.blocks, facts, where, left_out=found.left_out, doubts=paid)
    text = re.sub(r"<!--.{0,2000}?-->", "", text, flags=re.S).lstrip()
    read = markdown.read(f"# {facts.title}\n\n{text}", where)  # else its first heading would be its title
    made = assemble.article(read.blocks, facts, where, left_out=read.left_out, doubts=(*paid, *read.doubts))
    return replace(made, image=read.image)
