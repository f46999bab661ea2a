"""What in a newsletter is the letter, and what is the mailing: preheaders, pixels, buttons, ways out."""

from __future__ import annotations

import re

from podcaster.model import Block, BlockKind, LeftOut, Omission, SpanKind

# Lines of the mailing, at the top and at the bottom of a letter.
_TOP = re.compile(
    r"^[\W_]*(view|read|open|see)\b.{0,40}\b(browser|online|app|web|version)\b|^trouble (viewing|reading)|"
    r"^(im browser|online) (ansehen|lesen|öffnen)|^voir (cette|la version|en ligne)|^ver en (el )?navegador|"
    r"^forwarded this (email|message|newsletter)|^was this (email )?forwarded|^subscribe( here| now)?\W*$|"
    r"^(sign up|unsubscribe|log ?in)\b.{0,60}$|^advertisement$|^sponsored?( by)?\b.{0,40}$|"
    r"^(share|listen|like|comment|restack)\W*$",
    re.I,
)
_BOTTOM = re.compile(
    r"\bunsubscribe\b|\b(manage|update|change|edit)( your)? ((e-?mail|subscription|newsletter) )?"
    r"(preferences|settings)\b|"
    r"\byou('re| are)? (are )?(receiv|getting|subscrib)|\bthis (e-?mail|message|newsletter) was sent\b|\bopt[- ]out\b|"
    r"\bno longer (wish|want) to receive|\bsent to you (by|because)|\babmelden|\babbestellen|\bnewsletter abmelden|"
    r"\bse désabonner|\bdésinscri|\bdarse de baja|\bcancelar (la )?suscripci|^©|^copyright ©|\ball rights reserved\b|"
    r"\bforward(ed)? (this )?to a friend|\bprivacy policy\b|\badd us to your address book",
    re.I,
)
_SMALL = re.compile(
    r"^[\W_]*(follow|find|join) (me|us)( on)?\b.{0,80}$|"
    r"^(twitter|facebook|instagram|linkedin|youtube|x|mastodon|bluesky|"
    r"threads|website|rss|share|tweet|like|comment|restack|reply|upgrade( to paid)?|subscribe( now)?|get started|"
    r"read (more|online)|view in browser|leave a comment|give a gift subscription|refer a friend|start writing|"
    r"download the app|get the app)"
    r"([\s|·•,/]+(twitter|facebook|instagram|linkedin|youtube|website|share|tweet|rss|comment|restack))*\W*$",
    re.I,
)
_BROWSER = re.compile(r"(view|read|open).{0,30}(browser|online|web)", re.I)
_TRACKED = re.compile(
    r"[?&](utm_|mc_|ref=|token=|r=|e=|u=)|/(click|track|redirect|ls/click|e/c)|//(link|links|click|email|url\d+|t)\.",
    re.I,
)


def read(html: str) -> tuple[tuple[Block, ...], list[LeftOut], str]:
    """The blocks of a letter in HTML, what was left out of it, and its address on the web if it tells one."""
    from podcaster.reading import html as pages

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
    from podcaster.reading import furniture

    kept, gone = list(blocks), []

    def small(block: Block) -> bool:
        return len(block.text) < 160 and block.kind is not BlockKind.HEADING

    top = 0
    for at, block in enumerate(kept[:8]):
        if small(block) and (_TOP.search(block.text) or _SMALL.match(block.text)):
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
        if len(block.text) < 600 and _BOTTOM.search(block.text) and seen > total * 0.6:
            bottom = at
            break
    while bottom > 1 and (
        (kept[bottom - 1].kind is BlockKind.FIGURE and not kept[bottom - 1].text)
        or _SMALL.match(kept[bottom - 1].text)
        or (small(kept[bottom - 1]) and furniture.line(kept[bottom - 1].text))
    ):
        bottom -= 1
    gone += [LeftOut(b.text, Omission.FOOTER) for b in kept[bottom:] if b.text]
    kept = kept[:bottom]
    small_ones = [b for b in kept if _SMALL.match(b.text) and b.kind is BlockKind.PARAGRAPH]
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
    while lines and (not lines[0].strip() or _TOP.search(lines[0].strip())):
        lines.pop(0)
    size, seen = sum(map(len, lines)), 0
    for at, line in enumerate(lines):
        seen += len(line)
        if line.strip() in ("--", "-- ") and seen > size * 0.5:
            return "\n".join(lines[:at])
        if seen > size * 0.6 and len(line) < 400 and _BOTTOM.search(line):
            while at and not lines[at - 1].strip():
                at -= 1
            return "\n".join(lines[:at])
    return "\n".join(lines)
