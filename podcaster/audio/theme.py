"""Audio typography: short sounds where a page would show a title, a heading, a quotation mark or a bullet.

All of them are made here from sine waves, so no other licence applies. They are quieter than
the speech, lie in the pauses, and are off unless `sound.theme` names one of ours or a file of the show.
"""

from __future__ import annotations

import functools
import importlib.resources
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podcaster.audio import loudness
from podcaster.config import THEMES
from podcaster.errors import MALFORMED, UsageError
from podcaster.model import Role, Utterance

if TYPE_CHECKING:
    from podcaster.audio.loudness import Samples

ROOM_MS = 260  # of silence on either side of a sound, at least
PLACES = ("title", "section", "quote-in", "quote-out", "item", "code", "end")
Partials = tuple[tuple[float, float, float], ...]  # multiple of the frequency, level, how much faster it falls
# What a number of a theme may be; the longest sound is then some ten seconds.
LIMITS = {
    "at": (0, 4000),  # ms
    "frequency": (30, 10_000),  # Hz
    "level": (0, 1),
    "multiple": (0.1, 40),
    "faster": (0.1, 50),
    "decay": (0.01, 1.5),  # seconds
    "attack_ms": (0, 500),
    "below_speech": (0, 40),  # LU
}


@dataclass(frozen=True, slots=True)
class Chime:
    """The sound of one place."""

    notes: tuple[tuple[float, float, float], ...]  # starts at ms, Hz, level
    decay: float  # seconds in which a note falls to a third
    partials: Partials
    attack_ms: float


@dataclass(frozen=True, slots=True)
class Theme:
    """The sounds of a show."""

    chimes: tuple[tuple[str, Chime], ...]  # by place
    below_speech: float

    def chime(self, place: str) -> Chime | None:
        """The sound for one of PLACES; None if that place is silent."""
        return dict(self.chimes).get(place)


# ---------------------------------------------------------------- themes as text


def load(name: str, folder: Path | None = None) -> Theme | None:
    """The theme that a setting names: one of ours, or a TOML file in *folder*; None for "". Raises UsageError."""
    if not name:
        return None
    if name in THEMES:
        text = (importlib.resources.files("podcaster.audio") / "themes" / f"{name}.toml").read_text(encoding="utf-8")
        return parse(text, name)
    path = (folder or Path()) / name
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(t for t in THEMES if t)
        raise UsageError(f"the theme {path} could not be read: {error}", hint=f"ours are {known}") from error


def parse(text: str, where: str) -> Theme:
    """A theme from its text; every number is checked. Raises UsageError."""
    try:
        told = tomllib.loads(text)
    except MALFORMED as error:
        raise UsageError(f"the theme {where} is not valid TOML: {error}") from error
    _only(told, ("below_speech", "attack_ms", "decay", "partials", "sounds"), where)
    sounds = told.get("sounds", {})
    if not isinstance(sounds, dict):
        raise UsageError(f"{where}: sounds must be a table", hint="[sounds]")
    _only(sounds, PLACES, f"{where}: sounds")
    chimes = []
    for place, own in sounds.items():
        here = f"{where}: sounds.{place}"
        if not isinstance(own, dict):
            raise UsageError(f"{here} must be a table", hint="{ notes = [[0, 440.0, 0.8]] }")
        _only(own, ("notes", "decay", "partials"), here)
        chimes.append(
            (
                place,
                Chime(
                    _rows(own.get("notes"), ("at", "frequency", "level"), f"{here}.notes"),
                    _number(own.get("decay", told.get("decay", 0.3)), "decay", here),
                    _rows(
                        own.get("partials", told.get("partials", [[1, 1, 1]])),
                        ("multiple", "level", "faster"),
                        f"{here}.partials",
                    ),
                    _number(told.get("attack_ms", 5), "attack_ms", where),
                ),
            )
        )
    return Theme(tuple(chimes), _number(told.get("below_speech", 8.0), "below_speech", where))


def _only(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise UsageError(f"{where}: unknown key {key!r}", hint=f"known: {', '.join(known)}")


def _number(value: Any, name: str, where: str) -> float:
    low, high = LIMITS[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise UsageError(f"{where}: {name} is {value!r}", hint=f"a number from {low} to {high}")
    return float(value)


def _rows(value: Any, names: tuple[str, str, str], where: str) -> tuple[tuple[float, float, float], ...]:
    form = f"[[{', '.join(names)}], ...], 1 to 24 of them"
    if not isinstance(value, list) or not 1 <= len(value) <= 24:
        raise UsageError(f"{where} is {value!r}", hint=form)
    rows = []
    for row in value:
        if not isinstance(row, list) or len(row) != 3:
            raise UsageError(f"{where}: {row!r}", hint=form)
        one, two, three = (_number(v, n, where) for v, n in zip(row, names, strict=True))
        rows.append((one, two, three))
    return tuple(rows)


# ---------------------------------------------------------------- where they are heard


def between(previous: Utterance | None, utterance: Utterance | None) -> str:
    """The place before *utterance* ("" for none); None stands for the beginning and the end."""
    if previous is None or utterance is None:
        return "title" if previous is None else "end"
    if utterance.role is Role.HEADING:
        return "" if previous.role is Role.HEADING and previous.block == utterance.block else "section"
    if (utterance.role is Role.QUOTE) != (previous.role is Role.QUOTE):
        return "quote-in" if utterance.role is Role.QUOTE else "quote-out"
    if utterance.block == previous.block:
        return ""
    return {Role.LIST_ITEM: "item", Role.CODE_CUE: "code"}.get(utterance.role, "")


def length(chime: Chime | None, rate: int) -> int:
    """Frames of a sound; 0 for none."""
    if chime is None:
        return 0
    return int(rate * (max(at for at, _, _ in chime.notes) / 1000 + 4 * chime.decay))


@functools.lru_cache(maxsize=64)
def sound(chime: Chime, rate: int, lufs: float) -> Samples:
    """A sound whose loudest 400 ms are at *lufs*."""
    import numpy as np

    out = np.zeros(length(chime, rate), np.float32)
    for at, frequency, level in chime.notes:
        start = int(rate * at / 1000)
        t = np.arange(len(out) - start) / rate
        rise = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, t / max(chime.attack_ms / 1000, 1 / rate)))
        note = sum(
            part * np.sin(2 * np.pi * frequency * multiple * t) * np.exp(-t * faster / chime.decay)
            for multiple, part, faster in chime.partials
            if frequency * multiple < rate * 0.45
        )
        out[start:] += (level * rise * note).astype(np.float32)
    tail = min(len(out), rate // 10)
    out[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)
    loudest = float(loudness.energies(out, rate).max())
    if loudest <= 0.0:
        return out
    gain = 10 ** ((lufs - loudness.OFFSET - 10 * math.log10(loudest)) / 20)
    quiet: Samples = out * np.float32(gain)
    return quiet
