"""Captions of long sentences are shown in parts that can be read, each at its time."""

from __future__ import annotations

import pytest

from podcaster.model import Cue, WordMark
from podcaster.publishing import captions as captions_module
from podcaster.publishing import notes
from podcaster.publishing.captions import MOST_MS, captions

WORDS = "the keeper walked along the wall and counted every lamp that was lit before the boats came home with the tide"


def cue(text: str, each_ms: int = 500, sep: str | None = None) -> Cue:
    """A cue whose words, or signs, take the same time each."""
    words = text.split(sep) if sep is None else list(text)
    marks = tuple(WordMark(w, 1000 + n * each_ms, 1000 + (n + 1) * each_ms) for n, w in enumerate(words))
    return Cue(1000, 1000 + len(words) * each_ms, text, voice="heart", words=marks)


def test_a_long_sentence_is_shown_in_parts():
    """Fifty seconds without a mark: no part is longer than seven seconds, and no word is lost or shown twice."""
    long = cue(" ".join([WORDS] * 5))
    parts = list(captions([long]))
    assert long.end_ms - long.start_ms > 50_000
    assert max(p.end_ms - p.start_ms for p in parts) <= MOST_MS
    assert " ".join(p.text for p in parts) == long.text
    assert (parts[0].start_ms, parts[-1].end_ms) == (long.start_ms, long.end_ms)
    assert all(p.words[0].text == p.text.split()[0] and p.words[0].start_ms == p.start_ms for p in parts)


def test_a_clause_is_not_cut_if_one_ends_nearby():
    """The comma is two words behind the middle."""
    text = "In the morning the harbour lay still under a thin fog, and nobody spoke until the bell rang"
    assert [p.text for p in captions([cue(text)])] == [
        "In the morning the harbour lay still under a thin fog,",
        "and nobody spoke until the bell rang",
    ]


def test_a_script_without_blanks_is_cut_between_its_words():
    """Sixty signs of Japanese in twelve seconds."""
    text = (
        "灯台の番人は毎朝早く起きて港の灯りを一つずつ数えてから"
        "船が帰る前に長い壁に沿って歩き海の色を帳面に書き留めていた"
    )
    parts = list(captions([cue(text, 200, "")]))
    assert len(parts) == 2
    assert "".join(p.text for p in parts) == text


def test_without_times_of_words_the_text_tells_them():
    """An engine that knows no word times: parts in proportion to the letters."""
    text = " ".join([WORDS] * 2)
    parts = list(captions([Cue(0, 20_000, text)]))
    assert max(p.end_ms - p.start_ms for p in parts) <= MOST_MS
    assert " ".join(p.text for p in parts) == text


def test_short_sentences_and_long_sounds_stay_whole():
    """A few words that are said very slowly are one caption; so is a sentence of six seconds."""
    for one in (cue("Low and slow", 9_000), cue("One two three four five six seven eight nine ten eleven twelve")):
        assert list(captions([one])) == [one]


def test_both_kinds_of_files_have_the_parts():
    """Numbers go on, and the speaker is named in each."""
    some = [cue(" ".join([WORDS] * 2)), Cue(30_000, 31_000, "So it was.", voice="michael")]
    count = len(list(captions(some)))
    assert count > 4
    assert notes.srt(some).count(" --> ") == notes.vtt(some).count(" --> ") == count
    assert notes.vtt(some).count("<v heart>") == count - 1


def test_each_part_is_looked_for_near_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of twice the length, in a single cue, takes twice the looks, not four times."""

    def looks(sentences: int) -> int:
        text = " ".join(["The ferry came in at noon, and the baker waved."] * sentences)
        looked: list[int] = []
        with monkeypatch.context() as patch:
            cost = captions_module._cost
            patch.setattr(captions_module, "_cost", lambda *how: (looked.append(1), cost(*how))[1])
            assert " ".join(cue.text for cue in captions([Cue(0, 60 * len(text), text)])) == text
        return len(looked)

    assert looks(80) <= 2.2 * looks(40)
