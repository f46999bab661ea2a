"""The page of benchmarks: what it says is what was recorded, every promise is on it, and what was not run says why."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import page, record
from bench.catalogue import BENCHES, Bench, Kind, chosen
from bench.rows import Row, unmeasured
from podcaster.errors import StorageError

MACHINE = record.Machine("Some CPU", 2, 23, "Some Linux", "Python 3.11.7")


def result(*rows: Row, others: float | None = 0.2) -> record.Result:
    return record.Result("2026-11-30", MACHINE, 1.5, others, rows)


def lines(text: str, word: str) -> list[str]:
    return [line for line in text.splitlines() if word in line]


def test_the_page_says_what_was_recorded() -> None:
    """Nobody has edited one without the other: `python -m bench --page-only` writes the page again."""
    assert page.page(record.load()) == page.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("promise", page.promises(), ids=lambda promise: promise.name)
def test_every_promise_is_on_the_page(promise: page.Promise) -> None:
    """With its reason, what is promised, and the command that measures it."""
    text = page.PAGE.read_text(encoding="utf-8")
    section = " ".join(text.split(f"\n## {promise.name}\n")[1].split("\n## ")[0].split())
    assert " ".join(promise.why.split()) in section
    assert f"Promise: {promise.promise}." in section
    assert all(f"`python -m bench {name}`" in section for name in promise.benches)


def test_every_bench_belongs_to_one_promise_and_can_be_run() -> None:
    """A bench that is on no section of the page would be measured for nobody."""
    assert sorted(name for promise in page.promises() for name in promise.benches) == sorted(BENCHES)
    for bench in BENCHES.values():
        module, _, function = bench.place.partition(":")
        assert callable(getattr(importlib.import_module(f"bench.{module}"), function))


def test_a_broken_promise_is_said_at_the_top_and_in_its_line() -> None:
    text = page.page({"start": result(Row("help", "<= 1.3", "1.51", False, "typer 0.20 s"))})
    assert "- Start, help: 1.51, promised <= 1.3; others: typer 0.20 s" in text.split("## Not kept")[1]
    assert "| help | &lt;= 1.3 | 1.51 | typer 0.20 s | **NO** | 2026-11-30, busy 0.2 |" in text
    assert lines(text, "[Start](#start)") == ["| [Start](#start) | 0 | **1** |  |"]


def test_what_was_not_measured_says_why() -> None:
    """Without data, without a peer, or because nobody has run it yet."""
    text = page.page({"start": result(unmeasured("help", "<= 1.3", "typer is not installed: make bench-peers"))})
    assert "not measured: typer is not installed: make bench-peers" in text
    assert "not measured: not run yet: it takes 45 minutes (make bench-long)" in text
    assert lines(text, "[Start](#start)") == ["| [Start](#start) | 0 |  | 1 |"]


def test_a_bench_renews_its_own_rows_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is run in a process of its own; one that died leaves the older rows, and the next one is run."""
    results = tmp_path / "results.json"
    old = {"start": result(Row("help", "<= 1.3", "1.1", True)), "own": result(Row("own", "", "old"))}
    record.save(old, results)
    new = {"feed": result(Row("feed", "<= 2 s", "3 s", False))}

    def ran(words: list[str], **_: object) -> None:
        if words[3] == "feed":
            record.save(new, Path(words[-1]))

    monkeypatch.setattr(record.load, "__defaults__", (results,))
    monkeypatch.setattr(record.save, "__defaults__", (results,))
    monkeypatch.setattr(page.write, "__defaults__", (tmp_path / "page.md",))
    monkeypatch.setattr(command.subprocess, "run", ran)
    monkeypatch.setattr("sys.argv", ["bench", "own", "feed", "--page"])
    assert command.main() == 1
    assert record.load() == old | new
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page.page(old | new)


def test_a_bench_that_fails_says_so_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judges and other readers are other people's programs."""
    monkeypatch.setitem(BENCHES, "feed", Bench("no_such_module:feed", Kind.COUNT, 1))
    (row,) = command.measured("feed").rows
    assert row.why_not.startswith("ModuleNotFoundError")


def test_results_survive_being_written_and_read(tmp_path: Path) -> None:
    """A promise that is broken, a figure without one, and a row that was not measured stay what they are."""
    rows = (Row("a", "<= 1", "2", False), Row("b", "", "3"), unmeasured("c", "0", "no data"))
    found = {"start": result(*rows), "feed": result(Row("é | <b>", "", "x\ny"), others=None)}
    record.save(found, tmp_path / "results.json")
    assert record.load(tmp_path / "results.json") == found


def test_results_are_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is killed while it writes, or a full disk, leaves what was there."""
    path = tmp_path / "results.json"
    record.save({"start": result(Row("a", "", "1"))}, path)
    page.write({}, tmp_path / "page.md")
    before = path.read_text(encoding="utf-8"), (tmp_path / "page.md").read_text(encoding="utf-8")

    def half(whole: Path, data: bytes) -> int:
        with whole.open("wb") as stream:
            stream.write(data[: len(data) // 2])
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", half)
    monkeypatch.setattr(Path, "write_text", lambda whole, text, **_: half(whole, text.encode()))
    for written in (record.save, page.write):
        with pytest.raises(StorageError, match="no space left"):
            written({"feed": result(Row("b", "", "2"))}, path if written is record.save else tmp_path / "page.md")
    assert (path.read_text(encoding="utf-8"), (tmp_path / "page.md").read_text(encoding="utf-8")) == before


def test_what_makes_a_table_is_escaped() -> None:
    """A pipe between two commands would begin a new cell."""
    text = page.page({"start": result(Row("espeak-ng | lame", "", "<b>"))})
    assert "| espeak-ng \\| lame |  | &lt;b> |" in text


def test_make_bench_leaves_out_what_takes_hours() -> None:
    """It is to end within some forty minutes, and the part for a quiet machine within a quarter."""
    usual, quiet = chosen([], set()), chosen([], {Kind.TIME})
    assert not any(BENCHES[name].kind is Kind.LONG for name in usual)
    times = sum(BENCHES[name].minutes for name in quiet)
    assert times <= 15
    assert times + sum(BENCHES[name].minutes for name in usual if name not in quiet) / 2 <= 40  # two counts at a time
    assert chosen(["start"], set()) == ["start"]


def test_a_watch_counts_what_others_do_and_not_what_we_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three cores in use for ten seconds, one is ours."""
    clock = iter([0.0, 10.0])
    monkeypatch.setattr(record.time, "perf_counter", lambda: next(clock, 10.0))
    busy, own = iter([100.0, 130.0]), iter([5.0, 15.0])
    monkeypatch.setattr(record, "_all", lambda: next(busy))
    monkeypatch.setattr(record, "_own", lambda: next(own))
    assert record.Watch().others == 2.0
