"""A finished MP3 from segments: levelled, limited, encoded, decoded again and measured, in constant memory."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from podcaster import files
from podcaster.audio import decoding, ffmpeg, level, loudness, music, overs, rates, roomtone, theme
from podcaster.audio.dressing import Dressing
from podcaster.audio.formats import Format, chosen
from podcaster.audio.timeline import Timeline
from podcaster.config import Settings
from podcaster.errors import AudioError
from podcaster.model import Mastered, Segment, Utterance

if TYPE_CHECKING:
    from podcaster.audio.loudness import Samples

REHEARSE_MS = 240_000  # shorter programmes are their own rehearsal
ROUNDS = 5  # encodings at most, until the finished file measures right
TOLERANCE_LU = 0.4  # the promise is 0.5; other meters differ by up to 0.1
FEW_OVERS = 5  # a minute; more is not a stray frame but too high a limit
SOFTER = 6  # times that single frames are turned down; what is over after that is encoded again
MOST_LOOKS = 12  # at single seconds, and one more a minute; beyond, one look at the whole is quicker
METER_DB = 0.1  # so much more another meter may see in the finished file
Segments = Callable[[], Iterable[tuple[Utterance, Segment]]]


def master(
    segments: Segments,
    out: Path,
    *,
    settings: Settings,
    tool: Path | None = None,
    dressing: Dressing | None = None,
) -> tuple[Mastered, Timeline]:
    """Encode what *segments* yields into *out* (no tags), and measure it. It is called once a pass over the audio.

    *dressing*: theme, intro and outro, read; without it the settings' theme, if it is one of ours.

    The suffix of *out* is the format: .mp3, .opus or .m4b (a part file's is the one that it will have).

    Raises AudioError when ffmpeg fails or the file cannot be brought to the loudness and peak of the settings.
    """
    sound, tool = settings.sound, tool or ffmpeg.find(settings.ffmpeg)
    quality = chosen(files.kind(out), sound.quality)
    survey = level.survey(segments(), sound, settings.pauses, dressing)
    timeline = survey.timeline
    aim, limit_db = sound.loudness + quality.loss_db, sound.true_peak - quality.headroom_db
    if timeline.duration_ms > REHEARSE_MS:
        aim, limit_db = _rehearse(survey, aim, limit_db, out, quality, tool)

    def encoded(aim: float, limit_db: float) -> Measured:
        plan = survey.plan(aim, level.factor(limit_db))
        encode(programme(segments(), timeline, plan), timeline, out, quality, tool)
        return _softened(out, timeline, tool, quality)

    return corrected(encoded, aim, limit_db, timeline, out), timeline


def corrected(
    encoded: Callable[[float, float], Measured], level_db: float, limit_db: float, timeline: Timeline, out: Path
) -> Mastered:
    """Call *encoded* until *out*, which it writes and measures, has the loudness and the peak of the settings.

    Its arguments are the level (as a gain in dB or a target in LUFS) and the limit in dB. Each call changes them by
    what the last file was off. Raises AudioError after ROUNDS calls.
    """
    sound = timeline.sound
    for _ in range(ROUNDS):
        heard = encoded(level_db, limit_db)
        off = sound.loudness - heard.lufs
        over = heard.true_peak_db - (sound.true_peak - METER_DB)
        if abs(off) <= TOLERANCE_LU and over <= 0:
            size, digest = out.stat().st_size, files.sha256(out)
            return Mastered(out, timeline.duration_ms, size, digest, heard.lufs, heard.true_peak_db)
        level_db += off
        if over > 0:
            limit_db -= over + 0.2
    raise AudioError(
        f"the episode came out at {heard.lufs:.1f} LUFS with a true peak of {heard.true_peak_db:.1f} dB after "
        f"{ROUNDS} attempts; wanted were {sound.loudness:.1f} and {sound.true_peak:.1f}",
        hint="set sound.loudness lower",
    )


def _softened(out: Path, timeline: Timeline, tool: Path, quality: Format) -> Measured:
    """The finished file measured, after single frames that are over have been turned down."""
    ceiling = timeline.sound.true_peak - METER_DB
    heard = measure(out, timeline, tool, quality, ceiling=ceiling)
    for _ in range(SOFTER):
        few = 0 < len(heard.overs) <= FEW_OVERS * (1 + timeline.duration_ms // 60_000)
        if files.kind(out) != ".mp3" or not few or not overs.soften(out, heard.overs):
            break
        seconds = sorted({sample // quality.rate for sample, _ in heard.overs})
        if len(seconds) > MOST_LOOKS + timeline.duration_ms // 60_000:
            heard = measure(out, timeline, tool, quality, ceiling=ceiling)
        else:
            heard = _looked_again(heard, seconds, out, quality, tool, ceiling)
    return heard


def _looked_again(
    heard: Measured, seconds: list[int], out: Path, quality: Format, tool: Path, ceiling: float
) -> Measured:
    """*heard*, with the seconds that were turned down measured again; the rest has not changed."""
    highest, still = heard.calm_peak, list[tuple[int, float]]()
    for second in seconds:
        start = max(0, second - 1)
        meter = loudness.Meter(quality.rate, ceiling=level.factor(ceiling))
        meter.add(decoding.excerpt(out, quality.rate, start, 3, tool=tool))
        highest = max(highest, meter.peak)
        still += [(start * quality.rate + sample, excess) for sample, excess in meter.overs]
    return replace(heard, true_peak_db=20 * math.log10(highest), overs=tuple(still))


def _rehearse(
    survey: level.Survey, aim: float, limit_db: float, out: Path, quality: Format, tool: Path
) -> tuple[float, float]:
    """(aim, limit) for the limiter, found by encoding one minute sampled from the whole programme.

    How much loudness LAME takes and how far it overshoots depends on the voice. This has to be
    known before the whole programme is encoded, which may take hours.
    """
    plan = survey.plan(aim, level.factor(limit_db))
    if not survey.limits(plan):
        return aim, limit_db
    whole = survey.timeline
    timeline = Timeline(whole.sound, whole.pauses, Dressing(whole.theme))
    for utterance, segment in survey.sample:
        timeline.add(utterance, segment)
    encode(programme(survey.sample, timeline, plan), timeline, out, quality, tool)
    heard = measure(out, timeline, tool, quality)
    _, sent = survey.sample_loudness(plan)
    # The whole programme has higher peaks than a minute of it.
    overshoot = max(0.5, heard.true_peak_db - limit_db) + 0.5
    return timeline.sound.loudness + (sent - heard.lufs), timeline.sound.true_peak - overshoot


def programme(segments: Iterable[tuple[Utterance, Segment]], timeline: Timeline, plan: level.Plan) -> Iterator[Samples]:
    """The samples of the whole episode, a sentence at a time, pauses exact to the sample."""
    beds = _music(timeline, plan)
    audio = _speech(segments, timeline, plan)
    return music.under(audio, beds, ceiling=plan.ceiling, rate=timeline.rate) if beds else audio


def _music(timeline: Timeline, plan: level.Plan) -> list[tuple[int, Samples]]:
    """Intro and outro, each with the frame where it begins."""
    beds = []
    dressing, rate = timeline.dressing or Dressing(), timeline.rate
    if dressing.intro:
        heard = music.levelled(dressing.intro, rate, timeline.sound.loudness, plan.ceiling)
        start = timeline.before_music
        beds.append((start, music.ducked(heard, rate, timeline.placed[0].start - start)))
    if dressing.outro:
        heard = music.levelled(dressing.outro, rate, timeline.sound.loudness, plan.ceiling)
        beds.append((timeline.frames - timeline.outro, heard))
    return beds


def _speech(segments: Iterable[tuple[Utterance, Segment]], timeline: Timeline, plan: level.Plan) -> Iterator[Samples]:
    if timeline.intro:
        yield pause(timeline.intro, "", timeline)
    places, previous = iter(timeline.placed), ""
    loops = {
        id: roomtone.noise(plan.floors.get(id), level.factor(gain), timeline.rate) for id, gain in plan.gains.items()
    }
    for utterance, segment in segments:
        place = next(places, None)
        if place is None or place.utterance != utterance:
            raise AudioError("the segments changed while the episode was made")
        samples = plan.levelled(utterance, segment)
        samples = rates.resampled(samples, segment.pcm.rate, timeline.rate)
        if len(samples) != place.end - place.start:
            raise AudioError("a segment changed while the episode was made")
        if place.gap:
            silence, loop = pause(place.gap, place.sound, timeline), loops.get(previous)
            yield silence if loop is None else roomtone.filled(silence, loop, place.start - place.gap, timeline.rate)
        yield samples
        previous = utterance.voice
    if next(places, None) is not None:
        raise AudioError("a segment went missing while the episode was made")
    yield pause(*timeline.tail, timeline)
    if timeline.outro:
        yield pause(timeline.outro, "", timeline)


def pause(frames: int, place: str, timeline: Timeline) -> Samples:
    """Silence, with the theme's sound for that place in its middle."""
    import numpy as np

    silence: Samples = np.zeros(frames, np.float32)
    chosen = timeline.theme
    if chosen and (chime := chosen.chime(place)):
        heard = theme.sound(chime, timeline.rate, timeline.sound.loudness - chosen.below_speech)
        start = (frames - len(heard)) // 2
        silence[start : start + len(heard)] = heard
    return silence


# ---------------------------------------------------------------- ffmpeg


def encode(audio: Iterable[Samples], timeline: Timeline, out: Path, quality: Format, tool: Path) -> None:
    """Stream *audio* through one ffmpeg into *out*, a real file: only there can the Info header be completed."""
    arguments = ["-y", "-f", "f32le", "-ar", f"{timeline.rate}", "-ac", "1", "-i", "pipe:0"]
    arguments += ["-map_metadata", "-1", "-ar", f"{quality.rate}", "-b:a", f"{quality.kbps}k"]
    arguments += ["-flags:a", "+bitexact", "-fflags", "+bitexact", *quality.arguments, str(out)]
    seconds = timeline.duration_ms / 1000
    with (
        ffmpeg.running(tool, arguments, seconds=seconds, what=f"encoding {out.name}", feed=True) as process,
        contextlib.suppress(BrokenPipeError),  # explained by ffmpeg's own message, which `running` reads
    ):
        for samples in audio:
            process.write(samples.data)
    if not out.exists():
        raise AudioError(f"encoding {out.name}: ffmpeg ended well and wrote nothing", hint="podcaster doctor")


# ---------------------------------------------------------------- the finished file


@dataclass(frozen=True, slots=True)
class Measured:
    """Length, loudness and peak of the decoded file."""

    frames: int
    lufs: float
    true_peak_db: float
    overs: tuple[tuple[int, float], ...] = ()  # (sample, dB too much)
    calm_peak: float = 0.0  # the highest that is not over, linear


def measure(path: Path, timeline: Timeline, tool: Path, quality: Format, *, ceiling: float = 0.0) -> Measured:
    """Decode *path* and measure it: length, programme loudness, true peak. Raises AudioError if sound was lost."""
    rate = quality.rate
    meter = loudness.Meter(rate, halved=timeline.rate * 7 <= rate * 4, ceiling=level.factor(ceiling))
    for samples in decoding.blocks(path, rate, meter.chunk, tool=tool, seconds=timeline.duration_ms / 1000):
        meter.add(samples)
    expected = rates.scaled(timeline.frames, timeline.rate, rate)
    # Newer resamplers of ffmpeg round the end up by a few dozen samples of silence; nothing may be missing.
    if not -quality.slack <= meter.frames - expected <= max(quality.slack, rate // 100):
        raise AudioError(f"{path.name} holds {meter.frames} samples and not {expected}: the encoder lost some")
    return Measured(meter.frames, meter.lufs(), meter.true_peak_db(), tuple(meter.overs), meter.calm_peak)
