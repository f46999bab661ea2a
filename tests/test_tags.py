"""What players show, and who the episode is: written once, read by all."""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from podcaster.audio import cover, ffmpeg, mp3, tags
from podcaster.audio.cover import Sleeve
from podcaster.config import Settings
from podcaster.errors import AudioError, StorageError
from podcaster.model import Chapter, Episode
from tests.audio_samples import episode as speech

EPISODE = Episode(
    guid="5b1f7c1e",
    name="a-quiet-harbour",
    title="A quiet harbour – 静かな港",
    published=dt.datetime(2024, 3, 5, 7, 8, tzinfo=dt.UTC),
    duration_ms=61_000,
    bytes=0,
    sha256="",
    key="ab" * 32,
    source="harbour.html",
    authors=("Ann Émile", "Bo Li"),
    description="What happened.\nAnd why.",
    notes_html="<p>See <a href='https://example.org'>this</a></p>",
    language="en-GB",
    site="Harbour Notes",
    address="https://example.org/häfen/1",
    tags=("sea", "port"),
    number=12,
    characters=900,
    has_chapters=True,
    voices=("heart",),
)
CHAPTERS = (
    Chapter(0, 30_000, "A quiet harbour"),
    Chapter(30_000, 61_000, "The ferry — “old” & grey", address="https://example.org/1#ferry"),
)
SHOW = Settings(title="Notes, read aloud", author="R. Quill", copyright="2024 R. Quill")


@pytest.fixture(scope="module")
def untagged(tmp_path_factory):
    path = tmp_path_factory.mktemp("tags") / "plain.mp3"
    mp3.master(lambda: iter(speech(2)), path, settings=Settings())
    return path.read_bytes()


@pytest.fixture
def path(untagged, tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(untagged)
    return path


def write(path, episode=EPISODE, **more):
    picture = cover.draw(Sleeve(episode.title, SHOW.title))
    tags.write(
        path,
        **{"episode": episode, "show": SHOW, "chapters": CHAPTERS, "cover": picture, "lyrics": "One.\n\nTwo."} | more,
    )
    return picture


def test_players_find_everything(path, untagged):
    """Title, people, show, date, language, text, cover, address and chapters, in a v2.3 tag before the sound."""
    picture = write(path, feed_url="https://example.org/feed.xml")
    said = tags.read(path)
    assert path.read_bytes().endswith(untagged)
    assert path.read_bytes()[:6] == b"ID3\x03\x00\x00"
    assert said["title"] == EPISODE.title
    assert said["artist"] == "Ann Émile, Bo Li"
    assert said["show"] == SHOW.title
    assert (said["track"], said["genre"], said["language"]) == ("12", "Podcast", "eng")
    assert (said["year"], said["day"], said["time"]) == ("2024", "0503", "0708")
    assert said["length_ms"] == "61000"
    assert said["description"] == EPISODE.description
    assert said["lyrics"] == "One.\n\nTwo."
    assert said["address"] == "https://example.org/h%C3%A4fen/1"
    assert said["cover"]["bytes"] == len(picture)
    assert tags.picture(path) == picture
    assert [c["title"] for c in said["chapters"]] == [c.title for c in CHAPTERS]
    assert [(c["start_ms"], c["end_ms"]) for c in said["chapters"]] == [(0, 30_000), (30_000, 61_000)]
    assert said["chapters"][1]["address"] == CHAPTERS[1].address


def test_text_in_ascii_is_latin_1_and_any_other_is_utf_16(path):
    """Players take Latin-1 for the code page of their machine, so an "É" must not be in it."""
    write(path)
    tag = ID3(path, translate=False)
    assert {frame: int(tag.getall(frame)[0].encoding) for frame in ("TIT2", "TPE1", "TALB", "COMM", "USLT")} == {
        "TIT2": 1,
        "TPE1": 1,
        "TALB": 0,
        "COMM": 0,
        "USLT": 0,
    }
    assert [int(chapter.sub_frames["TIT2"].encoding) for chapter in tag.getall("CHAP")] == [0, 1]


def test_a_library_can_be_rebuilt(path):
    """The episode comes back as it was, from the file alone."""
    write(path)
    found = tags.episode(path)
    assert found is not None
    assert found == replace(EPISODE, bytes=path.stat().st_size, sha256=found.sha256)


def test_tagging_twice_is_tagging_once(path):
    """The same input gives the same bytes; a new title replaces the old one and leaves the sound alone."""
    write(path)
    once = path.read_bytes()
    write(path)
    assert path.read_bytes() == once
    before = MP3(path).info.length
    write(path, replace(EPISODE, title="Another title"))
    assert tags.read(path)["title"] == "Another title"
    assert MP3(path).info.length == before


def test_little_is_enough(path):
    """An episode with only a title gets a valid tag."""
    bare = Episode("g", "n", "T", dt.datetime(2024, 1, 1, tzinfo=dt.UTC), 1000, 0, "", "k", "s")
    tags.write(path, episode=bare, show=Settings())
    said = tags.read(path)
    assert (said["title"], said["artist"], said["chapters"]) == ("T", "Narrated articles", [])
    assert not ID3(path).getall("CTOC")


def test_long_text_is_cut_between_words(path):
    """A title of a thousand words ends in an ellipsis, and no frame breaks a player."""
    long = "word " * 1000
    write(path, replace(EPISODE, title=long), lyrics="text " * 100_000)
    said = tags.read(path)
    assert len(said["title"]) <= 250
    assert said["title"].endswith("word…")
    assert len(said["lyrics"]) <= 100_000


def test_more_chapters_than_a_table_holds(path):
    """Chapters from number 255 on are merged into one, because the table counts in one byte."""
    many = [Chapter(i * 10, i * 10 + 10, f"Part {i}") for i in range(400)]
    write(path, chapters=many)
    found = tags.read(path)["chapters"]
    assert len(found) == 255
    assert found[-1]["end_ms"] == 4000


titles = st.text(min_size=0, max_size=60)


@given(title=titles, author=titles, about=titles, chapter=titles)
@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_survives(path, title, author, about, chapter):
    """Whatever a page calls itself, the tag is written, reads back the same, and holds no control characters."""
    strange = replace(EPISODE, title=title, authors=(author,), description=about)
    tags.write(path, episode=strange, show=SHOW, chapters=[Chapter(0, 1000, chapter)])
    said = tags.read(path)
    assert said.get("title", "") == tags.plain(title) or not title.strip()
    assert all(c.isprintable() for c in said.get("title", ""))


def test_an_untagged_or_foreign_file(path, untagged):
    """A file without our tag is no episode of ours, and no error."""
    assert tags.read(path) == {}
    assert tags.episode(path) is None
    assert tags.picture(path) is None


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises((StorageError, AudioError)):
        write(tmp_path / "none" / "a.mp3")
    with pytest.raises((StorageError, AudioError)):
        tags.read(tmp_path / "none.mp3")


@pytest.fixture(scope="module")
def other_formats(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    for suffix in (".opus", ".m4b"):
        mp3.master(lambda: iter(speech(2)), folder / f"a{suffix}", settings=Settings())
    return folder


@pytest.mark.parametrize("suffix", [".opus", ".m4b"])
def test_other_formats_say_the_same(other_formats, tmp_path, suffix):
    """Opus and M4B carry text, cover, chapters to the millisecond and who they are; the sound stays as it was."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes((other_formats / path.name).read_bytes())
    before = decoded(path)
    length = round(len(before) / 48)
    chapters = (Chapter(0, 1234, CHAPTERS[0].title), Chapter(1234, length, CHAPTERS[1].title, CHAPTERS[1].address))
    whole = replace(EPISODE, duration_ms=length, suffix=suffix)
    picture = write(path, whole, chapters=chapters)
    said = tags.read(path)
    assert (said["title"], said["artist"], said["show"]) == (EPISODE.title, "Ann Émile, Bo Li", SHOW.title)
    assert (said["track"], said["date"], said["language"]) == ("12", "2024-03-05T07:08", "eng")
    assert (said["description"], said["lyrics"]) == (EPISODE.description, "One.\n\nTwo.")
    assert [(c["start_ms"], c["end_ms"], c["title"]) for c in said["chapters"]] == [
        (c.start_ms, c.end_ms, c.title) for c in chapters
    ]
    assert tags.picture(path) == picture
    found = tags.episode(path)
    assert found == replace(whole, bytes=path.stat().st_size, sha256=found.sha256)
    np.testing.assert_array_equal(decoded(path), before)
    once = path.read_bytes()
    write(path, whole, chapters=chapters)
    assert path.read_bytes() == once
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name]


@pytest.mark.parametrize("suffix", [".opus", ".m4b"])
def test_ffmpeg_reads_the_chapters_of_other_formats(other_formats, tmp_path, suffix):
    """A reader that is not ours finds title and chapters, whatever is in a title."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes((other_formats / path.name).read_bytes())
    odd = "Ends; with = a \\ and # more"
    write(path, chapters=(Chapter(0, 1500, "One"), Chapter(1500, 3000, odd)))
    said = subprocess.run([ffmpeg.find(), "-hide_banner", "-i", path], capture_output=True, check=False).stderr.decode()
    assert "Chapter #0:0: start 0.000000, end 1.500000" in said
    assert "Chapter #0:1: start 1.500000" in said
    assert odd in said
    assert EPISODE.title in said


@pytest.mark.parametrize("suffix", [".opus", ".m4b"])
def test_other_formats_need_no_chapters(other_formats, tmp_path, suffix):
    """A short post without a heading is an episode in every format."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes((other_formats / path.name).read_bytes())
    write(path, chapters=())
    assert tags.read(path)["chapters"] == []
    assert tags.episode(path).guid == EPISODE.guid


def decoded(path):
    command = [ffmpeg.find(), "-v", "error", "-i", path, "-map", "0:a", "-ar", "48000", "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<i2")


@pytest.mark.parametrize("suffix", [".mp3", ".opus", ".m4b"])
@pytest.mark.parametrize("content", [b"", b"\0" * 2000, b"OggS" + bytes(60), b"\0\0\0\x18ftypM4B " + bytes(50)])
def test_rubbish_is_an_error_or_no_tag(tmp_path, suffix, content):
    """A damaged file of any format is told as one; no other library's error comes through."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    told = ""
    try:
        found = tags.read(path)
    except AudioError as error:
        told, found = error.message, {}
    assert found == {}
    assert not told or "a." in told
