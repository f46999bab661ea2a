"""How well is each voice understood, and are its words where it says they are? By a speech recognizer.

    python -m bench.recognition --python VENV/bin/python --model DIR [VOICE ...] [--details]

VENV has faster-whisper, DIR is a model for it. A voice is an id, or "system:de" for one of many languages. Each says
the ten sentences of recognition.toml in its language with the real engine; each is recognised for itself, from the
segment as it would be in an episode, with half a second of silence around.

WER: words wrong, missing or added, of those written; figures are written out before. "by sound": the same without what
sounds alike (quay, key), which no listener can tell apart. start, end: the median distance between a word's time and
the recognizer's, after their common bias has been taken away: recognizers are early by a tenth of a second.

Hindi is judged by its consonants only: small models of Whisper understand it, and write it in Urdu's letters.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import tomllib
import unicodedata
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from bench.readings import chinese_units, japanese_units
from podcaster import voice
from podcaster.audio import stitch
from podcaster.engines.pool import Pool
from podcaster.listening import proof
from podcaster.model import Cue, Pcm, Role, Segment, Utterance, WordMark
from podcaster.script.speakable import speakable

SENTENCES = Path(__file__).with_name("recognition.toml")
AROUND_MS = 500
ALL = (
    "heart", "bella", "michael", "fenrir", "emma", "george", "dora", "alex", "siwis", "sara", "nicola", "dora-pt",
    "alex-pt", "alpha", "omega", "alpha-ja", "kumo", "yunxi", "yunjian", "joe",
    "system:en", "system:de", "system:es", "system:fr", "system:it",
)  # fmt: skip
READ = {"ja": japanese_units, "zh": chinese_units}
VOWELS = frozenset("aeiouəɛɔɪʊɐɑæʌɜɨɒʏ")
ALIKE = str.maketrans("ɽʋɖʈɦɳɣxqɹɾŋvɡʐ", "rwdthngkkrrnwgz")  # Hindi's and Urdu's rules name some sounds differently
JUDGE = """
import json, sys
from faster_whisper import WhisperModel
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=int(sys.argv[2]))
for line in sys.stdin:
    path, language = json.loads(line)
    found, _ = model.transcribe(path, language=language, word_timestamps=True, condition_on_previous_text=False)
    words = [(w.word, round(w.start * 1000), round(w.end * 1000)) for s in found for w in s.words]
    print(json.dumps(words), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence as a voice said it, and where its sound is."""

    text: str
    segment: Segment
    path: Path


@dataclass(frozen=True, slots=True)
class Judged:
    """One voice's row."""

    voice: str
    words: int
    wrong: int
    wrong_by_sound: int
    starts: tuple[float, float, int] | None  # bias, median distance after it, words; None: the voice tells no times
    ends: tuple[float, float, int] | None
    pace: float  # characters a second
    details: tuple[str, ...]


def say(name: str, folder: Path, pool: Pool) -> list[Said]:
    """The ten sentences, each in a file."""
    who, _, language = name.partition(":")
    language = language or voice.find(who).language
    short = language.partition("-")[0]
    said = []
    for text in tomllib.loads(SENTENCES.read_text(encoding="utf-8"))[short]:
        said.append(Utterance(text, speakable(text, short), Role.NARRATOR, who, language, 300))
    out = []
    for number, (utterance, speech) in enumerate(zip(said, pool.speak(said), strict=True)):
        segment = stitch.prepare(speech, f"{number}")
        path = folder / f"{name.replace(':', '-')}-{number}.wav"
        write(path, segment.pcm)
        out.append(Said(utterance.text, segment, path))
    return out


def write(path: Path, pcm: Pcm) -> None:
    """A segment as a WAV file, with silence around it."""
    silence = bytes(2 * (pcm.rate * AROUND_MS // 1000))
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(pcm.rate)
        sound.writeframes(silence + pcm.data + silence)


class Judge:
    """The recognizer, in an environment of its own."""

    def __init__(self, python: str, model: str, threads: int) -> None:
        self._process = subprocess.Popen(
            [python, "-c", JUDGE, model, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": str(threads)},
        )

    def hears(self, path: Path, language: str) -> tuple[WordMark, ...]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(path), language]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the recognizer ended")
        return tuple(WordMark(*word) for word in json.loads(line))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def judged(name: str, said: Sequence[Said], judge: Judge) -> Judged:
    """What was understood of a voice, and where its words were heard."""
    language = (name.partition(":")[2] or voice.find(name).language).partition("-")[0]
    words = wrong = by_sound = 0
    starts: list[float] = []
    ends: list[float] = []
    details = []
    for one in said:
        came = judge.hears(one.path, language)
        heard = "".join(word.text for word in came).strip()
        wanted, got = (units(text, language) for text in (one.text, heard))
        missed = distance(wanted, got)
        words, wrong = words + len(wanted), wrong + missed
        length = round(one.segment.pcm.seconds * 1000)
        phrase = proof.Heard(heard, 0, length)
        found = proof.compare([Cue(0, length, one.text)], [phrase], language)
        sounded = (
            missed
            if language == "hi" or language in READ
            else found.wrong + sum(len(run.text.split()) for run in found.extra)
        )
        by_sound += min(missed, sounded)
        if missed:
            details.append(f"{one.text}\n    {heard}")
        for ours, theirs in same_words(one.segment.words or (), came):
            starts.append(ours.start_ms + AROUND_MS - theirs.start_ms)
            ends.append(ours.end_ms + AROUND_MS - theirs.end_ms)
    pace = sum(len(s.text) for s in said) / sum(s.segment.pcm.seconds for s in said)
    return Judged(name, words, wrong, by_sound, spread(starts), spread(ends), pace, tuple(details))


def units(text: str, language: str) -> list[str]:
    """The words of *text* as they are compared; Hindi's consonants, Japanese kana, Chinese pinyin."""
    if language in READ:
        return READ[language](text)
    words = speakable(text, language).casefold()
    return _consonants(words) if language == "hi" else proof.words_of(words)


def _consonants(text: str) -> list[str]:
    """By eSpeak NG. Small models write spoken Hindi in Urdu's letters, which leave vowels out."""
    from podcaster.engines.espeak import Phonemizer

    language = "ur" if any("ARABIC" in unicodedata.name(c, "") for c in text) else "hi"
    sound = unicodedata.normalize("NFD", "".join(Phonemizer(language).groups(text)))
    kept = (c for c in sound.translate(ALIKE) if unicodedata.category(c) == "Ll" and c not in VOWELS)
    return list(kept)


def distance(wanted: Sequence[str], got: Sequence[str]) -> int:
    """Words to change, to add and to take away."""
    row = list(range(len(got) + 1))
    for i, one in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]


def same_words(ours: Sequence[WordMark], theirs: Sequence[WordMark]) -> Iterator[tuple[WordMark, WordMark]]:
    """The words that were understood, in both."""
    keys = [["".join(proof.words_of(w.text.casefold())) for w in words] for words in (ours, theirs)]
    for block in SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks():
        for n in range(block.size):
            yield ours[block.a + n], theirs[block.b + n]


def spread(found: Sequence[float]) -> tuple[float, float, int] | None:
    """Bias, median distance from it, how many."""
    if not found:
        return None
    bias = statistics.median(found)
    return bias, statistics.median(abs(d - bias) for d in found), len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="*", default=[])
    parser.add_argument("--python", required=True, help="the recognizer's interpreter")
    parser.add_argument("--model", required=True, help="folder of a faster-whisper model")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="of the recognizer")
    parser.add_argument("--keep", type=Path, help="a folder for the sound")
    parser.add_argument("--details", action="store_true", help="what was written and what was heard")
    given = parser.parse_args()
    judge = Judge(given.python, given.model, given.threads)
    print(f"{'voice':<12}{'words':>6}{'WER':>8}{'by sound':>10}{'start ms':>10}{'end ms':>8}{'bias':>6}{'char/s':>8}")
    with tempfile.TemporaryDirectory() as temporary, Pool(given.jobs) as pool:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name in given.voices or ALL:
            row = judged(name, say(name, folder, pool), judge)
            start, end = (f"{times[1]:.0f}" if times else "" for times in (row.starts, row.ends))
            bias = f"{row.starts[0]:.0f}" if row.starts else ""
            print(
                f"{row.voice:<12}{row.words:>6}{row.wrong / row.words:>8.1%}{row.wrong_by_sound / row.words:>10.1%}"
                f"{start:>10}{end:>8}{bias:>6}{row.pace:>8.1f}",
                flush=True,
            )
            for line in row.details if given.details else ():
                print(f"  {line}", flush=True)
    judge.close()


if __name__ == "__main__":
    main()
