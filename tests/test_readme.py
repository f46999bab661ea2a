"""The README is true: its links lead somewhere, its commands do what they promise, its sound is what its text says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import click
import mutagen
import pytest

from podcaster import Settings, cli, read, write_script
from tests.commands import podcaster
from tests.conftest import POST

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
SOUND = ROOT / "docs/audio/eyes-closed.mp3"

QUICK = 'voice = "tone"\njobs = 1\n'
# What the blocks show and no test of this file runs: commands that need another machine, or run until they are stopped.
ELSEWHERE = (
    "podcaster serve",
    "podcaster studio",
    "podcaster follow",
    "podcaster publish host:",
    "podcaster publish s3:",
)
WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour letters</title><wp:wxr_version>1.2</wp:wxr_version><item><title>The night boat</title>
<link>https://blog.example.org/night</link><content:encoded><![CDATA[{text}]]></content:encoded>
<wp:post_id>7</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>
"""


def lines_of_shell() -> list[str]:
    """The commands in the blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    return [re.sub(r"\s+# .*", "", line) for block in blocks for line in block.splitlines()]


def anchors(page: Path) -> set[str]:
    """The headings of a page, as addresses."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere() -> None:
    """To a file of the repository, and to a heading that is there."""
    links = re.findall(r"\]\(([^)\s]+)\)", PROSE) + re.findall(r'(?:href|src)="([^"]+)"', PROSE)
    assert len(links) > 30
    for link in links:
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        page = ROOT / path.removesuffix("?raw=true") if path else ROOT / "README.md"
        assert page.exists(), link
        assert not anchor or anchor in anchors(page), link


def test_every_file_and_target_that_it_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake ([a-z]+)\b(?=[^\n]*`|\s*$| ARTICLE)", TEXT, re.MULTILINE))
    assert {"episode", "test", "install", "clean"} <= targets
    for name in targets:
        assert re.search(rf"^{name}:", makefile, re.MULTILINE), name
    for name in re.findall(r"(?:examples|docs)/[\w./-]+\w", TEXT):
        assert (ROOT / name).exists(), name


def leaf(words: list[str]) -> tuple[Any, list[str]]:
    """The command that *words* call, and what it is given."""
    command: Any = cli.load(words[0])
    words = words[1:]
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


def test_every_command_exists_with_its_options() -> None:
    """Those in a sentence too. A group is named by itself, as in `podcaster cache`."""
    shown = [line for line in lines_of_shell() if line.startswith("podcaster")]
    shown += re.findall(r"`(podcaster [^`]+)`", PROSE)
    assert len(shown) > 20
    for line in shown:
        if line == "podcaster --help":
            continue
        command, given = leaf(shlex.split(line)[1:])
        if not hasattr(command, "commands"):
            command.make_parser(click.Context(command)).parse_args([word for word in given if word != "--help"])


def paragraphs(who: str, what: str) -> str:
    """Enough of a text for an episode, and unlike that of another *who*."""
    said = (
        f"The {who} came down the hill with more {what} than anyone had seen that year.",
        f"Nobody asked where the {what} was from, because the {who} would have told them for an hour.",
        f"So the {what} lay behind the door until the spring, and the {who} slept on it when it rained.",
        f"In May a letter came for the {who}, and it was about the {what} and about money.",
        f"They still speak of it, and of what the {who} answered, on the evenings when there is no {what} to be had.",
    )
    return "".join(f"<p>{one}</p>" for one in said)


def test_the_commands_do_what_they_promise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, as they stand there, in the folder of somebody who has saved a few things."""
    monkeypatch.chdir(tmp_path)
    page = f"<html><title>The mill</title><article><h1>The mill</h1>{paragraphs('miller', 'grain')}</article></html>"
    (tmp_path / "post.html").write_text(page)
    (tmp_path / "wordpress.xml").write_text(WORDPRESS.format(text=paragraphs("sailor", "rope")))
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "harbour.md").write_text(POST)
    (tmp_path / "podcast").mkdir()
    settings = tmp_path / "podcast" / "podcaster.toml"
    settings.write_text(QUICK)
    monkeypatch.setattr("podcaster.audio.player.play", lambda *_: True)
    ran = 0
    for line in lines_of_shell():
        if line.startswith("podcaster ") and not line.startswith(ELSEWHERE) and line != "podcaster batch":
            if begins := line.startswith("podcaster show init"):  # as if there were no settings yet
                settings.unlink()
            status, out, err = podcaster(capsys, *shlex.split(line)[1:])
            if begins:
                settings.write_text(QUICK + settings.read_text())
            assert status == 0, (line, out, err)
            ran += 1
    assert ran > 8
    assert len(list((tmp_path / "podcast/public/episodes").glob("*.mp3"))) >= 4  # three posts and the mix
    assert "Beauchamp\t" in (tmp_path / "podcast/lexicon.tsv").read_text(encoding="utf-8")


def plain(text: str) -> str:
    return " ".join(re.sub(r"[>*_]", " ", text).split())


def test_the_sound_is_what_its_text_says() -> None:
    """An episode as `convert` makes it, small enough for a repository: its words are those of the example."""
    assert SOUND.stat().st_size <= 300_000
    [article] = read(ROOT / "examples/eyes-closed.md")
    said = " ".join(utterance.text for utterance in write_script(article, Settings()).utterances)
    file = mutagen.File(SOUND)
    assert 25 < file.info.length < 35
    assert file.info.bitrate == 64_000
    assert plain(str(file.tags["USLT::eng"])) == plain(said)
    cues = re.sub(
        r"^(WEBVTT|\d+|[\d:.]+ --> .*)$|<v \w+>", "", SOUND.with_suffix(".vtt").read_text(), flags=re.MULTILINE
    )
    assert plain(cues) == plain(said)
    told = TEXT.partition("<details>")[2].partition("`podcaster convert")[0].partition("</summary>")[2]
    assert plain(told.replace("Closed.**", "Closed**")) == plain(said)
