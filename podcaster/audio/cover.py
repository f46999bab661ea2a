"""Covers: set from the title in the show's colours, or made from the article's own picture.

A show has a typeface and a tone, each of its subjects a colour and a pattern, each title a large mark: its number or
its initial. Nothing is fetched, nothing is drawn as boxes: if no font on this machine has the letters, it is the day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import random
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from podcaster.audio import typeset
from podcaster.audio.colours import Palette, Rgb, Tone, hue_of, palette, tone_of
from podcaster.audio.initials import mark_of
from podcaster.audio.patterns import PATTERNS
from podcaster.audio.shapes import Shapes, painted
from podcaster.audio.typeset import Box
from podcaster.model import Image
from podcaster.text import languages
from podcaster.text.dates import written

SIZE = 1400  # pixels; directories ask for 1400 to 3000
MOST_BYTES = 290_000  # a bigger tag delays the first sound of a stream
CHAPTER_SIZE = 500
CHAPTER_BYTES = 40_000
MOST_PIXELS = 40_000_000
MOST_FILE_BYTES = 50_000_000
FEWEST_PIXELS = 320  # on the shorter side: anything smaller is an icon
MARGIN = 0.085  # of the side
MARK_HEIGHT = 0.4  # of the side
MARK_WITH_ACCENT = 0.46
MARK_FOOT = 0.915


@dataclass(frozen=True, slots=True)
class Sleeve:
    """What is written on a drawn cover, and what its look comes from."""

    title: str
    show: str = ""  # "" or equal to the title: it is the cover of a show
    date: dt.date | None = None
    language: str = "en-GB"  # of the title and the date
    author: str = ""
    topic: str = ""  # the subject or the site, which has a colour and a pattern
    number: int = 0  # in a series; 0: the title decides the mark
    seed: str = ""  # instead of the show's name, which decides the typeface and the tone

    @property
    def family(self) -> str:
        return self.seed or self.show or self.title

    @property
    def right_to_left(self) -> bool:
        """Whether it is laid out from the right."""
        letters = any(c.isalpha() for c in self.title)
        return typeset.right_to_left(self.title) if letters else languages.right_to_left(self.language)


def draw(sleeve: Sleeve, *, size: int = SIZE) -> bytes:
    """A square JPEG below 300 kB."""
    from PIL import ImageOps

    size = min(max(size, SIZE), 3000)
    digest = hashlib.sha256(f"{sleeve.family}\n{sleeve.topic.casefold()}".encode("utf-8", "replace")).digest()
    colours = palette(sleeve.family, topic=sleeve.topic)
    dice = random.Random(f"{sleeve.family}\n{sleeve.title}".encode("utf-8", "replace"))
    shapes = Shapes()
    PATTERNS[digest[2] % len(PATTERNS)](shapes, 2 * size, colours, dice)
    picture = painted(shapes, size, colours.ground)
    if sleeve.right_to_left:
        picture = ImageOps.mirror(picture)
    _letter(picture, colours, sleeve)
    return _jpeg(picture)


# ---------------------------------------------------------------- words


def _letter(picture: Any, colours: Palette, sleeve: Sleeve) -> None:
    """The show and the day at the head, the title below, and the mark at the foot."""
    from PIL import ImageDraw

    size, pen = picture.width, ImageDraw.Draw(picture)
    face = typeset.SERIF if tone_of(sleeve.family) is Tone.PAPER else typeset.DISPLAY
    day = written_day(sleeve)
    title = typeset.known_part(sleeve.title, face)
    mark = mark_of(typeset.readable(sleeve.title), sleeve.language, sleeve.number)
    if sleeve.date and not (title and mark):
        mark = str(sleeve.date.day)
    if not title and day:  # a title that no font of this machine has: the day says more than an empty page
        title, day = typeset.known_part(day, face), ""
    for text in (mark, _initials(sleeve.show or sleeve.title)):
        if text and (font := typeset.find(text, face)):
            _write_mark(pen, text, font, colours.accent, from_right=sleeve.right_to_left)
            break
    own = sleeve.show in ("", sleeve.title)
    _write_head(pen, colours, sleeve.author if own else sleeve.show, day, from_right=sleeve.right_to_left)
    if title:
        box = Box(_inner(size), int(size * 0.305), round(size * (0.135 if own else 0.105)), round(size * 0.036), 1.14)
        fitted = typeset.fit(*title, box, sleeve.language)
        _write(pen, fitted, int(size * MARGIN), int(size * 0.165), colours.title)


def written_day(sleeve: Sleeve) -> str:
    """The date as the language writes it, in figures if no font has its letters; "" without a date."""
    if not sleeve.date:
        return ""
    day = written(sleeve.date, sleeve.language)
    return day if typeset.find(day, typeset.TEXT) else sleeve.date.isoformat()


def _inner(size: int) -> int:
    return int(size * (1 - 2 * MARGIN))


def _write_head(pen: Any, colours: Palette, name: str, day: str, *, from_right: bool) -> None:
    """A line with *name* at its beginning and *day* at its end, and a rule below it."""
    size = pen.im.size[0]
    left, line, room = int(size * MARGIN), round(size * 0.032), _inner(size)
    for text, at_right, share in ((day, not from_right, 0.5), (name, from_right, 1.0)):
        if found := typeset.known_part(text, typeset.TEXT):
            fitted = typeset.fit(*found, Box(int(room * share), line, line, round(line * 0.8)))
            _write(pen, fitted, left, int(size * 0.07), colours.small, at_right=at_right)
            room -= int(typeset.measure(fitted.lines[0], fitted.font, fitted.size)) + 2 * line
    if room < _inner(size):
        top = size * 0.124
        pen.rectangle((left, top, size - left - 1, top + size * 0.0025), fill=colours.small)


def _write_mark(pen: Any, text: str, font: str, colour: Rgb, *, from_right: bool) -> None:
    """The mark as large as its place allows, by its ink: letters of all scripts fill the same height."""
    size = pen.im.size[0]
    left, top, right, bottom = typeset.ink(text, font, typeset.REFERENCE)
    if right <= left or bottom <= top:
        return
    bare = typeset.ink(unicodedata.normalize("NFD", text)[0], font, typeset.REFERENCE)
    tall = bare[3] - bare[1] if len(text) == 1 else bottom - top  # the accent of an initial stands above the others
    heights = (size * MARK_HEIGHT / max(tall, 1), size * MARK_WITH_ACCENT / (bottom - top))
    drawn = round(typeset.REFERENCE * min(*heights, _inner(size) / (right - left)))
    left, top, right, bottom = typeset.ink(text, font, drawn)
    x = size * (1 - MARGIN) - right if from_right else size * MARGIN - left
    pen.text((x, size * MARK_FOOT - bottom), text, font=typeset.font(font, drawn), fill=colour, anchor="ls")


def _write(pen: Any, text: typeset.Lines, left: int, top: int, colour: Rgb, *, at_right: bool | None = None) -> None:
    """*at_right*: whether the lines end at the right margin; None: those that are read from the right do."""
    for i, line in enumerate(text.lines):
        # Anchored at the ascender of the alphabet, so that lines of any script stand on the same grid.
        y = top + i * text.leading + text.size * 0.8
        turned = typeset.right_to_left(line) if at_right is None else at_right
        x = pen.im.size[0] - left - typeset.measure(line, text.font, text.size) if turned else left
        for run, name in typeset.runs(line, text.font):
            font = typeset.font(name, text.size)
            pen.text((x, y), run, font=font, fill=colour, anchor="ls")
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
        # Baseline, not progressive: old car radios show nothing else. Colours at half the resolution and plain Huffman
        # tables give files of the same size as full colours and tables of their own, in a third of the time, and do not
        # hold 12 MB of coefficients: measured on fifteen covers at quality 90.
        picture.save(target, "JPEG", quality=quality, subsampling=2)
        if target.tell() <= most:
            break
    return target.getvalue()


# ---------------------------------------------------------------- the article's own picture


def from_image(
    image: Image,
    title: str = "",
    *,
    language: str = "",
    size: int = SIZE,
    refused: Callable[[str], None] = lambda _: None,
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
        colours = palette(title, tone=Tone.DEEP, hue=hue, vivid=min(1.0, chroma / 0.06))
        canvas.paste(colours.ground, (0, 0, size, size))
        canvas.paste(ImageOps.fit(picture, (size, int(size * 0.64)), Pictures.Resampling.LANCZOS, centering=(0.5, 0.4)))
        if _caption(canvas, title, colours, language):
            return _jpeg(canvas)
    ratio = picture.width / picture.height
    if 0.75 <= ratio <= 1.34:
        return _jpeg(ImageOps.fit(picture, (size, size), Pictures.Resampling.LANCZOS, centering=(0.5, 0.4)))
    return _jpeg(_on_its_blur(picture, size))


def chapter_picture(image: Image) -> bytes | None:
    """A small square JPEG of a figure, for players that show pictures with chapters; None if it cannot be used."""
    picture = load(image)
    if picture is None:
        return None
    from PIL import Image as Pictures
    from PIL import ImageOps

    if 0.9 <= picture.width / picture.height <= 1.1:
        square = ImageOps.fit(picture, (CHAPTER_SIZE, CHAPTER_SIZE), Pictures.Resampling.LANCZOS)
        return _jpeg(square, most=CHAPTER_BYTES)
    return _jpeg(_on_its_blur(picture, CHAPTER_SIZE), most=CHAPTER_BYTES)


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


def _caption(canvas: Any, title: str, colours: Palette, language: str) -> bool:
    from PIL import ImageDraw

    found = typeset.known_part(title, typeset.DISPLAY)
    if not found:
        return False
    size = canvas.width
    top, room = size * 0.64, size * 0.36
    box = Box(_inner(size), int(room * 0.72), round(size * 0.082), round(size * 0.038), 1.14)
    fitted = typeset.fit(*found, box, language)
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
