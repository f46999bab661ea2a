"""Train the model that finds the article in a plain-text save: python -m bench.train_plain

Needs lightgbm (`pip install lightgbm`; podcaster itself reads the trees with numpy) and, in the folder that BENCH_DATA
names, the saves and pages of corpus/. BENCH_DESIGNS may name a folder of more pages
(bench/build_designs.py). Writes podcaster/reading/plain/forest.npz, the same bytes for the same data and versions.
`python -m bench text-by-site` trains five times, each time without a fifth of the sites, and measures on that fifth.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from bench import designs
from bench.adapters.article_text import told
from bench.plain_mixed import MIXED, mixed
from bench.plain_saves import Save, labels, saves
from bench.rows import DATA, ROOT
from podcaster.reading import plain
from podcaster.reading.plain import choose, features, forest, lines, region
from podcaster.reading.plain.lines import Piece

MODEL = ROOT / "podcaster/reading/plain/forest.npz"
FOLDS = 5
SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "feature_pre_filter": False,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,  # the same sums in the same order, wherever it runs
    "verbose": -1,
}
# Three forests that err in different ways; their mean is better than each. `all`: trained on the saves with added
# parts, on those whose text is our own reader's, and on the designs of blogs, too.
FORESTS: tuple[dict[str, Any], ...] = (
    {"n": 120, "num_leaves": 15, "min_child_samples": 60, "learning_rate": 0.12, "feature_fraction": 0.15, "seed": 1},
    {
        "n": 120,
        "all": True,
        "num_leaves": 15,
        "min_child_samples": 60,
        "learning_rate": 0.12,
        "feature_fraction": 0.15,
        "seed": 1,
    },
    {
        "n": 200,
        "extra_trees": True,
        "num_leaves": 15,
        "min_child_samples": 60,
        "learning_rate": 0.12,
        "feature_fraction": 0.2,
        "seed": 3,
    },
)
_NEAR = 20  # pieces around the article that are all trained on; of the others a share is enough
_SHARE = 0.2
_MADE = 1 / 1.6  # what a save that was made from a page counts beside a real one
_MIXED = 0.25  # and one with parts of other pages in it


@dataclass(slots=True)
class Example:
    """A save as the model sees it."""

    save: Save
    found: list[Piece]
    rows: Any
    inside: Any
    words: Any


def main() -> int:
    """Train."""
    if not (DATA / "corpus").is_dir():
        print(f"no test data in {DATA}; BENCH_DATA names its folder", file=sys.stderr)
        return 2
    began = time.perf_counter()
    found = saves(DATA)
    examples = [e for e in map(_example, [*found, *mixed(found, _fold), *designs.saves()]) if e is not None]
    print(f"{len(examples)} saves, {sum(len(e.found) for e in examples)} pieces, {_spent(began)}", flush=True)
    _write(_trained(examples, range(len(examples))), MODEL)
    print(f"{MODEL.relative_to(ROOT)}: {MODEL.stat().st_size:,} bytes, {_spent(began)}")
    return 0


def _spent(began: float) -> str:
    return f"{time.perf_counter() - began:.0f} s"


def _example(save: Save) -> Example | None:
    import numpy as np

    found, _ = lines.pieces(save.text)
    if not found or len(found) > region.MOST:
        return None
    rows = features.table(found, choose.find(found))
    inside, words = np.array(labels(found, save.truth)), np.array(features.weights(found))
    return Example(save, found, rows, inside, words)


def _trained(examples: Sequence[Example], chosen: Sequence[int]) -> list[Any]:
    """The boosters for these examples."""
    import lightgbm

    boosters, data = [], {}
    for one in FORESTS:
        every = "all" in one
        if every not in data:
            data[every] = _dataset([examples[n] for n in chosen if every or examples[n].save.for_all])
        own = {name: value for name, value in one.items() if name not in ("n", "all")}
        boosters.append(lightgbm.train(SETTINGS | own, data[every], one["n"]))
    return boosters


def _dataset(examples: Sequence[Example]) -> Any:
    """The rows to train on: a save counts by the root of its pieces, a piece by the root of its words."""
    import lightgbm
    import numpy as np

    random = np.random.default_rng(0)
    rows, inside, counts = [], [], []
    for example in examples:
        near = np.convolve(example.inside, np.ones(2 * _NEAR + 1))[_NEAR : _NEAR + len(example.inside)] > 0
        taken = near | (random.random(len(near)) < _SHARE)
        count = np.sqrt(np.minimum(example.words, 150) + 1)
        count *= 10 * np.sqrt(len(count)) / count.sum() * _counts(example.save)
        rows.append(example.rows[taken])
        inside.append(example.inside[taken])
        counts.append(np.where(near, count, count / _SHARE)[taken])
    return lightgbm.Dataset(
        np.concatenate(rows), np.concatenate(inside).astype(float), weight=np.concatenate(counts), params=SETTINGS
    ).construct()


def _counts(save: Save) -> float:
    """What a save counts in the training."""
    if save.given:
        return 1.0
    return _MIXED if save.name.endswith(MIXED) else _MADE


def by_site(texts: Path) -> None:
    """Write what is narrated of each save, and its doubts, by trees that were trained without its site."""
    found = saves(DATA)
    _narrate([e for e in map(_example, [*found, *mixed(found, _fold), *designs.saves()]) if e is not None], texts)


def _narrate(examples: Sequence[Example], texts: Path) -> None:
    for fold in range(FOLDS):
        trees = texts / "trees.npz"
        _write(_trained(examples, [n for n, e in enumerate(examples) if _fold(e.save.site) != fold]), trees)
        others = forest.read(trees)
        with mock.patch.object(forest, "trained", lambda others=others: others):
            for save in (e.save for e in examples if e.save.given and _fold(e.save.site) == fold):
                article = plain.read(save.text, save.name)
                said = "\n".join(filter(None, map(told, article.blocks)))
                (texts / f"{save.name}.txt").write_text(said, "utf-8")
                doubts = {"doubts": [kind for kind, _ in article.doubts]}
                (texts / f"{save.name}.json").write_text(json.dumps(doubts), "utf-8")


def _fold(site: str) -> int:
    parts = site.split(".")
    short = len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2  # "co.uk"
    owner = ".".join(parts[-3:] if short else parts[-2:])
    return int(hashlib.sha256(owner.encode()).hexdigest(), 16) % FOLDS


def _write(boosters: Sequence[Any], path: Path) -> None:
    """The trees as arrays. A limit is rounded down, so that a column of 32 bits falls on the same side of it."""
    import numpy as np

    columns: dict[str, list[Any]] = {"roots": [], "column": [], "limit": [], "left": [], "right": [], "value": []}
    depth = 0

    def add(node: dict[str, Any], level: int) -> int:
        nonlocal depth
        depth = max(depth, level)
        at = len(columns["value"])
        leaf = "leaf_value" in node
        columns["column"].append(0 if leaf else node["split_feature"])
        columns["limit"].append(0.0 if leaf else node["threshold"])
        columns["left"].append(at)
        columns["right"].append(at)
        columns["value"].append(node["leaf_value"] / len(boosters) if leaf else 0.0)
        if not leaf:
            columns["left"][at] = add(node["left_child"], level + 1)
            columns["right"][at] = add(node["right_child"], level + 1)
        return at

    for booster in boosters:
        for tree in booster.dump_model()["tree_info"]:
            columns["roots"].append(add(tree["tree_structure"], 0))
    exact = np.array(columns["limit"])
    limit = exact.astype(np.float32)
    limit = np.where(limit > exact, np.nextafter(limit, np.float32(-np.inf)), limit).astype(np.float32)
    small = {name: np.array(columns[name], dtype=np.uint16) for name in ("roots", "column", "left", "right")}
    value = np.array(columns["value"], dtype=np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, limit=limit, value=value, depth=np.array(depth), **small)


if __name__ == "__main__":
    sys.exit(main())
