"""The name of a speaker at the beginning of a block: "ANNA REED:", bold, alone on its line, or a letter: Q."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from podcaster.model import Block, BlockKind, SpanKind
from podcaster.script.speakers import words

_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_WORD = r"[^\W\d_][\w.'’&-]{0,24}"
_NAME = rf"{_WORD}(?:[ \u00a0]{_WORD}){{0,4}}(?:[ \u00a0]?\d{{1,2}}(?!\d|:\d))?"
_ASIDE = rf"(?:[ \u00a0]?[\[(][^\[\]()\n]{{1,40}}[\])])?(?:[ \u00a0]*[,|·–—-]?[ \u00a0]*{_TIME})?"
_START = rf"(?:{_TIME}[ \u00a0]*(?:[-–—|][ \u00a0]*)?)?[―–—-]{{0,2}}[ \u00a0]?"
_SEPARATOR = r"(?:[ \u00a0\u202f]?[:：](?!\d\d)[ \u00a0]*|[ \u00a0][–—][ \u00a0])"
_BEFORE_COLON = re.compile(rf"{_START}(?P<name>{_NAME}){_ASIDE}{_SEPARATOR}(?=\S|$)")
_IN_CAPITALS = re.compile(r"(?P<name>[A-ZÀ-Þ]{2}[A-ZÀ-Þ'’-]*(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){0,3})\. (?=\S)")
_LETTER = re.compile(r"(?P<name>[A-Z])(?:[ \u00a0]?\d{1,3})?[.)][ \u00a0]*(?=\S)")
_MARKER = re.compile(r"([A-Z])[.)]")
_ALONE = re.compile(rf"{_START}(?P<name>{_NAME}){_ASIDE}[ \u00a0]?[:：]?$")
_AGAIN = re.compile(rf"(?:(?<=[.!?…)\]\"”’»])[ \u00a0]|(?<=[。！？]))(?P<name>{_NAME})[ \u00a0]?[:：][ \u00a0]*(?=\S)")
_BOLD = re.compile(rf"{_START}(?P<name>{_NAME}){_ASIDE}[ \u00a0]?[:：.]?")
_BEHIND_BOLD = re.compile(r"[ \u00a0]*(?:[\[(][^\[\]()\n]{1,40}[\])])?[ \u00a0]*[:：.–—-]?[ \u00a0]*")
_SAID = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_PARTICLES = (
    "de del della di da do dos das du des la le las les los el al bin van von der den het of the and y e i und et"
)
_SMALL = frozenset(_PARTICLES.split())
_NUMBER = re.compile(r"[ \u00a0]?\d{1,3}$")
LONGEST = 48  # characters of a label


@dataclass(frozen=True, slots=True)
class Label:
    """A name that may be a speaker's, and where it stands in its block."""

    name: str  # as it is written
    start: int
    end: int  # where the speech begins; the end of the block if the name is alone
    alone: bool = False


def at_start(block: Block, following: Block | None, language: str) -> Label | None:
    """The label that *block* begins with. *following*: the next block, which a name alone introduces."""
    text = block.text
    if (letter := _MARKER.fullmatch(block.marker.strip())) and is_letter(letter[1], language):
        return Label(letter[1], 0, 0)
    if label := _bold(block):
        return label
    if (match := _BEFORE_COLON.match(text[: LONGEST + 40])) and _is_name(match["name"]):
        return Label(_bare(match["name"]), 0, match.end()) if match.end() < len(text) else _alone(block, following)
    if (match := _IN_CAPITALS.match(text[:LONGEST])) and not text[match.end() :].startswith(("http", "www")):
        return Label(match["name"], 0, match.end())
    if (match := _LETTER.match(text[:12])) and is_letter(match["name"], language):
        return Label(match["name"], 0, match.end())
    return _alone(block, following)


def within(block: Block, start: int) -> Iterator[Label]:
    """Further labels in a block whose lines were joined, each behind the end of a sentence."""
    for match in _AGAIN.finditer(block.text, start):
        if _is_name(match["name"]):
            yield Label(_bare(match["name"]), match.start(), match.end())


def is_letter(name: str, language: str) -> bool:
    """Whether a single letter stands for a question or an answer."""
    return name.casefold() in words.labels("question", language) | words.labels("answer", language)


def _bold(block: Block) -> Label | None:
    """A name in bold letters at the beginning, with or without a colon."""
    span = next((s for s in block.spans if s.kind is SpanKind.EMPHASIS and s.start == 0 and s.end <= LONGEST), None)
    if span is None or span.end >= len(block.text):
        return None
    match = _BOLD.fullmatch(block.text[: span.end].strip())
    if match is None or not _is_name(match["name"]):
        return None
    rest = _BEHIND_BOLD.match(block.text, span.end)
    end = rest.end() if rest else span.end
    return Label(_bare(match["name"]), 0, end) if end < len(block.text) else None


def _alone(block: Block, following: Block | None) -> Label | None:
    """A name on a line of its own, above what is said."""
    if len(block.text) > LONGEST or following is None or following.kind not in _SAID:
        return None
    if block.kind is BlockKind.LIST_ITEM and (following.kind is not BlockKind.LIST_ITEM or following.marker):
        return None  # only the term of a list of definitions
    match = _ALONE.match(block.text)
    if match is None or not _is_name(match["name"]):
        return None
    return Label(_bare(match["name"]), 0, len(block.text), alone=True)


def _bare(name: str) -> str:
    """ "Q1" -> "Q"; "Speaker 1" keeps its number."""
    bare = _NUMBER.sub("", name).rstrip(".")
    return bare if len(bare) == 1 else name.replace("\u00a0", " ")


def _is_name(name: str) -> bool:
    """Whether every word begins with a capital, or is a small word within a name; scripts without capitals pass."""
    found = name.replace("\u00a0", " ").split()
    first = found[0]
    if first[0].islower() or len(name) > LONGEST:
        return False
    return all(not word[0].islower() or word.casefold() in _SMALL for word in found)
