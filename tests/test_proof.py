"""Listening to an episode: what a recognizer understood, beside what was written."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from podcaster import proof
from podcaster.cli import app
from podcaster.errors import EngineError, UnreadableError
from podcaster.model import Cue, WordMark

TEXT = (
    "The harbour was quiet.",
    "Captain Siobhan paid $3.50 for the rope.",
    "Siobhan said that the harbour was hers.",
)
CUES = tuple(Cue(4000 * n, 4000 * n + 3500, text) for n, text in enumerate(TEXT))


def heard(text: str, start_ms: int = 0) -> proof.Heard:
    """A phrase with 300 ms a word."""
    words = text.split()
    marks = tuple(WordMark(w, start_ms + 300 * n, start_ms + 300 * (n + 1)) for n, w in enumerate(words))
    return proof.Heard(text, start_ms, start_ms + 300 * len(words), marks)


def phrases(*texts: str) -> list[proof.Heard]:
    return [heard(text, 4000 * n) for n, text in enumerate(texts)]


def test_spelling_is_no_error() -> None:
    """What sounds the same is the same: other spellings, figures, capitals, marks."""
    came = phrases("the harbor was quiet", "captain Siobhan paid 3 dollars 50 for the rope", *TEXT[2:])
    assert proof.compare(CUES[:1], came[:1], "en").wrong == 0
    right = proof.compare(CUES, phrases(*TEXT), "en")
    assert (right.wrong, right.error_rate, right.misheard, right.lexicon) == (0, 0, (), ())


def test_a_name_that_was_never_understood_is_a_suspect() -> None:
    """It is listed with its time and its sentence, and there is a line for the lexicon."""
    came = phrases(TEXT[0], "Captain Silverman paid $3.50 for the rope.", "Silver man said that the harbor was hers.")
    found = proof.compare(CUES, came, "en")
    assert [(m.written, m.heard, m.suspect) for m in found.misheard] == [
        ("Siobhan", "Silverman", True),
        ("Siobhan", "Silver man", True),
    ]
    assert found.misheard[1].start_ms == 8000
    assert found.misheard[1].sentence == TEXT[2]
    assert found.lexicon == ("Siobhan\tsay\tSiobhan",)
    assert (found.wrong, found.own_error_rate) == (2, 0)


def test_what_was_understood_elsewhere_is_the_recognizers_own_error() -> None:
    """It is told, but not suspected, and it makes the recognizer's own rate."""
    found = proof.compare(CUES, phrases(TEXT[0], TEXT[1], "Siobhan said that the arbor was hers."), "en")
    (one,) = found.misheard
    assert (one.written, one.heard, one.suspect) == ("harbour", "arbor", False)
    assert found.lexicon == ()
    assert 0 < found.own_error_rate == found.error_rate < 0.1


def test_a_missing_sentence_is_told() -> None:
    """Nothing missing: a sentence that nobody heard is listed as a whole."""
    found = proof.compare(CUES, [heard(TEXT[0]), heard(TEXT[2], 8000)], "en")
    assert found.unheard == (CUES[1],)
    assert found.misheard == ()


def test_a_doubled_sentence_is_told() -> None:
    """Nothing doubled: words that are not in the text are listed with their time."""
    found = proof.compare(CUES, phrases(*TEXT, "said that the harbour was hers"), "en")
    (run,) = found.extra
    assert run.start_ms >= 8000
    assert "harbour" in run.text
    assert found.wrong == 0


def test_what_is_understood_at_a_second_hearing_is_no_error() -> None:
    """A sentence that the recognizer skipped, and one that it made up, are listened to again, alone."""
    asked = []

    def again(span: proof.Span) -> list[proof.Heard]:
        asked.append(span)
        return [heard(next(c.text for c in CUES if c.end_ms > span[0] + 500), span[0])]

    came = [heard("It was very loud in the boat and nobody sang."), heard(TEXT[2], 8000)]
    found = proof.compare(CUES, came, "en", again=again)
    assert asked == [(0, 3650), (3850, 7650)]
    assert (found.wrong, found.unheard, found.extra, found.misheard) == (0, (), (), ())
    assert found.own_error_rate > 0.3


def test_a_second_hearing_does_not_hide_what_is_missing() -> None:
    """A sentence that is not there, and one that is there twice, stay so."""

    twice = heard(f"{TEXT[0]} {TEXT[0]}")

    def again(span: proof.Span) -> list[proof.Heard]:
        return [] if span[0] > 3000 else [twice]

    missing = proof.compare(CUES, [heard(TEXT[0]), heard(TEXT[2], 8000)], "en", again=again)
    assert missing.unheard == (CUES[1],)
    doubled = proof.compare(CUES, [twice, *phrases(*TEXT)[1:]], "en", again=again)
    assert [run.text for run in doubled.extra] == ["The harbour was quiet"]


@given(st.lists(st.sampled_from([*TEXT, "One.", "Two boats left."]), max_size=6))
def test_all_words_are_accounted_for(texts: list[str]) -> None:
    """Whatever was heard, no more words are wrong than there are, and the rates are shares."""
    found = proof.compare(CUES, phrases(*texts), "en")
    assert 0 <= found.wrong <= found.words
    assert 0 <= found.own_error_rate <= 1


# ---------------------------------------------------------------- files, the command, the recognizer's library


@pytest.fixture
def episode(tmp_path: Path) -> Path:
    """An MP3 with a transcript beside it."""
    path = tmp_path / "harbour.mp3"
    path.write_bytes(b"\xff\xfb\x90\x00" * 200)
    segments = [{"startTime": c.start_ms / 1000, "endTime": c.end_ms / 1000, "body": c.text} for c in CUES]
    path.with_suffix(".json").write_text(json.dumps({"version": "1.0.0", "segments": segments}))
    return path


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model's folder, and a library that understands all but a name."""

    class Model:
        def __init__(self, folder: str, **options: object) -> None:
            assert options["local_files_only"]

        def transcribe(self, sound: bytes, *, language: str, **_: object) -> tuple[Iterator[SimpleNamespace], None]:
            assert language == "en"
            if len(sound) < 12 * 16_000:  # a second hearing of a sentence
                return iter([]), None
            for_words = [heard(text.replace("Siobhan", "Silverman"), 4000 * n) for n, text in enumerate(TEXT)]
            found = [
                SimpleNamespace(
                    text=p.text,
                    start=p.start_ms / 1000,
                    end=p.end_ms / 1000,
                    words=[
                        SimpleNamespace(word=f" {w.text}", start=w.start_ms / 1000, end=w.end_ms / 1000)
                        for w in p.words
                    ],
                )
                for p in for_words
            ]
            return iter(found), None

    library = ModuleType("faster_whisper")
    library.WhisperModel = Model  # type: ignore[attr-defined]
    library.decode_audio = lambda path, *, sampling_rate: bytes(12 * sampling_rate)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "faster_whisper", library)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.bin").write_bytes(b"")
    return tmp_path / "model"


def test_the_command(episode: Path, model: Path) -> None:
    """What was misheard, with time and a line for the lexicon; the rates on standard error."""
    result = CliRunner().invoke(app, ["proof", str(episode), "--whisper", str(model)])
    assert result.exit_code == 0, result.output
    assert "0:04  Siobhan  heard as  Silverman" in result.stdout
    assert "# Siobhan\tsay\tSiobhan" in result.stdout
    assert "2 of 22 words not understood (9.1%); the recognizer errs too: 0.0%" in result.stderr


def test_without_a_model_or_a_library(
    episode: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing is said, with what to do."""
    with pytest.raises(EngineError, match="no faster-whisper model"):
        proof.whisper(tmp_path / "nowhere")
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(EngineError, match="not installed") as caught:
        proof.whisper(model)
    assert "podcaster[proof]" in caught.value.hint


def test_without_a_transcript(episode: Path) -> None:
    """There has to be something to compare with."""
    episode.with_suffix(".json").write_text("{")
    with pytest.raises(UnreadableError, match="could not be read"):
        proof.transcript(episode)
    episode.with_suffix(".json").unlink()
    with pytest.raises(UnreadableError, match="no transcript"):
        proof.transcript(episode)
    with pytest.raises(UnreadableError, match="there is no file"):
        proof.transcript(episode.with_name("gone.mp3"))
