"""Find where the article begins and ends in a plain-text save, by rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from podcaster.model import Omission, count_words
from podcaster.reading import bylines, dates, furniture
from podcaster.reading.plain.lines import Piece, counted

_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")
MENU = 8  # a line that is said more often is a menu's
SOME = 5.0  # what a piece is worth at least where somebody wrote sentences
_PROSE_WORDS = 12
_WIDE_TITLE = 5  # characters of a script without spaces
_COST = {
    Omission.COMMENTS: -40.0,
    Omission.RELATED: -10.0,
    Omission.FOOTER: -20.0,
    Omission.NEWSLETTER: -8.0,
    Omission.PROMOTION: -6.0,
    Omission.NAVIGATION: -5.0,
    Omission.SHARING: -3.0,
    Omission.ADVERT: -2.0,
    Omission.METADATA: -2.0,
    Omission.CREDIT: -1.0,
    Omission.DECORATION: -0.5,
}


@dataclass(slots=True)
class Stretch:
    start: int
    end: int
    title: str
    title_at: int  # -1: unknown


def is_prose(piece: Piece) -> bool:
    """Whether the text is whole sentences."""
    if _wide(piece.text):
        return len(piece.text) > 30 and re.search(r"[。！？．]", piece.text) is not None
    words = piece.text.split()
    if len(words) < _PROSE_WORDS:
        return False
    small = sum(1 for w in words if w[:1].islower())
    dense = sum(1 for w in words if len(w) > 1) > 0
    return (
        dense
        and small > 0.4 * len(words)
        and (bool(_END.search(piece.text)) or len(words) >= 25 or piece.text.endswith(":"))
    )


def _wide(text: str) -> bool:
    """Scripts without capitals or spaces."""
    return sum(1 for c in text if ord(c) > 0x2E7F) > len(text) * 0.3


def values(found: Sequence[Piece]) -> list[float]:
    """The value of each piece for an article, in words: high for prose, negative for menus."""
    often = counted(list(found))
    out: list[float] = []
    run = 0  # short lines in a row
    listing = False  # a list that the text announces with a colon
    for piece in found:
        listing = listing and (not piece.gap or bool(piece.marker))
        words = len(piece.text.split())
        reason = furniture.line(piece.text)
        if reason is not None and not (words > 25 and is_prose(piece)):
            out.append(_COST.get(reason, -4.0))
            run += 1
        elif _wide(piece.text) and len(piece.text) > 30:
            out.append(len(piece.text) / 2.5 if is_prose(piece) else 2.0)  # without a stop it may be a headline
            run = 0
        elif is_prose(piece):
            worth = float(min(words, 120))
            if furniture.edge(piece.text) is not None:
                worth = min(worth, 4.0)
            out.append(worth if often[piece.text.lower()] < 3 else 1.0)
            run = 0
        elif words >= 4 and _END.search(piece.text) and any(w[:1].islower() for w in piece.text.split()):
            out.append(words * 0.7 if often[piece.text.lower()] < 3 else -1.0)
            run = 0
        else:
            run += 1
            worth = -1.0 - min(run, 6) * 0.8
            if listing:
                worth = 1.0
            if piece.marker and words >= 4:
                worth = -0.8
            if often[piece.text.lower()] > 1 and words < 6:
                worth -= 2.0
            out.append(worth)
        if piece.text.endswith(":") and words > 3 and not piece.marker and reason is None:
            listing = True
    return out


def find(found: Sequence[Piece]) -> Stretch:
    """The stretch of pieces that is the article, and its title."""
    worth = values(found)
    title_at = _page_title(found, worth)
    if title_at < 0:
        start, end = _best(found, worth, 0)
        title_at = _said_twice(found, worth, start)
        if title_at < 0:
            title_at = _nearest_title(found, worth, start)
        if title_at >= start:
            start, end = _best(found, worth, title_at + 1)
    else:
        start, end = _best(found, worth, title_at + 1)
    return Stretch(start, end, found[title_at].text if title_at >= 0 else "", title_at)


def _best(found: Sequence[Piece], worth: Sequence[float], begin: int) -> tuple[int, int]:
    """The stretch from *begin* on that is worth most; comments and lists of other articles end it."""
    best, best_range = 0.0, (begin, begin)
    total, start, prose = 0.0, begin, 0.0
    for number in range(begin, len(found)):
        if total <= 0:
            total, start, prose = 0.0, number, 0.0
        if prose > 40 and furniture.ends(found[number].text, "text") and _ends(found, worth, number):
            total, start, prose = 0.0, number + 1, 0.0
            if begin > 0 and best > 60:
                break
            continue
        total += worth[number]
        if worth[number] > 5:
            prose += worth[number]
        if total > best:
            best, best_range = total, (start, number + 1)
    return best_range


def _ends(found: Sequence[Piece], worth: Sequence[float], at: int) -> bool:
    """Whether the article is over at this line: no run of prose continues right after it."""
    text = found[at].text
    if furniture.line(text) is Omission.COMMENTS or re.match(
        r"comment|\d+ (?:comment|response|thought|repl)|leave|post a", text, re.IGNORECASE
    ):
        return True
    ahead = worth[at + 1 : at + 16]
    prose = [i for i, w in enumerate(ahead) if w >= 15]
    return len(prose) < 4


SITE_BEHIND = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*\|\s*")


def _page_title(found: Sequence[Piece], worth: Sequence[float]) -> int:
    """The heading that the page's first line names, mostly with the site behind it; -1 if there is none."""
    plain = [bylines.plain_words(p.text) for p in found]
    often = Counter(plain)
    best, best_at = 0.0, -1
    for top in range(min(6, len(found))):
        text = found[top].text
        names = (
            {plain[top]}
            | {bylines.plain_words(text[: m.start()]) for m in SITE_BEHIND.finditer(text)}
            | {bylines.plain_words(text[m.end() :]) for m in SITE_BEHIND.finditer(text)}
        )
        names = {n for n in names if _names_enough(n) and often[n] <= MENU}
        for number in range(top + 1, len(found)):
            if plain[number] not in names and not (len(plain[number].split()) > 5 and plain[number] in plain[top]):
                continue
            # The nearer the prose, the likelier the heading; a menu's entry stands far above it.
            ahead = sum(w / (1 + i / 4) for i, w in enumerate(worth[number + 1 : number + 26]) if w > 5)
            score = (
                min(ahead, 150.0) + 100 * fits(found, worth, number) if ahead >= 6 and not found[number].marker else 0.0
            )
            if score >= best and score > 60:
                best, best_at = score, number
    return best_at


def _names_enough(plain: str) -> bool:
    """Whether these words are long enough to tell one article from others."""
    return len(plain) >= _WIDE_TITLE if _wide(plain) else len(plain) > 8 and len(plain.split()) >= 2


def _parts(plain: str) -> set[str]:
    """The words of a line that tell what it is about; of a script without spaces, each two characters."""
    words = plain.split()
    pairs = {w[at : at + 2] for w in words if _wide(w) for at in range(max(1, len(w) - 1))}
    return pairs | {w for w in words if len(w) > 3 and not _wide(w)}


def fits(found: Sequence[Piece], worth: Sequence[float], at: int) -> float:
    """How many of a line's words the prose behind it uses, 0 to 1."""
    words = _parts(bylines.plain_words(found[at].text))
    if not words:
        return 0.0
    prose = bylines.plain_words(
        " ".join(p.text for p, w in zip(found[at + 1 : at + 60], worth[at + 1 : at + 60], strict=True) if w > 5)[:6000]
    )
    return sum(1 for w in words if w in prose) / len(words)


def _said_twice(found: Sequence[Piece], worth: Sequence[float], start: int) -> int:
    """A line above the text, or at its head, that stands there twice: trail and heading, or title and title."""
    plain = [bylines.plain_words(p.text) for p in found]
    until = min(len(found), start + 6)
    for number in range(until - 1, max(-1, start - 40), -1):
        own = plain[number]
        words = own.split()
        if not 3 <= len(words) <= 30 or found[number].marker or furniture.line(found[number].text) is not None:
            continue
        again = any(
            other == own
            or (other.endswith(" " + own) and len(other) - len(own) < 80)
            or (other.startswith(own + " ") and len(other) - len(own) < 60)
            for other in plain[max(0, number - 400) : number]
        )
        menu = sum(1 for other in plain if other == own) > 4
        if (
            again
            and not menu
            and fits(found, worth, number) > 0.3
            and (worth[number] < 20 or number < start)
            and any(w >= 12 for w in worth[number + 1 : number + 30])
        ):
            return number
    return -1


def _signed(found: Sequence[Piece], at: int) -> bool:
    """Whether the line below is a byline."""
    below = found[at + 1].text if at + 1 < len(found) else ""
    return len(below) <= 80 and furniture.line(below) is Omission.METADATA and not furniture.is_date(below)


def _nearest_title(found: Sequence[Piece], worth: Sequence[float], start: int) -> int:
    """The line above the text that is most like a title."""
    best, best_at = 0.0, -1
    for number in range(start - 1, max(-1, start - 15), -1):
        text = found[number].text
        words = count_words(text)
        if found[number].marker or furniture.line(text) is not None or (dates.date(text) is not None and words < 8):
            continue
        if re.match(r"(?:by|von|par|por)\s", text, re.IGNORECASE) or not 2 <= words <= 25 or text.endswith((",", ";")):
            continue
        score = (
            min(words, 10) / 10
            + _signed(found, number)
            + 2 * fits(found, worth, number)
            - (start - number) / 15
            - (0.5 if text.endswith((".", "。")) else 0.0)
        )
        if score > best:
            best, best_at = score, number
    return best_at
