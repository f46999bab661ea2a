"""Neural voices compute where they are asked to, or say why they cannot. No machine with a GPU runs these tests."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import onnxruntime
import pytest

from podcaster import engines, voice
from podcaster.batch import run as batch
from podcaster.cli import options
from podcaster.config import Settings, Show, parse
from podcaster.engines import base, child, onnx_session
from podcaster.engines.kokoro import graph as kokoro_graph
from podcaster.engines.kokoro import session
from podcaster.engines.pool import Pool
from podcaster.episode.keys import segment_key
from podcaster.errors import UsageError, VoiceError
from podcaster.model import Role, Utterance

SAID = Utterance("Hello.", "Hello.", Role.NARRATOR, "heart", "en", 0)


@pytest.fixture
def runtime(monkeypatch):
    """An ONNX Runtime with a GPU, which tells what it was given."""
    found = SimpleNamespace(has=["CUDAExecutionProvider", "CPUExecutionProvider"], used=None, given=[])

    class Session:
        def __init__(self, model, options, providers):
            found.given.append((model, options.intra_op_num_threads, providers))

        def get_providers(self):
            return found.used or found.given[-1][2]

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: found.has)
    monkeypatch.setattr(onnxruntime, "InferenceSession", Session)
    return found


class Model:
    def SerializeToString(self):
        return b"model"


def test_the_provider_is_asked_for_by_its_name(runtime):
    """And the CPU after it, for what it has no kernels for."""
    onnx_session.session_on("cuda", Model, threads=3)
    assert runtime.given == [(b"model", 3, ["CUDAExecutionProvider", "CPUExecutionProvider"])]


def test_a_missing_device_is_reported_with_the_package_that_adds_it(runtime):
    runtime.has = ["CPUExecutionProvider"]
    with pytest.raises(VoiceError, match="it has no CUDAExecutionProvider, only CPUExecutionProvider") as caught:
        onnx_session.session_on("cuda", Model)
    assert "onnxruntime-gpu" in (caught.value.hint or "")


def test_a_provider_that_does_not_start_is_not_replaced_silently(runtime):
    """ONNX Runtime falls back to the CPU if a driver is missing, which would take ten times as long."""
    runtime.used = ["CPUExecutionProvider"]
    with pytest.raises(VoiceError, match="CUDAExecutionProvider could not be started"):
        onnx_session.session_on("cuda", Model)


def test_a_provider_that_fails_is_our_error(runtime, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(onnxruntime, "InferenceSession", fail)
    with pytest.raises(VoiceError, match="could not be loaded on cuda: out of memory"):
        onnx_session.session_on("cuda", Model)


def test_kokoro_keeps_its_convolutions_there(runtime):
    """The products that they become elsewhere have kernels for CPUs only, and so has the Fourier transform."""
    import onnx

    session.session(device="cuda")
    model = onnx.load_model_from_string(runtime.given[0][0])
    kinds = {node.op_type for node in model.graph.node}
    assert "ConvInteger" in kinds
    assert not kinds & {"MatMulIntegerToFloat", "STFT"}
    assert kokoro_graph.DURATIONS in {out.name for out in model.graph.output}


def test_other_samples_have_another_key():
    """But a voice that never leaves the CPU keeps its own, and on the CPU nothing changes."""
    assert segment_key(SAID, "cuda") != segment_key(SAID, "cpu") == segment_key(SAID)
    tone = replace(SAID, voice="tone")
    assert segment_key(tone, "cuda") == segment_key(tone)
    assert engines.version(voice.find("heart"), "cuda").endswith(" on cuda")


class Telling(base.Engine):
    """An engine that reports the device it was started on."""

    name, version, max_chars = "telling", "1", 100
    devices = onnx_session.DEVICES

    def __init__(self, voice, *, threads, device):
        super().__init__(voice)
        self.where = f"device {device}, {threads} threads"

    def speak(self, utterance):
        raise VoiceError(self.where)


def test_the_process_of_the_engine_receives_the_device():
    one = child.Child(threads=3, device="coreml")
    try:
        with pytest.raises(VoiceError, match="device coreml, 3 threads"):
            one.speak(f"{__name__}:Telling", voice.find("tone"), SAID)
    finally:
        one.kill()
    with Pool(2, device="cuda") as pool:
        assert pool.size == 2
    with Pool(device="cuda") as pool:
        assert pool.size <= 2


def test_a_run_asks_before_its_first_minute(tmp_path, monkeypatch):
    """Nothing is opened, nothing is spoken."""
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    (tmp_path / "a.txt").write_text("A post\n\nThe ferry came in.\n")
    show = Show(tmp_path / "show", Settings(voice="tone", device="cuda"))
    with pytest.raises(VoiceError, match="cannot use the device cuda"):
        batch.run(show, [tmp_path / "a.txt"])
    assert not show.episodes.exists()


def test_an_unknown_device_is_a_mistake(tmp_path):
    with pytest.raises(UsageError, match="device is 'gpu'"):
        parse({"device": "gpu"})
    with pytest.raises(UsageError, match="--device is 'gpu'"):
        options.open_show(tmp_path, options.Overrides(device="gpu"))
