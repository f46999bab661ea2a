"""Decides whether an article is a conversation, and whose turn each of its blocks is.

A conversation is found when at least two speakers take four turns each, the turns change hands, the labels are those of
people or of questions and answers, and they talk like people who talk to each other: "I", "you", and questions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from podcaster.model import Article, Block, BlockKind, SpanKind
from podcaster.script.speakers import labels, words
from podcaster.script.speakers.labels import Label
from podcaster.text import first_names
from podcaster.text.languages import primary

TURNS = 4  # of at least two speakers
_SPEECH = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING)
_ALTERNATE = 0.5  # of the turns are followed by somebody else's
_DENSE = 0.15  # turns to blocks, from the first turn to the last
_MORE = 3  # paragraphs without a name that a turn may always have
_INTRO = 20_000  # characters in which a name is looked for
_LIVELY, _VERY_LIVELY = 0.5, 0.7  # of the turns have "I", "you" or a question
_ASKED = 0.1  # of the turns have a question, where no label is surely a person's
_FIRST_PERSON, _SECOND_PERSON = 0.35, 0.35  # of answers have "I", of questions have "you": nobody asks so in an FAQ
_WORD = re.compile(r"[^\W\d_]+(?:['’](?:[^\W\d_]+)?)?")
_NOTE = re.compile(
    r"\b(?:edited|condensed|interview(?:ed)?|transcript|gekürzt|geführt|propos recueillis|entrevista|intervista)\b",
    re.I,
)
_WITHOUT_PRONOUNS = ("es", "it", "pt")  # whose questions may have no word for "you"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in one block."""

    speaker: str  # the name in full, as it is shown
    start: int  # of the label in the block's text
    speech: int  # where the speech begins: behind the label
    end: int
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The turns of each block, and the speakers in the order in which they begin."""

    turns: Mapping[int, tuple[Turn, ...]]
    speakers: tuple[str, ...]


@dataclass(slots=True)
class Said:
    """A label that was found, and whose it is."""

    block: int
    label: Label
    inner: bool = False  # it stands within a block whose lines were joined
    speaker: str = ""
    text: str = ""


def find(article: Article, language: str) -> Dialogue | None:
    """The conversation in *article*; None if there is none."""
    said = _labelled(article.blocks, language)
    if len(said) < 2 * TURNS:
        return None
    names = _unified([one.label.name for one in said])
    for one in said:
        one.speaker = names[one.label.name]
    counts = Counter(one.speaker for one in said)
    main = {name for name, count in counts.items() if count >= TURNS and not _is_thing(name, language)}
    if len(main) < 2:
        return None
    alone = sum(one.label.alone for one in said if one.speaker in main) * 2 > sum(counts[name] for name in main)
    said = [
        one for one in said if one.speaker in main or (_joins(one, alone) and _may_join(one.speaker, counts, language))
    ]
    _fill(article.blocks, said)
    if not _is_conversation(article, said, main, language):
        return None
    return turns_of(article.blocks, said)


def _labelled(blocks: Sequence[Block], language: str) -> list[Said]:
    found = []
    for number, block in enumerate(blocks):
        if block.kind in _SPEECH and block.text:
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if label := labels.at_start(block, following, language):
                inner = () if label.alone else labels.within(block, label.end)
                found += [Said(number, label), *(Said(number, other, inner=True) for other in inner)]
    return found


def _is_thing(name: str, language: str) -> bool:
    """Whether a label names no person: Ingredients, Monday, Pros, ERROR."""
    if name.casefold() in words.labels("question", language) | words.labels("answer", language):
        return False
    return any(word.casefold().strip(".") in words.things() for word in name.split())


def _joins(one: Said, alone: bool) -> bool:
    """Whether a label looks like those of the main speakers."""
    return not one.inner and one.label.alone == alone


def _may_join(name: str, counts: Counter[str], language: str) -> bool:
    """Whether a person with few turns is a speaker too."""
    return not _is_thing(name, language) and (counts[name] >= 2 or _is_person(name, language))


def _unified(names: Sequence[str]) -> dict[str, str]:
    """The full name for each label: "Anna Reed" for "ANNA REED", "Reed", "Anna" and "AR"."""
    shown: dict[str, str] = {}
    for name in names:
        key = name.casefold()
        if key not in shown or (shown[key].isupper() and not name.isupper()):
            shown[key] = name
    whole = {key: _cased(name) for key, name in shown.items()}
    full = [name for name in whole.values() if " " in name]
    for key, name in whole.items():
        if " " in name:
            continue
        parts = [other for other in full if key in other.casefold().split()]
        initials = [other for other in full if key == "".join(word[0] for word in other.split()).casefold()]
        if len(set(parts or initials)) == 1:
            whole[key] = (parts or initials)[0]
    return {name: whole[name.casefold()] for name in names}


def _cased(name: str) -> str:
    """A name in capitals as it is usually written; initials and names of papers stay as they are."""
    if not name.isupper() or "." in name or (len(name) <= 3 and not first_names.is_first_name(name)):
        return name
    return " ".join(word if len(word) == 1 else word.capitalize() for word in name.split())


def _fill(blocks: Sequence[Block], said: Sequence[Said]) -> None:
    """Collect the blocks of each turn: until the next label, at most a few blocks."""
    for at, one in enumerate(said):
        following = said[at + 1] if at + 1 < len(said) else None
        end = following.label.start if following and following.block == one.block else None
        texts = [blocks[one.block].text[one.label.end : end]]
        if end is None:
            last = following.block if following else one.block + 2
            texts += [b.text for b in blocks[one.block + 1 : min(last, one.block + 5)] if b.kind in _SPEECH[:2]]
        one.text = " ".join(texts)


def _is_conversation(article: Article, said: Sequence[Said], main: set[str], language: str) -> bool:
    order = [one.speaker for one in said]
    changes = sum(a != b for a, b in pairwise(order)) / max(1, len(order) - 1)
    between = [b for b in article.blocks[said[0].block : said[-1].block + 1] if b.kind in _SPEECH]
    if changes < _ALTERNATE or len(said) < _DENSE * len(between):
        return False
    if is_faq(article, language):
        return False
    asks = {name for name in main if name.casefold() in words.labels("question", language)}
    answers = {name for name in main if name.casefold() in words.labels("answer", language)} - asks
    if asks and answers:
        asked_by = [one for one in said if one.speaker in asks]
        return is_interview(asked_by, [one for one in said if one.speaker in answers], language)
    if main == asks | answers:
        return False
    lively = sum(_is_lively(one.text, language) for one in said) / len(said)
    asked = sum(_has_question(one.text) for one in said) / len(said)
    if any(_is_sure(name, article, language) for name in main):
        return lively >= _LIVELY
    in_capitals = all(one.label.name.isupper() for one in said if one.speaker in main)  # as plays have them
    return in_capitals and lively >= _VERY_LIVELY and asked >= _ASKED


def is_faq(article: Article, language: str) -> bool:
    heads = [article.title, *(b.text for b in article.blocks if b.kind is BlockKind.HEADING)]
    said = " \n ".join(heads).casefold()
    return any(re.search(rf"\b{re.escape(sign)}", said) for sign in words.labels("faq", language))


def is_interview(asked: Sequence[Said], answered: Sequence[Said], language: str) -> bool:
    """Whether questions and answers are a talk between two: one says "you", the other "I"."""
    you = words.own("you", language)
    i = words.own("i", language)
    if not i:
        return False
    second = sum(_has(one.text, you, language) for one in asked) / len(asked)
    first = sum(_has(one.text, i, language) for one in answered) / len(answered)
    return first >= _FIRST_PERSON and (second >= _SECOND_PERSON or primary(language) in _WITHOUT_PRONOUNS)


def _is_lively(text: str, language: str) -> bool:
    here = words.own("i", language) | words.own("you", language)
    return _has_question(text) or _has(text, here, language)


def _has_question(text: str) -> bool:
    return "?" in text or "？" in text


def _has(text: str, wanted: frozenset[str], language: str) -> bool:
    """Whether one of the words is in *text*. German "Sie" counts only with its capital, and not as the first word."""
    if language[:2] in ("zh", "ja"):
        return any(word in text for word in wanted)
    found = _WORD.findall(text.replace("’", "'"))
    for at, word in enumerate(found):
        if word in wanted and (word[0].islower() or at):
            return True
        low = word.casefold()
        if low in wanted or (low[:2] in wanted and low[1:2] == "'"):
            return True
    return False


def _is_sure(name: str, article: Article, language: str) -> bool:
    """Whether a label certainly names a person: a first name, a role, or a name that the article mentions."""
    if _is_person(name, language):
        return True
    bare = _bare(name)
    prose = f"{article.title}\n{' '.join(article.authors)}\n{article.description}\n{_intro(article)}"[:_INTRO]
    before = r"[^\W\d_][\w.'’-]{0,40} " if len(bare) == 1 else ""  # a surname behind a first name
    return bool(bare) and re.search(rf"\b{before}{re.escape(' '.join(bare))}\b", prose, re.I) is not None


def _is_person(name: str, language: str) -> bool:
    roles = words.labels("role", language)
    bare = _bare(name)
    return any(first_names.is_first_name(part) for part in bare[:2]) or any(part.casefold() in roles for part in bare)


def _bare(name: str) -> list[str]:
    """The words of a name without its number and its points."""
    return [part for part in name.replace(".", " ").split() if not part.isdigit()]


def _intro(article: Article) -> str:
    return "\n".join(b.text for b in article.blocks[:6] if b.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE))


def turns_of(blocks: Sequence[Block], said: Sequence[Said]) -> Dialogue:
    turns: dict[int, list[Turn]] = {}
    for at, one in enumerate(said):
        following = said[at + 1] if at + 1 < len(said) else None
        text = blocks[one.block].text
        end = following.label.start if following and following.block == one.block else len(text)
        turns.setdefault(one.block, []).append(Turn(one.speaker, one.label.start, one.label.end, end))
    _continue(blocks, said, turns)
    speakers = tuple(dict.fromkeys(one.speaker for one in said))
    return Dialogue({number: tuple(found) for number, found in turns.items()}, speakers)


def _continue(blocks: Sequence[Block], said: Sequence[Said], turns: dict[int, list[Turn]]) -> None:
    """The paragraphs behind a labelled one are the same speaker's: as many as the turns of this conversation have.

    A passage in dialogue within an essay must not give the essay to its last speaker.
    """
    labelled = sorted({one.block for one in said})
    alone = {one.block for one in said if one.label.alone}
    behind = [_behind(blocks, start, end) for start, end in pairwise([*labelled, len(blocks)])]
    lengths = sorted(len(found) - (start in alone) for start, found in zip(labelled[:-1], behind[:-1], strict=True))
    usual = lengths[3 * len(lengths) // 4] if lengths else 0
    for start, found in zip(labelled, behind, strict=True):
        own, more = (found[:1], found[1:]) if start in alone else ([], found)
        if start == labelled[-1]:
            more = _until_the_end(blocks, more) if usual or lengths[-1:] > [0] else []
        if len(more) > max(_MORE, 3 * usual):
            more = []
        speaker = turns[start][-1].speaker
        for number in (*own, *more):
            if not _is_aside(blocks[number]):
                turns[number] = [Turn(speaker, 0, 0, len(blocks[number].text), labelled=False)]


def _behind(blocks: Sequence[Block], start: int, end: int) -> list[int]:
    """The paragraphs between two labelled blocks; a heading may stand among them."""
    return [n for n in range(start + 1, end) if blocks[n].kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)]


def _until_the_end(blocks: Sequence[Block], numbers: Sequence[int]) -> list[int]:
    """The paragraphs of the last turn: until a heading, or a word about how the conversation was made."""
    out: list[int] = []
    for number in numbers:
        after = out[-1] if out else number - 1
        if _is_note(blocks[number]) or any(b.kind is BlockKind.HEADING for b in blocks[after:number]):
            break
        out.append(number)
    return out


def _is_note(block: Block) -> bool:
    """Whether a paragraph behind the last turn tells how the conversation was made."""
    return len(block.text) < 600 and _NOTE.search(block.text) is not None


def _is_aside(block: Block) -> bool:
    """Whether a paragraph is in italics as a whole: the editor's words between the turns."""
    covered = sum(s.end - s.start for s in block.spans if s.kind is SpanKind.EMPHASIS)
    return covered >= len(block.text.strip()) > 0
