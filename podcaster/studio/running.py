"""Runs the studio: one at a time for a show, on a socket of its own, until Ctrl-C."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from podcaster import files
from podcaster.config import Show
from podcaster.errors import BusyError
from podcaster.files import locks
from podcaster.serving import current, server
from podcaster.serving import port as ports
from podcaster.serving.hosts import Hosts
from podcaster.studio import app, keys
from podcaster.studio.gate import KEY, Gate
from podcaster.studio.place import Started, Where
from podcaster.studio.queue import Queue, saved_folder
from podcaster.studio.worker import Worker

LOCK = "studio.lock"
ADDRESS = "studio.address"  # where the studio that runs is


def run(show: Show, where: Where, on_start: Callable[[Started], None], note: Callable[[str], None]) -> None:
    """Serve the show and its studio until Ctrl-C or SIGTERM, then finish open requests and return.

    Raises BusyError if a studio of this show runs already, UsageError if the port is in use.
    """
    with contextlib.ExitStack() as held:
        current.refuse_other(show)
        held.enter_context(_alone(show))
        listener = held.enter_context(ports.listen(where.host, where.port))
        token = current.ready(show, note, maker="the studio")
        known, is_new = keys.of(show.state, needed=where.needs_key, new=where.new_key)
        hosts = Hosts.of_this_computer((where.host, *where.hosts)) if where.needs_key else Hosts(frozenset())
        site = server.app(show, token=token, note=note)
        gate = Gate(known, open_here=where.is_here and not where.key, hosts=hosts)
        queue = Queue(show)
        held.callback(queue.close)
        files.remove_leftovers(saved_folder(show))
        worker = held.enter_context(Worker(queue))
        studio = app.build(site, gate, queue, note, worker.ask)
        root = f"http://{ports.reachable(where.host)}:{listener.getsockname()[1]}/"
        address = f"{root}studio/"
        feed = f"{server.address_of(root, site)}feed.xml"
        on_start(Started(address, feed, *((known.key, _with_key(where, root, known.key)) if is_new else ("", ""))))
        doors: list[server.Door] = [site, gate] if where.needs_key else [site]
        kept = server.all_current([site], doors, (where.host, *where.hosts), root)
        quietly = server.quiet(), contextlib.suppress(KeyboardInterrupt)
        with _written_down(show, address), quietly[0], quietly[1], current.looked_after(kept):
            server.prepared(studio).run(sockets=[listener])


def _with_key(where: Where, root: str, key: str) -> str:
    """The address that a phone opens with the key in it: behind a #, browsers do not send it."""
    if where.is_here and where.hosts and "*" not in where.hosts:
        root = f"https://{where.hosts[0]}/"  # of the program in front, which ends TLS
    return f"{root}{KEY.removeprefix('/')}#{key}"


@contextlib.contextmanager
def _alone(show: Show) -> Iterator[None]:
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(locks.lock(show.state / LOCK))
        except BusyError as error:
            raise _runs_already(show) from error
        yield


@contextlib.contextmanager
def _written_down(show: Show, address: str) -> Iterator[None]:
    """Where this studio is, for the message when a second one is started."""
    path = show.state / ADDRESS
    files.write(path, address, private=True)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def _runs_already(show: Show) -> BusyError:
    hint = "end it with Ctrl-C where it was started"
    with contextlib.suppress(OSError):
        address = (show.state / ADDRESS).read_text(encoding="utf-8", errors="replace")
        hint = f"open {files.safe_text(address)[:200]}, or {hint}"
    return BusyError(f"a studio of the show in {show.folder} is already running", hint=hint)
