"""Kokoro graphs exported by others: inputs and outputs are found by their kind, and renamed.

Fine-tunes keep the architecture and change the numbers; exporters choose other names ("input_ids", "waveform") and
return no durations.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from podcaster.engines.graph_edit import Graph
from podcaster.engines.kokoro.graph import DURATIONS
from podcaster.errors import VoiceError

FORMAT = 1  # goes into the name of the rewritten graph, so that a new version makes it again
STEPS = 6  # nodes from the speed to the rounding of the durations
ROUNDED = ("Clip", "Max")  # at least one frame a symbol


def model(path: Path) -> Any:
    """The graph in *path*, with tokens, style and speed as inputs and audio and durations as outputs.

    Raises VoiceError for a file that is not a graph of Kokoro.
    """
    import onnx

    try:
        made = onnx.load(str(path))
    except Exception as error:  # protobuf's exceptions depend on how it was built
        raise VoiceError(f"the model {path} could not be read: {error}", hint="install the voice again") from error
    adopt(made, path.name)
    return made


def adopt(made: Any, name: str) -> None:
    """Rename what *made* takes and returns, in place, and let it return its durations."""
    from onnx import TensorProto, helper

    inputs = _inputs(made, name)
    sounds = [out for out in made.graph.output if out.type.tensor_type.elem_type == TensorProto.FLOAT]
    if not sounds:
        raise VoiceError(f"{name} is no graph of Kokoro: it returns no sound")
    graph = Graph(made)
    durations = _durations(graph, inputs["speed"], name)
    renamed = {old: new for new, old in inputs.items()}
    for node in graph.nodes:
        for place, tensor in enumerate(node.input):
            if tensor in renamed:
                node.input[place] = renamed[tensor]
    for one in made.graph.input:
        one.name = renamed.get(one.name, one.name)
    graph.add("Identity", [sounds[0].name], "audio")
    if durations != DURATIONS:
        graph.add("Cast", [durations], DURATIONS, to=TensorProto.FLOAT)
    del made.graph.output[:]
    made.graph.output.extend(helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in ("audio", DURATIONS))
    graph.finish()


def _inputs(made: Any, name: str) -> dict[str, str]:
    """Our names of the inputs, and those that the graph has."""
    from onnx import TensorProto

    constants = {tensor.name for tensor in made.graph.initializer}
    given = [one for one in made.graph.input if one.name not in constants]
    whole = [one for one in given if one.type.tensor_type.elem_type == TensorProto.INT64]
    others = [one for one in given if one.type.tensor_type.elem_type == TensorProto.FLOAT]
    styles = [one for one in others if len(one.type.tensor_type.shape.dim) == 2]
    speeds = [one for one in others if len(one.type.tensor_type.shape.dim) < 2]
    if (len(whole), len(styles), len(speeds), len(given)) != (1, 1, 1, 3):
        names = ", ".join(one.name for one in given)
        raise VoiceError(f"{name} is no graph of Kokoro: it takes {names or 'nothing'}, not symbols, style and speed")
    return {"tokens": whole[0].name, "style": styles[0].name, "speed": speeds[0].name}


def _durations(graph: Graph, speed: str, name: str) -> str:
    """The tensor with the frames of each symbol: what is divided by the speed and rounded."""
    near = [speed]
    for _ in range(STEPS):
        users = [user for tensor in near for user in graph.users(tensor)]
        for node in users:
            if node.op_type == "Round":
                ends = [user for user in graph.users(node.output[0]) if user.op_type in ROUNDED]
                return str((ends[0] if ends else node).output[0])
        near = [out for user in users for out in user.output]
    raise VoiceError(f"{name} is no graph of Kokoro: no durations are rounded after its input {speed}")
