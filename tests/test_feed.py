"""What a podcast app finds in the feed, read with a different parser from the one that wrote it."""

import datetime as dt
import time
import uuid
from dataclasses import replace
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.errors import UsageError
from podcaster.model import Episode
from podcaster.publishing import feed, feed_text
from podcaster.publishing.rules import Level, check_feed
from tests.shows import GUID, SETTINGS, episode, episodes

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "fh": "http://purl.org/syndication/history/1.0",
}


def channel(data: bytes) -> ET.Element:
    found = ET.fromstring(data).find("channel")
    assert found is not None
    return found


def build(some: list[Episode], **changes: object) -> ET.Element:
    return channel(feed.build(replace(SETTINGS, **changes), some, guid=GUID)["feed.xml"])  # type: ignore[arg-type]


def test_the_show_has_the_tags_that_directories_ask_for():
    """Title, language, category, explicit, artwork, owner, identity and its own address are there."""
    show = build(episodes(1), category="documentary", language="en_gb")
    assert show.findtext("title") == "Letters from the harbour"
    assert show.findtext("language") == "en-gb"
    assert show.findtext("itunes:explicit", namespaces=NS) == "false"
    assert show.find("itunes:image", NS).attrib == {"href": "https://pod.example/harbour/cover.jpg"}
    assert [c.get("text") for c in show.iter(f"{{{NS['itunes']}}}category")] == ["Society & Culture", "Documentary"]
    assert show.findtext("itunes:owner/itunes:email", namespaces=NS) == "jo@harbour.example"
    assert show.findtext("podcast:guid", namespaces=NS) == GUID
    assert show.findtext("podcast:medium", namespaces=NS) == "podcast"
    assert show.find("podcast:txt[@purpose='ai-content']", NS).text == "true"
    assert show.find("atom:link[@rel='self']", NS).get("href") == "https://pod.example/harbour/feed.xml"
    assert show.findtext("link") == "https://pod.example/harbour/"


def test_an_episode_says_what_apps_ask_for():
    """Enclosure, guid, date, whole seconds, notes, transcripts, chapters and author are there."""
    item = build([episode(3, tags=("boats", "boats", ""))]).find("item")
    assert item.find("enclosure").attrib == {
        "url": "https://pod.example/harbour/episodes/ferry-3.mp3",
        "length": str(episode(3).bytes),
        "type": "audio/mpeg",
    }
    assert (item.findtext("guid"), item.find("guid").get("isPermaLink")) == ("urn:harbour:3", "false")
    assert item.findtext("pubDate") == "Sat, 04 Jan 2020 12:00:00 +0000"
    assert item.findtext("itunes:duration", namespaces=NS) == "64"
    assert item.findtext("link") == "https://harbour.example/3"
    assert "the timetable</a>" in item.findtext("content:encoded", namespaces=NS)
    assert "What came &amp; went." in item.findtext("description")
    assert [t.get("type") for t in item.findall("podcast:transcript", NS)] == [
        "text/vtt",
        "application/x-subrip",
        "application/json",
    ]
    assert item.find("podcast:chapters", NS).get("url").endswith("/episodes/ferry-3.chapters.json")
    assert item.findtext("podcast:person", namespaces=NS) == "Jo Vane"
    assert [c.text for c in item.findall("category")] == ["boats"]
    assert build([episode(3, has_chapters=False)]).find("item/podcast:chapters", NS) is None


def test_notes_are_cdata_even_with_an_end_of_cdata_in_them():
    """The notes reach the listener as they were written, in both places."""
    notes = "<p>An array of arrays: <code>a[b[0]]&gt;1</code> and ]]> alone.</p>"
    data = feed.build(SETTINGS, [episode(1, notes_html=notes)], guid=GUID)["feed.xml"]
    assert data.count(b"<![CDATA[<p>") == 2
    assert channel(data).findtext("item/content:encoded", namespaces=NS).startswith(notes)


def test_the_same_episodes_give_the_same_bytes():
    """Nothing in the feed comes from the clock: a poll of an unchanged show is answered with 304."""
    first = feed.build(SETTINGS, episodes(5), guid=GUID)
    time.sleep(1.1)
    assert feed.build(SETTINGS, episodes(5), guid=GUID) == first
    assert b"<lastBuildDate>Mon, 06 Jan 2020 12:00:00 +0000</lastBuildDate>" in first["feed.xml"]


def test_full_archive_pages_never_change_again():
    """Every episode is on exactly one page, and new episodes leave the old pages as they were."""
    before: dict[str, bytes] = {}
    for count in (1, 6, 7, 8, 9, 13, 20):
        files = feed.build(replace(SETTINGS, feed_limit=6), episodes(count), guid=GUID)
        guids = [g.text for data in files.values() for g in channel(data).iter("guid")]
        assert sorted(guids) == sorted(e.guid for e in episodes(count))
        assert len(list(channel(files["feed.xml"]).iter("item"))) <= 6
        assert all(files[name] == data for name, data in before.items() if name != "feed.xml")
        before = files
    assert channel(before["archive/1.xml"]).find("fh:archive", NS) is not None


def test_older_episodes_are_found_by_following_the_pages():
    """rel=next leads from the feed through all pages to the first episode."""
    files = feed.build(replace(SETTINGS, feed_limit=3), episodes(10), guid=GUID)
    seen, name = [], "feed.xml"
    while name:
        page = channel(files[name])
        seen += [g.text for g in page.iter("guid")]
        link = page.find("atom:link[@rel='next']", NS)
        name = link.get("href").removeprefix("https://pod.example/harbour/") if link is not None else ""
    assert seen == [e.guid for e in episodes(10)]


def test_dates_are_distinct_and_lookalikes_are_numbered():
    """Two posts of one day with one title stay two episodes, and the older keeps its name and date."""
    day = dt.datetime(2024, 3, 4, tzinfo=dt.UTC)
    older, newer = (episode(n, title="Weekly  links", published=day) for n in (1, 2))
    items = build([newer, older]).findall("item")
    assert [i.findtext("title") for i in items] == ["Weekly links (2)", "Weekly links"]
    assert [i.findtext("pubDate")[17:25] for i in items] == ["00:00:01", "00:00:00"]
    assert build([older]).findtext("item/title") == "Weekly links"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Using Vec<T> in Rust", "Using Vec‹T› in Rust"),
        ("a < b and c > d", "a < b and c > d"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("A &lt;b&gt; tag", "A ‹b› tag"),
        ("Bread &amp;amp; Salt", "Bread & Salt"),
        ("What &amp;lt;p&amp;gt; means", "What ‹p› means"),
        (" two\n lines\x0b ", "two lines"),
        ("", "Untitled"),
    ],
)
def test_titles_survive_apps_that_read_them_as_html(written: str, shown: str):
    """What looks like a tag is not lost."""
    assert feed_text.plain_title(written) == shown


def test_a_private_show_is_kept_out_of_directories_and_has_its_token_everywhere():
    """No address of our own is without the secret, and directories are told to keep away."""
    data = feed.build(replace(SETTINGS, private=True), episodes(2), guid=GUID, token="s3cret")["feed.xml"]
    assert data.count(b"https://pod.example/harbour/") == data.count(b"https://pod.example/harbour/s3cret/")
    assert channel(data).findtext("itunes:block", namespaces=NS) == "Yes"
    assert channel(data).findtext("podcast:locked", namespaces=NS) == "yes"
    assert len(feed.new_token()) == 40


def test_huge_notes_are_cut_at_a_block_and_lead_to_the_page():
    """A feed stays small enough for apps; nothing is cut in the middle of a tag."""
    notes = "".join(f"<p>Paragraph {n} with <em>words</em>.</p>" for n in range(5000))
    text = build([episode(1, notes_html=notes)]).findtext("item/content:encoded", namespaces=NS)
    assert len(text.encode()) < 26_000
    assert '</p><p><a href="https://pod.example/harbour/episodes/ferry-1.html">The notes go on here</a>' in text


def test_the_identity_of_a_show_follows_the_namespace():
    """podcast:guid is the UUID that every other tool computes for the same address."""
    assert feed.podcast_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert uuid.UUID(feed.podcast_guid("http://a.example/")).version == 5


def test_an_unknown_category_is_refused_with_the_nearest():
    """A typing mistake in podcaster.toml does not reach the directories."""
    with pytest.raises(UsageError, match="Tecnology") as refused:
        build(episodes(1), category="Tecnology")
    assert "Technology" in refused.value.hint


@pytest.mark.parametrize(
    ("address", "ascii"),
    [
        ("https://example.org/a?b=1&c=%20#d", "https://example.org/a?b=1&c=%20#d"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("http://[::1]:8000/x y", "http://[::1]:8000/x%20y"),
        ("javascript:alert(1)", ""),
        ("/relative", ""),
        ("https://", ""),
        ("http://[broken", ""),
    ],
)
def test_addresses_are_ascii_or_left_out(address: str, ascii: str):
    """Apple takes only ASCII; what is no web address is not linked."""
    assert feed_text.web_address(address) == ascii


text = st.text(st.characters(codec=None), max_size=60)


@settings(max_examples=60, deadline=None)
@given(title=text, description=text, author=text, address=text, site=text, tag=text)
def test_any_text_gives_a_feed_that_breaks_no_rule(
    title: str, description: str, author: str, address: str, site: str, tag: str
):
    """Control characters, lone surrogates, markup: whatever was saved, the feed is good."""
    one = episode(1, title=title, description=description, authors=(author,), address=address, site=site, tags=(tag,))
    data = feed.build(SETTINGS, [one], guid=GUID)["feed.xml"]
    assert [f for f in check_feed(data, public=None) if f.level is Level.ERROR] == []
    assert feedparser.parse(data).bozo == 0
