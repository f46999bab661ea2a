"""The fuzzer: what it found is read again, a sample of each target is damaged a little, and it sees what is planted."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from lxml import etree

from bench import fuzz, mutants
from bench.fuzz_targets import Target, targets
from podcaster.errors import PodcasterError
from podcaster.reading import safe

REGRESSIONS = Path(__file__).parent / "fuzz_regressions"
FOUND = sorted(p for p in REGRESSIONS.rglob("*") if p.is_file())
ALL = {target.name: target for target in targets()}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the fuzzer forks")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read in a child with limits is read here, where an exception of ours is seen."""
    monkeypatch.setattr(safe, "run_limited", mutants.directly)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_is_no_fault_any_more(path: Path) -> None:
    """Each file broke a reader, or something else, before. Its folder is the target, its name the name it was given."""
    target = ALL[path.parent.name]
    assert fuzz.outcome(target, path.read_bytes(), path.name) in ("used", "refused")


def test_every_regression_has_a_target() -> None:
    assert {path.parent.name for path in FOUND} <= ALL.keys()


@pytest.mark.parametrize("name", ALL)
def test_samples_and_two_mutants_of_each_target_are_no_faults(name: str) -> None:
    """So that no target breaks unseen; `make fuzz` tries many more."""
    target = ALL[name]
    inputs = [(data, label) for label, data in target.seeds]
    inputs += [target.mutant(3, number)[::-1] for number in range(2)]
    assert {fuzz.outcome(target, data, label) for data, label in inputs} <= {"used", "refused"}


def test_the_same_number_is_the_same_input() -> None:
    target = ALL["settings"]
    assert target.mutant(7, 3) == target.mutant(7, 3)
    assert len({target.mutant(7, number) for number in range(30)}) > 20


def _explode(data: bytes, _: str) -> None:
    if len(data) % 3 == 0:
        raise KeyError("nobody caught it")


def _die(data: bytes, _: str) -> None:
    if data[:1] == b"x":
        os.kill(os.getpid(), signal.SIGKILL)


def _spin(data: bytes, _: str) -> None:
    while data:
        pass


def test_an_exception_is_a_fault_with_its_lines() -> None:
    """And the inputs behind it are used all the same."""
    seeds = (("a", b"xxx"), ("b", b"yyyy"))
    found = fuzz.fuzz(Target("planted", _explode, seeds), fuzz.Plan(count=20))
    assert found.counts.total() == 20
    assert found.counts["traceback"] == len(found.faults) > 0
    assert found.counts["used"] > 0
    assert "KeyError: 'nobody caught it'" in found.faults[0][1]


def test_a_death_is_a_fault_and_the_next_input_is_used() -> None:
    target = Target("planted", _die, (("a", b"x" * 40), ("b", b"y" * 40)))
    found = fuzz.fuzz(target, fuzz.Plan(count=10))
    assert found.counts.total() == 10
    assert found.counts["death"] > 0
    assert found.counts["used"] > 0
    number, said = found.faults[0]
    assert target.mutant(7, number)[1][:1] == b"x"
    assert said.startswith("death\nsignal 9")


def test_an_input_that_takes_too_long_is_a_fault() -> None:
    found = fuzz.fuzz(Target("planted", _spin, (("a", b"x" * 40),)), fuzz.Plan(count=1, cpu_s=0.1))
    assert found.counts == {"slow": 1}


def test_an_input_that_takes_too_much_memory_is_a_fault() -> None:
    def swell(_: bytes, __: str) -> None:
        bytearray(300 << 20)

    found = fuzz.fuzz(Target("planted", swell, (("a", b"x"),)), fuzz.Plan(count=2, memory_mb=100))
    assert found.counts == {"heavy": 1, "used": 1}


def test_a_fault_of_our_own_code_is_not_taken_for_damage() -> None:
    """In a child with limits both would be "damaged": the fuzzer looks at whose line it was."""
    with pytest.raises(PodcasterError, match="unexpected TypeError"):
        mutants.directly(safe.has_words, 5)
    with pytest.raises(PodcasterError, match="damaged: XMLSyntaxError"):
        mutants.directly(etree.fromstring, "<")


def test_what_was_found_is_kept_by_target_and_name(tmp_path: Path) -> None:
    target = ALL["range"]
    fuzz.keep(tmp_path, target, 7, 5)
    (path,) = (tmp_path / "range").iterdir()
    name, data = target.mutant(7, 5)
    assert (path.name, path.read_bytes()) == (f"7-5-{name}", data)
