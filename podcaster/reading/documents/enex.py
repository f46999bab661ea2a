"""Notes of Evernote (.enex): each note is an article. Tasks, encrypted text and the data of an account are not read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import IO, Any

from podcaster.errors import UnreadableError
from podcaster.model import Article
from podcaster.reading import assemble, safe, unpublished, xml_clean
from podcaster.reading.assemble import Facts
from podcaster.reading.containers.members import PICTURE
from podcaster.reading.documents import finish
from podcaster.reading.documents.office_xml import local
from podcaster.reading.html import tree as html_tree
from podcaster.reading.html.tags import drop
from podcaster.reading.safe import Report

Element = Any
_LARGE = 1 << 20  # characters of a note, pictures not counted: it is read in a child with limits
_CLIPS = ("web.clip", "clipper")
_PRIVATE = {"private": "private", "personal": "private", "draft": "draft", "drafts": "draft", "unpublished": "draft"}
_MEDIA = re.compile(r"<en-media\b([^<>]{0,4000})>", re.I)
_TODO = re.compile(r"</?en-todo\b[^<>]{0,200}>|</en-media\s{0,9}>", re.I)
_ATTRIBUTE = re.compile(r"\b(hash|alt|type|width|height)\s{0,9}=\s{0,9}[\"']([^\"']{0,1000})[\"']", re.I)
_DECLARED = re.compile(r"\s{0,99}(?:<\?xml[^>]{0,300}\?>)?\s{0,99}(?:<!DOCTYPE[^>]{0,300}>)?", re.I)
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(slots=True)
class _Note:
    title: str = ""
    content: str = ""
    created: str = ""
    said: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)  # by the hash of their bytes


def read(stream: IO[bytes], source: str, report: Report) -> Iterator[Article]:
    """The notes of an export, one at a time."""
    import lxml.etree

    count = 0
    try:
        for _, element in lxml.etree.iterparse(
            xml_clean.Clean(stream),
            tag="note",
            huge_tree=True,
            recover=True,
            resolve_entities=False,
            no_network=True,
            encoding="utf-8",
        ):
            count += 1
            note = _note(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
            where = f"{source}!{note.title or count}"
            with safe.member(where, report):
                yield _article(note, where)
    except (lxml.etree.LxmlError, ValueError) as error:
        if not count:
            raise UnreadableError(f"a damaged export: {error}", about=source, hint="export the notes again") from error
        report.failed(source, UnreadableError(f"the export is damaged behind note {count}", about=source))
    if not count:
        raise UnreadableError("an Evernote export without a note", about=source, hint="export the notes again")


def _note(element: Element) -> _Note:
    note = _Note()
    for child in element:
        name, text = local(child), " ".join((child.text or "").split())
        if name == "title":
            note.title = text
        elif name == "content":
            note.content = child.text or ""
        elif name == "created":
            note.created = text
        elif name == "tag":
            note.tags.append(text)
        elif name == "note-attributes":
            note.said = {local(e): " ".join((e.text or "").split()) for e in child}
        elif name == "resource":
            _add_picture(note, child)
    return note


def _add_picture(note: _Note, resource: Element) -> None:
    parts = {local(e): e.text or "" for e in resource}
    kind = parts.get("mime", "").strip().lower()
    encoded = "".join(parts.get("data", "").split())
    if kind not in _IMAGES or len(encoded) > PICTURE * 4 // 3:
        return
    try:
        data = base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return
    note.pictures[hashlib.md5(data, usedforsecurity=False).hexdigest()] = f"data:{kind};base64,{encoded}"


def _article(note: _Note, where: str) -> Article:
    clipped = note.said.get("source", "").lower().startswith(_CLIPS)
    date = assemble.parse_date(_spelled(note.created))
    marks = [_PRIVATE[tag.lower()] for tag in note.tags if tag.lower() in _PRIVATE]
    facts = Facts(
        title=note.title,
        address=assemble.web_address(note.said.get("source-url", "")),
        tags=note.tags,
        unpublished=unpublished.STATUSES[marks[0]] if marks else "",
    )
    # The author of a clip is the one who clipped it; its date is that day.
    properties = Facts(authors=() if clipped else (note.said.get("author", ""),), date=date)
    if len(note.content) > _LARGE:
        return safe.run_limited(_made, note.content, note.pictures, facts, where, properties, seconds=60)
    return _made(note.content, note.pictures, facts, where, properties)


def _made(content: str, pictures: Mapping[str, str], facts: Facts, where: str, properties: Facts) -> Article:
    return finish.article(_html(content, pictures), facts, where, properties=properties)


def _spelled(moment: str) -> str:
    """ "20240318T090000Z" in the usual form of a date."""
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", moment)
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else moment


def _html(content: str, pictures: Mapping[str, str]) -> str:
    """The text of a note (ENML) as HTML."""
    import lxml.html

    def media(match: re.Match[str]) -> str:
        said = {key.lower(): value for key, value in _ATTRIBUTE.findall(match[1])}
        source = pictures.get(said.get("hash", ""))
        return f'<img src="{source}" alt="{escape(said.get("alt", ""))}">' if source else ""

    content = content[match.end() :] if (match := _DECLARED.match(content)) else content
    content = _TODO.sub("", _MEDIA.sub(media, _without(content, "<en-crypt", "</en-crypt>")))
    if not content.strip():
        return ""
    root = html_tree.parse(content)
    for element in list(root.iter("div", "span", "en-note", "table")):
        style = (element.get("style") or "").replace(" ", "").lower()
        if "--en-task-group:true" in style:
            drop(element)
        elif "-en-codeblock:true" in style and element.tag == "div":
            element.tag = "pre"
        if element.tag == "en-note":
            element.tag = "div"
            element.attrib.clear()
    return str(lxml.html.tostring(html_tree.body(root), encoding="unicode"))


def _without(text: str, opening: str, closing: str) -> str:
    """*text* without the parts between these marks; an opening mark without its closing one ends the text."""
    parts, at = [], 0
    while (start := text.find(opening, at)) >= 0:
        parts.append(text[at:start])
        end = text.find(closing, start)
        if end < 0:
            return "".join(parts)
        at = end + len(closing)
    return "".join([*parts, text[at:]])
