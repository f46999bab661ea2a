"""Choose the blocks of a page that are its article.

trafilatura says which words belong to the article; the blocks, their kinds and their order come from our own walk
through the page, so that list numbers, captions, notes and the paragraphs in between are not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from podcaster.model import Block, BlockKind, Doubt, Image, Omission, count_words
from podcaster.reading import bylines, furniture
from podcaster.reading.html import account as html_account
from podcaster.reading.html import clean as html_clean
from podcaster.reading.html import hidden, net, posts, stretch, suspicions, trim, vote
from podcaster.reading.html import notes as html_notes
from podcaster.reading.html import tree as html_tree
from podcaster.reading.html.account import Account, words_of
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.walk import Found, Walker

Element = Any
Picture = Callable[[Element], Image | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks chosen as the article of a page."""

    blocks: tuple[Block, ...]
    account: Account  # of all that is left out
    weight: net.Weight
    signs: tuple[tuple[Doubt, str], ...] = ()  # that it is no plain article

    @property
    def words(self) -> int:
        return sum(count_words(block.text) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page as it was walked through."""

    root: Element
    found: list[Found]
    account: Account
    doomed: Mapping[Element, Omission]  # what was taken out for its name


def choose(root: Element, said: Metadata, picture: Picture, again: Callable[[], Element]) -> Choice:
    """The article's blocks. *again*: parses the page once more, to try a second way if the first result is doubtful."""
    page = _walked(root, said, picture)
    if said.post and (place := posts.of_network(page.found, said.post)) is not None:
        page, kept = _post_only(page, *place)
        return _finished(page, kept, net.Net(page.found, said))
    kept = stretch.between(page.found, vote.vote(root, page.found), said) if page.found else []
    first = net.Net(page.found, said)
    weight = net.weigh(first, kept, page.doomed)
    if not weight.suspicious:
        return _finished(page, kept, first)
    thin = weight.said < net.FEW
    other = _walked(again(), said, picture, lambda element, reason: net.spares(element, reason, weight.said))
    second = net.Net(other.found, said, thin)
    choices = net.candidates(other.root, other.found, said, thin=thin)
    chosen = _finished(page, kept, first)
    before = net.Net(page.found, said, thin)
    if choices and net.is_better((before, kept), (second, new := net.best(second, choices))):
        instead = _finished(other, new, net.Net(other.found, said))
        if instead.words > chosen.words:
            return instead
    return chosen


def _post_only(page: _Reading, start: int, end: int) -> tuple[_Reading, list[bool]]:
    """A page without the posts and advertisements around one post, and its blocks, all of them kept."""
    for entry in (*page.found[:start], *page.found[end:]):
        page.account.leave(words_of(entry.block), _reason(entry))
    found = page.found[start:end]
    return replace(page, found=found), [True] * len(found)


def _walked(
    root: Element, said: Metadata, picture: Picture, spared: Callable[[Element, Omission], bool] | None = None
) -> _Reading:
    """The blocks of a page without what is hidden, and without what its names call furniture."""
    account = html_account.opened(root)
    hidden.take_out(root, account)
    marks = html_notes.find(root, account)
    doomed = html_clean.around(root, account, marks.footnotes, *([spared] if spared else []))
    html_clean.shares(root, account)
    walker = Walker(account, said.address, picture, marks.footnotes, marks.references)
    return _Reading(root, walker.walk(html_tree.body(root)), account, doomed)


def _finished(page: _Reading, kept: Sequence[bool], whole: net.Net) -> Choice:
    """A choice without title, byline and trailers, and the prose of the page that is not in it."""
    found = trim.trim(_chosen(page.found, kept, whole.said, page.account), whole.said, page.account, edges=True)
    final = {id(f) for f in found}
    taken = [id(f) in final for f in page.found]
    weight = net.weigh(whole, taken)
    return Choice(tuple(f.block for f in found), page.account, weight, suspicions.of(page.found, taken))


def _chosen(found: list[Found], kept: Sequence[bool], said: Metadata, account: Account) -> list[Found]:
    """The blocks that are kept; the others are recorded as left out."""
    titles = {bylines.plain_words(t) for t in (said.title, *said.titles) if t}
    for entry, good in zip(found, kept, strict=True):
        if not good and entry.block.text:
            is_title = entry.block.kind is BlockKind.HEADING and bylines.plain_words(entry.block.text) in titles
            account.leave(words_of(entry.block), Omission.METADATA if is_title else _reason(entry))
    return [entry for entry, good in zip(found, kept, strict=True) if good]


def _reason(entry: Found) -> Omission:
    """Why a block is not part of the article."""
    reason = furniture.line(entry.block.text) or html_clean.reason_of(entry.element)
    if reason is not None:
        return reason
    return Omission.NAVIGATION if trim.linked(entry.block) > 0.5 else Omission.OUTSIDE
