"""What is known where a text says nothing: a title from its file's name, a picture that lies beside it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from podcaster import reading
from podcaster.errors import UnsupportedError
from podcaster.reading import expand
from podcaster.reading.assemble import file_title
from tests.formats import build
from tests.formats.build import BREAD, GULLS

pytestmark = pytest.mark.usefixtures("read_here")


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("2024-03-05-my-first-post.md", "My first post"),
        ("20240305_my_post.txt", "My post"),
        ("2024.03.05 A day at sea.html", "A day at sea"),
        ("2024-03-05T10-11-12 The sea.md", "The sea"),
        ("202403051011 Boats and oars.md", "Boats and oars"),
        ("My post (5_3_2024 10:11:12 AM).html", "My post"),
        ("post (1).html", "Post"),
        ("boats-3f2a1b4c5d6e.html", "Boats"),
        ("Notes 0123456789abcdef0123456789abcdef.md", "Notes"),
        ("01-introduction.md", "Introduction"),
        ("dir/index.html", "Dir"),
        ("saved.zip!letters.mbox!3", "Letters"),
        ("a%20b%C3%A9.html", "A bé"),
        ("page.warc!https://a.example/2020/05/on-boats/", "On boats"),
        ("On gulls.rtfd/TXT.rtf", "On gulls"),
        ("2024-03-05.md", "2024-03-05"),
        ("10 things I hate.md", "10 things I hate"),
        ("1984.txt", "1984"),
        ("2001-a-space-odyssey.txt", "2001 a space odyssey"),
        ("a-facade-decade.txt", "A facade decade"),
        ("feedfacedecade.md", "Feedfacedecade"),
        ("2024 in review.md", "2024 in review"),
    ],
)
def test_a_title_from_a_name(source: str, title: str) -> None:
    """Dates, times and ids of programs are no part of it; numbers that mean something are."""
    assert file_title(source) == title


@pytest.mark.parametrize(
    ("name", "text"), [("a.txt", GULLS), ("a.html", f"<p>{GULLS}</p><p>{BREAD}</p>"), ("a.md", GULLS)]
)
def test_every_reader_takes_it_from_the_name(tmp_path: Path, name: str, text: str) -> None:
    """Plain text, pages and Markdown alike."""
    path = tmp_path / f"2024-03-05-on-gulls{Path(name).suffix}"
    path.write_text(f"{text}\n\n{BREAD}\n" if name == "a.txt" else text)
    (article,) = reading.read(path)
    assert article.title == "On gulls"


PICTURED = f"# Gulls\n\n{GULLS}\n\n![a gull](assets/a%20gull.jpg)\n\n{BREAD}\n"


@pytest.mark.parametrize(
    ("text", "member", "picture"),
    [
        (PICTURED, "text.md", "assets/a gull.jpg"),
        (PICTURED, "One.textbundle/text.md", "One.textbundle/assets/a gull.jpg"),
        (PICTURED.replace("![a gull](assets/a%20gull.jpg)", "![[gull.jpg|300]]"), "notes/n.md", "files/gull.jpg"),
        (f"---\ntitle: Gulls\nimage: gull.jpg\n---\n{GULLS}\n", "post/index.md", "post/gull.jpg"),
    ],
)
def test_a_picture_of_the_archive_is_the_cover(tmp_path: Path, text: str, member: str, picture: str) -> None:
    """As Bear and Ulysses, Obsidian and Hugo name it."""
    path = tmp_path / "saved.zip"
    photo = build.jpeg()
    path.write_bytes(build.zipped({member: text, picture: photo, "a.jpg": build.jpeg(8)}))
    (article,) = reading.read(path)
    assert article.image is not None
    assert article.image.data == photo


def test_a_book_whose_cover_is_not_declared_has_one(tmp_path: Path) -> None:
    """It is known by its name."""
    photo = build.jpeg(48)
    item = '<item id="x9" href="img/cover.jpg" media-type="image/jpeg"/>'
    with zipfile.ZipFile(io.BytesIO(build.epub(manifest=item))) as book:
        members: dict[str, bytes | str] = {name: book.read(name) for name in book.namelist()}
    members["O/c.opf"] = book_without_cover = str(members["O/c.opf"], "utf-8").replace("cover-image", "")
    assert "cover.jpg" in book_without_cover
    (tmp_path / "book.epub").write_bytes(build.zipped(members | {"O/img/cover.jpg": photo}))
    article = next(reading.read(tmp_path / "book.epub"))
    assert article.image is not None
    assert article.image.data == photo


def test_a_document_that_is_a_folder_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """Pages keeps some documents as folders, which the Finder shows as files; in an archive too."""
    for inner in ("Index.zip", "Metadata/Properties.plist", "preview.txt"):
        (tmp_path / "in" / "Gulls.pages" / inner).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / "Gulls.pages" / inner).write_text("Not for a listener.")
    (tmp_path / "in" / "bread.txt").write_text(f"{BREAD}\n")
    assert [path.name for path in expand(tmp_path / "in")] == ["bread.txt", "Gulls.pages"]
    with pytest.raises(UnsupportedError, match="a document of Pages") as caught:
        list(reading.read(tmp_path / "in" / "Gulls.pages"))
    assert "Export To" in caught.value.hint
    (tmp_path / "a.zip").write_bytes(
        build.zipped({"Gulls.pages/Index.zip": b"x", "Gulls.pages/a.md": "x", "b.md": BREAD})
    )
    errors: list[str] = []
    found = [a.text for a in reading.read(tmp_path / "a.zip", on_error=lambda source, error: errors.append(f"{error}"))]
    assert found == [BREAD]
    assert [error.endswith("a.zip!Gulls.pages: a document of Pages") for error in errors] == [True]
