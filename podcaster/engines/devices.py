"""Whether this machine has the device that neural voices are to compute on."""

from __future__ import annotations

from podcaster.engines import onnx_session
from podcaster.engines.kokoro import accel


def refuse_missing(device: str) -> None:
    """Raise VoiceError, with what would bring it, where this machine has no such device."""
    if device == "accel":
        accel.refuse()
    elif device != "cpu":
        onnx_session.provider(device)
