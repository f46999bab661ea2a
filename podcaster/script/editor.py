"""Parts that a radio editor would cut or set apart: repeated quotes, second bylines, initials, notes about changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from podcaster.model import Block, BlockKind
from podcaster.script.ledger import letters, tokens
from podcaster.text.phrases import Phrases

_SAME = 0.85  # of the words of a pull quote, which its editor has changed a little
_IN_ORDER = 0.75  # of them: "said" may have moved
_QUOTE_WORDS = range(8, 61)
_LONGEST_LABEL = 45  # characters before the colon of a note about a change
_LETTER = re.compile(r"(?:DEAR|LIEBE[RS]?|CH[EÈ]RE?|QUERID[AO]|CAR[AO]|BESTE) [A-ZÀ-Þ][A-ZÀ-Þ'’ -]{1,40}[:,]\s")
_PROSE = re.compile(r"[A-ZÀ-Þ][^\W\d_]*(?:[ ,'’-]+[^\W_]+){3,30}[.!?…]")
_INITIALS = re.compile(r"\s\(([A-Z][A-Za-z]*(?:[-&/.]?[A-Z])+s?)\)")
_SMALL = frozenset((
    "of", "and", "the", "for", "in", "on", "to", "a", "an", "de", "la", "du", "des", "der", "die", "das", "und", "für",
    "von", "et", "e", "y", "del", "da", "do", "van", "voor", "en",
))  # fmt: skip
_NOTHING = re.compile(r"[\W\d_]+")


def is_pull_quote(blocks: Sequence[Block], number: int) -> bool:
    """Whether a quotation repeats, slightly edited, what a paragraph of the article says."""
    quote = tokens(blocks[number].text)
    if len(quote) not in _QUOTE_WORDS or blocks[number].attribution:
        return False
    wanted = Counter(quote)
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH or len(block.text) < len(blocks[number].text) * 0.8:
            continue
        own = tokens(block.text)
        if (wanted & Counter(own)).total() < _SAME * len(quote):
            continue
        match = SequenceMatcher(None, quote, own, autojunk=False)
        runs = [run for run in match.get_matching_blocks() if run.size]
        if not runs or sum(run.size for run in runs) < _IN_ORDER * len(quote):
            continue
        if runs[-1].b + runs[-1].size - runs[0].b <= 1.3 * len(quote):  # in one place, not strewn over the paragraph
            return True
    return False


def is_second_byline(text: str, authors: Sequence[str], words: Phrases | None) -> bool:
    """Whether a line at the end only names the author again, who was named at the beginning."""
    plain = letters(text)
    by = words.by if words else "{names}"
    return any(plain and plain in (letters(name), letters(by.format(names=name))) for name in authors)


def opens_note(text: str, words: Phrases | None) -> bool:
    """Whether a paragraph begins like a note about a later change: "Update, 3 May:", "September 5, 2025 edit:"."""
    label, colon, _ = text.partition(":")
    if not colon or words is None or not words.updates or len(label) > _LONGEST_LABEL:
        return False
    plain = " ".join(_NOTHING.sub(" ", label.replace("’", "'").replace("'", "")).casefold().split())
    return any(plain == word or plain.startswith(f"{word} ") or plain.endswith(f" {word}") for word in words.updates)


def opens_letter(text: str) -> bool:
    """Whether a paragraph is the beginning of a letter to a column of advice, or of its answer: "DEAR TIRED: …"."""
    return _LETTER.match(text) is not None


def is_message(block: Block) -> bool:
    """Whether a short listing is a sentence for people, such as the message that a program prints."""
    text = block.text.strip()
    return not block.language and "\n" not in text and len(text) < 160 and _PROSE.fullmatch(text) is not None


def initials(text: str) -> list[tuple[int, int]]:
    """Where initials in brackets, with the blank before them, repeat the words that they are made of."""
    found = []
    for match in _INITIALS.finditer(text):
        wanted = [c.lower() for c in match[1].removesuffix("s") if c.isupper()]
        before = re.findall(r"[^\W\d_]+", text[: match.start()])[-3 * len(wanted) :]
        if _are_initials(wanted, [w.casefold() for w in before]):
            found.append((match.start(), match.end()))
    return found


def _are_initials(wanted: list[str], before: list[str]) -> bool:
    """Whether the last words have these initials; small words may have none. Read from the end."""
    left = list(wanted)
    for word in reversed(before):
        if left and word.startswith(left[-1]):
            left.pop()
        elif word not in _SMALL:
            return False
        if not left:
            return True
    return False
