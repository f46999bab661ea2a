"""The door of reading: whatever people have saved becomes articles.

Anybody above may come in. `read(path)` recognises by content, then reads. A file with several articles (a feed, an
export, a book, a zip, a folder) yields them one after the other. A bad member never stops its neighbours: it goes to
`on_error`; without one, the first such error is raised after the last good article. What was never public, and what
is no article, goes to `on_skip` with its reason.
"""

from __future__ import annotations

from podcaster.reading.containers.folders import expand, nothing_in
from podcaster.reading.door import read, read_bytes
from podcaster.reading.recognise import Kind, recognise

__all__ = ["Kind", "expand", "nothing_in", "read", "read_bytes", "recognise"]
