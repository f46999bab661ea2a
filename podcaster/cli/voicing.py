"""voices: list, preview, install, remove and check them."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from podcaster import engines, files, voice
from podcaster.cli.fitting import as_called
from podcaster.cli.options import Json, refuse_taken
from podcaster.cli.output import answer, answer_json, answer_path, fetched_so_far, say, table, terminal_width
from podcaster.config import Settings
from podcaster.errors import UsageError, VoiceError
from podcaster.listening import audition
from podcaster.voice import catalogue, licences, offers, removing
from podcaster.voice.casting import lacks_voice

commands = typer.Typer()
_PAGES = (".html", ".htm")
voices = typer.Typer(help="Manage voices: list, preview, install, remove, check.", no_args_is_help=True)
commands.add_typer(voices, name="voices")


@voices.command("list")
def list_voices(
    measure: Annotated[
        bool, typer.Option("--measure", help="Measure the speed of each voice on this machine.")
    ] = False,
    json: Json = False,
) -> None:
    """List the installed voices: language, engine, licence, speed on this machine, a sample sentence."""

    found = voice.all_voices()
    for one in found if measure else ():
        say(f"{one.id}: {audition.measure(one):.1f} seconds of speech a second")
    speeds = audition.speeds(found)
    samples = {v.id: (audition.sample(v.language) or ("",))[0] for v in found}
    if json:
        answer_json(
            [
                {
                    **asdict(v),
                    "restriction": licences.restriction(v),
                    "measured_speed": speeds.get(v.id),
                    "sample": samples[v.id],
                }
                for v in found
            ]
        )
        return
    head = ("id", "language", "engine", "licence", "sounds", "speed", "sample")
    fast = {v.id: f"{speeds[v.id]:.1f}x" if v.id in speeds else "" for v in found}
    limits = {v.id: limit for v in found if (limit := licences.restriction(v))}
    terms = {v.id: f"{v.licence}, private" if v.id in limits else v.licence for v in found}
    rows = [(v.id, v.language, v.engine, terms[v.id], v.gender, fast[v.id], samples[v.id]) for v in found]
    answer(table(rows, head, width=terminal_width()))
    for id, limit in limits.items():
        say(f"private: do not publish episodes with {id}: {limit}")
    fetchable = [offer.languages[0] for offer in offers.every() if lacks_voice(offer.languages[0], Settings())]
    say(as_called(f"for another language: podcaster voices install {'|'.join(fetchable)}"))
    if not speeds:
        say(as_called("to measure their speed on this machine: podcaster voices list --measure"))


@voices.command()
def preview(
    ids: Annotated[list[str], typer.Argument(help="Voices or blends, e.g. heart:60,emma:40.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--to",
            help="The page to write, or an MP3 with all of them if it ends in .mp3 (default: preview.html, "
            "preview-2.html …).",
        ),
    ] = None,
    text: Annotated[str, typer.Option("--text", help="Text to speak (default: a few sentences).")] = "",
    of: Annotated[Path | None, typer.Option("--of", help="Speak the first sentence of this saved post.")] = None,
    language: Annotated[str, typer.Option("--language", help="Language, e.g. en-GB (default: each voice's own).")] = "",
    json: Json = False,
) -> None:
    """Record the same sentences with several voices: a page with a player for each, or one MP3."""
    if text and of:
        raise UsageError("--text and --of cannot be used together", hint="leave one of them out")
    if out and out.suffix.lower() not in (".mp3", *_PAGES):
        raise UsageError(f"--to names {out}, which is no page and no MP3", hint="its name ends with .html or .mp3")
    refuse_taken(out, "--to")
    out = out or files.unused(Path("preview.html"))
    if not out.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {out.parent}", hint="--to names a file in a folder that exists")
    if of:
        text, found = audition.first_sentence(of)
        language = language or found
    sentences = (text,) if text else ()
    try:
        if out.suffix.lower() == ".mp3":
            seconds = audition.record(ids, sentences, out, language=language)
        else:
            seconds = audition.page(ids, sentences, out, language=language, source=of.name if of else "")
    except VoiceError as error:
        if "; leave " not in error.hint:
            raise
        # In an article one may leave the voice out; here one names another.
        raise VoiceError(error.message, hint=error.hint.partition("; leave ")[0]) from error
    if json:
        answer_json({"path": out, "seconds": seconds, "voices": ids})
        return
    say(f"{seconds:.1f} s, {'; '.join(ids)}")
    answer_path(out)


@voices.command()
def install(
    name: Annotated[
        str,
        typer.Argument(
            help="A language (de), a Piper voice (en_US-lessac-medium), a Kokoro voice (af_sky), "
            "or kokoro, the model of all Kokoro voices."
        ),
    ],
    source: Annotated[
        str, typer.Option("--from", help="Folder or web address of a copy (default: the publisher).")
    ] = "",
    json: Json = False,
) -> None:
    """Download a voice, verify its checksum and install it. Resumes an interrupted download."""
    if name == "kokoro":
        model = catalogue.install_weights(source=source, on_progress=fetched_so_far())
        answer_json({"model": model}) if json else answer_path(model)
        return
    found = catalogue.install(name, source=source, on_progress=fetched_so_far(), on_note=say)
    say(f"{found.name} speaks {found.language}; {licences.stated(found)}; {found.attribution}")
    if limit := licences.restriction(found):
        say(f"do not publish its episodes: {limit}")
    answer_json({**asdict(found), "restriction": limit}) if json else answer(found.id)


@voices.command()
def remove(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="VOICE...", help="Installed voices, or kokoro, the model of all Kokoro voices."),
    ],
    json: Json = False,
) -> None:
    """Delete installed voices. What came with podcaster stays, and so do episodes."""
    for id in ids:
        removing.check(id)  # all of them, or none
    gone = [removing.remove(id) for id in dict.fromkeys(ids)]
    if json:
        answer_json(gone)
        return
    for one in gone:
        say(f"{one.id} removed, {one.bytes / 1e6:.1f} MB freed: {', '.join(one.files)}")
        answer(one.id)


@voices.command()
def check(json: Json = False) -> None:
    """Verify the files, checksums and engine of each voice."""
    found = {v.id: engines.check(v) for v in voice.all_voices()}
    if json:
        answer_json(found)
    else:
        for name, problems in found.items():
            answer(f"{name}: {'; '.join(problems) or 'good'}")
    sys.exit(VoiceError.exit_code if any(found.values()) else 0)
