"""Bylines and dates as a page prints them, for pages without them in their head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from podcaster.reading import dates, rules
from podcaster.reading.bylines import BYLINES, are_names, is_joiner, is_phrase, is_single, plain_words, without_date
from podcaster.reading.html.element_names import NAMED_BY, names_a_change, names_a_writer, names_of
from podcaster.reading.html.whose import OF_A_SECTION, OF_A_WRITER, Whose, is_in_text, leads_home, of_another
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


def _is_change(element: Element) -> bool:
    return names_a_change(element.get("class") or "")


_SHORTEST = 4  # characters of a byline: "文/张三"
_SHORTEST_LABEL = 2  # and of its parts: "作者", "张三"


def _short_text(element: Element, shortest: int = _SHORTEST) -> str:
    """The text of a small element with little text; empty for others."""
    if not len(element):
        text = element.text or ""
    elif len(element) > 12 or next(islice(element.iterdescendants(), 12, None), None) is not None:
        return ""
    else:
        text = " ".join(_pieces(element))
    text = folded(text) if shortest <= len(text) <= 2000 else ""
    return text if len(text) <= 160 else ""


def printed(root: Element, whose: Whose, written: Written) -> tuple[list[str], list[str]]:
    """Bylines and dates that are only printed: "Posted on 3 May 2020 by Jo Vane"."""
    bylines: list[str] = []
    days: list[str] = []
    language = root.get("lang") or root.get("xml:lang") or ""
    for element in islice(root.iter(*_LINES), _MOST_LINES):
        if len(bylines) + len(days) > 8:
            break
        text = _short_text(element)
        if len(text) < _SHORTEST:
            continue
        if (name := byline(text, language)) is not None:
            if any(byline(_short_text(inner), language) is not None for inner in islice(element, 6)):
                if not (whose.is_aside(element) or any(map(_is_change, element.iterdescendants()))):
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
                if not any(map(_is_change, element.iterdescendants())):
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
    return any(dates.date(_short_text(one)) is not None for one in near if isinstance(one.tag, str))


def _is_behind_text(element: Element) -> bool:
    """Whether a paragraph of the text stands before an element."""
    return any(len(" ".join(p.itertext())) > _SOME_PROSE for p in islice(element.itersiblings("p", preceding=True), 40))


_SOME_PROSE = 80  # characters


_CARD = re.compile(r"(?:^|\s)(?:fn|vcard)(?:\s|$)")  # of a person, or of a place in a table


@lru_cache(maxsize=1)
def _perhaps_writers() -> Any:
    import lxml.etree

    return lxml.etree.XPath(
        f"descendant::*[@rel or @itemprop or @property or {' or '.join(f'@{key}' for key in sorted(NAMED_BY))}]"
        "[not(self::meta or self::body)]"
    )


def marked(root: Element, whose: Whose) -> tuple[list[list[str]], list[list[str]]]:
    """The bylines that are marked by rel=author, itemprop or classes: in the article, and around it."""
    within, around = _Marks(), _Marks()
    found = 0
    for element in _perhaps_writers()(root):
        if found > _MOST_MARKS:
            break
        if not isinstance(element.tag, str) or element.tag in _NO_BYLINES:
            continue
        kind = names_of(element)
        rel = _REL.search((element.get("rel") or "").lower()) is not None
        prop = (element.get("itemprop") or element.get("property") or "").lower()
        if not (
            rel
            or "author" in prop
            or "creator" in prop
            or (prop and _is_person(element))
            or (kind and (names_a_writer(kind) or _is_card(element)))
        ):
            continue
        text = _words_of(element)
        if not text or len(text) > 150 or whose.is_aside(element) or of_another(element):
            continue
        marks = around if whose.is_outside(element) else within
        if rel:
            if not _is_site(element, kind):
                marks.strict.add(element, text)
        elif is_in_text(element):
            continue  # of something that the text shows
        elif prop:
            marks.itemprop.add(element, text)
        elif not _is_section(element):
            found += 1
            named = byline(text) if any(map(str.isdigit, text)) else None  # "3 May, author: Jo Vane"
            marks.loose.append(_Mention(element, named or text, kind))
    return within.bylines(whose), around.bylines(whose)


_MOST_MARKS = 40


@dataclass(frozen=True, slots=True)
class _Mention:
    """An element whose name says that it is a byline."""

    element: Element
    text: str
    kind: str


@dataclass(slots=True)
class _Mentions:
    """The texts of marks that stand near each other, as those of several writers do."""

    texts: list[str] = field(default_factory=list)
    last: Element = None

    def add(self, element: Element, text: str) -> None:
        if self.texts and text not in self.texts and _apart(self.last, element):
            return
        self.last = element
        self.texts.append(text)


@dataclass(slots=True)
class _Marks:
    """The marks of bylines, by kind."""

    strict: _Mentions = field(default_factory=_Mentions)
    itemprop: _Mentions = field(default_factory=_Mentions)
    loose: list[_Mention] = field(default_factory=list)

    def bylines(self, whose: Whose) -> list[list[str]]:
        """Those that are most likely the byline of the page first."""
        return [self.strict.texts[:3], self.itemprop.texts[:3], *islice(_groups(self.loose, whose), 10)]


def _groups(loose: list[_Mention], whose: Whose) -> Iterator[list[str]]:
    """The texts of each byline. That of the name alone goes before that of a block around it, with a job."""
    within = [one for one in loose if "name" in one.kind.lower()]
    taken: set[Element] = set()
    for number, one in enumerate(loose):
        if one.element in taken:
            continue
        inner = [name for name in within if name is not one and one.element in name.element.iterancestors()]
        if inner and not _joins(one.text, inner):
            continue  # it comes next
        texts = [one.text]
        for other in loose[number + 1 :]:
            if (
                other.kind == one.kind
                and other.element.tag == one.element.tag
                and _beside(one.element, other.element, whose)
            ):
                texts.append(other.text)
                taken.add(other.element)
        yield texts


def _joins(text: str, names: list[_Mention]) -> bool:
    """Whether words such as "and" stand beside the names in a block: one of the writers has no mark."""
    rest = text
    for name in names:
        rest = rest.replace(name.text, " ", 1)
    return len(names) == 1 and any(word == "&" or is_joiner(word) for word in rest.split())


def _beside(one: Element, other: Element, whose: Whose) -> bool:
    """Whether two marks belong to one byline: a small block has both, and no heading of another post."""
    near = list(islice(one.iterancestors(), _LEVELS))
    holder = next((above for above in islice(other.iterancestors(), _LEVELS) if above in near), None)
    if holder is None or holder.tag in ("body", "main", "article"):
        return False
    return len(folded(" ".join(islice(holder.itertext(), 80)))) <= _LONGEST_BYLINE and not any(
        not whose.is_title(heading) for heading in holder.iter("h1", "h2", "h3")
    )


_LEVELS = 7  # from the mark of a name to a block with several writers
_LONGEST_BYLINE = 300  # characters of a block with several writers
_SITE_WORDS = frozenset(("site", "logo", "brand", "masthead", "navbar"))


def _is_site(link: Element, kind: str) -> bool:
    """Whether a link is to the home page, and named as the title of the site."""
    return leads_home(link) and not _SITE_WORDS.isdisjoint(re.split(r"[\W_]+", kind.lower()))


def _is_section(element: Element) -> bool:
    """Whether the only link in an element leads to a section: "in <a>Harbour Notes</a>"."""
    links = list(islice(element.iter("a"), 2))
    return len(links) == 1 and OF_A_SECTION.search(links[0].get("href") or "") is not None


_REL = re.compile(r"(?:^|\s)(?:[a-z]+[:.])?(?:authors?|creator)(?:\s|$)")  # "dc:creator"
_NO_BYLINES = frozenset((
    "script", "style", "input", "form", "button", "svg", "img", "link", "html", "main", "article", "nav", "table",
    "tbody", "tr", "h1",
))  # fmt: skip


def _is_person(element: Element) -> bool:
    """Whether RDFa calls an element the name of a person, as pages of Drupal do."""
    kinds = (element.get("typeof") or "").lower()
    return ("person" in kinds or "useraccount" in kinds) and "name" in (element.get("property") or "")


def _pieces(element: Element) -> Iterator[str]:
    """The texts of an element in their order, without scripts and styles, and with a bar for each break of a line."""
    if element.text:
        yield element.text
    within: list[tuple[Iterator[Element], str | None]] = []
    inside, behind = iter(element), None
    while True:
        for inner in inside:
            if isinstance(inner.tag, str) and inner.tag not in ("script", "style"):
                if text := "|" if inner.tag == "br" else inner.text:
                    yield text
                if len(inner):
                    within.append((inside, behind))
                    inside, behind = iter(inner), inner.tail
                    break
            if inner.tail:
                yield inner.tail
        else:
            if behind:
                yield behind
            if not within:
                return
            inside, behind = within.pop()


def _words_of(element: Element) -> str:
    """What an element says, without scripts and styles; of microdata, the names within it."""
    if element.get("itemprop") and element.get("itemprop") != "name":
        stated = [one for one in islice(element.iterdescendants(), 60) if one.get("itemprop") == "name"]
        said = (folded(one.get("content") or " ".join(_pieces(one))) for one in stated)
        if names := list(dict.fromkeys(filter(None, said))):
            return "|".join(names)
    return _without_job(element) or folded(" ".join(_pieces(element)))


def _without_job(element: Element) -> str:
    """The name in an element that has a name and a job, each in an element of its own; empty for others."""
    if len(element) != 2 or (element.text or "").strip() or any((one.tail or "").strip() for one in element):
        return ""
    name, job = (folded(" ".join(islice(one.itertext(), 6))) for one in element)
    return name if name and any(BYLINES.match(kind, job) for kind in ("role", "job", "duty")) else ""


@lru_cache(maxsize=4096)
def _named_card(classes: str) -> bool:
    return _CARD.search(classes) is not None


def _is_card(element: Element) -> bool:
    """Whether an element is a contact card of a person, not of the subject of a table."""
    return _named_card(element.get("class") or "") and next(element.iterancestors("table"), None) is None


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


def in_facts(root: Element, whose: Whose) -> list[str]:
    """The name beside the label "Author" in a list or a table of facts about the page."""
    for label in islice(root.iter("dt", "th", "td", "div", "span", "b", "strong", "h5", "h6"), _MOST_LINES):
        if not _writer_label().fullmatch(_short_text(label, _SHORTEST_LABEL)):
            continue
        holder = label.getparent() if label.getnext() is None and label.tag in ("span", "b", "strong") else label
        value = holder.getnext()
        has_value = value is not None and isinstance(value.tag, str) and value.tag != "th"
        name = _short_text(value, _SHORTEST_LABEL) if has_value else ""
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


def _apart(one: Element, other: Element) -> bool:
    """Whether two links to authors belong to different articles."""
    nearest = set(list(one.iterancestors())[:4])
    return not any(a in nearest for a in list(other.iterancestors())[:4])


def owner(root: Element) -> list[str]:
    """The person whose card leads to the home page: the one who writes a blog, whatever the page is about."""
    for card in islice(root.iter("div", "section", "aside", "article", "header", "footer", "p", "span"), _MOST_LINES):
        if _CARD_CLASS.search(card.get("class") or "") is None or next(card.iter(*_HEADINGS, "h1", "h2"), None) is None:
            continue
        for link in islice(card.iter("a"), 6):
            name = folded(" ".join(_pieces(link)))
            own = leads_home(link) or "me" in (link.get("rel") or "").lower().split()
            named = any("name" in names_of(one) for one in (link, link.getparent()))
            if own and named and not is_single(name) and not is_phrase(name) and are_names(name):
                return [name]
    return []


_CARD_CLASS = re.compile(r"(?:^|\s)h-card(?:\s|$)")


def with_jobs(root: Element, whose: Whose) -> list[str]:
    """The line below the title that names people with what they do: "Jo Vane, Research Scientist"."""
    begun = False
    for element in islice(root.iter("h1", "p", "div", "span", "li"), 3000):
        if element.tag == "h1":
            begun = True
            continue
        text = _short_text(element) if begun else ""
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
