"""Raindrop.io: https://developer.raindrop.io/v1/raindrops/multiple and https://developer.raindrop.io/v1/raindrops/single

It hands over links only; the page has the text. What the user has uploaded there is not an article, and what they have
noted and highlighted is not taken. It does not record what has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from podcaster.sources.services.base import Entry, Item, Service, ident, text, texts

PER_PAGE = 50
EVERYTHING = 0  # but the trash
KINDS = ("link", "article")


class Raindrop(Service):
    own = ("https://raindrop.io",)

    def pages(self) -> Iterator[list[Entry]]:
        query = [("sort", "-created"), ("perpage", str(PER_PAGE))]
        if re.fullmatch(r"[\w-]+", self.wish.tag):  # how a tag of several words is asked for is not documented
            query.append(("search", f"#{self.wish.tag}"))

        def fetch(page: Any) -> tuple[list[Item], Any]:
            answer = self.talk.json(f"/rest/v1/raindrops/{EVERYTHING}", [*query, ("page", str(page))])
            items = self.items(answer, "items")
            return items, page + 1 if len(items) == PER_PAGE else None

        return self.walked(0, fetch, self._entry)

    def _entry(self, item: Item) -> Entry | None:
        tags = [tag.casefold() for tag in texts(item.get("tags"))]
        tagged = not self.wish.tag or self.wish.tag.casefold() in tags
        starred = self.wish.which != "starred" or item.get("important")
        if item.get("type") not in KINDS or not tagged or not starred:
            return None
        return Entry(
            ident(item["_id"]),
            saved=text(item["created"]),
            address=text(item.get("link")),
            title=text(item.get("title")),
            site=text(item.get("domain")),
        )

    def mark_tag(self, ids: list[str], tag: str) -> None:
        for one in ids:
            with self.unless_gone():
                self._tag(f"/rest/v1/raindrop/{one}", tag)

    def _tag(self, path: str, tag: str) -> None:
        answer = self.talk.json(path)
        if not isinstance(answer, dict) or not isinstance(answer.get("item"), dict):
            raise self.talk.strange("an article in another form than documented")
        tags = texts(answer["item"].get("tags"))
        if tag not in tags:  # an update replaces all of them
            self.talk.json(path, method="PUT", body={"tags": [*tags, tag]})
