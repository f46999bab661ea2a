"""What a run reports while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from podcaster.episode.forecast import Promise
from podcaster.model import Outcome


@dataclass(frozen=True, slots=True)
class Progress:
    """Sent during a run. Only the code for terminals turns it into a bar."""

    done_characters: int
    all_characters: int  # of what has been read, and an estimate for what has not
    articles_done: int
    articles: int  # files found
    title: str = ""
    outcome: Outcome | None = None  # when this is the end of one
    spoken_s: float = 0.0  # seconds of speech that have been made
    promise: Promise | None = None  # with --until, before the first article


Watch = Callable[[Progress], None]
