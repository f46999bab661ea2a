"""What `make` installs with: uv where it is there, otherwise venv and pip; the download shows that it is at work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "environment.sh"
# A Python whose version and modules are decided by the test. It writes what it was asked for into a file.
PYTHON = """#!/bin/sh
echo "python $*" >> "{log}"
case "$*" in
  *version_info*) exit {old} ;;
  *"import ensurepip"*) exit {bare} ;;
  *"import pip"*) exit 0 ;;
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  *"pip install"*)
    echo "Collecting sound"
    echo "Downloading sound-1.0.whl (68.0 MB)"
    echo "WARNING: lxml 6 does not provide the extra 'html_clean'" >&2
    case "$*" in *"{missing}") echo "ERROR: there is no such thing" >&2; exit 1 ;; esac
    echo "Installing collected packages: sound" ;;
esac
"""
UV = """#!/bin/sh
echo "uv $*" >> "{log}"
case "$1" in
  venv) for last; do :; done; mkdir -p "$last/bin"; cp "{python}" "$last/bin/python" ;;
  pip) exit {broken} ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


class Machine:
    """One with nothing but a shell, a Python, and uv if wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "log"
        (folder / "bin").mkdir()
        self.python(old=0)

    def python(self, *, old: int = 0, bare: int = 0, missing: str = "nothing") -> None:
        self._program("python3", PYTHON.format(log=self.log, old=old, bare=bare, missing=missing))

    def uv(self, *, broken: int = 0) -> None:
        (self.folder / "found").write_text(PYTHON.format(log=self.log, old=0, bare=0, missing="nothing"))
        (self.folder / "found").chmod(0o755)
        self._program("uv", UV.format(log=self.log, python=self.folder / "found", broken=broken))

    def install(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", str(SCRIPT), str(self.folder / ".venv"), "python3", ".[kokoro]", "."],
            env={"PATH": f"{self.folder / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def asked(self, program: str) -> str:
        return "\n".join(line for line in self.log.read_text().splitlines() if line.startswith(program))

    def _program(self, name: str, text: str) -> None:
        (self.folder / "bin" / name).write_text(text)
        (self.folder / "bin" / name).chmod(0o755)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are tools of Linux and macOS")


def test_pip_lists_what_it_downloads(machine: Machine) -> None:
    """And neither what it looks at nor a warning that is nobody's business."""
    done = machine.install()
    assert (done.returncode, done.stdout) == (0, "  Downloading sound-1.0.whl (68.0 MB)\n  unpacking\n")
    assert done.stderr == ""
    assert "-e .[kokoro]" in machine.asked("python")


def test_an_extra_that_cannot_be_had_does_not_stop_the_rest(machine: Machine) -> None:
    """The reason is shown, and podcaster is installed without it."""
    machine.python(missing=".[kokoro]")
    done = machine.install()
    assert done.returncode == 0
    assert done.stderr == "ERROR: there is no such thing\n"
    assert machine.asked("python").endswith("-e .")


def test_what_cannot_be_installed_is_an_error(machine: Machine) -> None:
    """`make` must not go on to the episode."""
    machine.python(missing="")
    done = machine.install()
    assert done.returncode == 1
    assert "podcaster could not be installed" in done.stderr


def test_a_python_without_venv_says_what_to_install(machine: Machine) -> None:
    """Debian has it in a package of its own."""
    machine.python(bare=1)
    done = machine.install()
    assert done.returncode == 1
    assert done.stderr == "this Python cannot make virtual environments: install python3-venv (Debian, Ubuntu), or uv\n"


def test_a_python_that_is_too_old_is_named(machine: Machine) -> None:
    machine.python(old=1)
    done = machine.install()
    assert done.returncode == 1
    assert done.stderr == "podcaster needs Python 3.11 or newer; make PYTHON=python3.12 chooses another one\n"


@pytest.mark.parametrize(("old", "bare", "chosen"), [(0, 1, "python3"), (1, 0, ">=3.11")])
def test_uv_is_used_where_it_is_there(machine: Machine, old: int, bare: int, chosen: str) -> None:
    """Then neither the module venv nor a new Python is needed."""
    machine.python(old=old, bare=bare)
    machine.uv()
    assert machine.install().returncode == 0
    assert f"--python {chosen} " in machine.asked("uv venv")
    assert machine.asked("uv pip").endswith("-e .[kokoro]")
    assert "pip install" not in machine.asked("python")


def test_pip_takes_over_where_uv_fails(machine: Machine) -> None:
    """It knows package indexes that uv does not: those in the settings of pip."""
    machine.uv(broken=1)
    assert machine.install().returncode == 0
    assert machine.asked("python").endswith("-e .[kokoro]")
