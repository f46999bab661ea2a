"""The same posts in many designs of blogs, whose article is known exactly: python -m bench designs

What stands around an article (menus, dates, licences, the posts before and behind it, other posts, comments) differs
from design to design, and is all that differs: so the models of plain text learn what such lines have in common. Half
of the designs is never trained on, nor looked at: it is what the bench measures. BENCH_DESIGNS names the folder that
bench/build_designs.py made.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import peers, wide
from bench.adapters.article_text import told
from bench.plain_saves import MANNERS, Save, as_text, tokens
from bench.rows import Row, named, unmeasured
from podcaster.reading import markdown

FOLDER = Path(os.environ.get("BENCH_DESIGNS", "designs"))
NO_DESIGNS = "there are no designs here (bench/build_designs.py makes them, BENCH_DESIGNS names their folder)"
OF_A_DESIGN = 4  # posts of a design, at most
_SHOWN = 0.95  # of the words of a post are on its page; where fewer are, scripts fill the page


@dataclass(frozen=True, slots=True)
class Page:
    """A post in a design."""

    design: str
    name: str  # of the post
    post: dict[str, str]
    truth: str
    html: bytes

    @property
    def id(self) -> str:
        """Design and post."""
        return f"{self.design}-{self.name}"


def is_held_out(design: str) -> bool:
    """Whether a design is of the half that is only measured."""
    return int(hashlib.md5(design.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def pages(folder: Path = FOLDER, *, held_out: bool = False) -> Iterator[Page]:
    """Up to four posts of each design in *folder*; none if it has no posts.json.

    *held_out*: of the half that is only measured; otherwise, of the other half.
    """
    if not (folder / "posts.json").exists():
        return
    posts = json.loads((folder / "posts.json").read_text("utf-8"))
    truths = {name: _truth(post) for name, post in posts.items()}
    for design in sorted(path for path in (folder / "pages").iterdir() if path.is_dir()):
        if is_held_out(design.name) is not held_out:
            continue
        found = 0
        for name in sorted(posts, key=lambda name: _drawn(design.name, name)):
            page = design / "/".join(posts[name]["date"][:10].split("-")) / name / "index.html"
            if found == OF_A_DESIGN or not page.exists() or not page.stat().st_size:
                continue
            data = page.read_bytes()
            if _share(truths[name], as_text(data, "pasted")) >= _SHOWN:
                found += 1
                yield Page(design.name, name, posts[name], truths[name], data)


def saves(folder: Path = FOLDER, *, held_out: bool = False) -> Iterator[Save]:
    """The same as plain text, each written out in one way."""
    for page in pages(folder, held_out=held_out):
        yield Save(
            page.id,
            f"design {page.design}",
            _written_out(page),
            f"{page.post['title']}\n{page.truth}",
            given=False,
            title=page.post["title"],
            for_all=False,  # or blogs would outweigh newspapers
        )


def _written_out(page: Page) -> str:
    return as_text(page.html, MANNERS[_drawn(page.name, page.design) % len(MANNERS)])


def _truth(post: Mapping[str, str]) -> str:
    article = markdown.read(post["body"], "post.md")
    return "\n".join(filter(None, map(told, article.blocks)))


def _drawn(one: str, other: str) -> int:
    return int(hashlib.sha256(f"{one} {other}".encode()).hexdigest()[:8], 16)


def _share(truth: str, text: str) -> float:
    words, said = set(tokens(truth)), set(tokens(text))
    return len(words & said) / max(1, len(words))


def rows() -> Iterator[Row]:
    """The half of the designs that is only measured, as pages and as plain text."""
    if not (FOLDER / "posts.json").exists():
        yield unmeasured("designs of blogs that nobody tuned to", "", NO_DESIGNS)
        return
    versions = peers.installed(*wide.PEERS)
    yield Row("other readers", "", "", peers=named(versions), why_not="" if versions else peers.missing(*wide.PEERS))
    for form in ("HTML", "plain text"):
        with tempfile.TemporaryDirectory() as folder:
            manifest = _written(Path(folder), form)
            mine = wide.ours(manifest, Path(folder) / "ours")
            lost = wide.loss(mine["pages"], wide.facts(Path(folder) / "ours"))
            others = wide.theirs(manifest, Path(folder), list(versions)) if versions and form == "HTML" else {}
        yield from _figures(form, mine, lost, others)


def _written(folder: Path, form: str) -> Path:
    """A manifest as the judge reads it, with its pages or saves beside it."""
    lines = []
    for page in pages(held_out=True):
        (folder / page.id).write_bytes(page.html if form == "HTML" else _written_out(page).encode())
        (folder / f"{page.id}.truth").write_text(page.truth, "utf-8")
        row = {
            "id": page.id,
            "file": page.id,
            "kind": "html" if form == "HTML" else "text",
            "url": "",
            "title": page.post["title"],
            "language": page.post["lang"],
            "ground_truth": f"{page.id}.truth",
            "gt_kind": "full",
        }
        lines.append(json.dumps(row))
    manifest = folder / "manifest.jsonl"
    manifest.write_text("\n".join(lines), "utf-8")
    return manifest


def _figures(
    form: str, mine: Mapping[str, Any], lost: wide.Loss, others: Mapping[str, Mapping[str, Any]]
) -> Iterator[Row]:
    count = mine["summary"]["pages"]
    goal = wide.F1[form]["full"]
    got = mine["summary"]["full"]["f1"]
    theirs = named({name: f"{one['summary']['full']['f1']:.3f}" for name, one in others.items()})
    yield Row(f"designs of blogs, {form}: F1, {count} pages", f">= {goal}", f"{got:.3f}", got >= goal, theirs)
    measured = f"{len(lost.half)}, without a doubt {len(lost.half_silent)}"
    theirs = named({name: len(wide.loss(one["pages"], {}).half) for name, one in others.items()})
    yield Row(f"designs of blogs, {form}: pages that lose half", "0", measured, not lost.half, theirs)
    got = mine["summary"]["title"]["accuracy"]
    theirs = named({name: f"{one['summary']['title']['accuracy']:.2f}" for name, one in others.items()})
    yield Row(f"designs of blogs, {form}: title", ">= 0.92", f"{got:.3f}", got >= wide.ABOUT["title"], theirs)
