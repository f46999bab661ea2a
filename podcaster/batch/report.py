"""The report of a run: what was made and what was not, and where the time went, as a page and as data."""

from __future__ import annotations

import contextlib
import json
import os
import urllib.parse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from podcaster import files
from podcaster.batch.tally import LISTED, Record, Silent
from podcaster.config import Show
from podcaster.errors import UnreadableError, storage_error
from podcaster.publishing import templates

KEPT = 100  # reports of a show; older ones go
WIDTH, HEIGHT = 640, 150  # of a chart, in its own units


# ---------------------------------------------------------------- on the disk


def write(show: Show, record: Record) -> Path:
    """Put page and data into the show's reports, and return the page. Hold the show's lock."""
    folder = show.state / "reports"
    path = folder / f"{record.started:%Y-%m-%dT%H-%M-%S}.html"
    data = json.dumps(asdict(record), ensure_ascii=False, indent=1, default=str) + "\n"
    files.write(path.with_suffix(".json"), data, private=True)
    files.write(path, page(record, show), private=True)
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
    reports = show.state / "reports"
    return templates.render(
        "report",
        record=record,
        title=show.settings.title,
        started=record.started.astimezone(),
        figures=_figures(record),
        charts=_charts(record),
        stages=_stages(record.stages),
        longest=[(m.title, m.seconds, _length(m.seconds)) for m in record.longest],
        silent=_silent(record.silent),
        made=[
            (m.title, m.seconds, _address(Path(m.path), reports), _address(Path(m.path).with_suffix(".html"), reports))
            for m in record.made
        ],
        listed=LISTED,
        length=_length,
    )


def _figures(record: Record) -> list[tuple[str, str]]:
    counts = record.counts
    failed = counts.get("failed", 0) + counts.get("quarantined", 0)
    return [
        ("episodes made", f"{counts.get('made', 0):,}"),
        ("to listen to", _length(record.audio) if record.audio else ""),
        ("times real time", f"{record.speech / record.seconds:.1f}" if record.speech and record.seconds else ""),
        ("characters a second", f"{record.characters / record.seconds:,.0f}" if record.characters else ""),
        ("unchanged", f"{counts['unchanged']:,}" if counts.get("unchanged") else ""),
        ("skipped", f"{counts['skipped']:,}" if counts.get("skipped") else ""),
        ("failed", f"{failed:,}"),
    ]


def _charts(record: Record) -> list[dict[str, object]]:
    """The speed over the night, as the template draws it."""
    if len(record.steps) < 2:
        return []  # one bar says nothing that the figures above do not
    whole = [min(record.step, record.seconds - s.seconds) for s in record.steps]  # the last one may be cut short
    real = [s.audio / w if w > record.step / 5 else 0.0 for s, w in zip(record.steps, whole, strict=True)]
    characters = [s.characters / w if w > record.step / 5 else 0.0 for s, w in zip(record.steps, whole, strict=True)]
    every = f"a bar is {_length(record.step)}"
    return [
        _chart(real, record, "times real time", f"Speech made, times real time; {every}"),
        _chart(characters, record, "characters a second", "Characters a second"),
    ]


def _chart(values: Sequence[float], record: Record, unit: str, caption: str) -> dict[str, object]:
    top = _round_up(max(values))
    left, bottom = 44, HEIGHT - 20
    span = record.step * len(values)
    wide = (WIDTH - left) / len(values)
    grid = []
    for share in (0.0, 0.5, 1.0):
        y = bottom - share * (bottom - 10)
        grid.append((f"{y:.1f}", f"{y + 4:.1f}", f"{top * share:g}"))
    columns = []
    for number, (value, step) in enumerate(zip(values, record.steps, strict=True)):
        tall = value / top * (bottom - 10)
        place = (f"{left + number * wide:.2f}", f"{bottom - tall:.1f}")
        size = (f"{max(0.5, wide - min(2.0, wide / 4)):.2f}", f"{tall:.1f}")
        columns.append((*place, *size, f"after {_length(step.seconds)}: {value:,.1f} {unit}"))
    anchors = ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
    times = [(f"{left + share * (WIDTH - left):.0f}", anchor, _length(span * share)) for share, anchor in anchors]
    return {
        "width": WIDTH, "height": HEIGHT, "left": left, "unit": unit, "caption": caption,
        "grid": grid, "columns": columns, "times": times,
    }  # fmt: skip


def _round_up(value: float) -> float:
    """The end of an axis: a round number, at least *value*."""
    size = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.1
    return next(size * n for n in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10) if size * n >= value)


def _stages(stages: dict[str, float]) -> list[tuple[str, float, str]]:
    all_of_it = sum(stages.values()) or 1.0
    return [(n, s, f"{_length(s)}, {s / all_of_it:.0%}") for n, s in sorted(stages.items(), key=lambda i: -i[1])]


def _silent(silent: Sequence[Silent]) -> list[tuple[str, float, str]]:
    rows = []
    for s in silent[:12]:
        noted = f", {s.in_notes:,} in the notes" if s.in_notes else ""
        rows.append((s.reason or "other", float(s.words), f"{s.words:,} words, {s.times:,} times{noted}"))
    return rows


def _address(path: Path, folder: Path) -> str:
    """Relative, so that the show can be moved with its reports."""
    return urllib.parse.quote(os.path.relpath(path, folder).replace(os.sep, "/"))


def _length(seconds: float) -> str:
    """0.4 s, 12 s, 3:04 min, 2:03:04 h."""
    if seconds < 60:
        return f"{seconds:.1f} s" if 0 < seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02} h" if minutes >= 60 else f"{minutes}:{rest:02} min"
