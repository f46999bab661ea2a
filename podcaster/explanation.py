"""What will be said of an article, and what will not: as text for a terminal, and as a page."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby

from podcaster.forecast import SECONDS_A_CHARACTER
from podcaster.model import Article, Fate, LedgerEntry, Script, Utterance

CSS = """
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #22211e; --soft: #6d6a63; --line: #dfdbd2; --said: #0b5b52;
  --notes: #7a5a00; --out: #9c3b2e; }
@media (prefers-color-scheme: dark) { :root { --paper: #171615; --ink: #e9e6df; --soft: #a09b91; --line: #37342f;
  --said: #7fd0c4; --notes: #e0bd66; --out: #ee9b8e; } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 Georgia, "Times New Roman", serif }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem }
.facts, .tag, .why { color: var(--soft); font: .82rem/1.5 system-ui, sans-serif }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; border-top: 1px solid var(--line); padding: .8rem 0 }
.row > * { min-width: 0; overflow-wrap: anywhere }
.said p { margin: 0 0 .35rem; color: var(--said) }
.tag { display: block }
.gap { color: var(--soft); font: .75rem system-ui, sans-serif }
.kind { font: .75rem system-ui, sans-serif; color: var(--soft); text-transform: uppercase; letter-spacing: .05em }
.notes { color: var(--notes) } .left { color: var(--out) }
pre { white-space: pre-wrap; font-size: .85rem }
@media (max-width: 44rem) { .row { grid-template-columns: 1fr; gap: .4rem } }
"""


def facts(article: Article) -> str:
    """Who, when, where, in which language: what is known of it."""
    known = (", ".join(article.authors), str(article.date or ""), article.site, article.address, article.language)
    return " · ".join(fact for fact in known if fact)


def measure(script: Script) -> str:
    """Words, and seconds of audio."""
    seconds = sum(len(u.spoken) for u in script.utterances) * SECONDS_A_CHARACTER
    words = sum(len(u.text.split()) for u in script.utterances)
    length = f"{int(seconds // 60)}:{int(seconds % 60):02d}"
    return f"{words} words, {len(script.utterances)} sentences, about {length} of audio"


def short(text: str, limit: int = 90) -> str:
    """*text* on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def as_text(article: Article, script: Script) -> str:
    """For a terminal: role, voice and pause of each sentence, then what is not said."""
    lines = [article.title, "=" * min(80, len(article.title)), facts(article)]
    lines += [f"! {sentence}" for _, sentence in article.doubts]
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
    rows = [_row("", "intro and outro", said.get(-1, []), ledger.get(-1, []))]
    for number, block in enumerate(article.blocks):
        kind = f"{block.kind.value} {block.level}" if block.level else block.kind.value
        text = f"<pre>{html.escape(block.text)}</pre>" if "\n" in block.text else html.escape(block.text)
        rows.append(_row(text, kind, said.get(number, []), ledger.get(number, [])))
    outside = "".join(
        f'<div class="row"><div>{html.escape(short(e.text, 400))}</div><div class="left">{e.reason.value}</div></div>'
        for e in article.left_out
    )
    doubts = "".join(f'<p class="left">{html.escape(sentence)}</p>' for _, sentence in article.doubts)
    title = html.escape(article.title)
    return (
        f'<!doctype html><html lang="{html.escape(article.language or "en")}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{CSS}</style></head><body><h1>{title}</h1>"
        f'<p class="facts">{html.escape(facts(article))}<br>{measure(script)}</p>{doubts}{"".join(rows)}'
        + (f"<h2>Left out of the page</h2>{outside}" if outside else "")
        + "</body></html>\n"
    )


def _row(source: str, kind: str, said: Sequence[Utterance], entries: Sequence[LedgerEntry]) -> str:
    if not source and not said:
        return ""
    spoken = "".join(
        f'<p><span class="tag">{u.role.value} · {html.escape(u.voice)}</span>{html.escape(u.spoken)} '
        f'<span class="gap">{u.pause_ms} ms</span>'
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
    left = f'<div class="kind">{kind}</div>{source}'
    return f'<div class="row"><div>{left}</div><div class="said">{spoken}{quiet}</div></div>'


def _pronounced(utterance: Utterance) -> list[tuple[str, str]]:
    """Words with a pronunciation of their own: from the lexicon, or chosen by their neighbours."""
    return [(word, ipa) for word, ipa in (*utterance.ipa, *utterance.sounds) if ipa]


def _reason(entry: LedgerEntry) -> str:
    return entry.reason.value if entry.reason else ""
