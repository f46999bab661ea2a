"""words, say and lexicon: how the names and terms of an archive are pronounced."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from podcaster import files, reading, shell, unforeseen
from podcaster.audio import player
from podcaster.batch import choices
from podcaster.cli.fitting import as_called, here
from podcaster.cli.options import (
    DEFAULT_SHOW,
    Json,
    Overrides,
    ShowFolder,
    named_show,
    open_show,
    refuse_soundless,
    refuse_taken,
    spread,
)
from podcaster.cli.output import answer, answer_json, answer_path, complain, say, table
from podcaster.cli.sources import looked_at
from podcaster.cli.status import exit_status, is_one_file
from podcaster.config import Show
from podcaster.errors import PodcasterError, UnreadableError, UsageError
from podcaster.listening import audition as record
from podcaster.listening import risky_words as risky
from podcaster.listening import trial
from podcaster.model import Article, Utterance
from podcaster.reading import edits
from podcaster.script import lexicon as lexicons
from podcaster.script.lexicon import Lexicon, parse_line
from podcaster.script.lexicon import add as add_entry
from podcaster.script.utterances import said
from podcaster.voice.casting import cast_for

commands = typer.Typer()
lexicon = typer.Typer(help="Manage pronunciations: add, remove, list, test a sentence.", no_args_is_help=True)
commands.add_typer(lexicon, name="lexicon")


@commands.command()
def words(
    sources: Annotated[list[str], typer.Argument(help="Saved posts, folders of them, or web addresses.")],
    show: ShowFolder = DEFAULT_SHOW,
    top: Annotated[int, typer.Option("--top", help="Number of words to list.", min=1)] = 40,
    stub: Annotated[Path | None, typer.Option("--stub", help="Write a lexicon file to fill in.")] = None,
    audition: Annotated[
        Path | None, typer.Option("--audition", help="Write an MP3 of sentences with these words.")
    ] = None,
    json: Json = False,
) -> None:
    """Rank the words that a voice may mispronounce: names, acronyms, homographs, units."""
    place = open_show(show)
    refuse_soundless(audition, "--audition")
    for path, option in ((stub, "--stub"), (audition, "--audition")):
        refuse_taken(path, option)
    codes: list[int] = []
    paths = looked_at(sources, place, partial(_report, place, codes))
    found = risky.survey(_articles(paths, place, codes), place.settings, lexicon=Lexicon.load(place.lexicon))
    chosen = found.words[:top]
    if json:
        answer_json(chosen)
    elif chosen or found.articles > len(found.failed):
        rows = [(str(w.count), w.risk.value, w.word, w.sentence[:80]) for w in chosen]
        answer(table(rows, ("count", "risk", "word", "in")))
        say(as_called("to hear a word, or another way to say it: podcaster say WORD --as 'WORD=HOW'"))
    for source, error in found.failed:
        _say_failed(source, error, place)
        codes.append(error.exit_code)
    if found.articles > len(found.failed):
        codes.append(0)
    if stub:
        files.write(stub, risky.stub(chosen))
        say(f"{stub}: correct the pronunciations and copy it to {place.lexicon}")
    if audition and not found.words:
        say(f"{audition} is not written: there is no word to hear")
    elif audition:
        narrator = cast_for(place.settings.language, place.settings).narrator
        sentences = [w.sentence for w in risky.audition(found.words)]
        seconds = record.record([narrator], sentences, audition, jobs=place.settings.jobs)
        say(f"{audition}: {seconds:.0f} s")
    sys.exit(exit_status(codes, alone=len(sources) == 1 and is_one_file(paths)))


def _articles(sources: list[Path], place: Show, codes: list[int]) -> Iterator[Article]:
    """The articles that a run would make. What cannot be read is reported, and its exit status added to *codes*."""
    report = partial(_report, place, codes)
    for source in sources:
        try:
            found = reading.read(
                source,
                on_error=report,
                on_skip=lambda name, _, reason: say(f"{name}: skipped: {reason}"),
                regions=choices.remembered(place, source),
            )
            for article in edits.each(found, source, choices.edits_remembered(place, source)):
                if article.unpublished:
                    say(f"{article.source}: skipped: {article.unpublished}")
                else:
                    yield article
        except PodcasterError as error:
            report(str(source), error)


def _report(place: Show, codes: list[int], source: str, error: PodcasterError) -> None:
    _say_failed(source, error, place)
    codes.append(error.exit_code)


def _say_failed(source: str, error: PodcasterError, place: Show) -> None:
    error = unforeseen.logged(error, unforeseen.log_in(place.state))
    complain(PodcasterError(error.without(source), hint=error.hint, about=source))


@dataclass(frozen=True, slots=True)
class Trying:
    """How a sentence is said, and what becomes of it."""

    voice: Annotated[str, typer.Option("--voice", "-v", help="The voice (default: the show's narrator).")] = ""
    language: Annotated[str, typer.Option("--language", help="Language, e.g. en-GB (default: the text's).")] = ""
    corrections: Annotated[
        list[str] | None,
        typer.Option("--as", metavar="WORD=HOW", help="Say a word in another way: 'Nguyen=win', 'Nguyen=/wɪn/'."),
    ] = None
    keep: Annotated[bool, typer.Option("--keep", help="Add the corrections to the show's lexicon.")] = False
    out: Annotated[Path | None, typer.Option("--to", help="Write an MP3 instead of playing it.")] = None


@commands.command("say")
@spread
def speak(
    text: Annotated[str, typer.Argument(help="A word or a few sentences, as written.")],
    how: Trying = Trying(),
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Speak a sentence: play it, or write it to a file. For names, and to try corrections."""
    place = open_show(show, Overrides(voice=how.voice))
    entries = [trial.correction(one, how.language) for one in how.corrections or ()]
    if how.keep and not entries:
        raise UsageError("--keep needs a correction", hint="give the correction too: --as 'Nguyen=win'")
    if how.keep:
        named_show(show, begins=True)
    refuse_soundless(how.out, "--to")
    refuse_taken(how.out, "--to")
    utterances = trial.utterances(text, place, entries, language=how.language)
    for one in utterances:
        say(f"{one.voice}: {one.spoken}")
    out = how.out
    if out:
        trial.record(utterances, out)
    else:
        out = _play(utterances)
    if out and not json:
        answer_path(out)
    for entry in entries:
        if how.keep:
            add_entry(place.lexicon, entry)
            say(f"added to {place.lexicon}: {entry.line()}")
        else:
            say(f"to keep it: {trial.command_to_keep(entry, show)}")
    if json:
        spoken = [{"voice": one.voice, "spoken": one.spoken} for one in utterances]
        answer_json({"path": out, "utterances": spoken, "entries": entries, "kept": how.keep})


def _play(utterances: Sequence[Utterance]) -> Path | None:
    """Play *utterances*, or write them to say.mp3 where nothing can play them; returns the file then."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "say.mp3"
        seconds = trial.record(utterances, sound)
        if player.play(sound, seconds):
            return None
        out = files.unused(Path("say.mp3"))
        files.write(out, sound.read_bytes())
    say("this machine has no program that could play it: written to a file")
    return out


@lexicon.command()
def add(
    word: Annotated[str, typer.Argument(help="A word or a phrase.")],
    value: Annotated[str, typer.Argument(help="Its pronunciation; omit for the kinds letters and word.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="Kind of entry: say, letters, word or ipa.")] = "say",
    language: Annotated[str, typer.Option("--language", help="Language, e.g. en, de, en-GB (default: all).")] = "",
    case: Annotated[bool, typer.Option("--case", help="Match upper and lower case exactly.")] = False,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Add a pronunciation to the show. An entry for the same word is replaced."""
    entry = parse_line("\t".join((word, kind, value, language, "case" if case else "")), where="lexicon add")
    changed = add_entry(named_show(show, begins=True).lexicon, entry)
    if json:
        answer_json({"entry": entry, "changed": changed})
        return
    say(entry.line() if changed else "already in the lexicon")
    say(as_called(f"to hear it: {shell.command('podcaster say', [word], ['--show', shell.dashless(show)])}"))


@lexicon.command("remove")
def remove_entries(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="Words or phrases of the show's lexicon.")],
    language: Annotated[
        str | None, typer.Option("--language", help="Only its entry for this language, e.g. en (default: all).")
    ] = None,
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Remove pronunciations from the show; built-in ones are used again."""
    place = named_show(show)
    codes = []
    removed: list[lexicons.Entry] = []
    for word in words:
        gone = lexicons.remove(place.lexicon, word, language)
        removed += gone
        for entry in gone:
            say(f"removed from {here(place.lexicon)}: {entry.line()}")
        if not gone:
            complain(_not_in_lexicon(place, word, language))
        codes.append(0 if gone else UnreadableError.exit_code)
    if json and removed:
        answer_json({"removed": removed})
    sys.exit(exit_status(codes, alone=len(words) == 1))


def _not_in_lexicon(show: Show, word: str, language: str | None) -> UnreadableError:
    """What to say of a word without an entry of the show: what there is, or what replaces a built-in one."""
    own = [entry.word for entry in lexicons.own_entries(show.lexicon)]
    where = f" for the language {language}" if language else ""
    if any(entry.names(word) for entry in Lexicon.builtin().entries):
        hint = f"{shell.command('podcaster lexicon add', [word, 'HOW'])} replaces it in this show"
        return UnreadableError(f"the show has no entry for {word!r}{where}; podcaster's own is built in", hint=hint)
    there = f"; it has {', '.join(own[:5])}{' …' if len(own) > 5 else ''}" if own else ": it has none"
    hint = f"podcaster lexicon list --show {shell.path(here(show.folder))}"
    return UnreadableError(f"the show has no entry for {word!r}{where}{there}", hint=hint)


@lexicon.command("list")
def list_entries(show: ShowFolder = DEFAULT_SHOW, json: Json = False) -> None:
    """List the show's own entries, then the built-in ones."""
    entries = Lexicon.load(named_show(show).lexicon).entries
    if json:
        answer_json(entries)
    else:
        rows = [(e.word, e.kind.value, e.value, e.language, "case" if e.case else "") for e in entries]
        answer(table(rows, ("word", "kind", "value", "language", "case")))


@lexicon.command("test")
def try_out(
    sentence: Annotated[str, typer.Argument(help="A sentence as written.")],
    language: Annotated[str, typer.Option("--language", help="Language of the sentence, e.g. en-GB.")] = "en",
    show: ShowFolder = DEFAULT_SHOW,
    json: Json = False,
) -> None:
    """Print the text and phonemes that a voice would get for a sentence."""
    spoken, ipa = said(sentence, sentence, language, Lexicon.load(named_show(show).lexicon))
    if json:
        answer_json({"spoken": spoken, "sounds": [{"word": word, "ipa": phonemes} for word, phonemes in ipa]})
        return
    answer(spoken)
    for word, phonemes in ipa:
        answer(f"  {word}: /{phonemes}/")
