"""What is packaged: the wheel has what the program reads, the sdist what the tests read, NOTICE what both carry."""

from __future__ import annotations

import fnmatch
import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest
from hatchling.builders.plugin.interface import BuilderInterface
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from tests.scripts import loaded

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
LICENCES = tomllib.loads((ROOT / "packaging" / "licences.toml").read_text(encoding="utf-8"))
COPYLEFT = re.compile(r"\b(?:A|L)?GPL|\bMPL|\bEPL")
# Makes an episode, explains a page and a plain text and checks the voices, in a process of its own, and prints which
# files of the repository were opened meanwhile.
WATCHED = """
import json, os, sys
root, opened = sys.argv[1], set()

def heard(event, args):
    if event == "open" and not isinstance(args[0], int):
        opened.add(os.fsdecode(args[0]))

sys.addaudithook(heard)
from podcaster import cli
for words in json.loads(sys.argv[2]):
    try:
        cli.app(words, standalone_mode=False)
    except SystemExit as ended:
        assert not ended.code, words
print()
print(json.dumps(sorted(name for name in opened if name.startswith(root))))
"""


def packaged(builder: type[BuilderInterface]) -> dict[str, str]:
    """The files of the wheel or the sdist, and the place in the repository from which each comes."""
    found = builder(str(ROOT)).recurse_included_files()
    return {file.distribution_path: Path(file.path).relative_to(ROOT).as_posix() for file in found}


@pytest.fixture(scope="module")
def wheel() -> dict[str, str]:
    return packaged(WheelBuilder)


@pytest.fixture(scope="module")
def notice() -> ModuleType:
    return loaded(ROOT / "packaging" / "notice.py")


def data_files(*folders: str) -> set[str]:
    """The files in the repository that are no code, and no leftovers."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if path.suffix not in (".py", ".pyc", ".so")}


def test_the_wheel_holds_all_data_of_the_package(wheel: dict[str, str]) -> None:
    """Tables, templates, styles, scripts, fonts, models; voices and the guide to the settings; the manual page."""
    assert data_files("podcaster", "voices") <= set(wheel.values())
    for place in ("podcaster/py.typed", "podcaster/_voices/heart.toml", "podcaster/_guide/settings.md"):
        assert place in wheel
    shared = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {"docs/man/podcaster.1": "share/man/man1/podcaster.1"}
    assert all((ROOT / name).is_file() for name in shared)


def test_all_that_is_read_is_in_the_wheel(wheel: dict[str, str], tmp_path: Path) -> None:
    """What the program opened of this repository, while it worked, comes with the wheel."""
    post, text = tmp_path / "post.md", tmp_path / "plain.txt"
    said = "The lamps along the quay were burning, and the ferry of 7:40 came in late. " * 8
    post.write_text(f"# The harbour\n\n{said}\n")
    text.write_text(f"The harbour\n\n{said}\n")
    commands = [
        ["convert", str(post), "--voice", "tone", "--show", str(tmp_path / "show")],
        ["explain", "--html", str(post)],
        ["explain", str(text)],
        ["voices", "list"],
    ]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(ROOT), json.dumps(commands)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    names = map(Path, json.loads(done.stdout.splitlines()[-1]))
    opened = {name.relative_to(ROOT) for name in names if not name.is_relative_to(sys.prefix)}  # .venv is not ours
    read = {path.as_posix() for path in opened if path.suffix not in (".py", ".pyc")}
    assert read <= set(wheel.values())
    assert {Path(name).suffix for name in read} >= {".tsv", ".toml", ".css", ".js", ".j2", ".npz"}


def test_the_sdist_holds_what_the_tests_read() -> None:
    """Whoever builds from it can run them."""
    folders = ("podcaster", "voices", "tests", "docs", "examples", "bench", "packaging")
    sdist = set(packaged(SdistBuilder).values())
    assert data_files(*folders) <= sdist
    assert {"Containerfile", "Makefile", "NOTICE", "CHANGELOG.md", "CONTRIBUTING.md", ".ci/run"} <= sdist
    assert not [name for name in sdist if "__pycache__" in name]


def test_every_entry_point_leads_somewhere() -> None:
    engines = PROJECT["entry-points"]["podcaster.engines"]
    for name, target in {**PROJECT["scripts"], **engines}.items():
        module, _, what = target.partition(":")
        found = getattr(importlib.import_module(module), what)
        assert callable(found)
        assert name not in engines or found.name == name


def test_the_classifiers_name_the_pythons_that_are_tried() -> None:
    """Those of `make packages`, the oldest of which is the one that is required."""
    named = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d", line)]
    tried = re.search(r"^PYTHONS \?= (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert tried
    assert tried[1].split() == named
    assert PROJECT["requires-python"] == f">={named[0]}"


# ---------------------------------------------------------------- licences


def test_the_notice_is_up_to_date(notice: ModuleType) -> None:
    """`make notice` writes it again."""
    assert notice.NOTICE.read_text(encoding="utf-8") == notice.notice()


def test_the_licence_of_every_dependency_is_listed(notice: ModuleType) -> None:
    """Those of podcaster and of its extras, none that is not needed any more; each in NOTICE with its versions."""
    needed = notice.required()
    assert set(needed) == set(LICENCES["direct"])
    text = notice.notice()
    for name, (versions, _) in needed.items():
        assert re.search(
            rf"^  {re.escape(name)} +{re.escape(versions)} +{re.escape(LICENCES['direct'][name])}$", text, re.M
        )


def test_copyleft_is_told_in_words(notice: ModuleType) -> None:
    """Of whatever has such a licence, also among those that dependencies bring along."""
    told = " ".join(f"{one['name']} {one['text']}" for one in LICENCES["copyleft"])
    for name, spdx in {**LICENCES["direct"], **LICENCES["brought"]}.items():
        assert not COPYLEFT.search(spdx) or re.search(rf"\b{name}\b", told), name
    for one in LICENCES["copyleft"]:
        assert f"{one['name']}: {one['spdx']}" in notice.notice()


def test_the_origin_of_every_data_file_is_known(wheel: dict[str, str]) -> None:
    """A new file from elsewhere has to be named in packaging/licences.toml."""
    voices = {f"voices/{name}.f16" for name in LICENCES["originals"]}
    patterns = [one for entry in (*LICENCES["carried"], LICENCES["own"]) for one in entry["files"]]
    unknown = {
        name
        for name in wheel.values()
        if not name.endswith((".py", "/OFL.txt", "LICENSE-Apache-2.0.txt"))
        and name not in voices
        and not any(PurePosixPath(name).match(one) or fnmatch.fnmatch(name, one) for one in patterns)
    }
    assert unknown == set()
    for one in LICENCES["carried"]:
        for pattern in one["files"]:
            assert list(ROOT.glob(pattern)), pattern


def test_a_licence_that_metadata_contradicts_is_named(notice: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is a distribution that is not listed. Others may be installed in newer versions with other licences."""
    monkeypatch.setattr(notice, "_closure", lambda _: {"typer", "unheard-of"})
    metadata = {"typer": {"License-Expression": "GPL-3.0-only"}}
    monkeypatch.setattr(notice.importlib.metadata, "metadata", metadata.__getitem__)
    assert list(notice.complaints()) == [
        "typer: its metadata says GPL-3.0-only, packaging/licences.toml MIT",
        "unheard-of: not listed in packaging/licences.toml",
    ]
