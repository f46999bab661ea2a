"""The pages for whoever makes the show, in a real browser: what will be said, the report of a run, an audition."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcaster.batch import report
from podcaster.batch.tally import Made, Record, Silent, Step, Trouble
from podcaster.config import Show
from podcaster.listening.explanation_page import as_page
from podcaster.model import (
    Article,
    Block,
    BlockKind,
    Doubt,
    Fate,
    LedgerEntry,
    LeftOut,
    Omission,
    Role,
    Script,
    Utterance,
)
from podcaster.publishing import pages
from tests import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsänderung" * 2


def explained(language: str = "en") -> str:
    """Every kind of mark: a change, something added, something left out, another voice, a fold, a doubt."""
    texts = [
        "It cost $3.",
        "One.",
        "Two.",
        "Three. Four. Five. It was 5%.",
        "Less is more.",
        "x = 1\ny = 2",
        f"So {LONG}.",
    ]
    kinds = [BlockKind.PARAGRAPH] * 4 + [BlockKind.QUOTE, BlockKind.CODE, BlockKind.PARAGRAPH]
    said = [
        Utterance(text, text, Role.NARRATOR, "heart", language, 650, block=n)
        for n, text in enumerate(texts)
        if n not in (3, 5)
    ]
    said += [
        Utterance(f"{word}.", f"{word}.", Role.NARRATOR, "heart", language, 650, block=3)
        for word in ("Three", "Four", "Five")
    ]
    said.append(Utterance("It was 5%.", "It was five percent.", Role.NARRATOR, "heart", language, 650, block=3))
    said[0] = replace(said[0], spoken="It cost three dollars.")
    said = [replace(u, voice="michael") if u.block == 4 else u for u in said]
    article = Article(
        tuple(Block(kind, text, level=1) for kind, text in zip(kinds, texts, strict=True)),
        title=f"The price of {LONG}",
        authors=("Jo Vane",),
        date=dt.date(2026, 11, 22),
        language=language,
        source="saved/a post.html",
        left_out=(LeftOut(LONG, Omission.SHARING),),
        doubts=((Doubt.SHORT, f"only 5 words: {LONG}"),),
    )
    return as_page(article, Script(tuple(said), (LedgerEntry(texts[5], Fate.NOTES, 5, Omission.CODE),)))


def reported(folder: Path) -> str:
    """Failures, many episodes, a chart."""
    show = Show(folder)
    made = [Made(f"{LONG} {n}", str(show.episodes / f"{n} ü.mp3"), 60.0 * n) for n in range(40)]
    record = Record(
        started=dt.datetime(2026, 11, 22, 23, tzinfo=dt.UTC),
        seconds=600.0,
        jobs=2,
        ended_by="stopped",
        counts={"made": 600, "failed": 1, "skipped": 1},
        characters=90_000,
        speech=3000.0,
        audio=36_000.0,
        step=60.0,
        steps=tuple(Step(n * 60.0, 800, 300.0) for n in range(10)),
        stages={"reading": 100.0, "waiting for the voices": 500.0},
        made=tuple(made),
        longest=tuple(made[-10:]),
        troubles=(
            Trouble("DoubtfulError", "failed", "--force", 1, ((f"/saved/{LONG}.html", "only 5 words"),)),
            Trouble("it is a draft", "skipped", "", 1, (("b.md", "a draft"),)),
        ),
        silent=(Silent("code", 30, 3, 10),),
    )
    return report.page(record, show)


def auditioned() -> str:
    one = {
        "id": "heart", "name": "Heart", "language": "en", "engine": "kokoro", "terms": "Apache-2.0", "limit": LONG,
        "speed": 5.0, "seconds": 4.0, "sentences": [LONG], "sound": "",
    }  # fmt: skip
    return pages.working_page("audition", heard=[one, one | {"name": "Michael"}], source=f"{LONG}.md")


def test_the_filters_of_explain_need_no_script(chromium: Browser) -> None:
    """Differences first, with what is said as written folded; then only changes, what is left out, voices, or all."""
    with browser.visit(chromium, {"index.html": explained()}, width=1000, java_script_enabled=False) as page:

        def seen(*texts: str) -> list[bool]:
            return [page.locator(".text").get_by_text(text).first.is_visible() for text in texts]

        assert seen("three dollars", "One.", "Less is more.", "code listing, in the notes") == [True, False, True, True]
        assert page.locator(".cut").is_visible()
        page.get_by_label("Changes").check()
        assert seen("three dollars", "One.", "Less is more.", "code listing, in the notes") == [
            True,
            False,
            False,
            False,
        ]
        page.get_by_label("Left out").check()
        assert seen("three dollars", "One.", "Less is more.", "code listing, in the notes") == [
            False,
            False,
            False,
            True,
        ]
        page.get_by_label("Other voices").check()
        assert seen("three dollars", "Less is more.") == [False, True]
        page.get_by_label("Everything").check()
        assert seen("three dollars", "One.", "Less is more.", "code listing, in the notes") == [True] * 4
        assert not page.locator(".cut").is_visible()
        assert page.locator(".rest").first.is_visible()


@pytest.mark.parametrize("name", ["explain", "explain in Arabic", "report", "audition"])
def test_a_working_page_is_in_order_on_a_phone(name: str, chromium: Browser, tmp_path: Path) -> None:
    """Long words and all folds open: no scrolling sideways, and axe finds nothing in either theme."""
    made = {
        "explain": explained,
        "explain in Arabic": lambda: explained("ar"),
        "report": lambda: reported(tmp_path),
        "audition": auditioned,
    }[name]()
    with browser.visit(chromium, {"index.html": made}) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert browser.violations(page) == []


def test_the_links_of_a_report_work_from_where_it_lies(chromium: Browser, tmp_path: Path) -> None:
    """Opened from the disk, an episode is one click away; one whose file is gone is not linked."""
    show = Show(tmp_path)
    show.episodes.mkdir(parents=True)
    (show.episodes / "3 ü.mp3").write_bytes(b"")
    (show.episodes / "3 ü.html").write_text("<title>Here it is</title>")
    path = show.state / "reports" / "night.html"
    path.parent.mkdir(parents=True)
    path.write_text(reported(tmp_path), encoding="utf-8")
    with browser.visit(chromium, {}, path.as_uri()) as page:
        assert page.locator(".made a").count() == 2
        page.get_by_role("link", name="Open").click()
        assert page.title() == "Here it is"
