"""The graph of a Piper voice, changed once: it also returns durations, its noise is always the same, and it is faster.

Apart from the noise, the sound stays the same. The last part of the network works on images one pixel high, because
ONNX Runtime has faster convolutions for images than for lines.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.engines import onnx_session
from podcaster.engines.graph_edit import Graph
from podcaster.errors import VoiceError

FORMAT = 2  # of what is made of a model; part of the version of the engine
SEED = 20_240_301
NOISE = 1 << 20  # numbers; a sentence needs about 200 thousand, and a longer one hears them again
DECODER = "/dec/"
FLAT = {"Conv", "ConvTranspose", "LeakyRelu", "Add", "Mul", "Div", "Tanh"}  # mean the same in one more dimension


def session(model: Path, *, threads: int = 1, device: str = "cpu") -> Any:
    """An ONNX Runtime session of the changed model. Another device than the CPU is not given the CPU's layout."""
    digest = hashlib.sha256(f"{files.sha256(model)} {FORMAT}".encode()).hexdigest()[:16]

    def build() -> Any:
        import onnx

        try:
            made = onnx.load(str(model))
        except Exception as error:  # protobuf's exceptions depend on how it was built
            raise VoiceError(f"the model {model} could not be read: {error}", hint="install the voice again") from error
        change(made, str(model), flat=device == "cpu")
        return made

    if device != "cpu":
        return onnx_session.session_on(device, build, threads=threads)
    return onnx_session.session(f"piper/{digest}", build, threads=threads)


def change(model: Any, name: str, *, flat: bool = True) -> None:
    """Rewrite *model*, in place. Raises VoiceError where it is not a Piper model."""
    from onnx import TensorProto, helper

    graph = Graph(model)
    ceils = [node for node in graph.nodes if node.op_type == "Ceil"]
    noises = [node for node in graph.nodes if node.op_type == "RandomNormalLike"]
    if len(ceils) != 1 or len(noises) != 2:
        raise VoiceError(f"{name} is not a Piper model of the usual form")
    model.graph.output.append(helper.make_tensor_value_info(ceils[0].output[0], TensorProto.FLOAT, None))
    _still(graph, noises)
    if flat:
        _flat(graph)
    graph.finish()


def _still(graph: Graph, noises: list[Any]) -> None:
    """Noise out of a list: the first kind (of durations) from its middle, the second (of the voice) from its start."""
    import numpy as np

    numbers = graph.constant(np.random.default_rng(SEED).standard_normal(NOISE, dtype=np.float32))
    one, all_ = graph.constant(np.array(1, dtype=np.int64)), graph.constant(np.array(NOISE, dtype=np.int64))
    for node, start in zip(noises, (NOISE // 2, 0), strict=True):
        out = graph.take_over(node)
        begin = graph.constant(np.array(start, dtype=np.int64))
        shape = graph.add("Shape", [node.input[0]], f"{out}/shape")
        count = graph.add("ReduceProd", [shape], f"{out}/count", keepdims=0)
        places = graph.add("Range", [begin, graph.add("Add", [begin, count], f"{out}/end"), one], f"{out}/range")
        found = graph.add("Gather", [numbers, graph.add("Mod", [places, all_], f"{out}/places")], f"{out}/numbers")
        graph.add("Reshape", [found, shape], out)


def _flat(graph: Graph) -> None:
    """Give the decoder one more dimension, of size 1. A decoder with unknown nodes is left unchanged."""
    import numpy as np

    graph.index()
    inside = [node for node in graph.nodes if node.name.startswith(DECODER)]
    made = {name for node in inside for name in node.output}
    results = {out.name for out in graph.model.graph.output}
    ends = sorted(n for n in made if n in results or any(user.output[0] not in made for user in graph.users(n)))
    if not ends or any(node.op_type not in FLAT for node in inside):
        return
    two = graph.constant(np.array([2], dtype=np.int64))
    opened: dict[str, str] = {}
    for node in inside:
        for place, name in enumerate(node.input):
            value = graph.value(name)
            if value is not None and value.ndim == 3:
                node.input[place] = graph.constant(np.ascontiguousarray(value[:, :, None]))
            elif value is None and name not in made:
                if name not in opened:
                    opened[name] = graph.add("Unsqueeze", [name, two], f"{name}/flat")
                node.input[place] = opened[name]
        for given in node.attribute:
            if given.name in {"dilations", "strides", "kernel_shape"}:
                given.ints[:] = [1, *given.ints]
            elif given.name == "output_padding":
                given.ints[:] = [0, *given.ints]
            elif given.name == "pads":
                before, after = given.ints
                given.ints[:] = [0, before, 0, after]
    for name in ends:
        out = graph.take_over(graph.maker[name])
        graph.add("Squeeze", [f"{out} before", two], out)
