"""Which files make an episode. Nothing else in the package says so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podcaster.errors import storage_error
from podcaster.library import Files
from podcaster.library.made import is_mix
from podcaster.model import Episode

VTT, SRT, TRANSCRIPT = ".vtt", ".srt", ".json"
PAGE = ".html"
HTML = ".transcript.html"  # the transcript without anything else, for apps; older episodes have none
COVER = ".jpg"
CHAPTERS = ".chapters.json"  # of an episode that has chapters
PEAKS = ".peaks.json"  # the waveform as numbers, for other players; our page has it inside. A mix has none.
_ALWAYS = (VTT, SRT, TRANSCRIPT, PAGE, COVER)


def picture(number: int) -> str:
    """The suffix of the picture of a chapter; the first is 1."""
    return f".{number}.jpg"


@dataclass(frozen=True, slots=True)
class EpisodeFiles:
    """The files of one episode in *folder*: its audio, and what lies beside it."""

    folder: Path
    episode: Episode | Files

    @property
    def audio(self) -> Path:
        return self.folder / self.episode.file

    @property
    def promised(self) -> tuple[str, ...]:
        """The suffixes of the files beside the audio that the feed or a page leads to."""
        more = ((CHAPTERS, self.episode.has_chapters), (HTML, self.episode.has_html_transcript))
        return (*_ALWAYS, *(suffix for suffix, there in more if there))

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
    """Everything in *folder* that belongs to the episode of that name, whatever it was made with."""
    return (path for path in folder.iterdir() if path.name.startswith(f"{name}."))
