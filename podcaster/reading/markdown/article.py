"""Markdown, with or without front matter, as blogs and note-taking programs keep it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

from podcaster.errors import HostileError, UnpublishedError
from podcaster.model import Article, Block, BlockKind, Image, LeftOut, Omission
from podcaster.reading import assemble, opening, safe, unpublished
from podcaster.reading.markdown import dumps, mdx, notion, shortcodes
from podcaster.reading.markdown import front as markdown_front
from podcaster.reading.markdown.blocks import Blocks
from podcaster.reading.markdown.inline import Reader, parser
from podcaster.reading.markdown.text import Prepared, prepare

# Brackets and stars cost the parser time that grows with their square; beyond these it gets a child and a deadline.
_MANY_BRACKETS = 4000
_MANY_STARS = 20_000
_LONG = 2_000_000  # characters


def read(text: str, source: str, *, folder: Path | None = None) -> Article:
    """An article from Markdown. Pictures are looked for beside it, in *folder* and below, nowhere else."""
    front, body = markdown_front.split(text.lstrip("\ufeff"), source)
    if front.unpublished and not safe.has_words(body):
        raise UnpublishedError(front.unpublished, about=source)
    page = notion.page(body, source)
    if page.values:
        said = markdown_front.understood({**page.values, **front.values})
        front = replace(said, title=front.title, unpublished=front.unpublished or said.unpublished, due=front.due)
    body = dumps.unwrapped(page.body)
    is_page = not front.values and dumps.is_page(body)
    body = dumps.without_stray_spaces(dumps.with_whole_headings(body)) if is_page else body
    prepared = prepare(body, mdx=mdx.is_mdx(body, source), values=shortcodes.values_of(front.values))
    costly = body.count("[") > _MANY_BRACKETS or body.count("*") + body.count("_") > _MANY_STARS
    if costly or len(body) > _LONG:
        blocks, left_out = safe.run_limited(_blocks, prepared, front.address, folder, seconds=30)
    else:
        blocks, left_out = _blocks(prepared, front.address, folder)
    whole = None  # what a page says about its article, if the file is a whole page
    around: list[LeftOut] = []
    if is_page:
        blocks, around, whole = dumps.article(blocks, source)
    elif dumps.is_converted(body):
        blocks, around = dumps.without_foot(blocks)
    given = _without_marks(front.title) or (whole.title if whole else "")
    title, blocks, gone = opening.title(given, blocks, assemble.file_title(source))
    authors, date, printed = opening.printed(blocks) if not (front.authors and front.date) else ((), None, 0)
    gone += [LeftOut(block.text, Omission.METADATA) for block in blocks[:printed]]
    blocks = blocks[printed:]
    blocks, contents = assemble.without_contents(blocks)
    blocks, about_site = assemble.without_site_section(blocks)
    gone += contents + about_site
    lead = _picture(front.image, front.image_alt, folder, front.address) if front.image else None
    if lead and lead.path is None and lead.data is None and not lead.address:
        lead = None
    return assemble.article(
        blocks,
        assemble.Facts(
            title=title or assemble.file_title(source),
            authors=front.authors or authors or (whole.authors if whole else ()),
            date=front.date or date or (whole.date if whole else None) or assemble.file_date(source),
            language=front.language,
            site=front.site,
            address=front.address,
            description=front.description,
            tags=(*front.tags, *prepared.tags),
            image=lead or _first_image(blocks),
            own=not is_page and _is_own(front),
            unpublished=front.unpublished or markdown_front.properties(body) or unpublished.by_folder(source),
            due=front.due or (assemble.file_date(source) if front.values else None),
            season=front.season,
            chapter=front.episode,
            kind=front.kind,
        ),
        source,
        left_out=(*gone, *around, *page.left_out, *prepared.left_out, *left_out),
    )


def _blocks(prepared: Prepared, address: str, folder: Path | None) -> tuple[list[Block], list[LeftOut]]:
    machine = parser(indented_code=prepared.indented_code)
    reader = Reader(lambda reference, alt: _picture(reference, alt, folder, address), address)
    reader.numeric = all(label.isdigit() for label in prepared.notes)
    environment = {"notes": prepared.notes}
    collected = Blocks(reader, folder)
    try:
        blocks = collected.read(machine.parse(prepared.text, environment))
        notes: dict[str, str] = {}
        for label, mark in list(reader.labels.items()):
            if label in prepared.notes:
                notes[mark] = prepared.notes[label]
        notes |= dict(reader.inline_notes)
        for label, body in prepared.notes.items():
            notes.setdefault(reader.mark_of(label), body)
        for mark, body in notes.items():
            inner = Blocks(reader, folder)
            blocks += [_as_note(block, mark) for block in inner.read(machine.parse(body, dict(environment)))]
            collected.left_out += inner.left_out
            collected.hidden += inner.hidden
    except RecursionError as error:
        raise HostileError("nested too deeply") from error
    hidden = [LeftOut(text, Omission.MARKUP) for text in collected.hidden if safe.has_words(text)]
    return blocks, [*collected.left_out, *hidden]


def _as_note(block: Block, mark: str) -> Block:
    if block.kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.FIGURE):
        return block
    return Block(BlockKind.FOOTNOTE, block.text, marker=mark, spans=block.spans)


_SAVED = frozenset(
    ("source", "sourceurl", "source_url", "clipped", "captured", "saved", "archived", "via", "feed", "url")
)


def _is_own(front: markdown_front.FrontMatter) -> bool:
    """Whether the file is a post as its author wrote it: programs that save pages write where a page came from."""
    keys = {str(key).lower() for key in front.values}
    return bool(front.title and front.date) and not front.address and keys.isdisjoint(_SAVED)


def _without_marks(text: str) -> str:
    """A title from front matter as it is displayed: emphasis and code lose their marks."""
    if not re.search(r"[*_`~\\&\[]", text):
        return text
    tokens = parser().parseInline(text, {"notes": {}})
    line = Reader(lambda reference, alt: Image(address=reference, alt=alt)).read(tokens[0].children or ())
    return " ".join(part for part, _ in line.parts) or text


def _first_image(blocks: list[Block]) -> Image | None:
    return next((b.image for b in blocks if b.image and (b.image.path or b.image.data)), None)


def _picture(reference: str, alt: str, folder: Path | None, base: str) -> Image:
    """A picture that travelled with the text, or at least its address; never a file outside *folder*."""
    reference = reference.strip()
    alt = " ".join(alt.split())
    if reference.startswith("data:"):
        match = re.match(r"data:image/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=%\s]+)$", reference)
        if match and len(match[1]) <= 20 * safe.MB:
            try:
                return Image(data=base64.b64decode(match[1]), alt=alt)
            except (binascii.Error, ValueError):
                return Image(alt=alt)
        return Image(alt=alt)
    if reference.startswith(":/"):  # Joplin's attachments, which did not travel with the text
        return Image(alt=alt)
    path = safe.inside(folder, reference) if folder is not None and "://" not in reference else None
    try:
        address = assemble.web_address(urljoin(base, reference))
    except ValueError:  # "http://[broken"
        address = ""
    return Image(path=path, alt=alt, address=address)
