"""Texts of feeds: what is markup in them, what is text, and a title for a text that has none."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence

from podcaster.model import Block
from podcaster.reading import assemble
from podcaster.reading.safe import has_words


def has_text(html: str) -> bool:
    """Whether a text has words beside scripts and styles."""
    bare = entities.unescape(html)  # it may be escaped twice
    for name in ("script", "style"):
        closed = bare.lower().rfind(f"</{name}") + 1  # behind it none ends, and none is looked for
        end = bare.find(">", closed) + 1 if closed else 0
        bare = re.sub(rf"(?is)<{name}\b.*?</{name}\s*>", " ", bare[:end]) + bare[end:]
    return has_words(plain(bare))


def title_of(blocks: Sequence[Block]) -> str:
    """The first words of a text without a title; nothing for a note that has no more than these."""
    words = blocks[0].text.split() if blocks else []
    return " ".join(words[:8]) + "…" if len(words) > 8 or len(blocks) > 1 else ""


def has_markup(text: str) -> bool:
    elements = r"<(p|br|div|h[1-6]|ul|ol|blockquote|figure|table|article|section|script|style)\b[^>]*>"
    return bool(re.search(elements, text[: text.rfind(">") + 1], re.I))


def plain(html: str) -> str:
    """A title or a summary as text."""
    closed = html.rfind(">") + 1  # behind it no tag ends
    bare = re.sub(r"<[^>]*>", " ", html[:closed]) + html[closed:]
    return assemble.one_line(entities.unescape(entities.unescape(bare)))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
