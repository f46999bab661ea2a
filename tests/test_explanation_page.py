"""The page that shows where what is said differs from what is written."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.listening.differences import Piece, compared, with_left_out
from podcaster.listening.explanation_page import as_page
from podcaster.model import (
    Article,
    Block,
    BlockKind,
    Doubt,
    Fate,
    LedgerEntry,
    LeftOut,
    Omission,
    Role,
    Script,
    Utterance,
)

ARTICLE = Article(
    blocks=(Block(BlockKind.PARAGRAPH, "It cost $3 <now>."), Block(BlockKind.CODE, "print(1)\nprint(2)")),
    title="Prices & <b>ferries</b>",
    authors=("Jo Vane",),
    language="en",
    source="prices.html",
    left_out=(LeftOut("Share this post", Omission.SHARING),),
)
SCRIPT = Script(
    (Utterance("It cost $3 <now>.", "It cost three dollars <now>.", Role.NARRATOR, "heart", "en", 650, block=0),),
    (
        LedgerEntry("It cost $3 <now>.", Fate.SPOKEN, 0),
        LedgerEntry("print(1)\nprint(2)", Fate.NOTES, 1, Omission.CODE),
    ),
)


def marks(written: str, said: str) -> list[tuple[str, str]]:
    return [(piece.written.strip(), piece.said) for piece in compared(written, said) if piece.differs]


@pytest.mark.parametrize(
    ("written", "said", "differences"),
    [
        ("$3, not 5%.", "three dollars, not five percent.", [("$3", "three dollars"), ("5%", "five percent")]),
        ("AT&T said “no” – it re-read (all of) it", "AT and T said no, it re read all of it.", [("AT&T", "AT and T")]),
        ("the lamp in a storm", "Picture: the lamp in a storm.", [("", "Picture:")]),
        ("Dr. Vane’s boat", "Doctor Vane's boat", [("Dr.", "Doctor")]),
        ("彼は10kgの米を買った。", "彼は十キログラムの米を買った。", [("10kg", "十キログラム")]),
        ("In 2017–18).", "In twenty seventeen to eighteen).", [("2017–18", "twenty seventeen to eighteen")]),
        ("I ♥ boats", "I boats", [("♥", "")]),
        ("So it is.", "so it is", []),
    ],
)  # fmt: skip
def test_only_what_one_hears_is_a_difference(written: str, said: str, differences: list[tuple[str, str]]) -> None:
    """Words, signs and numbers; neither case nor quotation marks, and never the full stop behind them."""
    assert marks(written, said) == differences


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_written_and_nothing_said_gets_lost(written: str, said: str) -> None:
    """The pieces are the sentence, whatever the two texts are; and what is marked as the same is the same."""
    pieces = compared(written, said)
    assert "".join(piece.written for piece in pieces) == (written if written.strip() else "")
    heard = re.sub(r"\s", "", "".join(piece.said if piece.differs else piece.written for piece in pieces))
    assert {*re.sub(r"\s", "", said).casefold()} - {*heard.casefold()} <= {
        s for s in said.casefold() if not s.isalnum()
    }


def test_two_long_texts_are_not_compared_word_by_word() -> None:
    """A sentence of thousands of other words takes no minutes: its middle is one difference."""
    old, new = (" ".join(f"{letter}{n}" for n in range(2000)) for letter in "ab")
    assert len(compared(f"Here {old} ends", f"Here {new} ends")) == 3


def test_what_is_left_out_stands_where_it_is_written() -> None:
    """The mark of a footnote in its sentence; at the end what has no place."""
    gone = LedgerEntry("1", Fate.LEFT_OUT, 0, Omission.FOOTNOTE)
    pieces = with_left_out((Piece("since 1951, and on"),), 10, gone)
    assert [piece.written or piece.left_out for piece in pieces] == ["since 1951", gone, ", and on"]
    assert with_left_out((Piece("all"),), 9, gone)[-1].left_out == gone


def test_a_paragraph_shows_written_and_said_in_one() -> None:
    """Struck through what is written, underlined what is said instead; no usual pause, no markup of the page."""
    page = as_page(ARTICLE, SCRIPT)
    assert "It cost <del>$3</del> <ins>three dollars</ins> &lt;now&gt;." in page
    assert "<b>ferries" not in page
    assert "650" not in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)
    assert re.search(r"<dd>1</dd><dt>sentence</dt>.*<dd>1</dd><dt>said otherwise than written</dt>", page)
    assert "In the notes of the episode, not spoken: 1 code listing." in page
    assert "<summary>1 share button</summary>" in page


def test_struck_words_and_marks_are_shown_in_their_sentence() -> None:
    """As not said, with the reason; a note that is too long for a sentence stands below it."""
    text = "since 1951, for ninety sixty crowns."
    entries = (
        LedgerEntry("since 1951", Fate.SPOKEN, 0),
        LedgerEntry("1", Fate.LEFT_OUT, 0, Omission.FOOTNOTE),
        LedgerEntry(", for", Fate.SPOKEN, 0),
        LedgerEntry("ninety", Fate.LEFT_OUT, 0, Omission.MARKUP),
        LedgerEntry("sixty crowns.", Fate.SPOKEN, 0),
        LedgerEntry("A long story. " * 9, Fate.LEFT_OUT, 0, Omission.AUTHOR),
    )
    said = Utterance(
        "since 1951, for sixty crowns.", "since 1951, for sixty crowns.", Role.NARRATOR, "heart", "en", 650, 0
    )
    page = as_page(replace(ARTICLE, blocks=(Block(BlockKind.PARAGRAPH, text),)), Script((said,), entries))
    assert re.search(
        r'since 1951<s title="footnote, left out">1</s>, for <s title="[^"]+">ninety</s> sixty crowns', page
    )
    assert page.index("sixty crowns") < page.index("A long story. A long story.")


def test_what_is_only_said_is_marked_and_other_voices_are_named() -> None:
    """A cue is no sentence of the article; who reads a quotation is named once, and long silence in words."""
    blocks = (Block(BlockKind.CODE, "x = 1"), Block(BlockKind.QUOTE, "Less is more. So be it.", level=1))
    said = (
        Utterance(
            "A listing is in the notes.", "A listing is in the notes.", Role.CODE_CUE, "heart", "en", 650, block=0
        ),
        Utterance("Less is more.", "Less is more.", Role.QUOTE, "michael", "en", 300, block=1),
        Utterance("So be it.", "So be it.", Role.QUOTE, "michael", "en", 3000, block=1, ipa=(("be", "biː"),)),
    )
    page = as_page(replace(ARTICLE, blocks=blocks), Script(said, ()))
    assert "<ins>A listing is in the notes.</ins>" in page
    assert page.count(">Michael</span>") == 1
    assert "Heart reads the text; Michael reads quotations." in page
    assert "be /biː/" in page
    assert "then 3 seconds of silence" in page


def test_paragraphs_said_as_written_are_folded_away() -> None:
    """Of a long article one sees first what differs; the rest opens without a script, and so do the filters."""
    texts = [f"The ferry of day {name} came in at noon." for name in "abcdefghij"]
    blocks = [Block(BlockKind.PARAGRAPH, text) for text in texts]
    said = [Utterance(text, text, Role.NARRATOR, "heart", "en", 650, block=n) for n, text in enumerate(texts)]
    said[4] = replace(said[4], spoken="The boat of day e came in at noon.")
    page = as_page(replace(ARTICLE, blocks=tuple(blocks)), Script(tuple(said), ()))
    assert re.findall(r"(\d+) paragraphs said as written", page) == ["4", "5"]
    assert page.count('<div class="row changed') == 1
    assert "Changes <span>1</span>" in page
    assert "<script" not in page


def test_doubts_come_with_what_to_do_about_them() -> None:
    """In words, and as commands with the name that was typed; without a doubt there is no such part."""
    doubtful = replace(ARTICLE, doubts=((Doubt.PAYWALL, "it looks like the teaser of a paid article"),))
    page = as_page(doubtful, SCRIPT, "my posts/prices.html")
    assert "it looks like the teaser of a paid article" in page
    words = re.sub(r"<[^>]+>", "", page)
    assert "If this is the article: podcaster convert &#x27;my posts/prices.html&#x27; --force" in words
    assert "What to do" not in as_page(ARTICLE, SCRIPT)


def test_the_text_keeps_its_direction_on_an_english_page() -> None:
    """The words of the page are English; title and text are marked with the article's own language."""
    page = as_page(replace(ARTICLE, title="الميناء", language="ar"), SCRIPT)
    assert '<html lang="en">' in page
    assert '<h1 lang="ar" dir="rtl">الميناء</h1>' in page
    assert '<div class="text" lang="ar" dir="rtl">' in page
