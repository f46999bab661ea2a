"""Covers that every directory accepts, whatever the title, whatever the picture."""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image as Pictures
from PIL import ImageChops, ImageDraw

from podcaster.audio import colours, cover, patterns, shapes, typeset
from podcaster.audio.colours import Tone
from podcaster.audio.cover import Sleeve
from podcaster.audio.initials import mark_of
from podcaster.audio.typeset import Box
from podcaster.model import Image

TITLES = [
    "Short",
    "The long life of a small ferry",
    "A title that goes on and on, because its author could not decide where to stop, and nobody told them " * 3,
    "Rinderkennzeichnungsfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "Ποιος θυμάται το παλιό λιμάνι;",
    "Тихая гавань",
    "静かな港の夜明け",
    "الميناء القديم",
    "🚀🎉",
    "",
    "a\x00b\ud800c\n\n",
]


def opened(data):
    picture = Pictures.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("title", TITLES)
def test_any_title_makes_a_cover(title):
    """A square RGB JPEG of 1400 pixels below 300 kB."""
    data = cover.draw(Sleeve(title, "A show", date=dt.date(2024, 3, 5), author="Ann Example"))
    picture = opened(data)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1400, 1400))
    assert len(data) < 300_000


def test_a_cover_is_packed_with_tables_of_its_own():
    """It is a fifth smaller than with the tables of the standard, and comes with every episode."""
    data = cover.draw(Sleeve("The same pixels", "A show"))
    out = io.BytesIO()
    opened(data).save(out, "JPEG", quality=90, subsampling=0)
    assert len(data) < 0.9 * len(out.getvalue())


def test_the_same_words_give_the_same_bytes():
    assert cover.draw(Sleeve("One", "Show")) == cover.draw(Sleeve("One", "Show"))
    assert cover.draw(Sleeve("One", "Show")) != cover.draw(Sleeve("Two", "Show"))


def test_a_show_keeps_its_colours():
    """Episodes of one show are seen to belong together; two shows are told apart."""
    one, two = (opened(cover.draw(Sleeve(t, "Harbour Notes"))).getpixel((5, 5)) for t in ("First", "Second"))
    other = opened(cover.draw(Sleeve("First", "Another Show"))).getpixel((5, 5))
    assert one == two
    assert one != other


def test_size_for_the_show():
    assert opened(cover.draw(Sleeve("My show"), size=3000)).size == (3000, 3000)
    assert opened(cover.draw(Sleeve("My show"), size=100)).size == (1400, 1400)


@given(st.text(max_size=30), st.sampled_from(Tone), st.text(max_size=5))
@examples(max_examples=200, deadline=None)
def test_words_can_be_read(name, tone, topic):
    """Title at least 7:1, small text at least 4.5:1 on the ground, the mark 3:1 on all, for every show."""
    chosen = colours.palette(name, tone=tone, topic=topic)
    assert colours.contrast(chosen.accent, chosen.shape) >= 3
    assert colours.contrast(chosen.accent, chosen.ground) >= 3
    assert colours.contrast(chosen.title, chosen.ground) >= 7
    assert colours.contrast(chosen.small, chosen.ground) >= 4.5


@given(st.text(max_size=200))
@examples(max_examples=60, deadline=None)
def test_never_a_box(text):
    """Only letters that the font has are drawn."""
    found = typeset.known_part(text, typeset.DISPLAY)
    if found:
        assert all(typeset.covers(font, run) for run, font in typeset.runs(*found))
        assert "".join(run for run, _ in typeset.runs(*found)) == found[0]


def test_latin_words_in_a_chinese_title(monkeypatch):
    """A font for Chinese that has no Latin letters is joined by ours: the title is whole."""
    alone = typeset.has
    monkeypatch.setattr(typeset, "has", lambda path, c: c in "用加速" if path == "han.ttf" else alone(path, c))
    monkeypatch.setattr(typeset, "_installed", lambda: ("han.ttf",))
    typeset._system_font.cache_clear()
    try:
        text, font = typeset.known_part("用 Python 3 加速", typeset.DISPLAY)
        assert list(typeset.runs(text, font)) == [
            ("用", "han.ttf"), (" Python 3 ", typeset.DISPLAY), ("加速", "han.ttf"),
        ]  # fmt: skip
    finally:
        typeset._system_font.cache_clear()


def test_a_title_that_no_font_has_leaves_no_empty_page(monkeypatch):
    """The date is shown in place of the title."""
    monkeypatch.setattr(typeset, "_installed", tuple)
    typeset._system_font.cache_clear()
    day = dt.date(2024, 3, 5)
    try:
        assert cover.written_day(Sleeve("바다", "노트", date=day, language="ko")) == "2024-03-05"
        assert cover.written_day(Sleeve("Ilta", "Aamu", date=day, language="fi")) == "5. maaliskuuta 2024"
        empty, dated = opened(cover.draw(Sleeve("바다", "노트"))), opened(cover.draw(Sleeve("바다", "노트", date=day)))
    finally:
        typeset._system_font.cache_clear()
    box = (100, 200, 1300, 600)
    assert ImageChops.difference(empty.crop(box), dated.crop(box)).getbbox()


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("Fridays 🎉: a letter 👩‍💻 to CI 🚀!", "Fridays: a letter to CI!"),
        ("🚀 Up", "Up"),
        ("A walk (🌊) home", "A walk home"),
        ("„🎉“ they wrote", "they wrote"),
        ("Tea (hot ☕️)", "Tea (hot)"),
        ("Boats⛵Ships", "Boats Ships"),
        ("🎉 – We launch", "We launch"),
        ("Paris – 🇫🇷", "Paris"),
        ("1️⃣ First ✌🏽 steps", "1 First steps"),
        ("Ship it 🚢🚢🚢", "Ship it"),
        ("25 °C, № 5 and © 2024", "25 °C, № 5 and © 2024"),
    ],
)
def test_no_gap_is_left_where_an_emoji_was(title, seen):
    """Nor an empty bracket, nor a dash of its own; signs that are text stay."""
    assert typeset.readable(title) == seen


def test_joiners_stay_where_they_shape_letters():
    assert typeset.readable("ශ්\u200dරී") == "ශ්\u200dරී"
    assert typeset.readable("می\u200cخواهم") == "می\u200cخواهم"
    assert typeset.readable("a\u200db") == "ab"


@pytest.mark.parametrize(
    ("title", "language", "mark"),
    [
        ("The long life of a small ferry", "en", "L"),
        ("Die Fähre", "de", "F"),
        ("Die with a smile", "en", "D"),
        ("L’été", "fr", "É"),
        ("The", "en", "T"),
        ("Weeknotes 213: what broke", "en", "213"),
        ("What changed in Python 3.13", "en", "3.13"),
        ("#42 and more", "en", "42"),
        ("第3章 港", "ja", "3"),
        ("A quiet 2008", "en", "2008"),
        ("Covid-19 at sea", "en", "C"),
        ("At 10:30 we left", "en", "A"),
        ("1,000 days", "en", "D"),
        ("3D printing", "en", "3D"),
        ("istanbul", "tr", "İ"),
        ("「港」の朝", "ja", "港"),
        ("الميناء القديم", "ar", "م"),
        ("क्षण भर", "hi", "क्ष"),
        ("เรือเก่า", "th", "เร"),
        ("“Quoted” words", "en", "Q"),
        ("…", "en", ""),
        ("", "", ""),
    ],
)
def test_the_mark_of_an_episode(title, language, mark):
    """The number that a title names, else its first letter without an article, with the signs that belong to it."""
    assert mark_of(title, language) == mark


def test_a_chapter_is_marked_with_its_number():
    assert mark_of("The harbour of 1912", "en", 7) == "7"


def inked(data, box):
    """How much of *box* differs from the ground."""
    picture = opened(data)
    part = picture.crop(box)
    ground = Pictures.new("RGB", part.size, picture.getpixel((700, 60)))
    found = ImageChops.difference(part, ground).convert("L").point(lambda value: 255 * (value > 60))
    return found.getbbox()


@pytest.mark.parametrize(("title", "side"), [("Ferry", "left"), ("الميناء القديم", "right"), ("", "left")])
def test_the_mark_is_large_and_where_reading_begins(title, side):
    """It is a third of the cover high, on the side where a line begins; without a title it is the day."""
    data = cover.draw(Sleeve(title, "Tide", date=dt.date(2024, 3, 18)))
    half = (0, 720, 700, 1290) if side == "left" else (700, 720, 1400, 1290)
    found = inked(data, half)
    assert found is not None
    assert found[3] - found[1] > 1400 / 3


def test_a_subject_has_a_colour_in_the_family_of_its_show():
    """Two subjects of a show differ in colour, a subject keeps its own, whatever its case."""
    one, again, other = (
        opened(cover.draw(Sleeve(title, "Harbour Notes", topic=topic))).getpixel((5, 5))
        for title, topic in (("First", "Boats"), ("Second", "boats"), ("First", "Notes"))
    )
    assert one == again
    assert one != other


def test_a_long_word_is_divided_between_syllables():
    """In its language, and with a hyphen; a short one stays whole."""
    word = "Rinderkennzeichnungsfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    fitted = typeset.fit(word, typeset.DISPLAY, Box(1162, 427, 147, 50), "de")
    assert fitted.lines == (
        "Rinderkennzeichnungs-", "fleischetikettierungs-", "überwachungsaufga-", "benübertragungsgesetz",
    )  # fmt: skip
    assert typeset.fit("Die Fähre", typeset.DISPLAY, Box(1162, 427, 147, 50), "de").lines == ("Die Fähre",)


def test_a_long_word_of_an_unknown_language_is_cut():
    fitted = typeset.fit("x" * 90, typeset.DISPLAY, Box(1162, 427, 147, 50), "xx")
    assert "".join(line.removesuffix("-") for line in fitted.lines) == "x" * 90
    assert all(typeset.measure(line, fitted.font, fitted.size) <= 1162 for line in fitted.lines)


@pytest.mark.parametrize("title", ["x" * 5000, "Long " * 20_000, "長" * 5000])
def test_a_title_without_end_is_cut_at_once(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose title is all of its text, or an address of thousands of letters: a run stood still for hours."""
    letters = []
    own = typeset._reference_width.__wrapped__
    monkeypatch.setattr(typeset, "_reference_width", lambda text, path: letters.append(len(text)) or own(text, path))
    lines = typeset.fit(title, typeset.DISPLAY, typeset.Box(1162, 700, 200, 60))
    assert lines.lines[-1].endswith("…")
    assert all(typeset.measure(line, lines.font, lines.size) <= 1162 for line in lines.lines)
    assert sum(letters) < 2_000_000


def test_japanese_lines_end_between_phrases():
    assert list(typeset.pieces("静かな港の夜明け、長い一日")) == ["静かな", "港の", "夜明け、", "長い", "一日"]
    assert list(typeset.pieces("安静的港口")) == list("安静的港口")


def test_lines_fit():
    """No line is wider than the column, no word is lost."""
    text = "The ferry that nobody wanted any more was repaired by people who had never been at sea"
    fitted = typeset.fit(text, typeset.DISPLAY, Box(1000, 600, 180, 60))
    assert " ".join(fitted.lines) == text
    assert all(typeset.measure(line, fitted.font, fitted.size) <= 1000 for line in fitted.lines)
    assert fitted.height <= 600


# ---------------------------------------------------------------- pictures


def encoded(width, height, kind="JPEG", mode="RGB"):
    dice = np.random.default_rng(width)
    small = Pictures.fromarray(dice.integers(0, 255, (8, 8, 3), dtype=np.uint8))
    target = io.BytesIO()
    small.resize((width, height)).convert(mode).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize("size", [(1600, 900), (900, 1600), (700, 700), (330, 400), (3000, 800)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_any_shape_becomes_a_square(size, kind):
    data = cover.from_image(Image(data=encoded(*size, kind)), "A title")
    assert data is not None
    assert len(data) < 300_000
    assert opened(data).size == (1400, 1400)


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1"])
def test_colours_of_every_kind(mode):
    """Transparency, palettes and greys become plain RGB."""
    data = cover.from_image(Image(data=encoded(640, 480, "PNG", mode)))
    assert data is not None
    assert opened(data).mode == "RGB"


def bomb():
    """A PNG that says it has 50,000 x 50,000 pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        encoded(1600, 900)[:2000],
        encoded(1600, 900, "PNG")[:5000],
        bomb(),
        encoded(100, 100),
        encoded(4000, 400),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(100),
    ],
)
def test_an_unusable_picture_is_refused_with_a_reason(data):
    """Damaged, huge, tiny, narrow or foreign pictures give no cover and a sentence, never an exception."""
    reasons = []
    assert cover.from_image(Image(data=data), "A title", refused=reasons.append) is None
    assert len(reasons) == 1


def test_files(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(800, 800))
    assert cover.from_image(Image(path=path)) is not None
    assert cover.from_image(Image(path=tmp_path / "none.jpg")) is None
    assert cover.from_image(Image(address="https://example.org/a.jpg")) is None


@pytest.mark.parametrize("layout", patterns.PATTERNS)
def test_only_the_shapes_are_drawn_at_double_size(layout):
    """The same pixels as if the whole of the pattern were painted at twice the size."""
    for number in range(12):
        found, large = shapes.Shapes(), Pictures.new("RGB", (2800, 2800), (20, 30, 40))
        palette = colours.palette(f"Show {number}", tone=Tone.DEEP)
        layout(found, 2800, palette, random.Random(number))
        layout(ImageDraw.Draw(large), 2800, palette, random.Random(number))
        assert shapes.painted(found, 1400, (20, 30, 40)).tobytes() == large.reduce(2).tobytes()
