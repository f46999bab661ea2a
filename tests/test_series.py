"""Books as seasons, numbers that stay, trailers, and what the settings tell of a show."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from podcaster.config import Settings, parse
from podcaster.errors import UsageError
from podcaster.library import Known, Library, dump
from podcaster.model import Episode
from podcaster.publishing import feed, feed_files, salvage
from podcaster.publishing.rules import Level, check_feed
from podcaster.publishing.series import Numbering, Place, Series, series_of
from tests.shows import GUID, SETTINGS, episode, put_on_disk

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
}


def chapter(number: int, book: str, at: int, **more: object) -> Episode:
    return episode(number, book=book, chapter=at, **more)


def build(some: list[Episode], **changes: object) -> ET.Element:
    settings = parse({}) if not changes else parse(changes)
    shown = replace(settings, title=SETTINGS.title, base_url=SETTINGS.base_url, author="Jo Vane")
    data = feed.build(shown, some, guid=GUID)["feed.xml"]
    assert [f.message for f in check_feed(data, public=None) if f.level is Level.ERROR] == []
    found = ET.fromstring(data).find("channel")
    assert found is not None
    return found


def places(show: ET.Element) -> list[tuple[str | None, ...]]:
    tags = ("itunes:season", "itunes:episode", "itunes:episodeType")
    return [tuple(item.findtext(tag, namespaces=NS) for tag in tags) for item in show.iter("item")]


BOOKS = [chapter(1, "Tides", 1), chapter(2, "Tides", 2), chapter(3, "Ropes", 1)]


def test_a_show_of_books_is_serial_and_a_book_is_a_season():
    """The first book is season 1, its chapters are numbered, and apps that know it see its title."""
    show = build(BOOKS[::-1])
    assert show.findtext("itunes:type", namespaces=NS) == "serial"
    assert places(show) == [("2", "1", "full"), ("1", "2", "full"), ("1", "1", "full")]
    seasons = [(s.text, s.get("name")) for s in show.iter(f"{{{NS['podcast']}}}season")]
    assert seasons == [("2", "Ropes"), ("1", "Tides"), ("1", "Tides")]


def test_a_show_with_other_articles_is_episodic_and_its_books_keep_their_numbers():
    show = build([episode(4), *BOOKS[::-1]])
    assert show.findtext("itunes:type", namespaces=NS) == "episodic"
    assert places(show)[0] == (None, None, "full")
    assert places(show)[1] == ("2", "1", "full")


def test_the_setting_has_the_last_word():
    """Told to be serial, every episode has a number, for directories refuse one without."""
    show = build([episode(4), *BOOKS[::-1]], type="serial")
    assert show.findtext("itunes:type", namespaces=NS) == "serial"
    assert places(show)[0] == (None, "4", "full")
    assert build(BOOKS, type="episodic").findtext("itunes:type", namespaces=NS) == "episodic"


def test_two_books_of_one_title_are_two_seasons():
    other = chapter(3, "Tides", 1, authors=("Ada Moor",))
    assert places(build([other, *BOOKS[1::-1]])) == [("2", "1", "full"), ("1", "2", "full"), ("1", "1", "full")]


def test_no_two_episodes_get_one_number():
    """A number that is taken is left out; where one is needed, the next free one is given."""
    twice = [chapter(1, "Tides", 1), chapter(2, "Tides", 1)]
    series = Series(False, series_of(Settings(), twice).seasons)
    numbering = Numbering(Settings(), series)
    assert [numbering.place(e) for e in twice] == [Place("full", 1, 1), Place("full", 1, 0)]
    numbering = Numbering(Settings(), replace(series, serial=True))
    assert [numbering.place(e) for e in twice] == [Place("full", 1, 1), Place("full", 1, 2)]


def test_numbers_in_front_matter_are_taken_as_they_are():
    one = episode(1, season=3, chapter=7)
    assert places(build([one])) == [("3", "7", "full")]
    later = chapter(2, "Tides", 1)
    assert places(build([later, one]))[0] == ("4", "1", "full")  # a book never gets a season that is taken


def test_trailers_and_extras_by_title_by_file_and_by_front_matter():
    """The feed tells of the trailer as an episode, and once more for apps that show it first."""
    some = [episode(4, kind="bonus"), episode(3, title="Out-takes"), episode(2), episode(1, title="Welcome aboard")]
    show = build(some, trailer="welcome aboard", bonus=["3.md"])
    assert [kind for _, _, kind in places(show)] == ["bonus", "bonus", "full", "trailer"]
    (trailer,) = show.findall("podcast:trailer", NS)
    assert (trailer.text, trailer.get("url")) == (
        "Welcome aboard",
        "https://pod.example/harbour/episodes/ferry-1.mp3",
    )
    assert (trailer.get("type"), trailer.get("length")) == ("audio/mpeg", str(some[3].bytes))
    assert trailer.get("pubdate") == "Thu, 02 Jan 2020 12:00:00 +0000"


def test_a_trailer_on_an_archive_page_is_still_told_of():
    some = [episode(n, kind="trailer" if n == 1 else "") for n in range(9, 0, -1)]
    files = feed.build(replace(SETTINGS, feed_limit=3), some, guid=GUID)
    assert b"<podcast:trailer" in files["feed.xml"]
    assert b"<podcast:trailer" not in files["archive/1.xml"]


def test_several_categories_with_their_subcategories():
    show = build([episode(1)], category=["Arts > Books", "History", "design"])
    found = [(c.get("text"), [s.get("text") for s in c]) for c in show.findall("itunes:category", NS)]
    assert found == [("Arts", ["Books", "Design"]), ("History", [])]
    with pytest.raises(UsageError, match="Tecnology"):
        build([episode(1)], category=["Arts", "Tecnology"])


def test_the_settings_tell_of_people_support_licence_place_and_rhythm():
    show = build(
        [episode(1)],
        person=["Ada Moor", {"name": "Bo Quay", "role": "Guest", "href": "https://bo.example/"}],
        funding={"url": "https://pay.example/", "text": "Buy us a rope"},
        license="CC-BY-4.0",
        location={"name": "Kiel", "geo": "geo:54.3,10.1", "country": "DE"},
        updates="Weekly",
        complete=True,
        websub="https://hub.example/",
    )
    assert [(p.text, p.get("role"), p.get("href")) for p in show.findall("podcast:person", NS)] == [
        ("Ada Moor", "host", None),
        ("Bo Quay", "guest", "https://bo.example/"),
    ]
    # Those of an episode take the place of the show's, so these are named again.
    assert [p.text for p in show.findall("item/podcast:person", NS)] == ["Jo Vane", "Ada Moor", "Bo Quay"]
    (funding,) = show.findall("podcast:funding", NS)
    assert (funding.text, funding.get("url")) == ("Buy us a rope", "https://pay.example/")
    assert show.findtext("podcast:license", namespaces=NS) == "cc-by-4.0"
    (place,) = show.findall("podcast:location", NS)
    assert (place.text, place.attrib) == ("Kiel", {"geo": "geo:54.3,10.1", "country": "de"})
    (rhythm,) = show.findall("podcast:updateFrequency", NS)
    assert (rhythm.text, rhythm.attrib) == ("Weekly", {"complete": "true", "rrule": "FREQ=WEEKLY"})
    assert show.findtext("itunes:complete", namespaces=NS) == "Yes"
    assert [li.get("href") for li in show.findall("atom:link[@rel='hub']", NS)] == ["https://hub.example/"]


def test_a_private_show_names_no_hub():
    """A hub would learn the secret address."""
    show = build([episode(1)], websub="https://hub.example/", private=True)
    assert show.findall("atom:link[@rel='hub']", NS) == []


def test_a_plain_show_has_none_of_these_tags():
    show = build([episode(1)])
    tags = ("license", "location", "funding", "updateFrequency", "trailer", "season", "episode")
    assert [tag for tag in tags if next(show.iter(f"{{{NS['podcast']}}}{tag}"), None) is not None] == []
    assert show.find("itunes:complete", NS) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"type": "weekly"}, "type is 'weekly'"),
        ({"shelves": ["tag", "colour"]}, "shelves has 'colour'"),
        ({"person": {"role": "host"}}, "person has no name"),
        ({"funding": "pay.example"}, "funding.url is 'pay.example'"),
        ({"location": {"name": "Kiel", "rel": "near"}}, "location.rel"),
        ({"license": {"nam": "x"}}, "unknown key 'nam'"),
        ({"category": [1]}, "category is [1]"),
    ],
)
def test_a_slip_in_the_settings_is_refused(values: dict[str, object], message: str):
    with pytest.raises(UsageError) as caught:
        parse(values)
    assert message in caught.value.message


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite") as opened:
        yield opened


def keep(library: Library, *some: Episode) -> None:
    for one in some:
        entry = library.add(Known(one.source, one.title, str(one.number)), guid=one.guid, name=one.name)
        library.publish(entry, one)


def test_a_book_keeps_its_season_when_an_older_one_comes_later(tmp_path: Path, library: Library):
    """Seasons are counted in the order of arrival, and remembered: a book that goes leaves no other number."""
    show = put_on_disk(tmp_path / "show", count=3)

    def published() -> list[tuple[str | None, ...]]:
        feed_files.publish(show, library, library.oldest_first(), guid=GUID, token="")
        return places(ET.parse(show.public / "feed.xml").getroot())

    keep(library, replace(BOOKS[1], chapter=1), BOOKS[2])
    assert published() == [("2", "1", "full"), ("1", "1", "full")]
    gone = library.known("2.md")
    assert gone
    library.withdraw(gone)
    keep(library, chapter(1, "Knots", 1))  # dated before both
    assert published() == [("2", "1", "full"), ("3", "1", "full")]


def test_a_damaged_library_still_tells_the_seasons(tmp_path: Path, library: Library):
    """As far as it can be read: else a book that was removed would make room for another number."""
    library.set(feed_files.SEASONS, '{"tides": 2}')
    library.set("other", "x")
    assert salvage.settings(library.path) == {"seasons": '{"tides": 2}'}


def test_an_episode_of_an_older_library_has_no_place(library: Library):
    """Its record has none of these fields."""
    keep(library, episode(1))
    record = json.loads(dump(episode(1)))
    for name in ("book", "season", "chapter", "kind", "has_html_transcript"):
        del record[name]
    library._db.execute("UPDATE episode SET record = ?", (json.dumps(record),))
    assert library.episodes() == [episode(1)]
    (placed,) = library.placed()
    assert (placed.book, placed.season, placed.chapter, placed.kind) == ("", 0, 0, "")
    assert [f.has_html_transcript for f in library.files()] == [False]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (b"<itunes:type>serial", b"<itunes:type>daily", "type"),
        (b"<itunes:episode>1</itunes:episode>", b"", "no number"),
        (b"<itunes:season>1<", b"<itunes:season>0<", "number"),
        (b"<itunes:episodeType>full", b"<itunes:episodeType>short", "episode type"),
    ],
)
def test_the_rules_know_what_directories_refuse(before: bytes, after: bytes, rule: str):
    data = feed.build(SETTINGS, BOOKS[::-1], guid=GUID)["feed.xml"]
    assert before in data
    assert rule in {f.rule for f in check_feed(data.replace(before, after), public=None) if f.level is Level.ERROR}


def test_the_html_transcript_is_named_where_it_is():
    shown = build([episode(2, has_html_transcript=True), episode(1)])
    kinds = [[t.get("type") for t in item.findall("podcast:transcript", NS)] for item in shown.iter("item")]
    assert kinds[0] == [*kinds[1], "text/html"]
