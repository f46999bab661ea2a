"""Runs the studio: one at a time for a show, on a socket of its own, until Ctrl-C."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from podcaster import files
from podcaster.config import Show
from podcaster.errors import BusyError
from podcaster.files import locks
from podcaster.network.reach import Reach, reach
from podcaster.serving import current, server
from podcaster.serving import port as ports
from podcaster.serving.hosts import Hosts
from podcaster.studio import app, keys
from podcaster.studio.gate import KEY, Gate
from podcaster.studio.queue import Queue, saved_folder

PORT = 8000
LOCK = "studio.lock"
ADDRESS = "studio.address"  # where the studio that runs is


@dataclass(frozen=True, slots=True)
class Where:
    """Where the studio listens. *hosts*: further names of this computer. *key*: who asks from here needs it too."""

    host: str = "127.0.0.1"
    port: int = PORT
    hosts: tuple[str, ...] = ()
    key: bool = False
    new_key: bool = False

    @property
    def is_here(self) -> bool:
        """Whether only this computer can reach it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return self.host not in ("0.0.0.0", "::", "") and reach(f"http://{name}/") is Reach.MACHINE


@dataclass(frozen=True, slots=True)
class Started:
    """The studio listens. *key*: the one that was made just now, "" if there is none to show."""

    address: str  # of its first page
    feed: str
    key: str
    key_address: str  # with the key in it, for a phone


def run(show: Show, where: Where, on_start: Callable[[Started], None], note: Callable[[str], None]) -> None:
    """Serve the show and its studio until Ctrl-C or SIGTERM, then finish politely and return.

    Raises BusyError if a studio of this show runs already, UsageError if the port is in use.
    """
    with contextlib.ExitStack() as held:
        held.enter_context(_alone(show))
        listener = held.enter_context(ports.listen(where.host, where.port))
        token = current.ready(show, note)
        needs_key = where.key or where.new_key or bool(where.hosts) or not where.is_here
        known, is_new = keys.of(show.state, needed=needs_key, new=where.new_key)
        hosts = Hosts.of_this_computer((where.host, *where.hosts)) if needs_key else Hosts(frozenset())
        site = server.app(show, token=token, note=note)
        gate = Gate(known, open_here=where.is_here and not where.key, hosts=hosts)
        queue = Queue(show)
        held.callback(queue.close)
        files.remove_leftovers(saved_folder(show))
        studio = app.build(site, gate, queue, note)
        root = f"http://{ports.reachable(where.host)}:{listener.getsockname()[1]}/"
        address = f"{root}studio/"
        feed = f"{server.address_of(root, site)}feed.xml"
        shown = known.key if is_new else ""
        on_start(Started(address, feed, shown, f"{root}{KEY.removeprefix('/')}#{known.key}" if shown else ""))
        doors: list[server.Door] = [site, gate] if needs_key else [site]
        kept = server.all_current([site], doors, (where.host, *where.hosts), root)
        quietly = server.quiet(), contextlib.suppress(KeyboardInterrupt)
        with _written_down(show, address), quietly[0], quietly[1], current.looked_after(kept):
            server.prepared(studio).run(sockets=[listener])


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
    """Where this studio is, for whoever starts a second one."""
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
    return BusyError(f"a studio of the show in {show.folder} runs already", hint=hint)
