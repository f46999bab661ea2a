"""An author's own recording: which sounds are one, and an episode whose sound it is."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from podcaster.audio import decoding, ffmpeg, loudness, recorded
from podcaster.cli.sources import saved_files
from podcaster.config import Settings, Show, load
from podcaster.episode import own
from podcaster.errors import UnsupportedError
from podcaster.library import Library
from podcaster.model import Episode, Recording, Role, Utterance
from podcaster.publishing.rules import Level, check_feed
from podcaster.reading import read
from podcaster.sources import recordings as fetching
from tests.commands import podcaster
from tests.formats import build
from tests.sites import Site

TEXT = f"<p>{build.GULLS}</p><p>{build.BREAD}</p><p>{build.FERRY}</p>"
ADDRESS = "https://quay.example/gulls"
LINKED = TEXT.replace("the cheapest concert", f'<a href="{ADDRESS}">the cheapest concert</a>')


def sound(seconds: float = 3.0, rate: int = 22_050, level: float = 0.05, *, kind: str = "WAV") -> bytes:
    """A rising and falling tone, much too quiet, in two channels."""
    times = np.arange(int(seconds * rate)) / rate
    wave = level * np.sin(2 * np.pi * 220 * times) * (0.6 + 0.4 * np.sin(2 * np.pi * times))
    out = io.BytesIO()
    soundfile.write(out, np.stack([wave, wave], axis=1), rate, format=kind)
    return out.getvalue()


def page(body: str = "", head: str = "") -> str:
    return build.page(body=f"{body}{TEXT}", head=f'<link rel="canonical" href="{ADDRESS}">{head}')


def found(path: Path) -> Recording | None:
    (article,) = read(path)
    return article.recording


# ---------------------------------------------------------------- which sound is one


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<p>Listen to this post:</p><audio controls src="/a/gulls.mp3"></audio>', ""),
        ('<figure><audio controls><source src="/a/gulls.mp3" type="audio/mpeg"></audio>'
         "<figcaption>Read by the author</figcaption></figure>", ""),
        ('<div class="article-audio"><audio src="/a/gulls.mp3"></audio></div>', ""),
        ('<audio src="/a/gulls.mp3" title="Hörfassung"></audio>', ""),
        ("", '<meta property="og:audio" content="https://quay.example/a/gulls.mp3">'),
        ("", '<script type="application/ld+json">{"@type": "BlogPosting", "headline": "The gulls are back", "audio": '
             '{"@type": "AudioObject", "contentUrl": "/a/gulls.mp3"}}</script>'),
    ],
)  # fmt: skip
def test_a_recording_of_the_text_is_found(body: str, head: str, tmp_path: Path) -> None:
    """By the words around a player, the names of its elements, and what the page's data call its audio."""
    path = tmp_path / "gulls.html"
    path.write_text(page(body, head))
    recording = found(path)
    assert recording is not None
    assert recording.address == "https://quay.example/a/gulls.mp3"


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<audio controls src="/a/foghorn.mp3"></audio>', ""),
        ('<p>The foghorn, a field recording:</p><audio controls src="/a/article-audio.mp3"></audio>', ""),
        ('<div class="speechkit"><p>Listen to this post</p><audio src="/a/gulls.mp3"></audio></div>', ""),
        ('<p>Listen to this post, read by an automated voice.</p><audio src="/a/gulls.mp3"></audio>', ""),
        ('<p>Listen to this article in our podcast.</p><audio src="/a/gulls.mp3"></audio>', ""),
        ('<div class="sponsor"><p>Hear this story</p><audio src="/a/gulls.mp3"></audio></div>', ""),
        ('<p>Listen to this post</p><iframe src="https://player.example/embed/episode/7"></iframe>', ""),
        ('<p>Listen to this post</p><audio loop src="/a/sea.mp3"></audio>', ""),
        ('<p>Listen to this post: one</p><audio src="/1.mp3"></audio><p>Listen to this post: two</p>'
         '<audio src="/2.mp3"></audio>', ""),
        ("", '<meta property="og:type" content="music.song"><meta property="og:audio" content="https://q.example/a.mp3">'),
    ],
)  # fmt: skip
def test_other_sounds_are_not_taken_for_one(body: str, head: str, tmp_path: Path) -> None:
    """A sound that the text is about, a voice of a program, a podcast, an advert, another site's player, a loop."""
    path = tmp_path / "gulls.html"
    path.write_text(page(body, head))
    assert found(path) is None


@pytest.mark.parametrize(
    ("size", "address", "is_one"),
    [
        (1_000_000, "https://quay.example/a.mp3", True),
        (0, "https://quay.example/a.mp3", True),
        (60_000_000, "https://quay.example/a.mp3", False),
        (9_000, "https://quay.example/a.mp3", False),
        (1_000_000, "https://quay.example/amazon-polly/a.mp3", False),
        (1_000_000, "file:///etc/a.mp3", False),
    ],
)
def test_a_file_of_an_item_is_one_if_it_can_be_its_text(size: int, address: str, is_one: bool, tmp_path: Path) -> None:
    """An hour is a podcast with notes, a second is a sample. In JSON Feed, RSS and Atom."""
    item = {"id": "1", "url": ADDRESS, "title": "Gulls", "content_html": TEXT}
    sounds = [{"url": "https://q.example/a.pdf", "mime_type": "application/pdf"}]
    sounds.append({"url": address, "mime_type": "audio/mpeg", "size_in_bytes": size})
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Q", "items": [{**item, "attachments": sounds}]}
    (tmp_path / "feed.json").write_text(json.dumps(feed))
    said = f"<title>Gulls</title><link>{ADDRESS}</link><description><![CDATA[{TEXT}]]></description>"
    enclosure = f'<enclosure url="{address}" type="audio/mpeg" length="{size}"/>'
    (tmp_path / "feed.xml").write_text(f"<rss><channel><title>Q</title><item>{said}{enclosure}</item></channel></rss>")
    for name in ("feed.json", "feed.xml"):
        assert found(tmp_path / name) == (Recording(address, "audio/mpeg", size) if is_one else None), name


def test_a_sound_file_beside_the_save_is_one(tmp_path: Path) -> None:
    """Of the same name, or where the page says that it is; not outside of its folder."""
    (tmp_path / "gulls.md").write_text(f"# Gulls\n\n{build.GULLS}\n\n{build.BREAD}\n")
    assert found(tmp_path / "gulls.md") is None
    (tmp_path / "gulls.wav").write_bytes(sound())
    assert found(tmp_path / "gulls.md") == Recording(path=tmp_path / "gulls.wav")
    folder = tmp_path / "page_files"
    folder.mkdir()
    (folder / "me.wav").write_bytes(sound())
    for source, path in (("page_files/me.wav", folder / "me.wav"), ("../me.wav", None)):
        (tmp_path / "page.html").write_text(page(f'<p>Listen to this post</p><audio src="{source}"></audio>'))
        recording = found(tmp_path / "page.html")
        assert recording is not None
        assert recording.path == path


# ---------------------------------------------------------------- what becomes of it


def made(show: Path) -> Episode:
    with Library(show / ".podcaster" / "library.sqlite") as library:
        [episode] = library.episodes()
        return episode


def save(folder: Path, *, own_audio: str, body: str = LINKED) -> tuple[Path, Path]:
    """A save with its recording beside it, and a show."""
    show = folder / "show"
    show.mkdir()
    (show / "podcaster.toml").write_text(f'voice = "tone"\nown_audio = "{own_audio}"\n')
    path = folder / "gulls.html"
    path.write_text(build.page(body=f'<p class="byline">By Anna Reed</p>{body}'))
    (folder / "gulls.wav").write_bytes(sound())
    return path, show


def test_an_article_that_its_author_has_recorded_is_skipped_if_so_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reason; explain says that there is a recording, and a voice reads it by default."""
    path, show = save(tmp_path, own_audio="skip")
    code, out, _ = podcaster(capsys, "convert", path, "--json", "--show", show)
    [outcome] = json.loads(out)["outcomes"]
    assert (code, outcome["status"], outcome["reason"]) == (0, "skipped", "its author has recorded it: gulls.wav")
    code, out, _ = podcaster(capsys, "explain", path, "--show", show)
    assert "the author has recorded it: gulls.wav" in " ".join(out.split())
    (article,) = read(path)
    assert own.recording(article, Settings()) is None
    assert own.recording(article, Settings(own_audio="use")) == tmp_path / "gulls.wav"


def test_a_recording_becomes_the_sound_of_the_episode(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At the loudness of the show, with tag, cover, page and notes, and without a transcript that nobody wrote."""
    path, show = save(tmp_path, own_audio="use")
    code, out, _ = podcaster(capsys, "convert", path, "--show", show)
    assert code == 0, out
    episode = made(show)
    assert (episode.voices, episode.characters, episode.authors) == ((), 0, ("Anna Reed",))
    assert abs(episode.duration_ms - 3000) <= 1
    assert abs(level_of(show / "public/episodes" / episode.file) + 16) <= 0.5
    beside = {kind: (show / f"public/episodes/{episode.name}{kind}").read_text() for kind in (".vtt", ".html")}
    assert "00:00:00.000 --> 00:00:03.000 Read by Anna Reed, without a transcript." in " ".join(beside[".vtt"].split())
    assert build.GULLS not in beside[".vtt"]
    assert build.GULLS in beside[".html"]
    assert "<p>Read by Anna Reed, without a transcript.</p>" in beside[".html"]
    assert "synthetic" not in beside[".html"]
    assert ".vtt" not in beside[".html"]
    assert f'<li><a href="{ADDRESS}">the cheapest concert</a></li>' in episode.notes_html
    findings = check_feed((show / "public/feed.xml").read_bytes(), public=show / "public")
    assert [one for one in findings if one.level is Level.ERROR] == []
    _, out, _ = podcaster(capsys, "convert", path, "--json", "--show", show)
    assert [one["status"] for one in json.loads(out)["outcomes"]] == ["unchanged"]


def level_of(path: Path) -> float:
    meter = loudness.Meter(44_100)
    for samples in decoding.blocks(path, 44_100, meter.chunk, tool=ffmpeg.find(), seconds=3):
        meter.add(samples)
    return meter.lufs()


def test_a_loud_recording_is_held_below_the_peak_and_sounds_the_same_across_its_pieces(tmp_path: Path, show: Show):
    """Clicks that are ten times as loud as the speech do not decide how loud the speech is."""
    rate = 44_100
    wave = 0.05 * np.sin(2 * np.pi * 300 * np.arange(11 * rate) / rate)
    wave[rate // 2 :: 2 * rate] = 0.9
    soundfile.write(tmp_path / "clicks.flac", wave, rate)
    said = Utterance("Read by me.", "", Role.NARRATOR, "", "en", 0)
    mastered, line = recorded.master(
        tmp_path / "clicks.flac", tmp_path / "out.mp3", said, settings=show.settings, tool=ffmpeg.find()
    )
    assert abs(mastered.lufs + 16) <= 0.5
    assert mastered.true_peak_db <= -1
    assert [cue.text for cue in line.cues] == ["Read by me."]
    heard = np.concatenate(list(decoding.blocks(tmp_path / "out.mp3", rate, 5 * rate, tool=ffmpeg.find(), seconds=11)))
    border = heard[5 * rate - 400 : 5 * rate + 400]
    assert np.abs(np.diff(border)).max() < 2.2 * np.pi * 300 / rate * np.abs(border).max()


def test_a_proof_leaves_a_recording_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its author may say more or less than is written, and no voice has made a mistake."""
    path, show = save(tmp_path, own_audio="use")
    for module in ("making", "proofing"):
        monkeypatch.setattr(f"podcaster.cli.{module}.recognizer", lambda _: lambda *_: [])
    status, out, err = podcaster(capsys, "convert", path, "--show", show, "--proof")
    assert (status, "its author has recorded it: there is no voice to check" in err) == (0, True)
    status, out, _ = podcaster(capsys, "proof", out.strip(), "--json")
    assert (status, json.loads(out)) == (0, {"recorded": True})


@pytest.mark.parametrize(("data", "words"), [(b"#EXTM3U\n/etc/passwd\n", "known kind"), (sound(level=0.0), "silent")])
def test_what_is_no_recording_is_refused(data: bytes, words: str, tmp_path: Path, show: Show) -> None:
    """A list that names other files is not followed."""
    (tmp_path / "a.mp3").write_bytes(data)
    said = Utterance("Read by me.", "", Role.NARRATOR, "", "en", 0)
    with pytest.raises(UnsupportedError, match=words):
        recorded.master(tmp_path / "a.mp3", tmp_path / "out.mp3", said, settings=show.settings, tool=ffmpeg.find())


# ---------------------------------------------------------------- fetched


def test_a_recording_is_fetched_for_an_address_and_never_for_a_file(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the save, so that the episode can be made again offline."""
    text = build.page(body=f'<p>Listen to this post</p><audio src="/a/me.wav"></audio>{TEXT}')
    site.html("/gulls", text)
    site.pages["/a/me.wav"] = (200, {"Content-Type": "audio/wav"}, sound())
    show = tmp_path / "show"
    show.mkdir()
    (show / "podcaster.toml").write_text('voice = "tone"\nown_audio = "use"\n')
    code, _, said = podcaster(capsys, "convert", f"{site.base}/gulls", "--show", show)
    assert code == 0, said
    assert site.asked == ["/gulls", "/a/me.wav"]
    assert made(show).voices == ()
    [page_kept] = (show / ".podcaster/saved").glob("*.html")
    copy = tmp_path / "copy.html"
    copy.write_bytes(page_kept.read_bytes())
    site.asked.clear()
    podcaster(capsys, "explain", copy, "--show", show)
    assert saved_files([str(copy)], Show(show, load(show))) == ([copy], [])
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "words"),
    [("http://127.0.0.1:{other}/me.wav", "private"), ("/page", "known kind"), ("/missing.wav", "404")],
)
def test_a_recording_that_cannot_be_fetched_is_told(address: str, words: str, site: Site, tmp_path: Path) -> None:
    """One that is elsewhere in the user's network is not asked for; a voice reads the article."""
    site.html("/page", "<p>no sound")
    address = address.format(other=site.port + 1) if address.startswith("http") else f"{site.base}{address}"
    body = f'<p>Listen to this post</p><audio src="{address}"></audio>{TEXT}'
    path = tmp_path / "gulls.html"
    path.write_text(build.page(body=body, head=f'<link rel="canonical" href="{site.base}/gulls">'))
    notes: list[str] = []
    assert fetching.bring(path, notes.append) == []
    assert re.search(words, notes[-1])
    assert notes[-1].endswith("a voice reads The gulls are back")
    assert [one.name for one in tmp_path.iterdir()] == ["gulls.html"]


def test_a_recording_of_a_followed_feed_is_fetched_with_its_article(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether the text is the feed's, or that of the page, which does not know of the recording."""
    enclosure = f'<enclosure url="{site.base}/me.wav" type="audio/wav" length="0"/>'
    items = "".join(
        f"<item><title>{name}</title><link>{site.base}/{name}</link><guid>{name}</guid>{enclosure}"
        f"<description><![CDATA[{text}]]></description></item>"
        for name, text in (("whole", TEXT * 4), ("teaser", f"<p>{build.GULLS[:60]}…</p>"))
    )
    site.html("/feed", f"<rss version='2.0'><channel><title>Q</title><link>{site.base}/</link>{items}</channel></rss>")
    site.html("/teaser", build.page("teaser", body=TEXT))
    site.pages["/me.wav"] = (200, {"Content-Type": "audio/wav"}, sound())
    show = tmp_path / "show"
    show.mkdir()
    (show / "podcaster.toml").write_text('voice = "tone"\nown_audio = "use"\nhome_network = true\n')
    code, _, said = podcaster(capsys, "follow", f"{site.base}/feed", "--show", show)
    assert code == 0, said
    code, _, said = podcaster(capsys, "pull", "--show", show)
    assert code == 0, said
    kept = sorted(path for path in (show / "saved").glob("*/*") if path.suffix in (".json", ".html"))
    assert [path.suffix for path in kept] == [".html", ".json"], said
    for path in kept:
        (article,) = read(path)
        assert article.recording is not None
        assert article.recording.path is not None, path
