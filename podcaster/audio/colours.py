"""Colours that go together: chosen in OKLCH, where equal steps look equal, and checked for contrast."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

Rgb = tuple[int, int, int]


def oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """An sRGB colour; the chroma is lowered until the colour exists."""
    while True:
        a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        l3 = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        m3 = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        s3 = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        linear = (
            4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3,
            -1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3,
            -0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3,
        )
        if chroma <= 0.002 or all(-0.0005 <= c <= 1.0005 for c in linear):
            r, g, b8 = (round(255 * _gamma(min(max(c, 0.0), 1.0))) for c in linear)
            return r, g, b8
        chroma -= 0.004


def _gamma(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


def hue_of(colour: Rgb) -> tuple[float, float]:
    """(OKLCH hue in degrees, chroma) of an sRGB colour."""
    r, g, b = (c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    l1 = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    m1 = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    s1 = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    a = 1.9779984951 * l1 - 2.4285922050 * m1 + 0.4505937099 * s1
    bb = 0.0259040371 * l1 + 0.7827717662 * m1 - 0.8086757660 * s1
    return math.degrees(math.atan2(bb, a)) % 360, math.hypot(a, bb)


def luminance(colour: Rgb) -> float:
    r, g, b = (c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG contrast ratio, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True, slots=True)
class Palette:
    """What a cover is painted with."""

    ground: Rgb
    shape: Rgb  # a step away from the ground
    accent: Rgb
    title: Rgb  # at least 7:1 on the ground
    small: Rgb  # at least 4.5:1 on the ground


def palette(name: str, *, light: bool = False, hue: float | None = None, vivid: float = 1.0) -> Palette:
    """The colours for a show's name; the same name always gets the same colours."""
    digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    # Dark yellow is mud: names share the rest of the circle.
    own = (125 + digest[0] * 285 / 256) % 360 if hue is None else hue
    other = own + (55, -55, 150, 180)[digest[1] % 4]
    if light:
        ground, shape = oklch(0.955, 0.018 * vivid, own), oklch(0.87, 0.06 * vivid, own)
        accent, title, small = oklch(0.60, 0.17 * vivid, other), oklch(0.25, 0.05 * vivid, own), (0, 0, 0)
        steps = [0.52 - 0.02 * i for i in range(20)]
    else:
        ground, shape = oklch(0.29, 0.085 * vivid, own), oklch(0.40, 0.11 * vivid, own)
        accent, title, small = oklch(0.80, 0.15 * vivid, other), oklch(0.975, 0.012, own), (255, 255, 255)
        steps = [0.74 + 0.02 * i for i in range(13)]
    small = next((c for s in steps if contrast(c := oklch(s, 0.05 * vivid, own), ground) >= 4.5), small)
    return Palette(ground, shape, accent, title, small)
