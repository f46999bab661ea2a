"""A file with many articles: whatever happens to one of them, the others are read, made and remembered."""

from __future__ import annotations

import gzip
import io
import json
import signal
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from podcaster.batch import rehearsal
from podcaster.batch import run as batch
from podcaster.cli.status import code, exit_status
from podcaster.cluster import task as cluster_task
from podcaster.config import Show
from podcaster.errors import NoTextError, PodcasterError, Stopped, StorageError, UnforeseenError, UnreadableError
from podcaster.library import TRIES, Library, containers, selection
from podcaster.model import Article, Outcome, Script, Status
from podcaster.publishing import repair
from podcaster.reading import assemble, html, read, read_bytes, safe
from podcaster.reading.containers import epub
from podcaster.script.writer import Writer
from tests.commands import podcaster
from tests.formats import build

TITLES = ("Anchor", "Buoy", "Capstan", "Davit")
TEXTS = {
    title: f"The {title.lower()} was painted red in the spring, and nobody could say who had done it."
    for title in TITLES
}


def _zip(members: dict[str, bytes | str]) -> bytes:
    return build.zipped(members)


def _rss() -> str:
    items = "".join(
        f"<item><title>{t}</title><guid>{t}</guid><description>{x}</description></item>" for t, x in TEXTS.items()
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>'


def _atom() -> str:
    entries = "".join(
        f'<entry><title>{t}</title><id>{t}</id><content type="html">&lt;p&gt;{x}&lt;/p&gt;</content></entry>'
        for t, x in TEXTS.items()
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title>{entries}</feed>'


def _mbox() -> bytes:
    mails = (
        f"From quay@example.com Mon Mar 18 08:00:00 2024\nFrom: quay@example.com\nTo: you@example.com\nSubject: {t}\n"
        f"Date: Mon, 18 Mar 2024 08:00:00 +0000\nContent-Type: text/html\n\n<p>{x}</p>\n\n"
        for t, x in TEXTS.items()
    )
    return "".join(mails).encode()


def _warc(*, packed: bool = True, titles: tuple[str, ...] = TITLES) -> bytes:
    return b"".join(_record(title, packed=packed) for title in titles)


def _record(title: str, *, packed: bool = True) -> bytes:
    page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{build.page(title, f'<p>{TEXTS[title]}</p>')}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/{title}\r\n"
        f"Content-Length: {len(page)}\r\n\r\n"
    )
    record = head.encode() + page + b"\r\n\r\n"
    return gzip.compress(record, mtime=0) if packed else record


def _substack() -> bytes:
    rows = "".join(f"{n}.{t},2024-03-0{n}T08:00:00Z,true,newsletter,everyone,{t}\n" for n, t in enumerate(TITLES, 1))
    posts = {f"posts/{n}.{t}.html": f"<p>{TEXTS[t]}</p>" for n, t in enumerate(TITLES, 1)}
    return _zip({"posts.csv": f"post_id,post_date,is_published,type,audience,title\n{rows}", **posts})


def _json_feed() -> str:
    items = [{"id": t, "title": t, "content_html": f"<p>{x}</p>"} for t, x in TEXTS.items()]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": items})


def _ghost() -> str:
    posts = [{"id": t, "slug": t, "title": t, "html": f"<p>{x}</p>", "status": "published"} for t, x in TEXTS.items()]
    return json.dumps({"db": [{"data": {"posts": posts}}]})


def _wallabag() -> str:
    return json.dumps(
        [{"id": n, "title": t, "content": f"<p>{x}</p>", "is_archived": 0} for n, (t, x) in enumerate(TEXTS.items())]
    )


NOTES = {f"{title}.md": f"# {title}\n\n{text}\n" for title, text in TEXTS.items()}
FILES: dict[str, tuple[str, bytes | str]] = {
    "rss": ("feed.xml", _rss()),
    "atom": ("feed.atom", _atom()),
    "zip": ("notes.zip", _zip(NOTES)),
    "zip within a zip": ("all.zip", _zip({"notes.zip": _zip(NOTES)})),
    "mbox": ("quay.mbox", _mbox()),
    "substack": ("substack.zip", _substack()),
    "json feed": ("feed.json", _json_feed()),
    "ghost": ("ghost.json", _ghost()),
    "wallabag": ("wallabag.json", _wallabag()),
    "epub": ("book.epub", build.epub([(f"{t}.xhtml", t, f"<p>{x}</p>") for t, x in TEXTS.items()])),
    "warc": ("quay.warc", _warc(packed=False)),
    "warc.gz": ("quay.warc.gz", _warc()),
}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that is done in a child with limits is done here, where a test can break it."""

    def direct(function: Callable[..., object], *args: object, seconds: float = 0, memory_mb: int = 0, **more: object):
        return function(*args, **more)

    monkeypatch.setattr(safe, "run_limited", direct)


@dataclass
class Breaking:
    """Fails at the n-th article that is put together, and only there."""

    monkeypatch: pytest.MonkeyPatch
    nth: int
    error: Exception
    calls: int = 0

    def __enter__(self) -> Breaking:
        self._patch = self.monkeypatch.context()
        patch = self._patch.__enter__()
        patch.setattr(assemble, "article", self._wrapped(assemble.article))
        patch.setattr(html, "read_limited", self._wrapped(html.read_limited))
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.__exit__(None, None, None)

    def _wrapped(self, honest: Callable[..., Article]) -> Callable[..., Article]:
        def broken(*args: object, **more: object) -> Article:
            self.calls += 1
            if self.calls == self.nth:
                raise self.error
            return honest(*args, **more)

        return broken


def titles(found: list[Article]) -> list[str]:
    return [article.title for article in found]


# ---------------------------------------------------------------- reading


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("nth", range(1, len(TITLES) + 1))
@pytest.mark.parametrize("kind", FILES)
def test_a_member_that_breaks_a_reader_costs_itself_alone(kind: str, nth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever member it is, in whatever kind of file: the others are read, and the broken one is named."""
    name, data = FILES[kind]
    content = data.encode() if isinstance(data, str) else data
    errors: dict[str, PodcasterError] = {}
    with Breaking(monkeypatch, nth, RuntimeError("a bug of ours")):
        found = list(read_bytes(content, name, on_error=errors.__setitem__))
    assert titles(found) == [title for n, title in enumerate(TITLES, 1) if n != nth]
    ((source, error),) = errors.items()
    assert source.startswith(f"{name}!")
    assert isinstance(error, UnforeseenError)
    assert "a bug of ours" in error.message
    assert source in error.message
    assert "Traceback" in error.trace


@pytest.mark.parametrize("nth", range(1, len(TITLES) + 1))
def test_a_file_that_breaks_a_reader_costs_its_folder_nothing(
    nth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of files is no different from an archive."""
    for name, text in NOTES.items():
        (tmp_path / name).write_text(text)
    errors: dict[str, PodcasterError] = {}
    with Breaking(monkeypatch, nth, KeyError("nowhere")):
        found = list(read(tmp_path, on_error=errors.__setitem__))
    assert titles(found) == [title for n, title in enumerate(TITLES, 1) if n != nth]
    assert list(errors) == [str(tmp_path / f"{TITLES[nth - 1]}.md")]


@pytest.mark.parametrize(
    "error", [UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), ZeroDivisionError(), OSError(12, "no memory")]
)
def test_a_file_that_breaks_its_reader_is_an_error_of_ours(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """No exception of another program leaves the door of reading."""
    with Breaking(monkeypatch, 1, error), pytest.raises(PodcasterError, match=r"note\.md"):
        list(read_bytes(b"# A note\n\nThe ferry was late.\n", "note.md"))


@pytest.mark.parametrize("error", [StorageError("the disk is full"), OSError(28, "No space left on device")])
def test_a_full_disk_is_not_counted_as_a_failure_of_a_member(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the reading at once."""
    with Breaking(monkeypatch, 2, error), pytest.raises(StorageError):
        list(read_bytes(_rss().encode(), "feed.xml", on_error=lambda *_: None))


def test_an_unforeseen_error_crosses_to_another_process() -> None:
    """With its traceback: chapters of books are read in a child."""
    import pickle

    error = pickle.loads(pickle.dumps(UnforeseenError("a: b", hint="c", trace="Traceback")))
    assert (error.message, error.hint, error.trace) == ("a: b", "c", "Traceback")


def test_a_chapter_that_cannot_be_read_is_reported_from_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """The errors of a book's documents are collected beside its chapters."""
    honest = epub._document

    def broken(members: object, item: epub.Item, book: epub.Book) -> object:
        if "Buoy" in item.name:
            raise RecursionError
        return honest(members, item, book)  # type: ignore[arg-type]

    monkeypatch.setattr(epub, "_document", broken)
    name, data = FILES["epub"]
    assert isinstance(data, bytes)
    found, errors = epub._articles(data, name, True)
    assert titles(found) == ["Anchor", "Capstan", "Davit"]
    assert [where for where, _ in errors] == ["book.epub!O/Buoy.xhtml"]


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize("name", ["quay.warc", "quay.warc.gz"])
@pytest.mark.parametrize("nth", range(len(TITLES) - 1))
def test_a_damaged_record_of_a_web_archive_affects_no_other(name: str, nth: int, tmp_path: Path) -> None:
    """Reading continues at the next record, even if the damaged one is the first."""
    packed = name.endswith(".gz")
    records = [_record(title, packed=packed) for title in TITLES]
    if packed:
        records[nth] = records[nth][:20] + bytes(10) + records[nth][30:]
    else:
        records[nth] = records[nth].replace(b"Content-Length: ", b"Content-Length: 9")
    errors: dict[str, PodcasterError] = {}
    assert titles(list(read_bytes(b"".join(records), name, on_error=errors.__setitem__))) == [
        title for n, title in enumerate(TITLES) if n != nth
    ]
    assert list(errors) == [f"{name}!record {nth + 1}"]
    (tmp_path / name).write_bytes(b"".join(records))
    assert len(list(read(tmp_path / name, on_error=lambda *_: None))) == len(TITLES) - 1


def test_a_packed_page_in_pieces_is_whole() -> None:
    """gzip data may be several pieces, one behind the other."""
    page = build.page("Buoy", f"<p>{TEXTS['Buoy']}</p>").encode()
    (found,) = read_bytes(gzip.compress(page[:200]) + gzip.compress(page[200:]), "page.html.gz")
    assert found.text == TEXTS["Buoy"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"a rope &#55358;&#56600; of hemp", "a rope 🤘 of hemp"),
        (b"a rope &#xD83E;&#xDD18; of hemp", "a rope 🤘 of hemp"),
        (b"a rope \xed\xa0\xbe\xed\xb4\x98 of hemp", "a rope 🤘 of hemp"),
        (b"a rope &#55358; of hemp", "a rope of hemp"),
        (b"a rope \xed\xa0\xbe of hemp", "a rope of hemp"),
        (b"a rope &#0;&#x1f;\x01\x0c of hemp", "a rope of hemp"),
        (b"a rope \xef\xbf\xbe of hemp", "a rope of hemp"),
        (b"a rope of h\xe9mp", "a rope of hémp"),
    ],
)
def test_illegal_characters_of_a_feed_cost_nothing_beside_them(written: bytes, said: str) -> None:
    """They are taken out before the parser sees them, in a title as in a text; halves of a pair are joined."""
    feed = _rss().encode().replace(b"Buoy", written, 1).replace(b"The buoy", written, 1)
    found = list(read_bytes(feed, "feed.xml"))
    assert titles(found) == ["Anchor", said, "Capstan", "Davit"]
    assert found[1].text.startswith(f"{said} was painted red")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_in_any_encoding_keeps_its_letters(encoding: str) -> None:
    """`í` and a no-break space are two bytes that in UTF-8 begin half of a pair."""
    text = _rss().replace('version="1.0"?', f'version="1.0" encoding="{encoding}"?').replace("Buoy", "Aquí\xa0boya", 1)
    assert titles(list(read_bytes(text.encode(encoding), "feed.xml")))[1] == "Aquí boya"


def test_comments_in_a_feed_are_ignored() -> None:
    """Comments may be between elements, inside a text, and inside the data of an author."""
    author = "<wp:author><!-- c --><wp:author_login>a</wp:author_login><wp:author_display_name>Ann<!-- d --> Reed"
    feed = (
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><!-- a --><wp:wxr_version>1.2</wp:wxr_version>{author}</wp:author_display_name></wp:author><item>"
        f"<title>The<!-- b --> buoy</title><dc:creator>a</dc:creator><description>{TEXTS['Buoy']}</description></item>"
        "</channel></rss>"
    )
    (found,) = read_bytes(feed.encode(), "feed.xml")
    assert (found.title, found.authors) == ("The buoy", ("Ann Reed",))


def test_two_items_with_one_identity_are_two_articles() -> None:
    """A careless feed gives its own address as the identity of every item."""
    feed = _rss()
    for title in TITLES:
        feed = feed.replace(f"<guid>{title}</guid>", "<guid>https://example.com/</guid>")
    found = list(read_bytes(feed.encode(), "feed.xml"))
    assert titles(found) == list(TITLES)
    assert len({article.source for article in found}) == len(TITLES)


def test_half_a_letter_in_a_json_export_is_left_out(show: Show, tmp_path: Path) -> None:
    """A title that was cut within an emoji, or an identity; the article is made."""
    (tmp_path / "feed.json").write_text(
        _json_feed().replace("Buoy", "Buoy \\ud83d", 2).replace("Anchor", "\\ud83d\\ude00", 1)
    )
    made = {o.title: o.status for o in batch.run(show, [tmp_path / "feed.json"], batch.Options(force=True))}
    assert made == dict.fromkeys(TITLES, Status.MADE)


@pytest.mark.parametrize("damage", [b"", b"\x00", b"\xff", b"]"])
def test_damaged_json_is_not_read_aloud(damage: bytes) -> None:
    """A truncated export is refused, so that its private data is not read as prose."""
    data = _ghost().encode()
    broken = data[: len(data) // 2] + damage
    with pytest.raises(UnreadableError, match="damaged JSON"):
        list(read_bytes(broken, "ghost.json"))


def _places(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from _places(item, (*path, key))


def _put(value: Any, path: tuple[Any, ...], new: object) -> object:
    if not path:
        return new
    value[path[0]] = _put(value[path[0]], path[1:], new)
    return value


def _variants(document: object, odd: object) -> Iterator[object]:
    """*document* with *odd* in the place of each of its values in turn."""
    for path in list(_places(document)):
        yield _put(json.loads(json.dumps(document)), path, odd)


def _unforeseen(document: object) -> list[str]:
    """The tracebacks of the errors that nobody foresaw while an export in JSON is read."""
    errors: list[PodcasterError] = []
    try:
        list(read_bytes(json.dumps(document).encode(), "x.json", on_error=lambda _, error: errors.append(error)))
    except PodcasterError as error:
        errors.append(error)
    return [error.trace for error in errors if isinstance(error, UnforeseenError)]


ODD = [None, 7, -1.5, True, "x", [], [None], {}, {"a": [1]}]
EDITORS = {
    "mobiledoc": {
        "sections": [[1, "p", [[0, [], 0, "Hello"]]], [10, 0], [3, "ul", [[[0, [], 0, "One"]]]]],
        "cards": [["html", {"html": "x"}], ["markdown", {"markdown": "x"}]],
    },
    "lexical": {
        "root": {
            "children": [
                {"type": "paragraph", "children": [{"type": "extended-text", "text": "Hello"}]},
                {"type": "list", "tag": "ul", "children": [{"type": "listitem", "children": []}]},
                {"type": "image", "src": "x.jpg", "caption": "x"},
            ]
        }
    },
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("export", [build.ghost, build.wallabag, _json_feed])
def test_no_value_in_a_json_export_causes_an_unexpected_error(export: Callable[[], str], odd: object) -> None:
    """Any value in place of a text, a list or an object causes at most an error of our own."""
    for document in _variants(json.loads(export()), odd):
        assert _unforeseen(document) == []


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("editor", EDITORS)
def test_no_value_in_an_unrendered_post_causes_an_unexpected_error(editor: str, odd: object) -> None:
    """Ghost stores the text from its editor as JSON inside JSON."""
    for document in _variants(EDITORS[editor], odd):
        post = {"id": "1", "title": "x", "slug": "x", "status": "published", editor: json.dumps(document)}
        assert _unforeseen({"db": [{"data": {"posts": [post]}}]}) == []


def test_prose_in_brackets_is_prose() -> None:
    """And so is a text below front matter in JSON."""
    (found,) = read_bytes(b'["Well," she said, and closed the door.]\n\nThe ferry had left.', "story.txt")
    assert found.text == "The ferry had left."
    (found,) = read_bytes(b'{"title": "A story"}\n\nThe ferry had left.\n', "story.txt")
    assert "The ferry had left." in found.text


# ---------------------------------------------------------------- nights


def night(show: Show, path: Path, **options: object) -> dict[str, Outcome]:
    """The outcomes of a batch, by the part of the file that they are about."""
    found = batch.run(show, [path], batch.Options(force=True, **options))  # type: ignore[arg-type]
    return {o.source.removeprefix(str(path)): o for o in found}


def statuses(found: dict[str, Outcome]) -> dict[str, Status]:
    return {source: outcome.status for source, outcome in found.items()}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("kind", ["rss", "zip", "warc.gz", "mbox", "epub", "json feed", "substack"])
def test_a_broken_member_is_tried_three_times_and_then_left_alone(
    kind: str, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are made in the first night and never again; once all is dealt with the file is not opened."""
    name, data = FILES[kind]
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)

    def broken_night() -> dict[str, Outcome]:
        with Breaking(monkeypatch, 2, RuntimeError("a bug of ours")):
            return night(show, path)

    first = broken_night()
    (broken,) = (source for source, outcome in first.items() if outcome.status is Status.FAILED)
    assert sorted(statuses(first).values()) == [Status.FAILED, *[Status.MADE] * 3]
    assert exit_status(map(code, first.values()), alone=True) == 1
    assert "a bug of ours" in (show.state / "logs" / "errors.log").read_text()
    assert str(show.state) in first[broken].hint
    others = {source for source in first if source != broken}

    for tries in range(2, TRIES + 1):
        again = broken_night()
        assert again[broken].status is (Status.QUARANTINED if tries == TRIES else Status.FAILED)
        assert {again[source].status for source in others} == {Status.UNCHANGED}

    with monkeypatch.context() as patch:
        patch.setattr("podcaster.reading.read", lambda *_, **__: pytest.fail("opened"))
        left = night(show, path)
    assert statuses(left) == {"": Status.UNCHANGED, broken: Status.QUARANTINED}
    assert exit_status(map(code, left.values()), alone=True) == 1
    assert rehearsal.rehearse(show, [path], batch.Options()).refused == 1

    assert night(show, path, retry=True)[broken].status is Status.MADE
    assert statuses(night(show, path)) == {"": Status.UNCHANGED}
    with Library(show.state / "library.sqlite") as library:
        assert library.failures() == []


@pytest.mark.parametrize("named", ["member", "file", "from here", "all"])
def test_retry_gives_a_member_another_try(
    named: str, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its own name, by its file's, or by the name that it has from here: `podcaster retry feed.xml!Buoy`."""
    path = tmp_path / "feed.xml"
    path.write_text(_rss().replace(TEXTS["Buoy"], ""))
    assert night(show, path)["!Buoy"].status is Status.FAILED
    assert statuses(night(show, path)) == {"": Status.UNCHANGED, "!Buoy": Status.QUARANTINED}
    monkeypatch.chdir(tmp_path)
    wanted = {"member": [f"{path}!Buoy"], "file": [str(path)], "from here": ["feed.xml!Buoy"], "all": None}[named]
    with Library(show.state / "library.sqlite") as library:
        assert library.forgive(wanted and [selection.named(source) for source in wanted]) == 1
    assert night(show, path)["!Buoy"].status is Status.FAILED


def test_a_changed_file_gives_all_of_its_members_another_try(show: Show, tmp_path: Path) -> None:
    """What was mended is made, and what has gone is forgotten."""
    path = tmp_path / "feed.xml"
    path.write_text(_rss().replace(TEXTS["Buoy"], "").replace(TEXTS["Davit"], ""))
    first = night(show, path)
    assert {source for source, o in first.items() if o.status is Status.FAILED} == {"!Buoy", "!Davit"}
    path.write_text(_rss().replace("<item><title>Davit", "<item><title>Winch").replace("<guid>Davit", "<guid>Winch"))
    second = night(show, path)
    assert {source for source, o in second.items() if o.status is Status.MADE} == {"!Buoy", "!Winch"}
    with Library(show.state / "library.sqlite") as library:
        assert library.failures() == []


def test_a_member_whose_episode_is_gone_is_made_again(show: Show, tmp_path: Path) -> None:
    """Done means that the files are there, for a member of an archive too."""
    path = tmp_path / "notes.zip"
    path.write_bytes(_zip(NOTES))
    gone = night(show, path)["!Buoy.md"].path
    assert gone is not None
    gone.unlink()
    assert night(show, path)["!Buoy.md"].status is Status.MADE


def test_a_limit_leaves_the_rest_of_a_broken_file_to_the_next_night(show: Show, tmp_path: Path) -> None:
    """A feed that breaks off is reported; its whole items are all made, some tonight and some tomorrow."""
    path = tmp_path / "feed.xml"
    path.write_text(_rss().removesuffix("</channel></rss>"))
    first = night(show, path, limit=1)
    assert [s for s, o in first.items() if o.status is Status.MADE] == ["!Anchor"]
    assert "missing" in first[""].reason
    second = night(show, path)
    assert {s for s, o in second.items() if o.status is Status.MADE} == {"!Buoy", "!Capstan", "!Davit"}


def test_doubtful_members_are_made_when_force_is_given_later(show: Show, tmp_path: Path) -> None:
    """The file was given up after its failures, and is opened again anyway."""
    path = tmp_path / "feed.xml"
    path.write_text(_rss())
    assert {o.status for o in batch.run(show, [path])} == {Status.FAILED}
    assert {o.status for o in batch.run(show, [path])} == {Status.QUARANTINED}
    assert set(statuses(night(show, path)).values()) == {Status.MADE}


def test_the_same_name_in_two_folders_is_two_articles(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article is known by where it is, not by how its file was named from there."""
    for title in ("Anchor", "Buoy"):
        folder = tmp_path / title
        folder.mkdir()
        (folder / "index.md").write_text(NOTES[f"{title}.md"])
        monkeypatch.chdir(folder)
        (outcome,) = batch.run(show, [Path("index.md")], batch.Options(force=True))
        assert (outcome.status, outcome.source) == (Status.MADE, str(folder / "index.md"))
    with Library(show.state / "library.sqlite") as library:
        assert {e.title for e in library.episodes()} == {"Anchor", "Buoy"}


def test_an_export_that_changes_within_is_read_again(show: Show, tmp_path: Path) -> None:
    """An unpacked export has the size and the time of all its files, not those of its folder."""
    with zipfile.ZipFile(io.BytesIO(_substack())) as archive:
        archive.extractall(tmp_path / "export")
    path = tmp_path / "export"
    assert set(statuses(night(show, path)).values()) == {Status.MADE}
    assert statuses(night(show, path)) == {"": Status.UNCHANGED}
    post = path / "posts" / "2.Buoy.html"
    post.write_text(post.read_text().replace("red", "yellow"))
    assert night(show, path)["!posts/2.Buoy.html"].status is Status.MADE


def test_the_files_that_a_source_may_be_in() -> None:
    """A name may have the mark that stands between a file and its member."""
    assert list(containers("/a/b!c.zip!d.epub!e")) == ["/a/b", "/a/b!c.zip", "/a/b!c.zip!d.epub"]


# ---------------------------------------------------------------- whoever else reads


def broken_script(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Writer.script

    def broken(writer: Writer) -> Script:
        if writer.article.title == "Buoy":
            raise LookupError("no such buoy")
        return honest(writer)

    monkeypatch.setattr(Writer, "script", broken)


@pytest.mark.parametrize("where", ["script", "reading"])
def test_explain_shows_the_others_and_names_the_broken_one(
    where: str, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the status of an error, without a traceback; that is in the log."""
    path = tmp_path / "feed.xml"
    path.write_text(_rss())
    if where == "script":
        broken_script(monkeypatch)
        status, out, err = podcaster(capsys, "explain", path, "--show", show.folder, "--text")
    else:
        with Breaking(monkeypatch, 2, LookupError("no such buoy")):
            status, out, err = podcaster(capsys, "explain", path, "--show", show.folder, "--text")
    assert status == 1
    assert all(TEXTS[title] in out for title in ("Anchor", "Capstan", "Davit"))
    assert "feed.xml!Buoy: unexpected LookupError: no such buoy" in err
    assert "Traceback" not in err
    assert "no such buoy" in (show.state / "logs" / "errors.log").read_text()


def test_words_ranks_the_words_of_the_other_articles(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken article, and a file that cannot be read, are named; the sources behind them are read."""
    (tmp_path / "feed.xml").write_text(_rss().replace("painted", "painted by Xylander"))
    (tmp_path / "none.txt").write_text("")
    (tmp_path / "last.md").write_text("# Last\n\nIt was painted by Quimby, and then by Quimby again.\n")
    broken_script(monkeypatch)
    sources = [tmp_path / name for name in ("none.txt", "feed.xml", "last.md")]
    status, out, err = podcaster(capsys, "words", *sources, "--show", show.folder)
    assert status == 1  # some of several failed
    assert "Xylander" in out
    assert "Quimby" in out
    assert "feed.xml!Buoy" in err
    assert "none.txt: the file is empty" in err
    assert "Traceback" not in err


def test_a_dry_run_counts_the_broken_one(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As refused; the others are counted as what they are."""
    (tmp_path / "feed.xml").write_text(_rss())
    broken_script(monkeypatch)
    found = rehearsal.rehearse(show, [tmp_path / "feed.xml"], batch.Options(force=True))
    assert (found.articles, found.refused) == (3, 1)


def test_a_task_of_a_cluster_returns_its_error_as_a_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception that nobody foresaw does not end the process that works for a machine."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("on a Tuesday")

    monkeypatch.setattr(cluster_task, "_work", broken)
    question = json.dumps(["store", "job", "post.md", {}, [], str(tmp_path)]).encode()
    (outcome,) = cluster_task._answer(lambda _: pytest.fail("spoken"), question)["outcomes"]
    assert (outcome["status"], outcome["source"]) == ("failed", "post.md")
    assert "on a Tuesday" in outcome["reason"]
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_repair_forgets_no_member(show: Show, tmp_path: Path) -> None:
    """A library that is rebuilt finds the members of an archive again."""
    path = tmp_path / "notes.zip"
    path.write_bytes(_zip(NOTES))
    night(show, path)
    for file in show.state.glob("library.sqlite*"):
        file.unlink()
    assert repair.rebuild(show).episodes == len(TITLES)
    assert set(statuses(night(show, path)).values()) == {Status.UNCHANGED}


def test_an_empty_feed_is_an_error_of_the_file() -> None:
    """Where there is no member, nothing is skipped."""
    with pytest.raises(NoTextError, match="no items"):
        list(read_bytes(b'<rss version="2.0"><channel><title>Quay</title></channel></rss>', "feed.xml"))


@pytest.mark.parametrize("content", ["", '<content src="https://example.com/elsewhere"/>'])
def test_an_entry_of_an_atom_feed_without_text_is_named_once(content: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    entry = f"<entry><title>Empty</title><id>urn:empty</id>{content}</entry>"
    path.write_text(_atom().replace("</feed>", f"{entry}</feed>"), encoding="utf-8")
    errors: list[PodcasterError] = []
    assert len(list(read(path, on_error=lambda _, error: errors.append(error)))) == len(TITLES)
    assert [error.message.count("feed.xml") for error in errors] == [1]
    assert errors[0].about.endswith("feed.xml!urn:empty")


def test_results_from_before_a_stop_are_reported(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(_rss(), encoding="utf-8")

    def stopped(path: Path, *, on_error: Callable[[str, PodcasterError], None], **_: Any) -> Iterator[Article]:
        for number in (1, 2):
            on_error(f"{path}!{number}", NoTextError("no text in this item"))
        signal.raise_signal(signal.SIGINT)
        yield from ()

    monkeypatch.setattr("podcaster.reading.read", stopped)
    told: list[Outcome] = []
    with pytest.raises(Stopped):
        batch.run(show, [path], watch=lambda progress: told.extend(filter(None, [progress.outcome])))
    assert [(outcome.source[-10:], outcome.status) for outcome in told] == [
        ("feed.xml!1", Status.FAILED),
        ("feed.xml!2", Status.FAILED),
    ]
