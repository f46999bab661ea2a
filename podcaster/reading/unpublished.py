"""What was never meant for the public, by the words in which programs say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

_DRAFTS = "_drafts"  # the folder in which Jekyll and Hexo keep what is not published

STATUSES = {
    "auto-draft": "it is a draft",
    "deleted": "it is in the trash",
    "draft": "it is a draft",
    "drafts": "it is a draft",
    "future": "it is scheduled, and not published yet",
    "hidden": "it is hidden",
    "idea": "it is a draft",
    "in progress": "it is a draft",
    "inherit": "it is a revision",
    "pending": "it waits for review",
    "private": "it is private",
    "scheduled": "it is scheduled, and not published yet",
    "skip": "it is a draft",
    "soft_trashed": "it is in the trash",
    "trash": "it is in the trash",
    "trashed": "it is in the trash",
    "unpublished": "it is a draft",
    "wip": "it is a draft",
}


def why(status: str, public: Collection[str] = ()) -> str:
    """The reason why something of this status is not published; "" for the statuses in *public*."""
    word = " ".join(status.lower().split())
    return "" if word in public else STATUSES.get(word, f"its status is “{word}”")


def by_folder(source: str, folder: Path | None = None) -> str:
    """The reason why something that lies in a folder of drafts is not published, else "".

    *source*: a file, or a member of an archive; *folder*: that of the file, where its name does not tell.
    """
    above = [*re.split(r"[/\\!]", source)[:-1], *(folder.absolute().parts if folder else ())]
    return STATUSES["draft"] if _DRAFTS in above else ""


def passed_over(counts: Mapping[str, int]) -> str:
    """One sentence about the other items in an export: kind -> number."""
    kinds = (f"{n:,} {kind}{'' if n == 1 or kind.endswith('s') else 's'}" for kind, n in sorted(counts.items()))
    return f"not read: {', '.join(kinds)}; only posts become episodes"
