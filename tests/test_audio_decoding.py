"""A finished file is measured as players decode it, whichever library does it."""

from __future__ import annotations

import numpy as np
import pytest

from podcaster.audio import decoding, ffmpeg, mp3, overs
from podcaster.config import Settings
from podcaster.errors import AudioError
from tests.audio_samples import episode

RATE = 44_100


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "a.mp3"
    _, timeline = mp3.master(lambda: iter(episode()), path, settings=Settings())
    return path, timeline


def whole(path, size=50_000):
    return np.concatenate(list(decoding.blocks(path, RATE, size, tool=ffmpeg.find(), seconds=10)))


def test_both_decoders_hear_the_same(made, monkeypatch):
    """Length and place to the sample, values to 18 bits; also where frames were turned down by hand."""
    path, _ = made
    overs.soften(path, [(60_000, 2.0), (150_000, 4.0)])
    ours = whole(path)
    monkeypatch.setattr(decoding, "_knows_mp3", lambda: False)
    theirs = whole(path)
    assert len(ours) == len(theirs)
    assert np.abs(ours - theirs).max() < 2**-17


def test_an_excerpt_equals_that_part_of_the_file(made, monkeypatch):
    """Both decoders agree, in the middle, at the end and past the end."""
    path, _ = made
    all_of_it = whole(path)
    last = len(all_of_it) // RATE
    for known in (True, False):
        monkeypatch.setattr(decoding, "_knows_mp3", lambda known=known: known)
        for start in (0, 2, last):
            found = decoding.excerpt(path, RATE, start, 3, tool=ffmpeg.find())
            expected = all_of_it[start * RATE : (start + 3) * RATE]
            # The first frames after a jump may lack what earlier ones lent them.
            assert len(found) == len(expected)
            assert np.abs(found - expected)[2304:].max(initial=0.0) < 2**-15
        assert len(decoding.excerpt(path, RATE, last + 5, 3, tool=ffmpeg.find())) == 0


def test_a_file_that_was_cut_is_noticed(made, tmp_path):
    path, timeline = made
    cut = tmp_path / "cut.mp3"
    cut.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    from podcaster.audio.formats import chosen

    with pytest.raises(AudioError, match="the encoder lost some"):
        mp3.measure(cut, timeline, ffmpeg.find(), chosen(".mp3", "standard"))


def test_a_file_without_sound_is_reported(tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(b"<html>no sound</html>" * 50)
    with pytest.raises(AudioError, match=r"a\.mp3 could not be decoded"):
        whole(path)


def test_another_rate_is_not_taken_for_ours(made):
    path, _ = made
    with pytest.raises(AudioError, match="44100 Hz"):
        list(decoding.blocks(path, 24_000, 1000, tool=ffmpeg.find(), seconds=10))
