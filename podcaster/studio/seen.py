"""An article as it will be heard, before a voice says it: plain data for the pages of the studio.

It is read and scripted in a process of its own with limits: the studio itself never loads what parses pages.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from podcaster import reading, script
from podcaster.batch import choices
from podcaster.config import Show
from podcaster.engines.pool import physical_cores
from podcaster.episode.forecast import SECONDS_A_CHARACTER, assumed
from podcaster.errors import NoTextError, PodcasterError
from podcaster.library import FILE_NAME, Library
from podcaster.listening import explanation, page_view, rows
from podcaster.model import Article, Block, BlockKind, Doubt, Edits, Fate, LedgerEntry, LeftOut, Omission, Script, Wish
from podcaster.publishing import omissions, salvage
from podcaster.reading import edits as by_hand
from podcaster.reading import in_place, numbered
from podcaster.reading.by_hand import letters
from podcaster.reading.doubts import ABOUT_THE_SAVE
from podcaster.reading.safe import run_limited, shown
from podcaster.script import asides
from podcaster.script.lexicon import Lexicon

SECONDS = 240  # of work: an article of ten hours takes 20
MEMORY_MB = 3072
_UNSAID = (Omission.HIDDEN, Omission.CONTROL, Omission.UNEXPLAINED)  # of these nothing is a passage that can be said
_TELLING = 60  # characters by which a voice is known
SILENCED = "all of it is left out by hand"
_SHORT = 400  # characters that are shown of a passage that is not said


@dataclass(frozen=True, slots=True)
class Facts:
    """Who wrote what and when, in which language."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""  # ISO 8601
    language: str = ""  # BCP 47


@dataclass(frozen=True, slots=True)
class Gone:
    """Words of a passage that are not said, and are not shown within a sentence."""

    text: str
    reason: str  # in words: "code listing"
    in_notes: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the article, or of its page, or what is said before and after it."""

    number: int
    label: str = ""  # "Quotation", "Intro"
    level: int = 0  # of a heading
    marker: str = ""  # of a list item, where it is not said
    sentences: tuple[rows.Sentence, ...] = ()
    quiet: tuple[Gone, ...] = ()
    words: str = ""  # by which it is known in forms; "": nothing can be decided about it
    wish: str = ""  # what was decided by hand: "say", "leave out"
    can_say: bool = False  # nothing of it is said, and there are words for it
    outside: bool = False  # it was taken for no part of the article
    language: str = ""  # if it is not the article's
    is_plain: bool = False  # said as it is written

    @property
    def said(self) -> bool:
        return bool(self.sentences)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Why the save may be bad, and what helps."""

    kind: str
    sentence: str
    step: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be known of an article before it is spoken."""

    source: str
    member: str  # its source without the path of the file: the name that edits are remembered by
    facts: Facts
    found: Facts  # without what was changed by hand
    edits: Edits
    site: str = ""
    address: str = ""
    words: int = 0  # of the article, as the API and the lists count them
    sentences: int = 0
    characters: int = 0  # to be spoken
    seconds: float = 0.0  # of audio, about
    work_s: float = 0.0  # until it is ready, on this machine
    measured: bool = False  # whether work_s is from this machine
    narrator: str = ""  # id of a voice
    first: str = ""  # the first sentence of its text
    doubts: tuple[Doubtful, ...] = ()
    remarks: tuple[str, ...] = ()
    refusal: str = ""  # why it never becomes an episode: it was never public
    passages: tuple[Passage, ...] = ()
    others: tuple[Gone, ...] = ()  # of the page: hidden text, buttons, pieces of a paragraph

    @property
    def author(self) -> str:
        return ", ".join(self.facts.authors)

    @property
    def counts(self) -> dict[str, int]:
        """How many passages are said otherwise than written, not said, changed by hand."""
        changed = sum(any(s.differs for s in one.sentences) for one in self.passages)
        silent = sum(not one.said for one in self.passages)
        return {"changed": changed, "silent": silent, "by_hand": sum(bool(one.wish) for one in self.passages)}


def look(show: Show, path: Path, number: int = 0, edits: Edits | None = None) -> Seen:
    """The article with that number of a saved file (0: the only one, or the first), and what would be said of it.

    *edits*: what was changed by hand; None: what is remembered for it. Takes from half a second to twenty; may be
    called in any thread. Raises the same errors as reading and scripting: InputError and so on.
    """
    settings = replace(
        show.settings, casts=dict(show.settings.casts), speaker_voices=dict(show.settings.speaker_voices)
    )
    return run_limited(_look, show.folder, settings, path, number, edits, seconds=SECONDS, memory_mb=MEMORY_MB)


# ---------------------------------------------------------------- in a process of its own


def _look(folder: Path, settings: Any, path: Path, number: int, edits: Edits | None) -> Seen:
    frozen = replace(
        settings,
        casts=MappingProxyType(settings.casts),
        speaker_voices=MappingProxyType(settings.speaker_voices),
    )
    show = Show(folder, frozen)
    found = _read(show, path, number)
    member = found.source.removeprefix(shown(path))
    if edits is None:
        edits = choices.edits_remembered(show, path).get(member, Edits())
    page = in_place.pages(path, (member,)).get(member, ())
    article = by_hand.applied(found, edits, lambda: page) if edits else found
    said, silenced = _said(article, show, edits)
    characters = sum(len(u.spoken) for u in said.utterances)
    speed = _speed(show)
    placed, others = _passages(article, said, page)
    return Seen(
        source=found.source,
        member=member,
        facts=_facts(article),
        found=_facts(found),
        edits=edits,
        site=article.site,
        address=article.address,
        words=article.word_count,
        sentences=len(said.utterances),
        characters=characters,
        seconds=characters * SECONDS_A_CHARACTER,
        work_s=characters / (speed or assumed(show.settings.jobs or physical_cores())),
        measured=speed is not None,
        narrator=next((u.voice for u in said.utterances if u.block >= 0), ""),
        first=_first(u.text for u in said.utterances if u.block >= 0),
        doubts=tuple(Doubtful(kind.value, sentence, _step(kind)) for kind, sentence in article.doubts),
        remarks=tuple(explanation.remarks(article)),
        refusal=SILENCED if silenced else next(iter(explanation.warnings(replace(article, doubts=()))), ""),
        passages=placed,
        others=others,
    )


def _said(article: Article, show: Show, edits: Edits) -> tuple[Script, bool]:
    """What would be said, and whether that is nothing because all of it was left out by hand: it can come back."""
    try:
        return script.write(article, show.settings, lexicon=Lexicon.load(show.lexicon)), False
    except NoTextError:
        if not edits.left_out:
            raise
    reasons = (Omission.BY_HAND if one.wish is Wish.LEAVE_OUT else Omission.OUTSIDE for one in article.blocks)
    told = zip(article.blocks, reasons, strict=True)
    gone = tuple(LedgerEntry(one.text, Fate.LEFT_OUT, n, reason) for n, (one, reason) in enumerate(told))
    return Script((), gone), True


def _read(show: Show, path: Path, number: int) -> Article:
    """The article as it was found, in the part of the page that was chosen. Raises what is wrong with it."""
    errors: list[PodcasterError] = []
    regions = choices.remembered(show, path)
    split = show.settings.split
    if number:
        found = choices.by_number(path, (number,), regions, split=split, on_error=lambda _, error: errors.append(error))
    else:
        found = reading.read(path, split=split, regions=regions, on_error=lambda _, error: errors.append(error))
    article = next(iter(found), None)
    if article is None:
        raise errors[0] if errors else NoTextError(numbered.missing(number or 1, 0), about=shown(path))
    return article


def _speed(show: Show) -> float | None:
    """Characters a second of the latest long run on this machine."""
    place = show.state / FILE_NAME
    with contextlib.suppress(PodcasterError):
        if not salvage.is_blank(place):
            with Library(place, read_only=True) as library:
                return library.speed()
    return None


def _first(sentences: Iterator[str]) -> str:
    """The first sentence; with the next ones while it is too short to know a voice by."""
    told = ""
    for sentence in sentences:
        told = f"{told} {sentence}".strip()
        if len(told) >= _TELLING:
            break
    return told


def _facts(article: Article) -> Facts:
    date = article.date.isoformat() if article.date else ""
    return Facts(article.title, article.authors, date, article.language)


def _step(kind: Doubt) -> str:
    """What to do about a doubt, for a user who sees the page of the article."""
    if kind is Doubt.GONE:
        return "Find the passage below and decide again, or leave it as it is."
    if kind in ABOUT_THE_SAVE:
        return "Sign in if necessary, load the page to its end, save it again, and add the new file."
    if kind is Doubt.INCOMPLETE:
        return "Left-out passages are folded in place below. Press “Say this” for those that belong to the article."
    return "Check the text below. If it is complete, make the episode."


# ---------------------------------------------------------------- the text


def _passages(article: Article, said: Script, page: Sequence[Block]) -> tuple[tuple[Passage, ...], tuple[Gone, ...]]:
    """The article as it will be heard, with what else is on its page in its place; and what has no place there."""
    counted = iter(range(1, 10**9))
    view = page_view.view(article, page) if page else None
    behind: dict[int, list[Passage]] = {}
    block = -1
    for part in view.parts if view else ():
        block = max(block, part.block)
        if not part.taken:
            behind.setdefault(block, []).append(_outside(part.text, part.reason))
    out: list[Passage] = []
    spoken = {u.block for u in said.utterances}
    done = -2

    def up_to(number: int) -> Iterator[Passage]:
        nonlocal done
        for at in range(done + 1, number):
            yield from behind.get(at, ())
        done = max(done, number - 1)

    for row in rows.heard(article, said):
        number = row.number - 1
        out += [replace(one, number=next(counted)) for one in up_to(number)]
        out.append(_passage(next(counted), row, number in spoken, article.language))
    out += [replace(one, number=next(counted)) for one in up_to(len(article.blocks) + 1)]
    rest = view.others if view else article.left_out
    nowhere = (*_UNSAID, Omission.METADATA)
    back = [_outside(one.text, one.reason) for one in rest if one.reason not in nowhere]
    out += [replace(one, number=next(counted)) for one in back]
    return tuple(out), tuple(_gone(one) for one in rest if one.reason in nowhere)


def _outside(text: str, reason: Omission | None) -> Passage:
    can = bool(letters(text)) and reason not in _UNSAID
    words = by_hand.passage(text) if can else ""
    gone = Gone(explanation.short(text, _SHORT), omissions.named(reason or Omission.OUTSIDE))
    return Passage(0, quiet=(gone,), words=words, can_say=can, outside=True)


def _gone(one: LeftOut) -> Gone:
    return Gone(explanation.short(one.text, _SHORT), omissions.named(one.reason))


def _passage(number: int, row: rows.Row, spoken: bool, language: str) -> Passage:
    block = row.block
    text = in_place.text_of(block) if block else ""
    words = by_hand.passage(text) if letters(text) else ""
    own = block.language if block and block.kind is not BlockKind.CODE else ""
    quiet = tuple(
        Gone(explanation.short(entry.text, _SHORT), omissions.named(entry.reason), entry.fate is Fate.NOTES)
        for entry in row.quiet
    )
    silent = bool(block) and not _is_said(row, spoken)
    return Passage(
        number,
        label=row.label,
        level=block.level if block and block.kind is BlockKind.HEADING else 0,
        marker=row.marker,
        sentences=row.sentences,
        quiet=quiet,
        words=words,
        wish=block.wish.value if block and block.wish else "",
        can_say=block is not None and silent and asides.can_be_said(block, language),
        language=own,
        is_plain=row.is_plain and not (block and block.wish),
    )


def _is_said(row: rows.Row, spoken: bool) -> bool:
    """Whether a voice says words of the block, and not only a mention of it."""
    return spoken and (not row.quiet or any(not sentence.added for sentence in row.sentences))
