"""Posts in many designs: what is around them differs, half of the designs is only measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import build_designs, designs

BODY = "The harbour fills twice a day, and the boats lie on the mud. " * 20
POSTS = {
    name: {"title": f"The {name} boat", "date": f"2021-05-0{n}", "lang": "en", "body": f"{BODY}\n\nThe {name}."}
    for n, name in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"), 1)
}
NAMES = ("tide", "quay", "lamp", "rope", "mud", "fog", "gull", "crane")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "posts.json").write_text(json.dumps(POSTS))
    for design in (*NAMES, "script"):
        for name, post in POSTS.items():
            page = tmp_path / "pages" / design / post["date"].replace("-", "/") / name / "index.html"
            page.parent.mkdir(parents=True)
            text = "".join(f"<p>{p}</p>" for p in post["body"].split("\n\n")) if design != "script" else "Loading"
            page.write_text(f"<title>{post['title']}</title><nav>{design} menu</nav><article>{text}</article>")
    return tmp_path


def test_a_few_posts_of_each_design_of_one_half(folder: Path) -> None:
    """Which are drawn by their names; a page that a script fills has no text."""
    found = {kept: list(designs.pages(folder, held_out=kept)) for kept in (False, True)}
    shown = {kept: {page.design for page in pages} for kept, pages in found.items()}
    assert shown[False] | shown[True] == set(NAMES)
    assert not shown[False] & shown[True]
    assert shown[True]
    for kept, pages in found.items():
        assert len(pages) == designs.OF_A_DESIGN * len(shown[kept])
        assert [page.id for page in pages] == [page.id for page in designs.pages(folder, held_out=kept)]
        assert all(f"The {page.name}." in page.truth for page in pages)


def test_saves_of_designs_have_their_article_in_them(folder: Path) -> None:
    """Written out in several manners; no site of the test data is theirs."""
    for save in designs.saves(folder):
        assert save.site.startswith("design ")
        assert " menu" in save.text
        assert save.truth.startswith(save.title)
        assert all(line in save.text.replace("\n   ", " ") for line in save.truth.splitlines())


def test_without_designs_there_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the bench says how to make them."""
    assert not list(designs.saves(tmp_path))
    monkeypatch.setattr(designs, "FOLDER", tmp_path)
    (row,) = designs.rows()
    assert "build_designs" in row.why_not


def test_the_posts_of_the_bench_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As Hexo is given them."""
    monkeypatch.setattr(build_designs, "WIDE", "")
    monkeypatch.setattr(build_designs, "NEXT", {})
    (tmp_path / "corpus/wide").mkdir(parents=True)
    (tmp_path / "corpus/wide/manifest.jsonl").write_text("")
    monkeypatch.setattr(build_designs, "DATA", tmp_path)
    found = dict(build_designs.posts())
    assert {"radio", "watt", "umibe", "lao-jie", "short-note"} == set(found)
    assert found["watt"]["title"] == "Drei Tage im Watt"
    assert (found["umibe"]["date"], found["umibe"]["tags"]) == ("2023-09-02", ["旅", "コーヒー"])
    assert build_designs._source(found["radio"]).startswith('---\ntitle: "How I repaired')
