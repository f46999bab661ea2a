"""Bylines and dates as a page prints them, for pages without them in their head."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from podcaster.reading import dates, rules
from podcaster.reading.bylines import BYLINES, are_names, is_phrase, is_single, without_date
from podcaster.reading.html.element_names import names_a_change, names_a_writer, names_of
from podcaster.reading.html.small_texts import SHORTEST, short_text
from podcaster.reading.html.whose import Whose, is_in_text, of_another
from podcaster.reading.spaces import folded

Element = Any


@lru_cache(maxsize=1)
def _printed() -> re.Pattern[str]:
    before = r"(^|\b{posted}\b.{0,60}?\s|^{piece}\s|^[^.!?]{3,40}\b\d{4}\W{1,5})"
    by = before + r"{by}\s*(:\s*|\s)(?P<by>\S.{2,70})"
    capital = r"(?-i:[A-ZÀ-ÞΑ-ΩА-ЯĀ-Ž؀-ۿ぀-ヿ一-鿿가-힣])"
    label = rf"((?<!\w\. )\b{{writer}}\s*[:：]\s*|^(text (von|by)|words by)\s+)(?P<label>{capital}.{{1,70}})"
    return re.compile(rules.expanded(f"{by}|{label}"), re.IGNORECASE)


# "文/张三", "本报记者 张三", "取材・文／山田太郎", "홍길동 기자"
_IN_ASIA = re.compile(
    r"(?:^|[\s・|｜])(?:文字?|撰文|执笔|執筆|ライター)\s?[:：/／|｜丨＝=]\s?(?P<text>[一-鿿぀-ヿ·・]{2,12})(?=$|[\s/／|｜。（(、])|"
    r"(?:^|[\s|｜报報社])[记記]者\s?[:：/／|｜丨\s]\s?(?P<reporter>[一-鿿·]{2,8})(?=$|[\s/／|｜（(、])|"
    r"^(?P<korean>[가-힣]{2,4})\s?기자(?=$|[\s(|])|^작성자\s?[:：]?\s?(?P<korean2>[가-힣]{2,4})(?=$|\s)"
)
# In these languages the word before a name is too short for a rule that holds in all of them.
_OF = {
    "it": re.compile(
        r"(?:(?:a cura|testo|articolo|intervista|servizio|scritto) (?:di|da)|di|da)\s(?P<by>[^\W\d_].{4,60})", re.I
    ),
    "ro": re.compile(r"(?:scris de|de)\s(?P<by>[^\W\d_].{4,60})", re.I),
}


def byline(text: str, language: str = "") -> str | None:
    """The name in a byline such as "Posted on 3 May by Jo Vane" or "Author: Jo Vane"; None if there is none."""
    match = _printed().search(text)
    if match:
        return without_tail(match["by"] or match["label"])
    if match := _IN_ASIA.search(text):
        return next(name for name in match.groups() if name)
    if (own := _OF.get(language[:2].lower())) and (match := own.fullmatch(text)):
        name = without_tail(match["by"])
        return name if " " in name and are_names(name) else None
    return None


def without_tail(name: str) -> str:
    """A name without what follows it: "Jo Vane" of "Jo Vane on 3 May"."""
    return rules.compiled(BYLINES, "printed").sub("", without_date(name))


_SHORTEST_LABEL = 2  # and of its parts: "作者", "张三"


def printed(root: Element, whose: Whose, written: Written) -> tuple[list[str], list[str]]:
    """Bylines and dates that are only printed: "Posted on 3 May 2020 by Jo Vane"."""
    bylines: list[str] = []
    days: list[str] = []
    language = root.get("lang") or root.get("xml:lang") or ""
    for element in islice(root.iter(*_LINES), _MOST_LINES):
        if len(bylines) + len(days) > 8:
            break
        text = short_text(element)
        if len(text) < SHORTEST:
            continue
        if (name := byline(text, language)) is not None:
            if any(byline(short_text(inner), language) is not None for inner in islice(element, 6)):
                if not (whose.is_aside(element) or any(map(names_a_change, element.iterdescendants()))):
                    days.append(text)  # the byline is an element of its own, which comes next
                continue
            few = len(name.split()) <= 5 or (len(name.split()) <= 12 and are_names(name))
            if (
                name[:1].isalpha()
                and not name[0].islower()
                and few
                and not BYLINES.match("rights", text)
                and not _is_about_book(element if element.tag != "li" else element.getparent())
                and _may_be_byline(element, text, name, written)
                and not whose.is_aside(element)
                and not of_another(element)
                and not is_in_text(element)
            ):
                bylines.append(name)
                if not any(map(names_a_change, element.iterdescendants())):
                    days.append(text)
        elif re.match(
            r"(?:datum|date|posted|published|veröffentlicht|publicado|publié)\b", text, re.IGNORECASE
        ) and not whose.is_aside(element):
            days.append(text)
    return bylines, days


_LINES = (
    "p", "div", "span", "li", "dd", "em", "i", "small", "h3", "h4", "h5", "h6", "td", "header", "time", "section",
    "cite", "address",
)  # fmt: skip
_MOST_LINES = 3000
_MOST_TEXT = 200_000  # characters whose words are compared with those of a name


class Written:
    """The words that a page has in small letters."""

    def __init__(self, root: Element) -> None:
        self._root = root

    def __call__(self, word: str) -> bool:
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        pieces = (piece for paragraph in self._root.iter("p", "li") for piece in paragraph.itertext())
        words: set[str] = set()
        length = 0
        for piece in pieces:
            length += len(piece)
            words.update(word for word in re.findall(r"[^\W\d_]+", piece) if word[0].islower())
            if length > _MOST_TEXT:
                break
        return frozenset(words)


def _may_be_byline(element: Element, text: str, name: str, written: Written) -> bool:
    """Whether a line that seems to name a writer is no heading such as "By train" or "Von Kiel nach Rostock"."""
    signed = _bare().match(text) is None or _has_sign(element)
    if is_phrase(name) or (not signed and is_phrase(name, written)):
        return False
    return signed or not (is_single(name) or (element.tag in _HEADINGS and _is_behind_text(element)))


_HEADINGS = ("h3", "h4", "h5", "h6")


@lru_cache(maxsize=1)
def _bare() -> re.Pattern[str]:
    """A pattern for a line that has nothing before the name but a word such as "by"."""
    return re.compile(rules.expanded(r"({by}|di|da|de)\b\s*[^:\s]"), re.IGNORECASE)


def _has_sign(element: Element) -> bool:
    """Whether something else than its words shows that an element is a byline: a link, a name, or a date near it."""
    if next(element.iter("a", "time"), None) is not None or names_a_writer(names_of(element)):
        return True
    near = (element, element.getparent(), *islice(element.itersiblings(), 2))
    near = (*near, *islice(element.itersiblings(preceding=True), 2))
    return any(dates.date(short_text(one)) is not None for one in near if isinstance(one.tag, str))


def _is_behind_text(element: Element) -> bool:
    """Whether a paragraph of the text stands before an element."""
    return any(len(" ".join(p.itertext())) > _SOME_PROSE for p in islice(element.itersiblings("p", preceding=True), 40))


_SOME_PROSE = 80  # characters


def in_facts(root: Element, whose: Whose) -> list[str]:
    """The name beside the label "Author" in a list or a table of facts about the page."""
    for label in islice(root.iter("dt", "th", "td", "div", "span", "b", "strong", "h5", "h6"), _MOST_LINES):
        if not _writer_label().fullmatch(short_text(label, _SHORTEST_LABEL)):
            continue
        holder = label.getparent() if label.getnext() is None and label.tag in ("span", "b", "strong") else label
        value = holder.getnext()
        has_value = value is not None and isinstance(value.tag, str) and value.tag != "th"
        name = short_text(value, _SHORTEST_LABEL) if has_value else ""
        name = without_tail(name)
        if not name or is_single(name) or is_phrase(name) or not are_names(name):
            continue
        facts = next(label.iterancestors("dl", "table"), holder.getparent())
        if not (_is_about_book(facts) or whose.is_aside(label) or of_another(label) or is_in_text(label)):
            return [name]
    return []


def _is_about_book(facts: Element) -> bool:
    """Whether a list of facts is about a book or a film that the page speaks of."""
    return BYLINES.match("book", folded(" ".join(islice(facts.itertext(), 60)))) is not None


@lru_cache(maxsize=1)
def _writer_label() -> re.Pattern[str]:
    """A pattern for a label of the writer; a label such as "Text" may be that of something else."""
    return re.compile(
        rules.expanded(r"(?!te[kx]|words|те){writer}\s*[:：]?|{signed} ({by}|da)\s*:?"),
        re.IGNORECASE,
    )


def with_jobs(root: Element, whose: Whose) -> list[str]:
    """The line below the title that names people with what they do: "Jo Vane, Research Scientist"."""
    begun = False
    for element in islice(root.iter("h1", "p", "div", "span", "li"), 3000):
        if element.tag == "h1":
            begun = True
            continue
        text = short_text(element) if begun else ""
        if len(" ".join(islice(element.itertext(), 20))) > 200 and element.tag == "p":
            break
        commas = [part.strip() for part in re.split(r",|\sand\s", text)]
        first = commas[0].split()
        named = (
            2 <= len(first) <= 4 and all(word[0].isupper() for word in first) and not BYLINES.match("job", commas[0])
        )
        if named and any(BYLINES.match(kind, part) for part in commas[1:] for kind in ("job", "role")):
            return [] if whose.is_aside(element) else [text]
    return []
