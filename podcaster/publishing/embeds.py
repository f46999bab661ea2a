"""Files for other sites: a player for each episode, and lists in which a blog finds the episode of a post.

All of it is made from the library, together with the feed: the files below public/embed/ do not need the articles. A
private show has none, because each would reveal its address.
"""

from __future__ import annotations

import contextlib
import hashlib
import html
import json
import os
import urllib.parse
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from podcaster import files
from podcaster.audio.cover import SIZE
from podcaster.config import Channel, Show
from podcaster.errors import MALFORMED, storage_error
from podcaster.model import Episode
from podcaster.publishing import media, page_meta, templates
from podcaster.publishing.episode_files import CHAPTERS, COVER, EMBEDDED, PAGE, PEAKS, EpisodeFiles, embedded
from podcaster.publishing.feed import base_address
from podcaster.publishing.feed_text import clean, web_address

Put = Callable[[Path, bytes], None]

LIST = "embed.json"  # below public/: every post with its episode, for programs that build a site
POSTS = "embed/posts"  # the same in 256 parts, for a script in a page
SCRIPT = "embed/listen.js"
HEIGHT, WIDTH = 160, 600  # pixels, for oEmbed; the frame may be narrower
HEAD_BYTES = 512  # at the start of a page, which contain the digest of what it was made from


class Listed(NamedTuple):
    """A post that has an episode. Half a kilobyte each is all that is kept of an archive."""

    address: str
    name: str  # of the files of the episode
    title: str
    seconds: int


class Embeds:
    """Collects the episodes of a show while its feed is written, and updates the files below embed/."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._base = base_address(show.settings)
        self._there = _present(show.public)
        self._parts: dict[str, dict[str, Listed]] = {}  # by the names of parts, and in each by place
        self.changed = False

    def add(self, episodes: Iterable[Episode], *, stale: bool) -> None:
        """The next ones, the oldest first. *stale*: their files may be out of date; else they can only be missing."""
        if self._show.settings.private:
            return
        with files.replacing_together() as put:
            for episode in episodes:
                names = {f"{episode.name}{suffix}" for suffix in EMBEDDED}
                if stale or names - self._there:
                    self._bring(episode, put)
                self._there -= names
                if address := web_address(episode.address):
                    self._list(episode, address)

    def close(self) -> list[Path]:
        """There are no more: write the lists. Returns the files that belong to no episode, to be deleted."""
        public = self._show.public
        wanted: dict[Path, bytes] = {}
        if not self._show.settings.private:
            wanted[public / SCRIPT] = templates.part("listen.js").encode()
            for name, posts in sorted(self._parts.items()):
                short = {place: [one.name, one.title] for place, one in posts.items()}
                wanted[public / POSTS / f"{name}.json"] = _json(short)
            wanted[public / LIST] = self._whole()
        with files.replacing_together() as put:
            for path, data in wanted.items():
                self._write(path, data, put)
        listed = [public / LIST, public / SCRIPT, *sorted((public / POSTS).glob("*.json"))]
        strange = [path for path in listed if path not in wanted and path.exists()]
        strange += [public / "embed" / name for name in sorted(self._there)]
        self.changed |= bool(strange)
        return strange

    def _bring(self, episode: Episode, put: Put) -> None:
        """Write the files of one episode if they are missing or out of date."""
        page, said = (embedded(self._show.public, episode.name, suffix) for suffix in EMBEDDED)
        self._write(said, _json(oembed(episode, self._show.settings)), put)
        digest = made_from(episode, self._show.settings)
        if digest not in _head(page):
            self._write(page, player(episode, self._show, digest).encode(), put)

    def _write(self, path: Path, data: bytes, put: Put) -> None:
        if not files.stands(path, data):
            put(path, data)
            self.changed = True

    def _list(self, episode: Episode, address: str) -> None:
        place = place_of(address)
        # Of two episodes of one post, the later one.
        listed = Listed(address, episode.name, clean(episode.title), round(episode.duration_ms / 1000))
        self._parts.setdefault(part_of(place), {})[place] = listed

    def _whole(self) -> bytes:
        listed = sorted(one for posts in self._parts.values() for one in posts.values())
        posts = ",\n".join(f"{_text(one.address)}:{_text(self._entry(one))}" for one in listed)
        head = _text({"version": 1, "show": self._show.settings.title, "feed": f"{self._base}feed.xml"})
        return f'{head[:-1]},"posts":{{\n{posts}\n}}}}\n'.encode()

    def _entry(self, one: Listed) -> dict[str, object]:
        return {
            "episode": f"{self._base}episodes/{one.name}{PAGE}",
            "player": f"{self._base}embed/{one.name}{PAGE}",
            "seconds": one.seconds,
        }


def tidy(show: Show) -> None:
    """Delete the empty folders that a show leaves when it becomes private."""
    if show.settings.private:
        for folder in (show.public / POSTS, show.public / "embed"):
            with contextlib.suppress(OSError):  # it is not there, or somebody has put a file in it
                folder.rmdir()


def incomplete(show: Show, episodes: Iterable[Episode]) -> Iterator[tuple[str, str]]:
    """The names of files for other sites that are missing or cut short, each with the title of its episode or "".

    None of a private show, and none of one whose feed was last written before there were such files.
    """
    if show.settings.private or not (show.public / "embed").is_dir():
        return
    for episode in episodes:
        for suffix in EMBEDDED:
            path = embedded(show.public, episode.name, suffix)
            if not _ends_as_it_should(path):
                yield path.relative_to(show.public).as_posix(), episode.title
    parts = sorted((show.public / POSTS).glob("*.json"))
    for path in (show.public / LIST, show.public / SCRIPT, *parts):
        if not _ends_as_it_should(path):
            yield path.relative_to(show.public).as_posix(), ""


def _ends_as_it_should(path: Path) -> bool:
    """Whether a page, a list or a script is there and ends where it ends when it is whole."""
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - 64))
            end = stream.read().rstrip()
    except OSError:
        return False
    return end.endswith(b"</html>" if path.suffix == PAGE else b"}" if path.suffix == ".json" else b"();")


def place_of(address: str) -> str:
    """By what a post is found: its address without what differs between two links to it. listen.js has the same."""
    parts = urllib.parse.urlsplit(address)
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    host = (parts.hostname or "").removeprefix("www.") + port
    return f"{host}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}"


def part_of(place: str) -> str:
    """The name of the part that lists the post: two hexadecimal digits."""
    return f"{zlib.crc32(place.encode()) & 255:02x}"


# ---------------------------------------------------------------- one episode


def oembed(episode: Episode, channel: Channel) -> dict[str, object]:
    """What oEmbed answers about an episode: a frame with its player."""
    base = base_address(channel)
    title = clean(episode.title)
    # Single quotes: the server finds addresses behind them in HTML and in JSON alike.
    frame = (
        f"<iframe src='{base}embed/{episode.name}{PAGE}' title='{html.escape(title)}' loading='lazy' "
        f"style='border:0;width:100%;height:{HEIGHT}px'></iframe>"
    )
    said: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": ", ".join(clean(name) for name in episode.authors),
        "provider_name": clean(channel.title),
        "provider_url": base,
        "html": frame,
        "width": WIDTH,
        "height": HEIGHT,
    }
    if episode.has_cover:
        said |= {"thumbnail_url": f"{base}episodes/{episode.name}{COVER}", "thumbnail_width": SIZE}
        said["thumbnail_height"] = SIZE
    return {key: value for key, value in said.items() if value}


def player(episode: Episode, show: Show, digest: str) -> str:
    """The page for a frame. *digest*: what it says that it was made from."""
    channel = show.settings
    beside = EpisodeFiles(show.episodes, episode)
    chapters = list(_read(beside.path(CHAPTERS)).get("chapters") or ()) if episode.has_chapters else []
    about = {
        "guid": episode.guid,
        "title": clean(episode.title),
        "author": ", ".join(episode.authors) or channel.author,
        "show": channel.title,
        "cover": f"../episodes/{episode.name}{COVER}" if episode.has_cover else "",
        "src": f"../episodes/{episode.file}",
        "duration_ms": episode.duration_ms,
        "chapters": [[round(1000 * chapter["startTime"]), _other(chapter["title"], episode)] for chapter in chapters],
        "wave": _read(beside.path(PEAKS)) or None,
    }
    data = page_meta.as_json(about)
    return templates.page(
        "embed", channel, episode.language or channel.language, episode=episode, data=data, made_from=digest
    )


def _other(title: str, episode: Episode) -> str:
    """The title of a chapter; "" if it equals the title of the episode, which is shown above it."""
    return "" if title == episode.title else clean(title)


def made_from(episode: Episode, channel: Channel) -> str:
    """A digest of all that the player of an episode shows."""
    about = [episode.guid, episode.title, episode.file, episode.sha256, episode.duration_ms, episode.language]
    told = [
        templates.digest(),
        about,
        episode.authors,
        episode.has_cover,
        channel.title,
        channel.author,
        channel.language,
    ]
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:32]


def _read(path: Path) -> dict[str, Any]:
    """A JSON file beside the sound; nothing if it is missing or damaged: then the player has no waveform."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, *MALFORMED):
        return {}


# ---------------------------------------------------------------- on disk


def _present(public: Path) -> set[str]:
    """The names in embed/, without its folders and without what no show serves."""
    try:
        with os.scandir(public / "embed") as found:
            names = {entry.name for entry in found if entry.is_file(follow_symlinks=False)}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise storage_error(error, f"could not list {public / 'embed'}") from error
    return {name for name in names if media.may_be_seen(f"embed/{name}") and f"embed/{name}" != SCRIPT}


def _head(page: Path) -> str:
    try:
        with page.open("rb") as stream:
            return stream.read(HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json(value: object) -> bytes:
    return (_text(value) + "\n").encode()
