"""Listening to an episode by speech recognition: what was misheard, what is missing, what is there twice.

A recognizer errs too. It listens a second time to each sentence that it did not understand, alone; what it understands
then, and what it got wrong in words that it understood elsewhere in the episode, is given as its own error rate.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from podcaster.audio import tags
from podcaster.engines.espeak import Phonemizer
from podcaster.errors import MALFORMED, UnreadableError, VoiceError
from podcaster.listening.recognizer import Heard, Recognizer, Span
from podcaster.model import Cue, WordMark
from podcaster.script import foreign
from podcaster.script.lexicon import Entry, Kind
from podcaster.script.speakable import speakable
from podcaster.text.languages import primary

UNHEARD = 0.5  # share of a sentence's words that may be missing before it counts as not heard
RUN = 4  # words in a row that are not in the text: said twice, or made up
MARGIN_MS = 150  # around a sentence that is listened to again
# Long episodes are compared a stretch at a time, cut in the pause after a paragraph: the work grows with the square of
# the words, and in an hour's text the same words come too often to be told apart.
STRETCH, LONGEST_STRETCH = 300, 600  # words
PARAGRAPH_MS = 500  # the least pause after a paragraph
STRESS = re.compile(r"[ˈˌː\s]")
_WRITTEN = re.compile(r"[\d$€£%&@#+=°]")  # what recognizers write in figures and signs


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
    """The result of listening to an episode."""

    words: int  # of the text
    wrong: int  # how many of these were not understood
    own_error_rate: float  # of the recognizer, estimated: words understood at a second hearing, or elsewhere
    misheard: tuple[Misheard, ...]
    unheard: tuple[Cue, ...]  # whole sentences
    extra: tuple[WordMark, ...]  # runs of words that are not in the text
    lexicon: tuple[str, ...]  # lines to fill in

    @property
    def error_rate(self) -> float:
        return self.wrong / max(1, self.words)

    @property
    def flawed(self) -> bool:
        """Whether a sentence is missing, or something is there that is not in the text."""
        return bool(self.unheard or self.extra)


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    text: str
    place: int  # number of the cue, or milliseconds of what was heard
    end_ms: int = 0


@dataclass(frozen=True, slots=True)
class _Difference:
    """Words of the text, what was heard in their place, and when. One of the two may be empty."""

    wanted: tuple[_Token, ...]
    got: tuple[_Token, ...]
    at_ms: int


def listen(episode: Path, recognizer: Recognizer, *, language: str = "") -> Proof:
    """What a recognizer understands of an episode, beside its transcript. Raises UnreadableError without one."""
    cues, own = transcript(episode)
    language = primary(language or own)

    def again(span: Span, spoken: str) -> Iterable[Heard]:
        return recognizer(episode, spoken, span)

    return compare(cues, list(recognizer(episode, language, None)), language, again=again)


def is_recording(episode: Path) -> bool:
    """Whether its author has recorded it: no voice spoke it, and its author may say more or less than is written."""
    ours = tags.episode(episode) if episode.is_file() else None
    return ours is not None and not ours.voices


def transcript(episode: Path) -> tuple[tuple[Cue, ...], str]:
    """The sentences of an episode and its language: from the .json beside it, else from its tags, without times."""
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
    except (OSError, *MALFORMED) as error:
        raise UnreadableError(f"the transcript {path} could not be read: {error!r}") from error
    if not cues:
        raise UnreadableError(f"{episode} has no transcript beside it and no lyrics in its tags to compare with")
    return tuple(cues), ours.language if ours else "en"


def compare(
    cues: Sequence[Cue],
    heard: Sequence[Heard],
    language: str,
    *,
    again: Callable[[Span, str], Iterable[Heard]] | None = None,
) -> Proof:
    """Text and sound, word by word. What sounds the same is the same, however it is spelled.

    *again* listens a second time to the sentences that differ, each in its own language; the better hearing counts.
    """
    languages = [foreign.other(cue.text, language) or language for cue in cues]
    expected = [t for n, cue in enumerate(cues) for t in _tokens(cue.text, languages[n], n)]
    came = [t for phrase in heard for t in _heard_tokens(phrase, language)]
    differences = [d for some, of in _stretches(cues, expected, came) for d in _differences(some, of, language)]
    before = sum(len(d.wanted) for d in differences)
    for number in _doubtful(cues, differences):
        if again is None:
            break
        cue = cues[number]
        span = (max(0, cue.start_ms - MARGIN_MS), cue.end_ms + MARGIN_MS)
        second = _differences(
            [t for t in expected if t.place == number],
            [t for phrase in again(span, languages[number]) for t in _heard_tokens(phrase, languages[number])],
            languages[number],
        )
        differences = _better(differences, second, number, cue)
    return _judge(cues, expected, differences, before)


def _stretches(
    cues: Sequence[Cue], expected: Sequence[_Token], came: Sequence[_Token]
) -> Iterator[tuple[list[_Token], list[_Token]]]:
    """Text and what was heard of it, a few hundred words at a time; all at once where the cues have no times."""
    lengths = Counter(t.place for t in expected)
    waiting, heard = deque(expected), deque(came)
    words = 0
    for number, (cue, following) in enumerate(pairwise(cues)):
        words += lengths[number]
        pause = following.start_ms - cue.end_ms
        if words < (STRETCH if pause >= PARAGRAPH_MS else LONGEST_STRETCH) or cue.end_ms <= cue.start_ms:
            continue
        cut = (cue.end_ms + following.start_ms) // 2
        yield _before(waiting, number + 1), _before(heard, cut)
        words = 0
    yield list(waiting), list(heard)


def _before(waiting: deque[_Token], place: int) -> list[_Token]:
    """Remove the tokens at the front that come before *place*, and return them."""
    out = []
    while waiting and waiting[0].place < place:
        out.append(waiting.popleft())
    return out


def _differences(expected: Sequence[_Token], came: Sequence[_Token], language: str) -> list[_Difference]:
    matcher = difflib.SequenceMatcher(None, [t.key for t in expected], [t.key for t in came], autojunk=False)
    found = []
    last_ms = 0
    for kind, a, b, c, d in matcher.get_opcodes():
        wanted, got = tuple(expected[a:b]), tuple(came[c:d])
        if kind != "equal" and not (wanted and got and _sounds_same(wanted, got, language)):
            found.append(_Difference(wanted, got, got[0].place if got else last_ms))
        last_ms = got[-1].end_ms if got else last_ms
    return found


def _doubtful(cues: Sequence[Cue], differences: Sequence[_Difference]) -> list[int]:
    """The sentences to listen to again: with words that were not understood, or with many too many."""
    found = {t.place for d in differences for t in d.wanted}
    for one in differences:
        if _is_extra(one):
            found |= {n for n, cue in enumerate(cues) if _inside(one, cue)}
    return sorted(n for n in found if cues[n].end_ms > cues[n].start_ms)


def _better(first: list[_Difference], second: list[_Difference], number: int, cue: Cue) -> list[_Difference]:
    """The differences with those of one sentence by its second hearing, where that understood more."""

    def trouble(found: Sequence[_Difference]) -> int:
        wrong = sum(t.place == number for d in found for t in d.wanted)
        return wrong + sum(len(d.got) for d in found if _is_extra(d) and (found is second or _inside(d, cue)))

    if trouble(second) >= trouble(first):
        return first
    kept = []
    for one in first:
        rest = tuple(t for t in one.wanted if t.place != number)
        if rest == one.wanted and not (_is_extra(one) and _inside(one, cue)):
            kept.append(one)
        elif rest:
            kept.append(_Difference(rest, (), one.at_ms))
    # A word of a neighbour may be heard at the edges of the second: only what is wrong or much too much counts.
    return [*kept, *(d for d in second if d.wanted or _is_extra(d))]


def _is_extra(one: _Difference) -> bool:
    return len(one.got) - len(one.wanted) >= RUN


def _inside(one: _Difference, cue: Cue) -> bool:
    return bool(one.got) and cue.start_ms - MARGIN_MS <= one.got[0].place < cue.end_ms + MARGIN_MS


def _judge(cues: Sequence[Cue], expected: Sequence[_Token], differences: list[_Difference], before: int) -> Proof:
    """*before*: how many words were wrong at the first hearing."""
    wrong = Counter(t.key for d in differences for t in d.wanted)
    occurrences = Counter(t.key for t in expected)
    right = occurrences - wrong
    lengths = Counter(t.place for t in expected)
    missed = Counter(t.place for d in differences if len(d.wanted) > 2 * len(d.got) for t in d.wanted)
    unheard = {n for n, count in missed.items() if count > UNHEARD * lengths[n] and lengths[n] > 1}
    misheard, extra = [], []
    for one in differences:
        rest = [t for t in one.wanted if t.place not in unheard]
        if rest:
            suspect = any(not right[t.key] for t in rest)
            at = one.at_ms or cues[rest[0].place].start_ms
            misheard.append(Misheard(at, _words(rest), _words(one.got), cues[rest[0].place].text, suspect))
        if _is_extra(one) or (not rest and len(one.got) >= RUN):
            extra.append(WordMark(_words(one.got), one.got[0].place, one.got[-1].end_ms))
    slips = sum(count for key, count in wrong.items() if right[key])
    return Proof(
        words=len(expected),
        wrong=wrong.total(),
        own_error_rate=(before - wrong.total() + slips) / max(1, len(expected)),
        misheard=tuple(sorted(misheard, key=lambda m: m.start_ms)),
        unheard=tuple(cues[n] for n in sorted(unheard)),
        extra=tuple(extra),
        lexicon=tuple(_lexicon(cues, misheard, right)),
    )


def _lexicon(cues: Sequence[Cue], misheard: Sequence[Misheard], right: Counter[str]) -> Iterator[str]:
    """A line for each written word that was never understood: a name or a term, most likely."""
    written = {word for cue in cues for word in words_of(cue.text)}
    offered = set()
    for one in misheard:
        for word in one.written.split() if one.suspect else ():
            if word in written and not right[_key(word)] and not word.isdigit() and word not in offered:
                offered.add(word)
                yield Entry(word, Kind.SAY, word).line()


def _words(tokens: Sequence[_Token]) -> str:
    return " ".join(t.text for t in tokens)


# ---------------------------------------------------------------- words that can be compared


def words_of(text: str) -> list[str]:
    """The words of *text* without the marks around them. Signs of a letter (accents, Hindi's vowels) stay with it."""
    kept = (c if c.isalnum() or c in "'’" or unicodedata.category(c)[0] == "M" else " " for c in text)
    return [word for word in (w.strip("'’") for w in "".join(kept).split()) if word]


def _tokens(text: str, language: str, place: int) -> list[_Token]:
    return [_Token(_key(word), word, place) for word in words_of(speakable(text, primary(language)))]


def _heard_tokens(phrase: Heard, language: str) -> list[_Token]:
    """The words of a phrase with their times; figures written out first, and the time then shared among the words."""
    if phrase.words and not _WRITTEN.search(phrase.text):
        return [_Token(_key(w), w, m.start_ms, m.end_ms) for m in phrase.words for w in words_of(m.text)]
    words = words_of(speakable(phrase.text.strip(), primary(language)))
    step = (phrase.end_ms - phrase.start_ms) / max(1, len(words))
    return [
        _Token(_key(w), w, round(phrase.start_ms + n * step), round(phrase.start_ms + (n + 1) * step))
        for n, w in enumerate(words)
    ]


def _key(word: str) -> str:
    return word.casefold().replace("’", "'")


def _sounds_same(wanted: Sequence[_Token], got: Sequence[_Token], language: str) -> bool:
    """ "harbor" and "harbour", "on board" and "onboard"."""
    one, other = (" ".join(t.key for t in tokens) for tokens in (wanted, got))
    return one.replace(" ", "") == other.replace(" ", "") or _sound(one, language) == _sound(other, language)


@lru_cache(maxsize=10_000)
def _sound(text: str, language: str) -> str:
    """As eSpeak NG says it, without stress and length; the text itself in a language that it does not know."""
    try:
        return STRESS.sub("", "".join(_phonemizer(primary(language)).groups(text)))
    except VoiceError:
        return text


@lru_cache(maxsize=4)
def _phonemizer(language: str) -> Any:
    return Phonemizer("en-us" if language == "en" else language)
