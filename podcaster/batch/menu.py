"""The morning menu: a short episode that says what a night has brought.

A show has one of them. Podcast apps know an episode by its GUID and never fetch its sound again, so a menu with a GUID
of its own takes the place of the one before, which is withdrawn from the feed and then deleted. A menu comes from no
file: what a crash left of one is removed at the end of the next run. That makes the menu anew, as the library knows
which episodes none has named.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from podcaster import errors, unforeseen, voice
from podcaster.audio import stitch
from podcaster.config import Settings, Show, Treatment
from podcaster.engines.pool import Pool
from podcaster.episode import builder, finishing, retention
from podcaster.episode.workshop import Job, SegmentLost, Workshop
from podcaster.library import Known, Library, Listed
from podcaster.library.made import MENUS
from podcaster.model import Article, Block, BlockKind, Episode, Outcome, Span, SpanKind, Status, Utterance
from podcaster.publishing import episode_files
from podcaster.script.intro import named_authors, named_site
from podcaster.script.menu_phrases import MenuPhrases, counted, length, menu_phrases
from podcaster.text.languages import primary, same
from podcaster.text.phrases import joined, phrases_for, written_date
from podcaster.voice.casting import cast_for

LISTED = 12  # episodes; a minute or so
LISTED_FAILURES = 5
LOOK_S = 0.2  # for whether the run is to stop
MENDS = 3  # times that its sentences are spoken because the cache has lost them


@dataclass(slots=True)
class News:
    """Counts the new episodes of a run, and keeps those that the menu can name."""

    first: list[Episode] = field(default_factory=list)
    count: int = 0
    ms: int = 0

    def recall(self, library: Library) -> None:
        """Begin with what an earlier run made and no menu has named yet, because it was killed or had no time."""
        for guid in library.news():
            if episode := library.episode(guid):
                self.made(episode)

    def made(self, episode: Episode) -> None:
        self.count += 1
        self.ms += episode.duration_ms
        if len(self.first) <= LISTED:
            self.first.append(episode)

    def without(self, going: Iterable[Listed], is_news: Callable[[str], bool]) -> None:
        """Forget those that leave the show again at the end of the run: they are too old for what it keeps."""
        for row in going:
            if not is_news(row.guid):
                continue
            self.count -= 1
            self.ms -= row.duration_ms
            self.first = [episode for episode in self.first if episode.guid != row.guid]


def language_of(settings: Settings) -> str:
    """The language of the menu: the show's, or else English if the voice speaks it; "" if neither is possible."""
    if menu_phrases(settings.language):
        return settings.language
    narrator = voice.find(cast_for(settings.language, settings).narrator)
    return "en" if primary(narrator.language) == "en" and narrator.engine != "system" else ""


def write(news: News, failed: Sequence[str], language: str, now: dt.datetime, *, base: str = "") -> Article:
    """The menu as an article, a heading for each episode with its link. *failed*: titles; *base*: of our own pages."""
    words = menu_phrases(language)
    if words is None:
        raise ValueError(f"there is no menu in {language}")
    morning = now.hour < 12
    spaces = phrases_for(language)
    blank = spaces.blank if spaces else " "
    form = words.one if news.count == 1 else words.many
    told = form.format(n=news.count, time=length(news.ms, language))
    blocks = [Block(BlockKind.PARAGRAPH, f"{words.greeting}{blank}{told}" if morning else told)]
    shown = news.first if news.count <= LISTED + 1 else news.first[:LISTED]  # never "and one more": it is named
    for episode in shown:
        blocks += _item(episode, language, base)
    if news.count > len(shown):
        blocks.append(Block(BlockKind.HEADING, words.more.format(n=news.count - len(shown)), level=2))
    blocks += _failures(failed, words) if failed else []
    title = (words.morning if morning else words.title).format(date=written_date(now.date(), language))
    return Article(tuple(blocks), title, language=language)


def _item(episode: Episode, language: str, base: str) -> list[Block]:
    link = episode.address or (f"{base}{episode.name}.html" if base else "")
    spans = (Span(SpanKind.LINK, 0, len(episode.title), link),) if link else ()
    foreign = episode.language if not same(episode.language, language) else ""
    heading = Block(BlockKind.HEADING, episode.title, level=2, spans=spans, language=foreign)
    words = phrases_for(language)
    authors = named_authors(Article((), episode.title, episode.authors))
    by = ""
    if words and authors:
        by = f"{words.by.format(names=joined(authors, language))}{words.comma}"
    elif words and episode.site:
        by = f"{words.from_site.format(site=named_site(episode.site))}{words.comma}"
    text = f"{by}{length(episode.duration_ms, language)}{words.stop if words else '.'}"
    return [heading, Block(BlockKind.PARAGRAPH, text[0].upper() + text[1:])]


def _failures(failed: Sequence[str], words: MenuPhrases) -> list[Block]:
    shown = failed if len(failed) <= LISTED_FAILURES + 1 else failed[:LISTED_FAILURES]
    text = "; ".join(shown) + "."
    if len(failed) > len(shown):
        text += f" {words.more.format(n=len(failed) - len(shown))}."
    heading = Block(BlockKind.HEADING, counted(words.failed, len(failed)), level=2)
    return [heading, Block(BlockKind.PARAGRAPH, text)]


def make(
    shop: Workshop,
    pool: Pool,
    news: News,
    outcomes: Sequence[Outcome],
    *,
    now: dt.datetime,
    in_time: Callable[[int], bool],
    stopped: Callable[[], bool],
) -> Outcome | None:
    """Speak and record the menu of a run; None where nothing is new, or when the run is *stopped*.

    Whatever goes wrong is the outcome of the menu alone. *in_time*: whether some number of characters will
    be spoken in time.
    """
    news.without(retention.due(shop.library, shop.show.settings, now).rows, shop.library.is_news)
    if not news.count or stopped():
        return None
    try:
        with unforeseen.told("the morning menu", unforeseen.log_in(shop.show.state)):
            language = language_of(shop.show.settings)
            if not language:
                spoken = shop.show.settings.language
                shop.library.told_news()
                return Outcome("morning menu", Status.SKIPPED, reason=f"the menu has no words in {spoken!r} yet")
            failed = [o.title or Path(o.source).stem for o in outcomes if o.status is Status.FAILED]
            base = shop.publisher.base if shop.show.settings.base_url else ""
            own, job = _opened(shop, write(news, failed, language, now, base=base), now)
            return _made(own, pool, job, in_time, stopped)
    except errors.Stopped:
        raise
    except errors.PodcasterError as error:
        with contextlib.suppress(errors.PodcasterError):
            shop.library.told_news()  # this is its outcome: it is not tried every night
        return Outcome(
            "morning menu", Status.FAILED, "", error.message, error.hint, error.exit_code, error_kind=error.kind
        )


def _opened(shop: Workshop, article: Article, now: dt.datetime) -> tuple[Workshop, Job]:
    digest = hashlib.sha256(repr([article.title, [(b.text, b.spans) for b in article.blocks]]).encode()).hexdigest()
    article = replace(article, source=f"menu:{now:%Y-%m-%d}:{digest[:12]}")
    builder.place(
        shop.library,
        Known(article.source, article.title, digest),
        f"podcaster:menu:{digest}",
        lambda guid: f"{now:%Y-%m-%d}-menu-{guid.hex[:8]}",
    )
    own = Workshop(Show(shop.show.folder, _settings(shop.show.settings)), shop.library, store=shop.store)
    return own, own.open(article, now)


def _settings(settings: Settings) -> Settings:
    """Every episode gets a chapter, however short, and an episode called "Links" is not treated as a list of links."""
    audible = replace(settings.sound, also=(), chapter_depth=6, chapter_seconds=0.0)
    treat = replace(settings.treat, see_also=Treatment.SPEAK)
    return replace(settings, date="article", intro="{title}.", outro="", sound=audible, treat=treat)


def _made(
    shop: Workshop, pool: Pool, job: Job, in_time: Callable[[int], bool], stopped: Callable[[], bool]
) -> Outcome | None:
    missing = list(shop.missing(job, look_inside=True))
    if not in_time(sum(len(u.spoken) for _, u in missing)):
        return Outcome("morning menu", Status.SKIPPED, job.article.title, reason="no time was left for it")
    for left in reversed(range(MENDS)):
        if not _spoken(shop, pool, missing, stopped):
            return None
        try:
            episode = finishing.finish(shop, job)
            break
        except SegmentLost:
            if not left:
                raise
            missing = list(shop.missing(job, look_inside=True))
    with shop.library.transaction():
        outcome = finishing.record(shop, job, episode, synthesized=len(missing))
        shop.library.told_news()
    shop.let_go(job)
    return outcome


def _spoken(shop: Workshop, pool: Pool, missing: Sequence[tuple[str, Utterance]], stopped: Callable[[], bool]) -> bool:
    """Speak the missing sentences. Returns False if the run has to stop."""
    for key, pending in [(key, pool.submit(utterance)) for key, utterance in missing]:
        while not pending.done():
            if stopped():
                pool.stop()
                return False
            wait([pending], LOOK_S)
        shop.store.put(stitch.prepare(pending.result(), key))
    return True


def withdraw_former(shop: Workshop) -> None:
    """Only the latest menu that is whole stays published. Call it before the feed is built."""
    kept = False
    for entry in reversed(shop.library.entries_like(MENUS)):
        if entry.episode is None:
            continue
        if kept or not shop.publisher.files_of(entry.episode).is_published():
            shop.library.withdraw(entry)
        else:
            kept = True


def sweep(shop: Workshop) -> None:
    """Remove what no feed lists any more: menus that were withdrawn, or never finished. Call it after the feed."""
    for entry in shop.library.entries_like(MENUS):
        if entry.episode is None and episode_files.remove(shop.show, [entry.name]):
            shop.library.forget(entry)
