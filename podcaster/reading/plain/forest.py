"""The trained model of plain text: gradient-boosted trees as plain arrays. bench/train_plain.py writes the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from podcaster.reading.plain.features import Table

    Numbers = np.ndarray[Any, np.dtype[Any]]

_ROWS = 4096  # rows that are judged at a time, to bound the memory


@dataclass(frozen=True, slots=True)
class Forest:
    """All trees in one: a node tests a column, a leaf is its own successor and has a value."""

    roots: Numbers
    column: Numbers
    limit: Numbers  # a row with at most this value goes left
    left: Numbers
    right: Numbers
    value: Numbers
    depth: int  # of the deepest tree

    def odds(self, rows: Table) -> Numbers:
        """The logarithm of the odds that each row belongs to an article."""
        import numpy as np

        parts = [self._odds(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _odds(self, rows: Table) -> Numbers:
        import numpy as np

        node = np.repeat(self.roots[None, :], len(rows), axis=0)
        flat = np.ascontiguousarray(rows).ravel()
        begins = (np.arange(len(rows)) * rows.shape[1])[:, None]
        for _ in range(self.depth):
            down = flat.take(begins + self.column.take(node)) <= self.limit.take(node)
            node = np.where(down, self.left.take(node), self.right.take(node))
        total: Numbers = self.value.take(node).sum(axis=1)
        return total


@lru_cache(maxsize=1)
def trained() -> Forest:
    """The forest of this version."""
    with as_file(package_files("podcaster.reading") / "plain" / "forest.npz") as path:
        return read(path)


def read(path: Path) -> Forest:
    """The forest in a file of bench/train_plain.py."""
    import numpy as np

    data = np.load(path, allow_pickle=False)
    return Forest(
        data["roots"].astype(np.int64),
        data["column"].astype(np.int64),
        data["limit"],
        data["left"].astype(np.int64),
        data["right"].astype(np.int64),
        data["value"].astype(np.float64),
        int(data["depth"]),
    )
