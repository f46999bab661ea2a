"""The HTML pages of a show: its front page, its archive, the list of several shows, and the style of the feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from podcaster import shell
from podcaster.config import Channel
from podcaster.model import Episode
from podcaster.publishing import page_address, page_meta, templates
from podcaster.publishing.feed import base_address
from podcaster.publishing.feed_text import clean
from podcaster.publishing.page_words import words
from podcaster.text.languages import right_to_left, written

FULL_ENTRIES = 45  # on the front page, with button and description: 1,000 episodes are less than 60 KB compressed


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
    made_in: str = "",
) -> str:
    """The front page of the show: how to subscribe, and the episodes, newest first.

    *older*: the archive pages with the episodes that are not listed here. *up*: the way to the show's own page if this
    is the page of a shelf, and *folder* that shelf's below public/. *made_in*: the name of the show's folder, for the
    commands on the page of a show without episodes.
    """
    # Only the server knows the address of a private show, which has a secret in it, and of one without base_url.
    address = f"{base_address(channel)}{folder}feed.xml" if channel.base_url and not channel.private else ""
    w = words(channel.language)
    name = clean(channel.title) or w.untitled
    # With episodes, the page has the same bytes wherever the show lies. The server puts the folder in.
    folder_named = made_in if not episodes else ""
    return templates.page(
        "show",
        channel,
        channel.language,
        heading=name,
        meta=page_meta.of_show(channel, name, address),
        episodes=episodes,
        full_entries=FULL_ENTRIES,
        older=older,
        shelves=shelves,
        up=up,
        total=len(episodes) + sum(s.episodes for s in older),
        duration_ms=sum(e.duration_ms for e in episodes) + sum(s.duration_ms for s in older),
        make_one=" ".join(["podcaster convert article.html", *(["--show", shell.path(made_in)] if made_in else [])]),
        how_to_subscribe=page_address.block(address, w, page_address.serve_command(folder_named)),
    )


def shows_page(shows: Sequence[tuple[str, Channel]]) -> str:
    """The page of a server with several shows. *shows*: each with the path of its folder."""
    languages = {written(show.language) for _, show in shows}
    language = shows[0][1].language if len(languages) == 1 else "en"
    return templates.page("shows", Channel(title=words(language).shows), language, shows=shows)


def archive_page(channel: Channel, episodes: Sequence[Episode], page: int, *, up: str = "../") -> str:
    """The HTML twin of an archive page of the feed. Its bytes stay the same when newer episodes arrive.

    *up*: the way to public/, which is longer from a page of a shelf.
    """
    stretch = Stretch.of(page, episodes) if episodes else None
    return templates.page("archive", channel, channel.language, episodes=episodes, page=page, stretch=stretch, up=up)


def not_found(channel: Channel, home: str = "") -> str:
    """The page for an address that does not exist (404). *home*: the way to the page of the show; "" for a secret."""
    return templates.page("not_found", channel, channel.language if home or not channel.private else "en", home=home)


# ---------------------------------------------------------------- pages for whoever makes the show


def working_page(name: str, **values: object) -> str:
    """A page that is not published, in English: a report, an explanation, an audition."""
    return templates.page(name, Channel(title="podcaster", private=True), "en", **values)


# ---------------------------------------------------------------- the feed itself


def feed_style(channel: Channel) -> bytes:
    """The style sheet that makes a browser show the feed as a page; the content of the file feed.STYLE.

    CSS and not XSLT, which browsers are about to remove and warn of in red.
    """
    w = words(channel.language)
    direction, side = ("rtl", "right") if right_to_left(w.page) else ("ltr", "left")
    said = {"DIRECTION": direction, "SIDE": side, "FEED_IS": w.feed_is, "FEED_PAGE": w.feed_page}
    style = str(templates.part("feed.css"))
    for name, value in said.items():
        style = style.replace(f"%{name}%", value.replace("\\", "\\\\").replace('"', '\\"'))
    return style.encode()
