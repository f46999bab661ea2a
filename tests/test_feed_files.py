"""The feed on disk: written a page at a time, all or nothing, and only what has changed."""

import os
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.config import Settings, Show
from podcaster.errors import FeedError
from podcaster.library import Library, dump
from podcaster.model import Episode
from podcaster.publishing import feed, feed_files, pages
from tests.shows import GUID, SETTINGS, episode, episodes, put_on_disk

THREE = replace(SETTINGS, feed_limit=3)


class Place:
    """A show whose episodes are on disk, and the library beside it."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.show = put_on_disk(folder, THREE, 9)
        self.library = library
        self.episodes = episodes(9)[::-1]

    def publish(self, settings: Settings = THREE) -> set[str]:
        """Returns the names of the files that were moved into place."""
        before = self.files()
        known = [(e, dump(e)) for e in self.episodes]
        changed = feed_files.publish(Show(self.show.folder, settings), self.library, known, guid=GUID, token="")
        after = self.files()
        assert changed is any(after[name] != before.get(name) for name in after)
        return {name for name in after | before if after.get(name) != before.get(name)}

    def files(self) -> dict[str, int]:
        public = self.show.public
        found = (p for p in (*public.glob("*.*"), *public.glob("archive/*")) if p.is_file())
        return {p.relative_to(public).as_posix(): p.stat().st_ino for p in found}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Library(tmp_path / "library.sqlite") as library:
        made = Place(tmp_path / "show", library)
        for path in made.show.public.glob("archive/*"):
            path.unlink()
        made.publish()
        yield made


def archived(place: Place, page: int) -> str:
    return (place.show.public / f"archive/{page}.xml").read_text()


def test_written_files_equal_the_built_feed(place: Place):
    """A page at a time or all at once: the same bytes."""
    built = feed.build(THREE, place.episodes, guid=GUID)
    assert {f"archive/{n}.xml" for n in range(1, 7)} | {"feed.xml"} == set(built)
    for name, data in built.items():
        assert (place.show.public / name).read_bytes() == data


def test_a_new_episode_changes_only_the_newest_pages(place: Place, monkeypatch: pytest.MonkeyPatch):
    """The feed, the front page and one archive page; the others are not even built again."""
    assert place.publish() == set()
    numbers = []
    build = feed.document

    def counting(*args: object, page: int, **more: object) -> bytes:
        numbers.append(page)
        return build(*args, page=page, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(feed, "document", counting)
    place.episodes[-1:] = []
    place.publish()
    place.episodes.append(episode(9))
    numbers.clear()
    assert place.publish() == {"feed.xml", "embed.json", "index.html", "archive/6.xml", "archive/6.html"}
    assert sorted(numbers) == [0, 1, 6]  # the first stands for the settings


def test_a_changed_episode_is_seen_on_an_old_page(place: Place):
    """Its notes are corrected: that page, and no other."""
    place.episodes[1] = replace(place.episodes[1], notes_html="<p>It came later.</p>")
    assert place.publish() == {"archive/2.xml"}
    assert "It came later." in archived(place, 2)
    place.episodes[1] = replace(place.episodes[1], title="The late ferry")
    assert place.publish() == {"archive/2.xml", "archive/2.html", "index.html"}


def test_a_changed_setting_is_seen_on_every_page(place: Place):
    """A new author of the show stands on the pages that were there, too."""
    changed = place.publish(replace(THREE, author="The harbour master"))
    assert {f"archive/{n}.xml" for n in range(1, 7)} | {"feed.xml"} <= changed
    assert "The harbour master" in archived(place, 1)


@pytest.mark.parametrize("suffix", [".xml", ".html"])
def test_a_page_that_was_lost_or_damaged_is_written_again(place: Place, suffix: str):
    """Nothing is taken for good only because it was once."""
    path = place.show.public / f"archive/3{suffix}"
    good = path.read_bytes()
    for spoil in (path.unlink, lambda: path.write_bytes(good[:-1]), lambda: path.write_bytes(good[::-1])):
        spoil()
        place.publish()
        assert path.read_bytes() == good


def test_a_feed_that_breaks_a_rule_replaces_nothing(place: Place):
    """Neither the bad page nor the good ones beside it, and nothing is left half-written."""
    before = place.files()
    place.episodes[0] = replace(place.episodes[0], title="Corrected")
    place.episodes[4] = replace(place.episodes[4], bytes=1)
    with pytest.raises(FeedError, match=r"ferry-5\.mp3"):
        place.publish()
    assert place.files() == before
    place.episodes[4], place.episodes[8] = episode(5), replace(place.episodes[8], bytes=1)
    with pytest.raises(FeedError, match=r"ferry-9\.mp3"):
        place.publish()
    assert place.files() == before
    place.episodes[8] = episode(9)
    place.publish()
    assert "Corrected" in archived(place, 1)


def test_the_feed_is_moved_into_place_last(place: Place, monkeypatch: pytest.MonkeyPatch):
    """Whenever a run is killed, the feed points at pages that are there."""
    moved = []
    move = os.replace

    def watched(source: str | Path, target: str | Path) -> None:
        moved.append(Path(target).name)
        move(source, target)

    monkeypatch.setattr(os, "replace", watched)
    place.publish(replace(THREE, author="The harbour master"))
    assert moved[-1] == "feed.xml"
    assert moved.count("feed.xml") == 1


def test_pages_that_nothing_points_at_any_more_are_removed(place: Place):
    """A show that became smaller leaves no archive behind."""
    del place.episodes[:8]
    assert {f"archive/{n}{s}" for n in range(1, 7) for s in (".xml", ".html")} <= place.publish()
    assert not list((place.show.public / "archive").iterdir())


def test_only_the_former_format_of_an_episode_is_removed(place: Place):
    """What was made again in another format is there once; what belongs to nobody is left alone."""
    folder = place.show.episodes
    for name in ("ferry-1.m4a", "ferry-2.opus", "stranger.opus"):
        (folder / name).write_bytes(b"sound")
    kept = replace(place.episodes[1], suffix=".opus", bytes=5)
    place.episodes[1] = kept
    place.publish()
    there = {p.name for p in folder.iterdir() if p.name.startswith(("ferry-1.", "ferry-2.", "stranger."))}
    assert {"ferry-1.mp3", "ferry-2.opus", "stranger.opus"} <= there
    assert not {"ferry-1.m4a", "ferry-2.mp3"} & there


def test_a_large_archive_has_a_small_front_page(place: Place, monkeypatch: pytest.MonkeyPatch):
    """The newest are listed, every older one is on a page that it leads to, and all are counted."""
    monkeypatch.setattr(feed_files, "LISTED", 2)
    front = place.show.public / "index.html"
    whole = front.read_text()
    place.publish()
    text = front.read_text()
    assert len(text) < len(whole)
    seen = re.findall(r'href="episodes/(ferry-\d)\.html"', text)
    assert seen == [f"ferry-{n}" for n in (9, 8, 7, 6, 5)]
    for page in re.findall(r'href="(archive/\d\.html)"', text):
        seen += re.findall(r'href="\.\./episodes/(ferry-\d)\.html"', (place.show.public / page).read_text())
    assert seen == [f"ferry-{n}" for n in range(9, 0, -1)]
    assert "9 episodes · 10 min" in text
    assert "9 episodes · 10 min" in whole


def test_memory_does_not_grow_with_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Five times the episodes take no more than a little more: only their pages are remembered."""
    monkeypatch.setattr("podcaster.publishing.rules.refuse_bad", lambda *_, **__: None)  # their files are not there
    monkeypatch.setattr(
        "podcaster.publishing.embeds.Embeds._bring", lambda *_: None
    )  # two files for each take a minute

    def many(count: int) -> Iterator[tuple[Episode, str]]:
        for number in range(1, count + 1):
            one = episode(number, notes_html=f"<p>{number} {'The ferry came. ' * 100}</p>", address="")
            yield one, dump(one)

    def peak(count: int) -> int:
        with Library(tmp_path / f"{count}.sqlite") as library:
            show = Show(tmp_path / str(count), replace(SETTINGS, feed_limit=30))
            tracemalloc.start()
            feed_files.publish(show, library, many(count), guid=GUID, token="")
            top = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return top

    monkeypatch.setattr(feed_files, "LISTED", 50)
    peak(100)  # what is loaded once
    # One of two: Python's own table of names has the parts of paths, and doubles by megabytes at some moment.
    most = 2 * peak(200)
    assert any(peak(count) < most for count in (1_000, 1_001))


def test_an_archive_page_for_people_keeps_its_bytes():
    """It links only to older pages, and to each of its episodes."""
    page = pages.archive_page(SETTINGS, episodes(3), 2)
    assert re.findall(r'<a href="([^"#]+)"', page) == [
        "../index.html",
        *(f"../episodes/ferry-{n}.html" for n in (3, 2, 1)),
        "1.html",
        "../index.html",
    ]
    assert "January 2, 2020 to January 4, 2020" in page
    assert ">Older episodes<" not in pages.archive_page(SETTINGS, episodes(3), 1)
