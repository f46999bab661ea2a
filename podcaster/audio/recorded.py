"""An episode from a recording that is finished already: brought to the loudness and the format of the show.

Nothing is cut, and no intro, outro or theme is added: the recording stays as its author made it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from podcaster import files
from podcaster.audio import ffmpeg, level, loudness
from podcaster.audio.formats import Format, chosen
from podcaster.audio.mp3 import Measured, corrected, encode, measure
from podcaster.audio.timeline import Timeline
from podcaster.config import Settings
from podcaster.errors import AudioError, UnsupportedError
from podcaster.model import Mastered, Utterance

if TYPE_CHECKING:
    from podcaster.audio.loudness import Samples

LONGEST_S = 12 * 3600
SLOWEST = 1000  # bytes a second; no recording of speech has fewer
CONTEXT_S = 0.2  # on either side of a piece, so that the limiter does not see its edges
# The first bytes of a file, from where, and what ffmpeg is to read it as. A list of other files (HLS) is none of these.
_KINDS = (
    (b"ID3", 0, "mp3"),
    (b"ftyp", 4, "mov"),
    (b"OggS", 0, "ogg"),
    (b"fLaC", 0, "flac"),
    (b"WAVE", 8, "wav"),
    (b"\xff\xf1", 0, "aac"),
    (b"\xff\xf9", 0, "aac"),
    *((bytes((0xFF, second)), 0, "mp3") for second in (0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2)),
)
ENDINGS = {"mp3": "mp3", "mov": "m4a", "ogg": "ogg", "flac": "flac", "wav": "wav", "aac": "aac"}


def kind(head: bytes) -> str:
    """What a sound file is, by its first bytes; "" for no such file."""
    return next((name for sign, at, name in _KINDS if head[at : at + len(sign)] == sign), "")


def master(source: Path, out: Path, said: Utterance, *, settings: Settings, tool: Path) -> tuple[Mastered, Timeline]:
    """Encode the recording *source* into *out* (no tags), and measure it. *said*: what its one cue says.

    Raises UnsupportedError if *source* is not a recording, and AudioError as `mp3.master` does.
    """
    sound, quality = settings.sound, chosen(files.kind(out), settings.sound.quality)
    meter, shape = _looked_at(source, quality, tool)
    own = meter.lufs()
    if not math.isfinite(own):
        raise UnsupportedError("the recording is silent", about=str(source))
    places = {"rate": quality.rate, "frames": meter.frames, "places": [[0, meter.frames, 0, "", []]]}
    timeline = Timeline.restored(sound, settings.pauses, [said], places)
    timeline.shapes.append(shape)
    gain_db, limit_db = sound.loudness + quality.loss_db - own, sound.true_peak - quality.headroom_db

    def encoded(gain_db: float, limit_db: float) -> Measured:
        audio = _levelled(_decoded(source, quality.rate, tool), level.factor(gain_db), level.factor(limit_db), quality)
        encode(audio, timeline, out, quality, tool)
        return measure(out, timeline, tool, quality)

    return corrected(encoded, gain_db, limit_db, timeline, out), timeline


def _looked_at(source: Path, quality: Format, tool: Path) -> tuple[loudness.Meter, bytes]:
    """How loud the recording is, and its shape."""
    import numpy as np

    meter, energies = loudness.Meter(quality.rate), list[float]()
    hop = quality.rate // 10
    for samples in _decoded(source, quality.rate, tool):
        meter.add(samples)
        if meter.frames > LONGEST_S * quality.rate:
            raise UnsupportedError(f"the recording lasts more than {LONGEST_S // 3600} hours", about=str(source))
        whole = samples[: len(samples) // hop * hop].reshape(-1, hop)
        energies += np.einsum("ij,ij->i", whole, whole).astype(np.float64).tolist()
    if meter.frames < quality.rate:
        raise UnsupportedError("the recording lasts less than a second", about=str(source))
    return meter, loudness.coarse(energy / hop for energy in energies)


def _decoded(source: Path, rate: int, tool: Path) -> Iterator[Samples]:
    """The recording as mono samples, five seconds at a time."""
    import numpy as np

    try:
        with source.open("rb") as stream:
            found = kind(stream.read(16))
        size = source.stat().st_size
    except OSError as error:
        raise AudioError(f"could not read the recording {source}: {error.strerror}") from error
    if not found:
        raise UnsupportedError("no sound file of a known kind", about=str(source))
    # Only this file is read, whatever is in it.
    arguments = ["-protocol_whitelist", "file", "-f", found, "-i", f"file:{source}", "-map", "0:a:0", "-ac", "1"]
    arguments += ["-ar", f"{rate}", "-f", "f32le", "-"]
    piece = 5 * rate * 4
    with ffmpeg.running(tool, arguments, seconds=size / SLOWEST, what=f"decoding {source.name}") as process:
        while data := process.read(piece):
            yield np.nan_to_num(np.frombuffer(data[: len(data) // 4 * 4], "<f4"))


def _levelled(pieces: Iterable[Samples], gain: float, ceiling: float, quality: Format) -> Iterator[Samples]:
    """The samples with *gain*, their peaks held at *ceiling*. A piece waits for the beginning of the next one."""
    import numpy as np

    around = int(CONTEXT_S * quality.rate)
    nothing: Samples = np.zeros(0, np.float32)
    before, waiting = nothing, nothing
    for piece in itertools.chain(pieces, (nothing,)):
        if len(waiting):
            window = np.concatenate([before, waiting, piece[:around]]) * np.float32(gain)
            held = loudness.limit(window, ceiling, quality.rate)
            yield np.ascontiguousarray(held[len(before) : len(before) + len(waiting)])
            before = waiting[-around:]
        waiting = piece
