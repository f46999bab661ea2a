"""Publishes to a host by SFTP, because most web hosts have no rsync."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from podcaster.errors import MissingToolError, StorageError, UsageError
from podcaster.installing import extra
from podcaster.serving.target import Item, beside, no_password

if TYPE_CHECKING:
    from asyncssh import SFTPClient

T = TypeVar("T")
PASSWORD = "SFTP_PASSWORD"
AT_ONCE = 16  # files on their way at the same time: each waits for six answers of the host
PATIENCE_S = 20  # for the host to let us in


class Sftp:
    """A folder on a host, reached as ~/.ssh/config, the agent and known_hosts say. A file is written beside its place.

    Each call connects anew, so a host that hangs up in the meantime does no harm.
    """

    def __init__(self, target: str, token: str = "") -> None:
        parts = no_password(target, f"use a key, or set {PASSWORD}")
        try:
            self._host, self._port = parts.hostname or "", parts.port
        except ValueError as error:
            raise UsageError(f"{target!r} has no port that can be one", hint="sftp://host:22/folder") from error
        path = unquote(parts.path)
        path = path.removeprefix("/~/") if path.startswith("/~/") else path
        if not self._host or parts.query or parts.fragment or not path.strip("/"):
            raise UsageError(
                f"{target!r} names no folder of a host",
                hint="sftp://host/srv/www/podcast, or sftp://host/~/www from your home there",
            )
        self._user = unquote(parts.username or "")
        self._root = path.rstrip("/") + (f"/{token}" if token else "")
        at = f"{self._user}@{self._host}" if self._user else self._host
        self.where = f"sftp {at}{f':{self._port}' if self._port else ''} {self._root}/"
        _library(target)

    def sizes(self) -> dict[str, int]:
        return self._run("list", self._sizes)

    def read(self, name: str) -> bytes:
        return self._run(f"read {name} in", lambda sftp: self._read(sftp, name))

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        self._run("send to", lambda sftp: self._put(sftp, batch, done))

    def remove(self, names: Sequence[str]) -> None:
        self._run("delete in", lambda sftp: self._remove(sftp, names))

    async def _sizes(self, sftp: SFTPClient) -> dict[str, int]:
        from asyncssh import FILEXFER_TYPE_DIRECTORY, SFTPNoSuchFile

        found: dict[str, int] = {}
        folders = [""]
        while folders:
            folder = folders.pop()
            with suppress(SFTPNoSuchFile):
                async for entry in sftp.scandir(f"{self._root}/{folder}"):
                    name = os.fsdecode(entry.filename)
                    if name in (".", ".."):
                        continue
                    if entry.attrs.type == FILEXFER_TYPE_DIRECTORY:
                        folders.append(f"{folder}{name}/")
                    else:
                        found[f"{folder}{name}"] = int(entry.attrs.size or 0)
        return found

    async def _read(self, sftp: SFTPClient, name: str) -> bytes:
        from asyncssh import SFTPNoSuchFile

        try:
            async with sftp.open(f"{self._root}/{name}", "rb", encoding=None) as file:
                return await file.read()
        except SFTPNoSuchFile:
            return b""

    async def _put(self, sftp: SFTPClient, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        for folder in sorted({f"{self._root}/{item.name}".rpartition("/")[0] for item in batch}):
            await sftp.makedirs(folder, exist_ok=True)
        waiting = iter(batch)

        async def send_some() -> None:
            for item in waiting:
                await self._send(sftp, item)
                done(item)

        async with _together() as start:
            for _ in range(min(AT_ONCE, len(batch))):
                start(send_some())

    async def _send(self, sftp: SFTPClient, item: Item) -> None:
        from asyncssh import SFTPAttrs, SFTPError

        path, part = f"{self._root}/{item.name}", f"{self._root}/{beside(item.name)}"
        when = item.mtime_ns // 10**9
        try:
            await sftp.put(str(item.path), part)
            with suppress(SFTPError):  # some hosts permit neither; the same Last-Modified as ours is only nice to have
                await sftp.setstat(part, SFTPAttrs(permissions=0o644, atime=when, mtime=when))
            await _replace(sftp, part, path)
        except BaseException:
            with suppress(SFTPError):
                await sftp.remove(part)
            raise

    async def _remove(self, sftp: SFTPClient, names: Sequence[str]) -> None:
        from asyncssh import SFTPNoSuchFile

        for name in names:
            with suppress(SFTPNoSuchFile):
                await sftp.remove(f"{self._root}/{name}")

    def _run(self, what: str, work: Callable[[SFTPClient], Awaitable[T]]) -> T:
        """Connect, do *work*, and disconnect. Raises only errors of ours."""
        import asyncssh

        async def connected() -> T:
            async with AsyncExitStack() as held:
                connection = await held.enter_async_context(asyncssh.connect(self._host, **self._options()))
                return await work(await held.enter_async_context(connection.start_sftp_client()))

        at = f"could not {what} {self._root} on {self._host}"
        try:
            return asyncio.run(connected())
        except (asyncssh.Error, OSError, TimeoutError) as error:
            reason, hint = _meaning(error, self._host)
            raise StorageError(f"{at}: {reason}", hint=hint) from error

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"connect_timeout": PATIENCE_S, "login_timeout": PATIENCE_S, "keepalive_interval": 30}
        if self._port:
            options["port"] = self._port
        if self._user:
            options["username"] = self._user
        if PASSWORD in os.environ:
            options["password"] = os.environ[PASSWORD]
        return options


@asynccontextmanager
async def _together() -> AsyncIterator[Callable[[Coroutine[Any, Any, None]], None]]:
    """Run coroutines side by side. The first error of one stops the others, and is raised alone."""
    tasks: list[asyncio.Task[None]] = []
    try:
        yield lambda work: tasks.append(asyncio.ensure_future(work))
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _replace(sftp: SFTPClient, part: str, path: str) -> None:
    """Move *part* to *path* in one step, or, where the host cannot do that, in two."""
    from asyncssh import SFTPNoSuchFile, SFTPOpUnsupported

    try:
        await sftp.posix_rename(part, path)
    except SFTPOpUnsupported:
        with suppress(SFTPNoSuchFile):
            await sftp.remove(path)
        await sftp.rename(part, path)


def _library(target: str) -> None:
    try:
        import asyncssh  # noqa: F401
    except ImportError as error:
        raise MissingToolError(f"asyncssh is needed for {target}", hint=extra("remote")) from error


def _meaning(error: Exception, host: str) -> tuple[str, str]:
    """What *error* says, in our words, and what to do about it."""
    import asyncssh

    again = "check the network; the same command goes on from here"
    match error:
        case asyncssh.HostKeyNotVerifiable():
            return f"the key of {host} is not known, or has changed", f"connect once with: sftp {host}"
        case asyncssh.PermissionDenied():
            return "the host accepts neither our keys nor a password", f"ssh-copy-id {host}, or set {PASSWORD}"
        case asyncssh.SFTPPermissionDenied() | asyncssh.SFTPWriteProtect():
            return "permission denied", "this user needs the right to write there"
        case asyncssh.SFTPNoSpaceOnFilesystem() | asyncssh.SFTPQuotaExceeded():
            return "the disk there is full", "free some space; the same command goes on from here"
        case asyncssh.SFTPNoSuchFile() | asyncssh.SFTPNoSuchPath():
            return "there is no such folder", "check the path; sftp://host/~/www begins in your home there"
        case asyncssh.SFTPFailure():
            return "the host refused it without a reason", "is its disk full, or a file where a folder should be?"
        case asyncssh.Error():
            return error.reason, again
        case TimeoutError():
            return "the host does not answer", again
        case OSError():
            return error.strerror or str(error), again
    return str(error), again
