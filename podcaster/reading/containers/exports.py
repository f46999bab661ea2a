"""Exports of services that consist of many files. Their text is already extracted, so it is not searched for."""

from __future__ import annotations

import csv
import html as entities
import io
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from podcaster.errors import InputError, NoTextError, UnpublishedError, UnreadableError
from podcaster.model import Article, Doubt
from podcaster.reading import assemble, encodings, safe, xml_clean
from podcaster.reading import html as pages
from podcaster.reading.containers import services, substack
from podcaster.reading.containers.members import Folder, Members, ReadMember
from podcaster.reading.containers.services import Service
from podcaster.reading.html import tree as html_tree
from podcaster.reading.safe import Report

_CSV_FIELD = 1_000_000
_PAID = (Doubt.PAYWALL, "it was published for paying subscribers only")


@dataclass(frozen=True, slots=True)
class Export:
    """An export of a service, in a folder or within an archive. Its files are named from its root."""

    service: Service
    members: Members
    source: str  # the folder or the archive
    root: str = ""  # within the archive: "" or "a/b/"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(services.names_in(self.root, self.members.names))

    @property
    def public(self) -> list[str]:
        return services.public(self.service, self.names)

    def read(self, name: str, limit: int = safe.HTML_LIMIT) -> bytes:
        return self.members.read(self.root + name, limit)

    def where(self, name: str) -> str:
        return f"{self.source}!{self.root}{name}"


# ---------------------------------------------------------------- the articles


def of_folder(path: Path) -> Export | None:
    """The unpacked export whose root is the folder *path*."""
    service = services.at(path)
    return Export(service, Folder(path), safe.shown(path)) if service else None


def read(export: Export, report: Report, read_member: ReadMember, depth: int = 0) -> Iterator[Article]:
    """The articles of an export. Only files that were public are opened; the others are counted and reported."""
    reader = _READERS.get(export.service.name)
    if reader is None:
        for name in export.public:
            with safe.member(export.where(name), report):
                yield from read_member(export.read(name), export.where(name), depth + 1)
    else:
        for where, make in reader(export):
            with safe.member(where, report):
                yield _made(where, make)
    if left := services.passed_over(export.service, export.names):
        report.skipped(export.source + (f"!{export.root}" if export.root else ""), "", left)


def read_file(path: Path, root: Path, service: Service) -> Article | None:
    """The article in a file of the unpacked export in *root*; None if the file can be read without the export.

    Raises UnpublishedError for what was never public.
    """
    source, name = safe.shown(path), path.absolute().relative_to(root.absolute()).as_posix()
    export = Export(service, Folder(root), safe.shown(root))
    if name not in export.public:
        raise UnpublishedError(f"private data of {service.name}; it is not read", about=source)
    reader = _READERS.get(service.name)
    for where, make in reader(export) if reader else ():
        if where == export.where(name):
            return replace(_made(where, make), source=source)
    return None


def _made(where: str, make: Callable[[], Article]) -> Article:
    try:
        return make()
    except KeyError as error:
        raise UnreadableError(f"{error.args[0]} is missing from the export", about=where) from error


Todo = Iterator[tuple[str, Callable[[], Article]]]


def fragment_of(html: str, *, base: str = "") -> pages.Fragment:
    """The blocks of content that was already extracted; a large piece in a child with limits."""
    html = xml_clean.without_illegal(html)
    if len(html) > 2 * safe.MB:
        return safe.run_limited(pages.read_fragment, html, base=base, seconds=120, memory_mb=2048)
    return pages.read_fragment(html, base=base)


# ---------------------------------------------------------------- Substack


def _substack(export: Export) -> Todo:
    listed = export.read("posts.csv", 50 * safe.MB).decode("utf-8-sig", "replace")
    csv.field_size_limit(_CSV_FIELD)
    try:
        rows = list(csv.DictReader(io.StringIO(listed.replace("\0", ""))))
    except csv.Error as error:
        raise UnreadableError(f"damaged: {error}", about=export.where("posts.csv")) from error
    files = {PurePath(name).name.split(".", 1)[0]: name for name in export.public if name != "posts.csv"}
    for row in rows:
        name = files.pop((row.get("post_id") or "").split(".", 1)[0], "")
        where = export.where(name or f"posts/{row.get('post_id')}")
        if name or _is_true(row.get("is_published")):
            yield where, partial(_substack_post, row, export, name, where)
    for name in files.values():
        yield export.where(name), partial(_raise, UnpublishedError("posts.csv does not say that it was published"))


def _raise(error: InputError) -> Article:
    raise error


def _is_true(value: str | None) -> bool:
    return (value or "").strip().lower() in ("true", "1", "yes")


def _substack_post(row: Mapping[str, str | None], export: Export, name: str, where: str) -> Article:
    kind = (row.get("type") or "newsletter").strip().lower()
    if kind not in _SUBSTACK_POSTS:
        raise UnpublishedError(f"a {kind} of the publication, not a post")
    if not name:
        raise NoTextError("its text is not in the export", about=where)
    html, widgets = substack.without_widgets(export.read(name).decode("utf-8", "replace"))
    slug = PurePath(name).stem.partition(".")[2]
    audience = (row.get("audience") or "everyone").strip().lower()
    found = fragment_of(html)
    date = assemble.parse_date(row.get("post_date") or row.get("email_sent_at") or "")
    return assemble.article(
        found.blocks,
        assemble.Facts(
            title=entities.unescape(row.get("title") or "") or slug.replace("-", " ").capitalize(),
            date=date,
            due=date,
            description=entities.unescape(row.get("subtitle") or ""),
            unpublished="" if _is_true(row.get("is_published")) else "it is a draft",
        ),
        where,
        doubts=(_PAID,) if audience in ("only_paid", "founding") else (),
        left_out=(*found.left_out, *widgets),
    )


# ---------------------------------------------------------------- Medium


def _medium(export: Export) -> Todo:
    for name in export.public:
        yield export.where(name), partial(_medium_member, export, name)


def _medium_member(export: Export, name: str) -> Article:
    return medium_post(export.read(name), export.where(name))


def medium_post(data: bytes, where: str) -> Article:
    """A story as Medium exports it. Raises UnpublishedError for a reply to somebody else's story."""
    from lxml import html as lxml_html

    page = html_tree.load(html_tree.lighten(data, where, "utf-8"), where).root

    def first(path: str) -> Any:
        found = page.xpath(path)
        return found[0] if found else None

    def has(name: str) -> str:
        return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"

    body = first(f"//*[{has('e-content')}]")
    if body is None:
        raise NoTextError("no text in this post", about=where)
    name = PurePath(where.rsplit("!", 1)[-1]).name
    title = first(f"//*[{has('p-name')}]")
    heading = "".join(title.itertext()).strip() if title is not None else ""
    time = first(f"//*[{has('dt-published')}]/@datetime") or first(f"//time[{has('dt-published')}]/text()")
    author = first(f"//footer//*[{has('p-author')}]")
    link = first(f"//footer//a[{has('p-canonical')}]/@href") or first("//footer//time/parent::a/@href")
    summary = first(f"//*[{has('p-summary')}]")
    content = fragment_of(lxml_html.tostring(body, encoding="unicode"), base=link or "")
    found = assemble.article(
        content.blocks,
        assemble.Facts(
            title=heading,
            authors=("".join(author.itertext()).strip(),) if author is not None else (),
            date=assemble.parse_date(time or "") or assemble.file_date(name),
            address=link or "",
            site="Medium",
            description="".join(summary.itertext()) if summary is not None else "",
            # A published story has its date and its address in the footer, whatever the name of its file.
            unpublished="it is a draft" if name.startswith("draft_") or not (time or link) else "",
        ),
        where,
        left_out=content.left_out,
    )
    # Replies to other stories are exported among the posts; without a title of their own, they get their first words.
    first_text = found.blocks[0].text if found.blocks else ""
    titled = len(found.left_out) > len(content.left_out)  # the title was repeated in the text
    if len(found.blocks) <= 3 and heading and first_text.startswith(heading.rstrip("….")) and not titled:
        raise UnpublishedError("a reply to another story, not an article")
    return found


# ---------------------------------------------------------------- Omnivore


def _omnivore(export: Export) -> Todo:
    known = set(export.public)
    for name in (name for name in export.public if name.endswith(".json")):
        try:
            items = list_of(export.read(name), export.where(name))
        except InputError as error:  # the lists are numbered: another one may be whole
            yield export.where(name), partial(_raise, error)
            continue
        for item in items:
            content = f"content/{item.get('slug') or item.get('id') or ''}.html"
            yield export.where(content), partial(_omnivore_item, item, content, export, known)


def _omnivore_item(item: Mapping[str, Any], content: str, export: Export, known: Collection[str]) -> Article:
    where = export.where(content)
    if string(item, "state").lower() == "deleted":
        raise UnpublishedError("it is in the trash")
    if content not in known:
        raise NoTextError(
            f"Omnivore kept no text of {item.get('url') or item.get('title') or 'this item'}", about=where
        )
    html = export.read(content).decode("utf-8", "replace")
    return stored(
        html,
        where,
        assemble.Facts(
            title=string(item, "title"),
            authors=names_of(item.get("author")),
            date=assemble.parse_date(item.get("publishedAt") or item.get("published_at") or ""),
            address=string(item, "url"),
            description=string(item, "description"),
            tags=names_of(item.get("labels")),
            site=string(item, "siteName"),
        ),
    )


_READERS: Mapping[str, Callable[[Export], Todo]] = {
    "a Substack export": _substack,
    "a Medium export": _medium,
    "an Omnivore export": _omnivore,
}
_SUBSTACK_POSTS = ("newsletter", "post", "podcast", "video", "")


def stored(html: str, where: str, facts: assemble.Facts) -> Article:
    """Content that a read-later service extracted, unless the service reports that it failed."""
    start = re.sub(r"<[^>]+>", " ", html[:3000])
    if re.search(r"wallabag can't retrieve contents|We were unable to parse|Failed to fetch content", start, re.I):
        raise NoTextError("the service could not read this page", about=where, hint="save it from the browser")
    found = fragment_of(html, base=facts.address)
    return assemble.article(found.blocks, facts, where, left_out=found.left_out)


def loads(data: bytes) -> Any:
    """A value in JSON. A damaged letter, or a control character in a string, costs no more than itself."""
    text = data.decode(json.detect_encoding(data), "replace")
    return encodings.without_surrogates(json.loads(text, strict=False, parse_int=_number))


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) < 30 else float(digits)  # Python refuses thousands of digits


def list_of(data: bytes, where: str) -> list[dict[str, Any]]:
    try:
        value = loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("damaged JSON", about=where) from error
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def string(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and key == "id" else ""


def names_of(value: Any) -> tuple[str, ...]:
    """Names from a string, or from a list of strings or of objects with a name."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, list):
        return tuple(
            name
            for item in value[:50]
            if (name := (string(item, "name") or string(item, "label")) if isinstance(item, dict) else str(item or ""))
        )
    return ()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
