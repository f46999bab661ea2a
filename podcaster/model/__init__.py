"""The nouns of podcaster. This room imports no other module of podcaster and nothing heavy; everybody may come in."""

from __future__ import annotations

from podcaster.model.counting import UNSPACED, count_words
from podcaster.model.heard import Chapter, Cue, Mastered, Pcm, Segment, Speech, TimedNote, Voice, WordMark
from podcaster.model.published import Alternate, Episode, Outcome, Status
from podcaster.model.said import Fate, LedgerEntry, Note, NoteKind, Role, Script, Utterance
from podcaster.model.saved import Article, Block, BlockKind, Doubt, Image, LeftOut, Omission, Region, Span, SpanKind

__all__ = [
    "UNSPACED",
    "Alternate",
    "Article",
    "Block",
    "BlockKind",
    "Chapter",
    "Cue",
    "Doubt",
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
    "WordMark",
    "count_words",
]
