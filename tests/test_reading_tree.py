"""From markup to a tree: nothing that a browser shows is lost on the way, and no character in it crashes the reader."""

from __future__ import annotations

import json
import re
import string
import tempfile
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster import reading
from podcaster.errors import HostileError, InputError
from podcaster.model import Article, BlockKind, Region
from podcaster.reading import html
from podcaster.reading.containers import epub
from podcaster.reading.html import tree as html_tree
from tests.formats import build

LATE = "The kettle boiled over twice while the painter looked for her second brush in the garden shed. "


def text_of(markup: str) -> str:
    return "\n".join(block.text for block in html.read_fragment(markup).blocks)


VOID = (
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),  # today's
    *("basefont", "bgsound", "command", "frame", "image", "isindex", "keygen", "menuitem", "nextid", "param", "spacer"),
)


@pytest.mark.parametrize("tag", VOID)
def test_text_after_a_void_element_is_kept(tag: str) -> None:
    """The parser does not know all void elements, and would put the rest of the paragraph inside one."""
    text = text_of(f"<p>Paint the <{tag} src=x>door, <b>then</b> the wall.</p><p>Let it dry.</p>")
    assert " ".join(text.split()) == "Paint the door, then the wall. Let it dry."


def test_a_place_to_break_a_word_divides_no_word() -> None:
    """<wbr> and soft hyphens are for the line, not for the ear."""
    text = text_of("<p>Call get<wbr>Element<wbr/>ById or the time&shy;ta&#8203;ble, <em>which</em> is short.</p>")
    assert text == "Call getElementById or the timetable, which is short."


def test_elements_without_content_may_follow_each_other() -> None:
    """A film with two sources and a fallback; a picture for two screens."""
    markup = (
        "<p>Before <video><source src=a><track src=b><source src=c>Your browser plays no films.</video>between "
        "<picture><source srcset=a><source srcset=b><img src=c.jpg alt='A door'></picture> after.</p>"
    )
    assert text_of(markup) == "Before between after."
    figures = html.read_fragment("<picture><source srcset=a><img src='https://a.example/c.jpg'></picture><p>x</p>")
    assert [block.kind for block in figures.blocks] == [BlockKind.FIGURE, BlockKind.PARAGRAPH]


def test_an_image_element_is_a_picture() -> None:
    """Browsers take <image> for <img>, outside of drawings."""
    found = html.read_fragment("<p>One <image src=x>two <b>three</b> four.</p><image src='https://a.example/b.png'>")
    assert [b.text for b in found.blocks] == ["One two three four.", ""]
    assert found.blocks[1].image is not None


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><p>First.</p></body><p>Second.</p></html>",
        "<html><body><p>First.</p></body></html><p>Second.</p>",
        "<html><body><div><p>First.</body></html>\n<p>Second.</div>",
        "<html><body><p>First.</p></body></html><html><head><title>x</title></head><body><p>Second.</p></body></html>",
        "<p>First.</p></HTML ><!-- x --><script>1</script>Second.",
        "<p>First.</br>Second.</p>",
        "<title>x</title><article>First.</article><p>Second.",
        "<style>p{}</style><section>First.</section><div>Second.</div>",
        "<meta charset=utf-8><main><p>First.</p></main>Second.",
        "<link rel=x><my-box>First.</my-box><my-box><p>Second.</p></my-box>",
    ],
)
def test_text_that_browsers_show_is_read(markup: str) -> None:
    """Behind the end of a page, behind a break written as its own end, in a head that was not closed."""
    text = " ".join(text_of(markup).split())
    assert text == "First. Second."
    assert "First." in html.read(markup.encode(), "x.html", region=Region(whole=True)).text


def test_a_component_shows_what_its_template_holds() -> None:
    """SingleFile saves the inner content of components as templates that browsers display."""
    shown = f"<my-post><template shadowrootmode=open><style>p{{}}</style><p>{LATE}</p></template></my-post>"
    found = html.read_fragment(f"{shown}<template><p>A row for scripts.</p></template>")
    assert [b.text for b in found.blocks] == [LATE.strip()]
    assert [note.text for note in found.left_out] == ["A row for scripts."]


def test_elements_nested_too_deep_keep_their_words() -> None:
    """Beyond two hundred levels only the paragraphs are left, in order; what is not shown stays hidden."""
    inner = f"<small>One</small> <u>two</u>.<ul><li>Three</li></ul><button>Go</button><sup>4</sup><p>{LATE}</p>"
    found = html.read_fragment("<div>" * 230 + inner + "</div>" * 230)
    assert [b.text for b in found.blocks] == ["One two.", "Three", "4", LATE.strip()]
    assert [note.text for note in found.left_out] == ["Go"]


def test_many_breaks_for_words_are_no_depth() -> None:
    """A long address with a place to break after each letter is not an absurd page."""
    assert text_of("<p>" + "a<wbr>" * 900 + "</p><p>End.</p>") == "a" * 900 + "\nEnd."
    with pytest.raises(HostileError):
        text_of("<p>" + "a<wbr>" * 4000 + "</p><p>End.</p>")


@pytest.mark.parametrize("piece", ["<svg class='icon'/>", "<SVG/>", "<!-->", "<!-- a --!>"])
def test_what_closes_itself_takes_nothing_along_in_a_large_page(piece: str) -> None:
    """From large pages drawings and comments are cut before they are parsed; a second one must not end the first."""
    bulk = "<style>" + "a{color:red}" * 70_000 + "</style>"
    last = "<p>Three <svg></svg> four. <!-- b --></p>"
    page = f"<html><body>{bulk}<p>One {piece} two.</p><p>{LATE}</p>{last}</body></html>"
    assert len(page) > html_tree.HEAVY
    blocks = html.read(page.encode(), "x.html", region=Region(whole=True)).blocks
    assert [b.text for b in blocks] == ["One two.", LATE.strip(), "Three four."]


# ---------------------------------------------------------------- characters that no tree can hold

CONTROLS = [chr(n) for n in (*range(0x20), 0x7F, 0x80, 0x9F, 0xAD, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF)]
REFERENCES = [
    *(f"&#{n};" for n in (0, 1, 8, 11, 12, 14, 31, 127, 55296, 57343, 65534, 65535, 1114112, 99999999999)),
    *("&#x0B;", "&#X0c", "&#xD800;", "&#xDFFF;", "&#x000001;", "&#12", "&#xd83d;&#xde00;", "&#;", "&#x;"),
    "&#" + "9" * 5000 + ";",
]


@pytest.mark.parametrize("sign", [*CONTROLS, *REFERENCES])
@pytest.mark.parametrize(
    "markup",
    [
        "<p>One <script>1</script>{} two.</p>",
        "<p>One <b>{}</b> <span hidden>x</span>{} two.</p>",
        "<p title='{}'>One <a href='#n1'><sup>1</sup></a> two.</p><ol class=footnotes><li id=n1>{}<a href='#'>↩</a>",
        "<div style='font-size:0'>{}<p style='font-size:9px'>One two.</p>{}</div>",
        "<p>One <span class='math inline'>{}</span> two.</p>",
        '<p>One <div class=latex-rendered data-attrs=\'{{"persistentExpression":"\\u0001\\ud800"}}\'>{}</div> two.',
        "<p>One <mjx-container><mjx-c class='mjx-cD800'></mjx-c><i class='mjx-c1'></i>{}</mjx-container> two.</p>",
    ],
)
def test_no_character_crashes_the_reader(sign: str, markup: str) -> None:
    """Controls, halves of a character and noncharacters vanish; form feeds and vertical tabs are white space."""
    text = text_of(markup.format(sign, sign))
    assert "One" in text
    assert "two." in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\ud800-\udfff\ufffe\uffff]", text)
    head = f"<title>T{sign}</title><meta property='og:image' content='a{sign}b'>"
    page = f"<html><head>{head}</head><body>{markup.format(sign, sign)}</body></html>"
    for region in (None, Region(whole=True)):
        text = html.read(page.encode("utf-8", "replace"), "x.html", region=region).text
    assert "two." in text


@pytest.mark.parametrize("sign", ["\f", "\v", "&#12;", "&#x0b;"])
def test_form_feeds_and_vertical_tabs_divide_words(sign: str) -> None:
    """They are white space, as in a browser."""
    assert text_of(f"<p>one{sign}two</p>") == "one two"


@pytest.mark.parametrize("sign", ["\x01", "\x00", "&#1;", "&#xD800;", "&#0;", "&#xFFFF;", "\ufffe"])
def test_controls_divide_no_words(sign: str) -> None:
    """They are nothing at all."""
    assert text_of(f"<p>one{sign}two</p>") == "onetwo"


signs = st.one_of(
    st.sampled_from([*CONTROLS, *REFERENCES]),
    st.sampled_from(["<p>", "</b>", "<br>", "<wbr>", "<!--", "<pre>", "<script>x</script>", "<b hidden>x</b>", "\n\n"]),
    st.text(alphabet=string.ascii_letters + " .#*_`|$\\<&\x0c\x0b\x01\ud800", max_size=12),
)
pieces = st.lists(signs, max_size=25).map("".join)


def read_as(kind: str, text: str, folder: Path) -> list[Article]:
    """The articles of a file of that kind with *text* in it."""
    data = text.encode("utf-8", "surrogatepass")
    if kind == "epub":  # without the child process that a book gets
        member = f"<html><body><p>Words.</p>{text}</body></html>".encode("utf-8", "surrogatepass")
        book = build.epub([("one.xhtml", "One", "<p>x</p>")], extra={"one.xhtml": member})
        return epub._articles(book, "a.epub", True)[0]
    inner = escape("<p>Words.</p>" + re.sub(r"[^\t\n\r -\ud7ff]", "", text))  # what XML can hold
    name, content = {
        "html": ("a.html", b"<html><body><p>Words.</p>" + data + b"</body></html>"),
        "markdown": ("a.md", b"# Title\n\nWords.\n\n<div>\n" + data + b"\n</div>\n\n" + data),
        "mail": ("a.eml", b"Subject: A\nFrom: Ann <ann@a.example>\nContent-Type: text/html\n\n<p>Words.</p>" + data),
        "export": ("a.json", json.dumps([{"content": f"<p>Words.</p>{text}", "is_archived": 0}]).encode()),
        "feed": ("a.xml", f"<rss><channel><item><description>{inner}</description></item></channel></rss>".encode()),
    }[kind]  # fmt: skip
    path = folder / name
    path.write_bytes(content)
    return list(reading.read(path, on_error=lambda where, error: None))


@pytest.mark.parametrize("kind", ["html", "markdown", "mail", "export", "feed", "epub"])
@given(pieces)
@settings(max_examples=60, deadline=None)
def test_any_characters_are_read_in_any_format(kind: str, text: str) -> None:
    """Pages, and all formats that hold pieces of pages, survive what is in them or refuse it with an error of ours."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            articles = read_as(kind, text, Path(folder))
        except InputError:
            return
    for article in articles:
        for block in article.blocks:
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", block.text)
