"""convert and batch: saved posts in, episodes out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from podcaster.cli.output import (
    DEFAULT_SHOW,
    GOOD,
    Json,
    ShowFolder,
    answer,
    answer_json,
    clock,
    exit_status,
    open_show,
    say,
)

Sources = Annotated[list[str], typer.Argument(help="Saved posts, folders of them, - for standard input.")]


def convert(
    sources: Sources,
    show: ShowFolder = DEFAULT_SHOW,
    voice: Annotated[str, typer.Option("--voice", "-v", help="Narrator; setting `voice`.")] = "",
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Workers, 0 = cores; setting `jobs`.", min=0)] = 0,
    force: Annotated[bool, typer.Option("--force", help="Doubtful saves too.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Progress as JSON lines.")] = False,
    json: Json = False,
) -> None:
    """Make an episode of each saved post and bring the feed up to date. The same command resumes."""
    _make(sources, show, voice, json, log_json, jobs=jobs, force=force, retry=True)


def batch(
    sources: Sources,
    show: ShowFolder = DEFAULT_SHOW,
    voice: Annotated[str, typer.Option("--voice", "-v", help="Narrator; setting `voice`.")] = "",
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Workers, 0 = cores; setting `jobs`.", min=0)] = 0,
    limit: Annotated[int, typer.Option("--limit", help="Make this many at most.", min=0)] = 0,
    retry: Annotated[bool, typer.Option("--retry", help="Quarantined ones too.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Doubtful saves too.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Progress as JSON lines.")] = False,
    json: Json = False,
) -> None:
    """Make episodes of a whole archive, overnight: like convert, but what failed three times is left alone."""
    _make(sources, show, voice, json, log_json, jobs=jobs, force=force, retry=retry, limit=limit)


def _make(
    sources: list[str],
    folder: Path,
    voice: str,
    json: bool,
    log_json: bool,
    *,
    jobs: int,
    force: bool,
    retry: bool,
    limit: int = 0,
) -> None:
    from podcaster import voice as voices
    from podcaster.batch import Options, run
    from podcaster.cli.progress import watching

    if voice:
        voices.find(voice)
    show = open_show(folder, voice=voice)
    paths = [_standard_input(show.state) if s == "-" else Path(s) for s in sources]
    with watching(log_json=log_json, quiet=json) as watch:
        outcomes = run(show, paths, Options(jobs=jobs, force=force, retry=retry, limit=limit), watch)
    if json:
        answer_json({"outcomes": outcomes, "feed": show.public / "feed.xml"})
    else:
        made = [o for o in outcomes if o.path]
        for outcome in made:
            answer(str(outcome.path))
        counts = {s: sum(o.status == s for o in outcomes) for s in dict.fromkeys(o.status for o in outcomes)}
        summary = ", ".join(f"{n} {s.value}" for s, n in counts.items()) or "nothing found"
        audio = f", {clock(sum(o.seconds for o in made))} of audio" if made else ""
        say(f"{summary}{audio}; feed: {show.public / 'feed.xml'}")
        if made:
            say(f"listen: podcaster serve --show {show.folder}")
        for outcome in (o for o in outcomes if o.status not in GOOD and len(outcomes) > 1):
            say(f"  {outcome.status.value}: {outcome.source}: {outcome.reason}")
    sys.exit(exit_status(outcomes))


def _standard_input(state: Path) -> Path:
    """Keep what is piped in, so that its episode can be made again."""
    import hashlib

    from podcaster.errors import NoTextError
    from podcaster.files import write

    data = sys.stdin.buffer.read()
    if not data.strip():
        raise NoTextError("nothing came on standard input", hint="podcaster convert - < post.html")
    path = state / "inbox" / f"{hashlib.sha256(data).hexdigest()[:16]}.txt"
    write(path, data)
    return path


def add_to(app: typer.Typer) -> None:
    app.command()(convert)
    app.command()(batch)
