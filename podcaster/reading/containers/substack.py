"""Substack: remove what its editor adds to a post besides the text, such as buttons, polls and cards of other posts."""

from __future__ import annotations

import re

from podcaster.model import LeftOut, Omission
from podcaster.reading import xml_clean
from podcaster.reading.assemble import one_line

# A part of a class name, and what such an element is.
_PARTS = (
    (re.compile(r"subscri(?:ption|be)-widget|captioned-button|button-wrap", re.I), Omission.NEWSLETTER),
    (
        re.compile(r"install-substack-app|community-chat|directMessage|poll-embed|paywall-jump", re.I),
        Omission.PROMOTION,
    ),
    (re.compile(r"(?:digest|embedded)-(?:post|publication)|recommend", re.I), Omission.RELATED),
)
_WORTH_IT = re.compile(r"<[^<>]{0,300}class=", re.I)


def without_widgets(html: str) -> tuple[str, list[LeftOut]]:
    """A post without them, and their words."""
    from lxml import etree
    from lxml import html as lxml_html

    if not _WORTH_IT.search(html):
        return html, []
    try:
        root = lxml_html.fragment_fromstring(xml_clean.without_illegal(html), create_parent="div")
    except (etree.ParserError, ValueError):
        return html, []
    gone: list[LeftOut] = []
    for element in root.xpath(".//*[@class]"):
        name = element.get("class", "")
        reason = next((reason for pattern, reason in _PARTS if pattern.search(name)), None)
        if reason is None or not any(above is root for above in element.iterancestors()):
            continue
        if words := one_line(" ".join(element.itertext())):
            gone.append(LeftOut(words, reason))
        element.drop_tree()
    return lxml_html.tostring(root, encoding="unicode"), gone
