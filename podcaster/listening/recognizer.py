"""Speech recognition for proofs: faster-whisper with a model on the disk. Nothing is fetched here."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from podcaster.errors import EngineError
from podcaster.installing import extra
from podcaster.model import WordMark
from podcaster.places import hugging_face_folder, proof_model_folder

RATE = 16_000  # Hz
ELISION = ("'", "’")
LIBRARY = "faster-whisper, which recognizes speech,"
SETUP = "podcaster proof --setup"
_HINT = f"{SETUP} installs what is missing, or {extra('proof')}"


@dataclass(frozen=True, slots=True)
class Heard:
    """A phrase that the recognizer understood."""

    text: str
    start_ms: int
    end_ms: int
    words: tuple[WordMark, ...] = ()


Span = tuple[int, int]  # milliseconds
Recognizer = Callable[[Path, str, Span | None], Iterable[Heard]]  # file, language (en, de), what of it (None: all)


def is_installed() -> bool:
    """Whether the library is installed, without importing it."""
    try:
        return importlib.util.find_spec("faster_whisper") is not None
    except ValueError:  # it is imported already, by a loader that keeps no record of it
        return True


def needed(named: str = "") -> Path:
    """The folder of the model to listen with. Raises EngineError that names all that is missing, library and model.

    *named*: the folder that the user has chosen; "": the largest model that is found.
    """
    if named:
        if not is_installed():
            raise EngineError(f"{LIBRARY} is not installed", hint=_HINT)
        return Path(named)
    try:
        model = find_model()
    except EngineError as error:
        if is_installed():
            raise
        raise EngineError(
            f"neither {LIBRARY} nor a model for it is installed", hint=f"{SETUP} installs both"
        ) from error
    if not is_installed():
        raise EngineError(f"there is a speech recognition model, but {LIBRARY} is not installed", hint=_HINT)
    return model


def has_model() -> bool:
    """Whether `find_model` finds one."""
    try:
        return bool(find_model())
    except EngineError:
        return False


def find_model() -> Path:
    """The largest model that podcaster or faster-whisper has fetched for this user. Raises EngineError without any."""
    fetched = hugging_face_folder().glob("models--*--faster-*whisper-*/snapshots/*/model.bin")
    found = [path for path in (*fetched, proof_model_folder() / "model.bin") if _is_model(path.parent)]
    if not found:
        raise EngineError(
            "there is no speech recognition model",
            hint=f"{SETUP} fetches one; --whisper FOLDER names one that you have",
        )
    return max(found, key=lambda path: path.stat().st_size).parent


def _is_model(folder: Path) -> bool:
    """Whether a folder is complete: faster-whisper would fetch a missing tokenizer from the network."""
    return all((folder / name).is_file() for name in ("model.bin", "tokenizer.json"))


def whisper(model: Path) -> Recognizer:
    """faster-whisper with the model in a folder; nothing is fetched. Raises EngineError when it is not installed."""
    if not (model / "model.bin").is_file():
        raise EngineError(
            f"there is no faster-whisper model in {model}", hint="--whisper names a folder with a model.bin"
        )
    if not _is_model(model):
        raise EngineError(
            f"the faster-whisper model in {model} has no tokenizer.json",
            hint="copy tokenizer.json into it from the model that it was converted from",
        )
    try:
        library: Any = importlib.import_module("faster_whisper")
    except ImportError as error:
        raise EngineError(f"faster-whisper is not installed: {error}", hint=_HINT) from error
    try:
        recognizer = library.WhisperModel(str(model), device="cpu", compute_type="int8", local_files_only=True)
    except Exception as error:  # a damaged tokenizer.json raises Exception itself
        raise EngineError(
            f"the model in {model} could not be loaded: {error}", hint="download or convert the model again"
        ) from error

    @lru_cache(maxsize=1)
    def decoded(path: Path) -> Any:
        try:
            return library.decode_audio(str(path), sampling_rate=RATE)
        except TypeError as error:  # PyAV 19 has dropped an argument that faster-whisper 1.2 passes
            raise EngineError(
                f"faster-whisper does not work with the installed version of PyAV: {error}", hint="pip install 'av<19'"
            ) from error

    def recognize(path: Path, language: str, span: Span | None) -> Iterator[Heard]:
        if language != "en" and not recognizer.model.is_multilingual:
            raise EngineError(f"the model in {model} understands English only, and {path.name} is in {language}")
        try:
            samples = decoded(path)
            start, end = span or (0, len(samples) * 1000 // RATE)
            # Without the text before: it would repeat its own errors.
            found, _ = recognizer.transcribe(
                samples[start * RATE // 1000 : end * RATE // 1000],
                language=language,
                word_timestamps=True,
                condition_on_previous_text=False,
            )
            for phrase in found:
                yield Heard(phrase.text, start + _ms(phrase.start), start + _ms(phrase.end), _words(phrase, start))
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(f"{path} could not be listened to: {error}") from error

    return recognize


def _words(phrase: Any, start_ms: int) -> tuple[WordMark, ...]:
    """The words of a phrase. The recognizer divides words at an apostrophe: "l" and "'hiver" are one of ours."""
    out: list[WordMark] = []
    for word in phrase.words or ():
        text, end = word.word.strip(), start_ms + _ms(word.end)
        if out and not word.word.startswith(" ") and (text[:1] in ELISION or out[-1].text[-1:] in ELISION):
            out[-1] = WordMark(out[-1].text + text, out[-1].start_ms, end)
        else:
            out.append(WordMark(text, start_ms + _ms(word.start), end))
    return tuple(out)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
