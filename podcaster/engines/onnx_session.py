"""Models run by ONNX Runtime: rewritten and optimised at the first use on a machine, and only loaded after that."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.errors import BusyError, VoiceError
from podcaster.files import locks
from podcaster.places import cache_folder

# What ONNX Runtime calls them, and the package that has them.
PROVIDERS_OF = {
    "cuda": ("CUDAExecutionProvider", "onnxruntime-gpu"),
    "rocm": ("ROCMExecutionProvider", "onnxruntime-rocm"),
    "migraphx": ("MIGraphXExecutionProvider", "onnxruntime-migraphx"),
    "directml": ("DmlExecutionProvider", "onnxruntime-directml"),
    "coreml": ("CoreMLExecutionProvider", "onnxruntime, on a Mac"),
    "openvino": ("OpenVINOExecutionProvider", "onnxruntime-openvino"),
}
DEVICES = {name: name for name in PROVIDERS_OF}  # what an engine that can use them calls its samples on each
WAIT_S = 240.0  # for another process that is at it
PROVIDERS = ["CPUExecutionProvider"]


def session(name: str, build: Callable[[], Any], *, threads: int = 1) -> Any:
    """A session of the model that *build* makes; *name* ("piper/…") changes with all that goes into it.

    One thread a worker makes more of two cores than two threads (3.6 to 3.0).
    """
    import onnxruntime

    options = _options(threads)
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # it has been done
    path = optimised(name, build)
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=PROVIDERS)
    except Exception as error:  # ONNX Runtime's exceptions have no common class that it exports
        raise VoiceError(f"the model in {path} could not be loaded: {error}", hint=f"delete {path}") from error


def last_line(error: Exception) -> str:
    """The line that describes the error. Providers put the place in their source code before it."""
    return next((line.strip() for line in reversed(str(error).splitlines()) if line.strip()), repr(error))[:300]


def provider(device: str) -> str:
    """ONNX Runtime's name for *device*. Raises VoiceError if it is not available; no other device takes its place."""
    import onnxruntime

    here = onnxruntime.get_available_providers()
    if device not in PROVIDERS_OF:
        raise VoiceError(f"there is no device {device!r}", hint=f"one of cpu, {', '.join(PROVIDERS_OF)}")
    name, package = PROVIDERS_OF[device]
    if name not in here:
        raise VoiceError(
            f"this ONNX Runtime cannot use the device {device}: it has no {name}, only {', '.join(here)}",
            hint=f"install {package} in place of onnxruntime, or leave --device out",
        )
    return name


def session_on(device: str, build: Callable[[], Any], *, threads: int = 1) -> Any:
    """A session of the model that *build* makes on another device than the CPU, which optimises it itself."""
    import onnxruntime

    name = provider(device)
    try:
        made = onnxruntime.InferenceSession(
            build().SerializeToString(), _options(threads), providers=[name, *PROVIDERS]
        )
    except Exception as error:  # ONNX Runtime's exceptions have no common class that it exports
        raise VoiceError(
            f"the model could not be loaded on {device}: {last_line(error)}", hint="leave --device out"
        ) from error
    if made.get_providers()[0] != name:  # without its libraries it goes on with the CPU, and says nothing
        raise VoiceError(
            f"{name} could not be started: ONNX Runtime would use {made.get_providers()[0]}",
            hint=f"see that the driver and the libraries of {device} are installed, or leave --device out",
        )
    return made


def optimised(name: str, build: Callable[[], Any]) -> Path:
    """The graph for this machine and this ONNX Runtime; made at the first call, checked at every one."""
    return kept(cache_folder() / f"{name}-{machine()}.onnx", lambda part: _make(part, build))


def kept(path: Path, make: Callable[[Path], None]) -> Path:
    """*path*, made by *make* beside its place at the first call, and checked at every one. Processes wait for it."""
    if _is_whole(path):
        return path
    until = time.monotonic() + WAIT_S
    while True:
        try:
            with locks.lock(path.with_suffix(".lock")):
                if not _is_whole(path):
                    with files.replacing(path) as part:
                        make(part)
                        digest = files.sha256(part)
                    files.write(path.with_suffix(".sha256"), f"{digest}\n")
                return path
        except BusyError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
            if _is_whole(path):
                return path


@functools.cache
def machine() -> str:
    """What an optimised graph depends on: layouts are chosen for the instructions that the processor has."""
    import onnxruntime

    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = [platform.processor()]
    flags = next((line for line in lines if line.startswith(("flags", "Features"))), lines[0] if lines else "")
    facts = (onnxruntime.__version__, platform.machine(), platform.system(), flags)
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]


def _is_whole(path: Path) -> bool:
    try:
        expected = path.with_suffix(".sha256").read_text(encoding="ascii").strip()
        return files.sha256(path) == expected
    except (OSError, UnicodeDecodeError):
        return False


def _make(part: Path, build: Callable[[], Any]) -> None:
    import onnxruntime

    data = build().SerializeToString()
    options = _options(threads=1)
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.optimized_model_filepath = str(part)
    try:
        onnxruntime.InferenceSession(data, options, providers=PROVIDERS)
    except Exception as error:  # ONNX Runtime's exceptions have no common class that it exports
        raise VoiceError(f"the model for {part.parent} could not be loaded: {error}") from error


def _options(threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # one for each length of sentence: a Kokoro worker grew to 784 MB, not 570
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
