"""Pulling feeds: only what is new, each post once, and nothing lost whatever a feed or a server does."""

from __future__ import annotations

from pathlib import Path

import pytest

from podcaster import reading
from tests.followed import LONG, Post, following_feed, posts, pull, serve, show_at, titles
from tests.sites import Site


def test_the_newest_at_first_and_then_what_is_new(site: Site, tmp_path: Path) -> None:
    """Five of twenty at first, never an archive unasked; then only new ones; then nothing, by one request."""
    show = show_at(tmp_path)
    address = serve(site, posts(*range(20)), ETag='"one"')
    name = following_feed(show, address)
    assert name == "harbour-notes"
    [first] = pull(show)
    assert titles(first.saved) == ["15", "16", "17", "18", "19"]
    assert first.passed == 15
    serve(site, posts(*range(2, 22)), ETag='"two"')
    [second] = pull(show)
    assert (second.state, titles(second.saved), second.edited) == ("new", ["20", "21"], ())
    asked = len(site.asked)
    [third] = pull(show)
    assert third.state == "unchanged"
    assert len(site.asked) == asked + 1
    [article] = list(reading.read(first.saved[0]))
    assert (article.title, article.site, article.address) == (
        "Crossing number 15",
        "Harbour notes",
        f"{site.base}/posts/15",
    )
    assert first.saved[0].stat().st_mode & 0o077 == 0
