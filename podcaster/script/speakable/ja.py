"""Japanese: dates, times, amounts and signs as words. Numbers with counters stay figures, which Open JTalk can read."""

from __future__ import annotations

import re
import unicodedata

from podcaster.script.speakable import common
from podcaster.script.speakable.common import Rule, alternatives, rule, tables
from podcaster.text import kana

_WIDE_FORMS = re.compile("[０-９Ａ-Ｚａ-ｚ％＄￥＋＆＠＃｡-ﾟ①-⓿㈀-㏿½¼¾]+|[．，：／](?=[０-９0-9])")
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_COINS = {"¥": "円", "$": "ドル", "€": "ユーロ", "£": "ポンド", "₩": "ウォン"}
_PLACES = "[万億兆千百]*"
# After these a fraction is a day: 11/29に, 11/29(土)
_DAY_FOLLOWS = r"\s?(?:[(（][月火水木金土日]|に(?!な)|から|まで|より|付|現在|時点|公開|開催|発売|更新|頃|ごろ)"


# What stands in brackets behind a word and is no reading of it
_REMARKS = frozenset(
    [
        "など", "ほか", "また", "もちろん", "ただし", "たぶん", "おそらく", "つまり", "いわゆる", "あるいは",
        "または", "もしくは", "かな", "なお", "しかも", "ほぼ", "のみ", "だけ", "たち", "さん",
        "くん", "ちゃん", "さま", "から", "まで", "より", "ここ", "それ", "これ", "あれ",
        "どれ", "いる", "する", "した", "です", "ます", "とか", "ともに", "すべて", "いずれ",
        "はず", "ごと", "あたり", "ぐらい", "くらい", "ころ", "らしい", "ようやく", "たとえば", "とくに",
        "しかし", "いま", "きわめて", "とても", "みたい", "ひらがな", "かたかな", "みんな", "すごく", "ちょっと",
        "やはり", "やっぱり", "まだ", "もう",
    ]
)  # fmt: skip


def _reading(m: re.Match[str]) -> str:
    """漢字(かんじ), 食べる(たべる): the reading is said instead of the word, not after it.

    A reading that is too short for all the characters is that of the last ones, and they are read as they are.
    """
    characters, ending, reading = m[1], m[2], m[3]
    stem = reading.removesuffix(ending)
    if reading in _REMARKS or not reading.endswith(ending) or not stem or len(stem) > 4 * len(characters) + 1:
        return m[0]
    if 2 * len(stem) < 3 * len(characters):
        return characters + ending
    return kana.spoken(stem) + ending


def _date(m: re.Match[str]) -> str:
    month, day = int(m[3]), int(m[4])
    return f"{m[1]}年{month}月{day}日" if 0 < month <= 12 and 0 < day <= 31 else m[0]


def _time(m: re.Match[str]) -> str:
    hour, minute = int(m[1]), int(m[2])
    if hour > 29 or minute > 59:
        return m[0]
    seconds = f"{int(m[3])}秒" if m[3] else ""
    return f"{hour}時{f'{minute}分' if minute or seconds else ''}{seconds}"


def _fraction(m: re.Match[str]) -> str:
    above, below = int(m[1]), int(m[2])
    could_be_day = 0 < above <= 12 and 0 < below <= 31
    if could_be_day and (re.match(_DAY_FOLLOWS, m.string[m.end() :]) or below > 10):
        return f"{above}月{below}日"
    return f"{below}分の{above}" if 0 < above < below else m[0]


def _money(m: re.Match[str]) -> str:
    """¥1,250 · $3.5万 · $5.50"""
    coin, cents = _COINS[m[1]], re.fullmatch(r"([\d,]+)\.(\d\d)", m[2])
    if cents and coin in {"ドル", "ユーロ"} and not m[3]:
        return f"{cents[1]}{coin}{int(cents[2])}セント" if int(cents[2]) else f"{cents[1]}{coin}"
    return f"{m[2]}{m[3]}{coin}"


def _phone(m: re.Match[str]) -> str:
    return "の".join(" ".join(part) for part in m[0].split("-"))


_UNITS, _WORDS, _SIGNS = tables("ja")["unit"], tables("ja")["word"], tables("ja")["sign"]
RULES: tuple[Rule, ...] = (
    # a reading beside its characters, as plain text has it: 漢字《かんじ》
    rule(r"[｜|]?[\u3400-\u9fff々〆ヶ]{1,12}《([ぁ-ゖァ-ヺー]{1,24})》", lambda m: kana.spoken(m[1])),
    rule(r"([\u3400-\u9fff々]{1,8})([ぁ-ん]{0,6})[（(]([ぁ-ゖー]{1,24})[）)]", _reading),
    # the notations of dates and times
    rule(r"(?<![\d/.-])([12]\d{3})([/.-])(\d{1,2})\2(\d{1,2})(?![\d/-])", _date),
    rule(r"(?<![\d:.])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])", _time),
    # a proportion, a result: 3:1の割合, 3-1で勝った
    rule(r"(?<![\d:.])(\d{1,3}):(\d|\d{3,7})(?![\d:.])", r"\1対\2"),
    rule(r"(?<![\w.-])(\d{1,2})-(\d{1,2})(?=で(?:勝|敗|負|引|終|制|快|辛|大|逆)|の(?:勝|敗|引))", r"\1対\2"),
    rule(r"(?<![\d/.])(\d{1,2})/(\d{1,3})(?![\d/.])", _fraction),
    # 03-1234-5678
    rule(r"(?<![\d-])0\d{1,3}-\d{2,4}-\d{3,4}(?![\d-])", _phone),
    # from and to, where figures stand on both sides: 3〜5人, 10時〜12時, 5%〜8%
    rule(r"(?<=[\d人年月日時分秒円回個枚度%℃kmg])\s?[〜～~–]\s?(?=[\d約¥$])", "から"),
    rule(r"(?<=[ぁ-んァ-ヶ])[〜～]+", "ー"),
    # amounts
    rule(rf"([¥$€£₩])\s?({_NUMBER})({_PLACES})(?![\d,])", _money),
    rule(rf"(?<=\d)\s?({alternatives(_UNITS)})(?![A-Za-z0-9²³])", lambda m: _UNITS[m[1]]),
    rule(r"(?<=\d)\s?%", _WORDS["percent"]),
    rule(r"(?<![\w〜～~])[~〜～≈](?=\s?\d)", _WORDS["about"]),
    rule(r"§\s?(?=\d)", _WORDS["paragraph"]),
    # signs
    rule(r"(?<![A-Za-z0-9-])[-−](?=\d)", "マイナス"),
    rule(r"(?<![A-Za-z0-9 ])\+(?=\d)", "プラス"),
    rule(r"±", "プラスマイナス"),
    rule(r"\s?[×✕]\s?(?=\d)|(?<=\d)\s?[×✕]\s?(?=\w)", _WORDS["times"]),
    rule(r"\s?([≥≧≤≦≠√∞])\s?", lambda m: _SIGNS[m[1]]),
    rule(r"(?<=[A-Za-z0-9])\s?([<>])\s?(?=\d)", lambda m: _SIGNS[m[1]]),
    rule(r"(?<=[A-Za-z0-9)])([²³])", lambda m: f"の{unicodedata.normalize('NFKC', m[1])}乗"),
    rule("[₀-₉]+", lambda m: unicodedata.normalize("NFKC", m[0])),
    rule(r"(?<=乗)\s?\+\s?(?=\w)", "たす"),
    rule(r"(?<=\d) ?÷ ?(?=\d)", "わる"),
    rule(r"(?<=[\d ])\+\s?(?=\d)", "たす"),
    rule(r"(?<=\w) ?= ?(?=\w)", "イコール"),
    rule(r"(?<=\w) ?≒ ?(?=\w)", "ニアリーイコール"),
    rule(r"(?<=\w)\s?&\s?(?=\w)", _WORDS["and"]),
    rule(r"(?<=[A-Za-z0-9])@(?=[A-Za-z0-9])", "アット"),
    rule(r"(?<![A-Za-z#])#(?=\w)", "シャープ"),
    rule(r"\s?(?:→|⇒|➡)\s?", "、"),
    # version numbers and addresses
    rule(r"(?<![A-Za-z])[vV](?:er)?\.? ?(?=\d+\.\d)", "バージョン"),
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.])", lambda m: m[0].replace(".", "テン")),
    rule(r"https?://(?:www\.)?|(?<![A-Za-z.])www\.(?=\w)", ""),
    rule(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z]{2})", "ドット"),
    rule(r"(?<=[A-Za-z])[_/](?=[A-Za-z])", " "),
)


def speak(text: str, _language: str) -> str:
    """*text* as it is to be read; unchanged where nothing has to be."""
    if not common.NOT_PLAIN.search(text) and "(" not in text:
        return text
    plain = _WIDE_FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]).replace("⁄", "/"), common.bare(text))
    return common.tidy(common.run(RULES, plain))
