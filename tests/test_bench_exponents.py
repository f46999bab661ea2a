"""The bench of exponents: what it repeats and what it calls growth."""

from __future__ import annotations

import math

import pytest

from bench import exponents, patterns, structures
from bench.exponents import Found


def test_a_pattern_is_repeated_up_to_the_size_that_is_asked_for() -> None:
    """Numbered ones are counted on, so no two are the same."""
    assert exponents.repeated("boat ", 12) == "boat boat bo"
    assert exponents.repeated("a{n} ", 9) == "a1 a2 a3 "
    everything = {**patterns.TEXTS, **patterns.HTML, **patterns.MARKDOWN, **patterns.RTF}
    assert all(len(exponents.repeated(unit, 1000)) == 1000 for unit in everything.values())


@pytest.mark.parametrize(
    ("seconds", "exponent"),
    [
        ((0.001, 0.01, 0.1), 1),
        ((0.001, 0.01, 1.0), 2),
        ((0.0, 0.0001, 0.004), None),  # quick whatever its growth
        ((0.0, 0.0001, 0.3), 2),  # what is below 3 ms counts as 3 ms
        ((0.0, 0.01, 0.3, 0.9), 1),  # a step: three times the text takes three times as long again
        ((0.0, 0.01, 0.3, 2.7), math.log10(30)),
        ((), math.inf),  # it was ended
    ],
)
def test_growth_is_the_slope_between_the_largest_sizes(seconds: tuple[float, ...], exponent: float | None) -> None:
    """A step is told from a square by a larger size."""
    found = Found("plain/words", seconds)
    assert found.exponent == (exponent if exponent is None else pytest.approx(exponent))
    assert found.kept == (exponent is None or exponent <= exponents.BOUND)


@pytest.mark.usefixtures("read_here")
def test_every_reader_makes_an_article_of_ordinary_paragraphs() -> None:
    """A file that is refused would be quick and prove nothing."""
    text = exponents.repeated(patterns.TEXTS["paragraphs"], 600)
    made = {}
    for name in ("plain", "html", "markdown", "rst", "org", "adoc", "rtf", "docx", "odt", "fb2", "enex", "feed", "csv"):
        reader = exponents.READERS[name]
        assert reader.text is not None
        found = list(exponents.reading.read_bytes(reader.text(text), f"harbour{reader.suffix}"))
        made[name] = [article.text.count("ferry") for article in found]
    assert all(counts == [text.count("ferry")] for counts in made.values()), made


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("name", structures.STRUCTURES)
def test_files_of_many_parts_are_read(name: str) -> None:
    """The first of their patterns is prose: a file that is refused would be quick and prove nothing."""
    suffix, wrap, own = structures.STRUCTURES[name]
    data = wrap(exponents.repeated(next(iter(own.values())), 1000))
    assert any(article.text for article in exponents.reading.read_bytes(data, f"harbour{suffix}"))
