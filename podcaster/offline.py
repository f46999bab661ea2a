"""The promise "offline": the network use of libraries that would connect unasked is switched off, in every process.

The package calls `keep_offline` before any of its modules is imported. So the switches are set before the libraries
are imported: in the command, in a program that uses podcaster, in an engine's process, and on a machine of a cluster.
What each library does without its switch is measured in docs/decisions/012-offline.md.
"""

from __future__ import annotations

import os
import sys
import warnings

# ONNX Runtime from 1.29 on writes a device id below ~/.cache/Microsoft when it is imported and looks up a telemetry
# host later. It reads the variable only at its import; disable_telemetry_events() comes too late and stops neither.
# A value that the user has set is replaced: any other one switches telemetry on, and podcaster promises offline.
TELEMETRY = "ORT_DISABLE_TELEMETRY"

# huggingface_hub, which faster-whisper uses, asks its server for files even when they are in its cache. podcaster
# needs nothing from there. A user who has set the variable keeps the value: an engine from another package may want
# to fetch its model.
HUB = "HF_HUB_OFFLINE"

# `import openvino` imports this package, which reports the import to Google Analytics and writes to ~/intel. OpenVINO
# has no variable that prevents it and requires the package, but works without it: it then uses a stub of its own.
BLOCKED = "openvino_telemetry"


def keep_offline() -> None:
    """Set the switches for this process and all that it starts; warn if a library was imported before."""
    late = []
    if "onnxruntime" in sys.modules and os.environ.get(TELEMETRY, "0") in ("", "0"):
        late.append("onnxruntime")
    if sys.modules.get(BLOCKED) is not None:
        late.append(BLOCKED)
    os.environ[TELEMETRY] = "1"
    os.environ.setdefault(HUB, "1")
    sys.modules[BLOCKED] = None  # type: ignore[assignment]  # Python then raises ImportError for it
    if late:
        warnings.warn(
            f"podcaster was imported after {' and '.join(late)}, which may use the network in this process: "
            "import podcaster first",
            RuntimeWarning,
            stacklevel=3,
        )
