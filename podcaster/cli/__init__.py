"""The command line: a command reads flags, calls one function, prints the answer."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from podcaster.cli import after, listening, making, proofing, showing, voicing, wording
from podcaster.cli.output import fail
from podcaster.errors import PodcasterError, Stopped
from podcaster.version import __version__

app = typer.Typer(
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


for module in (making, after, listening, wording, voicing, proofing, showing):
    module.add_to(app)


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
