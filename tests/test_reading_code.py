"""Listings in pages: their lines, without the numbers, once."""

from __future__ import annotations

import pytest

from podcaster.model import BlockKind, Omission
from podcaster.reading import html

PROSE = "<p>The harbour was quiet when the boat came in, and only two people waited on the quay with a dog.</p>" * 4


def listings(code: str) -> list[str]:
    article = html.read(f"<html><body><article>{PROSE}{code}{PROSE}</article></body></html>".encode(), "code.html")
    return [block.text for block in article.blocks if block.kind is BlockKind.CODE]


LINES = ("knot = rope.tie()", "    knot.hold()")


@pytest.mark.parametrize(
    "table",
    [
        "<tr><td class=gutter><div class='line number1'>1</div><div class='line number2'>2</div></td>"
        f"<td class=code><div>\n<div class=line>{LINES[0]}</div>\n<div class=line>{LINES[1]}</div></div></td>",
        "".join(
            f"<tr>\n <td class=blob-num id=L{n}></td>\n <td class='blob-code inner'>{line}</td></tr>"
            for n, line in enumerate(LINES)
        ),
        "".join(
            f"<tr><td class=hljs-ln-numbers>{n}</td><td class=hljs-ln-code>{line}</td></tr>"
            for n, line in enumerate(LINES)
        ),
    ],
)
def test_a_table_of_code_is_a_listing(table):
    """Programs that colour code put it into the cells of a table, beside the numbers of its lines."""
    assert listings(f"<table>{table}</table>") == ["\n".join(LINES)]


def test_numbers_of_lines_are_no_code():
    """One stands before each line, in an element of its own."""
    code = "".join(f"<span class=linenumber>{n}</span>{line}\n" for n, line in enumerate(LINES, 1))
    assert listings(f"<pre><code>{code}</code></pre>") == ["\n".join(LINES)]


def test_a_listing_stands_once():
    """The coloured form, with a copy for the clipboard, stands beside the listing that it was made of."""
    plain = "\n".join(LINES)
    coloured = "".join(f"<div><span>{line}</span></div>" for line in LINES)
    shown = f"<div class=coloured><div>{coloured}</div><div class=raw>{plain}</div></div>"
    page = html.read(f"<article>{PROSE}{shown}<pre>{plain}</pre>{PROSE}</article>".encode(), "code.html")
    assert page.text.count("rope.tie()") == 1
    other = "<div class=coloured><div>another_knot = rope.tie(twice)</div></div>"
    page = html.read(f"<article>{PROSE}<pre>{plain}</pre>{other}{PROSE}</article>".encode(), "code.html")
    assert "another_knot" in page.text


def test_the_name_of_a_language_above_a_listing_is_its_label():
    """It is not said; another line above a listing is."""
    code = f"<pre><code class=language-java>{LINES[0]}</code></pre>"
    markup = f"<article>{PROSE}<div>java</div>{code}<p>Java</p><p>In full:</p>{code}{PROSE}</article>"
    article = html.read(markup.encode(), "code.html")
    assert [b.text for b in article.blocks if len(b.text) < 10] == ["Java", "In full:"]
    assert [n.text for n in article.left_out if n.reason is Omission.MARKUP] == ["java"]
