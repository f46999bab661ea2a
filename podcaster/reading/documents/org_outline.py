"""Choose the trees of an Org outline that are for readers, as Org's own exporters do, and read its keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from podcaster.model import LeftOut, Omission
from podcaster.reading import safe

KEYWORD = re.compile(r"^[ \t]*#\+([A-Za-z_]{1,30}(?:\[[^\]]{0,200}\])?):[ \t]*(.*)$")
HEAD = re.compile(r"^(\*{1,30})[ \t]+(\S.*)$")
TAGGED = re.compile(r"[ \t]+(:(?:[\w@#%]{1,40}:){1,20})[ \t]*$")
TODO = re.compile(r"^(TODO|DONE|NEXT|WAITING|HOLD|CANCELL?ED|DRAFT|IDEA|KILL|PROJ|STRT|WAIT)[ \t]+")
BEGIN = re.compile(r"^[ \t]*#\+begin_(\w{1,30})(?:[ \t]+(.*))?$", re.I)


_JOINED = ("title", "author", "description")  # keywords that may stand on several lines
_KEPT = ("caption", "attr", "results")  # keywords that belong to the element after them


@dataclass(slots=True)
class _Tree:
    """A heading and the lines up to the next one."""

    depth: int
    tags: set[str]
    gone: bool  # a comment
    lines: list[str]
    parent: _Tree | None = None
    wanted: bool = False  # it, what it is in, or what is in it is selected


@dataclass(slots=True)
class Outline:
    """Which trees of the file are for readers, and what its keywords say."""

    said: dict[str, str] = field(default_factory=dict)
    gone: list[LeftOut] = field(default_factory=list)

    def chosen(self, lines: list[str]) -> list[str]:
        """The lines without the trees that are not exported, and without keywords."""
        trees = _trees([line for line, is_code in _told(lines) if is_code or not self._is_keyword(line)])
        excluded = set(self.said.get("exclude_tags", "").split()) | {"noexport"}
        selected = self._select(trees, set(self.said.get("select_tags", "export").split()))
        out: list[str] = []
        for tree in trees:
            tree.gone = tree.gone or bool(tree.tags & excluded) or (tree.parent is not None and tree.parent.gone)
            if not tree.gone and (tree.wanted or not selected):
                out += tree.lines
            elif safe.has_words(text := " ".join(" ".join(tree.lines).split())):
                self.gone.append(LeftOut(text, Omission.HIDDEN))
        return out

    def _is_keyword(self, line: str) -> bool:
        keyword = KEYWORD.match(line)
        if keyword is None:
            return False
        name, value = keyword[1].lower(), keyword[2].strip()
        if name in _JOINED and name in self.said:
            value = f"{self.said[name]} {value}"
        if name in _JOINED or name not in self.said:
            self.said[name] = value
        return not name.startswith(_KEPT)

    @staticmethod
    def _select(trees: list[_Tree], tags: set[str]) -> bool:
        """Mark the selected trees, with all above and below them. Returns whether there are any."""
        chosen = [tree for tree in trees if tree.tags & tags]
        for tree in trees:
            tree.wanted = bool(tree.tags & tags) or (tree.parent is not None and tree.parent.wanted)
        for tree in chosen:
            above = tree.parent
            while above is not None and not above.wanted:
                above.wanted = True
                above = above.parent
        return bool(chosen)


def _told(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """The lines, and whether each is inside a block, where markup has no effect."""
    inside = ""
    for line in lines:
        begin = BEGIN.match(line)
        yield line, bool(inside)
        if inside:
            inside = "" if line.strip().lower() == f"#+end_{inside}" else inside
        elif begin:
            inside = begin[1].lower()


def _trees(lines: list[str]) -> list[_Tree]:
    found = [_Tree(0, set(), False, [])]
    above: list[_Tree] = []
    for line, is_code in _told(lines):
        head = None if is_code else HEAD.match(line)
        if head is None:
            found[-1].lines.append(line)
            continue
        tagged = TAGGED.search(head[2])
        tags = set(tagged[1].strip(":").split(":")) if tagged else set()
        depth = len(head[1])
        while above and above[-1].depth >= depth:
            above.pop()
        parent = above[-1] if above else None
        found.append(_Tree(depth, tags, TODO.sub("", head[2]).startswith("COMMENT"), [line], parent))
        above.append(found[-1])
    return found
