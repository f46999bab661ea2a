"""The fields of the classes of podcaster, with the comments that explain them in the source."""

from __future__ import annotations

import inspect
import re
from dataclasses import MISSING, dataclass, fields
from typing import Any

_FIELD = re.compile(r"    (\w+): .*?(?:  # (.+))?$")
_COMMENT = re.compile(r"    # (.+)$")


@dataclass(frozen=True, slots=True)
class Described:
    """A field: its name, its type as written, its default as written, and what the source says about it."""

    name: str
    type: str
    default: Any
    factory: str
    words: str


def of(kind: Any) -> list[Described]:
    """All fields of a dataclass or of a named tuple, in order."""
    words = _comments(kind)
    if hasattr(kind, "_fields"):
        types = inspect.get_annotations(kind)
        return [
            Described(name, getattr(types[name], "__forward_arg__", str(types[name])), MISSING, "", words.get(name, ""))
            for name in kind._fields
        ]
    return [
        Described(
            one.name,
            str(one.type),
            one.default,
            "" if one.default_factory is MISSING else f"{one.default_factory.__name__}()",
            words.get(one.name, ""),
        )
        for one in fields(kind)
    ]


def _comments(kind: Any) -> dict[str, str]:
    """Field -> the comment behind it, or the one above it."""
    found, above = dict[str, str](), list[str]()
    for line in inspect.getsource(kind).splitlines():
        if comment := _COMMENT.match(line):
            above.append(comment[1])
        elif field := _FIELD.match(line):
            words = field[2] or " ".join(above)
            found[field[1]] = f"{words[:1].upper()}{words[1:]}" if re.match(r"[a-z]+\b(?![./(_])", words) else words
            above = []
        else:
            above = []
    return found
