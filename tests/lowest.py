"""Print the lowest versions that pyproject.toml allows as constraints for pip: `pip install -c constraints.txt -e .`"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
BOUND = re.compile(r"(?P<name>[\w.-]+)(?:\[[^]]*\])?>=(?P<version>[\w.]+)[^;]*(?P<marker>;.*)?")


TOOLS = ("dev", "bench", "docs")  # extras of which the newest versions are used


def constraints(project: dict[str, Any]) -> list[str]:
    """`typer>=0.15` becomes `typer==0.15`, in the extras too; what is pinned already needs no line."""
    extras = project["optional-dependencies"]
    named = [*project["dependencies"], *(one for name in extras if name not in TOOLS for one in extras[name])]
    found = map(BOUND.fullmatch, named)
    return [f"{match['name']}=={match['version']}{match['marker'] or ''}" for match in found if match]


if __name__ == "__main__":
    print(*constraints(tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]), sep="\n")
