"""Which part of a page is its article: all its containers, its lead, in any script; true reasons for the rest."""

from __future__ import annotations

import pytest

from podcaster.model import Article, Block, BlockKind, Doubt, Omission, Region, count_words
from podcaster.reading import html
from podcaster.reading.html import stretch, vote
from podcaster.reading.html.metadata import Metadata

QUAY = (
    "The harbour was quiet when the boat came in, and only two people waited on the quay with a dog.",
    "Nobody had told them that the ferry would be late, so they had brought coffee and a blanket.",
    "At noon the fog lifted from the breakwater, and the lamp was switched off for the first time in a week.",
    "The keeper wrote the hour into his book, closed it, and walked down the iron stairs to have his lunch.",
)
TIDE = tuple(line.replace("The", "That").replace("the", "this") for line in QUAY)


def paragraphs(lines: tuple[str, ...], times: int = 2) -> str:
    return "".join(f"<p>{line} It was day {day}.</p>" for day in range(times) for line in lines)


def numbered(lines: tuple[str, ...], times: int, word: str) -> str:
    """Paragraphs of which each stands once."""
    return "".join(f"<p>{line} That was {word} number {day * 7}.</p>" for day in range(times) for line in lines)


def article(body: str, head: str = ""):
    data = f"<html lang=en><head><title>The lamp</title>{head}</head><body>{body}</body></html>".encode()
    return html.read(data, "lamp.html")


def test_an_article_in_several_containers_is_read_whole():
    """An advert between two boxes of the same kind does not end the article."""
    found = article(
        f"<main><h1>The lamp</h1><div class='wide grid'><div class=body>{paragraphs(QUAY, 3)}</div></div>"
        f"<aside class=ad>Ropes!</aside><div class='wide grid'><div class=body>{paragraphs(TIDE, 3)}</div></div></main>"
    )
    assert QUAY[0] in found.text
    assert TIDE[3] in found.text


@pytest.mark.parametrize(
    "mark", ["<span class=author>Bo</span>", "<div itemprop=suggestedAnswer></div>", "<h2><a href=/x>More</a></h2>"]
)
def test_a_container_of_another_person_is_not_part_of_the_article(mark):
    """A second box with an author, an answer or a linked title stays out, though it looks the same."""
    found = article(
        f"<main><h1>The lamp</h1><div class=post>{paragraphs(QUAY, 9)}</div>"
        f"<div class=post>{mark}{paragraphs(TIDE, 2)}</div></main>"
    )
    assert QUAY[3] in found.text
    assert TIDE[3] not in found.text


def test_words_are_counted_in_scripts_without_spaces():
    """Two characters of Chinese, Japanese or Thai count as a word; Korean and Latin words have spaces."""
    assert count_words("a quiet harbour") == 3
    assert count_words("안녕 하세요") == 2
    assert count_words("灯塔看守人写下了时间。") == 5 + 1  # the full stop stands by itself
    assert count_words("RSS は便利です") == 1 + 3
    assert count_words("ประภาคาร") >= 3


def test_a_vote_for_next_to_nothing_is_not_believed():
    """Where the vote is for a caption, the densest element of the page is the article."""
    import lxml.html

    root = lxml.html.fromstring(f"<body><div><p>A lamp.</p></div><section>{paragraphs(QUAY)}</section></body>")
    found = [_found(p) for p in root.iter("p")]
    kept = stretch.between(found, [True] + [False] * 8, Metadata())
    assert kept == [False] + [True] * 8


def test_boxes_before_the_text_are_read_whole():
    """A comparison begins with a box for each thing, and its lists belong to it; the text begins with its heading."""
    import lxml.html

    box = f"<div class=box><p>{QUAY[0]}</p><span>We like</span><ul><li>It burns in the wind</li></ul></div>"
    text = f"<div><h2>At a glance</h2><section>{paragraphs(TIDE, 4)}</section></div>"
    root = lxml.html.fromstring(
        f"<body><h1>Lamps</h1><div class=news><ul><li>Ropes</li></ul></div>{box * 3}{text}</body>"
    )
    found = [_found(e) for e in root.iter("h1", "h2", "p", "li", "span")]
    kept = stretch.between(found, [f.block.text in (*QUAY, *_texts(root, "section/p")) for f in found], Metadata())
    assert [f.block.text for f, yes in zip(found, kept, strict=True) if not yes] == ["Lamps", "Ropes"]


def test_a_heading_with_the_writers_name_does_not_begin_the_text():
    """Some designs put the byline into a heading."""
    import lxml.html

    root = lxml.html.fromstring(f"<div><h2>Ella Strand, three hours ago</h2>{paragraphs(TIDE, 2)}</div>")
    found = [_found(e) for e in root.iter("h2", "p")]
    kept = stretch.between(found, [False] + [True] * 8, Metadata(authors=("Ella Strand",)))
    assert kept == [False] + [True] * 8
    assert stretch.between(found, [False] + [True] * 8, Metadata()) == [True] * 9


def _texts(root, path):
    return [e.text_content() for e in root.findall(f".//{path}")]


def _found(paragraph):
    from podcaster.model import Block, BlockKind
    from podcaster.reading.html.walk import Found

    kind = {"li": BlockKind.LIST_ITEM, "h2": BlockKind.HEADING, "h1": BlockKind.HEADING}.get(paragraph.tag)
    return Found(Block(kind or BlockKind.PARAGRAPH, paragraph.text, level=int(paragraph.tag == "h2") + 1), paragraph)


def test_the_lead_between_title_and_text_is_said():
    """Many designs put the first paragraph into an element of its own, beside the text."""
    lead = (
        "For three winters nobody had lit the lamp on the breakwater, and the boats found their way by the bells of "
        "the church instead. Then a new keeper came."
    )
    found = article(
        f"<header><h1>The lamp</h1><div class=lead>{lead}</div><div>Ella Strand</div></header>"
        f"<div class=text>{paragraphs(QUAY, 3)}</div>"
    )
    assert found.text.startswith(lead)


def test_a_caption_before_the_text_is_no_lead():
    """A long line below the picture of the head stays with its picture."""
    line = (
        "The old lamp on the breakwater, as it was seen from the deck of the ferry on a cold morning in the spring of "
        "the year in which it was lit again."
    )
    found = article(
        f"<header><h1>The lamp</h1><div class=photo-caption>{line}</div></header><div>{paragraphs(QUAY, 3)}</div>"
    )
    assert line not in found.text


FIRST = (
    "For three winters nobody had lit the lamp on the breakwater, and the boats found their way by the bells of the "
    "<a href=/church>old church</a> instead, which the sexton rang by hand. Then a new keeper came, and he had brought "
    "a lamp of his own in a box."
)
PLAIN = FIRST.replace("<a href=/church>", "").replace("</a>", "")


def test_the_first_paragraph_stands_before_the_box_of_the_rest():
    """The heading may be the title without the name of the site."""
    page = (
        "<html><head><title>The lamp on the old breakwater: Harbour News: Tidewater</title></head><body><div>"
        f"<h2>The lamp on the old breakwater</h2><p>{PLAIN}</p><div>{numbered(QUAY, 4, 'winter')}</div></div></body>"
    )
    assert html.read(page.encode(), "lamp.html").text.startswith(PLAIN)


def test_a_heading_of_a_whole_sentence_is_a_lead_in_a_box_without_caption():
    """A list with pictures may begin with a sentence in large letters."""
    lead = "The keeper of the lamp says that he has never seen the harbour as quiet as in this winter."
    item = "".join(f"<div class=item>{numbered(QUAY, 2, word)}</div>" for word in ("winter", "summer", "spring"))
    found = article(
        f"<h1>The lamp</h1><div class=list><div class='item no-caption'><h2>{lead}</h2>"
        f"<p><b><a href=/lamp.jpg>View this image</a></b></p></div>{item}</div>"
    )
    assert found.text.startswith(lead)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"<p>{FIRST}</p>", True),
        (f"<p>{PLAIN} <a href=/next>Read on</a></p>", False),
        (f"<p><a href=/next>The ropes</a></p><p>{PLAIN}</p>", False),
        (f"<h3>The ropes</h3><p>{PLAIN}</p>", False),
    ],
)
def test_a_box_named_teaser_may_hold_the_first_paragraph(text, said):
    """Its links then stand within sentences; a teaser of another article has a title, or a link that leads there."""
    found = article(
        f"<main><h1>The lamp</h1><div class=story><div class=story-teaser>{text}</div>"
        f"<div class=story-body>{numbered(QUAY, 4, 'winter')}</div></div></main>"
    )
    assert (PLAIN in found.text) is said


def test_a_numbered_step_is_no_line_of_furniture():
    """Steps may be paragraphs that begin with their number; a single number is no series."""
    step = "4. Go to the page where you want to get the newsletter, and click on the button there."
    steps = f"<p>3. Copy the address of the lamp.</p><p>{step}</p><p>5. Paste it into the form.</p>"
    text = numbered(QUAY, 2, "winter")
    assert step in article(f"<main><h1>The lamp</h1>{text}{steps}{text}</main>").text
    assert step not in article(f"<main><h1>The lamp</h1>{text}<p>{step}</p>{text}</main>").text


def test_prose_outside_the_article_is_not_called_navigation():
    """The reason for an unlinked paragraph that was not chosen is that it stands outside the article."""
    found = article(f"<div class=a><h1>The lamp</h1>{paragraphs(QUAY, 5)}</div><div class=b><p>{TIDE[0]}</p></div>")
    assert TIDE[0] not in found.text
    assert [note.reason for note in found.left_out if TIDE[0] in note.text] == [Omission.OUTSIDE]


def test_the_question_belongs_to_its_answer():
    """Of a page with a question and a long answer both are read, the question first."""
    question = "Why is the lamp on the breakwater lit at noon, when nobody on any boat could need it? Is it the fog?"
    found = article(
        f"<main><h1>The lamp</h1><div id=question class=question><div class=body><p>{question}</p><p>I asked the "
        f"keeper and he only smiled at me, so now I ask you.</p></div></div><div id=answers><div class=answer>"
        f"<div class=body>{numbered(QUAY, 6, 'winter')}</div></div></div></main>"
    )
    assert found.text.startswith(question)
    assert "so now I ask you" in found.text
    assert "winter number 35" in found.text


# ---------------------------------------------------------------- what stands on a page twice


def test_a_second_copy_of_the_article_is_not_said():
    """Some pages hold their text once for each size of screen."""
    text = numbered(QUAY, 3, "winter")
    found = article(f"<div class=page><h1>The lamp</h1><div class=wide>{text}</div><div class=small>{text}</div></div>")
    assert found.text.count("winter number 14") == 4
    assert found.doubts == ()


def test_a_sentence_that_returns_later_is_no_duplicate():
    """A writer who takes up a sentence again at the end means it; a pull quote beside its paragraph is left out."""
    refrain = "The keeper has never told anybody what he saw on the night of the storm."
    text = f"<p>{refrain} Nobody asked.</p><p class=x>{refrain}</p>{numbered(QUAY, 5, 'winter')}<p>{refrain}</p>"
    found = article(f"<div><h1>The lamp</h1>{text}</div>")
    assert [block.text for block in found.blocks].count(refrain) == 1
    assert found.blocks[-1].text == refrain


def test_a_first_post_that_holds_the_replies_is_read_without_them():
    """A parser puts posts into the one before them where an end tag is missing."""
    posts = "".join(
        f"<article class='message message--post'><h4>Bo {n}</h4><div class=text>{numbered(lines, 2, word)}</div>"
        for n, (lines, word) in enumerate(((QUAY, "winter"), (TIDE, "summer"), (TIDE, "autumn")))
    )
    found = article(f"<h1>The lamp</h1>{posts}")
    assert "winter number 7" in found.text
    assert "summer" not in found.text


def test_the_beginning_is_said_though_a_section_repeats_the_title():
    """All paragraphs between the first heading and the text are the article's, in whatever boxes they stand."""
    intro = "".join(f"<p>{line} It was the beginning.</p>" for line in (*QUAY, TIDE[0]))
    found = article(
        f"<main><h1>The lamp, then and now</h1><div class=intro>{intro}</div><div class=list><h2>The lamp</h2></div>"
        f"<div class=body><div class=inner>{numbered(QUAY, 16, 'winter')}</div></div></main>"
    )
    assert found.text.count("It was the beginning.") == 5


# ---------------------------------------------------------------- the net


def test_a_choice_that_leaves_most_of_the_page_unsaid_is_doubted():
    """A second text, as long as a good part of the article, is not left out in silence."""
    found = article(
        f"<article class=post><h1>The lamp</h1>{numbered(QUAY, 4, 'winter')}</article>"
        f"<div class=box><div class=inside>{numbered(TIDE, 3, 'summer')}</div></div>"
    )
    assert "summer" not in found.text
    assert dict(found.doubts)[Doubt.INCOMPLETE] == (
        f"only {found.word_count} of about 693 words of the page's text were taken: `podcaster explain --page FILE` "
        "shows the rest, `podcaster convert FILE --whole-page` includes it"
    )


def test_a_choice_by_hand_settles_the_doubt():
    """Who has chosen the text is not asked whether it is all of it."""
    body = f"<article><h1>The lamp</h1>{numbered(QUAY, 4, 'winter')}</article><div>{numbered(TIDE, 3, 'summer')}</div>"
    found = html.read(f"<html><body>{body}</body></html>".encode(), "lamp.html", region=Region(whole=True))
    assert "summer" in found.text
    assert found.doubts == ()


def test_comments_below_an_article_raise_no_doubt():
    """A page may have more words of its readers than of its author."""
    comments = "".join(
        f"<li class=comment><b class=author>Bo {n}</b><p>{TIDE[n % 4]} I saw it.</p></li>" for n in range(40)
    )
    found = article(f"<div class=text><h1>The lamp</h1>{numbered(QUAY, 3, 'winter')}</div><ol>{comments}</ol>")
    assert "I saw it" not in found.text
    assert found.doubts == ()


def test_an_article_under_the_name_of_furniture_is_found_a_second_way():
    """Where names have taken out more prose than is left, the page is read again without trusting them."""
    found = article(
        f"<div><h1>The lamp</h1><p>{QUAY[0]} {QUAY[1]}</p></div>"
        f"<div class=related-stories>{numbered(QUAY, 2, 'winter')}</div>"
        f"<div class=related-stories>{numbered(TIDE, 2, 'summer')}</div>"
    )
    assert "winter number 7" in found.text
    assert "summer number 7" in found.text


def test_a_page_that_is_all_comments_is_read_rather_than_refused():
    """A discussion has no article; what it says is what was saved."""
    comments = "".join(f"<div class=comment><p>{line}</p></div>" for line in QUAY)
    found = article(f"<h1>The lamp</h1><div class=comments>{comments}</div>")
    assert [block.text for block in found.blocks if block.text in QUAY] == list(QUAY)


def test_a_title_that_stands_apart_is_metadata():
    """The title is said in the intro: that is why it is not in the text, wherever it stands."""
    found = article(f"<div class=top><h1>The lamp</h1></div><div class=text>{numbered(QUAY, 4, 'winter')}</div>")
    assert [note.reason for note in found.left_out if note.text == "The lamp"] == [Omission.METADATA]


def test_teasers_of_other_articles_raise_no_doubt():
    """A page of a newspaper may show a sentence of each of its other articles, below a link."""
    teasers = "".join(
        f"<td class=col-{n}><a href=/{n}>More of day {n}</a><div>{TIDE[n % 4]} On day {n}.</div></td>"
        for n in range(24)
    )
    found = article(
        f"<div class=text><h1>The lamp</h1>{numbered(QUAY, 4, 'winter')}</div><table><tr>{teasers}</tr></table>"
    )
    assert "On day 3" not in found.text
    assert found.doubts == ()


def test_an_article_counts_the_words_of_scripts_without_spaces() -> None:
    """A long Chinese article is not called short: two characters count as one word."""
    block = Block(BlockKind.PARAGRAPH, "灯塔看守人写下了时间。" * 40)
    assert Article((block,), "灯塔").word_count == 40 * 6


def test_the_post_that_opens_a_thread_is_the_article():
    """Replies in a forum are not said, nor what stands beside the names of those who posted."""
    posts = [
        f"<article class='message message--post'><h4>{name}</h4><p>Sailor</p><div class=body>{text}</div></article>"
        for name, text in (("Ann", numbered(QUAY, 1, "day")), ("Bo", numbered(TIDE, 3, "tide")), ("Cy", "<p>Yes.</p>"))
    ]
    found = article(f"<main><h1>The lamp</h1>{''.join(posts)}</main>")
    assert [block.text for block in found.blocks] == [f"{line} That was day number 0." for line in QUAY]


def test_a_sentence_with_the_name_of_the_author_is_no_byline():
    """An answer that begins with the author's name as a handle is said."""
    answer = "<p>@ann This is a really good lamp, thank you!</p>"
    found = article(f"<main><h1>The lamp</h1>{answer}{paragraphs(QUAY)}</main>", "<meta name=author content=Ann>")
    assert found.text.startswith("@ann This is a really good lamp, thank you!")


@pytest.mark.parametrize(("more", "is_said"), [(" And what the keeper did.", True), ("", False)])
def test_a_summary_in_points_is_a_lead_unless_it_is_the_whole_description(more, is_said):
    """Sentences above the text, of which the page's description has more, are said."""
    point = "Nobody had told the keeper about the ferry."
    found = article(
        f"<div class=top><h1>The lamp</h1><ul><li>{point}</li></ul></div><div class=body>{paragraphs(QUAY)}</div>",
        f"<meta name=description content='{point}{more}'>",
    )
    assert (point in found.text) is is_said


def test_thousands_of_links_in_a_paragraph_are_not_compared_with_one_another(monkeypatch):
    """trafilatura takes minutes for ten thousand of them; the paragraphs are chosen by their words."""
    monkeypatch.setattr(vote, "_trafilatura", lambda *_, **__: pytest.fail("it was asked"))
    monkeypatch.setattr(vote, "_MOST_COMPARED", 100_000)
    links = "".join(f'<a href="/{number}">boat {number}</a> came in. ' for number in range(550))
    found = article(f"<article><h1>The lamp</h1>{paragraphs(QUAY)}<p>{links}</p></article>")
    assert [b.text for b in found.blocks][:2] == [f"{QUAY[0]} It was day 0.", f"{QUAY[1]} It was day 0."]
