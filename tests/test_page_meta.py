"""What the page of an episode tells search engines, previews and players; and what that of a private show does not."""

import datetime as dt
import json
import re
from dataclasses import replace

import pytest

from podcaster.config import Channel
from podcaster.model import Episode
from podcaster.publishing import episode_page, page_meta
from podcaster.publishing.episode_page import Told
from tests.shows import SETTINGS, episode

BASE = "https://pod.example/harbour/"


def head(one: Episode, channel: Channel = SETTINGS) -> str:
    return page_meta.head(one, channel, one.title)


def facts(one: Episode, channel: Channel = SETTINGS) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', head(one, channel)))


def linked(one: Episode, channel: Channel = SETTINGS) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*)</script>', head(one, channel))
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_a_preview_finds_what_it_shows() -> None:
    """Title, text, picture, sound, and where the page is."""
    told = facts(episode(1, language="en-GB", tags=("boats",)))
    assert told == {
        "description": "What came &amp; went.",
        "author": "Jo Vane",
        "og:type": "article",
        "og:site_name": "Letters from the harbour",
        "og:title": "Ferry number 1",
        "og:description": "What came &amp; went.",
        "og:locale": "en_GB",
        "og:url": f"{BASE}episodes/ferry-1.html",
        "og:image": f"{BASE}episodes/ferry-1.jpg",
        "og:audio": f"{BASE}episodes/ferry-1.mp3",
        "og:audio:type": "audio/mpeg",
        "article:published_time": "2020-01-02",
        "twitter:card": "summary",
    }
    assert f'<link rel="canonical" href="{BASE}episodes/ferry-1.html">' in head(episode(1))


def test_search_engines_find_an_episode_of_a_podcast() -> None:
    """In the terms of schema.org: its series, its sound, its length, and the article that it reads."""
    assert linked(episode(1, tags=("boats",))) == {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "name": "Ferry number 1",
        "description": "What came & went.",
        "datePublished": "2020-01-02",
        "inLanguage": "en",
        "timeRequired": "PT62S",
        "url": f"{BASE}episodes/ferry-1.html",
        "image": f"{BASE}episodes/ferry-1.jpg",
        "author": [{"@type": "Person", "name": "Jo Vane"}],
        "keywords": ["boats"],
        "isBasedOn": "https://harbour.example/1",
        "associatedMedia": {
            "@type": "AudioObject",
            "contentUrl": f"{BASE}episodes/ferry-1.mp3",
            "encodingFormat": "audio/mpeg",
            "duration": "PT62S",
            "contentSize": str(episode(1).bytes),
        },
        "partOfSeries": {
            "@type": "PodcastSeries",
            "name": "Letters from the harbour",
            "url": BASE,
            "webFeed": f"{BASE}feed.xml",
        },
    }


def test_a_private_show_tells_nobody() -> None:
    """No description for previews, no address: it has a secret in it."""
    page = "".join(episode_page.page(Told("", "[]"), episode(1), replace(SETTINGS, private=True)))
    assert head(episode(1), replace(SETTINGS, private=True)) == ""
    assert not re.search(r"og:|canonical|ld\+json|pod\.example", page.partition("<style>")[0])
    assert 'name="robots" content="noindex, nofollow"' in page


def test_without_a_base_url_nothing_leads_anywhere() -> None:
    """The page may lie anywhere: the feed is found beside it all the same."""
    page = "".join(episode_page.page(Told("", "[]"), episode(1), replace(SETTINGS, base_url="")))
    assert not re.search("localhost|canonical", page.partition("<style>")[0])
    assert facts(episode(1), replace(SETTINGS, base_url=""))["og:title"] == "Ferry number 1"
    assert linked(episode(1), replace(SETTINGS, base_url=""))["associatedMedia"].keys() == {
        "@type", "encodingFormat", "duration", "contentSize",
    }  # fmt: skip
    assert (
        '<link rel="alternate" type="application/rss+xml" title="Letters from the harbour" href="../feed.xml">' in page
    )


@pytest.mark.parametrize(
    ("base", "ascii_"),
    [("https://häfen.example:8443/böote/", "https://xn--hfen-loa.example:8443/b%C3%B6ote/"),
     ("http://pod.example/a b", "http://pod.example/a%20b/")],
)  # fmt: skip
def test_addresses_are_as_browsers_write_them(base: str, ascii_: str) -> None:
    """Umlauts, a port, a path, a blank."""
    assert facts(episode(1), replace(SETTINGS, base_url=base))["og:url"] == f"{ascii_}episodes/ferry-1.html"


EVIL = "</script><script>alert(1)</script> \"' <!-- & \u2028"


def test_nothing_breaks_out_of_an_attribute_or_a_script() -> None:
    """Markup in titles, names and descriptions stays text."""
    one = episode(1, title=EVIL, authors=(EVIL,), description=EVIL, tags=(EVIL,))
    assert head(one).count("<script") == head(one).count("</script") == 1
    assert all('"' not in value and "<" not in value for value in facts(one).values())
    assert linked(one)["name"] == EVIL


def test_a_long_description_is_cut_at_a_word() -> None:
    """A preview shows two lines of it."""
    told = facts(episode(1, description="ferry boats " * 99))["description"]
    assert len(told) <= page_meta.DESCRIPTION_CHARS
    assert re.fullmatch(r"(ferry boats )*(ferry( boats)?)…", told)


@pytest.mark.parametrize(
    ("language", "date", "length", "by"),
    [("en", "January 2, 2020", "1 min", "By Jo Vane"), ("en-GB", "2 January 2020", "1 min", "By Jo Vane"),
     ("de", "2. Januar 2020", "1 Min.", "Von Jo Vane"), ("fr", "2 janvier 2020", "1 min", "Par Jo Vane"),
     ("ja", "2020年1月2日", "1分", "文：Jo Vane"), ("ar", "2 يناير 2020", "1 min", "Jo Vane"),
     ("ru", "2 января 2020\u202fг.", "1 min", "Jo Vane")],
)  # fmt: skip
def test_date_length_and_author_are_as_people_write_them(language: str, date: str, length: str, by: str) -> None:
    """In the language of the page; where it has no words of its own, the date is in it all the same."""
    page = "".join(episode_page.page(Told("", "[]"), episode(1, language=language), SETTINGS))
    assert re.search(r'<time datetime="2020-01-02">([^<]+)</time>', page)[1] == date  # type: ignore[index]
    assert re.search(r"</time> · <span[^>]*>([^<]+)</span>", page)[1] == length  # type: ignore[index]
    assert f'<p class="by">{by}</p>' in page


@pytest.mark.parametrize(
    ("site", "address", "shown"),
    [("Harbour", "https://www.harbour.example/1", "Harbour"), ("", "https://www.harbour.example/1", "harbour.example"),
     ("", "mailto:jo@harbour.example", "The original")],
)  # fmt: skip
def test_the_source_has_a_name(site: str, address: str, shown: str) -> None:
    """The name of the site, or its host; whoever reads sees where a link leads."""
    page = "".join(episode_page.page(Told("", "[]"), episode(1, site=site, address=address), SETTINGS))
    assert f'<a class="print-address" href="{address}" rel="noreferrer">{shown}</a>' in page


def test_titles_of_every_kind() -> None:
    """None, three hundred letters, one long word, an emoji, markup."""
    pages = {
        title: re.search(
            r"<h1([^>]*)>(.*?)</h1>", "".join(episode_page.page(Told("", "[]"), episode(1, title=title), SETTINGS))
        )
        for title in ("", "ferry " * 50, "🚢", "<b>Boats</b> & co", "Internationalisation")
    }
    found = {title: match.groups() for title, match in pages.items() if match}
    assert found[""] == ("", "Untitled")
    assert found["ferry " * 50][0] == ' class="longest"'
    assert found["🚢"] == ("", "🚢")
    assert found["<b>Boats</b> & co"] == ("", "&lt;b&gt;Boats&lt;/b&gt; &amp; co")
    assert found["Internationalisation"][1].replace("\u00ad", "") == "Internationalisation"
    assert "\u00ad" in found["Internationalisation"][1]


def test_the_day_of_an_added_article_is_its_own() -> None:
    """As the page and the tag show it."""
    one = episode(1, added=True, dated="2011-05-03", published=dt.datetime(2020, 1, 2, tzinfo=dt.UTC))
    assert facts(one)["article:published_time"] == "2011-05-03"
