"""What batch can do beyond convert: the options, and how their values are written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

import typer

from podcaster.batch.intake import Order
from podcaster.cli.options import offered
from podcaster.errors import UsageError


@dataclass(frozen=True, slots=True)
class Night:
    """What batch can do beyond convert."""

    limit: Annotated[int, typer.Option("--limit", help="Maximum number of episodes, 0 for any number.", min=0)] = 0
    retry: Annotated[bool, typer.Option("--retry", help="Also retry articles that failed three times.")] = False
    order: Annotated[
        str,
        typer.Option(
            "--order",
            help="name, newest, oldest, shortest, or priority (the order of the arguments).",
            autocompletion=offered(*Order),
        ),
    ] = "name"
    until: Annotated[
        str, typer.Option("--until", help="Start no article that would not finish by this time, e.g. 07:00.")
    ] = ""
    shard: Annotated[str, typer.Option("--shard", help="Convert one part of a job array, e.g. 3/200.")] = "1/1"
    gentle: Annotated[bool, typer.Option("--gentle", help="Run at the lowest CPU priority.")] = False
    dask: Annotated[
        str, typer.Option("--dask", help="Run on a Dask cluster, e.g. tcp://host:8786 (local:4 to try it here).")
    ] = ""
    store: Annotated[
        str, typer.Option("--store", help="With --dask: a folder shared by all machines, or s3://bucket/prefix.")
    ] = ""
    menu: Annotated[
        bool, typer.Option("--menu", help="Add a short episode that announces the new ones; setting `menu`.")
    ] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would be converted, and stop.")] = False


def order(text: str) -> Order:
    try:
        return Order(text)
    except ValueError as error:
        raise UsageError(f"--order is {text!r}", hint=f"one of {', '.join(Order)}") from error


def shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise UsageError(f"--shard is {text!r}", hint="give the part and the number of parts, e.g. 3/200")
    return int(number), int(count)


def clock_time(text: str) -> dt.datetime | None:
    """The next time the clock shows *text*."""
    if not text:
        return None
    try:
        wanted = dt.time.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--until is {text!r}", hint="give a time of day, e.g. 07:00") from error
    now = dt.datetime.now().astimezone()
    then = now.replace(hour=wanted.hour, minute=wanted.minute, second=wanted.second, microsecond=0)
    return then if then > now else then + dt.timedelta(days=1)
