"""Engines by other people that do what they must not: each is told clearly, and costs no more than its sentence."""

from __future__ import annotations

import importlib.metadata
import struct
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from podcaster import engines, voice
from podcaster.cli import app
from podcaster.engines import espeak, system
from podcaster.engines.pool import Pool
from podcaster.errors import EngineError, VoiceError
from podcaster.model import Pcm, Role, Speech, Utterance, WordMark

GOOD = struct.pack("<h", 8000) * 24_000
NAN = float("nan")


class Wrong(engines.Engine):
    """Answers what its text names."""

    name, version, max_chars = "wrong", "1", 400

    def speak(self, utterance: Utterance) -> Any:
        what = utterance.spoken.split()[0]
        marks = {"disorder": (WordMark("a", 300, 400), WordMark("b", 100, 200)), "nowhere": (WordMark("a", NAN, 1),)}  # type: ignore[arg-type]
        answers: dict[str, Any] = {
            "nothing": None,
            "bytes": GOOD,
            "empty": Speech(Pcm(b"", 24_000)),
            "odd": Speech(Pcm(b"abc", 24_000)),
            "silence": Speech(Pcm(bytes(48_000), 24_000)),
            "floats": Speech(Pcm([NAN] * 24_000, 24_000)),  # type: ignore[arg-type]
            "noise": Speech(Pcm(struct.pack("<h", -32768) * 24_000, 24_000)),  # what NaN becomes as 16 bit
            "rate": Speech(Pcm(GOOD, 7)),
            "fraction": Speech(Pcm(GOOD, 22_050.5)),  # type: ignore[arg-type]
            "endless": Speech(Pcm(GOOD * 30, 24_000)),
            "cut": Speech(Pcm(GOOD[:2_400], 24_000)),
            "good": Speech(Pcm(GOOD, 24_000)),
            **{key: Speech(Pcm(GOOD, 24_000), words) for key, words in marks.items()},
        }
        return answers[what]


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A voice of the wrong engine, found through an entry point as any other."""
    plug_in(monkeypatch, tmp_path, "tests.test_bad_engines:Wrong")
    return "wrong"


def plug_in(monkeypatch: pytest.MonkeyPatch, folder: Path, where: str) -> None:
    (folder / "voices").mkdir()
    profile = 'id = "wrong"\nname = "Wrong"\nengine = "wrong"\nlanguage = "en"\nlicence = "MIT"\n'
    (folder / "voices" / "wrong.toml").write_text(profile)
    monkeypatch.setenv("PODCASTER_VOICES", str(folder / "voices"))
    known = {**engines.available(), "wrong": EntryPoint("wrong", where, engines.GROUP)}
    monkeypatch.setattr(engines, "available", lambda: known)
    ours = importlib.metadata.entry_points

    def points(*, group: str, name: str = "") -> Any:
        return [known["wrong"]] if name == "wrong" else ours(group=group, **({"name": name} if name else {}))

    monkeypatch.setattr(importlib.metadata, "entry_points", points)
    engines._kind.cache_clear()


def said(text: str) -> Utterance:
    return Utterance(text, text, Role.NARRATOR, "wrong", "en", 300)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("nothing", "the engine wrong answered with NoneType instead of speech"),
        ("bytes", "answered with bytes instead of speech"),
        ("empty", "there is no audio"),
        ("odd", "there is no audio"),
        ("silence", "it is silent"),
        ("floats", "gave its sound as list"),
        ("noise", "of it is clipped"),
        ("rate", "7 Hz is no rate of speech"),
        ("fraction", "at a rate of type float"),
        ("endless", "30.0 s is too long for"),
        ("cut", "0.1 s is too short for"),
        ("disorder", "the times of its words are not in order"),
        ("nowhere", "word times that are not whole milliseconds"),
        ("unknown", "the engine failed: KeyError"),
    ],
)
def test_an_answer_that_is_not_speech_is_refused(wrong: str, what: str, told: str) -> None:
    """Whatever an engine answers, the message says what was wrong, and the next sentence is spoken."""
    with Pool(1) as workers:
        with pytest.raises(EngineError, match=told) as caught:
            workers.submit(said(f"{what} was heard at the pier")).result()
        if what != "unknown":
            assert f"“{what} was heard" in caught.value.message
        assert workers.submit(said("good day to everybody")).result().pcm.seconds == 1


@pytest.mark.parametrize("trouble", ["raise RuntimeError('no licence')", "import no_such_thing", "def ("])
def test_a_plug_in_that_cannot_be_imported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trouble: str) -> None:
    """Its voice says what it raised, every other voice works, and the list and the check go on."""
    (tmp_path / "broken_plug_in.py").write_text(trouble + "\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "broken_plug_in", raising=False)
    plug_in(monkeypatch, tmp_path, "broken_plug_in:Engine")
    with pytest.raises(
        EngineError, match=r"the engine 'wrong' \(broken_plug_in:Engine\) could not be loaded: \w+"
    ) as e:
        engines.version(voice.find("wrong"))
    assert "remove" in e.value.hint
    with Pool(1) as workers:
        with pytest.raises(EngineError, match=r"RuntimeError|ModuleNotFoundError|SyntaxError"):
            workers.submit(said("Good day.")).result()
        assert workers.submit(Utterance("Hi", "Hi", Role.NARRATOR, "tone", "en", 0)).result()
    assert "wrong " in CliRunner().invoke(app, ["voices", "list"]).stdout
    checked = CliRunner().invoke(app, ["voices", "check"])
    assert "tone: good" in checked.stdout
    assert checked.exit_code == 69


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "class Engine:\n    name, version, max_chars = 'wrong', '1', 400\n",
            "is not a subclass of podcaster.engines.Engine",
        ),
        ("from podcaster import engines\nclass Engine(engines.Engine):\n    name = 'wrong'\n", "version and max_chars"),
    ],
)
def test_an_engine_that_does_not_keep_to_the_contract(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, told: str
) -> None:
    """One that was made for another version of podcaster is named, before it speaks and in its process."""
    (tmp_path / "old_plug_in.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "old_plug_in", raising=False)
    plug_in(monkeypatch, tmp_path, "old_plug_in:Engine")
    with pytest.raises(EngineError, match=told) as caught:
        engines.version(voice.find("wrong"))
    assert "newer" in caught.value.hint
    with Pool(1) as workers, pytest.raises(EngineError, match=told):
        workers.submit(said("Good day.")).result()
    checked = CliRunner().invoke(app, ["voices", "check"])
    assert told in next(line for line in checked.stdout.splitlines() if line.startswith("wrong: "))
    assert checked.exit_code == 69


def test_voices_of_a_package_that_cannot_be_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A package of voices that raises is named, with what to do."""
    (tmp_path / "broken_voices").mkdir()
    (tmp_path / "broken_voices" / "__init__.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for value, told in (("broken_voices.data", "ZeroDivisionError"), ("json.tool", "no package")):
        point = EntryPoint("broken", value, voice.PROFILES)
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda point=point, **_: [point])
        with pytest.raises(VoiceError, match=told) as caught:
            voice._plugin_folders.__wrapped__()
        assert "remove" in caught.value.hint


def test_espeak_without_its_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A broken installation is said, and not that there is no such language."""
    import espeakng_loader

    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(tmp_path))
    with pytest.raises(VoiceError, match=r"its data in .* is missing") as caught:
        espeak.paths()
    assert "espeakng-loader" in caught.value.hint
    assert "is missing" in system.SystemEngine.check(voice.find("system"))[0]
