"""The contract of engines, and what every engine has to pass."""

from __future__ import annotations

import hashlib
import struct
from array import array
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from podcaster import engines, voice
from podcaster.engines import base, gate, joining, scripts, system
from podcaster.engines.tone import ToneEngine, work_key
from podcaster.errors import EngineError, VoiceError
from podcaster.model import Pcm, Role, Speech, Utterance, Voice, WordMark
from tests import engine_contract

TONE = Voice(id="tone", name="Tone", engine="tone", language="en", licence="MIT", chars_per_second=20)


def said(text: str, voice_id: str = "tone", language: str = "en", **more: tuple[tuple[str, str], ...]) -> Utterance:
    return Utterance(text, text, Role.NARRATOR, voice_id, language, 300, **more)


def loud(seconds: float, level: int = 8000, rate: int = 24_000) -> Speech:
    return Speech(Pcm(struct.pack("<h", level) * round(seconds * rate), rate))


# ---------------------------------------------------------------- the contract


@pytest.mark.parametrize(
    "name",
    [
        "tone",
        "system",
        pytest.param("heart", marks=pytest.mark.voices),
        pytest.param("heart:60,emma:40", marks=pytest.mark.voices),
        pytest.param("joe", marks=pytest.mark.voices),
    ],
)
def test_every_engine_keeps_the_contract(name: str) -> None:
    """It speaks, plausibly, the same each time; its words are in order; nothing to say is refused."""
    engine_contract.check(name)


def test_an_engine_that_is_not_installed_is_named() -> None:
    """A profile whose engine is missing says how to get it."""
    profile = Voice(id="joe", name="Joe", engine="organ", language="en", licence="MIT")
    with pytest.raises(VoiceError, match="organ") as caught:
        engines.load(profile)
    assert "tone" in caught.value.hint


# ---------------------------------------------------------------- tone


def test_a_tone_lasts_60_ms_a_letter() -> None:
    """Everything around the voice can be tested to the millisecond."""
    speech = ToneEngine(TONE).speak(said("Hello there, 42."))
    assert speech.pcm.frames == 12 * 60 * 24
    assert speech.words == (WordMark("Hello", 0, 300), WordMark("there,", 300, 600), WordMark("42.", 600, 720))


def test_work_is_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each utterance that is spoken leaves one line, the same for the same words."""
    log = tmp_path / "work.log"
    monkeypatch.setenv("PODCASTER_WORK_LOG", str(log))
    engine = ToneEngine(TONE)
    for text in ("One.", "Two.", "One."):
        engine.speak(said(text))
    lines = log.read_text().split()
    assert lines == [work_key(said(t)) for t in ("One.", "Two.", "One.")]
    assert lines[0] == hashlib.sha256(b"tone\0One.").hexdigest()


# ---------------------------------------------------------------- system


@pytest.mark.parametrize(
    ("language", "text"), [("de", "Der Hafen war still."), ("fr-FR", "Le port était calme."), ("nb-NO", "Havnen er.")]
)
def test_the_system_speaks_other_languages(language: str, text: str) -> None:
    """An article in a language without a voice of its own is spoken all the same."""
    engine = engines.load(voice.find("system"))
    assert engine.speak(said(text, "system", language)).pcm.seconds > 0.5


def test_the_system_speaks_nothing_as_markup() -> None:
    """Text that looks like an option or like phonemes is text."""
    engine = engines.load(voice.find("system"))
    marked = engine.speak(said("The [[cat]] sat.", "system"))
    assert abs(marked.pcm.seconds - engine.speak(said("The cat sat.", "system")).pcm.seconds) < 0.3
    assert engine.speak(said("--version", "system")).pcm.seconds > 0.3


@pytest.mark.skipif(not system.LINUX, reason="eSpeak NG by pyttsx3 is the voice of Linux")
def test_the_systems_rate_is_set_once_its_language_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """eSpeak NG sets a rate beside other work; where that met a change of language, the usual rate stayed."""
    system._prepare()
    from pyttsx3.drivers import _espeak

    did: list[object] = []

    class Driver:
        def setProperty(self, name: str, value: object) -> None:
            did.append((name, value))

    monkeypatch.setattr(_espeak, "Synchronize", lambda: did.append("done"))
    system._settle(Driver(), "en-us", 165)
    assert did == ["done", ("voice", "en-us"), "done", ("rate", 165), "done"]


def test_the_systems_sound_is_read_whatever_its_file_is_called(tmp_path: Path) -> None:
    """macOS writes AIFF into any name; of two channels one is enough."""
    path = tmp_path / "speech.wav"
    both = np.array([[1, -1], [200, -200], [-32768, 32767]], dtype=np.int16)
    soundfile.write(path, both, 22_050, format="AIFF", subtype="PCM_16")
    pcm = system._read(path)
    assert (np.frombuffer(pcm.data, "<i2").tolist(), pcm.rate) == ([1, 200, -32768], 22_050)
    path.write_bytes(b"FORM")
    with pytest.raises(EngineError, match="wrote no sound"):
        system._read(path)


def test_a_native_voice_speaks_the_language_or_is_refused() -> None:
    """The nearest that macOS or Windows has; never a voice of another language in its place."""
    found = [
        SimpleNamespace(id="thomas", languages=["fr_FR"]),
        SimpleNamespace(id="daniel", languages=[b"\x05en-gb"]),
        SimpleNamespace(id="samantha", languages=["en-US"]),
        SimpleNamespace(id="none", languages=None),
        SimpleNamespace(id="rosa", languages=["fil-PH"]),
    ]
    wanted = {"en-US": "samantha", "en": "daniel", "en_GB": "daniel", "fr-CA": "thomas"}
    assert {language: system._native(found, language) for language in wanted} == wanted
    with pytest.raises(VoiceError, match="no voice for the language 'de'"):
        system._native(found, "de")
    with pytest.raises(VoiceError, match="no voice for the language 'fi'"):
        system._native(found, "fi")


def test_the_system_refuses_what_it_cannot_do() -> None:
    """IPA and unknown languages are refused by name, never ignored."""
    engine = engines.load(voice.find("system"))
    with pytest.raises(EngineError, match="Nguyen"):
        engine.speak(said("Nguyen spoke.", "system", ipa=(("Nguyen", "nwɪn"),)))
    with pytest.raises(VoiceError, match="qqq"):
        engine.speak(said("Something.", "system", "qqq"))


# ---------------------------------------------------------------- scripts


def test_a_text_in_another_script_is_refused() -> None:
    """An English voice does not babble at a Russian article: it says so, and who could."""
    heart = voice.find("heart")
    with pytest.raises(VoiceError, match=r"heart \(en-US\) cannot say Cyrillic letters: “В порту было тихо") as caught:
        scripts.refuse(heart, said("В порту было тихо.", "heart", "ru"))
    assert "system" in caught.value.hint
    with pytest.raises(VoiceError) as caught:
        scripts.refuse(heart, said("बंदरगाह शांत था।", "heart", "hi"))
    assert "alpha, omega" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("heart", "She said: привет.", "en"),
        ("heart", "В порту было тихо.", "en"),
        ("heart", "Der Hafen war still.", "de"),
        ("alpha", "बंदरगाह शांत था।", "hi"),
        ("heart", "Linux и Windows on the new Macintosh", "ru"),
        ("heart", "42", "ru"),
    ],
)
def test_quotations_and_other_languages_are_not_refused(name: str, text: str, language: str) -> None:
    """A foreign sentence in one's own article, or a language in one's own letters, is said as well as can be."""
    scripts.refuse(voice.find(name), said(text, name, language))


# ---------------------------------------------------------------- long texts


@given(st.text(st.characters(categories=("Lu", "Ll", "Zs", "Po")), min_size=1), st.integers(5, 60))
def test_cutting_loses_nothing(text: str, limit: int) -> None:
    """However a text is cut for an engine, all of it is said, and no piece is too long."""
    pieces = base.cut(text, limit)
    assert all(len(p) <= limit for p in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_texts_are_cut_where_one_breathes() -> None:
    """At the end of a sentence, else at a clause, else at a comma, else between words."""
    text = "It rained all day. We stayed in the house, though."
    assert base.cut(text, 40) == ["It rained all day.", "We stayed in the house, though."]
    assert base.cut("It rained, and we stayed in the house", 30) == ["It rained,", "and we stayed in the house"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        # before a preposition that belongs to no verb, though a space is nearer to the middle
        ("The old harbour master wrote seven long careful letters during the winter", "letters"),
        # what may be a verb's object does not begin a piece
        ("My grandfather once built the harbour a small red lighthouse", "once"),
    ],
)
def test_a_text_without_marks_is_not_cut_between_a_verb_and_its_object(text: str, first: str) -> None:
    assert base.cut(text, len(text) - 1)[0].split()[-1] == first


def test_joined_pieces_keep_their_times() -> None:
    """Words of the second piece come after the first piece and the pause between them."""
    one = ToneEngine(TONE).speak(said("ab cd"))
    both = joining.join([one, one], [","])
    gap = joining.COMMA_MS
    assert both.pcm.frames == 2 * one.pcm.frames + 24 * gap
    assert both.words is not None
    assert [w.start_ms for w in both.words] == [0, 120, 240 + gap, 360 + gap]


def _heard(pcm: Pcm) -> list[tuple[bool, int]]:
    """Sound (True) and silence in turns, and how many milliseconds each lasts."""
    samples = array("h", pcm.data)
    size = pcm.rate // 1000
    loud = [max(map(abs, samples[n : n + size])) > joining.LOUD for n in range(0, len(samples), size)]
    return [(kind, len(list(run))) for kind, run in groupby(loud)]


@pytest.mark.parametrize(("mark", "pause"), [("", 200), (",", 200), (";", 280), ("—", 280), (".", 370), ("?", 370)])
def test_the_pause_between_pieces_is_the_one_of_their_punctuation(mark: str, pause: int) -> None:
    """However much silence a voice leaves at the edges of a piece; the outer edges stay, and the words' times fit."""
    rate = 24_000
    tone = struct.pack("<hh", 4000, -4000)
    hiss = struct.pack("<hh", 20, -20)
    for before, after in ((300, 450), (40, 60), (10, 5), (0, 0)):
        sound = hiss * (before * rate // 2000) + tone * (500 * rate // 2000) + hiss * (after * rate // 2000)
        piece = Speech(Pcm(sound, rate), (WordMark("a", before, before + 500),))
        both = joining.join([piece, piece], [mark])
        expected = [(False, before), (True, 500), (False, pause), (True, 500), (False, after)]
        heard = _heard(both.pcm)
        assert [kind for kind, _ in heard] == [kind for kind, ms in expected if ms]
        for (_, found), ms in zip(heard, [ms for _, ms in expected if ms], strict=True):
            assert abs(found - ms) <= 5
        assert both.words is not None
        assert abs(both.words[1].start_ms - (before + 500 + pause)) <= 5
        assert both.words[1].end_ms - both.words[1].start_ms == 500


def test_a_silent_piece_is_joined_as_it_is() -> None:
    """Nothing in it is louder than room tone, so no edge can be found."""
    quiet = Speech(Pcm(bytes(48_000), 24_000))
    assert joining.join([loud(1.0), quiet], [","]).pcm.frames == 24_000 + 4_800 + 24_000


def test_a_piece_that_ends_within_a_clause_has_a_comma() -> None:
    """So the voice does not fall in the middle of a sentence; the times of the words have their own spelling."""
    heard: list[str] = []

    def speak(utterance: Utterance) -> Speech:
        heard.append(utterance.spoken)
        return ToneEngine(TONE).speak(utterance)

    text = "The keeper of the lighthouse wrote a long letter and the sailors of the harbour read it"
    speech = base.speak_in_pieces(speak, said(text), 60)
    assert heard == ["The keeper of the lighthouse wrote a long letter,", "and the sailors of the harbour read it"]
    assert speech.words is not None
    assert [w.text for w in speech.words] == text.split()


# ---------------------------------------------------------------- the gate


@pytest.mark.parametrize(
    ("speech", "trouble"),
    [
        (loud(1.6), ""),
        (loud(0.1), "too short"),
        (loud(12), "too long"),
        (loud(1.6, level=5), "silent"),
        (loud(1.6, level=32767), "clipped"),
        (loud(1.6, level=-32768), "clipped"),
        (Speech(Pcm(struct.pack("<hh", -256, 127) * 19_200, 24_000)), ""),  # full scale only between two samples
        (Speech(Pcm(b"", 24_000)), "no audio"),
        (Speech(Pcm(loud(0.6).pcm.data + bytes(48_000 * 2) + loud(0.6).pcm.data, 24_000)), "falls silent"),
        (Speech(loud(1.6).pcm, (WordMark("end", 0, 5000),)), "after its end"),
    ],
)
def test_the_gate(speech: Speech, trouble: str) -> None:
    """Audio that cannot be the sentence does not pass, and what is wrong is said."""
    found = gate.problem(said("The harbour was quiet that day."), TONE, speech)
    assert trouble in found
    assert bool(found) == bool(trouble)


def test_a_stumble_is_tried_differently() -> None:
    """A long sentence that failed is said in two halves; a second failure is an error with the sentence in it."""

    class Stumbles(base.Engine):
        name, version, max_chars = "stumbles", "1", 400

        def __init__(self, voice: Voice) -> None:
            super().__init__(voice)
            self.heard: list[str] = []

        def speak(self, utterance: Utterance) -> Speech:
            self.heard.append(utterance.spoken)
            return loud(len(utterance.spoken) / 20 if len(utterance.spoken) < 50 else 0.1)

    engine = Stumbles(TONE)
    text = "It rained all day and all night, and so we stayed in the house."
    assert gate.speak(engine, TONE, said(text)).pcm.seconds > 2
    assert len(engine.heard) == 3
    with pytest.raises(gate.Implausible, match="Wordswithoutend"):
        gate.speak(engine, TONE, said("Wordswithoutend" * 4))


@given(st.text(min_size=1, max_size=200))
def test_bounds_of_the_plausible_are_in_order(text: str) -> None:
    """Whatever the text, there is a length that passes."""
    low, high = gate.expected_seconds(text, TONE)
    assert 0 <= low < high
