"""Saves with more around the article than their page had: other articles, teasers, comments.

The text of them is from other pages, their order and the lines between them are drawn by chance, so that the model
learns what such parts have in common, and not only how some sites write them.
"""

from __future__ import annotations

import hashlib
import random
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bench.plain_saves import Save, tokens

MIXED = "-mixed"  # the end of the name of such a save
_INSIDE = 0.6  # of the runs of three words of a line are in the article
_WRAPPED = 79
_NAMES = str.split(
    "Anna Ben Carla Dmitri Elif Farid Greta Hugo Ines Jonas Kofi Lena Marek Nadia Otto Priya Rosa Sven Tomas Uma Vera "
    "Wim Yuki Zoe"
)
_SURNAMES = str.split("Abel Brandt Costa Dahl Ekwall Fuchs Garcia Holm Ito Jansen Kowal Lund Moreau Novak Okoro Petrov")
_HEADS = (
    "Related",
    "Related articles",
    "More from this author",
    "Latest news",
    "Most read",
    "You may also like",
    "Recommended",
    "Elsewhere",
    "Editor's choice",
    "Mehr zum Thema",
    "Meistgelesen",
    "À lire aussi",
    "Lo más leído",
    "Leia também",
    "Читайте также",
    "関連記事",
    "相关阅读",
    "",
)
_TALK = (
    "{n} Comments",
    "Comments",
    "Comments ({n})",
    "Leave a reply",
    "Join the discussion",
    "What our readers say",
    "{n} Kommentare",
    "Commentaires",
    "Comentarios",
    "Комментарии",
    "コメント",
    "",
)
_SPEAKERS = (
    "{name}",
    "{name} says:",
    "{name} wrote:",
    "{name}\n{date}",
    "{name} on {date} at {time} said:",
    "{date} | {name}",
    "#{n} {name}",
    "{name} • {n} days ago",
    "Posted by {name}, {date} {time}",
    "On {date}, at {time}, {name} wrote:",
    "{name} schrieb am {date}:",
    "{name} dijo...",
    "{made} {date}, {name} {made}",
    "{name}\n{made} {n}",
)
_ANSWERS = (
    "",
    "Reply",
    "Like Reply Share",
    "Permalink",
    "{n} {made} {made}",
    "Responder",
    "Antworten",
    "{made}",
    "▲ {n} ▼",
)
_MONTHS = str.split("January February March April May June July August September October November December")


def mixed(saves: Sequence[Save], group: Callable[[str], int]) -> Iterator[Save]:
    """One more save of each page. What is added comes from pages of the same *group* of sites."""
    made = sorted((save for save in saves if not save.given), key=lambda save: save.name)
    donors: dict[int, list[Save]] = {}
    for save in made:
        donors.setdefault(group(save.site), []).append(save)
    pages: dict[str, list[Save]] = {}
    for save in made:
        pages.setdefault(save.name.rpartition("-")[0], []).append(save)
    for name, versions in pages.items():
        chance = random.Random(int(hashlib.sha256(name.encode()).hexdigest(), 16))
        host = chance.choice(versions)
        others = [save for save in donors[group(host.site)] if save.site != host.site]
        if others:
            yield replace(host, for_all=False, name=name + MIXED, text=_Mixer(chance, others).around(host))


class _Mixer:
    def __init__(self, chance: random.Random, others: Sequence[Save]) -> None:
        self._chance, self._others = chance, others

    def around(self, host: Save) -> str:
        """The text of a save with parts of others behind its article, and some before it."""
        lines = host.text.split("\n")
        if self._chance.random() < 0.4:
            lines = lines[1:]  # without the title of the window
        inside = _inside(lines, host.truth)
        if not inside:
            return host.text
        end = inside[-1] + 1
        while end < len(lines) and lines[end].strip():
            end += 1
        parts = [self._articles(), self._teasers(20), self._comments()]
        behind = [line for part in self._chance.sample(parts, self._chance.choice((1, 1, 2))) for line in part]
        added = {end: behind}
        if self._chance.random() < 0.25:
            added[1] = self._teasers(20)
        for at in self._breaks(lines, inside):
            added[at] = self._teasers(5)
        wrapped = host.name.endswith("-dumped")
        out: list[str] = []
        for number, line in enumerate([*lines, ""]):
            out += [*_laid(added.get(number, []), wrapped=wrapped), line]
        return "\n".join(out)

    def _breaks(self, lines: Sequence[str], inside: Sequence[int]) -> list[int]:
        """Some places between paragraphs of the article: what stands there does not end it."""
        places = [
            n + 1 for n in inside[:-1] if lines[n].rstrip().endswith((".", "!", "?")) and not lines[n + 1].strip()
        ]
        wanted = self._chance.choice((0, 1, 2, 4))
        return self._chance.sample(places, min(wanted, len(places) // 3))

    def _articles(self) -> list[str]:
        out: list[str] = []
        last = self._chance.choice(("", "Continue reading", "Share this:", "Read more", self._word(), "* * *"))
        signed = self._chance.choice(("", "By {name}", "{name}", "{date}", "{name}, {date}"))
        for _ in range(self._chance.randint(1, 4)):
            other = self._chance.choice(self._others)
            said = other.truth.split("\n")[: self._chance.choice((2, 4, 8, 20))]
            out += ["", self._title(other), *self._filled(signed), "", *self._spaced(said), *self._filled(last)]
        return out

    def _teasers(self, most: int) -> list[str]:
        head = self._chance.choice(_HEADS)
        summary, gap, dated = (self._chance.random() < share for share in (0.6, 0.5, 0.3))
        mark = self._chance.choice(("", "", "\u2022 "))
        out = ["", head, ""]
        for _ in range(self._chance.randint(1 if most < 6 else 4, most)):
            other = self._chance.choice(self._others)
            out.append(mark + self._title(other))
            out += self._filled("{date}") if dated else []
            out += [self._sentence(other)] if summary else []
            out += [""] if gap else []
        return [*out, ""]

    def _comments(self) -> list[str]:
        head, speaker, answer = (self._chance.choice(kind) for kind in (_TALK, _SPEAKERS, _ANSWERS))
        invented = self._word()
        speaker, answer = speaker.replace("{made}", invented), answer.replace("{made}", invented)
        gap = self._chance.random() < 0.5
        out = ["", *self._filled(head), ""]
        for _ in range(self._chance.randint(2, 25)):
            out += self._filled(speaker)
            said = [self._sentence(self._chance.choice(self._others)) for _ in range(self._chance.choice((1, 1, 2, 4)))]
            out += ([""] if gap else []) + [" ".join(said)] + self._filled(answer) + ([""] if gap else [])
        return [*out, ""]

    def _filled(self, template: str) -> list[str]:
        if not template:
            return []
        year, month, day = self._chance.randint(2003, 2024), self._chance.choice(_MONTHS), self._chance.randint(1, 28)
        name = self._chance.choice(_NAMES)
        if self._chance.random() < 0.6:
            name += " " + self._chance.choice(_SURNAMES)
        said = template.format(
            name=name,
            n=self._chance.randint(1, 60),
            date=f"{month} {day}, {year}",
            time=f"{self._chance.randint(1, 12)}:{self._chance.randint(10, 59)} PM",
            made=self._word(),
        )
        return said.split("\n")

    def _word(self) -> str:
        """A word of no language."""
        return "".join(self._chance.choice("bdfgklmnprstv") + self._chance.choice("aeiou") for _ in range(3)).title()

    def _title(self, other: Save) -> str:
        return other.title or " ".join(other.truth.split()[: self._chance.randint(4, 10)])

    def _sentence(self, other: Save) -> str:
        said = [line for line in other.truth.split("\n") if len(line) > 40] or [other.truth]
        text = self._chance.choice(said)
        stop = text.find(". ", 40)
        return text[: stop + 1] if 0 < stop < 300 else text[:200]

    def _spaced(self, lines: Sequence[str]) -> list[str]:
        return [part for line in lines for part in (line, "")]


def _inside(lines: Sequence[str], truth: str) -> list[int]:
    words = tokens(truth)
    runs = {tuple(words[i : i + 3]) for i in range(len(words) - 2)}
    out = []
    for number, line in enumerate(lines):
        own = tokens(line)
        if len(own) >= 5 and sum(tuple(own[i : i + 3]) in runs for i in range(len(own) - 2)) >= _INSIDE * (
            len(own) - 2
        ):
            out.append(number)
    return out


def _laid(lines: Sequence[str], *, wrapped: bool) -> list[str]:
    if not wrapped:
        return list(lines)
    return [
        part
        for line in lines
        for part in (textwrap.wrap(line, _WRAPPED, initial_indent="   ", subsequent_indent="   ") or [""])
    ]
