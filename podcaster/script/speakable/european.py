"""Rules that German, French, Spanish, Italian, Portuguese and Dutch share. Each language supplies words and order."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable import common
from podcaster.script.speakable.addresses import addresses
from podcaster.script.speakable.common import Rule, alternatives, just_before, rule, run
from podcaster.script.speakable.hours import Hours
from podcaster.script.speakable.notations import Notations, litres
from podcaster.script.speakable.signs import Signs
from podcaster.script.speakable.tongue import Tongue
from podcaster.script.speakable.wording import Wording

NUM = r"(?:\d{1,3}(?:[.  ’']\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?)"
LEFT = r"(?<![\w.,])"


class Speaker(Wording):
    """The rules of one tongue, compiled once."""

    def __init__(self, tongue: Tongue) -> None:
        super().__init__(tongue)
        signs = Signs(self)
        # 6.1.55 is a date in German and Dutch; elsewhere it would be 06.01.55, and this is a version.
        self.dotted = r"\d{1,2}" if tongue.code in {"de", "nl"} else r"\d\d"
        self.first = (*addresses(self), *Notations(self).rules, *self._versions(), *Hours(self).rules, *signs.first)
        self.dates = self._dates()
        self.sums = self._sums()
        self.measures = self._measures()
        self.times: tuple[Rule, ...] = (rule(rf"(?<![\w.,:]){tongue.time_pattern}(?![\w:]|[.,]\d)", self._clock),)
        self.rest = (
            *self._digit_groups(),
            *self._fractions(),
            *self._ranges(),
            *self._arithmetic(),
            *self._numbers(),
        )
        self.tail = (*signs.last, *self._signs())

    # ------------------------------------------------------------ rules, by subject

    def _versions(self) -> tuple[Rule, ...]:
        """Version numbers, and C++ and C#."""
        w, numbers = self.w, common.tables(self.tongue.code)["before number"]
        return (
            rule(r"(?<![\w])v(\d+(?:\.\d+)*)\b", lambda m: f"{w.version} {self.version(m[1])}"),
            rule(
                rf"(?<![\w.,])(?!{self.dotted}\.{self.dotted}\.\d{{2}}(?!\d)|\d\d?\.\d\d?\.\d{{4}}(?!\d)|\d{{1,3}}(?:\.\d{{3}})+(?!\d))(\d+(?:\.\d+){{2,3}})(?![\w]|[.,]\d)",
                lambda m: self.version(m[1]),
            ),
            rule(
                rf"\b({alternatives(common.tables(self.tongue.code)['numbered'])}) (?!\d{{1,3}}(?:\.\d{{3}})+(?!\d))(\d+(?:\.\d+)+)(?![\w]|[.,]\d)",
                lambda m: f"{numbers.get(m[1], m[1])} {self.version(m[2])}",
            ),
            rule(
                r"\b((?i:version|python|java|ios|android|macos|ubuntu|debian|node|php|windows|firefox|postgres(?:ql)?|mysql|django|kernel|linux|wifi|usb|http|bluetooth|typo3|wordpress)) (\d+(?:\.\d+)+)(?![\w])",
                lambda m: f"{m[1]} {self.version(m[2])}",
            ),
            rule(r"\bC\+\+", "C plus plus"),
            rule(r"\b([CF])#", r"\1 sharp"),
        )

    def _dates(self) -> tuple[Rule, ...]:
        day = r"(?:0?[1-9]|[12]\d|3[01])"
        short = (rf"{re.escape(s)}\b\.?" for s in sorted(self.month_short, key=len, reverse=True))
        month = rf"(?i:{'|'.join([*self.months, *short])})(?![^\W\d_])"
        return (
            rule(r"(?<![\w.,/-])(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\w/-])", self._date),
            rule(
                r"(?<![\w.,/-])(?P<d>\d{1,2})(?P<sep>[./-])(?P<m>\d{1,2})(?P=sep) ?(?P<y>\d{4})(?![\w/-])", self._date
            ),
            rule(rf"(?<![\w.,/-])(?P<d>{self.dotted})\.(?P<m>{self.dotted})\.(?P<y>\d\d)(?![\w/-])", self._date),
            rule(
                rf"(?<![\w.,/-])(?P<d>{day})(?:\.|er|[º°]|\.º|ᵉʳ)?\s?(?:{self.tongue.day_prefix})?(?P<month>{month})(?:\.(?=\s))?(?:,?\s(?P<of>de |del )?(?P<y>\d{{4}})(?!\w))?",
                self._named,
            ),
            rule(
                rf"\b(?P<month>(?i:{'|'.join([*self.months, *(rf'{re.escape(s)}[.]' for s in self.month_short)])}))\s(?P<d>{day})(?:,?\s(?P<y>\d{{4}}))?(?![\w%]|[.,]\d)",
                self._named,
            ),
        )

    def _sums(self) -> tuple[Rule, ...]:
        """Amounts of money."""
        signs, scales = alternatives(self.currencies), self._scale_pattern()
        return (
            rule(
                rf"{LEFT}(?P<sign>{signs})\s?(?P<a>{NUM})\s?[-–—]\s?(?P<n>{NUM})(?:\s?(?P<scale>{scales}))?(?![\w]|[.,]\d)",
                lambda m: f"{self.say(m['a'])} {self.w.to} {self._money(m)}",
            ),
            rule(
                rf"{LEFT}(?P<a>{NUM})\s?[-–—]\s?(?P<n>{NUM})(?:\s?(?P<scale>{scales}))?\s?(?P<sign>{signs})(?![^\W\d_])",
                lambda m: f"{self.say(m['a'])} {self.w.to} {self._money(m)}",
            ),
            rule(rf"{LEFT}(?P<sign>{signs})\s?(?P<n>{NUM})(?:\s?(?P<scale>{scales}))?(?![\w]|[.,]\d)", self._money),
            rule(rf"{LEFT}(?P<n>{NUM})(?:\s?(?P<scale>{scales}))?\s?(?P<sign>{signs})(?![^\W\d_])", self._money),
        )

    def _measures(self) -> tuple[Rule, ...]:
        """Temperatures, percentages, amounts with a unit, and millions of something."""
        w = self.w
        units, scales = alternatives(self.units), self._scale_pattern()
        single = alternatives(common.tables(self.tongue.code)["per"])
        power = r"(?:²|³|2\b|3\b|\^2|\^3)"
        return (
            rule(
                rf"(?<=[^\W\d_])\s?/\s?(?P<n>{NUM})(?:\s?(?P<u>{units})(?![^\W\d_]|\d))?",
                lambda m: f" {w.per} {self.amount(m['n'], self.unit(m['u'], None)) if m['u'] else self.say(m['n'])}",
            ),
            rule(rf"{LEFT}(?P<n>[-−–]?{NUM})\s?°\s?(?P<s>[CFcf])?(?![^\W\d_])", self._degrees),
            rule(
                rf"{LEFT}(?P<a>{NUM})\s?(?:-|–|—)\s?(?P<b>{NUM})\s?%",
                lambda m: f"{self.say(m['a'])} {w.to} {self.say(m['b'])} {w.percent}",
            ),
            rule(rf"{LEFT}(?P<n>[-−–]?{NUM})\s?%", lambda m: f"{self.signed(m['n'])} {w.percent}"),
            rule(
                rf"{LEFT}(?P<a>{NUM})\s?(?:-|–|—)\s?(?P<b>{NUM})\s?(?P<u>{units})(?P<p>{power})?(?![^\W\d_]|\d)",
                lambda m: f"{self.say(m['a'])} {w.to} {self.amount(m['b'], self.unit(m['u'], m['p']))}",
            ),
            rule(
                rf"{LEFT}(?P<n>[-−–]?(?:\d+ )?\d+/\d+|[-−–]?{NUM})(?:\s(?P<scale>{scales}))?(?:\s?|-)(?P<u>{units})(?P<p>{power})?(?:\s?/\s?(?P<per>{units})(?P<pp>{power})?)?(?![^\W\d_]|\d|['’]\w)",
                self._measure,
            ),
            rule(
                rf"(?<=[^\W_])\s?/\s?(?P<u>{units})(?P<p>{power})?(?![^\W\d_]|\d)",
                lambda m: f" {w.per} {self.unit(m['u'], m['p'])[0]}",
            ),
            rule(
                rf"(?P<sign>[€$£])\s?/\s?(?P<u>{units})(?P<p>{power})?(?![^\W\d_]|\d)",
                lambda m: f"{self.currencies[m['sign']][0][1]} {w.per} {self.unit(m['u'], m['p'])[0]}",
            ),
            rule(rf"(?<=[^\W\d_]|[€$£])\s?/\s?({single})(?!\w)", rf" {w.per} \1"),
            rule(rf"{LEFT}(?P<n>[-−–]?{NUM})\s?(?P<scale>{scales})", lambda m: self.scale(m["n"], m["scale"])),
        )

    def _scale_pattern(self) -> str:
        return rf"(?:{alternatives(self.scales)})(?![^\W\d_])"

    def _digit_groups(self) -> tuple[Rule, ...]:
        """IP addresses and telephone numbers."""
        w = self.w
        # Where groups of digits are usually said as numbers, one digit after another is clearer from the beginning.
        country = self.digits if self.tongue.code in {"es", "pt"} else self.say
        return (
            rule(
                r"(?<![\w.])(?!\d{1,3}(?:\.\d{3})+(?![\d.]))(?:\d{1,3}\.){3}\d{1,3}(?![\w.])",
                lambda m: f" {w.dot} ".join(self.digits(p) for p in m[0].split(".")),
            ),
            rule(
                r"(?<![\w.])\+(\d{1,3})[ .-]?\(?(\d[\d .()/-]{5,}\d)(?!\w)",
                lambda m: f"{w.plus} {country(m[1])}, {self.groups(m[2])}",
            ),
            rule(r"(?<![\w.])(?<!\d )\(?0\d{1,5}\)?[ /-]\d[\d ./-]{3,}\d(?!\w)", lambda m: self.groups(m[0])),
            rule(
                r"(?<![\w.])\d{3}[-.]\d{3}[-.]\d{3,4}(?![\w-])|(?<![\w.])\d{4}-\d{4}(?![\w-])",
                lambda m: self.groups(m[0]) if not re.fullmatch(r"(?:1\d|20)\d\d-(?:1\d|20)\d\d", m[0]) else m[0],
            ),
        )

    def _fractions(self) -> tuple[Rule, ...]:
        """Spans of years, negative numbers and fractions."""
        w, t = self.w, self.tongue
        return (
            rule(
                r"(?<![\w.])(\d{4})\s?[-–—]\s?(\d{4})(?![\w-])",
                lambda m: f"{t.year(int(m[1]))} {w.to} {t.year(int(m[2]))}",
            ),
            rule(r"(?:(?<=\s)|^)[-−–](?=\d)", f"{w.minus} "),
            rule(
                r"(?<![\w/.])(\d+) (\d+)[/⁄](\d+)(?![\w/])",
                lambda m: f"{t.cardinal(int(m[1]), '')} {w.and_} {t.fraction(int(m[2]), int(m[3]))}",
            ),
            rule(r"(?:(\d+) ?)?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])", self._vulgar),
            rule(
                r"(?<![\w/.])(\d+)[/⁄](\d{1,3}(?:\.\d{3})+|\d+)(?![\w/])",
                lambda m: t.fraction(int(m[1]), int(m[2].replace(".", ""))),
            ),
        )

    def _ranges(self) -> tuple[Rule, ...]:
        w = self.w
        return (
            rule(
                rf"{LEFT}({NUM})\s?[–—]\s?({NUM})(?![\w]|[.,-]\d)",
                lambda m: f"{self.say(m[1])} {w.to} {self.say(m[2])}",
            ),
            rule(rf"{LEFT}(\d{{1,4}})-(\d{{1,4}})(?![\w]|[.,-]\d)", self._hyphen),
        )

    def _arithmetic(self) -> tuple[Rule, ...]:
        w = self.w
        between = (
            (r"(?<=\d)\s?x\s?(?=\d)", w.by),
            (r"(?<=\d)\s?×\s?(?=\d)", w.times),
            (r"(?<=[\w)])\s?=\s?(?=[\w(-])", w.equals),
            (r"(?<=[\d)])\s?\+\s?(?=[\w(])", w.plus),
            (r"(?<=[\d)])\s[-−–]\s(?=[\d(])", w.minus),
            (r"(?<=[\d)])\s?[*·⋅]\s?(?=[\d(])", w.times),
            (r"(?<=\d)\s?[÷:]\s?(?=\d)", w.divided),
        )
        before = (
            (r"[~≈]\s?(?=\d)", w.about),
            (r"<\s?(?=\d)", w.less),
            (r">\s?(?=\d)", w.more),
            (r"#(?=\d)", w.number),
            (r"§§?\s?", w.paragraph),
        )
        return (
            *(rule(sign, f" {word} ") for sign, word in between),
            *(rule(sign, f"{word} ") for sign, word in before),
        )

    def _numbers(self) -> tuple[Rule, ...]:
        """Years, and every number that no other rule has turned into words."""
        w, t = self.w, self.tongue
        return (
            rule(rf"{LEFT}({NUM})\+(?!\w)", lambda m: f"{self.say(m[1])} {w.plus}"),
            rule(
                r"(?<![\w.,])(\d{4})(?![\w]|[.,]\d)",
                lambda m: t.year(int(m[1])) if 1000 <= int(m[1]) < 2100 and m[1][0] != "0" else self.say(m[1]),
            ),
            rule(
                r"(?<![\w.,])(\d+)\.(\d{1,2}|\d{4,})(?![\w]|[.,]\d)",
                lambda m: (
                    f"{self.say(m[1])} {w.dot} {t.decimals(m[2]) if m[2][0] == '0' or len(m[2]) > 2 else self.say(m[2])}"
                ),
            ),
            rule(
                r"(?<=[^\W\d_])(\d+)|(?<![\w.,])(\d+)(?=[^\W\d_])",
                lambda m: (
                    f"{' ' if m[1] else ''}{self.say(m[0])}{' ' if m[2] else ''}"
                    if m.string[m.end() : m.end() + 1] != "-"
                    else self.say(m[0])
                ),
            ),
            rule(rf"(?<![\w]){NUM}", lambda m: self.say(m[0])),
            rule(r"\d+", lambda m: f" {self.say(m[0])} "),
        )

    def _signs(self) -> tuple[Rule, ...]:
        """Every sign that no other rule has turned into words."""
        w = self.w
        return (
            rule(r"\s?&\s?", f" {w.and_} "),
            rule(r"(?<=\w)\s?(?:→|⇒|->|=>)\s?(?=\w)", f" {w.arrow} "),
            rule(r"\s?%", f" {w.percent}"),
            rule(r"©\s?", f"{w.copyright} "),
            rule(r"(?<=\w)\s?=\s?(?=\w)", f" {w.equals} "),
            rule(r"(?<=\w) ?\+ ?(?=\w)", f" {w.plus} "),
            rule(r"(?<=[^\W\d_])/(?=[^\W\d_])", " "),
            rule(r"(?<=[^\W\d_])[()\[\]](?=[^\W\d_])", " "),
            rule(r"[€$£¥₹¢]", lambda m: self.currencies[m[0]][0][1] if m[0] in self.currencies else " "),
            rule(r"[°º]", f" {w.degrees[1]}"),
            rule(r"[`{}|*_^~\\<>#@+=\[\]™®†‡•▪→←↑↓⇒×÷√±≤≥≠∞%/]+", " "),
            rule(r"(?<=\w)[⁰¹²³⁴-⁹]+", " "),
        )

    # ------------------------------------------------------------ functions of the rules

    def _month(self, text: str) -> int:
        low = text.lower().rstrip(".")
        for i, name in enumerate(self.months, 1):
            if name.lower() == low:
                return i
        return self.month_short[low]

    def _date(self, m: re.Match[str]) -> str:
        d, month = int(m["d"]), int(m["m"])
        if month > 12 >= d:
            d, month = month, d
        if not (1 <= d <= 31 and 1 <= month <= 12):
            return m[0]
        y = int(m["y"])
        if len(m["y"]) == 2:
            y += 2000 if y < 50 else 1900
        return self.tongue.date(d, month, y, just_before(m))

    def _named(self, m: re.Match[str]) -> str:
        said = self.tongue.date(int(m["d"]), self._month(m["month"]), int(m["y"]) if m["y"] else None, just_before(m))
        if "of" in m.re.groupindex and m["of"] == "del ":
            said = re.sub(r" de (?=\S+ ?[\w ]*$)(?!.* de )", " del ", said)
        return said

    def _clock(self, m: re.Match[str]) -> str:
        groups = m.groupdict()
        second = groups.get("s")
        return self.tongue.clock(
            int(m["h"]),
            int(groups.get("m") or groups.get("m2") or 0),
            int(second) if second else None,
            groups.get("after") or "",
        )

    def _measure(self, m: re.Match[str]) -> str:
        t = self.tongue
        text = m["n"]
        noun = self.unit(m["u"], m["p"])
        if len(m["u"]) == 1 and m["u"] not in "WV" and m["u"].isupper() and " " in m[0] and not litres(m):
            return m[0]
        fraction = re.fullmatch(r"([-−–]?)(?:(\d+) )?(\d+)/(\d+)", text)
        if fraction:
            part = t.fraction(int(fraction[3]), int(fraction[4]))
            half = (fraction[3], fraction[4]) == ("1", "2")
            if t.part_of and half and noun[2] == "f":
                part = part[:-1] + "a"
            words = f"{t.cardinal(int(fraction[2]), noun[2])} {self.w.and_} {part}" if fraction[2] else part
            one = not fraction[2] or fraction[2] == "1" or t.part_of
            said = f"{words}{' ' + t.part_of if t.part_of and not half else ''} {noun[0] if one else noun[1]}"
        elif m["scale"]:
            said = f"{self.scale(text, m['scale'])} {self.w.million_of + ' ' if self.w.million_of else ''}{noun[1]}"
        else:
            said = self.amount(text, noun)
        return said + (f" {self.w.per} {self.unit(m['per'], m['pp'])[0]}" if m["per"] else "")

    def _degrees(self, m: re.Match[str]) -> str:
        scale = {"C": self.w.celsius, "F": self.w.fahrenheit}.get((m["s"] or "").upper(), "")
        whole, fraction = self.value(m["n"].lstrip("-−–"))
        one = whole == "1" and not fraction
        return f"{self.signed(m['n'], self.w.degrees_gender)} {self.w.degrees[0 if one else 1]}{' ' + scale if scale else ''}"

    def _money(self, m: re.Match[str]) -> str:
        coin, small = self.currencies[m["sign"]]
        if m["scale"]:
            return f"{self.scale(m['n'], m['scale'])} {self.w.million_of + ' ' if self.w.million_of and self.scales[m['scale']][0] not in {'mil', 'mila', 'mille'} else ''}{coin[1]}"
        whole, fraction = self.value(m["n"])
        fraction = fraction.rstrip("0") if len(fraction) > 2 else fraction
        cents = fraction.ljust(2, "0")
        if not fraction.strip("0"):
            return self.amount(whole, coin)
        if len(fraction) > 2 or small is None:
            return f"{self.say(m['n'].rstrip('0'))} {coin[1]}"
        few = f"{self.tongue.cardinal(int(cents), small[2])} {small[0] if int(cents) == 1 else small[1]}"
        if int(whole) == 0:
            return few
        alone = not re.search(r"[^\W\d_]", m.string[: m.start()] + m.string[m.end() :])  # read as a price tag is
        joined = "" if alone else self.w.cents
        return " ".join(filter(None, (self.amount(whole, coin), joined, few)))

    def _vulgar(self, m: re.Match[str]) -> str:
        import unicodedata

        top, _, bottom = unicodedata.normalize("NFKC", m[2]).partition("⁄")
        part = self.tongue.fraction(int(top), int(bottom))
        return f"{self.tongue.cardinal(int(m[1]), 'm')} {self.w.and_} {part}" if m[1] else part

    def _hyphen(self, m: re.Match[str]) -> str:
        a, b = int(m[1]), int(m[2])
        return f"{self.say(m[1])} {self.w.to if a < b else ''} {self.say(m[2])}".replace("  ", " ")

    # ------------------------------------------------------------ all rules, in order

    def speak(self, text: str, _language: str = "") -> str:
        """*text* in words. Text without digits, signs and abbreviations is returned unchanged."""
        t = self.tongue
        signs = common.NOT_PLAIN.search(text) is not None
        if not signs and not (t.trigger and t.trigger.search(text)):
            return text
        original = text
        if signs:
            text = common.bare(common.plain_digits(text))
            text = run(self.first, text)
        text = run(t.before, text)
        if signs:
            text = run(self.dates, text)
            text = run(self.times, text)
            text = run(self.sums, text)
            text = run(t.ordinals, text)
        else:
            text = run(t.ordinals, text)
        text = run(t.abbreviations, text)
        if signs:
            for rules in (self.measures, self.rest, self.tail):
                text = run(rules, text)
        return common.tidy(text) if text != original else text
