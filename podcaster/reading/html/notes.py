"""Footnotes: which element is one, and which mark in the text belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from podcaster.model import LeftOut, Omission
from podcaster.reading.html import sidenotes
from podcaster.reading.html.account import Account
from podcaster.reading.html.tags import HEADINGS, drop
from podcaster.reading.spaces import folded

Element = Any

_NOTE_ID = re.compile(
    r"(?:user-content-)?(?:fn|_?ftn|ftnt|footnote|note|endnote|en|sdfootnote|cite_note|"
    r"easy-footnote-bottom|ref|_edn|annotation|sidenote)[-_:.]?(?:[\w.-]*?)?\d+[\w:.-]*",
    re.IGNORECASE,
)
_BACK = re.compile(r"[↩↵⤴⬆↑^⏎⮐⮌⇧]\ufe0e?|(?:return|back|jump back|zurück)\b.{0,30}|\^+|a b(?: c)*", re.IGNORECASE)
_MARK = re.compile(
    r"[\[(]?\s*(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§¶#]{1,4}|note \d{1,3}|nb \d{1,2})\s*[\])]?\.?", re.IGNORECASE
)
_NOTES = re.compile(r"(?:^|[\s_-])(?:footnotes?|endnotes|doc-endnotes|fn-list)(?:$|[\s_-])")
_LABEL = re.compile(
    r"(?:foot|end) ?notes?|notes?|(?:fuß|end)noten|anmerkungen|notes? de bas de page|notas(?: al pie)?",
    re.IGNORECASE,
)
_RAISED = re.compile(r"[\[(]?(\d{1,3}|[*†‡§])[\])]?")
_BLOCKS = frozenset(("p", "li", "dd", "td", "div", "section", "blockquote", *HEADINGS))
_NO_EXPONENT = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?…)\]\"'”’»])\s*$")  # what a mark stands behind; "m²" is no note
_LONGEST = 3000  # characters of a footnote


@dataclass(slots=True)
class Marks:
    footnotes: dict[Element, str] = field(default_factory=dict)
    references: dict[Element, str] = field(default_factory=dict)


def find(root: Element, account: Account) -> Marks:
    """Footnotes and references to them. Removes the arrows that lead back from the tree."""
    marks = Marks()
    _brought_out(root, marks)
    _by_links(root, marks)
    for body in list(marks.footnotes):
        _tidy(body, account)
    for sup in root.iter("sup"):
        if sup not in marks.references and not any(r in marks.references for r in sup.iterdescendants()):
            text = folded("".join(sup.itertext()))
            if re.fullmatch(r"\[\d{1,3}\]", text):
                marks.references[sup] = text.strip("[]")
    for holder in root.iter("div", "section", "ol", "aside"):
        named = f"{holder.get('class') or ''} {holder.get('id') or ''} {holder.get('role') or ''}".lower()
        if ("note" in named or "fn-" in named) and _NOTES.search(named):
            _listed(holder, marks, account)
    _by_numbers(root, marks, account)
    _bring_home(root, marks)
    return marks


def _listed(holder: Element, marks: Marks, account: Account) -> None:
    """Take every item of a list of footnotes as one."""
    for number, item in enumerate(holder.iter("li"), 1):
        if item not in marks.footnotes and not any(a in marks.footnotes for a in item.iterancestors()):
            marks.footnotes[item] = str(number)
            _tidy(item, account)


def _brought_out(root: Element, marks: Marks) -> None:
    """The notes that stood in the text or were hidden beside it."""
    known = {sidenotes.NOTE: marks.footnotes, sidenotes.REFERENCE: marks.references}
    for element in root.xpath("descendant::*[@data-podcaster]"):
        if (value := element.get("data-podcaster")) in known:
            known[value][element] = element.get("data-mark") or "*"


def _by_numbers(root: Element, marks: Marks, account: Account) -> None:
    """Footnotes that no link leads to: a paragraph begins with a raised number that is also in the text before it."""
    text: dict[str, list[Element]] = {}
    for sup in list(root.iter("sup")):
        match = _RAISED.fullmatch(folded("".join(sup.itertext())))
        if match is None or sup in marks.references or _is_in(sup, marks):
            continue
        block, before = _before_it(sup)
        if block is None:
            continue
        if not before.strip():
            if match[1] in text and 0 < len(folded("".join(block.itertext()))) - len(match[0]) <= _LONGEST:
                marks.footnotes[block] = match[1]
                account.gather(sup, Omission.FOOTNOTE)
                drop(sup)
        elif _NO_EXPONENT.search(before):
            text.setdefault(match[1], []).append(sup)
    for heading in root.iter(*HEADINGS):
        behind = heading.getnext()
        if text and behind is not None and behind.tag in ("ol", "ul") and is_label(folded("".join(heading.itertext()))):
            items = sum(1 for _ in behind.iter("li"))
            if any(mark.isdecimal() and int(mark) <= items for mark in text):
                _listed(behind, marks, account)
    known = set(marks.footnotes.values())
    marks.references |= {sup: mark for mark, sups in text.items() if mark in known for sup in sups}


def _is_in(sup: Element, marks: Marks) -> bool:
    """Whether a mark is part of one that is already known."""
    return any(a in marks.references or a in marks.footnotes for a in sup.iterancestors()) or any(
        e in marks.references for e in sup.iterdescendants("a")
    )


def _before_it(element: Element) -> tuple[Element | None, str]:
    """The block that a mark is in, and the text just before the mark."""
    before = ""
    node = element
    while node is not None and (node is element or node.tag not in _BLOCKS):
        previous = node.getprevious()
        parent = node.getparent()
        if not before.strip() and parent is not None:
            if previous is not None:
                before = "".join(previous.itertext())[-20:] + (previous.tail or "")
            before = before or parent.text or ""
        node = parent
    return node, before[-20:]


def is_label(text: str) -> bool:
    """Whether this is the heading of footnotes."""
    return _LABEL.fullmatch(text.rstrip(": ")) is not None


def _bring_home(root: Element, marks: Marks) -> None:
    """Put footnotes that stand outside of the article at its end: the article is one stretch of the page."""
    home = next((a for ref in marks.references for a in ref.iterancestors() if a.tag in ("article", "main")), None)
    if home is None:
        return
    away = [note for note in marks.footnotes if home not in note.iterancestors()]
    sizes: dict[Element, int] = {}

    def size(element: Element) -> int:
        if element not in sizes:
            sizes[element] = len("".join(element.itertext()))
        return sizes[element]

    most = 1.3 * sum(map(size, away)) + 100  # with their heading
    for note in away:
        box = note
        while (
            (parent := box.getparent()) is not None
            and parent.tag not in ("body", "html", "article", "main")
            and size(parent) < most
        ):
            box = parent
        if box is not root and home not in box.iterancestors() and box not in home.iterancestors():
            drop(box)
            home.append(box)


def _by_links(root: Element, marks: Marks) -> None:
    """Find the references that are links, and the footnotes that they lead to."""
    by_id: dict[str, Element] | None = None
    place: dict[Element, int] = {}
    for link in list(root.iter("a")):
        _, sign, target_id = (link.get("href") or "").rpartition("#")
        text = folded("".join(link.itertext())) if sign and target_id else ""
        if not _MARK.fullmatch(text):
            continue
        explicit = _is_named(link)
        raised = link.getparent() is not None and link.getparent().tag == "sup"
        if not (raised or explicit or text.startswith("[") or next(link.iter("sup"), None) is not None):
            continue
        if by_id is None:
            by_id, place = _named(root), {element: number for number, element in enumerate(root.iter())}
        target = by_id.get(target_id)
        if target is None and not (explicit or _NOTE_ID.fullmatch(target_id)):
            continue
        if target is not None and place[target] <= place[link]:
            continue  # it leads back from a footnote into the text
        mark = text.strip("[]() .")
        alone = raised and folded("".join(link.getparent().itertext())) == text
        marks.references[link.getparent() if alone else link] = mark
        body = _body(target, root)
        if body is not None and body not in marks.footnotes and link not in list(body.iter("a")):
            marks.footnotes[body] = mark


def _is_named(link: Element) -> bool:
    """Whether a link states that it leads to a footnote."""
    return (
        "footnote" in (link.get("class") or "")
        or link.get("role") == "doc-noteref"
        or "noteref" in (link.get("epub:type") or "")
    )


def _named(root: Element) -> dict[str, Element]:
    """What links can lead to."""
    by_id: dict[str, Element] = {}
    for element in root.iter():
        if isinstance(element.tag, str):
            for key in (element.get("id"), element.get("name") if element.tag == "a" else None):
                if key:
                    by_id.setdefault(key, element)
    return by_id


def _body(target: Element | None, root: Element) -> Element | None:
    """The whole footnote that an anchor is in."""
    if target is None:
        return None
    node = target
    while node is not None and node.tag not in ("li", "p", "div", "dd", "td", "aside", "section", "blockquote"):
        node = node.getparent()
    if node is None or node is root or len(folded("".join(node.itertext()))) > _LONGEST:
        return None
    if node.tag == "div" and node.getparent() is not None and len(list(node.iter("li"))) > 1:
        return None
    return node


def _tidy(body: Element, account: Account) -> None:
    """Remove the link back and a repeated mark from a footnote."""
    for link in list(body.iter("a")):
        text = folded("".join(link.itertext()))
        kind = f"{link.get('class') or ''} {link.get('rev') or ''} {link.get('role') or ''}"
        if _BACK.fullmatch(text) or re.search(
            r"backref|backlink|footnote-return|doc-backlink|footnote-back", kind, re.IGNORECASE
        ):
            holder = link.getparent()
            account.gather(link, Omission.FOOTNOTE)
            drop(link)
            if (
                holder is not None
                and holder.tag in ("sup", "b", "span")
                and not folded("".join(holder.itertext()))
                and holder is not body
            ):
                drop(holder)
        elif "#" in (link.get("href") or "") and _MARK.fullmatch(text) and link is next(body.iter("a"), None):
            account.gather(link, Omission.FOOTNOTE)
            drop(link)
    if mark := re.match(r"\s*((?:\[?\d{1,3}\]|\d{1,3}\.)\s+)", body.text or ""):
        account.small.append(LeftOut(mark[1].strip(), Omission.FOOTNOTE))
        body.text = body.text[mark.end() :]
