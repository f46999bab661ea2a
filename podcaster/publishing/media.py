"""The public files of a show: their names, their media types, and the order in which they are uploaded."""

from __future__ import annotations

import re

# Only names of this form are served or sent. It excludes dot files and any path that leads out of public/.
NAMES = re.compile(
    r"(?:feed\.xml|feed\.css|index\.html|cover\.(?:jpg|png)|archive/[1-9][0-9]{0,6}\.(?:xml|html)"
    r"|embed\.json|embed/listen\.js|embed/posts/[0-9a-f]{2}\.json|embed/[A-Za-z0-9_][A-Za-z0-9_.-]{0,250}\.(?:html|json)"
    r"|feeds\.opml|shelves/[a-z]{1,20}/[a-z0-9-]{1,60}/(?:feed\.xml|index\.html|cover\.jpg"
    r"|archive/[1-9][0-9]{0,6}\.(?:xml|html))"
    r"|episodes/[A-Za-z0-9_][A-Za-z0-9_.-]{0,250}\.(?:mp3|m4a|m4b|opus|vtt|srt|json|html|jpg|png))"
)
AUDIO = (".mp3", ".m4a", ".m4b", ".opus")  # what an episode can be
TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/x-m4a",  # as Apple Podcasts calls it
    ".m4b": "audio/mp4",
    ".opus": "audio/ogg",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip",
    ".chapters.json": "application/json+chapters",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/rss+xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}


def may_be_seen(name: str) -> bool:
    """Whether the file *name* below public/ may be served and sent."""
    return NAMES.fullmatch(name) is not None


def media_type(name: str) -> str:
    """The media type of a file of the show."""
    return next((kind for suffix, kind in TYPES.items() if name.endswith(suffix)), "application/octet-stream")


def is_episode(name: str) -> bool:
    """Whether the file *name* below public/ belongs to an episode."""
    return name.startswith("episodes/")


def rank(name: str) -> tuple[int, str]:
    """Sort key for uploads: a file comes before the files that link to it, so audio comes first and the feed last."""
    if is_episode(name):
        return (0 if media_type(name).startswith("audio/") else 1), name
    pages = name.startswith(("archive/", "shelves/", "embed/")) and not name.endswith(".jpg")
    # The lists of posts lead to players, the script to the lists.
    lists = name == "embed.json" or name.startswith("embed/posts/")
    return {"index.html": 4, "feeds.opml": 4, "feed.xml": 5}.get(name, 4 if lists else 3 if pages else 2), name
