"""What is said: utterances, notes, and the ledger of everything that was written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from podcaster.model.saved import Image, Omission


class Role(StrEnum):
    NARRATOR = "narrator"
    TITLE = "title"
    HEADING = "heading"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    CODE_CUE = "code cue"
    TABLE = "table"
    CAPTION = "caption"
    INTRO = "intro"
    OUTRO = "outro"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence as it is said."""

    text: str  # as displayed (transcript)
    spoken: str  # as given to the voice
    role: Role
    voice: str  # id of a profile
    language: str  # BCP 47
    pause_ms: int  # silence after it
    block: int = -1  # index into Article.blocks; -1: intro, outro
    paragraph: int = 0  # utterances with the same number are shown as one paragraph
    ipa: tuple[tuple[str, str], ...] = ()  # words of `spoken` -> IPA, from the lexicon
    # Words of `spoken` whose sense is known from their neighbours -> IPA; engines that cannot take it say them their
    # own way. A word that is there twice with two senses is there twice here too, in order; "": the voice's own way.
    sounds: tuple[tuple[str, str], ...] = ()
    speaker: str = ""  # the speaker, in an interview or a dialogue


class Fate(StrEnum):
    SPOKEN = "spoken"
    NOTES = "in the notes"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of a stretch of the article."""

    text: str
    fate: Fate
    block: int
    reason: Omission | None = None  # for NOTES and LEFT_OUT


class NoteKind(StrEnum):
    LINK = "link"
    CODE = "code"
    TABLE = "table"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    FORMULA = "formula"
    EMBED = "embed"


@dataclass(frozen=True, slots=True)
class Note:
    """Something for the show notes, at the time of its utterance."""

    kind: NoteKind
    text: str
    utterance: int  # index of the utterance during which it is shown
    address: str = ""
    language: str = ""  # code
    rows: tuple[tuple[str, ...], ...] = ()
    has_head: bool = False
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """All that is said of an article, in order, and what became of every word."""

    utterances: tuple[Utterance, ...]
    ledger: tuple[LedgerEntry, ...]
    notes: tuple[Note, ...] = ()
