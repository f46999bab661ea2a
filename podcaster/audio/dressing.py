"""What is heard besides speech: the theme's sounds, the show's own intro and outro."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from podcaster import files
from podcaster.audio import music, theme
from podcaster.config import THEMES, Sound


@dataclass(frozen=True, slots=True)
class Dressing:
    """All that a show's settings ask for, read and checked."""

    theme: theme.Theme | None = None
    intro: music.Music | None = None
    outro: music.Music | None = None
    digest: str = ""  # of the files that it came from

    @property
    def without_music(self) -> Dressing:
        return Dressing(self.theme)


def of(sound: Sound, folder: Path, tool: Path) -> Dressing:
    """What *sound* asks for, from files in *folder*. Raises UsageError before any work is done."""
    return Dressing(
        theme.load(sound.theme, folder),
        music.load(folder / sound.intro, "intro", tool) if sound.intro else None,
        music.load(folder / sound.outro, "outro", tool) if sound.outro else None,
        digest(sound, folder),
    )


def names(sound: Sound) -> tuple[str, ...]:
    """The files in the show's folder that *sound* names."""
    return tuple(filter(None, _named(sound)))


def _named(sound: Sound) -> tuple[str, str, str]:
    return sound.theme if sound.theme not in THEMES else "", sound.intro, sound.outro


def digest(sound: Sound, folder: Path) -> str:
    """Changes when one of the files does; "" without any."""
    found = []
    for name in _named(sound):
        try:
            found.append(files.sha256(folder / name) if name else "")
        except OSError:
            found.append("unreadable")  # told by `of`, before any work
    return hashlib.sha256(" ".join(found).encode()).hexdigest() if any(found) else ""
