"""The intro says the title, so the text does not begin with it, however the save writes it."""

from __future__ import annotations

import pytest

from podcaster import reading
from podcaster.model import Article, BlockKind
from podcaster.reading import titles
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

TITLE = "The night the river rose"
TEXT = f"{GULLS}\n\n{FERRY}\n\n{BREAD}\n"


def read(text: str, name: str) -> Article:
    (article,) = reading.read_bytes(text.encode(), name)
    return article


def letter(subject: str, head: str) -> str:
    sender = "From: Ada Reed <ada@pier.example>\nTo: Ben Moss <ben@quay.example>\nDate: Tue, 05 Mar 2024 08:00:00 +0000"
    return f"{sender}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{head}\n\n{TEXT}"


def note(title: str, head: str) -> str:
    return f"---\ntitle: '{title}'\n---\n\n{head}\n\n{TEXT}"


def page(title: str, head: str) -> str:
    body = "".join(f"<p>{part}</p>" for part in (GULLS, FERRY, BREAD))
    return f"<html><head><title>{title}</title></head><body><main><article>{head}{body}</article></main></body></html>"


BOX = f"<table><tr><td colspan=2>{TITLE}</td></tr><tr><td>When</td><td>June 2024</td></tr></table>"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("letter.eml", letter(f"Letter 12: {TITLE}", TITLE)),
        ("letter.eml", letter(f"Letter 12: {TITLE}", f"# {TITLE}")),
        ("letter.eml", letter(f"Quay letters #12: {TITLE}", f"*{TITLE}*")),
        ("letter.eml", letter(f"Fwd: [Quay] {TITLE} | Quay letters", TITLE)),
        ("note.md", note(f"Fwd: {TITLE}", f"# {TITLE}")),
        ("note.md", note(f"Re: {TITLE}", TITLE)),
        ("note.md", note(TITLE, f"## {TITLE} | Quay letters")),
        ("note.md", note(f"{TITLE} | Quay letters", f"## {TITLE}")),
        ("save.txt", f"Fwd: {TITLE}\n\n{TITLE}\n\n{TEXT}"),
        ("save.txt", f"Subject: {TITLE}\n\n{TITLE}\n\n{TEXT}"),
        ("page.html", page(TITLE, f"<h2>{TITLE} | Quay letters</h2>")),
        ("page.html", page(TITLE, f"<h1>{TITLE}</h1><h2>{TITLE} | Quay letters</h2>")),
    ],
)
def test_a_title_is_said_once(name: str, text: str) -> None:
    """With and without "Fwd:", a number of the letter, the name of the site, and marks around it."""
    found = read(text, name)
    assert TITLE in found.title
    assert [block.text for block in found.blocks] == [GULLS, FERRY, BREAD]
    assert any(TITLE in note.text for note in found.left_out)


def test_a_box_of_facts_is_read_without_the_title_above_it() -> None:
    """Its other rows are read."""
    found = read(page(f"{TITLE} - Quay letters", f"<h1>{TITLE}</h1>{BOX}"), "page.html")
    assert found.blocks[0].rows == (("When", "June 2024"),)
    assert found.blocks[0].text == "When June 2024"


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Lisbon – Oporto", "## Lisbon\n\nThe trams are yellow there.\n\n## Oporto"),  # sections that the title lists
        ("Hello: a letter from the quay", "Hello"),
        (TITLE, f"{TITLE}, nobody in the whole of the village slept."),
        (TITLE, f"## {TITLE} | what everybody in the village remembers of it"),
        (TITLE, "## The night"),
    ],
)
def test_what_says_more_than_the_title_stays(title: str, head: str) -> None:
    found = read(note(title, head), "note.md")
    assert found.blocks[0].text == head.split("\n", maxsplit=1)[0].removeprefix("## ")


def test_a_sign_of_markdown_makes_a_heading_in_plain_text() -> None:
    """Several lines in a row are a list."""
    found = read(letter("The harbour", f"{GULLS}\n\n# Of boats\n\n{FERRY}\n\n# oars\n# ropes\n# sails"), "letter.eml")
    kinds = {block.text: block.kind for block in found.blocks}
    assert kinds["Of boats"] is BlockKind.HEADING
    assert {kinds[item] for item in ("oars", "ropes", "sails")} == {BlockKind.LIST_ITEM}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("かき", "かぎ", False),
        ("はは", "ぱぱ", False),
        ("दिन", "दान", False),
        ("ป่า", "ป้า", False),
        ("Café Zürich", "Cafe Zurich", True),
        ("Ёлка", "Елка", True),
        ("مُحَمَّد", "محمد", True),
        ("שָׁלוֹם", "שלום", True),
        ("Ferry ❤️ day", "Ferry ❤ day", True),
    ],
)
def test_a_mark_that_makes_another_word_counts_and_an_accent_does_not(one: str, other: str, *, is_same: bool) -> None:
    assert (titles.bare(one) == titles.bare(other)) is is_same
