"""The language that a page declares for a paragraph or a quotation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from podcaster.reading.html.tags import HEADINGS, Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Wider elements are marked by templates; narrower ones are words within a sentence.
_MARKED = frozenset(("p", "blockquote", "li", "dt", "dd", *HEADINGS, "figcaption"))


@lru_cache(maxsize=1)
def _declaring() -> Any:
    import lxml.etree

    return lxml.etree.XPath("boolean(descendant::*[@lang or @xml:lang])")


def is_declared(root: Element) -> bool:
    """Whether any element in *root* states a language."""
    return bool(_declaring()(root))


def declared(element: Element) -> str:
    """What *element*, or the paragraph, item or quotation around it, states as its language; "" if it states none."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("article", "main", "body"):
            break
        language = node.get("lang") or node.get(XML_LANG)
        if language and node.tag in _MARKED:
            return str(language)
    return ""
