"""How long caches may keep the files of a published show, for places that store the header with the file."""

from __future__ import annotations

from podcaster.publishing.media import media_type

# An episode that is made again keeps its name, so not even its audio may be kept for ever: for an hour at most, a
# cache has a sound that the feed no longer describes. The feed and all that leads to files changes more often.
FILES_S = 3600
PAGES_S = 300


def cache_control(name: str, *, private: bool) -> str:
    """The header Cache-Control for the file *name* below public/."""
    lasting = media_type(name).startswith(("audio/", "image/"))
    return f"{'private' if private else 'public'}, max-age={FILES_S if lasting else PAGES_S}"
