"""How likely a line of a plain-text save is its title: python -m bench.train_title

Prints the weights of podcaster/reading/plain/title.py: a logistic regression over the lines of saves whose title is
known, and how many titles it finds on sites that it has not seen. Needs scikit-learn, and BENCH_DATA with corpus/.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from bench import designs
from bench.rows import DATA
from podcaster.reading.plain import article, choose, lines, title

FOLDS = 8
_DESIGNED = 0.3  # what a save in the design of a blog counts beside one of the test data
SETS = ("corpus/wide/plaintext", "corpus/articles/plaintext")


@dataclass(frozen=True, slots=True)
class Save:
    """The lines of a save that may be its title."""

    site: str
    signs: list[list[float]]
    right: list[bool]
    counts: float = 1.0  # in the training


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def saves() -> Iterator[Save]:
    for folder in SETS:
        manifest = DATA / folder / "manifest.jsonl"
        for line in manifest.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not row.get("title"):
                continue
            text = (manifest.parent / row["file"]).read_bytes().decode("utf-8", "replace")
            yield _save(row["domain"] or row["id"], text, row["title"])


def designed(*, held_out: bool = False) -> Iterator[Save]:
    """Saves in the designs of blogs, if there are any."""
    for save in designs.saves(held_out=held_out):
        yield _save(save.site, save.text, save.title, _DESIGNED)


def _save(site: str, text: str, wanted: str, counts: float = 1.0) -> Save:
    found, _ = lines.pieces(text)
    stretch, _ = article.chosen(found)
    near = list(title.candidates(found, choose.find(found), stretch.start))
    return Save(
        site,
        [[float(said[name]) for name in title.WEIGHTS] for _, said in near],
        [words(found[at].text) == words(wanted) for at, _ in near],
        counts,
    )


def main() -> int:
    """Print the weights, and the share of titles found by site."""
    if not (DATA / SETS[0]).exists():
        print(f"no test data in {DATA}: BENCH_DATA names the folder that has it", file=sys.stderr)
        return 2
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    known, more, kept = list(saves()), list(designed()), list(designed(held_out=True))
    sites = [save.site for save in known]

    def trained(some: list[Save]) -> LogisticRegression:
        signs = [row for save in some for row in save.signs]
        counts = [save.counts for save in some for _ in save.signs]
        return LogisticRegression(max_iter=4000).fit(
            signs, [yes for save in some for yes in save.right], sample_weight=counts
        )

    def hits(model: LogisticRegression, some: list[Save]) -> int:
        return sum(save.right[int(model.predict_proba(save.signs)[:, 1].argmax())] for save in some if save.signs)

    found = 0
    for train, test in GroupKFold(FOLDS).split(known, groups=sites):
        found += hits(trained([*(known[n] for n in train), *more]), [known[n] for n in test])
    model = trained([*known, *more])
    for what, one, right in (("sites", known, found), ("designs", kept, hits(model, kept))):
        possible = sum(any(save.right) for save in one)
        print(f"{right} of {len(one)} titles found on {what} not seen, {possible} are among the lines")
    for name, weight in zip(title.WEIGHTS, model.coef_[0], strict=True):
        print(f'    "{name}": {weight:.1f},')
    print(f"_BIAS = {model.intercept_[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
