"""The command line: a command reads flags, calls one function, prints the answer."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_group

from podcaster import places, unforeseen
from podcaster.batch import stopping
from podcaster.cli import fitting, output
from podcaster.cli.output import fail
from podcaster.cli.overview import EXAMPLES, group, place, tidied, without_type
from podcaster.errors import DISK_TROUBLE, NO_ACCESS, TOO_MANY_OPEN, Stopped, UsageError
from podcaster.helpers import streams
from podcaster.version import __version__

UNSAID_S = 0.08  # after Ctrl-C; a command that ends sooner says only that it was stopped

# The module of each command and its line of help. `podcaster --help` needs no more: a command's module is imported when
# the command is called, and brings along what the command works with.
COMMANDS = {
    "convert": (
        "making",
        "Convert saved posts to episodes and update the feed. Run it again to resume.",
    ),
    "batch": (
        "making",
        "Convert a whole archive, e.g. overnight: like convert, but skips articles that failed three times.",
    ),
    "watch": (
        "watching",
        "Convert every file that arrives in a folder, until Ctrl-C.",
    ),
    "follow": (
        "following",
        "Add a feed, a site, an OPML file or a read-later service to what the show follows.",
    ),
    "pull": (
        "following",
        "Fetch new articles from what the show follows, and save them; podcaster batch makes episodes of them.",
    ),
    "unfollow": ("following", "Take sources off the list of what the show follows; saved articles and episodes stay."),
    "sources": ("following", "List what the show follows, and how the latest pull of each went."),
    "report": (
        "after",
        "Print the path of the report on the latest batch, or its contents with --json.",
    ),
    "mix": (
        "after",
        "Combine the newest episodes into one with chapters; skip those already in a mix.",
    ),
    "merge": (
        "after",
        "Merge the shows of a job array into one: episodes, library and feed.",
    ),
    "explain": ("listening", "Show the narration of a saved post, role by role, and what is left out and why."),
    "words": (
        "wording",
        "Rank the words that a voice may mispronounce: names, acronyms, homographs, units.",
    ),
    "proof": (
        "proofing",
        "Check episodes by speech recognition and list what it did not understand. Status 1: speech is missing.",
    ),
    "studio": ("studio", "Make episodes in a browser: add articles, see what will be said, listen, subscribe."),
    "serve": ("serving", "Serve the show, or several shows, over HTTP for podcast apps."),
    "opml": (
        "lists",
        "Print the feeds of the show, its shelves too, as OPML for podcast apps; --show may be given several times.",
    ),
    "publish": (
        "showing",
        "Update the feed and upload the show: changed files only, the feed last.",
    ),
    "feed": ("showing", "Rebuild the feed, its pages and the index from the library if anything has changed."),
    "tag": ("showing", "Print the tags of an episode."),
    "list": ("taking", "List the episodes, the newest first: number, date, minutes, title, file."),
    "remove": ("taking", "Take episodes out of the show: out of the feed and its pages, then their files."),
    "restore": ("taking", "Unblock episodes, and let those that were removed or ignored be made again."),
    "export": ("exporting", "Export episodes as files for other programs: epub."),
    "status": (
        "showing",
        "Show episodes and failures in numbers, the newest episodes, and whether the feed is up to date.",
    ),
    "failures": ("showing", "List the articles that failed, and why."),
    "dismiss": (
        "failing",
        "Leave failed articles alone: no run tries or reports them until the file changes. Undone by retry.",
    ),
    "retry": (
        "showing",
        "Clear failures so that the next batch retries these articles: files, or members of a file (feed.xml!3).",
    ),
    "check": ("showing", "Verify every episode file by checksum and validate the feed."),
    "doctor": (
        "showing",
        "Check this machine, the show and its feed, or any feed file. Works offline: no address is contacted.",
    ),
    "say": ("wording", "Speak a sentence: play it, or write it to a file. For names, and to try corrections."),
    "lexicon": ("wording", "Manage pronunciations: add, remove, list, test a sentence."),
    "voices": ("voicing", "Manage voices: list, preview, install, remove, check."),
    "cache": ("caching", "Manage caches: list, clear."),
    "show": ("shows", "Manage the show: write its settings, redraw its cover."),
}


class _Commands(TyperGroup):
    """Commands that are imported when they are called."""

    def get_params(self, ctx: Any) -> Any:
        return [without_type(parameter) for parameter in super().get_params(ctx)]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and load(str(name)), rest


def load(name: str) -> Any:
    """The command *name* itself, with its options."""
    module = import_module(f"podcaster.cli.{COMMANDS[name][0]}")
    command = tidied(get_group(module.commands).commands[name])
    command.epilog = f"Example: podcaster {EXAMPLES[name]}"
    return command


app = typer.Typer(
    cls=_Commands,
    name="podcaster",
    help="Turn saved blog posts into narrated podcast episodes, offline, on a plain CPU.",
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
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print answers and errors, and nothing else.")] = False,
) -> None:
    del version  # printed by then
    output.hush(quiet)


for _name in sorted(COMMANDS, key=place):  # `load` has the command itself
    app.command(_name, help=COMMANDS[_name][1], rich_help_panel=group(_name))(lambda: None)


def main() -> None:
    """Run the command line; errors become one line and an exit status here and nowhere else.

    The last guard: whatever exception gets so far, a traceback goes to a log and not to the terminal.
    """
    for stream in (sys.stdout, sys.stderr):  # a terminal with another encoding must not end a batch
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    output.begin()
    fitting.working_on()
    answers = streams.place(sys.stdout)
    try:
        # Of a command that does not end at once, the user hears at once that it will. A run says more itself.
        with stopping.heard_at_once(_stopping, after_s=UNSAID_S, again=stopping.end_now):
            status = app(standalone_mode=False)
    except SystemExit as ended:
        status = ended.code
        if isinstance(ended.__context__, BrokenPipeError):  # typer ends with 1 for every broken pipe, without a word
            _unforeseen(ended.__context__, answers)
    except KeyboardInterrupt:
        fail(Stopped.by(2))
    except Exception as error:  # noqa: BLE001 - nobody behind this line would turn it into words
        _unforeseen(error, answers)
    if status == Stopped.exit_code:  # typer has caught the Ctrl-C, and says nothing
        fail(Stopped.by(2))
    output.end(status if isinstance(status, int) else 0)


def _unforeseen(error: Exception, answers: tuple[int, int]) -> NoReturn:
    """End with the words of an exception that no command expected; with status 0 if nobody reads the answer any more.

    *answers*: the place that standard output led to at the start.
    """
    if isinstance(error, BrokenPipeError):
        stream = getattr(sys.stdout, "wrapped", sys.stdout)  # typer has wrapped it
        if streams.has_no_reader(stream, answers):
            streams.give_up(stream)
            sys.exit(0)
    if hasattr(error, "format_message"):  # typer's own, whose class has no public name
        fail(_misused(error))
    if isinstance(error, FileNotFoundError) and not fitting.working_folder():
        fail(UsageError("the folder that you are in has been deleted", hint="cd to a folder that is there"))
    what = str(error.filename) if isinstance(error, OSError) and error.filename else ""
    disk = DISK_TROUBLE | NO_ACCESS | TOO_MANY_OPEN
    fail(unforeseen.logged(unforeseen.ours(error, what, disk=disk), places.error_log()))


def _stopping(number: int) -> None:
    output.say(f"stopping{'; Ctrl-C again stops at once' if number == signal.SIGINT else ''}", always=True)


def _misused(error: Any) -> UsageError:
    """An error of typer about the command line in the form of ours; none where it has printed the help instead."""
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.exit(error.exit_code)
    what = error.format_message().rstrip(".")
    names: list[str] = []
    context = getattr(error, "ctx", None)
    while context and context.parent:  # the first is the program, by whatever name it was called
        names.insert(0, context.info_name)
        context = context.parent
    command = " ".join(names)
    own = what[:1].lower() + what[1:] if what[1:2].islower() else what
    return UsageError(f"{command}: {own}" if command else own, hint=" ".join(["podcaster", *names, "--help"]))
