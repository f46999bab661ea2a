"""Kokoro ready to speak: a session of its model for the device that was asked for."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from podcaster import voice as voices
from podcaster.engines import onnx_session
from podcaster.engines.kokoro import accel, adopted, graph
from podcaster.model import Voice


def session(*, threads: int = 1, device: str = "cpu") -> Any:
    """A session of the model, rewritten for the device: ONNX Runtime's, or one that is used like it."""
    if device == "accel":
        return accel.session(threads=threads)
    if device != "cpu":
        return onnx_session.session_on(device, lambda: graph.model(on_cpu=False), threads=threads)
    return onnx_session.session(f"kokoro/{graph.SHA256[:12]}-{graph.FORMAT}", graph.model, threads=threads)


def own_weights(voice: Voice) -> tuple[Path, str] | None:
    """The model that *voice* brings, with its checksum; None if it speaks with the one that all others share.

    Raises VoiceError if it is missing.
    """
    name = str(voice.options.get("weights", ""))
    return (voices.data_path(name), str(voice.options.get("weights_sha256", ""))) if name else None


def own_session(path: Path, sha256: str, *, threads: int = 1, device: str = "cpu") -> Any:
    """A session of a voice's own model, used like that of the shared one.

    OpenVINO's ranges were measured for the shared model alone, so on "accel" it is computed as on the CPU.
    """
    voices.verify(path, sha256)
    build = functools.partial(adopted.model, path)
    if device not in ("cpu", "accel"):
        return onnx_session.session_on(device, build, threads=threads)
    return onnx_session.session(f"kokoro/{sha256[:12]}-own-{adopted.FORMAT}", build, threads=threads)
