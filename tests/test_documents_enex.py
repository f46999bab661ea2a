"""Notes of Evernote: each is an article; what concerns only the account is not read."""

# ruff: noqa: E501 - markup as programs write it

from __future__ import annotations

import base64
import datetime as dt
import hashlib

import pytest

from podcaster.errors import InputError, UnreadableError
from podcaster.model import Article, BlockKind
from podcaster.reading import read_bytes
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")


def note(title: str, body: str, more: str = "", attributes: str = "", tags: tuple[str, ...] = ()) -> str:
    return (
        f"<note><title>{title}</title><created>20240318T090000Z</created><updated>20250101T000000Z</updated>"
        f"{''.join(f'<tag>{tag}</tag>' for tag in tags)}<note-attributes>{attributes}</note-attributes>"
        '<content><![CDATA[<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd">'
        f"<en-note>{body}</en-note>]]></content>{more}</note>"
    )


def export(*notes: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">'
    return (
        f'{head}<en-export export-date="20240401T000000Z" application="Evernote">{"".join(notes)}</en-export>'.encode()
    )


def read(data: bytes) -> tuple[list[Article], dict[str, InputError]]:
    errors: dict[str, InputError] = {}
    return list(read_bytes(data, "notes.enex", on_error=errors.__setitem__)), errors


def test_all_parts_of_a_note_are_found() -> None:
    """Lists, quotes, code, tables, links and pictures; a note of its own for each."""
    gull = build.jpeg()
    mark = hashlib.md5(gull, usedforsecurity=False).hexdigest()
    resource = (
        f'<resource><data encoding="base64">{base64.b64encode(gull).decode()}</data><mime>image/jpeg</mime></resource>'
    )
    body = (
        f'<div>{GULLS} See <a href="https://example.com/count">the count</a>.&nbsp;</div><h2>Bread</h2>'
        f"<ul><li><div>bread</div><ul><li><div>butter</div></li></ul></li></ul><blockquote><div>{FERRY}</div></blockquote>"
        '<div style="--en-codeblock:true;box-sizing:border-box;"><div>x = 1</div><div>y = 2</div></div>'
        f'<en-media hash="{mark}" type="image/jpeg" alt="A gull"/><div><en-todo checked="true"/>fish</div>'
        "<table><tr><th>Bird</th><th>Count</th></tr><tr><td>Gull</td><td>12</td></tr></table>"
    )
    found, errors = read(
        export(note("The gulls", body, resource, "<author>Anna Reed</author>"), note("Bread", f"<div>{BREAD}</div>"))
    )
    assert not errors
    first, second = found
    assert (first.title, first.authors, first.date) == (
        "The gulls",
        ("Anna Reed",),
        dt.datetime(2024, 3, 18, 9, tzinfo=dt.UTC),
    )
    assert (first.source, second.source) == ("notes.enex!The gulls", "notes.enex!Bread")
    assert [(b.kind, b.level, b.text) for b in first.blocks] == [
        (BlockKind.PARAGRAPH, 0, f"{GULLS} See the count."),
        (BlockKind.HEADING, 2, "Bread"),
        (BlockKind.LIST_ITEM, 1, "bread"),
        (BlockKind.LIST_ITEM, 2, "butter"),
        (BlockKind.QUOTE, 1, FERRY),
        (BlockKind.CODE, 0, "x = 1\ny = 2"),
        (BlockKind.FIGURE, 0, ""),
        (BlockKind.PARAGRAPH, 0, "fish"),
        (BlockKind.TABLE, 0, "Bird Count Gull 12"),
    ]
    assert first.blocks[6].image is not None
    assert first.blocks[6].image.data == gull
    assert second.text == BREAD


def test_what_concerns_only_the_account_is_not_read() -> None:
    """Encrypted text, tasks, positions, the login, and the text that was recognised in pictures."""
    attributes = (
        "<author>areed</author><latitude>53.1</latitude><place-name>Harbour Road</place-name><source>web.clip7</source>"
        "<source-url>https://quay.example/gulls</source-url>"
    )
    more = "<task><title>call the vet</title></task><resource><recognition><![CDATA[<t>menu words</t>]]></recognition></resource>"
    body = f'<div>{GULLS}</div><en-crypt hint="dog">c2VjcmV0</en-crypt><div style="--en-task-group:true;"><div>Content not supported</div></div><div>{BREAD}</div>'
    (article,), errors = read(export(note("The gulls", body, more, attributes)))
    assert not errors
    assert [b.text for b in article.blocks] == [GULLS, BREAD]
    assert (article.authors, article.address) == ((), "https://quay.example/gulls")
    assert not [w for w in ("c2VjcmV0", "vet", "Harbour", "menu words", "53.1", "not supported") if w in repr(article)]


def test_private_notes_and_drafts_are_marked_by_tags() -> None:
    """They are not published."""
    found, _ = read(
        export(
            note("Diary", f"<div>{GULLS}</div>", tags=("Private",)),
            note("Later", f"<div>{BREAD}</div>", tags=("draft",)),
        )
    )
    assert [article.unpublished for article in found] == ["it is private", "it is a draft"]


def test_an_empty_note_does_not_stop_the_others() -> None:
    """It is reported by its name; an export that is cut off still gives its whole notes."""
    found, errors = read(export(note("Empty", "<div><br/></div>"), note("Bread", f"<div>{BREAD}</div>")))
    assert [a.title for a in found] == ["Bread"]
    assert list(errors) == ["notes.enex!Empty"]
    whole = export(note("Bread", f"<div>{BREAD}</div>"), note("The gulls", f"<div>{GULLS}</div>"))
    assert [a.title for a in read(whole[:-300])[0]][:1] == ["Bread"]
    with pytest.raises(UnreadableError, match="without a note"):
        read(export())
