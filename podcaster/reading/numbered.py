"""One article of a file with several: export.zip#3 is the third, as `podcaster explain export.zip` counts them."""

from __future__ import annotations

import os
import re
from pathlib import Path

_NUMBERED = re.compile(r"(.+)#([1-9]\d{0,8})", re.S)


def split(source: Path) -> tuple[Path, int]:
    """The file, and the number of the article in it; 0 for all of it. A file that really has this name comes first."""
    match = _NUMBERED.fullmatch(str(source))
    if match is None or os.path.lexists(source) or not os.path.lexists(match[1]):
        return source, 0
    return Path(match[1]), int(match[2])


def missing(number: int, found: int) -> str:
    """The error for a number that is too high."""
    return f"there is no #{number}: it holds {found} article{'' if found == 1 else 's'}"
