"""From the bytes of a page to a tree that is safe to walk."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from podcaster.errors import HostileError, NoTextError
from podcaster.reading import encodings
from podcaster.reading.html import ear, style, tex
from podcaster.reading.html.tags import BLOCK_TAGS, SILENT_TAGS, WORDLESS_TAGS

Element = Any

MB = 1 << 20
MARKUP_LIMIT = 24 * MB  # characters once pictures, scripts and styles are out: a novel has 2
ELEMENTS_LIMIT = 400_000  # honest pages have 3,000; a whole book 50,000
DEEPEST = 200  # levels of elements; honest pages have 30
PICTURES_LIMIT = 40 * MB  # of pictures inside the page that are kept
PICTURE_LIMIT = 12 * MB

HEAVY = 700_000  # bytes without pictures: one page in twenty. Of such a page, no script and style is parsed
_DATA_URI = re.compile(rb"data:[^,\"'()<>\s]{0,300}+,[^\"'()<>\s]{64,}")
_KEPT = re.compile(rb"data:(image/(?:png|jpe?g|gif|webp|avif|bmp))(;[^,]*)?,")
_NOISE = re.compile(rb"<!--|<(script|style|svg)\b", re.IGNORECASE)
_ENDS = {name: re.compile(rb"</" + name + rb"\s*>", re.IGNORECASE) for name in (b"script", b"style", b"svg")}
_ENDS[b""] = re.compile(rb"--!?>")
_TOLD = re.compile(rb"ld\+json|math/", re.IGNORECASE)  # scripts that speak of the article
# Comments that say where the page is from, and what is not for the ear.
_SAVED = re.compile(rb"saved (?:with|from)|<!--\s*audio\s*:", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_PLACE = "data:kept,"
_PARSER_DEPTH = 2040  # where libxml2 gives up
# Elements that never have content. A parser that does not know one of them puts all that follows inside it.
_VOID = (
    "area", "basefont", "bgsound", "command", "embed", "frame", "isindex", "keygen", "menuitem", "nextid", "param",
    "source", "spacer", "track", "wbr",
)  # fmt: skip
_HEAD = frozenset(("base", "link", "meta", "title", "script", "style", "noscript", "template", "noframes"))
# What browsers read differently from the parser: text continues after the end of the page, </br> is <br>.
_END_TAG = re.compile(rb"</(?:body|html|(br))(?:\s[^<>]*)?/?>", re.IGNORECASE)
# A script for footnotes writes <div> into paragraphs, which browsers allow a script and no parser allows a file.
_NOTE_BUTTON = re.compile(
    rb"<div( class=[\"']?bigfoot-footnote__container\b.{0,8000}?)</div>", re.IGNORECASE | re.DOTALL
)
_REFERENCE = re.compile(rb"&#(?:([0-9]+)|[xX]([0-9a-fA-F]+));?")


@dataclass(slots=True)
class Page:
    """A parsed page and the pictures that were inside it."""

    root: Element
    text: str  # the markup, without data
    pictures: list[bytes] = field(default_factory=list)
    # All elements: lxml makes the object of an element again at each visit unless something holds it.
    elements: list[Element] = field(default_factory=list)

    def picture(self, address: str) -> bytes | None:
        """The bytes behind an address of a kept picture."""
        number = address.removeprefix(_PLACE)
        if not address.startswith(_PLACE) or not number.isdecimal():
            return None
        uri = self.pictures[int(number)]
        head, _, body = uri.partition(b",")
        try:
            data = unquote_to_bytes(body)
            return base64.b64decode(data, validate=False) if b";base64" in head.lower() else data
        except (binascii.Error, ValueError):
            return None


@dataclass(slots=True)
class Light:
    """The bytes of a page without its pictures, which are not parsed."""

    markup: bytes
    pictures: list[bytes] = field(default_factory=list)
    encoding: str = ""  # if it is known


def lighten(data: bytes, source: str, encoding: str = "") -> Light:
    """*data* without the pictures in it and, where it is large, without scripts and styles: one pass, no tree."""
    if not encoding and b"\0" in data[:1000]:  # UTF-16
        data, encoding = encodings.decode(data, source).encode("utf-8", "ignore"), "utf-8"
    if len(data) > HEAVY:
        data = _without_noise(data)
    light = Light(data, encoding=encoding)
    kept = 0

    def keep(match: re.Match[bytes]) -> bytes:
        nonlocal kept
        uri = match.group(0)
        if _KEPT.match(uri) and len(uri) < PICTURE_LIMIT * 4 // 3 and kept + len(uri) < PICTURES_LIMIT * 4 // 3:
            kept += len(uri)
            light.pictures.append(uri)
            return f"{_PLACE}{len(light.pictures) - 1}".encode()
        return b"data:,"

    if b"data:" in data:
        light.markup = _DATA_URI.sub(keep, data)
    return light


def _without_noise(data: bytes) -> bytes:
    """Without comments, scripts, styles and drawings; what is not closed stays as it is."""
    parts, start, at = [], 0, 0
    while found := _NOISE.search(data, at):
        name = (found[1] or b"").lower()
        opened = data.find(b">", found.end()) if name else found.start() + 2  # <!--> is a comment, too
        if name and data[opened - 1 : opened] == b"/":  # <svg/>: it is empty
            at = opened + 1
            continue
        close = _ENDS[name].search(data, max(opened, at))
        if opened < 0 or close is None:
            break
        at = end = close.end()
        if not (_TOLD.search(data, found.end(), opened) if name else _SAVED.search(data, opened, end)):
            parts.append(data[start : found.start()])
            start = end
    return b"".join([*parts, data[start:]])


def load(light: Light, source: str) -> Page:
    """Parse a page. Raises HostileError if no normal page is like it, NoTextError if it is empty."""
    text = encodings.decode(light.markup, source, declared=light.encoding or declared(light.markup))
    if declaration := _XML_DECLARATION.match(text):
        text = text[declaration.end() :]
    text = text.lstrip("\ufeff").replace("\v", "\n").replace("\f", "\n")
    if len(text) > MARKUP_LIMIT:
        raise HostileError(
            f"{len(text) // MB} MB of markup, and a page may have {MARKUP_LIMIT // MB}",
            about=source,
            hint="save the article alone",
        )
    if not text.strip():
        raise NoTextError("empty", about=source)
    root = parse(text, source)
    if "data-podcaster" in text:
        _without_our_marks(root)
    style.mark_unshown(root)
    tex.note_script(root, text)
    return Page(root, text, light.pictures, list(root.iter()))


def parse(text: str, source: str = "") -> Element:
    """The root element of a page or a piece of one. *text* has been decoded by `encodings`: it holds no controls.

    All text of the tree can be assigned again, anywhere in it: lxml refuses what XML has no place for.
    """
    import lxml.etree
    import lxml.html

    parser = lxml.etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, recover=True
    )
    # One class for all elements: lxml.html would ask Python for the class of each at every visit.
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    markup = _parsable(ear.marked(text))
    try:
        root = lxml.html.document_fromstring(markup, parser=parser, ensure_head_body=True)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise NoTextError("nothing in it could be narrated", about=source) from error
    deep = bool(_too_deep()(root))
    if deep:
        _refuse_too_deep(root)
    _without_void(root)
    _out_of_head(root)
    if deep or (markup.count(b"<") > ELEMENTS_LIMIT and size(root) > ELEMENTS_LIMIT):
        flatten(root)
    return root


def _without_our_marks(root: Element) -> None:
    """Remove the attributes by which other modules mark elements, if a page has them: only authors may say "skip"."""
    for element in root.iter():
        for name, value in element.items():
            if name.startswith("data-podcaster") and (name, value) != ("data-podcaster", "skip"):
                del element.attrib[name]


def _parsable(text: str) -> bytes:
    """Markup that the parser reads as browsers do, without references to characters that no tree can hold."""
    data = text.encode("utf-8", "ignore")
    if b"&#" in data:
        data = _REFERENCE.sub(_reference, data)
    if b"bigfoot-footnote__container" in data:
        data = _NOTE_BUTTON.sub(rb"<span\1</span>", data)
    return _END_TAG.sub(lambda tag: b"<br>" if tag[1] else b"", data)


def _reference(match: re.Match[bytes]) -> bytes:
    """A reference to a character, or what stands for one that no tree can hold."""
    digits = (match[1] or match[2]).lstrip(b"0")
    code = int(digits or b"0", 16 if match[2] else 10) if len(digits) < 8 else 0
    if code in (0x0B, 0x0C):
        return b"\n"
    if code < 0x20 and code not in (0x09, 0x0A, 0x0D):
        return b""
    return b"" if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF else match[0]


def _out_of_head(root: Element) -> None:
    """Move content out of a head that was never closed, into the body: the parser does not know <article> or <main>."""
    head, body = root.find("head"), root.find("body")
    if head is None or body is None:
        return
    first = next((number for number, child in enumerate(head) if child.tag not in _HEAD), len(head))
    moved = [child for child in head[:first] if child.tag == "noscript" and _has_text(child)] + head[first:]
    if not moved:
        return
    behind, body.text = body.text, None
    for number, element in enumerate(moved):
        body.insert(number, element)
    if behind:
        moved[-1].tail = (moved[-1].tail or "") + behind


def _has_text(element: Element) -> bool:
    texts = (
        t for e in element.iter() if e.tag not in WORDLESS_TAGS for t in (e.text, e.tail if e is not element else "")
    )
    return any(text and text.strip() for text in texts)


def _without_void(root: Element) -> None:
    """Move what the parser has put into elements without content to the place where these stand."""
    import lxml.etree

    void = list(root.iter(*_VOID, "image"))
    images = [element for element in void if element.tag == "image"]
    for element in void:
        if element.tag == "source" and element.get("src"):
            _name_sound(element)
    if len(void) > len(images):
        lxml.etree.strip_tags(root, *_VOID)
    for image in images:
        _as_picture(image)


def _name_sound(source: Element) -> None:
    """A player keeps the first of its sounds, whose element is about to go."""
    player = next((above for above in source.iterancestors() if above.tag in ("audio", "video")), None)
    if player is not None and player.tag == "audio" and not player.get("src"):
        player.set("src", source.get("src"))
        player.set("type", source.get("type") or "")


def _as_picture(image: Element) -> None:
    """Browsers take <image> for <img>, which has no content, wherever it is not part of a drawing."""
    if any(a.tag == "svg" for a in image.iterancestors()):
        return
    image.tag = "img"
    for child in reversed(image):
        image.addnext(child)  # with its tail, before what followed
    if image.text:
        image.tail = image.text + (image.tail or "")
        image.text = None


def _refuse_too_deep(root: Element) -> None:
    """Raise HostileError where the parser gave up on the depth of a page and dropped the rest of it."""
    import lxml.etree

    depth = deepest = 0
    for event, _ in lxml.etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest >= _PARSER_DEPTH:
        raise HostileError(f"elements nested {deepest} deep", hint="save the article in another way")


def flatten(root: Element) -> None:
    """Take the structure out of what is nested deeper than any honest page: a walk must not exhaust the stack."""
    import lxml.etree

    depth, tops, count = 0, [], 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            depth += 1
            count += 1
            if depth == DEEPEST and len(element):
                tops.append(element)
        else:
            depth -= 1
    if count > ELEMENTS_LIMIT:
        raise HostileError(f"{count:,} elements, and a page may have {ELEMENTS_LIMIT:,}", hint="save the article alone")
    for top in tops:
        paragraphs = _paragraphs(top)
        for child in list(top):
            top.remove(child)
        top.text = None
        for text, shown in paragraphs:
            lxml.etree.SubElement(top, "p", {} if shown else {"hidden": ""}).text = text


def _paragraphs(top: Element) -> list[tuple[str, bool]]:
    """All text below an element, a paragraph for each block, and whether it is displayed."""
    import lxml.etree

    out: list[tuple[str, bool]] = []
    parts: list[str] = []
    silent = 0  # elements around this place whose text is not displayed

    def end_paragraph() -> None:
        if text := " ".join("".join(parts).split()):
            out.append((text, not silent))
        parts.clear()

    for event, element in lxml.etree.iterwalk(top, events=("start", "end")):
        breaks = element.tag in BLOCK_TAGS or element.tag == "br"
        quiet = element.tag in SILENT_TAGS
        if breaks or quiet:
            end_paragraph()
        silent += (1 if event == "start" else -1) if quiet else 0
        text = element.text if event == "start" else element.tail if element is not top else None
        if text and not (event == "start" and element.tag in WORDLESS_TAGS):
            parts.append(text)
    end_paragraph()
    return out


@lru_cache(maxsize=1)
def _too_deep() -> Any:
    """Finds the elements at the depth where flattening begins, without visiting each element."""
    import lxml.etree

    return lxml.etree.XPath("/*" * DEEPEST)


def size(root: Element) -> int:
    """The number of elements of a page."""
    return int(_count()(root))


@lru_cache(maxsize=1)
def _count() -> Any:
    import lxml.etree

    return lxml.etree.XPath("count(//*)")


def body(root: Element) -> Element:
    """The <body> of a page, or what stands for it."""
    found = root.find("body") if root.tag == "html" else None
    return root if found is None else found


_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)


def declared(data: bytes) -> str:
    """The encoding that the head of a page names."""
    match = _DECLARED.search(data[:64_000])
    if not match:
        return ""
    name = (match.group(1) or match.group(2)).decode("ascii", "ignore").lower()
    # A page that can be read as ASCII up to its own declaration is not UTF-16, whatever it says.
    return "utf-8" if name.startswith("utf-16") else name
