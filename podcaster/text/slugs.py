"""Names for files and addresses."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 1000  # characters of a title that are looked at; more than a name ever has room for


def slug(title: str, *, limit: int = 60, transliterated: bool = True) -> str:
    """An ASCII name for *title*: letters, digits and hyphens; "" if nothing remains.

    Apple asks for file names and addresses in a-z, A-Z, 0-9. Letters that do not fold to ASCII (ß, ł, all of another
    script) are *transliterated*, Japanese as if it were Chinese: a name to recognise, not one to read aloud. Without,
    they are dropped, as an older podcaster did. The caller adds something unique.
    """
    title = title[:_LONGEST]
    folded = (_in_ascii(title) if transliterated else _folded(title)).lower()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", folded)).strip("-")
    if len(words) > limit:
        words = words[:limit].rsplit("-", 1)[0] if "-" in words[:limit] else words[:limit]
    return words.strip("-")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _in_ascii(text: str) -> str:
    """*text* folded, and spelled in Latin letters where it folds to nothing.

    "ä" stays "a", as in the names that a show has already, and a text without other letters is what it always was.
    """
    foreign = {letter for letter in unicodedata.normalize("NFC", text) if not letter.isascii() and not _folded(letter)}
    if not any(letter.isalnum() for letter in foreign):
        return _folded(text)
    from anyascii import anyascii

    # A sign such as € or an emoji has a name there, but no letters; a stop or a dash parts words.
    spelled = {
        letter: re.sub(r"[^A-Za-z0-9]", "", anyascii(letter)) if unicodedata.category(letter)[0] in "LMN" else " "
        for letter in foreign
    }
    return "".join(spelled.get(letter) or _folded(letter) for letter in unicodedata.normalize("NFC", text))
