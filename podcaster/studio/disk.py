"""The disk that a show uses, and what of it can be given back: everything that is made again when it is needed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from podcaster import places
from podcaster.config import Show
from podcaster.episode import forecast, segments
from podcaster.errors import UsageError, storage_error
from podcaster.files import locks
from podcaster.publishing.page_words import words

OWN = "sentences"  # the cache of the show itself, as this page calls it


@dataclass(frozen=True, slots=True)
class Used:
    """Something that takes room."""

    name: str
    bytes: int
    about: str
    cache: str = ""  # what to ask `clear` for; "": it is not made again by itself


def used(show: Show) -> list[Used]:
    """What the show has on the disk, then the caches and voices of this account."""
    own = segments.place(show)
    is_shared = show.settings.cache == segments.SHARED
    found = [
        Used("Episodes", places.size(show.public), "audio, transcripts, pages and the feed: all that is published"),
        Used("Saves", places.size(show.folder / "saved"), "what was added and fetched; episodes are made from it"),
    ]
    if not is_shared:
        about = "spoken sentences of this show, so that a change costs only what changed; spoken again when needed"
        found.append(Used("Sentences", places.size(own), about, OWN))
    inside = places.size(own) if own.is_relative_to(show.state) else 0
    found.append(Used("Library and reports", places.size(show.state) - inside, "what is known of every episode"))
    found += [Used(one.name.capitalize(), one.bytes, one.about, one.name) for one in places.caches()]
    voices, model = places.installed(), places.proof_model()
    if model.bytes:
        found.append(Used("Model for proofs", model.bytes, model.about, model.name))
    return [*found, Used("Installed voices", voices.bytes, voices.about)]


def in_words(size: int) -> str:
    """640 kB, 12 MB, 31.6 GB; "nothing"."""
    if size >= 999_500_000:
        return f"{size / 1e9:.1f} GB"
    return words("en").size(size) if size else "nothing"


def free(show: Show) -> int:
    """Bytes that are free on the disk of the show."""
    return forecast.free_bytes(show.folder)


def clear(show: Show, cache: str) -> int:
    """Delete one cache, as `cache clear` does, and return the bytes that were freed.

    Raises UsageError for what is no cache, BusyError while a run of this show uses it.
    """
    if cache not in {one.cache for one in used(show) if one.cache}:
        raise UsageError(f"{cache[:40]!r} is not a cache")
    with locks.lock(show.state / "lock"):
        if cache != OWN:
            return places.clear([cache])
        folder = segments.place(show)
        freed = places.size(folder)
        # Of a folder that the settings name, only what the cache has put there.
        for part in [one for one in folder.glob("??") if one.is_dir() and not one.is_symlink()]:
            try:
                shutil.rmtree(part)
            except OSError as error:
                raise storage_error(error, f"could not delete {part}") from error
        return freed - places.size(folder)
