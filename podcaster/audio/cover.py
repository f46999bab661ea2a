"""Covers: set from the title in the show's colours, or made from the article's own picture.

A show keeps its colours and its layout; the title decides the pattern. Nothing is fetched, nothing is drawn as boxes:
if no font on this machine has the letters, the cover has only the show's name or the pattern.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import math
import random
import warnings
from collections.abc import Callable
from typing import Any

from podcaster.audio import typeset
from podcaster.audio.colours import Palette, Rgb, hue_of, palette
from podcaster.audio.shapes import Shapes, painted
from podcaster.model import Image
from podcaster.text.dates import written

SIZE = 1400  # pixels; directories ask for 1400 to 3000
MOST_BYTES = 290_000  # a bigger tag delays the first sound of a stream
CHAPTER_SIZE = 500
CHAPTER_BYTES = 40_000
MOST_PIXELS = 40_000_000
MOST_FILE_BYTES = 50_000_000
FEWEST_PIXELS = 320  # on the shorter side: anything smaller is an icon
MARGIN = 0.085  # of the side


def draw(
    title: str,
    show: str,
    *,
    date: dt.date | None = None,
    language: str = "en-GB",
    size: int = SIZE,
    seed: str = "",
    author: str = "",
) -> bytes:
    """A square JPEG below 300 kB. The colours and the layout come from *seed*, or else from the show's name.

    With *show* empty or equal to the title it is a show's own cover. *language*: the one that the date is written in.
    """
    from PIL import ImageOps

    size = min(max(size, SIZE), 3000)
    name = seed or show or title
    digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    layout = _LAYOUTS[digest[2] % len(_LAYOUTS)]
    colours = palette(name, light=layout is _page)
    dice = random.Random(f"{name}\n{title}".encode("utf-8", "replace"))
    shapes = Shapes()
    layout(shapes, 2 * size, colours, dice)
    picture = painted(shapes, size, colours.ground)
    if typeset.right_to_left(show or title):
        picture = ImageOps.mirror(picture)
    small = [show if show != title else "", author]
    day = written(date, language) if date else ""
    _letter(picture, colours, title, small, day, serif=layout is _page)
    return _jpeg(picture)


# ---------------------------------------------------------------- layouts: the background of the words


def _wave(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """A row of bars like speech on a screen, some of them already heard."""
    count = 34
    step = size * (1 - 2 * MARGIN) / count
    base, tall = size * 0.795, size * 0.105
    heard = dice.randint(8, 20)
    level = 0.5
    for i in range(count):
        level = min(1.0, max(0.08, level + dice.uniform(-0.42, 0.42)))
        phrase = 0.45 + 0.55 * abs(math.sin(i * 0.42 + dice.random() * 0.3))
        half = max(0.08, level * phrase) * tall
        x, wide = size * MARGIN + i * step, step * 0.56
        colour = colours.accent if i < heard else colours.shape
        pen.rounded_rectangle((x, base - half, x + wide, base + half), radius=wide / 2, fill=colour)


def _rings(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """Sound that spreads from a corner."""
    x, y = size * dice.uniform(0.86, 1.0), size * dice.uniform(0.9, 1.02)
    for i in range(7, 0, -1):
        radius = size * (0.09 + i * 0.088)
        width = round(size * (0.008 + 0.004 * (i % 3)))
        box = (x - radius, y - radius, x + radius, y + radius)
        pen.ellipse(box, outline=_between(colours.shape, colours.ground, i / 8), width=width)
    dot = size * 0.062
    pen.ellipse((x - dot, y - dot, x + dot, y + dot), fill=colours.accent)


def _page(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """A page with a coloured foot and a bookmark."""
    pen.rectangle((0, size * 0.93, size, size), fill=colours.accent)
    x, wide = size * dice.choice((0.80, 0.83, 0.86)), size * 0.058
    long, notch = size * 0.13, size * 0.104
    pen.polygon(
        [(x, 0), (x + wide, 0), (x + wide, long), (x + wide / 2, notch), (x, long)],
        fill=colours.accent,
    )


def _fields(pen: Shapes, size: int, colours: Palette, dice: random.Random) -> None:
    """Hills of colour at the foot."""
    for i in range(3):
        colour = (
            _between(colours.shape, colours.ground, 0.75 - 0.35 * i)
            if i < 2
            else _between(colours.accent, colours.ground, 0.12)
        )
        base = 0.79 + 0.055 * i
        waves = [(dice.uniform(0.6, 1.7), dice.uniform(0, 6.3), dice.uniform(0.012, 0.04)) for _ in range(3)]
        line = []
        for step in range(141):
            x = step / 140
            rise = sum(h * math.sin(6.283 * f * x + p) for f, p, h in waves)
            line.append((x * size, (base - rise) * size))
        pen.polygon([*line, (size, size), (0, size)], fill=colour)


_LAYOUTS: tuple[Callable[[Shapes, int, Palette, random.Random], None], ...] = (_wave, _rings, _page, _fields)


def _between(one: Rgb, other: Rgb, share: float) -> Rgb:
    r, g, b = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return r, g, b


# ---------------------------------------------------------------- words


def _letter(picture: Any, colours: Palette, title: str, small: list[str], day: str, *, serif: bool) -> None:
    from PIL import ImageDraw

    size = picture.width
    pen = ImageDraw.Draw(picture)
    left, width = int(size * MARGIN), int(size * (1 - 2 * MARGIN))
    top = int(size * 0.09)
    line = round(size * 0.034)
    if small[0] and (found := typeset.known_part(small[0], typeset.TEXT)):
        fitted = typeset.fit(found[0], found[1], int(width * 0.8), line, largest=line, smallest=round(line * 0.8))
        _write(pen, fitted, left, top, colours.small)
    face = typeset.SERIF if serif else typeset.DISPLAY
    box = int(size * 0.45)
    if found := typeset.known_part(title, face):
        fitted = typeset.fit(
            found[0], found[1], width, box, largest=round(size * 0.135), smallest=round(size * 0.046), leading=1.14
        )
        _write(pen, fitted, left, int(size * 0.175), colours.title)
    elif initials := _initials(small[0] or title):
        fitted = typeset.Lines((initials,), typeset.DISPLAY, round(size * 0.3), round(size * 0.3))
        _write(pen, fitted, left, int(size * 0.2), colours.title)
    elif day:  # a title that no font of this machine has: the day says more than an empty page
        fitted = typeset.fit(day, face, width, box, largest=round(size * 0.135), smallest=round(size * 0.046))
        _write(pen, fitted, left, int(size * 0.175), colours.title)
        day = ""
    foot = "  ·  ".join(part for part in (day, small[1]) if part)
    if foot and (found := typeset.known_part(foot, typeset.TEXT)):
        fitted = typeset.fit(found[0], found[1], width, line, largest=round(size * 0.028), smallest=round(size * 0.024))
        _write(pen, fitted, left, int(size * 0.655), colours.small)


def _write(pen: Any, text: typeset.Lines, left: int, top: int, colour: Rgb) -> None:
    for i, line in enumerate(text.lines):
        # Anchored at the ascender of the alphabet, so that lines of any script stand on the same grid.
        # Right-to-left lines begin at the other margin.
        x, anchor = (pen.im.size[0] - left, "rs") if typeset.right_to_left(line) else (left, "ls")
        for run, name in typeset.runs(line, text.font):
            font = typeset.font(name, text.size)
            pen.text((x, top + i * text.leading + text.size * 0.8), run, font=font, fill=colour, anchor=anchor)
            x += font.getlength(run)


def _initials(name: str) -> str:
    letters = [
        w[0].upper() for w in typeset.readable(name).split() if w[0].isalnum() and typeset.has(typeset.DISPLAY, w[0])
    ]
    return "".join(letters[:2])


def _jpeg(picture: Any, *, most: int = MOST_BYTES) -> bytes:
    target = io.BytesIO()
    for quality in (90, 82, 74, 62, 50, 38, 26):
        target = io.BytesIO()
        # Baseline, not progressive: old car radios show nothing else.
        picture.save(target, "JPEG", quality=quality, subsampling=0 if quality > 80 else 2)
        if target.tell() <= most:
            break
    return target.getvalue()


# ---------------------------------------------------------------- the article's own picture


def from_image(
    image: Image, title: str = "", *, size: int = SIZE, refused: Callable[[str], None] = lambda _: None
) -> bytes | None:
    """A square JPEG from the article's picture; None if it cannot be used, and *refused* is called with the reason.

    A wide picture stands above the title, set on its own colour; a squarish one fills the square.
    """
    picture = load(image, refused=refused)
    if picture is None:
        return None
    from PIL import Image as Pictures
    from PIL import ImageOps

    if picture.width >= picture.height * 1.2 and title:
        canvas = Pictures.new("RGB", (size, size))
        hue, chroma = hue_of(_main_colour(picture))
        colours = palette(title, hue=hue, vivid=min(1.0, chroma / 0.06))
        canvas.paste(colours.ground, (0, 0, size, size))
        canvas.paste(ImageOps.fit(picture, (size, int(size * 0.64)), Pictures.Resampling.LANCZOS, centering=(0.5, 0.4)))
        if _caption(canvas, title, colours):
            return _jpeg(canvas)
    ratio = picture.width / picture.height
    if 0.75 <= ratio <= 1.34:
        return _jpeg(ImageOps.fit(picture, (size, size), Pictures.Resampling.LANCZOS, centering=(0.5, 0.4)))
    return _jpeg(_on_its_blur(picture, size))


def chapter_picture(image: Image, *, size: int = CHAPTER_SIZE) -> bytes | None:
    """A small square JPEG of a figure, for players that show pictures with chapters; None if it cannot be used."""
    picture = load(image)
    if picture is None:
        return None
    from PIL import Image as Pictures
    from PIL import ImageOps

    if 0.9 <= picture.width / picture.height <= 1.1:
        return _jpeg(ImageOps.fit(picture, (size, size), Pictures.Resampling.LANCZOS), most=CHAPTER_BYTES)
    return _jpeg(_on_its_blur(picture, size), most=CHAPTER_BYTES)


def load(image: Image, *, refused: Callable[[str], None] = lambda _: None) -> Any:
    """The picture in RGB, upright; None if the data is not an image, is too small, or looks malicious."""
    from PIL import Image as Pictures
    from PIL import ImageOps, UnidentifiedImageError

    try:
        if image.data is None and image.path is None:
            refused("the picture was not saved with the article")
            return None
        data = image.data if image.data is not None else _contents(image)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Pictures.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    refused(f"the picture has {width} x {height} pixels, too many")
                    return None
                if min(width, height) < FEWEST_PIXELS or max(width, height) > 4 * min(width, height):
                    refused(f"the picture has {width} x {height} pixels: not a cover")
                    return None
                opened.draft("RGB", (2 * SIZE, 2 * SIZE))
                upright = ImageOps.exif_transpose(opened)
                if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
                    ground = Pictures.new("RGBA", upright.size, "white")
                    upright = Pictures.alpha_composite(ground, upright.convert("RGBA"))
                plain = upright.convert("RGB")
                plain.info.clear()  # a comment would be written into what is made of it
                return plain
    except Exception as error:  # noqa: BLE001 - Pillow's decoders raise anything: SyntaxError, struct.error, EOFError
        unknown = isinstance(error, UnidentifiedImageError)  # its words are an object's address
        refused("it is no picture, or damaged" if unknown else f"the picture cannot be read: {error}")
        return None


def _contents(image: Image) -> bytes:
    assert image.path is not None
    if image.path.stat().st_size > MOST_FILE_BYTES:
        raise ValueError("the file is too large")
    return image.path.read_bytes()


def _main_colour(picture: Any) -> Rgb:
    """The most frequent of the picture's livelier colours."""
    small = picture.resize((48, 48)).quantize(8).convert("RGB")
    counted = sorted(small.getcolors(48 * 48), reverse=True)
    r, g, b = max(counted, key=lambda entry: entry[0] * (0.02 + hue_of(entry[1])[1]))[1]
    return r, g, b


def _caption(canvas: Any, title: str, colours: Palette) -> bool:
    from PIL import ImageDraw

    found = typeset.known_part(title, typeset.DISPLAY)
    if not found:
        return False
    size = canvas.width
    top, room = size * 0.64, size * 0.36
    fitted = typeset.fit(
        found[0],
        found[1],
        int(size * (1 - 2 * MARGIN)),
        int(room * 0.72),
        largest=round(size * 0.082),
        smallest=round(size * 0.038),
        leading=1.14,
    )
    _write(ImageDraw.Draw(canvas), fitted, int(size * MARGIN), int(top + (room - fitted.height) / 2), colours.title)
    return True


def _on_its_blur(picture: Any, size: int) -> Any:
    from PIL import Image as Pictures
    from PIL import ImageEnhance, ImageFilter, ImageOps

    ground = ImageOps.fit(picture, (size // 8, size // 8)).filter(ImageFilter.GaussianBlur(6))
    canvas = ImageEnhance.Brightness(ground).enhance(0.6).resize((size, size), Pictures.Resampling.BICUBIC)
    front = ImageOps.contain(picture, (size, size), Pictures.Resampling.LANCZOS)
    canvas.paste(front, ((size - front.width) // 2, (size - front.height) // 2))
    return canvas
