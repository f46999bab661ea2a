"""The bench of words: sentences of our own pass, and it finds words that are lost, doubled or shifted."""

import pytest

from bench.homographs import cases
from bench.words import tally
from podcaster.engines import alignment

PLAIN = "The macOS update of the year has been in the news for a week"


def test_each_word_has_its_own_sound_among_sounds_of_the_lexicon() -> None:
    """Over many sentences, with such sounds in random places and those of homographs."""
    found = tally([sentence for _, _, sentence in cases("held_out")])
    assert found.sentences > 150
    assert found.overrides > 200
    assert (found.lost, found.neighbours, found.wrong) == ([], [], [])


def test_words_that_are_lost_or_shifted_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench would report what was once wrong: words and groups of sounds taken one by one."""

    def in_turn(words, alone, groups, starts):
        return [group for group, _ in zip([*groups, *alone], words, strict=False)]

    monkeypatch.setattr(alignment, "shares", in_turn)
    assert tally([PLAIN]).neighbours
    monkeypatch.setattr(alignment, "shares", lambda words, alone, groups, starts: ["", *alone[1:]])
    assert tally([PLAIN]).lost == [PLAIN]
    monkeypatch.setattr(alignment, "shares", lambda words, alone, groups, starts: [alone[0], *alone[:-1]])
    assert tally([PLAIN]).neighbours
    monkeypatch.setattr(alignment, "shares", lambda words, alone, groups, starts: [a + "¤" for a in alone])
    assert tally([PLAIN]).wrong
