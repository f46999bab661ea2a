"""Writers whom a page names by a link: to their page, to their account, or from their card to the home page."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from podcaster.reading.bylines import BYLINES, are_names, is_phrase, is_single, plain_words
from podcaster.reading.html.element_names import names_of
from podcaster.reading.html.small_texts import pieces
from podcaster.reading.html.tags import HEADINGS
from podcaster.reading.html.whose import OF_A_WRITER, Whose, leads_home
from podcaster.reading.spaces import folded

Element = Any
_MOST_LINES = 3000


def poster(root: Element, whose: Whose) -> list[str]:
    """The user who began a thread: from data for the forum's scripts, or the first link to a user of this site."""
    for element in islice(root.iter("div", "article", "li", "a"), 5000):
        name = folded(element.get("data-author") or "")
        if element.tag == "a" and "author" in (element.get("class") or "").split():
            name = folded("".join(element.itertext()))
            name = name if element.get("href") == f"/{name}" else ""
        elif element.tag == "a":
            name = _signed_by(element, whose)
        if name:
            return [name[:60]]
    return []


def _signed_by(link: Element, whose: Whose) -> str:
    """The name of a user to whom a link behind "by" leads: "150 points by jo_vane"."""
    if not _BY.search(_just_before(link)):
        return ""
    name = folded("".join(link.itertext()))
    target = link.get("href") or ""
    known = target.endswith(name) or target.rstrip("/").rpartition("/")[2].isdigit()
    return name if known and _USER.search(target) and not whose.is_aside(link) else ""


def _just_before(link: Element) -> str:
    """The words before a link, or before an element that it begins: "by" of "<b>by</b> <i><a>Jo</a></i>"."""
    for holder in (link, *islice(link.iterancestors(), 2)):
        before, above = holder.getprevious(), holder.getparent()
        text = (above.text if above is not None else "") if before is None else before.tail
        if text and text.strip():
            return str(text)
        if before is not None:
            return " ".join(islice(before.itertext(), 4))
    return ""


_BY = re.compile(r"(?:^|\s)(?:by|von|par|por|di|от)\s*$", re.IGNORECASE)
_USER = re.compile(
    r"(?:^|/)(?:u|user|users|member|members|profile|~|@)(?:[/=?]|$)|[?&](?:id|user|name)=", re.IGNORECASE
)
_SLUG = re.compile(r"/([^/?#]+)/?(?:\?[^#]*)?(?:#.*)?$")


def linked(root: Element, whose: Whose) -> list[str]:
    """The first name that links to the page of a writer of that name: "Jo Vane" to /people/jo-vane."""
    prose = 0
    for element in islice(root.iter("a", "p"), 3000):
        parent = element.getparent()
        around = " ".join(islice((element if element.tag == "p" else parent).itertext(), 40))
        if element.tag == "p":
            prose += len(around.encode()) if len(around) > 200 else 0
        elif (slug := _SLUG.search(element.get("href") or "")) and OF_A_WRITER.search(element.get("href")):
            name = folded("".join(element.itertext()))
            words = plain_words(name).split()
            same = (
                len(around) <= 120 and 2 <= len(words) <= 4 and "".join(words) in plain_words(slug[1]).replace(" ", "")
            )
            if same and name.istitle() and not (whose.is_aside(element) or _is_of_helper(element, name)):
                return [name]
        if prose > 1200:
            break
    return []


def _is_of_helper(link: Element, name: str) -> bool:
    """Whether the words before a link say that it leads to someone who did not write the page: "Reviewed by"."""
    before = folded(_just_before(link))
    said = (("helper", f"{before} {name}"), ("other", before.rstrip(" :")))
    return any(BYLINES.match(kind, words) is not None for kind, words in said)


def owner(root: Element) -> list[str]:
    """The person whose card leads to the home page: the one who writes a blog, whatever the page is about."""
    for card in islice(root.iter("div", "section", "aside", "article", "header", "footer", "p", "span"), _MOST_LINES):
        if _CARD_CLASS.search(card.get("class") or "") is None or next(card.iter(*HEADINGS), None) is None:
            continue
        for link in islice(card.iter("a"), 6):
            name = folded(" ".join(pieces(link)))
            own = leads_home(link) or "me" in (link.get("rel") or "").lower().split()
            named = any("name" in names_of(one) for one in (link, link.getparent()))
            if own and named and not is_single(name) and not is_phrase(name) and are_names(name):
                return [name]
    return []


_CARD_CLASS = re.compile(r"(?:^|\s)h-card(?:\s|$)")
