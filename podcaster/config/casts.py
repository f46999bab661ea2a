"""Which voice narrates what, where the show does not say."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import replace

from podcaster.config.tables import Cast, Settings
from podcaster.text.languages import primary

DEFAULT_CASTS: Mapping[str, Cast] = types.MappingProxyType(
    {
        "en": Cast(narrator="heart", quote="michael"),
        "es": Cast(narrator="dora", quote="alex"),
        "fr": Cast(narrator="siwis"),
        "it": Cast(narrator="sara", quote="nicola"),
        "pt": Cast(narrator="dora-pt", quote="alex-pt"),
        "ja": Cast(narrator="alpha-ja", quote="kumo"),
        "zh": Cast(narrator="yunxi", quote="yunjian"),
    }
)
# The voices that speakers get, in this order where the name shows no gender.
DEFAULT_SPEAKERS: Mapping[str, tuple[str, ...]] = types.MappingProxyType(
    {
        "en": ("bella", "george", "emma", "fenrir", "michael", "heart"),
        "es": ("alex", "dora"),
        "it": ("nicola", "sara"),
        "pt": ("alex-pt", "dora-pt"),
    }
)
FALLBACK_CAST = Cast(narrator="system", quote="system")


def cast_for(language: str, settings: Settings, *, fallback: Cast = FALLBACK_CAST) -> Cast:
    """The cast for an article in *language*: the show's for that language, its general one, the default or *fallback*.

    A role that has no voice is read by the narrator. `voice.casting.cast_for` knows which voices are installed.
    """
    short = primary(language)
    chosen = settings.casts.get(language.lower()) or settings.casts.get(short)
    own_language = short == primary(settings.language)
    default = DEFAULT_CASTS.get(short, fallback)
    if chosen is None and own_language and settings.cast != Cast():
        chosen = settings.cast
    base = chosen or default
    narrator = settings.voice or base.narrator or default.narrator
    if settings.voice and not (chosen and chosen.quote):
        base = replace(base, quote=narrator)
    return Cast(
        narrator=narrator,
        quote=base.quote or narrator,
        title=base.title or narrator,
        heading=base.heading or narrator,
        caption=base.caption or narrator,
        code_cue=base.code_cue or narrator,
    )
