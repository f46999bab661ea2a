"""Convert the formats of Ghost's editors (Lexical, Mobiledoc) to HTML, for posts that were never rendered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from podcaster.reading.containers.exports import escaped, string

_DEPTH = 60
_STYLES = ((1, "strong"), (2, "em"), (4, "s"), (16, "code"), (32, "sub"), (64, "sup"))  # bits of a text's format
_TAGS = {
    "paragraph": "p", "extended-text": "span", "quote": "blockquote", "extended-quote": "blockquote",
    "aside": "blockquote", "listitem": "li", "link": "a", "tablerow": "tr", "tablecell": "td", "table": "table",
}  # fmt: skip


def lexical(value: Any) -> str:
    """HTML of a document in Ghost's present editor; "" for a damaged one."""
    try:
        root = json.loads(value)["root"] if value else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return _node(root)


def _node(node: Any, depth: int = 0) -> str:
    if not isinstance(node, dict) or depth > _DEPTH:
        return ""
    kind = string(node, "type")
    if isinstance(node.get("text"), str):
        return _text(node)
    if kind == "linebreak":
        return "<br>"
    children = node.get("children")
    if not isinstance(children, list):
        return card(kind, node)
    inner = "".join(_node(child, depth + 1) for child in children)
    tag = _TAGS.get(kind)
    if kind in ("heading", "extended-heading", "list"):
        tag = string(node, "tag")
    if tag == "a":
        return f'<a href="{escaped(string(node, "url"))}">{inner}</a>'
    return f"<{tag}>{inner}</{tag}>" if tag and tag.isalnum() else inner


def _text(node: Mapping[str, Any]) -> str:
    html = escaped(string(node, "text"))
    bits = node.get("format")
    for bit, tag in _STYLES:
        if isinstance(bits, int) and bits & bit:
            html = f"<{tag}>{html}</{tag}>"
    return html


def card(kind: str, fields: Mapping[str, Any]) -> str:
    """HTML of a card, which both editors know by almost the same names; "" for buttons, sign-ups and mail-only ones."""
    if kind in ("code", "codeblock"):
        language = string(fields, "language")
        return f'<pre><code class="language-{escaped(language)}">{escaped(string(fields, "code"))}</code></pre>'
    if kind == "image":
        return _figure(fields, string(fields, "caption"))
    if kind == "gallery":
        images = fields.get("images")
        pictures = (
            [_figure(image, "") for image in images if isinstance(image, dict)] if isinstance(images, list) else []
        )
        return "".join(pictures) + _paragraph(string(fields, "caption"))
    if kind in ("markdown", "card-markdown") or isinstance(fields.get("markdown"), str):
        return _rendered(string(fields, "markdown"))
    if kind == "callout":
        return f"<blockquote>{string(fields, 'calloutText')}</blockquote>"
    if kind == "toggle":
        heading = string(fields, "heading")
        return (f"<h3>{heading}</h3>" if heading else "") + string(fields, "content")
    if kind == "header":
        heading = string(fields, "header") or string(fields, "heading")
        return (f"<h2>{heading}</h2>" if heading else "") + _paragraph(string(fields, "subheader"))
    if kind == "product":
        title = string(fields, "productTitle")
        return (f"<h4>{title}</h4>" if title else "") + string(fields, "productDescription")
    if kind in ("hr", "horizontalrule"):
        return "<hr>"
    if kind in ("html", "embed") or (kind == "" and "html" in fields):
        return string(fields, "html")
    return ""


def _figure(fields: Mapping[str, Any], caption: str) -> str:
    picture, alt = escaped(string(fields, "src")), escaped(string(fields, "alt"))
    return f'<figure><img src="{picture}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'


def _paragraph(html: str) -> str:
    return f"<p>{html}</p>" if html else ""


def _rendered(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").enable("table").render(markdown))


def mobiledoc(value: Any) -> str:
    """HTML of a document in Ghost's older format: cards, and sections of text with numbered marks."""
    try:
        document = json.loads(value) if value else {}
    except (ValueError, TypeError, RecursionError):
        return ""
    if not isinstance(document, dict):
        return ""
    cards, marks, out = _list(document.get("cards")), _list(document.get("markups")), []
    for section in _list(document.get("sections")):
        kind, *rest = _list(section) or [None]
        if kind == 10 and rest and isinstance(rest[0], int) and 0 <= rest[0] < len(cards):
            name, fields = (*_list(cards[rest[0]]), "", "")[:2]
            out.append(card(name, fields) if isinstance(name, str) and isinstance(fields, dict) else "")
        elif kind == 1 and len(rest) > 1:
            tag = rest[0] if str(rest[0]).isalnum() else "p"
            out.append(f"<{tag}>{_marked_up(rest[1], marks)}</{tag}>")
        elif kind == 3 and len(rest) > 1:
            tag = rest[0] if rest[0] == "ol" else "ul"
            items = "".join(f"<li>{_marked_up(item, marks)}</li>" for item in _list(rest[1]))
            out.append(f"<{tag}>{items}</{tag}>")
    return "".join(out)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _marked_up(markers: Any, marks: list[Any]) -> str:
    """A marker: [0 for text, numbers of the marks that begin, how many end, the text]."""
    out: list[str] = []
    opened: list[str] = []
    for marker in _list(markers):
        if not isinstance(marker, list) or len(marker) < 4:
            continue
        for number in _list(marker[1]):
            tag, address = _mark(marks[number]) if isinstance(number, int) and 0 <= number < len(marks) else ("", "")
            opened.append(tag)
            out.append(f'<{tag} href="{escaped(address)}">' if address else f"<{tag}>" if tag else "")
        out.append(escaped(marker[3]) if marker[0] == 0 and isinstance(marker[3], str) else "<br>")
        for _ in range(min(marker[2], len(opened)) if isinstance(marker[2], int) else 0):
            tag = opened.pop()
            out.append(f"</{tag}>" if tag else "")
    return "".join([*out, *(f"</{tag}>" for tag in reversed(opened) if tag)])


def _mark(mark: Any) -> tuple[str, str]:
    name, *values = _list(mark) or [""]
    flat = _list(values[0]) if values else []
    pairs: Iterator[tuple[Any, Any]] = zip(flat[::2], flat[1::2], strict=False)
    address = next((str(value) for key, value in pairs if key == "href"), "")
    return (name, address) if isinstance(name, str) and name.isalnum() else ("", "")
