"""What a machine of a cluster does: one saved file becomes finished files in the store, and a small record of them.

The task may be run twice, or by two machines at once: whoever is first has made it, and the other is told so.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from podcaster import config, files
from podcaster.audio import dressing
from podcaster.config import Settings, Show
from podcaster.errors import EngineDied, EngineTimeout, storage_error
from podcaster.library import Library, dump
from podcaster.model import Episode, Outcome, Status

Record = dict[str, Any]  # outcomes; episodes, each with the sha256 of its files in the store


class Store:
    """A folder that all machines see. What is in it is finished and never changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def record(self, key: str) -> Record | None:
        """What has been made of this, by whomever."""
        path = self.folder / "records" / f"{key}.json"
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise storage_error(error, f"could not read {path}") from error

    def place(self, digest: str) -> Path:
        return self.folder / "objects" / digest[:2] / digest

    def put_file(self, path: Path) -> str:
        """Keep a copy of *path* under its own digest, which is returned."""
        digest = files.sha256(path)
        create(self.place(digest), path)
        return digest

    def put_json(self, kind: str, key: str, value: object) -> None:
        """Keep *value*, unless there is one already."""
        with tempfile.TemporaryDirectory(prefix="podcaster-") as folder:
            part = Path(folder) / "value"
            part.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True), encoding="utf-8")
            create(self.folder / kind / f"{key}.json", part)


def create(path: Path, source: Path) -> bool:
    """Put a copy of *source* at *path* if there is nothing yet, whole or not at all. Returns whether it was us."""
    if path.exists():
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out, source.open("rb") as stream:
                shutil.copyfileobj(stream, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
            Path(name).chmod(0o644)
            try:
                os.link(name, path)  # refused where another machine was first; a rename would not be
            except FileExistsError:
                return False
        finally:
            with contextlib.suppress(OSError):
                Path(name).unlink()
        files.sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, f"could not write {path}") from error
    return True


# ---------------------------------------------------------------- settings on their way


def job(show: Show, *, force: bool) -> dict[str, object]:
    """All that a machine needs to know of *show*, as plain values."""
    settings = show.settings
    table = json.loads(json.dumps(asdict(replace(settings, casts={}))))
    del table["casts"]
    table["cast"] |= {language: asdict(cast) for language, cast in settings.casts.items()}
    # Neither is beside the scratch show of a machine; the cover is for the feed, which is not built there.
    table |= {"cover": "", "lexicon": "lexicon.tsv"}
    lexicon = show.lexicon.read_text(encoding="utf-8") if show.lexicon.exists() else ""
    beside = {}
    for role, name in dressing.names(settings.sound).items():
        table["sound"][role] = alone = role + Path(name).suffix
        beside[alone] = base64.b64encode((show.folder / name).read_bytes()).decode()
    return {"settings": table, "lexicon": lexicon, "force": force, "beside": beside}


def settings_of(told: Record) -> Settings:
    return config.parse(told["settings"], where="the job")


# ---------------------------------------------------------------- the task


def make(store: str, job_key: str, source: str, key: str, seconds: float) -> Record:
    """The task: the record for *source*, from the store or new. What may go better next time is not kept there.

    It works in a process of its own, ended after *seconds*: a scheduler sees a machine that died, not work that hangs.
    """
    place = Store(Path(store))
    if there := place.record(key):
        return there
    with tempfile.TemporaryDirectory(prefix="podcaster-") as scratch:
        command = [sys.executable, "-m", "podcaster.cluster_task", store, job_key, source, scratch]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            late = EngineTimeout(f"{source} was not finished within {seconds:.0f} s, and has been stopped")
            return {"outcomes": [_plain(_failed(source, late))], "episodes": []}
        try:
            made: Record = json.loads(done.stdout)
        except ValueError:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            died = EngineDied(f"{source}: the work ended with status {done.returncode}: {said[-1] if said else ''}")
            return {"outcomes": [_plain(_failed(source, died))], "episodes": []}
    if all(o["exit_code"] in (0, 65) for o in made["outcomes"]):  # made, or never to be made from these bytes
        place.put_json("records", key, made)
        return place.record(key) or made
    return made


def _failed(source: str, error: EngineDied | EngineTimeout) -> Outcome:
    return Outcome(
        source, Status.FAILED, "", error.message, error.hint, error.exit_code, error_kind=type(error).__name__
    )


def _plain(outcome: Outcome) -> Record:
    return asdict(replace(outcome, path=None))


def _work(store: Store, told: Record, source: Path, scratch: Path) -> Record:
    """Make the episodes of one file in a show of their own, and put their files into the store."""
    from podcaster import batch

    show = Show(scratch, settings_of(told))
    if told["lexicon"]:
        files.write(show.lexicon, told["lexicon"])
    for name, content in told["beside"].items():  # theme, intro, outro
        files.write(scratch / name, base64.b64decode(content))
    outcomes = batch.run(show, [source], batch.Options(jobs=1, force=bool(told["force"]), retry=True))
    with Library(show.state / "library.sqlite") as library:
        episodes = [_kept(store, show, episode) for episode in library.episodes()]
    return {"outcomes": [_plain(o) for o in outcomes], "episodes": episodes}


def _kept(store: Store, show: Show, episode: Episode) -> Record:
    beside = (p for p in show.episodes.iterdir() if p.name.startswith(f"{episode.name}."))
    found = {path.name[len(episode.name) :]: store.put_file(path) for path in sorted(beside)}
    return {"episode": dump(episode), "files": found}


def _die_with_the_machine() -> None:
    """When the process that started us is killed, so are we: a task that nobody waits for is begun elsewhere."""
    if sys.platform.startswith("linux"):
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


if __name__ == "__main__":
    _die_with_the_machine()
    _store, _job, _source, _scratch = sys.argv[1:]
    _told = json.loads((Path(_store) / "jobs" / f"{_job}.json").read_text(encoding="utf-8"))
    json.dump(_work(Store(Path(_store)), _told, Path(_source), Path(_scratch)), sys.stdout)
