"""RTF as a stream of tokens: groups, control words, and text in the code pages that the document names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})|"
    rb"\\(?P<sign>[^A-Za-z'])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|(?P<lost>\\)",
    re.S,
)


class Sort(Enum):
    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    SIGN = auto()  # a control symbol: \~ \_ \- \*
    BYTES = auto()  # text in a code page


@dataclass(frozen=True, slots=True)
class Token:
    sort: Sort
    name: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a document. Pictures in binary form are skipped."""
    at = 0
    while (match := _TOKEN.match(data, at)) is not None:
        at = match.end()
        if match["open"]:
            yield Token(Sort.OPEN)
        elif match["close"]:
            yield Token(Sort.CLOSE)
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            if match["word"] == b"bin" and number:
                at += max(0, number)
                continue
            yield Token(Sort.WORD, match["word"].decode("ascii"), number)
        elif match["hex"]:
            yield Token(Sort.BYTES, data=bytes([int(match["hex"], 16)]))
        elif match["sign"]:
            if match["sign"] in (b"\n", b"\r"):
                yield Token(Sort.WORD, "par")
            else:
                yield Token(Sort.SIGN, match["sign"].decode("latin-1"))
        elif match["text"]:
            yield Token(Sort.BYTES, data=match["text"])


# \fcharset -> code page
CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
SPECIAL = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "tab": " ", "emspace": " ", "enspace": " ", "qmspace": " ", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
SIGNS = {"~": "\u00a0", "_": "‑", "-": "", "{": "{", "}": "}", "\\": "\\", "\t": " "}


def code_page(number: int | None) -> str:
    """The codec of \\ansicpg; the one of Western Windows if it is unknown."""
    import codecs

    name = {65001: "utf-8", 10000: "mac-roman"}.get(number or 0, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
