"""How well are the Japanese and Chinese voices read and understood? By readings: katakana, and pinyin with tones.

    python -m bench.asian --python VENV/bin/python --model DIR [VOICE ...] [--details]

VENV has faster-whisper, DIR is a model for it. Each voice says the forty sentences of asian.toml in its language. "read
wrongly": the words of our own reader against the readings written beside the sentences. "misheard": what the recognizer
wrote, read by the same reader, against them; and in Chinese once more without the tones. "CPU": seconds of the engine's
processor time a second of speech, on one thread.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bench.readings import chinese_units, japanese_units, kana_units, toneless
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
    toneless: int = 0
    read_wrongly: int = 0
    seconds: float = 0.0
    cpu: float = 0.0


def judged(name: str, judge: Judge, folder: Path, details: bool) -> Row:
    """What was understood of a voice."""
    chosen = voice.find(name)
    language = chosen.language
    engine = KokoroEngine(chosen)
    units = japanese_units if language == "ja" else chinese_units
    row = Row()
    for number, (text, written) in enumerate(tomllib.loads(SENTENCES.read_text(encoding="utf-8"))[language]):
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
        read, missed = distance(truth, ours), distance(truth, theirs)
        row.units += len(truth)
        row.read_wrongly += read
        row.wrong += missed
        row.toneless += distance(toneless(truth), toneless(theirs))
        if details and (read or missed):
            lines = [heard, " ".join(truth), " ".join(theirs), " ".join(ours) if read else ""]
            print(f"  {missed:>3} {read:>3} {text}", *(x for x in lines if x), sep="\n          ", flush=True)
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="*", default=[])
    parser.add_argument("--python", required=True, help="the recognizer's interpreter")
    parser.add_argument("--model", required=True, help="folder of a faster-whisper model")
    parser.add_argument("--threads", type=int, default=1, help="of the recognizer")
    parser.add_argument("--keep", type=Path, help="a folder for the sound")
    parser.add_argument("--details", action="store_true", help="what was written and what was heard")
    given = parser.parse_args()
    judge = Judge(given.python, given.model, given.threads)
    print(f"{'voice':<12}{'units':>7}{'misheard':>13}{'toneless':>13}{'read wrongly':>13}{'CPU':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name in given.voices or [v for names in ALL.values() for v in names]:
            row = judged(name, judge, folder, given.details)
            shares = (n / row.units for n in (row.wrong, row.toneless, row.read_wrongly))
            figures = "".join(f"{share:>13.1%}" for share in shares)
            print(f"{name:<12}{row.units:>7}{figures}{row.cpu / row.seconds:>8.2f}", flush=True)
    judge.close()


if __name__ == "__main__":
    main()
