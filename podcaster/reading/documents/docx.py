"""Documents of Word, Google Docs and others (.docx): mammoth converts to HTML what is meant for readers.

Before that, hidden text, placeholders, tables of contents, comments and everything else that is not for readers is
removed from the XML. Of tracked changes the accepted text is read.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any
from xml.parsers.expat import ExpatError

from podcaster.errors import InputError, NoTextError, UnreadableError
from podcaster.model import Article, Doubt, LeftOut, Omission
from podcaster.reading import assemble, safe
from podcaster.reading.assemble import Facts
from podcaster.reading.containers.members import PICTURE, Zip
from podcaster.reading.documents import finish, omml
from podcaster.reading.documents.office_xml import parse, text_of

Element = Any
MAIN = "word/document.xml"
_TOTAL = 200 * safe.MB
_PART = 40 * safe.MB  # of XML; a novel has 5
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BODIES = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_USED = re.compile(r"(?:\[Content_Types\]|word/(?:styles|numbering)\d*)\.xml|(?:word/)?_rels/[^/]+\.rels|word/media/.+")
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml|officeDocument)/(main|relationships|math|picture|"
    rb"wordprocessingDrawing|chart|diagram)"
)
_CONTENTS = re.compile(r"(?:toc|contents|table of figures|table of authorities|index)(?: heading| \d+)?")
_SAID = {"title": "title", "author": "authors", "date": "date", "abstract title": "", "header": "", "footer": ""}
_DRAWN_BY_MACHINES = re.compile(
    r"\s*(?:description automatically generated|ai-generated content may be).*", re.I | re.S
)
_STYLES = """
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='Plain Text'] => p:fresh
p[style-name='Caption'] => p:fresh
r[style-name='Verbatim Char'] => code
r[style-name='HTML Code'] => code
r[style-name='Source Text'] => code
r.PodcasterMath => span.math.inline
comment-reference => !
"""


@dataclass(slots=True)
class _Style:
    name: str = ""
    hidden: bool = False
    level: int | None = None  # of an outline, from 0
    based_on: str = ""


@dataclass(slots=True)
class _Document:
    """What the XML says besides the text."""

    styles: dict[str, _Style] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    gone: list[LeftOut] = field(default_factory=list)
    lost: int = 0  # notes that are referred to, and are not in the file

    def style(self, style_id: str) -> _Style:
        """A style, including what it inherits."""
        out, seen = _Style(), set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            found = self.styles[style_id]
            out = _Style(
                out.name or found.name, out.hidden or found.hidden, found.level if out.level is None else out.level
            )
            style_id = found.based_on
        return out


def read(stream: IO[bytes], source: str) -> Article:
    """The article of a document."""
    stream.seek(0)
    data = safe.read_stream(stream, safe.HTML_LIMIT, source, "a document")
    return safe.run_limited(_article, data, source, seconds=90, memory_mb=2048)


def _article(data: bytes, source: str) -> Article:
    members = Zip(io.BytesIO(data), source, total=_TOTAL, count=10_000)
    document = _Document()
    html = _html(_cleaned(members, document))
    said = document.said
    facts = Facts(
        title=" ".join(said.get("title", ())),
        authors=tuple(said.get("authors", ())),
        date=next((d for t in said.get("date", ()) if (d := assemble.parse_date(t))), None),
    )
    made = finish.article(html, facts, source, properties=_properties(members), left_out=document.gone)
    if not document.lost:
        return made
    lost = "a note" if document.lost == 1 else f"{document.lost} notes"
    return replace(made, doubts=(*made.doubts, (Doubt.CUT_OFF, f"the file has lost {lost} that its text refers to")))


def _properties(members: Zip) -> Facts:
    """The properties of the file. Who saved it last, and how often, is private and not read."""
    if "docProps/core.xml" not in members.names:
        return Facts()
    try:
        root = parse(members.read("docProps/core.xml", safe.MB), "docProps/core.xml")
    except InputError:
        return Facts()
    if text_of(root, "creator") == "python-docx":  # its template has a title and a date of its own
        return Facts()
    return Facts(
        title=text_of(root, "title"),
        authors=(text_of(root, "creator"),),
        date=assemble.parse_date(text_of(root, "created")),
        language=text_of(root, "language"),
    )


def _transitional(xml: bytes) -> bytes:
    """The XML of a document with the usual names: the strict form of the standard has others."""
    return _STRICT.sub(lambda name: b"http://schemas.openxmlformats.org/" + name[1] + b"/2006/" + name[2], xml)


def _html(document: bytes) -> str:
    import mammoth

    def picture(image: Any) -> dict[str, str]:
        with image.open() as stream:
            data = stream.read(PICTURE)
        return {"src": f"data:{image.content_type};base64,{base64.b64encode(data).decode()}"}

    try:
        with io.BytesIO(document) as stream:
            result = mammoth.convert_to_html(
                stream,
                style_map=_STYLES,
                convert_image=mammoth.images.img_element(picture),
                include_embedded_style_map=False,
            )
    except (
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        OSError,
        ExpatError,
        zipfile.BadZipFile,
    ) as error:
        raise UnreadableError(safe.damaged("a damaged document", error), hint="save it again, or as HTML") from error
    return str(result.value)


# ---------------------------------------------------------------- what is not for readers


def _cleaned(members: Zip, document: _Document) -> bytes:
    """The document with only the parts, and within them only the text, meant for readers."""
    import lxml.etree

    if MAIN not in members.names:
        raise NoTextError("a Word document without a text", hint="save it again")
    if "word/styles.xml" in members.names:
        document.styles = _styles(parse(_transitional(members.read("word/styles.xml", _PART)), "word/styles.xml"))
    bodies = {}
    for name in members.names:
        if _BODIES.fullmatch(name):
            bodies[name] = parse(_transitional(members.read(name, _PART)), name)
            _clean(bodies[name], document)
    document.lost = sum(_without_lost_notes(list(bodies.values()), kind) for kind in ("footnote", "endnote"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in members.names:
            root = bodies.get(name)
            if root is None and not _USED.fullmatch(name):
                continue
            content = b"" if root is not None else members.read(name, PICTURE if "/media/" in name else _PART)
            if "/media/" not in name:
                root = parse(_transitional(content), name) if root is None else root
                content = lxml.etree.tostring(root, encoding="utf-8", xml_declaration=True)
            new.writestr(name, content)
    return out.getvalue()


def _without_lost_notes(bodies: Sequence[Element], kind: str) -> int:
    """Remove the marks of notes that are not in the file, and return how many there were: mammoth fails at one."""
    known = {note.get(f"{_W}id") for body in bodies for note in body.iter(f"{_W}{kind}")}
    lost = [mark for body in bodies for mark in body.iter(f"{_W}{kind}Reference") if mark.get(f"{_W}id") not in known]
    _drop_all(lost)
    return len(lost)


def _styles(root: Element) -> dict[str, _Style]:
    found = {}
    for style in root.iter(f"{_W}style"):
        level = _value(style, f"{_W}pPr/{_W}outlineLvl")
        found[style.get(f"{_W}styleId") or ""] = _Style(
            _value(style, f"{_W}name").lower(),
            _is_hidden(style.find(f"{_W}rPr")),
            int(level) if level.isdecimal() and len(level) < 2 else None,
            _value(style, f"{_W}basedOn"),
        )
    return found


def _value(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(f"{_W}val") or ""


def _is_hidden(properties: Element | None) -> bool:
    if properties is None:
        return False
    marks = (properties.find(f"{_W}{name}") for name in ("vanish", "webHidden", "specVanish"))
    return any(mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off") for mark in marks)


def _clean(root: Element, document: _Document) -> None:
    for formula in list(root.iter(f"{_M}oMath")):
        _as_run(formula)
    for name in ("del", "moveFrom", "annotationRef", "commentReference", "altChunk"):
        _drop_all(root.iter(f"{_W}{name}"))
    for control in list(root.iter(f"{_W}sdt")):
        properties = control.find(f"{_W}sdtPr")
        gallery = _value(control, f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
        if gallery == "Table of Contents" or (
            properties is not None and properties.find(f"{_W}showingPlcHdr") is not None
        ):
            document.gone += _left(control, Omission.NAVIGATION if gallery else Omission.CONTROL)
            _drop_all([control])
    for drawing in root.iter("{*}docPr"):
        if said := drawing.get("descr"):
            drawing.set("descr", _DRAWN_BY_MACHINES.sub("", said).strip())
    for paragraph in list(root.iter(f"{_W}p")):
        _paragraph(paragraph, document)


def _paragraph(paragraph: Element, document: _Document) -> None:
    """Remove a paragraph that readers do not see, or that only gives title, author or date."""
    style = document.style(_value(paragraph, f"{_W}pPr/{_W}pStyle"))
    text = " ".join("".join(t.text or "" for t in paragraph.iter(f"{_W}t")).split())
    for run in list(paragraph.iter(f"{_W}r")):
        of_run = document.style(_value(run, f"{_W}rPr/{_W}rStyle"))
        shown = _value(run, f"{_W}rPr/{_W}vanish") in ("0", "false", "off")
        if _is_hidden(run.find(f"{_W}rPr")) or ((style.hidden or of_run.hidden) and not shown):
            document.gone += _left(run, Omission.HIDDEN)
            _drop_all([run])
    if _CONTENTS.fullmatch(style.name):
        document.gone += _left(paragraph, Omission.NAVIGATION)
        _drop_all([paragraph])
    elif text and (key := _SAID.get(style.name)) is not None:
        document.gone.append(LeftOut(text, Omission.METADATA))
        if key:
            document.said.setdefault(key, []).append(text)
        _drop_all([paragraph])
    else:
        level = _value(paragraph, f"{_W}pPr/{_W}outlineLvl")
        depth = int(level) if level.isdecimal() and len(level) < 2 else style.level
        properties = paragraph.find(f"{_W}pPr")
        if depth is not None and depth < 6 and properties is not None and not style.name.startswith("heading"):
            _drop_all(properties.findall(f"{_W}pStyle"))
            properties.insert(0, properties.makeelement(f"{_W}pStyle", {f"{_W}val": f"Heading{depth + 1}"}))


def _left(element: Element, reason: Omission) -> list[LeftOut]:
    text = " ".join(" ".join(t.text or "" for t in element.iter(f"{_W}t")).split())
    return [LeftOut(text, reason)] if safe.has_words(text) else []


def _drop_all(elements: Any) -> None:
    for element in list(elements):
        if (parent := element.getparent()) is not None:
            parent.remove(element)


def _as_run(formula: Element) -> None:
    """Put a formula into a run of text, in a style that becomes the element for formulas."""
    run = formula.makeelement(f"{_W}r", {})
    properties = run.makeelement(f"{_W}rPr", {})
    style = run.makeelement(f"{_W}rStyle", {f"{_W}val": "PodcasterMath"})
    text = run.makeelement(f"{_W}t", {})
    text.text = f"\\({omml.tex(formula)}\\)"
    properties.append(style)
    run.extend((properties, text))
    parent = formula.getparent()
    if parent is not None:
        parent.replace(formula, run)
        if parent.tag == f"{_M}oMathPara" and parent.getparent() is not None:
            parent.addnext(run)
            parent.getparent().remove(parent)
