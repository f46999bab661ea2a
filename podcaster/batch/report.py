"""The report of a run: what was made and what was not, and where the time went, as a page and as data."""

from __future__ import annotations

import contextlib
import json
import os
import urllib.parse
from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path

from podcaster import files
from podcaster.batch.tally import LISTED, Made, Record, Silent, Step, Trouble
from podcaster.config import Show
from podcaster.errors import UnreadableError, storage_error, without_source
from podcaster.model import Status

KEPT = 100  # reports of a show; older ones go
WIDTH, HEIGHT = 640, 150  # of a chart, in its own units
# One hue for every quantity; its two steps and the red of failures hold 3:1 against both papers.
CSS = """
:root { color-scheme: light dark; --paper: #fdfcf9; --ink: #1d1c1a; --soft: #5f5b55; --line: #dcd7cd; --panel: #f4f1ea;
  --link: #0b57a4; --bar: #2f77bd; --bad: #a8321f; }
@media (prefers-color-scheme: dark) { :root { --paper: #15161a; --ink: #e9e6e1; --soft: #a8a39b; --line: #35363c;
  --panel: #1e2026; --link: #8fc1ff; --bar: #5b9be0; --bad: #f0917f; } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0 0 .3rem } h2 { font-size: 1.25rem; margin: 2.5rem 0 .6rem }
a { color: var(--link); text-underline-offset: .15em }
.soft { color: var(--soft); font-size: .92rem } .bad { color: var(--bad) }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 }
.figures div { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem }
.figures dt { color: var(--soft); font-size: .85rem } .figures dd { margin: 0; font-size: 1.5rem; font-weight: 600 }
table { border-collapse: collapse; width: 100%; font-size: .95rem }
th, td { text-align: start; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { color: var(--soft); font-weight: 500 }
.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap }
td:first-child, th:first-child { padding-inline-start: 0 }
.bars td { border: 0; padding-block: .2rem; padding-inline: 0 .6rem; vertical-align: middle }
.bars td.bar { width: 45% }
.bars svg, .chart { display: block; width: 100%; height: auto }
.bars svg { height: 1rem } .fill { fill: var(--bar) } .grid { stroke: var(--line) }
.chart text { fill: var(--soft); font-size: 12px } figure { margin: 1rem 0 }
figcaption { color: var(--soft); font-size: .92rem }
ul { padding-inline-start: 1.2rem; margin: .3rem 0 }
"""


# ---------------------------------------------------------------- on the disk


def write(show: Show, record: Record) -> Path:
    """Put page and data into the show's reports, and return the page. Hold the show's lock."""
    folder = show.state / "reports"
    path = folder / f"{record.started:%Y-%m-%dT%H-%M-%S}.html"
    files.write(path.with_suffix(".json"), json.dumps(asdict(record), ensure_ascii=False, indent=1, default=str) + "\n")
    files.write(path, page(record, show))
    for old in _pages(folder)[:-KEPT]:
        for gone in (old, old.with_suffix(".json")):
            with contextlib.suppress(OSError):  # one page too many harms nobody
                gone.unlink()
    return path


def latest(show: Show) -> Path | None:
    """The page of the latest run that left one."""
    found = _pages(show.state / "reports")
    return found[-1] if found else None


def _pages(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.html"))


def data(path: Path) -> dict[str, object]:
    """The record behind the page at *path*, as plain values."""
    source = path.with_suffix(".json")
    try:
        return dict(json.loads(source.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise UnreadableError(
            f"{source} has gone", hint="the page is still there; the next batch writes both"
        ) from error
    except OSError as error:
        raise storage_error(error, f"could not read {source}") from error
    except ValueError as error:
        raise UnreadableError(f"{source} is damaged: {error}", hint="the next batch writes another") from error


# ---------------------------------------------------------------- the page


def page(record: Record, show: Show) -> str:
    """Self-contained HTML: opened from the disk, nothing is fetched and nothing can run."""
    title = f"{show.settings.title}: {record.started.astimezone():%d %B %Y, %H:%M}"
    parts = [
        f"<h1>{escape(show.settings.title)}</h1>",
        f'<p class="soft">The run of {record.started.astimezone():%A %d %B %Y, %H:%M}, {_workers(record.jobs)}, '
        f"{_length(record.seconds)}</p>",
        f'<p class="bad">It was ended early: {escape(record.ended_by)}</p>' if record.ended_by else "",
        _figures(record),
        _section("Speed over the night", _speed(record)),
        _section("Where the time went", _stages(record.stages)),
        _section("What failed or was skipped", _troubles(record.troubles)),
        _section("The longest", _longest(record.longest)),
        _section("What was left out most", _silent(record.silent)),
        _section("What was made", _made(record, show)),
    ]
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(p for p in parts if p)
        + "\n</main>\n</body>\n</html>\n"
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>\n{body}</section>" if body else ""


def _figures(record: Record) -> str:
    counts = record.counts
    failed = counts.get("failed", 0) + counts.get("quarantined", 0)
    figures = [
        ("episodes made", f"{counts.get('made', 0):,}"),
        ("to listen to", _length(record.audio) if record.audio else ""),
        ("times real time", f"{record.speech / record.seconds:.1f}" if record.speech and record.seconds else ""),
        ("characters a second", f"{record.characters / record.seconds:,.0f}" if record.characters else ""),
        ("unchanged", f"{counts['unchanged']:,}" if counts.get("unchanged") else ""),
        ("skipped", f"{counts['skipped']:,}" if counts.get("skipped") else ""),
        ("failed", f"{failed:,}"),
    ]
    return f'<dl class="figures">{"".join(f"<div><dt>{n}</dt><dd>{v}</dd></div>" for n, v in figures if v)}</dl>'


def _speed(record: Record) -> str:
    if len(record.steps) < 2:
        return ""  # one bar says nothing that the figures above do not
    whole = [min(record.step, record.seconds - s.seconds) for s in record.steps]  # the last one may be cut short
    real = [s.audio / w if w > record.step / 5 else 0.0 for s, w in zip(record.steps, whole, strict=True)]
    characters = [s.characters / w if w > record.step / 5 else 0.0 for s, w in zip(record.steps, whole, strict=True)]
    every = f"a bar is {_length(record.step)}"
    return (
        f"<figure>{_columns(real, record.steps, record, 'times real time')}"
        f"<figcaption>Speech made, times real time; {every}</figcaption></figure>"
        f"<figure>{_columns(characters, record.steps, record, 'characters a second')}"
        f"<figcaption>Characters a second</figcaption></figure>"
    )


def _columns(values: Sequence[float], steps: Sequence[Step], record: Record, unit: str) -> str:
    top = _round_up(max(values))
    left, bottom = 44, HEIGHT - 20
    span = record.step * len(steps)
    wide = (WIDTH - left) / len(steps)
    out = [f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{unit} over the run">']
    for share in (0.0, 0.5, 1.0):
        y = bottom - share * (bottom - 10)
        out.append(f'<line class="grid" x1="{left}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{top * share:g}</text>')
    for number, (value, step) in enumerate(zip(values, steps, strict=True)):
        tall = value / top * (bottom - 10)
        out.append(
            f'<rect class="fill" x="{left + number * wide:.2f}" y="{bottom - tall:.1f}" '
            f'width="{max(0.5, wide - min(2.0, wide / 4)):.2f}" height="{tall:.1f}">'
            f"<title>after {_length(step.seconds)}: {value:,.1f} {unit}</title></rect>"
        )
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        x = left + share * (WIDTH - left)
        out.append(f'<text x="{x:.0f}" y="{HEIGHT - 4}" text-anchor="{anchor}">{_length(span * share)}</text>')
    return "".join([*out, "</svg>"])


def _round_up(value: float) -> float:
    """The end of an axis: a round number, at least *value*."""
    size = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.1
    return next(size * n for n in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10) if size * n >= value)


def _stages(stages: dict[str, float]) -> str:
    all_of_it = sum(stages.values()) or 1.0
    rows = [
        (escape(n), s, f"{_length(s)}, {s / all_of_it:.0%}") for n, s in sorted(stages.items(), key=lambda i: -i[1])
    ]
    return _bars(rows) + (
        '<p class="soft">What the run itself did; the voices speak at the same time, in processes of their own.</p>'
    )


def _longest(made: Sequence[Made]) -> str:
    return _bars([(escape(m.title), m.seconds, _length(m.seconds)) for m in made]) if len(made) > 1 else ""


def _silent(silent: Sequence[Silent]) -> str:
    rows = []
    for s in silent[:12]:
        noted = f", {s.in_notes:,} in the notes" if s.in_notes else ""
        rows.append((escape(s.reason or "other"), float(s.words), f"{s.words:,} words, {s.times:,} times{noted}"))
    return _bars(rows)


def _bars(rows: Sequence[tuple[str, float, str]]) -> str:
    """A row a quantity: its name, a bar, its figure. The bars are decoration, the figures say it all."""
    longest = max((value for _, value, _ in rows), default=0.0) or 1.0
    cells = "".join(
        f'<tr><td>{name}</td><td class="bar"><svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="fill" width="{max(0.4, 100 * value / longest):.1f}" height="4"/></svg></td>'
        f'<td class="soft">{figure}</td></tr>'
        for name, value, figure in rows
    )
    return f'<table class="bars">{cells}</table>' if rows else ""


def _troubles(troubles: Sequence[Trouble]) -> str:
    out = []
    for t in troubles:
        examples = "".join(f"<li>{escape(_once(source, reason))}</li>" for source, reason in t.examples)
        more = t.count - len(t.examples)
        where = "" if t.status == Status.SKIPPED else ": podcaster failures lists them"
        examples += f'<li class="soft">and {more:,} more{where}</li>' if more else ""
        hint = f'<br><span class="soft">try: {escape(t.hint)}</span>' if t.hint else ""
        what = f"{escape(t.status)}: {escape(t.kind)}{hint}"
        out.append(f'<tr><td class="n">{t.count:,}</td><td>{what}<ul>{examples}</ul></td></tr>')
    return f"<table>{''.join(out)}</table>" if out else ""


def _once(source: str, reason: str) -> str:
    """Source and reason; most reasons name the source themselves."""
    return f"{source}: {without_source(reason, source)}"


def _made(record: Record, show: Show) -> str:
    rows = []
    for made in record.made:
        path = Path(made.path)
        link = escape(_address(path, show.state / "reports"))
        along = escape(_address(path.with_suffix(".html"), show.state / "reports"))
        rows.append(
            f'<tr><td>{escape(made.title)}</td><td class="n">{_length(made.seconds)}</td>'
            f'<td><a href="{link}">listen</a> · <a href="{along}">read along</a></td></tr>'
        )
    more = record.counts.get("made", 0) - len(record.made)
    rest = f'<p class="soft">The first {LISTED} are listed; {more:,} more were made.</p>' if more > 0 else ""
    return f"<table>{''.join(rows)}</table>{rest}" if rows else ""


def _address(path: Path, folder: Path) -> str:
    """Relative, so that the show can be moved with its reports."""
    return urllib.parse.quote(os.path.relpath(path, folder).replace(os.sep, "/"))


def _workers(jobs: int) -> str:
    return "1 worker" if jobs == 1 else f"{jobs} workers"


def _length(seconds: float) -> str:
    """0.4 s, 12 s, 3:04 min, 2:03:04 h."""
    if seconds < 60:
        return f"{seconds:.1f} s" if 0 < seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02} h" if minutes >= 60 else f"{minutes}:{rest:02} min"
