"""No word of a page is lost silently: each one is in a block, or is left out with a reason."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster import reading
from podcaster.errors import LostTextError, NoTextError
from podcaster.model import Block, BlockKind, LeftOut, Omission, Region
from podcaster.reading import html
from podcaster.reading.containers import epub
from podcaster.reading.html import account
from podcaster.reading.html import walk as html_walk
from tests.formats import build

PROSE = "The watchmaker set eleven clocks to eleven hours, so that one of them was always right about something. "


def words_of(blocks: Sequence[Block], left_out: Sequence[LeftOut]) -> str:
    return " ".join([*(f"{b.text} {b.attribution}" for b in blocks), *(note.text for note in left_out)])


def reasons(markup: str) -> dict[str, Omission]:
    """What is left out of a piece of HTML, and why."""
    return {note.text: note.reason for note in html.read_fragment(markup).left_out}


SILENT = {
    "button": Omission.CONTROL, "select": Omission.CONTROL, "textarea": Omission.CONTROL, "datalist": Omission.CONTROL,
    "progress": Omission.CONTROL, "meter": Omission.CONTROL, "noscript": Omission.HIDDEN, "template": Omission.HIDDEN,
    "noframes": Omission.HIDDEN, "noembed": Omission.HIDDEN, "dialog": Omission.HIDDEN, "iframe": Omission.EMBED,
    "object": Omission.EMBED, "audio": Omission.EMBED, "video": Omission.EMBED, "canvas": Omission.EMBED,
    "svg": Omission.FIGURE, "rt": Omission.DUPLICATE, "title": Omission.METADATA,
}  # fmt: skip


@pytest.mark.parametrize("tag", SILENT)
def test_text_that_is_not_said_is_left_out_with_its_reason(tag: str) -> None:
    """Buttons, fallbacks, drawings: not for the ear, and not lost without a word."""
    markup = f"<p>{PROSE * 5}</p><div><{tag}>Wind it up</{tag}></div><p>{PROSE}</p>"
    assert reasons(markup) == {"Wind it up": SILENT[tag]}
    page = html.read(f"<html><body><article>{markup}</article></body></html>".encode(), "x.html")
    assert "Wind it up" in [note.text for note in page.left_out]


@pytest.mark.parametrize("tag", ["script", "style"])
def test_code_and_rules_of_layout_are_no_text(tag: str) -> None:
    """Nobody misses them."""
    assert reasons(f"<p>{PROSE}</p><{tag}>wind(it, up)</{tag}>") == {}


def test_many_buttons_make_one_note() -> None:
    """The ledger stays readable."""
    found = reasons("".join(f"<p>{PROSE}</p><button>Clock {n}</button>" for n in range(3)))
    assert found == {"Clock 0 · Clock 1 · Clock 2": Omission.CONTROL}


@pytest.mark.parametrize(
    ("markup", "blocks", "left_out"),
    [
        (
            "<figure><img src='https://a.example/b.jpg' alt='A clock'><span>Enlarge</span><figcaption>The clock."
            "</figcaption></figure>",
            ["The clock."], {"Enlarge": Omission.FIGURE},
        ),
        (
            "<figure><img src='https://a.example/b.jpg'><figcaption>The clock. (Photo: Ann Gear/Clockwork)</figcaption>"
            "</figure>",
            ["The clock."], {"(Photo: Ann Gear/Clockwork)": Omission.CREDIT},
        ),
        ("<table>Odd<tr><th>a</th><th>b</th></tr>Even<tr><td>1</td><td>2</td></tr></table>",
         ["Odd Even", "a b 1 2"], {}),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1<sup><a href='#n'>x</a></sup></td><td>2</td></tr></table>",
         ["a b 1 2"], {"x": Omission.FOOTNOTE}),
        ("<pre class=code><span class=lineno>1</span><code>wind()\n</code><button>Copy</button></pre>",
         ["wind()"], {"1": Omission.MARKUP, "Copy": Omission.CONTROL}),
        ("<table><tr><td><pre>1\n2</pre></td><td><pre>wind()\nstop()</pre></td></tr></table>",
         ["wind()\nstop()"], {"1 2": Omission.MARKUP}),
        ("<p>See<a href='#n1'><sup>1</sup></a>.</p><ol class=footnotes><li id=n1>1. Here <a href='#r1'>↩</a></li></ol>",
         ["See1.", "Here"], {"↩ · 1.": Omission.FOOTNOTE}),
        ("<blockquote class='twitter-tweet'><p>It ticks. https://t.co/aB3dE6gH9jpic.twitter.com/aB3dE6gH9j</p>&mdash; "
         "Ann Gear <a href='https://x.example/1'>May 4</a></blockquote>",
         ["It ticks."], {"https://t.co/aB3dE6gH9jpic.twitter.com/aB3dE6gH9j May 4": Omission.EMBED}),
        ("<p><ruby>時計<rp>(</rp><rt>とけい</rt><rp>)</rp></ruby></p>",
         ["時計"], {"( · )": Omission.MARKUP, "とけい": Omission.DUPLICATE}),
        ("<map name=m><area href=x><p>North</p></map>", ["North"], {}),
        ("<p>- Tick<br>- Tock<br>- Tack</p>", ["Tick", "Tock", "Tack"], {}),
    ],
)  # fmt: skip
def test_what_a_block_has_no_place_for(markup: str, blocks: list[str], left_out: dict[str, Omission]) -> None:
    """Around captions, cells, listings, quotations, posts."""
    found = html.read_fragment(markup)
    assert [b.text for b in found.blocks] == blocks
    assert {note.text: note.reason for note in found.left_out} == left_out


@pytest.mark.parametrize("tag", ["noscript", "button", "select", "svg", "object", "video", "dialog"])
def test_an_element_that_has_swallowed_the_page_is_no_button(tag: str) -> None:
    """The parser does not end it where a <div> inside was not closed, as browsers do."""
    page = f"<html><body><{tag}><div id=x></{tag}><p>{PROSE * 6}</p><p>{PROSE * 7}</p><button>Go</button></body></html>"
    article = html.read(page.encode(), "x.html")
    assert article.text.count("The watchmaker") == 13
    assert [note.text for note in article.left_out] == ["Go"]


def test_a_long_note_is_shortened_after_it_is_counted() -> None:
    """A thousand comments fill no library, and are no lost words."""
    comments = "".join(f"<p>Comment {n}: {PROSE}</p>" for n in range(60))
    page = (
        f"<html><body><article>{f'<p>{PROSE * 5}</p>' * 20}</article><div class=comments>{comments}</div></body></html>"
    )
    article = html.read(page.encode(), "x.html")
    (note,) = [n for n in article.left_out if n.reason is Omission.COMMENTS]
    assert len(note.text) == account.LONGEST_NOTE
    assert Omission.UNEXPLAINED not in [n.reason for n in article.left_out]


def test_words_on_buttons_raise_no_doubt() -> None:
    """ "Subscribe to continue reading" on a button is a button, not the end of a teaser."""
    article = html.read(
        f"<html><body><article><p>{PROSE * 6}</p><button>Subscribe to continue reading</button></article></body></html>"
        .encode(),
        "x.html",
    )  # fmt: skip
    assert article.doubts == ()


# ---------------------------------------------------------------- a fault of the program


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk that forgets what is in <u>."""
    walk = html_walk.Walker.inlined

    def forgets(self: html_walk.Walker, element: object, tag: str, where: html_walk.Where) -> None:
        if tag != "u":
            walk(self, element, tag, where)

    monkeypatch.setattr(html_walk.Walker, "inlined", forgets)


@pytest.mark.usefixtures("careless")
def test_a_few_lost_words_are_written_down() -> None:
    """What nobody can explain is said to be unexplained."""
    found = html.read_fragment(f"<p>{PROSE}</p><p>Not a <u>single clock kept proper time</u> again.</p>")
    assert found.left_out == (LeftOut("single clock kept proper time", Omission.UNEXPLAINED),)


@pytest.mark.usefixtures("careless")
def test_many_lost_words_are_an_error() -> None:
    """Nothing is published with a hole in it."""
    with pytest.raises(LostTextError, match=r"x\.html: \d+ words of the page were lost .*: The watchmaker set"):
        html.read(
            f"<html><body><p>{PROSE}</p><p><u>{PROSE * 3}</u></p></body></html>".encode(),
            "x.html",
            region=Region(whole=True),
        )


@pytest.mark.usefixtures("careless")
def test_words_that_are_there_twice_do_not_hide_a_loss() -> None:
    """The same words elsewhere on the page are other words."""
    found = html.read_fragment(f"<p>{PROSE}</p><p>{PROSE}</p><p>Then: <u>eleven clocks to eleven hours</u>.</p>")
    assert [n.text for n in found.left_out] == ["eleven clocks to eleven hours"]


def test_joined_and_divided_words_are_not_missed() -> None:
    """Where a page has no space between two blocks, or a mark in the middle of a word."""
    markup = (
        "<div>One</div><div>two</div>three<ul><li>four</li>five</ul><p>s<b>i</b>x se<wbr>ven ei&shy;ght ni&#8203;ne</p>"
    )
    assert html.read_fragment(markup * 30).left_out == ()


# ---------------------------------------------------------------- any page

TAGS = re.findall(
    r"[\w-]+",
    "a abbr address area article aside audio b bdi blockquote br button canvas caption center cite code col dd del "
    "details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame h1 h2 h4 header hr i "
    "iframe img input ins kbd label legend li main map mark math menu nav noscript object ol optgroup option output p "
    "picture pre progress q rp rt ruby s samp section select small source span strike strong sub summary sup svg table "
    "tbody td template textarea tfoot th thead time tr track u ul var video wbr my-box",
)
ATTRIBUTES = (
    "", "", "", " hidden", " aria-hidden=true", " style='display:none'", " style='font-size:0'", " class=sr-only",
    " style='font-size:12px'", " style='visibility:hidden'", " style='visibility:visible'", " class=caption",
    " class=image", " class=katex", " class='math inline'", " class=arithmatex", " class=MathJax_Preview",
    " class=gutter",
    " class=footnotes", " id=fn1", " href='#fn1'", " class=twitter-tweet", " class=comments", " class=share",
    " role=presentation", " title=Film src='https://www.youtube.com/embed/x'", " shadowrootmode=open",
)  # fmt: skip
numbers = iter(range(10**9))


def _word() -> str:
    return "q" + "".join("abcdefghij"[int(digit)] for digit in f"{next(numbers) % 10**5:05d}") + "q"


texts = st.integers(1, 20).map(lambda n: " ".join(_word() for _ in range(n)))
trees = st.recursive(
    texts,
    lambda inner: st.builds(
        lambda tag, attribute, parts, closed: f"<{tag}{attribute}>{' '.join(parts)}" + (f"</{tag}>" if closed else ""),
        st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES), st.lists(inner, min_size=1, max_size=4),
        st.sampled_from([True, True, True, False]),
    ),
    max_leaves=15,
)  # fmt: skip


@given(st.lists(trees, min_size=1, max_size=4).map("".join), st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_word_of_any_page_is_accounted_for(markup: str, whole_page: bool) -> None:
    """Whatever elements, in whatever order, closed or not: a word is said, or it is left out with a true reason."""
    found = html.read_fragment(markup)
    blocks, left_out = found.blocks, found.left_out
    if whole_page:
        try:
            article = html.read(f"<html><body>{markup}</body></html>".encode(), "x.html")
        except NoTextError:  # all of it is left out
            return
        blocks, left_out = article.blocks, article.left_out
    assert Omission.UNEXPLAINED not in [note.reason for note in left_out]
    kept = set(re.findall(r"q[a-j]{5}q", words_of(blocks, left_out)))
    shortened = any(note.text.endswith("…") for note in left_out)
    assert shortened or kept.issuperset(re.findall(r"q[a-j]{5}q", markup))


def test_what_is_silent_beside_the_name_below_a_quotation_is_left_out_with_its_reason() -> None:
    """The fallback words of a film in the footer of a quotation were neither said nor reported."""
    found = html.read_fragment("<blockquote>He left. <footer>Jo Vane <video>No film here</video></footer></blockquote>")
    assert [(block.text, block.attribution) for block in found.blocks] == [("He left.", "Jo Vane")]
    assert [(note.text, note.reason) for note in found.left_out] == [("No film here", Omission.EMBED)]


# ---------------------------------------------------------------- formats that hold pieces of pages

PIECE = f"<p>{PROSE * 3}</p><button>Wind it up</button><p hidden>Not this</p><p>{PROSE}</p>"
LEFT = {("Wind it up", Omission.CONTROL), ("Not this", Omission.HIDDEN)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", f"# Clocks\n\n{PROSE}\n\n<div>{PIECE}</div>\n"),
        ("a.eml", f"Subject: A\nFrom: Ann <ann@a.example>\nContent-Type: text/html\n\n{PIECE}"),
        ("a.json", json.dumps([{"content": PIECE, "is_archived": 0, "title": "Clocks"}])),
        ("a.xml", f"<rss><channel><item><title>Clocks</title><description><![CDATA[{PIECE}]]></description></item>"
                  "</channel></rss>"),
    ],
)  # fmt: skip
def test_pieces_of_pages_keep_their_account(tmp_path: Path, name: str, content: str) -> None:
    """Mails, feeds, exports and Markdown hand on what was left out of their HTML."""
    path = tmp_path / name
    path.write_text(content)
    (article,) = reading.read(path)
    assert {(n.text, n.reason) for n in article.left_out} >= LEFT
    assert article.text.count("The watchmaker") >= 4


def test_a_book_keeps_its_account() -> None:
    """Of each chapter, and of the whole book in one piece."""
    data = build.epub(
        [("a.xhtml", "Clocks", PIECE), ("b.xhtml", "More", f"<p>{PROSE * 3}</p><button>Stop it</button>")]
    )
    chapters, _ = epub._articles(data, "a.epub", True)
    assert {(n.text, n.reason) for n in chapters[0].left_out} >= LEFT
    (book,), _ = epub._articles(data, "a.epub", False)
    assert {(n.text, n.reason) for n in book.left_out} >= {*LEFT, ("Stop it", Omission.CONTROL)}


def test_the_kind_of_a_lone_attribution() -> None:
    """Who is quoted is said even where the quotation is only a table."""
    found = html.read_fragment("<blockquote><pre>tick()\ntock()</pre><cite>Ann Gear</cite></blockquote>")
    assert (found.blocks[-1].kind, found.blocks[-1].text) == (BlockKind.QUOTE, "Ann Gear")
