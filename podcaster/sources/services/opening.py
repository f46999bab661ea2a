"""Opens the service that the user follows: checks what is asked of it, finds its token, and signs in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from podcaster.errors import UsageError
from podcaster.network import web
from podcaster.network.reach import Reach, reach
from podcaster.sources.listing import Following
from podcaster.sources.services import tokens
from podcaster.sources.services.base import Service, Wish
from podcaster.sources.services.table import BY_NAME, KINDS, Kind
from podcaster.sources.services.talk import Talk

_ENDS = ("/api/v1", "/v1", "/api", "/rest/v1")  # of addresses that users copy from a page about an interface


@dataclass(frozen=True, slots=True)
class Place:
    """A service at its address, and what the user wants of it."""

    kind: str
    address: str
    wish: Wish
    token_file: str = ""  # where the token is, if the user says so
    token_env: str = ""


def followed(one: Following) -> Place:
    """A service as the list of what a show follows has it. Raises UsageError for what the service does not offer."""
    if len(one.tag) > 1:
        hint = "follow it once for each tag, with another --name"
        raise UsageError(f"{one.name}: one tag of a service at a time", hint=hint)
    read, _, tag = one.when_made.partition("tag:")
    if (
        one.only not in ("", "unread", "starred")
        or read not in ("", "read", "read+")
        or (tag == "") != (read == one.when_made)
    ):
        raise UsageError(f"{one.name}: only is unread or starred, and when_made is read, tag:NAME or read+tag:NAME")
    wish = Wish(one.only, "".join(one.tag), mark_read=bool(read), mark_tag=tag)
    return replace(place(one.kind, one.address, wish), token_file=one.token_file, token_env=one.token_env)


def source(one: Following, connections: web.Connections) -> Service:
    """The service that a show follows, signed in with the token that was kept for it."""
    wanted = followed(one)
    return open_service(wanted, token(wanted), connections)


def is_service(name: str) -> bool:
    """Whether *name* is one of a service, as in `podcaster follow wallabag`."""
    return name.lower() in BY_NAME


def place(name: str, address: str, wish: Wish) -> Place:
    """A service as the user names it. Raises UsageError for what it does not offer."""
    kind = _kind(name)
    for given, offered, what in (
        (wish.which == "unread", kind.unread, "which articles are unread"),
        (wish.mark_read, kind.read, "which articles have been read"),
    ):
        if given and not offered:
            hint = f"leave it out, or choose with --tag TAG or --starred ({kind.starred})"
            raise UsageError(f"{kind.title} does not record {what}", hint=hint)
    if wish.mark_tag and not kind.tagged:
        raise UsageError(f"{kind.title} cannot tag articles", hint="--mark-read marks them as read")
    return Place(kind.name, _address(kind, address), wish)


def token(place: Place, asked: Callable[[str], str] | None = None) -> tokens.Secret:
    """The token for a service. *asked*: asks the user for each part that is nowhere yet; None: do not ask.

    What the user gave is not kept before `keep` is called.
    """
    kind = _kind(place.kind)
    given = _file(place)
    variable = place.token_env or tokens.variable(kind.name)
    found = tokens.find(kind.title, variable, given, len(kind.questions))
    if found:
        return found
    if asked is None:
        raise tokens.missing(kind.title, variable, given, kind.questions)
    return tokens.ask(kind.title, kind.questions, asked)


def sign_in(place: Place, asked: Callable[[str], str] | None = None) -> None:
    """Find or ask for the token, try it, and keep it if it was typed. One that no longer works is asked for again.

    Raises WebError if the service does not answer as it should, UsageError if nobody can be asked.
    """
    secret = token(place, asked)
    try:
        check(place, secret)
    except web.WebError as error:
        if asked is None or secret.typed or secret.kept is None or error.status not in (401, 403):
            raise
        kind = _kind(place.kind)
        secret = tokens.ask(kind.title, kind.questions, asked)
        check(place, secret)
    keep(place, secret)


def keep(place: Place, secret: tokens.Secret) -> None:
    """Write a token that the user has typed, and that the service has accepted, into its private file."""
    if not secret.typed:
        return
    secret.kept = _file(place)
    secret.keep(*secret.words)


def open_service(place: Place, secret: tokens.Secret, connections: web.Connections) -> Service:
    """The service, signed in. Nothing is asked of it before its first article is.

    *connections*: to where the user's own server is, so they may lead to the home network.
    """
    kind = _kind(place.kind)
    service = kind.service(Talk(kind.title, place.address + kind.below, connections), place.wish)
    service.sign_in(secret)
    return service


def check(place: Place, secret: tokens.Secret) -> None:
    """Ask the service for one page of its list. Raises WebError if it does not answer as it should."""
    with web.Connections() as connections:
        for _ in open_service(place, secret, connections).pages():
            return


def _file(place: Place) -> Path:
    return Path(place.token_file).expanduser() if place.token_file else tokens.path(place.kind, place.address)


def _kind(name: str) -> Kind:
    kind = BY_NAME.get(name.lower())
    if kind is None:
        near = get_close_matches(name.lower(), BY_NAME, 1)
        names = ", ".join(kind.name for kind in KINDS)
        raise UsageError(f"no service is called {name!r}", hint=f"{near[0]}?" if near else f"one of {names}")
    return kind


def _address(kind: Kind, address: str) -> str:
    """The address of a server as it is kept: without what belongs to a page or to the interface."""
    typed = address.strip() or kind.address
    if not typed:
        raise UsageError(
            f"{kind.title}: the address of your server is missing",
            hint=f"podcaster follow {kind.name} https://my-server.example",
        )
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{web.shown(typed)}: not the address of a server")
    if "@" in parts.netloc or parts.query:
        raise UsageError(
            f"the address of {kind.title} has a password or a token in it",
            hint="give the address alone: podcaster asks for the token",
        )
    if parts.scheme == "http" and reach(typed) is Reach.WORLD:
        raise UsageError(
            f"http:// would send the token for {kind.title} where others can read it",
            hint="give the address with https://; at home, the name of the machine or its number works with http://",
        )
    path = parts.path.rstrip("/").removesuffix(kind.below)
    end = next((end for end in _ENDS if path.endswith(end)), "")
    return urlunsplit((parts.scheme, parts.netloc, path.removesuffix(end).rstrip("/"), "", ""))
