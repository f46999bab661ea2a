"""The zip file of a book. The same content gives the same bytes."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from podcaster.errors import StorageError, UnreadableError, storage_error

MEDIA_TYPE = "application/epub+zip"
ROOT = "EPUB/package.opf"
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can name
_CHUNK = 2**20
_IDENTIFIER = re.compile(r"<dc:identifier[^>]*>([^<]+)<")
_META_INF = f"""<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="{ROOT}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


class Container:
    """An EPUB file that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._pictures: set[str] = set()
        self._put("mimetype", MEDIA_TYPE.encode(), zipfile.ZIP_STORED)
        self._put("META-INF/container.xml", _META_INF.encode(), zipfile.ZIP_DEFLATED)

    def put(self, name: str, text: str) -> None:
        """A file below EPUB/."""
        self._put(f"EPUB/{name}", text.encode(), zipfile.ZIP_DEFLATED)

    def put_picture(self, name: str, data: bytes) -> None:
        """A picture below EPUB/, once, however many chapters show it."""
        if name not in self._pictures:
            self._pictures.add(name)
            self._put(f"EPUB/{name}", data, zipfile.ZIP_STORED)

    def copy(self, name: str, path: Path, *, sha256: str) -> None:
        """The file *path*, whatever its size, as it is. Raises UnreadableError if it is gone or damaged."""
        entry = _entry(f"EPUB/{name}", zipfile.ZIP_STORED)
        digest = hashlib.sha256()
        try:
            source = path.open("rb")
        except OSError as error:
            raise _unreadable(path, error) from error
        with source:
            entry.file_size = path.stat().st_size  # decides whether 32 bits are enough
            with self._archive.open(entry, "w") as target:
                while chunk := _read(source, path):
                    digest.update(chunk)
                    target.write(chunk)
        if digest.hexdigest() != sha256:
            raise UnreadableError(f"{path} differs from its record: it is damaged", hint="podcaster check")

    def _put(self, name: str, data: bytes, how: int) -> None:
        self._archive.writestr(_entry(name, how), data)


@contextmanager
def writing(path: Path) -> Iterator[Container]:
    """A new EPUB file at *path*."""
    with zipfile.ZipFile(path, "w", compresslevel=9) as archive:
        yield Container(archive)


def published(path: Path) -> bytes:
    """The content of a file of an episode. Raises UnreadableError if it is gone, and StorageError if the disk fails."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def identifier_of(path: Path) -> str:
    """The identifier of the book in the file *path*; "" if it is not an EPUB of ours or cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = _IDENTIFIER.search(archive.read(ROOT).decode())
    except (OSError, zipfile.BadZipFile, LookupError, ValueError, NotImplementedError, RuntimeError):
        return ""
    return found[1] if found else ""


def _entry(name: str, how: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = how
    entry.create_system = 3  # Unix, wherever it is written
    entry.external_attr = 0o644 << 16
    return entry


def _read(source: IO[bytes], path: Path) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> UnreadableError | StorageError:
    if isinstance(error, FileNotFoundError):
        return UnreadableError(f"{path} is not there", hint="podcaster check lists what is missing")
    return storage_error(error, f"could not read {path}")
