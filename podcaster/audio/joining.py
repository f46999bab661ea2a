"""Joins finished episodes into one. MP3s are not decoded, so their sound stays exactly the same."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from podcaster import files
from podcaster.audio import ffmpeg, level, loudness, overs
from podcaster.audio.formats import FORMATS
from podcaster.config import Sound
from podcaster.errors import AudioError, storage_error
from podcaster.model import Mastered

# What an encoder puts before the first sample and a decoder takes away again; between two files it stays, unheard.
ENCODER_DELAY = 576  # samples
SLACK = 2 * 1152  # samples by which the decoded length of the whole may differ
KBPS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000)}


@dataclass(frozen=True, slots=True)
class Frame:
    """The header of an MP3 frame (its first four bytes)."""

    version: int  # 3: MPEG-1, 2: MPEG-2
    rate: int  # Hz
    kbps: int
    length: int  # bytes
    mono: bool

    @property
    def samples(self) -> int:
        return 1152 if self.version == 3 else 576

    @property
    def preset(self) -> tuple[int, int, bool]:
        """What all frames of a file must share."""
        return self.rate, self.kbps, self.mono


def frame(head: bytes) -> Frame | None:
    """The frame that begins with *head*; None if none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate, kbps = head[1] >> 3 & 3, head[2] >> 2 & 3, head[2] >> 4
    if version not in RATES or rate == 3 or kbps in (0, 15):
        return None
    hertz, kilobits = RATES[version][rate], KBPS[version][kbps]
    length = (144_000 if version == 3 else 72_000) * kilobits // hertz + (head[2] >> 1 & 1)
    return Frame(version, hertz, kilobits, length, head[3] >> 6 == 3)


def frames(path: Path) -> Iterator[tuple[Frame, bytes]]:
    """The frames of our own MP3, without tag and Info header. Raises AudioError if they are damaged."""
    try:
        with path.open("rb") as stream:
            _skip_tag(stream)
            first = True
            while head := stream.read(4):
                said = frame(head)
                if said is None:
                    raise AudioError(f"{path} is damaged", hint="podcaster check says what is missing")
                data = head + stream.read(said.length - 4)
                if len(data) != said.length:
                    raise AudioError(f"{path} is cut off", hint="podcaster check says what is missing")
                if not (first and data[4:40].lstrip(b"\0")[:4] in (b"Info", b"Xing")):
                    yield said, data
                first = False
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error


def _skip_tag(stream: BinaryIO) -> None:
    head = stream.read(10)
    if head[:3] != b"ID3" or len(head) < 10:
        stream.seek(0)
        return
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    stream.seek(10 + size)


def join(paths: Sequence[Path], out: Path, *, sound: Sound, tool: Path) -> tuple[Mastered, tuple[int, ...]]:
    """Write *paths* one after the other into *out* (no tag). Also returns when the speech of each begins, in ms.

    They are encoded again only where their formats or presets differ. The result is decoded and measured.
    """
    if files.kind(out) != ".mp3":
        return _join_anew(paths, out, sound, tool)
    presets = [next(frames(path))[0].preset if path.suffix == ".mp3" else None for path in paths]
    wanted = FORMATS[".mp3"][sound.quality]
    common = Counter(p for p in presets if p).most_common(1)[0][0] if any(presets) else (wanted.rate, wanted.kbps, True)
    starts: list[int] = []
    count = per = rate = 0
    with contextlib.ExitStack() as stack:
        # As long as its sources at most: a time limit for ffmpeg, no promise.
        seconds = sum(path.stat().st_size for path in paths) / 2000
        arguments = ["-y", "-f", "mp3", "-i", "pipe:0", "-c", "copy", "-map_metadata", "-1"]
        arguments += ["-write_id3v2", "0", "-id3v2_version", "0", "-fflags", "+bitexact", "-f", "mp3", str(out)]
        same = [
            path if preset == common else stack.enter_context(_encoded(path, sound, common, seconds, tool))
            for path, preset in zip(paths, presets, strict=True)
        ]
        with (
            ffmpeg.running(tool, arguments, seconds=seconds, what=f"joining {out.name}", feed=True) as process,
            contextlib.suppress(BrokenPipeError),  # explained by ffmpeg's own message, which `running` reads
        ):
            for path in same:
                starts.append(count * per)
                for said, data in frames(path):
                    if said.preset != common:
                        raise AudioError(f"{path} changes its preset in the middle", hint="podcaster check")
                    process.write(data)
                    count, per, rate = count + 1, said.samples, said.rate
    heard, peak = _measured(out, count * per, rate, sound, tool)
    begins = tuple((s + (ENCODER_DELAY if s else 0)) * 1000 // rate for s in starts)
    length = round(count * per * 1000 / rate)
    return Mastered(out, length, out.stat().st_size, files.sha256(out), heard, peak), begins


def _join_anew(paths: Sequence[Path], out: Path, sound: Sound, tool: Path) -> tuple[Mastered, tuple[int, ...]]:
    """For formats whose frames cannot be strung together: decoded, levelled as they were, and encoded as one."""
    quality = FORMATS[files.kind(out)][sound.quality]
    seconds = sum(path.stat().st_size for path in paths) / 2000
    gain, ceiling = quality.loss_db, sound.true_peak - quality.headroom_db
    for _ in range(3):
        starts: list[int] = []
        count = 0
        filters = f"volume={gain:.2f}dB,alimiter=limit={level.factor(ceiling):.4f}:level=disabled"
        arguments = ["-y", "-f", "f32le", "-ar", f"{quality.rate}", "-ac", "1", "-i", "pipe:0", "-af", filters]
        arguments += ["-map_metadata", "-1", "-b:a", f"{quality.kbps}k", "-flags:a", "+bitexact"]
        arguments += ["-fflags", "+bitexact", *quality.arguments, str(out)]
        with (
            ffmpeg.running(tool, arguments, seconds=seconds, what=f"joining {out.name}", feed=True) as encoder,
            contextlib.suppress(BrokenPipeError),  # explained by ffmpeg's own message, which `running` reads
        ):
            for path in paths:
                starts.append(count)
                for data in _decoded(path, quality.rate, seconds, tool):
                    encoder.write(data)
                    count += len(data) // 4
        meter = loudness.Meter(quality.rate)
        for data in _decoded(out, quality.rate, seconds, tool):
            meter.add(data)
        if abs(meter.frames - count) > max(SLACK, quality.slack):
            raise AudioError(f"{out.name} holds {meter.frames} samples and not {count}: some were lost")
        if (over := meter.true_peak_db() - sound.true_peak) <= 0:
            break
        ceiling -= over + 0.2
    begins = tuple(start * 1000 // quality.rate for start in starts)
    length = round(count * 1000 / quality.rate)
    size, digest = out.stat().st_size, files.sha256(out)
    return Mastered(out, length, size, digest, meter.lufs(), meter.true_peak_db()), begins


def _decoded(path: Path, rate: int, seconds: float, tool: Path) -> Iterator[bytes]:
    """The samples of *path*, five seconds at a time."""
    arguments = ["-i", str(path), "-map", "0:a", "-ar", f"{rate}", "-ac", "1", "-f", "f32le", "-"]
    with ffmpeg.running(tool, arguments, seconds=seconds, what=f"reading {path.name}") as process:
        while data := process.read(5 * rate * 4):
            yield data


@contextlib.contextmanager
def _encoded(path: Path, sound: Sound, preset: tuple[int, int, bool], seconds: float, tool: Path) -> Iterator[Path]:
    """*path* in the preset of the others, for as long as it is needed."""
    rate, kbps, mono = preset
    encoder = FORMATS[".mp3"][sound.quality].arguments
    with tempfile.TemporaryDirectory(prefix="podcaster-") as folder:
        part = Path(folder) / "one.mp3"
        arguments = ["-y", "-i", str(path), "-map", "0:a", "-map_metadata", "-1", "-ar", f"{rate}", "-b:a", f"{kbps}k"]
        arguments += ["-ac", "1" if mono else "2", *encoder, str(part)]
        with ffmpeg.running(tool, arguments, seconds=seconds, what=f"encoding {path.name}"):
            pass
        yield part


def _measured(out: Path, samples: int, rate: int, sound: Sound, tool: Path) -> tuple[float, float]:
    """Measure loudness and true peak of the whole file; turn down frames that re-encoding made too loud."""
    ceiling = level.factor(sound.true_peak)
    for attempt in range(4):
        meter = loudness.Meter(rate, ceiling=ceiling)
        arguments = ["-i", str(out), "-map", "0:a", "-ar", f"{rate}", "-ac", "1", "-f", "f32le", "-"]
        with ffmpeg.running(tool, arguments, seconds=samples / rate, what=f"checking {out.name}") as process:
            while data := process.read(meter.chunk * 4):
                meter.add(data)
        if abs(meter.frames - samples) > SLACK:
            raise AudioError(f"{out.name} holds {meter.frames} samples and not {samples}: some were lost")
        # Without an encoder's delay in its header a decoder takes away so much less.
        loud = [(max(0, at - ENCODER_DELAY), excess) for at, excess in meter.overs]
        if not loud or attempt == 3 or not overs.soften(out, loud):
            break
    return meter.lufs(), meter.true_peak_db()
