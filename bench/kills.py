"""Kills commands before each rename, sync, link, deletion and commit that they make, and looks at what is left.

    python -m bench kills                                  every command, at every such call
    python -m bench.kills --commands mix feed --every 3    some commands, at every third call

In a small show that speaks in tones, each command runs once undisturbed, and then once for each such call, which it
does not survive. After each kill every episode that was there is there, and the feed names whole files only. The same
command then runs again, to its end: the show is as after the undisturbed run, `check` finds nothing, and no half of a
file is left, neither in the show nor in a folder that it was published to.

The calls are caught in the process itself, so neither strace nor rights are needed; only those of Python are seen, and
those of SQLite as far as they are commits. For random moments, and for other places, see `publish_kills`.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.publish_kills import BASE, WORDS, faults, tree
from bench.rows import Row
from podcaster import cli, doctor
from podcaster.batch import run as batch
from podcaster.config import Show, open_show
from podcaster.library import FILE_NAME, Library

CALLS = ("replace", "rename", "fsync", "link", "unlink", "remove", "rmdir", "truncate")
LEFT = (".part", ".tmp", ".sqlite.part-wal", ".sqlite.part-shm")  # endings of files that are not finished
KEY, VOICE_FILES = "en_US-reed-medium", "en/en_US/reed/medium"
MODEL = bytes(range(256)) * 400  # nothing looks into it
CONFIG = {"audio": {"sample_rate": 22050}, "espeak": {"voice": "en-us"}, "phoneme_id_map": {"_": [0]}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commands", nargs="+", default=list(COMMANDS), choices=list(COMMANDS))
    parser.add_argument("--every", type=int, default=1, help="only every n-th call")
    given = parser.parse_args()
    failed = False
    for found in results(given.commands, every=given.every):
        print(found, flush=True)
        failed |= bool(found.faults)
    sys.exit(1 if failed else 0)


def kills() -> Iterator[Row]:
    """For `python -m bench`."""
    for found in results(list(COMMANDS)):
        for fault in found.faults[:12]:
            print(f"  {found.command}: {fault}", file=sys.stderr)
        what = f"{found.command}, killed at each rename, sync, deletion and commit"
        yield Row(what, "0 faults", f"{len(found.faults)} at {found.points} moments", not found.faults)


def fewer() -> Iterator[Row]:
    """Some moments of each command."""
    every = 15
    found = list(results(list(COMMANDS), every=every))
    faults, points = sum(len(one.faults) for one in found), sum(one.points for one in found)
    what = f"{len(found)} commands, killed at every {every}th rename, sync, deletion and commit"
    yield Row(what, "0 faults", f"{faults} at {points} moments", not faults)


def results(commands: Sequence[str], *, every: int = 1) -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="podcaster-kills-") as folder:
        stage = Stage(Path(folder))
        for name in commands:
            yield Trial(stage, name).run(every)


@dataclass
class Result:
    """What was found when one command was killed."""

    command: str
    calls: int = 0  # that the command makes
    points: int = 0  # at which it was killed
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        more = "".join(f"\n    {line}" for line in self.faults[:12])
        return f"{self.command}: {self.calls} calls, killed at {self.points}, {len(self.faults)} faults{more}"


# ---------------------------------------------------------------- the shows


@dataclass(frozen=True)
class Command:
    """What is killed: its words, with {show}, {saved} and so on, and what is done to the show before."""

    words: str
    before: Callable[[Stage], None] = lambda _: None
    done: int = 0  # the status of the second run if the first had done all of it
    dated: bool = False  # its files have the time of day in them, so only their names are the same again


class Stage:
    """A show, a part of another one to be merged into it, saves, a voice to install, and a place to publish to."""

    def __init__(self, folder: Path, *, letters: int = 3, shard: bool = True) -> None:
        """*letters*: in the show. Without *shard*, nothing can be merged into it."""
        self._kept, self._now = folder / "kept", folder / "now"
        self._kept.mkdir()
        self.saved, self.more = self._now / "saved", self._now / "more"
        self.show, self.shard, self.web = self._now / "show", self._now / "shard", self._now / "web"
        self._now.mkdir()
        self.write(self.saved, range(letters))
        self.write(self.more, range(3, 5))
        self.write(self._now / "other", range(5, 7))
        for show, saved in ((self.show, self.saved), (self.shard, self._now / "other"))[: 2 if shard else 1]:
            show.mkdir()
            (show / "podcaster.toml").write_text(f'title = "Harbour"\nvoice = "tone"\nbase_url = "{BASE}"\njobs = 1\n')
            batch.run(open_show(show), [saved], batch.Options(force=True))
        self._put_voice(self._now / "mirror")
        self.web.mkdir()
        shutil.copytree(self._now, self._kept, dirs_exist_ok=True)

    def write(self, folder: Path, numbers: range) -> None:
        folder.mkdir(exist_ok=True)
        for number in numbers:
            about = f"---\ntitle: Letter {number}\ndate: 2026-01-{number + 10}\nlang: en\n---\n\n"
            (folder / f"{number}.md").write_text(f"{about}This is letter {number}. {WORDS}\n")

    def _put_voice(self, mirror: Path) -> None:
        card = b"# Model card for reed\n\n## Dataset\n\n* License: CC BY 4.0\n"
        files = {f"{KEY}.onnx": MODEL, f"{KEY}.onnx.json": json.dumps(CONFIG).encode(), "MODEL_CARD": card}
        about = {}
        (mirror / VOICE_FILES).mkdir(parents=True)
        for name, data in files.items():
            (mirror / VOICE_FILES / name).write_bytes(data)
            digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
            about[f"{VOICE_FILES}/{name}"] = {"size_bytes": len(data), "md5_digest": digest}
        (mirror / "voices.json").write_text(json.dumps({KEY: {"key": KEY, "name": "reed", "files": about}}))

    def reset(self) -> None:
        """Everything as it was."""
        shutil.rmtree(self._now)
        shutil.copytree(self._kept, self._now)

    def arguments(self, words: str) -> list[str]:
        places = {name: str(self._now / name) for name in ("show", "shard", "saved", "more", "web", "mirror")}
        return [word.format(**places) for word in words.split()]

    @property
    def voices(self) -> Path:
        return self._now / "voices"

    # ------------------------------------------------------------ what is done before a command

    def retitled(self) -> None:
        """A feed, an index and a cover that are out of date."""
        path = self.show / "podcaster.toml"
        path.write_text(path.read_text().replace("Harbour", "The quay"))

    def published(self) -> None:
        """An upload that is out of date."""
        ended(started(self, self.arguments("publish {web} --show {show}")))
        batch.run(open_show(self.show), [self.more], batch.Options(force=True))

    def unknown(self) -> None:
        """A library that is gone."""
        for path in (self.show / ".podcaster").glob(f"{FILE_NAME}*"):
            path.unlink()

    def damaged(self) -> None:
        path = self.show / ".podcaster" / FILE_NAME
        path.write_bytes(b"SQLite format 3\0" + b"?" * 5000)

    def rewritten(self) -> None:
        """An article whose episode is made again, and one that is new."""
        path = self.saved / "0.md"
        path.write_text(path.read_text().replace("nine", "half past ten"))
        shutil.copy(self.more / "3.md", self.saved)


COMMANDS = {
    "feed": Command("feed --show {show}", Stage.retitled),
    "cover": Command("show cover --show {show}", Stage.retitled),
    "remove": Command("remove 2 --yes --show {show}", done=65),
    "repair": Command("check --repair --show {show}", Stage.unknown),
    "repair-damaged": Command("check --repair --show {show}", Stage.damaged),
    "mix": Command("mix --show {show}", dated=True),
    "merge": Command("merge {shard} --show {show}"),
    "publish": Command("publish {web} --remove --show {show}"),
    "publish-again": Command("publish {web} --remove --show {show}", Stage.published),
    "voices": Command("voices install " + KEY + " --from {mirror}"),
    "batch": Command("batch {saved} --force --show {show}", Stage.rewritten),
    "menu": Command("batch {more} --menu --force --show {show}", dated=True),
}


# ---------------------------------------------------------------- one command


class Trial:
    """A command in its show, killed again and again."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage, self._command = stage, COMMANDS[name]
        self._result = Result(name)

    def run(self, every: int) -> Result:
        self._prepare()
        before = titles(self._stage.show)
        calls = self._stage.show.parent / "calls"
        status = ended(self._start(count=calls))
        self._wanted, self._listed = self._state(), len(titles(self._stage.show))
        self._result.calls = int(calls.read_text()) if calls.exists() else 0
        if status or not self._result.calls:
            self._result.faults.append(f"undisturbed, it ended with status {status} after {self._result.calls} calls")
            return self._result
        self._lost = before - titles(self._stage.show)  # by the command itself
        for call in range(1, self._result.calls + 1, every):
            self._prepare()
            if ended(self._start(kill=call)) == -signal.SIGKILL:
                self._result.points += 1
                self._result.faults += [f"at {call}: {fault}" for fault in self._after_kill(before)]
            if (status := ended(self._start())) not in (0, self._command.done):
                self._result.faults.append(f"at {call}: the next run ends with status {status}")
            self._result.faults += [f"at {call}: {fault}" for fault in self._in_the_end()]
        return self._result

    def _prepare(self) -> None:
        self._stage.reset()
        self._command.before(self._stage)

    def _start(self, *, kill: int = 0, count: Path | None = None) -> int:
        return started(self._stage, self._stage.arguments(self._command.words), kill=kill, count=count)

    def _state(self) -> dict[str, bytes]:
        """All that others may see, after the command."""
        stage = self._stage
        found = {f"{name}/{path}": data for name in ("show/public", "web", "voices") for path, data in self._tree(name)}
        if self._command.dated:  # its page and its transcript have its GUID; the others have its times
            return dict.fromkeys(found, b"")
        assert stage.show.is_dir()
        return {name: data for name, data in found.items() if not name.endswith(".lock")}

    def _tree(self, name: str) -> Iterator[tuple[str, bytes]]:
        folder = self._stage.show.parent / name
        return iter(tree(folder).items())

    def _after_kill(self, before: set[str]) -> Iterator[str]:
        wanted = {name.removeprefix("show/public/"): data for name, data in self._wanted.items()}
        public = tree(self._stage.show / "public")
        yield from faults(public, wanted)
        if "feed.xml" in tree(self._stage.web):
            sent = {name.removeprefix("web/"): data for name, data in self._wanted.items()}
            yield from (f"published: {fault}" for fault in faults(tree(self._stage.web), sent))
        if lost := before - self._lost - titles(self._stage.show):
            yield f"lost from the feed: {sorted(lost)}"

    def _in_the_end(self) -> Iterator[str]:
        state = self._state()
        for name in sorted(set(state) | set(self._wanted)):
            if name not in self._wanted:
                yield f"{name} is left over"
            elif name not in state:
                yield f"{name} is missing"
            elif state[name] != self._wanted[name]:
                yield f"{name} is not as after an undisturbed run"
        if (listed := len(titles(self._stage.show))) != self._listed:
            yield f"the feed lists {listed} episodes instead of {self._listed}"
        for path in self._stage.show.parent.rglob("*"):
            hidden = path.name.startswith((".publishing-", ".runs")) and path.is_dir()
            if path.name.endswith(LEFT) or hidden:
                yield f"{path.relative_to(self._stage.show.parent)} is left over"
        yield from unsound(self._stage.show)


def titles(show: Path) -> set[str]:
    """The GUIDs in the feed of a show."""
    with contextlib.suppress(FileNotFoundError):
        feed = (show / "public" / "feed.xml").read_text(encoding="utf-8")
        return {item.partition("</guid>")[0].rpartition(">")[2] for item in feed.split("<item>")[1:]}
    return set()


def unsound(folder: Path) -> Iterator[str]:
    """What `check` would complain of."""
    show: Show = open_show(folder)
    with Library(show.state / FILE_NAME) as library:
        library.refuse_damaged()
        for finding in doctor.check_show(show, library.episodes()):
            if finding.level is doctor.Level.ERROR:
                yield f"check: {finding}"


# ---------------------------------------------------------------- a process that is killed


def started(stage: Stage, arguments: Sequence[str], *, kill: int = 0, count: Path | None = None) -> int:
    """The command in a process of its own, which need not import anything; it is killed at the call of that number.

    *count*: where the number of calls is written instead.
    """
    sys.stdout.flush()
    if child := os.fork():
        return child
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        said = nowhere if kill or count else (stage.show.parent / "said").open("w", encoding="utf-8")
        sys.stdout = sys.stderr = said
        sys.argv = ["podcaster", *arguments]
        os.environ["PODCASTER_VOICES"] = str(stage.voices)
        clock = Calls(kill)
        clock.watch()
        code = 1
        try:
            cli.main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        finally:
            said.flush()
            if count:
                count.write_text(str(clock.number))
            os._exit(code)


def ended(child: int) -> int:
    """Its exit status; that of a signal is negative."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Calls:
    """Counts the calls that change what is on the disk for good, and kills the process just before one of them."""

    def __init__(self, last: int) -> None:
        self.number, self._last, self._turn = 0, last, threading.Lock()

    def step(self) -> None:
        with self._turn:
            self.number += 1
            if self.number == self._last:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """From here on, in this process."""
        for name in CALLS:
            setattr(os, name, self._counted(getattr(os, name)))
        connect, step = sqlite3.dbapi2.connect, self.step

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                if sql.lstrip().upper().startswith(("COMMIT", "PRAGMA WAL_CHECKPOINT")):
                    step()
                return super().execute(sql, *values)

            def commit(self) -> None:
                step()
                super().commit()

            def __exit__(self, *error: Any) -> Any:
                step()
                return super().__exit__(*error)

        def connected(*arguments: Any, **options: Any) -> sqlite3.Connection:
            return connect(*arguments, **({"factory": Connection} | options))

        sqlite3.connect = connected  # type: ignore[assignment]

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self.step()
            return call(*arguments, **options)

        for known in (os.supports_dir_fd, os.supports_follow_symlinks, os.supports_fd):
            if call in known:
                known.add(counted)
        return counted


if __name__ == "__main__":
    main()
