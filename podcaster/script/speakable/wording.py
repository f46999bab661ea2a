"""Numbers, amounts and addresses in the words of one language."""

from __future__ import annotations

import re

from podcaster.script.speakable import common
from podcaster.script.speakable.tongue import Noun, Tongue, noun, words_of
from podcaster.text.dates import months


class Wording:
    """The words of a language, and how it says a number, an amount or an address."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.w = words_of(tongue.code)
        words = common.tables(self.tongue.code)
        self.months = months(self.tongue.code)
        self.month_short = {k: int(v) for k, v in words["month abbreviation"].items()}
        self.units = {k: noun(v) for k, v in words["unit"].items()}
        self.scales = {k: noun(v) for k, v in words["scale"].items()}
        # symbol -> the coin, the small coin
        self.currencies: dict[str, tuple[Noun, Noun | None]] = {}
        for symbol, spoken in words["currency"].items():
            coin, _, small = spoken.partition(" | ")
            self.currencies[symbol] = (noun(coin), noun(small) if small else None)

    # ------------------------------------------------------------ numbers

    def digits(self, text: str) -> str:
        return " ".join(self.tongue.cardinal(int(c), "") for c in text if c.isdecimal())

    def groups(self, text: str) -> str:
        return ", ".join(self.digits(g) for g in re.findall(r"\d+", text))

    def value(self, text: str) -> tuple[str, str]:
        whole, _, fraction = re.sub(r"[.  ’'](?=\d{3})", "", text).partition(",")
        return whole, fraction

    def say(self, text: str, gender: str = "") -> str:
        """A number in words: 1.250 · 3,14 · 007."""
        whole, fraction = self.value(text)
        if (len(whole) > 1 and whole[0] == "0") or len(whole) > 27:
            return (
                self.digits(whole)
                if not fraction
                else f"{self.digits(whole)} {self.w.point} {self.tongue.decimals(fraction)}"
            )
        if fraction:
            return f"{self.tongue.cardinal(int(whole), '')} {self.w.point} {self.tongue.decimals(fraction)}"
        return self.tongue.cardinal(int(whole), gender)

    def signed(self, text: str, gender: str = "") -> str:
        if text[0] in "-−–":
            return f"{self.w.minus} {self.say(text[1:], gender)}"
        return self.say(text, gender)

    def version(self, text: str) -> str:
        return f" {self.w.dot} ".join(self.tongue.cardinal(int(p), "") for p in text.split("."))

    # ------------------------------------------------------------ addresses and names of files

    def spell(self, text: str) -> str:
        names = {
            ".": self.w.dot,
            "-": self.w.dash,
            "_": self.w.underscore,
            "/": self.w.slash,
            "+": self.w.plus,
            ":": self.w.colon,
        }
        out = re.sub(
            r"\d+|[^\w\s]|_",
            lambda m: f" {self.digits(m[0])} " if m[0].isdecimal() else f" {names.get(m[0], '')} ",
            text,
        )
        return " ".join(out.split())

    def letters(self, text: str) -> str:
        return " ".join(c.upper() if c.isalpha() else self.digits(c) for c in text)

    def address(self, text: str) -> str:
        tail = re.search(r"[.,;:!?)\]'\"”’»]+$", text)
        end = tail[0] if tail else ""
        text = text[: len(text) - len(end)]
        text = re.split("[?#]", text)[0].rstrip("/")
        host, slash, path = text.partition("/")
        said = self.spell(host)
        if slash and len(path) <= 40 and path.count("/") < 3 and path.count("-") < 3:
            said += f" {self.w.slash} {self.spell(path)}"
        return said + end

    # ------------------------------------------------------------ amounts

    def form(self, noun: Noun, text: str) -> str:
        """The form of *noun* after the number in *text*."""
        whole, fraction = self.value(text.lstrip("-−–"))
        if self.tongue.one_below_two and int(whole) < 2:
            return noun[0]
        return noun[0] if whole == "1" and not fraction.strip("0") else noun[1]

    def amount(self, text: str, noun: Noun) -> str:
        return f"{self.signed(text, noun[2])} {self.form(noun, text)}"

    def unit(self, symbol: str, power: str | None) -> Noun:
        one, many, gender = self.units[symbol]
        if not power:
            return one, many, gender
        word = self.w.squared if power.strip("^") in "2²" else self.w.cubed
        if word.endswith("-"):  # German: Quadratmeter
            return word[:-1] + one.lower(), word[:-1] + many.lower(), gender
        singular, _, plural = word.partition("|")
        return f"{one} {singular}", f"{many} {plural or singular}", gender

    def scale(self, text: str, scale: str) -> str:
        noun = self.scales[scale]
        return self.amount(text, noun)
