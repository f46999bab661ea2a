"""Archives of the web: WARC, the ARC before it, and WACZ, whatever their servers did to the pages."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence

import brotli
import pytest

from podcaster.errors import InputError, NoTextError, PodcasterError, UnsupportedError
from podcaster.model import Article
from podcaster.reading import read_bytes
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

HTML = build.page("The last ferry", f"<p>{FERRY}</p><p>{BREAD}</p>").encode()
AD = build.page("Buy a boat", f"<p>{GULLS}</p><p>{GULLS[::-1]}</p>").encode()


def record(address: str, content: bytes, kind: str = "response") -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-18T08:00:00Z\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def response(body: bytes, fields: str = "", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{fields}\r\n".encode() + body


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:70], body[70:])) + b"0\r\n\r\n"


def by_lines(body: bytes) -> bytes:
    """In chunks, with the ends of lines that some programs write."""
    return b"".join(b"%04X;x=1\n%s\n" % (len(part), part) for part in (body[:70], body[70:])) + b"0\n\n"


@pytest.mark.parametrize(
    "content",
    [
        response(by_lines(HTML), "Transfer-Encoding: chunked\r\n"),
        response(chunked(HTML), "Transfer-Encoding: chunked\r\n").replace(b"\r\n\r\n", b"\n\n", 1),
        response(chunked(gzip.compress(HTML)), "Transfer-Encoding: gzip, chunked\r\n"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + response(HTML),
        response(HTML, status="203 Non-Authoritative Information"),
        b"HTTP/1.1 200 OK\r\nServer: quay\r\n\r\n" + HTML,
    ],
)
def test_a_page_in_an_archive_that_is_not_packed(content: bytes) -> None:
    """However its server and the recorder wrote down the answer."""
    (article,) = read_bytes(record("https://example.com/ferry", content), "quay.warc")
    assert (article.title, article.blocks[0].text) == ("The last ferry", FERRY)


def wacz(records: Sequence[bytes], visited: Sequence[str]) -> bytes:
    """A zip as ArchiveWeb.page writes it, with an index that looks like text."""
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    pages += [{"id": str(n), "url": address, "title": "A page", "text": BREAD * 3} for n, address in enumerate(visited)]
    index = "".join(f'example,quay)/{n} 20240318080000 {{"url": "https://quay.example/{n}"}}\n' for n in range(40))
    return build.zipped(
        {
            "archive/data.warc.gz": b"".join(gzip.compress(r) for r in records),
            "indexes/index.cdx": index,
            "pages/pages.jsonl": "\n".join(map(json.dumps, pages)),
            "datapackage.json": json.dumps({"profile": "data-package", "wacz_version": "1.1.1"}),
        }
    )


def read(data: bytes, name: str) -> tuple[list[Article], list[PodcasterError]]:
    errors: list[PodcasterError] = []
    return list(read_bytes(data, name, on_error=lambda _, error: errors.append(error))), errors


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ("", HTML),
        ("Transfer-Encoding: chunked\r\n", chunked(HTML)),
        ("Content-Encoding: gzip\r\n", gzip.compress(HTML)),
        ("Content-Encoding: deflate\r\n", zlib.compress(HTML)),
        ("Content-Encoding: br\r\n", brotli.compress(HTML)),
        ("Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n", chunked(brotli.compress(HTML))),
        ("Content-Encoding: br\r\n", HTML),
        ("Content-Encoding: zstd\r\n", HTML),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", HTML),
    ],
)
def test_pages_as_servers_send_them_and_as_browsers_keep_them(fields: str, body: bytes) -> None:
    """In chunks, compressed in three ways, or already unpacked beside fields that say otherwise."""
    (article,), errors = read(record("https://quay.example/ferry", response(body, fields)), "a.warc")
    assert article.title == "The last ferry"
    assert [b.text for b in article.blocks] == [FERRY, BREAD]
    assert not errors


def test_what_a_page_is_packed_with_is_named() -> None:
    """A way of packing that is not read is no damage; data that do not unpack are."""
    packed = record("https://quay.example/a", response(b"\x28\xb5\x2f\xfd data", "Content-Encoding: zstd\r\n"))
    broken = record("https://quay.example/b", response(b"\xff\xfe\xfd not brotli", "Content-Encoding: br\r\n"))
    whole = record("https://quay.example/ferry", response(HTML))
    (article,), (first, second) = read(packed + broken + whole, "a.warc")
    assert article.address == "https://quay.example/ferry"
    assert "compressed by zstd" in first.message
    assert "does not unpack" in second.message


def test_a_brotli_bomb_is_stopped() -> None:
    """A page may have 20 MB, however small it was packed."""
    bomb = record("https://quay.example/a", response(brotli.compress(bytes(64 << 20)), "Content-Encoding: br\r\n"))
    found, (error,) = read(bomb + record("https://quay.example/ferry", response(HTML)), "a.warc")
    assert len(found) == 1
    assert "a page may have 20 MB" in error.message


def test_requests_and_metadata_hold_nothing_to_read() -> None:
    """Neither what a browser asked for nor what a crawler noted is a page."""
    others = [record("https://quay.example/a", response(AD), kind) for kind in ("request", "metadata", "revisit")]
    with pytest.raises(NoTextError, match="no pages in this web archive"):
        list(read_bytes(b"".join(others), "a.warc"))


def test_wacz_gives_the_pages_that_were_visited() -> None:
    """Frames and what else a page loads are no articles, and neither are indexes and lists of pages."""
    records = [record("https://ads.example/frame", response(AD)), record("https://quay.example/ferry", response(HTML))]
    found, errors = read(wacz(records, ["http://www.quay.example/ferry#top"]), "a.wacz")
    assert [(a.title, a.address) for a in found] == [("The last ferry", "https://quay.example/ferry")]
    assert not errors


def test_wacz_follows_a_page_that_moved_and_reads_all_where_its_list_fits_nothing() -> None:
    """The list has the address that was typed; a list of other pages is of no use."""
    moved = record("https://quay.example/old", response(b"", "Location: /ferry\r\n", "301 Moved"))
    records = [
        moved,
        record("https://ads.example/frame", response(AD)),
        record("https://quay.example/ferry", response(HTML)),
    ]
    assert [a.title for a in read(wacz(records, ["https://quay.example/old"]), "a.wacz")[0]] == ["The last ferry"]
    found, _ = read(wacz(records[2:], ["https://elsewhere.example/"]), "a.wacz")
    assert [a.title for a in found] == ["The last ferry"]
    with pytest.raises(NoTextError):
        list(read_bytes(wacz([moved], ["https://quay.example/old"]), "a.wacz"))


def test_a_packed_warc_within_a_zip() -> None:
    """Every record in a piece of its own, as crawlers pack them."""
    records = [record("https://quay.example/gulls", response(AD)), record("https://quay.example/ferry", response(HTML))]
    data = build.zipped({"crawl/a.warc.gz": b"".join(gzip.compress(r) for r in records)})
    assert [a.title for a in read(data, "a.zip")[0]] == ["Buy a boat", "The last ferry"]


def arc(pages: dict[str, bytes]) -> list[bytes]:
    """The pieces of an ARC: a head, then a line and a response for each page."""
    about = b"1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n"
    pieces = [b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain %d\n%s\n" % (len(about), about)]
    for address, content in pages.items():
        pieces.append(f"{address} 10.0.0.1 20080430204826 text/html {len(content)}\n".encode() + content + b"\n")
    return pieces


@pytest.mark.parametrize("packed", [False, True])
def test_arc(packed: bool) -> None:
    """The older format, plain or packed record by record; one that is cut short gives what is whole."""
    pieces = arc(
        {
            "http://quay.example/ferry": response(HTML),
            "dns:quay.example": b"10.0.0.1",
            "http://quay.example/b": response(AD),
        }
    )
    data = b"".join(map(gzip.compress, pieces)) if packed else b"".join(pieces)
    found, errors = read(data, "a.arc.gz" if packed else "a.arc")
    assert [a.title for a in found] == ["The last ferry", "Buy a boat"]
    assert not errors
    titles: list[str] = []
    with pytest.raises(InputError):
        titles.extend(a.title for a in read_bytes(data[:-300], "a.arc", on_error=lambda *_: None))
        raise NoTextError("the end was not missed")
    assert titles == ["The last ferry"]


@pytest.mark.parametrize(
    "text",
    [
        " CDX N b a m s k r M S V g\nexample,quay)/ 20240318080000 https://quay.example/ text/html 200 A - - 9 0 a\n",
        'example,quay)/ferry 20240318080000 {"url": "https://quay.example/ferry", "mime": "text/html"}\n',
        '{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n{"url": "https://quay.example/"}\n',
    ],
)
def test_an_index_is_no_prose(text: str) -> None:
    """Its lines are addresses and places in another file, which the message asks for."""
    with pytest.raises(UnsupportedError, match="index of a web archive") as caught:
        list(read_bytes(text.encode(), "index.cdx"))
    assert "warc.gz" in caught.value.hint
