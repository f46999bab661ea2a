"""What will be said of an article, and what will not, as text for a terminal; `explanation_page` makes a page of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from podcaster import reading, script, unforeseen
from podcaster.config import Show
from podcaster.episode import identity, own
from podcaster.episode.forecast import SECONDS_A_CHARACTER, TIMES_REAL
from podcaster.errors import PodcasterError
from podcaster.model import Article, Fate, LedgerEntry, Omission, Region, Script, Utterance, count_words
from podcaster.script import author
from podcaster.script.lexicon import Lexicon
from podcaster.script.speakable import has_basic_rules, has_rules
from podcaster.text import dates
from podcaster.text.languages import english_name


def articles(
    source: Path,
    show: Show,
    failed: Callable[[PodcasterError], None],
    skipped: Callable[[str], None],
    regions: Mapping[str, Region] = MappingProxyType({}),
) -> Iterator[Article]:
    """The articles of a file or a folder, read as the show has them read. One that fails stops no other."""
    failed = logging(show, failed)
    found = reading.read(
        source,
        on_error=lambda _, error: failed(error),
        on_skip=lambda name, title, reason: skipped(f"{title or name}: {reason}"),
        split=show.settings.split,
        regions=regions,
    )
    try:
        yield from found
    except PodcasterError as error:  # of the file as a whole
        failed(error)


def logging(show: Show, failed: Callable[[PodcasterError], None]) -> Callable[[PodcasterError], None]:
    """*failed*, called after an unexpected error was written to the log of the show."""
    log = unforeseen.log_in(show.state)
    return lambda error: failed(unforeseen.logged(error, log))


def scripts(
    found: Iterable[Article], show: Show, failed: Callable[[PodcasterError], None]
) -> Iterator[tuple[Article, Script]]:
    """What would be said of each article."""
    lexicon = Lexicon.load(show.lexicon)
    for article in found:
        said = None
        with sparing_others(article.source, show, failed):
            said = script.write(article, show.settings, lexicon=lexicon)
        if said:
            yield article, said


@contextmanager
def sparing_others(source: str, show: Show, failed: Callable[[PodcasterError], None]) -> Iterator[None]:
    """Whatever goes wrong inside the block has *failed* for this source alone, and the work goes on."""
    try:
        with unforeseen.named(source):
            yield
    except PodcasterError as error:
        logging(show, failed)(error)


def listed(number: int, article: Article) -> str:
    """An article as a line of a list, with what a run would hold against it below."""
    author, date = ", ".join(article.authors), f"{article.date:%Y-%m-%d}" if article.date else ""
    told = " · ".join(fact for fact in (article.title, author, date, f"{article.word_count} words") if fact)
    return "\n".join([f"#{number} {told}", *(f"   ! {sentence}" for sentence in warnings(article))])


def facts(article: Article) -> str:
    """Who, when, where, in which language: what is known of it."""
    day = dates.written(article.date, "en") if article.date else ""
    known = (", ".join(article.authors), day, article.site, article.address, article.language)
    return " · ".join(fact for fact in known if fact)


def measure(script: Script) -> str:
    """Words, and seconds of audio."""
    seconds = sum(len(u.spoken) for u in script.utterances) * SECONDS_A_CHARACTER
    words = sum(count_words(u.text) for u in script.utterances)
    length = f"{int(seconds // 60)}:{int(seconds % 60):02d}"
    work = f"{round(seconds / TIMES_REAL)} s of work for one core"
    return f"{words} words, {len(script.utterances)} sentences, about {length} of audio, {work}"


def length(seconds: float) -> str:
    """How long something is to hear, for people: "40 seconds", "6 minutes", "1 hour 5 minutes"."""
    if seconds < 55:
        return f"{max(1, round(seconds))} second{'' if round(seconds) <= 1 else 's'}"
    hours, minutes = divmod(round(seconds / 60), 60)
    told = [f"{n} {name}{'' if n == 1 else 's'}" for n, name in ((hours, "hour"), (minutes, "minute")) if n]
    return " ".join(told)


def short(text: str, limit: int = 90) -> str:
    """*text* on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def warnings(article: Article) -> list[str]:
    """Why a run would not convert the article, or only with --force."""
    never = [f"{article.unpublished.removeprefix('it is ')}: it is skipped"] if article.unpublished else []
    ahead = article.due is not None and identity.is_ahead(article.due)
    later = [f"skipped until its date, {article.due:%Y-%m-%d}"] if ahead else []
    return [*never, *later, *(sentence for _, sentence in article.doubts)]


def rules_known(article: Article) -> list[str]:
    """A line for a language with few rules or none for numbers and signs."""
    if not article.language or (has_rules(article.language) and not has_basic_rules(article.language)):
        return []
    name = english_name(article.language)
    if has_basic_rules(article.language):
        return [f"{name} has only basic rules: numbers, units, amounts and dates; the voice reads the rest its own way"]
    return [f"{name} has no rules: the voice reads numbers and signs its own way"]


def as_text(article: Article, script: Script) -> str:
    """For a terminal: role, voice and pause of each sentence, then the text that is not spoken."""
    lines = [article.title, "=" * min(80, len(article.title)), facts(article)]
    lines += [f"! {sentence}" for sentence in warnings(article)]
    lines += [f"* {sentence}" for sentence in remarks(article)]
    for _, said in groupby(script.utterances, key=lambda u: u.paragraph):
        lines.append("")
        for u in said:
            lines.append(f"[{u.role.value}, {u.voice}, {u.pause_ms} ms] {u.spoken}")
            lines += [f"  {word}: /{ipa}/" for word, ipa in pronounced(u)]
    if quiet := _once([e for e in script.ledger if e.fate is not Fate.SPOKEN]):
        lines += ["", "Not said:"]
        lines += [f"  {e.fate.value:<12} {_reason(e):<11} {short(e.text)}" for e in quiet]
    return "\n".join([*lines, "", measure(script)])


def _once(entries: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """*entries* with the name of each speaker once: a long interview has hundreds of them."""
    seen: set[str] = set()
    out = []
    for entry in entries:
        if entry.reason is Omission.SPEAKER:
            if entry.text in seen:
                continue
            seen.add(entry.text)
        out.append(entry)
    return out


def remarks(article: Article) -> list[str]:
    """What else is to be known before one reads: a choice by hand, a recording, words for the ear, few rules."""
    recorded = [own.told(article.recording)] if article.recording else []
    return [*article.by_hand, *recorded, *_otherwise(article), *rules_known(article)]


def _otherwise(article: Article) -> list[str]:
    """What is not said as it is displayed, because the page has words for the ear."""
    return [
        f'the page has words for the ear: "{short(written, 60)}" is said as "{said}"'
        for written, said in author.otherwise(article.blocks)
    ]


def pronounced(utterance: Utterance) -> list[tuple[str, str]]:
    """Words with a pronunciation of their own: from the lexicon, or chosen by their neighbours."""
    return [(word, ipa) for word, ipa in (*utterance.ipa, *utterance.sounds) if ipa]


def _reason(entry: LedgerEntry) -> str:
    return entry.reason.value if entry.reason else ""
