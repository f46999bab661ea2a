"""The page of a show in a real browser: subscribing with a phone, finding an episode, empty, and without scripts."""

from __future__ import annotations

import gzip
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from podcaster.publishing import apps, feed, page_address, pages
from podcaster.text.folding import folded
from tests import browser
from tests.shows import GUID, SETTINGS, episode, episodes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOME = replace(SETTINGS, base_url="")
LAN = "http://192.168.1.5:8000/"
PHONES = {
    "ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148",
    "android": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
}


def served(page: str, address: str = LAN) -> str:
    return page_address.put_in(page.encode(), f"{address}feed.xml").decode()


def in_sight(page: Page, selector: str = "a") -> list[str]:
    """The words of the elements that somebody sees without scrolling."""
    return page.evaluate(
        """selector => [...document.querySelectorAll(selector)].filter(element => {
          const place = element.getBoundingClientRect();
          return place.width > 0 && place.top >= 0 && place.bottom <= innerHeight && element.checkVisibility();
        }).map(element => element.textContent.trim())""",
        selector,
    )


# ---------------------------------------------------------------- subscribing


@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_subscribes_in_two_taps(phone: str, chromium: Browser) -> None:
    """The first follows the code to the page, the second is an app of this phone; both are as large as a thumb."""
    files = {"index.html": pages.show_page(SETTINGS, episodes(12))}
    with browser.visit(chromium, files, page_address.OPENED, user_agent=PHONES[phone], has_touch=True) as page:
        wanted = [app.name for app in apps.APPS if phone in app.platforms.split() and app.name]
        seen = in_sight(page, ".subscribe > .apps a")
        assert [name for name in seen if name != "another app"] == wanted
        sizes = page.eval_on_selector_all(
            ".subscribe > .apps a", "all => all.map(a => a.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 44
        hrefs = page.eval_on_selector_all(".subscribe > .apps a", "all => all.map(a => a.href)")
        assert all(href.endswith("/harbour/feed.xml") or href.endswith("%2Fharbour%2Ffeed.xml") for href in hrefs)
        assert not {href.split(":")[0] for href in hrefs} & {"http", "https"}
        assert page.locator(".more summary").is_visible()
        page.click(".more summary")
        others = page.eval_on_selector_all(".more a", "all => all.map(a => a.textContent)")
        assert sorted([*seen, *others]) == sorted(app.name or "another app" for app in apps.APPS)


def test_on_a_phone_the_episodes_come_first(chromium: Browser) -> None:
    """How to subscribe is one button in the first screen until it is asked for; on a desk it is beside the episodes."""
    files = {"index.html": pages.show_page(SETTINGS, episodes(12))}
    for scripts in (True, False):
        with browser.visit(chromium, files, java_script_enabled=scripts) as page:
            assert "Ferry number 12" in in_sight(page)
            assert page.locator(".subscribe").is_hidden()
            page.click("text=Subscribe")
            assert page.locator(".apps a").first.is_visible()
            page.click("text=Close")
            assert page.locator(".subscribe").is_hidden()
    with browser.visit(chromium, files, width=1280) as page:
        assert page.locator("#code svg").is_visible()
        assert {"Ferry number 12", "Ferry number 11"} <= set(in_sight(page, "h3 a"))


def test_the_page_has_one_address(chromium: Browser) -> None:
    """It is below base_url wherever the page is opened, and what the server puts in; a private page on another web
    server takes its own.
    """
    script = """() => [document.getElementById("address").value, document.querySelector(".apps a").href,
      document.querySelector("#code svg") !== null, !document.getElementById("only-here")?.checkVisibility()]"""
    for told, address, code in (
        (pages.show_page(SETTINGS, episodes(1)), "https://pod.example/harbour/", True),
        (served(pages.show_page(HOME, episodes(1))), LAN, True),
        (pages.show_page(replace(SETTINGS, private=True), episodes(1)), browser.SITE, False),
    ):
        with browser.visit(chromium, {"index.html": told}, page_address.OPENED, user_agent=PHONES["ios"]) as page:
            app = f"podcast://{address.partition('://')[2]}feed.xml"
            assert page.evaluate(script) == [f"{address}feed.xml", app, code, True]


def test_an_app_whose_server_fetches_the_feed_is_not_offered_at_home() -> None:
    """Overcast would answer that there is no feed: its servers are outside. The page says why it is missing."""
    at_home = served(pages.show_page(HOME, episodes(1)))
    assert ">Overcast<" not in at_home
    assert ">AntennaPod<" in at_home
    assert "Overcast, Pocket Casts and Castro fetch feeds through their own servers" in at_home
    public = pages.show_page(SETTINGS, episodes(1))
    assert 'href="overcast://x-callback-url/add?url=https%3A%2F%2Fpod.example%2Fharbour%2Ffeed.xml"' in public
    assert "fetch feeds with their own servers" not in public


def test_without_scripts_a_page_from_a_file_says_what_to_do(chromium: Browser) -> None:
    """No address that leads nowhere: the command that makes one."""
    with browser.visit(
        chromium, {"index.html": pages.show_page(HOME, episodes(1))}, page_address.OPENED, java_script_enabled=False
    ) as page:
        assert page.locator("#only-here code").text_content() == page_address.SERVE
        assert not page.locator("#address").is_visible()
        assert not page.locator(".apps a").first.is_visible()
        assert "localhost" not in page.content().partition("<script>")[0]


# ---------------------------------------------------------------- finding an episode


TITLES = (
    "Café à la crème",
    "Die Straße am Kai",
    "ﾌｪﾘｰの時刻表",
    "Ｗｉｄｅ ｌｅｔｔｅｒｓ",
    "مُحَمَّدٌ والعِبَارَة",
    "שָׁלוֹם",
    "Łódź",
    "İstanbul",
    "パン",
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("cafe creme", 0),
        ("CAFÉ", 0),
        ("strasse", 1),
        ("フェリー", 2),
        ("wide", 3),
        ("محمد", 4),
        ("שלום", 5),
        ("lodz", 6),
        ("istanbul", 7),
        ("ハン", None),
        ("$& {what}", None),
    ],
)
def test_finding_folds_what_people_do_not_type(asked: str, found: int | None, chromium: Browser, listed: Page) -> None:
    """Accents, width, vowel signs; not what makes another letter. Nothing found offers the way back to all."""
    listed.fill("#find", asked)
    seen = listed.eval_on_selector_all(".episodes li:not([hidden]) h3", "all => all.map(h => h.textContent)")
    assert seen == ([] if found is None else [TITLES[found]])
    assert seen == [title for title in TITLES if all(word in folded(title) for word in folded(asked).split())]
    if found is None:
        assert listed.locator("#none span").text_content() == f"Nothing found for “{asked}”."
        listed.click("text=Show all episodes")
        assert listed.locator(".episodes li:visible").count() == len(TITLES)
        assert listed.evaluate("document.activeElement.id") == "find"
    else:
        assert listed.locator("#found").text_content() == "1 found"
        assert listed.locator("#none").is_hidden()


@pytest.fixture(scope="module")
def listed(chromium: Browser) -> Iterator[Page]:
    told = [replace(episode(n), title=title, description="") for n, title in enumerate(TITLES, 1)]
    with browser.visit(chromium, {"index.html": pages.show_page(SETTINGS, told)}) as page:
        yield page


# ---------------------------------------------------------------- what there is to list


def test_a_show_without_an_episode_fills_itself(chromium: Browser) -> None:
    """It says what to do. It looks again after ten seconds, with scripts and without; it waits for a stopped server."""
    with browser.stoppable(chromium, {"": served(pages.show_page(HOME, [], made_in="my ferries"))}) as site:
        assert site.page.locator("#empty").inner_text().startswith("No episodes yet")
        assert "podcaster convert article.html --show 'my ferries'" in site.page.locator("#empty").inner_text()
        site.stays_while_stopped("#empty", 10)
        site.files[""] = served(pages.show_page(HOME, episodes(1)))
        site.becomes("text=Ferry number 1", 10)
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in pages.show_page(HOME, [])
    assert 'http-equiv="refresh"' not in pages.show_page(HOME, episodes(1))


def test_an_entry_says_its_language() -> None:
    """A screen reader speaks it right, and it runs the way it is read; the date is that of the page."""
    told = [
        replace(episode(1), language="ar", title="الميناء"),
        replace(episode(2), language="de-AT"),
        replace(episode(3), language="en-GB"),
        replace(episode(4), language=""),
    ]
    page = pages.show_page(SETTINGS, told)
    assert page.count("<li lang=") == 2
    assert '<li lang="ar" dir="rtl">' in page
    assert '<li lang="de-AT">' in page
    assert '<span lang="en" dir="ltr"><time datetime="2020-01-02">January 2, 2020</time>' in page
    assert '<li lang="en-GB" dir="ltr">' in pages.show_page(replace(SETTINGS, language="he"), told)


def test_any_title_can_be_listed(chromium: Browser) -> None:
    """Nothing is wider than the phone, every link has a name, and markup stays text."""
    titles = ["", "🚢🎉", "<b>x</b> & <script>alert(1)</script>", "A very long title, " * 16, "Dampfschiff" * 20]
    told = [replace(episode(n), title=title) for n, title in enumerate(titles)]
    shown = [" ".join(title.split()) or "Untitled" for title in titles]
    files = {"index.html": pages.show_page(replace(SETTINGS, title=titles[3]), told), "cover.jpg": b""}
    with browser.visit(chromium, files) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.eval_on_selector_all("h3 a", "all => all.map(a => a.textContent)") == shown
        assert page.locator("h1").text_content() == shown[3]
        assert max(page.eval_on_selector_all("h3", "all => all.map(h => h.getBoundingClientRect().height)")) < 130
    assert "<h1>Untitled</h1>" in pages.show_page(replace(SETTINGS, title=""), [])


def test_a_long_description_can_be_read_to_its_end(chromium: Browser) -> None:
    """Its beginning stands above the episodes; the rest opens, without scripts too."""
    about = "What the ferry brought. " * 40 + "The last word."
    files = {"index.html": pages.show_page(replace(SETTINGS, description=about), episodes(1)), "cover.jpg": b""}
    with browser.visit(chromium, files, java_script_enabled=False) as page:
        assert "Ferry number 1" in in_sight(page)
        assert not page.locator("text=The last word.").is_visible()
        page.click("text=Read more")
        assert page.locator(".about p").inner_text() == about


def test_the_page_tells_other_programs_what_the_show_is() -> None:
    """A preview has title, words and cover; a page that is a secret, or without an address, leads nowhere."""
    page = pages.show_page(SETTINGS, episodes(1))
    for line in (
        '<meta name="description" content="What the ferry brought.">',
        '<meta property="og:title" content="Letters from the harbour">',
        '<meta property="og:image" content="https://pod.example/harbour/cover.jpg">',
        '<link rel="canonical" href="https://pod.example/harbour/index.html">',
    ):
        assert line in page
    series = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (series["@type"], series["webFeed"]) == ("PodcastSeries", "https://pod.example/harbour/feed.xml")
    shelf = pages.show_page(SETTINGS, [], up="../../../", folder="shelves/tag/boats/")
    assert 'rel="canonical" href="https://pod.example/harbour/shelves/tag/boats/index.html"' in shelf
    assert "og:" not in pages.show_page(replace(SETTINGS, private=True), [])
    at_home = pages.show_page(HOME, [])
    assert 'property="og:title"' in at_home
    assert '<link rel="canonical"' not in at_home
    assert "og:url" not in at_home


def test_a_thousand_episodes_are_a_page_of_60_kb() -> None:
    """Compressed, as it is served: a phone on a train opens it."""
    dice = random.Random(20)
    some = ["".join(dice.choices("abcdefghijklmnoprstuvw", k=dice.randrange(2, 9))) for _ in range(700)]

    def say(words: int) -> str:
        return " ".join(dice.choices(some, k=words))

    told = [
        episode(n, guid=str(uuid.UUID(int=dice.getrandbits(128))), title=say(6), description=say(40))
        for n in range(1000, 0, -1)
    ]
    assert len(gzip.compress(pages.show_page(SETTINGS, told).encode(), 6)) < 60_000


# ---------------------------------------------------------------- the feed in a browser


@pytest.mark.parametrize("language", ["ar", "de"])
def test_the_feed_can_be_read_on_a_phone(language: str, chromium: Browser) -> None:
    """Letters of 16 px or more on the screen, the cover, the way to the page of the show, and no sideways scroll."""
    channel = replace(SETTINGS, language=language)
    files = {
        "feed.xml": feed.build(channel, episodes(3), guid=GUID)["feed.xml"].decode(),
        "feed.css": pages.feed_style(channel).decode(),
        "cover.jpg": b"",
    }
    phone = {"is_mobile": True, "has_touch": True, "screen": {"width": 390, "height": 844}}
    with browser.visit(chromium, files, "feed.xml", **phone) as page:
        found = page.evaluate(
            """() => {
              const style = (name, part) => getComputedStyle(document.querySelector(name), part);
              const wide = document.documentElement.scrollWidth, size = parseFloat(style("item > title").fontSize);
              const content = (name) => style(name, "::before").content;
              return [size * screen.width / wide, style("image").backgroundImage, content("channel > link"),
                style("rss").direction, wide <= innerWidth];
            }"""
        )
        size, picture, said, direction, fits = found
        assert size >= 16
        assert "cover.jpg" in picture
        assert said == f'"{pages.words(language).feed_page}"'
        assert direction == ("rtl" if language == "ar" else "ltr")
        assert fits
    with browser.visit(chromium, files, "feed.xml", screen=phone["screen"]) as page:  # a narrow window of a desktop
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
