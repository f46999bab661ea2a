"""A mix: what has not been heard, in one episode of at most so many minutes, the same sound to the last bit."""

import datetime as dt
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pictures

from podcaster.audio import ffmpeg, tags
from podcaster.batch import run as batch
from podcaster.config import Show, Sound
from podcaster.episode import mix
from podcaster.errors import InputError, StorageError
from podcaster.files.locks import lock
from podcaster.library import Library
from podcaster.model import Status
from podcaster.publishing.publisher import Publisher
from tests.shows import episode

FORCE = batch.Options(force=True)  # they are short
NOW = dt.datetime(2026, 11, 22, 6, 30, tzinfo=dt.UTC)


def posts(folder: Path, numbers: range) -> Path:
    folder.mkdir(exist_ok=True)
    for n in numbers:
        text = f"The ferry number {n} crossed the wide bay before the fog had lifted. " * 2
        head = (
            f"---\ntitle: Ferry {n}\nauthor: Jo Vane\ndate: 2019-05-{n:02}\nurl: https://harbour.example/{n}\n---\n\n"
        )
        (folder / f"{n}.md").write_text(f"{head}{text}\n\nThen the mate number {n} tied it up.\n")
    return folder


def pictured(folder: Path) -> Path:
    """A post with a picture in its second chapter."""
    folder.mkdir(exist_ok=True)
    Pictures.effect_noise((900, 600), 80).convert("RGB").save(folder / "mate.png")
    text = "The ferry crossed the wide bay before the morning fog had lifted from the water. " * 6
    body = f"{text}\n\n## The mate\n\n![The mate at the rail](mate.png)\n\n{text}"
    (folder / "mate.md").write_text(f"---\ntitle: The mate\ndate: 2019-05-04\n---\n\n{body}\n")
    return folder


def addresses_of_pictures(show: Show) -> list[str]:
    """Where the chapters of all episodes say that their pictures are."""
    listed = [json.loads(path.read_text())["chapters"] for path in show.episodes.glob("*.chapters.json")]
    return [chapter["img"] for chapters in listed for chapter in chapters if "img" in chapter]


def make(show: Show, minutes: float = 35) -> mix.Mix | None:
    with lock(show.state / "lock"), Library(show.state / "library.sqlite") as library:
        return mix.make(show, library, minutes=minutes, now=NOW)


def without_power(monkeypatch: pytest.MonkeyPatch, owner: type, show: Show) -> None:
    """A mix, until the `publish` of *owner*."""

    def cut(*_: object, **__: object) -> None:
        raise StorageError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(owner, "publish", cut)
        with pytest.raises(StorageError):
            make(show)


def samples(path: Path) -> np.ndarray:
    command = [ffmpeg.find(), "-v", "error", "-i", path, "-ar", "44100", "-ac", "1", "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<f4")


@given(st.lists(st.integers(1000, 4_000_000)), st.integers(60_000, 7_200_000))
def test_a_mix_is_never_longer_than_asked_for(lengths: list[int], limit: int) -> None:
    """What does not fit lets the next one pass; the order stays; nothing that would have fitted is left behind."""
    waiting = [episode(n, duration_ms=length) for n, length in enumerate(lengths)]
    chosen = mix.pack(waiting, limit)
    assert sum(e.duration_ms for e in chosen) <= limit
    assert [e.number for e in chosen] == sorted(e.number for e in chosen)
    left = limit - sum(e.duration_ms + mix.JOIN_MS for e in chosen)
    assert all(e in chosen or e.duration_ms + mix.JOIN_MS > left for e in waiting)


def test_the_newest_are_heard_first_each_from_its_chapter_on(show: Show, tmp_path: Path) -> None:
    """An episode of its own in the feed: chapters with links, notes with times, and the very same sound."""
    batch.run(show, [posts(tmp_path / "posts", range(1, 4))], FORCE)
    made = make(show)
    assert made is not None
    assert made.episode.title == "Mix of November 22, 2026: 3 articles"
    assert [p.title for p in made.parts] == ["Ferry 3", "Ferry 2", "Ferry 1"]
    chapters = tags.read(made.path)["chapters"]
    assert [c["title"] for c in chapters] == ["Ferry 3", "Ferry 2", "Ferry 1"]
    assert [c["address"] for c in chapters] == [f"https://harbour.example/{n}" for n in (3, 2, 1)]
    assert made.episode.notes_html.count("<li>") == 3
    assert '<a href="https://harbour.example/2">Ferry 2</a> (Jo Vane' in made.episode.notes_html
    whole = samples(made.path)
    for part, chapter in zip(made.parts, chapters, strict=True):
        own = samples(show.episodes / f"{part.name}.mp3")
        at = chapter["start_ms"] * 441 // 10
        there = whole[max(0, at - 2000) : at + len(own) + 2000]
        size = len(there) + len(own)
        product = np.fft.irfft(np.fft.rfft(there, size) * np.conj(np.fft.rfft(own, size)), size)
        lag = int(product.argmax())
        assert abs(lag - min(at, 2000)) < 30 * 44.1  # milliseconds
        end = min(len(own), len(there) - lag) - 2000  # its last frame is heard together with the next one's first
        assert np.abs(there[lag + 2000 : lag + end] - own[2000:end]).max() < 1e-4
    assert "Mix of November 22, 2026" in (show.public / "feed.xml").read_text()
    page = made.path.with_suffix(".html").read_text()
    assert page.count("crossed the wide bay") == 6
    assert 'data-c="' in page


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("de-AT", "Mix vom 22. November 2026: 2 Artikel"),
        ("fr", "Sélection du 22 novembre 2026 : 2 articles"),
        ("en-GB", "Mix of 22 November 2026: 2 articles"),
        ("ru", "Mix of November 22, 2026: 2 articles"),
    ],
)
def test_a_mix_has_a_title_in_the_language_of_the_show(show: Show, tmp_path: Path, language: str, title: str) -> None:
    """The words and the date; English in a language that the narrator has no words in."""
    show = replace(show, settings=replace(show.settings, language=language))
    batch.run(show, [posts(tmp_path / "posts", range(1, 3))], FORCE)
    made = make(show)
    assert made is not None
    assert made.episode.title == title
    assert tags.read(made.path)["title"] == title


def test_a_mix_of_one_article_says_so() -> None:
    day = NOW.date()
    assert mix.title_of(day, 1, "de") == "Mix vom 22. November 2026: 1 Artikel"
    assert mix.title_of(day, 1, "en") == "Mix of November 22, 2026: 1 article"


def test_an_episode_is_in_one_mix_only(show: Show, tmp_path: Path) -> None:
    """Nor is a mix itself; when there is nothing new there is nothing to do, and batch leaves mixes alone."""
    folder = posts(tmp_path / "posts", range(1, 3))
    batch.run(show, [folder], FORCE)
    assert make(show) is not None
    assert make(show) is None
    posts(folder, range(3, 4))
    outcomes = batch.run(show, [folder], FORCE)
    assert sorted(o.status for o in outcomes) == [Status.MADE, Status.UNCHANGED, Status.UNCHANGED]
    second = make(show)
    assert second is not None
    assert [p.title for p in second.parts] == ["Ferry 3"]
    assert (show.public / "feed.xml").read_text().count("<item>") == 5


def test_an_episode_of_another_quality_is_encoded_again(show: Show, tmp_path: Path) -> None:
    """A show whose settings changed can be mixed; the whole has one preset, and every episode is heard."""
    batch.run(show, [posts(tmp_path / "posts", range(1, 3))], FORCE)
    small = Show(show.folder, replace(show.settings, sound=Sound(quality="small")))
    batch.run(small, [posts(tmp_path / "more", range(3, 4))], FORCE)
    made = make(show)
    assert made is not None
    assert len(made.parts) == 3
    assert made.episode.duration_ms == pytest.approx(sum(p.duration_ms for p in made.parts), abs=400)
    assert len(samples(made.path)) / 44.1 == pytest.approx(made.episode.duration_ms, abs=60)


def test_a_mix_that_nothing_fits_into_says_which_length_would_do(show: Show, tmp_path: Path) -> None:
    """The hint is the length that works."""
    batch.run(show, [posts(tmp_path / "posts", range(1, 2))], FORCE)
    with pytest.raises(InputError) as caught:
        make(show, 0.01)
    assert caught.value.hint == "--minutes 1"


def test_a_mix_that_was_cut_short_is_the_same_mix_again(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after the file is in place and before it is recorded: one mix, one file."""
    batch.run(show, [posts(tmp_path / "posts", range(1, 3))], FORCE)

    without_power(monkeypatch, Library, show)
    made = make(show)
    assert made is not None
    assert list(show.episodes.glob("*mix*.mp3")) == [made.path]
    assert (show.public / "feed.xml").read_text().count("<item>") == 3


def test_a_mix_that_was_cut_short_before_its_feed_is_in_the_feed_after_the_next_command(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nothing is left to mix, and the listener waits for the mix that was made."""
    batch.run(show, [posts(tmp_path / "posts", range(1, 3))], FORCE)

    without_power(monkeypatch, Publisher, show)
    assert (show.public / "feed.xml").read_text().count("<item>") == 2
    assert make(show) is None
    assert (show.public / "feed.xml").read_text().count("<item>") == 3
    assert len(list((show.public / "embed").glob("*-mix-*.html"))) == 1
