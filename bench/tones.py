"""A batch in tones, taken apart: what is the encoder's, what is the voice's, and what is our own."""

from __future__ import annotations

import resource
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from podcaster import voice
from podcaster.audio import stitch
from podcaster.batch import run as batch
from podcaster.config import Settings, Show
from podcaster.engines.pool import Pool
from podcaster.engines.tone import ToneEngine
from podcaster.model import Role, Utterance

OWN, CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
WORDS = [
    *("before", "after", "about", "early", "grey", "quiet", "windy", "cold", "spring", "autumn", "market", "harbour"),
    *("island", "bridge", "lamp", "storm", "boat", "rope", "paper", "bread", "apple", "stone", "candle", "window"),
    *("letter", "garden", "engine", "captain", "baker", "signal", "river", "village", "mountain", "train", "evening"),
    *("morning", "story", "song", "anchor", "coffee"),
]


def used(who: int) -> float:
    """CPU seconds so far."""
    spent = resource.getrusage(who)
    return spent.ru_utime + spent.ru_stime


def posts(folder: Path, count: int, *, sentences: int) -> Path:
    """So many saved posts, no sentence twice."""
    folder.mkdir()
    for n in range(count):
        said = (
            f"The ferry came in {WORDS[(7 * n + k) % 40]} noon on that {WORDS[(3 * n + 5 * k) % 40]} day of the "
            f"{WORDS[(n + k) % 40]} and the {WORDS[(11 * k + n // 40) % 40]}."
            for k in range(sentences)
        )
        (folder / f"{n}.txt").write_text(f"Post number {n}\n\n{' '.join(said)}\n")
    return folder


@dataclass(frozen=True, slots=True)
class Shares:
    """Of one article, on average; CPU seconds."""

    own: float
    encoder: float
    voice: float
    audio_s: float


def shares(*, sentences: int, count: int = 60) -> Shares:
    """What a batch in tones takes, once everything is warm."""
    force = batch.Options(force=True)
    with tempfile.TemporaryDirectory() as folder:
        first, saved = (posts(Path(folder) / f"saved{n}", n, sentences=sentences) for n in (3, count))
        show, other = (Show(Path(folder) / name, Settings(voice="tone")) for name in ("show", "other"))
        with Pool(1) as pool:  # the voices' own process ends, and is counted, with the pool
            batch.run(other, [first], force, pool=pool)
            own, children = used(OWN), used(CHILDREN)
            made = batch.run(show, [saved], force, pool=pool)
            own, encoder = used(OWN) - own, used(CHILDREN) - children
            children += encoder
        voices = used(CHILDREN) - children
    return Shares(own / count, encoder / count, voices / count, sum(o.seconds for o in made) / count)


def lame_alone(tool: Path) -> float:
    """CPU seconds that ffmpeg takes for a minute of the same tones: no program that uses it can be quicker."""
    engine = ToneEngine(voice.find("tone"))
    said = (f"The ferry came in {word} noon on that day of the {word}." for word in WORDS[:20])
    spoken = [engine.speak(Utterance(text, text, Role.NARRATOR, "tone", "en", 0)).pcm for text in said]
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.write_bytes(b"".join(stitch.to_float(pcm).tobytes() for pcm in spoken))
        how = "-ar 44100 -c:a libmp3lame -b:a 64k"
        before = used(CHILDREN)
        command = f"{tool} -v error -f f32le -ar 24000 -ac 1 -i {raw} {how} {folder}/out.mp3"
        subprocess.run(command.split(), check=True)
        taken = used(CHILDREN) - before
    return taken * 60 / sum(pcm.seconds for pcm in spoken)
