"""The waveform of an episode for its page, as numbers and as a picture."""

from __future__ import annotations

import json

from podcaster.audio.timeline import Timeline

POINTS = 300  # bars of the picture: two pixels each on a telephone, four on a wide page
STEP = 4  # width of a bar and the gap behind it, in the picture's own units


def waveform(timeline: Timeline, *, points: int = POINTS) -> str:
    """JSON of *points* levels from 0 to 99 over the whole programme, the loudest 99; below 1 kB.

    Levels come from the energies beside the segments, so no audio is read; pauses and music are 0.
    """
    levels = [0.0] * points
    total = timeline.frames
    for shape, place in zip(timeline.shapes, timeline.placed, strict=True):
        hop = (place.end - place.start) / max(1, len(shape))
        for i, half_decibels in enumerate(shape):
            at = min(points - 1, int((place.start + (i + 0.5) * hop) * points / total))
            levels[at] = max(levels[at], half_decibels)
    highest = max(levels, default=0.0)
    # Loudness is heard in ratios: the square root of the amplitude shows quiet speech as well.
    shown = [round(99 * 10 ** ((level - highest) / 2 / 40)) if level else 0 for level in levels]
    return json.dumps({"duration_ms": timeline.duration_ms, "levels": shown}, separators=(",", ":")) + "\n"


def picture(levels: str, *, height: int = 40) -> str:
    """The waveform as an SVG of rounded bars in the colour of the text around it."""
    heights = json.loads(levels)["levels"]
    bars = []
    for i, level in enumerate(heights):
        tall = round((height - 4) * level / 99)
        bars.append(f"M{i * STEP + 2} {(height - tall) // 2}v{tall}")
    return (
        f'<svg viewBox="0 0 {len(heights) * STEP} {height}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="{"".join(bars)}" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/></svg>'
    )
