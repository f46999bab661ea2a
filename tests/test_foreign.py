"""Quotations and paragraphs in another language than their article's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podcaster.config import Cast, Settings
from podcaster.model import Article, Block, BlockKind, Role
from podcaster.reading import html
from podcaster.script import foreign, write

ENGLISH = "We walked along the quay until it was dark, and nobody said a word about the letter."
FRENCH = "Nous avons marché le long du quai jusqu'à la nuit, et personne n'a parlé de la lettre."
GERMAN = "Wir gingen am Kai entlang, bis es dunkel war, und niemand sprach von dem Brief."
SPANISH = "Caminamos por el muelle hasta que se hizo de noche, y nadie habló de la carta."
ITALIAN = "Abbiamo camminato lungo il molo fino a notte, e nessuno ha parlato della lettera."
PORTUGUESE = "Caminhamos pelo cais até ficar escuro, e ninguém falou sobre a carta que não veio."
ALL = {"en": ENGLISH, "fr": FRENCH, "de": GERMAN, "es": SPANISH, "it": ITALIAN, "pt": PORTUGUESE}
PLAIN = Settings(intro="")


def told(*blocks: Block, language: str = "en", settings: Settings = PLAIN) -> list[tuple[str, str]]:
    """(voice, language) of each utterance."""
    return [(u.voice, u.language) for u in write(Article(blocks, "A", language=language), settings).utterances]


def paragraph(text: str, language: str = "") -> Block:
    return Block(BlockKind.PARAGRAPH, text, language=language)


def test_a_quotation_is_spoken_in_its_own_language() -> None:
    """In an English article, the French narrator reads French, and the second Spanish voice a Spanish block quote."""
    quote = Block(BlockKind.QUOTE, SPANISH)
    assert told(paragraph(ENGLISH), paragraph(FRENCH), quote) == [("heart", "en"), ("siwis", "fr"), ("alex", "es")]


@pytest.mark.parametrize("own", ALL)
def test_every_pair_of_languages(own: str) -> None:
    """A paragraph is known in an article of any other language, and never taken for another in its own."""
    assert {language: foreign.other(text, own) for language, text in ALL.items()} == {
        language: "" if language == own else language for language in ALL
    }


@pytest.mark.parametrize(
    "text",
    [
        "Je ne sais pas pourquoi.",
        "Casa del Sol, La Paz, El Paso, Los Angeles, Las Vegas, San Francisco de la Torre.",
        "The French say “c'est la vie”, and we say that it is what it is, as they do.",
        "Anna, Jan, Piet, Klaas, Marie, Joris, Corneel, Nele, Lotte",
        "npm run build -- --watch && la -l de en es",
        "",
    ],
)
def test_short_or_mixed_paragraphs_keep_the_language_of_the_article(text: str) -> None:
    """A wrong voice is worse than a foreign accent."""
    assert foreign.other(text, "en") == ""


def test_the_language_that_a_page_declares_is_used() -> None:
    """However short it is; unless its words are those of the article, as under templates that mark everything."""
    assert foreign.other("Je ne sais pas pourquoi.", "en", "fr-FR") == "fr-FR"
    assert foreign.other(ENGLISH, "en", "fr") == ""
    assert foreign.other(FRENCH, "fr-CA", "fr-FR") == ""
    assert told(paragraph(ENGLISH), paragraph("Je ne sais pas pourquoi.", "fr")) == [("heart", "en"), ("siwis", "fr")]


def test_a_language_without_a_voice_stays_with_the_narrator() -> None:
    """Nobody wants a robot in the middle of an article; whoever does names a cast."""
    assert told(paragraph(ENGLISH), paragraph(GERMAN)) == [("heart", "en"), ("heart", "en")]
    own = replace(PLAIN, casts={"de": Cast(narrator="system")})
    assert told(paragraph(ENGLISH), paragraph(GERMAN), settings=own)[1] == ("system", "de")
    system = replace(PLAIN, voice="system")
    assert told(paragraph(ENGLISH), paragraph(GERMAN), settings=system)[1] == ("system", "de")


def test_it_can_be_turned_off() -> None:
    """One voice for everything, by setting or by choice of a narrator."""
    one = [("heart", "en"), ("heart", "en")]
    assert told(paragraph(ENGLISH), paragraph(FRENCH, "fr"), settings=replace(PLAIN, other_languages=False)) == one
    assert told(paragraph(ENGLISH), paragraph(FRENCH), settings=replace(PLAIN, voice="heart")) == one


def test_the_numbers_are_in_its_language() -> None:
    """The rules of speech are those of the paragraph."""
    found = write(Article((paragraph(ENGLISH), paragraph(f"{FRENCH} Il y en avait 12.")), "A", language="en"), PLAIN)
    assert "douze" in found.utterances[-1].spoken
    assert found.utterances[-1].role is Role.NARRATOR


def test_a_page_marks_its_quotations() -> None:
    """lang= on a quotation or a paragraph of a saved page."""
    page = (
        f"<html lang=en><body><article><h1>A walk</h1><p>{ENGLISH} {ENGLISH} {ENGLISH}</p>"
        f"<blockquote lang=fr><p>Je ne sais pas pourquoi.</p></blockquote><p lang=it>Chi lo sa, chi lo sa davvero.</p>"
        f"<div lang=de><p>The answer came a year later.</p><p lang=en>It was short.</p></div></article></body></html>"
    )
    found = html.read(page.encode(), "a.html")
    assert [b.language for b in found.blocks] == ["", "fr", "it", "", "en"]
    spoken = {(u.voice, u.language) for u in write(found, PLAIN).utterances}
    assert {("heart", "en"), ("siwis", "fr"), ("sara", "it")} <= spoken


@pytest.mark.parametrize("own", ["ja", "zh", "ru"])
def test_a_phrase_in_latin_letters_is_foreign_where_they_are_not_used(own: str) -> None:
    """In a Japanese article three English words are English; a name or a term is none."""
    assert foreign.other("Leave the lamp on.", own) == "en"
    assert foreign.other("Ne dites rien à personne.", own) == "fr"
    assert {
        foreign.other(text, own) for text in ("Harbour Light Magazine", "GPU cloud", "灯台は light house です")
    } == {""}
    assert foreign.other("Leave the lamp on.", "de") == ""


def test_an_english_quotation_in_a_japanese_post_has_an_english_voice() -> None:
    """Not the second Japanese voice, which would read it in katakana."""
    blocks = paragraph("港は静かでした。"), Block(BlockKind.QUOTE, "Lamp Light")
    assert told(*blocks, language="ja") == [("alpha-ja", "ja"), ("kumo", "ja")]
    blocks = paragraph("港は静かでした。"), Block(BlockKind.QUOTE, "Nobody came.")
    assert told(*blocks, language="ja") == [("alpha-ja", "ja"), ("michael", "en")]
