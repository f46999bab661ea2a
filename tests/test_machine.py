"""No test is skipped in silence because a package is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TESTS = {
    "test_late.py": """
import pytest
def test_inside():
    pytest.importorskip("no_such_package")
@pytest.mark.skipif(True, reason="no_such_package is not installed")
def test_marked():
    pass
@pytest.fixture
def thing():
    pytest.skip("no_such_package is not installed")
def test_with_it(thing):
    pass
""",
    "test_early.py": """
import pytest
pytest.importorskip("no_such_package")
def test_never():
    pass
""",
}
ALLOWED = """
import pytest
from tests import machine
@machine.program("no-such-program")
def test_program():
    raise AssertionError
@pytest.mark.xfail
def test_known():
    raise AssertionError
@pytest.mark.xfail(run=False)
def test_not_run():
    raise AssertionError
"""


def run(folder: Path, *extra: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "tests.machine", str(folder), *extra]
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_missing_package_is_a_failure(tmp_path: Path) -> None:
    """Wherever the test or its module finds out, also in the processes of xdist; the package is named."""
    for name, text in TESTS.items():
        (tmp_path / name).write_text(text)
    done = run(tmp_path, "-n1", "--continue-on-collection-errors")
    assert done.returncode == 1, done.stdout
    for what in ("test_inside", "test_marked", "test_with_it", "test_early", "no_such_package", "make dev"):
        assert what in done.stdout
    assert "skipped" not in done.stdout.splitlines()[-1]


def test_tests_may_be_skipped_for_missing_hardware_only(tmp_path: Path) -> None:
    """A program or a system, with the reason; a failure that is expected is not a skip."""
    (tmp_path / "test_allowed.py").write_text(ALLOWED)
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "machine: no-such-program is not installed" in done.stdout
    assert "1 skipped, 2 xfailed" in done.stdout
