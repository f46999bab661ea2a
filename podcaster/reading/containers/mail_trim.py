"""Remove the mailing around a letter: preheaders, letterheads, buttons, polls, and unsubscribe lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from podcaster.model import Block, BlockKind, LeftOut, Omission, SpanKind
from podcaster.reading import assemble, bylines, furniture
from podcaster.reading.containers.mail_private import cut
from podcaster.reading.containers.mail_rules import LETTERS

_SMALL = 160  # characters of a line that can belong to the mailing
_HEAD = 12  # blocks
_PROSE = 300  # characters
_FOOT = 0.6  # of a letter; unsubscribe lines come after it
_ANSWER = 60  # characters
_ADVERT = 1500  # characters
_LABEL = 30  # characters
_SHARE = re.compile(r"(?:share|teilen|partager|compartir)\s+(.{1,80})$", re.I)
_UNSEEN = "\u00ad\u034f\u061c\u115f\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u2800\ufeff\u3164"
# Invisible characters with the blanks between them: programs fill preview texts with hundreds of them.
PADDING = re.compile(rf"(?<![ \u00a0\u2007\n])[ \u00a0\u2007\n]*+(?:[{_UNSEEN}][ \u00a0\u2007\n]*+){{4,}}")


def trimmed(blocks: Sequence[Block], title: str, names: Sequence[str]) -> tuple[list[Block], list[LeftOut]]:
    """The letter in these blocks. *names*: its authors and its publication, which its head repeats."""
    kept, gone = _unpadded(blocks)
    kept, head = _without_head(kept, title, names)
    kept, foot = _without_foot(kept, names)
    kept, adverts = _without_sponsors(kept)
    kept, lines = _without_polls(kept, names)
    return kept, [*gone, *head, *foot, *adverts, *lines]


def _unpadded(blocks: Sequence[Block]) -> tuple[list[Block], list[LeftOut]]:
    """The blocks without fillers. Text before fillers at the beginning is preview text."""
    kept: list[Block] = []
    gone: list[LeftOut] = []
    for at, block in enumerate(blocks):
        padding = PADDING.search(block.text) if block.kind is not BlockKind.CODE else None
        if padding and at < _HEAD // 2 and len(block.text[: padding.start()]) < 400:
            gone.append(LeftOut(block.text[: padding.start()] or padding[0], Omission.HIDDEN))
            rest = cut(block, 0, padding.end())
            if rest.text.strip():
                kept.append(rest)
            continue
        while padding:
            block = cut(block, padding.start(), padding.end())
            padding = PADDING.search(block.text)
        if block.text or block.image or block.rows:
            kept.append(block)
    return kept, gone


def _small(block: Block) -> bool:
    return len(block.text) < _SMALL and block.kind is not BlockKind.HEADING


# ---------------------------------------------------------------- the head


def _without_head(blocks: list[Block], title: str, names: Sequence[str]) -> tuple[list[Block], list[LeftOut]]:
    top = _head(blocks)
    gone = [LeftOut(b.text, Omission.NAVIGATION) for b in blocks[:top] if b.text and b.kind is not BlockKind.HEADING]
    blocks = [*(b for b in blocks[:top] if b.kind is BlockKind.HEADING), *blocks[top:]]
    kept: list[Block] = []
    for at, block in enumerate(blocks):
        if at >= _HEAD or len(block.text) > _SMALL or block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            if block.text and block.kind is not BlockKind.FIGURE:
                return [*kept, *blocks[at:]], gone
            kept.append(block)
        elif _names_it(block, title, names) or (block.kind is BlockKind.PARAGRAPH and _says_who(block.text)):
            gone.append(LeftOut(block.text, Omission.METADATA))
        else:
            kept.append(block)
    return kept, gone


def _head(blocks: list[Block]) -> int:
    """How many blocks come before the letter: all up to the last line of the mailing before it."""
    top, seen, total, titled = 0, 0, sum(len(b.text) for b in blocks), False
    for at, block in enumerate(blocks[:_HEAD]):
        seen += len(block.text)
        if len(block.text) >= _SMALL or seen > min(800, total / 3) or LETTERS.match("line", block.text):
            break  # the letter has begun
        titled = titled or block.kind is BlockKind.HEADING
        button = LETTERS.match("button", block.text) is not None
        # A button below the title stands beside the letter, not above it.
        if _small(block) and (not titled if button else LETTERS.match("top", block.text)):
            top = at + 1
    return top


def _names_it(block: Block, title: str, names: Sequence[str]) -> bool:
    """Whether a line has nothing but the title, the author or the publication."""
    return any(assemble.same_words(block.text, name) for name in (title, *names) if name)


def _says_who(line: str) -> bool:
    """Whether a line in the head of a letter is a byline or a date."""
    return furniture.is_date(line) or bool(author_of(line))


def author_of(line: str) -> tuple[str, ...]:
    """The people in a byline: "By Ada Reed - 14 Oct 2022"; empty for a line that is not a byline."""
    match = re.match(r"(?:by|von|par|por|di|door)\s+(.{3,80})$", line, re.I)
    if not match or len(line) > 100:
        return ()
    name = re.split(r"\s+[-–—|•·∙]\s+|,?\s+(?=\d)", match[1])[0]
    rest = match[1][len(name) :].strip(" -–—|•·∙,")
    if not re.match(r"[A-ZÀ-Þ]", name) or not all(_beside_a_name(piece) for piece in re.split(r"\s[-–—|•·∙]\s", rest)):
        return ()
    return bylines.people([name])


def signed_by(line: str) -> tuple[str, ...]:
    """The people in a line of credits: "Written by: Ada Reed, Ben Moss"; empty for another line."""
    match = LETTERS.match("signed", line) if len(line) < _PROSE else None
    names = line[match.end() :] if match else ""
    # Without a colon, only names: "Written by lamplight" is prose.
    sure = match is not None and (":" in match[0] or all(w[0].isupper() for w in re.findall(r"\w{4,}", names)))
    return bylines.people([names]) if sure and not names.endswith(".") else ()


def _beside_a_name(piece: str) -> bool:
    return not piece or furniture.is_date(piece) or LETTERS.match("top", piece) is not None


# ---------------------------------------------------------------- the foot


def _without_foot(blocks: list[Block], names: Sequence[str]) -> tuple[list[Block], list[LeftOut]]:
    """The letter without the foot of the mailing: everything from the first unsubscribe line that no prose follows."""
    bottom = _foot(blocks)
    while bottom > 1 and _before_foot(blocks[bottom - 1], names, has_foot=bottom < len(blocks)):
        bottom -= 1
    gone = [LeftOut(b.text, Omission.FOOTER) for b in blocks[bottom:] if b.text]
    return blocks[:bottom], gone


def _foot(blocks: list[Block]) -> int:
    total, seen = sum(len(b.text) for b in blocks), 0
    for at, block in enumerate(blocks):
        seen += len(block.text)
        if len(block.text) < 600 and at and LETTERS.match("bottom", block.text):
            prose = sum(len(b.text) for b in blocks[at + 1 :] if len(b.text) > _PROSE)
            if seen > total * _FOOT or not prose:
                return at
    return len(blocks)


def _before_foot(block: Block, names: Sequence[str], *, has_foot: bool) -> bool:
    text = block.text
    if block.kind is BlockKind.HEADING:
        return has_foot  # it has nothing below it but the foot
    if block.kind is BlockKind.FIGURE and not text:
        return True
    if LETTERS.match("button", text) or _is_share(block, names) or (_small(block) and furniture.line(text) is not None):
        return True
    return len(text) < _PROSE and LETTERS.match("line", text) is not None


def _is_share(block: Block, names: Sequence[str]) -> bool:
    """Whether a block is a link to share the letter: "Share Letters from the Quay"."""
    match = _SHARE.match(block.text)
    if not match:
        return False
    linked = any(s.kind is SpanKind.LINK and s.end - s.start >= len(block.text) - 2 for s in block.spans)
    return linked or any(assemble.same_words(match[1], name) for name in names if name)


# ---------------------------------------------------------------- sponsored parts


def _without_sponsors(blocks: list[Block]) -> tuple[list[Block], list[LeftOut]]:
    """The letter without lines that say who paid for it, and without short parts whose headings do."""
    kept: list[Block] = []
    gone: list[LeftOut] = []
    at = 0
    while at < len(blocks):
        end = _advert_end(blocks, at)
        gone += [LeftOut(b.text, Omission.ADVERT) for b in blocks[at:end] if b.text]
        kept += blocks[at : at + 1] if end == at else []
        at = max(end, at + 1)
    return kept, gone


def _advert_end(blocks: list[Block], at: int) -> int:
    """Where the part that a sponsor's heading opens ends: at the next heading; *at* if there is no such part.

    A paragraph that says who paid is left out alone, or with the word for adverts above it: nothing tells where the
    part below it ends.
    """
    below = blocks[at + 1] if at + 1 < len(blocks) else _END
    if _is_label(blocks[at]) and below.kind is BlockKind.PARAGRAPH and LETTERS.match("sponsor", below.text):
        return at + 2
    if not LETTERS.match("sponsor", blocks[at].text):
        return at
    if blocks[at].kind is not BlockKind.HEADING:
        return at + (blocks[at].kind is BlockKind.PARAGRAPH)
    end = next((n for n in range(at + 1, len(blocks)) if blocks[n].kind is BlockKind.HEADING), len(blocks))
    short = end < len(blocks) and sum(len(b.text) for b in blocks[at:end]) < _ADVERT
    return end if short else at


def _is_label(block: Block) -> bool:
    """Whether a line is only a word for adverts: "Sponsored"."""
    short = block.kind is BlockKind.PARAGRAPH and len(block.text) < _LABEL
    return short and furniture.line(block.text) is Omission.ADVERT


# ---------------------------------------------------------------- lines that may stand anywhere


def _without_polls(blocks: list[Block], names: Sequence[str]) -> tuple[list[Block], list[LeftOut]]:
    """The letter without buttons, polls, and appeals to share it."""
    kept: list[Block] = []
    gone: list[LeftOut] = []
    answers = 0  # how many lines below may still answer a question
    empty = False  # the heading above has lost what stood below it
    for block in [*blocks, _END]:
        if empty and block.kind is BlockKind.HEADING:
            _drop_heading(kept, gone)
        if block is _END:
            break
        before = len(gone)
        text, plain = block.text, block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM)
        if plain and 0 < len(text) < 200 and LETTERS.match("poll", text):
            answers = 6
            gone.append(LeftOut(text, Omission.CONTROL))
        elif answers and _answers(block):
            answers -= 1
            if text:
                gone.append(LeftOut(text, Omission.CONTROL))
        elif plain and (reason := _belongs_to_mailing(block, names)):
            gone.append(LeftOut(text, reason))
        else:
            answers = 0
            kept.append(block)
        if len(gone) > before and kept and kept[-1].kind is BlockKind.HEADING and _SHARE.match(kept[-1].text):
            gone.append(LeftOut(kept.pop().text, Omission.SHARING))
        bare = block.kind is BlockKind.FIGURE and not text
        empty = len(gone) > before or (empty and bare)
    return kept, gone


def _belongs_to_mailing(block: Block, names: Sequence[str]) -> Omission | None:
    """Why a line is left out of a letter wherever it stands; None if it is part of the letter."""
    text, paragraph = block.text, block.kind is BlockKind.PARAGRAPH
    if text and not any(map(str.isalnum, text)):
        return Omission.DECORATION
    if paragraph and furniture.is_date(text):
        return Omission.METADATA
    if signed_by(text) or (len(text) < _PROSE and LETTERS.match("credit", text)):
        return Omission.CREDIT
    if len(text) < _PROSE and LETTERS.match("line", text):
        return Omission.NEWSLETTER
    if paragraph and (LETTERS.match("button", text) or _is_share(block, names)):
        return Omission.SHARING
    return None


_END = Block(BlockKind.HEADING, "")


def _drop_heading(kept: list[Block], gone: list[LeftOut]) -> None:
    """Take off the heading at the end of *kept*, if nothing but pictures stands below it."""
    at = len(kept)
    while at and kept[at - 1].kind is BlockKind.FIGURE and not kept[at - 1].text:
        at -= 1
    if at > 1 and kept[at - 1].kind is BlockKind.HEADING:
        gone.append(LeftOut(kept[at - 1].text, Omission.NEWSLETTER))
        del kept[at - 1 :]


def _answers(block: Block) -> bool:
    """Whether a line can be an answer to choose: a few words or stars, no sentence and no farewell."""
    if block.kind is BlockKind.FIGURE:
        return not block.text
    words = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and len(block.text) < _ANSWER
    return words and not block.text.endswith((".", ",", ":", ";"))
