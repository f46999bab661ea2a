"""Tables in text files, with a comma, a semicolon, a tab or a bar between their columns."""

from __future__ import annotations

import csv
import re

# The names that services use for the columns, the best first; compared without blanks, underscores and case.
COLUMNS = {
    "title": ("webtitle", "title", "posttitle", "subject", "emailsubjectline", "headline", "name"),
    "body": ("contenthtml", "posthtml", "bodyhtml", "html", "body", "postbody", "content", "postcontent",
             "plaincontent", "markdown", "contentmarkdown", "plaintext", "text"),
    "status": ("status", "poststatus", "state", "visibility"),
    "date": ("publishedat", "publisheddate", "publishdate", "publishedon", "postdate", "sentat", "senddate", "date",
             "createdat", "createddate", "createdon", "creationdate"),
    "address": ("url", "weburl", "postpageurl", "absoluteurl", "canonicalurl", "permalink", "link"),
    "author": ("author", "authors", "authorname", "byline"),
    "summary": ("websubtitle", "subtitle", "excerpt", "summary", "description", "postsummary"),
    "tags": ("contenttags", "tags", "categories", "labels"),
    "audience": ("audience",),
    "name": ("id", "internalid", "itemid", "slug"),
}  # fmt: skip
_DELIMITERS = ",;\t|"
_LONGEST_NAME = 40  # characters of a column's name


def is_table(start: str, suffix: str) -> bool:
    """Whether a text is a table: by the name of its file, or because each of its lines has the same columns."""
    lines = [line for line in start.splitlines()[:6] if line.strip()]
    if not lines:
        return False
    mark = delimiter(lines[0])
    head = _row(lines[0], mark)
    if suffix in (".csv", ".tsv"):
        return len(head) > 1
    named = len(head) > 2 and all(0 < len(n.strip()) < _LONGEST_NAME and not re.search(r"[.!?…]\s*$", n) for n in head)
    spaced = f"{mark} " in lines[0]  # as in prose
    return named and not spaced and len(lines) > 3 and all(len(_row(line, mark)) == len(head) for line in lines)


def may_hold_posts(start: str) -> bool:
    """Whether a table's first line names a title and a text."""
    head = start.lstrip("\ufeff\r\n ").split("\n", 1)[0]
    names = set(map(plain_name, _row(head, delimiter(head))))
    return all(names & set(COLUMNS[kind]) for kind in ("title", "body"))


def plain_name(column: str) -> str:
    """The name of a column without blanks, underscores and case."""
    return re.sub(r"[\W_]+", "", column).lower()


def delimiter(head: str) -> str:
    """The separator of a table with this first line."""
    return max(_DELIMITERS, key=head.count)


def _row(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []
