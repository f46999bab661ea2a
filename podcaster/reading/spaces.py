"""White space, characters that nobody can see, and words, which some languages write without spaces."""

from __future__ import annotations

import re

# Soft hyphens, zero-width characters, direction marks, byte order marks, fillers of mail.
# The zero-width joiner and non-joiner stay: they hold emoji and Persian words together.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffc"
)
# Controls, halves of a character and noncharacters, which no tree, file or database takes, go with them.
_DROP = re.compile(f"[{INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]")


def folded(text: str) -> str:
    """*text* with white space folded, without invisible characters."""
    return " ".join((text if _is_simple(text) else _DROP.sub("", text)).split())


def visible(text: str) -> str:
    """*text* without invisible characters."""
    return _DROP.sub("", text)


def _is_simple(text: str) -> bool:
    """Whether there is nothing to drop; most text is so, and this is much faster than a pattern."""
    return text.isascii() and (text.isprintable() or "".join(text.split()).isprintable())


# Chinese characters, kana and Thai, Lao, Khmer and Burmese letters: none of these scripts has spaces between words.
_UNSPACED = re.compile(
    "[\u0e01-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3"
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_LETTERS_A_WORD = 2  # of a script without spaces


def count_words(text: str) -> int:
    """How many words *text* has; in a script without spaces two characters count as one."""
    more = 0 if text.isascii() else len(text.encode("utf-8", "replace")) - len(text)
    # A dash or an accent here and there, or a Chinese name in an English sentence: no need for the slow way.
    if more * 8 < len(text) or _UNSPACED.search(text) is None:
        return len(text.split())
    runs = _UNSPACED.findall(text)
    return len(_UNSPACED.sub(" ", text).split()) + sum(-(-len(run) // _LETTERS_A_WORD) for run in runs)


def spaced(text: str) -> str:
    """*text* with a space around each character of a script without spaces, so that patterns find words in it."""
    return text if text.isascii() else _UNSPACED.sub(lambda run: " " + " ".join(run[0]) + " ", text)


def verbatim(text: str) -> str:
    """Code: lines and indentation as they are, without what nobody can see."""
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\x0b", "\n").replace("\x0c", "\n")
    )
    lines = [line.rstrip() for line in _DROP.sub("", text).split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)
