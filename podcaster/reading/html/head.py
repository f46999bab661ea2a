"""What a page says about itself in its meta elements and its linked data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from podcaster.reading import bylines as names
from podcaster.reading.html import bylines
from podcaster.reading.spaces import folded

Element = Any

LONGEST = 1000  # characters of anything that a page says about itself
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?$")


@dataclass(frozen=True)
class Head:
    """Everything that the page says, by source."""

    root: Element
    meta: dict[str, list[str]]
    linked: list[dict[str, Any]]

    @cached_property
    def main(self) -> dict[str, Any]:
        """The object of the linked data that describes the article."""
        best = max(self.linked, key=_weight, default={})
        return best if best and _weight(best) else {}

    @cached_property
    def printed(self) -> tuple[list[str], list[str]]:
        """Bylines and dates in the text. They are searched for only if the metadata do not have them."""
        return bylines.printed(self.root)

    def first(self, *keys: str) -> str:
        """The first value that the page gives for one of these names."""
        return next((value for key in keys for value in self.meta.get(key, ()) if value), "")


def read(root: Element) -> Head:
    """What the page says about itself. Call it before anything is removed from the tree."""
    return Head(root, _metas(root), _linked(root))


def _metas(root: Element) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = meta.get("content")
        if not content:
            continue
        for key in (meta.get("property"), meta.get("name"), meta.get("itemprop"), meta.get("http-equiv")):
            if key:
                out.setdefault(key.strip().lower(), []).append(content[:LONGEST].strip())
    return out


def _linked(root: Element) -> list[dict[str, Any]]:
    """All objects of JSON-LD, however they are wrapped."""
    out: list[dict[str, Any]] = []

    def gather(value: Any, depth: int) -> None:
        if depth > 6 or len(out) > 400:
            return
        if isinstance(value, list):
            for item in value:
                gather(item, depth + 1)
        elif isinstance(value, dict):
            out.append(value)
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement"):
                if isinstance(value.get(key), (list, dict)):
                    gather(value[key], depth + 1)

    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        raw = _WRAPPING.sub("", (script.text or "").strip()).strip().rstrip(";")
        try:
            gather(json.loads(raw, strict=False), 0)
        except (ValueError, RecursionError):
            continue  # many pages have broken JSON there; the other sources are asked
    return out


def types(item: dict[str, Any]) -> list[str]:
    """The kinds that an object of the linked data has."""
    kind = item.get("@type")
    return [str(k) for k in kind] if isinstance(kind, list) else [str(kind or "")]


def _weight(item: dict[str, Any]) -> int:
    kinds = " ".join(types(item)).lower()
    score = 0
    if re.search(r"article|posting|report|review|opinion|analysis", kinds):
        score += 10
    elif re.search(r"webpage|creativework|recipe|chapter", kinds):
        score += 2
    return score + sum(bool(item.get(k)) for k in ("headline", "author", "datePublished")) if score else 0


def string(value: Any) -> str:
    """The text of a value of the linked data: its own, or the name of the thing."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or ""
        if isinstance(value, list):
            value = value[0] if value else ""
    return folded(names.unescaped(value[:LONGEST])) if isinstance(value, str) else ""
