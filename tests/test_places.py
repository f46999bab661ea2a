"""The folders for a user account stay in their usual places on every system."""

import sys
from pathlib import Path

import platformdirs
import platformdirs.windows
import pytest

from podcaster import places
from tests import machine

VARIABLES = (
    "PODCASTER_VOICES", "PODCASTER_CACHE", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HF_HOME", "HF_HUB_CACHE",
)  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user account without settings."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@machine.linux
def test_the_folders_on_linux(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The XDG variables are followed where they are set."""
    assert places.voices_folder() == home / ".local/share/podcaster/voices"
    assert places.cache_folder() == home / ".cache/podcaster"
    assert places.hugging_face_folder() == home / ".cache/huggingface/hub"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert places.voices_folder() == Path("/data/podcaster/voices")
    assert places.cache_folder() == Path("/cache/podcaster")
    assert places.hugging_face_folder() == Path("/cache/huggingface/hub")
    assert list(home.iterdir()) == []


def test_the_folders_on_macos(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Voices are in Application Support even if XDG_DATA_HOME is set; caches have always been in ~/.cache."""
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert places.voices_folder() == home / "Library" / "Application Support" / "podcaster" / "voices"
    assert places.cache_folder() == home / ".cache" / "podcaster"


def test_the_folders_on_windows(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Voices are in %LOCALAPPDATA%, without the name of a company; caches have always been in ~/.cache."""
    monkeypatch.setattr(platformdirs, "PlatformDirs", platformdirs.windows.Windows)
    monkeypatch.setattr(platformdirs.windows, "get_win_folder", {"CSIDL_LOCAL_APPDATA": "/local"}.__getitem__)
    assert places.voices_folder() == Path("/local/podcaster/voices")
    assert places.cache_folder() == home / ".cache" / "podcaster"


def test_each_folder_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of podcaster and of Hugging Face win everywhere."""
    for name in VARIABLES:
        monkeypatch.setenv(name, f"/own/{name}")
    assert places.voices_folder() == Path("/own/PODCASTER_VOICES")
    assert places.cache_folder() == Path("/own/PODCASTER_CACHE")
    assert places.hugging_face_folder() == Path("/own/HF_HUB_CACHE")
    monkeypatch.delenv("HF_HUB_CACHE")
    assert places.hugging_face_folder() == Path("/own/HF_HOME/hub")
