"""An article as HTML with its original structure. Each sentence is marked with the number of its cue."""

from __future__ import annotations

import base64
import difflib
import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain, groupby, zip_longest

from podcaster.model import UNSPACED, Article, Block, BlockKind, Cue, Image, Span, SpanKind, Wish, WordMark
from podcaster.publishing.page_words import Words, words
from podcaster.publishing.plain_pictures import plain

UNSPACED_SIGN = UNSPACED.pattern.removesuffix("+")
_TINTS = 6  # of speakers, in the style of the page
_BACK = "↩\ufe0e"  # as a sign, not as an emoji
_NUMBER = re.compile("[-+−–~≈<>]?\\s?[$€£¥]?\\s?\\d(?:[.,'’\u00a0\u202f ]?\\d)*\\s?(?:%|‰|[$€£¥]|[A-Za-zµ°²³/]{1,4})?")
PHRASES = {
    SpanKind.CODE: "code",
    SpanKind.SUPERSCRIPT: "sup",
    SpanKind.SUBSCRIPT: "sub",
    SpanKind.EMPHASIS: "em",
    SpanKind.STRUCK: "s",
    SpanKind.FORMULA: "code",
}


@dataclass(slots=True)
class Marked:
    """The HTML of an article, and where its words are: per cue (character, length, start in ms) in its sentence.

    The HTML comes once, piece by piece, and the words with it: those of ten hours are megabytes.
    """

    pieces: Iterator[str] = field(default_factory=lambda: iter(()))
    words: dict[int, array[int]] = field(default_factory=dict)  # an article of ten hours has 100,000 words


def mark_up(article: Article, cues: Sequence[Cue], w: Words | None = None) -> Marked:
    """The article with `data-c="N"` on what is heard in cue N: its sentence, or the whole block if it is not prose.

    *w*: the words of the page, if it is not in the language of the article.
    """
    by_block: defaultdict[int, list[int]] = defaultdict(list)
    for number, cue in enumerate(cues):
        by_block[cue.block].append(number)
    page = _Page(article, cues, by_block, w or words(article.language))
    page.marked.pieces = page.pieces()
    return page.marked


class _Page:
    """The state of one conversion."""

    def __init__(self, article: Article, cues: Sequence[Cue], by_block: dict[int, list[int]], w: Words) -> None:
        self.article = article
        self.w = w
        self.cues = cues
        self.by_block = by_block
        self.marked = Marked()
        self.speakers: dict[str, int] = {}  # of a conversation, in order; with the number of their tint
        levels = [block.level for block in article.blocks if block.kind is BlockKind.HEADING]
        self.shift = 2 - min(levels, default=2)  # the title of the page is the only h1
        self.notes = {b.marker.strip("[]. ") for b in article.blocks if b.kind is BlockKind.FOOTNOTE}

    def pieces(self) -> Iterator[str]:
        """The HTML, a line a piece."""
        for number, block in enumerate(self.blocks()):
            yield f"\n{block}" if number else block

    def blocks(self) -> Iterator[str]:
        numbered = [(n, block) for n, block in enumerate(self.article.blocks) if block.wish is not Wish.LEAVE_OUT]
        for kind, group in groupby(numbered, key=lambda pair: pair[1].kind):
            members = list(group)
            if kind is BlockKind.LIST_ITEM:
                yield self._list(members)
            elif kind is BlockKind.QUOTE:
                yield self._quotes(members)
            elif kind is BlockKind.FOOTNOTE:
                yield self._footnotes(members)
            else:
                yield from (self._block(number, block) for number, block in members)

    def _block(self, number: int, block: Block) -> str:
        if block.kind is BlockKind.HEADING:
            level = min(6, max(2, block.level + self.shift))
            return f'<h{level} id="b{number}">{self._prose(number, block)}</h{level}>'
        if block.kind is BlockKind.CODE:
            label = f' data-language="{escape(block.language)}"' if block.language else ""
            return f'<pre{self._whole(number)}{label} tabindex="0"><code>{escape(block.text)}</code></pre>'
        if block.kind is BlockKind.TABLE:
            return self._table(number, block)
        if block.kind is BlockKind.FIGURE:
            return self._figure(number, block)
        if block.kind is BlockKind.FORMULA:
            return f'<p class="formula"{self._whole(number)}><code>{escape(block.text)}</code></p>'
        if block.kind is BlockKind.EMBED:
            return f'<p class="embed">{self._prose(number, block)}</p>'
        return f"<p{_language(block)}{self._turn(number)}>{self._prose(number, block)}</p>"

    # ------------------------------------------------------------ blocks that belong together

    def _list(self, members: Sequence[tuple[int, Block]]) -> str:
        out: list[str] = []
        open_lists: list[tuple[int, str]] = []  # level, tag
        for number, block in members:
            level = max(1, block.level)
            ordered = re.match(r"[\(\[]?(\w{1,4})[.)\]]", block.marker)
            tag = "ol" if ordered else "ul"
            while open_lists and open_lists[-1][0] > level:
                out.append(f"</li></{open_lists.pop()[1]}>")
            if open_lists and open_lists[-1] == (level, tag):
                out.append("</li>")
            else:
                if open_lists and open_lists[-1][0] == level:
                    out.append(f"</li></{open_lists.pop()[1]}>")
                out.append(f"<{tag}>")
                open_lists.append((level, tag))
            value = f' value="{int(ordered[1])}"' if ordered and ordered[1].isdecimal() else ""
            out.append(f"<li{value}{self._turn(number)}>{self._prose(number, block)}")
        out += [f"</li></{tag}>" for _, tag in reversed(open_lists)]
        return "".join(out)

    def _quotes(self, members: Sequence[tuple[int, Block]]) -> str:
        out = []
        for number, block in members:
            out.append(f"<p{_language(block)}>{self._prose(number, block)}</p>")
            if block.attribution:
                said = [c for c in self.by_block.get(number, ()) if self._is_attribution(c, block)]
                heard = f' class="s" data-c="{" ".join(map(str, said))}"' if said else ""
                out.append(f"<footer{heard}>{escape(block.attribution)}</footer></blockquote>\n<blockquote>")
        return f"<blockquote>{''.join(out)}</blockquote>".replace("\n<blockquote></blockquote>", "")

    def _footnotes(self, members: Sequence[tuple[int, Block]]) -> str:
        out = ['<div class="footnotes" role="note">']
        for number, block in members:
            mark = block.marker.strip("[]. ")
            says = f'aria-label="{escape(self.w.back_to_text)}"{self.w.mark}'
            out.append(
                f'<p id="{_anchor(mark)}"><sup>{escape(mark)}</sup> {self._prose(number, block)} '
                f'<a href="#{_anchor(mark)}-ref" {says}>{_BACK}</a></p>'
            )
        return "".join([*out, "</div>"])

    # ------------------------------------------------------------ blocks that are more than prose

    def _table(self, number: int, block: Block) -> str:
        head, rows = (block.rows[:1], block.rows[1:]) if block.has_head else ((), block.rows)
        out = [
            f'<div class="wide"{self._whole(number)} role="region" aria-label="{escape(self.w.table)}"'
            f'{self.w.mark} tabindex="0"><table{self.w.own}>'
        ]
        # Without a caption, a reader puts the words of all cells there.
        if block.text and block.text.split() != " ".join(cell for row in block.rows for cell in row).split():
            out.append(f"<caption>{escape(block.text)}</caption>")
        numbers = [False, *_number_columns(rows)[1:]]  # the first one says what the row is about
        for row in head:
            out.append(f"<thead><tr>{_cells('th', row, numbers)}</tr></thead>")
        out.append("<tbody>")
        out += [f"<tr>{_cells('td', row, numbers)}</tr>" for row in rows]
        return "".join([*out, "</tbody></table></div>"])

    def _figure(self, number: int, block: Block) -> str:
        picture = image_html(block.image)
        said = self._prose(number, block) if block.text else ""
        caption = f"<figcaption>{said}</figcaption>" if said else ""
        return f"<figure{'' if said else self._whole(number)}>{picture}{caption}</figure>" if picture or said else ""

    def _whole(self, number: int) -> str:
        """The attribute of a block that is highlighted as a whole."""
        cues = self.by_block.get(number)
        return f' data-c="{" ".join(map(str, cues))}"' if cues else ""

    def _turn(self, number: int) -> str:
        """The attributes of a block that is somebody's turn in a conversation: who it is, and the number of the person.

        A block with the turns of several people has none: the names in it tell them apart.
        """
        names = {name for cue in self.by_block.get(number, ()) if (name := self.cues[cue].speaker)}
        if len(names) != 1:
            return ""
        name = names.pop()
        place = self.speakers.setdefault(name, len(self.speakers) % _TINTS + 1)
        return f' class="turn" data-turn="{place}" data-speaker="{escape(name)}"'

    # ------------------------------------------------------------ prose

    def _prose(self, number: int, block: Block) -> str:
        """The block's text with its links and emphasis, each sentence in an element of its own."""
        out, end, homeless = [], 0, []
        for cue in self.by_block.get(number, ()):
            if self._is_attribution(cue, block):
                continue
            said = self.cues[cue].text
            place = find_sentence(block.text, said, end)
            if place is None and block.marker:
                # "1. Take the lamp down": the number is spoken, but the list shows it by itself.
                place = find_sentence(block.text, said.removeprefix(block.marker), end)
            if place is None:
                homeless.append(cue)
                continue
            start, stop = place
            out.append(self._inline(block, end, start))
            places = word_places(block.text[start:stop], self.cues[cue].words)
            self.marked.words[cue] = array("I", chain.from_iterable(places))
            out.append(f'<span class="s" data-c="{cue}">{self._inline(block, start, stop)}</span>')
            end = stop
        out.append(self._inline(block, end, len(block.text)))
        text = "".join(out)
        if homeless:
            # Spoken in other words than the page shows: the block is highlighted as a whole.
            return f'<span class="s" data-c="{" ".join(map(str, homeless))}">{text}</span>'
        return text

    def _is_attribution(self, cue: int, block: Block) -> bool:
        """Whether a cue is the attribution of a quote."""
        text = self.cues[cue].text
        return bool(block.attribution) and block.attribution in text and find_sentence(block.text, text, 0) is None

    def _inline(self, block: Block, start: int, stop: int) -> str:
        spans = sorted(
            (span for span in block.spans if span.start < stop and span.end > start), key=lambda s: (s.start, -s.end)
        )
        return self._spans(block.text, start, stop, spans)

    def _spans(self, text: str, start: int, stop: int, spans: Sequence[Span]) -> str:
        out, at, rest = [], start, list(spans)
        while rest:
            span = rest.pop(0)
            a, b = max(span.start, at), min(span.end, stop)
            if a >= b:
                continue
            inner = [s for s in rest if s.start < b]
            rest = [s for s in rest if s.end > b]
            out.append(escape(text[at:a], quote=False))
            out.append(self._phrase(span, self._spans(text, a, b, inner)))
            at = b
        out.append(escape(text[at:stop], quote=False))
        return "".join(out)

    def _phrase(self, span: Span, inner: str) -> str:
        if tag := PHRASES.get(span.kind):
            return f"<{tag}>{inner}</{tag}>"
        if span.kind is SpanKind.LINK and (address := safe_link(span.value)):
            return f'<a href="{escape(address)}" rel="noreferrer">{inner}</a>'
        if span.kind is SpanKind.FOREIGN and re.fullmatch(r"[A-Za-z0-9-]{2,35}", span.value):
            return f'<span lang="{span.value}">{inner}</span>'
        if span.kind is SpanKind.NOTE_REF:
            mark = span.value.strip("[]. ")
            if mark in self.notes:
                return f'<sup><a id="{_anchor(mark)}-ref" href="#{_anchor(mark)}">{inner}</a></sup>'
            return f"<sup>{inner}</sup>"
        return inner


def _cells(tag: str, row: Sequence[str], numbers: Sequence[bool]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    kinds = [' class="n"' if number else "" for number in numbers[: len(row)]]
    return "".join(
        f"<{tag}{scope}{kind}>{escape(cell)}</{tag}>" for cell, kind in zip_longest(row, kinds, fillvalue="")
    )


def _number_columns(rows: Sequence[Sequence[str]]) -> list[bool]:
    """For each column of a table, whether there are only numbers in it: they are set flush, so that one can compare."""
    columns = zip_longest(*rows, fillvalue="")
    return [
        any(column) and all(_NUMBER.fullmatch(cell.strip()) for cell in column if cell.strip()) for column in columns
    ]


def _language(block: Block) -> str:
    return f' lang="{block.language}"' if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", block.language) else ""


def _anchor(mark: str) -> str:
    return "note-" + re.sub(r"\W", lambda m: f"_{ord(m[0]):x}", mark)


def safe_link(address: str) -> str:
    """*address* if a page can safely link to it, otherwise ""."""
    return address.strip() if re.match(r"\s*(https?://|mailto:)\S", address, re.IGNORECASE) else ""


# ---------------------------------------------------------------- from spoken words to their place in the text


def find_sentence(text: str, sentence: str, start: int) -> tuple[int, int] | None:
    """Start and end of *sentence* in *text*, searched from *start* on, ignoring differences in white space."""
    parts = sentence.split()
    if not parts:
        return None
    at = text.find(sentence, start)
    if at >= 0:
        return at, at + len(sentence)
    match = re.compile(r"\s*".join(map(re.escape, parts))).search(text, start)
    return match.span() if match else None


def word_places(shown: str, heard: Sequence[WordMark]) -> list[tuple[int, int, int]]:
    """(character, length, start in ms) of the words as shown, from the times of the words as spoken.

    "$5 million" is heard as three other words: what differs shares the time of what differs.
    """
    if not heard:
        return []
    if UNSPACED.search(shown):
        return _merged(_places(list(re.finditer(f"{UNSPACED_SIGN}|(?:(?!{UNSPACED_SIGN})\\S)+", shown)), _signs(heard)))
    return _places(list(re.finditer(r"\S+", shown)), heard)


def _signs(heard: Sequence[WordMark]) -> list[WordMark]:
    """The signs of words in a script without blanks, each with the time of its word; other words as they are."""
    return [
        WordMark(part[0], mark.start_ms, mark.end_ms)
        for mark in heard
        for part in re.finditer(f"{UNSPACED_SIGN}|(?:(?!{UNSPACED_SIGN}).)+", mark.text)
    ]


def _merged(places: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Neighbours that begin at one time as one: the signs of a word."""
    out: list[tuple[int, int, int]] = []
    for at, length, start in places:
        if out and out[-1][2] == start and out[-1][0] + out[-1][1] == at:
            at, length = out[-1][0], out[-1][1] + length
            out.pop()
        out.append((at, length, start))
    return out


def _places(tokens: Sequence[re.Match[str]], heard: Sequence[WordMark]) -> list[tuple[int, int, int]]:
    matcher = difflib.SequenceMatcher(
        None, [_bare(t.group()) for t in tokens], [_bare(mark.text) for mark in heard], autojunk=False
    )
    out = []
    for _, a, b, c, d in matcher.get_opcodes():
        if a == b or c == d:
            continue  # spoken but not shown, or shown but not spoken
        begin, end = heard[c].start_ms, heard[d - 1].end_ms
        letters = sum(len(t.group()) for t in tokens[a:b])
        done = 0
        for offset, token in enumerate(tokens[a:b]):
            start = heard[c + offset].start_ms if b - a == d - c else begin + (end - begin) * done // letters
            out.append((token.start(), len(token.group()), start))
            done += len(token.group())
    return out


def _bare(word: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", word)).casefold() or word


# ---------------------------------------------------------------- pictures


def image_html(image: Image | None) -> str:
    """The picture as a data URL, so that nothing has to be fetched; without data, its description."""
    if image is None:
        return ""
    address = _data_address(image)
    if address:
        return f'<img src="{address}" alt="{escape(image.alt)}" loading="lazy">'
    return f'<p class="no-picture">{escape(image.alt)}</p>' if image.alt else ""


def _data_address(image: Image) -> str:
    try:
        data = image.data if image.data is not None else image.path.read_bytes() if image.path else b""
    except OSError:
        return ""  # the file was not saved with the page: show the description instead
    data, kind = plain(data)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}" if data else ""


def clock(milliseconds: int) -> str:
    """1:02:03 or 2:03."""
    seconds = milliseconds // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def spoken_times(cues: Sequence[Cue], marked: Marked) -> Iterator[list[object]]:
    """Per cue [start, end, [character, length, start, …]], for the script of the page."""
    for number, cue in enumerate(cues):
        yield [cue.start_ms, cue.end_ms, list(marked.words.get(number, ()))]
