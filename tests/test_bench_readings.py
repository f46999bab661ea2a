"""Japanese that a recognizer wrote, against what should have been said."""

from __future__ import annotations

import pytest

from bench.readings import chinese_units, kana_units, missed

SAID = kana_units("キオンワヒョーテンカゴドマデサガッタ")


@pytest.mark.parametrize(
    ("heard", "wrong"),
    [
        ("気温は氷点下5度まで下がった。", 0),
        ("気温は表点か5度まで下がった", 0),  # 表 alone would be オモテ
        ("キオン は ひょうてんか五度 まで、さがった。", 0),
        ("気温は氷点下9度まで下がった。", 3),
        ("機械は氷点下5度まで下がった。", 2),
        ("気温は氷点下5度", 6),
    ],
)
def test_characters_that_sound_right_are_understood(heard: str, wrong: int) -> None:
    """Any reading of a word counts, but a word that sounds otherwise is misheard."""
    assert missed(SAID, heard) == wrong


def test_another_sentence_is_misheard() -> None:
    """The choice among readings does not make other words right."""
    assert missed(SAID, "電車を三回乗り換えて、雨の中を歩いた。") > 0.7 * len(SAID)


def test_every_kana_of_silence_is_missed() -> None:
    """Nothing written is nothing understood."""
    assert missed(SAID, "") == missed(SAID, "。") == len(SAID)


def test_a_time_is_heard_however_the_recognizer_writes_it() -> None:
    """A quarter past nine is written 9.15分 too. A number of decimals without minutes stays one."""
    assert chinese_units("9.15分出發") == chinese_units("九点十五分出发")
    assert chinese_units("6.30分") == chinese_units("六点三十分")
    assert chinese_units("6.30元") != chinese_units("六点三十分")
