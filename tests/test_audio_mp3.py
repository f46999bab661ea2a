"""The finished MP3: as loud as asked, whole, the same each time; and what happens when ffmpeg does not help."""

from __future__ import annotations

import stat
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from mutagen.mp3 import MP3, BitrateMode

from podcaster.audio import declick, ffmpeg, level, loudness, mp3, overs, stitch
from podcaster.audio.formats import chosen
from podcaster.audio.timeline import Timeline
from podcaster.config import Pauses, Settings, Sound
from podcaster.errors import AudioError, StorageError, UsageError
from podcaster.model import Pcm, Segment, Speech
from tests import machine
from tests.audio_samples import RATE, babble, episode, segment, utterance


@pytest.fixture(scope="module")
def parts():
    return episode()


def made(parts, path, **sound):
    settings = Settings()
    settings = replace(settings, sound=replace(settings.sound, **sound))
    return mp3.master(lambda: iter(parts), path, settings=settings)


def decoded(path, rate=RATE):
    raw = subprocess.run(
        [ffmpeg.find(), "-v", "error", "-i", path, "-ar", str(rate), "-f", "f32le", "-"],
        capture_output=True,
        check=True,
    ).stdout
    return np.frombuffer(raw, "<f4")


@pytest.mark.parametrize("target", [-16.0, -19.0, -23.0])
def test_it_is_as_loud_as_asked(parts, tmp_path, target):
    """Loudness within half a unit, true peak below the limit, on the decoded file."""
    mastered, timeline = made(parts, tmp_path / "a.mp3", loudness=target)
    heard = mp3.measure(tmp_path / "a.mp3", timeline, ffmpeg.find(), chosen(".mp3", "standard"))
    assert abs(heard.lufs - target) <= 0.5
    assert heard.true_peak_db <= -1.0
    assert (mastered.lufs, mastered.true_peak_db) == (heard.lufs, heard.true_peak_db)


@pytest.mark.parametrize(
    ("quality", "kbps", "rate"), [("small", 48, 24_000), ("standard", 64, 44_100), ("high", 96, 44_100)]
)
def test_presets(parts, tmp_path, quality, kbps, rate):
    """Constant bit rate with an Info header, mono, at the preset's rates; its length is that of the timeline."""
    mastered, timeline = made(parts, tmp_path / "a.mp3", quality=quality)
    info = MP3(tmp_path / "a.mp3").info
    assert (info.bitrate, info.sample_rate, info.channels) == (kbps * 1000, rate, 1)
    assert info.bitrate_mode == BitrateMode.CBR
    assert abs(info.length * 1000 - timeline.duration_ms) < 80  # it counts the padding
    assert mastered.bytes == (tmp_path / "a.mp3").stat().st_size


def test_the_same_input_gives_the_same_bytes(parts, tmp_path):
    one, _ = made(parts, tmp_path / "a.mp3")
    other, _ = made(parts, tmp_path / "b.mp3")
    assert one.sha256 == other.sha256


def test_pauses_are_where_the_timeline_says(parts, tmp_path):
    """Speech begins and ends at its cue, to five milliseconds; between cues it is silent."""
    _, timeline = made(parts, tmp_path / "a.mp3")
    sound = decoded(tmp_path / "a.mp3")
    assert abs(len(sound) - timeline.frames) <= 2
    for cue in timeline.cues:
        before = sound[(cue.start_ms - 100) * RATE // 1000 : (cue.start_ms - 10) * RATE // 1000]
        inside = sound[(cue.start_ms + 40) * RATE // 1000 : (cue.start_ms + 300) * RATE // 1000]
        assert np.abs(before).max() < 0.01
        assert np.abs(inside).max() > 0.03


def test_quiet_and_loud_voices_meet(tmp_path):
    """A quoted voice that is 9 dB quieter than the narrator is brought to the narrator's level."""
    parts = [
        (utterance("One.", voice="a"), segment(2.0, seed=1, level=0.3)),
        (utterance("Two.", voice="b"), segment(2.0, seed=2, level=0.1)),
        (utterance("Three.", voice="a", pause_ms=1000), segment(2.0, seed=3, level=0.3)),
    ]
    gains = level.survey(parts, Sound(), Pauses()).matching()
    assert gains["a"] == 0.0
    assert 8.0 < gains["b"] < 11.0
    made(parts, tmp_path / "a.mp3")


def test_a_whisper_and_a_shout_meet_halfway(tmp_path):
    """Sentences 16 dB above or below the rest of their voice are brought nearer, one of 3 dB a little."""
    levels = [0.2, 0.2, 0.03, 0.2, 0.2, 0.7, 0.2, 0.28]
    parts = [(utterance(f"{n}.", pause_ms=800), segment(2.0, seed=n, level=v)) for n, v in enumerate(levels)]
    plan = level.survey(parts, Sound(), Pauses()).plan(-16.0, 0.7)
    given = [20 * np.log10(plan.gain("v", s)) - plan.gains["v"] for _, s in parts]
    assert all(abs(g) < 2.5 for n, g in enumerate(given) if n not in (2, 5))
    assert 8.0 < given[2] <= level.MOST_RIDE_DB + 1e-9
    assert -8.0 < given[5] < -4.0
    _, timeline = made(parts, tmp_path / "a.mp3")
    sound = decoded(tmp_path / "a.mp3")
    heard = [loudness.programme(loudness.energies(sound[p.start : p.end], RATE)) for p in timeline.placed]
    assert heard[0] - 8.0 < heard[2] < heard[0]  # 16 dB apart as spoken
    assert heard[0] < heard[5] < heard[0] + 7.0


@pytest.mark.parametrize(("level_db", "gain"), [(-20, 0.0), (-21, 0.375), (-17, -1.875), (-36, 11.625), (-45, 12.0)])
def test_a_sentence_comes_nearer_to_its_voice(level_db, gain):
    assert level.ride(level_db, -20) == gain


def test_the_survey_of_levelled_sentences_agrees_with_the_result():
    """Programme loudness with a gain a sentence is known before a sample is read, to a tenth of a unit."""
    levels = [0.2, 0.03, 0.2, 0.6, 0.2, 0.05]
    parts = [(utterance(f"{n}.", pause_ms=1000), segment(2.0, seed=n, level=v)) for n, v in enumerate(levels)]
    found = level.survey(parts, Sound(), Pauses())
    plan = found.plan(-30.0, 1.0)
    assert not found.limits(plan)
    heard = [plan.levelled(u, s) for u, s in parts]
    assert abs(loudness.programme(*(loudness.energies(h, RATE) for h in heard)) + 30.0) < 0.1


def test_the_limiter_leaves_no_offset():
    """Pulses that all point one way, driven hard: what the limiter takes from them is no offset afterwards."""
    pulses = np.tile(np.concatenate([np.hanning(40), np.zeros(360)]).astype(np.float32), 100) * 0.5
    spoken = stitch.prepare(Speech(stitch.to_pcm(pulses, RATE)), "k")
    plan = level.Plan({"v": 24.0}, 0.7, 8, {"v": level.own_level(spoken)})
    plain = loudness.limit(stitch.to_float(spoken.pcm) * np.float32(level.factor(24.0)), 0.7, RATE)
    assert abs(float(plain.mean())) > 0.002
    assert abs(float(plan.levelled(utterance(), spoken).mean())) < 0.0002


def test_a_burst_does_not_become_a_click_when_the_vowel_after_it_is_turned_down():
    """A b before a loud, strongly limited vowel stands out from its surroundings no more than a mouth click may."""
    vowel = babble(1.0, seed=3, level=0.5)
    vowel[:6400] = 0
    vowel[6112:6136] = 0.04 * np.hanning(24) * (-1.0) ** np.arange(24)  # 12 ms before it
    spoken = stitch.prepare(Speech(stitch.to_pcm(vowel, RATE)), "k")
    gain = level.factor(24.0)
    plan = level.Plan({"v": 24.0}, 0.7, 8, {"v": level.own_level(spoken)})
    limited = loudness.limit(stitch.to_float(spoken.pcm) * np.float32(gain), 0.7, RATE)
    assert _standing_out(limited) > 1.3 * declick.STANDS_OUT
    assert _standing_out(plan.levelled(utterance(), spoken)) < 1.3 * declick.STANDS_OUT


def _standing_out(samples):
    """The most that a millisecond is sharper than all of the 5 to 22 ms on either side."""
    ms = RATE // 1000
    count = (len(samples) - 2) // ms
    sharp = np.abs(np.diff(samples[: count * ms + 2], 2)).reshape(count, ms).max(1)
    return max(
        sharp[i] / max(sharp[i - 22 : i - 4].max(), sharp[i + 5 : i + 23].max(), 0.02) for i in range(22, count - 23)
    )


def test_a_voice_with_high_peaks_is_as_loud_as_the_others(tmp_path):
    """What the limiter takes from one voice more than from another is given back: a quotation is not quieter."""

    def peaky(seconds, seed):
        smooth = babble(seconds, seed=seed)
        return stitch.prepare(Speech(stitch.to_pcm(np.sign(smooth) * np.abs(smooth) ** 1.3, RATE)), "k")

    parts = [
        (utterance("One.", voice="a"), segment(4.0, seed=1)),
        (utterance("Two.", voice="b", pause_ms=1000), peaky(3.0, 2)),
        (utterance("Three.", voice="a", pause_ms=1000), segment(4.0, seed=3)),
    ]
    _, timeline = made(parts, tmp_path / "a.mp3")
    heard = decoded(tmp_path / "a.mp3")
    levels = {}
    for cue in timeline.cues:
        histogram = loudness.Histogram()
        histogram.add(loudness.energies(heard[cue.start_ms * RATE // 1000 : cue.end_ms * RATE // 1000], RATE))
        levels[cue.text] = histogram.loudness()
    assert abs(levels["Two."] - (levels["One."] + levels["Three."]) / 2) < 1


def test_voices_of_two_rates(tmp_path):
    """A cast of two engines with different rates makes one programme."""
    parts = [
        (utterance("One.", voice="a"), segment(1.0)),
        (utterance("Two.", voice="b", pause_ms=1000), segment(1.0, rate=22_050)),
        (utterance("Three.", voice="a", pause_ms=1000), segment(1.0)),
    ]
    mastered, timeline = made(parts, tmp_path / "a.mp3")
    assert timeline.rate == RATE
    assert abs(mastered.lufs + 16) <= 0.5


def test_one_word(tmp_path):
    """An episode of a fifth of a second is an episode."""
    mastered, _ = made([(utterance("Yes.", pause_ms=0), segment(0.2, before=0.0, after=0.0))], tmp_path / "a.mp3")
    assert mastered.duration_ms > 500


def test_silence_is_refused(tmp_path):
    silent = stitch.prepare(replace_pcm(), "k")
    with pytest.raises(AudioError, match="silent"):
        made([(utterance(), silent)], tmp_path / "a.mp3")


def replace_pcm():
    from podcaster.model import Speech

    return Speech(Pcm(bytes(2 * RATE), RATE))


def test_nothing_is_refused(tmp_path):
    with pytest.raises(AudioError, match="without a single utterance"):
        made([], tmp_path / "a.mp3")


def test_a_long_programme_rehearses(tmp_path, monkeypatch):
    """A programme that needs the limiter is tried on a sample first, and then comes out right at once."""
    monkeypatch.setattr(mp3, "REHEARSE_MS", 1_000)
    loud = [(u, segment(2.0, seed=i, level=0.9)) for i, (u, _) in enumerate(episode(8))]
    calls = []
    encode = mp3.encode
    monkeypatch.setattr(mp3, "encode", lambda *a, **k: (calls.append(1), encode(*a, **k))[1])
    mastered, _ = made(loud, tmp_path / "a.mp3", loudness=-12.0)
    assert abs(mastered.lufs + 12) <= 0.5
    assert mastered.true_peak_db <= -1.0
    assert len(calls) >= 2


def test_a_file_that_never_comes_out_right_is_an_error(tmp_path):
    """Each round moves level and limit by what the last file was off; after the last one, the figures are reported."""
    calls = []

    def deaf(level_db, limit_db):
        calls.append((round(level_db, 1), round(limit_db, 1)))
        return mp3.Measured(0, -20.0, 1.0)

    with pytest.raises(AudioError, match=r"came out at -20.0 LUFS with a true peak of 1.0 dB after 5 attempts"):
        mp3.corrected(deaf, -16.0, -3.0, Timeline(Sound(), Pauses()), tmp_path / "a.mp3")
    assert calls == [(-16.0 + 4 * n, round(-3.0 - 2.3 * n, 1)) for n in range(mp3.ROUNDS)]


def test_a_sample_from_all_over_a_long_programme():
    """What is tried on the limiter stays a minute, however long the programme, from its start to its end."""
    one = segment(1.0)
    found = level.Survey(Sound(), Pauses())
    for i in range(500):
        found.add(utterance(str(i)), one)
    texts = [int(u.text) for u, _ in found.sample]
    assert 25 <= len(texts) <= 60
    assert texts[0] == 0
    assert texts[-1] > 450


def test_segments_that_change_between_passes_are_noticed(parts, tmp_path):
    """A segment that vanished between measuring and encoding does not shorten the episode in silence."""
    passes = iter([parts, parts[:-1]])
    with pytest.raises(AudioError, match="went missing"):
        mp3.master(lambda: iter(next(passes)), tmp_path / "a.mp3", settings=Settings())


# ---------------------------------------------------------------- ffmpeg


def script(path, text):
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_setting_comes_first(tmp_path):
    tool = script(tmp_path / "mine", "exit 0\n")
    assert ffmpeg.find(str(tool)) == tool
    with pytest.raises(AudioError, match="no ffmpeg at"):
        ffmpeg.find(str(tmp_path / "nowhere"))


def test_the_packaged_one_comes_before_the_path(monkeypatch, tmp_path):
    """Nothing has to be installed by hand, and every machine makes the same bytes."""
    script(tmp_path / "ffmpeg", "exit 0\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "imageio_ffmpeg" in str(ffmpeg.find())
    monkeypatch.setattr(ffmpeg, "packaged", lambda: None)
    assert ffmpeg.find() == tmp_path / "ffmpeg"
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(AudioError, match="no ffmpeg was found"):
        ffmpeg.find()


@machine.posix
@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("cat >/dev/null; echo 'a.mp3: No space left on device' >&2; exit 228\n", StorageError, "disk is full"),
        (
            "head -c 100 >/dev/null; echo 'Error writing trailer: No space left on device' >&2; exit 1\n",
            StorageError,
            "full",
        ),
        ("kill -9 $$\n", AudioError, "killed"),
        ("echo 'Conversion failed!' >&2; exit 69\n", AudioError, "Conversion failed"),
        ("cat >/dev/null; exit 0\n", AudioError, "wrote nothing"),
    ],
)
def test_ffmpeg_that_fails_is_an_error_with_its_own_words(parts, tmp_path, text, kind, message):
    """Missing encoder, full disk, killed, wrote nothing: each is told, none is taken for an episode."""
    tool = script(tmp_path / "ffmpeg", text)
    with pytest.raises(kind, match=message):
        mp3.master(lambda: iter(parts), tmp_path / "a.mp3", settings=Settings(), tool=tool)


@machine.posix
def test_an_ffmpeg_without_the_encoder_is_an_error_with_a_way_out(parts, tmp_path, monkeypatch):
    """One that was set gives way to the packaged one; where there is none, it has to be installed."""
    tool = script(tmp_path / "ffmpeg", "echo \"Unknown encoder 'libmp3lame'\" >&2; exit 1\n")
    for found, way_out in ((tmp_path / "packaged", "setting ffmpeg empty"), (None, "pip install")):
        monkeypatch.setattr(ffmpeg, "packaged", lambda found=found: found)
        with pytest.raises(AudioError, match="no encoder") as caught:
            mp3.master(lambda: iter(parts), tmp_path / "a.mp3", settings=Settings(ffmpeg=str(tool)))
        assert way_out in caught.value.hint


@machine.posix
def test_ffmpeg_that_hangs_is_killed(parts, tmp_path, monkeypatch):
    monkeypatch.setattr(ffmpeg, "STILL_S", 0.2)
    tool = script(tmp_path / "ffmpeg", "exec sleep 600\n")
    with pytest.raises(AudioError, match="stuck"):
        mp3.master(lambda: iter(parts), tmp_path / "a.mp3", settings=Settings(), tool=tool)


def test_a_file_that_cannot_be_started(parts, tmp_path):
    with pytest.raises(AudioError, match="could not start"):
        mp3.master(lambda: iter(parts), tmp_path / "a.mp3", settings=Settings(), tool=tmp_path / "none")


def test_an_error_in_the_segments_comes_through(parts, tmp_path):
    """What the caller raises while it hands out segments is not swallowed, and ffmpeg does not stay behind."""

    def broken():
        yield parts[0]
        raise KeyError("mine")

    rounds = iter([iter(parts), broken()])
    with pytest.raises(KeyError, match="mine"):
        mp3.master(lambda: next(rounds), tmp_path / "a.mp3", settings=Settings())


def test_huge_overs_are_brought_down(tmp_path):
    """One shout in a quiet programme does not break the peak promise."""
    shout = np.zeros(RATE // 2, np.float32)
    shout[RATE // 4 : RATE // 4 + 600] = np.hanning(600) * np.sin(np.arange(600) / 3) * 0.99
    parts = [(u, s) for u, s in episode(4)]
    parts.insert(2, (utterance("Ha!", pause_ms=300), Segment("s", stitch.to_pcm(shout, RATE), None, (1e-4,), 0.99)))
    mastered, _ = made(parts, tmp_path / "a.mp3", loudness=-14.0)
    assert mastered.true_peak_db <= -1.0


@pytest.mark.parametrize("quality", ["small", "standard"])
def test_a_stray_peak_is_turned_down_without_encoding_again(parts, tmp_path, quality):
    """Half a frame gets softer, the rest of the file stays to the last bit of its sound."""
    made(parts, tmp_path / "a.mp3", quality=quality)
    rate = chosen(".mp3", quality).rate
    before = decoded(tmp_path / "a.mp3", rate)
    at = rate + int(np.abs(before[rate:-rate]).argmax())
    assert overs.soften(tmp_path / "a.mp3", [(at, 1.0)]) in (1, 2)
    after = decoded(tmp_path / "a.mp3", rate)
    assert len(after) == len(before)
    assert 0.8 < abs(20 * np.log10(abs(after[at] / before[at]))) < 2.0
    np.testing.assert_allclose(after[: at - 2000], before[: at - 2000], atol=1e-5)
    np.testing.assert_allclose(after[at + 2000 :], before[at + 2000 :], atol=1e-5)


def test_a_peak_between_two_half_frames_is_turned_down_as_far(parts, tmp_path):
    """Where two half frames share a peak, both get softer: one alone would have to be turned down many times."""
    made(parts, tmp_path / "a.mp3")
    rate = chosen(".mp3", "standard").rate
    before = decoded(tmp_path / "a.mp3", rate)
    # Not the edges themselves: the loudest samples within EDGE of one, where both are heard.
    near = [n for n in range(rate, len(before) - rate) if (n + overs.DELAY) % 576 in (0, 40, 536, 575)]
    for at in sorted(near, key=lambda n: -abs(before[n]))[:3]:
        made(parts, tmp_path / "a.mp3")
        overs.soften(tmp_path / "a.mp3", [(at, 1.0)])
        after = decoded(tmp_path / "a.mp3", rate)
        assert 20 * np.log10(abs(before[at] / after[at])) > 1.2


def test_softening_leaves_strangers_alone(tmp_path):
    """What is no mono MP3 of ours is not written into."""
    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3\x03" + bytes(2000))
    assert overs.soften(path, [(0, 1.0)]) == 0
    assert path.read_bytes() == b"ID3\x03" + bytes(2000)


@pytest.mark.parametrize("suffix", [".opus", ".m4b"])
def test_other_formats(parts, tmp_path, suffix):
    """Opus and M4B come out as loud as the MP3."""
    mastered, _ = made(parts, tmp_path / f"a{suffix}")
    assert abs(mastered.lufs + 16) <= 0.5
    assert mastered.true_peak_db <= -1.0


def test_an_unknown_format_is_refused(parts, tmp_path):
    with pytest.raises(UsageError, match="wma"):
        made(parts, tmp_path / "a.wma")
