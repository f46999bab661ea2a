"""What a listener would hear of a file of every format, kept in tests/golden/explain to be read by people.

After a change that should be audible: `PODCASTER_GOLDEN=write pytest tests/test_reading_golden.py`, then read the
difference.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from podcaster.batch import choices
from podcaster.cli import main
from podcaster.config import Show
from podcaster.model import Edits
from tests.formats.samples import READ, REFUSED, Files

# What its user changed of an article by hand, in the studio.
EDITED = {
    "html-edited": (
        "html",
        Edits(
            title="The Keeper of the Lamp",
            authors=("Ida Holm", "Jon Vik"),
            date="1961-02-03",
            said=("The log book says 1952, in another hand.",),
            left_out=("a tin of oil", "Nobody ever thanked me, and I never missed it.", "These words are gone."),
            voice="michael",
        ),
    ),
}
WHOLE = {"epub-whole": "epub"}  # the same book as one article
# These hold a broken member or an empty one as well: what is whole is explained, and the rest is an error.
PARTLY = ("rss", "substack", "wallabag", "omnivore")
GOLDEN = Path(__file__).parent / "golden" / "explain"


def explained(
    files: Files, folder: Path, capsys: pytest.CaptureFixture[str], *options: str, changes: Edits | None = None
) -> str:
    """What `podcaster explain` writes and says, and its exit code. *changes*: made to the article before."""
    saved = folder / "saved"
    for name, data in files.items():
        path = saved / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    show = folder / "show"
    show.mkdir()
    (show / "podcaster.toml").write_text('title = "Letters"\nvoice = "tone"\n')
    source = saved if len(files) > 1 else saved / next(iter(files))
    if changes:
        choices.edit(Show(show), source, "", changes)

    def said(what: str) -> tuple[str, str, object]:
        with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as done:
            patch.setattr(sys, "argv", ["podcaster", "explain", what, "--show", str(show), *options])
            main()
        return (*capsys.readouterr(), done.value.code or 0)

    out, errors, code = said(str(source))
    single = "\n".join(said(f"{source}#{number}")[0] for number in re.findall(r"(?m)^#(\d+) ", out))
    text = f"{out}{single}{errors}exit code {code}\n"
    text = re.sub(r"(?m)^(\d+ words, \d+ sentences), .*$", r"\1", text)  # how long it takes is no matter of reading
    text = text.replace(f"{saved}{os.sep}", "").replace(str(saved), "saved")
    return text.replace(f"--show {show} ", "--show SHOW ")


@pytest.mark.parametrize("name", [*READ, *WHOLE, *REFUSED])
def test_every_format_is_explained_as_it_was(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the file to the words, by the command line."""
    options = ["--whole"] if name in WHOLE else []
    found = explained({**READ, **REFUSED}[WHOLE.get(name, name)], tmp_path, capsys, *options)
    compare(name, found)
    assert found.endswith(f"exit code {65 if name in REFUSED else 1 if name in PARTLY else 0}\n")


@pytest.mark.parametrize("name", EDITED)
def test_changes_by_hand_are_explained_as_they_were(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """New facts, a passage that is said all the same, others that are not, one that is gone, another voice."""
    sample, changes = EDITED[name]
    found = explained(READ[sample], tmp_path, capsys, changes=changes)
    compare(name, found)
    assert "Jon Vik" in found
    assert "Nobody ever thanked me" in found.partition("Not said:")[2]


def compare(name: str, found: str) -> None:
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("PODCASTER_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    """A format that is gone leaves no file behind."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {*READ, *WHOLE, *EDITED, *REFUSED}
