"""Voices are data: a profile is one TOML file, and adding one touches no code."""

from __future__ import annotations

import difflib
import functools
import importlib.metadata
import importlib.util
import os
import tomllib
import typing
from dataclasses import fields
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.errors import PodcasterError, VoiceError
from podcaster.model import Voice

GROUP = "podcaster.engines"  # entry points: ours and other people's by the same door
REQUIRED = ("id", "name", "engine", "language", "licence")


def folders() -> tuple[Path, ...]:
    """Where profiles live: the packaged ones, then the user's own, which win."""
    here = Path(__file__).parent
    packaged = here / "_voices"
    own = os.environ.get("PODCASTER_VOICES")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return (packaged if packaged.is_dir() else here.parent / "voices", Path(own or Path(base) / "podcaster" / "voices"))


def cache_folder() -> Path:
    """Where models that have to be put together are kept; losing it costs only time."""
    own = os.environ.get("PODCASTER_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(own) if own else Path(base) / "podcaster"


def all_voices() -> tuple[Voice, ...]:
    """Every profile that is installed, by id. Raises VoiceError for a profile that is wrong."""
    return tuple(v for v in _all(folders()).values() if not needed_package(v))


def needed_package(voice: Voice) -> str:
    """The data package that a voice's model ("package:file") is in, if it is not installed; "" otherwise."""
    package, colon, _ = voice.model.partition(":")
    if not colon or not package.isidentifier():
        return ""
    return "" if importlib.util.find_spec(package) else package


@functools.cache
def _all(places: tuple[Path, ...]) -> dict[str, Voice]:
    found: dict[str, Voice] = {}
    for folder in places:
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            voice = read(path)
            found[voice.id] = voice
    return dict(sorted(found.items()))


def find(id: str) -> Voice:
    """The profile called *id*. Raises VoiceError, naming the nearest, where there is none."""
    known = _all(folders())
    if id in known:
        package = needed_package(known[id])
        if package:
            hint = f"pip install {package.replace('_', '-')}, or 'podcaster[{known[id].engine}]'"
            raise VoiceError(f"the voice {id} needs the package {package}, which is not installed", hint=hint)
        return known[id]
    near = difflib.get_close_matches(id.lower(), known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise VoiceError(f"there is no voice {id!r}", hint=f"{hint}podcaster voices list shows what there is")


def read(path: Path) -> Voice:
    """The profile in a TOML file. Raises VoiceError for unknown, missing or wrong keys."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VoiceError(f"the voice profile {path} could not be read: {error}") from error
    hints = typing.get_type_hints(Voice)
    known = [f.name for f in fields(Voice)]
    out: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
            raise VoiceError(f"{path}: unknown key {key!r}", hint=hint)
        out[key] = _value(hints[key], value, f"{path}: {key}")
    missing = [key for key in REQUIRED if not out.get(key)]
    if missing:
        raise VoiceError(f"{path} lacks {', '.join(missing)}")
    voice = Voice(**out)
    if voice.speed <= 0 or voice.chars_per_second <= 0 or voice.sample_rate <= 0:
        raise VoiceError(f"{path}: speed, chars_per_second and sample_rate must be above 0")
    return voice


def _value(wanted: Any, value: Any, where: str) -> Any:
    if wanted in (float, float | None) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    expected: type = {str: str, int: int, float: float, float | None: float}.get(wanted, dict)
    if not isinstance(value, expected) or isinstance(value, bool):
        raise VoiceError(f"{where} is {value!r}", hint=f"it must be of type {expected.__name__}")
    return value


def data_path(name: str) -> Path:
    """A data file beside the profiles. Raises VoiceError where there is none."""
    for folder in reversed(folders()):
        if (folder / name).is_file():
            return folder / name
    raise VoiceError(f"the voice data {name} is missing from {folders()[0]}", hint="install podcaster again")


def check(voice: Voice) -> list[str]:
    """What keeps this voice from speaking, one sentence each; empty when all is well."""
    points = importlib.metadata.entry_points(group=GROUP, name=voice.engine)
    if not points:
        return [f"the engine {voice.engine!r} is not installed"]
    try:
        engine = next(iter(points)).load()
        problems = [] if not hasattr(engine, "check") else list(engine.check(voice))
    except (PodcasterError, ImportError, AttributeError) as error:
        return [str(error)]
    return [str(problem) for problem in problems]


def verify(path: Path, sha256: str) -> None:
    """Raise VoiceError unless the file has that checksum."""
    try:
        found = files.sha256(path)
    except OSError as error:
        raise VoiceError(f"{path} could not be read: {error.strerror}") from error
    if found != sha256:
        raise VoiceError(
            f"{path} is damaged: sha256 is {found}, expected {sha256}", hint="remove it, or install podcaster again"
        )
