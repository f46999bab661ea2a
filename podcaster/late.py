"""The public names of a package, loaded at their first use: `podcaster --help` and a child that reads one file must
not wait for what they do not need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def names(package: str, homes: Mapping[str, tuple[str, str]]) -> Callable[[str], object]:
    """The `__getattr__` of *package*. *homes*: public name -> its module, and its name there."""

    def __getattr__(name: str) -> object:  # noqa: N807 - Python calls it so (PEP 562)
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, attribute = homes[name]
        return getattr(import_module(module), attribute)

    return __getattr__
