"""Title, authors, date and the like, from whatever a page says about itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from podcaster.model import Recording
from podcaster.reading import bylines as names
from podcaster.reading import headlines, recordings
from podcaster.reading.html import bylines, linked, published, signed_links, unlabelled, whose
from podcaster.reading.html import head as heads
from podcaster.reading.html.head import Head
from podcaster.reading.html.linked import LONGEST, string, types
from podcaster.reading.spaces import folded
from podcaster.text.web_places import is_whole

Element = Any

_LONGEST_SITE = 60  # characters
_UNSEEN = " \u200c\u200d\ufe0e\ufe0f"  # they join and vary other signs; alone they are nothing
_LONGEST_POST = 20_000  # characters; each block of the page is looked for in it


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
    recording: Recording | None = None
    post: str = ""  # all words of the post of a social network, which the page shows among others


def read(root: Element, text: str, address: str = "", folder: Path | None = None) -> Metadata:
    """What the page says about its article. Call it before anything is removed from the tree.

    *folder*: where its own files are.
    """
    said = heads.read(root, text)
    main = said.main
    found = Metadata()
    found.address = _address(root, said, text, address)
    heading = _only_heading(root)
    found.site = (
        folded(said.first("og:site_name", "application-name", "twitter:app:name:iphone"))
        or _publisher(main)
        or _named_at_the_top(root)
        or (_named_by_window(root, said.window, found.address) if heading else "")
    )
    found.language = (
        root.get("lang")
        or root.get("xml:lang")
        or said.first("og:locale", "content-language", "language", "dc.language")
        or str(main.get("inLanguage") or "")
    )
    titles = [title if title.strip(_UNSEEN) else "" for title in _titles(root, said, main)]
    found.titles = tuple(dict.fromkeys(t for t in titles if t))
    crumb = said.linked.crumb(found.address)
    headings = _headings(root)
    found.title = headlines.best_title(titles, headings, found.site, found.address, heading, crumb)
    if not found.title.strip(_UNSEEN):
        found.title = ""
    found.authors = _authors(said, found.title, [*found.titles, *headings], found.site, found.address)
    found.title = headlines.without_byline(found.title, found.authors)
    found.date = published.when(said, found.title, found.address, found.language)
    found.description = folded(said.first("og:description", "description", "twitter:description", "dc.description"))
    found.tags = tuple(
        dict.fromkeys(folded(t) for v in said.meta.get("article:tag", []) for t in v.split(",") if folded(t))
    )[:30]
    found.image = said.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    found.recording = recordings.of_page(root, main, said.meta, found.address, folder)
    if "SocialMediaPosting" in types(main):
        found.post = next((str(main[key]) for key in ("articleBody", "text") if main.get(key)), "")[:_LONGEST_POST]
    free = main.get("isAccessibleForFree")
    found.paid = (
        free is False or str(free).lower() == "false" or said.first("article:content_tier") in ("locked", "metered")
    )
    return found


def _publisher(main: dict[str, Any]) -> str:
    publisher = main.get("publisher")
    return string(publisher) if isinstance(publisher, dict) and publisher.get("name") else ""


def _named_at_the_top(root: Element) -> str:
    """The name of the site: a heading that is a link to its home page, and a part of the title of the window."""
    window = folded("".join(next(root.iter("title"), root.makeelement("title")).itertext()))[:LONGEST]
    for heading in islice(root.iter("h1", "h2"), 6):
        text = folded("".join(heading.itertext()))
        if (
            1 < len(text) <= _LONGEST_SITE
            and _leads_home(heading, text)
            and headlines.without_site(window, text, "") != window
        ):
            return text
    return ""


_OF_FEED = frozenset(("", "rss", "atom", "feed", "xml", "rss1.0", "rss2.0", "1.0", "2.0"))  # behind the site's name
_MOST_LINKS = 2000  # of a page


def _named_by_window(root: Element, window: str, address: str) -> str:
    """The title of the window, if it is the name of the site: its feed has that name, or a link to its home page.

    Empty on the home page itself, where that name is the title of the page.
    """
    own = names.plain_words(window)
    if not own or len(window) > _LONGEST_SITE or (address and len(urlsplit(address).path) < 2):
        return ""
    feeds = (
        _of_feed(link.get("title") or "")
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower() and re.search("rss|atom", link.get("type") or "")
    )
    homes = (folded("".join(link.itertext())) for link in islice(root.iter("a"), _MOST_LINKS) if whose.leads_home(link))
    return window if any(names.plain_words(folded(name)) == own for name in (*feeds, *homes)) else ""


def _of_feed(title: str) -> str:
    """The name of a site in the title of its feed: "Tidewater » Feed"."""
    words = title[:LONGEST].split()
    while words and words[-1].strip("()[]-–—»:|·").lower() in _OF_FEED:
        words.pop()
    return " ".join(words)


def _address(root: Element, said: Head, text: str, address: str) -> str:
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
        if re.match(r"https?://[^\s/]+\.[^\s]+", candidate) and len(candidate) < 2000 and is_whole(candidate):
            return candidate
    return ""


_COUNT = re.compile(r"^\(\d+\+?\)\s+(?=\S)")  # of messages, before the title of a window


def _titles(root: Element, said: Head, main: dict[str, Any]) -> list[str]:
    item = next(
        (
            folded("".join(e.itertext()))
            for e in root.iter("h1", "h2", "h3", "div", "span", "p", "a")
            if e.get("itemprop") == "headline"
        ),
        "",
    )
    return [
        string(main.get("headline")),
        folded(names.unescaped(said.first("og:title"))),
        folded(
            names.unescaped(
                said.first("twitter:title", "dc.title", "citation_title", "parsely-title", "sailthru.title", "title")
            )
        ),
        item or folded(said.first("headline")),
        _COUNT.sub("", said.window),
        string(main.get("name")),
    ]


_ANCHOR_SIGN = re.compile(r"\s*[¶§🔗]$|\s+#$")


def _leads_home(heading: Element, text: str) -> bool:
    """Whether a heading is the name of the site: all of it is a link to the home page."""
    link = next(heading.iter("a"), None)
    if link is None or not whose.leads_home(link):
        return False
    return folded("".join(link.itertext())) == text


def _only_heading(root: Element) -> str:
    """The first-level heading of a page that has only one."""
    said = [(e, _ANCHOR_SIGN.sub("", whose.heading_text(e))) for e in root.iter("h1")]
    own = {text for e, text in said if text and not _leads_home(e, text)}
    return own.pop() if len(own) == 1 else ""


def _headings(root: Element) -> list[str]:
    """What the page shows as its title, best guess first."""
    out: list[tuple[int, int, str]] = []
    for element in root.iter("h1", "h2", "h3"):
        parent = element.getparent()
        near = [element.get("class"), element.get("itemprop"), parent.get("class") if parent is not None else ""]
        names_ = " ".join(n for n in near if n).lower()
        text = _ANCHOR_SIGN.sub("", whose.heading_text(element))
        if not text or len(text) > 300:
            continue
        score = -4 if _leads_home(element, text) else 0
        score += (
            (3 if element.tag == "h1" else 0)
            + (
                3
                if re.search(
                    r"(?:post|entry|article|story|page|blog)[_-]{0,2}(?:[a-z]+-)?title|headline|p-name|^title| title ",
                    names_,
                )
                else 0
            )
            - (4 if re.search(r"site-title|logo|brand|blog-title|sidebar|widget", names_) else 0)
        )
        if any(a.tag in {"article", "main"} for a in element.iterancestors()):
            score += 1
        if score >= (3 if element.tag == "h3" else 0):
            out.append((-score, len(out), text))
    return [t for _, _, t in sorted(out)]


def _authors(said: Head, title: str, titles: Sequence[str], site: str, address: str) -> tuple[str, ...]:
    """The persons who wrote the page; if there are none, what it names instead, such as an agency."""
    people, organisations = _stated_authors(said)
    sources = [people]
    for keys in (("author",), ("articleauthor", "ogauthor"), _AUTHOR_KEYS):
        sources.append([folded(v) for k in keys for v in said.bare.get(k, [])])
    sources += [_labelled(said), [names.of_post(said.first("og:title", "twitter:title"))[0]]]
    user: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    searches: tuple[Callable[[], list[list[str]]], ...] = (
        lambda: sources,
        lambda: said.marked[0],
        lambda: [[line] for line in said.printed[0]],
        lambda: [bylines.in_facts(said.root, said.whose)],
        lambda: said.marked[1],
        lambda: [[headlines.signed(one, titles)[1]] for one in titles],
        lambda: [linked.of_state(said.root, title).get("authors", [])],
        lambda: [signed_links.linked(said.root, said.whose)],
        lambda: [bylines.with_jobs(said.root, said.whose)],
        lambda: [unlabelled.writers(said, site, address)],
        lambda: [signed_links.owner(said.root)],
    )
    for search in searches:
        for source in search():
            found = names.people(source, site)
            if not any(names.is_personal(name, site) for name in found):
                fallback = fallback or found
            elif all(map(names.is_user, found)):
                user = user or found  # the byline on the page may have the name of that user
            elif not user or any(" " in name for name in found):
                return found
    named = names.people(organisations) or fallback or organisations[:1]
    return user or named or tuple(signed_links.poster(said.root, said.whose))


def _stated_authors(said: Head) -> tuple[list[str], tuple[str, ...]]:
    """The authors of the linked data: those who may be persons, and organisations."""
    by_id = {item["@id"]: item for item in said.linked.people() if item.get("name")}
    author = said.main.get("author") or said.main.get("creator")
    writers = [
        by_id.get(str(p.get("@id")), p) if isinstance(p, dict) and not p.get("name") else p
        for p in (author if isinstance(author, list) else [author])
        if p
    ]
    organisations = [w for w in writers if isinstance(w, dict) and "Organization" in " ".join(types(w))]
    named = tuple(name for name in map(string, organisations) if 2 <= len(name) <= 60 and "://" not in name)
    persons: list[str] = []
    for writer in writers:
        if writer in organisations:
            continue
        all_names = writer.get("name") if isinstance(writer, dict) else None
        persons += map(string, all_names if isinstance(all_names, list) else [writer])
    return persons, named


def _labelled(said: Head) -> list[str]:
    """The writer whom a plugin for search engines names in a preview: "Written by", "Jo Vane"."""
    for number in "12":
        label, name = (said.first(f"twitter:{kind}{number}") for kind in ("label", "data"))
        if label and (found := bylines.byline(f"{label.rstrip(':')}: {name}") or bylines.byline(f"{label} {name}")):
            return [found]
    return []


_AUTHOR_KEYS = (
    "byl", "byline", "dccreator", "citationauthor", "parselyauthor", "sailthruauthor", "cxenseparseauthor",
    "dctermscreator", "ogarticleauthor", "authors", "dccontributorauthor", "dcsextauthor", "rbauthors", "clmst",
    "shareaholicarticleauthorname", "articleauthorname", "vrauthor", "mediatorauthor", "bookauthor", "contentauthor",
    "weiboarticleauthor", "authorname", "postauthor", "creator",
)  # names of meta elements by their letters only  # fmt: skip
