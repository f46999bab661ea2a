"""Tokens of services: from the environment or a private file, renewed in it, and never shown."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcaster import shell
from podcaster.errors import UsageError
from podcaster.network import web
from podcaster.sources.services import opening, tokens
from podcaster.sources.services.base import Wish
from podcaster.sources.services.public import address, html
from tests.services import TOKEN, Direct, GReaderFake, KarakeepFake, WallabagFake

PLACE = opening.place("wallabag", "https://read.home.example:8443", Wish())
KEEP = opening.place("karakeep", "https://keep.home.example", Wish())
SIGN_IN = ("id-1", "hush", "jo", "open sesame")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No token of whoever runs the tests."""
    monkeypatch.setenv("PODCASTER_TOKENS", str(tmp_path / "tokens"))
    for name in ("WALLABAG", "KARAKEEP", "FRESHRSS"):
        monkeypatch.delenv(f"PODCASTER_{name}_TOKEN", raising=False)
    return tmp_path / "tokens"


def listed(fake: WallabagFake | GReaderFake, secret: tokens.Secret, place: opening.Place = PLACE) -> list[str]:
    with Direct(fake) as connections:
        return [one.title for one in opening.open_service(place, secret, connections).new_since("")]


def test_a_token_is_found_in_the_environment_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then in the file, then nowhere; words may be separated by spaces, and the last one may have some."""
    with pytest.raises(UsageError, match="no token for wallabag") as caught:
        opening.token(PLACE)
    assert "PODCASTER_WALLABAG_TOKEN" in caught.value.hint
    assert "chmod 600" in caught.value.hint
    opening.keep(PLACE, tokens.Secret(("from", "a", "file"), "wallabag", typed=True))
    assert opening.token(PLACE).words == ("from", "a", "file")
    monkeypatch.setenv("PODCASTER_WALLABAG_TOKEN", " id-1 hush jo open sesame ")
    secret = opening.token(PLACE, lambda _: "typed")
    assert secret.words == SIGN_IN
    opening.keep(PLACE, secret)  # it is in the environment, and stays there alone
    assert not (folder / "wallabag@read.home.example-8443.token").read_text().startswith("id-1")


def test_what_the_user_types_is_kept_only_for_its_owner(folder: Path) -> None:
    """Asked for part by part, and written with mode 600 in a folder that nobody else can enter."""
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return SIGN_IN[len(asked) - 1]

    secret = opening.token(PLACE, answer)
    assert asked == ["client ID", "client secret", "user name", "password"]
    assert not folder.exists()  # not before the service has accepted it
    opening.keep(PLACE, secret)
    path = folder / "wallabag@read.home.example-8443.token"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert path.read_text().split("\n")[:4] == list(SIGN_IN)
    with pytest.raises(UsageError, match="no client ID"):
        tokens.ask("wallabag", ("client ID",), lambda _: "  ")


def test_a_file_that_others_can_read_is_refused(folder: Path) -> None:
    """With the command that closes it, and without what stands in it."""
    opening.keep(KEEP, tokens.Secret((TOKEN,), "Karakeep", typed=True))
    path = folder / "karakeep@keep.home.example.token"
    for mode in (0o644, 0o640, 0o602):
        path.chmod(mode)
        with pytest.raises(UsageError, match="others can read") as caught:
            opening.token(KEEP)
        assert f"chmod 600 {shell.path(path)}" in caught.value.hint
        assert TOKEN not in f"{caught.value} {caught.value.hint}"
    path.chmod(0o400)
    assert opening.token(KEEP).token() == TOKEN


def test_a_secret_cannot_be_printed() -> None:
    """Neither by a log, nor by a traceback, nor by a dataclass around it."""
    secret = tokens.Secret((TOKEN,), "Karakeep")
    assert TOKEN not in f"{secret!r} {secret} {[secret]}"


@pytest.mark.parametrize("words", [("two", "words"), ("a\r\nHost: x",), ("tökén",), ()])
def test_what_cannot_be_a_token_is_refused(words: tuple[str, ...]) -> None:
    """A line break in it would be a header of its own."""
    with pytest.raises(UsageError, match="token for Karakeep is not one") as caught:
        tokens.Secret(words, "Karakeep").token()
    assert not words or words[0] not in str(caught.value)


# ---------------------------------------------------------------- signing in


def test_a_password_is_exchanged_for_a_token_that_is_kept_instead(folder: Path) -> None:
    """wallabag: after the first sign-in the file has the refresh token, and no password."""
    secret = tokens.Secret(SIGN_IN, "wallabag", typed=True)
    opening.keep(PLACE, secret)
    assert listed(WallabagFake(), secret) == ["Bread", "Coffee", "Tea"]
    path = tokens.path("wallabag", PLACE.address)
    assert path.read_text().split() == ["id-1", "hush", "again"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert listed(WallabagFake(), opening.token(PLACE)) == ["Bread", "Coffee", "Tea"]


def test_an_access_token_that_has_run_out_is_renewed_once() -> None:
    """In the middle of a list as well; a second refusal is an error."""
    fake, secret = WallabagFake(), tokens.Secret(SIGN_IN, "wallabag")
    with Direct(fake) as connections:
        service = opening.open_service(PLACE, secret, connections)
        service.talk.headers()
        renew = service.talk.renew
        service.talk.headers = lambda: (
            {"Authorization": "Bearer old"} if not renewed else {"Authorization": f"Bearer {TOKEN}"}
        )
        renewed: list[bool] = []
        service.talk.renew = lambda: renew() and not renewed.append(True)
        assert next(service.new_since("")).title == "Bread"
        assert renewed == [True]
        service.talk.headers = lambda: {"Authorization": "Bearer old"}
        with pytest.raises(web.WebError, match="token is not accepted"):
            next(service.new_since(""))


@pytest.mark.parametrize("words", [("id-1", "hush", "jo", "wrong"), ("id-1", "wrong", "jo", "open sesame")])
def test_a_wrong_password_is_said(words: tuple[str, ...]) -> None:
    """In words, without the password."""
    with pytest.raises(web.WebError, match="is not accepted") as caught:
        listed(WallabagFake(), tokens.Secret(words, "wallabag"))
    assert "wrong" not in f"{caught.value} {caught.value.hint}"
    with pytest.raises(UsageError, match="not enough"):
        listed(WallabagFake(), tokens.Secret(("id-1", "hush"), "wallabag"))


def test_a_wrong_password_of_a_reader_is_said() -> None:
    """FreshRSS answers 401 at its door."""
    place = opening.place("freshrss", "https://rss.home.example", Wish())
    with pytest.raises(web.WebError, match="user name or the password"):
        listed(GReaderFake(), tokens.Secret(("jo", "wrong"), "FreshRSS"), place)


def test_a_service_is_tried_before_its_token_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is not accepted is not kept; one that no longer works is asked for again."""
    monkeypatch.setattr(web, "Connections", lambda: Direct(KarakeepFake()))
    with pytest.raises(web.WebError, match="token is not accepted"):
        opening.sign_in(KEEP, lambda _: "wrong")
    assert not folder.exists()
    opening.sign_in(KEEP, lambda _: TOKEN)
    assert opening.token(KEEP).token() == TOKEN
    opening.keep(KEEP, tokens.Secret(("old",), "Karakeep", typed=True))
    with pytest.raises(web.WebError, match="token is not accepted"):
        opening.sign_in(KEEP)  # nobody to ask
    opening.sign_in(KEEP, lambda _: TOKEN)
    assert opening.token(KEEP).token() == TOKEN
    monkeypatch.setenv("PODCASTER_KARAKEEP_TOKEN", "wrong")
    with pytest.raises(web.WebError, match="token is not accepted"):
        opening.sign_in(KEEP, lambda _: pytest.fail("what is in the environment is not asked for"))


def test_no_message_has_the_name_of_the_server() -> None:
    """Not even one of the library below: that a certificate is of another name, say."""
    with Direct(KarakeepFake()) as connections:
        service = opening.open_service(KEEP, tokens.Secret((TOKEN,), "Karakeep"), connections)
        reason = "could not be fetched: certificate is not valid for 'keep.home.example'"

        def refuse(*_: object, **__: object) -> web.Reply:
            raise web.WebError(reason, about=KEEP.address)

        connections.ask = refuse  # type: ignore[method-assign]
        with pytest.raises(web.WebError) as caught:
            list(service.pages())
    assert str(caught.value) == "Karakeep: could not be fetched: certificate is not valid for 'the server'"
    assert caught.value.__cause__ is None


def test_names_of_authors_lose_their_addresses() -> None:
    """An address of a feed's author is not said by a voice; a name with a sign in it stays."""
    fake = WallabagFake()
    entry = fake._entry
    fake._entry = lambda post, more: {  # type: ignore[method-assign]
        **entry(post, more),
        "published_by": ["ann@example.com (Ann Writer)", "bob@example.com", "@carla", "Dan <dan@x.example.org>"],
        "published_at": "yesterday",
    }
    with Direct(fake) as connections:
        secret = tokens.Secret(SIGN_IN, "wallabag")
        first = next(opening.open_service(PLACE, secret, connections).new_since(""))
    assert (first.authors, first.published) == (("Ann Writer", "@carla", "Dan"), "")


# ---------------------------------------------------------------- what everybody may have

HOME = ("https://read.home.example",)


@pytest.mark.parametrize(
    ("given", "public"),
    [
        ("https://blog.example.com/a?page=2#part", "https://blog.example.com/a?page=2#part"),
        ("https://jo:pw@blog.example.com:8080/a", "https://blog.example.com:8080/a"),
        ("https://blog.example.com/a?access_token=1&page=2", "https://blog.example.com/a?page=2"),
        ("https://blog.example.com/a?keyword=tea&monkey=1", "https://blog.example.com/a?keyword=tea&monkey=1"),
        ("http://localhost/a", ""),
        ("http://10.1.2.3/a", ""),
        ("http://nas.local/a", ""),
        ("https://read.home.example/view/1", ""),
        ("https://img.read.home.example/1", ""),
        ("mailto:reader-forwarded-email/1", ""),
        ("javascript:alert(1)", ""),
        ("https://[bad", ""),
        ("", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_an_address_is_handed_over_only_if_everybody_may_have_it(given: object, public: str) -> None:
    """No page at home, none of the service itself, no password, no token."""
    assert address(given, HOME) == public


def test_a_blog_beside_the_service_is_not_its_own() -> None:
    """A server below a path leaves the rest of its host to the world."""
    own = ("https://jo.example.com/rss/api/greader.php",)
    assert address("https://jo.example.com/rss/i/?a=1", own) == ""
    assert address("https://jo.example.com/blog/tea", own) == "https://jo.example.com/blog/tea"


def test_the_text_keeps_its_words_and_pictures() -> None:
    """Only what is not for everybody goes: addresses at home, scripts, what others made of a link."""
    cleaned = html(
        '<h2 id="a" class="x" onclick="y()">Tea</h2><script>z()</script><p>One <a href="#a">two</a>'
        ' <a href="https://x.example.com/y?api_key=1">three</a> <a href="/view/1">four</a></p>'
        '<img src="https://cdn.example.com/t.jpg" alt="A cup" srcset="https://cdn.example.com/t.jpg 2x">'
        '<img src="https://read.home.example/i.png"><math><mi>x</mi></math>'
        '<table><tr><td colspan="2">5</td></tr></table>',
        HOME,
    )
    assert cleaned == (
        '<h2 id="a" class="x">Tea</h2><p>One <a href="#a">two</a> <a href="https://x.example.com/y">three</a>'
        " <a>four</a></p>"
        '<img src="https://cdn.example.com/t.jpg" alt="A cup" srcset="https://cdn.example.com/t.jpg 2x">'
        '<img><math><mi>x</mi></math><table><tbody><tr><td colspan="2">5</td></tr></tbody></table>'
    )
