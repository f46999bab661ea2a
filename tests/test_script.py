"""The script of an article: wording, roles, pauses, and the account of every word."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster import reading, voice
from podcaster.config import Cast, Pauses, Settings, Treatment, Treatments
from podcaster.config.casts import DEFAULT_CASTS
from podcaster.errors import LostTextError, NoTextError, UsageError
from podcaster.model import (
    Article,
    Block,
    BlockKind,
    Fate,
    Image,
    LedgerEntry,
    NoteKind,
    Omission,
    Role,
    Script,
    Span,
    SpanKind,
)
from podcaster.script import ledger, roles, write
from podcaster.script.ledger import letters, lost_words
from podcaster.script.lexicon import Lexicon

HERE = Path(__file__).parent / "script"
PLAIN = Settings(intro="")
BRISK = replace(PLAIN, voice="tone")  # a voice without pauses of its own


def article(*blocks: Block, language: str = "en", title: str = "A post", **more: object) -> Article:
    return Article(tuple(blocks), title, language=language, **more)  # type: ignore[arg-type]


def paragraph(text: str, *spans: Span) -> Block:
    return Block(BlockKind.PARAGRAPH, text, spans=spans)


def item(text: str, marker: str = "•", level: int = 1, *spans: Span) -> Block:
    return Block(BlockKind.LIST_ITEM, text, level=level, marker=marker, spans=spans)


def link(text: str, words: str, address: str = "https://a.example/") -> Span:
    start = text.index(words)
    return Span(SpanKind.LINK, start, start + len(words), address)


def spoken(script: Script) -> list[str]:
    return [u.spoken for u in script.utterances]


def shown(script: Script) -> list[str]:
    return [u.text for u in script.utterances]


def left(script: Script, fate: Fate) -> list[tuple[str, Omission | None]]:
    return [(e.text, e.reason) for e in script.ledger if e.fate is fate and e.block >= 0]


def treating(**kinds: Treatment) -> Settings:
    return replace(PLAIN, treat=replace(Treatments(), **kinds))


# ---------------------------------------------------------------- a whole post


@pytest.mark.parametrize("source", sorted(HERE.glob("*.md")), ids=lambda p: p.stem)
def test_a_post_has_the_script_in_the_file_beside_it(source: Path) -> None:
    """Role, voice and words of every line of a difficult post are pinned in the file beside it."""
    (found,) = reading.read(source)
    script = write(found, Settings())
    lines = [f"{u.role.value} | {u.voice} | {u.spoken}" for u in script.utterances]
    assert lines == source.with_suffix(".txt").read_text().splitlines()


def test_links_and_code_are_in_the_notes_at_their_time() -> None:
    """Links, code, tables, figures, footnotes and formulas of the post are noted, each during its utterance."""
    (found,) = reading.read(HERE / "torture.md")
    script = write(found, Settings())
    said_during = {(n.kind, n.text): script.utterances[n.utterance].text for n in script.notes}
    assert said_during[NoteKind.LINK, "the release notes"].startswith("We cut p95")
    assert said_during[NoteKind.FOOTNOTE, "1 Measured with the old client, which waits."].startswith("We cut p95")
    assert {n.kind for n in script.notes} == set(NoteKind)
    assert [n.utterance for n in script.notes] == sorted(n.utterance for n in script.notes)


# ---------------------------------------------------------------- intro and outro


def test_the_intro_says_title_byline_and_date_in_the_language_of_the_article() -> None:
    """A German post is announced in German; what is not known is not mentioned."""
    german = article(
        paragraph("Ein Satz."), language="de", title="Der Hafen", authors=("Jo Vane",), date=dt.date(2024, 5, 1)
    )
    assert shown(write(german, Settings()))[:2] == ["Der Hafen", "Von Jo Vane, 1. Mai 2024."]
    assert shown(write(article(paragraph("One sentence.")), Settings())) == ["A post", "One sentence."]
    russian = article(paragraph("Одно предложение здесь."), language="ru", title="Порт", authors=("Иван",), site="Блог")
    assert shown(write(russian, Settings()))[1] == "Иван, Блог."


def test_a_title_keeps_its_own_full_stop() -> None:
    """A question as a title is a question, not a question and a full stop."""
    script = write(article(paragraph("A sentence for us."), title="Who knows?"), Settings())
    assert spoken(script)[0] == "Who knows?"
    assert script.utterances[0].role is Role.TITLE


def test_account_names_and_slogans_are_not_announced() -> None:
    """ "admin" is not a writer, and a site's slogan is not its name."""
    post = article(
        paragraph("A sentence for us."), authors=("admin", "Jo Vane"), site="The Quay | News from the harbour"
    )
    script = write(post, Settings())
    assert shown(script)[1] == "By Jo Vane, on The Quay."
    assert [(e.text, e.fate) for e in script.ledger if e.block == -1] == [
        ("A post", Fate.SPOKEN),
        ("admin", Fate.LEFT_OUT),
        ("Jo Vane", Fate.SPOKEN),
        ("The Quay", Fate.SPOKEN),
        (" | News from the harbour", Fate.LEFT_OUT),
    ]


@pytest.mark.parametrize(
    ("site", "byline"),
    [
        ("Jo Vane's blog", "By Jo Vane."),
        ("The personal website of Jo Vane", "By Jo Vane."),
        ("Jo Vane Shipping", "By Jo Vane, on Jo Vane Shipping."),
        ("The Quay, all the news of the harbour.", "By Jo Vane, on The Quay."),
        ("Rope, Sail and Oar", "By Jo Vane, on Rope, Sail and Oar."),
    ],
)
def test_a_blog_that_is_called_after_its_writer_is_not_named_twice(site: str, byline: str) -> None:
    """Who writes is said once; a slogan behind a comma is not the site's name."""
    post = article(paragraph("A sentence for us."), authors=("Jo Vane",), site=site)
    assert shown(write(post, Settings()))[1] == byline


def test_small_words_of_a_heading_in_capitals_are_no_initials() -> None:
    """A voice would spell ELSE."""
    script = write(
        article(Block(BlockKind.HEADING, "WHAT ELSE IS ALSO BREWING", level=2), paragraph("A sentence for us.")), PLAIN
    )
    assert spoken(script)[0] == "What Else Is Also Brewing."


def test_templates_are_the_listeners_and_a_wrong_field_is_named() -> None:
    """An own intro and outro are said; a field that does not exist is refused with the nearest one."""
    post = article(paragraph("A sentence for us."), authors=("Jo Vane",))
    own = Settings(intro="From the quay: {title}! Written by {author}. Found on {site}.", outro="That was {title}.")
    script = write(post, own)
    assert shown(script) == ["From the quay: A post!", "Written by Jo Vane.", "A sentence for us.", "That was A post."]
    assert script.utterances[-1].role is Role.OUTRO
    with pytest.raises(UsageError, match="titel") as caught:
        write(post, Settings(intro="{titel}"))
    assert "{title}" in caught.value.hint


# ---------------------------------------------------------------- sentences and pauses


def test_sentences_are_cut_before_they_are_expanded_and_shown_as_written() -> None:
    """The transcript keeps the author's spelling; the voice gets words."""
    script = write(article(paragraph("It costs $5 per month. It took about 3 kg of flour.")), PLAIN)
    assert shown(script) == ["It costs $5 per month.", "It took about 3 kg of flour."]
    assert spoken(script) == ["It costs five dollars per month.", "It took about three kilograms of flour."]


def test_a_very_short_sentence_shares_its_neighbours_utterance() -> None:
    """Voices stumble over single words, so "No." goes with what follows it, within its paragraph only."""
    script = write(
        article(paragraph("No. We never did that at all."), paragraph("Yes."), paragraph("It was so. Why?")), PLAIN
    )
    assert shown(script) == ["No. We never did that at all.", "Yes.", "It was so. Why?"]


def test_a_short_sentence_of_three_words_has_an_utterance_of_its_own() -> None:
    """A number is longer spoken than written, and three words are no single word."""
    script = write(article(paragraph("She was 40. Then she left.")), PLAIN)
    assert shown(script) == ["She was 40.", "Then she left."]


def test_a_sentence_too_long_for_one_breath_is_cut_at_its_clauses() -> None:
    """No utterance is too long for a voice, nothing is lost, and each cut is a short pause."""
    text = ", ".join(["the ferry came in with the tide and left again before noon"] * 14) + "."
    script = write(article(paragraph(text)), PLAIN)
    assert len(script.utterances) > 1
    assert all(len(u.spoken) <= 400 for u in script.utterances)
    assert letters("".join(shown(script))) == letters(text)
    assert script.utterances[0].pause_ms < Pauses().sentence


def test_the_voice_stays_up_where_a_sentence_is_cut() -> None:
    """A piece without punctuation is spoken with a comma, not with a full stop; what is displayed has none."""
    *pieces, last = write(article(paragraph("ferry and harbour " * 40)), PLAIN).utterances
    assert pieces
    assert {u.spoken[-1] for u in pieces} == {","}
    assert last.spoken[-1] == "."
    assert not [u for u in (*pieces, last) if u.text[-1] in ",."]


def test_a_pause_is_the_longer_of_its_neighbours_not_the_sum() -> None:
    """Pauses by kind: the longer wish wins, pace scales them, and the last is the tail."""
    post = article(
        paragraph("First sentence here. Second sentence here."),
        Block(BlockKind.HEADING, "A heading", level=2),
        paragraph("We need two things:"),
        item("the first thing"),
        item("the second thing"),
        paragraph("And that is all."),
    )
    script = write(post, BRISK)
    assert [u.pause_ms for u in script.utterances] == [300, 1100, 750, 420, 420, 860, 1000]
    assert [u.pause_ms for u in write(post, replace(BRISK, pace=2.0)).utterances] == [
        150,
        550,
        375,
        210,
        210,
        430,
        1000,
    ]


def test_sentences_are_further_apart_than_the_commas_of_their_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """All pauses of a voice that rests at a comma are longer by as much, so that they stay apart."""
    post = article(paragraph("First sentence here. Second sentence here."), paragraph("And that is all."))
    known = {v.id: v for v in voice.all_voices()}
    for comma, speed, pauses in ((380, 1.0, [500, 850]), (380, 2.0, [310, 660]), (150, 1.0, [300, 650])):
        slow = replace(known["tone"], comma_ms=comma, speed=speed)
        monkeypatch.setattr(voice, "find", lambda _, found=slow: found)
        assert [u.pause_ms for u in write(post, BRISK).utterances] == [*pauses, 1000]
    monkeypatch.undo()
    assert known["bella"].comma_ms > known["michael"].comma_ms > 0


@pytest.mark.parametrize("cast", DEFAULT_CASTS.values(), ids=DEFAULT_CASTS)
def test_every_narrator_rests_longer_after_a_sentence_than_at_a_comma(cast: Cast) -> None:
    """The commas of all voices that narrate unasked are measured. In Japanese they are longer than 300 ms."""
    known = {v.id: v for v in voice.all_voices()}
    for name in (cast.narrator, cast.quote or cast.narrator):
        found = known[name]
        assert found.comma_ms > 0
        assert Pauses().sentence + roles.longer(name) > found.comma_ms / found.speed + 80


def test_a_row_of_stars_is_a_longer_silence() -> None:
    """A section break is not read, but heard."""
    script = write(
        article(paragraph("The first part ends."), paragraph("* * *"), paragraph("The second begins.")), BRISK
    )
    assert [u.pause_ms for u in script.utterances] == [1100, 1000]
    assert left(script, Fate.LEFT_OUT) == [("* * *", Omission.DECORATION)]


def test_a_heading_ends_with_a_full_stop_for_the_voice_only() -> None:
    """The voice falls at a heading; the transcript shows it as written."""
    (heading, _) = write(
        article(Block(BlockKind.HEADING, "What came after", level=2), paragraph("A sentence.")), PLAIN
    ).utterances
    assert (heading.text, heading.spoken, heading.role) == ("What came after", "What came after.", Role.HEADING)


def test_a_shouted_heading_is_not_spelled() -> None:
    """Capitals are read as words; acronyms among them stay."""
    script = write(
        article(Block(BlockKind.HEADING, "WHAT YOU NEED FOR HTTP", level=2), paragraph("A sentence.")), PLAIN
    )
    assert spoken(script)[0] == "What You Need For HTTP."


def test_paragraph_numbers_keep_sentences_together() -> None:
    """Utterances of one block have one number, others another."""
    script = write(
        article(paragraph("First sentence here. Second sentence here."), paragraph("Another paragraph.")), PLAIN
    )
    first, second, third = (u.paragraph for u in script.utterances)
    assert first == second != third


# ---------------------------------------------------------------- lists


def test_numbers_of_a_list_are_said_and_bullets_are_silent() -> None:
    """One, two; letters by name; Roman numerals as numbers where a neighbour shows that they are."""
    script = write(article(item("the alpha step", "1."), item("the beta step", "2.", 2), item("the gamma step")), PLAIN)
    assert spoken(script) == ["One. the alpha step.", "Two. the beta step.", "the gamma step."]
    assert shown(script)[0] == "1. the alpha step"
    roman = write(article(item("the alpha step", "i."), item("the beta step", "ii.")), PLAIN)
    assert spoken(roman) == ["One. the alpha step.", "Two. the beta step."]
    assert spoken(write(article(item("the alpha step", "a.")), PLAIN)) == ["A. the alpha step."]


# ---------------------------------------------------------------- quotes


def test_a_quote_has_its_own_voice_and_the_narrator_names_its_author() -> None:
    """The second voice says the quote; the name that follows is the narrator's."""
    quote = Block(BlockKind.QUOTE, "The sea was calm that day.", level=1, attribution="Ann Harper")
    script = write(article(paragraph("She wrote this:"), quote), PLAIN)
    assert [(u.role, u.voice, u.text) for u in script.utterances[1:]] == [
        (Role.QUOTE, "michael", "The sea was calm that day."),
        (Role.NARRATOR, "heart", "Ann Harper"),
    ]
    dashed = article(quote, Block(BlockKind.QUOTE, "— Ben Sailor", level=1))
    last = write(dashed, PLAIN).utterances[-1]
    assert (last.voice, last.text) == ("heart", "Ben Sailor")


def test_where_one_voice_says_everything_quotes_are_announced() -> None:
    """Without a second voice a quote begins and, if long, ends with a word."""
    one = replace(PLAIN, voice="emma")
    short = Block(BlockKind.QUOTE, "The sea was calm that day.", level=1)
    assert spoken(write(article(short), one)) == ["Quote: The sea was calm that day."]
    long = Block(BlockKind.QUOTE, " ".join(["The sea was calm that day."] * 7), level=1)
    assert spoken(write(article(long), one))[-1].endswith("calm that day. End of quote.")
    assert "Quote" not in " ".join(shown(write(article(long), one)))


# ---------------------------------------------------------------- code, tables, pictures


def test_code_is_mentioned_once_with_its_language_and_length() -> None:
    """Nobody wants to hear a listing; everybody wants to know there is one."""
    code = Block(BlockKind.CODE, "SELECT 1;\n\nSELECT 2;", language="sql")
    assert (
        spoken(write(article(paragraph("Look at this:"), code), PLAIN))[1]
        == "An SQL listing of two lines is in the notes."
    )
    shell = Block(BlockKind.CODE, "ls", language="console")
    assert (
        shown(write(article(shell, paragraph("A sentence for us.")), PLAIN))[0]
        == "A line of shell code is in the notes."
    )
    script = write(article(code, code, paragraph("A sentence for us.")), PLAIN)
    assert shown(script)[0] == "2 listings are in the notes."
    assert [n.kind for n in script.notes] == [NoteKind.CODE, NoteKind.CODE]


@pytest.mark.parametrize(
    ("treatment", "said", "fate"),
    [
        (Treatment.SPEAK, ["print one."], Fate.SPOKEN),
        (Treatment.MENTION, ["A line of Python is in the notes."], Fate.NOTES),
        (Treatment.NOTES, [], Fate.NOTES),
        (Treatment.SKIP, [], Fate.LEFT_OUT),
    ],
)
def test_every_behaviour_of_code_is_a_setting(treatment: Treatment, said: list[str], fate: Fate) -> None:
    """speak, mention, notes and skip do what they say."""
    post = article(paragraph("A sentence for us."), Block(BlockKind.CODE, "print 1", language="python"))
    script = write(post, treating(code=treatment))
    assert spoken(script)[1:] == said
    assert [e.fate for e in script.ledger if e.block == 1] == [fate]
    assert bool(script.notes) is (treatment is not Treatment.SKIP)


TABLE = Block(
    BlockKind.TABLE,
    "Boat Speed Crew Gull 12 3 Tern 9 2",
    rows=(("Boat", "Speed", "Crew"), ("Gull", "12", "3"), ("Tern", "9", "2")),
    has_head=True,
)


@pytest.mark.parametrize(
    ("treatment", "said"),
    [
        (
            Treatment.SPEAK,
            ["A table: Boat, Speed, Crew.", "Gull: Speed twelve, Crew three.", "Tern: Speed nine, Crew two."],
        ),
        (Treatment.MENTION, ["A table of two rows is in the notes."]),
        (Treatment.NOTES, []),
        (Treatment.SKIP, []),
    ],
)
def test_a_small_table_becomes_sentences(treatment: Treatment, said: list[str]) -> None:
    """Row by row, each value behind the name of its column; or as the settings want it."""
    script = write(article(paragraph("A sentence for us."), TABLE), treating(tables=treatment))
    assert spoken(script)[1:] == said


def test_the_account_of_a_table_is_one_line_a_fate() -> None:
    """A large table does not fill the ledger with its cells."""
    script = write(article(paragraph("A sentence for us."), TABLE), treating(tables=Treatment.NOTES))
    assert left(script, Fate.NOTES) == [("Boat Speed Crew Gull 12 3 Tern 9 2", Omission.TABLE)]


def test_a_large_table_is_only_mentioned() -> None:
    """More than six rows or four columns cannot be followed by ear."""
    rows = tuple((str(n), str(n * n)) for n in range(7))
    table = Block(BlockKind.TABLE, " ".join(" ".join(r) for r in rows), rows=rows)
    assert (
        shown(write(article(table, paragraph("A sentence for us.")), PLAIN))[0] == "A table of 7 rows is in the notes."
    )


def test_captions_are_said_rather_than_alternative_texts() -> None:
    """A caption; else a telling alternative text; a logo, a file name or a credit never."""
    caption = Block(BlockKind.FIGURE, "The harbour at noon", image=Image(alt="harbour.jpg"))
    telling = Block(BlockKind.FIGURE, "", image=Image(alt="Three gulls on a red roof"))
    logo = Block(BlockKind.FIGURE, "", image=Image(alt="logo"))
    credit = Block(BlockKind.FIGURE, "Photo: Ann Harper", image=Image(alt="x"))
    script = write(article(paragraph("A sentence for us."), caption, telling, logo, credit, caption), PLAIN)
    assert spoken(script)[1:] == ["Picture: The harbour at noon.", "Picture: Three gulls on a red roof."]
    assert left(script, Fate.NOTES) == [("Photo: Ann Harper", Omission.CREDIT)]
    assert left(script, Fate.LEFT_OUT) == [("The harbour at noon", Omission.DUPLICATE)]


# ---------------------------------------------------------------- links, footnotes, formulas


def test_links_keep_their_words_and_go_into_the_notes() -> None:
    """The label is said, the address is noted, a jump within the page is neither."""
    text = "Read the manual and the chapter below."
    post = article(paragraph(text, link(text, "the manual"), link(text, "the chapter", "#two")))
    script = write(post, PLAIN)
    assert spoken(script) == [text]
    assert [(n.text, n.address) for n in script.notes] == [("the manual", "https://a.example/")]


NOTED = paragraph("It was so.[1] Then it was not.", Span(SpanKind.NOTE_REF, 10, 13, "1"))
FOOTNOTE = Block(BlockKind.FOOTNOTE, "Nobody else saw it.", marker="1")


@pytest.mark.parametrize(
    ("treatment", "said"),
    [
        (Treatment.SPEAK, ["It was so. Then it was not.", "Footnote: Nobody else saw it."]),
        (Treatment.MENTION, ["It was so. Then it was not.", "A footnote is in the notes."]),
        (Treatment.NOTES, ["It was so. Then it was not."]),
        (Treatment.SKIP, ["It was so. Then it was not."]),
    ],
)
def test_a_footnote_mark_is_silent_and_the_footnote_is_where_it_belongs(treatment: Treatment, said: list[str]) -> None:
    """In the notes at the time of its mark, or said behind the sentence that has it."""
    script = write(article(NOTED, FOOTNOTE), treating(footnotes=treatment))
    assert spoken(script) == said
    assert ("[1]", Omission.FOOTNOTE) in left(script, Fate.LEFT_OUT)


def test_short_formulas_are_said_and_long_ones_mentioned() -> None:
    """Within a sentence: in words if an ear can follow, else as "a formula"."""
    text = "So E = mc^2 holds, and \\int_0^1 \\frac{f(x)}{g(x)} dx too."
    a, b = text.index("E ="), text.index("\\int")
    spans = (Span(SpanKind.FORMULA, a, a + 8, "E = mc^2"), Span(SpanKind.FORMULA, b, text.index(" too"), ""))
    script = write(article(paragraph(text, *spans)), PLAIN)
    assert spoken(script) == ["So E equals m c squared holds, and a formula too."]
    assert shown(script) == ["So E = mc² holds, and a formula too."]
    assert [n.kind for n in script.notes] == [NoteKind.FORMULA]


def test_a_list_of_links_at_the_end_is_for_the_notes_only() -> None:
    """ "See also" is not read aloud; prose under such a heading is."""
    text = "The other post"
    heading = Block(BlockKind.HEADING, "See also", level=2)
    script = write(article(paragraph("A sentence for us."), heading, item(text, "•", 1, link(text, text))), PLAIN)
    assert spoken(script) == ["A sentence for us."]
    assert [n.text for n in script.notes] == ["The other post"]
    prose = write(article(heading, paragraph("There is much more to be said about all of this.")), PLAIN)
    assert spoken(prose)[0] == "See also."
    mention = write(
        article(paragraph("A sentence for us."), heading, item(text, "•", 1, link(text, text))),
        treating(see_also=Treatment.MENTION),
    )
    assert spoken(mention)[1:] == ["A link is in the notes."]


def test_struck_words_and_raised_figures_are_understood() -> None:
    """Struck words are not spoken, but are in the ledger; a raised 2 means a square, however the page marks it."""
    struck = paragraph("We love hate the sea.", Span(SpanKind.STRUCK, 8, 12))
    script = write(article(struck), PLAIN)
    assert shown(script) == ["We love the sea."]
    assert left(script, Fate.LEFT_OUT) == [("hate", Omission.MARKUP)]
    raised = write(article(paragraph("It covers 40 m2 of land.", Span(SpanKind.SUPERSCRIPT, 14, 15))), PLAIN)
    assert shown(raised) == ["It covers 40 m² of land."]
    assert spoken(raised) == ["It covers forty square meters of land."]


def test_code_within_a_sentence_is_never_divided() -> None:
    """A full stop in a command is not the end of the sentence."""
    text = "Run foo. Bar --all first and wait for it."
    script = write(article(paragraph(text, Span(SpanKind.CODE, 4, 18))), PLAIN)
    assert shown(script) == [text]
    assert "`" not in spoken(script)[0]


# ---------------------------------------------------------------- nothing is lost


def test_an_article_without_anything_to_say_is_refused() -> None:
    """A text without words makes no episode, even if it would have an intro."""
    with pytest.raises(NoTextError, match="A post: nothing in it to narrate"):
        write(article(paragraph("* * *")), Settings())


def test_a_lost_word_stops_the_episode_and_is_named() -> None:
    """The check does not trust the writer: a missing and a doubled word are both found."""
    post = article(paragraph("Three little words."))
    script = write(post, PLAIN)
    with pytest.raises(LostTextError, match="little"):
        ledger.check(post, [LedgerEntry("Three words.", Fate.SPOKEN, 0)], script.utterances)
    with pytest.raises(LostTextError, match="little words"):
        ledger.check(post, script.ledger, [replace(script.utterances[0], text="Three.")])
    ledger.check(post, script.ledger, script.utterances)


def test_a_word_that_the_rules_of_speech_dropped_is_noticed() -> None:
    """Abbreviations and replaced words count as said, a vanished word does not."""
    assert lost_words("The harbour was quiet", "The was quiet") == ["harbour"]
    assert lost_words("approx. forty Professor", "approximately forty professor") == []
    assert lost_words("with nginx inside", "with engine ex inside", replaced={"nginx": "engine ex"}) == []


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=80)
kinds = st.sampled_from(BlockKind)
spans = st.lists(
    st.builds(Span, st.sampled_from(SpanKind), st.integers(0, 80), st.integers(0, 80), st.sampled_from(["", "1", "x"])),
    max_size=4,
).map(tuple)
blocks = st.builds(
    Block,
    kinds,
    words.map(lambda t: " ".join(t.split())),
    st.integers(0, 6),
    st.sampled_from(["", "•", "1.", "ii.", "1"]),
    spans,
    attribution=st.sampled_from(["", "", "Ann Harper"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(blocks, min_size=1, max_size=6), st.sampled_from(Treatment), st.sampled_from(["en", "de", "ru", "zh"]))
def test_every_word_of_every_block_is_accounted_for(found: list[Block], treatment: Treatment, language: str) -> None:
    """Whatever was saved: spoken, in the notes, or left out for a reason; and what is spoken can be said."""
    chosen = treating(
        **dict.fromkeys(("code", "tables", "figures", "footnotes", "formulas", "embeds", "see_also"), treatment)
    )
    post = article(paragraph("A sentence that is always here."), *found, language=language)
    script = write(post, chosen)
    for number, block in enumerate(post.blocks):
        own = [e for e in script.ledger if e.block == number]
        assert letters("".join(e.text for e in own)) == letters("".join(ledger.source_parts(block)))
        assert all(e.reason for e in own if e.fate is not Fate.SPOKEN)
    assert all(any(c.isalnum() for c in u.spoken) and u.text.strip() for u in script.utterances)
    assert all(0 <= n.utterance < len(script.utterances) for n in script.notes)
    json.dumps([u.spoken for u in script.utterances])


def test_encoded_data_and_endless_addresses_are_left_out() -> None:
    """Encoded data and endless addresses within a sentence are not for the ear; the sentence is."""
    script = write(article(paragraph(f"The key is {'aB3+' * 60} and that is all.")), PLAIN)
    assert spoken(script) == ["The key is and that is all."]
    assert [reason for _, reason in left(script, Fate.LEFT_OUT)] == [Omission.MARKUP]
    tag = write(article(paragraph('Before it &lt;span class="x"&gt; and <a href="y"> behind a Vec<T> too.')), PLAIN)
    assert shown(tag) == ["Before it and behind a Vec<T> too."]


def test_the_same_article_has_the_same_script() -> None:
    """Nothing depends on chance or on the day."""
    (found,) = reading.read(HERE / "torture.md")
    assert write(found, Settings()) == write(found, Settings(), lexicon=Lexicon.builtin())
