"""Kokoro's graph, rewritten so that ONNX Runtime has less to do. The sound stays as it is.

A sentence of 7 s on one core with AVX2: 4.86 s as published, 3.60 s like this.

- A convolution of 8-bit numbers becomes a multiplication of matrices with signed weights, for which ONNX Runtime has
  its fastest kernels (82 instead of 55 thousand million products a second here; VNNI is used for these alone) and which
  multiplies by the scales and adds the bias on the way.
- What is one thing is one node: a norm of nine nodes is InstanceNormalization, the Snake (x + sin²(ax)/a) gets its a
  from the norm before it. The Fourier transform of twenty samples is a convolution.
"""

from __future__ import annotations

from typing import Any

from podcaster.engines.graph_edit import Graph, attribute

PART = "/decoder/"  # durations and melody stay as they are: they take little time, and everything else depends on them
# Without VNNI, two 8-bit products are added in 16 bits: 2 x 255 x 64 is the most that fits. 99 % of the rows of
# weights stay exact, the others lose a bit.
LARGEST = 64
# The lowest and the highest frequency have no imaginary part. Where the real one is negative, the model learnt that
# their phase is pi; with a plain 0 it would be minus pi, and the sound would be 3.5 dB from the original, not 1.5.
TINY = 1e-6


def operate(model: Any, *, on_cpu: bool = True) -> None:
    """Rewrite *model*, in place. Without *on_cpu* its convolutions stay: the products have kernels for CPUs only."""
    graph = Graph(model)
    norms(graph)
    graph.index()
    if on_cpu:
        _convolutions(graph)
    _fourier(graph)
    graph.finish()


def norms(graph: Graph) -> None:
    """(x - mean) / sqrt(variance + e) * gain + offset, where mean and variance are those of each channel."""
    import numpy as np

    flat = graph.constant(np.array([-1], dtype=np.int64))
    for node in [n for n in graph.nodes if n.op_type == "Div" and n.name.startswith(PART)]:
        norm = _norm_before(graph, node)
        if norm is None:
            continue
        source, epsilon = norm
        for scaled in graph.users(node.output[0]):
            moved = graph.user(scaled.output[0], "Add") if scaled.op_type == "Mul" else None
            if moved is None:
                continue
            gain, offset = other(scaled, node.output[0]), other(moved, scaled.output[0])
            snake = _snake_after(graph, moved.output[0])
            out = graph.take_over(moved)
            if snake:
                alpha, shrink, last = snake
                gain = graph.add("Mul", [gain, alpha], f"{out}/gain")
                offset = graph.add("Mul", [offset, alpha], f"{out}/offset")
            ends = [graph.add("Reshape", [x, flat], f"{x}/flat {out}") for x in (gain, offset)]
            if not snake:
                graph.add("InstanceNormalization", [source, *ends], out, epsilon=epsilon)
                continue
            wave = graph.add("InstanceNormalization", [source, *ends], f"{out}/wave", epsilon=epsilon)
            sine = graph.add("Sin", [wave], f"{out}/sine")
            square = graph.add("Mul", [sine, sine], f"{out}/square")
            both = graph.add("Add", [wave, square], f"{out}/both")
            graph.add("Mul", [both, shrink], graph.take_over(last))


def _norm_before(graph: Graph, divided: Any) -> tuple[str, float] | None:
    """What is normalised, and epsilon, if *divided* is the end of a norm."""
    centred, root = (graph.maker.get(name) for name in divided.input)
    if centred is None or root is None or (centred.op_type, root.op_type) != ("Sub", "Sqrt"):
        return None
    sum_ = graph.maker[root.input[0]]
    variance, mean = graph.maker[sum_.input[0]], graph.maker[centred.input[1]]
    square = graph.maker[variance.input[0]]
    if (sum_.op_type, variance.op_type, mean.op_type, square.op_type) != ("Add", "ReduceMean", "ReduceMean", "Mul"):
        return None
    if mean.input[0] != centred.input[0] or list(square.input) != [centred.output[0]] * 2:
        return None
    return str(centred.input[0]), float(graph.value(sum_.input[1]))


def _snake_after(graph: Graph, tensor: str) -> tuple[str, str, Any] | None:
    """The Snake's a, 1/a and last node, if it is a Snake that takes *tensor*."""
    users = {node.op_type: node for node in graph.users(tensor)}
    if len(graph.users(tensor)) != 2 or set(users) != {"Mul", "Add"}:
        return None
    alpha = other(users["Mul"], tensor)
    sine = graph.user(users["Mul"].output[0], "Sin")
    square = sine and graph.user(sine.output[0], "Pow")
    shrunk = square and graph.user(square.output[0], "Mul")
    if not shrunk or graph.user(shrunk.output[0], "Add") is not users["Add"] or graph.value(alpha) is None:
        return None
    return alpha, other(shrunk, square.output[0]), users["Add"]


def _convolutions(graph: Graph) -> None:
    """ConvInteger, its bias and its scales, as the product of rows of neighbours with a matrix."""
    import numpy as np

    for node in [n for n in graph.nodes if n.op_type == "ConvInteger" and n.name.startswith(PART)]:
        numbers, weight, zero, weight_zero = node.input
        bias, last = rest_of(graph, node)
        scales = graph.maker[other(last, graph.maker[last.input[0]].output[0])]
        scale, weight_scale = scales.input
        whole = graph.value(weight).astype(np.int32) - int(graph.value(weight_zero))
        small, factors = signed(whole)
        out_channels, in_channels, taps = whole.shape
        rows = _rows(graph, node, numbers, zero, taps, in_channels)
        matrix = np.ascontiguousarray(small.transpose(2, 1, 0).reshape(taps * in_channels, out_channels))
        by_channel = (factors * float(graph.value(weight_scale))).astype(np.float32)
        inputs = [rows, graph.constant(matrix), scale, graph.constant(by_channel), zero, "", *bias]
        product = graph.add("MatMulIntegerToFloat", inputs, f"{node.name}/product", domain="com.microsoft")
        graph.add("Transpose", [product], graph.take_over(last), perm=[0, 2, 1])


def signed(weights: Any) -> tuple[Any, Any]:
    """Weights in seven bits, and what each output channel is to be multiplied by."""
    import numpy as np

    largest = np.abs(weights).reshape(len(weights), -1).max(axis=1)
    factors = np.maximum(largest / LARGEST, 1.0)
    return np.rint(weights / factors.reshape(-1, *[1] * (weights.ndim - 1))).astype(np.int8), factors


def rest_of(graph: Graph, node: Any) -> tuple[list[str], Any]:
    """The bias, before it was made whole numbers; and the node that gives the convolution's result."""
    after = graph.users(node.output[0])[0]
    bias = []
    if after.op_type == "Add":
        origin = graph.maker[other(after, node.output[0])]
        for kind in ("Reshape", "Cast", "Floor"):
            assert origin.op_type == kind, (node.name, origin.op_type)
            origin = graph.maker[origin.input[0]]
        bias = [str(origin.input[0])]
        after = graph.users(after.output[0])[0]
    return bias, graph.user(after.output[0], "Mul")


def _rows(graph: Graph, node: Any, numbers: str, zero: str, taps: int, channels: int) -> str:
    """For each point in time a row with all numbers that its sum takes."""
    import numpy as np

    name = node.name
    before, after = attribute(node, "pads")
    step, apart = attribute(node, "strides")[0], attribute(node, "dilations")[0]
    if before or after:
        room = graph.constant(np.array([0, 0, before, 0, 0, after], dtype=np.int64))
        numbers = graph.add("Pad", [numbers, room, zero], f"{name}/padded")
    turned = graph.add("Transpose", [numbers], f"{name}/turned", perm=[0, 2, 1])
    if taps == step == 1:
        return turned
    first, none = graph.constant(np.array([0], dtype=np.int64)), graph.constant(np.array(0, dtype=np.int32))
    shape = graph.add("Shape", [turned], f"{name}/shape", start=1, end=2)
    length = graph.add("Squeeze", [graph.add("Cast", [shape], f"{name}/long", to=6)], f"{name}/length")
    end = graph.add("Sub", [length, graph.constant(np.array((taps - 1) * apart, dtype=np.int32))], f"{name}/end")
    starts = graph.add("Range", [none, end, graph.constant(np.array(step, dtype=np.int32))], f"{name}/starts")
    column = graph.add("Unsqueeze", [starts, graph.constant(np.array([1], dtype=np.int64))], f"{name}/column")
    places = graph.constant(np.arange(taps, dtype=np.int32) * apart)
    windows = graph.add("Add", [column, places], f"{name}/windows")
    table = graph.add("Squeeze", [turned, first], f"{name}/table")
    found = graph.add("Gather", [table, windows], f"{name}/found", axis=0)
    shape_of_rows = graph.constant(np.array([1, -1, taps * channels], dtype=np.int64))
    return graph.add("Reshape", [found, shape_of_rows], f"{name}/rows")


def _fourier(graph: Graph) -> None:
    """The one STFT, of windows of twenty samples: real and imaginary part are a convolution each."""
    import numpy as np

    for node in [n for n in graph.nodes if n.op_type == "STFT"]:
        signal = node.input[0]
        step, window, size = (graph.value(name) for name in node.input[1:])
        turns = 2 * np.pi * np.arange(int(size) // 2 + 1)[:, None] * np.arange(int(size))[None] / int(size)
        wide = graph.add("Unsqueeze", [signal, graph.constant(np.array([1], dtype=np.int64))], f"{node.name}/signal")
        (turned,) = graph.users(node.output[0])
        for taken in graph.users(turned.output[0]):
            waves = np.cos(turns)
            if int(graph.value(taken.input[1])):
                waves = -np.sin(turns)
                waves[[0, -1]] = -TINY * np.cos(turns[[0, -1]])
            kernel = graph.constant((waves * window)[:, None].astype(np.float32))
            graph.add("Conv", [wide, kernel], graph.take_over(taken), strides=[int(step)])


def other(node: Any, name: str) -> str:
    """The input of a sum or product that is not *name*."""
    a, b = node.input
    return str(b if a == name else a)
