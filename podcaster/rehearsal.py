"""A run without a voice: what there is to do, how long it will take, how large it will be."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from podcaster import files, reading, script
from podcaster.config import Show
from podcaster.engines.pool import physical_cores
from podcaster.errors import InputError, PodcasterError
from podcaster.forecast import Forecast, forecast
from podcaster.intake import look
from podcaster.library import Library
from podcaster.pipeline import Workshop, segment_key


def rehearse(show: Show, paths: Iterable[Path], *, force: bool = False, jobs: int = 0) -> Forecast:
    """Read everything, write every script, speak nothing, change nothing."""
    path = show.state / "library.sqlite"
    articles = unchanged = refused = words = characters = 0
    fingerprint, speed = "", None
    with Library(path if path.exists() else Path(":memory:")) as library:
        shop = Workshop(show, library)
        fingerprint = shop.fingerprint
        speed = library.speed()
        for file in paths:
            state = library.source(look(file).name)
            if state and state.fingerprint == fingerprint and _same(file, state.size, state.sha256):
                unchanged += state.episodes
                continue
            refusals: list[InputError] = []
            try:
                for article in reading.read(
                    file,
                    on_error=lambda _, error, to=refusals: to.append(error),  # type: ignore[misc]
                    split=show.settings.split,
                ):
                    if article.draft or (article.doubts and not force):
                        refused += 1
                        continue
                    said = script.write(article, show.settings, lexicon=shop.lexicon)
                    articles += 1
                    words += article.word_count
                    missing = {segment_key(u, show.settings.device): len(u.spoken) for u in said.utterances}
                    characters += sum(n for key, n in missing.items() if not shop.store.contains(key))
            except PodcasterError:
                refused += 1  # the run itself says why, file by file
            refused += len(refusals)
    return forecast(
        articles=articles,
        unchanged=unchanged,
        refused=refused,
        words=words,
        characters=characters,
        quality=show.settings.sound.quality,
        jobs=jobs or show.settings.jobs or physical_cores(),
        speed=speed,
    )


def _same(file: Path, size: int, sha256: str) -> bool:
    try:
        return file.stat().st_size == size and files.sha256(file) == sha256
    except OSError:
        return False
