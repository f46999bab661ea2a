"""The names of elements in feeds of every version, as today's feeds write them."""

from __future__ import annotations

import re
from typing import Any

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
ATOM = "{http://www.w3.org/2005/Atom}"
# The namespaces of old versions, and of feeds that give one to RSS 2.0, which has none.
_OLD_RSS = re.compile(
    r"\{https?://(?:purl\.org/rss/1\.0/?|purl\.org/net/rss1\.1#?|(?:my|channel)\.netscape\.com/[^}]*|"
    r"backend\.userland\.com/rss[^}]*|cyber\.(?:law\.)?harvard\.edu/rss[^}]*)\}",
    re.I,
)
_OLD_ATOM = re.compile(r"\{https?://(?:purl\.org/atom/ns#?[^}]*|(?:www\.)?w3\.org/2005/atom/?)\}", re.I)
_VALID = re.compile(r"(?:\{[^{}]*\})?[A-Za-z_][\w.-]*")  # in a damaged feed, this may not be a name
_OLD_NAMES = {"issued": "published", "created": "published", "modified": "updated"}


def known(tag: str) -> str:
    """The name of an element as today's feeds write it."""
    if tag.startswith("{"):
        bare = _OLD_RSS.sub("", tag)
        if bare != tag:
            return bare
        bare = _OLD_ATOM.sub("", tag)
        return ATOM + _OLD_NAMES.get(bare, bare) if bare != tag else tag
    if tag == "content:encoded":  # the namespace was never declared
        return CONTENT
    if tag.startswith("dc:"):
        return DC + tag[3:]
    return tag


def rename(element: Any) -> None:
    """Give an element the name that it has today."""
    name = known(element.tag)
    if name != element.tag and _VALID.fullmatch(name):
        element.tag = name


def named(entry: Any) -> None:
    """Give the elements of an entry the namespace of Atom, if the feed forgot to."""
    for element in entry.iter():
        if isinstance(element.tag, str) and element.tag[0] != "{" and _VALID.fullmatch(element.tag):
            element.tag = ATOM + element.tag
