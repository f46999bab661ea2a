"""Secrets in addresses: the tokens of private feeds, passwords, signatures."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit, urlunsplit

HIDDEN = "…"
# Names of parameters whose value is a secret however short it is.
_NAMES = re.compile(
    r"(?:^|[_.;-])(?:token|api_?key|auth|secret|passw(?:or)?d|pass|pwd|sig|signature|credential|session|sid|jwt|"
    r"access|(?:rss|feed|user|private|access|auth)_?key)$",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"[A-Za-z0-9_-]{16,}={0,2}")
_SIGNED = re.compile(r"eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*")  # a JSON Web Token
_SHORT = 4  # characters: a shorter value is no secret, and would be found everywhere in a text


def secrets(address: str) -> tuple[str, ...]:
    """The parts of an address that nobody else may know: its password, tokens in its query or its path."""
    try:
        parts = urlsplit(address)
        word = parts.password or parts.username or ""  # some servers take a token for the name, and no password
        found = [word, unquote(word)]
        for field in parts.query.split("&"):
            for name, value in parse_qsl(field):
                found += [value, field.partition("=")[2]] if _NAMES.search(name) or _is_random(value) else []
        found += [stem for segment in parts.path.split("/") if _is_random(stem := _stem(unquote(segment)))]
    except ValueError:
        return ()
    return tuple(dict.fromkeys(value for value in found if len(value) >= _SHORT))


def bare(text: str, address: str) -> str:
    """*text* without the secrets of *address*, in whatever form it repeats them."""
    found = _written(address)
    return found.sub("", text) if found else text


@lru_cache(maxsize=64)
def _written(address: str) -> re.Pattern[str] | None:
    """Finds the secrets of an address as they are, as an address writes them, and as HTML does."""
    forms: set[str] = set()
    for secret in secrets(address):
        for form in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret)):
            forms |= {form, escape(form)}
    return re.compile("|".join(map(_where_it_is_one, sorted(forms, key=len, reverse=True)))) if forms else None


def _where_it_is_one(secret: str) -> str:
    """A pattern for a secret: in addresses only, if it may as well be a word of an article."""
    is_word = len(secret) < 8 or not re.search(r"\d", secret)
    written = re.sub("%[0-9A-F]{2}", lambda found: f"(?i:{found[0]})", re.escape(secret))
    return f"{'(?<=[=/:])' if is_word else ''}{written}"


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
    if _SIGNED.fullmatch(text):
        return True
    if not _RANDOM.fullmatch(text):
        return False
    if re.fullmatch(r"[0-9a-f]{20,}|[0-9A-F]{20,}", text) and re.search(r"\d", text) and re.search(r"[A-Fa-f]", text):
        return True
    changes = len(re.findall(r"(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]|(?<=[a-z])[A-Z]", text))
    return changes >= max(3, len(text) // 8)
