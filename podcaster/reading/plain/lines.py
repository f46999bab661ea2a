"""From the lines of a text file to paragraphs: wrapped lines joined, dumps of text browsers understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from podcaster.model import Omission
from podcaster.reading.plain import listings
from podcaster.reading.spaces import HAN_KANA, folded, is_han_kana
from podcaster.text.cells import cells

_BULLET = re.compile(r"^(?P<indent>\s*)(?P<mark>[*+•·‣◦▪▸►●○□■☆★–✓✔➤➢-]|o(?= {1,3}\S)|#(?= \S))(?P<gap>[ \t]+)(?=\S)")
_NUMBER = re.compile(r"^(?P<indent>\s*)(?P<mark>\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])(?P<gap>[ \t]+)(?=\S)")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_RULE = re.compile(r"^\s*(?:[-_=*~#+.·—–]\s*){3,}$")
_SENTENCE_END = re.compile(r"[.!?:;…。！？]['\"”’»)\]]*$")
_OPEN_END = re.compile(
    r"(?:[,;:–—-]|\b(?:the|a|an|of|to|in|on|at|by|for|with|from|and|or|but|as|is|was|are|were|that|this|"
    r"his|her|their|its|our|my|your|via|than|called|said|see|der|die|das|den|dem|des|ein|eine|und|oder|"
    r"von|zu|mit|im|am|le|la|les|de|du|des|et|un|une|el|los|las|y|del|en|o|que|il|lo|di|e|da|do))$",
    re.IGNORECASE,
)
_OPENS = ("(", "“", "‘")
_LONGEST = 20_000  # characters that lines are joined to: no paragraph is longer
WRAP = range(45, 110)  # columns that people and programs wrap at


@dataclass(slots=True)
class Piece:
    """A paragraph, list item or heading, and what is known of it before it is judged."""

    text: str
    marker: str = ""
    depth: int = 0  # of a list
    quote: int = 0
    indent: int = 0
    gap: bool = True  # a blank line stands before it
    lines: int = 1
    listings: tuple[str, ...] = ()  # code that stands behind it


_IMAGE_LINE = re.compile(
    r"^\s*\[(?:[^\]\s]{1,120}|(?:image|img|inline|photo|picture|logo)\b[^\]]{0,200})\]\s*$", re.IGNORECASE
)
_ALT = re.compile(r"\[[^\[\]]{2,80}\]")
_PROSE = 20  # words of a paragraph
_FIELD = re.compile(r"_{6,}|\[[ _]{3,}\]|\( \) |\[[ xX*]\] |\(BUTTON\)|^\s*\[\s*\]\s*$|<[- ]+>")
_MACHINE = re.compile(
    r"^\s*(?:IFRAME|EMBED|OBJECT|APPLET)\s*:?\s*(?:https?:|//).*$|^\s*\[(?:INS|DEL):\s*:(?:INS|DEL)\]\s*$|"
    r"^\s*<(?:div|img|iframe|noscript|a)\b[^<>]*(?:position: ?absolute|(?:width|height)=[\"']?[01]\b|display: ?none)"
    r"[^<>]*(?:>|$)(?:\s*<[^<>]*(?:>|$))*\s*$|"
    r"^\s*#?(?:alternate|next|prev|Skip|shortlink|canonical)(?: (?:alternate|next|prev|canonical|"
    r"shortlink))*\s*$",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"^[ \t]*References[ \t]*\n[ \t]*\n(?:[ \t]*(?:Visible|Hidden) links:?[ \t]*\n)?"
    r"[ \t]*1\. +(?:https?|file|mailto|ftp):",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"^\s*(?:https?://|www\.)\S+\s*$")


_MARK = "\ue012"  # stands for each character of the number of a link, which is not part of the text
_NEWLINES = str.maketrans({"\r": "\n", "\x0b": "\n", "\u2028": "\n", "\x0c": "\n\n", "\u2029": "\n\n"})
_EMPTY_ITEMS = ("*", "+", "•", "□", "o", "·", "-", "☆")

_SIGNED = re.compile(r"\s*(?:by|von|par|por|di)\s+(?:[A-ZÀ-Þ][\w.'’-]*(?:\s+|$)){1,4}$")


def pieces(text: str) -> tuple[list[Piece], list[tuple[str, Omission]]]:
    """The paragraphs of *text*, in order, and lines that are the dump's own."""
    left: list[tuple[str, Omission]] = []
    text = _without_references(text.replace(_MARK, "").replace("\r\n", "\n").translate(_NEWLINES).expandtabs(4), left)
    text = _without_formulas(text, left)
    text = re.sub(r"\[DEL:.{0,300}?:DEL\]", "", text, flags=re.DOTALL)
    text = re.sub(r"\[INS:(.{0,2000}?):INS\]", r"\1", text, flags=re.DOTALL)
    lines = text.split("\n")
    wrap = _wrap(lines)
    joiner = _Joiner(wrap)
    numbered, gutters = listings.numbered(lines)
    listed, behind = listings.blocks(lines) | numbered, _behind_names(lines)
    if named := folded(" ".join(lines[:behind])):
        left.append((named, Omission.MARKUP))
    for number, raw in enumerate(lines):
        if number >= behind and number in listed and joiner.pieces:
            behind = joiner.listing(*listed[number])
        if number < behind:
            continue
        line = raw.rstrip().replace(_MARK, "")
        plain = folded(line)
        if not plain or _RULE.match(line):
            joiner.gap()
        elif (
            number in gutters
            or _MACHINE.match(line)
            or _FIELD.search(line)
            or _IMAGE_LINE.match(line)
            or _ADDRESS.match(line)
        ):
            left.append((plain, Omission.MARKUP))
            joiner.gap()
        else:
            joiner.add(_without_pictures(line), raw.rstrip())
    return _without_alts(_mended(joiner.pieces, wrap.width), left), left


_NAMES = re.compile(r" {3}#\S")
_OF_FEEDS = re.compile(r"#\S.*(?:\b(?:RSS|Atom|Feed|alternate)\b|»)")  # where the blanks before the line were cut off


def _behind_names(lines: Sequence[str]) -> int:
    """The first line behind the names of feeds that lynx writes at the top ("#Tidewater RSS"); 0 if there are none."""
    at = next((n for n, line in enumerate(lines) if line.strip()), 0)
    first = lines[at] if lines else ""
    if not _NAMES.match(first) and not _OF_FEEDS.match(first):
        return 0
    end = next((n for n, line in enumerate(lines[at:], at) if not line.strip()), 0)
    whole = all(line.startswith("   ") for line in (*lines[at + 1 : end], *lines[end + 1 : end + 2]))
    return end if whole and end - at <= _LONGEST_NAMES else 0


_LONGEST_NAMES = 6  # lines


def _without_alts(found: list[Piece], left: list[tuple[str, Omission]]) -> list[Piece]:
    """The pieces without descriptions of pictures above the first prose: "[A lighthouse]"."""
    prose = next((at for at, piece in enumerate(found) if piece.text.count(" ") >= _PROSE), 0)
    alts = [piece for piece in found[:prose] if _ALT.fullmatch(piece.text)]
    left += [(text, Omission.MARKUP) for piece in alts for text in (piece.text, *piece.listings)]
    return [piece for piece in found if piece not in alts] if alts else found


@dataclass(frozen=True, slots=True)
class _Wrap:
    """How the lines of a file were wrapped."""

    width: int  # 0 if they were not
    length: Callable[[str], int] = len  # of a line, as the program that wrapped it counts
    slack: int = 1  # a Chinese or Japanese line may end this far below the width: no line begins with a full stop


class _Joiner:
    """Lines joined to pieces."""

    def __init__(self, wrap: _Wrap) -> None:
        self.pieces: list[Piece] = []
        self._wrap = wrap
        self._gap = True  # whether a blank line stands before the next line
        self._open = ""  # the last line of the piece that is being made
        self._room = 0  # how far that line reached when it was wrapped

    def gap(self) -> None:
        """End the current piece."""
        self._gap, self._open = True, ""

    def listing(self, end: int, code: str) -> int:
        """Put code behind the current piece; the number of the first line behind the code."""
        self.pieces[-1].listings += (code,)
        self.gap()
        return end

    def add(self, line: str, wrapped: str) -> None:
        """Take one line of text: the start of a piece, or more of the current one. *wrapped*: as the file has it."""
        quote, room = 0, self._wrap.length(wrapped)
        while _QUOTE.match(line) and quote < 5:
            line, wrapped = _QUOTE.sub("", line, count=1), _QUOTE.sub("", wrapped, count=1)
            quote += 1
        goes_on = self._continues(line, wrapped)
        content = folded(line)
        mark = _BULLET.match(line) or _NUMBER.match(line)
        if mark is not None and (mark["mark"] != "-" or not self.pieces or not goes_on):
            indent = len(mark["indent"])
            item = folded(line[mark.end() :])
            self.pieces.append(Piece(item, mark["mark"], 1 + indent // 5, quote, indent, self._gap))
        elif content in _EMPTY_ITEMS:
            self.gap()
            return
        elif self._has_room(quote) and goes_on:
            self.pieces[-1].text = _joined(self.pieces[-1].text, content)
            self.pieces[-1].lines += 1
        elif not content:
            return
        else:
            indent = len(line) - len(line.lstrip())
            self.pieces.append(Piece(content, quote=quote, indent=indent, gap=self._gap))
        self._gap, self._open, self._room = False, line, room

    def _continues(self, line: str, wrapped: str) -> bool:
        if len(self.pieces) == 1 and self.pieces[0].lines == 1 and _SIGNED.match(line):
            return False  # below the title
        if self._gap:
            return False
        width = self._wrap.width
        close = HAN_KANA.match(line.lstrip()) and HAN_KANA.match(self._open[-1:])
        if close and (width == 0 or self._room < width - self._wrap.slack) and self.pieces[-1].lines < 2:
            return False  # such lines may break anywhere, so a shorter one ended on purpose
        first = wrapped.split(maxsplit=1)[0] if width and wrapped.strip() else ""
        full = width > 0 and self._room + 1 + self._wrap.length(first) > width - 1
        return _goes_on(self._open, line, width, full=full)

    def _has_room(self, quote: int) -> bool:
        """Whether the current piece may take more text of this depth of quotation."""
        if not self.pieces or not self._open:
            return False
        return len(self.pieces[-1].text) < _LONGEST and self.pieces[-1].quote == quote


def _wrap(lines: Sequence[str]) -> _Wrap:
    """How lines were wrapped. Programs count characters, or columns, of which a Chinese character takes two."""
    width = _width([len(line.rstrip()) for line in lines if len(line.strip()) > 30])
    close = [line.rstrip() for line in lines if is_han_kana(line.strip())]
    if not close:
        return _Wrap(width)
    wide = _width([cells(line.rstrip()) for line in lines if cells(line.strip()) > 30])
    by_letter = sum(len(line) >= width - 1 for line in close) if width else 0
    by_column = sum(cells(line) >= wide - _SLACK for line in close) if wide else 0
    return _Wrap(wide, cells, _SLACK) if by_column > by_letter else _Wrap(width)


_SLACK = 5  # columns


def _width(long: list[int]) -> int:
    """The width that lines of these lengths were wrapped at; 0 if they were not."""
    if len(long) < 4:
        return 0
    long.sort()
    width = long[max(0, int(len(long) * 0.97) - 1)]
    over = sum(1 for n in long if n > width + 3)
    full = sum(1 for n in long if width - 14 <= n <= width)
    if width not in WRAP or over > max(2, len(long) * 0.03) or full < max(3, len(long) * 0.25):
        return 0
    return width


def _goes_on(before: str, line: str, width: int, *, full: bool) -> bool:
    """Whether *line* continues the piece that ended with *before*. *full*: its first word had no room there."""
    text = line.strip()
    if width:
        # A word kept whole at a link or a hyphen leaves a shorter line; a sentence goes on all the same.
        return full or (len(before) > width * 0.6 and not _SENTENCE_END.search(before) and text[:1].islower())
    if text[:1] in ",.;:)!?’”%" or text[:1].islower():
        return not _SENTENCE_END.search(before) or before.endswith((":", ";")) or text[:1] in ",.;:)!?”"
    return False


def _mended(found: list[Piece], width: int) -> list[Piece]:
    """Sentences that were broken at each link put together again."""
    if width:
        return found
    out: list[Piece] = []
    for piece in found:
        last = out[-1] if out else None
        if (
            last is not None
            and not piece.gap
            and not piece.marker
            and not last.marker
            and len(last.text) < _LONGEST
            and last.quote == piece.quote
            and not _SENTENCE_END.search(last.text[-8:])
            and (_OPEN_END.search(last.text[-12:]) and len(last.text) > 25)
        ):
            last.text = _joined(last.text, piece.text)
            last.lines += 1
        elif (
            last is not None
            and not piece.gap
            and not piece.marker
            and not last.marker
            and last.lines > 1
            and last.text.endswith(" ")
        ):
            last.text = _joined(last.text, piece.text)
        else:
            out.append(piece)
    return out


def _joined(one: str, other: str) -> str:
    named = re.match(r"\.\w", other)  # ".NET", ".5"
    if (other[:1] in ",.;:)!?’”%" and not named and not other.startswith(("...", ".”"))) or one.endswith(_OPENS):
        return one + other
    if one.endswith("\u00ad"):
        return one[:-1] + other
    if HAN_KANA.match(one[-1:]) and HAN_KANA.match(other[:1]):
        return one + other
    if (
        re.search(r"[^\W\d_]-$", one[-2:])
        and other[:1].islower()
        and not re.match(r"(?:and|or|to|und|oder|et|y)\b", other)
    ):
        # A compound keeps its hyphen; which words were only divided nobody can tell here.
        return one + other
    return f"{one} {other}"


def _without_references(text: str, left: list[tuple[str, Omission]]) -> str:
    """A dump's list of links, and the numbers that point to it, gone."""
    match = next(reversed(list(_REFERENCES.finditer(text))), None)
    if match is None:
        return text
    left.append((folded(text[match.start() :])[:2000], Omission.ADDRESS))
    text = text[: match.start()]
    # The lines were wrapped with these numbers in them.
    return re.sub(r"\[\d{1,4}\](?=\S)|\[\d{1,4}\](?=\s*$)", lambda mark: _MARK * len(mark[0]), text, flags=re.MULTILINE)


_MATH, _END_OF_MATH = "[MATH:", ":MATH]"  # of lynx and elinks
_STYLE = re.compile(r" \{\\(?:display|text)style\b")  # of Wikipedia: the formula before it, again, in TeX
_LONGEST_FORMULA = 3000  # characters
_MOST_OPEN_ENDS = 1000  # formulas within others, or without an end: each costs a search


def _without_formulas(text: str, left: list[tuple[str, Omission]]) -> str:
    """MathML as its words, without tags; no TeX behind a formula that stands there already."""
    out: list[str] = []
    at = 0
    while (start := text.find(_MATH, at)) >= 0 and (end := text.find(_END_OF_MATH, start)) >= 0:
        start = text.rfind(_MATH, start, end)
        formula = text[start + len(_MATH) : end]
        if re.search(r"\n\s*\n", formula):
            out.append(text[at:end])  # words about such marks
            at = end
            continue
        formula = re.sub(r"<annotation\b[^>]*>[^<]*</annotation>", " ", formula)
        out += [text[at:start], folded(re.sub(r"</?[a-z][^<>]*>", " ", formula))]
        at = end + len(_END_OF_MATH)
    text = "".join([*out, text[at:]])
    without, again = _without_tex(text)
    if "\\" in without:
        return text  # it is about TeX
    left += [(formula, Omission.MARKUP) for formula in again]
    return without


def _without_tex(text: str) -> tuple[str, list[str]]:
    """The text without formulas that are there again in TeX, and these."""
    again: list[str] = []
    out: list[str] = []
    at = open_ends = 0
    for match in _STYLE.finditer(text):
        end = _behind_braces(text, match.start() + match[0].index("{")) if match.start() >= at else 0
        open_ends += end == 0
        if open_ends > _MOST_OPEN_ENDS:
            break
        if end:
            again.append(folded(text[match.start() : end]))
            out.append(text[at : match.start()])
            at = end
    return "".join([*out, text[at:]]), again


def _behind_braces(text: str, start: int) -> int:
    """The place behind the brace that closes the one at *start*; 0 if it is not near."""
    depth = 0
    for at in range(start, min(len(text), start + _LONGEST_FORMULA)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at + 1
    return 0


_PICTURE = re.compile(
    r"\[[\w%.+-]*\.(?:jpe?g|png|gif|webp|svg)[^\]\s]*\]|\[(?:image|img|photo)\s?\d*\]|"
    r"^(\s*(?:[*•+] )?)\[[^\]\s]{1,60}[_-][^\]\s]{0,60}\](?= )",
    re.IGNORECASE,
)


def _without_pictures(line: str) -> str:
    return _PICTURE.sub(lambda m: m.group(1) or "", line)


def counted(found: list[Piece]) -> Counter[str]:
    """How often each text occurs: menus are said twice, titles as well."""
    return Counter(p.text.lower() for p in found)
