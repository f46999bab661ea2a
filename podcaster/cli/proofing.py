"""proof, and convert --proof: check episodes by speech recognition."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from podcaster import places, unforeseen
from podcaster.cli.fitting import as_called, here
from podcaster.cli.options import Json, spread
from podcaster.cli.output import answer, answer_json, clock, complain, say
from podcaster.cli.proof_setup import SettingUp, set_up
from podcaster.cli.sources import there
from podcaster.cli.status import SOME_FAILED, exit_status
from podcaster.errors import PodcasterError, UsageError
from podcaster.files import safe_text
from podcaster.listening import proof as proofs
from podcaster.listening import recognizer as recognizers
from podcaster.listening.proof import Proof
from podcaster.listening.recognizer import Recognizer
from podcaster.model import Outcome

commands = typer.Typer()

Whisper = Annotated[
    str,
    typer.Option(
        "--whisper",
        envvar="PODCASTER_WHISPER",
        help="Folder of a faster-whisper model for proofs (default: search for one).",
    ),
]
RECORDED = "its author has recorded it: there is no voice to check"
WithProof = Annotated[bool, typer.Option("--proof", help="Check the new episodes by speech recognition.")]


@commands.command()
@spread
def proof(
    how: SettingUp,
    episodes: Annotated[list[Path] | None, typer.Argument(help="Episodes to check (MP3).")] = None,
    whisper: Whisper = "",
    language: Annotated[str, typer.Option("--language", help="Language, e.g. en (default: the episode's).")] = "",
    json: Json = False,
) -> None:
    """Check episodes by speech recognition and list what it did not understand. Status 1: speech is missing."""
    if how.setup:
        set_up(how, whisper, json=json)
    if not episodes and not how.setup:
        raise UsageError("no episode is named", hint="podcaster proof EPISODE.mp3; --setup installs what a check needs")
    if not episodes:
        return
    alone = len(episodes) == 1
    if alone:  # a missing file is reported before the model is looked for
        there(str(episodes[0]))
    listener = recognizer(whisper)
    records: list[dict[str, Any]] = []
    codes: list[int] = []
    for episode in episodes:
        if not alone and not json:
            answer(f"{episode}:")
        try:
            with unforeseen.named(str(episode)):
                if proofs.is_recording(episode):
                    say(RECORDED)
                    records.append({"recorded": True})
                    codes.append(0)
                    continue
                found = proofs.listen(episode, listener, language=language)
        except PodcasterError as unlogged:
            if alone:
                raise
            error = unforeseen.logged(unlogged, places.error_log())
            complain(error)
            records.append({"error": error.message})
            codes.append(error.exit_code)
            continue
        codes.append(SOME_FAILED if found.flawed else 0)
        records.append(record(found))
        if not json:
            tell(found)
    if json:
        answer_json(records[0] if alone else records)
    sys.exit(exit_status(codes, alone=alone))


def recognizer(whisper: str) -> Recognizer:
    """The recognizer, with its model loaded: what is missing is reported before any work begins."""
    model = recognizers.needed(whisper)
    listener = recognizers.whisper(model)
    if not whisper:
        say(f"listening with {model}")
    return listener


def prove(outcomes: Sequence[Outcome], listener: Recognizer, *, json: bool) -> tuple[dict[str, Any], bool]:
    """Check the new episodes. Returns a record of each by its path, and whether any has a flaw."""
    records: dict[str, Any] = {}
    flawed = False
    made = [outcome.path for outcome in outcomes if outcome.path]
    if not made:
        say(as_called("no new episode to check; podcaster proof FILE checks an existing one"))
    for path in made:
        say(f"proof of {here(path)}:")
        try:
            with unforeseen.named(str(path)):
                if proofs.is_recording(path):
                    say(RECORDED)
                    records[os.fspath(path)] = {"recorded": True}
                    continue
                found = proofs.listen(path, listener)
        except PodcasterError as unlogged:  # the episode may still be good, and the others remain to be checked
            error = unforeseen.logged(unlogged, places.error_log())
            complain(error)
            records[os.fspath(path)] = {"error": error.message}
            flawed = True
            continue
        flawed |= found.flawed
        records[os.fspath(path)] = record(found)
        if not json:
            tell(found, say)
    return records, flawed


def record(found: Proof) -> dict[str, Any]:
    return {**asdict(found), "error_rate": round(found.error_rate, 4)}


def tell(found: Proof, to: Any = answer) -> None:
    """Print the findings, the worst first, and the error rates on standard error."""
    for cue in found.unheard:
        to(safe_text(f"{clock(cue.start_ms / 1000)}  not heard: {cue.text}"))
    for run in found.extra:
        to(safe_text(f"{clock(run.start_ms / 1000)}  heard, but not in the text: {run.text}"))
    for one in sorted(found.misheard, key=lambda m: not m.suspect):
        doubt = "" if one.suspect else "  (understood elsewhere)"
        to(safe_text(f"{clock(one.start_ms / 1000)}  {one.written}  heard as  {one.heard or 'nothing'}{doubt}"))
    if found.lexicon:
        say("suggestions for the show's lexicon.tsv where the voice is wrong; correct the pronunciations:")
    for line in found.lexicon:
        to(f"# {safe_text(line)}")
    say(
        f"{found.wrong} of {found.words} words not understood ({found.error_rate:.1%}); the recognizer errs too: "
        f"{found.own_error_rate:.1%} of the words it understood at a second hearing or elsewhere"
    )
