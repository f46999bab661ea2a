"""Servers that speak the interfaces of read-later services as their documentation describes them, in words of ours."""

from __future__ import annotations

import base64
import bisect
import http.server
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from podcaster.network import web

TOKEN = "t0k3n-of-jo"
LONG = 1_000  # articles
CURSORS = ("page", "offset", "cursor", "before_entry_id", "c", "pageCursor")
PRIVATE = "divorce"  # what the user alone may know stands in every answer, and may come out nowhere


@dataclass
class Post:
    """An article that a user has saved."""

    id: int
    title: str
    url: str
    day: int
    unread: bool = True
    starred: bool = False
    tags: list[str] = field(default_factory=list)
    html: str = ""

    @property
    def saved(self) -> str:
        return f"2026-03-{self.day:02d}T08:00:00.000Z"

    @property
    def text(self) -> str:
        return self.html or f"<p>All about {self.title.lower()}, and <a href='https://shop.example.com/x'>more</a>.</p>"

    def fits(self, query: dict[str, str], **conditions: tuple[str, bool]) -> bool:
        """Whether a filter lets it through: for each parameter the value that asks for something, and whether it is."""
        return all(name not in query or (query[name] == value) == true for name, (value, true) in conditions.items())


def posts() -> list[Post]:
    """Four articles; one is a page at home, and one was read and has a star."""
    return [
        Post(11, "Tea", "https://blog.example.com/tea", 1),
        Post(12, "Coffee", "https://blog.example.com/coffee?utm_source=x", 2, unread=False, starred=True),
        Post(13, "Bread", "https://jo:pw@blog.example.com/bread?token=abc123", 3, tags=["podcast", PRIVATE]),
        Post(14, "Diary", "http://192.168.1.5/diary", 4),
    ]


Answered = tuple[int, Any]


class Fake:
    """One service. A subclass answers requests; what was marked shows in its posts."""

    name = ""
    secret: tuple[str, ...] = (TOKEN,)
    per_page = 100

    def __init__(self, listed: list[Post] | None = None) -> None:
        self.posts = posts() if listed is None else listed
        self.asked: list[str] = []
        self._lists: dict[str, list[Post]] = {}

    def newest(self, query: dict[str, str], fits: Callable[[Post], bool]) -> list[Post]:
        """The list that a query asks for, the newest first; a long one is kept for its next page."""
        key = str(sorted((name, value) for name, value in query.items() if name not in CURSORS))
        if key not in self._lists or len(self.posts) < LONG:
            found = sorted(self.posts, key=lambda post: post.day, reverse=True)
            self._lists[key] = [post for post in found if fits(post)]
        return self._lists[key]

    def forget(self) -> None:
        """Make the long lists anew."""
        self._lists.clear()

    def post(self, ident: object) -> Post:
        return next(post for post in self.posts if str(post.id) == str(ident))

    def allowed(self, headers: dict[str, str]) -> bool:
        return headers.get("authorization") == f"Bearer {TOKEN}"

    def open(self, method: str, path: str) -> bool:
        """Whether anybody may ask for this: signing in."""
        return False

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        raise NotImplementedError

    def handle(self, method: str, address: str, headers: dict[str, str], body: bytes) -> Answered:
        """The answer to a request, as JSON or text."""
        parts = urlsplit(address)
        self.asked.append(f"{method} {address}")
        if not self.open(method, parts.path) and not self.allowed(headers):
            return 401, {"error": "who are you?"}
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if "urlencoded" in headers.get("content-type", ""):
            content: Any = parse_qs(body.decode())
        else:
            content = json.loads(body) if body else None
        try:
            return self.answer(method, unquote(parts.path), query, content)
        except StopIteration:
            return 404, {"error": "no such thing"}


class WallabagFake(Fake):
    name = "wallabag"

    def open(self, method: str, path: str) -> bool:
        return path == "/oauth/v2/token"

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        if path == "/oauth/v2/token":
            return self._token({name: values[0] for name, values in body.items()})
        if path == "/api/entries.json":
            per, page = int(query["perPage"]), int(query["page"])
            found = self.newest(
                query,
                lambda post: (
                    post.fits(query, archive=("0", post.unread), starred=("1", post.starred))
                    and ("tags" not in query or query["tags"] in post.tags)
                ),
            )
            pages = max(-(-len(found) // per), 1)
            shown = [self._entry(post, {}) for post in found[(page - 1) * per : page * per]]
            return 200, {"page": page, "limit": per, "pages": pages, "total": len(found), "_embedded": {"items": shown}}
        post = self.post(path.split("/")[3].removesuffix(".json"))
        if method == "PATCH":
            post.unread = not body["archive"]
        if method == "POST":
            post.tags += [tag for tag in body["tags"][0].split(",") if tag not in post.tags]
        return 200, self._entry(post, {"content": post.text})

    def _token(self, form: dict[str, str]) -> Answered:
        password = form.get("username") == "jo" and form.get("password") == "open sesame"
        if form["client_secret"] != "hush" or not (password or form.get("refresh_token") == "again"):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": TOKEN, "expires_in": 3600, "refresh_token": "again", "token_type": "bearer"}

    def _entry(self, post: Post, more: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": post.id, "url": post.url, "title": post.title, "created_at": post.saved, "updated_at": post.saved,
            "published_at": "2026-02-01T10:00:00+0100",
            "published_by": ["Ann Writer (ann@example.com)", "ann@example.com"],
            "language": "en_GB", "is_archived": int(not post.unread), "is_starred": int(post.starred),
            "tags": [{"id": 1, "label": tag, "slug": tag} for tag in post.tags], "domain_name": "blog.example.com",
            "annotations": [{"text": PRIVATE, "quote": "All"}], "user_name": "jo",
            "user_email": f"jo@{PRIVATE}.example",
            "is_not_parsed": False, "http_status": "200", "uid": PRIVATE, **more,
        }  # fmt: skip


class ReadeckFake(Fake):
    name = "readeck"

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        if path == "/api/bookmarks":
            found = self.newest(
                query,
                lambda post: (
                    post.fits(query, is_archived=("false", post.unread), is_marked=("true", post.starred))
                    and query.get("labels", "").strip('"') in ["", *post.tags]
                ),
            )
            start = int(query["offset"])
            return 200, [self._bookmark(post) for post in found[start : start + int(query["limit"])]]
        post = self.post(path.split("/")[3])
        if method == "PATCH":
            post.unread = not body.get("is_archived", not post.unread)
            post.tags += [tag for tag in body.get("add_labels", []) if tag not in post.tags]
            return 200, {"id": str(post.id), "href": "x", "updated": post.saved}
        marked = f'<rd-annotation id="a-1" data-annotation-id-value="1" title="{PRIVATE}">'
        return (
            200,
            f"<section>{marked}Mine</rd-annotation><img src='/bm/{post.id}/_resources/x.jpg'>{post.text}</section>",
        )

    def _bookmark(self, post: Post) -> dict[str, Any]:
        return {
            "id": str(post.id), "href": f"https://read.home.example/api/bookmarks/{post.id}", "created": post.saved,
            "updated": post.saved, "state": 0, "loaded": True, "url": post.url, "title": post.title,
            "site_name": "The Blog", "site": "blog.example.com", "published": "2026-02-01T09:00:00Z",
            "authors": ["Ann Writer"], "lang": "en-GB", "type": "article", "has_article": True, "description": PRIVATE,
            "is_marked": post.starred, "is_archived": not post.unread, "read_progress": 30, "labels": post.tags,
        }  # fmt: skip


class KarakeepFake(Fake):
    name = "karakeep"

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        if path == "/api/v1/tags":
            names = dict.fromkeys(tag for post in self.posts for tag in post.tags)
            return 200, {"tags": [{"id": f"tag-{name}", "name": name} for name in names], "nextCursor": None}
        if path.endswith("/bookmarks"):
            tag = path.split("/")[4].removeprefix("tag-") if "/tags/" in path else ""
            found = self.newest(
                query,
                lambda post: (
                    post.fits(query, archived=("false", post.unread), favourited=("true", post.starred))
                    and tag in ["", *post.tags]
                ),
            )
            start = int(query.get("cursor", "c0")[1:])
            end = start + int(query["limit"])
            shown = [self._bookmark(post) for post in found[start:end]] + [self._note()] * (start == 0)
            return 200, {"bookmarks": shown, "nextCursor": f"c{end}" if end < len(found) else None}
        post = self.post(path.split("/")[4])
        if method == "PATCH":
            post.unread = not body["archived"]
        if method == "POST":
            post.tags += [tag["tagName"] for tag in body["tags"] if tag["tagName"] not in post.tags]
        return 200, self._bookmark(post, post.text)

    def _bookmark(self, post: Post, text: str | None = None) -> dict[str, Any]:
        content = {
            "type": "link", "url": post.url, "title": f"{post.title} - The Blog", "htmlContent": text,
            "crawlStatus": "success", "author": "Ann Writer", "publisher": "The Blog",
            "datePublished": "2026-02-01T09:00:00.000Z", "description": PRIVATE,
        }  # fmt: skip
        return {
            "id": str(post.id), "createdAt": post.saved, "modifiedAt": post.saved, "title": post.title,
            "archived": not post.unread, "favourited": post.starred, "note": PRIVATE, "summary": PRIVATE,
            "tags": [{"id": f"tag-{tag}", "name": tag} for tag in post.tags], "content": content, "assets": [],
            "userId": "u1",
        }  # fmt: skip

    def _note(self) -> dict[str, Any]:
        return {
            "id": "note1", "createdAt": "2026-03-09T08:00:00.000Z", "archived": False, "favourited": True, "tags": [],
            "content": {"type": "text", "text": PRIVATE, "sourceUrl": "https://blog.example.com/n"},
        }  # fmt: skip


class LinkwardenFake(Fake):
    name = "linkwarden"
    pages_of = 50

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        if path == "/api/v1/tags":
            names = list(dict.fromkeys(tag for post in self.posts for tag in post.tags))
            return 200, {"response": [{"id": at + 1, "name": name} for at, name in enumerate(names)]}
        if path == "/api/v1/search":
            found = self.newest(query, lambda post: post.fits(query, pinnedOnly=("true", post.starred)))
            at = _older(found, int(query.get("cursor", "0")))
            shown = found[at : at + self.pages_of]
            if not shown:
                return 200, {"data": [], "success": True, "message": "Nothing found."}
            more = shown[-1].id if len(shown) == self.pages_of else None
            return 200, {"data": {"links": [self._link(post) for post in shown], "nextCursor": more}, "success": True}
        if path.startswith("/api/v1/archives/"):
            post = self.post(path.split("/")[4])
            readable = {"title": post.title, "byline": "Ann Writer", "lang": "en-GB", "siteName": "The Blog"}
            return 200, {**readable, "content": post.text, "excerpt": PRIVATE}
        assert (method, path, body["removePreviousTags"]) == ("PUT", "/api/v1/links", False)
        wanted = [link["id"] for link in body["links"]]
        for post in [post for post in self.posts if post.id in wanted]:
            post.tags += [tag["name"] for tag in body["newData"]["tags"] if tag["name"] not in post.tags]
        return 200, {"response": "All links updated successfully"}

    def _link(self, post: Post) -> dict[str, Any]:
        return {
            "id": post.id, "name": post.title, "type": "url", "description": PRIVATE, "url": post.url,
            "createdById": 1, "collectionId": 7, "readable": f"archives/7/{post.id}_readability.json",
            "createdAt": post.saved, "updatedAt": post.saved, "tags": [{"id": 1, "name": tag} for tag in post.tags],
            "collection": {"id": 7, "name": PRIVATE, "ownerId": 1}, "pinnedBy": [{"id": 1}] if post.starred else [],
        }  # fmt: skip


class MinifluxFake(Fake):
    name = "miniflux"

    def allowed(self, headers: dict[str, str]) -> bool:
        return headers.get("x-auth-token") == TOKEN

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        if path == "/v1/categories":
            return 200, [{"id": 3, "user_id": 1, "title": "Podcast"}, {"id": 4, "user_id": 1, "title": PRIVATE}]
        if path == "/v1/entries" and method == "PUT":
            for post in self.posts:
                post.unread = post.unread and (post.id not in body["entry_ids"] or body["status"] != "read")
            return 204, ""
        if path == "/v1/entries":
            found = self.newest(
                query,
                lambda post: (
                    post.fits(query, status=("unread", post.unread), starred=("true", post.starred))
                    and (query.get("category_id") != "3" or "podcast" in post.tags)
                ),
            )
            at = _older(found, int(query.get("before_entry_id", "0")))
            shown = found[at : at + int(query["limit"])]
            return 200, {"total": len(found), "entries": [self._entry(one) for one in shown]}
        return 200, self._entry(self.post(path.split("/")[3]))

    def _entry(self, post: Post) -> dict[str, Any]:
        secret = {
            "username": PRIVATE,
            "password": PRIVATE,
            "cookie": PRIVATE,
            "feed_url": f"https://x.example/{PRIVATE}",
        }
        return {
            "id": post.id, "user_id": 1, "feed_id": 5, "title": post.title, "url": post.url, "author": "Ann Writer",
            "content": post.text, "published_at": "2026-02-01T09:00:00Z", "created_at": post.saved, "hash": PRIVATE,
            "status": "unread" if post.unread else "read", "starred": post.starred, "share_code": PRIVATE,
            "tags": ["Food"], "feed": {"id": 5, "title": "The Blog", **secret},
            "enclosures": [{"url": "https://cdn.example.com/a.mp3", "mime_type": "audio/mpeg", "size": 5}],
        }  # fmt: skip


class GReaderFake(Fake):
    name = "freshrss"
    secret = ("jo", "open sesame")

    def open(self, method: str, path: str) -> bool:
        return path.endswith("/accounts/ClientLogin")

    def allowed(self, headers: dict[str, str]) -> bool:
        return headers.get("authorization") == f"GoogleLogin auth={TOKEN}"

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        path = path.removeprefix("/api/greader.php")
        if path == "/accounts/ClientLogin":
            right = body == {"Email": ["jo"], "Passwd": ["open sesame"]}
            return (200, f"SID={TOKEN}\nLSID=null\nAuth={TOKEN}\n") if right else (401, "Unauthorized!")
        path = path.removeprefix("/reader/api/0/")
        if path == "token":
            return 200, "edit-42\n"
        if path == "stream/items/contents":
            return 200, {"items": [self._item(self._by_id(one)) for one in body["i"]]}
        if path == "edit-tag":
            assert body["T"] == ["edit-42"]
            for post in [post for post in self.posts if any(one.endswith(f"/{post.id:016x}") for one in body["i"])]:
                self._edit(post, body["a"][0])
            return 200, "OK"
        stream = path.removeprefix("stream/contents/")
        found = self.newest(
            {**query, "s": stream},
            lambda post: (
                (not stream.endswith("/starred") or post.starred)
                and ("/label/" not in stream or stream.rpartition("/")[2] in post.tags)
                and (query.get("xt") != "user/-/state/com.google/read" or post.unread)
            ),
        )
        start, count = int(query.get("c", "0")), int(query["n"])
        answer = {"id": stream, "updated": 1, "items": [self._item(post) for post in found[start : start + count]]}
        return 200, {**answer, "continuation": str(start + count)} if start + count < len(found) else answer

    def _by_id(self, ident: str) -> Post:
        return self.post(int(ident.rpartition("/")[2], 16))

    def _edit(self, post: Post, tag: str) -> None:
        if tag == "user/-/state/com.google/read":
            post.unread = False
        elif (name := tag.removeprefix("user/-/label/")) not in post.tags:
            post.tags.append(name)

    def _item(self, post: Post) -> dict[str, Any]:
        return {
            "id": f"tag:google.com,2005:reader/item/{post.id:016x}", "title": post.title, "author": "Ann Writer",
            "crawlTimeMsec": f"{post.day}000", "timestampUsec": f"{post.day}000000", "published": 1769936400,
            "canonical": [{"href": post.url}], "alternate": [{"href": post.url, "type": "text/html"}],
            "categories": ["user/-/state/com.google/reading-list", f"user/-/label/{PRIVATE}", "Food"],
            "origin": {"streamId": f"feed/https://x.example/{PRIVATE}", "title": "The Blog"},
            "summary": {"content": post.text}, "annotations": [{"text": PRIVATE}],
            "enclosure": [{"href": "https://cdn.example.com/a.mp3", "type": "audio/mpeg", "length": 5}],
        }  # fmt: skip


class OtherReaderFake(GReaderFake):
    name = "greader"


class RaindropFake(Fake):
    name = "raindrop"

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        if path == "/rest/v1/raindrops/0":
            found = self.newest(query, lambda post: query.get("search", "")[1:] in ["", *post.tags])
            start, count = int(query["page"]) * int(query["perpage"]), int(query["perpage"])
            shown = [self._item(post) for post in found[start : start + count]]
            return 200, {"result": True, "items": shown, "count": len(found)}
        post = self.post(path.rpartition("/")[2])
        if method == "PUT":
            post.tags[:] = body["tags"]
        return 200, {"result": True, "item": self._item(post)}

    def _item(self, post: Post) -> dict[str, Any]:
        return {
            "_id": post.id, "link": post.url, "title": post.title, "excerpt": PRIVATE, "note": PRIVATE,
            "type": "article", "tags": post.tags, "important": post.starred, "created": post.saved,
            "lastUpdate": post.saved,
            "domain": "blog.example.com", "collection": {"$id": 9}, "highlights": [{"text": PRIVATE, "note": PRIVATE}],
        }  # fmt: skip


class ReadwiseFake(Fake):
    name = "readwise"

    def allowed(self, headers: dict[str, str]) -> bool:
        return headers.get("authorization") == f"Token {TOKEN}"

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answered:
        if method == "PATCH":
            post = self.post(path.split("/")[4])
            post.unread = post.unread and body.get("location") != "archive"
            post.tags[:] = body.get("tags", post.tags)
            return 200, {"id": str(post.id), "url": "https://read.readwise.io/x"}
        found = self.newest(
            query,
            lambda post: (
                query.get("id", str(post.id)) == str(post.id)
                and query.get("location", self._place(post)) == self._place(post)
                and query.get("tag", "") in ["", *post.tags]
            ),
        )
        start = int(query.get("pageCursor", "c0")[1:])
        end = start + self.per_page
        # In an order that means nothing.
        some = [self._document(post, with_text="withHtmlContent" in query) for post in reversed(found[start:end])]
        shown = some + [self._mail()] * ("id" not in query and start == 0)
        return 200, {"count": len(found), "nextPageCursor": f"c{end}" if end < len(found) else None, "results": shown}

    def _place(self, post: Post) -> str:
        return "shortlist" if post.starred else "new" if post.unread else "archive"

    def _document(self, post: Post, *, with_text: bool) -> dict[str, Any]:
        return {
            "id": str(post.id), "url": f"https://read.readwise.io/new/read/{post.id}", "title": post.title,
            "source_url": post.url, "author": "Ann Writer", "category": "article", "location": self._place(post),
            "tags": {tag: {"name": tag, "type": "manual", "created": 1} for tag in post.tags}, "site_name": "The Blog",
            "created_at": post.saved, "saved_at": post.saved, "published_date": 1769936400000, "summary": PRIVATE,
            "notes": PRIVATE, "parent_id": None, "reading_progress": 0.3,
            **({"html_content": post.text} if with_text else {}),
        }  # fmt: skip

    def _mail(self) -> dict[str, Any]:
        mail = Post(99, "A letter to you", f"https://news.example.com/{PRIVATE}", 9)
        return {**self._document(mail, with_text=True), "category": "email"}


def _older(found: list[Post], ident: int) -> int:
    """Where those begin that are older than an article: newer ones have higher numbers."""
    return bisect.bisect_right(found, -ident, key=lambda post: -post.id) if ident else 0


FAKES: tuple[type[Fake], ...] = (
    WallabagFake, ReadeckFake, KarakeepFake, LinkwardenFake, MinifluxFake, GReaderFake, OtherReaderFake, RaindropFake,
    ReadwiseFake,
)  # fmt: skip


def encoded(answer: Any) -> tuple[bytes, str]:
    """An answer as bytes, and its type."""
    if isinstance(answer, str):
        return answer.encode(), "text/plain; charset=utf-8"
    return json.dumps(answer).encode(), "application/json"


class Server:
    """A server on loopback that hands each request to the service of the test, or to a fault."""

    def __init__(self) -> None:
        self.fake: Fake = WallabagFake()
        self.fault: Callable[[http.server.BaseHTTPRequestHandler], bool] | None = None
        self.heard: list[str] = []  # all that came in: lines, headers and bodies
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16  # an answer goes out at once, not its head first

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                server.heard.append(f"{self.command} {self.path}\n{self.headers}\n{body.decode()}")
                if server.fault and server.fault(self):
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, answer = server.fake.handle(self.command, self.path, headers, body)
                content, kind = encoded(answer)
                respond(self, status, content, {"Content-Type": kind})

            do_GET = do_POST = do_PUT = do_PATCH = handle_any  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def respond(handler: http.server.BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    """Send an answer as a whole."""
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


class Direct(web.Connections):
    """Answers of a service without a network, for lists of a thousand pages."""

    def __init__(self, fake: Fake) -> None:
        super().__init__()
        self.fake = fake

    def ask(self, method: str, address: str, headers: Any, body: bytes | None, *_: Any, **__: Any) -> web.Reply:
        asked = {name.lower(): value for name, value in headers.items()}
        status, answer = self.fake.handle(method, address, asked, body or b"")
        return web.Reply(address, status, {}, "utf-8", False, encoded(answer)[0])


def many(count: int) -> list[Post]:
    """A list that has grown for years."""
    return [Many(at, f"Post {at}", f"https://blog.example.com/{at}", at) for at in range(1, count + 1)]


class Many(Post):
    """An article of a long list, whose day is only a number."""

    @property
    def saved(self) -> str:
        return f"{self.day:012d}"


def knows(mark: str) -> int:
    """How many articles a mark remembers."""
    return len(base64.b64decode(json.loads(mark)["known"])) // 6
