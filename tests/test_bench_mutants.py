"""The bench of damaged files: what counts as a fault, and that each mutant is the same again."""

import io
import os
import random
import time
import zipfile

import pytest

from bench import mutants
from podcaster.reading import safe

TEXT = b"# Tides\n\nThe harbour fills twice a day, and twice a day the boats lie on the mud and wait for the sea.\n"


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the bench forks")


@pytest.fixture(autouse=True)
def _limits(monkeypatch):
    monkeypatch.setattr(safe, "run_limited", safe.run_limited)  # put back: the bench replaces it


def test_the_same_number_gives_the_same_damage():
    """A fault that was found can be looked at again."""
    assert mutants.mutant(TEXT, random.Random("7")) == mutants.mutant(TEXT, random.Random("7"))
    assert len({mutants.mutant(TEXT, random.Random(n)) for n in range(30)}) > 20


def test_damage_reaches_the_members_of_an_archive():
    """The archive can still be opened: one member of it is damaged, the others are whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in "abc":
            archive.writestr(name, TEXT)
    found = []
    for number in range(12):
        with zipfile.ZipFile(io.BytesIO(mutants.in_member(out.getvalue(), random.Random(number)))) as archive:
            found.append(sum(archive.read(name) != TEXT for name in "abc"))
    assert 1 in found
    assert max(found) == 1


def test_a_traceback_is_a_fault_and_an_article_or_a_refusal_is_none(tmp_path, monkeypatch):
    """Only an exception that no reader expected is reported, with its lines."""
    good, empty = tmp_path / "good.md", tmp_path / "empty.md"
    good.write_bytes(TEXT)
    empty.write_bytes(b"\n")
    assert mutants.outcome(good) == "article"
    assert mutants.outcome(empty) == "refused"
    monkeypatch.setattr("podcaster.reading.markdown.read", lambda *_, **__: 1 / 0)
    kind, _, trace = mutants.outcome(good).partition("\n")
    assert kind == "traceback"
    assert "ZeroDivisionError" in trace


def test_every_mutant_is_counted(tmp_path):
    """What became of each is in the table, whatever it was."""
    path = tmp_path / "good.md"
    path.write_bytes(TEXT)
    found = mutants.tally([path], 8, 7, mutants.Limits(), jobs=2, keep=None)
    assert sum(found.counts.values()) == 8
    assert found.faults == []


def test_kinds_are_folders_or_suffixes(tmp_path):
    """A kind of which there is no file is an error, not an empty table."""
    for name in ("pdf/a.pdf", "other/b.pdf", "other/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    found = {kind: [p.name for p in files] for kind, files in mutants.kinds([tmp_path], ["other", ".pdf"])}
    assert found == {"other": ["b.pdf", "c.txt"], ".pdf": ["b.pdf", "a.pdf"]}
    with pytest.raises(SystemExit, match="no files of the kind warc"):
        list(mutants.kinds([tmp_path], ["warc"]))


def test_a_file_that_needs_too_much_memory_is_a_fault(tmp_path):
    """An article that took more than the limit is reported, with the megabytes."""
    path = tmp_path / "good.md"
    path.write_bytes(TEXT)
    found = mutants.tally([path], 2, 7, mutants.Limits(memory_mb=-1), jobs=2, keep=None)
    assert found.counts == {"heavy": 2}
    assert found.faults[0][1].startswith("heavy\n")


def test_a_fault_spoils_none_of_the_mutants_beside_it(tmp_path, monkeypatch):
    """A process that dies is asked again for each of its mutants: one death, and the others are articles."""
    path = tmp_path / "good.md"
    path.write_bytes(TEXT)
    monkeypatch.setattr(mutants, "mutant_file", lambda data, chance: data)
    outcome = mutants.outcome
    monkeypatch.setattr(mutants, "outcome", lambda p: os._exit(3) if p.parent.name == "4" else outcome(p))
    keep = tmp_path / "keep"
    found = mutants.tally([path], mutants.TOGETHER + 5, 7, mutants.Limits(), jobs=2, keep=keep)
    assert found.counts == {"article": mutants.TOGETHER + 4, "death": 1}
    assert [name for name, _ in found.faults] == ["good.md #4"]
    assert [p.name for p in keep.iterdir()] == ["4-good.md"]


def test_a_mutant_that_takes_too_long_is_ended_and_the_next_ones_have_their_own_time(tmp_path, monkeypatch):
    """Each mutant has the whole limit of processor time, however many are read by one process."""
    path = tmp_path / "good.md"
    path.write_bytes(TEXT)

    def busy(p):
        until = time.process_time() + (60 if p.parent.name == "1" else 0.4)
        while time.process_time() < until:
            pass
        return "article"

    monkeypatch.setattr(mutants, "outcome", busy)
    found = mutants.tally([path], 6, 7, mutants.Limits(seconds=1), jobs=2, keep=None)
    assert found.counts == {"article": 5, "slow": 1}
