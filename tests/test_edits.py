"""What the user changed of an article by hand: its facts, passages that are said, passages that are not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from podcaster import reading
from podcaster.batch import choices
from podcaster.batch.run import Options, run
from podcaster.config import Settings, Show
from podcaster.library import FILE_NAME, Library, dumped, loaded
from podcaster.model import Article, Block, BlockKind, Doubt, Edits, Fate, Omission, Role, Status
from podcaster.publishing import repair
from podcaster.reading import edits
from podcaster.script import write
from tests.commands import podcaster
from tests.test_by_hand import PAGE, PARAGRAPHS
from tests.test_choices import FORCE, made, narrated

LEFT = Edits(left_out=(PARAGRAPHS[2],))
RELATED = "Related: how the bakery by the quay bakes twenty loaves of bread before breakfast."
CODE = Block(BlockKind.CODE, "make harbour\nmake quay")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved page, with menus and a footer around its article."""
    path = tmp_path / "saved" / "quiet.html"
    path.parent.mkdir()
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def note(page: Path) -> Path:
    """The same article as a note, which is read sooner."""
    path = page.with_suffix(".md")
    path.write_text("# A quiet harbour\n\n" + "\n\n".join(PARAGRAPHS), encoding="utf-8")
    return path


def article(*blocks: Block) -> Article:
    """One of these blocks, behind a paragraph."""
    return Article((Block(BlockKind.PARAGRAPH, PARAGRAPHS[0]), *blocks), title="A quiet harbour", language="en")


def heard(changed: Article) -> list[str]:
    """The sentences of its blocks, for the voice."""
    return [u.spoken for u in write(changed, Settings()).utterances if u.block >= 0]


# ---------------------------------------------------------------- the article


def test_facts_are_changed() -> None:
    """Title, authors, date and language take the place of those of the save, and the article says so."""
    changed = edits.applied(article(), Edits(title="Low tide", authors=("Jo Vane",), date="2026-02-03", language="fr"))
    assert (changed.title, changed.authors, changed.date, changed.language) == (
        "Low tide",
        ("Jo Vane",),
        dt.date(2026, 2, 3),
        "fr",
    )
    assert changed.by_hand == ("changed by hand: the title, the author, the date, the language",)


def test_an_author_and_a_date_can_be_taken_away() -> None:
    """None: as found. Empty: there is none."""
    found = Article((Block(BlockKind.PARAGRAPH, "Words."),), "T", authors=("admin",), date=dt.date(2020, 1, 1))
    assert edits.applied(found, Edits(title="U")).authors == ("admin",)
    bare = edits.applied(found, Edits(authors=(), date=""))
    assert (bare.authors, bare.date) == ((), None)


def test_a_passage_is_left_out_with_a_reason_of_its_own() -> None:
    """The ledger has every word of it; no voice says any."""
    found = article(Block(BlockKind.PARAGRAPH, PARAGRAPHS[1]), Block(BlockKind.PARAGRAPH, PARAGRAPHS[3]))
    script = write(edits.applied(found, Edits(left_out=(PARAGRAPHS[1],))), Settings())
    assert [e.text for e in script.ledger if e.reason is Omission.BY_HAND and e.fate is Fate.LEFT_OUT] == [
        PARAGRAPHS[1]
    ]
    assert "mate" not in " ".join(u.spoken for u in script.utterances)


@pytest.mark.parametrize(
    ("block", "quiet", "said"),
    [
        (CODE, "make harbour", "make harbour"),
        (Block(BlockKind.FOOTNOTE, "The mate retired in May.", marker="1"), "retired", "retired in May"),
        (Block(BlockKind.EMBED, "Gulls are back on the pier."), "", "Gulls are back"),
        (
            Block(BlockKind.TABLE, "", rows=tuple((f"Pier {n}", f"boat {n}") for n in range(1, 12))),
            "boat eleven",
            "boat eleven",
        ),
        (Block(BlockKind.FIGURE, "Photo: Ann Low"), "Ann Low", "Ann Low"),
        (Block(BlockKind.PARAGRAPH, "https://harbour.example/tides"), "tides", "tides"),
    ],
)
def test_what_is_kept_quiet_is_said_when_asked_for(block: Block, quiet: str, said: str) -> None:
    """Listings, footnotes, long tables, credits, addresses: only the one that was asked for."""
    found = article(block)
    before = " ".join(heard(found))
    assert not quiet or quiet not in before
    words = edits.in_place.text_of(block)
    assert said in " ".join(heard(edits.applied(found, Edits(said=(words,)))))


def test_one_listing_of_several_in_a_row_is_said() -> None:
    """The others are mentioned, as always."""
    found = article(CODE, Block(BlockKind.CODE, "sail home"), Block(BlockKind.CODE, "sleep now"))
    script = write(edits.applied(found, Edits(said=("sail home",))), Settings())
    lines = [u.spoken for u in script.utterances if u.role is Role.CODE_CUE]
    assert "sail home." in lines
    assert not any("make harbour" in line or "sleep now" in line for line in lines)


def test_a_passage_is_found_after_small_changes() -> None:
    """A word, a sign and an accent more or less; a long one also by its beginning."""
    found = article(
        Block(BlockKind.PARAGRAPH, "It’s the Cafe Reunion, said our mate, and it opens late. He poured one.")
    )
    words = "“It’s the Café Réunion,” said the mate, “and it opens late.” He poured one."
    changed = edits.applied(found, Edits(left_out=(words,)))
    assert not changed.doubts
    assert len(heard(changed)) == 1
    long = " ".join(PARAGRAPHS)
    assert len(edits.passage(long)) <= edits.LONGEST
    assert heard(edits.applied(article(Block(BlockKind.PARAGRAPH, long)), Edits(left_out=(edits.passage(long),)))) == (
        heard(article())
    )


def test_a_passage_that_is_gone_is_a_doubt() -> None:
    """The episode is not made unasked; what was not meant is not left out in its place."""
    changed = edits.applied(article(), Edits(left_out=("Nothing of this was ever here.",), said=("Nor of that one.",)))
    assert [kind for kind, _ in changed.doubts] == [Doubt.GONE, Doubt.GONE]
    assert "Nothing of this was ever here" in changed.doubts[0][1]
    assert heard(changed) == heard(article())


def test_furniture_comes_back_in_its_place(page: Path) -> None:
    """What reading took for no part of the article is said where it stands on the page."""
    found = list(reading.read(page))
    (changed,) = edits.each(iter(found), page, {"": Edits(said=(RELATED, "Home port"))})
    texts = [block.text for block in changed.blocks]
    assert texts == ["Home port", *PARAGRAPHS, RELATED]
    assert RELATED not in [one.text for one in changed.left_out]
    assert RELATED.removesuffix(".") in " ".join(u.text for u in write(changed, Settings()).utterances)


def test_edits_survive_as_json() -> None:
    """Only what was changed is written; what is damaged is no edit."""
    full = Edits("T", (), "", "de", ("a",), ("b",), "bella")
    assert loaded(dumped(full)) == full
    assert dumped(Edits(title="T")) == '{"title": "T"}'
    for damaged in ("", "[]", "{", '{"said": "a"}', '{"authors": 3}'):
        assert loaded(damaged) == Edits()


# ---------------------------------------------------------------- every run


def test_every_run_applies_what_was_changed(show: Show, page: Path) -> None:
    """The episode is made again under its GUID, for the price of the sentences that changed."""
    made(show, page)
    with Library(show.state / FILE_NAME) as library:
        (before,) = library.episodes()
    choices.edit(show, page, "", LEFT)
    outcome = made(show, page)
    assert (outcome.status, outcome.spoken) == (Status.MADE, 0)
    assert "counted the crates" not in narrated(show)
    assert "counted the crates" not in (show.episodes / f"{before.name}.html").read_text(encoding="utf-8")
    assert made(show, page).status is Status.UNCHANGED
    choices.edit(show, page, "", Edits(title="Low tide"))
    outcome = made(show, page)
    assert (outcome.title, outcome.spoken) == ("Low tide", 1)
    with Library(show.state / FILE_NAME) as library:
        (after,) = library.episodes()
    assert (after.guid, after.title) == (before.guid, "Low tide")
    assert "counted the crates" in narrated(show)


def test_the_voice_of_one_article(show: Show, page: Path) -> None:
    """It reads all that the show's narrator would; another article keeps the show's voice."""
    (found,) = edits.each(reading.read(page), page, {"": Edits(voice="tone")})
    settings = Settings()
    assert {u.voice for u in write(found, settings).utterances} == {"tone"}
    assert {u.voice for u in write(article(), settings).utterances} == {"heart"}


def test_changes_follow_a_file_that_is_moved(show: Show, page: Path) -> None:
    """It is known by its content, too."""
    choices.edit(show, page, "", LEFT)
    moved = page.rename(page.with_name("other.html"))
    assert choices.edits_remembered(show, moved) == {"": LEFT}


def test_as_found_forgets_what_was_changed(show: Show, page: Path) -> None:
    """The next run has the article as it was found."""
    choices.edit(show, page, "", LEFT)
    made(show, page)
    made(show, page, Options(force=True, as_found=True))
    assert choices.edits_remembered(show, page) == {}
    assert "counted the crates" in narrated(show)


def test_a_lost_library_finds_the_changes_in_the_episodes(show: Show, page: Path) -> None:
    """Nothing is made again: the tag tells what was changed."""
    choices.edit(show, page, "", LEFT)
    made(show, page)
    (show.state / FILE_NAME).unlink()
    repair.rebuild(show, accept_loss=False)
    assert choices.edits_remembered(show, page) == {"": LEFT}
    assert made(show, page).status is Status.UNCHANGED


def test_a_passage_that_is_gone_keeps_the_episode_back(show: Show, page: Path) -> None:
    """The page was saved again without it: said like every other doubt, with its words."""
    choices.edit(show, page, "", LEFT)
    long = PAGE.replace(PARAGRAPHS[2], " ".join(f"Another day number {n} went by." for n in range(40)))
    page.write_text(long, encoding="utf-8")
    (outcome,) = run(show, [page])
    assert outcome.status is Status.FAILED
    assert "When the rain had stopped" in outcome.reason
    assert "is not in it any more" in outcome.reason
    assert made(show, page, FORCE).status is Status.MADE


def test_explain_shows_what_was_changed(show: Show, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the next run would make it; --as-found shows the article as it was found."""
    choices.edit(show, page, "", Edits(title="Low tide", left_out=(PARAGRAPHS[2],)))
    status, out, err = podcaster(capsys, "explain", page, "--show", show.folder)
    assert status == 0, err
    assert out.startswith("Low tide\n")
    assert "changed by hand: the title" in out
    assert f"1 passage is left out by hand: “{PARAGRAPHS[2][:60]}" in out
    assert "by hand" in out.rpartition("Not said:")[2]
    _, out, _ = podcaster(capsys, "explain", page, "--show", show.folder, "--as-found")
    assert out.startswith("A quiet harbour\n")
    assert "by hand" not in out
