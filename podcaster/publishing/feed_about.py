"""What the settings tell of a show, as tags of its feed: categories, people, support, licence, place, rhythm."""

from __future__ import annotations

from typing import Any

from podcaster.config import Channel, strings
from podcaster.publishing.categories import find_category
from podcaster.publishing.feed_text import SHORT_CHARS, clean, cut, web_address

# Words for which podcast:updateFrequency has its rule.
RULES = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "biweekly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "bimonthly": "FREQ=MONTHLY;INTERVAL=2",
    "yearly": "FREQ=YEARLY",
}


def add_categories(add: Any, channel: Channel) -> None:
    """Each category once, with its subcategories in it. Raises UsageError for one that directories do not know."""
    found: dict[str, dict[str, None]] = {}
    for text in strings(channel.category) or ("Technology",):
        category, sub = find_category(text)
        found.setdefault(category, {}).update({sub: None} if sub else {})
    for category, subs in found.items():
        inside = tuple(("itunes:category", None, {"text": sub}) for sub in subs)
        add("itunes:category", None, {"text": category}, inside=inside)


def add_facts(add: Any, channel: Channel) -> None:
    """The tags of the podcast namespace that are there only when a setting says so."""
    if text := _short(channel.license.name):
        address = web_address(channel.license.url)
        add("podcast:license", text if address else text.lower(), {"url": address})
    for place in channel.location:
        told = {"rel": place.rel, "geo": place.geo, "osm": place.osm, "country": place.country.lower()}
        add("podcast:location", _short(place.name), {key: clean(value) for key, value in told.items()})
    for one in channel.funding:
        if address := web_address(one.url):
            add("podcast:funding", _short(one.text) or "Support the show", {"url": address})
    add_people(add, channel)
    if channel.complete or channel.updates.text or channel.updates.rrule:
        said = _short(channel.updates.text) or ("Complete" if channel.complete else clean(channel.updates.rrule))
        told = {
            "complete": "true" if channel.complete else "",
            "rrule": clean(channel.updates.rrule) or RULES.get(said.lower(), ""),
            "dtstart": clean(channel.updates.start),
        }
        add("podcast:updateFrequency", said, told)


def add_people(add: Any, channel: Channel) -> None:
    """The people who make the show. Voices are credited in the notes instead, because they are not people."""
    for one in channel.person:
        told = {"role": clean(one.role).lower(), "group": clean(one.group).lower()}
        told |= {"href": web_address(one.href), "img": web_address(one.img)}
        add("podcast:person", _short(one.name), told)


def _short(text: str) -> str:
    return cut(clean(text), SHORT_CHARS)
