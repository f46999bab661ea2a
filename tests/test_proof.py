"""Listening to an episode: comparing the recognizer's words with the text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from podcaster.cli import app
from podcaster.errors import EngineError, UnreadableError
from podcaster.listening import proof, recognizer
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


def test_a_difference_in_spelling_is_not_an_error() -> None:
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


def test_a_word_understood_elsewhere_is_the_recognizers_own_error() -> None:
    """It is reported, but not suspected, and it counts towards the recognizer's own error rate."""
    found = proof.compare(CUES, phrases(TEXT[0], TEXT[1], "Siobhan said that the arbor was hers."), "en")
    (one,) = found.misheard
    assert (one.written, one.heard, one.suspect) == ("harbour", "arbor", False)
    assert found.lexicon == ()
    assert 0 < found.own_error_rate == found.error_rate < 0.1


def test_a_missing_sentence_is_reported() -> None:
    """A sentence that was not heard is listed as a whole."""
    found = proof.compare(CUES, [heard(TEXT[0]), heard(TEXT[2], 8000)], "en")
    assert found.unheard == (CUES[1],)
    assert found.misheard == ()


def test_a_doubled_sentence_is_reported() -> None:
    """Nothing doubled: words that are not in the text are listed with their time."""
    found = proof.compare(CUES, phrases(*TEXT, "said that the harbour was hers"), "en")
    (run,) = found.extra
    assert run.start_ms >= 8000
    assert "harbour" in run.text
    assert found.wrong == 0


def test_words_understood_in_a_second_pass_are_not_errors() -> None:
    """A sentence that the recognizer skipped, and one that it made up, are listened to again, alone."""
    asked = []

    def again(span: proof.Span, _: str) -> list[proof.Heard]:
        asked.append(span)
        return [heard(next(c.text for c in CUES if c.end_ms > span[0] + 500), span[0])]

    came = [heard("It was very loud in the boat and nobody sang."), heard(TEXT[2], 8000)]
    found = proof.compare(CUES, came, "en", again=again)
    assert asked == [(0, 3650), (3850, 7650)]
    assert (found.wrong, found.unheard, found.extra, found.misheard) == (0, (), (), ())
    assert found.own_error_rate > 0.3


def test_a_quotation_in_another_language_is_heard_in_it() -> None:
    """The second hearing is in the language of the sentence: a French quotation is not an English error."""
    french = "Nous avons marché le long du quai, et personne n'a parlé de la lettre."
    cues = [CUES[0], Cue(4000, 8000, french)]
    asked = []

    def again(span: proof.Span, language: str) -> list[proof.Heard]:
        asked.append(language)
        return [heard(french, 4000)]

    found = proof.compare(cues, phrases(TEXT[0], "New Savannah march along the key"), "en", again=again)
    assert asked == ["fr"]
    assert (found.wrong, found.extra) == (0, ())


def test_a_second_pass_still_reports_missing_words() -> None:
    """A sentence that is not there, and one that is there twice, stay so."""

    twice = heard(f"{TEXT[0]} {TEXT[0]}")

    def again(span: proof.Span, _: str) -> list[proof.Heard]:
        return [] if span[0] > 3000 else [twice]

    missing = proof.compare(CUES, [heard(TEXT[0]), heard(TEXT[2], 8000)], "en", again=again)
    assert missing.unheard == (CUES[1],)
    doubled = proof.compare(CUES, [twice, *phrases(*TEXT)[1:]], "en", again=again)
    assert [run.text for run in doubled.extra] == ["The harbour was quiet"]


def test_a_long_episode_is_compared_in_stretches() -> None:
    """However long it is, no word is lost at a cut, and what was misheard is found where it is."""
    texts = [f"{TEXT[n % 3]} It was the tide of the night before." for n in range(200)]
    cues = [Cue(8000 * n, 8000 * n + 7000, text) for n, text in enumerate(texts)]
    came = [heard(text.replace("rope", "soap") if n == 100 else text, 8000 * n) for n, text in enumerate(texts)]
    found = proof.compare(cues, came, "en")
    assert found.words > 3 * proof.LONGEST_STRETCH
    assert [(m.written, m.heard, m.start_ms // 8000) for m in found.misheard] == [("rope", "soap", 100)]


def test_signs_of_a_letter_belong_to_its_word() -> None:
    """Hindi vowel signs are separate characters, and do not split a word."""
    assert proof.words_of("मैंने ‘पड़ोसन’ से पूछा।") == ["मैंने", "पड़ोसन", "से", "पूछा"]


@settings(deadline=None)  # eSpeak NG is loaded in one of the examples
@given(st.lists(st.sampled_from([*TEXT, "One.", "Two boats left."]), max_size=6))
def test_all_words_are_accounted_for(texts: list[str]) -> None:
    """Whatever was heard, the wrong words are at most all words, and the rates are between 0 and 1."""
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
            self.model = SimpleNamespace(is_multilingual=not Path(folder).name.endswith(".en"))

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
    return folder(tmp_path / "base")


def folder(path: Path, size: int = 0) -> Path:
    """What a model's folder looks like."""
    path.mkdir(parents=True)
    (path / "model.bin").write_bytes(bytes(size))
    (path / "tokenizer.json").write_text("{}")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_the_command(episode: Path, model: Path) -> None:
    """Misheard words are printed with time and a line for the lexicon; the rates go to standard error."""
    result = run("proof", episode, "--whisper", model)
    assert result.exit_code == 0, result.output
    assert "0:04  Siobhan  heard as  Silverman" in result.stdout
    assert "# Siobhan\tsay\tSiobhan" in result.stdout
    assert "2 of 22 words not understood (9.1%); the recognizer errs too: 0.0%" in result.stderr


def test_several_episodes(episode: Path, model: Path) -> None:
    """Each under its name, or as a list for machines."""
    result = run("proof", episode, episode, "--whisper", model)
    assert result.stdout.count(f"{episode}:") == 2
    found = json.loads(run("proof", episode, episode, "--whisper", model, "--json").stdout)
    assert [one["wrong"] for one in found] == [2, 2]


def test_a_missing_episode_does_not_stop_the_others(episode: Path, model: Path) -> None:
    """It is reported in order, the others are checked, and the status is 1; alone, it sets its own status."""
    gone = episode.with_name("gone.mp3")
    result = run("proof", gone, episode, "--whisper", model)
    assert (result.exit_code, "Siobhan  heard as  Silverman" in result.stdout) == (1, True)
    assert "there is no file" in result.stderr
    found = json.loads(run("proof", gone, episode, "--whisper", model, "--json").stdout)
    assert ["error" in one for one in found] == [True, False]
    assert isinstance(run("proof", gone, "--whisper", model).exception, UnreadableError)


POST = "# The harbour\n\n" + " ".join(TEXT) + "\n"


def test_an_episode_is_listened_to_when_it_is_made(tmp_path: Path, model: Path) -> None:
    """`convert --proof` lists misheard words after the episode, and a missing sentence makes the status nonzero."""
    (tmp_path / "harbour.md").write_text(POST)
    wanted = ("convert", tmp_path / "harbour.md", "-v", "tone", "-o", tmp_path / "show", "--force", "--whisper", model)
    result = run(*wanted, "--proof")
    (path,) = (tmp_path / "show/public/episodes").glob("*.mp3")
    assert result.stdout == f"{path}\n"
    assert f"proof of {path}" in result.stderr
    assert "Siobhan  heard as  Silverman" in result.stderr
    assert "0:00  not heard: The harbour" in result.stderr  # its title
    assert result.exit_code == 1
    again = run(*wanted, "--proof")
    assert "no new episode to check" in again.stderr
    path.unlink()
    found = json.loads(run(*wanted, "--proof", "--json").stdout)
    assert found["proofs"][str(path)]["wrong"] == 4
    path.unlink()
    assert "proofs" not in json.loads(run(*wanted, "--json").stdout)


def test_a_proof_that_fails_costs_no_episode(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made stays, the trouble is told, the status is not 0."""

    def broken(path: str, *, sampling_rate: int) -> bytes:
        raise ValueError("no sound")

    monkeypatch.setattr(sys.modules["faster_whisper"], "decode_audio", broken)
    (tmp_path / "harbour.md").write_text(POST)
    where = ("-v", "tone", "-o", tmp_path / "show")
    result = run("batch", tmp_path / "harbour.md", *where, "--force", "--proof", "--whisper", model)
    assert result.exit_code == 1
    assert "could not be listened to: no sound" in result.stderr
    assert list((tmp_path / "show/public/episodes").glob("*.mp3"))


def test_a_missing_extra_or_model_is_reported_first(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra or a model nothing is spoken first."""
    (tmp_path / "harbour.md").write_text(POST)
    command = ("convert", tmp_path / "harbour.md", "-v", "tone", "-o", tmp_path / "show", "--force", "--proof")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    for more in ((), ("--whisper", tmp_path / "nowhere")):
        result = run(*command, *more)
        assert isinstance(result.exception, EngineError)
        assert "model" in result.exception.message
        assert "--whisper" in result.exception.hint
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    result = run(*command, "--whisper", model)
    assert isinstance(result.exception, EngineError)
    assert "podcaster-tts[proof]" in result.exception.hint
    assert not (tmp_path / "show").exists()


def test_a_word_with_an_apostrophe_is_one_word(episode: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognizers divide "l'hiver" and "un po' storta", in different places."""
    parts = [(" C", 0.0), ("'est", 0.2), (" l'", 0.4), ("hiver", 0.5), (" dit", 0.9), ("-il", 1.0)]
    words = [SimpleNamespace(word=word, start=start, end=start + 0.1) for word, start in parts]
    phrase = SimpleNamespace(text="".join(word for word, _ in parts), start=0.0, end=1.2, words=words)
    kind = sys.modules["faster_whisper"].WhisperModel
    monkeypatch.setattr(kind, "transcribe", lambda *_, **__: (iter([phrase]), None))
    (found,) = recognizer.whisper(model)(episode, "fr", None)
    assert [(w.text, w.start_ms, w.end_ms) for w in found.words] == [
        ("C'est", 0, 300),
        ("l'hiver", 400, 600),
        ("dit", 900, 1000),
        ("-il", 1000, 1100),
    ]


def test_a_model_that_is_there_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The largest complete model that faster-whisper has downloaded before is used."""
    hub = tmp_path / "hub" / "hub"
    folder(hub / "models--Systran--faster-whisper-tiny/snapshots/1", 10)
    base = folder(hub / "models--Systran--faster-whisper-base/snapshots/2", 20)
    large = folder(hub / "models--Systran--faster-whisper-large/snapshots/3", 30)
    (large / "tokenizer.json").unlink()  # the download was interrupted
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    assert recognizer.find_model() == base


def test_a_model_without_its_tokenizer_is_refused(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """faster-whisper would download the tokenizer; the user learns which file is missing, and nothing is loaded."""
    monkeypatch.delattr(sys.modules["faster_whisper"], "WhisperModel")
    (model / "tokenizer.json").unlink()
    with pytest.raises(EngineError, match=r"has no tokenizer\.json"):
        recognizer.whisper(model)


def test_an_english_model_does_not_judge_french(episode: Path, model: Path) -> None:
    """It would list every word."""
    english = folder(model.with_name("base.en"))
    with pytest.raises(EngineError, match="understands English only"):
        proof.listen(episode, recognizer.whisper(english), language="fr-CA")


def test_without_a_model_or_a_library(
    episode: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing is said, with what to do."""
    with pytest.raises(EngineError, match="no faster-whisper model"):
        recognizer.whisper(tmp_path / "nowhere")
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(EngineError, match="not installed") as caught:
        recognizer.whisper(model)
    assert "podcaster-tts[proof]" in caught.value.hint


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
