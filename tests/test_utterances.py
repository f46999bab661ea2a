"""Very short sentences share an utterance, however many of them there are."""

from __future__ import annotations

import pytest

from podcaster.script import utterances
from podcaster.script.sentences import clauses
from podcaster.script.utterances import MOST_TOGETHER, grouped


@pytest.mark.parametrize(
    ("sentences", "language", "expected"),
    [
        (["No.", "The ferry did not come."], "en", ["No. The ferry did not come."]),
        (["The ferry did not come.", "No."], "en", ["The ferry did not come. No."]),
        (["I am in."], "en", ["I am in."]),
        (["No.", "No.", "No.", "No."], "en", ["No. No. No. No."]),
        (["はい。", "行きます。"], "ja", ["はい。行きます。"]),
        (["OK", "です。", "a b"], "ja", ["OKです。a b"]),
    ],
)
def test_short_sentences(sentences: list[str], language: str, expected: list[str]) -> None:
    assert grouped(sentences, language) == expected


def test_a_follower_that_is_too_long_stays_alone() -> None:
    long = "word " * (MOST_TOGETHER // 5) + "word."
    assert grouped(["No.", long, "Yes."], "en") == ["No.", long, "Yes."]


def test_each_of_many_signs_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three thousand "…" are one utterance: it is not counted anew with each of them."""
    looked: list[int] = []
    weight = utterances._weight
    monkeypatch.setattr(utterances, "_weight", lambda text: (looked.append(len(text)), weight(text))[1])
    assert grouped(["…"] * 3000, "en") == [" ".join("…" * 3000)]
    assert sum(looked) == 3000


@pytest.mark.parametrize("gap", [" ", "   ", "\u00a0"])
def test_clauses_are_cut_near_the_middle_and_lose_nothing(gap: str) -> None:
    text = f"It was early morning; the harbour was quiet;{gap}the ferry, which came late, was full."
    assert clauses(text, 50) == [
        "It was early morning; the harbour was quiet;",
        "the ferry, which came late, was full.",
    ]


def test_a_clause_of_a_few_letters_is_not_cut_off() -> None:
    assert clauses("Yes; the ferry came in late and the baker waved to it.", 50)[0] != "Yes;"


def test_a_word_is_cut_off_where_there_is_no_other_place() -> None:
    assert clauses("a " + "b" * 60, 50) == ["a", "b" * 60]
