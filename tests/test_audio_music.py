"""A show's own intro and outro: whatever file they are, as loud as the speech, and every time shifts with them."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from podcaster.audio import dressing, ffmpeg, loudness, mp3, music
from podcaster.config import Settings, Sound
from podcaster.errors import UsageError
from tests.audio_samples import RATE, episode

LEVELS = {"quiet": 0.02, "loud": 0.9}


def jingle(path, seconds=4.0, *, rate=44_100, level=0.3, channels=2):
    t = np.arange(int(rate * seconds)) / rate
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.2, 329.6)) / 3
    soundfile.write(path, np.stack([level * chord] * channels, axis=1), rate)
    return path


def dressed(folder, **sound):
    settings = Settings(sound=Sound(**sound))
    return settings, dressing.of(settings.sound, folder, ffmpeg.find())


def made(folder, **sound):
    settings, worn = dressed(folder, **sound)
    parts = episode(6)
    return mp3.master(lambda: iter(parts), folder / "a.mp3", settings=settings, dressing=worn)


def decoded(path):
    command = [ffmpeg.find(), "-v", "error", "-i", path, "-ar", str(RATE), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4")


def lufs(samples):
    return loudness.programme(loudness.energies(samples, RATE))


@pytest.mark.parametrize("level", ["quiet", "loud"])
def test_intro_and_outro_stand_around_the_speech(tmp_path, level):
    """They are as loud as the speech, however loud their files are; cues and chapters move by exactly their length."""
    jingle(tmp_path / "in.wav", 4.0, level=LEVELS[level])
    jingle(tmp_path / "out.flac", 3.0, level=LEVELS[level], rate=48_000, channels=1)
    _, plain = made(tmp_path)
    mastered, line = made(tmp_path, intro="in.wav", outro="out.flac")
    assert abs(mastered.lufs + 16) <= 0.5
    assert mastered.true_peak_db <= -1.0
    assert line.frames == plain.frames + 7 * RATE + RATE // 2  # 0.1 s before the intro, 0.4 s after the outro
    assert [c.start_ms - 4100 for c in line.cues] == [c.start_ms for c in plain.cues]
    marks = [c.start_ms for c in line.chapters("T")]
    assert marks == [0, *(c.start_ms + 4100 for c in plain.chapters("T")[1:])]
    assert line.chapters("T")[-1].end_ms == mastered.duration_ms == line.duration_ms
    sound = decoded(tmp_path / "a.mp3")
    assert abs(len(sound) - line.frames) <= 4
    assert abs(lufs(sound[: 2 * RATE]) + 16) < 2.5
    assert abs(lufs(sound[-3 * RATE : -RATE]) + 16) < 2.5
    assert np.abs(sound[4 * RATE + RATE // 10 : 4 * RATE + RATE // 3]).max() < 0.01  # the lead is silent
    # Players swallow the first moment, and a file that stops with its music seems cut off.
    assert np.abs(sound[: RATE // 12]).max() < 0.01
    assert np.abs(sound[-RATE // 3 :]).max() < 0.01


def test_the_music_goes_on_under_the_first_sentence(tmp_path):
    """Turned down before the first word, gone after the seconds that were asked for."""
    jingle(tmp_path / "in.wav", 6.0)
    _, alone = made(tmp_path)
    mastered, line = made(tmp_path, intro="in.wav", intro_overlap=3.0)
    assert line.cues[0].start_ms == alone.cues[0].start_ms + 3100
    _, worn = dressed(tmp_path, intro="in.wav", intro_overlap=3.0)
    bed = music.ducked(music.levelled(worn.intro, RATE, -16.0, 0.7), RATE, line.placed[0].start - line.before_music)
    before, under = bed[RATE : 2 * RATE], bed[int(3.6 * RATE) : int(4.4 * RATE)]
    assert 14 < 20 * np.log10(np.abs(before).max() / np.abs(under).max()) < 16
    assert abs(mastered.lufs + 16) <= 0.5
    assert mastered.true_peak_db <= -1.0


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3", "a.m4a"])
def test_any_usual_file_will_do(tmp_path, name):
    """What soundfile reads, and what only ffmpeg does."""
    jingle(tmp_path / "source.wav", 1.0)
    if name != "source.wav":
        command = [ffmpeg.find(), "-v", "error", "-y", "-i", tmp_path / "source.wav", tmp_path / name]
        subprocess.run(command, check=True)
    heard = music.load(tmp_path / name, "intro", ffmpeg.find())
    assert 0.95 < heard.seconds < 1.1


@pytest.mark.parametrize(
    ("name", "what"),
    [("none.wav", "not there"), ("folder", "not there"), ("rubbish.wav", "cannot be read"), ("empty.mp3", "cannot be"),
     ("long.flac", "the longest is 60 s"), ("long.m4a", "longer than 60 s"), ("silent.wav", "silent")],
)  # fmt: skip
def test_an_unusable_intro_is_reported_by_name(tmp_path, name, what):
    """Which file, what is wrong with it, what to try; before any work."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "rubbish.wav").write_bytes(b"RIFF\0\0\0\0WAVEnothing that is sound" * 20)
    (tmp_path / "empty.mp3").write_bytes(b"")
    if name.startswith("long"):
        soundfile.write(tmp_path / "long.flac", np.full(70 * 8000, 0.1), 8000)
        command = [ffmpeg.find(), "-v", "error", "-y", "-i", tmp_path / "long.flac", tmp_path / "long.m4a"]
        subprocess.run(command, check=True)
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE), RATE)
    with pytest.raises(UsageError, match=what) as caught:
        dressed(tmp_path, intro=name)
    assert name in caught.value.message
    assert caught.value.hint


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=8),
    st.integers(0, 100),
    st.integers(0, 80),
)
def test_mixing_neither_loses_nor_moves_a_sample(lengths, start, size):
    """However the stream is cut, the music lies at its frame, and the length stays."""
    chunks = [np.full(n, 0.01, np.float32) for n in lengths]
    bed = np.full(size, 0.02, np.float32)
    whole = np.concatenate(list(music.under(chunks, [(start, bed)], ceiling=0.9, rate=RATE)))
    wanted = np.full(sum(lengths), 0.01, np.float32)
    wanted[start : start + size] += bed[: max(0, len(wanted) - start)]
    np.testing.assert_array_equal(whole, wanted)
