"""The key to the studio: random, made once, in a file that only its owner reads. What browsers hold is derived from it.

Whoever has the key may do everything in the studio. A browser that was given it holds a cookie instead, which a new
key makes worthless.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from podcaster import files
from podcaster.errors import MALFORMED, storage_error

FILE_NAME = "studio.json"
_BYTES = 20  # 160 bits


@dataclass(frozen=True, slots=True)
class Keys:
    """*key*: what a user types or scans, "" while none is needed. *secret*: what the forms are signed with."""

    key: str
    secret: str

    @property
    def cookie_name(self) -> str:
        """Differs between shows: cookies do not know ports."""
        return f"studio-{hashlib.sha256(f'name {self.key}'.encode()).hexdigest()[:8]}"

    @property
    def cookie(self) -> str:
        """What a browser that knows the key is given to keep."""
        return hmac.digest(self.key.encode(), b"cookie of the studio", "sha256").hex()

    @property
    def csrf(self) -> str:
        """The token in each of our forms, which other sites cannot know."""
        return hmac.digest(self.secret.encode(), b"form of the studio " + self.key.encode(), "sha256").hex()

    def is_key(self, given: str) -> bool:
        plain = "".join(given.split()).replace("-", "").lower()
        return bool(self.key) and hmac.compare_digest(plain.encode(), self.key.encode())

    def is_cookie(self, given: str) -> bool:
        return bool(self.key) and hmac.compare_digest(given.encode(), self.cookie.encode())

    def is_form(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.csrf.encode())


def of(state: Path, *, needed: bool, new: bool = False) -> tuple[Keys, bool]:
    """The keys of the show with this folder of its state, and whether the key was made just now: show it then.

    *needed*: a key has to be there. *new*: make another one, so that nobody gets in with the old one.
    """
    path = state / FILE_NAME
    old = _read(path)
    made = new or (needed and not old.key)
    keys = Keys(_random() if made else old.key, old.secret or _random())
    if keys != old:
        files.write(path, json.dumps({"key": keys.key, "secret": keys.secret}), private=True)
    return keys, made


def in_groups(key: str) -> str:
    """A key as it is shown, easier to type."""
    return "-".join(key[at : at + 4] for at in range(0, len(key), 4))


def _random() -> str:
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()


def _read(path: Path) -> Keys:
    with contextlib.suppress(*MALFORMED, FileNotFoundError):
        told = json.loads(_closed(path))
        key, secret = told["key"], told["secret"]
        if isinstance(key, str) and isinstance(secret, str):
            return Keys(key, secret)
    return Keys("", "")


def _closed(path: Path) -> bytes:
    """The content of the file, after the rights of others in it were taken away."""
    try:
        files.close(path)
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error
