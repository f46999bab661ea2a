"""Is the feed fit to be published, and is this machine fit to make one?"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from podcaster.errors import FeedError, PodcasterError
from podcaster.feed_rules import Finding, Level, check_feed

__all__ = ["Finding", "Level", "check_feed", "check_machine", "require_good_feed"]

FREE_MB = 500  # below it a night's work is likely to end on a full disk


def require_good_feed(files: Mapping[str, bytes], *, public: Path | None) -> list[Finding]:
    """The warnings for a feed that may replace the published one. Raises FeedError for one that may not."""
    findings = [finding for data in files.values() for finding in check_feed(data, public=public)]
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise FeedError(
            f"the new feed breaks a rule, the old one stays: {errors[0].message}{more}", hint="podcaster doctor"
        )
    return findings


def check_machine(folder: Path = Path(), *, ffmpeg: str = "") -> list[Finding]:
    """What podcaster needs of this machine, and whether it is there. *folder*: where the show is or will be."""
    return [
        finding
        for look in (_python, _cores, lambda: _ffmpeg(ffmpeg), _espeak, _voices, lambda: _disk(folder))
        for finding in _safely(look)
    ]


def _safely(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Our own errors become findings: a doctor that stops at the first illness is of little use."""
    try:
        yield from look()
    except PodcasterError as error:
        hint = f" ({error.hint})" if error.hint else ""
        yield Finding(Level.ERROR, look.__name__.strip("_<>"), f"{error}{hint}")


def _ok(rule: str, message: str) -> Finding:
    return Finding(Level.OK, rule, message)


def _python() -> Iterator[Finding]:
    yield _ok("python", f"Python {'.'.join(map(str, sys.version_info[:3]))}")


def _cores() -> Iterator[Finding]:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield _ok("cores", f"{usable} processor{'s' if usable != 1 else ''} may be used")


def _ffmpeg(setting: str) -> Iterator[Finding]:
    from podcaster.audio import mp3

    yield _ok("ffmpeg", f"ffmpeg is {mp3.find_ffmpeg(setting)}")


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
    from podcaster import voice

    for one in voice.all_voices():
        trouble = voice.check(one)
        for reason in trouble:
            yield Finding(Level.WARNING, "voice", f"the voice {one.id} cannot speak: {reason}")
        if not trouble:
            yield _ok("voice", f"{one.id}: {one.name}, {one.language}, {one.licence}")


def _disk(folder: Path) -> Iterator[Finding]:
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    free = shutil.disk_usage(place).free // 2**20
    if not os.access(place, os.W_OK):
        yield Finding(Level.ERROR, "disk", f"{place} may not be written to")
    elif free < FREE_MB:
        yield Finding(Level.WARNING, "disk", f"only {free} MB free in {place}")
    else:
        yield _ok("disk", f"{free // 1024} GB free in {place}" if free > 10240 else f"{free} MB free in {place}")
