"""How well are the Japanese and Chinese voices read and understood? By readings: katakana, and pinyin with tones.

    python -m bench.asian --python VENV/bin/python --model DIR [VOICE ...] [--kept] [--details]

VENV has faster-whisper, DIR is a model for it. Each voice says the forty sentences of asian.toml in its language, or
with --kept those that nothing was adapted to. "read wrongly": the words of our own reader against the readings written
beside the sentences. "misheard": what the recognizer wrote against them; in Japanese in the nearest of the
readings that a dictionary has for it, because a recognizer writes characters that sound right and are read otherwise
(see readings.py). "one reading": the same with the one reading that our own reader gives. "toneless": once more without
the tones of Chinese. "CPU": seconds of the engine's processor time a second of speech, on one thread.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bench.readings import chinese_units, japanese_units, kana_units, missed, toneless
from bench.recognition import Judge, distance, write
from podcaster import voice
from podcaster.audio import stitch
from podcaster.engines.kokoro import KokoroEngine
from podcaster.model import Role, Utterance
from podcaster.script.speakable import speakable

SENTENCES = Path(__file__).with_name("asian.toml")
ALL = {
    "ja": ("alpha-ja", "kumo", "gongitsune", "nezumi", "tebukuro"),
    "zh": ("yunxi", "yunjian", "yunxia", "yunyang", "xiaobei", "xiaoni", "xiaoxiao", "xiaoyi"),
}


@dataclass(slots=True)
class Row:
    """One voice's figures."""

    units: int = 0
    wrong: int = 0
    one_reading: int = 0
    toneless: int = 0
    read_wrongly: int = 0
    seconds: float = 0.0
    cpu: float = 0.0


def judged(name: str, judge: Judge, folder: Path, *, details: bool = False, kept: bool = False) -> Row:
    """What was understood of a voice; *kept*: of the sentences that nothing was adapted to."""
    chosen = voice.find(name)
    language = chosen.language
    engine = KokoroEngine(chosen)
    units = japanese_units if language == "ja" else chinese_units
    row = Row()
    sentences = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))[f"{language}_kept" if kept else language]
    for number, (text, written) in enumerate(sentences):
        truth = kana_units(written) if language == "ja" else written.casefold().split()
        spoken = speakable(text, language)
        utterance = Utterance(text, spoken, Role.NARRATOR, name, language, 300)
        began = time.process_time()
        speech = engine.speak(utterance)
        row.cpu += time.process_time() - began
        row.seconds += speech.pcm.seconds
        path = folder / f"{name}-{number}.wav"
        write(path, stitch.prepare(speech, str(number)).pcm)
        heard = "".join(word.text for word in judge.hears(path, language)).strip()
        ours, theirs = units(text), units(heard)
        read, one_reading = distance(truth, ours), distance(truth, theirs)
        wrong = missed(truth, heard) if language == "ja" else one_reading
        row.units += len(truth)
        row.read_wrongly += read
        row.wrong += wrong
        row.one_reading += one_reading
        row.toneless += distance(toneless(truth), toneless(theirs))
        if details and (read or one_reading):
            lines = [heard, " ".join(truth), " ".join(theirs), " ".join(ours) if read else ""]
            print(f"  {wrong:>3} {read:>3} {text}", *(x for x in lines if x), sep="\n          ", flush=True)
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="*", default=[])
    parser.add_argument("--python", required=True, help="the recognizer's interpreter")
    parser.add_argument("--model", required=True, help="folder of a faster-whisper model")
    parser.add_argument("--threads", type=int, default=1, help="of the recognizer")
    parser.add_argument("--keep", type=Path, help="a folder for the sound")
    parser.add_argument("--kept", action="store_true", help="the sentences that nothing was adapted to")
    parser.add_argument("--details", action="store_true", help="what was written and what was heard")
    given = parser.parse_args()
    judge = Judge(given.python, given.model, given.threads)
    print(f"{'voice':<12}{'units':>7}{'misheard':>13}{'one reading':>13}{'toneless':>13}{'read wrongly':>13}{'CPU':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name in given.voices or [v for names in ALL.values() for v in names]:
            row = judged(name, judge, folder, details=given.details, kept=given.kept)
            shares = (n / row.units for n in (row.wrong, row.one_reading, row.toneless, row.read_wrongly))
            figures = "".join(f"{share:>13.1%}" for share in shares)
            print(f"{name:<12}{row.units:>7}{figures}{row.cpu / row.seconds:>8.2f}", flush=True)
    judge.close()


if __name__ == "__main__":
    main()
