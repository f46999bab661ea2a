"""What was saved: an article, its blocks, and what was left out of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from podcaster.model.counting import count_words


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    FORMULA = "formula"
    EMBED = "embed"  # a tweet, a video, a widget


class SpanKind(StrEnum):
    LINK = "link"  # value: the address
    CODE = "code"
    NOTE_REF = "note ref"  # value: the marker of the footnote, "1"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    EMPHASIS = "emphasis"
    STRUCK = "struck"
    FORMULA = "formula"  # value: the TeX source, if known
    FOREIGN = "foreign"  # value: BCP 47
    READING = "reading"  # value: how it is read, in kana, or in Latin letters
    SAID = "said"  # value: the words for the ear in its place; "": it is not said
    ABBREVIATION = "abbreviation"  # value: what it stands for
    DATE = "date"  # value: which day its numbers are, ISO 8601
    SOUND = "sound"  # value: how the word sounds, in IPA


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a block's text with a special meaning, such as a link."""

    kind: SpanKind
    start: int  # characters into Block.text
    end: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that travelled with the save; never one that would have to be fetched."""

    path: Path | None = None  # a file beside the article
    data: bytes | None = None  # or the bytes themselves (data: URI, zip member)
    alt: str = ""
    address: str = ""  # where it was on the web; never fetched


class Wish(StrEnum):
    """What the user decided about a block by hand."""

    SAY = "say"  # whatever is said of its kind otherwise
    LEAVE_OUT = "leave out"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article, in reading order."""

    kind: BlockKind
    text: str  # as displayed, white space folded; code verbatim; figure: its caption
    level: int = 0  # heading 1-6; list item and quote: depth from 1
    marker: str = ""  # list item: "1." or "•"; footnote: its mark
    spans: tuple[Span, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # table, the head first if has_head
    has_head: bool = False
    language: str = ""  # code: the programming language; otherwise BCP 47 if not the article's
    attribution: str = ""  # quote: who said it, as displayed
    image: Image | None = None
    anchor: str = ""  # fragment identifier in the source page
    wish: Wish | None = None  # None: nothing was decided by hand


class Omission(StrEnum):
    """Why something of the page or the article is not spoken."""

    NAVIGATION = "navigation"
    OUTSIDE = "outside the article"  # text of the page that was not taken for the article's
    COMMENTS = "comments"
    SHARING = "sharing"
    RELATED = "related"
    PROMOTION = "promotion"
    NEWSLETTER = "newsletter"
    ADVERT = "advert"
    FOOTER = "footer"
    HIDDEN = "hidden"
    CREDIT = "credit"
    METADATA = "metadata"  # title, byline, date: said in the intro
    DUPLICATE = "duplicate"
    MARKUP = "markup"
    DECORATION = "decoration"  # rules, emoji, arrows
    CODE = "code"
    TABLE = "table"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    FORMULA = "formula"
    ADDRESS = "address"  # a link's target
    EMBED = "embed"
    CONTROL = "control"  # buttons, lists to choose from, fields of a form
    UNEXPLAINED = "unexplained"  # lost while the page was read, and nobody knows where
    SPEAKER = "speaker"  # the name at the beginning of a turn, not spoken where the voice shows who speaks
    SETTING = "setting"  # the user said so
    BY_HAND = "by hand"  # the user left out this very passage
    AUTHOR = "author"  # the page says that it is not for the ear
    EYE = "for the eye"  # of use only to somebody who sees the page: "see the chart below"


@dataclass(frozen=True, slots=True)
class Recording:
    """The author's own reading of an article, as a sound file."""

    address: str = ""  # on the web; "" if it was never there, or nobody knows
    kind: str = ""  # media type, "" if nobody says
    bytes: int = 0  # 0 if nobody says
    path: Path | None = None  # the file, if it is beside the save


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text of the saved page that is not part of the article, and why."""

    text: str
    reason: Omission


class Doubt(StrEnum):
    """What makes a save suspicious: not published without --force."""

    SHORT = "short"
    PAYWALL = "paywall"
    COOKIE_WALL = "cookie wall"
    JAVASCRIPT = "javascript shell"
    CUT_OFF = "cut off"
    INCOMPLETE = "incomplete"  # much of the page's text is not in the article
    DISCUSSION = "discussion"  # posts by several people
    LINKS = "links"  # a list of other pages
    FORMULAS = "formulas"  # much of it cannot be said
    PICTURES = "pictures"  # much of it is pictures
    GONE = "gone"  # a passage that was chosen by hand is not in it any more


@dataclass(frozen=True, slots=True)
class Region:
    """The part of a page that its user chose by hand: it takes the place of the automatic choice."""

    whole: bool = False  # all that the page shows
    first: str = ""  # words of the first paragraph; "": from the beginning of the page
    last: str = ""  # words of the last paragraph; "": to the end of the page


@dataclass(frozen=True, slots=True)
class Edits:
    """What the user changed of one article by hand. Passages are known by their first words: see `reading.edits`."""

    title: str = ""  # "": as found
    authors: tuple[str, ...] | None = None  # None: as found; (): nobody
    date: str | None = None  # ISO 8601; None: as found; "": it has none
    language: str = ""  # BCP 47; "": as found
    said: tuple[str, ...] = ()  # passages that are said all the same
    left_out: tuple[str, ...] = ()  # passages that are not said
    voice: str = ""  # id of the narrator's voice; "": that of the show

    def __bool__(self) -> bool:
        return self != Edits()


@dataclass(frozen=True, slots=True)
class Article:
    """What was saved: the text a listener should hear, and where it is from."""

    blocks: tuple[Block, ...]
    title: str
    authors: tuple[str, ...] = ()
    date: dt.date | dt.datetime | None = None  # a datetime is aware
    language: str = ""  # BCP 47, "" when unknown
    site: str = ""
    address: str = ""  # canonical URL, "" when unknown
    description: str = ""
    tags: tuple[str, ...] = ()
    image: Image | None = None  # lead image
    source: str = ""  # file (and member) it was read from
    unpublished: str = ""  # why it was never public, and must not become an episode: "it is a draft"
    due: dt.date | dt.datetime | None = None  # its own site would not show it before
    book: str = ""  # the title of the book that it is a chapter of
    season: int = 0  # as its own file numbers it; 0: it does not
    chapter: int = 0  # its number in the book or the season; 0: it has none
    kind: str = ""  # "trailer" or "bonus", where its own file says so
    recording: Recording | None = None  # the author's own
    left_out: tuple[LeftOut, ...] = ()
    doubts: tuple[tuple[Doubt, str], ...] = ()  # the doubt, and one sentence about it
    by_hand: tuple[str, ...] = ()  # sentences about what the user chose and changed of it; none: all of it is as found
    voice: str = ""  # id of the narrator that the user chose for it; "": the show's

    @property
    def draft(self) -> bool:
        return self.unpublished != ""

    @property
    def text(self) -> str:
        """The text of all blocks, a block a paragraph."""
        return "\n\n".join(b.text for b in self.blocks if b.text)

    @property
    def word_count(self) -> int:
        """The words of the article, without what its user leaves out by hand."""
        return sum(count_words(b.text) for b in self.blocks if b.wish is not Wish.LEAVE_OUT)
