"""Pronunciations of words that a voice would get wrong: a show's own list, then the built-in ones."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files as package_files
from pathlib import Path

from podcaster import files
from podcaster.engines.respelling import folded
from podcaster.errors import UsageError, unreadable_text
from podcaster.model import UNSPACED
from podcaster.text.languages import is_tag

BUILT_IN = ("en",)


class Kind(StrEnum):
    SAY = "say"
    LETTERS = "letters"
    WORD = "word"
    IPA = "ipa"


HEADER = """\
# How this show pronounces words. One entry a line, its fields parted by tabs:
#
#   word    kind    value    language    case
#
# kind: say      the value is read in place of the word       Nginx    say    engine ex
#       letters  it is spelled letter by letter                API      letters
#       word     it is read as a word, not spelled             LASER    word
#       ipa      the value is IPA, for voices that take it     Thames   ipa    tɛmz
# language: en, de, en-GB ...; empty: every language.
# case: write "case" when only this spelling is meant (US, not us).
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase and how it is said."""

    word: str
    kind: Kind
    value: str = ""
    language: str = ""  # BCP 47; "": all
    case: bool = False  # only in this spelling

    def line(self) -> str:
        """The entry as a line of a lexicon file."""
        cells = [self.word, self.kind.value, self.value, self.language, "case" if self.case else ""]
        while len(cells) > 2 and not cells[-1]:
            cells.pop()
        return "\t".join(cells)

    def names(self, word: str) -> bool:
        """Whether the entry applies to this spelling."""
        return word == self.word if self.case else word.casefold() == self.word.casefold()

    def fits(self, language: str) -> bool:
        """Whether the entry is meant for text in *language*: "en" fits "en-GB", not the other way round."""
        own, wanted = self.language.lower(), language.lower()
        return not own or own == wanted or wanted.startswith(f"{own}-")

    def said(self, as_written: str) -> str:
        """What a voice is given in place of *as_written*."""
        if self.kind is Kind.SAY:
            return self.value
        if self.kind is Kind.LETTERS:
            return _spelled(self.value or self.word)
        if self.kind is Kind.WORD:
            word = self.value or self.word
            return word.capitalize() if word.isupper() else word
        return as_written


def _spelled(word: str) -> str:
    """Letters with dots between them: with blanks, an A would be heard as the article."""
    return ".".join(c.upper() for c in word if c.isalnum())


# A word of letters only, unlike any in a language, is a plain word to every rule, also within code and addresses.
_STAND_IN = "Qzx{}qzx"
_STAND_INS = re.compile(r"[Qq]zx([a-p]+)qzx")
_WORD = re.compile(r"[^\W_]+")
_SIGN = UNSPACED.pattern.removesuffix("+")
_MIXED = re.compile(f"{UNSPACED.pattern}|(?:(?!{_SIGN})[^\\W_])+")  # a word of another script ends where signs begin


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    entry: Entry
    suffix: str  # a plural s


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by priority: the first that matches at a place wins, and a longer one before a shorter one."""

    entries: tuple[Entry, ...] = ()
    _index: dict[str, list[tuple[int, Entry]]] = field(default_factory=dict, compare=False, repr=False)
    _signs: dict[str, list[Entry]] = field(
        default_factory=dict, compare=False, repr=False
    )  # in no blanks, by the first

    def __post_init__(self) -> None:
        for entry in self.entries:
            first = _WORD.search(entry.word)
            if UNSPACED.match(entry.word):
                self._signs.setdefault(entry.word[0], []).append(entry)
            elif first:
                self._index.setdefault(first[0].casefold(), []).append((first.start(), entry))
        for found in self._index.values():
            found.sort(key=lambda pair: -len(pair[1].word))  # stable: of equal length the first in the file

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """The show's own entries, if it has any, before the built-in ones. Raises UsageError for a bad line."""
        return cls((*own_entries(path), *_built_in()))

    @classmethod
    def builtin(cls, language: str = "") -> Lexicon:
        """Only what comes with podcaster, for all languages or for one."""
        return cls(tuple(e for e in _built_in() if not language or e.fits(language)))

    @property
    def fingerprint(self) -> str:
        """Changes when any pronunciation may have changed."""
        return hashlib.sha256("\n".join(e.line() for e in self.entries).encode()).hexdigest()

    def __bool__(self) -> bool:
        return bool(self.entries)

    def apply(self, text: str, language: str = "en") -> tuple[str, tuple[tuple[str, str], ...]]:
        """*text* with every known word as it is said, and the words that have an IPA, as they stand in the text."""
        return self.speak(text, language, lambda changed: changed)

    def speak(
        self, text: str, language: str, speakable: Callable[[str], str]
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What *speakable* makes of *text*, except that the words of the lexicon are said as it wants.

        While the rules run, a stand-in keeps each word's place: "k8s" must not become a number, nor "I P A" initials.
        """
        found = list(self.find(text, language))
        if not found:
            return speakable(text), ()
        parts, at = [], 0
        for number, match in enumerate(found):
            parts += [text[at : match.start], _stand_in(number, text[match.start])]
            at = match.end
        parts.append(text[at:])
        spoken = speakable("".join(parts))
        seen = [_number(m[1]) for m in _STAND_INS.finditer(spoken)]
        if sorted(set(seen)) != list(range(len(found))):
            # A rule took a stand-in apart: rather let it see the words as they are said.
            return speakable(_replaced(text, found)), _ipa(text, found)
        return _STAND_INS.sub(lambda m: _said(text, found[_number(m[1])]), spoken), _ipa(text, found)

    def find(self, text: str, language: str) -> Iterable[_Match]:
        """Where entries fit in *text*, from left to right, none overlapping."""
        if not self._index and not self._signs:
            return
        done = 0
        for word in (_MIXED if UNSPACED.search(text) else _WORD).finditer(text):
            at = word.start() if word.start() >= done else done
            while at < word.end():
                match = self._begins(text, at, language) or (
                    self._at(text, word, language) if at == word.start() else None
                )
                if match and match.start >= done:
                    yield match
                    done = match.end
                at = max(at + 1, done) if UNSPACED.match(word[0]) else word.end()

    def _begins(self, text: str, at: int, language: str) -> _Match | None:
        """The longest entry of Chinese characters or kana that begins at a place: no blanks show where a word does."""
        found = [e for e in self._signs.get(text[at], ()) if e.fits(language) and text.startswith(e.word, at)]
        entry = max(found, key=lambda e: len(e.word), default=None)
        return _Match(at, at + len(entry.word), entry, "") if entry else None

    def _at(self, text: str, word: re.Match[str], language: str) -> _Match | None:
        # An entry "Nguyen" applies to "Nguyễn" too, unless there is an entry "Nguyễn".
        keys = [key := word[0].casefold(), key.removesuffix("s")]
        keys += [folded(key, language) for key in keys]
        for offset, entry in (candidate for key in dict.fromkeys(keys) for candidate in self._index.get(key, ())):
            start = word.start() - offset
            end = start + len(entry.word)
            if start < 0 or not entry.fits(language):
                continue
            written = text[start:end].replace("’", "'")
            if not any(entry.names(form) for form in {written, folded(written, language)}):
                continue
            if start and _joins(text[start - 1], entry.word[0]):
                continue
            suffix = ""
            if end < len(text) and _joins(text[end], entry.word[-1]):
                plural = text[end] == "s" and not (end + 1 < len(text) and _joins(text[end + 1], "s"))
                if not plural or entry.kind in (Kind.IPA, Kind.WORD):
                    continue
                suffix, end = "s", end + 1
            return _Match(start, end, entry, suffix)
        return None


def _joins(char: str, neighbour: str) -> bool:
    """Whether two characters belong to one word."""
    if UNSPACED.match(char) or UNSPACED.match(neighbour):
        return False
    return (char.isalnum() or char == "_") and (neighbour.isalnum() or neighbour == "_")


def _stand_in(number: int, first: str) -> str:
    word = _STAND_IN.format("".join(chr(ord("a") + int(d, 16)) for d in f"{number:x}"))
    return word if first.isupper() else word.lower()


def _number(letters: str) -> int:
    return int("".join(f"{ord(c) - ord('a'):x}" for c in letters), 16)


def _said(text: str, match: _Match) -> str:
    written = text[match.start : match.end - len(match.suffix)]
    said = match.entry.said(written)
    if not match.suffix:
        return said
    return f"{said}'s" if match.entry.kind is Kind.LETTERS else f"{said}s"


def _replaced(text: str, found: list[_Match]) -> str:
    parts, at = [], 0
    for match in found:
        parts += [text[at : match.start], _said(text, match)]
        at = match.end
    return "".join([*parts, text[at:]])


def _ipa(text: str, found: list[_Match]) -> tuple[tuple[str, str], ...]:
    pairs = {text[m.start : m.end]: m.entry.value for m in found if m.entry.kind is Kind.IPA}
    return tuple(pairs.items())


# ---------------------------------------------------------------- files


def own_entries(path: Path) -> tuple[Entry, ...]:
    """The entries of a show's lexicon file; none if there is no file."""
    return parse(_text(path), where=str(path))


def parse(text: str, *, where: str = "lexicon") -> tuple[Entry, ...]:
    """Entries from the lines of a lexicon. Raises UsageError with the number of a bad line."""
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            entries.append(parse_line(line, where=f"{where}, line {number}"))
    return tuple(entries)


def parse_line(line: str, *, where: str = "lexicon") -> Entry:
    """One entry: word, kind, value, language, case, parted by tabs."""
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) < 2:
        raise UsageError(f"{where}: {line.strip()!r} has no kind", hint="word, tab, kind, tab, value")
    if len(cells) > 5:
        raise UsageError(f"{where}: {len(cells)} fields", hint="word, kind, value, language, case: five at most")
    word, kind_name, value, language, case = (*cells, "", "", "")[:5]
    try:
        kind = Kind(kind_name.lower())
    except ValueError as error:
        near = difflib.get_close_matches(kind_name.lower(), list(Kind), n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(Kind)}"
        raise UsageError(f"{where}: unknown kind {kind_name!r}", hint=hint) from error
    if not _WORD.search(word):
        raise UsageError(f"{where}: {word!r} has no letter or digit", hint="the first field is the word as written")
    if kind in (Kind.SAY, Kind.IPA) and not any(c.isalpha() for c in value):
        raise UsageError(f"{where}: {word!r} has no pronunciation", hint=f"{kind} needs a value in the third field")
    if language and not is_tag(language):
        raise UsageError(f"{where}: {language!r} is not a language", hint="a tag such as en, de or en-GB; or nothing")
    if case and case.lower() != "case":
        raise UsageError(f"{where}: {case!r} in the field for case", hint="'case' or nothing")
    return Entry(word, kind, value.strip("/") if kind is Kind.IPA else value, language.replace("_", "-"), bool(case))


def add(path: Path, entry: Entry) -> bool:
    """Write *entry* into a show's lexicon in place of an older one for the word. Returns whether it changed."""
    lines, _ = _parted(_text(path) or HEADER, path, lambda known: _is_of(known, entry.word, entry.language))
    return files.write(path.resolve(), "\n".join([*lines, entry.line()]) + "\n")  # a link to a file elsewhere stays one


def remove(path: Path, word: str, language: str | None = None) -> list[Entry]:
    """Take the entries for *word* out of a show's lexicon, in one language or in all; returns them."""
    lines, gone = _parted(_text(path), path, lambda known: _is_of(known, word, language))
    if gone:
        files.write(path.resolve(), "\n".join(lines) + "\n")
    return gone


def _is_of(entry: Entry, word: str, language: str | None) -> bool:
    return entry.word.casefold() == word.casefold() and language in (None, entry.language)


def _parted(text: str, path: Path, out: Callable[[Entry], bool]) -> tuple[list[str], list[Entry]]:
    """The lines of a lexicon without the entries that are *out*, and these."""
    lines, gone = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            entry = parse_line(line, where=f"{path}, line {number}")
            if out(entry):
                gone.append(entry)
                continue
        lines.append(line)
    return lines, gone


def _text(path: Path) -> str:
    """What a show's lexicon file has; "" if there is none. Raises UsageError if it is not text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable_text(error, path) from error


@lru_cache(maxsize=1)
def _built_in() -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for language in BUILT_IN:
        name = f"{language}.tsv"
        text = (package_files("podcaster.script") / "lexicon_data" / name).read_text(encoding="utf-8")
        entries += parse(text, where=name)
    return tuple(entries)
