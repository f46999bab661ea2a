"""German: whether a number with a full stop is an ordinal ("am 3. Tag") or the end of a sentence ("Kapitel 3. Das")."""

from __future__ import annotations

import re
from collections.abc import Collection

from podcaster.script.speakable.common import alternatives, tables

MONTHS = r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
# Words that agree with the ordinal after them.
ARTICLE = re.compile(
    r"(?i)\b(?:de[rmns]|die|das|diese[rmns]?|jede[rmns]?|jene[rmns]?|welche[rmns]?|am|im|vom|zum|zur|beim|ins|ans|aufs|fürs|durchs|übers|als"
    r"|(?:k?ein|mein|dein|sein|ihr|unser|euer|eur)(?:e[rmns]?)?)\s+$"
)
# A preposition is no cue by itself: "bis 40.", but "bis 3. Mai".
PREPOSITION = re.compile(r"(?i)\b(?:bis|seit|ab|vor|nach|von|auf|in|mit|für|gegen|um|aus|bei|Ende|Anfang|Mitte)\s+$")
LINKED = re.compile(r"\d\.(?:,| und| oder| bis| sowie)\s+$|\d\.\s?[-–/]\s?$")  # am 3. und 4. Mai
FOLLOWED = re.compile(r"(?:,| und| oder| bis(?: zu[mr])?| sowie)\s+\d{1,3}\.(?=\s)|\s?[-–/]\s?\d{1,3}\.(?=\s)")
WORD = re.compile(r"\s+[„“\"»'(]?(?P<word>[A-ZÄÖÜ][\w-]*)")
YEARS = range(1000, 2100)
# "Morgen", "Mehr", "Alle" begin sentences as a rule; after an article they may be nouns.
NOUNS_TOO = frozenset({"morgen"})


def _counted() -> re.Pattern[str]:
    """Nouns that are numbered as a rule: Jahrhundert, Stock, Auflage."""
    return re.compile(rf"\s+(?:{alternatives(tables('de')['counted'])}|{MONTHS})(?:s|es|e|n|en)?(?![^\W\d_])")


def _numbered() -> re.Pattern[str]:
    """Words after which a number is a name: Kapitel 3, die B 79, Windows 11."""
    return re.compile(rf"(?:\b(?:{alternatives(tables('de')['numbered'])})|§|\b[A-ZÄÖÜ]{{1,3}}|\b[A-Z]\d*)\s+$")


COUNTED, NUMBERED = _counted(), _numbered()


def is_ordinal(before: str, number: str, after: str, starters: Collection[str]) -> bool:
    """Whether *number*, which a full stop follows, is an ordinal between *before* and *after* the stop.

    *starters*: words in lower case that begin sentences.
    """
    if NUMBERED.search(before[-40:]):
        return False
    if LINKED.search(before[-12:]):
        return True
    article = ARTICLE.search(before[-20:]) is not None
    if FOLLOWED.match(after):
        return article or PREPOSITION.search(before[-12:]) is not None or not before.strip()
    if int(number) in YEARS and not (article and (COUNTED.match(after) or int(number) % 100 == 0)):
        return False
    if COUNTED.match(after):
        return True
    found = WORD.match(after)
    if not found or not article:
        return False
    low = found["word"].lower()
    return low not in starters or low in NOUNS_TOO


def gender(after: str) -> str:
    """The gender of the noun after an ordinal, of those that are numbered as a rule; "" for another."""
    found = COUNTED.match(after)
    if not found:
        return ""
    noun = found[0].strip()
    known = tables("de")["counted"]
    return next((known[name] for name in sorted(known, key=len, reverse=True) if noun.startswith(name)), "m")
