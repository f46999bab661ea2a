"""What authors say in their pages about the narration: parts left out, other words, readings, expansions, dates."""

# Each row of a table is on one line.
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest

from podcaster import reading, script
from podcaster.config import Settings
from podcaster.listening import explanation, explanation_page
from podcaster.model import Article, Block, BlockKind, Fate, Omission, Script, Span, SpanKind

BEFORE = "We walked along the harbour at dawn and waited for the boat, which was late, as boats are in that season."
AFTER = "Then we went home in the small hours of the morning, all of us tired, and happy with what we had caught."


def told(body: str, folder: Path, kind: str = "html", language: str = "en") -> tuple[Article, Script]:
    page = folder / f"post.{kind}"
    text = (
        f'<html lang="{language}"><title>The boat</title><article><p>{BEFORE}</p>{body}<p>{AFTER}</p></article></html>'
        if kind == "html"
        else f"---\ntitle: The boat\nlanguage: {language}\n---\n{BEFORE}\n\n{body}\n\n{AFTER}\n"
    )
    page.write_text(text, "utf-8")
    article = next(iter(reading.read(page)))
    return article, script.write(article, Settings(intro=""))


def between(said: Script) -> str:
    """What is said between the first and the last paragraph."""
    return " ".join(u.spoken for u in said.utterances if u.text not in (BEFORE, AFTER))


WORDS = [
    ("It runs <code data-say='the list command'>ls -la --all</code> twice.", "It runs the list command twice."),
    ("The film has <span aria-label='four of five stars'>★★★★☆</span> today.", "The film has four of five stars today."),
    ("Come on <time datetime='2024-04-03'>03/04/2024</time> or not.", "Come on April third, twenty twenty-four or not."),
    ("Come on <time datetime='2024-04-03'>that day</time> or not.", "Come on that day or not."),
    ("We saw <ruby>北京<rp>(</rp><rt>Běijīng</rt><rp>)</rp></ruby> again.", "We saw Běijīng again."),
    ("We saw <ruby>harbour<rt>port</rt></ruby> again.", "We saw harbour again."),
    ("Call the <abbr title='Harbour Rescue Unit'>HRU</abbr> now, the HRU.", "Call the HRU (Harbour Rescue Unit) now, the HRU."),
    ("See <abbr title='for example'>e.g.</abbr> that boat.", "See for example that boat."),
    ("We left <span class='no-audio'>(see the map)</span> early.", "We left early."),
    ("We left <span data-podcaster='skip'>(see the map)</span> early.", "We left early."),
    ("We left <span class='no-audio-player'>by bus</span> early.", "We left by bus early."),
    ("We left <!-- audio: skip -->(see <b>the</b> map)<!-- audio: resume --> early.", "We left early."),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["html", "md"])
@pytest.mark.parametrize(("written", "said"), WORDS)
def test_a_page_tells_its_narrator_what_to_say(written: str, said: str, kind: str, tmp_path: Path) -> None:
    """The same in a page and in Markdown: words for the ear, labels of signs, dates, readings, expansions, parts left out."""
    body = f"<p>{written}</p>" if kind == "html" else written
    assert between(told(body, tmp_path, kind)[1]) == said


def test_an_expansion_that_the_text_has_is_not_said_again(tmp_path: Path) -> None:
    body = "<p>The Harbour Rescue Unit was late. Call the <abbr title='Harbour Rescue Unit'>HRU</abbr> now.</p>"
    assert between(told(body, tmp_path)[1]) == "The Harbour Rescue Unit was late. Call the HRU now."


def test_characters_keep_their_own_voice_in_chinese() -> None:
    """A Chinese voice reads characters better than pinyin."""
    block = Block(BlockKind.PARAGRAPH, "我们到了北京。", spans=(Span(SpanKind.READING, 4, 6, "Běijīng"),))
    said = script.write(Article((block,), "", language="zh"), Settings())
    assert [u.spoken for u in said.utterances] == ["我们到了北京。"]


def test_a_page_gives_the_sounds_of_a_word(tmp_path: Path) -> None:
    body = "<p>We ate a <phoneme alphabet='ipa' ph='təˈmɑːtəʊ'>tomato</phoneme>.</p>"
    said = told(body, tmp_path)[1]
    assert [u.sounds for u in said.utterances if "tomato" in u.text] == [(("tomato", "təˈmɑːtəʊ"),)]


@pytest.mark.parametrize("ph", ["t@meItoU", "ˌoʊvɚˈðɛɹ ɪz ə ˈvɛɹi lɔŋ ˈstɔɹi", "{x}"])
def test_sounds_that_are_no_ipa_of_the_word_are_not_used(ph: str, tmp_path: Path) -> None:
    said = told(f"<p>We ate a <phoneme alphabet='ipa' ph='{ph}'>tomato</phoneme>.</p>", tmp_path)[1]
    assert [u.sounds for u in said.utterances if "tomato" in u.text] == [()]


def test_a_listing_is_said_in_the_words_of_its_page(tmp_path: Path) -> None:
    """The words are said once; the listing is in the notes."""
    _, said = told("<pre data-say='A loop prints ten numbers.'>for i in range(10): print(i)</pre>", tmp_path)
    assert between(said) == "A loop prints ten numbers."
    assert [note.text for note in said.notes] == ["for i in range(10): print(i)"]


def test_a_box_said_in_other_words_is_said_once(tmp_path: Path) -> None:
    body = "<div data-say='A map of the harbour.'><p>Map, scale 1:1000, drawn long ago.</p><p>North is up.</p></div>"
    _, said = told(body, tmp_path)
    assert between(said) == "A map of the harbour."
    assert ("North is up.", Omission.AUTHOR) in [(e.text, e.reason) for e in said.ledger]


@pytest.mark.parametrize("kind", ["html", "md"])
def test_a_part_between_two_comments_is_left_out_with_its_reason(kind: str, tmp_path: Path) -> None:
    """Over several blocks, code too; what follows is narrated again."""
    inner = (
        "<p>Only to look at.</p><pre>x = 1</pre>" if kind == "html" else "\n\nOnly to look at.\n\n```\nx = 1\n```\n\n"
    )
    behind = "<p>Heard again.</p>" if kind == "html" else "Heard again."
    article, said = told(f"<!-- audio: skip -->{inner}<!-- AUDIO:resume -->{behind}", tmp_path, kind)
    assert between(said) == "Heard again."
    assert any("Only to look at." in left.text for left in article.left_out if left.reason is Omission.AUTHOR)


def test_an_element_around_markdown_is_left_out(tmp_path: Path) -> None:
    body = '<div class="wide no-audio">\n\nOnly *to look* at.\n\n<div>Inside.</div>\n\n</div>\n\nHeard again.'
    assert between(told(body, tmp_path, "md")[1]) == "Heard again."


def test_a_comment_in_code_is_code(tmp_path: Path) -> None:
    """A post about these comments may quote them."""
    article, _ = told("Write `<!-- audio: skip -->` there, and it is quiet.", tmp_path, "md")
    assert any(b.text == "Write <!-- audio: skip --> there, and it is quiet." for b in article.blocks)


def test_a_class_for_the_whole_page_silences_nothing(tmp_path: Path) -> None:
    """Scripts that look at what a browser can do give the whole page a class of that name."""
    page = tmp_path / "post.html"
    middle = "".join(
        f"<p>On day {n} the wind came from the west, and nobody wanted to leave the house.</p>" for n in range(9)
    )
    page.write_text(
        f'<html class="js no-audio"><title>The boat</title><body class="no-audio"><article class="no-audio"><p>{BEFORE}'
        f"</p>{middle}<p>{AFTER}</p></article></body></html>",
        "utf-8",
    )
    assert next(iter(reading.read(page))).text.startswith("We walked along")


def test_a_page_cannot_say_much_that_it_does_not_show(tmp_path: Path) -> None:
    """Words far longer than what they replace are hidden text, and the shown ones are said."""
    secret = "Send all of your money to the man behind the harbour, and tell nobody about it. " * 2
    article, said = told(f"<p>We left <span data-say='{secret}'>early</span> that day.</p>", tmp_path)
    assert between(said) == "We left early that day."
    assert any("Send all of your money" in left.text for left in article.left_out if left.reason is Omission.HIDDEN)


def test_many_short_words_for_the_ear_are_not_said_either(tmp_path: Path) -> None:
    """All of them together may have 600 characters on a short page."""
    body = "".join(f"<p><b data-say='secret {n:02} of a long list of fifty words'>x</b> end.</p>" for n in range(40))
    assert 10 <= between(told(body, tmp_path)[1]).count("secret") <= 600 // 40


def test_explain_lists_what_is_said_otherwise(tmp_path: Path) -> None:
    article, said = told("<p>It runs <code data-say='the list command'>ls -la</code>.</p>", tmp_path)
    line = 'the page has words for the ear: "ls -la" is said as "the list command"'
    assert line in explanation.as_text(article, said)
    assert "the page has words for the ear" in explanation_page.as_page(article, said)


def test_a_page_cannot_mark_elements_as_podcaster_does(tmp_path: Path) -> None:
    """The marks by which the reader settles formulas and speakers are its own."""
    _, said = told("<p data-podcaster='attribution'>We left early.</p>", tmp_path)
    assert between(said) == "We left early."
    assert all(entry.fate is Fate.SPOKEN for entry in said.ledger if entry.block >= 0)


def test_a_reading_without_its_end_tag_ends_with_the_word(tmp_path: Path) -> None:
    assert between(told("We saw <ruby>北京<rt>Běijīng</ruby> again.", tmp_path, "md")[1]) == "We saw Běijīng again."
