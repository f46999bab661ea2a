"""`lexicon remove` and `voices remove`: what was added can be taken away, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podcaster import voice
from podcaster.script import lexicon
from podcaster.voice import weights
from tests.commands import podcaster

PROFILE = 'id = "{id}"\nname = "Anna"\nengine = "piper"\nlanguage = "de-DE"\nlicence = "CC0-1.0"\nmodel = "{model}"\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "podcast").mkdir()
    return tmp_path


@pytest.fixture
def folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's voices: two of one model, one of another."""
    folder = here / "voices"
    folder.mkdir()
    monkeypatch.setenv("PODCASTER_VOICES", str(folder))
    for id, model in (("anna", "de.onnx"), ("berta", "de.onnx"), ("carl", "other.onnx")):
        (folder / f"{id}.toml").write_text(PROFILE.format(id=id, model=model))
        (folder / model).write_bytes(b"m" * 1_000_000)
        (folder / f"{model}.json").write_text("{}")
    voice.refresh()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_an_installed_voice_goes_with_its_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The profile, and the model that no other voice needs; the message says what is free now."""
    size = (folder / "carl.toml").stat().st_size + 1_000_002
    told = f"carl removed, {size / 1e6:.1f} MB freed: carl.toml, other.onnx, other.onnx.json\n"
    assert podcaster(capsys, "voices", "remove", "carl") == (0, "carl\n", told)
    assert names(folder) == ["anna.toml", "berta.toml", "de.onnx", "de.onnx.json"]
    assert "carl" not in {one.id for one in voice.all_voices()}


def test_a_model_stays_while_a_voice_needs_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    podcaster(capsys, "voices", "remove", "anna")
    assert names(folder) == ["berta.toml", "carl.toml", "de.onnx", "de.onnx.json", "other.onnx", "other.onnx.json"]
    found = json.loads(podcaster(capsys, "voices", "remove", "berta", "--json")[1])
    assert [one["files"] for one in found] == [["berta.toml", "de.onnx", "de.onnx.json"]]


def test_what_podcaster_brings_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several are removed all together, or none."""
    before = names(folder)
    status, out, told = podcaster(capsys, "voices", "remove", "carl", "heart")
    assert (status, out) == (2, "")
    assert told == (
        "podcaster: the voice heart came with podcaster or a package and cannot be removed\n"
        "  try: installed are: anna, berta, carl\n"
    )
    assert podcaster(capsys, "voices", "remove", "nobody")[::2] == (
        69,
        "podcaster: no voice 'nobody' is installed\n  try: installed are: anna, berta, carl\n",
    )
    assert podcaster(capsys, "voices", "remove", "kokoro")[0] == 69
    assert names(folder) == before
    assert voice.find("heart").id == "heart"


def test_a_profile_leads_to_no_file_elsewhere(folder: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A model outside of the folder belongs to somebody else."""
    mine = here / "mine.onnx"
    mine.write_bytes(b"m")
    (folder / "dora.toml").write_text(PROFILE.format(id="dora", model="../mine.onnx"))
    voice.refresh()
    assert podcaster(capsys, "voices", "remove", "dora")[0] == 0
    assert mine.exists()
    assert "dora.toml" not in names(folder)


def test_a_profile_does_not_take_another_voice_along(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A profile by a stranger may name any file as its model."""
    (folder / "dora.toml").write_text(PROFILE.format(id="dora", model="anna.toml"))
    voice.refresh()
    assert podcaster(capsys, "voices", "remove", "dora")[0] == 0
    assert {"anna.toml", "berta.toml"} <= set(names(folder))


def test_the_fetched_model_of_kokoro_can_go(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights.fetched().write_bytes(b"m" * 2_000_000)
    told = f"kokoro removed, 2.0 MB freed: {weights.FILE}\n"
    assert podcaster(capsys, "voices", "remove", "kokoro") == (0, "kokoro\n", told)
    assert len(names(folder)) == 7


def test_a_damaged_profile_can_be_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the name of its file: until it is gone, nothing that lists voices works."""
    (folder / "bad.toml").write_text("id =")
    voice.refresh()
    assert podcaster(capsys, "voices", "remove", "bad")[:2] == (0, "bad\n")
    assert podcaster(capsys, "voices", "list")[0] == 0


# ---------------------------------------------------------------- the lexicon


def test_a_pronunciation_is_removed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rest of the file stays as its owner wrote it."""
    path = here / "podcast" / "lexicon.tsv"
    path.write_text("# mine\nNguyen\tsay\twin\nNguyen\tsay\tvin\tde\n\n# boats\nKutter\tsay\tcutter\n")
    told = "removed from podcast/lexicon.tsv: Nguyen\tsay\tvin\tde\n"
    assert podcaster(capsys, "lexicon", "remove", "nguyen", "--language", "de") == (0, "", told)
    assert path.read_text() == "# mine\nNguyen\tsay\twin\n\n# boats\nKutter\tsay\tcutter\n"
    assert podcaster(capsys, "lexicon", "remove", "Nguyen", "Kutter")[0] == 0
    assert path.read_text() == "# mine\n\n# boats\n"
    assert lexicon.own_entries(path) == ()


def test_a_word_without_an_entry_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the words that have one; a word that podcaster itself knows can only be replaced."""
    status, _, told = podcaster(capsys, "lexicon", "remove", "Kutter")
    assert (status, told.splitlines()[0]) == (65, "podcaster: the show has no entry for 'Kutter': it has none")
    assert not (here / "podcast" / "lexicon.tsv").exists()
    podcaster(capsys, "lexicon", "add", "Ewer", "ever")
    told = "podcaster: the show has no entry for 'Kutter'; it has Ewer\n  try: podcaster lexicon list --show podcast\n"
    assert podcaster(capsys, "lexicon", "remove", "Kutter") == (65, "", told)
    assert podcaster(capsys, "lexicon", "remove", "Kutter", "Ewer")[0] == 1
    told = podcaster(capsys, "lexicon", "remove", "nginx")[2]
    assert told == (
        "podcaster: the show has no entry for 'nginx'; podcaster's own is built in\n"
        "  try: podcaster lexicon add nginx HOW replaces it in this show\n"
    )


def test_a_lexicon_that_is_a_link_stays_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two shows may share a lexicon: what is added to one and taken out of it is so for both."""
    shared, link = here / "shared.tsv", here / "podcast" / "lexicon.tsv"
    link.symlink_to(shared)
    for command, there in (("add", True), ("remove", False)):
        podcaster(capsys, "lexicon", command, "Ghent", *(["gent"] if there else []))
        assert link.is_symlink()
        assert ("Ghent" in shared.read_text(encoding="utf-8")) is there
