"""Addresses of the web: whether one is whole, and when two of them lead to the same page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

# Parameters that say where a reader came from, not which page it is.
_TRACKING = re.compile(
    r"(?:utm|_hs|oly|vero|wt|pk|piwik|mtm|matomo|at|fb|guc|guce|trk|ga)_\w+|hsctatracking|_hs(?:enc|mi)|guccounter|"
    r"(?:fb|g|d|tw|tt|y|igs)clid|gclsrc|msclkid|[gw]braid|igsh(?:id)?|mc_[ce]id|mkt_tok|spm|trk|s_cid|cmpid|ncid|ito|"
    r"ref|ref_src|ref_url|referrer|source|share|sh|smid|smtyp|__twitter_impression|__s|ck_subscriber_id|_?bhlid",
    re.IGNORECASE,
)
_FRONT = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=4096)
def place(address: str) -> str:
    """The page that *address* leads to, the same for all forms of it; "" if it is not a web address.

    Scheme, www, the slash at the end, tracking parameters, their order and the fragment make no difference.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in _PORTS or not host:
        return ""
    host = host.removeprefix("www.")
    if port and port != _PORTS[parts.scheme]:
        host += f":{port}"
    path = _FRONT.sub("/", quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")).rstrip("/")
    fields = sorted(f for f in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(f[0]))
    query = f"?{urlencode(fields)}" if fields else ""
    route = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""  # of a page made by a script
    return f"{host}{path}{query}{route}"


def is_whole(address: str) -> bool:
    """Whether an address can be taken apart: "http://[quay" and "http://quay:port/" cannot."""
    try:
        _ = urlsplit(address).port
    except ValueError:
        return False
    return True


def path_of(address: str) -> str:
    """The path in an address; "" if it has none or cannot be taken apart."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def is_home(place: str) -> bool:
    """Whether it is the front page of a site, which shows something else from day to day."""
    return place != "" and not {"/", "?", "#"} & set(place)
