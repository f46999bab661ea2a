"""Roam Research: a graph in JSON, whose pages are outlines. Each page is converted to Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from podcaster.model import Article, LeftOut, Omission
from podcaster.reading import assemble, markdown
from podcaster.reading.containers.exports import Todo, string
from podcaster.reading.safe import Report, has_words

_DEPTH = 40
_ATTRIBUTE = re.compile(r"\s*([\w -]{2,40})::\s*(.*)", re.S)
_BUTTON = re.compile(r"(?<!`)\{\{(?:[^{}]|\{[^{}]{0,500}\}){0,500}\}\}")  # queries, films, boxes of tasks
_REFERENCE = re.compile(r"\(\(([\w-]{6,12})\)\)")
_FACTS = {"author": "author", "authors": "author", "by": "author", "date": "date", "published": "date",
          "publish date": "date", "source": "address", "url": "address", "link": "address", "tags": "tags",
          "type": "", "status": "", "related": "", "up": ""}  # fmt: skip


def pages(value: Any) -> list[dict[str, Any]]:
    """The pages of a graph; none if *value* is something else."""
    if not isinstance(value, list):
        return []
    found = [item for item in value if isinstance(item, dict) and "title" in item]
    known = any(isinstance(c, dict) and "string" in c for page in found for c in _children(page))
    return found if known else []


def articles(found: list[dict[str, Any]], source: str, report: Report) -> Todo:
    texts = dict(_texts(found, 0))
    empty = 0
    for page in found:
        body = "\n".join(_lines(_children(page), texts))
        if not has_words(re.sub(r"\[\[[^\]]*\]\]|https?://\S+", "", body)):
            empty += 1
            continue
        where = f"{source}!{string(page, 'title')}"
        yield where, partial(_article, page, body, where)
    if empty:
        report.skipped(source, "", f"not read: {empty:,} page{'' if empty == 1 else 's'} without text")


def _children(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    inner = node.get("children")
    return [child for child in inner if isinstance(child, dict)] if isinstance(inner, list) else []


def _texts(nodes: list[dict[str, Any]], depth: int) -> Iterator[tuple[str, str]]:
    """Each block's text by its id: other blocks refer to it."""
    for node in nodes:
        if isinstance(node.get("uid"), str) and depth:
            yield node["uid"], string(node, "string")
        if depth < _DEPTH:
            yield from _texts(_children(node), depth + 1)


def _article(page: Mapping[str, Any], body: str, where: str) -> Article:
    said: dict[str, str] = {}
    gone = []
    for child in _children(page):
        match = _ATTRIBUTE.fullmatch(string(child, "string"))
        kind = _FACTS.get(match[1].strip().lower()) if match and not _children(child) else None
        if match and kind is not None:
            said.setdefault(kind, re.sub(r"#?\[\[([^\]]*)\]\]", r"\1", match[2]).strip())
            gone.append(LeftOut(assemble.one_line(match[0]), Omission.METADATA))
    title = string(page, "title")
    read = markdown.read(f"# {title}\n\n{body}", where)
    return replace(
        read,
        authors=tuple(name for name in re.split(r"\s*[,;&]\s*", said.get("author", "")) if name),
        date=assemble.parse_date(said.get("date", "")) or assemble.parse_date(page.get("create-time")),
        address=assemble.web_address(said.get("address", "")),
        tags=tuple(tag for tag in re.split(r"[\s,]*#|\s*,\s*", said.get("tags", "")) if tag),
        left_out=(*read.left_out, *gone),
    )


def _lines(nodes: list[dict[str, Any]], texts: Mapping[str, str], depth: int = 0, within: int = 0) -> Iterator[str]:
    """The outline as Markdown: headings stay headings, the outline below a heading starts again, the rest is a list."""
    for node in nodes:
        text = string(node, "string")
        match = _ATTRIBUTE.fullmatch(text)
        if match and not within and not _children(node) and match[1].strip().lower() in _FACTS:
            continue
        text = _plain(text, texts)
        level = node.get("heading")
        below = within
        if not has_words(text) and not text.startswith("!["):
            pass
        elif level in (1, 2, 3) or (match and not match[2].strip() and _children(node)):
            heading = text.split("\n", 1)[0].strip("* ").removesuffix("::")
            yield from ("", "#" * (1 + (level if isinstance(level, int) else 3)) + f" {heading}", "")
            below = 0
        elif not within and not (depth and _children(node)) and not _is_list(nodes):
            yield from ("", text, "")
            below = 1 if _children(node) else 0
        else:
            indent = "  " * max(0, within - 1)
            first, *rest = text.split("\n")
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in rest)
            below = within + 1 if within else 2
        if depth < _DEPTH:
            yield from _lines(_children(node), texts, depth + 1, below)


def _is_list(nodes: list[dict[str, Any]]) -> bool:
    """Whether neighbours are short enough to be a list, and not paragraphs."""
    said = [string(node, "string") for node in nodes]
    return len(said) > 1 and all(len(text) < 80 and text.rstrip()[-1:] not in ".!?" for text in said)


def _plain(text: str, texts: Mapping[str, str]) -> str:
    if text.lstrip().startswith("```"):
        return re.sub(r"(?<!\n)```\s*$", "\n```", text.strip())
    text = re.sub(r"\[([^\]\n]{0,300})\]\((?:\[\[[^\]\n]*\]\]|\(\([^)\n]*\)\))\)", r"\1", text)
    text = _BUTTON.sub("", text)
    text = _BUTTON.sub("", _REFERENCE.sub(lambda m: _said(texts.get(m[1], "")), text))
    text = re.sub(r"(?:^|\s)#\.[\w-]+", "", text)  # a class for the style sheet
    text = re.sub(r"#(?=\[\[)", "", text).replace("^^", "")
    return re.sub(r"(?<!_)__(?!\s)([^_\n]{1,500})__(?!_)", r"*\1*", text).strip()


def _said(text: str) -> str:
    """The text of a block where another one refers to it."""
    return "" if "```" in text else _REFERENCE.sub("", text)
