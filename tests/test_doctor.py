"""The doctor finds what would cost listeners an episode, before they do."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Pictures

from podcaster import doctor
from podcaster.config import Show
from podcaster.doctor import Finding, Level, check_feed, check_machine, check_show, refuse_bad
from podcaster.errors import AudioError, FeedError
from podcaster.publishing import feed
from tests.shows import GUID, SETTINGS, episodes, put_on_disk

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def good() -> bytes:
    return feed.build(SETTINGS, episodes(2), guid=GUID)["feed.xml"]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Show:
    return put_on_disk(tmp_path_factory.mktemp("harbour"))


def test_our_own_feed_is_well(harbour: Show, good: bytes):
    """No finding, neither in the text nor on the disk."""
    assert check_feed(good, public=harbour.public, now=NOW) == []
    refuse_bad({"feed.xml": good}, public=harbour.public)


def test_a_new_show_is_told_one_thing_only() -> None:
    """That it has no episodes; not what follows from that."""
    new = feed.build(SETTINGS, [], guid=GUID)["feed.xml"]
    assert [found.rule for found in check_feed(new, public=None, now=NOW)] == ["empty"]


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("xml declaration", b"<?xml", b" <?xml"),
        ("no doctype", b"<rss", b"<!DOCTYPE rss><rss"),
        ("well-formed", b"</channel>", b""),
        ("rss version", b'version="2.0"', b'version="0.9"'),
        ("no language", b"<language>en</language>", b""),
        ("explicit", b"<itunes:explicit>false", b"<itunes:explicit>no"),
        ("language", b"<language>en", b"<language>English"),
        ("self link", b'rel="self"', b'rel="other"'),
        ("category", b'text="Technology"', b'text="technology"'),
        ("podcast guid", GUID.encode(), b"00000000-0000-0000-0000-000000000000"),
        ("artwork", b'cover.jpg"', b'cover.webp"'),
        ("title", b"<title>Ferry number 1</title>", b"<title>Ferry &lt;b&gt;1&lt;/b&gt;</title>"),
        ("no title", b"<title>Ferry number 1</title>", b"<title> </title>"),
        ("repeated guid", b"urn:harbour:1", b"urn:harbour:2"),
        ("no guid", b"urn:harbour:1", b""),
        ("repeated enclosure", b"ferry-1.mp3", b"ferry-2.mp3"),
        ("enclosure length", b'length="4001"', b'length="none"'),
        ("enclosure length", b'length="4001"', b'length="4000"'),
        ("enclosure", b"ferry-1.mp3", "f\u00e4hre.mp3".encode()),
        ("absent file", b"ferry-1.mp3", b"ferry-9.mp3"),
        ("absent file", b"ferry-1.vtt", b"ferry-9.vtt"),
        ("pubDate", b"Thu, 02 Jan 2020 12:00:00 +0000", b"2020-01-02"),
        ("duration", b"<itunes:duration>62<", b"<itunes:duration>62.5<"),
        ("description", b"What came", b"What came " + b"and went " * 500),
        ("notes", b"https://harbour.example/timetable", b"javascript:alert(1)"),
        ("notes", b"<p>See", b"<script>1</script><p>See"),
    ],
)
def test_a_feed_that_an_app_would_refuse_never_replaces_a_good_one(
    harbour: Show, good: bytes, rule: str, before: bytes, after: bytes
):
    """Each planted fault is an error under its own rule."""
    assert before in good
    bad = good.replace(before, after)
    found = check_feed(bad, public=harbour.public, now=NOW)
    assert rule in {f.rule for f in found if f.level is Level.ERROR}
    with pytest.raises(FeedError, match="an older one stays"):
        refuse_bad({"feed.xml": bad}, public=harbour.public)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("unwise pubDate", b"Fri, 03 Jan 2020", b"Fri, 03 Jan 2099"),
        ("unwise pubDate", b"Fri, 03 Jan 2020", b"Thu, 02 Jan 2020"),
        ("order", b"Fri, 03 Jan 2020", b"Fri, 03 Jan 2010"),
        ("orphan", b"ferry-1.mp3", b"ferry-9.mp3"),
        ("link in the notes", b"https://harbour.example/timetable", b"/timetable"),
        ("owner", b"jo@harbour.example", b"jo"),
    ],
)
def test_an_unwise_value_is_only_a_warning(harbour: Show, good: bytes, rule: str, before: bytes, after: bytes):
    """It is said, and does not keep the feed back."""
    found = check_feed(good.replace(before, after), public=harbour.public, now=NOW)
    assert rule in {f.rule for f in found if f.level is Level.WARNING}


def test_pages_that_stand_already_are_not_judged_again(tmp_path: Path):
    """A run that adds one episode to ten thousand looks at one page, and still at a page that it would change."""
    show = put_on_disk(tmp_path, replace(SETTINGS, feed_limit=2), count=4)
    parts = feed.build(show.settings, episodes(4), guid=GUID)
    (show.episodes / "ferry-1.mp3").unlink()
    refuse_bad(parts, public=show.public)
    with pytest.raises(FeedError):
        refuse_bad(parts | {"archive/1.xml": parts["archive/1.xml"] + b" "}, public=show.public)


def test_lookalikes_are_seen_in_other_peoples_feeds(good: bytes):
    """AntennaPod keeps one of two episodes with one title, one day and nearly one length."""
    twins = good.replace(b"Ferry number 2", b"Ferry number 1").replace(b"Fri, 03 Jan 2020 12", b"Thu, 02 Jan 2020 13")
    assert "lookalikes" in {f.rule for f in check_feed(twins, public=None)}


@pytest.mark.parametrize(
    ("size", "mode", "form"),
    [((1400, 1399), "RGB", "JPEG"), ((600, 600), "RGB", "JPEG"), ((1400, 1400), "RGBA", "PNG")],
)
def test_artwork_is_square_and_large_and_has_the_format_of_its_name(
    tmp_path: Path, size: tuple[int, int], mode: str, form: str
):
    """Directories refuse a show for its picture."""
    show = put_on_disk(tmp_path)
    Pictures.new(mode, size).save(show.public / "cover.jpg", form)
    found = check_feed((show.public / "feed.xml").read_bytes(), public=show.public)
    assert "artwork" in {f.rule for f in found if f.level is Level.ERROR}


def test_check_compares_every_episode_with_its_record(tmp_path: Path):
    """A flipped bit and each lost file are found by name, and named once."""
    show = put_on_disk(tmp_path, count=3)
    assert check_show(show, episodes(3)) == []
    flipped = bytearray((show.episodes / "ferry-1.mp3").read_bytes())
    flipped[100] ^= 1
    (show.episodes / "ferry-1.mp3").write_bytes(flipped)
    (show.episodes / "ferry-2.mp3").unlink()
    lost = [f"ferry-3{suffix}" for suffix in (".chapters.json", ".jpg", ".peaks.json", ".vtt")]
    for name in lost:
        (show.episodes / name).unlink()
    found = sorted((f.rule, f.message.split()[0]) for f in check_show(show, episodes(3)))
    absent = [("absent file", name) for name in ("ferry-2.mp3", *lost)]
    assert found == [*absent, ("damaged file", "ferry-1.mp3")]


def test_the_archive_is_part_of_the_show(tmp_path: Path):
    """Episodes on archive pages are no orphans."""
    show = put_on_disk(tmp_path, replace(SETTINGS, feed_limit=2), count=5)
    assert (show.public / "archive" / "1.xml").exists()
    assert check_show(show, episodes(5)) == []


def test_the_machine_is_looked_at_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One missing thing is a finding among the others, not the end of the examination."""

    def missing(_: str) -> list[Finding]:
        raise AudioError("ffmpeg was not found", hint="install it")

    monkeypatch.setattr(doctor, "_ffmpeg", missing)
    found = check_machine(Show(tmp_path / "new"))
    assert {"python", "cores", "ffmpeg", "espeak", "voice", "disk"} <= {f.rule for f in found}
    assert [f.message for f in found if f.rule == "ffmpeg"] == ["ffmpeg was not found (install it)"]


def test_markup_that_is_told_as_text_is_no_link() -> None:
    """An article about `<audio src='file:///…'>` is published: what is escaped leads nowhere."""
    from podcaster.publishing.feed_values import tags_and_links

    assert tags_and_links("<p>&lt;audio src='file:///etc/passwd'/&gt; was the culprit.</p>") == ({"p"}, [])
    assert tags_and_links("<p><a href='file:///etc/passwd'>here</a></p>") == ({"p", "a"}, ["file:///etc/passwd"])


@pytest.mark.parametrize(
    ("address", "level", "word"),
    [
        ("http://localhost:8000/", Level.WARNING, "refuses"),
        ("http://nas.local/pod/", Level.OK, "only your own network"),
        ("https://pod.example/", Level.OK, "everybody"),
    ],
)
def test_the_doctor_reports_who_can_reach_the_show(tmp_path: Path, address: str, level: Level, word: str):
    """It judges base_url as it is written, without a look-up."""
    found = check_machine(Show(tmp_path, replace(SETTINGS, base_url=address)))
    (finding,) = [f for f in found if f.rule == "address"]
    assert finding.level is level
    assert word in finding.message
    assert not [f for f in check_machine(Show(tmp_path, replace(SETTINGS, base_url=""))) if f.rule == "address"]
