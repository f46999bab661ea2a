"""Answers from other people's servers: only from where they may come, within limits of time, by the right proxy."""

from __future__ import annotations

import http.server
import itertools
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from types import SimpleNamespace

import pytest
import trustme

from podcaster.errors import HostileError, PodcasterError, UsageError
from podcaster.network import lines, web
from tests.sites import Handler, Internet, Site, open_site

PATIENCE = web.Patience(10)
OUT, OTHER = "93.184.216.34", "151.101.1.1"  # public addresses


def fetch(address: str, patience: web.Patience = PATIENCE, **options: bool) -> bytes:
    with web.get(address, {"Accept-Encoding": "identity"}, patience, **options) as answer:
        return b"".join(answer.chunks)


@pytest.fixture
def internet(site: Site, monkeypatch: pytest.MonkeyPatch) -> Internet:
    """A network in which pod.example is a site in the internet; "nas" is a machine at home that nobody may reach."""
    site.pages["/"] = (200, {}, b"hello")
    names = {"pod.example": [[OUT]], "nas": [["192.168.1.2", "fd00::2"]], "both.example": [["10.0.0.7", OTHER, OUT]]}
    return Internet(monkeypatch, names, **{OUT: site})


# ---------------------------------------------------------------- where an answer may come from


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """Link-local, shared, mapped and embedded addresses are not the internet."""
    assert web.is_public(address) is public


LOCAL = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "[::ffff:127.0.0.1]"]


@pytest.mark.parametrize("host", LOCAL)
def test_the_local_machine_is_refused_however_it_is_written(host: str, site: Site) -> None:
    """Without permission nothing is fetched from the local machine, and no server there is asked."""
    with pytest.raises(PodcasterError):
        fetch(f"http://{host}:{site.port}/", home=False)
    assert not site.asked


@pytest.mark.parametrize("host", [*LOCAL, "10.0.0.7", "192.168.1.1", "169.254.169.254", "[::ffff:10.0.0.7]", "nas"])
def test_a_public_server_cannot_redirect_into_the_network(site: Site, internet: Internet, host: str) -> None:
    """The user typed an address in the internet: a redirect to a private one is refused, and both are named."""
    internet.names["localhost"] = [["127.0.0.1", "::1"]]
    site.pages["/out"] = (302, {"Location": f"http://{host}/admin"}, b"")
    with pytest.raises(HostileError) as caught:
        fetch("http://pod.example/out")
    wanted = f"http://pod.example/out: it redirects to http://{host}/admin, which is a private address"
    assert caught.value.message == wanted
    assert internet.connected == [OUT]


def test_a_name_that_changes_its_address_is_checked_again(site: Site, internet: Internet) -> None:
    """DNS rebinding: the same name is refused when its second look-up gives a private address."""
    internet.names["pod.example"] = [[OUT], ["10.0.0.7"]]
    site.pages["/again"] = (302, {"Location": "/secret"}, b"")
    with pytest.raises(HostileError, match="private address"):
        fetch("http://pod.example/again")
    assert internet.connected == [OUT]


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site, internet: Internet) -> None:
    """A name is looked up once for a request, so that nothing can change between check and connection."""
    internet.names["pod.example"] = [[OUT], ["10.0.0.7"]]
    assert fetch("http://pod.example/", home=False) == b"hello"
    assert internet.looked_up == ["pod.example"]
    assert site.headers[0]["host"] == "pod.example"


def test_the_addresses_of_a_name_are_tried_in_turn(internet: Internet) -> None:
    """The private ones are left out, and one that does not answer is followed by the next."""
    assert fetch("http://both.example/", home=False) == b"hello"
    assert internet.connected == [OTHER, OUT]


def test_a_typed_address_may_be_at_home(site: Site, internet: Internet) -> None:
    """What the user typed may be on this machine or its network, and redirect within it and into the internet."""
    with open_site() as nas:
        internet.sites |= {"192.168.1.2": nas, "10.0.0.7": nas}
        nas.pages["/"] = (301, {"Location": "http://10.0.0.7/there"}, b"")
        nas.pages["/there"] = (200, {}, b"at home")
        nas.pages["/out"] = (301, {"Location": "http://pod.example/back"}, b"")
        site.pages["/back"] = (301, {"Location": "http://nas/there"}, b"")
        with web.get("http://nas/", {}, PATIENCE) as answer:
            assert (answer.address, answer.public) == ("http://10.0.0.7/there", False)
            assert b"".join(answer.chunks) == b"at home"
        with web.get("http://pod.example/", {}, PATIENCE) as answer:
            assert answer.public
        with pytest.raises(HostileError, match="it redirects to http://nas/there"):
            fetch("http://nas/out")


def test_an_unusable_address_is_refused(internet: Internet) -> None:
    """Other schemes, ports that do not exist, passwords: a message without the password, and no connection."""
    for address, words in (
        ("file:///etc/passwd", "only http"),
        ("http://", "only http"),
        ("http://[", "not an address"),
        ("http://pod.example:99999/", "not an address"),
        ("http://me:hunter2@pod.example/", "password"),
    ):
        with pytest.raises(UsageError, match=words) as caught:
            fetch(address)
        assert "hunter2" not in caught.value.message
    assert internet.connected == []


# ---------------------------------------------------------------- certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA, internet: Internet) -> Iterator[Site]:
    """A site in the internet with a certificate for pod.example."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("pod.example").configure_cert(context)
    with open_site(context) as made:
        made.pages["/"] = (200, {}, b"secret")
        internet.sites[OUT] = made
        yield made


def test_the_certificate_is_that_of_the_name(
    secure: Site, internet: Internet, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate is checked against the name in the address and the authorities that SSL_CERT_FILE lists."""
    internet.names["other.example"] = [[OUT]]
    with pytest.raises(web.WebError, match="CERTIFICATE_VERIFY_FAILED") as caught:
        fetch("https://pod.example/")
    assert "could not be fetched" in caught.value.reason
    with authority.cert_pem.tempfile() as path:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        assert fetch("https://pod.example/") == b"secret"
        for address in ("https://other.example/", f"https://{OUT}/"):
            with pytest.raises(web.WebError, match="CERTIFICATE_VERIFY_FAILED"):
                fetch(address)


def test_without_system_certificates_certifi_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of python.org finds no authorities on macOS."""
    real = ssl.create_default_context

    def with_none(purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH, *, cafile: str | None = None) -> ssl.SSLContext:
        return real(cafile=cafile) if cafile else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    monkeypatch.setattr(ssl, "create_default_context", with_none)
    nowhere = ssl.DefaultVerifyPaths(None, None, "", "", "", "")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    assert len(web.certificates().get_ca_certs()) > 50


# ---------------------------------------------------------------- time


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Ends the slow servers of a test: none of them ends by itself."""
    event = threading.Event()
    yield event
    event.set()


def silent(_: Handler, over: threading.Event) -> None:
    over.wait()


def dripping_head(handler: Handler, over: threading.Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(handler, over)


def dripping_body(handler: Handler, over: threading.Event, count: int = 0) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    drip(handler, over, count)


def drip(handler: Handler, over: threading.Event, count: int = 0) -> None:
    """A byte each twentieth of a second: *count* of them, or until nobody listens any more."""
    with suppress(OSError):
        for number in itertools.count(1):
            handler.wfile.write(b"H")
            if over.wait(0.05) or number == count:
                break


@pytest.mark.parametrize("slow", [silent, dripping_head, dripping_body])
def test_a_slow_server_is_cut_off(site: Site, over: threading.Event, slow) -> None:
    """The time for all of an answer is kept, however the server spends it."""
    site.pages["/slow"] = partial(slow, over=over)
    with pytest.raises(web.WebError, match=r"no answer within 0\.4 s") as caught:
        fetch(f"{site.base}/slow", web.Patience.altogether(0.4))
    assert caught.value.temporary
    assert caught.value.hint


def test_a_slow_server_over_tls_is_cut_off(
    secure: Site, over: threading.Event, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same holds for an encrypted connection."""
    secure.pages["/slow"] = partial(dripping_head, over=over)
    with authority.cert_pem.tempfile() as path:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        with pytest.raises(web.WebError, match="no answer"):
            fetch("https://pod.example/slow", web.Patience.altogether(0.6))


def test_a_server_may_be_slow_as_long_as_it_goes_on(
    site: Site, over: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a deadline only silence ends a download."""
    clock = itertools.count(0.0, 1000.0)  # each look at it finds a quarter of an hour gone
    with monkeypatch.context() as patch:
        patch.setattr(lines, "time", SimpleNamespace(monotonic=lambda: next(clock)))
        site.pages["/slow"] = partial(dripping_body, over=over, count=5)
        assert fetch(f"{site.base}/slow", web.Patience(60)) == b"H" * 5
    assert next(clock) > 2000
    site.pages["/silent"] = partial(silent, over=over)
    with pytest.raises(web.WebError, match="no answer"):
        fetch(f"{site.base}/silent", web.Patience(0.3))


# ---------------------------------------------------------------- what went wrong


def test_refusals_say_whether_to_try_again(site: Site) -> None:
    """Too many requests and errors of the server may pass; a page that is not there stays away."""
    for status, temporary in ((404, False), (403, False), (204, False), (429, True), (500, True), (503, True)):
        site.pages["/"] = (status, {}, b"")
        with pytest.raises(web.WebError, match=f"the server said {status}") as caught:
            fetch(site.base + "/")
        assert (caught.value.status, caught.value.temporary) == (status, temporary)
        assert caught.value.hint


def test_a_failed_answer_is_reported(site: Site) -> None:
    """No host, no server, no HTTP, no end, a redirect without a place, a circle."""
    site.pages["/short"] = (200, {"Content-Length": "9999"}, b"cut")
    site.pages["/rubbish"] = lambda handler: handler.wfile.write(b"220 mail.example ready\r\n\r\n")
    site.pages["/closed"] = lambda handler: None
    site.pages["/nowhere"] = (302, {}, b"")
    site.pages["/strange"] = (302, {"Location": "http://[nowhere"}, b"")
    site.pages["/circle"] = (302, {"Location": "/circle"}, b"")
    with closing(socket.create_server(("127.0.0.1", 0))) as unused:
        free = unused.getsockname()[1]
    for address, words in (
        ("http://no-such-host.invalid/", "no such host"),
        (f"http://127.0.0.1:{free}/", "refused"),
        (f"{site.base}/rubbish", "could not be fetched"),
        (f"{site.base}/closed", "could not be fetched"),
        (f"{site.base}/short", "the connection broke off"),
        (f"{site.base}/nowhere", "leads nowhere"),
        (f"{site.base}/strange", "not an address"),
        (f"{site.base}/circle", "more than 5 redirects"),
    ):
        with pytest.raises(web.WebError, match=words) as caught:
            fetch(address)
        assert caught.value.message == f"{address}: {caught.value.reason}"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("javascript:x", "a redirect to what is not an address"),
        ("http:\\\\127.0.0.1\\x", "a redirect to what is not an address"),
        ("http://xn--/", "a redirect to what is not an address"),
        ("file:///etc/passwd", "it redirects to file:///etc/passwd: only http"),
        ("http://quay:99999/", "it redirects to http://quay:99999/: not an address"),
        ("http://jo:hunter2@127.0.0.1/", "it redirects to http://127.0.0.1/: addresses with a user name"),
    ],
)
def test_a_redirect_to_what_cannot_be_fetched_is_no_mistake_of_the_user(site: Site, place: str, words: str) -> None:
    """The address that was typed is named, and that the server redirects; the password is not."""
    site.pages["/"] = (302, {"Location": place}, b"")
    with pytest.raises(web.WebError, match=re.escape(words)) as caught:
        fetch(f"{site.base}/")
    assert caught.value.message.startswith(f"{site.base}/: ")
    assert "hunter2" not in caught.value.message
    assert caught.value.hint


# ---------------------------------------------------------------- proxies


class Proxy:
    """A proxy on loopback: answers GET itself, and connects CONNECT to a site."""

    def __init__(self, tunnel: Site) -> None:
        self.asked: list[str] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        proxy = self

        class Handling(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                proxy.asked.append(f"GET {self.path}")
                self.send_response(proxy.status)
                for name, value in {"Content-Length": "9", **proxy.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"by proxy\n")

            def do_CONNECT(self) -> None:
                proxy.asked.append(f"CONNECT {self.path}")
                self.send_response(proxy.status)
                self.end_headers()
                if proxy.status != 200:
                    return
                with socket.socket() as there:
                    there.connect(("127.0.0.1", tunnel.port))
                    back = threading.Thread(target=_pour, args=(there, self.connection), daemon=True)
                    back.start()
                    _pour(self.connection, there)
                    back.join()

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handling)
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.fixture
def proxy(secure: Site, internet: Internet, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy that the environment names; only it can look up hidden.example."""
    made = Proxy(secure)
    real = internet.connect

    def connect(address, *more, **named):
        if f"{address[0]}:{address[1]}" == made.address:
            return internet._connect(address, *more, **named)
        return real(address, *more, **named)

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", f"http://{made.address}")
    monkeypatch.setenv("https_proxy", made.address)  # the scheme may be left out
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_proxy_of_the_environment_is_used(
    proxy: Proxy, internet: Internet, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain requests go to the proxy, encrypted ones through it; the names need not be known here."""
    assert fetch("http://hidden.example/post") == b"by proxy\n"
    with authority.cert_pem.tempfile() as path:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        assert fetch("https://pod.example/") == b"secret"
    assert proxy.asked == ["GET http://hidden.example/post", "CONNECT pod.example:443"]
    assert internet.connected == []


def test_one_proxy_for_everything(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """ALL_PROXY applies to every scheme without a proxy of its own."""
    monkeypatch.delenv("http_proxy")
    monkeypatch.setenv("all_proxy", f"http://{proxy.address}")
    assert fetch("http://hidden.example/") == b"by proxy\n"


def test_exceptions_from_the_proxy_are_kept(
    proxy: Proxy, site: Site, internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_PROXY lists names that are reached directly, although the request goes to an IP address then."""
    internet.names["plain.example"], internet.sites[OTHER] = [[OTHER]], site
    monkeypatch.setenv("no_proxy", "elsewhere.example,plain.example")
    assert fetch("http://plain.example/") == b"hello"
    assert proxy.asked == []
    assert fetch("http://hidden.example/") == b"by proxy\n"


def test_a_proxy_does_not_help_a_redirect_into_the_network(proxy: Proxy) -> None:
    """After a redirect, an address that looks private is not requested from the proxy; if the user typed it, it is."""
    proxy.status = 302
    for place in ("http://10.0.0.7/", "http://nas/", "http://printer/", "http://both.example/", "https://nas/"):
        proxy.asked.clear()
        proxy.headers = {"Location": place}
        with pytest.raises(HostileError, match="it redirects to"):
            fetch("http://hidden.example/")
        assert proxy.asked == ["GET http://hidden.example/"]
    proxy.status, proxy.headers = 200, {}
    assert fetch("http://nas/") == b"by proxy\n"


def test_trouble_with_the_proxy_names_it(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that refuses, one that is not there, one of an unknown kind: named, without its password."""
    proxy.status = 407
    with pytest.raises(web.WebError, match=f"through the proxy http://{proxy.address}: 407"):
        fetch("https://hidden.example/")
    monkeypatch.setenv("http_proxy", "http://me:hunter2@127.0.0.1:9")
    with pytest.raises(web.WebError, match=r"through the proxy http://127\.0\.0\.1:9: ") as caught:
        fetch("http://hidden.example/")
    assert "hunter2" not in caught.value.message
    monkeypatch.setenv("http_proxy", "gopher://me:hunter2@127.0.0.1:9")
    with pytest.raises(UsageError, match=r"the proxy gopher://127\.0\.0\.1:9 cannot be used") as used:
        fetch("http://hidden.example/")
    assert "hunter2" not in used.value.message
    assert "NO_PROXY" in used.value.hint
