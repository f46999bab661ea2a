"""The articles of the library and their episodes."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from podcaster.library.database import DamagedLibrary, Database, repair_command
from podcaster.library.recognition import Known, agreement, file_name
from podcaster.library.records import Entry, Files, Placed, dump, load
from podcaster.model import Episode
from podcaster.text.likeness import bands
from podcaster.text.web_places import place

CANDIDATES = 20  # articles of each kind that are compared with one
IN_A_BAND = 200  # of articles that share a row of the index: more share a template
_KNOWN = tuple(f.name for f in fields(Known))  # columns of the table


class Articles(Database):
    """The tables `episode` and `mixed`."""

    def find(self, known: Known) -> Entry | None:
        """The entry of an article whose title, file, address or text may have changed; None if it is a new one."""
        found = [(agreement(known, told), number) for number, told in self._candidates(known)]
        strength, number = max(found, key=lambda one: (one[0], -one[1]), default=(0.0, 0))
        return self._by_id(number) if strength else None

    def _candidates(self, known: Known) -> Iterator[tuple[int, Known]]:
        """Articles that may be the same, each once. Few, however many there are: templates and front pages repeat."""
        at = place(known.address)
        name = f"{file_name(known.source)} ("  # of an article in a rebuilt library, before its guid
        numbers: dict[int, None] = {}
        for where, values in (
            ("source = ?", (known.source,)),
            ("source >= ? AND source < ?", (name, f"{name[:-1]})")),
            ("place = ? AND place != '' AND title = ?", (at, known.title)),
            ("place = ? AND place != ''", (at,)),
            ("text_sha256 = ? AND text_sha256 != ''", (known.text_sha256,)),
        ):
            for row in self._rows(f"SELECT id FROM episode WHERE {where} LIMIT {CANDIDATES}", values):
                numbers[row["id"]] = None
        shared = Counter[int]()
        for band in bands(known.sketch):
            rows = self._rows(f"SELECT id FROM alike WHERE band = ? ORDER BY id DESC LIMIT {IN_A_BAND}", (band,))
            shared.update(row["id"] for row in rows)
        numbers |= dict.fromkeys(number for number, _ in shared.most_common(CANDIDATES))
        for number in numbers:
            told = self._row(f"SELECT {', '.join(_KNOWN)} FROM episode WHERE id = ?", (number,))
            if told:
                yield number, Known(*told)

    def known(self, source: str) -> Entry | None:
        """The entry of an article by where it came from, and nothing else."""
        row = self._row("SELECT * FROM episode WHERE source = ?", (source,))
        return self._entry(row) if row else None

    def add(self, known: Known, *, guid: str, name: str) -> Entry:
        """A new article; its guid and its name stay for ever."""
        with self.transaction():
            guid = self._free("guid", guid)
            name = self._free("name", name)
            self._vacate(known.source)
            cursor = self._db.execute(
                "INSERT INTO episode (source, guid, name, state, address, title, text_sha256, place, dated) "
                "VALUES (?, ?, ?, 'new', ?, ?, ?, ?, ?)",
                (
                    known.source,
                    guid,
                    name,
                    known.address,
                    known.title,
                    known.text_sha256,
                    place(known.address),
                    known.dated,
                ),
            )
            self._sketch(cursor.lastrowid or 0, known.sketch)
        return self._by_id(cursor.lastrowid or 0)

    def seen(self, entry: Entry, known: Known) -> None:
        """Remember where the article of *entry* was found, and what its text is like, if that is new."""
        new_here = not entry.sketch and known.sketch  # an older podcaster made none
        if entry.source == known.source and not new_here:
            return
        with self.transaction():
            self._move(entry.id, known.source)
            if new_here:
                self._sketch(entry.id, known.sketch)
                self._db.execute("UPDATE episode SET dated = ? WHERE id = ?", (known.dated, entry.id))

    def _move(self, number: int, source: str) -> None:
        """The article is in another file now: the next save of that name is known by it."""
        self._vacate(source, but=number)
        self._db.execute("UPDATE episode SET source = ? WHERE id = ?", (source, number))

    def _vacate(self, source: str, *, but: int = 0) -> None:
        """An article whose file has another article in it now is known by its address or its text."""
        self._db.execute(
            "UPDATE episode SET source = source || ' (' || guid || ')' WHERE source = ? AND id != ?", (source, but)
        )

    def _sketch(self, number: int, sketch: str) -> None:
        """Store the sketch of a text, and its rows of the index."""
        row = self._row("SELECT sketch FROM episode WHERE id = ?", (number,))
        before = str(row["sketch"]) if row else ""
        if sketch and sketch != before:
            self._unlike(number, before)
            self._db.execute("UPDATE episode SET sketch = ? WHERE id = ?", (sketch, number))
            rows = [(band, number) for band in bands(sketch)]
            self._db.executemany("INSERT OR IGNORE INTO alike VALUES (?, ?)", rows)

    def _unlike(self, number: int, sketch: str) -> None:
        rows = [(band, number) for band in bands(sketch)]
        self._db.executemany("DELETE FROM alike WHERE band = ? AND id = ?", rows)

    def _free(self, column: str, wanted: str) -> str:
        candidate, n = wanted, 1
        while self._row(f"SELECT 1 FROM episode WHERE {column} = ?", (candidate,)):
            n += 1
            candidate = str(uuid.uuid5(uuid.UUID(wanted), str(n))) if column == "guid" else f"{wanted}-{n}"
        return candidate

    def _by_id(self, number: int) -> Entry:
        row = self._row("SELECT * FROM episode WHERE id = ?", (number,))
        if row is None:
            raise DamagedLibrary(f"the library {self.path} has lost row {number}", hint=repair_command(self.path))
        return self._entry(row)

    def publish(self, entry: Entry, episode: Episode, *, parts: Sequence[str] = (), news: bool = False) -> None:
        """Record that the files of *episode* are in place, and what they were made from.

        *parts*: the guids of the episodes that it is a mix of. *news*: a menu is to tell of it.
        """
        with self.transaction():
            self._move(entry.id, episode.source)
            self._record(entry.id, episode)
            self._db.execute("DELETE FROM failure WHERE source = ?", (episode.source,))
            self._db.executemany("INSERT OR REPLACE INTO mixed VALUES (?, ?)", [(p, episode.guid) for p in parts])
            if news:
                self._db.execute("INSERT OR IGNORE INTO news VALUES (?)", (episode.guid,))

    def _record(self, number: int, episode: Episode) -> None:
        self._db.execute(
            "UPDATE episode SET state = 'published', key = ?, text_sha256 = ?, address = ?, title = ?, place = ?, "
            "dated = ?, published = ?, attempts = 0, error_kind = '', error = '', hint = '', record = ? WHERE id = ?",
            (
                episode.key,
                episode.text_sha256,
                episode.address,
                episode.title,
                place(episode.address),
                episode.dated,
                episode.published.astimezone(dt.UTC).isoformat(),
                dump(episode),
                number,
            ),
        )
        # It was taken back and is made again: its files stay.
        self._db.execute("DELETE FROM leaving WHERE name = (SELECT name FROM episode WHERE id = ?)", (number,))
        self._sketch(number, episode.sketch)
        self._changed()

    def _changed(self) -> None:
        """Count a change, so that anything built from all episodes, such as the feed, knows that it is out of date."""
        self._db.execute(
            "INSERT INTO show VALUES ('changes', 1) ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )

    def withdraw(self, entry: Entry) -> None:
        """Stop publishing its episode. Its files still have to be removed."""
        with self.transaction():
            self._db.execute("UPDATE episode SET state = 'new', record = '' WHERE id = ?", (entry.id,))
            self._changed()

    def forget(self, entry: Entry) -> None:
        """Delete the entry. Call this after its files were removed."""
        with self.transaction():
            self._unlike(entry.id, entry.sketch)
            self._db.execute("DELETE FROM episode WHERE id = ?", (entry.id,))

    def mixed(self) -> dict[str, str]:
        """The episodes that are in a mix, and in which: guid -> guid of the mix."""
        return {row["guid"]: row["mix"] for row in self._rows("SELECT * FROM mixed")}

    def adopt(self, episode: Episode) -> None:
        """Record an episode of another library whose files are in place here, over the one with its guid.

        Raises StorageError when another episode has its name.
        """
        with self.transaction():
            self._db.execute(
                "INSERT INTO episode (source, guid, name, state) VALUES (?, ?, ?, 'new') ON CONFLICT (guid) DO NOTHING",
                (f"{episode.source} ({episode.guid})", episode.guid, episode.name),
            )
            row = self._db.execute("SELECT id FROM episode WHERE guid = ?", (episode.guid,)).fetchone()
            self._db.execute("UPDATE episode SET name = ? WHERE id = ?", (episode.name, row["id"]))
            # Two machines may have had different files in the same place: the second is known by its guid too.
            self._db.execute("UPDATE OR IGNORE episode SET source = ? WHERE id = ?", (episode.source, row["id"]))
            # Each library counts from one: the episode has the next number of this one.
            self._record(row["id"], replace(episode, number=row["id"] if episode.number else 0))
            self._db.execute("DELETE FROM failure WHERE source = ?", (episode.source,))

    def restore(self, episodes: Iterable[Episode]) -> None:
        """Record episodes whose files are in place, each under its own number, guid and name; all of them or none.

        One whose guid or name the library has already is left out.
        """
        with self.transaction():
            for episode in episodes:
                number = episode.number if episode.number > 0 else None
                if number and self._row("SELECT 1 FROM episode WHERE id = ?", (number,)):
                    number = None
                # Only the name of its file is known; the address or the text finds it again.
                source = f"{episode.source} ({episode.guid})"
                cursor = self._db.execute(
                    "INSERT OR IGNORE INTO episode (id, source, guid, name, state) VALUES (?, ?, ?, ?, 'new')",
                    (number, source, episode.guid, episode.name),
                )
                if cursor.rowcount:
                    given = cursor.lastrowid or 0
                    self._record(given, replace(episode, source=source, number=given if episode.number else 0))

    def restore_mix(self, mix: Episode, parts: Iterable[tuple[str, str]]) -> None:
        """Remember what *mix* is made of. *parts*: title and address of each."""
        with self.transaction():
            for title, address in parts:
                row = self._row("SELECT guid FROM episode WHERE title = ? AND address = ?", (title, address))
                if row and row["guid"] != mix.guid:
                    self._db.execute("INSERT OR IGNORE INTO mixed VALUES (?, ?)", (row["guid"], mix.guid))

    def unknown(self, guids: Iterable[str]) -> list[str]:
        """Those of *guids* that no article of the library has, published or not."""
        return [guid for guid in guids if not self._row("SELECT 1 FROM episode WHERE guid = ?", (guid,))]

    def has_name(self, name: str) -> bool:
        """Whether an article of the library, published or not, has this file name."""
        return self._row("SELECT 1 FROM episode WHERE name = ?", (name,)) is not None

    def count(self) -> int:
        """How many episodes are published."""
        return self._number("SELECT count(*) FROM episode WHERE state = 'published'")  # this has an index

    def latest_date(self) -> dt.datetime | None:
        """The latest date that any published episode has; None if there is no episode."""
        row = self._row("SELECT max(published) FROM episode WHERE state = 'published'")
        return dt.datetime.fromisoformat(row[0]) if row and row[0] else None

    def is_empty(self) -> bool:
        """Whether it knows no article at all."""
        return self._row("SELECT 1 FROM episode LIMIT 1") is None

    def episodes(self) -> list[Episode]:
        """All published episodes, the newest first."""
        rows = self._rows("SELECT record FROM episode WHERE record != '' ORDER BY published DESC, id DESC")
        return [self._load(row["record"]) for row in rows]

    def episode(self, guid: str) -> Episode | None:
        """The published episode with this guid."""
        row = self._row("SELECT record FROM episode WHERE guid = ? AND record != ''", (guid,))
        return self._load(row["record"]) if row else None

    def voices(self) -> dict[str, int]:
        """The voices that are heard in published episodes, and in how many each is."""
        rows = self._rows(
            "SELECT one.value AS id, count(*) AS episodes FROM episode, json_each(episode.record, '$.voices') AS one "
            "WHERE record != '' GROUP BY one.value ORDER BY one.value"
        )
        return {str(row["id"]): int(row["episodes"]) for row in rows}

    def oldest_first(self) -> Iterator[tuple[Episode, str]]:
        """Every published episode in the order of the feed, with its record; one at a time: there may be a million."""
        # First the order alone, so that it is not the records that are sorted.
        for row in self._rows(
            "SELECT id FROM episode WHERE record != '' "
            "ORDER BY published, coalesce(json_extract(record, '$.number'), 0), id DESC"
        ):
            found = self._row("SELECT record FROM episode WHERE id = ?", (row["id"],))
            record = found["record"] if found else ""
            yield self._load(record), record

    def placed(self) -> Iterator[Placed]:
        """Of every published episode, in the order in which they came into the show."""
        for row in self._rows(
            "SELECT title, source, json_extract(record, '$.authors[0]', '$.book', '$.season', '$.chapter', '$.kind') "
            "FROM episode WHERE record != '' ORDER BY id"
        ):
            author, book, season, chapter, kind = json.loads(row[2])
            yield Placed(row[0], row[1], (author,) if author else (), book or "", season or 0, chapter or 0, kind or "")

    def files(self) -> Iterator[Files]:
        """Of every published episode, read one after the other: there may be a million."""
        for row in self._rows(
            "SELECT name, source, json_extract(record, '$.bytes'), json_extract(record, '$.has_chapters'), "
            "coalesce(json_extract(record, '$.suffix'), '.mp3'), json_extract(record, '$.has_html_transcript'), "
            "json_extract(record, '$.also') FROM episode WHERE record != '' ORDER BY id"
        ):
            yield Files._make((*row[:5], bool(row[5]), tuple(one["suffix"] for one in json.loads(row[6] or "[]"))))

    def entries(self) -> list[Entry]:
        return [self._entry(row) for row in self._rows("SELECT * FROM episode ORDER BY id")]

    def entries_like(self, sources: str) -> list[Entry]:
        """Those whose source fits a pattern of *, ? and [a-z]; the oldest first."""
        rows = self._rows("SELECT * FROM episode WHERE source GLOB ? ORDER BY published, id", (sources,))
        return [self._entry(row) for row in rows]

    def _entry(self, row: sqlite3.Row) -> Entry:
        there = row.keys()  # a library of an older podcaster that is only read lacks some
        values = {f.name: row[f.name] for f in fields(Entry) if f.name in there}
        return Entry(**values, episode=self._load(row["record"]) if row["record"] else None)

    def _load(self, record: str) -> Episode:
        try:
            return load(record)
        except (ValueError, KeyError, TypeError) as error:
            what = f"the library {self.path} has a damaged record: {error}"
            raise DamagedLibrary(what, hint=repair_command(self.path)) from error
