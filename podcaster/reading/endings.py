"""What a file from the web is: recognised by its content, and by what is said of it only where that is not enough."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from podcaster.reading.recognise import Kind, recognise

PAGES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_TEXTS = (Kind.PLAIN, Kind.MARKDOWN, Kind.RST, Kind.ORG, Kind.ASCIIDOC)  # are kept in UTF-8
_ENDINGS = {
    Kind.PLAIN: "txt", Kind.MARKDOWN: "md", Kind.HTML: "html", Kind.PDF: "pdf", Kind.MAIL: "eml", Kind.MHTML: "mhtml",
    Kind.FEED: "xml", Kind.JSON: "json", Kind.WEBARCHIVE: "webarchive", Kind.WARC: "warc", Kind.TABLE: "csv",
    Kind.RTF: "rtf", Kind.RST: "rst", Kind.ORG: "org", Kind.ASCIIDOC: "adoc", Kind.NOTEBOOK: "ipynb",
    Kind.EVERNOTE: "enex", Kind.FB2: "fb2", Kind.FLAT_ODT: "fodt", Kind.OUTLOOK: "msg", Kind.ZIP: "zip",
    Kind.GZIP: "gz", Kind.TAR: "tar",
}  # fmt: skip
_SAID = {"text/markdown": ".md", "text/x-markdown": ".md", "text/x-rst": ".rst", "text/org": ".org",
         "text/asciidoc": ".adoc", "text/csv": ".csv"}  # fmt: skip
_MEMBERS = (("word/document.xml", "docx"), ("META-INF/container.xml", "epub"), ("content.xml", "odt"))
_DISPOSITION = re.compile(r"filename\*?\s*=\s*(?:UTF-8'[\w-]*')?(?:\"([^\"]{1,300})\"|([^\s;]{1,300}))", re.I)


def name(address: str, disposition: str) -> str:
    """What the server calls the file, or its address does; "" for neither."""
    said = _DISPOSITION.search(disposition)
    return PurePosixPath(unquote((said[1] or said[2]) if said else urlsplit(address).path).replace("\\", "/")).name


def kind(body: bytes, called: str, media: str) -> Kind:
    """What the bytes are, that are *called* so and sent with this *media* type. Raises UnsupportedError for no article.

    Where a server says that it is a page, text without any markup is one.
    """
    suffix = _SAID.get(media, "")
    found = recognise(body, called if not suffix or called.lower().endswith(suffix) else f"{called}{suffix}")
    return Kind.HTML if found in _TEXTS and media in PAGES else found


def is_text(kind: Kind) -> bool:
    """Whether the file is text without a place for the name of its encoding."""
    return kind in _TEXTS


def ending(kind: Kind, body: bytes) -> str:
    """What its file is called at the end, without the dot."""
    if kind is Kind.ZIP:
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                inside = set(archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return "zip"
        return next((found for member, found in _MEMBERS if member in inside), "zip")
    return _ENDINGS[kind]
