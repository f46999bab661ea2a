"""The settings of a show: every table and every key of podcaster.toml, with its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from podcaster.config.changes import CHANGES, Changes, setting


class Treatment(StrEnum):
    """What is done with a block that is not plain text, such as a table."""

    SPEAK = "speak"
    MENTION = "mention"
    NOTES = "notes"
    SKIP = "skip"
    SUMMARY = "summary"  # only of tables: where there are numbers, the highest and the lowest


class Speakers(StrEnum):
    """How the speakers of an interview or a dialogue are narrated."""

    VOICES = "voices"  # each has a voice
    NAMES = "names"  # the narrator says who speaks
    OFF = "off"  # it is read as it is written


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence in milliseconds; `pace` scales all of them."""

    sentence: int = setting(300, Changes.SCRIPT)
    paragraph: int = setting(650, Changes.SCRIPT)
    before_heading: int = setting(1100, Changes.SCRIPT)
    after_heading: int = setting(750, Changes.SCRIPT)
    list_item: int = setting(420, Changes.SCRIPT)
    quote: int = setting(550, Changes.SCRIPT)
    lead: int = setting(400, Changes.SOUND)
    tail: int = setting(1000, Changes.SCRIPT)


@dataclass(frozen=True, slots=True)
class Treatments:
    """How each kind of block is read. A table larger than 6x4 or a long listing is only mentioned, never read out."""

    code: Treatment = setting(Treatment.MENTION, Changes.SCRIPT)
    tables: Treatment = setting(Treatment.SPEAK, Changes.SCRIPT)
    # Captions; alt texts only where there is no caption and they say something.
    figures: Treatment = setting(Treatment.SPEAK, Changes.SCRIPT)
    footnotes: Treatment = setting(Treatment.NOTES, Changes.SCRIPT)
    formulas: Treatment = setting(Treatment.MENTION, Changes.SCRIPT)
    embeds: Treatment = setting(Treatment.SPEAK, Changes.SCRIPT)
    see_also: Treatment = setting(Treatment.NOTES, Changes.SCRIPT)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who says what: the voice id for each role. Where it is empty, the narrator says it."""

    narrator: str = setting("", Changes.SCRIPT)
    quote: str = setting("", Changes.SCRIPT)
    title: str = setting("", Changes.SCRIPT)
    heading: str = setting("", Changes.SCRIPT)
    caption: str = setting("", Changes.SCRIPT)
    code_cue: str = setting("", Changes.SCRIPT)


@dataclass(frozen=True, slots=True)
class Sound:
    """The finished file."""

    loudness: float = setting(-16.0, Changes.SOUND)  # LUFS over the programme
    true_peak: float = setting(-1.0, Changes.SOUND)  # dBTP, on the decoded file
    format: str = setting("mp3", Changes.SOUND)  # mp3, m4a, m4b, opus
    # Formats of further files with the same sound, for new episodes.
    also: Strings = setting((), Changes.NOTHING)
    quality: str = setting("standard", Changes.SOUND)  # small, standard, high
    # Short sounds at titles, headings, quotes: "" none, "soft", "wood", or a file of the show.
    theme: str = setting("", Changes.SOUND)
    intro: str = setting("", Changes.SOUND)  # music before the first word: a file beside podcaster.toml, up to a minute
    outro: str = setting("", Changes.SOUND)  # and after the last
    intro_overlap: float = setting(0.0, Changes.SOUND)  # seconds of the intro that go on, turned down, under the speech
    chapter_depth: int = setting(6, Changes.TAGS)  # headings of this level and above begin a chapter; 0: no chapters
    chapter_seconds: float = setting(3.0, Changes.TAGS)  # a shorter chapter is joined with the next one


FORMATS = ("mp3", "m4a", "m4b", "opus")
QUALITIES = ("small", "standard", "high")
THEMES = ("", "soft", "wood")
DATES = ("", "article", "added")
OWN_AUDIO = ("", "skip", "use")
DEVICES = ("cpu", "accel", "cuda", "rocm", "migraphx", "directml", "coreml", "openvino")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who makes the show: a name alone is a host."""

    SHORT: ClassVar[str] = "name"  # the key that a string in the place of the table is the value of
    name: str = setting("", Changes.FEED)
    role: str = setting("host", Changes.FEED)  # host, guest, producer, ...: podcasttaxonomy.com
    group: str = setting("cast", Changes.FEED)
    href: str = setting("", Changes.FEED)  # a page about this person
    img: str = setting("", Changes.FEED)  # the address of a picture


@dataclass(frozen=True, slots=True)
class Funding:
    """Where listeners can support the show."""

    SHORT: ClassVar[str] = "url"
    url: str = setting("", Changes.FEED)
    text: str = setting("Support the show", Changes.FEED)


@dataclass(frozen=True, slots=True)
class License:
    """Under which terms the audio may be used."""

    SHORT: ClassVar[str] = "name"
    name: str = setting("", Changes.FEED)  # SPDX, or a name of your own with its url
    url: str = setting("", Changes.FEED)


@dataclass(frozen=True, slots=True)
class Location:
    """What place the show is about, or where it is made."""

    SHORT: ClassVar[str] = "name"
    name: str = setting("", Changes.FEED)
    rel: str = setting("", Changes.FEED)  # subject or creator
    geo: str = setting("", Changes.FEED)  # "geo:53.54,9.98"
    osm: str = setting("", Changes.FEED)  # of OpenStreetMap: "R62782"
    country: str = setting("", Changes.FEED)  # ISO 3166: "de"


@dataclass(frozen=True, slots=True)
class Updates:
    """How often an episode comes out."""

    SHORT: ClassVar[str] = "text"
    text: str = setting("", Changes.FEED)  # "weekly", or any words
    rrule: str = setting("", Changes.FEED)  # RFC 5545: "FREQ=WEEKLY;BYDAY=MO"; known of a word such as weekly
    start: str = setting("", Changes.FEED)  # ISO 8601: from when on


TYPES = ("", "episodic", "serial")
SHELVES = ("tag", "author", "site", "language", "voice")
Strings = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """The show as its feed, its pages and the tags of its files describe it."""

    title: str = setting("Narrated articles", Changes.TAGS | Changes.FEED)
    author: str = setting("", Changes.TAGS | Changes.FEED)
    email: str = setting("", Changes.FEED)  # the owner's, for directories
    description: str = setting("", Changes.FEED)
    # BCP 47: of the show, and of articles that do not state theirs.
    language: str = setting("en", Changes.SCRIPT | Changes.TAGS | Changes.FEED)
    base_url: str = setting("", Changes.FEED)  # where public/ will be served; "" while it is only at home
    link: str = setting("", Changes.FEED)  # the show's home page; "" = base_url
    cover: str = setting("", Changes.FEED)  # file beside podcaster.toml; "" = drawn
    # Apple's, one or several; "Society & Culture > Documentary" or just "Documentary".
    category: Strings = setting("Technology", Changes.FEED)
    # "episodic" (the newest first), "serial" (from the beginning); "" = serial if every episode is a chapter of a book.
    type: str = setting("", Changes.FEED)
    complete: bool = setting(False, Changes.FEED)  # no episode will follow
    trailer: Strings = setting((), Changes.FEED)  # titles or file names of the episodes that are trailers
    bonus: Strings = setting((), Changes.FEED)  # and of those that are extras
    person: tuple[Person, ...] = setting((), Changes.FEED)
    funding: tuple[Funding, ...] = setting((), Changes.FEED)
    license: License = field(default_factory=License)
    location: tuple[Location, ...] = setting((), Changes.FEED)
    updates: Updates = field(default_factory=Updates)
    websub: str = setting("", Changes.FEED)  # the address of a hub that notifies apps of new episodes
    # Some of SHELVES: each value of these that has `shelf_least` episodes gets a feed of its own.
    shelves: Strings = setting((), Changes.FEED)
    shelf_least: int = setting(3, Changes.FEED)
    explicit: bool = setting(False, Changes.FEED)
    private: bool = setting(False, Changes.TAGS | Changes.FEED)
    copyright: str = setting("", Changes.TAGS | Changes.FEED)
    feed_limit: int = setting(300, Changes.FEED)  # episodes in feed.xml; the others are in archive pages


@dataclass(frozen=True, slots=True)
class Settings(Channel):
    """Everything that podcaster.toml can say. What only describes the show is given the part that is a Channel."""

    # the narration
    voice: str = setting("", Changes.SCRIPT)  # narrator of everything, over any cast
    cast: Cast = field(default_factory=Cast)
    # By language: [cast.de].
    casts: Mapping[str, Cast] = field(default_factory=dict, metadata={CHANGES: Changes.SCRIPT})
    # Paragraphs in another language are spoken by the cast of that language, if there is one.
    other_languages: bool = setting(True, Changes.SCRIPT)
    speakers: Speakers = setting(Speakers.VOICES, Changes.SCRIPT)  # of interviews and dialogues
    # Speaker -> voice: [cast.speakers].
    speaker_voices: Mapping[str, str] = field(default_factory=dict, metadata={CHANGES: Changes.SCRIPT})
    pace: float = setting(1.0, Changes.SCRIPT)
    pauses: Pauses = field(default_factory=Pauses)
    treat: Treatments = field(default_factory=Treatments)
    intro: str = setting("{title}. {byline}", Changes.SCRIPT)
    outro: str = setting("", Changes.SCRIPT)
    # Of a book each chapter is an episode; else the book is one, with its chapters.
    split: bool = setting(True, Changes.SCRIPT)
    longest_words: int = setting(150_000, Changes.SCRIPT)  # about 17 hours; a longer article is refused
    lexicon: str = setting("lexicon.tsv", Changes.SCRIPT)
    # An article that its author has recorded: "skip" it, or "use" the recording; "": a voice reads it.
    own_audio: str = setting("", Changes.SCRIPT)
    # the sound
    sound: Sound = field(default_factory=Sound)
    # The date of a new episode in the feed: "article", the article's own, or "added", when it was added; "": by the
    # command that makes it.
    date: str = setting("", Changes.NOTHING)
    # the work
    keep: int = setting(0, Changes.NOTHING)  # the newest episodes, this many; 0: all
    keep_days: int = setting(0, Changes.NOTHING)  # episodes of the last days, this many; 0: all
    menu: bool = setting(False, Changes.NOTHING)  # a batch that made something new ends with a spoken menu of it
    tonight: str = setting("23:00-07:00", Changes.NOTHING)  # when the studio makes what waits for the night
    jobs: int = setting(0, Changes.NOTHING)  # workers; 0 = physical cores
    device: str = setting("cpu", Changes.SOUND)  # for the neural voices: one of DEVICES; accel is the CPU by OpenVINO
    # Folder of spoken segments; "" = the show's own, "shared" = one for all shows of this account.
    cache: str = setting("", Changes.NOTHING)
    cache_mb: int = setting(2_000, Changes.NOTHING)
    # Pages that a followed feed names may be in the network at home; else they are fetched from the internet only.
    home_network: bool = setting(False, Changes.NOTHING)
    ffmpeg: str = setting("", Changes.NOTHING)  # path; "" = the packaged one, then the PATH


def strings(value: Strings) -> tuple[str, ...]:
    """A setting that is one string or several."""
    return (value,) if isinstance(value, str) and value else tuple(value)
