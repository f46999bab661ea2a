"""The RSS feed: what every podcast app needs, and the same bytes for the same episodes."""

from __future__ import annotations

import base64
import datetime as dt
import html
import re
import secrets
import urllib.parse
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from podcaster.config import Channel
from podcaster.errors import FeedError, UsageError
from podcaster.library import Placed
from podcaster.model import Episode
from podcaster.publishing import feed_about, media
from podcaster.publishing.episode_files import HTML
from podcaster.publishing.feed_text import (
    SHORT_CHARS,
    TITLE_CHARS,
    clean,
    feed_language,
    plain_title,
    rfc2822,
    shorten,
    truth,
    web_address,
    without_controls,
)
from podcaster.publishing.series import FULL, TRAILER, Numbering, Place, series_of

HOME = "http://localhost:8000/"  # stands in a feed whose show has no base_url yet; the server puts its own there
VERSION = 2  # raise it when a change of the code alters the pages of the feed
STYLE = "feed.css"  # pages.feed_style writes it
PODCAST_UUID = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # of the podcast namespace
DESCRIPTION_BYTES = 3_900  # Apple refuses more than 4000
TRAILERS = 5  # the newest that the feed tells of beside its episodes
NOTES_BYTES = 24_000  # so 300 episodes stay below 10 MB, the most that apps read


def podcast_guid(feed_url: str) -> str:
    """The show's podcast:guid. Make it once and keep it when the address changes."""
    return str(uuid.uuid5(PODCAST_UUID, re.sub(r"^\w+://", "", feed_url).rstrip("/")))


def new_token() -> str:
    """A secret path segment for a private show: 160 bits."""
    return secrets.token_hex(20)


def base_address(channel: Channel, token: str = "") -> str:
    """The address of public/, with the slash at its end, as it stands in the feed.

    Raises UsageError for a base_url that cannot be one.
    """
    base = web_address(channel.base_url) if channel.base_url else HOME
    if not base or {"?", "#"} & set(base):
        what = f"base_url {channel.base_url!r} is not the web address of a folder"
        raise UsageError(what, hint="base_url = 'https://example.org/podcast/'")
    base = base.rstrip("/") + "/"
    return f"{base}{token}/" if token and not base.endswith(f"/{token}/") else base


def build(
    channel: Channel, episodes: Sequence[Episode], *, guid: str, base: str = "", token: str = ""
) -> dict[str, bytes]:
    """The files of the feed by their name below public/: feed.xml with the newest, and archive pages (RFC 5005).

    *episodes*: the newest first. *base* overrides the address of public/. The same input gives the same bytes, and an
    archive page keeps its bytes while newer episodes arrive.
    """
    by_number: list[Episode | Placed] = [*sorted(episodes, key=lambda e: e.number)]
    series = series_of(channel, by_number)
    head = Head(channel, guid, base or base_address(channel, token), serial=series.serial)
    oldest_first = sorted(episodes, key=lambda e: (e.published, e.number))
    files, number, trailers = {}, 0, list[Dated]()
    in_pages = paged(in_order(((e, "") for e in oldest_first), Numbering(channel, series)), channel.feed_limit)
    for page, dated in in_pages:
        number = max(number, page)
        trailers += trailers_among(dated)
        name = f"archive/{page}.xml" if page else "feed.xml"
        files[name] = document(head, dated, page=page, pages=number, trailers=trailers)
    return files


@dataclass(frozen=True, slots=True)
class Head:
    """Whose feed it is."""

    channel: Channel
    guid: str
    base: str  # the address of public/
    folder: str = ""  # below it, with the feed and its cover: "shelves/tag/boats/"
    serial: bool = False
    moved: bool = False  # it was at another address before

    @property
    def address(self) -> str:
        """Of the folder."""
        return self.base + self.folder


class Dated(NamedTuple):
    """An episode as the feed lists it."""

    episode: Episode
    date: dt.datetime
    title: str
    place: Place
    record: str  # all that the library knows of it: what changes it on the page changes this, the date or the title


Listed = TypeVar("Listed")


def trailers_among(dated: Iterable[Dated]) -> list[Dated]:
    """The trailers among episodes that come with the newest first; the oldest first."""
    return [one for one in dated if one.place.kind == TRAILER][::-1]


def in_order(episodes: Iterable[tuple[Episode, str]], numbering: Numbering) -> Iterator[Dated]:
    """With dates of their own, and no two that an app would take for one. Oldest first, as they must come.

    Apps sort equal dates at random, and AntennaPod merges two items of one title and day. What is done about it counts
    from the oldest, so a later episode never changes an earlier one.
    """
    last: dt.datetime | None = None
    titles: dict[str, tuple[dt.datetime, int]] = {}  # of the last 24 hours, in the order of their dates
    for episode, record in episodes:
        date = episode.published.astimezone(dt.UTC).replace(microsecond=0)
        if last and date <= last:
            date = last + dt.timedelta(seconds=1)
        last = date
        # Which day it is depends on where the listener is: two within 24 hours may share one.
        while titles and date - titles[oldest := next(iter(titles))][0] >= dt.timedelta(days=1):
            del titles[oldest]
        title = plain_title(episode.title)
        _, count = titles.pop(title.lower(), (date, 0))
        titles[title.lower()] = (date, count + 1)
        told = f"{title} ({count + 1})" if count else title
        yield Dated(episode, date, told, numbering.place(episode), record)


def paged(dated: Iterable[Listed], limit: int) -> Iterator[tuple[int, list[Listed]]]:
    """Archive pages 1, 2, ... as they fill up, each a third of *limit*; at the end page 0, feed.xml, with the others.

    *dated*: the oldest first. On a page the newest comes first.
    """
    size, number = max(1, limit // 3), 0
    waiting: list[Listed] = []
    for one in dated:
        waiting.append(one)
        if len(waiting) > limit:
            number += 1
            yield number, waiting[:size][::-1]
            del waiting[:size]
    yield 0, waiting[::-1]


def document(head: Head, dated: Sequence[Dated], *, page: int, pages: int, trailers: Sequence[Dated] = ()) -> bytes:
    """feed.xml (page 0), or an archive page. *pages*: how many of these there are; only feed.xml tells.

    *trailers*: of the whole show, the oldest first; only feed.xml tells of the newest.
    """
    from podcaster.publishing.feed_tags import new_generator  # feedgen

    generator = new_generator()
    try:
        _channel(generator, head, dated, page=page, pages=pages)
        if not page:
            _trailers(generator.tags.add, head, trailers)
        for one in dated:
            _item(generator.add_entry(order="append"), head, one)
        data = bytes(generator.rss_str(pretty=True))
    except (ValueError, UnicodeError) as error:
        raise FeedError(f"could not write the feed: {error}", hint="podcaster doctor names the episode") from error
    style = "../" * (head.folder.count("/") + bool(page)) + STYLE
    declaration, _, rest = data.partition(b"?>\n")
    return declaration + b'?>\n<?xml-stylesheet type="text/css" href="' + style.encode() + b'"?>\n' + rest


def _channel(generator: Any, head: Head, dated: Sequence[Dated], *, page: int, pages: int) -> None:
    channel, here = head.channel, head.address
    title = plain_title(channel.title) or "Podcast"
    author = clean(channel.author) or title
    home = web_address(channel.link) or here
    own = f"{here}archive/{page}.xml" if page else f"{here}feed.xml"
    generator.title(title)
    # feedgen takes the last link for <link>, so the page comes after the feed.
    generator.link(href=own, rel="self", type="application/rss+xml")
    generator.link(href=home, rel="alternate")
    about = clean(channel.description) or "Articles, read aloud by synthetic voices."
    generator.description(shorten(about, DESCRIPTION_BYTES))
    generator.language(feed_language(channel.language))
    generator.generator("podcaster")
    generator.docs("https://www.rssboard.org/rss-specification")
    if channel.copyright:
        generator.copyright(clean(channel.copyright))
    generator.image(url=f"{here}cover.jpg", title=title, link=home)
    add = generator.tags.add
    for rel, href in _paging(here, page, pages):
        add("atom:link", attributes={"rel": rel, "href": href, "type": "application/rss+xml"})
    if page:
        add("fh:archive")
    elif channel.websub and not channel.private:  # a hub would learn the address of a private show
        add("atom:link", attributes={"rel": "hub", "href": web_address(channel.websub)})
    if dated:
        # From the newest episode, never from the clock: an unchanged feed has the same bytes and answers 304.
        add("lastBuildDate", rfc2822(dated[0].date))
        add("pubDate", rfc2822(dated[0].date))
    add("itunes:author", author)
    if channel.email:
        add("itunes:owner", inside=(("itunes:name", author, {}), ("itunes:email", clean(channel.email), {})))
    add("itunes:image", attributes={"href": f"{here}cover.jpg"})
    feed_about.add_categories(add, channel)
    add("itunes:explicit", truth(channel.explicit))
    add("itunes:type", "serial" if head.serial else "episodic")
    if channel.complete:
        add("itunes:complete", "Yes")
    if head.moved and not page:
        # Apple wants it in the feed at the new address; at the old one lies a copy of the same feed.
        add("itunes:new-feed-url", own)
    if channel.private:
        add("itunes:block", "Yes")
    add("podcast:guid", head.guid)
    add("podcast:locked", "yes" if channel.private else "no", {"owner": clean(channel.email)})
    add("podcast:medium", "podcast")
    add("podcast:txt", "true", {"purpose": "ai-content"})  # the voices are synthetic, and listeners may want to know
    if channel.private:
        add("podcast:block", "yes")
    feed_about.add_facts(add, channel)


def _trailers(add: Any, head: Head, trailers: Sequence[Dated]) -> None:
    for one in trailers[-TRAILERS:][::-1]:
        told = {
            "pubdate": rfc2822(one.date),
            "url": f"{head.base}episodes/{urllib.parse.quote(one.episode.file)}",
            "length": str(one.episode.bytes),
            "type": media.media_type(one.episode.file),
            "season": str(one.place.season or ""),
        }
        add("podcast:trailer", one.title[:SHORT_CHARS].strip(), told)


def _paging(base: str, page: int, pages: int) -> Iterator[tuple[str, str]]:
    """Links to older pages only, so that a full archive page never changes again; `current` leads to the newest."""
    if page:
        yield "current", f"{base}feed.xml"
    older = page - 1 if page else pages
    if older:
        yield "next", f"{base}archive/{older}.xml"  # read by AntennaPod
        yield "prev-archive", f"{base}archive/{older}.xml"


def _item(entry: Any, head: Head, dated: Dated) -> None:
    channel, episode, title = head.channel, dated.episode, dated.title
    files = f"{head.base}episodes/{urllib.parse.quote(episode.name)}"
    entry.title(title)
    # Not entry.published(): feedgen switches the locale of the whole process for each date.
    entry.guid(clean(episode.guid), permalink=False)
    entry.enclosure(files + episode.suffix, str(episode.bytes), media.media_type(episode.file))
    add = entry.tags.add
    add("link", web_address(episode.address) or f"{files}.html")
    add("description", _description(episode, title, files), cdata=True)
    add("content:encoded", _notes(episode, title, files), cdata=True)
    add("pubDate", rfc2822(dated.date))
    for tag in dict.fromkeys(filter(None, map(clean, episode.tags[:10]))):
        add("category", tag)
    # At least one: apps take zero for "unknown".
    add("itunes:duration", str(max(1, round(episode.duration_ms / 1000))))
    authors = list(dict.fromkeys(filter(None, map(clean, episode.authors))))
    if authors:
        add("itunes:author", ", ".join(authors)[:TITLE_CHARS])
    if episode.has_cover:
        add("itunes:image", attributes={"href": f"{files}.jpg"})
    add("itunes:explicit", truth(channel.explicit))
    _add_place(add, dated)
    if episode.blocked:
        add("itunes:block", "Yes")
    language = feed_language(episode.language or channel.language)
    for suffix, kind, rel in TRANSCRIPTS:
        if suffix != HTML or episode.has_html_transcript:
            add("podcast:transcript", None, {"url": files + suffix, "type": kind, "language": language, "rel": rel})
    _add_alternates(add, episode, files)
    if episode.has_chapters:
        add("podcast:chapters", None, {"url": f"{files}.chapters.json", "type": "application/json+chapters"})
    for author in authors[:20]:
        add("podcast:person", author[:SHORT_CHARS], {"role": "author", "group": "writing"})
    if authors:  # people named in an episode take the place of those of the show
        feed_about.add_people(add, channel)


def _add_alternates(add: Any, episode: Episode, files: str) -> None:
    """The same sound in other formats, for apps that know the podcast namespace."""
    for one in episode.also:
        about = {"type": media.media_type(one.suffix), "length": str(one.bytes), "title": one.suffix[1:]}
        digest = base64.b64encode(bytes.fromhex(one.sha256)).decode()
        inside = (
            ("podcast:integrity", None, {"type": "sri", "value": f"sha256-{digest}"}),
            ("podcast:source", None, {"uri": files + one.suffix}),
        )
        add("podcast:alternateEnclosure", None, about, inside=inside)


def _add_place(add: Any, dated: Dated) -> None:
    """Kind, season and number, as Apple and as the podcast namespace say them."""
    kind, season, number = dated.place
    add("itunes:episodeType", kind)
    if season:
        add("itunes:season", str(season))
        add("podcast:season", str(season), {"name": clean(dated.episode.book)[:SHORT_CHARS]})
    if number:
        add("itunes:episode", str(number))
        if season or kind == FULL:
            add("podcast:episode", str(number))


TRANSCRIPTS = (
    (".vtt", "text/vtt", "captions"),
    (".srt", "application/x-subrip", "captions"),
    (".json", "application/json", ""),
    (HTML, "text/html", ""),
)


def _description(episode: Episode, title: str, files: str) -> str:
    """The short text: at most 4000 bytes, and only the tags that PSP-1 allows."""
    tail = _links(episode, files)
    text = shorten(clean(episode.description), DESCRIPTION_BYTES - 2 * len(tail.encode()))
    # Escaping makes it longer, and what counts is the text that apps see.
    while len((escaped := html.escape(text, quote=False)).encode()) + len(tail.encode()) > DESCRIPTION_BYTES:
        text = shorten(text, len(text.encode()) * 9 // 10)
    return f"<p>{escaped or html.escape(title, quote=False)}</p>{tail}"


def _notes(episode: Episode, title: str, files: str) -> str:
    """The full notes, with the way to the pages; cut at the end of a block when they are huge."""
    notes = without_controls(episode.notes_html).strip()
    if not notes:
        return _description(episode, title, files)
    tail = f"<p>{_read_along(files)}</p>"  # the notes themselves lead to the article
    if len(notes.encode()) > NOTES_BYTES:
        notes = _first_blocks(notes, NOTES_BYTES) + f'<p><a href="{files}.html">The notes go on here</a>.</p>'
    return notes + tail


def _first_blocks(notes: str, limit: int) -> str:
    from lxml import html as lxml_html

    kept, size = [], 0
    for block in lxml_html.fragments_fromstring(notes):
        text = html.escape(block) if isinstance(block, str) else lxml_html.tostring(block, encoding="unicode")
        size += len(text.encode())
        if size > limit:
            break
        kept.append(text)
    return "".join(kept)


def _links(episode: Episode, files: str) -> str:
    links = [_read_along(files)]
    if address := web_address(episode.address):
        site = html.escape(shorten(clean(episode.site), 200))
        text = f"The article on {site}" if site else "The original article"
        links.insert(0, f'<a href="{html.escape(address)}">{text}</a>')
    return f"<p>{' · '.join(links)}</p>"


def _read_along(files: str) -> str:
    return f'<a href="{files}.html">Read along</a>'
