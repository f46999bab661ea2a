"""What makes a listener wince, and is not heard: credits, tags, bare addresses, shouted names, misread signs."""

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.config import Settings
from podcaster.model import Article, Block, BlockKind, Fate, Image, Omission, Role, Script
from podcaster.reading import bylines, html
from podcaster.script import write
from podcaster.script.sentences import split
from podcaster.script.speakable import speakable
from tests.growth import grows_with_its_length

PLAIN = Settings(intro="")
WORDS = (
    "The harbour is quiet in the morning, and the boats lie in a row along the old stone pier. Somebody sweeps the "
    "steps of the fish market, and a radio plays behind an open window. By noon the first visitors come down the hill "
    "and ask for the way to the lighthouse, which nobody here has ever had to ask for."
)


def script(*blocks: Block, title: str = "A walk by the river", intro: bool = False, **more: object) -> Script:
    article = Article(blocks, title, language="en", **more)  # type: ignore[arg-type]
    return write(article, Settings() if intro else PLAIN)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def spoken(found: Script, role: Role | None = None) -> list[str]:
    return [u.spoken for u in found.utterances if role in (None, u.role)]


@pytest.mark.parametrize(
    "credit",
    [
        " Photo: Ann Reed.",
        " (Photograph by A. B. Reed)",
        " Image courtesy of the Town Museum",
        " Ann Reed/Daily Quay",
        " (Ann Reed / Reuters)",
        " (AP)",
        " (screen grab)",
        " © Quay Pictures 2024",
        " #river #boats #summer",
    ],
)
def test_a_credit_behind_a_caption_is_not_said(credit: str) -> None:
    """The picture is told, whose it is is not; both are accounted for."""
    found = script(paragraph("We walked."), Block(BlockKind.FIGURE, f"Two boats lie at the old pier.{credit}"))
    assert spoken(found, Role.CAPTION) == ["Picture: Two boats lie at the old pier."]
    assert any(e.reason is Omission.CREDIT and e.fate is Fate.LEFT_OUT for e in found.ledger)


@pytest.mark.parametrize(
    ("caption", "said"),
    [
        ("Two boats by Ann Reed lie at the pier.", "Two boats by Ann Reed lie at the pier."),
        (
            "The photo by the door shows her father. It hung there for years.",
            "The photo by the door shows her father. It hung there for years.",
        ),
        ("The harbour at night (seen from the AP building).", "The harbour at night (seen from the A.P building)."),
    ],
)
def test_a_caption_that_mentions_somebody_is_said_whole(caption: str, said: str) -> None:
    """Names and photographs in the middle of a caption are part of it."""
    heard = spoken(script(paragraph("We walked."), Block(BlockKind.FIGURE, caption)), Role.CAPTION)
    assert " ".join(heard) == f"Picture: {said}"


@pytest.mark.parametrize("caption", ["A walk by the river", "Featured", "Anna Reed", "Image for post"])
def test_a_caption_that_says_nothing_is_silent(caption: str) -> None:
    """Neither the title again nor the author's name under a portrait nor a placeholder."""
    found = script(paragraph("We walked."), Block(BlockKind.FIGURE, caption), authors=("Anna Reed",))
    assert spoken(found, Role.CAPTION) == []


@pytest.mark.parametrize(
    ("alt", "said"),
    [("3. What’s on the pier…", False), ("Section break image", False), ("Two boats at the pier", True)],
)
def test_a_description_that_repeats_the_line_above_is_silent(alt: str, said: bool) -> None:
    """Letters draw their headings a second time; an ornament between two parts is no picture."""
    figure = Block(BlockKind.FIGURE, "", image=Image(alt=alt))
    found = script(paragraph("We walked."), paragraph("3. What's on the pier..."), figure, paragraph("We ate."))
    assert bool(spoken(found, Role.CAPTION)) is said


def test_the_same_name_under_three_pictures_is_who_made_them() -> None:
    """Under one or two it may be who is shown."""
    pictures = [Block(BlockKind.FIGURE, "Ella Strand"), paragraph("We walked.")] * 3
    assert spoken(script(*pictures), Role.CAPTION) == []
    assert spoken(script(*pictures[:4]), Role.CAPTION) == ["Picture: Ella Strand."]


def test_a_paragraph_that_is_only_an_address_goes_into_the_notes() -> None:
    """Nobody can click on a voice."""
    found = script(paragraph("We walked."), paragraph("www.old-pier-cafe.com"), paragraph("https://quay.example/a/b"))
    assert spoken(found) == ["We walked."]
    assert [n.address for n in found.notes] == ["https://www.old-pier-cafe.com", "https://quay.example/a/b"]


def test_accounts_and_picture_links_in_posts_are_not_said() -> None:
    """The name says who it is."""
    found = script(paragraph("Anna Reed (@anna_reed) wrote about the pier. pic.twitter.com/Ab12Cd34"))
    assert spoken(found) == ["Anna Reed wrote about the pier."]


def test_who_said_it_is_told_by_the_narrator() -> None:
    """A name alone below a quotation, and one behind a dash within it."""
    found = script(
        paragraph("They asked her."),
        Block(BlockKind.QUOTE, "I have never seen a light like that over the water."),
        Block(BlockKind.QUOTE, "Martha Cole, harbour master"),
        paragraph("Then he spoke."),
        Block(BlockKind.QUOTE, "It was far too bright for all of us here. — Tom Weaver (@tomw) March 3, 2024"),
    )
    assert spoken(found, Role.QUOTE) == [
        "I have never seen a light like that over the water.",
        "It was far too bright for all of us here.",
    ]
    assert "Martha Cole, harbour master." in spoken(found, Role.NARRATOR)


@pytest.mark.parametrize(
    ("site", "address", "heard"),
    [
        ("quaypost", "https://www.quaypost.com/a", "on quaypost dot com."),
        ("News", "https://quaypost.com/a", "on quaypost dot com."),
        ("https://www.quaypost.in", "", "on quaypost dot I.N."),
        ("Quay Post", "https://quaypost.com/a", "on Quay Post."),
    ],
)
def test_the_site_is_named_as_one_would_name_it(site: str, address: str, heard: str) -> None:
    """A section is no site, and an address has dots."""
    found = script(
        paragraph("We walked."),
        intro=True,
        authors=("ANNA REED",),
        site=site,
        address=address,
        date=dt.date(2024, 3, 3),
    )
    assert spoken(found, Role.INTRO) == [f"By Anna Reed, March third, twenty twenty-four, {heard}"]


def test_a_title_that_is_a_question_stays_one() -> None:
    """No full stop is added after the question mark."""
    assert spoken(script(paragraph("No."), title="Is it far?", intro=True), Role.TITLE) == ["Is it far?"]


@pytest.mark.parametrize("word", ["CLI", "CV", "MD", "DM", "CC", "MC", "LCD", "CD", "DC", "MIX", "CIVIL", "MCC", "DVI"])
def test_acronyms_are_no_numerals(word: str) -> None:
    """Only a noun that is counted makes letters a number."""
    assert speakable(f"We used the {word} for it.") == f"We used the {word} for it."
    assert speakable(f"My {word} broke") == f"My {word} broke"


@pytest.mark.parametrize("piece", ["5-", "-1", "a-b"])
def test_endless_hyphens_are_read_quickly(piece: str) -> None:
    """A page full of nonsense does not hold up a night's batch: the time grows no faster than the text."""
    assert grows_with_its_length(speakable, piece, 2_000)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pt"])
def test_double_brackets_never_reach_an_engine(language: str) -> None:
    """Some engines take what stands in them for phonemes."""
    assert "[[" not in speakable("See [[t'Est]] and [[A page]] now.", language)


def test_news_of_a_release_are_no_dates() -> None:
    """A list of what was added is read, and a typed list is a list."""
    lines = ["Added a darker theme", "Updated the map of the harbour", "Removed the old login"]
    page = f"<html><body><article><h1>Release</h1><p>{WORDS}</p><p>{'<br>'.join('+ ' + x for x in lines)}</p></article>"
    found = html.read(page.encode(), "release.html")
    assert [b.text for b in found.blocks if b.kind is BlockKind.LIST_ITEM] == lines


def test_steps_are_no_buttons() -> None:
    """In a numbered list, "Save the file" is something to do."""
    steps = ["Open menu", "Print", "Save the file"]
    page = (
        f"<html><body><article><p>{WORDS}</p><ol>{''.join(f'<li>{x}</li>' for x in steps)}</ol><p>{WORDS}</p></article>"
    )
    found = html.read(page.encode(), "steps.html")
    assert [b.text for b in found.blocks if b.kind is BlockKind.LIST_ITEM] == steps


@pytest.mark.parametrize("line", ["Back to Gallery", "Contributing: Ann Reed, Tom Weaver", "AR"])
def test_the_edges_of_a_news_story_are_not_read(line: str) -> None:
    """The way back to the pictures, who helped, and whose desk it was."""
    page = f"<html><body><article><p>{WORDS}</p><p>{WORDS} Then it was over.</p><p>{line}</p></article></body></html>"
    assert line not in html.read(page.encode(), "story.html").text


def test_date_and_author_in_one_line_are_a_byline() -> None:
    """It is said in the intro."""
    page = (
        '<html><head><meta name="author" content="Ann Reed"></head><body><article><h1>The quay</h1>'
        f"<p>Tuesday 3 May 2022 by Ann Reed</p><p>{WORDS}</p></article></body></html>"
    )
    assert "May" not in html.read(page.encode(), "quay.html").text


def test_those_who_helped_are_authors_without_brackets() -> None:
    """No bracket is said in the intro."""
    assert bylines.people(["Anne Roux (avec Luc Petit et Rose Blanc)"]) == ("Anne Roux", "Luc Petit", "Rose Blanc")


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "„Das brummt ja gar nicht!“", "„Das brummt ja gar nicht!“"),
        ("fr", "« Tu exagères ! »", "« Tu exagères ! »"),
        ("fr", "« C’est loin »", "« C’est loin. »"),
        ("en", "“Is it far?”", "“Is it far?”"),
    ],
)
def test_a_quotation_ends_once(language: str, text: str, said: str) -> None:
    """However its marks are set, and whether or not a blank stands before them."""
    article = Article((Block(BlockKind.PARAGRAPH, text),), "A", language=language)
    assert [u.spoken.replace("\u00a0", " ") for u in write(article, PLAIN).utterances] == [said]


@pytest.mark.parametrize(("language", "said"), [("en", "Two. Plans."), ("de", "Zwei. Plans."), ("fr", "Deux. Plans.")])
def test_the_number_of_a_heading_is_a_number(language: str, said: str) -> None:
    """Not "second" and not in small letters."""
    article = Article((Block(BlockKind.HEADING, "2. Plans", level=2), paragraph("Well.")), "A", language=language)
    assert spoken(write(article, PLAIN), Role.HEADING) == [said]


def test_german_abbreviations_before_numbers_end_no_sentence() -> None:
    """d. h. 0,9 and Hauptstr. 5."""
    for text in ("Er braucht drei, d. h. 0,9 mehr.", "Sie wohnt in der Hauptstr. 5 am See."):
        assert split(text, "de") == [text]


def test_a_title_that_is_only_a_file_name_of_figures_is_not_said() -> None:
    """Nobody wants to hear a checksum; a short name or a year is a title."""
    assert spoken(script(paragraph("We walked."), title="txt 06e5123e4e", intro=True)) == ["We walked."]
    assert spoken(script(paragraph("We walked."), title="2024", intro=True), Role.TITLE) == ["twenty twenty-four."]


def test_lines_that_only_wrap_are_one_paragraph() -> None:
    """Breaks typed at the edge of a window, once before a name and once within a link, end no sentence."""
    body = (
        "The keeper told us that the lamp had been carried up the stairs by the<br>"
        "men of the village, and that it was then given to the Old Harbour<br>"
        'Museum, where <a href="https://example.com/">The Lamp<br>Room</a> is open on Sundays.'
    )
    found = html.read(f"<html><body><article><p>{WORDS}</p><p>{body}</p></article></body></html>".encode(), "a.html")
    assert found.blocks[-1].text.endswith("given to the Old Harbour Museum, where The Lamp Room is open on Sundays.")
    assert len(found.blocks) == 2


def test_verses_stay_lines() -> None:
    """Short lines that begin with capitals are a poem."""
    lines = ["The tide comes in", "The tide goes out", "And nobody counts", "What it brought about"]
    page = f"<html><body><article><p>{WORDS}</p><p>{'<br>'.join(lines)}</p><p>{WORDS}</p></article></body></html>"
    assert [b.text for b in html.read(page.encode(), "poem.html").blocks][1:5] == lines


def test_a_description_that_repeats_the_article_is_not_said() -> None:
    """Pictures for bulletin boards carry the first paragraph as their text."""
    text = "This is how we repaired the old lamp of the harbour with a few tools and a good deal of patience."
    picture = Block(BlockKind.FIGURE, "", image=Image(alt=f"{text} | www.quay-letters.com"))
    assert spoken(script(paragraph(text), picture), Role.CAPTION) == []


def test_the_account_behind_who_said_it_is_not_read() -> None:
    """The name is enough."""
    quote = Block(BlockKind.QUOTE, "The lamp is on again tonight.", attribution="Tom Weaver (@tom_weaver)")
    assert "Tom Weaver." in spoken(script(paragraph("Look at this."), quote), Role.NARRATOR)
