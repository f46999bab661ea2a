"""What is at an address: documents, feeds, front pages, pages that stand in the way of the one that was asked for."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from podcaster.errors import HostileError, UnreadableError, UnsupportedError
from podcaster.reading import detours, elements, fetch, newest, read
from podcaster.reading.newest import PostsFound
from tests.commands import podcaster, run
from tests.formats import build
from tests.sites import Internet, Site, open_site

MARKDOWN = f"# The gulls\n\n**{build.GULLS}**\n\n{build.BREAD}\n"


def feed(base: str, *titles: str) -> str:
    items = "".join(
        f"<item><title>{title}</title><link>{base}/{title.lower()}</link><guid>{base}/{title.lower()}</guid>"
        f"<pubDate>Mon, {day:02} Mar 2024 10:00:00 GMT</pubDate><description>{build.GULLS}</description></item>"
        for day, title in enumerate(titles, start=1)
    )
    return f'<rss version="2.0"><channel><title>The Quay</title><link>{base}/</link>{items}</channel></rss>'


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(
    ("name", "media", "body", "ending"),
    [
        ("/report", "application/pdf", build.pdf([[(50, 700, 20, "The gulls"), (50, 650, 11, build.GULLS)]]), "pdf"),
        ("/letters", "application/octet-stream", build.epub(), "epub"),
        ("/README.md", "text/plain", MARKDOWN.encode(), "md"),
        ("/raw?id=3", "text/markdown; charset=utf-8", b"A line.\n\nThe gulls came back to the quay.", "md"),
        ("/gulls.txt", "text/plain; charset=koi8-r", f"Чайки вернулись в марте. {build.GULLS}".encode("koi8-r"), "txt"),
        ("/gulls", "application/pdf", build.page().encode(), "html"),
    ],
)  # fmt: skip
def test_a_document_is_kept_under_the_name_that_its_content_has(
    name: str, media: str, body: bytes, ending: str, site: Site, tmp_path: Path
) -> None:
    """Whatever the server calls it: it is read like any other save, and a text is kept in UTF-8."""
    site.pages[name] = (200, {"Content-Type": media}, body)
    path = fetch.save(f"{site.base}{name}", tmp_path)
    assert path.suffix == f".{ending}"
    if ending in ("pdf", "epub"):
        assert path.read_bytes() == body
        return
    (article,) = read(path)
    assert "came back to the" in article.text
    assert ("Чайки" in article.text) is ("koi8" in media)
    assert article.address == f"{site.base}{name}"


def test_what_is_no_article_is_refused_by_its_content(site: Site, tmp_path: Path) -> None:
    """A picture that is sent as a page is a picture."""
    site.pages["/gull"] = (200, {"Content-Type": "text/html"}, build.jpeg())
    with pytest.raises(UnsupportedError, match="a picture"):
        fetch.save(f"{site.base}/gull", tmp_path)


def test_a_charset_that_is_a_lie_does_not_spoil_the_text(site: Site, tmp_path: Path) -> None:
    """A header from before the site was in UTF-8, and one that says UTF-8 of an old page."""
    text = build.page(body=f"<p>“Café” — {build.GULLS}</p>").replace('<meta charset="utf-8">', "")
    site.pages["/old"] = (200, {"Content-Type": "text/html; charset=iso-8859-1"}, text.encode())
    site.pages["/new"] = (200, {"Content-Type": "text/html; charset=utf-8"}, text.encode("cp1252"))
    for path in ("/old", "/new"):
        (article,) = read(fetch.save(f"{site.base}{path}", tmp_path))
        assert article.text.startswith("“Café” — The gulls")
    russian = "Паром отошёл от причала в полдень, и никто на пирсе не помахал рукой."
    page = build.page(body=f"<p>{russian}</p>").replace('<meta charset="utf-8">', "")
    site.pages["/moved"] = (200, {"Content-Type": "text/html; charset=windows-1251"}, page.encode())
    assert next(iter(read(fetch.save(f"{site.base}/moved", tmp_path)))).text.startswith(russian)


# ---------------------------------------------------------------- feeds and front pages


def test_a_feed_offers_its_newest_posts(site: Site, tmp_path: Path) -> None:
    """It is known by its content; nothing is kept."""
    items = [{"id": "1", "url": f"{site.base}/gulls", "title": "Gulls", "content_text": build.GULLS}]
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><entry><title>Gulls</title><id>1</id>'
        f'<link href="{site.base}/gulls"/><updated>2024-03-01T10:00:00Z</updated></entry></feed>'
    )
    for path, body in (
        ("/rss", feed(site.base, "Gulls")),
        ("/json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": items})),
        ("/atom", atom.replace("<updated>", f"<summary>{build.GULLS}</summary><updated>")),
    ):
        site.html(path, body)
        with pytest.raises(PostsFound, match="a feed, not an article") as caught:
            fetch.save(f"{site.base}{path}", tmp_path)
        assert [(post.title, post.address) for post in caught.value.posts] == [("Gulls", f"{site.base}/gulls")]
    assert not list(tmp_path.iterdir())


def test_the_newest_post_comes_first_whatever_the_order_of_the_feed(site: Site) -> None:
    """Some feeds begin with the oldest; a long one is not read to its end."""
    found = newest.posts(feed("https://quay.example", *(f"P{n}" for n in range(1, 29))).encode(), "f")
    assert [post.title for post in found] == [f"P{n}" for n in range(28, 18, -1)]


def test_a_front_page_offers_the_posts_of_its_feed(site: Site, tmp_path: Path) -> None:
    """An article that names the same feed is an article; a front page whose feed is broken is a page."""
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed" title="Comments">'
        '<link href="/feed" type="application/rss+xml" rel="alternate">'
    )
    for path in ("/", "/gulls", "/en/blog/", "/?p=3"):
        site.html(path, build.page(head=head))
    site.html("/feed", feed(site.base, "Gulls", "Bread"))
    for path in ("/", "/en/blog/"):
        with pytest.raises(PostsFound, match="front page") as caught:
            fetch.save(f"{site.base}{path}", tmp_path)
        assert [post.title for post in caught.value.posts] == ["Bread", "Gulls"]
    for path in ("/gulls", "/?p=3"):
        assert fetch.save(f"{site.base}{path}", tmp_path).exists()
    site.html("/feed", "<html>no feed any more")
    assert fetch.save(f"{site.base}/", tmp_path).exists()


def test_a_feed_of_the_internet_leads_to_no_post_at_home(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever writes a feed cannot have the user's own network asked, not even with the user's help."""
    with open_site() as nas:
        names = {"pod.example": [["93.184.216.34"]], "nas": [["192.168.1.2"]]}
        internet = Internet(monkeypatch, names, **{"93.184.216.34": site, "192.168.1.2": nas})
        site.html("/feed", feed("http://nas", "Secret"))
        at_a_terminal(monkeypatch, "1\n")
        code, _, said = podcaster(capsys, "explain", "http://pod.example/feed", "--show", tmp_path)
    assert code == HostileError.exit_code
    assert "private address" in said
    assert internet.connected == ["93.184.216.34"]


# ---------------------------------------------------------------- pages that stand in the way


def test_a_page_that_leads_on_is_followed(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Like a redirect: not in a circle, and not from the internet to a private address."""
    site.html("/old", '<meta http-equiv="refresh" content="0; url=/gulls">')
    site.html("/gulls", build.page(head='<noscript><meta http-equiv=refresh content="0;url=/bare"></noscript>'))
    (article,) = read(fetch.save(f"{site.base}/old", tmp_path))
    assert article.address == f"{site.base}/gulls"
    site.html("/round", '<meta http-equiv="refresh" content="1;URL=\'/round?again\'">')
    site.html("/round?again", '<meta http-equiv="refresh" content="1;URL=\'/round\'">')
    with pytest.raises(UnreadableError, match="on and on"):
        fetch.save(f"{site.base}/round", tmp_path)
    Internet(monkeypatch, {"pod.example": [["93.184.216.34"]]}, **{"93.184.216.34": site})
    site.html("/home", f'<meta http-equiv="refresh" content="0;url={site.base}/gulls">')
    with pytest.raises(HostileError, match="private"):
        fetch.save("http://pod.example/home", tmp_path)


def test_a_page_that_reloads_later_is_the_page(tmp_path: Path) -> None:
    """A live page that reloads each five minutes leads nowhere."""
    for content in ("300; url=/other", "5", "0; url=https://quay.example/gulls#top", "0;url=http://["):
        head = f'<meta http-equiv="refresh" content="{content}">'
        assert detours.leads_to(build.page(head=head), "https://quay.example/gulls") == ""


@pytest.mark.parametrize(
    ("leads_to", "words"),
    [
        ("/login?next=/gulls", "to log in"),
        ("/wp-login.php?redirect_to=gulls", "to log in"),
        ("/users/sign_in", "to log in"),
        ("/consent?back=gulls", "consent to cookies"),
        ("/subscribe", "to be paid"),
    ],
)
def test_a_redirect_to_another_kind_of_page_is_said(leads_to: str, words: str, site: Site, tmp_path: Path) -> None:
    """In words, with what to do; the page would be read as the article otherwise."""
    site.pages["/gulls"] = (302, {"Location": leads_to}, b"")
    site.html(leads_to, build.page())
    with pytest.raises(UnreadableError, match=words) as caught:
        fetch.save(f"{site.base}/gulls", tmp_path)
    assert "in a browser" in caught.value.hint
    assert fetch.save(f"{site.base}{leads_to}", tmp_path).exists()  # it was asked for


def test_a_form_to_log_in_is_no_article(site: Site, tmp_path: Path) -> None:
    """An article with such a form beside it is one."""
    form = "<form><input name=user><input name=word type=password><button>Log in</button></form>"
    site.html("/gulls", f"<title>Members</title>{form}<script>{'var word; ' * 300}</script>")
    with pytest.raises(UnreadableError, match="log in"):
        fetch.save(f"{site.base}/gulls", tmp_path)
    site.html("/bread", build.page(body=f"{form}<p>{build.GULLS}</p><p>{build.BREAD}</p><p>{build.FERRY}</p>"))
    assert fetch.save(f"{site.base}/bread", tmp_path).exists()


def test_elements_are_taken_out_in_one_pass() -> None:
    """Those without an end stay, and a page of nothing else costs no time."""
    page = "a<script>b</script>c<SCRIPT type='application/ld+json'>d</script>e<script>f"
    assert elements.without(page, "script", unless=lambda tag: "ld+json" in tag) == page.replace(
        "<script>b</script>", ""
    )
    assert elements.without("<script>" * 100_000, "script").count("<script>") == 100_000


# ---------------------------------------------------------------- commands


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdin, "readline", lambda: answer, raising=False)


def test_commands_that_look_at_a_file_take_an_address(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """explain, words and a dry run; where there is no show, none is made."""
    text = f"<p>{build.GULLS}</p><p>{build.BREAD}</p><p>Dr. Nguyen, the CEO of NASA in Szczecin. {build.FERRY}</p>"
    site.html("/gulls", build.page(body=text))
    address, show = f"{site.base}/gulls", tmp_path / "show"
    code, out, _ = podcaster(capsys, "explain", address, "--text", "--show", show)
    assert (code, build.GULLS in out) == (0, True)
    code, out, _ = podcaster(capsys, "words", f" <{address}> ", "--json", "--show", show)
    assert (code, json.loads(out) != []) == (0, True)
    code, out, _ = podcaster(capsys, "batch", address, "--dry-run", "--show", show)
    assert (code, out.split()[1]) == (0, "1")
    assert not show.exists()


def test_a_guess_is_fetched_after_a_yes_only(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a terminal nothing is fetched, and the message says what may be meant; a file of that name wins."""
    site.html("/gulls", build.page())
    slip = f"htp://127.0.0.1:{site.port}/gulls"
    code, _, said = podcaster(capsys, "explain", slip, "--show", tmp_path / "show")
    assert (code, f"did you mean http://127.0.0.1:{site.port}/gulls?" in said) == (65, True)
    assert site.asked == []
    at_a_terminal(monkeypatch, "y\n")
    assert run("explain", slip, "--show", tmp_path / "show") == 0
    assert site.asked == ["/gulls"]
    monkeypatch.chdir(tmp_path)
    Path("www.quay.example").write_text(build.GULLS)
    code, out, _ = podcaster(capsys, "explain", "www.quay.example", "--text")
    assert (code, build.GULLS in out) == (0, True)


def test_one_post_of_a_feed_is_chosen_at_a_terminal(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without one, the posts and the commands are listed."""
    site.html("/feed", feed(site.base, "Gulls", "Bread"))
    site.html("/gulls", build.page())
    arguments = ("explain", f"{site.base}/feed", "--text", "--show", tmp_path)
    code, _, said = podcaster(capsys, *arguments)
    assert code == UnsupportedError.exit_code
    assert f"{site.base}/bread" in said
    assert "podcaster follow" in said
    at_a_terminal(monkeypatch, "2\n")
    code, out, _ = podcaster(capsys, *arguments)
    assert (code, build.GULLS in out) == (0, True)


@pytest.mark.parametrize(
    ("page", "words", "advice"),
    [
        (
            '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'
            '<script src="/app.js"></script>',
            "failed PAGE: the page was saved before its script had run: “You need to enable JavaScript”; only",
            "open it in a browser, signed in, save it",
        ),
        (
            build.page(body=f"<p>{build.GULLS}</p><p>{build.BREAD}</p><p>Subscribe to continue reading.</p>"),
            "failed PAGE: only the free beginning of a paid article",
            "open it in a browser, signed in, save it",
        ),
    ],
)
def test_a_page_without_its_article_says_so_and_how_to_save_it(
    page: str, words: str, advice: str, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A frame for a script, the beginning of a paid article: no episode, and what to do in a browser."""
    site.html("/gulls", page)
    code, _, said = podcaster(capsys, "convert", f"{site.base}/gulls", "--voice", "tone", "--show", tmp_path)
    said = re.sub(r"/\S+\.html", "PAGE", " ".join(said.split()))
    assert (code, words in said, advice in said) == (65, True, True), said


@pytest.mark.parametrize(
    ("status", "words", "advice"),
    [
        (403, "refuses programs", "in a browser"),
        (404, "nothing at this address", "check"),
        (451, "law", "in a browser"),
    ],
)
def test_a_refusal_is_said_in_words(status: int, words: str, advice: str, site: Site, tmp_path: Path) -> None:
    """What a status means, and what can be done about it."""
    site.pages["/gulls"] = (status, {}, b"no")
    with pytest.raises(UnreadableError, match=words) as caught:
        fetch.save(f"{site.base}/gulls", tmp_path)
    assert advice in caught.value.hint
