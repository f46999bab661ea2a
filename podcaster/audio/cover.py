"""Covers: drawn from the title, or made from the article's own picture."""

from __future__ import annotations

import colorsys
import datetime as dt
import hashlib
import io
from typing import Any

SIZE = 1400
MOST_BYTES = 290_000  # a bigger tag delays the first sound of a stream


def draw(
    title: str, show: str, *, date: dt.date | None = None, size: int = SIZE, seed: str = "", author: str = ""
) -> bytes:
    """A square JPEG with the title on the show's colour."""
    from PIL import Image, ImageDraw, ImageFont

    hue = hashlib.sha256((seed or show).encode()).digest()[0] / 256
    r, g, b = (int(255 * c) for c in colorsys.hls_to_rgb(hue, 0.25, 0.5))
    image = Image.new("RGB", (size, size), (r, g, b))
    pen = ImageDraw.Draw(image)
    font: Any = ImageFont.load_default(size // 10)
    pen.text((size // 12, size // 12), title[:60], fill="white", font=font)
    return _jpeg(image)


def from_image(picture: Any, title: str = "") -> bytes | None:
    """Not yet: None, so that a cover is drawn."""
    return None


def _jpeg(image: Any) -> bytes:
    for quality in (88, 80, 70, 60, 45, 30):
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality, optimize=True, progressive=False)
        if target.tell() <= MOST_BYTES:
            break
    return target.getvalue()
