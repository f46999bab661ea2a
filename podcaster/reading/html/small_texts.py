"""The texts of small elements: those of a byline, a date, a label."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from podcaster.reading.spaces import folded

Element = Any

SHORTEST = 4  # characters of a byline: "文/张三"


def short_text(element: Element, shortest: int = SHORTEST) -> str:
    """The text of a small element with little text; empty for others."""
    if not len(element):
        text = element.text or ""
    elif len(element) > 12 or next(islice(element.iterdescendants(), 12, None), None) is not None:
        return ""
    else:
        text = " ".join(pieces(element))
    text = folded(text) if shortest <= len(text) <= 2000 else ""
    return text if len(text) <= 160 else ""


def pieces(element: Element) -> Iterator[str]:
    """The texts of an element in their order, without scripts and styles, and with a bar for each break of a line."""
    if element.text:
        yield element.text
    within: list[tuple[Iterator[Element], str | None]] = []
    inside, behind = iter(element), None
    while True:
        for inner in inside:
            if isinstance(inner.tag, str) and inner.tag not in ("script", "style"):
                if text := "|" if inner.tag == "br" else inner.text:
                    yield text
                if len(inner):
                    within.append((inside, behind))
                    inside, behind = iter(inner), inner.tail
                    break
            if inner.tail:
                yield inner.tail
        else:
            if behind:
                yield behind
            if not within:
                return
            inside, behind = within.pop()
