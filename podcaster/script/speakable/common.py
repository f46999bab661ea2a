"""Rules for every language: leftover markup, footnote marks, decoration, emoji, white space."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

Rule = tuple[re.Pattern[str], "str | Callable[[re.Match[str]], str]"]


def rule(pattern: str, to: str | Callable[[re.Match[str]], str], flags: int = 0) -> Rule:
    """One replacement; `to` is a template or a function of the match."""
    return re.compile(pattern, flags), to


def run(rules: Iterable[Rule], text: str) -> str:
    """*text* after each rule in turn."""
    for pattern, to in rules:
        text = pattern.sub(to, text)
    return text


def just_before(m: re.Match[str]) -> str:
    """The 200 characters before a match: to search all of the text before every match would take minutes."""
    return m.string[max(0, m.start() - 200) : m.start()]


@lru_cache(maxsize=16)
def tables(language: str) -> dict[str, dict[str, str]]:
    """The word lists of a language by kind, from tables/en.tsv and its neighbours: a native speaker can correct them there."""
    out: dict[str, dict[str, str]] = {}
    for line in (Path(__file__).parent / "tables" / f"{language}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            kind, written, spoken = line.split("\t")
            out.setdefault(kind, {})[written] = spoken
    return out


def listed(words: str) -> tuple[str, ...]:
    """The words of a string, separated by spaces."""
    return tuple(words.split())


def forms(spoken: str) -> tuple[str, ...]:
    """The forms of an entry: "foot, feet" -> ("foot", "feet")."""
    return tuple(part.strip() for part in spoken.split(","))


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of *words*, the longest first, so that "km" wins over "k"."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
ROMAN_NUMERAL = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def roman_value(text: str) -> int:
    """XIV -> 14; 0 if *text* is not a well-formed numeral."""
    text = text.upper()
    if not text or not ROMAN_NUMERAL.fullmatch(text):
        return 0
    total = 0
    for a, b in zip(text, [*text[1:], ""], strict=True):
        total += -ROMAN_DIGITS[a] if b and ROMAN_DIGITS[a] < ROMAN_DIGITS[b] else ROMAN_DIGITS[a]
    return total


# Anything but letters, spaces and the punctuation of prose. A text without a match needs no rules for symbols.
NOT_PLAIN = re.compile(
    r"[^\w\s.,;:!?'\"’‘“”„‚«»‹›()\-–—…¿¡]|[\d_¼-¾²³¹⁰-ₜʰ-ʸˠ-ˤᴬ-ᶿ℀-⅏⅐-↋①-⓿]|\w\.[a-z]|(?<!\w)\.[A-Za-z]{2}|(?<!\S)--?[A-Za-z]|[a-z][A-Z]"
)

PICTURE = "\U0001f000-\U0001faff\u2600-\u2668\u2670-\u27bf\u2b00-\u2bff\u2300-\u23ff\u25a0-\u25ff\u2934\u2935\u3030\u303d\u3297\u3299"
EMOJI = re.compile(
    rf"(?:[{PICTURE}\U0001f1e6-\U0001f1ff][\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*)+"
)
KEYCAP = re.compile("([#*0-9])\ufe0f?\u20e3")
INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufe0e\ufe0f]")
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
EMOTICON = re.compile(
    r"(?:(?<=\s)|^)(?:[:;=][-'^o]?[)(\]\[DPpOo3|/\\*]+|[:;]'?-?[)(]+|<3+|</3|\^_\^|o_O|O_o|-_-|¯\\_\(ツ\)_/¯|¯\\\\_\(ツ\)_/¯|[xX]D+|:'\()"
    r"(?=[\s.,!?)]|$)"
)

MARKUP: tuple[Rule, ...] = (
    rule(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);", lambda m: html.unescape(m[0])),
    rule(r"!\[([^\]\n]*)\]\([^)\s]*(?:\s\"[^\"]*\")?\)", r"\1"),
    rule(r"\[([^\]\n]+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s\"[^\"]*\")?\)", r"\1"),
    rule(
        r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strong|sub|sup|table|td|th|tr|tt|u|ul|var)\b[^<>]*>",
        "",
    ),
    rule(r"^\s{0,3}(?:#{1,6}\s+|>\s+|[*+•◦▪‣⁃]\s+|[-–]\s+(?=[^\W\d_]))", ""),
    rule(r"^\s*(?:[-*_=~#]\s*){3,}$", ""),
    rule(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?![\w*])", r"\2"),
    rule(r"(?<![\w_`])(_{1,2})(?=[^\s_])([^_\n]*[^\s_])\1(?![\w_`(])", r"\2"),
    rule(r"~~(?=\S)(.+?)~~", r"\1"),
    rule(r"==(?=\w)([^=\n]+\w)==", r"\1"),
)

FOOTNOTES: tuple[Rule, ...] = (
    # [1] · [^note] · [2][3] · [4, 5] · [6–8] · [a] · [citation needed]
    rule(
        r"\s?(?:\[\^[^\]\s]{1,40}\]|\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|\[(?:note|n|fn) ?\d{1,3}\])+:?(?=[\s.,;:!?)\]”’\"']|$)",
        "",
    ),
    rule(r"(?<=[^\W\d_])(?:\[\d{1,3}\])+", ""),
    rule(r"(?<=[.,;:!?”\"'’)\w])\[[a-z]\](?=[\s.,;:!?]|$)", ""),
    rule(
        r"\s?\[(?:citation needed|clarification needed|who\?|when\?|sic|dubious[^\]]*|better source needed)\]",
        "",
        re.IGNORECASE,
    ),
    # word.¹ · word”² · sentence³: after a unit or one letter it is a power
    rule(r"(?<=[.,;:!?”\"'’)…])[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,⁻ ]{1,2}[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*", ""),
    rule(r"(?<=[a-z]{4})[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?![⁰¹²³⁴⁵⁶⁷⁸⁹])", ""),
    rule(
        r"(?<![^\W\d_])(?!(?:km|mm|cm|dm|µm|ft|mi|yd|in|sec|hm)[⁰-⁹²³])([a-zA-Z]{2,3})(?<!mc)(?<!ab)(?<!xy)[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?=[\s.,;:!?)]|$)",
        r"\1",
    ),
    rule(r"(?<=[\w.,;:!?”\"'’)])\s?[†‡※]+", ""),
    rule(r"(?<=[^\W\d_][.!?])\*{1,3}(?=\s|$)", ""),
    rule(r"(?<=[^\W\d_*])(?<!\bA)\*{1,3}(?=[\s.,;:!?)]|$)", ""),
    rule(r"^\s*[*†‡]+\s*(?=\w)", ""),
)

JOINED: tuple[Rule, ...] = (
    # (u)nits · [T]he · work[ed] · file(s)
    rule(r"(?<![\w)])[(\[]([^\W\d_]{1,3})[)\]](?=[a-zß-ÿ])", r"\1"),
    rule(r"(?<=[^\W\d_])\[([^\W\d_]{1,6})\]", r"\1"),
    rule(r"(?<=[^\W\d_]{2})\((s|es|n|e|en|r|innen)\)", r"\1"),
)

TIDY: tuple[Rule, ...] = (
    rule(r"\(\s*\)|\[\s*\]", ""),
    rule(r"(?<![ \t])[ \t]+(?=[,;:!?](?:\s|$)|\.(?:\s|$))", ""),
    rule(r"(?<=\() +|(?<! ) +(?=\))", ""),
    rule(r"(?<=\w) [-–—] [-–—] (?=\w)", " – "),
    rule(r"[ \t]{2,}", " "),
)

# Before a picture: the sentence lacks a noun here, so the picture is read as one.
WANTS_NOUN = re.compile(
    r"(?:^|\s)(?:a|an|the|this|that|my|your|our|their|his|her|any|some|no|of|with|for|and|or|to|called|emoji|named|by|using|use|i|we|you|they)\s*$",
    re.IGNORECASE,
)


def emoji_name(picture: str) -> str:
    """The name of the first picture in *picture*: ours, or its Unicode name."""
    first = picture[0]
    return tables("en")["emoji"].get(first) or unicodedata.name(first, "").lower().replace("-", " ").removesuffix(
        " sign"
    )


def without_pictures(text: str, *, named: bool = False) -> str:
    """*text* without emoji. With *named*, an emoji in the place of a word becomes that word."""

    def say(m: re.Match[str]) -> str:
        before, after = text[: m.start()], text[m.end() :]
        if (
            named
            and WANTS_NOUN.search(before)
            and (m[0][0] in tables("en")["emoji"] or re.match(r"\s*(?:[^\W\d_]|[.!?]|$)", after))
        ):
            return f" {emoji_name(m[0])} "
        if before.rstrip()[-1:].isalnum() and re.match(r"\s+[A-Z]", after):
            return ". " if not after.startswith(".") else ""  # the picture was the end of a sentence
        return " " if before[-1:].isspace() or after[:1].isspace() else ""

    return EMOJI.sub(say, text)


# Names of Unix manuals and of functions, which have a number in brackets of their own
CALLED = frozenset(
    listed(
        "open read write close print printf malloc free fork exec exit wait kill pipe dup stat mount socket bind listen "
        "accept connect send recv select poll signal sleep time crontab passwd hosts grep awk sed man make sort find "
        "bash sin cos tan log exp sqrt max min mod gcd len sum abs range func foo bar baz init main push pop get set"
    )
)


def _note_mark(m: re.Match[str]) -> str:
    return f"{m[1]} {m[2]}" if m[1].lower() in CALLED else m[1]


FOR_READERS: tuple[Rule, ...] = (
    # the mark of a note: showed(1)
    rule(r"(?<![^\W\d_])([^\W\d_][a-zß-ÿ]{2,40})\((\d{1,2})\)(?=[\s.,;:!?]|$)", _note_mark),
    rule(r"(?<=[a-zß-ÿ]{3}[.!?])\(\d{1,2}\)(?=\s|$)", ""),
    # a comment of code, a line of verse: and // or
    rule(r"(?<=\s)//(?=\s)", ""),
    # the sign of a variable or of a share: $hello
    rule(r"(?<![\w$])\$(?=[A-Za-z_][A-Za-z_]{1,60}(?![\w$]|\s?\d))", ""),
)


def bare(text: str, *, named: bool = False) -> str:
    """*text* without what is only for readers: footnote marks, markup, invisible characters, decoration."""
    if not any(c.isalnum() for c in text) and EMOJI.search(text):
        return emoji_name(EMOJI.search(text)[0])  # type: ignore[index]  # there is nothing else to say
    text = KEYCAP.sub(r"\1 ", EMOTICON.sub("", text))
    text = SPACES.sub(" ", INVISIBLE.sub("", text) if not EMOJI.search(text) else text)
    text = run(MARKUP, text)
    text = run(FOOTNOTES, text)
    text = run(FOR_READERS, run(JOINED, text))
    text = without_pictures(text, named=named)
    return INVISIBLE.sub("", text)


def tidy(text: str) -> str:
    """*text* without double spaces, spaces before commas, and space at its ends."""
    return run(TIDY, text).strip()


def plain_digits(text: str) -> str:
    """*text* with the digits of all scripts as 0-9."""
    return "".join(
        str(unicodedata.digit(c)) if c > "\x7f" and c.isdecimal() and unicodedata.category(c) == "Nd" else c
        for c in text
    )


_SENTENCE = 6  # words


def in_sentence(match: re.Match[str]) -> bool:
    """Whether what was found stands among the words of a sentence, rather than alone or in a note of a few words."""
    return match.string.count(" ") >= _SENTENCE - 1
