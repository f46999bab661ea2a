"""Which line of a plain-text save is its title."""

from __future__ import annotations

import pytest

from podcaster.reading import plain
from podcaster.reading.plain import choose, lines, title

MENU = "Home\n\nNews\n\nBoats\n\nSign in\n\n"
STORY = "\n\n".join(
    f"On the {day} day the crew of the lightship counted the lanterns again, and the keeper wrote their number down."
    for day in ("first", "second", "third", "fourth", "fifth")
)


TITLE = "The keeper of the lightship lanterns"


@pytest.mark.parametrize(
    "save",
    [
        f"{MENU}Tidewater Weekly\n\n{TITLE}\n\nBy Ada Vane\n\nMarch 4, 2021\n\n{STORY}\n\nShare this",
        f"{TITLE} | Tidewater\n\n{MENU}{TITLE}\n\n{STORY}\n\nLeave a reply",
        f"{MENU}Most read\n\n{TITLE}\n\n{STORY}\n\nShare this\n\nPrivacy policy",
    ],
)
def test_the_title_is_the_line_whose_words_the_text_uses(save: str) -> None:
    """The name of the site, a menu and a label above it are not."""
    assert plain.read(save, "save.txt").title == TITLE


def test_no_sentence_of_the_text_is_a_title() -> None:
    """Where no line is like a title, the choice of the rules stays."""
    found, _ = lines.pieces(STORY)
    rules = choose.Stretch(0, len(found), "", -1)
    assert title.find(found, rules, 0) == -1


def test_every_sign_has_its_weight() -> None:
    """What is said of a line is what the weights are for."""
    found, _ = lines.pieces(f"{MENU}The lanterns\n\n{STORY}")
    for _, said in title.candidates(found, choose.Stretch(0, len(found), "", -1), 5):
        assert said.keys() == title.WEIGHTS.keys()


TALE = [
    "船进了港，渡轮三点又要出发，漫长的冬天里每天都是这样。码头上的人不多，只有几个孩子在看。",
    "港口的人们等着春天，修补渔网，夜里唱着古老的歌。他们说冬天总会过去。",
    "冰终于化了，海又变成了蓝色，我们站在岸边看着远处的白帆慢慢靠近。",
    "船长什么也没说，只是抽着烟，望着远处的岛。他在那里出生，也在那里结婚。",
    "第二天早上下起了雨，风从北边吹来，渡轮停在港口没有出发。",
    "老人把灯点亮，坐在窗前写信，写给一个很久没有回来的儿子。",
]


def test_a_chinese_title_is_found_below_a_menu() -> None:
    """Without spaces, the text uses a title's words if it uses each two characters of it."""
    save = [
        "冬天的港口_海边_日记网",
        "首页",
        "关于我们",
        "登录",
        "冬天的港口",
        *TALE,
        "相关文章",
        "海上的灯",
        "下一篇：春天",
    ]
    article = plain.read("\n\n".join(save), "save.txt")
    assert article.title == "冬天的港口"
    assert [block.text for block in article.blocks] == TALE


def test_a_page_in_chinese_says_its_name_at_the_top() -> None:
    """A short name tells articles apart where four characters are two words."""
    menu = ["ホーム", "検索", "会社概要"]
    found, _ = lines.pieces("\n\n".join(["冬天的港口 | 灯", *menu, "冬天的港口", *TALE]))
    assert choose.find(found).title_at == 4
