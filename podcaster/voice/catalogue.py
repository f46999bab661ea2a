"""Voices that can be installed: Kokoro's and Piper's, each with its profile, its checksum and its licence."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from podcaster import files, places, voice
from podcaster.config import Settings
from podcaster.errors import MALFORMED, UnknownVoiceError, UnreadableError, UsageError, VoiceError
from podcaster.files import locks
from podcaster.model import Voice
from podcaster.text.languages import english_name
from podcaster.voice import finetunes, licences, offers, piper_config, styles, weights
from podcaster.voice.casting import cast_for, lacks_voice
from podcaster.voice.fetching import Expected, MissingError, Progress, fetch, read

PIPER_HOME = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
KOKORO_HOME = "https://huggingface.co/hexgrad/Kokoro-82M/resolve/main"
# Kokoro's voices in the languages that can be spoken here, with the first 8 digits of their SHA-256, as their authors
# publish them in VOICES.md. Enough to find damage.
KOKORO = {
    "af_heart": "0ab5709b", "af_alloy": "6d877149", "af_aoede": "c03bd1a4", "af_bella": "8cb64e02",
    "af_jessica": "cdfdccb8", "af_kore": "8bfbc512", "af_nicole": "c5561808", "af_nova": "e0233676",
    "af_river": "e149459b", "af_sarah": "49bd364e", "af_sky": "c799548a", "am_adam": "ced7e284",
    "am_echo": "8bcfdc85", "am_eric": "ada66f0e", "am_fenrir": "98e507ec", "am_liam": "c8255075",
    "am_michael": "9a443b79", "am_onyx": "e8452be1", "am_puck": "dd1d8973", "am_santa": "7f2f7582",
    "bf_alice": "d292651b", "bf_emma": "d0a423de", "bf_isabella": "cdd4c370", "bf_lily": "6e09c2e4",
    "bm_daniel": "fc3fce4e", "bm_fable": "d44935f3", "bm_george": "f1bc8122", "bm_lewis": "b5204750",
    "ef_dora": "d9d69b0f", "em_alex": "5eac53f7", "em_santa": "aa8620cb", "ff_siwis": "8073bf2d",
    "if_sara": "6c0b253b", "im_nicola": "234ed066", "pf_dora": "07e4ff98", "pm_alex": "cf0ba8c5",
    "pm_santa": "d4210316", "hf_alpha": "06906fe0", "hf_beta": "63c0a1a6", "hm_omega": "b55f02a8",
    "hm_psi": "2f0f055c",
}  # fmt: skip
KOKORO_LANGUAGES = {"a": "en-US", "b": "en-GB", "e": "es", "f": "fr", "h": "hi", "i": "it", "p": "pt-BR"}
PIPER_NAME = re.compile(r"(?P<family>[a-z]{2,3})_(?P<region>[A-Z]{2})-(?P<name>\w+)-(?P<quality>x_low|low|medium|high)")
Note = Callable[[str], None]
Maker = Callable[[str, str | Path, Path, Progress, Note], dict[str, Any]]


def install(
    name: str,
    *,
    source: str = "",
    on_progress: Progress = lambda _name, _done, _total: None,
    on_note: Note = lambda _text: None,
) -> Voice:
    """Fetch a voice into the user's folder and write its profile. A partial download is resumed.

    *name*: of Kokoro ("af_sky", "sky"), of Piper ("en_US-lessac-medium"), or a language ("de"). *source*: a folder or
    an address that holds a copy of the voice's home. Raises VoiceError, UnreadableError or StorageError.
    """
    offer = offers.named(name)
    if offer is None:
        _refuse_language(name)
    name = offer.key or offer.name if offer else name
    kokoro = {**{n.partition("_")[2]: n for n in KOKORO if _unique(n)}, **{n: n for n in KOKORO}}
    make: Maker = _kokoro if name in kokoro else _piper
    if offer and offer.model:
        make = finetunes.maker(offer)
    for one in voice.all_voices():
        if one.engine == "kokoro" and one.model == kokoro.get(name, name) and not voice.check(one):
            return one
    home = "" if offer and offer.model else KOKORO_HOME if make is _kokoro else PIPER_HOME
    place = _place(source) if source else home
    folder = places.voices_folder()
    with locks.lock(folder / ".lock"):
        files.remove_leftovers(folder)
        profile = make(kokoro.get(name, name), place, folder, on_progress, on_note)
        profile["id"] = _free_id(profile["id"], profile["model"])
        path = folder / f"{profile['id']}.toml"
        files.write(path, _toml(profile))
        voice.refresh()
        found = voice.find(str(profile["id"]))
        problems = voice.check(found)
        if problems:
            path.unlink()
            voice.refresh()
            raise VoiceError(f"the voice {name} was fetched but cannot be used: {'; '.join(problems)}")
    offers.decline(found.language, no=False)
    return found


def install_weights(*, source: str = "", on_progress: Progress = lambda _name, _done, _total: None) -> Path:
    """Fetch the model of Kokoro, which all its voices share, from its release or from *source*, and return its place.

    Nothing is fetched if it is here already. Raises VoiceError, UnreadableError or StorageError.
    """
    folder = places.voices_folder()
    expected = Expected(weights.BYTES, "sha256", weights.SHA256)
    with locks.lock(folder / ".lock"):
        if not (weights.fetched().is_file() or source) and weights.whole():
            return weights.part_paths()[0].parent
        fetch(_place(source or weights.HOME), weights.FILE, weights.fetched(), expected, on_progress)
    return weights.fetched()


def _refuse_language(name: str) -> None:
    """Raise VoiceError if *name* is a language for which nothing is to be fetched, with what there is for it."""
    if len(name) != 2 or english_name(name) == name:
        return
    narrator = cast_for(name, Settings()).narrator
    if lacks_voice(name, Settings()):
        raise VoiceError(
            f"no natural voice is known for {english_name(name)}", hint=f"the system voice reads it: --voice {narrator}"
        )
    raise VoiceError(
        f"{english_name(name)} has a voice without a download: {narrator}",
        hint="podcaster voices check says whether all that it needs is installed",
    )


def _unique(name: str) -> bool:
    return sum(n.endswith(name[2:]) for n in KOKORO) == 1


def _place(source: str) -> str | Path:
    if source.lower().startswith(("http://", "https://")):
        return source.rstrip("/")
    if os.path.isdir(source):  # noqa: PTH112 - Path raises OSError for a long address
        return Path(source)
    kind = UsageError if "://" in source else UnreadableError
    raise kind(f"{source} is neither a folder nor an http address", hint="--from FOLDER or --from URL")


# ---------------------------------------------------------------- Kokoro


def _kokoro(name: str, place: str | Path, folder: Path, on_progress: Progress, _: Note) -> dict[str, Any]:
    fetched = folder / f"{name}.pt"
    expected = Expected(digest=KOKORO[name])
    fetch(place, f"voices/{name}.pt", fetched, expected, on_progress)
    try:
        style = styles.half(fetched)
    finally:
        fetched.unlink()
    files.write(folder / f"{name}.f16", style)
    person = name.partition("_")[2]
    return {
        "id": (person, name),
        "name": person.capitalize(),
        "engine": "kokoro",
        "language": KOKORO_LANGUAGES[name[0]],
        "licence": "Apache-2.0",
        "model": name,
        "gender": "female" if name[1] == "f" else "male",
        "attribution": "Kokoro-82M v1.0 by hexgrad",
        "origin": f"{KOKORO_HOME}/voices/{name}.pt, as float16",
        "sample_rate": 24_000,
        "sha256": hashlib.sha256(style).hexdigest(),
    }


# ---------------------------------------------------------------- Piper


def _piper(name: str, place: str | Path, folder: Path, on_progress: Progress, on_note: Note) -> dict[str, Any]:
    known = _piper_catalogue(place)
    key = _piper_key(name, known)
    parts = PIPER_NAME.fullmatch(key)
    if parts is None:
        near = difflib.get_close_matches(name, [*KOKORO, *known], n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else "names look like en_US-lessac-medium or af_sky"
        raise VoiceError(f"there is no voice {name!r} to install", hint=hint)
    if not known:
        on_note(f"{place} has no voices.json: the checksum is noted, but there is none to compare it with")
    family, region, person, quality = parts.group("family", "region", "name", "quality")
    base = f"{family}/{family}_{region}/{person}/{quality}"
    config: dict[str, Any] = {}
    for file in (f"{key}.onnx.json", f"{key}.onnx"):
        fetch(place, f"{base}/{file}", folder / file, known.get(key, {}).get(f"{base}/{file}"), on_progress)
        config = config or piper_config.read(folder / file)  # refused before its model is fetched
    terms = _piper_terms(place, f"{base}/MODEL_CARD")
    return {
        "id": (person, f"{person}-{quality}", key),
        "name": person.replace("_", " ").title(),
        "engine": "piper",
        "language": f"{'nb' if family == 'no' else family}-{region}",
        "licence": terms.licence,
        "recordings": terms.licence,
        "model": f"{key}.onnx",
        "attribution": f"Piper voice {person} ({quality}); {terms.wording}",
        "restriction": terms.restriction,
        "origin": f"{PIPER_HOME}/{base}/{key}.onnx",
        "sample_rate": int(config["audio"]["sample_rate"]),
        "sha256": files.sha256(folder / f"{key}.onnx"),
    }


def _piper_key(name: str, known: dict[str, Any]) -> str:
    """The full name. An ambiguous short name is refused, and the candidates are listed."""
    if name in known or (not known and PIPER_NAME.fullmatch(name)):
        return name
    found = [key for key in known if key.split("-")[1] == name]
    if len(found) > 1:
        raise VoiceError(f"there are several voices called {name}", hint=f"one of {', '.join(sorted(found))}")
    return found[0] if found else ""


def _piper_catalogue(place: str | Path) -> dict[str, dict[str, Expected]]:
    """The files of each voice with size and MD5, as published; empty where the place has no voices.json."""
    try:
        known = json.loads(read(place, "voices.json"))
        return {
            key: {
                path: Expected(int(about["size_bytes"]), "md5", str(about["md5_digest"]))
                for path, about in entry["files"].items()
            }
            for key, entry in known.items()
            if PIPER_NAME.fullmatch(key)
        }
    except MissingError:
        return {}
    except MALFORMED as error:
        raise VoiceError(f"the list of Piper's voices at {place} could not be read: {error!r}") from error


def _piper_terms(place: str | Path, card: str) -> licences.Terms:
    """The terms in the voice's card: each voice has its own."""
    try:
        return licences.read_card(read(place, card).decode("utf-8", errors="replace"))
    except MissingError:
        return licences.Terms(licences.UNKNOWN, "its card is missing", "its card is missing, so its licence is unknown")


# ---------------------------------------------------------------- the profile


def _free_id(wishes: tuple[str, ...], model: str) -> str:
    """The first id that no other model has."""
    for wish in (w.lower() for w in wishes):
        try:
            if voice.find(wish).model == model:
                return wish
        except UnknownVoiceError:
            return wish
        except VoiceError:
            continue  # the id belongs to a voice that cannot be used at the moment
    return wishes[-1].lower()


def _toml(profile: dict[str, Any]) -> str:
    """TOML's basic strings are JSON's; the one table comes last."""
    plain = {key: value for key, value in profile.items() if not isinstance(value, dict)}
    tables = "".join(f"\n[{key}]\n{_toml(value)}" for key, value in profile.items() if isinstance(value, dict))
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in plain.items()) + tables
