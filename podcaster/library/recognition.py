"""Whether two saves are one article. The figures were measured: docs/decisions/023-known-again.md."""

from __future__ import annotations

import re
from dataclasses import dataclass

from podcaster.text.likeness import Likeness, likeness
from podcaster.text.web_places import is_home, place

# How much of the shorter text the longer one must contain.
AT_ONE_PLACE = 0.4
WRITTEN_ANEW = 0.1  # at one place, with the same title, and of the same day or in the same file
# The same, and how much of both texts together must be in both.
BY_TEXT = Likeness(0.45, 0.7)
AGAINST_DAYS = Likeness(0.7, 0.85)  # where titles and days say that these are two
AGAINST_ADDRESS = Likeness(0.85, 0.93)  # where the addresses do
OWN_WORDS = 50  # runs of words; a shorter text may be the same in many posts: "This post is for subscribers"
A_NUMBER_APART = 0.95  # "Links #12" and "Links #13" are two, unless the number was only corrected
# Of a library that was rebuilt: the name of the file is in the tag of the audio, its folder is not.
_NAME_ALONE = re.compile(r"([^/\\]+) \([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)")


@dataclass(frozen=True, slots=True)
class Known:
    """The facts by which an article is found again in its show."""

    source: str
    title: str
    text_sha256: str
    address: str = ""
    sketch: str = ""  # of the text, to compare it with others; "" if there is too little of it, or none was made
    dated: str = ""  # the article's own date, ISO 8601


def agreement(one: Known, other: Known) -> float:
    """How strongly two saves look like one article; 0 if they are two."""
    at, there = place(one.address), place(other.address)
    titled = _plain(one.title) == _plain(other.title)
    moved = at != "" and there not in ("", at)
    pair = _Pair(
        here=one.source == other.source or (titled and not moved and _same_name(one.source, other.source)),
        at_one=at != "" and at == there,
        moved=moved,
        titled=titled,
        one_day=one.dated != "" and one.dated[:10] == other.dated[:10],
        two_days=one.dated != "" and other.dated != "" and one.dated[:10] != other.dated[:10],
        member="!" in one.source,
    )
    text = likeness(one.sketch, other.sketch)
    if text is None:
        same = pair.by_names() or (pair.titled and one.text_sha256 == other.text_sha256 != "")
    elif pair.at_one or (pair.here and not pair.moved):
        same = pair.at_one_place(text, home=is_home(at))
    else:
        same = pair.by_text(text, serial=_serial(one.title, other.title))
    if not same:
        return 0.0
    return 1 + (text.common if text else 0) + 0.5 * pair.at_one + 0.5 * pair.here + 0.25 * pair.titled


@dataclass(frozen=True, slots=True)
class _Pair:
    """What two saves have in common, without their texts."""

    here: bool  # they were read from the same file, or member of one, as far as that is known
    at_one: bool  # they have the same address
    moved: bool  # they have two addresses
    titled: bool  # they have the same title
    one_day: bool
    two_days: bool
    member: bool  # of a file, where a number may be all that is known of its place

    def by_names(self) -> bool:
        """Of texts that cannot be compared."""
        if self.here:
            return self.titled or not (self.member and self.moved)
        return self.titled and self.at_one

    def at_one_place(self, text: Likeness, *, home: bool) -> bool:
        """At one address or in one file there may have been another article before: a front page, an inbox.txt."""
        in_place = self.here and not (self.member or self.two_days)
        anew = self.titled and not home and (self.one_day or in_place)
        return text.contained >= (WRITTEN_ANEW if anew else AT_ONE_PLACE)

    def by_text(self, text: Likeness, *, serial: bool) -> bool:
        if not self.titled and (self.moved or text.runs < OWN_WORDS):
            return False
        if serial:
            return text.common >= A_NUMBER_APART
        least = BY_TEXT
        if self.moved and not self.one_day:
            least = AGAINST_ADDRESS
        elif self.two_days and not self.titled:
            least = AGAINST_DAYS
        return text.common >= least.common and text.contained >= least.contained


def file_name(source: str) -> str:
    return re.split(r"[/\\]", source)[-1]


def _same_name(source: str, told: str) -> bool:
    """Whether all that a rebuilt library knows of a file, its name, is that of *source*."""
    found = _NAME_ALONE.fullmatch(told)
    return found is not None and found[1] == file_name(source)


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _serial(one: str, other: str) -> bool:
    """Whether only numbers tell two titles apart."""
    one, other = _plain(one), _plain(other)
    return one != other and re.sub(r"\d+", "0", one) == re.sub(r"\d+", "0", other)
