"""Files that are finished or absent, who may read them, names that are safe everywhere."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from podcaster.errors import storage_error

STATE = ".podcaster"  # the folder of a show that nobody but its owner reads
PUBLIC_FILE, PUBLIC_FOLDER = 0o644, 0o755  # a web server of another account reads these, whatever the umask
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
MANY = 64  # files that are written together; from here on they are not brought to the disk one by one
NAME_BYTES = 120  # longest file stem that we make; leaves room for suffixes below the usual 255


def shown(path: Path | str) -> str:
    """A path as text that any database and terminal takes, even when the name is not UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def real_name(source: str) -> str:
    """The name of the file that `shown` has shown as *source*, with its own bytes."""
    if "\\x" not in source or os.path.lexists(source):
        return source
    data = re.sub(rb"\\x([89a-f][0-9a-f])", lambda found: bytes.fromhex(found[1].decode()), source.encode())
    name = os.fsdecode(data)
    return name if os.path.lexists(name) else source


@contextlib.contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Write beside *path* and move into place when the block ends well; otherwise leave nothing.

    Yields the path to write to: hidden, and of a name that nothing takes for a finished file (`.feed.x1y2.xml.part`;
    see `kind`). Everybody may read the file, or with *private* only its owner. Raises StorageError when the disk says
    no.
    """
    with _part(path, private=private) as part:
        yield part
        _into_place(part, path)


@contextlib.contextmanager
def _part(path: Path, *, private: bool) -> Iterator[Path]:
    """A file beside *path* that is gone at the end, unless it was moved. Raises StorageError when the disk says no."""
    part = _beside(path, private=private)
    try:
        yield part
    except OSError as error:
        raise storage_error(error, f"could not write {path}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _into_place(part: Path, path: Path) -> None:
    sync(part)
    os.replace(part, path)
    sync_folder(path.parent)


def _beside(path: Path, *, private: bool = False) -> Path:
    import tempfile  # every command loads this module, also the one that shows the help

    try:
        folder(path.parent, private=private)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}.", suffix=f"{path.suffix}.part")
        os.close(handle)
        if not private:  # it was made for its owner alone
            Path(name).chmod(PUBLIC_FILE)
    except OSError as error:
        raise storage_error(error, f"could not write {path}") from error
    return Path(name)


@contextlib.contextmanager
def replacing_together() -> Iterator[Callable[[Path, bytes], None]]:
    """Replace many files, in order, when the block ends without an error; otherwise replace none and leave no traces.

    Yields a function that takes each file and keeps only its name. Raises StorageError if the disk fails.
    """
    parts: list[tuple[Path, Path]] = []

    def put(path: Path, data: bytes) -> None:
        parts.append((_beside(path), path))
        try:
            parts[-1][0].write_bytes(data)
        except OSError as error:
            raise storage_error(error, f"could not write {path}") from error

    try:
        yield put
        sync_all(parts)
        for part, path in parts:
            try:
                os.replace(part, path)
            except OSError as error:
                raise storage_error(error, f"could not write {path}") from error
        for folder in dict.fromkeys(path.parent for _, path in parts):
            try:
                sync_folder(folder)
            except OSError as error:
                raise storage_error(error, f"could not write to {folder}") from error
    finally:
        for part, _ in parts:
            with contextlib.suppress(OSError):
                part.unlink()


def kind(path: Path) -> str:
    """The suffix that *path* has, or will have once it is finished: ".mp3"."""
    return (path.with_suffix("") if path.suffix == ".part" else path).suffix


def write(path: Path, data: bytes | str | Iterator[str], *, private: bool = False) -> bool:
    """Put *data* in place of *path* as a whole. Returns whether that changed anything.

    A text that comes in pieces is never in memory as a whole.
    """
    if not isinstance(data, bytes | str):
        return _write_pieces(path, data, private=private)
    content = data.encode() if isinstance(data, str) else data
    if stands(path, content):
        return False
    with replacing(path, private=private) as part:
        part.write_bytes(content)
    return True


def unused(path: Path, numbered: str = "{stem}-{number}{suffix}") -> Path:
    """*path*, or if something is there, the first of its numbered names that is free: say.mp3, say-2.mp3, say-3.mp3."""
    free, number = path, 2
    while os.path.lexists(free):
        free = path.with_name(numbered.format(stem=path.stem, suffix=path.suffix, name=path.name, number=number))
        number += 1
    return free


def _write_pieces(path: Path, pieces: Iterable[str], *, private: bool) -> bool:
    with _part(path, private=private) as part:
        with part.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
        if path.is_file() and path.stat().st_size == part.stat().st_size and sha256(path) == sha256(part):
            return False
        _into_place(part, path)
        return True


def stands(path: Path, data: bytes) -> bool:
    """Whether *path* has just this content."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False  # the caller writes it next, and that write raises the error


def folder(path: Path, *, private: bool = False) -> None:
    """Make a folder and what is missing above it, with the same modes whatever the umask is.

    Everybody may read it, or with *private* only its owner; what is above the state folder of a show is never private.
    A folder that is there keeps its mode. Raises OSError.
    """
    if private and STATE in path.parts:
        show = Path(*path.parts[: len(path.parts) - 1 - path.parts[::-1].index(STATE)])
        folder(show)
    missing = []
    for one in (path, *path.parents):
        if one.is_dir():
            break
        missing.append(one)
    for one in reversed(missing):
        try:
            one.mkdir(PRIVATE_FOLDER if private else PUBLIC_FOLDER)
        except FileExistsError:
            if not one.is_dir():
                raise
        else:
            if not private:  # mkdir obeys the umask; bits that came from the folder above stay
                one.chmod(stat.S_IMODE(one.stat().st_mode) & ~0o777 | PUBLIC_FOLDER)


def make_below(within: Path, path: Path) -> None:
    """Make *path*, and *within* around it, private, but nothing further out: a show that moved must not begin anew.

    Raises OSError.
    """
    if not within.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(within.parent))
    folder(path, private=True)


def private_file(path: Path) -> None:
    """Make an empty file that only its owner may read, unless there is a file. Raises OSError.

    One that is there is not opened: to close it would drop the locks that this process has on it, those of SQLite too.
    """
    folder(path.parent, private=True)
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))


def close(path: Path) -> bool:
    """Take from all others what they may do with a folder and all that is in it. Returns whether that changed anything.

    What others share through links, in folders whose names begin with ".publishing-", stays as it is.
    """
    before = path.stat().st_mode
    for one in _below(path):
        with contextlib.suppress(OSError):  # somebody else's: their part is to close it
            mode = one.lstat().st_mode
            if mode & 0o077 and not stat.S_ISLNK(mode):
                one.chmod(stat.S_IMODE(mode) & ~0o077)
    return path.stat().st_mode != before


def _below(path: Path) -> Iterator[Path]:
    yield path
    for above, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".publishing-")]
        yield from (Path(above, name) for name in (*folders, *names))


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(parts: Sequence[tuple[Path, Path]]) -> None:
    """Have the disk keep all of *parts*, each with the path that it is to have, before anything else happens.

    For very many, all that the system has to write is written, at once: a call for each takes an hour for an archive.
    """
    if len(parts) > MANY and sys.platform == "linux":  # elsewhere sync() does not wait
        os.sync()
        return
    for part, path in parts:
        try:
            sync(part)
        except OSError as error:
            raise storage_error(error, f"could not write {path}") from error


def sync_folder(folder: Path) -> None:
    """Make renames in *folder* survive a power cut; a no-op where folders cannot be opened."""
    if os.name == "nt":
        return
    sync(folder)


def remove_leftovers(folder: Path, *, below: bool = True) -> int:
    """Delete what a killed run left half-written in a folder, and *below*. Hold the lock."""
    count = 0
    for part in _parts(str(folder), below=below):
        with contextlib.suppress(OSError):
            os.unlink(part)
            count += 1
    return count


def _parts(folder: str, *, below: bool) -> Iterator[str]:
    """Half-written files, one name at a time: there may be a million in one folder."""
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    folders = []
    with entries:
        for entry in entries:
            if entry.name.startswith(".") and entry.name.endswith(".part"):
                yield entry.path
            elif below and entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
    for path in folders:
        yield from _parts(path, below=True)


def encodable(path: Path) -> str | bytes:
    """The name of *path* for a library that encodes it as UTF-8: in bytes if that is impossible."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return str(path)


def sha256(path: Path) -> str:
    """Hex digest of a file, in constant memory."""
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def safe_text(text: str) -> str:
    """*text* for a terminal or a log: control characters cannot move the cursor or change colours."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{_number(c):02x}" for c in text)


def _number(letter: str) -> int:
    """The number of a character, or of the byte that stands for itself in the name of a file."""
    number = ord(letter)
    return number - 0xDC00 if 0xDC80 <= number <= 0xDCFF else number


def digest_of(value: object) -> str:
    """SHA-256 in hex of anything that JSON can say."""
    import hashlib

    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
