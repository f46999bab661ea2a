"""Where a studio listens, and what the terminal shows."""

from __future__ import annotations

from dataclasses import dataclass

from podcaster.network.reach import Reach, reach

PORT = 8000


@dataclass(frozen=True, slots=True)
class Where:
    """Where the studio listens. *hosts*: further names of this computer. *key*: this computer needs it too."""

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

    @property
    def needs_key(self) -> bool:
        return self.key or self.new_key or bool(self.hosts) or not self.is_here


@dataclass(frozen=True, slots=True)
class Started:
    """The studio listens. *key*: the one that was made just now, "" if there is none to show."""

    address: str  # of its first page
    feed: str
    key: str
    key_address: str  # with the key in it, for a phone
