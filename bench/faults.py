"""Random faults in random pairs during a batch of fifty articles, which the same command must mend afterwards.

    python -m bench.faults [--count 200] [--seed 1] [--keep FOLDER]

Twenty pairs fall on each show: the first while its fifty articles are made, the others while six are made again,
because their saves have changed. After each pair the faults that do not stay are mended, and the same command is run
until it succeeds (four times at most). If it asks for `check --repair`, that is run too, and counted. Then each good
article must be there as its save is now, every enclosure whole, no item of the former feed missing, no half-written
file left in public/, and `check` must find nothing. Two of the saves are no articles.

As root on Linux the show is on a disk of its own, which can be full, and the command has no right to pass over
permissions.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from bench.fault_table import FAULTS, Mend, Place, Run, pairs
from bench.rows import ROOT, Row
from bench.tones import WORDS
from podcaster import doctor
from podcaster.audio import ffmpeg
from podcaster.config import open_show
from podcaster.errors import PodcasterError
from podcaster.publishing import show_library

ARTICLES, CHANGED, PAIRS_A_SHOW = 50, 6, 20
TRIES, PATIENCE_S = 4, 180
NOT_ARTICLES = {"empty.html": b"<html><body></body></html>", "torn.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type"}
DONE = (0, 1)  # 1 because of those two


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="of faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="copy the shows in which something is wrong into this folder")
    given = parser.parse_args(arguments)
    if _can_mount() and "IN_A_NAMESPACE" not in os.environ:  # what is mounted here vanishes with this process
        command = ["unshare", "--mount", sys.executable, "-m", "bench.faults", *(arguments or sys.argv[1:])]
        os.execvpe("unshare", command, {**os.environ, "IN_A_NAMESPACE": "1"})
    tally = struck(given.count, given.seed, given.keep)
    print(tally)
    return 1 if tally.wrong else 0


def rows(count: int = 200) -> Iterator[Row]:
    """For `python -m bench`: in a process of its own, which mounts a disk."""
    command = [sys.executable, "-m", "bench.faults", "--count", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = re.search(r"(\d+) faults in (\d+) pairs;.*\nhow the command ended", done.stdout)
    wrong = re.search(r"^wrong: (\d+)", done.stdout, re.M)
    if not found or not wrong:
        raise SystemExit(f"faults: status {done.returncode}\n{(done.stdout + done.stderr)[-2000:]}")
    print(done.stdout[done.stdout.index("wrong:") :], file=sys.stderr)
    what = f"{found[1]} random faults in {found[2]} pairs, during batches of {ARTICLES} articles"
    promise = "every article made in the end, none lost from the feed"
    yield Row(what, promise, f"{wrong[1]} pairs with anything wrong", wrong[1] == "0")


def fewer() -> Iterator[Row]:
    """One show's worth."""
    yield from rows(2 * PAIRS_A_SHOW)


def struck(count: int, seed: int, keep: Path | None) -> Tally:
    """Let this number of faults happen, and look at what is left after each pair."""
    chance = random.Random(seed)
    tally = Tally()
    todo = list(pairs(chance, count))
    while todo:
        now, todo = todo[:PAIRS_A_SHOW], todo[PAIRS_A_SHOW:]
        with _place() as place:
            for number, pair in enumerate(now):
                if not Trial(place, pair, chance, tally).held(first=number == 0):
                    _keep(place, keep, pair)
                    todo = now[number + 1 :] + todo  # with another show
                    break
    return tally


def _can_mount() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("unshare") is not None


@contextlib.contextmanager
def _place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="podcaster-faults-") as folder:
        disk = "IN_A_NAMESPACE" in os.environ and _mounted(folder)
        try:
            place = Place(Path(folder), disk)
            place.furnish(ffmpeg.find())
            for name, content in NOT_ARTICLES.items():
                (place.saved / name).write_bytes(content)
            yield place
        finally:
            if disk:
                subprocess.run(["umount", "-l", folder], check=False)


def _mounted(folder: str) -> bool:
    return not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1g", "podcaster-faults", folder], check=False
    ).returncode


def _keep(place: Place, where: Path | None, pair: tuple[str, str]) -> None:
    if where is not None:
        name = f"{'-'.join(pair).replace(' ', '_')}-{time.time():.0f}"
        shutil.copytree(place.folder, where / name, symlinks=True, dirs_exist_ok=True)


@dataclass
class Tally:
    faults: collections.Counter[str] = field(default_factory=collections.Counter)
    pairs: int = 0
    again: int = 0  # how often the same command was run afterwards
    asked: int = 0  # how often it asked for `check --repair`
    endings: collections.Counter[str] = field(default_factory=collections.Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        count = sum(self.faults.values())
        lines = [f"{count} faults in {self.pairs} pairs; the same command again: {self.again}, repairs: {self.asked}"]
        lines += ["how the command ended: " + ", ".join(f"{how} {n}" for how, n in self.endings.most_common())]
        lines += [", ".join(f"{name} {n}" for name, n in sorted(self.faults.items()))]
        return "\n".join([*lines, f"wrong: {len(self.wrong)}", *self.wrong])


class Trial:
    """One pair of faults, and what came of it."""

    def __init__(self, place: Place, pair: tuple[str, str], chance: random.Random, tally: Tally) -> None:
        self._place, self._pair, self._chance, self._tally = place, pair, chance, tally
        self._wrong: list[str] = []
        self._said = place.folder / "said.txt"

    def held(self, *, first: bool) -> bool:
        for number in range(ARTICLES) if first else self._chance.sample(range(ARTICLES), CHANGED):
            _write(self._place, number, self._chance)
        if self._place.library.exists():
            shutil.copy(self._place.library, self._place.older)
        before = set() if first else set(_items(self._place))
        ends = [self._struck(first), *self._again()]
        self._look(before)
        tally = self._tally
        tally.pairs += 1
        tally.faults.update(self._pair)
        tally.again += len(ends) - 1
        tally.endings[str(ends[0])] += 1
        line = f"{' + '.join(self._pair)}: {' '.join(map(str, ends))}"
        print(line, *self._wrong, sep="\n    ", flush=True)
        tally.wrong += [f"{line}: {one}" for one in self._wrong]
        return not self._wrong

    def _struck(self, first: bool) -> int | str:
        """Run the command, let both faults happen to it, and mend them; its status."""
        run = self._command()
        mends: list[Mend] = []
        time.sleep(self._chance.uniform(0.2, 25 if first else 9))
        for name in self._pair:
            mend = FAULTS[name](self._place, run, self._chance)
            if mend:
                mends.append(mend)
            time.sleep(self._chance.choice((0, 0.3, 2)))
        for mend in reversed(mends):
            mend()
        return self._end_of(run)

    def _command(self, *words: str) -> Run:
        return self._place.start(*(words or ("batch", str(self._place.saved))), said=self._said)

    def _end_of(self, run: Run) -> int | str:
        try:
            return run.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._wrong.append(f"hung for {PATIENCE_S} s")
            run.kill()
            run.wait()
            return "hung"

    def _again(self) -> Iterator[int | str]:
        """The same command until it succeeds; and the repair, where it asks for that."""
        for _ in range(TRIES):
            status = self._end_of(self._command())
            yield status
            said = self._said.read_text(errors="replace")
            if "Traceback" in said or "unexpected" in said:
                self._wrong.append(f"an exception: {said[-600:]}")
            if status in DONE and not _unmade(self._place):
                return
            if "check --repair" in said:
                self._tally.asked += 1
                yield f"repair:{self._end_of(self._command('check', '--repair'))}"
        self._wrong.append(f"not done after {TRIES} times: {said[-900:]}")

    def _look(self, before: set[str]) -> None:
        try:
            items = _items(self._place)
            self._wrong += [f"no longer in the feed: {guid}" for guid in before - set(items)]
            unmade = _unmade(self._place)
            self._wrong += [f"not made as they are saved: {len(unmade)}, {', '.join(unmade[:5])}"] if unmade else []
            if len(items) != ARTICLES:
                self._wrong.append(f"{len(items)} items in the feed")
            self._wrong += [f"not whole: {file}" for file, size in items.values() if _size(self._place, file) != size]
            left = list((self._place.show / "public").rglob(".*.part")) + list(self._place.episodes.glob(".*.part"))
            self._wrong += [f"left behind: {path.name}" for path in left]
            self._wrong += [f"a second show: {path.name}" for path in self._place.folder.glob("second-*/.podcaster")]
            show = open_show(self._place.show)
            with show_library.for_reading(show) as library:
                self._wrong += [f"check: {finding}" for finding in doctor.check_show(show, library.episodes())]
        except (PodcasterError, OSError, ElementTree.ParseError) as error:
            self._wrong.append(f"could not be looked at: {error}")


def _write(place: Place, number: int, chance: random.Random) -> None:
    """A save, or its new edition: other words, but the same article."""
    path = place.saved / f"{number:02}.txt"
    edition = _edition(path) + 1
    own = random.Random(number)
    told = [" ".join(own.choices(WORDS, k=12)).capitalize() + "." for _ in range(8)]
    for at in chance.sample(range(8), 1 if edition > 1 else 0):
        told[at] = " ".join(chance.choices(WORDS, k=12)).capitalize() + "."
    name = " and ".join(own.sample(WORDS, 3))
    path.write_text(f"The {name}\n\nThis is edition {edition} of story {number:02}. {' '.join(told)}\n")


def _edition(path: Path) -> int:
    found = re.search(r"edition (\d+) of", path.read_text()) if path.exists() else None
    return int(found[1]) if found else 0


def _items(place: Place) -> dict[str, tuple[str, int]]:
    """GUID -> name and bytes of the enclosure, of every item in the feed."""
    feed = ElementTree.parse(place.show / "public" / "feed.xml")
    found = {}
    for item in feed.iter("item"):
        enclosure = item.find("enclosure")
        if enclosure is not None:
            found[item.findtext("guid") or ""] = (
                enclosure.attrib["url"].split("/")[-1],
                int(enclosure.attrib["length"]),
            )
    return found


def _unmade(place: Place) -> list[str]:
    """Saves whose present words no episode of the feed has."""
    try:
        files = [place.episodes / Path(file).with_suffix(".srt") for file, _ in _items(place).values()]
        said = " ".join(" ".join(path.read_text().split()) for path in files if path.exists())
    except (OSError, ElementTree.ParseError):
        said = ""
    saves = sorted(place.saved.glob("[0-9]*.txt"))
    return [path.name for path in saves if f"edition {_edition(path)} of story {path.stem}." not in said]


def _size(place: Place, file: str) -> int:
    with contextlib.suppress(OSError):
        return (place.episodes / file).stat().st_size
    return -1


if __name__ == "__main__":
    sys.exit(main())
