"""Finds ffmpeg and runs it with a time limit; its error messages become our errors."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from podcaster.errors import AudioError, PodcasterError, RefusedError, StorageError, storage_error
from podcaster.helpers.process import OWN_SESSION, Helper, Limits, Stuck

PATIENCE_S = 120.0  # beyond the length of the audio: an ffmpeg slower than real time must be stuck
STILL_S = 30.0  # without reading, writing or a longer file
MISSING_HINT = "pip install --force-reinstall imageio-ffmpeg, or install ffmpeg"


def find(setting: str = "") -> Path:
    """The ffmpeg to use: the setting, the one that came with imageio-ffmpeg, the one on the PATH.

    The packaged one comes before the PATH so that the same article becomes the same bytes on every machine.
    """
    if setting:
        path = shutil.which(setting)
        if path is None:
            raise AudioError(f"there is no ffmpeg at {setting}", hint="correct the setting ffmpeg, or leave it empty")
        return Path(path)
    found = packaged() or shutil.which("ffmpeg")
    if found is None:
        raise AudioError("no ffmpeg was found", hint=MISSING_HINT)
    return Path(found)


@functools.lru_cache(maxsize=1)
def packaged() -> Path | None:
    """The ffmpeg that came with imageio-ffmpeg; None if it has none for this machine."""
    try:
        import imageio_ffmpeg

        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError, OSError):
        return None


@contextlib.contextmanager
def running(tool: Path, arguments: list[str], *, seconds: float, what: str, feed: bool = False) -> Iterator[Helper]:
    """Run ffmpeg within limits, and kill it if the block is left early; a status other than 0 becomes our error.

    *seconds*: the length of the audio.
    """
    command = [str(tool), "-hide_banner", "-nostats", "-v", "error", *([] if feed else ["-nostdin"]), *arguments]
    limits = Limits(max(0.1, PATIENCE_S + seconds), STILL_S, Path(arguments[-1]) if arguments[-1] != "-" else None)
    try:
        # Ctrl-C in a terminal reaches only podcaster, which then stops ffmpeg itself.
        helper = Helper(command, limits, feed=feed, read=not feed, **OWN_SESSION)
    except OSError as error:
        raise AudioError(f"could not start {tool}: {error.strerror}", hint="podcaster doctor") from error
    with helper:
        _widen(helper.process.stdin or helper.process.stdout)
        try:
            yield helper
            status = helper.finish()
        except Stuck as error:
            raise AudioError(f"{what}: ffmpeg was stuck and has been killed: it {error}") from error
    if status or helper.complaints:
        raise _complaint(status, helper.complaints, what)


def _widen(pipe: IO[bytes] | None) -> None:
    """Enlarge the pipe to one megabyte where the system allows it, for fewer switches between ffmpeg and us."""
    if pipe is not None and sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):  # a limit for unprivileged users; the usual size does as well
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def _complaint(status: int, said: str, what: str) -> PodcasterError:
    last = said.splitlines()[-1].strip() if said else ""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return StorageError(f"the disk is full: {what}", hint="free some space; the same command goes on from here")
    if "Read-only file system" in said or "Input/output error" in said:
        return StorageError(f"{what}: {last}", hint="check the disk and the permissions of the folder")
    # The packaged one is the first choice: another one runs only if it was set, or if there is none.
    other = "leave the setting ffmpeg empty: imageio-ffmpeg brings one that can" if packaged() else MISSING_HINT
    if "Unknown encoder" in said:
        return AudioError(f"{what}: this ffmpeg has no encoder for it", hint=other)
    if "Unrecognized option" in said or "Option not found" in said:
        return AudioError(f"{what}: this ffmpeg is too old: {last}", hint=other)
    if status == -getattr(signal, "SIGXFSZ", 0):  # of no system if it is 0
        return storage_error(OSError(errno.EFBIG, os.strerror(errno.EFBIG)), what)
    if status < 0:
        return AudioError(f"{what}: ffmpeg was killed (signal {-status})", hint="the same command goes on from here")
    return RefusedError(f"{what}: ffmpeg ended with status {status}: {last or 'no message'}", hint="podcaster doctor")
