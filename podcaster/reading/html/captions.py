"""Which elements are captions, by their names and their sizes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from podcaster.reading.html.tags import plain
from podcaster.reading.spaces import folded

Element = Any

_CAPTIONS = frozenset(("div", "span", "p", "small", "cite", "dd", "dt", "dl", "aside", "center", "td"))
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:caption|captions|caption-?text|figcaption|legend|bildunterschrift|bildtext|"
    r"pie-?de-?foto|cutline)(?:[\s_-]|$)|caption(?:\s|$)",
    re.IGNORECASE,
)
# "image-text", "photo_of_the_day-description": looked for from the end, for one pattern would try all ways to divide it
_TEXT = re.compile(r"[_-](?:text|desc|description|info|title|details)$", re.IGNORECASE)
_LAST_PICTURE = re.compile(r".*(?:image|photo|picture|media|img|figure|thumb|pic)", re.IGNORECASE)
_BETWEEN = re.compile(r"\w*(?:-\w+)*")
_PICTURE = re.compile(
    r"(?:^|[\s_-])(?:image|images|photo|photos|picture|figure|img|thumb|thumbnail|pic|slide|gallery-?item|"
    r"wp-caption|illustration)(?:[\s_-]|$)|(?:image|photo|picture|figure)(?:-?wrapper|-?container|"
    r"-?holder|-?block|-?box)",
    re.IGNORECASE,
)
LONGEST_CAPTION = 600  # characters


@lru_cache(maxsize=4096)
def _said_by(classes: str) -> tuple[bool, bool]:
    """Whether names contain words for a caption and for a picture."""
    caption = _CAPTION.search(classes) is not None or any(map(_is_text_of_picture, classes.split()))
    return caption, _PICTURE.search(classes) is not None


def _is_text_of_picture(name: str) -> bool:
    """Whether a name has a word for a picture, and ends in a word for text."""
    if (text := _TEXT.search(name)) is None:
        return False
    picture = _LAST_PICTURE.match(name, 0, text.start())
    return picture is not None and _BETWEEN.fullmatch(name, picture.end(), text.start()) is not None


def is_caption(element: Element) -> bool:
    """Whether an element is a picture's caption, or a picture with one, by its name and its size."""
    if element.tag not in _CAPTIONS or not (named := element.get("class")):
        return False
    caption, picture = _said_by(named)
    picture &= element.tag in ("div", "aside", "dl", "center")
    if not caption and not picture:
        return False
    text = folded(plain(element))
    if len(text) > (LONGEST_CAPTION if caption else 300):
        return False
    if next(element.iter("h1", "h2", "h3", "h4", "li", "blockquote", "table", "pre", "iframe"), None) is not None:
        return False
    if caption:
        return True
    return sum(1 for _ in element.iter("img")) == 1 and sum(1 for _ in element.iter("p")) <= 1
