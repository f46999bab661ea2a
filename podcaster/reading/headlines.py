"""Choose the title of a page from those that its head and its headings offer, without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from podcaster.model import count_words
from podcaster.reading import rules
from podcaster.reading.bylines import BYLINES, are_names, is_phrase, is_single, of_post, people, plain_words
from podcaster.reading.spaces import folded
from podcaster.text.first_names import is_first_name

_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:‹›~/\\]+\s+|\s*[|｜]\s*|\s*(?:»|›|::)\s*|(?<=\w):\s+|,\s+(?=\S+$)")
_SITE_BEHIND = re.compile(r"(?<=[^\x00-\x7f])(?:\s?_\s?[^_\s]{2,10}){1,3}$")  # 标题_栏目_站名


def best_title(
    titles: Sequence[str], headings: Sequence[str], site: str, address: str, heading: str = "", crumb: str = ""
) -> str:
    """The article's title, without the name of its site. *heading*: the only first heading of the page, if it has one.

    The titles come from linked data, two tags for networks, the marked-up headline, the window and the object; *crumb*
    is what the breadcrumbs call the page.
    """
    shown = [h for h in headings if plain_words(h)]
    titles = [_whole(of_post(t)[1] or t, shown) for t in titles]
    if shown and any(plain_words(h) != plain_words(site) for h in shown):
        titles = ["" if _is_untitled(t, site, address) else t for t in titles]
    candidates = [t for t in (without_site(t, site, address) for t in titles) if t]
    # A heading of the page that is a title in the head as well, or the part of one, is what a reader sees.
    wholes = [plain_words(t) for t in titles if t] + [plain_words(t) for t in candidates]
    for one in shown:
        if plain_words(one) in wholes and plain_words(one) != plain_words(site):
            return _without_label(one, candidates)
    whole = plain_words(heading).replace(" ", "")
    longer = any(plain_words(title).replace(" ", "") in whole for title in candidates if plain_words(title))
    if heading and not longer and any(_alike(heading, title) for title in titles[:3] if title):
        return heading  # the title in the head is for search engines
    if plain_words(crumb) and plain_words(crumb) in map(plain_words, shown) and plain_words(crumb) != plain_words(site):
        return next(one for one in shown if plain_words(one) == plain_words(crumb))
    for one in shown:
        own = plain_words(one)
        if len(own) > 8 and own != plain_words(site) and any(_extends(t, one) for t in titles):
            return _without_label(one, candidates)
    for one in shown[:1]:  # "Ferry" of "Ferry - Encyclopedia": short, but the rest is not a heading
        own = plain_words(one)
        others = {plain_words(h) for h in shown[1:]}
        for title in titles:
            behind = plain_words(folded(title)[len(one) :])
            if own and folded(title).startswith(one) and _extends(title, one) and behind not in others:
                return one
    if candidates:
        return candidates[0] if any(titles[:4]) else _without_section(_SITE_BEHIND.sub("", candidates[0]), address)
    return shown[0] if shown else ""


def _is_untitled(title: str, site: str, address: str) -> bool:
    """Whether a title is the name of the site, or what a program writes where nobody gave one: "Untitled Document"."""
    host = re.sub(r"^www\.", "", urlsplit(address).hostname or "") if address.startswith("http") else ""
    own = plain_words(title)
    label = host.split(".")[0].replace("-", "") if len(urlsplit(address).path) > 1 else ""
    return bool(title) and (
        own in (plain_words(site), plain_words(host))
        or (own.replace(" ", "") == label and len(label) > 3)
        or BYLINES.match("untitled", title) is not None
    )


@lru_cache(maxsize=1)
def _signed() -> re.Pattern[str]:
    by = r"(?P<sign>\s*[|｜–—·•(]\s*|\s+-\s+|,\s+|\s+)({by}|di)\s+(?P<name>[^|｜·•()–—]{3,80}?)"
    return re.compile(rules.expanded(rf"(?P<title>.{{3,}}?){by}\)?(?P<site>\s*[|｜–—·•-]\s.*)?"), re.IGNORECASE)


def signed(title: str, others: Sequence[str] = ()) -> tuple[str, str]:
    """A title and the names behind it: "The lamp | by Jo Vane | Tidewater"; empty names if it has none.

    *others*: what else the page calls itself. Without a sign before "by", the title alone has to be one of them, as
    "by" may belong to it: "Poems by a keeper".
    """
    match = _signed().fullmatch(folded(title)[:_LONGEST_SIGNED])
    if match is None:
        return title, ""
    bare, name = match["title"].strip(), match["name"].strip()
    if is_single(name) or is_phrase(name) or not are_names(name) or any(map(str.isdigit, name)):
        return title, ""
    known = plain_words(bare) in map(plain_words, others)
    first = name.split()[0]
    if not known and not (match["sign"].strip(" ,") and (is_first_name(first) or _ENGLISH.search(title))):
        return title, ""
    return bare, name


_ENGLISH = re.compile(r"\bby\b", re.IGNORECASE)  # as platforms for letters and blogs write it
_LONGEST_SIGNED = 300  # characters


def without_byline(title: str, authors: Sequence[str]) -> str:
    """A title without the names of its authors behind "by": "The lamp by Jo Vane"."""
    match = _signed().fullmatch(folded(title)[:_LONGEST_SIGNED])
    known = {plain_words(author) for author in authors}
    if match is None or match["site"] or not known:
        return title
    named = {plain_words(name) for name in people([match["name"]])}
    return match["title"].strip() if named and named <= known else title


_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")


def _whole(title: str, headings: Sequence[str]) -> str:
    """A title that was cut off, as a heading of the page has it: "The lamp of the..."."""
    begins = plain_words(_CUT_OFF.sub("", title)) if _CUT_OFF.search(title) else ""
    return next((h for h in headings if len(begins) > 8 and plain_words(h).startswith(begins)), title)


def _without_label(heading: str, candidates: Sequence[str]) -> str:
    """A heading without a date or a label that stands within it before the title: "Jun 17 The lamp"."""
    for title in candidates:
        label, own = plain_words(heading), plain_words(title)
        label = label.removesuffix(f" {own}") if len(own.split()) > 2 else ""
        if 0 < len(label.split()) <= 3 and plain_words(heading) != label and not label.isdigit():
            return title
    return heading


def _alike(heading: str, title: str) -> bool:
    """Whether a heading is a title in other words, not a title with more before or behind it."""
    words = [{w for w in plain_words(text).split() if len(w) > 2} for text in (heading, title)]
    fewer = min(map(len, words))
    return fewer > 1 and len(words[0] & words[1]) >= 0.8 * fewer


def _without_section(title: str, address: str) -> str:
    """The title of a window without a section or site after it, found by the address, or by the bar before a site."""
    path = urlsplit(address).path.rstrip("/").rpartition("/")[2] if address.startswith("http") else ""
    slug = plain_words(re.sub(r"\.\w{2,5}$", "", path)).replace(" ", "")
    for match in _SEPARATOR.finditer(title):
        if slug and plain_words(title[: match.start()]).replace(" ", "") == slug:
            return title[: match.start()].strip()
    head, bar, tail = title.rpartition("|")
    return head.strip() if bar and count_words(head) > 1 and not re.search(r"\d|(\s\S+){9}", tail) else title


_LONG_HEADING = 15  # characters


def _extends(title: str, heading: str) -> bool:
    """Whether a title is a heading with a site, a section or a number behind or before it, not with a subtitle."""
    whole, own = folded(title).lower(), folded(heading).lower()
    if whole.startswith(own):
        sign = r"\s*[|｜–—·•»(\[]|\s+[-:/]\s" if own.isascii() else r"\s*[|｜–—·•»(\[_]|\s+[-:/]\s"
        return re.match(sign, whole[len(own) :]) is not None and len(whole) - len(own) < 60
    before, _, behind = whole.partition(own)
    if before and behind and len(own) >= _LONG_HEADING:  # "Opinion | The lamp - The Tide Times"
        return (
            re.search(r"(?:\s[|–—·•»/-]|:)\s$", before) is not None
            and re.match(r"\s[|–—·•»:/-]\s", behind) is not None
            and len(before) + len(behind) < 60
        )
    return (
        whole.endswith(own)
        and re.search(r"[|–—·•»:]\s*$|-\s+$", whole[: -len(own)]) is not None
        and len(whole) - len(own) < 40
    )


def without_site(title: str, site: str, address: str) -> str:
    """*title* without the site's name before or behind it."""
    title = folded(title)
    host = (urlsplit(address).hostname or "") if address.startswith("http") else ""
    label = re.sub(r"^(?:www|m|blog|amp)\.", "", host)
    known = {plain_words(site).replace(" ", ""), label.replace(".", ""), label.split(".")[0].replace("-", "")} - {""}
    for _ in range(3):
        cut_off = _once(title, known)
        if cut_off == title:
            break
        title = cut_off
    return title


def _once(title: str, known: set[str]) -> str:
    pieces = list(_SEPARATOR.finditer(title))
    for match in reversed(pieces):
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        squeezed = plain_words(tail).replace(" ", "")
        if head and squeezed and _is_site(squeezed, known):
            return head
    for match in pieces:
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        squeezed = plain_words(head).replace(" ", "")
        if tail and squeezed and _is_site(squeezed, known):
            return tail
    return title


def _is_site(squeezed: str, known: set[str]) -> bool:
    bare = squeezed.removeprefix("the")
    return any(
        squeezed == k
        or bare == k.removeprefix("the")
        or (len(k) > 4 and squeezed in (k + "com", k + "blog", k + "news", k + "org", k + "magazine"))
        or (len(bare) > 4 and k == bare + "com")
        for k in known
    )
