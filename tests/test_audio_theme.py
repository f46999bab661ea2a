"""Sounds where a page has typography: in the pauses, quieter than speech, gone with one key."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from podcaster.audio import dressing, loudness, mp3, theme
from podcaster.audio.timeline import Timeline
from podcaster.config import Pauses, Settings, Sound
from podcaster.errors import UsageError
from podcaster.model import Role
from tests.audio_samples import RATE, segment, utterance

ROLES = [
    Role.INTRO,
    Role.HEADING,
    Role.NARRATOR,
    Role.QUOTE,
    Role.QUOTE,
    Role.NARRATOR,
    Role.LIST_ITEM,
    Role.LIST_ITEM,
    Role.CODE_CUE,
]
SOUNDS = ["title", "section", "", "quote-in", "", "quote-out", "item", "item", "code"]


def programme():
    one = segment(1.0)
    return [(utterance(f"{i}", role=role, block=i, pause_ms=400), one) for i, role in enumerate(ROLES)]


def timeline(name):
    line = Timeline(Sound(theme=name), Pauses())
    for part in programme():
        line.add(*part)
    return line


@pytest.mark.parametrize("name", ["soft", "wood"])
def test_sounds_lie_in_the_pauses(name):
    """Each has silence around it; no cue overlaps; chapters still begin in silence."""
    line = timeline(name)
    assert [p.sound for p in line.placed] == SOUNDS
    for p in line.placed:
        if p.sound:
            assert p.gap >= theme.length(line.theme.chime(p.sound), RATE) + 2 * RATE * theme.ROOM_MS // 1000
    assert all(a.end_ms < b.start_ms for a, b in pairwise(line.cues))
    assert line.tail[1] == "end"


def test_none_without_a_theme():
    line = timeline("")
    assert {p.sound for p in line.placed} == {""}
    assert line.frames < timeline("wood").frames


@pytest.mark.parametrize("name", ["soft", "wood"])
@pytest.mark.parametrize("sound", ["title", "section", "quote-in", "quote-out", "item", "code", "end"])
def test_every_sound_is_quieter_than_speech(name, sound):
    """Its loudest moment is where it was asked to be, and it begins and ends without a click."""
    heard = theme.sound(theme.load(name).chime(sound), RATE, -24.0)
    loudest = float(loudness.energies(heard, RATE).max())
    assert abs(loudness.OFFSET + 10 * np.log10(loudest) + 24.0) < 0.1
    assert abs(heard[0]) < 1e-3
    assert abs(heard[-1]) < 1e-3
    assert np.abs(heard).max() < 0.5


def test_an_episode_with_a_theme(tmp_path):
    """As loud as without, and as long as its timeline says."""
    parts = programme()
    settings = Settings(sound=Sound(theme="soft"))
    mastered, line = mp3.master(lambda: iter(parts), tmp_path / "a.mp3", settings=settings)
    assert abs(mastered.lufs + 16) <= 0.5
    assert mastered.duration_ms == line.duration_ms


OWN = """
below_speech = 10
partials = [[1, 1, 1], [3, 0.2, 4]]
[sounds]
section = { notes = [[0, 600, 0.8], [100, 900, 0.5]], decay = 0.05 }
"""


def test_a_theme_of_the_show(tmp_path):
    """A theme file defines its own sounds with a few numbers; places without a sound stay silent."""
    (tmp_path / "mine.toml").write_text(OWN)
    mine = theme.load("mine.toml", tmp_path)
    line = Timeline(Sound(), Pauses(), dressing.Dressing(mine))
    for part in programme():
        line.add(*part)
    assert [p.sound for p in line.placed] == ["", "section", "", "", "", "", "", "", ""]
    assert theme.load("") is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("sounds = 1", "table"),
        ("[sounds]\ngong = { notes = [[0, 440, 1]] }", "unknown key 'gong'"),
        ("[sounds]\ntitle = { notes = [] }", "notes"),
        ("[sounds]\ntitle = { notes = [[0, 99999, 1]] }", "frequency is 99999"),
        ("[sounds]\ntitle = { notes = [[0, 440]] }", "at, frequency, level"),
        ("[sounds]\ntitle = { notes = [[0, 440, true]] }", "level is True"),
        ("volume = 3", "unknown key 'volume'"),
        ("decay = nan\n[sounds]\ntitle = { notes = [[0, 440, 1]] }", "decay is nan"),
        ("what is this", "not valid TOML"),
    ],
)
def test_a_theme_with_a_mistake_is_refused(text, what):
    """The place of the mistake is named."""
    with pytest.raises(UsageError) as caught:
        theme.parse(text, "mine.toml")
    assert what in f"{caught.value.message} {caught.value.hint}"
    assert "mine.toml" in caught.value.message


def test_a_theme_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match=r"mine\.toml could not be read"):
        theme.load("mine.toml", tmp_path)
