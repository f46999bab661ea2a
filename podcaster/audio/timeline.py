"""The position of every sentence in the episode.

Times are added up in samples and turned into milliseconds once, so that a ten-hour episode does not drift.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

from podcaster.audio import loudness, theme
from podcaster.audio.marks import Marks, Packer
from podcaster.audio.rates import scaled
from podcaster.config import Pauses, Sound
from podcaster.errors import AudioError
from podcaster.model import Chapter, Cue, Image, Role, Segment, Utterance

if TYPE_CHECKING:
    from podcaster.audio.dressing import Dressing

BEFORE_MUSIC_MS, AFTER_MUSIC_MS = 100, 400
FEW = 500  # cues that are made once and kept: transcripts and page go through them fifteen times


@dataclass(frozen=True, slots=True)
class Placed:
    """One utterance in the episode, in frames of the programme's rate."""

    utterance: Utterance
    start: int
    end: int
    words: Marks | None
    gap: int  # silence before it, or what a sound of the theme fills in part
    sound: str = ""  # of the theme, in the middle of the gap

    @property
    def mark(self) -> int:
        """Where a chapter that starts with this utterance begins: in the silence before it."""
        return self.start - self.gap // 2 if not self.sound else self.start - self.gap


class Timeline:
    """The position of each utterance. Add all of them, then ask for cues, chapters and the length."""

    def __init__(self, sound: Sound, pauses: Pauses, dressing: Dressing | None = None) -> None:
        self.sound, self.pauses = sound, pauses
        self.dressing = dressing
        self.theme = dressing.theme if dressing else theme.load(sound.theme)
        self._items: list[tuple[Utterance, int, int, Marks | None]] = []
        self._packer = Packer()
        self._frames_by_rate: dict[int, int] = {}
        self._placed: tuple[Placed, ...] | None = None
        self._kept: tuple[int, int] | None = None  # rate and length of one that was restored
        self.shapes: list[bytes] = []  # of the segments, by loudness.coarse

    def add(self, utterance: Utterance, segment: Segment) -> None:
        """Append *segment*."""
        frames, rate = segment.pcm.frames, segment.pcm.rate
        self._items.append((utterance, frames, rate, self._packer.pack(segment.words)))
        self.shapes.append(loudness.coarse(segment.energies))
        self._frames_by_rate[rate] = self._frames_by_rate.get(rate, 0) + frames
        self._placed = None

    @property
    def rate(self) -> int:
        """The programme's sample rate: the most common rate of the segments, so that little is resampled."""
        if self._kept:
            return self._kept[0]
        if not self._frames_by_rate:
            raise AudioError("an episode without a single utterance cannot be stitched")
        return max(self._frames_by_rate, key=lambda r: (self._frames_by_rate[r], r))

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Every utterance with its place."""
        if self._placed is None:
            self._placed = tuple(self._place())
        return self._placed

    def _place(self) -> Iterator[Placed]:
        rate = self.rate
        at, pause = self.intro, self.pauses.lead
        previous: Utterance | None = None
        for utterance, frames, own_rate, words in self._items:
            gap, sound = self._gap(previous, utterance, pause)
            start = at + gap
            at = start + scaled(frames, own_rate, rate)
            yield Placed(utterance, start, at, words, gap, sound)
            previous, pause = utterance, utterance.pause_ms

    def _gap(self, previous: Utterance | None, utterance: Utterance | None, pause_ms: int) -> tuple[int, str]:
        """(frames, sound) of the pause between two utterances."""
        gap, place = self.silence(pause_ms), theme.between(previous, utterance)
        chime = self.theme.chime(place) if self.theme and place else None
        if chime is None:
            return gap, ""
        return max(gap, theme.length(chime, self.rate) + 2 * self.silence(theme.ROOM_MS)), place

    @property
    def intro(self) -> int:
        """Frames of the show's intro before the lead, silence first; what goes on under the speech is not counted."""
        music = self.dressing.intro if self.dressing else None
        if music is None:
            return 0
        whole = scaled(len(music.samples), music.rate, self.rate)
        return self.before_music + max(whole // 4, whole - int(self.sound.intro_overlap * self.rate))

    @property
    def before_music(self) -> int:
        """Frames of silence before the intro: players swallow the first moment, and some click there."""
        return self.silence(BEFORE_MUSIC_MS)

    @property
    def outro(self) -> int:
        """Frames of the show's outro after the tail, and of silence behind it."""
        music = self.dressing.outro if self.dressing else None
        return scaled(len(music.samples), music.rate, self.rate) + self.silence(AFTER_MUSIC_MS) if music else 0

    def silence(self, ms: int) -> int:
        """Frames in a pause."""
        return ms * self.rate // 1000

    @property
    def frames(self) -> int:
        """Length of the programme, tail included."""
        return self._kept[1] if self._kept else self.placed[-1].end + self.tail[0] + self.outro

    @property
    def tail(self) -> tuple[int, str]:
        """Frames after the last utterance, and the sound of the theme in them."""
        last = self.placed[-1].utterance
        return self._gap(last, None, last.pause_ms)

    @property
    def duration_ms(self) -> int:
        return self._ms(self.frames)

    def _ms(self, frame: int) -> int:
        return (frame * 1000 * 2 + self.rate) // (2 * self.rate)

    @property
    def cues(self) -> Sequence[Cue]:
        """One cue an utterance, in order, none overlapping, with word times where the engine knew them."""
        cues = Cues(self)
        return tuple(cues) if len(cues) <= FEW else cues

    def cue(self, place: Placed) -> Cue:
        """The cue of one utterance."""
        start, end, u = self._ms(place.start), self._ms(place.end), place.utterance
        words = place.words.words(after_ms=start, until_ms=end) if place.words else ()
        return Cue(start, end, u.text, u.role, u.voice, words, u.block, u.paragraph, u.speaker)

    def chapters(
        self,
        title: str,
        *,
        addresses: Mapping[int, str] | None = None,
        levels: Mapping[int, int] | None = None,
        images: Mapping[int, Image] | None = None,
    ) -> tuple[Chapter, ...]:
        """One chapter a heading, from the middle of the pause before it, contiguous from 0 to the end.

        The first is called *title*. addresses: block -> link; levels: block -> level of its heading, for the setting
        of the depth; images: block -> picture, the first of a chapter is its own. () for an article without headings.
        """
        sound = self.sound
        marks: list[_Mark] = []
        previous: Placed | None = None
        for p in self.placed:
            block = p.utterance.block
            if p.utterance.role is Role.HEADING and (levels or {}).get(block, 1) <= sound.chapter_depth:
                text = " ".join(p.utterance.text.split())
                again = previous is not None and previous.utterance.role is Role.HEADING
                if again and previous is not None and previous.utterance.block == block >= 0 and marks:
                    marks[-1] = replace(marks[-1], title=f"{marks[-1].title} {text}")  # a heading of two sentences
                else:
                    marks.append(_Mark(p.mark if previous else 0, text, block))
            previous = p
        if not marks:
            return ()
        if marks[0].start > 0:
            marks.insert(0, _Mark(0, title, -1))
        marks = _joined(marks, self.frames, round(sound.chapter_seconds * self.rate))
        ends = [*(mark.start for mark in marks[1:]), self.frames]
        links, pictures = addresses or {}, images or {}
        last = [*(mark.block for mark in marks[1:]), max(pictures, default=0) + 1]  # the first block that is the next's
        return tuple(
            Chapter(
                self._ms(mark.start),
                self._ms(end),
                mark.title or title,
                links.get(mark.block, ""),
                next((pictures[b] for b in sorted(pictures) if mark.block <= b < until), None),
            )
            for mark, end, until in zip(marks, ends, last, strict=True)
        )

    # ------------------------------------------------------------ kept, for a new tag on the same sound

    def kept(self) -> dict[str, Any]:
        """Everything but the places as plain values, so that the timeline can be restored."""
        return {"rate": self.rate, "frames": self.frames}

    def kept_places(self) -> Iterator[list[Any]]:
        """The places for `restored`, one after the other."""
        for p in self.placed:
            yield [p.start, p.end, p.gap, p.sound, p.words.plain() if p.words else []]

    @classmethod
    def restored(
        cls, sound: Sound, pauses: Pauses, utterances: Sequence[Utterance], kept: Mapping[str, Any]
    ) -> Timeline:
        """The timeline from saved values. Raises AudioError if they do not match *utterances*."""
        line, packer = cls(sound, pauses), Packer()
        try:
            line._placed = tuple(
                Placed(u, start, end, packer.of(words) if words else None, gap, sound)
                for u, (start, end, gap, sound, words) in zip(utterances, kept["places"], strict=True)
            )
            line._kept = int(kept["rate"]), int(kept["frames"])
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise AudioError(f"the saved timeline does not match the script: {error}") from error
        return line


class Cues(Sequence[Cue]):
    """The cues of a timeline, each made when it is asked for: ten hours have a hundred thousand words."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def __len__(self) -> int:
        return len(self._timeline.placed)

    @overload
    def __getitem__(self, at: int) -> Cue: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Cue, ...]: ...
    def __getitem__(self, at: int | slice) -> Cue | tuple[Cue, ...]:
        if isinstance(at, slice):
            return tuple(map(self._timeline.cue, self._timeline.placed[at]))
        return self._timeline.cue(self._timeline.placed[at])


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int  # frame
    title: str
    block: int


def _joined(marks: list[_Mark], end: int, shortest: int) -> list[_Mark]:
    """Without chapters below *shortest* frames: a heading right before another one shares its chapter."""
    out: list[_Mark] = []
    for mark in marks:
        # The intro keeps its own: a listener looks for the first heading by its name.
        if out and out[-1].block >= 0 and mark.start - out[-1].start < shortest:
            first = out.pop()
            both = f"{first.title} – {mark.title}"
            mark = _Mark(first.start, both, first.block)
        out.append(mark)
    if len(out) > 1 and end - out[-1].start < shortest:
        out.pop()
    return out
