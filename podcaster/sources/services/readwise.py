"""Readwise Reader: https://readwise.io/reader_api

Read here means archived, starred means on the shortlist. Only articles and items of feeds are read: e-mails were sent
to the user alone, and highlights, notes, books and documents are not articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from podcaster.sources.services.base import Entry, Item, Service, ident, text

UNREAD = ("new", "later", "shortlist")
KINDS = ("article", "rss")


class Readwise(Service):
    header = ("Authorization", "Token {}")
    in_order = False
    own = ("https://readwise.io",)

    def pages(self) -> Iterator[list[Entry]]:
        places = {"unread": UNREAD, "starred": ("shortlist",)}.get(self.wish.which, ("",))
        for place in places:
            yield from self._listed(place)

    def _listed(self, place: str) -> Iterator[list[Entry]]:
        query = [("location", place)] if place else []
        if self.wish.tag:
            query.append(("tag", self.wish.tag))

        def fetch(cursor: Any) -> tuple[list[Item], Any]:
            answer = self.talk.json("/api/v3/list/", [*query, ("pageCursor", cursor)] if cursor else query)
            return self.items(answer, "results"), answer.get("nextPageCursor")

        return self.walked("", fetch, _entry)

    def filled(self, entry: Entry) -> Entry:
        item = self._one(entry.id, with_text=True)
        return replace(entry, html=text(item.get("html_content")))

    def mark_read(self, ids: list[str]) -> None:
        for one in ids:
            with self.unless_gone():
                self.talk.json(f"/api/v3/update/{one}/", method="PATCH", body={"location": "archive"})

    def mark_tag(self, ids: list[str], tag: str) -> None:
        for one in ids:
            known = self._one(one).get("tags") or {}
            names = [text(value.get("name")) if isinstance(value, dict) else name for name, value in known.items()]
            if tag not in names:  # an update replaces all of them
                with self.unless_gone():
                    self.talk.json(f"/api/v3/update/{one}/", method="PATCH", body={"tags": [*names, tag]})

    def _one(self, one: str, *, with_text: bool = False) -> Item:
        query = [("id", one)] + ([("withHtmlContent", "true")] if with_text else [])
        for item in self.items(self.talk.json("/api/v3/list/", query), "results"):
            return item
        return {}


def _entry(item: Item) -> Entry | None:
    if item.get("category") not in KINDS or item.get("parent_id"):
        return None
    return Entry(
        ident(item["id"]),
        saved=text(item.get("saved_at")) or text(item["created_at"]),
        address=text(item.get("source_url")),
        title=text(item.get("title")),
        authors=(text(item.get("author")),),
        published=_date(item.get("published_date")),
        site=text(item.get("site_name")),
    )


def _date(value: object) -> str:
    """A date that is given as text, or as milliseconds since 1970."""
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat()
    return text(value)
