"""Kills `podcaster publish` at random moments, and looks at what listeners would find at the target each time.

    python -m bench.publish_kills                                 20 kills each of INT, TERM and KILL, to each target
    python -m bench.publish_kills --kills 5 --targets folder rsync --seed 3

Every second kill hits the first upload of a show, the others an update: new episodes, and one that replaces another.
After each kill no feed at the target may name a file that is absent or has fewer bytes than it says; then the same
command runs again. It must send nothing that had arrived, except what was on its way (one file; to a store a few; a
call of rsync: one batch, whose files rsync compares itself), complete the show, and leave nothing half-written there.

`s3` needs moto[server], a store on this machine; `rsync` needs rsync, and talks to this machine without SSH.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.rows import Row as Figure
from bench.rows import unmeasured
from podcaster import cli
from podcaster.batch import run as batch
from podcaster.config import open_show
from podcaster.serving import publish as publishing
from podcaster.serving.memory import FILE_NAME
from podcaster.serving.remote import BATCH
from podcaster.serving.target import WORKERS

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
BASE = "https://pod.example/harbour/"
FIRST, MORE = 8, 5  # episodes of the first upload, and new ones of the update
WORDS = "The ferry came in at nine with the mail, and nobody on the quay had seen a quieter morning that year. "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="in an upload, of each signal, to each target")
    parser.add_argument("--targets", nargs="+", default=list(PLACES), choices=list(PLACES))
    parser.add_argument("--signals", nargs="+", default=[one.name for one in SIGNALS])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("| target | signal | kills | in an upload | bad feeds | sent twice, at most | left behind |")
    print("|---|---|---|---|---|---|---|")
    failed = False
    for row, good in results(given.targets, [signal.Signals[one] for one in given.signals], given.kills, given.seed):
        print(row, flush=True)
        failed |= not good
    sys.exit(1 if failed else 0)


def rows() -> Iterator[Figure]:
    """For `python -m bench`."""
    for target in PLACES:
        if target == "rsync" and not shutil.which("rsync"):
            yield unmeasured(
                f"publish to {target}, killed", "0 bad feeds", "rsync not installed: apt-get install rsync"
            )
            continue
        found = list(results([target], SIGNALS, 20, 1))
        kills, bad = sum(row.hit for row, _ in found), sum(len(row.bad) for row, _ in found)
        twice, left = max(row.twice for row, _ in found), sum(len(row.left) for row, _ in found)
        measured = f"{bad} bad feeds, {twice} files sent twice at most, {left} left behind"
        what = f"publish to {target}, killed in {kills} uploads (INT, TERM, KILL)"
        yield Figure(
            what, "no bad feed; sent again at most what was in flight", measured, all(good for _, good in found)
        )


def results(
    targets: Sequence[str], signals: Sequence[signal.Signals], kills: int, seed: int
) -> Iterator[tuple[Row, bool]]:
    """The row of each target and signal, and whether all is well."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="podcaster-kills-") as folder:
        stages = Stages(Path(folder))
        for name in targets:
            with PLACES[name](Path(folder)) as place:
                for number in signals:
                    row = Row(name, number.name)
                    while row.hit < kills and row.kills < 3 * kills:
                        trial(stages, place, number, chance, row, update=row.kills % 2 == 1)
                    yield row, not (row.bad or row.left or row.twice > place.in_flight)


@dataclass
class Row:
    """What was found after the kills of one signal."""

    target: str
    signal: str
    kills: int = 0
    hit: int = 0  # while something was being sent
    bad: list[str] = field(default_factory=list)
    twice: int = 0
    left: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        bad, left = len(self.bad), len(self.left)
        more = "".join(f"\n    {line}" for line in (self.bad + self.left)[:5])
        return f"| {self.target} | {self.signal} | {self.kills} | {self.hit} | {bad} | {self.twice} | {left} |{more}"


# ---------------------------------------------------------------- a show at two moments


class Stages:
    """A show as it is published first, and as it is after another night. Each trial begins with a copy."""

    def __init__(self, folder: Path) -> None:
        self.show, self._saved = folder / "show", folder / "saved"
        self._kept = {False: folder / "first", True: folder / "later"}
        self._memories: dict[str, dict[Path, bytes]] = {}
        self._saved.mkdir()
        self.show.mkdir()
        (self.show / "podcaster.toml").write_text(f'title = "Harbour"\nvoice = "tone"\nbase_url = "{BASE}"\n')
        self._night(range(FIRST), WORDS)
        shutil.copytree(self.show, self._kept[False])
        self._night(range(FIRST, FIRST + MORE), WORDS)
        self._night(range(1), WORDS.replace("nine", "half past ten"))
        shutil.copytree(self.show, self._kept[True])

    def _night(self, numbers: range, words: str) -> None:
        for number in numbers:
            text = f"# Letter {number}\n\n" + f"This is letter {number}. {words * (3 + number % 4)}\n\n" * 3
            (self._saved / f"{number}.md").write_text(text)
        batch.run(open_show(self.show), [self._saved])

    def put(self, *, later: bool) -> None:
        """Bring the show to one of the two moments, keeping what it remembers of its target."""
        memory = self._memory() if later else {}
        shutil.rmtree(self.show)
        shutil.copytree(self._kept[later], self.show)
        for path, data in memory.items():
            path.write_bytes(data)

    def bring_first(self, place: Place) -> None:
        """The first upload, done once for each place and then repeated file by file."""
        if place.target not in self._memories:
            publish(self, place)
            self._memories[place.target] = self._memory()
            return
        place.put(self.public())
        for path, data in self._memories[place.target].items():
            path.write_bytes(data)

    def _memory(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in self.show.glob(f".podcaster/{FILE_NAME}*")}

    def public(self) -> dict[str, bytes]:
        return tree(self.show / "public")


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# ---------------------------------------------------------------- one kill


def trial(
    stages: Stages, place: Place, number: signal.Signals, chance: random.Random, row: Row, *, update: bool
) -> None:
    """Publish, kill it at a random moment, look at the target; then publish again to the end and look once more."""
    place.empty()
    stages.put(later=False)
    first = stages.public() if update else {}
    if update:
        stages.bring_first(place)
        stages.put(later=True)
    wanted = stages.public()
    planned = place.steps(first, wanted)
    row.kills += 1
    sent = place.clock(stages) + chance.randrange(planned)
    row.hit += killed(stages, place, number, after=sent, pause=chance.random() / 200)
    there = place.files()
    row.bad += [f"{row.signal}: {fault}" for fault in faults(there, wanted)]
    again = publish(stages, place)
    row.twice = max(row.twice, sum(there.get(name) == wanted[name] for name in again))
    after = place.files()
    row.left += sorted(set(after) - set(wanted))
    row.bad += [f"{name} is not as it should be in the end" for name in wanted if after.get(name) != wanted[name]]


def publish(stages: Stages, place: Place) -> tuple[str, ...]:
    return publishing.publish(open_show(stages.show), place.target).sent


def started(stages: Stages, place: Place) -> int:
    """The command in a process of its own, which need not import anything: twenty kills a minute instead of two."""
    if child := os.fork():
        return child
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        sys.argv = ["podcaster", "publish", place.target, "--show", str(stages.show), "--json"]
        code = 1
        try:
            cli.main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        finally:
            os._exit(code)


def arrived(stages: Stages) -> int:
    """How many files are recorded as arrived."""
    path = stages.show / ".podcaster" / FILE_NAME
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db,
    ):
        return int(db.execute("SELECT COUNT(*) FROM file WHERE arrived").fetchone()[0])
    return 0


def killed(stages: Stages, place: Place, number: signal.Signals, *, after: int, pause: float) -> bool:
    """Start publish and send it the signal once *after* files have arrived. Returns whether that ended it."""
    before = set((stages.show / ".podcaster").glob(".publishing-*"))
    child, ended, status = started(stages, place), 0, 0
    while not ended:
        begun = set((stages.show / ".podcaster").glob(".publishing-*")) - before
        if begun and place.clock(stages) >= after:
            time.sleep(pause)
            os.kill(child, number)
            _, status = os.waitpid(child, 0)
            break
        time.sleep(0.001)
        ended, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) != 0


def faults(there: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> Iterator[str]:
    """What a listener would miss: files that a feed there names, absent or with fewer bytes than it says.

    An episode that replaces one has its new length while the former feed is still there; only less is a fault.
    """
    for name, data in there.items():
        if not name.endswith(".xml"):
            continue
        feed = data.decode()
        for file in re.findall(rf'"{re.escape(BASE)}((?:episodes|archive)/[^"]+|cover\.jpg|feed\.css)"', feed):
            if file not in there:
                yield f"{name} names {file}, which is absent"
        for tag in re.findall(r"<enclosure [^>]*>", feed):
            file = re.search(rf'url="{re.escape(BASE)}([^"]+)"', tag)
            length = re.search(r'length="(\d+)"', tag)
            if not file or not length:
                yield f"{name}: {tag}"
            elif len(there.get(file[1], b"")) != int(length[1]) and there.get(file[1]) != wanted.get(file[1], b""):
                yield f"{name} says {length[1]} bytes of {file[1]}, which has {len(there.get(file[1], b''))}"


# ---------------------------------------------------------------- places


class Place(ABC):
    """A target on this machine."""

    target: str
    in_flight = 1  # files that may be on their way at a time

    def clock(self, stages: Stages) -> int:
        """Grows with each file that is sent."""
        return arrived(stages)

    def steps(self, first: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> int:
        """By how much the clock grows in an upload."""
        return sum(first.get(name) != data for name, data in wanted.items())

    def __enter__(self) -> Place:
        return self

    def __exit__(self, *_: object) -> None:
        self.empty()

    @abstractmethod
    def empty(self) -> None: ...

    @abstractmethod
    def put(self, files: Mapping[str, bytes]) -> None: ...

    @abstractmethod
    def files(self) -> dict[str, bytes]: ...


class InFolder(Place):
    def __init__(self, folder: Path) -> None:
        self._root = folder / "www"
        self.target = str(self._root)

    def empty(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)

    def put(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            (self._root / name).parent.mkdir(parents=True, exist_ok=True)
            (self._root / name).write_bytes(data)

    def files(self) -> dict[str, bytes]:
        return tree(self._root)


class OverRsync(InFolder):
    in_flight = BATCH

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.target = f"pod.example:{self._root}"
        shell = folder / "ssh"
        shell.write_text('#!/bin/sh\nshift\nexec sh -c "$*"\n')
        shell.chmod(0o755)
        os.environ["RSYNC_RSH"] = str(shell)

    def clock(self, stages: Stages) -> int:  # noqa: ARG002 - a call of rsync is recorded as a whole
        """How many files are at the far end; one that replaces another is not seen."""
        return sum(not name.startswith(".") for _, _, names in os.walk(self._root) for name in names)

    def steps(self, first: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> int:
        return len(set(wanted) - set(first)) or 1

    def files(self) -> dict[str, bytes]:
        time.sleep(0.3)  # the far end hears of the end of a killed run a moment later
        return super().files()


class InStore(Place):
    target = "s3://harbour/pod"
    in_flight = WORKERS

    def __init__(self, _folder: Path) -> None:
        import boto3  # type: ignore[import-untyped,import-not-found,unused-ignore]

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{port}"
        code = f"import sys; from moto.server import main; main(['-p', '{port}'])"
        self._server = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
        self._client: Any = boto3.client("s3")
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return
            time.sleep(0.1)
        raise RuntimeError("the store did not start")

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait()

    def empty(self) -> None:
        urllib.request.urlopen(f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/reset", data=b"").close()
        self._client.create_bucket(Bucket="harbour")

    def put(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            self._client.put_object(Bucket="harbour", Key=f"pod/{name}", Body=data)

    def files(self) -> dict[str, bytes]:
        keys = [e["Key"] for e in self._client.list_objects_v2(Bucket="harbour").get("Contents", ())]
        return {k.removeprefix("pod/"): self._client.get_object(Bucket="harbour", Key=k)["Body"].read() for k in keys}


PLACES: dict[str, type[Any]] = {"folder": InFolder, "s3": InStore, "rsync": OverRsync}


if __name__ == "__main__":
    main()
