"""What the rules need to know of a European language: its short words, and how it says numbers, dates and times."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from podcaster.script.speakable.common import Rule, alternatives, forms, just_before, roman_value, rule, tables

Noun = tuple[str, str, str]  # one, many, gender


def early(plus: str) -> tuple[Rule, ...]:
    """Corrections that have to come before the rules for numbers."""
    return (
        # 5,– € and Fr. 20.-: no cents
        rule(r"(?<=\d)[,.](?:[-–—]{1,2}|(?<=,)=)(?=\s|[.,;:!?)]|$)", ""),
        # € 19.90 and CHF 4.50
        rule(r"(?<=€)\s?(\d{1,3})\.(\d\d)(?![\d.,]\d|\d)", r" \1,\2"),
        rule(r"\b(CHF|EUR|USD|GBP|Fr\.) (\d{1,4}|\d{1,3}(?:['’]\d{3}){1,3})\.(\d\d)(?![\d.,]\d|\d)", r"\1 \2,\3"),
        rule(r"(?<![\d.,])(\d{1,4})\.(\d\d)(?=\s?(?:€|CHF\b|EUR\b|Franken\b))", r"\1,\2"),
        # raised letters as the usual signs
        rule(r"(?<=[\d.nND])ᵒ", "º"),
        rule(r"(?<=[\d.DM])ᵃ", "ª"),
        # $1,234.50 in a text whose decimals have commas
        rule(r"(?<=[$£])\s?(\d{1,3}(?:,\d{3})*)\.(\d\d)(?![\d.,]\d|\d)", lambda m: f"{m[1].replace(',', '')},{m[2]}"),
        rule(r"(?:^|(?<=[\s(]))\+(?=\d{1,3}(?:[.,]\d+)?(?:\s?[%°€]|\s[^\W\d]|$))", f"{plus} "),
    )


@lru_cache(maxsize=4096)
def num2words(n: int, language: str, to: str = "cardinal") -> str:
    """The words for *n*, from the library of the same name; cached."""
    from num2words import num2words as words

    try:
        return str(words(n, lang=language, to=to))
    except OverflowError:  # larger than its names for numbers: digit by digit
        return " ".join(str(words(int(digit), lang=language)) for digit in str(n))


def noun(spoken: str) -> Noun:
    """An entry of a table as a noun: "Stunde, Stunden, f"."""
    one, many, gender = ([*forms(spoken), "", ""])[:3]
    return one, many or one, gender or "m"


def digits_or_number(text: str, cardinal: Callable[[int], str], zero: str, most: int) -> str:
    """The digits after a decimal comma: leading zeros one by one, then up to *most* digits as one number.

    With *most* = 2: 05 -> zero five, 14 -> fourteen, 141 -> one four one.
    """
    rest = text.lstrip("0")
    said = [zero] * (len(text) - len(rest))
    said += [cardinal(int(rest))] if 0 < len(rest) <= most else [cardinal(int(c)) for c in rest]
    return " ".join(said)


def counted(m: re.Match[str], say: Callable[[int], str]) -> str:
    """The word in group 1, and the Roman numeral in group 2 in words: chapitre IV -> chapitre quatre."""
    n = roman_value(m[2])
    return f"{m[1]} {say(n)}" if n else m[0]


def after_article(code: str, ordinal: Callable[[int, str], str]) -> tuple[Rule, ...]:
    """Ordinals between an article and a noun: il 2° trimestre, la II Guerra. Elsewhere 90° is an angle."""
    genders = tables(code)["article"]

    def say(m: re.Match[str]) -> str:
        n = int(m[2]) if m[2].isdigit() else roman_value(m[2])
        return f"{m[1]} {ordinal(n, genders[m[1].lower()])}" if n else m[0]

    articles = alternatives(genders)
    return (
        rule(rf"\b((?i:{articles})) (\d{{1,3}})°(?= (?![Cc]elsius|[Ff]ahrenheit)[^\W\d_]{{3}})", say),
        rule(rf"\b((?i:{articles})) ([IVXL]{{2,}})(?:[ªº°])?(?= [^\W\d_]{{3}})", say),
        rule(rf"\b((?i:{articles})) ([IVX])(?:[ªº°])?(?= [^\W\d_a-z]\w{{2}})", say),
    )


def feminine_after(words: str, cardinal: Callable[[int, str], str]) -> Rule:
    """Hundreds and ones after a feminine word without their noun: unas 700 -> unas setecientas."""
    return rule(
        rf"\b((?i:{words})) (\d{{1,3}}(?:\.\d{{3}})+|\d+)(?![\w:%]|[.,/-]\d|\s?[%€$£°]|\s(?:mil|h|hs|km|kg)\b)",
        lambda m: f"{m[1]} {cardinal(int(m[2].replace('.', '')), 'f')}",
    )


FIRST = frozenset({"ca.", "cf."})


class Abbreviations:
    """The abbreviations of a language and their words, from its table."""

    def __init__(
        self,
        code: str,
        needs: Mapping[str, str],
        *,
        closing: str,
        pattern: str = r"(?<![\w.])(?:%s)(?!\w)",
        stop_alone: bool = True,
    ) -> None:
        """*needs*: for each kind of ambiguous abbreviation in the table, the pattern that has to follow it.

        *closing*: characters that may come between an abbreviation and the end of the sentence. *pattern*: matches an
        abbreviation in its place (`%s`). *stop_alone*: whether an abbreviation that is the whole text keeps its full
        stop.
        """
        table = tables(code)
        # The same at the beginning of a sentence. A short one may be a name there: "Ed."
        low = {
            k: v
            for k, v in table["abbreviation"].items()
            if k[0].islower() and (k.count(".") > 1 or len(k) > 3 or k in FIRST)
        }
        self.words = {f"{k[0].upper()}{k[1:]}": f"{v[0].upper()}{v[1:]}" for k, v in low.items()}
        self.words |= table["abbreviation"]
        self.needs: dict[str, re.Pattern[str]] = {}
        for kind, follower in needs.items():
            self.words |= table[kind]
            self.needs |= dict.fromkeys(table[kind], re.compile(follower))
        self.pattern = pattern % alternatives(self.words)
        self.ending = re.compile(rf"[{closing}]*$")
        self.stop_alone = stop_alone

    def expanded(self, m: re.Match[str]) -> str:
        """The words for an abbreviation, or the abbreviation itself if it may mean something else here."""
        written, after = m[0], m.string[m.end() :]
        need = self.needs.get(written)
        if need and not need.match(after):
            return written
        ends = written.endswith(".") and self.ending.match(after) and (self.stop_alone or m.string != written)
        return self.words[written] + ("." if ends else "")


@dataclass(frozen=True)
class Words:
    """The short words of a language, such as "percent", "minus", "to"."""

    point: str
    minus: str
    plus: str
    equals: str
    times: str
    divided: str
    percent: str
    per: str
    to: str  # between the ends of a range
    and_: str
    about: str
    degrees: tuple[str, str]
    celsius: str
    fahrenheit: str
    at: str
    dot: str
    slash: str
    dash: str
    underscore: str
    hashtag: str
    number: str
    less: str
    more: str
    paragraph: str
    version: str
    arrow: str
    by: str = "x"
    colon: str = ""
    cents: str = ""  # between euros and cents: "e" in tre euro e cinquanta centesimi
    million_of: str = ""  # "de" in un millón de euros
    copyright: str = "copyright"
    squared: str = ""
    cubed: str = ""
    degrees_gender: str = "m"


def words_of(code: str) -> Words:
    """The short words of a language, from its table."""
    found = {"and_" if name == "and" else name: word for name, word in tables(code)["word"].items()}
    one, many = forms(found.pop("degrees"))
    return Words(degrees=(one, many), **found)


@dataclass(frozen=True)
class Tongue:
    """A language: data, and functions for what differs in more than words."""

    code: str
    cardinal: Callable[[int, str], str]  # number, gender
    year: Callable[[int], str]
    decimals: Callable[[str], str]
    fraction: Callable[[int, int], str]
    date: Callable[[int, int, int | None, str], str]  # day, month, year, text before
    clock: Callable[[int, int, int | None, str], str]  # hour, minute, second, text after
    before: tuple[Rule, ...] = ()  # after the cleaning, before all others
    ordinals: tuple[Rule, ...] = ()
    abbreviations: tuple[Rule, ...] = ()
    time_pattern: str = r"(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
    day_prefix: str = ""  # optional pattern between day and month: "de "
    trigger: re.Pattern[str] | None = None
    part_of: str = ""  # Spanish: tres quintos de milla
    one_below_two: bool = False  # French: 0,2 million


# 333 1234567
GROUPS = r"(?<![\w.,])\d{2,3}(?: \d{3,7}){1,2}(?:-\d{4})?(?! ?\d|[\w%€$]|[.,]\d)"


def telephones(cue: str, cardinal: Callable[[int], str], groups: str = GROUPS) -> Rule:
    """Groups of digits as the pattern *groups* has them, digit by digit, in a sentence that matches *cue*."""
    wanted = re.compile(cue, re.IGNORECASE)

    def by_digits(m: re.Match[str]) -> str:
        if not wanted.search(m.string):
            return m[0]
        if re.search(r"\+\d{1,3} $", just_before(m)):  # the number of its country stands before it
            return m[0]
        written = re.split(r"[ -]", m[0])
        return ", ".join(" ".join(cardinal(int(digit)) for digit in group) for group in written)

    return rule(groups, by_digits)
