"""FreshRSS and other readers with the interface of Google Reader.

https://freshrss.github.io/FreshRSS/en/developers/06_GoogleReader_API.html, and for the requests
https://github.com/bazqux/bazqux-api and https://github.com/theoldreader/api. A tag is a label of articles or a folder
of feeds.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from podcaster.network import web
from podcaster.sources.contract import Sound
from podcaster.sources.services.base import Entry, Item, Service, text
from podcaster.sources.services.tokens import Secret

PER_PAGE = "50"
API = "/reader/api/0"
READ = "user/-/state/com.google/read"
STARRED = "user/-/state/com.google/starred"
ALL = "user/-/state/com.google/reading-list"
MARKED_AT_ONCE = 100


class GReader(Service):
    header = ("Authorization", "GoogleLogin auth={}")

    def sign_in(self, secret: Secret) -> None:
        if len(secret.words) == 1:
            super().sign_in(secret)
            return
        talk = self.talk
        token = ""

        def renew() -> bool:
            nonlocal token
            form = (("Email", secret.words[0]), ("Passwd", secret.words[1]))
            try:
                answer = talk.text("/accounts/ClientLogin", method="POST", body=form, signed=False)
            except web.WebError as error:
                if error.status not in (400, 401, 403):
                    raise
                raise talk.refused_token("the user name or the password is not accepted") from None
            token = next((line[5:].strip() for line in answer.splitlines() if line.startswith("Auth=")), "")
            if not token or not token.isascii() or not token.isprintable():
                raise talk.strange("no token")
            return True

        def headers() -> dict[str, str]:
            return {"Authorization": f"GoogleLogin auth={token}"} if token or renew() else {}

        self.talk.headers, self.talk.renew = headers, renew

    def pages(self) -> Iterator[list[Entry]]:
        stream = STARRED if self.wish.which == "starred" else ALL
        if self.wish.tag:
            stream = f"user/-/label/{self.wish.tag}"
        query = [("output", "json"), ("n", PER_PAGE)]
        if self.wish.which == "unread":
            query.append(("xt", READ))

        def fetch(continuation: Any) -> tuple[list[Item], Any]:
            more = [("c", continuation)] if continuation else []
            answer = self.talk.json(f"{API}/stream/contents/{quote(stream, safe='/')}", [*query, *more])
            return self.items(answer, "items"), text(answer.get("continuation")) or None

        return self.walked("", fetch, _entry)

    def filled(self, entry: Entry) -> Entry:
        body = (("i", entry.id),)
        answer = self.talk.json(f"{API}/stream/items/contents", [("output", "json")], method="POST", body=body)
        for item in self.items(answer, "items"):
            return replace(entry, html=_content(item))
        return entry

    def mark_read(self, ids: list[str]) -> None:
        self._edit(ids, READ)

    def mark_tag(self, ids: list[str], tag: str) -> None:
        self._edit(ids, f"user/-/label/{tag}")

    def _edit(self, ids: list[str], tag: str) -> None:
        token = self.talk.text(f"{API}/token").strip()
        for at in range(0, len(ids), MARKED_AT_ONCE):
            items = tuple(("i", one) for one in ids[at : at + MARKED_AT_ONCE])
            self.talk.text(f"{API}/edit-tag", method="POST", body=(*items, ("a", tag), ("T", token)))


def _entry(item: Item) -> Entry:
    places = [*(item.get("canonical") or []), *(item.get("alternate") or [])]
    published = item.get("published")
    crawled = text(item.get("timestampUsec")) or text(item.get("crawlTimeMsec")) or str(published or 0)
    labels = [text(one) for one in item.get("categories") or []]
    sounds = item.get("enclosure") or []
    return Entry(
        _id(item["id"]),
        saved=crawled.zfill(20),
        address=next((text(place.get("href")) for place in places), ""),
        title=html.unescape(text(item.get("title"))),
        authors=(html.unescape(text(item.get("author"))),),
        published=datetime.fromtimestamp(published, UTC).isoformat() if isinstance(published, int | float) else "",
        html=_content(item),
        tags=tuple(label for label in labels if label and not label.startswith("user/")),  # those of the feed
        site=html.unescape(text((item.get("origin") or {}).get("title"))),
        audio=tuple(
            Sound(text(sound.get("href")), text(sound.get("type")), int(sound.get("length") or 0))
            for sound in sounds
            if text(sound.get("type")).startswith("audio/")
        ),
    )


def _id(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("not an id")
    return value


def _content(item: Item) -> str:
    content = item.get("content") or item.get("summary") or {}
    return text(content.get("content")) if isinstance(content, dict) else ""
