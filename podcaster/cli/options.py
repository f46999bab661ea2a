"""The options that commands share, and how a dataclass of options becomes the options of a command."""

from __future__ import annotations

import contextlib
import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from podcaster import voice as voices
from podcaster.cli import fitting
from podcaster.config import DEVICES, FORMATS, Show, load
from podcaster.errors import PodcasterError, UsageError
from podcaster.files import safe_text
from podcaster.model import Region
from podcaster.publishing import show_library

DEFAULT_SHOW = Path("podcast")
OFFERED = 30  # episodes that a shell offers by number


def shows_offered(incomplete: str) -> list[str]:
    """The folders that a shell offers for --show: those that hold a show, and those on the way to one."""
    start, slash, begun = incomplete.rpartition("/")
    start += slash
    found: list[str] = []
    with contextlib.suppress(OSError):
        for folder in sorted(Path(start or ".").iterdir()):
            with contextlib.suppress(OSError):  # one that may not be read
                if folder.name.startswith(begun) and (begun or not folder.name.startswith(".")):
                    inside = show_library.folders([folder])
                    is_one = show_library.is_show(folder)
                    found += [f"{start}{folder.name}{'' if is_one else '/'}"] if is_one or inside != [folder] else []
    return found


def episodes_offered(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The numbers of the newest episodes that a shell offers, each with its title."""
    given = ctx.params.get("show")
    folder = Path(given or os.environ.get("PODCASTER_SHOW") or DEFAULT_SHOW)
    try:
        with show_library.for_reading(Show(folder)) as library:
            fitting = (row for row in library.listed() if row.there and str(row.number).startswith(incomplete))
            return [(str(row.number), safe_text(row.title)) for row in islice(fitting, OFFERED)]
    except PodcasterError:
        return []


def usual_show() -> Path:
    """The show that a command takes without --show."""
    return Path(os.environ.get("PODCASTER_SHOW") or DEFAULT_SHOW)


def _named(folder: Path) -> Path:
    """The same *folder*. From here on, hints are about it, also of what is refused before the show is opened."""
    fitting.working_on(folder, usual=fitting.here(folder) == fitting.here(usual_show()))
    return folder


ShowFolder = Annotated[
    Path,
    typer.Option(
        "--show",
        "--out",
        "-o",
        help="The show's folder.",
        envvar="PODCASTER_SHOW",
        file_okay=False,
        callback=_named,
        autocompletion=shows_offered,
    ),
]
ShowFolders = Annotated[
    list[Path] | None,
    typer.Option(
        "--show",
        "--out",
        "-o",
        help="A show's folder, or a folder of shows; may be given several times.",
        envvar="PODCASTER_SHOW",
        file_okay=False,
        show_default=str(Path("podcast")),
        autocompletion=shows_offered,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print answers and errors, and nothing else.")]
LogJson = Annotated[bool, typer.Option("--log-json", help="Print progress as JSON lines, on standard error.")]
Split = Annotated[
    bool | None,
    typer.Option("--split/--whole", help="Make one episode per chapter of a book, or a single one; setting `split`."),
]


def offered(*values: str) -> Callable[[str], list[str]]:
    """What a shell offers as the value of an option."""
    return lambda incomplete: [str(value) for value in values if value.startswith(incomplete)]


def _voices(incomplete: str) -> list[str]:
    return offered(*(voice.id for voice in voices.all_voices()))(incomplete)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line asks for instead of the show's settings. An empty value keeps the setting."""

    voice: Annotated[
        str, typer.Option("--voice", "-v", help="Voice of the narrator; setting `voice`.", autocompletion=_voices)
    ] = ""
    format: Annotated[
        str,
        typer.Option(
            "--format",
            help="Audio format: mp3, m4a, m4b or opus; setting `sound.format`.",
            autocompletion=offered(*FORMATS),
        ),
    ] = ""
    split: Split = None
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", help="Number of workers, 0 for automatic; setting `jobs`.", min=0)
    ] = 0
    device: Annotated[
        str,
        typer.Option(
            "--device",
            help="Device for neural voices: cpu, accel, cuda …; setting `device`.",
            autocompletion=offered(*DEVICES),
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class ByHand:
    """Which part of its page is the article, where the user says so."""

    whole_page: Annotated[
        bool,
        typer.Option("--whole-page", help="Take all of the page except hidden text and scripts; convert remembers it."),
    ] = False
    first: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="WORDS",
            help="Begin at the paragraph with these words, e.g. 'It was late'; convert remembers it.",
        ),
    ] = ""
    last: Annotated[
        str,
        typer.Option(
            "--to", metavar="WORDS", help="End with the paragraph that has these words; convert remembers it."
        ),
    ] = ""
    as_found: Annotated[
        bool, typer.Option("--as-found", help="Take the automatic choice again; convert forgets what was chosen.")
    ] = False

    @property
    def region(self) -> Region | None:
        """The part that was chosen; None: nothing was. Raises UsageError for options that exclude one another."""
        words = bool(self.first or self.last)
        if words + self.whole_page + self.as_found > 1:
            raise UsageError(
                "--whole-page, --as-found, and --from with --to exclude one another", hint="give one of the three"
            )
        if not (words or self.whole_page):
            return None
        return Region(self.whole_page, safe_text(self.first), safe_text(self.last))


def open_show(folder: Path, said: Overrides = Overrides()) -> Show:
    """The show in *folder* with the command line's values on top of its settings.

    `jobs` stays as it is: the run is given the number itself, and a changed setting would build the feed again.
    """
    settings = load(folder)
    _named(folder)
    if said.voice:
        voices.find(said.voice)
    if said.format and said.format not in FORMATS:
        raise UsageError(f"--format is {said.format!r}", hint=f"one of {', '.join(FORMATS)}")
    if said.device and said.device not in DEVICES:
        raise UsageError(f"--device is {said.device!r}", hint=f"one of {', '.join(DEVICES)}")
    settings = replace(
        settings,
        voice=said.voice or settings.voice,
        split=settings.split if said.split is None else said.split,
        device=said.device or settings.device,
        sound=replace(settings.sound, format=said.format or settings.sound.format),
    )
    return Show(folder, settings)


def named_show(folder: Path, *, begins: bool = False) -> Show:
    """The same for a command that needs no show, but looks at the one that was named.

    Raises UnreadableError if it is not there; the usual one may still have to begin. *begins*: the command may begin
    one in a folder that is there.
    """
    show = open_show(folder)
    if folder != DEFAULT_SHOW and not (begins and folder.is_dir()):
        show_library.refuse_absent(show)
    return show


def chosen_shows(folders: list[Path] | None) -> list[Show]:
    """The shows that --show names, or those in the folders that it names; by default the usual one."""
    shows = [open_show(folder) for folder in show_library.folders(folders or [DEFAULT_SHOW])]
    if len(shows) > 1:
        fitting.working_on()
    return shows


def refuse_taken(path: Path | None, option: str) -> None:
    """Raise UsageError if there is something at the *path* that *option* names: no file of a user is written over."""
    if path is not None and os.path.lexists(path):
        raise UsageError(f"{option} names {path}, which exists", hint="give a new name, or delete the file first")


def refuse_soundless(path: Path | None, option: str) -> None:
    """Raise UsageError if the name that *option* gives does not end as that of a sound file."""
    if path is not None and path.suffix.lower().lstrip(".") not in FORMATS:
        ends = ", ".join(f".{name}" for name in FORMATS)
        raise UsageError(f"{option} names {path}, which is no sound file", hint=f"its name ends with {ends}")


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """*command* for typer: where a parameter is a dataclass, each of its fields is an option.

    typer reads the options from the signature; a command with many of them takes them together, in a few values.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, tuple[Any, list[str]]] = {}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        kind = hints[name]
        if is_dataclass(kind):
            groups[name] = kind, [field.name for field in fields(kind)]
            types = get_type_hints(kind, include_extras=True)
            given = [(field.name, types[field.name], field.default) for field in fields(kind)]
        else:
            given = [(name, kind, parameter.default)]
        for one, its_type, default in given:
            parameters.append(inspect.Parameter(one, parameter.KEYWORD_ONLY, default=default, annotation=its_type))

    @wraps(command)
    def called(**given: Any) -> None:
        for name, (kind, names) in groups.items():
            given[name] = kind(**{one: given.pop(one) for one in names})
        command(**given)

    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called
