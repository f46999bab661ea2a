"""Pages: exactly the article, with its structure, and nothing of the page around it."""

from __future__ import annotations

import base64
import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.errors import HostileError, InputError, NoTextError
from podcaster.model import BlockKind, Doubt, Omission, SpanKind
from podcaster.reading import bylines, dates, furniture, headlines, html, language
from podcaster.reading.html import addresses
from podcaster.reading.html import tree as html_tree
from tests.growth import grows_with_its_length

ARTICLES = Path(__file__).parent / "articles"
PROSE = "<p>The harbour was quiet when the boat came in, and only two people waited on the quay with a dog.</p>" * 8


@pytest.fixture(scope="module")
def harbour():
    return html.read((ARTICLES / "harbour.html").read_bytes(), "harbour.html")


def page(body: str, head: str = "") -> bytes:
    return (
        f"<html lang=en><head><title>A Title</title>{head}</head><body><article>{body}</article></body></html>".encode()
    )


def test_what_the_page_says_about_its_article(harbour):
    """The title without its site, a person rather than "admin", the date with its zone."""
    assert harbour.title == "The Lamp on the Breakwater"
    assert harbour.authors == ("Ida Holm",)
    assert harbour.site == "Tidewater Notes"
    assert harbour.language == "en"
    assert harbour.address == "https://tidewater.example/2021/03/lamp/"
    assert harbour.date == dt.datetime(2021, 3, 4, 8, 15, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def test_furniture_is_left_out_and_written_down(harbour):
    """Menus, share buttons, newsletter, related links, biography, comments, footer: with their reasons."""
    text = harbour.text
    for gone in (
        "Home",
        "Tweet",
        "Sign up",
        "Ten lamps",
        "is a writer",
        "Bo says",
        "All rights",
        "never read me",
        "Skip to",
    ):
        assert gone not in text
    reasons = {entry.reason for entry in harbour.left_out}
    assert {Omission.NAVIGATION, Omission.COMMENTS, Omission.NEWSLETTER, Omission.RELATED, Omission.FOOTER} <= reasons


def test_title_and_byline_are_not_said_twice(harbour):
    """The body begins with the first paragraph."""
    assert harbour.blocks[0].text.startswith("Every evening at dusk")


def test_a_pull_quote_is_said_once(harbour):
    """What is repeated for the eye is not repeated for the ear."""
    assert harbour.text.count("set its clocks by him") == 1


def test_structure_survives(harbour):
    """Headings, list numbers, quotes with their speaker, tables, code with its language, captions without credit."""
    by_kind = {kind: [b for b in harbour.blocks if b.kind is kind] for kind in BlockKind}
    heading = by_kind[BlockKind.HEADING][0]
    assert (heading.text, heading.level, heading.anchor) == ("What he carried", 2, "tools")
    assert [(b.marker, b.level) for b in by_kind[BlockKind.LIST_ITEM]] == [("3.", 1), ("4.", 1), ("•", 2)]
    assert by_kind[BlockKind.QUOTE][0].attribution == "Anders, keeper"
    table = by_kind[BlockKind.TABLE][0]
    assert table.has_head
    assert table.rows == (("Month", "Hour"), ("March", "18:40"), ("June", "22:55"))
    code = by_kind[BlockKind.CODE][0]
    assert (code.text, code.language) == ("for hour in night:\n    light(lamp)", "python")
    figure = by_kind[BlockKind.FIGURE][0]
    assert figure.text == "The lamp in a storm."
    assert figure.image is not None
    assert figure.image.alt == "A lamp"


def test_a_footnote_is_linked_to_its_mark(harbour):
    """The year 1951 and note 1 are not the number 19511."""
    block = harbour.blocks[1]
    spans = {span.kind: span for span in block.spans}
    mark = spans[SpanKind.NOTE_REF]
    assert block.text[: mark.start].endswith("since 1951")
    assert mark.value == "1"
    assert block.text[spans[SpanKind.SUPERSCRIPT].start : spans[SpanKind.SUPERSCRIPT].end] == "3"
    assert block.text[spans[SpanKind.STRUCK].start : spans[SpanKind.STRUCK].end] == "ninety"
    note = next(b for b in harbour.blocks if b.kind is BlockKind.FOOTNOTE)
    assert (note.marker, note.text) == ("1", "The log book says 1952, in another hand.")


def test_spans_lie_inside_their_text(harbour):
    """Each span is a stretch of its block's text."""
    for block in harbour.blocks:
        for span in block.spans:
            assert 0 <= span.start < span.end <= len(block.text)


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>A&nbsp;quiet&#8203; life&shy;boat</p>", "A quiet lifeboat"),
        ("<p>It was <b>n</b>ot far.</p>", "It was not far."),
        ("<p><ruby>港<rp>(</rp><rt>minato</rt><rp>)</rp></ruby></p>", "港"),
        ("<p>So <math><mi>a</mi><mo>=</mo><mn>4</mn><annotation encoding='x-tex'>a=\\frac</annotation></math>.</p>",
         "So a=4."),
        ("<p>One<br>two</p>", "One\n\ntwo"),
        ("<p>A line that is long enough to have been wrapped by a mail program<br>goes on.</p>",
         "A line that is long enough to have been wrapped by a mail program goes on."),
        ("<p hidden>Never.</p><p>Always.</p>", "Always."),
        ("<p>Seen <span class='sr-only'>never said</span> here.</p>", "Seen here."),
    ],
)  # fmt: skip
def test_fragments(fragment, text):
    """Content that is an article already becomes blocks as it is displayed."""
    assert "\n\n".join(b.text for b in html.read_fragment(fragment).blocks) == text


def test_links_become_whole_addresses():
    """A relative link can be followed from the show notes."""
    (block,) = html.read_fragment("<p>See <a href='/x'>this</a>.</p>", base="https://tidewater.example/a/b").blocks
    assert [(s.kind, s.value) for s in block.spans] == [(SpanKind.LINK, "https://tidewater.example/x")]


def test_pictures_inside_the_page_travel_along():
    """A data: address becomes the picture's bytes, and ten megabytes of it cost nothing of the text."""
    data = base64.b64encode(b"\x89PNG" + b"\x01" * 3_000).decode()
    found = html.read(page(PROSE + f"<p><img src='data:image/png;base64,{data}' alt='Boat'></p>" + PROSE), "x.html")
    figure = next(b for b in found.blocks if b.kind is BlockKind.FIGURE)
    assert figure.image is not None
    assert figure.image.data is not None
    assert figure.image.data.startswith(b"\x89PNG")
    assert found.image == figure.image


def test_local_pictures_only_from_below_the_folder(tmp_path):
    """A page cannot point at files outside its folder."""
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "a.jpg").write_bytes(b"x" * 2000)
    body = PROSE + "<figure><img src='page_files/a.jpg'><figcaption>A boat at sea</figcaption></figure>"
    found = html.read(
        page(body + "<figure><img src='../secret.jpg'><figcaption>No</figcaption></figure>" + PROSE),
        "x",
        folder=tmp_path,
    )
    paths = [b.image.path for b in found.blocks if b.image is not None and b.image.path is not None]
    assert paths == [(tmp_path / "page_files" / "a.jpg").resolve()]


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        ("<div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript>", Doubt.JAVASCRIPT),
        ("<p>It began at sea.</p><p>Subscribe to continue reading this article.</p>", Doubt.PAYWALL),
        (
            "<p>Before you continue to us.</p><p>We use cookies. Accept all cookies, or see the settings.</p>",
            Doubt.COOKIE_WALL,
        ),
        ("<p>Two short lines.</p>", Doubt.SHORT),
    ],
)
def test_suspicious_saves_are_reported(body, doubt):
    """A shell, a teaser, a wall and a stub are not mistaken for articles."""
    found = html.read(f"<html><head><title>T</title></head><body>{body}</body></html>".encode(), "x.html")
    assert doubt in [kind for kind, _ in found.doubts]


def test_half_a_single_file_is_reported():
    """A save that stopped before its end says so."""
    start = "<!DOCTYPE html> <html lang=en><!-- Page saved with SingleFile \n url: https://a.example/b \n--><body>"
    found = html.read(f"{start}<article>{PROSE * 3}<p>And th".encode(), "half.html")
    assert Doubt.CUT_OFF in [kind for kind, _ in found.doubts]
    assert found.address == "https://a.example/b"


def test_a_page_without_words_is_an_error():
    """Nothing to say is said."""
    for data in (b"", b"<html></html>", page("<img src=x.png>")):
        with pytest.raises(NoTextError):
            html.read(data, "empty.html")


def test_hostile_pages_end_in_bounded_time():
    """Bombs are refused or read, never waited for."""
    with pytest.raises(HostileError):
        html.read(b"<div>" * 100_000 + b"x", "deep.html")
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    found = html.read(bomb + b"<p>hello &b; &c; there</p>", "bomb.html")
    assert "root:" not in found.text
    assert html.read(page("<div>" * 600 + PROSE + "</div>" * 600), "x").word_count > 100


@given(st.text(alphabet="<>/=\"' abp&;#x1\u00a0\u200b", max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_markup_is_read_or_refused(text):
    """Whatever the markup, there are tidy blocks or one of our errors."""
    try:
        blocks = html.read_fragment(text).blocks
    except InputError:
        return
    for block in blocks:
        if block.kind is not BlockKind.CODE:
            assert block.text == " ".join(block.text.split())
        assert all(0 <= s.start < s.end <= len(block.text) for s in block.spans)


@pytest.mark.parametrize(
    ("said", "people"),
    [
        (["By Jo Vane"], ("Jo Vane",)),
        (["Jo Vane and Bo Lind"], ("Jo Vane", "Bo Lind")),
        (["Jo Vane, Staff Writer"], ("Jo Vane",)),
        (["Jo Vane, Harbour News Network"], ("Jo Vane",)),
        (["Posted"], ()),
        (["No Author"], ()),
        (["Datum"], ()),
        (["admin"], ()),
        (["https://example.org/jo"], ()),
        (["By two cats."], ()),
        (["5 minute read"], ()),
        (["May 4, 2023 03:23pm"], ()),
        (["@lampkeeper"], ()),
        (["Jo Vane @lampkeeper -"], ("Jo Vane",)),
        (["written by Jo Vane May 10, 2023 Ropes & Tools"], ("Jo Vane",)),
        (["Jo Vane | Posted Dec. 24, 2022, 5:17 p.m."], ("Jo Vane",)),
        (["Jo Vane • 8h"], ("Jo Vane",)),
        (["Jo Vane, Vice President, Rope Division, Harbour Corp"], ("Jo Vane",)),
        (["Jo Vane, Research Scientist, and Bo Lind, VP and Senior Fellow, Harbour"], ("Jo Vane", "Bo Lind")),
        (["Jo Vane says"], ()),
        (["Jo Vane."], ("Jo Vane",)),
        (["The lamp and the harbour masters of the quay"], ()),
        (["The Associated Press"], ("The Associated Press",)),
        (["Текст: Анна Лунина"], ("Анна Лунина",)),
    ],
)
def test_only_plausible_authors(said, people):
    """Rather nobody than "by Posted"."""
    assert bylines.people(said) == people


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021-03-04", dt.date(2021, 3, 4)),
        ("March 4, 2021", dt.date(2021, 3, 4)),
        ("4. März 2021", dt.date(2021, 3, 4)),
        ("4 de marzo de 2021", dt.date(2021, 3, 4)),
        ("04.03.2021", dt.date(2021, 3, 4)),
        ("0000-00-00", None),
        ("soon", None),
    ],
)
def test_dates(text, date):
    """Dates as pages write them; nonsense is no date."""
    assert dates.date(text) == date


def test_a_title_that_nobody_can_see_is_none():
    """Joiners without anything to join would be a link that nobody can click; they stay within an emoji."""
    titled = "<html><title>{0}</title><body><article><h1>{0}</h1>" + PROSE + "</article></body></html>"
    found = html.read(titled.format("&#x200d;&#xfe0f;").encode(), "night-ferry.html")
    assert found.title == "Night ferry"
    family = "👨\u200d👩\u200d👧"
    assert html.read(titled.format(family).encode(), "night-ferry.html").title == family


def test_site_names_leave_the_title():
    """A listener hears the title, not the masthead."""
    assert headlines.without_site("The Lamp | Tidewater Notes", "Tidewater Notes", "") == "The Lamp"
    assert headlines.without_site("Lamp: a story", "Tidewater Notes", "") == "Lamp: a story"


@pytest.mark.parametrize(
    ("top", "site"),
    [
        ("<h1><a href=/>Ropes - Tidewater</a></h1>", "Ropes - Tidewater"),
        ("<h1><a href=/lamps>Ropes - Tidewater</a></h1>", ""),
        ("<h1><a href=/>Ropes</a></h1>", ""),
    ],
)
def test_a_heading_that_leads_home_is_the_name_of_the_site(top, site):
    """The title of the window has it behind the article's."""
    text = "<p>Nobody on the quay had a lamp to show the boat the way, and the tide was late again that night.</p>" * 4
    page = f"<html><title>The lamp - Ropes - Tidewater</title><body>{top}<div>{text}</div></body></html>"
    found = html.read(page.encode(), "x.html")
    assert found.site == site
    assert found.title == "The lamp" or not site


@pytest.mark.parametrize(
    ("window", "heading", "title"),
    [
        ("渡轮又迟到了_社会_海港网", "渡轮又迟到了", "渡轮又迟到了"),
        ("渡轮又迟到了 _海港网", "海港", "渡轮又迟到了"),
        ("read_file_now", "File", "read_file_now"),
    ],
)
def test_section_and_site_behind_a_low_line_are_no_part_of_a_title(window, heading, title):
    """Chinese sites name themselves so in the window's title; names of functions in English keep their lines."""
    page = (
        f"<html><head><title>{window}</title></head><body><h1>{heading}</h1><p>{'A boat came. ' * 9}</p></body></html>"
    )
    assert html.read(page.encode(), "x.html").title == title


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("sharedaddy", Omission.SHARING),
        ("c-newsletter-signup__form", Omission.NEWSLETTER),
        ("commentlist", Omission.COMMENTS),
        ("has-sidebar", None),
        ("tag-politics", None),
        ("elementor-widget-text-editor", None),
        ("article-body--with-newsletter", None),
    ],
)
def test_names_of_furniture(name, reason):
    """Classes are understood as words: what they have or lack is not what they are."""
    assert furniture.named(name) is reason


@pytest.mark.parametrize("broken", ["http://[sea/a.jpg", "http://sea]/a.jpg", "//sea]/a.jpg", "http://[::1/a.jpg"])
def test_an_address_that_no_program_can_take_apart_is_none(broken):
    """A bracket that is not closed, or was not opened, ends in an error wherever the host is looked at."""
    assert addresses.whole("https://quay.example/", broken) == ""


def test_language_is_detected_when_it_is_not_declared():
    """An article in another language than its template is spoken in its own."""
    german = "Der Hafen war still, als das Boot kam, und nur zwei Leute warteten mit einem Hund auf dem Kai. " * 4
    assert language.choose("", german) == "de"
    assert language.choose("en_us", german) == "de"
    assert language.choose("de_AT", german) == "de-AT"


SAID = {
    "en": "The boat was late, and nobody on the quay knew why it had not left the island at that hour of the day. ",
    "de": "Das Boot kam zu spät, und auf dem Kai wusste niemand, warum es die Insel nicht am Morgen verlassen hat. ",
    "fr": "Le bateau est en retard, et sur le quai personne ne sait pour quelle raison il n'est pas dans le port. ",
    "es": "El barco llegó con retraso, y en el muelle no se sabe por qué la gente de la isla no lo vio como un mal. ",
    "it": "La barca è in ritardo, e sul molo non si sa per quale motivo la gente non è al lavoro con il mare. ",
    "pt": "O barco chegou com atraso, e no cais não se sabe por que a gente da ilha não foi ao porto com uma rede. ",
    "nl": "De boot is te laat, en op de kade weet niemand waarom het niet van het eiland is vertrokken met de post. ",
}
CATALAN = (
    "El vaixell va arribar amb retard, i al moll no se sap per què la gent de l'illa no va ser als llocs dels altres. "
)


def test_a_true_declaration_is_seen_without_the_detector(monkeypatch):
    """The detector's model takes longer to load than most pages to read; what a page declares is mostly true."""
    own = {name: name for name in SAID}
    assert {name: language.detect(text * 6)[0] for name, text in SAID.items()} == own

    def loaded() -> None:
        raise AssertionError("the detector was loaded")

    monkeypatch.setattr(language, "_model", loaded)
    assert {declared: language.choose(declared, text * 6) for declared, text in SAID.items()} == own


@pytest.mark.parametrize(
    ("declared", "text", "chosen"),
    [("en", SAID["de"], "de"), ("de", SAID["en"], "en"), ("es", CATALAN, "ca"), ("fr", CATALAN, "ca")],
)
def test_a_neighbouring_language_is_left_to_the_detector(declared, text, chosen):
    """Catalan has many frequent words of Spanish; a template's declaration is not confirmed by these."""
    assert language.choose(declared, text * 6) == chosen


@pytest.mark.parametrize(
    ("english", "japanese", "declared", "chosen"),
    [(8, 8, "en", "en"), (8, 9, "ja", "ja"), (2, 16, "en", "ja"), (20, 1, "ja", "en")],
)
def test_a_declared_language_holds_where_two_scripts_share_the_words(english, japanese, declared, chosen):
    """A post in English and Japanese keeps the voice that it declares; one that is nearly all in the other does not."""
    told = (
        "Boats leave every morning at seven; sailors carry lamps, ropes and charts aboard before breakfast.\n" * english
    )
    shown = "船は遅れていて、岸壁のだれもその理由を知りませんでした。\n" * japanese
    assert {language.choose(declared, told + shown), language.choose(declared, shown + told)} == {chosen}


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en-US", "The boat was late, and nobody on the quay knew why it had not left the island. " * 9, "en-US"),
        ("en", "Le bateau avait du retard, et personne sur le quai ne savait pourquoi il restait là-bas. " * 9, "fr"),
        ("en", "Das Boot hatte Verspätung, und niemand am Kai wusste, warum es nicht abgelegt hatte. " * 9, "de"),
        ("fr", "Le bateau avait du retard, et personne sur le quai ne savait pourquoi il restait là-bas. " * 9, "fr"),
        ("de", "The boat was late, and nobody on the quay knew why it had not left the island. " * 9, "en"),
    ],
)
def test_a_wrong_declaration_is_overruled(declared, text, language):
    """Templates forget to change it, most of them the English one."""
    article = html.read(
        page(f"<article><h1>A boat</h1><p>{text}</p></article>").replace(b"lang=en", f"lang={declared}".encode(), 1),
        "x.html",
    )
    assert article.language == language


def test_a_listing_does_not_count_as_words_of_a_language():
    """A Japanese post with much code is Japanese, although its template says English."""
    code = "const lamp = harbour.open(quay, island);\n" * 60
    prose = f"<p>{'船は遅れていて、岸壁のだれもその理由を知りませんでした。' * 9}</p>"
    assert html.read(page(f"<h1>船</h1>{prose}<pre><code>{code}</code></pre>{prose}"), "x.html").language == "ja"


LATE = "The boat was late, and nobody on the quay knew why it had not left the island that morning. "
BULK = {
    "a picture inside the page": '<img src="data:image/jpeg;base64,' + "QUJD" * 300_000 + '">',
    "a font inside a style": "<style>@font-face{src:url(data:font/woff2;base64," + "QUJD" * 300_000 + ")}</style>",
    "a script": "<script>" + "if (a < b) { c = '<p>' + d; }\n" * 40_000 + "</script>",
    "a drawing": "<svg><path d='" + "M1 2L3 4 " * 130_000 + "'/></svg>",
    "a comment": "<!--" + "<div>" * 240_000 + "-->",
}


@pytest.mark.parametrize("bulk", BULK.values(), ids=BULK)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_no_text_reaches_no_parser(bulk, encoding):
    """A page of fifty megabytes is mostly pictures and scripts: memory is needed for its text only."""
    paragraphs = "".join(f"<p>{LATE * 3}It was day {n}.</p>" for n in range(40))
    small = f"<!doctype html><html lang=en><title>A boat</title><body><article>{paragraphs}</article></body></html>"
    large = small.replace("<p>", f"{bulk}<p>", 1).replace("It was day 20.", f"It was day 20.{bulk}")
    light = html_tree.lighten(large.encode(encoding), "x.html")
    assert len(light.markup) < len(small) + 200
    told = html.read(large.encode(encoding), "x.html")
    assert [b.text for b in told.blocks if b.text] == [b.text for b in html.read(small.encode(), "x.html").blocks]


@pytest.mark.parametrize(
    "piece", ["<svg ", "<script>", "<!--", "data:a", "data:image/png;base64,", "</style>", "<style>"]
)
def test_unclosed_pieces_cost_no_more_than_their_length(piece):
    """Whatever is repeated a hundred thousand times, a look at the page stays one pass."""

    def lighten(pieces: str) -> None:
        html_tree.lighten(f"<p>{LATE}</p>{pieces}".encode(), "x.html")

    assert grows_with_its_length(lighten, piece, 250_000 // len(piece))


def test_scripts_that_speak_of_the_article_are_kept_in_large_pages():
    """JSON-LD, formulas, and where the page was saved from."""
    known = '{"@type": "Article", "headline": "A boat", "author": {"name": "Jo Vane"}}'
    known = f'<script type="application/ld+json">{known}</script>'
    saved = "<!-- saved from url=(0031)https://quay.example/a-boat/2024 -->"
    body = f"<article><p>{LATE * 9}</p></article>"
    text = f"{saved}<html><head>{known}{BULK['a script']}</head><body>{body}</body></html>"
    article = html.read(text.encode(), "x.html")
    said = (article.title, article.authors, article.address)
    assert said == ("A boat", ("Jo Vane",), "https://quay.example/a-boat/2024")


def test_what_is_hidden_goes_alone():
    """A hidden box and a tracking picture for browsers without scripts: the boxes beside them are the article."""
    article = html.read(
        page(
            f"<noscript><img src='https://count.example/p.gif' alt='counter'></noscript>"
            f"<div hidden>Nobody sees this.</div><div><p>{LATE * 3}</p></div><div><p>{LATE * 2}The end.</p></div>"
        ),
        "x.html",
    )
    assert len(article.blocks) == 2
    assert [note.reason for note in article.left_out] == [Omission.HIDDEN]


def test_buttons_of_networks_are_no_links():
    """Wherever they stand, and whatever they are called."""
    share = '<a href="https://www.facebook.com/sharer.php?u=https://a.example/">Tell your friends</a>'
    article = html.read(page(f"<p>{LATE * 3}</p><p>{share}</p><p>{LATE * 2}The end.</p>"), "x.html")
    assert "friends" not in " ".join(block.text for block in article.blocks)
    assert Omission.SHARING in {note.reason for note in article.left_out}


@pytest.mark.parametrize(
    ("head", "above", "title", "date"),
    [
        ("Ferry - Encyclopedia", "<h1>Ferry</h1>", "Ferry", None),
        (
            "Notes of the quay — The Ferry",
            "<h1><a href='/'>Notes of the quay</a></h1><h2>The Ferry</h2>",
            "The Ferry",
            None,
        ),
        ("Tying knots — Boats 2.1", "<h1>Tying knots<a href='#k'>¶</a></h1>", "Tying knots", None),
        ("A boat", "<h1>A boat</h1><p>Thu 4 May 2023 10.15 BST</p>", "A boat", dt.date(2023, 5, 4)),
        ("Ein Boot", "<h1>Ein Boot</h1><p>4. Mai 2023, 10:15 Uhr</p>", "Ein Boot", dt.date(2023, 5, 4)),
        (
            "船が早く着いた | 港日記",
            "<h1>船が早く着いた</h1><p>2023年5月4日</p>",
            "船が早く着いた",
            dt.date(2023, 5, 4),
        ),
    ],
)
def test_title_and_date_as_a_page_prints_them(head, above, title, date):
    """For pages without metadata, the site's name is not the title, and a line with only a date is the date."""
    text = f"<html><head><title>{head}</title></head><body>{above}<div>{f'<p>{LATE * 3}</p>' * 3}</div></body></html>"
    article = html.read(text.encode(), "x.html")
    assert (article.title, article.date) == (title, date)


@pytest.mark.parametrize(
    ("head", "above", "title"),
    [
        ("Ropes | Harbour Hackers", "", "Ropes | Harbour Hackers"),
        ("Ropes and knots | Harbour Hackers", "", "Ropes and knots"),
        ("Ropes and knots | Updated 2025", "", "Ropes and knots | Updated 2025"),
        ("Ropes : knots", "<link rel=canonical href='https://a.example/r/knots/7/ropes'>", "Ropes"),
    ],
)
def test_the_title_of_a_window_is_cut_before_its_site_or_section(head, above, title):
    """For pages that have no other title: at the last bar, or where the address says that the title ends."""
    text = f"<html><head><title>{head}</title>{above}</head><body>{f'<p>{LATE * 3}</p>' * 3}</body></html>"
    assert html.read(text.encode(), "x.html").title == title


@pytest.mark.parametrize(
    ("network", "heading", "title"),
    [
        ("Ropes and knots of the quay", "Jun 17 Ropes and knots of the quay", "Ropes and knots of the quay"),
        ("Ropes, knots and hitches | Tips", "Ropes, knots and hitches (5 pictures) | Tips", None),
        ("Run the ferry - Harbour Ferry 15 Engine for Boats", "Harbour Ferry 15 for Boats", None),
        ("Prison guards charged after the fire", "Two officers charged with having left the door open", "network"),
        ('(4) Jo Vane on X: "Ropes for beginners" / X', "Conversation", "Ropes for beginners"),
    ],
)
def test_the_heading_or_the_title_for_networks(network, heading, title):
    """The heading, if it says the same in other words, but without a date before it; else the title in the head."""
    text = (
        f"<html><head><title>{network}</title><meta property='og:title' content='{network}'></head>"
        f"<body><h1>{heading}</h1>{f'<p>{LATE * 3}</p>' * 3}</body></html>"
    )
    expected = {None: heading, "network": network}.get(title, title)
    assert html.read(text.encode(), "x.html").title == expected


def test_the_byline_may_stand_below_the_text():
    """In the footer of the article, not of the page."""
    body = f"<h1>A boat</h1><p>{LATE * 5}</p><footer><a rel=author href=/jo>Jo Vane</a></footer>"
    assert html.read(page(body), "x.html").authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "line", ["この記事をシェアする", "اقرأ أيضا: قصة المنارة", "شارك المقال", "相关阅读", "관련 기사"]
)
def test_lines_of_furniture_in_more_languages(line):
    """Sharing and further reading."""
    assert furniture.line(line) in (Omission.SHARING, Omission.RELATED)


@pytest.mark.parametrize("identifier", [{"@id": "#jo"}, ["#jo"], [], {}, None, 5, "#nobody"])
@pytest.mark.parametrize("key", ["author", "creator"])
def test_an_author_with_a_damaged_identifier_is_no_author_and_no_error(key, identifier):
    """An identifier that is an object, a list or a number: the page is read, and its other author is found."""
    damaged = json.dumps({"@type": "Article", "headline": "A boat", key: [{"@id": identifier}, {"name": "Jo Vane"}]})
    script = f'<script type="application/ld+json">{damaged}</script>'
    assert html.read(page(f"<h1>A boat</h1>{PROSE}", script), "x.html").authors == ("Jo Vane",)
