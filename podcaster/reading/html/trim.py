"""The last step for an article's blocks: remove title and byline, trailers at the end, and repetitions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from podcaster.model import Block, BlockKind, Omission, SpanKind, count_words
from podcaster.reading import bylines, furniture, titles
from podcaster.reading.html.account import Account, words_of
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.notes import is_label
from podcaster.reading.html.slugs import is_made_of
from podcaster.reading.html.walk import Found

_SOLID = (BlockKind.FIGURE, BlockKind.CODE, BlockKind.TABLE, BlockKind.FORMULA, BlockKind.FOOTNOTE, BlockKind.EMBED)
_HEAD_WORDS = 60  # of the article: so far the title may be repeated
_TAIL_BLOCKS = 8
_COPY = 60  # words of a stretch that stands on the page a second time
_NEAR = 12  # blocks between a pull quote and the paragraph that it is from
_LONGEST_SEARCHED = 400_000  # characters; every block is looked for in all the others
_NOWHERE = "-"  # the host of no link
_SECTIONS = (Omission.RELATED, Omission.COMMENTS, Omission.NEWSLETTER, Omission.SHARING)


def linked(block: Block, host: str = "") -> float:
    """How much of a block is links; with *host*, links within that site."""
    if not block.text:
        return 0.0
    covered = 0
    for span in block.spans:
        if span.kind is SpanKind.LINK and (not host or _same_site(span.value, host)):
            covered += span.end - span.start
    return covered / len(block.text)


def _host(address: str) -> str:
    """The host of an address; "" without one, and for an address that is broken: "http://[x"."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _same_site(address: str, host: str) -> bool:
    if address.startswith("#"):
        return True
    other = _host(address)
    if not other:
        return host == _NOWHERE
    return (
        other == host
        or other.removeprefix("www.").endswith("." + host.removeprefix("www."))
        or host.removeprefix("www.").endswith("." + other.removeprefix("www."))
        or other.removeprefix("www.") == host.removeprefix("www.")
    )


def home(found: list[Found], address: str) -> str:
    """The host of a page; of one whose *address* is unknown, the host of most of its links."""
    if host := _host(address):
        return host
    spans = (span for entry in found for span in entry.block.spans if span.kind is SpanKind.LINK)
    hosts = Counter(_host(span.value) for span in spans)
    (host, times), *_ = hosts.most_common(1) or [("", 0)]
    return (host if 2 * times > hosts.total() else "") or _NOWHERE


def trim(found: list[Found], said: Metadata, account: Account, *, edges: bool) -> list[Found]:
    """The blocks of the article itself; the others are recorded as left out, with the reasons."""
    found = _labels(_captions(found, account), account) if edges else found
    found = _head(found, said, account, edges=edges)
    if edges:
        found = _lines(found, said, account)
        found = _tail(found, said, account)
        found = _twice(found, account)
    return found


def _captions(found: list[Found], account: Account) -> list[Found]:
    """Paragraphs that are a picture's caption, known by the credit behind them."""
    for entry in found:
        block = entry.block
        if (
            block.kind is BlockKind.PARAGRAPH
            and len(block.text) < 300
            and (behind := furniture.credit_behind(block.text)) >= 0
            and not re.search(r"[.!?] .*[.!?] ", block.text[:behind])
        ):
            entry.block = Block(BlockKind.FIGURE, block.text[:behind].rstrip(" |–—-"), image=block.image)
            account.leave(block.text[behind:].strip(), Omission.CREDIT)
    return [f for f in found if f.block.text or f.block.image is not None]


def _labels(found: list[Found], account: Account) -> list[Found]:
    """Without labels: the language above a listing, and the heading above footnotes."""
    out = []
    for entry, behind in zip(found, (*found[1:], None), strict=False):
        block, below = entry.block, behind.block if behind is not None else None
        if (
            below is not None
            and below.kind is BlockKind.FOOTNOTE
            and block.kind is BlockKind.HEADING
            and is_label(block.text)
        ):
            account.leave(block.text, Omission.FOOTNOTE)
        elif (
            below is not None
            and below.kind is BlockKind.CODE
            and block.kind is BlockKind.PARAGRAPH
            and block.text.lower() == below.language.lower()
        ):
            account.leave(block.text, Omission.MARKUP)
        else:
            out.append(entry)
    return out


def _head(found: list[Found], said: Metadata, account: Account, *, edges: bool) -> list[Found]:
    """Without the title, wherever it is repeated at the head, and without byline and date."""
    names = {bylines.plain_words(t) for t in (said.title, *said.titles) if t}
    people = {bylines.plain_words(a) for a in said.authors}
    out: list[Found] = []
    words = 0
    for entry in found:
        block = entry.block
        reason = None
        if block.kind is BlockKind.TABLE and words < _HEAD_WORDS:
            entry.block = _untitled(block, names, account)
        elif block.kind not in _SOLID and words < _HEAD_WORDS:
            plain = bylines.plain_words(block.text)
            if (
                plain in names
                or (block.kind is BlockKind.HEADING and titles.repeats(block.text, said.title, heading=True))
                or (edges and block.kind is BlockKind.HEADING and block.level == 1 and words < 20)
                or (edges and len(block.text) < 120 and (_is_byline(block.text, plain, people) or _is_filed(block)))
            ):
                reason = Omission.METADATA
        if reason is None:
            out.append(entry)
            words += count_words(block.text) if block.kind is not BlockKind.FIGURE else 0
        else:
            account.leave(words_of(block), reason)
    return out


def _untitled(table: Block, names: set[str], account: Account) -> Block:
    """A table without a first row that is only the title, as the boxes of facts on wikis have it."""
    first = " ".join(filter(None, table.rows[0])) if len(table.rows) > 1 else ""
    if bylines.plain_words(first) not in names:
        return table
    account.leave(first, Omission.METADATA)
    rows = table.rows[1:]
    return replace(table, text=" ".join(cell for row in rows for cell in row if cell), rows=rows, has_head=False)


_FILED = re.compile(r"/(?:categor(?:y|ies|ia|ie)|kategorien?|rubrik|tags?|topics?|themen?)/[^/]", re.IGNORECASE)


def _is_filed(block: Block) -> bool:
    """Whether a line has nothing but links to the categories that the article is filed under."""
    links = [span.value for span in block.spans if span.kind is SpanKind.LINK]
    return linked(block) > 0.8 and all(map(_FILED.search, links))


def _ends(text: str) -> bool:
    """Whether a line is a whole sentence."""
    return text.rstrip().endswith((".", "!", "?", "。", "！", "？"))


_BY = re.compile(
    r"^(?:by|von|par|por|text(?: von| by)?|words by|written by|posted by|autor(?:in)?:?|"
    r"author:?)\s+(?=[A-ZÀ-ÞА-Я])",
    re.IGNORECASE,
)


_ROUND_NAME = re.compile(
    r"\b(?:by|von|par|por|on|at|posted|published|written|am|le|el|the|of|de|st|nd|rd|th|mon|tues|wednes|thurs|fri|satur|"
    r"sun)(?:day)?\b|\d+|\b(?:min(?:utes?|uten?|utos?|uti)?|read|lesezeit|lecture|lectura|leitura|lettura)\b",
)


def _is_byline(text: str, plain: str, people: set[str]) -> bool:
    if plain in people:
        return True
    # "Tuesday 3 May 2022 by Ann Author": nothing is left but the month.
    rest = next((plain.replace(p, " ", 1) for p in people if p and p in plain), "")
    if rest and re.search(r"\d{4}|\d min", rest) and len(_ROUND_NAME.sub(" ", rest).split()) <= 1:
        return True
    if _BY.match(text) and not text.endswith((".", "!", "?")):
        rest = _BY.sub("", text)
        return bool(bylines.people([rest])) or any(p in plain for p in people)
    return (
        not _ends(text)
        and not text.startswith("@")
        and any(
            p and plain.startswith(p) and len(plain) - len(p) < 60 and re.search(r"\d{4}|\d min|@|ago\b", text)
            for p in people
        )
    )


def _lines(found: list[Found], said: Metadata, account: Account) -> list[Found]:
    """Without lines of furniture, and without the links that stand below such a line."""
    host = _host(said.address)
    out: list[Found] = []
    section: Omission | None = None  # the line of furniture that we are below
    total = sum(count_words(f.block.text) for f in found)
    said_words, over = 0, False
    chapters = _chapters(found)
    for number, entry in enumerate(found):
        block = entry.block
        reason = None
        over = over or _comments_begin(block, said_words, total)
        if over and block.kind is not BlockKind.FOOTNOTE:
            account.leave(words_of(block), Omission.COMMENTS)
            continue
        said_words += count_words(block.text)
        if block.kind not in _SOLID:
            reason = _line(found, number) if number not in chapters else None
            if reason in _SECTIONS and (block.kind is BlockKind.HEADING or len(block.text) < 60):
                section = reason
            elif section is not None:
                if linked(block) > 0.8 and (linked(block, host) > 0.8 or block.kind is BlockKind.LIST_ITEM):
                    reason = reason or section
                elif reason is None:
                    section = None
        elif block.kind is not BlockKind.FIGURE:
            section = None
        if reason is None:
            out.append(entry)
        else:
            account.leave(words_of(block), reason)
    return out


def _chapters(found: list[Found]) -> set[int]:
    """Headings of chapters, whatever their words: anchors repeat these words, and another such heading follows."""
    made = [
        number
        for number, entry in enumerate(found)
        if entry.block.kind is BlockKind.HEADING and is_made_of(entry.block.anchor, entry.block.text)
    ]
    return {number for number in made[:-1] if linked(found[number + 1].block) < 0.5}


def _line(found: Sequence[Found], number: int) -> Omission | None:
    """Why a block is a line of furniture; None for a step or a heading of the text that only reads like one."""
    block, count = found[number].block, len(found)
    reason = furniture.line(block.text)
    if reason in furniture.OF_STEPS and _is_step(found, number):
        return None  # "3. Save the file." is a step, no button
    if block.kind is BlockKind.LIST_ITEM and reason is Omission.FOOTER and 3 < number < count - 4:
        return None
    if block.kind is BlockKind.HEADING and reason in _OF_HEADINGS and 2 < number < count - 3:
        return None
    return reason


def _is_step(found: Sequence[Found], number: int) -> bool:
    """Whether a block is numbered: as an item of a list, or by its own first characters, as a block beside it is."""
    block = found[number].block
    if block.kind is BlockKind.LIST_ITEM:
        return block.marker[:1].isdecimal()
    own = _typed_number(block)
    beside = (_typed_number(f.block) for f in (*found[max(0, number - 1) : number], *found[number + 1 : number + 2]))
    return own > 0 and any(other > 0 and abs(own - other) == 1 for other in beside)


def _typed_number(block: Block) -> int:
    """The number that a paragraph begins with, "3" of "3. Save the file."; 0 if there is none."""
    typed = _NUMBERED.match(block.text) if block.kind is BlockKind.PARAGRAPH else None
    return int(typed[1]) if typed else 0


def _comments_begin(block: Block, said_words: int, total: int) -> bool:
    """Whether everything that follows is readers' comments: a count of comments, or their form, well after the text."""
    return said_words > 40 and said_words > total * 0.4 and furniture.ends(block.text, "page")


def _in_a_list(entry: Found, out: list[Found]) -> bool:
    """Whether a linked list item belongs to a list by the author, which also has items without links."""
    if entry.block.kind is not BlockKind.LIST_ITEM:
        return False
    own = next((a for a in entry.element.iterancestors() if a.tag in ("ul", "ol")), None)
    items = [f for f in out[-20:] if f.block.kind is BlockKind.LIST_ITEM and linked(f.block) < 0.5]
    return own is not None and any(own in f.element.iterancestors() for f in items)


_NUMBERED = re.compile(r"([1-9]\d?)[.)] \w")
_OF_HEADINGS = (Omission.METADATA, Omission.NAVIGATION, Omission.PROMOTION, Omission.CREDIT, Omission.FOOTER)
_INITIALS = re.compile(r"[(\[]?(?!OK|FIN|END)[A-Z]{2,3}(?:/[A-Z]{2,3})?[)\]]?\.?")  # whose desk it came from


def _tail(found: list[Found], said: Metadata, account: Account) -> list[Found]:
    """Without what follows the article: links, credits, biographies, appeals. Some of these are at the head, too."""
    host = _host(said.address)
    notes = [f for f in found if f.block.kind is BlockKind.FOOTNOTE]
    out = [f for f in found if f.block.kind is not BlockKind.FOOTNOTE]
    total = sum(count_words(f.block.text) for f in out)
    if total > 60:
        for _ in range(3):
            last = next((f for f in reversed(out) if f.block.kind not in (BlockKind.FIGURE, BlockKind.EMBED)), None)
            tail = [f for f in out[-_TAIL_BLOCKS:] if f.block.kind not in _SOLID]
            doomed: list[tuple[Found, Omission]] = []
            for entry in reversed(tail):
                reason = furniture.edge(entry.block.text)
                if reason is None and linked(entry.block, host) > 0.9 and not _in_a_list(entry, out):
                    reason = Omission.RELATED
                if reason is None and entry is last and _INITIALS.fullmatch(entry.block.text):
                    reason = Omission.CREDIT
                if reason is None and entry.block.kind is BlockKind.HEADING and entry is last:
                    reason = Omission.RELATED
                if reason is None:
                    break
                doomed.append((entry, reason))
            if not doomed:
                break
            for entry, reason in doomed:
                account.leave(words_of(entry.block), reason)
                out.remove(entry)
        for entry in out[:3]:
            reason = furniture.edge(entry.block.text) if entry.block.kind not in _SOLID else None
            if reason in (Omission.NEWSLETTER, Omission.ADVERT, Omission.SHARING):
                account.leave(words_of(entry.block), reason)
                out.remove(entry)
    return out + notes


def _is_pulled(entry: Found) -> bool:
    """Whether the page marks a block as a pull quote."""
    near = [entry.element, *list(entry.element.iterancestors())[:3]]
    return any(
        e.tag == "aside" or re.search(r"pull|quote|callout|highlight", e.get("class") or "", re.IGNORECASE)
        for e in near
        if e.tag not in ("body", "html")
    )


def _twice(found: list[Found], account: Account) -> list[Found]:
    """Without pull quotes, which stand word for word in a paragraph near by as well, and without a second copy."""
    plain = [bylines.plain_words(f.block.text) for f in found]
    if sum(map(len, plain)) > _LONGEST_SEARCHED:
        return found
    again = _copies(plain)
    text = [
        p if f.block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM) else ""
        for p, f in zip(plain, found, strict=True)
    ]
    whole = "".join(f"\n {t} \n" for t in text)
    out = []
    for number, entry in enumerate(found):
        own = plain[number]
        near = text[max(0, number - _NEAR) : number] + text[number + 1 : number + _NEAR + 1]
        if number in again or _is_repeated(entry, own, near, whole):
            account.leave(words_of(entry.block), Omission.DUPLICATE)
        else:
            out.append(entry)
    return out


def _copies(plain: list[str]) -> set[int]:
    """The blocks of stretches that stood on the page before: layouts for other screens hold the article again."""
    known: set[str] = set()
    out: set[int] = set()
    run: list[int] = []
    for number, own in enumerate([*plain, "."]):
        if own and own in known:
            run.append(number)
        elif own:
            texts = {plain[n] for n in run}
            if len(texts) >= 3 and sum(len(text.split()) for text in texts) >= _COPY:
                out.update(run)
            run = []
            known.add(own)
    return out


def _is_repeated(entry: Found, own: str, near: list[str], whole: str) -> bool:
    """Whether a block stands inside a longer one near it; a pull quote that the page marks, inside any."""
    if entry.block.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.HEADING):
        return False
    words = len(own.split())
    if 4 <= words <= 60 and _is_pulled(entry):
        return whole.count(f" {own} ") > whole.count(f"\n {own} \n")
    return 9 <= words <= 60 and any(len(text) > len(own) and f" {own} " in f" {text} " for text in near)
