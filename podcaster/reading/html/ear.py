"""An author's instructions in a page for its narration: parts to leave out, words to speak instead, expansions, dates.

The words of an attribute are not displayed. They may be a little longer than what they stand for, and all of them
together only a part of the page: anything beyond is recorded as hidden text and not said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from podcaster.model import Omission, SpanKind
from podcaster.reading.html.account import Account
from podcaster.reading.html.tags import drop, plain
from podcaster.reading.spaces import folded

Element = Any

SKIP, RESUME = "podcaster-skip", "podcaster-resume"  # elements that stand for the comments
COMMENT = re.compile(r"<!--\s*audio\s*:\s*(skip|resume)\s*-->", re.IGNORECASE)
_CLASS = "no-audio"
_MORE = 60  # characters that the words for the ear may be longer than twice what they stand for
BESIDE = 400  # characters in the place of a listing, a table or a picture
_LEAST = 600  # characters of such words that any page may have; a longer page a quarter of its own
_LABEL = 60  # characters of a label for signs
_EXPANSION = 80
_SIGNS = re.compile("[\u2190-\u2bff\u00d7\u00b1\u2022*+=<>/|~^_.-]+")
_EMOJI = "✅✨❌❗❤⭐⚡☀☕☺♥"  # of the signs; their labels are only their names
_NUMERIC = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]|$)")
_IPA = re.compile("[a-zæçðøħŋœɐ-ʯˈˌːˑβθχⱱ̩̃͡ ]+")
_ALPHABETS = ("", "ipa")
_TELLING = frozenset(("abbr", "acronym", "time", "phoneme"))
_ATTRIBUTES = frozenset(("data-say", "aria-label", "alias"))


def skips(classes: str | None, mark: str | None) -> bool:
    """Whether the attributes of an element say that it is not for the ear."""
    return mark == "skip" or _CLASS in (classes or "").split()


def marked(text: str) -> str:
    """Markup in which elements stand for the comments that leave a part out: the parser drops comments."""
    if "audio" not in text or "<!--" not in text:
        return text
    return COMMENT.sub(lambda m: f"<podcaster-{m[1].lower()}></podcaster-{m[1].lower()}>", text)


def take_out(root: Element, account: Account) -> None:
    """Remove what the author has marked as not for the ear."""
    start: Element | None = None
    for mark in list(root.iter(SKIP, RESUME)):
        if mark.tag == RESUME and start is not None:
            _cut(start, mark, account)
            start = None
        elif mark.tag == SKIP and start is None:
            start = mark
    if start is not None:
        _cut(start, None, account)
    for mark in list(root.iter(SKIP, RESUME)):
        _unwrap(mark)
    for element in list(root.iter()):
        get = element.get
        by_mark, by_class = skips(None, get("data-podcaster")), skips(get("class"), None)
        if not (by_mark or by_class) or element.tag in ("html", "body"):
            continue  # a script that looks at the browser gives the whole page such a class
        if (by_class and not by_mark and account.is_most(element)) or root not in element.iterancestors():
            continue
        account.note(element, Omission.AUTHOR)
        drop(element)


def _unwrap(mark: Element) -> None:
    """Take out a mark; what a parser has put into it stays."""
    import lxml.etree

    mark.tag = SKIP
    parent = mark.getparent()
    if parent is not None:
        lxml.etree.strip_tags(parent, SKIP, RESUME)


def _cut(start: Element, end: Element | None, account: Account) -> None:
    """Remove all between two marks. Without a second one, what follows in the element that the first stands in."""
    around = set(end.iterancestors()) if end is not None else set()
    gone = [start.tail or ""]
    start.tail = None
    holder, child = start.getparent(), start.getnext()  # asking for places by number would walk there each time
    while True:
        if child is None:
            parent = holder.getparent()
            if end is None or parent is None or holder.tag == "body":
                break
            gone.append(holder.tail or "")
            holder.tail = None
            holder, child = parent, holder.getnext()
        elif child is end:
            break
        elif child in around:
            gone.append(child.text or "")
            child.text = None
            holder, child = child, next(iter(child), None)
        else:
            gone += [" ".join(child.itertext()), child.tail or ""]
            following = child.getnext()
            holder.remove(child)
            child = following
    account.leave(folded(" ".join(gone)), Omission.AUTHOR)


# ---------------------------------------------------------------- other words


def instead(element: Element, account: Account, *, room: int | None = None) -> str | None:
    """The words that an element is to be said by; None: by those that it displays.

    *room*: how many characters they may have; otherwise it depends on what is displayed.
    """
    value = element.get("data-say")
    return None if value is None else _instead(value, plain(element), account, room)


def _instead(value: str, text: str, account: Account, room: int | None = None) -> str | None:
    words = folded(value)
    room = 2 * len(folded(text)) + _MORE if room is None else room
    return words if not words or allowed(words, account, room) else None


def allowed(words: str, account: Account, room: int) -> bool:
    """Whether words that the page does not display may be said; if not, they are written down as hidden."""
    account.hidden_said += len(words)
    if len(words) <= room and account.hidden_said <= max(_LEAST, account.before // 4):
        return True
    account.hidden_said -= len(words)
    account.added.append(words)
    account.leave(words, Omission.HIDDEN)
    return False


def spans(element: Element, tag: str, account: Account) -> Iterator[tuple[SpanKind, str]]:
    """What the attributes of an element within a paragraph tell a narrator."""
    names = element.keys()
    if names and (tag in _TELLING or not _ATTRIBUTES.isdisjoint(names)):
        yield from told(tag, element.attrib, plain(element), account)


def told(tag: str, given: Mapping[str, str], text: str, account: Account) -> Iterator[tuple[SpanKind, str]]:
    """What the attributes of a tag tell a narrator about its text."""
    get = given.get
    label = folded((get("alias") if tag == "sub" else get("aria-label")) or "")
    if (value := get("data-say")) is not None:
        if (words := _instead(value, text, account)) is not None:
            yield SpanKind.SAID, words
    elif label and (tag == "sub" or (tag not in ("a", "sup") and replaces_signs(label, text))):
        if allowed(label, account, _LABEL):
            yield SpanKind.SAID, label
    elif tag in ("abbr", "acronym") and (title := get("title")):
        if (found := expansion(title)) and allowed(found, account, _EXPANSION):
            yield SpanKind.ABBREVIATION, found
    elif tag == "time" and (day := date(get("datetime") or "", text)):
        yield SpanKind.DATE, day
    elif tag == "phoneme" and (sound := phonemes(get("ph"), get("alphabet"), text)):
        yield SpanKind.SOUND, sound


def replaces_signs(label: str, text: str) -> bool:
    """Whether a label says what a few signs mean: "3 of 5 stars"."""
    text = "".join(text.split())
    return (
        0 < len(label.strip()) <= _LABEL
        and any(map(str.isalpha, label))
        and _SIGNS.fullmatch(text) is not None
        and not (len(text) == 1 and text in _EMOJI)
    )


def expansion(title: str) -> str:
    """What an abbreviation stands for; "" if the title is a date, an address, or a remark."""
    words = folded(title).rstrip(".")
    fits = len(words) <= _EXPANSION and not any(c in words for c in "<>{}[]@;:/\\") and words[:1].isalpha()
    return words if fits and not any(c.isdigit() for c in words) else ""


def date(machine: str, text: str) -> str:
    """The day of a <time> that displays only numbers, of which nobody knows which is the month; otherwise ""."""
    found = _ISO.match(machine.strip())
    text = "".join(text.split()).rstrip(".")
    if found is None or not _NUMERIC.fullmatch(text):
        return ""
    year, month, day = (int(part) for part in found.groups())
    shown = [int(part) for part in re.split(r"[./-]", text)]
    if sorted(shown) not in (sorted((year, month, day)), sorted((year % 100, month, day))):
        return ""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def phonemes(sound: str | None, alphabet: str | None, text: str) -> str:
    """The sounds of one word in IPA; "" if they are in another alphabet, or far too long for it."""
    sound = (sound or "").strip().strip("/[]").replace("'", "ˈ")
    word = text.strip()
    if (alphabet or "").lower() not in _ALPHABETS or not word.isalpha() or len(sound) > 2 * len(word) + 6:
        return ""
    return sound if _IPA.fullmatch(sound) else ""
