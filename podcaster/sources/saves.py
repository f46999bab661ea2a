"""An article of a source becomes a file of the show: its text as the source gave it, or its page."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from podcaster import files, reading
from podcaster.config import Show
from podcaster.errors import HostileError, InputError, PodcasterError, Stopped, StorageError
from podcaster.network import discreet
from podcaster.network.reach import Reach, reach
from podcaster.network.web import WebError
from podcaster.reading import fetch, origin
from podcaster.reading import recordings as own_recordings
from podcaster.reading.containers import feeds
from podcaster.sources import listing, recordings
from podcaster.sources.contract import Saved
from podcaster.sources.listing import Following
from podcaster.sources.manners import Manners
from podcaster.text.slugs import slug

SHORT = 150  # words: what a feed calls the text is looked at beside its page if it has fewer
SUMMARY = 400  # and what it calls a summary
LONGER = 1.3  # how much longer the text of the page has to be, to be the one that is kept
TRIES = 3  # pulls that try to fetch a page before the feed's text has to do


class Later(InputError):
    """The page of an article cannot be fetched now, but perhaps at the next pull."""


class Unwanted(InputError):
    """The article is shorter or longer than its user wants."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes the articles of one source into its folder."""

    show: Show
    one: Following
    manners: Manners
    note: Callable[[str], None]
    told: list[str] = field(default_factory=list)  # what is said once for all articles

    @property
    def folder(self) -> Path:
        """Where the articles of the source are kept."""
        return listing.folder(self.show, self.one.name)

    def keep(self, saved: Saved, *, former: str = "", tries: int = 0) -> str:
        """Write the save of an article; returns its name below the folder of all saves.

        *former*: the name that it has already. *tries*: pulls that could not fetch its page. Raises Later, Unwanted, or
        another InputError if there is no text of it.
        """
        address, saved = saved.address, self._without_secrets(saved)
        words, whole = _extent(saved)
        page = None
        if not whole and address:
            page = self._page(saved, address, words, tries)
        if page is None and not words:
            raise InputError("neither the source nor its page has a text", about=saved.title or self.one.name)
        try:
            count = page.words if page else words
            if count < self.one.shortest or (self.one.longest and count > self.one.longest):
                raise Unwanted(f"{count} words")
            stem = Path(former).stem if former else _stem(saved)
            place = self.folder / f"{stem}{page.path.suffix if page else '.json'}"
            content = self._bare(_with_sound(page, saved)) if page else _as_feed(saved, stem)
            files.write(place, content, private=True)
            if place.suffix not in (".html", ".json"):
                origin.keep(place, saved.address)
        finally:
            if page:
                shutil.rmtree(page.path.parent, ignore_errors=True)
        if former and Path(former).name != place.name:
            with suppress(OSError):
                (self.folder / Path(former).name).unlink()
        if self.show.settings.own_audio == "use":
            recordings.bring(place, self.note)
        return f"{self.one.name}/{place.name}"

    # ------------------------------------------------------------ the page

    def _page(self, saved: Saved, address: str, words: int, tries: int) -> _Page | None:
        """The page of the article, if its text is there and longer than the one that the source gave.

        *address*: as the source gave it. A page of a private feed may need the token in it.
        """
        parent = self.show.state / "pulling"
        files.folder(parent, private=True)
        folder = Path(tempfile.mkdtemp(dir=parent))
        page = None
        try:
            with self.manners.turn(address):
                path = fetch.save(address, folder, home=self.show.settings.home_network)
            count = sum(article.word_count for article in reading.read(path, on_error=_nothing, on_skip=_nothing))
            if count >= LONGER * words + 1:
                page = _Page(path, count)
        except (StorageError, Stopped):
            raise
        except PodcasterError as error:  # whatever is wrong with one page does not stop its feed
            self._missed(saved, words, tries, error)
        finally:
            if page is None:
                shutil.rmtree(folder, ignore_errors=True)
        return page

    def _missed(self, saved: Saved, words: int, tries: int, error: PodcasterError) -> None:
        """The page was not fetched. Raises Later if it may be there later, or the error if there is no other text."""
        name = saved.title or saved.address
        if isinstance(error, WebError) and error.temporary and tries + 1 < TRIES:
            raise Later(error.reason, about=name) from error
        if not words:
            raise InputError(f"its page could not be fetched: {error.reason}", about=name, hint=error.hint) from error
        if is_cut_off(saved):
            self.note(f"{self.one.name}: {name}: its page was not fetched ({error.reason}); the feed's text is kept")
            if isinstance(error, HostileError) and reach(self.one.address) is not Reach.WORLD:
                self._tell_of_home()

    def _tell_of_home(self) -> None:
        """Say once how the pages of a feed at home are fetched. A feed from outside gets no such advice."""
        if not self.told:
            self.told.append("home")
            again = f"podcaster pull {self.one.name} --last {self.one.last}"
            self.note(f"if these pages are yours: home_network = true in podcaster.toml, then {again} fetches them")

    # ------------------------------------------------------------ secrets

    def _without_secrets(self, saved: Saved) -> Saved:
        """The article without what lets others read a private source, wherever its texts repeat that."""
        address = discreet.without_secrets(saved.address) if saved.address else ""
        if not discreet.secrets(self.one.address):
            return replace(saved, address=address)

        def bare(text: str) -> str:
            return discreet.bare(text, self.one.address)

        return replace(
            saved,
            address=bare(address),
            title=bare(saved.title),
            authors=tuple(name for author in saved.authors if (name := bare(author).strip())),
            html=bare(saved.html),
            summary=bare(saved.summary),
            tags=tuple(name for tag in saved.tags if (name := bare(tag).strip())),
            site=bare(saved.site),
            audio=tuple(sound for sound in saved.audio if bare(sound.address) == sound.address),
        )

    def _bare(self, content: bytes) -> bytes:
        """A page without them."""
        text = discreet.bare(content.decode("utf-8", "surrogateescape"), self.one.address)
        return text.encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that was fetched, in a folder of its own."""

    path: Path
    words: int


def _with_sound(page: _Page, saved: Saved) -> bytes:
    """A page, and in it the recording that only the source names."""
    content = page.path.read_bytes()
    sounds = [(one.address, one.kind, one.bytes) for one in saved.audio]
    return own_recordings.named_in(content, own_recordings.of_item(sounds, page.words))


def _nothing(*_: object) -> None:
    """What is wrong with a part of a page is said when its episode is made."""


def is_cut_off(saved: Saved) -> bool:
    """Whether the text that the source gave says itself that there is more."""
    return feeds.extent(saved.html or saved.summary, saved.address, full=bool(saved.html))[1]


def _extent(saved: Saved) -> tuple[int, bool]:
    """The words of the text that the source gave, and whether that is all of the article as far as one can see."""
    full = bool(saved.html)
    text = saved.html or saved.summary
    if not text.strip():
        return 0, False
    words, cut_off = feeds.extent(text, saved.address, full=full)
    return words, not cut_off and words >= (SHORT if full else SUMMARY)


# ---------------------------------------------------------------- the file


def _stem(saved: Saved) -> str:
    """A name that sorts by date, tells a person what it is, and is the same whenever the article is saved."""
    day = saved.published[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d", saved.published[:10]) else ""
    digest = hashlib.sha256(saved.id.encode("utf-8", "replace")).hexdigest()[:8]
    return "-".join(part for part in (day, slug(saved.title, limit=50), digest) if part)


def is_called(file: str, saved: Saved) -> bool:
    """Whether a save is called like this article, which says when it was published: by the same title and day."""
    return bool(saved.published) and Path(file).stem.rpartition("-")[0] == _stem(saved).rpartition("-")[0]


def _as_feed(saved: Saved, stem: str) -> bytes:
    """A JSON Feed with the one article. What is only a summary is called one, so that its reader says so."""
    text = saved.html or saved.summary
    _, cut_off = feeds.extent(text, saved.address, full=bool(saved.html))
    item: dict[str, object] = {
        "id": stem,
        "url": saved.address,
        "title": saved.title,
        "authors": [{"name": name} for name in saved.authors],
        "content_html" if saved.html or not cut_off else "summary": text,
        "date_published": saved.published,
        "language": saved.language,
        "tags": list(saved.tags),
        "attachments": [
            {"url": one.address, "mime_type": one.kind, **({"size_in_bytes": one.bytes} if one.bytes else {})}
            for one in saved.audio
        ],
        "_podcaster": {"source_id": known_as(saved.id)},
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": saved.site,
        "items": [{key: value for key, value in item.items() if value}],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def known_as(ident: str) -> str:
    """A source's id as a save has it: some ids are addresses with a token in them."""
    return hashlib.sha256(ident.encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Found:
    """A save that lies in the folder of a source."""

    file: str
    source_id: str  # see known_as; "" for a page
    address: str
    published: str


def described(show: Show, file: str) -> tuple[str, str]:
    """Title and date (ISO 8601) of a save of the source's own text; "" for what it does not have."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        [item] = json.loads((show.folder / listing.SAVED / file).read_text(encoding="utf-8"))["items"]
        return str(item.get("title", "")), str(item.get("date_published", ""))
    return "", ""


def found(show: Show, name: str) -> list[Found]:
    """The saves of a source, as far as they tell what they are: where the library knows nothing of them any more."""
    made = []
    for path in sorted(listing.folder(show, name).glob("*.*")):
        if path.name.startswith(".") or not path.is_file():
            continue
        file, day = f"{name}/{path.name}", path.name[:10] if re.match(r"\d{4}-\d\d-\d\d-", path.name) else ""
        if path.suffix == ".json":
            with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
                [item] = json.loads(path.read_text(encoding="utf-8"))["items"]
                ident = str(item.get("_podcaster", {}).get("source_id", ""))
                made.append(Found(file, ident, str(item.get("url", "")), str(item.get("date_published", day))))
        else:
            with suppress(OSError):
                with path.open("rb") as stream:
                    head = stream.read(4096).decode("utf-8", "replace")
                match = re.search(r"^ url: (\S+)$", head, re.M)
                made.append(Found(file, "", match[1] if match else "", day))
    return made
