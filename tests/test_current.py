"""What is served is what the settings say now, and there is something to serve before the first episode."""

import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.config import FILE_NAME, Show, open_show
from podcaster.errors import UnreadableError, UsageError
from podcaster.files import locks
from podcaster.library import FILE_NAME as LIBRARY
from podcaster.library import Known, Library
from podcaster.publishing import show_library
from podcaster.publishing.publisher import Publisher
from podcaster.publishing.rules import check_feed, refuse_errors
from podcaster.serving import current
from podcaster.serving.current import Current, ready
from podcaster.serving.hosts import Hosts, parse
from podcaster.serving.server import all_current, app
from podcaster.serving.site import Site
from tests.shows import SETTINGS, audio, episode, put_on_disk
from tests.visiting import serving

HOME = replace(SETTINGS, base_url="")


@pytest.fixture
def said() -> list[str]:
    """What the owner is told."""
    return []


def written(show: Show, **changes: object) -> Show:
    """The show after its settings were edited on disk."""
    lines = [
        f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}" for key, value in changes.items()
    ]
    show.folder.mkdir(exist_ok=True)
    (show.folder / FILE_NAME).write_text("\n".join(lines) + "\n")
    return open_show(show.folder)


def make_an_episode(show: Show) -> None:
    """As a batch in another process does."""
    one = episode(1)
    put_on_disk(show.folder.parent / "made", HOME, 1)
    show.episodes.mkdir(parents=True, exist_ok=True)
    for path in (show.folder.parent / "made/public/episodes").iterdir():
        path.rename(show.episodes / path.name)
    with Library(show.state / LIBRARY) as library:
        entry = library.add(Known(one.source, one.title, "1"), guid=one.guid, name=one.name)
        library.publish(entry, one)
        Publisher(show, library).publish()


def test_a_show_without_an_episode_is_served_and_fills_itself(tmp_path: Path, said: list[str]):
    """Apps can subscribe before anything is made. Who asks again after the first episode gets it, and no 304."""
    show = Show(tmp_path / "podcast", HOME)
    assert ready(show, said.append) == ""
    assert [line for line in said if "no episode" in line and f"--show {show.folder}" in line] == said
    refuse_errors(check_feed((show.public / "feed.xml").read_bytes(), public=show.public))
    with serving(app(show)) as client:
        before = {path: client.get(path) for path in ("/", "/feed.xml")}
        assert {reply.status_code for reply in before.values()} == {200}
        assert b"<item>" not in before["/feed.xml"].content
        again = {path: client.get(path, {"If-None-Match": reply.headers["ETag"]}) for path, reply in before.items()}
        assert {reply.status_code for reply in again.values()} == {304}
        make_an_episode(show)
        for path, reply in before.items():
            after = client.get(path, {"If-None-Match": reply.headers["ETag"]})
            assert (after.status_code, b"Ferry number 1" in after.content) == (200, True)
            assert after.headers["ETag"] != reply.headers["ETag"]
        assert client.get("/episodes/ferry-1.mp3").content == audio(1)


def test_a_private_show_without_an_episode_has_its_secret(tmp_path: Path, said: list[str]):
    """The address to subscribe to is known before anything is made, and stays."""
    show = Show(tmp_path / "podcast", replace(HOME, private=True))
    token = ready(show, said.append)
    assert re.fullmatch(r"[0-9a-f]{40}", token)
    assert ready(show, said.append) == token


def test_no_show_is_begun_in_a_folder_of_something_else(tmp_path: Path, said: list[str]):
    """A mistake in --show writes nothing among other files. A folder that is empty or has settings can be one."""
    other = tmp_path / "pictures"
    other.mkdir()
    (other / "cat.jpg").write_bytes(b"")
    with pytest.raises(UnreadableError, match="there is no show"):
        ready(Show(other), said.append)
    assert [path.name for path in other.iterdir()] == ["cat.jpg"]
    (other / FILE_NAME).write_text("")
    (tmp_path / "empty").mkdir()
    for folder in (other, tmp_path / "empty"):
        ready(Show(folder), said.append)
        assert (folder / "public/feed.xml").is_file()


def test_serve_waits_for_the_feed_of_a_first_run(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch):
    """A run that has just begun holds the show and has no feed yet."""
    monkeypatch.setattr(current, "LOOK_S", 0.01)
    show, begun, end = Show(tmp_path / "podcast", HOME), threading.Event(), threading.Event()

    def run() -> None:
        with locks.lock(show.state / "lock"):
            begun.set()
            end.wait()

    def note(line: str) -> None:
        said.append(line)
        end.set()

    other = threading.Thread(target=run)
    other.start()
    begun.wait()
    assert ready(show, note) == ""
    other.join()
    assert (said[0], len([line for line in said if "waiting" in line])) == (
        f"another run is using the show in {show.folder} and has not written a feed yet: waiting for it",
        1,
    )
    assert (show.public / "feed.xml").is_file()


def test_serve_uses_the_settings_of_now(tmp_path: Path, said: list[str]):
    """A new title needs neither a batch nor a second command."""
    show = tmp_path / "podcast"
    assert ready(Show(show, replace(HOME, title="Letters from the quay")), said.append) == ""
    assert "<title>Letters from the quay</title>" in (show / "public/feed.xml").read_text()
    token = ready(Show(show, replace(HOME, private=True)), said.append)
    assert f"/{token}/feed.xml" in (show / "public/feed.xml").read_text()


def test_serve_goes_on_beside_a_batch(tmp_path: Path, said: list[str]):
    """The feed is served as it is, but a private show never without its secret."""
    show, private = Show(tmp_path / "podcast", HOME), Show(tmp_path / "podcast", replace(HOME, private=True))
    token = ready(private, said.append)
    with locks.lock(show.state / "lock"):
        assert ready(Show(show.folder, replace(private.settings, title="Later")), said.append) == token
        assert said[-1].startswith(f"another run is using the show in {show.folder}")
    (show.folder / FILE_NAME).write_text("private = false\n")
    ready(show, said.append)
    with locks.lock(show.state / "lock"), pytest.raises(UsageError, match="served under its token"):
        ready(private, said.append)


def test_a_private_show_stays_one_until_its_settings_say_otherwise(tmp_path: Path, said: list[str]):
    """An empty podcaster.toml, or one that was cut short, is more likely lost than meant."""
    show, private = Show(tmp_path / "podcast", HOME), Show(tmp_path / "podcast", replace(HOME, private=True))
    token = ready(private, said.append)
    feed = (show.public / "feed.xml").read_bytes()
    for left in ("", 'title = "Harbour"\n'):
        (show.folder / FILE_NAME).write_text(left)
        for change in ("refuse_bad_show", "publish"):
            with show_library.for_writing(show) as library:
                publisher = Publisher(show, library)
                with pytest.raises(UsageError, match=r"is private, and .* no longer says so") as refused:
                    getattr(publisher, change)()
            assert refused.value.hint == "write private = true into it, or private = false to make the show public"
        assert ready(show, said.append) == token  # served at the address that its listeners have
        assert (show.public / "feed.xml").read_bytes() == feed
    (show.folder / FILE_NAME).write_text("private = false\n")
    assert ready(show, said.append) == ""
    assert token.encode() not in (show.public / "feed.xml").read_bytes()


# ---------------------------------------------------------------- while it is served


def served(show: Show, said: list[str], *others: Site) -> tuple[Site, Current]:
    site = app(show, token=ready(show, lambda _: None), note=said.append)
    return site, all_current([site, *others], [site, *others], ("pod.local",), "http://pod.local:8000/")[0]


def look(keeper: Current) -> None:
    """As often as it takes to notice a change."""
    keeper.look()
    keeper.look()


def test_new_settings_are_served_without_a_restart(tmp_path: Path, said: list[str]):
    """Title and base_url, as soon as podcaster.toml is saved; the owner is told once."""
    site, keeper = served(written(Show(tmp_path / "podcast"), title="Letters"), said)
    look(keeper)
    assert said == []
    written(site.show, title="Parcels", base_url="https://pod.example/quay/")
    look(keeper)
    look(keeper)
    assert said == [f"feed and pages have the new settings of {site.show.folder}"]
    with serving(site) as client:
        assert b"<title>Parcels</title>" in client.get("/feed.xml").content
        assert client.get("/feed.xml", {"Host": "pod.example"}).status_code == 200
        assert b"https://pod.example/quay/feed.xml" in client.get("/quay/feed.xml", {"Host": "pod.example"}).content
        assert client.get("/feed.xml", {"Host": "elsewhere.example"}).status_code == 421


def test_a_picture_of_the_same_name_is_taken_over(tmp_path: Path, said: list[str]):
    """The cover is a setting too, though its name stays."""
    put_on_disk(tmp_path / "art", HOME, 0)
    picture = (tmp_path / "art/public/cover.jpg").read_bytes()
    show = written(Show(tmp_path / "podcast"), title="Letters")
    (show.folder / "mine.jpg").write_bytes(picture)
    _, keeper = served(written(show, title="Letters", cover="mine.jpg"), said)
    first = (show.public / "cover.jpg").read_bytes()
    (show.folder / "mine.jpg").write_bytes(_brighter(picture))
    look(keeper)
    assert (show.public / "cover.jpg").read_bytes() != first
    assert len(said) == 1


def test_a_show_that_becomes_private_has_a_secret_address_at_once(tmp_path: Path, said: list[str]):
    """The former address is not answered any more, and the new one is said."""
    site, keeper = served(written(Show(tmp_path / "podcast"), title="Letters"), said)
    written(site.show, title="Letters", private=True)
    look(keeper)
    assert said[-1] == f"subscribe to http://pod.local:8000/{site.token}/feed.xml"
    with serving(site) as client:
        assert client.get("/feed.xml").status_code == 404
        assert client.get(f"/{site.token}/feed.xml").status_code == 200


def test_settings_that_cannot_be_read_change_nothing(tmp_path: Path, said: list[str]):
    """While somebody types, half a line stands there: the previous settings stay, and the reason is said once."""
    site, keeper = served(written(Show(tmp_path / "podcast"), title="Letters"), said)
    (site.show.folder / FILE_NAME).write_text("title = 'Par")
    look(keeper)
    look(keeper)
    assert [line.partition(":")[0] for line in said] == [f"the settings of {site.show.folder} were not applied"]
    assert site.show.settings.title == "Letters"
    written(site.show, title="Parcels")
    look(keeper)
    assert site.show.settings.title == "Parcels"


def test_new_settings_wait_for_the_end_of_another_run(tmp_path: Path, said: list[str]):
    """It writes its feed with the former ones; then they are taken over without another change."""
    site, keeper = served(written(Show(tmp_path / "podcast"), title="Letters"), said)
    with locks.lock(site.show.state / "lock"):
        written(site.show, title="Parcels")
        look(keeper)
        look(keeper)
        assert (len(said), site.show.settings.title) == (1, "Letters")
        assert str(site.show.folder) in said[0]
    look(keeper)
    assert site.show.settings.title == "Parcels"
    assert "<title>Parcels</title>" in (site.show.public / "feed.xml").read_text()


def test_a_file_that_is_being_saved_is_not_taken_over(tmp_path: Path, said: list[str]):
    """An editor empties it, or takes it away, and then writes: in between, a private show is not a public one."""
    site, keeper = served(written(Show(tmp_path / "podcast"), title="Letters", private=True), said)
    token, path = site.token, site.show.folder / FILE_NAME
    path.write_text("")
    keeper.look()
    written(site.show, title="Parcels", private=True)
    keeper.look()
    path.rename(path.with_name("podcaster.toml~"))
    look(keeper)
    assert (site.token, site.show.settings.title, said) == (token, "Letters", [])
    path.with_name("podcaster.toml~").rename(path)
    look(keeper)
    assert (site.token, site.show.settings.title) == (token, "Parcels")


def test_a_show_that_is_moved_is_not_made_anew(tmp_path: Path, said: list[str]):
    """It is not there for a while, as with a disk that is taken away."""
    site, keeper = served(written(Show(tmp_path / "podcast"), title="Letters"), said)
    site.show.folder.rename(tmp_path / "elsewhere")
    look(keeper)
    assert (site.show.folder.exists(), said) == (False, [])


def test_settings_of_the_narration_need_nothing_from_the_server(tmp_path: Path, said: list[str]):
    """The feed keeps its bytes, and nobody is told anything."""
    site, keeper = served(written(Show(tmp_path / "podcast"), title="Letters"), said)
    before = (site.show.public / "feed.xml").stat().st_mtime_ns
    written(site.show, title="Letters", pace=1.2)
    look(keeper)
    assert (said, (site.show.public / "feed.xml").stat().st_mtime_ns) == ([], before)


def test_the_host_of_one_show_is_answered_by_all_of_them(tmp_path: Path, said: list[str]):
    """Behind a proxy, several shows are at one host, which only some of them may name."""
    other = app(Show(tmp_path / "other", HOME), hosts=Hosts(frozenset()))
    site, keeper = served(written(Show(tmp_path / "podcast"), title="Letters"), said, other)
    written(site.show, base_url="https://straße.example/")
    look(keeper)
    host = parse("xn--strae-oqa.example")
    assert host
    assert (site.hosts.allow(host), other.hosts.allow(host)) == (True, True)


def _brighter(picture: bytes) -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", Image.open(BytesIO(picture)).size, "orange").save(out, "JPEG")
    return out.getvalue()
