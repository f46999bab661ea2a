"""The cast of an article: an installed natural voice of its language comes before the system voice."""

from __future__ import annotations

import functools
from dataclasses import asdict
from pathlib import Path

from podcaster import config, voice
from podcaster.config import FALLBACK_CAST, Cast, Settings
from podcaster.text.languages import primary
from podcaster.voice import offers

ROBOTS = ("system", "tone")  # engines without a natural sound
NORWEGIAN = {"no": "nb"}  # Piper's tag, and that of most pages


def cast_for(language: str, settings: Settings) -> Cast:
    """The cast for an article in *language*, as in `config.cast_for`, but where that would fall back to the system
    voice, an installed voice of the language.
    """
    return config.cast_for(language, settings, fallback=_natural(_canonical(language), voice.folders()))


def read_by(cast: Cast, narrator: str) -> Cast:
    """*cast* with another narrator, who also has the roles that were the former one's."""
    roles = asdict(cast)
    return Cast(**{role: narrator if voice == cast.narrator else voice for role, voice in roles.items()})


def lacks_voice(language: str, settings: Settings) -> bool:
    """Whether articles in *language* get the system voice because there is no other, not because the user wants it."""
    if config.cast_for(language, settings, fallback=Cast()).narrator:
        return False
    return _natural(_canonical(language), voice.folders()) == FALLBACK_CAST


@functools.cache
def _natural(language: str, _folders: tuple[Path, ...]) -> Cast:
    able = [v for v in voice.all_voices() if v.engine not in ROBOTS and _canonical(v.language) == language]
    if not able:
        return FALLBACK_CAST
    offer = offers.of_language(language)
    best = next((v for v in able if offer and offer.name in (v.id, v.id.partition("-")[0])), able[0])
    return Cast(narrator=best.id)


def _canonical(language: str) -> str:
    short = primary(language)
    return NORWEGIAN.get(short, short)


voice.also_forget(_natural.cache_clear)
