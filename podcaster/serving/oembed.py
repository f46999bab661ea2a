"""oEmbed: asked for the address of an episode or of its post, the server answers with the frame to put in a page.

A host that serves only files cannot answer; there, the page of an episode links to a file with the answer.
"""

from __future__ import annotations

import errno
import json
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from podcaster.errors import MALFORMED
from podcaster.publishing import public_files
from podcaster.publishing.embeds import POSTS, part_of, place_of
from podcaster.publishing.media import may_be_seen

PATH = "oembed"
MOST_CHARS = 4000  # of a query


def takes_json(query: bytes) -> bool:
    """Whether JSON is asked for, the only format that we have."""
    return _asked(query).get("format", ["json"])[-1] == "json"


def file_for(query: bytes, public: Path) -> str:
    """The file below *public* with the answer. Raises FileNotFoundError for an address of no episode."""
    address = _asked(query).get("url", [""])[-1]
    if found := _of_episode(address) or _of_post(address, public):
        return found
    raise FileNotFoundError(errno.ENOENT, "the address of no episode")


def _asked(query: bytes) -> dict[str, list[str]]:
    return parse_qs(query[:MOST_CHARS].decode("latin-1"))


def _of_episode(address: str) -> str:
    """The file about the episode whose page or player it is, wherever the show is; "" for any other address."""
    try:
        folder, _, name = unquote(urlsplit(address).path).rpartition("/")
    except ValueError:
        return ""
    found = f"embed/{name.rpartition('.')[0]}.json"
    is_page = name.endswith(".html") and folder.rpartition("/")[2] in ("episodes", "embed")
    return found if is_page and may_be_seen(found) else ""


def _of_post(address: str, public: Path) -> str:
    try:
        place = place_of(address)
        data = public_files.within(public, f"{POSTS}/{part_of(place)}.json").read_bytes()
        name = json.loads(data)[place][0]
    except (OSError, *MALFORMED):
        return ""
    found = f"embed/{name}.json"
    return found if may_be_seen(found) else ""
