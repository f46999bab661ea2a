"""Words with one spelling and several sounds: the words around them decide which is meant, if that is certain.

"I read it yesterday", "a lead pipe", "live music". The words, senses and clues are tables, for people to mend.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as package_files

from podcaster.text.languages import primary

LEAD = 2.0  # by which a sense must be ahead of the next, else the voice has its own way
_CORE = re.compile(r"^\W*(.*?)(?:['’]s)?(\W*)$", re.DOTALL)
_LETTER_A = re.compile(
    r"(?<![^\W_])(?:(?<=(?<![^\W_])[B-Z] and )A|A(?= and [B-Z](?![^\W_]))|A(?=\)))(?![^\W_])"
)  # Q and A; (A)
_NAME_OF_A = "ˈeɪ"
_MARKS = frozenset('.,;:!?…—–()[]"”“«»')


@dataclass(frozen=True, slots=True)
class Found:
    """A homograph in a text."""

    word: str  # as it stands there, without punctuation and without a possessive 's
    sense: str  # "": not sure
    ipa: str  # "": the voice says it right by itself, or nobody knows


@dataclass(frozen=True, slots=True)
class _Clue:
    """A line of the table, which counts once a place."""

    sense: str
    weight: float
    line: int


@dataclass(frozen=True, slots=True)
class _Tables:
    senses: dict[str, dict[str, tuple[str, str]]]  # word -> sense -> American, British
    led: dict[str, str]  # word -> what eSpeak NG says after "to"
    clues: dict[tuple[str, str], dict[str, list[_Clue]]]  # word and place -> what stands there -> votes
    lists: dict[str, tuple[str, ...]]  # word -> the lists that it is in


def find(text: str, *, british: bool = False) -> list[Found]:
    """The homographs of *text*, from left to right."""
    tables = _tables()
    words = text.split()
    cores = [_core(word) for word in words]
    if tables.senses.keys().isdisjoint(cores):
        return []
    found = []
    for at, core in enumerate(cores):
        senses = tables.senses.get(core)
        if senses:
            written = re.sub("['’]s$", "", words[at].strip("".join(_MARKS) + "'‘’*_"))
            found.append(_judged(tables, words, cores, at, written, senses, british=british))
    return found


def sounds(text: str, language: str, accent: str, *, known: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """IPA for the words of *text* that a voice would get wrong, as `Utterance.sounds` wants them.

    *accent*: the voice's language, or "". *known*: words in the lexicon, casefolded.
    """
    if primary(language) != "en":
        return ()
    chosen: dict[str, list[str]] = {}
    for found in find(text, british=(accent or language).lower().startswith("en-gb")):
        if found.word.casefold() not in known:
            chosen.setdefault(found.word.casefold(), []).append(found.ipa)
    pairs: list[tuple[str, str]] = []
    for word, ipas in chosen.items():
        if any(ipas):
            pairs += [(word, ipa) for ipa in (ipas[:1] if len(set(ipas)) == 1 else ipas)]
    return (*pairs, *_letters_a(text, known))


def _letters_a(text: str, known: Collection[str]) -> list[tuple[str, str]]:
    """The name of the letter for the A of "Q and A", which would be an article; "" for each article."""
    if "a" in known or not _LETTER_A.search(text):
        return []
    marked = _LETTER_A.sub("\0", text).split()
    found = ["" if _core(word) == "a" else _NAME_OF_A for word in marked if "\0" in word or _core(word) == "a"]
    return [("a", ipa) for ipa in (found[:1] if len(set(found)) == 1 else found)]


def senses(word: str) -> dict[str, str]:
    """The senses of a homograph and their American IPA, the one that eSpeak NG uses by default first."""
    return {sense: american for sense, (american, _) in _tables().senses[word].items()}


def undecided(text: str) -> list[str]:
    """The homographs of an English *text* whose sense could not be decided."""
    return [found.word for found in find(text) if not found.sense]


def _judged(
    tables: _Tables,
    words: list[str],
    cores: list[str],
    at: int,
    written: str,
    senses: dict[str, tuple[str, str]],
    *,
    british: bool,
) -> Found:
    word = cores[at]
    sense = _by_case(words, at, written) if word == "polish" else ""
    if not sense:
        scores = dict.fromkeys(senses, 0.0)
        for place, features in _places(tables, words, cores, at):
            for clue in _clues(tables, word, senses, place, features):
                if clue.sense in scores:
                    scores[clue.sense] += clue.weight
        best, second = sorted(scores.values(), reverse=True)[:2]
        sense = max(scores, key=lambda s: scores[s]) if best - second >= LEAD else ""
    given = sense and sense != _by_itself(tables, word, cores[at - 1] if at else "")
    return Found(written, sense, senses[sense][british] if given else "")


def _by_itself(tables: _Tables, word: str, before: str) -> str:
    """The sense that eSpeak NG takes; "" where that is hard to tell."""
    first = next(iter(tables.senses[word]))
    led = tables.led.get(word)
    if led is None:
        return first
    lists = tables.lists.get(before, ())
    if "@leads?" in lists or before.endswith(("'ll", "'d")) or _is_adverb(tables, before):
        return ""
    return led if ("@leads_s" if word.endswith("s") else "@leads") in lists else first


def _clues(
    tables: _Tables, word: str, senses: Collection[str], place: str, features: tuple[str, ...]
) -> Iterable[_Clue]:
    """What the table knows about a place, each line of it once."""
    found: dict[int, _Clue] = {}
    for key in _keys(word, senses):
        votes = tables.clues.get((key, place), {})
        for feature in features:
            for clue in votes.get(feature, ()):
                found[clue.line] = clue
    return found.values()


def _by_case(words: list[str], at: int, written: str) -> str:
    """The language and the people have a capital."""
    if written[0].islower():
        return "shine"
    return "Polish" if at and not words[at - 1].endswith((".", "!", "?", ":")) else ""


def _keys(word: str, senses: Collection[str]) -> tuple[str, ...]:
    if "verb" not in senses or "other" not in senses:
        return (word,)
    return (word, "*s" if word.endswith("s") else "*")


def _places(tables: _Tables, words: list[str], cores: list[str], at: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    left = at - 1
    while left > 0 and not _ended(words[left]) and _is_adverb(tables, cores[left]):
        left -= 1
    yield "before", _left(tables, words, cores, left)
    if left != at - 1:
        yield "before", (cores[at - 1],)
    if left > 0:
        yield "before2", _features(tables, cores[left - 1])
    if _ended(words[at]):
        yield "after", ("<end>",) if at + 1 == len(words) or words[at][-1] in ".!?" else ("<,>",)
    elif at + 1 == len(words):
        yield "after", ("<end>",)
    else:
        yield "after", _features(tables, cores[at + 1])
        if at + 2 < len(words) and not _ended(words[at + 1]):
            yield "after2", _features(tables, cores[at + 2])
    near = {f for n, core in enumerate(cores) if n != at for f in (core, *_shape(core)[:1]) if f != "@word"}
    yield "near", tuple(near)


def _left(tables: _Tables, words: list[str], cores: list[str], left: int) -> tuple[str, ...]:
    if left < 0:
        return ("<start>",)
    if _ended(words[left]):
        return ("<start>",) if words[left].rstrip("\"'”’)")[-1:] in tuple(".!?:") else ("<,>",)
    features = _features(tables, cores[left])
    return (*features, "'s") if re.search(r"['’]s$", words[left]) else features


def _is_adverb(tables: _Tables, core: str) -> bool:
    return "@adverb" in tables.lists.get(core, ()) or (core.endswith("ly") and len(core) > 4)


def _features(tables: _Tables, core: str) -> tuple[str, ...]:
    if core[:1].isdigit():
        return ("@number",)
    lists = tables.lists.get(core)
    return (core, *lists) if lists else (core, *_shape(core))


def _shape(core: str) -> tuple[str, ...]:
    """What a word may be, by its ending."""
    if core.endswith("ed") and len(core) > 4:
        return ("@ed",)
    if core.endswith("ing") and len(core) > 5:
        return ("@ing",)
    if core.endswith(("al", "ous", "ive", "ful", "ic", "able", "less", "ary")) and len(core) > 4:
        return ("@adjective",)
    if core.endswith("s") and not core.endswith(("ss", "us", "is")) and len(core) > 3:
        return ("@s",)
    return ("@word",)


def _ended(word: str) -> bool:
    return word[-1] in _MARKS


def _core(word: str) -> str:
    found = _CORE.match(word)
    core = found[1] if found else word
    if core.endswith(("'", "’")):
        core = core[:-1]
    return core.casefold().replace("’", "'")


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    folder = package_files("podcaster.script") / "lexicon_data"
    senses: dict[str, dict[str, tuple[str, str]]] = {}
    led: dict[str, str] = {}
    for word, sense, american, british, *rest in _lines((folder / "homographs.tsv").read_text(encoding="utf-8")):
        senses.setdefault(word, {})[sense] = (american, british)
        if rest:
            led[word] = sense
    lists: dict[str, tuple[str, ...]] = {}
    clues: dict[tuple[str, str], dict[str, list[_Clue]]] = {}
    for number, cells in enumerate(_lines((folder / "homograph_clues.tsv").read_text(encoding="utf-8"))):
        if len(cells) == 1:
            name, _, members = cells[0].partition("=")
            for member in members.split():
                lists[member] = (*lists.get(member, ()), name.strip())
            continue
        for word in cells[0].split():
            votes = clues.setdefault((word, cells[3]), {})
            for feature in cells[4].split():
                votes.setdefault(feature, []).append(_Clue(cells[1], float(cells[2]), number))
    return _Tables(senses, led, clues, lists)


def _lines(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
