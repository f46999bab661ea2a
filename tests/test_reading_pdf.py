"""PDFs as printers, word processors and TeX write them: what a listener hears, and what is only printed."""

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.errors import UnsupportedError
from podcaster.model import Article, BlockKind, Omission
from podcaster.reading import read_bytes
from podcaster.reading.pdf import text
from podcaster.reading.pdf.paragraphs import Words, joined
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

Row = tuple[float, float, float, str]  # x, y, size, text
LOCK = (
    "A lock is a chamber of water with a gate at either end, and it carries boats up a hill without "
    "an engine. The keeper lets the water in, and the boat rises with it until both levels are the same."
)


def one(pages: list[list[Row]], **facts: str) -> Article:
    (article,) = read_bytes(build.pdf(pages, **facts), "a.pdf")
    return article


def column(text: str, x: float, y: float, *, width: int = 80, size: float = 11.0) -> list[Row]:
    """A paragraph of printed lines from the height *y* down."""
    return [(x, y - 14 * at, size, line) for at, line in enumerate(build.printed(text, width))]


def said(article: Article, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [block.text for block in article.blocks if block.kind is kind]


def test_hyphens_at_the_ends_of_lines() -> None:
    """A word that was cut is whole again; the hyphen of a compound stays, as its other words show."""
    lines = [
        "The keeper was an emo-",
        "tional man, and a well-",
        "known one. He liked his boat-",
        "house, and the boat-house liked him, for it was built in the nineteen-",
        "twenties, which were a good time for houses of wood.",
    ]
    (text,) = said(one([[(60.0, 700.0 - 14 * at, 11.0, line) for at, line in enumerate(lines)]]))
    assert "an emotional man" in text
    assert "a well-known one" in text
    assert "his boat-house, and" in text


def test_the_hyphen_that_word_processors_hide_leaves_no_gap() -> None:
    """U+00AD at the end of a line is no more than a place where the word could be cut."""
    (text,) = said(
        one([[(60.0, 700.0, 11.0, "The water of the ca\u00ad"), (60.0, 686.0, 11.0, "nal was low all year.")]])
    )
    assert text == "The water of the canal was low all year."


def test_two_columns_that_were_written_row_by_row() -> None:
    """The left column is read to its end before the right one begins; a title over both stays above them."""
    left = build.printed(f"{GULLS} {BREAD} {FERRY}", 42)
    right = build.printed(f"{LOCK} {LOCK}", 42)
    rows: list[Row] = [(60.0, 780.0, 20.0, "News from the water, east and west")]
    for at in range(max(len(left), len(right))):
        rows += [
            (x, 740.0 - 14 * at, 10.0, lines[at]) for x, lines in ((50.0, left), (320.0, right)) if at < len(lines)
        ]
    article = one([rows])
    assert article.title == "News from the water, east and west"
    text = " ".join(said(article))
    assert text == f"{GULLS} {BREAD} {FERRY} {LOCK} {LOCK}"


def test_a_table_is_no_pair_of_columns() -> None:
    """Rows of three and more cells that stand apart are the rows of a table."""
    cells = [("Boat", "Length", "Built"), ("Heron", "21 m", "1931"), ("Otter", "18 m", "1954"), ("Swan", "9 m", "1988")]
    rows = column(FERRY, 60.0, 760.0)
    rows += [
        (60.0 + 150 * n, 600.0 - 14 * at, 11.0, cell) for at, row in enumerate(cells) for n, cell in enumerate(row)
    ]
    (table,) = [block for block in one([rows]).blocks if block.kind is BlockKind.TABLE]
    assert table.rows == tuple(cells)


def test_running_heads_of_two_rows_and_the_numbers_of_pages() -> None:
    """Heads that alternate between left and right pages go with the row below them; a title of the same words stays."""
    pages = []
    for number in range(4):
        heads = ["Quarterly of the canals", "Volume 9"] if number % 2 == 0 else ["Locks and their keepers", "A. Reed"]
        rows: list[Row] = [
            (60.0, 812.0, 8.0, heads[0]),
            (60.0, 800.0, 8.0, heads[1]),
            (290.0, 30.0, 9.0, f"– {number} –"),
        ]
        if number == 0:
            rows.append((60.0, 770.0, 22.0, "Locks and their keepers"))
        rows += column((GULLS, BREAD, FERRY, LOCK)[number], 60.0, 730.0)
        pages.append(rows)
    article = one(pages)
    assert article.title == "Locks and their keepers"
    assert said(article) == [GULLS, BREAD, FERRY, LOCK]
    gone = [o.text for o in article.left_out if o.reason is Omission.NAVIGATION]
    assert {"Volume 9", "A. Reed", "– 3 –"} <= set(gone)


def test_text_that_happens_to_repeat_is_no_running_head() -> None:
    """Full lines of the text stay, even where the same words begin the next page too."""
    pages = [column(f"{FERRY} {GULLS}", 60.0, 780.0), column(f"{FERRY} {BREAD}", 60.0, 780.0)]
    text = " ".join(said(one(pages)))
    assert text.count(FERRY) == 2


def test_notes_at_the_foot_of_a_page_and_their_numbers() -> None:
    """The number of a note is not read within the sentence, and the note does not cut the text in two."""
    first = [
        (60.0, 700.0, 11.0, "The ferry has not sailed on a Sunday since the war"),
        (322.0, 704.0, 6.0, "1"),
        (60.0, 686.0, 11.0, "and nobody in the two villages has ever asked for it"),
        (60.0, 80.0, 8.0, "1 The one before the last, that is."),
    ]
    second = [(60.0, 780.0, 11.0, "because on Sundays they go to see each other by the bridge.")]
    article = one([first, second])
    (text,) = said(article)
    assert text == (
        "The ferry has not sailed on a Sunday since the war and nobody in the two villages has ever asked for it "
        "because on Sundays they go to see each other by the bridge."
    )
    (note,) = [block for block in article.blocks if block.kind is BlockKind.FOOTNOTE]
    assert (note.marker, note.text) == ("1", "The one before the last, that is.")


def test_a_table_of_contents_is_not_read() -> None:
    """Neither with rows of dots nor without."""
    rows = [(60.0, 780.0, 16.0, "Contents"), (60.0, 750.0, 11.0, "1 Gates 2"), (60.0, 736.0, 11.0, "2 Keepers 14")]
    article = one([rows, column(GULLS, 60.0, 700.0)])
    assert article.text.strip() == GULLS


@pytest.mark.parametrize(
    "known",
    ["Paper Title (use style: paper title)", "905_Final_v2", "10811.exe", "Microsoft Word - notes.doc", "Untitled", ""],
)
def test_what_a_template_calls_a_title_gives_way_to_the_largest_line(known: str) -> None:
    """The title on the page is what its reader knows it by."""
    rows = [(60.0, 780.0, 20.0, "How a lock works"), *column(LOCK, 60.0, 740.0)]
    assert one([rows], title=known).title == "How a lock works"


def test_a_title_of_the_file_that_is_printed_too_or_says_more_is_kept() -> None:
    """A page of a magazine has its section in large letters; the file knows the article."""
    rows = [(60.0, 780.0, 20.0, "Waterways"), *column(LOCK, 60.0, 740.0)]
    assert one([rows], title="How a lock works").title == "How a lock works"
    rows[0] = (60.0, 780.0, 20.0, "How a lock works")
    assert one([rows], title="How a lock works, and why").title == "How a lock works, and why"


@pytest.mark.parametrize(
    ("author", "heard"),
    [
        ("office-2007", ()),
        ("e516160", ()),
        ("jreed", ()),
        ("Windows User", ()),
        ("DELL", ()),
        ("Ada Reed", ("Ada Reed",)),
        ("Ada Reed; Jo Quay", ("Ada Reed", "Jo Quay")),
        ("Board of Canals - jmf", ("Board of Canals",)),
    ],
)
def test_an_account_is_no_author(author: str, heard: tuple[str, ...]) -> None:
    """Programs write down who was logged in, or whose computer it was."""
    assert one([column(LOCK, 60.0, 740.0)], author=author).authors == heard


@pytest.mark.parametrize("name", ["title", "author"])
def test_a_property_that_is_no_text_does_not_cost_the_article(name: str) -> None:
    """Half of a surrogate pair, as a program leaves it that cuts a long title in the middle of an emoji."""
    data = build.pdf([column(LOCK, 60.0, 740.0)], **{name: "@" * 8})
    (article,) = read_bytes(data.replace(b"(@@@@@@@@)", b"<FEFFD83D>"), "a.pdf")
    assert said(article) == [LOCK]
    assert article.authors == ()


def test_a_printed_byline_tells_the_author_when_the_file_does_not() -> None:
    """As in "By Ada Reed" below the title."""
    rows = [(60.0, 780.0, 20.0, "How a lock works"), (60.0, 755.0, 11.0, "By Ada Reed"), *column(LOCK, 60.0, 720.0)]
    article = one([rows], author="e516160")
    assert article.authors == ("Ada Reed",)
    assert said(article) == [LOCK]


def test_a_form_is_refused() -> None:
    """Fields to fill in are no text."""
    with pytest.raises(UnsupportedError, match="a form with 12 fields") as caught:
        list(read_bytes(build.pdf([[(60.0, 700.0, 11.0, "Name and address:")]], fields=12), "a.pdf"))
    assert "print it into a new PDF" in caught.value.hint
    assert said(one([column(f"{LOCK} {GULLS} {BREAD}", 60.0, 740.0)]))


def test_a_few_words_are_no_scan() -> None:
    """A short text is read, and doubted because it is short."""
    article = one([[(60.0, 700.0, 11.0, "Closed on Monday.")]])
    assert article.text.strip() == "Closed on Monday."


def test_a_short_line_at_the_end_of_a_page_ends_its_paragraph() -> None:
    """As the last of a list, whose bullets many programs draw rather than write."""
    first = [*column(f"{LOCK} {GULLS} {BREAD}", 60.0, 760.0), (76.0, 500.0, 11.0, "Patience")]
    assert said(one([first, column(FERRY, 60.0, 760.0)]))[-2:] == ["Patience", FERRY]


def test_letters_far_outside_of_the_page_cost_no_time() -> None:
    """As damaged files have them."""
    rows = [
        *column(f"{LOCK} {GULLS} {BREAD} {FERRY}", 60.0, 740.0),
        (9e12, 100.0, 11.0, "far"),
        (60.0, -4e15, 3e9, "off"),
    ]
    assert LOCK in one([rows]).text


def test_one_of_each() -> None:
    """What is said of a page with a heading, a list, a note and its date of making."""
    rows: list[Row] = [
        (60.0, 790.0, 20.0, "How a lock works"),
        *column(LOCK, 60.0, 750.0),
        (60.0, 690.0, 14.0, "What the keeper needs"),
        (60.0, 665.0, 11.0, "• a windlass that fits every paddle on the canal"),
        (60.0, 651.0, 11.0, "• patience"),
        *column(FERRY, 60.0, 620.0),
    ]
    article = one([rows], title="How a lock works", author="Ada Reed")
    assert [(b.kind.value, b.text) for b in article.blocks] == [
        ("paragraph", LOCK),
        ("heading", "What the keeper needs"),
        ("list item", "a windlass that fits every paddle on the canal"),
        ("list item", "patience"),
        ("paragraph", FERRY),
    ]
    assert (article.title, article.authors) == ("How a lock works", ("Ada Reed",))
    assert article.date is None or isinstance(article.date, dt.date)


@pytest.mark.parametrize("before", ["", "peace "])
def test_a_word_that_the_file_says_beside_its_picture_is_in_its_own_order(before: str) -> None:
    """ActualText gives the letters of an Arabic word in one place: there is no order on the page to go by."""
    word = "سلام"
    data = build.pdf([[(50, 700, 11, "peace")]])
    span = b"/Span<</ActualText<FEFF%s>>>BDC (word) Tj EMC" % word.encode("utf-16-be").hex().upper().encode()
    (article,) = read_bytes(
        data.replace(b"(peace) Tj", (f"({before}) Tj ".encode() if before else b"") + span), "a.pdf"
    )
    assert said(article) == [before + word]


def test_a_word_that_is_one_sign_is_in_its_own_order() -> None:
    """All its letters are in one place, and PDFium has turned them; signs of no known letter beside it are left out."""

    class Letters:
        def across(self, at: int) -> tuple[float, float]:
            return (10.0, 40.0)

        def foot(self, at: int) -> tuple[float, float]:
            return (10.0, 5.0)

        def size(self, at: int) -> float:
            return 11.0

        def is_bold(self, at: int) -> bool:
            return False

        def turn(self, at: int) -> int:
            return 0

        def is_unknown(self, at: int) -> bool:
            return at == 5

    line, _ = text._line_from_right(Letters(), 0, "مالس Β", 0)  # type: ignore[arg-type]
    assert line.text == "سلام"


def test_a_page_of_figures_is_no_article() -> None:
    """Numbers with their labels are refused; an article with a table of figures is read."""
    rows = [(50.0, 780.0 - 12 * at, 9.0, f"QUAY {at} YES {at * 7} NO {at * 3} VOTES {at * 10}") for at in range(30)]
    with pytest.raises(UnsupportedError, match="a table of figures"):
        one([rows])
    prose = column(f"{GULLS} {BREAD} {FERRY} {LOCK}", 50.0, 780.0)
    assert said(one([[*prose, *[(x, y - 200, size, row) for x, y, size, row in rows[:6]]]]))[0].startswith("The gulls")


def test_lines_are_joined_at_their_ends_however_many_there_are() -> None:
    """Hyphens that follow each other, words longer than any, lines that are only a hyphen; nothing is lost."""
    words = Words([])
    assert joined(["an emo-", "tio-", "nal man, well-", "known"], words) == "an emotional man, well-known"
    assert joined(["a", "-", "b"], words) == "a - b"
    assert joined(["boat-"] * 3000 + ["s"], words) == "boat" * 3000 + "s"
    assert joined([f"{'o' * 500}-", "h"], words) == f"{'o' * 500}h"
    assert joined(["The boat came in."] * 1000, words) == " ".join(["The boat came in."] * 1000)


class _Seen(str):
    """Text that knows how much of it was looked at."""

    taken = 0

    def __getitem__(self, at: object) -> str:  # type: ignore[override]
        found = str.__getitem__(self, at)  # type: ignore[index]
        _Seen.taken += len(found)
        return found


def test_only_the_end_of_a_line_is_looked_at_for_a_hyphen() -> None:
    """Not the whole paragraph again for each of its lines."""
    _Seen.taken = 0
    joined([_Seen("The boat came in before noon, and nobody was there. " * 20) for _ in range(50)], Words([]))
    assert _Seen.taken <= 50 * 100
