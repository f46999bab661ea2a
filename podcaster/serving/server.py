"""Serves a show, and nothing else, over HTTP with all that podcast apps need: ranges, HEAD, ETags, 304, gzip."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from podcaster.config import Show
from podcaster.errors import UsageError
from podcaster.network.reach import Reach, reach
from podcaster.serving import port as ports
from podcaster.serving import several
from podcaster.serving.current import Current, looked_after
from podcaster.serving.hosts import Hosts
from podcaster.serving.published import Published
from podcaster.serving.several import Several
from podcaster.serving.site import Scope, Send, Site

if TYPE_CHECKING:
    from podcaster.serving.connections import Limits, Server

PORT = 8000


class Application(Protocol):
    """What can be served: a show, several, or the studio. `note` gets what the owner should know."""

    @property
    def note(self) -> Callable[[str], None]: ...

    async def __call__(self, scope: Scope, receive: Any, send: Send, /) -> None: ...


class Door(Protocol):
    """What checks the host of a request."""

    hosts: Hosts


def app(
    show: Show,
    *,
    token: str = "",
    hosts: Hosts | None = None,
    allow: Callable[[str], bool] | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> Site:
    """The show as an ASGI application.

    *token*: the secret first part of every path of a private show. *hosts*: the hosts that are answered, None for any.
    *allow*: says of a name below public/ ("episodes/a.mp3") whether it is published; by default the feed does.
    """
    return Site(show, allow or Published(show.public), token, hosts or Hosts(), note)


def prepared(site: Application, limits: Limits | None = None) -> Server:
    """A server for *site*. It starts when it is given a socket."""
    import uvicorn

    from podcaster.serving.connections import Limits, Server  # uvicorn

    config = uvicorn.Config(
        site,
        loop="asyncio",  # uvloop has no sendfile
        http="httptools",
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,  # the path of a private show is its secret
        server_header=False,
        proxy_headers=False,  # the site reads what it needs of them
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
    )
    limits = limits or Limits()
    # Each answer needs a socket and a file, and the program itself a few.
    sockets = min(limits.sockets, max(16, ports.descriptors() // 2 - 32))
    return Server(config, replace(limits, sockets=sockets), site.note)


def serve(
    show: Show,
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    token: str = "",
    hosts: Collection[str] = (),
    on_start: Callable[[str], None] | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until Ctrl-C or SIGTERM, then finish politely and return.

    *hosts*: further names under which this computer is asked. *on_start* gets the address of the show, *note* what the
    owner should know later.
    """
    _refuse_without_feed(show)
    site = app(show, token=token, note=note)
    with ports.listen(host, port) as listener, quiet(), contextlib.suppress(KeyboardInterrupt):
        root = f"http://{ports.reachable(host)}:{listener.getsockname()[1]}/"
        if on_start:
            on_start(address_of(root, site))
        with looked_after(all_current([site], [site], (host, *hosts), root)):
            prepared(site).run(sockets=[listener])


def serve_several(
    shows: Sequence[tuple[Show, str]],
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    hosts: Collection[str] = (),
    on_start: Callable[[str, Sequence[str]], None] | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> None:
    """The same for several shows, each with its token ("" if it is public).

    *on_start* gets the address of the page that lists them, and that of each show.
    """
    for show, _ in shows:
        _refuse_without_feed(show)
    names = several.names(show.folder for show, _ in shows)
    sites = {
        name: Site(show, Published(show.public), token, note=note, under=f"{name}/")
        for name, (show, token) in zip(names, shows, strict=True)
    }
    together = Several(sites, Hosts(), note)
    with ports.listen(host, port) as listener, quiet(), contextlib.suppress(KeyboardInterrupt):
        root = f"http://{ports.reachable(host)}:{listener.getsockname()[1]}/"
        if on_start:
            on_start(root, [address_of(root, site) for site in sites.values()])
        with looked_after(all_current([*sites.values()], [*sites.values(), together], (host, *hosts), root)):
            prepared(together).run(sockets=[listener])


def all_current(sites: Sequence[Site], doors: Sequence[Door], more: Collection[str], root: str) -> list[Current]:
    """*sites*, each to be looked after. *more*: hosts that are answered."""

    def changed(site: Site) -> str:
        bases = [urlsplit(one.base).hostname or "" for one in sites]
        known = Hosts.of_this_computer((*filter(None, bases), *more))
        for door in doors:
            door.hosts = known
        return address_of(root, site)

    changed(sites[0])
    for site in sites:
        site.network = for_others(root)
    return [Current(site, changed) for site in sites]


def for_others(root: str) -> str:
    """The address *root* of this server if other machines can use it, otherwise ""."""
    host = urlsplit(root).hostname or ""
    return "" if reach(root) is Reach.MACHINE or ports.is_of_a_container(host) else root


def address_of(root: str, site: Site) -> str:
    return root + site.under + (f"{site.token}/" if site.token else "")


def _refuse_without_feed(show: Show) -> None:
    if not (show.public / "feed.xml").is_file():
        raise UsageError(f"there is no feed in {show.public}", hint="podcaster convert makes the first episode")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Hide from the user malformed requests of strangers, and downloads that were cut off."""
    logs = [logging.getLogger(name) for name in ("uvicorn.error", "asyncio")]
    for log in logs:
        log.addFilter(_is_news)
    try:
        yield
    finally:
        for log in logs:
            log.removeFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    cut = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return record.levelno >= logging.ERROR and not cut and not str(record.msg).startswith("Cancel ")
