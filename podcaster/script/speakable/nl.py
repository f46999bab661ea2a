"""Dutch: uur, komma, years in hundreds, eerste and tweede."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, roman_value, rule, tables
from podcaster.script.speakable.european import Speaker
from podcaster.script.speakable.tongue import Abbreviations, Tongue, counted, num2words
from podcaster.text.dates import months

MONTHS = months("nl")


def cardinal(n: int, _gender: str = "") -> str:
    """21 -> eenentwintig."""
    return num2words(n, "nl").replace("één", "een")


def ordinal(n: int) -> str:
    """3 -> derde."""
    return num2words(n, "nl", "ordinal")


def year(n: int) -> str:
    """1985 -> negentienhonderdvijfentachtig."""
    if 1100 <= n < 2000:
        rest = n % 100
        return f"{cardinal(n // 100)}honderd{cardinal(rest) if rest else ''}"
    return cardinal(n)


def decimals(text: str) -> str:
    """14 -> veertien, 05 -> nul vijf."""
    if len(text) <= 2 and text[0] != "0":
        return cardinal(int(text))
    return " ".join(cardinal(int(c)) for c in text)


def fraction(top: int, bottom: int) -> str:
    """3/4 -> drie kwart."""
    if bottom < 2:
        return f"{cardinal(top)} gedeeld door {cardinal(bottom)}"
    name = {2: "half" if top == 1 else "tweede", 4: "kwart"}.get(bottom) or ordinal(bottom)
    return f"{'een' if top == 1 else cardinal(top)} {name}"


def date(d: int, m: int, y: int | None, _before: str) -> str:
    """2 maart 2003 -> twee maart tweeduizenddrie."""
    return f"{cardinal(d)} {MONTHS[m - 1]}" + (f" {year(y)}" if y else "")


def clock(h: int, m: int, s: int | None, _after: str) -> str:
    """14:05 -> veertien uur vijf."""
    said = f"{cardinal(h)} uur" + (f" {cardinal(m)}" if m else "")
    return said + (f" en {cardinal(s)} seconden" if s else "")


SHORT = Abbreviations(
    "nl", {"before name": r"\s[A-Z]|\s(?:van|de|der)\b", "before number": r"\s?\d"}, closing=r"\"'”’)\]"
)


def _roman(m: re.Match[str]) -> str:
    king = m[1] in KINGS
    return counted(m, lambda n: f"de {ordinal(n).capitalize()}" if king else cardinal(n))


KINGS = tables("nl")["monarch"]
ABBREVIATIONS: tuple[Rule, ...] = (
    rule(r"\bSt\.-(?=[A-Z])", "Sint-"),
    rule(r"(?<=[a-z]{3})str\.(?=[\s,.]|$)", "straat"),
    rule(r"(?<=[a-z]{3})pl\.(?=[\s,.]|$)", "plein"),
    rule(r"\bp\. ?(?=\d)", "pagina "),
    rule(SHORT.pattern, SHORT.expanded),
)
TRIGGER = re.compile(rf"{SHORT.pattern}|\b[IVX]{{2,}}e?\b|[a-z](?:str|pl)\.|\b[A-Z][a-z]+ [IVX]+\b")
ORDINALS: tuple[Rule, ...] = (
    rule(r"(?<![\w.])([IVX]+)e(?=\s[A-Za-z])", lambda m: ordinal(roman_value(m[1])) if roman_value(m[1]) else m[0]),
    rule(r"(?<![\w.,])(\d+)(?:e|ste|de)\b", lambda m: ordinal(int(m[1]))),
    rule(
        rf"\b([Hh]oofdstuk|[Dd]eel|Wereldoorlog|WO|Vaticanum|[Ff]ase|[Tt]ype|[Bb]oek|[Aa]kte|{'|'.join(KINGS)}) ([IVX]+)\b",
        _roman,
    ),
)


def _and_a_half(n: int) -> str:
    """2 -> tweeënhalf, 1 -> anderhalf."""
    said = cardinal(n)
    return "anderhalf" if n == 1 else f"{said}{'ën' if said.endswith('e') else 'en'}half"


HALVES = {
    "tl": "halve theelepel", "el": "halve eetlepel", "kop": "halve kop", "liter": "halve liter", "l": "halve liter",
    "uur": "half uur", "kilo": "halve kilo", "ui": "halve ui", "theelepel": "halve theelepel",
    "eetlepel": "halve eetlepel",
}  # fmt: skip
DAYS = alternatives(tables("nl")["weekday"])
BEFORE: tuple[Rule, ...] = (
    rule(
        rf"\b({DAYS}) (t/m|tot en met) ({DAYS})(?!\w)",
        lambda m: f"{tables('nl')['weekday'][m[1]]} tot en met {tables('nl')['weekday'][m[3]]}",
    ),
    rule(
        rf"(?<![\w.,/])(?:(\d{{1,2}}) ?)?(?:½|1/2) ({alternatives(HALVES)})(?!\w)",
        lambda m: _and_a_half(int(m[1])).removesuffix("half") + HALVES[m[2]] if m[1] else f"een {HALVES[m[2]]}",
    ),
    rule(r"(?<![\w.,:])(\d{1,2})\.([0-5]\d)(?= (?:tot|en|–|-) \d{1,2}[.:][0-5]\d uur)", r"\1:\2"),
    rule(
        r"\b([Aa]rt)(?:\.|ikel) (\d{1,2}):(\d{1,4})(?![\d:])",
        lambda m: f"{m[1]}ikel {cardinal(int(m[2]))} {cardinal(int(m[3]))}",
    ),
    rule(r"(?<![\w.,:])([1-9]):([1-9])(?![\d:]|[.,]\d)", lambda m: f"{cardinal(int(m[1]))} op {cardinal(int(m[2]))}"),
    rule(r"\b(\d{1,2})[.:](\d{2}) uur\b", lambda m: clock(int(m[1]), int(m[2]), None, "")),
    rule(r"\b(\d{1,2}) uur\b", lambda m: f"{cardinal(int(m[1]))} uur"),
    rule(r"\bjaren ['’]?(\d0)\b", lambda m: f"jaren {cardinal(int(m[1]))}"),
    rule(r"(?<![\w.,/])(\d+)(?: 1/2| ?½)(?= )", lambda m: _and_a_half(int(m[1]))),
    rule(r"(?<=\d)k (?=(?:euro|dollar|mensen|volgers|abonnees|per)\b)", " duizend "),
    rule(r"(?<![\w.,])(\d+)x\b", lambda m: f"{cardinal(int(m[1]))} keer"),
    rule(r"(?<![\w.,])(\d{1,2})-(\d{1,2}) (?=uur)", lambda m: f"{cardinal(int(m[1]))} tot {cardinal(int(m[2]))} "),
)
TONGUE = Tongue(
    code="nl", cardinal=cardinal, year=year, decimals=decimals, fraction=fraction, date=date, clock=clock,
    before=BEFORE, ordinals=ORDINALS, abbreviations=ABBREVIATIONS, trigger=TRIGGER,
)  # fmt: skip
speak = Speaker(TONGUE).speak
