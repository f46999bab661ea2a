"""Jupyter notebooks: words and code; what the code printed, and what its author hides, is not read."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from podcaster.errors import UnreadableError
from podcaster.model import Article, BlockKind
from podcaster.reading import read_bytes, recognise
from podcaster.reading.recognise import Kind
from tests.formats import build
from tests.formats.build import BREAD, GULLS

pytestmark = pytest.mark.usefixtures("read_here")


def cell(kind: str, source: str, **more: Any) -> dict[str, Any]:
    outputs = {"outputs": [{"output_type": "stream", "text": ["printed words"]}], "execution_count": 1}
    return {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)} | (
        outputs if kind == "code" else {}
    ) | more  # fmt: skip


def book(*cells: dict[str, Any], **about: Any) -> bytes:
    metadata = {"kernelspec": {"display_name": "Julia", "language": "julia"}, **about}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


def one(data: bytes, name: str = "gulls.ipynb") -> Article:
    (article,) = read_bytes(data, name)
    return article


def test_words_and_code_are_read_and_output_is_not() -> None:
    """Title, headings, lists, pictures put into a cell, code with its language."""
    gull = build.jpeg()
    picture = {"gull.jpg": {"image/jpeg": base64.b64encode(gull).decode()}}
    article = one(
        book(
            cell("markdown", f"# The gulls are back\n\n{GULLS}"),
            cell("code", "x = ```1```\nprint(x)"),
            cell(
                "markdown", "## Bread\n\n1. bread\n   - butter\n\n![A gull](attachment:gull.jpg)", attachments=picture
            ),
            cell("raw", "for LaTeX only"),
            cell("markdown", BREAD),
            authors=[{"name": "Anna Reed"}],
        )
    )
    assert (article.title, article.authors) == ("The gulls are back", ("Anna Reed",))
    assert [(b.kind, b.text, b.language) for b in article.blocks] == [
        (BlockKind.PARAGRAPH, GULLS, ""),
        (BlockKind.CODE, "x = ```1```\nprint(x)", "julia"),
        (BlockKind.HEADING, "Bread", ""),
        (BlockKind.LIST_ITEM, "bread", ""),
        (BlockKind.LIST_ITEM, "butter", ""),
        (BlockKind.FIGURE, "", ""),
        (BlockKind.PARAGRAPH, BREAD, ""),
    ]
    assert article.blocks[5].image is not None
    assert article.blocks[5].image.data == gull
    assert "printed words" not in repr(article)


def test_hidden_cells_are_left_out_with_a_reason() -> None:
    """Tags, notes for the speaker, and comments at the head of a cell."""
    article = one(
        book(
            cell("markdown", GULLS),
            cell("markdown", "ask the lawyer", metadata={"tags": ["remove-cell"]}),
            cell("markdown", "pause here", metadata={"slideshow": {"slide_type": "notes"}}),
            cell("code", "#| echo: false\npassword = 1"),
            cell("code", "y = 2", metadata={"jupyter": {"source_hidden": True}}),
        )
    )
    assert [b.text for b in article.blocks] == [GULLS]
    assert {note.text for note in article.left_out} == {
        "ask the lawyer", "pause here", "#| echo: false password = 1", "y = 2",
    }  # fmt: skip


def test_front_matter_in_a_first_raw_cell_counts() -> None:
    """Quarto and nbdev keep it there: a draft is not published."""
    article = one(book(cell("raw", "---\ntitle: The gulls\ndraft: true\n---"), cell("markdown", GULLS)))
    assert (article.title, article.unpublished) == ("The gulls", "it is a draft")


def test_a_notebook_is_recognised_by_its_cells() -> None:
    """Under any name; a damaged one is an error that says so."""
    data = book(cell("markdown", GULLS))
    assert recognise(data, "gulls.json") is Kind.NOTEBOOK
    with pytest.raises(UnreadableError, match="damaged notebook"):
        one(data[:-40])
