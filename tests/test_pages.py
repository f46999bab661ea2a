"""The pages: everything inside, nothing fetched, every sentence where it is heard."""

import base64
import datetime as dt
import hashlib
import json
import re
import subprocess
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pictures

from podcaster.model import (
    Article,
    Block,
    BlockKind,
    Chapter,
    Cue,
    Image,
    Note,
    NoteKind,
    Span,
    SpanKind,
    TimedNote,
    WordMark,
)
from podcaster.publishing import episode_page, page_address, page_words, pages
from podcaster.publishing.marked_up import find_sentence, mark_up, word_places
from tests import machine
from tests.shows import SETTINGS, episode, episodes

VOID = {"meta", "link", "img", "input", "br", "hr"}


class Page(HTMLParser):
    """Reads a page and insists that every element is closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.text += data


def block(kind: BlockKind, text: str, **more: object) -> Block:
    return Block(kind, text, **more)  # type: ignore[arg-type]


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = BytesIO()
    Pictures.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


P, H = BlockKind.PARAGRAPH, BlockKind.HEADING
ARTICLE = Article(
    title="The quiet harbour",
    blocks=(
        block(P, "The ferry came. Nobody was there.", spans=(Span(SpanKind.LINK, 4, 9, "https://harbour.example/f"),)),
        block(H, "Bread & butter", level=1),
        block(BlockKind.LIST_ITEM, "Apples", level=1, marker="1."),
        block(BlockKind.LIST_ITEM, "green ones", level=2, marker="•"),
        block(BlockKind.LIST_ITEM, "Pears", level=1, marker="2."),
        block(BlockKind.QUOTE, "We saw nothing.", attribution="The mate"),
        block(BlockKind.CODE, "if a < b:\n    go()", language="python"),
        block(BlockKind.TABLE, "", rows=(("Day", "Boats"), ("Monday", "3")), has_head=True),
        block(BlockKind.FIGURE, "The quay.", image=Image(data=picture(), alt="A <quay>")),
        block(P, "See below.1", spans=(Span(SpanKind.NOTE_REF, 10, 11, "1"),)),
        block(BlockKind.FOOTNOTE, "In winter only.", marker="1"),
    ),
)


def cue(number: int, text: str, block: int, **more: object) -> Cue:
    return Cue(number * 1000, number * 1000 + 900, text, block=block, **more)  # type: ignore[arg-type]


FERRY = tuple(WordMark(w, t, t + 300) for w, t in (("the", 1000), ("ferry", 1300), ("came", 1600)))
CUES = [
    cue(0, "The quiet harbour. By Jo Vane.", -1),
    cue(1, "The ferry came.", 0, words=FERRY),
    cue(2, "Nobody was there.", 0),
    cue(3, "Bread & butter", 1),
    cue(4, "Apples", 2),
    cue(5, "green ones", 3),
    cue(6, "Pears", 4),
    cue(7, "We saw nothing.", 5),
    cue(8, "There is a short listing in Python.", 6),
    cue(9, "Monday: three boats.", 7),
    cue(10, "The quay.", 8),
    cue(11, "See below.", 9),
]  # fmt: skip
NOTES = [TimedNote(1000, Note(NoteKind.LINK, "ferry", 1, address="https://harbour.example/f"))]
CHAPTERS = [Chapter(0, 3000, "The quiet harbour"), Chapter(3000, 12000, "Bread & butter")]


def read_along(article: Article = ARTICLE, cues: list[Cue] | None = None, **changes: object) -> str:
    one = replace(episode(1, title=article.title), **changes)  # type: ignore[arg-type]
    return "".join(episode_page.read_along(article, one, CUES if cues is None else cues, NOTES, CHAPTERS, SETTINGS))


def data_of(page: str) -> dict[str, list[list[object]]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "make", [read_along, lambda: pages.show_page(SETTINGS, episodes(3)), lambda: pages.not_found(SETTINGS)]
)
def test_a_page_fetches_nothing_from_elsewhere(make):
    """Whoever reads is not told on: no address elsewhere is loaded, only linked."""
    page = Page(make())
    for tag, attributes in page.tags:
        for name in ("src", "href", "poster", "data", "action", "srcset"):
            address = attributes.get(name, "")
            if tag != "a" and attributes.get("rel") not in ("canonical", "alternate"):  # which name, and load nothing
                assert not re.match(r"https?:|//", address), (tag, address)
    assert not re.search(r"url\(|@import|XMLHttp|sendBeacon|WebSocket", make())
    (policy,) = (a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy  # what is not named is refused; a script asks at most the page's own site
    assert re.findall(r"connect-src ([^;]+)", policy) in (["'self'"], ["'none'"])


@pytest.mark.parametrize("make", [read_along, lambda: pages.show_page(SETTINGS, episodes(3))])
def test_only_our_own_script_may_run(make):
    """The policy names the digests of exactly the style and the script that are on the page."""
    text = make()
    (policy,) = (a["content"] for _, a in Page(text).tags if a.get("http-equiv") == "Content-Security-Policy")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    for directive, content in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "style=" not in text
    assert not re.search(r"\son\w+=", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))


def test_every_sentence_is_marked_with_its_cue():
    """What is heard is found on the page: a sentence by itself, code and tables as a whole."""
    page = Page(read_along())
    marked = [a["data-c"] for _, a in page.tags if "data-c" in a]
    assert sorted(int(n) for value in marked for n in value.split()) == list(range(len(CUES)))
    assert [tag for tag, a in page.tags if a.get("data-c") in ("0", "8", "9")] == ["h1", "pre", "div"]


def test_the_article_keeps_its_structure():
    """Headings below the title, nested and numbered lists, quotes, code, tables, figures, footnotes."""
    html = "".join(mark_up(ARTICLE, CUES).pieces)
    assert '<h2 id="b1"><span class="s" data-c="3">Bread &amp; butter</span></h2>' in html
    assert '<ol><li value="1">' in html
    assert "<ul><li>" in html
    assert html.count("</li></ul></li><li") == 1
    assert re.search(r"<blockquote><p>.*We saw nothing\..*</p><footer>The mate</footer></blockquote>", html)
    assert "<code>if a &lt; b:\n    go()</code>" in html
    assert '<th scope="col" class="n">Boats</th>' in html
    assert re.search(r'<figure><img src="data:image/png;base64,\S+" alt="A &lt;quay&gt;" loading="lazy">', html)
    assert '<sup><a id="note-1-ref" href="#note-1">1</a></sup>' in html
    assert '<p id="note-1">' in html
    assert 'The <a href="https://harbour.example/f" rel="noreferrer">ferry</a> came.' in html


def test_spoken_words_outside_the_text_of_a_block_are_found_too():
    """The number of a list item and the author of a quote are spoken, and are highlighted where they stand."""
    article = Article(
        (
            block(BlockKind.LIST_ITEM, "Take the lamp down.", level=1, marker="1."),
            block(BlockKind.QUOTE, "We saw nothing.", attribution="The mate"),
        ),
        title="T",
    )
    cues = [cue(0, "1. Take the lamp down.", 0), cue(1, "We saw nothing.", 1), cue(2, "The mate.", 1)]
    html = "".join(mark_up(article, cues).pieces)
    assert '<span class="s" data-c="0">Take the lamp down.</span>' in html
    assert '<span class="s" data-c="1">We saw nothing.</span>' in html
    assert '<footer class="s" data-c="2">The mate</footer>' in html


def test_the_words_light_up_when_they_are_heard():
    """Per cue its times, and the place of each word in the sentence."""
    cues = data_of(read_along())["cues"]
    assert cues[1] == [1000, 1900, [0, 3, 1000, 4, 5, 1300, 10, 5, 1600]]
    assert cues[2] == [2000, 2900, []]


SAID = ("it", "cost", "five", "dollars", "and", "a", "weekend")


def test_words_that_are_said_differently_share_their_time():
    """ "$5" is heard as two words; those around it keep their own times."""
    heard = [WordMark(w, 100 * n, 100 * n + 90) for n, w in enumerate(SAID)]
    places = word_places("It cost $5 and a weekend.", heard)
    assert places == [(0, 2, 0), (3, 4, 100), (8, 2, 200), (11, 3, 400), (15, 1, 500), (17, 8, 600)]


words = st.lists(st.text("abcdef.,$5 ", min_size=1, max_size=5), max_size=12)


@given(shown=words, heard=words)
def test_words_are_found_in_order_and_within_the_sentence(shown: list[str], heard: list[str]):
    """Whatever is spoken, the highlight moves forward and stays on existing words."""
    sentence = " ".join(shown)
    places = word_places(sentence, [WordMark(w, n * 10, n * 10 + 10) for n, w in enumerate(heard)])
    assert places == sorted(places)
    assert all(sentence[a : a + n].split() == [sentence[a : a + n]] for a, n, _ in places)
    assert [t for _, _, t in places] == sorted(t for _, _, t in places)


def test_a_sentence_is_found_whatever_its_white_space():
    """Lines may be broken differently in the transcript."""
    assert find_sentence("One  two\nthree. Four.", "One two three.", 0) == (0, 15)
    assert find_sentence("One. One.", "One.", 4) == (5, 9)
    assert find_sentence("One.", "Two.", 0) is None
    assert find_sentence("One.", " ", 0) is None


kinds = st.sampled_from(
    [P, H, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FOOTNOTE, BlockKind.CODE, BlockKind.TABLE]
)
spans = st.builds(
    Span,
    st.sampled_from(list(SpanKind)),
    st.integers(0, 40),
    st.integers(0, 45),
    st.sampled_from(["", "1", "http://a", "x:y"]),
)
blocks = st.builds(
    Block, kinds, st.text("ab <&\"'.!?\n1", max_size=40), level=st.integers(0, 4),
    marker=st.sampled_from(["", "1.", "•", "a)"]),
    spans=st.lists(spans, max_size=5).map(tuple), rows=st.just((("a<", "b"), ("c", "&"))), has_head=st.booleans(),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(blocks, max_size=8))
def test_any_article_gives_a_whole_page_with_all_its_words(some: list[Block]):
    """Overlapping links, odd lists, markup in the text: every element is closed, and nothing is lost or doubled."""
    article = Article(tuple(some), title="T")
    cues = [cue(n, one.text.split(".")[0], n) for n, one in enumerate(some)]
    page = Page("".join(mark_up(article, cues).pieces))
    for one in some:
        if one.kind is not BlockKind.TABLE:
            assert "".join(one.text.split()) in "".join(page.text.split())
    assert not any(a.get("href", "").startswith("x:") for _, a in page.tags)


def test_text_cannot_break_out_of_the_page():
    """Markup in titles, names, notes and data stays text."""
    evil = "</script><script>alert(1)</script><!--"
    article = Article((block(P, evil),), title=evil)
    page = "".join(episode_page.read_along(
        article, episode(1, title=evil, authors=(evil,), site=evil, name="a"), [cue(0, evil, 0)],
        [TimedNote(0, Note(NoteKind.LINK, evil, 0, address="https://a.example/'\"><b>"))], [],
        replace(SETTINGS, title=evil),
    ))  # fmt: skip
    assert page.count("<script") == page.count("</script") == 3
    assert data_of(page)["title"] == evil
    assert "<script>alert" not in pages.show_page(replace(SETTINGS, title=evil), [episode(1, title=evil)])
    link = Article((block(P, "x", spans=(Span(SpanKind.LINK, 0, 1, "javascript:alert(1)"),)),), title="T")
    assert "javascript:" not in "".join(mark_up(link, []).pieces)


def test_pictures_travel_inside_the_page(tmp_path: Path):
    """From a file or from bytes, made smaller when they are huge; a missing or broken one leaves its description."""
    (tmp_path / "q.jpg").write_bytes(picture("JPEG"))
    noise = Pictures.effect_noise((1800, 1200), 90).convert("RGB")
    out = BytesIO()
    noise.save(out, "PNG")
    cases = {
        "image/jpeg": Image(path=tmp_path / "q.jpg"),
        "image/gif": Image(data=picture("GIF")),
        "image/webp": Image(data=picture("WEBP")),
        'alt="big"': Image(data=out.getvalue(), alt="big"),
        '<p class="no-picture">gone</p>': Image(path=tmp_path / "none.png", alt="gone"),
        '<p class="no-picture">broken</p>': Image(data=b"\x00\x01", alt="broken"),
        '<p class="no-picture">there</p>': Image(address="https://harbour.example/q.jpg", alt="there"),
    }
    for wanted, image in cases.items():
        html = "".join(mark_up(Article((block(BlockKind.FIGURE, "", image=image),), title="T"), []).pieces)
        assert wanted in html
        assert len(html) < 900_000


def test_the_page_says_its_language_and_direction():
    """A screen reader speaks it right, and Arabic runs from right to left."""
    assert '<html lang="en">' in read_along()
    assert '<html lang="ar" dir="rtl">' in read_along(language="ar")


def test_the_chapters_and_links_can_be_played_from_the_keyboard():
    """They are links with a name that says what they do; without scripts they lead to the moment of the sound."""
    page = Page(read_along())
    times = [a for tag, a in page.tags if tag == "a" and "data-ms" in a]
    assert [time["data-ms"] for time in times] == ["0", "3000", "1000"]
    assert (times[1]["aria-label"], times[1]["href"]) == ("Play from 0:03", "ferry-1.mp3#t=3")


def test_a_private_page_is_not_for_search_engines():
    """Neither the episode nor the show is indexed, and the front page tells no address."""
    private = replace(SETTINGS, private=True)
    assert 'content="noindex' in "".join(episode_page.read_along(ARTICLE, episode(1), CUES, NOTES, CHAPTERS, private))
    front = pages.show_page(private, episodes(2))
    assert 'content="noindex' in front
    assert "pod.example" not in front


def test_the_front_page_lists_every_episode():
    """The newest first, the old ones shorter, and the same page for the same show."""
    front = pages.show_page(SETTINGS, episodes(310))
    assert front == pages.show_page(SETTINGS, episodes(310))
    assert re.findall(r'<h3><a href="episodes/(ferry-\d+)\.html">', front) == [f"ferry-{n}" for n in range(310, 0, -1)]
    assert front.count(">What came &amp; went.</p>") == pages.FULL_ENTRIES
    assert "https://pod.example/harbour/feed.xml" in front


def test_the_style_of_the_feed_names_the_namespace_it_uses():
    """A wrong address there would hide the authors."""
    assert b'@namespace itunes "http://www.itunes.com/dtds/podcast-1.0.dtd"' in pages.feed_style(SETTINGS)


def modules(page: str) -> tuple[np.ndarray, int]:
    """The QR code in a page as it is drawn (0 is black), and its size in modules, the margin included."""
    svg = re.search(r"<svg [^>]*viewBox=.*?</svg>", page)[0]
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    assert f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>' in svg  # white below all of it, in dark pages too
    drawn = np.full((size, size), 255, np.uint8)
    x = y = 0.0
    for step, numbers in re.findall(r"([Mmh])([^Mmhz]+)", re.search(r'<path stroke="#000" d="([^"]+)"', svg)[1]):
        there = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if step == "h":
            drawn[int(y), int(x) : int(x + there[0])] = 0
            x += there[0]
        else:
            x, y = (there[0], there[1]) if step == "M" else (x + there[0], y + there[1])
    return drawn, size


@pytest.mark.parametrize("base", ["https://pod.example/harbour/", f"https://pod.example/{'long-name-' * 20}/"])
def test_the_qr_code_leads_to_the_page_of_the_show(base: str):
    """A phone that reads it opens the page with the apps in sight; it is in the page, so that it needs no script."""
    page = pages.show_page(replace(SETTINGS, base_url=base), episodes(1))
    ElementTree.fromstring(re.search(r"<svg [^>]*viewBox=.*?</svg>", page)[0])
    drawn, _ = modules(page)
    assert drawn[:4].min() == drawn[-4:].min() == drawn[:, :4].min() == drawn[:, -4:].min() == 255  # the quiet zone
    (found,) = zxingcpp.read_barcodes(np.kron(drawn, np.ones((8, 8), np.uint8)))
    assert (found.format, found.text) == (zxingcpp.BarcodeFormat.QRCode, f"{base}index.html#subscribe")
    assert 'role="img" aria-label="QR code' in page


def test_what_no_phone_could_read_or_reach_has_no_code():
    """An address that is too long for a readable code, or of this computer alone."""
    long = replace(SETTINGS, base_url=f"https://pod.example/{'long-name-' * 30}/")
    assert 'class="qr"' not in pages.show_page(long, episodes(1))
    assert page_address.code("https://pod.example/" + "x" * 5000) == ""
    for address in ("", *(f"http://{host}/feed.xml" for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"))):
        told = page_address.block(address, page_words.words("en"))
        assert 'class="qr"' not in told
        assert "Only this computer can open this page. To open it on your phone: " in told
        assert ">podcaster serve --host 0.0.0.0<" in told


def test_the_commands_on_the_page_name_the_folder_of_the_show():
    """They are typed beside it, and it need not be called podcast."""
    page = pages.show_page(replace(SETTINGS, base_url=""), [], made_in="-ferries")
    assert "podcaster convert article.html --show ./-ferries<" in page
    assert "podcaster serve --host 0.0.0.0 --show ./-ferries<" in page


def test_an_address_that_only_the_server_knows_is_put_in_later():
    """Without base_url, and in a private show, the page has neither address nor code until it is served."""
    for settings_ in (replace(SETTINGS, base_url=""), replace(SETTINGS, private=True)):
        page = pages.show_page(settings_, episodes(1))
        assert "localhost:8000" not in page
        assert 'id="code"' not in page
        served = page_address.put_in(page.encode(), "http://pod.local:8000/a&b/feed.xml").decode()
        assert 'value="http://pod.local:8000/a&amp;b/feed.xml"' in served
        (found,) = zxingcpp.read_barcodes(np.kron(modules(served)[0], np.ones((8, 8), np.uint8)))
        assert found.text == "http://pod.local:8000/a&b/index.html#subscribe"
        again = page_address.put_in(served.encode(), "http://127.0.0.1:8000/feed.xml").decode()
        assert "pod.local" not in again
        assert page_address.put_in(again.encode(), "") == page.encode()


@machine.program("node")
def test_the_scripts_of_the_pages_can_be_parsed():
    """A slip in a script would leave a page without its player."""
    for name in ("read_along.js", "show.js"):
        path = resources.files("podcaster.publishing") / "page_parts" / name
        subprocess.run(["node", "--check", str(path)], check=True)


def test_an_episode_of_ten_hours_is_a_page_of_a_few_megabytes():
    """Times and places are written once, as numbers."""
    text = " ".join(f"Sentence number {n} of a very long story that goes on." for n in range(6000))
    sentences = re.findall(r"[^.]+\.", text)
    cues = [
        cue(n, s.strip(), 0, words=tuple(WordMark(w, n * 1000, n * 1000 + 50) for w in s.split()))
        for n, s in enumerate(sentences)
    ]
    started = dt.datetime.now(dt.UTC)
    page = read_along(Article((block(P, text),), title="Long"), cues)
    assert len(page) < 4_000_000
    assert (dt.datetime.now(dt.UTC) - started).total_seconds() < 15


def test_a_long_page_is_never_in_memory_as_a_whole():
    """The page of a whole book is written piece by piece."""
    text = "The ferry came in before noon. " * 40
    article = Article(tuple(block(BlockKind.PARAGRAPH, text) for _ in range(2000)), title="Book")
    pieces = episode_page.read_along(article, episode(1), [], [], [], SETTINGS)
    read_along()  # loads what all pages need
    tracemalloc.start()
    try:
        size = sum(map(len, pieces))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > len(text) * 2000
    assert peak < size / 4
