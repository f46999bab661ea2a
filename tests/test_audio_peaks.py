"""The shape of an episode for pages and players."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

from podcaster.audio import peaks
from podcaster.audio.timeline import Timeline
from podcaster.config import Pauses, Sound
from tests.audio_samples import episode, segment, utterance


def test_the_waveform_shows_speech_and_pauses():
    """Levels run from 0 to 255 over the whole programme, and are 0 in pauses."""
    parts = episode(3, headings=())
    timeline = Timeline(Sound(), Pauses())
    for said, one in parts:
        timeline.add(said, one)
    text = peaks.waveform(timeline, points=100)
    about = json.loads(text)
    assert about["duration_ms"] == timeline.duration_ms
    assert len(about["levels"]) == 100
    assert max(about["levels"]) == 99
    assert about["levels"][0] == 0
    assert about["levels"][-1] == 0
    assert sum(level > 25 for level in about["levels"]) > 50
    assert text == peaks.waveform(timeline, points=100)


def test_paragraphs_are_told_with_their_loudness():
    """Each from its first to its last word; two of the same loudness are as high, and a quiet one is lower."""
    timeline = Timeline(Sound(), Pauses())
    loud, quiet = segment(2.0), segment(2.0, level=0.1)
    for number, (paragraph, said) in enumerate([(0, loud), (0, loud), (1, quiet), (2, loud)]):
        timeline.add(replace(utterance(f"Number {number}."), paragraph=paragraph), said)
    told = json.loads(peaks.waveform(timeline))["paragraphs"]
    placed = timeline.placed
    times = [1000 * frame // timeline.rate for frame in (placed[0].start, placed[1].end, placed[2].start)]
    assert [told[0][0], told[0][1], told[1][0]] == times
    (first, second, third) = (level for _, _, level in told)
    assert first == third > second + 20


def test_the_shape_of_a_long_episode_is_small():
    """Short paragraphs are taken together, so that three thousand of them cost the page a few kilobytes."""
    line = Timeline(Sound(), Pauses())
    for number, (said, one) in enumerate(episode(300, seconds=0.5) * 10):
        line.add(replace(said, paragraph=number), one)
    text = peaks.waveform(line)
    told = json.loads(text)
    assert len(text) < 4000
    assert len(told["paragraphs"]) <= 2 * peaks.COLUMNS
    assert told["paragraphs"][-1][1] <= told["duration_ms"]
    assert all(a[0] < a[1] <= b[0] for a, b in pairwise(told["paragraphs"]))
