"""Whether a place to publish to is ours, or holds files that another show or program put there."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Mapping

from podcaster.errors import UsageError
from podcaster.files import safe_text
from podcaster.publishing import media
from podcaster.serving.memory import Memory
from podcaster.serving.target import Target

FEED = "feed.xml"
NAMED = 3  # files that a message names
HINT = "publish to an empty folder of its own; or, to replace what is there: --into-existing"


def guid_of(feed: bytes) -> str:
    """The podcast:guid of a feed; "" if it has none."""
    found = re.search(rb"<podcast:guid[^>]{0,200}>\s*([0-9A-Fa-f-]{36})\s*</podcast:guid>", feed)
    return found[1].decode().lower() if found else ""


def refuse_foreign(
    place: Target, there: Mapping[str, int], memory: Memory, *, guid: str, wanted: Collection[str]
) -> None:
    """Raise UsageError if another show, or somebody else, has files at *place* that ours would replace or mix with.

    In a place that is not known yet, any file of somebody else is a reason. In one that is, only a file that would be
    replaced.
    """
    if FEED in there and not _is_last_sent(there, memory):
        feed = place.read(FEED)
        if feed and guid_of(feed) == guid:
            return  # sent from another machine, or this one has lost its memory
        if feed:
            raise UsageError(
                f"{_place(memory)} holds the feed of another show, {_title(feed)}; nothing is sent", hint=HINT
            )
    others = {other.token for other in memory.others()}
    names = [name for name in there if name not in memory and not _is_hidden(name)]
    strange = [name for name in names if name.partition("/")[0] not in others and not leftover_of(name)]
    if memory.is_known:
        strange = [name for name in strange if name in wanted]
    if strange:
        raise UsageError(f"{_place(memory)} holds {named(strange)} not sent by this show; nothing is sent", hint=HINT)


def _is_last_sent(there: Mapping[str, int], memory: Memory) -> bool:
    sent = memory.sent(FEED)
    return sent is not None and sent.size == there[FEED]


def _place(memory: Memory) -> str:
    return memory.place.target or memory.place.where


def _title(feed: bytes) -> str:
    found = re.search(rb"<title>([^<]{1,200})</title>", feed)
    return repr(safe_text(html.unescape(found[1].decode("utf-8", "replace")).strip())) if found else "without a title"


def _is_hidden(name: str) -> bool:
    """Such as .git, .well-known and .DS_Store: we never write a name of that form."""
    return "/." in f"/{name}"


def named(names: Iterable[str]) -> str:
    """The number of files and the names of the first few."""
    found = sorted(names)
    some = ", ".join(map(safe_text, found[:NAMED])) + (" …" if len(found) > NAMED else "")
    return f"{len(found):,} file{'' if len(found) == 1 else 's'} ({some})"


# ---------------------------------------------------------------- half a file


# As files.replacing names it (.ferry-1.x7k2m9qa.mp3.part), and as rsync does (.ferry-1.mp3.Xa12Bc). Which folders and
# suffixes there can be is said by `media` alone.
_PARTS = (
    re.compile(r"((?:[a-z0-9-]+/)*)\.([A-Za-z0-9_][A-Za-z0-9_.-]*)\.[a-z0-9_]{8}(\.[a-z0-9]+)\.(?:part|new)"),
    re.compile(r"((?:[a-z0-9-]+/)*)\.([A-Za-z0-9_][A-Za-z0-9_.-]*)(\.[a-z0-9]+)\.[A-Za-z0-9]{6}"),
)


def leftover_of(name: str) -> str:
    """The beginning of the file's name that a killed upload was writing as *name*; "" if it is another file."""
    for pattern in _PARTS:
        found = pattern.fullmatch(name)
        if found and media.may_be_seen(f"{found[1]}{found[2]}{found[3]}"):
            return f"{found[1]}{found[2]}"
    return ""


def leftovers(there: Iterable[str], memory: Memory) -> list[str]:
    """What killed uploads of ours left half-written."""
    found = [(name, stem) for name in there if (stem := leftover_of(name))]
    if not found:
        return []
    ours = sorted(memory.names())
    return [name for name, stem in found if any(one.startswith(stem) for one in ours)]
