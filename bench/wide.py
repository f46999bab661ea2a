"""Reading pages that nobody tuned to, with other readers beside ours in the same run: python -m bench wide

BENCH_PEERS_PYTHON names the Python that has trafilatura, readability-lxml and newspaper4k; without it, this one is
asked (`pip install -e '.[bench]'` brings them). A reader that is not installed is left out, and said so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.rows import DATA, Row, run

PEERS = ("trafilatura", "readability-lxml", "newspaper4k")
KINDS = {"full": "human truth", "reference": "reference", "segments": "segments"}
F1 = {"HTML": {"full": 0.98, "reference": 0.935, "segments": 0.945}, "plain text": {"full": 0.94, "reference": 0.92}}
ABOUT = {"title": 0.92, "author": 0.85, "date": 0.90}
OLD = {"HTML": 0.985, "plain text": 0.965}
MANIFEST = {"HTML": "manifest.jsonl", "plain text": "plaintext/manifest.jsonl"}
MOST_LOST, MOST_FURNITURE = 3, 14
HALF, QUARTER = 0.5, 0.75  # less than this much of the article is said
SEGMENTS = 4  # fewer of them, and one that was cut elsewhere would already be a quarter of the page


@dataclass(frozen=True, slots=True)
class Loss:
    """Pages of which much is not said: ids."""

    half: list[str] = field(default_factory=list)
    half_silent: list[str] = field(default_factory=list)
    quarter: list[str] = field(default_factory=list)
    quarter_silent: list[str] = field(default_factory=list)


def said(page: Mapping[str, Any]) -> float | None:
    """How much of the article is said; None where the truth is only a few sentences of it."""
    if page["kind"] != "segments":
        return float(page["r"] or 0)
    count = page["tp"] + page["fn"]
    return page["tp"] / count if count >= SEGMENTS else None


def loss(pages: Sequence[Mapping[str, Any]], about: Mapping[str, Mapping[str, Any]]) -> Loss:
    """The pages that lose a half, and those that lose a quarter: all, and those without a doubt.

    A page that was refused is lost, but not in silence: its user is told. A crash is silent.
    """
    found = Loss()
    for page in pages:
        share, facts = said(page), about.get(page["id"], {})
        if share is None or share >= QUARTER:
            continue
        silent = not facts.get("doubts") and not facts.get("refused")
        found.quarter.append(page["id"])
        found.quarter_silent.extend([page["id"]] * silent)
        if share < HALF and page["kind"] != "segments":
            found.half.append(page["id"])
            found.half_silent.extend([page["id"]] * silent)
    return found


def judged(manifest: Path, texts: Path) -> dict[str, Any]:
    """What the judge says about a folder of texts: `summary`, and `pages` one by one."""
    report = texts / "score.report"
    run(
        sys.executable, DATA / "harness/extraction/score.py", "--manifest", manifest, "--texts", texts, "--json", report
    )
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def ours(manifest: Path, texts: Path) -> dict[str, Any]:
    """All pages of a manifest by our reader, and what the judge says about them."""
    run(sys.executable, "bench/adapters/article_text.py", manifest, texts)
    return judged(manifest, texts)


def facts(texts: Path) -> dict[str, dict[str, Any]]:
    """What our reader said of each page beside its text: doubts, or why it was refused."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in texts.glob("*.json")}


def peers_python() -> str:
    return os.environ.get("BENCH_PEERS_PYTHON", sys.executable)


def installed(python: str) -> dict[str, str]:
    """The versions of the other readers that this Python has."""
    ask = (
        "import importlib.metadata as m, json, sys\nfound = {}\nfor name in sys.argv[1:]:\n"
        "    try:\n        found[name] = m.version(name)\n    except m.PackageNotFoundError:\n        pass\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run([python, "-c", ask, *PEERS], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def theirs(manifest: Path, texts: Path, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the judge says about each of the other readers, on the same pages."""
    judge = DATA / "harness/extraction/run_baselines.py"
    run(peers_python(), judge, "--manifest", manifest, "--out", texts, "--tools", ",".join(names))
    return {name: judged(manifest, texts / name) for name in names}


def beside(ours: str, others: Mapping[str, str]) -> str:
    """Our figure, then theirs."""
    return "; ".join([ours, ", ".join(f"{name} {figure}" for name, figure in others.items())]).removesuffix("; ")


def figure(summary: Mapping[str, Any], kind: str) -> float:
    return float(summary[kind]["f" if kind == "segments" else "f1"])


def wide() -> Iterator[Row]:
    """The whole article and no furniture, on pages nobody tuned to."""
    if not (DATA / "corpus/wide" / MANIFEST["HTML"]).exists():
        yield Row("wide", "", "no test data here")
        return
    versions = installed(peers_python())
    for name in PEERS:
        at = f"version {versions[name]}" if name in versions else "not installed here: left out"
        yield Row(f"wide: beside {name}", "", at)
    for form in MANIFEST:
        yield from one_form(form, list(versions))
    yield from old()
    yield speed()


def one_form(form: str, names: Sequence[str]) -> Iterator[Row]:
    """The rows of the HTML pages, or those of the plain text saves."""
    manifest = DATA / "corpus/wide" / MANIFEST[form]
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "ours"
        mine = ours(manifest, texts)
        about = facts(texts)
        peers = theirs(manifest, Path(folder), names) if names else {}
    for kind, goal in F1[form].items():
        got = figure(mine["summary"], kind)
        others = {name: f"{figure(one['summary'], kind):.3f}" for name, one in peers.items()}
        yield Row(f"wide: {form} F1, {KINDS[kind]}", f">= {goal}", beside(f"{got:.3f}", others), got >= goal)
    yield from losses(form, mine, about, peers)
    if form == "HTML":
        yield from blemishes(mine, peers)


def losses(
    form: str, mine: Mapping[str, Any], about: Mapping[str, Mapping[str, Any]], peers: Mapping[str, Mapping[str, Any]]
) -> Iterator[Row]:
    """The rows about articles that are not said, or said in part."""
    lost = loss(mine["pages"], about)
    count = sum(page["kind"] != "segments" for page in mine["pages"])
    others = {name: str(len(loss(one["pages"], {}).half)) for name, one in peers.items()}
    measured = beside(f"{len(lost.half)}, {len(lost.half_silent)} without", others)
    kept = len(lost.half) <= MOST_LOST and not lost.half_silent
    yield Row(f"wide: {form}, half lost of {count}", f"<= {MOST_LOST}, each with a doubt", measured, kept)
    silent = lost.quarter_silent
    named = f" ({', '.join(silent[:3])}{', …' if len(silent) > 3 else ''})" if silent else ""
    measured = f"{len(silent)} of {len(lost.quarter)}{named}"
    yield Row(f"wide: {form}, a quarter lost without a doubt", "0", measured, not silent)
    crashed = sum("crashed" in one for one in about.values())
    refused = sum("refused" in one for one in about.values())
    yield Row(f"wide: {form}, crashes", "0", f"{crashed}; {refused} refused", not crashed)
    surely = sum(bool(about.get(p["id"], {}).get("doubts")) for p in mine["pages"] if (said(p) or 0) >= 0.9)
    yield Row(f"wide: {form}, doubts about pages that are whole", "", str(surely))


def blemishes(mine: Mapping[str, Any], peers: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    """Furniture that is said; title, author and date."""
    leaks = mine["summary"]["leak_pages"]
    others = {name: str(one["summary"]["leak_pages"]) for name, one in peers.items()}
    what = f"wide: HTML pages with furniture, of {mine['summary']['pages']}"
    yield Row(what, f"<= {MOST_FURNITURE}", beside(str(leaks), others), leaks <= MOST_FURNITURE)
    for fact, goal in ABOUT.items():
        got = mine["summary"][fact]["accuracy"]
        known = {name: one["summary"].get(fact, {}).get("accuracy") for name, one in peers.items()}
        others = {name: f"{share:.2f}" for name, share in known.items() if share}  # 0: it never says this fact
        yield Row(f"wide: HTML {fact}", f">= {goal:.2f}", beside(f"{got:.3f}", others), got >= goal)


def old() -> Iterator[Row]:
    """The pages that the reader was first made with: what is won elsewhere is not to be lost here."""
    for form, goal in OLD.items():
        with tempfile.TemporaryDirectory() as folder:
            got = ours(DATA / "corpus/articles" / MANIFEST[form], Path(folder))["summary"]["full"]["f1"]
        yield Row(f"wide: old pages, {form} F1", f">= {goal}", f"{got:.3f}", got >= goal)


def speed() -> Row:
    """Processor time of both in one process, page by page in turn."""
    times = json.loads(
        run(sys.executable, "bench/adapters/reading_speed.py", DATA / "corpus/wide" / MANIFEST["HTML"], "2")
    )
    ratio = times["theirs"] / times["ours"]
    each = ", ".join(f"{name} {1000 * times[name] / times['pages']:.1f} ms" for name in ("ours", "theirs"))
    return Row("wide: HTML pages a second / trafilatura's", ">= 1", f"{ratio:.2f} ({each} of CPU a page)", ratio >= 1)
