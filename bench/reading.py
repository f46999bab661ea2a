"""The article and nothing else, on the pages that the reader was first made with; and books, by their size."""

from __future__ import annotations

import contextlib
import html
import importlib.util
import random
import re
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import wide
from bench.rows import DATA, NO_DATA, ROOT, Row, unmeasured
from podcaster import reading as door
from podcaster.errors import PodcasterError
from tests.formats.build import epub, pdf

MEASURES = {
    "f1": "F1, first version's pages", "exact": "share read without one wrong word, first version's pages",
    "recall": "recall, first version's saves", "para_f1": "F1 of whole paragraphs, first version's pages",
    "title": "title, first version's pages", "author": "author, first version's pages",
    "date": "date, first version's pages", "dup_title": "title narrated twice", "hard_wrapped": "lines cut by the save",
    "empty": "pages without text",
}  # fmt: skip

LARGE = 200_000  # bytes: below that, what every file costs is most of it


def reading() -> Iterator[Row]:
    """The article and nothing else."""
    goals: dict[str, dict[str, float]] = {
        "": {"f1": 0.975, "exact": 0.45, "para_f1": 0.95, "title": 0.95, "author": 0.85, "date": 0.97},
        "plaintext": {"f1": 0.93, "recall": 0.98, "para_f1": 0.80},
    }
    pages = {"": 4, "plaintext": 2}
    for kind, wanted in goals.items():
        manifest = DATA / "corpus/articles" / kind / "manifest.jsonl"
        name = "plain text" if kind else "HTML"
        if not manifest.exists():
            yield unmeasured(f"{name}, pages of the first version", "", NO_DATA)
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = wide.ours(manifest, Path(folder))["summary"]
        for measure, goal in wanted.items():
            got = found[measure]["accuracy"] if measure in found else found["full"][measure]
            yield Row(f"{name}: {MEASURES[measure]}", f">= {goal}", f"{got:.3f}", got >= goal)
        leaks = found["leak_pages"]
        yield Row(f"{name}: pages with furniture, first version", f"<= {pages[kind]}", str(leaks), leaks <= pages[kind])
        for measure in ("dup_title", "hard_wrapped", "empty"):
            yield Row(f"{name}: {MEASURES[measure]}", "0", str(found[measure]), found[measure] == 0)


def by_site() -> Iterator[Row]:
    """What is narrated of plain text by a model that was trained without its site: anew for each fifth of the sites.

    The rules around the model were written after a look at all sites.
    """
    if not (DATA / "corpus").is_dir():
        yield unmeasured("by site", "", NO_DATA)
        return
    if not importlib.util.find_spec("lightgbm"):
        yield unmeasured("by site", "", "lightgbm is not installed: pip install lightgbm")
        return
    from bench import train_plain

    manifest = DATA / "corpus/wide" / wide.MANIFEST["plain text"]
    with tempfile.TemporaryDirectory() as folder:
        train_plain.by_site(Path(folder))
        mine = wide.judged(manifest, Path(folder))
        lost = wide.loss(mine["pages"], wide.facts(Path(folder)))
    for kind, goal in wide.F1["plain text"].items():
        found = mine["summary"][kind]
        ours = f"{found['f1']:.3f}, recall {found['recall']:.3f}"
        yield Row(f"by site, {wide.KINDS[kind]} ({found['n']} saves): F1", f">= {goal}", ours, found["f1"] >= goal)
    most = round(wide.MOST_LOST * len(mine["pages"]))
    half = f"{len(lost.half)}, without a doubt {len(lost.half_silent)}"
    yield Row(f"by site: saves that lose half, of {len(mine['pages'])}", f"<= {most}", half, len(lost.half) <= most)
    quarter = f"{len(lost.quarter_silent)} of {len(lost.quarter)} such saves"
    yield Row("by site: a quarter lost without a doubt", "0", quarter, not lost.quarter_silent)


def books() -> Iterator[Row]:
    """The processor time of a megabyte of EPUB and PDF, the start included: a long book of prose, and real files.

    The start of the limited child is the same for a note and for a book. A short file shows it; of a file that is
    smaller than a megabyte, only the rest is multiplied.
    """
    with tempfile.TemporaryDirectory() as folder:
        book, note = _book(Path(folder) / "book.epub"), _book(Path(folder) / "note.epub", chapters=1, sentences=1)
        page = Path(folder) / "note.pdf"
        line = "The ferry came in at noon, and nobody on the quay had waited for it with a lamp."
        page.write_bytes(pdf([[(40.0, 700.0 - 14 * n, 11.0, line.replace("noon", f"{n}")) for n in range(9)]]))
        for kind, small, paths in (("EPUB", note, [book]), ("PDF", page, list((DATA / "corpus/real").rglob("*.pdf")))):
            large = [path for path in paths if path.stat().st_size > LARGE]
            if not large:
                yield unmeasured(f"{kind}: processor time a megabyte", "<= 3 s", NO_DATA)
                continue
            _read(small)  # loads what all need
            started = min(_read(small) for _ in range(3))
            spent, size = max(
                ((max(started, _read(path)), _megabytes(path)) for path in large), key=lambda found: found[0] / found[1]
            )
            rate = started + (spent - started) / size
            what = f"{kind}: processor time of a megabyte, the worst of {len(large)}"
            ours = f"{rate:.1f} s ({spent:.1f} s for {size:.1f} MB; {started:.1f} s for a short file)"
            yield Row(what, "<= 3 s", ours, rate <= 3)


def _read(path: Path) -> float:
    """Seconds of processor time, of this process and of the child that reads."""
    began = _worked()
    with contextlib.suppress(PodcasterError):
        for _ in door.read(path):
            pass
    return _worked() - began


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


def _book(path: Path, *, chapters: int = 91, sentences: int = 450) -> Path:
    """An EPUB of English prose, the sentences of our own guides, compressed as programs write it: more than 1 MB."""
    chance = random.Random(1)
    prose = " ".join(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").rglob("*.md")))
    pool = [said for said in re.findall(r"[A-Z][^.?!|`<>\n]{30,200}\.", prose) if said.count(" ") > 5]
    told = []
    for n in range(chapters):
        chosen = [html.escape(said) for said in chance.choices(pool, k=sentences)]
        paragraphs = (" ".join(chosen[at : at + 5]) for at in range(0, len(chosen), 5))
        told.append((f"text/{n}.xhtml", f"Chapter {n}", "".join(f"<p>{said}</p>" for said in paragraphs)))
    path.write_bytes(epub(told))
    return path


def _worked() -> float:
    """Processor seconds of this process and of the limited children in which books are read."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
