"""Title, authors, date and the like, from whatever a page says about itself."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from podcaster.reading import bylines as names
from podcaster.reading.html import bylines
from podcaster.reading.spaces import folded

Element = Any

_ARTICLE_TYPES = re.compile(
    r"(?:article|posting|report|review|webpage|creativework|recipe|book|chapter)$", re.IGNORECASE
)


LONGEST = 1000  # characters of anything that a page says about itself


@dataclass(slots=True)
class Metadata:
    title: str = ""
    authors: tuple[str, ...] = ()
    date: dt.date | dt.datetime | None = None
    language: str = ""
    site: str = ""
    address: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    titles: tuple[str, ...] = field(default=())  # all that the page calls itself
    paid: bool = False  # the page says that it is not free to read


@dataclass
class _Said:
    """Everything that the page says, by source."""

    root: Element
    meta: dict[str, list[str]] = field(default_factory=dict)
    linked: list[dict[str, Any]] = field(default_factory=list)

    @cached_property
    def printed(self) -> tuple[list[str], list[str]]:
        """Bylines and dates. They are searched for only if the metadata do not have them."""
        return bylines.printed(self.root)

    def first(self, *keys: str) -> str:
        for key in keys:
            for value in self.meta.get(key, ()):
                if value:
                    return value
        return ""


def read(root: Element, text: str, address: str = "") -> Metadata:
    """What the page says about its article. To be called before anything is taken out of the tree."""
    said = _Said(root, _metas(root), _linked(root))
    main = _main(said.linked)
    found = Metadata()
    found.address = _address(root, said, text, address)
    found.site = folded(said.first("og:site_name", "application-name", "twitter:app:name:iphone")) or _publisher(main)
    found.language = (
        root.get("lang")
        or root.get("xml:lang")
        or said.first("og:locale", "content-language", "language", "dc.language")
        or str(main.get("inLanguage") or "")
    )
    titles = _titles(root, said, main)
    found.titles = tuple(dict.fromkeys(t for t in titles if t))
    found.title = names.best_title(titles, _headings(root), found.site, found.address)
    found.authors = _authors(root, said, main, found.site)
    found.date = _date(root, said, main, found.address)
    found.description = folded(said.first("og:description", "description", "twitter:description", "dc.description"))
    found.tags = tuple(
        dict.fromkeys(folded(t) for v in said.meta.get("article:tag", []) for t in v.split(",") if folded(t))
    )[:30]
    found.image = said.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    free = main.get("isAccessibleForFree")
    found.paid = (
        free is False or str(free).lower() == "false" or said.first("article:content_tier") in ("locked", "metered")
    )
    return found


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


def _linked(root: Element) -> list[dict[str, Any]]:
    """All objects of JSON-LD, however they are wrapped."""
    out: list[dict[str, Any]] = []

    def gather(value: Any, depth: int) -> None:
        if depth > 6 or len(out) > 400:
            return
        if isinstance(value, list):
            for item in value:
                gather(item, depth + 1)
        elif isinstance(value, dict):
            out.append(value)
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement"):
                if isinstance(value.get(key), (list, dict)):
                    gather(value[key], depth + 1)

    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        raw = (script.text or "").strip()
        raw = (
            re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?$", "", raw)
            .strip()
            .rstrip(";")
        )
        try:
            gather(json.loads(raw, strict=False), 0)
        except (ValueError, RecursionError):
            continue  # many pages have broken JSON there; the other sources are asked
    return out


def _types(item: dict[str, Any]) -> list[str]:
    kind = item.get("@type")
    return [str(k) for k in kind] if isinstance(kind, list) else [str(kind or "")]


def _main(linked: list[dict[str, Any]]) -> dict[str, Any]:
    """The object that describes the article."""

    def weight(item: dict[str, Any]) -> int:
        kinds = " ".join(_types(item)).lower()
        score = 0
        if re.search(r"article|posting|report|review|opinion|analysis", kinds):
            score += 10
        elif re.search(r"webpage|creativework|recipe|chapter", kinds):
            score += 2
        return score + sum(bool(item.get(k)) for k in ("headline", "author", "datePublished")) if score else 0

    best = max(linked, key=weight, default={})
    return best if best and weight(best) else {}


def _string(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or ""
        if isinstance(value, list):
            value = value[0] if value else ""
    return folded(names.unescaped(value[:LONGEST])) if isinstance(value, str) else ""


def _publisher(main: dict[str, Any]) -> str:
    publisher = main.get("publisher")
    return _string(publisher) if isinstance(publisher, dict) and publisher.get("name") else ""


def _address(root: Element, said: _Said, text: str, address: str) -> str:
    candidates = [address]
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            candidates.append(link.get("href") or "")
    candidates += [said.first("og:url"), said.first("twitter:url")]
    head = text[:4000]
    saved = re.search(r"<!--\s*saved from url=\(\d+\)(\S+)", head) or re.search(
        r"Page saved with SingleFile[\s\S]{0,40}?url:\s*(\S+)", head
    )
    if saved:
        candidates.append(saved.group(1))
    for candidate in candidates:
        candidate = (candidate or "").strip()
        if re.match(r"https?://[^\s/]+\.[^\s]+", candidate) and len(candidate) < 2000:
            return candidate
    return ""


def _titles(root: Element, said: _Said, main: dict[str, Any]) -> list[str]:
    page = next(
        (
            folded("".join(t.itertext()))[:LONGEST]
            for t in root.iter("title")
            if not any(a.tag == "svg" for a in t.iterancestors())
        ),
        "",
    )
    item = next(
        (
            folded("".join(e.itertext()))
            for e in root.iter("h1", "h2", "h3", "div", "span", "p", "a")
            if e.get("itemprop") == "headline"
        ),
        "",
    )
    return [
        _string(main.get("headline")),
        folded(names.unescaped(said.first("og:title"))),
        folded(
            names.unescaped(
                said.first("twitter:title", "dc.title", "citation_title", "parsely-title", "sailthru.title", "title")
            )
        ),
        item or folded(said.first("headline")),
        page,
        _string(main.get("name")),
    ]


_ANCHOR_SIGN = re.compile(r"\s*[¶§🔗]$|\s+#$")
_HOME = re.compile(r"(?:https?://[^/?#]+)?/?(?:index\.\w+)?|\./")


def _leads_home(heading: Element, text: str) -> bool:
    """Whether a heading is the site's: all of it is a link to the first page."""
    link = next(heading.iter("a"), None)
    if link is None or not _HOME.fullmatch((link.get("href") or "#").strip()):
        return False
    return folded("".join(link.itertext())) == text


def _headings(root: Element) -> list[str]:
    """What the page shows as its title, best guess first."""
    out: list[tuple[int, int, str]] = []
    for element in root.iter("h1", "h2", "h3"):
        parent = element.getparent()
        near = [element.get("class"), element.get("itemprop"), parent.get("class") if parent is not None else ""]
        names_ = " ".join(n for n in near if n).lower()
        text = _ANCHOR_SIGN.sub("", folded("".join(element.itertext())))
        if not text or len(text) > 300:
            continue
        score = -4 if _leads_home(element, text) else 0
        score += (
            (3 if element.tag == "h1" else 0)
            + (
                3
                if re.search(r"(?:post|entry|article|story|page|blog)[_-]?title|headline|p-name|^title| title ", names_)
                else 0
            )
            - (4 if re.search(r"site-title|logo|brand|blog-title|sidebar|widget", names_) else 0)
        )
        if any(a.tag in {"article", "main"} for a in element.iterancestors()):
            score += 1
        if score >= (3 if element.tag == "h3" else 0):
            out.append((-score, len(out), text))
    return [t for _, _, t in sorted(out)]


def _authors(root: Element, said: _Said, main: dict[str, Any], site: str) -> tuple[str, ...]:
    sources: list[list[str]] = []
    by_id = {item["@id"]: item for item in said.linked if isinstance(item.get("@id"), str) and item.get("name")}
    author = main.get("author") or main.get("creator")
    writers = [
        by_id.get(p.get("@id"), p) if isinstance(p, dict) and not p.get("name") else p
        for p in (author if isinstance(author, list) else [author])
    ]
    sources.append([_string(p) for p in writers if p])
    for keys in (("author",), ("article:author", "article_author", "og:author"), _AUTHOR_KEYS):
        sources.append([folded(v) for k in keys for v in said.meta.get(k, [])])
    fallback: tuple[str, ...] = ()
    searches: tuple[Callable[[], list[list[str]]], ...] = (
        lambda: sources,
        lambda: bylines.marked(root),
        lambda: [[line] for line in said.printed[0]],
    )
    for search in searches:
        for source in search():
            found = names.people(source, site)
            if found and any(names.is_personal(name, site) for name in found):
                return found
            fallback = fallback or found
    return fallback


_AUTHOR_KEYS = (
    "byl", "byline", "dc.creator", "citation_author", "parsely-author", "sailthru.author", "article.author",
    "cxenseparse:author", "dcterms.creator", "og:article:author", "authors",
)  # fmt: skip
_DATE_KEYS = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "date.published", "publish-date", "publish_date", "pubdate", "publication_date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date",
    "article.published", "cxenseparse:recs:publishtime", "citation_publication_date", "date", "datecreated",
    "displaydate", "originalpublicationdate", "ptime", "bt:pubdate",
)  # fmt: skip


@lru_cache(maxsize=4096)
def _names_a_date(classes: str) -> bool:
    return _DATE_CLASS.search(classes) is not None


_DATE_CLASS = re.compile(r"(?:^|\s)(?:published|entry-date|post-date|dt-published|updated)(?:\s|$)")


def _date(root: Element, said: _Said, main: dict[str, Any], address: str) -> dt.date | dt.datetime | None:
    found = _stated_date(root, said, main, address)
    if isinstance(found, dt.datetime) and not found.utcoffset():
        # Midnight in Greenwich is the evening before in America: a time without zone is the one where it was written.
        for element in list(root.iter("time"))[:4]:
            local = re.match(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d)?$", element.get("datetime") or "")
            if local and not bylines.is_aside(element) and (day := names.date(local.group(1))) is not None:
                moment = dt.datetime(
                    day.year, day.month, day.day, int(local.group(2)) % 24, int(local.group(3)) % 60, tzinfo=dt.UTC
                )
                if abs(moment - found) <= dt.timedelta(hours=14):
                    return moment.date()
    return found


def _stated_date(root: Element, said: _Said, main: dict[str, Any], address: str) -> dt.date | dt.datetime | None:
    candidates = [
        _string(main.get("datePublished")),
        said.first(*_DATE_KEYS),
    ]
    for candidate in candidates:
        if (found := names.date(candidate)) is not None:
            return found
    for element in root.iter("time", "abbr", "span", "meta", "p", "div"):
        value = (
            element.get("datetime")
            or (element.get("content") if element.get("itemprop") else None)
            or (element.get("title") if element.tag == "abbr" else None)
        )
        marked = (
            (element.get("itemprop") or "").lower() in ("datepublished", "datecreated")
            or element.get("pubdate") is not None
            or _names_a_date(element.get("class") or "")
        )
        if marked and (found := names.date(value or folded("".join(element.itertext()))[:60])) is not None:
            return found
    if (found := names.date_of_address(address)) is not None:
        return found
    for element in root.iter("time"):
        if (found := names.date(element.get("datetime") or folded("".join(element.itertext()))[:60])) is not None:
            return found
    for text in said.printed[1]:
        if (found := names.date(text)) is not None:
            return found
    if (found := names.date(bylines.dated(root))) is not None:
        return found
    return names.date(_string(main.get("dateModified"))) or names.date(
        said.first("article:modified_time", "og:updated_time", "last-modified")
    )
