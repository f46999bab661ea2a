"""Pages that Notion exported: properties below the title, and links to subpages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from podcaster.model import LeftOut, Omission
from podcaster.reading.assemble import one_line

_NAMED = re.compile(r"[ _-][0-9a-f]{32}\.(?:md|markdown)$", re.I)
# "Name: value"; a value may be long, and go on in lines that begin with blanks.
_PROPERTIES = re.compile(r"(\s*# [^\n]+\n\s*\n)((?:[^\W_][^:\n]{0,60}:[ \t][^\n]*(?:\n|\Z))+)(?=\s*\n|\Z)")
_NOTHING = ("", "yes", "no", "true", "false", "none", "n/a", "-", "—", "0")
_CHILD = re.compile(r"[ \t]*\[[^\]\n]{0,300}\]\([^)\n]{0,600}[0-9a-f]{32}(?:_all)?\.(?:md|csv|html)\)[ \t]*")


@dataclass(slots=True)
class Page:
    """A page without what Notion added to its text."""

    body: str
    values: dict[str, object] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def page(body: str, source: str) -> Page:
    """The text of a page; of any other file, it is *body* itself."""
    if not _NAMED.search(source):
        return Page(body)
    found = Page(body)
    if match := _PROPERTIES.match(body):
        for line in match[2].splitlines():
            name, _, value = line.partition(":")
            if value.strip().lower() not in _NOTHING:
                found.values.setdefault(name.strip(), value.strip())
            found.left_out.append(LeftOut(one_line(line), Omission.METADATA))
        body = match[1] + body[match.end() :]
    lines = []
    for line in body.split("\n"):
        if _CHILD.fullmatch(line):
            found.left_out.append(LeftOut(one_line(line), Omission.NAVIGATION))
        else:
            lines.append(line)
    found.body = "\n".join(lines)
    return found
