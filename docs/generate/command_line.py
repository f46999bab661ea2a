"""What the commands of podcaster take: read from the program, without running a command."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from podcaster import cli
from podcaster.cli.overview import EXAMPLES, GROUPS, group

PROGRAM = "podcaster"


@dataclass(frozen=True, slots=True)
class Argument:
    """What is given without a name."""

    name: str
    required: bool
    several: bool
    help: str

    @property
    def usage(self) -> str:
        """As a usage line has it: SOURCES..., [WORDS]..., FILE."""
        name = self.name.upper().replace("_", "-")
        return (name if self.required else f"[{name}]") + ("..." if self.several else "")


@dataclass(frozen=True, slots=True)
class Option:
    """What is given by name."""

    names: tuple[str, ...]  # the long ones first
    opposite: tuple[str, ...]  # what switches it off
    value: str  # what follows the name: DIR; "" if nothing does
    default: str
    variable: str  # of the environment
    required: bool
    several: bool
    help: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command, or a command below another one: "lexicon add"."""

    words: str
    help: tuple[str, ...]  # paragraphs; the first is the summary
    arguments: tuple[Argument, ...]
    options: tuple[Option, ...]
    example: str  # "" for a command below another one, where its group has the example
    below: tuple[Command, ...]

    @property
    def usage(self) -> str:
        """The line that says how it is called."""
        parts = [PROGRAM, self.words, *("[OPTIONS]" for _ in self.options[:1]), *(a.usage for a in self.arguments)]
        return " ".join([*parts, *("COMMAND" for _ in self.below[:1])])


@functools.cache
def groups() -> dict[str, tuple[Command, ...]]:
    """The commands as `podcaster --help` shows them: group by group."""
    found: dict[str, list[Command]] = {name: [] for name in GROUPS}
    for name in sorted(cli.COMMANDS, key=cli.place):
        found.setdefault(group(name), []).append(_command(cli.load(name), name, EXAMPLES.get(name, "")))
    return {name: tuple(commands) for name, commands in found.items() if commands}


def every() -> Iterator[Command]:
    """All commands, each before those below it."""
    for commands in groups().values():
        for command in commands:
            yield command
            yield from command.below


def _command(command: Any, words: str, example: str = "") -> Command:
    below = getattr(command, "commands", {})
    given = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    return Command(
        words,
        _paragraphs(command.help or ""),
        tuple(_argument(one) for one in given if one.param_type_name == "argument"),
        tuple(_option(one) for one in given if one.param_type_name == "option"),
        f"{PROGRAM} {example}" if example else "",
        tuple(_command(one, f"{words} {name}") for name, one in below.items()),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _argument(one: Any) -> Argument:
    return Argument(one.name, one.required, one.nargs != 1, _line(one.help))


def _option(one: Any) -> Option:
    names = tuple(sorted(one.opts, key=lambda name: not name.startswith("--")))
    return Option(
        names,
        tuple(one.secondary_opts),
        "" if one.is_flag else _value(one, names[0]),
        _default(one),
        str(one.envvar or ""),
        bool(one.required),
        bool(one.multiple),
        _line(one.help),
    )


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _value(one: Any, name: str) -> str:
    """What stands for the value: its own name, else DIR for a path, N for a number, and the name of the option."""
    if one.metavar:
        return str(one.metavar)
    if isinstance(one.default, int | float):
        return "N"
    return "DIR" if isinstance(one.default, PurePath) or name == "--show" else name.strip("-").upper()


def _default(one: Any) -> str:
    if isinstance(one.show_default, str):
        return one.show_default
    if one.default is None or one.default is False or one.default in ("", (), []) or callable(one.default):
        return ""
    if one.default is True:
        return "" if not one.secondary_opts else one.opts[0]
    if isinstance(one.default, PurePath):
        return one.default.as_posix()
    return str(one.default)
