"""A text of a few words, spoken at once as an episode of the show would say it: to hear a name, or its correction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from podcaster import script, shell, voice
from podcaster.config import Show
from podcaster.engines.pool import Pool
from podcaster.errors import NoTextError, UsageError
from podcaster.listening import audition
from podcaster.model import Article, Block, BlockKind, Utterance
from podcaster.reading.language import choose
from podcaster.script.lexicon import Entry, Kind, Lexicon, parse_line

LONGEST = 2_000  # characters: more than that is an article
LEAST_TO_TELL = 40  # characters that tell their language; a shorter text is in the show's


def correction(text: str, language: str = "") -> Entry:
    """An entry of the lexicon from "Nguyen=win" or, in IPA, "Nguyen=/wɪn/". Raises UsageError for anything else."""
    word, sign, value = (part.strip() for part in text.partition("="))
    if not (word and sign and value):
        raise UsageError(f"{text!r} is no correction", hint="--as 'Nguyen=win', or in IPA --as 'Nguyen=/wɪn/'")
    kind = Kind.SAY
    if len(value) > 2 and value[0] == value[-1] == "/":
        kind, value = Kind.IPA, value[1:-1]
    return parse_line("\t".join((word, kind.value, value, language)), where="--as")


def command_to_keep(entry: Entry, show: Path) -> str:
    """The command that adds *entry* to the show's lexicon."""
    options = ["--show", shell.dashless(show)]
    if entry.kind is not Kind.SAY:
        options += ["--kind", entry.kind.value]
    if entry.language:
        options += ["--language", entry.language]
    return shell.command("podcaster lexicon add", [entry.word, entry.value], options)


def utterances(
    text: str, show: Show, corrections: Sequence[Entry] = (), *, language: str = ""
) -> tuple[Utterance, ...]:
    """What the show's narrator would say for *text*, with its lexicon and, before it, *corrections*.

    *language*: BCP 47; "": that of the text, or the show's when the text is too short to tell.

    Raises NoTextError when nothing in it can be said, UsageError for a text of more than LONGEST characters.
    """
    if len(text) > LONGEST:
        raise UsageError(
            f"{len(text)} characters are too many to try out", hint=f"up to {LONGEST}; convert takes files"
        )
    blocks = tuple(Block(BlockKind.PARAGRAPH, line.strip()) for line in text.splitlines() if line.strip())
    if not blocks:
        raise NoTextError("there is nothing to say", hint="podcaster say 'A sentence.'")
    told = choose("", text) if len(text) >= LEAST_TO_TELL and not language else ""
    article = Article(blocks, title=blocks[0].text, language=language or told or show.settings.language)
    known = Lexicon((*corrections, *Lexicon.load(show.lexicon).entries))
    return tuple(u for u in script.write(article, show.settings, lexicon=known).utterances if u.block >= 0)


def record(said: Sequence[Utterance], out: Path) -> float:
    """Speak *said* into *out*, an MP3, and return its length in seconds."""
    for one in said:
        voice.find(one.voice)
    with Pool(1) as pool:
        return audition.mastered(said, pool, out)
