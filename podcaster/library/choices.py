"""What the user chose of a page by hand, by the file that the page was saved in."""

from __future__ import annotations

import json
from dataclasses import asdict

from podcaster.errors import MALFORMED
from podcaster.library.database import Database
from podcaster.library.records import containers
from podcaster.library.schema import CHOSEN, EDITED
from podcaster.model import Edits, Region

_THE_FILE = "(path = ? OR (sha256 = ? AND sha256 != ''))"  # a save that was moved has the same content


def dumped(edits: Edits) -> str:
    """*edits* as JSON: only what was changed."""
    plain = Edits()
    return json.dumps({k: v for k, v in asdict(edits).items() if v != getattr(plain, k)}, ensure_ascii=False)


def loaded(text: str) -> Edits:
    """Edits from JSON; none where it is damaged, or of a newer podcaster."""
    try:
        told = json.loads(text)
        lists = {k: _words(told[k]) for k in ("authors", "said", "left_out") if told.get(k) is not None}
        lines = {k: str(told[k]) for k in ("title", "date", "language", "voice") if told.get(k) is not None}
        return Edits(**lists, **lines)  # type: ignore[arg-type]
    except (*MALFORMED, AttributeError):
        return Edits()


def _words(told: object) -> tuple[str, ...]:
    if not isinstance(told, list):
        raise TypeError("a list of words")
    return tuple(map(str, told))


class Choices(Database):
    """The tables `chosen` and `edited`. A library of an older podcaster that is only read lacks them.

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
            self._open_again(path)

    def has_edits(self) -> bool:
        """Whether any article was changed by hand."""
        return self._step >= EDITED and self._row("SELECT 1 FROM edited LIMIT 1") is not None

    def edits(self, path: str, sha256: str) -> dict[str, Edits]:
        """What was changed of a file (key "") and of articles in it (key: their source without the file)."""
        found: dict[str, Edits] = {}
        if self._step < EDITED:
            return found
        for start, column in ((sha256, "sha256"), (path, "path")):
            if not start:
                continue
            sql = f"SELECT * FROM edited WHERE {column} = ? OR ({column} > ? AND {column} < ?)"
            for row in self._rows(sql, (start, f"{start}!", f'{start}"')):
                found[row[column][len(start) :]] = loaded(row["edits"])
        return {member: edits for member, edits in found.items() if edits}

    def edit(self, path: str, sha256: str, edits: Edits) -> None:
        """Remember what was changed of an article; empty: forget it. The next run opens its file again."""
        if self.edits(path, sha256).get("", Edits()) == edits:
            return
        with self.transaction():
            self._db.execute(f"DELETE FROM edited WHERE {_THE_FILE}", (path, sha256))
            if edits:
                self._db.execute("INSERT INTO edited VALUES (?, ?, ?)", (path, sha256, dumped(edits)))
            self._open_again(path)

    def _open_again(self, path: str) -> None:
        """Make the next run open this file, even if it has not changed."""
        for file in (path, *containers(path)):
            self._db.execute("DELETE FROM source WHERE path = ?", (file,))
            self._db.execute("DELETE FROM failure WHERE source = ?", (file,))
