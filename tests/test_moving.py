"""A show moves: the feed says where it is now, the old place leads there, and no episode becomes new."""

from __future__ import annotations

import json
import re
import shutil
import urllib.parse
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from podcaster import config
from podcaster.batch import run as batch
from podcaster.config import FILE_NAME, Channel, Settings, Show
from podcaster.errors import UsageError
from podcaster.publishing import feed, moved, pages, show_library
from podcaster.publishing.feed_text import web_address
from podcaster.publishing.publisher import Publisher
from podcaster.serving import server
from podcaster.serving.publish import Options, publish
from tests.conftest import POST
from tests.shows import GUID, episodes
from tests.visiting import serving

OLD, NEW = "https://old.example/pod/", "https://new.example:8443/harbour/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a show of one episode, published at the old address, and the post that it came from."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "saved").mkdir()
    (folder / "saved" / "quiet.md").write_text(POST)
    show = Show(folder / "show", config.Settings(voice="tone", title="Letters", jobs=1, base_url=OLD))
    batch.run(show, [folder / "saved"])
    publish(show, str(folder / "old"))
    return folder


@pytest.fixture
def show(tmp_path: Path, made: Path) -> Show:
    """A copy of that show; the record of what was sent knows another folder, so the old place is sent again."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    copied = Show(tmp_path / "show", config.Settings(voice="tone", title="Letters", jobs=1, base_url=OLD))
    publish(copied, str(tmp_path / "old"))
    return copied


@pytest.fixture
def post(tmp_path: Path, show: Show) -> Path:
    return tmp_path / "saved" / "quiet.md"


def at(show: Show, address: str, **changes: object) -> Show:
    return Show(show.folder, replace(show.settings, base_url=address, **changes))  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def told(path: Path) -> tuple[list[str], list[str], list[str]]:
    """What a feed has as its new address, its GUIDs (the show's first), and its enclosures."""
    root = etree.parse(str(path)).getroot()
    return tuple(  # type: ignore[return-value]
        [str(found) for found in root.xpath(f"//*[local-name()='{name}']/{what}")]
        for name, what in (("new-feed-url", "text()"), ("guid", "text()"), ("enclosure", "@url"))
    )


def test_a_show_that_never_moved_names_no_new_address(show: Show, tmp_path: Path):
    """Not after any number of runs."""
    publish(show, str(tmp_path / "old"))
    assert told(tmp_path / "old" / "feed.xml")[0] == []


def test_the_feed_says_that_it_has_moved(show: Show, tmp_path: Path):
    """At the new address, as Apple wants it; all GUIDs stay, and later runs still say so."""
    before = told(tmp_path / "old" / "feed.xml")
    for _ in range(2):
        publish(at(show, NEW), str(tmp_path / "new"))
        after = told(tmp_path / "new" / "feed.xml")
        assert after[0] == [f"{NEW}feed.xml"]
        assert after[1] == before[1]
        assert [url.removeprefix(NEW) for url in after[2]] == [url.removeprefix(OLD) for url in before[2]]


def test_the_old_place_leads_to_the_new_one_and_keeps_its_audio(show: Show, tmp_path: Path):
    """Only the feed there is replaced, once; every other file is what it was."""
    old = tree(tmp_path / "old")
    notes: list[str] = []
    options = Options(moved_from=str(tmp_path / "old"))
    assert publish(at(show, NEW), str(tmp_path / "new"), replace(options, dry_run=True)).pointed == ("feed.xml",)
    assert tree(tmp_path / "old") == old
    done = publish(at(show, NEW), str(tmp_path / "new"), options, note=notes.append)
    assert done.pointed == ("feed.xml",)
    assert f"the feed at {tmp_path / 'old'} leads to the new address; leave it" in notes[-1]
    now = tree(tmp_path / "old")
    assert now.pop("feed.xml") == (tmp_path / "new" / "feed.xml").read_bytes()
    old.pop("feed.xml")
    assert now == old
    again = publish(at(show, NEW), str(tmp_path / "new"), options)
    assert (again.sent, again.pointed) == ((), ())


def test_nothing_is_sent_twice_that_is_there(show: Show, tmp_path: Path):
    """Where only the address of a place has changed, no audio goes there again."""
    done = publish(at(show, NEW), str(tmp_path / "old"))
    assert not [name for name in done.sent if name.endswith((".mp3", ".jpg", ".vtt", ".srt"))]
    assert "feed.xml" in done.sent
    assert told(tmp_path / "old" / "feed.xml")[0] == [f"{NEW}feed.xml"]


def test_a_later_episode_reaches_those_who_still_read_the_old_feed(show: Show, tmp_path: Path, post: Path):
    """With every run that names the old place. Its enclosure is at the new one."""
    options = Options(moved_from=str(tmp_path / "old"))
    publish(at(show, NEW), str(tmp_path / "new"), options)
    post.with_name("busy.md").write_text(post.read_text().replace("quiet", "busy"))
    batch.run(at(show, NEW), [post.parent])
    assert publish(at(show, NEW), str(tmp_path / "new"), options).pointed == ("feed.xml",)
    enclosures = told(tmp_path / "old" / "feed.xml")[2]
    assert len(enclosures) == 2
    assert all(url.startswith(NEW) and (tmp_path / "new" / url.removeprefix(NEW)).is_file() for url in enclosures)


@pytest.mark.parametrize("forget", ["what the feed was written for", "the library too"])
def test_the_earlier_address_is_found_in_the_feed(show: Show, tmp_path: Path, forget: str):
    """Where podcaster 0.1 has kept none, or the library is lost."""
    if forget == "the library too":
        (show.state / "library.sqlite").unlink()
    else:
        with show_library.for_writing(show) as library:
            library.set(moved.AT, "")
    publish(at(show, NEW), str(tmp_path / "new"))
    assert told(tmp_path / "new" / "feed.xml")[0] == [f"{NEW}feed.xml"]


def test_an_address_of_this_computer_is_no_earlier_one(show: Show, tmp_path: Path):
    """A show that was only served at home has not moved when it gets its first address."""
    with show_library.for_writing(home := at(show, "")) as library:
        library.set(moved.AT, "")
        (show.public / "feed.xml").unlink()
        Publisher(home, library).publish()
    publish(at(show, NEW), str(tmp_path / "new"))
    assert told(tmp_path / "new" / "feed.xml")[0] == []


def test_a_show_that_becomes_public_does_not_lead_to_its_secret(show: Show, tmp_path: Path):
    """Neither does one that becomes private: the address without the secret is the same."""
    publish(at(show, OLD, private=True), str(tmp_path / "mine"))
    (secret,) = (p for p in (tmp_path / "mine").iterdir() if p.is_dir())
    assert told(secret / "feed.xml")[0] == []
    (show.folder / FILE_NAME).write_text("private = false\n")
    publish(show, str(tmp_path / "old"))
    data = (tmp_path / "old" / "feed.xml").read_bytes()
    assert secret.name.encode() not in data
    assert b"new-feed-url" not in data


def test_back_at_the_first_address(show: Show, tmp_path: Path):
    """The feed names the one of now, whatever came between."""
    publish(at(show, NEW), str(tmp_path / "new"), Options(moved_from=str(tmp_path / "old")))
    publish(show, str(tmp_path / "old"), Options(moved_from=str(tmp_path / "new")))
    assert told(tmp_path / "old" / "feed.xml") == told(tmp_path / "new" / "feed.xml")
    assert told(tmp_path / "old" / "feed.xml")[0] == [f"{OLD}feed.xml"]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({}, "holds no feed"),
        ({"feed.xml": b"<rss><channel/></rss>"}, "another show"),
    ],
)
def test_a_place_where_the_show_never_was_is_refused(show: Show, tmp_path: Path, there: dict[str, bytes], said: str):
    """Before anything is sent."""
    (tmp_path / "b").mkdir()
    for name, data in there.items():
        (tmp_path / "b" / name).write_bytes(data)
    with pytest.raises(UsageError, match=said):
        publish(at(show, NEW), str(tmp_path / "new"), Options(moved_from=str(tmp_path / "b")))
    assert not (tmp_path / "new").exists()
    assert tree(tmp_path / "b") == there


def test_a_show_that_has_not_moved_is_refused(show: Show, tmp_path: Path):
    """The same place, or the same address as before: then the feed there would lead to itself."""
    options = Options(moved_from=str(tmp_path / "old"))
    with pytest.raises(UsageError, match="already at the place"):
        publish(at(show, NEW), str(tmp_path / "old"), options)
    publish(show, str(tmp_path / "copy"))
    with pytest.raises(UsageError, match="has not moved") as refused:
        publish(Show(show.folder, replace(show.settings, base_url=OLD)), str(tmp_path / "new"), options)
    assert refused.value.exit_code == 2
    assert not (tmp_path / "new").exists()


def test_a_batch_after_the_move_keeps_everything(show: Show, tmp_path: Path, post: Path):
    """No episode is made again, and the feed of the batch says the same as that of publish."""
    moving = at(show, NEW)
    publish(moving, str(tmp_path / "new"))
    assert {outcome.status for outcome in batch.run(moving, [post.parent])} == {"unchanged"}
    with show_library.for_writing(moving) as library:
        assert Publisher(moving, library).is_current()
    assert (show.public / "feed.xml").read_bytes() == (tmp_path / "new" / "feed.xml").read_bytes()


def test_a_show_that_moves_while_it_is_served(show: Show, tmp_path: Path):
    """At home all goes on: the feed still leads home, also where it says that it has moved, and so do its files."""
    with serving(server.app(show)) as client:
        first = client.get("/feed.xml").content.decode()
        publish(at(show, NEW), str(tmp_path / "new"), Options(moved_from=str(tmp_path / "old")))
        second = client.get("/feed.xml").content.decode()
        assert "new-feed-url" not in first
        assert "<itunes:new-feed-url>http://pod.local:8000/feed.xml</itunes:new-feed-url>" in second
        assert OLD not in second
        assert NEW not in second
        (audio,) = re.findall(r'<enclosure url="http://pod.local:8000(/[^"]+)"', second)
        assert client.get(audio).content == next(show.episodes.glob("*.mp3")).read_bytes()


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://häfen.example/pod", "https://xn--hfen-loa.example/pod/"),
        ("https://straße.example", "https://xn--strae-oqa.example/"),
        ("https://HARBOUR.example:8443/Pod/", "https://harbour.example:8443/Pod/"),
        ("http://[2001:db8::1]:8000/pod", "http://[2001:db8::1]:8000/pod/"),
        ("https://pod.example/Fähren & Züge/", "https://pod.example/F%C3%A4hren%20&%20Z%C3%BCge/"),
        ("https://pod.example/F%C3%A4hren/", "https://pod.example/F%C3%A4hren/"),
        ("https://pod.example/100%/a", "https://pod.example/100%25/a/"),
        ("https://my_nas.lan/pod", "https://my_nas.lan/pod/"),
        ("https://例え.example/港", "https://xn--r8jz45g.example/%E6%B8%AF/"),
        ("https://pod.example/a//", "https://pod.example/a/"),
    ],
)
def test_an_address_is_written_as_every_app_reads_it(typed: str, written: str):
    """In ASCII: the host as browsers write it (IDNA), the path in percent signs, nothing encoded twice."""
    assert feed.base_address(Channel(base_url=typed)) == written


labels = st.from_regex(r"[a-zäöüßéñ例港]{1,12}", fullmatch=True)
letters = st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="/?#\\")
segments = st.text(letters | st.sampled_from("% &'\"ä"), max_size=8).filter(lambda one: one.strip() not in (".", ".."))
ports = st.one_of(st.just(""), st.integers(1, 65535).map(":{}".format))
typed = st.tuples(
    st.lists(labels, min_size=1, max_size=3).map(".".join), ports, st.lists(segments, max_size=3).map("/".join)
)


@given(typed)
def test_any_host_port_and_path_give_an_address_in_ascii(parts: tuple[str, str, str]):
    """That is the same when it is read back, and leads to the same port and path."""
    host, port, path = parts
    base = feed.base_address(Channel(base_url=f"https://{host}{port}/{path}"))
    assert base.isascii()
    assert web_address(base) == base
    assert not re.search(r"%(?![0-9A-Fa-f]{2})|[\s\"<>]", base)
    found = urllib.parse.urlsplit(base)
    assert found.port == (int(port[1:]) if port else None)
    kept = " ".join(path.split()).strip("/")
    assert urllib.parse.unquote(found.path).strip("/ ") == urllib.parse.unquote(kept).strip("/ ")


@given(typed)
@settings(max_examples=5)
def test_feed_pages_and_enclosures_have_that_address(parts: tuple[str, str, str]):
    """The same in all of them."""
    channel = Settings(title="Letters", base_url="https://{}{}/{}".format(*parts))
    base = feed.base_address(channel)
    root = etree.fromstring(feed.build(channel, episodes(1), guid=GUID)["feed.xml"])
    (enclosure,) = root.xpath("//enclosure/@url")
    assert enclosure == f"{base}episodes/ferry-1.mp3"
    assert f"{base}feed.xml" in root.xpath("//*[local-name()='link']/@href")
    page = html.fromstring(pages.show_page(channel, episodes(1)))
    assert page.xpath("//input[@id='address']/@value") == [f"{base}feed.xml"]


def test_pictures_of_chapters_have_the_same_address(show: Show, tmp_path: Path):
    """They stand in a file of their own."""
    base = "https://xn--hfen-loa.example:8443/F%C3%A4hren/"
    (chapters,) = show.episodes.glob("*.chapters.json")
    said = json.loads(chapters.read_text())
    said["chapters"][0]["img"] = f"{OLD}episodes/a.jpg"
    chapters.write_text(json.dumps(said, separators=(",", ":")))
    publish(at(show, "https://häfen.example:8443/Fähren"), str(tmp_path / "new"))
    found = json.loads((tmp_path / "new" / "episodes" / chapters.name).read_text())["chapters"][0]["img"]
    assert found == f"{base}episodes/a.jpg"
