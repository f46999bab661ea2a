"""Bylines and dates as a page prints them, for pages that do not say it in their head."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Any

from podcaster.model import Omission
from podcaster.reading import furniture, rules
from podcaster.reading.bylines import BYLINES
from podcaster.reading.spaces import folded

Element = Any


@lru_cache(maxsize=1)
def _printed() -> re.Pattern[str]:
    by = r"(^|\b{posted}\b.{0,60}?\s){by}\s+(?P<by>\S.{2,70})"
    label = r"(\b{writer}\s*:\s*|^(text (von|by)|words by)\s+)(?P<label>(?-i:[A-ZÀ-ÞА-Я؀-ۿ]).{2,70})"
    return re.compile(rules.expanded(f"{by}|{label}"), re.IGNORECASE)


def byline(text: str) -> str | None:
    """The name in a byline such as "Posted on 3 May by Jo Vane" or "Author: Jo Vane"; None if there is none."""
    match = _printed().search(text)
    return without_tail(match["by"] or match["label"]) if match else None


def without_tail(name: str) -> str:
    """A name without what stands behind it: "Jo Vane" of "Jo Vane on 3 May"."""
    return rules.compiled(BYLINES, "printed").sub("", name)


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
        if len(element) > 12 or next(islice(element.iterdescendants(), 12, None), None) is not None:
            continue
        text = folded(" ".join(element.itertext()))
        if not 5 <= len(text) <= 160:
            continue
        if (name := byline(text)) is not None:
            if name and len(name.split()) <= 5 and name[:1].isupper() and not is_aside(element):
                bylines.append(name)
                dates.append(text)
        elif re.match(
            r"(?:datum|date|posted|published|veröffentlicht|publicado|publié)\b", text, re.IGNORECASE
        ) and not is_aside(element):
            dates.append(text)
    return bylines, dates


def is_aside(element: Element) -> bool:
    """Whether an element belongs to other articles, to comments or to menus."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in ("body", "html", "main", "article"):
            return False
        if ancestor.tag in ("aside", "nav"):
            return True
        if ancestor.tag == "footer":  # many designs put the byline into the article's own
            return next(ancestor.iterancestors("article"), None) is None
        tokens = [*(ancestor.get("class") or "").split()[:8], ancestor.get("id") or ""]
        if any(
            furniture.named(t) in (Omission.COMMENTS, Omission.RELATED)
            or re.search(r"(?:^|-)(?:nav|menu|side-?bar)(?:$|-)", t.lower())
            for t in tokens
        ):
            return True
    return False


_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|p-author|post-author|entry-author|article-author|fn|vcard|writer|"
    r"contributor)(?:[\s_-]?(?:name|link|names))?(?:$|\s)",
    re.IGNORECASE,
)


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
        kind = f"{element.get('class') or ''} {element.get('id') or ''}"
        rel = (element.get("rel") or "").lower().split()
        prop = element.get("itemprop") or ""
        if not ("author" in rel or "author" in prop or "creator" in prop or _names_a_writer(kind)):
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


def _apart(one: Element, other: Element) -> bool:
    """Whether two links to authors belong to different articles."""
    nearest = set(list(one.iterancestors())[:4])
    return not any(a in nearest for a in list(other.iterancestors())[:4])
