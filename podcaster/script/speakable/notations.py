"""Notations that several languages share: 4 x 5 m, 1:25 000, 3h42min10s, 27", ISBN, law 39/2015, Oct. 2022."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re
import unicodedata

from podcaster.script.speakable import common
from podcaster.script.speakable.common import Rule, alternatives, just_before, rule
from podcaster.script.speakable.wording import Wording

_NUMBER = r"\d{1,3}(?:[.  ]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?"
# The last two parts of a duration are joined in these languages; the others join minutes and seconds only.
_JOINED = frozenset({"es", "it", "pt", "fr"})


def litres(m: re.Match[str]) -> bool:
    """Whether an L behind a number is one of litres: 5,4 L/100 km, 2 L de lait."""
    return m["u"] == "L" and ("," in m["n"] or re.match(r"\s?/\s?\d| d(?:e |['’])", m.string[m.end() :]) is not None)


class Notations:
    """The rules for such notations in the words of one language. They come before those for times and numbers."""

    def __init__(self, wording: Wording) -> None:
        self.words = wording
        table = common.tables(wording.tongue.code)
        self.notation = table["notation"]
        self.laws = alternatives(table.get("law", {})) or "(?!)"
        self.rules = (
            *self._serials(),
            *self._sizes(),
            *self._durations(),
            *self._months(),
            *self._days(),
            *self._scales(),
            *self._raised(),
            *self._prices(),
            *self._pairs(),
        )

    # ------------------------------------------------------------ rules, by subject

    def _serials(self) -> tuple[Rule, ...]:
        """Numbers of books, groups of digits in each of which every digit is said; laws and files of a year."""
        return (
            rule(
                r"\b(ISBN|ISSN)(?:-1[03])?:? ?(\d[\d -]{6,18}[\dXx])(?![\w-])",
                lambda m: (
                    f"{m[1]} {self.words.groups(m[2][:-1] + m[2][-1].replace('X', '').replace('x', ''))}{' X' if m[2][-1] in 'xX' else ''}"
                ),
            ),
            rule(
                rf"\b((?:{self.laws})(?: \([A-Z]{{1,4}}\))?)( (?:[nN]\.? ?[º°o]\.?|[nN]úm\.|[nN]r\.|[nN]\.))? (\d{{1,3}}(?:\.\d{{3}})+|\d{{1,5}})/((?:19|20)\d\d)(?!\d|/)",
                lambda m: (
                    f"{m[1]}{f' {self.words.w.number}' if m[2] else ''} {self.words.say(m[3])} {self.notation['of year']} {self.words.tongue.year(int(m[4]))}"
                ),
            ),
            # the year first: Directive (EU) 2019/790
            rule(
                rf"\b((?:{self.laws})(?: \((?:UE|EU|CE|EG|EC)\))?) ((?:19|20)\d\d)/(\d{{1,4}})(?![\d/])",
                lambda m: f"{m[1]} {self.words.tongue.year(int(m[2]))} {self.words.say(m[3])}",
            ),
        )

    def _days(self) -> tuple[Rule, ...]:
        """A day and a month as figures: le 13/02. Without a zero, or a day above twelve, it may be a fraction."""
        cue = r"(?i:le|du|au|dès le|el|del|al|d[ií]a|il|dal|op|van|vanaf|am|vom|em|de|até|hasta|desde|no|ao)"
        day = r"(?P<d>0?[1-9]|[12]\d|3[01])"
        return (
            rule(
                rf"\b(?P<cue>{cue}) {day}(?:/|(?<=van \d\d)-|(?<=op \d\d)-)(?P<m>0[1-9]|1[0-2])(?![/\d-]|[.,]\d)",
                self._day,
            ),
        )

    def _sizes(self) -> tuple[Rule, ...]:
        """4 x 5 m, the scale 1:25 000, a screen of 27 inches, 15–18 °C."""
        w = self.words.w
        units = alternatives(self.words.units)
        return (
            rule(
                rf"(?<![\w.,])({_NUMBER})\s?[x×]\s?(?=(?:{_NUMBER})(?:\s?[x×]\s?(?:{_NUMBER}))?\s?(?:{units})(?![\w/]))",
                lambda m: f"{self.words.say(m[1])} {w.by} ",
            ),
            rule(
                rf"(?<![\w.,])(\d{{1,3}})\s?[x×]\s?(?=(?:[€$£]|R\$|US\$) ?\d|(?:{_NUMBER}) ?(?:[€$£]|EUR\b|CHF\b|euros?\b|Euro\b))",
                lambda m: f"{self.words.say(m[1])} {w.times} ",
            ),
            rule(r"(?<=\d)\s?º\s?(?=[CF](?!\w))", " °"),
            rule(
                r"(?<![\w.,:])([1-5]):(\d{1,3}(?:[.  ]\d{3})+|\d{3,7})(?![\w:,.]\d|[\w:])",
                lambda m: (
                    f"{self.words.tongue.cardinal(int(m[1]), '')} {self.notation['ratio']} {self.words.say(m[2])}"
                ),
            ),
            rule(r"(?<![\w.,\"”])(\d{1,3}(?:,\d{1,2})?)(?:[\"″”]|'')(?![\w\"])", self._inches),
            rule(
                rf"(?<![\w.,])({_NUMBER})\s?[-–—]\s?(?=(?:{_NUMBER})\s?°\s?[CF](?!\w))",
                lambda m: f"{self.words.say(m[1])} {w.to} ",
            ),
        )

    def _durations(self) -> tuple[Rule, ...]:
        """3h42min10s, 3 h 42' 10'', 1h45m. Without minutes or seconds written out, 9h30 is a time of day."""
        seconds = r"\s?(?P<s>\d{1,2})\s?(?:s|sec|sek|seg|''|\"|″|”)"
        return (
            rule(
                rf"(?<![\w.,:])(?P<h>\d{{1,3}})\s?h\s?(?P<m>\d{{1,2}})\s?(?:min|mn|m|'|′|’){seconds}(?!\w)",
                self._lasting,
            ),
            rule(r"(?<![\w.,:])(?P<m>\d{1,3})['′’]\s?(?P<s>[0-5]?\d)(?:\"|″|”|'')(?!\w)", self._lasting),
            rule(r"(?<![\w.,:])(?P<h>\d{1,3})\s?h\s?(?P<m>\d{1,2})\s?(?:m|'|′|’)(?![\w'])", self._lasting),
        )

    def _prices(self) -> tuple[Rule, ...]:
        """1 Euro 50, and €5-€10."""
        coins = alternatives(word for word in self.words.currencies if word.isalpha() and len(word) > 3)
        scales = alternatives([*self.words.scales, *self.words.currencies])
        signs = alternatives(sign for sign in self.words.currencies if not sign.isalnum())
        return (
            rule(
                rf"(?<![\w.,])(\d[\d.]{{0,9}}) ({coins}) (\d\d)(?![\w%]|[.,-]\d|\s?[%€$]| \w)",
                lambda m: (
                    f"{self.words.amount(m[1], self.words.currencies[m[2]][0])} {self.words.tongue.cardinal(int(m[3]), '')}"
                ),
            ),
            rule(rf"(?:(?<=[^\d\s]\s)|^)[-−](?=(?:{_NUMBER})\s?(?:{scales})(?!\w))", f"{self.words.w.minus} "),
            rule(rf"({signs})\s?({_NUMBER})\s?[-–—]\s?\1\s?(?=\d)", r"\1\2–"),
        )

    def _pairs(self) -> tuple[Rule, ...]:
        """The season 24/25, and isotopes: ¹⁴C."""
        say = self.words.tongue.cardinal
        return (
            rule(
                r"(?<![\w/.,])(1[3-9]|[2-9]\d)/(\d\d)(?![\w/]|[.,]\d)",
                lambda m: f"{say(int(m[1]), '')} {say(int(m[2]), '')}" if int(m[2]) == int(m[1]) + 1 else m[0],
            ),
            rule(
                r"(?<!\w)([¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]{0,2})([A-Z][a-z]?)(?![a-z])",
                lambda m: f"{' '.join(m[2].upper())} {say(int(unicodedata.normalize('NFKC', m[1])), '')}",
            ),
        )

    def _scales(self) -> tuple[Rule, ...]:
        """$5M, 500 k€, 3 T€: thousands and millions of a currency in one letter."""
        letters = "".join(letter for letter in "kMBT" if letter in self.notation)
        return (
            rule(
                rf"([€$£]|\b(?:US|R)\$)\s?(\d{{1,4}}(?:[.,]\d{{1,2}})?)\s?([{letters.replace('T', '')}])(?!\w)",
                lambda m: f"{m[1]}{m[2].replace('.', ',')} {self.notation[m[3]]}",
            ),
            rule(
                rf"(?<![\w.,])({_NUMBER})\s?([{letters}])(?=[€$£](?!\w))",
                lambda m: f"{m[1]} {self.notation[m[2]]} ",
            ),
        )

    def _raised(self) -> tuple[Rule, ...]:
        """French ordinals in another language: 1ʳᵉ, 2ᵉ."""
        end = {"de": ".", "nl": "e", "es": "º", "it": "º", "pt": "º"}.get(self.words.tongue.code)
        if end is None:
            return ()
        feminine = end.replace("º", "ª")
        return (rule(r"(?<=\d)(ʳᵉ|ᵉʳ|ᵉ)(?![ᵃ-ᶻ])", lambda m: feminine if m[1] == "ʳᵉ" else end),)

    def _months(self) -> tuple[Rule, ...]:
        """A month before its year: Okt. 2022."""
        short = alternatives(self.words.month_short)
        return (
            rule(
                rf"(?<![\w.])((?i:{short}))\.(?=\s(?:de |del |do )?(?:1[5-9]|20)\d\d(?![\d.,]\d|\d))",
                self._month,
            ),
        )

    # ------------------------------------------------------------ functions of the rules

    def _day(self, m: re.Match[str]) -> str:
        day, month = int(m["d"]), int(m["m"])
        if day <= 12 and m["m"][0] != "0" and m["d"][0] != "0":
            return m[0]
        return f"{m['cue']} {self.words.tongue.date(day, month, None, just_before(m) + m['cue'] + ' ')}"

    def _inches(self, m: re.Match[str]) -> str:
        """A number before an inch sign, unless the sign closes a quotation, or is a second."""
        before = m.string[: m.start()]
        if before.count('"') % 2 or before.count("“") > before.count("”") or re.search(r"['′’]\s?$", before):
            return m[0]
        return self.words.amount(m[1], self.words.units["″"])

    def _lasting(self, m: re.Match[str]) -> str:
        found = m.groupdict()
        if found.get("s") == "00":  # a time of day
            return m[0]
        parts = [
            self.words.amount(str(int(found[part])), self.words.units[unit])
            for part, unit in (("h", "h"), ("m", "min"), ("s", "s"))
            if found.get(part)
        ]
        joint = f" {self.words.w.and_} " if len(parts) > 2 or self.words.tongue.code in _JOINED else " "
        return joint.join((" ".join(parts[:-1]), parts[-1]))

    def _month(self, m: re.Match[str]) -> str:
        name = self.words.months[self.words.month_short[m[1].lower()] - 1]
        return name.capitalize() if m[1][0].isupper() else name
