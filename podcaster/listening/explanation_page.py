"""An article as a page that shows how it will be spoken: marks where the spoken words differ from the written ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from podcaster.episode.forecast import SECONDS_A_CHARACTER
from podcaster.listening import explanation
from podcaster.listening.page_view import next_steps
from podcaster.listening.rows import Row, heard, voice_name
from podcaster.model import Article, Fate, LeftOut, Role, Script
from podcaster.publishing import omissions, pages
from podcaster.text import dates
from podcaster.text.languages import right_to_left

_FOLDED = 2  # paragraphs said as they are written that are folded away
_CHANGES = 30  # of the list of what is said otherwise that are seen at once
_ROLES = {Role.QUOTE: "quotations", Role.HEADING: "headings", Role.CAPTION: "captions", Role.LIST_ITEM: "lists"}


def as_page(article: Article, script: Script, typed: str = "") -> str:
    """Self-contained HTML. *typed*: the article as its user named it, for the commands; by default its source."""
    rows = list(heard(article, script))
    language = article.language or "en"
    return pages.working_page(
        "explanation",
        article=article,
        own_language=language,
        own_direction="rtl" if right_to_left(language) else "ltr",
        by=", ".join(article.authors),
        day=dates.written(article.date, "en") if article.date else "",
        numbers=_numbers(script, rows),
        voices=_voices(script),
        in_notes=omissions.listed(e.reason for e in script.ledger if e.fate is Fate.NOTES),
        not_said=omissions.listed(e.reason for e in script.ledger if e.fate is Fate.LEFT_OUT),
        warnings=explanation.warnings(article),
        steps=[_step(step) for step in next_steps(article, typed)],
        remarks=explanation.remarks(article),
        changes=_changes(rows),
        seen=_CHANGES,
        stretches=_folded(rows),
        filters={kind: sum(kind in row.kinds for row in rows) for kind in ("changed", "gone", "voiced")},
        left_out=_left_out(article.left_out),
        counted=omissions.counted,
        named=omissions.named,
        short=explanation.short,
    )


# ---------------------------------------------------------------- the top of the page


def _numbers(script: Script, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """What one wants to know first, each number with what it counts."""
    sentences = [sentence for row in rows for sentence in row.sentences]
    seconds = sum(len(u.spoken) for u in script.utterances) * SECONDS_A_CHARACTER
    gone = sum(entry.fate is not Fate.SPOKEN for entry in script.ledger)
    return [
        (f"{len(sentences):,}", "sentence" if len(sentences) == 1 else "sentences"),
        (f"{sum(s.differs for s in sentences):,}", "said otherwise than written"),
        (f"{gone:,}", "left out or in the notes"),
        (explanation.length(seconds), "to listen to, about"),
    ]


def _voices(script: Script) -> str:
    """Who reads what, in a sentence."""
    by_voice: dict[str, Counter[str]] = defaultdict(Counter)
    for u in script.utterances:
        by_voice[u.voice][u.speaker or _ROLES.get(u.role, u.role.value)] += 1
    if not by_voice:
        return ""
    narrator, *others = by_voice
    told = [f"{voice_name(narrator)} reads the text"]
    for other in others:
        told.append(f"{voice_name(other)} reads {', '.join(what for what, _ in by_voice[other].most_common(3))}")
    return f"{'; '.join(told)}."


def _step(step: str) -> tuple[str, str]:
    """A next step as a command, and when it helps. A step that is not a command has only words."""
    command, comma, when = step.rpartition(", ")
    return (command, when) if comma and command.startswith("podcaster ") else ("", step)


def _changes(rows: Iterable[Row]) -> list[tuple[str, str, int, int]]:
    """What is said otherwise: as written, as said, how often, and the row where it is first."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        for sentence in row.sentences:
            for piece in sentence.pieces:
                if piece.written and piece.said:
                    found[piece.written.strip(), piece.said].append(row.number)
            for word, ipa in sentence.sounds:
                found[word, f"/{ipa}/"].append(row.number)
    return [(written, said, len(where), where[0]) for (written, said), where in found.items()]


# ---------------------------------------------------------------- the text


def _folded(rows: Sequence[Row]) -> list[tuple[bool, list[Row]]]:
    """The rows in stretches; True: said as they are written, and folded away."""
    stretches: list[tuple[bool, list[Row]]] = []
    for plain, some in groupby(rows, key=lambda row: row.is_plain):
        found = list(some)
        stretches.append((plain and len(found) >= _FOLDED, found))
    return stretches


def _left_out(notes: Iterable[LeftOut]) -> list[tuple[str, list[str]]]:
    """What of the page is not in the article, by reason: how much, and the texts. The most frequent first."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for note in notes:
        by_reason[note.reason.value].append(explanation.short(note.text, 300))
    ordered = sorted(by_reason.items(), key=lambda pair: -len(pair[1]))
    return [(f"{len(texts):,} {omissions.named(reason, many=len(texts) > 1)}", texts) for reason, texts in ordered]
