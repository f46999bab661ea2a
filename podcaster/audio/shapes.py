"""The pattern behind the words of a cover: shapes with smooth edges, painted only where they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from podcaster.audio.colours import Rgb

Box = tuple[float, float, float, float]  # left, top, right, bottom, in pixels of the doubled picture
STRIP = 256  # rows of the doubled picture that are painted at a time; even
MARGIN = 2  # pixels round a shape that its edge may touch


@dataclass(frozen=True, slots=True)
class _Shape:
    """One call of a pen, to be made wherever the shape is painted."""

    how: str  # the pen's method
    points: tuple[tuple[float, float], ...]
    options: dict[str, Any]

    @property
    def top(self) -> float:
        return min(y for _, y in self.points)

    @property
    def bottom(self) -> float:
        return max(y for _, y in self.points)

    def moved(self, x: int, y: int) -> list[tuple[int, int]]:
        """In whole pixels: Pillow would cut fractions off after the move, and those of negative numbers upwards."""
        return [(int(px) - x, int(py) - y) for px, py in self.points]


@dataclass(slots=True)
class Shapes:
    """Collects shapes like Pillow's pen, so that their places are known before anything is painted."""

    kept: list[_Shape] = field(default_factory=list)

    def rectangle(self, box: Box, *, fill: Rgb) -> None:
        self._keep("rectangle", _corners(box), fill=fill)

    def rounded_rectangle(self, box: Box, *, radius: float, fill: Rgb) -> None:
        self._keep("rounded_rectangle", _corners(box), radius=radius, fill=fill)

    def ellipse(self, box: Box, *, fill: Rgb) -> None:
        self._keep("ellipse", _corners(box), fill=fill)

    def polygon(self, points: Iterable[tuple[float, float]], *, fill: Rgb) -> None:
        self._keep("polygon", points, fill=fill)

    def _keep(self, how: str, points: Iterable[tuple[float, float]], **options: Any) -> None:
        self.kept.append(_Shape(how, tuple(points), options))


def _corners(box: Box) -> Sequence[tuple[float, float]]:
    return (box[0], box[1]), (box[2], box[3])


def painted(shapes: Shapes, size: int, ground: Rgb) -> Any:
    """A square picture of *size* pixels with *shapes*, which are given for twice that size.

    Painted doubled and halved, because Pillow's own edges are jagged; but only the stretches with something in them:
    the plain ground, most of a cover, is four fifths of the work otherwise. Strip by strip, because a whole doubled
    picture takes 30 MB.
    """
    from PIL import Image as Pictures
    from PIL import ImageDraw

    picture = Pictures.new("RGB", (size, size), ground)
    for band in _bands(shapes.kept):
        left, top, right, bottom = _bounds(band, 2 * size)
        if left >= right or top >= bottom:
            continue
        for edge in range(top, bottom, STRIP):
            doubled = Pictures.new("RGB", (right - left, min(STRIP, bottom - edge)), ground)
            pen = ImageDraw.Draw(doubled)
            for shape in band:
                if shape.top - MARGIN < edge + STRIP and shape.bottom + MARGIN > edge:
                    getattr(pen, shape.how)(shape.moved(left, edge), **shape.options)
            picture.paste(doubled.reduce(2), (left // 2, edge // 2))
    return picture


def _bands(shapes: Iterable[_Shape]) -> Iterator[list[_Shape]]:
    """Shapes one above the other, apart; those that share a row stay together, in their order."""
    numbered = sorted(enumerate(shapes), key=lambda pair: pair[1].top)
    band: list[tuple[int, _Shape]] = []
    reach = -math.inf
    for number, shape in numbered:
        if band and shape.top > reach + 4 * MARGIN:
            yield [s for _, s in sorted(band, key=lambda pair: pair[0])]
            band = []
            reach = -math.inf
        band.append((number, shape))
        reach = max(reach, shape.bottom)
    if band:
        yield [s for _, s in sorted(band, key=lambda pair: pair[0])]


def _bounds(band: Iterable[_Shape], side: int) -> tuple[int, int, int, int]:
    """The even rectangle of the doubled picture that holds all of *band*."""
    points = [point for shape in band for point in shape.points]
    low = [max(0, math.floor(min(p[axis] for p in points) - MARGIN) // 2 * 2) for axis in (0, 1)]
    high = [min(side, -(-math.ceil(max(p[axis] for p in points) + MARGIN) // 2) * 2) for axis in (0, 1)]
    return low[0], low[1], high[0], high[1]
