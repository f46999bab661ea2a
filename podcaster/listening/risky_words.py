"""The words of an archive that a voice may say wrongly, ranked before the night: names, acronyms, homographs, signs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files as package_files

from podcaster.config import Settings
from podcaster.errors import PodcasterError
from podcaster.model import Article, Role, Utterance
from podcaster.script import homographs, write
from podcaster.script.lexicon import HEADER, Entry, Kind, Lexicon
from podcaster.script.speakable import LANGUAGES, WITH_FIGURES
from podcaster.text.languages import primary

AUDITION_CHARACTERS = 900  # about a minute
_BEST_SENTENCE = range(40, 161)  # characters: long enough to hear the word in, short enough for an audition


class Risk(StrEnum):
    """Why a word is risky."""

    ACRONYM = "acronym"  # spelled or said?
    IDENTIFIER = "identifier"  # CamelCase, snake_case, names with digits
    NAME = "name"
    FOREIGN = "foreign"
    HOMOGRAPH = "homograph"
    UNREAD = "unread"  # figures and signs that no rule turned into words


# How often a voice is wrong, a guess for each kind; the ranking multiplies it with how often the word occurs.
_WEIGHT = {
    Risk.UNREAD: 1.0,
    Risk.ACRONYM: 0.7,
    Risk.IDENTIFIER: 0.6,
    Risk.NAME: 0.5,
    Risk.FOREIGN: 0.5,
    Risk.HOMOGRAPH: 0.25,
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TOKEN = re.compile(r"[\w][\w.+#/-]*[\w+#]|\w")
_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
_IDENTIFIER = re.compile(r"[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|\w+_\w+|[A-Za-z]+\d+[A-Za-z]*")
_UNREAD = re.compile(r"\S*(?:\d|[@#$%^&*=<>\\|~_{}§¶†→←↑↓⇒√∑∫≤≥≠≈±×÷€£¥₹°µ™®©])\S*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]['\"”’»)]*\s+|[“„«\"(]\s*)$")
_EDGES = ".,;:!?()[]{}\"'“”‘’«»„…—–-"


@dataclass(frozen=True, slots=True)
class RiskyWord:
    """A word that should be heard before an archive is narrated."""

    word: str
    risk: Risk
    count: int  # in the whole archive
    articles: int
    sentence: str  # a sentence with the word, as displayed
    spoken: str  # the same sentence as it would be spoken now
    source: str  # the article with that sentence
    score: float


@dataclass(frozen=True, slots=True)
class Survey:
    """The risky words of an archive, the riskiest first."""

    words: tuple[RiskyWord, ...]
    articles: int
    failed: tuple[tuple[str, PodcasterError], ...]  # the sources of articles without a script, and why


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    """The word lists that come with podcaster."""
    text = (package_files("podcaster.script") / "lexicon_data" / "survey.txt").read_text(encoding="utf-8")
    parts = re.split(r"^\[(.+)\]$", text, flags=re.MULTILINE)
    return {name: frozenset(words.split()) for name, words in zip(parts[1::2], parts[2::2], strict=True)}


@dataclass(slots=True)
class _Found:
    risk: Risk
    count: int = 0
    articles: int = 0
    last: int = -1  # article
    utterance: Utterance | None = None
    source: str = ""


@dataclass(slots=True)
class _Survey:
    found: dict[str, _Found] = field(default_factory=dict)
    plain: Counter[str] = field(default_factory=Counter)  # words found in lower case


def survey(articles: Iterable[Article], settings: Settings, *, lexicon: Lexicon | None = None) -> Survey:
    """Rank the risky words of *articles*, which may be an endless stream: only words are kept, not texts.

    What the lexicon knows is not risky any more. An article without a script is listed, and the others go on.
    """
    lexicon = Lexicon.builtin() if lexicon is None else lexicon
    state = _Survey()
    failed: list[tuple[str, PodcasterError]] = []
    number = -1
    for number, article in enumerate(articles):
        try:
            script = write(article, settings, lexicon=lexicon)
        except PodcasterError as error:
            failed.append((article.source, error))
            continue
        for utterance in script.utterances:
            if utterance.role is not Role.CODE_CUE:
                _collect(state, utterance, number, article.source, lexicon)
    return Survey(tuple(_ranked(state)), number + 1, tuple(failed))


def _collect(state: _Survey, utterance: Utterance, number: int, source: str, lexicon: Lexicon) -> None:
    for word in _WORD.findall(utterance.text):
        if word.islower():
            state.plain[word] += 1
    known = {utterance.text[m.start : m.end] for m in lexicon.find(utterance.text, utterance.language)}
    for word, risk in risks(utterance):
        if word in known or any(word in phrase.split() for phrase in known):
            continue
        found = state.found.setdefault(word, _Found(risk))
        found.count += 1
        if found.last != number:
            found.last, found.articles = number, found.articles + 1
        if found.utterance is None or _better(utterance.text, found.utterance.text):
            found.utterance, found.source = utterance, source


def _better(new: str, old: str) -> bool:
    return len(new) in _BEST_SENTENCE and len(old) not in _BEST_SENTENCE


def risks(utterance: Utterance) -> Iterator[tuple[str, Risk]]:
    """The risky words of one utterance, repeated as often as they occur."""
    text, language = utterance.text, primary(utterance.language)
    shouted = text.isupper()
    unsure = Counter(word.casefold() for word in homographs.undecided(utterance.spoken)) if language == "en" else {}
    for match in _TOKEN.finditer(text):
        word = match[0].strip(_EDGES)
        if not word or any(c in word for c in "/.") or word.isdigit():
            continue
        risk = _risk(word, text[: match.start()], language, shouted)
        if risk is None and unsure.get(word.casefold()):
            word, risk = word.casefold(), Risk.HOMOGRAPH
        if risk:
            yield word, risk
    # Where there are no rules, figures are the engine's own business.
    own_business = language not in LANGUAGES or language in WITH_FIGURES
    unread = () if own_business else _UNREAD.finditer(utterance.spoken)
    for match in unread:
        word = match[0].strip(_EDGES)
        if len(word) > 1 or (word and not word.isalnum()):
            yield word, Risk.UNREAD


def _risk(word: str, before: str, language: str, shouted: bool) -> Risk | None:
    if _ACRONYM.fullmatch(word) and not shouted:
        return None if word.rstrip("s") in _lists()["acronyms"] else Risk.ACRONYM
    if _IDENTIFIER.fullmatch(word):
        return Risk.IDENTIFIER
    if not _WORD.fullmatch(word) or len(word) < 3:
        return None
    # Every German noun has a capital.
    if language != "de" and word[0].isupper() and word[1:].islower() and not _SENTENCE_START.search(before):
        return None if re.sub(r"['’]s$", "", word) in _lists()["names"] else Risk.NAME
    if language == "en" and not word.isascii() and word.islower() and "’" not in word:
        return Risk.FOREIGN
    return None


def _ranked(state: _Survey) -> list[RiskyWord]:
    odd = _Oddness(state.plain)
    ranked = []
    for word, found in state.found.items():
        base = word.casefold()
        bare = re.sub(r"['’]s$", "", base)
        # A word that also stands in small letters is a word, not a name: a capital at the head of a title says nothing.
        if found.risk is Risk.NAME and (state.plain[base] or state.plain[bare]):
            continue
        if found.risk is Risk.ACRONYM and len(word) > 2 and state.plain[base] > 2:
            continue  # a word that somebody shouted
        oddness = odd(bare) if found.risk in (Risk.NAME, Risk.FOREIGN) else 1.0
        score = _WEIGHT[found.risk] * oddness**2 * math.log2(1 + found.count)
        utterance = found.utterance
        assert utterance is not None
        ranked.append(
            RiskyWord(
                word=word,
                risk=found.risk,
                count=found.count,
                articles=found.articles,
                sentence=utterance.text,
                spoken=utterance.spoken,
                source=found.source,
                score=round(score, 3),
            )
        )
    return sorted(ranked, key=lambda w: (-w.score, -w.count, w.word))


class _Oddness:
    """How much the spelling of a name differs from the archive's plain words; voices mispronounce unusual ones.

    From 1 for a name spelled like any word, up to about 3 for one whose letter sequences are rare.
    """

    def __init__(self, plain: Counter[str]) -> None:
        self.pairs: Counter[str] = Counter()
        self.triples: Counter[str] = Counter()
        for word in plain:
            padded = f"  {word} "
            for n in range(len(padded) - 2):
                self.triples[padded[n : n + 3]] += 1
                self.pairs[padded[n : n + 2]] += 1
        self.trained = len(plain) >= 500

    def __call__(self, word: str) -> float:
        if not self.trained:
            return 1.0
        padded = f"  {word} "
        places = range(len(padded) - 2)
        surprise = sum(
            -math.log2((self.triples[padded[n : n + 3]] + 0.1) / (self.pairs[padded[n : n + 2]] + 3)) for n in places
        ) / len(places)
        return min(3.0, max(0.3, surprise / 3.5))  # an ordinary word has about 3.5 bits a letter


# ---------------------------------------------------------------- what to do about them


def audition(words: Sequence[RiskyWord], *, characters: int = AUDITION_CHARACTERS) -> tuple[RiskyWord, ...]:
    """The riskiest words whose sentences fit into an audition of about a minute; no sentence twice."""
    chosen: list[RiskyWord] = []
    heard: set[str] = set()
    room = characters
    for word in words:
        if word.sentence in heard or len(word.sentence) > room:
            continue
        heard.add(word.sentence)
        chosen.append(word)
        room -= len(word.sentence)
    return tuple(chosen)


def stub(words: Sequence[RiskyWord]) -> str:
    """A lexicon to fill in: each word with a sentence, its entry switched off until the user approves it."""
    lines = [HEADER.rstrip(), "#", "# Take the # away from an entry, and put right what it says.", ""]
    for word in words:
        sentence = " ".join(word.sentence.split())
        lines.append(f"# {word.risk}, {word.count} times in {word.articles} articles: {sentence[:160]}")
        lines.append(f"# {_proposal(word).line()}")
    return "\n".join(lines) + "\n"


def _proposal(word: RiskyWord) -> Entry:
    if word.risk is Risk.ACRONYM:
        bare = word.word.removesuffix("s")
        return Entry(bare, Kind.LETTERS, case=True)
    return Entry(word.word, Kind.SAY, word.word)
