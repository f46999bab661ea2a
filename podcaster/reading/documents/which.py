"""Which module reads which kind of document."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from podcaster.model import Article
from podcaster.reading.documents import asciidoc, enex, fb2, notebook, odt, org, rst, rtf
from podcaster.reading.encodings import decode
from podcaster.reading.recognise import Kind
from podcaster.reading.safe import Report

# From the bytes of a file, its name, and the folder for its pictures.
_ONE: Mapping[Kind, Callable[[bytes, str, Path | None], Article]] = {
    Kind.RTF: lambda data, source, _: rtf.read(data, source),
    Kind.RST: lambda data, source, folder: rst.read(decode(data, source), source, folder=folder),
    Kind.ORG: lambda data, source, folder: org.read(decode(data, source), source, folder=folder),
    Kind.ASCIIDOC: lambda data, source, folder: asciidoc.read(decode(data, source), source, folder=folder),
    Kind.NOTEBOOK: notebook.read,
    Kind.FLAT_ODT: lambda data, source, _: odt.read_flat(data, source),
}
# Those that hold several articles: also where members are reported, and whether a book gives an article a chapter.
_MANY: Mapping[Kind, Callable[[bytes, str, Report, bool], Iterator[Article]]] = {
    Kind.EVERNOTE: lambda data, source, report, _: enex.read(io.BytesIO(data), source, report),
    Kind.FB2: lambda data, source, report, split: fb2.read(data, source, report, split=split),
}
KINDS = frozenset((*_ONE, *_MANY))


def read(
    kind: Kind, data: bytes, source: str, folder: Path | None, report: Report, *, split: bool
) -> Iterator[Article]:
    """The articles in a document of one of these KINDS."""
    if kind in _ONE:
        yield _ONE[kind](data, source, folder)
    else:
        yield from _MANY[kind](data, source, report, split)
