"""Posts of networks, comments that are the page, and formulas that a script would draw."""

from __future__ import annotations

import json

import pytest

from podcaster.model import Article, BlockKind, SpanKind
from podcaster.reading import html

PROSE = "<p>The harbour was quiet when the boat came in, and only two people waited on the quay with a dog.</p>" * 4


def read(body: str, head: str = "") -> Article:
    markup = f"<html><head><title>Nets</title>{head}</head><body><article>{body}{PROSE}</article></body></html>"
    return html.read(markup.encode(), "nets.html")


def test_a_post_that_was_drawn_as_a_card_is_one_block():
    """Its author and its words, without the names of the account and without how many liked it."""
    card = (
        "<div class=tweet><a href='https://network.example/1'><div class=tweet-header>"
        "<span class=tweet-author-name>Ella Strand</span><span class=tweet-author>@strand</span></div>The nets are in."
        "</a><a href='https://network.example/1'><div class=tweet-footer>3 May 115 Reposts</div></a></div>"
    )
    (post,) = [b for b in read(f"{PROSE}{card}").blocks if b.kind is BlockKind.EMBED]
    assert post.text == "The nets are in."
    assert post.attribution == "Ella Strand"
    assert post.spans[0].value == "https://network.example/1"


def test_a_card_in_a_letter_is_a_link_around_the_words():
    """The link is named like the links below other cards, which have no words of the post."""
    card = (
        "<div class=tweet><a class=tweet-link-top href='https://network.example/1'><div class=tweet-header>"
        "<span class=tweet-author-name>Ella Strand</span></div>"
        "<div class=tweet-text>@ben_m @quay The nets are in.</div></a>"
        "<a class=tweet-link-bottom href='https://network.example/1'>3 May 115 Reposts</a></div>"
    )
    (post,) = [b for b in read(f"{PROSE}{card}").blocks if b.kind is BlockKind.EMBED]
    assert (post.text, post.attribution) == ("The nets are in.", "Ella Strand")


@pytest.mark.parametrize(("links", "kept"), [("https://{n}.example/", True), ("/{n}", False)])
def test_a_list_of_links_in_a_page_without_an_address(links, kept):
    """Links to other sites are the writer's; those of the page's own site, if nothing else tells, are its menu."""
    items = "".join(f"<li><a href='{links.format(n=n)}'>Knots for a {n}</a></li>" for n in ("net", "sail", "rope"))
    broken = "<p>A <a href='http://[quay/'>broken</a> link is no reason to fail, and the text goes on behind it.</p>"
    text = read(f"{PROSE}<p>Here is where to begin:</p><ul>{items}</ul>{broken}").text
    assert ("Knots for a sail" in text) is kept
    assert "A broken link" in text


SAID = (
    "The gate of the lock closes too late when both of its lamps are dark.",
    "I saw the same thing at the northern lock in the last week of November.",
)


def test_the_first_comment_is_the_post_of_a_page_of_comments():
    """Trackers of faults and forums call the question a comment as well."""
    comments = "".join(f"<div class='group comment'><p>{text}</p></div>" for text in SAID)
    text = html.read(f"<body><h1>Lamps</h1>{comments}</body>".encode(), "lamps.html").text
    assert SAID[0] in text
    assert SAID[1] not in text


DRAWN = "<script src='https://cdn.example/mathjax/tex.js'></script>"


def formulas(body: str, head: str = DRAWN) -> list[tuple[str, str]]:
    return [
        (block.kind.name, span.value)
        for block in read(f"{PROSE}{body}", head).blocks
        for span in block.spans
        if span.kind is SpanKind.FORMULA
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (r"<p>The speed is \(v = s/t\) here.</p>", [("PARAGRAPH", "v = s/t")]),
        (r"<p>\[ v = \frac{s}{t} \]</p>", [("FORMULA", r"v = \frac{s}{t}")]),
        ("<p>$$v = s$$</p><p>or <b>so</b> $$s = v$$, say.</p>", [("FORMULA", "v = s"), ("PARAGRAPH", "s = v")]),
        ("<p>Let $x$ and $y_1$ be ropes.</p>", [("PARAGRAPH", "x"), ("PARAGRAPH", "y_1")]),
        ("<p>It cost $100 in May and $200 in June, or US$ 5 a day.</p>", []),
        ("<p>Say <code>$x$</code> for it.</p><pre>$x$</pre>", []),
    ],
)
def test_formulas_in_the_text_are_those_that_the_page_would_draw(body, found):
    """They stand between signs until a script has drawn them."""
    assert formulas(body) == found


def test_signs_are_only_signs_on_a_page_that_draws_no_formulas():
    """Nobody would see a formula there."""
    assert formulas("<p>Let $x$ and $y_1$ be ropes.</p>", "") == []


def test_the_text_around_formulas_stays_in_its_order():
    """Several in one paragraph, in its text and behind its elements."""
    text = read(r"<p>If \(a\) is <i>not</i> \(b\), then \(c\) is.</p>", DRAWN).text
    assert "If a is not b, then c is." in text


def test_many_signs_take_no_long_time():
    """Each formula ends before the next one of its kind begins, and a page may have thousands."""
    for sign in (r"\(a ", r"\(a\) ", "$a ", "$$a$$ ", r"\[", "$$"):
        assert html.read_fragment(f"{DRAWN}<p>Let {sign * 20_000}</p>").blocks


def test_a_card_may_have_the_name_of_its_editor_before_its_own():
    """The name and the handle above the words are not said."""
    card = (
        "<div class=quill-tweet><div class=tweet-header><span class=tweet-author-name>Ella Strand</span>"
        "<span class=tweet-author>@strand</span></div><p>The nets are in.</p></div>"
    )
    (post,) = [b for b in read(f"{PROSE}{card}").blocks if b.kind is BlockKind.EMBED]
    assert (post.text, post.attribution) == ("The nets are in.", "Ella Strand")
    assert "strand" not in read(f"{PROSE}{card}").text.lower()


WORDS = (
    "The nets are in, and nobody on the quay had thought that we would see the boat again.",
    "How it came about is told on the page about the nets: a.ex",
)


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        (f"{WORDS[0]}\n\n{WORDS[1]}".replace("a.ex", "https://a.example/nets"), True),
        (f"{WORDS[0]} How it came", False),
        (f"{WORDS[0]}\n\n{WORDS[1]}...", False),
        (WORDS[0], False),
    ],
)
def test_a_page_around_one_post_of_a_network_is_not_read(said, alone):
    """The linked data give the words of the post, in which networks shorten addresses; if it gives all of them."""
    others = "<p>Write with us, where half of all the readers come from within the network, and keep what you earn.</p>"
    post = json.dumps({"@type": "SocialMediaPosting", "text": said})
    head = f"<script type='application/ld+json'>{post}</script>"
    body = f"<div>{others * 4}</div><div>{''.join(f'<p>{line}</p>' for line in WORDS)}</div><div>{others}</div>"
    assert ("Write with us" not in read(body, head).text) is alone
    assert WORDS[0] in read(body, head).text
