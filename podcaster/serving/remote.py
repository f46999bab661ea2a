"""Hosts reached by rsync over SSH, as a place to publish to."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from podcaster.errors import MissingToolError, StorageError
from podcaster.helpers.process import Helper, Limits, Stuck
from podcaster.serving.target import Item

# A host has two letters at least, or it would be a Windows drive; it never begins like an option.
HOST = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):(?!//).*")
BATCH = 100  # files for each call of rsync; progress is recorded after each call
TIMEOUT_S = 100  # rsync's own, for the network
STILL_S = 180.0  # for a rsync that does not keep to it


def is_remote(target: str) -> bool:
    """Whether *target* has the form host:folder."""
    return HOST.fullmatch(target) is not None


def _end_with_us() -> None:
    """Let the kernel end this process with ours: it must not go on behind the next upload's back."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Rsync:
    """A folder on a host with SSH and rsync. rsync writes beside a file and then moves it into place."""

    def __init__(self, target: str, token: str = "") -> None:
        self._rsync = shutil.which("rsync") or ""
        if not self._rsync:
            raise MissingToolError(
                f"rsync is needed to publish to {target}", hint="install rsync, or publish to a folder"
            )
        self._root = target.removesuffix("/") + (f"/{token}/" if token else "/")
        self.where = f"rsync {self._root}"

    def sizes(self) -> dict[str, int]:
        listing = self._run("--list-only", "--recursive", "--no-human-readable", "--", self._root, may_be_new=True)
        # "-rw-r--r--          1234 2026/01/02 03:04:05 episodes/a.mp3"
        found = (re.match(r"-\S+\s+(\d+)\s+\S+\s+\S+\s(.+)", line) for line in listing.splitlines())
        return {match[2]: int(match[1]) for match in found if match}

    def read(self, name: str) -> bytes:
        with tempfile.TemporaryDirectory() as here:
            self._run("--copy-links", "--", f"{self._root}{name}", f"{here}/read", may_be_new=True)
            got = Path(here) / "read"
            return got.read_bytes() if got.is_file() else b""

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        for first in range(0, len(batch), BATCH):
            part = batch[first : first + BATCH]
            public = part[0].path.parents[part[0].name.count("/")]
            self._run(
                *(
                    "--info=progress2",  # a sign of life
                    "--times",
                    "--perms",  # otherwise the umask of the remote host decides
                    "--checksum",
                    "--mkpath",
                    "--copy-dirlinks",
                    "--chmod=D755,F644",
                    "--files-from=-",
                    "--from0",
                    "--",
                ),
                *(f"{public}/", self._root),
                given="\0".join(item.name for item in part),
            )
            for item in part:
                done(item)

    def remove(self, names: Sequence[str]) -> None:
        with tempfile.TemporaryDirectory() as empty:
            for folder in {Path(name).parent for name in names}:
                (Path(empty) / folder).mkdir(parents=True, exist_ok=True)
            rules = [f"+ /{name}" for name in names] + ["+ */", "- *"]  # excluded files are not deleted either
            self._run(
                *("--recursive", "--delete", "--filter=merge -", "--", f"{empty}/", self._root),
                given="".join(f"{rule}\n" for rule in rules),
            )

    def _run(self, *arguments: str, given: str = "", may_be_new: bool = False) -> str:
        shell = os.environ.get("RSYNC_RSH", "ssh -o BatchMode=yes -o ConnectTimeout=20")
        command = [self._rsync, "--protect-args", f"--rsh={shell}", f"--timeout={TIMEOUT_S}", *arguments]
        end_with_us = _end_with_us if sys.platform == "linux" else None
        limits = Limits(still_s=STILL_S, reading=True)
        try:
            with Helper(command, limits, feed=True, read=True, preexec_fn=end_with_us) as helper:
                with contextlib.suppress(BrokenPipeError):  # its own message is better
                    helper.write(given.encode())
                helper.close_input()
                answer = helper.read().decode("utf-8", "replace")
                status = helper.finish()
        except Stuck as error:
            raise StorageError(
                f"rsync to {self._root} {error}, and was stopped", hint="the same command goes on from here"
            ) from error
        except OSError as error:
            raise StorageError(f"rsync could not be started: {error.strerror}", hint="is it installed?") from error
        if status == 0:
            return answer
        if may_be_new and status == 23 and "No such file or directory" in helper.complaints:
            return ""
        lines = helper.complaints.splitlines() or [f"status {status}"]
        raise StorageError(
            f"rsync to {self._root} failed: {lines[0]}", hint="does ssh reach that host without asking for a password?"
        )
