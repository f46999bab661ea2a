"""podcaster turns saved blog posts into narrated episodes of a podcast feed, offline.

The names in `__all__` are the public API; docs/guide/python.md shows how to use them. Everything else may change
between versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcaster import late
from podcaster.offline import keep_offline
from podcaster.version import __version__

if TYPE_CHECKING:
    from podcaster.batch.run import Options
    from podcaster.batch.run import run as make_episodes
    from podcaster.config import Settings, Show, open_show
    from podcaster.errors import PodcasterError
    from podcaster.listening.explanation import as_text as explain
    from podcaster.model import Article, Outcome, Region, Script, Status, Utterance
    from podcaster.reading import read
    from podcaster.script import write as write_script

keep_offline()  # before any module imports a library

__all__ = [
    "Article",
    "Options",
    "Outcome",
    "PodcasterError",
    "Region",
    "Script",
    "Settings",
    "Show",
    "Status",
    "Utterance",
    "__version__",
    "explain",
    "make_episodes",
    "open_show",
    "read",
    "write_script",
]

_HOMES = {
    "Article": ("podcaster.model", "Article"),
    "Options": ("podcaster.batch.run", "Options"),
    "Outcome": ("podcaster.model", "Outcome"),
    "PodcasterError": ("podcaster.errors", "PodcasterError"),
    "Region": ("podcaster.model", "Region"),
    "Script": ("podcaster.model", "Script"),
    "Settings": ("podcaster.config", "Settings"),
    "Show": ("podcaster.config", "Show"),
    "Status": ("podcaster.model", "Status"),
    "Utterance": ("podcaster.model", "Utterance"),
    "explain": ("podcaster.listening.explanation", "as_text"),
    "make_episodes": ("podcaster.batch.run", "run"),
    "open_show": ("podcaster.config", "open_show"),
    "read": ("podcaster.reading", "read"),
    "write_script": ("podcaster.script", "write"),
}

__getattr__ = late.names(__name__, _HOMES)
