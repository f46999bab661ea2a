"""Sentences of pages that nobody tuned to: whether each word has a sound of its own, in order, none twice.

The sentences are spelled by eSpeak NG's American English. Sounds of a lexicon are put in random places, because a wrong
match of words and sounds was first heard beside them. No voice speaks.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.adapters.article_text import read, told
from podcaster.engines import alignment, pronounce
from podcaster.engines.espeak import Phonemizer
from podcaster.errors import PodcasterError
from podcaster.model import BlockKind
from podcaster.script import homographs
from podcaster.script.lexicon import Lexicon
from podcaster.script.sentences import split
from podcaster.script.utterances import said
from podcaster.text.languages import primary

OVERRIDE = "¤"  # a sound that is in no word
EACH = 12  # sentences of a page
SHORTEST = 60  # letters of a paragraph
WORD = re.compile(r"[^\W_]")
PROSE = frozenset((BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE))


@dataclass(slots=True)
class Tally:
    """What was found in some sentences."""

    sentences: int = 0
    words: int = 0
    overrides: int = 0
    lost: list[str] = field(default_factory=list)  # sentences with a word that has no sound, or in another order
    wrong: list[str] = field(default_factory=list)  # words with a lexicon's sound that is missing, twice or not theirs
    neighbours: list[str] = field(default_factory=list)  # words that have a neighbour's sound, alone or with their own


def sentences(manifest: Path, count: int) -> Iterator[str]:
    """The spoken text of *count* sentences from English pages of a manifest; always the same ones."""
    chance = random.Random(1)
    lexicon = Lexicon.builtin("en")
    rows: list[dict[str, Any]] = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    chance.shuffle(rows)
    for row in rows:
        data = (manifest.parent / row["file"]).read_bytes()
        page = gzip.decompress(data) if row["file"].endswith(".gz") else data
        try:
            article = read(page, row.get("kind", "html"), row.get("url") or "", row["id"])
        except PodcasterError:
            continue
        if primary(article.language) != "en":
            continue
        blocks = [text for b in article.blocks if b.kind in PROSE and len(text := told(b)) >= SHORTEST]
        found = [s for text in blocks for s in split(text, "en")]
        for sentence in chance.sample(found, min(EACH, len(found))):
            spoken = said(sentence, sentence, "en", lexicon)[0]
            if spoken and count:
                count -= 1
                yield spoken
        if not count:
            return


def tally(texts: Sequence[str]) -> Tally:
    """Check every word of *texts*, without and with sounds of a lexicon."""
    chance = random.Random(2)
    speller = Phonemizer("en-us")
    out = Tally()
    for text in texts:
        words = text.split()
        cores = sorted({plain for w in words if WORD.search(plain := pronounce.plain(w))})
        chosen = chance.sample(cores, min(chance.choice([0, 1, 1, 2, 3]), len(cores)))
        senses = [pair for pair in homographs.sounds(text, "en", "en-us") if pair[0] not in chosen]
        out.sentences += 1
        out.words += sum(bool(WORD.search(word)) for word in words)
        _neighbours(out, words, sounds(text, speller, []), speller)
        _overrides(out, words, chosen, sounds(text, speller, [*senses, *((word, OVERRIDE) for word in chosen)]))
    return out


def sounds(text: str, speller: Phonemizer, known: Sequence[tuple[str, str]]) -> dict[int, str]:
    """The IPA of each word of *text*, by its number, in the order in which they are heard."""
    found: dict[int, str] = {}
    for symbol in pronounce.symbols(text, speller, str, known):
        if symbol.word >= 0:
            found[symbol.word] = found.get(symbol.word, "") + symbol.text
    return found


def _overrides(out: Tally, words: Sequence[str], chosen: Sequence[str], heard: dict[int, str]) -> None:
    expected = [n for n, word in enumerate(words) if WORD.search(word)]
    if [n for n in heard if WORD.search(words[n])] != expected:
        out.lost.append(" ".join(words))
    for n in expected:
        plain = pronounce.plain(words[n])
        own = plain in chosen or re.sub("['’]s$", "", plain) in chosen
        out.overrides += own
        if heard.get(n, "").count(OVERRIDE) != own:
            out.wrong.append(f"{words[n]} {heard.get(n, '')}")


def _neighbours(out: Tally, words: Sequence[str], bare: dict[int, str], speller: Phonemizer) -> None:
    """A word sounds otherwise beside others than alone, but never more like them."""
    alone = {n: "".join(speller.word(words[n])) for n in bare}
    for n, sound in bare.items():
        distance = alignment.distance(sound, alone[n])
        left, right = alone.get(n - 1, ""), alone.get(n + 1, "")
        others = {left, right, left + alone[n], alone[n] + right} - {"", alone[n]}
        if distance >= 2 and any(alignment.distance(sound, other) < distance / 2 for other in others):
            out.neighbours.append(f"{words[n]} {sound}")
