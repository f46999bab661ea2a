"""What `status` says of settings that the feed does not have yet; and where the folder of the show may stand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podcaster.config import Show
from tests.commands import podcaster


def test_status_names_what_the_feed_still_has_in_an_old_form(
    show: Show, made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A title, an author or anything else in podcaster.toml, until the next command that publishes."""
    monkeypatch.chdir(show.folder.parent)
    settings, feed = show.folder / "podcaster.toml", show.public / "feed.xml"
    podcaster(capsys, "feed", "--show", "show")
    assert podcaster(capsys, "status", "--show", "show")[2] == ""
    before = feed.read_text()
    for text, what in (
        ('title = "Letters & more"\n', "still has the old title"),
        ('title = "Letters & more"\nauthor = "Jo Vane"\n', "still has the old author"),
        ('title = "Letters & more"\nauthor = "Jo Vane"\nlanguage = "en-GB"\n', "is not up to date"),
    ):
        settings.write_text(text)
        _, out, err = podcaster(capsys, "status", "--show", "show")
        assert out.startswith("Letters & more: ")
        assert err == f"the feed {what}: podcaster feed --show show\n"
        podcaster(capsys, "feed", "--show", "show")
        assert podcaster(capsys, "status", "--show", "show")[2] == ""
    assert "Letters &amp; more" in feed.read_text()
    assert "Letters &amp; more" not in before
    feed.unlink()
    assert json.loads(podcaster(capsys, "status", "--show", "show", "--json")[1])["feed_is_behind"] == ""


def test_the_folder_of_the_show_is_an_argument_too(
    show: Show, made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of check, status and serve alike; --show means the same."""
    served: list[Path] = []

    def serve(place: Show, *_: Any, on_start: Callable[[str], None], **__: Any) -> None:
        served.append(place.folder)

    monkeypatch.setattr("podcaster.cli.serving.server.serve", serve)
    monkeypatch.setattr("podcaster.cli.serving.current.ready", lambda *_: "")
    for where in ([show.folder], ["--show", show.folder]):
        assert podcaster(capsys, "check", *where)[0] == 0
        assert "1 episode" in podcaster(capsys, "status", *where)[1]
        assert podcaster(capsys, "serve", *where)[0] == 0
    assert served == [show.folder] * 2


def test_a_show_that_was_moved_or_copied_is_as_up_to_date_as_before(
    show: Show, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is built or written again: not with other times of the files, nor where there is no list of shelves."""
    podcaster(capsys, "feed", "--show", show.folder)
    copy, moved = show.folder.parent / "copy", show.folder.parent / "other" / "moved"
    shutil.copytree(show.folder, copy, copy_function=shutil.copyfile)  # without times, like cp -r and rsync -r
    moved.parent.mkdir()
    show.folder.rename(moved)
    for folder in (copy, moved):
        assert podcaster(capsys, "status", folder)[2] == ""
        assert podcaster(capsys, "feed", "--show", folder)[2].endswith("nothing changed\n")
    page = copy / "public/index.html"
    page.write_bytes(page.read_bytes().replace(b"<h1", b"<h2", 1))
    assert "is not up to date" in podcaster(capsys, "status", copy)[2]
