"""The article and nothing else, on the pages that the reader was first made with; and books, by their size."""

from __future__ import annotations

import contextlib
import importlib.util
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.rows import DATA, NO_DATA, Row, unmeasured
from bench.tones import WORDS
from bench.wide import ours
from podcaster import reading as door
from podcaster.errors import PodcasterError
from tests.formats.build import epub

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
            found = ours(manifest, Path(folder))["summary"]
        for measure, goal in wanted.items():
            got = found[measure]["accuracy"] if measure in found else found["full"][measure]
            yield Row(f"{name}: {MEASURES[measure]}", f">= {goal}", f"{got:.3f}", got >= goal)
        leaks = found["leak_pages"]
        yield Row(f"{name}: pages with furniture, first version", f"<= {pages[kind]}", str(leaks), leaks <= pages[kind])
        for measure in ("dup_title", "hard_wrapped", "empty"):
            yield Row(f"{name}: {MEASURES[measure]}", "0", str(found[measure]), found[measure] == 0)


def by_site() -> Iterator[Row]:
    """The model of plain text, judged on sites that it was not trained on: trained anew for each fifth of the sites."""
    if not (DATA / "corpus").is_dir():
        yield unmeasured("by site", "", NO_DATA)
        return
    if not importlib.util.find_spec("lightgbm"):
        yield unmeasured("by site", "", "lightgbm is not installed: pip install lightgbm")
        return
    from bench.train_plain import by_site as measured

    for one in measured():
        goal = {"full": 0.94}.get(one.kind, 0.92)
        ours = f"{one.f1:.3f}, recall {one.recall:.3f}, {one.lost} lose half"
        yield Row(f"by site, {one.kind} ({one.saves} saves): F1", f">= {goal}", ours, one.f1 >= goal)


def books() -> Iterator[Row]:
    """The processor time of a megabyte of EPUB and PDF: a long book, and real files."""
    with tempfile.TemporaryDirectory() as folder:
        book = _book(Path(folder))
        _read(book)  # loads what all need
        for kind, paths in (("EPUB", [book]), ("PDF", list((DATA / "corpus/real").rglob("*.pdf")))):
            large = [path for path in paths if path.stat().st_size > LARGE]
            if not large:
                yield unmeasured(f"{kind}: processor time a megabyte", "<= 3 s", NO_DATA)
                continue
            rate, told = max(map(_read, large))
            what = f"{kind}: processor time a megabyte, the worst of {len(large)}"
            yield Row(what, "<= 3 s", f"{rate:.1f} s ({told})", rate <= 3)


def _read(path: Path) -> tuple[float, str]:
    """Seconds of processor time a megabyte, and in words."""
    began = _worked()
    with contextlib.suppress(PodcasterError):
        for _ in door.read(path):
            pass
    spent, size = _worked() - began, path.stat().st_size / 1e6
    return spent / size, f"{spent:.1f} s for {size:.1f} MB"


def _book(folder: Path) -> Path:
    """An EPUB of 91 chapters, compressed as programs write it."""
    chance = random.Random(1)
    chapters = []
    for n in range(91):
        said = (f"<p>The ferry {' '.join(chance.choices(WORDS, k=60))}.</p>" for _ in range(30))
        chapters.append((f"text/{n}.xhtml", f"Chapter {n}", "".join(said)))
    path = folder / "book.epub"
    path.write_bytes(epub(chapters))
    return path


def _worked() -> float:
    """Processor seconds of this process and of the limited children in which books are read."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
