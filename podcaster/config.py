"""Settings: one frozen object, read once from podcaster.toml and the command line."""

from __future__ import annotations

import difflib
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Flag, StrEnum, auto
from pathlib import Path
from typing import Any, ClassVar

from podcaster.errors import MALFORMED, PodcasterError, UsageError
from podcaster.text.languages import primary

FILE_NAME = "podcaster.toml"
T = typing.TypeVar("T")
CHANGES = "changes"  # in the metadata of a field


class Changes(Flag):
    """What has to be made again when a setting gets another value."""

    NOTHING = 0  # how the work is done: how fast, where, with what
    SCRIPT = auto()  # what is said, in which voice, with which pauses
    SOUND = auto()  # the sound of the same script
    TAGS = auto()  # what the files of an episode contain: tag, chapters, cover, page
    FEED = auto()  # feed, front page, archive pages, the cover of the show


def setting(default: T, changes: Changes) -> T:
    """A field of a table of settings, and what is made again when it changes."""
    made: T = field(default=default, metadata={CHANGES: changes})
    return made


def changing(table: Any, kinds: Changes) -> dict[str, Any]:
    """The settings of *table* that change one of *kinds*, with their values; of tables in it, those that have some."""
    found: dict[str, Any] = {}
    for one in fields(table):
        value = getattr(table, one.name)
        if is_dataclass(value):
            if inner := changing(value, kinds):
                found[one.name] = inner
        elif one.metadata[CHANGES] & kinds:
            by_name = isinstance(value, Mapping)
            found[one.name] = {k: _changing(v, kinds) for k, v in value.items()} if by_name else value
    return found


def _changing(value: Any, kinds: Changes) -> Any:
    return changing(value, kinds) if is_dataclass(value) else value


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
    websub: str = setting("", Changes.FEED)  # the address of a hub, which tells apps of news
    # A feed for each value of these, with at least so many episodes: some of SHELVES.
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
    # the sound
    sound: Sound = field(default_factory=Sound)
    # The date of a new episode in the feed: "article", the article's own, or "added", when it was added; "": by the
    # command that makes it.
    date: str = setting("", Changes.NOTHING)
    # the work
    keep: int = setting(0, Changes.NOTHING)  # so many episodes, the newest; 0: all
    keep_days: int = setting(0, Changes.NOTHING)  # those of so many days; 0: all
    menu: bool = setting(False, Changes.NOTHING)  # a batch that made something new ends with a spoken menu of it
    jobs: int = setting(0, Changes.NOTHING)  # workers; 0 = physical cores
    device: str = setting("cpu", Changes.SOUND)  # for the neural voices: one of DEVICES; accel is the CPU by OpenVINO
    # Folder of spoken segments; "" = the show's own, "shared" = one for all shows of this account.
    cache: str = setting("", Changes.NOTHING)
    cache_mb: int = setting(2_000, Changes.NOTHING)
    ffmpeg: str = setting("", Changes.NOTHING)  # path; "" = the packaged one, then the PATH


DEFAULT_CASTS: Mapping[str, Cast] = types.MappingProxyType(
    {
        "en": Cast(narrator="heart", quote="michael"),
        "es": Cast(narrator="dora", quote="alex"),
        "fr": Cast(narrator="siwis"),
        "it": Cast(narrator="sara", quote="nicola"),
        "pt": Cast(narrator="dora-pt", quote="alex-pt"),
        "ja": Cast(narrator="alpha-ja", quote="kumo"),
        "zh": Cast(narrator="yunxi", quote="yunjian"),
    }
)
# The voices that speakers get, in this order where the name shows no gender.
DEFAULT_SPEAKERS: Mapping[str, tuple[str, ...]] = types.MappingProxyType(
    {
        "en": ("bella", "george", "emma", "fenrir", "michael", "heart"),
        "es": ("alex", "dora"),
        "it": ("nicola", "sara"),
        "pt": ("alex-pt", "dora-pt"),
    }
)
FALLBACK_CAST = Cast(narrator="system", quote="system")


def cast_for(language: str, settings: Settings, *, fallback: Cast = FALLBACK_CAST) -> Cast:
    """The cast for an article in *language*: the show's for that language, its general one, the default or *fallback*.

    A role that has no voice is read by the narrator. `voice.casting.cast_for` knows which voices are installed.
    """
    short = primary(language)
    chosen = settings.casts.get(language.lower()) or settings.casts.get(short)
    own_language = short == primary(settings.language)
    default = DEFAULT_CASTS.get(short, fallback)
    if chosen is None and own_language and settings.cast != Cast():
        chosen = settings.cast
    base = chosen or default
    narrator = settings.voice or base.narrator or default.narrator
    if settings.voice and not (chosen and chosen.quote):
        base = replace(base, quote=narrator)
    return Cast(
        narrator=narrator,
        quote=base.quote or narrator,
        title=base.title or narrator,
        heading=base.heading or narrator,
        caption=base.caption or narrator,
        code_cue=base.code_cue or narrator,
    )


def load(folder: Path) -> Settings:
    """The settings of the show in *folder*; the defaults if it has no podcaster.toml."""
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"could not read {path}: {error}", hint="it must be a UTF-8 text file") from error
    try:
        values = tomllib.loads(text)
    except MALFORMED as error:
        raise UsageError(f"{path} is not valid TOML: {error}", hint="https://toml.io shows the form") from error
    return parse(values, where=str(path))


def parse(values: Mapping[str, Any], *, where: str = FILE_NAME) -> Settings:
    """Settings from a table that was read. Raises UsageError for an unknown key and for a value of the wrong type."""
    values = dict(values)
    casts: dict[str, Cast] = {}
    speakers: dict[str, str] = {}
    cast = values.get("cast")
    if isinstance(cast, dict):
        cast = dict(cast)
        speakers = _voices_of(cast.pop("speakers", {}), f"{where}: cast.speakers")
        own = {k: v for k, v in cast.items() if not isinstance(v, dict)}
        casts = {k.lower(): _table(Cast, v, f"{where}: cast.{k}") for k, v in cast.items() if isinstance(v, dict)}
        values["cast"] = own
    for key, hint in (
        ("casts", "write one table per language: [cast.de]"),
        ("speaker_voices", "write [cast.speakers]"),
    ):
        if key in values:
            raise UsageError(f"{where}: unknown key {key!r}", hint=hint)
    settings = _table(Settings, values, where)
    _check(settings, where)
    return replace(settings, casts=types.MappingProxyType(casts), speaker_voices=types.MappingProxyType(speakers))


def _voices_of(table: Any, where: str) -> dict[str, str]:
    """The voice of each speaker."""
    if not isinstance(table, dict) or not all(isinstance(voice, str) for voice in table.values()):
        raise UsageError(
            f"{where} must be a table of voices", hint='[cast.speakers], then lines such as "Anna" = "emma"'
        )
    return dict(table)


def _check(settings: Settings, where: str) -> None:
    if settings.sound.format not in FORMATS:
        raise UsageError(f"{where}: sound.format is {settings.sound.format!r}", hint=f"one of {', '.join(FORMATS)}")
    if settings.sound.quality not in QUALITIES:
        raise UsageError(f"{where}: sound.quality is {settings.sound.quality!r}", hint=f"one of {', '.join(QUALITIES)}")
    if settings.date not in DATES:
        raise UsageError(f"{where}: date is {settings.date!r}", hint="article or added")
    if settings.device not in DEVICES:
        raise UsageError(f"{where}: device is {settings.device!r}", hint=f"one of {', '.join(DEVICES)}")
    if settings.sound.theme not in THEMES and not settings.sound.theme.endswith(".toml"):
        hint = '"", soft, wood, or a file of your own: "mine.toml"'
        raise UsageError(f"{where}: sound.theme is {settings.sound.theme!r}", hint=hint)
    _check_show(settings, where)
    limits = (
        ("pace", settings.pace, 0.25, 4.0),
        ("sound.loudness", settings.sound.loudness, -40.0, -8.0),
        ("sound.true_peak", settings.sound.true_peak, -9.0, 0.0),
        ("sound.chapter_depth", settings.sound.chapter_depth, 0, 6),
        ("sound.intro_overlap", settings.sound.intro_overlap, 0.0, 30.0),
        ("sound.chapter_seconds", settings.sound.chapter_seconds, 0.0, 3600.0),
        ("longest_words", settings.longest_words, 1, 100_000_000),
        ("feed_limit", settings.feed_limit, 1, 100_000),
        ("shelf_least", settings.shelf_least, 1, 100_000),
        ("keep", settings.keep, 0, 1_000_000),
        ("keep_days", settings.keep_days, 0, 100_000),
        ("jobs", settings.jobs, 0, 1024),
        ("cache_mb", settings.cache_mb, 0, 10_000_000),
    )
    for key, value, low, high in limits:
        if not low <= value <= high:
            raise UsageError(f"{where}: {key} is {value}", hint=f"from {low} to {high}")
    for treated in fields(settings.treat):
        if getattr(settings.treat, treated.name) is Treatment.SUMMARY and treated.name != "tables":
            hint = "only tables have one: speak, mention, notes or skip"
            raise UsageError(f"{where}: treat.{treated.name} is 'summary'", hint=hint)
    for pause in fields(settings.pauses):
        value = getattr(settings.pauses, pause.name)
        if not 0 <= value <= 20_000:
            raise UsageError(f"{where}: pauses.{pause.name} is {value}", hint="milliseconds, from 0 to 20000")
    if settings.base_url and not settings.base_url.startswith(("http://", "https://")):
        raise UsageError(f"{where}: base_url is {settings.base_url!r}", hint="begin it with https:// or http://")


def _check_show(settings: Settings, where: str) -> None:
    """What the feed says of the show."""
    if settings.type not in TYPES:
        raise UsageError(f"{where}: type is {settings.type!r}", hint='"", episodic or serial')
    for shelf in strings(settings.shelves):
        if shelf not in SHELVES:
            raise UsageError(f"{where}: shelves has {shelf!r}", hint=f"some of {', '.join(SHELVES)}")
    if settings.location and any(place.rel not in ("", "subject", "creator") for place in settings.location):
        raise UsageError(f"{where}: location.rel is neither subject nor creator")
    addresses = [("websub", settings.websub), ("license.url", settings.license.url)]
    addresses += [(f"funding.{key}", getattr(one, key)) for one in settings.funding for key in ("url",)]
    addresses += [(f"person.{key}", getattr(one, key)) for one in settings.person for key in ("href", "img")]
    for key, address in addresses:
        if address and not address.startswith(("http://", "https://")):
            raise UsageError(f"{where}: {key} is {address!r}", hint="begin it with https:// or http://")
    needed = [("person", "name", one.name) for one in settings.person]
    needed += [("funding", "url", one.url) for one in settings.funding]
    needed += [("location", "name", one.name) for one in settings.location]
    for table, key, value in needed:
        if not value.strip():
            raise UsageError(
                f"{where}: {table} has no {key}", hint=f'{table} = "...", or [[{table}]] with {key} = "..."'
            )


def strings(value: Strings) -> tuple[str, ...]:
    """A setting that is one string or several."""
    return (value,) if isinstance(value, str) and value else tuple(value)


def _table(kind: type[T], values: Mapping[str, Any], where: str) -> T:
    return kind(**checked(kind, values, where))


def checked(
    kind: type, values: Mapping[str, Any], where: str, error: type[PodcasterError] = UsageError
) -> dict[str, Any]:
    """*values*, each with the type of the field of *kind* that has its name. Raises *error* for anything else."""
    hints = typing.get_type_hints(kind)
    known = [f.name for f in fields(kind)]
    out: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
            raise error(f"{where}: unknown key {key!r}", hint=hint)
        out[key] = _value(hints[key], value, f"{where}: {key}", error)
    return out


def _value(wanted: Any, value: Any, where: str, error: type[PodcasterError]) -> Any:
    if wanted == Strings:
        wanted = str if isinstance(value, str) else tuple[str, ...]
    if typing.get_origin(wanted) is tuple:
        one = typing.get_args(wanted)[0]
        return tuple(_value(one, item, where, error) for item in (value if isinstance(value, list) else [value]))
    if is_dataclass(wanted) and isinstance(wanted, type):
        short = getattr(wanted, "SHORT", "")
        if short and isinstance(value, str):
            value = {short: value}
        if not isinstance(value, dict):
            raise UsageError(f"{where} must be a table", hint="write [name] on a line, and its keys below it")
        return _table(wanted, value, where)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        try:
            return wanted(value)
        except ValueError as unknown:
            raise UsageError(f"{where} is {value!r}", hint=f"one of {', '.join(wanted)}") from unknown
    if wanted in (float, float | None) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    plain = float if wanted == float | None else typing.get_origin(wanted) or wanted
    if not isinstance(value, plain) or (isinstance(value, bool) and wanted is not bool):
        name = "table" if plain is Mapping else plain.__name__
        raise error(f"{where} is {value!r}", hint=f"it must be of type {name}")
    return value


@dataclass(frozen=True, slots=True)
class Show:
    """A show on disk: its folder and its settings."""

    folder: Path
    settings: Settings = field(default_factory=Settings)

    @property
    def public(self) -> Path:
        """Everything that may be served or uploaded, and nothing else."""
        return self.folder / "public"

    @property
    def episodes(self) -> Path:
        return self.public / "episodes"

    @property
    def state(self) -> Path:
        return self.folder / ".podcaster"

    @property
    def lexicon(self) -> Path:
        return self.folder / self.settings.lexicon


def open_show(folder: Path) -> Show:
    """The show in *folder* with the settings of its podcaster.toml. A folder that does not exist yet is a new show."""
    return Show(folder, load(folder))
