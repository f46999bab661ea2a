"""Where a document was on the web, for files that have no place for it: a hidden file beside what was fetched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from podcaster import files
from podcaster.model import Article

_LONGEST = 2000  # characters


def keep(save: Path, address: str) -> None:
    """Write down that *save* is from *address*."""
    files.write(_place(save), f"{address}\n")


def located(article: Article, save: Path) -> Article:
    """*article* with the address that its *save* was fetched from, if it has none of its own."""
    if article.address or "!" in article.source:
        return article
    try:
        with _place(save).open(encoding="utf-8") as stream:
            address = stream.read(_LONGEST).strip()
    except (OSError, ValueError):
        return article
    return replace(article, address=address) if address.startswith(("http://", "https://")) else article


def _place(save: Path) -> Path:
    return save.with_name(f".{save.name}.address")
