"""The card at the end of a recipe: the lists again, its categories, and the nutrition label."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from podcaster.model import Block, BlockKind, Omission
from podcaster.script.ledger import letters, tokens

_LEAST = 3  # items of a list, and facts of a label
_SAME = 0.8  # of the words of an item, and of the items of a list, which are said already
_LABEL = 0.6  # of the letters of a block, which are facts of a nutrition label
_LONGEST_HEAD = 45  # characters
_NUTRIENT = (
    r"calor(?:ies?|ías?|ias?|ieën)|kalorien|energ(?:y|ie|ía|ia)|brennwert|carb(?:ohydrate)?s?|(?:net )?carbs|kohlenhydrate|proteins?|eiwei(?:ß|ss)|(?:total |saturated |trans |polyunsaturated |monounsaturated )?fats?|"
    r"fett|(?:davon )?gesättigte fettsäuren|sodium|natrium|potassium|kalium|fib(?:er|re|res|ra|ras)|ballaststoffe|(?:added )?sugars?|zucker|cholesterol|cholesterin|vitamin [a-k]\d{0,2}|calcium|kalzium|iron|eisen|glucides|"
    r"protéines|lipides|sucres|sel|sodio|grasas?(?: saturadas)?|proteínas?|(?:hidratos de )?carbono|carbohidratos|azúcar(?:es)?|colesterol[o]?|grassi(?: saturi)?|carboidrat[io]s?|proteine|zuccheri|gorduras?(?: saturadas)?|açúcar(?:es)?|"
    r"vet(?:ten)?|koolhydraten|eiwit(?:ten)?|vezels|suikers?|zout|salz|potasio|calcio|hierro|ferro|vitamin[ae] [a-k]\d{0,2}|kilojoules?"
)
_AMOUNT = r"\d[\d.,]*\s?(?:kcals?|kj|cal|calories|grams?|g|mg|µg|μg|mcg|iu|ie|%)?(?![^\W_])"
_FACT = re.compile(rf"(?<![^\W_])(?:{_NUTRIENT})\s?(?:\([^()]{{1,20}}\))?\s?[:：=]?\s?{_AMOUNT}", re.IGNORECASE)
_NAMED = re.compile(rf"(?:{_NUTRIENT})(?:\s?\([^()]{{1,20}}\))?\s?:?", re.IGNORECASE)
_NUTRITION = re.compile(
    r"(?:nutrition(?:al)?(?: facts?| information| values?| info)?|nährwert(?:e|angaben|tabelle)?|valeurs? nutriti(?:ves?|onnelles?)|informations? nutritionnelles?|(?:información|valores?) nutricional(?:es)?|valori nutrizionali|"
    r"informaç(?:ão|ões) nutriciona(?:l|is)|valor(?:es)? nutriciona(?:l|is)|voedingswaarden?)\b.{0,40}",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"(course|cuisine|keywords?|category|diet|meal type|gang|gericht|küche|schlagw(?:ort|orte|örter)|stichworte?|kategorie|type de plat|mots?[- ]clés?|catégorie|plato|cocina|palabras? clave|categoría|"
    r"portata|cucina|parol[ae] chiave|prato|culinária|palavras?[- ]chave|categoria|menugang|keuken|trefwoorden)\s?[:：]",
    re.IGNORECASE,
)


def card(blocks: Sequence[Block]) -> dict[int, Omission]:
    """The blocks of a recipe's card that say nothing new, or nothing that one wants to hear, and why."""
    out = dict.fromkeys(_repeated(blocks), Omission.DUPLICATE)
    out |= dict.fromkeys(_filed(blocks), Omission.METADATA)
    return out | dict.fromkeys(_nutrition(blocks), Omission.TABLE)


# ---------------------------------------------------------------- lists that are said already


def _repeated(blocks: Sequence[Block]) -> Iterator[int]:
    """The lists whose items an earlier list has, with the line above each."""
    earlier: list[Counter[str]] = []
    for run in _runs(blocks):
        items = [Counter(tokens(blocks[n].text)) for n in run]
        known = sum(any(_has(other, item) for other in earlier) for item in items)
        if earlier and known >= _SAME * len(items) and sum(item.total() for item in items) >= 2 * _LEAST:
            yield from run
            yield from _head(blocks, run[0])
        earlier += items


def _runs(blocks: Sequence[Block]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number, block in enumerate(blocks):
        if block.kind is not BlockKind.LIST_ITEM:
            continue
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [run for run in runs if len(run) >= _LEAST]


def _has(other: Counter[str], item: Counter[str]) -> bool:
    """Whether an item of an earlier list has nearly all words of this one."""
    return (other & item).total() >= _SAME * item.total() > 0


def _head(blocks: Sequence[Block], first: int) -> Iterator[int]:
    """The heading, or the short line, right above a block."""
    if not first:
        return
    above = blocks[first - 1]
    short = above.kind is BlockKind.PARAGRAPH and len(above.text) < _LONGEST_HEAD and above.text.endswith(":")
    if above.kind is BlockKind.HEADING or short or _NUTRITION.fullmatch(above.text.strip()):
        yield first - 1


# ---------------------------------------------------------------- labels


def _filed(blocks: Sequence[Block]) -> list[int]:
    """Lines such as "Course: Dessert" and "Cuisine: Italian", where there are two of them at least."""
    found: dict[int, set[str]] = {}
    for number, block in enumerate(blocks):
        if len(block.text) < 200 and block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            first = _FILED.match(block.text)
            if first and not re.search(r"[.!?]\s", block.text):
                found[number] = {name.casefold() for name in _FILED.findall(block.text)}
    return list(found) if len(set().union(*found.values())) > 1 else []


def _nutrition(blocks: Sequence[Block]) -> Iterator[int]:
    """A label of calories and the like in one block, in a table, or in lines that follow each other."""
    lines: list[int] = []
    for number, block in enumerate((*blocks, Block(BlockKind.PARAGRAPH, ""))):
        facts = _facts(block)
        if facts == 1:
            lines.append(number)
            continue
        if len(lines) >= _LEAST:
            yield from lines
            yield from _head(blocks, lines[0])
        lines = []
        if facts >= _LEAST:
            yield number
            yield from _head(blocks, number)


def _facts(block: Block) -> int:
    """How many facts of a nutrition label make up a block; none if it says more than that."""
    if block.kind is BlockKind.TABLE and block.rows:
        rows = [row for row in block.rows if any(any(map(str.isdigit, cell)) for cell in row[1:])]
        named = sum(_NAMED.fullmatch(row[0].strip()) is not None for row in rows)
        return named if named >= _LEAST and named >= _LABEL * len(block.rows) else 0
    if len(block.text) > 800 or not any(map(str.isdigit, block.text)):
        return 0
    facts = _FACT.findall(block.text)
    return len(facts) if facts and len(letters("".join(facts))) >= _LABEL * len(letters(block.text)) else 0
