"""Names for files and addresses."""

from __future__ import annotations

import re
import unicodedata


def slug(title: str, *, limit: int = 60) -> str:
    """An ASCII name for *title*: letters, digits and hyphens; "" if nothing remains.

    Apple asks for file names and addresses in a-z, A-Z, 0-9; letters that do not fold to ASCII are dropped, so the
    caller adds something unique.
    """
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", folded)).strip("-")
    if len(words) > limit:
        words = words[:limit].rsplit("-", 1)[0] if "-" in words[:limit] else words[:limit]
    return words.strip("-")
