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
    "船は港に入り、渡し船はまた三時に出ます。長い冬の間ずっと毎日そうしてきたのです。",
    "港の人々は春を待ち、網を直し、夜には古い歌をうたっていました。冬は必ず終わると言います。",
    "やがて氷は消え、海はまた青くなりました。私たちは岸に立ってそれを見ていたのです。",
    "船長は何も言わずに煙草を吸い、遠くの島を見ていました。そこで生まれ、そこで結婚したのです。",
    "次の朝は雨が降り、風は北から吹いて、渡し船は港に止まったままでした。",
    "老人は灯をともし、窓のそばで長く帰らない息子に手紙を書きました。",
]


def test_a_japanese_title_is_found_below_a_menu() -> None:
    """Without spaces, the text uses a title's words if it uses each two characters of it."""
    save = ["港の冬_海边_日记网", "ホーム", "会社概要", "検索", "港の冬", *TALE, "関連記事", "海の灯", "前の記事へ"]
    article = plain.read("\n\n".join(save), "save.txt")
    assert article.title == "港の冬"
    assert [block.text for block in article.blocks] == TALE


def test_a_short_eastern_name_tells_articles_apart() -> None:
    """The first line names the heading; a line nearer to the text is its section."""
    found, _ = lines.pieces("\n\n".join(["渡し船の冬 | 海の灯", "ホーム", "渡し船の冬", "港の人々と春", *TALE]))
    assert choose.find(found).title_at == 2
    assert choose.fits(found, choose.values(found), 2) == 0.5
