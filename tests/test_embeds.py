"""The show for other sites: players for frames, and lists in which a blog finds the episode of a post."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podcaster.config import Show
from podcaster.doctor import check_show
from podcaster.library import Library, dump
from podcaster.model import Episode
from podcaster.publishing import embeds, episode_files, feed_files, media, templates
from tests.shows import GUID, SETTINGS, episodes, put_on_disk

FEW = replace(SETTINGS, feed_limit=3)


class Place:
    """A show of six episodes and its library."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.show = put_on_disk(folder, FEW, 6)
        self.library = library
        self.episodes = episodes(6)[::-1]

    def publish(self, **changes: Any) -> set[str]:
        """Returns the names of the files for other sites that were written or deleted."""
        before = self.files()
        show = Show(self.show.folder, replace(FEW, **changes))
        feed_files.publish(show, self.library, [(e, dump(e)) for e in self.episodes], guid=GUID, token="")
        after = self.files()
        return {name for name in before | after if before.get(name) != after.get(name)}

    def files(self) -> dict[str, int]:
        public = self.show.public
        found = (*public.glob("embed.json"), *public.glob("embed/**/*.*"))
        return {path.relative_to(public).as_posix(): path.stat().st_ino for path in found}

    def read(self, name: str) -> Any:
        return json.loads((self.show.public / name).read_text(encoding="utf-8"))

    def change(self, number: int, **changes: Any) -> None:
        self.episodes[number - 1] = replace(self.episodes[number - 1], **changes)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Library(tmp_path / "library.sqlite") as library:
        made = Place(tmp_path / "show", library)
        for path in made.show.public.glob("archive/*"):
            path.unlink()
        made.publish()
        yield made


def test_every_episode_has_a_player_and_an_answer_for_oembed(place: Place):
    """Also those that only archive pages list; every name may be served, and nothing else lies there."""
    names = {name for name in place.files() if name.count("/") == 1}
    assert names == {f"embed/ferry-{n}.{kind}" for n in range(1, 7) for kind in ("html", "json")} | {"embed/listen.js"}
    assert all(map(media.may_be_seen, place.files()))
    said = place.read("embed/ferry-2.json")
    assert (said["version"], said["type"], said["title"]) == ("1.0", "rich", "Ferry number 2")
    assert "src='https://pod.example/harbour/embed/ferry-2.html'" in said["html"]
    assert said["thumbnail_url"] == "https://pod.example/harbour/episodes/ferry-2.jpg"


def test_the_list_leads_from_a_post_to_its_episode(place: Place):
    assert place.read("embed.json")["posts"]["https://harbour.example/4"] == {
        "episode": "https://pod.example/harbour/episodes/ferry-4.html",
        "player": "https://pod.example/harbour/embed/ferry-4.html",
        "seconds": 66,
    }
    assert len(place.read("embed.json")["posts"]) == 6


def test_the_parts_for_scripts_have_all_posts_too(place: Place):
    """Each post is in the part that its address names."""
    found = {
        post: (path.stem, *named)
        for path in (place.show.public / "embed/posts").iterdir()
        for post, named in json.loads(path.read_text()).items()
    }
    assert len(found) == 6
    part = embeds.part_of("harbour.example/4")
    assert found["harbour.example/4"] == (part, "ferry-4", "Ferry number 4")


@pytest.mark.parametrize(
    ("address", "place_"),
    [
        ("https://www.blog.example/2024/ferry/", "blog.example/2024/ferry"),
        ("http://blog.example/2024/ferry#notes", "blog.example/2024/ferry"),
        ("https://blog.example/?p=12", "blog.example?p=12"),
        ("https://BLOG.example:8443/", "blog.example:8443"),
        ("https://blog.example:443/a", "blog.example/a"),
    ],
)
def test_two_links_to_one_post_have_one_place(address: str, place_: str):
    assert embeds.place_of(address) == place_


def test_nothing_is_written_when_nothing_has_changed(place: Place):
    assert place.publish() == set()


def test_an_episode_that_is_made_again_changes_its_own_files(place: Place):
    place.change(2, title="The last ferry", sha256="f" * 64)
    part = f"embed/posts/{embeds.part_of('harbour.example/2')}.json"
    assert place.publish() == {"embed/ferry-2.html", "embed/ferry-2.json", part}
    assert "The last ferry" in (place.show.public / "embed/ferry-2.html").read_text()


def test_an_episode_that_leaves_the_show_leaves_nothing(place: Place):
    """Neither a player nor a place in a list; what was left of it by hand goes too, files of others stay."""
    del place.episodes[3]
    (place.show.public / "embed/ferry-99.html").write_text("")
    (place.show.public / "embed/.htaccess").write_text("")
    gone = place.publish()
    part = f"embed/posts/{embeds.part_of('harbour.example/4')}.json"
    assert {"embed/ferry-4.html", "embed/ferry-4.json", "embed/ferry-99.html", "embed.json", part} >= gone
    assert "ferry-4" not in json.dumps(place.read("embed.json"))
    assert not (place.show.public / "embed/ferry-4.html").exists()
    assert not (place.show.public / "embed/ferry-99.html").exists()
    assert (place.show.public / "embed/.htaccess").exists()


def test_a_file_that_is_missing_is_written_again(place: Place):
    """Even that of an old episode, whose page of the archive is as it was."""
    (place.show.public / "embed/ferry-1.html").unlink()
    assert place.publish() == {"embed/ferry-1.html"}


def test_a_private_show_has_none(place: Place):
    """Not a file and not an address; what is there from when it was public goes."""
    assert place.publish(private=True) >= {"embed.json", "embed/listen.js", "embed/ferry-1.html", "embed/ferry-6.json"}
    assert place.files() == {}


def test_a_show_that_becomes_private_keeps_no_empty_folders(place: Place):
    """A file that somebody put there stays, and its folder with it."""
    place.publish(private=True)
    assert not (place.show.public / "embed").exists()
    place.publish()
    (place.show.public / "embed" / "notes.txt").write_text("mine")
    place.publish(private=True)
    assert [path.name for path in (place.show.public / "embed").iterdir()] == ["notes.txt"]


def test_check_names_what_is_missing_or_cut_short(place: Place):
    """And publishing writes it again once it is deleted; of an episode without its audio only the audio is named."""
    public = place.show.public

    def found() -> list[str]:
        rule = "player for other sites"
        return sorted(f.file for f in check_show(place.show, place.episodes) if f.rule == rule)

    assert found() == []
    (public / "embed" / "ferry-2.html").unlink()
    part = sorted((public / "embed" / "posts").glob("*.json"))[0].relative_to(public).as_posix()
    cut = ["embed.json", "embed/ferry-3.json", "embed/ferry-4.html", "embed/listen.js", part]
    for name in cut:
        (public / name).write_bytes((public / name).read_bytes()[:-9])
    assert found() == sorted([*cut, "embed/ferry-2.html"])
    (public / "episodes" / "ferry-4.mp3").unlink()
    assert "embed/ferry-4.html" not in found()
    (public / "embed" / "ferry-4.html").unlink()
    (public / "embed" / "ferry-3.json").unlink()
    place.publish()
    assert found() == []


def test_a_show_without_episodes_has_an_empty_list(place: Place):
    place.episodes.clear()
    place.publish()
    assert place.read("embed.json")["posts"] == {}
    assert set(place.files()) == {"embed.json", "embed/listen.js"}


def test_of_two_episodes_of_one_post_the_later_one_is_listed(place: Place):
    place.change(5, address="https://harbour.example/4")
    place.publish()
    assert place.read("embed.json")["posts"]["https://harbour.example/4"]["player"].endswith("/ferry-5.html")


def test_an_episode_without_an_address_has_a_player_all_the_same(place: Place):
    place.change(6, address="")
    place.publish()
    assert len(place.read("embed.json")["posts"]) == 5
    assert (place.show.public / "embed/ferry-6.html").exists()


def test_the_files_go_with_the_episode(place: Place):
    """When the sound of an episode is deleted, its player is, whether a feed was written since or not."""
    episode_files.remove(place.show, ["ferry-3"])
    assert not [name for name in place.files() if "ferry-3." in name]


def test_a_player_comes_before_what_leads_to_it():
    """At a public place the sound is there first, then the players, then the lists, then the feed."""
    names = ["feed.xml", "embed.json", "embed/posts/0a.json", "embed/a.html", "episodes/a.mp3", "episodes/a.vtt"]
    assert sorted(names, key=media.rank) == [
        "episodes/a.mp3", "episodes/a.vtt", "embed/a.html", "embed.json", "embed/posts/0a.json", "feed.xml",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["embed/../feed.xml", "embed/.hidden.html", "embed/a/b.html", "embed/a.js", "embed/"])
def test_nothing_else_below_embed_is_served(name: str):
    assert not media.may_be_seen(name)


def test_titles_are_escaped(place: Place):
    """In the page, in its data and in the frame that oEmbed gives."""
    place.change(1, title="<script>alert('1')</script> & \"more\"")
    place.publish()
    page = (place.show.public / "embed/ferry-1.html").read_text()
    assert "<script>alert" not in page
    assert "title='&lt;script&gt;alert(&#x27;1&#x27;)" in place.read("embed/ferry-1.json")["html"]


def test_a_theme_can_be_chosen():
    """The colours are those of base.css, in whichever theme the window is."""
    light, dark = re.findall(r"--paper: (#\w+)", str(templates.forced_themes()))
    style = str(templates.part("base.css"))
    assert style.index(light) < style.index("prefers-color-scheme: dark") < style.index(dark)


def test_a_player_knows_chapters_and_waveform(place: Place):
    """They are taken from the files beside the sound; a chapter called like the episode needs no name."""
    show, one = place.show, place.episodes[0]
    (show.episodes / "ferry-1.chapters.json").write_text(
        '{"version":"1.2.0","chapters":[{"startTime":0,"title":"Ferry number 1"},{"startTime":2.5,"title":"Noon"}]}'
    )
    page = embeds.player(one, show, "0")
    data: dict[str, Any] = json.loads(re.findall(r'id="data">(.*?)</script>', page)[0])
    assert data["chapters"] == [[0, ""], [2500, "Noon"]]
    assert data["wave"] == {"duration_ms": 1000, "levels": [99]}
    assert data["src"] == "../episodes/ferry-1.mp3"
    assert isinstance(one, Episode)
    assert 'preload="none"' in page
