"""What a page shows beside its article, taken out of the tree, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from podcaster.model import LeftOut, Omission
from podcaster.reading import furniture
from podcaster.reading.html_inline import folded

Element = Any

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|"
    r"(?:max-)?height\s*:\s*0(?:px)?\s*;.*overflow\s*:\s*hidden|font-size\s*:\s*0(?:px)?\s*(?:;|$)",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = {
    "nav": Omission.NAVIGATION,
    "footer": Omission.FOOTER,
    "dialog": Omission.FOOTER,
    "menu": Omission.NAVIGATION,
}
_USELESS = (
    "script",
    "style",
    "template",
    "object",
    "embed",
    "applet",
    "button",
    "input",
    "select",
    "textarea",
    "datalist",
    "canvas",
    "noframes",
    "frameset",
    "frame",
    "map",
)
_SHARES = re.compile(
    r"facebook\.com/(?:sharer|share\.php|dialog/(?:share|feed))|(?:twitter|x)\.com/(?:intent/|share\b|"
    r"home\?status)|pinterest\.\w+/pin/create|linkedin\.com/(?:shareArticle|sharing)|reddit\.com/submit|"
    r"whatsapp://|(?:wa\.me|api\.whatsapp\.com|web\.whatsapp\.com)/(?:send|\?text)|"
    r"t\.me/share|telegram\.me/share|getpocket\.com/(?:save|edit)|tumblr\.com/(?:share|widgets)|"
    r"plus\.google\.com/share|vk\.com/share|xing\.com/(?:app/user|spi/shares)|share\.flipboard|"
    r"fb-messenger://|mailto:\?|news\.ycombinator\.com/submitlink|addtoany\.com/|buffer\.com/add|"
    r"bufferapp\.com/add|digg\.com/submit|stumbleupon\.com/submit",
    re.IGNORECASE,
)
_NEVER = frozenset(("html", "body", "main", "head", "math", "pre", "code", "h1", "table", "tbody", "tr"))
_INNER = frozenset(("b", "strong", "em", "i", "u", "mark", "cite", "dfn", "var", "ruby"))
LONGEST_NOTE = 2000  # characters of left-out text that are kept for the ledger


def note(out: list[LeftOut], element: Element, reason: Omission) -> None:
    """Write down what is taken out."""
    parts: list[str] = []
    length = 0
    for piece in element.itertext():
        parts.append(piece)
        length += len(piece)
        if length > 3 * LONGEST_NOTE:
            break
    text = folded(" ".join(parts))
    if text:
        out.append(LeftOut(text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1] + "…", reason))


def drop(element: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def hidden(root: Element) -> list[LeftOut]:
    """Take out what a reader of the page does not see."""
    import lxml.etree

    out: list[LeftOut] = []
    for element in list(root.iter()):
        if (
            element.tag is lxml.etree.Comment
            or element.tag is lxml.etree.PI
            or element.tag == "svg"
            or (
                element.tag in _USELESS
                and not (element.tag == "script" and (element.get("type") or "").startswith("math/tex"))
            )
        ):
            drop(element)
    whole = _words(root)
    secret = {
        e
        for e in root.iter()
        if isinstance(e.tag, str) and e.tag not in ("html", "body", "head") and not _is_math(e) and _is_hidden(e)
    }
    # A save of a page with an open dialog, or of a slide show, hides the article itself: so much prose is no secret.
    spared = bool(secret) and sum(map(_prose, secret)) > _prose(root) * 0.5
    for element in list(root.iter("noscript", "a", *{e.tag for e in secret})):
        if element in secret:
            if not (spared and _prose(element) > 20) and _words(element) < max(40, whole * 0.4):
                note(out, element, Omission.HIDDEN)
                drop(element)
        elif element.tag == "noscript":
            if whole > 60:
                drop(element)
        elif _SHARES.search(element.get("href") or "") and len(folded("".join(element.itertext()))) < 60:
            note(out, element, Omission.SHARING)
            drop(element)
    return out


def _is_math(element: Element) -> bool:
    return (
        element.tag in ("math", "semantics", "annotation")
        or "mwe-math" in (element.get("class") or "")
        or "mjx" in element.tag
    )


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    if element.get("aria-hidden") == "true":
        return next(element.iter("math"), None) is None
    return any(furniture.named(token) is Omission.HIDDEN for token in (element.get("class") or "").split())


def around(root: Element, notes: Collection[Element] = ()) -> list[LeftOut]:
    """Take out what the names of elements call furniture; *notes*, the footnotes, are never touched."""
    out: list[LeftOut] = []
    keep = {a for n in notes for a in (n, *n.iterancestors())}
    whole = _prose(root)
    doomed: dict[Element, Omission] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in _NEVER or element in keep:
            continue
        if any(a in doomed for a in element.iterancestors()):
            continue
        reason = reason_of(element)
        if reason is None or reason is Omission.HIDDEN:
            continue
        if _keeps(element, reason, whole) or (element.tag in _INLINE and _in_sentence(element, reason)):
            continue
        doomed[element] = reason
    prose = {e: _prose(e) for e in doomed}
    lost = sum(prose[e] for e, reason in doomed.items() if reason not in (Omission.COMMENTS, Omission.RELATED))
    for element, reason in doomed.items():
        # Where names would cost half of the prose, they mean something else on this page.
        if lost > whole * 0.5 and prose[element] >= 12 and reason not in (Omission.COMMENTS, Omission.RELATED):
            continue
        note(out, element, reason)
        drop(element)
    return out


def reason_of(element: Element) -> Omission | None:
    """Why an element is furniture by its tag, role, class or id."""
    tag = element.tag
    if tag == "footer" and any(a.tag in ("blockquote", "figure") for a in element.iterancestors()):
        return None
    if tag in _TAGS:
        return _TAGS[tag]
    if tag in _INNER:
        return None
    role = element.get("role")
    if role:
        reason = furniture.role(role)
        if reason is not None:
            return reason
    for token in [*(element.get("class") or "").split()[:12], element.get("id") or ""]:
        reason = furniture.named(token)
        if reason is not None:
            return reason
    for name in ("data-component", "data-testid", "data-module", "data-type", "data-component-name"):
        value = element.get(name)
        if value and ("-" in value or "_" in value or value != value.lower()):
            reason = furniture.named(value)
            if reason is not None:
                return reason
    return None


def _keeps(element: Element, reason: Omission, whole: int) -> bool:
    """Whether a name must be wrong: too much prose for what it promises."""
    if element.tag in ("article", "section", "header") and reason in (Omission.METADATA, Omission.NAVIGATION):
        return _prose(element) > 60
    if element.tag == "p" and reason in (
        Omission.METADATA,
        Omission.FOOTER,
        Omission.CREDIT,
        Omission.NAVIGATION,
        Omission.PROMOTION,
    ):
        return len(folded("".join(element.itertext()))) > 200
    prose = _prose(element)
    if (
        reason in (Omission.RELATED, Omission.ADVERT)
        and prose >= 20
        and next(element.iter("a", "h2", "h3", "h4", "form"), None) is None
    ):
        return True  # related to what, without a link?
    if reason in (Omission.COMMENTS, Omission.RELATED):
        return prose > whole * 0.6
    return prose > max(60, whole * 0.3)


_INLINE = frozenset(["span", "a", "small", "abbr", "label", "font", "sup", "sub", "q", "time", "data", "bdi"])
_SENTENCES = frozenset(["p", "li", "td", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption", "div"])


def _in_sentence(element: Element, reason: Omission) -> bool:
    """Whether an element is a word or two of a sentence: its name then speaks of looks, not of furniture."""
    holder = next((a for a in element.iterancestors() if a.tag in _SENTENCES), None)
    if holder is None or len(folded("".join(element.itertext()))) < 2:
        return False
    if reason is Omission.NAVIGATION and (
        holder.tag in ("h1", "h2", "h3", "h4", "h5", "h6") or element.get("href", "").startswith("#")
    ):
        return False  # "#", "¶", "[edit]" behind a heading
    around_it = len(folded("".join(t for n in (holder.text, *(c.tail for c in holder)) if (t := n))).split())
    return around_it >= 4


def _words(element: Element) -> int:
    return sum(len(t.split()) for t in element.itertext() if t and not t.isspace())


def _prose(element: Element) -> int:
    """Words in paragraphs that are long enough to be read, links not counted."""
    total = 0
    for paragraph in element.iter("p", "blockquote", "li", "div", "td"):
        own = len((paragraph.text or "").split())
        for child in paragraph:
            own += len((child.tail or "").split())
            if child.tag in _INNER or child.tag in ("span", "font"):
                own += _words(child)
        if own > 12:
            total += own
    return total
