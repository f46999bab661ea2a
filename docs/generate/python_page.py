"""The page of the public names for Python."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, is_dataclass
from enum import Enum
from typing import Any

import podcaster
from docs.generate import fields, markdown
from docs.generate.markdown import code, text

_STARRED = re.compile(r"(?<!\*)\*(\w+)\*(?!\*)")  # names of parameters in docstrings


def page() -> str:
    """Each public name with its signature and the words of its docstring."""
    parts = ["[From Python](../guide/python.md) shows how they are used. Every other name may change between versions."]
    for name in sorted(podcaster.__all__, key=str.lower):
        if name != "__version__":
            parts += _about(name, getattr(podcaster, name))
    return markdown.page("Python", "`podcaster.__all__`", *parts)


def _about(name: str, what: Any) -> Iterator[str]:
    yield f"## {name}"
    if inspect.isfunction(what):
        yield markdown.block(_signature(name, what), "python")
    written = _STARRED.sub(r"`\1`", inspect.cleandoc(what.__doc__ or ""))
    yield from (text(" ".join(part.split())) for part in written.split("\n\n"))
    if isinstance(what, type) and issubclass(what, Enum):
        yield markdown.table(("member", "value"), ((code(one.name), code(one.value)) for one in what))
    elif name == "Settings":
        yield "Its fields are the [settings](settings.md)."
    elif is_dataclass(what):
        yield markdown.table(("field", "type", "default", ""), map(_field, fields.of(what)))


def _signature(name: str, function: Any) -> str:
    """On one line, or a line for each parameter."""
    found = inspect.signature(function)
    parameters = [_parameter(one) for one in found.parameters.values()]
    if any(one.kind is one.KEYWORD_ONLY for one in found.parameters.values()):
        first = next(i for i, one in enumerate(found.parameters.values()) if one.kind is one.KEYWORD_ONLY)
        parameters.insert(first, "*")
    line = f"{name}({', '.join(parameters)}) -> {found.return_annotation}"
    if len(line) <= 100:
        return line
    return "\n".join([f"{name}(", *(f"    {one}," for one in parameters), f") -> {found.return_annotation}"])


def _parameter(one: inspect.Parameter) -> str:
    written = f"{one.name}: {one.annotation}"
    return written if one.default is one.empty else f"{written} = {_value(one.default)}"


def _value(value: Any) -> str:
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}()"
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    return value.__name__ if callable(value) else repr(value)


def _field(one: fields.Described) -> tuple[str, str, str, str]:
    default = one.factory if one.default is MISSING else _value(one.default)
    return code(one.name), code(one.type), code(default) if default else "", text(one.words)
