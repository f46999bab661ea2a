"""What is done with the sound: other formats, a new tag on the same sound, pictures of chapters, the dressing."""

import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3
from PIL import Image as Pictures

from podcaster.audio import cover, ffmpeg, mp3, tags
from podcaster.audio.cover import Sleeve
from podcaster.batch import run as batch
from podcaster.config import Show
from podcaster.episode import keys, mix
from podcaster.errors import StorageError, UsageError
from podcaster.files.locks import lock
from podcaster.library import Library
from podcaster.model import Status
from podcaster.publishing import repair
from podcaster.publishing import rules as feed_rules


def with_sound(show: Show, **sound: object) -> Show:
    return replace(show, settings=replace(show.settings, sound=replace(show.settings.sound, **sound)))


def only_episode(show: Show):
    with Library(show.state / "library.sqlite") as library:
        (episode,) = library.episodes()
    return episode


def decoded(path: Path) -> np.ndarray:
    command = [ffmpeg.find(), "-v", "error", "-i", path, "-map", "0:a", "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<i2")


def test_a_show_in_the_wrong_language_is_reported(show: Show, post: Path) -> None:
    """The feed names the setting's language, in which no episode is: reported once at the end, with the remedy."""
    notes: list[str] = []
    post.write_text(post.read_text().replace("---\n", "---\nlang: en\n", 1))
    batch.run(replace(show, settings=replace(show.settings, language="nl")), [post], note=notes.append)
    assert [note for note in notes if 'write language = "en"' in note] == notes[-1:]
    batch.run(show, [post], note=(after := list[str]()).append)
    assert not [note for note in after if "language" in note]


def test_a_new_way_of_mastering_reaches_posts_that_have_not_changed(
    show: Show, post: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive whose files are the same is encoded again when its sound is to be another."""
    monkeypatch.setattr(keys, "SOUND_VERSION", keys.SOUND_VERSION + 1)
    (outcome,) = batch.run(show, [post])
    assert (outcome.status, outcome.spoken) == (Status.MADE, 0)


@pytest.mark.parametrize(("name", "kind"), [("opus", "audio/ogg"), ("m4a", "audio/x-m4a"), ("m4b", "audio/mp4")])
def test_an_episode_in_another_format(show: Show, post: Path, name: str, kind: str) -> None:
    """File, feed, page, chapters and library agree on it; a second run does nothing; a lost library comes back."""
    other = with_sound(show, format=name)
    (outcome,) = batch.run(other, [post])
    assert outcome.path is not None
    assert outcome.path.suffix == f".{name}"
    said = tags.read(outcome.path)
    listed = json.loads(outcome.path.with_suffix(".chapters.json").read_text())["chapters"]
    assert [(c["start_ms"], c["title"]) for c in said["chapters"]] == [
        (round(c["startTime"] * 1000), c["title"]) for c in listed
    ]
    feed = (show.public / "feed.xml").read_text()
    assert f'type="{kind}"' in feed
    assert f'length="{outcome.path.stat().st_size}"' in feed
    assert f"{outcome.path.name}" in outcome.path.with_suffix(".html").read_text()
    findings = feed_rules.check_feed(feed.encode(), public=show.public)
    assert not [f for f in findings if f.level is feed_rules.Level.ERROR]
    assert [o.status for o in batch.run(other, [post])] == [Status.UNCHANGED]
    before = only_episode(other)
    (show.state / "library.sqlite").unlink()
    with lock(show.state / "lock"):
        assert repair.rebuild(other).episodes == 1
    assert replace(only_episode(other), source=before.source) == before


def test_a_change_of_format_leaves_no_old_file(show: Show, post: Path, made: Path) -> None:
    """The feed points at the new file, cached segments are reused, and the old file is then removed."""
    (second,) = batch.run(with_sound(show, format="opus"), [post])
    assert second.path is not None
    assert (second.status, second.spoken) == (Status.MADE, 0)
    assert second.path.exists()
    assert not made.exists()
    assert made.name not in (show.public / "feed.xml").read_text()


def test_a_mix_of_several_formats(show: Show, post: Path, made: Path, tmp_path: Path) -> None:
    """MP3 and Opus episodes become one mix, in the format of the show."""
    more = tmp_path / "saved" / "more.md"
    more.write_text(post.read_text().replace("A quiet harbour", "Another harbour").replace("/quiet", "/more"))
    other = with_sound(show, format="opus")
    batch.run(other, [more])
    for place in (other, show):
        with Library(show.state / "library.sqlite") as library:
            library._db.execute("DELETE FROM mixed")
            import datetime as dt

            made = mix.make(place, library, minutes=60, now=dt.datetime(2026, 1, 2 + (place is show), tzinfo=dt.UTC))
        assert made is not None
        assert made.path.suffix == f".{place.settings.sound.format}"
        chapters = tags.read(made.path)["chapters"]
        assert {c["title"] for c in chapters} == {e.title for e in made.parts}
        rate = 44_100 if made.path.suffix == ".mp3" else 48_000
        assert abs(len(decoded(made.path)) / rate * 1000 - made.episode.duration_ms) < 60


# ---------------------------------------------------------------- the same sound


@pytest.fixture
def encodings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that an encoder was started for."""
    found: list[Path] = []
    encode = mp3.encode
    monkeypatch.setattr(mp3, "encode", lambda *a, **k: (found.append(a[2]), encode(*a, **k))[1])
    return found


def test_a_new_show_title_encodes_nothing(show: Show, post: Path, made: Path, encodings: list[Path]) -> None:
    """Tag, page, library and feed are new; the sound is the same to the sample, and no segment is needed."""
    before, sound, count = only_episode(show), decoded(made), len(encodings)
    for segment in (show.state / "segments").rglob("*"):
        if segment.is_file():
            segment.unlink()
    renamed = replace(show, settings=replace(show.settings, title="Harbour letters", author="J. V."))
    (second,) = batch.run(renamed, [post])
    assert (second.status, second.spoken, len(encodings)) == (Status.MADE, 0, count)
    assert tags.read(made)["show"] == "Harbour letters"
    assert "Harbour letters" in made.with_suffix(".html").read_text()
    np.testing.assert_array_equal(decoded(made), sound)
    after = only_episode(show)
    assert (after.sound_key, after.guid, after.duration_ms) == (before.sound_key, before.guid, before.duration_ms)
    assert (after.key != before.key, after.sha256 != before.sha256) == (True, True)
    fresh = Show(show.folder.parent / "fresh", renamed.settings)
    batch.run(fresh, [post])
    for suffix in (".mp3", ".vtt", ".json", ".chapters.json", ".html", ".jpg"):
        one, other = made.with_suffix(suffix), fresh.episodes / made.with_suffix(suffix).name
        assert one.read_bytes() == other.read_bytes(), suffix


@pytest.mark.parametrize("damage", ["audio", "timeline", "no timeline"])
def test_what_was_kept_and_damaged_is_made_again(
    show: Show, post: Path, made: Path, encodings: list[Path], damage: str
) -> None:
    """A new title never copies a file that is not what was recorded."""
    count, sound = len(encodings), decoded(made)
    kept = show.state / "timelines" / f"{made.stem}.json.gz"
    if damage == "audio":
        data = bytearray(made.read_bytes())
        data[-3000:-2000] = bytes(1000)
        made.write_bytes(data)
    elif damage == "timeline":
        kept.write_bytes(kept.read_bytes()[:-20])
    else:
        kept.unlink()
    (second,) = batch.run(replace(show, settings=replace(show.settings, title="New")), [post])
    assert (second.status, len(encodings)) == (Status.MADE, count + 1)
    np.testing.assert_array_equal(decoded(made), sound)


@pytest.mark.parametrize("change", [{"loudness": -19.0}, {"quality": "small"}, {"theme": "wood"}, {"format": "opus"}])
def test_what_can_be_heard_is_encoded(
    show: Show, post: Path, made: Path, encodings: list[Path], change: dict[str, object]
) -> None:
    """Another loudness, quality, theme or format is another sound."""
    count = len(encodings)
    (second,) = batch.run(with_sound(show, **change), [post])
    assert (second.status, second.spoken) == (Status.MADE, 0)
    assert len(encodings) > count


def test_chapters_by_other_rules_encode_nothing(show: Show, post: Path, made: Path, encodings: list[Path]) -> None:
    """Chapter depth changes the tag, not the sound."""
    count = len(encodings)
    (second,) = batch.run(with_sound(show, chapter_depth=0), [post])
    assert (second.status, len(encodings)) == (Status.MADE, count)
    assert second.path is not None
    assert tags.read(second.path)["chapters"] == []


# ---------------------------------------------------------------- pictures of chapters


def painted(path: Path, size: tuple[int, int] = (900, 700), colour: str = "teal") -> Path:
    Pictures.effect_noise(size, 90).convert("RGB").save(path) if colour == "noise" else Pictures.new(
        "RGB", size, colour
    ).save(path)
    return path


def test_a_figure_is_the_picture_of_its_chapter(show: Show, post: Path) -> None:
    """It is in the tag and, if the show has an address, beside the episode; small, and removed with the figure."""
    painted(post.parent / "mate.png", colour="noise")
    painted(post.parent / "icon.png", (64, 64))
    text = post.read_text()
    post.write_text(
        text.replace("By the time", "![The mate at the rail](mate.png)\n\nBy the time").replace(
            "It took", "![Small](icon.png)\n\nIt took"
        )
    )
    public = replace(show, settings=replace(show.settings, base_url="https://pod.example/h/"))
    (outcome,) = batch.run(public, [post])
    assert outcome.path is not None
    chapters = ID3(outcome.path).getall("CHAP")
    shown = [len(c.sub_frames.getall("APIC")) for c in sorted(chapters, key=lambda c: c.start_time)]
    assert shown == [0, 1, 0]
    listed = json.loads(outcome.path.with_suffix(".chapters.json").read_text())["chapters"]
    assert [c.get("img", "") for c in listed] == [
        "",
        f"https://pod.example/h/episodes/{outcome.path.stem}.1.jpg",
        "",
    ]
    picture = outcome.path.with_suffix(".1.jpg").read_bytes()
    assert len(picture) < 100_000
    assert Pictures.open(io.BytesIO(picture)).size == (500, 500)
    post.write_text(text)
    batch.run(public, [post])
    assert not outcome.path.with_suffix(".1.jpg").exists()


# ---------------------------------------------------------------- what can go wrong


def test_a_bad_intro_is_told_before_the_run(show: Show, post: Path, made: Path) -> None:
    """Nothing is spoken, and the episode that was there stays as it was."""
    before = made.read_bytes()
    show.folder.joinpath("in.wav").write_bytes(b"not a sound")
    with pytest.raises(UsageError, match=r"intro .*in\.wav cannot be read"):
        batch.run(with_sound(show, intro="in.wav"), [post])
    assert made.read_bytes() == before


def test_an_intro_makes_a_new_sound(show: Show, post: Path, encodings: list[Path]) -> None:
    """Another file of the same name is another intro."""
    loud = with_sound(show, intro="in.wav")
    t = np.arange(16_000) / 8000
    for count, pitch in enumerate((300, 400), start=1):
        show.folder.mkdir(exist_ok=True)
        soundfile.write(show.folder / "in.wav", 0.3 * np.sin(2 * np.pi * pitch * t), 8000)
        (outcome,) = batch.run(loud, [post])
        assert (outcome.status, len(encodings)) == (Status.MADE, count)
    assert outcome.path is not None
    cues = json.loads(outcome.path.with_suffix(".json").read_text())["segments"]
    assert cues[0]["startTime"] == 2.5  # a moment of silence, two seconds, and the lead


@pytest.mark.parametrize("name", ["mp3", "opus", "m4b"])
@pytest.mark.parametrize("where", ["encode", "tags"])
def test_a_full_disk_leaves_what_was_there(
    show: Show, post: Path, monkeypatch: pytest.MonkeyPatch, name: str, where: str
) -> None:
    """While encoding or tagging: the run stops, no half file stays, the episode before is untouched."""
    place = with_sound(show, format=name)
    (first,) = batch.run(place, [post])
    assert first.path is not None
    before = {p.name: p.read_bytes() for p in show.episodes.iterdir()}
    post.write_text(post.read_text().replace("the rain had stopped", "the snow had stopped"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if where == "encode":
        real = ffmpeg.find()
        script = show.folder / "ffmpeg"
        script.write_text(f'#!/bin/sh\n{real} "$@" -fs 2000\necho No space left on device >&2\nexit 228\n')
        script.chmod(0o755)
        monkeypatch.setattr(ffmpeg, "packaged", lambda: script)
        place = replace(place, settings=replace(place.settings, ffmpeg=str(script)))
    else:
        monkeypatch.setattr(tags._FORMATS[f".{name}"], "save", full)
    with pytest.raises(StorageError, match="disk is full"):
        batch.run(place, [post])
    assert {p.name: p.read_bytes() for p in show.episodes.iterdir()} == before


def test_an_ffmpeg_that_is_too_old_is_told(show: Show, post: Path) -> None:
    """By its name, with what to do."""
    script = show.folder / "old"
    show.folder.mkdir(exist_ok=True)
    script.write_text("#!/bin/sh\necho \"Unrecognized option '-fflags'.\" >&2\nexit 1\n")
    script.chmod(0o755)
    old = replace(show, settings=replace(show.settings, ffmpeg=str(script)))
    (outcome,) = batch.run(old, [post])
    assert outcome.status is Status.FAILED
    assert "too old: Unrecognized option" in outcome.reason
    assert "setting ffmpeg" in outcome.hint
    assert not list(show.episodes.glob("*"))


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + bytes(40), b"GIF89a", b"\xff\xd8\xff" + bytes(9000)])
def test_a_damaged_cover_costs_nobody_an_episode(show: Show, post: Path, data: bytes) -> None:
    """The article's is replaced by a drawn one; the show's own is told by its name before the work, the feed stays."""
    (post.parent / "lead.png").write_bytes(data)
    post.write_text(post.read_text().replace("lang: en", "lang: en\nimage: lead.png"))
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.MADE
    before = (show.public / "feed.xml").read_bytes()
    (show.folder / "mine.png").write_bytes(data)
    mine = replace(show, settings=replace(show.settings, cover="mine.png"))
    with pytest.raises(UsageError, match=r"mine\.png cannot be used: .*(pixels|read|no picture)"):
        batch.run(mine, [post])
    assert (show.public / "feed.xml").read_bytes() == before


GERMAN = "Der Hafen war still, als die Fähre kam. Niemand hatte das Schiff vor dem Mittag erwartet. " * 6
ENGLISH = "The harbour was quiet when the ferry came in. Nobody had expected the boat before noon. " * 6


@pytest.mark.parametrize(
    ("text", "language", "form"), [(GERMAN, "de", "de"), (ENGLISH, "en", "en-GB"), (ENGLISH, "en-US", "en-US")]
)
def test_the_date_on_a_cover_is_in_the_language_of_the_article(
    show: Show, post: Path, text: str, language: str, form: str
) -> None:
    """A reader of German sees "5. März 2024"."""
    post.write_text(f"---\ntitle: Laternen\ndate: 2024-03-05\nlang: {language}\n---\n\n{text}\n")
    batch.run(show, [post], batch.Options(force=True))
    episode = only_episode(show)
    drawn = cover.draw(
        Sleeve(episode.title, show.settings.title, date=episode.published.date(), language=form, topic=episode.site)
    )
    assert (show.episodes / f"{episode.name}.jpg").read_bytes() == drawn


def test_a_new_look_leaves_the_covers_that_are_there(
    show: Show, post: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that draws differently changes no sound, no tag and no cover; new episodes have its look."""
    before = {path: path.read_bytes() for path in show.public.rglob("*") if path.suffix in (".mp3", ".jpg")}
    monkeypatch.setattr(cover, "MARK_HEIGHT", 0.2)
    (outcome,) = batch.run(show, [post])
    assert outcome.status is Status.UNCHANGED
    other = post.with_name("other.md")
    other.write_text(f"---\ntitle: Laternen\ndate: 2024-03-05\nlang: de\n---\n\n{GERMAN}\n")
    batch.run(show, [other], batch.Options(force=True))
    assert {path: path.read_bytes() for path in before} == before
    assert len(list(show.episodes.glob("*.mp3"))) == 2


def test_the_cover_of_a_show_is_drawn_again(show: Show, post: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`podcaster show cover` follows a new title; a second time changes nothing; a bad picture leaves the old one."""
    from typer.testing import CliRunner

    from podcaster.cli import app

    show.folder.mkdir()
    (show.folder / "podcaster.toml").write_text('title = "One"\n')
    path = show.public / "cover.jpg"
    seen = set()
    for title in ("One", "Another", "Another"):
        (show.folder / "podcaster.toml").write_text(f'title = "{title}"\n')
        done = CliRunner().invoke(app, ["show", "cover", "--show", str(show.folder)])
        assert done.exit_code == 0, done.output
        assert str(path) in done.output
        seen.add(path.read_bytes())
    assert len(seen) == 2
    painted(show.folder / "huge.png", (9000, 9000))
    (show.folder / "podcaster.toml").write_text('title = "Another"\ncover = "huge.png"\n')
    done = CliRunner().invoke(app, ["show", "cover", "--show", str(show.folder)])
    assert isinstance(done.exception, UsageError)
    assert "9000 x 9000 pixels, too many" in done.exception.message
    assert path.read_bytes() in seen


def test_a_format_that_is_none_of_ours_is_refused(show: Show, post: Path) -> None:
    """Before anything is read; the known ones are named."""
    from typer.testing import CliRunner

    from podcaster.cli import app

    done = CliRunner().invoke(app, ["convert", str(post), "--show", str(show.folder), "--format", "wma"])
    assert isinstance(done.exception, UsageError)
    assert "opus" in done.exception.hint
    assert not show.public.exists()
