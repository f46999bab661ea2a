"""Chinese signs with several readings: which one a word has that no dictionary of readings lists.

pypinyin knows the readings of whole words. A word that it does not know it reads sign by sign, each with its commonest
reading: 重启 as "heavy start", 变得 as "change obtain". What decides then is where in the word the sign stands, what
stands beside it, and, if the sign is a word for itself, the words around it with their kinds (jieba's: v a verb, a an
adjective, n a noun, r a pronoun, m a number, d an adverb, p a preposition).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

COUNTS = frozenset("一二三四五六七八九十百千万亿两几半零数每余多整")
_MORE = frozenset("很太更最不越多挺够好真非常比较特别那么这么十分点儿略稍米里尺")  # before 长, long
# Words that pypinyin does not know, or knows otherwise.
_WORD_TABLE = (
    "很长=hen3_chang2 太长=tai4_chang2 更长=geng4_chang2 最长=zui4_chang2 多长=duo1_chang2 "
    "不长=bu4_chang2 越长=yue4_chang2 全长=quan2_chang2 店长=dian4_zhang3 行长=hang2_zhang3 "
    "照片=zhao4_pian4 那儿=na4_er5 这儿=zhe4_er5 哪儿=na3_er5 变得=bian4_de5 来得=lai2_de5 "
    "重重地=zhong4_zhong4_de5 着实=zhuo2_shi2 外行星=wai4_xing2_xing1 内行星=nei4_xing2_xing1 "
    "命令行=ming4_ling4_hang2 剪切=jian3_qie1 一觉=yi1_jiao4 一觉醒来=yi1_jiao4_xing3_lai2 "
    "上调=shang4_tiao2 下调=xia4_tiao2 还款=huan2_kuan3 三行=san1_hang2 "
    "背着=bei1_zhe5 卷子=juan4_zi5 没过=mei2_guo4 数一数=shu3_yi1_shu3"
)
WORDS: Mapping[str, tuple[str, ...]] = {
    entry.partition("=")[0]: tuple(entry.partition("=")[2].split("_")) for entry in _WORD_TABLE.split()
}
# A sign at the beginning of a word, by the sign after it.
_FIRST = {
    "重": (
        "chong2",
        "写试启构排做开整振塑登回见蹈拍发装连读置载设选编译算演印逢录播洗签刷传跑来翻唱审铸订建绘考赛造走",
    ),
    "长": ("chang2", "裙凳鞭臂袖裤靴文篇句短发效期时距途江城安征远久三镜长"),
    "切": ("qie1", "块开换线碎片割成断菜除入面丁丝口段分下向"),
    "调": ("tiao2", "低高升降速酒光温小好准匀色味音频参优"),
    "还": ("huan2", "款贷债钱清书政俗手价礼愿账帐本"),
    "行": ("hang2", "数距高号间首尾末列宽"),
    "着": ("zhuo2", "地床陆力色手眼装"),
    "为": ("wei2", "主准辅先重期首限止例宜"),
    "散": ("san3", "客货打户装兵光"),
    "干": ("gan1", "重湿热面果菜货粮旱洗净燥"),
    "数": ("shu3", "数一不"),
}
# A sign at the end of a word, by the sign before it; "" stands for any.
_LAST = {
    "为": ("wei2", ""),
    "行": ("hang2", "支分央世亚投农建工招几多两各首末空换跨整单双隔逐数一二三四五六七八九十百千"),
    "卷": ("juan4", "问各分几多两上下首末一二三四五六七八九十百千万"),
    "切": ("qie1", "剪横裁斜分相纵直模激"),
    "调": ("tiao2", "可微上下"),
    "长": ("chang2", "体边片绵悠身全加延波周狭"),
    "重": ("chong2", "两多双一二三四五六七八九十"),
    "只": ("zhi1", "".join(COUNTS) + "首来"),
    "着": ("zhao2", "不得"),
    "冠": ("guan4", "连夺争问折摘"),
    "载": ("zai3", "数余一二三四五六七八九十百千"),
    "曲": ("qu3", "一名行想事叙奏协合舞组序插名唱乐作歌金"),
    "干": ("gan1", "晒晾烘吹擦风"),
}
_BECAUSE = "因为"
_OF_A_PERSON = frozenset(  # 儿 is a child here, and has a tone; elsewhere it is an ending
    "女婴孤幼胎宠健少小育男乞弃患生产血运妻娇养哺潮托"
)
_MANNER = ("a", "d", "z", "i", "l", "b")  # kinds of words before 地 that say how something is done
_SIDES = frozenset("上下里面")  # after 地, earth
_ROLES = {*"例主准首荣本限乐生题界宜佳", "中心", "目标", "基础", "目的", "核心", "单位", "代表", "重点", "例子"}
_LINES = {
    *"字诗泪树", "代码", "文字", "文本", "命令", "诗句", "眼泪", "热泪", "小字", "大字", "数据", "脚印", "注释", "配置",
}  # fmt: skip
_HELPERS = {*"是要想会能来去", "可以", "愿意", "应该", "需要", "希望", "开始", "继续", "就是", "都是", "必须", "主要"}
_HALVES = {"看来", "看样子", "估计", "恐怕"}  # verbs that are said of the whole sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sign stands that is a word for itself."""

    before: str  # the words beside it, "" at the edges
    after: str
    left: str  # their kinds
    right: str

    @property
    def counted(self) -> bool:
        return bool(self.before) and (self.left.startswith("m") or self.before[-1] in COUNTS)


def in_word(word: str, found: list[str], kind: str, *, known: bool) -> list[str]:
    """*found*, the reading of a word of several signs, with those that the dictionary got wrong put right.

    *known*: whether the dictionary lists the word, and has not read it sign by sign.
    """
    out = list(found)
    if word[-1] == "儿" and word[-2] not in _OF_A_PERSON:
        out[-1] = "er5"
    if len(word) == 3 and word[1] == "得":  # 记得住, 跑得快
        out[1] = "de5"
    if len(word) > 2 and word[-2:] == "不得":  # 舍不得; alone it is 不得不
        out[-1] = "de5"
    if len(word) > 2 and word[-2:] == "得了":  # 受得了
        out[-1] = "liao3"
    if word[-1] == "地" and ((len(word) == 3 and word[0] == word[1]) or kind.startswith(("d", "z"))):  # 慢慢地, 猛地
        out[-1] = "de5"
    if known:
        return out
    if word[:2] == "好地":  # 很 好地解决: the dictionary of words has it as one
        out[1] = "de5"
    if word[:2] == "一觉":  # 一觉醒来
        out[1] = "jiao4"
    if word[:2] == "没过":  # 没过多久
        out[0] = "mei2"
    first, last = _FIRST.get(word[0]), _LAST.get(word[-1])
    if first and word[1] in first[1]:
        out[0] = first[0]
    if last and (not last[1] or word[-2] in last[1]) and not word.endswith(_BECAUSE):
        out[-1] = last[0]
    if "问卷" in word:
        out[word.index("问卷") + 1] = "juan4"
    return out


def alone(sign: str, place: Place) -> str:
    """The reading of a sign that is a word for itself; "" where it has but one."""
    reading = _ALONE.get(sign)
    return reading(place) if reading else ""


def _de(at: Place) -> str:
    """得: how well something is done, or what has to be done, or what is received."""
    if at.left.startswith(("v", "a")) and at.before not in _HALVES:
        return "de5"
    must = at.right.startswith(("v", "d", "p", "i", "l", "a", "f")) or at.after in {"在", "把", "先", "再", "去", "等"}
    return "dei3" if must and at.after != "过" else "de2"


def _di(at: Place) -> str:
    """地: in which way, or the earth."""
    if not at.before:
        return "di4"
    doubled = len(at.before) > 1 and at.before[0] == at.before[1]
    if len(at.before) > 1 and at.left.startswith(_MANNER) and (at.after[:1] not in _SIDES if at.after else doubled):
        return "de5"
    return "de5" if not at.left.startswith(("n", "r", "m")) and at.right.startswith(("v", "a", "d", "p")) else "di4"


def _zhang(at: Place) -> str:
    """长: long, or to grow and a head."""
    long = at.counted or at.before in _MORE or at.before[-1:] in _MORE or at.after in {"的", "达", "约", "久"}
    return "chang2" if long else "zhang3"


def _wei(at: Place) -> str:
    """为: to be, or for."""
    becomes = at.left.startswith("v") and at.before not in _HELPERS  # 改为, but 是为了, 想为
    return "wei2" if at.right.startswith("m") or becomes or at.after in _ROLES else "wei4"


def _zhong(at: Place) -> str:
    """重: again, or heavy."""
    again = at.right.startswith("v") and at.after not in {"达", "达到", "约"}
    return "chong2" if again or at.counted else "zhong4"


def _xing(at: Place) -> str:
    """行: a line, or to go and all right."""
    if at.after[:1] == "人":  # 一行人, a party of people
        return "xing2"
    line = at.counted or at.before[-1:] in {*"这那每同哪首某逐"} or at.after in _LINES
    return "hang2" if line else "xing2"


_ALONE: Mapping[str, Callable[[Place], str]] = {
    "得": _de,
    "地": _di,
    "长": _zhang,
    "为": _wei,
    "重": _zhong,
    "行": _xing,
    "只": lambda at: "zhi1" if at.counted else "zhi3",
    "种": lambda at: "zhong3" if at.counted or at.before[-1:] in {*"这那哪各某每此该種"} else "zhong4",
    "教": lambda _: "jiao1",
    "应": lambda _: "ying1",
    "切": lambda _: "qie1",
    "觉": lambda at: "jiao4" if at.before[-1:] in {*"睡个好大"} or at.counted else "jue2",
    "数": lambda at: "shu3" if at.before == "了" or at.after[:1] in {*"了着过到出起完清"} else "shu4",
    "儿": lambda at: "er5" if at.left.startswith(("n", "v", "a", "t", "z")) else "er2",
    "卷": lambda at: "juan4" if at.counted else "juan3",
    "弹": lambda at: "dan4" if at.counted else "tan2",
    "系": lambda at: "ji4" if at.after[:1] in {*"上好着紧在了"} else "xi4",
    "调": lambda at: "tiao2" if at.after[:1] in {*"好低高大小成到一慢快节准"} else "diao4",
    "量": lambda at: (
        "liang2" if at.before == "一" or (at.after[:1] in {*"了过一体身血好"} and not at.counted) else "liang4"
    ),
    "空": lambda at: "kong4" if at.after == "着" else "kong1",
    "干": lambda at: "gan1" if at.before[-1:] in {*"水河泪汗井墨漆土"} else "gan4",
}


def line(word: str, before: str, after: Sequence[str]) -> str:
    """The reading of 行 in the word 一行: a line, 一行代码, or a party of people, 一行人."""
    following = after[0] if after else ""
    said = word == "一行" and (following in _LINES or before[-1:] in {*"这那每同下上后前哪写加删改敲"})
    return "hang2" if said and following[:1] != "人" else ""
