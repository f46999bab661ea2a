"""proof --setup: install the recognizer, fetch its model, and try both on a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from podcaster import installing, shell
from podcaster.cli.asking import confirm
from podcaster.cli.options import DEFAULT_SHOW, ShowFolder, open_show
from podcaster.cli.output import answer_json, answer_path, fetched_so_far, say
from podcaster.errors import EngineError
from podcaster.listening import recognizer as recognizers
from podcaster.listening import setting_up, whisper_base


@dataclass(frozen=True, slots=True)
class SettingUp:
    """The options of `proof --setup`."""

    setup: Annotated[
        bool, typer.Option("--setup", help="Install what a check needs: the recognizer and a model. Asks first.")
    ] = False
    source: Annotated[
        str, typer.Option("--from", metavar="PLACE", help="With --setup: folder, file or web address of the model.")
    ] = ""
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --setup: do not ask.")] = False
    show: ShowFolder = DEFAULT_SHOW


def set_up(how: SettingUp, whisper: str, *, json: bool) -> None:
    """Install what is missing, after a yes, and try it. *whisper*: a model that the user already has."""
    settings = open_show(how.show).settings
    extra = [] if recognizers.is_installed() else _command()
    model = _model(whisper) if not how.source else None
    if extra or not model:
        _tell(extra, how.source, model)
        confirm("install and fetch this", yes=how.yes)
    if extra:
        say(f"installing the extra {setting_up.EXTRA!r}: {shell.words(extra)}")
        setting_up.install(extra)
    if not model or model == whisper_base.folder():  # one that was fetched before is compared with its checksums
        model = whisper_base.fetch_model(source=how.source, on_progress=fetched_so_far(), on_note=say)
    say(f"trying it with {model}")
    trial = setting_up.listen(recognizers.whisper(model), settings)
    if json:
        answer_json({"model": model, "installed": extra, "trial": trial})
        return
    said = f"{trial.voice} said “{trial.sentence}”; {trial.understood} of {trial.words} words were understood"
    say(f"{said}: convert --proof and proof work" if trial.understood else f"{said}: heard “{trial.heard}”")
    answer_path(model)


def _command() -> list[str]:
    found = installing.command(setting_up.EXTRA)
    if not found:
        raise EngineError(
            "this Python has no pip, and there is no uv to install the recognizer with",
            hint=f"python -m ensurepip, then {installing.extra(setting_up.EXTRA)}",
        )
    return found


def _model(whisper: str) -> Path | None:
    """The model that is here already, if there is one."""
    if whisper:
        return Path(whisper)
    return recognizers.find_model() if recognizers.has_model() else None


def _tell(extra: list[str], source: str, model: Path | None) -> None:
    """Say what will be fetched: how much, from where, under which licence."""
    if extra:
        size = _size(setting_up.EXTRA_MB)
        say(f"recognizer: faster-whisper and the packages it needs, MIT, BSD and Apache-2.0; {size}")
        say(f"  by: {shell.words(extra)}")
    if not model:
        size = _size(whisper_base.megabytes())
        say(f"model: {whisper_base.NAME} by OpenAI, {whisper_base.LICENCE}; {size}")
        say(f"  from: {whisper_base.origin(source)}")
        say(f"  into: {whisper_base.folder()}")


def _size(megabytes: tuple[int, int]) -> str:
    fetched, kept = megabytes
    return f"about {fetched} MB to download, {kept} MB on the disk"
