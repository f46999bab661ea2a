"""Regular expressions: each one of the package compiles, wherever it is written."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import podcaster

FUNCTIONS = ("compile", "search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split")
MODULES = [m.name for m in pkgutil.walk_packages(podcaster.__path__, "podcaster.") if not m.name.endswith("__main__")]


def patterns(module: ModuleType) -> Iterator[tuple[int, object]]:
    """The pattern of each call of a function of `re`, with its line, unless it is made from local variables."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in FUNCTIONS
            and node.args
        ):
            code = compile(ast.Expression(node.args[0]), str(module.__file__), "eval")
            try:
                yield node.lineno, eval(code, dict(vars(module)))
            except NameError:
                continue


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_compiles(name: str) -> None:
    """A pattern inside a function is not compiled before somebody needs it: a mistake in it would crash there."""
    module = pytest.importorskip(name) if "cluster" in name else importlib.import_module(name)
    for line, pattern in patterns(module):
        try:
            re.compile(pattern)  # type: ignore[call-overload]
        except re.error as error:
            pytest.fail(f"{name}, line {line}: {error}: {pattern!r}")


def test_patterns_are_found_in_functions() -> None:
    """The test above also checks patterns inside functions and patterns made of several parts."""
    from podcaster.reading.html import math as html_math

    assert len(list(patterns(html_math))) > 5
