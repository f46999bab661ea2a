"""The account of a page's words: each ends in a block, or is left out with a reason.

The page is counted before anything is taken out of it. When the sum is wrong at the end, the page is parsed again to
find the words that are missing: a few are written down as unexplained, more are an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from podcaster.errors import LostTextError
from podcaster.model import Block, LeftOut, Omission
from podcaster.reading.html.tags import BLOCK_TAGS, WORDLESS_TAGS, drop
from podcaster.reading.spaces import folded, visible

Element = Any

LONGEST_NOTE = 2000  # characters of left-out text that are kept for the ledger
_LITTLE = 400  # signs: of a page with no more, a button may be most
_UNNOTICED = 12  # signs that may be missing: bullets, dashes, brackets that a block has no need of
_MOST_LOST = 20  # words that are written down as unexplained; more of them are an error


@dataclass(slots=True)
class Account:
    """The words of one page, while it is read."""

    before: int  # signs on the page, white space not counted
    left_out: list[LeftOut] = field(default_factory=list)  # with all of their text
    small: list[LeftOut] = field(default_factory=list)  # the same, of which each reason gets one note
    same: list[str] = field(default_factory=list)  # text of the page that a block has in another form: formulas
    added: list[str] = field(default_factory=list)  # text of blocks that the page has in an attribute
    hidden_said: int = 0  # characters that are said and not displayed

    def leave(self, text: str, reason: Omission) -> None:
        """Write down text that is left out."""
        if text:
            self.left_out.append(LeftOut(text, reason))

    def note(self, element: Element, reason: Omission) -> None:
        """Write down an element that is taken out."""
        self.leave(_all_text(element), reason)

    def gather(self, element: Element, reason: Omission) -> None:
        """Write down an element of which a page has many: buttons, drawings, marks of footnotes."""
        if text := _all_text(element):
            self.small.append(LeftOut(text, reason))

    def is_most(self, element: Element) -> bool:
        """Whether an element holds more than half of the page: the parser has put the article into it."""
        return len(element) > 0 and _size(element.itertext()) > max(_LITTLE, self.before / 2)

    def rest(self, element: Element, kept: str, reason: Omission) -> None:
        """Write down the words of an element that are not in *kept*, the text that was made from it."""
        if missing := _missing(_paragraphs(element), [kept], fewest=1):
            self.leave(" ".join(missing), reason)

    def close(self, blocks: Sequence[Block], source: str, again: Callable[[], Element]) -> tuple[LeftOut, ...]:
        """All that was left out. *again*: parses the page once more.

        Raises LostTextError when more than a few words of the page are neither in a block nor left out.
        """
        kept = [*map(words_of, blocks), *(note.text for note in (*self.left_out, *self.small)), *self.same]
        notes = [*self.left_out, *_together(self.small)]
        if abs(self.before + _size(self.added) - _size(kept)) > _UNNOTICED:
            lost = _missing(_paragraphs(_bare(again())), kept, self.added, fewest=_UNNOTICED)
            if len(lost) > _MOST_LOST:
                raise LostTextError(
                    f"{len(lost)} words of the page were lost while it was read: {' '.join(lost[:12])} …",
                    about=source,
                    hint="please report this, with the file: an episode with a hole in it is not published",
                )
            if lost:
                notes.append(LeftOut(" ".join(lost), Omission.UNEXPLAINED))
        return tuple(map(_shortened, notes))


def opened(root: Element) -> Account:
    """The account of a page of which nothing has been taken out yet, except for its head, scripts and styles."""
    return Account(_size([_text()(_bare(root))]))


def _bare(root: Element) -> Element:
    """The page without what holds no words for its reader: head, scripts, styles, but not TeX in a MathJax script."""
    import lxml.etree

    head = root.find("head") if root.tag == "html" else None
    if head is not None:
        del head[:]
        head.text = None
    wordless = list(root.iter(*WORDLESS_TAGS))
    formulas = {e for e in wordless if (e.get("type") or "").lower().startswith("math/tex")}
    if formulas:
        for element in wordless:
            if element not in formulas:
                drop(element)
    else:
        lxml.etree.strip_elements(root, *WORDLESS_TAGS, with_tail=False)
    return root


def words_of(block: Block) -> str:
    """All text of a block that its page shows."""
    return f"{block.text} {block.attribution}" if block.attribution else block.text


def _all_text(element: Element) -> str:
    return folded(" ".join(element.itertext()))


@lru_cache(maxsize=1)
def _text() -> Any:
    import lxml.etree

    return lxml.etree.XPath("string()", smart_strings=False)


def _size(texts: Iterable[str]) -> int:
    """How many signs there are that can be seen."""
    squeezed = "".join(" ".join(texts).split())
    return len(squeezed if squeezed.isprintable() else visible(squeezed))


# ---------------------------------------------------------------- which words are missing


def _paragraphs(top: Element) -> str:
    """The text of an element, with white space wherever a block begins or ends."""
    import lxml.etree

    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(top, events=("start", "end")):
        if element.tag in BLOCK_TAGS or element.tag == "br":
            parts.append(" ")
        if event == "start" or element is not top:
            parts.append((element.text if event == "start" else element.tail) or "")
    return folded("".join(parts))


def _missing(page: str, kept: Iterable[str], added: Iterable[str] = (), *, fewest: int) -> list[str]:
    """The words of *page* that are nowhere in *kept*, in their order; none if they have less than *fewest* letters."""
    before = Counter(_words(page)) + Counter(_words(" ".join(added)))
    after = Counter(_words(" ".join(kept)))
    missing = before - after
    # If two words were joined, or one was divided, the letters are still there.
    letters = Counter("".join((after - before).elements()))
    if (Counter("".join(missing.elements())) - letters).total() < fewest:
        return []
    out = []
    for word in _words(page):
        if missing[word] > 0:
            missing[word] -= 1
            own = Counter(word)
            if own <= letters:
                letters -= own
            else:
                out.append(word)
    return out


def _words(text: str) -> Iterator[str]:
    """The words of *text* without the punctuation around them; punctuation alone does not count."""
    for chunk in folded(text).split():
        if word := chunk.strip("()[]{}\"'“”‘’«»„‚,;:!?.…—–-*•·|/"):
            yield word


# ---------------------------------------------------------------- for the ledger


def _together(notes: Iterable[LeftOut]) -> Iterator[LeftOut]:
    """One note for each reason, in which each text stands once."""
    by_reason: dict[Omission, dict[str, None]] = {}
    for note in notes:
        by_reason.setdefault(note.reason, {})[note.text] = None
    for reason, texts in by_reason.items():
        yield LeftOut(" · ".join(texts), reason)


def _shortened(note: LeftOut) -> LeftOut:
    """A note of a length that the ledger keeps."""
    text = note.text
    return note if len(text) <= LONGEST_NOTE else replace(note, text=text[: LONGEST_NOTE - 1] + "…")
