"""The command line: a command reads flags, calls one function, prints the answer."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from podcaster.cli.output import fail
from podcaster.errors import PodcasterError, Stopped
from podcaster.version import __version__

# The module of each command and its line of help. `podcaster --help` needs no more: a command's module is imported when
# the command is called, and brings along what the command works with.
COMMANDS = {
    "convert": (
        "making",
        "Make an episode of each saved post and bring the feed up to date. The same command resumes.",
    ),
    "batch": (
        "making",
        "Make episodes of a whole archive, overnight: like convert, but what failed three times is left alone.",
    ),
    "watch": (
        "making",
        "Make an episode of every file that arrives in a folder, until Ctrl-C (status 130) or TERM (143).",
    ),
    "report": (
        "after",
        "Print where the page about the latest batch is, or what it says: made, failed, speed, what was left out.",
    ),
    "mix": (
        "after",
        "Pack the newest episodes that no mix has had yet into one, with chapters; nothing is synthesized.",
    ),
    "merge": (
        "after",
        "Bring the shows of a job array together in one: episodes, what is known of them, and the feed.",
    ),
    "explain": ("listening", "Show what will be said of a saved post, role by role, and what is left out and why."),
    "words": (
        "wording",
        "Rank the words that a voice may mispronounce: names, acronyms, homographs, units.",
    ),
    "proof": (
        "proofing",
        "Listen to episodes by speech recognition; list what was not understood. Status 1: something is missing.",
    ),
    "serve": ("showing", "Serve the show over HTTP to a podcast app."),
    "publish": (
        "showing",
        "Bring the feed up to date and copy the show to where the world can fetch it: the feed last, nothing twice.",
    ),
    "feed": ("showing", "Build the feed, its pages and the index again from the library, if anything has changed."),
    "tag": ("showing", "Print what the tags of an episode say."),
    "status": ("showing", "What the show holds, and how its latest runs went."),
    "failures": ("showing", "What could not be made, and why."),
    "retry": (
        "showing",
        "Forget failures, so that the next batch tries these articles again: files, or members of one (feed.xml!3).",
    ),
    "check": ("showing", "Whether every episode is there and whole, by checksum, and the feed good."),
    "doctor": (
        "showing",
        "Check this machine, the show and its feed. Works offline: the host in base_url is not looked up.",
    ),
    "lexicon": ("wording", "Pronunciations: add one, list them, hear what becomes of a sentence."),
    "voices": ("voicing", "Voices: list them, hear them, get more, check them."),
    "show": ("showing", "The show itself: its cover."),
}


class _Commands(TyperGroup):
    """Commands that are imported when they are called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and load(str(name)), rest


def load(name: str) -> Any:
    """The command *name* itself, with its options."""
    module = import_module(f"podcaster.cli.{COMMANDS[name][0]}")
    return get_group(module.commands).commands[name]


app = typer.Typer(
    cls=_Commands,
    name="podcaster",
    help="A saved blog post becomes a narrated episode in a podcast feed: offline, on a plain CPU.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"podcaster {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it and go.")
    ] = False,
) -> None:
    pass


for _name, (_, _help) in COMMANDS.items():
    app.command(_name, help=_help)(lambda: None)  # `load` has the command itself


def main() -> None:
    """Run the command line; errors become one line and an exit status here and nowhere else."""
    for stream in (sys.stdout, sys.stderr):  # a terminal of another encoding must not end a night
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except PodcasterError as error:
        fail(error)
    except KeyboardInterrupt:
        fail(Stopped.by(2))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
