"""Joins are inaudible, and times are exact."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from podcaster.audio import declick, rates, stitch
from podcaster.audio.timeline import Cues, Timeline
from podcaster.config import Pauses, Sound
from podcaster.errors import AudioError
from podcaster.model import Pcm, Role, Segment, Speech, WordMark
from tests.audio_samples import RATE, babble, segment, speech, utterance


def test_engine_silence_is_trimmed_to_thirty_milliseconds():
    """However long an engine is silent before and after a sentence, the pauses are ours."""
    short, long = (stitch.prepare(speech(1.0, before=b, after=a), "k") for b, a in ((0.05, 0.05), (0.8, 1.5)))
    assert abs(short.pcm.frames - long.pcm.frames) <= RATE * 5 // 1000
    assert 1.0 <= long.pcm.seconds <= 1.0 + 2 * 0.036


@pytest.mark.parametrize("soft_db", [-30, -40, -45])
def test_soft_consonants_stay(soft_db):
    """An f or an h at the end of a sentence is 45 dB below the loudest vowel, and is heard."""
    dice = np.random.default_rng(3)
    hiss = np.diff(dice.standard_normal(int(0.08 * RATE) + 1))
    hiss *= 0.06 * 10 ** (soft_db / 20) / np.sqrt(np.mean(hiss**2))
    samples = np.concatenate([np.zeros(4000), babble(1.0, level=0.3), hiss, np.zeros(6000)]).astype(np.float32)
    kept = stitch.prepare(Speech(stitch.to_pcm(samples, RATE)), "k")
    assert kept.pcm.seconds >= 1.08 + 0.03


def test_both_ends_fade():
    """No sentence begins or ends with a click."""
    samples = stitch.to_float(segment().pcm)
    assert abs(samples[0]) < 1e-3
    assert abs(samples[-1]) < 1e-3


def test_a_constant_offset_is_taken_away():
    """The DC offset of some voices would click at each pause."""
    shifted = stitch.to_float(speech(2.0).pcm) + 0.01
    kept = stitch.prepare(Speech(stitch.to_pcm(shifted, RATE)), "k")
    assert abs(float(stitch.to_float(kept.pcm).mean())) < 5e-4


def test_word_marks_move_with_the_trim():
    """A word is marked when it is heard, whatever was cut off before it."""
    spoken = replace(speech(1.0, before=0.5), words=(WordMark("one", 500, 900), WordMark("two", 1000, 1500)))
    kept = stitch.prepare(spoken, "k")
    assert kept.words is not None
    one, two = kept.words
    assert abs(one.start_ms - 30) <= 6
    assert two.end_ms <= kept.pcm.frames * 1000 // RATE


def test_prepare_is_the_same_each_time():
    assert segment() == segment()


def test_no_samples_are_an_error():
    with pytest.raises(AudioError):
        stitch.prepare(Speech(Pcm(b"", RATE)), "k")


@pytest.mark.parametrize("seconds", [0.001, 0.004, 0.02, 0.2])
def test_very_short_sounds_survive(seconds):
    """A sound of a few samples is not lost and breaks nothing."""
    kept = stitch.prepare(Speech(stitch.to_pcm(np.full(int(seconds * RATE), 0.1, np.float32), RATE)), "k")
    assert kept.pcm.frames > 0


def test_silence_is_kept_as_it_is():
    kept = stitch.prepare(Speech(Pcm(bytes(2 * RATE), RATE)), "k")
    assert kept.peak == 0.0


@pytest.mark.parametrize(("rate", "wanted"), [(22_050, 24_000), (24_000, 22_050), (16_000, 24_000), (48_000, 24_000)])
def test_resampling_keeps_the_sound(rate, wanted):
    """A tone stays that tone, at its level, without aliases."""
    t = np.arange(rate) / rate
    tone = (0.5 * np.sin(2 * np.pi * 1000 * t) * np.hanning(rate)).astype(np.float32)
    out = rates.resampled(tone, rate, wanted)
    assert len(out) == rates.scaled(rate, rate, wanted) == wanted
    t = np.arange(wanted) / wanted
    expected = 0.5 * np.sin(2 * np.pi * 1000 * t) * np.interp(t, np.arange(rate) / rate, np.hanning(rate))
    assert float(np.abs(out - expected).max()) < 1e-3


# ---------------------------------------------------------------- the timeline


def fake(frames: int, rate: int = RATE) -> Segment:
    return Segment("k", Pcm(bytes(2 * frames), rate), None, (0.01,), 0.5)


utterances = st.lists(
    st.tuples(
        st.integers(1, 200_000), st.integers(0, 3_000), st.sampled_from([Role.NARRATOR, Role.HEADING, Role.QUOTE])
    ),
    min_size=1,
    max_size=30,
)


@given(utterances)
@examples(deadline=None, max_examples=60)
def test_cues_and_chapters_are_whole(parts):
    """Every utterance has one cue, in order, none overlapping; chapters meet and span the episode."""
    timeline = Timeline(Sound(), Pauses())
    for i, (frames, pause, role) in enumerate(parts):
        timeline.add(utterance(f"{i}", role=role, pause_ms=pause, block=i), fake(frames))
    cues = timeline.cues
    assert list(Cues(timeline)) == list(cues)  # as those of a long article, each made when it is asked for
    assert [c.text for c in cues] == [f"{i}" for i in range(len(parts))]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(cues))
    total = RATE * 400 // 1000 + sum(frames + RATE * pause // 1000 for frames, pause, _ in parts)
    assert timeline.frames == total
    chapters = timeline.chapters("Title")
    if chapters:
        assert chapters[0].start_ms == 0
        assert chapters[-1].end_ms == timeline.duration_ms
        assert all(a.end_ms == b.start_ms for a, b in pairwise(chapters))


def test_a_chapter_begins_in_the_pause_before_its_heading():
    """Whoever jumps to a chapter hears a breath and then the heading."""
    timeline = Timeline(Sound(), Pauses(lead=500))
    timeline.add(utterance("Intro.", pause_ms=1000, block=-1), fake(RATE))
    timeline.add(utterance("Part one.", role=Role.HEADING, pause_ms=800, block=3), fake(RATE))
    timeline.add(utterance("More.", role=Role.HEADING, pause_ms=800, block=3), fake(RATE))
    timeline.add(utterance("Text.", pause_ms=1000, block=4), fake(10 * RATE))
    first, second = timeline.chapters("The title", addresses={3: "https://example.org/#one"})
    assert (first.title, first.start_ms, first.end_ms) == ("The title", 0, 2000)
    assert (second.title, second.start_ms, second.end_ms) == ("Part one. More.", 2000, timeline.duration_ms)
    assert second.address == "https://example.org/#one"


def test_ten_hours_do_not_drift():
    """Milliseconds are worked out from samples once: the last cue of ten hours is exact."""
    timeline = Timeline(Sound(), Pauses())
    one, count = fake(77_777), 10_000
    for _ in range(count):
        timeline.add(utterance(pause_ms=333), one)
    silence = 333 * RATE // 1000
    start = RATE * 400 // 1000 + (count - 1) * (77_777 + silence)
    assert timeline.cues[-1].start_ms == round(start * 1000 / RATE)


def test_most_of_the_speech_decides_the_rate():
    """Where engines of two rates share an episode, the fewer segments are resampled."""
    timeline = Timeline(Sound(), Pauses())
    timeline.add(utterance(), fake(22_050, 22_050))
    timeline.add(utterance(), fake(5 * 24_000, 24_000))
    assert timeline.rate == 24_000
    assert timeline.placed[0].end - timeline.placed[0].start == 24_000


def test_nothing_cannot_be_stitched():
    with pytest.raises(AudioError):
        _ = Timeline(Sound(), Pauses()).rate


def test_a_click_is_softened_and_speech_is_not():
    """A burst of a millisecond that stands alone is lowered; vowels and hiss stay to the last bit."""
    plain = babble(1.0, level=0.3)
    assert declick.soften(plain, RATE) is plain
    dice = np.random.default_rng(5)
    clicked = 0.01 * np.sin(np.arange(RATE) / 20).astype(np.float32)
    clicked[12_000:12_030] += (0.1 * dice.standard_normal(30)).astype(np.float32)
    softer = declick.soften(clicked, RATE)
    assert np.abs(np.diff(softer, 2)).max() < 0.35 * np.abs(np.diff(clicked, 2)).max()
    np.testing.assert_array_equal(softer[:11_000], clicked[:11_000])
    np.testing.assert_array_equal(softer[13_000:], clicked[13_000:])


def test_a_heading_right_before_another_shares_its_chapter():
    """Nobody wants a chapter that is over when its title has been read."""
    timeline = Timeline(Sound(), Pauses())
    timeline.add(utterance("Intro.", pause_ms=1000, block=-1), fake(RATE))
    timeline.add(utterance("Tools", role=Role.HEADING, pause_ms=500, block=3), fake(RATE))
    timeline.add(utterance("Saws", role=Role.HEADING, pause_ms=500, block=4), fake(RATE))
    timeline.add(utterance("Text.", pause_ms=1000, block=5), fake(10 * RATE))
    timeline.add(utterance("Drills", role=Role.HEADING, pause_ms=500, block=6), fake(RATE))
    timeline.add(utterance("Text.", pause_ms=1000, block=7), fake(10 * RATE))
    assert [c.title for c in timeline.chapters("The title")] == ["The title", "Tools – Saws", "Drills"]
    shallow = Timeline(Sound(chapter_depth=0), Pauses())
    shallow.add(utterance("Tools", role=Role.HEADING), fake(RATE))
    assert shallow.chapters("The title") == ()


def test_the_depth_of_chapters():
    """Only headings down to the level asked for begin a chapter."""
    timeline = Timeline(Sound(chapter_depth=2), Pauses())
    for block in range(6):
        role = Role.HEADING if block in (1, 3) else Role.NARRATOR
        timeline.add(utterance(f"Block {block}", role=role, block=block), fake(5 * RATE))
    found = timeline.chapters("The title", levels={1: 2, 3: 3})
    assert [c.title for c in found] == ["The title", "Block 1"]
