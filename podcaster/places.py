"""The folders of this account: where voices, caches and models are kept, said once for every system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "podcaster"


def voices_folder() -> Path:
    """The user's own voice profiles and models: $PODCASTER_VOICES, or where this system keeps the data of programs."""
    return _own("PODCASTER_VOICES") or _data_folder() / "voices"


def cache_folder() -> Path:
    """Assembled models, measurements and shared segments: $PODCASTER_CACHE, or ~/.cache/podcaster on every system.

    Losing it costs only time, but a lot of it, so it stays where it has been from the first version, on macOS and
    Windows too, where platformdirs would put it elsewhere.
    """
    return _own("PODCASTER_CACHE") or _xdg_cache(APP)


def hugging_face_folder() -> Path:
    """The models that libraries of Hugging Face, faster-whisper among them, have fetched for this user."""
    home = _own("HF_HOME") or _xdg_cache("huggingface")
    return _own("HF_HUB_CACHE") or home / "hub"


def _own(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None


def _data_folder() -> Path:
    from platformdirs import user_data_path

    if sys.platform == "darwin":
        # From 4.6 on platformdirs follows XDG_DATA_HOME on macOS too. Voices that are there already would not be found.
        return Path.home() / "Library" / "Application Support" / APP
    return user_data_path(APP, appauthor=False)


def _xdg_cache(name: str) -> Path:
    from platformdirs.unix import Unix

    return Unix(name).user_cache_path
