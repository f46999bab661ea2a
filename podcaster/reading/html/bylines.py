"""Bylines and dates as a page prints them, for pages without them in their head."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Any

from podcaster.model import Omission
from podcaster.reading import furniture, rules
from podcaster.reading.bylines import BYLINES, plain_words, without_date
from podcaster.reading.spaces import folded

Element = Any


@lru_cache(maxsize=1)
def _printed() -> re.Pattern[str]:
    by = r"(^|\b{posted}\b.{0,60}?\s){by}\s*(:\s*|\s)(?P<by>\S.{2,70})"
    label = (
        r"((?<!\w\. )\b{writer}\s*[:：]\s*|^(text (von|by)|words by)\s+)(?P<label>(?-i:[A-ZÀ-ÞА-Я؀-ۿ぀-ヿ一-鿿]).{1,70})"
    )
    return re.compile(rules.expanded(f"{by}|{label}"), re.IGNORECASE)


def byline(text: str) -> str | None:
    """The name in a byline such as "Posted on 3 May by Jo Vane" or "Author: Jo Vane"; None if there is none."""
    match = _printed().search(text)
    return without_tail(match["by"] or match["label"]) if match else None


def without_tail(name: str) -> str:
    """A name without what follows it: "Jo Vane" of "Jo Vane on 3 May"."""
    return rules.compiled(BYLINES, "printed").sub("", without_date(name))


def _short_text(element: Element) -> str:
    """The text of a small element with little text; empty for others."""
    if not len(element):
        text = element.text or ""
    elif len(element) > 12 or next(islice(element.iterdescendants(), 12, None), None) is not None:
        return ""
    else:
        text = " ".join(element.itertext())
    text = folded(text) if 5 <= len(text) <= 2000 else ""
    return text if len(text) <= 160 else ""


def printed(root: Element) -> tuple[list[str], list[str]]:
    """Bylines and dates that are only printed: "Posted on 3 May 2020 by Jo Vane"."""
    bylines: list[str] = []
    dates: list[str] = []
    seen = 0
    for element in root.iter(
        "p", "div", "span", "li", "em", "i", "small", "h3", "h4", "h5", "h6", "td", "header", "time"
    ):
        if seen > 3000 or len(bylines) + len(dates) > 8:
            break
        seen += 1
        text = _short_text(element)
        if len(text) < 5:
            continue
        if (name := byline(text)) is not None:
            if name[:1].isalpha() and not name[0].islower() and len(name.split()) <= 5 and not is_aside(element):
                bylines.append(name)
                dates.append(text)
        elif re.match(
            r"(?:datum|date|posted|published|veröffentlicht|publicado|publié)\b", text, re.IGNORECASE
        ) and not is_aside(element):
            dates.append(text)
    return bylines, dates


def is_aside(element: Element) -> bool:
    """Whether an element belongs to other articles, to comments or to menus."""
    inside = False
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in ("body", "html"):
            return False
        reasons = {furniture.named(t) for t in [*(ancestor.get("class") or "").split()[:8], ancestor.get("id") or ""]}
        if Omission.COMMENTS in reasons:
            return True
        inside = inside or ancestor.tag in ("main", "article")
        if inside:
            continue  # the rest holds the whole article
        if ancestor.tag in ("aside", "nav") or Omission.RELATED in reasons or _is_menu(ancestor):
            return True
        if ancestor.tag == "footer" and next(ancestor.iterancestors("article"), None) is None:
            return True  # many designs put the byline into the footer of the article
    return False


def _is_menu(element: Element) -> bool:
    tokens = [*(element.get("class") or "").split()[:8], element.get("id") or ""]
    return any(_MENU.search(token.lower()) for token in tokens)


_MENU = re.compile(r"(?:^|-)(?:nav|menu|side-?bar)(?:$|-)")
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|p-author|post-author|entry-author|article-author|writer|autor|autore|autora|auteur|firma|"
    r"contributor)(?:[\s_-]?(?:name|link|names))?(?:$|\s)",
    re.IGNORECASE,
)


_CARD = re.compile(r"(?:^|\s)(?:fn|vcard)(?:\s|$)")  # of a person, or of a place in a table


@lru_cache(maxsize=4096)
def _names_a_writer(kind: str) -> bool:
    return _BYLINE.search(kind) is not None


def marked(root: Element) -> list[list[str]]:
    """The bylines on the page: rel=author, itemprop, classes, and lines that begin with "by"."""
    strict: list[str] = []
    itemprop: list[str] = []
    loose: list[str] = []
    strict_at: Element = None
    for element in root.iter(
        "a", "span", "p", "div", "address", "em", "cite", "li", "h2", "h3", "h4", "h5", "h6", "b", "strong"
    ):
        if len(loose) > 40:
            break
        attributes = element.keys()
        if not attributes:
            continue
        kind = f"{element.get('class') or ''} {element.get('id') or ''}"
        rel = element.get("rel").lower().split() if "rel" in attributes else []
        prop = element.get("itemprop") or ""
        if not (
            "author" in rel
            or "author" in prop
            or "creator" in prop
            or (kind != " " and (_names_a_writer(kind) or _is_card(element)))
        ):
            continue
        text = folded(" ".join(element.itertext()))
        if not text or len(text) > 150:
            continue
        if is_aside(element):
            continue
        if "author" in rel:
            if strict and text not in strict and _apart(strict_at, element):
                continue
            strict_at = element
            strict.append(text)
        elif prop:
            itemprop.append(text)
        else:
            loose.append(text)
    return [strict[:3], itemprop[:1], *[[t] for t in loose[:10]]]


@lru_cache(maxsize=4096)
def _named_card(classes: str) -> bool:
    return _CARD.search(classes) is not None


def _is_card(element: Element) -> bool:
    """Whether an element is a contact card of a person, not of the subject of a table."""
    return _named_card(element.get("class") or "") and next(element.iterancestors("table"), None) is None


def poster(root: Element) -> list[str]:
    """The user who began a thread: from data for the forum's scripts, or the first link to a user of this site."""
    for element in islice(root.iter("div", "article", "li", "a"), 5000):
        name = folded(element.get("data-author") or "")
        if element.tag == "a" and "author" in (element.get("class") or "").split():
            name = folded("".join(element.itertext()))
            name = name if element.get("href") == f"/{name}" else ""
        elif element.tag == "a" and (element.getprevious() is not None or element.getparent().text):
            name = _signed_by(element)
        if name:
            return [name[:60]]
    return []


def _signed_by(link: Element) -> str:
    """The name of a user to whom a link behind "by" leads: "150 points by jo_vane"."""
    before = link.getprevious()
    text = link.getparent().text if before is None else before.tail
    if not text or not _BY.search(text):
        return ""
    name = folded("".join(link.itertext()))
    return name if _USER.search(link.get("href") or "") and (link.get("href") or "").endswith(name) else ""


_BY = re.compile(r"(?:^|\s)(?:by|von|par|por|di|от)\s+$", re.IGNORECASE)
_USER = re.compile(
    r"(?:^|/)(?:u|user|users|member|members|profile|~|@)(?:[/=?]|$)|[?&](?:id|user|name)=", re.IGNORECASE
)
_SLUG = re.compile(r"/([^/?#]+)/?(?:\?[^#]*)?(?:#.*)?$")
_OF_A_WRITER = re.compile(
    r"author|/(?:autor\w{0,3}|auteurs?|writers?|people|person|profiles?|staff|contributors?|redakteur\w*|journalist\w*|"
    r"columnist\w*|columnas|firmas|news-?team|by)/",
    re.IGNORECASE,
)


def linked(root: Element) -> list[str]:
    """The first name that links to the page of a writer of that name: "Jo Vane" to /people/jo-vane."""
    prose = 0
    for element in islice(root.iter("a", "p"), 3000):
        parent = element.getparent()
        around = " ".join(islice((element if element.tag == "p" else parent).itertext(), 40))
        if element.tag == "p":
            prose += len(around.encode()) if len(around) > 200 else 0
        elif (slug := _SLUG.search(element.get("href") or "")) and _OF_A_WRITER.search(element.get("href")):
            name = folded("".join(element.itertext()))
            words = plain_words(name).split()
            same = (
                len(around) <= 120 and 2 <= len(words) <= 4 and "".join(words) in plain_words(slug[1]).replace(" ", "")
            )
            if same and name.istitle() and not is_aside(element):
                return [name]
        if prose > 1200:
            break
    return []


def _apart(one: Element, other: Element) -> bool:
    """Whether two links to authors belong to different articles."""
    nearest = set(list(one.iterancestors())[:4])
    return not any(a in nearest for a in list(other.iterancestors())[:4])
