"""Chinese: text to pinyin, pinyin to the model's symbols."""

# Each row of a table is on one line.
# ruff: noqa: E501

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster import voice
from podcaster.engines import mandarin
from podcaster.engines.kokoro import pinyin, unspaced
from podcaster.engines.kokoro.phonemes import VOCABULARY
from podcaster.errors import EngineError, VoiceError
from podcaster.script.speakable import speakable
from podcaster.text.phrases import phrases_for

BENCH = Path(__file__).parents[1] / "bench" / "asian.toml"
BENCH_SENTENCES = tomllib.loads(BENCH.read_text(encoding="utf-8"))
SENTENCES = BENCH_SENTENCES["zh"] + BENCH_SENTENCES["zh_kept"]


@pytest.fixture(scope="module", autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder for temporary files while the dictionary is loaded."""
    folder = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        mandarin._dictionary.cache_clear()
        yield folder


def symbols(text: str) -> str:
    found = unspaced.symbols(mandarin.read(text), lambda r: "".join(pinyin.symbols(s) for s in r.sounds))
    return "".join(symbol.text for symbol in found)


@pytest.mark.parametrize(
    ("syllable", "sound"),
    [
        ("zhang3", "ꭧa↓ŋ"), ("shi4", "ʂɨ↘"), ("ci2", "ʦʰɨ↗"), ("xi1", "ɕi→"), ("ju2", "ʨy↗"), ("lv4", "ly↘"), ("liu4", "ljou↘"),
        ("gui4", "kwei↘"), ("lun2", "lwə↗n"), ("yue4", "ɥe↘"), ("yong4", "jʊ↘ŋ"), ("you3", "jou↓"), ("wen2", "wə↗n"),
        ("wu3", "u↓"), ("bo1", "pwo→"), ("er2", "ɚ↗"), ("de5", "tɤ"), ("yi1", "i→"), ("o2", "ɔ↗"), ("quan2", "ʨʰɥɛ↗n"),
    ],
)  # fmt: skip
def test_a_syllable_has_its_sound(syllable: str, sound: str) -> None:
    """Initials, finals behind the conventions of spelling, and the tone after the vowel."""
    assert pinyin.symbols(syllable) == sound


def test_what_is_no_pinyin_is_refused() -> None:
    """Nothing is dropped in silence."""
    with pytest.raises(EngineError, match="no sound for the pinyin 'xyz1'"):
        pinyin.symbols("xyz1")


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("你好，世界！", "ni↓xau↓, ʂɨ↘ʨje↘!"),
        ("「真的嗎？」", "“ꭧə→ntɤ ma?”"),
        ("标题（一）", "pjau→tʰi↗, i→."),
        ("他（我弟弟）来了。（真的）", "tʰa→, wo↓ ti↘ti, lai↗ lɤ. ꭧə→ntɤ."),
        ("等等……", "tə↓ŋtə↓ŋ…"),
    ],
)
def test_text_becomes_symbols(text: str, sounds: str) -> None:
    """Words are apart, marks stay, an open end gets a stop."""
    assert symbols(text) == sounds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我得走了", "wo3 dei3 zou3 le5"),
        ("跑得快", "pao3 de5 kuai4"),
        ("慢慢地走到目的地", "man4 man4 de5 zou3 dao4 mu4 di4 di4"),
        ("这条路很长，校长长大了", "zhe4 tiao2 lu4 hen3 chang2 xiao4 zhang3 zhang3 da4 le5"),
        ("三只猫只吃鱼", "san1 zhi1 mao1 zhi3 chi1 yu2"),
        ("銀行行長說音樂", "yin2 hang2 hang2 zhang3 shuo1 yin1 yue4"),
        ("頭髮乾淨，乾坤", "tou2 fa4 gan1 jing4 qian2 kun1"),
        ("这种树，种一棵树", "zhe4 zhong3 shu4 zhong4 yi1 ke1 shu4"),
        ("𠮷和囍", "ji2 he2 xi3"),  # forms of 吉 and 喜
        ("一瓩一兡", "yi1 qian1 yi1 mou3"),  # nobody knows how to read the last
    ],
)
def test_a_sign_is_read_as_its_neighbours_want(text: str, said: str) -> None:
    """Signs with several readings, in simplified and in traditional script."""
    assert " ".join(sound for reading in mandarin.read(text) for sound in reading.sounds) == said


def test_words_are_as_written() -> None:
    """A number is one word; traditional signs stay as they are; foreign words and marks have their place."""
    found = mandarin.read("二零二六年，電腦上的GitHub。")
    assert [reading.written for reading in found] == ["二零二六", "年", "，", "電腦", "上", "的", "GitHub", "。"]
    assert [reading.written for reading in found if reading.foreign] == ["GitHub"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026年11月29日", "二零二六年十一月二十九日"),
        ("2026-11-29，2/3的人", "二零二六年十一月二十九日，三分之二的人"),
        ("9:05到14:00", "九点零五分到十四点"),
        ("¥1,250、$5亿", "一千二百五十元、五亿美元"),
        ("增长3.5%，-5℃", "增长百分之三点五，负五摄氏度"),
        ("2个人，2月，第2章，20000元", "两个人，二月，第二章，两万元"),
        ("10010和100000010", "一万零一十和一亿零一十"),
        ("3-5个，2019-2023年", "三到五个，二零一九到二零二三年"),
        ("90年代，1990年代", "九十年代，一九九零年代"),
        ("电话13812345678", "电话幺三八幺二三四五六七八"),
        ("时速285km/h，1.2kg", "时速二百八十五公里，一点二公斤"),
        ("时间285km/h", "时间每小时二百八十五公里"),
        ("普通的句子。", "普通的句子。"),
    ],
)
def test_figures_and_signs_are_said(text: str, said: str) -> None:
    """Numbers, dates, times, amounts and units in words."""
    assert speakable(text, "zh-TW") == said


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("1.2", "yi1 dian3 er4"),
        ("21.15", "er4 shi2 yi1 dian3 yi1 wu3"),
        ("11点", "shi2 yi1 dian3"),
        ("1点", "yi4 dian3"),
        ("早一点", "zao3 yi4 dian3"),
    ],
)
def test_a_one_before_the_point_keeps_its_tone(text: str, sounds: str) -> None:
    """But the word 一点 (one o'clock, a little) changes it."""
    assert " ".join(s for r in mandarin.read(speakable(text, "zh")) for s in r.sounds) == sounds


def test_our_sentences_are_read_as_they_should_be() -> None:
    """Sixty sentences with numbers, dates and Latin words, against their readings."""
    for text, written in SENTENCES:
        found = mandarin.read(speakable(text, "zh"))
        assert " ".join(s for r in found for s in ([r.written] if r.foreign else r.sounds)) == written, text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["银行", "音樂", "很长", "2", "，", "。", "「", "」", "儿", "の", " ", "〇", "…", "%", "得"])
    )
)
def test_every_symbol_is_in_the_vocabulary(parts: list[str]) -> None:
    """Whatever stands in a text: the model knows each symbol, and words keep their order."""
    readings = mandarin.read(speakable("".join(parts), "zh"))
    found = unspaced.symbols(readings, lambda r: "".join(map(pinyin.symbols, r.sounds if not r.foreign else ())))
    assert {symbol.text for symbol in found} <= set(VOCABULARY)
    numbers = [symbol.word for symbol in found if symbol.word >= 0]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-TW", "腳註："),
        ("zh-Hant", "腳註："),
        ("zh-HK", "腳註："),
        ("zh", "脚注："),
        ("zh-CN", "脚注："),
        ("zh-Hans-HK", "脚注："),
    ],
)
def test_the_narrator_writes_as_the_article_does(language: str, said: str) -> None:
    """Its own phrases are in traditional script where the article is."""
    words = phrases_for(language)
    assert words is not None
    assert words.footnote == said


def test_without_the_extra_a_chinese_voice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the package that is missing, the hint the command that installs it."""
    monkeypatch.setattr(voice, "READERS", {("kokoro", "zh"): ("zh", ("jieba", "no_such_package"))})
    with pytest.raises(VoiceError, match="the package no_such_package is not installed") as refused:
        voice.find("yunxi")
    assert refused.value.hint == "pip install 'podcaster-tts[zh]'"


def test_no_dictionary_is_kept_among_temporary_files(temporary: Path) -> None:
    """jieba's own cache would be a file that anybody may have put there."""
    assert mandarin.read("你好")[0].sounds == ("ni3", "hao3")
    assert list(temporary.iterdir()) == []
