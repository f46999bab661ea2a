"""English words for signs: mathematics, arrows, ranges, scores, plus and minus, Greek letters, and all other signs."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re
import unicodedata

from podcaster.script.speakable.common import Rule, just_before, listed, rule, run, tables
from podcaster.script.speakable.en import dates, relations, serials
from podcaster.script.speakable.en.fractions import LATE as FRACTIONS_LATE
from podcaster.script.speakable.en.numbers import NUMBER, cardinal, digits, ordinal, pairs, plural, say, serial, year

SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")
SUB = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-")
GREEK = tables("en")["greek"]
WORDS = tables("en")["sign"]
ARROWS = "→⟶⇒➔➜➡⟹↦⇨"
LEFT_ARROWS = "←⇐⟵"

ELEMENTS = "H|O|C|N|S|P|Na|Cl|K|Ca|Mg|Fe|Cu|Zn|Si|Li|F|Br|I|Al|Ag|Pb|He|Ti|U"
FORMULA = rf"(?<![\w])(?=[A-Za-z]*\d)(?:(?:{ELEMENTS})\d{{0,2}}){{2,}}(?![\w])"
KNOWN_FORMULAS = frozenset(
    listed(
        "H2O CO2 O2 N2 H2 CH4 NH3 NO2 SO2 SO4 H2SO4 HCl NaCl C6H12O6 CaCO3 N2O H2O2 O3 SiO2 NO3 PO4 Fe2O3 C2H5OH LiFePO4 CO3 NOx SF6 UF6 TiO2 ZnO"
    )
)

POWER_WORDS = {"2": " squared", "3": " cubed"}


def power(exponent: str) -> str:
    """2 -> squared, 6 -> to the sixth, -3 -> to the minus three."""
    exponent = exponent.translate(SUPER).strip("{}()")
    if exponent in POWER_WORDS:
        return POWER_WORDS[exponent]
    if exponent.isdecimal():
        return " to the " + ordinal(int(exponent))
    if exponent.lstrip("-−").isdecimal():
        return " to the minus " + cardinal(int(exponent.lstrip("-−")))
    return " to the " + exponent


def _formula(m: re.Match[str]) -> str:
    text = m[0].translate(SUB)
    if text not in KNOWN_FORMULAS and m[0] == text:
        return m[0]
    return " ".join(
        re.sub(r"\d+", lambda d: f" {cardinal(int(d[0]))} ", re.sub(r"(?<=[A-Za-z])(?=[A-Z])", " ", text)).split()
    )


def _range(m: re.Match[str]) -> str:
    a, b = m["a"], m["b"]
    return f"{_plain(a)} to {_plain(b)}"


def _plain(text: str) -> str:
    return say(text)


def _hyphen(m: re.Match[str]) -> str:
    """3-2 after won, 50-50, 5-10 people, 2-8."""
    a, b, before = m["a"], m["b"], just_before(m)
    if a == b:
        return f"{say(a)} {say(b)}"
    if re.search(
        r"\b(?:won|lost|lose|wins?|loses|beat|beats|lead|leads|led|score|scored|record|defeated|draw|drew|tied|vote|voted|win|loss|victory|defeat|finished|ended|ends|it|game|final|series|up|down|went|at)(?: (?:it|them|us|by|was|of|the|a|game|him|her|up|match|series|in|[A-Z]\w+))? $",
        before,
    ) or re.match(
        r" (?:win|loss|victory|defeat|lead|vote|decision|record|draw|score|tie|loss|ruling|split|upset|thrashing|start|season)\b",
        m.string[m.end() :],
    ):
        return f"{say(a)} {say(b)}"
    na, nb = float(a.replace(",", "")), float(b.replace(",", ""))
    if na < nb or "–" in m[0] or "—" in m[0] or re.match(r"%| (?:[a-z]+s|people|percent)\b", m.string[m.end() :]):
        return f"{say(a)} to {say(b)}"
    return f"{say(a)} {say(b)}"


SCALE_LETTERS = tables("en")["scale letter"]


def _scaled(m: re.Match[str]) -> str:
    number, letter = m["n"], m["s"]
    after = m.string[m.end() :]
    before = just_before(m)
    if letter in "kK" and re.match(
        r" (?:run|race|walk|ride|video|videos|TV|TVs|monitor|monitors|display|displays|resolution|screen|screens|footage|race|runner|content|streaming|camera|Blu)\b",
        after,
    ):
        return f"{say(number)} K"
    if (
        letter == "k"
        and number in {"5", "8", "10", "15"}
        and re.search(r"\b(?:[Rr]an|[Rr]un|[Rr]unning|jogged|walked|first|my|a)(?: an?)? $", before)
    ):
        return f"{say(number)} K"
    if letter == "K" and number in {"2", "4", "8", "5"} and not re.match(r" [a-z]+s\b", after):
        return f"{say(number)} K"
    if letter == "k" and number == "401":
        return "four oh one K"
    if letter == "M" and number == "3" and not re.match(r" [a-z]+s\b|\+", after):
        return "three M"
    if letter == "B" and re.match(r" (?:models?|LLMs?|variants?|versions?|checkpoints?)\b", after):
        return f"{say(number)} B"
    if letter in "mbT" and not re.match(r"\+? (?:[a-z]+ )?(?:[a-z]+s|people|women|men|children)\b|\+", after):
        return m[0]
    if letter == "T" and not re.match(r" (?:tokens|parameters|rows|events)", after):
        return m[0]
    if letter == "B" and re.search(
        r"(?:Apt\.?|Apartment|Suite|Room|Unit|Gate|Seat|Plan|Section|Type|Form|Block|Building|Exit|Flat|Row|Hall|Platform|Track|Bay|Level|Class|Lot|Route|Highway|Terminal|Figure|Table|Appendix|exit|room|gate|row) $",
        before,
    ):
        return f"{say(number)} {letter}"
    return f"{say(number)} {SCALE_LETTERS[letter]}" + (" plus" if m["plus"] else "")


def _times(m: re.Match[str]) -> str:
    if (
        re.match(
            r" (?:engineer|engineers|developer|developers|programmer|programmers|zoom|return|returns|speed)\b",
            m.string[m.end() :],
        )
        and "." not in m[1]
    ):
        return f"{say(m[1])} X"
    return f"{say(m[1])} times"


def _bare_number(m: re.Match[str]) -> str:
    return say(m[0])


def _leftover(m: re.Match[str]) -> str:
    c = m[0]
    before = " " if m.start() and not m.string[m.start() - 1].isspace() else ""
    after = (
        " "
        if m.end() < len(m.string)
        and not m.string[m.end()].isspace()
        and (m.string[m.end()].isalnum() or m.string[m.end()] not in ".,;:!?)]\"'”’")
        else ""
    )
    if c in WORDS:
        return f"{before}{WORDS[c]}{after}" if WORDS[c] else " "
    value = unicodedata.numeric(c, None)
    if value is not None:
        return f"{before}{cardinal(int(value)) if value == int(value) else say(f'{value:.3g}')}{after}"
    name = unicodedata.name(c, "").lower()
    if unicodedata.category(c) in {"Sm", "Sc"} and name:
        return f"{before}{name}{after}"
    return " "


OPERAND = r"(?:\d|[a-zA-Zα-ωπ](?![a-zA-Z])|[)\]])"
FIRST: tuple[Rule, ...] = (
    rule(r"(?<=\d)\(([a-z])\)(?<!401\(k\))(?<!403\(b\))(?<!501\(c\))", r" \1"),
    rule(
        r"(?<![\w.,])(1,?0+)s(?= (?:of|or)\b)",
        lambda m: plural(cardinal(int(m[1].replace(",", ""))).removeprefix("one ")),
    ),
    rule(r"(?<!\w)A\*(?= )", "A star"),
    rule(r"°([CF])\b(?<!\d°[CF])(?<!\d °[CF])", lambda m: "degrees " + {"C": "Celsius", "F": "Fahrenheit"}[m[1]]),
    rule(
        r"\b(rated?|ratings?|scored?|scores?|gave (?:it|him|her|them)(?: an?)?|graded?|marks?|an? solid|an? easy|an? perfect)( (?:of |at |it |as )?(?:an? )?)(\d{1,3}(?:\.\d)?)/(\d{1,3})(?![\w/])",
        lambda m: f"{m[1]}{m[2]}{say(m[3])} out of {say(m[4])}",
        re.IGNORECASE,
    ),
    rule(FORMULA, _formula),
    rule(rf"(?<![\w])(?:(?:{ELEMENTS})[₀-₉]*)+[₀-₉]+(?:{ELEMENTS})*(?![\w])", _formula),
    rule(r"([A-Za-z])[₀-₉]+", lambda m: f"{m[1]} {digits(m[0][1:].translate(SUB))} "),
    rule(r"\bR&D\b", "R and D"),
    rule(r"(?<=\b[A-Z])&(?=[A-Z]\b)", " and "),
    rule(r"\s?(?<![\w])&(?![\w;])\s?(?=\S)|(?<=\w)&(?=\w)|&", " and "),
    rule(
        r"(?<![^\W\d])(?<=\d)(?<![^\W\d_]\d)(?<![^\W\d_]\d\d)\s?[eE]([+-]?)(\d{1,3})\b(?=[\s,.;)]|$)",
        lambda m: f" times ten to the {'minus ' + cardinal(int(m[2])) if m[1] == '-' else ordinal(int(m[2]))}",
    ),
    rule(
        r"\bO\(([a-z])(?:\^([23])|([²³]))\)",
        lambda m: f"O of {m[1]} {'squared' if m[2] == '2' or m[3] == '²' else 'cubed'}",
    ),
    # O(n log n) · f(x)
    rule(
        r"\b([Of])\((n|\d|[a-z](?: ?[,+*] ?[a-z\d])*|n log n|log n|n m|V ?\+ ?E)((?: (?:squared|cubed|to the \w+))?)\)",
        lambda m: f"{m[1]} of {m[2]}{m[3]}",
    ),
    rule(
        rf"\s*[{ARROWS}]\ufe0f?\s*(?=\S)", lambda m: " to " if m.start() and m.string[m.start() - 1].isalnum() else " "
    ),
    rule(r"(?<=\w) ?(?:-{1,2}|=)> ?(?=\w)", " to "),
    rule(r"(?:^|(?<=\s))(?:-{1,2}|=)>(?:\s|$)", ""),
    rule(rf"[{ARROWS}]\s*$", ""),
    rule(rf"\s*[{LEFT_ARROWS}]\s*", " from "),
    rule(r"\s*[↔⇔⟷]\s*", " to and from "),
    rule(r"↑\s?(?=\d)", "up "),
    rule(r"↓\s?(?=\d)", "down "),
    rule(r"[↑↓↗↘↩↪↵⤴⤵]", " "),
    rule(r"(?<=\d)\s?%\s?(?=[A-Za-z(])", "% "),
    rule(r"§§\s?", "sections "),
    rule(r"§\s?", "section "),
    rule(r"¶\s?", "paragraph "),
    rule(r"(?:©|\(c\)(?= \d{4}))\s?", "copyright "),
    rule(r"[™®℠]", ""),
)
MATH: tuple[Rule, ...] = (
    rule(r"(\d|\bn)!(?=\s?[=+*/×÷])", r"\1 factorial"),
    # 10^6 · x² · 2^10 · mc²
    rule(r"(?<=[\w)])\^\{?([-−]?\w+)\}?", lambda m: power(m[1])),
    rule(r"(?<=[\w)])[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: power(m[0])),
    rule(r"(?<=[\w)])ⁿ", " to the n"),
    rule(rf"(?<=[\w)\]])\s?=\s?(?=[-−]?{OPERAND}|[A-Za-z]\b)", " equals "),
    rule(
        r"(?<=\d)\s?[-−–]\s?(?=\d+(?:\.\d+)?\s?(?:=|equals))|(?<=[\d)]) [-−–] (?=[\d(])(?=[^.]*(?:=|equals))|(?<=\b[a-z]) [-−–] (?=\d|[a-z]\b)|(?<=\b[a-z])[-−](?=\d\b)",
        " minus ",
    ),
    rule(r"(?<=[\w)])\s?\+\s?(?=[\d(]|[a-zA-Z]\b)", " plus "),
    rule(r"(?<=[\d)])\s?[×·∙⋅∗*]\s?(?=[\d(])", " times "),
    rule(r"(?<=[\d)])\s?[÷]\s?(?=[\d(])", " divided by "),
    rule(r"(?<=\d)\s*x\s*(?=\d)", " by "),
    rule(r"(?<=[a-z]) x (?=\d)", " times "),
)
NUMBERS: tuple[Rule, ...] = (
    rule(r"\b401\(?k\)?(?=\W|$|s)", "four oh one K"),
    rule(r"\b403\(?b\)?(?=\W|$)", "four oh three B"),
    rule(r"\b501\(c\)\(?(\d)?\)?", lambda m: "five oh one C" + (" " + cardinal(int(m[1])) if m[1] else "")),
    rule(r"(?<![\w.])(?:007)\b", "double oh seven"),
    # percent and percentage ranges
    rule(
        rf"(?<![\w.,])(?P<a>{NUMBER})\s?%?\s?(?:[-–—]|to)\s?(?P<b>{NUMBER})\s?%",
        lambda m: f"{say(m['a'])} to {say(m['b'])} percent",
    ),
    rule(rf"(?<![\w.,])({NUMBER})\s?%", lambda m: f"{say(m[1])} percent"),
    rule(rf"(?<![\w.,])({NUMBER})\s?‰", lambda m: f"{say(m[1])} per mille"),
    rule(
        r"(?<![\w.,])(\d+(?:\.\d+)?)[-–](\d+(?:\.\d+)?)[x×](?=\s|[,.;:!?)]|$)",
        lambda m: f"{say(m[1])} to {say(m[2])} times",
    ),
    rule(r"(?<![\w.])(\d{1,4})[x×](?=\s|[,.;:!?)]|$)", _times),
    rule(r"(?<![\w.])(\d+\.\d+)\s?[x×](?=\s|[,.;:!?)]|$)", _times),
    rule(r"(?<!\w)[x×](?!86|64|32|16)(\d{1,3})\b(?!\.)", lambda m: f"times {cardinal(int(m[1]))}"),
    rule(rf"(?<![\w.,])(?<!\w-)(?P<n>{NUMBER})(?P<s>[kKMBTmb]|bn|Bn|BN|mn|tn)(?P<plus>\+)?(?![\w])", _scaled),
    rule(rf"(?<![\w.,])({NUMBER}) B(?=[\s.,;)]|$)", lambda m: f"{say(m[1])} billion"),
    rule(
        r"\b(720|1080|1440|2160|480|360|240)([pi])\b",
        lambda m: f"{pairs(int(m[1])) if m[1] != '480' else 'four eighty'} {m[2].upper()}",
    ),
    # ordinals
    rule(r"(?<=\d)(st|nd|rd|th)\s?[-–—]\s?(?=\d+(?:st|nd|rd|th)\b)", r"\1 to "),
    rule(r"(?<=\d)(st|nd|rd|th) c\.(?=[\s,;)]|$)", r"\1 century"),
    rule(
        r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d{1,15})(?:st|nd|rd|th)(?![a-z])",
        lambda m: ordinal(int(m[1].replace(",", ""))),
    ),
    rule(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d{1,15})(?:ST|ND|RD|TH)\b", lambda m: ordinal(int(m[1].replace(",", "")))),
    *FRACTIONS_LATE,
    rule(
        r"\b(ISO|RFC|IEEE|PEP|ANSI|DIN|EN|BS|NIST|CVE) (\d{3,5})\b(?![.,]\d)",
        lambda m: f"{m[1]} {serial(m[2]) if m[2][-3:-1] != '00' else cardinal(int(m[2]))}",
    ),
    rule(
        r"\b([A-Z]{2,5}|Radeon|GeForce|Core|Xeon|Snapdragon|Galaxy|Nikon|Canon|Dell|ThinkPad|Boeing|Xperia) (\d{4})(?![\w%]|[.,]\d)(?! [a-z]+s\b)",
        lambda m: f"{m[1]} {pairs(int(m[2]))}",
    ),
    *serials.NAMED,
    rule(rf"\b(?P<w>{serials.CODED}) #?(?P<n>\d{{3,5}})(?![\w,]|\.\d)", serials.coded),
    rule(
        r"(?<![\w.,/])(?P<a>\d+(?:,\d{3})*(?:\.\d+)?)\s?[–—]\s?(?P<b>\d+(?:,\d{3})*(?:\.\d+)?)(?![\w/]|[.,]\d)",
        lambda m: _hyphen(m) if "." not in m[0] else _range(m),
    ),
    rule(
        r"(?<![\w.,/-])(?P<a>\d+(?:,\d{3})*(?:\.\d+)?)\s?-\s?(?P<b>\d+(?:,\d{3})*(?:\.\d+)?)(?![\w/]|[.,-]\d)", _hyphen
    ),
    rule(r"(?<![\w.,])([1-9]\d)s\b", lambda m: plural(cardinal(int(m[1])))),
    rule(r"(?<![\w.,])([1-9]\d)['’]s\b", serials.decade_or_age),
    rule(r"(?<![\w.,])(\d+)s of\b", lambda m: plural(cardinal(int(m[1])).removeprefix("one ")) + " of"),
    # a year or a count
    rule(r"(?<![\w.,$€£#/-])(1\d{3}|20\d\d)(?![\w%/]|[.,]\d|-\d)", dates.bare_year),
    rule(r"(?<![\w.,$€£#/-])([2-9][1-9]00)(?![\w%/]|[.,]\d|-\d)(?= [a-z]+s\b)", lambda m: dates.count(int(m[1]))),
    rule(rf"(?<![\w.,])({NUMBER})\+(?!\w)", lambda m: f"{say(m[1])} plus"),
    rule(
        r"(?<![\w.,])(\d+)-(?=[^\W\d_])",
        lambda m: f"{year(int(m[1])) if len(m[1]) == 4 and m[1][:2] in ('18', '19', '20') else say(m[1])}-",
    ),
    rule(r"(?<=[^\W\d_])-(\d+(?:\.\d+)?)(?![\w])", lambda m: f" {say(m[1]) if '.' in m[1] else serial(m[1])}"),
    # serials
    rule(r"(?<![\w.])(\d+)ers\b", lambda m: cardinal(int(m[1])).removesuffix("e") + "ers"),
    rule(
        r"(?<![\w.])(?:[A-Z][a-zA-Z]*|[a-z]{1,6})\d+(?:\.\d+)?(?![\w.]*\d)(?![A-Za-z])",
        lambda m: re.sub(r"\d+\.\d+", lambda d: " " + say(d[0]), m[0]) if "." in m[0] else serials.joined(m),
    ),
    rule(r"(?<![\w.,$€£])(\d+\.\d+)(?=[A-Za-z]{1,4}\b(?!\.\w))", lambda m: f"{say(m[1])} "),
    rule(r"(?<![\w.])([1-5])xx\b", lambda m: f"{cardinal(int(m[1]))} X X"),
    rule(r"(?<![\w])(?=\w*\d)(?=\w*[^\W\d_])[^\W_]+(?!\w)", serials.joined),
    rule(rf"(?<![\w]){NUMBER}", _bare_number),
    rule(r"\.(\d+)", lambda m: " point " + digits(m[1])),
    rule(
        r"\d+",
        lambda m: (
            (" " if m.start() and m.string[m.start() - 1].isalnum() else "")
            + say(m[0])
            + (" " if m.string[m.end() : m.end() + 1].isalpha() else "")
        ),
    ),
)
LAST: tuple[Rule, ...] = (
    rule(r"\s?%", " percent"),
    rule(r"(?<=\w)\s?=\s?(?=[\w\"'“-])", " equals "),
    rule(r"(?<=\w) \+ (?=\w)", " plus "),
    rule(r"(?<=\w)\+(?=\w)", " plus "),
    rule(r"(?<=\w)\+(?=\W|$)", " plus"),
    rule(r"(?<=\w)\s?≈\s?(?=\w)", " is approximately "),
    rule(
        rf"[{''.join(GREEK)}]",
        lambda m: (
            (" " if m.start() and m.string[m.start() - 1].isalnum() else "")
            + GREEK[m[0]]
            + (" " if m.string[m.end() : m.end() + 1].isalpha() else "")
            if not re.search(r"[Ͱ-Ͽ]{2}", m.string[max(0, m.start() - 1) : m.end() + 1])
            else m[0]
        ),
    ),
    rule(r"(?<=[^\W\d_])[()\[\]](?=[^\W\d_])", " "),
    rule(r"[)\]](?=[^\W\d_])", ") "),
    rule(r"`+|[\\{}|*_^~]+", " "),
    rule(r"\[|\]", ""),
    rule(r"[^\w\s.,;:!?'\"’‘“”„‚«»‹›()\-–—…¿¡`´]", _leftover),
    rule(r"[\u00b2-\u00b9\u2070-\u209f\u2150-\u218f\u2460-\u249b]", _leftover),
)


def early(text: str) -> str:
    """Signs whose meaning depends on the characters beside them. Must run before numbers become words."""
    return relations.apply(run(FIRST, text))


def numbers(text: str) -> str:
    """All numbers that no other group of rules has turned into words."""
    return run(NUMBERS, run(MATH, text))


def late(text: str) -> str:
    """All signs that are left."""
    return run(LAST, text)
