"""English words for names that contain numbers: Room 101, GPT-4, H100, CVE-2024-3094, the 80's."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, just_before, rule
from podcaster.script.speakable.en.numbers import cardinal, digits, pairs, plural, serial, spelled

CODED = r"(?:[Rr]oom|[Ff]light|[Rr]oute|[Hh]ighway|[Ii]nterstate|Boeing|Airbus|[Ee]rror|[Bb]us|[Ss]uite|[Aa]partment|[Aa]pt|[Ll]ine|[Tt]rain|[Uu]nit|[Pp]ort|Area|HTTP|status|code|Porsche|Form|BMW|[Hh]ouse|[Bb]uilding|[Cc]ourse|CS|Math|English|Cessna|Intel|Ryzen|Agent)"


def coded(m: re.Match[str]) -> str:
    n = m["n"]
    return f"{m['w']} " + (digits(n).replace("zero", "oh") if n.startswith("0") else serial(n))


def joined(m: re.Match[str]) -> str:
    """B2A23C, GPT-4, H100, MP3, 25d08A, 4x4: letters are kept together, numbers become words."""
    return of_parts(re.findall(r"\d+|[^\W\d_]+", m[0]))


def of_parts(parts: list[str]) -> str:
    if len(parts) > 1 and parts[0] == "A" and parts[1].isdecimal():
        parts[:2] = [f"A-{serial(parts[1])}"]
    elif len(parts) > 1 and parts[0].isupper() and len(parts[0]) == 2:
        parts[0] = spelled(parts[0])
    if len(parts) > 2 and parts[-1] == "s" and parts[-2].isdecimal():
        parts[-2:] = [plural(serial(parts[-2]))]
    return " ".join(serial(p) if p.isdecimal() else p for p in parts)


def decade_or_age(m: re.Match[str]) -> str:
    """The 80's are a decade; in "iPhone 11's" it is a possessive."""
    decade = m[1][1] == "0" and re.search(r"\b(?:[Tt]he|[Ee]arly|[Mm]id|[Ll]ate|her|his|my|their)[ -]$", just_before(m))
    return plural(cardinal(int(m[1]))) if decade else cardinal(int(m[1])) + "'s"


NAMED: tuple[Rule, ...] = (
    # CVE-2024-3094 · ISO-8859-1 · DDR5-6000
    rule(r"\b(CVE|GHSA|CWE)-(\d{4})-(\d{3,6})\b", lambda m: f"{m[1]} {pairs(int(m[2]))} {serial(m[3])}"),
    rule(r"\b(ISO|IEC|IEEE|EN|DIN|RFC|MIL)-(\d{3,5})-(\d{1,2})\b", lambda m: f"{m[1]} {serial(m[2])} {serial(m[3])}"),
    rule(
        r"\b(?=[A-Z]*\d)([A-Z]{2,}\d{1,2})-(\d{3,5})\b",
        lambda m: f"{of_parts(re.findall(r'[A-Z]+|[0-9]+', m[1]))} {serial(m[2])}",
    ),
    rule(r"(?<![\w.,$€£/-])([45]\d\d)(?= (?:errors?|responses?|status|pages?|Not Found)\b)", lambda m: serial(m[1])),
)
