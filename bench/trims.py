"""What trimming takes away, measured on sentences that begin and end with soft consonants.

    python bench/trims.py [--voices heart system] [--json]

For each voice, of all that was cut off at the front and at the end, above 2 kHz, in windows of 10 ms, as it would have
been heard in an episode at -16 LUFS: the loudest (dBFS), and the steepest step toward the speech within 20 ms (dB).
A consonant that was cut would show as a step: those kept rise by 6 dB and more. Kokoro's heart breathes a hiss that
swells up to -55 dBFS before it speaks, by 2 dB at most in 20 ms: loud for a cut, and no consonant.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

SENTENCES = (
    "He felt half of the cloth.",
    "Fifty of them had heard enough.",
    "Thick fog hid the path.",
    "She laughs, if only to himself.",
    "His breath was a whiff.",
    "Have faith.",
    "Few went south.",
    "The thief was deaf.",
    "What a huff.",
    "Hush, it is the roof.",
)
LEVEL = -16.0  # LUFS
WINDOW_S = 0.01
FLOOR_DBFS = -70.0  # steps below it are nobody's


def treble(samples: Any, rate: int) -> Any:
    """dBFS of every 10 ms above 2 kHz; empty for less than that."""
    import numpy as np

    spectrum = np.fft.rfft(samples)
    spectrum[np.fft.rfftfreq(len(samples), 1 / rate) < 2000] = 0
    high = np.fft.irfft(spectrum, len(samples))
    size = int(rate * WINDOW_S)
    count = len(high) // size
    levels = np.sqrt((high[: count * size].reshape(count, size) ** 2).mean(1))
    return 20 * np.log10(np.maximum(levels, 1e-9))


def measured(name: str) -> dict[str, float | str]:
    """One voice."""
    import numpy as np

    from podcaster import engines, voice
    from podcaster.audio import loudness, stitch
    from podcaster.model import Role, Utterance

    spoken = engines.load(voice.find(name))
    worst, steps = {"front": -120.0, "end": -120.0}, {"front": 0.0, "end": 0.0}
    kept_ms = []
    for i, text in enumerate(SENTENCES):
        pcm = spoken.speak(Utterance(text, text, Role.NARRATOR, name, "en", 300, block=i)).pcm
        samples = stitch.to_float(pcm)
        gain = LEVEL - loudness.programme(loudness.energies(samples, pcm.rate))
        start, end = stitch.speech_bounds(samples, pcm.rate)
        levels, size = treble(samples, pcm.rate) + gain, int(pcm.rate * WINDOW_S)
        front, back = levels[: start // size], levels[-(-end // size) :]
        for side, cut in (("front", front), ("end", back[::-1])):
            worst[side] = max(worst[side], float(cut.max(initial=-120.0)))
            rises = cut[2:] - np.maximum(cut[:-2], FLOOR_DBFS)
            steps[side] = max(steps[side], float(rises.max(initial=0.0)))
        kept_ms.append((end - start) * 1000 / pcm.rate)
    return {
        "voice": name,
        "sentences": len(SENTENCES),
        "cut_front_dbfs": round(worst["front"], 1),
        "cut_end_dbfs": round(worst["end"], 1),
        "step_front_db": round(steps["front"], 1),
        "step_end_db": round(steps["end"], 1),
        "kept_ms": round(sum(kept_ms) / len(kept_ms)),
    }


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", nargs="+", default=["heart", "michael", "emma", "george", "joe", "system"])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    for name in given.voices:
        row = measured(name)
        said = json.dumps(row) if given.json else "  ".join(f"{key} {value}" for key, value in row.items())
        print(said, flush=True)


if __name__ == "__main__":
    main()
