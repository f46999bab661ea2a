"""The nouns of podcaster. This room imports no other module of podcaster and nothing heavy; everybody may come in."""

from __future__ import annotations

from podcaster.model.counting import UNSPACED, count_words
from podcaster.model.heard import Chapter, Cue, Mastered, Pcm, Segment, Speech, TimedNote, Voice, WordMark
from podcaster.model.published import Alternate, Episode, Outcome, Status
from podcaster.model.said import Fate, LedgerEntry, Note, NoteKind, Role, Script, Utterance
from podcaster.model.saved import (
    Article,
    Block,
    BlockKind,
    Doubt,
    Edits,
    Image,
    LeftOut,
    Omission,
    Recording,
    Region,
    Span,
    SpanKind,
    Wish,
)

__all__ = [
    "UNSPACED",
    "Alternate",
    "Article",
    "Block",
    "BlockKind",
    "Chapter",
    "Cue",
    "Doubt",
    "Edits",
    "Episode",
    "Fate",
    "Image",
    "LedgerEntry",
    "LeftOut",
    "Mastered",
    "Note",
    "NoteKind",
    "Omission",
    "Outcome",
    "Pcm",
    "Recording",
    "Region",
    "Role",
    "Script",
    "Segment",
    "Span",
    "SpanKind",
    "Speech",
    "Status",
    "TimedNote",
    "Utterance",
    "Voice",
    "Wish",
    "WordMark",
    "count_words",
]
