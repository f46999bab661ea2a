"""Values in a feed: addresses, dates, lengths, titles, HTML."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import re
import urllib.parse
import uuid
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = re.compile(r"https?://(?:[\w.~%:-]+@)?[\w.~%\[\]:-]+(?:[/?#][!#-;=?-\[\]_a-z~]*)?", re.ASCII)
LINKS = re.compile(r"""<\s*[A-Za-z][^<>]*?\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
TAGS = re.compile(r"<\s*([A-Za-z][A-Za-z0-9-]*)")


def text_of(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def short(tag: str) -> str:
    return tag.replace(ITUNES, "itunes:").replace(PODCAST, "podcast:")


def is_address(address: str | None) -> bool:
    """Whether it is a complete http or https address in ASCII, as Apple requires."""
    return ADDRESS.fullmatch(address or "") is not None


def is_uuid5(text: str) -> bool:
    try:
        return uuid.UUID(text).version == 5 and text == text.lower()
    except ValueError:
        return False


def has_tags(title: str) -> bool:
    return re.search(r"<[/!?A-Za-z][^<>]*>|&(amp|lt|gt|quot|nbsp|#\d+);", title) is not None


@lru_cache(maxsize=1 << 15)
def date_of(text: str) -> dt.datetime | None:
    try:
        date = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)


def seconds_of(duration: str) -> int:
    """A length that a feed gives as seconds, MM:SS or HH:MM:SS, in seconds; 0 for any other text."""
    if not re.fullmatch(r"\d{1,7}(?::\d{1,2}){0,2}(?:\.\d{1,9})?", duration):
        return 0
    seconds = 0
    for part in duration.partition(".")[0].split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def quotes_alike(title: str) -> str:
    """The title as AntennaPod compares it."""
    return re.sub("[“”„]", '"', re.sub("[’‘]", "'", title)).strip().lower()


def local(address: str, base: str, public: Path | None) -> str:
    """The file behind an address of our own; "" for other people's, or when there are no files to look at."""
    if public is None or not base or not address.startswith(base):
        return ""
    return f"{public}/{urllib.parse.unquote(address[len(base) :])}"  # not a Path: five for each episode take seconds


def name_of(path: str) -> str:
    return path.rpartition("/")[2]


def tags_and_links(text: str) -> tuple[set[str], list[str]]:
    """The names of all tags, and their link targets. A regular expression: a parser needs 3 s for 10,000 episodes."""
    if "<" not in text:
        return set(), []
    tags = {name.lower() for name in set(TAGS.findall(text))}
    return tags, [html.unescape(a or b or c) for a, b, c in LINKS.findall(text)]
