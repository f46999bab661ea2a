"""cache: list the caches, and delete them."""

from __future__ import annotations

from typing import Annotated

import typer

from podcaster import places
from podcaster.cli.options import Json
from podcaster.cli.output import answer, answer_json, say

commands = typer.Typer()
cache = typer.Typer(help="Manage caches: list, clear.", no_args_is_help=True)
commands.add_typer(cache, name="cache")


@cache.command("list")
def list_caches(json: Json = False) -> None:
    """List the caches of this account with their places and sizes, the installed voices and the model for proofs."""
    found = [*places.caches(), places.installed(), places.proof_model()]
    if json:
        answer_json(found)
        return
    for one in found:
        where = ", ".join(map(str, one.paths)) or "nothing"
        answer(f"{one.name:<13} {one.bytes / 1e6:>8.1f} MB  {where} ({one.about})")


@cache.command()
def clear(
    names: Annotated[
        list[str] | None, typer.Argument(help="models, segments, measurements (default: all three), proof.")
    ] = None,
    json: Json = False,
) -> None:
    """Delete caches. Their content is made again when it is needed. Installed voices are kept.

    The model for proofs is deleted only if it is named: podcaster cache clear proof.
    """
    freed = places.clear(names or ())
    if json:
        answer_json({"freed_bytes": freed})
        return
    which = f"{', '.join(names)}: " if names else ""
    say(f"{freed / 1e6:.1f} MB freed" if freed else f"{which}nothing to delete, it is empty already")
