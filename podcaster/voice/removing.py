"""Removes voices that were installed: the profile, and the files that no other profile needs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podcaster import files, places, voice
from podcaster.errors import UnknownVoiceError, UsageError, VoiceError, storage_error
from podcaster.files import locks
from podcaster.model import Voice
from podcaster.voice import weights

KOKORO = "kokoro"  # the model that all Kokoro voices share, where it was fetched


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted."""

    id: str
    files: tuple[str, ...]  # names in the folder of voices
    bytes: int


def installed() -> dict[str, Path]:
    """The profiles in the user's folder of voices, by their ids; a damaged one has the name of its file."""
    found: dict[str, Path] = {}
    for path in sorted(places.voices_folder().glob("*.toml")):
        id = path.stem
        with contextlib.suppress(VoiceError):
            id = voice.read(path).id
        found[id] = path
    return found


def check(id: str) -> None:
    """Raise UsageError for a voice that came with podcaster or a package, UnknownVoiceError for an unknown one."""
    known = installed()
    there = f"installed are: {', '.join(known)}" if known else "none was installed: podcaster voices install"
    if id == KOKORO:
        if not weights.fetched().is_file():
            raise UnknownVoiceError("the model of Kokoro was not fetched here; a package that brings it stays")
    elif id not in known:
        if any(one.id == id for one in voice.all_voices()):
            raise UsageError(f"the voice {id} came with podcaster or a package and cannot be removed", hint=there)
        raise UnknownVoiceError(f"no voice {id!r} is installed", hint=there)


def remove(id: str) -> Removed:
    """Delete an installed voice, or the fetched model of Kokoro. Raises what `check` raises, and StorageError.

    What came with podcaster or with a package is never deleted. Episodes that the voice has spoken stay.
    """
    folder = places.voices_folder()
    check(id)
    with locks.lock(folder / ".lock"):
        profiles = installed()
        path = weights.fetched() if id == KOKORO else profiles.pop(id)
        needed = {name for other in profiles.values() for name in _beside(other)}
        gone = [path, *(folder / name for name in sorted(_beside(path) - needed) if (folder / name).is_file())]
        size = sum(map(places.size, gone))
        for one in gone:  # the profile first: a voice without its model would be a damaged one
            try:
                one.unlink()
            except OSError as error:
                raise storage_error(error, f"could not delete {one}") from error
        files.sync_folder(folder)
    voice.refresh()
    return Removed(id, tuple(one.name for one in gone), size)


def _beside(profile: Path) -> set[str]:
    """The names of files in the folder of voices that a profile uses; none for a file that is no profile."""
    try:
        return set(_files(voice.read(profile))) if profile.suffix == ".toml" else set()
    except VoiceError:
        return set()


def _files(one: Voice) -> Iterator[str]:
    named = [one.model, *(value for value in one.options.values() if isinstance(value, str))]
    for name in named:
        # Not a path out of the folder, and no profile of another voice.
        if name and Path(name).name == name and not name.startswith(".") and Path(name).suffix.lower() != ".toml":
            yield from (name, f"{name}.json", f"{name}.f16")
