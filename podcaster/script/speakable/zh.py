"""Chinese: numbers, dates, times, amounts, units and signs as words, which are in simplified characters always."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from podcaster.script.speakable import common
from podcaster.script.speakable.common import Rule, alternatives, rule, tables

_WIDE_FORMS = re.compile("[０-９Ａ-Ｚａ-ｚ％＄￥＋＆＠＃①-⓿½¼¾Ⅰ-ↈ]+|[．：／](?=[０-９0-9])")
_DIGITS = "零一二三四五六七八九"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_PLACES = "[万亿千百萬億兆]*"
_COINS = {"¥": "元", "$": "美元", "€": "欧元", "£": "英镑", "₩": "韩元"}
# Before these a two is 两: things that are counted, unless the number is a name or a rank.
_COUNTED = (
    "个個只隻本张張位名次条條件天年种種台臺辆輛家块塊把座间間封杯瓶双雙对對句段页頁篇场場部门門代份层層片颗顆朵棵头頭匹人元倍周週岁歲"
    "吨噸小时半多万萬千亿億公升斤米分点點"
)
_UNITS, _WORDS, _SIGNS = tables("zh")["unit"], tables("zh")["word"], tables("zh")["sign"]


def cardinal(digits: str) -> str:
    """A whole number in words: 12050 is 一万二千零五十."""
    digits = digits.lstrip("0") or "0"
    if len(digits) > 16:
        return spelled(digits)
    if digits == "0":
        return "零"
    groups = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    out = ""
    gap = False  # zeros since the last word
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place].zfill(4)
        if group == "0000":
            gap = True
            continue
        said = _thousands(group)
        zero = bool(out) and (gap or group[0] == "0")
        out += ("零" if zero else "") + said + ("", "万", "亿", "万亿")[place]
        gap = False
    return re.sub("^一十", "十", out)


def _thousands(group: str) -> str:
    out, gap = "", False
    for digit, place in zip(group, ("千", "百", "十", ""), strict=True):
        if digit == "0":
            gap = bool(out)
            continue
        out += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return out


def spelled(digits: str) -> str:
    """Figure by figure: a year, a telephone number."""
    return "".join(_DIGITS[int(c)] for c in digits if c.isdecimal())


def number(text: str) -> str:
    """A number with its decimals: 1,250.5 is 一千二百五十点五."""
    whole, _, decimals = text.replace(",", "").partition(".")
    return cardinal(whole) + (f"点{spelled(decimals)}" if decimals else "")


def _counted(text: str) -> str:
    """A number before what it counts: 2 is 两, and so are the thousands."""
    said = "两" if text == "2" else number(text)
    return re.sub("^二(?=[千万亿])", "两", said)


def _date(m: re.Match[str]) -> str:
    month, day = int(m[3]), int(m[4])
    return f"{m[1]}年{month}月{day}日" if 0 < month <= 12 and 0 < day <= 31 else m[0]


def _time(m: re.Match[str]) -> str:
    hour, minute = int(m[1]), int(m[2])
    if hour > 24 or minute > 59:
        return m[0]
    said = f"{_counted(str(hour))}点"
    if minute:
        said += f"{'零' if minute < 10 else ''}{cardinal(str(minute))}分"
    return said + (f"{cardinal(m[3])}秒" if m[3] else "")


def _money(m: re.Match[str]) -> str:
    return f"{_counted(m[2]) if not m[3] else number(m[2])}{m[3]}{_COINS[m[1]]}"


def _unit(m: re.Match[str]) -> str:
    unit = _UNITS[m[2]]
    if m.string[: m.start()].rstrip().endswith(("时速", "時速")):
        unit = unit.removeprefix("每小时")
    said = _counted(m[1])
    return unit.replace("{}", said) if "{}" in unit else said + unit


def _per(word: str) -> Callable[[re.Match[str]], str]:
    return lambda m: f"{word}{'负' if m[1] else ''}{number(m[2])}"


def _phone(m: re.Match[str]) -> str:
    return spelled(m[0]).replace("一", "幺")


RULES: tuple[Rule, ...] = (
    # dates and times
    rule(r"(?<![\d/.-])([12]\d{3})([/.-])(\d{1,2})\2(\d{1,2})(?![\d/-])", _date),
    rule(r"(?<!\d)(\d{4})\s?[-–—~]\s?(?=\d{4}\s?年)", lambda m: f"{spelled(m[1])}到"),
    rule(r"(?<!\d)(\d{4})(?=\s?(?:年|[至到]\s?\d{4}\s?年))", lambda m: spelled(m[1])),
    rule(r"(?<!\d)(\d{2})(?=年(?:代|前|后|後|以))", lambda m: number(m[1])),
    rule(r"(?<![\d.])(?<!\d:)(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])", _time),
    rule(r"(?<=[点分])\s?[-–—~～〜]\s?(?=[零一二三四五六七八九十两])", "到"),
    # those who were born in the nineties
    rule(r"(?<![\d年])([05-9]0|[7-9]5|05)(?=[后後](?!面|来|來|天|期))", lambda m: spelled(m[1])),
    # a proportion, a result; the number of the police
    rule(r"(?<![\d.])(?<!\d:)(\d{1,3}):(\d|\d{3,7})(?![\d:.])", lambda m: f"{number(m[1])}比{number(m[2])}"),
    rule(r"(?<=[打拨撥])(\d{3,5})(?![\d.万千百元块个-])", _phone),
    rule(
        r"(?<=[元块塊万亿萬億次])\s?/\s?(?=(?:平方|平米|人|天|月|年|小时|小時|公斤|斤|次|个|個|吨|噸|晚|位|升|度|股|张|張))",
        "每",
    ),
    # telephone numbers and other long numbers without commas
    rule(r"(?<![\d.,-])(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}|0\d{6,})(?![\d.])", _phone),
    # from and to
    rule(r"(?<=[\d%年月日号點点时分元个個])\s?[〜～~–—]\s?(?=[\d¥$])|(?<=\d)-(?=\d{1,4}[^\d\s.,a-zA-Z-])", "到"),
    rule(r"(?<![\w〜～~])[~〜～≈](?=\s?\d)", _WORDS["about"]),
    rule(r"§\s?(?=\d)", _WORDS["paragraph"]),
    # parts
    rule(rf"(-|−)?({_NUMBER})\s?%", _per(_WORDS["percent"])),
    rule(rf"(-|−)?({_NUMBER})\s?‰", _per("千分之")),
    rule(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/.])", lambda m: f"{number(m[2])}分之{number(m[1])}"),
    # amounts and units
    rule(rf"([¥$€£₩])\s?({_NUMBER})({_PLACES})(?![\d,])", _money),
    rule(r"(?<![A-Za-z0-9-])[-−](?=\d)", "负"),
    rule(rf"(?<![A-Za-z\d.])({_NUMBER})\s?({alternatives(_UNITS)})(?![A-Za-z0-9²³])", _unit),
    # signs
    rule(r"(?<=\d)\s?[×✕]\s?(?=\d)", _WORDS["times"]),
    rule(r"(?<=\d)\s?÷\s?(?=\d)", "除以"),
    rule(r"\s?([≥≧≤≦≠√∞])\s?", lambda m: _SIGNS[m[1]]),
    rule(r"(?<=[A-Za-z0-9])\s?([<>])\s?(?=\d)", lambda m: _SIGNS[m[1]]),
    rule(r"(?<=[A-Za-z0-9)])²", "的平方"),
    rule(r"(?<=[A-Za-z0-9)])³", "的立方"),
    rule(r"(?<=\d)\s?\+\s?(?=\d)|(?<![A-Za-z0-9])\+(?=\d|百分之)|(?<=方)\+(?=\w)", "加"),
    rule(r"(?<=\w) ?= ?(?=\w)", "等于"),
    rule(r"(?<=\w) ?≈ ?(?=\w)", "约等于"),
    rule(r"±", "正负"),
    rule(r"(?<=[\u3400-\u9fff])\s?&\s?(?=\w)|(?<=\w)\s&\s(?=\w)", _WORDS["and"]),
    rule(r"\s?(?:→|⇒|➡)\s?", "，"),
    # version numbers and addresses
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.])", lambda m: "点".join(number(part) for part in m[0].split("."))),
    rule(r"https?://(?:www\.)?|(?<![A-Za-z.])www\.(?=\w)", ""),
    rule(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z]{2})", "点"),
    rule(r"(?<=[A-Za-z])[_/-](?=[A-Za-z0-9])", " "),
    # what is left of figures
    rule(rf"(第)\s?({_NUMBER})", lambda m: m[1] + number(m[2])),
    rule(rf"(?<![A-Za-z\d.])({_NUMBER})(?=\s?(?:多|余|餘)?[{_COUNTED}])(?!分之)", lambda m: _counted(m[1])),
    rule(rf"(?<![\d.]){_NUMBER}", lambda m: number(m[0].rstrip(",")) + ("," if m[0].endswith(",") else "")),
)


def speak(text: str, _language: str) -> str:
    """*text* as it is to be read; unchanged where nothing has to be."""
    if not common.NOT_PLAIN.search(text):
        return text
    plain = _WIDE_FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]).replace("⁄", "/"), common.bare(text))
    return common.tidy(common.run(RULES, plain))
