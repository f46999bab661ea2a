"""Links that hand the address of a feed to a podcast app."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from podcaster.publishing import apps, page_address, pages
from tests.shows import SETTINGS, episodes

UNUSUAL = "https://xn--hfe-sna.example:8443/%C3%BCber%20uns/feed.xml"


def test_each_app_gets_the_whole_address_with_port_and_path() -> None:
    """Also where letters of any language are encoded in it."""
    for app, link in apps.links(UNUSUAL):
        if "{quoted}" in app.link:
            assert parse_qs(urlsplit(link).query)["url"] == [UNUSUAL]
        else:
            assert link.endswith("xn--hfe-sna.example:8443/%C3%BCber%20uns/feed.xml"), link
        # A browser takes "https:" behind "scheme://" for a host, and drops the colon.
        assert not re.match(r"[a-z-]+://https?:", link), link


def test_a_page_of_an_unusual_base_url_has_one_address() -> None:
    page = pages.show_page(replace(SETTINGS, base_url="https://höfe.example:8443/über uns/"), episodes(1))
    assert f'value="{UNUSUAL}"' in page
    assert 'href="podcast://xn--hfe-sna.example:8443/%C3%BCber%20uns/feed.xml"' in page
    assert "höfe" not in page.partition("<body")[2]


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("https://pod.example/feed.xml", True),
        ("http://8.8.8.8/feed.xml", True),
        ("", True),  # not known yet
        ("http://192.168.1.5:8000/feed.xml", False),
        ("http://nas.local/feed.xml", False),
        ("http://localhost:8000/feed.xml", False),
    ],
)
def test_servers_of_others_are_asked_only_for_what_they_reach(address: str, offered: bool) -> None:
    names = {app.name for app in apps.that_reach(address)}
    assert ({"Overcast", "Pocket Casts", "Castro"} <= names) is offered
    assert {"Apple Podcasts", "AntennaPod", "Podcast Addict", "gPodder"} <= names


def test_a_page_of_another_make_is_left_as_it_is() -> None:
    """A page that podcaster 0.1 wrote has no place for the address."""
    assert page_address.put_in(b'<html lang="en"><p>old</p>', UNUSUAL) == b'<html lang="en"><p>old</p>'
