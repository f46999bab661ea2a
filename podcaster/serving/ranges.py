"""Files over HTTP: ranges, ETags, 304, gzip, and the right headers for each kind of file."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

from podcaster.publishing.media import media_type

Headers = list[tuple[bytes, bytes]]

COMPRESSED = (".vtt", ".srt", ".json", ".html", ".xml", ".css", ".js", ".opml")
CROSS_ORIGIN = (
    ".vtt",
    ".srt",
    ".json",
    ".transcript.html",
)  # web players fetch these; the list of episodes is not theirs
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
UNFRAMED = "frame-ancestors 'self'"
SMALL = 512  # bytes; a shorter text is not compressed
DAY = 24 * 3600
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. Several lines of one header are one, with commas."""

    method: str
    headers: dict[bytes, bytes]

    @classmethod
    def of(cls, method: str, lines: Iterable[tuple[bytes, bytes]]) -> Asked:
        found: dict[bytes, bytes] = {}
        for name, value in lines:
            found[name] = found[name] + b", " + value if name in found else value
        return cls(method, found)

    def get(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def takes_html(self) -> bool:
        return b"text/html" in self.headers.get(b"accept", b"")

    @property
    def takes_gzip(self) -> bool:
        """Whether the answer may be compressed; a part never is."""
        packed = self.headers.get(b"accept-encoding")
        return packed is not None and b"range" not in self.headers and accepts_gzip(packed)


@dataclass(frozen=True, slots=True)
class Version:
    """What the client may know already: the file at this moment."""

    name: str  # below public/
    size: int
    digest: str  # of the bytes that are served, or what changes with them
    modified: float  # seconds since 1970

    @property
    def is_text(self) -> bool:
        return self.name.endswith(COMPRESSED)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and headers, and which bytes of the file follow."""

    status: int
    headers: Headers
    start: int = 0
    end: int = 0  # exclusive


def of_file(asked: Asked, version: Version, *, private: bool, packed: bool = False, shared: bool = False) -> Answer:
    """The headers of every answer about a file, whatever its status.

    *shared*: other sites may read which episodes there are; what somebody listens to at home is not theirs.
    """
    etag = f'"{version.digest}{"-gz" if packed else ""}"'.encode()
    kind, rest = _fixed_headers(version.name, private, asked.takes_html)
    headers = [
        *rest,
        *([(b"access-control-allow-origin", b"*")] if shared and version.name.startswith("embed") else []),
        (b"cache-control", _cache_control(version, private)),
        (b"last-modified", _date(int(version.modified))),
        (b"etag", etag),
    ]
    if vary := _vary(version):
        headers.append((b"vary", vary))
    if _not_modified(asked, version):
        return Answer(304, headers)
    headers.append((b"content-type", kind))
    headers.append((b"accept-ranges", b"bytes"))
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    return Answer(200, headers)


def of_part(asked: Asked, begun: Answer, size: int) -> Answer:
    """The answer with the requested part of a file of so many bytes. *begun*: its headers, from `of_file`."""
    if begun.status == 304:
        return begun
    start, end, status = 0, size, 200
    headers = begun.headers
    wanted = asked.headers.get(b"range")
    if wanted is not None and _range_holds(asked, headers):
        span = parse_range(wanted.decode("latin-1"), size)
        if span == UNSATISFIABLE:
            empty = [(b"content-range", b"bytes */%d" % size), (b"content-length", b"0")]
            return Answer(416, [*headers, *empty])
        if span is not None:
            start, end = span
            status = 206
            headers = [*headers, (b"content-range", b"bytes %d-%d/%d" % (start, end - 1, size))]
    return Answer(status, [*headers, (b"content-length", b"%d" % (end - start))], start, end)


# ---------------------------------------------------------------- headers


@lru_cache(maxsize=256)
def _fixed_headers(name: str, private: bool, to_browser: bool) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """The media type, and what does not change with the request or with the bytes."""
    # A browser shows the page that feed.css makes only for a type that it takes for XML.
    as_xml = to_browser and name.endswith(".xml")
    kind = "application/xml; charset=utf-8" if as_xml else media_type(name)
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),  # the address may hold the secret of a private show
    ]
    if private:
        headers.append((b"x-robots-tag", b"noindex, nofollow"))
    if name.endswith(CROSS_ORIGIN) and not name.startswith("embed"):
        headers.append((b"access-control-allow-origin", b"*"))
    if name.endswith(".html"):
        headers.append((b"content-security-policy", policy_for(name).encode()))
    elif name.endswith(".xml"):  # browsers show a feed as a page, with links that can be clicked
        headers.append((b"content-security-policy", UNFRAMED.encode()))
    return kind.encode(), tuple(headers)


def policy_for(name: str) -> str:
    """What a page may do, and who may show it in a frame: a player of embed/ anybody, any other page only this site."""
    return HTML_POLICY if name.startswith("embed/") else f"{HTML_POLICY}; {UNFRAMED}"


def _cache_control(version: Version, private: bool) -> bytes:
    """Audio and pictures may be kept for a tenth of their age, a week at most; texts are asked for each time.

    An episode that is made again keeps its name, so nothing can be kept for ever.
    """
    who = b"private" if private else b"public"
    days = 0 if version.is_text else (time.time() - version.modified) // DAY
    if days < 1:
        return b"private, no-cache" if private else b"no-cache"
    return who + b", max-age=%d" % min(WEEK, days * DAY / 10)


def _vary(version: Version) -> bytes:
    vary = [b"Accept"] if version.name.endswith(".xml") else []
    if version.is_text and version.size > SMALL:
        vary.append(b"Accept-Encoding")
    return b", ".join(vary)


@lru_cache(maxsize=1024)
def _date(seconds: int) -> bytes:
    return formatdate(seconds, usegmt=True).encode()


def _header(headers: Headers, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in headers if name == wanted), "")


# ---------------------------------------------------------------- conditions

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


def _range_holds(asked: Asked, headers: Headers) -> bool:
    """If-Range: send a part only if the client's first part is of the same version of the file."""
    known = asked.get(b"if-range").strip()
    return not known or known in (_header(headers, b"etag"), _header(headers, b"last-modified"))


def _not_modified(asked: Asked, version: Version) -> bool:
    if b"if-none-match" in asked.headers:
        tags = asked.get(b"if-none-match").split(",")
        known = {tag.strip().removeprefix("W/").strip('"') for tag in tags}
        return bool(known & {version.digest, f"{version.digest}-gz", "*"})
    since = asked.get(b"if-modified-since")
    if not since:
        return False
    try:
        return int(version.modified) <= int(parsedate_to_datetime(since).timestamp())
    except (ValueError, TypeError, OverflowError):
        return False  # ignore a malformed date


@lru_cache(maxsize=64)
def accepts_gzip(header: bytes) -> bool:
    for part in header.decode("latin-1").lower().split(","):
        coding, _, parameters = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            return re.search(r"q\s*=\s*0(\.0*)?\s*$", parameters) is None
    return False
