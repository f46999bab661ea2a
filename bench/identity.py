"""What an episode keeps when its article, its show or the library changes: GUID, date and enclosure, as a table.

    python -m bench.identity [--quick]

Each change alone, and all in pairs, of an article with an address and of one without; each in a show of its own, which
is made, changed and made again. The episode is then looked up in feed.xml. --quick makes no sound and asks the library
instead: the table of the tests.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from podcaster import reading
from podcaster.batch.run import run
from podcaster.config import Settings, Show
from podcaster.episode.workshop import Workshop
from podcaster.library import FILE_NAME, Library
from podcaster.model import Episode
from podcaster.publishing.repair import repair

TITLE, DAY, ADDRESS = "The last ferry", "2019-05-04", "https://harbour.example/last-ferry"
PARAGRAPHS = (
    "The last ferry of the season left at half past six, with four passengers and a dog that belonged to none of them.",
    "On the quay the man from the kiosk was taking down his flags. He folded each of them twice and put them into a "
    "crate that had once held oranges, and he did not look up when the horn was blown for the third time.",
    "I had come to ask about the lighthouse. Nobody on the island wanted to talk about it, and the one person who did "
    "had moved to the mainland in the spring, to a street behind the fish market where the trams turn.",
    "So I sat in the waiting room and read the timetable, which was for another year, until the woman who sells the "
    "tickets told me that she was locking up and that the hotel would be glad of a guest.",
    "The hotel had eleven rooms, and in ten of them the beds had been taken apart for the winter.",
)
EDITED = {
    "four passengers": "five passengers",
    "He folded each of them twice": "He folded every one of them",
    "until the woman who sells the tickets": "until the clerk",
}
ADDED = "Correction: an earlier version of this letter counted four passengers. The purser was not on the list."


class Seen(NamedTuple):
    """An episode as an app sees it."""

    guid: str
    date: str
    enclosure: str


@dataclass(slots=True)
class Case:
    """A show with one article. Each change is a method: it changes what the next making finds."""

    folder: Path
    addressed: bool = True
    quick: bool = False
    title: str = TITLE
    day: str = DAY
    paragraphs: Sequence[str] = PARAGRAPHS
    place: str = "saved/letter.md"
    settings: Settings = field(default_factory=lambda: Settings(voice="tone", base_url="https://one.example/show"))

    @property
    def show(self) -> Show:
        return Show(self.folder / "show", self.settings)

    # ------------------------------------------------------------ the changes

    def retitle(self) -> None:
        self.title = "A letter about the lighthouse"

    def move(self) -> None:
        self.place = f"moved/2019/{'a ' if self.place.startswith('again') else ''}letter from the island{self.suffix}"

    def save_again(self) -> None:
        """With another program: another name, another format."""
        self.place = f"{'moved/' if self.place.startswith('moved') else 'again/'}page-3471.html"

    def edit(self) -> None:
        text = "\n".join(self.paragraphs)
        for old, new in EDITED.items():
            text = text.replace(old, new)
        self.paragraphs = (*text.split("\n"), ADDED)

    def correct_date(self) -> None:
        self.day = "2019-05-14"

    def change_voice(self) -> None:
        self.settings = replace(self.settings, voice="system" if self.quick else "tone", pace=1.3)

    def change_base_url(self) -> None:
        self.settings = replace(self.settings, base_url="https://two.example/podcast")

    def lose_library(self) -> None:
        """And have it rebuilt from the episodes."""
        if not self.quick:
            shutil.rmtree(self.show.state)
            repair(self.show)
            return
        path = self.show.state / FILE_NAME
        with Library(path) as library:
            told = [replace(one, source=Path(one.source).name) for one in library.episodes()]  # as tags have it
        path.unlink()
        with Library(path) as library:
            library.restore(told)

    # ------------------------------------------------------------ making

    @property
    def suffix(self) -> str:
        return Path(self.place).suffix

    def make(self) -> list[Seen]:
        """Save the article as it is now, make its episode, and look at the feed."""
        for name in ("saved", "moved", "again"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        path = self.folder / self.place
        path.parent.mkdir(parents=True)
        path.write_text(self._page() if path.suffix == ".html" else self._post(), encoding="utf-8")
        return self._asked(path) if self.quick else self._made(path)

    def _made(self, path: Path) -> list[Seen]:
        for outcome in run(self.show, [path]):
            if outcome.reason:
                raise SystemExit(f"{outcome.source}: {outcome.reason}")
        items = ElementTree.parse(self.show.public / "feed.xml").iterfind("channel/item")
        return [
            Seen(item.findtext("guid", ""), item.findtext("pubDate", ""), item.find("enclosure").get("url", ""))  # type: ignore[union-attr]
            for item in items
        ]

    def _asked(self, path: Path) -> list[Seen]:
        with Library(self.show.state / FILE_NAME) as library:
            shop = Workshop(self.show, library)
            for article in reading.read(path):
                job = shop.open(article, dt.datetime.now(dt.UTC))
                library.seen(job.entry, job.known)
                episode = Episode(
                    guid=job.entry.guid,
                    name=job.entry.name,
                    title=article.title,
                    published=job.published,
                    duration_ms=1000,
                    bytes=1,
                    sha256="",
                    key=job.key,
                    source=article.source,
                    address=article.address,
                    text_sha256=job.text_sha256,
                    sketch=job.known.sketch,
                    dated=job.known.dated,
                    added=job.added,
                )
                library.publish(job.entry, episode)
            base = shop.publisher.base
            return [Seen(e.guid, f"{e.published:%a, %d %b %Y}", f"{base}{e.file}") for e in library.episodes()]

    def _post(self) -> str:
        address = f"url: {ADDRESS}\n" if self.addressed else ""
        head = f"---\ntitle: {self.title}\nauthor: Jo Vane\ndate: {self.day}\n{address}lang: en\n---\n\n"
        return head + "\n\n".join(self.paragraphs) + "\n"

    def _page(self) -> str:
        link = f'<link rel="canonical" href="{ADDRESS}?utm_source=letter">' if self.addressed else ""
        return (
            f'<!doctype html><html lang="en"><head><title>{self.title}</title>{link}'
            f'<meta property="article:published_time" content="{self.day}"></head>'
            f"<body><nav><a href='/'>Home</a> <a href='/about'>About</a></nav><article><h1>{self.title}</h1>"
            f"{''.join(f'<p>{one}</p>' for one in self.paragraphs)}</article></body></html>"
        )


CHANGES: dict[str, Callable[[Case], None]] = {
    "retitled": Case.retitle,
    "moved": Case.move,
    "saved again": Case.save_again,
    "edited": Case.edit,
    "date corrected": Case.correct_date,
    "other voice": Case.change_voice,
    "other base_url": Case.change_base_url,
    "library lost": Case.lose_library,
}


def combinations() -> Iterator[tuple[str, ...]]:
    """Each change alone, all pairs, and all at once."""
    yield from ((name,) for name in CHANGES)
    yield from itertools.combinations(CHANGES, 2)
    yield tuple(CHANGES)


def before_and_after(case: Case, names: Sequence[str]) -> tuple[list[Seen], list[Seen]]:
    """What the feed lists before the changes and after them."""
    before = case.make()
    for name in names:
        CHANGES[name](case)
    return before, case.make()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    print("| changed | address | GUID | pubDate before | after | enclosure |")
    print("| --- | --- | --- | --- | --- | --- |")
    for names, addressed in itertools.product(combinations(), (True, False)):
        with tempfile.TemporaryDirectory() as folder:
            (before,), after = before_and_after(Case(Path(folder), addressed, quick), names)
        kept = "kept" if [one.guid for one in after] == [before.guid] else f"LOST: {len(after)} episodes"
        what = " + ".join(names) if len(names) < len(CHANGES) else "all of these"
        told = after[0]
        host = told.enclosure.rpartition("/episodes/")[0]
        same = "the same" if told.enclosure == before.enclosure else f"the same file at {host}"
        if told.enclosure.rpartition("/")[2] != before.enclosure.rpartition("/")[2]:
            same = f"LOST: {told.enclosure}"
        with_address = "yes" if addressed else "no"
        print(f"| {what} | {with_address} | {kept} | {before.date[5:16]} | {told.date[5:16]} | {same} |", flush=True)


if __name__ == "__main__":
    main()
