"""An article as it will be heard, block by block: what is said for each sentence, and what is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from podcaster import voice
from podcaster.errors import UnknownVoiceError
from podcaster.listening import explanation
from podcaster.listening.differences import Piece, compared, with_left_out
from podcaster.model import Article, Block, BlockKind, Fate, LedgerEntry, Omission, Script, Utterance
from podcaster.reading.by_hand import letters

_TAIL = 24  # letters by which the place of something left out is found
_REST = 3  # sentences of a paragraph in which there is nothing to see, and that are folded away
_LONG_MS = 2000  # silence that is worth a word
_INLINE = 60  # characters of a piece that is shown in its sentence as not said; longer ones stand below
_KINDS = {
    BlockKind.LIST_ITEM: "List",
    BlockKind.QUOTE: "Quotation",
    BlockKind.CODE: "Code",
    BlockKind.TABLE: "Table",
    BlockKind.FIGURE: "Picture",
    BlockKind.FOOTNOTE: "Footnote",
    BlockKind.FORMULA: "Formula",
    BlockKind.EMBED: "Embedded",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the page shows it."""

    pieces: tuple[Piece, ...]
    added: bool  # it is not in the article: a cue, the name of a speaker
    by: str  # who says it, if it is not the narrator
    sounds: tuple[tuple[str, str], ...]  # words with a pronunciation of their own, in IPA
    pause: str  # after it, where it is unusually long
    rest: int = 0  # its number among those that are folded away within a paragraph, from 1

    @property
    def differs(self) -> bool:
        return bool(self.sounds) or any(piece.differs and not piece.left_out for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the article, or what is said before and after it."""

    number: int
    label: str
    block: Block | None
    marker: str  # of a list item, where it is not said
    sentences: tuple[Sentence, ...]
    quiet: tuple[LedgerEntry, ...]  # what is not said, and is not shown within a sentence

    @property
    def kinds(self) -> list[str]:
        """What the filters of the page know it by."""
        gone = self.quiet or any(piece.left_out for sentence in self.sentences for piece in sentence.pieces)
        found = {
            "changed": any(sentence.differs for sentence in self.sentences),
            "gone": bool(gone),
            "voiced": any(sentence.by for sentence in self.sentences),
        }
        return [name for name, there in found.items() if there]

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to see in it: a paragraph that is said as it is written."""
        heading = self.block is not None and self.block.kind is BlockKind.HEADING
        return not (self.kinds or heading or any(s.pause for s in self.sentences))


def heard(article: Article, script: Script) -> Iterator[Row]:
    """The blocks of *article* in order, with what is said of each, between the intro and the outro."""
    said: defaultdict[int, list[Utterance]] = defaultdict(list)
    last = max((n for n, u in enumerate(script.utterances) if u.block >= 0), default=-1)
    outro = len(article.blocks)
    for n, utterance in enumerate(script.utterances):
        said[outro if utterance.block < 0 and n > last >= 0 else utterance.block].append(utterance)
    quiet: defaultdict[int, list[LedgerEntry]] = defaultdict(list)
    for entry in script.ledger:
        dash = entry.reason is Omission.DECORATION and entry.text.isascii() and not letters(entry.text)
        if not dash and entry.reason is not Omission.SPEAKER:  # who speaks is a label beside the text
            quiet[entry.block].append(entry)
    narrator = script.utterances[0].voice if script.utterances else ""
    before = ""
    for number in range(-1, outro + 1):
        block = article.blocks[number] if 0 <= number < outro else None
        row = _row(number, block, said[number], quiet[number], narrator)
        if row.sentences or row.quiet:
            yield replace(row, label="") if row.label == before else row
            before = row.label


def _row(
    number: int, block: Block | None, said: Sequence[Utterance], entries: Sequence[LedgerEntry], narrator: str
) -> Row:
    added = _added([u.text for u in said], _source(block, entries)) if block else [False] * len(said)
    pieces = [
        (Piece("", u.spoken, differs=True),) if new else compared(u.text, u.spoken)
        for u, new in zip(said, added, strict=True)
    ]
    below = []
    for entry, place in _placed(said, added, entries):
        if place:
            pieces[place[0]] = with_left_out(pieces[place[0]], place[1], entry)
        else:
            below.append(entry)
    sentences = [
        Sentence(
            pieces=pieces[n],
            added=added[n],
            by=u.speaker or ("" if u.voice == narrator else voice_name(u.voice)),
            sounds=tuple(explanation.pronounced(u)),
            pause=f"then {u.pause_ms / 1000:.0f} seconds of silence" if u.pause_ms >= _LONG_MS else "",
        )
        for n, u in enumerate(said)
    ]
    label = _KINDS.get(block.kind, "") if block else "Intro" if number < 0 else "Outro"
    marker = block.marker if block and block.kind is BlockKind.LIST_ITEM else ""
    if said and marker and said[0].text.startswith(marker):
        marker = ""
    return Row(number + 1, label, block, marker, tuple(_rest(sentences)), tuple(below))


def _rest(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """*sentences*, numbered where several in a row have nothing to see in them; who speaks is named once."""
    by = ""
    named = []
    for sentence in sentences:
        named.append(replace(sentence, by="" if sentence.by == by else sentence.by))
        by = sentence.by
    for plain, some in groupby(
        named, key=lambda s: not (s.by or s.pause or any(p.differs for p in s.pieces) or s.sounds)
    ):
        run = list(some)
        for number, sentence in enumerate(run, start=1):
            yield replace(sentence, rest=number) if plain and len(run) >= _REST and len(named) > len(run) else sentence


def _source(block: Block, entries: Iterable[LedgerEntry]) -> str:
    """The letters of a block: as it stands, and without what is not said of it."""
    spoken = " ".join(entry.text for entry in entries if entry.fate is Fate.SPOKEN)
    whole = " ".join((block.marker, block.text, block.attribution, *map(" ".join, block.rows)))
    return letters(f"{whole} {block.marker} {spoken}")


def _added(texts: Iterable[str], source: str) -> list[bool]:
    """Which sentences are not in a block: neither as they are, nor with most of their words."""
    added, at = [], 0
    for text in texts:
        own = letters(text)
        found = source.find(own, at)  # in their order: a block may have thousands of sentences
        if found < 0:
            found = source.find(own)
        at = max(at, found)
        words = [word for word in map(letters, text.split()) if len(word) > 2] if found < 0 else []
        added.append(found < 0 and sum(word in source for word in words) <= len(words) * 2 / 3)
    return added


def _placed(
    said: Sequence[Utterance], added: Sequence[bool], entries: Sequence[LedgerEntry]
) -> Iterator[tuple[LedgerEntry, tuple[int, int] | None]]:
    """What of a block is not said, with the sentence it belongs to and how many characters into that it would stand."""
    if all(entry.fate is Fate.SPOKEN for entry in entries):
        return
    places = [(n, at) for n, u in enumerate(said) if not added[n] for at, sign in enumerate(u.text) if letters(sign)]
    text = "".join(letters(said[n].text[at]) for n, at in places)
    exact = len(text) == len(places)  # not where one letter is written for several
    before, at = "", 0
    for entry in entries:
        if entry.fate is Fate.SPOKEN:
            before = (before + letters(entry.text))[-_TAIL:]
            continue
        fits = exact and before and len(entry.text) <= _INLINE and "\n" not in entry.text
        found = text.find(before, max(0, at - _TAIL)) if fits else -1
        if found < 0:
            yield entry, None
        else:
            at = found + len(before)
            number, character = places[at - 1]
            yield entry, (number, character + 1)


def voice_name(id: str) -> str:
    """The name of a voice; its id where it is not installed."""
    try:
        return voice.find(id).name
    except UnknownVoiceError:
        return id
