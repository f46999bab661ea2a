"""Who says what, and how long the silence behind it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podcaster import voice as voices
from podcaster.config import Cast, Pauses
from podcaster.errors import VoiceError
from podcaster.model import Role, Utterance
from podcaster.script import homographs
from podcaster.script.lexicon import Lexicon

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
    """The language of a voice; "" when it is not here, which is somebody else's to say."""
    try:
        return voices.find(voice).language
    except VoiceError:
        return ""


def finished(drafts: Sequence[Draft], pauses: Pauses, pace: float, lexicon: Lexicon) -> tuple[Utterance, ...]:
    """Utterances with the silence behind each: what it or its neighbour wants, whichever is longer."""
    out = []
    own = frozenset(entry.word.casefold() for entry in lexicon.entries)
    for number, draft in enumerate(drafts):
        following = drafts[number + 1] if number + 1 < len(drafts) else None
        pause = max(draft.after, following.before) if following else pauses.tail
        out.append(
            Utterance(
                text=draft.text,
                spoken=draft.spoken,
                role=draft.role,
                voice=draft.voice,
                language=draft.language,
                pause_ms=round(pause / pace) if following else pause,
                block=draft.block,
                paragraph=draft.paragraph,
                ipa=draft.ipa,
                sounds=homographs.sounds(draft.spoken, draft.language, accent_of(draft.voice), known=own),
            )
        )
    return tuple(out)
