"""Pages and texts of unusual shapes: other scripts, lists, documentation, galleries, recipes."""

from __future__ import annotations

import pytest

from podcaster.model import Article, BlockKind
from podcaster.reading import html, plain

PROSE = (
    "The harbour was quiet when the boat came in, and only two people waited on the quay with a dog.",
    "Nobody had told them that the ferry would be late, so they had brought coffee and a blanket.",
    "At noon the fog lifted from the breakwater, and the lamp was switched off for the first time in a week.",
)
JAPANESE = (
    "港は静かで、船が入ってきたとき、岸壁には犬を連れた二人だけが待っていた。",
    "渡し船が遅れることを誰も知らなかったので、二人は毛布と熱いお茶を持ってきていた。",
    "昼になると霧が晴れ、灯台の明かりが一週間ぶりに消された。",
    "番人は時刻を帳面に書き、鉄の階段を下りて昼ご飯を食べに行った。",
)
CHINESE = (
    "船进港的时候，港口很安静，码头上只有两个带着狗的人在等。",
    "没有人告诉他们渡船会晚点，所以他们带来了毯子和热茶。",
    "中午雾散了，灯塔的灯一个星期以来第一次熄灭。",
    "守灯人把时间写进本子，走下铁楼梯去吃午饭。",
)


def page(body: str, title: str = "The lamp", language: str = "en") -> Article:
    markup = f"<html lang={language}><head><title>{title}</title></head><body>{body}</body></html>"
    return html.read(markup.encode(), "lamp.html")


def paragraphs(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize(
    ("menu", "title", "text", "end"),
    [
        (("ホーム", "プロフィール"), "遅れた船", JAPANESE, ("コメント (2)", "関連記事", "橋の話")),
        (("首页", "国内", "国际"), "晚点的船", CHINESE, ("分享到：", "相关阅读", "大桥的故事")),
    ],
)
def test_a_text_of_a_script_without_spaces_keeps_all_its_paragraphs(
    menu: tuple[str, ...], title: str, text: tuple[str, ...], end: tuple[str, ...]
) -> None:
    """A paragraph that ends with 。 is no caption at the end."""
    found = plain.read("\n\n".join(["\n".join(menu), title, *text, "\n".join(end)]), "save.txt")
    assert all(line in found.text for line in text)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("投稿者: 山田花子", "山田花子"),
        ("作者：王小明", "王小明"),
        ("بقلم: ليلى حسن", "ليلى حسن"),
    ],
)
def test_a_byline_in_another_script_names_the_author_and_is_not_read(line: str, author: str) -> None:
    """Labels with their own colons, names without capitals."""
    found = page(f"<main><h1>The lamp</h1><p>{line}</p>{paragraphs(PROSE)}</main>")
    assert found.authors == (author,)
    assert line not in found.text


def test_a_photographer_is_named_without_the_word_for_pictures() -> None:
    """The narrator says "by" already."""
    found = page(f"<main><h1>The lamp</h1><p class=author>Photographs by Jo Vane</p>{paragraphs(PROSE)}</main>")
    assert found.authors == ("Jo Vane",)


def test_the_number_of_a_link_is_no_part_of_a_name() -> None:
    """Text browsers print one before each link."""
    menu = "[1]Start [2]Politik\n\n   * [3]Anmelden\n   * [4]Abo"
    text = "\n\n".join([menu, "Die Lampe", "Von [5]Jo Vane, 14.03.2024", *PROSE, *PROSE, "[6]Teilen [7]Drucken"])
    assert plain.read(text, "lampe.txt").authors == ("Jo Vane",)


def test_a_short_last_sentence_and_definitions_behind_the_text_are_read() -> None:
    """They stand beside the list or the listing that was taken for the end."""
    items = "".join(f"<li><b>Rule.</b> {line}</li>" for line in PROSE)
    assert page(f"<article><h1>The lamp</h1><ol>{items}</ol><p>So much for today!</p></article>").text.endswith(
        "So much for today!"
    )
    code = "<div class=highlight><pre>lamp = on</pre></div><dl><dt>lamp</dt><dd>Whether the lamp is on.</dd></dl>"
    assert "Whether the lamp is on." in page(f"<main><h1>The lamp</h1>{paragraphs(PROSE)}{code}</main>").text


def test_a_heading_above_prose_is_read_though_a_footer_might_have_it() -> None:
    """ "Cookies" is what the paragraph below it is about."""
    first = f"<section id=setting-up><h2>Setting up</h2><p>{PROSE[0]}</p></section>"
    found = page(
        f"<main><h1>The lamp</h1>{paragraphs(PROSE)}{first}<section id=cookies><h2>Cookies<a href=#cookies>¶</a></h2>"
        f"<p>The cookie of the lamp is kept for one hour, unless the keeper says otherwise.</p></section>"
        f"<pre>ttl = 1</pre></main>"
    )
    assert [b.text.rstrip("¶") for b in found.blocks if b.kind is BlockKind.HEADING] == ["Setting up", "Cookies"]


def test_the_title_of_a_copied_page_is_the_line_above_its_byline() -> None:
    """Not the name of the site, though the text has its words as well."""
    head = "Skip to content\nThe Harbour Blog\nHome  About\nSearch\n\nWhy I wait\nPosted on May 3, 2021 by Jo Vane"
    end = "Filed under: Boats\nLeave a comment\nRelated posts\n© 2021 The Harbour Blog. Powered by WordPress."
    found = plain.read("\n\n".join([head, *PROSE, *PROSE, end]), "save.txt")
    assert (found.title, found.authors) == ("Why I wait", ("Jo Vane",))


@pytest.mark.parametrize(("language", "button"), [("fr", "Aller à la recette"), ("de", "Zum Rezept")])
def test_the_way_to_the_recipe_is_not_read(language: str, button: str) -> None:
    """Food blogs have such a link above the story."""
    found = page(f"<main><h1>The pie</h1><p><a href=#r>{button}</a></p>{paragraphs(PROSE)}</main>", language=language)
    assert button not in found.text
