"""Listening to an episode by speech recognition: what was misheard, what is missing, what is there twice.

A recognizer errs too. What it got wrong in words that it understood elsewhere in the same episode is counted apart, and
given as its own error rate.
"""

from __future__ import annotations

import difflib
import importlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from podcaster.errors import EngineError, UnreadableError, VoiceError
from podcaster.model import Cue, WordMark
from podcaster.script.lexicon import Entry, Kind
from podcaster.script.speakable import speakable

UNHEARD = 0.5  # share of a sentence's words that may be missing before it counts as not heard
RUN = 4  # words in a row that are not in the text: said twice, or made up
STRESS = re.compile(r"[ˈˌː\s]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WRITTEN = re.compile(r"[\d$€£%&@#+=°]")  # what recognizers write in figures and signs


@dataclass(frozen=True, slots=True)
class Heard:
    """A phrase that the recognizer understood."""

    text: str
    start_ms: int
    end_ms: int
    words: tuple[WordMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Misheard:
    """Words of the text, and what was heard instead (nothing: they were not heard)."""

    start_ms: int
    written: str
    heard: str
    sentence: str
    suspect: bool  # never understood in this episode: more likely the voice than the recognizer


@dataclass(frozen=True, slots=True)
class Proof:
    """What listening brought."""

    words: int  # of the text
    wrong: int  # of them, not understood
    own_error_rate: float  # of the recognizer, estimated: errors in words that it understood elsewhere
    misheard: tuple[Misheard, ...]
    unheard: tuple[Cue, ...]  # whole sentences
    extra: tuple[WordMark, ...]  # runs of words that are not in the text
    lexicon: tuple[str, ...]  # lines to fill in

    @property
    def error_rate(self) -> float:
        return self.wrong / max(1, self.words)


Recognizer = Callable[[Path, str], Iterable[Heard]]  # file and language


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    text: str
    place: int  # number of the cue, or milliseconds of what was heard
    end_ms: int = 0


def listen(episode: Path, recognizer: Recognizer, *, language: str = "") -> Proof:
    """What a recognizer understands of an episode, beside its transcript. Raises UnreadableError without one."""
    cues, own = transcript(episode)
    return compare(cues, list(recognizer(episode, language or own)), language or own)


def transcript(episode: Path) -> tuple[tuple[Cue, ...], str]:
    """The sentences of an episode and its language: from the .json beside it, else from its tags, without times."""
    from podcaster.audio import tags

    if not episode.is_file():
        raise UnreadableError(f"there is no file {episode}")
    ours = tags.episode(episode)
    path = episode.with_suffix(".json")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["segments"]
        cues = [Cue(round(s["startTime"] * 1000), round(s["endTime"] * 1000), s["body"]) for s in found]
    except FileNotFoundError:
        lyrics = str(tags.read(episode).get("lyrics") or "")
        cues = [Cue(0, 0, line) for line in lyrics.splitlines() if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"the transcript {path} could not be read: {error!r}") from error
    if not cues:
        raise UnreadableError(f"{episode} has no transcript beside it and no lyrics in its tags to compare with")
    return tuple(cues), ours.language if ours else "en"


def compare(cues: Sequence[Cue], heard: Sequence[Heard], language: str) -> Proof:
    """Text and sound, word by word. What sounds the same is the same, however it is spelled."""
    expected = [t for n, cue in enumerate(cues) for t in _tokens(cue.text, language, n)]
    came = [t for phrase in heard for t in _heard_tokens(phrase, language)]
    matcher = difflib.SequenceMatcher(None, [t.key for t in expected], [t.key for t in came], autojunk=False)
    right: Counter[str] = Counter()
    differences: list[tuple[list[_Token], list[_Token], int]] = []
    last_ms = 0
    for kind, a, b, c, d in matcher.get_opcodes():
        wanted, got = expected[a:b], came[c:d]
        if kind == "equal" or (wanted and got and _sounds_same(wanted, got, language)):
            right.update(t.key for t in wanted)
        else:
            differences.append((wanted, got, got[0].place if got else last_ms))
        last_ms = got[-1].end_ms if got else last_ms
    return _judge(cues, expected, differences, right)


def _judge(
    cues: Sequence[Cue],
    expected: Sequence[_Token],
    differences: Sequence[tuple[list[_Token], list[_Token], int]],
    right: Counter[str],
) -> Proof:
    missed: Counter[int] = Counter()
    lengths = Counter(t.place for t in expected)
    for wanted, got, _ in differences:
        if len(wanted) > 2 * len(got):
            missed.update(t.place for t in wanted)
    unheard = {n for n, count in missed.items() if count > UNHEARD * lengths[n] and lengths[n] > 1}
    misheard, extra = [], []
    wrong: Counter[str] = Counter()
    for wanted, got, at in differences:
        wrong.update(t.key for t in wanted)
        rest = [t for t in wanted if t.place not in unheard]
        if rest:
            suspect = any(not right[t.key] for t in rest)
            sentence = cues[rest[0].place].text
            misheard.append(Misheard(at, _words(rest), _words(got), sentence, suspect))
        if len(got) - len(wanted) >= RUN:
            extra.append(WordMark(_words(got), got[0].place, got[-1].end_ms))
    occurrences = Counter(t.key for t in expected)
    understood = sum(occurrences[key] for key in right)
    slips = sum(count for key, count in wrong.items() if right[key])
    return Proof(
        words=len(expected),
        wrong=wrong.total(),
        own_error_rate=slips / max(1, understood),
        misheard=tuple(misheard),
        unheard=tuple(cues[n] for n in sorted(unheard)),
        extra=tuple(extra),
        lexicon=tuple(_lexicon(cues, misheard, right)),
    )


def _lexicon(cues: Sequence[Cue], misheard: Sequence[Misheard], right: Counter[str]) -> Iterator[str]:
    """A line for each written word that was never understood: a name or a term, most likely."""
    written = {word for cue in cues for word in _WORD.findall(cue.text)}
    offered = set()
    for one in misheard:
        for word in one.written.split() if one.suspect else ():
            if word in written and not right[_key(word)] and not word.isdigit() and word not in offered:
                offered.add(word)
                yield Entry(word, Kind.SAY, word).line()


def _words(tokens: Sequence[_Token]) -> str:
    return " ".join(t.text for t in tokens)


# ---------------------------------------------------------------- words that can be compared


def _tokens(text: str, language: str, place: int) -> list[_Token]:
    return [_Token(_key(word), word, place) for word in _WORD.findall(speakable(text, _short(language)))]


def _heard_tokens(phrase: Heard, language: str) -> list[_Token]:
    """The words of a phrase with their times; figures written out first, and the time then shared among the words."""
    if phrase.words and not _WRITTEN.search(phrase.text):
        return [_Token(_key(w), w, m.start_ms, m.end_ms) for m in phrase.words for w in _WORD.findall(m.text)]
    words = _WORD.findall(speakable(phrase.text.strip(), _short(language)))
    step = (phrase.end_ms - phrase.start_ms) / max(1, len(words))
    return [
        _Token(_key(w), w, round(phrase.start_ms + n * step), round(phrase.start_ms + (n + 1) * step))
        for n, w in enumerate(words)
    ]


def _key(word: str) -> str:
    return word.casefold().replace("’", "'")


def _short(language: str) -> str:
    return language.replace("_", "-").split("-", maxsplit=1)[0].lower()


def _sounds_same(wanted: Sequence[_Token], got: Sequence[_Token], language: str) -> bool:
    """ "harbor" and "harbour", "on board" and "onboard"."""
    one, other = (" ".join(t.key for t in tokens) for tokens in (wanted, got))
    return one.replace(" ", "") == other.replace(" ", "") or _sound(one, language) == _sound(other, language)


@lru_cache(maxsize=10_000)
def _sound(text: str, language: str) -> str:
    """As eSpeak NG says it, without stress and length; the text itself in a language that it does not know."""
    try:
        return STRESS.sub("", "".join(_phonemizer(_short(language)).groups(text)))
    except VoiceError:
        return text


@lru_cache(maxsize=4)
def _phonemizer(language: str) -> Any:
    from podcaster.engines.espeak import Phonemizer

    return Phonemizer("en-us" if language == "en" else language)


# ---------------------------------------------------------------- the recognizer


def whisper(model: Path) -> Recognizer:
    """faster-whisper with the model in a folder; nothing is fetched. Raises EngineError when it is not installed."""
    if not (model / "model.bin").is_file():
        raise EngineError(
            f"there is no faster-whisper model in {model}", hint="--whisper names a folder with a model.bin"
        )
    try:
        library: Any = importlib.import_module("faster_whisper")
    except ImportError as error:
        raise EngineError(f"faster-whisper is not installed: {error}", hint="pip install 'podcaster[proof]'") from error
    try:
        recognizer = library.WhisperModel(str(model), device="cpu", compute_type="int8", local_files_only=True)
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineError(f"the model in {model} could not be loaded: {error}") from error

    def recognize(path: Path, language: str) -> Iterator[Heard]:
        try:
            # Without the text before: it would repeat its own errors.
            found, _ = recognizer.transcribe(
                str(path), language=_short(language), word_timestamps=True, condition_on_previous_text=False
            )
            for phrase in found:
                words = [WordMark(w.word.strip(), _ms(w.start), _ms(w.end)) for w in phrase.words or ()]
                yield Heard(phrase.text, _ms(phrase.start), _ms(phrase.end), tuple(words))
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(f"{path} could not be listened to: {error}") from error

    return recognize


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
