"""What a page says about itself in its meta elements and its linked data."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from podcaster.reading import dates
from podcaster.reading.html import bylines, linked, marked
from podcaster.reading.html.linked import LONGEST
from podcaster.reading.html.whose import Whose, heading_text
from podcaster.reading.spaces import folded

Element = Any
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Head:
    """Everything that the page says, by source."""

    root: Element
    meta: dict[str, list[str]]
    linked: linked.Linked
    saved: dt.date | None = None  # when the page was saved, if it says so

    @cached_property
    def main(self) -> dict[str, Any]:
        """The object of the linked data that describes the article."""
        return self.linked.main([self.first("og:title", "twitter:title"), self.window, *self._shown()])

    @cached_property
    def window(self) -> str:
        """The title of the window."""
        for element in self.root.iter("title"):
            if not any(ancestor.tag == "svg" for ancestor in element.iterancestors()):
                return folded("".join(element.itertext()))[:LONGEST]
        return ""

    @cached_property
    def whose(self) -> Whose:
        """What on the page belongs to its article."""
        titles = [linked.string(self.main.get("headline")), self.first("og:title", "twitter:title"), self.window]
        links = (link for link in self.root.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
        return Whose(self.root, titles, [self.first("og:url"), *(link.get("href") or "" for link in links)])

    def possible(self, day: dt.date | dt.datetime | None) -> dt.date | dt.datetime | None:
        """The day, unless the page was saved before it."""
        date = day.date() if isinstance(day, dt.datetime) else day
        return None if date and self.saved and date > self.saved + _ZONES else day

    def _shown(self) -> list[str]:
        return [heading_text(heading)[:LONGEST] for heading in list(self.root.iter("h1"))[:4]]

    @cached_property
    def printed(self) -> tuple[list[str], list[str]]:
        """Bylines and dates in the text. They are searched for only if the metadata do not have them."""
        return bylines.printed(self.root, self.whose, self.written)

    @cached_property
    def marked(self) -> tuple[list[list[str]], list[list[str]]]:
        """Bylines in elements that are named after writers, in the article and around it."""
        return marked.bylines(self.root, self.whose)

    @cached_property
    def written(self) -> bylines.Written:
        """The words that the page has in small letters. Most pages are never asked for them."""
        return bylines.Written(self.root)

    @cached_property
    def bare(self) -> dict[str, list[str]]:
        """The meta elements by their names' letters only: "pub_date", "pub-date" and "pubDate" are one name."""
        out: dict[str, list[str]] = {}
        for key, values in self.meta.items():
            out.setdefault(_NO_LETTERS.sub("", key), []).extend(values)
        for key, value in _parsely(self.root).items():
            out.setdefault(key, []).append(value)
        return out

    def first(self, *keys: str) -> str:
        """The first value that the page gives for one of these names."""
        return next((value for key in keys for value in self.meta.get(key, ()) if value), "")


def read(root: Element, text: str) -> Head:
    """What the page says about itself. Call it before anything is removed from the tree. *text*: its markup."""
    return Head(root, _metas(root), linked.read(root), _saved(text))


_ZONES = dt.timedelta(days=1)  # between the clock of the writer and that of the reader
_SAVED = re.compile(r"Page saved with SingleFile[\s\S]{0,2500}?saved date:\s*(?:[A-Z][a-z]{2} )?([^\n(]{8,40})")


def _saved(text: str) -> dt.date | None:
    """The day on which a program saved the page, from the comment that it writes at the top."""
    match = _SAVED.search(text[:4000])
    found = dates.date(match[1]) if match else None
    return found.date() if isinstance(found, dt.datetime) else found


def _metas(root: Element) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = meta.get("content")
        if not content:
            continue
        for key in (meta.get("property"), meta.get("name"), meta.get("itemprop"), meta.get("http-equiv")):
            if key:
                out.setdefault(key.strip().lower(), []).append(content[:LONGEST].strip())
    return out


def _parsely(root: Element) -> dict[str, str]:
    """What an older tag of a service that counts readers holds as JSON: `parsely-page`."""
    text = next((meta.get("content") or "" for meta in root.iter("meta") if meta.get("name") == "parsely-page"), "")
    try:
        facts = json.loads(text or "{}", strict=False)
    except (ValueError, RecursionError):
        return {}
    known = facts if isinstance(facts, dict) else {}
    said = {"parselypubdate": known.get("pub_date"), "parselyauthor": known.get("author")}
    return {key: value[:LONGEST] for key, value in said.items() if isinstance(value, str) and value}
