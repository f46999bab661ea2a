"""From votes to the article: one stretch of the page, or several containers of the same kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Any

from podcaster.model import BlockKind, Omission, count_words
from podcaster.reading import bylines, furniture
from podcaster.reading.html import body as html_body
from podcaster.reading.html import clean as html_clean
from podcaster.reading.html import leads, posts, trim
from podcaster.reading.html.metadata import Metadata
from podcaster.reading.html.paragraphs import is_foreign, is_in, is_paragraph
from podcaster.reading.html.vote import prose
from podcaster.reading.html.walk import Found

Element = Any

_CENTRE = 0.85  # of the chosen words must be in one element for it to be the article's own
_FLOOR = 0.1  # of the page's prose: a vote for less is a mistake
_TWIN = 60  # words of prose that make a container of the same kind part of the article
_TEXT = 8  # words of a paragraph, for such a container to begin or end with it
_SHORT_POST = 12  # words: an opening post with less has its text elsewhere
_MOSTLY = 0.5  # of its words are in paragraphs
_LEVELS = 4  # above the centre, where its twins are looked for
_CLOSING = 3  # words of a sentence right behind the text


def between(found: Sequence[Found], votes: Sequence[bool], said: Metadata) -> list[bool]:
    """Which blocks are the article: from the first to the last chosen one of the element that holds most of them."""
    if not any(votes):
        return [True] * len(found)
    votes = _opening(found, _above_floor(found, votes))
    centres = _centres(found, votes, said)
    holder = html_body.around(next(iter(centres))) if centres is not None and len(centres) == 1 else None
    if holder is not None:
        centres = {holder}
    inside = [centres is None or f.element in centres or is_in(f.element, centres) for f in found]
    chosen = [k and i for k, i in zip(votes, inside, strict=True)]
    if centres is not None and len(centres) > 1:
        chosen = [c or (i and is_paragraph(f.block, _TEXT)) for c, i, f in zip(chosen, inside, found, strict=True)]
    if not any(chosen):
        return [True] * len(found)
    first = leads.earlier(found, inside, chosen.index(True))
    more = leads.before(found, votes, inside, first, said) | leads.question(found, chosen)
    lists = {a for f, good in zip(found, chosen, strict=True) if good for a in _lists(f.element)}
    last = len(chosen) - 1 - chosen[::-1].index(True)
    while last + 1 < len(found) and _goes_on(found[last], found[last + 1], lists):
        last += 1
        chosen[last] = True
    host = trim.home(list(found), said.address)
    more |= posts.last_ones(found, chosen)
    if holder is not None:
        more |= html_body.ends(found, chosen, inside)
    return [
        chosen[number]
        or number in more
        or (first <= number < last and inside[number] and (_fits(entry, host, lists) or _heads(found, chosen, number)))
        or (number > last and inside[number] and entry.block.kind is BlockKind.FOOTNOTE)
        for number, entry in enumerate(found)
    ]


def _fits(entry: Found, host: str, lists: Collection[Element]) -> bool:
    return not is_foreign(entry.block, host) or any(a in lists for a in _lists(entry.element))


def _lists(element: Element) -> list[Element]:
    return [a for a in (element, *element.iterancestors()) if a.tag in ("ul", "ol")]


def _goes_on(last: Found, entry: Found, lists: Collection[Element]) -> bool:
    """Whether a list, or a paragraph of several lines, was broken off by the vote."""
    if trim.linked(entry.block) > 0.5 or furniture.line(entry.block.text) is not None:
        return False
    if entry.element is last.element:
        return bool(entry.element.tag == "p")
    if entry.block.kind is BlockKind.LIST_ITEM and any(a in lists for a in _lists(entry.element)):
        return True
    # A vote often misses a short last sentence, and definitions.
    one, other = _outermost(last.element), _outermost(entry.element)
    if other.tag == "dl":  # a listing before it has an element of its own
        return other.getparent() in islice(one.iterancestors(), 2)
    return one.getparent() is other.getparent() and is_paragraph(entry.block, _CLOSING)


def _outermost(element: Element) -> Element:
    """The whole list that an element is in; the element itself if it is in none."""
    return [a for a in (element, *element.iterancestors()) if a is element or a.tag in ("ul", "ol", "dl")][-1]


def _heads(found: Sequence[Found], chosen: Sequence[bool], number: int) -> bool:
    """Whether a heading has a chosen paragraph below it: "Cookies" is then what the text is about."""
    block = found[number].block
    if block.kind is not BlockKind.HEADING or furniture.line(block.text) is not Omission.FOOTER:
        return False
    return chosen[number + 1] and is_paragraph(found[number + 1].block, _TEXT)


# ---------------------------------------------------------------- the elements that hold the article


_POST = re.compile(r"(?:^|\s)(?:message--post|topic-post|crawler-post|post-?container|forum-?post|post-?bit)(?:$|\s)")


_HOLDERS = ("article", "div", "section", "li", "table")


def _opening(found: Sequence[Found], votes: Sequence[bool]) -> Sequence[bool]:
    """The votes; if they are for replies in a forum, the post that these reply to."""
    body = found[0].element.getroottree().getroot()
    first, *others = [e for e in body.iter(*_HOLDERS) if _POST.search(e.get("class") or "")] or [None]
    if not others or not any(good and is_in(f.element, others) for f, good in zip(found, votes, strict=True)):
        return votes
    # A parser may put the next posts into the first one.
    post = [f for f in found if is_in(f.element, (first,)) and not is_in(f.element, others)]
    words = [prose(f.block) for f in post]
    if sum(words) < _SHORT_POST:
        return votes
    own = _centre(post, [n > 0 for n in words])
    texts = {id(f) for f in post}
    return [own is not None and id(f) in texts and is_in(f.element, (own,)) for f in found]


def _above_floor(found: Sequence[Found], votes: Sequence[bool]) -> Sequence[bool]:
    """The votes; if they are for almost none of the page's prose, the prose of its densest element."""
    words = [prose(f.block) for f in found]
    if sum(n for n, good in zip(words, votes, strict=True) if good) >= _FLOOR * sum(words):
        return votes
    holder = densest(found)
    return [n > 0 and (holder is None or is_in(f.element, (holder,))) for n, f in zip(words, found, strict=True)]


def densest(found: Sequence[Found]) -> Element | None:
    """The element whose own paragraphs hold most of the prose: a parent counts whole, a grandparent half."""
    weight: dict[Element, float] = {}
    for entry in found:
        if words := prose(entry.block):
            for level, ancestor in enumerate(islice(entry.element.iterancestors(), 3)):
                weight[ancestor] = weight.get(ancestor, 0.0) + words / (level + 1)
    return max(weight, key=weight.__getitem__) if weight else None


def _centres(found: Sequence[Found], votes: Sequence[bool], said: Metadata) -> set[Element] | None:
    """The element of the article, with its twins; None when no element holds most of the chosen words."""
    own = _own_article(found, votes, said)
    if own is not None:
        return {own}
    centre = _centre(found, votes)
    return None if centre is None else {centre, *_twins(found, centre)}


def _centre(found: Sequence[Found], votes: Sequence[bool]) -> Element | None:
    """The deepest element that holds most of the chosen words."""
    weight: Counter[Element] = Counter()
    total = 0
    for entry, good in zip(found, votes, strict=True):
        if good:
            words = count_words(entry.block.text)
            total += words
            for ancestor in (entry.element, *entry.element.iterancestors()):
                weight[ancestor] += words
    best = None
    depth = -1
    for element, words in weight.items():
        if words >= _CENTRE * total:
            level = sum(1 for _ in element.iterancestors())
            if level > depth:
                best, depth = element, level
    return best


def _twins(found: Sequence[Found], centre: Element) -> list[Element]:
    """Containers beside the centre, of the same tag and class, that hold as much prose as a part of an article does."""
    beside = _beside(centre)
    if not beside:
        return []
    words: Counter[Element] = Counter()
    text: Counter[Element] = Counter()
    for entry in found:
        holder = next((a for a in (entry.element, *entry.element.iterancestors()) if a in beside), None)
        if holder is not None:
            count = count_words(entry.block.text)
            words[holder] += count
            text[holder] += count if is_paragraph(entry.block, _TEXT) else 0
    return [
        e
        for e in beside
        if text[e] > max(_TWIN, _MOSTLY * words[e]) and html_clean.reason_of(e) is None and not is_of_another(e)
    ]


def _beside(centre: Element) -> dict[Element, None]:
    """Siblings of the same kind: of the centre, and of the few elements around it. None of them is in another."""
    out: dict[Element, None] = {}
    holder = centre
    for _ in range(_LEVELS):
        parent = holder.getparent()
        named = holder.get("class")
        if parent is None or parent.tag in ("body", "html") or holder.tag in ("p", "li", "td", "tr") or not named:
            break
        out |= dict.fromkeys(e for e in parent if e is not holder and e.tag == holder.tag and e.get("class") == named)
        holder = parent
    return out


_PERSON = re.compile(
    r"(?:^|[\s_-])(?:answers?|suggestedanswer|comments?|repl(?:y|ies)|votes?|voting|author|byline|user|"
    r"username|avatar|poster|member|hentry|teaser|card|review)(?:[\s_-]|$)",
    re.IGNORECASE,
)


def is_of_another(element: Element) -> bool:
    """Whether a container is another person's answer, or another article: it has an author, votes, a linked title."""
    if element.tag == "article":
        return True
    for inner in element.iter():
        named = f"{inner.get('class') or ''} {inner.get('itemprop') or ''} {inner.get('rel') or ''}"
        if inner.get(html_clean.SIGNED) is not None or (len(named) > 2 and _PERSON.search(named)):
            return True
        if inner.tag in ("h1", "h2", "h3", "h4") and _is_link(inner):
            return True
    return False


def _is_link(heading: Element) -> bool:
    links = "".join("".join(a.itertext()) for a in heading.iter("a") if not (a.get("href") or "#").startswith("#"))
    return len(links.strip()) > 0.8 * len("".join(heading.itertext()).strip()) > 0


def _own_article(found: Sequence[Found], votes: Sequence[bool], said: Metadata) -> Element | None:
    """Of several articles on one page, the one under the page's own title."""
    holders: list[Element] = []
    for entry, good in zip(found, votes, strict=True):
        if good:
            holder = next((a for a in entry.element.iterancestors() if is_article(a)), None)
            if holder is not None and holder not in holders:
                holders.append(holder)
    if len(holders) < 2:
        return None
    titles = {bylines.plain_words(t) for t in (said.title, *said.titles) if t}
    own = [h for h in holders if any(bylines.plain_words("".join(e.itertext())) in titles for e in h.iter("h1", "h2"))]
    if len(own) != 1:
        return None
    words = sum(
        count_words(f.block.text)
        for f, good in zip(found, votes, strict=True)
        if good and own[0] in f.element.iterancestors()
    )
    return own[0] if words > 50 else None


def is_article(element: Element) -> bool:
    """Whether an element holds one article or post, by its tag or class."""
    return element.tag == "article" or "hentry" in (element.get("class") or "").split()
