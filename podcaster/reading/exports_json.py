"""Exports in one JSON file: Ghost, wallabag, JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from podcaster.errors import HostileError, InputError, NoTextError, UnsupportedError
from podcaster.model import Article
from podcaster.reading import assemble
from podcaster.reading.exports import Todo, blocks_of, escaped, names_of, stored, string
from podcaster.reading.recognise import LINKS_HINT, LINKS_ONLY

Report = Callable[[str, InputError], None]


def is_json(data: bytes) -> bool:
    """Whether *data* is JSON as a whole, and not prose in brackets."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def read_json(data: bytes, source: str, report: Report) -> Iterator[Article]:
    """The articles of an export in one JSON file."""
    try:
        value = json.loads(data)
    except RecursionError as error:
        raise HostileError(f"{source}: JSON nested too deeply") from error
    todo = _of_json(value, source)
    if todo is None:
        raise UnsupportedError(f"{source}: JSON of an unknown kind", hint="Ghost, wallabag and JSON Feed are read")
    tried = False
    for where, make in todo:
        tried = True
        try:
            yield make()
        except InputError as error:
            report(where, error)
    if not tried:
        raise NoTextError(f"{source}: no articles in it")


def _of_json(value: Any, source: str) -> Todo | None:
    if isinstance(value, dict):
        if "jsonfeed.org" in str(value.get("version", "")):
            return _json_feed(value, source)
        database = value.get("db")
        first = database[0] if isinstance(database, list) and database else database
        content = first.get("data", first) if isinstance(first, dict) else value.get("data")
        if isinstance(content, dict) and isinstance(content.get("posts"), list):
            return _ghost(content, source)
        value = value.get("items") or value.get("_embedded", {}).get("items") if "_embedded" in value else value
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        keys = set(value[0])
        if "content" in keys and keys & {"is_archived", "domain_name", "is_starred", "reading_time"}:
            return _wallabag(value, source)
        if keys & {"url", "resolved_url", "link", "uri"} and not keys & {"content", "html", "content_html", "text"}:
            raise UnsupportedError(f"{source}: {LINKS_ONLY}", hint=LINKS_HINT)
    return None


def _json_feed(value: Mapping[str, Any], source: str) -> Todo:
    for number, item in enumerate(i for i in value.get("items") or () if isinstance(i, dict)):
        where = f"{source}!{string(item, 'id') or string(item, 'url') or number}"
        text = string(item, "content_html") or "".join(
            f"<p>{escaped(p)}</p>" for p in string(item, "content_text").split("\n\n")
        )
        people = item.get("authors") or value.get("authors") or [item.get("author") or {}]
        yield (
            where,
            partial(
                stored,
                text,
                where,
                title=string(item, "title"),
                authors=names_of(people),
                date=assemble.parse_date(string(item, "date_published")),
                address=string(item, "url"),
                site=string(value, "title"),
                language=string(item, "language") or string(value, "language"),
                description=string(item, "summary"),
                tags=names_of(item.get("tags")),
            ),
        )


def _ghost(content: Mapping[str, Any], source: str) -> Todo:
    settings = {s.get("key"): s.get("value") for s in content.get("settings") or () if isinstance(s, dict)}
    people = {u.get("id"): string(u, "name") for u in content.get("users") or () if isinstance(u, dict)}
    tags = {t.get("id"): string(t, "name") for t in content.get("tags") or () if isinstance(t, dict)}
    written: dict[Any, list[str]] = {}
    tagged: dict[Any, list[str]] = {}
    for link in content.get("posts_authors") or ():
        written.setdefault(link.get("post_id"), []).append(people.get(link.get("author_id"), ""))
    for link in content.get("posts_tags") or ():
        tagged.setdefault(link.get("post_id"), []).append(tags.get(link.get("tag_id"), ""))
    for post in content["posts"]:
        if not isinstance(post, dict) or post.get("page") in (1, True) or post.get("type", "post") != "post":
            continue
        where = f"{source}!{string(post, 'slug') or post.get('id')}"
        authors = written.get(post.get("id")) or [people.get(post.get("author_id"), "")]
        yield (
            where,
            partial(_ghost_post, post, where, authors, tagged.get(post.get("id"), []), settings),
        )


def _ghost_post(
    post: Mapping[str, Any], where: str, authors: list[str], tags: list[str], settings: Mapping[Any, Any]
) -> Article:
    site = str(settings.get("url") or settings.get("site_url") or "").rstrip("/")
    html = string(post, "html") or _lexical(post.get("lexical")) or _mobiledoc(post.get("mobiledoc"))
    if not html:
        raise NoTextError(f"{where}: this post has no text in the export")
    html = html.replace("__GHOST_URL__", site)
    address = string(post, "canonical_url").replace("__GHOST_URL__", site)
    return assemble.article(
        blocks_of(html, base=site),
        title=string(post, "title"),
        source=where,
        authors=authors,
        date=assemble.parse_date(post.get("published_at") or post.get("created_at") or ""),
        language=str(settings.get("locale") or settings.get("lang") or settings.get("default_locale") or ""),
        site=str(settings.get("title") or ""),
        address=address or (f"{site}/{string(post, 'slug')}/" if site and post.get("slug") else ""),
        description=string(post, "custom_excerpt"),
        tags=[tag for tag in tags if not tag.startswith("#")],
        draft=string(post, "status") not in ("published", "sent"),
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
        inner = "".join(html(child, depth + 1) for child in node.get("children") or ())
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
    out = []
    for section in document.get("sections") or ():
        if not isinstance(section, list) or len(section) < 2:
            continue
        if section[0] == 10 and isinstance(section[1], int) and section[1] < len(document.get("cards") or ()):
            card = document["cards"][section[1]]
            content = card[1] if isinstance(card, list) and len(card) > 1 and isinstance(card[1], dict) else {}
            if isinstance(content.get("markdown"), str):
                out.append(_rendered(content["markdown"]))
            elif isinstance(content.get("html"), str):
                out.append(content["html"])
        elif section[0] == 1 and len(section) > 2:
            text = "".join(str(m[3]) for m in section[2] if isinstance(m, list) and len(m) > 3)
            tag = section[1] if str(section[1]).isalnum() else "p"
            out.append(f"<{tag}>{escaped(text)}</{tag}>")
        elif section[0] == 3 and len(section) > 2:
            items = ("".join(str(m[3]) for m in item if isinstance(m, list) and len(m) > 3) for item in section[2])
            out.append(f"<{section[1]}>" + "".join(f"<li>{escaped(i)}</li>" for i in items) + f"</{section[1]}>")
    return "".join(out)


def _rendered(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").enable("table").render(markdown))


def _wallabag(items: list[dict[str, Any]], source: str) -> Todo:
    for number, item in enumerate(items):
        where = f"{source}!{item.get('id') or number}"
        yield (
            where,
            partial(
                stored,
                string(item, "content"),
                where,
                title=string(item, "title"),
                authors=names_of(item.get("published_by")),
                date=assemble.parse_date(item.get("published_at") or ""),
                address=string(item, "url") or string(item, "given_url"),
                language=string(item, "language"),
                site=string(item, "domain_name").removeprefix("www."),
                tags=names_of(item.get("tags")),
            ),
        )
