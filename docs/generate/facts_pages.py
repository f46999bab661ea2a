"""Pages of facts that are tables in the code: exit statuses, formats, the lexicon."""

from __future__ import annotations

from collections.abc import Iterator

from docs.generate import markdown
from docs.generate.markdown import code, text
from podcaster import errors
from podcaster.config import FORMATS, QUALITIES
from podcaster.errors import PodcasterError
from podcaster.publishing import media
from podcaster.reading import Kind, refused
from podcaster.script import lexicon
from podcaster.sources.services.table import KINDS

STATUSES = {
    0: "Done. Skipped input, such as a draft, is no failure",
    1: "Something failed, or a check found something; the output says what",
    2: "A mistake in the command line or in `podcaster.toml`",
    65: "The input cannot become an episode",
    69: "A voice, an engine or ffmpeg is missing or fails",
    70: "The feed would break a rule, so it was not written",
    74: "The disk is full, read-only or broken",
    75: "Another run is using the show",
    130: "Stopped by Ctrl-C; the same command resumes",
    143: "Stopped by the system; the same command resumes",
}


def exit_statuses() -> str:
    """The statuses, and the kinds of errors behind them."""
    kinds: dict[int, list[type[PodcasterError]]] = {status: [] for status in STATUSES}
    for kind in _below(PodcasterError):
        kinds[kind.exit_code].append(kind)
    rows = []
    for status, found in sorted(kinds.items()):
        named = [f"{text(kind.in_words)} ({code(kind.__name__)})" for kind in found if "in_words" in vars(kind)]
        rows.append((str(status), text(STATUSES[status]), "; ".join(named)))
    return markdown.page(
        "Exit statuses",
        "`podcaster/errors.py`",
        markdown.table(("status", "", "kinds of errors, and their names in JSON and Python"), rows),
        "`serve`, `studio` and `watch` run until they are stopped, by Ctrl-C or by the system, and then end with 0.",
        "One named file that fails gives the status of its reason. When something fails in a folder, or in one of "
        "several sources, the status is 1. An error that stops the whole run (2, 70, 74, 75, 130, 143, or 69 for a "
        "voice that does not exist) always gives its own. Articles that an earlier run made count as done.",
        "In a script: `podcaster batch saved/ || test $? = 75` is content when another run is at work.",
    )


def _below(kind: type[PodcasterError]) -> Iterator[type[PodcasterError]]:
    """The kinds of the tree of errors, those of the module alone, in the order in which they stand there."""
    yield from (one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, kind))


def formats() -> str:
    """What is read and written."""
    sounds = [(code(name), code(media.media_type(f"episode.{name}"))) for name in FORMATS]
    return markdown.page(
        "Formats",
        "`podcaster/reading/recognise.py`, `refused.py` and `podcaster/config/tables.py`",
        "[What can go in](../guide/formats.md) says for each program how to get the file out of it, and what is read.",
        "## Read",
        "A file is recognised by its content; its name only helps where the content is not enough.",
        "\n".join(f"- {text(kind.value[:1].upper() + kind.value[1:])}" for kind in Kind),
        "## Refused, with a reason",
        "\n".join(f"- {text(what)}" + (f": {text(way)}" if way else "") for what, way in _refused()),
        "## Sound",
        markdown.table(("`sound.format`", "media type"), sounds),
        f"`sound.quality` is {', '.join(code(one) for one in QUALITIES)}.",
        "## Services that can be followed",
        markdown.table(
            ("name", "service", "where its token comes from"),
            ((code(kind.name), text(kind.title), text(kind.token_from)) for kind in KINDS),
        ),
    )


def _refused() -> Iterator[tuple[str, str]]:
    found: dict[str, str] = {}
    for _, what in refused.MAGIC:
        found.setdefault(what, refused.WAY_OUT.get(what, ""))
    for what, way in (*refused.ROOTS.values(), *refused.OFFICE.values(), *refused.OFFICE_NAMES.values()):
        found.setdefault(what, way)
    yield from found.items()


LEXICON = {
    lexicon.Kind.SAY: ("the value is read in place of the word", lexicon.Entry("Nguyen", lexicon.Kind.SAY, "win")),
    lexicon.Kind.LETTERS: ("the word is spelled, letter by letter", lexicon.Entry("GPX", lexicon.Kind.LETTERS)),
    lexicon.Kind.WORD: ("the word is read as a word, not spelled", lexicon.Entry("LASER", lexicon.Kind.WORD)),
    lexicon.Kind.IPA: (
        "the value is the pronunciation in IPA, for voices that take it",
        lexicon.Entry("Thames", lexicon.Kind.IPA, "tɛmz", "en"),
    ),
}


def lexicon_page() -> str:
    """The file lexicon.tsv, its kinds of entries, and those that are built in."""
    kinds = [
        (code(kind), text(words), code(" ⇥ ".join(example.line().split("\t"))))
        for kind, (words, example) in LEXICON.items()
    ]
    built_in = lexicon.Lexicon.builtin().entries
    return markdown.page(
        "The lexicon",
        "`podcaster/script/lexicon.py` and its list",
        "`lexicon.tsv` in the folder of the show says how words are pronounced: one entry on each line, its fields "
        "separated by tabs (⇥ below). A line that begins with `#` is a comment. "
        "[Change how one word is said](../how-to/one-word.md) shows how to try an entry first.",
        markdown.table(
            ("field", ""),
            (
                ("word", "a word or a phrase, as it is written; a plural s belongs to it"),
                ("kind", ", ".join(code(kind) for kind in LEXICON)),
                ("value", "depends on the kind"),
                (
                    "language",
                    "`en`, `de`, `en-GB` …; empty: every language. `en` covers `en-GB`, not the other way round",
                ),
                ("case", "`case`: only this spelling (`US`, not `us`); empty: any"),
            ),
        ),
        "## Kinds",
        markdown.table(("kind", "", "example"), kinds),
        "Entries of the show come before the built-in ones, and a longer entry before a shorter one. A voice that "
        "takes no IPA refuses an entry of the kind `ipa` by name.",
        f"## Built in\n\n{len(built_in)} entries, for English voices.",
        markdown.table(
            ("word", "kind", "value", "language", "case"),
            ((text(e.word), code(e.kind), text(e.value), e.language, "case" if e.case else "") for e in built_in),
        ),
    )
