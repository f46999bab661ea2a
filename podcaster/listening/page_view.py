"""The page that an article was found on: what was taken of it, what was not, why, and how sure that is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from podcaster import shell
from podcaster.files import real_name
from podcaster.listening.explanation import facts, short, warnings
from podcaster.model import Article, Block, Doubt, LeftOut, Omission, SpanKind
from podcaster.reading import in_place
from podcaster.reading.by_hand import letters
from podcaster.reading.doubts import ABOUT_THE_SAVE
from podcaster.reading.in_place import SAME, text_of

RUNNING = 60  # letters that make a paragraph running text, and not an entry of a menu
_MOST = 200  # texts that are compared with every other
_UNSEEN = (Omission.HIDDEN, Omission.CONTROL)  # of these, nothing is a paragraph that can be seen


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of the page."""

    text: str
    taken: bool
    reason: Omission | None = None  # why it was not taken
    running: bool = False  # it is running text, not an entry of a menu or a list of links
    block: int = -1  # the block of the article that has it


@dataclass(frozen=True, slots=True)
class View:
    """A page in its own order, and what of it is no paragraph: hidden text, buttons, pieces of a paragraph."""

    parts: tuple[Part, ...]
    others: tuple[LeftOut, ...]

    @property
    def share(self) -> float:
        """How much of the running text was taken, from 0 to 1."""
        running = [(len(letters(part.text)), part.taken) for part in self.parts if part.running]
        whole = sum(size for size, _ in running)
        return sum(size for size, taken in running if taken) / whole if whole else 1.0


def blocks_of(source: Path, member: str = "") -> tuple[Block, ...]:
    """All that the page in *source* shows; nothing for a file that holds no page, or several articles.

    *member*: one article of several, by its source without the path of the file.
    """
    return in_place.pages(source, (member,)).get(member, ())


def view(article: Article, page: Sequence[Block]) -> View:
    """*page*, paragraph by paragraph, beside what *article* has of it."""
    shown = [(block, text, key) for block in page or article.blocks if (key := letters(text := text_of(block)))]
    places = in_place.places([key for _, _, key in shown], [letters(text_of(block)) for block in article.blocks])
    why = _Reasons.of(article.left_out)
    parts = []
    for (block, text, key), place in zip(shown, places, strict=True):
        running, good = len(key) >= RUNNING and _linked(block) < len(text) / 2, place >= 0
        parts.append(Part(text, good, None if good else why.find(key), running, place))
        if good:
            why.end()
    others = tuple(note for number, note in enumerate(article.left_out) if number not in why.used)
    return View(tuple(parts), others)


def as_text(article: Article, found: View, typed: str = "") -> str:
    """For a terminal: doubts and what to do about them, then the page in its order, each line with its fate.

    *typed*: the article as its user named it, for the commands; by default its source.
    """
    taken = sum(part.taken for part in found.parts)
    doubts = len(article.doubts)
    sure = f"{doubts} doubt{'' if doubts == 1 else 's'}, see above" if doubts else "no doubts"
    lines = [article.title, "=" * min(80, len(article.title)), facts(article)]
    lines += [f"! {sentence}" for sentence in warnings(article)]
    lines += [f"  try: {step}" for step in next_steps(article, typed)]
    lines += [f"* {sentence}" for sentence in article.by_hand]
    lines += [f"{taken} of {len(found.parts)} paragraphs taken, {found.share:.0%} of the running text; {sure}", ""]
    width = max((len(_why(part.reason)) for part in found.parts if not part.taken), default=0)
    lines += [_line(part, width) for part in found.parts]
    if found.others:
        lines += ["", "Hidden text, buttons, pieces of a paragraph, and what the intro says"]
        width = max(len(note.reason.value) for note in found.others)
        lines += [f"- {note.reason.value:<{width}} {short(note.text)}" for note in found.others]
    return "\n".join(lines)


def next_steps(article: Article, typed: str = "") -> list[str]:
    """What to do about the doubts of an article, and about a choice by hand: commands that work as they stand."""
    file = shell.path(typed or real_name(article.source))
    kinds = {kind for kind, _ in article.doubts}
    steps = []
    if kinds - ABOUT_THE_SAVE - {Doubt.GONE} and "!" not in (typed or article.source) and not article.by_hand:
        steps.append(f'podcaster convert {file} --from "first words" --to "last words", if it is the wrong part')
        steps.append(f"podcaster convert {file} --whole-page, if too little of the page was taken")
    if Doubt.GONE in kinds:
        steps.append("choose the passage again, or leave it as it is now")
    if kinds & ABOUT_THE_SAVE:
        steps.append("save the page again when all of the article shows: loaded to its end, and signed in")
    if kinds:
        steps.append(f"podcaster convert {file} --force, if this is the article")
    if article.by_hand:
        steps.append(f"podcaster convert {file} --as-found, for the automatic choice")
    return steps


def _line(part: Part, width: int) -> str:
    if part.taken:
        return f"+ {short(part.text, 91 + width)}"
    return f"- {_why(part.reason):<{width}} {short(part.text)}"


def _why(reason: Omission | None) -> str:
    return reason.value if reason else "not taken"


def _linked(block: Block) -> int:
    """How many characters of a block are links."""
    return sum(span.end - span.start for span in block.spans if span.kind is SpanKind.LINK)


# ---------------------------------------------------------------- why something was left out


@dataclass(slots=True)
class _Reasons:
    """Why something was left out, found by its text. A long note is cut off, so what follows it has its reason."""

    notes: Sequence[LeftOut]
    used: set[int] = field(default_factory=set)
    _texts: str = ""
    _begins: list[int] = field(default_factory=list)
    _exact: dict[str, int] = field(default_factory=dict)
    _pieces: dict[str, int] = field(default_factory=dict)
    _open: Omission | None = None  # of a long note, while its end may follow

    @classmethod
    def of(cls, notes: Sequence[LeftOut]) -> _Reasons:
        found = cls(notes)
        texts = [letters(note.text) if note.reason not in _UNSEEN else "" for note in notes]
        at = 0
        for number, text in enumerate(texts):
            found._begins.append(at)
            if text:
                found._exact.setdefault(text, number)
            if len(text) >= SAME and len(found._pieces) < _MOST:
                found._pieces.setdefault(text, number)
            at += len(text) + 1
        found._texts = "\n".join(texts)
        return found

    def find(self, text: str) -> Omission | None:
        """The reason of *text*, the next paragraph of the page that was not taken."""
        number = self._exact.get(text, -1)
        if number < 0 and (at := self._texts.find(text)) >= 0:
            number = bisect_right(self._begins, at) - 1
        if number < 0:  # a piece of it was left out
            pieces = self._pieces.items() if len(text) >= SAME else ()
            number = next((number for piece, number in pieces if piece in text), -1)
        if number < 0:
            return self._open
        self.used.add(number)
        note = self.notes[number]
        if note.text.endswith("…"):
            self._open = note.reason
        return note.reason

    def end(self) -> None:
        """The article begins or goes on: no long note reaches further."""
        self._open = None
