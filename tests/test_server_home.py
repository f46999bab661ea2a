"""Under which addresses a show is served: at home, below base_url, behind a proxy, in private."""

import socket
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from podcaster.errors import UsageError
from podcaster.publishing import feed, opml, pages
from podcaster.serving import home, hosts, port, server
from podcaster.serving.several import Several
from podcaster.serving.site import Site
from tests.shows import GUID, SETTINGS, episode, put_on_disk
from tests.visiting import serving

BASE = "https://pod.example/harbour/"
SECRET = "5" * 40


def test_only_addresses_of_the_show_change():
    """A blog may have its articles below the address of its show. Changing them back gives the same bytes."""
    notes = (
        '<p><a href="https://pod.example/harbour/">x</a> <a href="https://pod.example/harbour/posts/1">not ours</a></p>'
    )
    one = episode(1, notes_html=notes, address=f"{BASE}about-ferries", title=f"About {BASE}cover.jpg")
    data = feed.build(SETTINGS, [one], guid=GUID)["feed.xml"]
    served = home.at("feed.xml", data, BASE, "http://10.0.0.2:9000/")
    item = ET.fromstring(served).find("channel/item")
    assert item.find("enclosure").get("url") == "http://10.0.0.2:9000/episodes/ferry-1.mp3"
    assert item.findtext("link") == f"{BASE}about-ferries"
    assert item.findtext("title") == f"About {BASE}cover.jpg"
    assert b'href="https://pod.example/harbour/posts/1"' in served
    assert ET.fromstring(served).findtext("channel/link") == "http://10.0.0.2:9000/"
    assert home.at("feed.xml", served, "http://10.0.0.2:9000/", BASE) == data


def test_who_comes_from_home_gets_addresses_of_home(tmp_path: Path):
    """A phone in the same network plays the show before it is published; others get what base_url says."""
    show = put_on_disk(tmp_path, SETTINGS)
    on_disk = (show.public / "feed.xml").read_bytes()
    with serving(server.app(show)) as client:
        at_home = client.get("/feed.xml", {"Host": "192.168.1.5:8000"})
        assert b'url="http://192.168.1.5:8000/episodes/ferry-1.mp3"' in at_home.content
        assert b"pod.example/harbour/" not in at_home.content
        page = client.get("/", {"Host": "192.168.1.5:8000"}).content
        assert b'value="http://192.168.1.5:8000/feed.xml"' in page
        assert b'class="qr"' in page
        same = {"Host": "192.168.1.5:8000", "If-None-Match": at_home.headers["ETag"]}
        assert client.get("/feed.xml", same).status_code == 304
        assert client.get("/feed.xml", same | {"Host": "192.168.1.6:8000"}).status_code == 200
        for published in ({"Host": "pod.example"}, {"Host": "POD.example:443"}):
            assert client.get("/feed.xml", published).content == on_disk


def test_a_proxy_gets_the_addresses_of_base_url(tmp_path: Path):
    """A proxy may name this server as it knows it; no listener must be sent to localhost."""
    show = put_on_disk(tmp_path, SETTINGS)
    on_disk = (show.public / "feed.xml").read_bytes()
    with serving(server.app(show)) as client:
        for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
            assert client.get("/feed.xml", {"Host": "localhost:8000", header: "1.2.3.4"}).content == on_disk
        old = client.raw(b"GET /feed.xml HTTP/1.0\r\nHost: localhost:8000\r\n\r\n")
        assert old.endswith(b"\r\n\r\n" + on_disk)
        assert client.get("/harbour/feed.xml", {"Host": "pod.example"}).content == on_disk
        assert client.get("/harbour/feed.xml", {"Host": "localhost"}).status_code == 404


def test_base_url_may_have_a_path_a_port_and_letters_of_any_language(tmp_path: Path):
    """Its host is answered as browsers send it."""
    show = put_on_disk(tmp_path, replace(SETTINGS, base_url="https://höfe.example:8443/über uns/"))
    known = hosts.Hosts.of_this_computer(base=show.settings.base_url)
    with serving(server.app(show, hosts=known)) as client:
        there = {"Host": "xn--hfe-sna.example:8443"}
        got = client.get("/%C3%BCber%20uns/feed.xml", there)
        assert got.content == (show.public / "feed.xml").read_bytes()
        assert b'"https://xn--hfe-sna.example:8443/%C3%BCber%20uns/episodes/ferry-1.mp3"' in got.content
        at_home = client.get("/feed.xml", {"Host": "localhost:8000"}).content
        assert b'"http://localhost:8000/episodes/ferry-1.mp3"' in at_home
        assert b"xn--hfe" not in at_home
        assert client.get("/feed.xml", {"Host": "pod.example"}).status_code == 421


def test_a_private_show_is_found_without_the_last_slash(tmp_path: Path):
    """The secret alone leads to the page; a wrong one leads nowhere."""
    show = put_on_disk(tmp_path, replace(SETTINGS, private=True), token="t0ken")
    with serving(server.app(show, token="t0ken")) as client:
        got = client.get("/t0ken?from=phone", {"Host": "localhost"})
        assert (got.status_code, got.headers["Location"]) == (308, "t0ken/?from=phone")
        assert client.get("/t0kem", {"Host": "localhost"}).status_code == 404
        feed_at_home = client.get("/t0ken/feed.xml", {"Host": "localhost"})
        assert b'"http://localhost/t0ken/episodes/ferry-1.mp3"' in feed_at_home.content
        assert feed_at_home.headers["Cache-Control"] == "private, no-cache"


def test_a_host_of_the_same_name_at_another_port_is_another_place():
    """One computer may have two servers."""
    for header, base, same in (
        ("pod.example", "https://pod.example/a/", True),
        ("pod.example:443", "https://pod.example/", True),
        ("pod.example:8000", "https://pod.example/", False),
        ("nas.local:8000", "http://nas.local:8000/pod/", True),
        ("[::1]:80", "http://[::1]/", True),
    ):
        assert hosts.same_place(hosts.parse(header), base) is same


def test_a_port_below_1024_without_rights_is_one_clear_line(monkeypatch: pytest.MonkeyPatch):
    """The next step is a port that anybody may have."""

    def refused(place: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(port, "_listening", refused)
    with pytest.raises(UsageError, match="port 80 needs the rights of an administrator") as error:
        port.listen("127.0.0.1", 80)
    assert "--port 8000" in error.value.hint
    with pytest.raises(UsageError, match=r"could not listen on 127\.0\.0\.1 port 8000: Permission denied"):
        port.listen("127.0.0.1", 8000)


def test_an_address_may_be_written_as_in_a_browser(monkeypatch: pytest.MonkeyPatch):
    """An IPv6 number with its brackets; what is not known is said in words, without the number of an error."""
    asked: list[str] = []

    def unknown(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UsageError) as error:
        port.listen("[::1]", 8000)
    assert (asked, error.value.message) == (["::1"], "could not listen on '[::1]': Name or service not known")


def test_a_show_that_is_moved_is_said_and_comes_back(tmp_path: Path):
    """Apps give a show up at 404; 503 is a bad day. The owner reads one line about it, and one when it is over."""
    show = put_on_disk(tmp_path / "show", SETTINGS)
    said: list[str] = []
    with serving(server.app(show, note=said.append)) as client:
        assert client.get("/feed.xml").status_code == 200
        show.folder.rename(tmp_path / "moved")
        for path in ("/feed.xml", "/", "/episodes/ferry-1.mp3", "/feed.xml"):
            got = client.get(path)
            assert (got.status_code, got.headers["Retry-After"]) == (503, "60")
        assert len(said) == 1
        assert "there is no show in" in said[0]
        (tmp_path / "moved").rename(show.folder)
        assert client.get("/episodes/ferry-1.mp3").status_code == 200
        assert client.get("/no-such.mp3").status_code == 404
        assert len(said) == 2


def test_episodes_may_be_on_another_disk(tmp_path: Path):
    """The link to their folder is followed, as publishing does; links of files, and of other folders, are not."""
    show = put_on_disk(tmp_path / "show", replace(SETTINGS, feed_limit=1), count=3)
    show.episodes.rename(tmp_path / "disk")
    show.episodes.symlink_to(tmp_path / "disk")
    (tmp_path / "disk" / "ferry-2.jpg").rename(tmp_path / "picture.jpg")
    (tmp_path / "disk" / "ferry-2.jpg").symlink_to(tmp_path / "picture.jpg")
    (show.public / "archive").rename(tmp_path / "archive")
    (show.public / "archive").symlink_to(tmp_path / "archive")
    with serving(server.app(show)) as client:
        assert client.get("/episodes/ferry-3.mp3").status_code == 200
        assert client.get("/episodes/ferry-3.vtt").status_code == 200
        assert client.get("/episodes/ferry-2.jpg").status_code == 404
        assert client.get("/archive/1.xml").status_code == 404


def test_shelves_and_the_list_of_feeds_have_addresses_of_home_too(tmp_path: Path):
    """A shelf's page tells its own feed, and is found by the name of its folder."""
    show = put_on_disk(tmp_path, SETTINGS)
    shelf = show.public / "shelves" / "tag" / "boats"
    shelf.mkdir(parents=True)
    page = pages.show_page(SETTINGS, [episode(1)], up="../../../", folder="shelves/tag/boats/")
    (shelf / "index.html").write_text(page)
    listed = opml.Listed("Boats", f"{BASE}shelves/tag/boats/feed.xml", f"{BASE}shelves/tag/boats/index.html")
    (show.public / "feeds.opml").write_bytes(opml.written("Feeds", [listed]))
    with serving(server.app(show)) as client:
        host = {"Host": "nas.local:8000"}
        page_at_home = client.get("/shelves/tag/boats/", host).content
        assert b'value="http://nas.local:8000/shelves/tag/boats/feed.xml"' in page_at_home
        found = ET.fromstring(client.get("/feeds.opml", host).content).find("body/outline")
        assert found.get("xmlUrl") == "http://nas.local:8000/shelves/tag/boats/feed.xml"
        assert found.get("htmlUrl") == "http://nas.local:8000/shelves/tag/boats/index.html"


def test_behind_a_proxy_with_tls_the_addresses_have_it(tmp_path: Path):
    """For a show without base_url; the proxy is on this computer."""
    show = put_on_disk(tmp_path, replace(SETTINGS, base_url=""))
    with serving(server.app(show)) as client:
        got = client.get("/feed.xml", {"Host": "nas.local", "X-Forwarded-Proto": "https"}).content
        assert b'url="https://nas.local/episodes/ferry-1.mp3"' in got


def test_the_list_of_several_shows_has_addresses_of_home(tmp_path: Path):
    """And those of base_url for those who ask there."""
    show = put_on_disk(tmp_path, SETTINGS)
    quay = Site(show, lambda _: True, under="quay/")
    with serving(Several({"quay": quay}, hosts.Hosts())) as client:
        for host, base in (("nas.local:8000", "http://nas.local:8000/quay/"), ("pod.example", BASE)):
            found = ET.fromstring(client.get("/feeds.opml", {"Host": host}).content).find("body/outline")
            assert found.get("xmlUrl") == f"{base}feed.xml"


def test_this_computer_has_the_name_that_its_router_gives_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Only with its own first name: others in that network, or on the web, are not this computer."""
    monkeypatch.setattr(socket, "gethostname", lambda: "NAS")
    resolver = tmp_path / "resolv.conf"
    resolver.write_text("nameserver 192.168.178.1\nsearch fritz.box Office.example.\n")
    names = hosts.own_names(resolver)
    assert {"nas", "nas.local", "nas.fritz.box", "nas.office.example", "localhost"} <= names
    assert not {"fritz.box", "other.fritz.box", "nas.example", ""} & names
    assert "nas.local" in hosts.own_names(tmp_path / "missing")


LAN = "http://192.168.1.5:8000/"


@pytest.mark.parametrize(("private", "base"), [(False, ""), (False, BASE), (True, "")])
def test_who_opens_the_page_as_localhost_gets_a_code_for_the_phone(tmp_path: Path, private: bool, base: str):
    """The server knows the address of this machine in the network. Only the way to subscribe has it: the rest of the
    show stays where it was asked for.
    """
    token = SECRET if private else ""
    show = put_on_disk(tmp_path, replace(SETTINGS, private=private, base_url=base), token=token)
    site = server.app(show, token=token)
    below = f"{token}/" if token else ""
    with serving(site) as client:
        here = {"Host": "localhost:8000"}
        alone = client.get(f"/{below}", here).content.decode()
        assert f'value="http://localhost:8000/{below}feed.xml"' in alone
        assert f">podcaster serve --host 0.0.0.0 --show {show.folder.name}<" in alone
        site.network = LAN
        page = client.get(f"/{below}", here).content.decode()
        assert f'value="{LAN}{below}feed.xml"' in page
        assert 'id="code"' in page
        assert "localhost" not in page.partition("<script>")[0]
        assert b"http://localhost:8000/" in client.get(f"/{below}feed.xml", here).content
        asked = client.get(f"/{below}", {"Host": "nas.local:8000"}).content.decode()
        assert f'value="http://nas.local:8000/{below}feed.xml"' in asked


def test_an_address_that_means_nothing_outside_is_no_address_for_a_phone(tmp_path: Path):
    """That of this computer to itself, and that of a container."""
    assert server.for_others("http://127.0.0.1:8000/") == ""
    assert server.for_others(LAN) == LAN
    for mark in (".dockerenv", "run/.containerenv"):
        root = tmp_path / mark.replace("/", "-")
        assert not port.is_of_a_container("172.17.0.2", root)
        (root / mark).parent.mkdir(parents=True)
        (root / mark).touch()
        assert port.is_of_a_container("172.17.0.2", root)
        assert port.is_of_a_container("10.88.0.5", root)
        assert not port.is_of_a_container("192.168.1.5", root)  # it has the network of its computer
        assert not port.is_of_a_container("nas", root)


def test_an_address_that_does_not_exist_has_a_way_home(tmp_path: Path):
    """In the language of the show, below the path of base_url too. Who does not know a secret is not told it."""
    html = {"Accept": "text/html"}
    show = put_on_disk(tmp_path / "public", replace(SETTINGS, language="de"))
    with serving(server.app(show)) as client:
        page = client.get("/nothing", html).content.decode()
        assert '<html lang="de">' in page
        assert '<a class="to-subscribe" href="/">Zum Podcast</a>' in page
        assert 'href="/harbour/"' in client.get("/harbour/x", html | {"Host": "pod.example"}).content.decode()
    private = put_on_disk(tmp_path / "private", replace(SETTINGS, private=True), token=SECRET)
    with serving(server.app(private, token=SECRET)) as client:
        assert f'href="/{SECRET}/"' in client.get(f"/{SECRET}/nothing", html).content.decode()
        outside = client.get("/nothing", html).content.decode()
        assert "<a " not in outside
        assert SECRET not in outside
        assert SETTINGS.title not in outside
