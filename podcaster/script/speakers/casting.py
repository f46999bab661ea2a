"""Which voice each speaker of a conversation has."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from podcaster import voice as voices
from podcaster.config import DEFAULT_SPEAKERS, Settings, Speakers
from podcaster.errors import VoiceError
from podcaster.model import Voice
from podcaster.script.speakers import words
from podcaster.text import first_names
from podcaster.text.languages import primary, same
from podcaster.voice.casting import cast_for

_WOMEN = "mrs ms miss madam frau mme mlle madame sra señora doña signora dona mevrouw 女士"
_MEN = "mr herr m monsieur sr señor don signor signore seu senhor meneer 先生"
_TITLES = {"female": frozenset(_WOMEN.split()), "male": frozenset(_MEN.split())}
_ENDINGS = ("erin", "orin", "euse", "trice", "dora", "essa", "ster")  # of the roles of women


@dataclass(frozen=True, slots=True)
class Part:
    """How a speaker is heard."""

    voice: str
    shared: bool  # with another speaker: then the name is said at every turn


def parts(speakers: Sequence[str], language: str, settings: Settings) -> dict[str, Part]:
    """A voice for each of *speakers*: the one that the settings name, one of the name's gender, or the next in turn."""
    narrator = cast_for(language, settings).narrator
    if settings.speakers is not Speakers.VOICES:
        return {name: Part(narrator, shared=True) for name in speakers}
    chosen = {name.casefold(): voice for name, voice in settings.speaker_voices.items()}
    wished = {name: wish for name in speakers if (wish := _wish(name, chosen))}
    pool = _pool(language, settings)
    free = [voice for voice in pool if voice.id not in wished.values()]
    taken = dict(wished)
    for name in sorted((n for n in speakers if n not in wished), key=lambda n: not gender(n, language)):
        sex = gender(name, language)
        voice = _next(free, sex, [v.gender for v in pool if v.id in taken.values()]) or _reused(pool, sex)
        free = [other for other in free if voice is None or other.id != voice.id]
        taken[name] = voice.id if voice else narrator
    counts = [*taken.values()]
    return {name: Part(taken[name], shared=counts.count(taken[name]) > 1) for name in speakers}


def gender(name: str, language: str) -> str:
    """The usual gender of a speaker by first name, title or role; "" if it is not known."""
    found = name.replace(".", " ").split()
    low = [word.casefold() for word in found]
    for sex, titles in _TITLES.items():
        if low[0] in titles or low[-1] in titles:
            return sex
    for word in found[:2]:
        if sex := first_names.gender(word, language):
            return sex
    role = words.labels("role", language)
    return "female" if any(word in role and word.endswith(_ENDINGS) for word in low) else ""


def _wish(name: str, chosen: dict[str, str]) -> str:
    """The voice that the settings have for a speaker, by the whole name or by one of its words."""
    low = name.casefold()
    return chosen.get(low) or next((chosen[word] for word in low.split() if word in chosen), "")


def _pool(language: str, settings: Settings) -> list[Voice]:
    """The voices to give out: ours for the language, the others of the narrator's engine, and last those of the cast.

    A voice that was asked for everything, over any cast, is alone.
    """
    cast = cast_for(language, settings)
    own = [voice for id in dict.fromkeys((cast.quote, cast.narrator)) if (voice := _found(id))]
    if not own or settings.voice:
        return own
    narrator = own[-1]
    ours = [voice for id in DEFAULT_SPEAKERS.get(primary(language), ()) if (voice := _found(id))]
    others = [*ours, *(voice for voice in voices.all_voices() if not voice.restriction)]
    fit = [v for v in others if v.engine == narrator.engine and same(v.language, narrator.language) and v not in own]
    return [*{voice.id: voice for voice in fit}.values(), *own] if same(narrator.language, language) else own


def _found(id: str) -> Voice | None:
    with contextlib.suppress(VoiceError):  # reported where the voice is needed
        return voices.find(id)
    return None


def _next(free: Sequence[Voice], sex: str, given: Sequence[str]) -> Voice | None:
    """The first free voice of this gender, or without one; if the name shows none, of the gender given least."""
    if not sex:
        return min(free, key=lambda voice: given.count(voice.gender), default=None)
    return next((v for v in free if v.gender == sex), None) or next((v for v in free if not v.gender), None)


def _reused(pool: Sequence[Voice], sex: str) -> Voice | None:
    return next((v for v in pool if v.gender == sex), None) or (pool[0] if pool else None)
