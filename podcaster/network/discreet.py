"""Secrets in addresses: the tokens of private feeds, passwords, signatures."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

HIDDEN = "…"
# Names of parameters whose value is a secret however short it is.
_NAMES = re.compile(
    r"(?:^|[_.-])(?:token|api_?key|auth|secret|passw(?:or)?d|pass|pwd|sig|signature|credential|session|sid|jwt|access)$",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"[A-Za-z0-9_-]{16,}={0,2}")
_SHORT = 4  # characters: a shorter value is no secret, and would be found everywhere in a text


def secrets(address: str) -> tuple[str, ...]:
    """The parts of an address that nobody else may know: its password, tokens in its query or its path."""
    try:
        parts = urlsplit(address)
        found = [parts.password or ""]
        for name, value in parse_qsl(parts.query):
            found += [value] if _NAMES.search(name) or _is_random(value) else []
        found += [stem for segment in parts.path.split("/") if _is_random(stem := _stem(unquote(segment)))]
    except ValueError:
        return ()
    return tuple(dict.fromkeys(value for value in found if len(value) >= _SHORT))


def masked(address: str) -> str:
    """An address for people to read, without its user name, password and fragment, its secrets replaced by "…"."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    path = "/".join(HIDDEN if _is_random(_stem(unquote(part))) else part for part in parts.path.split("/"))
    query = "&".join(map(_masked_field, parts.query.split("&"))) if parts.query else ""
    return urlunsplit((parts.scheme, host, path, query, ""))


def without_secrets(address: str) -> str:
    """An address for files: without a user name, a password, a fragment, and the parameters that are named as secrets.

    What only looks like a token stays: it may be what tells one page from another.
    """
    parts = urlsplit(address)
    fields = (field for field in parts.query.split("&") if not _NAMES.search(field.partition("=")[0]))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "&".join(fields), ""))


def _masked_field(field: str) -> str:
    name, sign, value = field.partition("=")
    return f"{name}={HIDDEN}" if sign and value and (_NAMES.search(name) or _is_random(unquote(value))) else field


def _stem(segment: str) -> str:
    """A part of a path without the ending of a file."""
    return re.sub(r"\.[A-Za-z]{1,5}$", "", segment)


def _is_random(text: str) -> bool:
    """Whether a text looks like drawn by chance: long, of letters and digits that change often, and not of words."""
    if not _RANDOM.fullmatch(text):
        return False
    if re.fullmatch(r"[0-9a-f]{20,}|[0-9A-F]{20,}", text) and re.search(r"\d", text) and re.search(r"[A-Fa-f]", text):
        return True
    changes = len(re.findall(r"(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]|(?<=[a-z])[A-Z]", text))
    return changes >= max(3, len(text) // 8)
