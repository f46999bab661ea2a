"""Everything that speaks: engines, found by name through the entry-point group `podcaster.engines`, and their workers.

Batches come in for a `pool.Pool` and the `share` of the cores, whoever needs the key of a segment for `version`, the
check before a night's work for `devices.refuse_missing`. Other people's engines are subclasses of `Engine`.
"""

from __future__ import annotations

import functools
from importlib.metadata import EntryPoint, entry_points

from podcaster import voice as voices
from podcaster.engines.base import Engine, refuse_other
from podcaster.errors import EngineError, VoiceError
from podcaster.installing import extra
from podcaster.model import Voice
from podcaster.voice import GROUP

__all__ = ["Engine", "available", "check", "kind", "load", "reference", "version"]


@functools.cache
def available() -> dict[str, EntryPoint]:
    """The engines that are installed, ours and other people's alike."""
    return {point.name: point for point in entry_points(group=GROUP)}


def reference(voice: Voice) -> str:
    """Where the code of the voice's engine is, as "module:name". Raises VoiceError where there is none."""
    points = available()
    if voice.engine not in points:
        raise VoiceError(
            f"the voice {voice.id} needs the engine {voice.engine!r}, which is not installed",
            hint=f"installed: {', '.join(sorted(points))}; {extra(voice.engine)} may bring it",
        )
    return points[voice.engine].value


@functools.cache
def _kind(name: str, where: str) -> type[Engine]:
    try:
        kind: type[Engine] = available()[name].load()
    except Exception as error:  # a plug-in is anybody's code, and runs when it is imported
        raise EngineError(
            f"the engine {name!r} ({where}) could not be loaded: {type(error).__name__}: {error}", hint=_remedy(name)
        ) from error
    refuse_other(kind, f"{name!r} ({where})")
    return kind


def _remedy(name: str) -> str:
    """The hint for an engine that cannot be loaded: which package to install again or to remove."""
    package = getattr(available()[name].dist, "name", "")
    return f"install or remove {package}" if package else "install or remove the package that brings it"


def load(voice: Voice) -> Engine:
    """The engine of *voice*, in this process and cold; a Pool keeps warm ones in children."""
    return _kind(voice.engine, reference(voice))(voice)


def kind(voice: Voice) -> type[Engine]:
    """The class of the voice's engine."""
    return _kind(voice.engine, reference(voice))


def check(voice: Voice) -> list[str]:
    """What keeps *voice* from speaking, one sentence each; empty when all is well.

    An engine that was written for an older form of the contract is one of these problems.
    """
    if problems := voices.check(voice):
        return problems
    try:
        kind(voice)
    except EngineError as error:
        return [f"{error}; {error.hint}"]
    return []


def version(voice: Voice, device: str = "cpu") -> str:
    """What goes into the keys of segments: changes when the same words would sound otherwise. Loads no model.

    Another device computes other samples, in an engine that can use it.
    """
    engine = kind(voice)
    elsewhere = engine.devices.get(device)
    return f"{voice.engine} {engine.version}{f' on {elsewhere}' if elsewhere else ''}"
