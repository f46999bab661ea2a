"""Small shows for the tests of what is published: the files are there and whole, the audio is only bytes."""

import datetime as dt
import hashlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image as Pictures

from podcaster import files
from podcaster.config import Settings, Show
from podcaster.model import Episode
from podcaster.publishing import feed, pages

GUID = feed.podcast_guid("pod.example/feed.xml")
SETTINGS = Settings(
    title="Letters from the harbour",
    author="Jo Vane",
    email="jo@harbour.example",
    description="What the ferry brought.",
    base_url="https://pod.example/harbour",
)


# Takes a library back to what it was before articles were known by their texts.
BEFORE_SKETCHES = """
    DROP TABLE IF EXISTS followed; DROP TABLE IF EXISTS pulled; DROP TABLE IF EXISTS edited; DROP TABLE IF EXISTS draft;
    DROP TABLE IF EXISTS news; DROP TABLE alike; DROP INDEX episode_place;
    ALTER TABLE episode DROP COLUMN place;
    ALTER TABLE episode DROP COLUMN sketch; ALTER TABLE episode DROP COLUMN dated; PRAGMA user_version = 4;
"""
BEFORE_TAKING_BACK = f"{BEFORE_SKETCHES} DROP TABLE blocked; DROP TABLE leaving; PRAGMA user_version = 3;"


def audio(number: int) -> bytes:
    """Stands for an MP3: 4000 bytes and a few that repeat nowhere, so that a wrong range shows."""
    return b"".join(hashlib.sha256(f"{number} {n}".encode()).digest() for n in range(125)) + bytes(number % 7)


def episode(number: int, **changes: object) -> Episode:
    """An episode a day, from 2020 on."""
    data = audio(number)
    values: dict[str, object] = {
        "guid": f"urn:harbour:{number}",
        "name": f"ferry-{number}",
        "title": f"Ferry number {number}",
        "published": dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=number),
        "duration_ms": 61_500 + number * 1000,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "key": "",
        "source": f"{number}.md",
        "authors": ("Jo Vane",),
        "description": "What came & went.",
        "notes_html": '<p>See <a href="https://harbour.example/timetable">the timetable</a>.</p>',
        "language": "en",
        "site": "Harbour",
        "address": f"https://harbour.example/{number}",
        "number": number,
        "has_chapters": True,
    }
    return Episode(**(values | changes))  # type: ignore[arg-type]


def episodes(count: int) -> list[Episode]:
    """The newest first, as the library gives them."""
    return [episode(n) for n in range(count, 0, -1)]


@lru_cache
def _art() -> bytes:
    out = BytesIO()
    Pictures.new("RGB", (1400, 1400), "navy").save(out, "JPEG", quality=30)
    return out.getvalue()


def put_on_disk(folder: Path, settings: Settings = SETTINGS, count: int = 2, *, token: str = "") -> Show:
    """A whole show in *folder*, as a run of podcaster leaves it."""
    show = Show(folder, settings)
    for one in (all_of_them := episodes(count)):
        stem = show.episodes / one.name
        files.write(stem.with_suffix(".mp3"), audio(one.number))
        files.write(stem.with_suffix(".jpg"), _art())
        files.write(stem.with_suffix(".vtt"), "WEBVTT\n\n00:00.000 --> 00:01.000\nThe ferry.\n" * 40)
        files.write(stem.with_suffix(".srt"), "1\n00:00:00,000 --> 00:00:01,000\nThe ferry.\n")
        files.write(stem.with_suffix(".json"), '{"version":"1.0.0","segments":[]}')
        files.write(stem.with_suffix(".chapters.json"), '{"version":"1.2.0","chapters":[]}')
        files.write(stem.with_suffix(".peaks.json"), '{"duration_ms":1000,"levels":[99]}')
        files.write(stem.with_suffix(".html"), "<!doctype html><title>The ferry</title>")
    files.write(show.public / "cover.jpg", _art())
    for name, data in feed.build(settings, all_of_them, guid=GUID, token=token).items():
        files.write(show.public / name, data)
    files.write(show.public / feed.STYLE, pages.feed_style(settings))
    files.write(show.public / "index.html", pages.show_page(settings, all_of_them))
    return show
