"""Text on a picture: finds fonts that have every letter, breaks lines well, and picks the largest size that fits."""

from __future__ import annotations

import functools
import itertools
import os
import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podcaster.text.syllables import SOFT_HYPHEN, divided

FONTS = Path(__file__).parent / "fonts"
DISPLAY, TEXT, SERIF = "InterDisplay-Bold.otf", "Inter-Medium.otf", "NotoSerif-Bold.ttf"
BOTH = "|"  # between the names of two fonts
REFERENCE = 100  # widths are measured at this size and scaled
MOST_FONTS_TRIED = 400
NARROWEST = 8  # letters in a row as wide as a letter is high: there are none so narrow
LARGE_ENOUGH = 0.62  # of the largest size: a word is rather divided than set smaller
_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufeff]")  # need a shaping engine
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]"
)
_KANA = re.compile("[\u3041-\u30ff]")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_LIKELY = (
    "cjk",
    "notosans",
    "dejavusans",
    "unifont",
    "droid",
    "pingfang",
    "hiragino",
    "yahei",
    "malgun",
    "arial",
    "segoe",
)


# A picture with everything that belongs to it: colours of skin, joiners, flags. Text signs such as ° © № stay.
_EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23fa\u25fd\u25fe\u2600-\u27bf\u2b1b\u2b1c\u2b50\u2b55\u3297\u3299]"
    "[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*|[\xa9\xae\u203c-\u2bff]\ufe0f)+"
)
_VARIATION = re.compile("[\ufe00-\ufe0f\u20e3]")
_KEPT = "\u200e\u200f`^"  # marks of direction, and signs that are typed
_GONE = "\0"  # where a picture was
_JOINED = re.compile(r"[\u0600-\u07ff\u0900-\u0dff]")  # scripts in which a joiner changes the letters beside it


def readable(text: str) -> str:
    """*text* without emoji, control characters and doubled spaces, composed."""
    text = _EMOJI.sub(_GONE, unicodedata.normalize("NFC", text.replace(_GONE, " ")))
    kept = []
    for i, c in enumerate(text):
        kind = unicodedata.category(c)
        if c == _GONE:
            kept.append(c)
        elif kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif c in "\u200c\u200d":
            kept.append(c if i and _JOINED.match(text[i - 1]) else "")
        elif c in _KEPT or not (kind in ("Cs", "Co", "Cn", "Cf", "Sk") or _VARIATION.match(c)):
            kept.append(c)
    return " ".join(_closed("".join(kept)).split())


def _closed(text: str) -> str:
    """*text* without the holes that pictures left: "Fridays 🎉: a letter" has no space before its colon."""
    if _GONE not in text:
        return text
    text = re.sub(r"[\s\0]*\0[\s\0]*", _GONE, text)
    text = re.sub(r"[(\[{“„«「『\"‘‚]\0[)\]}”“»」』\"’‘]", _GONE, text)  # nothing else was in the brackets
    text = re.sub(r"(?<=[(\[{“„«「『])\0|\0(?=[:;,.!?…)\]}”»」』、。])", "", text)
    text = re.sub(r"^\0[-–—:|·•,~]?\s|\s?[-–—:|·•~]?\0$|^\0", "", text)
    return text.replace(_GONE, " ")


@functools.lru_cache(maxsize=64)
def font(path: str, size: int) -> Any:
    """A loaded font; ours by name, others by path."""
    from PIL import ImageFont

    return ImageFont.truetype(str(FONTS / path), size)


@functools.lru_cache(maxsize=64)
def _missing(path: str) -> bytes:
    return bytes(font(path, 40).getmask("\U0010fffe"))


@functools.lru_cache(maxsize=4096)
def has(path: str, character: str) -> bool:
    """Whether a font has *character*."""
    if character.isspace() or unicodedata.category(character) == "Cf":
        return True
    loaded = font(path, 40)
    mask = bytes(loaded.getmask(character))
    return mask != _missing(path) and (any(mask) or unicodedata.category(character).startswith("M"))


def covers(path: str, text: str) -> bool:
    return all(has(path, c) for c in set(text))


def shapes(text: str) -> bool:
    """Whether this Pillow can lay *text* out: right-to-left and Indic scripts need raqm and fribidi."""
    if not _SHAPED.search(text):
        return True
    from PIL import features

    return bool(features.check("raqm") and features.check("fribidi"))


def find(text: str, preferred: str) -> str | None:
    """A font with every letter of *text*: ours, or else one of this machine's; None rather than boxes.

    "ours|other" where ours has the Latin letters of a title and another the rest: fonts for Chinese often have none.
    """
    if not shapes(text):
        return None
    for name in (preferred, DISPLAY, SERIF):
        if covers(name, text):
            return name
    if found := _system_font("".join(sorted(set(text)))):
        return found
    rest = "".join(sorted({c for c in text if not has(preferred, c)}))
    if _SHAPED.search(text) or len(rest) == len(set(text)):
        return None  # letters that join, and lines that turn, are not cut into runs
    other = _system_font(rest)
    return f"{preferred}{BOTH}{other}" if other else None


def runs(text: str, path: str) -> Iterator[tuple[str, str]]:
    """(text, font) in a row: one, unless *path* names two fonts."""
    ours, _, other = path.partition(BOTH)
    if not other:
        yield text, path
        return
    for mine, letters in itertools.groupby(text, lambda c: has(ours, c)):
        yield "".join(letters), ours if mine else other


@functools.lru_cache(maxsize=256)
def _system_font(letters: str) -> str | None:
    for path in _installed():
        try:
            if covers(path, letters):
                return path
        except (OSError, ValueError):  # a damaged font is not ours to report
            continue
    return None


@functools.lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    """Fonts of this machine, the likely ones first, bold before regular."""
    home = Path.home()
    if sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    elif os.name == "nt":
        folders = [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    else:
        folders = [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            home / ".local/share/fonts",
            home / ".fonts",
        ]
    found = [p for f in folders if f.is_dir() for p in f.rglob("*") if p.suffix.lower() in (".ttf", ".otf", ".ttc")]

    def order(path: Path) -> tuple[int, bool, bool, str]:
        name = path.name.lower()
        rank = next((i for i, word in enumerate(_LIKELY) if word in name), len(_LIKELY))
        return (
            rank,
            "bold" not in name,
            any(w in name for w in ("italic", "oblique", "mono", "thin", "light")),
            str(path),
        )

    return tuple(str(p) for p in sorted(found, key=order)[:MOST_FONTS_TRIED])


def known_part(text: str, preferred: str) -> tuple[str, str] | None:
    """(text, font) to draw, without the letters that no font has; None if too little would remain."""
    # A sign is not worth another typeface.
    text = "".join(c for c in readable(text) if unicodedata.category(c) != "So" or has(preferred, c)).strip()
    if not text:
        return None
    if (found := find(text, preferred)) is not None:
        return text, found
    kept = "".join(c if shapes(c) and has(preferred, c) else "…" for c in text)
    kept = re.sub("…[…\\s]*…", "…", kept)
    letters = sum(c.isalnum() for c in text)
    if sum(c.isalnum() for c in kept) * 3 < letters * 2:
        return None
    return kept, preferred


def right_to_left(text: str) -> bool:
    """Whether *text* begins at the right, by its first letter."""
    kinds = (unicodedata.bidirectional(c) for c in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


# ---------------------------------------------------------------- lines


@dataclass(frozen=True, slots=True)
class Box:
    """The place for a text, in pixels."""

    width: int
    height: int
    largest: int  # size of the letters
    smallest: int
    leading: float = 1.12  # as a multiple of the size


@dataclass(frozen=True, slots=True)
class Lines:
    """Text that was fitted into a box."""

    lines: tuple[str, ...]
    font: str
    size: int
    leading: int  # from baseline to baseline

    @property
    def height(self) -> int:
        return self.leading * (len(self.lines) - 1) + self.size


def fit(text: str, path: str, box: Box, language: str = "") -> Lines:
    """*text* as large as the box allows, its lines of even length; cut with an ellipsis at the smallest size.

    Words that are too long for a line of large letters are divided into syllables, as *language* does it.
    """
    rows = max(1, (box.height - box.smallest) // int(box.smallest * box.leading) + 1)
    text = text[: rows * (box.width * NARROWEST // box.smallest + 1) + 1]  # what is behind can never be seen
    words = _breakable(list(pieces(text)), path, box, language)
    for size in range(box.largest, box.smallest - 1, -4):
        lines = wrap(words, path, size, box.width)
        tall = int(size * box.leading) * (len(lines) - 1) + size
        if tall <= box.height and all(measure(line, path, size) <= box.width for line in lines):
            return Lines(balanced(words, path, size, box.width, len(lines)), path, size, int(size * box.leading))
    smallest, width = box.smallest, box.width
    step = int(smallest * box.leading)
    lines = [part for line in wrap(words, path, smallest, width) for part in _broken(line, path, smallest, width)]
    if len(lines) > rows:
        last = lines[rows - 1].removesuffix("-")
        while last and measure(last + "…", path, smallest) > width:
            last = last[:-1]
        lines = [*lines[: rows - 1], last.rstrip(" ,;:.-–—") + "…"]
    return Lines(tuple(lines), path, smallest, step)


def _breakable(words: list[str], path: str, box: Box, language: str) -> list[str]:
    """*words*; a word too long for large letters is divided into syllables."""
    size = max(box.smallest, round(box.largest * LARGE_ENOUGH))
    out = []
    for word in words:
        if measure(word.rstrip(), path, size) <= box.width:
            out.append(word)
        elif _UNSPACED.search(word):
            out += _cut(word, _between_characters)
        else:
            out += [part for part in re.split(f"(?<={SOFT_HYPHEN})", divided(word, language)) if part]
    return out


def pieces(text: str) -> Iterator[str]:
    """Where a line should end: behind spaces and hyphens, and in scripts without spaces between the characters.

    In Japanese rather between phrases: behind the syllables that end one, and where the script changes.
    """
    between = _between_phrases if _KANA.search(text) else _between_characters
    for word in re.findall(r"\S+\s*", text):
        yield from _cut(word, lambda before, here: before in "-–—/" or between(before, here))


def _cut(word: str, may_end: Callable[[str, str], bool]) -> Iterator[str]:
    start = 0
    for i in range(1, len(word)):
        if may_end(word[i - 1], word[i]):
            yield word[start:i]
            start = i
    yield word[start:]


def _between_characters(before: str, here: str) -> bool:
    if not (_UNSPACED.match(before) and _UNSPACED.match(here)) or unicodedata.combining(here):
        return False
    return before not in "「『（" and here not in "、。，．」』）！？：；ーっゃゅょッャュョ々"


def _between_phrases(before: str, here: str) -> bool:
    same = bool(_HIRAGANA.match(here)) or bool(_KANA.match(before)) == bool(_KANA.match(here))
    return _between_characters(before, here) and (not same or before in "、。，．」』）！？：；" or here in "「『（")


def wrap(words: list[str], path: str, size: int, width: float) -> list[str]:
    """Greedy lines."""
    lines, line = [], ""
    for word in words:
        if line and measure(_ended(line + word), path, size) > width:
            lines.append(_ended(line))
            line = word
        else:
            line += word
    lines.append(_ended(line))
    return lines


def _ended(line: str) -> str:
    """*line* as it stands on the picture: a soft hyphen is only seen where the line ends."""
    line = line.rstrip()
    return line.replace(SOFT_HYPHEN, "") + ("-" if line.endswith(SOFT_HYPHEN) else "")


def balanced(words: list[str], path: str, size: int, width: int, count: int) -> tuple[str, ...]:
    """The same number of lines in the narrowest column: no last line of one short word."""
    low, high = width * 0.4, float(width)
    while high - low > size / 8:
        middle = (low + high) / 2
        lines = wrap(words, path, size, middle)
        if len(lines) <= count and all(measure(line, path, size) <= middle for line in lines):
            high = middle
        else:
            low = middle
    return tuple(wrap(words, path, size, high))


def _broken(line: str, path: str, size: int, width: int) -> Iterator[str]:
    while line and measure(line, path, size) > width:
        # By halves: from the end on, a word of thousands of letters would be laid out thousands of times.
        cut = max(1, bisect_left(range(1, len(line)), True, key=lambda i: measure(line[:i] + "-", path, size) > width))
        yield line[:cut] + ("-" if line[cut - 1 : cut + 1].isalpha() and not _UNSPACED.match(line[cut]) else "")
        line = line[cut:]
    if line:
        yield line


@functools.lru_cache(maxsize=4096)
def _reference_width(text: str, path: str) -> float:
    return sum(float(font(name, REFERENCE).getlength(run)) for run, name in runs(text, path))


def measure(text: str, path: str, size: int) -> float:
    """Width of *text* in pixels."""
    return _reference_width(text, path) * size / REFERENCE


def ink(text: str, path: str, size: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is painted of *text*, from the beginning of its baseline."""
    mask, (left, top) = font(path, size).getmask2(text, "L", anchor="ls")
    box = mask.getbbox() or (0, 0, 0, 0)
    return box[0] + left, box[1] + top, box[2] + left, box[3] + top
