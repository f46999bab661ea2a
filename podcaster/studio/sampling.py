"""A few sentences in a voice, as an MP3, in a process of its own that keeps its voice for the next ones.

The studio asks line by line, in JSON; so it stays small, and a voice that breaks breaks no page.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from podcaster import unforeseen, voice
from podcaster.config import Show, open_show
from podcaster.engines.pool import Pool
from podcaster.errors import PodcasterError, Stopped
from podcaster.listening import audition, trial
from podcaster.model import Utterance
from podcaster.script.lexicon import Entry

START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from podcaster.studio import sampling; sampling.main()"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is to be heard."""

    text: str
    language: str = ""  # BCP 47; "": the show's
    voice: str = ""  # id; "": the show's narrator
    word: str = ""  # to be said otherwise
    how: str = ""  # as another spelling, or as IPA between slashes

    @property
    def corrections(self) -> tuple[Entry, ...]:
        """Raises UsageError for a correction that is none."""
        return (trial.correction(f"{self.word}={self.how}", self.language),) if self.word else ()


def utterances(sample: Sample, show: Show) -> tuple[Utterance, ...]:
    """What the voice is given. Raises NoTextError, UsageError or VoiceError."""
    if sample.voice:
        voice.find(sample.voice)
        show = Show(show.folder, replace(show.settings, voice=sample.voice))
    return trial.utterances(sample.text, show, sample.corrections, language=sample.language)


def failed(out: Path) -> Path:
    """The file that says that a sample cannot be had from voices that are loaded."""
    return out.with_suffix(".failed")


def hear(show: Path, sample: Sample, out: Path, pool: Pool | None) -> None:
    """Speak a sample by *pool*, before all that this has to say."""
    try:
        if pool is None:
            raise Stopped("no voice is loaded yet")
        audition.mastered(utterances(sample, open_show(show)), pool, out, first=True)
    except Exception:  # noqa: BLE001 - a process of its own tries again, and says what is wrong
        with contextlib.suppress(OSError):
            failed(out).touch()


def main() -> None:
    """Its whole life: questions until its input ends, an answer each."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    with _Voices() as voices:
        for question in sys.stdin.buffer:
            answers.write(json.dumps(_answer(question, voices)).encode() + b"\n")
            answers.flush()


class _Voices(contextlib.ExitStack):
    """The pool of the last question, while the device is the same."""

    _pool: Pool | None = None
    _device = ""

    def of(self, device: str) -> Pool:
        if self._pool is None or self._device != device:
            self.close()
            self._pool, self._device = self.enter_context(Pool(1, device=device)), device
        return self._pool


def _answer(question: bytes, voices: _Voices) -> dict[str, object]:
    told = json.loads(question)
    show = open_show(Path(told["show"]))
    try:
        with unforeseen.named("the sample"):
            said = utterances(Sample(**told["sample"]), show)
            seconds = audition.mastered(said, voices.of(show.settings.device), Path(told["out"]))
    except PodcasterError as error:
        error = unforeseen.logged(error, unforeseen.log_in(show.state))
        return {"error": error.message, "hint": error.hint, "kind": error.kind}
    return {"seconds": seconds}


def question(sample: Sample, show: Show, out: Path) -> bytes:
    """What the process is asked."""
    return json.dumps({"show": str(show.folder), "sample": asdict(sample), "out": str(out)}).encode() + b"\n"
