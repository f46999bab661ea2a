"""Settings that the published feed does not have yet."""

from __future__ import annotations

import html
import re

from podcaster.config import Show
from podcaster.library import Library
from podcaster.publishing.feed_text import clean, plain_title
from podcaster.publishing.publisher import Publisher

OTHER = "settings"  # other settings, or published files that have changed
HEAD = 100_000  # bytes at the start of a feed that contain the title and the author of the show


def in_feed(show: Show, library: Library) -> str:
    """What is out of date in the feed: "title", "author", or `OTHER`; "" if nothing is, or there is no feed.

    The next command that publishes brings it up to date.
    """
    try:
        with (show.public / "feed.xml").open(encoding="utf-8", errors="replace") as file:
            head = file.read(HEAD).partition("<item>")[0]
    except OSError:
        return ""
    if Publisher(show, library).is_current():
        return ""
    title = plain_title(show.settings.title) or "Podcast"
    for name, tag, wanted in (
        ("title", "title", title),
        ("author", "itunes:author", clean(show.settings.author) or title),
    ):
        found = re.search(f"<{tag}>([^<]*)</{tag}>", head)
        if found and html.unescape(found[1]) != wanted:
            return name
    return OTHER
