"""Reading pages that nobody tuned to, with other readers beside ours in the same run: python -m bench wide wide-text

The other readers are trafilatura, readability-lxml and newspaper4k (bench/peers.py says where they are looked for). One
that is not installed is left out, and the row says so.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import peers
from bench.rows import DATA, NO_DATA, Row, named, run, unmeasured

PEERS = ("trafilatura", "readability-lxml", "newspaper4k")
KINDS = {"full": "truth by people", "reference": "reviewed output of tools", "segments": "chosen segments"}
F1 = {"HTML": {"full": 0.98, "reference": 0.935, "segments": 0.945}, "plain text": {"full": 0.94, "reference": 0.92}}
ABOUT = {"title": 0.92, "author": 0.85, "date": 0.90}
OLD = {"HTML": 0.985, "plain text": 0.965}
MANIFEST = {"HTML": "manifest.jsonl", "plain text": "plaintext/manifest.jsonl"}
MOST_LOST, MOST_FURNITURE = 0.01, 0.04
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


def theirs(manifest: Path, texts: Path, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the judge says about each of the other readers, on the same pages."""
    judge = DATA / "harness/extraction/run_baselines.py"
    run(peers.python(), judge, "--manifest", manifest, "--out", texts, "--tools", ",".join(names))
    return {name: judged(manifest, texts / name) for name in names}


def figure(summary: Mapping[str, Any], kind: str) -> float:
    return float(summary[kind]["f" if kind == "segments" else "f1"])


def pages() -> Iterator[Row]:
    """The whole article and no furniture, on pages nobody tuned to."""
    yield from one_form("HTML")
    if (DATA / "corpus/wide" / MANIFEST["HTML"]).exists():
        yield speed()


def saves() -> Iterator[Row]:
    """The same of plain text."""
    yield from one_form("plain text")


def one_form(form: str) -> Iterator[Row]:
    """The rows of the HTML pages, or those of the plain-text saves."""
    manifest = DATA / "corpus/wide" / MANIFEST[form]
    if not manifest.exists():
        yield unmeasured(f"{form}: F1 and losses", "", NO_DATA)
        return
    versions = peers.installed(*PEERS)
    yield Row("other readers", "", "", peers=named(versions), why_not="" if versions else peers.missing(*PEERS))
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "ours"
        mine = ours(manifest, texts)
        about = facts(texts)
        others = theirs(manifest, Path(folder), list(versions)) if versions else {}
    for kind, goal in F1[form].items():
        got = figure(mine["summary"], kind)
        told = named({name: f"{figure(one['summary'], kind):.3f}" for name, one in others.items()})
        yield Row(f"{form}: F1, {KINDS[kind]}", f">= {goal}", f"{got:.3f}", got >= goal, told)
    if form == "plain text":
        recall = [mine["summary"][kind]["recall"] for kind in F1[form]]
        yield Row(f"{form}: recall", ">= 0.96", ", ".join(f"{r:.3f}" for r in recall), min(recall) >= 0.96)
    yield from losses(form, mine, about, others)
    if form == "HTML":
        yield from blemishes(mine, others)
    yield old(form)


def losses(
    form: str, mine: Mapping[str, Any], about: Mapping[str, Mapping[str, Any]], others: Mapping[str, Mapping[str, Any]]
) -> Iterator[Row]:
    """The rows about articles that are not narrated, or in part."""
    lost = loss(mine["pages"], about)
    count = sum(page["kind"] != "segments" for page in mine["pages"])
    told = named({name: len(loss(one["pages"], {}).half) for name, one in others.items()})
    most = round(MOST_LOST * count)
    kept = len(lost.half) <= most and not lost.half_silent
    measured = f"{len(lost.half)}, without a doubt {len(lost.half_silent)}"
    yield Row(
        f"{form}: articles that lose half, of {count}", f"<= {most} (1 %), each with a doubt", measured, kept, told
    )
    silent = len(lost.quarter_silent)
    measured = f"{silent} of {len(lost.quarter)} such pages"
    yield Row(f"{form}: a quarter lost without a doubt", "0", measured, not silent)
    crashed = sum("crashed" in one for one in about.values())
    refused = sum("refused" in one for one in about.values())
    yield Row(f"{form}: crashes", "0", f"{crashed}; {refused} refused", not crashed)
    surely = sum(bool(about.get(p["id"], {}).get("doubts")) for p in mine["pages"] if (said(p) or 0) >= 0.9)
    yield Row(f"{form}: doubts about articles that are whole", "", str(surely))


def blemishes(mine: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    """Menus and the like that are narrated; title, author and date."""
    leaks, count = mine["summary"]["leak_pages"], mine["summary"]["pages"]
    told = named({name: one["summary"]["leak_pages"] for name, one in others.items()})
    most = round(MOST_FURNITURE * count)
    yield Row(f"HTML: pages with furniture, of {count}", f"<= {most} (4 %)", str(leaks), leaks <= most, told)
    for fact, goal in ABOUT.items():
        got = mine["summary"][fact]["accuracy"]
        known = {name: one["summary"].get(fact, {}).get("accuracy") for name, one in others.items()}
        told = named({name: f"{share:.2f}" for name, share in known.items() if share})  # 0: it never says this fact
        yield Row(f"HTML: {fact}", f">= {goal:.2f}", f"{got:.3f}", got >= goal, told)


def old(form: str) -> Row:
    """The pages that the reader was first made with: what is won elsewhere is not to be lost here."""
    goal = OLD[form]
    with tempfile.TemporaryDirectory() as folder:
        got = ours(DATA / "corpus/articles" / MANIFEST[form], Path(folder))["summary"]["full"]["f1"]
    return Row(f"{form}: F1, pages of the first version", f">= {goal}", f"{got:.3f}", got >= goal)


def speed() -> Row:
    """Processor time of both in one process, page by page in turn."""
    times = json.loads(
        run(sys.executable, "bench/adapters/reading_speed.py", DATA / "corpus/wide" / MANIFEST["HTML"], "2")
    )
    ratio = times["theirs"] / times["ours"]
    ours_ms, theirs_ms = (
        f"{1000 * times[name] / times['pages']:.1f} ms of processor a page" for name in ("ours", "theirs")
    )
    return Row(
        "HTML: pages a second / trafilatura's",
        ">= 1",
        f"{ratio:.2f} ({ours_ms})",
        ratio >= 1,
        f"trafilatura {theirs_ms}",
    )
