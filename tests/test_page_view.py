"""explain --page: the page in its order, what was taken of it, what was not, why, and what to do about a doubt."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from podcaster import reading
from podcaster.batch.run import Options, run
from podcaster.config import Show
from podcaster.listening import explanation_page, page_view
from podcaster.model import Article, Block, BlockKind, Doubt, LeftOut, Omission, Region, Script, Span, SpanKind
from tests.commands import podcaster
from tests.test_by_hand import PAGE, PARAGRAPHS, TEXT

OWN_TITLE = TEXT.replace("A quiet harbour", "The ferry at the quay")


def paragraphs(*texts: str) -> tuple[Block, ...]:
    """A paragraph for each text."""
    return tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)


def seen(page: tuple[str, ...], article: tuple[str, ...], *left_out: LeftOut) -> list[tuple[str, str]]:
    """Of each paragraph of the page its fate, and its text."""
    found = page_view.view(Article(paragraphs(*article), "A title", left_out=left_out), paragraphs(*page))
    return [("taken" if part.taken else part.reason.value if part.reason else "", part.text) for part in found.parts]


@pytest.mark.parametrize(
    ("name", "content", "title"), [("page.html", PAGE, []), ("page.txt", OWN_TITLE, ["The ferry at the quay"])]
)
def test_the_page_is_shown_in_its_own_order(tmp_path: Path, name: str, content: str, title: list[str]) -> None:
    """Every paragraph that can be seen is there, taken or with the reason why it was not."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    (article,) = reading.read(tmp_path / name)
    found = page_view.view(article, page_view.blocks_of(tmp_path / name))
    texts = [part.text for part in found.parts]
    assert [part.text for part in found.parts if part.taken] == list(PARAGRAPHS)
    assert texts.index("All the boats") < texts.index(PARAGRAPHS[0])
    assert texts[-1] == "Printed by the harbour office."
    assert all(part.reason for part in found.parts if not part.taken)
    assert [text for text in texts if text in title] == title


def test_what_is_no_paragraph_is_listed_behind_the_page(tmp_path: Path) -> None:
    """Hidden text is accounted for, too."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (article,) = reading.read(tmp_path / "page.html")
    found = page_view.view(article, page_view.blocks_of(tmp_path / "page.html"))
    assert LeftOut("Words that nobody sees.", Omission.HIDDEN) in found.others
    assert "- hidden   Words that nobody sees." in page_view.as_text(article, found)


def test_of_a_text_that_is_there_twice_the_one_in_the_article_is_taken() -> None:
    """A heading has the words of an entry in the menu above."""
    page = ("The quay", "Boats", "It was late.", "The quay", "The ferry came.", "Boats")
    menu = LeftOut("The quay Boats", Omission.NAVIGATION)
    assert seen(page, ("It was late.", "The quay", "The ferry came."), menu) == [
        ("navigation", "The quay"),
        ("navigation", "Boats"),
        ("taken", "It was late."),
        ("taken", "The quay"),
        ("taken", "The ferry came."),
        ("navigation", "Boats"),
    ]


def test_a_paragraph_that_lost_a_piece_is_taken() -> None:
    """The credit of a picture is left out of its caption, and listed on its own."""
    page = ("A note below.", "The quay at dawn. Photo: Jo Vane", "It was late.")
    article = Article(
        paragraphs("The quay at dawn.", "It was late.", "A note below."),  # a footnote is read last
        "A title",
        left_out=(LeftOut("Photo: Jo Vane", Omission.CREDIT),),
    )
    found = page_view.view(article, paragraphs(*page))
    assert [part.taken for part in found.parts] == [True, True, True]
    assert found.others == article.left_out


def test_the_reason_of_a_long_note_holds_for_what_follows() -> None:
    """The ledger keeps the beginning of a long section; its other paragraphs have the same reason."""
    note = LeftOut("First comment. Second com…", Omission.COMMENTS)
    page = ("The text.", "First comment.", "Second comment.", "Third comment.")
    assert [fate for fate, _ in seen(page, ("The text.",), note)] == ["taken", "comments", "comments", "comments"]


def test_a_paragraph_around_what_was_left_out_has_its_reason() -> None:
    """A byline may stand in a paragraph with other words."""
    note = LeftOut("by Jo Vane of the Harbour", Omission.METADATA)
    assert seen(("Seen by Jo Vane of the Harbour", "Text."), ("Text.",), note)[0][0] == "metadata"


def test_the_share_counts_running_text_only() -> None:
    """A long menu is no sign that half of the article is missing."""
    link = Span(SpanKind.LINK, 0, 90, "https://harbour.example/")
    related = replace(paragraphs("other " * 15)[0], spans=(link,))
    told, missed = paragraphs("word " * 30, "text " * 60)
    article = Article((told,), "A title")
    assert page_view.view(article, (*paragraphs("Home port"), told, related, *paragraphs("Boats"))).share == 1.0
    assert page_view.view(article, (told, missed)).share == pytest.approx(1 / 3)
    assert page_view.View((), ()).share == 1.0


def test_a_doubt_comes_with_the_next_step() -> None:
    """About the choice: choose; about the save: save again; about a choice by hand: the way back."""
    article = Article((), "A title", source="my page.html", doubts=((Doubt.SHORT, "it has 9 words"),))
    text = page_view.as_text(article, page_view.view(article, ()))
    assert "! it has 9 words" in text
    assert '  try: podcaster convert \'my page.html\' --from "first words" --to "last words"' in text
    assert "1 doubt, see above" in text
    cut = Article((), "A title", source="a.html", doubts=((Doubt.PAYWALL, "it stops"),))
    assert not any("--from" in step for step in page_view.next_steps(cut))
    assert any("save the page again" in step for step in page_view.next_steps(cut))
    chosen = Article((), "A title", source="a.html", by_hand=("set by hand: the whole page",))
    assert page_view.next_steps(chosen) == ["podcaster convert a.html --as-found, for the automatic choice"]
    assert page_view.next_steps(Article((), "A title", source="a.html")) == []


def test_explain_shows_what_the_show_remembers(show: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says that the part was set by hand; --as-found and --from try out something else and change nothing."""
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    run(show, [page], Options(region=Region(last="that night")))
    place = ("--show", show.folder)
    assert (
        "* set by hand: from the beginning of the page to “that night”" in podcaster(capsys, "explain", page, *place)[1]
    )
    status, out, _ = podcaster(capsys, "explain", "--page", page, *place)
    assert status == 0
    assert f"+ {PARAGRAPHS[0]}" in out
    assert f"- setting {PARAGRAPHS[1][:80]}" in out
    out = podcaster(capsys, "explain", "--page", "--as-found", page, *place)[1]
    assert "set by hand" not in out
    assert "- navigation Home port" in out
    tried = json.loads(podcaster(capsys, "explain", "--page", "--json", page, "--from", "they sailed", *place)[1])
    assert next(part["text"] for part in tried["page"] if part["taken"]) == PARAGRAPHS[3]
    assert tried["by_hand"] == ["set by hand: from “they sailed” to its end"]
    assert 0 < tried["share"] < 1
    assert "“that night”" in podcaster(capsys, "explain", page, *place)[1]


def test_a_file_of_several_articles_is_shown_without_its_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each has its paragraphs, and what was left out of it."""
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text(f"# {name}\n\n" + "\n\n".join(PARAGRAPHS), encoding="utf-8")
    assert page_view.blocks_of(tmp_path) == ()
    status, out, _ = podcaster(capsys, "explain", "--page", tmp_path, "--show", tmp_path / "show")
    assert status == 0
    assert out.count("4 of 4 paragraphs taken, 100% of the running text; 1 doubt, see above") == 2


def test_a_page_without_an_article_is_shown_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that the user can choose a part of it."""
    page = tmp_path / "page.html"
    page.write_text("<html><head><title>Boats</title></head><body><nav><p>Share this post</p></nav></body></html>")
    status, out, err = podcaster(capsys, "explain", "--page", page, "--show", tmp_path / "show")
    assert status == 65, err
    assert "- not taken Share this post" in out
    assert "0 of 1 paragraphs taken" in out


def test_the_html_page_says_what_was_set_by_hand() -> None:
    """In the same words as the terminal."""
    chosen = Article(paragraphs("It was late."), "A title", by_hand=("set by hand: the whole page",))
    assert "set by hand: the whole page" in explanation_page.as_page(chosen, Script((), ()))
