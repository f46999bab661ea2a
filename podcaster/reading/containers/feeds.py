"""Feeds kept as files: RSS, RDF and Atom, and the exports of WordPress and Blogger, one item at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO, Any
from urllib.parse import urljoin

from podcaster.errors import NoTextError, UnpublishedError, UnreadableError
from podcaster.model import Article, Block, Doubt, LeftOut, count_words
from podcaster.reading import assemble, safe, unpublished
from podcaster.reading.containers import feed_names, feed_text, program_dates, wordpress
from podcaster.reading.containers.exports import fragment_of
from podcaster.reading.containers.feed_items import Item, sounds_among, trimmed
from podcaster.reading.containers.feed_names import ATOM, CONTENT, DC
from podcaster.reading.safe import Report
from podcaster.reading.xml_clean import Clean

_ITEM = 20 * safe.MB  # characters of one item
# Whatever the version and the scheme of the address; without a namespace where its declaration was lost.
_WP = re.compile(r"(?:\{https?://(?:www\.)?wordpress\.org/export(?:/[\d.]+)?/?\}|wp:)(?=[\w-]+$)", re.I)
_EXCERPT = re.compile(r"\{https?://(?:www\.)?wordpress\.org/export(?:/[\d.]+)?/excerpt/?\}encoded", re.I)
_BLOGGER = re.compile(r"\{https?://schemas\.google\.com/blogger/\d+/?\}")
_ITUNES_AUTHOR = "{http://www.itunes.com/dtds/podcast-1.0.dtd}author"
_XHTML = ("{http://www.w3.org/1999/xhtml}body", "{http://www.w3.org/1999/xhtml}div")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ITEMS = ("item", f"{ATOM}entry")
_HEAD = safe.MB  # bytes in which a document type would stand
# Errors at which the parser stops; the last one also occurs for text after a complete feed.
_BROKEN = ("ERR_TAG_NOT_FINISHED", "ERR_RESOURCE_LIMIT", "ERR_ENTITY_LOOP", "ERR_DOCUMENT_END")


@dataclass(slots=True)
class Feed:
    """What the feed states about itself, for all its items."""

    source: str
    charset: str = ""  # as its server states it
    address: str = ""  # from where it came; "" for a file
    title: str = ""
    language: str = ""
    link: str = ""
    wordpress: bool = False
    people: list[str] = field(default_factory=list)  # of all entries that name nobody
    authors: dict[str, str] = field(default_factory=dict)  # login -> name, in a WordPress export
    passed_over: Counter[str] = field(default_factory=Counter)  # items that are not posts, counted by kind
    _names: Counter[str] = field(default_factory=Counter)

    def base(self, element: Any) -> str:
        """What a relative address in *element* is relative to: xml:base, the page of the feed, or the feed itself."""
        base = self.address
        for place in (self.link, element.base or ""):
            base = _joined(base, place) or base
        return base

    def where(self, element: Any, number: int) -> str:
        """The name of an item. Some feeds give several items the same id, so the name makes them distinct."""
        name = _identity(element) or str(number)
        self._names[name] += 1
        again = self._names[name]
        return f"{self.source}!{name}" + (f" ({again})" if again > 1 else "")


def read(stream: IO[bytes], source: str, report: Report) -> Iterator[Article]:
    """The items of a feed in order; only one item is in memory at a time."""
    feed = Feed(source)
    for item in items(stream, feed, report):
        made = None
        with safe.member(item.where, report):
            made = _made(item, feed)
        if made is not None:
            yield made


def items(stream: IO[bytes], feed: Feed, report: Report) -> Iterator[Item]:
    """The items of a feed in order, those without a text too. *feed* learns what the feed says of itself."""
    from lxml import etree

    source = feed.source
    found, ended = 0, False
    clean = Clean(stream, feed.charset)
    # An honest feed declares no entities. Without them, long items (pictures within the text) are harmless.
    plain = b"<!ENTITY" not in clean.peek(_HEAD)
    events = etree.iterparse(
        clean,
        events=("end",),
        recover=True,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=plain,
    )
    try:
        for _, element in events:
            ended = element.getparent() is None
            if not isinstance(element.tag, str):
                continue
            feed_names.rename(element)
            if element.tag == "entry":
                feed_names.named(element)
            if element.tag not in _ITEMS:
                with safe.member(f"{source}!{element.tag}", report):
                    _learn(feed, element)
                continue
            if clean.is_cut(found + 1):  # half an article would be taken for all of it
                continue
            found += 1
            where, made = feed.where(element, found), None
            with safe.member(where, report):
                made = _entry(element, feed, where) if element.tag == _ITEMS[-1] else _item(element, feed, where)
            if made is not None:
                yield made
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"damaged XML: {error.msg}", about=source, hint="download the feed again") from error
    if feed.passed_over:
        report.skipped(source, "", unpublished.passed_over(feed.passed_over))
    while clean.read(_HEAD):
        pass  # items behind the place where the parser stopped are counted
    lost = clean.items - found
    broken = [entry for entry in events.error_log if entry.type_name in _BROKEN]
    if lost > 0 or not ended or any(entry.type_name in _BROKEN[:-1] for entry in broken):
        reason = broken[-1].message if broken else "its end is missing"
        count = f"{lost:,} of {clean.items:,} items are missing" if lost > 0 else "items are missing"
        report.failed(source, UnreadableError(f"{count}: {reason}", about=source, hint="download the feed again"))
    elif not found:
        raise NoTextError("no items in this feed", about=source)


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            break
        del parent[0]


def _learn(feed: Feed, element: Any) -> None:
    """Read what is outside the items: the feed's title, language, link and authors."""
    tag, text = element.tag, (element.text or "").strip()
    parent = element.getparent()
    above = parent.tag if parent is not None and isinstance(parent.tag, str) else ""
    above = feed_names.known(above)
    if above in ("channel", "feed", f"{ATOM}feed"):
        name = tag.rsplit("}", 1)[-1]
        if name == "title" and not feed.title:
            feed.title = text
        elif name == "language":
            feed.language = text
        elif name == "link" and not feed.link:
            feed.link = text or (element.get("href", "") if element.get("rel", "alternate") == "alternate" else "")
        elif _WP.match(tag):
            name = _WP.sub("", tag)
            if name == "wxr_version":
                feed.wordpress = True
            elif name == "author":
                values = {_WP.sub("", c.tag): (c.text or "").strip() for c in element if isinstance(c.tag, str)}
                login = values.get("author_login", "")
                full = f"{values.get('author_first_name', '')} {values.get('author_last_name', '')}".strip()
                feed.authors[login] = values.get("author_display_name") or full or login
        elif name == "author" and above == f"{ATOM}feed":
            feed.people += [n for e in element.iter(f"{ATOM}name") if (n := (e.text or "").strip())]
        if above == f"{ATOM}feed" and not feed.language:
            feed.language = parent.get(_XML_LANG) or ""


def _identity(element: Any) -> str:
    for tag in ("guid", f"{ATOM}id", "link"):
        text = (element.findtext(tag) or "").strip()
        if text:
            return assemble.one_line(text)[:300]
    return assemble.one_line(element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or "")[:300]


# ---------------------------------------------------------------- RSS and WordPress


def _item(element: Any, feed: Feed, where: str) -> Item | None:
    values, tags, excerpt = _fields(element)
    why = ""
    if feed.wordpress or "wp:post_type" in values:
        kind = values.get("wp:post_type", "post").lower()
        if kind != "post":
            feed.passed_over[kind] += 1
            if kind == wordpress.GUEST:
                feed.authors[values.get("wp:post_name", "")] = values.get("title", "")
            return None
        why = unpublished.why(values.get("wp:status") or "publish", ("publish",))
        if values.get("wp:post_password"):
            why = why or "it is protected by a password"
    body = values.get(CONTENT) or next((values[tag] for tag in _XHTML if values.get(tag)), "")
    summary = values.get("description", "")
    html = body or summary
    if len(html) > _ITEM:
        raise NoTextError(f"an item of {len(html) // safe.MB} MB", about=where)
    if feed.wordpress or not feed_text.has_markup(html):
        html = wordpress.as_html(html)
    login = values.get(f"{DC}creator", "")
    authors = [feed.authors.get(login, login)] if login in feed.authors else login.split("; ")
    if feed.wordpress:
        authors = wordpress.writers(element, feed.authors) or wordpress.people(authors)
    if not any(authors):
        authors = [_person(values.get("author", "")) or values.get(_ITUNES_AUTHOR, "")]
    date = _wordpress_date(values) or values.get("pubDate") or values.get(f"{DC}date") or ""
    return Item(
        where,
        _identity(element),
        assemble.Facts(
            title=feed_text.plain(values.get("title", "")) or wordpress.title_of(values),
            authors=[name for name in authors if name],
            date=program_dates.moment(date),
            address=_joined(feed.base(element), values.get("link", "")) or values.get("guid", ""),
            description=feed_text.plain(excerpt or (summary if body else ""))[:1000],
            tags=tags,
            unpublished=why,
            language=feed.language,
        ),
        html,
        full=bool(body) or feed.wordpress,
        updated=values.get(f"{ATOM}updated", ""),
        sounds=sounds_among((e.get("url"), e.get("type"), e.get("length")) for e in element.findall("enclosure")),
    )


def _fields(element: Any) -> tuple[dict[str, str], list[str], str]:
    """Return the texts of an RSS item by the names of their elements, its tags, and its excerpt."""
    values: dict[str, str] = {}
    tags: list[str] = []
    excerpt = ""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        text = "".join(child.itertext()).strip()
        if _EXCERPT.match(child.tag):
            excerpt = text
        elif child.tag == "category":
            if child.get("domain") in (None, "category", "post_tag"):
                tags.append(text)
        else:
            if child.tag == f"{DC}creator" and text and values.get(child.tag, text) != text:
                text = f"{values.pop(child.tag)}; {text}"
            if child.tag in _XHTML:
                text = _inner(child)
            values.setdefault(_WP.sub("wp:", child.tag), text)
    return values, tags, excerpt


def _inner(element: Any) -> str:
    """The content of an element in XHTML."""
    from lxml import etree

    return "".join(etree.tostring(child, encoding="unicode", method="html", with_tail=True) for child in element)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if address and base.startswith("http") else address
    except ValueError:
        return ""


def _wordpress_date(values: Mapping[str, str]) -> str:
    for key in ("wp:post_date_gmt", "wp:post_date"):
        if values.get(key, "").strip("0-: "):
            return values[key]
    return ""


def _person(value: str) -> str:
    """RSS writes "mail@host (Name)"."""
    match = re.search(r"\(([^)]+)\)", value)
    return match[1] if match else "" if "@" in value else value


# ---------------------------------------------------------------- Atom and Blogger


def _entry(element: Any, feed: Feed, where: str) -> Item | None:
    kind, why = _blogger(element)
    if kind != "post":
        feed.passed_over[kind] += 1
        return None
    summary = element.find(f"{ATOM}summary")
    content = next((c for c in element.iterfind(f"{ATOM}content") if feed_text.has_text(_atom_html(c))), None)
    content = element.find(f"{ATOM}content") if content is None else content
    html = _atom_html(content)
    html = html if feed_text.has_text(html) else _atom_html(summary) or html
    outside = content is not None and content.get("src")
    links = {e.get("rel") or "alternate": e.get("href") or "" for e in reversed(element.findall(f"{ATOM}link"))}
    authors = [name for e in element.findall(f"{ATOM}author") if (name := (e.findtext(f"{ATOM}name") or "").strip())]
    date = element.findtext(f"{ATOM}published") or element.findtext(f"{ATOM}updated") or ""
    tags = [c.get("label") or c.get("term", "") for c in element.findall(f"{ATOM}category")
            if "kind" not in (c.get("scheme") or "")]  # fmt: skip
    return Item(
        where,
        _identity(element),
        assemble.Facts(
            title=feed_text.plain(_atom_html(element.find(f"{ATOM}title"))),
            authors=authors or [name for name in feed.people if not assemble.same_words(name, feed.title)],
            date=assemble.parse_date(date.strip()),
            address=_joined(feed.base(element), links.get("alternate", "")),
            description=feed_text.plain(_atom_html(summary))[:1000] if content is not None else "",
            tags=tags,
            unpublished=why,
            language=element.get(_XML_LANG)
            or (content.get(_XML_LANG) if content is not None else None)
            or feed.language,
        ),
        html,
        full=_atom_html(content) != "",
        updated=(element.findtext(f"{ATOM}updated") or "").strip(),
        sounds=sounds_among(
            (e.get("href"), e.get("type"), e.get("length"))
            for e in element.findall(f"{ATOM}link")
            if e.get("rel") == "enclosure"
        ),
        missing=f"its text is at {outside}" if outside else "no text in this entry",
    )


def _blogger(element: Any) -> tuple[str, str]:
    """What kind of entry it is, "post" for those of any other feed, and why it was never public."""
    said = {_BLOGGER.sub("", c.tag): (c.text or "").strip() for c in element
            if isinstance(c.tag, str) and _BLOGGER.match(c.tag)}  # fmt: skip
    old = [c.get("term", "") for c in element.findall(f"{ATOM}category") if "kind" in (c.get("scheme") or "")]
    kind = said.get("type", "").lower() or (old[0].rsplit("#", 1)[-1] if old else "") or "post"
    if any((e.text or "").strip().lower() == "yes" for e in element.iter("{*}draft")):
        return kind, "it is a draft"
    if said.get("trashed"):
        return kind, "it is in the trash"
    return kind, unpublished.why(said.get("status") or "live", ("live",))


def _atom_html(element: Any) -> str:
    """An Atom text construct as HTML."""
    if element is None:
        return ""
    kind = (element.get("type") or "text").lower()
    if kind == "xhtml" or (kind == "application/xhtml+xml" and len(element)):
        return _inner(element)
    text = element.text or ""
    if kind in ("html", "text/html"):
        return text
    return wordpress.as_html(feed_text.escaped(text)) if text.strip() else ""


# ---------------------------------------------------------------- both


def extent(html: str, base: str, *, full: bool) -> tuple[int, bool]:
    """The number of words in the text of an item, and whether it looks like the beginning of a longer one.

    *full*: the feed calls it the text, and not a summary.
    """
    blocks, _, cut_off = _body(html, base, full=full)
    return sum(count_words(block.text) for block in blocks), cut_off


def _body(html: str, base: str, *, full: bool) -> tuple[tuple[Block, ...], tuple[LeftOut, ...], bool]:
    """The blocks of an item, what was left out of it, and whether it looks cut off."""
    found = fragment_of(html, base=base)
    if len(found.blocks) == 1 and feed_text.has_markup(found.blocks[0].text):  # escaped twice
        found = fragment_of(found.blocks[0].text, base=base)
    blocks, gone, cut_off = trimmed(found.blocks)
    short = not full and len(blocks) < 2 and sum(count_words(b.text) for b in blocks) < 150
    return blocks, (*found.left_out, *gone), cut_off or short


def _made(item: Item, feed: Feed) -> Article:
    facts, where = item.facts, item.where
    if not item.html.strip() and facts.unpublished:
        raise UnpublishedError(facts.unpublished)
    if not item.html.strip():
        raise NoTextError(item.missing, about=where)
    blocks, left_out, cut_off = _body(item.html, facts.address or feed.link, full=item.full)
    doubts = []
    if cut_off:
        doubts.append((Doubt.CUT_OFF, "The feed has only the beginning or a summary of this article."))
    title = facts.title
    if not title:
        title = (
            feed_text.title_of(blocks) or feed_text.plain(feed.title) or assemble.file_title(where.partition("!")[0])
        )
    return assemble.article(
        blocks,
        replace(facts, title=title, site=feed_text.plain(feed.title), sounds=item.sounds),
        where,
        left_out=left_out,
        doubts=doubts,
    )
