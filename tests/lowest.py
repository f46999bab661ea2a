"""Print the lowest versions that pyproject.toml allows as constraints for pip: `pip install -c constraints.txt -e .`

--newest prints the names of dependencies with an upper bound, without it: `pip install --upgrade`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
BOUND = re.compile(r"(?P<name>[\w.-]+)(?:\[[^]]*\])?>=(?P<version>[\w.]+)[^;]*(?P<marker>;.*)?")

CAPPED = re.compile(r"([\w.-]+)>=[\w.]+,<[\w.]+")
TOOLS = ("dev", "bench", "docs")  # extras of which the newest versions are used


def needed(project: dict[str, Any]) -> list[str]:
    """What podcaster and its extras need."""
    extras = project["optional-dependencies"]
    return [*project["dependencies"], *(one for name in extras if name not in TOOLS for one in extras[name])]


def uncapped(project: dict[str, Any]) -> list[str]:
    """`httpx>=0.28,<1` becomes `httpx`."""
    return [match[1] for match in map(CAPPED.fullmatch, needed(project)) if match]


def constraints(project: dict[str, Any]) -> list[str]:
    """`typer>=0.15` becomes `typer==0.15`, in the extras too; what is pinned already needs no line."""
    found = map(BOUND.fullmatch, needed(project))
    return [f"{match['name']}=={match['version']}{match['marker'] or ''}" for match in found if match]


if __name__ == "__main__":
    written = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    print(*(uncapped(written) if "--newest" in sys.argv else constraints(written)), sep="\n")
