"""The shape of an episode for pages and players."""

from __future__ import annotations

import json

from defusedxml.ElementTree import fromstring

from podcaster.audio import peaks
from podcaster.audio.timeline import Timeline
from podcaster.config import Pauses, Sound
from tests.audio_samples import episode


def test_the_waveform_shows_speech_and_pauses():
    """Levels run from 0 to 255 over the whole programme, and are 0 in pauses."""
    parts = episode(3, headings=())
    timeline = Timeline(Sound(), Pauses())
    for utterance, segment in parts:
        timeline.add(utterance, segment)
    text = peaks.waveform(timeline, points=100)
    about = json.loads(text)
    assert about["duration_ms"] == timeline.duration_ms
    assert len(about["levels"]) == 100
    assert max(about["levels"]) == 99
    assert about["levels"][0] == 0
    assert about["levels"][-1] == 0
    assert sum(level > 25 for level in about["levels"]) > 50
    assert text == peaks.waveform(timeline, points=100)


def test_the_picture_is_small():
    """A long episode's shape costs its page less than four kilobytes."""
    line = Timeline(Sound(), Pauses())
    for utterance, segment in episode(300, seconds=0.5):
        line.add(utterance, segment)
    levels = peaks.waveform(line)
    drawn = peaks.picture(levels)
    assert len(levels) < 1100
    assert len(drawn) < 4000
    assert fromstring(drawn).attrib["viewBox"] == "0 0 1200 40"
