"""JSON with articles in it: find which service wrote it, and refuse other JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from podcaster.errors import HostileError, NoTextError, UnreadableError, UnsupportedError
from podcaster.model import Article
from podcaster.reading import encodings, safe
from podcaster.reading.containers import ghost, json_feed, json_posts, links, roam, wallabag
from podcaster.reading.containers.exports import Todo, loads
from podcaster.reading.refused import LINKS_HINT, LINKS_ONLY
from podcaster.reading.safe import Report

_FRONT = 64 * 1024  # characters; honest front matter has a page at most
_READ = (
    "read are: JSON Feed, exports of Ghost, wallabag and Roam, and posts with their text from WordPress, Blogger and "
    "others of that kind"
)
# JSON begins with a key; prose in brackets does not.
_BEGINS = re.compile(r"\s*[\[{]\s*(?:[\[{]\s*)?\"[^\"\n]{1,100}\"\s*:")


def is_json(data: bytes) -> bool:
    """Whether *data* is JSON, damaged or not, and not prose in brackets or a text below front matter in JSON."""
    try:
        loads(data)
    except RecursionError:
        return True
    except ValueError:
        text = encodings.decode(data, "")
        return _BEGINS.match(text) is not None and not _has_front_matter(text)
    return True


def _has_front_matter(text: str) -> bool:
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text.lstrip()[:_FRONT])
    except (ValueError, RecursionError):
        return False
    return bool(text.lstrip()[end:].strip())


def read_json(data: bytes, source: str, report: Report) -> Iterator[Article]:
    """The articles of an export in one JSON file."""
    try:
        value = loads(data)
    except RecursionError as error:
        raise HostileError("JSON nested too deeply", about=source) from error
    except ValueError as error:
        value = json_feed.rescued(data)
        if value is None:
            raise UnreadableError(f"damaged JSON: {error}", about=source, hint="export or download it again") from error
        missing = UnreadableError(
            f"items are missing: damaged JSON: {error}", about=source, hint="download the feed again"
        )
        report.failed(source, missing)
    todo = _of_json(value, source, report)
    if todo is None:
        raise UnsupportedError("JSON of an unknown kind", about=source, hint=_READ)
    tried = False
    for where, make in todo:
        tried = True
        with safe.member(where, report):
            yield make()
    if not tried:
        raise NoTextError("no articles in it", about=source)


def _of_json(value: Any, source: str, report: Report) -> Todo | None:
    if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version", "")):
        return json_feed.items(value, source)
    if tables := ghost.content(value):
        return ghost.posts(tables, source, report)
    if entries := wallabag.items(value):
        return wallabag.entries(entries, source)
    if pages := roam.pages(value):
        return roam.articles(pages, source, report)
    if posts := json_posts.items(value):
        return json_posts.posts(posts, source, report)
    if what := links.named(value):
        raise UnsupportedError(f"{what}: {LINKS_ONLY}", about=source, hint=LINKS_HINT)
    return None
