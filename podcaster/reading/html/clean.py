"""Remove from the tree what a page shows besides its article, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from podcaster.model import Omission, count_words
from podcaster.reading import furniture
from podcaster.reading.html.account import Account
from podcaster.reading.html.slugs import Slugs
from podcaster.reading.html.tags import HEADINGS, drop
from podcaster.reading.spaces import folded

Element = Any

_TAGS = {
    "nav": Omission.NAVIGATION,
    "footer": Omission.FOOTER,
    "dialog": Omission.FOOTER,
    "menu": Omission.NAVIGATION,
}
_SHARES = re.compile(
    r"facebook\.com/(?:sharer|share\.php|dialog/(?:share|feed))|(?:twitter|x)\.com/(?:intent/|share\b|"
    r"home\?status)|pinterest\.\w+/pin/create|linkedin\.com/(?:shareArticle|sharing)|reddit\.com/submit|"
    r"whatsapp://|(?:wa\.me|api\.whatsapp\.com|web\.whatsapp\.com)/(?:send|\?text)|"
    r"t\.me/share|telegram\.me/share|getpocket\.com/(?:save|edit)|tumblr\.com/(?:share|widgets)|"
    r"plus\.google\.com/share|vk\.com/share|xing\.com/(?:app/user|spi/shares)|share\.flipboard|"
    r"fb-messenger://|mailto:\?|news\.ycombinator\.com/submitlink|addtoany\.com/|buffer\.com/add|"
    r"bufferapp\.com/add|digg\.com/submit|stumbleupon\.com/submit",
    re.IGNORECASE,
)
# One of these is in every address that _SHARES knows: a page has two hundred links, and this is much faster.
_SHARE_HINTS = (
    "shar", "dialog/", "intent/", "home?status", "pin/create", "submit", "whatsapp", "wa.me", "getpocket", "tumblr",
    "xing.com", "messenger", "mailto:?", "addtoany", "buffer",
)  # fmt: skip
SIGNED = "data-podcaster-signed"  # on an element out of which an author or a date was taken
_NEVER = frozenset(("html", "body", "main", "head", "math", "pre", "code", "h1", "table", "tbody", "tr"))
_INNER = frozenset(("b", "strong", "em", "i", "u", "mark", "cite", "dfn", "var", "ruby"))


def shares(root: Element, account: Account) -> None:
    """Remove links that are share buttons of social networks."""
    for element in list(root.iter("a")):
        if _shares(element.get("href") or "") and len(folded("".join(element.itertext()))) < 60:
            account.note(element, Omission.SHARING)
            drop(element)


def _shares(address: str) -> bool:
    """Whether an address is a share button rather than the author's own link."""
    lower = address.lower()
    return any(hint in lower for hint in _SHARE_HINTS) and _SHARES.search(lower) is not None


def around(
    root: Element,
    account: Account,
    notes: Collection[Element] = (),
    spared: Callable[[Element, Omission], bool] = lambda _, __: False,
) -> dict[Element, Omission]:
    """Remove elements whose names mean furniture, and return them with the reasons.

    *notes*, the footnotes, are never touched; *spared* says which elements stay in spite of their names.
    """
    keep = {a for n in notes for a in (n, *n.iterancestors())}
    prose = Prose()
    slugs = Slugs(root)
    whole = prose.of(root)
    doomed: dict[Element, Omission] = {}
    for element in root.iter():
        if element.tag in _NEVER:
            continue
        reason = reason_of(element, slugs)
        if reason is None or reason is Omission.HIDDEN or element in keep:
            continue
        if doomed and any(a in doomed for a in element.iterancestors()):
            continue
        if _keeps(element, reason, whole, prose) or (element.tag in _INLINE and _in_sentence(element, reason)):
            continue
        if spared(element, reason):
            continue
        doomed[element] = reason
    if (post := _first_post(doomed, whole, prose)) is not None:
        del doomed[post]
    lost = sum(prose.of(e) for e, reason in doomed.items() if reason not in (Omission.COMMENTS, Omission.RELATED))
    for element, reason in doomed.items():
        # Where names would cost half of the prose, they mean something else on this page.
        if lost > whole * 0.5 and prose.of(element) >= 12 and reason not in (Omission.COMMENTS, Omission.RELATED):
            continue
        account.note(element, reason)
        if reason is Omission.METADATA and (holder := element.getparent()) is not None:
            holder.set(SIGNED, "")
        drop(element)
    return doomed


_OF_MANY = re.compile(r"comments|list|area|section|thread|tree|form|respond", re.IGNORECASE)


def _first_post(doomed: dict[Element, Omission], whole: int, prose: Prose) -> Element | None:
    """On a page of comments only, the first comment, which the others reply to."""
    comments = [e for e, reason in doomed.items() if reason is Omission.COMMENTS]
    first = next((e for e in comments if words_in(e) >= 12), None)
    if first is None or _OF_MANY.search(f"{first.get('class') or ''} {first.get('id') or ''}"):
        return None
    return first if whole - sum(map(prose.of, doomed)) < max(12, whole * 0.1) else None


def reason_of(element: Element, slugs: Slugs | None = None) -> Omission | None:
    """Why an element is furniture by its tag, role, class or id; *slugs* knows which ids are only repeated headings."""
    tag = element.tag
    if tag == "footer" and any(a.tag in ("blockquote", "figure") for a in element.iterancestors()):
        return None
    if tag in _TAGS:
        return _TAGS[tag]
    if tag in _INNER:
        return None
    attributes = element.keys()
    if not attributes:
        return None
    get = element.get
    if "role" in attributes and (reason := furniture.role(get("role"))) is not None:
        return reason
    if (classes := get("class")) and (reason := _named(classes)) is not None:
        return reason
    if (identity := get("id")) and (reason := furniture.named(identity)) is not None:
        return None if slugs is not None and slugs.own(element, reason) else reason
    if not _COMPONENTS.isdisjoint(attributes):
        for name, value in element.items():
            if name in _COMPONENTS and value and ("-" in value or "_" in value or value != value.lower()):
                reason = furniture.named(value)
                if reason is not None:
                    return reason
    return None


_COMPONENTS = frozenset(("data-component", "data-testid", "data-module", "data-type", "data-component-name"))


_OF_POSTS = frozenset(("hentry", "type-post", "status-publish"))  # WordPress's classes of a post
_SUBJECTS = ("tag-", "category-")  # after these, what the author writes about
_OF_QUOTED = "tweet-"  # parts of a post from a network, which the walk reads


@lru_cache(maxsize=4096)
def _named(classes: str) -> Omission | None:
    tokens = classes.split()
    if not _OF_POSTS.isdisjoint(tokens):
        tokens = [token for token in tokens if not token.startswith(_SUBJECTS)]
    for token in tokens[:12]:
        reason = furniture.named(token)
        if reason is not None and not (token.startswith(_OF_QUOTED) and reason is not Omission.SHARING):
            return reason
    return None


def _keeps(element: Element, reason: Omission, whole: int, words: Prose) -> bool:
    """Whether a name must be wrong, because the element has too much prose."""
    if _is_article(element) and reason not in (Omission.COMMENTS, Omission.RELATED):
        return words.of(element) >= _FEW
    if element.tag in ("section", "header") and reason in (Omission.METADATA, Omission.NAVIGATION):
        return words.of(element) > 60
    prose = words.of(element)
    if element.tag == "p" and reason in _OF_LINES:
        sentence = reason is Omission.NAVIGATION and prose >= 12 and next(element.iter("a"), None) is None
        return sentence or len(folded("".join(element.itertext()))) > 200
    if reason in _LEADING and prose >= 12 and next(element.iter(*_LINKS[reason]), None) is None:
        return True  # related to what, and a menu of what, without a link?
    if reason in (Omission.COMMENTS, Omission.RELATED):
        return prose > whole * 0.6 or (reason is Omission.RELATED and prose >= _LEAD and _links_in_sentences(element))
    return prose > max(60, whole * 0.3)


def _links_in_sentences(element: Element) -> bool:
    """Whether all links stand within sentences: a teaser has them around its picture, in its title or at its end."""
    if next(element.iter(*HEADINGS, "form", "ul", "ol"), None) is not None:
        return False
    return all(len(folded(a.tail or "").split()) >= _GOES_ON for a in element.iter("a"))


_OF_LINES = (Omission.METADATA, Omission.FOOTER, Omission.CREDIT, Omission.NAVIGATION, Omission.PROMOTION)
_LEADING = (Omission.RELATED, Omission.ADVERT, Omission.NAVIGATION)  # elements with these names lead elsewhere
_LINKS = {
    Omission.RELATED: ("a", "h2", "h3", "h4", "form"),
    Omission.ADVERT: ("a", "h2", "h3", "h4", "form"),
    Omission.NAVIGATION: ("a", "button", "form", "input", "select"),
}
_FEW = 30  # words of prose that make an article
_LEAD = 40  # words of prose in a box named "teaser", in which an article may begin
_GOES_ON = 3  # words of the sentence behind a link


def _is_article(element: Element) -> bool:
    """Whether the page says that an element is its article."""
    return (
        element.tag in ("article", "main")
        or element.get("role") in ("article", "main")
        or element.get("itemprop") == "articleBody"
    )


_INLINE = frozenset(["span", "a", "small", "abbr", "label", "font", "sup", "sub", "q", "time", "data", "bdi"])
_SENTENCES = frozenset(["p", "li", "td", "dd", *HEADINGS, "blockquote", "figcaption", "div"])


def _in_sentence(element: Element, reason: Omission) -> bool:
    """Whether an element is a word or two of a sentence: its name then describes its look, not furniture."""
    holder = next((a for a in element.iterancestors() if a.tag in _SENTENCES), None)
    if holder is None or len(folded("".join(element.itertext()))) < 2:
        return False
    if reason is Omission.NAVIGATION and (holder.tag in HEADINGS or element.get("href", "").startswith("#")):
        return False  # "#", "¶", "[edit]" behind a heading
    around_it = len(folded("".join(t for n in (holder.text, *(c.tail for c in holder)) if (t := n))).split())
    return around_it >= 4 or (reason is Omission.METADATA and _is_dated_sentence(holder))


def _is_dated_sentence(holder: Element) -> bool:
    """Whether a small element of the text is a sentence with a date in it, and no line about the article."""
    if holder.tag not in ("p", "li", "td", "dd"):
        return False
    text = folded("".join(holder.itertext()))
    return text.endswith((".", "!", "?")) and len(text.split()) >= 5 and furniture.line(text) is None


def words_in(element: Element) -> int:
    return count_words(" ".join(element.itertext()))


@dataclass(slots=True)
class Prose:
    """Words in paragraphs that are long enough to be read, links not counted. Good until the tree is changed."""

    known: dict[Element, int] = field(default_factory=dict)  # of each paragraph, what stands in no other

    def of(self, element: Element) -> int:
        total = 0
        for paragraph in element.iter("p", "blockquote", "li", "div", "td"):
            own = self.known.get(paragraph)
            if own is None:
                own = self.known[paragraph] = _own(paragraph)
            total += own
        return total


def _own(paragraph: Element) -> int:
    text = paragraph.text
    if not len(paragraph) and (text is None or len(text) <= _LINE):
        return 0
    texts = [text]
    for child in paragraph:
        texts.append(child.tail)
        if child.tag in _IN_LINE:
            texts.append(" ".join(child.itertext()))
    written = [text for text in texts if text and not text.isspace()]
    if sum(map(len, written)) <= _LINE:
        return 0  # most boxes of a page hold nothing but other boxes
    own = sum(map(count_words, written))
    return own if own > _LINE else 0


_IN_LINE = _INNER | {"span", "font"}
_LINE = 12  # words
