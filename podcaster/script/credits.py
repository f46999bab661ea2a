"""Text under pictures that is not read out: credits, tags, placeholders."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Sequence

from podcaster.model import Block
from podcaster.script.ledger import letters

_THING = (
    r"(?:photo(?:graph(?:y|s)?|s)?|images?|pictures?|illustrations?|graphics?|artwork|foto|bild|imagen|imagem|immagine)"
)
_NAME = r"[A-Z][\w.'’-]*(?: (?:de |van |von |di |da )?[A-Z][\w.'’-]*){0,3}"
_AGENCY = r"(?:AP|AFP|EPA|PA|Reuters|Getty(?: Images)?|dpa|Bloomberg|Shutterstock|iStock|Unsplash|Flickr|Wikimedia(?: Commons)?)"
_REST = r"(?:[^.!?]|(?<=\b[A-Z])\.|\.(?=\w)){0,90}[.)\]]*\s*$"
_TAILS = (
    # "… at night. Photo: A. Name." · "… at night (Photograph by A. Name)"
    re.compile(
        rf"(?:(?<=[.!?…”\"’)\]])\s+|\s+[|–—-]\s+|\s+(?=[(\[]))[(\[]?(?:{_THING}\s*(?:credits?\b|courtesy\b|by\b|via\b|from\b|source\b|:|©|von\b|di\b)"
        rf"|(?:credits?|sources?|courtesy of|courtesy|quelle|fuente|fonte|bildnachweis|crédits?)(?::|(?<=of) |(?<=sy) )|©|\(c\)\s){_REST}",
        re.IGNORECASE,
    ),
    # "… at night. Ann Name/Agency" · "… at night (Agency)" · "… (screen grab)"
    re.compile(rf"(?<=[.!?…”])\s+{_NAME}\s?/\s?[A-Z][\w .&'’-]{{1,40}}$"),
    re.compile(
        rf"\s*[(\[](?:{_NAME}\s?[/,]\s?{_AGENCY}|{_NAME}\s?/\s?[A-Z][\w .&'’-]{{1,40}}|{_AGENCY}(?: [Pp]hoto)?)[)\]]\.?$"
    ),
    re.compile(r"\s*\((?:screen ?(?:grab|shot)|file photo|handout)[^()]{0,40}\)\.?$", re.IGNORECASE),
)
_SOURCES = re.compile(r"[;,.]\s*sources?:\s", re.IGNORECASE)
_TAGS = re.compile(r"(?:\s+#\w+){2,}\s*$")
_ADDRESS = re.compile(
    r"\s*(?:[|•·–—-]\s*)?(?:https?://)?(?:www\.)?(?:[\w-]+\.)+(?:com|net|org|de|fr|es|co\.uk|blog)/?\s*$"
)
_NOTHING = re.compile(
    r"(?:featured|(?:featured|header|lead|main) (?:image|photo|picture)|advertisement|"
    r"(?:section|page|paragraph) (?:break|divider|separator)(?: (?:image|icon|ornament))?)\.?",
    re.IGNORECASE,
)


def told_until(caption: str) -> int:
    """Where the part of a caption that is read out ends: before its credit and tags."""
    end = len(caption)
    for _ in range(3):
        text = caption[:end]
        found = next((m for m in (p.search(text) for p in (_TAGS, _ADDRESS, *_TAILS)) if m), None)
        if not found or not found.start():
            break
        end = found.start()
    return end


def only_sources(caption: str) -> bool:
    """Whether a caption names only who drew the picture and the source of its figures."""
    return len(caption) < 200 and _SOURCES.search(caption) is not None and ". " not in caption


def says_nothing(caption: str, title: str, authors: tuple[str, ...]) -> bool:
    """Whether a caption is a placeholder, the author's name, or the article's title once more."""
    plain, known = letters(caption), letters(title)
    if _NOTHING.fullmatch(caption.strip()) or plain in {letters(a) for a in authors}:
        return True
    return bool(plain) and (plain in known or (len(known) > 20 and known in plain and len(plain) < 1.5 * len(known)))


def repeats_neighbour(alt: str, blocks: Sequence[Block], number: int) -> bool:
    """Whether a picture's description is, in other signs, the line above the picture or below it."""
    plain = letters(alt)
    return bool(plain) and any(plain == letters(b.text) for b in blocks[max(0, number - 1) : number + 2])


def told_before(alt: str, article: str) -> bool:
    """Whether a picture's description begins like a sentence of *article*, which has letters only."""
    start = letters(alt)[:60]
    return len(start) == 60 and start in article
