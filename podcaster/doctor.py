"""Is the feed fit to be published, and is this machine fit to make one?"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from podcaster import engines, files, places, shell, voice
from podcaster.audio import ffmpeg
from podcaster.config import Channel, Show
from podcaster.engines import share
from podcaster.engines.kokoro import accel
from podcaster.errors import PodcasterError
from podcaster.library import FILE_NAME as LIBRARY
from podcaster.listening import recognizer
from podcaster.model import Episode
from podcaster.network.reach import Reach, reach
from podcaster.publishing import closing, embeds, feed
from podcaster.publishing.episode_files import EpisodeFiles
from podcaster.publishing.findings import Finding, Level, absent, grouped
from podcaster.publishing.rules import check_feed, refuse_bad
from podcaster.voice import licences

__all__ = [
    "Finding",
    "Level",
    "check_feed",
    "check_feed_file",
    "check_machine",
    "check_own_feed",
    "check_show",
    "grouped",
    "refuse_bad",
]

FREE_MB = 500  # below it a night's work is likely to end on a full disk


def check_show(show: Show, episodes: Sequence[Episode]) -> list[Finding]:
    """Whether every episode is there and whole, by checksum, its files for other sites too, and the feed good."""
    found = [*_episodes(show, episodes), *_players(show, episodes)]
    told = {finding.file for finding in found if finding.file}
    return found + [finding for finding in _feeds(show) if finding.file not in told]  # each file is named once


def _episodes(show: Show, episodes: Sequence[Episode]) -> Iterator[Finding]:
    for episode in episodes:
        lie = EpisodeFiles(show.episodes, episode)
        path = lie.audio
        try:
            size = path.stat().st_size
            whole = size == episode.bytes and files.sha256(path) == episode.sha256
        except FileNotFoundError:
            yield absent(path.name, episode.title)
            continue
        except OSError as error:
            yield Finding(Level.ERROR, "unreadable file", f"{path.name} could not be read: {error.strerror}")
            continue
        if not whole:
            yield Finding(Level.ERROR, "damaged file", f"{path.name} ({episode.title}) is not what was published")
        yield from _damaged_alternates(lie, episode)
        for beside in lie.absent():
            yield absent(beside.name, episode.title)


def _players(show: Show, episodes: Sequence[Episode]) -> Iterator[Finding]:
    """Findings about the files for other sites, of the episodes that have their audio."""
    listed = [one for one in episodes if EpisodeFiles(show.episodes, one).audio.is_file()]
    for name, title in embeds.incomplete(show, listed):
        whose = f" ({title})" if title else ""
        command = f"podcaster feed --show {shell.path(show.folder)}"
        message = f"{name}{whose} is missing or cut short: delete it if it is there, then run {command}"
        yield Finding(Level.WARNING, "player for other sites", message, name)


def _damaged_alternates(lie: EpisodeFiles, episode: Episode) -> Iterator[Finding]:
    """Findings about its other formats that differ from what was published; a missing one is not reported here."""
    for one in episode.also:
        path = lie.path(one.suffix)
        try:
            whole = path.stat().st_size == one.bytes and files.sha256(path) == one.sha256
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Finding(Level.ERROR, "unreadable file", f"{path.name} could not be read: {error.strerror}")
            continue
        if not whole:
            yield Finding(Level.ERROR, "damaged file", f"{path.name} ({episode.title}) is not what was published")


def _feeds(show: Show) -> Iterator[Finding]:
    path = show.public / "feed.xml"
    if not path.is_file():
        yield Finding(Level.WARNING, "feed", f"there is no feed in {show.public}")
        return
    archive = sorted((show.public / "archive").glob("[0-9]*.xml"), key=lambda p: (len(p.name), p.name))
    shelves = (*show.public.glob("shelves/*/*/feed.xml"), *show.public.glob("shelves/*/*/archive/[0-9]*.xml"))
    for page in (path, *archive, *sorted(shelves)):
        try:
            yield from check_feed(page.read_bytes(), public=show.public)
        except OSError as error:
            yield Finding(Level.ERROR, "unreadable file", f"{page} could not be read: {error.strerror}")


def check_own_feed(show: Show) -> list[Finding]:
    """What is wrong with the feed of the show and the files that it names; nothing if it has none yet."""
    return list(_safely("feed", lambda: _own_feed(show)))


def _own_feed(show: Show) -> Iterator[Finding]:
    path = show.public / "feed.xml"
    if path.exists():
        yield from check_feed(path.read_bytes(), public=show.public)


def check_feed_file(path: Path, *, strict: bool = False) -> list[Finding]:
    """What is wrong with a feed: strictly if it stands in the folder of a show, where its files are looked at too.

    *strict*: judge any feed like one of ours.
    """
    public = _public(path)
    found = check_feed(path.read_bytes(), public=public, own=strict or public is not None)
    return found or [_ok("feed", f"nothing is wrong with {path.name}")]


def _public(path: Path) -> Path | None:
    """The public folder of a show in which the feed stands, one of its archive pages, or one of its shelves."""
    folder = path.absolute().parent
    for public in (folder, *folder.parents[:4]):
        if public.name == "public" and (public.parent / ".podcaster").is_dir():
            return public
    return None


def check_machine(show: Show) -> list[Finding]:
    """What podcaster needs of this machine, and whether it is there. *show*: the one that is or will be made here."""
    looks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("python", _python),
        ("cores", _cores),
        ("accel", _accel),
        ("ffmpeg", lambda: _ffmpeg(show.settings.ffmpeg)),
        ("espeak", _espeak),
        ("voice", _voices),
        ("proof", _proof),
        ("disk", lambda: _disk(show.folder)),
        ("show", lambda: _readable(show)),
        ("modes", lambda: _modes(show)),
        ("cache", lambda: _caches(show)),
        ("address", lambda: _address(show.settings)),
    )
    return [finding for rule, look in looks for finding in _safely(rule, look)]


def _safely(rule: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Errors become findings: a doctor that stops at the first illness is of little use."""
    try:
        yield from look()
    except PodcasterError as error:
        hint = f" ({error.hint})" if error.hint else ""
        yield Finding(Level.ERROR, rule, f"{error}{hint}")
    except OSError as error:
        yield Finding(Level.ERROR, rule, f"{error.filename or 'a file'} could not be read: {error.strerror or error}")


def _ok(rule: str, message: str) -> Finding:
    return Finding(Level.OK, rule, message)


def _python() -> Iterator[Finding]:
    yield _ok("python", f"Python {'.'.join(map(str, sys.version_info[:3]))}")


def _cores() -> Iterator[Finding]:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield _ok("cores", f"{usable} processor{'s' if usable != 1 else ''} may be used")
    for line in share.told():
        yield _ok("workers", f"measured best here for {line}")


def _accel() -> Iterator[Finding]:
    """Silent where it would not help, or is not installed and so not missed."""
    if importlib.util.find_spec("openvino") is None:
        return
    try:
        accel.refuse()
    except PodcasterError as error:
        yield Finding(Level.WARNING, "accel", str(error))
    else:
        yield _ok("accel", 'device = "accel" makes Kokoro\'s voices faster here')


def _ffmpeg(setting: str) -> Iterator[Finding]:
    yield _ok("ffmpeg", f"ffmpeg is {ffmpeg.find(setting)}")


def _espeak() -> Iterator[Finding]:
    try:
        import espeakng_loader
    except ImportError:
        yield Finding(Level.ERROR, "espeak", "espeakng-loader is not installed: no voice can work without eSpeak NG")
        return
    library, data = Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())
    for path in (library, data):
        if not path.exists():
            yield Finding(Level.ERROR, "espeak", f"eSpeak NG is incomplete: {path} is missing")
            return
    yield _ok("espeak", f"eSpeak NG is {library}")


def _voices() -> Iterator[Finding]:
    for one in voice.all_voices():
        trouble = engines.check(one)
        for reason in trouble:
            yield Finding(Level.WARNING, "voice", f"the voice {one.id} cannot speak: {reason}")
        if not trouble:
            limit = licences.restriction(one)
            private = f"; not to be published: {limit}" if limit else ""
            yield _ok("voice", f"{one.id}: {one.name}, {one.language}, {licences.stated(one)}{private}")


def _proof() -> Iterator[Finding]:
    """Whether episodes can be checked by speech recognition. Having neither half of it is no fault."""
    try:
        yield _ok("proof", f"podcaster proof can check episodes, with {recognizer.needed()}")
    except PodcasterError as error:
        if recognizer.is_installed() or recognizer.has_model():
            yield Finding(Level.WARNING, "proof", f"{error} ({error.hint})")
        else:
            yield _ok("proof", f"checking episodes by speech recognition is not set up ({recognizer.SETUP} does it)")


def _address(channel: Channel) -> Iterator[Finding]:
    """Judged by the setting alone: nothing is looked up."""
    if not channel.base_url:
        return
    who = reach(feed.base_address(channel))
    told = f"base_url is {channel.base_url}, which {who.value} can reach"
    if who is Reach.MACHINE:
        yield Finding(Level.WARNING, "address", f"{told}: podcaster publish refuses to send a feed with that address")
    else:
        yield _ok("address", told)


def _caches(show: Show) -> Iterator[Finding]:
    for one in [*places.caches(), places.installed(), places.proof_model()]:
        if one.bytes:
            where = ", ".join(map(str, one.paths))
            yield _ok("cache", f"{one.name}: {one.bytes / 1e6:.0f} MB in {where}: {one.about}")
    own = show.state / "segments"
    if own.is_dir():
        limit = f"at most {show.settings.cache_mb} MB (cache_mb)"
        yield _ok("cache", f"segments of this show: {places.size(own) / 1e6:.0f} MB in {own}, {limit}")


def _modes(show: Show) -> Iterator[Finding]:
    with contextlib.suppress(OSError):  # there is no show yet
        if os.name != "nt" and closing.is_open(show):
            left = f"other accounts of this machine can read {show.state}"
            yield Finding(Level.WARNING, "modes", f"{left}; the next batch closes it, if the file system can")


def _readable(show: Show) -> Iterator[Finding]:
    """Whether what a run opens in the show may be read and written."""
    written = (show.state, show.state / LIBRARY, show.state / "lock", show.state / "segments")
    for path in (*written, show.public, show.episodes):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)):
            yield Finding(Level.ERROR, "show", f"{path} may not be read and written")
    for path in (show.lexicon, show.public / "feed.xml"):
        if path.exists() and not os.access(path, os.R_OK):
            yield Finding(Level.ERROR, "show", f"{path} may not be read")


def _disk(folder: Path) -> Iterator[Finding]:
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    free = shutil.disk_usage(place).free // 2**20
    if not os.access(place, os.W_OK):
        yield Finding(Level.ERROR, "disk", f"{place} may not be written to")
    elif free < FREE_MB:
        yield Finding(Level.WARNING, "disk", f"only {free} MB free in {place}")
    else:
        yield _ok("disk", f"{free // 1024} GB free in {place}" if free > 10240 else f"{free} MB free in {place}")
