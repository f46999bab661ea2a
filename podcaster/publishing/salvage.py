"""Reads whatever is still readable in a damaged library."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from podcaster.errors import storage_error
from podcaster.model import Region


def is_blank(path: Path) -> bool:
    """Whether there is no library at *path*, or an empty file in its place."""
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError as error:
        raise storage_error(error, f"could not look at {path}") from error


def settings(path: Path) -> dict[str, str]:
    """The identity of the show, as far as a damaged library can be read."""
    if is_blank(path):
        return {}
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT key, value FROM show WHERE key IN ('token', 'podcast_guid', 'seasons')")
        return {str(key): str(value) for key, value in rows}
    return {}


def choices(path: Path) -> list[tuple[str, str, Region]]:
    """The parts of files that the user chose by hand, as far as a damaged library can be read."""
    if is_blank(path):
        return []
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT path, sha256, whole, first, last FROM chosen")
        return [(str(file), str(sha256), Region(bool(whole), str(a), str(b))) for file, sha256, whole, a, b in rows]
    return []


def edits(path: Path) -> list[tuple[str, str, str]]:
    """What the user changed of articles by hand, as JSON, as far as a damaged library can be read."""
    if is_blank(path):
        return []
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT path, sha256, edits FROM edited")
        return [(str(file), str(sha256), str(told)) for file, sha256, told in rows]
    return []


def kept_out(path: Path) -> list[tuple[str, ...]]:
    """The articles that are not to be made again, as far as a damaged library can be read."""
    if is_blank(path):
        return []
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT source, guid, name, state, address, title, text_sha256, published, id FROM episode "
            "WHERE state IN ('removed', 'ignored', 'expired')"
        )
        return [tuple(map(str, row)) for row in rows]
    return []


def drafts(path: Path) -> list[dict[str, object]]:
    """The queue of the studio, as far as a damaged library can be read."""
    if is_blank(path):
        return []
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM draft")]
    return []
