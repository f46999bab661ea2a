"""The header of a text in AsciiDoc: its title, its writers, its date, and the attributes that the text uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from podcaster.reading import assemble

ATTRIBUTE = re.compile(r"^:(!?[A-Za-z0-9_][\w-]{0,60}!?):(?:[ \t]+(.*))?$")
_AUTHOR = re.compile(r"^([\w.'’-]{1,40}(?: [\w.'’-]{1,40}){0,3})(?:[ \t]+<([^>\n]{1,200})>)?$")
_REVISION = re.compile(r"^(?:v?[\d.]{1,20},[ \t]*)?([^:\n]{4,40}?)(?::[ \t]+.*)?$")
_REFERENCE = re.compile(r"\{([A-Za-z0-9_][\w-]{0,60})\}")


_KNOWN = {
    "nbsp": "\u00a0", "zwsp": "", "apos": "'", "quot": '"', "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
    "amp": "&", "lt": "<", "gt": ">", "plus": "+", "cpp": "C++", "sp": " ", "empty": "", "blank": "",
}  # fmt: skip


@dataclass(slots=True)
class Head:
    """The header: the title, a line for the author, one for the revision, and attributes."""

    said: dict[str, str] = field(default_factory=dict)
    title: str = ""
    authors: list[str] = field(default_factory=list)

    def take(self, lines: list[str]) -> list[str]:
        """Read the header. Returns the lines after it."""
        at = 0
        while at < len(lines) and (not lines[at].strip() or lines[at].startswith("//") or self._attribute(lines[at])):
            at += 1
        if at < len(lines) and (title := re.match(r"^[=#][ \t]+(\S.*)$", lines[at])):
            self.title, at = title[1], at + 1
            if at < len(lines) and (names := self._names(lines[at])):
                self.authors, at = names, at + 1
                if at < len(lines) and (revision := _REVISION.match(lines[at])) and assemble.parse_date(revision[1]):
                    self.said["revdate"], at = revision[1], at + 1
            while at < len(lines) and (lines[at].startswith("//") or self._attribute(lines[at])):
                at += 1
        if not self.authors and (names := self._names(self.said.get("author", self.said.get("authors", "")))):
            self.authors = names
        self.title = put_in(self.title, self.said)
        return lines[at:]

    @staticmethod
    def _names(line: str) -> list[str]:
        found = [_AUTHOR.match(part.strip()) for part in line.split(";")]
        return [name[1].replace("_", " ") for name in found if name] if line and all(found) else []

    def _attribute(self, line: str) -> bool:
        match = ATTRIBUTE.match(line)
        if match is not None and not match[1].startswith("!") and not match[1].endswith("!"):
            self.said[match[1].lower()] = (match[2] or "").strip()
        return match is not None


def put_in(text: str, said: Mapping[str, str]) -> str:
    """*text* with each attribute name replaced by its value."""
    return _REFERENCE.sub(lambda name: _KNOWN.get(name[1].lower(), said.get(name[1].lower(), name[0]))[:2000], text)
