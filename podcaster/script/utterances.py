"""Turn a sentence as displayed into the text that a voice gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from podcaster.script.ledger import lost_words
from podcaster.script.lexicon import Lexicon
from podcaster.script.speakable import speakable
from podcaster.text.languages import primary

LEAST_LETTERS = 12  # a shorter sentence shares its neighbour's utterance: voices stumble over single words
LEAST_IN_WORDS = 9  # letters of a sentence of three words or more
MOST_TOGETHER = 220  # characters of an utterance that takes a short sentence in
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDED = re.compile(r"[.!?:;,…。！？：；、،؛؟।](?:[\"'”’“‘»«)\]}」』】]|[\s\u00a0\u202f](?=»))*$")
_SHOUTED = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SMALL_WORDS = frozenset(
    [
        "a", "i", "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my", "no",
        "of", "on", "or", "so", "to", "up", "us", "we", "all", "and", "any", "are", "big", "bad", "but", "can", "day",
        "did", "end", "far", "few", "for", "get", "got", "had", "has", "her", "him", "his", "how", "its", "let",
        "may", "new", "not", "now", "off", "old", "one", "our", "out", "own", "put", "say", "see", "she", "the",
        "too", "top", "try", "two", "use", "was", "way", "who", "why", "yes", "yet", "you", "don't", "can't", "that",
        "this", "what", "when", "with", "from", "your", "make", "need", "have", "will", "more", "than", "then",
        "they", "them", "were", "here", "like", "just", "into", "only", "over", "some", "time", "very", "well",
        "best", "back", "been", "come", "does", "down", "each", "even", "give", "good", "help", "home", "keep",
        "know", "last", "life", "long", "look", "made", "most", "much", "must", "next", "open", "part", "read",
        "same", "show", "such", "take", "tell", "want", "ways", "week", "work", "year", "free", "find", "stop",
        "things", "also", "both", "else"
    ]
)  # fmt: skip
_QUOTES = "\"'”’“‘»«」』"
_CLOSING = re.compile(r"[\s\u00a0\u202f]*[\"'”’“‘»«」』]+$")


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in *text*."""
    return any(c.isalnum() for c in text)


def _weight(text: str) -> int:
    """Letters of *text*; a digit, a Chinese sign, a kana and a Korean syllable weigh three."""
    return sum(c.isalnum() + 2 * c.isdigit() for c in text) + 2 * len(_WIDE.findall(text))


@dataclass(slots=True)
class _Together:
    """Sentences that share an utterance. Letters and words are added up as they come, not counted again each time."""

    joint: str
    sentences: list[str] = field(default_factory=list)
    weight: int = 0
    words: int = 0
    ends_in_word: bool = False

    @property
    def text(self) -> str:
        return self.joint.join(self.sentences)

    @property
    def is_short(self) -> bool:
        return self.weight < (LEAST_LETTERS if self.words < 3 else LEAST_IN_WORDS)

    def add(self, sentence: str) -> None:
        words = list(map(has_words, sentence.split()))
        if self.sentences and not self.joint:  # its first word goes on with the last one
            self.words -= self.ends_in_word
            words[0] |= self.ends_in_word
        self.sentences.append(sentence)
        self.weight += _weight(sentence)
        self.words += sum(words)
        self.ends_in_word = words[-1]


def longest(text: str, most: int) -> int:
    """As many characters as *most* of an alphabet, in the script of *text*: a third of them where most are wide."""
    return most // 3 if 2 * len(_WIDE.findall(text)) > len(text) else most


def grouped(sentences: Sequence[str], language: str) -> list[str]:
    """Sentences (none of them blank), very short ones together with a neighbour."""
    joint = "" if language.startswith(("zh", "ja")) else " "
    out: list[str] = []
    waiting = _Together(joint)
    for sentence in sentences:
        waiting.add(sentence)
        if waiting.is_short:
            continue
        text = waiting.text
        if len(waiting.sentences) > 1 and len(text) > longest(text, MOST_TOGETHER):
            _close(out, text[: -len(joint + sentence)], joint)
            text = sentence
        out.append(text)
        waiting = _Together(joint)
    if waiting.sentences:
        _close(out, waiting.text, joint)
    return out


def _close(out: list[str], waiting: str, joint: str) -> None:
    """A short sentence with no room before its follower goes to the one before it."""
    if out and len(out[-1]) + len(waiting) <= longest(waiting, MOST_TOGETHER):
        out[-1] = f"{out[-1]}{joint}{waiting}"
    else:
        out.append(waiting)


def unshouted(text: str, language: str) -> str:
    """A line all in capitals as it would be written otherwise: voices spell capitals. Acronyms keep theirs."""
    words = _SHOUTED.findall(text)
    if not text.isupper() or len(words) < 3 or primary(language) != "en":
        return text

    def lowered(match: re.Match[str]) -> str:
        word = match[0]
        small = word.casefold().replace("’", "'") in _SMALL_WORDS
        return word.capitalize() if small or (len(word) > 4 and re.search("[AEIOUY]", word)) else word

    return _SHOUTED.sub(lowered, text)


def said(text: str, spoken: str, language: str, lexicon: Lexicon) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What a voice is given for *text*, and IPA for words in it; "" when nothing in it can be said.

    *spoken*: the text as the rules of speech should see it, code marked.
    """
    # Composed, because the rules drop an accent that is a character of its own, as in file names of macOS.
    spoken = unshouted(unicodedata.normalize("NFC", spoken), language)
    found, ipa = lexicon.speak(spoken, language, lambda t: speakable(t, language))
    found = " ".join(found.replace("`", "").split())
    replaced = {spoken[m.start : m.end]: m.entry.value for m in lexicon.find(spoken, language)}
    if has_words(text) and (not has_words(found) or lost_words(spoken, found, replaced=replaced)):
        # Better unread signs than a lost word.
        found = " ".join(lexicon.apply(spoken, language)[0].replace("`", "").split())
    if not has_words(found):
        return "", ()
    return ended(found, language), ipa


def going_on(spoken: str, text: str, language: str) -> str:
    """*spoken* with a comma for the full stop that *text*, a part of a sentence, does not have: the voice stays up."""
    if _ENDED.search(text.rstrip()):
        return spoken
    comma = "、" if language.startswith("ja") else "，" if language.startswith("zh") else ","
    return re.sub(r"[.。](?=[\"'”’“‘»«」』\s\u00a0\u202f]*$)", comma, spoken, count=1)


def ended(text: str, language: str) -> str:
    """*text* with a full stop, so that the voice falls. Text that already ends in punctuation keeps it."""
    if _ENDED.search(text):
        return text
    stop = "。" if language.startswith(("zh", "ja")) else "."
    if text[-1] in _QUOTES:
        closing = _CLOSING.search(text)
        return f"{text[: closing.start()]}{stop}{closing[0]}" if closing else f"{text}{stop}"
    return f"{text.rstrip(' -–—')}{stop}"
