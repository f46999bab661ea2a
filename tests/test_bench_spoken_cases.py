"""The bench of spoken cases counts letters only, by language and kind."""

from __future__ import annotations

from pathlib import Path

from bench.spoken_cases import tally


def test_a_case_is_right_if_the_letters_of_one_answer_are_heard(tmp_path: Path) -> None:
    """Blanks, hyphens, commas and capitals make no difference; another word does."""
    file = tmp_path / "fr.tsv"
    file.write_text(
        "# written, said, kind\n"
        "Il a 22 ans.\til a vingt deux ans\tnumber\n"
        "Il a 3 ans.\til a quatre ans | il a trois ans\tnumber\n"
        "Il a 4 ans.\til a cinq ans\tnumber\n"
        "Il dort.\til dort\n",
        encoding="utf-8",
    )
    found = tally(file)
    assert (found.language, found.right, found.cases, found.share) == ("fr", 3, 4, 75)
    assert found.kinds == {"number": [2, 3], "all": [1, 1]}
    assert found.wrong == [("Il a 4 ans.", "Il a quatre ans.")]
