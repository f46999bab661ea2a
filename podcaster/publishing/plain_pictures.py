"""Prepares pictures for a page: small enough, upright, and without metadata about place and camera."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_BYTES = 400_000  # above it a picture is made smaller
MOST_WIDTH = 1_200  # wide enough for a page; a picture of a save may be many times as large
MOST_PIXELS = 40_000_000  # larger pictures are refused: they are useless here, or made to exhaust memory
_SIGNATURES = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"))
# What Pillow finds in a file that is needed to show it, or says nothing about where it comes from.
_HARMLESS = frozenset(
    (
        *("jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "adobe", "adobe_transform", "progressive"),
        *("progression", "icc_profile", "version", "background", "transparency", "duration", "loop", "extension"),
        *("timestamp", "disposal"),
    )
)
_PNG_FACTS = frozenset((b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"))


def plain(data: bytes) -> tuple[bytes, str]:
    """A picture and its kind ("jpeg"); nothing if it is none or not usable.

    The data is returned unchanged unless it is large or has metadata.
    """
    kind = _kind(data)
    if kind == "png":
        data = b"".join(_without_facts(data))
    if kind and len(data) <= MOST_BYTES and (kind == "png" or not _tells(data)):
        return data, kind
    smaller = _made_anew(data)
    return (smaller, "jpeg") if smaller else (b"", "")


def _kind(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), "")


def _without_facts(data: bytes) -> Iterator[bytes]:
    """The chunks of a PNG that are needed to show it. Nothing is encoded again, and nothing behind the end is kept."""
    yield data[:8]
    at = 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in _PNG_FACTS:
            yield data[at:end]
        if data[at + 4 : at + 8] == b"IEND":
            return
        at = end


def _tells(data: bytes) -> bool:
    """Whether there are facts about the picture in it: EXIF, XMP, IPTC, a comment, a second picture."""
    from PIL import Image as Pictures

    try:
        with Pictures.open(io.BytesIO(data), formats=("JPEG", "WEBP", "GIF")) as picture:
            return bool(set(picture.info) - _HARMLESS) or picture.format == "MPO"
    except (OSError, ValueError, SyntaxError, Pictures.DecompressionBombError):
        return True  # nobody knows; what cannot be opened is not made anew either


def _made_anew(data: bytes) -> bytes:
    """A JPEG of at most MOST_WIDTH, on white; b"" if it is not a usable picture."""
    from PIL import Image as Pictures
    from PIL import ImageOps

    try:
        with Pictures.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return b""
            picture.draft("RGB", (MOST_WIDTH, MOST_WIDTH))
            return _jpeg(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError, Pictures.DecompressionBombError):
        return b""


def _jpeg(picture: Picture) -> bytes:
    from PIL import Image as Pictures

    flat = Pictures.new("RGB", picture.size, "white")
    shown = picture.convert("RGBA")
    flat.paste(shown, mask=shown)
    flat.thumbnail((MOST_WIDTH, MOST_WIDTH * 2))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
