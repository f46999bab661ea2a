"""Accounts for every word: checks that nothing is lost between the saved article and the speech."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from podcaster.errors import LostTextError
from podcaster.model import Article, Block, BlockKind, Fate, LedgerEntry, Utterance

_TOKEN = re.compile(r"\w+")
_PLAIN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_EDGES = ".()[]{}\"'“”‘’«»„‚,;:!?…—–-*"


def tokens(text: str) -> list[str]:
    """The words of *text*, whatever the typography: "10⁶" and "106" are the same word."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def letters(text: str) -> str:
    """Only what a word is made of, in order; where words begin and end, and their accents, do not matter.

    Taken apart (NFKD), so that a text has the same letters however it is divided.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in folded if c.isalnum())


def source_parts(block: Block) -> list[str]:
    """All text of a block that a reader could see, in the order of the ledger."""
    if block.kind is BlockKind.TABLE and block.rows:
        cells = [cell for row in block.rows for cell in row]
        extra = Counter(tokens(block.text)) - Counter(tokens(" ".join(cells)))
        return [*cells, *extra.elements(), block.attribution]
    return [block.text, block.attribution]


def check(article: Article, entries: Sequence[LedgerEntry], utterances: Sequence[Utterance]) -> None:
    """Every word of every block has one entry, and what is called spoken is in an utterance of that block.

    Raises LostTextError naming the words.
    """
    by_block: dict[int, list[LedgerEntry]] = {}
    for entry in entries:
        by_block.setdefault(entry.block, []).append(entry)
    said: dict[int, list[str]] = {}
    for utterance in utterances:
        said.setdefault(utterance.block, []).append(utterance.text)
    for number, block in enumerate(article.blocks):
        source = " ".join(source_parts(block))
        own = by_block.get(number, [])
        if letters(source) != letters(" ".join(e.text for e in own)):
            _lost(article, number, _missing(source, " ".join(e.text for e in own)), "are not in the ledger")
        spoken = " ".join(e.text for e in own if e.fate is Fate.SPOKEN)
        heard = " ".join(said.get(number, []))
        if not _within(letters(spoken), letters(heard)):
            _lost(article, number, _missing(spoken, heard), "are in no utterance")


def _within(wanted: str, heard: str) -> bool:
    """Whether the items of *wanted* are in *heard* in the same order, possibly with others between them."""
    if wanted in heard:
        return True
    rest = iter(heard)
    return all(char in rest for char in wanted)


def _missing(source: str, kept: str) -> list[str]:
    """The words of *source* that a comparison cannot find in *kept*; the surplus ones when none is missing."""
    old, new = tokens(source), tokens(kept)
    lost: list[str] = []
    surplus: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag in ("delete", "replace"):
            lost += old[a:b]
        if tag in ("insert", "replace"):
            surplus += new[c:d]
    return lost or surplus


def _lost(article: Article, block: int, words: Iterable[str], what: str) -> None:
    shown = list(words)
    text = " ".join(shown[:12]) + (" …" if len(shown) > 12 else "")
    raise LostTextError(
        f"words of {article.source or article.title} {what}: {text!r} (block {block})",
        hint="please report this, with the file; the episode is not published, because words are missing",
    )


# ---------------------------------------------------------------- between the displayed and the spoken text


def lost_words(text: str, spoken: str, *, replaced: Mapping[str, str] | None = None) -> list[str]:
    """Plain words of *text* that nothing in *spoken* stands for.

    An abbreviation counts as said when a spoken word begins like it; addresses, identifiers and numbers are not plain.
    *replaced*: what the lexicon says instead.
    """
    if spoken == text:
        return []
    heard = spoken.casefold()
    begins = _beginnings(heard)
    known = {word for phrase in replaced or () for word in tokens(phrase)}
    lost = []
    for chunk in text.split():
        word = chunk.strip(_EDGES)
        if len(word) < 5 or not _PLAIN.fullmatch(word) or not word[1:].islower():
            continue
        folded = word.casefold()
        if folded in heard or folded[:3] in begins or re.sub("['’]s$", "", folded) in known:
            continue
        lost.append(word)
    return lost


@lru_cache(maxsize=8)
def _beginnings(heard: str) -> frozenset[str]:
    return frozenset(word[:3] for word in _PLAIN.findall(heard))
