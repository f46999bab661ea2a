"""The door of reading: whatever people have saved becomes articles.

Anybody above may come in. `read(path)` recognises by content, then reads. A file with several articles (a feed, an
export, a book, a zip, a folder) yields them one after the other. A bad member never stops its neighbours: it goes to
`on_error`; without one, the first such error is raised after the last good article. What was never public, and what
is no article, goes to `on_skip` with its reason.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from podcaster.reading.recognise import Kind, recognise

if TYPE_CHECKING:
    from podcaster.reading.containers.folders import expand, nothing_in
    from podcaster.reading.door import read, read_bytes

__all__ = ["Kind", "expand", "nothing_in", "read", "read_bytes", "recognise"]

# Public name -> its module. Loaded at first use: the limited child that reads one file needs the reader of that kind,
# and not the readers of all kinds, which take longer to load than most files take to read.
_HOMES = {
    "expand": "containers.folders",
    "nothing_in": "containers.folders",
    "read": "door",
    "read_bytes": "door",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
