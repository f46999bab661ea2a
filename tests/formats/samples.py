"""Every format that is read, and those that are refused by their name: a file of each, as its program writes it."""

# ruff: noqa: E501 - samples keep the lines that their programs write

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from pathlib import Path

from tests.formats import build, word
from tests.formats.build import BREAD, FERRY, GULLS

ARTICLES = Path(__file__).parent.parent / "articles"
HARBOUR = (ARTICLES / "harbour.html").read_bytes()
MARKDOWN = f"""---
title: The gulls are back
author: Anna Reed
date: 2024-03-18
lang: en-GB
---

# The gulls are back

{GULLS}[^1] See [the count](https://example.com/count).

## What they eat

1. bread
2. butter

> {BREAD}

```python
print("crumbs")
```

[^1]: Except by the baker.
"""

Files = Mapping[str, bytes | str]


def _single_file() -> bytes:
    """SingleFile's comment at the top, its picture inside the page."""
    picture = base64.b64encode(build.jpeg()).decode()
    comment = (
        b"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://quay.example/gulls \n"
        b" saved date: Mon Mar 18 2024 08:00:00 GMT+0100 \n-->"
    )
    body = f"<p>{GULLS}</p><figure><img src='data:image/jpeg;base64,{picture}' alt='A gull'></figure><p>{BREAD}</p>"
    return comment + build.page(body=body).encode().partition(b">")[2]


def _complete() -> Files:
    """A page as "save as, complete" leaves it: frames and adverts beside it are no articles."""
    return {
        "gulls.html": "<!-- saved from url=(0026)https://quay.example/gulls -->\n"
        + build.page(body=f"<p>{GULLS}</p><figure><img src='gulls_files/g.jpg' alt='A gull'></figure><p>{BREAD}</p>"),
        "gulls_files/g.jpg": build.jpeg(),
        "gulls_files/frame.html": "<html><p>Buy our boats, they are cheap today and tomorrow.</p></html>",
    }


def _pdf() -> bytes:
    lines = build.printed(f"{GULLS} {BREAD} {FERRY}")
    pages = []
    for number in (1, 2):
        half = lines[: len(lines) // 2] if number == 1 else lines[len(lines) // 2 :]
        head = [(40.0, 780.0, 20.0, "The gulls are back")] if number == 1 else []
        body = [(40.0, 730.0 - 14 * n, 11.0, line) for n, line in enumerate(half)]
        pages.append([(40.0, 815.0, 8.0, "Letters from the Quay"), *head, *body, (290.0, 20.0, 8.0, f"{number}")])
    return build.pdf(pages, title="The gulls are back")


def _open_document() -> str:
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "meta"))
    note = "<text:note><text:note-body><text:p>Except by the baker.</text:p></text:note-body></text:note>"
    return (
        f"<office:document {spaces}><office:meta><meta:initial-creator>Anna Reed</meta:initial-creator></office:meta>"
        f'<office:body><office:text><text:h text:outline-level="1">The gulls are back</text:h><text:p>{GULLS}{note}</text:p>'
        f'<text:h text:outline-level="2">Bread</text:h><text:p text:style-name="Quotations">{BREAD}</text:p>'
        "</office:text></office:body></office:document>"
    )


def _word() -> bytes:
    return word.document(
        word.paragraph("The gulls are back", style="Title"), word.paragraph("By Anna Reed"),
        word.paragraph(GULLS, word.NOTE_MARK, " See ", word.link("the count"), "."),
        word.paragraph("What they eat", style="Heading1"), word.item("bread"), word.item("butter"),
        word.paragraph(BREAD, style="Quote"), word.paragraph("print('crumbs')", style="SourceCode"),
        word.table(("Bird", "Count"), ("Gull", "12"), ("Tern", "3")),
        note="Except by the baker.", creator="areed", created="2024-03-18T09:00:00Z",
    )  # fmt: skip


# A file, or files of a folder, by the name of the format.
READ: dict[str, Files] = {
    "html": {"harbour.html": HARBOUR},
    "singlefile": {"gulls.html": _single_file()},
    "save-as-complete": _complete(),
    "mhtml": {"gulls.mhtml": build.mhtml()},
    "webarchive": {"gulls.webarchive": build.webarchive()},
    "warc": {"quay.warc.gz": build.warc()},
    "gzip": {"gulls.html.gz": gzip.compress(build.page().encode(), mtime=0)},
    "epub": {"letters.epub": build.epub()},
    "pdf": {"gulls.pdf": _pdf()},
    "newsletter": {"gulls.eml": build.newsletter()},
    "mail": {"plain.eml": build.plain_mail()},
    "rss": {"feed.xml": build.rss()},
    "atom": {"atom.xml": build.atom()},
    "wordpress": {"quay.wordpress.xml": build.wxr()},
    "substack": {"substack.zip": build.substack()},
    "medium": {"medium.zip": build.medium()},
    "ghost": {"ghost.json": build.ghost()},
    "wallabag": {"wallabag.json": build.wallabag()},
    "omnivore": {"omnivore.zip": build.omnivore()},
    "markdown": {"gulls.md": MARKDOWN},
    "plain": {"pasted.txt": (ARTICLES / "pasted.txt").read_bytes()},
    "lynx": {"dump.txt": (ARTICLES / "dump.txt").read_bytes()},
    "zip": {"saved.zip": build.zipped({"gulls.html": build.page(), "ferry.md": f"# The last ferry\n\n{FERRY}"})},
    "word": {"gulls.docx": _word()},
    "rtf": {
        "gulls.rtf": f"{{\\rtf1\\ansi{{\\stylesheet{{\\s1 heading 1;}}}}{{\\info{{\\author Anna Reed}}}}\\fs40 The gulls are back\\par\\fs24 {GULLS}{{\\footnote Except by the baker.}}\\par\\pard\\s1 Bread\\par\\pard {BREAD}\\par}}"
    },
    "restructuredtext": {
        "gulls.rst": f"The gulls are back\n##################\n\n:date: 2024-03-18\n:author: Anna Reed\n\n{GULLS} [#]_\n\nBread\n=====\n\n    {BREAD}\n\n.. [#] Except by the baker.\n"
    },
    "notebook": {
        "gulls.ipynb": json.dumps(
            {
                "cells": [
                    {"cell_type": "markdown", "source": [f"# The gulls are back\n\n{GULLS}"]},
                    {"cell_type": "code", "source": "print('crumbs')", "outputs": [{"text": "crumbs"}]},
                    {"cell_type": "markdown", "source": f"## Bread\n\n{BREAD}"},
                ],
                "metadata": {"authors": [{"name": "Anna Reed"}]},
                "nbformat": 4,
            }
        )
    },
    "opendocument": {"gulls.fodt": _open_document()},
    "evernote": {
        "notes.enex": f"<?xml version='1.0'?><en-export><note><title>The gulls are back</title><created>20240318T090000Z</created><note-attributes><author>Anna Reed</author></note-attributes><content><![CDATA[<en-note><div>{GULLS}</div><ul><li>bread</li></ul></en-note>]]></content></note><note><title>Bread</title><content><![CDATA[<en-note><div>{BREAD}</div></en-note>]]></content></note></en-export>"
    },
    "fictionbook": {
        "letters.fb2": f"<FictionBook><description><title-info><author><first-name>Anna</first-name><last-name>Reed</last-name></author><book-title>Letters</book-title></title-info></description><body><section><title><p>The gulls</p></title><p>{GULLS}</p></section><section><title><p>Bread</p></title><p>{BREAD}</p></section></body></FictionBook>"
    },
    "org": {
        "gulls.org": f"#+TITLE: The gulls are back\n#+AUTHOR: Anna Reed\n\n{GULLS}[fn:: Except by the baker.]\n\n* Bread\n- bread\n  1. butter\n\n{BREAD}\n* Diary :noexport:\nnot for anyone\n"
    },
    "asciidoc": {
        "gulls.adoc": f"= The gulls are back\nAnna Reed\n\n{GULLS}footnote:[Except by the baker.]\n\n== Bread\n\n* bread\n. butter\n\n[quote, Jo Vane]\n{BREAD}\n"
    },
    "folder": {"gulls.html": build.page(), "letters/ferry.md": f"# The last ferry\n\n{FERRY}\n\n{BREAD}"},
}
REFUSED: dict[str, Files] = {
    "pocket": {"part_000000.csv": "title,url,time_added,tags,status\nThe gulls,https://example.com/gulls,1710745200,,unread\n"},
    "instapaper": {"instapaper.csv": "URL,Title,Selection,Folder,Timestamp\nhttps://example.com/gulls,The gulls,,Unread,1710745200\n"},
    "readwise": {"readwise.csv": "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\ncrumbs,Gulls,Anna Reed,,,,,,,,\n"},
    "pages": {"gulls.pages": build.zipped({"Index/Document.iwa": "x", "preview.jpg": "x"})},
    "latex": {"gulls.tex": "\\documentclass{article}\n\\begin{document}\nGulls\n\\end{document}\n"},
    "scan": {"scan.pdf": build.pdf([[], []])},
    "picture": {"gull.jpg": build.jpeg()},
}  # fmt: skip
