"""Set up proofs in one step: install the library that recognizes speech, fetch the model, try both on a sentence."""

from __future__ import annotations

import importlib
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podcaster import engines, shell, voice
from podcaster.config import Settings
from podcaster.engines.pool import Pool
from podcaster.errors import EngineError
from podcaster.listening import audition, proof
from podcaster.listening.recognizer import Recognizer
from podcaster.model import Cue, Role, Utterance
from podcaster.script.speakable import speakable
from podcaster.text.languages import primary
from podcaster.voice.casting import cast_for

EXTRA = "proof"
EXTRA_MB = (95, 290)  # to download, and on the disk: measured on Linux with Python 3.11
LAST_LINES = 3  # of an installer that failed
SPOKEN_BY_ALL = "system"  # the voice that is always there


@dataclass(frozen=True, slots=True)
class Trial:
    """A sentence that was spoken and listened to."""

    voice: str
    sentence: str
    heard: str
    words: int
    understood: int


def install(command: Sequence[str]) -> None:
    """Run an installer. Raises EngineError with the last lines that it printed, and the command to type instead."""
    try:
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise EngineError(f"{command[0]} could not be started: {error.strerror}", hint=shell.words(command)) from error
    if ended.returncode:
        said = (ended.stderr or ended.stdout).decode("utf-8", errors="replace").strip().splitlines()
        last = " ".join(line.strip() for line in said[-LAST_LINES:]) or f"status {ended.returncode}"
        raise EngineError(f"the extra {EXTRA!r} could not be installed: {last}", hint=shell.words(command))
    importlib.invalidate_caches()


def listen(recognizer: Recognizer, settings: Settings) -> Trial:
    """What is understood of a sentence that the show's narrator says, or the system voice if that cannot speak here."""
    language = settings.language if audition.sample(settings.language) else "en"
    name = cast_for(language, settings).narrator
    if voice.find(name).engine == "tone" or engines.check(voice.find(name)):
        name = SPOKEN_BY_ALL
    sentence = audition.sample(language)[0]
    said = Utterance(sentence, speakable(sentence, primary(language)), Role.NARRATOR, name, language, 300)
    with tempfile.TemporaryDirectory() as folder, Pool(1) as pool:
        sound = Path(folder) / "trial.mp3"
        seconds = audition.mastered([said], pool, sound)
        heard = list(recognizer(sound, primary(language), None))
    found = proof.compare([Cue(0, round(seconds * 1000), sentence)], heard, primary(language))
    text = " ".join(phrase.text.strip() for phrase in heard)
    return Trial(name, sentence, text, found.words, found.words - found.wrong)
