"""Move footnotes that are inside the text, or hidden beside it, out of the sentence they interrupt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from podcaster.model import count_words
from podcaster.reading.html.tags import BLOCK_TAGS, drop
from podcaster.reading.spaces import folded

Element = Any

NOTE, REFERENCE = "note", "noteref"  # values of data-podcaster
_INLINE = ("span", "small", "aside")
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:inline-?footnotes?|footnote-?(?:content|text|body|popup|tooltip)|side-?notes?|margin-?notes?|"
    r"fn-?(?:content|text))(?:$|[\s_-])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\W*(?:\d{1,3}|[*†‡§])\W*")
_FEWEST = 3  # words of a note
_LONGEST = 3000  # characters of one


def bring_out(root: Element) -> None:
    """Move notes after the paragraph they are in, and show hidden ones. `notes.find` reads the marks."""
    last: dict[Element, Element] = {}  # paragraph -> the last note behind it
    for note, holder in list(_in_text(root)):
        before = note.getparent()
        mark = _mark(note, before)
        drop(note)
        behind: Element = last.get(holder, holder)
        behind.addnext(note)
        last[holder] = note
        _name(note, mark)
        if before is not holder and _NUMBER.fullmatch(folded("".join(before.itertext()))):
            before.set("data-podcaster", REFERENCE)
            before.set("data-mark", mark)
    for reference, note in list(_defined(root)):
        mark = folded("".join(reference.itertext())) or "*"
        _name(note, mark)
        reference.set("data-podcaster", REFERENCE)
        reference.set("data-mark", mark)


def _name(note: Element, mark: str) -> None:
    note.tag = "aside"
    note.set("data-podcaster", NOTE)
    note.set("data-mark", mark)


def _in_text(root: Element) -> Iterator[tuple[Element, Element]]:
    """The notes inside paragraphs, each with its paragraph."""
    for element in root.iter(*_INLINE):
        named = element.get("class")
        if named is None or _NAMED.search(named) is None:
            continue
        if any(_NAMED.search(e.get("class") or "") for e in element.iterdescendants(*_INLINE)):
            continue  # the note is inside it
        holder = next((a for a in element.iterancestors() if a.tag in BLOCK_TAGS), None)
        text = folded("".join(element.itertext()))
        if (
            holder is not None
            and holder.tag in ("p", "li", "blockquote", "td", "dd")
            and count_words(text) >= _FEWEST
            and len(text) <= _LONGEST
        ):
            yield element, holder


def _mark(note: Element, holder: Element) -> str:
    """The number of a note, which its page may leave to a style sheet."""
    beside = list(islice(holder, 5))
    if len(beside) == 5:
        return "*"  # a paragraph, in which each number may be any note's
    parts = (holder.text, *(e.text for e in beside if e is not note))
    return next((p.strip() for p in parts if p and _NUMBER.fullmatch(p.strip())), "*")


def _defined(root: Element) -> Iterator[tuple[Element, Element]]:
    """References that name the element with their note, which is hidden until a click."""
    references = root.xpath("descendant::*[@data-definition]")
    if not references:
        return
    by_id = {e.get("id"): e for e in root.iter("aside", "div", "span", "p") if e.get("id")}
    for reference in references:
        note = by_id.get(reference.get("data-definition"))
        if (
            note is not None
            and note.get("data-podcaster") is None
            and len(folded("".join(reference.itertext()))) <= len("[100]")
            and 0 < len(folded("".join(note.itertext()))) <= _LONGEST
        ):
            yield reference, note
