"""Exports of services: told apart by their members and fields; what they extracted is not extracted again."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from podcaster.errors import InputError, NoTextError, UnreadableError, UnsupportedError
from podcaster.model import Article, Block
from podcaster.reading import assemble, safe
from podcaster.reading.archives import Folder, Members

Report = Callable[[str, InputError], None]
log = logging.getLogger(__name__)
_CSV_FIELD = 1_000_000


# ---------------------------------------------------------------- which service


def is_export_folder(folder: Path) -> bool:
    """Whether a folder is an unpacked export, to be read as a whole."""
    if (folder / "posts.csv").is_file() and (folder / "posts").is_dir():
        return True
    return any(folder.glob("metadata_*.json")) and (folder / "content").is_dir()


def service_of(members: Members) -> str:
    """The service that made an archive, "" for none that is known."""
    names = members.names
    bare = [_below_root(name, names) for name in names]
    if "posts.csv" in bare and any(re.fullmatch(r"posts/[^/]+\.html", name) for name in bare):
        return "substack"
    if any(re.fullmatch(r"metadata_[^/]*\.json", name) for name in bare) and any(
        n.startswith("content/") for n in bare
    ):
        return "omnivore"
    posts = [n for n, b in zip(names, bare, strict=True) if re.fullmatch(r"posts/[^/]+\.html", b)]
    if posts and "h-entry" in members.read(posts[0]).decode("utf-8", "replace"):
        return "medium"
    return ""


def _below_root(name: str, names: tuple[str, ...]) -> str:
    """A member's name without the one folder that some programs put around everything."""
    root = names[0].split("/", 1)[0] + "/"
    return name.removeprefix(root) if "/" in names[0] and all(n.startswith(root) for n in names) else name


def read_folder(path: Path, source: str, report: Report) -> Iterator[Article]:
    """The articles of an unpacked export."""
    yield from read_members(Folder(path), source, report)


def read_members(members: Members, source: str, report: Report) -> Iterator[Article]:
    """The articles of an export in many files."""
    service = service_of(members)
    reader = {"substack": _substack, "omnivore": _omnivore, "medium": _medium}[service]
    for where, make in reader(members, source):
        try:
            with safe.naming(where):
                found = make()
        except InputError as error:
            report(where, error)
        except KeyError as error:
            report(where, UnreadableError(f"{where}: {error.args[0]} is missing from the export"))
        else:
            yield found


Todo = Iterator[tuple[str, Callable[[], Article]]]


def blocks_of(html: str, *, base: str = "") -> tuple[Block, ...]:
    """The blocks of content that was already extracted; a large piece in a child with limits."""
    from podcaster.reading import html as pages

    if len(html) > 2 * safe.MB:
        return safe.run_limited(pages.blocks_from_fragment, html, base=base, seconds=120, memory_mb=2048)
    return pages.blocks_from_fragment(html, base=base)


# ---------------------------------------------------------------- Substack


def _substack(members: Members, source: str) -> Todo:
    bare = {_below_root(name, members.names): name for name in members.names}
    listed = members.read(bare["posts.csv"], 50 * safe.MB).decode("utf-8-sig", "replace")
    csv.field_size_limit(_CSV_FIELD)
    try:
        rows = list(csv.DictReader(io.StringIO(listed)))
    except csv.Error as error:
        raise UnreadableError(f"{source}: posts.csv is damaged: {error}") from error
    files = {PurePath(b).name.split(".", 1)[0]: n for b, n in bare.items() if re.fullmatch(r"posts/[^/]+\.html", b)}
    for row in rows:
        post = (row.get("post_id") or "").split(".", 1)[0]
        where = f"{source}!posts/{row.get('post_id')}"
        if post not in files:
            if (row.get("is_published") or "").lower() == "true":
                yield where, partial(_raise, NoTextError(f"{where}: its text is not in the export"))
            continue
        yield where, partial(_substack_post, row, members, files[post], f"{source}!{files[post]}")


def _raise(error: InputError) -> Article:
    raise error


def _substack_post(row: Mapping[str, str | None], members: Members, name: str, where: str) -> Article:
    html = members.read(name).decode("utf-8", "replace")
    html = re.sub(
        r"(?is)<div class=\"(?:subscription-widget|subscribe-widget|captioned-button).{0,4000}?</form>", "", html
    )
    slug = PurePath(name).stem.partition(".")[2]
    podcast = (row.get("type") or "newsletter") not in ("newsletter", "post", "")
    if podcast:
        log.info("%s: a %s post; its text is read", where, row.get("type"))
    return assemble.article(
        blocks_of(html),
        title=row.get("title") or slug.replace("-", " ").capitalize(),
        source=where,
        date=assemble.parse_date(row.get("post_date") or row.get("email_sent_at") or ""),
        description=row.get("subtitle") or "",
        draft=(row.get("is_published") or "").strip().lower() not in ("true", "1"),
    )


# ---------------------------------------------------------------- Medium


def _medium(members: Members, source: str) -> Todo:
    for name in sorted(members.names):
        if re.search(r"(^|/)posts/[^/]+\.html$", name):
            where = f"{source}!{name}"
            yield where, partial(_medium_post, members, name, where)


def _medium_post(members: Members, name: str, where: str) -> Article:
    from lxml import etree
    from lxml import html as lxml_html

    try:
        page = lxml_html.document_fromstring(
            members.read(name), parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"{where}: {error}") from error

    def first(path: str) -> Any:
        found = page.xpath(path)
        return found[0] if found else None

    def has(name: str) -> str:
        return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"

    body = first(f"//*[{has('e-content')}]")
    if body is None:
        raise NoTextError(f"{where}: no text in this post")
    title = first(f"//*[{has('p-name')}]")
    heading = "".join(title.itertext()).strip() if title is not None else ""
    time = first(f"//*[{has('dt-published')}]/@datetime") or first(f"//time[{has('dt-published')}]/text()")
    author = first(f"//footer//*[{has('p-author')}]")
    link = first(f"//footer//a[{has('p-canonical')}]/@href") or first("//footer//time/parent::a/@href")
    summary = first(f"//*[{has('p-summary')}]")
    blocks = blocks_of(lxml_html.tostring(body, encoding="unicode"), base=link or "")
    found = assemble.article(
        blocks,
        title=heading,
        source=where,
        authors=("".join(author.itertext()).strip(),) if author is not None else (),
        date=assemble.parse_date(time or "") or assemble.file_date(PurePath(name).name),
        address=link or "",
        site="Medium",
        description="".join(summary.itertext()) if summary is not None else "",
        draft=PurePath(name).name.startswith("draft"),
    )
    # Replies to other stories are exported among the posts; without a title of their own, they get their first words.
    first_text = found.blocks[0].text if found.blocks else ""
    if len(found.blocks) <= 3 and heading and first_text.startswith(heading.rstrip("….")) and not found.left_out:
        raise UnsupportedError(f"{where}: a reply to another story, not an article")
    return found


# ---------------------------------------------------------------- Omnivore


def _omnivore(members: Members, source: str) -> Todo:
    bare = {_below_root(name, members.names): name for name in members.names}
    for name in sorted(n for n in bare if re.fullmatch(r"metadata_[^/]*\.json", n)):
        for item in list_of(members.read(bare[name]), f"{source}!{name}"):
            slug = str(item.get("slug") or item.get("id") or "")
            content = bare.get(f"content/{slug}.html")
            where = f"{source}!content/{slug}.html"
            yield where, partial(_omnivore_item, item, content, members, where)


def _omnivore_item(item: Mapping[str, Any], content: str | None, members: Members, where: str) -> Article:
    if content is None:
        raise NoTextError(f"{where}: Omnivore kept no text of {item.get('url') or item.get('title') or 'this item'}")
    html = members.read(content).decode("utf-8", "replace")
    return stored(
        html,
        where,
        title=string(item, "title"),
        authors=names_of(item.get("author")),
        date=assemble.parse_date(item.get("publishedAt") or item.get("published_at") or ""),
        address=string(item, "url"),
        description=string(item, "description"),
        tags=names_of(item.get("labels")),
        site=string(item, "siteName"),
    )


def stored(html: str, where: str, **known: Any) -> Article:
    """Content that a read-later service extracted, unless it says itself that it could not."""
    start = re.sub(r"<[^>]+>", " ", html[:3000])
    if re.search(r"wallabag can't retrieve contents|We were unable to parse|Failed to fetch content", start, re.I):
        raise NoTextError(f"{where}: the service could not read this page", hint="save it from the browser")
    return assemble.article(blocks_of(html, base=known.get("address", "")), source=where, **known)


def list_of(data: bytes, where: str) -> list[dict[str, Any]]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{where}: damaged JSON") from error
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
