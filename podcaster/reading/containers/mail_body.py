"""Separate the letter in a newsletter from the mailing around it: preheaders, pixels, buttons, unsubscribe links."""

from __future__ import annotations

import re

from podcaster.model import Block, BlockKind, LeftOut, Omission, SpanKind
from podcaster.reading import furniture
from podcaster.reading import html as pages
from podcaster.reading.rules import Table

LETTERS = Table(
    "letters",
    lambda rule: r"^%s([\s|·•,/]+{button})*\W*$" if rule.kind == "button" else "%s",
    re.Pattern.search,
)
_BROWSER = re.compile(r"(view|read|open).{0,30}(browser|online|web)", re.I)
_TRACKED = re.compile(
    r"[?&](utm_|mc_|ref=|token=|r=|e=|u=)|/(click|track|redirect|ls/click|e/c)|//(link|links|click|email|url\d+|t)\.",
    re.I,
)


def read(html: str) -> tuple[tuple[Block, ...], list[LeftOut], str]:
    """The blocks of a letter in HTML, what was left out of it, and its address on the web if it has one."""
    found = pages.read_fragment(html, mail=True, source="its HTML part")
    blocks, more = trimmed(found.blocks)
    return blocks, [*found.left_out, *more], _address(found.blocks)


def _address(blocks: tuple[Block, ...]) -> str:
    """Where the letter says that it can be read in a browser."""
    for block in blocks:
        for span in block.spans:
            if span.kind is SpanKind.LINK and _BROWSER.search(block.text[span.start : span.end][:80]):
                return span.value if re.match(r"https?://", span.value) and not _TRACKED.search(span.value) else ""
    return ""


def trimmed(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], list[LeftOut]]:
    """The letter without the mailing's own lines before and behind it."""
    kept, gone = list(blocks), []

    def small(block: Block) -> bool:
        return len(block.text) < 160 and block.kind is not BlockKind.HEADING

    top = 0
    for at, block in enumerate(kept[:8]):
        if small(block) and (LETTERS.match("top", block.text) or LETTERS.match("button", block.text)):
            top = at + 1
        elif not small(block):
            break  # the letter has begun
    if top and sum(len(b.text) for b in kept[:top]) < 800:
        gone += [LeftOut(b.text, Omission.NAVIGATION) for b in kept[:top] if b.text]
        kept = kept[top:]
    # The first line of the way out, in the last third: all below it belongs to the mailing.
    total, seen, bottom = sum(len(b.text) for b in kept), 0, len(kept)
    for at, block in enumerate(kept):
        seen += len(block.text)
        if len(block.text) < 600 and LETTERS.match("bottom", block.text) and seen > total * 0.6:
            bottom = at
            break
    while bottom > 1 and (
        (kept[bottom - 1].kind is BlockKind.FIGURE and not kept[bottom - 1].text)
        or LETTERS.match("button", kept[bottom - 1].text)
        or (small(kept[bottom - 1]) and furniture.line(kept[bottom - 1].text))
    ):
        bottom -= 1
    gone += [LeftOut(b.text, Omission.FOOTER) for b in kept[bottom:] if b.text]
    kept = kept[:bottom]
    small_ones = [b for b in kept if LETTERS.match("button", b.text) and b.kind is BlockKind.PARAGRAPH]
    gone += [LeftOut(b.text, Omission.SHARING) for b in small_ones]
    return tuple(b for b in kept if b not in small_ones), gone


def tidy_text(text: str) -> str:
    """A letter in plain text without tracking addresses, rules and the mailing's own lines."""
    text = text.replace("\r\n", "\n")
    text = re.sub(r"(?m)^>+ ?", "", text) if text.count("\n>") > text.count("\n") // 2 else text
    text = re.sub(r"\s*[<(\[]\s*https?://[^\s>)\]]+\s*[>)\]]", "", text)
    text = re.sub(r"\[(?:image|cid|https?)[:\s][^\]\n]*\]", "", text, flags=re.I)
    text = re.sub(r"(?m)^\s*https?://\S{25,}\s*$", "", text)
    text = re.sub(r"(?m)^\s*[-=_*~#•·]{4,}\s*$", "", text)
    lines = text.split("\n")
    while lines and (not lines[0].strip() or LETTERS.match("top", lines[0].strip())):
        lines.pop(0)
    size, seen = sum(map(len, lines)), 0
    for at, line in enumerate(lines):
        seen += len(line)
        if line.strip() in ("--", "-- ") and seen > size * 0.5:
            return "\n".join(lines[:at])
        if seen > size * 0.6 and len(line) < 400 and LETTERS.match("bottom", line):
            while at and not lines[at - 1].strip():
                at -= 1
            return "\n".join(lines[:at])
    return "\n".join(lines)
