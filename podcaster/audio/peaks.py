"""The shape of an episode, for players and pages: how loud each stretch is, as small numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable

from podcaster.audio import stitch
from podcaster.model import Segment, Utterance

POINTS = 600  # of a waveform: two pixels each on a wide page


def waveform(segments: Iterable[tuple[Utterance, Segment]], timeline: stitch.Timeline, *, points: int = POINTS) -> str:
    """JSON of *points* levels from 0 to 255 over the whole programme, the loudest 255.

    Levels come from the energies beside the segments, so no audio is read; pauses are 0.
    """
    levels = [0.0] * points
    total = timeline.frames
    for (_, segment), place in zip(segments, timeline.placed, strict=True):
        hop = (place.end - place.start) / max(1, len(segment.energies))
        for i, energy in enumerate(segment.energies):
            at = min(points - 1, int((place.start + (i + 0.5) * hop) * points / total))
            levels[at] = max(levels[at], energy)
    highest = max(levels, default=0.0) or 1.0
    # Loudness is heard in ratios: the square root of the amplitude shows quiet speech as well.
    shown = [round(255 * (level / highest) ** 0.25) for level in levels]
    about = {"version": 1, "duration_ms": timeline.duration_ms, "points": points, "levels": shown}
    return json.dumps(about, separators=(",", ":")) + "\n"


def picture(levels: str, *, width: int = 1200, height: int = 160, colour: str = "#4a6fa5") -> str:
    """The waveform as an SVG of rounded bars, for a page or a link preview."""
    heights = json.loads(levels)["levels"]
    count = max(1, width // 6)
    groups = [
        heights[i * len(heights) // count : max((i + 1) * len(heights) // count, i * len(heights) // count + 1)]
        for i in range(count)
    ]
    bars = []
    for i, group in enumerate(groups):
        tall = max(2.0, height * max(group, default=0) / 255)
        bars.append(f'<rect x="{i * 6}" y="{(height - tall) / 2:.1f}" width="4" height="{tall:.1f}" rx="2"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" fill="{colour}" role="img" '
        f'aria-label="Waveform">{"".join(bars)}</svg>\n'
    )
