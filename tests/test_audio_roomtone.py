"""Pauses do not drop out: what lies between two words lies between two sentences, for voices that have a floor."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest

from podcaster.audio import ffmpeg, level, mp3, roomtone, stitch
from podcaster.config import Settings
from podcaster.model import Speech
from tests.audio_samples import RATE, babble, utterance

FLOOR_DB = -72.0


def hissing(count: int = 5, *, floor_db: float = FLOOR_DB):
    """Sentences of two phrases with a pause between them that is not quite silent."""
    dice = np.random.default_rng(3)
    out = []
    for i in range(count):
        quiet = np.zeros(RATE // 4, np.float32)
        words = np.concatenate([babble(0.8, seed=i), quiet, babble(0.8, seed=i + 50)])
        words += (10 ** (floor_db / 20) * dice.standard_normal(len(words))).astype(np.float32)
        out.append((utterance(f"{i}"), stitch.prepare(Speech(stitch.to_pcm(words, RATE)), f"{i}")))
    return out


def rms_db(samples):
    return 20 * np.log10(max(np.sqrt((samples.astype(float) ** 2).mean()), 1e-9))


def test_the_floor_of_a_voice_is_found():
    """Its level to two decibels, from a single pause too; none for a voice that falls silent."""
    (floor,) = roomtone.floors(hissing()).values()
    assert abs(20 * np.log10(floor.level) - FLOOR_DB) < 2
    assert abs(rms_db(roomtone.noise(floor, 2.0, 24_000)) - FLOOR_DB - 6) < 2
    (one,) = roomtone.floors(hissing(1)).values()
    assert abs(20 * np.log10(one.level) - FLOOR_DB) < 3
    assert roomtone.noise(next(iter(roomtone.floors(hissing(floor_db=-105)).values()), None), 1.0, RATE) is None
    assert roomtone.noise(None, 1.0, RATE) is None


@pytest.mark.parametrize(("gain_db", "heard_db"), [(0, -66), (-7, -73), (-9, -75), (-20, -86), (9, -58)])
def test_a_room_is_as_quiet_as_the_voice_is_made(gain_db, heard_db):
    """There is no level at which it is suddenly gone, and none at which a breath becomes the room."""
    power = np.ones(31)
    floor = roomtone.Floor(10 ** (-66 / 20), power, RATE)
    assert abs(rms_db(roomtone.noise(floor, 10 ** (gain_db / 20), RATE)) - heard_db) < 0.5


def test_finished_pauses_sound_like_the_gaps_between_words(tmp_path):
    """In the decoded file, to three decibels; the lead stays silent; the same bytes each time."""
    parts = hissing()
    _, line = mp3.master(lambda: iter(parts), tmp_path / "a.mp3", settings=Settings())
    command = [ffmpeg.find(), "-v", "error", "-i", tmp_path / "a.mp3", "-ar", f"{RATE}", "-f", "f32le", "-"]
    sound = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4")
    inside, between = [], []
    for place, after in zip(line.placed, line.placed[1:], strict=False):
        middle = (place.start + place.end) // 2
        inside.append(rms_db(sound[middle - RATE // 20 : middle + RATE // 20]))
        between.append(rms_db(sound[place.end + RATE // 20 : after.start - RATE // 20]))
    assert abs(np.mean(inside) - np.mean(between)) < 3
    assert rms_db(sound[: RATE // 10]) < -90
    before = (tmp_path / "a.mp3").read_bytes()
    mp3.master(lambda: iter(parts), tmp_path / "b.mp3", settings=Settings())
    assert (tmp_path / "b.mp3").read_bytes() == before


def test_a_pause_keeps_its_length_and_its_ends():
    """Nothing is heard where speech begins and ends, whatever the length."""
    loop = np.full(1000, 0.001, np.float32)
    for frames in (1, 2, 5, 700, 2500):
        filled = roomtone.filled(np.zeros(frames, np.float32), loop, 990, RATE)
        assert len(filled) == frames
        assert abs(float(filled[0])) < 1e-3 * (frames < 2) + 1e-9
    assert level.Plan({}, 1.0, 4, {}).floors == {}
