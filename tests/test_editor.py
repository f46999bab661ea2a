"""What a radio editor strikes or sets apart: in small pages of our own."""

# Each row of a table is on one line.

from __future__ import annotations

import pytest

from podcaster import script
from podcaster.config import Cast, Settings
from podcaster.model import Article, Block, BlockKind, Fate, Omission, Script
from podcaster.script.speakable import speakable

P, Q, C, L = BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.CODE, BlockKind.LIST_ITEM
LONG = "The boats came home on Friday after three weeks at sea, and the whole village stood at the quay."
SAID = '"We have never seen such waves as those of the second week," said the captain of the smallest boat, who is old.'


def told(*blocks: tuple[BlockKind, str], language: str = "en", settings: Settings | None = None) -> Script:
    made = tuple(Block(kind, text, level=1, marker="•" if kind is L else "") for kind, text in blocks)
    post = Article(made, "", authors=("Jane Doe",), language=language)
    return script.write(post, settings or Settings(intro=""))


def out(said: Script) -> list[tuple[str, Omission | None]]:
    return [(e.text, e.reason) for e in said.ledger if e.block >= 0 and e.fate is Fate.LEFT_OUT]


def test_a_pull_quote_that_was_edited_a_little_is_not_said_again() -> None:
    quote = '"We had never seen such waves as those in the second week," the captain of the smallest boat said.'
    said = told((P, LONG), (P, SAID), (Q, quote), (P, LONG))
    assert out(said) == [(quote, Omission.DUPLICATE)]


@pytest.mark.parametrize(
    "quote",
    [
        "We have never seen such a crowd at the quay as on that night, and nobody wanted to go to bed.",
        "The captain of the old boat said we have seen the smallest waves of those in the second week.",
        "Never such waves.",
    ],
)
def test_another_quotation_is_said(quote: str) -> None:
    """The same words in another order, or a few of them, are no repetition."""
    assert out(told((P, LONG), (P, SAID), (Q, quote), (P, LONG))) == []


def test_the_byline_at_the_end_is_not_said_again() -> None:
    said = told((P, LONG), (P, "By Jane Doe"))
    assert out(said) == [("By Jane Doe", Omission.METADATA)]
    assert out(told((P, LONG), (P, "By John Roe"))) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("September 5, 2025 edit: The harbour was another one.", "en"),
        ("DEAR BERTA: My neighbour sings at five.", "en"),
        ("UPDATE: The boats have left.", "en"),
        ("Editor’s note: The harbour was another one.", "en"),
        ("Nachtrag vom 5. Mai: Die Boote sind weg.", "de"),
        ("Mise à jour : les bateaux sont partis.", "fr"),
        ("Nota del editor: el puerto era otro.", "es"),
        ("Aggiornamento: le barche sono partite.", "it"),
        ("Atualização: os barcos partiram.", "pt"),
        ("Rectificatie: het was een andere haven.", "nl"),
    ],
)
def test_a_note_about_a_change_stands_apart(text: str, language: str) -> None:
    """Before it is the silence of a heading; before other paragraphs with a colon is not."""
    assert _before(text, language) - _before("Harbour: boats.", language) == 1100 - 650


def _before(text: str, language: str) -> int:
    said = told((P, LONG), (P, text), language=language)
    return said.utterances[[u.block for u in said.utterances].index(1) - 1].pause_ms


def test_a_message_in_a_listing_is_read() -> None:
    """A sentence for people is no code."""
    said = told((P, "You should see a message:"), (C, "You have arrived at the harbour."))
    assert said.utterances[-1].spoken == "You have arrived at the harbour."


@pytest.mark.parametrize(
    "code", ["print harbour at night", "SELECT name FROM boats;", "Run(boat, harbour).", "Boats are\nhome again now."]
)
def test_code_is_not_read(code: str) -> None:
    said = told((P, "You should write this:"), (C, code))
    assert said.utterances[-1].spoken.endswith("in the notes.")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "The Knowledge Driven Platform for Coasts (KDP-C) was there.",
            "The Knowledge Driven Platform for Coasts was there.",
        ),
        (
            "It was the International Council of Harbours (ICH), they said.",
            "It was the International Council of Harbours, they said.",
        ),
        ("The boats of Gullby (UK) were there.", "The boats of Gullby (UK) were there."),
    ],
)
def test_initials_behind_what_they_stand_for_are_not_said(written: str, spoken: str) -> None:
    """The transcript has them."""
    said = told((P, written)).utterances[0]
    assert (said.text, said.spoken) == (written, spoken)


def test_the_last_item_of_a_list_has_a_longer_pause_behind_it() -> None:
    said = told((P, LONG), (L, "some nets"), (L, "some fish"), (P, LONG)).utterances
    after_list, after_paragraph = said[2].pause_ms, told((P, LONG), (P, LONG)).utterances[0].pause_ms
    assert after_list - after_paragraph == 210


def test_the_end_of_a_short_quote_is_heard_where_one_voice_says_everything() -> None:
    """Silence of a second; a long quote has the words for its end."""
    one = Settings(intro="", cast=Cast(narrator="heart", quote="heart"))
    two = Settings(intro="", cast=Cast(narrator="heart", quote="michael"))
    pauses = [
        told((P, LONG), (Q, "The sea was very high."), (P, LONG), settings=s).utterances[1].pause_ms for s in (one, two)
    ]
    assert pauses[0] >= 1000 > pauses[1]


@pytest.mark.parametrize(
    ("written", "spoken", "language"),
    [
        (
            "People wrote about it with #BoatsHome until late at night.",
            "People wrote about it with Boats Home until late at night.",
            "en",
        ),
        (
            "It was written by @simonw, who was there all night.",
            "It was written by simonw, who was there all night.",
            "en",
        ),
        (
            "Sie schrieben darüber mit #Hafenfest bis spät in die Nacht.",
            "Sie schrieben darüber mit Hafenfest bis spät in die Nacht.",
            "de",
        ),
        ("tagged #BoatsHome", "tagged hashtag Boats Home", "en"),
    ],
)
def test_signs_of_networks_are_not_said_in_a_sentence(written: str, spoken: str, language: str) -> None:
    assert speakable(written, language) == spoken
