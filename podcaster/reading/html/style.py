"""Decide which text a style hides from the reader of a page, and which style inside shows it again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Element = Any

UNSHOWN = "data-podcaster-unshown"  # on what the page's own style sheet does not display

SMALLEST = 1.0  # CSS pixels: nobody can read a letter of that size
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0}
_RELATIVE = frozenset(("em", "%", "ex", "ch", "lh", "cap", "ic"))  # parts of the size around the element
_INHERITED = frozenset(("inherit", "unset", "revert", "smaller", "larger", ""))
_CLIPPED = frozenset(("hidden", "clip"))
_SUSPECT = re.compile(r"display|visibility|font|overflow|opacity", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says about whether the text of its element can be seen."""

    gone: bool = False  # nothing inside can be seen, whatever its own style
    faded: bool = False  # wholly transparent: in a page a script may still show it, in mail it stays invisible
    readable: bool | None = None  # whether the font size is large enough to read; None: inherited
    visible: bool | None = None  # None: inherited

    @property
    def hides(self) -> bool:
        """Whether text without a style of its own is hidden inside."""
        return self.gone or self.readable is False or self.visible is False


PLAIN = Look()


@lru_cache(maxsize=4096)
def look(style: str) -> Look:
    """What an inline style says about the visibility of its text."""
    if _SUSPECT.search(style) is None:
        return PLAIN
    said: dict[str, str] = {}
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        said[name.strip()] = value.replace("!important", "").strip()
    seen = said.get("visibility", "")
    found = Look(
        gone=said.get("display") == "none" or _is_clipped(said),
        faded=_pixels(said.get("opacity", "1")) == 0,
        readable=_readable(said),
        visible=seen == "visible" if seen in ("visible", "hidden", "collapse") else None,
    )
    return PLAIN if found == PLAIN else found


def _is_clipped(said: dict[str, str]) -> bool:
    """Whether a box without height cuts off what is in it; padding would make room for it again."""
    if not any(word in _CLIPPED for key in ("overflow", "overflow-y") for word in said.get(key, "").split()):
        return False
    flat = any(_pixels(said.get(key, "auto")) == 0 for key in ("height", "max-height"))
    padding = [said.get(key, "") for key in ("padding", "padding-top", "padding-bottom", "min-height")]
    return flat and not any(_pixels(part) for value in padding for part in value.split())


def _pixels(value: str) -> float | None:
    """The number in front of a CSS value."""
    match = _NUMBER.fullmatch(value)
    return float(match[1]) if match else None


def _readable(said: dict[str, str]) -> bool | None:
    """Whether letters have a size that can be read; None when it is as around the element."""
    size = said.get("font-size")
    if size is None and "font" in said:  # "italic 700 12px/1.5 Georgia": the size is the first that is not a weight
        parts = [part.partition("/")[0] for part in said["font"].split()]
        size = next((p for p in parts if (m := _NUMBER.fullmatch(p)) and (m[2] or float(m[1]) == 0)), None)
    if size is None or size in _INHERITED:
        return None
    match = _NUMBER.fullmatch(size)
    if match is None:
        return True  # medium, calc(…)
    number, unit = float(match[1]), match[2]
    if unit in _RELATIVE:
        return None if number else False
    return number * _PIXELS[unit] > SMALLEST if unit in _PIXELS else number > 0


# ---------------------------------------------------------------- style sheets in the page

_SHEETS = 400_000  # characters that are read of them
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?((?:\.-?[A-Za-z_][\w-]*)+)")  # of a selector: "div.note.off"
_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*([a-z-]+)", re.IGNORECASE)


def mark_unshown(root: Element) -> None:
    """Mark the elements that a rule of the page's own style sheets takes out of its display."""
    sheets = "\n".join(sheet.text or "" for sheet in root.iter("style"))[:_SHEETS]
    rules = _unshown(sheets) if "none" in sheets else frozenset()
    if not rules:
        return
    known: dict[str, bool] = {}
    any_class = frozenset().union(*rules)
    for element in root.iter():
        named = element.get("class")
        if named is None:
            continue
        if named not in known:
            classes = frozenset(named.split())
            known[named] = not any_class.isdisjoint(classes) and _is_unshown(classes, rules)
        if known[named]:
            element.set(UNSHOWN, "")


def _is_unshown(classes: frozenset[str], rules: frozenset[frozenset[str]]) -> bool:
    return any(rule <= classes for rule in rules)


def _unshown(sheet: str) -> frozenset[frozenset[str]]:
    """The sets of classes whose elements are not displayed, whatever the screen, and that nothing displays again."""
    off: set[frozenset[str]] = set()
    shown: set[str] = set()
    depth = 0
    for piece in _COMMENT.sub(" ", sheet).split("}"):
        inside = depth + piece.count("{") - 1
        depth = max(0, inside)
        if inside != 0 or "display" not in piece.lower():
            continue  # no rule, or one for some screens only
        head, _, body = piece.rpartition("{")
        value = _DISPLAY.search(body)
        if value is None:
            continue
        for selector in head.split(","):
            simple = _SIMPLE.fullmatch(selector.strip())
            if value[1].lower() != "none":
                shown.update(re.findall(r"\.([\w-]+)", selector))
            elif simple is not None:
                off.add(frozenset(simple[1].split(".")[1:]))
    return frozenset(classes for classes in off if classes.isdisjoint(shown))
