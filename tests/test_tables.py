"""Tables: which are said as pairs, and the summary of those with numbers."""

# Each row of a table is on one line.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from podcaster import script
from podcaster.config import Settings, Treatment, Treatments, open_show
from podcaster.errors import UsageError
from podcaster.model import Article, Block, BlockKind, Fate
from podcaster.script import extremes


def table(*rows: tuple[str, ...], has_head: bool = True) -> Block:
    return Block(BlockKind.TABLE, " ".join(" ".join(row) for row in rows), rows=rows, has_head=has_head)


def heard(block: Block, treatment: Treatment, language: str = "en") -> list[str]:
    settings = replace(Settings(intro=""), treat=Treatments(tables=treatment))
    blocks = (Block(BlockKind.PARAGRAPH, "Look at this."), block)
    return [u.text for u in script.write(Article(blocks, "", language=language), settings).utterances[1:]]


TOWNS = table(
    ("Town", "Boats", "Founded"), ("Gull", "1,250", "1880"), ("Tern", "980", "1790"), ("Auk", "3,400", "1902")
)


def test_a_table_of_two_columns_is_said_as_pairs() -> None:
    """The second column is named once."""
    block = table(("Planet", "Moons"), ("Earth", "1"), ("Mars", "2"))
    assert heard(block, Treatment.SPEAK) == ["A table: Planet, Moons.", "Earth: 1.", "Mars: 2."]


def test_pairs_without_a_head() -> None:
    assert heard(table(("Price", "free"), ("Size", "small"), has_head=False), Treatment.SPEAK) == [
        "Price: free.",
        "Size: small.",
    ]


def test_a_summary_has_the_highest_and_the_lowest() -> None:
    """Years are no numbers to compare."""
    said = heard(TOWNS, Treatment.SUMMARY)
    assert said == ["A table of 3 rows is in the notes.", "Boats: the highest is Auk, 3,400; the lowest Tern, 980."]


def test_a_summary_is_said_only_where_it_is_asked_for() -> None:
    assert heard(TOWNS, Treatment.SPEAK)[1] == "Gull: Boats 1,250, Founded 1880."


def test_a_table_without_numbers_has_no_summary() -> None:
    block = table(("Bird", "Colour"), ("Gull", "white"), ("Tern", "grey"), ("Auk", "black"))
    assert (
        heard(block, Treatment.SUMMARY)
        == heard(block, Treatment.SPEAK)
        == ["A table: Bird, Colour.", "Gull: white.", "Tern: grey.", "Auk: black."]
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Boote: am höchsten Auk, 1.250; am niedrigsten Tern, 3,5."),
        ("fr", "Boote : le plus haut, Auk, 1.250 ; le plus bas, Tern, 3,5."),
        ("es", "Boote: el más alto, Auk, 1.250; el más bajo, Tern, 3,5."),
        ("it", "Boote: il più alto, Auk, 1.250; il più basso, Tern, 3,5."),
        ("pt", "Boote: o mais alto, Auk, 1.250; o mais baixo, Tern, 3,5."),
        ("nl", "Boote: het hoogst Auk, 1.250; het laagst Tern, 3,5."),
        ("en", "Boote: the highest is Gull, 98; the lowest Auk, 1.250."),
        ("ja", "Boote：最高はGullの98、最低はAukの1.250。"),
        ("zh", "Boote：最高的是Gull，98；最低的是Auk，1.250。"),
    ],
)
def test_each_language_has_its_words_and_its_decimal_sign(language: str, said: str) -> None:
    """1.250 is more than 98 in German, and less in English."""
    block = table(("Ort", "Boote"), ("Gull", "98"), ("Tern", "3,5"), ("Auk", "1.250"))
    assert heard(block, Treatment.SUMMARY, language)[-1] == said


@pytest.mark.parametrize(
    ("cell", "language", "number"),
    [("$1,250", "en", 1250), ("−3.5 °C", "en", -3.5), ("12 %", "de", 12), ("1.234,5 €", "de", 1234.5), ("4.1", "de", 4.1),
     ("1 250", "fr", 1250), ("12–15", "en", None), ("ca. 1990 to 2000", "en", None), ("", "en", None), ("1.2.3", "en", None)],
)  # fmt: skip
def test_the_number_of_a_cell(cell: str, language: str, number: float | None) -> None:
    assert extremes.value(cell, language) == number


def test_numbers_of_several_units_are_not_compared() -> None:
    block = table(("Town", "Size"), ("Gull", "2 km"), ("Tern", "900 m"), ("Auk", "5 km"))
    assert extremes.columns(block.rows[0], block.rows[1:], "en") == []


def test_a_row_that_adds_up_the_others_is_not_the_highest() -> None:
    block = table(("Town", "Boats"), ("Gull", "10"), ("Tern", "20"), ("Auk", "30"), ("All towns", "60"))
    assert heard(block, Treatment.SUMMARY)[-1] == "Boats: the highest is Auk, 30; the lowest Gull, 10."


def test_a_rank_is_no_number_and_no_name() -> None:
    block = table(("#", "Town", "Boats"), ("1", "Gull", "30"), ("2", "Tern", "20"), ("3", "Auk", "10"))
    assert heard(block, Treatment.SUMMARY)[-1] == "Boats: the highest is Gull, 30; the lowest Auk, 10."


def test_what_is_summed_up_is_in_the_notes() -> None:
    settings = replace(Settings(intro=""), treat=Treatments(tables=Treatment.SUMMARY))
    said = script.write(Article((TOWNS,), "", language="en"), settings)
    assert [(e.fate, e.text) for e in said.ledger if e.block == 0] == [(Fate.NOTES, TOWNS.text)]
    assert [note.rows for note in said.notes] == [TOWNS.rows]


def test_only_tables_have_a_summary(tmp_path: Path) -> None:
    (tmp_path / "podcaster.toml").write_text('[treat]\ncode = "summary"\n', "utf-8")
    with pytest.raises(UsageError, match=r"treat\.code is 'summary'"):
        open_show(tmp_path)
