"""What is in a saved file: each of its articles with its facts, read in a process of its own with limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from podcaster import reading, unforeseen
from podcaster.batch import choices
from podcaster.config import Show
from podcaster.errors import HostileError, NoTextError, PodcasterError, Stopped, StorageError, UnpublishedError
from podcaster.model import Article
from podcaster.reading import edits
from podcaster.reading.safe import run_limited, shown

MOST = 200  # articles of one file; the command line takes archives as they are
SECONDS = 120.0  # of work
MEMORY_MB = 2048


@dataclass(frozen=True, slots=True)
class Glance:
    """An article of the file."""

    member: str = ""  # its source without the path of the file
    number: int = 1  # as `podcaster explain FILE` counts
    title: str = ""
    author: str = ""
    date: str = ""  # ISO 8601
    language: str = ""
    words: int = 0
    characters: int = 0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    articles: tuple[Glance, ...]
    failed: int = 0  # that cannot be read
    skipped: int = 0  # that were never public, or are no articles
    more: bool = False  # there are more than these


Answer = Contents | PodcasterError


def contents(show: Show, wanted: Sequence[tuple[Path, int]], most: int = MOST) -> list[Answer]:
    """The articles of saved files, the first *most* of each, or only the one with that number (0: all).

    One process reads them all: to start one takes longer than to read an article. If it does not live to the end, each
    file has its own. What is wrong with a file stands in its place: UnpublishedError for drafts and private matter.
    """
    try:
        return _limited(show, wanted, most)
    except HostileError as error:
        if len(wanted) == 1:
            return [type(error)(error.reason, hint=error.hint, about=wanted[0][0].name)]
        return [answer for one in wanted for answer in contents(show, [one], most)]


def _limited(show: Show, wanted: Sequence[tuple[Path, int]], most: int) -> list[Answer]:
    split = show.settings.split
    return run_limited(_all, show.folder, list(wanted), most, split=split, seconds=SECONDS, memory_mb=MEMORY_MB)


def _all(folder: Path, wanted: Sequence[tuple[Path, int]], most: int, *, split: bool) -> list[Answer]:
    found: list[Answer] = []
    for path, number in wanted:
        try:
            with unforeseen.named(shown(path)):
                found.append(_contents(folder, path, number, most, split=split))
        except (StorageError, Stopped):
            raise
        except PodcasterError as error:
            found.append(error)
    return found


def _contents(folder: Path, path: Path, number: int, most: int, *, split: bool) -> Contents:
    errors: list[PodcasterError] = []
    skipped: list[str] = []

    def failed(_: str, error: PodcasterError) -> None:
        if isinstance(error, UnpublishedError):
            skipped.append(error.reason)
        else:
            errors.append(error)

    def skip(_source: str, _title: str, reason: str) -> None:
        skipped.append(reason)

    regions = choices.remembered(Show(folder), path)
    found: Iterator[Article]
    if number:
        found = choices.by_number(path, (number,), regions, split=split, on_error=failed)
    else:
        found = reading.read(path, split=split, regions=regions, on_error=failed, on_skip=skip)
    articles: list[Glance] = []
    found = edits.each(found, path, choices.edits_remembered(Show(folder), path))
    for count, article in enumerate(found, start=1):
        if len(articles) >= most:
            return Contents(tuple(articles), len(errors), len(skipped), more=True)
        if article.unpublished:
            skipped.append(article.unpublished)
        else:
            articles.append(_glance(article, path, number or count))
    if not articles:
        raise _nothing(path, errors, skipped)
    return Contents(tuple(articles), len(errors), len(skipped))


def _glance(article: Article, path: Path, number: int) -> Glance:
    return Glance(
        member=article.source.removeprefix(shown(path)),
        number=number,
        title=article.title,
        author=", ".join(article.authors),
        date=article.date.isoformat() if article.date else "",
        language=article.language,
        words=article.word_count,
        characters=sum(len(block.text) for block in article.blocks),
        doubts=tuple(sentence for _, sentence in article.doubts),
    )


def _nothing(path: Path, errors: list[PodcasterError], skipped: list[str]) -> PodcasterError:
    if errors:
        return errors[0]
    if skipped:
        return UnpublishedError(f"nothing in it was published as an article: {skipped[0]}", about=shown(path))
    return NoTextError("there is no article in it", about=shown(path))
