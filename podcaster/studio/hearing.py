"""Short samples of voices, each spoken once in a process of its own and kept: the studio itself loads no voice."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from pathlib import Path

from podcaster import files, voice
from podcaster.config import Show
from podcaster.errors import EngineError, VoiceError
from podcaster.helpers.process import OWN_GROUP, Helper, Limits, Stuck

SPEAK_S = 180.0  # the weights of a voice may have to be put together first
# The command line, wherever podcaster was imported from.
_START = "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); from podcaster.__main__ import main; main()"
_turn = threading.Lock()  # one voice at a time: each takes a gigabyte while it is loaded


def place(show: Show, id: str) -> Path:
    """Where the sample of a voice is, or will be. Raises UnknownVoiceError."""
    found = voice.find(id)
    content = hashlib.sha256(f"{found.id} {found.model} {found.sha256} {found.speed}".encode()).hexdigest()[:16]
    return show.state / "samples" / f"{content}.mp3"


def sample(show: Show, id: str) -> Path:
    """The sample of a voice, spoken now if it has not been yet. Raises VoiceError, EngineError."""
    path = place(show, id)
    with _turn:
        if not path.is_file():
            files.folder(path.parent, private=True)
            _speak(id, path)
    return path


def _speak(id: str, path: Path) -> None:
    part = path.with_name(f".{path.stem}.part.mp3")
    command = [sys.executable, "-c", _START, json.dumps(sys.path), "voices", "preview", "--to", str(part), "--", id]
    try:
        with Helper(command, Limits(total_s=SPEAK_S), **OWN_GROUP) as speaker:
            status, said = speaker.finish(), speaker.complaints
        if status or not part.is_file():
            raise VoiceError(f"{id} did not speak: {_reason(said)}", hint="podcaster voices check says more")
        part.replace(path)
    except Stuck as error:
        raise EngineError(f"{id} {error}", hint="podcaster doctor says whether this computer is all right") from error
    finally:
        part.unlink(missing_ok=True)


def _reason(said: str) -> str:
    """What the command complained of, without its name."""
    lines = [line.strip() for line in said.splitlines() if line.startswith("podcaster: ")]
    return lines[-1].removeprefix("podcaster: ") if lines else "no reason is known"
