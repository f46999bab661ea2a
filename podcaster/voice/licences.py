"""What a voice may be used for: the licences of its model, its recordings and its base voice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from podcaster.model import Voice

UNKNOWN = "LicenseRef-unknown"
_SPDX = (
    (r"\bCC0\b|creative ?commons zero", "CC0-1.0"),
    (r"\bBY[- ]NC[- ]SA[-/ ]?(?P<version>\d\.\d)", "CC-BY-NC-SA-"),
    (r"\bBY[- ]NC[- ]ND[-/ ]?(?P<version>\d\.\d)", "CC-BY-NC-ND-"),
    (r"\bBY[- ]NC[-/ ]?(?P<version>\d\.\d)", "CC-BY-NC-"),
    (r"\bBY[- ]SA[-/ ]?(?P<version>\d\.\d)", "CC-BY-SA-"),
    (r"\bBY[-/ ]?(?P<version>\d\.\d)", "CC-BY-"),
    (r"creative ?commons attribution (?P<version>\d\.\d)", "CC-BY-"),
    (r"\bMIT\b", "MIT"),
    (r"Apache[- ](?:License,? )?(?:Version )?2", "Apache-2.0"),
    (r"public domain", "LicenseRef-public-domain"),
    (r"blizzard", "LicenseRef-research-only"),
    (r"^\W*(?:see|unknown|unclear|none|https?:|$)", UNKNOWN),
)
_LICENCE = re.compile(r"licen[cs]e\b\W*?(?:\n\W*)?(?P<words>\S.*|$)", re.IGNORECASE)
_BASE = re.compile(r"fine-?tuned from (?P<base>[^\n]+)", re.IGNORECASE)
_RESEARCH = "whose recordings are for research only"
# Base voices of Piper's fine-tunes. "": voices fine-tuned from it may be published.
_BASES = {
    "lessac": _RESEARCH, "libritts_r": "which was fine-tuned from lessac, " + _RESEARCH,
    "irina": "which was fine-tuned from lessac, " + _RESEARCH, "amir": "which was fine-tuned from lessac, " + _RESEARCH,
    "ryan": "whose recordings are for non-commercial use only", "amy": "whose card states no licence",
    "rdh": "", "bryce": "", "cori": "", "john": "", "kristin": "", "norman": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What a card says of a voice."""

    licence: str  # SPDX
    wording: str  # as in the card
    restriction: str  # as in Voice


def read_card(text: str) -> Terms:
    """The terms in a model card of Piper: the licence of its data set, and what it was fine-tuned from."""
    line = _LICENCE.search(text)
    words = "".join(c for c in line["words"].strip(": \t") if c.isprintable()).strip()[:200] if line else ""
    licence = spdx(words)
    return Terms(licence, f"licence: {words}" if words else "no licence in its card", _limit(licence, text))


def spdx(words: str) -> str:
    """The SPDX identifier for the wording of a licence; a LicenseRef for one that is not recognised."""
    for pattern, name in _SPDX:
        if found := re.search(pattern, words, re.IGNORECASE):
            return f"{name}{found['version']}" if name.endswith("-") else name
    return "LicenseRef-Piper-voice"


def _limit(licence: str, card: str) -> str:
    if licence == "LicenseRef-research-only":
        return "its recordings are for research only"
    if "-NC-" in licence:
        return "its licence is for non-commercial use only"
    if licence == UNKNOWN:
        return "its card states no licence"
    base = _BASE.search(card)
    if base is None:
        return ""
    known = [name for name in _BASES if re.search(rf"(?<![a-z0-9]){name}(?![a-z0-9_])", base["base"], re.IGNORECASE)]
    if not known:
        return f"fine-tuned from “{base['base'].strip(' .')[:60]}”, whose licence is not known here"
    return f"fine-tuned from {known[0]}, {_BASES[known[0]]}" if _BASES[known[0]] else ""


def restriction(voice: Voice) -> str:
    """Why the sound of *voice* may not be published; "" if no reason is known."""
    if voice.restriction:
        return voice.restriction
    return "its licence is for non-commercial use only" if "-NC" in f"{voice.licence} {voice.recordings}" else ""


def stated(voice: Voice) -> str:
    """The licences of *voice* in one line: its own, and that of its recordings if it differs."""
    if voice.recordings and voice.recordings != voice.licence:
        return f"{voice.licence}, recordings {voice.recordings}"
    return voice.licence


def credit(voice: Voice) -> str:
    """The credit that *voice* needs in the notes of its episodes; "" if none."""
    limit = restriction(voice)
    if not limit and not any(licence.startswith("CC-BY") for licence in (voice.licence, voice.recordings)):
        return ""
    parts = [f"{voice.name} ({'; '.join(part for part in (voice.attribution, stated(voice)) if part)})"]
    return ", ".join([*parts, f"not to be published: {limit}"] if limit else parts)
