"""The sound of an episode in a second format, for apps that know podcast:alternateEnclosure."""

import base64
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from mutagen.oggopus import OggOpus

from podcaster import doctor
from podcaster.audio import tags
from podcaster.batch import merge
from podcaster.batch.run import Options, run
from podcaster.config import Settings, Show, parse
from podcaster.errors import UsageError
from podcaster.library import Library
from podcaster.model import Episode, Outcome, Status
from podcaster.publishing import repair, show_library
from podcaster.publishing.publisher import Publisher
from podcaster.publishing.rules import check_feed
from podcaster.serving.publish import send
from podcaster.serving.server import app
from tests.visiting import serving

PODCAST = "{https://podcastindex.org/namespace/1.0}"
BASE = "https://pod.example/quay/"
TEXT = (
    "# A quiet harbour\n\nThe ferry came in when nobody on the quay had thought of it any more, and it was empty.\n\n"
    "## Later\n\nIt left again with the flags down, two crates of apples and the last of the summer guests.\n"
)


def settings(*also: str, **more: object) -> Settings:
    plain = Settings(voice="tone", base_url=BASE, jobs=1)
    return replace(plain, sound=replace(plain.sound, also=also), **more)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a save and a show in which it is an MP3 and an Opus file."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "quiet.md").write_text(TEXT)
    run(Show(folder / "podcast", settings("opus")), [folder / "quiet.md"], Options(force=True))
    return folder


@pytest.fixture
def show(original: Path, tmp_path: Path) -> Show:
    """A copy of it, with the save beside it."""
    shutil.copytree(original, tmp_path / "two")
    return Show(tmp_path / "two/podcast", settings("opus"))


def make(show: Show, text: str = "") -> Outcome:
    save = show.folder.parent / "quiet.md"
    if text:
        save.write_text(text)
    (outcome,) = run(show, [save], Options(force=True, unchanged=True))
    return outcome


def episode(show: Show) -> Episode:
    with Library(show.state / "library.sqlite") as library:
        (one,) = library.episodes()
    return one


def alternates(show: Show) -> list[ET.Element]:
    item = ET.fromstring((show.public / "feed.xml").read_bytes()).find("channel/item")
    assert item is not None
    return item.findall(f"{PODCAST}alternateEnclosure")


def errors(findings: Sequence[doctor.Finding]) -> list[str]:
    return [one.rule for one in findings if one.level is doctor.Level.ERROR]


def audio(show: Show) -> list[str]:
    return sorted(path.suffix for path in show.episodes.iterdir() if path.suffix in (".mp3", ".opus", ".m4a"))


def test_the_feed_offers_both_and_the_enclosure_stays_the_first_format(show: Show):
    """With address, length, type and checksum of what lies there, which is the whole sound with its chapters."""
    one, path = episode(show), next(show.episodes.glob("*.opus"))
    (told,) = alternates(show)
    assert dict(told.attrib) == {"type": "audio/ogg", "length": str(path.stat().st_size), "title": "opus"}
    source, integrity = told.find(f"{PODCAST}source"), told.find(f"{PODCAST}integrity")
    assert source is not None
    assert integrity is not None
    assert source.get("uri") == f"{BASE}episodes/{path.name}"
    digest = base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()
    assert dict(integrity.attrib) == {"type": "sri", "value": f"sha256-{digest}"}
    assert f'<enclosure url="{BASE}episodes/{one.name}.mp3"' in (show.public / "feed.xml").read_text()
    assert abs(OggOpus(path).info.length * 1000 - one.duration_ms) < 100
    assert (tags.read(path)["title"], len(tags.read(path)["chapters"])) == ("A quiet harbour", 2)
    assert errors(doctor.check_show(show, [one])) == []
    assert make(show).status is Status.UNCHANGED


def test_it_is_served_at_home_and_published_before_the_feed(show: Show, tmp_path: Path):
    """With ranges, and with addresses of home."""
    name = f"episodes/{episode(show).name}.opus"
    with serving(app(show)) as client:
        part = client.get(f"/{name}", {"Range": "bytes=0-3"})
        assert (part.status_code, part.content, part.headers["Content-Type"]) == (206, b"OggS", "audio/ogg")
        assert f'uri="http://pod.local:8000/{name}"'.encode() in client.get("/feed.xml").content
    sent = send(show, str(tmp_path / "www")).sent
    assert sent.index(name) < sent.index("feed.xml")


def test_a_new_title_costs_no_encoder_and_reaches_both_files(show: Show):
    """The sound is the same; the checksum in the feed is that of now."""
    before = next(show.episodes.glob("*.opus")).stat().st_size
    assert make(Show(show.folder, settings("opus", title="Letters from the quay"))).spoken == 0
    (path,) = show.episodes.glob("*.opus")
    assert tags.read(path)["show"] == "Letters from the quay"
    assert alternates(show)[0].get("length") == str(path.stat().st_size) != str(before)


def test_an_episode_made_before_the_setting_is_left_as_it_is(show: Show):
    """Until its sound is made again: nobody wants an archive to be narrated anew for a second format."""
    more = Show(show.folder, settings("opus", "m4a"))
    assert make(more).status is Status.UNCHANGED
    make(Show(show.folder, settings("opus", "m4a", title="Letters")))
    assert audio(show) == [".mp3", ".opus"]
    assert make(Show(show.folder, settings("opus", "m4a", title="Letters")), TEXT + "\nAnd came back.\n").spoken == 1
    assert audio(show) == [".m4a", ".mp3", ".opus"]
    assert [one.get("type") for one in alternates(show)] == ["audio/ogg", "audio/x-m4a"]


def test_without_the_setting_the_file_goes_when_the_sound_is_made_again(show: Show):
    make(Show(show.folder, settings()), TEXT + "\nAnd came back.\n")
    assert (audio(show), alternates(show)) == ([".mp3"], [])


def test_the_two_formats_can_change_places(show: Show):
    swapped = settings("mp3")
    make(Show(show.folder, replace(swapped, sound=replace(swapped.sound, format="opus"))))
    assert (episode(show).suffix, episode(show).formats, audio(show)) == (".opus", (".mp3",), [".mp3", ".opus"])


def test_what_the_feed_promises_is_checked(show: Show):
    """A file that is damaged or gone; the next run leaves a lost one out of the feed, and the episode in it."""
    (path,) = show.episodes.glob("*.opus")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert [f.rule for f in doctor.check_show(show, [episode(show)]) if f.level is doctor.Level.ERROR] == [
        "damaged file"
    ]
    path.write_bytes(path.read_bytes() + b"x")
    found = check_feed((show.public / "feed.xml").read_bytes(), public=show.public)
    assert errors(found) == ["alternate enclosure"]
    path.unlink()
    assert path.name in [f.file for f in doctor.check_show(show, [episode(show)])]
    assert make(show).status is Status.MADE
    assert (alternates(show), audio(show)) == ([], [".mp3"])


def test_a_lost_library_remembers_both(show: Show):
    """The second file is neither an episode nor a stranger, and the feed keeps its bytes."""
    before, feed = episode(show), (show.public / "feed.xml").read_bytes()
    (show.state / "library.sqlite").unlink()
    done, _ = repair.repair(show)
    assert (done.episodes, done.strangers, episode(show).also) == (1, (), before.also)
    assert (show.public / "feed.xml").read_bytes() == feed


def test_a_removed_episode_leaves_nothing(show: Show):
    with show_library.for_writing(show) as library:
        library.take_back(list(library.listed()), "removed")
        Publisher(show, library).publish()
    assert list(show.episodes.iterdir()) == []


def test_a_merged_show_has_both(show: Show, tmp_path: Path):
    target = Show(tmp_path / "all", settings("opus"))
    with show_library.for_writing(target) as library:
        assert merge.merge(target, library, [show]).copied == 1
    assert audio(target) == [".mp3", ".opus"]
    assert errors(doctor.check_show(target, [episode(target)])) == []


def test_only_formats_that_there_are_can_be_chosen():
    with pytest.raises(UsageError, match=r"sound\.also has 'ogg'"):
        parse({"sound": {"also": ["opus", "ogg"]}})
    assert parse({"sound": {"also": "opus"}}).sound.also == "opus"
