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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # in words that the dictionary of readings does not list
        ("重启电脑，重写代码，重症", "chong2 qi3 dian4 nao3 chong2 xie3 dai4 ma3 zhong4 zheng4"),
        ("变得很好，舍不得，受得了", "bian4 de5 hen3 hao3 she3 bu4 de5 shou4 de5 liao3"),
        ("视为，是因为，华为", "shi4 wei2 shi4 yin1 wei4 hua2 wei2"),
        ("问卷调查，第三卷，卷起", "wen4 juan4 diao4 cha2 di4 san1 juan4 juan3 qi3"),
        ("切块，真切感，切开", "qie1 kuai4 zhen1 qie4 gan3 qie1 kai1"),
        ("边长，长裙，秘书长", "bian1 chang2 chang2 qun2 mi4 shu1 zhang3"),
        ("还款日期，还要", "huan2 kuan3 ri4 qi1 hai2 yao4"),
        ("五连冠，进行曲，三载", "wu3 lian2 guan4 jin4 xing2 qu3 san1 zai3"),
        ("一百多只鸟，晒干，用不着", "yi4 bai3 duo1 zhi1 niao3 shai4 gan1 yong4 bu4 zhao2"),
        ("悄悄地，猛地，各地", "qiao1 qiao1 de5 meng3 de5 ge4 di4"),
        # an ending, and a child
        ("小孩儿，这事儿，女儿", "xiao3 hai2 er5 zhe4 shi4 er5 nv3 er2"),
        # as words for themselves
        ("你得好好休息，我们得从头开始", "ni3 dei3 hao3 hao3 xiu1 xi1 wo3 men5 dei3 cong2 tou2 kai1 shi3"),
        ("他得了冠军", "ta1 de2 le5 guan4 jun1"),
        ("有效地降低成本，草地上", "you3 xiao4 de5 jiang4 di1 cheng2 ben3 cao3 di4 shang4"),
        ("很好地解决，走得慢慢地", "hen3 hao3 de5 jie3 jue2 zou3 de5 man4 man4 de5"),
        ("这一行代码，第三行，一行人", "zhe4 yi1 hang2 dai4 ma3 di4 san1 hang2 yi1 xing2 ren2"),
        ("重达五吨，重新", "zhong4 da2 wu3 dun1 chong2 xin1"),
        ("以我为例，为了我", "yi3 wo3 wei2 li4 wei4 le5 wo3"),
        ("切成小块，数了数，睡个好觉", "qie1 cheng2 xiao3 kuai4 shu3 le5 shu3 shui4 ge4 hao3 jiao4"),
        ("是为读者写的，改为", "shi4 wei4 du2 zhe3 xie3 de5 gai3 wei2"),
        ("有点儿长，还得下", "you3 dian3 er5 chang2 hai2 dei3 xia4"),
        ("弹了一首，系上鞋带，调好", "tan2 le5 yi1 shou3 ji4 shang4 xie2 dai4 tiao2 hao3"),
        ("没过多久，卷子，空着", "mei2 guo4 duo1 jiu3 juan4 zi5 kong4 zhe5"),
    ],
)
def test_a_sign_is_read_as_its_place_wants(text: str, said: str) -> None:
    """Where in its word it stands decides, or what the words around it are."""
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
    ("text", "said"),
    [
        # from and to, with a sign or a unit at one end or both
        ("增长10%-20%", "增长百分之十到百分之二十"),
        ("占10-20%", "占百分之十到二十"),
        ("-5%~3%", "百分之负五到百分之三"),
        ("-3℃~5℃，3℃~-5℃", "负三摄氏度到五摄氏度，三摄氏度到负五摄氏度"),
        ("3月5日-8日，5公里-10公里", "三月五日到八日，五公里到十公里"),
        ("约~100人，~5分钟", "约一百人，约五分钟"),
        ("2、3个，7、8点，1、3个", "两三个，七八点，一、三个"),
        # parts and amounts
        ("1½杯，2 1/3杯，⅔的人", "一又二分之一杯，二又三分之一杯，三分之二的人"),
        ("¥99.00，¥12.50，1,299.50元，1.05元", "九十九元，十二点五元，一千二百九十九点五元，一点零五元"),
        ("NT$500，HK$20，US$1.5亿", "五百新台币，二十港元，一点五亿美元"),
        ("RMB 300，2万USD", "三百元，两万美元"),
        ("5k元，10w+，充电10W", "五千元，十万加，充电十瓦"),
        ("200元/月，10公里/小时，3美元/kg", "二百元每月，十公里每小时，三美元每公斤"),
        ("5m×3m，1920x1080，10^6", "五米乘三米，一千九百二十乘一千零八十，十的六次方"),
        ("50+款，18+，C++和C#", "五十多款，十八加，C加加和C sharp"),
        # years and days
        ("2024Q3，2024款，2024/25赛季", "二零二四Q三，二零二四款，二零二四到二五赛季"),
        ("2000款，2000版本", "二千款，二千版本"),
        ("08年，'98年，公元前221年，20年", "零八年，九八年，公元前二二一年，二十年"),
        ("2024-03，9·11事件，618大促", "二零二四年三月，九一一事件，六一八大促"),
        # numbers that are names
        ("+86 138 0013 8000", "加八六 幺三八零零幺三八零零零"),
        ("(010)6234-5678，138-0013-8000", "零幺零六二三四五六七八，幺三八零零幺三八零零零"),
        ("客服电话95588，电话1000元", "客服电话九五五八八，电话一千元"),
        ("验证码1234，代码300行", "验证码一二三四，代码三百行"),
        ("501室，302路公交车，G1234次", "五零幺室，三零二路公交车，G幺二三四次"),
        ("RTX 4090，ISO9001，波音737", "RTX 四零九零，ISO九零零一，波音七三七"),
        ("API 1000次，iPhone 6999元", "API 一千次，iPhone 六千九百九十九元"),
        ("No.5，NO. 1，192.168.1.1", "第五，第一，一九二点一六八点一点一"),
        # two as a name, and two of a thing
        ("2年级，2次元，2次，2年", "二年级，二次元，两次，两年"),
        ("3-2战胜对手，3-2个", "三比二战胜对手，三到两个"),
        # lists inside a sentence, and references to them
        ("①先洗手②再吃饭", "一、先洗手，二、再吃饭"),
        ("见图①所示，①和②", "见图一所示，一和二"),
    ],
)
def test_notations_of_chinese_are_said(text: str, said: str) -> None:
    """Ranges, parts, amounts, names made of figures, lists: whatever has a reading of its own."""
    assert speakable(text, "zh") == said


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
    """Eighty sentences with numbers, dates and Latin words, against their readings."""
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


def test_the_chinese_narrator_speaks_slower_than_the_model_would() -> None:
    """Four characters a second: of eighty sentences, twelve were understood better and one worse (decision 060)."""
    narrator = voice.find("yunxi")
    assert narrator.speed < 1
    assert 3.5 < narrator.chars_per_second * narrator.speed < 4
