"""Episodes that were taken back, or are left out of directories: what of an article is published no more, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from podcaster.library.articles import Articles
from podcaster.library.made import MENUS, MIXES
from podcaster.library.records import containers
from podcaster.library.schema import TAKEN

# States of an article without an episode, beside `new`.
REMOVED = "removed"  # by the user; the next run that reads its save makes it again
IGNORED = "ignored"  # by the user, for good
EXPIRED = "expired"  # by the settings `keep` and `keep_days`, also before it was made
KEPT_OUT = (IGNORED, EXPIRED)  # no run makes an episode of these
RESTORED = "restored"  # `new` again, after its episode was taken back: a run that reads its save makes it


class Listed(NamedTuple):
    """An article that has an episode, or whose episode was taken back: enough to list it and to find it by name."""

    id: int
    number: int
    guid: str
    name: str
    suffix: str
    title: str
    source: str
    address: str
    published: str  # ISO 8601, UTC; "" where it is not known any more
    duration_ms: int
    bytes: int
    about: str  # authors and site, to search in
    state: str  # of the article; RESTORED in place of `new`
    kind: str  # article, menu or mix
    blocked: bool
    mix: str  # the title of the mix that it is part of, or ""

    @property
    def there(self) -> bool:
        return self.state == "published"

    @property
    def file(self) -> str:
        return self.name + self.suffix


class Taken(Articles):
    """The tables `blocked` and `leaving`. A library of an older podcaster that is only read has none of them.

    An article whose episode is taken back keeps its row, so no other article ever gets its GUID or its file name.
    """

    def listed(self) -> Iterator[Listed]:
        """All of them, the newest first, without their notes: there may be a million."""
        blocked = "e.guid IN (SELECT guid FROM blocked)" if self._step >= TAKEN else "0"
        for row in self._rows(
            "SELECT e.id, coalesce(nullif(json_extract(told, '$.number'), 0), e.id), e.guid, e.name, "
            "coalesce(json_extract(told, '$.suffix'), '.mp3'), e.title, e.source, e.address, e.published, "
            "coalesce(json_extract(told, '$.duration_ms'), 0), coalesce(json_extract(told, '$.bytes'), 0), "
            "coalesce(json_extract(told, '$.authors') || ' ' || json_extract(told, '$.site'), ''), "
            f"CASE e.state WHEN 'new' THEN '{RESTORED}' ELSE e.state END, "
            "CASE WHEN e.source GLOB :menus THEN 'menu' WHEN e.source GLOB :mixes THEN 'mix' ELSE 'article' END, "
            f"{blocked}, coalesce(m.title, '') "
            "FROM (SELECT *, CASE record WHEN '' THEN '{}' ELSE record END AS told FROM episode) AS e "
            "LEFT JOIN mixed ON mixed.guid = e.guid LEFT JOIN episode AS m ON m.guid = mixed.mix AND m.record != '' "
            "WHERE e.record != '' OR e.state IN ('removed', 'ignored', 'expired') "
            "OR e.state = 'new' AND e.published != '' AND e.source NOT GLOB :menus "
            "ORDER BY e.published DESC, e.id DESC",
            {"menus": MENUS, "mixes": MIXES},
        ):
            yield Listed(*row)._replace(blocked=bool(row[14]))

    def state_of(self, guid: str) -> str:
        """The state of the article with that GUID; "" for one that is not known."""
        row = self._row("SELECT state FROM episode WHERE guid = ?", (guid,))
        return str(row["state"]) if row else ""

    # ------------------------------------------------------------ left out of directories

    def blocked(self) -> frozenset[str]:
        """The GUIDs of the episodes that directories are asked not to show."""
        if self._step < TAKEN:
            return frozenset()
        return frozenset(row["guid"] for row in self._rows("SELECT guid FROM blocked"))

    def block(self, guids: Iterable[str]) -> None:
        with self.transaction():
            self._db.executemany("INSERT OR IGNORE INTO blocked VALUES (?)", [(guid,) for guid in guids])
            self._changed()

    def unblock(self, guids: Iterable[str]) -> None:
        with self.transaction():
            self._db.executemany("DELETE FROM blocked WHERE guid = ?", [(guid,) for guid in guids])
            self._changed()

    # ------------------------------------------------------------ taken back

    def take_back(self, rows: Sequence[Listed], state: str) -> None:
        """Publish these no more, and remember that their files have to go. *state*: REMOVED, IGNORED or EXPIRED.

        The files with the articles that are only REMOVED are opened again by the next run. What a removed mix was made
        of may be in another one.
        """
        with self.transaction():
            for row in rows:
                self._db.execute("UPDATE episode SET state = ?, record = '', key = '' WHERE id = ?", (state, row.id))
                self._db.execute("INSERT OR IGNORE INTO leaving VALUES (?)", (row.name,))
                if state == REMOVED:
                    self._open_again(row.source)
                    self._db.execute("DELETE FROM mixed WHERE mix = ?", (row.guid,))
            self._changed()

    def expire(self, number: int, published: str) -> None:
        """Let an article be, of which no episode was made because it is too old. *published*: its date, for the list.

        Nothing that is published changes.
        """
        with self.transaction():
            sql = "UPDATE episode SET state = ?, published = ? WHERE id = ? AND record = ''"
            self._db.execute(sql, (EXPIRED, published, number))

    def keep_out(self, rows: Iterable[Sequence[str]]) -> None:
        """Remember what another library knew of articles whose episodes were taken back.

        A row: source, guid, name, state, address, title, digest of the text, date, number.
        """
        rows = list(rows)
        with self.transaction():
            for number in ("?9", "nullif(?9, ?9)"):  # its own; NULL, a new one, where another article has that
                self._db.executemany(
                    "INSERT OR IGNORE INTO episode "
                    "(source, guid, name, state, address, title, text_sha256, published, place, id) "
                    f"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, place(?5), {number})",
                    rows,
                )

    def let_in(self, rows: Sequence[Listed]) -> None:
        """Let the next run that reads their saves make these again."""
        with self.transaction():
            for row in rows:
                sql = "UPDATE episode SET state = 'new' WHERE id = ? AND record = ''"
                self._db.execute(sql, (row.id,))
                self._open_again(row.source)

    def _open_again(self, source: str) -> None:
        for path in (source, *containers(source)):
            self._db.execute("DELETE FROM source WHERE path = ?", (path,))

    def leaving(self) -> list[str]:
        """The names of episodes that are published no more and whose files may still be there."""
        if self._step < TAKEN:
            return []
        return [row["name"] for row in self._rows("SELECT name FROM leaving ORDER BY name")]

    def left(self, names: Iterable[str]) -> None:
        """The files of these are gone."""
        with self.transaction():
            self._db.executemany("DELETE FROM leaving WHERE name = ?", [(name,) for name in names])

    # ------------------------------------------------------------ what is kept

    def newest(self, count: int) -> str:
        """The date of the last of the *count* newest episodes; "" if there are fewer. Menus do not count."""
        row = self._row(
            "SELECT published FROM episode WHERE state = 'published' AND source NOT GLOB ? "
            "ORDER BY published DESC LIMIT 1 OFFSET ?",
            (MENUS, count - 1),
        )
        return str(row["published"]) if row else ""
