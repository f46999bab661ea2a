"""The page of the commands."""

from __future__ import annotations

from collections.abc import Iterator

from docs.generate import markdown
from docs.generate.command_line import Command, Option, groups
from docs.generate.markdown import code, text

INTRODUCTION = (
    "Each command prints its answer on standard output, and everything else on standard error. `--help` shows what is "
    "written here, `--json` prints [JSON](json.md) where a command has it. The [exit status](exit-statuses.md) says "
    "how it ended. `podcaster -q COMMAND` prints answers and errors only, `podcaster -V` the version."
)


def page() -> str:
    """Every command with its arguments, options, defaults and example."""
    parts = [INTRODUCTION]
    for name, commands in groups().items():
        parts.append(f"## {name}")
        for command in commands:
            parts += _section(command, "###")
    return markdown.page("Commands", "`podcaster/cli`", *parts)


def _section(command: Command, level: str) -> Iterator[str]:
    yield f"{level} podcaster {command.words}"
    yield from (text(paragraph) for paragraph in command.help)
    yield "\n".join(["```text", command.usage, "```"])
    if command.arguments:
        yield markdown.table(("argument", ""), ((code(a.usage), text(a.help)) for a in command.arguments))
    if command.options:
        yield markdown.table(("option", "default", ""), (_row(option) for option in command.options))
    if command.example:
        yield markdown.shell(command.example)
    for below in command.below:
        yield from _section(below, f"{level}#")


def _row(option: Option) -> tuple[str, str, str]:
    names = ", ".join(code(name) for name in option.names) + (f" {code(option.value)}" if option.value else "")
    if option.opposite:
        names += " or " + ", ".join(code(name) for name in option.opposite)
    notes = [text(option.help)]
    if option.several and "several times" not in option.help:
        notes.append("May be given several times.")
    if option.variable:
        notes.append(f"Variable: {code(option.variable)}.")
    if option.required:
        notes.append("Has to be given.")
    return names, code(option.default) if option.default else "", " ".join(note for note in notes if note)
