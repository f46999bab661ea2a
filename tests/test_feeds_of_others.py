"""Other people's feeds are read without crying wolf: an error is what an app refuses, and the app is named."""

import json
import re
from pathlib import Path

import pytest

from podcaster import doctor
from podcaster.doctor import Level, check_feed, grouped
from podcaster.publishing import levels
from podcaster.publishing.levels import RULES
from tests.commands import podcaster
from tests.shows import put_on_disk

ITEM = """<item>
  <title> Tides, part {n} </title>
  <guid>tides-{n}</guid>
  <pubDate>{n} Mar 2023 06:00 GMT</pubDate>
  <description><![CDATA[<p>With <span>sand</span> and <iframe src="https://play.example/{n}"></iframe></p>]]></description>
  <enclosure url="https://cdn.example/play/{n}/tides.mp3?source=feed" length="0" type="audio/mp3"/>
  <itunes:duration>00:3{n}:10</itunes:duration>
  <itunes:explicit>no</itunes:explicit>
  <itunes:image href="https://cdn.example/art/{n}?w=3000"/>
</item>"""
ITEMS = "".join(ITEM.format(n=n) for n in (3, 2, 1))
SHOW = f"""<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Low water</title><description>Walks on the flats.</description><link>https://low.example/</link>
<language>en_US</language><itunes:explicit>clean</itunes:explicit>
<itunes:image href="https://cdn.example/art/show?w=3000"/><itunes:category text="Seaside"/>
{ITEMS}</channel></rss>"""


def others(text: str) -> dict[str, doctor.Finding]:
    """What is found in somebody else's feed, by rule."""
    return {f.rule: f for f in grouped(check_feed(text.encode(), public=None, own=False))}


def test_what_apps_accept_is_a_warning_and_named_once():
    """No declaration, HH:MM:SS, yes and no, art with a query, no self link: listeners hear it all the same."""
    found = others(SHOW)
    assert {f.level for f in found.values()} == {Level.WARNING}
    accepted = {"xml declaration", "duration", "explicit", "artwork", "self link", "guid", "title", "language"}
    assert accepted | {"category", "enclosure length", "enclosure type", "notes"} <= set(found)
    assert (found["duration"].count, found["explicit"].count, found["artwork"].count) == (3, 4, 4)
    assert "00:33:10" in found["duration"].message


def test_the_same_feed_is_not_good_enough_to_be_published():
    """Strictly judged, the same faults are errors."""
    errors = {f.rule for f in check_feed(SHOW.encode(), public=None) if f.level is Level.ERROR}
    assert {"duration", "explicit", "artwork", "self link", "guid", "enclosure length"} <= errors


def test_what_is_missing_altogether_may_be_a_warning_too():
    """No duration and no guid: apps measure the one and take the address for the other."""
    bare = re.sub(r"<itunes:duration>.*?</itunes:duration>|<guid>.*?</guid>", "", SHOW)
    found = others(bare)
    assert (found["no duration"].level, found["no guid"].level) == (Level.WARNING, Level.WARNING)
    assert found["no duration"].count == 3
    assert "repeated guid" not in found  # three times nothing is no guid that is repeated


@pytest.mark.parametrize(
    ("rule", "app", "before", "after"),
    [
        ("no title", "AntennaPod", "<title> Tides, part 2 </title>", "<title/>"),
        ("repeated guid", "AntennaPod", "tides-2", "tides-1"),
        ("repeated enclosure", "Apple Podcasts", "play/2/", "play/1/"),
        ("no pubDate", "Pocket Casts", "<pubDate>2 Mar 2023 06:00 GMT</pubDate>", ""),
        ("no artwork", "Apple Podcasts", '<itunes:image href="https://cdn.example/art/show?w=3000"/>', ""),
        ("no category", "Apple Podcasts", '<itunes:category text="Seaside"/>', ""),
        ("no language", "Apple Podcasts", "<language>en_US</language>", ""),
        ("no audio", "Apple Podcasts", "enclosure", "source"),
        ("enclosure address", "Apple Podcasts", "https://cdn.example/play/2", "ftp://cdn.example/play/2"),
        ("rss", "Apple Podcasts", SHOW, '<feed xmlns="http://www.w3.org/2005/Atom"><title>Low water</title></feed>'),
        ("well-formed", "Apple Podcasts", "</channel>", ""),
    ],
)
def test_an_error_names_the_app_that_refuses(rule: str, app: str, before: str, after: str):
    """Each planted fault is the only error, under its own rule."""
    assert before in SHOW
    errors = [f for f in others(SHOW.replace(before, after)).values() if f.level is Level.ERROR]
    assert [(f.rule, f.app) for f in errors] == [(rule, app)]


def test_a_show_in_one_language_with_episodes_in_another_is_reported(tmp_path: Path):
    """Directories file it under the wrong language. One episode in the show's own is enough."""
    feed = put_on_disk(tmp_path).public / "feed.xml"
    there = feed.read_text()
    assert "language of the episodes" not in others(there)
    dutch = there.replace('language="en"', 'language="nl-BE"')
    assert "all its episodes are in 'nl'" in others(dutch)["language of the episodes"].message
    assert "language of the episodes" not in others(dutch.replace("nl-BE", "en-GB", 1))


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("pubDate", "<pubDate>2 Mar 2023 06:00 GMT</pubDate>", '<dc:date xmlns:dc="{}">2023-03-02</dc:date>'),
        ("pubDate", "2 Mar 2023 06:00 GMT", "2023-03-02T06:00:00Z"),
        ("enclosure", "play/2/tides.mp3", "play/2/high tides.mp3"),
        ("enclosure type", 'type="audio/mp3"', 'type="video/mp4"'),
        ("no enclosure", "<enclosure", "<nothing"),
        ("rss version", 'version="2.0"', 'version="0.92"'),
        ("artwork", 'href="https://cdn.example/art/show?w=3000"', ""),
    ],
)
def test_other_habits_of_hosts_are_warnings(rule: str, before: str, after: str):
    """One place is enough to be named, and none of them is an error."""
    after = after.replace("{}", "http://purl.org/dc/elements/1.1/")
    found = others(SHOW.replace(before, after, 1))
    assert found[rule].level is Level.WARNING
    assert not [f for f in found.values() if f.level is Level.ERROR]


def test_blanks_before_the_declaration_do_not_hide_the_rest():
    """Some plugins write an empty line first: that is one error, and everything else is looked at."""
    found = others("\n<?xml version='1.0'?>" + SHOW)
    assert (found["well-formed"].level, found["duration"].count) == (Level.ERROR, 3)


def test_a_feed_in_another_encoding_is_read_on():
    """Apps read it; the feed is looked at to its end."""
    latin = ('<?xml version="1.0" encoding="ISO-8859-1"?>' + SHOW.replace("Walks", "Café")).encode("latin-1")
    found = {f.rule: f.level for f in check_feed(latin, public=None, own=False)}
    assert found["encoding"] is Level.WARNING
    assert "duration" in found


def test_an_error_for_others_is_one_for_us_and_has_an_app():
    """The gate before publishing is nowhere weaker than what is said of other people's feeds."""
    for name, rule in RULES.items():
        assert rule.others is not Level.ERROR or (rule.own is Level.ERROR and rule.app), name
        assert rule.others is not Level.WARNING or not rule.app, name


def test_the_guide_has_the_same_table():
    """One row for each rule: what it is for us, for others, and which app refuses."""
    guide = (Path(levels.__file__).parents[2] / "docs" / "guide" / "feed-rules.md").read_text()
    rows = re.findall(r"^\| `(.+?)` \| .+? \| (\w+) \| (\w+)(?: \((.+?)\))? \|$", guide, re.MULTILINE)
    assert rows == [(name, r.own.value, r.others.value, r.app) for name, r in RULES.items()]


def test_the_command_groups_and_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A feed with warnings only has status 0, as text and as JSON; with --strict it has status 1."""
    (tmp_path / "theirs.xml").write_text(SHOW)
    status, told, _ = podcaster(capsys, "doctor", tmp_path / "theirs.xml", "--json")
    by_rule = {one["rule"]: one for one in json.loads(told)}
    assert status == 0
    assert (by_rule["duration"]["level"], by_rule["duration"]["count"]) == ("warning", 3)
    assert "(the first of 3)" in podcaster(capsys, "doctor", tmp_path / "theirs.xml")[1]
    (tmp_path / "theirs.xml").write_text(SHOW.replace("tides-2", "tides-1"))
    status, told, _ = podcaster(capsys, "doctor", tmp_path / "theirs.xml")
    assert status == 1
    assert re.match("error   repeated guid: .*; fails in AntennaPod\n", told)
    assert podcaster(capsys, "doctor", tmp_path / "theirs.xml", "--strict")[0] == 1


def test_the_feed_in_the_folder_of_a_show_is_judged_strictly(tmp_path: Path):
    """There its files are looked at too."""
    show = put_on_disk(tmp_path)
    show.state.mkdir(exist_ok=True)
    path = show.public / "feed.xml"
    assert [f.level for f in doctor.check_feed_file(path)] == [Level.OK]
    path.write_bytes(path.read_bytes().replace(b"<itunes:duration>62<", b"<itunes:duration>1:02<"))
    (show.episodes / "ferry-1.mp3").unlink()
    found = {f.rule: f.level for f in doctor.check_feed_file(path)}
    assert found == {"duration": Level.ERROR, "absent file": Level.ERROR}
