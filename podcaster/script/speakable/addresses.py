"""Mail and web addresses, accounts, hashtags and file names, in the words of one language."""

# Each pattern is on one line, next to its purpose.

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, in_sentence, rule
from podcaster.script.speakable.tongue import early
from podcaster.script.speakable.wording import Wording


def addresses(words: Wording) -> tuple[Rule, ...]:
    """Mail and web addresses, accounts, hashtags and file names."""
    w = words.w
    return (
        rule(r"`([^`\n]+)`", r"\1"),
        *early(w.plus),
        rule(
            r"(?<![\w.+-])([\w.+-]+)@((?:[\w-]+\.)+[A-Za-z]{2,})(?!\w)",
            lambda m: f"{words.spell(m[1])} {w.at} {words.spell(m[2])}",
        ),
        rule(r"\b(?:https?|ftp)://(?:www\.)?([^\s<>\"“”»]+)", lambda m: words.address(m[1])),
        rule(r"(?<![\w@.])(www\.[^\s<>\"“”»]+)", lambda m: words.address(m[1])),
        rule(
            r"(?<![\w@.])((?:[A-Za-z0-9][\w-]{0,62}\.)+(?:com|org|net|edu|gov|info|io|de|fr|es|it|pt|nl|at|ch|be|uk|eu|br|mx|ar|dev|app))(/[\w./-]*\w)?(?![\w]|\.\w)",
            lambda m: words.address(m[0]),
        ),
        rule(r"(?<![\w@])@([A-Za-z][\w.]*\w)", lambda m: _led(w.at, words.spell(m[1]), m)),
        rule(
            r"(?<![\w&])#([^\W\d]\w+)",
            lambda m: _led(w.hashtag, f"{re.sub(r'(?<=[a-zß-ÿ])(?=[A-Z])', ' ', m[1])}", m),
        ),
        rule(
            r"(?<![\w/.])([\w-]{1,100})\.(html?|css|js|ts|json|ya?ml|toml|csv|txt|pdf|docx?|xlsx?|png|jpe?g|svg|gif|mp[34]|zip|py|md|sh)\b(?!\.\w)",
            lambda m: f"{words.spell(m[1])} {w.dot} {words.letters(m[2])}",
        ),
    )


def _led(sign: str, word: str, match: re.Match[str]) -> str:
    """A handle or hashtag: with its sign where there is little else, in a sentence without."""
    return word if in_sentence(match) else f"{sign} {word}"
