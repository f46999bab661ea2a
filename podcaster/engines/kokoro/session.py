"""Kokoro ready to speak: a session of its model for the device that was asked for."""

from __future__ import annotations

from typing import Any

from podcaster.engines import onnx_session
from podcaster.engines.kokoro import accel, graph


def session(*, threads: int = 1, device: str = "cpu") -> Any:
    """A session of the model, rewritten for the device: ONNX Runtime's, or one that is used like it."""
    if device == "accel":
        return accel.session(threads=threads)
    if device != "cpu":
        return onnx_session.session_on(device, lambda: graph.model(on_cpu=False), threads=threads)
    return onnx_session.session(f"kokoro/{graph.SHA256[:12]}-{graph.FORMAT}", graph.model, threads=threads)
