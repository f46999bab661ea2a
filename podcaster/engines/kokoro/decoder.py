"""The last part of Kokoro's graph by itself, from what it is given to the sound, for a compiler of graphs.

What comes before it (durations, melody, the source of the voice) is little work and stays with ONNX Runtime in 32 bits:
the phase of the source does not survive fewer. Behind that, nearly all work is in convolutions: those between two
norms are given fixed ranges for their 8-bit numbers, as a compiler needs them; the published graph takes the ranges
from each sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from podcaster.engines.graph_edit import Graph
from podcaster.engines.kokoro import surgery

PLACE = "/decoder/decoder/generator/"
FEATURES, SOURCE, STYLE = (
    "/decoder/decoder/decode.3/Div_4_output_0",
    f"{PLACE}Concat_3_output_0",
    "/decoder/Slice_output_0",
)
INPUTS: dict[str, tuple[int | None, ...]] = {FEATURES: (1, 512, None), SOURCE: (1, 22, None), STYLE: (1, 128)}
SOUND = "audio"
# sin²(pi r) for r in [-0.5, 0.5] by powers of r², least squares over 4001 even steps of r²: wrong by 0.00005 at most.
SINE_SQUARED = (9.866558, -32.3545606, 41.3181796, -23.0717903)
Ranges = Mapping[str, tuple[float, float]]


def before(model: Any, durations: str) -> Any:
    """*model*, cut down in place to what the decoder is given, and the durations."""
    graph = Graph(model)
    _outputs(model, (durations, *INPUTS))
    graph.finish()
    return model


def decoder(model: Any, ranges: Ranges, *, watched: bool = False) -> Any:
    """*model* (as published), cut down in place to the decoder; *ranges* by the names of convolutions ("res.0").

    *watched*: for calibration. No convolution is reduced to 8 bits, and the inputs of those that could be are outputs.
    """
    from onnx import TensorProto, helper

    graph = Graph(model)
    surgery.norms(graph)
    graph.index()
    names = _convolutions(graph, ranges)
    _products(graph)
    graph.index()
    _snakes(graph)
    graph.index()
    for name in INPUTS:
        graph.take_over(graph.maker[name])
    del model.graph.input[:]
    model.graph.input.extend(helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in INPUTS.items())
    _outputs(model, (SOUND, *names.values()) if watched else (SOUND,))
    graph.finish()
    return model


def ranged(model: Any) -> dict[str, str]:
    """The convolutions of the published *model* that may have ranges, and the tensors that go into them."""
    graph = Graph(model)
    return {_short(n): graph.maker[n.input[0]].input[0] for n in graph.nodes if _may_have_range(n)}


def _may_have_range(node: Any) -> bool:
    return node.op_type == "ConvInteger" and node.name.startswith(PLACE) and "/convs" in node.name


def _short(node: Any) -> str:
    return str(node.name).removeprefix(PLACE).removesuffix("/Conv_quant")


def _outputs(model: Any, names: Sequence[str]) -> None:
    from onnx import TensorProto, helper

    del model.graph.output[:]
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)


def _convolutions(graph: Graph, ranges: Ranges) -> dict[str, str]:
    """ConvInteger as a convolution of numbers as they are, or between a fixed quantisation and its reverse."""
    import numpy as np

    found = {}
    for node in [n for n in graph.nodes if n.op_type == "ConvInteger" and n.name.startswith(PLACE)]:
        numbers, weight, _, weight_zero = node.input
        source = graph.maker[numbers].input[0]
        bias, last = surgery.rest_of(graph, node)
        scale = _constant_of(graph, graph.maker[surgery.other(last, graph.maker[last.input[0]].output[0])])
        whole = graph.value(weight).astype(np.float32) - np.float32(graph.value(weight_zero))
        limits = ranges.get(_short(node)) if _may_have_range(node) else None
        if _may_have_range(node):
            found[_short(node)] = source
        if limits:
            step, zero = _steps(*limits)
            given = [graph.constant(np.array(step, dtype=np.float32)), graph.constant(np.array(zero, dtype=np.uint8))]
            rounded = graph.add("QuantizeLinear", [source, *given], f"{node.name}/rounded")
            source = graph.add("DequantizeLinear", [rounded, *given], f"{node.name}/again")
            # Symmetric, as the compiler takes weights: what was -128 is one step off.
            small = graph.constant(np.clip(whole, -127, 127).astype(np.int8))
            each = graph.constant(np.full(len(whole), scale, dtype=np.float32))
            none = graph.constant(np.zeros(len(whole), dtype=np.int8))
            kernel = graph.add("DequantizeLinear", [small, each, none], f"{node.name}/weights", axis=0)
        else:
            kernel = graph.constant((whole * scale).astype(np.float32))
        graph.add("Conv", [source, kernel, *bias], graph.take_over(last), **_attributes(node))
    return found


def _steps(low: float, high: float) -> tuple[float, int]:
    """The size of 255 steps that cover *low* to *high* and 0, and the number of the step that is 0."""
    low, high = min(low, 0.0), max(high, 0.0)
    step = (high - low) / 255
    return step, round(-low / step)


def _products(graph: Graph) -> None:
    """Turn the few small 8-bit matrix products into float products."""
    import numpy as np

    for node in [n for n in graph.nodes if n.op_type == "MatMulInteger" and n.name.startswith(PLACE)]:
        numbers, weight, _, weight_zero = node.input
        source = graph.maker[numbers].input[0]
        (cast,) = graph.users(node.output[0])
        (last,) = graph.users(cast.output[0])
        scale = _constant_of(graph, graph.maker[surgery.other(last, cast.output[0])])
        matrix = (graph.value(weight).astype(np.float32) - graph.value(weight_zero).astype(np.float32)) * scale
        graph.add("MatMul", [source, graph.constant(matrix.astype(np.float32))], graph.take_over(last))


def _snakes(graph: Graph) -> None:
    """The square of a sine by powers: as a few sums and products, which a compiler makes one pass of."""
    import numpy as np

    def number(value: float) -> str:
        return graph.constant(np.array(value, dtype=np.float32))

    for node in [n for n in graph.nodes if n.op_type == "Sin"]:
        square = graph.user(node.output[0], "Mul")
        if square is None or list(square.input) != [node.output[0]] * 2:
            continue
        name = node.name
        turns = graph.add("Mul", [node.input[0], number(1 / np.pi)], f"{name}/turns")
        rest = graph.add("Sub", [turns, graph.add("Round", [turns], f"{name}/whole")], f"{name}/rest")
        r2 = graph.add("Mul", [rest, rest], f"{name}/r2")
        *lower, top = SINE_SQUARED
        total = graph.add("Mul", [r2, number(top)], f"{name}/power {len(lower)}")
        for n, factor in reversed(list(enumerate(lower))):
            total = graph.add("Add", [total, number(factor)], f"{name}/sum {n}")
            total = graph.add("Mul", [total, r2], f"{name}/power {n}")
        graph.add("Identity", [total], graph.take_over(square))


def _constant_of(graph: Graph, node: Any) -> Any:
    """The input of *node* that is a constant: the scale of weights, beside that of a sentence."""
    return next(value for value in map(graph.value, node.input) if value is not None)


def _attributes(node: Any) -> dict[str, Any]:
    from onnx import helper

    return {a.name: helper.get_attribute_value(a) for a in node.attribute}
