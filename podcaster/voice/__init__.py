"""Voices are data: a profile is one TOML file, and adding one touches no code."""

from __future__ import annotations

import contextlib
import difflib
import functools
import importlib.metadata
import importlib.util
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from podcaster import files, installing
from podcaster.config import checked
from podcaster.errors import MALFORMED, PodcasterError, UnknownVoiceError, VoiceError
from podcaster.model import Voice
from podcaster.places import voices_folder
from podcaster.text.languages import primary, same
from podcaster.voice import licences

GROUP = "podcaster.engines"  # entry points: ours and other people's by the same door
PROFILES = "podcaster.voices"  # entry points: packages with profiles, for the engines that plug-ins bring
BLENDED = ("kokoro",)  # engines whose voices are vectors that can be mixed
_WEIGHT = re.compile(r"\d+(?:\.\d+)?")
# What reads a language for an engine, where eSpeak NG cannot: the extra's name, and its packages.
READERS = {("kokoro", "ja"): ("ja", ("pyopenjtalk",)), ("kokoro", "zh"): ("zh", ("jieba", "pypinyin", "opencc"))}
REQUIRED = ("id", "name", "engine", "language", "licence")


def folders() -> tuple[Path, ...]:
    """Where profiles live: the packaged ones, those of plug-ins, then the user's own, which win."""
    return (_packaged(), *_plugin_folders(), voices_folder())


@functools.cache
def _packaged() -> Path:
    here = Path(__file__).parent.parent
    packaged = here / "_voices"
    return packaged if packaged.is_dir() else here.parent / "voices"


@functools.cache
def _plugin_folders() -> tuple[Path, ...]:
    """The folders that other packages name: an entry point of the group whose value is a package with profiles."""
    found = []
    for point in importlib.metadata.entry_points(group=PROFILES):
        try:
            spec = importlib.util.find_spec(point.value)
        except Exception as error:  # finding a subpackage imports its parent, which is third-party code
            raise VoiceError(
                f"the voices {point.name!r} in {point.value} could not be looked at: {type(error).__name__}: {error}",
                hint=f"install or remove {getattr(point.dist, 'name', 'the package that brings them')}",
            ) from error
        if spec is None or not spec.submodule_search_locations:
            raise VoiceError(
                f"the voices {point.name!r} are said to be in {point.value}, which is no package",
                hint=f"install or remove {getattr(point.dist, 'name', 'the package that brings them')}",
            )
        found += [Path(place) for place in spec.submodule_search_locations]
    return tuple(found)


def all_voices() -> tuple[Voice, ...]:
    """Every profile that is installed, by id. Raises VoiceError for a profile that is wrong."""
    return tuple(v for v in _all(folders()).values() if not needed_package(v))


def needed_package(voice: Voice) -> str:
    """The package that a voice's model ("package:file") is in or that reads its language; "" if it is installed."""
    _, readers = READERS.get((voice.engine, primary(voice.language)), ("", ()))
    for reader in readers:
        if not importlib.util.find_spec(reader):
            return reader
    package, colon, _ = voice.model.partition(":")
    if not colon or not package.isidentifier():
        return ""
    return "" if importlib.util.find_spec(package) else package


@functools.cache
def _all(places: tuple[Path, ...]) -> dict[str, Voice]:
    found: dict[str, Voice] = {}
    for folder in places:
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            voice = read(path)
            found[voice.id] = voice
    return dict(sorted(found.items()))


_forgetting: list[Callable[[], None]] = []


def refresh() -> None:
    """Look at the folders again: a voice was installed."""
    _all.cache_clear()
    for forget in _forgetting:
        forget()


def also_forget(forget: Callable[[], None]) -> None:
    """Call *forget* at every `refresh`: for caches elsewhere that depend on the installed voices."""
    _forgetting.append(forget)


def find(id: str) -> Voice:
    """The profile called *id*, or the blend that it asks for ("heart:60,emma:40").

    Raises UnknownVoiceError, naming the nearest id, if no voice has this id, and VoiceError if the package that holds
    its model is not installed.
    """
    if "," in id:
        return blend(id)
    known = _all(folders())
    if id in known:
        package = needed_package(known[id])
        if package:
            extra, readers = READERS.get((known[id].engine, primary(known[id].language)), ("", ()))
            if package in readers:
                raise VoiceError(
                    f"the voice {id} cannot read {known[id].language} text: the package {package} is not installed",
                    hint=installing.extra(extra),
                )
            hint = f"pip install {package.replace('_', '-')}, or {installing.extra(known[id].engine)}"
            raise VoiceError(f"the voice {id} needs the package {package}, which is not installed", hint=hint)
        return known[id]
    near = difflib.get_close_matches(id.lower(), known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise UnknownVoiceError(f"there is no voice {id!r}", hint=f"{hint}podcaster voices list shows what there is")


def credits(ids: Iterable[str]) -> list[str]:
    """The credits that the licences of these voices ask for; voices that are no longer installed are skipped."""
    lines = []
    for id in ids:
        with contextlib.suppress(VoiceError):
            lines.append(licences.credit(find(id)))
    return [line for line in dict.fromkeys(lines) if line]


def blend(wish: str) -> Voice:
    """One voice of several, by weight: "heart:60,emma:40", or "heart,emma" for equal parts.

    Only voices that are a style of one model can be blended, and only in one language; the first one's accent is used.
    Raises VoiceError for what cannot be.
    """
    parts = [part.strip().partition(":") for part in wish.split(",")]
    example = "voices with weights above 0, as in heart:60,emma:40"
    if any(bool(colon) != bool(parts[0][1]) for _, colon, _ in parts):
        raise VoiceError(f"the blend {wish!r} has a weight for some of its voices only", hint=example)
    if any(colon and not _WEIGHT.fullmatch(weight.strip()) for _, colon, weight in parts):
        raise VoiceError(f"the blend {wish!r} has a weight that is no number", hint=example)
    weights = [float(weight) if colon else 1.0 for _, colon, weight in parts]
    voices = [find(name.strip()) for name, _, _ in parts]
    if min(weights) <= 0 or len({v.id for v in voices}) < len(voices):
        raise VoiceError(f"the blend {wish!r} cannot be made: each voice once, each weight above 0", hint=example)
    first = voices[0]
    for one in voices:
        if one.engine not in BLENDED:
            hint = f"voices of {', '.join(BLENDED)} can"
            raise VoiceError(f"{one.id} is a voice of the engine {one.engine} and cannot be blended", hint=hint)
        if not same(one.language, first.language) or one.engine != first.engine:
            raise VoiceError(
                f"{first.id} speaks {first.language} and {one.id} {one.language}: they cannot be blended",
                hint="blend voices of one language",
            )
    shares = [weight / sum(weights) for weight in weights]
    return replace(
        first,
        id=",".join(f"{v.id}:{100 * s:.3g}" for v, s in zip(voices, shares, strict=True)),
        name=" and ".join(v.name for v in voices),
        licence=" AND ".join(dict.fromkeys(v.licence for v in voices)),
        model=",".join(f"{v.model}={s:.4f}" for v, s in zip(voices, shares, strict=True)),
        sha256=",".join(v.sha256 for v in voices),
        gender=first.gender if len({v.gender for v in voices}) == 1 else "",
        attribution="; ".join(dict.fromkeys(v.attribution for v in voices)),
        origin="; ".join(dict.fromkeys(v.origin for v in voices)),
        recordings=" AND ".join(dict.fromkeys(v.recordings for v in voices if v.recordings)),
        restriction="; ".join(dict.fromkeys(v.restriction for v in voices if v.restriction)),
        speed=sum(v.speed * s for v, s in zip(voices, shares, strict=True)),
        chars_per_second=sum(v.chars_per_second * s for v, s in zip(voices, shares, strict=True)),
        comma_ms=round(sum(v.comma_ms * s for v, s in zip(voices, shares, strict=True))),
        loudness=None,  # not measured; the episode's own segments are
    )


def read(path: Path) -> Voice:
    """The profile in a TOML file. Raises VoiceError for unknown, missing or wrong keys."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, *MALFORMED) as error:
        raise VoiceError(f"the voice profile {path} could not be read: {error}") from error
    out = checked(Voice, values, str(path), VoiceError)
    missing = [key for key in REQUIRED if not out.get(key)]
    if missing:
        raise VoiceError(f"{path} lacks {', '.join(missing)}")
    voice = Voice(**out)
    if voice.speed <= 0 or voice.chars_per_second <= 0 or voice.sample_rate <= 0:
        raise VoiceError(f"{path}: speed, chars_per_second and sample_rate must be above 0")
    return voice


def data_path(name: str) -> Path:
    """A data file beside the profiles. Raises VoiceError where there is none."""
    for folder in reversed(folders()):
        if (folder / name).is_file():
            return folder / name
    raise VoiceError(f"the voice data {name} is missing from {folders()[0]}", hint="install podcaster again")


def check(voice: Voice) -> list[str]:
    """What keeps this voice from speaking, one sentence each; empty when all is well."""
    points = importlib.metadata.entry_points(group=GROUP, name=voice.engine)
    if not points:
        return [f"the engine {voice.engine!r} is not installed"]
    try:
        engine = next(iter(points)).load()
        problems = [] if not hasattr(engine, "check") else list(engine.check(voice))
    except PodcasterError as error:
        return [str(error)]
    except Exception as error:  # noqa: BLE001 - a plug-in is third-party code and may raise anything
        return [f"the engine {voice.engine!r} could not be loaded: {type(error).__name__}: {error}"]
    return [str(problem) for problem in problems]


def verify(path: Path, sha256: str) -> None:
    """Raise VoiceError unless the file has that checksum."""
    try:
        found = files.sha256(path)
    except OSError as error:
        raise VoiceError(f"{path} could not be read: {error.strerror}") from error
    if found != sha256:
        raise VoiceError(
            f"{path} is damaged: sha256 is {found}, expected {sha256}", hint="remove it, or install podcaster again"
        )
