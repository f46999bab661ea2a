"""What the commands print fits the terminal, is said once, and can be typed where one is."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.cli import COMMANDS, fitting, load, options, results
from podcaster.cli.output import complain
from podcaster.cli.progress import outcome_line, shortened
from podcaster.config import Show
from podcaster.errors import DoubtfulError, InputError, VoiceError
from podcaster.library import Library
from podcaster.model import Outcome, Status
from tests.commands import at_a_terminal, podcaster


@pytest.fixture(autouse=True)
def _about_no_show() -> Iterator[None]:
    """What an earlier command was about does not matter to a test, nor a test's to a later one."""
    fitting.working_on()
    yield
    fitting.working_on()


LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="'")  # a quoted word is whole


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("  try: podcaster explain shows what it is", ["  try: podcaster explain shows", "       what it is"]),
        ("failed  a.md: only five words are in it", ["failed  a.md: only five words", "        are in it"]),
        ("The ferry came in before noon, and nobody saw", ["The ferry came in before noon,", "  and nobody saw"]),
        ("report: podcast/reports/of-a-very-long-name.html", ["report: podcast/reports/of-a-very-long-name.html"]),
        ("made  港の静かな朝のことを書いた 日記 です", ["made  港の静かな朝のことを書いた", "      日記 です"]),
        ("  try: feed --show 'my show of the sea'", ["  try: feed --show", "       'my show of the sea'"]),
        ("one\n  two", ["one", "  two"]),
    ],
)  # fmt: skip
def test_lines_break_between_words_and_hang(text: str, lines: list[str]) -> None:
    """The rest of a line stands below its text, not below its label; a path stays whole, behind its label."""
    assert fitting.wrapped(text, 32).split("\n") == lines


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="'") | st.just(" "), max_size=200
    ),
    st.integers(20, 90),
)
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """The words are the same; no line is wider than the terminal, unless it is one word with its label."""
    lines = fitting.wrapped(text, width).split("\n")
    assert "".join(lines).split() == text.split() or "".join("".join(lines).split()) == "".join(text.split())
    assert all(fitting.cells(line) <= width or len(line.split()) <= 3 for line in lines)
    assert fitting.wrapped(text, 0) == text


def test_paths_are_those_that_one_would_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As seen from the working folder, members of a file too, where that is shorter; elsewhere whole."""
    monkeypatch.chdir(tmp_path)
    assert fitting.here(tmp_path / "saved" / "a.md") == "saved/a.md"
    assert fitting.here(f"{tmp_path}/all.zip!b.md") == "all.zip!b.md"
    assert fitting.here(f"{tmp_path}2/a.md") == f"../{tmp_path.name}2/a.md"
    assert fitting.here("/usr/a.md") == "/usr/a.md"
    assert fitting.here(tmp_path) == str(tmp_path)
    assert fitting.here("saved/a.md") == "saved/a.md"


def test_commands_are_named_as_they_were_called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After an install into .venv the next step is `.venv/bin/podcaster …`, and not a command that is not found."""
    (tmp_path / "there").mkdir()
    program = tmp_path / "there" / "podcaster"
    program.touch(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    monkeypatch.setattr("sys.argv", [".venv/bin/podcaster"])
    assert fitting.as_called("podcaster retry tries again; podcaster explain FILE") == (
        ".venv/bin/podcaster retry tries again; .venv/bin/podcaster explain FILE"
    )
    monkeypatch.setattr("sys.argv", ["podcaster/__main__.py"])
    assert fitting.program() == f"{sys.executable} -m podcaster"
    fitting._program.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path / "there"))
    monkeypatch.setattr("sys.argv", [str(program)])
    assert fitting.program() == "podcaster"
    assert fitting.as_called("edit podcaster.toml, or ~/podcaster here") == "edit podcaster.toml, or ~/podcaster here"


def test_the_name_of_the_program_in_a_sentence_is_no_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """ "install podcaster again" stays as it is, however podcaster was called."""
    fitting._program.cache_clear()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", [".venv/bin/podcaster"])
    for sentence in ("remove it, or install podcaster again", "podcaster asks for the token"):
        assert fitting.as_called(sentence) == sentence
    assert fitting.as_called("podcaster --version") == ".venv/bin/podcaster --version"


def test_a_command_in_a_hint_names_the_show_that_the_user_has_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`podcaster list` alone would be about another show."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fitting, "program", lambda: "podcaster")
    named = podcaster(capsys, "dismiss", "--show", "my letters")[2]
    assert "podcaster failures --show 'my letters' lists them" in named
    assert "podcaster failures lists them" in podcaster(capsys, "dismiss")[2]
    assert "podcaster failures lists them" in podcaster(capsys, "dismiss", "--show", "podcast")[2]
    monkeypatch.setenv("PODCASTER_SHOW", "my letters")
    assert "podcaster failures lists them" in podcaster(capsys, "dismiss")[2]


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ("podcaster check", "podcaster check --show letters"),
        ("podcaster retry FILE --show letters", "podcaster retry FILE --show letters"),
        (
            "podcaster retry 'a b' --show letters; podcaster list",
            "podcaster retry 'a b' --show letters; podcaster list --show letters",
        ),
        ("podcaster lexicon add 'podcaster list' HOW", "podcaster lexicon add --show letters 'podcaster list' HOW"),
        ("podcaster convert --help lists them", "podcaster convert --help lists them"),
        (
            "podcaster voices list, podcaster cache list, podcaster tag",
            "podcaster voices list, podcaster cache list, podcaster tag",
        ),
    ],
)
def test_the_show_is_named_once_and_where_it_can_be(monkeypatch: pytest.MonkeyPatch, hint: str, told: str) -> None:
    """Not in a command that names it already, nor in a quoted word, nor for a command that is about no show."""
    monkeypatch.setattr(fitting, "program", lambda: "podcaster")
    fitting.working_on(Path("letters"), usual=False)
    assert fitting.as_called(hint) == told


def test_of_several_shows_none_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A hint may be about any of them."""
    monkeypatch.setattr(fitting, "program", lambda: "podcaster")
    options.chosen_shows([tmp_path / "a", tmp_path / "b"])
    assert fitting.as_called("podcaster check") == "podcaster check"


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in fitting.GROUPS])
def test_which_commands_take_a_show(name: str) -> None:
    """The list for hints is that of the commands themselves."""
    command = load(name)
    each = getattr(command, "commands", {"": command}).values()
    takes = [any("--show" in parameter.opts for parameter in one.params) for one in each]
    assert takes == [name not in fitting.WITHOUT_SHOW] * len(takes)


@pytest.mark.parametrize("name", fitting.GROUPS)
def test_each_command_of_a_group_takes_a_show(name: str) -> None:
    """The same for commands such as `lexicon add`."""
    for one in load(name).commands.values():
        assert any("--show" in parameter.opts for parameter in one.params), one.name


def test_an_error_is_broken_between_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Its hint hangs below itself."""
    at_a_terminal(monkeypatch, 40)
    complain(InputError("the page was saved before its scripts had run", hint="save it again when all of it shows"))
    assert capsys.readouterr().err == (
        "podcaster: the page was saved before its\n"
        "           scripts had run\n"
        "  try: save it again when all of it\n"
        "       shows\n"
    )


def test_the_same_advice_is_given_once_in_a_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And what failed is named as it was typed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["podcaster"])
    given: set[str] = set()
    failed = Outcome(f"{tmp_path}/a.md", Status.FAILED, "", "only 5 words", "podcaster explain FILE")
    assert outcome_line(failed, given) == "failed  a.md: only 5 words\n  try: podcaster explain FILE"
    assert outcome_line(replace(failed, source="b.md"), given) == "failed  b.md: only 5 words"
    made = Outcome("c.md", Status.MADE, "Ferry", path=tmp_path / "c.mp3", seconds=65)
    assert outcome_line(made, given) == "made  Ferry  1:05"


def test_a_narrow_terminal_shows_what_matters_most() -> None:
    """The time left first; whole parts, never half a number."""
    told = "0:38 left, 4/90 articles, 29.8x, 2k/24k characters"
    assert shortened(told, 30) == "0:38 left, 4/90 articles"
    assert shortened(told, 99) == told
    assert shortened(told, 3) == "0:38 left"


def summary(show: Show, made: int, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """What is printed after that many episodes and two failures, as lines of both streams."""
    done = [
        Outcome(f"{n}.md", Status.MADE, f"Day {n}", path=show.episodes / f"{n}.mp3", seconds=60) for n in range(made)
    ]
    lost = [Outcome(f"x{n}.md", Status.FAILED, "", "only 5 words", error_kind="DoubtfulError") for n in range(2)]
    counts = Counter({"failed": 2, "unchanged": 3, "made": made})
    seen = results.Seen(show, counts=counts)
    results.summarize(show, [*done, *lost], seen, [], report=False)
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


def test_a_batch_ends_with_a_summary_and_not_with_a_wall(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal a few episodes are named, of many the folder; failures are counted by kind, with the next step."""
    monkeypatch.chdir(tmp_path)
    at_a_terminal(monkeypatch, 100)
    monkeypatch.setattr("sys.argv", ["podcaster"])
    show = Show(tmp_path / "my show")
    assert summary(show, 2, capsys)[0] == ["my show/public/episodes/0.mp3", "my show/public/episodes/1.mp3"]
    out, err = summary(show, 27, capsys)
    assert out == ["27 episodes in my show/public/episodes"]
    assert err == [
        "27 made, 2 failed, 3 unchanged, 27:00 of audio",
        "  2 × The save looks incomplete or is not an article",
        "  try: podcaster failures --show 'my show'",
        "feed: my show/public/feed.xml",
        "listen: podcaster serve --show 'my show'",
    ]


def test_in_a_pipe_there_is_a_path_for_every_episode(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For the next program, whole, however many there are."""
    show = Show(tmp_path)
    assert summary(show, 9, capsys)[0] == [str(show.episodes / f"{n}.mp3") for n in range(9)]


def test_failures_are_told_in_words_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By kind; no name of a class, and paths as one would type them."""
    monkeypatch.chdir(tmp_path)
    show = Show(tmp_path / "podcast")
    with Library(show.state / "library.sqlite") as library:
        library.fail(f"{tmp_path}/saved/a.html", "1", DoubtfulError("only 5 words"), permanent=True)
        for _ in range(2):
            library.fail(f"{tmp_path}/saved/b.md", "2", VoiceError("joe is missing"), permanent=False)
    status, out, err = podcaster(capsys, "failures")
    assert status == 0
    assert out.splitlines() == [
        "The save looks incomplete or is not an article (1)",
        "  saved/a.html: only 5 words",
        "The voice is missing or damaged (1)",
        "  saved/b.md: joe is missing (tried 2 times)",
    ]
    assert "    podcaster convert saved/a.html --force --show podcast\n" in err
    assert "Error" not in out + err
