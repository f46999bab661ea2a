"""Notion's exports: pages whose names end in an id, tables of databases, and a page for each of their rows."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath

_ID = re.compile(r"[ _-][0-9a-f]{32}(?:_all)?(?=\.\w{2,4}$|$)")
_TABLE = re.compile(r"[ _-][0-9a-f]{32}(?:_all)?\.csv$", re.I)


def is_export(names: Collection[str]) -> bool:
    """Whether the members of an archive are pages that Notion exported."""
    pages = [name for name in names if name.lower().endswith((".md", ".html", ".csv"))]
    return bool(pages) and sum(1 for name in pages if _ID.search(name)) * 2 >= len(pages)


def is_map(name: str) -> bool:
    """Whether a page is the list of all pages, which the program adds to the export."""
    return PurePosixPath(name).name == "index.html"


def is_table(name: str) -> bool:
    """Whether a file is the table of a database, whose rows are pages too."""
    return bool(_TABLE.search(name))


def passed_over(tables: int, empty: int) -> str:
    """One sentence about the parts of an export that are not read; "" if there are none."""
    said = [
        f"{tables:,} table{'' if tables == 1 else 's'} of databases" if tables else "",
        f"{empty:,} page{'' if empty == 1 else 's'} or rows of databases without text" if empty else "",
    ]
    return "not read: " + " and ".join(part for part in said if part) if any(said) else ""
