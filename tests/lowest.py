"""Print the lowest versions that pyproject.toml allows as constraints for pip: `pip install -c constraints.txt -e .`"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
BOUND = re.compile(r"(?P<name>[\w.-]+)(?:\[[^]]*\])?>=(?P<version>[\w.]+)[^;]*(?P<marker>;.*)?")


def constraints(project: dict[str, object]) -> list[str]:
    """`typer>=0.15` becomes `typer==0.15`; what is pinned already needs no line."""
    found = map(BOUND.fullmatch, project["dependencies"])  # type: ignore[call-overload]
    return [f"{match['name']}=={match['version']}{match['marker'] or ''}" for match in found if match]


if __name__ == "__main__":
    print(*constraints(tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]), sep="\n")
