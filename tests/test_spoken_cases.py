"""Cases of eight languages of written text; most were written before anybody looked at what the rules say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.spoken_cases import tally

CASES = sorted((Path(__file__).parent / "spoken").glob("*.tsv"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_written_text_is_said_as_a_native_speaker_says_it(path: Path) -> None:
    """Dates, money, units, ordinals, ranges, laws, recipes, telephones. In Japanese, the voice says the figures."""
    found = tally(path)
    assert found.cases >= 95
    assert found.wrong == []
