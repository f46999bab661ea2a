"""Feeds of every version, and feeds whose writers were careless: no item is lost, and none in silence."""

# ruff: noqa: E501 - samples keep the lines that their programs write

from __future__ import annotations

import datetime as dt
import io
import json

import pytest

from podcaster import reading
from podcaster.errors import PodcasterError
from podcaster.model import Article, Doubt
from podcaster.reading.containers import feed_text, wordpress
from podcaster.reading.xml_clean import Clean
from tests.formats.build import BREAD, FERRY, GULLS

TEXT = f"<p>{GULLS}</p><p>{BREAD}</p>"


def read(data: bytes | str) -> tuple[list[Article], dict[str, PodcasterError]]:
    errors: dict[str, PodcasterError] = {}
    raw = data.encode() if isinstance(data, str) else data
    return [*reading.read_bytes(raw, "feed", on_error=errors.__setitem__, on_skip=lambda *_: None)], errors


def rss(items: str, head: str = '<?xml version="1.0"?>') -> str:
    name = "http://purl.org/rss/1.0/modules/content/"
    return f'{head}<rss version="2.0" xmlns:content="{name}"><channel><title>S</title><link>https://quay.example/</link>{items}</channel></rss>'


def item(title: str, body: str = f"<![CDATA[{TEXT}]]>") -> str:
    return f"<item><title>{title}</title><content:encoded>{body}</content:encoded></item>"


# ---------------------------------------------------------------- what XML forbids


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("A\x0bB\x00C", "A BC"),
        ("Gull &#8;&#x1; one", "Gull one"),
        ("&#55357;&#56832; one", "😀 one"),
        ("&#xD83D;&#xDE00; one", "😀 one"),
        ("&#xD83D; one", "one"),
        ("Bread & fish", "Bread & fish"),
        ("AT&T;Co", "AT&T;Co"),
        ("Caf&eacute; &mdash; hot", "Café — hot"),
        ("5 < 6 <3", "5 < 6 <3"),
        ("Bread &amp; fish", "Bread & fish"),
        ("<![CDATA[Bread & fish]]>", "Bread & fish"),
    ],
)
def test_what_xml_forbids_costs_nothing_beside_it(written: str, title: str) -> None:
    """Neither the rest of the title, nor the text, nor the next item."""
    found, errors = read(rss(item(written) + item("Next")))
    assert [a.title for a in found] == [title, "Next"]
    assert [a.text for a in found] == [f"{GULLS}\n\n{BREAD}"] * 2
    assert not errors


def test_halves_of_a_pair_written_as_bytes_are_joined() -> None:
    """As UTF-8 that is none."""
    found, _ = read(rss(item("T @")).encode().replace(b"@", b"\xed\xa0\xbd\xed\xb8\x80"))
    assert found[0].title == "T 😀"


@pytest.mark.parametrize(
    "head",
    ['<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0" encoding="us-ascii"?>'],
)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_an_encoding_that_is_not_declared_is_known(head: str, encoding: str) -> None:
    """Or is declared wrongly."""
    found, _ = read(rss(item("Café “hot”"), head).encode(encoding))
    assert found[0].title == "Café “hot”"


RUSSIAN = "Паром отошёл от причала в полдень, и никто на пирсе не помахал рукой. Чайка летела за ним до маяка."
JAPANESE = "船は正午に港を出た。誰も手を振らなかった。カモメが灯台まで追いかけて、それから引き返した。"


@pytest.mark.parametrize("times", [0, 1, 20])
@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (RUSSIAN, "cp1251", ""),
        (RUSSIAN, "cp1251", "utf-8"),
        (RUSSIAN, "koi8-r", ""),
        (RUSSIAN, "utf-8", "windows-1251"),
        (RUSSIAN, "utf-16-le", ""),
        (RUSSIAN, "utf-16-be", ""),
        (JAPANESE, "cp932", ""),
        (JAPANESE, "euc_jp", "utf-8"),
        (JAPANESE, "utf-8", "shift_jis"),
    ],
)
def test_the_encoding_of_another_script_is_known(text: str, encoding: str, named: str, times: int) -> None:
    """Not declared, or declared wrongly; with much text between the markup or with little."""
    declared = f' encoding="{named}"' if named else ""
    post = item(text[:40], f"<![CDATA[<p>{text}</p>{f'<p>{text}</p>' * times}]]>")
    found, _ = read(rss(post, f'<?xml version="1.0"{declared}?>' if encoding[:6] != "utf-16" else "").encode(encoding))
    assert found[0].title == text[:40].strip()
    assert found[0].text.startswith(text)


class Trickle(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(3)


def test_a_stream_is_cleaned_wherever_it_is_cut() -> None:
    """Signs, references, letters and the marks of CDATA may be cut anywhere."""
    text = "<r><item><![CDATA[a & b < c]]]]></item>&eacute; & é 😀 &#55357;&#56832; 1 < 2 &amp; <entry>x</entry></r>"
    clean = Clean(Trickle(text.encode()))
    assert clean.read().decode() == (
        "<r><item><![CDATA[a & b < c]]]]></item>é &amp; é 😀 😀 1 &lt; 2 &amp; <entry>x</entry></r>"
    )
    assert clean.items == 2


# ---------------------------------------------------------------- versions


RDF = '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{}"><channel><title>S</title></channel>{}</rdf:RDF>'
PLAIN = f"<item><title>T</title><link>https://quay.example/1</link><description>{GULLS}</description></item>"
VERSIONS = {
    "0.90": RDF.format("http://my.netscape.com/rdf/simple/0.9/", PLAIN),
    "0.90, channel": RDF.format("http://channel.netscape.com/rdf/simple/0.9/", PLAIN),
    "1.0": RDF.format("http://purl.org/rss/1.0/", PLAIN),
    "0.91": '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    f'<rss version="0.91"><channel><title>S</title>{PLAIN}</channel></rss>',
    "2.0 with a namespace": f'<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel><title>S</title>{PLAIN}</channel></rss>',
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>S</title><entry><title>T</title><link rel="alternate" '
    f'href="https://quay.example/1"/><issued>2024-03-05</issued><content type="text/html" mode="escaped">&lt;p&gt;{GULLS}&lt;/p&gt;</content></entry></feed>',
    "Atom without a namespace": '<feed><title>S</title><entry><title>T</title><link href="https://quay.example/1"/><content type="html">'
    f"&lt;p&gt;{GULLS}&lt;/p&gt;</content></entry></feed>",
}  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read(version: str) -> None:
    """Old feeds are in archives."""
    (found,), errors = read(VERSIONS[version])
    assert (found.title, found.site, found.address, found.text) == ("T", "S", "https://quay.example/1", GULLS)
    assert not errors


def test_prefixes_may_be_undeclared() -> None:
    """The text and the writers are found all the same."""
    written = f"<item><title>T</title><dc:creator>Ada</dc:creator><dc:creator>Ben</dc:creator><x:y>1</x:y><content:encoded><![CDATA[{TEXT}]]></content:encoded></item>"
    (found,), _ = read(rss(written).replace("xmlns:content", "xmlns:other"))
    assert (found.authors, found.text) == (("Ada", "Ben"), f"{GULLS}\n\n{BREAD}")


def test_a_damaged_name_of_an_element_costs_nothing_else() -> None:
    """A feed of an old version in which a letter became a bracket."""
    damaged = VERSIONS["0.90"].replace("<title>T</title>", "<title>T</title><lls: x></lls:>")
    (found,), _ = read(damaged)
    assert (found.title, found.text) == ("T", GULLS)


def test_an_entry_inherits_from_its_feed() -> None:
    """The writer, and the address that relative links begin from."""
    (found,), _ = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://quay.example/a/"><title>S</title><author><name>Ada Reed</name>'
        f'</author><entry><title>T</title><link href="1.html"/><content type="html">{GULLS}</content></entry></feed>'
    )
    assert (found.authors, found.address) == (("Ada Reed",), "https://quay.example/a/1.html")


def test_an_item_without_a_link_has_no_address() -> None:
    """Its number is none, and neither is that of the whole feed."""
    (found,), _ = read(rss(f"<item><title>T</title><guid>12345</guid><description>{GULLS}</description></item>"))
    assert found.address == ""


# ---------------------------------------------------------------- losses


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "0001-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "1970-01-01T01:00:00+01:00",
    ],
)
def test_a_placeholder_is_no_date(written: str) -> None:
    """Programs that have no date write the beginning of their time."""
    found, _ = read(rss(item("T").replace("</title>", f"</title><pubDate>{written}</pubDate>")))
    assert found[0].date is None


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("lun., 04 mars 2024 08:00:00 +0100", 7),
        ("Mo, 04 Mär 2024 08:00:00 +0100", 7),
        ("пн, 04 мар 2024 08:00:00 +0300", 5),
        ("Mon, 04 Mar 2024 08:00:00 GMT", 8),
    ],
)
def test_months_in_the_language_of_the_program(written: str, hour: int) -> None:
    """Mail dates are in English, by their rules; not every program keeps to that."""
    found, _ = read(rss(item("T").replace("</title>", f"</title><pubDate>{written}</pubDate>")))
    assert found[0].date == dt.datetime(2024, 3, 4, hour, tzinfo=dt.UTC)


def test_lost_items_are_reported() -> None:
    """A feed that breaks off says so; items behind its end are counted."""
    whole = rss(item("One") + item("Two") + item("Three"))
    found, errors = read(whole[: whole.index("Three")])
    assert [a.title for a in found] == ["One", "Two"]
    assert "items are missing" in errors["feed"].message
    found, errors = read(rss(item("One")) + item("Two") + item("Three"))
    assert [a.title for a in found] == ["One"]
    assert "2 of 3 items are missing" in errors["feed"].message


def test_junk_behind_a_feed_is_no_loss() -> None:
    """Some servers add a script."""
    found, errors = read(rss(item("One")) + "<script>count()</script> done")
    assert ([a.title for a in found], errors) == (["One"], {})


# ---------------------------------------------------------------- JSON Feed


def json_feed(items: list[object], **more: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "S", "items": items} | more)


def test_a_json_feed_gives_its_items() -> None:
    """In both versions; an item says more than its feed."""
    feed = json_feed(
        [
            {"id": "1", "url": "https://quay.example/1", "title": "T", "content_html": TEXT, "date_published": "2024-03-05T08:00:00Z", "tags": ["birds"]},
            {"id": 2, "content_text": f"{FERRY}\n\n{BREAD}", "author": {"name": "Ben Moss"}},
            {"id": "2", "title": "Short", "summary": "The gulls are back."},
            {"id": "4", "title": "Nothing"},
            "no item",
        ],
        authors=[{"name": "Ada Reed"}],
        language="en",
    )  # fmt: skip
    found, errors = read(feed)
    first, second, third = found
    assert (first.title, first.authors, first.site, first.address) == (
        "T",
        ("Ada Reed",),
        "S",
        "https://quay.example/1",
    )
    assert (first.date, first.tags) == (dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC), ("birds",))
    assert (second.title, second.authors) == ("The ferry makes its last crossing on the…", ("Ben Moss",))
    assert second.text == f"{FERRY}\n\n{BREAD}"
    assert Doubt.CUT_OFF in dict(third.doubts)
    assert third.source == "feed!2 (2)"
    assert [*errors] == ["feed!4"]


def test_a_json_feed_of_version_one_names_one_author() -> None:
    """For all its items."""
    (found,), _ = read(json_feed([{"id": "1", "title": "T", "content_html": TEXT}], author={"name": "Ada Reed"}))
    assert found.authors == ("Ada Reed",)


def test_halves_of_a_pair_in_json_are_joined() -> None:
    """A lone half is left out."""
    (found,), _ = read(json_feed([{"id": "1", "title": "\ud83d\ude00 one \ud83d", "content_html": TEXT}]))
    assert found.title == "😀 one"


def test_a_json_feed_that_breaks_off_gives_what_is_whole() -> None:
    """And says that items are missing."""
    whole = json_feed(
        [{"id": "1", "title": "One", "content_html": TEXT}, {"id": "2", "title": "Two", "content_html": TEXT}]
    )
    found, errors = read(whole[: whole.index("Two")])
    assert [(a.title, a.site) for a in found] == [("One", "S")]
    assert "missing" in errors["feed"].message


def test_a_short_note_without_a_title_is_read() -> None:
    """Its own words cannot be its title as well; the feed's name is."""
    found, errors = read(rss("<item><description>Fog again today.</description></item>"))
    assert [(a.title, a.text) for a in found] == [("S", "Fog again today.")]
    assert errors == {}


def test_markup_in_a_text_is_not_read_and_the_next_content_is_taken() -> None:
    """An entry whose plain text holds only a script, beside one with words: the words are read."""
    contents = (
        '<content type="text/plain">&lt;script&gt;alert()&lt;/script&gt;</content>'
        '<content type="text/html">&lt;script&gt;alert()&lt;/script&gt; Fog again &lt;b&gt;today&lt;/b&gt;.</content>'
    )
    found, errors = read(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title><entry><id>a</id>{contents}</entry></feed>'
    )
    assert [a.text for a in found] == ["Fog again today."]
    assert errors == {}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<b>Gulls</b> < boats", "Gulls < boats"),
        ("<b" * 3 + "> a", "a"),
        ("1 < 2", "1 < 2"),
        ("a > b", "a > b"),
        ("<i>a</i> &lt;b&gt; <i", "a <b> <i"),
    ],
)
def test_a_tag_that_never_ends_is_text(written: str, read: str) -> None:
    """In a title or a summary; behind the last tag none is looked for."""
    assert feed_text.plain(written) == read


def test_words_beside_scripts_and_styles_count() -> None:
    """Also behind one that never ends."""
    assert not feed_text.has_text("<script>let a</script><STYLE >b</style >")
    assert feed_text.has_text("<script>let a</script>Gulls<style>")
    assert feed_text.has_text("<style>a<script>")
    assert feed_text.has_markup("a <p class=b> c <")
    assert not feed_text.has_markup("a <p b")


def test_comments_of_wordpress_are_taken_out_and_one_that_never_ends_is_not() -> None:
    """Words for the ear in a comment stay."""
    found = wordpress.as_html("<!-- wp:paragraph -->\nGulls<!--more-->\n<!-- audio: skip -->\n<!-- /wp --> left <!-- a")
    assert "wp:paragraph" not in found
    assert "more" not in found
    assert "<!-- audio: skip -->" in found
    assert "left <!-- a" in found


def test_elements_in_which_lines_are_no_paragraphs_stay_as_they_are() -> None:
    """One that never ends is text, and hides none behind it."""
    table = "<TABLE class=a><tr>\n\n<td>1</td></tr></table >"
    found = wordpress.as_html(f"<pre>a\n\n<table>b</pre>\n\nGulls\n\n<script>\n\n{table}\n\nBoats")
    assert "<pre>a\n\n<table>b</pre>" in found
    assert table in found
    assert "<p>Gulls</p>" in found
    assert "<p>Boats</p>" in found
