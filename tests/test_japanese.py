"""Japanese: text to readings, readings to the model's symbols, and a whole episode."""

# Each row of a table is on one line.
# ruff: noqa: E501

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster import reading, script, voice
from podcaster.config import Settings
from podcaster.engines import japanese, system
from podcaster.engines.espeak import Phonemizer
from podcaster.engines.katakana import katakana
from podcaster.engines.kokoro import kana, unspaced
from podcaster.engines.kokoro.phonemes import VOCABULARY
from podcaster.errors import VoiceError
from podcaster.model import Role, Utterance, WordMark
from podcaster.publishing.marked_up import word_places
from podcaster.script.lexicon import Lexicon, parse
from podcaster.script.speakable import speakable

BENCH = Path(__file__).parents[1] / "bench" / "asian.toml"
BENCH_SENTENCES = tomllib.loads(BENCH.read_text(encoding="utf-8"))
SENTENCES = BENCH_SENTENCES["ja"] + BENCH_SENTENCES["ja_kept"]


@pytest.fixture(scope="module")
def british() -> Phonemizer:
    return Phonemizer("en")


def readings(text: str, speller: Phonemizer) -> list[japanese.Reading]:
    return japanese.read(text, lambda word: katakana(word, "".join(speller.groups(word))))


def symbols(text: str, speller: Phonemizer) -> str:
    found = unspaced.symbols(readings(text, speller), lambda r: kana.symbols("".join(r.sounds)))
    return "".join(symbol.text for symbol in found)


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("学校へは行っていない。", "ɡaʔkoː e βa iʔte inai."),
        ("「新聞」を、三冊？", "“ɕimbɯɴ” o, saɴsaʦɨ?"),
        ("彼（田中）は…", "kaɾe, tanaka, βa…"),
        ("本当！？", "hontoː!?"),
        ("表題", "çoːdai."),
    ],
)
def test_text_becomes_symbols(text: str, sounds: str, british: Phonemizer) -> None:
    """Words are apart, particles sound as they are said, marks stay, an open end gets a stop."""
    assert symbols(text, british) == sounds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026年に東京で食べました。", ["2026年", "に", "東京", "で", "食べました", "。"]),
        ("OpenAIの1,250円。", ["OpenAI", "の", "1,250円", "。"]),
        ("犬が2匹", ["犬", "が", "2匹"]),
    ],
)
def test_words_are_as_written(text: str, words: list[str], british: Phonemizer) -> None:
    """A number is one word with its counter, a verb one with its endings; nothing is lost."""
    assert [word.written for word in readings(text, british)] == words


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Python", "パイソン"), ("Rust", "ラスト"), ("Netflix", "ネットフリックス"), ("token", "トークン"), ("café", "カフェイ"),
        ("notion", "ノーション"), ("transformer", "トランスフォーマー"), ("world", "ワールド"), ("music", "ミュージック"),
    ],
)  # fmt: skip
def test_foreign_words_are_said_the_japanese_way(word: str, said: str, british: Phonemizer) -> None:
    """English in katakana: unstressed vowels as they are written, short syllables closed."""
    assert katakana(word, "".join(british.groups(word))) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026/11/29に", "2026年11月29日に"),
        ("11/29に、2/3の人", "11月29日に、3分の2の人"),
        ("午後3:05から10:30まで", "午後3時5分から10時30分まで"),
        ("¥1,250と$5.50と€2億", "1,250円と5ドル50セントと2億ユーロ"),
        ("3〜5人で1.2kg、-5℃", "3から5人で1.2キログラム、マイナス5度"),
        ("120.5％増", "120.5パーセント増"),
        ("１０月１日", "10月1日"),
        ("v1.2.3を使う", "バージョン1テン2テン3を使う"),
        ("すご〜い", "すごーい"),
        ("赤い｜躑躅《つつじ》だ", "赤いツツジだ"),
        ("硝子（がらす）の器", "ガラスの器"),
        ("港で凪(なぎ)を待つ", "港でナギを待つ"),
        ("静かに佇む（たたずむ）人", "静かにタタズむ人"),
        ("灯台守岬（みさき）さん", "灯台守岬さん"),
        ("船（など）と会議（もちろん）と嵐（オンライン）", "船（など）と会議（もちろん）と嵐（オンライン）"),
        ("普通の文です。", "普通の文です。"),
    ],
)
def test_figures_and_signs_are_said(text: str, said: str) -> None:
    """What the reader of Japanese would not know as it is written."""
    assert speakable(text, "ja") == said


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Open JTalk's own, on its way to another dictionary
def test_a_character_without_a_reading_does_not_end_the_night(british: Phonemizer) -> None:
    """Forms of names are read as the usual ones; a character that nobody knows is said as "what"."""
    assert [r.sounds for r in readings("𠮷田", british)] == [("ヨシダ",)]
    assert [r.sounds for r in readings("们", british)] == [("ナニ",)]


def test_our_sentences_are_read_as_they_should_be(british: Phonemizer) -> None:
    """Sixty sentences with numbers, dates and Latin words, against their readings."""
    from bench.readings import kana_units

    for text, written in SENTENCES:
        found = "".join("".join(r.sounds) for r in readings(speakable(text, "ja"), british))
        assert "".join(kana_units(found)) == "".join(kana_units(written)), text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["東京", "カレー", "きょう", "12", "Git", "、", "。", "「", "」", "ー", "ゃ", " ", "ん", "っ", "々", "〜"]
        )
    )
)
def test_every_symbol_is_in_the_vocabulary(parts: list[str]) -> None:
    """Whatever stands in a text: the model knows each symbol, and words keep their order."""
    speller = Phonemizer("en")
    found = unspaced.symbols(readings("".join(parts), speller), lambda r: kana.symbols("".join(r.sounds)))
    assert {symbol.text for symbol in found} <= set(VOCABULARY)
    numbers = [symbol.word for symbol in found if symbol.word >= 0]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("ruby", "shown", "said"),
    [
        ("<ruby>石巻<rp>(</rp><rt>いしのまき</rt><rp>)</rp></ruby>", "石巻", "イシノマキ"),
        ("<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>", "東京", "トーキョー"),
        ("<ruby><rb>強</rb><rb>敵</rb><rt>と</rt><rt>も</rt></ruby>", "強敵", "トモ"),
        ("<ruby>着<rt>つ</rt>いた</ruby>", "着いた", "ツイタ"),
        ("<ruby>東京<rt>Tokyo</rt></ruby>", "東京", "東京"),
    ],
)
def test_a_reading_that_the_page_gives_is_used(ruby: str, shown: str, said: str, tmp_path: Path) -> None:
    """Readings in kana are said in place of their characters, which the transcript keeps; others are left out."""
    page = tmp_path / "post.html"
    text = "船は午前に出て、料金はとても安かった。友人は笑いながら港の話をしてくれた。"
    page.write_text(
        f'<html lang="ja"><title>港</title><article><p>{text}</p><p>あれは{ruby}だ。</p></article>', "utf-8"
    )
    article = next(iter(reading.read(page)))
    last = script.write(article, Settings()).utterances[-1]
    assert (last.text, last.spoken) == (f"あれは{shown}だ。", f"あれは{said}だ。")


def test_the_lexicon_finds_words_where_no_blanks_are() -> None:
    """A show's own readings apply within a run of characters, the longest first, and at its edges."""
    lines = "田中\tsay\tデンチュー\tja\n田中町\tsay\tタナカマチ\tja\nGit\tsay\tジット\tja\n"
    own = Lexicon(parse(lines))
    said, _ = own.apply("先日、田中さんは田中町でGitを使った。", "ja")
    assert said == "先日、デンチューさんはタナカマチでジットを使った。"
    assert own.apply("Digit and Git", "ja")[0] == "Digit and ジット"


def test_without_the_extra_a_japanese_voice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the package that is missing, the hint the command that installs it."""
    monkeypatch.setattr(voice, "READERS", {("kokoro", "ja"): ("ja", ("no_such_package",))})
    with pytest.raises(VoiceError, match="cannot read ja text: the package no_such_package") as refused:
        voice.find("kumo")
    assert refused.value.hint == "pip install 'podcaster-tts[ja]'"


@pytest.mark.skipif(not system.LINUX, reason="elsewhere the system has Japanese voices")
def test_the_system_voice_is_refused_where_it_would_name_every_character() -> None:
    """eSpeak NG says "Chinese letter" for each; kana alone it can read."""
    utterance = Utterance("東京へ行く。", "東京へ行く。", Role.NARRATOR, "system", "ja", 300)
    with pytest.raises(VoiceError, match="no Chinese characters in Japanese") as refused:
        system.SystemEngine(voice.find("system")).speak(utterance)
    assert "pip install 'podcaster-tts[ja]'" in refused.value.hint


def test_words_are_found_where_no_blanks_are() -> None:
    """The page lights a word of Japanese as one, also where it is written otherwise than it is said."""
    shown = "会議は10:30から。"
    spoken = [("会議", 0), ("は", 300), ("10時", 400), ("30分", 600), ("から", 900)]
    heard = [WordMark(text, start, start + 100) for text, start in spoken]
    places = word_places(shown, heard)
    assert [shown[at : at + length] for at, length, _ in places] == ["会議", "は", "10:30", "から"]
    assert [start for _, _, start in places] == [0, 300, 400, 900]
    assert all(a[0] + a[1] <= b[0] for a, b in pairwise(places))
