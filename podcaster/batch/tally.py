"""What a run has done, counted as it passes in constant memory, and written down for its report."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum

from podcaster.model import Article, Fate, Outcome, Script, Status, count_words

LISTED = 500  # episodes; more are counted, the longest ones kept apart
LONGEST = 10
EXAMPLES = 5  # sources for each kind of failure
STEP_S = 5.0  # the first width of a bar of the speed over the night; it doubles whenever there are too many
MOST_STEPS = 120


class Stage(StrEnum):
    """What the run itself was busy with; the voices speak beside it, in processes of their own."""

    READING = "reading"
    SCRIPT = "writing scripts"
    VOICES = "waiting for the voices"
    MASTERING = "sound and pages"
    FEED = "the feed"
    OTHER = "everything else"


@dataclass(frozen=True, slots=True)
class Made:
    """An episode of this run."""

    title: str
    path: str  # the MP3
    seconds: float  # of audio


@dataclass(frozen=True, slots=True)
class Trouble:
    """All failures of one kind."""

    kind: str  # of error, or why it was skipped
    status: str
    hint: str  # of the first
    count: int
    examples: tuple[tuple[str, str], ...]  # source, reason


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the night."""

    seconds: float  # since the beginning, its start
    characters: int  # spoken in it
    audio: float  # seconds of speech made in it


@dataclass(frozen=True, slots=True)
class Silent:
    """How much was not spoken for one reason."""

    reason: str  # an Omission
    times: int
    words: int
    in_notes: int  # of the times


@dataclass(frozen=True, slots=True)
class Record:
    """The figures of a run for its report."""

    started: dt.datetime
    seconds: float
    jobs: int
    ended_by: str  # "" when it came to its end
    counts: dict[str, int]  # outcomes by Status
    characters: int  # spoken in this run
    speech: float  # seconds of speech made in this run
    audio: float  # seconds of episodes made
    made: tuple[Made, ...]  # the first LISTED
    longest: tuple[Made, ...]
    troubles: tuple[Trouble, ...]  # the most frequent first
    stages: dict[str, float]  # seconds
    step: float  # seconds, the width of a Step
    steps: tuple[Step, ...]
    silent: tuple[Silent, ...]  # the most words first


@dataclass(slots=True)
class Tally:
    """Counts while the run goes on; `record` says it all at the end."""

    started: dt.datetime
    clock: Callable[[], float] = time.monotonic
    jobs: int = 0
    _begun: float = field(init=False)
    _since: float = field(init=False)
    _stage: Stage = Stage.OTHER
    _stages: dict[Stage, float] = field(default_factory=lambda: dict.fromkeys(Stage, 0.0))
    _counts: Counter[str] = field(default_factory=Counter)
    _made: list[Made] = field(default_factory=list)
    _longest: list[Made] = field(default_factory=list)
    _audio: float = 0.0
    _troubles: dict[tuple[str, str], Trouble] = field(default_factory=dict)
    _step: float = STEP_S
    _steps: list[tuple[int, float]] = field(default_factory=list)
    _silent: dict[str, Silent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._begun = self._since = self.clock()

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Count the time within the block for *stage*, and not for a stage around it."""
        before = self._switch(stage)
        try:
            yield
        finally:
            self._switch(before)

    def _switch(self, stage: Stage) -> Stage:
        now, before = self.clock(), self._stage
        self._stages[before] += now - self._since
        self._since, self._stage = now, stage
        return before

    def spoke(self, characters: int, seconds: float) -> None:
        """A sentence has been made: so long to read, so long to hear."""
        at = int((self.clock() - self._begun) / self._step)
        while at >= MOST_STEPS:
            odd = [*self._steps, (0, 0.0)] if len(self._steps) % 2 else self._steps
            self._steps = [(a + c, b + d) for (a, b), (c, d) in zip(odd[::2], odd[1::2], strict=True)]
            self._step *= 2
            at //= 2
        self._steps += [(0, 0.0)] * (at + 1 - len(self._steps))
        before = self._steps[at]
        self._steps[at] = before[0] + characters, before[1] + seconds

    def not_spoken(self, article: Article, script: Script) -> None:
        """What of an article and its page the listener will not hear, by reason."""
        quiet: Iterable[tuple[str, str, bool]] = (
            *((e.reason.value, e.text, False) for e in article.left_out),
            *(
                (e.reason.value if e.reason else "", e.text, e.fate is Fate.NOTES)
                for e in script.ledger
                if e.fate is not Fate.SPOKEN
            ),
        )
        for reason, text, noted in quiet:
            old = self._silent.get(reason) or Silent(reason, 0, 0, 0)
            self._silent[reason] = Silent(reason, old.times + 1, old.words + count_words(text), old.in_notes + noted)

    def outcome(self, outcome: Outcome) -> None:
        """An article has come to its end, one way or the other."""
        self._counts[outcome.status.value] += 1
        if outcome.status is Status.MADE:
            made = Made(outcome.title, str(outcome.path or ""), outcome.seconds)
            self._audio += outcome.seconds
            if len(self._made) < LISTED:
                self._made.append(made)
            self._longest = sorted([*self._longest, made], key=lambda m: -m.seconds)[:LONGEST]
        elif outcome.status is not Status.UNCHANGED:
            key = outcome.error_kind or outcome.kind or outcome.reason, outcome.status.value
            old = self._troubles.get(key) or Trouble(*key, outcome.hint, count=0, examples=())
            examples = old.examples
            if len(examples) < EXAMPLES:
                examples = (*examples, (outcome.source, outcome.reason))
            self._troubles[key] = replace(old, count=old.count + 1, examples=examples)

    def record(self, ended_by: str = "") -> Record:
        """The record of the run up to now."""
        self._switch(self._stage)
        steps = tuple(Step(n * self._step, c, s) for n, (c, s) in enumerate(self._steps))
        return Record(
            started=self.started,
            seconds=self.clock() - self._begun,
            jobs=self.jobs,
            ended_by=ended_by,
            counts=dict(self._counts),
            characters=sum(s.characters for s in steps),
            speech=sum(s.audio for s in steps),
            audio=self._audio,
            made=tuple(self._made),
            longest=tuple(self._longest),
            troubles=tuple(sorted(self._troubles.values(), key=lambda t: -t.count)),
            stages={stage.value: round(self._stages[stage], 3) for stage in Stage},
            step=self._step,
            steps=steps,
            silent=tuple(sorted(self._silent.values(), key=lambda s: -s.words)),
        )
