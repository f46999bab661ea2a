"""Find signs that a save is incomplete or wrong, so that it is not published without a check."""

from __future__ import annotations

import re
from collections.abc import Sequence

from podcaster.model import Block, BlockKind, Doubt, count_words
from podcaster.reading import rules
from podcaster.reading.rules import Table

FEWEST_WORDS = 80
# The others are about the choice of the text on its page: a choice by hand settles them.
ABOUT_THE_SAVE = frozenset((Doubt.PAYWALL, Doubt.COOKIE_WALL, Doubt.JAVASCRIPT, Doubt.CUT_OFF))
_INCOMPLETE = (
    "only {words} of about {all} words of the page's text were taken: `podcaster explain --page FILE` shows "
    "the rest, `podcaster convert FILE --whole-page` includes it"
)

DOUBTS = Table("doubts", compare=re.Pattern.search)

# Each rule for cookies needs one of these words, and a search for a word is much faster than one for a pattern.
COOKIE_HINTS = ("cookie", "trackers", "privacy", "before you continue", "legitimate", "personali", "device", "gdpr")


def of_text(
    blocks: Sequence[Block],
    whole: str,
    *,
    paid: bool = False,
    cut_off: str = "",
    script_shell: bool = False,
    left: int = 0,
) -> tuple[tuple[Doubt, str], ...]:
    """The doubts about an article.

    *whole*: all the text of its page; *paid*: the page says so; *left*: words of the page that may belong to it, too.
    """
    words = sum(count_words(b.text) for b in blocks if b.kind is not BlockKind.CODE)
    text = " ".join(b.text for b in blocks)
    out: list[tuple[Doubt, str]] = []
    if words < 150 and (
        match := DOUBTS.match("script", text)
        or (DOUBTS.match("script", whole[:20_000]) if words < 40 or script_shell else None)
    ):
        out.append((Doubt.JAVASCRIPT, f"the page was saved before its script had run: “{_around(match)}”"))
    elif script_shell and words < FEWEST_WORDS:
        out.append((Doubt.JAVASCRIPT, "the page is an empty frame for a script; save it after it has loaded"))
    tail = " ".join(b.text for b in blocks[-4:])
    match = DOUBTS.match("paywall", tail) or DOUBTS.match("member", tail) if words < 2500 else None
    behind = None if match or words >= (400 if paid else 250) else DOUBTS.match("paywall", whole)
    if match:
        out.append((Doubt.PAYWALL, f"it ends with a request to subscribe: “{_around(match)}”"))
    elif behind:
        out.append((Doubt.PAYWALL, f"only the free beginning of a paid article: “{_around(behind)}”"))
    elif paid and (words < 250 or re.search(r"(?:…|\.\.\.)$", text.rstrip())):
        out.append((Doubt.PAYWALL, "the page says that it is for subscribers, and it is short"))
    # Almost nothing but a banner: its lines may have been left out as furniture already.
    if _is_banner(text if words >= 30 else whole, words):
        out.append((Doubt.COOKIE_WALL, "what was saved is a request to accept cookies"))
    if cut_off:
        out.append((Doubt.CUT_OFF, cut_off))
    if left:
        out.append((Doubt.INCOMPLETE, _INCOMPLETE.format(words=words, all=words + left)))
    if words < FEWEST_WORDS:
        count = "1 word" if words == 1 else f"{words} words"
        out.append((Doubt.SHORT, f"only {count}: a save with fewer than {FEWEST_WORDS} is often incomplete"))
    return tuple(out)


def hint(found: Sequence[tuple[Doubt, str]]) -> str:
    """What to do about doubts, in one line."""
    if any(kind in ABOUT_THE_SAVE for kind, _ in found):
        first = "open it in a browser, signed in, save it when all of it shows (SingleFile, Ctrl-S), and give that file"
    else:
        first = "podcaster explain --page FILE shows what was taken"
    return f"{first}; --force makes the episode all the same"


def settled(found: Sequence[tuple[Doubt, str]]) -> tuple[tuple[Doubt, str], ...]:
    """The doubts that stay after the user has chosen the text by hand: those about the save, not about the choice."""
    return tuple(doubt for doubt in found if doubt[0] in ABOUT_THE_SAVE)


def _is_banner(text: str, words: int) -> bool:
    """Whether a text speaks as a cookie banner does, again and again."""
    lower = text.lower()
    least = max(2, words // 60 + 1)
    return (
        sum(map(lower.count, COOKIE_HINTS)) >= least and len(rules.compiled(DOUBTS, "cookies").findall(lower)) >= least
    )


def _around(match: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", match.group(0)).strip()[:120]
