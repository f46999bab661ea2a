"""Pulling feeds: only what is new, each post once, and nothing lost whatever a feed or a server does."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import gzip
import itertools
import json
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from podcaster import reading
from podcaster.config import Show
from podcaster.errors import BusyError, HostileError, UnforeseenError
from podcaster.files import locks
from podcaster.library import Library, Visit
from podcaster.model import Doubt
from podcaster.network import web
from podcaster.sources import contract, feed, following, listing, manners, pulling, saves, sorting
from tests.followed import LONG, Post, following_feed, posts, pull, rss, serve, show_at, titles
from tests.sites import Handler, Site, open_site


def test_the_newest_at_first_and_then_what_is_new(site: Site, tmp_path: Path) -> None:
    """Five of twenty at first, never an archive unasked; then only new ones; then nothing, by one request."""
    show = show_at(tmp_path)
    address = serve(site, posts(*range(20)), ETag='"one"')
    name = following_feed(show, address)
    assert name == "harbour-notes"
    [first] = pull(show)
    assert titles(first.saved) == ["15", "16", "17", "18", "19"]
    assert first.passed == 15
    serve(site, posts(*range(2, 22)), ETag='"two"')
    [second] = pull(show)
    assert (second.state, titles(second.saved), second.edited) == ("new", ["20", "21"], ())
    asked = len(site.asked)
    [third] = pull(show)
    assert third.state == "unchanged"
    assert len(site.asked) == asked + 1
    [article] = list(reading.read(first.saved[0]))
    assert (article.title, article.site, article.address) == (
        "Crossing number 15",
        "Harbour notes",
        f"{site.base}/posts/15",
    )
    assert first.saved[0].stat().st_mode & 0o077 == 0


def test_a_feed_that_changes_its_ids(site: Site, tmp_path: Path) -> None:
    """With new ids, and then with new addresses too, a post is known by its address or its text."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1, 2, 3)))
    assert len(pull(show)[0].saved) == 3
    serve(site, [Post(n, ident=f"urn:new:{n}") for n in (4, 3, 2, 1)])
    [second] = pull(show)
    assert (titles(second.saved), second.edited) == (["4"], ())
    serve(site, [Post(n, ident=f"urn:moved:{n}", address=f"https://new.example/{n}") for n in (4, 3, 2, 1)])
    [third] = pull(show)
    assert (third.saved, len(list((show.folder / "saved/harbour-notes").iterdir()))) == ((), 4)


def test_posts_that_share_an_address_or_an_id_are_not_one(site: Site, tmp_path: Path) -> None:
    """All notes of a page of changes link to that page; some feeds give one id to all of their posts."""
    show = show_at(tmp_path)
    one_page = f"{site.base}/changes"
    following_feed(show, serve(site, [Post(n, ident=f"urn:{n}", address=one_page) for n in (2, 1)], "/a.xml"))
    following_feed(show, serve(site, [Post(n, ident="urn:same") for n in (12, 11)], "/b.xml"))
    assert [len(one.saved) for one in pull(show)] == [2, 2]
    serve(site, [Post(n, ident=f"urn:{n}", address=one_page) for n in (3, 2, 1)], "/a.xml")
    serve(site, [Post(n, ident="urn:same") for n in (13, 12, 11)], "/b.xml")
    assert [titles(one.saved) for one in pull(show)] == [["3"], ["13"]]


def test_an_edited_post_is_the_same_file(site: Site, tmp_path: Path) -> None:
    """Written again, with the new text; a post that was left out at first stays left out when it is edited."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1, 2, 3)), last=2)
    [first] = pull(show)
    edited = f"<p>This is crossing number 3, corrected.</p><p>{LONG}</p>"
    old = f"<p>This is crossing number 1, corrected.</p><p>{LONG}</p>"
    serve(site, [Post(3, text=edited, title="Crossing number 3, again"), Post(2), Post(1, text=old)])
    [second] = pull(show)
    assert (second.saved, second.edited) == ((), (first.saved[1],))
    [article] = list(reading.read(first.saved[1]))
    assert article.title == "Crossing number 3, again"
    assert article.blocks[0].text == "This is crossing number 3, corrected."


def test_what_vanishes_and_what_is_deleted(site: Site, tmp_path: Path) -> None:
    """A post that is gone keeps its save; a save that its user has deleted does not come back, even if edited."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1, 2)))
    [first] = pull(show)
    first.saved[0].unlink()
    serve(site, [Post(1, text=f"<p>Other words.</p><p>{LONG}</p>"), Post(3)])
    [second] = pull(show)
    assert (titles(second.saved), second.edited) == (["3"], ())
    assert not first.saved[0].exists()
    assert first.saved[1].exists()


def test_the_same_post_in_two_feeds(site: Site, tmp_path: Path) -> None:
    """By its address or, behind another one, by its text: saved once, also when both feeds come at the same time."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1, 2), "/a.xml"))
    planet = [Post(1, ident="urn:1"), Post(2, ident="urn:2", address="https://planet.example/2"), Post(3)]
    following_feed(show, serve(site, planet, "/b.xml"), name="planet")
    found = pull(show)
    assert sorted(titles(path for one in found for path in one.saved)) == ["1", "2", "3"]
    assert [len(one.saved) for one in pull(show)] == [0, 0]


def test_the_same_post_in_two_feeds_of_two_servers(site: Site, tmp_path: Path) -> None:
    """They are read by two threads."""
    with open_site() as other:
        show = show_at(tmp_path)
        following_feed(show, serve(site, [Post(n, address=f"https://h.example/{n}") for n in range(5)]))
        following_feed(show, serve(other, [Post(n, address=f"https://h.example/{n}") for n in range(5)]), name="b")
        assert sum(len(one.saved) for one in pull(show)) == 5


# ---------------------------------------------------------------- which posts


def test_words_of_the_title_tags_and_length(site: Site, tmp_path: Path) -> None:
    """Five at first of those that fit."""
    show = show_at(tmp_path)
    found = [
        Post(1, title="Winter storms, number 1"),
        Post(2, title="A winter sale, number 2"),
        Post(3, title="Summer, number 3", more="<category>Boats</category>"),
        Post(4, title="Winter light, number 4", text=f"<p>{LONG} {LONG}</p>"),
        Post(5, title="Midwinter, number 5"),
    ]
    address = serve(site, found)
    following_feed(show, address, name="words", match=("winter", "-sale"))
    site.pages["/feed.xml?tags"] = site.pages["/feed.xml?long"] = site.pages["/feed.xml"]
    following_feed(show, f"{address}?tags", name="tags", tag=("boats",))
    following_feed(show, f"{address}?long", name="long", shortest=400)
    assert [titles(one.saved) for one in pull(show, "words")] == [["1", "4"]]
    assert [titles(one.saved) for one in pull(show, "tags")] == [["3"]]
    assert [len(one.saved) for one in pull(show, "long")] == [0]  # another source has the only one


def test_older_ones_when_they_are_asked_for(site: Site, tmp_path: Path) -> None:
    """`pull NAME --last 4` takes the newest four, whatever was left out before."""
    show = show_at(tmp_path)
    name = following_feed(show, serve(site, posts(*range(10))), last=1)
    assert titles(pull(show)[0].saved) == ["9"]
    assert titles(pull(show, name, last=4)[0].saved) == ["6", "7", "8"]
    assert pull(show)[0].saved == ()


def test_dates_that_cannot_be(site: Site, tmp_path: Path) -> None:
    """A post of the year 2099 is not the newest for ever; without dates the order of the feed counts."""
    show = show_at(tmp_path)
    days = {1: "01 Jan 2099 10:00:00 GMT", 2: "31 Feb 2024 10:00:00 GMT", 3: "04 Mar 2024 10:00:00 +9900"}
    following_feed(show, serve(site, [Post(n, day=days[n]) for n in (1, 2, 3)]), last=1)
    assert titles(pull(show)[0].saved) == ["1"]
    serve(site, [Post(4), *(Post(n, day=days[n]) for n in (1, 2, 3))])
    assert titles(pull(show)[0].saved) == ["4"]
    undated = [Post(n, day="soon") for n in (20, 30, 10)]
    following_feed(show, serve(site, undated, "/b.xml"), name="b", last=2)
    assert sorted(titles(pull(show, "b")[0].saved)) == ["20", "30"]


# ---------------------------------------------------------------- feed or page


TEASER = "<p>This is crossing number 1. It began before dawn […]</p>"


def page(site: Site, number: int, text: str = f"<p>{LONG}</p><p>{LONG}</p>") -> None:
    site.html(
        f"/posts/{number}",
        f"<html lang=en><title>Crossing number {number}</title><body><article><h1>Crossing number {number}</h1>{text}"
        "</article></body></html>",
    )


def test_a_teaser_is_replaced_by_its_page(site: Site, tmp_path: Path) -> None:
    """The page is fetched where the feed has a beginning, a summary or nothing, and not where it has the text."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, [Post(3), Post(2, text=" "), Post(1, text=TEASER)]))
    page(site, 1)
    page(site, 2)
    [first] = pull(show)
    assert [path.suffix for path in first.saved] == [".html", ".html", ".json"]
    assert all(next(reading.read(path)).word_count > 150 for path in first.saved)
    assert "/posts/3" not in site.asked
    assert first.saved[0].stat().st_mode & 0o077 == 0


def test_a_short_post_is_whole(site: Site, tmp_path: Path) -> None:
    """Its page is looked at once, and has no more to say."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, [Post(1, text="<p>The ferry is late again. We had tea.</p>")]))
    page(site, 1, "<p>The ferry is late again. We had tea.</p>")
    [first] = pull(show)
    assert first.saved[0].suffix == ".json"


def test_a_page_that_is_not_there_yet(site: Site, tmp_path: Path) -> None:
    """It is tried at the next pulls; after three of them the feed's text has to do, and says that it is cut off."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, [Post(1, text=TEASER), Post(2)], ETag='"x"'))
    site.pages["/posts/1"] = (503, {}, b"")
    [first] = pull(show)
    assert (titles(first.saved), first.later) == (["2"], 1)
    [second] = pull(show)
    assert (second.saved, second.later) == ((), 1)
    [third] = pull(show)
    assert (titles(third.saved), third.later) == (["1"], 0)
    [article] = list(reading.read(third.saved[0]))
    assert Doubt.CUT_OFF in [doubt for doubt, _ in article.doubts]


def test_an_edit_does_not_wait_for_its_page_for_ever(site: Site, tmp_path: Path) -> None:
    """After three pulls without the page, the edited text of the feed is kept."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1)))
    pull(show)
    serve(site, [Post(1, text="<p>The ferry has been sold. We are sad.</p>")])
    site.pages["/posts/1"] = (503, {}, b"")
    assert [len(pull(show)[0].edited) for _ in range(4)] == [0, 0, 1, 0]


def test_a_page_that_our_reader_stumbles_over(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program costs the page, not the feed."""

    def stumbles(*_: object, **__: object) -> Any:
        raise UnforeseenError("a bug")

    monkeypatch.setattr(saves.reading, "read", stumbles)
    show = show_at(tmp_path)
    following_feed(show, serve(site, [Post(2), Post(1, text=TEASER)]))
    page(site, 1)
    [one] = pull(show)
    assert (one.state, titles(one.saved)) == ("new", ["1", "2"])


def test_other_folders_are_left_alone(site: Site, tmp_path: Path) -> None:
    """The studio may be writing an upload while feeds are pulled."""
    show = show_at(tmp_path)
    half = show.folder / "saved/studio/.upload.x1.html.part"
    half.parent.mkdir(parents=True)
    half.touch()
    following_feed(show, serve(site, posts(1)))
    pull(show)
    assert half.exists()


def test_a_page_at_home_is_not_fetched(site: Site, tmp_path: Path) -> None:
    """A feed cannot have the home network read, unless the settings allow it."""
    show = show_at(tmp_path, home_network=False)
    following_feed(show, serve(site, [Post(1, text=TEASER), Post(2, text=" ")]))
    page(site, 1)
    said: list[str] = []
    [first] = pulling.pull(show, note=said.append)
    assert titles(first.saved) == ["1"]
    assert "/posts/1" not in site.asked
    assert [line for line in said if "private address" in line]


def test_pages_at_home_are_fetched_once_the_settings_allow_it(site: Site, tmp_path: Path) -> None:
    """What was saved without its page is no dead end: the way out is said once, and it works."""
    show = show_at(tmp_path, home_network=False)
    name = following_feed(show, serve(site, [Post(1, text=TEASER), Post(2, text=TEASER.replace("1", "2"))]))
    page(site, 1)
    page(site, 2)
    said: list[str] = []
    [first] = pulling.pull(show, note=said.append)
    assert {path.suffix for path in first.saved} == {".json"}
    [advice] = [line for line in said if "home_network = true" in line]
    assert f"podcaster pull {name} --last 5" in advice
    allowed = show_at(tmp_path)
    assert pull(allowed)[0].edited == ()
    [third] = pull(allowed, last=5)
    assert (third.saved, titles(sorted(third.edited)), {path.suffix for path in third.edited}) == (
        (),
        ["1", "2"],
        {".html"},
    )
    assert not [path for path in first.saved if path.exists()]
    assert pull(allowed, last=5)[0].edited == ()


def test_a_feed_from_outside_gets_no_advice_to_open_the_home_network(tmp_path: Path) -> None:
    """Else a hostile feed that names pages of a router would lead its reader to open it."""
    said: list[str] = []
    one = listing.Following("far", "https://blog.example.org/feed")
    keeper = saves.Keeper(show_at(tmp_path), one, manners.Manners(), said.append)
    saved = contract.Saved("1", "", title="Router", html=TEASER, address="http://192.168.1.1/")
    keeper._missed(saved, 9, 0, HostileError("it leads to a private address"))
    assert [line for line in said if "private address" in line]
    assert not [line for line in said if "home_network" in line]


def test_the_recording_of_its_author_comes_along(site: Site, tmp_path: Path) -> None:
    """If the settings ask for it, beside the save."""
    show = show_at(tmp_path, own_audio="use")
    site.pages["/1.mp3"] = (200, {"Content-Type": "audio/mpeg"}, b"ID3\x03" + bytes(200))
    following_feed(show, serve(site, [Post(1, more=f'<enclosure url="{site.base}/1.mp3" type="audio/mpeg"/>')]))
    [one] = pull(show)
    [article] = list(reading.read(one.saved[0]))
    assert article.recording
    assert article.recording.path
    assert Path(article.recording.path).read_bytes().startswith(b"ID3")


# ---------------------------------------------------------------- trouble


def test_one_source_does_not_stop_the_others(site: Site, tmp_path: Path) -> None:
    """Each kind of trouble is explained, and the others are pulled."""
    show = show_at(tmp_path)
    wrong = {
        "page": ((200, {"Content-Type": "text/html"}, b"<!doctype html><html><p>We have moved"), "sends a web page"),
        "gone": ((410, {}, b""), "it has ended"),
        "lost": ((404, {}, b""), "there is no feed"),
        "locked": ((401, {}, b""), "asks for a password"),
        "broken": ((500, {}, b""), "answers 500"),
        "binary": ((200, {}, bytes(range(256))), "sends something else"),
        "bomb": ((200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(1 << 20))), "sends something else"),
        "json": ((200, {}, b'{"version": "https://jsonfeed.org/version/1.1", "items": ['), "not valid JSON Feed"),
    }
    for name in [*wrong, "good"]:
        following_feed(show, serve(site, posts(1), f"/{name}.xml"), name=name)
    serve(site, posts(2), "/good.xml")
    for name, (answer, _) in wrong.items():
        site.pages[f"/{name}.xml"] = answer
    found = {one.name: one for one in pull(show)}
    for name, (_, words) in wrong.items():
        assert (found[name].state, words in found[name].error) == ("failed", True), found[name]
        assert found[name].hint
    assert found["good"].state == "new"
    states = {one.name: one.state for one in following.listed(show)}
    assert (states["gone"], states["lost"], states["good"]) == ("gone", "waiting", "good")
    asked = len(site.asked)
    again = {one.name: one.state for one in pull(show)}
    assert (again["gone"], again["lost"], again["good"]) == ("waiting", "waiting", "unchanged")
    assert len(site.asked) == asked + 1


def test_xml_that_is_built_to_do_harm(site: Site, tmp_path: Path) -> None:
    """Entities are not expanded, and files are not read."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    show = show_at(tmp_path)
    name = following_feed(show, serve(site, posts(1)))
    levels = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    for kind in (f'<!ENTITY a0 "ha">{levels}', f'<!ENTITY a9 SYSTEM "file://{secret}">'):
        body = rss(site, [Post(2, title="&a9;", text=f"<p>{LONG}</p>", more="<author>&a9;</author>")])
        site.pages["/feed.xml"] = (200, {}, body.replace(b"<rss", f"<!DOCTYPE rss [{kind}]><rss".encode()))
        for one in pull(show, name):
            for path in one.saved:
                text = path.read_text()
                assert "hunter2" not in text
                assert len(text) < 10_000


def test_a_feed_that_breaks_off(site: Site, tmp_path: Path) -> None:
    """What came is kept; the rest comes with the next pull."""
    show = show_at(tmp_path)
    name = following_feed(show, serve(site, posts(1)))
    pull(show)
    whole = rss(site, posts(*range(1, 6)))
    site.pages["/feed.xml"] = (200, {"ETag": '"cut"'}, whole[: whole.index(b"number 2")])
    [first] = pull(show)
    assert (first.state, titles(first.saved)) == ("failed", ["3", "4", "5"])
    site.pages["/feed.xml"] = (200, {"ETag": '"cut"'}, whole)
    [second] = pull(show, name)
    assert titles(second.saved) == ["2"]


def test_the_encoding_that_only_the_server_names(site: Site, tmp_path: Path) -> None:
    """In this encoding, the bytes of a Polish text could be French letters as well. Only the server knows better."""
    polish = "Żółw płynął wzdłuż nabrzeża, a mewa leciała za nim aż do latarni. "
    feed_xml = rss(site, [Post(1, title="Żółw, number 1", text=f"<p>{polish * 30}</p>")])
    kind = {"Content-Type": "application/rss+xml; charset=iso-8859-2"}
    site.pages["/feed.xml"] = (200, kind, feed_xml.decode().encode("iso8859-2"))
    show = show_at(tmp_path)
    following_feed(show, f"{site.base}/feed.xml")
    [article] = list(reading.read(pull(show)[0].saved[0]))
    assert (article.title, article.text.startswith(polish.strip())) == ("Żółw, number 1", True)


@pytest.mark.parametrize(
    "front",
    [
        "<br />\n<b>Warning</b>: Undefined variable in <b>/srv/functions.php</b> on line 7<br />\n",
        "Notice: Undefined index\n",
        "<!-- generated " + "by hand " * 2000 + "-->\n",
        "\ufeff\n\n",
    ],
)
def test_what_stands_before_a_feed_does_not_hide_it(site: Site, tmp_path: Path, front: str) -> None:
    """A warning of a program on the server, a long comment, blanks."""
    show = show_at(tmp_path)
    site.pages["/feed.xml"] = (200, {}, front.encode() + rss(site, posts(1)))
    assert following_feed(show, f"{site.base}/feed.xml") == "harbour-notes"
    assert titles(pull(show)[0].saved) == ["1"]


def test_half_an_article_is_not_taken_for_all_of_it(site: Site, tmp_path: Path) -> None:
    """Where a feed breaks off in a text, neither is that post new, nor is its former text written over."""
    show = show_at(tmp_path)
    whole = rss(site, posts(1, 2)).replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    whole = whole.replace(b"<p>", b"&lt;p&gt;").replace(b"</p>", b"&lt;/p&gt;")
    site.pages["/feed.xml"] = (200, {}, whole)
    name = following_feed(show, f"{site.base}/feed.xml", last=1)
    [path] = pull(show)[0].saved
    before = path.read_bytes()
    for cut in (whole[: whole.rindex(b"Two passengers")], whole[: whole.index(b"Two passengers")]):
        site.pages["/feed.xml"] = (200, {}, cut)
        [broken] = pull(show, name, last=2)
        assert (broken.state, broken.saved, broken.edited) == ("failed", (), ())
        assert "1 of " in broken.error
        assert "items are missing" in broken.error
    assert path.read_bytes() == before
    site.pages["/feed.xml"] = (200, {}, whole)
    assert titles(pull(show, name, last=2)[0].saved) == ["1"]


def _rss(link: str, before: str = "", base: str = "") -> str:
    item = f"<item><link>{link}</link><description>{LONG * 3}</description></item>"
    return f"<rss{base}><channel><title>T</title>{before}{item}</channel></rss>"


def _atom(link: str, before: str = "", base: str = "", own: str = "") -> str:
    text = f'<updated>2024-03-04T10:00:00Z</updated><content type="html">&lt;p&gt;{LONG}&lt;/p&gt;</content>'
    entry = f'<entry{own}><id>urn:1</id><title>One</title><link href="{link}"/>{text}</entry>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{base}><title>T</title>{before}{entry}</feed>'


def _json_feed(link: str) -> str:
    item = {"id": 1, "url": link, "content_html": f"<p>{LONG}</p>"}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]})


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (_rss("/one"), "BASE/one"),
        (_rss("one", "<link>/blog/</link>"), "BASE/blog/one"),
        (_rss("one", base=' xml:base="https://h.example/b/"'), "https://h.example/b/one"),
        (_atom("one"), "BASE/notes/one"),
        (
            _atom("one", '<link href="https://h.example/"/>', ' xml:base="/b/"', ' xml:base="c/"'),
            "https://h.example/b/c/one",
        ),
        (_json_feed("/one"), "BASE/one"),
    ],
)
def test_relative_addresses(site: Site, tmp_path: Path, body: str, address: str) -> None:
    """They are relative to xml:base, to the page of the feed, or to the feed; the feed's token is not in them."""
    site.pages["/notes/feed?token=s3cr3tT0k3n"] = (200, {}, body.encode())
    show = show_at(tmp_path)
    following_feed(show, f"{site.base}/notes/feed?token=s3cr3tT0k3n", name="t")
    [article] = list(reading.read(pull(show)[0].saved[0]))
    assert article.address == address.replace("BASE", site.base)


def test_a_move_for_good_is_remembered(site: Site, tmp_path: Path) -> None:
    """301 changes the address that is followed, 302 does not."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1)))
    serve(site, posts(1, 2), "/new.xml")
    site.pages["/feed.xml"] = (302, {"Location": "/new.xml"}, b"")
    assert titles(pull(show)[0].saved) == ["1", "2"]
    assert listing.read(show)["harbour-notes"].address == f"{site.base}/feed.xml"
    site.pages["/feed.xml"] = (301, {"Location": "/new.xml"}, b"")
    serve(site, posts(1, 2, 3), "/new.xml")
    [moved] = pull(show)
    assert (titles(moved.saved), moved.moved) == (["3"], f"{site.base}/new.xml")
    assert listing.read(show)["harbour-notes"].address == f"{site.base}/new.xml"
    site.pages["/new.xml"] = (301, {"Location": "/parked"}, b"")
    site.html("/parked", "<!doctype html><html>This domain is for sale")
    assert pull(show)[0].moved == ""
    assert listing.read(show)["harbour-notes"].address == f"{site.base}/new.xml"


def test_a_server_that_asks_for_patience(site: Site, tmp_path: Path) -> None:
    """Retry-After is kept in the library, whatever it says: seconds, a date, or years."""
    show = show_at(tmp_path)
    name = following_feed(show, serve(site, posts(1)))
    site.pages["/feed.xml"] = (429, {"Retry-After": "7200"}, b"")
    [first] = pull(show)
    wait = dt.datetime.fromisoformat(first.until) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(hours=1.9) < wait <= dt.timedelta(hours=2)
    assert pull(show)[0].state == "waiting"
    site.pages["/feed.xml"] = (503, {"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"}, b"")
    [second] = pull(show, name)
    assert dt.datetime.fromisoformat(second.until) - dt.datetime.now(dt.UTC) <= dt.timedelta(days=7)
    serve(site, posts(1))
    assert pull(show, name)[0].state == "new"


def test_each_failure_doubles_the_wait() -> None:
    """From ten minutes to a day; and a time that a wrong clock has set does not count."""
    now, visit = dt.datetime(2024, 3, 4, tzinfo=dt.UTC), Visit("a")
    waits = []
    for _ in range(9):
        visit = manners.after_failure(visit, web.WebError("no"), now)
        waits.append((dt.datetime.fromisoformat(visit.wait_until) - now) / dt.timedelta(minutes=1))
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 1440]
    assert manners.waits(visit, now)
    assert not manners.waits(visit, now + dt.timedelta(days=1))
    assert not manners.waits(visit, now - dt.timedelta(days=60))


def test_a_pause_between_two_requests_to_one_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second between requests to a public server, none at home, and one at a time."""
    slept: list[float] = []
    polite = manners.Manners(slept.append)
    clock = itertools.count(0.0, 0.125)  # an eighth of a second from one look at it to the next
    monkeypatch.setattr(manners, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    for address in (
        "https://h.example/a",
        "https://h.example/b",
        "https://i.example/",
        "http://nas.local/",
        "http://nas.local/",
    ):
        with polite.turn(address):
            assert polite._locks[address.split("/")[2]].locked()
    assert slept == [manners.PAUSE_S - 0.125]


def test_a_server_that_drips(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends at its time, while the others have long been pulled."""

    connect = web.Connections.open

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):  # for a minute
            handler.wfile.write(b" ")
            time.sleep(0.06)

    def soon_over(self: web.Connections, method: str, address: str, headers: Any, body: Any, patience: Any) -> Any:
        if address.startswith(site.base):
            patience = replace(patience, deadline=patience.deadline - feed.ALTOGETHER + 0.8)
        return connect(self, method, address, headers, body, patience)

    show = show_at(tmp_path)
    with open_site() as other:
        following_feed(show, serve(site, posts(1)), name="slow")
        following_feed(show, serve(other, posts(2)), name="quick")
        site.pages["/feed.xml"] = drip
        monkeypatch.setattr(web.Connections, "open", soon_over)
        began = time.monotonic()
        slow, quick = pull(show)
    assert time.monotonic() - began < 40
    assert (slow.state, "no answer within" in slow.error, quick.state) == ("failed", True, "new")


def test_two_pulls_at_once(site: Site, tmp_path: Path) -> None:
    """The second one gets a message."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1)))
    with locks.lock(show.state / "pull.lock"), pytest.raises(BusyError, match="another pull"):
        pull(show)
    with locks.lock(show.state / "lock"):  # a batch is at work, and that does not matter
        assert pull(show)[0].state == "new"


@pytest.mark.parametrize("at", range(8))
def test_killed_anywhere_nothing_is_lost_and_nothing_comes_twice(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Before or after any write of a file or of the library: the next pull brings what is missing."""
    show = show_at(tmp_path)
    name = following_feed(show, serve(site, posts(1, 2, 3), ETag='"x"'))
    count = 0

    class Killed(BaseException):
        pass

    def deadly(real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == at + 1:
                raise Killed
            return real(*args, **more)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(saves.files, "write", deadly(saves.files.write))
        patch.setattr(Library, "remember_pulled", deadly(Library.remember_pulled))
        with contextlib.suppress(Killed):
            pull(show)
    pull(show, name)
    kept = sorted((show.folder / "saved/harbour-notes").iterdir())
    assert titles(kept) == ["1", "2", "3"]
    serve(site, posts(1, 2, 3, 4))
    assert titles(pull(show)[0].saved) == ["4"]


def test_a_first_pull_that_was_cut_short(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would have brought still comes, even if there is more that is new by then."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(*range(10))), last=3)
    keep, kept = saves.Keeper.keep, []

    def dies(keeper: saves.Keeper, saved: Any, **more: Any) -> str:
        if kept:
            raise KeyboardInterrupt
        kept.append(saved.id)
        return keep(keeper, saved, **more)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(saves.Keeper, "keep", dies)
        pull(show)
    serve(site, posts(*range(14)))
    assert titles(pull(show)[0].saved) == ["8", "9", "10", "11", "12", "13"]


def test_a_lost_library(site: Site, tmp_path: Path) -> None:
    """The list of sources stays, and so do the saves: what they hold does not come again, nor the archive."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(*range(12)), ETag='"x"'), last=3)
    page(site, 11)
    pull(show)
    for path in show.state.iterdir():
        if path.is_file():
            path.unlink()
    serve(site, posts(*range(1, 14)))
    assert titles(pull(show)[0].saved) == ["12", "13"]
    assert pull(show)[0].saved == ()


def test_many_saves_and_a_lost_library(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No article is compared with each save: places of twice as many are asked for twice as often, not four times."""

    def asked(count: int) -> int:
        show = show_at(tmp_path / str(count))
        following_feed(show, serve(site, [Post(n, text=TEASER) for n in range(count)], f"/{count}.xml"), last=count)
        for n in range(count):
            page(site, n)
        pull(show)
        for path in show.state.iterdir():
            if path.is_file():
                path.unlink()
        places: list[str] = []
        whole = sorting.place
        with monkeypatch.context() as patch:
            patch.setattr(sorting, "place", lambda address: (places.append(address), whole(address))[1])
            assert pull(show)[0].saved == ()
        return len(places)

    assert asked(8) <= 2 * asked(4)


def test_followed_again(site: Site, tmp_path: Path) -> None:
    """What is saved stays and does not come twice."""
    show = show_at(tmp_path)
    address = serve(site, posts(1, 2, 3))
    following_feed(show, address)
    pull(show)
    following.unfollow(show, "harbour-notes")
    assert (following.listed(show), pull(show)) == ([], [])
    following_feed(show, address)
    serve(site, posts(1, 2, 3, 4))
    assert titles(pull(show)[0].saved) == ["4"]


# ---------------------------------------------------------------- secrets


def test_a_token_in_an_address_stays_in_its_file(site: Site, tmp_path: Path) -> None:
    """Shown shortened; in no save, whatever the feed repeats; the file can be read by its owner alone."""
    token = "s3cr3tT0k3nOfJo99"
    show = show_at(tmp_path)
    found = [
        Post(
            1,
            ident=f"https://h.example/1?token={token}",
            address=f"{site.base}/posts/1?token={token}",
            text=f'<p>{LONG}</p><p><a href="https://h.example/a.mp3?token={token}">Listen.</a></p>',
            more=f'<enclosure url="https://h.example/a.mp3?token={token}" type="audio/mpeg" length="9"/>',
        ),
        Post(2, text=TEASER, address=f"{site.base}/posts/2?token={token}"),
    ]
    address = serve(site, found, f"/feed.xml?token={token}")
    site.html(f"/posts/2?token={token}", f"<title>Two</title><article><p>{LONG}</p><p>{LONG} {token}</p></article>")
    following_feed(show, address)
    said: list[str] = []
    [one] = pulling.pull(show, note=said.append)
    assert [path.suffix for path in one.saved] == [".json", ".html"]
    for path in one.saved:
        assert token not in path.read_text()
    serve(site, found, f"/moved.xml?token={token}")
    site.pages[f"/feed.xml?token={token}"] = (301, {"Location": f"/moved.xml?token={token}"}, b"")
    moved = pulling.pull(show, note=said.append)
    site.pages[f"/moved.xml?token={token}"] = (500, {}, b"")
    broken = pulling.pull(show, note=said.append)
    assert token not in repr((one, moved, broken, said, following.listed(show)))
    assert "token=…" in following.listed(show)[0].address
    assert token in listing.path(show).read_text()
    assert listing.path(show).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("user", "query", "secret"),
    [
        ("", "token=ab%2Bcd%2F99xx%3D%3D", "ab+cd/99xx=="),
        ("", "rss_key=q7w8e9r1", "q7w8e9r1"),
        ("", "t=eyJhbGciOiJIUzI1.eyJzdWIiOiIx.dozjgNryP4J", "eyJhbGciOiJIUzI1.eyJzdWIiOiIx.dozjgNryP4J"),
        ("jo:p%40ss9xyz!@", "", "p@ss9xyz!"),
        ("t0ken4711@", "", "t0ken4711"),
    ],
)
def test_a_secret_is_hidden_in_every_form(site: Site, tmp_path: Path, user: str, query: str, secret: str) -> None:
    """As an address writes it, too; in titles, links, names of authors and tags, and in the names of files."""
    forms = {secret, quote(secret), quote(secret, safe=""), quote(secret, safe="").replace("%2F", "%2f")}
    found = [
        Post(
            number,
            title=f"Crossing number {number} {form.replace('&', '&amp;')}",
            address=f"https://h.example/{number}?q={form}",
            text=f'<p>{LONG}</p><p><a href="https://h.example/a?{form}">{form}</a></p>',
            more=f"<category>{form}</category><author>{form}</author>",
        )
        for number, form in enumerate(sorted(forms))
    ]
    show = show_at(tmp_path)
    place = f"/feed.xml?{query}" if query else "/feed.xml"
    body = rss(site, found, f"Harbour {secret}").replace(b"/</link>", f"/?q={secret}</link>".encode())
    site.pages[place] = (200, {}, body)
    following_feed(show, f"{site.base}{place}".replace("://", f"://{user}"))
    said: list[str] = []
    [pulled] = pulling.pull(show, note=said.append)
    assert len(pulled.saved) == len(forms)
    texts = [path.read_text() for path in pulled.saved]
    for text in (*texts, repr((pulled, said, following.listed(show)))):
        assert not [form for form in forms if form in text], text


def test_a_password_that_is_a_word(site: Site, tmp_path: Path) -> None:
    """It goes out of addresses, and stays in the text."""
    show = show_at(tmp_path)
    text = f'<p>{LONG} <a href="https://h.example/?token=lighthouse">More</a></p>'
    following_feed(show, serve(site, [Post(1, text=text)], "/feed.xml?token=lighthouse"))
    [one] = pull(show)
    kept = one.saved[0].read_text()
    assert (kept.count("lighthouse"), "token=lighthouse" in kept) == (3, False)


def test_lines_that_feeds_add_are_not_spoken(site: Site, tmp_path: Path) -> None:
    """They are not when the feed is read as a file, either."""
    show = show_at(tmp_path)
    text = f"<p>{LONG}</p><p>The post Crossing number 1 appeared first on Harbour notes.</p>"
    following_feed(show, serve(site, [Post(1, text=text)]))
    [one] = pull(show)
    [article] = list(reading.read(one.saved[0]))
    assert "appeared first" not in article.text
    assert not article.doubts


def test_a_password_in_an_address(site: Site, tmp_path: Path) -> None:
    """Sent as a header to its server, and to no other."""
    show = show_at(tmp_path)
    address = serve(site, posts(1)).replace("://", "://jo:hunter2@")
    following_feed(show, address)
    assert pull(show)[0].state == "new"
    assert base64.b64decode(site.headers[-1]["authorization"].split()[1]) == b"jo:hunter2"
    assert "hunter2" not in repr(following.listed(show))


def test_a_password_that_has_changed(site: Site, tmp_path: Path) -> None:
    """The refusal says that it is wrong; following the feed again with the new one is enough."""

    def guarded(handler: Handler) -> None:
        right = f"Basic {base64.b64encode(b'jo:' + word.encode()).decode()}"
        status = 200 if handler.headers["Authorization"] == right else 401
        handler.send_response(status)
        handler.end_headers()
        handler.wfile.write(rss(site, posts(1)) if status == 200 else b"")

    show = show_at(tmp_path)
    site.pages["/feed.xml"] = guarded
    address, word = f"http://jo:{{}}@127.0.0.1:{site.port}/feed.xml", "hunter2"
    name = following_feed(show, address.format("hunter2"))
    word = "sesame9"
    [refused] = pull(show)
    assert "refuses the user name or the password" in refused.error
    said: list[str] = []
    assert following.follow(show, address.format("sesame9"), note=said.append).name == name
    assert "sesame9" not in repr(said)
    assert pull(show, name)[0].state == "new"


@pytest.mark.parametrize("bad", ["http://[zz]/", "http://[::1", "http://quay.example:port/", "javascript:alert(1)"])
def test_addresses_that_cannot_be_taken_apart(site: Site, tmp_path: Path, bad: str) -> None:
    """In a post and its enclosure they are left out, in the list of sources they stop nobody else."""
    show = show_at(tmp_path)
    more = f'<enclosure url="{bad}" type="audio/mpeg" length="9"/>'
    following_feed(show, serve(site, [Post(1, address=bad, ident="one", more=more), Post(2)]))
    listing.path(show).write_text(f'[broken]\naddress = "{bad}"\n{listing.path(show).read_text()}')
    broken, good = pulling.pull(show)
    assert (broken.state, good.state, titles(good.saved)) == ("failed", "new", ["1", "2"])
    assert next(reading.read(good.saved[0])).address == ""
    assert "address" in broken.error


def test_what_its_user_has_to_mend_is_tried_again_at_once(site: Site, tmp_path: Path) -> None:
    """An address that is corrected by hand is asked by the next pull."""
    show = show_at(tmp_path)
    name = following_feed(show, serve(site, posts(1)))
    whole = listing.path(show).read_text()
    listing.path(show).write_text(whole.replace("http://", "htp://"))
    assert pulling.pull(show)[0].state == "failed"
    listing.path(show).write_text(whole)
    assert [(one.name, one.state) for one in pulling.pull(show)] == [(name, "new")]


@pytest.mark.parametrize("etag", ['"Hafen-\xe9"', '"' + "x" * 2000 + '"', "W/\t1"])
def test_marks_of_a_server_that_cannot_be_sent_back(site: Site, tmp_path: Path, etag: str) -> None:
    """The feed is asked for without them."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1), ETag=etag))
    assert [pulling.pull(show)[0].state for _ in range(2)] == ["new", "unchanged"]


def test_posts_without_addresses_that_share_an_id_are_not_one(site: Site, tmp_path: Path) -> None:
    """Their texts tell them apart."""
    show = show_at(tmp_path)
    item = "<item><guid>same</guid><title>{0}</title><description>Number {0}. {1}</description></item>"
    items = "".join(item.format(number, LONG * 2) for number in range(5))
    site.pages["/feed.xml"] = (200, {}, f"<rss><channel><title>T</title>{items}</channel></rss>".encode())
    following_feed(show, f"{site.base}/feed.xml")
    first, second = (pulling.pull(show)[0] for _ in range(2))
    assert (len(first.saved), second.state) == (5, "unchanged")


def _item(number: int, text: str, day: int) -> str:
    return (
        f"<item><guid>same</guid><title>Note {number}</title><pubDate>{day:02d} Mar 2024 10:00:00 GMT</pubDate>"
        f"<description>{text} {LONG * 2}</description></item>"
    )


def _notes(site: Site, *items: str) -> None:
    site.pages["/feed.xml"] = (200, {}, f"<rss><channel><title>T</title>{''.join(items)}</channel></rss>".encode())


def _texts(show: Show) -> list[str]:
    """The first words of each save."""
    return sorted(
        json.loads(path.read_text("utf-8"))["items"][0]["content_html"][3:9]
        for path in (show.folder / "saved/t").iterdir()
    )


def test_a_new_post_is_no_edit_of_one_with_the_same_id(site: Site, tmp_path: Path) -> None:
    """Its title and its date are others; with the same title and date it is an edit."""
    show = show_at(tmp_path)
    _notes(site, _item(2, "Second", 2), _item(1, "First.", 1))
    following_feed(show, f"{site.base}/feed.xml")
    assert len(pull(show)[0].saved) == 2
    _notes(site, _item(3, "Third.", 3), _item(2, "Second", 2), _item(1, "First.", 1))
    [pulled] = pull(show)
    assert (len(pulled.saved), pulled.edited) == (1, ())
    assert _texts(show) == ["First.", "Second", "Third."]
    _notes(site, _item(3, "Third.", 3), _item(2, "Edited", 2), _item(1, "First.", 1))
    [pulled] = pull(show)
    assert (pulled.saved, len(pulled.edited)) == ((), 1)
    assert _texts(show) == ["Edited", "First.", "Third."]


def test_a_feed_of_one_post_at_a_time_with_one_id(site: Site, tmp_path: Path) -> None:
    """Each is a post of its own, and an edit of its text is none."""
    show = show_at(tmp_path)
    _notes(site, _item(1, "First.", 1))
    following_feed(show, f"{site.base}/feed.xml")
    assert len(pull(show)[0].saved) == 1
    _notes(site, _item(1, "Edited", 1))
    assert len(pull(show)[0].edited) == 1
    _notes(site, _item(2, "Second", 2))
    [pulled] = pull(show)
    assert (len(pulled.saved), pulled.edited, _texts(show)) == (1, (), ["Edited", "Second"])


@pytest.mark.parametrize("kind", ["rss", "json"])
def test_posts_without_any_name_are_saved(site: Site, tmp_path: Path, kind: str) -> None:
    """Without id, address and title, or with only a title: each is saved, once."""
    texts = [f"Note {number}. {LONG * 2}" for number in range(3)]
    if kind == "rss":
        items = "".join(f"<item><description>{text}</description></item>" for text in texts)
        body = f"<rss><channel><title>T</title>{items}<item><title>A title</title><description>{LONG * 2}</description>"
        body += "</item></channel></rss>"
    else:
        entries: list[dict[str, str]] = [{"content_text": text} for text in texts]
        entries.append({"title": "A title", "content_text": LONG * 2})
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": entries})
    site.pages["/feed.xml"] = (200, {}, body.encode())
    show = show_at(tmp_path)
    following_feed(show, f"{site.base}/feed.xml")
    assert len(pull(show)[0].saved) == 4
    site.pages["/feed.xml"] = (200, {}, body.encode() + b"\n")
    assert pull(show)[0].state == "unchanged"


def test_a_post_that_was_moved_and_edited_at_once_is_the_same(site: Site, tmp_path: Path) -> None:
    """Its id says so, and its title and date; the posts that were left out at first stay left out."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, [Post(n, ident=f"urn:{n}") for n in (3, 2, 1)]), last=1)
    [first] = pull(show)[0].saved
    text, place = f"<p>It was moved. {LONG}</p>", "https://new.example/{}/"
    serve(site, [Post(n, ident=f"urn:{n}", address=place.format(n), text=f"{text}<p>{n}</p>") for n in (3, 2, 1)])
    [second] = pull(show)
    assert (second.saved, second.edited) == ((), (first,))
    assert next(reading.read(first)).address == "https://new.example/3/"


def test_short_posts_whose_ids_change_come_once(site: Site, tmp_path: Path) -> None:
    """A short text is known again by its date; the same words on another day are another post."""
    show = show_at(tmp_path)
    item = "<item><guid>{}</guid><title>Photos</title><pubDate>{:02d} Mar 2024 10:00:00 GMT</pubDate>"
    item += "<description>New photos are online.</description></item>"
    found = []
    for turn, days in enumerate([(1, 2), (1, 2), (1, 2, 3)]):
        items = "".join(item.format(f"{turn}-{day}", day) for day in days)
        site.pages["/feed.xml"] = (200, {}, f"<rss><channel><title>T</title>{items}</channel></rss>".encode())
        if not turn:
            following_feed(show, f"{site.base}/feed.xml")
        found.append(len(pull(show)[0].saved))
    assert found == [2, 0, 1]


def test_an_address_that_was_changed_by_hand_is_asked_at_once(site: Site, tmp_path: Path) -> None:
    """Neither the wait of the former address nor the mark of its latest state holds for another."""
    show = show_at(tmp_path)
    name = following_feed(show, serve(site, posts(1), ETag='"one"'))
    assert pull(show)[0].state == "new"
    site.pages["/feed.xml"] = (503, {"Retry-After": "7200"}, b"")
    assert [one.state for one in (*pull(show), *pull(show))] == ["failed", "waiting"]
    serve(site, posts(1, 2), "/other.xml", ETag='"one"')
    listing.path(show).write_text(listing.path(show).read_text().replace("/feed.xml", "/other.xml"))
    [pulled] = pull(show)
    assert (pulled.state, titles(pulled.saved)) == ("new", ["2"])
    assert "if-none-match" not in site.headers[-1]
    assert pull(show, name)[0].state == "unchanged"
    assert site.headers[-1]["if-none-match"] == '"one"'
