"""What is written for eyes is not read to ears: hints at the page, empty descriptions, the card of a recipe."""

# Each row of a table is on one line.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from podcaster import script
from podcaster.config import Settings
from podcaster.model import Article, Block, BlockKind, Fate, Image, NoteKind, Omission, Script, Span, SpanKind

P, H, L, T = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE
FIRST = "The boats came home on Friday after three weeks at sea."


def told(*blocks: Block, language: str = "en") -> Script:
    return script.write(Article((Block(P, FIRST), *blocks), "Bread", language=language), Settings(intro=""))


def heard(said: Script) -> list[str]:
    return [u.spoken for u in said.utterances if u.block > 0]


def lines(*rows: tuple[BlockKind, str]) -> list[Block]:
    return [Block(kind, text, level=2, marker="•" if kind is L else "") for kind, text in rows]


EYES = [
    ("en", "Sales fell (see the chart below) in May, and the harbour closed.", ["Sales fell in May, and the harbour closed."]),
    ("en", "It sank that night. Click here for the whole list of boats.", ["It sank that night."]),
    ("en", "As you can see in the picture below, the roof is red.", ["The roof is red."]),
    ("en", "The roof, as you can see in the picture, is red.", ["The roof is red."]),
    ("de", "Der Umsatz fiel (siehe Grafik unten) im Mai. Hier geht es zum Rezept.", ["Der Umsatz fiel im Mai."]),
    ("de", "Das Dach ist, wie auf dem Bild zu sehen, seit Jahren rot.", ["Das Dach ist seit Jahren rot."]),
    ("fr", "Comme on le voit sur la photo ci-dessous, le toit est rouge.", ["Le toit est rouge."]),
    ("es", "Como puede verse en la imagen, el techo es rojo (ver foto).", ["El techo es rojo."]),
    ("it", "Come si vede nella foto, il tetto è rosso. Clicca qui per la lista.", ["Il tetto è rosso."]),
    ("pt", "Como se pode ver na imagem, o telhado é vermelho (veja foto).", ["O telhado é vermelho."]),
    ("nl", "Het dak is, zoals je op de foto ziet, al jaren rood (zie foto).", ["Het dak is al jaren rood."]),
    ("ja", "下の図のように、屋根は赤い。詳細はこちらをご覧ください。", ["屋根は赤い。"]),
    ("zh", "如下图所示，屋顶是红色的。点击这里查看名单。", ["屋顶是红色的。"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "written", "said"), EYES)
def test_words_for_those_who_see_the_page_are_left_out(language: str, written: str, said: list[str]) -> None:
    """The rest of the sentence is said, with a capital; the ledger knows why the words are gone."""
    found = told(Block(P, written), language=language)
    assert heard(found) == said
    gone = [e for e in found.ledger if e.block == 1 and e.reason is Omission.EYE]
    assert gone
    assert all(e.fate is Fate.LEFT_OUT for e in gone)


@pytest.mark.parametrize(
    "written",
    [
        "Click the lamp to light it, then open the menu (three dots) and tap Settings.",
        "One can pay in advance (map in hand), or with a picture of the harbour.",
        "Scroll down to Privacy and switch it off.",
        "The first guide (map) was printed in that very year.",
    ],
)
def test_a_sentence_that_tells_what_to_do_is_said(written: str) -> None:
    """Instructions are what such an article is about."""
    found = told(Block(P, written))
    assert all(e.reason is not Omission.EYE for e in found.ledger)


def test_a_paragraph_that_only_points_makes_no_longer_silence() -> None:
    """A row of asterisks does; "See the chart below:" is as if it were not there."""
    after = Block(P, "Nobody knew why the harbour was so quiet.")
    plain, pointed = told(after), told(Block(P, "See the chart below:"), after)
    assert [u.pause_ms for u in pointed.utterances] == [u.pause_ms for u in plain.utterances]


def test_code_and_links_around_words_that_are_left_out_keep_their_places() -> None:
    """The link behind the gap is in the notes during its own sentence, the code within the gap is gone."""
    text = "It sank (see the chart below) twice. Use ls to list all of the boats. Read on in the log of the harbour."
    spans = (
        Span(SpanKind.CODE, text.index("ls"), text.index("ls") + 2),
        Span(SpanKind.LINK, text.index("log"), text.index("log") + 3, "https://quay.example/log"),
    )
    found = told(Block(P, text, spans=spans))
    assert heard(found) == ["It sank twice.", "Use ls to list all of the boats.", "Read on in the log of the harbour."]
    (link,) = (n for n in found.notes if n.kind is NoteKind.LINK)
    assert found.utterances[link.utterance].spoken == "Read on in the log of the harbour."


@pytest.mark.parametrize(
    ("alt", "said"),
    [
        ("May be an image of two people and the sea", False),
        ("Ein Bild, das Text enthält. Automatisch generierte Beschreibung", False),
        ("No alt text provided for this image", False),
        ("Captura de pantalla 2024-01-02", False),
        ("Foto von Ella Strand auf dem Kai", False),
        ("Harbour Rope company logo", False),
        ("Two boats lie at the quay in fog", True),
        ("A chart of sales in the year of the storm", True),
    ],
)
def test_a_description_that_tells_nothing_is_silent(alt: str, said: bool) -> None:
    """A program's guess, a file's name, a photographer, a logo: a listener misses nothing."""
    assert bool(heard(told(Block(BlockKind.FIGURE, "", image=Image(alt=alt))))) is said


RECIPE = [
    (H, "Ingredients"), (L, "2 cups of flour"), (L, "1 tsp salt"), (L, "300 ml water"), (H, "Method"), (P, "Stir it well and bake it for an hour."),
]  # fmt: skip
AGAIN = [(H, "Ingredients"), (L, "2 cups flour"), (L, "1 tsp salt"), (L, "300 ml water")]


def test_the_card_of_a_recipe_does_not_repeat_its_ingredients() -> None:
    """Nor its heading; the same list for the first time is read."""
    once, twice = told(*lines(*RECIPE)), told(*lines(*RECIPE, *AGAIN))
    assert heard(twice) == heard(once)
    assert [e.text for e in twice.ledger if e.reason is Omission.DUPLICATE] == [text for _, text in AGAIN]


def test_a_list_with_other_items_is_no_repetition() -> None:
    """Amounts that were not said before are news."""
    other = [(L, "3 cups of flour"), (L, "2 tsp pepper"), (L, "1 l milk")]
    assert len(heard(told(*lines(*RECIPE, *other)))) == len(heard(told(*lines(*RECIPE)))) + 3


def test_how_a_recipe_is_filed_is_not_said() -> None:
    """One such line alone may be part of any text."""
    assert heard(told(*lines((P, "Prep Time: 10 minutes"), (P, "Course: Bread"), (P, "Cuisine: Coastal")))) == [
        "Prep Time: ten minutes."
    ]
    assert heard(told(*lines((P, "Küche: ein Raum ohne Fenster")), language="de")) != []


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", [(H, "Nutrition"), (P, "Calories: 250kcal | Carbohydrates: 30g | Protein: 5g")]),
        ("en", [(P, "Calories: 250"), (P, "Fat: 3 g"), (P, "Protein: 2g")]),
        ("de", [(H, "Nährwerte pro Portion"), (P, "Kalorien: 250 kcal, Kohlenhydrate: 30 g, Eiweiß: 5 g, Fett: 2 g")]),
        ("fr", [(P, "Calories : 250 kcal – Glucides : 30 g – Protéines : 5 g – Lipides : 2 g")]),
        ("es", [(P, "Calorías: 250 kcal, Carbohidratos: 30 g, Proteínas: 5 g, Grasas: 2 g")]),
    ],
)
def test_a_nutrition_label_is_in_the_notes(language: str, label: list[tuple[BlockKind, str]]) -> None:
    """With its heading; nobody can remember ten numbers that are read out."""
    found = told(*lines(*label), language=language)
    assert heard(found) == []
    assert {e.fate for e in found.ledger if e.block > 0} == {Fate.NOTES}
    assert [n.text for n in found.notes] == [text for _, text in label]


def test_a_nutrition_table_is_in_the_notes_and_a_sentence_is_said() -> None:
    """A table of three nutrients is a label as well; a sentence about them is not."""
    table = Block(T, "", rows=(("Calories", "250"), ("Fat", "3 g"), ("Protein", "2 g")))
    assert heard(told(table)) == []
    prose = "A slice has 250 calories, 30 g of carbohydrates and 5 g of protein, which is enough for a morning at sea."
    assert heard(told(Block(P, prose))) != []
