"""Bytes to text, when nobody says which encoding it is."""

from __future__ import annotations

import codecs
import re
from typing import Any

from podcaster.errors import UnsupportedError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ufdd0-\ufdef]")
_CONTROL_BYTES = bytes([*range(9), *range(0x0E, 0x20), 0x7F])  # the same below 128, and Escape
_RARE = (re.compile(rb"\xc2[\x80-\x84\x86-\x9f]"), re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"))  # in UTF-8
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_RUNS = re.compile(rb"[\x80-\xff]{3,}")  # words in a script that is not Latin
_MARKUP = re.compile(rb"<[^<>]{0,2000}>")
_ENOUGH = 4  # letters in UTF-8 that are no chance
# Programs name an encoding and write the larger one that it grew into; a name means what it means to browsers.
_GROWN = {
    "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_WESTERN = ("ascii", "cp1252", "iso8859-1", "iso8859-15")  # names that programs write without knowing the encoding
_OTHER_NAMES = {"ks_c_5601-1987": "cp949", "x-sjis": "cp932", "x-gbk": "gb18030", "x-mac-roman": "mac-roman",
                "windows-31j": "cp932", "utf8mb4": "utf-8", "cp-850": "cp850"}  # fmt: skip
# Markup in another script than Latin has few zero bytes, but begins with "<" and a letter.
_STARTS = (
    ("utf-16-le", re.compile(rb"(?:[\t\n\r ]\0)*<\0[!-~]\0")),
    ("utf-16-be", re.compile(rb"(?:\0[\t\n\r ])*\0<\0[!-~]")),
)
_SAMPLE = 100_000  # bytes that are enough to know an encoding by


def decode(data: bytes, source: str, *, declared: str = "") -> str:
    """The text of *data*, without control characters. Raises UnsupportedError if it is not text."""
    text = _decode(data, declared)
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:  # halves of a character
        raw = text.encode("utf-8", "ignore")
        text = raw.decode("utf-8")
    sample = text[:_SAMPLE]
    dirty = _has_control(raw)
    strange = (len(_CONTROL.findall(sample)) if dirty else 0) + sample.count("\ufffd")
    # Honest text has none; a stray NUL or a cut-off letter must not condemn a page of prose.
    if strange > 8 and strange > len(sample) * 0.02:
        raise UnsupportedError(
            "not text, but some binary file", about=source, hint="save the article as text, HTML or PDF"
        )
    if dirty:
        text = _CONTROL.sub("", text.replace("\x1b", ""))
    return text


def of_beginning(head: bytes, declared: str, charset: str = "") -> str:
    """The codec for a stream, by its first bytes, the encoding that it *declared*, and the *charset* of its server.

    UTF-8 where nothing else is certain.
    """
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    sample = head[:_SAMPLE]
    if wide := _wide(sample):
        return wide
    named = [means for means in (_meant(declared), _meant(charset)) if means]
    if sample.isascii():
        return named[0][0] if named else "utf-8"
    good, broken = _letters(sample)
    # Programs convert a text, and leave the name of its former encoding in it.
    if good > broken and (good >= _ENOUGH or not named or named[0][0] == "utf-8"):
        return "utf-8"
    for name in (name for means in named for name in means):
        if name != "utf-8" and _fits(sample, name):
            return name
    guessed = _guess(head)
    return "utf-8" if guessed in ("cp1252", "latin-1") else guessed  # as UTF-8, with letters of cp1252 where it is none


def _fits(sample: bytes, name: str) -> bool:
    """Whether the beginning of a text can be in this encoding; its last letter may be cut."""
    try:
        codecs.getincrementaldecoder(name)().decode(sample)
    except (UnicodeDecodeError, ValueError):
        return False
    return True


def _letters(data: bytes) -> tuple[int, int]:
    """How many letters of several bytes there are in UTF-8, and how many bytes that are in none of them."""
    found = _MULTIBYTE.findall(data)
    return len(found), len(_HIGH.findall(data)) - sum(map(len, found))


def _has_control(raw: bytes) -> bool:
    """Whether _CONTROL would find something in a text: asked of its bytes, which is ten times as fast."""
    return len(raw.translate(None, _CONTROL_BYTES)) != len(raw) or any(letter.search(raw) for letter in _RARE)


def _decode(data: bytes, declared: str) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace")
    wide = _wide(data[:_SAMPLE])
    if wide:
        return data.decode(wide, "replace")
    means = _meant(declared)
    good, broken = _letters(data[:_SAMPLE]) if means and means[0] != "utf-8" else (0, 0)
    if good >= _ENOUGH and broken <= 3:  # a letter may be cut; see `of_beginning`
        means = ("utf-8", *means)
    for name in means:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, ValueError):
            pass  # the declaration is wrong: look at the bytes
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data)


def _meant(declared: str) -> tuple[str, ...]:
    """The codecs that a declared name may stand for, the best first; empty for a name that is not a text encoding."""
    name = declared.strip().strip("\"'").lower()
    name = _OTHER_NAMES.get(name, name)
    if not name or not _is_text_codec(name):
        return ()
    own = codecs.lookup(name).name
    if own in _WESTERN:  # text in one of these is never UTF-8 by chance, unless it is ASCII
        return "utf-8", _GROWN.get(own, own), own
    return (_GROWN[own], own) if own in _GROWN else (own,)


def _legacy(data: bytes) -> str:
    return data.decode(_guess(data), "replace")


def _guess(data: bytes) -> str:
    """The codec of a text that is not UTF-8, or no longer everywhere."""
    good, broken = _letters(data)
    if good > broken or (broken <= 3 and good >= broken):
        return "utf-8"  # it was cut or spoilt in places
    high, letters = len(_HIGH.findall(data)), len(re.findall(rb"[A-Za-z]", data))
    in_words = sum(len(run) for run in _RUNS.findall(data) if len(set(run)) > 1)
    if high * 5 < letters and in_words * 2 < high:  # mostly ASCII letters, between which the others stand alone
        return "cp1252" if b"\x81" not in data else "latin-1"
    from charset_normalizer import from_bytes

    best = from_bytes(_MARKUP.sub(b" ", data[: 10 * _SAMPLE])[:_SAMPLE]).best() or from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best is not None else "cp1252"


def _wide(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, known by where its zero bytes stand."""
    if len(sample) < 8 or b"\0" not in sample:
        return ""
    if markup := next((name for name, start in _STARTS if start.match(sample)), ""):
        return markup
    quarter = len(sample) // 4
    zeros = [sample[i::4].count(0) for i in range(4)]
    full = [z > quarter * 0.9 for z in zeros]
    some = [z > quarter * 0.4 for z in zeros]
    if full[1:] == [True] * 3 and not some[0]:
        return "utf-32-le"
    if full[:3] == [True] * 3 and not some[3]:
        return "utf-32-be"
    if some[1] and some[3] and not zeros[0] and not zeros[2]:
        return "utf-16-le"
    if some[0] and some[2] and not zeros[1] and not zeros[3]:
        return "utf-16-be"
    return ""


def _is_text_codec(name: str) -> bool:
    """Whether *name* is an encoding of text: Python lists zlib and rot13 as codecs too, and UTF-7 hides markup."""
    try:
        info = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return False
    return bool(getattr(info, "_is_text_encoding", True)) and info.name not in (
        "utf-7",
        "idna",
        "punycode",
        "undefined",
    )


def without_surrogates(value: Any) -> Any:
    """A value as JSON gives it, with halves of surrogate pairs joined, or left out where they stand alone."""
    if isinstance(value, str):
        return joined(value)
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {joined(key): without_surrogates(item) for key, item in value.items()}
    return value


def joined(text: str) -> str:
    """*text* with halves of surrogate pairs joined, or left out where they stand alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text
