"""An article that its author has recorded: whether that is the sound of its episode, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from podcaster import files
from podcaster.config import Settings
from podcaster.errors import storage_error
from podcaster.model import Article, Cue, Recording, Role, Script, TimedNote, Utterance
from podcaster.text.phrases import recorded_by

SKIPPED = "its author has recorded it"
SHOWN_MS = 5000
NO_TIME = -1  # ms: its time is unknown


def recording(article: Article, settings: Settings) -> Path | None:
    """The file that is the sound of its episode; None: a voice reads it."""
    found = article.recording
    if settings.own_audio != "use" or found is None or found.path is None:
        return None
    return found.path if found.path.is_file() else None


def key(path: Path) -> str:
    """Changes with the recording."""
    try:
        return f"recording {files.sha256(path)}"
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error


def script(article: Article, text: Script) -> Script:
    """What is known of the sound: who reads, and not when which word is heard. *text*: as a voice would read it."""
    language = article.language
    said = recorded_by(article.authors, article.site or article.title, language)
    line = Utterance(text=said, spoken="", role=Role.NARRATOR, voice="", language=language, pause_ms=0)
    return Script((line,), text.ledger, tuple(replace(note, utterance=0) for note in text.notes))


def cues(whole: Sequence[Cue]) -> tuple[Cue, ...]:
    """What the transcript says, at the beginning only: a line that stays for an hour would be cut into pieces."""
    return tuple(replace(cue, end_ms=min(cue.end_ms, cue.start_ms + SHOWN_MS)) for cue in whole)


def notes(text: Script) -> tuple[TimedNote, ...]:
    """The notes, without a time."""
    return tuple(TimedNote(NO_TIME, note) for note in text.notes)


def told(found: Recording) -> str:
    """That there is a recording, for people."""
    use = '; own_audio = "use" makes the episode of it, "skip" skips the article'
    return f"the author has recorded it: {_where(found)}{use}"


def is_skipped(article: Article, settings: Settings) -> bool:
    """Whether no episode is made of it, because its author has recorded it."""
    return settings.own_audio == "skip" and article.recording is not None


def why_skipped(article: Article) -> str:
    """The reason, for a list of what became of articles."""
    return f"{SKIPPED}: {_where(article.recording)}" if article.recording else ""


def _where(found: Recording) -> str:
    return found.address or (found.path.name if found.path else "")
