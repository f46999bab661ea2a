"""The commands that the documentation shows, and what can be tried of each."""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import typer

from podcaster import cli

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", *(f"docs/{name}" for name in ("index.md", "start/*.md", "how-to/*.md", "guide/*.md")))
PAGES += ("docs/explanation/*.md",)
_FENCE = re.compile(r"^( *)```([\w-]*)\n(.*?)^\1```$", re.M | re.S)
_INLINE = re.compile(r"`((?:\.venv/bin/)?podcaster [^`]+)`")
_CALCULATED = re.compile(r"\$\(\([^)]*\)\)|\$\([^)]*\)|\$\{\w+\}|\$\w+")  # what a shell puts in its place
_OPERATORS = {";", "&&", "||", "|", "&"}
PROGRAM = "podcaster"
_Misuse = typer.BadParameter.__bases__[0]  # typer has no public name for the class of all of them

# Commands that are read and not run, and why: a pattern for the words behind `podcaster`. All others are run.
NOT_RUN = (
    (r"(serve|studio|watch)\b", "runs until Ctrl-C"),
    (r"follow (?!\S+\.opml)|(?!show).*https?://|pull\b|batch$|batch --show \S+ --until", "needs the network"),
    (r"publish (s3|sftp|davs|host):", "needs a server"),
    (r"publish .*--moved-from", "needs a place that the show has left"),
    (r"voices (install|preview|remove)|.* (-v|--voice) |voices list --measure", "needs voices that are heard"),
    (r"voices check", "reads the models of all voices, which takes seconds"),
    (r".*--device", "needs the device"),
    (r"proof\b|.*--proof", "needs a recognizer and its model"),
    (r".*--dask", "needs a cluster"),
    (r".*--shard (1|\{\})/200|merge /out", "needs the archive of a job array"),
    (r"convert (kiji|beitrag)\.html", "needs a post in another language, and its voice"),
    (r"--install-completion", "changes the shell of whoever runs it"),
    (r"unfollow|sources$", "needs something that is followed"),
)
# What stands for something in these pages -> what is there in the folder of a test.
STANDS_FOR = {
    "12": "2", "15": "1", "FILE": "post.html", "TARGET": "site", "theirs.xml": "podcast/public/feed.xml",
    "content/posts": "saved", "public/": "saved",
}  # fmt: skip
# Other programs. Only what is ours in them is tried: targets of make, extras, a command of ours that they start.
OTHERS = frozenset(
    (
        *("cd", "make", "pip", "pipx", "uv", "python3", ".venv/bin/pip", "git", "curl", "export", "man"),
        *("systemctl", "journalctl", "loginctl", "crontab", "dask", "parallel", "tailscale"),
    )
)
ON_FILES = frozenset(("mkdir", "cp"))  # run as they are


@dataclass(frozen=True, slots=True)
class Shown:
    """A command as a page shows it. *line*: of the block or the sentence that it stands in."""

    page: str
    line: int
    words: tuple[str, ...]
    where: str  # "block", "table" or "sentence"

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {shlex.join(self.words)}"

    @property
    def ours(self) -> tuple[str, ...]:
        """What follows `podcaster`; empty for another program."""
        return self.words[1:] if self.words[0].rpartition("/")[2] == PROGRAM else ()

    @property
    def problem(self) -> str:
        """What is wrong with its options and arguments. In a sentence, a command may be only a name."""
        found = misused(self.ours)
        return "" if self.where != "block" and len(self.ours) <= 2 and "Missing" in found else found

    @property
    def is_a_name(self) -> bool:
        return self.where != "block" and bool(misused(self.ours))

    @property
    def reason(self) -> str:
        """Why it is not run; empty if it is."""
        text = " ".join(self.ours)
        return next((why for pattern, why in NOT_RUN if re.match(pattern, text)), "")


def pages() -> list[str]:
    """All pages with commands, as paths in the repository."""
    return [path.relative_to(ROOT).as_posix() for pattern in PAGES for path in sorted(ROOT.glob(pattern))]


def blocks(page: str, language: str) -> Iterator[tuple[int, str]]:
    """The blocks of code of *page* in *language*, with their lines."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for fence in _FENCE.finditer(text):
        if fence[2] == language:
            yield text.count("\n", 0, fence.start()) + 1, dedent(fence[3])


def shown(page: str) -> list[Shown]:
    """All commands of a page: those of its blocks, then those within sentences and tables."""
    found = []
    for line, block in blocks(page, "sh"):
        for text in block.replace("\\\n", " ").splitlines():
            found += [Shown(page, line, words, "block") for words in _commands(text)]
    text = (ROOT / page).read_text(encoding="utf-8")
    sentences = _FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)
    for number, line in enumerate(sentences.splitlines(), 1):
        where = "table" if line.lstrip().startswith("|") else "sentence"
        for inline in _INLINE.finditer(line):
            found += [one for words in _commands(inline[1]) if (one := Shown(page, number, words, where)).ours]
    return found


def _commands(line: str) -> Iterator[tuple[str, ...]]:
    """The simple commands of a line of the shell, without comments, variables and redirections."""
    lexer = shlex.shlex(_CALCULATED.sub("1", line), posix=True, punctuation_chars=";&|<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    skipped = False
    for token in [*lexer, ";"]:
        if token.startswith("#"):
            break
        if token in _OPERATORS:
            yield from [_without_variables(words)] * bool(_without_variables(words))
            words = []
        elif set(token) <= {"<", ">"}:
            skipped = True
            words = words[:-1] if words and words[-1] == "2" else words
        elif skipped:
            skipped = False
        else:
            words.append(token)
    if words and _without_variables(words):
        yield _without_variables(words)


def _without_variables(words: list[str]) -> tuple[str, ...]:
    while words and re.match(r"[A-Z_]+=|n=", words[0]):
        words = words[1:]
    return tuple(words)


_load = functools.cache(cli.load)


def misused(words: tuple[str, ...]) -> str:
    """What podcaster would say about the options and arguments of a command of ours; empty if it understands them."""
    while words and words[0] in ("-q", "--quiet"):
        words = words[1:]
    if not words or words[0] in ("--version", "-V", "--help", "--install-completion"):
        return ""
    name, *rest = words
    if name not in cli.COMMANDS:
        return f"no such command: {name}"
    command: Any = _load(name)
    if hasattr(command, "commands") and rest:
        name, *rest = rest
        if name not in command.commands:
            return f"no such command: {name}"
        command = command.commands[name]
    try:
        if "--help" not in rest:
            command.make_context(name, rest)
    except _Misuse as error:
        return error.format_message()
    return ""


def other(words: tuple[str, ...], makefile: str, pyproject: dict[str, Any]) -> str:
    """What is wrong with a command of another program; empty if nothing that can be seen here is."""
    program, *rest = words
    if program == "make":
        targets = [word for word in rest if "=" not in word]
        return next((f"no target {one}" for one in targets if f"\n{one}:" not in makefile), "")
    if program == "parallel":
        return misused(tuple(rest[rest.index(PROGRAM) + 1 : rest.index(":::")]))
    extras = re.findall(r"(?:podcaster-tts|\.)\[([\w,]+)\]", " ".join(rest))
    if missing := set(",".join(extras).split(",")) - {""} - set(pyproject["project"]["optional-dependencies"]):
        return f"no extra {missing}"
    return "" if program in OTHERS | ON_FILES else f"{program} is no program that the tests know"
