"""Kinds of files that are recognised in order to refuse them, with a name and advice for each."""

from __future__ import annotations

import re
from collections.abc import Collection

# First bytes, and what the file is. Advice is in WAY_OUT, if there is any.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture, a sound or a film"),
    (b"ID3", "a sound file"),
    (b"\xff\xfb", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"OggS", "a sound file"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"SQLite format 3", "a database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"%!PS", "PostScript"),
    (b"ITSF", "a help file (CHM)"),
    (b"AT&TFORM", "a DjVu scan"),
)
WAY_OUT = {
    "an old Office document": "open it in Word or LibreOffice, and save it as .docx",
    "a document with a password": "save it without one",
    "a Kindle book": "turn it into an EPUB with Calibre: ebook-convert book.azw3 book.epub (not with DRM)",
    "archive": "unpack it, and give the folder",
    "document": "save it as HTML or PDF from the program that made it",
    "PostScript": "turn it into a PDF",
    "a help file (CHM)": "unpack it into HTML",
}
LINKS_ONLY = "it lists links, and the text of the articles is not in it"
LINKS_HINT = (
    "save the articles themselves (a page from the browser, SingleFile, or an export with full text), or fetch one by "
    "its address: podcaster convert https://..."
)
# A line that is only an address: bare, in a list, in brackets, or as a link of Markdown; a shortcut of Windows.
LINK_LINE = re.compile(
    r"(?:[-*+•]\s+|\d{1,4}[.)]\s+|URL=)?(?:<https?://[^\s<>]+>|\[[^\]]{0,300}\]\(https?://[^\s()]+\)|https?://\S+)"
)
BESIDE_LINKS = re.compile(r"#{1,6}\s.*|\[InternetShortcut\]|(?:IconFile|IconIndex|HotKey|IDList|Modified)=.*")
# Root elements of XML without an article, or in a form that is not read.
ROOTS = {
    "opml": ("a list of subscriptions (OPML), not articles", "give it the saved articles"),
    "urlset": ("a site map: addresses, no text", "give it the saved pages"),
    "sitemapindex": ("a site map: addresses, no text", "give it the saved pages"),
    "svg": ("a picture (SVG)", ""),
    "xbel": (f"a list of bookmarks (XBEL): {LINKS_ONLY}", LINKS_HINT),
    "posts": (f"a list of bookmarks: {LINKS_ONLY}", LINKS_HINT),
    "w:worddocument": ("a Word document of 2003 (XML)", "save it as .docx"),
    "ncx": ("the table of contents of a book", "give it the EPUB"),
    "package": ("the package file of a book", "give it the EPUB"),
}
# Members of a zip that show that it is a document of a kind that is not read.
OFFICE = {
    "xl/workbook.xml": ("a spreadsheet", "save a table of posts as CSV"),
    "xl/workbook.bin": ("a spreadsheet", "save a table of posts as CSV"),
    "ppt/presentation.xml": ("a presentation", "export it as PDF"),
    "Index/Presentation.iwa": ("a presentation of Keynote", "export it as PDF: File, Export To"),
    "index.apxl": ("a presentation of Keynote", "export it as PDF: File, Export To"),
    "Index/Document.iwa": ("a document of Pages", "export it as Word or EPUB: File, Export To"),
    "Index.zip": ("a document of Pages, Numbers or Keynote", "export it as Word, EPUB or PDF: File, Export To"),
    "index.xml": ("a document of Pages", "export it as Word or EPUB: File, Export To"),
}
OFFICE_NAMES = {
    ".numbers": ("a spreadsheet of Numbers", "save a table of posts as CSV: File, Export To"),
    ".key": ("a presentation of Keynote", "export it as PDF: File, Export To"),
}
# Folders that a program of macOS shows as one file: the end of the name, what is in it, a name, advice.
PACKAGES = (
    (".pages", {"Index.zip", "Index", "index.xml", "index.xml.gz", "Metadata"}, *OFFICE["Index/Document.iwa"]),
    (".numbers", {"Index.zip", "Index", "index.xml", "index.xml.gz", "Metadata"}, *OFFICE_NAMES[".numbers"]),
    (".key", {"Index.zip", "Index", "index.apxl", "index.apxl.gz", "Metadata"}, *OFFICE_NAMES[".key"]),
    (".scriv", {"Files", "Settings"}, "a project of Scrivener", "export it: File, Compile, Rich Text or Word"),
)
OFFICE_MIMETYPES = {
    "application/vnd.oasis.opendocument.spreadsheet": ("a spreadsheet", "save a table of posts as CSV"),
    "application/vnd.oasis.opendocument.presentation": ("a presentation", "export it as PDF"),
    "application/vnd.oasis.opendocument.graphics": ("a drawing", ""),
}
# Markup languages that are not read: a pattern that only this language has, its name, advice.
MARKUPS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(
            r"\A(?:[ \t]*(?:%.*)?\n)*[ \t]*\\(?:documentclass|documentstyle|RequirePackage|input|begin\{document\})"
        ),
        "a LaTeX document",
        "turn it into HTML: pandoc article.tex -s -o article.html, make4ht article.tex",
    ),
    (
        re.compile(r"\A(?:(?:\.|')\\\".*\n)*\.(?:TH|Dd)[ \t]"),
        "a manual page (man)",
        "turn it into HTML: mandoc -T html page.1 > page.html",
    ),
    (
        re.compile(r"^h[1-6]\.[ \t]+\S[^\n]*\n(?:.*\n){0,400}?h[1-6]\.[ \t]+\S", re.M),
        "wiki markup (Jira, Textile)",
        "save the page as HTML",
    ),
)
# Texts that look like prose but are not: a pattern, a name, advice.
TEXTS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"///DOTCLEAR\|"), "a backup of a Dotclear blog", "save its pages, or its feed with full text"),
    (
        re.compile(r"\{\{-?\s*(?:\$\w+\s*:?=|/\*|(?:define|with|range|if)\s)"),
        "a template of Hugo",
        "save the page that it makes",
    ),
)
LINK_LISTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"title,url,time_added(,cursor)?,tags,status", re.I), "a Pocket export"),
    (re.compile(r"url,title,selection,folder,timestamp", re.I), "an Instapaper export"),
    (re.compile(r"url,title,selection,folder", re.I), "an Instapaper export"),
    (re.compile(r"highlight,book title,book author", re.I), "a Readwise export"),
    (re.compile(r"title,url,id,document tags,saved date", re.I), "a Readwise Reader export"),
    (re.compile(r"id,title,note,excerpt,url,folder,tags,created", re.I), "a Raindrop export"),
    (re.compile(r'"?(title|name|url|link|address|href)"?,"?(title|name|url|link|address|href)"?\b', re.I), "a table"),
)
LINK_PAGES = (
    ("<!doctype netscape-bookmark-file", "a list of bookmarks"),
    ("<title>pocket export", "a Pocket export"),
    ("<title>raindrop.io bookmarks", "bookmarks of Raindrop"),
    ("<title>instapaper: export", "an Instapaper export"),
)
# Names that promise another format, though the content is text.
NOT_TEXT_NAMES = {
    ".docx": "a Word document",
    ".epub": "an EPUB",
    ".mobi": "a Kindle book",
    ".odt": "an OpenDocument text",
    ".pdf": "a PDF",
    ".rtf": "a rich text document",
    ".warc": "a WARC",
    ".webarchive": "a web archive",
    ".zip": "a zip archive",
}


def package(folder: str, names: Collection[str]) -> tuple[str, str] | None:
    """What a folder is that a program shows as one file, and advice, by its name and the names in it; else None."""
    for suffix, signs, what, hint in PACKAGES:
        if folder.lower().endswith(suffix) and not signs.isdisjoint(names):
            return what, hint
    return None
