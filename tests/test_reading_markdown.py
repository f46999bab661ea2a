"""Markdown as blogs and note-taking programs keep it."""

# ruff: noqa: E501 - samples keep their lines

from __future__ import annotations

import contextlib
import datetime as dt
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.errors import HostileError, InputError, NoTextError
from podcaster.model import Article, Block, BlockKind, SpanKind
from podcaster.reading import markdown
from podcaster.reading.assemble import parse_date
from podcaster.reading.html.inline import Inline
from podcaster.reading.markdown import front

WORDS = "The ferry makes its last crossing on the thirtieth of October, and then the island is quiet."


def read(text: str, source: str = "notes/a-note.md", folder: Path | None = None) -> Article:
    return markdown.read(text, source, folder=folder)


def blocks(text: str) -> list[tuple[str, str]]:
    return [(b.kind.value, b.text) for b in read(f"---\ntitle: T\n---\n{text}").blocks]


def spans(block: Block) -> list[tuple[str, str, str]]:
    return [(s.kind.value, block.text[s.start : s.end], s.value) for s in block.spans]


# ---------------------------------------------------------------- front matter


@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "The last ferry"\nauthor: Anna Reed\ndate: 2024-03-18\ntags: [sea, autumn]\nlang: en-GB\n---\n',
        "---\ntitle: The last ferry\nauthors:\n  - name: Anna Reed\ndate: 2024-03-18\nkeywords: sea, autumn\nlanguage: en_GB\n---\n",
        '+++\ntitle = "The last ferry"\nauthor = ["Anna Reed"]\ndate = 2024-03-18\ntags = ["sea", "autumn"]\nlang = "en-GB"\n+++\n',
        '{"title": "The last ferry", "author": "Anna Reed", "date": "2024-03-18", "tags": ["sea", "autumn"], "lang": "en-GB"}\n',
        "Title: The last ferry\nAuthor: Anna Reed\nDate: 2024-03-18\nTags: sea, autumn\nLang: en-GB\n\n",
        '---\ntitle: The last ferry\nauthor:\n  - "[[Anna Reed]]"\npublished: March 18, 2024\ncreated: 2025-01-01\n'
        "tags:\n  - sea\n  - autumn\nlocale: en-GB\n---\n",
        "+++\ntitle = 'The last ferry'\ndate = 2024-03-18\n[taxonomies]\ntags = ['sea', 'autumn']\n[extra]\nauthor = 'Anna Reed'\n"
        "lang = 'en-GB'\n+++\n",
    ],
)  # fmt: skip
def test_front_matter_in_the_usual_spellings(front: str) -> None:
    """YAML, TOML, JSON and bare fields say the same things in their own ways."""
    article = read(f"{front}# The last ferry\n\n{WORDS}")
    assert article.title == "The last ferry"
    assert article.authors == ("Anna Reed",)
    assert article.date == dt.date(2024, 3, 18)
    assert article.tags == ("sea", "autumn")
    assert article.language == "en-GB"
    assert [b.text for b in article.blocks] == [WORDS]


@pytest.mark.parametrize(
    ("front", "place"),
    [
        ("season: 2\nepisode: 07\nepisodeType: Trailer\n", (2, 7, "trailer")),
        ("season: two\nepisode: 0\nepisode_type: full\n", (0, 0, "")),
        ("episode: 3.5\nepisode type: bonus\n", (0, 0, "bonus")),
    ],
)
def test_front_matter_may_number_an_episode(front: str, place: tuple[int, int, str]) -> None:
    """Whole numbers from 1 on; anything else is no number."""
    article = read(f"---\ntitle: The last ferry\n{front}---\n{WORDS}")
    assert (article.season, article.chapter, article.kind) == place


def test_front_matter_knows_address_picture_and_site(tmp_path: Path) -> None:
    """The picture of the front matter is found beside the text."""
    (tmp_path / "ferry.jpg").write_bytes(b"\xff\xd8\xff")
    front = "---\nsource: https://example.com/ferry\ncover:\n  image: ferry.jpg\n  alt: A ferry\nsite: The Quay\n---\n"
    article = read(front + WORDS, folder=tmp_path)
    assert article.address == "https://example.com/ferry"
    assert article.site == "The Quay"
    assert article.image is not None
    assert article.image.path == (tmp_path / "ferry.jpg").resolve()


@pytest.mark.parametrize("line", ["draft: true", "published: false", "status: draft", "draft: 'yes'"])
def test_drafts_are_marked(line: str) -> None:
    """What is not meant to be published says so in several ways; a date of publication is not one of them."""
    assert read(f"---\ntitle: T\n{line}\n---\n{WORDS}").draft
    assert not read(f"---\ntitle: T\npublished: 2024-01-01\n---\n{WORDS}").draft
    assert read(WORDS, "blog/_drafts/ferry.md").draft


def test_broken_front_matter_is_read_as_far_as_it_goes() -> None:
    """A colon in a title is the usual fault, and no reason to read the front matter aloud."""
    article = read(f"---\ntitle: Autumn: the last ferry\nauthor: Anna Reed\n---\n{WORDS}")
    assert (article.title, article.authors) == ("Autumn: the last ferry", ("Anna Reed",))
    assert [b.text for b in article.blocks] == [WORDS]


def test_hostile_front_matter_is_neither_obeyed_nor_expanded() -> None:
    """Tags make no objects, aliases no gigabytes; a megabyte of front matter is refused."""
    tagged = read(f"---\ntitle: !!python/object/apply:os.system ['x']\nauthor: A B\n---\n{WORDS}")
    assert tagged.authors == ("A B",)
    bomb = "a0: &a0 [x,x]\n" + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    assert read(f"---\n{bomb}title: Fine\n---\n{WORDS}").title == "Fine"
    with pytest.raises(HostileError, match="front matter"):
        read(f"---\ntitle: x\nnote: {'x' * 200_000}\n---\n{WORDS}")


@pytest.mark.parametrize("part", ["a.", '"a".', r'"\"".', "'a' . ", 'a."b".'])
def test_a_key_of_thousands_of_parts_is_not_nested(part: str) -> None:
    """A TOML key of 32,000 parts took 4 GB: what is between the fences is then read a line at a time."""
    found, _ = front.split(f"+++\ntitle = 'Fine'\n{part * 300}a = 1\n+++\n{WORDS}", "page.md")
    assert found.title == "Fine"
    assert not any(isinstance(value, dict) for value in found.values.values())
    kept, _ = front.split(f"+++\ntitle = 'Fine'\n{part * 3}a = 1\n+++\n{WORDS}", "page.md")
    assert any(isinstance(value, dict) for value in kept.values.values())


def test_prose_between_rules_is_not_front_matter() -> None:
    """A text may begin with a rule."""
    assert "only words" in read(f"---\nIn the harbour there are\nonly words here\n\n---\n{WORDS}").text


def test_pictures_come_from_beside_the_text_only(tmp_path: Path) -> None:
    """Neither a path that leads out of the folder, nor a link that does, nor a file address is opened."""
    folder = tmp_path / "post"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "out.png").symlink_to(tmp_path / "secret.png")
    (folder / "in here.png").write_bytes(b"x")
    secret = (tmp_path / "secret.png").as_uri()
    for reference in ("../secret.png", "out.png", secret, "/etc/hostname", "%2e%2e/secret.png", "in%00here.png"):
        article = read(f"---\ntitle: T\nimage: '{reference}'\n---\n![x](<{reference}>)\n\n{WORDS}", folder=folder)
        assert all(b.image is None or b.image.path is None for b in article.blocks), reference
        assert article.image is None or article.image.path is None
    article = read(f"![x](in%20here.png)\n\n{WORDS}", folder=folder)
    assert article.blocks[0].image is not None
    assert article.blocks[0].image.path == (folder / "in here.png").resolve()


# ---------------------------------------------------------------- title and date


@pytest.mark.parametrize(
    ("text", "source", "title"),
    [
        (f"# The last ferry\n\n{WORDS}", "a.md", "The last ferry"),
        (f"The last ferry\n==============\n\n{WORDS}", "a.md", "The last ferry"),
        (f"![](a.png)\n\n# The *last* ferry #\n\n{WORDS}", "a.md", "The last ferry"),
        (f"## The last ferry\n\n{WORDS}", "a.md", "The last ferry"),
        (f"## The last ferry\n\n{WORDS}\n\n## Gulls\n\n{WORDS}", "quay.example.md", "The last ferry"),
        (f"## The last ferry\n\n{WORDS}\n\n## Gulls\n\n{WORDS}", "On ferries.md", "On ferries"),
        (f"{WORDS}\n\n## One\n\n## Two\n", "posts/2024-03-18-the-last-ferry.md", "The last ferry"),
        (WORDS, "2024-03-18-the-last-ferry/index.md", "The last ferry"),
        (WORDS, "The Last Ferry.md", "The Last Ferry"),
        (f"---\ntitle: The `last` *ferry*\n---\n# The last ferry\n{WORDS}", "a.md", "The last ferry"),
    ],
)
def test_where_the_title_is(text: str, source: str, title: str) -> None:
    """Front matter, the first heading, or the file's name, and never twice."""
    article = read(text, source)
    assert article.title == title
    assert title not in [b.text for b in article.blocks]


def test_the_date_in_a_file_name() -> None:
    """Jekyll and Hugo put the date in front of the name; front matter knows better."""
    assert read(WORDS, "_posts/2024-03-18-ferry.md").date == dt.date(2024, 3, 18)
    assert read(WORDS, "2024-03-18-ferry/index.md").date == dt.date(2024, 3, 18)
    assert read(f"---\ndate: 2020-01-02\n---\n{WORDS}", "2024-03-18-ferry.md").date == dt.date(2020, 1, 2)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-03-18", dt.date(2024, 3, 18)),
        ("2024/3/18", dt.date(2024, 3, 18)),
        ("2024-03-18T08:30:00Z", dt.datetime(2024, 3, 18, 8, 30, tzinfo=dt.UTC)),
        ("2024-03-18 08:30:00 +0100", dt.datetime(2024, 3, 18, 7, 30, tzinfo=dt.UTC)),
        ("2024-03-18T08:30:00.123+01:00", dt.datetime(2024, 3, 18, 7, 30, tzinfo=dt.UTC)),
        ("Mon, 18 Mar 2024 08:30:00 GMT", dt.datetime(2024, 3, 18, 8, 30, tzinfo=dt.UTC)),
        ("March 18th, 2024", dt.date(2024, 3, 18)),
        ("18 March 2024", dt.date(2024, 3, 18)),
        ("1710750600", dt.datetime(2024, 3, 18, 8, 30, tzinfo=dt.UTC)),
        ("99999-99-99", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("soon", None),
        (None, None),
    ],
)
def test_dates_as_people_and_programs_write_them(written: str | None, date: dt.date | None) -> None:
    """A date that makes no sense is none; a moment knows its zone."""
    found = parse_date(written)
    assert found == date
    assert not isinstance(found, dt.datetime) or found.tzinfo is not None


# ---------------------------------------------------------------- blocks


def test_blocks_in_reading_order() -> None:
    """Each kind of block with what belongs to it."""
    text = (
        "## Head {#anchor}\n\nA paragraph\nof two lines.\n\n1. one\n2. two\n\n   more\n   - inner\n\n3) other\n\n"
        "- [x] done\n\n> Said.\n>\n> — A Captain\n\n```py title=x\nx  =  1\n```\n\n    indented\n\n"
        "| a | b |\n|---|---|\n| 1 | **2** |\n\n---\n\n![Alt](a.png \"The caption\")\n"
    )  # fmt: skip
    found = read(f"---\ntitle: T\n---\n{text}").blocks
    assert [(b.kind.value, b.marker, b.level, b.text) for b in found] == [
        ("heading", "", 2, "Head"),
        ("paragraph", "", 0, "A paragraph of two lines."),
        ("list item", "1.", 1, "one"),
        ("list item", "2.", 1, "two"),
        ("list item", "", 1, "more"),
        ("list item", "•", 2, "inner"),
        ("list item", "3)", 1, "other"),
        ("list item", "•", 1, "done"),
        ("quote", "", 1, "Said."),
        ("code", "", 0, "x  =  1"),
        ("code", "", 0, "indented"),
        ("table", "", 0, "a b 1 2"),
        ("figure", "", 0, "The caption"),
    ]
    assert found[0].anchor == "anchor"
    assert found[8].attribution == "A Captain"
    assert found[9].language == "py"
    assert found[11].rows == (("a", "b"), ("1", "2"))
    assert found[11].has_head
    assert found[12].image is not None
    assert found[12].image.alt == "Alt"


def test_spans_say_what_is_more_than_text() -> None:
    """Links keep their words and their address, code and emphasis lose their marks, markup does not become text."""
    article = read(
        "---\ntitle: T\nurl: https://example.com/a/\n---\n"
        "See [**the** ferry](../b \"t\") or <https://example.com/c>, `x  y`, ~~old~~ new, H<sub>2</sub>O, ==lit==, "
        "10<sup>2</sup>, [no](javascript:alert(1)), :tada: done.<script>alert(1)</script>"
    )  # fmt: skip
    (block,) = article.blocks
    assert block.text == "See the ferry or https://example.com/c, x y, old new, H2O, lit, 102, no, done."
    assert spans(block) == [
        ("link", "the ferry", "https://example.com/b"),
        ("emphasis", "the", ""),
        ("link", "https://example.com/c", "https://example.com/c"),
        ("code", "x y", ""),
        ("struck", "old", ""),
        ("subscript", "2", ""),
        ("emphasis", "lit", ""),
        ("superscript", "2", ""),
    ]


def test_footnotes_are_linked_to_their_marks() -> None:
    """References are marked and notes come at the end, numbered in the order in which they are met."""
    found = read(
        "---\ntitle: T\n---\nIn 1951[^b] and 1952[^a], not [^c]. Also^[An *inline* note.].\n\n[^a]: Second.\n\n"
        "[^b]: First\n    goes on.\n\n    Another paragraph.\n\nThe end.\n"
    ).blocks
    assert found[0].text == "In 19511 and 19522, not [^c]. Also3."
    assert [s.value for s in found[0].spans if s.kind is SpanKind.NOTE_REF] == ["1", "2", "3"]
    assert found[1].text == "The end."
    assert [(b.marker, b.text) for b in found[2:]] == [
        ("1", "First goes on."),
        ("1", "Another paragraph."),
        ("2", "Second."),
        ("3", "An inline note."),
    ]


def test_formulas_and_money() -> None:
    """Formulas are formulas, and prices are not."""
    found = read(
        "---\ntitle: T\n---\nIt costs $5 and $6.50, or US$7, while $a_1 * b * c$ is \\(x\\).\n\n$$\nE = mc^2\n$$\n\n"
        "\\begin{align}\na &= b\n\\end{align}\n\n```math\nx^2\n```\n"
    ).blocks
    assert [s[1] for s in spans(found[0])] == ["a_1 * b * c", "x"]
    assert found[0].text.startswith("It costs $5 and $6.50, or US$7, while")
    assert [b.kind for b in found[1:]] == [BlockKind.FORMULA] * 3
    assert found[1].text == "E = mc^2"


def test_shortcodes_of_site_generators() -> None:
    """Jekyll's and Hugo's own marks are gone, what they wrap stays, and code is never touched."""
    article = read(
        "---\ntitle: T\n---\n{% include toc.html %}{{< notice tip >}}\nKeep this.\n{{< /notice >}}\n\n"
        "{% highlight ruby linenos %}\nputs 1 # {% raw %}\n{% endhighlight %}\n\n"
        "{% code lang:js %}\nlet x = 2\n{% endcode %}\n\n"
        "{{< code-toggle file=hugo >}}\nbase = 'x'\n{{< /code-toggle >}}\n\n{{< code-toggle config=markup />}}\n\n"
        '{{< figure src="a.jpg" caption="The ferry" >}}\n\nSee `{{ page.title }}` and {{ site.name }}.\n\n'
        "```\n{{< kept >}}\n```\n\n{{< youtube abc >}}\n{{/* note to self */}}\n<!-- more -->\n"
    )
    assert [(b.kind.value, b.text) for b in article.blocks] == [
        ("paragraph", "Keep this."),
        ("code", "puts 1 # {% raw %}"),
        ("code", "let x = 2"),
        ("code", "base = 'x'"),
        ("figure", "The ferry"),
        ("paragraph", "See {{ page.title }} and ."),
        ("code", "{{< kept >}}"),
    ]
    assert any("youtube" in left.text for left in article.left_out)


def test_a_line_that_divides_a_text_makes_no_heading_of_two_sentences() -> None:
    """Below one line it is a heading's mark; people also put it right below a paragraph."""
    article = read("# T\n\nThe ferry stops\n---\n\nIt is over. Nobody came.\n---\n\nThe end.\n")
    assert [(b.kind.value, b.text) for b in article.blocks] == [
        ("heading", "The ferry stops"),
        ("paragraph", "It is over. Nobody came."),
        ("paragraph", "The end."),
    ]


def test_notes_of_obsidian() -> None:
    """Wiki links keep their words; callouts, comments, tags and block marks are understood."""
    article = read(
        "---\ntitle: T\n---\n#sea #autumn/ferry\n\nSee [[The island|an island]], [[Winter]] and [[Notes/Mail boat]]. ^a1b2c3\n\n"
        "%% not for readers %%\n\n> [!tip]- Bring a coat\n> It is cold.\n\n![[ferry.png|300]]\n"
    )
    assert [(b.kind.value, b.text) for b in article.blocks] == [
        ("paragraph", "See an island, Winter and Mail boat."),
        ("paragraph", "Bring a coat"),
        ("paragraph", "It is cold."),
        ("figure", ""),
    ]
    assert article.tags == ("sea", "autumn/ferry")


def test_other_dialects() -> None:
    """Definition lists, admonitions, fenced divs, kramdown's attributes, contents and abbreviations."""
    assert blocks(
        "* TOC\n{:toc}\n\nFerry\n: A boat.\n\n!!! note \"Mind\"\n    The gap.\n\n:::warning Cold\nBring a coat.\n:::\n\n"
        "A line.{: .big}\n{: .class}\n\nHTML is old.\n\n*[HTML]: Hypertext\n\n![A boat](b.png)\n*In the harbour*\n"
    ) == [
        ("paragraph", "Ferry"),
        ("paragraph", "A boat."),
        ("paragraph", "Mind"),
        ("paragraph", "The gap."),
        ("paragraph", "Cold"),
        ("paragraph", "Bring a coat."),
        ("paragraph", "A line."),
        ("paragraph", "HTML is old."),
        ("figure", "In the harbour"),
    ]  # fmt: skip


def test_html_within_markdown() -> None:
    """Raw HTML is read as a page would be, scripts and styles are silent."""
    assert blocks(
        "<figure><img src='a.png' alt='x'><figcaption>A caption</figcaption></figure>\n\n<script>var a = 1\n\nvar b</script>\n\n"
        "<details><summary>More</summary>\n\nHidden **text**.\n\n</details>\n\n<style>p { color: red }</style>\n\nThe end.\n"
    ) == [("figure", "A caption"), ("paragraph", "More"), ("paragraph", "Hidden text."), ("paragraph", "The end.")]


def test_a_blogs_own_lines_at_the_end_are_left_out() -> None:
    """Share and subscribe lines go, with the reason; footnotes behind them stay."""
    article = read(f"# T\n\n{WORDS}[^1]\n\nShare this:\n\nLeave a comment\n\n[^1]: A note.\n")
    assert [b.text for b in article.blocks] == [f"{WORDS}1", "A note."]
    assert {"Share this:", "Leave a comment"} <= {left.text for left in article.left_out}


# ---------------------------------------------------------------- always


@pytest.mark.parametrize(
    "text",
    [
        ">" * 20_000 + " x",
        "[" * 5_000 + "x" + "](" * 5_000,
        "*a_ " * 5_000,
        "\n".join("  " * i + "- x" for i in range(300)),
        "![" * 3_000,
        "`" * 50_000 + "x",
        "{% " * 30_000,
        "{{" * 30_000 + "}",
        "<!--" * 20_000,
        "$" * 50_000 + "x",
        "[^" * 3_000,
        "|" * 20_000 + "\n" + "|-" * 10_000,
        "\\begin{align}\n" * 5_000,
        "<a <b " * 20_000,
        "%% " * 20_000,
        "==a " * 20_000,
        "[[a|" * 1_900,
        ":::\n" * 20_000,
    ],
    ids=lambda text: text[:6].encode("unicode_escape").decode(),
)
def test_absurd_markdown_ends_soon(text: str) -> None:
    """Nothing that can be written makes the reader hang or fall over."""
    start = time.process_time()
    with contextlib.suppress(InputError):
        read(f"{text}\n\n{WORDS}")
    assert time.process_time() - start < 20


_MARKS = st.sampled_from(
    [*"#*_`[]()<>!$^~=|{}%:-+.\\&\n\n \t1a", "word ", "[^1]", "\n\n", "```", "{{<", "$$", "---\n", "<p>"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_MARKS, max_size=60).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever the marks, the end is an article whose spans lie within its text, or one of our errors."""
    try:
        article = read(text)
    except (NoTextError, HostileError):
        return
    for block in article.blocks:
        assert block.text == block.text.strip() or block.kind is BlockKind.CODE
        for span in block.spans:
            assert 0 <= span.start < span.end <= len(block.text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdefghij", min_size=3, max_size=8), min_size=3, max_size=40), st.randoms())
def test_no_word_of_prose_is_lost(words: list[str], random: object) -> None:
    """Words come out as they went in, in order, whatever paragraphs, lists, quotes and emphasis they stand in."""
    forms = (
        "{}",
        "- {}",
        "> {}",
        "1. {}",
        "## {}",
        "*{}*",
        "**{}**",
        "`{}`",
        "[{}](https://example.com)",
        "{}[^n]",
        "~~{}~~",
    )
    choice = random.choice  # type: ignore[attr-defined]
    text = "\n\n".join(choice(forms).format(word) for word in words)
    found = " ".join(b.text for b in read(f"---\ntitle: Zz\n---\n{text}").blocks)
    assert re.findall(r"[a-j]+", found) == words


@pytest.mark.parametrize(
    ("lines", "authors", "day"),
    [
        ("By Ann Lee", ("Ann Lee",), None),
        ("*By Ann Lee, 3 May 2021*", ("Ann Lee",), dt.date(2021, 5, 3)),
        ("By Ann Lee and Jo Vane\n\n3 May 2021", ("Ann Lee", "Jo Vane"), dt.date(2021, 5, 3)),
        ("By the river there is a mill", (), None),
        ("By 1951 all of it was over", (), None),
        ("By Monday we had left.", (), None),
    ],
)
def test_a_byline_under_the_title_is_no_part_of_the_text(lines: str, authors: tuple[str, ...], day: object) -> None:
    """Said once, with the title; a first sentence that begins with "By" stays one."""
    article = markdown.read(
        f"# The mill\n\n{lines}\n\nThe wheel turns day and night, and nobody minds it.\n", "mill.md"
    )
    assert (article.authors, article.date) == (authors, day)
    assert article.blocks[0].text.startswith("The wheel" if authors else "By")


def test_the_text_since_a_place_is_taken_from_the_end() -> None:
    inline = Inline()
    for word in ("The ", "ferry ", "leaves."):
        inline.add(word)
    assert [inline.since(at) for at in (0, 4, 10, inline.length)] == [
        "The ferry leaves.",
        "ferry leaves.",
        "leaves.",
        "",
    ]
