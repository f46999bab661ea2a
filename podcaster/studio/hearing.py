"""Short samples of voices, each spoken once in a process of its own and kept: the studio itself loads no voice."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from podcaster import files, voice
from podcaster.config import Show
from podcaster.errors import VoiceError
from podcaster.studio import command

SPEAK_S = 180.0  # the weights of a voice may have to be put together first
_turn = threading.Lock()  # one voice at a time: each takes a gigabyte while it is loaded


def place(show: Show, id: str) -> Path:
    """Where the sample of a voice is, or will be. Raises UnknownVoiceError."""
    found = voice.find(id)
    content = hashlib.sha256(f"{found.id} {found.model} {found.sha256} {found.speed}".encode()).hexdigest()[:16]
    return show.state / "samples" / f"{content}.mp3"


def sample(show: Show, id: str) -> Path:
    """The sample of a voice, spoken now if it has not been yet. Raises EngineError."""
    path = place(show, id)
    with _turn:
        if not path.is_file():
            files.folder(path.parent, private=True)
            _speak(id, path)
    return path


def _speak(id: str, path: Path) -> None:
    part = path.with_name(f".{path.stem}.part.mp3")
    try:
        command.answer("voices", "preview", "--to", str(part), "--", id, limit_s=SPEAK_S)
        if not part.is_file():
            raise VoiceError(f"{id} produced no sound", hint="run podcaster voices check")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
