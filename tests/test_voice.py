"""Voices are data."""

from __future__ import annotations

from pathlib import Path

import pytest

from podcaster import voice
from podcaster.episode import segments
from podcaster.errors import VoiceError
from podcaster.model import Role, Utterance

PROFILE = 'id = "reed"\nname = "Reed"\nengine = "tone"\nlanguage = "en"\nlicence = "MIT"\n'


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with voices of the user's own."""
    monkeypatch.setenv("PODCASTER_VOICES", str(tmp_path))
    return tmp_path


def test_the_default_cast_is_there() -> None:
    """The voices that the defaults name exist, and each says whose it is."""
    known = {v.id: v for v in voice.all_voices()}
    assert {"heart", "michael", "emma", "george", "system", "tone"} <= set(known)
    for one in known.values():
        assert one.licence
        assert one.origin


def test_style_vectors_match_the_checksums_of_their_profiles() -> None:
    """Every voice's data is carried whole."""
    for one in voice.all_voices():
        if one.engine == "kokoro":
            voice.verify(voice.data_path(f"{one.model}.f16"), one.sha256)


def test_an_unknown_voice_names_the_nearest() -> None:
    """The hint for a typing mistake has the right name."""
    with pytest.raises(VoiceError, match="hart") as caught:
        voice.find("hart")
    assert "heart" in caught.value.hint


def test_a_file_makes_a_voice(own: Path) -> None:
    """Adding a voice needs no code."""
    (own / "reed.toml").write_text(PROFILE + "speed = 1\nloudness = -20\n[options]\npitch = 440\n")
    found = voice.find("reed")
    assert (found.speed, found.loudness, found.options) == (1.0, -20.0, {"pitch": 440})
    assert voice.check(found) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PROFILE + "sped = 1.0\n", "unknown key 'sped'"),
        (PROFILE + 'speed = "fast"\n', "speed is 'fast'"),
        (PROFILE + "speed = 0\n", "above 0"),
        (PROFILE + "sample_rate = true\n", "sample_rate is true"),
        ('id = "reed"\n', "lacks name, engine, language, licence"),
        ("id = reed\n", "could not be read"),
    ],
)
def test_a_wrong_profile_is_refused(own: Path, text: str, said: str) -> None:
    """An error in a profile names the file and the key."""
    path = own / "reed.toml"
    path.write_text(text)
    with pytest.raises(VoiceError) as caught:
        voice.read(path)
    assert said in str(caught.value)
    assert "reed.toml" in str(caught.value)


def test_a_voice_without_its_engine_says_so(own: Path) -> None:
    """check() tells what keeps a voice from speaking."""
    (own / "reed.toml").write_text(PROFILE.replace("tone", "organ"))
    assert voice.check(voice.find("reed")) == ["the engine 'organ' is not installed"]


def test_damaged_data_is_reported_with_both_checksums(tmp_path: Path) -> None:
    """A damaged file is never used."""
    path = tmp_path / "style.f16"
    path.write_bytes(b"no style")
    with pytest.raises(VoiceError, match=r"damaged: sha256 is \w{64}, expected 00"):
        voice.verify(path, "00")
    with pytest.raises(VoiceError, match="could not be read"):
        voice.verify(tmp_path / "gone", "00")


def test_missing_data_is_an_error() -> None:
    """A voice whose data did not travel along says which file is missing."""
    with pytest.raises(VoiceError, match=r"nobody\.f16"):
        voice.data_path("nobody.f16")


# ---------------------------------------------------------------- blends


def test_a_blend_is_a_voice() -> None:
    """heart:60,emma:40 speaks with 60 parts of one and 40 of the other, and only the proportion counts."""
    one = voice.find("heart:60,emma:40")
    assert (one.engine, one.language, one.name) == ("kokoro", "en-US", "Heart and Emma")
    assert one == voice.find("heart:6, emma:4")
    assert voice.check(one) == []
    assert voice.find("heart,emma").model == "af_heart=0.5000,bf_emma=0.5000"


def test_a_segment_knows_its_blend() -> None:
    """Another proportion is another sound, so it is spoken again."""
    said = Utterance("Quiet.", "Quiet.", Role.NARRATOR, "x", "en", 300)
    wishes = ("heart", "heart:60,emma:40", "heart:61,emma:39", "emma:40,heart:60", "heart:60,bella:40")
    keys = {segments.key(said, voice.find(wish), "1") for wish in wishes}
    assert len(keys) == 5


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("heart:60,emma", "some of its voices only"),
        ("heart:much,emma:40", "no number"),
        ("heart:0,emma:40", "above 0"),
        ("heart:1,heart:2", "each voice once"),
        ("heart:60,system:40", "engine system and cannot be blended"),
        ("heart:60,siwis:40", "heart speaks en-US and siwis fr"),
        ("heart:60,ema:40", "no voice 'ema'"),
        ("heart:60,", "weight for some"),
    ],
)
def test_an_impossible_blend_is_refused(wish: str, said: str) -> None:
    """A blend is of Kokoro's voices in one language; what is wrong is said."""
    with pytest.raises(VoiceError, match=said):
        voice.find(wish)
