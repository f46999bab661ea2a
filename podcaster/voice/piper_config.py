"""The configuration of a Piper voice, and whether our engine can speak with it: known before the model is fetched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from podcaster.errors import MALFORMED, VoiceError

PHONEMES, LETTERS = "espeak", "text"  # inputs of the models that our engine can use


def read(path: Path) -> dict[str, Any]:
    """The configuration in *path*. Raises VoiceError if it cannot be read or asks for what our engine cannot do."""
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        kind = config.get("phoneme_type", PHONEMES)
        if kind in (PHONEMES, LETTERS):
            _ = config["phoneme_id_map"], config["espeak"]["voice"], int(config["audio"]["sample_rate"])
    except (OSError, *MALFORMED) as error:
        raise VoiceError(f"the configuration {path} of a Piper voice could not be read: {error!r}") from error
    if kind not in (PHONEMES, LETTERS):
        raise VoiceError(
            f"{path.name}: this voice reads {kind!r}, and podcaster can only give it phonemes of eSpeak NG or letters",
            hint="podcaster voices install LANGUAGE fetches a voice for a language, e.g. de",
        )
    return dict(config)
