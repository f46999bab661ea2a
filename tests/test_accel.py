"""The device accel: Kokoro's decoder for OpenVINO. Where the processor has no bfloat16, its refusal is tested."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster import engines, voice
from podcaster.batch import run as batch
from podcaster.config import Settings, Show, parse
from podcaster.engines import child, devices, onnx_session
from podcaster.engines.kokoro import accel
from podcaster.engines.kokoro import decoder as kokoro_decoder
from podcaster.engines.kokoro import graph as kokoro_graph
from podcaster.engines.piper import PiperEngine
from podcaster.engines.pool import Pool, physical_cores
from podcaster.episode.keys import segment_key
from podcaster.errors import VoiceError
from podcaster.model import Role, Utterance

SAID = Utterance("The ferry came in.", "The ferry came in.", Role.NARRATOR, "heart", "en", 0)


@pytest.fixture
def openvino(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that OpenVINO is installed."""
    monkeypatch.setattr(accel, "_core", lambda: None)


def test_a_processor_without_bfloat16_is_reported(openvino: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """On such a processor accel would be slower."""
    monkeypatch.setattr(accel, "processor_flags", lambda: frozenset({"avx2", "avx512_vnni"}))
    with pytest.raises(VoiceError, match="has no bfloat16"):
        devices.refuse_missing("accel")
    for enough in ({"avx512_bf16", "avx512_vnni"}, {"amx_bf16", "amx_int8"}):
        monkeypatch.setattr(accel, "processor_flags", lambda enough=enough: frozenset(enough))
        devices.refuse_missing("accel")


def test_without_openvino_a_run_says_how_to_get_it(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first minute, and nothing is made."""
    monkeypatch.setitem(__import__("sys").modules, "openvino", None)
    (tmp_path / "a.txt").write_text("A post\n\nThe ferry came in.\n")
    show = Show(tmp_path / "show", Settings(voice="tone", device="accel"))
    with pytest.raises(VoiceError, match="needs OpenVINO") as caught:
        batch.run(show, [tmp_path / "a.txt"])
    assert "podcaster-tts[accel]" in (caught.value.hint or "")
    assert not show.episodes.exists()


def test_its_samples_have_a_key_of_their_own() -> None:
    """For the voices that it speaks; the others stay as they are."""
    assert parse({"device": "accel"}).device == "accel"
    assert segment_key(SAID, "accel") != segment_key(SAID)
    assert engines.version(voice.find("heart"), "accel").endswith(f" on accel {accel.FORMAT}")
    assert "accel" not in PiperEngine.devices
    for other in ("tone", "system"):
        said = replace(SAID, voice=other)
        assert segment_key(said, "accel") == segment_key(said)


def test_every_core_has_a_worker() -> None:
    """It is the processor, not a card that all of them share."""
    with Pool(device="accel") as pool:
        assert pool.size == physical_cores()


def test_every_range_holds_nought_and_belongs_to_a_convolution() -> None:
    """What pads a sound at its ends is 0, which 8 bits must say exactly."""
    ranges = accel.ranges()
    assert len(ranges) == 48
    assert all(low < 0 < high for low, high in ranges.values())


@given(st.floats(-1e3, 0), st.floats(0, 1e3))
def test_nought_is_one_of_the_steps(low: float, high: float) -> None:
    """And both ends are within one step."""
    if high - low < 1e-3:
        return
    step, zero = kokoro_decoder._steps(low, high)
    assert 0 <= zero <= 255
    assert (-zero) * step == pytest.approx(low, abs=step)
    assert (255 - zero) * step == pytest.approx(high, abs=step)


def test_the_squared_sine_is_right() -> None:
    """Within 0.00005 anywhere: bfloat16 itself is wrong by 0.004."""
    turns = np.linspace(-40, 40, 100_001)
    r2 = (turns - np.round(turns)) ** 2
    powers = sum(factor * r2 ** (n + 1) for n, factor in enumerate(kokoro_decoder.SINE_SQUARED))
    assert np.abs(powers - np.sin(np.pi * turns) ** 2).max() < 6e-5


@pytest.mark.voices
def test_the_parts_of_the_model_compute_the_same_as_the_whole() -> None:
    """The decoder with all numbers as they are, run by ONNX Runtime: the same words, nearly the same waves."""
    from podcaster.engines.kokoro import KokoroEngine

    engine = KokoroEngine(voice.find("heart"))
    whole = engine.speak(SAID)
    before = kokoro_decoder.before(kokoro_graph.model(), kokoro_graph.DURATIONS)
    decoder = kokoro_decoder.decoder(kokoro_graph.published(), {})
    first, second = (
        onnxruntime.InferenceSession(m.SerializeToString(), providers=onnx_session.PROVIDERS) for m in (before, decoder)
    )

    class Compiled:
        def create_infer_request(self):
            return self

        def infer(self, inputs):
            return second.run([kokoro_decoder.SOUND], inputs)

    engine.session = accel.Session(first, Compiled())
    parts = engine.speak(SAID)
    assert parts.words == whole.words
    a, b = (np.frombuffer(s.pcm.data, "<i2").astype(float) for s in (whole, parts))
    assert len(a) == len(b)
    assert np.corrcoef(a, b)[0, 1] > 0.9


@pytest.mark.voices
def test_a_sentence_on_accel_is_the_sentence() -> None:
    """The same length and words, the same sound every time, nearly the waves of the usual path."""
    if not any(accel.processor_flags().issuperset(pair) for pair in accel.NEEDED):
        with pytest.raises(VoiceError, match="has no bfloat16"):
            devices.refuse_missing("accel")
        return
    devices.refuse_missing("accel")
    reference = engines.reference(voice.find("heart"))
    said = []
    for device in ("cpu", "accel", "accel"):
        one = child.Child(device=device)
        try:
            said.append(one.speak(reference, voice.find("heart"), SAID))
        finally:
            one.kill()
    plain, first, again = said
    assert first.pcm.data == again.pcm.data
    assert first.words == plain.words
    a, b = (np.frombuffer(s.pcm.data, "<i2").astype(float) for s in (plain, first))
    assert np.corrcoef(a, b)[0, 1] > 0.8
