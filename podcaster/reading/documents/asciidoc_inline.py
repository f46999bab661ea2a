"""What stands inside a line of AsciiDoc: links, footnotes, emphasis, code, formulas."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from podcaster.reading.documents import finish

_SPECIAL = re.compile(
    r"(?:link:|xref:)(?P<target>[^\s\[\]]{1,1000})\[(?P<words>[^\]\n]{0,1000})\]|"
    r"(?P<web>(?:https?|mailto):[^\s\[\]<>]{1,1000})(?:\[(?P<label>[^\]\n]{0,1000})\])?|"
    r"<<(?P<place>[^,>\n]{1,200})(?:,(?P<named>[^>\n]{1,300}))?>>|"
    r"footnote(?:ref)?:(?P<id>[\w-]{0,60})\[(?P<note>[^\]\n]{0,3000})\]|"
    r"image:(?P<image>[^\s\[\]:][^\s\[\]]{0,1000})\[(?P<alt>[^\]\n]{0,500})\]|"
    r"(?:kbd|btn|menu|icon):(?P<key>[^\s\[\]]{0,100})\[(?P<keys>[^\]\n]{0,200})\]|"
    r"(?:stem|latexmath):\[(?P<math>[^\]\n]{1,1000})\]|"
    r"(?:indexterm2?:\[(?P<index>[^\]\n]{0,300})\])|"
    r"\(\(\((?P<gone>[^()\n]{1,300})\)\)\)|"
    r"(?:pass:[a-z,]{0,20}\[(?P<passed>[^\]\n]{0,1000})\])|"
    r"\+\+\+(?P<raw>[^+\n]{0,500})\+\+\+|"
    r"(?P<code>``[^`\n]{1,500}``|`\+?[^`\s](?:[^`\n]{0,500}[^`\s])?`)|"
    r"\[\[(?P<anchor>[^\]\n]{1,200})\]\]"
)
_MARKS = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"(?:\[[^\]\n]{1,100}\])?\*\*([^*\n]{1,500}?)\*\*", "strong"),
        (r"__([^_\n]{1,500}?)__", "em"),
        (r"(?<![\w*])(?:\[[^\]\n]{1,100}\])?\*(\S|\S[^*\n]{0,500}?\S)\*(?![\w*])", "strong"),
        (r"(?<![\w_])_(\S|\S[^_\n]{0,500}?\S)_(?![\w_])", "em"),
        (r"(?<![\w#])\[\.?line-through\]#(\S[^#\n]{0,500}?)#", "s"),
        (r"(?<![\w#&])(?:\[[^\]\n]{1,100}\])?#(\S[^#\n]{0,500}?)#(?!\w)", "span"),
        (r"\^([^\s^]{1,100})\^", "sup"),
        (r"~([^\s~]{1,100})~", "sub"),
    )
)
_DASH = re.compile(r"(?<=\w)--(?=\w)|(?<=\s)--(?=\s)")
_QUOTES = (('"`', "“"), ('`"', "”"), ("'`", "‘"), ("`'", "’"))


def inline(text: str, notes: list[str], named: dict[str, int]) -> str:
    """The words of a line as HTML; footnotes are added to *notes*, and those with a name to *named*."""
    for sign, quote in _QUOTES:
        text = text.replace(sign, quote)
    parts, at = [], 0
    for match in _SPECIAL.finditer(text):
        parts.append(_marked(text[at : match.start()]))
        parts.append(_special(match, notes, named, lambda words: inline(words, notes, named)))
        at = match.end()
    return "".join([*parts, _marked(text[at:])])


def _special(match: re.Match[str], notes: list[str], named: dict[str, int], read: Callable[[str], str]) -> str:
    said = match.groupdict()
    if said["web"] is not None:
        address = said["web"]
        tail = "" if said["label"] is not None else address[len(address.rstrip(".,;:!?)")) :]
        address = address.removesuffix(tail) if tail else address
        return finish.tag("a", _words(said["label"]) or escape(address), href=address) + tail
    if said["target"] is not None:
        shown = _words(said["words"]) or escape(said["target"])
        return finish.tag("a", shown, href=said["target"]) if "://" in said["target"] else shown
    if said["place"] is not None:
        return _marked(said["named"] or said["place"].lstrip("#").replace("_", " ").strip())
    if said["note"] is not None:
        return _footnote(said["id"] or "", said["note"], notes, named, read)
    if said["image"] is not None:
        return f'<img src="{escape(said["image"])}" alt="{escape(said["alt"].split(",")[0])}">'
    if said["math"] is not None:
        return finish.formula(said["math"])
    if said["code"] is not None:
        return finish.tag("code", escape(said["code"].strip("`").strip("+")))
    if said["keys"] is not None:
        return escape(" ".join(filter(None, (said["key"], said["keys"]))))
    return escape(said["index"] or said["passed"] or "")


def _words(label: str | None) -> str:
    """The words of a link, without the window that it opens in."""
    return _marked(re.sub(r"(?:,\s*\w+=[^,]*)+$|\^$|^\w+=.*$", "", label or "").strip().strip('"').removesuffix("^"))


def _footnote(name: str, text: str, notes: list[str], named: dict[str, int], read: Callable[[str], str]) -> str:
    if name in named and not text:
        return finish.reference(named[name])
    place = len(notes)
    notes.append("")
    notes[place] = finish.tag("p", read(text))
    if name:
        named[name] = place + 1
    return finish.reference(place + 1)


def _marked(text: str) -> str:
    text = escape(_DASH.sub("—", text), quote=False)
    for pattern, name in _MARKS:
        text = pattern.sub(rf"<{name}>\1</{name}>", text)
    return text.replace("(C)", "©").replace("(R)", "®").replace("(TM)", "™")
