"""The shape of an episode for pages and players."""

from __future__ import annotations

import json

from defusedxml.ElementTree import fromstring

from podcaster.audio import peaks, stitch
from podcaster.config import Settings
from tests.audio_samples import episode


def test_the_waveform_shows_speech_and_pauses():
    """Levels from 0 to 255 over the whole programme, nothing where nobody speaks."""
    parts = episode(3, headings=())
    timeline = stitch.Timeline(Settings())
    for utterance, segment in parts:
        timeline.add(utterance, segment)
    text = peaks.waveform(iter(parts), timeline, points=100)
    about = json.loads(text)
    assert about["duration_ms"] == timeline.duration_ms
    assert len(about["levels"]) == 100
    assert max(about["levels"]) == 255
    assert about["levels"][0] == 0
    assert about["levels"][-1] == 0
    assert sum(level > 60 for level in about["levels"]) > 50
    assert text == peaks.waveform(iter(parts), timeline, points=100)
    drawn = fromstring(peaks.picture(text))
    assert drawn.attrib["viewBox"] == "0 0 1200 160"
    assert len(drawn) == 200
