"""Files of many parts for the bench of exponents: items, chapters, notes, records, pages, runs, rows.

Each pattern is one part, which is repeated; `{n}` is its number. What is cut off at the end is left out.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from functools import partial

Wrap = Callable[[str], bytes]

PROSE = "The harbour had been quiet since the morning, and nobody on the quay expected a boat before noon."


def parts(text: str, end: str = "\n") -> list[str]:
    """The whole parts of *text*; each ends with *end*."""
    return text.split(end)[:-1]


def whole(text: str) -> str:
    """*text* without a part that was cut off; parts end with a line."""
    return text[: text.rfind("\n") + 1]


def _zipped(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _around(before: str, after: str, text: str) -> bytes:
    return f"{before}{whole(text)}{after}".encode()


# ---------------------------------------------------------------- feeds and exports

_NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:media="http://search.yahoo.com/mrss/"'
)
_CHANNEL = f'<rss version="2.0" {_NAMES}><channel><title>Harbour</title>'
_ITEM = f"<item><title>The Harbour</title><link>https://harbour.example/a</link><description>{PROSE}</description>"
_POST = "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
RSS = {
    "items": f"<item><title>Boat {{n}}</title><guid>{{n}}</guid><description>{PROSE}</description></item>\n",
    "items of one guid": f"<item><title>Boat {{n}}</title><guid>a</guid><description>{PROSE}</description></item>\n",
    "empty items": "<item/>\n",
    "elements of the channel": "<category>{n}</category>\n",
}
IN_ITEM = {
    "categories": "<category>Boat {n}</category>\n",
    "creators": "<dc:creator>Ann {n}</dc:creator>\n",
    "pictures": '<media:content url="https://harbour.example/{n}.jpg" medium="image"/>\n',
    "enclosures": '<enclosure url="https://harbour.example/{n}.jpg" type="image/jpeg"/>\n',
    "open elements": "<a>\n",
}
ATOM = {"entries": f"<entry><title>Boat {{n}}</title><id>{{n}}</id><content>{PROSE}</content></entry>\n"}
WXR = {
    "posts": f"<item><title>Boat {{n}}</title><wp:post_id>{{n}}</wp:post_id>{_POST}"
    f"<content:encoded>{PROSE}</content:encoded></item>\n",
    "attachments": "<item><title>{n}</title><wp:post_id>{n}</wp:post_id><wp:post_type>attachment</wp:post_type>"
    "<wp:attachment_url>https://harbour.example/{n}.jpg</wp:attachment_url></item>\n",
    "authors": "<wp:author><wp:author_login>a{n}</wp:author_login></wp:author>\n",
}
IN_POST = {
    "comments": "<wp:comment><wp:comment_id>{n}</wp:comment_id></wp:comment>\n",
    "facts": "<wp:postmeta><wp:meta_key>a{n}</wp:meta_key><wp:meta_value>b</wp:meta_value></wp:postmeta>\n",
    "tags": '<category domain="post_tag" nicename="a{n}">A {n}</category>\n',
}
JSON_ITEMS = {
    "items": f'{{{{"id": "{{n}}", "title": "Boat {{n}}", "content_html": "<p>{PROSE}</p>", "content": "{PROSE}"}}}},\n',
    "numbers": "{n},\n",
}
SAVED = {
    "entries": f'{{{{"id": {{n}}, "title": "Boat {{n}}", "content": "<p>{PROSE}</p>", "is_archived": 0}}}},\n',
    "numbers": "{n},\n",
}
GHOST_POSTS = {
    "posts": f'{{{{"id": "{{n}}", "title": "Boat {{n}}", "slug": "a{{n}}", "html": "<p>{PROSE}</p>", '
    '"status": "published"}},\n'
}
GHOST_TAGS = {"tags": '{{"post_id": "1", "tag_id": "{n}", "author_id": "{n}", "id": "{n}", "name": "a {n}"}},\n'}
_GHOST_POST = json.dumps({"id": "1", "title": "A", "slug": "a", "html": f"<p>{PROSE}</p>", "status": "published"})


def _listed(before: str, after: str, text: str) -> bytes:
    return f"{before}{whole(text).rstrip().removesuffix(',')}{after}".encode()


# ---------------------------------------------------------------- documents

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>"


def docx(before: str, after: str, text: str) -> bytes:
    """Parts of the body of a document, between *before* and *after*."""
    body = f"{_P}{before}{whole(text)}{after}{_P}"
    return _zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>',
        }
    )


def docx_styles(text: str) -> bytes:
    return _zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{_P}{_P}</w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{_W}">{whole(text)}</w:styles>',
        }
    )


DOCX = {
    "paragraphs": "<w:p><w:r><w:t>Boat {n} came in.</w:t></w:r></w:p>\n",
    "styled": '<w:p><w:pPr><w:pStyle w:val="a{n}"/></w:pPr><w:r><w:t>Boat {n}</w:t></w:r></w:p>\n',
    "headings": '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Boat {n}</w:t></w:r></w:p>\n',
    "items": '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Boat {n}'
    "</w:t></w:r></w:p>\n",
    "tables": "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{n}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\n",
    "open tables": "<w:tbl><w:tr><w:tc>\n",
}
DOCX_RUNS = {
    "runs": "<w:r><w:t>boat {n} </w:t></w:r>\n",
    "bold runs": "<w:r><w:rPr><w:b/></w:rPr><w:t>boat </w:t></w:r>\n",
    "links": '<w:hyperlink w:anchor="a{n}"><w:r><w:t>boat </w:t></w:r></w:hyperlink>\n',
    "bookmarks": '<w:bookmarkStart w:id="{n}" w:name="a{n}"/><w:bookmarkEnd w:id="{n}"/>\n',
    "fields": '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\n',
    "deleted": "<w:del><w:r><w:delText>boat </w:delText></w:r></w:del>\n",
    "breaks": "<w:r><w:br/></w:r>\n",
}
DOCX_ROWS = {"rows": "<w:tr><w:tc><w:p><w:r><w:t>boat {n}</w:t></w:r></w:p></w:tc></w:tr>\n"}
DOCX_STYLES = {
    "styles": '<w:style w:type="paragraph" w:styleId="a{n}"><w:name w:val="a {n}"/><w:basedOn w:val="a1"/></w:style>\n'
}

_ODF = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
)


def odt(before: str, after: str, text: str, styles: bool = False) -> bytes:
    """Parts of the body of a document; with *styles*, its styles."""
    line = f"<text:p>{PROSE}</text:p>"
    automatic = f"<office:automatic-styles>{whole(text) if styles else ''}</office:automatic-styles>"
    body = f"{line}{before}{'' if styles else whole(text)}{after}{line}"
    content = f"<office:document-content{_ODF}>{automatic}<office:body><office:text>{body}</office:text></office:body>"
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"{content}</office:document-content>",
        }
    )


ODT = {
    "paragraphs": "<text:p>Boat {n} came in.</text:p>\n",
    "headings": '<text:h text:outline-level="1">Boat {n}</text:h>\n',
    "lists": "<text:list><text:list-item><text:p>Boat {n}</text:p></text:list-item></text:list>\n",
    "open lists": "<text:list><text:list-item>\n",
    "tables": "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
    "</table:table>\n",
    "sections": "<text:section><text:p>a</text:p></text:section>\n",
}
ODT_SPANS = {
    "spans": '<text:span text:style-name="T{n}">boat </text:span>\n',
    "open spans": "<text:span>\n",
    "notes": '<text:note text:note-class="footnote"><text:note-body><text:p>a</text:p></text:note-body></text:note>\n',
    "blanks": "<text:s/>a\n",
    "bookmarks": '<text:bookmark text:name="a{n}"/>\n',
}
ODT_STYLES = {"styles": '<style:style style:name="T{n}" style:parent-style-name="T1" style:family="text"/>\n'}

_FB2 = (
    '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink"><description>'
    "<title-info><book-title>The Harbour</book-title></title-info></description>"
)
FB2 = {
    "sections": f"<section><title><p>Boat {{n}}</p></title><p>{PROSE}</p></section>\n",
    "open sections": "<section>\n",
    "stanzas": "<section><poem><stanza><v>boat</v></stanza></poem></section>\n",
    "references": '<section><p>Boat<a l:href="#n{n}" type="note">{n}</a></p></section>\n',
}
FB2_NOTES = {"notes": '<section id="n{n}"><title><p>{n}</p></title><p>The note.</p></section>\n'}
FB2_PICTURES = {"pictures": '<binary id="a{n}.jpg" content-type="image/jpeg">AAAA</binary>\n'}

_EXPORT = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-export SYSTEM '
    '"http://xml.evernote.com/pub/evernote-export4.dtd"><en-export>'
)
_NOTE = f"<note><title>The Harbour</title><content><![CDATA[<en-note><p>{PROSE}</p></en-note>]]></content>"
ENEX = {"notes": f"<note><title>Boat {{n}}</title><content><![CDATA[<en-note>{PROSE}</en-note>]]></content></note>\n"}
ENEX_NOTE = {
    "tags": "<tag>a {n}</tag>\n",
    "resources": "<resource><data encoding='base64'>AAAA</data><mime>image/png</mime></resource>\n",
}
NOTEBOOK = {
    "cells": f'{{{{"cell_type": "markdown", "metadata": {{{{}}}}, "source": "{PROSE}"}}}},\n',
    "code": '{{"cell_type": "code", "metadata": {{}}, "source": "a = {n}", "outputs": [], "execution_count": null}},\n',
}


# ---------------------------------------------------------------- books, archives and mail


def epub(text: str) -> bytes:
    """A chapter for each part."""
    names = [f"{n}.xhtml" for n, _ in enumerate(parts(text))]
    head = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>A</title></head><body>'
    members = {
        name: f"{head}<h1>{name}</h1>{part}</body></html>" for name, part in zip(names, parts(text), strict=True)
    }
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n, _ in enumerate(names))
    links = "".join(f'<li><a href="{name}">Chapter {n}</a></li>' for n, name in enumerate(names))
    nav = f"{head.replace('<html ', '<html xmlns:epub=' + repr('http://www.idpf.org/2007/ops') + ' ')}"
    return _zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "a.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Harbour</dc:title></metadata><manifest>'
            '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
            f"{items}</manifest><spine>{spine}</spine></package>",
            "nav.xhtml": f'{nav}<nav epub:type="toc"><ol>{links}</ol></nav></body></html>',
            **members,
        }
    )


EPUB = {
    "chapters": f"<p>{PROSE} {{n}}</p>\n",
    "chapters of notes": f'<p>{PROSE}<a href="0.xhtml#n{{n}}">{{n}}</a></p><aside id="n{{n}}">Note {{n}}</aside>\n',
}


def warc(text: str) -> bytes:
    """A record for each part, which is an address and a page."""
    out = []
    for number, part in enumerate(parts(text)):
        page = f"<html><head><title>Boat {number}</title></head><body><article>{part}</article></body></html>"
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        out.append(head.encode() + answer + b"\r\n\r\n")
    return b"".join(out)


def mhtml(text: str) -> bytes:
    """A page, and one more part of the message for each part."""
    head = 'Subject: The Harbour\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="a"'
    pictures = "".join(f'<img src="cid:{n}@a">' for n, _ in enumerate(parts(text)))
    page = f"<html><title>The Harbour</title><body><article><p>{PROSE}</p>{pictures}</article></body></html>"
    more = "".join(f"--a\nContent-ID: <{n}@a>\n{part}\n" for n, part in enumerate(parts(text, "\n\n")))
    return f"From: <Saved by Blink>\n{head}\n\n--a\nContent-Type: text/html\n\n{page}\n{more}--a--\n".encode()


def mbox(text: str) -> bytes:
    head = (
        "From a@harbour.example Mon May  3 10:00:00 2021\nFrom: Anna <a@harbour.example>\nTo: b@harbour.example\n"
        "Date: Mon, 3 May 2021 10:00:00 +0000\nSubject: Boat"
    )
    return "".join(f"{head} {n}\n\n{part}\n\n" for n, part in enumerate(parts(text))).encode()


def notes(text: str) -> bytes:
    """A zip with a note for each part."""
    return _zipped({f"{n}.md": f"# Boat {n}\n\n{part}\n" for n, part in enumerate(parts(text))})


def pdf(text: str, on_page: int = 40) -> bytes:
    """Each part is a line of the content of a page."""
    lines = parts(text)
    pages = [lines[at : at + on_page] for at in range(0, len(lines), on_page)]
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for page in pages:
        placed = "\n".join(f"1 0 0 1 60 {780 - 18 * at} Tm {line}" for at, line in enumerate(page))
        content = f"BT /F1 11 Tf\n{placed}\nET"
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        fonts = f"/Resources<</Font<</F1 3 0 R>>>>/Contents {len(objects)} 0 R"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{fonts}>>")
    kids = " ".join(f"{5 + 2 * n} 0 R" for n, _ in enumerate(pages))
    objects[1] = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{body} endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"trailer<</Root 1 0 R/Size {count}>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode()


PDF = {
    "lines": "(The boat {n} came in before noon, and the ferry left) Tj\n",
    "identical lines": "(The boat came in before noon, and the ferry left) Tj\n",
    "words": "(boat) Tj 40 0 Td (came) Tj 40 0 Td (in) Tj\n",
    "letters": "(b) Tj 6 0 Td (o) Tj 6 0 Td (a) Tj 6 0 Td (t) Tj\n",
    "columns": "(The boat came in before) Tj 260 0 Td (noon and the ferry left) Tj\n",
    "hyphens": "(The boat {n} came in be-) Tj\n",
    "numbers": "({n}) Tj\n",
    "sizes": "/F1 {n} Tf (boat) Tj\n",
}
_FEED, _IN_POST = (
    "</channel></rss>",
    f"{_ITEM}<wp:post_id>1</wp:post_id>{_POST}<content:encoded>{PROSE}</content:encoded>",
)

# By name: the suffix, what makes a file of repeated parts, and the parts.
STRUCTURES: Mapping[str, tuple[str, Wrap, Mapping[str, str]]] = {
    "feed-items": (".xml", partial(_around, _CHANNEL, _FEED), RSS),
    "feed-item": (".xml", partial(_around, f"{_CHANNEL}{_ITEM}", f"</item>{_FEED}"), IN_ITEM),
    "feed-atom": (
        ".xml",
        partial(_around, '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>', "</feed>"),
        ATOM,
    ),
    "wxr-posts": (".xml", partial(_around, f"{_CHANNEL}<wp:wxr_version>1.2</wp:wxr_version>", _FEED), WXR),
    "wxr-post": (
        ".xml",
        partial(_around, f"{_CHANNEL}<wp:wxr_version>1.2</wp:wxr_version>{_IN_POST}", f"</item>{_FEED}"),
        IN_POST,
    ),
    "json-items": (
        ".json",
        partial(_listed, '{"version": "https://jsonfeed.org/version/1.1", "title": "A", "items": [', "]}"),
        JSON_ITEMS,
    ),
    "json-list": (".json", partial(_listed, "[", "]"), SAVED),
    "ghost-posts": (".json", partial(_listed, '{"db": [{"data": {"posts": [', "]}}]}"), GHOST_POSTS),
    "ghost-tags": (
        ".json",
        partial(_listed, f'{{"db": [{{"data": {{"posts": [{_GHOST_POST}], "posts_tags": [', "]}}]}"),
        GHOST_TAGS,
    ),
    "docx-body": (".docx", partial(docx, "", ""), DOCX),
    "docx-runs": (".docx", partial(docx, "<w:p>", "</w:p>"), DOCX_RUNS),
    "docx-rows": (".docx", partial(docx, "<w:tbl>", "</w:tbl>"), DOCX_ROWS),
    "docx-styles": (".docx", docx_styles, DOCX_STYLES),
    "odt-body": (".odt", partial(odt, "", ""), ODT),
    "odt-spans": (".odt", partial(odt, "<text:p>", "</text:p>"), ODT_SPANS),
    "odt-styles": (".odt", partial(odt, "", "", styles=True), ODT_STYLES),
    "fb2-body": (".fb2", partial(_around, f"{_FB2}<body>", "</body></FictionBook>"), FB2),
    "fb2-notes": (
        ".fb2",
        partial(
            _around, f'{_FB2}<body><section><p>{PROSE}</p></section></body><body name="notes">', "</body></FictionBook>"
        ),
        FB2_NOTES,
    ),
    "fb2-pictures": (
        ".fb2",
        partial(_around, f"{_FB2}<body><section><p>{PROSE}</p></section></body>", "</FictionBook>"),
        FB2_PICTURES,
    ),
    "enex-notes": (".enex", partial(_around, _EXPORT, "</en-export>"), ENEX),
    "enex-note": (".enex", partial(_around, f"{_EXPORT}{_NOTE}", "</note></en-export>"), ENEX_NOTE),
    "notebook-cells": (
        ".ipynb",
        partial(_listed, '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [', "]}"),
        NOTEBOOK,
    ),
    "epub-chapters": (".epub", epub, EPUB),
    "warc-records": (".warc", warc, {"records": f"<p>{PROSE} {{n}}</p>\n", "empty records": "\n"}),
    "mhtml-parts": (".mhtml", mhtml, {"parts": "Content-Type: image/png\n\na\n", "empty parts": "\n"}),
    "mbox-letters": (".mbox", mbox, {"letters": f"{PROSE} {{n}}\n", "empty letters": "\n"}),
    "zip-notes": (".zip", notes, {"notes": f"{PROSE} {{n}}\n", "empty notes": "\n"}),
    "pdf": (".pdf", pdf, PDF),
    "pdf-page": (".pdf", partial(pdf, on_page=10**9), PDF),
}
