"""Episodes as an EPUB book: its text, when each sentence of it is heard, and what a reader is told of it."""

import errno
import hashlib
import io
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import tracemalloc
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image as Pictures

from podcaster import files
from podcaster.config import Settings, Show
from podcaster.errors import StorageError, UnreadableError, UsageError
from podcaster.library import Library
from podcaster.model import Alternate, Article, Block, BlockKind, Cue, Episode, Image, Span, SpanKind
from podcaster.publishing import episode_page, notes
from podcaster.publishing.epub import book, container, overlay, page
from podcaster.publishing.epub.page import Place
from tests import machine
from tests.commands import podcaster
from tests.shows import GUID, audio, episode

X, OPF, DC = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
SMIL, OPS = "{http://www.w3.org/ns/SMIL}", "{http://www.idpf.org/2007/ops}"
SETTINGS = Settings(title="Letters from the harbour", author="Jo Vane", description="What came.", base_url="")
CHECKER = Path("/usr/share/java/epubcheck.jar")  # Debian's package epubcheck

HEADING, PARAGRAPH, QUOTE = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.QUOTE


def picture(kind: str, colour: tuple[int, ...] = (10, 20, 30)) -> Image:
    out = io.BytesIO()
    Pictures.new("RGBA" if len(colour) == 4 else "RGB", (32, 24), colour).save(out, kind, lossless=True)
    return Image(data=out.getvalue(), alt=f"A {kind} of a lamp")


def link(text: str, word: str, address: str) -> Span:
    return Span(SpanKind.LINK, text.index(word), text.index(word) + len(word), address)


TIED = "It tied up at noon, with a list and its price."
RICH = (
    Block(HEADING, "The ferry", level=2),
    Block(PARAGRAPH, "The ferry came in. Nobody had seen it.1", spans=(Span(SpanKind.NOTE_REF, 38, 39, "1"),)),
    Block(BlockKind.TABLE, "", rows=(("Day", "High"), ("Mon", "3 m")), has_head=True),
    Block(HEADING, "The quay", level=3),
    Block(PARAGRAPH, TIED, spans=(link(TIED, "list", "https://harbour.example/a b|c?q=[1]"), link(TIED, "price", "x"))),
    Block(BlockKind.CODE, "if a < b && c:\n    go()", language="python"),
    Block(BlockKind.FIGURE, "The lamp.", image=picture("PNG")),
    Block(BlockKind.LIST_ITEM, "A rope", level=1, marker="•"),
    Block(BlockKind.LIST_ITEM, "and a hook", level=2, marker="1."),
    Block(QUOTE, "We saw the light.", attribution="The mate"),
    Block(BlockKind.FORMULA, "x < y"),
    Block(BlockKind.FOOTNOTE, "From the other side.", marker="1"),
    Block(BlockKind.FOOTNOTE, "Nobody refers to this.", marker="2"),
)
# (text, block): the table and the code are told of in other words, and the note is heard where it is referred to.
SPOKEN = (
    ("Ferry number 1, by Jo Vane.", -1),
    ("The ferry", 0),
    ("The ferry came in.", 1),
    ("Nobody had seen it.", 1),
    ("Note: From the other side.", 11),
    ("A table: day, high.", 2),
    ("Monday, three metres.", 2),
    ("The quay", 3),
    (TIED, 4),
    ("A code example.", 5),
    ("The lamp.", 6),
    ("A rope", 7),
    ("and a hook", 8),
    ("We saw the light.", 9),
    ("x is less than y.", 10),
    ("That was Ferry number 1.", -1),
    ("Thank you.", -1),
)


def spoken(said: Sequence[tuple[str, int]]) -> list[Cue]:
    """Two seconds each, and then a second of silence."""
    return [Cue(500 + 3000 * n, 2500 + 3000 * n, text, block=block) for n, (text, block) in enumerate(said)]


def published(
    show: Show,
    number: int = 1,
    blocks: Sequence[Block] = RICH,
    said: Sequence[tuple[str, int]] = SPOKEN,
    **changes: object,
) -> Episode:
    """An episode as it lies in the show. Its audio is only bytes."""
    cues = spoken(said)
    about = {"guid": f"e5eed8a4-d5ee-5949-a409-ab04916{number:05}", "duration_ms": 3000 * len(cues) + 1000}
    one = episode(number, **{"has_chapters": False, "voices": ("tone",), **about, **changes})
    article = Article(tuple(blocks), one.title, language=one.language, address=one.address)
    stem = show.episodes / one.name
    for suffix, content in (
        (one.suffix, audio(number)),
        (".html", "".join(episode_page.read_along(article, one, cues, (), (), show.settings))),
        (".json", notes.transcript_json(cues)),
        (".jpg", b"\xff\xd8\xff\xe0 a cover"),
        (".vtt", "WEBVTT\n"),
        (".srt", ""),
    ):
        files.write(stem.with_name(stem.name + suffix), content)
    return one


class Read:
    """A book, read with nothing of ours."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.entries = archive.infolist()
            self.files = {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}
        self.package = ElementTree.fromstring(self.files["package.opf"])
        self.items = {item.get("id"): item for item in self.package.iter(f"{OPF}item")}

    def meta(self, name: str) -> list[str]:
        """The values of an element or a property of the package."""
        found = [one for one in self.package.iter(f"{OPF}meta") if one.get("property") == name]
        return [one.text or "" for one in found or self.package.iter(f"{DC}{name}")]

    def page(self, name: str = "chapter-1-1.xhtml") -> ElementTree.Element:
        return ElementTree.fromstring(self.files[name])

    def by_id(self, name: str = "chapter-1-1.xhtml") -> dict[str, ElementTree.Element]:
        found = [(one.get("id", ""), one) for one in self.page(name).iter() if one.get("id")]
        assert len(dict(found)) == len(found)
        return dict(found)

    def clips(self, name: str = "chapter-1-1") -> list[tuple[str, float, float, str]]:
        """(text that is lit, begin, end, what it is part of)."""
        out = []
        for par in ElementTree.fromstring(self.files[f"{name}.smil"]).iter(f"{SMIL}par"):
            text, sound = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
            assert text is not None
            assert sound is not None
            file, _, mark = text.get("src", "").partition("#")
            shown = " ".join("".join(self.by_id(file)[mark].itertext()).split())
            begin, end = (float(sound.get(key, "").removesuffix("s")) for key in ("clipBegin", "clipEnd"))
            assert sound.get("src") in self.files
            out.append((shown, begin, end, par.get(f"{OPS}type", "")))
        return out

    def contents(self) -> list[str]:
        """Every line of the table of contents, indented; each leads somewhere."""

        def lines(above: ElementTree.Element, depth: int) -> list[str]:
            out = []
            for item in above.findall(f"{X}li"):
                leads = item.find(f"{X}a")
                assert leads is not None
                file, _, mark = leads.get("href", "").partition("#")
                assert not mark or mark in self.by_id(file)
                inner = item.find(f"{X}ol")
                out += ["  " * depth + (leads.text or ""), *(lines(inner, depth + 1) if inner is not None else [])]
            return out

        listed = self.page("nav.xhtml").find(f".//{X}nav[@{OPS}type='toc']/{X}ol")
        assert listed is not None
        return lines(listed, 0)


@pytest.fixture
def show(tmp_path: Path) -> Show:
    return Show(tmp_path / "show", SETTINGS)


def exported(show: Show, *episodes: Episode, choice: str = "", title: str = "") -> Read:
    target = show.folder.parent / "book.epub"
    book.write(book.of(show, episodes, podcast=GUID, choice=choice, title=title), target)
    return Read(target)


# ---------------------------------------------------------------- the text and when it is heard


def test_each_sentence_is_lit_while_it_is_heard_and_no_moment_is_left_out(show: Show) -> None:
    """The whole audio is divided among the sentences, in the order in which they are heard."""
    clips = exported(show, published(show)).clips()
    assert [(text, kind) for text, _, _, kind in clips] == [
        ("Ferry number 1", ""),
        ("The ferry", ""),
        ("The ferry came in.", ""),
        ("Nobody had seen it.", ""),
        ("From the other side.", "footnote"),
        ("DayHighMon3 m", "table"),
        ("The quay", ""),
        (TIED, ""),
        ("if a < b && c: go()", ""),
        ("The lamp.", "figure"),
        ("A rope", ""),
        ("and a hook", ""),
        ("We saw the light.", ""),
        ("x < y", ""),
        ("That was Ferry number 1.", ""),
        ("Thank you.", ""),
    ]
    assert (clips[0][1], clips[-1][2]) == (0.0, 52.0)
    assert [begin for _, begin, _, _ in clips[1:]] == [end for _, _, end, _ in clips[:-1]]
    assert clips[2][1:3] == (6.5, 9.5)  # with the silence after it
    assert clips[5][1:3] == (15.5, 21.5)  # the table is lit during both of its sentences


def test_the_length_of_the_overlay_is_told_and_its_classes_are_in_the_style(show: Show) -> None:
    """A reader shows how long a book is, and lights with the class that the package names."""
    read = exported(show, published(show))
    assert read.meta("media:duration") == ["52.000s", "52.000s"]
    (active,) = read.meta("media:active-class")
    assert f".{active} {{" in read.files["book.css"].decode()
    assert read.items["chapter-1-1"].get("media-overlay") == "chapter-1-1-overlay"
    assert read.items["chapter-1-1-overlay"].get("media-type") == "application/smil+xml"


def test_what_is_heard_but_not_shown_belongs_to_what_comes_before() -> None:
    """A cue without a place, one that takes no time and one behind the end make no clip of their own."""
    said = [overlay.Said(start, "") for start in (0, 1000, 2000, 2000, 3000, 9000)]
    one, two, three = (Place(0, name) for name in "abc")
    clips = overlay.clips(said, {0: one, 2: two, 3: three, 4: two, 5: three}, 8000)
    assert [(clip.place.id, clip.start_ms, clip.end_ms) for clip in clips] == [("a", 0, 2000), ("b", 2000, 8000)]


def test_a_page_that_shows_no_sentence_is_followed_by_its_transcript(show: Show) -> None:
    """Whatever is heard can be read: a page without marks has all that is said at its end."""
    one = published(show, said=[("It was quiet.", -1), ("Nobody came.", -1)])
    path = show.episodes / f"{one.name}.html"
    path.write_text(re.sub(r' data-c="[^"]*"', "", path.read_text()))
    clips = exported(show, one).clips()
    assert [(text, begin, end) for text, begin, end, _ in clips] == [
        ("It was quiet.", 0.0, 3.5),
        ("Nobody came.", 3.5, 7.0),
    ]


def test_the_text_is_a_document_with_its_structure(show: Show) -> None:
    """Headings, lists, code and notes keep their elements; code is read from left to right in any language."""
    read = exported(show, published(show))
    text = read.page()
    assert [h.tag.removeprefix(X) for h in text.iter() if re.fullmatch(f"{X}h[1-6]", h.tag)] == ["h1", "h2", "h3"]
    code = text.find(f".//{X}pre/{X}code")
    assert code is not None
    assert (code.text, code.get("dir")) == ("if a < b && c:\n    go()", "ltr")
    note = read.by_id()["note-1"]
    assert (note.get(f"{OPS}type"), note.get("role")) == ("footnote", "doc-footnote")
    refers = read.by_id()["note-1-ref"]
    assert (refers.get("href"), refers.get(f"{OPS}type")) == ("#note-1", "noteref")
    assert text.find(f".//{X}ul/{X}li/{X}ol/{X}li") is not None
    assert b"data-c=" not in read.files["chapter-1-1.xhtml"]


def test_links_lead_somewhere_or_are_none(show: Show) -> None:
    """Addresses are those of a browser; a way back from a note that nobody refers to would lead nowhere."""
    read = exported(show, published(show))
    addresses = [a.get("href") for a in read.page().iter(f"{X}a")]
    assert addresses == [
        "https://harbour.example/1",
        "#note-1",
        "https://harbour.example/a%20b%7Cc?q=%5B1%5D",
        "#note-1-ref",
    ]
    assert "".join(read.by_id()["note-2"].itertext()).strip() == "2 Nobody refers to this."


def test_what_only_a_browser_can_use_is_left_out() -> None:
    """Buttons, scripts, hidden elements and ids that are there twice."""
    source = (
        '<article id="text"><p id="a" onclick="x()" tabindex="0">One<button>Play</button><script>x</script></p>'
        '<p id="a">Two<span hidden>no</span><!-- no --></p></article>'
    )
    text = page.read(source.encode(), name="x.html", prefix="c-")
    assert text.pieces == ['<p id="a">One</p>\n<p>Two</p>']


def test_pictures_are_files_that_every_reader_knows(show: Show) -> None:
    """WebP becomes PNG or JPEG; a picture that is there twice is one file; one that is not described says so."""
    clear, solid = picture("WEBP", (10, 20, 30, 90)), picture("WEBP")
    shown = (picture("PNG"), picture("PNG"), clear, solid, replace(picture("GIF"), alt=""))
    blocks = [Block(PARAGRAPH, "It was."), *(Block(BlockKind.FIGURE, "", image=image) for image in shown)]
    read = exported(show, published(show, 1, blocks, [("It was.", 0)]))
    kinds = [item.get("media-type") for item in read.items.values() if item.get("href", "").startswith("pictures/")]
    assert kinds == ["image/png", "image/png", "image/jpeg", "image/gif"]
    first, *images = read.page().iter(f"{X}img")
    assert (first.get("src"), first.get("alt")) == ("cover.jpg", "")  # it says no more than the title
    assert images[0].get("src") == images[1].get("src")
    assert [image.get("alt") for image in images][2:] == ["A WEBP of a lamp", "A WEBP of a lamp", ""]
    assert read.meta("schema:accessMode") == ["textual", "auditory", "visual"]
    assert read.meta("schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in read.meta("schema:accessibilityFeature")
    assert read.meta("schema:accessibilityHazard") == ["unknown"]  # a GIF may flash


def test_a_long_article_is_several_files(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut before headings, each with an overlay of its own; links between them still lead to their places."""
    monkeypatch.setattr(page, "PIECE_CHARS", 400)
    read = exported(show, published(show))
    assert [ref.get("idref") for ref in read.package.iter(f"{OPF}itemref")] == ["chapter-1-1", "chapter-1-2"]
    hrefs = [a.get("href") for name in (1, 2) for a in read.page(f"chapter-1-{name}.xhtml").iter(f"{X}a")]
    assert "chapter-1-2.xhtml#note-1" in hrefs
    assert "chapter-1-1.xhtml#note-1-ref" in hrefs
    first, second = read.clips("chapter-1-1"), read.clips("chapter-1-2")
    assert (first[-1][0], second[0][0]) == ("DayHighMon3 m", "From the other side.")
    lengths = [sum(end - begin for _, begin, end, _ in clips) for clips in (first, second)]
    assert read.meta("media:duration") == [f"{lengths[0]:.3f}s", f"{lengths[1]:.3f}s", "52.000s"]
    assert read.contents() == ["Ferry number 1", "  The ferry", "    The quay"]


# ---------------------------------------------------------------- what a reader is told


def test_the_book_says_what_it_is(show: Show) -> None:
    """Title, author, narrator, language, date, source and an identifier that is the episode's."""
    read = exported(show, published(show, tags=("boats", "fog")))
    assert read.meta("identifier") == ["urn:uuid:e5eed8a4-d5ee-5949-a409-ab0491600001"]
    assert read.meta("title") == ["Ferry number 1"]
    assert read.meta("language") == ["en"]
    assert read.meta("creator") == ["Jo Vane"]
    assert read.meta("contributor") == read.meta("media:narrator") == ["Tone"]
    assert read.meta("role") == ["aut", "nrt"]
    assert read.meta("date") == ["2020-01-02"]
    assert read.meta("source") == ["https://harbour.example/1"]
    assert read.meta("subject") == ["boats", "fog"]
    assert read.meta("belongs-to-collection") == ["Letters from the harbour"]
    assert read.meta("dcterms:modified") == ["2020-01-02T12:00:00Z"]
    assert "synchronizedAudioText" in read.meta("schema:accessibilityFeature")
    assert read.files["cover.jpg"] == b"\xff\xd8\xff\xe0 a cover"
    assert read.items["cover"].get("properties") == "cover-image"


def test_several_episodes_are_chapters_in_their_order(show: Show) -> None:
    """One book with the show's title and cover, a table of contents that opens it, and an audio file for each."""
    files.write(show.public / "cover.jpg", b"the cover of the show")
    short = [("It was quiet.", 0)]
    blocks = [Block(PARAGRAPH, "It was quiet.")]
    one, two = published(show, 1, blocks, short), published(show, 2, blocks, short, language="de", authors=("Al Berg",))
    read = exported(show, two, one, choice="all")
    assert read.meta("title") == ["Letters from the harbour"]
    assert read.contents() == ["Ferry number 2", "Ferry number 1"]
    assert [ref.get("idref") for ref in read.package.iter(f"{OPF}itemref")] == ["nav", "chapter-1-1", "chapter-2-1"]
    assert (read.files["audio/1.mp3"], read.files["audio/2.mp3"]) == (audio(2), audio(1))
    assert read.meta("creator") == ["Al Berg", "Jo Vane"]
    assert read.meta("language") == ["en", "de"]
    assert read.page("chapter-1-1.xhtml").get("lang") == "de"
    listed = [(item.get("lang"), item.get("dir")) for item in read.page("nav.xhtml").iter(f"{X}li")]
    assert listed[:2] == [("de", "ltr"), (None, None)]
    assert "Von Al Berg" in "".join(read.page("chapter-1-1.xhtml").itertext())
    assert read.files["cover.jpg"] == b"the cover of the show"
    assert [image.get("src") for image in read.page("chapter-2-1.xhtml").iter(f"{X}img")] == ["pictures/cover-2.jpg"]
    assert read.files["pictures/cover-2.jpg"] == b"\xff\xd8\xff\xe0 a cover"
    assert read.meta("schema:accessMode") == ["textual", "auditory"]  # covers are there for their looks
    assert read.meta("belongs-to-collection") == []


def test_a_book_that_grows_keeps_its_identifier(show: Show) -> None:
    """All episodes of a show are the same book next month; two episodes by name are it only together."""
    one, two, three = (episode(n) for n in (1, 2, 3))

    def identifier(*episodes: Episode, choice: str = "") -> str:
        return book.of(show, episodes, podcast=GUID, choice=choice).identifier

    assert identifier(one, two, choice="all") == identifier(one, two, three, choice="all")
    assert identifier(one, two) == identifier(two, one)
    assert len({identifier(one, two), identifier(one, three), identifier(one, two, choice="all"), identifier(one)}) == 4
    assert identifier(one) == "urn:harbour:1"  # one that is no UUID stays as it is


def test_a_book_in_arabic_is_read_from_right_to_left(show: Show) -> None:
    """Its pages too; what our own words lack in Arabic is marked as English."""
    said = [("كان الميناء هادئا.", 0)]
    one = published(show, 1, [Block(PARAGRAPH, said[0][0])], said, language="ar", title="الميناء")
    read = exported(show, one)
    spine = read.package.find(f"{OPF}spine")
    assert spine is not None
    assert (spine.get("page-progression-direction"), read.package.get("dir")) == ("rtl", "rtl")
    assert (read.page().get("lang"), read.page().get("dir"), read.page("nav.xhtml").get("dir")) == ("ar", "rtl", "rtl")
    (ours,) = [p for p in read.page().iter(f"{X}p") if p.text == "Read by synthetic voices."]
    assert (ours.get("lang"), ours.get("dir")) == ("en", "ltr")


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [(".mp3", "audio/mpeg"), (".m4a", "audio/mp4"), (".m4b", "audio/mp4"), (".opus", "audio/ogg; codecs=opus")],
)
def test_each_format_of_audio_is_a_core_media_type(show: Show, suffix: str, kind: str) -> None:
    """As EPUB 3.3 lists them: no reader needs another version beside it."""
    read = exported(show, published(show, suffix=suffix))
    assert read.items["audio-1"].get("media-type") == kind
    assert read.files[f"audio/1{suffix}"] == audio(1)
    players = list(read.page().iter(f"{X}audio"))
    assert [(one.get("src"), one.get("preload")) for one in players] == [(f"audio/1{suffix}", "none")]


def test_a_format_that_all_readers_play_is_preferred(show: Show) -> None:
    """An episode in Opus that is there as MP3 too has its MP3 in the book."""
    other = Alternate(".mp3", len(audio(2)), hashlib.sha256(audio(2)).hexdigest())
    one = published(show, suffix=".opus", also=(other,))
    files.write(show.episodes / f"{one.name}.mp3", audio(2))
    read = exported(show, one)
    assert (read.files["audio/1.mp3"], read.items["audio-1"].get("media-type")) == (audio(2), "audio/mpeg")
    assert "audio/1.opus" not in read.files


@pytest.mark.parametrize(
    ("title", "shown"),
    [("🚢🌊", "🚢🌊"), ("Vec<T> & 'a' \"b\"", "Vec<T> & 'a' \"b\""), ("a\x0b b\n c", "a b c"), ("\x01", "Untitled"),
     ("long " * 60, ("long " * 60).strip())],
)  # fmt: skip
def test_any_title_makes_a_book(show: Show, title: str, shown: str) -> None:
    """Emoji, markup, control characters, nothing, 300 characters: the title of the book and of its heading."""
    read = exported(show, published(show, title=title))
    assert read.meta("title") == [shown]
    assert "".join(read.by_id()["title"].itertext()) == shown
    assert read.contents()[0] == shown


# ---------------------------------------------------------------- the file


def test_the_same_show_gives_the_same_bytes(show: Show) -> None:
    """Whenever and wherever it is exported; the first entry is what says that it is an EPUB."""
    one = published(show)
    read = exported(show, one)
    target = show.folder.parent / "book.epub"
    before = target.read_bytes()
    exported(show, one)  # over the one that is there: it is the same book
    assert target.read_bytes() == before
    assert before[30:58] == b"mimetypeapplication/epub+zip"
    assert {entry.date_time for entry in read.entries} == {(1980, 1, 1, 0, 0, 0)}
    (sound,) = [entry for entry in read.entries if entry.filename.startswith("EPUB/audio/")]
    assert sound.compress_type == zipfile.ZIP_STORED


def test_a_book_of_ten_hours_needs_no_more_memory(show: Show) -> None:
    """The audio is copied in small parts."""
    one = published(show)
    with (show.episodes / one.file).open("wb") as stream:
        stream.truncate(48_000_000)
    whole = replace(one, bytes=48_000_000, sha256=files.sha256(show.episodes / one.file))
    tracemalloc.start()
    try:
        book.write(book.of(show, [whole], podcast=GUID), show.folder / "long.epub")
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()
    assert (show.folder / "long.epub").stat().st_size > 48_000_000


def _break(show: Show, one: Episode, how: str) -> Episode:
    stem = show.episodes / one.name
    if how == "no page":
        stem.with_name(f"{one.name}.html").unlink()
    elif how == "another page":
        stem.with_name(f"{one.name}.html").write_text("<!doctype html><title>x</title><p>Nothing")
    elif how == "no transcript":
        stem.with_name(f"{one.name}.json").unlink()
    elif how == "bad transcript":
        stem.with_name(f"{one.name}.json").write_text('{"segments": [{"startTime": "soon"}]}')
    elif how == "short transcript":
        stem.with_name(f"{one.name}.json").write_text('{"segments": [{"startTime": 0, "body": "x"}]}')
    elif how == "empty transcript":
        stem.with_name(f"{one.name}.json").write_text('{"segments": []}')
    elif how == "no audio":
        (show.episodes / one.file).unlink()
    elif how == "other audio":
        (show.episodes / one.file).write_bytes(audio(2))
    else:
        stem.with_name(f"{one.name}.jpg").unlink()
    return one


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ("no page", r"ferry-1\.html is not there"),
        ("another page", "is not the read-along page"),
        ("no transcript", r"ferry-1\.json is not there"),
        ("bad transcript", r"ferry-1\.json is damaged"),
        ("short transcript", "do not belong together"),
        ("empty transcript", "has no text"),
        ("no audio", r"ferry-1\.mp3 is not there"),
        ("other audio", "differs from its record"),
        ("no cover", r"ferry-1\.jpg is not there"),
    ],
)
def test_a_broken_episode_makes_no_book(show: Show, how: str, named: str) -> None:
    """The message names the file, the book that was there stays, and nothing half-written is left."""
    one = published(show)
    exported(show, one)
    target = show.folder.parent / "book.epub"
    before = target.read_bytes()
    with pytest.raises(UnreadableError, match=named):
        exported(show, _break(show, one, how))
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir() if path.name.startswith(".")] == []


def test_nothing_else_is_overwritten(show: Show) -> None:
    """A file that is not this book stays: another book, a picture, a folder."""
    one = published(show)
    target = show.folder.parent / "book.epub"
    target.write_bytes(b"a picture")
    with pytest.raises(UsageError, match=r"book\.epub exists and is not this book"):
        exported(show, one)
    assert target.read_bytes() == b"a picture"
    target.unlink()
    exported(show, one)
    with pytest.raises(UsageError, match="is not this book"):
        exported(show, published(show, 2))
    assert container.identifier_of(target) == "urn:uuid:e5eed8a4-d5ee-5949-a409-ab0491600001"
    target.unlink()
    target.mkdir()
    with pytest.raises(UsageError, match="is not this book"):
        exported(show, one)


def test_a_full_disk_is_reported_before_and_while_it_happens(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before, with how much is needed; while it happens, with the name of the file. Nothing is left."""
    one = published(show)
    target = show.folder.parent / "book.epub"
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 1000))  # type: ignore[attr-defined]
        with pytest.raises(StorageError, match=r"the disk is full: .*book\.epub needs"):
            exported(show, one)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for where in ("put", "copy"):
        with monkeypatch.context() as patch:
            patch.setattr(container.Container, where, lambda *_, **__: (_ for _ in ()).throw(full))
            with pytest.raises(StorageError, match=r"the disk is full: could not write .*book\.epub"):
                exported(show, one)
    assert not target.exists()
    assert not list(target.parent.glob(".*"))


def test_a_private_show_gives_a_private_book(show: Show) -> None:
    """Only its owner reads the file, and nothing in it leads to the address of the show."""
    private = Show(show.folder, replace(SETTINGS, private=True, base_url="https://pod.example/harbour"))
    text = "The list and the post."
    spans = (
        link(text, "list", "https://pod.example/harbour/s3cret/episodes/x.html"),
        link(text, "post", "https://harbour.example/post"),
    )
    one = published(private, 1, [Block(PARAGRAPH, text, spans=spans)], [(text, 0)])
    target = show.folder.parent / "book.epub"
    read = exported(private, one)
    assert not [name for name, data in read.files.items() if b"pod.example" in data or b"s3cret" in data]
    assert [a.get("href") for a in read.page().iter(f"{X}a")][1:] == ["https://harbour.example/post"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


# ---------------------------------------------------------------- the command


@pytest.fixture
def library(show: Show) -> Show:
    """The show with three episodes: of the third, the audio is gone."""
    episodes = [published(show, n, [Block(PARAGRAPH, "It was.")], [("It was.", 0)]) for n in (1, 2, 3)]
    (show.folder / "podcaster.toml").write_text('title = "Letters from the harbour"\n')
    files.write(show.public / "cover.jpg", b"a cover")
    files.write(show.public / "feed.xml", b"<rss/>")
    with Library(show.state / "library.sqlite") as made:
        made.restore(episodes)
        made.set("podcast_guid", GUID)
    (show.episodes / episodes[2].file).unlink()
    return show


def test_an_episode_is_exported_by_its_name(
    library: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By default here, under the name of the episode; into a folder or a file that is named; two in their order."""
    monkeypatch.chdir(tmp_path)
    status, out, err = podcaster(capsys, "export", "epub", "Ferry number 2", "--show", library.folder)
    assert (status, out, "1 episode, 0:04" in err) == (0, "ferry-2.epub\n", True)
    (tmp_path / "reader").mkdir()
    command = ("export", "epub", "2", "1", "2", "--show", library.folder, "--to", tmp_path / "reader", "--json")
    status, out, _ = podcaster(capsys, *command, "--title", "Two ferries")
    told = json.loads(out)
    assert (status, told["path"], told["title"]) == (0, str(tmp_path / "reader" / "two-ferries.epub"), "Two ferries")
    assert Read(Path(told["path"])).contents() == ["Ferry number 2", "Ferry number 1"]


def test_all_and_the_newest_leave_out_what_is_gone(
    library: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The oldest first, as a book is read; what has no files is named, and the status is 1."""
    target = tmp_path / "all.epub"
    status, _, err = podcaster(capsys, "export", "epub", "--all", "--show", library.folder, "--to", target)
    assert (status, "left out, because files are missing: Ferry number 3" in err) == (1, True)
    assert Read(target).contents() == ["Ferry number 1", "Ferry number 2"]
    status, _, err = podcaster(
        capsys, "export", "epub", "--last", "2", "--show", library.folder, "--to", tmp_path / "2.epub"
    )
    assert (status, Read(tmp_path / "2.epub").contents()) == (1, ["Ferry number 2"])


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ((), 2, "which episodes?"),
        (("1", "--all"), 2, "which episodes?"),
        (("Ferry number 3",), 65, "files of 'Ferry number 3' are missing"),
        (("Fairy number 2",), 65, "no episode is called 'Fairy number 2'; near to it: 2 'Ferry number 2'"),
        (("1", "--to", "/proc/none/x.epub"), 74, "could not write /proc/none/x.epub"),
    ],
)
def test_what_cannot_be_exported_is_said(
    library: Show, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int, message: str
) -> None:
    """Nothing named, too much named, files gone, a name that nothing has, a place where nobody may write."""
    done, out, err = podcaster(capsys, "export", "epub", *arguments, "--show", library.folder)
    assert (done, out) == (status, "")
    assert message in err


def test_a_command_that_is_stopped_leaves_nothing(
    library: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 143 after TERM, and no half-written file beside where the book would be."""
    monkeypatch.setattr(container.Container, "copy", lambda *_, **__: os.kill(os.getpid(), signal.SIGTERM))
    (tmp_path / "to").mkdir()
    command = ("export", "epub", "1", "--show", library.folder, "--to", tmp_path / "to" / "x.epub")
    assert podcaster(capsys, *command)[0] == 143
    assert list((tmp_path / "to").iterdir()) == []


def test_opus_is_exported_with_a_word_of_warning(
    show: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """EPUB has it since 3.3, and not every reader plays it."""
    one = published(show, suffix=".opus")
    with Library(show.state / "library.sqlite") as made:
        made.restore([one])
    status, _, err = podcaster(capsys, "export", "epub", "1", "--show", show.folder, "--to", tmp_path / "x.epub")
    assert (status, "which few readers play" in err) == (0, True)


# ---------------------------------------------------------------- real parts


@pytest.mark.slow
@machine.optional("java")
@pytest.mark.skipif(not CHECKER.is_file(), reason=f"{machine.REASON}Debian's epubcheck is not installed")
def test_epubcheck_finds_nothing(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    """The official checker: a book of a long and a short chapter, of two languages and directions."""
    monkeypatch.setattr(page, "PIECE_CHARS", 400)
    cover = picture("JPEG").data
    arabic = [("كان الميناء هادئا.", 0)]
    episodes = [published(show), published(show, 2, [Block(PARAGRAPH, arabic[0][0])], arabic, language="ar")]
    files.write(show.public / "cover.jpg", cover or b"")
    for one in episodes:
        files.write(show.episodes / f"{one.name}.jpg", cover or b"")
    exported(show, *episodes)
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", CHECKER, show.folder.parent / "book.epub"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (done.returncode, re.findall("(?m)^(?:WARNING|ERROR|FATAL).*", done.stderr)) == (0, [])
    assert "No errors or warnings detected" in done.stdout
