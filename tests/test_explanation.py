"""What will be said, and what will not, for people."""

from dataclasses import replace

from podcaster.listening import explanation
from podcaster.model import Article, Block, BlockKind, Fate, LedgerEntry, LeftOut, Omission, Role, Script, Utterance

ARTICLE = Article(
    blocks=(Block(BlockKind.PARAGRAPH, "It cost $3 <now>."), Block(BlockKind.CODE, "print(1)\nprint(2)")),
    title="Prices & <b>ferries</b>",
    authors=("Jo Vane",),
    language="en",
    left_out=(LeftOut("Share this post", Omission.SHARING),),
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


def test_the_page_shows_source_and_narration_and_lets_no_markup_through() -> None:
    """A hostile title is text, and nothing is fetched."""
    page = explanation.as_page(ARTICLE, SCRIPT)
    assert "<b>ferries" not in page
    assert "It cost $3 &lt;now&gt;." in page
    assert "It cost three dollars now." in page
    assert "Share this post" in page
    assert "sharing" in page
    assert "http" not in page


def test_the_page_shows_a_block_as_it_looks() -> None:
    """A table is a table, a quotation has its speaker, and what another voice says is told apart."""
    blocks = (
        Block(BlockKind.TABLE, "a b", rows=(("a", "b"),)),
        Block(BlockKind.QUOTE, "Less is more.", level=1, attribution="Robert"),
        Block(BlockKind.FIGURE, ""),
    )
    said = (
        Utterance("A table.", "A table.", Role.TABLE, "heart", "en", 650, block=0, ipa=(("table", "teɪbl"),)),
        Utterance("Less is more.", "Less is more.", Role.QUOTE, "michael", "en", 650, block=1),
    )
    page = explanation.as_page(Article(blocks, "Plain"), Script(said, ()))
    assert "<td>a</td><td>b</td>" in page
    assert "— Robert" in page
    assert '<p class="quote second">' in page
    assert "table /teɪbl/" in page
    assert page.count('class="row"') == 2


def test_a_draft_is_called_one() -> None:
    """It is shown, but no run would make an episode of it."""
    assert "! a draft" in explanation.as_text(replace(ARTICLE, unpublished="it is a draft"), SCRIPT)
    assert "! a draft" not in explanation.as_text(ARTICLE, SCRIPT)
