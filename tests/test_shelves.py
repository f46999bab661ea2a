"""Shelves: a feed for one tag, author, site, language or voice, and the list of all feeds."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from podcaster import doctor
from podcaster.config import Show
from podcaster.library import Known, Library
from podcaster.model import Episode
from podcaster.publishing import feed_files, media, public_files
from podcaster.publishing.rules import Level, check_feed
from tests.shows import GUID, SETTINGS, episode, put_on_disk

SHELVED = replace(SETTINGS, shelves=("tag", "author"), shelf_least=2, feed_limit=3)
TAGS = {1: ("Boats",), 2: ("boats", "C++"), 3: ("C",), 4: ("C++", "Über uns"), 5: ("über uns", "Boats"), 6: ()}


class Place:
    """A show of six episodes and its library."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.show = put_on_disk(folder, SHELVED, 6)
        self.library = library
        for path in self.show.public.glob("archive/*"):
            path.unlink()
        for number, tags in TAGS.items():
            self.keep(episode(number, tags=tags))

    def keep(self, one: Episode) -> None:
        entry = self.library.known(one.source) or self.library.add(
            Known(one.source, one.title, str(one.number)), guid=one.guid, name=one.name
        )
        self.library.publish(entry, one)

    def publish(self, token: str = "", **changes: object) -> set[str]:
        """Returns the names of the files of shelves that were written or deleted."""
        show = Show(self.show.folder, replace(SHELVED, **changes))  # type: ignore[arg-type]
        before = self.files()
        changed = feed_files.publish(show, self.library, self.library.oldest_first(), guid=GUID, token=token)
        after = self.files()
        names = {name for name in before | after if before.get(name) != after.get(name)}
        assert changed or not names
        return names

    def files(self) -> dict[str, int]:
        public = self.show.public
        found = [p for p in (*public.glob("shelves/*/*/**/*"), *public.glob("feeds.opml")) if p.is_file()]
        return {p.relative_to(public).as_posix(): p.stat().st_ino for p in found}

    def feed(self, folder: str) -> ET.Element:
        data = (self.show.public / folder / "feed.xml").read_bytes()
        found = check_feed(data, public=self.show.public)
        assert [f for f in found if f.level is Level.ERROR] == []
        channel = ET.fromstring(data).find("channel")
        assert channel is not None
        return channel


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Library(tmp_path / "library.sqlite") as library:
        yield Place(tmp_path / "show", library)


def folders(place: Place) -> list[str]:
    return sorted({name.rpartition("/")[0] for name in place.files() if "/" in name and "archive" not in name})


def test_each_value_with_enough_episodes_has_a_feed_a_page_and_a_cover(place: Place):
    """Spelling in capitals does not count, signs do; a tag with a single episode has no shelf."""
    place.publish(feed_limit=6)
    assert [f.rsplit("-", 1)[0] for f in folders(place)] == [
        "shelves/author/jo",
        "shelves/tag/boats",
        "shelves/tag/c",
        "shelves/tag/uber-uns",
    ]
    assert "shelves/tag/c" not in folders(place)  # that is C, of one episode; C++ has a few letters more
    for folder in folders(place):
        assert {"feed.xml", "index.html", "cover.jpg"} == {p.name for p in (place.show.public / folder).iterdir()}
        assert media.may_be_seen(f"{folder}/feed.xml")


def test_a_shelf_has_the_items_of_the_show_and_an_identity_of_its_own(place: Place):
    """guid, date, title and enclosure are those of feed.xml, so an app knows an episode again."""
    place.publish(feed_limit=300)
    whole = {item.findtext("guid"): ET.tostring(item) for item in place.feed(".").iter("item")}
    shelf = place.feed("shelves/tag/boats")
    items = list(shelf.iter("item"))
    assert [item.findtext("guid") for item in items] == ["urn:harbour:5", "urn:harbour:2", "urn:harbour:1"]
    assert all(ET.tostring(item) == whole[item.findtext("guid")] for item in items)
    assert shelf.findtext("title") == "Letters from the harbour: Boats"
    ns = {"podcast": "https://podcastindex.org/namespace/1.0", "atom": "http://www.w3.org/2005/Atom"}
    guid = shelf.findtext("podcast:guid", namespaces=ns)
    assert guid == str(uuid.uuid5(uuid.UUID(GUID), "tag/boats"))
    address = "https://pod.example/harbour/shelves/tag/boats/"
    assert [li.get("href") for li in shelf.findall("atom:link", ns)] == [f"{address}feed.xml"]
    assert shelf.findtext("link") == f"{address}index.html"
    assert shelf.findtext("image/url") == f"{address}cover.jpg"
    data = (place.show.public / "shelves/tag/boats/feed.xml").read_bytes()
    assert b'href="../../../feed.css"' in data


def test_older_episodes_of_a_shelf_are_on_archive_pages_of_its_own(place: Place):
    """An app that reads the whole chain gets every episode once; people get the same as pages with links and sound."""
    place.publish()
    shelf = place.show.public / "shelves/author/jo-vane"
    titles, data = [], (shelf / "feed.xml").read_bytes()
    for _ in range(9):
        channel = ET.fromstring(data).find("channel")
        assert channel is not None
        titles.append([item.findtext("title") for item in channel.iter("item")])
        older = channel.find("{http://www.w3.org/2005/Atom}link[@rel='prev-archive']")
        if older is None:
            break
        address = older.attrib["href"]
        name = address.partition("/harbour/")[2]
        assert media.may_be_seen(name)
        data = (place.show.public / name).read_bytes()
        assert [f for f in check_feed(data, public=place.show.public) if f.level is Level.ERROR] == []
        assert f'href="{address}" rel="self"'.encode() in data
        assert b'href="../../../../feed.css"' in data
    assert titles == [[f"Ferry number {n}" for n in (6, 5, 4)], *([f"Ferry number {n}"] for n in (3, 2, 1))]
    front, page = (shelf / "index.html").read_text(), (shelf / "archive/2.html").read_text()
    assert 'href="archive/2.html"' in front
    assert "6 episodes" in front
    assert 'href="../../../../episodes/ferry-2.html"' in page
    assert 'data-src="../../../../episodes/ferry-2.mp3"' in page
    assert '<a href="1.html" rel="prev">' in page


def test_only_archive_pages_of_a_shelf_that_changed_are_written(place: Place):
    """A new episode moves one to a new page; a shelf that becomes shorter loses a page."""
    place.keep(episode(6, tags=(), authors=("Al Berg",)))
    place.publish()
    place.keep(episode(6, tags=()))
    shelf = "shelves/author/jo-vane"
    changed = {name for name in place.publish() if name.startswith(shelf)}
    assert changed == {f"{shelf}/{name}" for name in ("feed.xml", "index.html", "archive/3.xml", "archive/3.html")}
    place.library.set("shelf_stamps", "{}")
    assert place.publish() == set()
    assert f"{shelf}/archive/3.xml" in place.publish(feed_limit=5)
    assert not (place.show.public / shelf / "archive/3.xml").exists()
    place.publish(feed_limit=9)
    assert not (place.show.public / shelf / "archive").exists()


def test_the_same_input_gives_the_same_bytes_and_writes_nothing(place: Place):
    place.publish()
    assert place.publish() == set()
    data = (place.show.public / "shelves/tag/boats/feed.xml").read_bytes()
    place.library.set("shelf_stamps", "{}")
    assert place.publish() == set()
    assert (place.show.public / "shelves/tag/boats/feed.xml").read_bytes() == data


def test_only_the_shelves_of_a_changed_episode_are_written(place: Place):
    place.publish()
    place.keep(episode(4, tags=TAGS[4], title="A new title"))
    changed = {name.rpartition("/")[0] for name in place.publish()}
    assert not any("boats" in name for name in changed)
    assert any("uber-uns" in name for name in changed)


def test_a_shelf_stays_until_it_is_empty(place: Place):
    """Somebody may have subscribed to it; without an episode it goes, and so does an unwanted kind."""
    place.publish()
    place.keep(episode(5, tags=()))
    place.keep(episode(2, tags=()))
    place.publish(shelf_least=4)
    assert len(list(place.feed("shelves/tag/boats").iter("item"))) == 1
    place.keep(episode(1, tags=()))
    place.publish()
    assert "shelves/tag/boats" not in folders(place)
    assert not (place.show.public / "shelves/tag/boats").exists()
    place.publish(shelves=("author",))
    assert folders(place) == ["shelves/author/jo-vane"]
    place.publish(shelves=())
    assert place.files() == {}
    assert not (place.show.public / "shelves").exists()


def test_a_file_of_somebody_else_among_the_shelves_is_left_alone(place: Place):
    place.publish()
    mine = place.show.public / "shelves/tag/boats/notes.txt"
    mine.write_text("mine")
    place.publish(shelves=())
    assert mine.read_text() == "mine"


def test_the_page_of_the_show_lists_its_shelves_and_each_leads_back(place: Place):
    place.publish()
    page = (place.show.public / "index.html").read_text()
    assert '<a href="shelves/tag/boats/index.html">Boats</a> <span class="soft"><span>tag</span>, 3</span>' in page
    assert 'href="feeds.opml"' in page
    assert "<details open><summary>4 feeds, each with part of the show</summary>" in page
    shelf = (place.show.public / "shelves/tag/boats/index.html").read_text()
    assert 'href="../../../index.html">The whole show</a>' in shelf
    assert 'href="../../../episodes/ferry-5.html"' in shelf
    assert "pod.example/harbour/shelves/tag/boats/feed.xml" in shelf
    place.publish(shelves=())
    assert "shelves" not in (place.show.public / "index.html").read_text()


def test_the_list_of_feeds_is_one_that_apps_import(place: Place):
    """OPML 2.0: the show first, then its shelves."""
    place.publish(shelves=("tag",))
    root = ET.parse(place.show.public / "feeds.opml").getroot()
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    found = [(o.get("type"), o.get("text"), o.get("xmlUrl")) for o in root.iter("outline")]
    assert found[0] == ("rss", "Letters from the harbour", "https://pod.example/harbour/feed.xml")
    assert found[1][1:] == (
        "Letters from the harbour: Boats",
        "https://pod.example/harbour/shelves/tag/boats/feed.xml",
    )
    assert len(found) == 4


def test_every_address_of_a_private_show_has_its_secret(place: Place):
    place.publish(token="5ecret", private=True)
    for name in place.files():
        if not name.endswith(".jpg"):
            text = (place.show.public / name).read_text()
            assert text.count("pod.example/harbour/") == text.count("pod.example/harbour/5ecret/"), name
    assert b"<itunes:block>Yes" in (place.show.public / "shelves/tag/boats/feed.xml").read_bytes()


def test_the_other_kinds(place: Place):
    """A language by its name, whatever the country; a voice by its id; a site."""
    for number in (1, 2):
        place.keep(episode(number, language="de-AT" if number == 1 else "de", voices=("karl",), site="The Quay"))
    place.publish(shelves=("language", "voice", "site"))
    assert [f for f in folders(place) if "site" not in f] == [
        "shelves/language/english",
        "shelves/language/german",
        "shelves/voice/karl",
    ]
    assert "shelves/site/the-quay" in folders(place)


def test_a_shelf_in_another_script_has_a_name_that_can_be_read_unless_people_know_it_by_another(place: Place):
    """An older podcaster named its folder by a digest alone; whoever subscribed to it there still gets it there."""
    for number in (1, 2):
        place.keep(episode(number, tags=("Лодки",)))
    place.publish(shelves="tag")
    [new] = [f for f in folders(place) if "lodki" in f]
    former = new.replace("lodki-", "")
    (place.show.public / new).rename(place.show.public / former)
    place.publish(shelves="tag")
    assert former in folders(place)
    assert new not in folders(place)


def test_the_shelf_of_a_book_begins_at_the_beginning(place: Place):
    """Every episode of it has a number, so it is serial, in an episodic show too."""
    for number in (1, 2):
        place.keep(episode(number, site="Tides", book="Tides", chapter=number))
    place.publish(shelves="site")
    kinds = {f: place.feed(f).findtext("{http://www.itunes.com/dtds/podcast-1.0.dtd}type") for f in folders(place)}
    assert kinds == {"shelves/site/harbour": "episodic", "shelves/site/tides": "serial"}


def test_shelves_are_sent_and_links_that_lead_away_are_not(place: Place, tmp_path: Path):
    place.publish()
    names = [n for n, _ in public_files.listed(place.show.public, *public_files.with_pages(place.show.public))]
    assert "shelves/tag/boats/feed.xml" in names
    assert sorted(names, key=media.rank)[-1] == "feed.xml"
    away = tmp_path / "away"
    (place.show.public / "shelves").rename(away)
    (place.show.public / "shelves").symlink_to(away)
    names = [n for n, _ in public_files.listed(place.show.public, *public_files.with_pages(place.show.public))]
    assert not [n for n in names if n.startswith("shelves/")]
    with pytest.raises(FileNotFoundError):
        public_files.within(place.show.public, "shelves/tag/boats/feed.xml")


def test_the_doctor_looks_at_shelves(place: Place):
    place.publish()
    for name in ("shelves/tag/boats/feed.xml", "shelves/author/jo-vane/archive/1.xml"):
        path = place.show.public / name
        good = path.read_bytes()
        path.write_bytes(good.replace(b"<itunes:explicit>false", b"<itunes:explicit>no"))
        assert any(f.rule == "explicit" for f in doctor.check_show(place.show, []))
        path.write_bytes(good)
        assert doctor.check_feed_file(path)[0].rule == "feed"
