"""Posts in JSON with their text: the REST API of WordPress, Blogger's API, LetterDrop, dev.to, Tumblr and their kind.

These services differ only in the names of the fields. A list whose items have a title, a text, and a date, an address
or a status is a list of posts; lists of mails, messages and comments have none of the three, or name a recipient.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from podcaster.errors import NoTextError, UnpublishedError
from podcaster.model import Article, Doubt
from podcaster.reading import assemble, markdown, unpublished
from podcaster.reading.containers.exports import Todo, fragment_of
from podcaster.reading.safe import Report

# The names that services use for a field, the best first; compared without case and separators.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "subject", "headline"),
    "body": ("content", "contenthtml", "bodyhtml", "html", "body", "contentmarkdown", "bodymarkdown", "markdown",
             "text"),
    "date": ("publishedat", "publishedon", "publisheddate", "published", "publishdate", "publicationdate", "dategmt",
             "date", "sentat", "timestamp", "createdat", "createdon"),
    "address": ("url", "link", "posturl", "permalink", "weburl", "canonicalurl"),
    "summary": ("subtitle", "excerpt", "summary", "description", "brief"),
    "language": ("lang", "language", "locale"),
    "status": ("status", "state"),
    "tags": ("tags", "labels", "taglist", "categories"),
    "site": ("blogname", "sitename", "publication"),
    "name": ("id", "slug"),
}  # fmt: skip
_LISTS = ("posts", "items", "articles", "entries", "results", "data", "response")
_PRIVATE = {"to", "recipient", "recipients", "cc", "bcc", "from", "sender", "chatid", "threadid", "postid", "istrashed"}
_PUBLIC = ("", "publish", "published", "live", "sent", "public", "confirmed", "imported")
_POSTS = ("", "post", "blogger#post", "text", "article", "newsletter", "podcast", "video")
_PAID = (Doubt.PAYWALL, "it was published for paying readers only")
_MARKUP = re.compile(r"<(p|div|br|h[1-6]|ul|ol|table|figure|blockquote|section|span|a)\b[^>]*>", re.I)


def items(value: Any) -> list[dict[str, Any]]:
    """The posts in *value*: a list, a list within the answer of an API, or one post; none if it is something else."""
    for _ in range(3):
        if isinstance(value, list):
            found = [item for item in value if isinstance(item, dict)]
            return found if found and any(_is_post(item) for item in found[:20]) else []
        if not isinstance(value, dict):
            return []
        if _is_post(value):
            return [value]
        value = next((value[name] for name in _LISTS if isinstance(value.get(name), list | dict)), None)
    return []


def _is_post(item: Mapping[str, Any]) -> bool:
    flat = _flat(item)
    if _PRIVATE & set(flat) or "title" not in _kinds(flat) or "body" not in _kinds(flat):
        return False
    has_body = any(isinstance(flat.get(name), dict) or _text(flat.get(name)) for name in _FIELDS["body"])
    return has_body and bool({"date", "address", "status"} & _kinds(flat))


def _kinds(flat: Mapping[str, Any]) -> set[str]:
    return {kind for kind, names in _FIELDS.items() if any(name in flat for name in names)}


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    return {re.sub(r"[\W_]+", "", key).lower(): value for key, value in item.items()}


def posts(found: Sequence[Mapping[str, Any]], source: str, report: Report) -> Todo:
    others: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for number, item in enumerate(found, start=1):
        flat = _flat(item)
        kind = _text(flat.get("type") or flat.get("kind") or flat.get("posttype")).lower()
        if kind not in _POSTS:
            others[kind.removeprefix("blogger#")] += 1
            continue
        name = _first(flat, "name") or str(number)
        names[name] += 1
        where = f"{source}!{name}" + (f" ({names[name]})" if names[name] > 1 else "")
        yield where, partial(_post, flat, where)
    if others:
        report.skipped(source, "", unpublished.passed_over(others))


def _post(item: Mapping[str, Any], where: str) -> Article:
    body, why = _first(item, "body"), _why(item)
    if not body and why:
        raise UnpublishedError(why)
    if not body:
        raise NoTextError("no text in this post", about=where)
    date = next((d for name in _FIELDS["date"] if (d := assemble.parse_date(item.get(name)))), None)
    facts = assemble.Facts(
        title=_plain(_first(item, "title")),
        authors=_authors(item),
        date=date,
        due=date,
        address=_first(item, "address"),
        description=_plain(_first(item, "summary")),
        language=_first(item, "language"),
        tags=_tags(item),
        site=_first(item, "site"),
        unpublished=why,
    )
    doubts = (_PAID,) if _is_paid(item) else ()
    if _MARKUP.search(body):
        part = fragment_of(body, base=facts.address)
        return assemble.article(part.blocks, facts, where, left_out=part.left_out, doubts=doubts)
    read = markdown.read(f"# {facts.title}\n\n{body}" if facts.title else body, where)
    made = assemble.article(read.blocks, facts, where, left_out=read.left_out, doubts=(*doubts, *read.doubts))
    return replace(made, image=read.image)


def _why(item: Mapping[str, Any]) -> str:
    """Why a post was never public; "" if it was."""
    if item.get("draft") is True or item.get("isdraft") is True or item.get("published") is False:
        return "it is a draft"
    if item.get("password") or any(isinstance(v, dict) and v.get("protected") is True for v in item.values()):
        return "it is protected by a password"
    if item.get("private") is True or _text(item.get("visibility")).lower() == "private":
        return "it is private"
    return unpublished.why(_first(item, "status"), _PUBLIC)


def _is_paid(item: Mapping[str, Any]) -> bool:
    said = f"{_text(item.get('audience'))} {_text(item.get('visibility'))} {_text(item.get('emailtype'))}".lower()
    return bool(re.search(r"\b(paid|premium|members?|subscribers|founding)\b|only_paid", said))


def _authors(item: Mapping[str, Any]) -> list[str]:
    embedded = item.get("embedded")  # WordPress includes it with ?_embed
    inside = embedded.get("author") if isinstance(embedded, dict) else None
    seo = item.get("yoastheadjson")
    about = seo.get("author") if isinstance(seo, dict) else None
    for value in (item.get("authors"), item.get("author"), item.get("authorname"), item.get("byline"), inside,
                  item.get("user"), item.get("blogname"), about):  # fmt: skip
        if names := [name for name in map(_plain, _names(value)) if name]:
            return names
    return []


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str) and not re.search(r"@|://", value):
        yield value
    elif isinstance(value, dict):
        named = (value.get(key) for key in ("name", "displayName", "display_name", "full_name", "username"))
        yield next((name for name in named if isinstance(name, str) and name), "")
    elif isinstance(value, list):
        for inner in value[:20]:
            yield from _names(inner)


def _tags(item: Mapping[str, Any]) -> list[str]:
    value = next((item[name] for name in _FIELDS["tags"] if item.get(name)), None)
    if isinstance(value, str):
        return re.split(r"\s*,\s*", value)
    return [_plain(name) for name in _names(value)]


def _first(item: Mapping[str, Any], kind: str) -> str:
    return next((text for name in _FIELDS[kind] if (text := _text(item.get(name)))), "")


def _text(value: Any) -> str:
    """A string, or the one within: WordPress gives {"rendered": …}."""
    if isinstance(value, dict):
        value = next((value[name] for name in ("rendered", "html", "raw") if isinstance(value.get(name), str)), "")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _plain(html: str) -> str:
    bare = re.sub(r"<[^>]*>", " ", html) if "<" in html else html
    return assemble.one_line(entities.unescape(bare))
