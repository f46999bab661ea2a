"""Speech recognition by faster-whisper itself, with a small model that is made here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from podcaster.cli import app
from podcaster.errors import EngineError
from podcaster.listening import recognizer
from podcaster.model import WordMark
from tests import tiny_whisper

SENTENCE = "The harbour was quiet, and l'hiver was over."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that understands SENTENCE in any audio."""
    return tiny_whisper.write(tmp_path_factory.mktemp("whisper") / "tiny", SENTENCE)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Nine seconds of noise."""
    path = tmp_path / "sound.wav"
    soundfile.write(path, np.random.default_rng(1).uniform(-0.1, 0.1, 9 * 24_000), 24_000)
    return path


def test_recognised_words_have_times(model: Path, sound: Path) -> None:
    """A phrase with every word of it, to the millisecond; a word with an apostrophe is one word."""
    (found,) = recognizer.whisper(model)(sound, "en", None)
    assert found.text.strip() == SENTENCE
    assert [word.text for word in found.words] == SENTENCE.split()
    assert found.words[1] == WordMark("harbour", 1000, 1500)
    assert (found.start_ms, found.end_ms, found.words[0].start_ms) == (0, found.words[-1].end_ms, 0)
    assert all(a.end_ms <= b.start_ms for a, b in zip(found.words, found.words[1:], strict=False))


def test_a_part_of_the_sound_is_heard_at_its_own_time(model: Path, sound: Path) -> None:
    """The second hearing of a sentence begins where the sentence does."""
    (found,) = recognizer.whisper(model)(sound, "en", (2000, 9000))
    assert (found.start_ms, found.words[1]) == (2000, WordMark("harbour", 3000, 3500))


def test_unusable_input_is_a_clear_error(model: Path, sound: Path, tmp_path: Path) -> None:
    """Examples are a language that the model lacks, a file without sound, and a damaged model."""
    listen = recognizer.whisper(model)
    with pytest.raises(EngineError, match="understands English only"):
        list(listen(sound, "fr", None))
    sound.write_text("no sound")
    with pytest.raises(EngineError, match=r"sound\.wav could not be listened to"):
        list(recognizer.whisper(model)(sound, "en", None))
    for name in ("model.bin", "tokenizer.json", "vocabulary.json", "config.json"):
        broken = tmp_path / name.partition(".")[0]
        shutil.copytree(model, broken)
        (broken / name).write_bytes((broken / name).read_bytes()[:50])
        with pytest.raises(EngineError, match="could not be loaded"):
            recognizer.whisper(broken)


def test_a_version_of_pyav_that_does_not_fit_is_named(
    model: Path, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With PyAV 19, which has dropped an argument, the error says which package to install."""

    def opened(file: str, mode: str) -> None:
        raise AssertionError

    monkeypatch.setattr("av.open", opened)
    with pytest.raises(EngineError, match="PyAV") as caught:
        list(recognizer.whisper(model)(sound, "en", None))
    assert "av<19" in caught.value.hint


def test_an_episode_is_made_and_listened_to(model: Path, tmp_path: Path) -> None:
    """`convert --proof` decodes the episode itself, and `proof` finds the word that is not in the text."""
    (tmp_path / "harbour.md").write_text(
        "---\ntitle: The harbour\nlang: en\n---\n\n" + SENTENCE.replace("over", "long")
    )
    where = ("-v", "tone", "-o", str(tmp_path / "show"), "--force", "--whisper", str(model))
    made = CliRunner().invoke(app, ["convert", str(tmp_path / "harbour.md"), *where, "--proof", "--json"])
    (proof,) = json.loads(made.stdout)["proofs"].values()
    assert ("long", "over") in {(m["written"], m["heard"].strip(".")) for m in proof["misheard"]}
    assert proof["words"] >= len(SENTENCE.split())
