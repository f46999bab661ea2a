"""The guard: an exception that nobody expected becomes one line, a traceback in a log, and the loss of one article."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podcaster import cli, script
from podcaster.cluster import task
from podcaster.cluster.run import job
from podcaster.cluster.store import open_store, put_json
from podcaster.config import Settings, Show
from podcaster.errors import UnforeseenError, UnreadableError
from podcaster.listening import page_view
from podcaster.model import Article, Block, BlockKind
from podcaster.reading import assemble, dates, safe
from podcaster.script import ledger
from podcaster.script.writer import Writer
from tests.commands import podcaster

BUG = ZeroDivisionError("on a Tuesday")
SAID = "unexpected ZeroDivisionError: on a Tuesday"
TEXTS = {
    title: f"The {title.lower()} was painted by Xylander in the spring, and nobody could say who had asked for it."
    for title in ("Anchor", "Buoy", "Capstan")
}


def _feed(folder: Path) -> Path:
    items = "".join(
        f"<item><title>{t}</title><guid>{t}</guid><description>{x}</description></item>" for t, x in TEXTS.items()
    )
    path = folder / "feed.xml"
    path.write_text(f'<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>', encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def account_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log of the account, in a folder of the test."""
    path = tmp_path / "log" / "errors.log"
    monkeypatch.setattr("podcaster.places.error_log", lambda: path)
    return path


def _break(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Let the reader, the script or its ledger fail for the article about a buoy."""
    target, name, which = {
        "reader": (assemble, "article", lambda *_, **more: more.get("title")),
        "script": (Writer, "script", lambda writer: writer.article.title),
        "ledger": (ledger, "check", lambda article, *_: article.title),
        "view": (page_view, "next_steps", lambda article, *_: article.title),
    }[where]
    honest: Callable[..., Any] = getattr(target, name)

    def broken(*args: Any, **more: Any) -> Any:
        result = honest(*args, **more)
        if "Buoy" in (which(*args, **more) or getattr(result, "title", "")):
            raise BUG
        return result

    monkeypatch.setattr(target, name, broken)


READING = {
    "explain --text": ("painted by Xylander", 2),
    "explain --spoken": ("painted by Xylander", 2),
    "explain --html": ("<h1", 2),
    "explain --page": ("painted by Xylander", 2),
    "explain --json": ('"utterances"', 2),
    "words": ("Xylander", 1),
    "batch --voice tone --force": (".mp3", 2),
}


@pytest.mark.parametrize("where", ["reader", "script", "ledger"])
@pytest.mark.parametrize("command", READING)
def test_an_unexpected_exception_costs_one_article_whatever_the_command(
    command: str, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are narrated, the broken one is named in a line, and the line says where the traceback is."""
    path, show = _feed(tmp_path), tmp_path / "show"
    _break(monkeypatch, where)
    status, out, err = podcaster(capsys, *command.split(), path, "--show", show)
    assert status == 1
    wanted, times = READING[command]
    assert out.count(wanted) >= times
    assert f"{path}!Buoy" in err
    assert SAID in err
    assert "Traceback" not in out + err
    log = show / ".podcaster" / "logs" / "errors.log"
    assert str(log) in err
    assert "Traceback" in log.read_text()
    assert "ZeroDivisionError: on a Tuesday" in log.read_text()


@pytest.mark.parametrize("where", ["reader", "script", "ledger"])
def test_a_dry_run_counts_the_article_as_refused(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It writes nothing, no log either: the run itself will say what happened."""
    _break(monkeypatch, where)
    status, out, err = podcaster(capsys, "batch", "--force", "--dry-run", _feed(tmp_path), "--show", tmp_path / "show")
    assert (status, err) == (0, "")
    assert "2 to make, 0 unchanged, 1 refused" in out


def test_a_task_of_a_cluster_reports_the_article_and_makes_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _feed(tmp_path)
    store = open_store(str(tmp_path / "store"))
    put_json(store, "jobs", "key", job(Show(tmp_path / "show", Settings(voice="tone")), force=True))
    _break(monkeypatch, "ledger")
    with task.Pool(1) as pool:
        question = json.dumps([store.name, "key", str(path), {}, [], str(tmp_path / "scratch")])
        record = task._answer(lambda _: pool, question.encode())
    found = {outcome["source"]: outcome for outcome in record["outcomes"]}
    assert found[f"{path}!Buoy"]["status"] == "failed"
    assert SAID in found[f"{path}!Buoy"]["reason"]
    assert sorted(o["status"] for o in found.values()) == ["failed", "made", "made"]


def test_an_article_that_cannot_be_shown_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break(monkeypatch, "view")
    status, out, err = podcaster(capsys, "explain", "--json", _feed(tmp_path), "--show", tmp_path / "show")
    assert status == 1
    assert [article["title"] for article in json.loads(out)] == ["Anchor", "Capstan"]
    assert f"feed.xml!Buoy: {SAID}" in err


@pytest.mark.parametrize("where", ["script", "ledger"])
def test_a_sentence_that_breaks_the_script_is_one_line(
    where: str,
    account_log: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`say` works on no file; its traceback goes to the log of the account."""
    _break(monkeypatch, where)
    status, out, err = podcaster(capsys, "say", "The Buoy.", "--show", tmp_path / "show", "--to", tmp_path / "x.mp3")
    assert (status, out) == (1, "")
    assert err == (f"podcaster: The Buoy.: {SAID}\n  try: please report it; the traceback is in {account_log}\n")
    assert "Traceback" in account_log.read_text()


def test_no_exception_of_another_program_leaves_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """For whoever calls it from Python, too."""
    _break(monkeypatch, "script")
    article = Article((Block(BlockKind.PARAGRAPH, "It was red."),), "The Buoy", language="en", source="buoy.md")
    with pytest.raises(UnforeseenError, match=r"buoy\.md: unexpected ZeroDivisionError") as caught:
        script.write(article, Settings())
    assert "in broken" in caught.value.trace


def test_a_fault_of_ours_in_a_child_is_not_called_damage() -> None:
    """A parser that gives up on a file is another matter: that file is damaged."""
    with pytest.raises(UnforeseenError) as caught, safe.naming("a.md"):
        safe.run_limited(dates.date_of_address, 5)
    assert caught.value.message.startswith("a.md: unexpected TypeError")
    assert "dates.py" in caught.value.trace
    with pytest.raises(UnreadableError, match=r"a\.md: damaged: Expecting property name"), safe.naming("a.md"):
        safe.run_limited(json.loads, "{")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_no_command_ends_with_a_traceback(
    name: str, account_log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever command it is and wherever it fails: a line, a status, and a log."""

    def load(_: str) -> Any:
        raise BUG

    monkeypatch.setattr(cli, "load", load)
    status, out, err = podcaster(capsys, name)
    assert (status, out) == (1, "")
    assert err == f"podcaster: {SAID}\n  try: please report it; the traceback is in {account_log}\n"
    assert "in load" in account_log.read_text()


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            PermissionError(13, "Permission denied", "/quay/a"),
            74,
            "podcaster: while working on /quay/a: Permission denied",
        ),
        (OSError(28, "No space left on device"), 74, "podcaster: the disk is full"),
        (OSError(5, "Input/output error", "/quay/a"), 74, "podcaster: while working on /quay/a: Input/output error"),
    ],
)
def test_trouble_with_a_file_is_no_fault_of_the_program(
    error: OSError,
    status: int,
    said: str,
    account_log: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is told with its own words and status, and nothing is logged."""

    def load(_: str) -> Any:
        raise error

    monkeypatch.setattr(cli, "load", load)
    ended, _, err = podcaster(capsys, "status")
    assert ended == status
    assert err.startswith(said)
    assert not account_log.exists()


def test_a_log_that_cannot_be_written_costs_nothing_but_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("podcaster.places.error_log", lambda: tmp_path / "file" / "errors.log")
    monkeypatch.setattr(cli, "load", lambda _: 1 / 0)
    status, _, err = podcaster(capsys, "status")
    assert status == 1
    assert "the traceback could not be written to" in err
    assert "Traceback" not in err


def test_a_folder_is_watched_on_after_an_unexpected_exception(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files that arrive later are made."""
    given: list[Path] = []

    def run(_: Show, paths: list[Path], *__: object, **___: object) -> None:
        given.extend(paths)
        if len(given) == 1:
            raise BUG

    def two_files(folder: Path, arrived: Callable[[list[Path]], None], stop: threading.Event) -> None:
        arrived([folder / "a.md"])
        arrived([folder / "b.md"])
        signal.raise_signal(signal.SIGTERM)
        assert stop.wait(5)

    monkeypatch.setattr("podcaster.cli.watching.run", run)
    monkeypatch.setattr("podcaster.cli.watching.watching_folder.watch", two_files)
    status, _, err = podcaster(capsys, "watch", tmp_path, "--show", tmp_path / "show")
    assert status == 0
    assert [path.name for path in given] == ["a.md", "b.md"]
    assert SAID in err
    assert str(tmp_path / "show" / ".podcaster" / "logs" / "errors.log") in err


def test_an_episode_that_breaks_a_proof_hides_no_other(
    account_log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def listen(episode: Path, *_: object, **__: object) -> None:
        raise BUG

    monkeypatch.setattr("podcaster.cli.proofing.recognizer", lambda _: None)
    monkeypatch.setattr("podcaster.cli.proofing.proofs.listen", listen)
    status, out, err = podcaster(capsys, "proof", "a.mp3", "b.mp3")
    assert (status, out) == (1, "a.mp3:\nb.mp3:\n")
    assert f"podcaster: a.mp3: {SAID}" in err
    assert f"podcaster: b.mp3: {SAID}" in err
    assert account_log.read_text().count("Traceback") == 2
