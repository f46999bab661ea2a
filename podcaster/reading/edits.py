"""What the user changed of an article by hand, put into the article: its facts, passages that are said, or are not.

A passage is known by its first words. It is found again after small changes; one that is gone is a doubt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property, partial
from pathlib import Path

from podcaster.model import Article, Block, BlockKind, Doubt, Edits, LeftOut, Omission, Wish
from podcaster.reading import in_place, safe
from podcaster.reading.by_hand import letters
from podcaster.reading.in_place import text_of

LONGEST = 200  # characters that a passage is known by
_WHOLE = 80  # letters from which on a passage may be the beginning of a longer one
_ALIKE = 0.75  # of 1: how much of a passage must be the same
_GRAIN = 12  # letters in a row that are the same after a small change
_SHOWN = 60  # characters of a passage in a message

Page = Callable[[], Sequence[Block]]


def passage(text: str) -> str:
    """The words by which a passage with this text is known: the first ones of a long one."""
    flat = " ".join(text.split())
    if len(flat) <= LONGEST:
        return flat
    return flat[:LONGEST].rpartition(" ")[0] or flat[:LONGEST]


def each(found: Iterator[Article], path: Path, edits: Mapping[str, Edits]) -> Iterator[Article]:
    """The articles of *path*, changed by *edits*: keys are sources without the path, "" for the only article."""
    start = safe.shown(path)
    for article in found:
        member = article.source.removeprefix(start)
        own = edits.get(member)
        yield applied(article, own, partial(_page, path, member)) if own else article


def _page(path: Path, member: str) -> Sequence[Block]:
    return in_place.pages(path, (member,)).get(member, ())


def applied(article: Article, edits: Edits, page: Page = tuple) -> Article:
    """*article* with *edits*. *page*: all that its page shows, asked for what was taken for no part of the article."""
    changed = _Blocks(list(article.blocks), list(article.left_out))
    for words in edits.left_out:
        changed.wish(words, Wish.LEAVE_OUT)
    back = [words for words in edits.said if not changed.wish(words, Wish.SAY)]
    if back:
        changed.bring_back(back, page())
    gone = [(Doubt.GONE, f"“{_short(words)}”, {how}, is not in it any more") for words, how in changed.gone]
    return replace(
        article,
        blocks=tuple(changed.blocks),
        left_out=tuple(changed.left_out),
        title=edits.title or article.title,
        authors=article.authors if edits.authors is None else edits.authors,
        date=article.date if edits.date is None else day(edits.date),
        language=edits.language or article.language,
        voice=edits.voice,
        doubts=(*article.doubts, *gone),
        by_hand=(*article.by_hand, *_told(edits)),
    )


def day(text: str) -> dt.date | dt.datetime | None:
    """A date of `Edits`; None if there is none, or none that can be read."""
    try:
        if len(text) <= len("2026-01-31"):
            return dt.date.fromisoformat(text) if text else None
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _told(edits: Edits) -> Iterator[str]:
    """Sentences about what was changed."""
    facts = {
        "the title": bool(edits.title),
        "the author": edits.authors is not None,
        "the date": edits.date is not None,
        "the language": bool(edits.language),
        f"the voice {edits.voice}": bool(edits.voice),
    }
    if any(facts.values()):
        yield f"changed by hand: {', '.join(name for name, changed in facts.items() if changed)}"
    for words, what in ((edits.left_out, "left out"), (edits.said, "said")):
        if words:
            count = "1 passage is" if len(words) == 1 else f"{len(words)} passages are"
            yield f"{count} {what} by hand: {', '.join(f'“{_short(one)}”' for one in words[:3])}" + (
                " …" if len(words) > 3 else ""
            )


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"


@dataclass(slots=True)
class _Finder:
    """Texts, as letters, in which passages are looked for."""

    keys: list[str]

    def find(self, words: str) -> list[int]:
        """The numbers of the texts that are this passage: all with these words, else the one that is most like it."""
        wanted = letters(words)
        if not wanted:
            return []
        long = len(wanted) >= _WHOLE
        same = [n for n, key in enumerate(self.keys) if key == wanted or (long and key.startswith(wanted))]
        if same:
            return same
        grain = min(_GRAIN, max(1, len(wanted) // 3))
        grains = {wanted[at : at + grain] for at in range(0, len(wanted) - grain + 1, grain)}
        best, where = _ALIKE, -1
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        for n, key in enumerate(self.keys):
            if not any(one in key for one in grains):
                continue
            matcher.set_seq1(key[: len(wanted)] if long else key[: 2 * len(wanted)])
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (like := matcher.ratio()) > best:
                best, where = like, n
        return [where] if where >= 0 else []


class _Blocks:
    """The blocks of an article while they are changed."""

    def __init__(self, blocks: list[Block], left_out: list[LeftOut]) -> None:
        self.blocks = blocks
        self.left_out = left_out
        self.gone: list[tuple[str, str]] = []  # words, what was to be done with them

    @cached_property
    def finder(self) -> _Finder:
        return _Finder([letters(text_of(block)) for block in self.blocks])

    def wish(self, words: str, wish: Wish) -> bool:
        """Do so with the blocks of these words. Returns whether there are any."""
        where = self.finder.find(words)
        for number in where:
            self.blocks[number] = replace(self.blocks[number], wish=wish)
        if not where and wish is Wish.LEAVE_OUT:
            self.gone.append((words, "which was to be left out"))
        return bool(where)

    def bring_back(self, passages: Sequence[str], page: Sequence[Block]) -> None:
        """Put what was left out while reading back into its place."""
        keys = [letters(text_of(block)) for block in page]
        places = in_place.places(keys, self.finder.keys)
        around, before = [], -1
        for place in places:
            before = place if place >= 0 else before
            around.append(before)
        on_page, beside = _Finder(keys), _Finder([letters(one.text) for one in self.left_out])
        found: list[tuple[int, int, Block]] = []  # the block before it, its number on the page, itself
        for words in passages:
            back = [(around[n], n, page[n]) for n in on_page.find(words) if places[n] < 0]
            if not back:
                back = [self._paragraph(self.left_out[n]) for n in beside.find(words)[:1]]
            if not back:
                self.gone.append((words, "which was to be said"))
            found += back
        taken = {letters(text_of(block)) for _, _, block in found}
        self.left_out = [one for one in self.left_out if letters(one.text) not in taken]
        for before, _, block in sorted(found, key=lambda entry: entry[:2], reverse=True):
            self.blocks.insert(before + 1, replace(block, wish=Wish.SAY))

    def _paragraph(self, one: LeftOut) -> tuple[int, int, Block]:
        """What stands nowhere on the page: a line about the article at its beginning, all else at its end."""
        before = -1 if one.reason is Omission.METADATA else len(self.blocks) - 1
        return before, len(self.left_out), Block(BlockKind.PARAGRAPH, " ".join(one.text.split()))
