"""Many articles on many machines: Dask hands out the work, a shared folder keeps it, one process builds the feed."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import importlib
import json
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from podcaster import errors, files
from podcaster.batch import choices, intake
from podcaster.batch.feeding import Feeding
from podcaster.batch.intake import SavedFile
from podcaster.batch.left_alone import ANOTHER_SAVE, why_another_save
from podcaster.batch.run import Options, Progress, Watch
from podcaster.batch.stopping import polite
from podcaster.cluster.store import Record, get_json, open_store, place, put_json
from podcaster.cluster.task import job, make
from podcaster.config import Show
from podcaster.episode import retention
from podcaster.episode.load import Certainty
from podcaster.episode.workshop import Workshop
from podcaster.errors import (
    AudioError,
    EngineDied,
    EngineError,
    MissingToolError,
    PodcasterError,
    Stopped,
    StorageError,
    UnreadableError,
    UsageError,
)
from podcaster.installing import extra
from podcaster.library import KEPT_OUT, Entry, Known, Library, dumped, load
from podcaster.model import Episode, Outcome, Status
from podcaster.publishing import addresses, backups, show_library

Rows = dict[str, list[str | int]]  # by source: rows for Library.keep_out

WINDOW = 4  # tasks under way for each worker: none waits for us, and a million articles are no million futures
TRIES = 3  # of what Dask gives up, each with four machines that died
TTL = "60s"  # a worker that says nothing for so long has had it; Dask's own is five minutes
PATIENCE_S = 120.0  # for a worker, when there is none


def deadline(size: int) -> float:
    """Seconds for one file: far more than any voice needs, so that only what hangs is ended."""
    return min(6 * 3600.0, 900 + size / 10)


def run(
    show: Show,
    sources: Sequence[Path],
    address: str,
    store: str,
    options: Options | None = None,
    watch: Watch | None = None,
    *,
    note: show_library.Note | None = None,
) -> list[Outcome]:
    """Like batch.run, with the work done by the Dask cluster at *address*: tcp://host:8786, or local:4 for a trial.

    Every machine must see the sources at the same paths, and *store*: a folder, or s3://bucket/prefix. The same
    call resumes. *note*: takes lines about the show as a whole.
    """
    with show_library.for_writing(show, note) as library, _client(address) as client:
        run = _Run(show, library, store, client, options or Options(), watch or (lambda _: None))
        outcomes = run.go(sources, note or (lambda _: None))
        backups.keep(show, library, note or (lambda _: None))
        if note and run.shop.publisher.left_out:
            note(run.shop.publisher.left_out_line())
        return outcomes


@contextlib.contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        dask, distributed = importlib.import_module("dask"), importlib.import_module("distributed")
    except ImportError as error:
        raise MissingToolError("--dask needs Dask", hint=extra("cluster")) from error
    with contextlib.ExitStack() as stack:
        # For a cluster of our own; the scheduler of another has its own configuration.
        stack.enter_context(
            dask.config.set(
                {
                    "distributed.scheduler.allowed-failures": 3,
                    "distributed.scheduler.worker-ttl": TTL,
                    # Dask's default of 15 s gives up a worker that dies twice while it starts, and none is left.
                    "distributed.deploy.lost-worker-timeout": "10m",
                }
            )
        )
        try:
            where: Any = address
            if address.startswith("local:"):
                where = stack.enter_context(
                    distributed.LocalCluster(
                        n_workers=int(address[6:]),
                        threads_per_worker=1,
                        host="127.0.0.1",
                        dashboard_address=None,
                        silence_logs=40,
                    )
                )
            client = stack.enter_context(distributed.Client(where))
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except ValueError as error:
            raise UsageError(f"--dask is {address!r}: {error}", hint="tcp://host:8786, or local:4") from error
        except OSError as error:  # Dask's own time-outs among them
            raise EngineError(
                f"no worker answered at {address}: {error}", hint="start dask scheduler and dask worker first"
            ) from error
        yield client


class _Run:
    def __init__(self, show: Show, library: Library, store: str, client: Any, options: Options, watch: Watch) -> None:
        self.show, self.library, self.options, self.watch = show, library, options, watch
        self.client = client
        self.shop = Workshop(show, library)
        self.store = open_store(store)
        self.outcomes: list[Outcome] = []
        self.claimed: dict[str, str] = {}  # guid -> source
        self.names = {e.name: e.guid for e in library.entries()}
        self.here = {e.guid: e for e in library.episodes()}
        # Files with articles that the show has under another GUID: they are made again, as these.
        self.again: deque[tuple[SavedFile, Rows]] = deque()
        self.known: dict[str, Rows] = {}  # the same, by file, once they are under way
        self.lost: Counter[str] = Counter()  # by key: how often Dask gave a task up because its machines died
        self.stopping = 0
        self.done_bytes = self.all_bytes = self.count = 0
        self.feeding = Feeding(self.shop.publisher.publish)

    def go(self, sources: Sequence[Path], note: show_library.Note) -> list[Outcome]:
        retention.agree_if_little(self.shop.publisher, dt.datetime.now(dt.UTC))
        told = job(self.show, force=self.options.force)
        job_key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        put_json(self.store, "jobs", job_key, told)
        looked = map(intake.look, intake.chosen(sources, self.options.shard))
        found = intake.in_order([(str(f.path), f.size, f.mtime_ns) for f in looked], self.options.order)
        self.count, self.all_bytes = len(found), sum(size for _, size, _ in found)
        with polite(self._stop, note=note):
            if not self.library.count():
                self.feeding.begin()
            try:
                self._work(deque(found), job_key)
                retention.apply(self.shop.publisher, dt.datetime.now(dt.UTC), note)
            finally:
                self.shop.publisher.publish()
        if self.stopping:
            raise Stopped.by(self.stopping)
        return self.outcomes

    def _stop(self, number: int) -> None:
        self.stopping = number

    def _work(self, todo: deque[intake.Seen], job_key: str) -> None:
        distributed = importlib.import_module("distributed")
        flying: dict[str, tuple[Any, list[SavedFile]]] = {}
        seen = time.monotonic()
        while ((todo or self.again) and not self.stopping) or flying:
            workers = len(self.client.scheduler_info(n_workers=-1)["workers"])
            seen = time.monotonic() if workers else seen
            if time.monotonic() - seen > PATIENCE_S:
                raise EngineError(
                    f"there has been no worker for {PATIENCE_S:.0f} s",
                    hint="start dask worker again; the same command goes on from here",
                )
            window = WINDOW * max(1, workers)
            while todo and not self.stopping and len(flying) < window:
                self._begin(intake.look(Path(todo.popleft()[0])), job_key, flying)
            while self.again and not self.stopping and len(flying) < window:
                file, self.known[file.name] = self.again.popleft()
                self._begin(file, job_key, flying)
            if self.stopping:  # a running task ends when its worker next tries to answer
                self.client.cancel([future for future, _ in flying.values()], force=True)
                return
            if flying:
                with contextlib.suppress(TimeoutError):
                    distributed.wait([f for f, _ in flying.values()], timeout=1, return_when="FIRST_COMPLETED")
            for key in [key for key, (future, _) in flying.items() if future.done()]:
                future, wanted = flying.pop(key)
                if self._lost_again(key, future):
                    flying[key] = self._submit(key, wanted[0], job_key), wanted
                else:
                    self._settle(_result(future, wanted[0]), wanted)
            if self.client.status not in ("running", "connecting"):
                raise EngineError("the scheduler has gone", hint="start it again; the same command goes on from here")
            self.feeding.if_due()

    def _begin(self, file: SavedFile, job_key: str, flying: dict[str, tuple[Any, list[SavedFile]]]) -> None:
        try:
            file.sha256 = intake.digest(file)
        except OSError as error:
            unreadable = UnreadableError(f"could not read {file.path}: {error.strerror}")
            self._settle(_failure(file, unreadable), [file])
            return
        digest = file.sha256 or f"{file.name} {file.mtime_ns}"
        regions = choices.of(self.library, file)
        of_what = f"{digest} {regions}" if regions else digest
        if edits := choices.edits_of(self.library, file):
            of_what += f" {edits}"
        if known := self.known.get(file.name):
            of_what += f" {known}"
        key = hashlib.sha256(f"{self.shop.fingerprint} {job_key} {of_what}".encode()).hexdigest()
        if key in flying:
            flying[key][1].append(file)
        elif there := get_json(self.store, "records", key):
            self._settle(there, [file])
        else:
            flying[key] = self._submit(key, file, job_key), [file]

    def _submit(self, key: str, file: SavedFile, job_key: str) -> Any:
        regions = {member: asdict(region) for member, region in choices.of(self.library, file).items()}
        edits = {member: dumped(changed) for member, changed in choices.edits_of(self.library, file).items()}
        chosen = {"regions": regions, "edits": edits} if regions or edits else {}
        known = [*self.known.get(file.name, {}).values()]
        arguments = (self.store.name, job_key, file.name, key, deadline(file.size), chosen, known)
        name = f"podcaster-{key}-{self.lost[key]}"
        return self.client.submit(make, *arguments, key=name, pure=False)

    def _lost_again(self, key: str, future: Any) -> bool:
        """Whether to submit the task again: Dask also blames tasks that only waited on a machine that died."""
        if type(future.exception()).__name__ != "KilledWorker" or self.lost[key] >= TRIES:
            return False
        self.lost[key] += 1
        return True

    # ------------------------------------------------------------ what comes back

    def _settle(self, record: Record, wanted: Sequence[SavedFile]) -> None:
        for file in wanted:
            self.done_bytes += 0 if file.name in self.known else file.size
            known: Rows = {}
            made = {(e := load(told["episode"])).source: (e, told["files"]) for told in record["episodes"]}
            for plain in record["outcomes"]:
                outcome = Outcome(**(plain | {"status": Status(plain["status"]), "path": None}))
                if file.name in self.known and outcome.source not in self.known[file.name]:
                    continue  # it was taken the first time
                if outcome.status is Status.MADE:
                    episode = made[outcome.source][0]
                    there = self._article(episode)
                    guid = there.guid if there else episode.guid
                    first = self.claimed.setdefault(guid, file.name)
                    if there and guid != episode.guid and first == file.name and file.name not in self.known:
                        known[outcome.source] = _row(there, episode)
                        continue
                    outcome = self._take(outcome, *made[outcome.source], file, guid)
                if outcome.status is Status.MADE:
                    self.feeding.news()
                if outcome.status is Status.FAILED:
                    error = errors.of_kind(outcome.error_kind)(outcome.reason, hint=outcome.hint)
                    permanent = isinstance(error, errors.InputError)
                    self.library.fail(outcome.source, file.sha256, error, permanent=permanent)
                self._report(outcome, self.done_bytes)
            if known:
                self.again.append((file, known))
        self.feeding.if_due()

    def _article(self, episode: Episode) -> Entry | None:
        """The article of an episode as the show knows it, perhaps under another title, or from another file."""
        e = episode
        return self.library.find(Known(e.source, e.title, e.text_sha256, e.address, e.sketch, e.dated))

    def _take(self, outcome: Outcome, episode: Episode, found: dict[str, str], file: SavedFile, guid: str) -> Outcome:
        """Bring the files of an episode into the show, unless they are there. *guid*: of its article in the show."""
        first = self.claimed[guid]
        kind = reason = ""
        if first != file.name:
            kind = ANOTHER_SAVE
            reason = why_another_save(first)
        elif self.names.setdefault(episode.name, episode.guid) != episode.guid:
            kind = "another episode has its name"
            reason = f"{kind}, {episode.name}"
        elif (state := self.library.state_of(guid)) in KEPT_OUT:
            kind = f"its episode was taken back ({state})"
            reason = f"{kind}: podcaster restore {episode.guid} lets it be made again"
        if kind:
            return replace(outcome, status=Status.SKIPPED, reason=reason, kind=kind, seconds=0.0)
        path = self.show.episodes / episode.file
        there = self.here.get(episode.guid)
        same = there and there.key == episode.key and there.name == episode.name
        if there and same and self.shop.publisher.files_of(there).is_published():
            return replace(outcome, status=Status.UNCHANGED, seconds=0.0, spoken=0)
        self.library.refuse_if_lost()
        try:
            for suffix in sorted(found, key=lambda s: s == episode.suffix):  # the audio last: then all of it is there
                self._copy(found[suffix], self.show.episodes / (episode.name + suffix))
        except StorageError:
            raise
        except PodcasterError as error:
            return replace(
                outcome,
                status=Status.FAILED,
                reason=error.without(outcome.source),
                hint=error.hint,
                exit_code=error.exit_code,
                error_kind=error.kind,
            )
        # It was made in a show of its own.
        addresses.readdress_pictures(self.show, episode.name, self.shop.publisher.base)
        self.library.adopt(episode)
        self.here[episode.guid] = episode
        return replace(outcome, path=path)

    def _copy(self, digest: str, path: Path) -> None:
        with files.replacing(path) as part:
            self.store.fetch(place(digest), part)
            if files.sha256(part) != digest:
                raise AudioError(
                    f"{place(digest)} in {self.store.name} is damaged",
                    hint="delete it and its record, and run the same again",
                )

    def _report(self, outcome: Outcome, done: int) -> None:
        self.outcomes.append(outcome)
        articles = len(self.outcomes), self.count
        self.watch(Progress(done, self.all_bytes, *articles, outcome.title, outcome, certainty=Certainty.SIZES))


def _row(there: Entry, episode: Episode) -> list[str | int]:
    """What a machine has to know, so that it makes *episode* as the episode of an article of the show."""
    about = (episode.address, episode.title, episode.text_sha256, there.published)
    return [episode.source, there.guid, there.name, "new", *about, there.id]


def _result(future: Any, file: SavedFile) -> Record:
    """The record of a finished task; a worker that died with it again and again is an error like any other."""
    try:
        return dict(future.result())
    except Exception as error:  # noqa: BLE001 - any error of a remote machine fails this article only
        died = (
            error if isinstance(error, PodcasterError) else EngineDied(f"{file.name}: {type(error).__name__}: {error}")
        )
        return _failure(file, died)


def _failure(file: SavedFile, error: PodcasterError) -> Record:
    """The record of a file that failed."""
    reason = error.without(file.name)
    outcome = Outcome(file.name, Status.FAILED, "", reason, error.hint, error.exit_code, error_kind=error.kind)
    return {"outcomes": [asdict(outcome)], "episodes": []}
