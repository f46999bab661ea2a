"""A short post of one's own is whole; a short save of a page may be a stub, so a doubt is raised."""

from __future__ import annotations

import pytest

from podcaster import reading
from podcaster.model import Doubt

pytestmark = pytest.mark.usefixtures("read_here")

SHORT = (
    "The ferry came in an hour late today, with the lamps lit and nobody on deck. We stood on the quay and counted the "
    "cars, seven of them, and the last one was the baker's. He had bread for all of us, and no idea why the boat had "
    "waited so long on the other side."
)
OWN = "title: The late ferry\ndate: 2024-03-05\ntags: [harbour]"


def kinds(front: str, text: str) -> list[Doubt]:
    (found,) = reading.read_bytes(f"---\n{front}\n---\n\n{text}\n".encode(), "post.md")
    return [kind for kind, _ in found.doubts]


def test_a_short_post_with_title_and_date_is_whole() -> None:
    """As the generators of static sites keep it."""
    assert kinds(OWN, SHORT) == []


@pytest.mark.parametrize(
    ("front", "text"),
    [
        (f"{OWN}\nsource: https://quay.example/ferry", SHORT),  # a clipper says where the page was
        (f"{OWN}\nurl: https://quay.example/ferry", SHORT),
        (f"{OWN}\nsource: Quay reader", SHORT),
        ("title: The late ferry", SHORT),  # any program knows a title
        (OWN, SHORT.rstrip(".") + "..."),  # a teaser
        (OWN, SHORT.rstrip(".") + "…"),
        (OWN, "The page that you are looking for does not exist."),
        (OWN, "We value your privacy. Accept all cookies to go on to the site."),
    ],
)
def test_what_may_be_a_stub_is_doubted(front: str, text: str) -> None:
    assert Doubt.SHORT in kinds(front, text)


def test_a_paywall_is_doubted_in_a_post_of_ones_own() -> None:
    assert Doubt.PAYWALL in kinds(OWN, f"{SHORT} Subscribe to continue reading this post.")
