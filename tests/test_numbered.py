"""A file with several articles is listed, and each of them can be named by its number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podcaster.config import Show
from podcaster.reading import numbered
from tests.commands import podcaster
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

OVENS = (
    "Two ovens stand in the back room. The older one burns wood from the yards and needs an hour to get hot; the newer "
    "one is quicker, and nobody likes what comes out of it. On Fridays both are lit, because the boats come home."
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Three posts, one of them a draft, and a member that is broken."""
    path = tmp_path / "saved.zip"
    members = {
        "a.md": f"---\ntitle: The gulls\nauthor: Ada Keeper\ndate: 2024-03-05\n---\n\n{GULLS}\n\n{BREAD}\n",
        "b.md": f"---\ntitle: The ferry\ndraft: true\n---\n\n{FERRY}\n\n{BREAD}\n",
        "c.txt": " ",
        "d.md": f"# Bread\n\n{BREAD}\n\n{OVENS}\n",
    }
    path.write_bytes(build.zipped(members))
    return path


def test_explain_lists_the_articles(saved: Path, show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """With what a run would hold against each; what failed is named, and decides the status."""
    status, out, err = podcaster(capsys, "explain", saved, "--show", show.folder)
    assert out.splitlines() == [
        f"#1 The gulls · Ada Keeper · 2024-03-05 · {len(f'{GULLS} {BREAD}'.split())} words",
        f"#2 The ferry · {len(f'{FERRY} {BREAD}'.split())} words",
        "   ! a draft: it is skipped",
        f"#3 Bread · {len(f'{BREAD} {OVENS}'.split())} words",
    ]
    assert f"podcaster explain --show {show.folder} {saved}#1" in err
    assert "c.txt: there are no words in it" in err
    assert status == 1


def test_explain_shows_one_of_them(saved: Path, show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the troubles of the others."""
    status, out, err = podcaster(capsys, "explain", f"{saved}#3", "--show", show.folder, "--json")
    assert (status, json.loads(out)["title"], err) == (0, "Bread", "")
    status, out, err = podcaster(capsys, "explain", f"{saved}#4", "--show", show.folder)
    assert status == 65
    assert "there is no #4: it holds 3 articles" in err


def test_convert_makes_one_of_them(saved: Path, show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """The rest is made when the whole file is asked for, and what stands is not made again."""
    place = ("--show", show.folder, "--voice", "tone", "--json")
    status, out, _ = podcaster(capsys, "convert", f"{saved}#3", *place)
    assert status == 0
    assert [(o["title"], o["status"]) for o in json.loads(out)["outcomes"]] == [("Bread", "made")]
    status, out, _ = podcaster(capsys, "convert", saved, *place)
    told = {o["title"]: o["status"] for o in json.loads(out)["outcomes"] if o["title"]}
    assert told == {"The gulls": "made", "The ferry": "skipped", "Bread": "unchanged"}
    status, out, _ = podcaster(capsys, "convert", f"{saved}#2", f"{saved}#9", *place)
    outcomes = [(o["source"], o["status"], o["reason"]) for o in json.loads(out)["outcomes"]]
    assert (f"{saved}#9", "failed", "there is no #9: it holds 3 articles") in outcomes
    assert (f"{saved}!b.md", "skipped", "it is a draft") in outcomes
    assert status == 1


def test_a_file_whose_name_has_a_number_is_itself(tmp_path: Path) -> None:
    """A number counts only where there is no such file, and one without it."""
    (tmp_path / "notes#2").write_text(GULLS)
    (tmp_path / "notes").write_text(GULLS)
    assert numbered.split(tmp_path / "notes#2") == (tmp_path / "notes#2", 0)
    assert numbered.split(tmp_path / "notes#3") == (tmp_path / "notes", 3)
    assert numbered.split(tmp_path / "other#3") == (tmp_path / "other#3", 0)
    assert numbered.split(tmp_path / "notes#0") == (tmp_path / "notes#0", 0)


def test_a_part_is_chosen_of_one_of_several(saved: Path, show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """The choice is remembered for that article; the others are read as before, by later runs as well."""
    place = ("--show", show.folder, "--voice", "tone", "--json")
    begin = " ".join(BREAD.split()[:4])
    status, out, _ = podcaster(capsys, "explain", f"{saved}#3", "--from", begin, "--to", begin, *place[:2], "--json")
    assert (status, [b["text"] for b in json.loads(out)["blocks"]]) == (0, [BREAD])
    status, out, err = podcaster(capsys, "convert", f"{saved}#3", "--from", begin, "--to", begin, *place)
    assert status == 0, err
    assert "remembered for this article" in err
    status, out, _ = podcaster(capsys, "convert", saved, *place)
    assert {o["title"]: o["status"] for o in json.loads(out)["outcomes"]}["Bread"] == "unchanged"
    told = {}
    for number in (1, 3):
        out = podcaster(capsys, "explain", f"{saved}#{number}", *place[:2], "--json")[1]
        told[number] = [block["text"] for block in json.loads(out)["blocks"]]
    assert told == {1: [GULLS, BREAD], 3: [BREAD]}
    out = podcaster(capsys, "explain", f"{saved}#3", "--as-found", *place[:2], "--json")[1]
    assert len(json.loads(out)["blocks"]) == 2
    status, out, _ = podcaster(capsys, "convert", f"{saved}#3", "--as-found", *place)
    assert [(o["title"], o["status"]) for o in json.loads(out)["outcomes"]] == [("Bread", "made")]
    out = podcaster(capsys, "explain", f"{saved}#3", *place[:2], "--json")[1]
    assert len(json.loads(out)["blocks"]) == 2


def test_words_that_one_of_several_does_not_have_are_an_error(
    saved: Path, show: Show, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is remembered; the other articles keep their numbers."""
    place = ("--show", show.folder, "--voice", "tone", "--json")
    status, _, err = podcaster(capsys, "convert", f"{saved}#1", "--from", "no such words", *place)
    assert status == 65
    assert "“no such words” are not in it" in err
    status, out, err = podcaster(capsys, "explain", f"{saved}#1", "--from", "no such words", *place[:2], "--json")
    assert status == 65
    assert "“no such words” are not in it" in json.loads(out)["error"]["message"]
    begin = " ".join(BREAD.split()[:4])
    assert podcaster(capsys, "convert", f"{saved}#1", "--from", begin, *place)[0] == 0
    saved.write_bytes(build.zipped({"a.md": f"# The gulls\n\n{GULLS}\n", "d.md": f"# Bread\n\n{BREAD}\n\n{GULLS}\n"}))
    out = podcaster(capsys, "explain", f"{saved}#2", *place[:2], "--json")[1]
    assert json.loads(out)["title"] == "Bread"
    status, out, _ = podcaster(capsys, "convert", saved, *place)
    outcomes = {o["source"].partition("!")[2]: (o["status"], o["error_kind"]) for o in json.loads(out)["outcomes"]}
    assert outcomes == {"a.md": ("failed", "RegionError"), "d.md": ("made", "")}
    assert podcaster(capsys, "convert", f"{saved}#1", f"{saved}#2", "--whole-page", *place)[0] == 2
