"""Make an Article from blocks and what is known about them, in the same way for every format."""

from __future__ import annotations

import codecs
import datetime as dt
import email.utils
import html
import re
import unicodedata
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import PurePath
from urllib.parse import unquote

from podcaster.model import Article, Block, BlockKind, Doubt, Image, LeftOut, Omission, count_words
from podcaster.reading import doubts as suspicions
from podcaster.reading import furniture, recordings, titles
from podcaster.reading import language as languages
from podcaster.reading.encodings import decode
from podcaster.reading.safe import has_words, no_text
from podcaster.text.dates import month_number
from podcaster.text.web_places import is_whole

_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|amp|quot|apos|[lr][sd]quo|[nm]dash|hellip);")
_LONGEST_SECTION = 1200  # characters of a section about the blog
_PRESENTS = re.compile(
    r" (?:was )?(?:(?:launched|founded|began|started|relaunched)\b.{0,60}\b(?:19|20)\d\d\b|"
    r"is (?:an?|the)\b.{0,80}\b(?:blog|newsletter|magazine|journal|publication|podcast|series)\b)"
)
_TITLES = (BlockKind.HEADING, BlockKind.PARAGRAPH)
# Words: a chapter of a book, or a post of one's own, may be that short and whole; less is often a stub.
_SHORT_CHAPTER = 40
_ENDED = re.compile(r"(?<!\.\.)[.!?。！？]['\"”’»)\]]*\s*$")  # by a sentence, not by the dots of a teaser
_CONTENTS = 3  # headings that a table of contents has at least
_NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # what programs write that have no date: second 0
_YEARS = range(1400, 2200)  # a date outside is a placeholder; year 1 and 9999 overflow when moved to UTC


@dataclass(frozen=True, slots=True)
class Facts:
    """What a saved file says about its article, unchanged."""

    title: str = ""
    authors: Sequence[str] = ()
    date: dt.date | dt.datetime | None = None
    language: str = ""
    site: str = ""
    address: str = ""
    description: str = ""
    tags: Sequence[str] = ()
    image: Image | None = None
    unpublished: str = ""  # why it was never public
    due: dt.date | dt.datetime | None = None
    book: str = ""  # the title of the book that it is a chapter of
    season: int = 0
    chapter: int = 0
    own: bool = False  # its author wrote this file: it was not saved from a page
    kind: str = ""  # "trailer", "bonus"
    sounds: Sequence[tuple[str, str, int]] = ()  # files of it: address, media type, bytes (0: not known)


def article(
    blocks: Sequence[Block],
    facts: Facts,
    source: str,
    *,
    left_out: Sequence[LeftOut] = (),
    doubts: Sequence[tuple[Doubt, str]] = (),
    blog: bool = True,
) -> Article:
    """An article from content that was already extracted. Raises NoTextError if there is nothing to say.

    `blog`: lines at its end that only a blog has ("Share this", "Leave a comment") are left out.
    """
    title = _fact(facts.title)
    kept, gone = without_title(blocks, title)
    if blog:
        gone += _take_trailer(kept)
    if not any(has_words(b.text) or has_words(" ".join(map(" ".join, b.rows))) for b in kept):
        raise no_text(source, "it has no text, only a title" if title else "it has no text")
    text = "\n\n".join(b.text for b in kept if b.kind is not BlockKind.CODE)
    words = sum(count_words(b.text) for b in kept)
    found = suspicions.of_text(kept, text)
    if (facts.chapter or (facts.own and _ENDED.search(text))) and words >= _SHORT_CHAPTER:
        found = tuple(doubt for doubt in found if doubt[0] is not Doubt.SHORT)
    return Article(
        blocks=tuple(kept),
        title=title or file_title(source),
        authors=tuple(dict.fromkeys(a for a in map(_fact, facts.authors) if a)),
        date=facts.date,
        language=languages.choose(facts.language, text),
        site=_fact(facts.site),
        address=web_address(facts.address),
        description=_fact(facts.description),
        tags=tuple(dict.fromkeys(t for t in map(_fact, facts.tags) if t)),
        image=facts.image,
        source=source,
        unpublished=facts.unpublished,
        due=facts.due,
        book=_fact(facts.book),
        season=facts.season,
        chapter=facts.chapter,
        kind=facts.kind,
        recording=recordings.of_item(facts.sounds, words) if facts.sounds else None,
        left_out=(*left_out, *gone),
        doubts=(*doubts, *(d for d in found if d[0] not in {known for known, _ in doubts})),
    )


def without_entities(text: str) -> str:
    """*text* without the entities that stand in it because it was escaped twice: "Q&amp;A" is "Q&A".

    Not those for blanks and angle brackets: an article may be about them.
    """
    return _ENTITY.sub(lambda found: html.unescape(html.unescape(found[0])), text)


def _fact(text: str) -> str:
    return one_line(without_entities(text))


def one_line(text: str) -> str:
    """*text* with its white space folded and control characters gone."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in text).split())


def same_words(one: str, other: str) -> bool:
    """Whether two titles are the same but for case, punctuation and accents as they were typed."""
    return _folded(one) == _folded(other) != ""


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def without_title(blocks: Sequence[Block], title: str) -> tuple[list[Block], list[LeftOut]]:
    """The blocks without a repetition of the title at their beginning: it is said in the intro."""
    headings = {titles.bare(block.text) for block in blocks if block.kind is BlockKind.HEADING}
    return without_first(blocks, lambda block: _repeats(block, title, headings))


def without_first(blocks: Sequence[Block], repeats: Callable[[Block], bool]) -> tuple[list[Block], list[LeftOut]]:
    """The blocks without headings and paragraphs at their beginning that only repeat what is known of the article.

    A picture may come first, such as the logo of a newsletter.
    """
    at = next((n for n, block in enumerate(blocks) if block.kind is not BlockKind.FIGURE), len(blocks))
    kept, gone = list(blocks), []
    while at < len(kept) and kept[at].kind in _TITLES and repeats(kept[at]):
        gone.append(LeftOut(kept.pop(at).text, Omission.METADATA))
    return kept, gone


def without_contents(blocks: Sequence[Block]) -> tuple[list[Block], list[LeftOut]]:
    """The blocks without a table of contents: a list of three or more headings that follow it, in their order.

    A line that the list names is a heading, also where nothing else shows it, in plain text.
    """
    first = next((at for at, block in enumerate(blocks) if block.kind is BlockKind.LIST_ITEM), len(blocks))
    last = next((at for at in range(first, len(blocks)) if blocks[at].kind is not BlockKind.LIST_ITEM), len(blocks))
    listed = [_folded(block.text) for block in blocks[first:last]]
    if len(listed) < _CONTENTS:
        return list(blocks), []
    lines = ((at, _folded(b.text)) for at, b in enumerate(blocks[last:], last) if b.kind in _TITLES)
    named = [next((at for at, line in lines if line == text), -1) for text in listed]
    if -1 in named or not any(blocks[at].kind is BlockKind.HEADING for at in named):
        return list(blocks), []
    gone = [LeftOut(block.text, Omission.NAVIGATION) for block in blocks[first:last]]
    headings = set(named)
    out = [_as_heading(block) if at in headings else block for at, block in enumerate(blocks)]
    return [*out[:first], *out[last:]], gone


def _as_heading(block: Block) -> Block:
    return block if block.kind is BlockKind.HEADING else replace(block, kind=BlockKind.HEADING, level=2)


def without_site_section(blocks: Sequence[Block]) -> tuple[list[Block], list[LeftOut]]:
    """The blocks without a last section that presents the blog: "The Quay Papers. The Quay Papers began in 2013"."""
    at = next((n for n in range(len(blocks) - 1, 0, -1) if blocks[n].kind is BlockKind.HEADING), 0)
    section = blocks[at:]
    if not at or len(section) < 2 or sum(len(block.text) for block in section) > _LONGEST_SECTION:
        return list(blocks), []
    name, first = (one_line(b.text).casefold().removeprefix("the ").removeprefix("about ") for b in section[:2])
    if not (name and first.startswith(name) and _PRESENTS.match(first.removeprefix(name))):
        return list(blocks), []
    return list(blocks[:at]), [LeftOut(block.text, Omission.PROMOTION) for block in section]


def _take_trailer(blocks: list[Block]) -> list[LeftOut]:
    """Remove lines that are not part of the text from its end, also when footnotes follow them."""
    gone: list[LeftOut] = []
    at = len(blocks) - 1
    while at > 0:
        block = blocks[at]
        if block.kind is BlockKind.FOOTNOTE:
            at -= 1
            continue
        reason = None
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING):
            reason = furniture.line(block.text)
        if reason is None:
            break
        gone.insert(0, LeftOut(blocks.pop(at).text, reason))
        at -= 1
    return gone


def _repeats(block: Block, title: str, headings: Set[str]) -> bool:
    """Whether the first block is the title, or most of it as a heading: a subject or a file's data often say more."""
    said, whole = _folded(without_entities(block.text)), _folded(title)
    is_heading = block.kind is BlockKind.HEADING
    top = is_heading and block.level == 1 and len(said) > 0.6 * len(whole) > 6
    if said == whole != "" or (top and (whole.startswith(said) or said.startswith(whole))):
        return True
    return titles.repeats(block.text, title, heading=is_heading, others=headings - {titles.bare(block.text)})


# What programs add before and after a title in the name of a file: dates, times, numbers, ids.
_NAMED_BEFORE = re.compile(
    r"(?:(?:1[4-9]|20|21)\d\d([-_.]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"(?:[T_ -]?(?:[01]\d|2[0-3])[-_.:h]?[0-5]\d(?:[-_.:m]?[0-5]\d)?Z?)?|\d{12,17}|0\d{1,3})(?:[-_. ]+|$)"
)
_ID = r"(?=[0-9a-f]{0,39}\d)(?:[0-9a-f]{10,12}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22})"
_NAMED_BEHIND = re.compile(rf" ?\((?:\d{{1,3}}|\d{{1,4}}[_.-]\d{{1,2}}[_.-]\d{{1,4}}[^()]*)\)$|[ _-]+{_ID}$")
_SUFFIX = re.compile(r"\.(?:x?html?|md|markdown|txt|epub|warc|xml|json)$", re.I)


def file_title(source: str) -> str:
    """A title from a file's name if nothing better is known: words, without dates and ids. "" if it has none."""
    within = source.split("!")
    if len(within) > 1 and within[-1].isdecimal():  # the number of a mail or of a post
        within.pop()
    name = PurePath(within[-1])
    stem = name.parent.name if name.stem.lower() in ("index", "_index", "readme") and name.parent.name else name.stem
    bundle = name.parent if name.parent.name else PurePath(within[-2] if len(within) > 1 else "")
    if name.stem.lower() == "text" and bundle.suffix.lower() in (".textbundle", ".textpack"):
        stem = bundle.stem
    if name.stem == "TXT" and name.parent.suffix.lower() == ".rtfd":  # TextEdit's, with pictures
        stem = name.parent.stem
    stem = unquote(_SUFFIX.sub("", stem))
    bare = _NAMED_BEHIND.sub("", _NAMED_BEHIND.sub("", stem))
    bare = _NAMED_BEFORE.sub("", bare, count=1) if _NAMED_BEFORE.match(bare) else bare
    if not bare.strip():  # a daily note
        return stem
    stem = bare
    words = one_line(stem if " " in stem else re.sub(r"[-_]+", " ", stem)).strip(" -_.")
    return words[:1].upper() + words[1:] if words.islower() else words


def file_date(source: str) -> dt.date | None:
    """The date that static site generators put in front of a file's name, or of its folder's."""
    name = PurePath(source.rsplit("!", maxsplit=1)[-1])
    for part in (name.stem, name.parent.name):
        match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_ ]|$)", part)
        if match:
            return _date(*map(int, match.groups()))
    return None


def web_address(address: str) -> str:
    """*address* if it is one of the web, else ""."""
    address = address.strip()
    is_one = re.match(r"https?://[^\s/]+\S*$", address, re.I) and len(address) <= 2000 and is_whole(address)
    return address if is_one else ""


def as_utf8(page: bytes, source: str, charset: str) -> bytes:
    """Convert a page whose encoding is known from elsewhere to UTF-8, so that its own declaration cannot mislead."""
    return codecs.BOM_UTF8 + decode(page, source, declared=charset).encode()


# ---------------------------------------------------------------- dates


def parse_date(value: object) -> dt.date | dt.datetime | None:
    """A date as people and programs write it. A datetime is aware; without a zone it is taken as UTC."""
    if isinstance(value, dt.datetime):
        return _aware(value)
    if isinstance(value, dt.date):
        return value if value.year in _YEARS else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_seconds(float(value))
    if not isinstance(value, str):
        return None
    text = one_line(value)[:100].strip("\"' ")
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return _from_seconds(int(text))
    found = _iso(text) or _mail_date(text) or _written(text)
    return None if found == _NO_TIME else found


def _iso(text: str) -> dt.date | dt.datetime | None:
    match = re.match(
        r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
        r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
        text,
    ) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})()()()()", text)
    if not match:
        return None
    day = _date(int(match[1]), int(match[2]), int(match[3]))
    if day is None or not match[4]:
        return day
    zone = dt.UTC
    if match[7] and match[7][0] in "+-":
        sign = -1 if match[7][0] == "-" else 1
        minutes = int(match[7][1:3]) * 60 + int(match[7][-2:])
        zone = dt.timezone(sign * dt.timedelta(minutes=min(minutes, 1439)))
    try:
        moment = dt.time(int(match[4]), int(match[5]), int(match[6] or 0), tzinfo=zone)
    except ValueError:
        return day
    return dt.datetime.combine(day, moment)


def _mail_date(text: str) -> dt.datetime | None:
    if not re.search(r"\d{1,2}:\d{2}", text) or re.search(r"[a-z]\s+0\d{3}\b", text, re.I):
        return None  # without a time it is no date of a mail; and the year 0001, which stands for none, is not 2001
    try:
        return _aware(email.utils.parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _written(text: str) -> dt.date | None:
    lowered = text.lower()
    match = re.search(r"\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b", lowered)
    if match and (month := month_number(match[1])):
        return _date(int(match[3]), month, int(match[2]))
    match = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?([a-z]{3,9})\.?,?\s+(\d{4})\b", lowered)
    if match and (month := month_number(match[2])):
        return _date(int(match[3]), month, int(match[1]))
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _aware(moment: dt.datetime) -> dt.datetime | None:
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _from_seconds(seconds: float) -> dt.datetime | None:
    if seconds > 1e11:
        seconds /= 1000  # milliseconds
    try:
        return _aware(dt.datetime.fromtimestamp(seconds, dt.UTC)) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
