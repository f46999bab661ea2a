"""The page of an episode as a text to read, in a browser: finding, taking away, printing; and without its sound."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from podcaster.model import Article, Block, BlockKind, Chapter, Cue, Note, NoteKind, Span, SpanKind, TimedNote
from podcaster.publishing import episode_page, renewal
from podcaster.publishing.episode_page import Around, Neighbour
from tests import browser
from tests.shows import SETTINGS, episode

pytestmark = pytest.mark.browser

TEXTS = {
    "en": ("The quiet harbour", "Crème brûlée at the quay.", "No ferry, no crème; the ferry is late."),
    "ar": ("الميناء الهادئ", "وصلت العبّارة عند الظهر.", "تأخّرت العبارة."),
    "ja": ("静かな港", "フェリーは正午に着いた。", "フェリーは遅れた。"),
}
LINK = "https://harbour.example/timetable"
HERE = "episodes/ferry-2.html"
BESIDE = Around(Neighbour("ferry-1", "The first", "en"), Neighbour("ferry-3", "Die dritte", "de"))


def page_in(language: str) -> str:
    title, first, second = TEXTS[language]
    blocks = (
        Block(BlockKind.PARAGRAPH, first, spans=(Span(SpanKind.EMPHASIS, 0, 5),)),
        Block(BlockKind.HEADING, title),
        *(Block(BlockKind.PARAGRAPH, second) for _ in range(12)),
        Block(BlockKind.QUOTE, first, attribution="Jo"),
        Block(BlockKind.CODE, "wide = " + "column + " * 30, language="python"),
        Block(BlockKind.TABLE, "", rows=(("Day", "Boats"), ("Mon", "3"), ("Tue", "1,200")), has_head=True),
    )
    cues = [Cue(n * 1000, n * 1000 + 900, block.text, block=n) for n, block in enumerate(blocks)]
    one = episode(2, title=title, language=language)
    written = "".join(episode_page.read_along(
        Article(blocks, title=title, language=language), one, cues,
        [TimedNote(1000, Note(NoteKind.LINK, "timetable", 0, address=LINK))],
        [Chapter(0, 1000, title), Chapter(1000, 9000, "Quay")], SETTINGS,
    ))  # fmt: skip
    return renewal.renewed(written, one, SETTINGS, BESIDE)


@pytest.fixture(scope="module")
def files() -> dict[str, Any]:
    found: dict[str, Any] = {f"episodes/{language}.html": page_in(language) for language in TEXTS}
    return found | {HERE: page_in("en"), "episodes/ferry-2.mp3": browser.sound(9), "episodes/ferry-2.jpg": b""}


@pytest.fixture
def page(chromium: Browser, files: dict[str, Any]) -> Iterator[Page]:
    with browser.visit(chromium, files, HERE) as page:
        yield page


def lit(page: Page, name: str) -> list[str]:
    """The words that are lit as *name*."""
    found: list[str] = page.evaluate("(name) => [...(CSS.highlights.get(name) || [])].map(String)", name)
    return found


def test_words_are_found_whatever_their_accents(page: Page) -> None:
    """Across emphasis, in both directions, with the count; Escape ends it."""
    field = page.get_by_role("searchbox")
    field.fill("creme")
    assert lit(page, "found") == ["Crème", *["crème"] * 12, "Crème"]
    assert lit(page, "found-here") == ["Crème"]
    expect(page.locator("output[data-of]")).to_have_text("1 of 14")
    field.press("Enter")
    expect(page.locator("output[data-of]")).to_have_text("2 of 14")
    field.press("Shift+Enter")
    field.press("Shift+Enter")
    expect(page.locator("output[data-of]")).to_have_text("14 of 14")
    expect(page.locator("blockquote")).to_be_in_viewport()
    field.fill("CREME  brulee at")
    assert lit(page, "found-here") == ["Crème brûlée at"]
    field.fill("no such word")
    expect(page.locator("output[data-of]")).to_have_text("Not in the text")
    assert lit(page, "found") == []
    field.fill("quay")
    field.press("Escape")
    assert lit(page, "found") == lit(page, "found-here") == []


def test_words_of_other_scripts_are_found(chromium: Browser, files: dict[str, Any]) -> None:
    """Arabic without its vowel signs; parts of a Japanese sentence."""
    for language, typed, wanted in (("ar", "العباره", "العبّارة"), ("ja", "正午に", "正午に")):
        with browser.visit(chromium, files, f"episodes/{language}.html") as page:
            page.locator("#find input").fill(typed)
            assert lit(page, "found-here") == [wanted]


def test_the_focus_of_the_field_covers_nothing_beside_it(page: Page) -> None:
    """The ring is drawn within the field, so the count next to it can be read."""
    page.locator("#find input").focus()
    style = page.locator("#find input").evaluate(
        "e => [getComputedStyle(e).outlineOffset, getComputedStyle(e).outlineWidth]"
    )
    offset, width = (float(value.removesuffix("px")) for value in style)
    assert width > 0
    assert offset + width <= 0


def test_a_find_does_not_cross_paragraphs(page: Page) -> None:
    """The end of one and the beginning of the next are no sentence."""
    page.get_by_role("searchbox").fill("late. no ferry")
    assert lit(page, "found") == []


def test_the_plain_text_is_made_of_the_page(page: Page, tmp_path: Path) -> None:
    """Title, author, source and text, a blank line between paragraphs; there is no such file beside the page."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Plain text").click()
    assert download.value.suggested_filename == "ferry-2.txt"
    download.value.save_as(tmp_path / "text")
    text = (tmp_path / "text").read_text()
    assert text.startswith(
        "The quiet harbour\n\nBy Jo Vane\nJanuary 3, 2020 · 1 min · Harbour\nhttps://harbour.example/2\n\n"
        "Crème brûlée at the quay.\n\n"
    )
    assert text.count("the ferry is late") == 12


def test_a_missing_sound_is_said(chromium: Browser, files: dict[str, Any]) -> None:
    """The text is all there, and there is a way to the other episodes."""
    with browser.visit(chromium, files, HERE) as page:
        expect(page.locator("#gone")).to_be_hidden()
    with browser.visit(chromium, files, "episodes/en.html") as page:
        page.evaluate("document.querySelector('audio').src = 'gone.mp3'")
        expect(page.locator("#gone")).to_contain_text("may have been removed")
        expect(page.locator("#gone a")).to_have_attribute("href", "../index.html")


def test_it_leads_to_its_neighbours_and_its_files(chromium: Browser, files: dict[str, Any]) -> None:
    """Also without scripts, where nothing is shown that would do nothing."""
    with browser.visit(chromium, files, HERE, java_script_enabled=False) as page:
        leads = page.locator("main a:visible").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        assert {"ferry-1.html", "ferry-3.html", "ferry-2.mp3", "ferry-2.vtt", "ferry-2.srt", "../index.html"} <= set(
            leads
        )
        expect(page.locator('[rel=next] b[lang="de"]')).to_have_text("Die dritte")
        expect(page.locator("#find")).to_be_hidden()
        expect(page.locator("audio")).to_be_visible()


def test_on_paper_there_is_only_the_article(page: Page) -> None:
    """No player, no buttons, no light; links are unfolded, with their addresses; code is not cut off."""
    page.emulate_media(media="print", color_scheme="dark")
    for name in (".player", "#find", "#chapters", ".files", ".around", ".t"):
        assert page.locator(f"{name}:visible").count() == 0, name
    assert page.locator("#text").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#links a[rel=noreferrer]").is_visible()
    address = "getComputedStyle(document.querySelector('#links a[rel=noreferrer]'), '::after').content"
    assert page.evaluate(address) == f'"{LINK}"'
    colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    assert page.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert (
        page.evaluate(
            "(() => { const pre = document.querySelector('pre'); return pre.scrollWidth - pre.clientWidth })()"
        )
        <= 0
    )
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelector('#links').open") is False


@pytest.mark.parametrize("language", TEXTS)
def test_nothing_keeps_anybody_out(language: str, chromium: Browser, files: dict[str, Any]) -> None:
    """By the rules of axe, in both themes; and nothing is wider than a phone."""
    with browser.visit(chromium, files, f"episodes/{language}.html") as page:
        page.locator("#chapters summary").click()
        page.locator("#links summary").click()
        assert browser.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_numbers_of_a_table_stand_below_each_other(page: Page) -> None:
    """Their ends are at one place; words begin at one place."""
    cells = page.locator("td.n")
    assert cells.all_inner_texts() == ["3", "1,200"]
    assert cells.evaluate_all("(all) => new Set(all.map((one) => getComputedStyle(one).textAlign)).size") == 1
