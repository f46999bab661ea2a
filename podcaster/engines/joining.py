"""Several pieces of speech as one, with the pause between them that their punctuation asks for.

Without numpy, so that the process of a small engine starts fast.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence

from podcaster.model import Pcm, Speech, WordMark

# Silence between two pieces, by what the first ends with. A voice leaves about as much within a sentence; at the edges
# of what it says it leaves more, so these are trimmed.
PAUSE_MS = {**dict.fromkeys(".!?。！？", 370), **dict.fromkeys(";:—–…；：", 280)}
COMMA_MS = 200  # after anything else
LOUD = 60  # of 32767 (-55 dBFS): what is not louder at an edge is silence or room tone
KEPT_MS = 25  # of an edge stay: a word may begin more quietly
STEP_MS = 5


def pause_ms(mark: str) -> int:
    """The pause after a piece that ends with *mark*."""
    return PAUSE_MS.get(mark, COMMA_MS)


def join(speeches: Sequence[Speech], marks: Sequence[str]) -> Speech:
    """One speech of several, the times of their words moved along. *marks*: what each piece but the last ends with."""
    if len(speeches) == 1:
        return speeches[0]
    rate = speeches[0].pcm.rate
    data: list[bytes] = []
    words: list[WordMark] = []
    frames = 0
    kept = 0  # silence at the end of the piece before
    for n, speech in enumerate(speeches):
        head, tail = _silence(speech.pcm)
        most = speech.pcm.rate * KEPT_MS // 1000
        start = max(0, head - most) if n else 0
        end = speech.pcm.frames - (max(0, tail - most) if n + 1 < len(speeches) else 0)
        if n:
            gap = max(0, rate * pause_ms(marks[n - 1]) // 1000 - kept - (head - start))
            data.append(bytes(2 * gap))
            frames += gap
        words += _moved(speech, start, end, frames)
        data.append(speech.pcm.data[2 * start : 2 * end])
        frames += end - start
        kept = min(tail, most)
    known = all(speech.words is not None for speech in speeches)
    return Speech(Pcm(b"".join(data), rate), tuple(words) if known else None)


def _moved(speech: Speech, start: int, end: int, to: int) -> list[WordMark]:
    """The words of the part from *start* to *end* if it begins at *to*, all in samples."""
    first, last, begun = (round(n * 1000 / speech.pcm.rate) for n in (start, end, to))

    def moved(ms: int) -> int:
        return min(max(ms, first), last) - first + begun

    return [WordMark(w.text, moved(w.start_ms), moved(w.end_ms)) for w in speech.words or ()]


def _silence(pcm: Pcm) -> tuple[int, int]:
    """How many samples are silent at the beginning and at the end; none if everything is."""
    samples = array("h", pcm.data)
    if sys.byteorder == "big":  # pragma: no cover
        samples.byteswap()
    step = max(1, pcm.rate * STEP_MS // 1000)
    starts = range(0, len(samples), step)
    loud = [n for n in starts if max(part := samples[n : n + step]) > LOUD or min(part) < -LOUD]
    return (loud[0], max(0, len(samples) - loud[-1] - step)) if loud else (0, 0)
