"""Readeck: every server has the description of its interface at /docs/api; https://readeck.org/en/docs/

The HTML of an article holds what the user has highlighted, as elements of Readeck's own; `public` takes them off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from podcaster.sources.services.base import Entry, Item, Service, ident, text, texts

PER_PAGE = 100


class Readeck(Service):
    def pages(self) -> Iterator[list[Entry]]:
        query = [("sort", "-created"), ("limit", str(PER_PAGE))]
        if self.wish.which == "unread":
            query.append(("is_archived", "false"))
        if self.wish.which == "starred":
            query.append(("is_marked", "true"))
        if self.wish.tag:
            query.append(("labels", f'"{self.wish.tag}"'))

        def fetch(offset: Any) -> tuple[list[Item], Any]:
            items = self.items(self.talk.json("/api/bookmarks", [*query, ("offset", str(offset))]))
            return items, offset + len(items) if len(items) == PER_PAGE else None

        return self.walked(0, fetch, self._entry)

    def _entry(self, item: Item) -> Entry | None:
        if item.get("state") == 2 or (self.wish.tag and self.wish.tag not in texts(item.get("labels"))):
            return None  # still being loaded: at the next pull
        return Entry(
            ident(item["id"]),
            saved=text(item["created"]),
            address=text(item.get("url")),
            title=text(item.get("title")),
            authors=texts(item.get("authors")),
            published=text(item.get("published")),
            language=text(item.get("lang")),
            site=text(item.get("site_name")),
            more="article" if item.get("has_article") else "",
        )

    def filled(self, entry: Entry) -> Entry:
        if not entry.more:
            return entry
        return replace(entry, html=self.talk.text(f"/api/bookmarks/{entry.id}/article"))

    def mark_read(self, ids: list[str]) -> None:
        for one in ids:
            with self.unless_gone():
                self.talk.json(f"/api/bookmarks/{one}", method="PATCH", body={"is_archived": True})

    def mark_tag(self, ids: list[str], tag: str) -> None:
        for one in ids:
            with self.unless_gone():
                self.talk.json(f"/api/bookmarks/{one}", method="PATCH", body={"add_labels": [tag]})
