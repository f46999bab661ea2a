"""Auditions: voices on the same sentences, and how fast they are here."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from mutagen.mp3 import MP3
from typer.testing import CliRunner

from podcaster import voice
from podcaster.cli import app
from podcaster.errors import UsageError, VoiceError
from podcaster.listening import audition


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of caches for this test alone."""
    monkeypatch.setenv("PODCASTER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_voices_say_the_same_each_in_its_language() -> None:
    """Voices of one language say the same sentences; a French one says its name in French."""
    said = audition.utterances(["heart", "michael", "siwis"])
    by_voice = {name: [u.text for u in said if u.voice == name] for name in ("heart", "michael", "siwis")}
    assert by_voice["heart"][1:] == by_voice["michael"][1:]
    assert by_voice["heart"][0] == "This is Heart."
    assert by_voice["siwis"][0] == "Ici Siwis."
    assert {u.language for u in said if u.voice == "siwis"} == {"fr"}


def test_every_carried_voice_has_sentences() -> None:
    """Whatever voice is listed has a sample in its own language."""
    assert all(audition.sample(v.language) for v in voice.all_voices())


def test_the_system_voice_is_heard_in_any_language() -> None:
    """--language chooses what is spoken; without sentences of ours it asks for some."""
    assert audition.utterances(["system"], language="pl")[1].text.startswith("Port")
    with pytest.raises(UsageError, match="no sample sentences in eo"):
        audition.utterances(["system"], language="eo")
    assert audition.utterances(["system"], ("La haveno estis kvieta.",), language="eo")[1].language == "eo"


def test_a_preview_is_an_mp3(tmp_path: Path) -> None:
    """`voices preview` writes one file with all of them."""
    out = tmp_path / "preview.mp3"
    result = CliRunner().invoke(app, ["voices", "preview", "tone", "system", "--text", "Quiet.", "--to", str(out)])
    assert result.exit_code == 0, result.output
    assert MP3(out).info.length > 2


def test_a_preview_is_a_page_with_a_player_for_each_voice(tmp_path: Path) -> None:
    """One file: the sound is in it, nothing is fetched, each player has a name, and the sentence is the post's."""
    post = tmp_path / "post.md"
    post.write_text(
        "---\ntitle: A <quiet> harbour\nlang: en\n---\n\n## Morning\n\nThe ferry & its crew. Nobody came.\n"
    )
    out = tmp_path / "preview.html"
    result = CliRunner().invoke(app, ["voices", "preview", "tone", "tone", "--of", str(post), "--to", str(out)])
    assert result.exit_code == 0, result.output
    page = out.read_text(encoding="utf-8")
    sounds = re.findall(r'<audio controls [^>]*aria-label="([^"]+)" src="data:audio/mpeg;base64,([^"]+)">', page)
    assert [label for label, _ in sounds] == ["Tone says 2 sentences"] * 2
    assert MP3(io.BytesIO(base64.b64decode(sounds[0][1]))).info.length > 1
    assert "The ferry &amp; its crew.</p>" in page
    assert "default-src 'none'" in page
    assert "media-src data:;" in page
    assert "<h1>2 voices, one sentence</h1>" in page
    assert "prefers-color-scheme: dark" in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    both = CliRunner().invoke(app, ["voices", "preview", "tone", "--of", str(post), "--text", "No."])
    assert isinstance(both.exception, UsageError)


def test_a_preview_of_no_name_replaces_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has said that preview.html may be written over."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "preview.html").write_text("of the user")
    result = CliRunner().invoke(app, ["voices", "preview", "tone"])
    assert (result.exit_code, result.stdout) == (0, "preview-2.html\n")
    assert (tmp_path / "preview.html").read_text() == "of the user"


def test_a_preview_names_voices_that_could_and_makes_no_folders(tmp_path: Path) -> None:
    """The voice of a preview cannot be left out; a page is not written into a folder that is not there."""
    post = tmp_path / "post.html"
    post.write_text(
        '<html lang="ja"><title>港</title><article><h1>港</h1><p>船が着いたとき、港は静かでした。</p></article>'
    )
    out = tmp_path / "none" / "preview.html"
    refused = CliRunner().invoke(app, ["voices", "preview", "tone", "--to", str(out)])
    assert isinstance(refused.exception, UsageError)
    assert not out.parent.exists()
    unable = CliRunner().invoke(
        app, ["voices", "preview", "heart", "--of", str(post), "--to", str(tmp_path / "p.html")]
    )
    assert isinstance(unable.exception, VoiceError)
    assert unable.exception.hint.startswith("voices that could: alpha-ja")
    assert "leave" not in unable.exception.hint


def test_the_list_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """In 80 columns the sample sentence is cut; in a pipe and in JSON nothing is."""
    monkeypatch.setenv("COLUMNS", "80")
    narrow = CliRunner().invoke(app, ["voices", "list"]).stdout.splitlines()
    assert max(map(len, narrow)) == 80
    heart = next(line for line in narrow if line.startswith("heart "))
    assert heart.split()[1:5] == ["en-US", "kokoro", "Apache-2.0", "female"]
    assert "The harbour was" in heart
    monkeypatch.delenv("COLUMNS")
    piped = CliRunner().invoke(app, ["voices", "list"]).stdout
    assert "The harbour was quiet when the ferry came in.\n" in piped
    listed = json.loads(CliRunner().invoke(app, ["voices", "list", "--json"]).stdout)
    one = next(v for v in listed if v["id"] == "heart")
    wanted = {"id", "name", "language", "engine", "licence", "gender", "measured_speed", "sample"}
    assert wanted <= set(one)


def test_speed_is_measured_once(cache: Path) -> None:
    """What was measured is listed until the machine, the engine or the voice changes; a damaged note is forgotten."""
    tone = voice.find("tone")
    assert audition.speeds([tone]) == {}
    measured = audition.measure(tone)
    assert measured > 1
    assert audition.speeds([tone]) == {"tone": pytest.approx(measured, abs=0.01)}
    assert audition.speeds([replace(tone, model="other")]) == {}
    listed = CliRunner().invoke(app, ["voices", "list"], env={"COLUMNS": "160"}).output
    row = next(line for line in listed.splitlines() if line.startswith("tone "))
    assert f"{audition.speeds([tone])['tone']:.1f}x" in row
    assert "The harbour was quiet" in row
    (cache / "speeds.json").write_text("[")
    assert audition.speeds([tone]) == {}
