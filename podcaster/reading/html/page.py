"""A page, or a piece of one, becomes an article."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from podcaster.errors import NoTextError
from podcaster.model import Article, Block, BlockKind, Doubt, Image, LeftOut, Region
from podcaster.reading import assemble, doubts, safe
from podcaster.reading import language as languages
from podcaster.reading.html import account as html_account
from podcaster.reading.html import clean as html_clean
from podcaster.reading.html import hidden, metadata
from podcaster.reading.html import notes as html_notes
from podcaster.reading.html import select as html_select
from podcaster.reading.html import tree as html_tree
from podcaster.reading.html import whole as html_whole
from podcaster.reading.html.walk import Walker
from podcaster.reading.spaces import folded

Element = Any


def read(
    data: bytes, source: str, *, folder: Path | None = None, address: str = "", region: Region | None = None
) -> Article:
    """The article of a page. *region*: the part of the page that was chosen by hand.

    Raises NoTextError, RegionError, HostileError or UnsupportedError.
    """
    return read_light(html_tree.lighten(data, source), source, folder=folder, address=address, region=region)


def read_light(
    light: html_tree.Light, source: str, *, folder: Path | None = None, address: str = "", region: Region | None = None
) -> Article:
    """The same as `read`, for a page whose pictures were already removed from its markup."""
    page = html_tree.load(light, source)
    said = metadata.read(page.root, page.text, address, folder)
    picture = _pictures(page, said.address, folder)
    by_hand: tuple[str, ...] = ()
    left = 0
    signs: tuple[tuple[Doubt, str], ...] = ()
    if region:
        account = html_account.opened(page.root)
        blocks, by_hand = html_whole.chosen(page.root, said, picture, account, region, source)
    else:
        choice = html_select.choose(page.root, said, picture, lambda: html_tree.parse(page.text, source))
        blocks, account = choice.blocks, choice.account
        left = choice.weight.left if choice.weight.doubtful else 0
        signs = choice.signs
    words = " ".join(b.text for b in blocks)
    shell = len(words) < _FEW and _is_shell(page.text)
    if not safe.has_words(words):
        why = (
            "only the frame of a page whose text a script would have fetched"
            if shell
            else "nothing in it could be narrated"
        )
        raise NoTextError(f"{why}", about=source, hint="save it again after it has loaded: is the article there?")
    around = () if region else account.left_out  # where a paywall may stand
    suspicions = doubts.of_text(
        blocks,
        " ".join([*(note.text for note in around), words])[:40_000],
        paid=said.paid,
        cut_off=_cut_off(page.text),
        script_shell=shell,
        left=left,
    )
    return Article(
        blocks=blocks,
        title=assemble.without_entities(said.title) or assemble.file_title(source),
        authors=said.authors,
        date=said.date,
        language=languages.choose(said.language, _told(blocks) or words),
        site=assemble.without_entities(said.site),
        address=said.address,
        description=assemble.without_entities(said.description),
        tags=tuple(map(assemble.without_entities, said.tags)),
        image=_lead(said.image, blocks, picture),
        source=source,
        recording=said.recording,
        left_out=account.close(blocks, source, lambda: html_tree.parse(page.text, source)),
        doubts=doubts.settled(suspicions) if region else (*suspicions, *signs),
        by_hand=by_hand,
    )


def read_limited(
    data: bytes, source: str, *, folder: Path | None = None, address: str = "", region: Region | None = None
) -> Article:
    """Read a page; a large one in a child process with limits, because HTML parsers need much memory."""
    light = html_tree.lighten(data, source)
    if _has_long_tag(light.markup):
        light.markup = _TAG.sub(_shortened, light.markup)
    if len(light.markup) > _LARGE:
        return safe.run_limited(
            read_light, light, source, folder=folder, address=address, region=region, seconds=40, memory_mb=2048
        )
    return read_light(light, source, folder=folder, address=address, region=region)


_LARGE = 1_500_000  # bytes: starting a process takes as long as reading a page of a million bytes
_LONG_TAG = 20_000  # bytes
_OPEN = re.compile(rb"<[^<>]{20000}")
_TAG = re.compile(rb"<[A-Za-z][\w:-]*\s[^<>]{20000,}>")
_ATTRIBUTE = re.compile(rb"\s[^\s=<>\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?")
_ATTRIBUTES = 300  # libxml2 compares each attribute with all before it; honest elements have a dozen


def _told(blocks: Sequence[Block]) -> str:
    """The words of everything but listings, whose words are in no language."""
    return " ".join(block.text for block in blocks if block.kind is not BlockKind.CODE)


def _has_long_tag(markup: bytes) -> bool:
    """Whether there may be a long tag: in most pages, some tag ends within any stretch of half that length."""
    half = _LONG_TAG // 2
    ends_everywhere = all(markup.find(b">", at, at + half) >= 0 for at in range(0, len(markup) - half + 1, half))
    return not ends_everywhere and _OPEN.search(markup) is not None


def _shortened(tag: re.Match[bytes]) -> bytes:
    """A tag without the attributes that no page needs."""
    name = re.match(rb"<[\w:-]+", tag[0])
    found = list(itertools.islice(_ATTRIBUTE.finditer(tag[0]), _ATTRIBUTES + 1))
    if name is None or len(found) <= _ATTRIBUTES:
        return tag[0]
    return name[0] + b"".join(attribute[0] for attribute in found[:_ATTRIBUTES]) + b">"


_FEW = 3000  # letters: with more than that, a page has its text, however it came there
_SHELL = re.compile(
    r"<div[^>]{0,80}\bid=[\"']?(?:root|app|__next|___gatsby|app-root|main-app|__nuxt|svelte|"
    r"react-root)[\"'\s>]|<app-root\b|<noscript>[^<]{0,300}enable javascript",
    re.IGNORECASE,
)


def _is_shell(markup: str) -> bool:
    """Whether the page waits for a script to bring its text."""
    return bool(_SHELL.search(markup))


def _cut_off(text: str) -> str:
    """One sentence when the save ends before its page does, else nothing."""
    end = text[-4000:]
    last = end.rfind("<")
    if last >= 0 and ">" not in end[last:] and len(end) - last > 1 and end[last + 1 : last + 2] not in (" ", "="):
        return "the file ends in the middle of a tag: it was not saved to its end"
    if "Page saved with SingleFile" in text[:4000] and "</html>" not in end.lower():
        return "SingleFile did not finish: the end of the page is missing"
    return ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """The result of reading a piece of HTML that is an article already."""

    blocks: tuple[Block, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def read_fragment(
    html: str, *, base: str = "", folder: Path | None = None, mail: bool = False, source: str = "the HTML in it"
) -> Fragment:
    """The blocks of HTML that is an article already: a feed's content, an export, a chapter, a letter."""
    if not html.strip():
        return Fragment()
    page = html_tree.load(html_tree.lighten(html.encode("utf-8", "ignore"), "", "utf-8"), source)
    account = html_account.opened(page.root)
    hidden.take_out(page.root, account, mail=mail)
    html_clean.shares(page.root, account)
    marks = html_notes.find(page.root, account)
    walker = Walker(account, base, _pictures(page, base, folder), marks.footnotes, marks.references)
    blocks = tuple(found.block for found in walker.walk(html_tree.body(page.root)))
    return Fragment(blocks, account.close(blocks, source, lambda: html_tree.parse(page.text, source)))


def _pictures(page: html_tree.Page, base: str, folder: Path | None) -> Callable[[Element], Image | None]:
    """What an <img> shows, if the picture was saved with the page or has a description."""

    def picture(element: Element) -> Image | None:
        alt = folded(element.get("alt") or "")
        sides = (_pixels(element.get("width")), _pixels(element.get("height")))
        if any(side is not None and side < 48 for side in sides) or element.get("role") == "presentation":
            return None
        for source in _sources(element):
            data = page.picture(source)
            if data is not None:
                if len(data) > 1500:  # bytes; smaller ones are spacers and icons
                    return Image(data=data, alt=alt)
                continue
            if source.startswith("data:"):
                continue
            if folder is not None and (path := safe.inside(folder, source)) is not None:
                return Image(path=path, alt=alt, address=_absolute(base, source))
            whole = _absolute(base, source)
            if whole:
                return Image(alt=alt, address=whole)
        return Image(alt=alt) if alt else None

    return picture


def _sources(element: Element) -> list[str]:
    names = ("src", "data-src", "data-lazy-src", "data-original", "data-image")
    return [v.strip() for n in names if (v := element.get(n))]


def _absolute(base: str, address: str) -> str:
    try:
        whole = urljoin(base, address)
    except ValueError:  # "http://[broken"
        return ""
    return whole if whole.startswith(("http://", "https://")) else ""


def _pixels(value: str | None) -> int | None:
    digits = (value or "").strip().removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) < 6 else None


def _lead(address: str, blocks: tuple[Block, ...], picture: Callable[[Element], Image | None]) -> Image | None:
    """The article's own picture: the first one in its text that was saved with it, else the one that the page names."""
    for block in blocks:
        if block.image is not None and (block.image.data or block.image.path):
            return replace(block.image)
    if address:
        import lxml.html

        element = lxml.html.Element("img", src=address)
        return picture(element)
    return next((b.image for b in blocks if b.image is not None and b.image.address), None)
