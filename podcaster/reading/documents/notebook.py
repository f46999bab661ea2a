"""Jupyter notebooks: Markdown cells are read, code becomes listings. The output of the code is not read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from podcaster.errors import NoTextError, UnreadableError, UnsupportedError
from podcaster.model import Article, LeftOut, Omission
from podcaster.reading import markdown, safe
from podcaster.reading.encodings import decode

# Marks by which authors keep a cell out of what readers see: tags, and comments at the head of a cell.
_TAGS = frozenset((
    "remove-cell", "remove_cell", "hide-cell", "hide_cell", "hide-input", "hide_input", "remove-input", "remove_input",
    "private", "draft", "skip", "noexport", "exclude", "ignore", "parameters", "injected-parameters",
))  # fmt: skip
_HIDDEN = re.compile(
    r"\s*#\s*(?:\|\s*(?:include|echo)\s*:\s*false|\|?\s*hide(?:_input|_cell)?|collapse-hide|export|default_exp)\b"
)
_NOTES = ("notes", "skip")  # of a slide: for the speaker
_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\n")


def read(data: bytes, source: str, folder: Path | None = None) -> Article:
    """The article of a notebook. Pictures are looked for beside it, in *folder* and below."""
    try:
        book = json.loads(decode(data, source))
    except ValueError as error:
        raise UnreadableError(f"a damaged notebook: {error}", about=source, hint="save it again") from error
    about = _mapping(book.get("metadata")) if isinstance(book, dict) else {}
    cells = list(_cells(book))
    if not cells:
        raise UnsupportedError("a notebook without cells", about=source, hint="save it again from Jupyter")
    left: list[LeftOut] = []
    parts = []
    for number, cell in enumerate(cells):
        text = _source(cell)
        if number == 0 and cell.get("cell_type") == "raw" and _FRONT.match(text):
            parts.append(text)
        elif _is_hidden(cell, text):
            left.append(LeftOut(" ".join(text.split()), Omission.HIDDEN))
        else:
            parts.append(_markdown(cell, text, _language(about)))
    if not (parts and _FRONT.match(parts[0])):
        parts.insert(0, _front(about))
    text = "\n\n".join(part for part in parts if part.strip())
    if not safe.has_words(text):
        raise NoTextError("there are no words in it", about=source)
    found = markdown.read(text, source, folder=folder)
    return replace(found, left_out=(*found.left_out, *(n for n in left if safe.has_words(n.text))))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _cells(book: object) -> Iterator[Mapping[str, Any]]:
    """The cells, also in the format used before 2015."""
    whole = _mapping(book)
    sheets = whole.get("worksheets")
    for holder in (whole, *(sheets if isinstance(sheets, list) else ())):
        cells = _mapping(holder).get("cells")
        yield from (cell for cell in (cells if isinstance(cells, list) else ()) if isinstance(cell, dict))


def _source(cell: Mapping[str, Any]) -> str:
    lines = cell.get("source", cell.get("input", ""))
    return "".join(line for line in lines if isinstance(line, str)) if isinstance(lines, list) else str(lines or "")


def _is_hidden(cell: Mapping[str, Any], text: str) -> bool:
    about = _mapping(cell.get("metadata"))
    tags = about.get("tags")
    return (
        (isinstance(tags, list) and any(str(tag).lower() in _TAGS for tag in tags))
        or about.get("nbsphinx") == "hidden"
        or _mapping(about.get("jupyter")).get("source_hidden") is True
        or _mapping(about.get("slideshow")).get("slide_type") in _NOTES
        or (cell.get("cell_type") == "code" and _HIDDEN.match(text) is not None)
    )


def _language(about: Mapping[str, Any]) -> str:
    for name, key in (("language_info", "name"), ("kernelspec", "language")):
        if isinstance(language := _mapping(about.get(name)).get(key), str) and re.fullmatch(
            r"[\w+#.-]{1,30}", language
        ):
            return language.lower()
    return "python"


def _markdown(cell: Mapping[str, Any], text: str, language: str) -> str:
    """A cell as Markdown; nothing for a raw one, which is for a converter."""
    match cell.get("cell_type"):
        case "markdown":
            return _with_pictures(text, _mapping(cell.get("attachments")))
        case "heading":
            level = cell.get("level")
            return f"{'#' * (level if isinstance(level, int) and 0 < level < 7 else 1)} {' '.join(text.split())}"
        case "code" if text.strip():
            fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
            return f"{fence}{language}\n{text.rstrip()}\n{fence}"
    return ""


def _with_pictures(text: str, attachments: Mapping[str, Any]) -> str:
    """Put the pictures attached to a cell in place of their names."""
    for name, kinds in attachments.items():
        for kind, data in _mapping(kinds).items():
            if isinstance(data, str) and kind.startswith("image/"):
                text = text.replace(f"attachment:{name}", f"data:{kind};base64,{''.join(data.split())}")
    return text


def _front(about: Mapping[str, Any]) -> str:
    """The metadata of the notebook, as front matter."""
    authors = about.get("authors")
    names = [_mapping(a).get("name", a) for a in authors] if isinstance(authors, list) else [about.get("author")]
    said = {
        "title": about.get("title"),
        "author": [name for name in names if isinstance(name, str) and name],
        "date": about.get("date"),
        "draft": about.get("draft") is True or None,
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items() if value]
    return "\n".join(["---", *lines, "---"]) if lines else ""
