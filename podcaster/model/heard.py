"""What is heard: voices, speech, segments, and what the sound of an episode tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podcaster.model.said import Note, Role
from podcaster.model.saved import Image


@dataclass(frozen=True, slots=True)
class Voice:
    """A profile: data, one TOML file in voices/."""

    id: str
    name: str
    engine: str
    language: str  # BCP 47
    licence: str  # SPDX, of the model
    model: str = ""  # the engine's own name of the voice: "af_heart", a file, "en-us"
    gender: str = ""
    attribution: str = ""
    origin: str = ""
    recordings: str = ""  # SPDX, of what the model was trained with; "": not known, or the same
    restriction: str = ""  # why its sound may not be published: "its recordings are for research only"
    sha256: str = ""
    sample_rate: int = 24_000  # Hz
    speed: float = 1.0
    loudness: float | None = None  # LUFS, measured once; None: unknown
    chars_per_second: float = 15.0  # usual pace, for deadlines and the plausibility gate
    comma_ms: int = 0  # its usual pause at a comma, measured; 0: unknown
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pcm:
    """Mono samples, signed 16 bit, little endian."""

    data: bytes = field(repr=False)
    rate: int  # Hz

    @property
    def frames(self) -> int:
        return len(self.data) // 2

    @property
    def seconds(self) -> float:
        return self.frames / self.rate


@dataclass(frozen=True, slots=True)
class WordMark:
    """When a word is heard. For display: `text` is the word as in the utterance's spoken text."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine gives back: never empty."""

    pcm: Pcm
    words: tuple[WordMark, ...] | None = None  # None: the engine does not know


@dataclass(frozen=True, slots=True)
class Segment:
    """The trimmed, faded audio of one utterance with what mastering needs to know of it."""

    key: str
    pcm: Pcm
    words: tuple[WordMark, ...] | None
    energies: tuple[float, ...]  # mean squares of K-weighted 400 ms blocks, 100 ms apart (BS.1770)
    peak: float  # true peak, linear, 1.0 is full scale


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of the transcript."""

    start_ms: int
    end_ms: int
    text: str
    role: Role = Role.NARRATOR
    voice: str = ""
    words: tuple[WordMark, ...] = ()  # times in the episode
    block: int = -1
    paragraph: int = 0
    speaker: str = ""  # the speaker, in an interview or a dialogue


@dataclass(frozen=True, slots=True)
class Chapter:
    start_ms: int
    end_ms: int
    title: str
    address: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class TimedNote:
    """A note with its time in the episode."""

    start_ms: int
    note: Note


@dataclass(frozen=True, slots=True)
class Mastered:
    """A finished, measured file."""

    path: Path
    duration_ms: int
    bytes: int
    sha256: str
    lufs: float
    true_peak_db: float
