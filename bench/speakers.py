"""Interviews and dialogues: how many are found, and whether an article that is none is ever divided among speakers."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.rows import DATA, NO_DATA, Row, unmeasured
from podcaster import reading
from podcaster.errors import PodcasterError
from podcaster.model import Article
from podcaster.script import speakers

OWN = Path(__file__).resolve().parent / "interviews"


def expected() -> dict[str, tuple[str, ...]]:
    """The file of each interview, and who speaks in it."""
    lines = (OWN / "speakers.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {name: tuple(names.split(", ")) for name, names in rows}


def found(article: Article) -> tuple[str, ...]:
    """Who speaks in an article; nobody if it is no conversation."""
    dialogue = speakers.find(article, article.language or "en")
    return dialogue.speakers if dialogue else ()


def rows() -> Iterator[Row]:
    """The interviews of our own, pages of our own that look like some, and the articles of the test data."""
    right = []
    for name, names in expected().items():
        (article,) = reading.read(OWN / name)
        right.append(found(article) == names)
    yield Row("interviews of our own that are found", ">= 18 of 20", f"{sum(right)} of {len(right)}", sum(right) >= 18)
    none = sorted((OWN / "none").iterdir())
    wrong = [path.name for path in none for article in reading.read(path) if found(article)]
    yield Row("pages that look like interviews and are none, divided", "0", f"{len(wrong)} of {len(none)}", not wrong)
    yield from _wide()


def _wide() -> Iterator[Row]:
    places = [DATA / "corpus/wide" / form for form in ("html", "plaintext")]
    articles = list(_articles([path for place in places if place.is_dir() for path in sorted(place.iterdir())]))
    if not articles:
        yield unmeasured("articles divided among speakers, pages nobody tuned to", "", NO_DATA)
        return
    begun = time.perf_counter()
    divided = [article for article in articles if found(article)]
    spent = (time.perf_counter() - begun) / len(articles)
    names = ", ".join(sorted({Path(article.source.partition("!")[0]).name for article in divided}))
    measured = f"{len(divided)} of {len(articles)}, {spent * 1000:.1f} ms each"
    # A passage in dialogue is a conversation: whoever runs this looks at those that are named.
    print(f"  divided: {names}", file=sys.stderr)
    yield Row("articles divided among speakers, pages nobody tuned to", "", measured)


def _articles(paths: list[Path]) -> Iterator[Article]:
    for path in paths:
        try:
            yield from reading.read(path)
        except PodcasterError:  # a page that is refused is another bench's subject
            continue
