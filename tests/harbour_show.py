"""A private show of five episodes with its saved posts, for tests of what happens to its library."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run

TOML = """
title = "Letters from the harbour"
voice = "tone"
private = true
base_url = "https://pod.example/"
jobs = 1
"""
SENTENCE = "The ferry number {n} crossed the wide bay before the morning fog had lifted from the water again. "


def post(folder: Path, n: int) -> Path:
    """Two of three posts have an address; all have dates of their own."""
    path = folder / f"{n}.md"
    folder.mkdir(parents=True, exist_ok=True)
    address = f"url: https://harbour.example/{n}\n" if n % 3 else ""
    path.write_text(f"---\ntitle: Ferry {n}\ndate: 2019-05-{n:02}\n{address}---\n\n{SENTENCE.format(n=n) * 12}\n")
    return path


def make(folder: Path) -> Path:
    """The show is in *folder*/show and the posts in *folder*/saved."""
    (folder / "show").mkdir()
    (folder / "show" / "podcaster.toml").write_text(TOML)
    for n in range(1, 6):
        post(folder / "saved", n)
    assert run("batch", folder / "saved", "--show", folder / "show") == 0
    return folder
