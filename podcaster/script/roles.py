"""Decides which voice says an utterance, and how long the pause after it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podcaster import voice as voices
from podcaster.config import Cast, Pauses
from podcaster.errors import VoiceError
from podcaster.model import Role, Utterance
from podcaster.script import homographs
from podcaster.script.lexicon import Lexicon

SHORT_COMMA_MS = 180  # the pauses of the settings are meant for a voice that pauses so long at a comma
CLAUSE_MS = 120  # within a sentence that was too long for one breath


@dataclass(slots=True)
class Draft:
    """An utterance whose pause depends on what follows."""

    text: str
    spoken: str
    role: Role
    voice: str
    language: str
    block: int
    paragraph: int
    before: int = 0  # silence that it wants before it
    after: int = 0
    ipa: tuple[tuple[str, str], ...] = ()
    speaker: str = ""  # whose words it has
    sounds: tuple[tuple[str, str], ...] = ()  # of words, as the page gives them


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a block of prose is read out."""

    role: Role
    before: int  # ms of silence that it wants before it
    after: int
    lead: str = ""  # said before its first words
    tail: str = ""  # said after its last words
    marker: tuple[str, str] = ("", "")  # of a list item: as displayed, as spoken
    one: bool = False  # a single utterance, however it is punctuated

    def open(self, draft: Draft) -> None:
        """Put the silence, the lead and the marker before the first utterance of the block."""
        shown, spoken = self.marker
        draft.before = self.before
        draft.text = f"{shown} {draft.text}" if shown else draft.text
        draft.spoken = " ".join(s for s in (self.lead, spoken, draft.spoken) if s)

    def close(self, draft: Draft) -> None:
        """Put the silence and the tail after the last utterance of the block."""
        draft.after = max(draft.after, self.after)
        draft.spoken = f"{draft.spoken} {self.tail}" if self.tail else draft.spoken


def voice_of(role: Role, cast: Cast) -> str:
    """The voice for a role; a cast's empty fields were filled with the narrator."""
    named = {
        Role.QUOTE: cast.quote,
        Role.TITLE: cast.title,
        Role.HEADING: cast.heading,
        Role.CAPTION: cast.caption,
        Role.CODE_CUE: cast.code_cue,
    }
    return named.get(role, cast.narrator)


def accent_of(voice: str) -> str:
    """The language of a voice; "" if the voice is not installed, which is reported elsewhere."""
    try:
        return voices.find(voice).language
    except VoiceError:
        return ""


def longer(voice: str) -> int:
    """Milliseconds that are added to the pauses of a voice: those between sentences are longer than at its commas."""
    try:
        found = voices.find(voice)
    except VoiceError:
        return 0
    return max(0, round(found.comma_ms / found.speed) - SHORT_COMMA_MS)


def finished(drafts: Sequence[Draft], pauses: Pauses, pace: float, lexicon: Lexicon) -> tuple[Utterance, ...]:
    """Utterances with the silence behind each: what it or its neighbour wants, whichever is longer."""
    out = []
    own = frozenset(entry.word.casefold() for entry in lexicon.entries)
    for number, draft in enumerate(drafts):
        following = drafts[number + 1] if number + 1 < len(drafts) else None
        between = max(draft.after, following.before) + longer(draft.voice) if following else None
        out.append(
            Utterance(
                text=draft.text,
                spoken=draft.spoken,
                role=draft.role,
                voice=draft.voice,
                language=draft.language,
                pause_ms=pauses.tail if between is None else round(between / pace),
                block=draft.block,
                paragraph=draft.paragraph,
                ipa=draft.ipa,
                speaker=draft.speaker,
                sounds=(
                    *homographs.sounds(draft.spoken, draft.language, accent_of(draft.voice), known=_given(own, draft)),
                    *draft.sounds,
                ),
            )
        )
    return tuple(out)


def _given(own: frozenset[str], draft: Draft) -> frozenset[str]:
    """The words whose sound is known: from the lexicon, or from the page."""
    return own | {word.casefold() for word, _ in draft.sounds} if draft.sounds else own
