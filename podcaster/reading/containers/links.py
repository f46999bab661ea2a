"""Lists of links in JSON, which hold no text: bookmarks of browsers, and exports of services that keep links."""

from __future__ import annotations

from typing import Any

_ADDRESSES = {"url", "resolved_url", "link", "uri", "href", "article__url", "u"}
_TEXTS = {"content", "html", "content_html", "text", "content_text", "body", "lexical", "mobiledoc"}


def named(value: Any) -> str:
    """The name of a list of links in a message; "" if *value* is not one."""
    if isinstance(value, dict):
        roots = value.get("roots")
        if isinstance(roots, dict) and {"bookmark_bar", "other"} & set(roots):
            return "bookmarks of Chrome, Edge or another browser of that family"
        if str(value.get("type", "")).startswith("text/x-moz-place"):
            return "bookmarks of Firefox"
        lists = [inner for inner in value.values() if isinstance(inner, list) and inner]
        return next(("a list of links" for inner in lists if _all_links(inner)), "") if _only_lists(value) else ""
    if isinstance(value, list) and _all_links(value):
        return "bookmarks of Pinboard" if {"href", "toread", "shared"} <= set(value[0]) else "a list of links"
    return ""


def _only_lists(value: dict[str, Any]) -> bool:
    return not _TEXTS & set(value) and any(isinstance(inner, list) for inner in value.values())


def _all_links(items: list[Any]) -> bool:
    some = items[:50]
    return bool(some) and all(
        isinstance(item, dict) and _ADDRESSES & set(item) and not any(_has_text(item.get(name)) for name in _TEXTS)
        for item in some
    )


def _has_text(value: Any) -> bool:
    return (isinstance(value, str) and bool(value.strip())) or (isinstance(value, dict) and bool(value))
