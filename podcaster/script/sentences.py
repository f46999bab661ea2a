"""Where a text is cut: into sentences, and a long sentence into clauses for an engine with a limit.

Nothing is lost: apart from white space, the pieces together have the same characters as the text, in the same order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from podcaster.script.ordinals import is_ordinal
from podcaster.script.speakable.common import roman_value
from podcaster.text.languages import primary

# ---------------------------------------------------------------- tables, one line per language


@lru_cache(maxsize=32)
def words(language: str, kind: str) -> frozenset[str]:
    """The words of a kind (never, maybe, number, starter) in sentences.tsv; English ones for a language without."""
    short = primary(language)
    found: dict[str, frozenset[str]] = {}
    for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            of, what, listed = line.split("\t")
            if what == kind:
                found[of] = frozenset(listed.split())
    return found.get(short, found["en"])


# ---------------------------------------------------------------- candidates

PICTURE = "\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\U0001f1e6-\U0001f1ff"
CLOSERS = "\"'”’»›«‹)\\]}“‘*_"  # »German« closes with what opens in French, where a blank stands before it
CANDIDATE = re.compile(
    rf"(?P<stop>(?:(?<=\s)\.(?: \.){{2,3}}|(?<![.!?…‽])[.!?…‽]++))"
    rf"(?P<close>[{CLOSERS}]*(?:\s[)\]»](?=\s))?(?:\[\^?\w{{1,4}}\])*[⁰¹²³⁴⁵⁶⁷⁸⁹†‡]*(?:\s?[{PICTURE}][\ufe0f\u200d{PICTURE}\U0001f3fb-\U0001f3ff]*)*)(?P<gap>\s+)"
    r"|(?P<cjk>[。！？｡]+[」』”’）】》]*|[।॥۔؟][।॥۔؟!?]*[\"'”’»)\]]*)(?P<cgap>\s*)"  # and of Hindi, Urdu and Arabic
    rf"|(?P<face>(?:(?<=\s)(?:[:;=]-?[)(DP]+|<3)|(?<=[\w\s])[{PICTURE}][\ufe0f\u200d{PICTURE}\U0001f3fb-\U0001f3ff]*))(?P<fgap>\s+)(?=[\"“‘'(]?[A-Z])"
    r"|(?P<link>(?<![^\s(\[<\"“])(?:https?://|www\.)[^\s<>]{1,1000}+(?<=[\w/])>?|@[\w-]+(?:\.[\w-]+)+>|(?<=\s)\*{2,3})(?P<lgap>\s+)(?=[\"“‘'(]?[A-Z])"
    r"|(?P<line>(?<![ \t])[ \t]*+\n\s*)"
    r"|(?P<bullet>(?<!\s)\s++)(?=[•⁃▪◦‣●]\s?\S)"
)
NEXT = re.compile(r"[\"'“”‘’„«‹(\[{¿¡*_—–-]*\s?(?P<word>[^\W\d_][\w'’]*|\d[\d.,]*)?")
LAST_TOKEN = re.compile(r"(?:(?<!\w)[^\W\d_]+['’])?[^\s\"'“”‘’„«»(\[{—–]+$")
MARKER = re.compile(r"(?:[(\[]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})[.)\]]+|[•⁃▪◦‣●*–-]\s?(?:\d{1,3}[.)])?)$")
CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
ELLIPSIS = re.compile(r"(?:\. ){2}\.(?!\.)")
UNITS, LETTERED, AND_SO_ON = words("en", "unit"), words("en", "lettered"), frozenset({"etc", "usw", "ecc", "enz"})
TIMES = frozenset({"a.m", "p.m", "am", "pm"})
NOT_AFTER_TIME = words("en", "zone")
TITLES = words("en", "title")
# After Yahoo! and the Woolf? of a title the sentence goes on in lower case.
CONTINUES = words("en", "continues")
SAID = re.compile(
    r"(?:he|she|they|i|we|it|[a-z]+ [a-z]+) "
    r"(?:said|says|asked|asks|cried|shouted|replied|wondered|thought|whispered|yelled|exclaimed|added)\b"
)
YAHOO = words("en", "yahoo")
# “好的。”他说 and 「はい。」と言った go on after the quotation.
TOLD = re.compile(r"と|って|[^。！？，、\s]{0,6}(?:说|道|问|喊|答|說|問)")
ELISION = re.compile(r"^[^\W\d_]+['’](?=\w)")  # l'ing.
ELIDED = re.compile(r"['’][snt] [A-Z]")  # 's Avonds


class _Cutter:
    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.short = primary(language)
        self.never, self.maybe = words(language, "never"), words(language, "maybe")
        self.before_number, self.starters = words(language, "number"), words(language, "starter")

    def cuts(self) -> list[tuple[int, int]]:
        """(end of a piece, start of the next)."""
        listed = _list_cuts(self.text)
        self.items = {start for _, start in listed}
        return sorted({*self._found(), *listed})

    def _found(self) -> list[tuple[int, int]]:
        text, out, start = self.text, [], 0
        for m in CANDIDATE.finditer(text):
            if m.end() >= len(text) or not text[start : m.start() + 1].strip():
                continue
            kind = m.lastgroup
            if kind == "gap":
                end = self._stop(m, start)
                if end is None:
                    continue
                out.append((end, self._skip(end)))
            elif kind == "cgap":
                end = self._closed(m, start)
                if end == len(text) or (text[end - 1] in "」』”’\"'" and TOLD.match(text, self._skip(end))):
                    continue
                out.append((end, self._skip(end)))
            elif kind == "fgap":
                out.append((m.end("face"), m.end()))
            elif kind == "lgap":
                word = NEXT.match(text, m.end())
                if m["link"][0] not in "@*" and not (word and (word["word"] or "").lower() in self.starters):
                    continue
                out.append((m.end("link"), m.end()))
            elif kind == "line":
                if not self._line(m, start):
                    continue
                out.append((m.start(), m.end()))
            else:
                out.append((m.start(), m.end()))
            start = out[-1][1]
        return out

    def _closed(self, m: re.Match[str], start: int) -> int:
        """Where the sentence ends: behind a straight quotation mark, if it closes one that is open."""
        end = m.end("cjk")
        mark = self.text[end : end + 1]
        return end + (mark in {'"', "'"} and self.text.count(mark, start if mark == "'" else 0, end) % 2)

    def _skip(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _line(self, m: re.Match[str], start: int) -> bool:
        text = self.text
        if m[0].count("\n") > 1:
            return True
        if m[0].startswith((" ", "\t")):
            return not text[m.end()].islower() and text[m.start() - 1 : m.start()] in ".!?:"
        return not (text[m.end()].islower() and m.start() - max(start, text.rfind("\n", 0, m.start()) + 1) > 45)

    def _stop(self, m: re.Match[str], start: int) -> int | None:
        text = self.text
        stop, close = m["stop"], m["close"]
        end = m.end("close")
        after = NEXT.match(text, m.end())
        word = (after["word"] if after else None) or ""
        opened = bool(after and after.start("word") > m.end()) if word else False
        first = word[:1]
        token_match = LAST_TOKEN.search(text, max(start, m.start() - 40), m.start())
        token = token_match[0] if token_match else ""
        token = token if self.short not in {"fr", "it"} else ELISION.sub("", token)
        if " " in stop:  # . . . and . . . .
            return end if stop.count(".") > 3 and first.isupper() else None
        if self.items and token_match and token_match.start() in self.items:
            return None
        if MARKER.fullmatch((text[start : m.end()]).strip()) and not close.strip("*_)"):
            return None
        if stop == "." and ELLIPSIS.match(text, m.end()):
            return m.end("stop")
        if not word:
            short = stop == "." and token.lower() in self.never | self.before_number and not close  # 5,2 Mio. €
            return end if m.end() < len(text) and text[m.end()] not in ",;:." and not short else None
        if self.short == "nl" and ELIDED.match(text, m.end()):
            return end if token.lower() not in self.never else None
        if "!" in stop or "?" in stop:
            return end if self._loud(first, word, close, m.end(), opened=opened) else None
        if stop != ".":
            if word in {"I", "I'm", "I’m"} and text[m.start() - 1 : m.start()].isspace():
                return None  # I is no sign of a beginning after " ... "
            return end if first.isupper() or first.isdigit() or (CAMEL.match(word) is not None) else None
        return end if self._period(token, word, first, close, start, m) else None

    def _loud(self, first: str, word: str, close: str, at: int, *, opened: bool) -> bool:
        if not first.islower():
            return not (word in YAHOO and self.text[:at].rstrip().endswith("Yahoo!"))
        if CAMEL.match(word):
            return True
        quoted = bool(close.strip(")]*_"))
        if quoted:
            return False
        return opened or (word.lower() not in CONTINUES and not SAID.match(self.text, at))

    def _period(self, token: str, word: str, first: str, close: str, start: int, m: re.Match[str]) -> bool:
        low = token.lower().strip("*_")
        starter = word.lower().replace("’", "'") in self.starters
        if close.strip("*_"):  # ." and .) and .[1]
            return not first.islower()
        if first.isdigit():
            return self._before_digit(low, token)
        if first.islower():
            return self._before_small(low, token, word)
        if self.short == "de" and self._german_ordinal(token, m):
            return False
        if len(token) == 1 and token.isupper():
            return self._initial(token, word, starter, m)
        if low in self.never:
            measured = low == "mt" and self.text[start : m.start() - 2].rstrip()[-1:].isdigit()  # 74 Mt.
            small = low in {"v", "c", "al", "ft", "mt", "ed"} and not token[0].isupper() and len(token) > 1
            return starter and (measured or small)
        if len(token) == 1 and token.isalpha():
            return self._initial(token, word, starter, m)
        if low in TIMES and word.lower() in NOT_AFTER_TIME:
            return False
        if low in {"no"}:
            return True
        if low in self.maybe:
            if low in TIMES and word.lower() in TITLES:
                return len(self.text[start : m.start()].split()) > 3
            return starter or low in AND_SO_ON or low in UNITS
        if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", token):
            return starter
        return True

    def _german_ordinal(self, token: str, m: re.Match[str]) -> bool:
        """am 12. Juni, im III. Reich"""
        number = token if token.isdigit() else str(roman_value(token) or "")
        before = self.text[max(0, m.start() - 60) : m.start() - len(token)]
        return number != "" and is_ordinal(before, number, self.text[m.end("stop") : m.end() + 60], self.starters)

    def _before_digit(self, low: str, token: str) -> bool:
        low = low.rpartition(".-")[2]  # ma.-vr. 9
        if low in self.never or low in self.before_number or "°" in token:
            return False
        if self.short == "de" and low.endswith(("str", "pl")):  # Hauptstr. 5, Schillerpl. 3
            return False
        if len(token) == 1 and token.isupper():
            return False
        return low not in self.maybe or low in UNITS or low in AND_SO_ON or low in TIMES

    def _before_small(self, low: str, token: str, word: str) -> bool:
        if CAMEL.match(word):
            return low not in self.never
        if low in self.never or low in self.maybe or "." in token or len(token) < 2:
            return False
        if word == "i":
            return True
        if self.short != "en":
            return False
        return token.isalpha() and token.islower() and len(token) > 2 and bool(re.search("[aeiouy]", token))

    def _initial(self, token: str, word: str, starter: bool, m: re.Match[str]) -> bool:
        """J. K. Rowling; but: I got an A. Bob got a B."""
        before = self.text[max(0, m.start() - 25) : m.start() - 1].split()
        prev = before[-1] if before else ""
        if token == "I":
            return starter and not prev[:1].isupper()
        if prev.lower() in LETTERED and token.isupper():
            return True
        if token.islower():
            return starter
        return starter and word not in {"A", "I"} and not prev[:1].isupper() and not prev.endswith(".") and prev != ""


LISTED = re.compile(r"(?:(?<=\s)|^)(?:[•⁃▪◦]\s?)?([(]?)(\d{1,3}|[a-z])([.)]+)\s(?=\S)")


def _list_cuts(text: str) -> list[tuple[int, int]]:
    """1) The first item 2) The second item: markers that count up from the beginning of the text."""
    first = LISTED.match(text)
    if not first or text[0] in "•⁃▪◦":
        return []
    out, want, shape = [], _successor(first[2]), (first[1], first[3])
    for m in LISTED.finditer(text, first.end()):
        if m[2] == want and (m[1], m[3]) == shape:
            end = m.start()
            while end and text[end - 1].isspace():
                end -= 1
            out.append((end, m.start()))
            want = _successor(want)
    return out


def _successor(marker: str) -> str:
    return str(int(marker) + 1) if marker.isdigit() else chr(ord(marker) + 1)


def split(text: str, language: str = "en") -> list[str]:
    """The sentences of *text*, in order, stripped; no character but white space is lost."""
    cuts = _Cutter(text, language).cuts()
    pieces, start = [], 0
    for end, following in cuts:
        if end <= start:
            continue
        pieces.append(text[start:end].strip())
        start = max(end, min(following, len(text))) if not text[end:following].strip() else end
    pieces.append(text[start:].strip())
    return [p for p in pieces if p]


# ---------------------------------------------------------------- clauses

# Best places first: after them a voice takes a breath anyway.
BREATHS = (
    # A stop with a blank behind it: 1.000 and 3.14 are one number; and no short word before it: Dr. Ann, No. 5.
    re.compile(r"(?:(?<=[^\W\d_]{5}\.)|(?<=[!?…]))[\"'”’»)\]]*\s+(?=\S)|(?<=[。！？])[\"'”’»)\]]*\s*(?=\S)"),
    re.compile(r"(?<=[;:；：])\s*(?=\S)|\s+(?=[—–]\s)|(?<=\w)(?=—)"),
    re.compile(r"(?<=[,，、])\s*(?!\d)(?=\S)|\s+(?=\()|(?<=\))(?<!\(\w\))(?<!\(\w\w\))\s+"),
    re.compile(
        r"\s+(?=(?:and|but|or|because|which|that|who|when|while|although|und|aber|oder|weil|dass|et|mais|ou|que|y|pero|o|e|ma|mas|en|maar)\s)"
    ),
    re.compile(r"\s+"),
)


def _breath(text: str, breath: re.Pattern[str], *, least: int) -> int:
    """Where to cut *text*: at the *breath* nearest to its middle that leaves *least* characters on both sides, or 0.

    At white space, the last resort, a shorter part is accepted if no cut leaves that many.
    """
    middle = len(text) / 2
    nearest = good = None
    for match in breath.finditer(text):
        if not 0 < match.start() < len(text):
            continue
        far = abs(match.start() - middle)
        if nearest is None or far < abs(nearest.start() - middle):
            nearest = match
        if (good is None or far < abs(good.start() - middle)) and _shorter_half(text, match.end()) >= least:
            good = match
        if good and match.start() >= middle:  # those that follow are farther away
            break
    found = good or (nearest if breath is BREATHS[-1] else None)
    return found.end() if found else 0


def _shorter_half(text: str, at: int) -> int:
    """Characters of the shorter part when *text*, which has no white space around it, is cut *at* here."""
    end = at
    while text[end - 1].isspace():
        end -= 1
    while text[at].isspace():
        at += 1
    return min(end, len(text) - at)


def clauses(text: str, max_chars: int) -> list[str]:
    """*text* in pieces of at most *max_chars*, cut where one would breathe. Only a longer word makes a longer piece."""
    text = text.strip()
    if len(text) <= max_chars:
        return [text] if text else []
    for breath in BREATHS:
        at = _breath(text, breath, least=min(12, max_chars // 4))
        if at:
            return clauses(text[:at], max_chars) + clauses(text[at:], max_chars)
    return [text]
