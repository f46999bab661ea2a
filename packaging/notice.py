"""Write NOTICE from the voices' profiles, pyproject.toml and licences.toml: python packaging/notice.py [--installed]

--installed writes nothing: it compares the licences that are stated here with the metadata of what is installed, and
names what dependencies bring along and nobody has looked at yet.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
NOTICE = ROOT / "NOTICE"
WIDTH = 120
TOOLS = ("dev", "bench", "docs")  # extras for those who work on podcaster
NAME = re.compile(r"[A-Za-z0-9._-]+")


def table(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def normal(name: str) -> str:
    """The name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def required() -> dict[str, tuple[str, str]]:
    """The versions that pyproject.toml allows of each dependency, and the extra that needs it ("" for podcaster)."""
    project = table("pyproject.toml")["project"]
    extras = {"": project["dependencies"], **project["optional-dependencies"]}
    found: dict[str, tuple[str, str]] = {}
    for extra, needed in extras.items():
        for one in needed if extra not in TOOLS else ():
            bare, _, marker = one.partition(";")
            name = NAME.match(bare)
            assert name, one
            versions = ", ".join(sorted(bare[name.end() :].strip().split(","), reverse=True))
            found[normal(name[0])] = (versions + (" (Python 3.13 and newer)" if marker else ""), extra)
    return found


def notice() -> str:
    """The text of NOTICE."""
    licences = table("packaging/licences.toml")
    parts = [
        "podcaster\n"
        "Its own code is under the MIT licence (LICENSE). This page, written by packaging/notice.py, lists what it\n"
        "carries, and what it uses, of other people's.",
        *_carried(licences),
        *_installed(licences),
        *_dependencies(licences),
    ]
    return "\n\n".join(parts) + "\n"


def _title(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"


def _filled(text: str, indent: str = "") -> str:
    return textwrap.fill(" ".join(text.split()), WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _carried(licences: dict[str, Any]) -> Iterator[str]:
    yield _title("Carried in this package")
    profiles = [table(f"voices/{path.name}") for path in sorted((ROOT / "voices").glob("*.toml"))]
    kokoro = {one["model"]: one for one in profiles if one["engine"] == "kokoro"}
    spdx, origin = {one["licence"] for one in kokoro.values()}, {one["origin"].split(",")[0] for one in kokoro.values()}
    assert len(spdx) == len(origin) == 1, (spdx, origin)
    yield _filled(
        f"Voice style vectors of Kokoro-82M v1.0, by hexgrad. {spdx.pop()} (voices/LICENSE-Apache-2.0.txt). From "
        f"{origin.pop()}, folder voices/; changed here from 32 to 16 bit numbers."
    )
    yield "\n".join(
        f"  voices/{model + '.f16':18} sha256 {profile['sha256']}\n"
        f"    from {model + '.bin':18} sha256 {licences['originals'][model]}"
        for model, profile in kokoro.items()
    )
    for one in (one for one in kokoro.values() if "recordings" in one):
        yield _filled(f"The style of {one['id']}: {one['attribution']} ({one['recordings']}).")
    for one in licences["carried"]:
        yield _filled(f"{one['text']} {one['spdx']}: {', '.join(one['files'])}.")
    yield _filled(licences["own"]["text"])


def _installed(licences: dict[str, Any]) -> Iterator[str]:
    yield _title("Installed with this package, not carried in it")
    yield from (one["text"].strip() for one in licences["installed"])
    yield "Under copyleft licences, used as separate programs or as libraries that can be replaced:"
    yield "\n".join(
        _filled(f"  {one['name']}: {one['spdx']}. {one['text'][0].upper()}{one['text'][1:]}.", "    ")
        for one in licences["copyleft"]
    )
    yield _filled(
        "What you make with podcaster, the episodes, is not under any of these licences. Whoever passes on podcaster "
        "together with eSpeak NG, mutagen or that ffmpeg, for example in an image of a container, passes on GPL "
        "software and has to keep to its terms."
    )


def _dependencies(licences: dict[str, Any]) -> Iterator[str]:
    yield _title("Licences of all dependencies")
    needed = required()
    for extra in dict.fromkeys(extra for _, extra in needed.values()):
        title = f"With the extra {extra}:" if extra else "Of podcaster itself (name, versions, licence):"
        yield "\n".join(
            [
                title,
                *(
                    f"  {name:24} {versions:36} {licences['direct'][name]}"
                    for name, (versions, of) in needed.items()
                    if of == extra
                ),
            ]
        )
    yield "What these bring along, in versions that they choose:"
    yield "\n".join(f"  {name:24} {spdx}" for name, spdx in licences["brought"].items())


def complaints() -> Iterator[str]:
    """What the metadata of installed distributions says otherwise, and what is not listed."""
    licences = table("packaging/licences.toml")
    stated = {**licences["brought"], **licences["direct"]}
    for name in sorted(_closure(required())):
        if name not in stated:
            yield f"{name}: not listed in packaging/licences.toml"
            continue
        found = importlib.metadata.metadata(name).get("License-Expression")
        if found and found != stated[name] and name not in licences["wider"]["names"]:
            yield f"{name}: its metadata says {found}, packaging/licences.toml {stated[name]}"


def _closure(names: dict[str, tuple[str, str]]) -> set[str]:
    """The installed distributions among *names*, and all that they need."""
    from packaging.requirements import Requirement

    found: set[str] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        one = waiting.pop()
        try:
            needs = importlib.metadata.requires(one.name) or []
        except importlib.metadata.PackageNotFoundError:  # for other systems, or an extra that is not installed
            continue
        found.add(normal(one.name))
        for need in map(Requirement, needs):
            asked = [{"extra": extra} for extra in (*one.extras, "")]
            if normal(need.name) not in found and (not need.marker or any(map(need.marker.evaluate, asked))):
                waiting.append(need)
    return found


def main(arguments: list[str]) -> int:
    if "--installed" in arguments:
        wrong = list(complaints())
        print(*wrong or ["the licences of all installed dependencies are listed"], sep="\n")
        return bool(wrong)
    NOTICE.write_text(notice(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
