"""Parts of an article that open on a click: the heading is a button, and the rest is hidden until then."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from podcaster.model import count_words
from podcaster.reading.html.tags import HEADINGS, plain
from podcaster.reading.spaces import folded

Element = Any

_PANEL = re.compile(
    r"accordion|accordeon|collaps|expand|toggle|spoiler|disclosure|(?:^|[\s_-])(?:faqs?|answer|tab-?(?:content|pane|panel)|"
    r"panel)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?…][\"'”’»)]?(?:\s|$)|[。！？]")
_FEW = 8  # words of a panel below a bare button; with fewer it may be a menu
_LONGEST_LABEL = 200  # characters


def keep_headings(root: Element) -> None:
    """Turn buttons that head a part of the text into headings, so that they are not removed as controls."""
    for button in list(root.iter("button")):
        heading = next((a for a in _near(button) if a.tag in HEADINGS), None)
        if heading is not None:
            if (
                len(list(islice(heading.iter("button"), 2))) == 1
                and (label := _label(button))
                and _label(heading) == label
            ):
                button.tag = "span"
        elif next(button.iter(*HEADINGS), None) is not None:
            button.tag = "div"
        elif _opens(button) and _heads_prose(button):
            button.tag = "h4"


def is_panel(element: Element) -> bool:
    """Whether a hidden element is part of the text, opened by its heading."""
    return _is_opened(element) and _is_prose(element, 1)


def _label(element: Element) -> str:
    """All text of an element, that of its buttons as well."""
    return folded(" ".join(element.itertext()))


def _near(element: Element) -> list[Element]:
    return list(islice(element.iterancestors(), 4))


def _opens(element: Element) -> bool:
    """Whether an element says that a click on it opens something."""
    marked = element.get("aria-expanded") is not None or element.get("aria-controls") is not None
    return marked or _sounds_so(element)


def _sounds_so(element: Element) -> bool:
    return _PANEL.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def _is_opened(element: Element) -> bool:
    """Whether the element before this one, a heading or a question, opens it."""
    before = element.getprevious()
    if before is None:
        return False
    if before.tag in HEADINGS or before.tag in ("dt", "summary") or before.get("role") in ("heading", "tab"):
        return _sounds_so(element) or any(map(_opens, before.iter("a", "button", "span", "div", before.tag)))
    if not _opens(before):
        return False
    return before.tag == "button" or element.get("role") in ("region", "tabpanel") or _sounds_so(element)


def _heads_prose(button: Element) -> bool:
    """Whether a button is the question, and what follows it is an answer of whole sentences."""
    label = _label(button)
    if count_words(label) < 2 or len(label) > _LONGEST_LABEL:
        return False
    behind = button.getnext()
    return behind is not None and behind.tag in ("div", "section", "p") and _is_prose(behind, _FEW)


def _is_prose(element: Element, fewest: int) -> bool:
    text = folded(plain(element))
    linked = sum(count_words(plain(e)) for e in element.iter("a"))
    words = count_words(text)
    return (
        words >= fewest
        and words > 2 * linked
        and next(element.iter("form", "input", "select", "textarea"), None) is None
        and _SENTENCE.search(text) is not None
    )
