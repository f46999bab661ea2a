"""Read-later services and readers: what is new, what is marked, what stays private, and what happens when they fail."""

from __future__ import annotations

import http.server
import itertools
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from podcaster.errors import PodcasterError, UsageError
from podcaster.network import web
from podcaster.sources.contract import Saved
from podcaster.sources.listing import Following
from podcaster.sources.services import opening
from podcaster.sources.services.base import Service, Wish
from podcaster.sources.services.table import BY_NAME, KINDS
from podcaster.sources.services.tokens import Secret
from tests.services import FAKES, PRIVATE, TOKEN, Direct, Fake, MinifluxFake, Server, knows, many, respond
from tests.sites import without_proxies

NAMES = [kind.name for kind in KINDS]
Handler = http.server.BaseHTTPRequestHandler
FAKE = {fake.name: fake for fake in FAKES}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture(scope="module")
def connections() -> Iterator[web.Connections]:
    with web.Connections() as made:
        yield made


@pytest.fixture
def opened(server: Server, connections: web.Connections, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Service]:
    """Opens a service that answers on loopback, with waits that take no time."""
    without_proxies(monkeypatch)
    server.fault = None
    server.heard.clear()

    def open_service(name: str, wish: Wish = Wish()) -> Service:
        server.fake = FAKE[name]()
        place = opening.place(name, server.base, wish)
        service = opening.open_service(place, Secret(server.fake.secret, BY_NAME[name].title), connections)
        service.talk.sleep = lambda seconds: server.heard.append(f"waited {seconds:g}")
        return service

    return open_service


def direct(name: str, fake: Fake, wish: Wish = Wish()) -> Service:
    """A service without a network."""
    place = opening.place(name, "https://read.home.example", wish)
    return opening.open_service(place, Secret(fake.secret, name), Direct(fake))


def titles(saved: Iterator[Saved]) -> list[str]:
    return [one.title for one in saved]


def test_every_row_of_the_table_has_a_server_here() -> None:
    """Every service has a server for the tests."""
    assert sorted(NAMES) == sorted(FAKE)


# ---------------------------------------------------------------- what is new


@pytest.mark.parametrize("name", NAMES)
def test_the_newest_come_first_and_then_only_what_is_new(
    name: str, opened: Callable[..., Service], server: Server
) -> None:
    """At first the caller stops when it has enough; older ones never come by themselves, new ones do."""
    service = opened(name)
    first = next(service.new_since(""))
    assert first.title == "Bread"  # the diary, which is newer, is at home
    fake = server.fake
    assert titles(service.new_since(first.mark)) == []
    fake.posts += [type(fake.posts[0])(21, "Jam", "https://blog.example.com/jam", 5)]
    fake.posts += [type(fake.posts[0])(22, "Honey", "https://blog.example.com/honey", 6)]
    new = list(service.new_since(first.mark))
    assert [one.title for one in new] == ["Jam", "Honey"]
    assert titles(service.new_since(new[0].mark)) == ["Honey"]
    assert titles(service.new_since(new[1].mark)) == []


@pytest.mark.parametrize("name", NAMES)
def test_articles_are_chosen_by_state_and_tag(name: str, opened: Callable[..., Service]) -> None:
    """Unread, starred, by tag, or everything; not what the service cannot tell."""
    kind = BY_NAME[name]
    assert titles(opened(name).new_since("")) == ["Bread", "Coffee", "Tea"]
    assert titles(opened(name, Wish(tag="podcast")).new_since("")) == ["Bread"]
    assert titles(opened(name, Wish("starred")).new_since("")) == ["Coffee"]
    if kind.unread:
        expected = ["Bread", "Coffee", "Tea"] if name == "readwise" else ["Bread", "Tea"]  # the shortlist is unread too
        assert titles(opened(name, Wish("unread")).new_since("")) == expected
    else:
        with pytest.raises(UsageError, match="does not record which articles are unread"):
            opened(name, Wish("unread"))


@pytest.mark.parametrize("name", NAMES)
def test_a_tag_that_nobody_has_used_yet_finds_nothing(name: str, opened: Callable[..., Service]) -> None:
    """The tag may come later; until then there is nothing new, and that is no error."""
    assert titles(opened(name, Wish(tag="later")).new_since("")) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_old_article_that_gets_the_tag_is_new(name: str, opened: Callable[..., Service], server: Server) -> None:
    """What was saved long ago is new when it gets the tag; what had the tag at first and was left stays old."""
    service = opened(name, Wish(tag="podcast"))
    fake = server.fake
    fake.post(12).tags.append("podcast")
    first = next(service.new_since(""))
    fake.post(11).tags.append("podcast")
    new = list(service.new_since(first.mark))
    assert (first.title, [one.title for one in new]) == ("Bread", ["Tea"])
    assert titles(service.new_since(new[0].mark)) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_article_is_handed_over_with_its_text(name: str, opened: Callable[..., Service]) -> None:
    """Title, author, site, date, language and text where the service has them; the address of the original."""
    saved = next(opened(name).new_since(""))
    assert (saved.id.removeprefix("tag:google.com,2005:reader/item/").lstrip("0"), saved.title) in (
        ("13", "Bread"),
        ("d", "Bread"),
    )
    assert saved.address == "https://blog.example.com/bread"
    if name != "raindrop":
        assert "All about bread, and <a href=" in saved.html
        assert saved.authors == ("Ann Writer",)
    assert saved.site in ("The Blog", "blog.example.com")
    assert saved.published[:4] in ("2026", "")
    assert saved.language in ("", "en-GB")
    if name in ("miniflux", "freshrss", "greader"):
        assert (saved.tags, saved.audio[0].address) == (("Food",), "https://cdn.example.com/a.mp3")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_user_leaves_with_an_article(name: str, opened: Callable[..., Service], server: Server) -> None:
    """Notes, marks, tags, summaries, feeds' passwords, the token, the server's address: none of it is handed over."""
    service = opened(name)
    for post in server.fake.posts:
        own = f"<img src='{server.base}/x.png'><a href='{server.base}/list'>list</a>"
        mail = f"<a href='mailto:jo@{PRIVATE}.example'>mail</a>"
        post.html = f"<p>Text.{own}{mail} <a href='https://l.example.com/unsubscribe?u={PRIVATE}'>leave</a></p>"
    taken = list(service.new_since(""))
    assert {one.title for one in taken} == {"Bread", "Coffee", "Tea"}  # no note, no e-mail, no page at home
    for one in taken:
        told = repr({name: value for name, value in asdict(one).items() if name != "mark"})
        for secret in (PRIVATE, TOKEN, "abc123", "jo:pw", "127.0.0.1", "192.168", "ann@example.com"):
            assert secret not in told
        assert "Text.list" not in one.html
        if name != "raindrop":
            assert "mail" in one.html
            assert "leave" in one.html


@pytest.mark.parametrize(
    ("name", "form", "changes"),
    [
        ("readeck", "_bookmark", {"state": 2}),  # still being loaded
        (
            "karakeep",
            "_bookmark",
            {"content": {"type": "link", "crawlStatus": "pending", "url": "https://x.example.com"}},
        ),
        ("karakeep", "_bookmark", {"content": {"type": "asset", "url": "https://x.example.com/secret.pdf"}}),
        ("linkwarden", "_link", {"type": "pdf"}),
        ("miniflux", "_entry", {"status": "removed"}),
        ("raindrop", "_item", {"type": "image"}),
        ("readwise", "_document", {"category": "highlight"}),
        ("readwise", "_document", {"parent_id": "9"}),
    ],
)
def test_what_is_no_article_is_left_alone(
    name: str, form: str, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uploads, pictures, notes, what was thrown away, and what is not there yet."""
    usual = getattr(FAKE[name], form)

    def changed(self: Fake, post: Any, *more: Any, **named: Any) -> dict[str, Any]:
        return {**usual(self, post, *more, **named), **(changes if post.title == "Bread" else {})}

    monkeypatch.setattr(FAKE[name], form, changed)
    assert titles(direct(name, FAKE[name]()).new_since("")) == ["Coffee", "Tea"]


@pytest.mark.parametrize("name", ["miniflux", "freshrss"])
def test_a_recording_with_a_token_in_its_address_is_left_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audio of a private feed is for its subscriber alone."""
    fake = FAKE[name]
    form = "_entry" if name == "miniflux" else "_item"
    usual = getattr(fake, form)
    sound = "https://cdn.example.com/a.mp3?token=abc"
    sounds = {
        "enclosures": [{"url": sound, "mime_type": "audio/mpeg"}],
        "enclosure": [{"href": sound, "type": "audio/mpeg"}],
    }
    monkeypatch.setattr(fake, form, lambda self, post: {**usual(self, post), **sounds})
    assert next(direct(name, fake()).new_since("")).audio == ()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "readwise"])
def test_a_list_is_read_no_further_than_to_what_is_known(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that only grows costs a page or two at each pull, however long it is."""
    small_pages(monkeypatch, 2)
    fake = FAKE[name](many(100))
    service = direct(name, fake)
    taken = list(itertools.islice(service.new_since(""), 5))
    fake.posts += many(101)[100:]
    fake.asked.clear()
    fake.forget()
    assert titles(service.new_since(taken[-1].mark)) == ["Post 101"]
    assert len([one for one in fake.asked if "Login" not in one]) <= 4


def test_an_excuse_is_not_an_article() -> None:
    """Where wallabag could not read a page, its page is fetched: the text is about wallabag."""
    help_page = "https://doc.wallabag.org/en/user/errors_during_fetching.html"
    sorry = f"I could not fetch this. <a href='{help_page}'>What to do</a>."
    fake = FAKE["wallabag"]()
    fake.post(12).html = sorry
    assert next(direct("wallabag", fake, Wish("starred")).new_since("")).html == ""
    fake.post(12).html = sorry + "<p>A post about read-later services that links to that page.</p>" * 20
    assert "A post about" in next(direct("wallabag", fake, Wish("starred")).new_since("")).html


def test_a_tag_of_several_words_is_found() -> None:
    """Where a service has no documented way to ask for it, its list is looked through."""
    fake = FAKE["raindrop"]()
    fake.post(11).tags.append("To Hear")
    assert titles(direct("raindrop", fake, Wish(tag="to hear")).new_since("")) == ["Tea"]


# ---------------------------------------------------------------- marking


@pytest.mark.parametrize("name", NAMES)
def test_made_articles_are_marked_as_asked(name: str, opened: Callable[..., Service], server: Server) -> None:
    """Read or tagged, once or twice; other tags stay, other articles too. Nothing is changed unasked."""
    kind = BY_NAME[name]
    wish = Wish(mark_read=bool(kind.read), mark_tag="podcasts" if kind.tagged else "")
    quiet = opened(name)
    bread = next(quiet.new_since(""))
    quiet.made([bread.id])
    assert not [one for one in server.heard if not one.startswith("GET") and "ClientLogin" not in one]
    service = opened(name, wish)
    for _ in range(2):
        service.made([bread.id])
    post, other = server.fake.post(13), server.fake.post(11)
    assert post.unread is not bool(kind.read)
    assert post.tags == ["podcast", PRIVATE, *(["podcasts"] if kind.tagged else [])]
    assert (other.unread, other.tags) == (True, [])
    assert service.made([]) is None


def test_what_a_service_cannot_mark_is_refused_at_once() -> None:
    """Nobody finds out after a year that nothing was marked."""
    for kind in KINDS:
        if not kind.read:
            with pytest.raises(UsageError, match="does not record which articles have been read"):
                opening.place(kind.name, "https://x.example", Wish(mark_read=True))
        if not kind.tagged:
            with pytest.raises(UsageError, match="cannot tag"):
                opening.place(kind.name, "https://x.example", Wish(mark_tag="podcast"))


@pytest.mark.parametrize("name", NAMES)
def test_an_article_that_was_deleted_there_holds_up_no_mark(
    name: str, opened: Callable[..., Service], server: Server
) -> None:
    """It cannot be marked any more; the others are. A server whose interface is gone is an error, though."""
    kind = BY_NAME[name]
    service = opened(name, Wish(mark_read=bool(kind.read), mark_tag="heard" if kind.tagged else ""))
    ids = {one.title: one.id for one in service.new_since("")}
    server.fake.posts = [post for post in server.fake.posts if post.title != "Bread"]
    service.made(ids.values())
    tea = server.fake.post(11)
    assert (tea.unread, tea.tags) == (not kind.read, ["heard"] if kind.tagged else [])
    server.fault = status(404)
    with pytest.raises(web.WebError, match="does not have this interface"):
        service.made([ids["Tea"]])


# ---------------------------------------------------------------- failures


def status(code: int, **headers: str) -> Callable[[Handler], bool]:
    def answer(handler: Handler) -> bool:
        respond(handler, code, b"{}", {"Content-Type": "application/json", **headers})
        return True

    return answer


def body(text: str, kind: str = "application/json") -> Callable[[Handler], bool]:
    def answer(handler: Handler) -> bool:
        respond(handler, 200, text.encode(), {"Content-Type": kind})
        return True

    return answer


def broken(handler: Handler) -> bool:
    """Half an answer, and nothing more."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"half": ')
    handler.close_connection = True
    return True


FAULTS: dict[str, tuple[Callable[[Handler], bool], str, bool]] = {
    "401": (status(401), "not accepted", False),
    "403": (status(403), "not a", False),
    "404": (status(404), "does not have this interface", False),
    "429 for long": (status(429, **{"Retry-After": "3600"}), "asks us to wait", True),
    "429 without an end": (status(429), "asks us to wait", True),
    "500": (status(500), "status 500", True),
    "a web page": (body("<!doctype html><title>Log in</title>", "text/html"), "the server sent", False),
    "nothing": (body(""), "the server sent", False),
    "broken JSON": (body('{"a": '), "the server sent", False),
    "another list": (body("[1, 2]"), "the server sent", False),
    "another form": (body('{"data": {"items": 3}, "entries": {}, "access_token": 5}'), "the server sent", False),
    "text": (body('"hello"'), "the server sent", False),
    "broken off": (broken, "", True),
    "a redirect loop": (status(302, Location="/again"), "redirect", False),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_service_that_fails_says_so(name: str, fault: str, opened: Callable[..., Service], server: Server) -> None:
    """In words, with what to try, and without its address or the token; an error that passes is marked as such."""
    service = opened(name)
    server.fault, words, temporary = FAULTS[fault]
    with pytest.raises(web.WebError) as caught:
        list(service.new_since(""))
    error = caught.value
    assert words in error.reason
    assert error.temporary is temporary
    assert not [one for one in server.heard if one.startswith("waited")]
    assert error.wait_s == (3600 if fault == "429 for long" else 0)
    assert error.about == BY_NAME[name].title
    assert error.hint
    for secret in (TOKEN, "sesame", "127.0.0.1"):
        assert secret not in f"{error.message} {error.hint} {error.__cause__!r}"


@pytest.mark.parametrize("name", NAMES)
def test_a_service_that_asks_for_a_moment_gets_it(name: str, opened: Callable[..., Service], server: Server) -> None:
    """429 with a short Retry-After is waited for."""
    service = opened(name)
    told = itertools.chain([True], itertools.repeat(False))
    server.fault = lambda handler: next(told) and status(429, **{"Retry-After": "7"})(handler)
    assert titles(service.new_since("")) == ["Bread", "Coffee", "Tea"]
    assert server.heard.count("waited 7") == 1


def test_a_service_that_asks_for_a_moment_for_ever_is_left_alone(
    opened: Callable[..., Service], server: Server
) -> None:
    """A pull does not wait through the night."""
    service = opened("readeck")
    server.fault = status(429, **{"Retry-After": "60"})
    with pytest.raises(web.WebError, match="asks us to wait"):
        list(service.new_since(""))
    assert 3 <= server.heard.count("waited 60") <= 10


@pytest.mark.parametrize("name", NAMES)
def test_a_token_does_not_follow_a_redirect(name: str, opened: Callable[..., Service], server: Server) -> None:
    """Another server, even on the same machine, gets no token; the user is told that the service moved."""
    other = Server()
    try:
        service = opened(name)
        server.fault = status(302, Location=f"{other.base}/api")
        with pytest.raises(web.WebError, match="redirects"):
            list(service.new_since(""))
        assert not [one for one in other.heard if TOKEN in one or "sesame" in one]
    finally:
        other.close()


@pytest.mark.parametrize("name", NAMES)
def test_one_text_that_is_lost_leaves_its_page(name: str, opened: Callable[..., Service], server: Server) -> None:
    """An article whose text the service cannot tell comes without it: the page has it. The others are not held up."""
    service = opened(name, Wish("starred"))

    def fault(handler: Handler) -> bool:
        lists = (
            "ClientLogin",
            "/tags",
            "stream/contents",
            "entries?",
            "/search",
            "bookmarks?",
            "raindrops/",
            "location",
        )
        listed = any(part in handler.path for part in lists) or "entries.json" in handler.path
        return not listed and status(500)(handler)

    server.fault = fault
    taken = list(service.new_since(""))
    assert [(one.title, one.html) for one in taken] == [("Coffee", "")]


# ---------------------------------------------------------------- long lists


class Looping(Fake):
    """A service that answers everything as it did the first time."""

    def __init__(self, fake: Fake) -> None:
        super().__init__()
        self.fake, self.secret = fake, fake.secret
        self.first: dict[str, Any] = {}

    def handle(self, method: str, address: str, headers: dict[str, str], body: bytes) -> Any:
        path = address.partition("?")[0]
        if path not in self.first:
            self.first[path] = self.fake.handle(method, address, headers, body)
        self.asked.append(address)
        return self.first[path]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_that_begins_again_and_again_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that leads to the same page for ever is found out at once."""
    small_pages(monkeypatch, 2)
    fake = Looping(FAKE[name](many(6)))
    with pytest.raises(PodcasterError, match="again and again"):
        list(direct(name, fake).new_since(""))
    assert len(fake.asked) < 15


def test_a_list_of_nothing_that_never_ends_ends() -> None:
    """Pages without a single article are no reason to go on for ever either."""

    class Notes(Fake):
        def handle(self, method: str, address: str, *_: Any) -> Any:
            self.asked.append(address)
            note = {"id": f"n{len(self.asked)}", "content": {"type": "text", "text": PRIVATE}}
            return 200, {"bookmarks": [note], "nextCursor": "again"}

    fake = Notes()
    with pytest.raises(web.WebError, match="again and again"):
        list(direct("karakeep", fake).new_since(""))
    assert len(fake.asked) == 2


def small_pages(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Pages of a list have only so many articles."""
    for kind in KINDS:
        module = __import__(kind.service.__module__, fromlist=["PER_PAGE"])
        if hasattr(module, "PER_PAGE"):
            monkeypatch.setattr(module, "PER_PAGE", type(module.PER_PAGE)(count))
    for fake in FAKES:
        monkeypatch.setattr(fake, "per_page", count)
        monkeypatch.setattr(fake, "pages_of", count, raising=False)


@pytest.mark.parametrize("name", NAMES)
def test_a_thousand_pages_are_listed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are looked through, the oldest comes first, and each text is asked for only when its turn comes."""
    small_pages(monkeypatch, 2)
    fake = FAKE[name](many(2_000))
    service = direct(name, fake)
    since = direct(name, FAKE[name](many(1)))
    first = next(since.new_since(""))
    saved = service.new_since(first.mark)
    assert titles(itertools.islice(saved, 3)) == ["Post 2", "Post 3", "Post 4"]
    assert 1_000 <= len(fake.asked) < 1_015


def test_a_long_list_takes_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that come with the list of a feed reader are not kept until their turn."""
    small_pages(monkeypatch, 10)
    listed = many(500)
    for post in listed:
        post.html = "<p>" + "word " * 8_000 + "</p>"
    service = direct("miniflux", MinifluxFake(listed))
    first = next(direct("miniflux", MinifluxFake(many(1))).new_since(""))
    tracemalloc.start()
    last = next(service.new_since(first.mark))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert last.title == "Post 2"
    assert peak < 6_000_000  # all texts together are 20 MB


def test_a_mark_forgets_what_is_no_longer_listed() -> None:
    """A mark does not grow with the years: what lost its tag is forgotten."""
    fake = FAKE["readeck"]()
    for post in fake.posts:
        post.tags.append("podcast")
    service = direct("readeck", fake, Wish(tag="podcast"))
    first = next(service.new_since(""))
    assert knows(first.mark) == 4
    fake.post(11).tags.clear()
    fake.post(12).tags.clear()
    fake.posts.append(type(fake.posts[0])(30, "Jam", "https://blog.example.com/jam", 9, tags=["podcast"]))
    assert [knows(one.mark) for one in service.new_since(first.mark)] == [3]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("wallabag", "read.home.example", "https://read.home.example"),
        ("wallabag", "https://read.home.example/", "https://read.home.example"),
        ("Readeck", "http://192.168.1.9:8000/api", "http://192.168.1.9:8000"),
        ("karakeep", "https://keep.home.example/api/v1/", "https://keep.home.example"),
        ("freshrss", "https://rss.example/FreshRSS/api/greader.php", "https://rss.example/FreshRSS"),
        ("raindrop", "", "https://api.raindrop.io"),
    ],
)
def test_the_address_of_a_server_is_understood(name: str, typed: str, kept: str) -> None:
    """Without a scheme, with a slash, or copied from a page about its interface."""
    assert opening.place(name, typed, Wish()).address == kept


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("wallabak", "https://x.example", "no service is called"),
        ("wallabag", "", "address of your server is missing"),
        ("wallabag", "https://jo:pw@x.example", "has a password or a token"),
        ("miniflux", "https://x.example/?token=s3cret", "has a password or a token"),
        ("miniflux", "ftp://x.example", "not the address of a server"),
        ("miniflux", "http://read.example.com", "where others can read it"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused(name: str, typed: str, words: str) -> None:
    """With a hint, and without repeating a password."""
    with pytest.raises(UsageError, match=words) as caught:
        opening.place(name, typed, Wish())
    assert "s3cret" not in f"{caught.value} {caught.value.hint}"
    assert "pw" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("when_made", "wish"),
    [
        ("read+tag:heard", Wish("unread", "podcast", mark_read=True, mark_tag="heard")),
        ("read", Wish(mark_read=True)),
        ("tag:a+b", Wish(mark_tag="a+b")),
        ("", Wish()),
    ],
)
def test_a_show_remembers_what_was_wished(when_made: str, wish: Wish) -> None:
    """The list of sources says what to fetch from a service and what to mark there."""
    one = Following(
        "later",
        "read.home.example",
        "wallabag",
        tag=(wish.tag,) if wish.tag else (),
        only=wish.which,
        when_made=when_made,
    )
    assert opening.followed(one) == opening.Place("wallabag", "https://read.home.example", wish)


@pytest.mark.parametrize(
    "values", [{"only": "new"}, {"when_made": "deleted"}, {"when_made": "tag:"}, {"tag": ("a", "b")}]
)
def test_a_list_that_a_user_has_edited_is_checked(values: dict[str, Any]) -> None:
    """Words that mean nothing are refused, rather than that nothing is marked for a year."""
    with pytest.raises(UsageError, match="later"):
        opening.followed(Following("later", "https://read.home.example", "wallabag", **values))


def test_a_list_may_say_where_the_token_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another variable for a second server, or a file of the user's, which must be private as well."""
    monkeypatch.setenv("SECOND", TOKEN)
    one = Following("later", "https://keep.home.example", "karakeep", token_env="SECOND")
    assert opening.token(opening.followed(one)).token() == TOKEN
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    one = Following("later", "https://keep.home.example", "karakeep", token_file=str(file))
    file.chmod(0o644)
    with pytest.raises(UsageError, match="others can read"):
        opening.token(opening.followed(one))
    file.chmod(0o600)
    assert opening.token(opening.followed(one)).token() == TOKEN
