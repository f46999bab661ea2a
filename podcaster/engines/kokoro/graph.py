"""The graph of Kokoro-82M: with its durations as an output, and rewritten for speed."""

from __future__ import annotations

from typing import Any

from podcaster.engines.kokoro import surgery
from podcaster.voice.weights import SHA256, weights

__all__ = ["DURATIONS", "FORMAT", "SHA256", "model", "published", "weights"]

DURATIONS = "/encoder/Clip_output_0"  # frames of 600 samples for each token
FORMAT = 3  # of what we make of it; part of the version of the engine


def published() -> Any:
    """The model as published, read."""
    import onnx

    return onnx.load_model_from_string(weights())


def model(*, on_cpu: bool = True) -> Any:
    """The model with its durations as an output, rewritten for speed."""
    import onnx

    made = published()
    made.graph.output.append(onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, None))
    surgery.operate(made, on_cpu=on_cpu)
    return made
