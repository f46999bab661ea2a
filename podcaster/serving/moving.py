"""Updates the place that a show has left: its feeds point to the new address, and all other files stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podcaster.errors import UsageError
from podcaster.publishing import moved
from podcaster.serving import ours
from podcaster.serving.memory import Memory
from podcaster.serving.target import Item, Target


@dataclass(frozen=True, slots=True)
class Left:
    """Where the show was before, with the names of its feeds there."""

    place: Target
    memory: Memory
    feeds: Mapping[str, int]  # in bytes

    def point_on(self, feeds: Sequence[Item], *, dry_run: bool) -> tuple[str, ...]:
        """Replace the feeds there by those of now. Returns the names of those that were not there yet.

        Only existing feeds are replaced, because no listener knows any other.
        """
        there = [item for item in feeds if item.name in self.feeds]
        due = [item for item in there if self.feeds[item.name] != item.size or not self.memory.has_sent(item)]
        if due and not dry_run:
            self.memory.begin(due)
            self.place.put(due, self.memory.arrived)
        return tuple(item.name for item in due)


def left(place: Target, memory: Memory, feed: bytes) -> Left:
    """The place that the show of *feed* has left. Raises UsageError if it was never there, or is still there."""
    where = memory.place.target or place.where
    if b"<itunes:new-feed-url>" not in feed:
        raise UsageError(
            "the feed does not say that it has moved; nothing is sent", hint="podcaster publish writes it again"
        )
    there = place.sizes()
    found = place.read(ours.FEED) if ours.FEED in there else b""
    if not found:
        raise UsageError(
            f"{where} holds no feed; nothing is sent",
            hint="give --moved-from the place where the show was published before",
        )
    if ours.guid_of(found) != ours.guid_of(feed):
        raise UsageError(
            f"{where} holds the feed of another show; nothing is sent",
            hint="give --moved-from the place where this show was published before",
        )
    if moved.own_address(found) == moved.own_address(feed) and b"<itunes:new-feed-url>" not in found:
        raise UsageError(
            f"the show has not moved: the feed at {where} already has the address {moved.own_address(feed)}",
            hint="write the new address into the setting base_url first",
        )
    return Left(place, memory, {name: size for name, size in there.items() if is_feed(name)})


def is_feed(name: str) -> bool:
    """Whether listeners subscribe to the file *name* below public/: the feed of the show or of a shelf."""
    return name == ours.FEED or name.endswith(f"/{ours.FEED}")


def line(names: Sequence[str], where: str, *, dry_run: bool) -> str:
    """What to say about the feeds that lead on."""
    if not names:
        return f"the feed at {where} leads to the new address already"
    verb = "would lead" if dry_run else "leads"
    return f"the feed at {where} {verb} to the new address; leave it and the audio there for a month at least"
