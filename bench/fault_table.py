"""Faults that may befall a batch: each happens to a running command, and returns how it is mended, if it does not stay.

fault(place, run, chance) -> mend | None
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

Run = subprocess.Popen[bytes]
Mend = Callable[[], None]
Fault = Callable[["Place", Run, random.Random], Mend | None]
TOML = 'title = "Harbour"\nvoice = "tone"\ncache_mb = 60\nffmpeg = "{ffmpeg}"\n'
STAND_IN = """#!/bin/sh
case "$(cat {mode} 2>/dev/null)" in
  hang) exec sleep 100000 ;;
  die) kill -9 $$ ;;
  half) head -c 20000 >/dev/null; exit 1 ;;
esac
exec {real} "$@"
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A show, the saves that it is made from, and an ffmpeg that can be made to fail."""

    folder: Path
    disk: bool  # the folder is a disk of its own, which can be made full

    @property
    def saved(self) -> Path:
        return self.folder / "saved"

    @property
    def show(self) -> Path:
        return self.folder / "show"

    @property
    def episodes(self) -> Path:
        return self.show / "public" / "episodes"

    @property
    def library(self) -> Path:
        return self.show / ".podcaster" / "library.sqlite"

    @property
    def older(self) -> Path:
        """A copy of the library from before the command ran."""
        return self.folder / "older.sqlite"

    def furnish(self, ffmpeg: Path) -> None:
        for one in (self.saved, self.show, self.folder / "home"):
            one.mkdir(parents=True)
        stand_in = self.folder / "ffmpeg"
        stand_in.write_text(STAND_IN.format(mode=self.folder / "mode", real=ffmpeg))
        stand_in.chmod(0o755)
        self.settings()

    def settings(self) -> None:
        (self.show / "podcaster.toml").write_text(TOML.format(ffmpeg=self.folder / "ffmpeg"))

    def start(self, *extra: str, said: Path) -> Run:
        """The command, in a session of its own. As root without root's right to pass over permissions."""
        environment = {**os.environ, "HOME": str(self.folder / "home"), "PODCASTER_CACHE": str(self.folder / "home/c")}
        as_others = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
        command = [sys.executable, "-m", "podcaster", *extra, "--show", str(self.show)]
        with said.open("wb") as out:
            return subprocess.Popen(
                as_others + command, stdout=out, stderr=out, env=environment, start_new_session=True
            )  # fmt: skip


def _signalled(*numbers: signal.Signals) -> Fault:
    def fault(place: Place, run: Run, chance: random.Random) -> None:
        for number in numbers:
            if run.poll() is None:
                run.send_signal(number)
            time.sleep(0.1)

    return fault


def _all_killed(place: Place, run: Run, chance: random.Random) -> None:
    with contextlib.suppress(OSError):
        os.killpg(run.pid, signal.SIGKILL)


def _stopped(place: Place, run: Run, chance: random.Random) -> Mend | None:
    if run.poll() is not None:
        return None
    run.send_signal(signal.SIGSTOP)
    return lambda: run.send_signal(signal.SIGCONT)


def _helper_signalled(number: signal.Signals) -> Fault:
    def fault(place: Place, run: Run, chance: random.Random) -> None:
        with contextlib.suppress(psutil.Error, OSError):
            helpers = psutil.Process(run.pid).children(recursive=True)
            if helpers:
                chance.choice(helpers).send_signal(number)

    return fault


def _segments_flipped(place: Place, run: Run, chance: random.Random) -> None:
    found = [path for path in sorted((place.show / ".podcaster" / "segments").rglob("*")) if path.is_file()]
    for path in chance.sample(found, min(10, len(found))):
        with contextlib.suppress(OSError), path.open("r+b") as stream:
            stream.seek(chance.randrange(max(1, path.stat().st_size)))
            stream.write(bytes([chance.randrange(256)]))


def _cache_emptied(place: Place, run: Run, chance: random.Random) -> None:
    shutil.rmtree(place.show / ".podcaster" / "segments", ignore_errors=True)


def _library_damaged(place: Place, run: Run, chance: random.Random) -> None:
    with contextlib.suppress(OSError), place.library.open("r+b") as stream:
        pages = max(1, place.library.stat().st_size // 4096)
        stream.seek(4096 * chance.randrange(pages))
        stream.write(chance.randbytes(4096))


def _library_deleted(place: Place, run: Run, chance: random.Random) -> None:
    for path in place.library.parent.glob("library.sqlite*"):
        path.unlink(missing_ok=True)


def _library_emptied(place: Place, run: Run, chance: random.Random) -> None:
    with contextlib.suppress(OSError):
        os.truncate(place.library, 0)


def _library_restored(place: Place, run: Run, chance: random.Random) -> None:
    if place.older.exists():
        _library_deleted(place, run, chance)
        with contextlib.suppress(OSError):
            shutil.copy(place.older, place.library)


def _feed_emptied(place: Place, run: Run, chance: random.Random) -> None:
    with contextlib.suppress(OSError):
        os.truncate(place.show / "public" / "feed.xml", 0)


def _settings_broken(place: Place, run: Run, chance: random.Random) -> Mend:
    with contextlib.suppress(OSError):
        (place.show / "podcaster.toml").write_bytes(chance.choice((b"title = [", b"\xff\xfe", b"tilte = 'a'\n", b"")))
    return place.settings


def _dates_moved(place: Place, run: Run, chance: random.Random) -> None:
    years = chance.choice((-40, -3, 3, 40))
    for path in [*place.saved.glob("*"), *(place.show / "public").rglob("*")]:
        if chance.random() < 0.3:
            with contextlib.suppress(OSError):
                os.utime(path, (time.time() + years * 3e7,) * 2)


def _disk_full(place: Place, run: Run, chance: random.Random) -> Mend:
    """No room for more than a few further kilobytes; without a disk of its own, no file may become longer than that."""
    if place.disk:
        state = os.statvfs(place.folder)
        used = (state.f_blocks - state.f_bfree) * state.f_frsize + chance.choice((0, 40_000, 400_000))
        _size(place.folder, str(used))
        return lambda: _size(place.folder, "1g")
    limit = chance.choice((4_000, 40_000, 150_000))
    with contextlib.suppress(psutil.Error, OSError):
        one = psutil.Process(run.pid)
        for process in [one, *one.children(recursive=True)]:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, limit))
    return lambda: None


def _size(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=False, capture_output=True)


def _episodes_a_link(place: Place, run: Run, chance: random.Random) -> None:
    """The folder of episodes moves to another place and back; what stands at its place is a link."""
    away = place.folder / "elsewhere"
    with contextlib.suppress(OSError):
        if place.episodes.is_symlink():
            place.episodes.unlink()
            away.rename(place.episodes)
        else:
            place.episodes.rename(away)
            place.episodes.symlink_to(away)


def _moved(which: Callable[[Place], Path]) -> Fault:
    def fault(place: Place, run: Run, chance: random.Random) -> Mend:
        path, away = which(place), which(place).with_name("moved-away")
        if away.exists() or not path.exists():
            return lambda: None
        path.rename(away)

        def back() -> None:
            if path.exists():
                kept = path.with_name(f"second-{time.monotonic_ns()}")
                path.rename(kept)
            away.rename(path)

        return back

    return fault


def _no_permission(place: Place, run: Run, chance: random.Random) -> Mend:
    places = (place.show, place.show / "public", place.episodes, place.show / ".podcaster", place.library, place.saved)
    path = chance.choice([one for one in places if one.exists()] or [place.saved])
    before = path.stat().st_mode & 0o777
    path.chmod(chance.choice((0, 0o500 if path.is_dir() else 0o400)))

    def back() -> None:
        with contextlib.suppress(OSError):
            path.chmod(before)

    return back


def _parts_left(place: Place, run: Run, chance: random.Random) -> None:
    for folder in (place.show / "public", place.episodes, place.show / ".podcaster" / "segments"):
        with contextlib.suppress(OSError):
            (folder / f".left{chance.randrange(10**6)}.ab12.mp3.part").write_bytes(b"half of it")


def _ffmpeg(mode: str) -> Fault:
    def fault(place: Place, run: Run, chance: random.Random) -> Mend:
        path = place.folder / "mode"
        path.write_text(mode)
        return lambda: path.unlink(missing_ok=True)

    return fault


def _second_run(place: Place, run: Run, chance: random.Random) -> Mend:
    second = place.start("batch", str(place.saved), said=place.folder / "second.txt")

    def end() -> None:
        try:
            second.wait(60)
        except subprocess.TimeoutExpired:
            second.terminate()
            second.wait(60)

    return end


def _lock_held(place: Place, run: Run, chance: random.Random) -> Mend:
    """Another process has the lock: a command that begins now is refused."""
    held = contextlib.ExitStack()
    with contextlib.suppress(OSError):
        stream = held.enter_context((place.show / ".podcaster" / "lock").open("a+"))
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return held.close


FAULTS: dict[str, Fault] = {
    "killed": _signalled(signal.SIGKILL),
    "killed with its helpers": _all_killed,
    "TERM": _signalled(signal.SIGTERM),
    "INT twice": _signalled(signal.SIGINT, signal.SIGINT),
    "stopped and continued": _stopped,
    "a helper killed": _helper_signalled(signal.SIGKILL),
    "a helper stopped": _helper_signalled(signal.SIGSTOP),
    "segments flipped": _segments_flipped,
    "cache emptied": _cache_emptied,
    "library damaged": _library_damaged,
    "library deleted": _library_deleted,
    "library emptied": _library_emptied,
    "library restored": _library_restored,
    "feed emptied": _feed_emptied,
    "settings broken": _settings_broken,
    "dates moved": _dates_moved,
    "disk full": _disk_full,
    "episodes a link": _episodes_a_link,
    "show moved": _moved(lambda place: place.show),
    "saves moved": _moved(lambda place: place.saved),
    "no permission": _no_permission,
    "parts left": _parts_left,
    "ffmpeg hangs": _ffmpeg("hang"),
    "ffmpeg dies": _ffmpeg("die"),
    "ffmpeg ends early": _ffmpeg("half"),
    "second run": _second_run,
    "lock held": _lock_held,
}


def pairs(chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Random pairs in which every fault comes equally often, as far as the number goes."""
    names: list[str] = []
    while len(names) < count:
        names += chance.sample(list(FAULTS), len(FAULTS))
    return zip(names[0:count:2], names[1:count:2], strict=False)
