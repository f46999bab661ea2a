"""English words for raised and lowered letters: the 1ˢᵗ, Mᵐᵉ Roux, Fe²⁺, NOₓ, PM₂.₅, xᵢ."""

# Each pattern is on one line, next to its purpose.

from __future__ import annotations

import re
import unicodedata

from podcaster.script.speakable.common import Rule, rule, run
from podcaster.script.speakable.en.numbers import cardinal, spelled

RAISED = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ"
LOWERED = "ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ"
RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LOWERED_DIGITS = "₀₁₂₃₄₅₆₇₈₉"
ANY = re.compile(rf"[{RAISED}{LOWERED}⁺⁻]|[{LOWERED_DIGITS}]\.[{LOWERED_DIGITS}]|\b[A-Z]{{2,}}[{LOWERED_DIGITS}]{{2}}")


def flat(text: str) -> str:
    """*text* with its raised and lowered characters on the line."""
    return unicodedata.normalize("NFKC", text)


def _ion(m: re.Match[str]) -> str:
    """Fe²⁺ -> F.E two plus; SO₄²⁻ -> S.O four two minus."""
    said = [
        spelled(part.upper()) if part.isalpha() else cardinal(int(part))
        for part in re.findall(r"[A-Za-z]+|\d", flat(m["atoms"]))
    ]
    charge = [cardinal(int(flat(m["n"])))] if m["n"] else []
    return " ".join([*said, *charge, "plus" if "⁺" in m["sign"] else "minus"])


def _oxides(m: re.Match[str]) -> str:
    return f"{spelled(m[1])}.X"


def _index(m: re.Match[str]) -> str:
    """xᵢ -> x sub i; vₘₐₓ -> v max."""
    return f"{m[1]} {'sub ' if len(m[2]) == 1 else ''}{flat(m[2])}"


def _variable(m: re.Match[str]) -> str:
    """eˣ -> e to the x; Aᵀ -> A transpose."""
    return f"{m[1]} transpose" if m[2] == "ᵀ" else f"{m[1]} to the {flat(m[2])}"


RULES: tuple[Rule, ...] = (
    rule(rf"(?<=\d)(?:ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(?![\w{RAISED}])", lambda m: flat(m[0])),
    rule(
        rf"(?<!\w)(?P<atoms>(?:[A-Z][a-z]?[{LOWERED_DIGITS}]?){{1,4}})(?P<n>[{RAISED_DIGITS}]?)(?P<sign>[⁺⁻])(?![\w{RAISED_DIGITS}])",
        _ion,
    ),
    rule(r"(?<!\w)([A-Z]{1,3})ₓ(?!\w)", _oxides),
    rule(rf"(?<=\bPM)[{LOWERED_DIGITS}]+(?:\.[{LOWERED_DIGITS}]+)?", lambda m: flat(m[0])),
    rule(rf"(?<![^\W\d_])([^\W\d_])([{LOWERED}]+)", _index),
    # a title before a name is no power
    rule(rf"(?<![^\W\d_])([SMD])([{RAISED}])(?=\.? [A-Z][a-z])", lambda m: m[1] + flat(m[2])),
    rule(rf"(?<![^\W\d_])([^\W_])([{RAISED.replace('ⁿ', '')}])(?![\w{RAISED}])", _variable),
    rule(rf"(?<=[^\W\d_])(?!ⁿ(?![{RAISED}]))[{RAISED}]+", lambda m: flat(m[0])),
)


def apply(text: str) -> str:
    """Raised and lowered letters on the line, or in words where they have a meaning of their own."""
    return run(RULES, text) if ANY.search(text) else text
