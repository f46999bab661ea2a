"""What is no plain article is doubted: discussions, lists of links, formulas, pictures, texts left out in its midst."""

from __future__ import annotations

import pytest

from podcaster.model import Doubt
from podcaster.reading import html

LINES = (
    "The ferry was late again, and the people on the quay had put their bags down in the rain.",
    "A man in a yellow coat said that the engine had been mended twice since the beginning of spring.",
    "Nobody believed him, because the boat had come in on time on all the other days of that week.",
    "In the end it was only a rope that had been left around the wrong post on the other side.",
)
TEXT = "".join(f"<p>{line} So it went on day {day}.</p>" for day in range(2) for line in LINES)
OTHER = "".join(f"<p>{line.lower()} Such was night {night}.</p>" for night in range(3) for line in LINES)
FORMULA = "<math><mi>a</mi><mo>=</mo><mi>b</mi><mo>+</mo><mi>c</mi><mo>+</mo><mi>d</mi></math>"
FIGURE = "<figure><img src=a.png><figcaption>The boat in the night of winter {0}</figcaption></figure>"
ROW = "<tr><td>{0}.</td><td><a href=/{0}>The ferry in winter number {0}</a></td><td>by Bo</td></tr>"
LINK = "<li><a href=/{0}>A page about the island, the ferry and winter number {0}</a></li>"


def doubts(body: str) -> dict[Doubt, str]:
    page = f"<html lang=en><head><title>The ferry</title></head><body><h1>The ferry</h1>{body}</body></html>"
    return dict(html.read(page.encode(), "ferry.html").doubts)


def posts(count: int) -> str:
    return "".join(f"<div class=comment><b>Bo</b><p>{LINES[n % 4]} I saw it.</p></div>" for n in range(count))


CASES = {
    Doubt.DISCUSSION: (posts(6), "it is a discussion of 6 posts"),
    Doubt.LINKS: (
        f"<table>{''.join(ROW.format(n) for n in range(20))}</table>",
        "words are links",
    ),
    Doubt.FORMULAS: (
        f"<main>{''.join(f'<p>Here is one more of them: {FORMULA * 6}</p>' for _ in range(14))}</main>",
        "of its text is formulas",
    ),
    Doubt.PICTURES: (
        f"<main>{TEXT}{''.join(FIGURE.format(n) for n in range(22))}{OTHER[:400]}</p></main>",
        "22 pictures and captions among",
    ),
    Doubt.INCOMPLETE: (
        f"<article><h2>The ferry</h2>{TEXT}</article><article><h2>The island</h2>{OTHER}</article>",
        "another whole article of the page was not taken",
    ),
}


@pytest.mark.parametrize(("kind", "case"), CASES.items(), ids=[kind.value for kind in CASES])
def test_a_page_that_is_no_plain_article_is_doubted(kind, case):
    """The user is told why the result may not be what he saved."""
    body, sentence = case
    assert sentence in doubts(body)[kind]


def test_an_article_with_a_few_of_everything_is_not_doubted():
    """A link, a picture, a formula and two comments are part of any blog."""
    body = (
        f"<main>{TEXT}<p>It is {FORMULA} in <a href=/x>the old book</a>.</p><figure><img src=a.png><figcaption>A boat"
        f"</figcaption></figure>{TEXT.replace('day', 'night')}</main><ul>{LINK.format(1)}</ul>{posts(2)}"
    )
    assert doubts(body) == {}


def test_many_words_left_out_between_the_paragraphs_are_a_doubt():
    """What stands in the midst of an article and is not said may be a part of it."""
    between = f"<ul>{''.join(LINK.format(n) for n in range(9))}</ul>"
    first, second = TEXT, TEXT.replace("day", "night")
    assert (
        "words between its paragraphs were left out"
        in doubts(f"<main>{first}{between}{second}</main>")[Doubt.INCOMPLETE]
    )
    assert doubts(f"<main>{first}<ul>{LINK.format(1)}</ul>{second}</main>") == {}


def test_short_lines_of_a_chinese_article_are_its_own():
    """A sentence without spaces has few characters, and stands in a box of its own at the beginning and the end."""
    middle = "".join(f"<p>渡轮又一次迟到了，码头上的人们把行李放在雨里，等了{n}个小时。</p>" for n in range(2, 12))
    body = (
        f"<div class=post_content><section>大家好！</section><section>{middle}</section>"
        "<section>晚安，再见</section></div><div><p>分享</p></div>"
    )
    page = f"<html lang=zh><head><title>渡轮</title></head><body><h1>渡轮</h1>{body}</body></html>"
    found = html.read(page.encode(), "ferry.html")
    assert (found.blocks[0].text, found.blocks[-1].text) == ("大家好！", "晚安，再见")


def test_the_last_short_reply_of_a_discussion_is_said():
    """A reply without a full stop, behind posts of the same kind, belongs to them."""
    last = "<div class=status><b><a href=/bo>Bo</a></b><p><a href=/ella>@ella</a> so did I</p></div>"
    body = posts(6).replace("=comment", "=status") + last
    page = f"<html><head><title>The ferry</title><meta name=author content=Ella></head><body>{body}</body></html>"
    assert "@ella so did I" in html.read(page.encode(), "ferry.html").text


def test_a_subtitle_that_is_the_description_is_said():
    """The description is shown and not spoken, so the line below the title is the only place for its words."""
    line = "What the keeper saw on the pier before the last boat of the year came in"
    page = (
        f"<html><head><title>The ferry</title><meta name=description content='{line}'></head><body><article>"
        f"<h1>The ferry</h1><p class=subtitle>{line}</p>{TEXT}</article></body></html>"
    )
    assert html.read(page.encode(), "ferry.html").blocks[0].text == line
