"""Files over HTTP: ranges, ETags, 304, gzip, and the right headers for each kind of file."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import re
import stat
from collections.abc import AsyncIterator
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from podcaster.publishing.media import media_type

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

CHUNK = 256 * 1024  # bytes
BIG = 32 * 2**20  # a text file above this is sent as it is, not read into memory
COMPRESSED = (".vtt", ".srt", ".json", ".html", ".xml", ".css")
CROSS_ORIGIN = (
    ".vtt",
    ".srt",
    ".json",
    ".transcript.html",
)  # web players fetch these; the list of episodes is not theirs
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' data:; "
    "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class Body(NamedTuple):
    """The content to send: bytes in memory, or an open file."""

    size: int
    etag: str  # without quotes
    modified: float
    data: bytes | None
    stream: IO[bytes] | None = None


def open_body(path: Path) -> Body:
    """Open the file. Refuses links and pipes."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise FileNotFoundError(errno.ENOENT, "not a regular file", str(path))
    stream = os.fdopen(handle, "rb", buffering=0)
    if path.name.endswith(COMPRESSED) and status.st_size <= BIG:
        with stream:
            return bytes_body(stream.readall(), status.st_mtime)
    return Body(status.st_size, f"{status.st_mtime_ns:x}-{status.st_size:x}", status.st_mtime, None, stream)


def bytes_body(data: bytes, modified: float) -> Body:
    return Body(len(data), hashlib.sha256(data).hexdigest()[:24], modified, data)


@lru_cache(maxsize=32)
def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def respond(  # noqa: PLR0912 - a branch for each header and each answer of HTTP
    request: Request, name: str, body: Body, *, private: bool = False
) -> Response:
    """The response with the requested part of *body*. It closes the file of *body* in the end."""
    from starlette.responses import Response, StreamingResponse

    headers = {
        "Content-Type": media_type(name),
        "Last-Modified": formatdate(body.modified, usegmt=True),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache" if private else "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",  # the address may hold the secret of a private show
    }
    if private:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if name.endswith(CROSS_ORIGIN):
        headers["Access-Control-Allow-Origin"] = "*"
    if name.endswith(".html"):
        headers["Content-Security-Policy"] = HTML_POLICY
    vary = []
    if name.endswith(".xml"):
        vary.append("Accept")
        if "text/html" in request.headers.get("accept", ""):
            # A browser shows the page that feed.css makes only for a type that it takes for XML.
            headers["Content-Type"] = "application/xml; charset=utf-8"
    data, etag = body.data, body.etag
    span = None
    if data is not None and len(data) > 512:
        vary.append("Accept-Encoding")
        if "range" not in request.headers and _accepts_gzip(request.headers.get("accept-encoding", "")):
            data, etag = _gzipped(data), f"{etag}-gz"
            headers["Content-Encoding"] = "gzip"
    if vary:
        headers["Vary"] = ", ".join(vary)
    headers["ETag"] = f'"{etag}"'
    size = body.size if data is None else len(data)
    if _not_modified(request, body):
        _close(body)
        for name_ in ("Content-Type", "Content-Encoding", "Accept-Ranges"):
            headers.pop(name_, None)
        return Response(status_code=304, headers=headers)
    if "range" in request.headers and _range_holds(request, headers):
        span = parse_range(request.headers["range"], size)
    status = 200
    start, end = 0, size
    if span == UNSATISFIABLE:
        _close(body)
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if span is not None:
        start, end = span
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    if data is not None:
        return Response(data[start:end], status_code=status, headers=headers)
    if body.stream is None or request.method == "HEAD":
        _close(body)
        return Response(status_code=status, headers=headers)
    return StreamingResponse(_chunks(body.stream, start, end), status_code=status, headers=headers)


async def _chunks(stream: IO[bytes], start: int, end: int) -> AsyncIterator[bytes]:
    """Stream a part of an open file in constant memory. The file is closed even if the client disconnects."""
    from starlette.concurrency import run_in_threadpool

    with stream:
        await run_in_threadpool(stream.seek, start)
        while start < end:
            chunk = await run_in_threadpool(stream.read, min(CHUNK, end - start))
            if not chunk:
                return  # cut short by somebody: uvicorn closes the connection, and the client sees it
            start += len(chunk)
            yield chunk


UNSATISFIABLE = (-1, -1)


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive) of the one range asked for; None: send it all; UNSATISFIABLE: 416.

    Several ranges and malformed ones are answered with the whole file, which HTTP allows.
    """
    match = re.fullmatch(r"bytes=\s*(\d*)\s*-\s*(\d*)\s*", header, re.ASCII | re.IGNORECASE)
    if not match or not (match[1] or match[2]):
        return None
    # 19 digits are more than any file has; int() of thousands would cost time.
    first, last = (min(int(part[:20]), 2**63) if part else None for part in match.groups())
    if first is None:
        wanted = min(last or 0, size)
        return (size - wanted, size) if wanted else UNSATISFIABLE
    if last is not None and last < first:
        return None
    if first >= size:
        return UNSATISFIABLE
    return first, size if last is None else min(last + 1, size)


def _range_holds(request: Request, headers: dict[str, str]) -> bool:
    """If-Range: a part only if the file is still the one of which the client has the beginning."""
    known = request.headers.get("if-range")
    return known is None or known.strip() in (headers["ETag"], headers["Last-Modified"])


def _not_modified(request: Request, body: Body) -> bool:
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
        return bool(known & {body.etag, f"{body.etag}-gz", "*"})
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return int(body.modified) <= int(parsedate_to_datetime(since).timestamp())
    except (ValueError, TypeError, OverflowError):
        return False  # ignore a malformed date


def _accepts_gzip(header: str) -> bool:
    for part in header.lower().split(","):
        coding, _, parameters = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            return re.search(r"q\s*=\s*0(\.0*)?\s*$", parameters) is None
    return False


def _close(body: Body) -> None:
    if body.stream is not None:
        body.stream.close()
