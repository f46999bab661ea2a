"""The nouns of podcaster. This file imports no other module of podcaster and nothing heavy."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

# ---------------------------------------------------------------- how much it is

# Chinese characters, kana and Thai, Lao, Khmer and Burmese letters: none of these scripts has spaces between words.
UNSPACED = re.compile(
    "[\u0e01-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3"
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_LETTERS_A_WORD = 2  # of a script without spaces


def count_words(text: str) -> int:
    """How many words *text* has; in a script without spaces two characters count as one."""
    if text.isascii():
        return len(text.split())
    more = len(text.encode("utf-8", "replace")) - len(text)
    # A dash or an accent here and there, or a Chinese name in an English sentence: no need for the slow way.
    if more * 8 < len(text) or UNSPACED.search(text) is None:
        return len(text.split())
    runs = UNSPACED.findall(text)
    return len(UNSPACED.sub(" ", text).split()) + sum(-(-len(run) // _LETTERS_A_WORD) for run in runs)


# ---------------------------------------------------------------- what was saved


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
    AUTHOR = "author"  # the page says that it is not for the ear


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


@dataclass(frozen=True, slots=True)
class Region:
    """The part of a page that its user chose by hand: it takes the place of the automatic choice."""

    whole: bool = False  # all that the page shows
    first: str = ""  # words of the first paragraph; "": from the beginning of the page
    last: str = ""  # words of the last paragraph; "": to the end of the page


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
    left_out: tuple[LeftOut, ...] = ()
    doubts: tuple[tuple[Doubt, str], ...] = ()  # the doubt, and one sentence about it
    by_hand: tuple[str, ...] = ()  # sentences about the part of the page that the user chose; none: an automatic choice

    @property
    def draft(self) -> bool:
        return self.unpublished != ""

    @property
    def text(self) -> str:
        """The text of all blocks, a block a paragraph."""
        return "\n\n".join(b.text for b in self.blocks if b.text)

    @property
    def word_count(self) -> int:
        return sum(count_words(b.text) for b in self.blocks)


# ---------------------------------------------------------------- what is said


class Role(StrEnum):
    NARRATOR = "narrator"
    TITLE = "title"
    HEADING = "heading"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    CODE_CUE = "code cue"
    TABLE = "table"
    CAPTION = "caption"
    INTRO = "intro"
    OUTRO = "outro"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence as it is said."""

    text: str  # as displayed (transcript)
    spoken: str  # as given to the voice
    role: Role
    voice: str  # id of a profile
    language: str  # BCP 47
    pause_ms: int  # silence after it
    block: int = -1  # index into Article.blocks; -1: intro, outro
    paragraph: int = 0  # utterances with the same number are shown as one paragraph
    ipa: tuple[tuple[str, str], ...] = ()  # words of `spoken` -> IPA, from the lexicon
    # Words of `spoken` whose sense is known from their neighbours -> IPA; engines that cannot take it say them their
    # own way. A word that is there twice with two senses is there twice here too, in order; "": the voice's own way.
    sounds: tuple[tuple[str, str], ...] = ()
    speaker: str = ""  # the speaker, in an interview or a dialogue


class Fate(StrEnum):
    SPOKEN = "spoken"
    NOTES = "in the notes"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of a stretch of the article."""

    text: str
    fate: Fate
    block: int
    reason: Omission | None = None  # for NOTES and LEFT_OUT


class NoteKind(StrEnum):
    LINK = "link"
    CODE = "code"
    TABLE = "table"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    FORMULA = "formula"
    EMBED = "embed"


@dataclass(frozen=True, slots=True)
class Note:
    """Something for the show notes, at the time of its utterance."""

    kind: NoteKind
    text: str
    utterance: int  # index of the utterance during which it is shown
    address: str = ""
    language: str = ""  # code
    rows: tuple[tuple[str, ...], ...] = ()
    has_head: bool = False
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """All that is said of an article, in order, and what became of every word."""

    utterances: tuple[Utterance, ...]
    ledger: tuple[LedgerEntry, ...]
    notes: tuple[Note, ...] = ()


# ---------------------------------------------------------------- what is heard


@dataclass(frozen=True, slots=True)
class Voice:
    """A profile: data, one TOML file in voices/."""

    id: str
    name: str
    engine: str
    language: str  # BCP 47
    licence: str  # SPDX, of the model
    model: str = ""  # the engine's own name of the voice: "af_heart", a file, "en-us"
    gender: str = ""
    attribution: str = ""
    origin: str = ""
    recordings: str = ""  # SPDX, of what the model was trained with; "": not known, or the same
    restriction: str = ""  # why its sound may not be published: "its recordings are for research only"
    sha256: str = ""
    sample_rate: int = 24_000  # Hz
    speed: float = 1.0
    loudness: float | None = None  # LUFS, measured once; None: unknown
    chars_per_second: float = 15.0  # usual pace, for deadlines and the plausibility gate
    comma_ms: int = 0  # its usual pause at a comma, measured; 0: unknown
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pcm:
    """Mono samples, signed 16 bit, little endian."""

    data: bytes = field(repr=False)
    rate: int  # Hz

    @property
    def frames(self) -> int:
        return len(self.data) // 2

    @property
    def seconds(self) -> float:
        return self.frames / self.rate


@dataclass(frozen=True, slots=True)
class WordMark:
    """When a word is heard. For display: `text` is the word as in the utterance's spoken text."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine gives back: never empty."""

    pcm: Pcm
    words: tuple[WordMark, ...] | None = None  # None: the engine does not know


@dataclass(frozen=True, slots=True)
class Segment:
    """The trimmed, faded audio of one utterance with what mastering needs to know of it."""

    key: str
    pcm: Pcm
    words: tuple[WordMark, ...] | None
    energies: tuple[float, ...]  # mean squares of K-weighted 400 ms blocks, 100 ms apart (BS.1770)
    peak: float  # true peak, linear, 1.0 is full scale


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of the transcript."""

    start_ms: int
    end_ms: int
    text: str
    role: Role = Role.NARRATOR
    voice: str = ""
    words: tuple[WordMark, ...] = ()  # times in the episode
    block: int = -1
    paragraph: int = 0
    speaker: str = ""  # the speaker, in an interview or a dialogue


@dataclass(frozen=True, slots=True)
class Chapter:
    start_ms: int
    end_ms: int
    title: str
    address: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class TimedNote:
    """A note with its time in the episode."""

    start_ms: int
    note: Note


@dataclass(frozen=True, slots=True)
class Mastered:
    """A finished, measured file."""

    path: Path
    duration_ms: int
    bytes: int
    sha256: str
    lufs: float
    true_peak_db: float


# ---------------------------------------------------------------- what is published


@dataclass(frozen=True, slots=True)
class Episode:
    """A published episode, as the library, the feed and the pages know it."""

    guid: str
    name: str  # file stem below public/episodes
    title: str
    published: dt.datetime  # aware; its date in the feed: the article's own, or when it was added
    duration_ms: int
    bytes: int
    sha256: str
    key: str  # of everything that can change the sound
    source: str
    authors: tuple[str, ...] = ()
    description: str = ""
    notes_html: str = ""
    language: str = ""
    site: str = ""
    address: str = ""
    tags: tuple[str, ...] = ()
    number: int = 0  # track number, 1-based, in order of publication in this library
    characters: int = 0  # spoken
    has_cover: bool = True
    has_chapters: bool = False
    voices: tuple[str, ...] = ()
    text_sha256: str = ""  # of the article's blocks: knows a save again that was moved
    suffix: str = ".mp3"  # the format
    sound_key: str = ""  # of what can change the sound alone, not the tag
    chosen: str = ""  # the part of its file that was chosen by hand, as JSON; "" for an automatic choice
    book: str = ""  # these four as in Article
    season: int = 0
    chapter: int = 0
    kind: str = ""
    has_html_transcript: bool = False  # episodes of older versions have none
    blocked: bool = False  # directories are asked not to show it
    sketch: str = ""  # of the article's text: knows it again when its title, its file or its words have changed
    dated: str = ""  # the article's own date, ISO 8601; "" if it is unknown
    added: bool = False  # `published` is when it was added, whatever the article's own date

    @property
    def day(self) -> dt.date:
        """The day that its page and its tag show: the article's own, if it is known."""
        return dt.date.fromisoformat(self.dated[:10]) if self.added and self.dated else self.published.date()

    @property
    def file(self) -> str:
        """The name of the enclosure below public/episodes."""
        return self.name + self.suffix


class Status(StrEnum):
    MADE = "made"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article of a run."""

    source: str
    status: Status
    title: str = ""
    reason: str = ""  # one sentence for FAILED, QUARANTINED, SKIPPED
    hint: str = ""
    exit_code: int = 0
    path: Path | None = None  # the MP3
    seconds: float = 0.0  # of audio
    spoken: int = 0  # utterances synthesized, not taken from the cache
    utterances: int = 0
    error_kind: str = ""
    kind: str = ""  # of SKIPPED: the reason without what concerns this article alone
