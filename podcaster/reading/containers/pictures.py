"""The picture of a text in an archive, where the text names it and it lies beside the text: bundles, notes, posts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from podcaster.errors import InputError
from podcaster.model import Article, Image
from podcaster.reading.containers.members import PICTURE, Members, resolved
from podcaster.reading.safe import MB

_TEXTS = {".md", ".markdown", ".mdown", ".mdx", ".qmd", ".txt"}
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_FRONT = r"^(?:image|cover|coverimage|cover_image|featured_image|hero|thumbnail|banner)\s*[:=]\s*[\"\']?([^\s\"\'#]+)"
# Of front matter, of Markdown with and without angle brackets, of Obsidian, of HTML.
_NAMED = re.compile(
    _FRONT + r"|!\[[^\[\]\n]{0,500}\]\((?:<([^>\n]{1,500})>|([^()\s]{1,500}))|!\[\[([^\[\]|\n]{1,300})|"
    r"<img\b[^<>]{0,500}?\bsrc=[\"\']([^\"\'<>]{1,500})",
    re.M | re.I,
)
_LOOKS = 20  # names of pictures that are looked for


def added(found: Iterator[Article], data: bytes, name: str, members: Members) -> Iterator[Article]:
    """The articles of the member *name*, with the first picture of the archive that its text names."""
    for article in found:
        picture = article.image
        if PurePosixPath(name).suffix.lower() not in _TEXTS or (picture and (picture.data or picture.path)):
            yield article
        else:
            yield replace(article, image=_first(data, name, members) or picture)


def _first(data: bytes, name: str, members: Members) -> Image | None:
    names = set(members.names)
    text = data[:MB].decode("utf-8", "replace")
    for count, match in enumerate(_NAMED.finditer(text)):
        if count == _LOOKS:
            break
        reference = next(group for group in match.groups() if group).strip()
        if "://" in reference or not reference.lower().endswith(_PICTURES):
            continue
        there = _member(reference, name, names, anywhere=match[4] is not None)
        if there:
            try:
                return Image(data=members.read(there, PICTURE))
            except (InputError, KeyError):  # damaged, or larger than a cover is
                continue
    return None


def _member(reference: str, name: str, names: set[str], *, anywhere: bool) -> str:
    """The member that *reference*, met in the member *name*, means. Obsidian names files without their folder."""
    beside = resolved(name, reference.lstrip("/"))
    if beside in names:
        return beside
    if anywhere:
        return next((n for n in sorted(names) if posixpath.basename(n) == posixpath.basename(reference)), "")
    return ""
