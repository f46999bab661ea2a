"""Where the passages of an article stand on the page that it was found on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from podcaster.errors import InputError
from podcaster.model import Article, Block, Region
from podcaster.reading import door
from podcaster.reading.safe import shown

SAME = 8  # letters by which two texts that are not quite the same are known to be one
_MOST = 200  # texts that are compared with every other
_EXACT = 500  # paragraphs up to which the order is compared with all repetitions


def text_of(block: Block) -> str:
    """All words of a block that a reader can see."""
    return " ".join(text for text in (block.text, block.attribution, *map(" ".join, block.rows)) if text)


def pages(source: Path, members: Collection[str] = ("",)) -> dict[str, tuple[Block, ...]]:
    """All that the pages in *source* show, by member; nothing for a member that is no page, or several articles.

    *members*: articles by their sources without the path of the file; "": the only one of it.
    """
    whole = {member: Region(whole=True) for member in members}
    start = shown(source)
    found: dict[str, tuple[Block, ...]] = {}
    try:
        for article in door.read(source, regions=whole, on_error=_ignore, on_skip=_ignore):
            if (member := _member(article, start, whole)) is not None:
                found[member] = article.blocks
                if len(found) == len(whole):
                    break
    except InputError:  # it is reported where the article is read
        pass
    return found


def _member(article: Article, start: str, known: Collection[str]) -> str | None:
    member = article.source.removeprefix(start)
    return member if member in known else "" if "" in known else None


def _ignore(*_: object) -> None:
    """Errors are reported where the article is read."""


def places(page: Sequence[str], own: Sequence[str]) -> list[int]:
    """For each text of the page the number of the article's block that has it, -1 for none.

    Both are letters, in their order. Some blocks have no text of the page, and a block may have several.
    """
    matcher = SequenceMatcher(None, page, own, autojunk=len(page) > _EXACT)
    found, left = [-1] * len(page), dict.fromkeys(range(len(own)))
    for at, there, size in matcher.get_matching_blocks():
        for number in range(size):
            found[at + number] = there + number
            del left[there + number]
    moved = [(own[number], number) for number in left if own[number]]  # footnotes; and what is not quite the same
    for number, text in enumerate(page):
        same = next((pair for pair in moved[:_MOST] if pair[0] == text), None) if found[number] < 0 else None
        if same:
            moved.remove(same)
            found[number] = same[1]
    rest = [pair for pair in moved[:_MOST] if len(pair[0]) >= SAME]
    for number, text in enumerate(page):
        if found[number] < 0 and len(text) >= SAME:
            found[number] = next((there for other, there in rest if text in other or other in text), -1)
    return found
