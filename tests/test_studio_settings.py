"""The settings of a show as a form: each has a field, and a wrong value is explained beside it."""

from dataclasses import replace
from pathlib import Path

import pytest

from podcaster.config import FILE_NAME, Settings, Show, explained, load, open_show, parse, writing
from podcaster.studio import settings, settings_read
from podcaster.studio.settings_kinds import LISTS, Cost, Kind

FULL = parse(
    {
        "title": "Letters from the harbour",
        "shelves": ["tag"],
        "person": [{"name": "Ada Moor"}, {"name": "Bo", "role": "guest"}],
        "license": "MIT",
        "cast": {"narrator": "heart", "de": {"narrator": "system"}, "speakers": {"Anna": "emma"}},
        "sound": {"loudness": -19.0, "also": ["opus"]},
        "pauses": {"lead": 700},
        "explicit": True,
    }
)


def sent(show: Settings, **changes: str | list[str]) -> dict[str, list[str]]:
    """The form as a browser sends it if only *changes* were typed; a name may have "_" for "."."""
    found: dict[str, list[str]] = {}
    for group in settings.form(show):
        for part in group.parts:
            for one in (*part.fields, *(cell for row in part.table for cell in row)):
                if one.kind is Kind.SOME:
                    found[one.key] = ["", *one.chosen]
                elif one.kind is not Kind.FIXED:
                    found[one.key] = ["", one.value] if one.kind is Kind.YES and one.value else [one.value]
    for key, value in changes.items():
        found[key.replace("__", ".")] = [value] if isinstance(value, str) else value
    return found


@pytest.mark.parametrize("show", [Settings(), FULL], ids=["defaults", "full"])
def test_a_form_that_is_sent_back_as_it_came_changes_nothing(show: Settings, tmp_path: Path):
    """Every setting has a field, and no field turns its value into another one."""
    keys = {
        one.key
        for group in settings.form(show)
        for part in group.parts
        for one in (*part.fields, *(cell for row in part.table for cell in row))
    }
    assert {
        key for key in explained.leaves() if not any(one == key or one.startswith(f"{key}.") for one in keys)
    } == set()
    assert settings_read.read(sent(show), Show(tmp_path, show)) == ({}, {})


def test_what_is_typed_gets_into_the_file(tmp_path: Path):
    """A form, its changes, the file, and the settings that are read from it."""
    (tmp_path / FILE_NAME).write_text('title = "Old" # of the show\n')
    show = open_show(tmp_path)
    changes, errors = settings_read.read(
        sent(
            show.settings,
            title="New",
            pace="1,25",
            sound__loudness="−19",
            explicit=["", "yes"],
            category="Arts > Books\r\nHistory\r\n",
            shelves=["", "tag", "site"],
            person__0__name="Ada",
            person__1__name="Bo",
            person__1__role="guest",
            casts__0__language="DE",
            casts__0__narrator="system",
            speaker_voices__0__speaker="Anna",
            speaker_voices__0__voice="emma",
            license__name="CC-BY-4.0",
        ),
        show,
    )
    assert not errors
    assert writing.write(tmp_path, changes)
    found = load(tmp_path)
    assert (found.title, found.pace, found.sound.loudness, found.explicit) == ("New", 1.25, -19.0, True)
    assert (found.category, found.shelves) == (("Arts > Books", "History"), ("tag", "site"))
    assert [(one.name, one.role) for one in found.person] == [("Ada", "host"), ("Bo", "guest")]
    assert (found.casts["de"].narrator, found.speaker_voices, found.license.name) == (
        "system",
        {"Anna": "emma"},
        "CC-BY-4.0",
    )
    assert "# of the show" in (tmp_path / FILE_NAME).read_text()
    rest = {name: getattr(found, name) for name in ("keep", "pauses", "treat", "sound")}
    assert rest == {"keep": 0, "pauses": Settings().pauses, "treat": Settings().treat} | {
        "sound": replace(Settings().sound, loudness=-19.0)
    }
    assert settings_read.read(sent(found), Show(tmp_path, found)) == ({}, {})


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("pace", "fast", "“fast” is not a number"),
        ("pace", "9", "From 0.25 to 4.0"),
        ("jobs", "", "Type a whole number here"),
        ("jobs", "1.5", "“1.5” is not a whole number"),
        ("base_url", "pod.example", "Begin it with https:// or http://"),
        ("voice", "hart", "There is no voice 'hart': did you mean 'heart'?"),
        ("category", "Bookz", "Category is 'Bookz', which podcast directories do not know: did you mean 'Books'?"),
        ("cover", "../../etc/passwd", "Name a file in the folder of the show, without a path"),
        ("cover", "mine.jpg", "There is no file mine.jpg in the folder of the show"),
        ("sound.format", "wav", "One of mp3, m4a, m4b, opus"),
        ("person.0.role", "guest", "Person has no name"),
        ("casts.0.narrator", "heart", "A row has no language"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(key: str, typed: str, said: str, tmp_path: Path):
    """The rest of the form is kept as it was typed."""
    show = Show(tmp_path, Settings())
    typed_in = sent(show.settings, title="New", **{key.replace(".", "__"): typed})
    changes, errors = settings_read.read(typed_in, show)
    place = key.partition(".")[0] if key.partition(".")[0] in LISTS else key
    assert changes == {"title": "New"}
    assert [*errors] == [place]
    assert errors[place].startswith(said)
    (part,) = (p for g in settings.form(show.settings, typed_in, errors) for p in g.parts if p.wrong)
    assert typed in [one.value for one in (*part.fields, *(cell for row in part.table for cell in row))]


def test_programs_and_folders_are_not_chosen_in_a_browser(tmp_path: Path):
    """Whoever has the key of the studio can start no program with it."""
    typed = {"ffmpeg": ["/bin/sh"], "cache": ["/etc"], "lexicon": ["../../x"]}
    assert settings_read.read(typed, Show(tmp_path, Settings())) == ({}, {})


def test_what_a_change_costs_is_known_before_it_is_made():
    """By what config.changes says of each setting, the dearest first."""
    told = settings_read.told(
        {"description": "x", "pace": 1.2, "jobs": 2, "sound.loudness": -19.0, "author": "Jo"}, Settings()
    )
    assert [(one.label, one.cost) for one in told] == [
        ("pace", Cost.SPEECH),
        ("sound.loudness", Cost.SOUND),
        ("author", Cost.FILES),
        ("description", Cost.FEED),
        ("jobs", Cost.NOTHING),
    ]
    assert (told[1].old, told[1].new) == ("-16", "-19")
