"""The site of the documentation: what its check finds, and that no link of the pages leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.site import check

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")])
_LINK = re.compile(r"\]\((?!\w+:|//)([^)\s#?]*)(?:\?[^)\s#]*)?(?:#([^)\s]*))?\)")
_FENCE = re.compile(r"^( *)```.*?^\1```$", re.M | re.S)
_CODE = re.compile(r"`[^`\n]*`")


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<link rel="stylesheet" href="https://fonts.example/css">', "loads https://fonts.example/css"),
        ('<script src="//cdn.example/x.js"></script>', "loads //cdn.example/x.js"),
        ('<img src="http://example.org/a.png">', "loads http://example.org/a.png"),
        ('<p style="background:url(https://example.org/b.png)">', "loads https://example.org/b.png"),
        ('<a href="other.html">', "leads nowhere: other.html"),
        ('<a href="#nowhere">', "leads nowhere: #nowhere"),
        ('<img src="gone.png">', "leads nowhere: gone.png"),
    ],
)
def test_the_check_of_the_site_finds(page: str, found: str, tmp_path: Path) -> None:
    """What a page loads from elsewhere, and links that lead nowhere."""
    (tmp_path / "index.html").write_text(f"<html><body>{page}</body></html>")
    assert check.complaints(tmp_path) == [f"index.html: {found}"]


def test_a_good_site_has_no_complaints(tmp_path: Path) -> None:
    """Links that one clicks may lead to other sites."""
    (tmp_path / "style.css").write_text("@import url(https://fonts.example/a.css);")
    assert check.complaints(tmp_path) == ["style.css: loads https://fonts.example/a.css"]
    (tmp_path / "style.css").write_text("p { background: url(data:image/png;base64,AA) }")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.html").write_text('<a href="../index.html#here">x</a><link rel="icon" href="../style.css">')
    (tmp_path / "index.html").write_text(
        '<h1 id="here">A</h1><a href="a/b.html">b</a><a href="https://example.org">o</a>'
    )
    assert check.complaints(tmp_path) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    """To a file that is there, and to a heading in it."""
    text = _CODE.sub("", _FENCE.sub("", path.read_text(encoding="utf-8")))
    for place, anchor in _LINK.findall(text):
        target = (path.parent / place).resolve() if place else path
        if target == ROOT / "docs" / "decisions" / "index.md":
            continue  # made when the site is built
        assert target.exists(), f"{place} is not there"
        if anchor and target.suffix == ".md":
            assert anchor in _anchors(target), f"{place}#{anchor}: no such heading"


def test_every_page_is_in_the_navigation() -> None:
    """But the decisions, which a page of their own lists; and the navigation names no page that is not there."""
    listed = set(_leaves(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]))
    there = {path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")}
    assert {name for name in there if not name.startswith("decisions/")} == listed - {"decisions/index.md"}


def _leaves(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for inner in entry.values() if isinstance(entry, dict) else entry:
            yield from _leaves(inner)


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", path.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}
