"""The articles of a feed as it was sent: RSS, Atom or JSON Feed, one at a time."""

from __future__ import annotations

import datetime as dt
import html as entities
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urljoin

from podcaster.errors import MALFORMED, PodcasterError, UnreadableError
from podcaster.reading import safe
from podcaster.reading.containers import feeds
from podcaster.reading.containers.exports import names_of, string
from podcaster.reading.containers.feed_items import Item, sounds_among
from podcaster.reading.encodings import without_surrogates
from podcaster.sources.contract import Saved, Sound

JSON_LIMIT = 50 * safe.MB  # a JSON Feed is read as a whole
_HEAD = 1 << 16  # bytes that are looked at
_NEAR = 4096  # characters, comments not counted, that tell what it is
_LATER = "try again later; if it stays so, look at the address in a browser"
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_FEED = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\b", re.I)
_XML = re.compile(rb"<\?xml\s")


@dataclass(slots=True)
class Feed:
    """A feed that was sent. Title and page are known once its articles have been read."""

    stream: IO[bytes]
    charset: str = ""  # as its server states it
    address: str = ""  # from where it came
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
            nothing = not _head(self.stream).strip()
            what = "a web page" if kind == "page" else "nothing" if nothing else "something else"
            raise UnreadableError(
                f"it sends {what}, and no feed", hint="look at the address in a browser; the feed may have moved"
            )

    @property
    def _place(self) -> str:
        """The address without its query, which may hold a token."""
        return re.split(r"[?#]", self.address, maxsplit=1)[0]

    def _joined(self, address: str, base: str = "") -> str:
        """An address that may be relative, to *base* or to the feed."""
        try:
            return urljoin(urljoin(self._place, base), address) if address else ""
        except ValueError:
            return ""

    def _of_xml(self) -> Iterator[Saved]:
        source = "feed"
        about = feeds.Feed(source, self.charset, self._place)
        self.stream.seek(_start(_head(self.stream)))

        def failed(where: str, error: PodcasterError) -> None:
            if where == source:  # one item that is not readable does not spoil the others
                self.broken.append(UnreadableError(error.reason, hint=_LATER))

        report = safe.Report(failed, lambda *_: None)
        try:
            for item in feeds.items(self.stream, about, report):
                self.title, self.page = about.title, self._joined(about.link)
                if not item.facts.unpublished:
                    yield _of_item(item, about)
        except UnreadableError as error:
            error.hint = _LATER
            raise
        self.title, self.page = about.title, self._joined(about.link)

    def _of_json(self) -> Iterator[Saved]:
        data = safe.read_stream(self.stream, JSON_LIMIT, "feed", "a JSON Feed")
        try:
            value = without_surrogates(json.loads(data))
            found = value["items"]
            self.title, self.page = string(value, "title"), self._joined(string(value, "home_page_url"))
        except MALFORMED as error:
            raise UnreadableError("damaged: it is not valid JSON Feed", hint="try again later") from error
        for item in found if isinstance(found, list) else ():
            if isinstance(item, dict):
                address = self._joined(string(item, "url") or string(item, "external_url"), self.page)
                yield _of_json_item(item, value, address)


def kind_of(stream: IO[bytes]) -> str:
    """What a server sent: "xml" for RSS and Atom, "json", "page", or "" for anything else."""
    head = _head(stream)
    head = head[_start(head) :].replace(b"\0", b"")  # in UTF-16, markup is the same without them
    parts = head.decode("utf-8-sig", "ignore").lstrip("\ufeff").split("-->")
    bare = "".join(part.partition("<!--")[0] for part in parts).lstrip()[:_NEAR]
    if bare.startswith("{"):
        return "json" if "jsonfeed.org" in bare or '"items"' in bare else ""
    if not bare.startswith("<"):
        return ""
    page, feed = _PAGE.search(bare), _FEED.search(bare)
    if feed and not (page and page.start() < feed.start()):
        return "xml"
    return "page" if page else ""


def _head(stream: IO[bytes]) -> bytes:
    head = stream.read(_HEAD)
    stream.seek(0)
    return head


def _start(head: bytes) -> int:
    """Where a feed begins: behind what a program has printed in front of it, such as a warning."""
    found = _XML.search(head)
    before = head[: found.start()].decode("utf-8", "ignore") if found else ""
    return found.start() if found and not _FEED.search(before) and not _PAGE.search(before) else 0


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


def _of_json_item(item: Mapping[str, Any], feed: Mapping[str, Any], address: str) -> Saved:
    found = item.get("attachments")
    files = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    sounds = sounds_among((string(f, "url"), string(f, "mime_type"), str(f.get("size_in_bytes", ""))) for f in files)
    return Saved(
        id=_json_id(item) or address or string(item, "title"),
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
