"""wallabag: the JSON of both of its versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from podcaster.model import Article
from podcaster.reading import assemble
from podcaster.reading.containers.exports import Todo, names_of, stored, string

_ONLY = {"is_archived", "domain_name", "is_starred", "reading_time", "is_fav", "is_read"}


def items(value: Any) -> list[dict[str, Any]]:
    """The entries of a wallabag export, or of an answer of its API; none if *value* is neither."""
    if isinstance(value, dict) and "_embedded" in value:
        inner = value["_embedded"]
        value = value.get("items") or (inner.get("items") if isinstance(inner, dict) else None)
    if not (isinstance(value, list) and value and all(isinstance(item, dict) for item in value)):
        return []
    keys = set(value[0])
    return value if "content" in keys and keys & _ONLY else []


def entries(found: list[dict[str, Any]], source: str) -> Todo:
    for number, item in enumerate(found):
        where = f"{source}!{string(item, 'id') or number}"
        yield where, partial(_entry, item, where)


def _entry(item: Mapping[str, Any], where: str) -> Article:
    tags = item.get("tags")
    return stored(
        string(item, "content"),
        where,
        assemble.Facts(
            title=string(item, "title"),
            authors=names_of(item.get("published_by")),
            date=assemble.parse_date(item.get("published_at") or ""),
            address=string(item, "url") or string(item, "given_url"),
            language=string(item, "language"),
            site=string(item, "domain_name").removeprefix("www."),
            tags=re.split(r"\s*,\s*", tags) if isinstance(tags, str) else names_of(tags),
        ),
    )
