"""The table of languages in the guide: voice, licence, size, accuracy and speed for each.

    PODCASTER_WHISPER=DIR python -m bench.languages

Installed voices are measured: the share of words that a recognizer (DIR: a faster-whisper model) does not understand
in the ten sentences of recognition.toml, and seconds of speech per second of processor time. For other voices, the
table has the facts from their cards.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.recognition import SENTENCES, Judge, Said, judged, write
from bench.rows import Row
from podcaster import engines, places, voice
from podcaster.audio import stitch
from podcaster.config import DEFAULT_CASTS, Settings
from podcaster.model import Role, Utterance, Voice
from podcaster.script.speakable import speakable
from podcaster.text.languages import english_name
from podcaster.voice import licences, offers, weights
from podcaster.voice.casting import cast_for

UNMEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Line:
    """One language."""

    language: str
    voice: str
    licence: str
    publish: str
    size: str
    wrong: str
    speed: str


def lines(languages: Sequence[str] = ()) -> Iterator[Line]:
    """A line for each language that has a natural voice, here or elsewhere."""
    model = os.environ.get("PODCASTER_WHISPER", "")
    judge = Judge(sys.executable, model, 1) if model else None
    everything = [*DEFAULT_CASTS, "hi", *(offer.languages[0] for offer in offers.every())]
    with tempfile.TemporaryDirectory() as folder:
        for language in languages or dict.fromkeys(everything):
            profile = voice.find(cast_for(language, Settings()).narrator)
            if profile.engine == "system":
                yield _elsewhere(language)
            else:
                yield _here(language, profile, judge, Path(folder))
    if judge:
        judge.close()


def _elsewhere(language: str) -> Line:
    offer = offers.of_language(language)
    if offer is None:
        return Line(language, "system", "GPL-3.0-or-later", "yes", "", "no natural voice is known", "")
    licence = offer.licence if offer.licence == offer.recordings else f"{offer.licence}, recordings {offer.recordings}"
    size = f"{offer.mb} MB" if offer.mb else "unknown"
    return Line(language, offer.name, licence, "private" if offer.restriction else "yes", size, UNMEASURED, UNMEASURED)


def _here(language: str, profile: Voice, judge: Judge | None, folder: Path) -> Line:
    said, speed = _say(language, profile, folder)
    wrong = "no recognizer here" if said else speed
    if said and judge:
        row = judged(profile.id, said, judge)
        wrong = f"{row.wrong / row.words:.1%}"
    limit = "private" if licences.restriction(profile) else "yes"
    return Line(language, profile.id, licences.stated(profile), limit, _size(profile), wrong, speed)


def _say(language: str, profile: Voice, folder: Path) -> tuple[list[Said], str]:
    """The sentences in files, and how fast they were spoken, without the loading of the model."""
    texts = tomllib.loads(SENTENCES.read_text(encoding="utf-8")).get(language, [])
    if not texts:
        return [], UNMEASURED
    engine = engines.load(profile)
    spoken = [Utterance(t, speakable(t, language), Role.NARRATOR, profile.id, profile.language, 300) for t in texts]
    engine.speak(spoken[0])
    began = time.process_time()
    speeches = [engine.speak(utterance) for utterance in spoken]
    speed = sum(speech.pcm.seconds for speech in speeches) / (time.process_time() - began)
    out = []
    for number, (utterance, speech) in enumerate(zip(spoken, speeches, strict=True)):
        segment = stitch.prepare(speech, f"{number}")
        path = folder / f"{profile.id}-{number}.wav"
        write(path, segment.pcm)
        out.append(Said(utterance.text, segment, path))
    return out, f"{speed:.1f}x"


def _size(profile: Voice) -> str:
    """Of the files that only this voice needs; Kokoro's share one model."""
    if profile.engine == "kokoro" and "weights" not in profile.options:
        return f"{weights.BYTES / 1e6:.0f} MB, shared"
    name = str(profile.options.get("weights", profile.model))
    return f"{places.size(voice.data_path(name)) / 1e6:.0f} MB"


def languages() -> Iterator[Row]:
    """Every language with a natural voice: its voice, licence, size, word error and speed."""
    for line in lines():
        measured = f"{line.size}; wrong {line.wrong}; {line.speed}"
        yield Row(f"{english_name(line.language)}: {line.voice}", f"{line.licence}, {line.publish}", measured)


def main() -> None:
    print("| language | voice | licence | to publish | size | words wrong | speed |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for one in lines(sys.argv[1:]):
        cells = (one.voice, one.licence, one.publish, one.size, one.wrong, one.speed)
        print(f"| {english_name(one.language)} ({one.language}) | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
