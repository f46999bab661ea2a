"""How loud each voice has to be made, known before a single frame is encoded.

The energies beside the segments give the programme's loudness without reading audio again; what the limiter will
take away is measured on a sample of up to a minute from all over the programme.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcaster.audio import declick, loudness, roomtone, stitch
from podcaster.audio.timeline import Timeline
from podcaster.config import Pauses, Sound
from podcaster.errors import AudioError
from podcaster.model import Segment, Utterance

if TYPE_CHECKING:
    from podcaster.audio.dressing import Dressing
    from podcaster.audio.loudness import Samples

SAMPLE_S = 60.0  # of speech on which limiter and encoder are tried: 3 MB
VOICE_SAMPLE_S = 15.0  # of each voice, to hear what the limiter takes from it
MATCH_DB = 12.0  # a voice is brought to the narrator's level by this much at most
MOST_MORE_DB = 6.0  # given to a voice for what the limiter takes from it more than from the narrator
MATCH_ROUNDS = 4
SLOPE = 0.7  # dB louder for a dB of gain, where the limiter works already; a first guess
CLOSE_DB = 0.5
HIGHEST_GAIN_DB = 50.0
HARDEST_DB = 8.0  # more gain than wanted: a limiter driven harder than this is given a shorter reach
# A sentence that is this much louder or softer than its voice mostly is, is brought nearer, by that share of the rest:
# a whisper is heard in a car, and a shout is not crushed by the limiter. Short sentences and headings are a decibel
# louder than the others, and the sentences of some voices are three decibels apart.
FREE_DB = 0.5
RIDE_SHARE = 0.75
MOST_RIDE_DB = 12.0


def own_level(segment: Segment) -> int:
    """How loud a sentence is as a whole, in LUFS without a gate, to the nearest dB."""
    mean = sum(segment.energies) * loudness.HOP_MS / 1000 / max(segment.pcm.seconds, 1e-3)
    return round(loudness.OFFSET + 10 * math.log10(mean)) if mean > 1e-10 else -100


def ride(level: int, usual: int) -> float:
    """The gain (dB) for a sentence of *level* in a voice that mostly speaks at *usual*."""
    off = level - usual
    return -math.copysign(min(MOST_RIDE_DB, RIDE_SHARE * max(0.0, abs(off) - FREE_DB)), off)


@dataclass(slots=True)
class _Sentences:
    """The sentences of one voice that are equally loud."""

    histogram: loudness.Histogram = field(default_factory=loudness.Histogram)
    seconds: float = 0.0
    peak: float = 0.0


@dataclass(slots=True)
class _VoiceLevel:
    by_level: dict[int, _Sentences] = field(default_factory=dict)  # 30 kB each, one a dB
    seconds: float = 0.0
    sample: list[Segment] = field(default_factory=list)

    @property
    def usual(self) -> int:
        """The median level of its sentences."""
        below = 0.0
        for level in sorted(self.by_level):
            below += self.by_level[level].seconds
            if below >= self.seconds / 2:
                break
        return level

    def energies(self, gain_db: float) -> list[tuple[float, int]]:
        """(mean energy, count) of all it says, ridden and with *gain_db*."""
        usual = self.usual
        return [
            pair
            for level, sentences in self.by_level.items()
            for pair in sentences.histogram.scaled(gain_db + ride(level, usual))
        ]

    @property
    def peak(self) -> float:
        """The highest, ridden; linear."""
        usual = self.usual
        return max(s.peak * factor(ride(level, usual)) for level, s in self.by_level.items())


@dataclass(frozen=True, slots=True)
class Plan:
    """The gain of every segment."""

    gains: dict[str, float]  # dB, a voice
    ceiling: float  # true peak, linear
    reach: int  # of the limiter
    usual: Mapping[str, int]  # level of each voice, for `ride`
    floors: Mapping[str, roomtone.Floor] = field(default_factory=dict)  # of the voices that have one

    def gain(self, voice: str, segment: Segment) -> float:
        """What a segment is multiplied by; linear."""
        return factor(self.gains[voice] + ride(own_level(segment), self.usual[voice]))

    def levelled(self, utterance: Utterance, segment: Segment) -> Samples:
        """A segment at its final level, with its peaks limited."""
        return self.held(segment, self.gain(utterance.voice, segment))

    def held(self, segment: Segment, gain: float) -> Samples:
        """A segment with *gain* (linear), its peaks held."""
        import numpy as np

        rate = segment.pcm.rate
        if segment.peak * gain <= self.ceiling:
            return stitch.to_float(segment.pcm) * np.float32(gain)
        # A vowel turned down by ten decibels leaves the burst before it (the b of "books") standing out as a click.
        return declick.soften(loudness.centred(self._limited(segment, gain), rate), rate)

    def energies(self, segment: Segment, gain: float) -> Iterable[float]:
        """The block energies of a segment with *gain*, its peaks held."""
        if segment.peak * gain <= self.ceiling:
            return [energy * gain**2 for energy in segment.energies]
        return loudness.energies(self._limited(segment, gain), segment.pcm.rate)

    def _limited(self, segment: Segment, gain: float) -> Samples:
        import numpy as np

        samples = stitch.to_float(segment.pcm) * np.float32(gain)
        return loudness.limit(samples, self.ceiling, segment.pcm.rate, self.reach)


class Survey:
    """The result of one pass over all segments in order: places, levels, and a sample of the speech."""

    def __init__(self, sound: Sound, pauses: Pauses, dressing: Dressing | None = None) -> None:
        self.timeline = Timeline(sound, pauses, dressing)
        self._voices: dict[str, _VoiceLevel] = {}
        self.sample: list[tuple[Utterance, Segment]] = []
        self._sample_s = 0.0
        self._every = 1
        self._count = 0
        self._pending: list[float] = []  # blocks that the next segment may still add to
        self._pending_of = loudness.Histogram()
        self._debt_ms = 0.0  # from the end of the last whole hop to the next segment

    def add(self, utterance: Utterance, segment: Segment) -> None:
        """Count one segment."""
        self.timeline.add(utterance, segment)
        voice = self._voices.setdefault(utterance.voice, _VoiceLevel())
        if voice.seconds < VOICE_SAMPLE_S:
            voice.sample.append(segment)
        voice.seconds += segment.pcm.seconds
        sentences = voice.by_level.setdefault(own_level(segment), _Sentences())
        sentences.seconds += segment.pcm.seconds
        sentences.peak = max(sentences.peak, segment.peak)
        self._count_energies(utterance, segment, sentences.histogram)
        if self._count % self._every == 0:
            self.sample.append((utterance, segment))
            self._sample_s += segment.pcm.seconds
            while self._sample_s > SAMPLE_S and len(self.sample) > 1:
                self.sample = self.sample[::2]  # every second one of those kept: spread evenly, whatever comes
                self._every *= 2
                self._sample_s = sum(kept.pcm.seconds for _, kept in self.sample)
        self._count += 1

    def _count_energies(self, utterance: Utterance, segment: Segment, histogram: loudness.Histogram) -> None:
        # A meter's 400 ms blocks see the end of one sentence and the start of the next when the pause is short.
        overlap = loudness.BLOCK_HOPS - 1 - max(0, round(self._debt_ms / loudness.HOP_MS))
        blocks = list(segment.energies)
        carried, self._pending = self._pending, []
        if overlap > 0 and carried:
            kept = min(overlap, len(carried), len(blocks))
            self._pending_of.add(carried[: len(carried) - kept])
            for i, energy in enumerate(carried[len(carried) - kept :]):
                blocks[i] += energy
        elif carried:
            self._pending_of.add(carried)
        self._pending = blocks[-(loudness.BLOCK_HOPS - 1) :]
        self._pending_of = histogram
        histogram.add(blocks[: -(loudness.BLOCK_HOPS - 1)])
        hops = len(segment.energies) - (loudness.BLOCK_HOPS - 1)
        self._debt_ms = utterance.pause_ms - (hops * loudness.HOP_MS - segment.pcm.seconds * 1000)

    def finish(self) -> None:
        """Count what is pending. Raises AudioError for a programme without sound."""
        if not self._count:
            raise AudioError("an episode without a single utterance cannot be mastered")
        self._pending_of.add(self._pending)
        self._pending = []
        if not math.isfinite(self.loudness({})):
            raise AudioError(
                "the whole episode is silent", hint="podcaster voices preview shows what a voice sounds like"
            )

    def loudness(self, gains: dict[str, float]) -> float:
        """Programme loudness with a gain (dB) a voice, before any limiter."""
        return loudness.gated([pair for id, v in self._voices.items() for pair in v.energies(gains.get(id, 0.0))])

    @property
    def _usual(self) -> dict[str, int]:
        return {id: v.usual for id, v in self._voices.items()}

    def matching(self) -> dict[str, float]:
        """The gain (dB) that brings every voice to the level of the one that speaks most."""
        levels = {id: loudness.gated(v.energies(0.0)) for id, v in self._voices.items()}
        heard = [id for id, level in levels.items() if math.isfinite(level)]
        main = max(heard, key=lambda id: (self._voices[id].seconds, id))
        return {
            id: max(-MATCH_DB, min(MATCH_DB, levels[main] - levels[id])) if id in heard else 0.0 for id in self._voices
        }

    def sample_loudness(self, plan: Plan) -> tuple[float, float]:
        """Loudness of the sample before and after the limiter."""
        plain, limited = loudness.Histogram(), loudness.Histogram()
        for utterance, segment in self.sample:
            gain = plan.gain(utterance.voice, segment)
            plain.add([energy * gain**2 for energy in segment.energies])
            limited.add(plan.energies(segment, gain))
        return plain.loudness(), limited.loudness()

    def limits(self, plan: Plan) -> bool:
        """Whether the limiter has anything to do."""
        return max(v.peak * factor(plan.gains[id]) for id, v in self._voices.items()) > plan.ceiling

    def loss(self, plan: Plan) -> float:
        """How many dB the limiter takes from the programme's loudness, tried on the sample."""
        if not self.limits(plan):
            return 0.0
        before, after = self.sample_loudness(plan)
        return before - after if math.isfinite(before) and math.isfinite(after) else 0.0

    def plan(self, target: float, ceiling: float) -> Plan:
        """What brings the programme to *target* LUFS under a limiter at *ceiling* (linear)."""
        even = matching = self.matching()
        usual = self._usual
        for rounds in range(1, MATCH_ROUNDS + 1):
            wanted = target - self.loudness(matching)
            for reach in loudness.REACHES:
                gain, error = self._solve(matching, wanted, ceiling, reach)
                if abs(error) < 0.2 and gain - wanted < HARDEST_DB:
                    break
            taken = self._taken(Plan({id: m + gain for id, m in matching.items()}, ceiling, reach, usual))
            more = {id: max(-MOST_MORE_DB, min(MOST_MORE_DB, taken[id])) for id in matching}
            settled = all(abs(even[id] + more[id] - matching[id]) < 0.3 for id in matching)
            if settled or rounds == MATCH_ROUNDS:
                break
            matching = {id: even[id] + more[id] for id in matching}
        return Plan({id: m + gain for id, m in matching.items()}, ceiling, reach, usual, roomtone.floors(self.sample))

    def _taken(self, plan: Plan) -> dict[str, float]:
        """How many dB more than from the voice that speaks most the limiter takes from each: peaks differ."""
        if len(self._voices) == 1 or not self.limits(plan):
            return dict.fromkeys(self._voices, 0.0)
        found = {}
        for id, voice in self._voices.items():
            before, after = loudness.Histogram(), loudness.Histogram()
            for segment in voice.sample:
                gain = plan.gain(id, segment)
                before.add([energy * gain**2 for energy in segment.energies])
                after.add(plan.energies(segment, gain))
            taken = before.loudness() - after.loudness()
            found[id] = taken if math.isfinite(taken) else 0.0
        main = max(found, key=lambda id: (self._voices[id].seconds, id))
        return {id: taken - found[main] for id, taken in found.items()}

    def _solve(self, matching: dict[str, float], wanted: float, ceiling: float, reach: int) -> tuple[float, float]:
        """(gain, what is still missing)."""
        gain, slope, usual = wanted, SLOPE, self._usual
        before: tuple[float, float] | None = None
        for _ in range(8):
            plan = Plan({id: m + gain for id, m in matching.items()}, ceiling, reach, usual)
            error = wanted - gain + self.loss(plan)
            if abs(error) < 0.05 or gain - wanted > HARDEST_DB:
                break
            # The harder it is driven, the more the limiter takes: the last two tries tell how much.
            if before is not None and gain != before[0]:
                slope = min(1.0, max(0.15, (before[1] - error) / (gain - before[0])))
            known, before = before is not None, (gain, error)
            gain = min(HIGHEST_GAIN_DB, gain + error / slope)
            if known and abs(error) < CLOSE_DB and gain < HIGHEST_GAIN_DB:
                return gain, 0.0  # two tries lie so close by that a third would say the same
        return gain, error


def survey(
    segments: Iterable[tuple[Utterance, Segment]], sound: Sound, pauses: Pauses, dressing: Dressing | None = None
) -> Survey:
    """Look at all segments once."""
    found = Survey(sound, pauses, dressing)
    for utterance, segment in segments:
        found.add(utterance, segment)
    found.finish()
    return found


def factor(db: float) -> float:
    return float(10 ** (db / 20))
