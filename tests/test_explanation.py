"""What will be said, and what will not, for people."""

from dataclasses import replace

from podcaster.listening import explanation
from podcaster.model import Article, Block, BlockKind, Fate, LedgerEntry, Omission, Role, Script, Utterance

ARTICLE = Article(
    blocks=(Block(BlockKind.PARAGRAPH, "It cost $3 <now>."), Block(BlockKind.CODE, "print(1)\nprint(2)")),
    title="Prices & <b>ferries</b>",
    authors=("Jo Vane",),
    language="en",
)
SCRIPT = Script(
    (Utterance("It cost $3 <now>.", "It cost three dollars now.", Role.NARRATOR, "heart", "en", 650, block=0),),
    (
        LedgerEntry("It cost $3 <now>.", Fate.SPOKEN, 0),
        LedgerEntry("print(1)\nprint(2)", Fate.NOTES, 1, Omission.CODE),
    ),
)


def test_the_text_shows_voices_pauses_and_omissions() -> None:
    """One glance at a terminal."""
    text = explanation.as_text(ARTICLE, SCRIPT)
    assert "[narrator, heart, 650 ms] It cost three dollars now." in text
    assert "in the notes" in text
    assert "print(1) print(2)" in text


def test_the_text_tells_how_much_is_known_of_the_language() -> None:
    """A language with full rules is not mentioned."""
    assert "rules" not in explanation.as_text(ARTICLE, SCRIPT)
    assert "* Polish has only basic rules: numbers," in explanation.as_text(replace(ARTICLE, language="pl"), SCRIPT)
    assert "* Korean has no rules: the voice" in explanation.as_text(replace(ARTICLE, language="ko-KR"), SCRIPT)


def test_a_draft_is_called_one() -> None:
    """It is shown, but no run would make an episode of it."""
    assert "! a draft" in explanation.as_text(replace(ARTICLE, unpublished="it is a draft"), SCRIPT)
    assert "! a draft" not in explanation.as_text(ARTICLE, SCRIPT)


def test_a_length_is_told_in_words() -> None:
    """Seconds for a note, minutes for a post, hours for a book; never 24:01 min."""
    told = [explanation.length(seconds) for seconds in (0.2, 1, 54, 60, 361, 3600, 3905, 7260)]
    assert told == [
        "1 second", "1 second", "54 seconds", "1 minute", "6 minutes", "1 hour", "1 hour 5 minutes", "2 hours 1 minute"
    ]  # fmt: skip
