"""What may be done with a voice: read from its card, told wherever it is chosen or heard, and kept by publish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from podcaster import voice
from podcaster.batch import run as batch
from podcaster.cli import app
from podcaster.config import Show
from podcaster.errors import VoiceError
from podcaster.library import FILE_NAME, Library
from podcaster.serving.publish import Options, publish, refuse_restricted
from podcaster.voice import licences

RESEARCH = "whose recordings are for research only"
PROFILE = """id = "{id}"
name = "{id}"
engine = "tone"
language = "en"
licence = "{licence}"
attribution = "Recorded by A. Person"
{more}
"""


def card(licence: str, training: str) -> str:
    return (
        f"# Model card for ann (medium)\n\n## Dataset\n\n* URL: https://a.example\n* License: {licence}\n\n{training}\n"
    )


@pytest.mark.parametrize(
    ("licence", "training", "found", "limit"),
    [
        ("CC0", "## Training\n\nTrained from scratch.", "CC0-1.0", ""),
        ("CC0", "## Training\n\nFinetuned from U.S. English lessac voice (high quality).", "CC0-1.0", RESEARCH),
        ("CC0", "## Training\n\nFine-tuned from a fa_XX Amir voice", "CC0-1.0", RESEARCH),
        ("CC-BY 4.0", "## Training\n\nFinetuned from Dutch rdh voice (medium)", "CC-BY-4.0", ""),
        ("CC0", "## Training\n\nFinetuned from U.S. English nobody voice.", "CC0-1.0", "not known here"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "", "CC-BY-NC-SA-4.0", "non-commercial use only"),
        ("CC BY-SA 3.0 ES", "", "CC-BY-SA-3.0", ""),
        ("Creative Commons Attribution 4.0", "", "CC-BY-4.0", ""),
        ("See URL", "", "LicenseRef-unknown", "states no licence"),
        ("Unknown", "", "LicenseRef-unknown", "states no licence"),
        ("https://a.example/blizzard2013/license.html", "", "LicenseRef-research-only", "for research only"),
        ("the speaker's own terms", "", "LicenseRef-Piper-voice", ""),
    ],
)
def test_a_card_is_read_to_its_end(licence: str, training: str, found: str, limit: str) -> None:
    """The licence of the data set, and what the voice it was fine-tuned from adds to it."""
    terms = licences.read_card(card(licence, training))
    assert terms.licence == found
    assert terms.restriction.endswith(limit)
    assert bool(terms.restriction) == bool(limit)


def test_a_card_with_another_layout() -> None:
    """The licence under a heading of its own, the training in a sentence; and a card without either."""
    terms = licences.read_card(
        "# Ann\n\nFine-tuned from en_US-lessac-high on 10 hours.\n\n## License\n\n[Apache 2.0](u)\n"
    )
    assert (terms.licence, terms.restriction.endswith(RESEARCH)) == ("Apache-2.0", True)
    assert licences.read_card("# Ann\n").restriction == "its card states no licence"


def test_joe_is_a_private_voice() -> None:
    """CC0 recordings, but weights that began with those of another voice."""
    joe = voice.find("joe")
    assert (joe.licence, joe.recordings) == ("CC0-1.0", "CC0-1.0")
    assert RESEARCH in licences.restriction(joe)
    listed = CliRunner().invoke(app, ["voices", "list"])
    assert "CC0-1.0, private" in next(line for line in listed.stdout.splitlines() if line.startswith("joe "))
    assert "do not publish episodes with joe: fine-tuned from lessac" in listed.stderr


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of voices, with one for private use and one that wants credit."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("PODCASTER_VOICES", str(folder))
    (folder / "mine.toml").write_text(PROFILE.format(id="mine", licence="CC-BY-NC-4.0", more=""))
    (folder / "credited.toml").write_text(PROFILE.format(id="credited", licence="MIT", more='recordings = "CC-BY-4.0"'))
    voice.refresh()
    return folder


def test_publish_refuses_a_private_voice(own: Path, show: Show, post: Path, tmp_path: Path) -> None:
    """The voice, its episodes and the reason are named; nothing is sent. With the flag it is sent, and told."""
    show = replace(show, settings=replace(show.settings, voice="mine", base_url="https://pod.example/"))
    assert batch.run(show, [post])[0].path
    with pytest.raises(VoiceError, match=r"mine, in 1 episode: .*non-commercial") as caught:
        publish(show, str(tmp_path / "www"))
    assert "--any-voice" in caught.value.hint
    assert not (tmp_path / "www").exists()
    told: list[str] = []
    assert publish(show, str(tmp_path / "www"), Options(any_voice=True), note=told.append).sent
    assert any("although" in line and "mine" in line for line in told)
    with Library(show.state / FILE_NAME) as library:
        assert library.voices() == {"mine": 1}
        assert "<p>Voice: mine (Recorded by A. Person; CC-BY-NC-4.0), not to be published" in (
            library.episodes()[0].notes_html
        )


def test_a_voice_that_wants_credit_gets_it(own: Path) -> None:
    """Recordings under CC BY are named in the notes; what asks for nothing is not."""
    assert voice.credits(["credited", "tone", "gone"]) == [
        "credited (Recorded by A. Person; MIT, recordings CC-BY-4.0)"
    ]
    assert "SIWIS" in voice.credits(["siwis"])[0]


def test_a_voice_that_is_gone_is_told() -> None:
    """Its licence cannot be looked up any more: a line, no refusal."""
    told: list[str] = []
    refuse_restricted({"heart": 3, "gone": 2}, told.append, force=False)
    line = "the licence of the voice gone, in 2 episodes, is unknown, because the voice is no longer installed"
    assert told == [line]


def test_the_wording_of_a_licence_begins_with_a_word() -> None:
    """The colon of the card is not doubled in the notes of an episode."""
    assert licences.read_card("* License: CC BY 4.0").wording == "licence: CC BY 4.0"
    assert licences.read_card("Licence : CC0").wording == "licence: CC0"
