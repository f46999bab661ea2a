"""Settings are explained by the guide, and written into podcaster.toml without harm to what its owner wrote there."""

import tomllib
from pathlib import Path

import pytest

from podcaster.config import FILE_NAME, explained, load, writing
from podcaster.errors import UsageError

OWN = """# The show of our street
title = "Old"   # what it is called

# how it sounds
[sound]
loudness = -16.0 # usual

[cast]
narrator = "heart"
[cast.de]
narrator = "thorsten" # from the north

[[person]]
name = "Ada" # she began it
"""


def test_the_guide_explains_every_setting():
    """One source of the words: the tables of docs/guide/settings.md, without their links to other pages."""
    rows = explained.rows()
    assert [key for key in explained.leaves() if not any(row.covers(key) for row in rows)] == []
    assert all(row.words and "](" not in row.words for row in rows)
    assert [*dict.fromkeys(row.group for row in rows)] == ["The show", "The narration", "The sound", "The work"]
    (pace,) = (row for row in rows if row.covers("pace"))
    assert pace.words == "Pauses are divided by it"
    (pauses,) = (row for row in rows if row.covers("pauses.lead"))
    assert pauses.keys == ("[pauses]",)


def test_comments_and_order_of_the_file_stay():
    """What changes is the value and nothing else; a new key stands with its like."""
    new = writing.changed(OWN, {"title": "New", "author": "Jo", "sound.loudness": -19.0, "sound.theme": "soft"})
    assert new == OWN.replace('"Old"   # what it is called\n', '"New"   # what it is called\nauthor = "Jo"\n').replace(
        "-16.0 # usual\n", '-19.0 # usual\ntheme = "soft"\n'
    )


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("", {"title": 'a "b" \\ é', "sound.loudness": -19.0}, {"title": 'a "b" \\ é', "sound": {"loudness": -19.0}}),
        ("# head", {"jobs": 2}, {"jobs": 2}),
        ('intro = """\n[a]\n"""\n[sound]\n', {"pace": 1.5}, {"intro": "[a]\n", "sound": {}, "pace": 1.5}),
        (
            OWN,
            {"casts": {"fr": {"narrator": "siwis"}}, "speaker_voices": {"Ann Lee": "emma"}},
            {"cast": {"narrator": "heart", "fr": {"narrator": "siwis"}, "speakers": {"Ann Lee": "emma"}}},
        ),
        (
            OWN,
            {"person": [{"name": "Bo", "role": "guest"}, {"name": "Cy"}]},
            {"person": [{"name": "Bo", "role": "guest"}, {"name": "Cy"}]},
        ),
        (OWN, {"person": []}, {"person": []}),
        ("", {"person": [{"name": "Bo"}], "shelves": ("tag", "site")}, {"person": ["Bo"], "shelves": ["tag", "site"]}),
        (
            'license = "MIT"\n',
            {"license.url": "https://x.example"},
            {"license": {"name": "MIT", "url": "https://x.example"}},
        ),
        ('cast = {narrator = "heart"}\n', {"cast.quote": "emma"}, {"cast": {"narrator": "heart", "quote": "emma"}}),
        (
            'cast = {narrator = "heart"}\n',
            {"speaker_voices": {"A": "b"}},
            {"cast": {"narrator": "heart", "speakers": {"A": "b"}}},
        ),
        ('sound.theme = "wood"\n', {"sound.loudness": -19.0}, {"sound": {"theme": "wood", "loudness": -19.0}}),
    ],
)
def test_every_form_of_a_setting_can_be_changed(text: str, changes: dict[str, object], expected: dict[str, object]):
    """Tables, lists of tables, their short forms, and tables in one line."""
    found = tomllib.loads(writing.changed(text, changes))
    assert {key: found[key] for key in expected} == expected


def test_the_lines_of_windows_stay_so():
    """A file with \\r\\n has them everywhere afterwards."""
    new = writing.changed('# x\r\ntitle = "a"\r\n\r\n[sound]\r\nloudness = -16.0\r\n', {"author": "b", "jobs": 2})
    assert new.count("\n") == new.count("\r\n") == 7


def test_nothing_is_written_over_a_change_of_somebody_else(tmp_path: Path):
    """The owner may have the file open in an editor at the same time."""
    (tmp_path / FILE_NAME).write_text('title = "theirs"\n')
    with pytest.raises(UsageError, match="meanwhile"):
        writing.write(tmp_path, {"title": "ours"}, before='title = "before"\n')
    assert load(tmp_path).title == "theirs"
    assert writing.write(tmp_path, {"title": "ours"}, before='title = "theirs"\n')
    assert load(tmp_path).title == "ours"


def test_a_wrong_value_never_gets_into_the_file(tmp_path: Path):
    """The file can be read after every change."""
    (tmp_path / FILE_NAME).write_text(OWN)
    for wrong in ({"pace": 99.0}, {"sound.format": "wav"}, {"nonsense": 1}, {"base_url": "pod.example"}):
        with pytest.raises(UsageError):
            writing.write(tmp_path, wrong)
    assert (tmp_path / FILE_NAME).read_text() == OWN


def test_a_link_to_the_settings_of_another_folder_stays_one(tmp_path: Path):
    """Several shows may share a file."""
    (tmp_path / "common.toml").write_text('title = "a"\n')
    (tmp_path / "show").mkdir()
    (tmp_path / "show" / FILE_NAME).symlink_to(tmp_path / "common.toml")
    writing.write(tmp_path / "show", {"title": "b"})
    assert (tmp_path / "show" / FILE_NAME).is_symlink()
    assert load(tmp_path / "show").title == "b"
