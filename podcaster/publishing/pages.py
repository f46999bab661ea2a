"""The HTML pages: an episode to read along, the front page of a show, its archive, and the style of the feed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from podcaster.config import Channel
from podcaster.model import Article, BlockKind, Chapter, Cue, Episode, Image, NoteKind, TimedNote
from podcaster.publishing import page_address, templates
from podcaster.publishing.feed import base_address
from podcaster.publishing.feed_text import clean, without_controls
from podcaster.publishing.marked_up import Marked, image_html, mark_up, safe_link, spoken_times
from podcaster.publishing.page_words import words
from podcaster.text.languages import right_to_left, written

VERSION = 2  # raise it when the same episodes are to become another archive page
FULL_ENTRIES = 300  # on the front page; older ones are one line each


def _page(name: str, channel: Channel, language: str, **values: object) -> str:
    rtl, w = right_to_left(language), words(language)
    page = templates.render(name, channel=channel, language=w.page, right_to_left=rtl, w=w, **values)
    return without_controls(page)


# ---------------------------------------------------------------- an episode


def read_along(
    article: Article,
    episode: Episode,
    cues: Sequence[Cue],
    notes: Sequence[TimedNote],
    chapters: Sequence[Chapter],
    channel: Channel,
    *,
    waveform: str = "",
) -> str:
    """A self-contained page that highlights the text while the audio plays. It needs only the audio file beside it.

    *waveform*: its shape as JSON, as `peaks.waveform` tells it.
    """
    language = episode.language or channel.language
    marked = mark_up(article, cues, words(language))
    text, marked.html = marked.html, ""  # it can have several megabytes: keep one copy only
    return _page(
        "read_along",
        channel,
        language,
        episode=episode,
        title_cues=[n for n, cue in enumerate(cues) if cue.block < 0 and cue.end_ms <= _first_words(cues)],
        original=safe_link(episode.address),
        chapters=chapters,
        lead_picture=_lead_picture(article),
        text=text,
        links=_links(notes),
        data=_data(_about(episode, chapters, channel), waveform, cues, marked),
    )


def _first_words(cues: Sequence[Cue]) -> int:
    """When the article itself starts, after the intro, in ms."""
    return next((cue.start_ms for cue in cues if cue.block >= 0), 0)


def _about(episode: Episode, chapters: Sequence[Chapter], channel: Channel) -> dict[str, object]:
    """What the player knows of an episode before it has its sound."""
    return {
        "guid": episode.guid,
        "title": clean(episode.title),
        "author": ", ".join(episode.authors) or channel.author,
        "show": channel.title,
        "cover": f"{episode.name}.jpg" if episode.has_cover else "",
        "src": episode.file,
        "duration_ms": episode.duration_ms,
        "chapters": [[chapter.start_ms, clean(chapter.title)] for chapter in chapters] if len(chapters) > 1 else [],
    }


def _data(about: dict[str, object], waveform: str, cues: Sequence[Cue], marked: Marked) -> str:
    """The JSON that the scripts of the page read."""
    wave = _json(json.loads(waveform)) if waveform else "null"
    return f'{_json(about)[:-1]},"wave":{wave},"cues":[{",".join(map(_json, spoken_times(cues, marked)))}]}}'


def _json(value: object) -> str:
    """JSON that is safe inside a `<script>` element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _lead_picture(article: Article) -> str:
    shown = [block.image for block in article.blocks if block.kind is BlockKind.FIGURE and block.image]
    if article.image is None or any(_same_picture(article.image, other) for other in shown):
        return ""
    picture = image_html(article.image)
    return f"<figure>{picture}</figure>" if picture.startswith("<img") else ""


def _same_picture(one: Image, other: Image) -> bool:
    return any(a and a == b for a, b in ((one.address, other.address), (one.path, other.path), (one.data, other.data)))


def _links(notes: Sequence[TimedNote]) -> list[tuple[int, str, str]]:
    """Each link once, at its first mention, as (start in ms, address, text). Other notes are in the text itself."""
    links: dict[str, tuple[int, str, str]] = {}
    for timed in notes:
        address = safe_link(timed.note.address)
        if timed.note.kind in (NoteKind.LINK, NoteKind.EMBED) and address:
            links.setdefault(address, (timed.start_ms, address, clean(timed.note.text) or address))
    return list(links.values())


# ---------------------------------------------------------------- a show


@dataclass(frozen=True, slots=True)
class Stretch:
    """The summary of an archive page: how many episodes, how long, and from when to when."""

    page: int
    episodes: int
    duration_ms: int
    oldest: dt.date
    newest: dt.date

    @classmethod
    def of(cls, page: int, episodes: Sequence[Episode]) -> Stretch:
        """*episodes*: at least one, the newest first."""
        newest, oldest = episodes[0].published.date(), episodes[-1].published.date()
        return cls(page, len(episodes), sum(e.duration_ms for e in episodes), oldest, newest)


@dataclass(frozen=True, slots=True)
class Shelved:
    """What the page of the show tells of a shelf."""

    kind: str
    name: str
    folder: str  # below public/
    count: int


def show_page(
    channel: Channel,
    episodes: Sequence[Episode],
    older: Sequence[Stretch] = (),
    *,
    shelves: Sequence[Shelved] = (),
    up: str = "",
    folder: str = "",
) -> str:
    """The front page of the show: how to subscribe, and the episodes, newest first.

    *older*: the archive pages with the episodes that are not listed here. *up*: the way to the show's own page if this
    is the page of a shelf, and *folder* that shelf's below public/.
    """
    # Only the server knows the address of a private show, which has a secret in it, and of one without base_url.
    address = f"{base_address(channel)}{folder}feed.xml" if channel.base_url and not channel.private else ""
    return _page(
        "show",
        channel,
        channel.language,
        episodes=episodes,
        full_entries=FULL_ENTRIES,
        older=older,
        shelves=shelves,
        up=up,
        total=len(episodes) + sum(s.episodes for s in older),
        duration_ms=sum(e.duration_ms for e in episodes) + sum(s.duration_ms for s in older),
        make_one="podcaster convert article.html",
        how_to_subscribe=page_address.block(address, words(channel.language)),
    )


def shows_page(shows: Sequence[tuple[str, Channel]]) -> str:
    """The page of a server with several shows. *shows*: each with the path of its folder."""
    languages = {written(show.language) for _, show in shows}
    language = shows[0][1].language if len(languages) == 1 else "en"
    return _page("shows", Channel(title=words(language).shows), language, shows=shows)


def archive_page(channel: Channel, episodes: Sequence[Episode], page: int) -> str:
    """The HTML twin of an archive page of the feed. Its bytes stay the same when newer episodes arrive."""
    stretch = Stretch.of(page, episodes) if episodes else None
    return _page("archive", channel, channel.language, episodes=episodes, page=page, stretch=stretch)


def not_found(channel: Channel, home: str = "") -> str:
    """The page for an address that does not exist (404). *home*: the way to the page of the show; "" for a secret."""
    return _page("not_found", channel, channel.language if home or not channel.private else "en", home=home)


# ---------------------------------------------------------------- pages for whoever makes the show


def working_page(name: str, **values: object) -> str:
    """A page that is not published, in English: a report, what will be said of an article, an audition."""
    return _page(name, Channel(title="podcaster", private=True), "en", **values)


# ---------------------------------------------------------------- the feed itself


def feed_style(channel: Channel) -> bytes:
    """The style sheet that makes a browser show the feed as a page; the content of the file feed.STYLE.

    CSS and not XSLT, which browsers are about to remove and warn of in red.
    """
    w = words(channel.language)
    said = {"DIRECTION": "rtl" if right_to_left(w.page) else "ltr", "FEED_IS": w.feed_is, "FEED_PAGE": w.feed_page}
    style = str(templates.part("feed.css"))
    for name, value in said.items():
        style = style.replace(f"%{name}%", value.replace("\\", "\\\\").replace('"', '\\"'))
    return style.encode()
