"""Which files make an episode. Nothing else in the package says so."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from podcaster.config import Show
from podcaster.errors import storage_error
from podcaster.library import Files
from podcaster.library.made import is_mix
from podcaster.model import Episode
from podcaster.publishing.media import AUDIO

VTT, SRT, TRANSCRIPT = ".vtt", ".srt", ".json"
PAGE = ".html"
HTML = ".transcript.html"  # only the transcript, for apps; older episodes lack this file
COVER = ".jpg"
CHAPTERS = ".chapters.json"  # of an episode that has chapters
PEAKS = ".peaks.json"  # the waveform as numbers, for other players; our page has it inside. A mix has none.
# In embed/ rather than beside the audio: what another site shows of the episode, and what oEmbed says of it. They are
# written with the feed, so an episode that no feed lists has none.
EMBEDDED = (PAGE, ".json")
_ALWAYS = (VTT, SRT, TRANSCRIPT, PAGE, COVER)


def picture(number: int) -> str:
    """The suffix of the picture of a chapter; the first is 1."""
    return f".{number}.jpg"


def embedded(public: Path, name: str, suffix: str) -> Path:
    """One of the two files for other sites, of the episode of that name."""
    return public / "embed" / f"{name}{suffix}"


@dataclass(frozen=True, slots=True)
class EpisodeFiles:
    """The files of one episode in *folder*: its audio and the files beside it."""

    folder: Path
    episode: Episode | Files

    @property
    def audio(self) -> Path:
        return self.folder / self.episode.file

    @property
    def promised(self) -> tuple[str, ...]:
        """The suffixes of the files beside the audio that the feed or a page leads to."""
        more = ((CHAPTERS, self.episode.has_chapters), (HTML, self.episode.has_html_transcript))
        return (*_ALWAYS, *(suffix for suffix, there in more if there), *self.episode.formats)

    @property
    def beside(self) -> tuple[str, ...]:
        """The suffixes of all files that have to be beside the audio; pictures of chapters come on top."""
        return self.promised if is_mix(self.episode) else (*self.promised, PEAKS)

    def path(self, suffix: str) -> Path:
        return self.folder / f"{self.episode.name}{suffix}"

    def pictures(self) -> list[str]:
        """The suffixes of the pictures of its chapters that are there."""
        name = self.episode.name
        return sorted(path.name[len(name) :] for path in self.folder.glob(f"{name}.[0-9]*{COVER}"))

    def is_published(self) -> bool:
        """Whether its audio, by its length, and all that is promised are there.

        Raises StorageError if that cannot be seen.
        """
        return self._audio_stands() and self._there(self.promised)

    def is_complete(self) -> bool:
        """The same with everything that has to be beside it."""
        return self._audio_stands() and self._there(self.beside)

    def absent(self) -> Iterator[Path]:
        """The files that should be beside the audio but are missing."""
        return (path for path in map(self.path, self.beside) if not path.is_file())

    def _audio_stands(self) -> bool:
        path = f"{self.folder}/{self.episode.file}"  # not a Path: a large archive is asked 100,000 times
        try:
            return os.stat(path).st_size == self.episode.bytes  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:  # it may be there: a feed without it would be wrong
            raise storage_error(error, f"could not look at {path}") from error

    def _there(self, suffixes: tuple[str, ...]) -> bool:
        stem = f"{self.folder}/{self.episode.name}"
        return all(os.path.exists(stem + suffix) for suffix in suffixes)  # noqa: PTH110


def all_of(folder: Path, name: str) -> Iterator[Path]:
    """All files in *folder* that belong to the episode of that name, also those of older versions or settings."""
    return (path for path in folder.iterdir() if path.name.startswith(f"{name}."))


def timeline_of(show: Show, name: str) -> Path:
    """Where the timeline of the episode of that name is kept: it is not published."""
    return show.state / "timelines" / f"{name}.json.gz"


def remove(show: Show, names: Sequence[str]) -> list[str]:
    """Delete all files of episodes that are no longer published. Returns the names of those without any file left.

    The audio goes first: from it a lost library would be rebuilt.
    """
    found: dict[str, list[Path]] = {name: [] for name in names}
    try:
        with contextlib.suppress(FileNotFoundError), os.scandir(show.episodes) as entries:
            for entry in entries:  # listed once for all episodes, because there may be a million files
                for name in _owners(entry.name, found):
                    found[name].append(show.episodes / entry.name)
    except OSError as error:
        raise storage_error(error, f"could not list {show.episodes}") from error
    gone = []
    for name, paths in found.items():
        paths.sort(key=lambda path: (path.suffix not in AUDIO, path.name))
        with contextlib.suppress(OSError):  # for example, a player has the file open; the caller tries again
            beyond = [timeline_of(show, name), *(embedded(show.public, name, suffix) for suffix in EMBEDDED)]
            for path in (*paths, *beyond):
                path.unlink(missing_ok=True)
            gone.append(name)
    return gone


def _owners(file: str, names: dict[str, list[Path]]) -> Iterator[str]:
    """Those of *names* that *file* belongs to; the name of an episode may have dots."""
    at = file.find(".", 1)
    while at > 0:
        if file[:at] in names:
            yield file[:at]
        at = file.find(".", at + 1)
