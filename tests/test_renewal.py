"""Pages of episodes that exist: a new look, a new title of the show and the episodes around them reach them all."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from podcaster.config import Channel, Show
from podcaster.library import Library, dump
from podcaster.model import Article, Block, BlockKind, Chapter, Cue, Episode, Note, NoteKind, TimedNote, WordMark
from podcaster.publishing import episode_page, feed_files, renewal, templates
from podcaster.publishing.episode_page import Around, Neighbour
from tests.shows import GUID, SETTINGS, episode, episodes, put_on_disk

WAVE = '{"duration_ms":2000,"levels":[9,99]}\n'
FERRY = tuple(WordMark(word, ms, ms + 200) for word, ms in (("The", 1000), ("<ferry>", 1300)))


def written(number: int, channel: Channel = SETTINGS, *, wave: str = WAVE, **changes: object) -> str:
    """The page of an episode as it is first written."""
    one = episode(number, **changes)
    article = Article(
        (Block(BlockKind.PARAGRAPH, "The <ferry>"), Block(BlockKind.HEADING, "Quay & sea")), title=one.title
    )
    cues = [Cue(0, 900, one.title, block=-1), Cue(1000, 1900, "The <ferry>", block=0, words=FERRY)]
    notes = [TimedNote(1300, Note(NoteKind.LINK, "a < b", 0, address="https://harbour.example/?a=1&b=2"))]
    chapters = [Chapter(0, 1000, ""), Chapter(1000, 2000, "Quay & sea")]
    return "".join(episode_page.read_along(article, one, cues, notes, chapters, channel, waveform=wave))


# As version 0.1.0 wrote it.
OLD = """<!doctype html>
<html lang="en">
<head><title>Ferry number 1</title></head>
<body>
<header class="top"><h1 data-c="0">Ferry number 1</h1></header>
<main>
<nav aria-label="Chapters"><details id="chapters"><summary>Chapters</summary><ol><li><button class="t" type="button" data-ms="0" aria-label="Play from 0:00">0:00</button> <span>Ferry number 1</span></li><li><button class="t" type="button" data-ms="1000" aria-label="Play from 0:01">0:01</button> <span>Quay &amp; sea</span></li></ol></details></nav>
<article id="text"><p><span class="s" data-c="1">The &lt;ferry&gt;</span></p>
<h2 id="b1">Quay &amp; sea</h2></article>
<details><summary>Links, when they are heard</summary><ul><li><button class="t" type="button" data-ms="1300" aria-label="Play from 0:01">0:01</button> <a href="https://harbour.example/?a=1&amp;b=2" rel="noreferrer">a &lt; b</a></li></ul></details>
</main>
<section class="player" aria-label="Player"><div class="wave needs-script" id="wave" hidden><svg viewBox="0 0 8 4"><path d="M2 1v2"/></svg></div></section>
<script type="application/json" id="data">{"guid":"urn:harbour:1","title":"Ferry number 1","cues":[[0,900,[]],[1000,1900,[0,3,1000,4,7,1300]]]}</script>
</body>
</html>
"""  # noqa: E501


def test_a_page_is_renewed_from_itself() -> None:
    """What it was made from is in it: the result is the same as if it had been made now, and again, and again."""
    page = written(1)
    assert renewal.renewed(page, episode(1), SETTINGS, Around()) == page
    around = Around(None, Neighbour("ferry-2", "Ferry & co", "en"))
    later = renewal.renewed(page, episode(1), SETTINGS, around)
    assert later != page
    assert '<a class="next" rel="next" href="ferry-2.html">' in later
    assert renewal.renewed(later, episode(1), SETTINGS, Around()) == page


def test_a_page_of_an_older_version_gets_the_new_look() -> None:
    """Text, chapters, links and times are those of the old page, all else is as it is written today."""
    assert renewal.renewed(OLD, episode(1), SETTINGS, Around()) == written(1, wave="")


@pytest.mark.parametrize("page", ["", "<!doctype html><title>By hand</title>", OLD.replace('"cues"', '"cue"')])
def test_what_is_no_page_of_ours_stays(page: str) -> None:
    """Somebody has put it there, or it is damaged: nothing is made up."""
    assert renewal.renewed(page, episode(1), SETTINGS, Around()) == ""


def test_everything_that_a_page_shows_is_in_its_digest() -> None:
    """Otherwise a page would stay as it was when that changes."""
    folder = resources.files("podcaster.publishing")
    files = [folder / "page_parts" / "read_along.html.j2", folder / "page_meta.py", folder / "episode_page.py"]
    used = set(re.findall(r"\bepisode\.([a-z_]+)", "".join(file.read_text(encoding="utf-8") for file in files)))
    assert used - {"file"} <= set(episode_page.SHOWN) <= set(dir(Episode))


class Place:
    """A show whose pages were written by podcaster."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.show, self.library = put_on_disk(folder, replace(SETTINGS, feed_limit=3), 9), library
        for number in range(1, 10):
            self.page(number).write_text(written(number), encoding="utf-8")

    def page(self, number: int) -> Path:
        return self.show.episodes / f"ferry-{number}.html"

    def publish(self, count: int = 9, without: int = 0, **changes: object) -> list[int]:
        """Publish the first *count* episodes; returns those whose pages have been written."""
        before = {number: self.page(number).stat().st_ino for number in range(1, 10)}
        show = Show(self.show.folder, replace(self.show.settings, **changes))  # type: ignore[arg-type]
        known = [(one, dump(one)) for one in episodes(count)[::-1] if one.number != without]
        feed_files.publish(show, self.library, known, guid=GUID, token="")
        return [number for number, file in before.items() if self.page(number).stat().st_ino != file]

    def around(self, number: int) -> list[str]:
        return re.findall(r'<link rel="(?:prev|next)" href="ferry-(\d+)\.html">', self.page(number).read_text())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Library(tmp_path / "library.sqlite") as library:
        yield Place(tmp_path / "show", library)


def test_each_page_leads_to_those_before_and_after(place: Place) -> None:
    """As in the list of the show, across the pages of the archive: next is the older one, as in the player."""
    assert place.publish() == list(range(1, 10))
    assert place.around(1) == ["2"]
    assert place.around(9) == ["8"]
    assert [place.around(n) for n in range(2, 9)] == [[f"{n + 1}", f"{n - 1}"] for n in range(2, 9)]
    assert '<link rel="next" href="ferry-8.html">' in place.page(9).read_text()


def test_a_serial_show_is_heard_from_the_beginning(place: Place) -> None:
    """Its list begins with the first chapter, and each page goes on to the following one."""
    place.publish(type="serial", feed_limit=300)
    assert place.around(1) == ["2"]
    assert '<link rel="next" href="ferry-2.html">' in place.page(1).read_text()
    assert [place.around(n) for n in range(2, 9)] == [[f"{n - 1}", f"{n + 1}"] for n in range(2, 9)]
    listed = re.findall(r'<h3><a href="episodes/ferry-(\d)\.html"', (place.show.public / "index.html").read_text())
    assert listed == [str(n) for n in range(1, 10)]


def test_a_new_episode_changes_the_page_of_one_other(place: Place) -> None:
    """That of the newest until then, which leads to it now; a run without news writes nothing."""
    place.publish(8)
    assert place.publish(8) == []
    assert place.publish(9) == [8, 9]
    assert place.publish(9) == []
    assert place.around(8) == ["9", "7"]


def test_an_episode_that_is_taken_back_closes_the_gap(place: Place) -> None:
    """Wherever it was: the two beside it lead to each other."""
    place.publish()
    assert place.publish(without=4) == [3, 5]
    assert place.around(3) == ["5", "2"]
    assert place.around(5) == ["6", "3"]


def test_a_new_title_of_the_show_reaches_all_pages(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so does a new template."""
    place.publish()
    assert place.publish(title="Letters from the quay") == list(range(1, 10))
    assert "Letters from the quay" in place.page(1).read_text()
    monkeypatch.setattr(templates, "digest", lambda: "another look")
    assert place.publish(title="Letters from the quay") == list(range(1, 10))


def test_pages_that_cannot_be_read_are_left_alone(place: Place) -> None:
    """One of another kind, one that is no text, and one that is missing."""
    place.page(2).write_text("<!doctype html>mine")
    place.page(3).write_bytes(b"\xff\xfe")
    assert place.publish() == [1, *range(4, 10)]
    assert place.page(2).read_text() == "<!doctype html>mine"


def test_only_the_beginning_of_a_current_page_is_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of ten hours has megabytes, and there may be three hundred in a feed."""
    place.publish()
    read: list[str] = []
    reading = Path.read_text

    def counting(path: Path, *args: object, **more: object) -> str:
        read.append(path.name)
        return reading(path, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "read_text", counting)
    place.publish()
    assert [name for name in read if name.startswith("ferry-")] == []
    os.utime(place.page(5))
    renew: Callable[..., bool] = renewal.bring
    assert renew(place.show, episode(5), Around()) is True
    assert read[-1] == "ferry-5.html"


def test_the_waveform_of_an_older_version_comes_from_its_file(place: Place) -> None:
    """The old page had it as a picture; for the player of today it lies beside it as numbers."""
    place.page(1).write_text(OLD, encoding="utf-8")
    place.publish()
    assert '"wave":{"duration_ms":1000,"levels":[99]}' in place.page(1).read_text()


def test_a_page_that_is_made_anew_meanwhile_stays(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run publishes while episodes are being finished: the old text never comes back."""
    made = written(5, title="Another text")
    reading = renewal.read

    def make() -> None:
        with renewal.writing:
            place.page(5).write_text(made, encoding="utf-8")

    thread = threading.Thread(target=make)

    def read(page: str) -> episode_page.Told | None:
        thread.start()
        thread.join(0.05)
        return reading(page)

    monkeypatch.setattr(renewal, "read", read)
    renewal.bring(place.show, episode(5), Around(Neighbour("ferry-4", "Four", "en")))
    thread.join()
    assert place.page(5).read_text(encoding="utf-8") == made
