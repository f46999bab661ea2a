"""A WebDAV server as a place to publish to: Nextcloud, Apache, nginx, or the space of a web host."""

from __future__ import annotations

import netrc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote

from podcaster.errors import MissingToolError, StorageError, UsageError
from podcaster.installing import extra
from podcaster.network.reach import Reach, reach
from podcaster.network.web import certificates
from podcaster.publishing.media import media_type
from podcaster.serving.target import Item, beside, in_parallel, no_password

# Nextcloud refuses names that end in .part.
ENDING = ".new"
USER, PASSWORD = "WEBDAV_USER", "WEBDAV_PASSWORD"
# Ask for these properties only: a full listing of 8,000 files is three times as long.
QUESTION = '<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>'
LOGIN = f"set {USER} and {PASSWORD}, or write the host into ~/.netrc; Nextcloud wants an app password"


class WebDav:
    """A folder of a WebDAV server. A file is uploaded under another name, and then takes its place by MOVE.

    The server decides about the headers of the files, so none for caches is sent.
    """

    def __init__(self, target: str, token: str = "") -> None:
        parts = no_password(target, f"set {PASSWORD}, or write the host into ~/.netrc")
        try:
            host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
        except ValueError as error:
            raise UsageError(f"{target!r} has no port that can be one", hint="davs://host:443/folder") from error
        if not host or parts.query or parts.fragment:
            raise UsageError(f"{target!r} names no folder of a host", hint="davs://host/folder")
        host = f"[{host}]" if ":" in host else host
        self._site = f"{'https' if parts.scheme.lower() == 'davs' else 'http'}://{host}{port}"
        self._folder = "/".join(part for part in (unquote(parts.path).strip("/"), token) if part)
        self._at = f"{self._site}/{self._folder}"
        login = _login(parts.hostname or "", unquote(parts.username or ""))
        self.where = f"webdav {login[0] if login else ''}@{self._at}/"
        self.warning = _in_clear(parts.hostname or "", self._at, token) if self._site.startswith("http:") else ""
        self._client = _connected(f"{self._site}/", login, target)
        self._made: set[str] = set()

    def sizes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        with self._errors(f"could not list {self._at}"):
            folders = [self._folder]
            while folders:
                folder = folders.pop()
                for name, size in self._listed(folder):
                    if size is None:
                        folders.append(name)
                    else:
                        found[self._ours(name)] = size
        return found

    def _listed(self, folder: str) -> Iterator[tuple[str, int | None]]:
        """The files in *folder* with their sizes, and the folders in it; nothing if it is not there."""
        from webdav4.client import ResourceNotFound

        headers = {"Depth": "1", "Content-Type": "application/xml"}
        try:
            answer = self._client.propfind(folder, data=QUESTION, headers=headers, follow_redirects=True)
        except ResourceNotFound:
            return
        self._made.add(folder)
        here = self._client.join_url(folder).path
        for path, entry in answer.responses.items():
            if path != here:
                is_folder = entry.properties.resource_type == "directory"
                name = str(entry.path_relative_to(self._client.base_url)).strip("/")
                yield name, None if is_folder else int(entry.properties.content_length or 0)

    def _ours(self, name: str) -> str:
        return name[len(self._folder) :].lstrip("/")

    def read(self, name: str) -> bytes:
        with self._errors(f"could not read {self._at}/{name}"):
            answer = self._client.http.get(self._client.join_url(self._path(name)), follow_redirects=True)
            if answer.status_code == 404:
                return b""
            return bytes(answer.raise_for_status().content)

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        for folder in sorted({self._path(item.name).rpartition("/")[0] for item in batch}):
            with self._errors(f"could not make the folder {self._site}/{folder}"):
                self._make(folder)
        in_parallel(batch, self._send, done)

    def _make(self, folder: str) -> None:
        """Make *folder* and all missing folders around it."""
        from webdav4.client import ResourceAlreadyExists, ResourceConflict, ResourceNotFound

        if not folder or folder in self._made:
            return
        try:
            with suppress(ResourceAlreadyExists):
                self._client.mkdir(folder)
        except (ResourceConflict, ResourceNotFound):  # how servers say that the folder around it is missing
            around = folder.rpartition("/")[0]
            if not around or around in self._made:
                raise
            self._make(around)
            with suppress(ResourceAlreadyExists):
                self._client.mkdir(folder)
        self._made.add(folder)

    def _send(self, item: Item) -> None:
        path = self._path(item.name)
        new = self._path(beside(item.name, ENDING))
        with self._errors(f"could not send {item.name} to {self._at}"):
            try:
                self._client.upload_file(
                    item.path, new, overwrite=True, headers={"Content-Type": media_type(item.name)}
                )
                self._client.move(new, path, overwrite=True)
            except BaseException:
                with suppress(Exception):
                    self._client.remove(new)
                raise

    def remove(self, names: Sequence[str]) -> None:
        from webdav4.client import ResourceNotFound

        for name in names:
            with self._errors(f"could not delete {self._at}/{name}"), suppress(ResourceNotFound):
                self._client.remove(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}" if self._folder else name

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        """Turn every error of the server, or of the connection to it, into one of ours."""
        import httpx
        from webdav4.client import ClientError

        try:
            yield
        except (ClientError, httpx.HTTPError, ValueError, SyntaxError) as error:
            reason, hint = _meaning(error, self._site)
            raise StorageError(f"{what}: {reason}", hint=hint) from error
        except OSError as error:
            raise StorageError(f"{what}: {error.strerror or error}", hint="check the disk and the network") from error


def _in_clear(host: str, at: str, token: str) -> str:
    """What others on the way can read without HTTPS; "" if the server is on this machine."""
    if reach(f"http://{host}/") is Reach.MACHINE:
        return ""
    what = "the password and the secret address of the show" if token else "the password"
    place = at.partition("://")[2].removesuffix(token).rstrip("/")
    return f"dav:// is not encrypted: others on the network can read {what}; over HTTPS: davs://{place}"


def _login(host: str, user: str) -> tuple[str, str] | None:
    """The user and the password for *host*, from the environment or ~/.netrc; None if neither has them."""
    user = user or os.environ.get(USER, "")
    if PASSWORD in os.environ:
        return user, os.environ[PASSWORD]
    try:
        known = netrc.netrc().authenticators(host)
    except FileNotFoundError:
        known = None
    except (OSError, netrc.NetrcParseError) as error:
        raise UsageError(f"~/.netrc cannot be read: {error}", hint=f"mend it, or set {PASSWORD}") from error
    if known and (not user or known[0] == user):
        return known[0], known[2] or ""
    return (user, "") if user else None


def _connected(site: str, login: tuple[str, str] | None, target: str) -> Any:
    try:
        from httpx import Timeout
        from webdav4.client import Client
    except ImportError as error:
        raise MissingToolError(f"webdav4 is needed for {target}", hint=extra("remote")) from error
    # A server may be busy with a file of hours after its last byte has come.
    return Client(site, auth=login, verify=certificates(), timeout=Timeout(120, connect=20))


STATUS = {
    401: ("the server wants another user or password", LOGIN),
    403: ("the server does not permit it", "this user needs the right to write there"),
    404: ("there is no such place on the server", "check the address of the folder"),
    405: ("the server does not speak WebDAV there", "Nextcloud's is davs://HOST/remote.php/dav/files/USER/FOLDER"),
    409: ("the folder around it is missing and cannot be made", "check the address of the folder"),
    413: ("the file is larger than the server accepts", "raise its limit; nginx: client_max_body_size 0"),
    423: ("another program has locked it", "run the same again later"),
    501: ("the server does not speak WebDAV there", "Nextcloud's is davs://HOST/remote.php/dav/files/USER/FOLDER"),
    507: (
        "the server's disk, or this user's part of it, is full",
        "free some space; the same command goes on from here",
    ),
}
NO_ANSWER = "check the address and the network; the same command goes on from here"


def _meaning(error: Exception, site: str) -> tuple[str, str]:
    """What *error* says, in our words, and what to do about it."""
    import httpx
    from webdav4 import client as known

    response = getattr(error, "response", None)
    status = getattr(response, "status_code", 0) or {
        known.ResourceNotFound: 404,
        known.ForbiddenOperation: 403,
        known.ResourceConflict: 409,
        known.InsufficientStorage: 507,
        known.ResourceLocked: 423,
    }.get(type(error), 0)
    if status in STATUS:
        return STATUS[status]
    if 300 <= status < 400 and response is not None:
        return "the server leads elsewhere", f"use the address that it names: {response.headers.get('location', '')}"
    if "CERTIFICATE" in str(error):
        return f"{site} has no certificate that is trusted", "for a CA of your own: SSL_CERT_FILE=/path/to/ca.pem"
    if isinstance(error, httpx.TimeoutException):
        return "the server does not answer in time", NO_ANSWER
    if isinstance(error, httpx.ConnectError):
        return f"{site} cannot be reached", NO_ANSWER
    if isinstance(error, httpx.HTTPError) and not status:
        return f"the connection broke ({error})", NO_ANSWER
    if isinstance(error, ValueError | SyntaxError):
        return STATUS[405]
    return str(error), "that is the answer of the server"
