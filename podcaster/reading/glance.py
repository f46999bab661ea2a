"""How much there is to narrate in a file, estimated for a forecast: hundreds of times faster than reading it."""

from __future__ import annotations

import re
from pathlib import Path

PAGES = ("html", "htm", "xhtml")
TEXTS = ("md", "markdown", "txt", "text", "rst", "org")
_MOST = 4_000_000  # bytes of a file that are looked at
_RUNNING = 60  # characters that make a paragraph running text, and not an entry of a menu
_PIECE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*|!--)[^<>]*>?|[^<]+|<")
_SKIPPED = frozenset(
    ("script", "style", "svg", "noscript", "template", "nav", "footer", "select", "aside", "head", "math")
)
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "small", "span", "strong",
     "sub", "sup", "time", "u", "wbr")
)  # fmt: skip


def characters(path: Path) -> int | None:
    """Characters of running text in a page or a text; None for any other kind of file, and where it cannot be read."""
    kind = path.suffix[1:].lower()
    if kind not in PAGES + TEXTS:
        return None
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        with path.open("rb") as file:
            text = file.read(_MOST).decode("utf-8", "replace")
    except OSError:
        return None
    return running_text(text) if kind in PAGES else len(text)


def running_text(page: str) -> int:
    """Characters in the paragraphs of an HTML page, without menus, lists of links, scripts and styles."""
    total = at = written = linked = 0
    in_link = False
    open_ended: set[str] = set()  # elements of which no end follows: it is not looked for again
    while match := _PIECE.match(page, at):
        at = match.end()
        closing, name = match[1], (match[2] or "").lower()
        if not name:
            size = len(" ".join(match[0].split())) + 1
            written += size
            linked += size if in_link else 0
        elif name in _SKIPPED and not closing:
            end = -1 if name in open_ended else page.find(f"</{match[2]}", at)
            at = max(at, end)
            if end < 0:
                open_ended.add(name)
        elif name == "!--":
            end = page.find("-->", match.start())
            at = end if end >= 0 else len(page)
            continue
        if name == "a":
            in_link = not closing
        if name and name not in _INLINE:
            total += written if written >= _RUNNING and linked * 2 < written else 0
            written = linked = 0
    return total + (written if written >= _RUNNING and linked * 2 < written else 0)
