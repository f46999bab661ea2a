"""Whatever lies in a folder: what is good is made, what is not is listed with its reason, and the night ends."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from podcaster.batch import run as batch
from podcaster.config import Settings, Show
from podcaster.library import Library
from podcaster.model import Status
from podcaster.publishing.rules import check_feed

GOOD = "# The {n} ferry\n\nThe ferry number {n} came in before noon, and nobody had expected it so early.\n"


def archive(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr(name, content)
    return made.getvalue()


BAD = {
    "empty.txt": b"",
    "blank.md": b" \n\t\n",
    "zeros.html": bytes(5_000),
    "program.html": b"\x7fELF" + bytes(range(256)) * 20,
    "sound.txt": b"ID3\x03\x00" + bytes(range(256)) * 12,
    "cut.epub": archive("mimetype", b"application/epub+zip")[:-30],
    "noepub.epub": b"<p>not a book</p>" * 50,
    "bomb.html": gzip.compress(bytes(60_000_000)),
    "deep.html": b"<div>" * 30_000,
    "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type",
    "oneline.txt": b"nospaceatall" * 100_000,
    "points.txt": b"... !!! ??? ---",
    "marks.txt": "😀 🎉 🎈".encode(),
    "mixed.txt": b"\xff\xfe\x00\xd8broken" * 30,
    "title.html": b"<html><head><title>Only a title</title></head><body></body></html>",
    "post.json": b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": ',
}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name, content in BAD.items():
        (folder / name).write_bytes(content)
    os.mkfifo(folder / "pipe.txt")
    (folder / "page.html").mkdir()  # a folder with such a name is a folder
    for n in range(4):
        place = folder / "page.html" if n == 3 else folder
        (place / f"good-{n}.md").write_text(GOOD.format(n=n))
    return folder


def test_all_that_is_good_is_made_and_all_else_is_listed(saved: Path, tmp_path: Path) -> None:
    """In one run: no file is passed over in silence, none stops another, nothing half-made is left."""
    show = Show(tmp_path / "show", Settings(voice="tone"))
    outcomes = batch.run(show, [saved], batch.Options(force=True))
    made = {Path(o.source).name for o in outcomes if o.status is Status.MADE}
    assert {f"good-{n}.md" for n in range(4)} <= made
    listed = {Path(o.source.split("!")[0]).name for o in outcomes}
    assert listed == {*BAD, "pipe.txt", *(f"good-{n}.md" for n in range(4))}
    for outcome in outcomes:
        if outcome.status is not Status.MADE:
            assert outcome.status in (Status.FAILED, Status.SKIPPED), outcome
            assert outcome.reason
            assert "Traceback" not in outcome.reason
            assert "Error" not in outcome.reason.split(":")[0]
    assert sum(o.status is Status.FAILED for o in outcomes) >= len(BAD) - 1
    assert not list(show.folder.rglob("*.part"))
    assert not [
        f for f in check_feed((show.public / "feed.xml").read_bytes(), public=show.public) if f.level == "error"
    ]
    with Library(show.state / "library.sqlite") as library:
        assert len(library.failures()) == sum(o.status is Status.FAILED for o in outcomes)


def test_the_next_run_skips_permanent_failures(saved: Path, tmp_path: Path) -> None:
    """What the input is to blame for is told again, and not read again; the good ones are unchanged."""
    show = Show(tmp_path / "show", Settings(voice="tone"))
    first = {o.source: o.status for o in batch.run(show, [saved], batch.Options(force=True))}
    second = {o.source: o for o in batch.run(show, [saved], batch.Options(force=True))}
    for source, status in first.items():
        if status is Status.MADE:
            assert second[source].status is Status.UNCHANGED
        else:
            assert second[source].status in (Status.QUARANTINED, Status.SKIPPED), source
            assert second[source].reason
