"""Formulas: whatever a program made of them, each is read once, in its sentence or on a line of its own."""

from __future__ import annotations

import pytest

from podcaster.config import Settings
from podcaster.model import Block, BlockKind, Region, SpanKind
from podcaster.reading import html
from podcaster.reading.html import math as html_math
from podcaster.script import formulas, write
from podcaster.text.phrases import phrases_for

MATHML = "<mi>F</mi><mo>=</mo><mi>m</mi><msup><mi>a</mi><mn>2</mn></msup>"
MATH = f'<math xmlns="http://www.w3.org/1998/Math/MathML">{MATHML}</math>'
TEX = "F=ma^2"
KATEX_EYE = (
    '<span class="mord">F</span><span class="mrel">=</span><span class="mord">m</span><span>a</span><span>2</span>'
)
KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mrow>' + MATHML + "</mrow>"
    f'<annotation encoding="application/x-tex">{TEX}</annotation></semantics></math></span>'
    f'<span class="katex-html" aria-hidden="true">{KATEX_EYE}</span></span>'
)
PREVIEW = '<span class="MathJax_Preview" style="color:inherit">{}</span>'
MATHJAX2 = (
    f'<span class="MathJax" id="MathJax-Element-1-Frame" data-mathml=\'{MATH}\'>'
    '<nobr aria-hidden="true"><span class="math"><span class="mi">F</span><span class="mo">=</span>ma2</span></nobr>'
    f'<span class="MJX_Assistive_MathML" role="presentation">{MATH}</span></span>'
)
SCRIPT = f'<script type="math/tex">{TEX}</script>'
SHOWN_SCRIPT = f'<script type="math/tex; mode=display">{TEX}</script>'
GLYPHS = (
    '<mjx-math aria-hidden="true"><mjx-mi><mjx-c class="mjx-c1D439 TEX-I"></mjx-c></mjx-mi><mjx-mo><mjx-c '
    'class="mjx-c3D"></mjx-c></mjx-mo><mjx-mi><mjx-c class="mjx-c1D45A"></mjx-c></mjx-mi><mjx-msup><mjx-mi><mjx-c '
    'class="mjx-c1D44E"></mjx-c></mjx-mi><mjx-script><mjx-mn><mjx-c class="mjx-c32"></mjx-c></mjx-mn></mjx-script>'
    "</mjx-msup></mjx-math>"
)
DRAWN = (
    '<svg><g data-mml-node="math"><g data-mml-node="mi"><use data-c="1D439"></use></g><g data-mml-node="mo"><use '
    'data-c="3D"></use></g><g data-mml-node="mi"><use data-c="1D45A"></use></g><g data-mml-node="msup"><g '
    'data-mml-node="mi"><use data-c="1D44E"></use></g><g data-mml-node="mn"><use data-c="32"></use></g></g></g></svg>'
)
ASSISTIVE = f"<mjx-assistive-mml>{MATH}</mjx-assistive-mml>"
WIKI = (
    '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;"><math '
    'alttext="{\\displaystyle F=ma^{2}}"><semantics><mstyle>' + MATHML + "</mstyle></semantics></math></span>"
    '<img class="mwe-math-fallback-image-inline" aria-hidden="true" alt="{\\displaystyle F=ma^{2}}"></span>'
)

INLINE = {
    "pandoc": rf'<span class="math inline">\({TEX}\)</span>',
    "pandoc for KaTeX": f'<span class="math inline">{TEX}</span>',
    "pandoc without a program": '<span class="math inline"><em>F</em> = <em>m</em><em>a</em><sup>2</sup></span>',
    "KaTeX": KATEX,
    "MathJax 2": PREVIEW.format("") + MATHJAX2 + SCRIPT,
    "MathJax 2 with a preview": PREVIEW.format(TEX) + MATHJAX2 + SCRIPT,
    "MathJax 2 before it ran": PREVIEW.format(TEX) + SCRIPT,
    "MathJax 2 without scripts": PREVIEW.format(TEX) + MATHJAX2,
    "MathJax 2, preview only": PREVIEW.format(TEX),
    "MathJax 2, script only": SCRIPT,
    "MathJax 2, rendering only": f"<span class=\"MathJax_SVG\" data-mathml='{MATH}'><svg><path/></svg></span>",
    "MathJax 3": f'<mjx-container class="MathJax" jax="CHTML">{GLYPHS}{ASSISTIVE}</mjx-container>',
    "MathJax 3 without help": f'<mjx-container class="MathJax" jax="CHTML">{GLYPHS}</mjx-container>',
    "MathJax 3, drawn": f'<mjx-container class="MathJax" jax="SVG">{DRAWN}</mjx-container>',
    "arithmatex": rf'<span class="arithmatex">\({TEX}\)</span>',
    "arithmatex, MathJax 2": f'<span class="arithmatex">{PREVIEW.format(TEX)}{SCRIPT}</span>',
    "arithmatex, MathJax 3": f'<span class="arithmatex"><mjx-container>{GLYPHS}{ASSISTIVE}</mjx-container></span>',
    "arithmatex, KaTeX": f'<span class="arithmatex">{KATEX}</span>',
    "Sphinx": rf'<span class="math notranslate">\({TEX}\)</span>',
    "a listing of TeX": f'<code class="language-math math-inline">{TEX}</code>',
    "a forge": f'<math-renderer class="js-inline-math">${TEX}$</math-renderer>',
    "an encyclopedia": WIKI,
    "an EPUB": MATH.replace("<m", "<m:m").replace("</m", "</m:m"),
}
DISPLAYED = {
    "pandoc": rf'<span class="math display">\[{TEX}\]</span>',
    "KaTeX": f'<span class="katex-display">{KATEX}</span>',
    "MathJax 2": f'{PREVIEW.format("")}<div class="MathJax_Display">{MATHJAX2}</div>{SHOWN_SCRIPT}',
    "MathJax 2, script only": SHOWN_SCRIPT,
    "MathJax 3": f'<mjx-container class="MathJax" display="true">{GLYPHS}{ASSISTIVE}</mjx-container>',
    "arithmatex": rf'<div class="arithmatex">\[{TEX}\]</div>',
    "arithmatex, MathJax 2": f'<div class="arithmatex"><div class="MathJax_Preview">{TEX}</div>{SHOWN_SCRIPT}</div>',
    "Sphinx": rf'<div class="math notranslate">\[{TEX}\]</div>',
    "MathML": MATH.replace("<math", '<math display="block"'),
    "a listing of TeX": f'<pre><code class="language-math math-display">{TEX}</code></pre>',
}


def heard(block: Block) -> str:
    """How a block's formula is spoken."""
    span = next(s for s in block.spans if s.kind is SpanKind.FORMULA)
    said = formulas.said(block.text[span.start : span.end], span.value, phrases_for("en"))
    return said[1] if said is not None else ""


@pytest.mark.parametrize("markup", INLINE.values(), ids=INLINE)
def test_a_formula_in_a_sentence_is_read_once(markup: str) -> None:
    """It stays in its sentence, with the words around it, and is spoken as a person would."""
    page = f"<p>The force is {markup}, where m is the mass.</p>"
    found = html.read_fragment(page)
    (block,) = found.blocks
    assert block.kind is BlockKind.PARAGRAPH
    assert block.text.startswith("The force is F")
    assert block.text.endswith(", where m is the mass.")
    assert block.text.count("=") == 1
    assert heard(block) == "F equals m A squared"
    assert found.left_out == ()
    whole = html.read(
        f"<html><body><article>{page}</article></body></html>".encode(), "x.html", region=Region(whole=True)
    )
    assert [b.text for b in whole.blocks] == [block.text]


@pytest.mark.parametrize("markup", DISPLAYED.values(), ids=DISPLAYED)
@pytest.mark.parametrize(
    "around", ["<p>The force is {}, where m is the mass.</p>", "<p>The force is</p>{}<p>where m …"]
)
def test_a_formula_on_its_own_line_is_a_block(markup: str, around: str) -> None:
    """The sentence continues after it, without the comma at the end of the formula."""
    before, formula, after = html.read_fragment(around.format(markup)).blocks
    assert (before.text, after.text[:7]) == ("The force is", "where m")
    assert formula.kind is BlockKind.FORMULA
    assert heard(formula) == "F equals m A squared"


def test_formulas_beside_each_other_stay_apart() -> None:
    """Only forms of the same formula are merged."""
    two = PREVIEW.format("") + MATHJAX2 + SCRIPT
    for markup in (two + two, KATEX + KATEX, f"<mjx-container>{ASSISTIVE}</mjx-container>" * 2):
        (block,) = html.read_fragment(f"<p>Both {markup} hold.</p>").blocks
        assert len([s for s in block.spans if s.kind is SpanKind.FORMULA]) == 2


def test_a_formula_in_a_heading_and_in_a_table() -> None:
    """A heading is not broken in two; a cell holds its formula."""
    shown = r'<span class="math display">\[x\]</span>'
    heading, table = html.read_fragment(
        f"<h2>On {shown} again</h2><table><tr><th>a</th><th>b</th></tr><tr><td>{KATEX}</td><td>2</td></tr></table>"
    ).blocks
    assert (heading.kind, heading.text) == (BlockKind.HEADING, "On x again")
    assert table.rows[1] == (TEX, "2")


@pytest.mark.parametrize(
    "markup",
    [
        f"<div class='MathJax'><p>Long ago a painter lived here.</p><p>She had {KATEX} cats.</p></div>",
        "<div class='arithmatex'>Long ago a painter lived here. She had seven cats and no brush.</div>",
        "<mjx-container>Long ago a painter lived here.<mjx-c class='mjx-c32'></mjx-c> She had cats.</mjx-container>",
    ],
)
def test_a_class_of_formulas_around_prose_is_not_a_formula(markup: str) -> None:
    """An element that was never closed, or a class on the whole article, hides no words."""
    text = " ".join(b.text for b in html.read_fragment(markup).blocks)
    assert text.startswith("Long ago a painter lived here.")
    assert "cats" in text


@pytest.mark.parametrize(
    ("mathml", "spoken"),
    [
        ("<mfrac><mn>1</mn><mrow><mi>n</mi><mo>+</mo><mn>2</mn></mrow></mfrac>", "1 over n plus 2"),
        ("<msqrt><mi>x</mi></msqrt><mo>≤</mo><mi>sin</mi><mi>π</mi>", "the square root of x is at most sine pi"),
        ("<msubsup><mi>x</mi><mn>0</mn><mn>3</mn></msubsup>", "x 0 cubed"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd></mtr></mtable>", ""),
    ],
)
def test_formulas_without_tex_are_read_from_their_structure(mathml: str, spoken: str) -> None:
    """Fractions and powers are recognised by their elements, not by the order of their symbols."""
    (block,) = html.read_fragment(f"<p>So <math>{mathml}</math> holds.</p>").blocks
    span = next(s for s in block.spans if s.kind is SpanKind.FORMULA)
    if spoken:
        assert heard(block) == spoken
    else:
        assert span.value == ""


def test_a_whole_page_of_formulas_is_narrated() -> None:
    """From a page to what is said: no formula twice, none lost."""
    prose = "The rope was pulled by three people and a tired donkey until the cart moved. " * 4
    page = f"<html><head><title>Force</title></head><body><article><h1>Force</h1><p>{prose}</p>"
    page += "".join(f"<p>Rule {n}: {markup}, they say.</p>" for n, markup in enumerate(INLINE.values()))
    article = html.read(f"{page}<p>{prose}</p></article></body></html>".encode(), "x.html")
    script = write(article, Settings(voice="tone"))
    told = [u.spoken for u in script.utterances if u.spoken.startswith("Rule")]
    assert len(told) == len(INLINE)
    assert all(line.count("equals") == 1 for line in told)


def test_the_tex_of_a_picture_is_tidied() -> None:
    """A picture of a formula has its source as its text."""
    page = "<p>So <img class='latex' src='https://a.example/x.png' alt='$x^2$'> holds.</p>"
    (block,) = html.read_fragment(page).blocks
    assert block.text == "So x^2 holds."


def test_classes_that_name_a_formula() -> None:
    """For most programs one class name is enough; "math" alone does not mark a formula."""
    assert html_math.names_formula("katex")
    assert html_math.names_formula("math inline")
    assert not html_math.names_formula("math")
    assert not html_math.names_formula("mathematics inline")
