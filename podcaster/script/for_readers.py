"""What an article says only to somebody who looks at its page: "(see the chart below)", "Click here for the list."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from podcaster.reading import rules
from podcaster.reading.rules import Table

_ARTICLES = (
    "the|a|an|my|our|der|die|das|dem|den|in|im|auf|la|le|les|el|los|las|il|lo|i|gli|nel|nella|o|os|as|na|no|de|het|op"
)
_FRAMES = {
    # A picture alone in brackets, "(Foto)", may belong to the sentence.
    "bracket": rf"[(\[（]\s?(?!(?:(?:{_ARTICLES}) )*{{shown}}\s?[)\]）])%s\s?[.!:。]?\s?[)\]）]",
    "sentence": r"%s(?:\s?[.!…。！]+(?=\s|$|[^\W\d_])|\s?:?$)",
    "opening": r"%s\s?[,，、]\s?(?=\S)",
    "inset": r",\s%s(?:,|(?=[.;!?]))",
    "alt": r"\W{0,3}%s\s?[.!]?\s?$",
}
_PLACES = {  # where each kind can begin, which is faster to find than the rules are to try
    "bracket": re.compile(r"(?=[(\[（])"),
    "inset": re.compile(r"(?=,\s)"),
    "sentence": re.compile(r"^|[.!?…]\s+|[。！？]"),
    "opening": re.compile(r"^|[.!?…]\s+|[。！？]"),
}


def _anywhere(rule: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first place where a rule of any kind matches."""
    places = (place.end() for kind in _PLACES.values() for place in kind.finditer(text))
    return next((match for place in places if (match := rule.match(text, place))), None)


FOR_READERS = Table("for_readers", lambda rule: _FRAMES[rule.kind], _anywhere)
_LONGEST = 6000  # characters of a block; a longer one is no prose of an editor's


@dataclass(frozen=True, slots=True)
class Aside:
    """Where such words stand in a text."""

    start: int
    end: int
    opens: bool  # the sentence goes on behind them, and begins there


def says_no_picture(alt: str) -> bool:
    """Whether an alternative text is a program's, a file's or a button's, and not of somebody who looked."""
    return rules.compiled(FOR_READERS, "alt").match(alt.strip()) is not None


def asides(text: str) -> list[Aside]:
    """The words of *text* that are of no use to a listener, in order."""
    if len(text) > _LONGEST:
        return []
    found = sorted(_found(text), key=lambda aside: (aside.start, -aside.end))
    out: list[Aside] = []
    for aside in found:
        if not out or aside.start >= out[-1].end:
            out.append(aside)
    return out


def _found(text: str) -> Iterator[Aside]:
    for kind, places in _PLACES.items():
        rule = rules.compiled(FOR_READERS, kind)
        for place in places.finditer(text):
            match = rule.match(text, place.end())
            if match:
                blank = kind in ("bracket", "inset") and text[match.start() - 1 : match.start()].isspace()
                yield Aside(match.start() - blank, match.end(), kind == "opening")
