"""Interviews without names: each question stands in bold letters, or in italics, and what follows answers it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from podcaster.model import Article, Block, BlockKind, SpanKind
from podcaster.script.speakers import labels, words
from podcaster.script.speakers.dialogue import TURNS, Dialogue, Said, is_faq, is_interview, turns_of
from podcaster.script.speakers.labels import Label
from podcaster.text.phrases import phrases_for

_ASKS = 0.6  # of the paragraphs in bold letters end with a question mark; "Tell me more." is one of the others
_ANSWER = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_LONGEST_QUESTION = 600  # characters
_NOTHING = Label("", 0, 0)


def find(article: Article, language: str) -> Dialogue | None:
    """The conversation in *article*; None if there is none, or if the two have no names in its language."""
    phrases = phrases_for(language)
    if phrases is None or not words.own("i", language):
        return None
    blocks = article.blocks
    asked = [n for n, block in enumerate(blocks[:-1]) if _is_set_apart(block) and _answers(blocks[n + 1])]
    while asked and not _ends_asking(blocks[asked[0]]):  # "An interview with Ella Strand"
        del asked[0]
    if len(asked) < TURNS or sum(_ends_asking(blocks[n]) for n in asked) < max(TURNS, _ASKS * len(asked)):
        return None
    names = [_label(blocks[n + 1], language) for n in asked]
    name, times = Counter(label.name for label in names).most_common(1)[0]
    named = bool(name) and 2 * times >= len(asked)
    said = []
    for number, label in zip(asked, names, strict=True):
        texts = [b.text for b in blocks[number + 1 : number + 4] if _answers(b)]
        own = label if named and label.name == name else _NOTHING
        said.append(Said(number, _NOTHING, speaker=phrases.question, text=blocks[number].text))
        said.append(Said(number + 1, own, speaker=name if named else phrases.answer, text=" ".join(texts)))
    if is_faq(article, language) or not is_interview(said[::2], said[1::2], language):
        return None
    return _quiet(turns_of(blocks, said))


def _quiet(found: Dialogue) -> Dialogue:
    """The same conversation; who has no label is not announced."""
    turns = {
        number: tuple(replace(turn, labelled=turn.labelled and turn.speech > turn.start) for turn in own)
        for number, own in found.turns.items()
    }
    return Dialogue(turns, found.speakers)


def _label(block: Block, language: str) -> Label:
    """The name that an answer begins with."""
    found = labels.at_start(block, None, language)
    return found if found and not found.alone else _NOTHING


def _is_set_apart(block: Block) -> bool:
    """Whether a paragraph is in bold letters or italics as a whole."""
    text = block.text.strip()
    if block.kind is not BlockKind.PARAGRAPH or not text or len(text) > _LONGEST_QUESTION:
        return False
    return sum(s.end - s.start for s in block.spans if s.kind is SpanKind.EMPHASIS) >= len(text)


def _answers(block: Block) -> bool:
    return block.kind in _ANSWER and bool(block.text) and not _is_set_apart(block)


def _ends_asking(block: Block) -> bool:
    return block.text.rstrip(" \"'”’»").endswith(("?", "？"))
