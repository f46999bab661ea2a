"""Readings that a page gives beside its characters: <ruby>漢字<rt>かんじ</rt></ruby>, or in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from podcaster.model import UNSPACED

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc・\s]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff'’ -]+")
_WIDE = re.compile(f"(?:{UNSPACED.pattern}|[\uac00-\ud7af])+")
_LONGEST = 7  # letters for a character
_NOT_READ = ("rp", "rtc", "script", "style")


def reading(element: Any) -> str:
    """How all of a <ruby> is read, in kana or in Latin letters; "" where it says something else, as an explanation."""
    parts: list[str] = []
    shown = [element.text or ""]
    base = element.text or ""  # of which no reading has come yet
    for child in element:
        if child.tag == "rt":
            parts.append("".join(child.itertext()))
            base = ""
        elif child.tag not in _NOT_READ and isinstance(child.tag, str):
            base += "".join(child.itertext())
            shown.append("".join(child.itertext()))
        base += child.tail or ""
        shown.append(child.tail or "")
    return of("".join(shown), parts, base)


def of(shown: str, parts: Sequence[str], rest: str = "") -> str:
    """The reading of *shown*: its *parts*, then *rest*, which has none; "" if it is neither kana nor Latin letters."""
    if not parts:
        return ""
    found = "".join([*parts, rest])
    if _KANA.fullmatch(found):
        return "".join(found.split())
    spelled = " ".join(" ".join(parts).split())
    is_spelled = not rest.strip() and _LATIN.fullmatch(spelled) and _WIDE.fullmatch("".join(shown.split()))
    return spelled if is_spelled and len(spelled) <= _LONGEST * len("".join(shown.split())) else ""
