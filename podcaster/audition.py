"""An audition: several voices on the same sentences, as one MP3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from podcaster import files, voice
from podcaster.audio import mp3, stitch
from podcaster.config import Settings
from podcaster.engines.pool import Pool
from podcaster.model import Role, Segment, Utterance
from podcaster.script.speakable import speakable


def utterances(ids: Sequence[str], sentences: Sequence[str]) -> tuple[Utterance, ...]:
    """Each voice says its name, then the sentences. Raises VoiceError for an unknown one."""
    said = []
    for number, name in enumerate(ids):
        profile = voice.find(name)
        for text in (f"This is {profile.name}.", *sentences):
            spoken = speakable(text, profile.language.split("-")[0])
            said.append(Utterance(text, spoken, Role.NARRATOR, name, profile.language, 300, paragraph=number))
    return tuple(said)


def record(ids: Sequence[str], sentences: Sequence[str], out: Path, *, jobs: int = 0) -> float:
    """Write the audition to *out* and return its length in seconds."""
    said = utterances(ids, sentences)
    with Pool(jobs) as pool:
        spoken = [(u, stitch.prepare(s, "audition")) for u, s in zip(said, pool.speak(said), strict=True)]

    def again() -> Iterator[tuple[Utterance, Segment]]:
        return iter(spoken)

    with files.replacing(out) as part:
        mastered, _ = mp3.master(again, part, settings=Settings(), ffmpeg=mp3.find_ffmpeg())
    return mastered.duration_ms / 1000
