"""Exports in one JSON file: Ghost, wallabag, JSON Feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from podcaster.errors import HostileError, NoTextError, UnpublishedError, UnreadableError, UnsupportedError
from podcaster.model import Article, Doubt
from podcaster.reading import assemble, encodings, safe, unpublished
from podcaster.reading.containers import json_feed, links
from podcaster.reading.containers.exports import Todo, escaped, fragment_of, loads, names_of, stored, string
from podcaster.reading.recognise import LINKS_HINT, LINKS_ONLY
from podcaster.reading.safe import Report

_FRONT = 64 * 1024  # characters; honest front matter has a page at most
_MEMBERS = (Doubt.PAYWALL, "it was published for members only")


# How JSON begins that is no prose in brackets: with a key.
_BEGINS = re.compile(r"\s*[\[{]\s*(?:[\[{]\s*)?\"[^\"\n]{1,100}\"\s*:")


def is_json(data: bytes) -> bool:
    """Whether *data* is JSON, damaged or not, and not prose in brackets or a text below front matter in JSON."""
    try:
        loads(data)
    except RecursionError:
        return True
    except ValueError:
        text = encodings.decode(data, "")
        return _BEGINS.match(text) is not None and not _has_front_matter(text)
    return True


def _has_front_matter(text: str) -> bool:
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text.lstrip()[:_FRONT])
    except (ValueError, RecursionError):
        return False
    return bool(text.lstrip()[end:].strip())


def read_json(data: bytes, source: str, report: Report) -> Iterator[Article]:
    """The articles of an export in one JSON file."""
    try:
        value = loads(data)
    except RecursionError as error:
        raise HostileError("JSON nested too deeply", about=source) from error
    except ValueError as error:
        value = json_feed.rescued(data)
        if value is None:
            raise UnreadableError(f"damaged JSON: {error}", about=source, hint="export or download it again") from error
        missing = UnreadableError(
            f"items are missing: damaged JSON: {error}", about=source, hint="download the feed again"
        )
        report.failed(source, missing)
    todo = _of_json(value, source, report)
    if todo is None:
        raise UnsupportedError("JSON of an unknown kind", about=source, hint="Ghost, wallabag and JSON Feed are read")
    tried = False
    for where, make in todo:
        tried = True
        with safe.member(where, report):
            yield make()
    if not tried:
        raise NoTextError("no articles in it", about=source)


def _of_json(value: Any, source: str, report: Report) -> Todo | None:
    if what := links.named(value):
        raise UnsupportedError(f"{what}: {LINKS_ONLY}", about=source, hint=LINKS_HINT)
    if isinstance(value, dict):
        if "jsonfeed.org" in str(value.get("version", "")):
            return json_feed.items(value, source)
        database = value.get("db")
        first = database[0] if isinstance(database, list) and database else database
        content = first.get("data", first) if isinstance(first, dict) else value.get("data")
        if isinstance(content, dict) and isinstance(content.get("posts"), list):
            return _ghost(content, source, report)
        if "_embedded" in value:
            inner = value["_embedded"]
            value = value.get("items") or (inner.get("items") if isinstance(inner, dict) else None)
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        keys = set(value[0])
        if "content" in keys and keys & {"is_archived", "domain_name", "is_starred", "reading_time"}:
            return _wallabag(value, source)
    return None


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; whatever else a damaged export has there is no member of it."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _key(item: Mapping[str, Any], name: str) -> str:
    """What one table of an export calls a row of another: a number in old exports, a string in new ones."""
    value = item.get(name)
    return str(value) if isinstance(value, str | int) else ""


def _ghost(content: Mapping[str, Any], source: str, report: Report) -> Todo:
    settings = {string(s, "key"): s.get("value") for s in _objects(content.get("settings"))}
    people = {_key(u, "id"): string(u, "name") for u in _objects(content.get("users"))}
    tags = {_key(t, "id"): string(t, "name") for t in _objects(content.get("tags"))}
    written: dict[str, list[str]] = {}
    tagged: dict[str, list[str]] = {}
    for link in _objects(content.get("posts_authors")):
        written.setdefault(_key(link, "post_id"), []).append(people.get(_key(link, "author_id"), ""))
    for link in _objects(content.get("posts_tags")):
        tagged.setdefault(_key(link, "post_id"), []).append(tags.get(_key(link, "tag_id"), ""))
    pages = 0
    for post in _objects(content["posts"]):
        if post.get("page") in (1, True) or post.get("type", "post") != "post":
            pages += 1
            continue
        number = _key(post, "id")
        where = f"{source}!{string(post, 'slug') or number}"
        authors = written.get(number) or [people.get(_key(post, "author_id"), "")]
        yield where, partial(_ghost_post, post, where, authors, tagged.get(number, []), settings)
    if pages:
        report.skipped(source, "", unpublished.passed_over({"page": pages}))


def _ghost_post(
    post: Mapping[str, Any], where: str, authors: list[str], tags: list[str], settings: Mapping[Any, Any]
) -> Article:
    site = str(settings.get("url") or settings.get("site_url") or "").rstrip("/")
    html = string(post, "html") or _lexical(post.get("lexical")) or _mobiledoc(post.get("mobiledoc"))
    why = unpublished.why(string(post, "status") or "draft", ("published", "sent"))
    if not html and why:
        raise UnpublishedError(why)
    if not html:
        raise NoTextError("this post has no text in the export", about=where)
    html = html.replace("__GHOST_URL__", site)
    address = string(post, "canonical_url").replace("__GHOST_URL__", site)
    found = fragment_of(html, base=site)
    return assemble.article(
        found.blocks,
        assemble.Facts(
            title=string(post, "title"),
            authors=authors,
            date=assemble.parse_date(post.get("published_at") or post.get("created_at") or ""),
            language=str(settings.get("locale") or settings.get("lang") or settings.get("default_locale") or ""),
            site=str(settings.get("title") or ""),
            address=address or (f"{site}/{string(post, 'slug')}/" if site and post.get("slug") else ""),
            description=string(post, "custom_excerpt"),
            tags=[tag for tag in tags if not tag.startswith("#")],
            unpublished=why,
        ),
        where,
        doubts=() if string(post, "visibility") in ("", "public") else (_MEMBERS,),
        left_out=found.left_out,
    )


def _lexical(value: Any) -> str:
    """Ghost's editor format, as far as it is text: a post that was never rendered."""
    try:
        root = json.loads(value)["root"] if value else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""

    def html(node: Any, depth: int = 0) -> str:
        if not isinstance(node, dict) or depth > 60:
            return ""
        if isinstance(node.get("html"), str):
            return str(node["html"])
        if "text" in node and isinstance(node["text"], str):
            return escaped(node["text"])
        inner = "".join(html(child, depth + 1) for child in _list(node.get("children")))
        kind = str(node.get("type"))
        if kind == "codeblock":
            return f"<pre><code>{escaped(str(node.get('code', '')))}</code></pre>"
        if kind == "image":
            picture = escaped(str(node.get("src", "")))
            return f'<figure><img src="{picture}"><figcaption>{node.get("caption") or ""}</figcaption></figure>'
        tag = {"paragraph": "p", "extended-text": "span", "quote": "blockquote", "extended-quote": "blockquote",
               "aside": "blockquote", "listitem": "li"}.get(kind)  # fmt: skip
        tag = str(node.get("tag")) if kind in ("heading", "extended-heading", "list") else tag
        tag = "a" if kind == "link" else tag
        if tag == "a":
            return f'<a href="{escaped(str(node.get("url", "")))}">{inner}</a>'
        return f"<{tag}>{inner}</{tag}>" if tag and tag.isalnum() else inner

    return html(root)


def _mobiledoc(value: Any) -> str:
    """Ghost's older editor format: cards with Markdown or HTML, and marked-up sections."""
    try:
        document = json.loads(value) if value else {}
    except (ValueError, TypeError, RecursionError):
        return ""
    if not isinstance(document, dict):
        return ""
    cards, out = _list(document.get("cards")), []
    for section in _list(document.get("sections")):
        kind, *rest = _list(section) or [None]
        if kind == 10 and rest and isinstance(rest[0], int) and 0 <= rest[0] < len(cards):
            out.append(_card(cards[rest[0]]))
        elif kind == 1 and len(rest) > 1:
            tag = rest[0] if str(rest[0]).isalnum() else "p"
            out.append(f"<{tag}>{_marked_up(rest[1])}</{tag}>")
        elif kind == 3 and len(rest) > 1:
            tag = rest[0] if rest[0] == "ol" else "ul"
            out.append(f"<{tag}>" + "".join(f"<li>{_marked_up(item)}</li>" for item in _list(rest[1])) + f"</{tag}>")
    return "".join(out)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _card(card: Any) -> str:
    content = card[1] if isinstance(card, list) and len(card) > 1 and isinstance(card[1], dict) else {}
    if isinstance(content.get("markdown"), str):
        return _rendered(content["markdown"])
    return string(content, "html")


def _marked_up(markers: Any) -> str:
    return escaped("".join(str(m[3]) for m in _list(markers) if isinstance(m, list) and len(m) > 3))


def _rendered(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").enable("table").render(markdown))


def _wallabag(items: list[dict[str, Any]], source: str) -> Todo:
    for number, item in enumerate(items):
        where = f"{source}!{string(item, 'id') or number}"
        yield where, partial(_wallabag_entry, item, where)


def _wallabag_entry(item: Mapping[str, Any], where: str) -> Article:
    return stored(
        string(item, "content"),
        where,
        assemble.Facts(
            title=string(item, "title"),
            authors=names_of(item.get("published_by")),
            date=assemble.parse_date(item.get("published_at") or ""),
            address=string(item, "url") or string(item, "given_url"),
            language=string(item, "language"),
            site=string(item, "domain_name").removeprefix("www."),
            tags=names_of(item.get("tags")),
        ),
    )
