"""The articles of a feed as it was sent: RSS, Atom or JSON Feed, one at a time."""

from __future__ import annotations

import datetime as dt
import html as entities
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from podcaster.errors import MALFORMED, PodcasterError, UnreadableError
from podcaster.reading import safe
from podcaster.reading.containers import feeds
from podcaster.reading.containers.exports import names_of, string
from podcaster.reading.containers.feed_items import Item, sounds_among
from podcaster.reading.encodings import without_surrogates
from podcaster.sources.contract import Saved, Sound

JSON_LIMIT = 50 * safe.MB  # a JSON Feed is read as a whole
_HEAD = 4096  # bytes that tell what it is
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\b", re.I)


@dataclass(slots=True)
class Feed:
    """A feed that was sent. Title and page are known once its articles have been read."""

    stream: IO[bytes]
    title: str = ""
    page: str = ""  # of the site that it belongs to
    broken: list[PodcasterError] = field(default_factory=list)  # why not all of it could be read

    def articles(self) -> Iterator[Saved]:
        """The articles in the order of the feed, without marks. Raises UnreadableError if it is not a feed."""
        kind = kind_of(self.stream)
        if kind == "json":
            yield from self._of_json()
        elif kind == "xml":
            yield from self._of_xml()
        else:
            what = "a web page" if kind == "page" else "something else"
            raise UnreadableError(
                f"it sends {what}, and no feed", hint="look at the address in a browser; the feed may have moved"
            )

    def _of_xml(self) -> Iterator[Saved]:
        source = "feed"
        about = feeds.Feed(source)

        def failed(where: str, error: PodcasterError) -> None:
            if where == source:  # one item that is not readable does not spoil the others
                self.broken.append(error)

        report = safe.Report(failed, lambda *_: None)
        for item in feeds.items(self.stream, about, report):
            self.title, self.page = about.title, about.link
            if not item.facts.unpublished:
                yield _of_item(item, about)
        self.title, self.page = about.title, about.link

    def _of_json(self) -> Iterator[Saved]:
        data = safe.read_stream(self.stream, JSON_LIMIT, "feed", "a JSON Feed")
        try:
            value = without_surrogates(json.loads(data))
            found = value["items"]
            self.title, self.page = string(value, "title"), string(value, "home_page_url")
        except MALFORMED as error:
            raise UnreadableError("damaged: it is not valid JSON Feed", hint="try again later") from error
        for item in found if isinstance(found, list) else ():
            if isinstance(item, dict) and (ident := _json_id(item)):
                yield _of_json_item(item, value, ident)


def kind_of(stream: IO[bytes]) -> str:
    """What a server sent: "xml" for RSS and Atom, "json", "page", or "" for anything else."""
    head = stream.read(_HEAD)
    stream.seek(0)
    bare = head.decode("utf-8-sig", "ignore").lstrip() if head[:2] not in (b"\xff\xfe", b"\xfe\xff") else "<"
    if bare.startswith("{"):
        return "json" if "jsonfeed.org" in bare or '"items"' in bare else ""
    if not bare.startswith("<"):
        return ""
    page, feed = _PAGE.search(head.replace(b"\0", b"")), _FEED.search(head.replace(b"\0", b""))
    if feed and not (page and page.start() < feed.start()):
        return "xml"
    return "page" if page else ""


# ---------------------------------------------------------------- RSS and Atom


def _of_item(item: Item, about: feeds.Feed) -> Saved:
    facts = item.facts
    address = facts.address if facts.address.startswith(("http://", "https://")) else ""
    return Saved(
        id=item.id or address or facts.title,
        mark="",
        address=address,
        title=facts.title,
        authors=tuple(name.strip() for name in facts.authors if name.strip()),
        published=_iso(facts.date),
        changed=item.updated,
        language=facts.language,
        html=item.html if item.full else "",
        summary=_paragraph(facts.description) if item.full else item.html,
        tags=tuple(tag for tag in facts.tags if tag.strip()),
        site=about.title,
        audio=tuple(Sound(*sound) for sound in item.sounds),
    )


def _paragraph(text: str) -> str:
    return f"<p>{entities.escape(text)}</p>" if text.strip() else ""


def _iso(date: dt.date | dt.datetime | None) -> str:
    return date.isoformat() if date else ""


# ---------------------------------------------------------------- JSON Feed


def _json_id(item: Mapping[str, Any]) -> str:
    value = item.get("id")
    named = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return " ".join((named or string(item, "url")).split())[:300]


def _of_json_item(item: Mapping[str, Any], feed: Mapping[str, Any], ident: str) -> Saved:
    address = string(item, "url") or string(item, "external_url")
    found = item.get("attachments")
    files = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    sounds = sounds_among((string(f, "url"), string(f, "mime_type"), str(f.get("size_in_bytes", ""))) for f in files)
    return Saved(
        id=ident,
        mark="",
        address=address if address.startswith(("http://", "https://")) else "",
        title=string(item, "title"),
        authors=_json_people(item) or _json_people(feed),
        published=string(item, "date_published"),
        changed=string(item, "date_modified"),
        language=string(item, "language") or string(feed, "language"),
        html=string(item, "content_html") or _paragraphs(string(item, "content_text")),
        summary=_paragraphs(string(item, "summary")),
        tags=names_of(item.get("tags")),
        site=string(feed, "title"),
        audio=tuple(Sound(*sound) for sound in sounds),
    )


def _json_people(value: Mapping[str, Any]) -> tuple[str, ...]:
    one = value.get("author")
    return names_of(value.get("authors")) or names_of([one] if isinstance(one, dict) else one)


def _paragraphs(text: str) -> str:
    return "".join(_paragraph(part) for part in re.split(r"\n\s*\n", text))
