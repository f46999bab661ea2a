"""What an episode is known by: its name, its day, the addresses of its headings, digests of what it was made from."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

from podcaster import files
from podcaster.model import Article, BlockKind, Episode, Image, SpanKind, Wish
from podcaster.text.slugs import slug

FIRST_USE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # a clock that shows an earlier time is wrong


def heading_addresses(article: Article) -> dict[int, str]:
    """Where each heading is on the web, by its block; what it links to where the article is nowhere."""
    if not article.address:
        return {
            n: span.value
            for n, block in enumerate(article.blocks)
            if block.kind is BlockKind.HEADING
            for span in block.spans
            if span.kind is SpanKind.LINK
            and (span.start, span.end) == (0, len(block.text))
            and span.value.startswith(("http://", "https://"))
        }
    page = article.address.split("#")[0]
    return {
        n: f"{page}#{block.anchor}" if block.anchor else page
        for n, block in enumerate(article.blocks)
        if block.kind is BlockKind.HEADING
    }


def figures(article: Article) -> dict[int, Image]:
    """The pictures that came with the article, by their blocks."""
    return {
        n: b.image
        for n, b in enumerate(article.blocks)
        if b.kind is BlockKind.FIGURE
        and b.wish is not Wish.LEAVE_OUT
        and b.image is not None
        and (b.image.data or b.image.path)
    }


def episode_name(article: Article, guid: uuid.UUID) -> str:
    """The name of its files: the day, the title, and enough of the GUID to be the only one."""
    day = f"{article.date:%Y-%m-%d}-" if article.date else ""
    return f"{day}{slug(article.title) or 'episode'}-{guid.hex[:8]}"


def added_at(now: dt.datetime, newest: dt.datetime | None) -> dt.datetime:
    """The date of an episode that is added at *now*: never before *newest*, the latest date in the show.

    So the order stays when a clock goes back. A date that lies more than a day ahead was given by a wrong clock, unless
    it is now that the clock is wrong.
    """
    now = now.replace(microsecond=0)
    if newest is None or (newest - now > dt.timedelta(days=1) and now >= FIRST_USE):
        return now
    return max(now, newest)


def corrected(article: Article, former: Episode) -> dt.datetime:
    """The date of an episode that exists: it changes only if it is the article's own and the article has another."""
    if former.added or article.date is None or own_date(article) == former.dated or is_ahead(article.date):
        return former.published
    date = published_on(article, former.published)
    if not former.dated and date.date() == former.published.date():  # an older podcaster did not remember it
        return former.published
    return date


def own_date(article: Article) -> str:
    """The article's own date, ISO 8601; "" if it has none."""
    return article.date.isoformat() if article.date else ""


def published_on(article: Article, saved: dt.datetime) -> dt.datetime:
    """The article's own date: noon UTC if it has no time, so that it is the same day almost everywhere.

    Apps drop episodes with a date in the future, so such a date is replaced by the time when the article was saved.
    """
    date = saved
    if isinstance(article.date, dt.datetime):
        date = article.date if article.date.tzinfo else article.date.replace(tzinfo=dt.UTC)
    elif article.date:
        date = dt.datetime.combine(article.date, dt.time(12), tzinfo=dt.UTC)
    return (saved if date > dt.datetime.now(dt.UTC) else date).replace(microsecond=0)


def is_ahead(date: dt.date | dt.datetime) -> bool:
    """Whether a day or a moment is still to come. Without a time it is the day where this machine is."""
    if isinstance(date, dt.datetime):
        return date > dt.datetime.now(dt.UTC)
    return date > dt.datetime.now().astimezone().date()


def image_digest(image: Image | None) -> str:
    """Changes when the picture does; "" where there is none, or none any more."""
    if image is None:
        return ""
    if image.data is not None:
        return hashlib.sha256(image.data).hexdigest()
    if image.path is None:
        return ""
    try:
        return files.sha256(image.path)
    except OSError:
        return ""  # the picture has gone since the save: the cover is drawn
