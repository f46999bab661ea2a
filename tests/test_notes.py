"""Transcripts, chapters and show notes, as players and podcast apps read them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from podcaster.model import (
    Article,
    Block,
    BlockKind,
    Chapter,
    Cue,
    Image,
    Note,
    NoteKind,
    Role,
    Script,
    TimedNote,
    Utterance,
)
from podcaster.publishing import notes

CUES = (
    Cue(400, 2_900, "A <quiet> harbour & more", Role.TITLE, "heart"),
    Cue(3_200, 3_725_004, "The sea was calm.", Role.QUOTE, "michael"),
)
POST = Article(
    (Block(BlockKind.PARAGRAPH, "The harbour was quiet when the ferry came in. Nobody had expected it."),),
    "A quiet <harbour>",
    authors=("Jo Vane",),
    site="The Quay",
    address="https://quay.example/quiet?a=1&b=2",
)


def test_a_vtt_file_escapes_markup_and_names_several_voices() -> None:
    """WebVTT as browsers parse it: header, arrows, hours, escapes."""
    assert notes.vtt(CUES) == (
        "WEBVTT\n\n"
        "1\n00:00:00.400 --> 00:00:02.900\n<v heart>A &lt;quiet&gt; harbour &amp; more\n\n"
        "2\n00:00:03.200 --> 01:02:05.004\n<v michael>The sea was calm.\n"
    )
    assert "<v" not in notes.vtt(CUES[:1])


def test_srt_has_commas_and_plain_text() -> None:
    """SubRip knows no entities."""
    assert notes.srt(CUES[:1]) == "1\n00:00:00,400 --> 00:00:02,900\nA <quiet> harbour & more\n"


def test_the_html_transcript_has_a_paragraph_where_the_article_has_one() -> None:
    """With cite, time and p, as the podcast namespace has it; a speaker is named when another one begins."""
    cues = [
        Cue(0, 900, "Two <boats>.", voice="heart", paragraph=1, speaker="Ada"),
        Cue(1000, 1900, "And a buoy.", voice="heart", paragraph=1, speaker="Ada"),
        Cue(65_000, 66_000, "No more.", voice="heart", paragraph=2, speaker="Ada"),
        Cue(67_000, 68_000, "None?", voice="bella", paragraph=3, speaker="Bo"),
    ]
    page = notes.transcript_html(cues, "Boats & buoys", "en")
    assert page.startswith('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">')
    assert "<title>Boats &amp; buoys</title>" in page
    assert page.partition("<body>")[2].split("\n")[1:-2] == [
        "<cite>Ada:</cite>",
        "<time>00:00</time>",
        "<p>Two &lt;boats&gt;. And a buoy.</p>",
        "<time>01:05</time>",
        "<p>No more.</p>",
        "<cite>Bo:</cite>",
        "<time>01:07</time>",
        "<p>None?</p>",
    ]
    assert "<cite>" not in notes.transcript_html([replace(cues[0], speaker="")], "Boats", "")


@given(st.lists(st.text(max_size=200).map(lambda t: f"a{t}"), min_size=1, max_size=5))
def test_no_text_can_break_the_form_of_a_transcript(texts: list[str]) -> None:
    """Blank lines, arrows and markup in a sentence stay within its cue, and every word is there."""
    cues = [Cue(n * 1000, n * 1000 + 900, text) for n, text in enumerate(texts)]
    blocks = notes.vtt(cues).split("\n\n")
    assert len(blocks) == len(cues) + 1
    for block, text in zip(blocks[1:], texts, strict=True):
        _, times, *lines = block.rstrip("\n").split("\n")
        assert times.count("-->") == 1
        assert "-->" not in "".join(lines)
        assert "<" not in "".join(lines)
        assert len("".join(lines).split()) <= len(text.split()) * 2 + 1
    data = json.loads(notes.transcript_json(cues))
    assert [s["body"] for s in data["segments"]] == texts


def test_long_cues_are_wrapped_and_no_word_is_divided() -> None:
    """Lines fit a player, whole words only."""
    text = "word " * 40 + "antidisestablishmentarianism" * 2
    lines = notes.srt([Cue(0, 1, text)]).split("\n")[2:-1]
    assert max(len(line) for line in lines[:-1]) <= notes.LINE
    assert " ".join(lines).split() == text.split()


def test_transcript_and_chapters_in_json_follow_the_podcast_namespace() -> None:
    """Version, seconds, speakers; chapters with link and picture where there are any."""
    data = json.loads(notes.transcript_json(CUES))
    assert data["version"] == "1.0.0"
    assert data["segments"][0] == {"startTime": 0.4, "endTime": 2.9, "body": CUES[0].text, "speaker": "heart"}
    picture = Image(address="https://a.example/1.jpg")
    chapters = (Chapter(0, 5000, "Start"), Chapter(5000, 9500, "What came after", "https://q.example/#a", picture))
    data = json.loads(notes.chapters_json(chapters, lambda image: image.address))
    assert data == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Start", "endTime": 5.0},
            {
                "startTime": 5,
                "title": "What came after",
                "endTime": 9.5,
                "url": "https://q.example/#a",
                "img": "https://a.example/1.jpg",
            },
        ],
    }


def utterance(text: str) -> Utterance:
    return Utterance(text, text, Role.NARRATOR, "heart", "en", 300)


def test_notes_have_the_time_of_their_utterance() -> None:
    """In order of mention."""
    script = Script(
        (utterance("a"), utterance("b")), (), (Note(NoteKind.LINK, "two", 1), Note(NoteKind.LINK, "one", 0))
    )
    assert [(t.start_ms, t.note.text) for t in notes.timed_notes(script, CUES)] == [(400, "one"), (3200, "two")]


def timed(*found: Note) -> list[TimedNote]:
    return [TimedNote(61_000 * (n + 1), note) for n, note in enumerate(found)]


def test_show_notes_list_links_code_and_footnotes() -> None:
    """Description, origin, chapters, then every mention with its time; each link once; code with its lines."""
    listed = timed(
        Note(NoteKind.LINK, "the <docs>", 0, "https://a.example/?x=1&y=2"),
        Note(NoteKind.CODE, "if a < b:\n    go()", 0),
        Note(NoteKind.LINK, "again", 0, "https://a.example/?x=1&y=2"),
        Note(NoteKind.TABLE, "a b", 0, rows=(("Boat", "Crew"), ("Gull", "3")), has_head=True),
        Note(NoteKind.FOOTNOTE, "1 Nobody saw it.", 0),
    )
    found = notes.show_notes_html(POST, listed, (Chapter(0, 1000, "One"), Chapter(65_000, 70_000, "Two & three")))
    assert found.startswith("<p>The harbour was quiet")
    assert '<a href="https://quay.example/quiet?a=1&amp;b=2">A quiet &lt;harbour&gt;</a> by Jo Vane, The Quay' in found
    assert "<li>00:00 One</li><li>01:05 Two &amp; three</li>" in found
    assert '<li>01:01 <a href="https://a.example/?x=1&amp;y=2">the &lt;docs&gt;</a></li>' in found
    assert "if a &lt; b:<br>\u00a0\u00a0\u00a0\u00a0go()" in found or "&nbsp;&nbsp;&nbsp;&nbsp;go()" in found
    assert found.count("y=2") == 1
    assert "<strong>Boat | Crew</strong><br>Gull | 3" in found
    assert set(re.findall(r"<(\w+)", found)) <= notes.TAGS


def test_notes_speak_the_language_of_the_article() -> None:
    """A German post has German headings; a language nobody wrote down has English ones."""
    german = replace(POST, language="de-AT")
    assert "<strong>Erwähnt</strong>" in notes.show_notes_html(
        german, timed(Note(NoteKind.LINK, "x", 0, "https://a.example"))
    )
    assert "Zum Original:" in notes.show_notes_html(german, ())
    assert "Read the original:" in notes.show_notes_html(replace(POST, language="fi"), ())


def test_nothing_dangerous_gets_into_the_notes() -> None:
    """Scripts in texts are shown, not run; strange addresses are not linked."""
    listed = timed(Note(NoteKind.LINK, "<script>alert(1)</script>", 0, "javascript:alert(1)"))
    found = notes.show_notes_html(POST, listed)
    assert "<script" not in found
    assert "javascript:" not in found


def test_the_summary_is_short_and_whole() -> None:
    """The article's description, else its beginning; never more than 250 characters, never half a word."""
    assert notes.summary(POST) == "The harbour was quiet when the ferry came in. Nobody had expected it."
    long = Article((Block(BlockKind.PARAGRAPH, "The sea was calm. " * 30),), "x")
    assert notes.summary(long).endswith("calm.")
    assert len(notes.summary(long)) <= 250
    endless = Article((Block(BlockKind.PARAGRAPH, "harbour " * 60),), "x")
    assert notes.summary(endless).endswith("harbour…")
    assert notes.summary(Article((), "Only a title")) == "Only a title"


@given(st.lists(st.integers(0, 40_000_000), min_size=2, max_size=6))
def test_times_are_written_so_that_players_link_them(times: list[int]) -> None:
    """Minutes and seconds, hours when there are any; later times never look earlier."""
    written = [notes.clock(t) for t in sorted(times)]
    assert all(re.fullmatch(r"(?:\d+:)?\d\d:\d\d", w) for w in written)
    seconds = [sum(int(p) * 60**n for n, p in enumerate(reversed(w.split(":")))) for w in written]
    assert all(a <= b for a, b in pairwise(seconds))
