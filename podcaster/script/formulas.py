"""Short formulas in words, as a person would say "E = mc^2"; nothing for formulas that one has to see."""

from __future__ import annotations

import re
import unicodedata

from podcaster.text.phrases import Phrases

MOST_PARTS = 16  # beyond that an ear is lost
_GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
     "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega")
)  # fmt: skip
_COMMANDS = {
    "cdot": "*", "times": "*", "leq": "<=", "le": "<=", "geq": ">=", "ge": ">=", "neq": "!=", "ne": "!=",
    "approx": "~", "sim": "~", "to": "->", "rightarrow": "->", "infty": "inf", "in": "in", "pm": "+-", "div": "/",
    "lt": "<", "gt": ">",
}  # fmt: skip
_SIGNS = {
    "×": "*", "·": "*", "⋅": "*", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "∼": "~", "→": "->",
    "∞": "inf", "∈": "in", "±": "+-", "÷": "/", "²": "^2", "³": "^3",
}  # fmt: skip
_SHOWN = {
    "cdot": "·", "times": "×", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈",
    "sim": "∼", "to": "→", "rightarrow": "→", "infty": "∞", "in": "∈", "pm": "±", "div": "÷", "lt": "<", "gt": ">",
}  # fmt: skip
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_TOKEN = re.compile(r"\\[a-zA-Z]+|\d+(?:[.,]\d+)*|[A-Za-zα-ωΑ-Ω]|[+\-*/=<>^_{}()!%,]|\S")


class _Unreadable(Exception):
    """The formula contains something that cannot be followed by ear."""


def said(shown: str, tex: str, words: Phrases | None) -> tuple[str, str] | None:
    """(as displayed, as spoken) for a short formula; None if it can only be mentioned.

    *shown*: as the page displayed it; *tex*: its source, if known.
    """
    if words is None or not words.formula_words:
        return None
    source = (tex or shown).strip().strip("$").strip()
    source = re.sub(r"\\(?:left|right|,|;|!|quad|mathrm|mathit|mathbf|text|operatorname)\b|\\[,;! ]", " ", source)
    for sign, plain in _SIGNS.items():
        source = source.replace(sign, f" {plain} " if len(plain) != 2 or plain[0] != "^" else plain)
    parts = _TOKEN.findall(source)
    if not parts or len(parts) > 2 * MOST_PARTS:
        return None
    try:
        reader = _Reader(parts, words.formula_words)
        spoken = reader.all()
    except (_Unreadable, IndexError):
        return None
    if len(spoken.split()) > MOST_PARTS:
        return None
    pretty = _pretty(source)
    return (pretty if pretty else shown), spoken


class _Reader:
    def __init__(self, parts: list[str], words: dict[str, str]) -> None:
        self.parts, self.words, self.at = parts, words, 0

    def all(self) -> str:
        out = []
        while self.at < len(self.parts):
            out.append(self.one())
        return " ".join(o for o in out if o)

    def group(self) -> str:
        """What stands in braces, or a single sign."""
        if self.parts[self.at] != "{":
            return self.one(alone=True)
        self.at += 1
        out = []
        while self.parts[self.at] != "}":
            out.append(self.one())
        self.at += 1
        return " ".join(out)

    def one(self, *, alone: bool = False) -> str:
        part = self.parts[self.at]
        self.at += 1
        if part.startswith("\\"):
            base = self.command(part[1:])
        elif part == "{":
            self.at -= 1
            base = self.group()
        elif part in ("<", ">") and self.peek() == "=":
            self.at += 1
            base = self.words[f"{part}="]
        elif part == "!" and self.peek() == "=":
            self.at += 1
            base = self.words["!="]
        elif part == "-" and self.peek() == ">":
            self.at += 1
            base = self.words["->"]
        elif part in self.words and not part.isdigit():
            base = self.words[part]
        elif part in "(),":
            base = ""
        elif part.isalnum() or part[0].isdigit():
            base = _letter(part)
        else:
            raise _Unreadable
        return base if alone else self.tail(base)

    def tail(self, base: str) -> str:
        """Powers and indices behind *base*."""
        while self.peek() in ("^", "_"):
            sign = self.parts[self.at]
            self.at += 1
            inner = self.group()
            if sign == "_":
                base = f"{base} {inner}"
            elif inner in ("2", "3"):
                base = f"{base} {self.words[inner]}"
            else:
                base = f"{base} {self.words['^'].format(x=inner)}"
        return base

    def command(self, name: str) -> str:
        if name.lower() in _GREEK:
            return name.lower()
        if name == "frac":
            return f"{self.group()} {self.words['/']} {self.group()}"
        if name == "sqrt":
            return self.words["sqrt"].format(x=self.group())
        if name in _COMMANDS:
            return self.words[_COMMANDS[name]]
        if name in ("log", "ln", "sin", "cos", "tan", "max", "min", "exp"):
            return {"ln": "natural log", "sin": "sine", "cos": "cosine", "tan": "tangent"}.get(name, name)
        raise _Unreadable

    def peek(self) -> str:
        return self.parts[self.at] if self.at < len(self.parts) else ""


def _letter(part: str) -> str:
    """A variable is said as the name of its letter; "a" alone would be an article."""
    if len(part) == 1 and part.isalpha() and not part.isascii():
        name = unicodedata.name(part, "").split()[-1].lower()
        if name not in _GREEK:
            raise _Unreadable
        return name
    return part.upper() if part in ("a", "i") else part


def _pretty(source: str) -> str:
    """A formula in Unicode, for the transcript; "" when that would need two lines."""
    text = re.sub(r"\s+", " ", source).strip()
    if re.search(r"\\(?:frac|sqrt)|[\^_]\{[^{}]*[^\d+\-n{}][^{}]*\}", text):
        return ""
    text = re.sub(r"\^(?:\{([\d+\-n]+)\}|([\dn]))", lambda m: (m[1] or m[2]).translate(_RAISED), text)
    text = re.sub(r"_(?:\{([\d+\-]+)\}|(\d))", lambda m: (m[1] or m[2]).translate(_LOWERED), text)
    text = re.sub(r"\\([a-zA-Z]+)\s?", lambda m: _sign(m[1]), text)
    return "" if "\\" in text or "^" in text or "{" in text else re.sub(r"\s+", " ", text).strip()


def _sign(name: str) -> str:
    if name.lower() in _GREEK:
        kind = "CAPITAL" if name[0].isupper() else "SMALL"
        greek = "LAMDA" if name.lower() == "lambda" else name.upper()
        return unicodedata.lookup(f"GREEK {kind} LETTER {greek}")
    return f" {_SHOWN[name]} " if name in _SHOWN else f"{name} "
