"""All sound other than speech: the theme's sounds, and the show's own intro and outro."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from podcaster import files
from podcaster.audio import music, theme
from podcaster.config import THEMES, Sound


@dataclass(frozen=True, slots=True)
class Dressing:
    """The sounds that a show's settings name, loaded and checked."""

    theme: theme.Theme | None = None
    intro: music.Music | None = None
    outro: music.Music | None = None
    digest: str = ""  # of the files that it came from


def of(sound: Sound, folder: Path, tool: Path) -> Dressing:
    """What *sound* asks for, from files in *folder*. Raises UsageError before any work is done."""
    return Dressing(
        theme.load(sound.theme, folder),
        music.load(folder / sound.intro, "intro", tool) if sound.intro else None,
        music.load(folder / sound.outro, "outro", tool) if sound.outro else None,
        digest(sound, folder),
    )


def names(sound: Sound) -> dict[str, str]:
    """The files in the show's folder that *sound* names, by what they are for."""
    named = {"theme": "" if sound.theme in THEMES else sound.theme, "intro": sound.intro, "outro": sound.outro}
    return {role: name for role, name in named.items() if name}


def digest(sound: Sound, folder: Path) -> str:
    """Changes when one of the files does; "" without any."""
    found = []
    for role, name in names(sound).items():
        try:
            found.append(f"{role} {files.sha256(folder / name)}")
        except OSError:
            found.append(role)  # told by `of`, before any work
    return hashlib.sha256(" ".join(found).encode()).hexdigest() if found else ""
