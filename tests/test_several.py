"""Several shows on one server, and their feeds as one list."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from podcaster.cli import serving as serving_command
from podcaster.config import Show
from podcaster.errors import UsageError
from podcaster.library import Known, Library
from podcaster.publishing import feed, feed_files, show_library
from podcaster.serving import server, several
from podcaster.serving.hosts import Hosts
from podcaster.serving.published import Published
from podcaster.serving.several import Several
from podcaster.serving.site import Site
from tests.commands import podcaster
from tests.shows import GUID, SETTINGS, episode, put_on_disk
from tests.visiting import Client, serving

HOME = replace(SETTINGS, base_url="")
SECRET = "5" * 40


def site(show: Show, name: str, token: str = "") -> Site:
    return Site(show, Published(show.public), token, Hosts(), under=f"{name}/")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("shows")
    shows = {
        "quay": site(put_on_disk(folder / "quay", HOME), "quay"),
        "pier": site(put_on_disk(folder / "pier", replace(HOME, title="The <pier>")), "pier"),
        "cellar": site(
            put_on_disk(folder / "cellar", replace(HOME, title="Cellar", private=True), token=SECRET), "cellar", SECRET
        ),
    }
    with serving(Several(shows, Hosts())) as visiting:
        yield visiting


def test_each_show_is_below_its_path_and_its_feed_leads_there(client: Client):
    for name in ("quay", "pier"):
        reply = client.get(f"/{name}/feed.xml")
        assert reply.status_code == 200
        text = reply.content.decode()
        assert f"http://pod.local:8000/{name}/episodes/ferry-1.mp3" in text
        assert text.count("http://pod.local:8000/") == text.count(f"http://pod.local:8000/{name}/")
        assert client.get(f"/{name}/episodes/ferry-1.mp3").status_code == 200
    page = client.get("/quay/").content.decode()
    assert 'value="http://pod.local:8000/quay/feed.xml"' in page


def test_the_first_page_lists_the_public_shows(client: Client):
    page = client.get("/").content.decode()
    assert '<a href="quay/">Letters from the harbour</a>' in page
    assert "The &lt;pier&gt;" in page
    assert "Cellar" not in page
    assert SECRET not in page
    root = ET.fromstring(client.get("/feeds.opml").content)
    assert [o.get("xmlUrl") for o in root.iter("outline")] == [
        "http://pod.local:8000/quay/feed.xml",
        "http://pod.local:8000/pier/feed.xml",
    ]


def test_a_private_show_needs_its_secret_here_too(client: Client):
    assert client.get("/cellar/feed.xml").status_code == 404
    reply = client.get(f"/cellar/{SECRET}/feed.xml")
    assert f"http://pod.local:8000/cellar/{SECRET}/episodes/ferry-1.mp3" in reply.content.decode()


def test_other_paths_lead_nowhere(client: Client):
    moved = client.get("/quay")
    assert (moved.status_code, moved.headers["Location"]) == (308, "quay/")
    for path in ("/feed.xml", "/nothing/feed.xml", "/quay/../pier/podcaster.toml", "/episodes/ferry-1.mp3"):
        assert client.get(path).status_code == 404, path
    assert client.request("POST", "/").status_code == 405
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow:\n"


def test_the_host_is_checked_on_the_first_page_too(client: Client, tmp_path: Path):
    own = Several({}, Hosts(frozenset({"nas"})))
    with serving(own) as visiting:
        assert visiting.get("/").status_code == 421
        assert visiting.get("/", {"Host": "nas"}).status_code == 200


def test_a_folder_of_shows_is_all_of_them(tmp_path: Path):
    """In the order of their names; a folder that is neither stays, so that the message is about it."""
    for name in ("b", "a", "not"):
        (tmp_path / "all" / name).mkdir(parents=True)
    for name in ("a", "b"):
        (tmp_path / "all" / name / "podcaster.toml").write_text("")
    found = show_library.folders([tmp_path / "all", tmp_path / "all/a", tmp_path / "none"])
    assert found == [tmp_path / "all/a", tmp_path / "all/b", tmp_path / "none"]
    assert several.names([tmp_path / "x/My Show", tmp_path / "y/my-show", tmp_path / "日"]) == [
        "my-show",
        "my-show-2",
        "show",
    ]


def test_a_show_without_a_feed_is_named(tmp_path: Path):
    there = put_on_disk(tmp_path / "there", HOME)
    with pytest.raises(UsageError, match="empty"):
        server.serve_several([(there, ""), (Show(tmp_path / "empty", HOME), "")], port=0)


def test_serve_takes_several_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """And says the address of each."""
    called: list[list[Path]] = []

    def serve(shows: list[tuple[Show, str]], *_: object, on_start: object, **__: object) -> None:
        called.append([show.folder for show, _ in shows])
        on_start("http://127.0.0.1:8000/", ["http://127.0.0.1:8000/a/", "http://127.0.0.1:8000/b/"])  # type: ignore[operator]

    monkeypatch.setattr(serving_command.server, "serve_several", serve)
    monkeypatch.setattr(serving_command.current, "ready", lambda *_: "")
    status, _, said = podcaster(capsys, "serve", "--show", tmp_path / "a", "--show", tmp_path / "b")
    assert (status, called) == (0, [[tmp_path / "a", tmp_path / "b"]])
    assert "subscribe to http://127.0.0.1:8000/b/feed.xml" in said


@pytest.fixture
def shelved(tmp_path: Path) -> Iterator[Show]:
    show = put_on_disk(tmp_path / "show", replace(SETTINGS, shelves="tag", shelf_least=1), 2)
    with Library(show.state / "library.sqlite") as library:
        for number in (1, 2):
            one = episode(number, tags=("Boats",))
            entry = library.add(Known(one.source, one.title, str(number)), guid=one.guid, name=one.name)
            library.publish(entry, one)
        feed_files.publish(show, library, library.oldest_first(), guid=GUID, token="")
    (show.folder / "podcaster.toml").write_text(
        'title = "Letters from the harbour"\nbase_url = "https://pod.example/"\n'
    )
    return show


def test_opml_lists_the_feeds_of_several_shows(shelved: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The shelves of one, and the feed of another without shelves."""
    put_on_disk(tmp_path / "other", HOME)
    (tmp_path / "other/podcaster.toml").write_text('title = "Other"\n')
    status, out, said = podcaster(capsys, "opml", "--show", shelved.folder, "--show", tmp_path / "other")
    assert status == 0
    root = ET.fromstring(out.encode())
    assert [(o.get("text"), o.get("xmlUrl")) for o in root.iter("outline")] == [
        ("Letters from the harbour", "https://pod.example/harbour/feed.xml"),
        ("Letters from the harbour: Boats", "https://pod.example/harbour/shelves/tag/boats/feed.xml"),
        ("Other", f"{feed.HOME}feed.xml"),
    ]
    served = f"podcaster serve --show {tmp_path / 'other'}"
    assert f"Other has no base_url: its addresses are those of {served} on this computer" in said


def test_opml_of_no_show_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status, _, said = podcaster(capsys, "opml", "--show", tmp_path / "none")
    assert (status != 0, "there is no show" in said) == (True, True)


def test_shelves_and_the_list_have_the_address_that_was_asked_for(shelved: Show):
    """At home, where the show has no base_url or comes from home."""
    with serving(Site(shelved, Published(shelved.public), hosts=Hosts())) as visiting:
        page = visiting.get("/shelves/tag/boats/").content.decode()
        assert 'value="http://pod.local:8000/shelves/tag/boats/feed.xml"' in page
        assert "pod.example" not in visiting.get("/feeds.opml").content.decode()
        assert visiting.get("/feeds.opml").headers["Content-Type"] == "text/x-opml; charset=utf-8"
        text = visiting.get("/shelves/tag/boats/feed.xml").content.decode()
        assert '<atom:link href="http://pod.local:8000/shelves/tag/boats/feed.xml" rel="self"' in text
        assert "<link>http://pod.local:8000/shelves/tag/boats/index.html</link>" in text


def test_each_show_has_a_code_for_its_own_page(tmp_path: Path):
    """Who opens the pages as localhost gets the address of this machine in the network, with the path of the show."""
    quay = site(put_on_disk(tmp_path / "quay", HOME), "quay")
    quay.network = "http://192.168.1.5:8000/"
    with serving(Several({"quay": quay}, Hosts())) as visiting:
        page = visiting.get("/quay/", {"Host": "localhost:8000"}).content.decode()
    assert 'value="http://192.168.1.5:8000/quay/feed.xml"' in page
    assert 'id="code"' in page
