"""podcaster.toml: every key optional, none unknown."""

from pathlib import Path

import pytest

from podcaster import config
from podcaster.config import Cast, Settings, Treatment
from podcaster.errors import UsageError


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    """One command, no questions."""
    assert config.load(tmp_path) == Settings()


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    """Top-level keys, tables and casts by language reach the settings."""
    (tmp_path / "podcaster.toml").write_text(
        'title = "Letters"\npace = 2\n[pauses]\nsentence = 200\n[treat]\ncode = "skip"\n'
        '[sound]\nloudness = -19\n[cast]\nnarrator = "emma"\n[cast.de]\nnarrator = "system"\n'
    )
    settings = config.load(tmp_path)
    assert settings.title == "Letters"
    assert settings.pace == 2.0
    assert settings.pauses.sentence == 200
    assert settings.treat.code is Treatment.SKIP
    assert settings.sound.loudness == -19.0
    assert settings.cast.narrator == "emma"
    assert settings.casts["de"].narrator == "system"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('titel = "x"', "unknown key 'titel'", "'title'"),
        ("[pauses]\nsentense = 1", "unknown key 'sentense'", "'sentence'"),
        ('[treat]\ncode = "sing"', "is 'sing'", "mention"),
        ("pace = 99.0", "pace is 99", "0.25"),
        ("jobs = true", "jobs is true", "a whole number"),
        ('base_url = "ftp://x"', "base_url", "https://"),
        ("title = ", "not valid TOML", "toml.io"),
        ('[sound]\nquality = "best"', "quality", "standard"),
        ("pauses = 3", "must be a table", ""),
    ],
)
def test_errors_name_the_fault_and_a_remedy(tmp_path: Path, text: str, message: str, hint: str) -> None:
    """A slip in the file is refused in words, never ignored."""
    (tmp_path / "podcaster.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        config.load(tmp_path)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_the_language_picks_the_cast() -> None:
    """English has voices of its own, the show can name its own, everything else is the system voice."""
    assert config.cast_for("en-GB", Settings()).narrator == "heart"
    assert config.cast_for("en", Settings()).quote == "michael"
    assert config.cast_for("fi", Settings()).narrator == "system"
    own = Settings(cast=Cast(narrator="emma"), casts={"de": Cast(narrator="thorsten")})
    assert config.cast_for("en", own).narrator == "emma"
    assert config.cast_for("en", own).quote == "emma"
    assert config.cast_for("de-AT", own).narrator == "thorsten"
    assert config.cast_for("fi", own).narrator == "system"
    assert config.cast_for("de", Settings(voice="tone", casts={"de": Cast(narrator="thorsten")})).narrator == "tone"
