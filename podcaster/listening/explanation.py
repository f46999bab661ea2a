"""What will be said of an article, and what will not: as text for a terminal, and as a page."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from podcaster import reading, script, unforeseen
from podcaster.config import Show
from podcaster.episode import identity
from podcaster.episode.forecast import SECONDS_A_CHARACTER, TIMES_REAL
from podcaster.errors import PodcasterError
from podcaster.model import Article, Block, BlockKind, Fate, LedgerEntry, Script, Utterance
from podcaster.publishing.pages import right_to_left
from podcaster.script.lexicon import Lexicon

CSS = """
:root { color-scheme: light dark; --paper: #fbfaf7; --card: #ffffff; --ink: #22211e; --soft: #67635b; --line: #dfdbd2;
  --said: #0b5b52; --second: #5b3f8c; --notes: #7a5a00; --out: #9c3b2e }
@media (prefers-color-scheme: dark) { :root { --paper: #171615; --card: #201f1d; --ink: #e9e6df; --soft: #a8a297;
  --line: #393631; --said: #86d6ca; --second: #c3aef0; --notes: #e0bd66; --out: #ee9b8e } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 78rem; padding: 2.2rem 1.25rem 5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 Georgia, "Times New Roman", serif }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .6rem }
.facts, .tag, .why, .key, .kind { color: var(--soft); font: .78rem/1.5 system-ui, sans-serif }
.facts { margin: 0 0 .8rem }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: 0 0 1.2rem; padding: 0; list-style: none }
.key li::before { content: ""; display: inline-block; width: .7em; height: .7em; margin-inline-end: .45em;
  border-radius: 2px; background: currentColor }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; border-top: 1px solid var(--line); padding: .9rem 0 }
.row > * { min-width: 0; overflow-wrap: anywhere }
.kind { text-transform: uppercase; letter-spacing: .06em; margin-bottom: .15rem }
.source.heading { font-weight: bold; font-size: 1.1rem }
.source.quote, .said .quote { border-inline-start: 3px solid var(--line); padding-inline-start: .8rem }
.source.figure { font-style: italic }
.said p { margin: 0 0 .55rem; color: var(--said) }
.said .second { color: var(--second) }
.said .heading, .said .title { font-weight: bold }
.tag { display: flex; gap: .8rem; font-weight: normal }
.tag span:last-child { margin-inline-start: auto; white-space: nowrap }
.sound { color: var(--soft); font: .82rem/1.5 system-ui, sans-serif; border: 1px solid var(--line);
  display: inline-block; max-width: 100%; border-radius: 1em; padding: 0 .6em; margin-inline-start: .35em }
.notes { color: var(--notes) } .left { color: var(--out) }
.notes, .left { font-size: .92rem; margin: .15rem 0 }
table { border-collapse: collapse; font-size: .92rem }
td { border: 1px solid var(--line); padding: .15rem .55rem; vertical-align: top }
pre { white-space: pre-wrap; font-size: .85rem; margin: 0; padding: .6rem .8rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 6px }
@media (max-width: 44rem) { .row { grid-template-columns: 1fr; gap: .5rem } }
"""
KEY = (
    '<ul class="key"><li style="color:var(--said)">said by the narrator</li>'
    '<li style="color:var(--second)">said by another voice</li><li style="color:var(--notes)">in the notes</li>'
    '<li style="color:var(--out)">left out</li></ul>'
)


def scripts(
    source: Path, show: Show, failed: Callable[[PodcasterError], None], skipped: Callable[[str], None]
) -> Iterator[tuple[Article, Script]]:
    """The articles of a file or a folder and what would be said of each. An article that fails stops no other."""
    lexicon, log = Lexicon.load(show.lexicon), unforeseen.log_in(show.state)

    def fail(_: str, error: PodcasterError) -> None:
        failed(unforeseen.logged(error, log))

    found = reading.read(
        source,
        on_error=fail,
        on_skip=lambda name, title, reason: skipped(f"{title or name}: {reason}"),
        split=show.settings.split,
    )
    try:
        for article in found:
            said = None
            try:
                with unforeseen.named(article.source):
                    said = script.write(article, show.settings, lexicon=lexicon)
            except PodcasterError as error:
                fail(article.source, error)
            if said:
                yield article, said
    except PodcasterError as error:  # of the file as a whole
        fail("", error)


def facts(article: Article) -> str:
    """Who, when, where, in which language: what is known of it."""
    known = (", ".join(article.authors), str(article.date or ""), article.site, article.address, article.language)
    return " · ".join(fact for fact in known if fact)


def measure(script: Script) -> str:
    """Words, and seconds of audio."""
    seconds = sum(len(u.spoken) for u in script.utterances) * SECONDS_A_CHARACTER
    words = sum(len(u.text.split()) for u in script.utterances)
    length = f"{int(seconds // 60)}:{int(seconds % 60):02d}"
    work = f"{round(seconds / TIMES_REAL)} s of work for one core"
    return f"{words} words, {len(script.utterances)} sentences, about {length} of audio, {work}"


def short(text: str, limit: int = 90) -> str:
    """*text* on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def warnings(article: Article) -> list[str]:
    """Why a run would make no episode of it, or only with --force."""
    never = [f"{article.unpublished.removeprefix('it is ')}: it is skipped"] if article.unpublished else []
    ahead = article.due is not None and identity.is_ahead(article.due)
    later = [f"skipped until its date, {article.due:%Y-%m-%d}"] if ahead else []
    return [*never, *later, *(sentence for _, sentence in article.doubts)]


def as_text(article: Article, script: Script) -> str:
    """For a terminal: role, voice and pause of each sentence, then what is not said."""
    lines = [article.title, "=" * min(80, len(article.title)), facts(article)]
    lines += [f"! {sentence}" for sentence in warnings(article)]
    for _, said in groupby(script.utterances, key=lambda u: u.paragraph):
        lines.append("")
        for u in said:
            lines.append(f"[{u.role.value}, {u.voice}, {u.pause_ms} ms] {u.spoken}")
            lines += [f"  {word}: /{ipa}/" for word, ipa in _pronounced(u)]
    if quiet := [e for e in script.ledger if e.fate is not Fate.SPOKEN]:
        lines += ["", "Not said:"]
        lines += [f"  {e.fate.value:<12} {_reason(e):<11} {short(e.text)}" for e in quiet]
    return "\n".join([*lines, "", measure(script)])


def as_page(article: Article, script: Script) -> str:
    """Self-contained HTML: the source on the left, what is said of it on the right."""
    said: dict[int, list[Utterance]] = {}
    for utterance in script.utterances:
        said.setdefault(utterance.block, []).append(utterance)
    ledger: dict[int, list[LedgerEntry]] = {}
    for entry in script.ledger:
        ledger.setdefault(entry.block, []).append(entry)
    narrator = script.utterances[0].voice if script.utterances else ""
    title = html.escape(article.title)
    language = article.language or "en"
    opening = _source("intro and outro", f"{title}<br>{html.escape(facts(article))}", "intro")
    rows = [_row(opening, said.get(-1, []), ledger.get(-1, []), narrator)] if said.get(-1) else []
    rows += [
        _row(_block(block), said.get(number, []), ledger.get(number, []), narrator)
        for number, block in enumerate(article.blocks)
        if block.text or number in said or number in ledger  # a picture that only decorates has none of them
    ]
    outside = "".join(
        f'<div class="row"><div>{html.escape(short(e.text, 400))}</div><div class="left">{e.reason.value}</div></div>'
        for e in article.left_out
    )
    direction = ' dir="rtl"' if right_to_left(language) else ""
    doubts = "".join(f'<p class="left">{html.escape(sentence)}</p>' for sentence in warnings(article))
    return (
        f'<!doctype html><html lang="{html.escape(language)}"{direction}><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{CSS}</style></head><body><main><h1>{title}</h1>"
        f'<p class="facts">{html.escape(facts(article))}<br>{measure(script)}</p>{doubts}{KEY}{"".join(rows)}'
        + (f"<h2>Left out of the page</h2>{outside}" if outside else "")
        + "</main></body></html>\n"
    )


def _source(kind: str, content: str, css: str) -> str:
    return f'<div class="source {css}"><div class="kind">{kind}</div>{content}</div>'


def _block(block: Block) -> str:
    """A block as it looks in the article."""
    kind = f"{block.kind.value} {block.level}" if block.level else block.kind.value
    content = html.escape(f"{block.marker} {block.text}" if block.kind is BlockKind.LIST_ITEM else block.text)
    if block.kind is BlockKind.TABLE and block.rows:
        cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in block.rows)
        content = f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    elif block.kind is BlockKind.CODE or "\n" in block.text:
        content = f"<pre>{content}</pre>"
    if block.attribution:
        content += f"<br>— {html.escape(block.attribution)}"
    if block.kind is BlockKind.LIST_ITEM:
        content = f'<div style="margin-inline-start:{1.2 * max(0, block.level - 1)}rem">{content}</div>'
    return _source(kind, content, block.kind.value.replace(" ", "-"))


def _row(source: str, said: Sequence[Utterance], entries: Sequence[LedgerEntry], narrator: str) -> str:
    spoken = "".join(
        f'<p class="{u.role.value.replace(" ", "-")}{"" if u.voice == narrator else " second"}">'
        f'<span class="tag"><span>{u.role.value} · {html.escape(u.voice)}</span><span>{u.pause_ms} ms</span></span>'
        + html.escape(u.spoken)
        + "".join(
            f'<span class="sound">{html.escape(word)} /{html.escape(ipa)}/</span>' for word, ipa in _pronounced(u)
        )
        + "</p>"
        for u in said
    )
    quiet = "".join(
        f'<div class="{"notes" if e.fate is Fate.NOTES else "left"}">{html.escape(short(e.text, 200))} '
        f'<span class="why">{e.fate.value}: {_reason(e)}</span></div>'
        for e in entries
        if e.fate is not Fate.SPOKEN
    )
    return f'<div class="row">{source}<div class="said">{spoken}{quiet}</div></div>'


def _pronounced(utterance: Utterance) -> list[tuple[str, str]]:
    """Words with a pronunciation of their own: from the lexicon, or chosen by their neighbours."""
    return [(word, ipa) for word, ipa in (*utterance.ipa, *utterance.sounds) if ipa]


def _reason(entry: LedgerEntry) -> str:
    return entry.reason.value if entry.reason else ""
