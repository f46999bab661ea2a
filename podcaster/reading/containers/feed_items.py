"""An item as its feed has it, and the lines that feeds add to the text of their items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from podcaster.model import Block, BlockKind, LeftOut, Omission
from podcaster.reading import assemble

# The line that WordPress plug-ins put below each item.
_APPEARED = re.compile(r"^(the post|this post|the article|der beitrag|el cargo|l['’]article|o post|il post)\b.{0,300}"
                       r"\b(appeared first on|erschien zuerst auf|apareció primero en|est apparu en premier sur|"
                       r"apareceu primeiro em|proviene da|first appeared on)\b", re.I)  # fmt: skip
_MORE = re.compile(
    r"^(\[?(continue reading|read more|read the rest|weiterlesen|lire la suite|leer más)\b.{0,120}|\[…\]|\[\.\.\.\])$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item as its feed has it, with its text not yet taken apart."""

    where: str  # its name in messages
    id: str
    facts: assemble.Facts
    html: str
    full: bool  # whether the feed calls that the text, and not a summary
    updated: str = ""  # as the feed writes it
    sounds: tuple[tuple[str, str, int], ...] = ()  # recordings of it: address, media type, bytes (0: not known)
    missing: str = "no text in this item"  # why there is none, if there is none


def sounds_among(found: Iterable[tuple[str | None, str | None, str | None]]) -> tuple[tuple[str, str, int], ...]:
    """The recordings among the files that belong to an item."""
    kept = []
    for address, kind, length in found:
        by_name = re.search(r"\.(?:mp3|m4a|m4b|ogg|opus|aac|flac|wav)(?:[?#]|$)", address or "", re.I)
        if address and ((kind or "").lower().startswith("audio/") or (not kind and by_name)):
            digits = (length or "").strip()
            kept.append(
                (address.strip(), (kind or "").lower(), int(digits) if re.fullmatch(r"\d{1,15}", digits) else 0)
            )
    return tuple(kept)


def trimmed(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], list[LeftOut], bool]:
    """The blocks without the lines that feeds add at the end; whether those say that there is more elsewhere."""
    kept, gone, cut_off = list(blocks), [], False
    while kept and kept[-1].kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        if _APPEARED.match(kept[-1].text):
            gone.append(LeftOut(kept.pop().text, Omission.PROMOTION))
        elif _MORE.match(kept[-1].text):
            cut_off = True
            gone.append(LeftOut(kept.pop().text, Omission.NAVIGATION))
        else:
            break
    if (
        kept
        and kept[-1].kind is BlockKind.PARAGRAPH
        and re.search(r"\[(…|\.\.\.|&hellip;|&#8230;)\]\s*$", kept[-1].text)
    ):
        cut_off = True
        kept[-1] = replace(kept[-1], text=re.sub(r"\s*\[(…|\.\.\.)\]\s*$", "…", kept[-1].text), spans=())
    return tuple(kept), gone, cut_off
