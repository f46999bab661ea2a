"""The door of reading: whatever people have saved becomes articles.

Anybody above may come in. `read(path)` recognises by content, then reads. A file with several articles (a feed, an
export, a book, a zip, a folder) yields them one after the other. A bad member never stops its neighbours: it goes to
`on_error`; without one, the first such error is raised after the last good article. What was never public, and what
is no article, goes to `on_skip` with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcaster import late
from podcaster.reading.recognise import Kind, recognise

if TYPE_CHECKING:
    from podcaster.reading.containers.folders import expand, nothing_in
    from podcaster.reading.door import read, read_bytes

__all__ = ["Kind", "expand", "nothing_in", "read", "read_bytes", "recognise"]

__getattr__ = late.names(
    __name__,
    {
        "expand": ("podcaster.reading.containers.folders", "expand"),
        "nothing_in": ("podcaster.reading.containers.folders", "nothing_in"),
        "read": ("podcaster.reading.door", "read"),
        "read_bytes": ("podcaster.reading.door", "read_bytes"),
    },
)
