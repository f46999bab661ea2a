"""The folders of this account: where voices, caches and models are kept, and what in them can be deleted."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from podcaster.errors import UsageError, storage_error

APP = "podcaster"
PROOF = "proof"  # what `clear` calls the model for proofs
PROOF_MODEL = "whisper-base"  # its folder, beside the voices
_HOMES = ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA")  # variables that say where the data of programs is
# Names in the folder of caches. Nothing else in it is touched: $PODCASTER_CACHE may be a folder with other things.
_KEPT = {
    "models": (("kokoro", "piper"), "models as this machine runs them; made again at the next use, in seconds"),
    "segments": (("segments",), 'sentences spoken for shows with cache = "shared"; spoken again when needed'),
    "measurements": (("speeds.json", "shares.json"), "speed of the voices here; measured again at the next use"),
}


def voices_folder() -> Path:
    """The user's own voice profiles and models: $PODCASTER_VOICES, or where this system keeps the data of programs."""
    return _own("PODCASTER_VOICES") or _data_folder(sys.platform, *map(os.environ.get, _HOMES)) / "voices"


def proof_model_folder() -> Path:
    """The model that `podcaster proof --setup` fetches; no cache, because deleting it costs a download."""
    return voices_folder() / PROOF_MODEL


def cache_folder() -> Path:
    """Assembled models, measurements and shared segments: $PODCASTER_CACHE, or ~/.cache/podcaster on every system.

    Losing it costs only time, but a lot of it, so it stays where it has been from the first version, on macOS and
    Windows too, where platformdirs would put it elsewhere.
    """
    return _own("PODCASTER_CACHE") or _xdg_cache(APP)


def tokens_folder() -> Path:
    """Where tokens of services are, for this user alone: $PODCASTER_TOKENS, or ~/.config/podcaster/tokens on Linux."""
    from platformdirs import user_config_path

    return _own("PODCASTER_TOKENS") or user_config_path(APP, appauthor=False) / "tokens"


def error_log() -> Path:
    """Where tracebacks go that concern no show, or one that cannot be opened.

    ~/.local/state/podcaster/log/errors.log on Linux.
    """
    from platformdirs import user_log_path

    return user_log_path(APP, appauthor=False) / "errors.log"


def hugging_face_folder() -> Path:
    """The models that libraries of Hugging Face, faster-whisper among them, have fetched for this user."""
    home = _own("HF_HOME") or _xdg_cache("huggingface")
    return _own("HF_HUB_CACHE") or home / "hub"


def _own(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None


@functools.cache  # asked for at every sentence, and platformdirs reads all of the environment each time
def _data_folder(system: str, *_homes: str | None) -> Path:
    """*_homes*: what the environment says of them; a change moves the folder."""
    from platformdirs import user_data_path

    if system == "darwin":
        # From 4.6 on platformdirs follows XDG_DATA_HOME on macOS too. Voices that are there already would not be found.
        return Path.home() / "Library" / "Application Support" / APP
    return user_data_path(APP, appauthor=False)


def _xdg_cache(name: str) -> Path:
    from platformdirs.unix import Unix

    return Unix(name).user_cache_path


# ---------------------------------------------------------------- what the folders hold


@dataclass(frozen=True, slots=True)
class Cache:
    """A kind of file that is kept: models, segments, measurements or voices."""

    name: str
    paths: tuple[Path, ...]  # files and folders that are there
    bytes: int
    about: str


def caches() -> list[Cache]:
    """All caches, empty ones too."""
    folder = cache_folder()
    out = []
    for name, (kept, about) in _KEPT.items():
        paths = tuple(path for path in (folder / one for one in kept) if path.exists())
        out.append(Cache(name, paths, sum(map(size, paths)), about))
    return out


def installed() -> Cache:
    """The voices that were fetched, which `clear` leaves alone."""
    folder = voices_folder()
    paths = (folder,) if folder.is_dir() else ()
    held = sum(map(size, paths)) - proof_model().bytes
    return Cache("voices", paths, held, "voices that were installed; fetched again if deleted")


def proof_model() -> Cache:
    """The model for proofs, which `clear` deletes only if it is named."""
    folder = proof_model_folder()
    paths = (folder,) if folder.is_dir() else ()
    return Cache(PROOF, paths, sum(map(size, paths)), "model for podcaster proof; --setup fetches it again")


def clear(names: Iterable[str] = ()) -> int:
    """Delete these caches, or all; return the bytes that were freed. Raises UsageError for an unknown name."""
    wanted = set(names) or set(_KEPT)
    known = (*_KEPT, PROOF)
    if unknown := wanted - set(known):
        raise UsageError(f"unknown cache {sorted(unknown)[0]!r}", hint=f"one of {', '.join(known)}")
    freed = 0
    for cache in [*caches(), proof_model()]:
        for path in cache.paths if cache.name in wanted else ():
            freed += size(path)
            try:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            except OSError as error:
                raise storage_error(error, f"could not delete {path}") from error
    return freed


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; files that vanish meanwhile are not counted."""
    total = 0
    for one in [path, *path.rglob("*")] if path.is_dir() else [path]:
        try:
            stat = one.lstat()
        except OSError:
            continue
        total += 0 if one.is_dir() else stat.st_size
    return total
