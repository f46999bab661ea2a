"""WARC, the format of web archives: a row of records, of which the pages are read."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from podcaster.errors import HostileError, InputError, NoTextError, UnreadableError, UnsupportedError
from podcaster.model import Article
from podcaster.reading import assemble, safe

Report = Callable[[str, InputError], None]
log = logging.getLogger(__name__)

_RECORDS = 1_000_000
_TOTAL = 16_384 * safe.MB  # unpacked
_PAGE = 20 * safe.MB
_HEADER = 64 * 1024
_CHUNK = 1 << 16


@dataclass(slots=True)
class Record:
    kind: str
    address: str
    date: str
    body: bytes  # of a response that may be a page; otherwise empty


def read(stream: IO[bytes], source: str, report: Report) -> Iterator[Article]:
    """The pages of a WARC that have an article, each address once."""
    from podcaster.reading import read_html

    seen: set[str] = set()
    good, pages, first_error = 0, 0, None
    for record in _records(_Counted(_plain(stream), source), source):
        if record.kind not in ("response", "resource") or not record.body or record.address in seen:
            continue
        where = f"{source}!{record.address}"
        try:
            page = _page(record, where)
            if page is None:
                continue
            seen.add(record.address)
            pages += 1
            with safe.naming(where):
                found = read_html(page, where, address=record.address)
        except NoTextError as error:
            # An archive of a site is full of frames and lists: only when nothing was found is that an error.
            log.info("%s", error.message)
            first_error = first_error or error
        except InputError as error:
            report(where, error)
        else:
            good += 1
            yield found
    if not good and first_error:
        raise first_error
    if not pages:
        raise NoTextError(f"{source}: no pages in this WARC")


class _Counted:
    """A stream that gives up when it has unpacked to an absurd size."""

    def __init__(self, stream: IO[bytes], source: str) -> None:
        self._stream, self._source, self._left = stream, source, _TOTAL

    def _count(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise HostileError(f"{self._source}: it unpacks to more than {_TOTAL // safe.MB:,} MB")
        return data

    def readline(self) -> bytes:
        try:
            return self._count(self._stream.readline(_HEADER))
        except (zlib.error, EOFError, OSError) as error:
            raise UnreadableError(f"{self._source}: damaged: {error}", hint="download it again") from error

    def read(self, size: int) -> bytes:
        try:
            return self._count(self._stream.read(size))
        except (zlib.error, EOFError, OSError) as error:
            raise UnreadableError(f"{self._source}: damaged: {error}", hint="download it again") from error


def _plain(stream: IO[bytes]) -> IO[bytes]:
    start = stream.read(2)
    stream.seek(0)
    if start == b"\x1f\x8b":
        import gzip

        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]  # reads all members in a row
    return stream


def _records(stream: _Counted, source: str) -> Iterator[Record]:
    for _ in range(_RECORDS):
        line = stream.readline()
        while line in (b"\r\n", b"\n"):
            line = stream.readline()
        if not line:
            return
        if not line.startswith(b"WARC/"):
            raise UnreadableError(f"{source}: damaged: a record does not begin where it should")
        fields = _fields(stream)
        try:
            length = int(fields.get("content-length", ""))
        except ValueError as error:
            raise UnreadableError(f"{source}: damaged: a record without a length") from error
        kind = fields.get("warc-type", "")
        wanted = kind in ("response", "resource") and 0 < length <= _PAGE + _HEADER
        body = stream.read(length) if wanted else b""
        if wanted and len(body) < length:
            raise UnreadableError(f"{source}: it ends in the middle of a record", hint="download it again")
        left = 0 if wanted else max(0, length)
        while left > 0:
            piece = stream.read(min(left, _CHUNK))
            if not piece:
                raise UnreadableError(f"{source}: it ends in the middle of a record", hint="download it again")
            left -= len(piece)
        address = fields.get("warc-target-uri", "").strip("<>")
        content_type = fields.get("content-type", "")
        if kind == "resource" and not content_type.startswith(("text/html", "application/xhtml")):
            body = b""
        yield Record(kind, address, fields.get("warc-date", ""), body)
    raise HostileError(f"{source}: more than {_RECORDS:,} records")


def _fields(stream: _Counted) -> dict[str, str]:
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
        raise UnsupportedError(f"{where}: compressed by {encoding}", hint="record the page without compression")
    for bits in (47, -15):  # zlib or gzip, then raw deflate
        machine = zlib.decompressobj(wbits=bits)
        try:
            page = machine.decompress(body, _PAGE + 1)
        except zlib.error:
            continue
        safe.check_size(len(page), _PAGE, where, "a page")
        return page
    raise UnreadableError(f"{where}: damaged: it does not unpack")
