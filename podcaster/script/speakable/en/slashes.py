"""English words for the slash between two words: opposites have "and" or "or" between them, others nothing."""

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, rule, run, tables

# "on/off" -> or; "men/women" -> and
JOINED = tables("en")["opposites"]
_PREFIX = re.compile(r"(?:un|de|en|dis|in|im|ex|non|up|down|out|pre|post|over|under|on|off|re|mal|mis)(?=[a-z]{4})")
_NUMBER = re.compile(
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundred|thousand|million)"
)
_ALONE = re.compile(r"[a-z]+(?: ?/ ?[a-z]+)+")  # names of things, not a sentence: the sign is part of them
_NEAR = 200  # characters: a sentence of nothing but slashes is no reason to look further
_FOLDERS = re.compile(r"\b(?:src|lib|bin|usr|etc|dist|node|tests?|docs|assets|www|home|api|app|pkg|cmd|main)$|[_.~]")


def _opposite(a: str, b: str) -> bool:
    """Whether only the prefixes differ: encrypt/decrypt, install/uninstall."""
    stems = {_PREFIX.sub("", a, count=1), a} & {_PREFIX.sub("", b, count=1), b}
    return a != b and bool(stems) and bool(_PREFIX.match(a) or _PREFIX.match(b))


def _between(m: re.Match[str]) -> str:
    around = m.string[max(0, m.start() - _NEAR) : m.start()], m.string[m.end() : m.end() + _NEAR]
    before, after = re.search(r"[\w'’.~-]+$", around[0]), re.match(r"[\w'’.-]+", around[1])
    a, b = (before[0].lower() if before else ""), (after[0].lower().rstrip(".") if after else "")
    pair = (
        JOINED.get(f"{a}/{b}") or JOINED.get(f"{b}/{a}") or JOINED.get(f"{a.removesuffix('s')}/{b.removesuffix('s')}")
    )
    if pair or _opposite(a, b):
        return f" {pair or 'and'} "
    if (len(m.string) < _NEAR and _ALONE.fullmatch(m.string)) or _NUMBER.fullmatch(a) or _NUMBER.fullmatch(b):
        return " slash "
    if m[0] != "/":  # lines of a poem, names in two languages
        return ", "
    path = around[1].startswith(f"{b}/") or around[0][: len(around[0]) - len(a)].endswith("/")
    return " slash " if (path and _FOLDERS.search(a)) or _FOLDERS.search(b) else " "


RULES: tuple[Rule, ...] = (rule(r"(?<=\w)\s?/\s?(?=\w)", _between),)


def apply(text: str) -> str:
    """Words without slashes between them."""
    return run(RULES, text) if "/" in text else text
