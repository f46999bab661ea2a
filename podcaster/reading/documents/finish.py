"""The last step for every document: make an article from HTML and what is known about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from podcaster.model import Article, LeftOut, Omission
from podcaster.reading import assemble, opening, xml_clean
from podcaster.reading import html as pages
from podcaster.reading.assemble import Facts

_NOBODY = re.compile(
    r"@|\\|\d|\b(?:unknown|anonymous|admin\w*|user|benutzer|utilisateur|usuario|owner|guest|root|office|microsoft|"
    r"windows|word|openoffice|libreoffice|google|apple|template|default|company|pc|laptop|python)\b",
    re.I,
)


def article(
    html: str,
    facts: Facts,
    source: str,
    *,
    properties: Facts = Facts(),
    left_out: Iterable[LeftOut] = (),
    folder: Path | None = None,
) -> Article:
    """An article from *html*. What the text says takes precedence over the *properties*, which are often wrong."""
    found = pages.read_fragment(xml_clean.without_illegal(html), base=facts.address, folder=folder, source=source)
    title, blocks, gone = opening.title(facts.title, list(found.blocks))
    authors, date, printed = ((), None, 0) if facts.authors and facts.date else opening.printed(blocks)
    gone += [LeftOut(block.text, Omission.METADATA) for block in blocks[:printed]]
    blocks = blocks[printed:]
    lead = next((b.image for b in blocks if b.image and (b.image.path or b.image.data)), None)
    return assemble.article(
        blocks,
        Facts(
            title=title or properties.title or assemble.file_title(source),
            authors=facts.authors or authors or persons(properties.authors),
            date=facts.date or date or properties.date or assemble.file_date(source),
            language=facts.language or properties.language,
            site=facts.site,
            address=facts.address,
            description=facts.description or properties.description,
            tags=facts.tags or properties.tags,
            image=facts.image or lead,
            unpublished=facts.unpublished,
            due=facts.due,
        ),
        source,
        left_out=(*gone, *left_out, *found.left_out),
    )


def persons(names: Iterable[str]) -> tuple[str, ...]:
    """Those of *names* that look like a person's: a property often holds the login of whoever made the file."""
    parts = (assemble.one_line(part) for name in names for part in re.split(r"\s*;\s*|\s+and\s+|\s+&\s+", name[:500]))
    return tuple(p for p in parts if len(p) < 60 and len(p.split()) >= 2 and not p.islower() and not _NOBODY.search(p))


def tag(name: str, content: str, **attributes: str) -> str:
    """An element of HTML around *content*, which is HTML already; attributes without a value are left out."""
    said = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{said}>{content}</{name}>"


def footnotes(notes: Iterable[tuple[str, str]]) -> str:
    """The footnotes at the end: number and HTML of each."""
    items = "".join(f'<li id="footnote-{number}">{content}</li>' for number, content in notes)
    return f'<div class="footnotes"><ol>{items}</ol></div>' if items else ""


def reference(number: object) -> str:
    """The mark in the text that leads to a footnote."""
    return f'<sup><a class="footnote" href="#footnote-{number}">{number}</a></sup>'


def formula(tex: str, *, display: bool = False) -> str:
    """A formula, whose source is TeX."""
    return f'<span class="math inline">\\({escape(tex)}\\)</span>' if not display else (
        f'<span class="math display">\\[{escape(tex)}\\]</span>'
    )  # fmt: skip
