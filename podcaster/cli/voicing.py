"""voices: which there are, how they sound, whether they are whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from podcaster.cli.output import Json, answer, answer_json, say, table

voices = typer.Typer(help="Voices: list them, hear them, check them.", no_args_is_help=True)

SAMPLE = (
    "The harbour was quiet when the ferry came in.",
    "It was seven minutes past nine, and the lamps along the quay were still burning.",
    "“Nobody had expected the boat before noon,” said the mate.",
)


@voices.command("list")
def list_voices(json: Json = False) -> None:
    """Every voice that is installed, with its language, engine and licence."""
    from podcaster import voice

    found = voice.all_voices()
    if json:
        answer_json(found)
        return
    head = ("id", "name", "language", "engine", "licence", "sounds")
    answer(table([(v.id, v.name, v.language, v.engine, v.licence, v.gender) for v in found], head))


@voices.command()
def preview(
    ids: Annotated[list[str], typer.Argument(help="Voices to hear, one after the other.")],
    out: Annotated[Path, typer.Option("--to", help="The MP3 to write.")] = Path("preview.mp3"),
    text: Annotated[str, typer.Option("--text", help="What they say; default: three sentences.")] = "",
) -> None:
    """Several voices on the same sentences, as an MP3."""
    from podcaster import audition

    sentences = (text,) if text else SAMPLE
    seconds = audition.record(ids, sentences, out)
    say(f"{seconds:.1f} s, {', '.join(ids)}")
    answer(str(out))


@voices.command()
def check(json: Json = False) -> None:
    """Whether each voice has what it needs: files, checksums, engine."""
    from podcaster import voice

    found = {v.id: voice.check(v) for v in voice.all_voices()}
    if json:
        answer_json(found)
    else:
        for name, problems in found.items():
            answer(f"{name}: {'; '.join(problems) or 'good'}")
    sys.exit(69 if any(found.values()) else 0)


def add_to(app: typer.Typer) -> None:
    app.add_typer(voices, name="voices")
