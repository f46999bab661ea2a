"""What a machine of a cluster does: one saved file becomes finished files in the store, and a small record of them.

The task may run twice, or on two machines at once: the record that is stored first counts.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from podcaster import config, files, unforeseen
from podcaster.audio import dressing
from podcaster.batch import choices
from podcaster.batch import run as batch
from podcaster.cluster.store import Record, Store, get_json, open_store, put_file, put_json
from podcaster.config import Settings, Show
from podcaster.engines.pool import Pool
from podcaster.errors import EngineDied, EngineTimeout, PodcasterError, StorageError, UnforeseenError
from podcaster.helpers.process import Helper, Limits, Stuck
from podcaster.library import Library, dump, loaded
from podcaster.model import Episode, Outcome, Region, Status
from podcaster.publishing.episode_files import all_of

# When the machine's process is killed, so is the one that works for it, even while that is still starting.
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from podcaster.engines import child; "
    "child.die_with(int(sys.argv[2])); from podcaster.cluster import task; task.serve()"
)


# ---------------------------------------------------------------- settings sent to a worker


def job(show: Show, *, force: bool) -> dict[str, object]:
    """All that a machine needs to know of *show*, as plain values."""
    settings = show.settings
    table = json.loads(json.dumps(asdict(replace(settings, casts={}, speaker_voices=dict(settings.speaker_voices)))))
    del table["casts"]
    del table["speaker_voices"]
    table["cast"]["speakers"] = dict(settings.speaker_voices)
    table["cast"] |= {language: asdict(cast) for language, cast in settings.casts.items()}
    # The lexicon is sent under a fixed name. The cover is only for the feed, which is not built there.
    # A machine of the cluster does not know what is in the show, so there it is the article's own date.
    table |= {"cover": "", "lexicon": "lexicon.tsv", "date": "article"}
    lexicon = show.lexicon.read_text(encoding="utf-8") if show.lexicon.exists() else ""
    beside = {}
    for role, name in dressing.names(settings.sound).items():
        table["sound"][role] = alone = role + Path(name).suffix
        beside[alone] = base64.b64encode((show.folder / name).read_bytes()).decode()
    return {"settings": table, "lexicon": lexicon, "force": force, "beside": beside}


def settings_of(told: Record) -> Settings:
    return config.parse(told["settings"], where="the job")


# ---------------------------------------------------------------- the task


def make(
    store: str,
    job_key: str,
    source: str,
    key: str,
    seconds: float,
    chosen: Record | None = None,
    known: Sequence[Sequence[str]] = (),
) -> Record:
    """The task: the record for *source*, from the store or new. Failures that a retry may mend are not stored.

    It works in a process of its own that stays, its voices with it, for the next task; it is ended after *seconds*: a
    scheduler sees a machine that died, not work that hangs. *chosen*: what was chosen and changed of the file by
    hand, by its articles: `regions`, and `edits` as JSON. *known*: rows of the show's library, as for Library.keep_out,
    of articles in the file that it has under another GUID.
    """
    place = open_store(store)
    if there := get_json(place, "records", key):
        return there
    worker = getattr(_OWN, "worker", None)
    if worker is None or not worker.alive:
        let_go()
        worker = _OWN.worker = _Worker()
    try:
        made = worker.ask([store, job_key, source, chosen or {}, [*known]], seconds)
    except (EngineDied, EngineTimeout) as error:
        return {"outcomes": [_plain(_failed(source, error))], "episodes": []}
    if all(o["exit_code"] in (0, 65) for o in made["outcomes"]):  # made, or never to be made from these bytes
        put_json(place, "records", key, made)
        return get_json(place, "records", key) or made
    return made


class _Worker:
    """The process that does the work: a question is a line of JSON, and so is its answer."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", START, json.dumps(sys.path), str(os.getpid())]
        self._process = Helper(command, feed=True, read=True)

    @property
    def alive(self) -> bool:
        return self._process.alive

    def ask(self, task: list[Any], seconds: float) -> Record:
        """*task*: store, job, source, chosen, known. Raises EngineTimeout or EngineDied; then the process has gone."""
        source = task[2]
        self._process.begin(Limits(seconds))
        with tempfile.TemporaryDirectory(prefix="podcaster-") as scratch:
            try:
                with contextlib.suppress(BrokenPipeError):  # it died before: the answer below is empty
                    self._process.write(json.dumps([*task, scratch]).encode() + b"\n")
                answer = self._process.read_line()
            except Stuck as error:
                raise EngineTimeout(
                    f"{source} was not finished within {seconds:.0f} s, and has been stopped"
                ) from error
            if answer.endswith(b"\n"):
                return dict(json.loads(answer))
            self._process.kill()
        said = self._process.complaints.splitlines()
        status = self._process.process.returncode
        raise EngineDied(f"{source}: the work ended with status {status}: {said[-1] if said else ''}")

    def close(self) -> None:
        """End it, as it ends by itself when nobody can ask any more."""
        self._process.kill()


def let_go() -> None:
    """End the process of this thread, if it has one."""
    if worker := getattr(_OWN, "worker", None):
        worker.close()
        del _OWN.worker


_OWN = threading.local()  # a machine may have several threads; each has a process of its own


def _failed(source: str, error: PodcasterError) -> Outcome:
    return Outcome(source, Status.FAILED, "", error.without(source), error.hint, error.exit_code, error_kind=error.kind)


def _plain(outcome: Outcome) -> Record:
    return asdict(replace(outcome, path=None))


def _work(
    voices: Callable[[str], Pool],
    store: str,
    job_key: str,
    source: Path,
    scratch: Path,
    chosen: Callable[[Show], None],
) -> Record:
    """Make the episodes of one file in a show of their own, and put their files into the store.

    *chosen*: puts into the library of that show what is known of the file.
    """
    place = open_store(store)
    told = get_json(place, "jobs", job_key)
    if told is None:
        raise StorageError(f"there is no job {job_key} in {store}", hint="does every machine see the same store?")
    show = Show(scratch, settings_of(told))
    if told["lexicon"]:
        files.write(show.lexicon, told["lexicon"])
    for name, content in told["beside"].items():  # theme, intro, outro
        files.write(scratch / name, base64.b64decode(content))
    options = batch.Options(jobs=1, force=bool(told["force"]), retry=True)
    chosen(show)
    outcomes = batch.run(show, [source], options, pool=voices(show.settings.device))
    with Library(show.state / "library.sqlite") as library:
        episodes = [_kept(place, show, episode) for episode in library.episodes()]
    return {"outcomes": [_plain(o) for o in outcomes], "episodes": episodes}


def _kept(store: Store, show: Show, episode: Episode) -> Record:
    beside = all_of(show.episodes, episode.name)
    found = {path.name[len(episode.name) :]: put_file(store, path) for path in sorted(beside)}
    return {"episode": dump(episode), "files": found}


def serve() -> None:
    """Answer requests until the input ends; voices stay loaded from one file to the next."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # output that a library prints must not mix with the answers
    with contextlib.ExitStack() as opened:

        def begin(device: str) -> Pool:
            return opened.enter_context(Pool(1, device=device))

        voices = functools.cache(begin)
        for question in sys.stdin.buffer:
            answers.write(json.dumps(_answer(voices, question)).encode() + b"\n")
            answers.flush()


def _answer(voices: Callable[[str], Pool], question: bytes) -> Record:
    """The record of one file. Whatever goes wrong with it, the process lives on for the next."""
    store, job_key, source, by_hand, known, scratch = json.loads(question)

    def chosen(show: Show) -> None:
        if by_hand:
            regions = {name: Region(**region) for name, region in by_hand["regions"].items()}
            edits = {name: loaded(told) for name, told in by_hand["edits"].items()}
            choices.adopt(show, Path(source), regions, edits)
        if known:
            with Library(show.state / "library.sqlite") as library:
                library.keep_out(known)

    try:
        with unforeseen.named(source):
            return _work(voices, store, job_key, Path(source), Path(scratch), chosen)
    except PodcasterError as error:
        if isinstance(error, UnforeseenError):  # the log of the scratch show does not outlive it
            print(error.trace, file=sys.stderr)
        return {"outcomes": [_plain(_failed(source, error))], "episodes": []}
