"""The text before the blocks that the vote chose: a lead, boxes with lists, the question above an answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Any

from podcaster.model import Block, BlockKind, count_words
from podcaster.reading import bylines, furniture
from podcaster.reading.html import paragraphs, trim
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.walk import Found

Element = Any

_DECK = 25  # words: a shorter line below the title is a summary that announces the article
_LEADS = 3  # blocks at most
_BEFORE = 12  # paragraphs that the vote chose, at most
_HEAD = 8  # blocks before the text, among which its first lines are looked for
_TITLE = 4  # words of a heading that may be the title without the name of the site
_TEXT = 8  # words: with more, a line of a question is its text
_LEAD = re.compile(
    r"sub-?titles?|sub-?head|(?:^|[\s_-])(?:dec?k|lead|lede|perex|chapo|chapeau|stand-?first|summary|excerpt|intro|"
    r"teaser|vorspann|entradilla|bajada|sommario|occhiello|ingress|tagline|description)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"caption|photo|video|gallery|credit", re.IGNORECASE)
_ANSWER = re.compile(r"(?:^|[\s_-])(?:(?:accepted|suggested)?answers?|answer-?cell)(?:$|[\s_-])", re.IGNORECASE)
_QUESTION = re.compile(r"(?:^|\s)question(?:$|\s)", re.IGNORECASE)


def earlier(found: Sequence[Found], inside: Sequence[bool], first: int) -> int:
    """Where the article begins: prose just before the first chosen block belongs to it, too."""
    for number in range(first - 1, max(-1, first - 5), -1):
        block = found[number].block
        if not inside[number]:
            break
        if block.kind is BlockKind.FIGURE:
            continue
        if not paragraphs.is_paragraph(block, 20):
            break
        first = number
    return first


def before(
    found: Sequence[Found], votes: Sequence[bool], inside: Sequence[bool], first: int, said: Metadata
) -> set[int]:
    """The blocks before the *first* one of the text that belong to it."""
    out = _leads(found, votes, inside, first, said)
    out |= _among(found, sorted(n for n in out if votes[n]), first, said)
    return out | _first_heading(found, inside, first, said)


def _leads(
    found: Sequence[Found], votes: Sequence[bool], inside: Sequence[bool], first: int, said: Metadata
) -> set[int]:
    """The lead between the title and the text: many designs set it apart, in an element of its own."""
    titles = {bylines.plain_words(t) for t in (said.title, *said.titles) if t}
    heads = [n for n, entry in enumerate(found[: first + 1]) if entry.block.kind is BlockKind.HEADING]
    first_level = [n for n in heads if found[n].block.level == 1]
    top = max(first_level or [n for n in heads if _is_title(found[n].block.text, titles)], default=-1)
    out: list[int] = []
    voted: list[int] = []
    for number in range(top + 1 if top >= 0 else max(0, first - _HEAD), first):
        entry = found[number]
        near = inside[number] or 0 <= top >= number - _HEAD
        if top >= 0 and votes[number] and paragraphs.is_paragraph(entry.block, 15):
            voted.append(number)
        elif near and _is_lead(entry, inside[number], said):
            out.append(number)
    return {*out[:_LEADS], *voted[:_BEFORE]}


def _is_title(text: str, titles: Collection[str]) -> bool:
    """Whether a heading is the title of the page, or all of it but the name of the site."""
    plain = bylines.plain_words(text)
    return plain in titles or (len(plain.split()) >= _TITLE and any(t.startswith(f"{plain} ") for t in titles))


def _among(found: Sequence[Found], voted: Sequence[int], first: int, said: Metadata) -> set[int]:
    """Lists and headings before the text, in boxes like those of the paragraphs that the vote chose there."""
    if len(voted) < _LEADS:
        return set()
    around = set(found[first].element.iterancestors())
    boxes = {_look(a) for n in voted for a in islice(found[n].element.iterancestors(), _LEADS) if a not in around}
    host = trim.home(list(found), said.address)
    out: set[int] = set()
    for number in range(first - 1, voted[0], -1):
        entry, kind = found[number], found[number].block.kind
        fits = kind in (BlockKind.LIST_ITEM, BlockKind.HEADING) or (kind is BlockKind.PARAGRAPH and number + 1 in out)
        boxed = any(_look(a) in boxes for a in entry.element.iterancestors())
        if fits and boxed and not paragraphs.is_foreign(entry.block, host):
            out.add(number)
    return out


def _look(element: Element) -> tuple[str, str]:
    return element.tag, element.get("class") or ""


def _first_heading(found: Sequence[Found], inside: Sequence[bool], first: int, said: Metadata) -> set[int]:
    """The heading of the first part, right above the text."""
    if first < 1:
        return set()
    entry = found[first - 1]
    block = entry.block
    if block.kind is not BlockKind.HEADING or block.level < 2 or trim.linked(block) > 0.3:
        return set()
    titles = {bylines.plain_words(t) for t in (said.title, *said.titles) if t}
    plain = bylines.plain_words(block.text)
    signed = any(bylines.plain_words(name) in plain for name in said.authors)
    if plain in titles or signed or furniture.line(block.text) is not None:
        return set()
    beside = entry.element.getparent() in found[first].element.iterancestors()
    return {first - 1} if beside or inside[first - 1] else set()


def question(found: Sequence[Found], chosen: Sequence[bool]) -> set[int]:
    """The question, when what was chosen is its answer."""
    first = found[chosen.index(True)].element
    if not any(_ANSWER.search(paragraphs.named([a]) + f" {a.get('itemprop') or ''}") for a in first.iterancestors()):
        return set()
    holder: Element | None = None
    out: set[int] = set()
    for number, entry in enumerate(found):
        if holder is None:
            holder = next((a for a in entry.element.iterancestors() if _QUESTION.search(paragraphs.named([a]))), None)
        if holder is None or holder in first.iterancestors() or holder not in entry.element.iterancestors():
            continue
        block = entry.block
        solid = block.kind is not BlockKind.PARAGRAPH or count_words(block.text) > _TEXT
        if solid and trim.linked(block) <= 0.6 and furniture.line(block.text) is None:
            out.add(number)
    return out


def _is_lead(entry: Found, inside: bool, said: Metadata) -> bool:
    """Whether a block below the title is the article's first paragraph rather than a byline, a date or a button."""
    block = entry.block
    words = count_words(block.text)
    announced = _is_announced(block, said)
    if (block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) and not announced) or trim.linked(block) > 0.3:
        return False
    fewest = 6 if inside or announced else _DECK
    if words < fewest or furniture.line(block.text) or furniture.edge(block.text):
        return False
    near = [entry.element, *islice(entry.element.iterancestors(), 2)]
    if furniture.credit_behind(block.text) >= 0:
        return False
    if block.kind is BlockKind.HEADING:  # no caption, though "no-caption" may be in the name of its box
        return words >= 9 and block.level > 1
    if _CAPTION.search(paragraphs.named(near[:2])):
        return False
    same = bylines.plain_words(block.text) == bylines.plain_words(said.description)
    return same or announced or paragraphs.is_paragraph(block, 12) or _LEAD.search(paragraphs.named(near)) is not None


def _is_announced(block: Block, said: Metadata) -> bool:
    """Whether a block is a sentence of which the page's description has more: a subtitle is the whole description."""
    own, whole = bylines.plain_words(block.text), bylines.plain_words(said.description)
    return own != whole and paragraphs.ends_sentence(block.text) and bool(own) and f" {own} " in f" {whole} "
