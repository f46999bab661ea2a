"""Plain text: the article as it was written, and nothing that the page around it said."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.errors import NoTextError
from podcaster.model import BlockKind, Doubt, LeftOut, Omission
from podcaster.reading import doubts, furniture, plain
from podcaster.reading.plain import listings, scattered_code
from podcaster.reading.plain.lines import Piece

ARTICLES = Path(__file__).parent / "articles"


def article(name: str):
    return plain.read((ARTICLES / name).read_text(encoding="utf-8"), name)


def test_a_pasted_post_is_only_the_post():
    """Title, byline and date are known, and neither they nor the comment form are in the text."""
    found = article("pasted.txt")
    assert found.title == "The Long Ferry Home"
    assert found.authors == ("Ida Holm",)
    assert found.site == "Tidewater Notes"
    assert found.date == dt.date(2021, 3, 4)
    assert found.language == "en"
    assert found.blocks[0].text.startswith("Nobody on the quay")
    assert found.blocks[-1].text.endswith("a little longer than the last.")
    assert len(found.blocks) == 4
    assert "(w)e go at ten" in found.blocks[1].text


def test_what_was_left_out_is_written_down_with_its_reason():
    """A lost paragraph can be found, and self-promotion is called by its name."""
    reasons = {entry.reason for entry in article("pasted.txt").left_out}
    assert {Omission.PROMOTION, Omission.COMMENTS, Omission.METADATA} <= reasons


def test_a_dump_of_a_text_browser_becomes_prose():
    """Wrapped lines are joined, link numbers and pictures go, lists and headings stay what they are."""
    found = article("dump.txt")
    assert found.title == "The Clock That Ran Ahead"
    kinds = [b.kind for b in found.blocks]
    assert kinds.count(BlockKind.LIST_ITEM) == 2
    assert [b.text for b in found.blocks if b.kind is BlockKind.HEADING] == ["What the children did"]
    assert "See the old timetable for the reason." in found.blocks[0].text
    assert found.blocks[-1].text.endswith("the whole town slept badly.")
    assert "[" not in found.text
    assert "tidewater.example" not in found.text


def test_a_short_note_is_read_whole():
    """A note without furniture loses nothing: its first line is the title."""
    found = plain.read("Shopping\n\nBuy milk.\n\nBuy bread, too.", "note.txt")
    assert found.title == "Shopping"
    assert [b.text for b in found.blocks] == ["Buy milk.", "Buy bread, too."]


def test_a_byline_right_below_a_title_is_no_part_of_it():
    """A poem with its poet on the second line is not called by both."""
    found = plain.read(
        "The Tide\nby Nora Vane\n\nThe boat goes out at seven,\nthe boat comes back at nine.\n", "tide.txt"
    )
    assert (found.title, found.authors) == ("The Tide", ("Nora Vane",))


def test_a_sentence_that_a_link_broke_is_whole_again():
    """Text that was taken out of a page element by element reads as it was written."""
    prose = (
        "The keeper of the light said on Monday, via the\nharbour office\n, that nobody had seen the boat since noon."
    )
    found = plain.read(f"Lights\n\n{prose}\n\nAnother paragraph follows here, as long as the first one was.", "x.txt")
    assert "via the harbour office, that nobody" in found.text


def test_nothing_to_say_is_an_error():
    """An empty file is not an episode of silence."""
    with pytest.raises(NoTextError):
        plain.read(" \n\n--- \n", "empty.txt")


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_tidy_blocks_or_says_that_there_is_nothing(text):
    """Blocks have no control characters, no doubled spaces, no invisible characters."""
    try:
        found = plain.read(text, "any.txt")
    except NoTextError:
        return
    for block in found.blocks:
        assert block.text == " ".join(block.text.split())
        assert not set(block.text) & set("\u00a0\u200b\u00ad\ufeff\x00\x07")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Leave a Reply", Omission.COMMENTS),
        ("Share this:", Omission.SHARING),
        ("Facebook Twitter Pinterest", Omission.SHARING),
        ("Lesen Sie auch: Zehn Leuchttürme", Omission.RELATED),
        ("Lire aussi : Dix phares", Omission.RELATED),
        ("Advertisement", Omission.ADVERT),
        ("Photo: E. Strand", Omission.CREDIT),
        ("© 2021 Tidewater Notes. All rights reserved.", Omission.FOOTER),
        ("March 4, 2021", Omission.METADATA),
        ("We share the road with the cars.", None),
        ("The advertisement in the window had been there for years.", None),
        ("«Wir sind alle müde»", None),
        ("He subscribes to the view that boats are better than trains.", None),
    ],
)
def test_lines_of_furniture(text, reason):
    """Furniture is known by whole lines: prose that speaks of it is still prose."""
    assert furniture.line(text) is reason


def test_no_line_makes_the_patterns_run_for_ever():
    """Lines made to confuse patterns are judged at once."""
    for text in ("1" * 300, "share " * 50 + "!", "jan " * 70, "by " * 100, "- " * 150, "a" * 319):
        furniture.line(text)
        furniture.edge(text)
        furniture.credit_behind(text)


def test_a_teaser_is_doubted():
    """The free beginning of a paid article is not published without asking."""
    found = plain.read(
        "A Paid Story\n\nThe boat came in at noon.\n\nSubscribe to continue reading this article.",
        "teaser.txt",
    )
    kinds = [kind for kind, _ in doubts.of_text(found.blocks, "Subscribe to continue reading this article.")]
    assert Doubt.PAYWALL in kinds
    assert Doubt.SHORT in kinds


def test_code_that_a_converter_indented_is_no_prose():
    """pandoc indents listings by four columns; a poem that is indented so has no signs of code."""
    prose = "The harbour fills twice a day, and twice a day the boats lie on the mud and wait for the water."
    code = "    import ropes\n\n    def tie(knot):\n        return ropes.tie(knot)"
    poem = "    The gulls are gone,\n    the boats are in,\n    and nobody counts them."
    text = f"Knots\n\n{prose}\n\n{code}\n\n{prose}\n\n{poem}\n\n{prose}\n"
    found = plain.read(text, "knots.txt")
    assert [b.text for b in found.blocks if b.kind is BlockKind.CODE] == [textwrap.dedent(code)]
    assert "nobody counts them" in found.text
    dump = plain.read(textwrap.indent(text, "   "), "knots.txt")  # a text browser indents every line
    assert not any(b.kind is BlockKind.CODE for b in dump.blocks)


NUMBERED = ["def tie(knot):", "    # as sailors do", "", "    for rope in knot:", "        rope.pull()"] * 2
BESIDE = [f"{number:<2} {line}".rstrip() for number, line in enumerate(NUMBERED, 1)]
ABOVE = [*map(str, range(1, len(NUMBERED) + 1)), "", *NUMBERED]
LONG = "The harbour fills twice a day, and twice a day the boats lie on the mud and wait for the water."


@pytest.mark.parametrize("code", [BESIDE, ABOVE])
def test_the_numbers_of_lines_are_no_code(code):
    """w3m writes them before the lines, lynx above them; what is left is one listing."""
    found = plain.read("\n".join(["Knots", "", LONG, "", *code, "", LONG, ""]), "knots.txt")
    assert [b.text for b in found.blocks if b.kind is BlockKind.CODE] == ["\n".join(NUMBERED)]
    assert [b.text for b in found.blocks if b.kind is not BlockKind.CODE] == [LONG, LONG]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{n} Boat (no. {n}) came in;" for n in range(1, 12)],
        ["1 港(一)の灯;", "2 港(二)の霧;", "3 港(三)の雨;"],
        ["1", "The first boat", "2", "The second boat"],
    ],
)
def test_a_numbered_list_that_is_no_code_is_said(lines):
    """Its texts do not begin in one column behind all numbers, or are no code."""
    found = plain.read("\n".join(["Knots", "", LONG, "", *lines, "", LONG, ""]), "knots.txt")
    said = " ".join([b.text for b in found.blocks])
    assert not any(b.kind is BlockKind.CODE for b in found.blocks)
    assert all(line.lstrip("0123456789 ") in said for line in lines)


def test_code_ends_before_a_paragraph_though_there_are_more_numbers():
    """A save may have dropped blank lines, or wrapped others."""
    numbers = [*map(str, range(1, 8)), ""]
    found = plain.read(
        "\n".join(["Knots", "", LONG, "", *numbers, "import os", "x = f(1);", "", LONG, ""]), "knots.txt"
    )
    assert [b.text for b in found.blocks if b.kind is not BlockKind.CODE] == [LONG, LONG]
    assert [b.text for b in found.blocks if b.kind is BlockKind.CODE] == ["import os\nx = f(1);"]


def test_thousands_of_numbers_without_code_are_no_listing():
    """They are left out, if nothing else stands on their lines."""
    for lines in (["1"] * 4000, [f"1 {n};" for n in range(4000)], [str(n) for n in range(1, 4000)]):
        found, numbers = listings.numbered(lines)
        assert not found
        assert len(numbers) in (0, 3999)


@pytest.mark.parametrize(
    "names",
    [
        "   #Harbour Notes",
        "   #alternate Harbour Notes » Feed Harbour Notes » The boats of the outer wall\n   Comments Feed",
        "#Harbour Notes RSS",
    ],
)
def test_the_names_of_feeds_at_the_top_of_a_dump_are_left_out(names):
    """lynx writes what the head of a page links to."""
    body = textwrap.indent(f"The boats of the outer wall\n\n{LONG}\n\n{LONG}\n", "   ")
    found = plain.read(f"{names}\n\n{body}", "x.txt")
    assert found.title == "The boats of the outer wall"
    assert any(LeftOut(" ".join(names.split()), Omission.MARKUP) == left for left in found.left_out)


@pytest.mark.parametrize(
    "first",
    ["#harbour #boats", "# The boats", "#1 of the boats\nis the ferry.", "#Nofilter is a lie\n   every morning"],
)
def test_words_of_a_note_that_begins_with_such_a_sign_stay(first):
    """A note is no dump."""
    assert (
        first.split()[-1]
        in plain.read(f"{first}\n\n{LONG}\n\n{LONG}\n", "x.txt").title
        + plain.read(f"{first}\n\n{LONG}\n\n{LONG}\n", "x.txt").text
    )


CODE = ("import React from 'react';", "function Lamp() {", "return (", "<b>lit</b>", ");", "}")


@pytest.mark.parametrize("chosen", [(), (1, 4)])
def test_code_with_a_paragraph_for_each_line_is_one_listing(chosen):
    """A text browser puts a blank line between the lines; the model may find any of them inside or outside."""
    texts = ("The keeper wrote this program:", *CODE, "It lights the lamp.", *CODE)
    inside = [number in (0, 7, *chosen) for number in range(len(texts))]
    prose = [number in (0, 7) for number in range(len(texts))]
    found, within = scattered_code.gathered([Piece(text) for text in texts], inside, prose)
    assert [piece.text for piece in found] == [texts[0], texts[7], *CODE]
    assert found[0].listings == ("\n".join(CODE),)
    assert within == [True, True, *inside[8:]]  # what stands behind the article is not gathered


TOKENS = [
    ["import", "axios", "from", "'axios';", "function", "App", "()", "{", "return", "(", "<", "ul", "/>", ");", "}"],
    ["WITH", "series", "AS", "(", "SELECT", "n", "FROM", "unnest", "(array", "[", "1,", "2", "])", "AS", "n", ");"],
]


@pytest.mark.parametrize("tokens", TOKENS)
def test_code_with_a_piece_for_each_word_is_one_listing(tokens):
    """As programs write the code of a highlighter; the heading behind it is none of it."""
    texts = ["The harbour fills twice a day.", *tokens, "What it prints", "The boats lie on the mud and wait."]
    prose = [True] + [False] * (len(texts) - 2) + [True]
    found, within = scattered_code.gathered(
        [Piece(text) for text in texts], [True, *([False] * len(tokens)), True, True], prose
    )
    assert [piece.text for piece in found] == [texts[0], *texts[-2:]]
    assert found[0].listings == ("\n".join(tokens),)
    assert within == [True] * 3


def test_short_lines_in_an_article_are_no_listing():
    """Buttons with counts, names, and words in brackets that a program put on lines of their own."""
    short = [
        "Share",
        "Tweet",
        "(12)",
        "Like (3)",
        "Ann Lee,",
        "Ben Moss,",
        "(",
        "here",
        "and",
        "there",
        ")",
        "More",
        "2 of 5",
    ]
    texts = ["The harbour fills twice a day.", *short, "The boats lie on the mud and wait."]
    prose = [True] + [False] * len(short) + [True]
    found, _ = scattered_code.gathered([Piece(text) for text in texts], prose, prose)
    assert [piece.text for piece in found] == texts


def test_a_drawn_table_is_one_listing():
    """As a database prints it."""
    rows = ["n \u2502 score", "\u2500\u2500\u253c\u2500\u2500", "2 \u2502 1.5", "3 \u2502 2.5"]
    texts = ["The harbour fills twice a day.", *rows, "The boats lie on the mud and wait."]
    prose = [True] + [False] * len(rows) + [True]
    found, _ = scattered_code.gathered([Piece(text) for text in texts], prose, prose)
    assert found[0].listings == ("\n".join(rows),)


def test_lines_without_signs_of_code_are_no_listing():
    """A poem, and a list of names, stay as they are."""
    texts = ("The keeper wrote this:", "The gulls are gone", "the boats are in", "nobody counts them", "He signed it.")
    inside = [True, False, False, False, True]
    found, within = scattered_code.gathered([Piece(text) for text in texts], inside, [True, False, False, False, True])
    assert [piece.text for piece in found] == list(texts)
    assert within == inside


GOODS = ("the milk", "bread", "two eggs", "salt", "rope", "oil", "tea", "lamps", "nails", "wool", "paint")


@pytest.mark.parametrize("count", [3, len(GOODS)])
@pytest.mark.parametrize("form", ["- {};", "- {} ;", "2. {};", "- {} :)", "{};"])
def test_an_enumeration_is_no_listing(form, count):
    """Its items end with a semicolon in many languages, as lines of code do; a smile is no bracket of code."""
    prose = "The boat was loaded before the tide turned, and the keeper counted what was carried down to her. " * 2
    items = "\n\n".join(form.format(one) for one in GOODS[:count])
    text = f"The supply boat\n\n{prose}\n\nShe took:\n\n{items}\n\n{prose}\n\n{prose}\n"
    blocks = plain.read(text, "a.txt").blocks
    assert not [block for block in blocks if block.kind is BlockKind.CODE]
    said = " ".join(block.text for block in blocks)
    assert [one for one in GOODS[:count] if one not in said] == []


class Counted(list[bool]):
    """A list that counts how often it is asked."""

    asked = 0

    def __getitem__(self, at):
        self.asked += 1
        return super().__getitem__(at)


def test_the_work_on_single_words_grows_with_their_number():
    """Single words with a sign here and there are no code; from each sign, the whole rest was looked through."""
    asked = []
    for count in (2000, 4000):
        pieces = [Piece("x;" if number % 12 == 0 else "word") for number in range(count)]
        prose = Counted([False] * count)
        found, _ = scattered_code.gathered(pieces, [True] * count, prose)
        assert found == pieces
        asked.append(prose.asked)
    assert asked[1] < 2.5 * asked[0]


def test_a_numbered_step_about_a_newsletter_is_said():
    """An item with a number is a step, whatever button it names."""
    prose = "The harbour fills twice a day, and twice a day the boats lie on the mud and wait for the water."
    step = "Go to the page where you want to get the newsletter, and click on the button there."
    text = f"The lamp\n\n{prose}\n\n1. Copy the address.\n2. {step}\n3. Paste it.\n\n{prose}\n"
    assert step in plain.read(text, "lamp.txt").text
    assert step not in plain.read(text.replace("2. ", "* "), "lamp.txt").text


def test_a_name_that_begins_with_a_dot_keeps_its_blank_at_a_line_break():
    """A full stop that was wrapped has none."""
    line = "The keeper of the harbour and the light has written a program for"
    text = f"{line}\n.NET, and he says that nobody on the whole island but him will use it.\n\n"
    found = plain.read(f"{text * 4}", "saved.txt")
    assert "a program for .NET, and he" in found.text


DAYS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth"),
)
LANTERNS = [f"The lantern of the {day} day, as the book calls it" for day in DAYS]


@pytest.mark.parametrize(
    ("between", "kept"),
    [
        ("189\n\nOil and wick", ["Oil and wick"]),
        ("Related posts\n\n" + "\n".join(f"   {n}. {line}" for n, line in enumerate(LANTERNS[:4], 1)), []),
        ("Share this\n\n" + "\n".join(f"   {n}. {line}" for n, line in enumerate(LANTERNS, 1)), LANTERNS),
    ],
)
def test_only_a_short_list_below_a_line_of_furniture_is_its_own(between, kept):
    """A number is no heading, and what goes on for longer than such lists do is the article's."""
    days = [
        f"On the {day} day the crew of the lightship counted the lanterns again, and the keeper wrote the number down."
        for day in DAYS
    ]
    menu, foot = ("Home", "News", "Boats", "Sign in"), ("Share this", "Privacy policy")
    text = "\n\n".join([*menu, "The lanterns of the lightship", *days[:7], between, *days[7:], *foot])
    blocks = plain.read(text, "x.txt").blocks
    assert [block.text for block in blocks if not block.text.startswith("On the")] == kept
