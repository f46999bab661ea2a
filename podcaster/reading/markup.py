"""Detect the markup language of a text by marks that only this language has, and by the file name if that is clear."""

from __future__ import annotations

import re
from collections.abc import Mapping

RST, ORG, ASCIIDOC = "reStructuredText", "Org", "AsciiDoc"
NAMES: Mapping[str, str] = {
    ".rst": RST, ".rest": RST, ".org": ORG, ".adoc": ASCIIDOC, ".asciidoc": ASCIIDOC, ".asc": ASCIIDOC,
}  # fmt: skip
# Two different signs of the same language make a text one of it.
_SIGNS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    language: tuple(re.compile(sign, re.M | (re.I if language == ORG else 0)) for sign in signs)
    for language, signs in {
        RST: (
            r"^ {0,8}\.\. (?:[a-z][\w-]{1,30}::|\[#?\w{1,20}\] |_[^:\n]{1,60}:)",
            r"^:(?:date|author|authors|tags|slug|category|status|summary|lang):[ \t]+\S",
            r"`[^`\n<]{1,200}<https?://[^>\s]{1,500}>`__?",
            r":[a-z]{2,20}:`[^`\n]{1,200}`",
            r"^\.\. (?:title|slug|date): ",
        ),
        ORG: (
            r"^#\+(?:title|author|date|options|begin_\w{1,20}|startup|filetags)\b",
            r"^\*{1,6} \S",
            r"\[\[(?:https?|file|id):[^\]\n]{1,500}\]",
            r"^[ \t]*:PROPERTIES:[ \t]*$",
        ),
        ASCIIDOC: (
            r"\A= \S",
            r"^={2,5} \S",
            r"^:[a-z][\w-]{1,40}:(?:[ \t]|$)",
            r"^\[(?:source|quote|NOTE|TIP|WARNING)\b[^\]\n]{0,100}\]$",
            r"(?:https?://|link:|image:|xref:)[^\s\[\]]{1,500}\[[^\]\n]{0,200}\]",
            r"^(?:----|====|\*\*\*\*|____|\|===)$",
        ),
    }.items()
}


def language(text: str, suffix: str) -> str:
    """The language of *text*, whose file has this suffix; "" if it is none of these."""
    if suffix in NAMES:
        return NAMES[suffix]
    if suffix not in ("", ".txt", ".text"):
        return ""
    for name, signs in _SIGNS.items():
        if sum(1 for sign in signs if sign.search(text)) >= 2:
            return name
    return ""
