"""Signs that carry meaning (± ≤ ≠ √ ≈), powers, raised and lowered letters, and formulas of chemistry, in words."""

# Each pattern is on one line, next to its purpose.

from __future__ import annotations

import re
import unicodedata

from podcaster.script.speakable import common
from podcaster.script.speakable.common import Rule, alternatives, just_before, rule
from podcaster.script.speakable.wording import Wording

RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LOWERED = "₀-₉ₐ-ₜᵢᵣᵤᵥⱼ"
RAISED_LETTERS = "ᵃ-ᵛᶜᶠᶻʰ-ʸˡ-ˣⁱⁿᴬ-ᵂ"
EXPONENT = rf"[⁺⁻]?[{RAISED_DIGITS}]+"
ALIKE = {"<=": "≤", "=<": "≤", "⩽": "≤", "≦": "≤", ">=": "≥", "⩾": "≥", "≧": "≥", "!=": "≠"}
# One of these before a unit: one square metre, not several.
SINGULAR = re.compile(r"(?i)\b(?:par|pro|je|per|por|al?|au|le|el|il|o|ao|del|un|uno|um|ein|een)\s$")
ELEMENT = re.compile(rf"(?P<letters>[A-Z][a-z]?)|(?P<low>[{LOWERED}]+(?:[.,][₀-₉]+)?)|(?P<sign>[()])")


def plain(text: str) -> str:
    """Raised and lowered characters as usual ones."""
    return unicodedata.normalize("NFKC", text).replace("−", "-")


class Signs:
    """The rules for signs in the words of one language."""

    def __init__(self, wording: Wording) -> None:
        self.words = wording
        self.sign = common.tables(wording.tongue.code)["sign"]
        self.equals = common.tables(wording.tongue.code).get("equals", {})
        # Before all rules for numbers, and after those for amounts.
        self.first = (*self._chemistry(), *self._raised(), *self._relations())
        self.last = self._powers()

    # ------------------------------------------------------------ rules, by subject

    def _relations(self) -> tuple[Rule, ...]:
        sign, about = self.sign, self.words.w.about
        between = r"(?<=[\w)%°])\s?(?:<=|=<|>=|!=)\s?(?=[\w(−-])"
        few = r"(?<![^\s(])(\d{0,3}[^\W\d_]|\d[\d.,]*|\))"  # a letter or a number stands before it
        equals = alternatives(self.equals) or "(?!)"
        return (
            rule("[⩽≦⩾≧]", lambda m: ALIKE[m[0]]),
            rule(between, lambda m: f" {ALIKE[m[0].strip()]} "),
            *(rule(rf"\s?{mark}\s?", f" {sign[mark]} ") for mark in "±≤≥≠√∞"),
            rule(r"(?<=\d)\s?M(?=[€$£])", f" {sign['M']} "),
            rule(r"\s?‰", f" {sign['‰']}"),
            rule(r"\s?[≈≃≅]\s?", f" {about} "),
            rule(r"(?<=[^\W_])\s[~∼]\s(?=[^\W_])", f" {about} "),
            rule(rf"{few}\s?<\s?(?=[^\W_]|[−-]\d)", rf"\1 {sign['<']} "),
            rule(rf"{few}\s?>\s?(?=[^\W_]|[−-]\d)", rf"\1 {sign['>']} "),
            rule(r"(?:^|(?<=[\s(]))<\s?(?=[\d€$£])", f"{self.words.w.less} "),
            rule(r"(?:^|(?<=[\s(]))>\s?(?=[\d€$£])", f"{self.words.w.more} "),
            rule(r"(?<=[^\W\d_]{2}) < (?=[^\W\d_])", f" {sign['<']} "),
            rule(r"(?<=[^\W\d_]{2}) [>›] (?=[^\W\d_])", ", "),  # a path through menus
            rule(rf"\b({equals})\s?=\s?(?=[\w(−-])", lambda m: f"{self.equals[m[1]]} "),
            rule(r"(?<=\d)\s?×(?=\s+[^\W\d_]|[.,;)]|$)", "x"),
            rule(r"(?<![\w.,])(\d+,\d+)x(?!\w)", rf"\1 {sign['x']}"),
        )

    def _chemistry(self) -> tuple[Rule, ...]:
        """CO₂ · Fe²⁺ · PM2,5"""
        w = self.words
        return (
            rule(
                rf"(?<!\w)(?:[A-Z][a-z]?(?:[{LOWERED}]+(?:[.,][₀-₉]+)?)?)+(?:[{RAISED_DIGITS}]?[⁺⁻])?(?![^\W\d_])",
                self._formula,
            ),
            rule(r"\bPM\s?(\d+)(?:[.,](\d+))?(?![\w])", lambda m: f"P M {w.say(m[1] + (',' + m[2] if m[2] else ''))}"),
            rule(r"\bNOx\b", "N O X"),
            rule(rf"(?<=[^\W_])([{LOWERED}]+)", lambda m: f" {self._lowered(m[1])}"),
        )

    def _raised(self) -> tuple[Rule, ...]:
        power = rf"(?P<e>{EXPONENT}|\^\(?[-−]?\d+\)?)"
        units = alternatives(self.words.units)
        return (
            rule(r"(?<=\d)(\.?)([ᵃᵒ])(?!\w)", lambda m: m[1] + {"ᵃ": "ª", "ᵒ": "º"}[m[2]]),
            rule(r"(?<=\d)(?:ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(?!\w)", self._english),
            rule(rf"(?<=\d)([{RAISED_LETTERS}]{{2,}})(?!\w)", lambda m: plain(m[1])),
            rule(rf"(?<=\d){power}(?:\s(?P<u>{units})(?P<p>[²³])?(?![^\W\d_]))?", self._to_the),
            rule(
                rf"(?<![^\W_])(?P<base>[a-z\d])(?P<e>[{RAISED_LETTERS}])(?<![ᵃᵉᵒ])(?!\w)",
                lambda m: f"{m['base']} {self.sign['^']} {plain(m['e'])}",
            ),
            rule(rf"(?<![^\W_])([A-Z][a-z]?)([{RAISED_LETTERS}]+)(?!\w)", self._title),
        )

    def _powers(self) -> tuple[Rule, ...]:
        units = alternatives(u for u in self.words.units if u.isalpha())
        return (
            rule(rf"(?<![\w.])(?P<u>{units})(?P<p>[²³])(?!\w)", self._alone),
            rule(
                rf"(?<![^\W\d_])(?P<base>[^\W\d_]|mc|ab|xy)(?P<e>{EXPONENT}|\^\(?[-−]?\d+\)?)",
                lambda m: f"{m['base']}{self._to_the(m)}",
            ),
            rule(r"(?<=[^\W\d_])\s?×\s?(?=[\w(])|(?<=[\w)])\s?×\s?(?=[^\W\d_(])", f" {self.words.w.times} "),
            rule(r"(?<=[^\W\d_)])\s?÷\s?(?=[\w(])|(?<=[\w)])\s?÷\s?(?=[^\W\d_(])", f" {self.words.w.divided} "),
        )

    # ------------------------------------------------------------ functions of the rules

    def _number(self, text: str) -> str:
        return self.words.tongue.cardinal(int(text), "")

    def _lowered(self, text: str) -> str:
        text = plain(text).replace(".", ",")
        return self.words.say(text) if text[0].isdecimal() else (text.upper() if len(text) == 1 else text)

    def _formula(self, m: re.Match[str]) -> str:
        """The letters and numbers of a formula; words without a lowered number or a charge stay."""
        charge = re.search(rf"([{RAISED_DIGITS}]?)([⁺⁻])$", m[0])
        if not charge and not re.search(f"[{LOWERED}]", m[0]):
            return m[0]
        body = m[0][: charge.start()] if charge else m[0]
        said = [
            " ".join(part["letters"].upper()) if part["letters"] else self._lowered(part[0])
            for part in ELEMENT.finditer(body)
        ]
        if charge:
            said += [self._number(plain(charge[1]))] if charge[1] else []
            said.append(self.words.w.plus if charge[2] == "⁺" else self.words.w.minus)
        return " ".join(said)

    def _to_the(self, m: re.Match[str]) -> str:
        """10⁻³ -> 10 to the minus three; m² of a length is said elsewhere."""
        exponent = plain(m["e"]).strip("^()+").replace("−", "-")
        mark = {"2": "²", "3": "³"}.get(exponent, "")
        if mark:
            said = self.sign[mark]
        else:
            minus = f"{self.words.w.minus} " if exponent[0] == "-" else ""
            said = f"{self.sign['^']} {minus}{self._number(exponent.lstrip('-'))}"
        unit = m["u"] if "u" in m.re.groupindex else None
        return f" {said}" + (f" {self.words.unit(unit, m['p'])[1]}" if unit else "")

    def _english(self, m: re.Match[str]) -> str:
        """The raised ending of an English ordinal as the language itself writes it: 1ˢᵗ -> 1er, 1º, 1."""
        first = re.search(r"(?<!\d)1$", m.string[max(0, m.start() - 2) : m.start()])
        short = re.search(r"(?<!1)[13]$", m.string[max(0, m.start() - 2) : m.start()])
        spanish = "er" if short and re.match(r" [^\W\d_]", m.string[m.end() :]) else "º"
        endings = {"de": ".", "nl": "e", "fr": "er" if first else "e", "it": "°", "es": spanish}
        return endings.get(self.words.tongue.code, "º")

    def _title(self, m: re.Match[str]) -> str:
        """Dʳ -> Docteur, if the language has that abbreviation."""
        joined = m[1] + plain(m[2])
        table = common.tables(self.words.tongue.code)
        known = table["abbreviation"] | table["before name"] | table["before number"]
        return known.get(joined) or known.get(f"{joined}.") or joined

    def _alone(self, m: re.Match[str]) -> str:
        """A unit with a power and without a number: der Preis je m²."""
        one, many, _ = self.words.unit(m["u"], m["p"])
        return one if SINGULAR.search(just_before(m)) else many
