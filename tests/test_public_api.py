"""The public API of the package and the guide that explains it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import podcaster

ROOT = Path(__file__).parent.parent


def test_every_public_name_can_be_imported() -> None:
    """Each name in `__all__` resolves, and the table of lazy names holds nothing else."""
    for name in podcaster.__all__:
        assert getattr(podcaster, name) is not None
    assert set(podcaster._HOMES) | {"__version__"} == set(podcaster.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelled name fails as it does in any module."""
    with pytest.raises(AttributeError, match="no attribute 'red'"):
        _ = podcaster.red


def test_importing_the_package_loads_no_other_module_of_it() -> None:
    """`import podcaster` stays fast: only three small modules are loaded with it."""
    code = "import sys, podcaster; print([m for m in sys.modules if m.startswith('podcaster.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "['podcaster.late', 'podcaster.offline', 'podcaster.version']"


def test_the_example_of_the_guide_makes_an_episode(tmp_path: Path) -> None:
    """The Python example in the guide runs as it stands, from the root of the project."""
    guide = (ROOT / "docs" / "guide" / "python.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    program = tmp_path / "example.py"
    program.write_text(example, encoding="utf-8")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert "made my-show/public/episodes/" in done.stdout
    assert (tmp_path / "my-show" / "public" / "feed.xml").exists()
