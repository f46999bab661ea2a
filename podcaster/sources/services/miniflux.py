"""Miniflux: https://miniflux.app/docs/api.html

A tag is the title of a category here: entries themselves cannot be tagged. Of a feed only its title is taken; it also
says with which password and cookie it is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from podcaster.sources.contract import Sound
from podcaster.sources.services.base import Entry, Item, Service, ident, text, texts

PER_PAGE = 100


class Miniflux(Service):
    header = ("X-Auth-Token", "{}")

    def pages(self) -> Iterator[list[Entry]]:
        query = [("order", "id"), ("direction", "desc"), ("limit", str(PER_PAGE))]
        if self.wish.which == "unread":
            query.append(("status", "unread"))
        if self.wish.which == "starred":
            query.append(("starred", "true"))
        if self.wish.tag:
            number = self._category()
            if not number:
                return iter(())
            query.append(("category_id", number))

        def fetch(before: Any) -> tuple[list[Item], Any]:
            answer = self.talk.json("/v1/entries", [*query, ("before_entry_id", str(before))] if before else query)
            items = self.items(answer, "entries")
            return items, items[-1].get("id") if len(items) == PER_PAGE else None

        return self.walked(None, fetch, _entry)

    def _category(self) -> str:
        """The number of the category that the user named; "" if there is none of this name yet."""
        for category in self.items(self.talk.json("/v1/categories")):
            if text(category.get("title")).casefold() == self.wish.tag.casefold():
                return ident(category.get("id"))
        return ""

    def filled(self, entry: Entry) -> Entry:
        answer = self.talk.json(f"/v1/entries/{entry.id}")
        if not isinstance(answer, dict):
            raise self.talk.strange("an article in another form than documented")
        return replace(entry, html=text(answer.get("content")))

    def mark_read(self, ids: list[str]) -> None:
        body = {"entry_ids": [int(one) for one in ids], "status": "read"}
        self.talk.json("/v1/entries", method="PUT", body=body)


def _entry(item: Item) -> Entry | None:
    if item.get("status") == "removed":
        return None
    number, feed = int(item["id"]), item.get("feed") or {}
    sounds = item.get("enclosures") or []
    return Entry(
        str(number),
        saved=f"{number:020d}",
        address=text(item.get("url")),
        title=text(item.get("title")),
        authors=(text(item.get("author")),),
        published=text(item.get("published_at")),
        html=text(item.get("content")),
        tags=texts(item.get("tags")),  # those of the feed
        site=text(feed.get("title")),
        audio=tuple(
            Sound(text(sound.get("url")), text(sound.get("mime_type")), int(sound.get("size") or 0))
            for sound in sounds
            if text(sound.get("mime_type")).startswith("audio/")
        ),
    )
