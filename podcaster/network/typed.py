"""What was typed in place of a file or an address: whether it is an address, and which one is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAIRS = (("<", ">"), ('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("«", "»"), ("`", "`"), ("(", ")"))
_WHOLE = re.compile(r"(https?)://(?=[^/\s])", re.I)
# A scheme with a slip in it, and whatever stands between it and the host: htps://, http:/x, https;//x, https//x.
_SCHEME = re.compile(r"([a-z]{3,7})\s?(?::\s?[/\\]{0,3}|[;.,][/\\]{1,3}|[/\\]{2})(?=[^/\\\s])", re.I)
_OTHERS = frozenset(("ftp", "ftps", "sftp", "tftp", "smtp", "smtps", "nntp", "rtsp", "http3"))  # no slip
_IN_FRONT = re.compile(r"(?:view-source|feed|url|source):\s?(?=https?:)|(?:feed|rss):(?://)?(?=\w)", re.I)
_HOST = re.compile(
    r"(?P<host>(?:[\w-]{1,63}\.){1,8}(?P<end>[^\W\d_]{2,24}|xn--[a-z0-9-]{1,59})|localhost|\d{1,3}(?:\.\d{1,3}){3})"
    r"\.?(?P<port>:\d{1,5})?(?P<rest>[/?#]\S*)?",
    re.I,
)
# Ends of names of files that are no ends of hosts, or rarely.
_FILE = re.compile(
    "adoc|asc|csv|docx?|eml|enex|epub|fb2|gz|html?|ipynb|jex|json|markdown|mbox|mdx?|mht|mhtml|odt|opml|pdf|rst|rtf|"
    "tar|te?xt|toml|tsv|wacz|warc|webarchive|xhtml|xml|zip",
    re.I,
)
_MOST_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Typed:
    """A web address as it was typed."""

    address: str
    sure: bool  # False: it is a guess, and somebody has to say that it is right before anything is fetched


def address(text: str) -> Typed | None:
    """The address that *text* is or may be meant as; None for anything else. A file of this name comes first."""
    text = _bare(text)
    if _WHOLE.match(text):
        return Typed(_WHOLE.sub(lambda match: f"{match[1].lower()}://", text, count=1), True)
    if (front := _IN_FRONT.match(text)) and (inner := address(text[front.end() :])):
        return Typed(inner.address, False)
    if (slip := _SCHEME.match(text)) and (scheme := _meant(slip[1].lower())):
        return Typed(f"{scheme}://{text[slip.end() :]}", False)
    host = _HOST.fullmatch(text.lstrip("/") if text.startswith("//") else text)
    if host is None:
        return None
    bare = (host["rest"] or "#").startswith("#") and not host["port"]
    if bare and _FILE.fullmatch(host["end"] or ""):
        return None
    scheme = "https" if host["end"] else "http"  # machines at home have no certificate
    return Typed(f"{scheme}://{host[0]}", host["host"].lower().startswith("www."))


def _bare(text: str) -> str:
    """*text* without spaces, brackets and quotes around it."""
    text = text.strip()
    for start, end in _PAIRS * 2:
        if len(text) > 1 and text.startswith(start) and text.endswith(end):
            text = text[1:-1].strip()
    return text


def _meant(word: str) -> str:
    """ "https" or "http" for a word that is one of them with a few slips; "" for any other."""
    slips = {scheme: _slips(word, scheme) for scheme in ("https", "http")}
    best = min(slips, key=lambda scheme: slips[scheme])
    return best if word not in _OTHERS and slips[best] <= min(_MOST_SLIPS, len(word) - 2) else ""


def _slips(word: str, right: str) -> int:
    """How many letters have to be put in, taken out or changed (Levenshtein)."""
    row = list(range(len(right) + 1))
    for number, letter in enumerate(word, start=1):
        before, row[0] = row[0], number
        for at, other in enumerate(right, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != other))
    return row[-1]
