"""The commands that README, guides and how-tos show do what is said there; the settings that they show are valid."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from docs.generate import json_page
from podcaster.audio import player
from podcaster.batch import run as batch
from podcaster.batch.intake import Options
from podcaster.cli import making, options
from podcaster.cli.output import hush
from podcaster.config import Show, Sound, parse
from podcaster.engines.pool import Pool
from podcaster.errors import UsageError
from podcaster.listening import trial
from tests import docs_commands as documented
from tests.commands import podcaster
from tests.docs_commands import ROOT, STANDS_FOR, Shown
from tests.formats import build

HARBOUR = """
title = "Letters from the harbour"
base_url = "https://example.org/harbour/"
voice = "tone"
jobs = 1

[sound]
quality = "small"
"""
CHAPTERS = (
    ("text/z.xhtml", "The gulls are back", f"<p>{build.GULLS}</p><p>{build.BREAD}</p>"),
    ("text/a.xhtml", "The last ferry", f"<p>{build.FERRY}</p><p>{build.BREAD}</p>"),
)
CLOCK = (
    "It was late. These are its first words, and they are about the clock on the quay, which has two faces. The one "
    "that looks at the sea is ten minutes fast, so that no sailor misses the tide. The other looks at the town, and "
    "it is right, because the shops would not have it otherwise. Whoever stands between them sees neither and has time "
    "enough. Mrs Beauchamp wound both for thirty years. Then she moved inland, and the keys went with her. Those were "
    "its last words, and they never came back."
)
SAVES: dict[str, str | bytes] = {
    "post.html": build.page("The clock on the quay", f"<p>{CLOCK}</p>"),
    "examples/harbor-lights.md": f"# Harbor lights\n\n{build.GULLS}\n\n{build.BREAD}\n",
    "saved/gulls.html": build.page(),
    "saved/ferry.html": build.page("The night ferry", f"<p>{build.FERRY}</p><p>{build.BREAD} {build.BREAD}</p>"),
    "archive.epub": build.epub(CHAPTERS),
    "letter.eml": build.newsletter(),
    "feed.xml": build.rss(),
    "wordpress.xml": build.wxr(),
    "ghost.json": build.ghost(),
    "export.zip": build.substack(),
    "subscriptions.opml": '<opml version="2.0"><body><outline type="rss" text="Quay" xmlUrl="https://quay.example/f"/>'
    "</body></opml>",
}
# Pages whose commands build on one another; those of the others are alternatives, each with the show as it was.
IN_ORDER = ("docs/start/", "docs/how-to/")
# Of these, the pages that begin with a show of three episodes. On the others it is made by the commands of the page.
WITH_A_SHOW = ("take-back", "broken-disk", "phone", "follow-a-blog")
_TRIED: set[tuple[str, ...]] = set()  # what some page that shows alternatives has shown before
PAGES = [page for page in documented.pages() if documented.shown(page)]
# Blocks of settings of other programs, or parts of ours that are no podcaster.toml.
NO_SETTINGS = {"[params]": "of Hugo", "below_speech": "a theme of sounds", "engine =": "a voice"}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One voice of tones for all pages: its process would take longer to start than everything that it says."""
    with Pool(1) as running:
        yield running


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Path:
    """A show of three episodes. Made once, and copied."""
    folder = tmp_path_factory.mktemp("harbour")
    _save(folder)
    show = Show(folder / "podcast", parse(tomllib.loads(HARBOUR)))
    show.folder.mkdir()
    (show.folder / "podcaster.toml").write_text(HARBOUR)
    outcomes = batch.run(show, [folder / "saved", folder / "post.html"], Options(report=True), pool=pool)
    assert [one.status for one in outcomes] == ["made"] * 3
    return show.folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pool: Pool, read_here: None) -> Iterator[Path]:
    """The folder in which commands run: posts are saved in it, every voice is of tones, and HOME is it too."""
    _save(tmp_path)
    (tmp_path / "packaging").symlink_to(ROOT / "packaging")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CACHE", "VOICES", "TOKENS"):
        monkeypatch.setenv(f"PODCASTER_{name}", str(tmp_path / ".own" / name))
    monkeypatch.setattr(making, "run", partial(batch.run, pool=pool))
    monkeypatch.setattr(trial, "Pool", lambda _: nullcontext(pool))
    monkeypatch.setattr(player, "play", lambda *_: True)
    load = options.load
    small = Sound(quality="small")  # quicker to encode
    monkeypatch.setattr(options, "load", lambda folder: replace(load(folder), voice="tone", jobs=1, sound=small))
    yield tmp_path
    hush(False)


def _save(folder: Path) -> None:
    for name, data in SAVES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_work(page: str, here: Path, harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All that can run without a network, a server, a real voice or minutes; `NOT_RUN` says which cannot, and why."""
    in_order = page.startswith(IN_ORDER)
    show = here / "podcast"
    if not in_order or any(name in page for name in WITH_A_SHOW):
        shutil.copytree(harbour, show)
        shutil.copytree(harbour / "public", here / "published")
    for command in documented.shown(page):
        if command.where == "sentence" or (in_order and command.where == "table"):
            continue
        if not in_order and command.ours:
            if command.words in _TRIED:
                continue
            _TRIED.add(command.words)
            shutil.rmtree(show, ignore_errors=True)
            if command.ours[:2] != ("show", "init"):
                shutil.copytree(harbour, show)
        if command.words[0] in documented.ON_FILES:
            subprocess.run(_here(command.words, here), check=True)
        elif command.ours and not (command.reason or command.is_a_name or _is_a_pattern(command)):
            status, out, err = podcaster(capsys, *_agreed(_here(command.ours, here)))
            assert status == 0, f"{command}\n{out}{err}"


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_shown_is_understood(page: str) -> None:
    """Those that are not run, and those within sentences, too: each option and argument is there."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for command in documented.shown(page):
        problem = command.problem if command.ours else documented.other(command.words, makefile, pyproject)
        assert problem == "", command


def test_no_reason_is_left_over() -> None:
    """Each rule of `NOT_RUN` has a command, and most commands are run."""
    commands = [one for page in PAGES for one in documented.shown(page) if one.ours]
    texts = [" ".join(one.ours) for one in commands]
    assert [rule for rule, _ in documented.NOT_RUN if not any(re.match(rule, text) for text in texts)] == []
    in_blocks = [one for one in commands if one.where == "block"]
    assert sum(not one.reason for one in in_blocks) > len(in_blocks) / 2


def test_settings_that_are_shown_are_valid() -> None:
    """Each block of TOML is a podcaster.toml, or names what else it is."""
    found = [(page, line, text) for page in documented.pages() for line, text in documented.blocks(page, "toml")]
    assert len(found) > 5
    for page, line, text in found:
        if not any(sign in text for sign in NO_SETTINGS):
            try:
                parse(tomllib.loads(text))
            except (UsageError, tomllib.TOMLDecodeError) as error:
                pytest.fail(f"{page}:{line}: {error}")


@pytest.mark.parametrize(
    "words",
    [
        *("status", "list", "failures", "feed", "check", "sources", "opml", "report", "voices list", "cache list"),
        *("convert post.html", "batch saved --dry-run", "explain post.html", "words saved", "lexicon list"),
        *("remove 1 --yes", "restore 1", "publish site", "show cover"),
    ],
)
def test_json_has_the_keys_of_the_reference(
    words: str, here: Path, harbour: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """docs/reference/json.md lists each key that is printed, and names none that never is."""
    shutil.copytree(harbour, here / "podcast")
    status, out, err = podcaster(capsys, *words.split(), "--json")
    assert status == 0, err
    name = " ".join(word for word in words.split() if word.isalpha() and word not in ("saved", "site"))
    answer = json_page.ANSWERS["batch --dry-run" if "--dry-run" in words else name]
    printed = json.loads(out)
    listed = json_page.keys(answer)
    for one in printed if isinstance(printed, list) else [printed]:
        assert set(one) <= listed
        assert listed - set(one) <= {"proofs", "pulled", "page", "share", "blocked"}


def _is_a_pattern(command: Shown) -> bool:
    """Whether it has words in capitals or dots that stand for something of the reader."""
    words = [STANDS_FOR.get(word, word) for word in command.ours]
    return any(re.fullmatch(r"[A-Z_]{3,}(\.\w+)?|.*…", word) for word in words)


def _here(words: tuple[str, ...], folder: Path) -> list[str]:
    """The words of a command with places and patterns as they are in the folder of the test."""
    found: list[str] = []
    for word in words:
        word = STANDS_FOR.get(word, word)
        word = re.sub(r"^~/", f"{folder}/", word)
        word = re.sub(r"^/(?=(srv|out|archive|shared|home)\b)", f"{folder}/", word)
        names = sorted(map(str, Path().glob(word))) if "*" in word and not word.startswith("/") else []
        found += names or [word]
    return found


def _agreed(words: list[str]) -> list[str]:
    """A question that a person would answer is answered with yes."""
    return [*words, "--yes"] if words[0] == "remove" and "--yes" not in words else words
