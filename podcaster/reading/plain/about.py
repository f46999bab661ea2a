"""Title, writers, date and site of a plain text, from the lines around its title."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from podcaster.reading import bylines, dates, furniture, headlines, rules
from podcaster.reading.bylines import BYLINES
from podcaster.reading.html import bylines as html_bylines
from podcaster.reading.plain import choose
from podcaster.reading.plain.lines import Piece
from podcaster.reading.spaces import HAN_KANA, folded

_BEFORE, _AFTER = 5, 14  # pieces around the title that may say who and when
_AT_END = 8  # pieces on each side of the end of the text that may name the writer, or the address
_LONGEST_NAME = 60  # characters
_IN_BODY = 6  # pieces of the text that may do so
_LONGEST_LINE = 160  # characters
BYLINE = re.compile(
    r"^\s*(?:(?:posted|published|written|story|text|words)\s+)?(?:by|von|par|"
    r"por)\s+(?P<by>(?-i:[^\W\d_a-z]).{1,80})$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?(?:\b[a-zà-ÿа-я]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|"
    r"th)?,?\s+\d{4}|\b\d{1,2}\.?\s+[a-zà-ÿа-я]{3,10}\.?,?\s+\d{4}|\d{4}-\d\d-\d\d\S*|"
    r"\d{1,2}[./]\d{1,2}[./]\d{4})|\b\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*(?:est|edt|pst|pdt|gmt|utc|"
    r"cet|ist|bst|et|pt|ct))?\b|\b(?:updated|published|posted|on|at|date)\b:?",
    re.IGNORECASE,
)
_ONLY_BY = re.compile(
    r"(?:(?:written|posted|published|words|text|story) )?(?:by|von|par|por)\s*:?|author(?: of the article)?\s*:|author",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b\d+ ?-? ?min(?:ute)?s? read\b|\b(?:\d+|an?) (?:min|hour|hr|day|week)s? ago\b|\d{1,2}:\d\d|[•·]\s*\d+ ?[hdm]\b",
    re.IGNORECASE,
)
_NOT_IN_NAMES = frozenset(
    ("why", "how", "what", "when", "we", "you", "our", "your", "for", "with", "sign", "shop", "up", "in", "on")
)
_NAME = re.compile(
    r"(?:[^\W\d_a-zà-ÿ][\w.'’-]*\s+){1,3}(?:(?:de|van|von|der|den|la|del|di|da|bin|al)\s+){0,2}[^\W\d_a-zà-ÿ][\w.'’-]+"
)


@lru_cache(maxsize=1)
def _day_of_month() -> re.Pattern[str]:
    """A pattern for a date without a year, as pages show those of this year."""
    return re.compile(rules.expanded(r"^({month}\.? \d{1,2}|\d{1,2}\.? {month})\b"), re.IGNORECASE)


@lru_cache(maxsize=1)
def _dated_words() -> re.Pattern[str]:
    """A pattern for the words that are left behind a name when the date was cut off: "Jo Vane, published on"."""
    return re.compile(
        rules.expanded(r"[\s,|·•-]*\b(?:{dated}|{changed})\s*(?:on|at|am|le|el)?\s*[:：]?\s*$"), re.IGNORECASE
    )


_AUTHOR = re.compile(
    r"(?:(?:post |article |blog )?author|autore?|verfasser(?:in)?|(?:文章|本文|博文)?作者|著者|執筆者|글쓴이)"
    r"\s*[:：]\s*(?P<by>[^:：]{2,60})",
    re.IGNORECASE,
)
# The article's own address in a notice of rights below it.
_OWN_ADDRESS = re.compile(
    r"(?:(?:post|article|permanent) (?:link|url|address)|link to this (?:article|post|page)|permalink|"
    r"(?:本文|文章|永久|本文永久)(?:链接|鏈接|連結|网址|地址)(?:是|为|為)?)\s*[:：]\s*(?P<address>https?://\S+)",
    re.IGNORECASE,
)


def byline(text: str) -> tuple[tuple[str, ...], dt.date | dt.datetime | None] | None:
    """The writers and the date of a line that has nothing else: "By Ann Lee, 3 May 2021"."""
    if len(text) > 100 or text.rstrip().endswith((".", ":", "!", "?")):
        return None
    date = dates.date(text)
    rest = folded(_DATED.sub(" ", text) if date else text).strip(" |,·•-–—")
    if not rest:
        return ((), date) if date else None
    match = BYLINE.match(rest)
    said = match["by"] if match and len(rest.split()) <= 10 and not bylines.is_phrase(match["by"]) else ""
    names = bylines.people([said]) if said else ()
    return (names, date) if names else None


class About:
    """Title, byline, date and site from the lines around the title."""

    def __init__(
        self, title: str, head: Sequence[Piece], body: Sequence[Piece], behind: Sequence[Piece], title_at: int
    ) -> None:
        self.site = ""
        self.authors: tuple[str, ...] = ()
        self.date: dt.date | dt.datetime | None = None
        self.metadata: set[str] = set()
        self._changed = False  # whether the date is only that of a change
        self._pieces = [*head, *body[:8]]
        self._words = {w for p in (*head, *body) for w in p.text.split()}
        place = self._place(head, title_at)
        self.title = self._tidy(title if place in (-1, title_at) else self._pieces[place].text, head)
        start = max(0, place - _BEFORE) if place >= 0 else max(0, len(head) - _AFTER)
        end = max(start + _BEFORE + _AFTER, len(head) + _IN_BODY)
        self._read([p.text for p in self._pieces[start:end]], place - start)
        for piece in (*body[-3:], *behind[:6]):  # some sign at the end
            if not self.authors and len(piece.text) < 50 and (signed := BYLINE.match(piece.text)):
                self.authors = () if bylines.is_phrase(signed["by"]) else self._named(signed["by"])
        self._end([p.text for p in (*body[-_AT_END:], *behind[:_AT_END])])

    def _end(self, near: Sequence[str]) -> None:
        """Take the writer from the lines around the end of the text, and the day from the address that they give."""
        for number, text in enumerate(near):
            signed = _AUTHOR.fullmatch(text.strip())
            alone = number + 1 < len(near) and _ONLY_BY.fullmatch(text.strip()) is not None
            by = signed["by"] if signed else near[number + 1] if alone else ""
            if by and len(by) < _LONGEST_NAME and not self.authors and not any(map(str.isdigit, by)):
                self.authors = self._named(by)
            own = _OWN_ADDRESS.fullmatch(text.strip())
            if own and (self.date is None or self._changed):
                self.date = dates.date_of_address(own["address"]) or self.date

    def _place(self, head: Sequence[Piece], title_at: int) -> int:
        """Where the title stands among the pieces; -1 if it stands nowhere.

        Many saves begin with the title of the window, which is the article's and the site's.
        """
        window = bylines.plain_words(self._pieces[0].text) if self._pieces else ""
        again = [n for n, piece in enumerate(self._pieces) if n and self._begins(window, piece)]
        if not again or title_at in again:
            return title_at if title_at < len(self._pieces) else -1

        def nearness(number: int) -> tuple[bool, int]:
            after = self._pieces[number + 1 : number + 5]
            return any(self._is_when(p.text) for p in after), -abs(number - len(head))

        return max(again, key=nearness)

    def _begins(self, window: str, piece: Piece) -> bool:
        """Whether the title of a window begins with this line, and it is not only the site's name."""
        own = bylines.plain_words(piece.text)
        long = len(own.split()) > 3 or len(own.encode()) - len(own) > 16  # words, or Chinese characters
        return (
            (long or len(window) > len(own) > 0.4 * len(window))
            and window.startswith(own)
            and 2 * len(own) > len(piece.text)
            and not choose.is_prose(piece)
            and not self._is_aside(piece.text)
        )

    @staticmethod
    def _is_aside(text: str) -> bool:
        return furniture.line(text) is not None or furniture.is_date(text) or BYLINE.match(text) is not None

    @staticmethod
    def _is_when(text: str) -> bool:
        """Whether a line gives a date or a writer."""
        if len(text) <= 40 and _day_of_month().search(text):
            return True
        return len(text) <= 100 and any(
            said is not None for said in (dates.date(text), BYLINE.match(text), _WHEN.search(text))
        )

    def _tidy(self, title: str, head: Sequence[Piece]) -> str:
        """The title without its site, which the page's first line has behind it."""
        own = bylines.plain_words(title)
        for piece in head[:6]:
            whole = bylines.plain_words(piece.text)
            if own and whole.startswith(own) and len(whole) > len(own):
                tail = re.split(r"\s[|–—-]\s|\s*\|\s*", piece.text)
                if len(tail) > 1:
                    self.site = tail[-1].strip()
        return headlines.without_site(title, self.site, "")

    def _read(self, near: Sequence[str], title: int) -> None:
        """Writers and date of the lines, in the order of how sure they are. *title*: its place among them."""
        for number, text in enumerate(near):
            if len(text) > _LONGEST_LINE:
                continue
            self._line(text)
            if not self.authors and _ONLY_BY.fullmatch(text.strip()) and number + 1 < len(near):
                self.authors = self._named(near[number + 1])
                self.metadata |= {text, near[number + 1]} if self.authors else set()
        for number, text in enumerate(near):
            before = near[max(0, number - 2) : number] if number > title else ()
            behind = near[number + 1 : number + 3 if number > title else min(title, number + 3)]
            if not self.authors and any(map(self._is_when, (text, *before, *behind))):
                self.authors = self._bare_names(text, capitals=number > title and any(map(self._is_when, behind[:1])))
                self.metadata |= {text} if self.authors else set()

    def _named(self, text: str) -> tuple[str, ...]:
        names = bylines.people([text], self.site)
        return tuple(name for name in names if bylines.is_personal(name, self.site))

    def _bare_names(self, text: str, *, capitals: bool = False) -> tuple[str, ...]:
        """The names of a line that has nothing else, by their capitals; no word of a name is one of the text.

        *capitals*: also of a line in capitals.
        """
        bare = _dated_words().sub("", bylines.without_date(text)).strip(" *•·-–—|:：")
        half = bare[: len(bare) // 2].strip()
        bare = half if bare == f"{half} {half}" else bare  # a picture's name, and the name below it
        own, first = bylines.plain_words(bare), bylines.plain_words(self._pieces[0].text)
        if not 5 <= len(bare) <= 80 or own in bylines.plain_words(self.title) or first.startswith(own):
            return ()
        if furniture.line(bare) or BYLINES.match("organisation", bare) or (bare.isupper() and not capitals):
            return ()
        names = self._named(bare.title() if bare.isupper() else bare)
        return names if all(map(self._is_name, names)) else ()

    def _is_name(self, name: str) -> bool:
        words = bylines.plain_words(name).split()
        return (
            _NAME.fullmatch(name) is not None
            and ".." not in name
            and not any(map(str.isdigit, name))
            and _NOT_IN_NAMES.isdisjoint(words)
            and words[0] not in self._words
            and not any(furniture.line(part) for part in (name, *name.split()))
            and not (
                len(words) == 2 and len(name.split(maxsplit=1)[0]) == 1
            )  # "M Midnight": the letter of a missing portrait
            and (name.isascii() or not (HAN_KANA.search(name) and re.search("[A-Za-z]", name)))
        )

    def _line(self, text: str) -> None:
        said_date = None if dates.in_sentence(text) else dates.date(text)
        stripped = re.sub(r"\(.*?\)", "", text).strip()
        match = BYLINE.match(stripped)
        name = html_bylines.without_tail(match["by"]) if match else html_bylines.byline(stripped)
        if name is not None and not bylines.is_phrase(name):
            names = tuple(n for n in bylines.people([name]) if not n[0].islower() or " " not in n)
            if names and not self.authors:
                self.authors = names
                site = re.search(r"\(\s*[–—-]?\s*(.*?)\)", text)
                if site and not self.site:
                    self.site = folded(re.split(r"\s[–—-]\s", " " + site.group(1).strip())[-1])
            if names:
                self.metadata.add(text)
        if said_date is not None and len(text) < 100:
            changed = dates.is_of_change(text)
            if self.date is None or (self._changed and not changed):
                self.date, self._changed = said_date, changed
            rest = re.sub(
                r"^(?:by|von|par|por)\b\s*", "", folded(_DATED.sub(" ", text)).strip(" |,·•-–—"), flags=re.IGNORECASE
            )
            if not self.authors and rest and len(rest.split()) <= 5:
                self.authors = self._bare_names(rest)
            if (
                furniture.is_date(text)
                or text.endswith((" AM", " PM"))
                or not rest
                or (self.authors and len(rest.split()) <= 6)
            ):
                self.metadata.add(text)
