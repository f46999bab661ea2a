"""Which voice to fetch for a language that has none here: a table, with what each may be used for."""

from __future__ import annotations

import functools
import importlib.resources
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from podcaster import files
from podcaster.errors import MALFORMED
from podcaster.places import voices_folder
from podcaster.text.languages import english_name, primary

TABLE = "offers.toml"
DECLINED = "declined.json"  # languages whose question was answered with no


@dataclass(frozen=True, slots=True)
class Offer:
    """A voice that can be fetched, and its terms as its card has them."""

    languages: tuple[str, ...]
    name: str
    licence: str  # SPDX
    recordings: str  # SPDX
    key: str = ""  # of Piper
    model: str = ""  # of a fine-tune of Kokoro: its weights and its style, by their addresses
    style: str = ""
    mb: int = 0  # 0: unknown
    restriction: str = ""  # as in Voice
    attribution: str = ""

    @property
    def command(self) -> str:
        return f"podcaster voices install {self.languages[0]}"

    @property
    def speaker(self) -> str:
        return self.name.replace("_", " ").title()

    @property
    def terms(self) -> str:
        """Size and licence for a question: "63 MB, CC0 recordings"."""
        size = f"{self.mb} MB, " if self.mb else ""
        known = self.recordings.removesuffix("-1.0")
        recordings = "recordings without a stated licence" if known.startswith("LicenseRef") else f"{known} recordings"
        private = f", for private listening only: {self.restriction}" if self.restriction else ""
        return f"{size}{recordings}{private}"


@functools.cache
def every() -> tuple[Offer, ...]:
    """The whole table."""
    text = (importlib.resources.files(__package__) / TABLE).read_text(encoding="utf-8")
    return tuple(Offer(**{**row, "languages": tuple(row["languages"])}) for row in tomllib.loads(text)["offer"])


def of_language(language: str) -> Offer | None:
    """The voice to fetch for *language*; None if there is none."""
    return next((offer for offer in every() if primary(language) in offer.languages), None)


def named(name: str) -> Offer | None:
    """The offer for a language ("de"), or for the name of a voice that only this table has."""
    return of_language(name) or next((offer for offer in every() if offer.model and offer.name == name), None)


def question(language: str) -> str:
    """The question for the user; "" if there is nothing to fetch."""
    offer = of_language(language)
    if offer is None:
        return ""
    return f"{english_name(language)} has no natural voice here yet. Fetch {offer.speaker} ({offer.terms})?"


def advice(language: str) -> str:
    """The advice for a user who cannot be asked."""
    name, offer = english_name(language), of_language(language)
    if offer is None:
        return f"no natural voice is known for {name}: the system voice reads it; --voice system silences this line"
    return (
        f"{name} has no natural voice here yet, so the system voice reads it. To get one: {offer.command} "
        f"({offer.speaker}, {offer.terms}); --voice system silences this line"
    )


# ---------------------------------------------------------------- answers


def was_declined(language: str) -> bool:
    """Whether the user has said no to a voice for *language*."""
    return primary(language) in _declined()


def decline(language: str, *, no: bool = True) -> None:
    """Remember that the user wants no voice for *language*; with *no* false, forget it."""
    before = _declined()
    after = before | {primary(language)} if no else before - {primary(language)}
    if after != before:
        files.write(_place(), json.dumps(sorted(after)))


def _declined() -> set[str]:
    try:
        found = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, *MALFORMED):
        return set()
    return {str(language) for language in found} if isinstance(found, list) else set()


def _place() -> Path:
    return voices_folder() / DECLINED
