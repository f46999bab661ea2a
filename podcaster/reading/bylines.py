"""Writer, date and title of an article, if they are plausible. The rules for wording are tables: see rules.py."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from podcaster.reading import rules
from podcaster.reading.rules import Table
from podcaster.reading.spaces import folded
from podcaster.text import dates

# ---------------------------------------------------------------- titles

_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:‹›~/\\]+\s+|\s*\|\s*|\s*(?:»|›|::)\s*|(?<=\w):\s+|,\s+(?=\S+$)")


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


def best_title(titles: Sequence[str], headings: Sequence[str], site: str, address: str) -> str:
    """The article's title, without the name of its site."""
    candidates = [t for t in (without_site(t, site, address) for t in titles) if t]
    shown = [h for h in headings if plain_words(h)]
    # A heading of the page that is a title in the head as well, or the part of one, is what a reader sees.
    wholes = [plain_words(t) for t in titles if t] + [plain_words(t) for t in candidates]
    for heading in shown:
        if plain_words(heading) in wholes and plain_words(heading) != plain_words(site):
            return heading
    for heading in shown:
        own = plain_words(heading)
        if len(own) > 8 and own != plain_words(site) and any(_extends(t, heading) for t in titles):
            return heading
    for heading in shown[:1]:  # "Ferry" of "Ferry - Encyclopedia": short, but what stands behind it is no heading
        own = plain_words(heading)
        others = {plain_words(h) for h in shown[1:]}
        for title in titles:
            behind = plain_words(folded(title)[len(heading) :])
            if own and folded(title).startswith(heading) and _extends(title, heading) and behind not in others:
                return heading
    if candidates:
        return candidates[0]
    return shown[0] if shown else ""


def _extends(title: str, heading: str) -> bool:
    """Whether a title is a heading with a site, a section or a number behind or before it, not with a subtitle."""
    whole, own = folded(title).lower(), folded(heading).lower()
    if whole.startswith(own):
        return re.match(r"\s*[|–—·•»(\[]|\s+[-:]", whole[len(own) :]) is not None and len(whole) - len(own) < 60
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
    "organisation": r"\b%s\b",
    "behind": r"\s*(?:[|•·]|\s[–—-]\s|\b%s\b)(?s:.*)$",
    "printed": r"\s+%s\b.*$|\s*[|•·–—].*$|\s+\d.*$",
}
BYLINES = Table("bylines", lambda rule: _FRAMES.get(rule.kind, r"\A%s\Z"), re.Pattern.search)
_AGENCIES = ("reuters", "associated press", "the associated press", "afp")  # a role, or the only name that is given
_PARTICLES = frozenset((
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "la", "le", "van", "von", "der", "den", "ter",
    "ten", "zu", "zum", "zur", "al", "el", "bin", "ibn", "y", "e", "af", "av", "of", "the", "and", "und", "et", "san",
    "st", "mc", "mac", "o",
))  # fmt: skip


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    """A pattern for what stands before the first name."""
    lead = rules.expanded(r"^\s*({wrote}\s+)?({by}|{of}|{writer})\b\s*[:\-–—]?\s*")
    return re.compile(lead, re.IGNORECASE)


@lru_cache(maxsize=1)
def _role_end() -> re.Pattern[str]:
    """A pattern for a role behind a name."""
    roles = rules.alternatives("bylines", "role")
    return re.compile(rf"(?:\s*[,|/–—-]\s*|\s+\(|\s{{1,3}}){roles}\)?\s*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _split() -> re.Pattern[str]:
    """A pattern for what stands between two names."""
    return re.compile(rules.expanded(r"\s*(;|\||\n|•|·|\s+(&|{joiner})\s+)\s*"), re.IGNORECASE)


def people(said: Sequence[str], site: str = "") -> tuple[str, ...]:
    """The persons (or the desk) that these bylines name; nothing when none is plausible."""
    out: dict[str, str] = {}
    for line in said:
        if re.match(r"https?://", line) or re.match(r"\S+@\S+\.\S+$", line):
            continue
        line = _lead().sub("", folded(unescaped(line)))
        line = re.sub(r"\bhttps?://\S+|\S+@\S+\.\S+", "", line)
        line = re.sub(r"\s*\((?:avec|with|mit|con|com)\s+([^()]*)\)?", r", \1", line, flags=re.IGNORECASE)
        if BYLINES.match("desk", line):
            out[plain_words(line)] = line
            continue
        for part in _parts(line):
            name = person(part)
            if name and plain_words(name) not in out:
                out[plain_words(name)] = name
    persons = tuple(n for n in out.values() if is_personal(n, site))
    return (persons or tuple(out.values())[:2])[:12]


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
    parts = []
    for piece in _split().split(line):
        commas = [c.strip() for c in piece.split(",") if c.strip()]
        if len(commas) == 2 and all(len(c.split()) == 1 for c in commas) and not BYLINES.match("role", commas[1]):
            parts.append(f"{commas[1]} {commas[0]}")  # "Vane, Jo"
        else:
            parts += commas
    return parts


def person(text: str) -> str:
    """*text* as a name, or nothing if it cannot be one."""
    text = _lead().sub("", folded(text)).strip(' ,;:|/-–—•·*()[]"“”')
    if len(text) > 30 or re.search(r"\d|posted|published|updated|[|•·]", text, re.IGNORECASE):
        text = rules.compiled(BYLINES, "behind").sub("", text).strip(" ,;:|/-–—•·*()[]")
    for _ in range(2):
        shorter = _role_end().sub("", text).strip(" ,;:|/-–—()")
        if (shorter and len(shorter.split()) > 1) or (shorter and shorter != text and len(text.split()) > 2):
            text = shorter
    if (
        not 2 <= len(text) <= 60
        or BYLINES.match("nobody", text)
        or (BYLINES.match("role", text) and text.lower() not in _AGENCIES)
    ):
        return ""
    if re.search(r"https?:|www\.|[<>{}=_#%]|\.(?:com|org|net)\b.*/", text) or not re.search(r"[^\W\d_]", text):
        return ""
    words = text.split()
    if len(words) > 6:
        return ""
    if is_sentence(text, words):
        return ""
    return text


def is_sentence(text: str, words: Sequence[str]) -> bool:
    """Whether these words are prose rather than a name, judged by lower-case words that do not occur in names."""
    if len(words) < 3:
        return text.endswith(("?", "!")) and not text.endswith("!")
    small = [w for w in words if w[:1].islower() and w.lower() not in _PARTICLES and not w.startswith(("d'", "d’"))]
    return len(small) >= 2 or (text.endswith((".", "?", "!")) and len(small) >= 1)


# ---------------------------------------------------------------- dates

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|"
    r"[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_MONTH_NAMES = (
    "jan(?:uary|uar|vier)?|ene(?:ro)?|janeiro|gennaio|января?|januari",
    "feb(?:ruary|ruar|rero|braio)?|f[ée]v(?:r(?:ier|eiro)?)?|февраля?|februari",
    "mar(?:ch|s|zo|ço)?|märz|марта?|maart",
    "apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|апреля?",
    "may|mai|mayo|maio|maggio|мая|mei",
    "june?|juni|juin|jun(?:io|ho)?|giugno|июня",
    "july?|juli|juil(?:let)?|jul(?:io|ho)?|luglio|июля",
    "aug(?:ust|ustus)?|août|ago(?:sto)?|августа?",
    "sep(?:t(?:ember|embre|iembre)?)?|set(?:embro|tembre)?|сентября?",
    "o[ck]t(?:ober|obre|ubre)?|out(?:ubro)?|ottobre|октября?",
    "nov(?:ember|embre|iembre|embro)?|ноября?",
    "de[cz](?:ember|embro)?|déc(?:embre)?|dic(?:iembre|embre)?|декабря?",
)
_ANY_MONTH = "|".join(_MONTH_NAMES)
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s*(?:de |of )?\s*({_ANY_MONTH})\b\.?,?\s*(?:de |"
    rf"del )?(\d{{4}})",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"\b({_ANY_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:at )?(\d{{4}})\b", re.IGNORECASE)
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b|\b(\d\d)\.(\d\d)\.(\d\d)\b(?![.:]?\d)")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})[/.年년]\s?(\d{1,2})[/.月월]\s?(\d{1,2})")
_COMPACT = re.compile(r"(20\d\d)([01]\d)([0-3]\d)(?:T?\d{4,6}Z?)?$")
_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$|\D)|/(20\d\d)([01]\d)([0-3]\d)[/-]")


def date(text: str, language: str = "") -> dt.date | dt.datetime | None:
    """The date that *text* says, if it says one that an article can have. *language* tells its months and its order."""
    found = date_within(text, language)
    return found[0] if found else None


def date_within(text: str, language: str = "") -> tuple[dt.date | dt.datetime, str] | None:
    """The date that *text* says, and the other words of the text."""
    text = folded(text)[:200]
    for match, day in _days(text, language):
        if day is None:
            return None
        return day, folded(f"{text[: match.start()]} {text[match.end() :]}")
    return None


def _days(text: str, language: str) -> Iterator[tuple[re.Match[str], dt.date | dt.datetime | None]]:
    """What each way to write a date finds in *text*."""
    if not any(map(str.isdigit, text)):
        return
    if match := _ISO.search(text):
        yield match, _moment(match)
    if match := _COMPACT.match(text):
        yield match, _valid(*map(int, match.groups()))
    if match := _DAY_MONTH.search(text):
        yield match, _valid(int(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_DAY.search(text):
        yield match, _valid(int(match[3]), _month(match[1]), int(match[2]))
    if match := _YEAR_FIRST.search(text):
        yield match, _valid(*map(int, match.groups()))
    if match := _DOTTED.search(text):
        day, number, year = (int(part) for part in match.groups() if part is not None)
        yield match, _valid(year if year > 99 else 2000 + year, number, day)
    if match := _SLASHED.search(text):
        first, second, year = map(int, match.groups())
        day_first = first > 12 or (second <= 12 and dates.is_day_first(language))
        yield match, _valid(year, second, first) if day_first else _valid(year, first, second)
    if (
        language
        and (months := dates.month_numbers(language))
        and (match := _in_language(language).search(text.lower()))
    ):
        month = months[match["month"] or match["month2"]]
        yield match, _valid(int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"]))


@lru_cache(maxsize=16)
def _in_language(language: str) -> re.Pattern[str]:
    """A pattern for dates with the months of a language: "4. marca 2021", "2021. május 4.", "4 tháng 5, 2021"."""
    month = rf"(?P<month>{'|'.join(map(re.escape, dates.month_numbers(language)))})"
    between = r"(?:\W{1,3}[^\W\d]{1,4})?\W{1,3}"  # "of", "de", "năm"
    return re.compile(
        rf"\b(?P<day>\d{{1,2}}){between}{month}\b{between}(?P<year>\d{{4}})\b|"
        rf"\b(?P<year2>\d{{4}})\W{{1,3}}{month.replace('month', 'month2')}\W{{1,3}}(?P<day2>\d{{1,2}})\b"
    )


def _month(name: str) -> int:
    return next(n for n, names in enumerate(_MONTH_NAMES, 1) if re.fullmatch(names, name, re.IGNORECASE))


def _valid(year: int, month: int, day: int) -> dt.date | None:
    if not 1990 <= year <= dt.datetime.now(dt.UTC).year + 1:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _moment(match: re.Match[str]) -> dt.date | dt.datetime | None:
    year, month, number, hour, minute, second, zone = match.groups()
    day = _valid(int(year), int(month), int(number))
    if day is None or hour is None or zone is None:
        return day
    offset = dt.timedelta(0)
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (1 if zone[0] == "+" else -1)
    try:
        return dt.datetime.combine(day, dt.time(int(hour), int(minute), int(second or 0), tzinfo=dt.timezone(offset)))
    except ValueError:
        return day


def date_of_address(address: str) -> dt.date | None:
    """The date in the path of an address, as blogs have it."""
    match = _IN_ADDRESS.search(address)
    if not match:
        return None
    return _valid(*(int(g) for g in match.groups() if g is not None))
