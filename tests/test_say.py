"""`podcaster say`: a sentence is heard at once, and a word's correction is tried before it is kept."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from mutagen.mp3 import MP3

from podcaster.audio import player
from podcaster.config import Settings, Show
from podcaster.errors import NoTextError, UsageError
from podcaster.listening import trial
from podcaster.script.lexicon import Entry, Kind
from tests.commands import podcaster


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """A show whose lexicon knows one word."""
    (tmp_path / "lexicon.tsv").write_text("Kvist\tsay\tkuh vist\n", encoding="utf-8")
    return Show(tmp_path, Settings())


def test_a_sentence_is_said_as_in_an_episode(show: Show) -> None:
    """The show's lexicon and the rules of speech apply; the title and credits of an episode are not said."""
    (one,) = trial.utterances("Dr. Kvist paid $5.", show)
    assert one.spoken == "Doctor kuh vist paid five dollars."
    assert (one.voice, one.language) == ("heart", "en")


def test_a_correction_comes_before_the_lexicon(show: Show) -> None:
    """What is tried replaces the show's own entry, and the lexicon file stays as it is."""
    (one,) = trial.utterances("Kvist came.", show, [trial.correction("Kvist=quist")])
    assert one.spoken == "quist came."
    assert "quist" not in show.lexicon.read_text(encoding="utf-8")


def test_a_correction_in_slashes_is_ipa() -> None:
    """As dictionaries write it."""
    assert trial.correction("Nguyen=/wɪn/") == Entry("Nguyen", Kind.IPA, "wɪn")
    assert trial.correction("Nguyen = win", "en") == Entry("Nguyen", Kind.SAY, "win", "en")


@pytest.mark.parametrize("text", ["Nguyen", "=win", "Nguyen=", "!=?"])
def test_a_correction_without_word_or_value_is_refused(text: str) -> None:
    """The message says how one is written."""
    with pytest.raises(UsageError):
        trial.correction(text)


def test_a_long_text_tells_its_language(show: Show) -> None:
    """A short one is in the language of the show."""
    german = "Der Hafen war still, als die Fähre kam, und niemand stand am Ufer."
    assert trial.utterances(german, show)[0].language == "de"
    assert trial.utterances("Hafen", show)[0].language == "en"
    assert trial.utterances("Hafen", show, language="de")[0].language == "de"


def test_nothing_to_say_is_an_error(show: Show) -> None:
    """Blanks are no sentence, and a whole article is no sentence to try out."""
    with pytest.raises(NoTextError):
        trial.utterances("  \n", show)
    with pytest.raises(UsageError, match="too many"):
        trial.utterances("word " * 500, show)


def test_say_writes_an_mp3_and_tells_how_to_keep_a_correction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command that is printed does what it says."""
    out = tmp_path / "heard.mp3"
    status, answer, told = podcaster(
        capsys, "say", "Kvist came.", "--as", "Kvist=quist", "--voice", "tone", "--to", out, "--show", tmp_path
    )
    assert (status, answer.strip()) == (0, str(out))
    assert MP3(out).info.length > 0.5
    assert "tone: quist came." in told
    assert f"to keep it: podcaster lexicon add Kvist quist --show {tmp_path}" in told
    assert not (tmp_path / "lexicon.tsv").exists()


def test_say_keeps_a_correction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--keep adds it to the lexicon of the show; alone it is an error."""
    said = ("say", "Kvist came.", "--voice", "tone", "--to", tmp_path / "heard.mp3", "--show", tmp_path, "--keep")
    assert podcaster(capsys, *said)[0] == UsageError.exit_code
    assert podcaster(capsys, *said, "--as", "Kvist=quist")[0] == 0
    assert "Kvist\tsay\tquist" in (tmp_path / "lexicon.tsv").read_text(encoding="utf-8")


def test_without_a_player_a_file_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that was spoken is lost on a machine without sound."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(player, "play", lambda path, seconds: False)
    status, answer, told = podcaster(capsys, "say", "Quiet.", "--voice", "tone", "--show", tmp_path)
    assert (status, answer.strip()) == (0, "say.mp3")
    assert "no program that could play it" in told
    assert MP3(tmp_path / "say.mp3").info.length > 0.3
    (tmp_path / "say.mp3").write_bytes(b"of the user")
    status, answer, _ = podcaster(capsys, "say", "Quiet.", "--voice", "tone", "--show", tmp_path)
    assert (status, answer.strip()) == (0, "say-2.mp3")
    assert (tmp_path / "say.mp3").read_bytes() == b"of the user"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows plays by itself")
def test_the_next_player_is_tried_when_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A player without a sound card, one that hangs, then one that works; at last none."""
    told = tmp_path / "told"
    ends = {"pw-play": "exec sleep 600", "paplay": "exit 1", "aplay": "exit 0"}
    for name, end in ends.items():
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\necho {name} >> {told}\n{end}\n")
        tool.chmod(0o755)

    class Decoded:
        def __enter__(self) -> None:
            pass

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(player.ffmpeg, "running", lambda *_, **__: Decoded())
    monkeypatch.setattr(player, "PATIENCE_S", 0.5)
    monkeypatch.setattr(player, "PLAYERS", (("no-such-player",), *((str(tmp_path / name),) for name in ends)))
    assert player.play(tmp_path / "say.mp3", 0.0)
    assert told.read_text().split() == ["pw-play", "paplay", "aplay"]
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert not player.play(tmp_path / "say.mp3", 1.0)
