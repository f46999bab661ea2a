"""The bench of reading: what counts as lost, and that one bad page stops nothing."""

import json
import sys

import pytest

from bench.adapters import article_text
from bench.wide import Loss, loss, said

PAGE = "<html><head><title>Tides</title></head><body><article><h1>Tides</h1>{}</article></body></html>"
PARAGRAPH = "<p>The harbour fills twice a day, and twice a day the boats lie on the mud and wait for the sea.</p>"


def full(name, share):
    return {"id": name, "kind": "full", "r": share}


def parts(name, found, missing):
    return {"id": name, "kind": "segments", "tp": found, "fn": missing}


def test_a_page_of_which_less_than_half_is_said_is_lost_and_silent_without_a_doubt():
    """A doubt and a refusal are heard by the user; a crash is not."""
    pages = [full("whole", 0.9), full("doubted", 0.4), full("silent", 0.7), full("refused", 0), full("crashed", None)]
    about = {"doubted": {"doubts": ["short"]}, "refused": {"refused": "no text"}, "crashed": {"crashed": "KeyError"}}
    assert loss(pages, about) == Loss(
        half=["doubted", "refused", "crashed"],
        half_silent=["crashed"],
        quarter=["doubted", "silent", "refused", "crashed"],
        quarter_silent=["silent", "crashed"],
    )


def test_a_page_with_a_few_known_sentences_tells_nothing_about_the_share_that_is_said():
    """One of three that is missing would be a third of the page."""
    assert said(parts("few", 2, 1)) is None
    assert said(parts("many", 3, 1)) == 0.75
    assert loss([parts("few", 0, 3), parts("many", 1, 3)], {}) == Loss(quarter=["many"], quarter_silent=["many"])


@pytest.mark.parametrize("error", [KeyError("x"), RecursionError("deep"), ValueError("bad")])
def test_a_page_that_crashes_is_an_empty_page_and_the_next_ones_are_read(tmp_path, monkeypatch, error):
    """The bench goes on after any exception, and the page's facts say what it was."""
    rows = [{"id": name, "file": f"{name}.html"} for name in ("first", "second", "third")]
    for row in rows:
        (tmp_path / row["file"]).write_text(PAGE.format(PARAGRAPH * 5), encoding="utf-8")
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    really = article_text.read

    def read(data, kind, url, name):
        if name == "second":
            raise error
        return really(data, kind, url, name)

    monkeypatch.setattr(article_text, "read", read)
    out = tmp_path / "out"
    monkeypatch.setattr(sys, "argv", ["article_text.py", str(tmp_path / "manifest.jsonl"), str(out)])
    assert article_text.main() == 0
    assert (out / "second.txt").read_text() == ""
    assert json.loads((out / "second.json").read_text()) == {"crashed": f"{type(error).__name__}: {error}"}
    for name in ("first", "third"):
        assert "twice a day the boats lie on the mud" in (out / f"{name}.txt").read_text()
