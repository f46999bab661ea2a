"""Written text becomes the words a person would say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from podcaster.script.speakable import LANGUAGES, speakable
from podcaster.script.speakable.common import tables

TABLES = Path(__file__).parent / "speakable"


def _cases() -> list[tuple[str, str, str]]:
    cases = []
    for path in sorted(TABLES.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                written, spoken = line.split("\t")
                cases.append((path.stem, written, spoken))
    return cases


@pytest.mark.parametrize(("language", "written", "spoken"), _cases())
def test_each_case_is_spoken_as_in_the_table(language: str, written: str, spoken: str) -> None:
    """tests/speakable has one file per language, with written and spoken forms."""
    assert speakable(written, language) == spoken


AMBIGUOUS = [
    (language, kind, written, spoken)
    for language in LANGUAGES
    if language != "en"
    for kind in ("before name", "before number")
    for written, spoken in tables(language).get(kind, {}).items()
]


@pytest.mark.parametrize(("language", "kind", "written", "spoken"), AMBIGUOUS)
def test_an_ambiguous_abbreviation_needs_its_follower(language: str, kind: str, written: str, spoken: str) -> None:
    """An abbreviation with a second meaning is expanded only before a name, or only before a number."""
    follower = "Zoe" if kind == "before name" else "12"
    assert spoken.casefold() in speakable(f"{written} {follower}", language).casefold()
    assert spoken.casefold() not in speakable(f"xyz {written} (xyz)", language).casefold()


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "nl"])
def test_every_language_reads_the_common_signs(language: str) -> None:
    """No sign between numbers is dropped or read in another language: the word comes from the language's own table."""
    words = tables(language)["word"]
    for written, kind in (
        ("3 × 4", "times"),
        ("5 %", "percent"),
        ("~3", "about"),
        ("§ 5", "paragraph"),
        ("a & b", "and"),
    ):
        assert words[kind] in speakable(written, language)


PROSE = """
She had not meant to stay, but the rain kept her there until dark.
“Nobody told me,” he said; “you might have asked.”
It wasn't the first time — nor, as it turned out, the last.
What did they want? Everything, apparently: time, money, and patience.
A NASA engineer and an FBI agent walked into the BBC.
The children's books were (mostly) lost in the move...
I may march in May; you will march in March.
Mary and I went to see the ocean, and I liked it.
We didn't, couldn't, wouldn't; they had, and so on.
Le café was closed, so we had crêpes at Zoë's naïve uncle's place.
Read it again - slowly - and you'll see no reason to doubt it.
The so-called experts, well-meaning as they were, got it wrong!
""".strip().splitlines()


@pytest.mark.parametrize("sentence", PROSE)
def test_plain_prose_is_left_alone(sentence: str) -> None:
    """A sentence of words and punctuation comes out byte for byte as it went in."""
    assert speakable(sentence) == sentence


WORDS = st.sampled_from(
    [
        "the",
        "a",
        "river",
        "house",
        "window",
        "was",
        "were",
        "quietly",
        "under",
        "over",
        "because",
        "although",
        "green",
        "seven",
        "men",
        "women",
        "it",
        "he",
        "she",
        "they",
        "had",
        "stone",
        "Paris",
        "London",
        "don't",
        "it's",
        "bread,",
        "wine;",
        "slowly—",
        "(perhaps)",
        "and",
        "but",
        "or",
        "Mary's",
        "children’s",
        "“quite”",
        "NASA",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=25), st.sampled_from([".", "!", "?", "…", ".”", ""]))
@settings(max_examples=300, deadline=None)
def test_no_plain_sentence_is_changed(words: list[str], end: str) -> None:
    """Nothing is done to words that need nothing done."""
    sentence = " ".join(words) + end
    assert speakable(sentence) == sentence


PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        "0123456789$€£%&+-–—=<>/\\#@*_~^.,:;!?()[]{}\"'“”’°²½µ×→©™•…🎉❤️👍\u200d\u00a0".replace("", " ").split()
    ),
    st.sampled_from(
        [
            "1,234.5",
            "$5M",
            "10:30",
            "3/4",
            "IV",
            "St.",
            "etc.",
            "http://x.io/a",
            "a@b.co",
            "`x=1`",
            "v1.2",
            "5kg",
            "¹",
            "[1]",
            "12/31/99",
            "٣",
            "①",
            "Ⅷ",
        ]
    ),
    st.integers(0, 10**30).map(str),
)
TEXTS = st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=8).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
@example("1️⃣ 2⃣")
@example("٣٤ users")
@example("²³")
@example("0x1F and 1e9 and 5-")
def test_english_never_fails_and_leaves_no_digit(text: str) -> None:
    """Whatever is written, something is said, and no digit is left for the voice to guess at."""
    spoken = speakable(text)
    assert not re.search(r"\d", spoken)
    if any(c.isalpha() for c in text):
        assert any(c.isalnum() for c in spoken)


@given(TEXTS, st.sampled_from([*LANGUAGES, "pl", "ru", "sv-SE", "tr", "el", "vi", "en-GB"]))
@example("10000000000000000000000000V", "pl")
@settings(max_examples=400, deadline=None)
def test_no_language_fails(text: str, language: str) -> None:
    """Rules never raise, in any language, on any text."""
    spoken = speakable(text, language)
    if any(c.isalpha() for c in text):
        assert any(c.isalnum() for c in spoken)


ENDINGS = [
    "It took 5 kg.",
    "We left at 5 p.m.",
    "cats, dogs, etc.",
    "Is it $5?",
    "Only 3!",
    "He said “It is 3.”",
    "By Acme Inc.",
]


@pytest.mark.parametrize("sentence", ENDINGS)
def test_the_end_of_a_sentence_is_heard(sentence: str) -> None:
    """The final stop survives, also where an abbreviation had it."""
    assert speakable(sentence).rstrip("”")[-1] == sentence.rstrip("”")[-1]


@pytest.mark.parametrize("language", ["vi", "ja", "xx"])
def test_other_languages_are_left_to_the_engine(language: str) -> None:
    """Without rules for a language numbers stay as they are; footnote marks, markup and emoji go all the same."""
    assert speakable("Ala ma **2** koty[1] 🎉", language) == "Ala ma 2 koty"


@pytest.mark.parametrize("sentence", ["Mgła opadła na port, a statki czekały.", "Рыбаки ушли в море; никто не ждал."])
def test_plain_prose_of_a_language_with_basic_rules_is_left_alone(sentence: str) -> None:
    """Words and punctuation come out byte for byte."""
    assert speakable(sentence, "pl" if "ł" in sentence else "ru") == sentence


@pytest.mark.parametrize(
    ("written", "language", "spoken"),
    [
        ("version {}", "en", "seven seven seven"),
        ("{} km", "fr", "sept sept sept"),
        ("{}x so viel", "de", "sieben sieben sieben"),
        ("{} litri", "it", "sette sette sette"),
    ],
)
def test_a_number_without_end_is_read_digit_by_digit(written: str, language: str, spoken: str) -> None:
    """No language has a name for it, and Python makes no number of more than 4,300 digits."""
    said = speakable(f"Then came {written.format('7' * 4301)} and no more.", language)
    assert said.count(spoken) > 1000
    assert not re.search(r"\d", said)


def test_groups_of_digits_without_end_are_read_as_numbers() -> None:
    """A row of figures of three digits is not one number either."""
    said = speakable("Dann kam 100" + ".200" * 1500 + " km weiter.", "de")
    assert said.count("zweihundert") == 1500


def test_dates_follow_the_region() -> None:
    """4/7 is in April in America and in July in Britain."""
    assert speakable("4/7/2021") == "April seventh, twenty twenty-one"
    assert speakable("4/7/2021", "en-GB") == "July fourth, twenty twenty-one"


@pytest.mark.parametrize(("language", "spoken"), [("pl", "Zobacz przyklad.pl."), ("ko", "Zobacz przyklad.pl.")])
def test_a_scheme_is_said_in_no_language_without_rules(language: str, spoken: str) -> None:
    """A voice would spell h, t, t, p, s."""
    assert speakable("Zobacz https://www.przyklad.pl.", language) == spoken
