"""Forms and files as they arrive: files go to the disk piece by piece, and every size and every wait has a limit.

Nothing is kept until all of it has arrived: what breaks off in the middle leaves nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from podcaster import files
from podcaster.errors import storage_error
from podcaster.studio.refusals import Refusal

MB = 1 << 20
SPARE = 64 * MB  # of the disk, which an upload leaves to everything else
PIECE = 1 * MB  # written at a time


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may bring, and how slowly."""

    body: int = 10**9
    text: int = 20 * MB  # of all fields together: they are kept in memory
    parts: int = 2000
    head: int = 16 * 1024  # bytes of the headers of one part
    stall_s: float = 30.0  # without a byte
    slow_s: float = 60.0  # after which the average has to be faster than:
    slow_bytes: int = 2000  # a second


LIMITS = Limits()
SMALL = Limits(body=MB, text=MB)  # of a form without files


@dataclass(slots=True)
class Upload:
    """A file that has arrived, not yet in its place."""

    name: str  # as the browser names it: never a path
    part: Path
    size: int = 0
    sha256: str = ""

    def keep(self, folder: Path) -> Path:
        """Move it into *folder*, below a folder of its content. The same content is the same file."""
        place = folder / self.sha256[:16]
        with contextlib.suppress(OSError):
            if there := next((one for one in sorted(place.iterdir()) if not one.name.startswith(".")), None):
                return there
        path = place / safe_name(self.name)
        try:
            files.folder(place, private=True)
            files.sync(self.part)
            os.replace(self.part, path)
            files.sync_folder(place)
        except OSError as error:
            raise storage_error(error, f"could not keep {path.name}") from error
        return path


@dataclass(slots=True)
class Form:
    """The fields and files of a form, in their order."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    uploads: list[tuple[str, Upload]] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return next((value for one, value in self.fields if one == name), default)

    def __iter__(self) -> Iterator[str]:
        """The names of the fields, each once."""
        return iter(dict.fromkeys(name for name, _ in self.fields))

    def getlist(self, name: str) -> list[str]:
        return [value for one, value in self.fields if one == name]


@asynccontextmanager
async def form(request: Request, folder: Path | None = None, limits: Limits | None = None) -> AsyncIterator[Form]:
    """The form that *request* brings; its files lie in *folder* until the block ends. Without one, none is taken.

    Raises Refusal and StorageError.
    """
    limits = limits or LIMITS
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind in (b"application/x-www-form-urlencoded", b""):  # a form without a field has no kind
        text = await body(request, limits)
        yield Form([(name, value) for name, value in _fields(text.decode("utf-8", "replace"))])
        return
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Refusal(415, "This is not a form", "Send multipart/form-data or application/json")
    refuse_much(request, limits, folder)
    reader = _Reader(options[b"boundary"], folder, limits)
    try:
        async for piece in pieces(request, limits):
            reader.take(piece)
            if reader.waiting >= PIECE:
                await asyncio.to_thread(reader.write)
        await asyncio.to_thread(reader.end)
        yield reader.form
    finally:
        reader.clear()


async def body(request: Request, limits: Limits) -> bytes:
    """The whole body of a request without files, such as JSON."""
    limits = Limits(limits.text, limits.text, stall_s=limits.stall_s, slow_s=limits.slow_s)
    refuse_much(request, limits, None)
    return b"".join([piece async for piece in pieces(request, limits)])


def refuse_much(request: Request, limits: Limits, folder: Path | None) -> None:
    """Refuse at once what says itself that it is too much, or more than the disk has room for."""
    told = request.headers.get("content-length", "")
    size = int(told) if re.fullmatch(r"\d{1,18}", told) else 0
    if size > limits.body:
        raise _too_much(limits.body, size)
    if folder is None:
        return
    try:
        files.folder(folder, private=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise storage_error(error, f"could not write to {folder}") from error
    if size + SPARE > free:
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        what = in_words(size) if size else "anything more"
        raise storage_error(full, f"could not keep {what}, {in_words(free)} are free and {in_words(SPARE)} stay so")


async def pieces(request: Request, limits: Limits) -> AsyncIterator[bytes]:
    """The body as it arrives. Raises Refusal for too much of it, and for one that does not come on."""
    began, count = time.monotonic(), 0
    stream = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(limits.stall_s):
                piece = await anext(stream, None)
        except TimeoutError:
            raise _too_slow() from None
        if piece is None:
            return
        count += len(piece)
        if count > limits.body:
            raise _too_much(limits.body)
        passed = time.monotonic() - began
        if passed > limits.slow_s and count < limits.slow_bytes * passed:
            raise _too_slow()
        yield piece


def safe_name(given: str) -> str:
    """A name for the disk made of the one a browser gives: its last part, without what steers anything.

    Readable, because it may be the only title that a text has.
    """
    last = re.split(r"[/\\]", given)[-1]
    plain = "".join(c if c.isalnum() or c in " .,_-()'&+" else "-" for c in last)
    stem, dot, ending = plain.strip(" .-").rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,12}", ending):
        stem, ending = plain.strip(" .-"), ""
    stem = stem.encode()[: files.NAME_BYTES].decode("utf-8", "ignore").strip(" .-") or "article"
    if re.fullmatch(r"(?i)con|prn|aux|nul|(com|lpt)\d", stem):  # devices of Windows
        stem = f"{stem}-file"
    return f"{stem}.{ending.lower()}" if ending else stem


def in_words(size: int) -> str:
    """2.1 GB, 350 MB."""
    return f"{size / 1e9:.1f} GB".replace(".0", "") if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=5000, errors="replace")
    except ValueError as error:
        raise Refusal(400, "The form has too many fields") from error


def _too_much(limit: int, size: int = 0) -> Refusal:
    what = f"This is {in_words(size)}; at most {in_words(limit)} are taken" if size else f"More than {in_words(limit)}"
    return Refusal(413, f"{what} at once, and nothing was kept", "podcaster convert FILE takes large files as they are")


def _too_slow() -> Refusal:
    return Refusal(408, "The upload stopped in the middle, and nothing was kept", "Try it again")


# ---------------------------------------------------------------- several parts


def _put(stream: IO[bytes], data: bytes) -> None:
    stream.write(data)


@dataclass(slots=True)
class _Part:
    name: str
    upload: Upload | None
    stream: IO[bytes] | None
    digest: Any
    text: bytearray = field(default_factory=bytearray)


class _Reader:
    """Takes a multipart body apart as it arrives."""

    def __init__(self, boundary: bytes, folder: Path | None, limits: Limits) -> None:
        self.form = Form()
        self.folder, self.limits = folder, limits
        self.waiting = 0  # bytes that are to be written
        self._queue: list[tuple[_Part, bytes]] = []
        self._parts: list[_Part] = []
        self._all: list[Upload] = []
        self._headers: dict[str, str] = {}
        self._name = self._value = b""
        self._text = self._head = 0
        self._part: _Part | None = None
        self._ended = False
        try:
            self._parser = MultipartParser(boundary, {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._open,
                "on_part_data": self._data,
                "on_part_end": self._close,
                "on_end": self._end,
            })  # fmt: skip
        except FormParserError as error:
            raise Refusal(400, "The form names a boundary that is none") from error

    def take(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise Refusal(400, "The form arrived damaged, and nothing was kept", "Try it again") from error

    def end(self) -> None:
        """All of it has arrived."""
        self.write()
        if not self._ended:
            raise Refusal(400, "The form arrived without its end, and nothing was kept", "Try it again")
        for part in self._parts:
            if part.upload is None:
                self.form.fields.append((part.name, part.text.decode("utf-8", "replace")))
                continue
            part.upload.sha256 = part.digest.hexdigest()
            if part.upload.name or part.upload.size:  # a file field that was left empty sends neither
                self.form.uploads.append((part.name, part.upload))

    def write(self) -> None:
        """Bring to the disk what has come in."""
        queue, self._queue, self.waiting = self._queue, [], 0
        for part, data in queue:
            assert part.upload is not None
            assert part.stream is not None
            part.digest.update(data)
            part.upload.size += len(data)
            try:
                _put(part.stream, data)
            except OSError as error:
                raise storage_error(error, f"could not keep {part.upload.name}") from error

    def clear(self) -> None:
        """Delete what was not kept."""
        for part in self._parts:
            if part.stream is not None:
                with contextlib.suppress(OSError):
                    part.stream.close()
        for upload in self._all:
            with contextlib.suppress(OSError):
                upload.part.unlink()

    # ------------------------------------------------------------ what the parser calls

    def _begin(self) -> None:
        self._headers, self._head = {}, 0
        if len(self._parts) >= self.limits.parts:
            raise Refusal(413, f"More than {self.limits.parts} files at once, and nothing was kept")

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += self._counted(data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += self._counted(data[start:end])

    def _counted(self, data: bytes) -> bytes:
        self._head += len(data)
        if self._head > self.limits.head:
            raise Refusal(400, "The form has a header without an end")
        return data

    def _header_end(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value.decode("utf-8", "replace")
        self._name = self._value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", "").encode())
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            self._part = _Part(name, None, None, None)
        elif self.folder is None:
            raise Refusal(400, "This form does not accept files")
        else:
            given = options[b"filename"].decode("utf-8", "replace")
            try:
                handle, path = tempfile.mkstemp(dir=self.folder, prefix=".upload.", suffix=".part")
            except OSError as error:
                raise storage_error(error, f"could not keep {safe_name(given)}") from error
            upload = Upload(given, Path(path))
            self._all.append(upload)
            self._part = _Part(name, upload, os.fdopen(handle, "wb"), hashlib.sha256())
        self._parts.append(self._part)

    def _data(self, data: bytes, start: int, end: int) -> None:
        assert self._part is not None
        if self._part.upload is None:
            self._text += end - start
            if self._text > self.limits.text:
                hint = "Save it as a file, and choose the file"
                raise Refusal(413, f"This text has more than {in_words(self.limits.text)}", hint)
            self._part.text += data[start:end]
        else:
            self.waiting += end - start
            self._queue.append((self._part, data[start:end]))

    def _close(self) -> None:
        """A hundred files need not be open at once."""
        if self._part and self._part.stream:
            self.write()
            try:
                self._part.stream.close()
            except OSError as error:
                assert self._part.upload is not None
                raise storage_error(error, f"could not keep {self._part.upload.name}") from error

    def _end(self) -> None:
        self._ended = True
