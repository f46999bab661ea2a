"""The page in an HTTP response, as archives of the web keep responses: in chunks, compressed, or stored plainly."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass

from podcaster.errors import UnreadableError, UnsupportedError
from podcaster.reading import assemble, safe

LIMIT = 20 * safe.MB  # of a page
_HTML = ("text/html", "application/xhtml")
_SERVED = (200, 203)
_PAGE = re.compile(rb"\s*(?:[0-9a-f]{1,8}\r?\n\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I)
_CHUNK = re.compile(rb"[ \t]*([0-9a-f]{1,8})[ \t]*(?:;[^\n]{0,1000})?\r?\n", re.I)
_PACKED = ("gzip", "x-gzip", "deflate")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|head|body|!--|\w)", re.I)


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    fields: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether it was served well, and as HTML; one without a type is judged by its first bytes."""
        kind = self.fields.get("content-type", "").lower()
        return self.status in _SERVED and (kind.startswith(_HTML) or (not kind and bool(_PAGE.match(self.body))))

    @property
    def location(self) -> str:
        """The address that it redirects to, if it does."""
        return self.fields.get("location", "") if 300 <= self.status < 400 else ""


def response(data: bytes) -> Response | None:
    """The parts of a response; None if the data are not one."""
    head, _, body = _parted(data)
    if re.match(rb"HTTP/[\d.]+ 100\b", head):  # "continue", before the answer itself
        head, _, body = _parted(body)
    lines = head.decode("latin-1").splitlines()
    status = re.match(r"HTTP/[\d.]+ (\d{3})", lines[0] if lines else "")
    if not status:
        return None
    fields = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in lines[1:])}
    return Response(int(status[1]), fields, body)


def _parted(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Header, blank line and body; some programs end lines without a carriage return."""
    crlf, lf = data.find(b"\r\n\r\n"), data.find(b"\n\n")
    return data.partition(b"\n\n" if lf >= 0 and (crlf < 0 or lf < crlf) else b"\r\n\r\n")


def page(found: Response, where: str) -> bytes:
    """The HTML of a response, converted to UTF-8 if the header states its encoding."""
    body = found.body
    steps = [step.strip() for step in found.fields.get("transfer-encoding", "").lower().split(",")]
    if "chunked" in steps:
        body = _dechunked(body)
    packed = found.fields.get("content-encoding", "").lower().strip()
    html = _unpacked(body, packed or next((step for step in steps if step in _PACKED), ""), where)
    charset = re.search(r"charset=[\"']?([\w.:-]+)", found.fields.get("content-type", ""), re.I)
    return assemble.as_utf8(html, where, charset[1]) if charset else html


def _dechunked(body: bytes) -> bytes:
    out, at = io.BytesIO(), 0
    while True:
        size = _CHUNK.match(body, at)
        if not size:
            # Many tools keep the header but store the body already joined.
            return out.getvalue() or body
        length = int(size[1], 16)
        if length == 0:
            return out.getvalue()
        at = size.end() + length
        out.write(body[size.end() : at])
        at += 1 if body[at : at + 1] == b"\n" else 2


def _unpacked(body: bytes, encoding: str, where: str) -> bytes:
    if encoding in ("", "identity", "utf-8", "none") or (encoding in ("gzip", "x-gzip") and body[:2] != b"\x1f\x8b"):
        return body
    if _MARKUP.match(body[:1000]):  # stored as the browser saw it, with the fields of what was sent
        return body
    if encoding == "br":
        html = _brotli(body, where)
    elif encoding in ("gzip", "x-gzip", "deflate"):
        html = _inflated(body, where)
    else:
        raise UnsupportedError(f"compressed by {encoding}", about=where, hint="record the page without compression")
    safe.check_size(len(html), LIMIT, where, "a page")
    return html


def _inflated(body: bytes, where: str) -> bytes:
    for bits in (47, -15):  # zlib or gzip, then raw deflate
        machine = zlib.decompressobj(wbits=bits)
        try:
            return machine.decompress(body, LIMIT + 1)
        except zlib.error:
            continue
    raise UnreadableError("damaged: it does not unpack", about=where)


def _brotli(body: bytes, where: str) -> bytes:
    import brotli

    machine, out = brotli.Decompressor(), io.BytesIO()
    try:
        out.write(machine.process(body, output_buffer_limit=1 << 20))
        while not machine.is_finished() and not machine.can_accept_more_data() and out.tell() <= LIMIT:
            out.write(machine.process(b"", output_buffer_limit=1 << 20))
    except brotli.error as error:
        raise UnreadableError("damaged: it does not unpack", about=where) from error
    return out.getvalue()
