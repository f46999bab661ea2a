"""The report of a run, as a page and as data: which articles were made, which failed, and where the time went."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import urllib.parse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from podcaster import files
from podcaster.batch import advice
from podcaster.batch.tally import Made, Record, Silent, Trouble
from podcaster.config import Show
from podcaster.errors import UnreadableError, in_words, storage_error
from podcaster.model import Status
from podcaster.publishing import omissions, pages
from podcaster.text import dates

SEEN = 30  # episodes that the page shows at once
KEPT = 100  # reports of a show; older ones go
WIDTH, HEIGHT = 640, 170  # of a chart, in its own units


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
            with contextlib.suppress(OSError):  # a page that cannot be deleted does no harm
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
    """Self-contained HTML. It is opened from the disk, fetches nothing and runs no script."""
    reports = show.state / "reports"
    started = record.started.astimezone()
    ended = started + dt.timedelta(seconds=record.seconds)
    made = [_listed(one, reports) for one in record.made]
    return pages.working_page(
        "report",
        title=show.settings.title,
        headline=_headline(record.counts),
        day=dates.written(started.date(), "en"),
        started=started,
        hours=" to ".join(dict.fromkeys((f"{started:%H:%M}", f"{ended:%H:%M}"))),
        took=length(record.seconds),
        jobs=record.jobs,
        ended_by=record.ended_by,
        figures=_figures(record),
        failed=[_trouble(t, show) for t in record.troubles if t.status != Status.SKIPPED],
        skipped=[_trouble(t, show) for t in record.troubles if t.status == Status.SKIPPED],
        made=made[:SEEN],
        more_made=made[SEEN:],
        not_listed=max(0, record.counts.get(Status.MADE, 0) - len(made)),
        longest=[_listed(one, reports) for one in record.longest] if len(made) > SEEN else [],
        chart=_chart(record),
        stages=_stages(record.stages),
        silent=_silent(record.silent),
    )


def length(seconds: float) -> str:
    """4 s, 3 min 4 s, 24 min, 2 h 3 min: no more of it than one wants to know."""
    if seconds < 9.95:
        return f"{seconds:.1f} s" if seconds else "0 s"
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return " ".join(f"{n} {unit}" for n, unit in ((minutes, "min"), (rest if minutes < 10 else 0, "s")) if n)


def _headline(counts: dict[str, int]) -> str:
    """The headline: first the number of failures, then that of new episodes."""
    failed, made = counts.get(Status.FAILED, 0) + counts.get(Status.QUARANTINED, 0), counts.get(Status.MADE, 0)
    told = [f"{failed:,} article{'' if failed == 1 else 's'} failed"] if failed else []
    if made or not failed:
        told.append(f"{made:,} episode{'' if made == 1 else 's'} made" if made else "Nothing new to make")
    return ", ".join(told)


def _figures(record: Record) -> list[tuple[str, str]]:
    counts = record.counts
    failed = counts.get(Status.FAILED, 0) + counts.get(Status.QUARANTINED, 0)
    speed = record.speech / record.seconds if record.seconds else 0.0
    return [
        (f"{failed:,}", "failed"),
        (f"{counts.get(Status.MADE, 0):,}", "made"),
        (length(record.audio) if record.audio else "", "to listen to"),
        (f"{counts.get(Status.UNCHANGED, 0):,}" if counts.get(Status.UNCHANGED) else "", "unchanged"),
        (f"{counts.get(Status.SKIPPED, 0):,}" if counts.get(Status.SKIPPED) else "", "skipped"),
        (f"{speed:.1f}×" if speed else "", "as fast as one listens"),
    ]


def _trouble(trouble: Trouble, show: Show) -> dict[str, object]:
    """A kind of failure as the template shows it: in words, the articles, and what to do."""
    skipped = trouble.status == Status.SKIPPED
    sources = [source for source, _ in trouble.examples]
    return {
        "words": in_words(trouble.kind),
        "count": trouble.count,
        "quarantined": trouble.status == Status.QUARANTINED,
        "examples": [(*_named(source), reason) for source, reason in trouble.examples],
        "more": trouble.count - len(trouble.examples),
        "steps": [] if skipped else advice.steps(trouble.kind, trouble.hint, sources, show),
    }


def _named(source: str) -> tuple[str, str]:
    """The name of a file, and the folder that it is in."""
    folder, slash, name = source.rpartition("/")
    return (name, folder) if slash and name else (source, "")


def _listed(made: Made, reports: Path) -> tuple[str, str, str, str]:
    """Title, length, and the links from the report to the sound and to the page; "" for a file that is not there."""
    files_of = (Path(made.path), Path(made.path).with_suffix(".html")) if made.path else ()
    sound, text = (_address(path, reports) if path.is_file() else "" for path in files_of or (Path(), Path()))
    return made.title, length(made.seconds), sound, text


def _stages(stages: dict[str, float]) -> list[tuple[str, float, str]]:
    all_of_it = sum(stages.values()) or 1.0
    ordered = sorted(stages.items(), key=lambda stage: -stage[1])
    return [(name[:1].upper() + name[1:], s, f"{length(s)}, {s / all_of_it:.0%}") for name, s in ordered if s]


def _silent(silent: Sequence[Silent]) -> list[tuple[str, float, str]]:
    rows = []
    for s in silent[:12]:
        name = omissions.named(s.reason, many=True)
        noted = f", {s.in_notes:,} in the notes" if s.in_notes else ""
        times = f"{s.times:,} time{'' if s.times == 1 else 's'}"
        rows.append((name[:1].upper() + name[1:], float(s.words), f"{s.words:,} words, {times}{noted}"))
    return rows


def _address(path: Path, folder: Path) -> str:
    """Relative, so that the show can be moved with its reports."""
    return urllib.parse.quote(os.path.relpath(path, folder).replace(os.sep, "/"))


# ---------------------------------------------------------------- the chart


def _chart(record: Record) -> dict[str, object] | None:
    """How fast speech was made in the course of the run, beside the average; None where there is no course to see."""
    if len(record.steps) < 3 or not record.speech:
        return None
    whole = [min(record.step, record.seconds - s.seconds) for s in record.steps]  # the last one may be cut short
    speeds = [s.audio / w if w > record.step / 5 else 0.0 for s, w in zip(record.steps, whole, strict=True)]
    top, left, bottom = _round_up(max(speeds)), 44, HEIGHT - 22
    average = record.speech / record.seconds
    wide, high = (WIDTH - left) / len(speeds), bottom - 14
    columns = []
    for number, (speed, step) in enumerate(zip(speeds, record.steps, strict=True)):
        size = (f"{max(0.5, wide - min(2.0, wide / 4)):.2f}", f"{speed / top * high:.1f}")
        place = (f"{left + number * wide:.2f}", f"{bottom - speed / top * high:.1f}")
        columns.append((*place, *size, f"{_clock(record, step.seconds)}: {speed:.1f}×, {length(step.audio)} of speech"))
    end = record.step * len(speeds)
    anchors = ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
    return {
        "width": WIDTH, "height": HEIGHT, "left": left, "columns": columns,
        "grid": [(f"{bottom - share * high:.1f}", f"{top * share:g}×") for share in (0.0, 0.5, 1.0)],
        "average": f"{bottom - min(1.0, average / top) * high:.1f}",
        "times": [(f"{left + p * (WIDTH - left):.0f}", anchor, _clock(record, p * end)) for p, anchor in anchors],
        "label": f"Speed of the run: {average:.1f} times as fast as one listens on average, {max(speeds):.1f} at most",
        "caption": f"Speech made, as a multiple of the time one listens to it. A bar is {length(record.step)}; the "
        f"line is the average, {average:.1f}×. A gap means that no voice was speaking.",
    }  # fmt: skip


def _clock(record: Record, seconds: float) -> str:
    """The time of day, so long after the beginning; with seconds where minutes would be the same all the time."""
    at = record.started.astimezone() + dt.timedelta(seconds=seconds)
    return f"{at:%H:%M:%S}" if record.seconds < 600 else f"{at:%H:%M}"


def _round_up(value: float) -> float:
    """The end of an axis: a round number, at least *value*."""
    size = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.1
    return next(size * n for n in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10) if size * n >= value)
