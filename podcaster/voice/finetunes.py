"""Voices that are Kokoro tuned to another language: a model of their own, and a style."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.errors import VoiceError
from podcaster.voice import styles
from podcaster.voice.fetching import Expected, MissingError, Progress, fetch, read
from podcaster.voice.offers import Offer

RESOLVE, RAW = "/resolve/main", "/raw/main"  # of Hugging Face: a large file, and the note with its checksum
_POINTER = re.compile(rb"oid sha256:([0-9a-f]{64})\nsize (\d+)")
Note = Callable[[str], None]


def maker(offer: Offer) -> Callable[[str, str | Path, Path, Progress, Note], dict[str, Any]]:
    """What `catalogue.install` calls to fetch *offer*."""

    def make(name: str, place: str | Path, folder: Path, on_progress: Progress, on_note: Note) -> dict[str, Any]:
        language = offer.languages[0]
        model, style = folder / f"kokoro-{language}-{name}.onnx", f"{language}_{name}"
        _fetch(offer.model, place, model, on_progress, on_note)
        packed = folder / f"{name}.pt"
        _fetch(offer.style, place, packed, on_progress, on_note)
        try:
            numbers = styles.half(packed)
        finally:
            packed.unlink()
        files.write(folder / f"{style}.f16", numbers)
        return {
            "id": (name, f"{name}-{language}"),
            "name": offer.speaker,
            "engine": "kokoro",
            "language": language,
            "licence": offer.licence,
            "recordings": offer.recordings,
            "restriction": offer.restriction,
            "model": style,
            "attribution": offer.attribution,
            "origin": f"{offer.model}; {offer.style}, as float16",
            "sample_rate": 24_000,
            "sha256": hashlib.sha256(numbers).hexdigest(),
            "options": {"weights": model.name, "weights_sha256": files.sha256(model)},
        }

    return make


def _fetch(address: str, place: str | Path, target: Path, on_progress: Progress, on_note: Note) -> None:
    """A file from its publisher, or from *place* if given, checked against the publisher's checksum."""
    home, _, path = address.partition(f"{RESOLVE}/")
    expected = None if place else _published(home, path)
    fetch(place or f"{home}{RESOLVE}", path, target, expected, on_progress)
    if expected is None:  # told afterwards: a publisher that cannot be reached is another matter
        on_note(
            f"no checksum of {path} is published at {place or home}: that of the file is noted, to find later damage"
        )


def _published(home: str, path: str) -> Expected | None:
    """Size and checksum that the publisher keeps beside a large file; None if it has none."""
    try:
        found = _POINTER.search(read(f"{home}{RAW}", path)[:1000])
    except (MissingError, VoiceError):
        return None
    return Expected(int(found[2]), "sha256", found[1].decode()) if found else None
