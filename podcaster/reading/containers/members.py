"""Named members of a zip, of a tar or of a folder, read one at a time and never unpacked to disk."""

from __future__ import annotations

import posixpath
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import unquote

from podcaster.errors import HostileError, UnreadableError, UnsupportedError
from podcaster.model import Article, Block, Image
from podcaster.reading import safe

ReadMember = Callable[[bytes, str, int], Iterator[Article]]  # a member's data, its name, how deep it lies

_TOTAL = 2048 * safe.MB  # real bytes of all members that are read
_COUNT = 200_000
_DIRECTORY = 64 * safe.MB  # the list of members itself
_RATIO = 200  # a member larger than a megabyte that shrank more than that is a bomb
PICTURE = 20 * safe.MB
_TAR_ERRORS = (tarfile.TarError, EOFError, OSError, ValueError, OverflowError, struct.error)


class Members(Protocol):
    """Files with names: in a zip or in a folder."""

    @property
    def names(self) -> tuple[str, ...]: ...
    def read(self, name: str, limit: int = safe.HTML_LIMIT) -> bytes:
        """The bytes of a member. Raises InputError; KeyError for a name that is not there."""
        ...


class Zip:
    """A zip. Its sizes are counted, not taken from the headers. Links, absolute names and `..` are not members."""

    def __init__(self, stream: IO[bytes], source: str, *, total: int = _TOTAL, count: int = _COUNT) -> None:
        self.source = source
        self._left = total
        _check_directory(stream, source)
        try:
            self._zip = zipfile.ZipFile(stream)
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError) as error:
            raise UnreadableError(
                f"a damaged archive: {error}", about=source, hint="copy or download it again"
            ) from error
        if len(infos) > count:
            raise HostileError(f"{len(infos):,} members; at most {count:,} are read", about=source)
        # Some programs of Windows write the path as they know it.
        self._infos = {_name(info).replace("\\", "/"): info for info in infos if _is_member(info)}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def read(self, name: str, limit: int = safe.HTML_LIMIT) -> bytes:
        info = self._infos[name]
        where = f"{self.source}!{name}"
        if info.flag_bits & 1:
            raise UnsupportedError("protected by a password", about=where, hint="unpack it first")
        bound = min(limit, self._left, max(safe.MB, info.compress_size * _RATIO))
        try:
            with self._zip.open(info) as stream:
                data = stream.read(bound + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableError(f"damaged: {error}", about=where) from error
        except RuntimeError as error:  # zipfile's word for a missing password
            raise UnsupportedError(f"{error}", about=where) from error
        if len(data) > bound:
            reason = f"more than {limit // safe.MB} MB" if bound == limit else "it unpacks to an absurd size"
            raise HostileError(f"{reason}", about=where)
        self._left -= len(data)
        return data


class Tar:
    """A tar, unpacked or as a .jex. Links, devices, sparse files, absolute names and `..` are not members."""

    def __init__(self, stream: IO[bytes], source: str, *, count: int = _COUNT) -> None:
        self.source = source
        try:
            self._tar = tarfile.open(fileobj=stream, mode="r:", errorlevel=0)  # noqa: SIM115 - for as long as its members
            infos = list(islice(self._tar, count + 1))
        except _TAR_ERRORS as error:
            raise UnreadableError(f"a damaged archive: {error}", about=source, hint="export it again") from error
        if len(infos) > count:
            raise HostileError(f"more than {count:,} members", about=source)
        files = (info for info in infos if info.type in (tarfile.REGTYPE, tarfile.AREGTYPE))
        named = ((info.name.removeprefix("./"), info) for info in files)
        self._infos = {name: info for name, info in named if _is_inside(name)}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def read(self, name: str, limit: int = safe.HTML_LIMIT) -> bytes:
        where = f"{self.source}!{name}"
        try:
            stream = self._tar.extractfile(self._infos[name])
            data = stream.read(limit + 1) if stream else b""
        except _TAR_ERRORS as error:
            raise UnreadableError(f"damaged: {error}", about=where) from error
        if len(data) > limit:
            raise HostileError(f"more than {limit // safe.MB} MB", about=where)
        return data


class Folder:
    """A folder read like an archive; nothing outside it is reached."""

    def __init__(self, path: Path) -> None:
        self.path = path
        root = path.resolve()
        found = (p for p in sorted(path.rglob("*")) if p.is_file() and p.resolve().is_relative_to(root))
        self._names = tuple(p.relative_to(path).as_posix() for p in found)

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    def read(self, name: str, limit: int = safe.HTML_LIMIT) -> bytes:
        if name not in self._names:
            raise KeyError(name)
        return safe.read_file(self.path / name, limit)


def _is_member(info: zipfile.ZipInfo) -> bool:
    return (
        bool(info.filename)
        and not (info.is_dir() or stat.S_ISLNK(info.external_attr >> 16))
        and _is_inside(info.filename)
    )


def _is_inside(name: str) -> bool:
    return bool(name) and not name.startswith(("/", "\\")) and ".." not in name.replace("\\", "/").split("/")


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member. macOS writes UTF-8 and does not say so; then zipfile takes it for the letters of DOS."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _check_directory(stream: IO[bytes], source: str) -> None:
    """zipfile reads the whole list of members at once: refuse a list that would fill the memory."""
    end = stream.seek(0, 2)
    stream.seek(max(0, end - 65_557))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise UnreadableError("a damaged archive: its end is missing", about=source, hint="copy or download it again")
    size = struct.unpack("<I", tail[at + 12 : at + 16])[0]
    if size == 0xFFFFFFFF:  # zip64
        mark = tail.rfind(b"PK\x06\x06")
        size = struct.unpack("<Q", tail[mark + 40 : mark + 48])[0] if mark >= 0 and len(tail) - mark >= 56 else 0
    if size > _DIRECTORY:
        raise HostileError(f"its list of members alone has {size // safe.MB} MB", about=source)
    stream.seek(0)


# ---------------------------------------------------------------- pictures that travelled along


def with_pictures(found: Article, picture: Callable[[str], bytes | None]) -> Article:
    """The article with the pictures of its archive: *picture* finds one by its address."""

    def filled(image: Image | None) -> Image | None:
        if image is None or image.data or image.path or not image.address:
            return image
        data = picture(image.address)
        return replace(image, data=data) if data and len(data) <= PICTURE else image

    def block(old: Block) -> Block:
        return replace(old, image=filled(old.image)) if old.image else old

    blocks = tuple(map(block, found.blocks))
    lead = filled(found.image)
    if lead is None or not (lead.data or lead.path):
        lead = next((b.image for b in blocks if b.image and (b.image.data or b.image.path)), lead)
    return replace(found, blocks=blocks, image=lead)


def resolved(base: str, reference: str) -> str:
    """The name of the member that *reference*, met in the member *base*, means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(reference.split("#", 1)[0])))
