"""The meter agrees with FFmpeg's, the limiter holds."""

from __future__ import annotations

import math
import re
import subprocess

import numpy as np
import pytest

from podcaster.audio import ffmpeg, loudness, rates, stitch
from tests.audio_samples import RATE, babble, segment


def ffmpeg_says(samples, rate, tmp_path):
    raw = tmp_path / "a.f32"
    raw.write_bytes(samples.astype("<f4").tobytes())
    source = ["-f", "f32le", "-ar", str(rate), "-ac", "1", "-i", raw]
    command = [ffmpeg.find(), "-hide_banner", "-nostats", *source, "-af", "ebur128=peak=true:framelog=verbose"]
    said = subprocess.run([*command, "-f", "null", "-"], stderr=subprocess.PIPE, check=True).stderr.decode()
    summary = said.rsplit("Summary:", 1)[1]
    return tuple(float(re.search(rf"{name}:\s+(-?[\d.]+)", summary).group(1)) for name in ("I", "Peak"))


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100])
@pytest.mark.parametrize("pitch", [90.0, 220.0])
def test_loudness_and_true_peak_agree_with_ebur128(rate, pitch, tmp_path):
    """Programme loudness within 0.1 LU and true peak within 0.2 dB of FFmpeg's meter."""
    samples = np.concatenate([babble(4, rate=rate, pitch=pitch), np.zeros(rate), babble(3, rate=rate, level=0.05)])
    lufs, peak = ffmpeg_says(samples, rate, tmp_path)
    meter = loudness.Meter(rate)
    data = samples.astype("<f4").tobytes()
    for i in range(0, len(data), 4 * 17_001):
        meter.add(data[i : i + 4 * 17_001])
    assert meter.frames == len(samples)
    assert abs(meter.lufs() - lufs) <= 0.1
    assert abs(meter.true_peak_db() - peak) <= 0.2
    assert abs(20 * math.log10(loudness.true_peak(samples)) - peak) <= 0.2


def test_segments_by_themselves_tell_the_programmes_loudness():
    """Energies kept beside the segments, added up over the joins, give what a meter says of the whole."""
    parts = [segment(2.3, seed=i, level=0.3 + 0.05 * i) for i in range(8)]
    whole = []
    for part in parts:
        whole += [stitch.to_float(part.pcm), np.zeros(RATE * 6 // 10, np.float32)]
    meter = loudness.Meter(RATE)
    meter.add(np.concatenate(whole).tobytes())
    assert abs(loudness.programme(*(p.energies for p in parts)) - meter.lufs()) <= 0.15


def test_silence_has_no_loudness():
    assert loudness.programme([0.0] * 10) == -math.inf
    meter = loudness.Meter(RATE)
    meter.add(bytes(4 * RATE))
    assert meter.lufs() == -math.inf
    assert meter.true_peak_db() == -math.inf


def test_less_than_a_block_is_measured():
    meter = loudness.Meter(RATE)
    meter.add(babble(0.2).astype("<f4").tobytes())
    assert -60 < meter.lufs() < 0


@pytest.mark.parametrize("drive", [1.5, 3.0, 8.0])
def test_the_limiter_holds_the_true_peak(drive):
    """Nothing passes the ceiling, and what is below it by 20 ms is not touched."""
    samples = np.concatenate([babble(1.0, level=0.1), babble(0.5, level=0.5) * drive, babble(1.0, level=0.1)])
    held = loudness.limit(samples, 0.6, RATE)
    assert loudness.true_peak(held) <= 0.6 * 1.01
    quiet = int(0.9 * RATE)
    np.testing.assert_array_equal(held[:quiet], samples[:quiet])
    np.testing.assert_array_equal(held[-quiet:], samples[-quiet:])


def test_samples_below_the_ceiling_are_unchanged():
    samples = babble(1.0, level=0.3)
    assert loudness.limit(samples, 0.9, RATE) is samples


def test_lengths_of_transforms():
    """Long enough, and never a quarter too long."""
    for n in range(1, 70_000, 13):
        assert n <= loudness.fast_length(n) <= max(32, 1.26 * n)


def test_half_the_rate_is_enough_for_speech():
    """A file of 44.1 kHz with speech from 24 kHz measures the same at half the rate, its peak at the full one."""
    samples = rates.resampled(babble(6.0, pitch=180.0), RATE, 44_100)
    full, half = loudness.Meter(44_100), loudness.Meter(44_100, halved=True)
    for meter in (full, half):
        for i in range(0, len(samples), 50_001):
            meter.add(samples[i : i + 50_001].tobytes())
    assert abs(full.lufs() - half.lufs()) < 0.05
    assert full.true_peak_db() == half.true_peak_db()
    assert full.frames == half.frames == len(samples)
