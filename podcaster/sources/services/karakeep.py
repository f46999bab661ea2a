"""Karakeep, once Hoarder: https://docs.karakeep.app/api/karakeep-api

Notes, pictures and documents that the user keeps there are not articles; only links are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from podcaster.sources.services.base import Entry, Item, Service, ident, text

PER_PAGE = "100"


class Karakeep(Service):
    def pages(self) -> Iterator[list[Entry]]:
        path = "/api/v1/bookmarks"
        query = [("sortOrder", "desc"), ("limit", PER_PAGE), ("includeContent", "false")]
        if self.wish.which == "unread":
            query.append(("archived", "false"))
        if self.wish.which == "starred":
            query.append(("favourited", "true"))
        if self.wish.tag:
            known = self._tag()
            if not known:
                return iter(())
            path = f"/api/v1/tags/{known}/bookmarks"

        def fetch(cursor: Any) -> tuple[list[Item], Any]:
            answer = self.talk.json(path, [*query, ("cursor", cursor)] if cursor else query)
            return self.items(answer, "bookmarks"), answer.get("nextCursor")

        return self.walked("", fetch, self._entry)

    def _tag(self) -> str:
        """The id of the tag that the user named; "" if there is none of this name yet."""
        cursor = ""
        for _ in range(100):
            query = [("nameContains", self.wish.tag)] + ([("cursor", cursor)] if cursor else [])
            answer = self.talk.json("/api/v1/tags", query)
            for tag in self.items(answer, "tags"):
                if text(tag.get("name")).casefold() == self.wish.tag.casefold():
                    return text(tag.get("id"))
            cursor = text(answer.get("nextCursor"))
            if not cursor:
                break
        return ""

    def _entry(self, item: Item) -> Entry | None:
        content = item["content"]
        # A tag's list knows no other filter.
        other = (self.wish.which == "unread" and item.get("archived")) or (
            self.wish.which == "starred" and not item.get("favourited")
        )
        if content["type"] != "link" or other or content.get("crawlStatus") == "pending":
            return None
        return Entry(
            ident(item["id"]),
            saved=text(item["createdAt"]),
            address=text(content.get("url")),
            title=text(item.get("title")) or text(content.get("title")),
            authors=(text(content.get("author")),),
            published=text(content.get("datePublished")),
            site=text(content.get("publisher")),
        )

    def filled(self, entry: Entry) -> Entry:
        answer = self.talk.json(f"/api/v1/bookmarks/{entry.id}", [("includeContent", "true")])
        content = answer.get("content") if isinstance(answer, dict) else None
        if not isinstance(content, dict):
            raise self.talk.strange("an article in another form than documented")
        return replace(entry, html=text(content.get("htmlContent")))

    def mark_read(self, ids: list[str]) -> None:
        for one in ids:
            with self.unless_gone():
                self.talk.json(f"/api/v1/bookmarks/{one}", method="PATCH", body={"archived": True})

    def mark_tag(self, ids: list[str], tag: str) -> None:
        body = {"tags": [{"tagName": tag}]}
        for one in ids:
            with self.unless_gone():
                self.talk.json(f"/api/v1/bookmarks/{one}/tags", method="POST", body=body)
