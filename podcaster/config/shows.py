"""A show on disk: its folder and its settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from podcaster.config.tables import Settings
from podcaster.config.toml_file import load


@dataclass(frozen=True, slots=True)
class Show:
    """A show on disk: its folder and its settings."""

    folder: Path
    settings: Settings = field(default_factory=Settings)

    @property
    def public(self) -> Path:
        """Everything that may be served or uploaded, and nothing else."""
        return self.folder / "public"

    @property
    def episodes(self) -> Path:
        return self.public / "episodes"

    @property
    def state(self) -> Path:
        return self.folder / ".podcaster"

    @property
    def lexicon(self) -> Path:
        return self.folder / self.settings.lexicon


def open_show(folder: Path) -> Show:
    """The show in *folder* with the settings of its podcaster.toml. A folder that does not exist yet is a new show."""
    return Show(folder, load(folder))
