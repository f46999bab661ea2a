"""Narrates the turns of a conversation: each in the voice of its speaker, the name only where it is needed."""

from __future__ import annotations

from dataclasses import replace

from podcaster.model import Block, Fate, Omission, Role
from podcaster.script import cues
from podcaster.script.manuscript import Manuscript
from podcaster.script.roles import Delivery
from podcaster.script.speakers.words import labels
from podcaster.script.utterances import has_words
from podcaster.text.languages import primary


def told(w: Manuscript, number: int, block: Block) -> bool:
    """Narrate the turns of one block; False if it has none."""
    turns = w.dialogue.turns.get(number, ()) if w.dialogue else ()
    if not turns:
        return False
    if block.text[: turns[0].start].strip():
        _speech(w, number, _part(block, 0, turns[0].start))
    for turn in turns:
        label = block.text[turn.start : turn.speech]
        if turn.labelled:
            _name(w, number, turn.speaker, label)
        w.speaking = turn.speaker
        if block.text[turn.speech : turn.end].strip():
            _speech(w, number, _part(block, turn.speech, turn.end))
        w.speaking = ""
    if block.attribution:
        w.attribution(number, block)
    return True


def _name(w: Manuscript, number: int, speaker: str, label: str) -> None:
    """Say the name before the first turn of a speaker, and before every turn where the voice does not show it."""
    new = speaker not in w.introduced
    w.introduced.add(speaker)
    changed = not w.drafts or w.drafts[-1].speaker != speaker
    said = False
    if new or (w.parts[speaker].shared and changed):
        gap = w.pauses.paragraph
        shown = " ".join(label.split()) or speaker
        said = w.tell(shown, Role.NARRATOR, number, before=gap, after=w.pauses.sentence, spoken=_spoken(w, speaker))
    if label.strip():
        w.entry(label, Fate.SPOKEN if said else Fate.LEFT_OUT, number, None if said else Omission.SPEAKER)
    if said:
        w.named = len(w.drafts)


def _spoken(w: Manuscript, speaker: str) -> str:
    """A name as it is announced; the letters Q and A as the words that they stand for."""
    letter = speaker.casefold() if w.words and len(speaker) == 1 else ""
    if w.words and letter in labels("question", w.language):
        speaker = w.words.question
    if w.words and letter in labels("answer", w.language):
        speaker = w.words.answer
    return f"{speaker}{'。' if primary(w.language) in ('zh', 'ja') else '.'}"


def _speech(w: Manuscript, number: int, block: Block) -> None:
    if cues.is_address(block.text) or not has_words(block.text):
        w.entry(block.text, Fate.LEFT_OUT, number, Omission.DECORATION)
        return
    gap = w.pauses.paragraph
    before = w.pauses.sentence if w.named == len(w.drafts) else gap  # a name has just been said
    w.prose(number, block, Delivery(Role.NARRATOR, before, gap))


def _part(block: Block, start: int, end: int) -> Block:
    """The text of *block* between two places, with the spans in it."""
    spans = tuple(
        replace(s, start=max(0, s.start - start), end=min(s.end, end) - start)
        for s in block.spans
        if s.end > start and s.start < end
    )
    return replace(block, text=block.text[start:end], spans=spans, attribution="")
