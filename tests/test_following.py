"""What a show follows: feeds that are found from a site, lists of them, and the commands."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from podcaster.cli import main as command
from podcaster.errors import InputError, UsageError
from podcaster.network.web import WebError
from podcaster.sources import discovery, following, listing, opml
from podcaster.sources.following import Wanted
from tests.followed import LONG, Post, following_feed, posts, pull, serve, show_at, titles
from tests.sites import Internet, Site


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object, typed: str = "") -> int:
    """The exit status of a command."""
    monkeypatch.delenv("COLUMNS", raising=False)  # to which tables would be cut
    monkeypatch.setattr(sys, "argv", ["podcaster", *map(str, arguments)])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        command()
    return int(ended.value.code or 0)


# ---------------------------------------------------------------- finding a feed


def test_an_address_that_cannot_be_taken_apart(tmp_path: Path) -> None:
    """Said in words, and without the password in it."""
    with pytest.raises(UsageError, match="not an address") as caught:
        following.follow(show_at(tmp_path), "http://jo:sesame@[zz/feed?token=abcd#x")
    assert "sesame" not in caught.value.message
    assert "abcd" not in caught.value.message


@pytest.mark.parametrize(
    ("head", "where"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/blog/feed.xml">', "/blog/feed.xml"),
        ("<LINK HREF='sub/x.atom' TYPE=application/atom+xml REL='home alternate'>", "/sub/x.atom"),
        ('<base href="/b/"><link rel=alternate type="application/feed+json" href="x.json">', "/b/x.json"),
        (
            '<link rel=alternate type=application/rss+xml href=/comments/feed title="Comments">'
            "<link rel=alternate type=application/rss+xml href=/posts.xml>",
            "/posts.xml",
        ),
        ('<p>Nothing in the head. <a href="/about">About</a> <a href="/rss/">Subscribe</a>', "/rss/"),
        ("<p>Nothing at all", "/feed"),
        ("<link rel=alternate type=application/rss+xml href=/broken.xml>", "/rss.xml"),
    ],
)
def test_the_feed_of_a_site(site: Site, head: str, where: str) -> None:
    """As the page states it, as it links to it, or where sites usually have theirs."""
    site.html("/", f"<!doctype html><html><head>{head}")
    site.html("/broken.xml", "<!doctype html><html>Not found")
    serve(site, posts(1), where)
    found = discovery.find(f"{site.base}/")
    assert (found.address, found.title) == (f"{site.base}{where}", "Harbour notes")


def test_a_feed_behind_a_password(site: Site) -> None:
    """Said of the address, without its token."""
    site.pages["/feed?token=abcd1234"] = (401, {}, b"")
    with pytest.raises(WebError, match="it asks for a password") as error:
        discovery.find(f"{site.base}/feed?token=abcd1234")
    assert error.value.message.startswith(f"{site.base}/feed?token=…: ")


def test_a_site_without_a_feed(site: Site) -> None:
    """Said so, after a handful of requests."""
    site.html("/", "<!doctype html><html><p>Hello")
    with pytest.raises(InputError, match="no feed was found"):
        discovery.find(f"{site.base}/")
    assert len(site.asked) < 10


def test_a_page_of_the_internet_names_no_feed_at_home(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home network is not asked for it."""
    site.html("/", "<link rel=alternate type=application/rss+xml href=http://nas/private.xml><html>")
    serve(site, posts(1), "/private.xml")
    Internet(
        monkeypatch,
        {"h.example": [["93.184.216.34"]], "nas": [["192.168.1.2"]]},
        **{"93_184_216_34": site, "192_168_1_2": site},
    )
    with pytest.raises(InputError, match="no feed was found"):
        discovery.find("http://h.example/")
    assert "/private.xml" not in site.asked


def test_json_feeds(site: Site, tmp_path: Path) -> None:
    """A JSON Feed is followed like any other; its recordings come along."""
    items = [
        {
            "id": n,
            "url": f"{site.base}/posts/{n}",
            "title": f"Crossing number {n}",
            "content_html": f"<p>{LONG}</p>",
            "date_published": f"2024-03-0{n}T10:00:00Z",
            "attachments": [{"url": "https://h.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}],
        }
        for n in (1, 2)
    ]
    value = {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": items}
    site.pages["/feed.json"] = (200, {}, json.dumps(value).encode())
    show = show_at(tmp_path)
    following_feed(show, f"{site.base}/feed.json")
    [one] = pull(show)
    assert titles(one.saved) == ["1", "2"]
    [kept] = json.loads(one.saved[0].read_text())["items"]
    assert kept["attachments"] == items[0]["attachments"]


# ---------------------------------------------------------------- the list


def test_the_list_is_its_users_own(site: Site, tmp_path: Path) -> None:
    """Comments and what was edited by hand stay; it is private; a mistake in it is said with its place."""
    show = show_at(tmp_path)
    following_feed(show, serve(site, posts(1)))
    path = listing.path(show)
    path.write_text("# mine\n" + path.read_text() + "last = 2 # enough\n")
    path.chmod(0o644)
    following_feed(show, serve(site, posts(1), "/b.xml"), name="Second one!", tag=("boats",))
    text = path.read_text()
    assert "# mine" in text
    assert "last = 2 # enough" in text
    assert path.stat().st_mode & 0o777 == 0o600
    assert [(one.name, one.last, one.tag) for one in following.listed(show)] == [
        ("harbour-notes", 2, ()),
        ("second-one", 5, ("boats",)),
    ]
    following.unfollow(show, f"{site.base}/feed.xml")
    assert "harbour-notes" not in path.read_text()
    for wrong, words in (
        ("[a]\naddress = 3", "a text in quotes"),
        ("[a]\nlast = 3", "has no address"),
        ("[a]\naddress = 'https://h.example'\nlats = 3", "unknown key 'lats'"),
        ("[studio]\naddress = 'https://h.example'", "is not a source"),
        ("['../x']\naddress = 'https://h.example'", "is not a source"),
        ("[a", "not valid TOML"),
    ):
        path.write_text(wrong)
        with pytest.raises(UsageError) as error:
            following.listed(show)
        assert words in f"{error.value.message} {error.value.hint}"


def test_following_twice_is_following_once(site: Site, tmp_path: Path) -> None:
    """With other wishes, these are taken over; names do not clash."""
    show = show_at(tmp_path)
    address = serve(site, posts(1))
    following_feed(show, address)
    following_feed(show, address.replace("http://", "HTTP://"), last=9)
    following_feed(show, serve(site, posts(1), "/other.xml"))
    assert [(one.name, one.last) for one in following.listed(show)] == [("harbour-notes", 9), ("harbour-notes-2", 5)]
    with pytest.raises(UsageError, match="several sources"):
        following.unfollow(show, "Harbour notes")
    with pytest.raises(UsageError, match="longest is less"):
        following.follow(show, address, Wanted(shortest=9, longest=3))


def test_lists_of_feed_readers(site: Site, tmp_path: Path) -> None:
    """Folders, an old spelling, a duplicate and a damaged end: every feed once. And out again, without private ones."""
    serve(site, posts(1))
    given = tmp_path / "readers.opml"
    given.write_text(
        '<opml version="1.0"><body><outline text="News &amp; co"><outline text="A" xmlUrl="https://a.example/feed"/>'
        f'<outline title="B" XMLURL="{site.base}/feed.xml" htmlUrl="https://b.example/"/></outline>'
        '<outline text="A again" xmlUrl="https://www.a.example/feed/"/><outline text="no feed"/>'
        '<outline text="no address" xmlUrl="http://[zz]/feed"/>'
        '<outline text="C" xmlUrl="https://c.example/feed?token=abcd1234"/><outline text="cut'
    )
    show = show_at(tmp_path)
    assert [one.name for one in following.follow_list(show, given, Wanted(last=1))] == ["a", "b", "c"]
    assert following.follow_list(show, given) == []
    text, left_out = opml.written("Mine", listing.read(show).values(), private=False)
    assert (left_out, "abcd1234" in text) == (1, False)
    back = tmp_path / "back.opml"
    back.write_text(opml.written("Mine", listing.read(show).values(), private=True)[0])
    assert [(one.title, one.address) for one in opml.read(back)] == [
        ("A", "https://a.example/feed"),
        ("B", f"{site.base}/feed.xml"),
        ("C", "https://c.example/feed?token=abcd1234"),
    ]
    given.write_text("<html>no")
    with pytest.raises(InputError, match="not a list of feeds"):
        opml.read(given)


# ---------------------------------------------------------------- the commands


def test_from_a_site_to_episodes(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """follow, batch without sources; an edited post is spoken again in one sentence; unfollow keeps the episodes."""
    log = tmp_path / "spoken"
    monkeypatch.setenv("PODCASTER_WORK_LOG", str(log))
    show = ("--show", tmp_path / "show")
    site.html("/", "<link rel=alternate type=application/rss+xml href=/feed.xml><html>")
    serve(site, posts(*range(8)))
    assert run(monkeypatch, "batch", *show) == 2
    assert "podcaster follow" in capsys.readouterr().err
    assert run(monkeypatch, "follow", f"{site.base}/", "--last", "1", *show) == 0
    assert capsys.readouterr().out == "harbour-notes\n"
    (tmp_path / "show/podcaster.toml").write_text('voice = "tone"\nhome_network = true\n')
    assert run(monkeypatch, "batch", *show, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["status"] for one in told["outcomes"]] == ["made"]
    assert [len(one["saved"]) for one in told["pulled"]] == [1]
    spoken = log.read_text().count("\n")
    edited = f"<p>This is crossing number 7, and it was late.</p><p>{LONG}</p>"
    serve(site, [Post(7, text=edited), *posts(6, 5)])
    site.pages["/other.xml"] = (500, {}, b"")
    assert run(monkeypatch, "batch", *show, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["status"] for one in told["outcomes"]] == ["made"]
    assert log.read_text().count("\n") == spoken + 1
    assert run(monkeypatch, "unfollow", "harbour-notes", *show) == 0
    assert run(monkeypatch, "status", *show, "--json") == 0
    assert json.loads(capsys.readouterr().out.split("\n", 1)[1])["episodes"] == 1


def test_the_commands_in_words(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One source that fails: 1; what it was and what to try is said; JSON holds the same."""
    show = ("--show", tmp_path / "show")
    for name in ("a", "b"):
        address = serve(site, posts(1), f"/{name}.xml?key=0123456789abcdef0123")
        assert run(monkeypatch, "follow", "-", "--name", name, *show, typed=f"{address}\n") == 0
    site.pages["/b.xml?key=0123456789abcdef0123"] = (401, {}, b"")
    assert run(monkeypatch, "pull", *show) == 1
    said = capsys.readouterr()
    assert "b: failed: it asks for a password" in said.err
    assert "2 sources: 1 new, 1 failed" in said.err
    assert said.out.endswith(".json\n")
    assert run(monkeypatch, "sources", *show) == 0
    said = capsys.readouterr()
    assert "key=…" in said.out
    assert run(monkeypatch, "sources", "--json", *show) == 0
    assert [(one["name"], one["state"]) for one in json.loads(capsys.readouterr().out)] == [
        ("a", "good"),
        ("b", "waiting"),
    ]
    assert run(monkeypatch, "sources", "--opml", *show) == 0
    said = capsys.readouterr()
    assert "0123456789abcdef" not in said.out
    assert "2 private feeds left out" in said.err
    for arguments, words in (
        (("follow", "no such thing"), "neither an address"),
        (("follow", f"ftp://h.example/{'long' * 2000}"), "neither an address"),
        (("follow", "https://h.example/", "--unread"), "are for services"),
        (("pull", "x"), "no source is called 'x'"),
        (("unfollow", "x"), "no source is called 'x'"),
    ):
        assert run(monkeypatch, *arguments, *show) == 2
        assert words in capsys.readouterr().err


def test_the_hint_of_a_failed_source_names_the_show(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its command can be pasted: in words, in JSON, and again in the list of sources."""
    show = ("--show", tmp_path / "show")
    run(monkeypatch, "follow", serve(site, posts(1)), *show)
    site.pages["/feed.xml"] = (404, {}, b"")
    command = f"podcaster follow --show {tmp_path / 'show'} ADDRESS"
    capsys.readouterr()
    assert run(monkeypatch, "pull", *show, "--json") == 65
    said = capsys.readouterr()
    assert command in said.err
    assert command in json.loads(said.out)[0]["hint"]
    assert run(monkeypatch, "sources", *show, "--json") == 0
    assert command in json.loads(capsys.readouterr().out)[0]["hint"]


def test_nothing_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """pull and batch say how to begin, and make no show; a show without sources is fine."""
    assert run(monkeypatch, "batch", "--show", tmp_path / "show") == 2
    assert f"podcaster follow --show {tmp_path / 'show'} https://example.org/" in capsys.readouterr().err
    for name in ("pull", "sources"):
        assert run(monkeypatch, name, "--show", tmp_path / "show") == 65
    assert not (tmp_path / "show").exists()
    (tmp_path / "show").mkdir()
    (tmp_path / "show" / "podcaster.toml").touch()
    assert run(monkeypatch, "pull", "--show", tmp_path / "show") == 2
    assert f"podcaster follow --show {tmp_path / 'show'} https://example.org/" in capsys.readouterr().err
    assert run(monkeypatch, "sources", "--show", tmp_path / "show") == 0
