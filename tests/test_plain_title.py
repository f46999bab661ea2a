"""Which line of a plain-text save is its title."""

from __future__ import annotations

import pytest

from podcaster.reading import plain
from podcaster.reading.plain import choose, lines, title

MENU = "Home\n\nNews\n\nBoats\n\nSign in\n\n"
STORY = "\n\n".join(
    f"On the {day} day the crew of the lightship counted the lanterns again, and the keeper wrote their number down."
    for day in ("first", "second", "third", "fourth", "fifth")
)


TITLE = "The keeper of the lightship lanterns"


@pytest.mark.parametrize(
    "save",
    [
        f"{MENU}Tidewater Weekly\n\n{TITLE}\n\nBy Ada Vane\n\nMarch 4, 2021\n\n{STORY}\n\nShare this",
        f"{TITLE} | Tidewater\n\n{MENU}{TITLE}\n\n{STORY}\n\nLeave a reply",
        f"{MENU}Most read\n\n{TITLE}\n\n{STORY}\n\nShare this\n\nPrivacy policy",
    ],
)
def test_the_title_is_the_line_whose_words_the_text_uses(save: str) -> None:
    """The name of the site, a menu and a label above it are not."""
    assert plain.read(save, "save.txt").title == TITLE


def test_no_sentence_of_the_text_is_a_title() -> None:
    """Where no line is like a title, the choice of the rules stays."""
    found, _ = lines.pieces(STORY)
    rules = choose.Stretch(0, len(found), "", -1)
    assert title.find(found, rules, 0) == -1


def test_every_sign_has_its_weight() -> None:
    """What is said of a line is what the weights are for."""
    found, _ = lines.pieces(f"{MENU}The lanterns\n\n{STORY}")
    for _, said in title.candidates(found, choose.Stretch(0, len(found), "", -1), 5):
        assert said.keys() == title.WEIGHTS.keys()
