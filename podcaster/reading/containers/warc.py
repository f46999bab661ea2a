"""WARC, the format of web archives: a row of records, of which the pages are read."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Protocol

from podcaster.errors import HostileError, NoTextError, UnreadableError, UnsupportedError
from podcaster.model import Article, Region
from podcaster.reading import assemble, html, safe
from podcaster.reading.safe import Report

log = logging.getLogger(__name__)

_RECORDS = 1_000_000
_TOTAL = 16_384 * safe.MB  # unpacked
_PAGE = 20 * safe.MB
_HEADER = 64 * 1024
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b\x08"


_BEGINS = b"WARC/"


@dataclass(slots=True)
class Record:
    kind: str
    address: str
    date: str
    body: bytes  # of a response that may be a page; otherwise empty


def read(stream: IO[bytes], source: str, report: Report, region: Region | None = None) -> Iterator[Article]:
    """The pages of a WARC that have an article, each address once."""
    seen: set[str] = set()
    good, pages, first_error = 0, 0, None
    for record in _records(_opened(stream, source), source, report):
        if record.kind not in ("response", "resource") or not record.body or record.address in seen:
            continue
        where = f"{source}!{record.address}"
        found = None
        with safe.member(where, report):
            page = _page(record, where)
            if page is None:
                continue
            seen.add(record.address)
            pages += 1
            try:
                found = html.read_limited(page, where, address=record.address, region=region)
            except NoTextError as error:
                # An archive of a site is full of frames and lists: only when nothing was found is that an error.
                log.info("%s", error.message)
                first_error = first_error or error
        if found is not None:
            good += 1
            yield found
    if not good and first_error:
        raise first_error
    if not pages:
        raise NoTextError("no pages in this WARC", about=source)


# ---------------------------------------------------------------- records


def _records(stream: _Stream, source: str, report: Report) -> Iterator[Record]:
    """The records one after the other. A damaged one is reported; reading goes on where the next one begins."""
    whole = True  # the record before
    for number in range(1, _RECORDS + 1):
        try:
            record = _record(stream, source)
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
    wanted = kind in ("response", "resource") and 0 < length <= _PAGE + _HEADER
    body = stream.read(length) if wanted else b""
    left = length - len(body) if wanted else length
    while left > 0:
        piece = stream.read(min(left, _CHUNK))
        if not piece:
            raise UnreadableError("it ends in the middle of a record", about=source, hint="download it again")
        left -= len(piece)
    if not stream.at_record():
        raise UnreadableError("damaged: a record is not as long as it says", about=source)
    address = fields.get("warc-target-uri", "").strip("<>")
    content_type = fields.get("content-type", "")
    if kind == "resource" and not content_type.startswith(("text/html", "application/xhtml")):
        body = b""
    return Record(kind, address, fields.get("warc-date", ""), body)


def _fields(stream: _Stream) -> dict[str, str]:
    fields: dict[str, str] = {}
    for _ in range(200):
        line = stream.readline()
        if line in (b"\r\n", b"\n", b""):
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields[name.strip().lower()] = value.strip()
    return fields


def _page(record: Record, where: str) -> bytes | None:
    """The HTML of a record; None if it is none, or was not served well."""
    if record.kind == "resource":
        return record.body
    head, mark, body = record.body.partition(b"\r\n\r\n")
    if not mark:
        head, mark, body = record.body.partition(b"\n\n")
    lines = head.decode("latin-1").splitlines()
    status = re.match(r"HTTP/[\d.]+ (\d{3})", lines[0] if lines else "")
    if not status or status[1] != "200":
        return None
    fields = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in lines[1:])}
    if not fields.get("content-type", "").lower().startswith(("text/html", "application/xhtml")):
        return None
    if not assemble.web_address(record.address):
        return None
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    page = _unpacked(body, fields.get("content-encoding", "").lower(), where)
    charset = re.search(r"charset=[\"']?([\w.:-]+)", fields.get("content-type", ""), re.I)
    return assemble.as_utf8(page, where, charset[1]) if charset else page


def _dechunked(body: bytes) -> bytes:
    out, at = io.BytesIO(), 0
    while True:
        end = body.find(b"\r\n", at)
        size = re.match(rb"\s*([0-9a-fA-F]{1,8})", body[at : max(end, at)])
        if end < 0 or not size:
            # Many tools keep the header but store the body already joined.
            return out.getvalue() or body
        length = int(size[1], 16)
        if length == 0:
            return out.getvalue()
        out.write(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2


def _unpacked(body: bytes, encoding: str, where: str) -> bytes:
    if encoding in ("", "identity") or (encoding == "gzip" and not body.startswith(b"\x1f\x8b")):
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise UnsupportedError(f"compressed by {encoding}", about=where, hint="record the page without compression")
    for bits in (47, -15):  # zlib or gzip, then raw deflate
        machine = zlib.decompressobj(wbits=bits)
        try:
            page = machine.decompress(body, _PAGE + 1)
        except zlib.error:
            continue
        safe.check_size(len(page), _PAGE, where, "a page")
        return page
    raise UnreadableError("damaged: it does not unpack", about=where)


# ---------------------------------------------------------------- bytes


def _opened(stream: IO[bytes], source: str) -> _Stream:
    start = stream.read(2)
    stream.seek(0)
    return _Stream(_Gzip(stream) if start == _GZIP[:2] else _Plain(stream), source)


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
    """Lines and pieces of the unpacked bytes, of which there may not be absurdly many."""

    def __init__(self, source: _Bytes, name: str) -> None:
        self._source, self._name = source, name
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
