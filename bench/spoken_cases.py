"""Cases of written and spoken text, a file a language: how many a voice would say as one of the answers.

A line holds the written text, the answers (several are separated by " | ") and the kind of case, with tabs between.
Only letters and figures count: a blank, a hyphen, a comma or a capital is heard the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from podcaster.script.sentences import split
from podcaster.script.speakable import speakable


@dataclass(slots=True)
class Tally:
    """The cases of one language, all and by kind; and those that went wrong: written, said."""

    language: str
    right: int = 0
    cases: int = 0
    kinds: dict[str, list[int]] = field(default_factory=dict)  # right, all
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        return 100 * self.right / max(self.cases, 1)


def letters(text: str) -> str:
    """What is heard of *text*, as far as letters and figures tell."""
    return "".join(c for c in text.casefold() if c.isalnum())


def said(written: str, language: str) -> str:
    """What is given to a voice: sentence by sentence."""
    return " ".join(speakable(sentence, language) for sentence in split(written, language))


def cases(path: Path) -> Iterator[tuple[str, list[str], str]]:
    """Written text, answers and kind of each line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            written, answers, *kind = line.split("\t")
            yield written, answers.split(" | "), kind[0] if kind else "all"


def tally(path: Path) -> Tally:
    """Measure one file, whose name is its language."""
    found = Tally(path.stem)
    for written, answers, kind in cases(path):
        spoken = said(written, found.language)
        right = letters(spoken) in {letters(answer) for answer in answers}
        found.cases += 1
        found.right += right
        of_kind = found.kinds.setdefault(kind, [0, 0])
        of_kind[0] += right
        of_kind[1] += 1
        if not right:
            found.wrong.append((written, spoken))
    return found
