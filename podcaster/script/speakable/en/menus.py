"""English words for paths through menus and for keys: File > Preferences, Settings → Privacy, ⌘K, ⌥⇧P."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, rule, run, tables

ENTRIES = alternatives(tables("en")["menu entry"])
_WORD = r"[^\W\d_][\w&'’.+…-]*"
_NEXT = r"(?:\s?(?:>>|[>→➜➔»›▸▶])\s?)"
_NAME = rf"(?:[A-Z][\w&'’.+…-]*|[^\W\d_]{{3,}})(?: (?:{_WORD}|&|\+)){{0,4}}?"
# two steps or more; or one, where an entry of a menu or a word for choosing stands beside it
_PATH = rf"(?<![\w<=-]){_NAME}(?:{_NEXT}(?={_WORD}){_NAME})+"
_CUE = re.compile(
    rf"\b(?:{ENTRIES})\b|\b(?:[Gg]o(?:ing)? to|[Oo]pen|[Cc]lick(?: on)?|[Cc]hoose|[Ss]elect|[Nn]avigate to|[Tt]ap|[Pp]ick|[Mm]enu|[Uu]nder)\b"
)
_STEP = re.compile(_NEXT)
_LETTER = re.compile(rf"(?:^|[\s(])[^\W\d_]{_NEXT}|{_NEXT}[^\W\d_](?=$|[\s.,;:!?)])")
_CODE = re.compile(r"[=;{}]|</|\w>\w+<")


def _path(m: re.Match[str]) -> str:
    """Steps are parted by "then". A > B between letters is a comparison, London → Paris a journey."""
    text = m[0]
    steps = _STEP.findall(text)
    arrows = any(s.strip() in "→➜➔" for s in steps)
    compared = _LETTER.search(text) or any(not s.startswith(" ") and s.strip() == ">" for s in steps)
    near = m.string[max(0, m.start() - 16) : m.end() + 12]
    known = bool(_CUE.search(near))
    if compared or _CODE.search(near) or not (known or (len(steps) > 1 and not arrows)):
        return text
    return _STEP.sub(", then ", text)


KEYS = {"⌘": "Cmd", "⌥": "Option", "⇧": "Shift", "⌃": "Ctrl"}
NAMES = {"⌘": "Command", "⌥": "Option", "⇧": "Shift", "⌃": "Control", "⌫": "Delete", "⏎": "Return", "↩": "Return", "⎋": "Escape", "⇥": "Tab", "␣": "Space"}  # fmt: skip
_KEY = r"(?:[A-Za-z0-9](?!\w)|F\d\d?\b|[A-Z][a-z]+\b|[⌫⏎↩⎋⇥␣])"


def _keys(m: re.Match[str]) -> str:
    """⌥⇧P -> Option Shift P."""
    held = [NAMES[c] for c in m["held"] if c in NAMES]
    return " ".join([*held, *([NAMES.get(m["key"], m["key"])] if m["key"] else [])])


RULES: tuple[Rule, ...] = (
    rule(
        r"(?P<held>[⌘⌥⇧⌃](?:\s?\+?\s?[⌘⌥⇧⌃])*)(?=\s?\+\s?(?:Shift|Option|Alt|Ctrl|Cmd)\b)(?P<key>)\s?\+\s?",
        lambda m: "+".join(KEYS[c] for c in m["held"] if c in KEYS) + "+",
    ),
    rule(rf"(?P<held>[⌘⌥⇧⌃](?:\s?\+?\s?[⌘⌥⇧⌃])*)(?:(?:\s?[+-]\s?|\s)?(?P<key>{_KEY}))?", _keys),
    rule(_PATH, _path),
)
ANY = re.compile(r"[⌘⌥⇧⌃]|\w\s?(?:>>?|[→➜➔»›▸▶])\s?\w")


def apply(text: str) -> str:
    """Menus and keys in words."""
    return run(RULES, text) if ANY.search(text) and not re.search("[«‹]", text) else text
