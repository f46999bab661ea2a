"""Ghost: its export of a whole site, the answers of its API, and the files of its migration tools."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from podcaster.errors import NoTextError, UnpublishedError
from podcaster.model import Article, Doubt
from podcaster.reading import assemble, unpublished
from podcaster.reading.containers import ghost_editors
from podcaster.reading.containers.exports import Todo, fragment_of, names_of, string
from podcaster.reading.safe import Report

_ONLY = {
    "members": "it was published for members only",
    "paid": "it was published for paying members only",
    "tiers": "it was published for some of the paying members only",
}


def content(value: Any) -> dict[str, Any] | None:
    """The tables of Ghost in *value*; None if it is not from Ghost."""
    if not isinstance(value, dict):
        return None
    database = value.get("db")
    first = database[0] if isinstance(database, list) and database else database
    whole = value.get("data") or value.get("result") or value
    found = first.get("data", first) if isinstance(first, dict) else whole
    if not isinstance(found, dict) or not isinstance(found.get("posts"), list):
        return None
    if found is value and not any(_is_of_ghost(post) for post in _objects(found["posts"])[:20]):
        return None
    return found


def _is_of_ghost(post: Mapping[str, Any]) -> bool:
    return bool({"lexical", "mobiledoc", "comment_id", "codeinjection_head", "primary_author"} & set(post))


def posts(tables: Mapping[str, Any], source: str, report: Report) -> Todo:
    settings = {string(s, "key"): s.get("value") for s in _objects(tables.get("settings"))}
    people = {_key(u, "id"): string(u, "name") for u in _objects(tables.get("users"))}
    tags = {_key(t, "id"): string(t, "name") for t in _objects(tables.get("tags"))}
    written: dict[str, list[str]] = {}
    tagged: dict[str, list[str]] = {}
    for link in _objects(tables.get("posts_authors")):
        written.setdefault(_key(link, "post_id"), []).append(people.get(_key(link, "author_id"), ""))
    for link in _objects(tables.get("posts_tags")):
        tagged.setdefault(_key(link, "post_id"), []).append(tags.get(_key(link, "tag_id"), ""))
    pages = 0
    for found in _objects(tables["posts"]):
        post = _unwrapped(found)
        if post.get("page") in (1, True) or post.get("type", "post") != "post":
            pages += 1
            continue
        number = _key(post, "id")
        where = f"{source}!{string(post, 'slug') or number}"
        authors = written.get(number) or _named(post, "authors", "author", "primary_author")
        authors = authors or [people.get(_key(post, "author_id"), "")]
        yield where, partial(_post, post, where, authors, tagged.get(number) or _named(post, "tags"), settings)
    if pages:
        report.skipped(source, "", unpublished.passed_over({"page": pages}))


def _unwrapped(post: dict[str, Any]) -> dict[str, Any]:
    """The migration tools keep each post beside its address: {"url": …, "data": {…}}."""
    inner = post.get("data")
    return {"url": post.get("url"), **inner} if isinstance(inner, dict) else post


def _named(post: Mapping[str, Any], *keys: str) -> list[str]:
    """Names of people or tags that are kept with the post itself."""
    for key in keys:
        value = post.get(key)
        items = value if isinstance(value, list) else [value]
        items = [item.get("data", item) if isinstance(item, dict) else item for item in items if item]
        if names := [name for name in names_of(items) if name]:
            return names
    return []


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; anything else, as in a damaged export, is ignored."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _key(item: Mapping[str, Any], name: str) -> str:
    """The key by which one table refers to a row of another: a number in old exports, a string in new ones."""
    value = item.get(name)
    return str(value) if isinstance(value, str | int) else ""


def _post(
    post: Mapping[str, Any], where: str, authors: list[str], tags: list[str], settings: Mapping[Any, Any]
) -> Article:
    site = str(settings.get("url") or settings.get("site_url") or "").rstrip("/")
    html = string(post, "html") or ghost_editors.lexical(post.get("lexical"))
    html = html or ghost_editors.mobiledoc(post.get("mobiledoc"))
    # The public API gives published posts only, and their addresses, but no status.
    status = string(post, "status") or ("published" if "status" not in post and post.get("url") else "draft")
    why = unpublished.why(status, ("published", "sent"))
    if not html and why:
        raise UnpublishedError(why)
    if not html:
        raise NoTextError("this post has no text in the export", about=where)
    html = html.replace("__GHOST_URL__", site)
    address = (string(post, "canonical_url") or string(post, "url")).replace("__GHOST_URL__", site)
    found = fragment_of(html, base=site or address)
    date = assemble.parse_date(post.get("published_at") or post.get("created_at") or "")
    audience = string(post, "visibility")
    only = "" if audience in ("", "public") else _ONLY.get(audience, "it was published for members only")
    return assemble.article(
        found.blocks,
        assemble.Facts(
            title=string(post, "title"),
            authors=authors,
            date=date,
            due=date,
            language=str(settings.get("locale") or settings.get("lang") or settings.get("default_locale") or ""),
            site=str(settings.get("title") or ""),
            address=address or (f"{site}/{string(post, 'slug')}/" if site and post.get("slug") else ""),
            description=string(post, "custom_excerpt"),
            tags=[tag for tag in tags if not tag.startswith("#")],
            unpublished=why,
        ),
        where,
        doubts=((Doubt.PAYWALL, only),) if only else (),
        left_out=found.left_out,
    )
