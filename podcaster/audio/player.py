"""Plays a file with a program of this system, if there is one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from podcaster.audio import ffmpeg
from podcaster.helpers.process import OWN_SESSION, Helper, Limits, Stuck

# Each takes a WAV file as its last argument and ends when it has been played.
PLAYERS: tuple[tuple[str, ...], ...] = (
    ("afplay",),  # macOS
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("mpv", "--no-video", "--really-quiet"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("play", "-q"),
)
PATIENCE_S = 20.0  # beyond the length of the sound: a player slower than this waits for a device


def play(path: Path, seconds: float) -> bool:
    """Whether *path*, a file that lasts *seconds*, was played: the first player that works is used.

    False: no player is installed, or none of them could reach a sound card.
    """
    wav = path.with_suffix(".wav")
    with ffmpeg.running(ffmpeg.find(), ["-y", "-i", str(path), str(wav)], seconds=seconds, what=f"playing {path.name}"):
        pass
    if sys.platform == "win32":
        return _by_windows(wav)
    return any(_by([*player, str(wav)], seconds) for player in PLAYERS if shutil.which(player[0]))


def _by(command: list[str], seconds: float) -> bool:
    try:
        with Helper(command, Limits(seconds + PATIENCE_S), **OWN_SESSION) as player:
            return player.finish() == 0
    except (OSError, Stuck):
        return False


def _by_windows(wav: Path) -> bool:
    if sys.platform == "win32":
        import winsound

        try:
            winsound.PlaySound(str(wav), winsound.SND_FILENAME)
        except RuntimeError:
            return False
        return True
    return False
