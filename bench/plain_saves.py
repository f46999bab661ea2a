"""Saves of pages as plain text, each with the article that is in it: what the model of plain text is trained on.

Text saves of the test data are taken as they are; pages of it are written out as text in several ways, as text browsers
and "copy and paste" do it.
"""

from __future__ import annotations

import gzip
import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.adapters import article_text
from podcaster.errors import PodcasterError
from podcaster.reading.plain.features import weights
from podcaster.reading.plain.lines import Piece

Element = Any

ENOUGH = 0.6  # of the words of a piece must be in the truth, as runs of three
_TOKEN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")


@dataclass(slots=True)
class Save:
    """One text file, and the article in it."""

    name: str
    site: str
    text: str
    truth: str
    given: bool  # a save of the test data, not one that was made from a page
    title: str = ""
    for_all: bool = True  # all forests learn from it; otherwise only the one that learns from everything


def saves(data: Path) -> list[Save]:
    """All saves below *data*."""
    out: list[Save] = []
    for part in ("wide", "articles"):
        for row, folder in _rows(data / "corpus" / part / "plaintext"):
            text = (folder / row["file"]).read_bytes().decode("utf-8", "replace")
            out.append(_save(row, row["id"], text, (folder / row["ground_truth"]).read_text("utf-8"), given=True))
    for part in ("wide", "articles"):
        for row, folder in _rows(data / "corpus" / part):
            page = gzip.decompress((folder / row["file"]).read_bytes())
            truth = (folder / row["ground_truth"]).read_text("utf-8")
            if row["gt_kind"] == "segments":
                truth = read(page, row, json.loads(truth))
                if not truth:
                    continue
            for manner in MANNERS:
                name = f"{row['id']}-{manner}"
                out.append(_save(row, name, as_text(page, manner), truth, given=False))
    return out


def read(page: bytes, row: dict[str, Any], parts: dict[str, list[str]]) -> str:
    """What our reader of HTML finds in a page; "" if it misses a sentence that people chose, or has one too many."""
    try:
        article = article_text.read(page, "html", row.get("url") or "", row["id"])
    except PodcasterError:
        return ""
    text = "\n".join(filter(None, [article.title, *map(article_text.told, article.blocks)]))
    plain = _folded(text)
    whole = all(_folded(said) in plain for said in parts["with"])
    return text if whole and not any(_folded(said) in plain for said in parts["without"]) else ""


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _rows(folder: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line), folder


def _save(row: dict[str, Any], name: str, text: str, truth: str, *, given: bool) -> Save:
    site = row.get("domain") or row.get("made_from") or row["id"]
    return Save(name, site, text, truth, given, row.get("title") or "", row["gt_kind"] != "segments")


# ---------------------------------------------------------------- pages as text

MANNERS = ("pasted", "dumped", "nodes")
_SILENT = frozenset(("script", "style", "template", "noscript", "svg", "iframe", "select", "textarea", "object"))
_BLOCKS = frozenset(
    str.split(
        "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
        "h5 h6 hr li main nav ol header p pre section table tbody tfoot thead tr td th ul title br"
    )
)
_AIRY = frozenset(str.split("p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre dl figure title"))


def as_text(page: bytes, manner: str) -> str:
    """A page as text. *manner*: "pasted", "dumped" (wrapped, with bullets), "nodes" (a line for each text node)."""
    import lxml.html

    try:
        root = lxml.html.document_fromstring(page.decode("utf-8"))
    except (UnicodeDecodeError, ValueError):
        root = lxml.html.document_fromstring(page)
    if manner == "nodes":
        return "\n".join(_nodes(root))
    lines: list[tuple[str, str]] = []
    _render(root, [""], lines, 0)
    return _laid_out(lines, wrapped=manner == "dumped")


def _nodes(element: Element) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in _SILENT:
        if element.text:
            yield element.text
        for child in element:
            yield from _nodes(child)
            if child.tail:
                yield child.tail


def _render(element: Element, open_line: list[str], lines: list[tuple[str, str]], depth: int) -> None:
    """Collect lines: each with the bullet or sign before it. An empty line is ("", "")."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SILENT or depth > 200:
        return
    block = tag in _BLOCKS
    if block:
        _close(open_line, lines)
        if tag in _AIRY:
            lines.append(("", ""))
        if tag == "li":
            open_line[0] = "\u2022 "
    open_line[0] += re.sub(r"\s+", " ", element.text or "")
    for child in element:
        _render(child, open_line, lines, depth + 1)
        open_line[0] += re.sub(r"\s+", " ", child.tail or "")
    if block:
        _close(open_line, lines)
        if tag in _AIRY:
            lines.append(("", ""))


def _close(open_line: list[str], lines: list[tuple[str, str]]) -> None:
    text = open_line[0].strip()
    if text and text != "\u2022":
        mark, text = ("\u2022", text[1:].strip()) if text.startswith("\u2022") else ("", text)
        lines.append((mark, text))
    open_line[0] = ""


def _laid_out(lines: Sequence[tuple[str, str]], *, wrapped: bool) -> str:
    out: list[str] = []
    for mark, text in lines:
        if not text:
            if out and out[-1]:
                out.append("")
        elif wrapped:
            first = "     * " if mark else "   "
            out += textwrap.wrap(text, 79, initial_indent=first, subsequent_indent=" " * len(first)) or [""]
        else:
            out.append(text)
    return "\n".join(out)


# ---------------------------------------------------------------- what is inside


def tokens(text: str) -> list[str]:
    """Words; letters of scripts that have no spaces."""
    return _TOKEN.findall(text.lower())


def labels(found: Sequence[Piece], truth: str) -> list[bool]:
    """Which pieces belong to the article."""
    words = tokens(truth)
    runs = {n: {tuple(words[i : i + n]) for i in range(len(words) - n + 1)} for n in (1, 2, 3)}
    whole = {tuple(tokens(line)) for line in truth.splitlines()}
    out = []
    for piece in found:
        own = tokens(piece.text)
        if len(own) < 3:
            out.append(bool(own) and tuple(own) in whole)
            continue
        hits = sum(tuple(own[i : i + 3]) in runs[3] for i in range(len(own) - 2))
        out.append(hits >= ENOUGH * (len(own) - 2))
    return _once(found, out)


def _once(found: Sequence[Piece], inside: Sequence[bool]) -> list[bool]:
    """Of pieces with the same text only the one with most of the article around it is in it."""
    said = weights(found)
    often = Counter(p.text for p, yes in zip(found, inside, strict=True) if yes)
    best: dict[str, tuple[float, int]] = {}
    for number, piece in enumerate(found):
        if inside[number] and often[piece.text] > 1:
            near = range(max(0, number - 10), min(len(found), number + 11))
            worth = sum(said[n] for n in near if inside[n] and found[n].text != piece.text)
            best[piece.text] = max(best.get(piece.text, (-1.0, 0)), (worth, number))
    return [
        yes and (often[p.text] < 2 or best[p.text][1] == n)
        for n, (p, yes) in enumerate(zip(found, inside, strict=True))
    ]
