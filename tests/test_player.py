"""The player of all pages in Chromium: play, seek, keys, moments, what comes next; in old browsers, without scripts."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from podcaster.model import Article, Block, BlockKind, Chapter, Cue, WordMark
from podcaster.publishing import episode_page, pages, renewal
from podcaster.publishing.episode_page import Around, Neighbour
from tests import browser
from tests.browser import wait_until
from tests.shows import SETTINGS, episode, episodes

pytestmark = pytest.mark.browser

SECONDS = 180
LENGTH = SECONDS * 1000
CHAPTERS = [Chapter(0, 60_000, "Before noon"), Chapter(60_000, 120_000, "At noon"), Chapter(120_000, LENGTH, "After")]
WAVE = json.dumps({"duration_ms": LENGTH, "levels": [50, 50, 99], "paragraphs": [[0, 9000, 80], [10_000, LENGTH, 99]]})
HERE = "episodes/ferry-3.html"


def text_of(language: str, number: int = 3) -> str:
    """The page of an episode of three minutes with a sentence every ten seconds."""
    starts = range(0, LENGTH, 10_000)
    word = [(WordMark("Sentence", start, start + 500),) for start in starts]
    cues = [Cue(s, s + 9000, f"Sentence {n}.", block=n, words=word[n]) for n, s in enumerate(starts)]
    article = Article(
        title="The ferry", language=language, blocks=tuple(Block(BlockKind.PARAGRAPH, cue.text) for cue in cues)
    )
    one = episode(number, duration_ms=LENGTH, language=language)
    return "".join(episode_page.read_along(article, one, cues, [], CHAPTERS, SETTINGS, waveform=WAVE))


def site(language: str = "en") -> dict[str, Any]:
    """A show of three episodes, the newest first: ferry-3, ferry-2, ferry-1."""
    files: dict[str, Any] = {
        "index.html": pages.show_page(replace(SETTINGS, language=language), episodes(3)),
        "archive/1.html": pages.archive_page(replace(SETTINGS, language=language), episodes(3), 1),
        HERE: text_of(language),
        "cover.jpg": b"",
    }
    for one in episodes(3):
        files[f"episodes/{one.file}"] = browser.sound(SECONDS)
        files[f"episodes/{one.name}.peaks.json"] = WAVE
        files[f"episodes/{one.name}.chapters.json"] = json.dumps(
            {"chapters": [{"startTime": c.start_ms / 1000, "title": c.title} for c in CHAPTERS]}
        )
    return files


@contextmanager
def visit(chromium: Browser, path: str, language: str = "en", **more: Any) -> Iterator[Page]:
    with browser.visit(chromium, site(language), path, **more) as page:
        if more.get("java_script_enabled", True) and path != "index.html" and "archive" not in path:
            wait_until(page, "audio.readyState > 0")
        yield page


def at(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def part(page: Page, name: str) -> Any:
    return page.locator(f"[data-p={name}]")


# ---------------------------------------------------------------- the same on each page


def test_an_episode_goes_on_where_it_was_on_each_page(chromium: Browser) -> None:
    """Played in the list, left, played again: it goes on; and its own page begins there too."""
    with visit(chromium, "index.html") as page:
        first, second = page.get_by_role("button", name="Play Ferry number 3"), page.locator(".play").nth(1)
        first.click()
        playing = page.get_by_role("button", name="Pause Ferry number 3")
        expect(playing).to_have_class(re.compile(r"\bon\b"))
        wait_until(page, "audio.currentTime > 0")
        page.evaluate("listen.seek(100)")
        second.click()
        expect(page.get_by_role("button", name="Pause Ferry number 2")).to_be_visible()
        expect(first).to_be_visible()
        first.click()
        wait_until(page, "!audio.paused && audio.currentTime >= 100")
        playing.click()
        wait_until(page, "audio.paused")
        left = at(page)
        assert 100 <= left < 110
        page.goto(browser.SITE + HERE)
        wait_until(page, f"Math.abs(audio.currentTime - {left}) < 0.2")
        part(page, "toggle").click()
        expect(part(page, "toggle")).to_have_accessible_name("Pause")
        assert page.evaluate("localStorage['podcaster:ferry-3']") is not None


def test_an_archive_page_has_the_player_too(chromium: Browser) -> None:
    """With the same buttons, and paths that lead back to the episodes."""
    with visit(chromium, "archive/1.html") as page:
        page.get_by_role("button", name="Play Ferry number 2").click()
        wait_until(page, "audio.currentTime > 0 && audio.currentSrc.endsWith('/episodes/ferry-2.mp3')")
        expect(part(page, "title")).to_have_text("Ferry number 2")


def test_what_was_heard_to_the_end_begins_anew(chromium: Browser) -> None:
    """A memory of the last seconds is none. One of an older podcaster, by the guid, counts."""
    with visit(chromium, HERE) as page:
        page.evaluate("localStorage['podcaster:urn:harbour:3'] = '70'")
        page.reload()
        wait_until(page, "audio.currentTime === 70")
        page.evaluate("localStorage['podcaster:ferry-3'] = '178.5'")
        page.reload()
        wait_until(page, "audio.readyState > 0")
        assert at(page) == 0


def test_one_listens_to_one_thing(chromium: Browser) -> None:
    """What plays in one window stops when another begins."""
    with visit(chromium, HERE) as page:
        part(page, "toggle").click()
        wait_until(page, "audio.currentTime > 0")
        other = page.context.new_page()
        other.goto(browser.SITE + "index.html")
        other.locator(".play").nth(1).click()
        wait_until(other, "audio.currentTime > 0")
        wait_until(page, "audio.paused")


# ---------------------------------------------------------------- buttons and keys


def test_buttons_jump_and_change_the_speed(chromium: Browser) -> None:
    """15 seconds back, 30 on, twice as fast, which the next page remembers; the bar takes one anywhere."""
    with visit(chromium, HERE) as page:
        part(page, "on").click()
        part(page, "on").click()
        part(page, "back").click()
        wait_until(page, "audio.currentTime === 45")
        expect(part(page, "time")).to_have_text("0:45")
        box = part(page, "wave").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        wait_until(page, "Math.abs(audio.currentTime - 90) < 3")
        expect(part(page, "seek")).to_have_attribute("aria-valuetext", re.compile(r"^1:(29|30|31) of 3:00$"))
        part(page, "speed").select_option("2")
        page.goto(browser.SITE + "index.html")
        page.locator(".play").first.click()
        wait_until(page, "audio.playbackRate === 2")


def test_keys_work_after_a_click_on_a_button(chromium: Browser) -> None:
    """Space plays and pauses then; who came to a button with the keyboard presses it."""
    with visit(chromium, HERE) as page:
        part(page, "on").click()
        page.keyboard.press("Space")
        wait_until(page, "!audio.paused && audio.currentTime < 60")
        page.keyboard.press("k")
        wait_until(page, "audio.paused")
        page.evaluate("listen.seek(30)")
        page.keyboard.press("l")
        page.keyboard.press("j")
        wait_until(page, "audio.currentTime === 45")
        page.keyboard.press("ArrowRight")
        wait_until(page, "audio.currentTime === 50")
        page.keyboard.press("ArrowLeft")
        wait_until(page, "audio.currentTime === 40")
        page.keyboard.press(">")
        wait_until(page, "audio.playbackRate === 1.1")
        part(page, "toggle").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        wait_until(page, "audio.paused && audio.currentTime === 70")


def test_keys_of_another_alphabet_and_keys_switched_off(chromium: Browser) -> None:
    """A key is known by its place where it writes no Latin letter; single letters can be switched off."""
    press = "(key, code) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true }))"
    with visit(chromium, HERE) as page:
        page.evaluate(f"({press})('д', 'KeyL')")
        wait_until(page, "audio.currentTime === 30")
        part(page, "more").click()
        part(page, "keys").uncheck()
        page.evaluate(f"({press})('l', 'KeyL')")
        assert page.evaluate("listen.now()") == 30
        page.keyboard.press("Escape")
        expect(part(page, "panel")).to_be_hidden()
        expect(part(page, "more")).to_be_focused()


# ---------------------------------------------------------------- moments


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_controls_run_from_left_to_right(language: str, chromium: Browser) -> None:
    """As on every device: back, play, on. Each is large enough for a thumb, and nothing is wider than a phone."""
    with visit(chromium, HERE, language) as page:
        page.evaluate("listen.part('time').textContent = '10:15:20'")
        for width, least in ((320, 40), (390, 44)):
            page.set_viewport_size({"width": width, "height": 640})
            boxes = [part(page, name).bounding_box() for name in ("back", "toggle", "on", "time", "speed", "more")]
            assert all(a["x"] + a["width"] <= b["x"] for a, b in pairwise(boxes))
            assert min(min(box["width"], box["height"]) for box in boxes[:3]) >= least
            assert page.evaluate("[document.documentElement.scrollWidth, scrollX]") == [width, 0]
        part(page, "more").click()
        assert page.evaluate("[document.documentElement.scrollWidth, scrollX]") == [390, 0]
        assert part(page, "panel").bounding_box()["y"] >= 0
        assert browser.violations(page) == []


TIMES = {
    "#t=100": [100, None],
    "#t=1:40": [100, None],
    "#t=01:00:01.5": [3601.5, None],
    "#t=1h2m3s": [3723, None],
    "#t=2m": [120, None],
    "#t=100,120": [100, 120],
    "#t=,20": [0, 20],
    "#t=npt:1:40,2:00": [100, 120],
    "#t=1%3A40": [100, None],
    "#chapter&t=7.5": [7.5, None],
    "#t=7:~:text=ferry": [7, None],
    "#t=": [0, None],
    "#t=noon": None,
    "#t=20,10": None,
    "#t=%E0%A4%A": None,
    "#text": None,
}


def test_moments_are_read_in_every_form(chromium: Browser) -> None:
    """Media fragments (seconds, clock, npt, ranges) and the form of video sites; nonsense is no moment."""
    with visit(chromium, HERE) as page:
        read = (
            "all => all.map(hash => { const m = listen.moment(hash); return m && [m.from, m.to < 1e9 ? m.to : null] })"
        )
        assert dict(zip(TIMES, page.evaluate(read, list(TIMES)), strict=True)) == TIMES


def test_an_address_leads_to_its_moment(chromium: Browser) -> None:
    """When the page opens and when the address changes; a range ends by itself."""
    with visit(chromium, HERE + "#t=1:40") as page:
        wait_until(page, "audio.currentTime === 100 && audio.paused")
        expect(page.locator(".s.now")).to_have_text("Sentence 10.")
        page.evaluate("location.hash = '#t=60,60.3'")
        wait_until(page, "!audio.paused || audio.currentTime >= 60.3")
        wait_until(page, "audio.paused && audio.currentTime >= 60.3 && audio.currentTime < 62")
        page.keyboard.press("Space")
        wait_until(page, "!audio.paused && audio.currentTime > 60.6")


def test_a_link_to_the_moment_is_copied(chromium: Browser) -> None:
    """With the public address where the page knows it, else where the page is."""
    with visit(chromium, HERE, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.evaluate("listen.seek(100)")
        part(page, "more").click()
        part(page, "link").filter(has_text="Copy link at 1:40").click()
        expect(part(page, "link")).to_have_text("Copied")
        known = page.evaluate("(document.querySelector('link[rel=canonical]') || location).href")
        assert page.evaluate("navigator.clipboard.readText()") == f"{known}#t=1:40"
        page.evaluate(
            "document.head.insertAdjacentHTML('beforeend', '<link rel=canonical href=https://a.example/b.html>')"
        )
        page.evaluate("document.querySelector('link[rel=canonical]').href = 'https://a.example/b.html'")
        assert page.evaluate("listen.address({ from: 3, to: 65 })") == "https://a.example/b.html#t=0:03,1:05"


def test_what_is_selected_has_an_address_with_an_end(chromium: Browser) -> None:
    """Whoever shares a link to two sentences lets others hear these two."""
    with visit(chromium, HERE, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.evaluate("""(() => {
          const marked = document.querySelectorAll(".s");
          getSelection().setBaseAndExtent(marked[3].firstChild, 2, marked[4].firstChild, 4);
        })()""")
        part(page, "more").click()
        part(page, "link").filter(has_text="Copy link at 0:30–0:49").click()
        expect(part(page, "link")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").endswith("#t=0:30,0:49")


# ---------------------------------------------------------------- chapters, sleep, what comes next


def test_chapters_are_in_the_list_and_on_the_bar(chromium: Browser) -> None:
    """On the page of the show they come from the file beside the sound."""
    with visit(chromium, "index.html") as page:
        page.locator(".play").first.click()
        expect(page.locator(".p-bars .mark")).to_have_count(2)
        bars = page.locator("[data-p=bars] i:not(.mark)")
        heights = bars.evaluate_all("all => all.map((one) => parseInt(one.style.height))")
        assert heights[0] < min(heights[3:])  # the first paragraph is quiet
        assert heights[3:] == sorted(heights[3:])  # within the second, the sound grows louder
        part(page, "more").click()
        page.get_by_role("button", name="At noon").click()
        wait_until(page, "audio.currentTime >= 60")
        expect(part(page, "chapter")).to_have_text("At noon")
        expect(part(page, "list").locator(".now")).to_have_text("1:00At noon")


def test_the_sleep_timer_stops_the_sound(chromium: Browser) -> None:
    """At the end of the chapter, or when its minutes are over; then it is off again."""
    with visit(chromium, HERE) as page:
        part(page, "more").click()
        page.evaluate("listen.seek(59.5, true)")
        part(page, "sleep").select_option("chapter")
        wait_until(page, "audio.paused && audio.currentTime >= 59.9 && audio.currentTime < 61")
        expect(part(page, "sleep")).to_have_value("")
        part(page, "toggle").click()
        part(page, "sleep").select_option("15")
        page.evaluate("(() => { const now = Date.now; Date.now = () => now() + 14 * 60000; })()")
        wait_until(page, "!audio.paused && audio.volume === 1")
        page.evaluate("(() => { const now = Date.now; Date.now = () => now() + 61000; })()")
        wait_until(page, "audio.paused && audio.volume === 1")


def test_the_next_of_the_list_follows(chromium: Browser) -> None:
    """At its end, of those that the search shows; not after the last, and not if nobody wants that."""
    with visit(chromium, "index.html") as page:
        page.locator(".play").first.click()
        wait_until(page, "audio.readyState > 0")
        page.evaluate("document.querySelectorAll('.episodes li')[1].hidden = true")
        page.evaluate("listen.seek(179.8)")
        expect(page.get_by_role("button", name="Pause Ferry number 1")).to_be_visible()
        wait_until(page, "audio.readyState > 0 && audio.currentTime > 0 && audio.currentTime < 60")
        assert page.evaluate("localStorage['podcaster:ferry-3']") == "0"
        page.evaluate("listen.seek(179.8)")
        expect(page.get_by_role("button", name="Play Ferry number 1")).to_be_visible()
        wait_until(page, "audio.ended")
        page.locator(".play").first.click()
        part(page, "more").click()
        part(page, "play-on").uncheck()
        wait_until(page, "audio.readyState > 0 && audio.currentSrc.includes('ferry-3')")
        page.evaluate("listen.seek(179.8)")
        wait_until(page, "audio.ended")


def test_media_keys_know_chapters_and_episodes(chromium: Browser) -> None:
    """Next is the next chapter, after the last the next episode; the system knows length and place."""
    spy = """window.acts = {}; window.told = [];
      MediaSession.prototype.setActionHandler = (name, act) => { acts[name] = act; };
      MediaSession.prototype.setPositionState = (state) => told.push(state);"""
    with visit(chromium, "index.html", before=spy) as page:
        page.locator(".play").first.click()
        expect(page.locator(".p-bars .mark")).to_have_count(2)
        page.evaluate("acts.nexttrack()")
        wait_until(page, "audio.currentTime >= 60")
        assert page.evaluate("navigator.mediaSession.metadata.title") == "Ferry number 3"
        page.evaluate("acts.seekto({ seekTime: 130 })")
        page.evaluate("acts.previoustrack()")
        wait_until(page, "audio.currentTime >= 120 && audio.currentTime < 129")
        wait_until(page, "told.some((one) => Math.abs(one.duration - 180) < 1 && one.position >= 120)")
        page.evaluate("acts.nexttrack()")
        expect(part(page, "title")).to_have_text("Ferry number 2")
        page.evaluate("acts.pause()")
        wait_until(page, "audio.paused")


def test_the_page_of_an_episode_goes_on_to_the_next(chromium: Browser) -> None:
    """To the one below it in the list, which plays at once and whose address has no trace of that."""
    newest = renewal.renewed(text_of("en"), episode(3), SETTINGS, Around(None, Neighbour.of(episode(2))))
    with browser.visit(chromium, {**site(), HERE: newest, "episodes/ferry-2.html": text_of("en", 2)}, HERE) as page:
        wait_until(page, "audio.readyState > 0")
        page.evaluate("listen.seek(179.8, true)")
        page.wait_for_url("**/episodes/ferry-2.html")
        wait_until(page, "!audio.paused && audio.currentTime > 0 && audio.currentTime < 60")
        assert page.evaluate("localStorage['podcaster:ferry-3']") == "0"


def test_a_sound_that_is_gone_is_reported(chromium: Browser) -> None:
    """And the button does not stay pressed."""
    files = {name: content for name, content in site().items() if not name.endswith("ferry-3.mp3")}
    with browser.visit(chromium, files) as page:
        page.locator(".play").first.click()
        expect(part(page, "chapter")).to_have_text("The audio cannot be played.")
        expect(page.get_by_role("button", name="Play Ferry number 3")).to_be_visible()
        page.locator(".play").nth(1).click()
        wait_until(page, "audio.currentTime > 0")
        expect(part(page, "chapter")).not_to_have_text("The audio cannot be played.")


# ---------------------------------------------------------------- the text


def test_a_wide_bar_has_more_bars(chromium: Browser) -> None:
    """One for six pixels, from the moment the page is open."""
    bars = []
    for width in (390, 1280):
        with visit(chromium, HERE, width=width) as page:
            bars.append(page.locator("[data-p=bars] i:not(.mark)").count())
    assert 50 <= bars[0] < 65
    assert 90 < bars[1] <= 120


def test_times_are_addresses_of_moments(chromium: Browser) -> None:
    """A click plays from there; what is copied or opened in another window leads to the same moment of the page."""
    with visit(chromium, HERE) as page:
        time = page.locator("#chapters a").nth(1)
        assert time.get_attribute("href") == "#t=1:00"
        page.locator("#chapters summary").click()
        time.click()
        wait_until(page, "!audio.paused && audio.currentTime >= 60 && audio.currentTime < 70")
        assert page.url.endswith(HERE)


def test_a_script_without_blanks_is_lit_word_by_word(chromium: Browser) -> None:
    """Where the voice tells only when the sentence begins, its words share the time."""
    text = "港はその日とても静かでした。"
    article = Article(title="港", language="ja", blocks=(Block(BlockKind.PARAGRAPH, text),))
    one = episode(3, duration_ms=LENGTH, language="ja")
    told = "".join(episode_page.read_along(article, one, [Cue(1000, 8000, text, block=0)], [], [], SETTINGS))
    with browser.visit(chromium, {**site(), HERE: told}, HERE) as page:
        wait_until(page, "audio.readyState > 0")
        lit = page.evaluate("""[1000, 2000, 3000, 4000, 5000, 6000].map((ms) => {
          for (const watch of listen.watchers) watch(ms);
          return [...CSS.highlights.get("word")][0].toString();
        })""")
        assert lit[0] == "港"
        assert len(set(lit)) >= 4
        assert all(1 <= len(word) <= 4 for word in lit)
        places = [text.find(word) for word in lit]
        assert places == sorted(places)


# ---------------------------------------------------------------- other browsers


@pytest.mark.parametrize("path", ["index.html", HERE])
def test_without_scripts_there_is_the_browsers_own_player(path: str, chromium: Browser) -> None:
    """And nothing that would do nothing."""
    with visit(chromium, path, java_script_enabled=False) as page:
        assert page.locator("audio[controls]").is_visible() == (path == HERE)
        assert page.locator(".p-all, .play").first.is_visible() is False


def test_an_old_browser_plays_too(chromium: Browser) -> None:
    """One of 2018: without highlights, media keys, clipboard and word boundaries."""
    before = """
      delete window.Highlight; delete CSS.highlights; delete Intl.Segmenter; delete window.MediaMetadata;
      delete window.BroadcastChannel;
      for (const name of ["mediaSession", "clipboard"]) Object.defineProperty(navigator, name, { value: undefined });
      for (const name of ["findLast", "at"]) delete Array.prototype[name];
      for (const name of ["replaceAll", "at"]) delete String.prototype[name];
    """
    with visit(chromium, HERE, before=before) as page:
        part(page, "toggle").click()
        wait_until(page, "audio.currentTime > 0")
        expect(page.locator(".s.now")).to_have_text("Sentence 0.")
        part(page, "more").click()
        part(page, "link").click()
        expect(part(page, "link")).to_have_text("Copied")


def test_scripts_have_no_signs_that_browsers_of_2018_cannot_read() -> None:
    """One of them, and not a line of the script would run there."""
    for path in (resources.files("podcaster.publishing") / "page_parts").iterdir():
        if path.name.endswith(".js"):
            assert not re.findall(
                r"\?\.\w|\?\?|\|\|=|&&=|\.replaceAll\(|\.findLast|#\w+ = |\d_\d", path.read_text(encoding="utf-8")
            ), path.name


def test_from_a_disk_it_plays_and_remembers(chromium: Browser, tmp_path: Path) -> None:
    """Without a server there are no files to ask for, and without a base_url no address to copy."""
    for name, content in (site() | {HERE: re.sub("<link rel=.canonical[^>]*>", "", text_of("en"))}).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with browser.visit(chromium, {}, (tmp_path / "index.html").as_uri()) as page:
        page.locator(".play").first.click()
        wait_until(page, "audio.currentTime > 0")
        page.evaluate("listen.seek(70)")
        wait_until(page, "audio.currentTime >= 70")
        page.goto((tmp_path / HERE).as_uri())
        wait_until(page, "audio.currentTime >= 70 && audio.paused")
        part(page, "more").click()
        expect(part(page, "link")).to_be_hidden()
