"""Long silences inside a clause."""

import math
from array import array

import numpy as np
import pytest

from podcaster.engines import holes
from podcaster.engines.pronounce import Symbol, marked
from podcaster.model import Pcm, Speech, WordMark

RATE = 24_000


def spoken(*parts: int) -> Speech:
    """Words and silences in turns, of so many milliseconds: a tone and a soft hiss."""
    samples, words, at = array("h"), [], 0
    dice = np.random.default_rng(1)
    for number, ms in enumerate(parts):
        frames = RATE * ms // 1000
        if number % 2:
            samples.extend(int(n) for n in dice.integers(-30, 30, frames))
        else:
            samples.extend(round(9_000 * math.sin(n / 9)) for n in range(frames))
            words.append(WordMark(f"w{len(words)}", at, at + ms))
        at += ms
    return Speech(Pcm(samples.tobytes(), RATE), tuple(words))


def lengths(speech: Speech) -> list[int]:
    """The milliseconds of words and silences in turns."""
    loud = np.abs(np.frombuffer(speech.pcm.data, "<i2").reshape(-1, RATE // 200)).max(axis=1) > 60
    edges = np.flatnonzero(np.diff(loud)) + 1
    return [int(n) * 5 for n in np.diff([0, *edges, len(loud)])]


def test_a_long_silence_becomes_as_short_as_a_pause_at_a_comma() -> None:
    found = holes.closed(spoken(400, 500, 300, 520, 200), [False, False])
    assert lengths(found) == [400, 200, 300, 200, 200]
    times = [(w.start_ms, w.end_ms) for w in found.words or ()]
    assert times == [(0, 400), (600, 900), (1100, 1300)]


def test_a_silence_at_a_mark_stays() -> None:
    found = holes.closed(spoken(400, 500, 300, 500, 200), [True, False])
    assert lengths(found) == [400, 500, 300, 200, 200]


@pytest.mark.parametrize("ms", [60, 150, 240])
def test_a_short_silence_stays(ms: int) -> None:
    speech = spoken(400, ms, 300)
    assert holes.closed(speech, [False]) is speech


def test_silence_at_the_edges_is_not_between_words() -> None:
    """Edges are trimmed later."""
    speech = spoken(0, 500, 300, 500, 0)
    within = Speech(speech.pcm, (WordMark("w", 500, 800),))
    assert holes.closed(within, []) is within


def test_word_times_that_are_a_little_off_name_the_same_silence() -> None:
    """The model counts some of a silence to the word before it or after it."""
    speech = spoken(400, 500, 300)
    words = (WordMark("one", 0, 780), WordMark("two", 780, 1200))
    assert lengths(holes.closed(Speech(speech.pcm, words), [False])) == [400, 200, 300]
    assert lengths(holes.closed(Speech(speech.pcm, words), [True])) == [400, 500, 300]


def test_what_is_left_meets_without_a_click() -> None:
    found = holes.closed(spoken(400, 500, 300), [False])
    samples = np.frombuffer(found.pcm.data, "<i2").astype(int)
    inside = samples[RATE * 4 // 10 + 10 : RATE * 6 // 10 - 10]
    assert np.abs(inside).max() <= 30


def test_marks_between_words() -> None:
    found = [Symbol("a", 0), Symbol(","), Symbol(" "), Symbol("b", 1), Symbol(" "), Symbol("c", 2), Symbol("—")]
    found += [Symbol("c", 2), Symbol(" "), Symbol("d", 5), Symbol(" "), Symbol("("), Symbol("e", 6), Symbol(".")]
    assert marked(found) == [True, True, True, True]
    assert marked([*found[4:6], Symbol(" "), *found[8:]]) == [False, True]
