"""Servers on loopback to which a show can be published: WebDAV and SFTP."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import socketserver
import subprocess
import threading
import wsgiref.simple_server
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from tests import machine


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


class _Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without looking up the name of the host
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]
        self.setup_environ()


@contextlib.contextmanager
def wsgi(app: Any) -> Iterator[int]:
    """The port at which *app* answers."""
    with wsgiref.simple_server.make_server("127.0.0.1", 0, app, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def dav(folder: Path) -> Any:
    """A WebDAV server of *folder* for jo, with the password "fog", as a WSGI program."""
    from wsgidav.wsgidav_app import WsgiDAVApp

    served = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {"jo": {"password": "fog"}}}},
            "http_authenticator": {"accept_digest": False, "default_to_digest": False},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )

    def with_whole_bodies(environ: dict[str, Any], start: Any) -> Any:
        # It reads a body to its end, and the server of the standard library does not say where that is.
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        return served(environ, start)

    return with_whole_bodies


class _Login(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("jo", "fog")


class Plain(asyncssh.SFTPServer):
    """Shows a folder as the root of everything, and knows no extension of OpenSSH."""

    folder = Path()

    def __init__(self, channel: Any) -> None:
        super().__init__(channel, chroot=str(self.folder).encode())

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        raise asyncssh.SFTPOpUnsupported("no such extension")

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        if Path(self.map_path(newpath).decode()).exists():
            raise asyncssh.SFTPFailure("the file exists")
        super().rename(oldpath, newpath)


@dataclass
class Host:
    """A host with SFTP."""

    port: int
    known_hosts: str  # a line for the file of that name
    key: Path = Path()  # with which one may log in


@contextlib.contextmanager
def sftp(folder: Path, kind: type[asyncssh.SFTPServer] | None = None) -> Iterator[Host]:
    """A host that shows *folder* over SFTP to jo, with the password "fog"."""
    kind = kind or type("Shown", (asyncssh.SFTPServer,), {"__init__": _rooted(folder)})
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[key], server_factory=_Login, sftp_factory=kind, line_editor=False
        )

    async def close(server: asyncssh.SSHAcceptor) -> None:
        server.close()
        await server.wait_closed()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    server = loop.run_until_complete(listen())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        port = server.get_port()
        yield Host(port, f"[127.0.0.1]:{port} {key.export_public_key().decode()}")
    finally:
        asyncio.run_coroutine_threadsafe(close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextlib.contextmanager
def sshd(folder: Path) -> Iterator[Host]:
    """OpenSSH, with keys of its own."""
    folder.mkdir()
    for name in ("host", "user"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(str(folder / name))
        key.write_public_key(str(folder / f"{name}.pub"))
        (folder / name).chmod(0o600)
    (folder / "authorized").write_text((folder / "user.pub").read_text())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "conf").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
        "StrictModes no\nUsePAM no\nPidFile none\nSubsystem sftp internal-sftp\n"
    )
    program = shutil.which("sshd") or "sshd"
    with subprocess.Popen([program, "-D", "-e", "-f", folder / "conf"], stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr
            for line in running.stderr:
                if "listening on" in line:
                    break
            else:
                pytest.skip(f"{machine.REASON}sshd does not start for this user")
            host_key = (folder / "host.pub").read_text()
            yield Host(port, f"[127.0.0.1]:{port} {host_key}", folder / "user")
        finally:
            running.terminate()


def _rooted(folder: Path) -> Any:
    def begin(self: asyncssh.SFTPServer, channel: Any) -> None:
        asyncssh.SFTPServer.__init__(self, channel, chroot=str(folder).encode())

    return begin
