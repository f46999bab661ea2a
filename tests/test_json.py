"""With --json every command prints one JSON value on standard output, whatever becomes of it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.generate.command_line import every
from docs.generate.json_page import ANSWERS, keys
from podcaster.cli.overview import EXAMPLES
from podcaster.errors import StorageError
from podcaster.model import Outcome, Status
from tests.commands import podcaster

COMMANDS = {command.words: command for command in every() if not command.below}
# A command line that is understood, for each command below another one.
EXAMPLE = {
    "export epub": "export epub --last 1",
    "lexicon add": "lexicon add Nguyen win",
    "lexicon list": "lexicon list",
    "lexicon remove": "lexicon remove Nguyen",
    "lexicon test": "lexicon test 'Nguyen came.'",
}
# Where there is no show that could be broken.
WRONG = {
    "tag": "tag none.mp3",
    "voices preview": "voices preview nobody",
    "voices remove": "voices remove nobody",
    "voices install": "voices install nothing-like-it",
    "cache clear": "cache clear nothing",
}


def understood(words: str) -> list[str]:
    """The command line of an example, without what a shell does with it."""
    return shlex.split((EXAMPLE.get(words) or EXAMPLES[words]).partition(" > ")[0])


def has(words: str, option: str) -> bool:
    return any(option in one.names for one in COMMANDS[words].options)


@pytest.mark.parametrize("words", COMMANDS)
def test_an_error_is_one_json_value(
    words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the command line and of the command itself: its words, what to try, and the exit status."""
    assert has(words, "--json")
    monkeypatch.chdir(tmp_path)
    lines = [[*words.split(), "--nope"]]
    if has(words, "--show"):
        (tmp_path / "broken").mkdir()
        (tmp_path / "broken" / "podcaster.toml").write_text("titel = 'x'")
        known = words in EXAMPLE or words in EXAMPLES
        lines.append([*(understood(words) if known else words.split()), "--show", str(tmp_path / "broken")])
    elif words in WRONG:
        lines.append(shlex.split(WRONG[words]))
    for line in lines:
        status, out, err = podcaster(capsys, *line, "--json")
        told = json.loads(out)["error"]
        assert (told["status"], status > 0) == (status, True), line
        assert set(told) == {"message", "hint", "kind", "status"}
        assert told["message"] in " ".join(err.split())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show with an episode, a failure and a library of its own, and the post that it was made of."""
    folder = tmp_path_factory.mktemp("json")
    (folder / "post.md").write_text("# A quiet harbour\n\n" + "The ferry came in at noon, and left again at one. " * 9)
    (folder / "empty.txt").write_text("")
    (folder / "show").mkdir()
    (folder / "show" / "podcaster.toml").write_text("base_url = 'https://harbour.example/'\nvoice = 'tone'\n")
    return folder


RUNS = (  # in this order: each finds what the former has made
    ("convert", "post.md empty.txt", 1),
    ("batch --dry-run", "post.md", 0),
    ("explain", "post.md", 0),
    ("words", "post.md", 0),
    ("report", "", 65),  # convert writes none
    ("status", "", 0),
    ("list", "", 0),
    ("failures", "", 0),
    ("retry", "empty.txt other.txt", 1),
    ("check", "", 0),
    ("doctor", "", 0),
    ("feed", "", 0),
    ("opml", "", 0),
    ("sources", "", 0),
    ("publish", "away", 0),
    ("say", "'Nguyen came.' --as Nguyen=win --to say.mp3", 0),
    ("lexicon add", "Nguyen win", 0),
    ("lexicon test", "'Nguyen came.'", 0),
    ("lexicon list", "", 0),
    ("voices list", "", 0),
    ("cache list", "", 0),
    ("remove", "1 --yes", 0),
    ("restore", "1", 0),
)  # fmt: skip


def test_an_answer_has_the_keys_of_the_reference(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One value on standard output, with no key that docs/reference/json.md does not list."""
    monkeypatch.chdir(made)
    for words, rest, expected in RUNS:
        name = words.removesuffix(" --dry-run")
        show = ["--show", "show"] if has(name, "--show") else []
        status, out, err = podcaster(capsys, *words.split(), *shlex.split(rest), *show, "--json")
        assert status == expected, (words, err)
        answer = json.loads(out)
        if "error" in answer:
            assert expected == answer["error"]["status"] > 1, words
            continue
        for one in answer if isinstance(answer, list) else [answer]:
            assert set(one) <= keys(ANSWERS[words]), words
        assert isinstance(answer, list) == isinstance(ANSWERS[words], list), words


def test_a_run_that_breaks_off_is_one_error(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full in the middle of it; a page of which nothing can be told; services that do not answer."""

    def full(*_: object, **__: object) -> list[Outcome]:
        raise StorageError("the disk is full", hint="free some space")

    monkeypatch.chdir(made)
    with monkeypatch.context() as broken:
        broken.setattr("podcaster.cli.making.run", full)
        status, out, _ = podcaster(capsys, "convert", "post.md", "--show", "show", "--json")
    assert json.loads(out)["error"] == {
        "message": "the disk is full",
        "hint": "free some space",
        "kind": "StorageError",
        "status": 74,
    }
    assert status == 74
    status, out, _ = podcaster(capsys, "explain", "empty.txt", "--show", "show", "--json")
    assert (status, json.loads(out)["error"]["kind"]) == (65, "NoTextError")
    status, out, _ = podcaster(capsys, "sources", "--opml", "--json", "--show", "show")
    assert (status, json.loads(out)["error"]["kind"]) == (2, "UsageError")


def test_commands_that_go_on_print_what_there_is_to_say(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """serve its addresses once, watch an outcome on each line."""

    def serve(*_: object, on_start: Callable[[str], None], **__: object) -> None:
        on_start("http://127.0.0.1:8000/")

    def watch(folder: Path, arrived: Callable[[list[Path]], None], *_: object) -> None:
        arrived([folder / "a.md"])
        arrived([folder / "b.md"])

    def run(_: object, paths: list[Path], *__: Any, **___: Any) -> list[Outcome]:
        return [Outcome(str(path), Status.MADE, "A day") for path in paths]

    monkeypatch.chdir(made)
    (made / "new").mkdir()
    monkeypatch.setattr("podcaster.cli.serving.server.serve", serve)
    monkeypatch.setattr("podcaster.cli.serving.current.ready", lambda *_: "")
    monkeypatch.setattr("podcaster.cli.watching.watching_folder.watch", watch)
    monkeypatch.setattr("podcaster.cli.watching.run", run)
    _, out, _ = podcaster(capsys, "serve", "--show", "show", "--json")
    assert json.loads(out) == {"page": "http://127.0.0.1:8000/", "feeds": ["http://127.0.0.1:8000/feed.xml"]}
    status, out, _ = podcaster(capsys, "watch", "new", "--show", "show", "--json")
    assert [json.loads(line)["source"] for line in out.splitlines()] == ["new/a.md", "new/b.md"]
    assert status == 0
