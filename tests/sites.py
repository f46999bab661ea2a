"""A web server on loopback, and a resolver that finds it under any name."""

from __future__ import annotations

import contextlib
import http.server
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

Answer = tuple[int, dict[str, str], bytes]
Handler = http.server.BaseHTTPRequestHandler
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


class Site:
    """A server that answers from a table and remembers what it was asked."""

    def __init__(self, certificate: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer | Callable[[Handler], None]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.sent: list[str] = []  # the bodies of POST requests
        site = self

        class Answering(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
                answer = site.pages.get(self.path, (404, {}, b"no"))
                if callable(answer):
                    with contextlib.suppress(OSError):  # the client hung up, as it should
                        answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def do_POST(self) -> None:
                site.sent.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.do_GET()

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.daemon_threads = True
        if certificate:
            self.server.socket = certificate.wrap_socket(self.server.socket, server_side=True)
            self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused certificate
        self.port = self.server.server_port
        self.base = f"http{'s' if certificate else ''}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def html(self, path: str, text: str, **headers: str) -> None:
        self.pages[path] = (200, {"Content-Type": "text/html; charset=utf-8", **headers}, text.encode())

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def open_site(certificate: ssl.SSLContext | None = None) -> Iterator[Site]:
    made = Site(certificate)
    try:
        yield made
    finally:
        made.close()


def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers on loopback are reached directly, whatever the environment of the tests says."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "*")


class Internet:
    """A resolver and a network of the test's own: names have the addresses given here, and addresses lead to sites.

    *names*: for each name its addresses, one list for each look-up; the last one holds for all that follow.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, names: dict[str, list[list[str]]], **sites: Site) -> None:
        self.names, self.sites = names, {address.replace("_", "."): site for address, site in sites.items()}
        self.looked_up: list[str] = []
        self.connected: list[str] = []
        self._resolve, self._connect = socket.getaddrinfo, socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", self.resolve)
        monkeypatch.setattr(socket, "create_connection", self.connect)

    def resolve(self, host: Any, port: Any, *more: Any, **named: Any) -> Any:
        try:
            return self._resolve(host, port, *more, **{**named, "flags": socket.AI_NUMERICHOST})
        except socket.gaierror:
            self.looked_up.append(host)
            answers = self.names.get(host, [[]])
            found = answers.pop(0) if len(answers) > 1 else answers[0]
            if not found:
                raise
            return [item for one in found for item in self.resolve(one, port, type=socket.SOCK_STREAM)]

    def connect(self, address: tuple[str, int], *more: Any, **named: Any) -> socket.socket:
        self.connected.append(address[0])
        if address[0] not in self.sites:
            raise ConnectionRefusedError(111, "Connection refused")
        return self._connect(("127.0.0.1", self.sites[address[0]].port), *more, **named)
