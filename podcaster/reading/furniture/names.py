"""Classes, ids and roles of elements that hold what is around an article. The rules are a table: see rules.py."""

from __future__ import annotations

import re
from functools import lru_cache

from podcaster.model import Omission
from podcaster.reading import rules
from podcaster.reading.rules import Rule, Table

_USUAL_PREFIXES = r"(?:(?:wp|js|post|article|entry|page|site|story|block|single|blog|main|content|[a-z]{1,2})-){0,2}"
_SUFFIXES = (
    r"(?:-(?:\d+|[a-z]|wrap|wrapper|container|block|box|inner|outer|section|module|widget|list|items?|"
    r"area|content|group|holder|panel|row|col|top|bottom|left|right|desktop|mobile|small|large|title|"
    r"heading|header|text|link|links|icon|icons|label|body|main|[0-9a-f]{5,}))*"
)
_ROLES = {
    "navigation": Omission.NAVIGATION,
    "banner": Omission.NAVIGATION,
    "menu": Omission.NAVIGATION,
    "menubar": Omission.NAVIGATION,
    "search": Omission.NAVIGATION,
    "toolbar": Omission.NAVIGATION,
    "tablist": Omission.NAVIGATION,
    "complementary": Omission.RELATED,
    "contentinfo": Omission.FOOTER,
    "dialog": Omission.FOOTER,
    "alertdialog": Omission.FOOTER,
    "doc-toc": Omission.NAVIGATION,
    "doc-pagebreak": Omission.NAVIGATION,
}
_MODIFIER = re.compile(r"(?:^|-)(?:has|have|no|not|with|without|hide|show|show(?:s|ing)|enabled?|disabled?)-")
_SIGNS = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")


def _frame(rule: Rule) -> str:
    """A rule of one common word needs a usual prefix or none; a rule of two words matches behind any prefix."""
    return (r"(?:[a-z0-9]+-)*?%s" if "-" in rule.pattern else _USUAL_PREFIXES + "%s") + _SUFFIXES


NAMES = Table("names", _frame, lowered=True)


def words_of(token: str) -> str:
    """The words of a class or id, in lower case and joined by "-"; camelCase is two words."""
    if not token.islower():
        token = _CAMEL.sub("-", token).lower()
    return token if token.isascii() and token.isalnum() else _SIGNS.sub("-", token).strip("-")


@lru_cache(maxsize=1)
def _any_rule() -> re.Pattern[str]:
    """All rules as one pattern: most names match none of them, and one search is ten times faster than many."""
    return re.compile(rules.joined(NAMES, rules.rules(NAMES.name)))


@lru_cache(maxsize=20_000)
def named(token: str) -> Omission | None:
    """Why an element with this class or id is left out, if it is."""
    if not 2 <= len(token) <= 60:
        return None
    words = words_of(token)
    if _MODIFIER.search(words):
        return None  # the name says that something is elsewhere or missing: "has-sidebar", "no-comments"
    if _any_rule().fullmatch(words) is None:
        return None
    kind = NAMES.first(words)
    return Omission(kind) if kind else None


def role(name: str) -> Omission | None:
    """Why an element with this ARIA role is left out, if it is."""
    return _ROLES.get(name.lower().strip())
