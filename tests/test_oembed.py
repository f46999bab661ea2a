"""Other sites ask the server for players: what it answers, who may show it in a frame, who may read the lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from podcaster.config import Show
from podcaster.library import Library, dump
from podcaster.publishing import feed_files, page_meta
from podcaster.serving import server
from tests.shows import GUID, SETTINGS, episode, episodes, put_on_disk
from tests.visiting import Client, serving

PUBLIC = replace(SETTINGS, base_url="https://pod.harbour-letters.com/harbour/")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Show:
    folder = tmp_path_factory.mktemp("embedded")
    show = put_on_disk(folder, PUBLIC)
    with Library(folder / "library.sqlite") as library:
        known = [(e, dump(e)) for e in episodes(2)[::-1]]
        feed_files.publish(show, library, known, guid=GUID, token="")
    (show.public / "embed/ferry-77.html").write_text("an episode that no feed names")
    (show.public / "embed/ferry-77.json").write_text("{}")
    return show


@pytest.fixture(scope="module")
def client(harbour: Show) -> Iterator[Client]:
    with serving(server.app(harbour)) as client:
        yield client


@pytest.mark.parametrize(
    "url",
    [
        "https://pod.harbour-letters.com/harbour/episodes/ferry-2.html",
        "http://192.168.1.9:8000/episodes/ferry-2.html%23t%3D10",
        "https://pod.harbour-letters.com/harbour/embed/ferry-2.html",
        "https://harbour.example/2",
        "http://www.harbour.example/2/",
    ],
)
def test_oembed_knows_an_episode_by_its_page_and_by_its_post(client: Client, url: str):
    got = client.get(f"/oembed?url={url}&format=json&maxwidth=400")
    assert got.status_code == 200
    assert got.headers["Content-Type"] == "application/json"
    said = json.loads(got.content)
    assert (said["type"], said["title"], said["height"]) == ("rich", "Ferry number 2", 160)
    assert "/embed/ferry-2.html'" in said["html"]


def test_the_player_is_where_one_asked(client: Client):
    """At home the frame leads home, like all addresses of the show."""
    said = json.loads(client.get("/oembed?url=https://harbour.example/2").content)
    root = "http://pod.local:8000"
    assert f"src='{root}/embed/ferry-2.html'" in said["html"]
    assert said["thumbnail_url"] == f"{root}/episodes/ferry-2.jpg"
    assert json.loads(client.get("/embed.json").content)["posts"]["https://harbour.example/1"]["player"].startswith(
        root
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("?url=", 404),
        ("?url=https://harbour.example/3", 404),
        ("?url=https://pod.harbour-letters.com/harbour/episodes/ferry-77.html", 404),
        ("?url=https://x.example/episodes/../../library.sqlite.html", 404),
        ("?url=https://[::1/episodes/a.html", 404),
        ("?url=" + "%00" * 3000, 404),
        ("?url=https://harbour.example/2&format=xml", 501),
    ],
)
def test_everything_else_is_not_found_or_not_implemented(client: Client, query: str, status: int):
    assert client.get(f"/oembed{query}").status_code == status


def test_only_players_may_be_shown_on_other_sites(client: Client):
    """A page of the show in a frame elsewhere could be clicked by mistake."""
    policy = client.get("/embed/ferry-1.html").headers["Content-Security-Policy"]
    assert "frame-ancestors" not in policy
    assert "default-src 'none'" in policy
    for path in ("/", "/episodes/ferry-1.html", "/feed.xml"):
        assert client.get(path).headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")


def test_what_no_feed_names_has_no_player(client: Client):
    assert client.get("/embed/ferry-1.html").status_code == 200
    assert client.get("/embed/ferry-77.html").status_code == 404


def test_other_sites_read_the_lists_of_a_public_show_only(client: Client, harbour: Show):
    """At home, what somebody listens to is not for every page that they visit."""
    part = next(harbour.public.glob("embed/posts/*")).name
    paths = ["/embed.json", "/embed/ferry-1.json", f"/embed/posts/{part}"]
    assert all(client.get(path).headers.get("Access-Control-Allow-Origin") == "*" for path in paths)
    for base_url in ("", "http://192.168.1.9:8000/"):
        at_home = Show(harbour.folder, replace(PUBLIC, base_url=base_url))
        with serving(server.app(at_home)) as home:
            assert not any("Access-Control-Allow-Origin" in home.get(path).headers for path in paths)


def test_the_script_for_blogs_has_its_type(client: Client):
    got = client.get("/embed/listen.js")
    assert got.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_page_of_an_episode_names_its_answer():
    """With that, sites find the player without a server that answers questions; a private show tells nothing."""
    link = 'type="application/json+oembed" href="https://pod.harbour-letters.com/harbour/embed/ferry-1.json"'
    assert link in page_meta.head(episode(1), PUBLIC, "Ferry")
    assert "oembed" not in page_meta.head(episode(1), replace(PUBLIC, private=True), "Ferry")
    assert "oembed" not in page_meta.head(episode(1), replace(PUBLIC, base_url=""), "Ferry")
