"""What programs of notes export: Joplin, Notion, and the bundles of Ulysses and Bear."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from podcaster.errors import PodcasterError, UnpublishedError
from podcaster.model import Article
from podcaster.reading import expand, read, read_bytes
from tests.formats import build
from tests.formats.build import BREAD, GULLS

NOTE_ID, TAG_ID, PICTURE_ID = "0123456789abcdef" * 2, "1123456789abcdef" * 2, "2123456789abcdef" * 2


def outcomes(data: bytes, name: str) -> tuple[list[Article], dict[str, str]]:
    """The articles in *data*, and what is skipped, with its reason; nothing may fail."""
    skipped: dict[str, str] = {}

    def never(source: str, error: PodcasterError) -> None:
        pytest.fail(f"{source}: {error.message}")

    return list(read_bytes(data, name, on_error=never, on_skip=lambda s, _, why: skipped.__setitem__(s, why))), skipped


# ---------------------------------------------------------------- Joplin


def note(kind: int = 1, **fields: str) -> str:
    said = {
        "parent_id": TAG_ID, "created_time": "2024-03-04T10:11:12.000Z", "latitude": "54.10000000",
        "user_created_time": "2024-03-05T10:11:12.000Z", "author": "Ada Keeper", "is_conflict": "0",
        "source_url": "https://quay.example/gulls", "encryption_applied": "0", "deleted_time": "0", **fields,
    }  # fmt: skip
    block = "\n".join(f"{name}: {value}" for name, value in said.items())
    return f"The gulls\n\n{GULLS}\n\n![a gull](:/{PICTURE_ID})\n\n{BREAD}\n\nid: {NOTE_ID}\n{block}\ntype_: {kind}"


def test_the_fields_at_the_end_of_a_joplin_note_are_not_read() -> None:
    """They say who wrote it, when, and from which page; the place where it was written is nobody's business."""
    (found,), _ = outcomes(note().encode(), f"{NOTE_ID}.md")
    assert (found.title, found.authors, str(found.date)[:10]) == ("The gulls", ("Ada Keeper",), "2024-03-05")
    assert found.address == "https://quay.example/gulls"
    assert [block.text for block in found.blocks if block.text] == [GULLS, BREAD]
    assert not any(block.image and block.image.address for block in found.blocks)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"encryption_applied": "1"}, "it is encrypted"),
        ({"is_conflict": "1"}, "it is a copy that Joplin kept of a conflict"),
        ({"deleted_time": "1709632800000"}, "it is in the trash"),
    ],
)
def test_joplin_notes_that_are_not_for_the_public(fields: Mapping[str, str], why: str) -> None:
    (found,), _ = outcomes(note(**fields).encode(), f"{NOTE_ID}.md")
    assert found.unpublished == why


def test_a_text_with_such_lines_in_its_middle_is_no_joplin_note() -> None:
    """Only fields at the end, with an id of Joplin's, are fields."""
    text = f"# Fields\n\nid: none\ntype_: 1\n\n{GULLS}\n\n{BREAD}\n\ntype_: a word with a line"
    (found,), _ = outcomes(text.encode(), "fields.md")
    assert "id: none" in found.text
    assert found.text.endswith("type_: a word with a line")


def tarred(members: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("3123456789abcdef3123456789abcdef.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def test_a_joplin_export_file() -> None:
    """Notes are read; notebooks, tags and attachments are counted, and a link is no member."""
    tag = f"birds\n\nid: {TAG_ID}\nparent_id: \ntype_: 5"
    members = {f"{NOTE_ID}.md": note(), f"{TAG_ID}.md": tag, f"resources/{PICTURE_ID}.html": build.page()}
    found, skipped = outcomes(tarred(members), "notes.jex")
    assert [(article.title, article.source) for article in found] == [("The gulls", f"notes.jex!{NOTE_ID}.md")]
    assert skipped == {"notes.jex": "not read: 1 attachment, 1 tag; only notes become episodes"}


def test_a_tag_of_joplin_is_no_note() -> None:
    with pytest.raises(UnpublishedError, match="a tag of Joplin, not a note"):
        list(read_bytes(f"birds\n\nid: {TAG_ID}\nparent_id: \ntype_: 5".encode(), f"{TAG_ID}.md"))


def test_any_other_tar_is_read_like_a_zip() -> None:
    found, _ = outcomes(tarred({"./saved/gulls.html": build.page(), "saved/.hidden.html": build.page()}), "saved.tar")
    assert [article.source for article in found] == ["saved.tar!saved/gulls.html"]


# ---------------------------------------------------------------- Notion

PAGE = f"# The gulls\n\nAuthor: Ada Keeper\nDate: March 5, 2024\nDone: No\nTags: birds, bread\n\n{GULLS}\n\n{BREAD}\n"


def test_a_page_of_notion() -> None:
    """Its properties are no text; a link to a page below it is none either; an id is no part of a title."""
    child = f"\n[Crumbs](The%20gulls%20{NOTE_ID}/Crumbs%20{TAG_ID}.md)\n"
    (found,), _ = outcomes((PAGE + child).encode(), f"The gulls {NOTE_ID}.md")
    assert (found.title, found.authors, str(found.date)) == ("The gulls", ("Ada Keeper",), "2024-03-05")
    assert found.tags == ("birds", "bread")
    assert found.text == f"{GULLS}\n\n{BREAD}"
    assert "Done: No" in {left.text for left in found.left_out}
    (untitled,), _ = outcomes(f"{GULLS}\n\n{BREAD}\n".encode(), f"Early birds {NOTE_ID}.md")
    assert untitled.title == "Early birds"


def test_lines_with_a_colon_in_any_other_file_are_text() -> None:
    (found,), _ = outcomes(PAGE.encode(), "gulls.md")
    assert "Done: No" in found.text


def test_nobody_is_called_no() -> None:
    """Notion writes a box that is not ticked as No."""
    text = f"# The gulls\n\nAuthor: No\nDate: March 5, 2024\n\n{GULLS}\n\n{BREAD}\n"
    (found,), _ = outcomes(text.encode(), f"The gulls {NOTE_ID}.md")
    assert found.authors == ()


def test_an_export_of_notion() -> None:
    """Tables of databases and rows without a text are counted in one line; the map of the pages is no page."""
    pages = {
        f"Quay/The gulls {NOTE_ID}.md": PAGE,
        f"Quay/Habits {TAG_ID}.csv": "Date,Ran\nMonday,No\nTuesday,No\n",
        f"Quay/Habits {TAG_ID}_all.csv": "Date,Ran\nMonday,No\nTuesday,No\n",
        f"Quay/Habits {TAG_ID}/Monday {PICTURE_ID}.md": "# Monday\n\nRan: No\nDate: March 5, 2024\n",
        "Quay/index.html": f"<html><body><ul><li>{BREAD}</li></ul></body></html>",
    }
    for data in (build.zipped(pages), build.zipped({"Export-Part-1.zip": build.zipped(pages)})):
        found, skipped = outcomes(data, "export.zip")
        assert [article.title for article in found] == ["The gulls"]
        assert list(skipped.values()) == ["not read: 1 table of databases and 1 page or rows of databases without text"]


# ---------------------------------------------------------------- TextBundle

TEXT = f"{GULLS}\n\n## Bread\n\n{BREAD}\n"
INFO = {"version": 2, "type": "net.daringfireball.markdown"}


def bear(**more: object) -> str:
    return json.dumps({**INFO, "net.shinyfrog.bear": {"creationDate": "2024-03-05T10:00:00Z", "trashed": 0, **more}})


def test_a_text_bundle_has_the_title_of_its_bundle() -> None:
    """Its text is always called text.md. What else is in the bundle is no article."""
    bundle = {
        "Notes/Früh am Kai.textbundle/text.md": TEXT,
        "Notes/Früh am Kai.textbundle/info.json": bear(),
        "Notes/Früh am Kai.textbundle/assets/page.html": build.page(),
    }
    (found,), skipped = outcomes(build.zipped(bundle), "notes.zip")
    assert (found.title, str(found.date)[:10], skipped) == ("Früh am Kai", "2024-03-05", {})


def test_a_text_pack_is_a_bundle_in_one_file() -> None:
    for name in ("text.md", "Gulls.textbundle/text.markdown"):
        members = {name: TEXT, f"{name.rpartition('/')[0]}/info.json".lstrip("/"): json.dumps(INFO)}
        (found,), skipped = outcomes(build.zipped(members), "Gulls.textpack")
        assert (found.title, skipped) == ("Gulls", {})


@pytest.mark.parametrize(
    ("info", "why"), [({"trashed": 1}, "it is in the trash"), ({"encrypted": 1}, "it is encrypted")]
)
def test_a_bundle_in_the_trash(info: Mapping[str, object], why: str) -> None:
    bundle = {"Gulls.textbundle/text.md": TEXT, "Gulls.textbundle/info.json": bear(**info)}
    found, skipped = outcomes(build.zipped({**bundle, "Bread.textbundle/text.md": TEXT}), "notes.zip")
    assert [article.title for article in found] == ["Bread"]
    assert skipped == {"notes.zip!Gulls.textbundle/text.md": why}


def test_an_unpacked_bundle(tmp_path: Path) -> None:
    folder = tmp_path / "Gulls.textbundle"
    folder.mkdir()
    (folder / "text.md").write_text(TEXT)
    (folder / "info.json").write_text(json.dumps(INFO))
    assert [path.name for path in expand(tmp_path)] == ["text.md"]
    assert [article.title for article in read(tmp_path)] == ["Gulls"]


def test_names_of_members_in_utf8_that_the_archive_does_not_declare() -> None:
    """As macOS packs them."""
    data = build.zipped({"Mole.md": f"{GULLS}\n\n{BREAD}"}).replace(b"Mole.md", "Möe.md".encode())
    (found,), _ = outcomes(data, "saved.zip")
    assert found.source == "saved.zip!Möe.md"
