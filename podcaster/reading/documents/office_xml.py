"""XML out of documents: parsed without entities, and without anything that is elsewhere."""

from __future__ import annotations

from typing import Any

from podcaster.errors import UnreadableError, UnsupportedError

Element = Any  # lxml is not typed


def parse(data: bytes, name: str, *, recover: bool = False, huge: bool = False, encoding: str = "") -> Element:
    """The root element. A document that declares entities is refused. *huge*: there may be pictures in its text.

    *encoding*: that of the data, whatever they declare.
    """
    import lxml.etree

    parser = lxml.etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        huge_tree=huge,
        encoding=encoding or None,
    )
    try:
        root = lxml.etree.fromstring(data, parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"{name} is damaged: {error}", hint="save it again") from error
    if root is None:
        raise UnreadableError(f"{name} is empty", hint="save it again")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise UnsupportedError(f"{name} declares entities, which honest documents have no need of")
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace; "" if it is not an element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace; "" if it is not there."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def text_of(root: Element, name: str) -> str:
    """All text of the first element of that name."""
    found = next((e for e in root.iter("{*}" + name)), None)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""
