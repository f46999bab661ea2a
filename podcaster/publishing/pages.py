"""Pages for people: an episode to read along, a show to subscribe to, a feed that a browser can show."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import resources

from podcaster.config import Settings
from podcaster.model import Article, BlockKind, Chapter, Cue, Episode, Image, NoteKind, TimedNote
from podcaster.publishing import page_address
from podcaster.publishing.feed import base_address, clean, feed_language, without_controls
from podcaster.publishing.marked_up import clock, image_html, mark_up, safe_link, spoken_times
from podcaster.text.languages import right_to_left

SPEEDS = ("0.75", "0.9", "1", "1.1", "1.25", "1.5", "1.75", "2", "2.5", "3")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='8' "
    "fill='%230b57a4'/%3E%3Cpath d='M6 4.5v7l6-3.5z' fill='%23fff'/%3E%3C/svg%3E"
)
VERSION = 1  # raise it when the same episodes are to become another archive page
FULL_ENTRIES = 300  # on the front page; older ones are one line each
APPS = (
    ("Apple Podcasts", "podcast://{bare}"),
    ("Overcast", "overcast://x-callback-url/add?url={url}"),
    ("Pocket Casts", "pktc://subscribe/{bare}"),
    ("AntennaPod", "antennapod-subscribe://{bare}"),
    ("Podcast Addict", "podcastaddict://{bare}"),
    ("another app", "feed:{bare}"),
)


# ---------------------------------------------------------------- the frame of every page


@lru_cache
def _part(name: str) -> str:
    return (resources.files("podcaster.publishing") / "page_parts" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _page(
    *body: str,
    title: str,
    language: str,
    style: str,
    scripts: Iterable[str] = (),
    head: str = "",
    private: bool = False,
) -> str:
    """A whole page. Nothing but the scripts given here can run on it, and it fetches only from where it is."""
    code = "".join(scripts)
    language = feed_language(language)
    allowed = _digest(code) if code else "'none'"
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {allowed}; "
        "img-src 'self' data: file:; media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )
    lines = [
        f'<!doctype html>\n<html lang="{language}"{direction(language)}>\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="referrer" content="no-referrer">\n<link rel="icon" href="{ICON}">',
        *(['<meta name="robots" content="noindex, nofollow">'] if private else []),
        f"<title>{escape(title)}</title>\n{head}<style>{style}</style>\n</head>\n<body>",
        *body,
        *([f"<script>{code}</script>"] if code else []),
        "</body>\n</html>\n",
    ]
    return "\n".join(lines)  # at once: the page of ten hours has seven megabytes


def direction(language: str) -> str:
    """The attribute `dir` for text in *language*; "" where it is read from left to right."""
    return ' dir="rtl"' if right_to_left(language) else ""


def _json(value: object) -> str:
    """JSON that can stand inside a page: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# ---------------------------------------------------------------- an episode


def read_along(
    article: Article,
    episode: Episode,
    cues: Sequence[Cue],
    notes: Sequence[TimedNote],
    chapters: Sequence[Chapter],
    settings: Settings,
    *,
    waveform: str = "",
) -> str:
    """One self-contained page on which the text lights up as it is heard; needs only the audio beside it.

    *waveform*: its shape as an SVG, on which one points where to listen.
    """
    marked = mark_up(article, cues)
    title = clean(episode.title)
    opening = [number for number, cue in enumerate(cues) if cue.block < 0 and cue.end_ms <= _first_words(cues)]
    heard = f' data-c="{" ".join(map(str, opening))}"' if opening else ""
    about = _json(
        {
            "guid": episode.guid,
            "title": title,
            "author": ", ".join(episode.authors) or settings.author,
            "show": settings.title,
            "cover": f"{episode.name}.jpg" if episode.has_cover else "",
        }
    )
    text = f'<article id="text">{_lead_picture(article)}{marked.html}</article>'
    marked.html = ""
    return without_controls(
        _page(
            '<a class="skip" href="#text">Skip to the text</a>',
            f'<header class="top"><a href="../index.html">{escape(settings.title)}</a>',
            f"<h1{heard}>{escape(title)}</h1>{_byline(episode)}</header>",
            "<main>",
            _chapter_list(chapters, title),
            text,
            _mentioned(notes),
            "</main>",
            f'<footer class="bottom soft"><p>Read by synthetic voices. {_keys()}</p></footer>',
            _player(episode.file, title, waveform),
            f'<script type="application/json" id="data">{about[:-1]},"cues":['
            f"{','.join(map(_json, spoken_times(cues, marked)))}]}}</script>",
            title=f"{title} · {settings.title}",
            language=episode.language or settings.language,
            style=_part("base.css") + _part("read_along.css"),
            scripts=[_part("read_along.js")],
            private=settings.private,
        )
    )


def _first_words(cues: Sequence[Cue]) -> int:
    """Where the article itself begins to be heard, after the intro."""
    return next((cue.start_ms for cue in cues if cue.block >= 0), 0)


def _byline(episode: Episode) -> str:
    parts = []
    if episode.authors:
        parts.append(f"By {escape(clean(', '.join(episode.authors)))}")
    parts.append(f'<time datetime="{episode.published:%Y-%m-%d}">{episode.published:%Y-%m-%d}</time>')
    parts.append(clock(episode.duration_ms + 500))
    if address := safe_link(episode.address):
        name = escape(clean(episode.site)) or "the original"
        parts.append(f'<a href="{escape(address)}" rel="noreferrer">{name}</a>')
    return f'<p class="soft">{" · ".join(parts)}</p>'


def _lead_picture(article: Article) -> str:
    shown = [block.image for block in article.blocks if block.kind is BlockKind.FIGURE and block.image]
    if article.image is None or any(_same_picture(article.image, other) for other in shown):
        return ""
    picture = image_html(article.image)
    return f"<figure>{picture}</figure>" if picture.startswith("<img") else ""


def _same_picture(one: Image, other: Image) -> bool:
    return any(a and a == b for a, b in ((one.address, other.address), (one.path, other.path), (one.data, other.data)))


def _time_button(milliseconds: int) -> str:
    at = clock(milliseconds)
    return f'<button class="t" type="button" data-ms="{milliseconds}" aria-label="Play from {at}">{at}</button>'


def _chapter_list(chapters: Sequence[Chapter], title: str) -> str:
    if len(chapters) < 2:
        return ""
    rows = "".join(
        f"<li>{_time_button(c.start_ms)} <span>{escape(clean(c.title)) or escape(title)}</span></li>" for c in chapters
    )
    return (
        f'<nav aria-label="Chapters"><details id="chapters"><summary>Chapters</summary><ol>{rows}</ol></details></nav>'
    )


def _mentioned(notes: Sequence[TimedNote]) -> str:
    """The links, with the time at which each is heard; all else of the notes stands in the text itself."""
    rows, seen = [], set()
    for timed in notes:
        address = safe_link(timed.note.address)
        if timed.note.kind not in (NoteKind.LINK, NoteKind.EMBED) or not address or address in seen:
            continue
        seen.add(address)
        text = clean(timed.note.text) or address
        rows.append(
            f'<li>{_time_button(timed.start_ms)} <a href="{escape(address)}" rel="noreferrer">{escape(text)}</a></li>'
        )
    return f"<details><summary>Links, when they are heard</summary><ul>{''.join(rows)}</ul></details>" if rows else ""


def _keys() -> str:
    keys = (
        ("space", "play or pause"),
        ("← →", "sentence"),
        ("j l", "15 seconds"),
        ("&lt; &gt;", "speed"),
        ("f", "follow the text"),
    )
    return "Keys: " + ", ".join(f"<kbd>{key}</kbd> {what}" for key, what in keys) + "; click a sentence to hear it."


def _player(source: str, title: str, waveform: str) -> str:
    speeds = "".join(f'<option value="{s}"{" selected" if s == "1" else ""}>{s}×</option>' for s in SPEEDS)
    # For the pointer only: who uses the keyboard has the audio element's own slider.
    wave = f'<div class="wave needs-script" id="wave" hidden>{waveform}</div>' if waveform else ""
    return (
        f'<section class="player" aria-label="Player">{wave}<div>'
        f'<audio controls preload="metadata" src="{escape(source)}" '
        f'title="{escape(title)}"></audio><span class="row needs-script" hidden>'
        '<button type="button" id="back" aria-label="Back 15 seconds">−15</button> '
        '<button type="button" id="on" aria-label="On 30 seconds">+30</button> '
        f'<select id="speed" aria-label="Speed">{speeds}</select> '
        '<button type="button" id="follow" aria-pressed="true">Follow</button></span></div></section>'
    )


# ---------------------------------------------------------------- a show


@dataclass(frozen=True, slots=True)
class Stretch:
    """The episodes of an archive page, when nothing but their dates is told of them."""

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


def show_page(settings: Settings, episodes: Sequence[Episode], older: Sequence[Stretch] = ()) -> str:
    """The show's front page: how to subscribe, and what there is to hear. Everything comes the newest first.

    *older*: the archive pages with the episodes that are not listed here.
    """
    title = clean(settings.title)
    # Only the server knows the address of a private show, which has a secret in it, and of one without base_url.
    address = f"{base_address(settings)}feed.xml" if settings.base_url and not settings.private else ""
    apps = "".join(f'<li><a data-app="{escape(link)}" href="feed.xml">{escape(name)}</a></li>' for name, link in APPS)
    total = len(episodes) + sum(s.episodes for s in older)
    length = _length(sum(e.duration_ms for e in episodes) + sum(s.duration_ms for s in older))
    count = f"{total} episode{'' if total == 1 else 's'}, {length}"
    entries = "".join(_entry(e, full=number < FULL_ENTRIES) for number, e in enumerate(episodes))
    about = f"<p>{escape(clean(settings.description))}</p>" if settings.description else ""
    author = f"{escape(clean(settings.author))} · " if settings.author else ""
    body = f"""<a class="skip" href="#episodes">Skip to the episodes</a>
<header class="top"><img src="cover.jpg" alt="" width="144" height="144"><div><h1>{escape(title)}</h1>{about}
<p class="soft">{author}{count}</p></div></header>
<main>
<section class="subscribe" aria-labelledby="subscribe"><h2 id="subscribe">Subscribe</h2>
<div class="row">{page_address.field(address)}
<button type="button" id="copy" class="needs-script" hidden aria-live="polite">Copy</button></div>
<p class="soft">Paste this address into a podcast app: “add by URL”, “follow a show by URL” or the like.</p>
<ul class="apps needs-script" hidden aria-label="Open in">{apps}</ul>
{page_address.code(address)}
</section>
<section aria-labelledby="episodes"><h2 id="episodes">Episodes</h2>
<div class="needs-script" hidden>
<input id="find" type="search" placeholder="Find an episode" aria-label="Find an episode">
<p class="soft" id="found" role="status"></p></div>
<ol class="episodes">{entries}</ol>{_older(older)}</section>
</main>
<footer class="bottom soft"><p>Read by synthetic voices. <a href="feed.xml">The feed</a></p></footer>
<section class="player" aria-label="Player" hidden><div><span id="title" role="status"></span>
<audio controls preload="none"></audio></div></section>
"""
    return without_controls(
        _page(
            body,
            title=title,
            language=settings.language,
            style=_part("base.css") + _part("show.css"),
            scripts=[_part("show.js")],
            head=f'<link rel="alternate" type="application/rss+xml" title="{escape(title)}" href="feed.xml">\n',
            private=settings.private,
        )
    )


def _older(stretches: Sequence[Stretch]) -> str:
    if not stretches:
        return ""
    links = "".join(
        f'<li><a href="archive/{s.page}.html">{s.oldest:%Y-%m-%d} to {s.newest:%Y-%m-%d}</a></li>' for s in stretches
    )
    return f'<nav aria-labelledby="older"><h2 id="older">Older episodes</h2><ul>{links}</ul></nav>'


def archive_page(settings: Settings, episodes: Sequence[Episode], page: int) -> str:
    """The episodes of an archive page of the feed, for people; it keeps its bytes while newer ones arrive."""
    show = escape(clean(settings.title))
    dates = ""
    if episodes:
        stretch = Stretch.of(page, episodes)
        dates = f"{stretch.oldest:%Y-%m-%d} to {stretch.newest:%Y-%m-%d}"
    older = f'<p><a href="{page - 1}.html">Older episodes</a></p>' if page > 1 else ""
    body = f"""<header class="top"><div><h1>{dates}</h1>
<p class="soft"><a href="../index.html">{show}</a></p></div></header>
<main><h2>Episodes</h2>
<ol class="episodes">{"".join(_entry(e, full=False, folder="../episodes") for e in episodes)}</ol>{older}</main>
"""
    return without_controls(
        _page(
            body,
            title=f"{clean(settings.title)}, {dates}",
            language=settings.language,
            style=_part("base.css") + _part("show.css"),
            private=settings.private,
        )
    )


def _length(duration_ms: int) -> str:
    minutes = round(duration_ms / 60_000)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def _entry(episode: Episode, *, full: bool, folder: str = "episodes") -> str:
    title, name = escape(clean(episode.title)), f"{folder}/{escape(episode.name)}"
    facts = [f'<time datetime="{episode.published:%Y-%m-%d}">{episode.published:%Y-%m-%d}</time>']
    facts += [clock(episode.duration_ms + 500)]
    if not full:
        return (
            f'<li><div><h3><a href="{name}.html">{title}</a></h3><p class="soft">{" · ".join(facts)}</p></div></li>\n'
        )
    if episode.authors:
        facts.append(escape(clean(", ".join(episode.authors))))
    about = f"<p>{escape(clean(episode.description))}</p>" if episode.description else ""
    return (
        f'<li><button class="play needs-script" hidden type="button" data-src="{name}{episode.suffix}" '
        f'data-title="{title}" aria-label="Play {title}">▶</button><div><h3><a href="{name}.html">{title}</a></h3>'
        f'<p class="soft">{" · ".join(facts)}</p>{about}</div></li>\n'
    )


def not_found(settings: Settings) -> str:
    """The page for an address at which there is nothing."""
    body = (
        f"<main><h1>There is nothing here</h1><p>The address may have been mistyped, or the episode is gone.</p>"
        f'<p class="soft">{escape(clean(settings.title)) if not settings.private else "A podcast"}</p></main>'
    )
    return _page(body, title="Nothing here", language="en", style=_part("base.css"), private=settings.private)


# ---------------------------------------------------------------- the feed itself


def feed_style() -> bytes:
    """The style with which a browser shows the feed as a page, for the file feed.STYLE.

    CSS and not XSLT, which browsers are about to remove and warn of in red.
    """
    return _part("feed.css").encode()
