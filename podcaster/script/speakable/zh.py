"""Chinese: numbers, dates, times, amounts, units and signs as words, which are in simplified characters always."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from podcaster.script.speakable import common
from podcaster.script.speakable.common import Rule, alternatives, rule, tables

_WIDE_FORMS = re.compile("[０-９Ａ-Ｚａ-ｚ％＄￥＋＆＠＃①-⓿½¼¾⅐-⅞Ⅰ-ↈ]+|[．：／](?=[０-９0-9])")
_MIXED = re.compile(r"(?<=\d)(?=[½¼¾⅐-⅞])|(?<=\d) (?=\d/\d)(?!\d/\d+\d?年)")  # 1½, 1 1/2
# A list inside a sentence: ①先洗手②再吃饭; not a reference to it: 图①, ①和②
_IN_A_CIRCLE = re.compile(r"(?<![图圖表注註式第项項见見和与與或及])([①-⑳])\s?(?=[^\W\d_])(?![和与與或及都的所是])")
_DIGITS = "零一二三四五六七八九"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_PLACES = "[万亿千百萬億兆]*"
_COINS = {
    "¥": "元", "$": "美元", "€": "欧元", "£": "英镑", "₩": "韩元", "US$": "美元", "NT$": "新台币", "HK$": "港元",
    "A$": "澳元", "AU$": "澳元", "C$": "加元", "CA$": "加元", "S$": "新加坡元", "R$": "雷亚尔", "₽": "卢布", "₹": "卢比", "฿": "泰铢",
}  # fmt: skip
_CODES = {
    "RMB": "元",
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "HKD": "港元",
    "TWD": "新台币",
    "JPY": "日元",
}
# Before these a two is 两: things that are counted, unless the number is a name or a rank.
_COUNTED = (
    "个個只隻本张張位名次条條件天年种種台臺辆輛家块塊把座间間封杯瓶双雙对對句段页頁篇场場部门門代份层層片颗顆朵棵头頭匹人元倍周週岁歲"
    "吨噸小时半多万萬千亿億公升斤米分点點"
)
_PER = {"h": "小时", "s": "秒", "㎡": "平方米", "m²": "平方米", "kg": "公斤"}
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
    amount = _without_cents(m[2])
    return f"{_counted(amount) if not m[3] else number(amount)}{m[3]}{_COINS.get(m[1]) or _CODES[m[1]]}"


def _without_cents(amount: str) -> str:
    """An amount without the zeros at the end of its decimals: 12.50 is 12.5, 99.00 is 99."""
    return re.sub(r"\.00$|(?<=\.\d)0$", "", amount)


def _unit(m: re.Match[str]) -> str:
    unit = _UNITS[m[2]]
    if m.string[: m.start()].rstrip().endswith(("时速", "時速")):
        unit = unit.removeprefix("每小时")
    said = _counted(m[1])
    return unit.replace("{}", said) if "{}" in unit else said + unit


def _per(word: str) -> Callable[[re.Match[str]], str]:
    return lambda m: f"{word}{'负' if m[1] else ''}{number(m[2])}"


def _phone(m: re.Match[str]) -> str:
    return _dialled(m[0])


def _dialled(figures: str) -> str:
    """Figures of a telephone, a room or a train, where a one is 幺."""
    return spelled(figures).replace("一", "幺")


def _named(m: re.Match[str]) -> str:
    """The number of a model or a standard, RTX 4090; a round one is an amount."""
    return f"{m[1]}{m[2] if m[2].endswith('00') else spelled(m[2])}"


def _neighbours(m: re.Match[str]) -> str:
    """Two or three: 2、3个 is 两三个."""
    if int(m[2]) != int(m[1]) + 1:
        return m[0]
    return ("两" if m[1] == "2" else _DIGITS[int(m[1])]) + _DIGITS[int(m[2])]


def _share(m: re.Match[str]) -> str:
    """From 10 to 20 %: the sign is said once if it is written once."""
    percent = _WORDS["percent"]
    return f"{percent}{'负' if m[1] else ''}{number(m[2])}到{percent if m[3] else ''}{number(m[4])}"


def _circled(m: re.Match[str]) -> str:
    inside = m.start() and m.string[m.start() - 1].isalnum()
    return f"{'，' if inside else ''}{unicodedata.normalize('NFKC', m[1])}、"


RULES: tuple[Rule, ...] = (
    # dates and times
    rule(r"(?<![\d/.-])([12]\d{3})([/.-])(\d{1,2})\2(\d{1,2})(?![\d/-])", _date),
    rule(
        r"(?<![\d/.-])((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?![\d/.-]|\s?[年赛賽财財学學])",
        lambda m: f"{m[1]}年{int(m[2])}月",
    ),
    rule(
        r"(?<!\d)((?:19|20)\d\d)[/–—-](\d{2}|(?:19|20)\d\d)(?=\s?(?:赛季|賽季|财年|財年|学年|學年))",
        lambda m: f"{spelled(m[1])}到{spelled(m[2])}",
    ),
    rule(
        r"(?<!\d)(?!\d000)((?:19|20)\d\d)(?=\s?(?:[QH][1-4](?!\w)|款|版(?!本)|赛季|賽季|财年|財年|学年|學年|级|級))",
        lambda m: spelled(m[1]),
    ),
    rule(
        r"(?<!\w)['’](\d{2})(?=年)|(?<=公元前|西元前)(\d{3})(?=年)|(?<![\d.])(0\d)(?=[年级級届屆款])",
        lambda m: spelled(m[0]),
    ),
    # days that are known by their figures: 9·11, 双11
    rule(r"(?<![\d.])(\d{1,2})[·・](\d{1,2})(?![\d.])", lambda m: spelled(m[0])),
    rule(r"(?<!\d)(?:618|315|520|1024)(?=大促|晚会|晚會|购物节|購物節|活动|活動)", lambda m: spelled(m[0])),
    rule(r"(?<!\d)(\d{4})\s?[-–—~]\s?(?=\d{4}\s?年)", lambda m: f"{spelled(m[1])}到"),
    rule(r"(?<!\d)(\d{4})(?=\s?(?:年|[至到]\s?\d{4}\s?年))", lambda m: spelled(m[1])),
    rule(r"(?<!\d)(\d{2})(?=年(?:代|前|后|後|以))", lambda m: number(m[1])),
    rule(r"(?<![\d.])(?<!\d:)(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])", _time),
    rule(r"(?<=[点分])\s?[-–—~～〜]\s?(?=[零一二三四五六七八九十两])", "到"),
    # those who were born in the nineties
    rule(r"(?<![\d年])([05-9]0|[7-9]5|05)(?=[后後](?!面|来|來|天|期))", lambda m: spelled(m[1])),
    # a proportion, a result; the number of the police
    rule(r"(?<![\d.])(?<!\d:)(\d{1,3}):(\d|\d{3,7})(?![\d:.])", lambda m: f"{number(m[1])}比{number(m[2])}"),
    rule(
        r"(?<![\d.])(\d{1,3})\s?[-–]\s?(\d{1,3})(?=\s?(?:[战戰][胜勝平]|[击擊][败敗]|[大完险險获獲取][胜勝]|不[敌敵]|[负負]于|惜[败敗]|[领領]先|落[后後]))",
        lambda m: f"{number(m[1])}比{number(m[2])}",
    ),
    rule(r"(?<=[打拨撥])(\d{3,5})(?![\d.万千百元块个-])", _phone),
    # telephone numbers and other long numbers without commas
    rule(r"\+86[ -]?(?=0?[1-9])", "加八六 "),
    rule(
        r"(?<![\d.,-])(?:1[3-9]\d[ -]\d{4}[ -]\d{4}|[（(]0\d{2,3}[)）] ?\d{3,4}[ -]?\d{4}|0\d{2,3}[ -]\d{3,4}[ -]?\d{4})(?![\d.])",
        _phone,
    ),
    rule(
        r"((?:[热熱][线線]|[电電][话話]|致[电電]|[专專][线線]|客服)(?:[号號][码碼])?[是为為:：]?\s?)(\d{3,8})(?![\d.,万千百多余餘元块个年月日名位人通次分小-])",
        lambda m: m[1] + _dialled(m[2]),
    ),
    rule(
        r"((?:QQ[群号號]?|微信[号號]|[验驗][证證][码碼]|密[码碼]|[邮郵][编編]|[编編][号號]|代[码碼]|[账帐帳][号號]|卡[号號]|[单單][号號]|[学學][号號]|工[号號]|尾[号號])[是为為:：]?\s?)(\d{3,})(?![\d.,多余餘元个個名位行年])",
        lambda m: m[1] + spelled(m[2]),
    ),
    # rooms, buses, trains, flights, models
    rule(r"(?<![\d.])[1-9]\d{2,3}(?=室(?!温|溫)|[号號]房)", _phone),
    rule(r"(?<![\d.])\d{2}[1-9](?=路(?:公交|[车車]|汽[车車]|巴士|[电電][车車]))", _phone),
    rule(
        r"(?<![A-Za-z])([GDCKTZ])(\d{2,4})(?=次)|(?<![A-Za-z])([A-Z]{2})(\d{3,4})(?=次|航班)",
        lambda m: (m[1] or m[3]) + _dialled(m[2] or m[4]),
    ),
    rule(r"((?:波音|空客)\s?)(\d{3})(?![\d.])", lambda m: m[1] + spelled(m[2])),
    rule(rf"((?<!\d)[A-Za-z][ -]?)(\d{{4}})(?![\d%]|[.,:/-]\d|\s?[{_COUNTED}次余餘元年月日名位款字])", _named),
    rule(r"(?<![A-Za-z])[Nn][Oo]\. ?(?=\d)|№ ?(?=\d)", "第"),
    rule(r"(?<![\d.,-])(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}|0\d{6,})(?![\d.])", _phone),
    # from and to
    rule(rf"(?<![A-Za-z\d.-])(-|−)?({_NUMBER})\s?(%?)\s?[〜～~–—-]\s?({_NUMBER})\s?%", _share),
    rule(r"(?<=\d)(\s?(?:[\u4e00-\u9fff]{1,2}|℃|°C|°|%|‰|[kcm]?m|[km]?g|m?[lL]))\s?[〜～~–—-]\s?(?=[-−]?\d)", r"\1到"),
    rule(r"(?<=[\d%年月日号號點点时分元个個])\s?[〜～~–—]\s?(?=[\d¥$])|(?<=\d)-(?=\d{1,4}[^\d\s.,a-zA-Z-])", "到"),
    rule(r"(?<![\d.])(\d)、(\d)(?=[十百千万萬亿億个個位年天月点點次人岁歲里里米公斤名条條种種只隻张張])", _neighbours),
    rule(r"(?<=[约約])\s?[~〜～≈]\s?(?=\d)", ""),
    rule(r"(?<![\w〜～~])[~〜～≈](?=\s?\d)", _WORDS["about"]),
    rule(r"§\s?(?=\d)", _WORDS["paragraph"]),
    # parts
    rule(rf"(-|−)?({_NUMBER})\s?%", _per(_WORDS["percent"])),
    rule(rf"(-|−)?({_NUMBER})\s?‰", _per("千分之")),
    rule(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/.])", lambda m: f"{number(m[2])}分之{number(m[1])}"),
    # amounts and units
    rule(rf"(?<![A-Za-z])({alternatives((*_COINS, *_CODES))})\s?({_NUMBER})({_PLACES})(?!\d)", _money),
    rule(
        rf"(?<![A-Za-z\d.])({_NUMBER})({_PLACES})\s?({alternatives(_CODES)})(?![A-Za-z])",
        lambda m: _counted(m[1]) + m[2] + _CODES[m[3]],
    ),
    rule(r"(?<=\d)\.(?:00|(\d)0)(?=\s?(?:元|块|塊|[美欧歐港日英韩韓][元镑鎊]))", lambda m: f".{m[1]}" if m[1] else ""),
    rule(rf"(?<=\d) ?([kKwW])(?=\+|[{_COUNTED}元块塊粉字次月阅閱播])", lambda m: "千" if m[1] in "kK" else "万"),
    rule(r"(?<![A-Za-z0-9-])[-−](?=\d)", "负"),
    rule(rf"(?<![A-Za-z\d.])({_NUMBER})\s?({alternatives(_UNITS)})(?![A-Za-z0-9²³])", _unit),
    # signs
    rule(
        r"(?<=[元块塊万亿萬億次里米克升斤个個人度])\s?/\s?(平方|平米|人|天|月|年|周|季|小时|小時|分钟|分鐘|秒|公斤|斤|次|个|個|吨|噸|晚|位|升|度|股|张|張|组|組|台|套|件|本|份|页|頁|㎡|m²|kg(?![A-Za-z])|h(?![A-Za-z])|s(?![A-Za-z]))",
        lambda m: "每" + _PER.get(m[1], m[1]),
    ),
    rule(
        r"(?<=\d)\s?[×✕]\s?(?=\d)|(?<=[1-9]\d)x(?=\d{2})|(?<=[米尺寸])\s?[×✕*xX]\s?(?=[\d零一二三四五六七八九十两])",
        _WORDS["times"],
    ),
    rule(r"(?<=\d)\^(\d{1,3})(?!\d)", lambda m: f"的{number(m[1])}次方"),
    rule(r"(?<=\w)\+\+", "加加"),
    rule(r"(?<![A-Za-z])([CFJ])#(?!\w)", r"\1 sharp"),
    rule(r"(?<=[\d万萬亿億千百])\+(?=\s?[\u4e00-\u9fff])", "多"),
    rule(r"(?<=[\d万萬亿億千百])\+(?!\s?[\d=])", "加"),
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
    rule(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", lambda m: "点".join(spelled(part) for part in m[0].split("."))),
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.])", lambda m: "点".join(number(part) for part in m[0].split("."))),
    rule(r"https?://(?:www\.)?|(?<![A-Za-z.])www\.(?=\w)", ""),
    rule(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z]{2})", "点"),
    rule(r"(?<=[A-Za-z])[_/-](?=[A-Za-z0-9])", " "),
    # what is left of figures
    rule(rf"(第)\s?({_NUMBER})", lambda m: m[1] + number(m[2])),
    rule(
        rf"(?<![A-Za-z\d.])({_NUMBER})(?=\s?(?:多|余|餘)?[{_COUNTED}])(?!分之|年[级級]|次[元方]|人[转轉]|[维維])",
        lambda m: _counted(m[1]),
    ),
    rule(rf"(?<![\d.]){_NUMBER}", lambda m: number(m[0].rstrip(",")) + ("," if m[0].endswith(",") else "")),
)


def speak(text: str, _language: str) -> str:
    """*text* as it is to be read; unchanged where nothing has to be."""
    if not common.NOT_PLAIN.search(text):
        return text
    plain = _IN_A_CIRCLE.sub(_circled, _MIXED.sub("又", common.bare(text)))
    plain = _WIDE_FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]).replace("⁄", "/"), plain)
    return common.tidy(common.run(RULES, plain))
