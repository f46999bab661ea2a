"""Every format that people save articles in, read through the public interface of reading."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import os
from pathlib import Path

import pytest

from podcaster.errors import HostileError, InputError, NoTextError, PodcasterError, UnreadableError, UnsupportedError
from podcaster.model import Article, BlockKind, Doubt, SpanKind
from podcaster.reading import Kind, expand, read, read_bytes, recognise
from podcaster.reading.containers import wordpress
from podcaster.reading.safe import open_regular, run_limited
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")


def articles(data: bytes | str, name: str) -> tuple[list[Article], dict[str, InputError]]:
    """What can be read of *data*, and the errors of the rest by their source."""
    errors: dict[str, InputError] = {}
    content = data.encode() if isinstance(data, str) else data
    return list(read_bytes(content, name, on_error=errors.__setitem__)), errors


def skipped(data: bytes | str, name: str) -> dict[str, str]:
    """What is skipped while *data* is read: the reasons by source."""
    reasons: dict[str, str] = {}
    content = data.encode() if isinstance(data, str) else data
    for _ in read_bytes(
        content,
        name,
        on_error=lambda *_: None,
        on_skip=lambda source, _, reason: reasons.__setitem__(source, reason),
    ):
        pass
    return reasons


def one(data: bytes | str, name: str) -> Article:
    found, errors = articles(data, name)
    assert not errors
    (article,) = found
    return article


def kinds(article: Article) -> list[BlockKind]:
    return [block.kind for block in article.blocks]


# ---------------------------------------------------------------- which kind


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"<!DOCTYPE html><p>Hello", Kind.HTML),
        ("a.html", build.mhtml(), Kind.MHTML),
        ("a.html", b"Just some words without any markup", Kind.PLAIN),
        ("a.txt", b"\xef\xbb\xbf<!-- saved from url=(0014)about:internet -->\n<html><body>x", Kind.HTML),
        ("a.bin", build.rss().encode(), Kind.FEED),
        ("a.xml", build.atom().encode(), Kind.FEED),
        ("a", build.newsletter(), Kind.MAIL),
        ("a.txt", b"---\ntitle: x\n---\nHello", Kind.MARKDOWN),
        ("a.txt", b"# Head\n\nSee [this](https://example.com) and **that**.", Kind.MARKDOWN),
        ("a.txt", b"Issue #1 was closed, and so [they say] was ** the other **.", Kind.PLAIN),
        ("a.md", b"<p align=center>A logo</p>\n\nHello", Kind.MARKDOWN),
        ("a.txt", b"%PDF-1.7\n", Kind.PDF),
        ("a.txt", b"[Update: this is prose.] And so it goes on.", Kind.PLAIN),
        ("a.txt", b"Subject: a poem\n\nRoses are red", Kind.PLAIN),
        ("a.txt", "<html><p>x".encode("utf-16"), Kind.HTML),
    ],
)
def test_recognised_by_content(name: str, data: bytes, kind: Kind) -> None:
    """The file name matters only if the content does not settle the kind."""
    assert recognise(data, name) is kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"title,url,time_added,tags,status\nA,https://example.com,1,,unread\n", "Pocket"),
        (b"URL,Title,Selection,Folder,Timestamp\nhttps://example.com,A,,Unread,1\n", "Instapaper"),
        (b"Highlight,Book Title,Book Author\n", "Readwise"),
        (b"<!DOCTYPE html><html><head><title>Pocket Export</title></head><ul><li><a href='x'>y</a>", "Pocket"),
        (b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>", "bookmarks"),
        (b"<opml version='1.0'>", "OPML"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"ID3\x04", "sound"),
        (b'[{"url": "https://example.com", "title": "x"}]', "links"),
        (b'{"some": "json"}', "JSON"),
    ],
)
def test_what_cannot_be_narrated_is_refused_by_its_name(data: bytes, words: str) -> None:
    """Lists of links and office documents are recognised; the refusal says what they are."""
    with pytest.raises(UnsupportedError) as caught:
        list(read_bytes(data, "folder/thing"))
    assert words in caught.value.message
    assert "folder/thing" in caught.value.message


# ---------------------------------------------------------------- books


def test_epub_gives_its_chapters_in_the_order_of_the_spine() -> None:
    """Chapters as in the book, with its author and date, without cover and contents, with pictures."""
    found, errors = articles(build.epub(), "book.epub")
    assert not errors
    assert [a.title for a in found] == ["The gulls are back", "The last ferry"]
    first, second = found
    assert first.site == "Letters from the Quay"
    assert first.authors == ("Anna Reed",)
    assert first.date == dt.date(2024, 3, 18)
    assert first.text.startswith(GULLS)
    assert first.blocks[-1].image is not None
    assert first.blocks[-1].image.data
    assert not [s for b in second.blocks for s in b.spans if s.kind is SpanKind.LINK]
    assert len({a.source for a in found}) == 2
    assert [(a.book, a.chapter) for a in found] == [("Letters from the Quay", 1), ("Letters from the Quay", 2)]


def test_epub_as_one_episode() -> None:
    """Unsplit, a book is one article whose chapters are headings."""
    (book,) = read_bytes(build.epub(), "book.epub", split=False)
    assert book.title == "Letters from the Quay"
    assert [b.text for b in book.blocks if b.kind is BlockKind.HEADING] == ["The gulls are back", "The last ferry"]
    assert FERRY[:40] in book.text
    assert (book.book, book.chapter) == ("", 0)


def test_epub_of_one_article_has_its_title() -> None:
    """A saved page in an EPUB is an article, not a chapter."""
    data = build.epub([("a.xhtml", "", f"<p>{GULLS}</p>")], title="The gulls are back")
    assert one(data, "a.epub").title == "The gulls are back"
    assert one(data, "a.epub").chapter == 0


def test_epub_with_protection_is_refused() -> None:
    """A book with DRM is refused as such; scrambled fonts are no protection."""
    drm = '<encryption xmlns="urn:x"><EncryptedData><CipherReference URI="O/a"/></EncryptedData></encryption>'
    with pytest.raises(UnsupportedError, match="DRM"):
        list(read_bytes(build.epub(extra={"META-INF/encryption.xml": drm}), "a.epub"))
    font = drm.replace("<Cipher", '<EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/><Cipher')
    assert len(list(read_bytes(build.epub(extra={"META-INF/encryption.xml": font}), "a.epub"))) == 2


def test_pdf_text_without_what_is_printed_on_every_page() -> None:
    """Running heads and page numbers go, words cut at line ends are whole, paragraphs run over pages."""
    pages = []
    for number in range(3):
        lines = [(60.0, 810.0, 8.0, "Letters from the Quay"), (500.0, 20.0, 8.0, f"Page {number + 1} of 3")]
        y = 760.0
        if number == 0:
            lines.append((60.0, 770.0, 20.0, "The gulls are back"))
            y = 720.0
        for text in (GULLS, BREAD, FERRY)[number:] + (GULLS, BREAD, FERRY)[:number]:
            for at, line in enumerate(build.printed(text)):
                lines.append((60.0 + (14 if at == 0 else 0), y, 11.0, line))
                y -= 14
        y -= 20
        lines.append((60.0, y, 14.0, f"Part {'ABC'[number]}"))
        for at, line in enumerate(build.printed(FERRY)):
            lines.append((60.0, y - 24 - 14 * at, 11.0, line))
        pages.append(lines)
    article = one(build.pdf(pages), "a.pdf")
    assert article.title == "The gulls are back"
    assert [b.text for b in article.blocks if b.kind is BlockKind.HEADING] == ["Part A", "Part B", "Part C"]
    paragraphs = [b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH]
    assert paragraphs[:4] == [GULLS, BREAD, FERRY, FERRY]
    assert "Page" not in article.text
    assert "Letters" not in article.text


def test_pdf_paragraph_runs_over_the_page() -> None:
    """A sentence that ends on the next page is one sentence."""
    lines = build.printed(f"{GULLS} {BREAD} {FERRY}")
    half = len(lines) // 2
    pages = [
        [(60.0, 400.0 - 14 * at, 11.0, line) for at, line in enumerate(part)] for part in (lines[:half], lines[half:])
    ]
    assert [b.text for b in one(build.pdf(pages), "a.pdf").blocks] == [f"{GULLS} {BREAD} {FERRY}"]


def test_pdf_scan_is_refused() -> None:
    """A scan has no text: that is said, with a way out."""
    with pytest.raises(UnsupportedError, match="scan") as caught:
        list(read_bytes(build.pdf([[], []]), "scan.pdf"))
    assert "ocrmypdf" in caught.value.hint


# ---------------------------------------------------------------- mail


def test_newsletter_is_the_letter_only() -> None:
    """Preheader, buttons and ways out are left out and accounted for; who, when and where are known."""
    article = one(build.newsletter(), "a.eml")
    assert article.title == "The gulls are back – at last"
    assert article.authors == ("Anna Reed",)
    assert article.site == "Letters from the Quay"
    assert article.date == dt.datetime(2024, 3, 18, 8, tzinfo=dt.UTC)
    assert article.address == "https://example.com/p/gulls"
    assert [b.text for b in article.blocks] == [GULLS, "Café au lait — “hot”.", BREAD]
    assert {"Unsubscribe", "12 Harbour Road"} <= {left.text for left in article.left_out}


def test_mail_in_plain_text() -> None:
    """Tracking addresses and the signature are not read; an encoded subject is."""
    article = one(build.plain_mail(), "a.eml")
    assert article.title == "The gulls are back"
    assert [b.text for b in article.blocks] == [GULLS, BREAD]


def test_mbox_gives_every_mail() -> None:
    """A mailbox is several articles."""
    mark = b"From anna@example.com Mon Mar 18 08:00:00 2024\n"
    mail = build.plain_mail().replace(b"\r\n", b"\n")
    found, _ = articles(mark + mail + b"\n" + mark + mail.replace(b"gulls", b"terns"), "letters.mbox")
    assert [a.title for a in found] == ["The gulls are back", "The terns are back"]


@pytest.mark.parametrize("charset", ["", "cp1252"])
def test_mhtml_page_with_its_picture(charset: str) -> None:
    """A page saved by Chrome keeps its quotes, with or without a charset, and its picture; no frames."""
    article = one(build.mhtml(charset=charset), "page.mhtml")
    assert article.title == "The gulls are back"
    assert article.address == "https://example.com/letters/gulls"
    assert article.text.startswith(f"“{GULLS}”")
    assert "boats" not in article.text
    assert any(b.image and b.image.data for b in article.blocks)


# ---------------------------------------------------------------- feeds


def test_rss_items_are_articles() -> None:
    """Full items are whole, a teaser is doubtful, an empty item stops nobody."""
    found, errors = articles(build.rss(), "feed.xml")
    assert [a.title for a in found] == ["The gulls are back – at last", "A teaser", "Twice"]
    full, teaser, twice = found
    assert full.text == f"{GULLS}\n\n{BREAD}"
    assert full.authors == ("Anna Reed",)
    assert full.date == dt.datetime(2024, 3, 18, 8, tzinfo=dt.UTC)
    assert full.site == "Letters from the Quay"
    assert full.tags == ("birds",)
    assert any("appeared first" in left.text for left in full.left_out)
    assert Doubt.CUT_OFF in dict(teaser.doubts)
    assert twice.text == f"{FERRY}\n\n{BREAD}"
    assert [type(e) for e in errors.values()] == [NoTextError]


def test_atom_entries_are_articles() -> None:
    """XHTML content, escaped titles; Blogger's settings and templates are no articles."""
    article = one(build.atom(), "feed.atom")
    assert article.title == "Gulls & bread"
    assert article.text == f"{GULLS}\n\n{BREAD}"
    assert article.address == "https://example.com/gulls"


def test_wordpress_export_has_its_posts() -> None:
    """Posts only, with paragraphs for blank lines; no shortcodes, no comments, and drafts are marked."""
    found, errors = articles(build.wxr(), "export.xml")
    assert not errors
    assert [(a.title, a.draft) for a in found] == [("The gulls are back", False), ("Not ready", True)]
    post = found[0]
    assert post.authors == ("Anna Reed",)
    assert post.date == dt.datetime(2024, 3, 18, 8, tzinfo=dt.UTC)
    assert kinds(post) == [
        *(BlockKind.PARAGRAPH, BlockKind.FIGURE, BlockKind.PARAGRAPH),
        *(BlockKind.LIST_ITEM, BlockKind.LIST_ITEM, BlockKind.CODE),
    ]
    assert post.blocks[1].text == "A gull at work"
    assert post.blocks[2].text == f"{BREAD} [sic]"
    assert post.blocks[-1].text == "loaves = 3\n\nprint(loaves < 4)"
    assert post.blocks[-1].language == "python"
    assert "[" not in post.text.replace("[sic]", "")
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("[CODE lang=js]a[/code] [code]b", '<pre><code class="language-js">a</code></pre>\n\n<p>[code]b</p>'),
        ('[caption id="a"]<img src="g.jpg"> A gull[/caption] [caption]x',
         '<figure><img src="g.jpg"> <figcaption>A gull</figcaption></figure>\n\n<p>[caption]x</p>'),
        ("a [box]b [i]c[/box] d [sic] [note] e", "<p>a b [i]c d [sic] [note] e</p>"),
        ("a [gallery ids='1,2'] b [my-form] c [button url=x] d", "<p>a  b  c  d</p>"),
    ],
)  # fmt: skip
def test_shortcodes_that_close_are_no_text(stored: str, shown: str) -> None:
    """What stays open, or could be a word in brackets, is text."""
    assert wordpress.as_html(stored) == shown


def test_a_feed_that_breaks_off_says_so() -> None:
    """Items come one after the other; what is missing behind them is told, not passed over."""
    text = build.rss()
    found, errors = articles(text[: text.index("<item><title>Nothing")], "feed.xml")
    assert len(found) == 3
    assert "missing" in errors["feed.xml"].message


def test_a_long_item_costs_no_neighbour() -> None:
    """An item with a picture of 12 MB within its text is read, and so are those behind it."""
    picture = f"<img src='data:image/jpeg;base64,{'A' * (12 << 20)}'/>"
    found, errors = articles(build.rss().replace(f"<p>{GULLS}</p>", f"<p>{GULLS}</p>{picture}"), "feed.xml")
    assert [a.title for a in found] == ["The gulls are back – at last", "A teaser", "Twice"]
    assert len(errors) == 1


# ---------------------------------------------------------------- exports


def test_substack_export() -> None:
    """Titles and dates come from the list, widgets go, drafts are marked, a post without its text is reported."""
    found, errors = articles(build.substack(), "export.zip")
    assert [(a.title, a.draft) for a in found] == [("The gulls are back, at last", False), ("The last ferry", True)]
    assert found[0].text == f"{GULLS}\n\n{BREAD}"
    assert found[0].description == "A small count"
    assert len(errors) == 1


def test_medium_export() -> None:
    """Stories with author, date and address; drafts are marked, replies are skipped."""
    found, errors = articles(build.medium(), "medium.zip")
    assert not errors
    assert [(a.title, a.draft) for a in found] == [("The gulls are back", False), ("The last ferry", True)]
    assert found[0].authors == ("Anna Reed",)
    assert found[0].address == "https://medium.com/@areed/gulls-1"
    assert found[0].text == f"{GULLS}\n\n{BREAD}"
    assert [reason for reason in skipped(build.medium(), "medium.zip").values() if "reply" in reason]


def test_ghost_export() -> None:
    """Posts and drafts, from HTML or from the editor's own format; no pages, no hidden tags."""
    found, errors = articles(build.ghost(), "ghost.json")
    assert not errors
    assert [(a.title, a.draft) for a in found] == [("The gulls are back", False), ("The last ferry", True)]
    assert found[0].authors == ("Anna Reed",)
    assert found[0].tags == ("birds",)
    assert found[0].address == "https://example.com/gulls/"
    assert "GHOST_URL" not in repr(found)
    assert found[1].text == FERRY


def test_wallabag_export() -> None:
    """Content is taken as it is; what the service could not fetch is reported."""
    found, errors = articles(build.wallabag(), "wallabag.json")
    assert [a.title for a in found] == ["The gulls are back"]
    assert found[0].text == f"{GULLS}\n\n{BREAD}"
    assert found[0].language == "en-GB"
    assert len(errors) == 1


@pytest.mark.parametrize("folder", [False, True])
def test_omnivore_export(folder: bool, tmp_path: Path) -> None:
    """A zip or what was unpacked from it: list and contents belong together."""
    if folder:
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(build.omnivore())) as archive:
            archive.extractall(tmp_path)
        errors: dict[str, InputError] = {}
        found = list(read(tmp_path, on_error=errors.__setitem__))
    else:
        found, errors = articles(build.omnivore(), "omnivore.zip")
    assert [a.title for a in found] == ["The gulls are back"]
    assert found[0].tags == ("birds",)
    assert len(errors) == 1


def test_a_broken_neighbour_is_not_kept_silent() -> None:
    """Without somebody to tell, the first error of a member is raised after the last good article."""
    stream = read_bytes(build.wallabag().encode(), "wallabag.json")
    assert next(stream).title == "The gulls are back"
    with pytest.raises(NoTextError):
        next(stream)


# ---------------------------------------------------------------- pages kept elsewhere


@pytest.mark.parametrize("binary", [False, True])
def test_safari_web_archive(binary: bool) -> None:
    """The page in the encoding that the archive tells, with its picture."""
    article = one(build.webarchive(binary=binary), "page.webarchive")
    assert article.text.startswith(f"“{GULLS}”")
    assert article.address == "https://example.com/letters/gulls"
    assert any(b.image and b.image.data for b in article.blocks)


@pytest.mark.parametrize("packed", [False, True])
def test_warc(packed: bool, tmp_path: Path) -> None:
    """Pages that were served well, each once, chunked, packed or plain; no frames, no errors."""
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(build.warc(packed=packed))
    found = list(read(path))
    assert [(a.title, a.address) for a in found] == [
        ("The gulls are back", "https://example.com/gulls"),
        ("The last ferry", "https://example.com/ferry"),
    ]


def test_a_truncated_warc_is_reported() -> None:
    """From half an archive the complete records are read, and then the error is reported."""
    errors: dict[str, InputError] = {}
    with pytest.raises(UnreadableError, match="middle"):
        list(read_bytes(build.warc(packed=False)[:-300], "a.warc", on_error=errors.__setitem__))


def test_page_in_gzip() -> None:
    """A page that was stored compressed is a page."""
    assert one(gzip.compress(build.page().encode()), "page.html.gz").title == "The gulls are back"


# ---------------------------------------------------------------- folders and zips


def test_zip_of_anything() -> None:
    """Articles of any kind; page folders, hidden files and pictures are passed over, a broken one is told."""
    data = build.zipped(
        {
            "saved/gulls.html": build.page(),
            "saved/gulls_files/frame.html": "<html><p>Buy our boats, they are cheap today and tomorrow.</p></html>",
            "saved/gulls_files/gull.jpg": build.jpeg(),
            "saved/ferry.md": f"# The last ferry\n\n{FERRY}",
            "saved/book.epub": build.epub([("a.xhtml", "Bread", f"<p>{BREAD}</p>")], title="Bread"),
            "saved/.DS_Store": "x",
            "__MACOSX/saved/._ferry.md": "x",
            "saved/broken.pdf": "%PDF-1.4 nothing",
        }
    )
    found, errors = articles(data, "all.zip")
    assert sorted(a.title for a in found) == ["Bread", "The gulls are back", "The last ferry"]
    assert all(a.source.startswith("all.zip!saved/") for a in found)
    assert list(errors) == ["all.zip!saved/broken.pdf"]


def test_folder_is_expanded_like_a_zip(tmp_path: Path) -> None:
    """Articles in order of name, without page folders, hidden files and links that lead out."""
    outside = tmp_path / "outside.txt"
    outside.write_text(FERRY)
    root = tmp_path / "saved"
    (root / "Page_files").mkdir(parents=True)
    (root / "Page_files" / "ad.html").write_text(build.page("Advert"))
    (root / "Page.html").write_text(build.page())
    (root / "b").mkdir()
    (root / "b" / "note.md").write_text(f"# A note\n\n{BREAD}")
    (root / "style.css").write_text("p {}")
    (root / ".hidden.txt").write_text("x")
    (root / "link.txt").symlink_to(outside)
    assert [p.relative_to(root).as_posix() for p in expand(root)] == ["Page.html", "b/note.md"]
    assert [a.title for a in read(root)] == ["The gulls are back", "A note"]


def test_copies_of_editors_and_unfinished_downloads_are_no_articles(tmp_path: Path) -> None:
    """Half a text is not narrated beside the whole one."""
    copies = ("a.html~", "a.html.~1~", "#a.html#", ".#a.html", ".a.html.swp", "~$a.docx")
    downloads = ("b.html.part", "b.html.crdownload", "b.html.opdownload", "b.html.partial", "b.html.aria2")
    for name in ("a.html", "#1 of ten.html", *copies, *downloads):
        (tmp_path / name).write_text(f"<html><body><p>{'The ferry left at noon. ' * 40}</p></body></html>")
    assert [path.name for path in expand(tmp_path)] == ["#1 of ten.html", "a.html"]


def test_empty_folder_is_an_error(tmp_path: Path) -> None:
    """If there is nothing to read, an error says so."""
    with pytest.raises(NoTextError, match="nothing to read in this folder: it is empty"):
        list(read(tmp_path))


# ---------------------------------------------------------------- hostile


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    """Pipes, devices, link loops and huge sparse files are refused at once, and each error names its file."""
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    sparse = tmp_path / "sparse.txt"
    sparse.touch()
    os.truncate(sparse, 5 << 30)
    zero = tmp_path / "zero.txt"
    zero.symlink_to("/dev/zero")
    for path in (pipe, loop, sparse, zero, tmp_path / "missing.txt", tmp_path / "nul\0.txt"):
        with pytest.raises(PodcasterError) as caught:
            list(read(path))
        assert path.name[:3] in caught.value.message


def test_a_folder_is_not_opened_as_a_file(tmp_path: Path) -> None:
    """It is refused by name, and no handle stays open."""
    with pytest.raises(UnreadableError, match="a folder"), open_regular(tmp_path):
        pytest.fail("opened")


@pytest.mark.parametrize("text", ["", " \n\t\u200b\u3000", "\ufeff", "... --- !!!"])
def test_files_without_words_are_refused(text: str) -> None:
    """Nothing to say is an error that names the file."""
    with pytest.raises(NoTextError, match=r"a\.txt"):
        list(read_bytes(text.encode(), "a.txt"))


def test_binary_is_not_read_aloud() -> None:
    """Bytes that are not text are refused, whatever the file name."""
    with pytest.raises(UnsupportedError, match="binary"):
        list(read_bytes(bytes(range(256)) * 40, "photo.txt"))


def test_zip_bombs_are_refused() -> None:
    """Sizes are counted, not believed: a member that unpacks to an absurd size is refused, its neighbours are read."""
    data = build.zipped({"a.md": f"# A note\n\n{BREAD}", "bomb.txt": b" " * (40 << 20)})
    found, errors = articles(data, "a.zip")
    assert [a.title for a in found] == ["A note"]
    assert isinstance(errors["a.zip!bomb.txt"], HostileError)


def test_zip_members_never_leave_their_archive() -> None:
    """Names that lead out of the archive are not members."""
    data = build.zipped(
        {"../out.md": f"# Out\n\n{BREAD}", "/etc/abs.md": f"# Abs\n\n{BREAD}", "in.md": f"# In\n\n{BREAD}"}
    )
    found, _ = articles(data, "a.zip")
    assert [a.title for a in found] == ["In"]


def test_entities_are_not_obeyed(tmp_path: Path) -> None:
    """External entities are not read and nested ones not expanded, in feeds as in books."""
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    outside = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    found, _ = articles(build.rss().replace("<rss", f"{outside}<rss", 1).replace(GULLS, f"&x; {GULLS}"), "feed.xml")
    assert found
    assert "CANARY" not in repr(found)
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}]>'
    with contextlib.suppress(InputError):
        found, _ = articles(build.rss().replace("<rss", f"{bomb}<rss", 1).replace("Letters", "&l9;", 1), "feed.xml")
        assert len(repr(found)) < 20_000
    opf = build.epub(title="&x;")
    with pytest.raises(InputError):
        list(read_bytes(opf, "a.epub"))


def test_a_parser_that_never_ends_is_stopped() -> None:
    """Work in a child process stops at its limits of time and memory, and its errors become PodcasterErrors."""
    assert run_limited(len, "four") == 4
    with pytest.raises(HostileError, match="1 s"):
        run_limited(_forever, seconds=1)
    with pytest.raises(HostileError, match="memory"):
        run_limited(bytearray, 4 << 30, memory_mb=512)
    with pytest.raises(UnreadableError, match="damaged"):
        run_limited(dict.__getitem__, {}, "no")


def _forever() -> None:
    while True:
        pass


def test_the_examples_are_one_article_in_two_forms() -> None:
    """The example post says the same as Markdown and as a page with everything around it."""
    folder = Path(__file__).parent.parent / "examples"
    (markdown,) = read(folder / "harbor-lights.md")
    (page,) = read(folder / "harbor-lights.html")
    assert markdown.title == page.title
    assert markdown.authors == page.authors == ("Anna Reed",)

    def told(article: Article) -> list[tuple[object, ...]]:
        return [(b.kind, b.text, b.marker, b.level, b.rows, b.language, b.attribution) for b in article.blocks]

    assert told(markdown) == told(page)
    assert {BlockKind.QUOTE, BlockKind.TABLE, BlockKind.CODE, BlockKind.FIGURE, BlockKind.FOOTNOTE} <= set(kinds(page))
    assert page.image is not None
    assert page.image.path == (folder / "lighthouse.jpg").resolve()
