"""Every page in a real browser, as wide as a phone, in languages of both directions."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from podcaster.batch import report
from podcaster.batch.tally import Made, Record, Silent, Step, Trouble
from podcaster.config import Show
from podcaster.listening import explanation_page
from podcaster.model import (
    Article,
    Block,
    BlockKind,
    Chapter,
    Cue,
    Fate,
    LedgerEntry,
    LeftOut,
    Note,
    NoteKind,
    Omission,
    Role,
    Script,
    TimedNote,
    Utterance,
)
from podcaster.publishing import episode_page, pages
from tests import browser
from tests.shows import SETTINGS, episode, episodes

pytestmark = pytest.mark.browser

WIDTH = 390
TEXTS = {
    "en": ("The quiet harbour", "The ferry came at noon, and nobody had expected it before the evening.", "Vane"),
    "ar": ("الميناء الهادئ", "وصلت العبارة عند الظهر ولم يكن أحد يتوقعها قبل المساء في ذلك اليوم.", "ليلى"),
    "he": ("הנמל השקט", "המעבורת הגיעה בצהריים ואיש לא ציפה לה לפני הערב באותו היום.", "נועה"),
}
LONG = "https://harbour.example/" + "timetable-of-the-winter-" * 8
KINDS = ("index", "archive", "episode", "explain", "report", "not found")


def article(language: str) -> Article:
    title, text, author = TEXTS[language]
    return Article(
        title=title,
        authors=(author,),
        language=language,
        blocks=(
            Block(BlockKind.PARAGRAPH, text),
            Block(BlockKind.HEADING, title, level=1),
            Block(BlockKind.LIST_ITEM, text, level=2, marker="•"),
            Block(BlockKind.QUOTE, text, attribution=author),
            Block(BlockKind.CODE, "wide = " + " + ".join(f"column_{n}" for n in range(30)), language="python"),
            Block(BlockKind.TABLE, "", rows=(tuple(f"{title} {n}" for n in range(9)),) * 2, has_head=True),
            Block(BlockKind.PARAGRAPH, f"{text} {LONG}"),
        ),
        left_out=(LeftOut(text, Omission.SHARING),),
    )


def page_of(kind: str, language: str, folder: Path) -> str:
    title, text, author = TEXTS[language]
    settings = replace(SETTINGS, title=f"{title} {LONG}", description=LONG, author=author, language=language)
    told = article(language)
    listed = [replace(e, title=f"{title} {LONG}", authors=(author,), description=LONG) for e in episodes(3)]
    if kind == "index":
        return pages.show_page(settings, listed, [pages.Stretch.of(1, listed)])
    if kind == "archive":
        return pages.archive_page(settings, listed, 2)
    if kind == "not found":
        return pages.not_found(settings)
    if kind == "episode":
        one = replace(episode(1, title=f"{title} {LONG}", language=language), authors=(author,))
        cues = [Cue(n * 1000, n * 1000 + 900, block.text, block=n) for n, block in enumerate(told.blocks)]
        notes = [TimedNote(1000, Note(NoteKind.LINK, title, 0, address=LONG))]
        return "".join(
            episode_page.read_along(
                told, one, cues, notes, [Chapter(0, 4000, title), Chapter(4000, 9000, LONG)], settings
            )
        )
    if kind == "explain":
        said = tuple(
            Utterance(text, text, Role.NARRATOR, "system", language, 650, block=n, ipa=((title, "ˈkwaɪətˈhɑɹbɚ" * 5),))
            for n in range(4)
        )
        return explanation_page.as_page(told, Script(said, (LedgerEntry(LONG, Fate.NOTES, 4, Omission.CODE),)))
    record = Record(
        started=dt.datetime(2026, 11, 22, 23, tzinfo=dt.UTC),
        seconds=4000.0,
        jobs=2,
        ended_by="",
        counts={"made": 2, "failed": 1},
        characters=90_000,
        speech=6000.0,
        audio=6100.0,
        step=600.0,
        steps=tuple(Step(n * 600.0, 800, 900.0) for n in range(6)),
        stages={"speaking": 3000.0, "everything else": 1000.0},
        made=(Made(title, f"episodes/{title}.mp3", 900.0),),
        longest=(Made(title, f"episodes/{title}.mp3", 900.0), Made(text, f"episodes/{text}.mp3", 800.0)),
        troubles=(Trouble("NoTextError", "failed", "podcaster explain", 1, ((LONG, text),)),),
        silent=(Silent(text, 30, 3, 10),),
    )
    return report.page(record, Show(folder, settings))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page in every language."""
    folder = tmp_path_factory.mktemp("browser")
    return {f"{kind} {language}": page_of(kind, language, folder) for kind in KINDS for language in TEXTS}


@pytest.fixture(scope="module")
def measured(chromium: Browser, made: dict[str, str]) -> dict[str, Any]:
    """All pages in one window: a page takes milliseconds."""
    script = """
      const root = frame.document.documentElement, skip = frame.document.querySelector(".skip");
      const size = [root.scrollWidth, frame.innerWidth, frame.scrollX, root.dir || "ltr"];
      const headings = [...frame.document.querySelectorAll("h1, h2, h3, h4")].map(h => Number(h.tagName[1]));
      const mains = frame.document.querySelectorAll("main").length;
      if (!skip) return { size, headings, mains };
      const hidden = skip.getBoundingClientRect().width;
      skip.focus();
      const shown = skip.getBoundingClientRect();
      const place = [shown.left, shown.right, shown.top, shown.width];
      return { size, headings, mains, hidden, shown: place, wide: root.scrollWidth };
    """
    return browser.measure(chromium, made, script, width=WIDTH)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_is_wider_than_a_phone(kind: str, language: str, measured: dict[str, Any]) -> None:
    """Otherwise it scrolls sideways, and a page that is read from right to left opens beside its text."""
    width, window, scrolled, direction = measured[f"{kind} {language}"]["size"]
    assert (width, window, scrolled) == (WIDTH, WIDTH, 0)
    in_page_language = kind not in {"explain", "report"}  # these two are in English
    assert direction == ("rtl" if in_page_language and language != "en" else "ltr")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("kind", ["index", "episode"])
def test_the_skip_link_shows_when_it_has_the_focus(kind: str, language: str, measured: dict[str, Any]) -> None:
    """Hidden until then, whole within the window afterwards, on the side where reading begins."""
    found = measured[f"{kind} {language}"]
    left, right, top, width = found["shown"]
    assert found["hidden"] <= 1
    assert width > 80
    assert 0 <= left < right <= WIDTH
    assert top >= 0
    assert (left < WIDTH - right) == (language == "en")
    assert found["wide"] == WIDTH


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_finds_its_way(kind: str, measured: dict[str, Any]) -> None:
    """Each page has one main part, and its headings begin with one of level 1 and skip no level."""
    found = measured[f"{kind} en"]
    assert found["mains"] == 1
    assert found["headings"][:1] == [1]
    assert all(after - before <= 1 for before, after in pairwise(found["headings"]))


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_wrong(kind: str, chromium: Browser, made: dict[str, str]) -> None:
    """Names, roles, contrast and landmarks, in both themes."""
    with browser.visit(chromium, {"index.html": made[f"{kind} en"]}) as page:
        assert browser.violations(page) == []
