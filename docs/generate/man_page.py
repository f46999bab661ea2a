"""The manual page podcaster(1)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from docs.generate.command_line import Argument, Command, Option, groups
from docs.generate.facts_pages import STATUSES
from podcaster.version import __version__

SUMMARY = "turn saved blog posts into narrated podcast episodes"
DESCRIPTION = (
    "podcaster reads saved web pages, documents, books and letters, finds the article in each, speaks it with a voice "
    "of this computer, and keeps a feed that podcast apps can subscribe to. It works offline.",
    "The same command resumes work that was interrupted. An unchanged article is not made again.",
    "Answers go to standard output, everything else to standard error.",
)
GENERAL = (
    Option(("--version", "-V"), (), "", "", "", False, False, "Show the version and exit."),
    Option(("--quiet", "-q"), (), "", "", "", False, False, "Print answers and errors, and nothing else."),
    Option(("--help", "-h"), (), "", "", "", False, False, "Show the help of podcaster or of a command, and exit."),
)
VARIABLES = (
    ("PODCASTER_SHOW", "The folder of the show, instead of --show."),
    ("PODCASTER_VOICES", "The folder of voices that were installed."),
    ("PODCASTER_CACHE", "The folder of models and shared sentences; ~/.cache/podcaster otherwise."),
    ("PODCASTER_TOKENS", "The folder of the tokens of services that are followed."),
    ("PODCASTER_WHISPER", "The folder of a faster-whisper model for podcaster proof."),
    ("HTTP_PROXY, HTTPS_PROXY, NO_PROXY", "Proxies for what is fetched when it was asked for."),
    ("SSL_CERT_FILE", "Certificates, instead of those of the system."),
)
FILES = (
    ("podcast/podcaster.toml", "The settings of the show; all of them are optional."),
    ("podcast/lexicon.tsv", "Pronunciations."),
    ("podcast/public/", "All that may be served or uploaded: the feed, its pages, the episodes."),
    ("podcast/.podcaster/", "The library of what was made, spoken sentences, logs."),
)


def page() -> str:
    """The page in the man macros, in plain ASCII."""
    lines = [
        '.\\" Written by `make generated` from the program. Changes here are lost.',
        f'.TH PODCASTER 1 {_released()} "podcaster {_text(__version__)}" "User Commands"',
        ".SH NAME",
        f"podcaster \\- {SUMMARY}",
        ".SH SYNOPSIS",
        ".B podcaster",
        "[\\-q] \\fICOMMAND\\fR [\\fIOPTION\\fR ...] [\\fIARGUMENT\\fR ...]",
        ".SH DESCRIPTION",
        *_paragraphs(DESCRIPTION),
        ".SH OPTIONS",
        *(line for option in GENERAL for line in _option(option)),
    ]
    for name, commands in groups().items():
        lines += [f".SH {_text(name.upper())}"]
        for command in commands:
            lines += _command(command)
    lines += [".SH EXIT STATUS", *_terms((str(status), f"{words}.") for status, words in STATUSES.items())]
    lines += [".SH ENVIRONMENT", *_terms(VARIABLES), ".SH FILES", *_terms(FILES)]
    return "\n".join(lines) + "\n"


def _released() -> str:
    """The day of the newest release in the changelog."""
    text = (Path(__file__).parent.parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    return next(iter(re.findall(r"^## \[[\d.]+\] - (\S+)$", text, re.M)), '""')


def _command(command: Command) -> Iterator[str]:
    yield f".SS {_text(command.usage)}"
    yield from _paragraphs(command.help)
    for argument in command.arguments:
        yield from _argument(argument)
    for option in command.options:
        yield from _option(option)
    if command.example:
        yield from (".PP", "Example:", ".PP", ".RS 4", ".nf", _text(command.example), ".fi", ".RE")
    for below in command.below:
        yield from _command(below)


def _argument(argument: Argument) -> Iterator[str]:
    yield from (".TP", f"\\fI{_text(argument.usage)}\\fR", _lines(argument.help) or "\\&")


def _option(option: Option) -> Iterator[str]:
    names = ", ".join(f"\\fB{_text(name)}\\fR" for name in (*option.names, *option.opposite))
    yield from (".TP", names + (f" \\fI{_text(option.value)}\\fR" if option.value else ""))
    words = [option.help]
    if option.default:
        words.append(f"Default: {option.default}.")
    if option.variable:
        words.append(f"Variable: {option.variable}.")
    yield _lines(" ".join(word for word in words if word)) or "\\&"


def _terms(rows: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Iterator[str]:
    for term, words in rows:
        yield from (".TP", f"\\fB{_text(term)}\\fR", _lines(words))


def _paragraphs(parts: tuple[str, ...]) -> Iterator[str]:
    for number, part in enumerate(parts):
        if number:
            yield ".PP"
        yield _lines(part)


def _text(words: str) -> str:
    """*words* as roff reads them, on one line; what is code in Markdown has no marks here."""
    plain = words.replace("`", "").replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace('"', "\\(dq")
    plain = plain.replace("~", "\\(ti").replace("^", "\\(ha")
    return "".join(char if ord(char) < 128 else f"\\[u{ord(char):04X}]" for char in plain)


def _lines(words: str) -> str:
    """A paragraph, in lines of 80 characters; none of them begins like a macro."""
    lines = textwrap.wrap(_text(words), 78, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"\\&{line}" if line.startswith(".") else line for line in lines)
