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

from bench.rows import DATA
from podcaster.reading.plain import article, choose, lines, title

FOLDS = 8
SETS = ("corpus/wide/plaintext", "corpus/articles/plaintext")


@dataclass(frozen=True, slots=True)
class Save:
    """The lines of a save that may be its title."""

    site: str
    signs: list[list[float]]
    right: list[bool]


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
            found, _ = lines.pieces(text)
            stretch, _ = article.chosen(found)
            near = list(title.candidates(found, choose.find(found), stretch.start))
            yield Save(
                row["domain"] or row["id"],
                [[float(said[name]) for name in title.WEIGHTS] for _, said in near],
                [words(found[at].text) == words(row["title"]) for at, _ in near],
            )


def main() -> int:
    """Print the weights, and the share of titles found by site."""
    if not (DATA / SETS[0]).exists():
        print(f"no test data in {DATA}: BENCH_DATA names the folder that has it", file=sys.stderr)
        return 2
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    known = list(saves())
    sites = [save.site for save in known]

    def trained(some: list[Save]) -> LogisticRegression:
        signs = [row for save in some for row in save.signs]
        return LogisticRegression(max_iter=4000).fit(signs, [yes for save in some for yes in save.right])

    hits = 0
    for train, test in GroupKFold(FOLDS).split(known, groups=sites):
        model = trained([known[n] for n in train])
        for save in (known[n] for n in test):
            if save.signs:
                hits += save.right[int(model.predict_proba(save.signs)[:, 1].argmax())]
    possible = sum(any(save.right) for save in known)
    print(f"{hits} of {len(known)} titles found on sites not seen, {possible} are among the lines")
    model = trained(known)
    for name, weight in zip(title.WEIGHTS, model.coef_[0], strict=True):
        print(f'    "{name}": {weight:.1f},')
    print(f"_BIAS = {model.intercept_[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
