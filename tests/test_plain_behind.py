"""What stands behind an article in a plain-text save is none of it, whatever the model says."""

from __future__ import annotations

import pytest

from podcaster.model import Doubt
from podcaster.reading import plain
from podcaster.reading.plain import region

TOLD = [
    f"The {number} boat came in before noon, and nobody on the quay had expected it so early, least of all the harbour "
    "master, who was asleep in his chair."
    for number in ("first", "second", "third", "fourth", "fifth", "sixth")
]
RIGHTS = "版权声明：转载请写明出处"
COOKIES = (
    "This website uses cookies to improve your experience while you navigate through it. Out of these, those that are "
    "categorized as necessary are stored in your browser, as they are essential for the basic functions. "
) * 3


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that takes everything for the article."""
    monkeypatch.setattr(region, "choose", lambda found, _: region.Choice((True,) * len(found), 0.99))


def said(*parts: str) -> list[str]:
    """What is narrated of a page with these parts, without its menu."""
    article = plain.read("\n\n".join(["Home", "Share", *parts, "Privacy policy"]), "save.txt")
    return [block.text for block in article.blocks]


def told(*parts: str) -> list[str]:
    """Which of the paragraphs are narrated."""
    return [text for text in said(*parts) if text in TOLD]


@pytest.mark.parametrize(
    "notice",
    [
        RIGHTS,
        "All posts on this blog are licensed under CC BY-SA 4.0.",
        "CC BY 4.0",
        "Dieser Beitrag steht unter einer Creative-Commons-Lizenz.",
    ],
)
def test_an_article_ends_at_the_notice_of_its_rights(notice: str) -> None:
    """The posts behind it have the same form; other furniture stands beside it."""
    assert said(*TOLD[:4], "Author: Jo Vane", notice, "The next post", *TOLD[4:6]) == TOLD[:4]


@pytest.mark.parametrize("before", [0, 1])
def test_a_notice_of_rights_above_the_text_ends_nothing(before: int) -> None:
    """More of the text stands behind it."""
    assert told(*TOLD[:before], "Author: Jo Vane", RIGHTS, "The boats", *TOLD[before:]) == TOLD


@pytest.mark.parametrize(
    "line",
    [
        "The pictures come from a site whose text is under a Creative Commons licence.",
        "Photo by Ella Strand on Flickr, Creative Commons licensed",
        "CC BY-SA 4.0, Ella Strand",
        "Licence agreement: the paper that the fisherman signs before the season, and which nobody reads.",
        "Ce texte est sous licence, disait-il.",
        "What Creative Commons licences allow",
        "CC BY 4.0",
        "本文作者：王小明",
        "转载请注明出处这几个字，他写在每一封信的末尾。",
    ],
)
def test_a_line_about_rights_ends_no_text(line: str) -> None:
    """Without other furniture beside it, or above prose, it is a caption, a heading, or a sentence."""
    assert told(*TOLD[:4], line, *TOLD[4:]) == TOLD


HEADS = [
    ("Ella Strand, May 4, 2021 at 5:10 pm", "Jo Vane, May 5, 2021 at 6:10 am", "Ida Holm, May 5, 2021 at 7:00 am"),
    ("EllaMay 4, 2021 at 5:10 PM", "JoMay 5, 2021 at 6:10 AM", "IdaMay 5, 2021 at 7:00 AM"),
    ("Ella Strand hace 28 minutos", "Jo Vane hace 2 horas", "Ida Holm hace 3 días"),
    ("Ella Strand vor 3 Stunden", "Jo Vane vor 4 Stunden", "Ida Holm vor 2 Tagen"),
    ("Ella Strand says:", "Jo Vane wrote:", "Ida Holm replied:"),
    ("Ella Strand\n\n3 hours ago", "Jo Vane\n\n2 hours ago", "ida\n\n1 hour ago"),
]


@pytest.mark.parametrize("heads", HEADS)
def test_comments_are_known_by_the_lines_above_them(heads: tuple[str, ...]) -> None:
    """A line names a writer, a time, or both, and the comments have a heading or buttons."""
    comments = [part for head, text in zip(heads, TOLD[3:], strict=True) for part in (head, text)]
    assert said(*TOLD[:3], "3 Comments", *comments) == TOLD[:3]
    buttons = [part for head, text in zip(heads, TOLD[3:], strict=True) for part in (head, text, "Reply")]
    assert said(*TOLD[:3], *buttons) == TOLD[:3]


def test_some_comments_are_known_by_themselves() -> None:
    heads = [f"Report this Comment On May {n}, 2021, at 5:10 PM, strand wrote:" for n in (4, 5, 6)]
    comments = [part for head, text in zip(heads, TOLD[3:], strict=True) for part in (head, text)]
    assert said(*TOLD[:3], *comments) == TOLD[:3]


@pytest.mark.parametrize(
    "lines",
    [
        *HEADS[:-1],
        ("On May 4, 2021, at noon, the boat came in.", "It was 3 hours ago.", "In May 2021 at 5:10 the lamp went out."),
        ("Updated May 4, 2021 at 5:10 pm", "Updated May 5, 2021 at 6:10 am", "Updated May 6, 2021 at 6:10 am"),
        ("Update 4 May 2021, 5:10 pm", "Update 5 May 2021, 8:00 am", "Update 6 May 2021, 9:30 am"),
        ("Opening concert, 4 May 2021, 19:30", "Harbour walk, 5 May 2021, 10:00", "Choir, 6 May 2021, 20:00"),
        ("200 │ 2020-08-01 18:00:00+00", "201 │ 2020-08-01 19:00:00+00", "202 │ 2020-08-01 20:00:00+00"),
        ("The keeper said:", "The pilot replied:", "The keeper said:"),
        ("10 years ago", "25 years ago", "50 years ago"),
        ("The beginning\n\n12 months ago", "The middle\n\n6 months ago", "The end\n\n2 weeks ago"),
    ],
)
def test_a_text_may_have_times_and_speeches(lines: tuple[str, ...]) -> None:
    """Live blogs, programmes, tables, interviews and histories are no comments, though the page has some below."""
    parts = [part for line, text in zip(lines, TOLD[3:], strict=True) for part in (line, text)]
    assert told(*TOLD[:3], *parts) == TOLD
    comments = ["3 Comments"]
    for name in ("Ella", "Jo", "Ida"):
        comments += [
            f"{name} May 9, 2021 at 5:10 pm",
            f"What a day it was when {name} came back from the sea.",
            "Reply",
        ]
    assert told(*TOLD[:3], *parts, *comments) == TOLD
    assert "came back from the sea" not in " ".join(said(*TOLD[:3], *parts, *comments))


def test_a_text_goes_on_behind_comments_at_its_head() -> None:
    """Some pages show what readers say before the article."""
    long = [f"{text} {text} {n}" for n in range(8) for text in TOLD[:2]]
    assert said(*TOLD[:3], "3 Comments", *HEADS[0], *long)[-len(long) :] == long


def test_an_article_ends_where_a_list_of_others_begins_of_which_one_follows() -> None:
    """As pages do that never end; the list may be one of the article's own."""
    titles = ["The lamp that went out", "The rope that broke in May", "The crane that fell over twice"]
    listed = ["You may also like", *titles, "Harbour"]
    long = [f"{text} {text}" for text in TOLD[3:]]
    head = [f"{text} {text}" for text in TOLD[:3]]
    assert said(*head, *listed, titles[0], *long) == head
    assert said(*head, *listed, *long)[-3:] == long
    assert said(*head, *listed, TOLD[3] * 4, titles[0], *long)[-3:] == long


def test_cards_of_other_articles_have_one_label() -> None:
    cards = [
        part for n, text in enumerate(TOLD[1:]) for part in ("TRAVEL", f"A week at quay {n}", "by Ella Strand", text)
    ]
    assert said(TOLD[0] * 3, *cards) == [TOLD[0] * 3]
    unlabelled = [part for n, text in enumerate(TOLD[3:]) for part in (f"Book {n}", "by Ella Strand", text)]
    assert told(*TOLD[:3], *unlabelled) == TOLD
    reviews = [part for n, text in enumerate(TOLD[3:]) for part in ("Fiction", f"Book {n}", "by Ella Strand", text)]
    assert told(*TOLD[:3], *reviews) == TOLD


@pytest.mark.parametrize(
    "sentence",
    [
        "The seats went to Labour (12), the Greens (9), the Centre (4), the Left (3) and others (2).",
        "Others have found the same in Norway [1][2], in Iceland [3], in Scotland [4] and on the Faroes [5][6].",
        "Films: Nosferatu (1922) Metropolis (1927) M (1931) Vampyr (1932) King Kong (1933)",
        "The order is (1) haul, (2) sort, (3) gut, (4) ice, (5) land.",
        "Necessary cookies are the ones that a shop needs to remember what is in your basket.",
        "Lorem ipsum dolor sit amet, the most famous nonsense in the world, is not nonsense at all.",
        "Here <img width=1 height=1> is a mark of a counter, and nobody sees it on the page.",
        "<img width=1 height=1> is a mark of a counter, and nobody sees it on the page.",
    ],
)
def test_texts_about_such_things_are_said(sentence: str) -> None:
    assert sentence in said(*TOLD[:3], sentence, *TOLD[3:])


@pytest.mark.parametrize(
    "sentence",
    [
        r"Write {\displaystyle \sum} where you want limits above it, and \textstyle where not, said the teacher.",
        r"The fraction $\frac{\displaystyle a}{\displaystyle b}$ is written like this, said the teacher.",
        "The browser writes [MATH: before a formula, and nobody has asked it to do so, said the teacher.",
    ],
)
def test_texts_about_formulas_are_said(sentence: str) -> None:
    assert sentence in said(
        *TOLD[:3], sentence, *TOLD[3:], "It writes :MATH] behind it, said the teacher of the harbour."
    )


@pytest.mark.parametrize(
    "stock",
    [
        COOKIES.strip(),
        "Necessary cookies are absolutely essential for the website to function properly.",
        "harbour (12) lamps (3) fog (1) boats (44) ropes (2) mud (7) gulls (1)",
        "The rich text element allows you to create and format headings, paragraphs and images.",
        "Нашли ошибку? Выделите текст и нажмите Ctrl+Enter",
    ],
)
def test_text_that_programs_put_on_pages_is_not_said(stock: str) -> None:
    """Wherever it stands."""
    assert said(*TOLD[:3], stock, *TOLD[3:]) == TOLD


def test_formulas_are_said_once() -> None:
    """lynx writes the marks of MathML, browsers copy the TeX behind a formula as well."""
    marks = (
        "<semantics> <mrow> <mi>A</mi> <mo>=</mo> <mi>B</mi> </mrow> <annotation x='y'>A=B</annotation> </semantics>"
    )
    lynx = f"[MATH: {marks} :MATH]"
    found = said(*TOLD[:3], f"Where {lynx} holds, the boat is in the harbour, and nobody has to row.", TOLD[3])
    assert found[3] == "Where A = B holds, the boat is in the harbour, and nobody has to row."
    copied = r"Where A = B {\displaystyle A={\frac {B}{1}}} holds, the boat is in the harbour, and nobody has to row."
    assert said(*TOLD[:3], copied, TOLD[3])[3] == found[3]
    unfinished = r"Where A {\displaystyle A holds, the boat is in the harbour, and nobody has to row the whole way."
    assert said(*TOLD[:3], unfinished, TOLD[3])[3] == unfinished


def test_marks_of_counters_are_not_said() -> None:
    """As saves have them that kept a page's markup."""
    mark = '<div style="position:absolute;"><img width=1 height=1 alt="" src="https://example.org/count">'
    assert said(*TOLD[:3], mark, *TOLD[3:]) == TOLD


@pytest.mark.parametrize(
    "parts",
    [
        ("3 Comments", *(part for head, text in zip(HEADS[0], TOLD[3:], strict=True) for part in (head, text * 2))),
        ("Author: Jo Vane", RIGHTS, "The next post", *TOLD[3:]),
    ],
)
def test_what_is_cut_off_is_doubted(parts: tuple[str, ...]) -> None:
    """If it is more than a few lines."""
    article = plain.read("\n\n".join(["Home", "Share", *TOLD[:3], *parts, "Privacy policy"]), "save.txt")
    assert [b.text for b in article.blocks] == TOLD[:3]
    assert Doubt.INCOMPLETE in [kind for kind, _ in article.doubts]
