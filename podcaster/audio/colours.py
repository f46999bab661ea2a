"""Colours that go together: chosen in OKLCH, where equal steps look equal, and checked for contrast."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from enum import Enum

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


class Tone(Enum):
    """How light the covers of a show are."""

    DEEP = "deep"
    VIVID = "vivid"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Palette:
    """What a cover is painted with."""

    ground: Rgb
    shape: Rgb  # a step away from the ground
    accent: Rgb  # at least 3:1 on the ground and on the shape
    title: Rgb  # at least 7:1 on the ground
    small: Rgb  # at least 4.5:1 on the ground


@dataclass(frozen=True, slots=True)
class _Scale:
    """The colours of a tone, each as lightness and chroma."""

    ground: tuple[float, float]
    shape: tuple[float, float]
    accent: tuple[float, float]
    title: tuple[float, float]
    small: float  # lightness


_SCALES = {
    Tone.DEEP: _Scale((0.27, 0.075), (0.42, 0.115), (0.86, 0.14), (0.975, 0.012), 0.78),
    Tone.VIVID: _Scale((0.425, 0.135), (0.53, 0.15), (0.93, 0.10), (0.99, 0.01), 0.86),
    Tone.PAPER: _Scale((0.95, 0.022), (0.87, 0.075), (0.50, 0.17), (0.25, 0.05), 0.50),
}
# How far the colours of subjects lie from that of the show, as shares of the circle of hues.
_STEPS = (0.13, -0.13, 0.26, -0.26, 0.39, 0.52)


def tone_of(name: str) -> Tone:
    """The tone of a show's covers."""
    return (Tone.DEEP, Tone.VIVID, Tone.PAPER)[_digest(name)[3] % 3]


def palette(
    name: str, *, topic: str = "", tone: Tone | None = None, hue: float | None = None, vivid: float = 1.0
) -> Palette:
    """The colours for a subject of a show; the same names always get the same colours.

    *topic*: "" for the show itself. *hue*: of a picture, instead of that of the name. *vivid*: less than 1 for greyer
    colours.
    """
    digest = _digest(name)
    place = digest[0] / 256 + (_STEPS[_digest(topic.casefold())[0] % len(_STEPS)] if topic else 0)
    # Dark yellow is mud: names share the rest of the circle.
    own = (125 + (place % 1) * 285) % 360 if hue is None else hue
    tone = tone_of(name) if tone is None else tone
    other = own if tone is Tone.PAPER else own + (70, -70, 150, 180)[digest[1] % 4]
    scale = _SCALES[tone]

    def colour(pair: tuple[float, float], at: float = own) -> Rgb:
        return oklch(pair[0], pair[1] * vivid, at)

    ground, shape = colour(scale.ground), colour(scale.shape)
    up = 0.02 if tone is not Tone.PAPER else -0.02
    title = _legible((*scale.title, own), up, (ground,), 7)
    accent = _legible((scale.accent[0], scale.accent[1] * vivid, other), up, (ground, shape), 3)
    small = _legible((scale.small, 0.05 * vivid, own), up, (ground,), 4.5)
    return Palette(ground, shape, accent, title, small)


def _legible(colour: tuple[float, float, float], step: float, grounds: tuple[Rgb, ...], least: float) -> Rgb:
    """*colour* in OKLCH, made lighter or darker by *step* until it has the contrast; white or black if nothing has."""
    lightness, chroma, hue = colour
    while 0 <= lightness <= 1:
        found = oklch(lightness, chroma, hue)
        if all(contrast(found, ground) >= least for ground in grounds):
            return found
        lightness += step
    return (255, 255, 255) if step > 0 else (0, 0, 0)


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "replace")).digest()
