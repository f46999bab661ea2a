"""Readings that a page gives beside its Chinese characters: <ruby>漢字<rt>かんじ</rt></ruby>."""

from __future__ import annotations

import re
from typing import Any

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc・\s]+")
_NOT_READ = ("rp", "rtc", "script", "style")


def reading(element: Any) -> str:
    """How all of a <ruby> is read, in kana; "" where it says something else, as a translation."""
    parts: list[str] = []
    base = element.text or ""  # of which no reading has come yet
    for child in element:
        if child.tag == "rt":
            parts.append("".join(child.itertext()))
            base = ""
        elif child.tag not in _NOT_READ and isinstance(child.tag, str):
            base += "".join(child.itertext())
        base += child.tail or ""
    if not parts:
        return ""
    found = "".join([*parts, base])
    return "".join(found.split()) if _KANA.fullmatch(found) else ""
