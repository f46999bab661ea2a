"""Remove from the tree what the reader of a page does not see: controls, drawings, hidden boxes, preheaders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from podcaster.model import Omission
from podcaster.reading import furniture
from podcaster.reading.html import code as html_code
from podcaster.reading.html import ear, panels, sidenotes, tex
from podcaster.reading.html import math as html_math
from podcaster.reading.html.account import Account
from podcaster.reading.html.clean import Prose, words_in
from podcaster.reading.html.style import PLAIN, UNSHOWN, look
from podcaster.reading.html.tags import SILENT, drop
from podcaster.reading.spaces import folded

Element = Any

# No part of an article is in these; other elements that are not read are left for the walk.
_UNREAD = (
    "button", "input", "select", "textarea", "datalist", "object", "applet", "canvas", "template", "noframes",
    "noembed", "frameset", "svg",
)  # fmt: skip
_FORMULA = "formula"
_ROOTS = frozenset(("html", "body", "head"))
# Classes by which frameworks of styles and builders of sites take an element out of the display, on every screen.
_FRAMEWORK = frozenset((
    "hidden", "hide", "d-none", "is-hidden", "w-condition-invisible", "w-dyn-bind-empty", "w-form-done", "w-form-fail",
    "hide-text", "uk-hidden", "visible-xs", "visible-sm", "visible-print",
))  # fmt: skip
# Beside one of those: this screen shows it all the same.
_SHOWN = re.compile(
    r"(?:sm|md|lg|xl|xxl|2xl|desktop|tablet)[:@](?:block|flex|grid|table|contents|inline[\w-]*)|"
    r"d-(?:sm|md|lg|xl|xxl)-(?!none)\w+|visible-(?:md|lg)|(?:sm|md|lg|xl):not-sr-only"
)
# An element that its end tag was forgotten for holds these; nobody writes them into it.
_OF_PAGES = ("article", "main", "h1", "footer", "header", "nav")
_FEW = 40  # words that a box may hide, however short the page
_SHELL = 350  # signs: of a page with no more, what browsers without scripts would show may be all there is


def take_out(root: Element, account: Account, *, mail: bool = False) -> None:
    """Remove everything that a reader of the page does not see. *mail*: no script will ever show hidden text."""
    ear.take_out(root, account)
    sidenotes.bring_out(root)
    html_code.take_out_copies(root, account)
    panels.keep_headings(root)
    formulas, suspects = _dressed(root)
    for text, shown in (*html_math.settle(root, formulas), *tex.wrap(root)):
        account.same.append(text)
        account.added.append(shown)
    _unread(root, account)
    whole, parts = _hidden(suspects, mail=mail)
    _boxes(root, whole, account, mail=mail)
    _around_shown(root, parts, account)


def _unread(root: Element, account: Account) -> None:
    """Take out controls and drawings."""
    inside: set[Element] = set()
    for element in list(root.iter(*_UNREAD)):
        if element in inside:
            continue
        if element.get("shadowrootmode") or element.get("shadowroot") or account.is_most(element):
            element.tag = "div"  # the content of a component, which browsers show; or a button that was never closed
            continue
        if len(element):
            inside.update(element.iterdescendants(*_UNREAD))
        account.gather(element, SILENT[element.tag])
        drop(element)


def _dressed(root: Element) -> tuple[list[Element], list[Element]]:
    """The elements that hold a formula by their class, and those that something may hide."""
    formulas: list[Element] = []
    suspects: list[Element] = []
    kinds: dict[str, str | None] = {}  # of the classes on this page
    for element in root.iter():
        attributes = element.keys()
        if not attributes:
            continue
        get = element.get
        named = get("class")
        if named is not None and named not in kinds:
            kinds[named] = _kind(named)
        if named is not None and (kind := kinds[named]) is not None:
            (formulas if kind == _FORMULA else suspects).append(element)
        elif (named is None or len(attributes) > 1) and (
            ((style := get("style")) is not None and look(style) is not PLAIN)
            or get("hidden") is not None
            or get("aria-hidden") == "true"
            or get(UNSHOWN) is not None
        ):
            suspects.append(element)
    return formulas, suspects


@lru_cache(maxsize=4096)
def _kind(classes: str) -> str | None:
    """What a class attribute says about an element: it holds a formula, it is hidden, or neither."""
    if html_math.names_formula(classes):
        return _FORMULA
    tokens = classes.split()
    if not _FRAMEWORK.isdisjoint(tokens):
        return None if any(map(_SHOWN.fullmatch, tokens)) else Omission.HIDDEN
    return Omission.HIDDEN if Omission.HIDDEN in map(furniture.named, tokens) else None


def _hidden(suspects: Iterable[Element], *, mail: bool) -> tuple[dict[Element, None], list[Element]]:
    """Elements that are hidden with all that is in them, and elements that something inside them may show again."""
    whole: dict[Element, None] = {}
    parts: list[Element] = []
    for element in suspects:
        if element.tag in _ROOTS or element.get("data-podcaster") is not None or _in_formula(element):
            continue
        style = look(element.get("style") or "")
        if style.gone or (mail and style.faded) or _by_attribute(element) or element.get(UNSHOWN) is not None:
            if mail or not panels.is_panel(element):
                whole[element] = None
        elif style.hides:
            parts.append(element)
    return whole, parts


def _by_attribute(element: Element) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    if element.get("aria-hidden") == "true":
        if element.tag == "figcaption":  # pandoc's, if it says what the alt text says; it is displayed
            return False
        return element.find(f".//*[@data-podcaster='{html_math.MARK}']") is None
    named = element.get("class")
    return named is not None and _kind(named) is not None


def _in_formula(element: Element) -> bool:
    return element.tag in ("semantics", "annotation") or any(a.tag == "math" for a in element.iterancestors())


def _boxes(root: Element, hidden: dict[Element, None], account: Account, *, mail: bool) -> None:
    """Take out hidden boxes, and what browsers without scripts would show."""
    # A save of a page with an open dialog, or of a slide show, hides the article itself: so much prose is no secret.
    prose = Prose()
    secret = {e: min(count, _real_words(e)) if (count := prose.of(e)) else 0 for e in hidden}
    whole_prose = prose.of(root) if any(secret.values()) else 0
    spared = _too_much(secret.values(), whole_prose * (0.8 if mail else 0.5))
    spared_class = _too_much((n for e, n in secret.items() if _only_by_class(e)), whole_prose * (0.8 if mail else 0.25))
    whole = 0
    without_scripts = list(root.iter("noscript")) if account.before > _SHELL else []
    for element in (*hidden, *without_scripts):
        if root not in element.iterancestors():
            continue  # taken out with what is around it
        if element in hidden:
            words = _real_words(element)
            whole = whole or (words_in(root) if words >= _FEW else 0)
            if (spared or (spared_class and _only_by_class(element))) and secret[element] > 20:
                continue
            if not (mail or words < max(_FEW, whole * 0.4)):
                continue
            account.note(element, Omission.HIDDEN)
        elif account.is_most(element) or next(element.iter(*_OF_PAGES), None) is not None:
            continue
        else:
            account.gather(element, Omission.HIDDEN)
        drop(element)


def _too_much(counts: Iterable[int], most: float) -> bool:
    """Whether there are too many words to be hidden: a style sheet or a script must show them."""
    much = sum(counts)
    return much > 0 and much > most


def _only_by_class(element: Element) -> bool:
    """Whether nothing but a class hides an element: scripts take one away more often than other marks."""
    return not look(element.get("style") or "").gone and element.get("hidden") is None


def _real_words(element: Element) -> int:
    """The visible words of an element: mails fill their preview text with invisible characters."""
    return _real(" ".join(element.itertext()))


def _real(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in text.split())


# ---------------------------------------------------------------- hidden around what is shown

Place = tuple[Element, str]  # a text of the tree: whose it is, and "text" or "tail"


def _around_shown(root: Element, parts: Iterable[Element], account: Account) -> None:
    """Remove text that is invisible or too small to be seen, but not what a style inside it shows again.

    Layouts of mails give a box letters of no size so that its white space has no width.
    """
    known: set[Place] = set()
    found: list[tuple[list[Place], str, int]] = []
    for element in parts:
        if root not in element.iterancestors():
            continue  # taken out with what is around it
        style = look(element.get("style") or "")
        places: list[Place] = []
        _gather(element, style.readable is False, style.visible is False, places)
        places = [place for place in places if place not in known]
        known.update(places)
        text = folded(" ".join(getattr(holder, name) for holder, name in places))
        found.append((places, text, _real(text)))
    total = sum(words for _, _, words in found)
    whole = words_in(root) if total > 20 else 0
    for places, text, words in found:
        # This much text is not really hidden: a style sheet or a script shows it.
        if words > 20 and (total > whole * 0.5 or words >= max(_FEW, whole * 0.4)):
            continue
        account.leave(text, Omission.HIDDEN)
        for holder, name in places:
            setattr(holder, name, None)


def _gather(node: Element, small: bool, unseen: bool, places: list[Place]) -> None:
    """Collect the hidden texts below *node*, whose own letters are too small, or not visible."""
    if not (small or unseen):
        return
    if node.text:
        places.append((node, "text"))
    for child in node:
        style = look(child.get("style") or "")
        readable = True if child.tag == "font" and child.get("size") is not None else style.readable
        _gather(
            child,
            small if readable is None else not readable,
            unseen if style.visible is None else not style.visible,
            places,
        )
        if child.tail:
            places.append((child, "tail"))
