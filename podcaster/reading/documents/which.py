"""Which module reads which kind of document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from podcaster.model import Article
from podcaster.reading.documents import notebook, odt, rst, rtf
from podcaster.reading.encodings import decode
from podcaster.reading.recognise import Kind

# From the bytes of a file, its name, and the folder for its pictures.
READERS: Mapping[Kind, Callable[[bytes, str, Path | None], Article]] = {
    Kind.RTF: lambda data, source, _: rtf.read(data, source),
    Kind.RST: lambda data, source, folder: rst.read(decode(data, source), source, folder=folder),
    Kind.NOTEBOOK: notebook.read,
    Kind.FLAT_ODT: lambda data, source, _: odt.read_flat(data, source),
}
