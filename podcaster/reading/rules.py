"""Rules of wording as tables: one rule a line, with the example that tests it.

The tables are the files in `tables/`; the comment at the head of each says what its rules are compared with. A line has
these columns, with one tab between them:

1. kind: what a match means, in most tables the reason that the ledger shows (an `Omission`);
2. language: a code such as `de`, or `*` for names and signs that are the same in all languages;
3. pattern: a regular expression, in lower case. `(a|b)` is a group that captures nothing; a bar stands in parentheses
   only. `{month}` is a list of words.tsv;
4. example: a text of our own wording that the rule must match;
5. counter-example (may be left out): ordinary prose that the rule must not match.

A line that begins with `#` is a comment. To add a phrase, add a line below those of the same kind and language, then
run `pytest tests/test_reading_rules.py`. It checks every line: its example, its counter-example, and that no rule above
it matches the example already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as package_files


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a table."""

    kind: str
    language: str
    pattern: str
    example: str
    counter: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A file of rules, and how they are compared with a text."""

    name: str
    frame: Callable[[Rule], str] = lambda _: "%s"  # the regular expression around a rule, which replaces "%s"
    compare: Callable[[re.Pattern[str], str], re.Match[str] | None] = re.Pattern.fullmatch
    lowered: bool = False  # compare the text in lower case: faster than to ignore case, but it may change positions

    def first(self, text: str) -> str:
        """The first kind with a rule that matches *text*; empty if there is none."""
        match = self.compare(compiled(self), text.lower() if self.lowered else text)
        return kinds(self.name)[match.lastindex - 1] if match and match.lastindex else ""

    def match(self, kind: str, text: str) -> re.Match[str] | None:
        """The match of a rule of this kind with *text*."""
        return self.compare(compiled(self, kind), text.lower() if self.lowered else text)


@lru_cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of a table, in order."""
    text = (package_files("podcaster.reading") / "tables" / f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(Rule(*line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


@lru_cache
def kinds(name: str) -> tuple[str, ...]:
    """The kinds of a table, in order."""
    return tuple(dict.fromkeys(rule.kind for rule in rules(name)))


@lru_cache(maxsize=256)
def compiled(table: Table, kind: str = "") -> re.Pattern[str]:
    """One regular expression for the rules of a kind, or for the whole table, with a group for each kind."""
    chosen = [kind] if kind else kinds(table.name)
    groups = [joined(table, (rule for rule in rules(table.name) if rule.kind == one)) for one in chosen]
    return re.compile("|".join(f"({group})" for group in groups), re.NOFLAG if table.lowered else re.IGNORECASE)


def joined(table: Table, chosen: Iterable[Rule]) -> str:
    """These rules of a table as alternatives of one regular expression."""
    framed: dict[str, list[str]] = {}
    for rule in chosen:
        framed.setdefault(table.frame(rule), []).append(expanded(rule.pattern))
    return "|".join(expanded(frame).replace("%s", f"(?:{either(patterns)})") for frame, patterns in framed.items())


def alternatives(name: str, kind: str) -> str:
    """The rules of one kind as a part of a larger regular expression."""
    return f"(?:{either(expanded(rule.pattern) for rule in rules(name) if rule.kind == kind)})"


_LIST = re.compile(r"\{([a-z]+)\}")
_GROUP = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\])|\((?!\?)")  # a parenthesis that is neither escaped nor in a class


def expanded(pattern: str) -> str:
    """A pattern with its lists of words, and with groups that capture nothing."""
    pattern = _LIST.sub(lambda match: words(match[1]), pattern)
    return _GROUP.sub(lambda match: match[1] or "(?:", pattern)


@lru_cache
def words(name: str) -> str:
    """A list of words.tsv, in all its languages, as a part of a regular expression."""
    found = [expanded(rule.pattern) for rule in rules("words") if rule.kind == name]
    if not found:
        raise KeyError(f"words.tsv has no list {name!r}")
    return f"(?:{'|'.join(found)})"


_ATOM = re.compile(r"(?:\\b|\^|[^\W_])(?![?*+{])")  # a letter, or an anchor


def either(patterns: Iterable[str]) -> str:
    """These patterns as alternatives, common beginnings joined: a look at one letter rules out most of them."""
    endings: dict[str, list[str]] = {}
    for pattern in dict.fromkeys(patterns):
        atom = _ATOM.match(pattern)
        start = atom[0] if atom else pattern
        endings.setdefault(start, []).append(pattern[len(start) :])
    return "|".join(start + (ends[0] if len(ends) == 1 else f"(?:{either(ends)})") for start, ends in endings.items())
