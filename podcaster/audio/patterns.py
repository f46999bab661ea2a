"""What is painted behind the mark of a cover: one pattern for each subject of a show, laid out by the title."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from podcaster.audio.colours import Palette, Rgb
from podcaster.audio.shapes import Shapes

Pattern = Callable[[Shapes, int, Palette, random.Random], None]
TOP = 0.5  # of the side: above are the words


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """*one* with *share* of *other* in it."""
    r, g, b = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return r, g, b


def bars(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """Speech on a screen: a row of bars across the foot."""
    count = 22
    step = size / count
    base, tall, level = size * 0.735, size * 0.225, 0.5
    for i in range(count):
        level = min(1.0, max(0.12, level + dice.uniform(-0.5, 0.5)))
        half = tall * max(0.1, level * (0.5 + 0.5 * abs(math.sin(i * 0.55 + dice.random()))))
        x, wide = round((i + 0.2) * step), round(step * 0.6)
        box = x, round(base - half), x + wide, round(base + half)  # Pillow rounds such corners by whole pixels only
        pen.rounded_rectangle(box, radius=wide / 2, fill=colours.shape)


def rings(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """Sound that spreads from a corner."""
    x, y = size * dice.uniform(0.86, 1.0), size * dice.uniform(0.94, 1.02)
    for i in range(5, 0, -1):
        radius = size * (0.02 + i * 0.094)
        colour = colours.shape if i % 2 else colours.ground
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def disc(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """A sun that has half set."""
    radius = size * dice.uniform(0.36, 0.44)
    x = size * dice.uniform(0.6, 0.84)
    y = size * TOP + radius + size * 0.03
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colours.shape)


def hills(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """Ridges, one behind the other."""
    for i, base in enumerate((0.63, 0.74, 0.86)):
        colour = mixed(colours.shape, colours.ground, 0.55 - 0.275 * i)
        waves = [(dice.uniform(0.5, 1.5), dice.uniform(0, 6.3), dice.uniform(0.012, 0.038)) for _ in range(3)]
        line = []
        for step in range(141):
            x = step / 140
            rise = sum(h * math.sin(6.283 * f * x + p) for f, p, h in waves)
            line.append((x * size, (base - rise) * size))
        pen.polygon([*line, (size, size), (0, size)], fill=colour)


def dots(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """A grid of dots that grow to one side."""
    step = size / 12
    drift = dice.uniform(0.4, 1.6)
    for row in range(6):
        for column in range(12):
            x, y = (column + 0.5) * step, size * TOP + (row + 0.6) * step
            grown = (column / 11) ** drift * (0.55 + 0.09 * row)
            radius = step * min(0.43, 0.09 + 0.42 * grown)
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colours.shape)


def stripes(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """Slanting bands."""
    lean, wide = size * dice.uniform(0.2, 0.32), size * dice.choice((0.07, 0.09, 0.11))
    top, x = size * (TOP + 0.03), size * dice.uniform(0.36, 0.46)
    while x < size * 1.1:
        pen.polygon([(x + lean, top), (x + lean + wide, top), (x + wide, size), (x, size)], fill=colours.shape)
        x += 1.9 * wide


def steps(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """Columns that climb."""
    count = dice.choice((5, 6, 7))
    wide = size / count
    for i in range(count):
        high = size * (0.1 + (0.37 - 0.1) * i / (count - 1)) * dice.uniform(0.82, 1.12)
        colour = mixed(colours.shape, colours.ground, 0.45 if i % 2 else 0.0)
        pen.rectangle((i * wide, size - high, (i + 1) * wide, size), fill=colour)


PATTERNS: tuple[Pattern, ...] = (bars, rings, disc, hills, dots, stripes, steps)
