"""Kokoro by OpenVINO (extra `accel`, device "accel"): its decoder in 8 bits and bfloat16, on CPUs that have both."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from podcaster.engines import onnx_session
from podcaster.engines.kokoro import decoder as kokoro_decoder
from podcaster.engines.kokoro import graph as kokoro_graph
from podcaster.errors import VoiceError
from podcaster.installing import extra
from podcaster.places import cache_folder

FORMAT = 1  # of what is made of the graph here; part of the version of the engine on this device
RANGES = "ranges.json"
NEEDED = (
    ("avx512_bf16", "avx512_vnni"),
    ("amx_bf16", "amx_int8"),
)  # CPU flags as Linux names them; either pair is enough
HINT = "leave --device out"


class Session:
    """The two halves as one: what ONNX Runtime makes of the text is what the decoder is given."""

    def __init__(self, first: Any, decoder: Any) -> None:
        self._first = first
        self._request = decoder.create_infer_request()

    def run(self, names: Sequence[str], feed: dict[str, Any]) -> list[Any]:
        """The sound and the durations, by their names, like ONNX Runtime's session of the whole graph."""
        durations, *given = self._first.run([kokoro_graph.DURATIONS, *kokoro_decoder.INPUTS], feed)
        made = self._request.infer(dict(zip(kokoro_decoder.INPUTS, given, strict=True)))
        found = {kokoro_graph.DURATIONS: durations, kokoro_decoder.SOUND: made[0]}
        return [found[name] for name in names]


def session(*, threads: int = 1) -> Session:
    """Kokoro in two halves. Raises VoiceError where OpenVINO or the CPU is not up to it."""
    refuse()
    name = f"kokoro/{kokoro_graph.SHA256[:12]}-{kokoro_graph.FORMAT}-before"
    first = onnx_session.session(name, _before, threads=threads)
    path = onnx_session.kept(_place(), _make)
    core, settings = _core(), _settings(threads)
    try:
        return Session(first, core.import_model(path.read_bytes(), "CPU", settings))
    except (RuntimeError, OSError) as error:
        raise VoiceError(f"the model in {path} could not be loaded: {error}", hint=f"delete {path}") from error


def refuse() -> None:
    """Raise VoiceError where this machine cannot do it: what was asked for is not replaced by something slower."""
    _core()
    have = processor_flags()
    if have and not any(have.issuperset(pair) for pair in NEEDED):
        raise VoiceError(
            "this processor has no bfloat16 (AVX-512 BF16 or AMX): the device accel would not be faster here",
            hint=HINT,
        )


def processor_flags() -> frozenset[str]:
    """The features that the processor reports; empty if unknown (then OpenVINO uses what it finds)."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return next((frozenset(line.split()) for line in lines if line.startswith("flags")), frozenset())


def ranges() -> dict[str, tuple[float, float]]:
    """What goes into each convolution, from the least to the most, measured over all voices (bench/calibrate.py)."""
    text = (importlib.resources.files(__package__) / RANGES).read_text(encoding="utf-8")
    return {name: (float(low), float(high)) for name, (low, high) in json.loads(text).items()}


def _core() -> Any:
    try:
        import openvino
    except ImportError as error:
        raise VoiceError("the device accel needs OpenVINO, which is not installed", hint=extra("accel")) from error
    return openvino.Core()


def _settings(threads: int) -> dict[str, Any]:
    return {
        "INFERENCE_PRECISION_HINT": "bf16",
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        "ENABLE_CPU_PINNING": False,  # each process would take the first core, and all of them the same one
    }


def _place() -> Path:
    import openvino

    version = openvino.__version__.split("-")[0]
    name = f"{kokoro_graph.SHA256[:12]}-{kokoro_graph.FORMAT}-decoder-{FORMAT}-openvino-{version}"
    return cache_folder() / "kokoro" / f"{name}-{onnx_session.machine()}.blob"


def _before() -> Any:
    return kokoro_decoder.before(kokoro_graph.model(), kokoro_graph.DURATIONS)


def _make(part: Path) -> None:
    """Compile the decoder for this processor: three seconds, once a machine."""
    model = kokoro_decoder.decoder(kokoro_graph.published(), ranges())
    core = _core()
    try:
        compiled = core.compile_model(core.read_model(model.SerializeToString()), "CPU", _settings(1))
        part.write_bytes(compiled.export_model().getvalue())
    except RuntimeError as error:
        raise VoiceError(f"OpenVINO cannot use the model: {onnx_session.last_line(error)}", hint=HINT) from error
