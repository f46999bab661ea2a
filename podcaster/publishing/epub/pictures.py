"""The pictures of a page as files of a book."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from dataclasses import dataclass, field

_ADDRESS = re.compile(r"data:image/(jpeg|png|gif|webp);base64,")
_SUFFIXES = {"jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; the same one has the same name in every chapter."""

    name: str  # below EPUB/
    media_type: str
    data: bytes = field(repr=False)


def picture_in(address: str) -> Picture | None:
    """The picture in a data URL; None for any other address."""
    found = _ADDRESS.match(address)
    if not found:
        return None
    try:
        data, kind = base64.b64decode(address[found.end() :]), found[1]
    except binascii.Error:
        return None
    if kind == "webp":  # readers know it only since EPUB 3.3
        data, kind = _as_png_or_jpeg(data)
    if not data:
        return None
    name = f"pictures/{hashlib.sha256(data).hexdigest()[:20]}.{_SUFFIXES.get(kind, kind)}"
    return Picture(name, f"image/{kind}", data)


def _as_png_or_jpeg(data: bytes) -> tuple[bytes, str]:
    from PIL import Image as Pictures

    out = io.BytesIO()
    try:
        with Pictures.open(io.BytesIO(data), formats=("WEBP",)) as picture:
            kind = "png" if picture.has_transparency_data else "jpeg"
            picture.convert("RGBA" if kind == "png" else "RGB").save(out, kind, quality=85, optimize=True)
    except (OSError, ValueError, SyntaxError, Pictures.DecompressionBombError):
        return b"", ""
    return out.getvalue(), kind
