"""Lines of Chinese and Japanese end anywhere, also within a word: such a break is no space."""

from __future__ import annotations

import textwrap
import unicodedata

import pytest

from podcaster.model import BlockKind
from podcaster.reading import html, markdown, plain
from podcaster.reading.spaces import folded, unbroken

SENTENCE = (
    "港の人々は春を待ち、網を直し、夜には古い歌をうたっていました。冬は必ず終わると老人は言い、窓のそばに灯を置いた。"
)
OTHER = "船長は何も言わずに煙草を吸い、遠くの島を見ていました。そこで生まれ、そこで結婚し、そこから船に乗ったのです。"
MIXED = "港のWi-Fiは遅く、その本を読むのに朝までかかった。それでも船員はみな待ち、灯が消えるまで誰も帰らなかった。"


LONG = "港の人々は春を待ち、網を直し、夜には古い歌をうたい、"


def wrapped(text: str, width: int, *, columns: bool) -> str:
    """Lines of *width* characters or columns, as lynx and w3m write them."""
    out, line, used = [], "", 0
    for sign in text:
        size = 2 if columns and unicodedata.east_asian_width(sign) in "WF" else 1
        if used + size > width and not (columns and sign in "、。」"):
            out.append(line)
            line, used = "", 0
        line, used = line + sign, used + size
    return "\n".join([*out, line])


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (f"{LONG}設置し\nた", f"{LONG}設置した"),
        (f"{LONG}終わる。\n  次の", f"{LONG}終わる。次の"),
        (f"{LONG}「灯」\r\n（港）", f"{LONG}「灯」（港）"),
        (f"{LONG}看得见\n灯塔", f"{LONG}看得见灯塔"),
        ("夜里的海\n没有名字\n灯塔在等", "夜里的海 没有名字 灯塔在等"),
        ("灯塔\nLamp", "灯塔 Lamp"),
        ("lamp\n灯", "lamp 灯"),
        ("첫 줄\n둘째 줄", "첫 줄 둘째 줄"),
        ("第一章 始まり", "第一章 始まり"),
        ("a\nb", "a b"),
    ],
)
def test_a_break_between_two_such_characters_is_none(text: str, whole: str) -> None:
    """Korean has spaces, a space that was typed stays one, and short lines may be verses."""
    assert folded(text) == whole
    assert folded(unbroken(text)) == whole


def test_a_page_and_its_markdown_have_whole_words() -> None:
    """Also where the break stands beside a link; a line break that was meant ends the line."""
    whole = f"{LONG}灯を設置したのは老人です。次の行 は lamp と 灯。"
    for_page = f"{LONG}灯を設置し\n<b>た</b>のは<a href='/x'>老人</a>です。<br>次の行\nは lamp\nと 灯。"
    page = f"<html lang=ja><body><article><h1>灯</h1><p>{for_page}</p><p>{SENTENCE}</p></article></body></html>"
    found = html.read(page.encode(), "x.html")
    assert "".join(b.text for b in found.blocks[:2]) == whole
    for_note = f"{LONG}灯を設置し\n**た**のは老人です。\\\n次の行\nは lamp\nと 灯。"
    note = markdown.read(f"# 灯\n\n{for_note}\n\n{SENTENCE}\n", "x.md")
    assert "".join(b.text for b in note.blocks[:-1]).replace(" 次", "次") == whole


def test_marks_stay_on_their_words() -> None:
    """A link keeps its words, though the break before it is gone."""
    page = f"<html><body><article><h1>灯</h1><p>{LONG}老人は\n<a href='https://example.org/'>灯台</a>\nにいた。</p><p>{SENTENCE}</p>"
    block = html.read(page.encode(), "x.html").blocks[0]
    span = block.spans[0]
    assert (block.text, block.text[span.start : span.end]) == (f"{LONG}老人は灯台 にいた。", "灯台")


@pytest.mark.parametrize(("width", "columns"), [(71, False), (80, True)])
def test_a_wrapped_save_has_whole_paragraphs(width: int, columns: bool) -> None:
    """lynx counts characters, w3m columns."""
    said = [SENTENCE + OTHER, OTHER + MIXED, MIXED + SENTENCE, SENTENCE * 2, OTHER * 2]
    text = "\n\n".join(["港の冬", *(wrapped(one, width, columns=columns) for one in said)])
    found = plain.read(textwrap.indent(text, "   ") if not columns else text, "x.txt")
    assert [b.text for b in found.blocks] == said


def test_lines_that_had_room_are_lines() -> None:
    """A title and the line of facts below it, in a save that was wrapped."""
    said = [SENTENCE + OTHER, OTHER + MIXED, MIXED + SENTENCE]
    text = "\n\n".join(["港の冬の灯\n2021年の夜の話", *(wrapped(one, 71, columns=False) for one in said)])
    assert [b.text for b in plain.read(text, "x.txt").blocks][-3:] == said
    assert "港の冬の灯2021" not in plain.read(text, "x.txt").text


def test_a_short_line_before_prose_is_a_heading_in_japanese_as_well() -> None:
    """A whole sentence is none, however short its lines are."""
    lead = "老人は灯を置き、誰も来ない夜にそれを守った。"
    text = "\n\n".join(["港の冬", SENTENCE, "続けるということ", OTHER, lead, MIXED])
    kinds = {b.text: b.kind for b in plain.read(text, "x.txt").blocks}
    assert kinds["続けるということ"] is BlockKind.HEADING
    assert kinds[lead] is BlockKind.PARAGRAPH
