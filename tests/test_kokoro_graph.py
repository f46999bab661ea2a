"""Kokoro's graph is rewritten for speed, and says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from podcaster.engines.graph_edit import Graph
from podcaster.engines.kokoro import surgery


def model(nodes: Sequence[Any], constants: dict[str, Any], shape: Sequence[int | None]) -> Any:
    """A graph from x to y."""
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def run(made: Any, x: Any) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(made.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


def rewritten(made: Any, change: Callable[[Graph], None]) -> Any:
    graph = Graph(made)
    change(graph)
    graph.finish()
    return made


def kinds(made: Any) -> set[str]:
    return {node.op_type for node in made.graph.node}


@pytest.mark.parametrize(("taps", "apart", "step", "bias"), [(11, 5, 1, True), (3, 1, 1, False), (1, 1, 1, True), (12, 1, 6, True)])  # fmt: skip # noqa: E501
def test_a_convolution_as_a_product_is_the_same(taps: int, apart: int, step: int, bias: bool) -> None:
    """Whatever its width, dilation and stride, and at the edges too."""
    chance = np.random.default_rng(1)
    pad = (taps - 1) * apart // 2
    weight = chance.integers(100, 164, (6, 4, taps), dtype=np.uint8)
    name = "/decoder/a"
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]),
        helper.make_node(
            "ConvInteger", ["q", "w", "zero", "wz"], ["c"], name, pads=[pad, pad], dilations=[apart], strides=[step]
        ),
        helper.make_node("Mul", ["scale", "ws"], ["scales"]),
    ]
    last = "c"
    if bias:
        nodes += [
            helper.make_node("Div", ["b", "scales"], ["b1"]),
            helper.make_node("Floor", ["b1"], ["b2"]),
            helper.make_node("Cast", ["b2"], ["b3"], to=TensorProto.INT32),
            helper.make_node("Reshape", ["b3", "column"], ["b4"]),
            helper.make_node("Add", ["c", "b4"], ["d"]),
        ]
        last = "d"
    nodes += [
        helper.make_node("Cast", [last], ["e"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["e", "scales"], ["y"]),
    ]
    constants = {
        "w": weight,
        "wz": np.uint8(131),
        "ws": np.float32(0.01),
        "b": chance.standard_normal(6).astype(np.float32),
        "column": np.array([1, -1, 1]),
    }
    made = model(nodes, constants, [1, 4, None])
    x = chance.standard_normal((1, 4, 90)).astype(np.float32)
    before = run(made, x)
    after = run(rewritten(made, surgery._convolutions), x)
    assert "ConvInteger" not in kinds(made)
    assert after.shape == before.shape
    step_of_bias = 0.01 * float(x.max() - min(x.min(), 0)) / 255  # it was rounded to whole steps, and is exact now
    np.testing.assert_allclose(after, before, atol=1.01 * step_of_bias if bias else 1e-4)


@given(st.lists(st.integers(-255, 255), min_size=1, max_size=12), st.integers(1, 3))
def test_weights_lose_nothing_that_fits(row: list[int], rows: int) -> None:
    """Seven bits keep what is small exactly, and all else to half a step; two products never overflow 16 bits."""
    weights = np.array([row] * rows)[:, None, :]
    small, factors = surgery.signed(weights)
    assert np.abs(small.astype(int)).max() * 255 * 2 <= 32_767
    back = small * factors[:, None, None]
    assert np.abs(back - weights).max() <= factors.max() / 2 + 1e-9
    if np.abs(weights).max() <= surgery.LARGEST:
        np.testing.assert_array_equal(back, weights)


@pytest.mark.parametrize("snake", [True, False])
def test_a_norm_is_one_node(snake: bool) -> None:
    """With the Snake that follows it, or without."""
    axes = {"axes": np.array([2]), "eps": np.float32(1e-5), "two": np.float32(2)}
    chance = np.random.default_rng(2)
    vectors = {n: chance.uniform(0.5, 2, (1, 3, 1)).astype(np.float32) for n in ("gain", "offset", "alpha")}
    nodes = [
        helper.make_node("ReduceMean", ["x", "axes"], ["mean"]),
        helper.make_node("Sub", ["x", "mean"], ["centred"]),
        helper.make_node("Mul", ["centred", "centred"], ["square"]),
        helper.make_node("ReduceMean", ["square", "axes"], ["variance"]),
        helper.make_node("Add", ["variance", "eps"], ["sum"]),
        helper.make_node("Sqrt", ["sum"], ["root"]),
        helper.make_node("Div", ["centred", "root"], ["normal"], "/decoder/norm"),
        helper.make_node("Mul", ["gain", "normal"], ["scaled"]),
        helper.make_node("Add", ["scaled", "offset"], ["moved" if snake else "y"]),
    ]
    if snake:
        nodes += [
            helper.make_node("Mul", ["alpha", "moved"], ["inner"]),
            helper.make_node("Sin", ["inner"], ["sine"]),
            helper.make_node("Pow", ["sine", "two"], ["power"]),
            helper.make_node("Mul", ["shrink", "power"], ["shrunk"]),
            helper.make_node("Add", ["moved", "shrunk"], ["y"]),
        ]
    made = model(nodes, {**axes, **vectors, "shrink": 1 / vectors["alpha"]}, [1, 3, None])
    x = chance.standard_normal((1, 3, 200)).astype(np.float32)
    before = run(made, x)
    after = run(rewritten(made, surgery.norms), x)
    assert not kinds(made) & {"ReduceMean", "Sqrt", "Pow"}
    np.testing.assert_allclose(after, before, atol=1e-5)


def test_the_fourier_transform_is_a_convolution() -> None:
    """Real and imaginary parts are the same, and the ends of the spectrum have the phase that the model learnt."""
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(20) / 20)).astype(np.float32)
    nodes = [
        helper.make_node("STFT", ["x", "step", "window", "size"], ["t"], "/decoder/stft"),
        helper.make_node("Transpose", ["t"], ["u"], perm=[0, 2, 1, 3]),
        helper.make_node("Gather", ["u", "real"], ["a"], axis=3),
        helper.make_node("Gather", ["u", "imaginary"], ["b"], axis=3),
        helper.make_node("Concat", ["a", "b"], ["y"], axis=0),
    ]
    numbers = {"step": np.array(5), "size": np.array(20), "real": np.array(0), "imaginary": np.array(1)}
    made = model(nodes, {**numbers, "window": window}, [1, None])
    x = np.random.default_rng(4).standard_normal((1, 400)).astype(np.float32)
    before = run(made, x)
    after = run(rewritten(made, surgery._fourier), x)
    assert "STFT" not in kinds(made)
    np.testing.assert_allclose(after, before, atol=2e-5)
    real, imaginary = after[:, [0, -1]]
    negative = real < -1e-3
    assert negative.any()
    assert np.all(imaginary[negative] > 0)


def test_nodes_come_after_their_inputs() -> None:
    """This holds in whatever order they were added; unused nodes are removed."""
    made = model([helper.make_node("Sin", ["x"], ["y"]), helper.make_node("Cos", ["x"], ["z"])], {}, [None])
    graph = Graph(made)
    out = graph.take_over(graph.maker["y"])
    graph.add("Add", ["later", graph.constant(np.array([1.0], dtype=np.float32))], out)
    graph.add("Neg", ["y before"], "later")
    graph.finish()
    assert [node.op_type for node in made.graph.node] == ["Sin", "Neg", "Add"]
    np.testing.assert_allclose(run(made, np.array([0.5], dtype=np.float32)), 1 - np.sin([0.5]), rtol=1e-6)
