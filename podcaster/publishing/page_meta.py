"""What the pages of an episode and of a show tell other programs: search engines, previews of links, players."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping

from podcaster.config import Channel
from podcaster.model import Episode
from podcaster.publishing.feed import base_address
from podcaster.publishing.feed_text import clean, cut, feed_language, web_address
from podcaster.publishing.media import media_type

DESCRIPTION_CHARS = 300  # what a preview shows at most


def head(episode: Episode, channel: Channel, title: str) -> str:
    """The elements for the head of a page. A private show has none: nobody is to preview or to index it.

    The page itself has no address before `base_url` is set; then nothing here leads anywhere.
    """
    if channel.private:
        return ""
    description = cut(clean(episode.description), DESCRIPTION_CHARS)
    base = base_address(channel) if channel.base_url else ""
    facts = {
        "og:type": "article",
        "og:site_name": clean(channel.title),
        "og:title": title,
        "og:description": description,
        "og:locale": _locale(episode.language or channel.language),
        "article:published_time": episode.day.isoformat(),
        "twitter:card": "summary",
    }
    if base:
        facts |= {"og:url": f"{base}episodes/{episode.name}.html", "og:audio": f"{base}episodes/{episode.file}"}
        facts["og:audio:type"] = media_type(episode.file)
        if episode.has_cover:
            facts["og:image"] = f"{base}episodes/{episode.name}.jpg"
    found = _elements(description, episode.authors, facts, _linked(episode, channel, title, base))
    if not base:
        return found
    # A site that is given the address of the page finds here what to show of it.
    answer = html.escape(f"{base}embed/{episode.name}.json")
    return f'{found}<link rel="alternate" type="application/json+oembed" href="{answer}">\n'


def of_show(channel: Channel, title: str, address: str) -> str:
    """The same for the page of a show, or of a shelf. *address*: of its feed; "" if it is not known, or a secret."""
    if channel.private:
        return ""
    description, here = clean(channel.description), address.removesuffix("feed.xml")
    facts = {
        "og:type": "website",
        "og:title": title,
        "og:description": cut(description, DESCRIPTION_CHARS),
        "og:locale": _locale(channel.language),
        "og:url": f"{here}index.html" if here else "",
        "og:image": f"{here}cover.jpg" if here else "",
        "twitter:card": "summary",
    }
    series = {
        "@context": "https://schema.org",
        "@type": "PodcastSeries",
        "name": title,
        "description": description,
        "inLanguage": feed_language(channel.language),
        "url": facts["og:url"],
        "image": facts["og:image"],
        "webFeed": address,
        "author": _filled({"@type": "Person", "name": clean(channel.author)}) if channel.author else None,
    }
    return _elements(facts["og:description"], (channel.author,), facts, _filled(series))


def _elements(description: str, authors: Iterable[str], facts: Mapping[str, str], linked: object) -> str:
    lines = [f'<meta name="description" content="{html.escape(description)}">'] if description else []
    lines += [f'<meta name="author" content="{html.escape(name)}">' for name in map(clean, authors) if name]
    lines += [f'<meta property="{key}" content="{html.escape(value)}">' for key, value in facts.items() if value]
    if facts.get("og:url"):
        lines.append(f'<link rel="canonical" href="{html.escape(facts["og:url"])}">')
    lines.append(f'<script type="application/ld+json">{as_json(linked)}</script>')
    return "\n".join(lines) + "\n"


def _linked(episode: Episode, channel: Channel, title: str, base: str) -> dict[str, object]:
    """The episode as schema.org describes one."""
    page, sound = f"{base}episodes/{episode.name}.html", f"{base}episodes/{episode.file}"
    length = f"PT{round(episode.duration_ms / 1000)}S"
    media = {"@type": "AudioObject", "contentUrl": base and sound, "encodingFormat": media_type(episode.file)}
    series = {
        "@type": "PodcastSeries",
        "name": clean(channel.title),
        "url": base,
        "webFeed": base and f"{base}feed.xml",
    }
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "name": title,
        "description": clean(episode.description),
        "datePublished": episode.day.isoformat(),
        "inLanguage": feed_language(episode.language or channel.language),
        "timeRequired": length,
        "url": base and page,
        "image": f"{base}episodes/{episode.name}.jpg" if base and episode.has_cover else "",
        "author": [{"@type": "Person", "name": clean(name)} for name in episode.authors],
        "keywords": [clean(tag) for tag in episode.tags],
        "isBasedOn": web_address(episode.address),
        "associatedMedia": _filled({**media, "duration": length, "contentSize": str(episode.bytes)}),
        "partOfSeries": _filled(series),
    }
    return _filled(said)


def _filled(told: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in told.items() if value}


def _locale(language: str) -> str:
    """As Open Graph writes it: "en_GB"; "" without a country."""
    tag = feed_language(language).split("-")
    return f"{tag[0]}_{tag[-1]}" if len(tag) > 1 and len(tag[-1]) == 2 else ""


def as_json(value: object) -> str:
    """JSON that is safe inside a `<script>` element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
