"""White space and invisible characters."""

from __future__ import annotations

import re

from podcaster.model import UNSPACED

# Soft hyphens, zero-width characters, direction marks, byte order marks, fillers of mail.
# The zero-width joiner and non-joiner stay: they hold emoji and Persian words together.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffc"
)
# Controls, halves of a character and noncharacters, which no tree, file or database takes, go with them.
_DROP = re.compile(f"[{INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]")


# Chinese and Japanese characters, kana and their signs, but the wide space: CSS Text 3, "Segment Break Transformation".
_HAN_KANA = (
    "\u2e80-\u2fdf\u3001-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff"
)
HAN_KANA = re.compile(f"[{_HAN_KANA}]")
_MOSTLY = 0.3  # of the characters of a text that is called Chinese or Japanese
_BREAK = re.compile(rf"(?<=[{_HAN_KANA}])[ \t]*[\r\n]\s*(?=[{_HAN_KANA}])")
FEWEST_OF_PROSE = 15  # characters of a line that was broken for its length; shorter lines may be verse


def is_han_kana(text: str) -> bool:
    """Whether a text is Chinese or Japanese, to a good part."""
    return not text.isascii() and len(HAN_KANA.findall(text)) > _MOSTLY * len(text)


def unbroken(text: str, already: int = 0) -> str:
    """*text* without line breaks between Chinese or Japanese characters, where lines may break within a word.

    A break behind a short line stays: it may be a verse. *already*: characters of the first line that stand before
    *text*.
    """
    if text.isascii() or ("\n" not in text and "\r" not in text):
        return text

    def joined(found: re.Match[str]) -> str:
        begins = max(text.rfind("\n", 0, found.start()), text.rfind("\r", 0, found.start()))
        length = found.start() - begins - 1 + (already if begins < 0 else 0)
        return "" if length > FEWEST_OF_PROSE else found[0]

    return _BREAK.sub(joined, text)


def folded(text: str) -> str:
    """*text* with white space folded, without invisible characters."""
    text = unbroken(text)
    joined = " ".join(text.split())
    if joined.isprintable() and (joined.isascii() or not any(sign in text for sign in _PASSED_OVER)):
        return joined  # most text is so, and this is much faster than a pattern
    return " ".join(_DROP.sub("", text).split())


def visible(text: str) -> str:
    """*text* without invisible characters."""
    if "".join(text.split()).isprintable() and not any(sign in text for sign in _PASSED_OVER):
        return text
    return _DROP.sub("", text)


# Of what is dropped, all that Python splits at as white space, or calls printable.
_PASSED_OVER = "\x1c\x1d\x1e\x1f\u034f\u115f\u1160\u17b4\u17b5\ufffc"


def spaced(text: str) -> str:
    """*text* with a space around each character of a script without spaces, so that patterns find words in it."""
    return text if text.isascii() else UNSPACED.sub(lambda run: " " + " ".join(run[0]) + " ", text)


def verbatim(text: str) -> str:
    """Code: lines and indentation unchanged, without invisible characters."""
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\x0b", "\n").replace("\x0c", "\n")
    )
    return "\n".join(line.rstrip() for line in _DROP.sub("", text).split("\n")).strip("\n")
