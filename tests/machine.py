"""What a test may need of the machine. Nothing else is a reason to skip one.

A test that is skipped because a package is missing is never run by anybody who lacks the package, and rots. So it
fails here: `make dev` installs all that the tests need.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Generator

import pytest

REASON = "machine: "
linux = pytest.mark.skipif(sys.platform != "linux", reason=f"{REASON}it is not Linux")
posix = pytest.mark.skipif(os.name == "nt", reason=f"{REASON}it has no POSIX signals and shell")


def program(name: str) -> pytest.MarkDecorator:
    """A mark for tests that start a program which is not a Python package. In a continuous run they fail without it."""
    missing = shutil.which(name) is None and not os.environ.get("CI")
    return pytest.mark.skipif(missing, reason=f"{REASON}{name} is not installed")


def optional(name: str) -> pytest.MarkDecorator:
    """The same for a program that only few have to install: without it the test is skipped everywhere."""
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{REASON}{name} is not installed")


def _refused(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a skipped test must not be skipped; empty if it may be."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return ""
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    return "" if reason.startswith(REASON) else f"skipped: {reason}\nmake dev installs what the tests need"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that is skipped for any other reason fails."""
    report = yield
    if problem := _refused(report):
        report.outcome, report.longrepr = "failed", problem
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module."""
    report = yield
    if problem := _refused(report):
        report.outcome, report.longrepr = "failed", problem
    return report
