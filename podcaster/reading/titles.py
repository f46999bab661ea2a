"""Recognise a line at the head of a text that only repeats its title, which the intro says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from html import unescape

_PREFIX = re.compile(
    r"^((re|fwd?|fw|aw|wg|tr|rv|rif|i|r|enc|enca|res|sv|vs|vb|vl|antw|doorst|ynt|ilt|odp|pd|пересл|转发|轉寄|轉發|回复|回覆|答复|전달)"
    r"\s*(\[\d+\])?\s*[:：]\s*)+",
    re.I,
)
_LABEL = re.compile(r"^(?:\[[^\]]{1,40}\]\s*|subject\s*:\s*)+", re.I)  # of a mailing list, of a pasted mail
_AND = re.compile(r"\s(?:&|and|und|et|e|y|en|og|och)\s", re.I)
_PARTS = re.compile(r"\s*[:|–—·：｜]\s+|\s+-\s+|\s*\|\s*")  # of "Quay letter 12: Ice and snow"
_BAR = re.compile(r"\s*[|｜]\s*")  # before or behind it stands the name of a site
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # of how a sign looks, not of what it is
_LEAST_PART = 6  # letters of a part in a heading
_LEAST_LINE = 12  # letters of a part that is a line without any sign of a heading
_LONGEST_SITE = 5  # words
_LONGEST_TITLE = 300  # characters; a longer text is none


def subject_of(text: str) -> str:
    """A subject without "Re:" and "Fwd:"."""
    return _PREFIX.sub("", text).strip()


@lru_cache(maxsize=512)
def bare(text: str) -> str:
    """The letters and digits of a title, without "Fwd:", the label of a list, and the different words for "&"."""
    plain = subject_of(_LABEL.sub("", subject_of(unescape(text).strip())))
    return "".join(filter(_tells_apart, unicodedata.normalize("NFKD", _AND.sub(" ", plain)).casefold()))


def _tells_apart(character: str) -> bool:
    """Whether it is a letter, a digit, or a mark without which a word is another one, as in Japanese and Hindi.

    Accents, and the vowels that Hebrew and Arabic may leave out, do not count: titles are written with and without.
    """
    if character.isalnum():
        return True
    if not unicodedata.category(character).startswith("M") or _VARIATION.match(character):
        return False
    kind = unicodedata.combining(character)  # 7 to 9: nukta, kana, virama; from 10 Hebrew, Arabic; from 200 accents
    return kind < 10 or 100 <= kind < 200


def repeats(line: str, title: str, *, heading: bool, others: Collection[str] = ()) -> bool:
    """Whether a line says only the title, a part of it, or the title and a site: "Ice and snow | The Quay Papers".

    *heading*: it is marked as one; of other lines a part has to be long. *others*: the `bare` text of the other
    headings; where one is another part of the title, the line heads a section.
    """
    if max(len(line), len(title)) > _LONGEST_TITLE:
        return False
    said, whole = bare(line), bare(title)
    if not said or not whole:
        return False
    if said == whole:
        return True
    if said in whole:
        at_least = _LEAST_PART if heading else _LEAST_LINE
        parts = list(filter(None, map(bare, _PARTS.split(title))))
        return len(said) >= at_least and said in _runs(parts) and not any(part in others for part in parts)
    sites = [part for part in _BAR.split(line) if bare(part) != whole]
    return len(sites) < len(_BAR.split(line)) and all(len(part.split()) <= _LONGEST_SITE for part in sites)


def _runs(parts: list[str]) -> set[str]:
    """The parts, and those that stand side by side as one."""
    return {"".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)}
