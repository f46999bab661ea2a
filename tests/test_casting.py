"""Languages without a natural voice: asked about once, advised once, and spoken well after the answer."""

from __future__ import annotations

import http.server
import io
import json
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from podcaster import engines, voice
from podcaster.batch import run as batch
from podcaster.batch import stopping
from podcaster.batch.casting import Casting, Person
from podcaster.batch.intake import Options
from podcaster.cli import progress, watching
from podcaster.config import Cast, Settings, Show
from podcaster.engines import gate
from podcaster.engines.kokoro import adopted
from podcaster.engines.piper.letters import Letters
from podcaster.errors import Stopped, VoiceError
from podcaster.library import FILE_NAME, Library
from podcaster.model import Role, Utterance
from podcaster.voice import catalogue, finetunes, offers, weights
from podcaster.voice.casting import cast_for
from tests import machine, small_voices
from tests.sites import without_proxies

CARD = "# Model card for emil\n\n## Dataset\n\n* License: CC0\n\n## Training\n\nTrained from scratch.\n"
POST = """# Der stille Hafen

Die Fähre kam am Mittag, und niemand stand am Kai, weil der Regen nicht aufgehört hatte. Es war ein langer Tag für
alle, die dort warteten, und am Abend wusste das ganze Dorf, dass das zweite Boot nicht mehr kommen würde. Der Bäcker
schloss seinen Laden früh. Dann kam das zweite Boot doch, mit Äpfeln und Brot, und der Bäcker nahm alles mit nach Hause.
"""


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's folder of voices, empty, and a cache for this test alone."""
    monkeypatch.setenv("PODCASTER_VOICES", str(tmp_path / "own"))
    monkeypatch.setenv("PODCASTER_CACHE", str(tmp_path / "cache"))
    voice.refresh()
    yield tmp_path / "own"
    voice.refresh()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The homes of all voices, on this machine: a folder that is served, with a fine-tune of Kokoro for German."""
    without_proxies(monkeypatch)
    folder = tmp_path / "home"
    (folder / "resolve/main/de").mkdir(parents=True)
    (folder / "resolve/main/voices").mkdir()
    (folder / "resolve/main/de/model.onnx").write_bytes(small_voices.kokoro_model())
    (folder / "resolve/main/voices/emil.pt").write_bytes(small_voices.kokoro_style())

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Quiet(*a, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        offer = offers.Offer(
            ("de",), "emil", "Apache-2.0", "CC0-1.0", mb=1,
            model=f"{address}/resolve/main/de/model.onnx", style=f"{address}/resolve/main/voices/emil.pt",
        )  # fmt: skip
        polish = offers.Offer(("pl",), "ania", "CC0-1.0", "CC0-1.0", key="pl_PL-ania-medium")
        monkeypatch.setattr(offers, "every", lambda: (offer, polish))
        monkeypatch.setattr(catalogue, "PIPER_HOME", address)
        yield folder
        server.shutdown()


class Somebody:
    """Answers questions, and remembers them."""

    def __init__(self, *, answer: bool | None) -> None:
        self.asked: list[str] = []
        self.answer = answer

    def person(self) -> Person:
        def ask(question: str) -> bool | None:
            self.asked.append(question)
            return self.answer

        return Person(ask, lambda *_: None)


def casting(told: list[str], person: Person | None = None, **settings: object) -> Casting:
    return Casting(Settings(**settings), told.append, person)  # type: ignore[arg-type]


def test_the_table_is_whole() -> None:
    """Each language once, each voice with a home, both licences, and the reason where it may not be published."""
    languages = [language for offer in offers.every() for language in offer.languages]
    assert len(languages) == len(set(languages)) >= 24
    for offer in offers.every():
        assert bool(offer.key) != bool(offer.model and offer.style)
        assert offer.licence
        assert offer.recordings
        open_licence = not offer.licence.startswith("LicenseRef")
        assert open_licence or offer.restriction
        assert not offer.key or catalogue.PIPER_NAME.fullmatch(offer.key)
    assert not offers.of_language("de-AT").restriction
    assert offers.of_language("no") is offers.of_language("nb")


def test_a_language_is_advised_once() -> None:
    """Without anybody to ask: one line with the command, however many articles."""
    told: list[str] = []
    one = casting(told)
    for language in ("de", "de-AT", "en", "pl", "eo"):
        one.settle(language)
    assert [line.split(" has")[0].split(":")[0] for line in told] == [
        "German", "Polish", "no natural voice is known for Esperanto",
    ]  # fmt: skip
    assert "podcaster voices install de (Thorsten, 164 MB, CC0 recordings)" in told[0]
    assert "private listening only: fine-tuned from lessac" in told[1]
    assert all("--voice system" in line for line in told)


@pytest.mark.parametrize("settings", [{"voice": "system"}, {"casts": {"de": Cast(narrator="system")}}])
def test_who_wants_the_system_voice_is_left_alone(settings: dict[str, object]) -> None:
    """By --voice, or by the settings of the show."""
    told: list[str] = []
    casting(told, Somebody(answer=True).person(), **settings).settle("de")
    assert told == []


def test_a_question_is_asked_once_and_no_is_remembered() -> None:
    """Neither this run nor the next asks again, or advises; one line names the command."""
    somebody, told = Somebody(answer=False), []
    for _ in range(2):
        one = casting(told, somebody.person())
        one.settle("de")
        one.settle("de")
    assert somebody.asked == ["German has no natural voice here yet. Fetch Thorsten (164 MB, CC0 recordings)?"]
    casting(told).settle("de")
    assert told == ["the system voice reads German; to get Thorsten later: podcaster voices install de"]
    assert cast_for("de", Settings()).narrator == "system"
    offers.decline("de", no=False)
    assert not offers.was_declined("de")


def test_without_an_answer_the_next_run_asks_again() -> None:
    """Nothing is fetched, and nothing is remembered."""
    told: list[str] = []
    somebody = Somebody(answer=None)
    for _ in range(2):
        casting(told, somebody.person()).settle("pl")
    assert len(somebody.asked) == 2
    assert not offers.was_declined("pl")
    assert told[0].endswith("later: podcaster voices install pl")


@pytest.mark.slow
def test_after_yes_the_post_is_spoken_by_the_new_voice(show: Show, tmp_path: Path, home: Path) -> None:
    """From a mirror, before the work; the transcript and the times of its words are right."""
    post = tmp_path / "hafen.md"
    post.write_text(POST)
    somebody, told = Somebody(answer=True), []
    show = replace(show, settings=replace(show.settings, voice="", language="de"))
    outcomes = batch.run(show, [post], Options(person=somebody.person(), force=True), note=told.append)
    assert outcomes[0].path, outcomes
    assert somebody.asked == ["German has no natural voice here yet. Fetch Emil (1 MB, CC0 recordings)?"]
    assert [line for line in told if "no checksum" in line]
    cues = json.loads(next(show.episodes.glob("*.json")).read_text())["segments"]
    assert " ".join(cue["body"] for cue in cues).startswith("Der stille Hafen")
    assert all(a["endTime"] <= b["startTime"] for a, b in pairwise(cues))
    with Library(show.state / FILE_NAME) as library:
        assert library.voices() == {"emil": 1}


def said(text: str, language: str = "de") -> Utterance:
    return Utterance(text, text, Role.NARRATOR, "emil", language, 300)


def test_a_fine_tune_has_exact_times(home: Path) -> None:
    """Names of tensors are found in the graph; a word lasts as long as its symbols."""
    emil = catalogue.install("de")
    assert (emil.language, emil.licence, emil.recordings) == ("de", "Apache-2.0", "CC0-1.0")
    assert engines.check(emil) == []
    speech = gate.speak(engines.load(emil), emil, said("Die Fähre kam am Mittag."))
    assert speech.words is not None
    assert [w.text for w in speech.words] == ["Die", "Fähre", "kam", "am", "Mittag."]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(speech.words))
    frame = 600 * 1000 / 24_000 * small_voices.FRAMES
    assert {round((w.end_ms - w.start_ms) / frame, 2) % 1 for w in speech.words[1:]} == {0.0}


def test_the_checksum_of_the_home_is_kept(home: Path) -> None:
    """Where the home publishes one beside a large file, the file has to match."""
    (home / "raw/main/de").mkdir(parents=True)
    pointer = home / "raw/main/de/model.onnx"
    pointer.write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n")
    with pytest.raises(VoiceError, match="came damaged"):
        catalogue.install("de")


def test_a_changed_model_is_one_line(home: Path, own: Path) -> None:
    """Half of a model, or another one, is found before it speaks."""
    emil = catalogue.install("emil")
    (own / str(emil.options["weights"])).write_bytes(b"half")
    assert ["damaged" in line for line in engines.check(emil)] == [True]
    (own / str(emil.options["weights"])).unlink()
    assert ["is missing" in line for line in engines.check(emil)] == [True]


def test_an_offer_that_has_moved_does_not_end_the_run(home: Path) -> None:
    """What could not be fetched is told; the article is narrated by the system voice."""
    (home / "resolve/main/de/model.onnx").unlink()
    somebody, told = Somebody(answer=True), []
    casting(told, somebody.person()).settle("de")
    assert told[-2].startswith("there is no de/model.onnx at http://127.0.0.1")
    assert told[-2].endswith(
        " (try: podcaster voices install de, later; with --from FOLDER if you have a copy of its files)"
    )
    assert told[-1].startswith("the system voice reads German now; once Emil is here, the same command makes")
    assert cast_for("de", Settings()).narrator == "system"


def test_a_language_is_installed_by_its_name(home: Path, own: Path) -> None:
    """`voices install pl` fetches the voice of the table from Piper's home, with what its card says."""
    small_voices.put_piper(home, "pl_PL-ania-medium", CARD)
    ania = catalogue.install("pl")
    assert (ania.id, ania.language, ania.recordings, ania.restriction) == ("ania", "pl-PL", "CC0-1.0", "")
    assert cast_for("pl", Settings()).narrator == "ania"
    speech = gate.speak(engines.load(ania), ania, said("Die Fähre kam am Mittag."))
    assert [w.text for w in speech.words or ()] == ["Die", "Fähre", "kam", "am", "Mittag."]


def test_a_voice_that_reads_letters(home: Path) -> None:
    """Some voices of Piper were trained on letters: each word is given as it is written."""
    letters = "_^$ !,.:;?-'abcdefghijklmnopqrstuvwxyzäöüß\u0308"
    small_voices.put_piper(home, "pl_PL-ania-medium", CARD, letters=letters, phoneme_type="text")
    ania = catalogue.install("pl")
    engine = engines.load(ania)
    speech = gate.speak(engine, ania, said("Die Fähre kam am Mittag."))
    assert [w.text for w in speech.words or ()] == ["Die", "Fähre", "kam", "am", "Mittag."]


def test_a_latin_name_does_not_fail_a_voice_that_reads_cyrillic_letters() -> None:
    """It is said by the letters that sound alike; what has no like is left for the engine to refuse by name."""
    cyrillic = Letters("uk", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'")
    assert cyrillic.groups("Мій Foxtrot об’єкт 東") == ("мій", "фокстрот", "об'єкт", "東")
    assert Letters("de", "abcdefghijklmnopqrstuvwxyz").groups("Foxtrot") == ("foxtrot",)
    assert cyrillic.starts("Мій Foxtrot") == (0, 4)


def test_phonemes_that_no_engine_has_are_refused_before_the_download(home: Path, own: Path) -> None:
    """The configuration is small and comes first; the model is not fetched."""
    small_voices.put_piper(home, "pl_PL-ania-medium", CARD, phoneme_type="pinyin")
    with pytest.raises(VoiceError, match="reads 'pinyin'"):
        catalogue.install("pl")
    assert not list(own.glob("*.onnx"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"nothing", "could not be read"),
        (small_voices.piper_model(), "it takes input, input_lengths, scales"),
        (small_voices.kokoro_model(rounds="Neg"), "no durations are rounded"),
    ],
)
def test_a_graph_of_something_else_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    """By name, with what is missing in it."""
    (tmp_path / "model.onnx").write_bytes(data)
    with pytest.raises(VoiceError, match=said):
        adopted.model(tmp_path / "model.onnx")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[("\n", True), ("y\n", True), ("Yes\n", True), ("Tak\n", True), ("si\u0301\n", True), ("да\n", True)],
        *[("n\n", False), ("NEIN\n", False), ("na\u0303o\n", False), ("否\n", False), ("", None)],
    ],
)
def test_an_answer_at_the_terminal(
    typed: str, meant: bool | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enter is a yes, in many languages; the end of input is neither yes nor no."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert progress.ask("Fetch it?") is meant
    assert capsys.readouterr().err == "Fetch it? [Y/n]\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("what?\nn\n", False), ("what?\n\n", True), ("what?\nlater\ny\n", None), ("what?\n", None)]
)
def test_an_answer_that_is_not_understood_is_asked_for_once_more(
    typed: str, meant: bool | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then the run goes on without one."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert progress.ask("Fetch it?") is meant
    assert capsys.readouterr().err == "Fetch it? [Y/n]\nYes or no? Fetch it? [Y/n]\n"


@machine.posix
def test_ctrl_c_at_the_question_stops_the_run() -> None:
    """At the first time; it is no answer, and the signals are as before after the question."""
    heard: list[int] = []

    def ask(_question: str) -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return False

    with stopping.polite(heard.append):
        before = signal.getsignal(signal.SIGINT)
        with pytest.raises(Stopped, match="goes on from here"):
            casting([], Person(ask, lambda *_: None)).settle("de")
        assert signal.getsignal(signal.SIGINT) is before
    assert heard == [signal.SIGINT]
    assert not offers.was_declined("de")


def test_a_folder_that_is_watched_is_advised_once() -> None:
    """Every file that arrives is a run of its own."""
    told: list[str] = []
    note = watching._once(told.append)
    for _ in range(3):
        Casting(Settings(), note).settle("de")
    assert len(told) == 1


# ---------------------------------------------------------------- Kokoro's own model


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data packages are not installed."""
    monkeypatch.setattr(weights, "PARTS", {"kokoro_nowhere": ""})


def test_without_the_model_each_article_says_what_to_do(nowhere: None) -> None:
    """The others of the night are not affected."""
    told: list[str] = []
    one = casting(told)
    for _ in range(2):
        with pytest.raises(VoiceError, match="the voice heart needs the model of Kokoro") as caught:
            one.settle("en")
    assert "podcaster voices install kokoro" in caught.value.hint
    one.settle("de")
    casting(told, voice="system").settle("en")


def test_the_model_is_fetched_after_one_question(nowhere: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the first run, if somebody is there; no is an answer too."""
    fetched: list[str] = []

    def install(**_: object) -> None:
        fetched.append("kokoro")
        weights.fetched().parent.mkdir(parents=True)
        weights.fetched().write_bytes(b"model")

    monkeypatch.setattr(catalogue, "install_weights", install)
    no, yes = Somebody(answer=False), Somebody(answer=True)
    with pytest.raises(VoiceError):
        casting([], no.person()).settle("en")
    casting([], yes.person()).settle("en")
    assert fetched == ["kokoro"]
    assert no.asked == yes.asked
    assert "Fetch it (92 MB, Apache-2.0)?" in yes.asked[0]


def test_a_publisher_that_cannot_be_reached_is_not_said_to_have_no_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file cannot be fetched either, and that is the message."""

    def unreachable(*_: object) -> bytes:
        raise VoiceError("no such host")

    told: list[str] = []
    monkeypatch.setattr(finetunes, "read", unreachable)
    monkeypatch.setattr(finetunes, "fetch", unreachable)
    address = f"https://voices.example/emil{finetunes.RESOLVE}/model.onnx"
    with pytest.raises(VoiceError, match="no such host"):
        finetunes._fetch(address, "", tmp_path / "model.onnx", lambda *_: None, told.append)
    assert told == []
