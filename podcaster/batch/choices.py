"""What the user chose of a page by hand: checked before it is remembered, and found again by every later run."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from podcaster import reading, shell
from podcaster.batch import intake
from podcaster.batch.intake import Options, SavedFile
from podcaster.config import Show
from podcaster.errors import NoTextError, PodcasterError, UnreadableError, UsageError
from podcaster.library import FILE_NAME, Library, dumped
from podcaster.model import Article, Edits, Region
from podcaster.publishing import salvage
from podcaster.reading import numbered
from podcaster.reading.safe import shown


def settle(
    library: Library, sources: Sequence[Path], options: Options, *, split: bool, note: Callable[[str], None]
) -> None:
    """Remember the part that *options* choose of the one file in *sources*, or forget what was chosen of each of them.

    Raises RegionError if the words are not in the file or it holds several articles and none was named by its number,
    UsageError for several files.
    """
    if options.as_found and (library.has_regions() or library.has_edits()):
        for path in intake.chosen(sources):
            _forget(library, path, options, split=split)
    if not options.region:
        return
    paths = list(islice(intake.chosen(sources), 2))
    numbers = [*options.numbers.get(str(paths[0]), ())] if paths else []
    if len(paths) > 1 or len(numbers) > 1:
        raise UsageError(
            "a part of a page is chosen for one article, and there are several",
            hint="name one file, or one article as in export.zip#3, with --whole-page, or with --from and --to",
        )
    for path in paths:
        _remember(library, path, options.region, numbers, split=split, note=note)


def _remember(
    library: Library,
    path: Path,
    region: Region,
    numbers: Sequence[int],
    *,
    split: bool,
    note: Callable[[str], None],
) -> None:
    file = intake.look(path)
    digest = _digest(file)
    name = member(path, numbers[0], split=split) if numbers else ""
    errors: list[PodcasterError] = []

    def failed(source: str, error: PodcasterError) -> None:
        if not name or source == shown(path) + name:
            errors.append(error)

    for article in reading.read(path, on_error=failed, on_skip=_ignore, split=split, regions={name: region}):
        if not name or article.source == shown(path) + name:
            for sentence in article.by_hand[1:]:
                note(sentence)
    if errors:
        raise errors[0]
    if library.regions(file.name, digest).get(name) != region:
        what = "article" if name else "file"
        note(f"the choice is remembered for this {what}; --as-found goes back to the automatic choice")
        library.choose(file.name + name, digest + name if digest else "", region)


def _forget(library: Library, path: Path, options: Options, *, split: bool) -> None:
    """Forget what was chosen of a file and of the articles in it, or only of those that were named by their numbers."""
    file = intake.look(path)
    digest = _digest(file)
    numbers = options.numbers.get(str(path))
    chosen, edited = library.regions(file.name, digest), library.edits(file.name, digest)
    for name in _members(path, numbers, split=split).values() if numbers else {**chosen, **edited}:
        place, content = file.name + name, digest + name if digest else ""
        if name in chosen:
            library.choose(place, content, None)
        if name in edited:
            library.edit(place, content, Edits())


def by_number(
    path: Path,
    numbers: Collection[int],
    regions: Mapping[str, Region],
    *,
    split: bool,
    on_error: Callable[[str, PodcasterError], None],
) -> Iterator[Article]:
    """The articles with these numbers, and the parts in *regions*. Missing and failed articles are reported."""
    # An article whose chosen words are missing would change the numbers behind it.
    try:
        known = _members(path, numbers, split=split) if any(regions) else {}
    except NoTextError as error:
        on_error(error.about or shown(path), error)
        return
    sources = {shown(path) + member: number for number, member in known.items()}
    left, count = set(numbers), 0

    def failed(source: str, error: PodcasterError) -> None:
        if source in sources:
            left.discard(sources[source])
            on_error(source, error)

    found = reading.read(path, on_error=failed, on_skip=_ignore, split=split, regions=regions)
    for count, article in enumerate(found, start=1):
        number = sources.get(article.source, 0) if known else count
        if number in left:
            left.remove(number)
            yield article
        if not left:
            return
    for number in sorted(left):
        on_error(f"{shown(path)}#{number}", _missing(path, number, count))


def _members(path: Path, numbers: Collection[int], *, split: bool) -> dict[int, str]:
    """The sources of these articles of a file, without its path. Raises NoTextError if it holds fewer articles."""
    found: dict[int, str] = {}
    count = 0
    for count, article in enumerate(reading.read(path, on_error=_ignore, on_skip=_ignore, split=split), start=1):
        if count in numbers:
            found[count] = article.source.removeprefix(shown(path))
        if len(found) == len(numbers):
            return found
    raise _missing(path, next(number for number in numbers if number not in found), count)


def _missing(path: Path, number: int, count: int) -> NoTextError:
    hint = f"podcaster explain {shell.path(path)} lists them"
    return NoTextError(numbered.missing(number, count), about=f"{shown(path)}#{number}", hint=hint)


def _ignore(*_: object) -> None:
    """Errors and skipped articles are reported by the run, which reads the file again."""


def member(path: Path, number: int, *, split: bool) -> str:
    """The source of the article with that number, without the path of its file. Raises NoTextError."""
    return _members(path, (number,), split=split)[number]


def of(library: Library, file: SavedFile) -> dict[str, Region]:
    """The chosen parts of a file (key "") and of articles in it (key: their source without the file)."""
    return library.regions(file.name, file.sha256 or _digest(file)) if library.has_regions() else {}


def edits_of(library: Library, file: SavedFile) -> dict[str, Edits]:
    """What was changed by hand of a file (key "") and of articles in it (key: their source without the file)."""
    return library.edits(file.name, file.sha256 or _digest(file)) if library.has_edits() else {}


def for_the_tag(library: Library, file: SavedFile, source: str) -> str:
    """The choices for an article, for the tag of its episode, from which a lost library is rebuilt."""
    regions, edits = of(library, file), edits_of(library, file)
    name = source.removeprefix(file.name)
    name = name if name in regions or name in edits else ""
    told: dict[str, object] = asdict(regions[name]) if name in regions else {}
    if name in edits:
        told["edits"] = json.loads(dumped(edits[name]))
    return json.dumps({"sha256": file.sha256 + name, **told}) if told else ""


def adopt(
    show: Show, path: Path, regions: Mapping[str, Region], edits: Mapping[str, Edits] = MappingProxyType({})
) -> None:
    """Copy the choices for a file from another show."""
    file = intake.look(path)
    with Library(show.state / FILE_NAME) as library:
        for name, region in regions.items():
            library.choose(file.name + name, _digest(file) + name, region)
        for name, changed in edits.items():
            library.edit(file.name + name, _digest(file) + name, changed)


def remembered(show: Show, path: Path) -> Mapping[str, Region]:
    """The chosen parts for a file of a show that need not exist, without changing anything."""
    place = show.state / FILE_NAME
    if salvage.is_blank(place):
        return {}
    with Library(place, read_only=True) as library:
        return of(library, intake.look(path))


def edits_remembered(show: Show, path: Path) -> Mapping[str, Edits]:
    """The changes for a file of a show that need not exist, without changing anything."""
    place = show.state / FILE_NAME
    if salvage.is_blank(place):
        return {}
    with Library(place, read_only=True) as library:
        return edits_of(library, intake.look(path))


def edit(show: Show, path: Path, name: str, edits: Edits) -> None:
    """Remember what was changed of an article, for every later run; empty: forget it.

    *name*: its source without the path of the file. No lock is needed: it is one transaction of the library.
    """
    file = intake.look(path)
    digest = _digest(file)
    with Library(show.state / FILE_NAME) as library:
        library.edit(file.name + name, digest + name if digest else "", edits)


def _digest(file: SavedFile) -> str:
    try:
        return intake.digest(file)
    except OSError as error:
        raise UnreadableError(f"could not read {file.path}: {error.strerror}", hint="check its permissions") from error
