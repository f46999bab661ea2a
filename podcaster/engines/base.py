"""What an engine promises, and what all of them share."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from podcaster.engines.joining import join
from podcaster.errors import EngineError
from podcaster.model import Speech, Utterance, Voice

# Words that a part of a sentence begins with, in the languages of the voices
CONJUNCTIONS = frozenset(
    [
        "although", "and", "because", "but", "if", "nor", "or", "since", "that", "though", "unless", "until", "when",
        "where", "whether", "which", "while", "who", "whose", "aber", "dass", "oder", "und", "weil", "et", "mais", "ou",
        "que", "qui", "o", "pero", "porque", "y", "che", "e", "ma", "mas", "en", "maar", "omdat",
    ]
)  # fmt: skip
# Words that a part without a verb of its own begins with. Not "in", "on", "at", "for" and others that may belong to the
# verb before them ("looked at", "asked for"), which is not parted from its object.
PREPOSITIONS = frozenset(
    [
        "after", "against", "among", "before", "behind", "beside", "between", "beyond", "despite", "during", "except",
        "inside", "near", "outside", "through", "throughout", "toward", "towards", "under", "unlike", "via", "within",
        "without", "während", "gegen", "ohne", "zwischen", "nach", "pendant", "entre", "après", "avant", "contre",
        "sans", "durante", "según", "sin", "después", "tra", "senza", "dopo", "sem", "depois", "tijdens", "tussen",
        "zonder",
    ]
)  # fmt: skip
# Words that belong to the next one, and words that may be the object of a verb or begin it
LEANING = frozenset(
    [
        "a", "an", "the", "this", "these", "those", "every", "each", "no", "my", "your", "his", "her", "its", "our",
        "their", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "will", "would", "can",
        "could", "should", "must", "may", "might", "to", "of", "in", "on", "at", "by", "for", "from", "with", "into",
        "as", "not", "very", "more", "most", "than", "der", "das", "den", "dem", "des", "ein", "eine", "einen",
        "einem", "einer", "zu", "von", "mit", "für", "le", "la", "les", "un", "une", "du", "de", "au", "aux", "el",
        "los", "las", "una", "del", "il", "lo", "gli", "di", "da", "os", "um", "uma", "do", "het", "een", "van", "te",
    ]
)  # fmt: skip
OBJECTS = frozenset(["it", "him", "them", "us", "me", "itself", "himself", "herself", "themselves"])
# Where a long text is cut, the best places first: the end of a sentence, of a clause, a comma, before a conjunction,
# before a preposition, a space.
CUTS = (
    re.compile(r"(?<=[.!?…。！？])\s+"),
    re.compile(r"(?<=[;:—–])\s*"),
    re.compile(r"(?<=[,，、)])\s*"),
    re.compile(rf"\s+(?=(?:{'|'.join(sorted(CONJUNCTIONS))})\s)"),
    re.compile(rf"\s+(?=(?:{'|'.join(sorted(PREPOSITIONS))})\s)"),
    re.compile(r"\s+"),
)
_MARKED = re.compile(r"([.!?…。！？;:；：,，、—–])[\"'”’»)\]]*$")


class Engine(ABC):
    """Code that speaks. A subclass is made with a voice, in a child process, and is asked for one utterance at a time.

    What it cannot do it refuses with EngineError: it never ignores. The class tells what has to be known before any
    engine is made; importing its module must not load a model.
    """

    name: ClassVar[str]  # as in the entry points and in the profiles of its voices
    version: ClassVar[str]  # changes whenever the same utterance would sound otherwise
    max_chars: ClassVar[int]  # characters; longer texts are cut at clauses before they arrive
    # Where else than on the processor it can compute: names of `podcaster.config.DEVICES`, and for each what its
    # samples are called there. That is part of the keys of segments: another name, and they are spoken again.
    devices: ClassVar[Mapping[str, str]] = MappingProxyType({})
    # Bytes that a worker takes at most. 0: little, and it has no use for more threads than one.
    worker_bytes: ClassVar[int] = 0

    def __init__(self, voice: Voice, *, threads: int = 1, device: str = "cpu") -> None:  # noqa: ARG002 - for others
        """*threads*: as many may compute at once. *device*: "cpu", or one of `devices` if the user asked for it.

        Raise VoiceError if the voice cannot speak on this machine, with a hint that says what to do.
        """
        self.voice = voice

    @staticmethod
    def check(voice: Voice) -> list[str]:  # noqa: ARG004 - for others
        """Sentences on what *voice* lacks on this machine; none if it can speak. It must be quick: no model is made."""
        return []

    @abstractmethod
    def speak(self, utterance: Utterance) -> Speech:
        """Return the audio, never empty and never cut off; raise EngineError otherwise."""


def refuse_other(kind: object, where: str) -> None:
    """Raise EngineError if *kind*, which was found at *where*, is not a class of engines that keeps to the contract."""
    missing = [m for m in ("name", "version", "max_chars") if not hasattr(kind, m)]
    if not (isinstance(kind, type) and issubclass(kind, Engine)):
        trouble = "is not a subclass of podcaster.engines.Engine"
    elif missing:
        trouble = f"does not tell its {' and '.join(missing)}"
    else:
        return
    raise EngineError(
        f"the engine {where} {trouble}",
        hint="its package was made for another version of podcaster, or is not finished: ask for a newer one",
    )


def cut(text: str, max_chars: int) -> list[str]:
    """*text* in pieces of at most *max_chars*, cut at clauses, of similar length; only white space is lost."""
    text = text.strip()
    if len(text) <= max_chars:
        return [text]
    places = _cuts(text, max_chars)
    if not places:  # one endless word
        return [text[:max_chars], *cut(text[max_chars:], max_chars)]
    middle = len(text) / 2
    at = min(places, key=lambda place: abs(place - middle))
    return [*cut(text[:at], max_chars), *cut(text[at:], max_chars)]


def _cuts(text: str, max_chars: int) -> list[int]:
    """Where to cut best: away from the ends, so that no piece is a lone word."""
    margin = min(len(text) // 5, max_chars // 2)
    for pattern in CUTS:
        places = [m.end() for m in pattern.finditer(text) if margin <= m.end() <= len(text) - margin]
        if pattern is CUTS[-1]:
            places = [at for at in places if parts(*_around(text, at))] or places
        if places:
            return places
    return []


def _around(text: str, at: int) -> tuple[str, str]:
    """The words before and after a position."""
    return text[:at].rsplit(maxsplit=1)[-1], text[at:].split(maxsplit=1)[0]


def parts(before: str, after: str) -> bool:
    """Whether a pause may stand between two words without a mark: not before a possible object of a verb."""
    before, after = before.casefold(), after.casefold()
    return before not in LEANING and after not in LEANING and after not in OBJECTS


def speak_in_pieces(speak: Callable[[Utterance], Speech], utterance: Utterance, max_chars: int) -> Speech:
    """Speak a text piece by piece and join the sound, the words' times moved along."""
    speeches: list[Speech] = []
    sounds = utterance.sounds
    pieces = cut(utterance.spoken, max_chars)
    for piece in pieces:
        # A piece that ends at a space goes on: with a comma the voice does not fall there.
        goes_on = len(speeches) + 1 < len(pieces) and not _MARKED.search(piece)
        speech = speak(replace(utterance, spoken=f"{piece}," if goes_on else piece, sounds=sounds))
        speeches.append(_unmarked(speech) if goes_on else speech)
        sounds = _after(piece, sounds)
    return join(speeches, [_MARKED.sub(r"\1", piece)[-1:] for piece in pieces])


def _unmarked(speech: Speech) -> Speech:
    """*speech* without the comma that was added to its last word."""
    if not speech.words:
        return speech
    *others, last = speech.words
    return replace(speech, words=(*others, replace(last, text=last.text.removesuffix(","))))


def _after(piece: str, sounds: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The sounds that are still needed after *piece*. For a word that comes twice, the second one stays."""
    left = Counter(word for word, _ in sounds)
    words = (re.sub(r"^\W+|\W+$", "", word).casefold() for word in piece.split())
    said = Counter(word if word in left else re.sub("['’]s$", "", word) for word in words)
    kept = []
    for word, sound in sounds:
        left[word] -= 1
        if said[word] and left[word]:
            said[word] -= 1
        else:
            kept.append((word, sound))
    return tuple(kept)


def refuse_ipa(engine: str, utterance: Utterance) -> None:
    """For engines that cannot take IPA: refuse the lexicon's entry by name."""
    if utterance.ipa:
        entry = ", ".join(repr(word) for word, _ in utterance.ipa)
        raise EngineError(
            f"the {engine} voice cannot take IPA, which the lexicon gives for {entry}",
            hint="give a spelling in the lexicon instead, or use another voice",
        )


def quote(utterance: Utterance, limit: int = 120) -> str:
    """The sentence, for a message."""
    text = utterance.spoken
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"
