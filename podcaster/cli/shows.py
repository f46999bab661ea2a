"""show: write the settings of a show, and redraw its cover."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from podcaster import files, shell
from podcaster.cli.asking import answered, confirm, is_somebody_there
from podcaster.cli.fitting import here
from podcaster.cli.next_steps import command
from podcaster.cli.options import DEFAULT_SHOW, Json, ShowFolder, open_show, spread
from podcaster.cli.output import answer_json, answer_path, say
from podcaster.config import FILE_NAME, Settings, Show, commented, parse, writing
from podcaster.errors import UsageError, storage_error
from podcaster.files import safe_text
from podcaster.publishing import show_library
from podcaster.publishing.feed import base_address
from podcaster.publishing.publisher import Publisher
from podcaster.text import languages

commands = typer.Typer()
of_the_show = typer.Typer(no_args_is_help=True, help="Manage the show: write its settings, redraw its cover.")
commands.add_typer(of_the_show, name="show")


@of_the_show.command("cover")
def show_cover(show: ShowFolder = DEFAULT_SHOW, json: Json = False) -> None:
    """Redraw the show's cover from its title, or from the image in the setting `cover`."""
    place = open_show(show)
    show_library.refuse_absent(place)
    path = place.public / "cover.jpg"
    with show_library.for_writing(place, say) as library:
        changed = Publisher(place, library).bring_cover(again=True)
    if json:
        answer_json({"cover": path, "changed": changed})
    else:
        say("cover redrawn" if changed else "nothing changed")
        answer_path(path)


@dataclass(frozen=True, slots=True)
class About:
    """The answers for a new show, as options. None: not given."""

    title: Annotated[str | None, typer.Option("--title", help="What the podcast is called.")] = None
    author: Annotated[str | None, typer.Option("--author", help="Who makes it.")] = None
    language: Annotated[str | None, typer.Option("--language", help="Language of its articles, e.g. en-GB.")] = None
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Where it will be served; empty while it is only served at home.")
    ] = None


@of_the_show.command("init")
@spread
def show_init(
    show: ShowFolder = DEFAULT_SHOW,
    about: About = About(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask no question; take the defaults.")] = False,
    json: Json = False,
) -> None:
    """Ask for title, author, language and address of the show, and write podcaster.toml with all settings explained."""
    place = open_show(show)  # what is wrong with an existing file is said before any question
    path = show / FILE_NAME
    there = tomllib.loads(writing.text_of(show))
    if path.exists():
        _agree_to_replace(path)
    if not yes and None in (about.title, about.author, about.language, about.base_url) and not is_somebody_there():
        hint = f'podcaster show init --show {shell.path(show)} --title "Letters" --yes'
        raise UsageError("show init asks four questions, and nobody can be asked here", hint=hint)
    answers = _answers(about, proposed(place), ask=not yes)
    values = {key: value for key, value in (there | answers).items() if value or key not in answers}
    parse(values)
    _write(path, commented.text(values))
    if json:
        answer_json({"file": path, "settings": values})
    else:
        answer_path(path)
        say(f"then: {command('convert FILE', show)}")


def _agree_to_replace(path: Path) -> None:
    """Ask whether an existing file may be rewritten. --yes is no answer to this question."""
    if not is_somebody_there():
        raise UsageError(f"{path} exists, and nobody can be asked here", hint="change it in an editor")
    say(
        f"{here(path)} exists: its settings are kept, but not its comments. A copy stays in {_copy(path).name}",
        always=True,
    )
    confirm("write it again", yes=False)


def _copy(path: Path) -> Path:
    """Where the file is copied to before it is written again. An earlier copy stays."""
    return files.unused(path.with_name(f"{path.name}.old"), "{name}.{number}")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            files.write(_copy(path), path.read_bytes())
        files.write(path.resolve(), text)  # a link to a file elsewhere stays a link
    except OSError as error:
        raise storage_error(error, f"could not write {path}") from error


# ---------------------------------------------------------------- the questions


def proposed(show: Show) -> About:
    """The defaults of the questions: the current settings, else values from this folder and this account."""
    now, usual = show.settings, Settings()
    is_new = not show_library.is_show(show.folder)  # an older one has been made in the language that it has
    return About(
        now.title if now.title != usual.title else _title(show.folder),
        now.author or _account(),
        _language() if is_new else now.language,
        now.base_url,
    )


def _answers(about: About, proposed: About, *, ask: bool) -> dict[str, str]:
    """Each setting from its option, else from the answer, else (without questions) from the default."""
    if ask:
        say("Enter takes the value in brackets, - leaves it empty", always=True)
    found: dict[str, str] = {}
    for key, question, tidy in _QUESTIONS:
        given, usual = getattr(about, key), getattr(proposed, key)
        if given is not None:
            found[key] = tidy(given)
        elif ask:
            found[key] = _asked(question, usual, tidy)
        elif key != "author":  # the name of an account is published only if its owner says so
            found[key] = usual
    return found


def _asked(question: str, usual: str, tidy: Callable[[str], str]) -> str:
    while True:
        try:
            return tidy(answered(question, usual))
        except UsageError as error:
            say(f"{error.message}; {error.hint}", always=True)


def _one_line(text: str) -> str:
    found = " ".join(safe_text(text).split())
    return "" if found == "-" else found


def _as_language(text: str) -> str:
    """A language tag, also for the English name of a language."""
    found = languages.tidy(text) or languages.named(text)
    if not found or languages.english_name(found) == found:
        raise UsageError(f"{text!r} is not a known language", hint="write it as in en, de or pt-BR")
    return found


def _as_address(text: str) -> str:
    found = "" if text.lower() in ("", "home", "only at home", "no", "none", "-") else text
    if found and not (found.startswith(("http://", "https://")) and found.isprintable()):
        raise UsageError(f"{text!r} is not a web address", hint="begin it with https:// or http://")
    if found:
        base_address(Settings(base_url=found))  # what the feed would refuse later is refused here
    return found


_QUESTIONS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("title", "Title of the podcast", _one_line),
    ("author", "Author", _one_line),
    ("language", "Language of the articles", _as_language),
    ("base_url", "Web address (none: only at home)", _as_address),
)


def _title(folder: Path) -> str:
    """The name of the folder as a title; the default title for a folder with the default name."""
    name = folder.resolve().name
    plain = re.sub(r"[-_.]+", " ", name).strip()
    return plain[:1].upper() + plain[1:] if plain and name != DEFAULT_SHOW.name else Settings().title


def _account() -> str:
    """The name of whoever uses this account, if the system knows it."""
    try:
        import pwd
    except ImportError:
        return ""  # Windows
    try:
        account = pwd.getpwuid(os.getuid())
    except KeyError:
        return ""
    name = account.pw_gecos.partition(",")[0].strip()
    return "" if name == account.pw_name else name


def _language() -> str:
    """The language of the account."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if found := languages.tidy(os.environ.get(name, "")):
            return languages.primary(found)
    return Settings().language
