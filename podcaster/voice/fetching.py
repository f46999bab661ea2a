"""Files of voices from where they were published, or from a copy in a folder or on a mirror: whole, or not at all.

The only part of podcaster that goes to the network for a voice, and only when asked to.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podcaster import files
from podcaster.errors import HostileError, VoiceError, storage_error
from podcaster.network import web

CHUNK = 1 << 18
SMALL = 50_000_000  # bytes that a list of voices or a card may have at most
TIMEOUT_S = 60.0
TRIES = 4  # of a connection that breaks; what has come is kept

_AGAIN = "the same command fetches it again; --from names another folder or address"

Progress = Callable[[str, int, int], None]  # file, bytes so far, of how many (0: unknown)


class FetchError(VoiceError):
    """A file of a voice did not come, or is not what it should be. Another place may have it."""


class MissingError(Exception):
    """The place has no such file."""


class _BrokenError(Exception):
    """The rest of a file did not come. It may come next time."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a file before it is fetched."""

    size: int = 0
    algorithm: str = "sha256"
    digest: str = ""  # or the beginning of it


def fetch(place: str | Path, path: str, target: Path, expected: Expected | None, on_progress: Progress) -> None:
    """*path* of *place* as *target*: whole, or not at all. What came before a break stays in a .part beside it."""
    expected = expected or Expected()
    if expected.digest and target.is_file() and _digest(target, expected).startswith(expected.digest):
        return
    part = target.with_name(f"{target.name}.part")
    try:
        for attempt in range(TRIES):
            try:
                if isinstance(place, Path):
                    _copy(_file_in(place, path), part, on_progress)
                else:
                    _download(f"{place}/{path}", part, expected.size, on_progress)
                break
            except _BrokenError as error:
                if attempt == TRIES - 1:
                    again = "the same command goes on where it broke"
                    raise FetchError(_failed(f"{place}/{path}", str(error)), hint=again) from error
                time.sleep(0.2 * 4**attempt)
        if problem := _problem(part, expected):
            part.unlink()
            raise FetchError(f"{path} came damaged: {problem}", hint=_AGAIN)
        os.replace(part, target)
        files.sync_folder(target.parent)
    except MissingError as error:
        raise FetchError(f"there is no {path} at {place}", hint="--from names another folder or address") from error
    except OSError as error:
        raise storage_error(error, f"could not write {target}") from error


def _problem(part: Path, expected: Expected) -> str:
    """What is wrong with a file that has come; "" if nothing is."""
    with part.open("rb") as stream:
        if _is_page(stream.read(100)):
            return "it is a web page"
    if expected.size and (size := part.stat().st_size) != expected.size:
        return f"it has {size} bytes, expected {expected.size}"
    found = _digest(part, expected)
    return "" if found.startswith(expected.digest) else f"{expected.algorithm} is {found}, expected {expected.digest}"


def _is_page(start: bytes) -> bool:
    """Whether this is HTML: what a login, a filter or a moved mirror answers instead of the file."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html"))


def _digest(path: Path, expected: Expected) -> str:
    if expected.algorithm == "sha256":
        return files.sha256(path)
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.new(expected.algorithm, usedforsecurity=False)).hexdigest()


def _file_in(folder: Path, path: str) -> Path:
    """In a copy of the home, or beside each other."""
    for candidate in (folder / path, folder / Path(path).name):
        if candidate.is_file():
            return candidate
    raise MissingError(path)


def _copy(source: Path, part: Path, on_progress: Progress) -> None:
    total = source.stat().st_size
    with source.open("rb") as stream, part.open("wb") as out:
        while chunk := stream.read(CHUNK):
            out.write(chunk)
            on_progress(source.name, out.tell(), total)
        out.flush()
        os.fsync(out.fileno())


def _download(url: str, part: Path, size: int, on_progress: Progress) -> None:
    have = part.stat().st_size if part.is_file() else 0
    if size and have == size:
        return
    with _open(url, have if have < size or not size else 0) as answer:
        at = _starts(answer)
        if at not in (0, have):
            raise _BrokenError(f"asked for the rest from {have}, got it from {at}")
        rest = int(answer.headers.get("Content-Length") or 0)
        total = at + rest if rest else size
        with part.open("r+b" if at else "wb") as out:
            out.seek(at)
            try:
                for chunk in answer.chunks:
                    out.write(chunk)
                    on_progress(part.stem, out.tell(), total)
            except web.WebError as error:
                raise _BrokenError(f"it broke off after {out.tell()} of {total or '?'} bytes") from error
            out.flush()
            os.fsync(out.fileno())
            if total and out.tell() < total:
                raise _BrokenError(f"it broke off after {out.tell()} of {total} bytes")


def _starts(answer: web.Answer) -> int:
    """The place in the file at which the answer begins; -1 for a part of it without a place."""
    if answer.status != 206:
        return 0
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range") or "")
    return int(found[1]) if found else -1


@contextmanager
def _open(url: str, start: int = 0) -> Iterator[web.Answer]:
    """The answer to a GET, from byte *start* on if the server can.

    Raises MissingError if there is no such file, _BrokenError if another try may help, and FetchError.
    """
    headers = {"User-Agent": "podcaster", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    try:
        with web.get(url, headers, web.Patience(TIMEOUT_S)) as answer:
            yield answer
            return
    except web.WebError as error:
        if error.status in (404, 410):
            raise MissingError(url) from error
        if error.temporary:
            raise _BrokenError(error.reason) from error
        if error.status != 416 or not start:
            raise FetchError(_failed(url, error.reason), hint=error.hint) from error
    except HostileError as error:
        raise FetchError(_failed(url, str(error)), hint="--from names another folder or address") from error
    with _open(url) as answer:  # 416: there is more here than the file has, so from the beginning
        yield answer


def _failed(what: str, reason: str) -> str:
    """What to say of *what*: a reason of the network says by itself that it could not be fetched."""
    said = "could not be fetched"
    return f"{what} {reason}" if reason.startswith(said) else f"{what} {said}: {reason}"


def read(place: str | Path, path: str) -> bytes:
    """A small file as a whole. Raises MissingError where there is none."""
    found = _read(place, path)
    if _is_page(found[:100]):
        raise FetchError(f"{place}/{path} is a web page, not a file of voices", hint=_AGAIN)
    return found


def _read(place: str | Path, path: str) -> bytes:
    try:
        if isinstance(place, Path):
            return _file_in(place, path).read_bytes()
        out = bytearray()
        with _open(f"{place}/{path}") as answer:
            for chunk in answer.chunks:
                out += chunk
                if len(out) > SMALL:
                    raise FetchError(f"{place}/{path} is larger than {SMALL // 10**6} MB, which no list of voices is")
        return bytes(out)
    except (_BrokenError, OSError) as error:
        hint = "without a network, --from names a folder with a copy"
        raise FetchError(_failed(f"{place}/{path}", str(error)), hint=hint) from error
