"""Whole pages that a program turned into Markdown or text."""

from __future__ import annotations

import datetime as dt

import pytest

from podcaster import reading
from podcaster.model import Article, BlockKind, Omission
from podcaster.reading.markdown import dumps
from tests.formats.build import BREAD, FERRY, GULLS


def read(text: str, name: str = "saved.md") -> Article:
    return next(iter(reading.read_bytes(text.encode(), name)))


def said(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.text]


MENU = "".join(f"  * [{name}](/{name.lower()})\n" for name in ("About", "Archive", "Books", "Contact", "Login"))
PAGE = f"""Gulls and bread — The Quay

[The Quay](/) [Search](/search)

{MENU}
## Gulls and bread

By Ada Reed

March 5, 2024

{GULLS}

### The wall

{BREAD} He has [a stall](https://quay.example/the-stall-behind-the-church-
and-the-wall) too.

> {FERRY}

```
count = 11
```

{GULLS.replace("second", "third")}

{FERRY.replace("thirtieth", "third")}

[Share](https://www.facebook.com/sharer?u=a) [Tweet](https://twitter.com/intent/tweet?a=b)

## Related posts

[ Oct 5 The mail boat ](/mail-boat)

[ Oct 9 The lamp ](/lamp)

© 2024 The Quay. All rights reserved.

[Books](/books) [Blog](/blog) [Contact](/contact)
"""


def test_a_page_turned_into_markdown_is_its_article():
    """Menus, share buttons, related posts and the footer go; quotations, headings and listings keep their kinds."""
    found = read(PAGE)
    assert (found.title, found.authors, found.date) == ("Gulls and bread", ("Ada Reed",), dt.date(2024, 3, 5))
    assert (
        " ".join(block.kind for block in found.blocks) == "paragraph heading paragraph quote code paragraph paragraph"
    )
    assert said(found)[2] == f"{BREAD} He has a stall too."


def test_an_own_text_with_links_is_no_page():
    """Links at the end, links to the text's own headings, and a list of links without prose are what somebody wrote."""
    links = "\n".join(f"- [Place {n}](https://quay.example/{n})" for n in range(12))
    prose = f"{GULLS}\n\n{BREAD}\n\n{FERRY}\n\n{GULLS}"
    assert not dumps.is_page(f"{prose}\n\n## Places\n\n{links}")
    assert not dumps.is_page(links)
    assert not dumps.is_page("\n".join(f"- [Part {n}](#part-{n})" for n in range(9)) + f"\n\n{prose}")
    assert dumps.is_page(PAGE.replace("March", f"{prose}\n\nMarch"))


def test_a_line_break_behind_a_hyphen_is_no_space():
    """A program that wraps lines breaks compound words; "pre- and postwar" keeps its space."""
    found = read(f"{GULLS}\n\nIt is a trade-\noff between pre-\nand postwar tides, and a -\nlong dash.\n")
    assert said(found)[1] == "It is a trade-off between pre- and postwar tides, and a - long dash."


@pytest.mark.parametrize("more", ["", "- Bread again\n"])
def test_a_table_of_contents_is_not_narrated(more):
    """A list that repeats the headings below it, in their order; any other list stays."""
    headings = ("What gulls eat", "Where bread comes from", "When ferries stop")
    body = "\n\n".join(f"## {head}\n\n{text}" for head, text in zip(headings, (GULLS, BREAD, FERRY), strict=True))
    listed = "".join(f"- {head}\n" for head in headings)
    found = read(f"# Notes\n\n{FERRY}\n\n{listed}{more}\n{body}\n")
    assert len([block for block in found.blocks if block.kind is BlockKind.LIST_ITEM]) == (4 if more else 0)


def test_what_a_table_of_contents_names_is_a_heading_of_a_plain_text():
    """A short line below the second heading hides that it is one; a name that begins with a dot keeps its blank."""
    headings = ("What gulls eat", "The code of the .NET keepers", "When ferries stop")
    listed = "".join(f"- {head}\n" for head in headings)
    first, second, third = headings
    prose = f"{GULLS}\n\n{BREAD}\n\n{FERRY}"
    text = f"{first}\n\n{prose}\n\n{second}\n\nNote: bring a coat\n\n{prose}\n\n{third}\n\n{prose}\n"
    found = read(f"Gulls\n\n{FERRY}\n\n{listed}\n{text}", "saved.txt")
    assert not any(block.kind is BlockKind.LIST_ITEM for block in found.blocks)
    assert [b.text for b in found.blocks if b.kind is BlockKind.HEADING and b.text in headings] == list(headings)


def test_a_lynx_dump_is_wrapped_with_the_numbers_of_its_links():
    """A line is full with the number that the browser wrote into it, so the sentence goes on."""
    text = (
        "   The harbour fills twice a day, and twice a day the boats lie on the mud\n"
        "   and wait. As the keeper said in [1]Letters from the Quay, that book in\n"
        "   [2]Norwegian binding, nobody counts the gulls until they are gone, and\n"
        "   then everybody remembers how many there were at [3]the tower and wall.\n"
        "   Nobody had counted them before, so nobody could say whether there was\n"
        "   one gull more or one gull less than in the year before that storm.\n\nReferences\n\n"
        "   1. https://quay.example/a\n   2. https://quay.example/b\n   3. https://quay.example/c\n"
    )
    found = read(text, "dump.txt")
    assert len(said(found)) == 1
    assert "that book in Norwegian binding" in said(found)[0]


def test_descriptions_of_pictures_above_the_text_are_no_title():
    """pandoc writes them in brackets; in the text below, brackets are somebody's words."""
    found = read(
        f"[Quay logo]\n\nGulls and bread\n\n[Ada Reed]\n\n{GULLS}\n\n[Laughter in the hall]\n\n{BREAD}\n", "saved.txt"
    )
    assert found.title == "Gulls and bread"
    assert said(found) == [GULLS, "[Laughter in the hall]", BREAD]


def test_a_caption_of_pandoc_is_displayed():
    """It is marked as hidden from screen readers, because the picture's description says the same."""
    caption = "<figcaption aria-hidden='true'>The wall in March</figcaption>"
    figure = f"<figure><img src='a.jpg' alt='The wall'/>{caption}</figure>"
    found = read(f"# Gulls\n\n{GULLS}\n\n{figure}\n\n{BREAD}\n")
    assert "The wall in March" in said(found)


def test_a_heading_that_a_program_wrapped_is_whole():
    """html2text breaks a heading over three lines, and puts a space between emphasis and a comma."""
    long = "What the keeper of the light said about the gulls that follow the last boat"
    head = f"{long}\nevery evening in March and what the baker who feeds them answered him\nat the quay"
    page = PAGE.replace("### The wall", f"### {head}").replace("> ", "_The Lamp_ , a book, and [a stall](/b) .\n\n> ")
    found = read(page)
    assert head.replace("\n", " ") in said(found)
    assert "The Lamp, a book, and a stall." in said(found)


def test_a_page_that_pandoc_converted_ends_with_the_article():
    """Credits and the publisher's request are no text; the writer's own Markdown keeps such lines."""
    foot = "**Photo by Ada Reed/Tidewater via Getty Images**\n\nDonations to the quay are tax-deductible."
    text = "\n\n".join((GULLS, BREAD, FERRY, *(f"{number}. {GULLS}" for number in range(4))))
    found = read(f"<div>\n\n<div>\n\n# Gulls\n\n{text}\n\n{foot}\n\n</div>\n\n</div>\n")
    assert said(found)[-1].endswith(GULLS[-20:])
    assert [(note.text[:10], note.reason) for note in found.left_out if note.text[:5] in ("Photo", "Donat")] == [
        ("Photo by A", Omission.CREDIT),
        ("Donations ", Omission.FOOTER),
    ]
    assert said(read(f"# Gulls\n\n{text}\n\n{foot}\n"))[-1].startswith("Donations")


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("The Quay Papers launched in January 2013 as a letter{of}.\n\nReaders write them.", False),
        ("The Quay Papers is a weekly newsletter{of}.", False),
        ("The Quay Papers burnt in January 2013{of}.", True),
    ],
)
@pytest.mark.parametrize("name", ["saved.md", "saved.txt"])
def test_a_last_section_that_presents_the_blog_is_not_read(name, last, kept):
    """Its heading is a name, and its first sentence says what that is."""
    mark = "## " if name.endswith("md") else ""
    last = last.replace(
        "{of}", ", of which nobody on the island, be it a keeper or a baker, has read more than one page"
    )
    found = read(f"{mark}Gulls\n\n{GULLS}\n\n{BREAD}\n\n{mark}Quay Papers\n\n{last}\n", name)
    assert any("Quay Papers" in text for text in said(found)) is kept
    assert BREAD in said(found)


def test_a_button_under_a_picture_is_not_read():
    """Some sites write "View fullsize" there, and converters keep it."""
    assert "View fullsize" not in said(read(PAGE.replace("> ", "View fullsize\n\n> ")))
