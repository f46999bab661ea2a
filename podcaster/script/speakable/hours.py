"""Weekdays, opening hours, spans of years, quarters and financial years: Mo.–Fr. 8–17 Uhr, 2010-2015, 2023/24, Q3FY25."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable import common
from podcaster.script.speakable.common import Rule, alternatives, forms, rule
from podcaster.script.speakable.wording import Wording

DASH = r"\s?[-–—]\s?"
# In these languages "8–17 h" is a span of hours like one of kilometres.
MEASURED = frozenset({"de", "nl", "es", "it"})


class Hours:
    """The rules for weekdays, hours and years in the words of one language."""

    def __init__(self, wording: Wording) -> None:
        self.words = wording
        self.days = common.tables(wording.tongue.code)["weekday"]
        self.rules = (*self._weekdays(), *self._hours(), *self._years(), *self._quarters())

    # ------------------------------------------------------------ rules, by subject

    def _weekdays(self) -> tuple[Rule, ...]:
        days = alternatives(self.days)
        capital = alternatives(day for day in self.days if day[0].isupper())
        hours = r"\d{1,2}(?:[:.h]\d\d)?\s?(?:h\b|Uhr|uur|horas|ore)"
        letters = common.tables(self.words.tongue.code).get("weekday letter", {})
        letter = alternatives(letters) or "(?!)"
        span = rf"(?=:?,? (?:de )?\d{{1,2}}(?:[:.]\d\d)?(?: ?h)?(?:{DASH}| a )\d)"
        return (
            # L-V 9-14, S 10-13
            rule(
                rf"(?<![\w.-])({letter})(?:{DASH}| a )({letter}){span}",
                lambda m: f"{letters[m[1]]} {self.words.w.to} {letters[m[2]]}",
            ),
            rule(rf"(?:(?<=[,;] )|(?<= [ye] )|^)({letter}){span}", lambda m: letters[m[1]]),
            rule(
                rf"\b({days})\.?{DASH}({days})\b\.?",
                lambda m: f"{self.days[m[1]]} {self.words.w.to} {self.days[m[2]]}",
            ),
            rule(
                rf"\b({days})\. (bis|und|au|à|et|a|al|alle|y|e|até|tot|t/m|tot en met|en) ({days})\.?(?!\w)",
                lambda m: f"{self.days[m[1]]} {m[2]} {self.days[m[3]]}",
            ),
            rule(rf"\b({days})\.(?=(?:,| [^\W\d_]{{1,3}}) (?:{days})\.)", lambda m: self.days[m[1]]),
            rule(
                rf"\b({days})\.,?(?= (?:\d{{1,2}}(?:[:.h]\d\d)?{DASH}\d|{hours}|\d{{1,2}}\. ?(?:[A-ZÄÖÜ]|\d{{1,2}}\.)))",
                lambda m: self.days[m[1]],
            ),
            rule(rf"\b({capital}),?(?= (?:\d{{1,2}}(?:[:.h]\d\d)?{DASH})?{hours})", lambda m: self.days[m[1]]),
            rule(rf"(?<=[,;] )({days})\.(?= [a-zà-ÿ])", lambda m: self.days[m[1]]),
        )

    def _hours(self) -> tuple[Rule, ...]:
        end = r"(?P<{0}>[01]?\d|2[0-4])(?:(?P<{0}s>[:.h])(?P<{0}m>[0-5]\d)|(?P<{0}h>\s?h))?"
        return (
            rule(
                rf"(?<![\w.,:/-]){end.format('a')}(?:{DASH}|(?<=h) ?/ ?){end.format('b')}(?P<u>\s?(?:Uhr|uur|hs?)(?!\w))?(?![\w:/]|[.,-]\d)",
                self._span,
            ),
        )

    def _years(self) -> tuple[Rule, ...]:
        months = rf"(?i:{alternatives([*self.words.months, *self.words.month_short])})"
        year = r"(?P<a>1[1-9]\d\d|20\d\d)"
        return (
            rule(rf"(?<![\w.,/-]){year}(?P<dash>{DASH}|/)(?P<b>1[1-9]\d\d|20\d\d|\d\d)(?![\w/-]|[.,]\d)", self._season),
            # December 2007-June 2009
            rule(rf"\b({months}\.?(?: de| del)? (?:1\d|20)\d\d){DASH}(?={months}\b)", rf"\1 {self.words.w.to} "),
            # Q3FY25 · FY2024 · TY2024
            rule(r"\b(?:([QTHS][1-4])\s?)?([FTC]Y)\s?(\d\d|\d{4})(?!\d)", self._financial),
        )

    def _quarters(self) -> tuple[Rule, ...]:
        """Q3 2025 · im Q1/24. Without a year or one of the words before it, it may be the name of a thing."""
        year = r"(?:\s?/\s?(?P<y>20\d\d|\d\d)| ?[’'](?P<s>\d\d)|\s(?:de |del )?(?P<l>20\d\d))"
        before = alternatives(common.tables(self.words.tongue.code)["before quarter"])
        mark = "Q" if self.words.tongue.code in {"de", "nl"} else "[QT]"  # Q: quarter; T: trimestre
        return (
            rule(rf"\b(?P<w>(?i:{before})) Q(?P<n>[1-4])(?:{year})?(?![\w–-]|\s?[.,/]\d|\s[–-])", self._quarter),
            rule(rf"(?<![\w–-])(?<![–-]\s)(?<!Audi ){mark}(?P<n>[1-4]){year}(?![\w-]|[.,/]\d)", self._quarter),
            rule(rf"\b({mark}[1-4]){DASH}(?={mark}[1-4](?!\w))", rf"\1 {self.words.w.to} "),
        )

    # ------------------------------------------------------------ functions of the rules

    def _quarter(self, m: re.Match[str]) -> str:
        """The words of the table; in German the ending depends on the word before: des Q3 -> des Quartals drei."""
        table = common.tables(self.words.tongue.code)
        cases = forms(table["quarter"][m["n"]])
        word, _, case = (m["w"] or "") if "w" in m.re.groupindex else "", "", ""
        if word:
            found = [*forms(table["before quarter"][word.lower()]), "1"]
            said, case = found[0], found[1]
            word = (said[:1].upper() + said[1:] if word[0].isupper() else said) + " "
        begins = not word and re.search(r"(?:^|[.!?…]\s)$", m.string[max(0, m.start() - 2) : m.start()])
        if begins and "begins" in table["quarter"] and re.match(r" [a-zà-ÿ]", m.string[m.end() :]):  # a subject
            said, case = forms(table["quarter"]["begins"])
            word = f"{said} "
        quarter = cases[min(int(case or 1), len(cases)) - 1]
        if begins and not word:
            quarter = quarter[:1].upper() + quarter[1:]
        year = m["y"] or m["s"] or m["l"]
        of = table["quarter"].get("of", "")
        return f"{word}{quarter}" + (f" {of}{'20' if len(year) == 2 else ''}{year}" if year else "")

    def _span(self, m: re.Match[str]) -> str:
        """8–17 Uhr -> acht bis siebzehn Uhr; 8:30–17 Uhr -> acht Uhr dreißig bis siebzehn Uhr."""
        t, unit = self.words.tongue, (m["u"] or "").strip()
        written = (
            (m["am"] is not None and m["bm"] is not None and m["as"] != ".") or m["ah"] or m["bh"] or m["bs"] == "h"
        )
        if not unit and not written:
            return m[0]
        if not m["am"] and not m["bm"] and not m["ah"] and (unit or "h") in {"h", "hs"} and t.code in MEASURED:
            return m[0]
        last = t.clock(int(m["b"]), int(m["bm"] or 0), None, "")
        bare = m["am"] is None and not m["ah"] and m["bm"] is None
        first = t.cardinal(int(m["a"]), "f") if bare else t.clock(int(m["a"]), int(m["am"] or 0), None, "")
        if t.code == "de" and bare:
            first = t.cardinal(int(m["a"]), "")
        return f"{first} {self.words.w.to} {last}"

    def _season(self, m: re.Match[str]) -> str:
        """2010-2015 -> 2010 to 2015; 2023/24 -> 2023 24."""
        t, first, written = self.words.tongue, int(m["a"]), m["b"]
        second = int(written) if len(written) == 4 else first - first % 100 + int(written)
        if second <= first or (len(written) == 2 and not self._near(m, first, second)):
            return m[0]
        if "/" in m["dash"]:
            tail = t.year(second) if len(written) == 4 or second % 100 < 10 else t.cardinal(second % 100, "")
            return f"{t.year(first)} {tail}"
        tail = t.year(second) if len(written) == 4 or second % 100 < 10 else t.cardinal(second % 100, "")
        return f"{t.year(first)} {self.words.w.to} {tail}"

    def _near(self, m: re.Match[str], first: int, second: int) -> bool:
        """Whether two digits after a year are a year: 2023/24, 1914-18; 2024-05 is a month, 2010/300 a number."""
        return second == first + 1 or (second % 100 > 12 and "/" not in m["dash"]) or "–" in m["dash"]

    def _financial(self, m: re.Match[str]) -> str:
        t = self.words.tongue
        quarter = f"{m[1][0]} {t.cardinal(int(m[1][1]), '')} " if m[1] else ""
        number = t.year(int(m[3])) if len(m[3]) == 4 else t.cardinal(int(m[3]), "")
        return f"{quarter}{' '.join(m[2])} {number}"
