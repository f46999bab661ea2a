"""What of a service's answer was meant for the public: the article, without what belongs to the user or to the server.

A save becomes an episode with notes that everybody can read. So nothing of these gets into it: addresses of the user's
own server, addresses that only this user was given (with a token, or for ending a subscription), e-mail addresses,
marks and notes that the user left in the text, invisible pictures that count readers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from podcaster.network.reach import Reach, reach

# Parameters whose value lets somebody in, or says who somebody is.
_SECRET = re.compile(
    r"(?:^|[_.-])(?:access|auth\w*|api_?key|credential|e?mail|key|passw\w*|pwd|secret|session|sid|sig|signature|ticket"
    r"|token|jwt|user_?id|uid|uuid|subscriber\w*|recipient)(?:$|[_.-])",
    re.IGNORECASE,
)
_OWN_PAGE = re.compile(
    r"unsubscribe|unsub\b|opt-?out|(?:e?mail|manage|update|subscription|notification)[_-]?(?:subscription|preference|setting)",
    re.IGNORECASE,
)
_LINKS = ("href", "src", "srcset", "poster", "cite", "data")
_KEPT = {"class", "id", "lang", "dir", "title", "alt", "datetime", "type", "width", "height", "colspan", "rowspan"} | {
    "start", "value", "reversed", "headers", "scope", "display", "xmlns", "open"
}  # fmt: skip
_TAGS = {"main", "section", "picture", "source", "audio", "video", "track", "figure", "address", "hgroup"} | {
    "math", "semantics", "annotation", "mrow", "mi", "mo", "mn", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac",
    "msqrt", "mroot", "mtable", "mtr", "mtd", "munder", "mover", "munderover", "mstyle", "mpadded", "mphantom",
}  # fmt: skip


def address(text: object, own: Sequence[str]) -> str:
    """The address of an article if everybody may have it, without what is the user's alone in it; else "".

    *own*: addresses of the service, whose pages are only for its user.
    """
    if not isinstance(text, str):
        return ""
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or reach(text) is not Reach.WORLD:
        return ""
    if any(_is_below(host, parts.path, one) for one in own):
        return ""
    query = parts.query
    if any(_SECRET.search(name) for name, _ in parse_qsl(query, keep_blank_values=True)):
        query = "&".join(pair for pair in query.split("&") if not _SECRET.search(pair.partition("=")[0]))
    netloc = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{netloc}:{port}" if port else netloc, parts.path, query, parts.fragment))


def _is_below(host: str, path: str, own: str) -> bool:
    """Whether a page belongs to the service: its host, or its part of a host that has other pages too."""
    parts = urlsplit(own)
    above = parts.path.removesuffix("/api/greader.php").rstrip("/")
    mine = (parts.hostname or "").lower()
    same = host == mine or host.endswith(f".{mine}") if not above else host == mine
    return same and (not above or f"{path}/".startswith(f"{above}/"))


def html(text: object, own: Sequence[str]) -> str:
    """The HTML of an article without scripts, and without addresses that are not for everybody. Words stay."""
    import nh3

    if not isinstance(text, str) or not text.strip():
        return ""
    return nh3.clean(
        text,
        tags=nh3.ALLOWED_TAGS | _TAGS,
        clean_content_tags={"script", "style", "template"},
        attributes={"*": _KEPT | set(_LINKS)},
        attribute_filter=lambda tag, name, value: _attribute(tag, name, value, own),
        url_schemes={"http", "https"},
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str, own: Sequence[str]) -> str | None:
    if name not in _LINKS:
        return value
    if name == "data" and tag != "object":
        return None
    if value.startswith("#") and name == "href":
        return value  # a footnote
    if name == "srcset":
        places = [place.split()[0] for place in value.split(",") if place.strip()]
        return value if places and all(address(place, own) == place for place in places) else None
    if _OWN_PAGE.search(value):
        return None
    return address(value, own) or None
