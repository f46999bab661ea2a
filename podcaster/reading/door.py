"""Choose the reader for a file by its content, and report whatever does not become an article."""

from __future__ import annotations

import gzip
import io
import logging
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import IO

from podcaster import shell
from podcaster.errors import (
    HostileError,
    NoTextError,
    PodcasterError,
    RegionError,
    UnpublishedError,
    UnreadableError,
    UnsupportedError,
)
from podcaster.files import real_name
from podcaster.model import Article, Region
from podcaster.reading import by_hand, html, markdown, origin, pdf, plain, recordings, refused, safe, unpublished
from podcaster.reading.containers import (
    archives,
    exports,
    exports_json,
    feeds,
    mail,
    posts_csv,
    saved_letters,
    services,
    warc,
)
from podcaster.reading.containers.folders import expand, nothing_in
from podcaster.reading.documents import enex, which
from podcaster.reading.encodings import decode
from podcaster.reading.recognise import HEAD, Kind, recognise
from podcaster.reading.safe import Report

OnError = Callable[[str, PodcasterError], None]
OnSkip = Callable[[str, str, str], None]
log = logging.getLogger(__name__)

_DEPTH = 2  # a zip may hold an EPUB; a zip in a zip in a zip is a bomb
_GZIP_RATIO = 200


def read(
    path: Path,
    *,
    on_error: OnError | None = None,
    on_skip: OnSkip | None = None,
    split: bool = True,
    region: Region | None = None,
    regions: Mapping[str, Region] = MappingProxyType({}),
) -> Iterator[Article]:
    """The articles in *path*: a file of any known kind, or a folder of such files.

    With `split` a book gives an article a chapter, else one article with the chapters' titles as headings.
    on_error: source, error. on_skip: source, title, reason. *region*: the part of the page that was chosen by hand;
    raises RegionError where its words are not found, or the file holds several articles. *regions*: the parts that were
    chosen of some of several articles, by what their sources have behind the file's: "!posts/3.html".
    """
    chosen = {**regions, "": region} if region else dict(regions)
    door = _Door(safe.shown(path), on_error, on_skip, chosen)
    yield from door.articles(_read_path(Path(path), door.request(split)))


def read_bytes(
    data: bytes,
    source: str,
    *,
    folder: Path | None = None,
    address: str = "",
    on_error: OnError | None = None,
    on_skip: OnSkip | None = None,
    split: bool = True,
) -> Iterator[Article]:
    """The articles in *data*, which is called *source* in messages. Local pictures are looked for in *folder*."""
    door = _Door(source, on_error, on_skip)
    yield from door.articles(_read_data(data, source, folder, door.request(split), 0, address))


@dataclass(frozen=True, slots=True)
class _Request:
    """How a file is to be read, for all of its members."""

    report: Report
    split: bool
    region: by_hand.Regions


@dataclass(slots=True)
class _Door:
    """Passes on the articles of a file, and reports its other members."""

    source: str
    on_error: OnError | None
    on_skip: OnSkip | None
    regions: Mapping[str, Region] = field(default_factory=dict)
    failures: int = 0  # members that could not be read
    errors: list[PodcasterError] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)  # reasons

    def request(self, split: bool) -> _Request:
        return _Request(Report(self._failed, self._skipped), split, self._region)

    def _region(self, source: str) -> Region | None:
        """The part that was chosen of an article: as the only one of its file, or as one of several."""
        own = self.regions.get(source.removeprefix(self.source)) if source.startswith(self.source) else None
        return own or self.regions.get("")

    def _failed(self, source: str, error: PodcasterError) -> None:
        self.failures += 1
        if self.on_error is None:
            self.errors.append(error)
        else:
            self.on_error(source, error)

    def _skipped(self, source: str, title: str, reason: str) -> None:
        log.info("%s: skipped: %s", source, reason)
        if self.on_skip is None:
            self.skipped.append(reason)
        else:
            self.on_skip(source, title, reason)

    def articles(self, found: Iterator[Article]) -> Iterator[Article]:
        """The articles of *found*. An error about the whole file names the file, wherever it was raised."""
        count = 0
        try:
            with safe.naming(self.source):
                for article in self._only(found) if "" in self.regions else found:
                    if (part := self._cut(article)) is not None:
                        count += 1
                        yield part
        except UnpublishedError as error:
            if self.on_skip is None:
                raise
            self.on_skip(self.source, "", error.without(self.source))
        if self.errors:
            raise self.errors[0]
        if self.skipped and not count:
            raise UnpublishedError(f"nothing in it was published as an article: {self.skipped[0]}", about=self.source)

    def _cut(self, article: Article) -> Article | None:
        """*article* with its chosen part, if one was chosen; None if that failed and the others of the file go on."""
        region = None if article.by_hand else self._region(article.source)
        if region is None:
            return article
        try:
            return by_hand.cut(article, region)
        except RegionError as error:
            if "" in self.regions:
                raise
            self._failed(article.source, error)
            return None

    def _only(self, found: Iterator[Article]) -> Iterator[Article]:
        """The one article of *found*. RegionError if there are several."""
        article = next(found, None)
        if article is None:
            return
        if next(found, None) is not None or self.failures:
            raise RegionError(
                "it holds more than one article, and a part is chosen of one",
                hint=f"podcaster explain {shell.path(real_name(self.source))} lists them; then name one, as in FILE#3; "
                "or read a book in one piece: --whole",
            )
        yield article


def _read_path(path: Path, request: _Request) -> Iterator[Article]:
    if path.is_dir():
        yield from _read_folder(path, request)
    else:
        for article in _read_file(path, request):
            yield origin.located(recordings.located(article, path), path)


def _read_file(path: Path, request: _Request) -> Iterator[Article]:
    source = safe.shown(path)
    if services.is_private(source):
        raise UnpublishedError(f"{services.PRIVATE}", about=source)
    if (part_of := services.around(path)) and (found := exports.read_file(path, *part_of)):
        yield found
        return
    with safe.open_regular(path) as (stream, size):
        head = stream.read(HEAD)
        if not head:
            raise NoTextError("the file is empty", about=source)
        kind = recognise(head, source)
        stream.seek(0)
        if kind is Kind.ZIP:
            safe.check_size(size, safe.ARCHIVE_LIMIT, source, "an archive")
            yield from archives.read_zip(
                stream, source, request.report, split=request.split, read_member=_member_reader(request)
            )
        elif kind is Kind.TAR:
            safe.check_size(size, safe.ARCHIVE_LIMIT, source, "an archive")
            yield from archives.read_tar(stream, source, request.report, _member_reader(request))
        elif kind is Kind.FEED:
            safe.check_size(size, safe.FEED_LIMIT, source, "a feed")
            yield from feeds.read(stream, source, request.report)
        elif kind is Kind.EVERNOTE:
            safe.check_size(size, safe.FEED_LIMIT, source, "an Evernote export")
            yield from enex.read(stream, source, request.report)
        elif kind is Kind.WARC or (kind is Kind.GZIP and _is_packed_warc(stream, source)):
            safe.check_size(size, safe.ARCHIVE_LIMIT, source, "a WARC")
            yield from warc.read(stream, source, request.report, request.region)
        else:
            limit, what = _limit(kind)
            safe.check_size(size, limit, source, what)
            data = safe.read_stream(stream, limit, source, what)
            yield from _read_data(data, source, path.parent, request, 0)


def _read_folder(path: Path, request: _Request) -> Iterator[Article]:
    path = services.stands_for(path)
    if package := refused.package(path.name, {inner.name for inner in path.iterdir()}):
        raise UnsupportedError(package[0], about=safe.shown(path), hint=package[1])
    if export := exports.of_folder(path):
        yield from exports.read(export, request.report, _member_reader(request))
        return
    tried = 0
    for file in expand(path):
        tried += 1
        with safe.member(safe.shown(file), request.report):
            yield from _read_path(file, request)
    if not tried:
        raise nothing_in(path)


def _limit(kind: Kind) -> tuple[int, str]:
    if kind in (
        Kind.HTML,
        Kind.MHTML,
        Kind.WEBARCHIVE,
        Kind.MAIL,
        Kind.OUTLOOK,
        Kind.PDF,
        Kind.RTF,
        Kind.JSON,
        Kind.TABLE,
    ):
        return safe.HTML_LIMIT, kind.value
    return safe.TEXT_LIMIT, kind.value


def _member_reader(request: _Request) -> Callable[[bytes, str, int], Iterator[Article]]:
    """How archives read a member: by the same door, one level deeper."""

    def read_member(data: bytes, source: str, depth: int) -> Iterator[Article]:
        yield from _read_data(data, source, None, request, depth)

    return read_member


def _read_data(
    data: bytes, source: str, folder: Path | None, request: _Request, depth: int, address: str = ""
) -> Iterator[Article]:
    why = unpublished.by_folder(source, folder)
    for article in _read_kind(data, source, folder, request, depth, address):
        yield replace(article, unpublished=article.unpublished or why) if why else article


def _read_kind(
    data: bytes, source: str, folder: Path | None, request: _Request, depth: int, address: str
) -> Iterator[Article]:
    if not data:
        raise NoTextError("the file is empty", about=source)
    if depth > _DEPTH:
        raise HostileError("archives within archives", about=source)
    kind = recognise(data, source)
    limit, what = _limit(kind)
    if kind not in (Kind.ZIP, Kind.FEED, Kind.WARC, Kind.GZIP, Kind.TAR):
        safe.check_size(len(data), limit, source, what)
    log.debug("%s: %s", source, kind)
    match kind:
        case Kind.PLAIN | Kind.MARKDOWN:
            yield _read_text(kind, data, source, folder, request.region(source))
        case Kind.HTML if services.is_medium_post(data[: services.PEEK]):
            yield exports.medium_post(data, source)
        case Kind.HTML if not request.region(source) and saved_letters.is_letter(data):
            letter = saved_letters.read(data, source, folder)
            yield replace(letter, address=letter.address or address)
        case Kind.HTML:
            yield html.read_limited(data, source, folder=folder, address=address, region=request.region(source))
        case Kind.ZIP:
            reader, stream = _member_reader(request), io.BytesIO(data)
            yield from archives.read_zip(
                stream, source, request.report, split=request.split, read_member=reader, depth=depth
            )
        case Kind.TAR:
            yield from archives.read_tar(io.BytesIO(data), source, request.report, _member_reader(request), depth)
        case Kind.GZIP if _is_packed_warc(io.BytesIO(data), source):
            yield from warc.read(io.BytesIO(data), source, request.report, request.region)
        case Kind.GZIP:
            yield from _read_data(_gunzip(data, source), source, folder, request, depth + 1, address)
        case _:
            yield from _read_format(kind, data, source, folder, request)


def _read_format(kind: Kind, data: bytes, source: str, folder: Path | None, request: _Request) -> Iterator[Article]:
    if kind is Kind.MAIL or kind is Kind.MHTML:
        yield from mail.read(data, source, request.report, request.region)
    elif kind is Kind.OUTLOOK:
        yield mail.read_outlook(data, source)
    elif kind is Kind.TABLE:
        yield from posts_csv.read(data, source, request.report)
    elif kind is Kind.FEED:
        yield from feeds.read(io.BytesIO(data), source, request.report)
    elif kind is Kind.WEBARCHIVE:
        yield archives.read_webarchive(data, source, request.region(source))
    elif kind is Kind.WARC:
        yield from warc.read(io.BytesIO(data), source, request.report, request.region)
    elif kind is Kind.PDF:
        yield pdf.read(data, source)
    elif kind in which.KINDS:
        yield from which.read(kind, data, source, folder, request.report, split=request.split)
    elif kind is Kind.JSON:
        if exports_json.is_json(data):
            yield from exports_json.read_json(data, source, request.report)
        else:  # prose that begins with a bracket
            safe.check_size(len(data), safe.TEXT_LIMIT, source, "plain text")
            yield _read_text(Kind.PLAIN, data, source, folder, request.region(source))
    else:  # pragma: no cover - every kind has its branch
        raise UnsupportedError(f"{kind} is not read", about=source)


def _read_text(kind: Kind, data: bytes, source: str, folder: Path | None, region: Region | None) -> Article:
    text = decode(data, source)
    if not safe.has_words(text):
        raise NoTextError("there are no words in it", about=source)
    if kind is Kind.MARKDOWN:
        return markdown.read(text, source, folder=folder)
    found = plain.read(text, source, region=region)
    if not any(safe.has_words(block.text) for block in found.blocks):
        raise NoTextError("there are no words in it", about=source)
    return found


def _is_packed_warc(stream: IO[bytes], source: str) -> bool:
    """Whether a gzip stream, which is left at its beginning, is a WARC."""
    try:
        return gzip.GzipFile(fileobj=stream).read(len(warc.ARC)).startswith((b"WARC/", warc.ARC))
    except (OSError, EOFError, zlib.error):
        return source.lower().endswith((".warc.gz", ".arc.gz"))  # its first record is damaged; others may be whole
    finally:
        stream.seek(0)


def _gunzip(data: bytes, source: str) -> bytes:
    """The unpacked gzip data, which may be several pieces, one after the other."""
    limit = min(safe.HTML_LIMIT, max(len(data) * _GZIP_RATIO, safe.MB))
    out = b""
    while data:
        machine = zlib.decompressobj(wbits=31)
        try:
            out += machine.decompress(data, limit + 1 - len(out))
        except zlib.error as error:
            raise UnreadableError("damaged gzip data", about=source) from error
        if len(out) > limit:
            raise HostileError(f"it unpacks to more than {_GZIP_RATIO} times its size", about=source)
        if not machine.eof:
            raise UnreadableError("the gzip data end too early", about=source, hint="download it again")
        data = machine.unused_data.lstrip(b"\0")
    return out
