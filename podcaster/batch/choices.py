"""What the user chose of a page by hand: checked before it is remembered, and found again by every later run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from podcaster import reading
from podcaster.batch import intake
from podcaster.batch.intake import Options, SavedFile
from podcaster.config import Show
from podcaster.errors import UnreadableError, UsageError
from podcaster.library import FILE_NAME, Library
from podcaster.model import Region
from podcaster.publishing import repair


def settle(
    library: Library, sources: Sequence[Path], options: Options, *, split: bool, note: Callable[[str], None]
) -> None:
    """Remember the part that *options* choose of the one file in *sources*, or forget what was chosen of each of them.

    Raises RegionError if the words are not in the file or it holds several articles, UsageError for several files.
    """
    if options.as_found and library.has_regions():
        for path in intake.chosen(sources):
            file = intake.look(path)
            library.choose(file.name, _digest(file), None)
    if not options.region:
        return
    paths = list(islice(intake.chosen(sources), 2))
    if len(paths) > 1:
        raise UsageError(
            "a part of a page is chosen for one file, and there are several",
            hint="name one file with --whole-page, or with --from and --to",
        )
    for path in paths:
        file = intake.look(path)
        digest = _digest(file)
        for article in reading.read(path, on_skip=lambda *_: None, split=split, region=options.region):
            for sentence in article.by_hand[1:]:
                note(sentence)
        if library.region(file.name, digest) != options.region:
            note("the choice is remembered for this file; --as-found goes back to the automatic choice")
            library.choose(file.name, digest, options.region)


def of(library: Library, file: SavedFile) -> Region | None:
    """The part that was chosen of a file."""
    return library.region(file.name, file.sha256 or _digest(file)) if library.has_regions() else None


def remembered(show: Show, path: Path) -> Region | None:
    """The same for a file of a show that need not exist, without changing anything."""
    place = show.state / FILE_NAME
    if repair.is_blank(place):
        return None
    with Library(place, read_only=True) as library:
        return of(library, intake.look(path))


def _digest(file: SavedFile) -> str:
    try:
        return intake.digest(file)
    except OSError as error:
        raise UnreadableError(f"could not read {file.path}: {error.strerror}", hint="check its permissions") from error
