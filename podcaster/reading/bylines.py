"""Find the authors and the title of an article, if they are plausible. The wording rules are tables: see rules.py."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from podcaster.reading import dates, rules
from podcaster.reading.rules import Table
from podcaster.reading.spaces import folded

date = dates.date

# ---------------------------------------------------------------- titles

_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:‹›~/\\]+\s+|\s*\|\s*|\s*(?:»|›|::)\s*|(?<=\w):\s+|,\s+(?=\S+$)")

_SITE_BEHIND = re.compile(r"(?<=[^\x00-\x7f])(?:\s?_\s?[^_\s]{2,10}){1,3}$")  # 标题_栏目_站名


def unescaped(text: str) -> str:
    """Entities that were escaped twice."""
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


_NO_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """A text for comparison: lower case, letters and digits only."""
    return _NO_LETTERS.sub(" ", text.lower()).strip()


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
    return bool(title) and (
        own in (plain_words(site), plain_words(host)) or BYLINES.match("untitled", title) is not None
    )


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
    return head.strip() if bar and len(head.split()) > 1 and not re.search(r"\d|(\s\S+){9}", tail) else title


_LONG_HEADING = 15  # characters


def _extends(title: str, heading: str) -> bool:
    """Whether a title is a heading with a site, a section or a number behind or before it, not with a subtitle."""
    whole, own = folded(title).lower(), folded(heading).lower()
    if whole.startswith(own):
        sign = r"\s*[|–—·•»(\[]|\s+[-:]" if own.isascii() else r"\s*[|–—·•»(\[_]|\s+[-:]"
        return re.match(sign, whole[len(own) :]) is not None and len(whole) - len(own) < 60
    before, _, behind = whole.partition(own)
    if before and behind and len(own) >= _LONG_HEADING:  # "Opinion | The lamp - The Tide Times"
        return (
            re.search(r"\s[|–—·•»:/-]\s$", before) is not None
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


# ---------------------------------------------------------------- people

_FRAMES = {
    "rights": r"%s",
    "book": r"%s",
    "organisation": r"\b%s\b",
    "behind": r"\s*(?:[|•·]|\s[–—-]\s|\b%s\b)(?s:.*)$",
    "printed": r"\s+%s\b.*$|\s*[|•·–—].*$|\s+\d.*$",
}
BYLINES = Table("bylines", lambda rule: _FRAMES.get(rule.kind, r"\A%s\Z"), re.Pattern.search)
_AGENCIES = ("reuters", "associated press", "the associated press", "afp")  # a role, or the only name that is given
PARTICLES = frozenset((
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "la", "le", "van", "von", "der", "den", "ter",
    "ten", "zu", "zum", "zur", "al", "el", "bin", "ibn", "y", "e", "af", "av", "of", "the", "and", "und", "et", "san",
    "st", "mc", "mac", "o",
))  # fmt: skip


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    """A pattern for the words before the first name."""
    lead = rules.expanded(r"^\s*({wrote}\s+)?({by}|{of}|{writer})\b\s*[:：\-–—]?\s*")
    return re.compile(lead, re.IGNORECASE)


@lru_cache(maxsize=1)
def _role_end() -> re.Pattern[str]:
    """A pattern for a role behind a name."""
    roles = rules.alternatives("bylines", "role")
    return re.compile(rf"(?:\s*[,|/–—-]\s*|\s+\(|\s{{1,3}}){roles}\)?\s*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _joined() -> re.Pattern[str]:
    """A pattern for the words between two names."""
    return re.compile(rules.expanded(r"\s+(&|{joiner})\s+"), re.IGNORECASE)


def is_joiner(word: str) -> bool:
    """Whether a word stands between two names."""
    return _joined().fullmatch(f" {word} ") is not None


@lru_cache(maxsize=1)
def _no_names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for words that are nobody's name, and for those that no name has in it."""
    common, never = (re.compile(rules.expanded(f"{{{name}}}"), re.IGNORECASE) for name in ("common", "never"))
    return common, never


_ARTICLES = frozenset(("a", "an", "the", "la", "le", "les", "los", "las", "il", "der", "die", "das", "el", "het"))


def _core(name: str) -> list[str]:
    """The words of the first of these names, without particles."""
    words = _joined().split(name)[0].split(",")[0].split()
    return [word for word in words if word.lower() not in PARTICLES and word.lower() not in _ARTICLES]


def is_phrase(name: str, written: Callable[[str], bool] = lambda _: False) -> bool:
    """Whether words behind "by" are no name: "by the sea", "von Anfang an", "von Kiel nach Rostock".

    *written*: whether the page has a word in small letters, as it has no name.
    """
    common, never = _no_names()
    core = _core(name)
    plain = [word.strip(_AROUND).lower() for word in core]
    if not plain or all(common.fullmatch(word) for word in plain) or any(map(never.fullmatch, plain)):
        return True
    if len(plain) > 1 and all(map(written, plain)):
        return True
    if len(plain) == 2 and plain[0] == plain[1] and len(name.split()) > 2:
        return True  # "von Haus zu Haus"
    if any(BYLINES.match("other", said) for said in re.findall(r"\(([^()]*)\)", name)):
        return True  # "Ravensberger (publisher)"
    small = [word[0].islower() and not word.startswith(("d'", "d’")) for word in core[:2]]  # an employer may follow
    return len(core) > 1 and any(small)  # one small word is the name of a user


def is_single(name: str) -> bool:
    """Whether a name has one word, so that nothing but its place tells it from another word behind "by"."""
    return len(_core(name)) < 2


_LINK_MARK = re.compile(r"\[\d{1,4}\]\s*")  # of a text browser, before each link
_SIGNS = re.compile(r"[;|\n•·]|\s/\s")  # between two names


def people(said: Sequence[str], site: str = "") -> tuple[str, ...]:
    """The persons (or the desk) that these bylines name; empty if none is plausible."""
    out: dict[str, str] = {}
    for line in said:
        if re.match(r"https?://", line) or re.match(r"\S+@\S+\.\S+$", line):
            continue
        line = _names_only(line)
        if BYLINES.match("desk", line):
            out[plain_words(line)] = line
            continue
        for part in _parts(line):
            name = person(part)
            if name and plain_words(name) not in out:
                out[plain_words(name)] = name
    persons = tuple(n for n in out.values() if is_personal(n, site))
    return (persons or tuple(out.values())[:2])[:12]


@lru_cache(maxsize=1)
def _moments() -> re.Pattern[str]:
    """A pattern for a date or a time within a byline."""
    ways = (
        r"{month}\.?,?\s+\d", r"\d{1,2}(st|nd|rd|th|\.)?\s+(de\s+)?{month}\b", r"\d{4}-\d", r"\d{1,2}[./]\d{1,2}[./]\d",
        r"\d{1,2}:\d\d",
    )  # fmt: skip
    pattern = rules.expanded(rf"\s*\b({{day}}\b\.?,?\s*)?({'|'.join(ways)})[\d:.,/-]*")
    return re.compile(pattern, re.IGNORECASE)


def without_date(line: str) -> str:
    """A byline up to its date: "Jo Vane" of "Jo Vane, May 4, 2021, 10 pm"; what is behind a date that is first."""
    moment = _moments().search(line)
    if moment is None:
        return line
    before = line[: moment.start()].strip()
    return before if re.search(r"[^\W\d_]", before) else line[moment.end() :].strip()


def _names_only(line: str) -> str:
    """A byline without the words before the names, and without addresses, handles and dates."""
    line = _lead().sub("", _LINK_MARK.sub("", folded(unescaped(line))))
    line = re.sub(r"\bhttps?://\S+|\S+@\S+\.\S+|\(?@\w[\w.]*\)?", "", line)
    line = re.sub(r"\s*\((?:avec|with|mit|con|com)\s+([^()]*)\)?", r", \1", line, flags=re.IGNORECASE)
    return _lead().sub("", without_date(line))


def is_user(name: str) -> bool:
    """Whether a name looks like one of an account: one word, in small letters or with digits."""
    return " " not in name and name.isascii() and (name.islower() or any(map(str.isdigit, name)))


_POST = re.compile(
    r"(?:\(\d+\)\s*)?(?P<by>[^:\"“]{2,60}) (?:on|auf|sur|en|no|su) "
    r"(?:X|Twitter|Instagram|Facebook|Threads|LinkedIn|Bluesky)\s*:\s*"
    r"[\"“„«](?P<said>.+?)[\"”“»](?:\s*/\s*(?:X|Twitter))?"
)
_ACCOUNT = re.compile(r"(?P<by>[^(@]{2,60}) \(@[\w.@-]+\)(?: .*)?")


def of_post(title: str) -> tuple[str, str]:
    """The writer and the words of a post, from the title that a network gives its page: 'Jo on X: "A boat" / X'."""
    title = folded(title)
    if match := _POST.fullmatch(title):
        return match["by"], match["said"]
    match = _ACCOUNT.fullmatch(title)
    return (match["by"], "") if match else ("", "")


def is_personal(name: str, site: str) -> bool:
    """Whether a plausible name is somebody's rather than an organisation's."""
    own = plain_words(name).replace(" ", "")
    squeezed = plain_words(site).replace(" ", "")
    if squeezed and (
        own == squeezed
        or squeezed in (own + "com", "www" + own + "com")
        or own in (squeezed + "staff", squeezed + "team", "the" + squeezed)
    ):
        return False
    return BYLINES.match("organisation", name) is None


def _parts(line: str) -> list[str]:
    parts: list[str] = []
    for number, piece in enumerate(_SIGNS.split(line)):
        if number and BYLINES.match("helper", piece.strip()):
            continue
        joined = [part for part in _joined().split(piece) if part.strip()]
        if len(joined) > 1 and any(is_sentence(part, part.split()) for part in joined):
            continue  # "The lamp and the harbour masters": one name, or prose
        for part in joined:
            parts += _between_commas(part, not parts)
    return parts


def _between_commas(piece: str, first: bool) -> list[str]:
    """The names of a list with commas, without jobs and employers."""
    commas = [c.strip() for c in piece.split(",") if c.strip()]
    jobs = [
        at for at, part in enumerate(commas) if BYLINES.match("job", part) or (at > 0 and BYLINES.match("duty", part))
    ]
    if len(commas) == 2 and all(len(c.split()) == 1 for c in commas) and not BYLINES.match("role", commas[1]):
        return [f"{commas[1]} {commas[0]}"]  # "Vane, Jo"
    if len(jobs) == 1 and (jobs[0] or not first):
        return commas[: jobs[0]]  # what follows the job is the employer
    return commas


# "dpa/Jo Vane", "Jo Vane (dpa)", "Jo Vane Follow"
_BESIDE_NAME = re.compile(
    r"^[a-z]{2,4}/(?=[^\W\d_]+\s)|(?<=\S\s)(?<!^)\([^()]*\)?\s*$|"
    r"(?<=[^\W\d_]\s)Follow(?:ing)?\W*$"
)
_EMPLOYER = re.compile(r"(\S+ \S+(?: \S+)?) (?:for|via|in|of the) (?=[A-ZÀ-Þ]).*")
_AROUND = ' ,;:|/-–—•·*()[]"“”'


def person(text: str) -> str:
    """*text* as a name, or nothing if it cannot be one."""
    text = _lead().sub("", _BESIDE_NAME.sub("", folded(text))).strip(_AROUND)
    if (hired := _EMPLOYER.fullmatch(text)) and not BYLINES.match("organisation", hired[1]):
        text = hired[1]  # "Jo Vane for The Tide"
    if len(text) > 30 or re.search(r"\d|posted|published|updated|[|•·]", text, re.IGNORECASE):
        text = rules.compiled(BYLINES, "behind").sub("", text).strip(" ,;:|/-–—•·*()[]")
    for _ in range(2):
        shorter = _role_end().sub("", text).strip(" ,;:|/-–—()")
        if shorter.lower() in PARTICLES:
            break
        if (shorter and len(shorter.split()) > 1) or (shorter and shorter != text and len(text.split()) > 2):
            text = shorter
    text = re.sub(r"\s+(?:on|at|in|for|from|am|le|el)$", "", text)
    if not 2 <= len(text) <= 60 or _is_nobody(text) or not re.search(r"[^\W\d_]", text):
        return ""
    if text.startswith("@") or re.search(r"https?:|www\.|[<>{}=_#%]|\.(?:com|org|net)\b.*/|\d:\d\d", text):
        return ""
    words = text.split()
    if len(words) > 6 or is_sentence(text, words):
        return ""
    return re.sub(r"(?<=[^\W\d_]{3})\.$", "", text)


def _is_nobody(text: str) -> bool:
    agency = text.lower() in _AGENCIES
    return any(BYLINES.match(kind, text) for kind in ("nobody", "job", "role")) and not agency


def is_sentence(text: str, words: Sequence[str]) -> bool:
    """Whether these words are prose rather than a name, judged by lower-case words that do not occur in names."""
    if text.islower() and text.endswith("."):
        return True
    if len(words) < 3:
        return text.endswith(("?", "!")) and not text.endswith("!")
    small = [w for w in words if w[:1].islower() and w.lower() not in PARTICLES and not w.startswith(("d'", "d’"))]
    return len(small) >= 2 or (text.endswith((".", "?", "!")) and len(small) >= 1)
