"""What the user chose of a page by hand, by the file that the page was saved in."""

from __future__ import annotations

from podcaster.library.database import Database
from podcaster.library.records import containers
from podcaster.library.schema import CHOSEN
from podcaster.model import Region

_THE_FILE = "(path = ? OR (sha256 = ? AND sha256 != ''))"  # a save that was moved has the same content


class Choices(Database):
    """The table `chosen`. A library of an older podcaster that is only read has none.

    An article of a file with several is known by its source: "export.zip!posts/3.html", and by the content
    "sha256!posts/3.html".
    """

    def has_regions(self) -> bool:
        """Whether a part was chosen of any file."""
        return self._step >= CHOSEN and self._row("SELECT 1 FROM chosen LIMIT 1") is not None

    def region(self, path: str, sha256: str) -> Region | None:
        """The part that was chosen of a file, known by its path, else by its content; None: nothing was chosen."""
        if self._step < CHOSEN:
            return None
        sql = f"SELECT whole, first, last FROM chosen WHERE {_THE_FILE} ORDER BY path = ? DESC LIMIT 1"
        row = self._row(sql, (path, sha256, path))
        return Region(bool(row["whole"]), row["first"], row["last"]) if row else None

    def regions(self, path: str, sha256: str) -> dict[str, Region]:
        """The chosen parts of a file (key "") and of articles in it (key: their source without the file)."""
        found: dict[str, Region] = {}
        if self._step < CHOSEN:
            return found
        for start, column in ((sha256, "sha256"), (path, "path")):
            if not start:
                continue
            # '"' is the character behind "!".
            sql = f"SELECT * FROM chosen WHERE {column} = ? OR ({column} > ? AND {column} < ?)"
            for row in self._rows(sql, (start, f"{start}!", f'{start}"')):
                found[row[column][len(start) :]] = Region(bool(row["whole"]), row["first"], row["last"])
        return found

    def choose(self, path: str, sha256: str, region: Region | None) -> None:
        """Remember the chosen part of a file; None: forget it. After a change the next run opens the file again."""
        if self.region(path, sha256) == region:
            return
        with self.transaction():
            self._db.execute(f"DELETE FROM chosen WHERE {_THE_FILE}", (path, sha256))
            if region:
                values = (path, sha256, region.whole, region.first, region.last)
                self._db.execute("INSERT INTO chosen VALUES (?, ?, ?, ?, ?)", values)
            for file in (path, *containers(path)):
                self._db.execute("DELETE FROM source WHERE path = ?", (file,))
                self._db.execute("DELETE FROM failure WHERE source = ?", (file,))
