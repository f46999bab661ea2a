"""explain: what will be narrated, by which voice, and what is left out."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from podcaster import shell
from podcaster.batch import choices
from podcaster.cli.fitting import as_called
from podcaster.cli.options import DEFAULT_SHOW, ByHand, Json, Overrides, ShowFolder, Split, open_show, spread
from podcaster.cli.output import answer, answer_fitting, answer_json, complain, say
from podcaster.cli.sources import is_page, looked_at
from podcaster.cli.status import exit_status, is_one_file
from podcaster.config import Show
from podcaster.episode.finishing import narrated_text
from podcaster.errors import NoTextError, PodcasterError
from podcaster.files import safe_text
from podcaster.listening import explanation, explanation_page, page_view
from podcaster.model import Article, Block, Edits, Region, Script
from podcaster.reading import edits, numbered
from podcaster.voice import offers
from podcaster.voice.casting import lacks_voice

commands = typer.Typer()


@dataclass(frozen=True, slots=True)
class View:
    """Which part of it explain prints; by default the script, role by role."""

    text: Annotated[bool, typer.Option("--text", help="Print only the narrated text, one paragraph per line.")] = False
    spoken: Annotated[
        bool, typer.Option("--spoken", help="Print only the text for the voice, one sentence per line.")
    ] = False
    page: Annotated[
        bool, typer.Option("--page", help="Print the page: what of it is the article, what is not, and why.")
    ] = False
    html: Annotated[
        bool, typer.Option("--html", help="Print an HTML page that marks what is said otherwise than written.")
    ] = False


@commands.command()
@spread
def explain(
    source: Annotated[
        str, typer.Argument(help="A saved post, one of several in a file, e.g. export.zip#3, or a web address.")
    ],
    show: ShowFolder = DEFAULT_SHOW,
    view: View = View(),
    hand: ByHand = ByHand(),
    split: Split = None,
    json: Json = False,
) -> None:
    """Show the narration of a saved post, role by role, and what is left out and why."""
    place = open_show(show, Overrides(split=split))
    [saved] = looked_at([source], place)
    path, number = numbered.split(saved)
    regions, edited, name = _chosen(place, path, number, hand)
    page = page_view.blocks_of(path, name) if view.page else ()
    failed: list[PodcasterError] = []
    skipped: list[str] = []
    found, language = 0, ""
    records = []
    if number:
        split = place.settings.split
        report = explanation.logging(place, failed.append)
        articles = choices.by_number(path, (number,), regions, split=split, on_error=lambda _, error: report(error))
    else:
        articles = explanation.articles(path, place, failed.append, skipped.append, regions)
    articles = edits.each(articles, path, edited)
    if not number and view == View() and not json:
        some = list(islice(articles, 2))
        articles = chain(some, articles)
        if len(some) > 1:
            found, articles = _list(source, articles), iter(())
    typed = source if number or is_page(source) else ""
    for article, said in explanation.scripts(articles, place, failed.append):
        text = ""
        with explanation.sparing_others(article.source, place, failed.append):
            language = article.language or place.settings.language
            if json:
                records.append(_record(article, said, page_view.view(article, page) if view.page else None, typed))
            else:
                text = _shown(article, said, view, page, typed)
            found += 1
        if text:
            (answer if view.html else answer_fitting)(text)
    if not found and not failed and not skipped:
        raise NoTextError(f"no article in {source}", hint="podcaster explain --page FILE shows what was found")
    if page and not found:  # all of it, so that a part can be chosen
        empty = Article((), str(path), source=str(path))
        answer_fitting(safe_text(page_view.as_text(empty, page_view.view(empty, page))))
    if json and records:
        answer_json(records[0] if found == 1 else records)
    elif found == 1 and sys.stderr.isatty():
        _advise(language, place)
    _tell(skipped, failed)
    codes = [error.exit_code for error in failed] + [0] * found
    sys.exit(exit_status(codes, alone=is_one_file([path])))


def _advise(language: str, place: Show) -> None:
    """What to do when a voice or a word is not as it should be."""
    if lacks_voice(language, place.settings):
        say(offers.advice(language))
    say(as_called("is a word wrong? podcaster say SENTENCE --as 'WORD=HOW' tries another way to say it"))


def _tell(skipped: Sequence[str], failed: Sequence[PodcasterError]) -> None:
    for line in skipped:
        say(f"skipped: {line}")
    for error in failed:
        complain(error)


def _shown(article: Article, said: Script, view: View, page: Sequence[Block], typed: str) -> str:
    if view.html:
        return explanation_page.as_page(article, said, typed)
    if view.text:
        return safe_text(narrated_text(said))
    if view.spoken:
        return safe_text("\n".join(u.spoken for u in said.utterances))
    if view.page:
        return safe_text(page_view.as_text(article, page_view.view(article, page), typed))
    return safe_text(explanation.as_text(article, said))


def _chosen(place: Show, path: Path, number: int, hand: ByHand) -> tuple[dict[str, Region], dict[str, Edits], str]:
    """The chosen parts of a file, what was changed of its articles, and the source of the article with that number,
    without the path of the file.
    """
    regions: dict[str, Region] = {}
    edited: dict[str, Edits] = {}
    if number or not hand.as_found:
        regions, edited = dict(choices.remembered(place, path)), dict(choices.edits_remembered(place, path))
    region = hand.region
    if not (region or hand.as_found or regions) and not number:
        return regions, edited, ""
    name = choices.member(path, number, split=place.settings.split) if number else ""
    if hand.as_found:
        regions.pop(name, None)
        edited.pop(name, None)
    if region:
        regions = {**regions, name: region} if name else {"": region}
    return regions, edited, name


def _list(source: str, articles: Iterable[Article]) -> int:
    """Print a line for each article; returns how many there are."""
    count = 0
    for count, article in enumerate(articles, start=1):
        answer_fitting(safe_text(explanation.listed(count, article)))
    first = shell.path(f"{source}#1")
    show, make = as_called(f"podcaster explain {first}"), as_called(f"podcaster convert {first}")
    say(f"{count} articles; {show} shows the first of them, {make} makes it")
    return count


def _record(article: Article, said: Script, page: page_view.View | None, typed: str) -> dict[str, object]:
    date = article.date.isoformat() if isinstance(article.date, dt.date) else None
    return {
        "title": article.title,
        "author": ", ".join(article.authors),
        "date": date,
        "language": article.language,
        "site": article.site,
        "address": article.address,
        "doubts": article.doubts,
        "next_steps": page_view.next_steps(article, typed),
        "by_hand": article.by_hand,
        "recording": article.recording,
        "blocks": article.blocks,
        "utterances": said.utterances,
        "ledger": said.ledger,
        "notes": said.notes,
        "left_out": article.left_out,
        **({"page": page.parts, "share": round(page.share, 3)} if page else {}),
    }
