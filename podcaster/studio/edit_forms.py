"""What is typed on the page of an article, as edits of it. Nothing here knows HTTP."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from podcaster.errors import UsageError
from podcaster.model import Edits, Wish
from podcaster.reading.assemble import one_line
from podcaster.reading.edits import passage
from podcaster.studio.seen import Facts, Seen
from podcaster.text.languages import is_tag

LONGEST = 500  # characters of a title, of all authors
MOST = 2000  # passages that are said, or left out
AS_FOUND = "as found"


def fields(facts: Facts) -> dict[str, str]:
    """*facts* as the fields of the form that changes them."""
    return {
        "title": facts.title,
        "author": typed_names(facts.authors),
        "date": facts.date[:10],
        "language": facts.language,
    }


def facts(seen: Seen, typed: Mapping[str, str], before: Mapping[str, str] | None = None) -> Edits:
    """The edits of *seen* with the facts that were typed. What is as it was found is no edit.

    *before*: what the form showed. What the user left as it was there is not changed: another window may have changed
    it since. Raises UsageError for a date or a language that is none.
    """
    found, now = seen.found, fields(seen.facts)
    typed = {name: now[name] if (before or {}).get(name) == value else value for name, value in typed.items()}
    title = one_line(typed.get("title", ""))[:LONGEST]
    authors = names(typed.get("author", ""))
    day, language = typed.get("date", "").strip(), typed.get("language", "").strip()
    _refuse_wrong(day, language)
    return replace(
        seen.edits,
        title="" if title == found.title else title,
        authors=None if authors == found.authors else authors,
        date=None if day == found.date[:10] else day,
        language="" if language == found.language else language,
    )


def names(typed: str) -> tuple[str, ...]:
    """The authors that were typed, with semicolons or, without any, with commas between them."""
    parts = (one_line(part) for part in re.split(r"[;\n]" if re.search(r"[;\n]", typed) else ",", typed[:LONGEST]))
    return tuple(dict.fromkeys(part for part in parts if part))


def typed_names(authors: tuple[str, ...]) -> str:
    """The authors as they are typed."""
    return ("; " if any("," in author for author in authors) else ", ").join(authors)


def _refuse_wrong(day: str, language: str) -> None:
    try:
        if day and dt.date.fromisoformat(day).year < 1000:
            raise ValueError(day)
    except ValueError as error:
        raise UsageError(f"{day!r} is not a date", hint="a day such as 2026-01-31, or nothing") from error
    if language and not is_tag(language):
        raise UsageError(f"{language!r} is not a language", hint="a tag such as en, de or en-GB")


def wished(seen: Seen, words: str, wish: str) -> Edits:
    """The edits of *seen* after a passage was decided about. Raises UsageError for too many."""
    words = passage(words)
    said = tuple(one for one in seen.edits.said if one != words)
    left_out = tuple(one for one in seen.edits.left_out if one != words)
    if wish == Wish.SAY.value:
        said = (*said, words)
    elif wish == Wish.LEAVE_OUT.value:
        left_out = (*left_out, words)
    elif wish != AS_FOUND:
        raise UsageError(f"{wish!r} cannot be done with a passage")
    if len(said) + len(left_out) > MOST:
        raise UsageError("too many passages were changed by hand", hint="choose a part of the page instead")
    return replace(seen.edits, said=said, left_out=left_out)


def changed(seen: Seen) -> dict[str, bool]:
    """Which facts are not as they were found."""
    was, now = seen.found, seen.facts
    return {name: getattr(was, name) != getattr(now, name) for name in Facts.__match_args__}
