"""Clean XML of what XML parsers do not accept: illegal characters, unescaped characters, HTML entities.

The text around them is kept.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import IO

from podcaster.reading import encodings
from podcaster.reading.html import tree as html_tree

_CHUNK = 1 << 16
_HELD = 40  # characters: no reference that means something is longer
_OPENS, _CLOSES = "<![CDATA[", "]]>"
# What XML reads otherwise than it was meant: raw signs, and names that only HTML knows. Within CDATA, nothing is.
_SIGN = re.compile(
    r"<(?![A-Za-z_:/!?])|&(?!(?:amp|lt|gt|quot|apos|#\d{1,9}|#[xX][0-9A-Fa-f]{1,8});)(?:(?P<name>[A-Za-z]\w{0,32});)?"
)
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
_CLOSED = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>|<(?:\w{1,20}:)?(?:item|entry)(?:\s[^<>]{0,2000})?/>")
_FINISHED = re.compile(r"</(?:\w{1,20}:)?(?:rss|feed|rdf)\s*>", re.I)
_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,400}>")
_REFERENCE = re.compile(r"&#(?:(\d+)|[xX]([0-9A-Fa-f]+));")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HALF_IN_UTF8 = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")  # of a surrogate pair
_CUT_IN_UTF8 = re.compile(rb"\xed[\xa0-\xbf]?\Z")
_KEPT = (0x09, 0x0A, 0x0D)


class Clean:
    """A stream of XML in any encoding, for a parser: as UTF-8, without illegal characters and references.

    Halves of surrogate pairs, which careless programs write one by one, are joined. *charset*: what its server says.
    """

    def __init__(self, stream: IO[bytes], charset: str = "") -> None:
        self._stream = stream
        head = stream.read(_CHUNK)
        declaration = _DECLARATION.match(head.removeprefix(codecs.BOM_UTF8))
        name = encodings.of_beginning(head, html_tree.declared(declaration[0]) if declaration else "", charset)
        self._decoder = codecs.getincrementaldecoder(name)(_MIXED if name.startswith("utf-8") else "replace")
        self._bytes, self._held, self._ready, self._ended = b"", "", b"", False
        self._quoted = False  # within CDATA
        self.items = self._closed = 0  # how many items or entries were opened, and closed
        self._finished = False  # whether the feed was closed
        self._take(head)

    def peek(self, size: int) -> bytes:
        """The first *size* bytes; they are read again afterwards."""
        self._fill(size)
        return self._ready[:size]

    def read(self, size: int = -1) -> bytes:
        self._fill(size)
        end = len(self._ready) if size < 0 else size
        piece, self._ready = self._ready[:end], self._ready[end:]
        return piece

    def is_cut(self, number: int) -> bool:
        """Whether the stream ended within this item: a parser closes it by itself, with whatever came of its text."""
        return self._ended and not self._finished and self._closed < number

    def _fill(self, size: int) -> None:
        pieces, length = [self._ready], len(self._ready)
        while not self._ended and (size < 0 or length < size):
            self._ready = b""
            self._take(self._stream.read(_CHUNK))
            pieces.append(self._ready)
            length += len(self._ready)
        self._ready = b"".join(pieces)

    def _take(self, data: bytes) -> None:
        self._ended = not data
        data = self._bytes + data
        cut = None if self._ended else _CUT_IN_UTF8.search(data)
        data, self._bytes = (data[: cut.start()], cut[0]) if cut else (data, b"")
        text = self._held + self._decoder.decode(data, final=self._ended)
        end = len(text) if self._ended else _whole(text)
        self._held = text[end:]
        self._ready += self._escaped(without_illegal(text[:end])).encode()

    def _escaped(self, text: str) -> str:
        """A piece of the stream in which every sign outside CDATA is what XML takes it for."""
        out, at = [], 0
        while at < len(text):
            mark = _CLOSES if self._quoted else _OPENS
            found = text.find(mark, at)
            end = len(text) if found < 0 else found + len(mark)
            if self._quoted:
                out.append(text[at:end])
            else:
                piece = text[at:end] if found < 0 else text[at:found]
                self.items += len(_ITEM.findall(piece))
                self._closed += len(_CLOSED.findall(piece))
                self._finished = self._finished or _FINISHED.search(piece) is not None
                out += [_SIGN.sub(_meant, piece), mark if found >= 0 else ""]
            self._quoted = self._quoted != (found >= 0)
            at = end
        return "".join(out)


def _meant(match: re.Match[str]) -> str:
    if match[0] == "<":
        return "&lt;"
    letter = html5.get(f"{match['name']};", "") if match["name"] else ""
    return letter.replace("&", "&amp;").replace("<", "&lt;") or f"&amp;{match[0][1:]}"


def _whole(text: str) -> int:
    """The length of *text* up to which no reference and no surrogate pair is cut."""
    end = text.find("&", max(0, len(text) - _HELD))
    if end < 0:
        end = len(text)
    if text[end - 1 : end] == ";":  # it may be the first half of a pair whose second half is cut
        first = text.rfind("&#", max(0, end - _HELD), end)
        end = first if first >= 0 else end
    tag = text.rfind("<", max(0, end - _HELD), end)
    if tag >= 0 and ">" not in text[tag:end]:
        end = tag
    end -= next((len(cut) for cut in ("]]", "]") if text.endswith(cut, 0, end)), 0)
    return end - 1 if "\ud800" <= text[end - 1 : end] <= "\udbff" else end


def without_illegal(text: str) -> str:
    """*text* without characters and character references that XML does not allow."""
    if "&#" in text:
        text = _REFERENCE.sub(_reference, text)
    text = _ILLEGAL.sub(_in_place_of, encodings.joined(text))
    # What was taken out may have stood inside another reference. A blank in its place joins nothing.
    return _REFERENCE.sub(lambda match: match[0] if _reference(match) == match[0] else " ", text)


def _reference(match: re.Match[str]) -> str:
    digits, base = (match[1], 10) if match[1] else (match[2], 16)
    number = int(digits, base) if len(digits.lstrip("0")) < 8 else 0
    if 0xD800 <= number <= 0xDFFF:
        return chr(number)  # joined with its other half, or left out
    if number in _KEPT or 0x20 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF:
        return match[0]
    return " " if number in (0x0B, 0x0C) else ""


def _in_place_of(match: re.Match[str]) -> str:
    return " " if match[0] in "\x0b\x0c" else ""


def _mixed(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8: half of a surrogate pair, a letter of an old encoding, or a letter that was cut."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if _HALF_IN_UTF8.match(error.object, error.start):
        return error.object[error.start : error.start + 3].decode("utf-8", "surrogatepass"), error.start + 3
    if error.end - error.start == 1:
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end
    return "\ufffd", error.end


_MIXED = "podcaster.mixed"
codecs.register_error(_MIXED, _mixed)
