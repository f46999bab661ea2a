"""Detect the kind of a file by its content; its name is used only if the content is not enough."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from pathlib import PurePath

from podcaster.errors import UnsupportedError
from podcaster.reading import delimited, markup, refused

HEAD = 64 * 1024  # bytes that are looked at


class Kind(StrEnum):
    PLAIN = "plain text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    PDF = "PDF"
    MAIL = "mail"
    MHTML = "MHTML"
    FEED = "feed"  # RSS, Atom, RDF, WordPress and Blogger exports
    JSON = "JSON"
    WEBARCHIVE = "Safari web archive"
    WARC = "WARC"
    TABLE = "table"
    RTF = "rich text"
    RST = markup.RST
    ORG = markup.ORG
    ASCIIDOC = markup.ASCIIDOC
    NOTEBOOK = "Jupyter notebook"
    EVERNOTE = "Evernote export"
    FB2 = "FictionBook"
    FLAT_ODT = "OpenDocument text in one file"
    OUTLOOK = "Outlook message"
    ZIP = "zip"  # EPUB and exports in zip form are distinguished by their members
    GZIP = "gzip"
    TAR = "tar"  # of Joplin (.jex), or any other


_OLE = b"\xd0\xcf\x11\xe0"
_OUTLOOK = tuple(
    name.encode("utf-16-le") for name in ("__substg1.0_", "__nameid_version1.0", "__properties_version1.0")
)
_SIGNS = 16_384  # characters that are searched for the signs of a language that is not read
_MARKUP = {markup.RST: Kind.RST, markup.ORG: Kind.ORG, markup.ASCIIDOC: Kind.ASCIIDOC}
_NOTEBOOK = re.compile(r'"cell_type"\s*:|"nbformat"\s*:')
_DOCUMENT_ROOTS = {"office:document": Kind.FLAT_ODT, "en-export": Kind.EVERNOTE, "fictionbook": Kind.FB2}
_FEED_ROOTS = {"rss", "feed", "rdf:rdf"}
_FEED_INSIDE = re.compile(r"<channel>|xmlns:wp=|<wp:wxr_version>|<feed\s[^>]{0,300}2005/Atom")
_MAIL_COLUMNS = {"email", "e-mail", "email address", "email_address", "subscriber_email", "subscriber email"}
_HTML_TAG = re.compile(
    r"<(?:html|head|body|title|meta|link|article|main|section|header|nav|div|p|h[1-6]|br|hr|ul|ol|table|blockquote|"
    r"figure|img|span|a|center|font|script|style|pre|frameset)(?=[\s/>])",
    re.I,
)
_MARKDOWN_NAMES = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd", ".mdwn"}
_HTML_NAMES = {".html", ".htm", ".xhtml", ".xht", ".shtml"}
_MARKDOWN_SIGNS = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        r"^#{1,6} \S",
        r"^(```|~~~)",
        r"\[[^\]\n]{1,200}\]\(<?(https?:|/|#|\.)[^)\s]*",
        r"^\[[^\]\n]{1,60}\]:\s+\S",
        r"!\[[^\]\n]*\]\([^)\s]+",
        r"\*\*[^\s*][^*\n]{0,200}\*\*",
        r"^\|?[ :]*-{3,}[ :]*\|",
    )
)
_WEB_INDEX = re.compile(
    r' ?CDX [A-Za-z]|[\w,.:-]{3,300}\)/\S* \d{14} (?:\{"|\S+ \S+/\S+ \d{3} )|!meta \d* ?\{|\{"format": ?"json-pages'
)
_EMLX = re.compile(r"\d{1,10}[ \t]*\r?\n")  # the size of the mail that follows
_MAIL_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9_-]{1,60}):")
_MAIL_FIELDS = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "delivered-to",
}
_MAIL_FIELDS |= {"content-type", "list-id", "list-unsubscribe", "dkim-signature", "snapshot-content-location"}


def recognise(data: bytes, name: str = "") -> Kind:  # noqa: PLR0912 - a branch for each kind of file
    """The kind of a file from its beginning (64 kB are enough). Raises UnsupportedError for kinds that are refused."""
    head = data[:HEAD]
    suffix = PurePath(name).suffix.lower()
    kind = _by_magic(head, name)
    if kind is not None:
        return kind
    text = _peek(head)
    start = text.lstrip("\ufeff \t\r\n\f\x0b\u200b\u00a0")
    lowered = start[:4096].lower()
    for sign, what in refused.LINK_PAGES:
        if sign in lowered:
            raise UnsupportedError(f"{what}: {refused.LINKS_ONLY}", about=name, hint=refused.LINKS_HINT)
    if start.startswith("<"):
        kind = _by_markup(start, suffix, name)
        if kind is not None:
            return kind
    if _WEB_INDEX.match(start):
        raise UnsupportedError(
            "an index of a web archive, no text", about=name, hint="give it the .warc.gz or .wacz file"
        )
    for pattern, what, hint in refused.TEXTS:
        if pattern.match(start):
            raise UnsupportedError(f"{what}, not an article", about=name, hint=hint)
    if _lists_links(start):
        raise UnsupportedError(f"a list of links: {refused.LINKS_ONLY}", about=name, hint=refused.LINKS_HINT)
    if start.startswith(("{", "[")) and re.match(r"[\[{]\s*([\"{\[\]}]|$)", start) and suffix not in _MARKDOWN_NAMES:
        return Kind.NOTEBOOK if suffix == ".ipynb" or _NOTEBOOK.search(start) else Kind.JSON
    if start.startswith(("WARC/", "filedesc://")):
        return Kind.WARC
    mail = _mail(start)
    if mail is not None:
        return mail
    if suffix not in _MARKDOWN_NAMES:
        _refuse_markup(start, name)
    if (language := markup.language(start, suffix)) in _MARKUP:
        return _MARKUP[language]
    if suffix in _MARKDOWN_NAMES or _has_front_matter(start):
        return Kind.MARKDOWN
    first = start.split("\n", 1)[0].strip()
    for pattern, what in refused.LINK_LISTS:
        if pattern.match(first):
            raise UnsupportedError(f"{what}: {refused.LINKS_ONLY}", about=name, hint=refused.LINKS_HINT)
    if _lists_people(start):
        raise UnsupportedError("a table with mail addresses: private data, and no article", about=name)
    if delimited.is_table(start, suffix):
        return Kind.TABLE
    if suffix in _HTML_NAMES and _HTML_TAG.search(start):
        return Kind.HTML
    if suffix in refused.NOT_TEXT_NAMES and start:
        raise UnsupportedError(
            f"not {refused.NOT_TEXT_NAMES[suffix]}, whatever its name says", about=name, hint="save it again"
        )
    if sum(1 for sign in _MARKDOWN_SIGNS if sign.search(start)) >= 2:
        return Kind.MARKDOWN
    return Kind.PLAIN


def _refuse_markup(start: str, name: str) -> None:
    for sign, what, hint in refused.MARKUPS:
        if sign.search(start[:_SIGNS]):
            raise UnsupportedError(what, about=name, hint=hint)


def _lists_links(start: str) -> bool:
    """Whether a text has nothing but addresses, one a line, and perhaps headings above them."""
    if "://" not in start[:4096]:
        return False
    lines = [line for line in map(str.strip, start.splitlines()) if line and not refused.BESIDE_LINKS.fullmatch(line)]
    return bool(lines) and all(map(refused.LINK_LINE.fullmatch, lines))


def _lists_people(start: str) -> bool:
    """Whether a table has a column of mail addresses: subscribers, members, contacts."""
    head, _, rest = start.partition("\n")
    columns = {column.strip(" \"'\r").lower() for column in re.split(r"[,;\t]", head[:4096])}
    return len(columns) > 1 and bool(columns & _MAIL_COLUMNS) and "@" in rest.partition("\n")[0]


def _by_magic(head: bytes, name: str) -> Kind | None:
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Kind.ZIP
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return Kind.RTF
    if head.startswith(b"bplist00"):
        return Kind.WEBARCHIVE
    if head.startswith(_OLE) and (name.lower().endswith(".msg") or any(sign in head for sign in _OUTLOOK)):
        return Kind.OUTLOOK
    what = next((what for magic, what in refused.MAGIC if head.startswith(magic)), "")
    if head.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in head:
        what = "a document with a password"
    if head[4:8] == b"ftyp":
        what = "a film or a picture"
    elif head[257:262] == b"ustar":
        return Kind.TAR
    elif head[60:68] in (b"BOOKMOBI", b"TPZ3"):
        what = "a Kindle book"
    if not what:
        return None
    hint = next((way for sign, way in refused.WAY_OUT.items() if sign in what), "")
    raise UnsupportedError(f"{what}, not an article", about=name, hint=hint)


def _peek(head: bytes) -> str:
    """The beginning as text, good enough to search for the signs of a format."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return head.decode("utf-32", "replace")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    if head.count(0) * 3 > len(head) or head.lstrip()[:2] in (b"<\0", b"\0<"):  # UTF-16 without a mark
        head = head.replace(b"\0", b"")
    return head.decode("utf-8-sig", "replace")


def _by_markup(start: str, suffix: str, name: str) -> Kind | None:
    root = _root(start).lower()
    if root in _FEED_ROOTS:
        return Kind.FEED
    if root in _DOCUMENT_ROOTS:
        return _DOCUMENT_ROOTS[root]
    if root == "plist":
        return Kind.WEBARCHIVE
    if root in refused.ROOTS:
        what, hint = refused.ROOTS[root]
        raise UnsupportedError(f"{what}", about=name, hint=hint)
    if _FEED_INSIDE.search(start[:8192]):
        return Kind.FEED  # its first element is damaged
    whole = root in ("html", "head", "body") or start[:9].lower() == "<!doctype" or "<html" in start[:4096].lower()
    if suffix in _MARKDOWN_NAMES and not whole:
        return None
    if whole or (suffix in _HTML_NAMES and _HTML_TAG.search(start)):
        return Kind.HTML
    if _HTML_TAG.match(f"<{root}>") and len(_HTML_TAG.findall(start)) >= 2:
        return Kind.HTML
    if start.startswith("<?xml"):
        raise UnsupportedError(f"XML of an unknown kind ({root or 'no element'})", about=name, hint="save it as HTML")
    return None


def _root(text: str) -> str:
    """The name of the first element, behind comments, declarations and a DOCTYPE."""
    at = 0
    while True:
        at = text.find("<", at)
        if at < 0:
            return ""
        for opening, closing in (("<!--", "-->"), ("<?", "?>")):
            if text.startswith(opening, at):
                end = text.find(closing, at + len(opening))
                break
        else:
            if not text.startswith("<!", at):
                match = re.match(r"<([A-Za-z][\w:.-]*)", text[at : at + 80])
                return match[1] if match else ""
            closing, end = ">", text.find(">", at)
            subset = text.find("[", at, end if end >= 0 else None)
            if subset >= 0:
                closing, end = "]", text.find("]", subset)
                closing, end = ">", text.find(">", end) if end >= 0 else -1
        if end < 0:
            return ""
        at = end + len(closing)


def _mail(start: str) -> Kind | None:
    """Mail and MHTML: a block of header fields, several of which only mail has."""
    if (start.startswith("From ") and "\n" in start) or _EMLX.match(start):  # a line of an mbox, or of Apple Mail
        start = start.split("\n", 1)[1]
    found: set[str] = set()
    for line in start.splitlines()[:200]:
        if not line.strip():
            break
        if line[0] in " \t":
            continue
        field = _MAIL_FIELD.match(line)
        if not field:
            return None
        found.add(field[1].lower())
    known = found & _MAIL_FIELDS
    if "snapshot-content-location" in known:
        return Kind.MHTML
    if len(known) >= 3 or {"mime-version", "content-type"} <= known:
        body = start[:8192].lower()
        related = re.search(r"^content-type:\s*multipart/related", body, re.M)
        if related and ("received" not in known and "to" not in known):
            return Kind.MHTML
        return Kind.MAIL
    return None


def _has_front_matter(start: str) -> bool:
    lines = start[:HEAD].splitlines()
    if not lines or lines[0].strip() not in ("---", "+++"):
        return False
    fence = lines[0].strip()
    inner = next((lines[1:i] for i in range(1, min(len(lines), 400)) if lines[i].strip() == fence), None)
    sign = "=" if fence == "+++" else ":"
    return bool(inner) and any(re.match(rf"[\w\"-]+\s*{sign}", line) for line in inner or ())
