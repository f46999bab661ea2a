"""Interviews and dialogues: who speaks, in which voice, and which articles are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.speakers import OWN, expected, found
from podcaster import reading, voice
from podcaster.cluster import task
from podcaster.config import Cast, Settings, Show, Speakers, parse
from podcaster.errors import UsageError
from podcaster.listening import explanation
from podcaster.model import Article, Block, BlockKind, Cue, Fate, Omission, Role, Script, Span, SpanKind
from podcaster.publishing import notes
from podcaster.publishing.marked_up import mark_up
from podcaster.script import speakers, write
from podcaster.script.speakers import casting

TALK = (
    ("Anna Reed", "Where did you learn to row?"),
    ("Tom", "My uncle had a boat, and I had time."),
    ("Anna Reed", "Did you ever race?"),
    ("Tom", "Once. I came last, and I was happy."),
    ("Anna Reed", "What do you think of when you row?"),
    ("Tom", "I count. I never get beyond forty."),
    ("Anna Reed", "Would you teach me?"),
    ("Tom", "If you bring your own cushion."),
)


def paragraph(text: str, *spans: Span) -> Block:
    return Block(BlockKind.PARAGRAPH, text, spans=spans)


def talk(*, language: str = "en", before: tuple[Block, ...] = (), after: tuple[Block, ...] = ()) -> Article:
    """A conversation of two, with blocks before and after it."""
    blocks = [paragraph(f"{name}: {text}") for name, text in TALK]
    return Article((*before, *blocks, *after), "On rowing", language=language)


def told(script: Script) -> list[tuple[str, str, str]]:
    """Who says what in which voice, without the title."""
    return [(u.speaker, u.voice, u.spoken) for u in script.utterances if u.block >= 0]


@pytest.mark.parametrize(("name", "names"), expected().items())
def test_interviews_are_found(name: str, names: tuple[str, ...]) -> None:
    """In eight languages, with letters, capitals, bold names, lists of definitions, lines and headings."""
    (article,) = reading.read(OWN / name)
    assert found(article) == names


@pytest.mark.parametrize("path", sorted((OWN / "none").iterdir()), ids=lambda path: path.name)
def test_other_pages_are_not_divided(path: Path) -> None:
    """Questions that nobody asked, recipes, reviews, schedules, logs, results and definitions have labels, too."""
    (article,) = reading.read(path)
    assert found(article) == ()


def test_each_speaker_has_a_voice_and_is_named_once() -> None:
    """By the usual gender of the name; the narrator names them, and what is not said has its reason."""
    script = write(talk(before=(paragraph("They met on the quay."),)), Settings())
    assert told(script)[:6] == [
        ("", "heart", "They met on the quay."),
        ("", "heart", "Anna Reed."),
        ("Anna Reed", "bella", "Where did you learn to row?"),
        ("", "heart", "Tom."),
        ("Tom", "george", "My uncle had a boat, and I had time."),
        ("Anna Reed", "bella", "Did you ever race?"),
    ]
    names = [(entry.text, entry.fate, entry.reason) for entry in script.ledger if entry.text in ("Anna Reed:", "Tom:")]
    assert names[0] == ("Anna Reed:", Fate.SPOKEN, None)
    assert names[2:] == [("Anna Reed:", Fate.LEFT_OUT, Omission.SPEAKER), ("Tom:", Fate.LEFT_OUT, Omission.SPEAKER)] * 3


def test_the_narrator_can_name_them_instead() -> None:
    """speakers = "names": one voice, and every turn begins with its name."""
    script = write(talk(), Settings(speakers=Speakers.NAMES))
    assert {voice for _, voice, _ in told(script)} == {"heart"}
    assert [text for speaker, _, text in told(script) if not speaker] == ["Anna Reed.", "Tom."] * 4


def test_a_conversation_can_be_read_as_it_is_written() -> None:
    """speakers = "off": nothing is looked for."""
    script = write(talk(), Settings(speakers=Speakers.OFF))
    assert told(script)[0] == ("", "heart", "Anna Reed: Where did you learn to row?")


def test_speakers_who_share_a_voice_are_named_at_every_turn() -> None:
    """Where a language has one voice, or one voice was asked for everything."""
    for article, settings in ((talk(language="fr"), Settings(other_languages=False)), (talk(), Settings(voice="emma"))):
        script = write(article, settings)
        assert len({voice for _, voice, _ in told(script)}) == 1
        assert [text for speaker, _, text in told(script) if not speaker] == ["Anna Reed.", "Tom."] * 4


def test_the_settings_name_the_voice_of_a_speaker() -> None:
    """By the whole name or a part of it, in any case; the others get what is left."""
    settings = parse({"cast": {"narrator": "heart", "speakers": {"reed": "fenrir"}}})
    assert settings.cast == Cast(narrator="heart")
    voices = {speaker: voice for speaker, voice, _ in told(write(talk(), settings)) if speaker}
    assert voices == {"Anna Reed": "fenrir", "Tom": "george"}
    with pytest.raises(UsageError, match=r"cast\.speakers must be a table of voices"):
        parse({"cast": {"speakers": {"Anna": 3}}})
    with pytest.raises(UsageError, match="unknown key 'speaker_voices'"):
        parse({"speaker_voices": {}})
    with pytest.raises(UsageError, match="speakers is 'some'"):
        parse({"speakers": "some"})


def test_a_machine_of_a_cluster_knows_the_voices(tmp_path: Path) -> None:
    """The settings travel as they would be written."""
    settings = parse({"speakers": "names", "cast": {"speakers": {"Anna": "emma"}, "de": {"narrator": "system"}}})
    there = task.settings_of(task.job(Show(tmp_path, settings), force=False))
    assert (there.speakers, dict(there.speaker_voices)) == (Speakers.NAMES, {"Anna": "emma"})
    assert there.casts["de"].narrator == "system"


def test_what_is_no_speech_keeps_its_voice() -> None:
    """A block quotation, and the editor's words between the turns; paragraphs without a name are the same speaker's."""
    aside = "They look at the water."
    blocks = list(talk().blocks)
    blocks[2:2] = [
        paragraph("I still have the oars."),
        Block(BlockKind.QUOTE, "Row, brothers, row.", level=1),
        paragraph(aside, Span(SpanKind.EMPHASIS, 0, len(aside))),
    ]
    end = "This interview was edited."
    script = write(Article((*blocks, paragraph(end)), "On rowing", language="en"), Settings())
    said = {text: (speaker, voice) for speaker, voice, text in told(script)}
    assert said["I still have the oars."] == ("Tom", "george")
    assert said["Row, brothers, row."] == ("", "michael")
    assert said[aside] == said[end] == ("", "heart")


def test_a_passage_in_dialogue_does_not_take_the_essay() -> None:
    """The prose behind it, and between two passages, is the narrator's."""
    prose = [paragraph(f"Paragraph {n} of the essay goes on about the boat.") for n in range(8)]
    turns = list(talk().blocks)
    script = write(Article((*prose, *turns[:4], *prose, *turns[4:], *prose), "On rowing", language="en"), Settings())
    said = [(speaker, voice) for speaker, voice, text in told(script) if text.startswith("Paragraph")]
    assert set(said) == {("", "heart")}
    assert len({speaker for speaker, _, _ in told(script) if speaker}) == 2


def test_lines_that_markdown_joins_are_turns() -> None:
    """Without blank lines between them, they are one paragraph."""
    text = "# On rowing\n\n" + "\n".join(f"{name}: {text}" for name, text in TALK)
    (article,) = reading.read_bytes(text.encode(), "rowing.md")
    assert len(article.blocks) == 1
    script = write(article, Settings())
    assert [speaker for speaker, _, _ in told(script) if speaker] == [name for name, _ in TALK]


def test_a_name_alone_and_its_parts_are_one_speaker() -> None:
    """ANNA REED, Anna, Reed and AR; the name alone on a line is not said again either."""
    names = ("ANNA REED", "Tom", "Anna", "Tom", "Reed", "TOM", "AR", "Tom")
    blocks = [b for name, (_, text) in zip(names, TALK, strict=True) for b in (paragraph(name), paragraph(text))]
    script = write(Article(tuple(blocks), "On rowing", language="en"), Settings())
    assert [speaker for speaker, _, _ in told(script) if speaker] == [name for name, _ in TALK]
    assert [text for speaker, _, text in told(script) if not speaker] == ["Anna Reed.", "Tom."]


def test_the_speech_follows_a_name_soon_and_explain_lists_each_name_once() -> None:
    """Also where the name stands on a line of its own."""
    for blocks in (talk().blocks, [b for name, text in TALK for b in (paragraph(name), paragraph(text))]):
        article = Article(tuple(blocks), "On rowing", language="en")
        script = write(article, Settings())
        pauses = [u.pause_ms for u in script.utterances if u.spoken in ("Anna Reed.", "Tom.")]
        assert len(pauses) == 2
        assert max(pauses) < Settings().pauses.paragraph
        text = explanation.as_text(article, script)
        assert len([line for line in text.splitlines() if "speaker" in line]) == 2


@pytest.mark.parametrize(
    "shape",
    [
        "{name} – {text}",
        "[00:01:12] {name}: {text}",
        "{name} (laughs): {text}",
        "{name} 00:12\n{text}",
        "{upper}. {text}",
        "– {name}: {text}",
    ],
)
def test_other_shapes_of_labels(shape: str) -> None:
    """Dashes, times, stage directions, and capitals with a full stop."""
    texts = [shape.format(name=name, upper=name.upper(), text=text) for name, text in TALK]
    blocks = tuple(paragraph(line) for text in texts for line in text.split("\n"))
    dialogue = speakers.find(Article(blocks, "On rowing", language="en"), "en")
    assert dialogue is not None
    assert dialogue.speakers == ("Anna Reed", "Tom")


def test_letters_are_said_as_words() -> None:
    """Before the first question and the first answer only."""
    blocks = [paragraph(f"{'QA'[n % 2]}: {text}") for n, (_, text) in enumerate(TALK)]
    script = write(Article(tuple(blocks), "On rowing", language="en"), Settings())
    assert [text for speaker, _, text in told(script) if not speaker] == ["Question.", "Answer."]


def test_too_few_turns_are_no_conversation() -> None:
    """Two need four each, and they have to talk to each other."""
    assert speakers.find(Article(talk().blocks[:7], "On rowing", language="en"), "en") is None
    flat = [paragraph(f"{'Anna' if n % 2 else 'Tom'}: The boat has {n} oars.") for n in range(8)]
    assert speakers.find(Article(tuple(flat), "On rowing", language="en"), "en") is None


@pytest.mark.parametrize(
    ("name", "language", "gender"),
    [
        ("Anna Reed", "en", "female"),
        ("Dr. Tom Reed", "en", "male"),
        ("Frau Schmidt", "de", "female"),
        ("Andrea", "it", "male"),
        ("Andrea", "de", ""),
        ("Simone", "fr", "female"),
        ("Moderatorin", "de", "female"),
        ("Interviewer", "en", ""),
    ],
)
def test_the_gender_of_a_name(name: str, language: str, gender: str) -> None:
    """As it is usual in the language; none where languages differ."""
    assert casting.gender(name, language) == gender


def test_transcripts_and_page_know_who_speaks() -> None:
    """WebVTT, the JSON of the podcast namespace, and the page to read along."""
    article = talk()
    script = write(article, Settings())
    cues = [
        Cue(n * 1000, n * 1000 + 900, u.text, u.role, u.voice, (), u.block, u.paragraph, u.speaker)
        for n, u in enumerate(script.utterances)
    ]
    vtt = notes.vtt(cues)
    assert "<v Anna Reed>Where did you learn to row?" in vtt
    assert "<v heart>On rowing" in vtt
    assert '"speaker":"Tom"' in notes.transcript_json(cues)
    page = "".join(mark_up(article, cues).pieces)
    assert '<p class="turn" data-turn="1" data-speaker="Anna Reed">' in page
    assert '<p class="turn" data-turn="2" data-speaker="Tom">' in page
    assert all(cue.role in (Role.TITLE, Role.NARRATOR) for cue in cues)


def test_names_that_tell_no_gender_get_voices_that_differ() -> None:
    """In turn, a woman's and a man's."""
    (article,) = reading.read(OWN / "01-en-letters.html")
    said = write(article, Settings())
    genders = {u.speaker: voice.find(u.voice).gender for u in said.utterances if u.speaker}
    assert sorted(genders.values()) == ["female", "male"]


def test_a_name_is_announced_with_the_full_stop_of_the_language() -> None:
    """A Chinese voice reads Chinese marks."""
    (article,) = reading.read(OWN / "19-zh-quanjiao.html")
    assert "记者。" in [u.spoken for u in write(article, Settings()).utterances]


ASKED = (
    ("Where did you learn to row?", "My uncle had a boat, and I had time."),
    ("Did you ever race?", "Once. I came last, and I was happy about it."),
    ("Tell me about the last mile.", "I do not remember it. My arms do."),
    ("What do you think of when you row?", "I count. I never get beyond forty."),
    ("Would you teach me?", "If you bring your own cushion, I might."),
)


def bold_questions(
    pairs: tuple[tuple[str, str], ...] = ASKED, *, bold: bool = True, title: str = "On rowing"
) -> Article:
    blocks = [paragraph("We met at the quay on a cold morning in March, when the boats were still in their sheds.")]
    for question, answer in pairs:
        blocks.append(paragraph(question, *((Span(SpanKind.EMPHASIS, 0, len(question)),) if bold else ())))
        blocks += [paragraph(answer), paragraph("The boat was blue.")]
    return Article(tuple(blocks), title, language="en")


def test_bold_questions_without_names_are_an_interview() -> None:
    """Each has a voice of its own, the answer with all its paragraphs; nobody is announced."""
    said = write(bold_questions(), Settings(intro=""))
    voices = {u.spoken: u.voice for u in said.utterances}
    one, other = (
        voices["Did you ever race?"],
        voices["I count."] if "I count." in voices else voices["The boat was blue."],
    )
    assert one != other
    assert voices["Tell me about the last mile."] == one
    assert voices["The boat was blue."] == voices["If you bring your own cushion, I might."] == other
    assert all("Question" not in u.spoken and "Answer" not in u.spoken for u in said.utterances)
    assert {u.speaker for u in said.utterances} == {"", "Question", "Answer"}


@pytest.mark.parametrize(
    "article",
    [
        bold_questions(bold=False),
        bold_questions(title="Rowing: frequently asked questions"),
        bold_questions(tuple((q.rstrip("?") + ".", a) for q, a in ASKED)),
        bold_questions(ASKED[:3]),
        bold_questions(tuple((q, "The boat is blue, and so is the sea.") for q, _ in ASKED)),
    ],
)
def test_other_bold_lines_are_no_interview(article: Article) -> None:
    """Plain questions, a page of frequent ones, bold theses, too few, and answers of nobody."""
    assert found(article) == ()


def test_a_name_that_only_the_answers_have_is_said_once() -> None:
    """The questions are bold, and every answer begins with the name."""
    said = write(bold_questions(tuple((q, f"Reed: {a}") for q, a in ASKED)), Settings(intro=""))
    assert [u.spoken for u in said.utterances if "Reed" in u.spoken] == ["Reed."]
    assert {u.speaker for u in said.utterances} == {"", "Question", "Reed"}


def test_a_bold_line_before_the_first_question_is_none() -> None:
    """ "An interview with …" is the narrator's."""
    before = ("An interview with Ella Strand", "She lives at the quay.")
    said = write(bold_questions((before, *ASKED)), Settings(intro=""))
    assert [u.speaker for u in said.utterances if u.spoken == "An interview with Ella Strand."] == [""]
