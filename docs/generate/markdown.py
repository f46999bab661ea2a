"""Markdown as the generated pages write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CODE = re.compile(r"(`[^`]*`)")
_SIGNS = re.compile(r"([\\*_|<>\[\]])")


def page(title: str, source: str, *parts: str) -> str:
    """A page with its title; *source* says where its facts are in the code."""
    note = f"<!-- Written by `make generated` from {source}. Changes here are lost. -->"
    return "\n\n".join([f"# {title}", note, *(part.strip("\n") for part in parts if part)]) + "\n"


def text(words: str) -> str:
    """*words* without the meaning that Markdown would give to their signs; `code` stays code."""
    return "".join(
        part.replace("|", "\\|") if part.startswith("`") else _SIGNS.sub(r"\\\1", part) for part in _CODE.split(words)
    )


def code(words: str) -> str:
    """*words* as code in a line or in a table."""
    return f"`{words}`".replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("|".join(["", *(f" {cell} " if cell else " " for cell in cells), ""]) for cells in lines)


def shell(*commands: str) -> str:
    """Commands as a block."""
    return "\n".join(["```sh", *commands, "```"])


def block(words: str, language: str) -> str:
    """A block of code."""
    return f"```{language}\n{words}\n```"
