"""WARC, the format of web archives, and ARC, the one before it: a sequence of records. The pages in it are read."""

from __future__ import annotations

import contextlib
import gzip
import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Protocol
from urllib.parse import urljoin

from podcaster.errors import HostileError, NoTextError, UnreadableError
from podcaster.model import Article
from podcaster.reading import assemble, by_hand, html, safe
from podcaster.reading.containers import payload
from podcaster.reading.safe import Report

log = logging.getLogger(__name__)

_RECORDS = 1_000_000
_TOTAL = 16_384 * safe.MB  # unpacked
_HEADER = 64 * 1024
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b\x08"


_BEGINS = b"WARC/"
ARC = b"filedesc://"  # how an ARC begins


@dataclass(slots=True)
class Record:
    kind: str
    address: str
    date: str
    body: bytes  # of a response that may be a page; otherwise empty


class Pages:
    """Which pages of an archive are read: those that someone visited, if it says so, else all."""

    def __init__(self, visited: Iterable[str] = ()) -> None:
        self._visited = {_plain_address(address) for address in visited}
        self.seen: set[str] = set()  # addresses that were read
        self.met = 0  # pages that were wanted and there
        self.read = 0  # of these, pages with an article

    def wants(self, address: str) -> bool:
        return not self._visited or _plain_address(address) in self._visited

    def moved(self, address: str, location: str) -> None:
        """A visited page was redirected: the page it leads to was visited as well."""
        if self._visited and self.wants(address):
            with contextlib.suppress(ValueError):
                self._visited.add(_plain_address(urljoin(address, location)))


def _plain_address(address: str) -> str:
    """An address without the parts that differ between the list of pages and the records."""
    return re.sub(r"^https?://(www\.)?", "", address.partition("#")[0], flags=re.I).rstrip("/")


def read(
    stream: IO[bytes],
    source: str,
    report: Report,
    region: by_hand.Regions = lambda _: None,
    *,
    pages: Pages | None = None,
) -> Iterator[Article]:
    """The pages of a WARC that have an article, each address once."""
    pages = pages or Pages()
    good, first_error = 0, None
    before = pages.met
    for record in _records(_opened(stream, source), source, report):
        if record.kind not in ("response", "resource") or not record.body or record.address in pages.seen:
            continue
        where = f"{source}!{record.address}"
        found = None
        with safe.member(where, report):
            page = _page(record, where, pages)
            if page is None:
                continue
            pages.seen.add(record.address)
            pages.met += 1
            try:
                found = html.read_limited(page, where, address=record.address, region=region(where))
            except NoTextError as error:
                # An archive of a site is full of frames and lists: only when nothing was found is that an error.
                log.info("%s", error.message)
                first_error = first_error or error
        if found is not None:
            good += 1
            pages.read += 1
            yield found
    if not good and first_error:
        raise first_error
    if pages.met == before:
        raise NoTextError("no pages in this web archive", about=source, hint="archive the page again, as a page")


# ---------------------------------------------------------------- records


def _records(stream: _Stream, source: str, report: Report) -> Iterator[Record]:
    """The records one after the other. A damaged one is reported; reading continues at the next one."""
    whole = True  # the record before
    for number in range(1, _RECORDS + 1):
        try:
            record = _arc_record(stream, source) if stream.is_arc else _record(stream, source)
        except UnreadableError as error:
            if not stream.skip():
                raise
            if whole:
                report.failed(f"{source}!record {number}", error)
            whole = False
            continue
        if record is None:
            return
        whole = True
        yield record
    raise HostileError(f"more than {_RECORDS:,} records", about=source)


def _record(stream: _Stream, source: str) -> Record | None:
    stream.mark()
    line = stream.readline()
    while line in (b"\r\n", b"\n"):
        line = stream.readline()
    if not line:
        return None
    if not line.startswith(_BEGINS):
        raise UnreadableError("damaged: a record does not begin where it should", about=source)
    stream.mark()
    fields = _fields(stream)
    try:
        length = int(fields.get("content-length", ""))
    except ValueError as error:
        raise UnreadableError("damaged: a record without a length", about=source) from error
    kind = fields.get("warc-type", "")
    wanted = kind in ("response", "resource") and 0 < length <= payload.LIMIT + _HEADER
    body = _content(stream, length, source, wanted=wanted)
    if not stream.at_record():
        raise UnreadableError("damaged: a record is not as long as it says", about=source)
    address = fields.get("warc-target-uri", "").strip("<>")
    content_type = fields.get("content-type", "")
    if kind == "resource" and not content_type.startswith(("text/html", "application/xhtml")):
        body = b""
    return Record(kind, address, fields.get("warc-date", ""), body)


def _content(stream: _Stream, length: int, source: str, *, wanted: bool) -> bytes:
    """The content of a record, b"" unless it is wanted. Raises UnreadableError if the file ends within it."""
    body = stream.read(length) if wanted else b""
    left = length - len(body) if wanted else length
    while left > 0:
        piece = stream.read(min(left, _CHUNK))
        if not piece:
            raise UnreadableError("it ends in the middle of a record", about=source, hint="download it again")
        left -= len(piece)
    return body


def _fields(stream: _Stream) -> dict[str, str]:
    fields: dict[str, str] = {}
    for _ in range(200):
        line = stream.readline()
        if line in (b"\r\n", b"\n", b""):
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields[name.strip().lower()] = value.strip()
    return fields


def _page(record: Record, where: str, pages: Pages) -> bytes | None:
    """The HTML of a record; None if it is not HTML, was not served with success, or is not a wanted page."""
    if record.kind == "resource":
        return record.body if pages.wants(record.address) else None
    found = payload.response(record.body)
    if found is None:
        return None
    if found.location:
        pages.moved(record.address, found.location)
    if not found.is_page or not assemble.web_address(record.address) or not pages.wants(record.address):
        return None
    return payload.page(found, where)


# ---------------------------------------------------------------- ARC


def _arc_record(stream: _Stream, source: str) -> Record | None:
    """A record of an ARC: a line with address, IP, date, kind and length, then the response."""
    stream.mark()
    line = stream.readline()
    while line in (b"\r\n", b"\n"):
        line = stream.readline()
    if not line:
        return None
    words = line.decode("utf-8", "replace").split()
    if len(words) < 5 or not words[-1].isdecimal() or len(words[-1]) > 12:
        raise UnreadableError("damaged: a record does not begin where it should", about=source)
    length = int(words[-1])
    wanted = 0 < length <= payload.LIMIT + _HEADER and words[0].startswith("http")
    body = _content(stream, length, source, wanted=wanted)
    return Record("response", words[0], words[-3], body)


# ---------------------------------------------------------------- bytes


def _opened(stream: IO[bytes], source: str) -> _Stream:
    start = stream.read(len(ARC))
    stream.seek(0)
    if start[:2] != _GZIP[:2]:
        return _Stream(_Plain(stream), source, is_arc=start == ARC)
    with contextlib.suppress(OSError, EOFError, zlib.error):
        start = gzip.GzipFile(fileobj=stream).read(len(ARC))
    stream.seek(0)
    return _Stream(_Gzip(stream), source, is_arc=start == ARC)


class _Bytes(Protocol):
    """The unpacked bytes of a WARC, and where reading can go on after damage."""

    def more(self) -> bytes:
        """The next bytes; b"" at the end."""
        ...

    def place(self, ahead: int) -> int:
        """A place in the file that is not behind the last *ahead* bytes that `more` gave."""
        ...

    def skip(self, place: int) -> bool:
        """Go on behind *place*, where a record may begin. False if there is no such place."""
        ...


class _Plain:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def more(self) -> bytes:
        return self._stream.read(_CHUNK)

    def place(self, ahead: int) -> int:
        return self._stream.tell() - ahead

    def skip(self, place: int) -> bool:
        self._stream.seek(place)
        found = _found(self._stream, b"\n" + _BEGINS)
        if found is None:
            return False
        self._stream.seek(found + 1)
        return True


class _Gzip:
    """One gzip member after the other: as a rule each holds one record."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._packed = b""
        self._start = 0  # of the member that is being unpacked
        self._machine: zlib._Decompress | None = None

    def more(self) -> bytes:
        while True:
            if not self._packed and not (packed := self._stream.read(_CHUNK)):
                if self._machine is not None:
                    raise EOFError("it ends in the middle of a record")
                return b""
            self._packed = self._packed or packed
            if self._machine is None:
                self._packed = self._packed.lstrip(b"\0")  # padding
                if not self._packed:
                    continue
                self._start = self._stream.tell() - len(self._packed)
                self._machine = zlib.decompressobj(wbits=31)
            data = self._machine.decompress(self._packed, _CHUNK)
            self._packed = self._machine.unconsumed_tail
            if self._machine.eof:
                self._packed, self._machine = self._machine.unused_data, None
            if data:
                return data

    def place(self, ahead: int) -> int:  # noqa: ARG002 - a member is unpacked from its beginning
        return self._start

    def skip(self, place: int) -> bool:
        self._stream.seek(place + 1)
        self._packed, self._machine = b"", None
        found = _found(self._stream, _GZIP)
        if found is None:
            return False
        self._stream.seek(found)
        return True


def _found(stream: IO[bytes], sign: bytes) -> int | None:
    """Where *sign* comes next in a file."""
    held = b""
    while piece := stream.read(_CHUNK):
        held += piece
        at = held.find(sign)
        if at >= 0:
            return stream.tell() - len(held) + at
        held = held[1 - len(sign) :]
    return None


class _Stream:
    """Lines and pieces of the unpacked bytes, up to a limit."""

    def __init__(self, source: _Bytes, name: str, *, is_arc: bool = False) -> None:
        self._source, self._name, self.is_arc = source, name, is_arc
        self._left, self._ready, self._marked = _TOTAL, b"", 0
        self._damage: UnreadableError | None = None  # met while looking ahead

    def _more(self) -> bool:
        if self._damage:
            raise self._damage
        try:
            data = self._source.more()
        except (zlib.error, EOFError, OSError) as error:
            raise UnreadableError(f"damaged: {error}", about=self._name, hint="download it again") from error
        self._left -= len(data)
        if self._left < 0:
            raise HostileError(f"it unpacks to more than {_TOTAL // safe.MB:,} MB", about=self._name)
        self._ready += data
        return bool(data)

    def readline(self) -> bytes:
        while (end := self._ready.find(b"\n", 0, _HEADER)) < 0 and len(self._ready) < _HEADER and self._more():
            pass
        return self._taken(end + 1 if end >= 0 else _HEADER)

    def read(self, size: int) -> bytes:
        pieces = [self._taken(size)]
        left = size - len(pieces[0])
        while left > 0 and self._more():
            pieces.append(self._taken(left))
            left -= len(pieces[-1])
        return b"".join(pieces)

    def _taken(self, size: int) -> bytes:
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece

    def at_record(self) -> bool:
        """Whether the next record, or the end, comes after no more than blank lines."""
        self._ready = self._ready.lstrip(b"\r\n")
        try:
            while len(self._ready) < len(_BEGINS) and self._more():
                self._ready = self._ready.lstrip(b"\r\n")
        except UnreadableError as error:  # of the next record: this one is whole
            self._damage = error
        return self._ready.startswith(_BEGINS) or not self._ready or self._damage is not None

    def mark(self) -> None:
        """Remember this place: behind it `skip` looks for the next record."""
        self._marked = self._source.place(len(self._ready))

    def skip(self) -> bool:
        self._ready, self._damage = b"", None
        return self._source.skip(self._marked)
