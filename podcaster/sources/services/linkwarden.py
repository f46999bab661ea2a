"""Linkwarden: https://docs.linkwarden.app/api/api-introduction

It does not record what has been read. The text is what it preserved of a page in its readable form; what the user has
highlighted is kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from podcaster.sources.services.base import Entry, Item, Service, ident, text

NEWEST_FIRST = "0"
READABLE = "3"
PAGES_OF_TAGS = 100


class Linkwarden(Service):
    def pages(self) -> Iterator[list[Entry]]:
        query = [("sort", NEWEST_FIRST)]
        if self.wish.which == "starred":
            query.append(("pinnedOnly", "true"))
        if self.wish.tag:
            number = self._tag()
            if not number:
                return iter(())
            query.append(("tagId", number))

        def fetch(cursor: Any) -> tuple[list[Item], Any]:
            answer = self.talk.json("/api/v1/search", [*query, ("cursor", str(cursor))] if cursor else query)
            data = answer.get("data") if isinstance(answer, dict) else None
            if data == []:  # its way to say that there is nothing
                return [], None
            return self.items(answer, "data", "links"), answer["data"].get("nextCursor")

        return self.walked(None, fetch, self._entry)

    def _tag(self) -> str:
        """The number of the tag that the user named; "" if there is none of this name yet."""
        cursors: list[object] = [None]
        while len(cursors) < PAGES_OF_TAGS:
            cursor = cursors[-1]
            answer = self.talk.json("/api/v1/tags", [("cursor", str(cursor))] if cursor else [])
            paged = isinstance(answer, dict) and "data" in answer  # newer versions
            for tag in self.items(answer, *(("data", "tags") if paged else ("response",))):
                if _same(tag.get("name"), self.wish.tag):
                    return ident(tag.get("id"))
            following = answer["data"].get("nextCursor") if paged else None
            if not following or following in cursors:
                break
            cursors.append(following)
        return ""

    def _entry(self, item: Item) -> Entry | None:
        # Some versions take a tag for a wish rather than for a condition.
        tags = item.get("tags") or []
        tagged = not self.wish.tag or any(_same(tag.get("name"), self.wish.tag) for tag in tags)
        if item.get("type") != "url" or not tagged:
            return None
        return Entry(
            str(int(item["id"])),
            saved=text(item["createdAt"]),
            address=text(item.get("url")),
            title=text(item.get("name")),
            more=text(item.get("readable")),
        )

    def filled(self, entry: Entry) -> Entry:
        if not entry.more or entry.more in ("unavailable", "pending"):
            return entry
        answer = self.talk.json(f"/api/v1/archives/{entry.id}", [("format", READABLE)])
        if not isinstance(answer, dict):
            raise self.talk.strange("a text in another form than documented")
        return replace(
            entry,
            html=text(answer.get("content")),
            title=entry.title or text(answer.get("title")),
            authors=(text(answer.get("byline")),),
            language=text(answer.get("lang")),
            site=text(answer.get("siteName")),
        )

    def mark_tag(self, ids: list[str], tag: str) -> None:
        body = {
            "links": [{"id": int(one)} for one in ids],
            "removePreviousTags": False,
            "newData": {"tags": [{"name": tag}]},
        }
        self.talk.json("/api/v1/links", method="PUT", body=body)


def _same(one: object, other: str) -> bool:
    return text(one).casefold() == other.casefold()
