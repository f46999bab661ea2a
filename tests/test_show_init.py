"""podcaster show init: four questions, and a settings file in which every setting is explained."""

from __future__ import annotations

import io
import json
import re
import tomllib
from pathlib import Path

import pytest

from podcaster.cli import asking, shows
from podcaster.config import FILE_NAME, Settings, commented, explained, load, parse, writing
from tests.commands import podcaster


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shows, "_account", lambda: "Jo Vane")
    for name in ("LC_ALL", "LC_MESSAGES", "PODCASTER_SHOW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "de_AT.UTF-8")


def answering(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(asking, "_somebody", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


# ---------------------------------------------------------------- the file


def test_every_setting_is_in_the_file_with_its_default() -> None:
    """Without a # in front of it, each line is valid, and says what would be without it."""
    text = commented.text({})
    assert parse(tomllib.loads(text)) == Settings()
    in_force = re.sub(r"^#(?=[a-z_]+ = )", "", text, flags=re.MULTILINE)
    assert parse(tomllib.loads(in_force)) == Settings()
    for key in explained.leaves():
        *above, name = key.split(".")
        if above and above[0] in ("license", "updates"):
            name = above[0]
        assert key in ("casts", "speaker_voices") or re.search(rf"^#?{name} = ", text, re.MULTILINE), key
    assert all(one in text for one in ("#[cast.de]\n", "#[cast.speakers]\n"))


def test_every_setting_has_the_words_of_the_guide() -> None:
    unwrapped = re.sub(r"\n# ", " ", commented.text({}))
    assert [row.keys for row in explained.rows() if row.words not in unwrapped] == []


def test_what_is_set_is_in_force_whatever_its_form() -> None:
    """Tables, lists of tables and names with blanks."""
    values = {
        "title": 'a "b" é',
        "category": ["Arts > Books", "History"],
        "person": [{"name": "Ada", "role": "guest"}, "Jo"],
        "license": {"name": "Own", "url": "https://pod.example/l"},
        "cast": {"narrator": "heart", "de": {"narrator": "t"}, "pt-BR": {}, "speakers": {"Ann Lee": "emma"}},
        "pauses": {"lead": 0},
        "sound": {"loudness": -19.0, "also": ["opus"]},
    }
    assert tomllib.loads(commented.text(values)) == values | {"treat": {}}


def test_a_change_takes_the_place_of_the_commented_line() -> None:
    """As from the studio: beside its explanation, and nothing else changes."""
    text = commented.text({"title": "Old"})
    changes = {"author": "Jo", "sound.intro": "a.wav", "pauses.lead": 1, "intro": ""}
    new = writing.changed(text, changes)
    before, after = text.splitlines(), new.splitlines()
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ('#author = ""', 'author = "Jo"'),
        ('#intro = "{title}. {byline}"', 'intro = ""'),
        ("#lead = 400", "lead = 1"),
        ('#intro = ""', 'intro = "a.wav"'),
    ]
    own = 'title = "New"\n#title = "Old"\n'  # a line that its owner keeps for later
    assert writing.changed(own, {"title": "Newer"}) == own.replace("New", "Newer")


# ---------------------------------------------------------------- the command


def test_four_questions_with_good_defaults(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The name of the folder, of the account, and its language; Enter takes them."""
    answering(monkeypatch, "", "", "", "")
    status, out, err = podcaster(capsys, "show", "init", "--show", "letters-home")
    assert (status, out) == (0, f"letters-home/{FILE_NAME}\n")
    assert "Title of the podcast [Letters home]: Author [Jo Vane]: Language of the articles [de]: Web address" in err
    assert err.endswith("then: podcaster convert FILE --show letters-home\n")
    settings = load(Path("letters-home"))
    assert settings == Settings(title="Letters home", author="Jo Vane", language="de")


def test_a_wrong_answer_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A language may be named in English; what was given as an option is not asked for; - is empty."""
    answering(monkeypatch, "-", "Elvish", "French", "pod.example", "https://", "https://pod.example/")
    status, _, err = podcaster(capsys, "show", "init", "--title", "Letters")
    assert (status, "Title" in err) == (0, False)
    assert "'Elvish' is not a known language; write it as in en, de or pt-BR\n" in err
    assert "'pod.example' is not a web address; begin it with https:// or http://\n" in err
    assert "base_url 'https://' is not the web address of a folder; base_url = 'https://example.org/podcast/'\n" in err
    assert load(Path("podcast")) == Settings(title="Letters", language="fr", base_url="https://pod.example/")


@pytest.mark.parametrize(
    "address", ["http://", "https://pod.example/?a=b", "https://pod .example/", "https://x/\udce9"]
)
def test_an_address_that_no_feed_could_have_is_refused(capsys: pytest.CaptureFixture[str], address: str) -> None:
    """The first run would refuse it, or the file could not be written."""
    status, _, err = podcaster(capsys, "show", "init", "--yes", "--base-url", address)
    assert (status, "web address" in err) == (2, True)
    assert not Path("podcast").exists()


def test_without_questions_no_name_is_published(capsys: pytest.CaptureFixture[str]) -> None:
    """--yes takes the defaults, but the name of an account is its owner's."""
    status, out, _ = podcaster(capsys, "show", "init", "--yes", "--language", "en-gb", "--json")
    assert (status, json.loads(out)) == (
        0,
        {"file": f"podcast/{FILE_NAME}", "settings": {"title": "Narrated articles", "language": "en-GB"}},
    )
    assert load(Path("podcast")).author == ""


def test_a_show_that_is_there_keeps_its_language(capsys: pytest.CaptureFixture[str]) -> None:
    """It was made in the default one, whatever this account speaks."""
    Path("podcast/.podcaster").mkdir(parents=True)
    assert podcaster(capsys, "show", "init", "--yes", "--title", "Letters")[0] == 0
    assert load(Path("podcast")) == Settings(title="Letters")


def test_where_nobody_can_be_asked_it_says_what_to_give(capsys: pytest.CaptureFixture[str]) -> None:
    """And writes nothing; with all four answers there is nothing to ask."""
    status, _, err = podcaster(capsys, "show", "init", "--show", "my show")
    assert (status, Path("my show").exists()) == (2, False)
    assert "show init asks four questions, and nobody can be asked here" in err
    assert "podcaster show init --show 'my show' --title \"Letters\" --yes" in err
    given = ("--title", "A", "--author", "B", "--language", "fr", "--base-url", "")
    assert podcaster(capsys, "show", "init", *given)[0] == 0
    assert podcaster(capsys, "show", "init", "--show", "b", "--yes", "--base-url", "nas")[0] == 2
    assert not Path("b").exists()


def test_an_existing_file_is_not_replaced_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    """Not with --yes either."""
    Path("podcast").mkdir()
    file = Path("podcast", FILE_NAME)
    file.write_text("private = true # mine\n")
    status, _, err = podcaster(capsys, "show", "init", "--yes")
    assert (status, file.read_text()) == (2, "private = true # mine\n")
    assert f"podcast/{FILE_NAME} exists" in err


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("", 130)])
def test_a_file_that_is_written_again_keeps_its_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, status: int
) -> None:
    """A private show stays private, and the old file stays beside the new one."""
    Path("podcast").mkdir()
    file = Path("podcast", FILE_NAME)
    old = 'title = "Old"\nprivate = true # mine\nbase_url = "https://pod.example/"\n'
    file.write_text(old)
    answering(monkeypatch, answer, "New", "", "", "-")
    assert podcaster(capsys, "show", "init")[0] == status
    if status:
        assert [path.name for path in Path("podcast").iterdir()] == [FILE_NAME]
        assert file.read_text() == old
    else:
        assert load(Path("podcast")) == Settings(title="New", author="Jo Vane", private=True)
        assert Path("podcast", f"{FILE_NAME}.old").read_text() == old


def test_the_copies_of_earlier_files_stay(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Each time the file is written again it gets a copy of its own, and the question says which."""
    Path("podcast").mkdir()
    file = Path("podcast", FILE_NAME)
    file.write_text("# first\n")
    Path("podcast", f"{FILE_NAME}.old.3").symlink_to("nowhere")  # also a link whose file is gone is somebody's
    for copy in (".old", ".old.2", ".old.4"):
        answering(monkeypatch, "y")
        before = file.read_bytes()
        status, _, err = podcaster(capsys, "show", "init", "--yes", "--title", f"Not {copy}")
        assert (status, f"A copy stays in {FILE_NAME}{copy}\n" in err) == (0, True), err
        assert Path("podcast", f"{FILE_NAME}{copy}").read_bytes() == before
    assert Path("podcast", f"{FILE_NAME}.old").read_text() == "# first\n"


def test_the_end_of_the_input_is_no_answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answering(monkeypatch, "Letters")
    assert podcaster(capsys, "show", "init")[0] == 130
    assert not Path("podcast").exists()
