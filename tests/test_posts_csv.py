"""A table of posts is read post by post; any other table, and any list of links, is refused with what to do."""

# ruff: noqa: E501 - samples keep the lines that their programs write

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest

from podcaster import reading
from podcaster.errors import PodcasterError, UnsupportedError
from podcaster.model import Article, Doubt
from podcaster.reading.recognise import Kind, recognise
from tests.formats.build import BREAD, FERRY, GULLS, zipped

HTML = f"<p>{GULLS}</p><p>{BREAD}</p>"


def table(head: str, *rows: tuple[str, ...], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(head.split(","))
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def read(data: bytes, name: str = "posts.csv") -> tuple[list[Article], dict[str, PodcasterError]]:
    errors: dict[str, PodcasterError] = {}
    return [*reading.read_bytes(data, name, on_error=errors.__setitem__, on_skip=lambda *_: None)], errors


def test_the_posts_of_beehiiv_are_read() -> None:
    """Published ones; a draft and an archived post are marked, and a paid one is doubtful."""
    data = table(
        "id,web_title,status,audience,content_tags,url,web_subtitle,email_subject_line,content_html,created_at",
        ("a1", "The gulls", "confirmed", "free", "Birds; Sea", "https://quay.example/p/gulls", "Back", "S", HTML, "2024-03-05 08:00:00"),
        ("a2", "Half", "draft", "free", "", "", "", "S", HTML, ""),
        ("a3", "Old", "archived", "free", "", "", "", "S", HTML, ""),
        ("a4", "Paid", "confirmed", "premium", "", "", "", "S", HTML, ""),
        ("a5", "Empty", "confirmed", "free", "", "", "", "S", "", ""),
    )  # fmt: skip
    found, errors = read(data)
    first = found[0]
    assert (first.title, first.address, first.text) == (
        "The gulls",
        "https://quay.example/p/gulls",
        f"{GULLS}\n\n{BREAD}",
    )
    assert (first.date, first.tags) == (dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC), ("Birds", "Sea"))
    assert [(a.title, a.draft) for a in found] == [("The gulls", False), ("Half", True), ("Old", True), ("Paid", False)]
    assert Doubt.PAYWALL in dict(found[3].doubts)
    assert [*errors] == ["posts.csv!a5"]


def test_the_posts_of_buttondown_are_read() -> None:
    """In Markdown; a scheduled one is not published yet."""
    text = f"<!-- buttondown-editor-mode: plaintext -->\n\n## On the wall\n\n{GULLS}\n\n*{FERRY}*"
    data = table(
        "id,subject,body,publish_date,status,absolute_url",
        ("1", "The gulls", text, "2024-03-05T08:00:00Z", "sent", "https://quay.example/archive/gulls"),
        ("2", "Soon", text, "2024-03-05T08:00:00Z", "scheduled", ""),
    )
    (first, second), _ = read(data)
    assert first.text == f"On the wall\n\n{GULLS}\n\n{FERRY}"
    assert (first.draft, second.unpublished) == (False, "it is scheduled, and not published yet")


def test_the_posts_of_wix_and_webflow_are_read() -> None:
    """Each with its own names of columns."""
    wix = table(
        "Title,Internal ID,Slug,Excerpt,Post Page URL,Plain Content,Rich Content,Published Date",
        ("The gulls", "x", "gulls", "Back", "/post/gulls", GULLS, '{"nodes": []}', "2024-03-05T08:00:00Z"),
        delimiter=";",
    )
    (post,), _ = read(wix)
    assert (post.title, post.text) == ("The gulls", GULLS)
    webflow = table(
        "Name,Slug,Item ID,Archived,Draft,Published On,Post Body",
        ("The gulls", "gulls", "1", "false", "false", "Tue Mar 05 2024", HTML),
        ("Half", "half", "2", "false", "true", "", HTML),
    )
    found, _ = read(webflow)
    assert [(a.title, a.draft) for a in found] == [("The gulls", False), ("Half", True)]


@pytest.mark.parametrize("name", ["days.csv", "days.tsv", "days"])
def test_any_other_table_is_refused(name: str) -> None:
    """It would be read aloud row by row; the hint says which tables are read."""
    delimiter = "\t" if name.endswith("tsv") else ","
    rows = [(f"March {day}", "No", "Yes") for day in range(1, 9)]
    with pytest.raises(UnsupportedError, match="a table, not an article") as caught:
        read(table("Date,Ran today,Meditated", *rows, delimiter=delimiter), name)
    assert "beehiiv" in caught.value.hint


def test_a_short_post_in_html_is_a_post() -> None:
    """Its markup says so."""
    (post,), _ = read(table("id,title,body_html", ("1", "T", "<p>They are back.</p>")))
    assert post.text == "They are back."


def test_a_part_of_an_export_asks_for_the_whole() -> None:
    """The list of posts of Substack has no texts."""
    with pytest.raises(UnsupportedError) as caught:
        read(table("post_id,post_date,is_published,title", ("1.gulls", "2024-03-05", "true", "T")))
    assert "Substack" in caught.value.hint


def test_tables_beside_articles_are_passed_over(tmp_path: Path) -> None:
    """In a folder and in an archive; tables of posts are not."""
    other = table("Date,Ran,Slept", *[(f"March {day}", "No", "Yes") for day in range(1, 9)])
    posts = table("id,title,body_html", ("1", "T", HTML))
    (tmp_path / "days.csv").write_bytes(other)
    (tmp_path / "posts.csv").write_bytes(posts)
    assert [a.title for a in reading.read(tmp_path)] == ["T"]
    skipped: list[str] = []
    packed = zipped({"days.csv": other, "posts.csv": posts})
    found = [*reading.read_bytes(packed, "a.zip", on_skip=lambda source, *_: skipped.append(source))]
    assert ([a.title for a in found], skipped) == (["T"], ["a.zip!days.csv"])


@pytest.mark.parametrize(
    "text",
    [
        f"Bread, fish, salt\nrope, tar, oil\nnails, planks, paint\nlamps, wicks, glass\n\n{GULLS}",
        f"The gulls, the wall and the baker\n\n{GULLS}\n\n{BREAD}",
    ],
)
def test_prose_with_commas_is_no_table(text: str) -> None:
    """However even its lines are."""
    assert recognise(text.encode(), "a.txt") is Kind.PLAIN


LISTS = {
    "Chrome": {"checksum": "x", "roots": {"bookmark_bar": {"children": [{"name": "a", "url": "https://a.example"}]}}, "version": 1},
    "Firefox": {"guid": "root________", "type": "text/x-moz-place-container", "root": "placesRoot", "children": []},
    "Pinboard": [{"href": "https://a.example", "description": "a", "toread": "no", "shared": "yes", "tags": ""}],
    "a list": {"bookmarks": [{"article__url": "https://a.example", "article__title": "a"}], "recommendations": []},
    "a list of": [{"url": "https://a.example", "title": "a", "content": ""}],
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_links_is_named_and_refused(name: str) -> None:
    """The hint says how to get the articles."""
    with pytest.raises(UnsupportedError, match=name) as caught:
        read(json.dumps(LISTS[name]).encode(), "bookmarks")
    assert "it lists links" in caught.value.message
    assert "podcaster convert" in caught.value.hint


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><DL><p><DT><A HREF='https://a.example'>a</A></DL>", "bookmarks"),
        (b'<?xml version="1.0"?><xbel version="1.0"><bookmark href="https://a.example"/></xbel>', "bookmarks"),
        (b"URL,Title,Selection,Folder\nhttps://a.example,a,,Unread\n", "Instapaper"),
        (b"id,title,note,excerpt,url,folder,tags,created\n1,a,,,https://a.example,,,\n", "Raindrop"),
    ],
)  # fmt: skip
def test_files_of_bookmarks_are_refused(data: bytes, words: str) -> None:
    """In the forms of browsers and services."""
    with pytest.raises(UnsupportedError, match=words) as caught:
        read(data, "bookmarks")
    assert "podcaster convert" in caught.value.hint
