"""The risky words of an archive: found, counted, ranked, and made into a lexicon to fill in."""

from __future__ import annotations

from podcaster.config import Settings
from podcaster.listening.risky_words import Risk, audition, stub, survey
from podcaster.model import Article, Block, BlockKind
from podcaster.script.lexicon import Lexicon, own_entries, parse

SETTINGS = Settings(intro="")


def post(*paragraphs: str, source: str = "a.md", language: str = "en") -> Article:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    return Article(blocks, "A post", language=language, source=source)


ARCHIVE = (
    post(
        "The QRSP group met in Szczecin with the mayor of Szczecin.",
        "We use the WidgetMaker and the frob_nicate tool.",
        "In the evening, they read the news about naïveté in May and on Monday.",
    ),
    post("Nobody from the QRSP group came. Widgets are cheap, and the widgets are fine.", source="b.md"),
)


def test_every_kind_of_risk_is_found_and_counted() -> None:
    """Acronyms, identifiers, names, foreign words and homographs, each with the sentence that it stands in."""
    found = {w.word: w for w in survey(ARCHIVE, SETTINGS).words}
    assert {word: w.risk for word, w in found.items()} == {
        "QRSP": Risk.ACRONYM,
        "Szczecin": Risk.NAME,
        "WidgetMaker": Risk.IDENTIFIER,
        "frob_nicate": Risk.IDENTIFIER,
        "naïveté": Risk.FOREIGN,
        "read": Risk.HOMOGRAPH,
    }
    assert (found["QRSP"].count, found["QRSP"].articles) == (2, 2)
    assert (found["Szczecin"].count, found["Szczecin"].articles) == (2, 1)
    assert "Szczecin" in found["Szczecin"].sentence
    assert found["Szczecin"].source == "a.md"


def test_a_capital_at_the_head_of_a_sentence_is_no_name() -> None:
    """Nor is a word that stands in small letters elsewhere, a month, a day, or any German noun."""
    words = survey([*ARCHIVE, post("Wir sahen den Hafen und das Schiff.", language="de")], SETTINGS).words
    assert not {"Widgets", "Nobody", "May", "Monday", "Hafen"} & {w.word for w in words}


def test_what_the_lexicon_knows_is_not_risky_any_more() -> None:
    """An approved word disappears from the list."""
    lexicon = Lexicon(parse("Szczecin\tsay\tshchetsin\nQRSP\tletters\n"))
    assert not {"Szczecin", "QRSP"} & {w.word for w in survey(ARCHIVE, SETTINGS, lexicon=lexicon).words}


def test_the_riskiest_come_first_and_figures_that_no_rule_read_are_named() -> None:
    """What occurs often weighs more; the order never changes by chance."""
    words = survey(ARCHIVE, SETTINGS).words
    assert [w.score for w in words] == sorted((w.score for w in words), reverse=True)
    assert words[-1].word == "read"
    assert survey(ARCHIVE, SETTINGS).words == words


def test_an_article_without_a_script_is_listed_and_the_others_go_on() -> None:
    """Nothing is passed over in silence."""
    found = survey([post("* * *", source="empty.md"), *ARCHIVE], SETTINGS)
    assert found.articles == 3
    assert [source for source, _ in found.failed] == ["empty.md"]
    assert found.words


def test_an_audition_fits_into_its_time_and_hears_no_sentence_twice() -> None:
    """About a minute, the riskiest words first."""
    words = survey(ARCHIVE, SETTINGS).words
    chosen = audition(words, characters=150)
    assert sum(len(w.sentence) for w in chosen) <= 150
    assert len({w.sentence for w in chosen}) == len(chosen)
    assert chosen[0] == words[0]


def test_the_stub_is_a_lexicon_with_everything_switched_off(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """It is valid as it is, and every entry is valid once its # is taken away."""
    path = tmp_path / "lexicon.tsv"
    text = stub(survey(ARCHIVE, SETTINGS).words)
    path.write_text(text)
    assert own_entries(path) == ()
    switched_on = "\n".join(line.removeprefix("# ") for line in text.splitlines() if "\t" in line and "  " not in line)
    assert {e.word for e in parse(switched_on)} >= {"QRSP", "Szczecin", "WidgetMaker"}
